/** Who is signed in, what they may do. */
import { shallowRef } from 'vue'
import { api, ApiError, connectSession } from '@/api'
import type { Me } from '@/api/types'

export const me = shallowRef<Me | null>(null)

let asked: Promise<Me | null> | null = null

function take(found: Me | null): Me | null {
  me.value = found
  connectSession(found?.csrf ?? '')
  return found
}

/** The person of the session's cookie, asked once; `null` when nobody is signed in. */
export function findMe(): Promise<Me | null> {
  asked ??= api.get<Me>('/me').then(take, (error: unknown) => {
    asked = null
    if (error instanceof ApiError && error.status === 401) return take(null)
    throw error
  })
  return asked
}

export async function signIn(email: string, password: string, tenant = ''): Promise<void> {
  const answer = await api.post<{ csrf?: string }>('/sessions', { email, password, ...(tenant ? { tenant } : {}) })
  connectSession(answer.csrf ?? '')
  asked = null
  await findMe()
}

export async function signOut(): Promise<void> {
  await api.delete('/sessions')
  forget()
}

/** The session has ended on the server. */
export function forget(): void {
  asked = null
  take(null)
}

/** Whether the person has any of the scopes; nothing asked means yes. */
export function may(...scopes: string[]): boolean {
  const held = me.value?.scopes ?? []
  return scopes.length === 0 || scopes.some((scope) => held.includes(scope))
}
