/** Pages that were not opened yet are fetched once the first one is there, so that they open without a network too. */

const LATER_MS = 4_000
const EACH_MS = 50

export function fetchAhead(): void {
  // #ifdef H5
  const pages = Object.values(import.meta.glob('../pages/*/index.vue'))
  /** One after another, while there is nothing else to do. */
  const next = (): void => {
    const load = pages.pop()
    if (load) void load().catch(() => undefined).then(() => setTimeout(rest, EACH_MS))
  }
  const rest = (): void => void (typeof window.requestIdleCallback === 'function' ? window.requestIdleCallback(next) : next())
  setTimeout(rest, LATER_MS)
  // #endif
}
