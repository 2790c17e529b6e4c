/** The member's page of the draft, asked for while one edits: late answers are dropped, the last good page stays. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api } from '@/api'
import { asApiError } from '@/api/query'
import type { ApiError } from '@/api/client'
import type { PagePreview } from '@/api/types'

const AFTER_MS = 450

export interface Previewed {
  found: ShallowRef<PagePreview | null>
  error: ShallowRef<ApiError | null>
  /** What is shown is not what the draft says now. */
  stale: Ref<boolean>
  again: () => void
}

/** `question` is the body of the request; `null` while there is nothing to ask. */
export function usePreview(question: () => Record<string, unknown> | null): Previewed {
  const found = shallowRef<PagePreview | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const stale = ref(false)
  let timer = 0
  let running: AbortController | null = null

  async function ask(body: Record<string, unknown>): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    try {
      const answer = await api.post<PagePreview>('/program/page', body, { signal: mine.signal })
      if (mine.signal.aborted) return
      found.value = answer
      error.value = null
      stale.value = false
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = asApiError(failure)
    }
  }

  function later(wait: number): void {
    window.clearTimeout(timer)
    running?.abort()
    const body = question()
    if (!body) {
      found.value = null
      error.value = null
      return
    }
    if (found.value && found.value.page.activity_id !== body.activity) found.value = null
    stale.value = true
    timer = window.setTimeout(() => void ask(body), wait)
  }

  watch(question, () => later(found.value ? AFTER_MS : 0), { immediate: true })
  onScopeDispose(() => {
    window.clearTimeout(timer)
    running?.abort()
  })
  return { found, error, stale, again: () => later(0) }
}
