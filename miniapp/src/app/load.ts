/** What a page asks the server for: its state, and asking again. */
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { ref, watch, type Ref } from 'vue'
import { explain, type Trouble } from './client'
import { preferences } from './preferences'
import { session } from './session'

/** The server's clock may be behind this device's. */
const LITTLE_MS = 3_000

export interface Loaded<T> {
  data: Ref<T | undefined>
  trouble: Ref<Trouble | ''>
  sentence: Ref<string>
  /** Whether something is being asked for. */
  busy: Ref<boolean>
  reload: () => Promise<void>
}

/** Asks whenever the page is shown and when the language changes; what is there stays until the answer comes. */
export function useLoad<T>(ask: () => Promise<T>, start?: T): Loaded<T> {
  const data = ref(start) as Ref<T | undefined>
  const trouble = ref<Trouble | ''>('')
  const sentence = ref('')
  const busy = ref(false)
  let turn = 0
  const reload = async (): Promise<void> => {
    if (!session.open) return
    const mine = ++turn
    busy.value = true
    try {
      const found = await ask()
      if (mine !== turn) return
      data.value = found
      trouble.value = ''
    } catch (error) {
      if (mine !== turn) return
      const told = explain(error)
      trouble.value = told.trouble
      sentence.value = told.sentence
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  let night: ReturnType<typeof setTimeout> | undefined
  /** A page that is open at midnight shows the new day. */
  const waitForMidnight = (): void => {
    clearTimeout(night)
    night = setTimeout(() => {
      void reload()
      waitForMidnight()
    }, untilMidnight(new Date()))
  }
  const rest = (): void => clearTimeout(night)
  onShow(() => {
    void reload()
    waitForMidnight()
  })
  onHide(rest)
  onUnload(rest)
  watch(() => [preferences.locale, session.open], () => void reload())
  return { data, trouble, sentence, busy, reload }
}

/** Milliseconds until the next day has begun, by this device and a little later. */
function untilMidnight(now: Date): number {
  const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
  return next.getTime() - now.getTime() + LITTLE_MS
}
