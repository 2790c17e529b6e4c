/** What a member looks at and for how long, once they have agreed; nothing is kept or sent before. */
import { createTracker, webTrackStorage, type Tracker } from '@liuke/sdk/track'
import { fetchTransport } from '@liuke/sdk'
import { findServer } from './client'
import { read, write } from './kept'
import { getToken, session, subject } from './session'

/** The first page comes first. */
const LATER_MS = 1_500

let made: Tracker | undefined

function tracker(): Tracker {
  made ??= createTracker({ baseUrl: findServer(), token: getToken, ...platform() }).watch()
  return made
}

/** A browser has `fetch` and `localStorage`; what a build for H5 calls `wx` is not WeChat's. */
function platform(): object {
  // #ifdef H5
  return {
    transport: fetchTransport((url, options) => window.fetch(url, options as RequestInit)),
    storage: webTrackStorage(window.localStorage),
  }
  // #endif
  // #ifndef H5
  return {}
  // #endif
}

/** What the member said of each purpose, as the server has it; asked for at the start, and after each change. */
export function learnConsents<T extends { purpose: string; allowed: boolean; given: boolean | null }>(purposes: T[]): T[] {
  const one = purposes.find(({ purpose }) => purpose === 'tracking')
  const said = one?.allowed ? 'yes' : one?.given === false ? 'no' : ''
  write('tracking', { who: subject(), said })
  follow(said)
  return purposes
}

/** At the start: what the member said last holds at once, also without a network; then the server is asked. */
export function watchConsents(ask: () => Promise<unknown>): void {
  const known = read<{ who: string; said: string }>('tracking')
  if (known?.who === subject()) follow(known.said)
  setTimeout(() => void (session.open && ask().catch(() => undefined)), LATER_MS)
}

function follow(said: string): void {
  if (said !== 'yes' && !made) return
  tracker().identify(subject())
  if (said === '') return tracker().pause()
  tracker().consent(said === 'yes')
  if (said === 'yes' && seen && seen !== noted) notePage(seen)
}

/** The page that is shown, and the last one of which the tracker knows. */
let [seen, noted] = ['', '']

/** A page is shown. */
export function notePage(page: string): void {
  seen = page
  if (made) noted = page
  made?.page(page)
}
