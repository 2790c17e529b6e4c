/** What a member looks at and for how long, once they have agreed; nothing is kept or sent before. */
import { createTracker, webTrackStorage, type Tracker } from '@liuke/sdk/track'
import { fetchTransport } from '@liuke/sdk'
import { findServer } from './client'
import { getToken, subject } from './session'

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

/** What the member said of being tracked; asked for at the start and after each change. */
export function allowTracking(agreed: boolean): void {
  if (!agreed && !made) return
  tracker().identify(subject())
  tracker().consent(agreed)
  if (agreed && seen) tracker().page(seen)
}

let seen = ''

/** A page is shown. */
export function notePage(page: string): void {
  seen = page
  made?.page(page)
}

/** Something was tapped that is worth knowing. */
export function noteClick(element: string): void {
  made?.click(element)
}
