/** Logging in by phone on H5: whether it is offered, sending a code, and the token for it. */
import { reactive } from 'vue'
import { findServer } from './client'
import { read, write } from './kept'
import { preferences } from './preferences'
import { login, onRenewal, takeNewToken } from './session'

export const signIn = reactive({
  /** Whether the server sends codes; not known: no. */
  offered: false,
})

/** Why there is no code, or no log-in. */
export type SignInTrouble = 'offline' | 'phone' | 'code' | 'many' | 'unsent' | 'erased' | 'ended' | 'failed'

export interface Sent {
  digits: number
  good_seconds: number
  again_seconds: number
}

export class SignInFailed extends Error {
  constructor(
    readonly trouble: SignInTrouble,
    /** Seconds after which it is worth trying again; 0: nobody knows. */
    readonly wait = 0,
  ) {
    super(trouble)
  }
}

const TROUBLES: Record<string, SignInTrouble> = {
  'invalid-input': 'phone', 'code-refused': 'code', 'too-many-codes': 'many', 'code-not-sent': 'unsent', 'member-erased': 'erased', 'login-ended': 'ended', 'phone-login-off': 'ended',
}

/** The merchant whose page this is, where the server has several: `?tenant=` of the link, kept from then on. */
function tenant(): string {
  const named = new URLSearchParams(window.location.search).get('tenant')
  if (named !== null) write('tenant', named)
  return named ?? read<string>('tenant') ?? ''
}

let asked: Promise<void> | undefined

/** Ask once whether the server offers it; a page that is offline asks again the next time. */
export function learnOffer(): Promise<void> {
  asked ??= call<{ offered: boolean }>('GET', '').then(
    ({ offered }) => void (signIn.offered = offered),
    () => void (asked = undefined),
  )
  return asked
}

export function sendCode(phone: string): Promise<Sent> {
  return call<Sent>('POST', '/code', { phone, tenant: tenant() })
}

/** @returns whether they have just become a member */
export async function logIn(phone: string, code: string): Promise<boolean> {
  const { token, created, renewal } = await call<{ token: string; created: boolean; renewal: string }>('POST', '', { phone, code, tenant: tenant() })
  takeNewToken(token, renewal)
  return created
}

/** Another token of the login; empty: it has ended; undefined: nobody answered. */
onRenewal(async (renewal) => {
  try {
    return (await call<{ token: string }>('POST', '/renew', { renewal, tenant: tenant() })).token
  } catch (error) {
    return error instanceof SignInFailed && error.trouble === 'ended' ? '' : undefined
  }
})

/** The login ends on the server, too; everywhere: on every device. Without a network this device forgets it all the same. */
export async function endLogin(everywhere: boolean): Promise<void> {
  const renewal = login()
  if (renewal) await call('POST', '/end', { renewal, everywhere, tenant: tenant() })
}

const PATIENCE_MS = 15_000

async function call<T>(method: 'GET' | 'POST', path: string, body?: Record<string, string | boolean>): Promise<T> {
  const given = new AbortController()
  const late = setTimeout(() => given.abort(), PATIENCE_MS)
  try {
    const answer = await window.fetch(`${findServer()}/v1/phone-login${path}`, {
      method,
      signal: given.signal,
      credentials: 'omit',
      headers: { 'Accept-Language': preferences.locale, ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const said: unknown = await answer.json().catch(() => ({}))
    if (answer.ok) return said as T
    const { code = '' } = said as { code?: string }
    throw new SignInFailed(TROUBLES[code] ?? 'failed', Number(answer.headers.get('Retry-After') ?? 0))
  } catch (error) {
    throw error instanceof SignInFailed ? error : new SignInFailed('offline')
  } finally {
    clearTimeout(late)
  }
}
