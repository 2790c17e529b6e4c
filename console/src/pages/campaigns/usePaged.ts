/** A list that is read page by page, as far as somebody wants to see. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { api } from '@/api'

export interface Paged<T> {
  items: ShallowRef<T[]>
  more: Ref<boolean>
  busy: Ref<boolean>
  begin: () => Promise<T[]>
  next: () => Promise<void>
}

const PAGE = 10

export function usePaged<T>(path: () => string, asked: () => Record<string, string> = () => ({})): Paged<T> {
  const items = shallowRef<T[]>([])
  const more = ref(false)
  const busy = ref(false)
  let cursor = ''

  async function read(): Promise<T[]> {
    const page = await api.get<{ items: T[]; next_cursor: string | null }>(path(), { ...asked(), limit: PAGE, cursor })
    cursor = page.next_cursor ?? ''
    more.value = cursor !== ''
    return page.items
  }
  return {
    items, more, busy,
    async begin() {
      cursor = ''
      items.value = await read()
      return items.value
    },
    async next() {
      busy.value = true
      try {
        items.value = [...items.value, ...(await read())]
      } finally {
        busy.value = false
      }
    },
  }
}
