/** Pages that were not opened yet are fetched once the first one is there, so that they open without a network too. */

const LATER_MS = 1_500

export function fetchAhead(): void {
  // #ifdef H5
  const pages = import.meta.glob('../pages/*/index.vue')
  setTimeout(() => {
    for (const load of Object.values(pages)) void load().catch(() => undefined)
  }, LATER_MS)
  // #endif
}
