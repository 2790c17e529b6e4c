/** Pages of a list by cursor: forth and back, starting anew when the question changes. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { api } from '@/api'
import { useLoad, type Loaded } from '@/api/query'
import type { Query } from '@/api/client'
import type { Page } from '@/api/types'

export interface CursorPages<T> extends Loaded<Page<T>> {
  rows: ComputedRef<T[]>
  page: Ref<number>
  hasNext: ComputedRef<boolean>
  next: () => void
  previous: () => void
  /** All rows from the first on, at most so many. */
  all: (most: number) => Promise<T[]>
}

export function useCursorPages<T>(path: () => string, query: () => Query = () => ({}), limit = 50): CursorPages<T> {
  const cursors = ref<(string | null)[]>([null])
  const page = ref(0)
  const question = computed(() => JSON.stringify([path(), query()]))
  const loaded = useLoad(
    (signal) => api.get<Page<T>>(path(), { ...query(), limit, cursor: cursors.value[page.value] ?? null }, signal),
    () => [question.value, page.value],
  )
  watch(
    question,
    () => {
      cursors.value = [null]
      page.value = 0
    },
    { flush: 'sync' },
  )
  return {
    ...loaded,
    page,
    rows: computed(() => loaded.data.value?.items ?? []),
    hasNext: computed(() => Boolean(loaded.data.value?.next_cursor)),
    next() {
      const cursor = loaded.data.value?.next_cursor
      if (!cursor || loaded.loading.value) return
      cursors.value[page.value + 1] = cursor
      page.value++
    },
    previous() {
      if (page.value > 0) page.value--
    },
    async all(most) {
      const found: T[] = []
      for await (const row of api.pages<T>(path(), query(), most)) found.push(row)
      return found
    },
  }
}
