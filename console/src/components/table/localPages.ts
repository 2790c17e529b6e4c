/** Pages of rows that are all here already, starting anew when they change. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

export interface LocalPages<T> {
  rows: ComputedRef<T[]>
  page: Ref<number>
  hasNext: ComputedRef<boolean>
  next: () => void
  previous: () => void
}

export function useLocalPages<T>(all: () => T[], size = 50): LocalPages<T> {
  const page = ref(0)
  watch(all, () => (page.value = 0))
  return {
    page,
    rows: computed(() => all().slice(page.value * size, (page.value + 1) * size)),
    hasNext: computed(() => (page.value + 1) * size < all().length),
    next: () => void page.value++,
    previous: () => void (page.value = Math.max(page.value - 1, 0)),
  }
}
