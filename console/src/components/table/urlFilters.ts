/** Filters live in the URL, so that a view can be linked, kept and gone back to. */
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { useOwnQuery } from '../ownQuery'

export type Filters = Record<string, string>

export function useUrlFilters(names: string[], defaults: Filters = {}): { filters: ComputedRef<Filters>; set: (changes: Filters) => void } {
  const route = useRoute()
  const replace = useOwnQuery()
  const filters = computed<Filters>(() => {
    const found: Filters = {}
    for (const name of names) {
      const value = route.query[name]
      found[name] = typeof value === 'string' ? value : (defaults[name] ?? '')
    }
    return found
  })
  function set(changes: Filters): void {
    const query = { ...route.query }
    for (const [name, value] of Object.entries(changes)) {
      if (value === '' || value === defaults[name]) delete query[name]
      else query[name] = value
    }
    replace(query)
  }
  return { filters, set }
}
