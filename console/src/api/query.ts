/** Loading for components: one answer, its error, and a way to ask again; a late answer to an old question is dropped. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { ApiError } from './client'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** Any failure as an `ApiError`, so that one component can show them all. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const title = error instanceof Error ? error.message : String(error)
  return new ApiError({ type: 'about:blank', title, status: 0, code: 'unexpected' }, '')
}

/**
 * Runs `load` now and whenever `source` changes.
 *
 * Old data stays while new data is loading, so that the page does not jump.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, source?: () => unknown): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(true)
  let running: AbortController | null = null

  async function reload(): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    loading.value = true
    try {
      const found = await load(mine.signal)
      if (mine.signal.aborted) return
      data.value = found
      error.value = null
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = asApiError(failure)
    }
    loading.value = false
  }

  onScopeDispose(() => running?.abort())
  if (source) watch(source, () => void reload())
  void reload()
  return { data, error, loading, reload }
}

/** A write with its pending state and error; `run` answers `null` when it failed. */
export function useAction<A extends unknown[], T>(
  act: (...given: A) => Promise<T>,
): { run: (...given: A) => Promise<T | null>; busy: Ref<boolean>; error: ShallowRef<ApiError | null> } {
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  async function run(...given: A): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    error.value = null
    try {
      return await act(...given)
    } catch (failure) {
      error.value = asApiError(failure)
      return null
    } finally {
      busy.value = false
    }
  }
  return { run, busy, error }
}
