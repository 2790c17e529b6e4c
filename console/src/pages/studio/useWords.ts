/** The draft in the server's words: sentences of its rows, its rules page, and what rules and conditions may name. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api } from '@/api'
import type { Spec, WordsAnswer } from '@/api/types'
import { preferences } from '@/state/preferences'

export type Words = WordsAnswer
const AFTER_MS = 600
const NOTHING: Words = { said: false, rows: {}, blocks: [], events: [], fields: [] }

/** Old words stay while new ones are on their way, and where the draft cannot be said. */
export function useWords(spec: () => Spec, ready: () => boolean): { words: ShallowRef<Words>; stale: Ref<boolean> } {
  const words = shallowRef(NOTHING)
  const stale = ref(false)
  let timer = 0
  let asked = 0

  async function ask(): Promise<void> {
    const mine = ++asked
    try {
      const found = await api.post<Words>('/program/words', { spec: spec() })
      if (mine !== asked) return
      if (found.said) words.value = found
      stale.value = !found.said // lint says what is wrong with it
    } catch {
      if (mine === asked) stale.value = true
    }
  }

  watch([spec, ready, () => preferences.locale], ([, now], [, before]) => {
    window.clearTimeout(timer)
    if (now && Object.keys(spec()).length) timer = window.setTimeout(() => void ask(), before ? AFTER_MS : 0)
  })
  onScopeDispose(() => window.clearTimeout(timer))
  return { words, stale }
}
