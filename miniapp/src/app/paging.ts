/** Lists that come page by page. */
import { ref, type Ref } from 'vue'
import { fail } from './feedback'

interface Part<T> {
  items: T[]
  next_cursor: string | null
}
type Ask<T> = (cursor?: string) => Promise<Part<T>>

/** Pages that hold nothing to be shown are passed over, so many at a time. */
const IN_A_ROW = 5
/** What has more parts than these is looked at by nobody. */
const AT_MOST = 50

export interface Paging<T> {
  items: Ref<T[]>
  /** Whether there is more to ask for. */
  more: Ref<boolean>
  /** From the beginning; throws what the asking throws. */
  start: () => Promise<void>
  /** The next page, once, however often it is tapped. */
  next: () => Promise<void>
}

/** @param counts whether something is shown at all */
export function usePaging<T>(ask: Ask<T>, counts: (one: T) => boolean = () => true): Paging<T> {
  const items = ref([]) as Ref<T[]>
  const more = ref(false)
  let cursor = ''
  let busy = false
  let turn = 0
  async function fetch(known: T[]): Promise<void> {
    const mine = ++turn
    const found = [...known]
    let at = known.length ? cursor : ''
    for (let part = 0; part < IN_A_ROW; part += 1) {
      const page = await ask(at || undefined)
      if (mine !== turn) return
      const shown = page.items.filter(counts)
      found.push(...shown)
      at = page.next_cursor ?? ''
      if (shown.length || !at) break
    }
    items.value = found
    cursor = at
    more.value = at !== ''
  }
  async function next(): Promise<void> {
    if (busy || !more.value) return
    busy = true
    try {
      await fetch(items.value)
    } catch (error) {
      fail(error)
    } finally {
      busy = false
    }
  }
  return { items, more, start: () => fetch([]), next }
}

/** Everything, all pages of it: only of what a member has few of. */
export async function askAll<T>(ask: Ask<T>): Promise<T[]> {
  const found: T[] = []
  let cursor: string | undefined
  for (let part = 0; part < AT_MOST; part += 1) {
    const page = await ask(cursor)
    found.push(...page.items)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  return found
}
