/** The one client of the app: the same SDK that merchants build with, in the member's name. */
import { ApiError, Liuke, TransportError, Unauthorized, fetchTransport, makeKey, type Member, type Transport } from '@liuke/sdk'
import { forget, read, write } from './kept'
import { preferences } from './preferences'
import { sayRefusal } from '@/i18n/refusals'
import { getToken, lapse, subject } from './session'

/** Where the API is: beside the app on H5 unless its page names another place, built in for a mini program. */
export function findServer(): string {
  // #ifdef H5
  const named = document.querySelector<HTMLMetaElement>('meta[name=liuke-server]')?.content.trim()
  if (named) return named.replace(/\/+$/, '')
  return window.location.origin + window.location.pathname.replace(/\/m\/.*$|\/m$|\/[^/]*$/, '')
  // #endif
  // #ifndef H5
  return import.meta.env.VITE_LIUKE_URL ?? ''
  // #endif
}

let made: { locale: string; who: string; client: Liuke } | undefined

/** A browser has `fetch`; what a build for H5 calls `wx` is not WeChat's. */
function transport(): { transport?: Transport } {
  // #ifdef H5
  return { transport: fetchTransport((url, options) => window.fetch(url, options as RequestInit)) }
  // #endif
  // #ifndef H5
  return {}
  // #endif
}

function client(): Liuke {
  const { locale } = preferences
  const who = subject() // a client keeps the token that it was given: another member has another one
  if (made?.locale !== locale || made.who !== who) {
    const fresh = new Liuke({
      baseUrl: findServer(),
      token: getToken,
      locale,
      ...transport(),
      deviceId: findDevice(),
      retry: { attempts: 3 },
      timeoutMs: 8_000,
      deadlineMs: 15_000,
    })
    made = { locale, who, client: fresh }
  }
  return made.client
}

export function member(): Member {
  return client().me
}

/** Do what a page's action says, whatever kind of activity it is. */
export function request<T>(path: string, body: Record<string, unknown>, options: { key: string }): Promise<T> {
  return client().request<T>({ method: 'POST', path: `/v1/members/me${path}`, body, keyed: true }, options)
}

function findDevice(): string {
  const known = read<string>('device')
  if (known) return known
  const fresh = makeKey()
  write('device', fresh)
  return fresh
}

export type Trouble = 'offline' | 'missing' | 'refused' | 'failed'

/** What a failed call is to the member, and the server's own sentence where it said one. */
export function explain(error: unknown): { trouble: Trouble; sentence: string } {
  if (error instanceof Unauthorized) {
    lapse()
    return { trouble: 'refused', sentence: '' }
  }
  if (error instanceof TransportError) return { trouble: 'offline', sentence: '' }
  if (error instanceof ApiError) {
    if (error.status === 404) return { trouble: 'missing', sentence: '' }
    if (error.status < 500) return { trouble: 'refused', sentence: sayRefusal(error.reason, preferences.locale) || error.detail || error.title }
  }
  console.error(error)
  return { trouble: 'failed', sentence: '' }
}

/** For how long an act that was never answered is the same act when it is tapped again. */
const SAME_ACT_MS = 10 * 60_000

/**
 * Do something under a key that outlives a lost answer: until the server has answered, a second tap sends the same key
 * again, so that it happens once.
 *
 * @param name what is done and to what, its body included: another body is another act
 */
export async function act<T>(name: string, send: (options: { key: string }) => Promise<T>): Promise<T> {
  const slot = `act.${name}`
  const begun = read<{ key: string; at: number }>(slot)
  const fresh = begun === undefined || Date.now() - begun.at > SAME_ACT_MS
  const key = fresh ? makeKey() : begun.key
  if (fresh) write(slot, { key, at: Date.now() })
  try {
    const answer = await send({ key })
    forget(slot)
    return answer
  } catch (error) {
    if (error instanceof ApiError && error.status < 500 && error.status !== 429) forget(slot)
    throw error
  }
}
