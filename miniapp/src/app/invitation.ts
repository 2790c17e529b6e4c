/**
 * The invitation by which the app was opened: `?code=` of a link, or the scene of a picture code (`i=<code>`). It is kept
 * until the server has answered, so that one who is not known yet is bound once they are.
 */
import { member } from './client'
import { toast } from './feedback'
import { forget, read, write } from './kept'
import { getToken } from './session'
import { ApiError } from '@liuke/sdk'
import { t } from '@/i18n'

const SLOT = 'invitation'
const CODE = /^[A-Za-z0-9-]{4,32}$/

interface Opened {
  query?: Record<string, unknown>
  scene?: unknown
}

/** The code of a link or a scene; empty: none. */
export function readCode(query: Record<string, unknown>): string {
  const scene = typeof query['scene'] === 'string' ? /(?:^|&)i=([^&]+)/.exec(decodeURIComponent(query['scene']))?.[1] : undefined
  const code = scene ?? (typeof query['code'] === 'string' ? query['code'] : '')
  return CODE.test(code) ? code : ''
}

/** At the start and whenever the app comes back to the front. */
export function takeInvitation(opened: unknown): void {
  let query = (opened as Opened | undefined)?.query ?? {}
  // #ifdef H5
  const { search, hash } = window.location
  const found: Record<string, unknown> = {}
  for (const part of [search, hash.split('?')[1] ?? '']) new URLSearchParams(part).forEach((value, name) => (found[name] = value))
  query = { ...found, ...query }
  // #endif
  const code = readCode(query)
  if (code) write(SLOT, code)
  void bindInvitation()
}

/** Say who invited, once; what the server refuses is said no more. */
export async function bindInvitation(): Promise<void> {
  const code = read<string>(SLOT)
  if (!code || !(await getToken(false))) return
  try {
    await member().referral.bind({ code }, { key: `invitation-${code}` })
    forget(SLOT)
    toast(t('invite.bound'))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 401 || error.status === 429 || error.status >= 500) return
    forget(SLOT)
  }
}
