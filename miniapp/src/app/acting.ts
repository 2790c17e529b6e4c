/** What a member does on the page of an activity: the action that is asked about, the one that is under way, its answer. */
import { ref, type Ref } from 'vue'
import type { EventAnswer } from '@liuke/sdk'
import type { Action } from '@/blocks/types'
import { act, request } from './client'
import { fail, pointOf, show } from './feedback'

export interface Acting {
  /** What the member is asked about before it is sent. */
  asked: Ref<Action | undefined>
  /** Last part of the path of the request that is under way; empty: none. */
  busy: Ref<string>
  press: (action: Action, event: unknown) => void
  answered: (data: Record<string, unknown>) => void
}

/**
 * @param id of the activity
 * @param reload asks for the page anew
 * @param reveal shows what an answer brought in the page's own way, before the page is asked for anew; whether it did
 */
export function useActing(id: Ref<string>, reload: () => Promise<void>, reveal: (action: Action, answer: EventAnswer) => Promise<boolean> | false = () => false): Acting {
  const asked = ref<Action>()
  const busy = ref('')
  let point = { x: 0, y: 0 }

  async function send(action: Action, body: Record<string, unknown>): Promise<void> {
    busy.value = action.request
    try {
      const path = `/activities/${encodeURIComponent(id.value)}/${action.request}`
      const answer = await act(`${path}.${JSON.stringify(body)}`, (options) => request<EventAnswer>(path, body, options))
      if (!(await reveal(action, answer))) show(answer, point)
    } catch (error) {
      fail(error)
    } finally {
      busy.value = ''
      void reload()
    }
  }
  function press(action: Action, event: unknown): void {
    if (!action.enabled || busy.value) return
    point = pointOf(event)
    if (action.confirm || action.fields.length) asked.value = action
    else void send(action, { ...action.sends })
  }
  function answered(data: Record<string, unknown>): void {
    const action = asked.value
    asked.value = undefined
    if (action) void send(action, { ...action.sends, ...data })
  }
  return { asked, busy, press, answered }
}
