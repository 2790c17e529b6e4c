/** What an act brought: the gain where the finger is, and at most one interruption. */
import { reactive } from 'vue'
import type { EventAnswer } from '@liuke/sdk'
import { sentence, t } from '@/i18n'
import { explain, member } from './client'

export const feedback = reactive({
  /** What floats up where the finger was; empty: nothing. */
  gain: '',
  x: 0,
  y: 0,
  /** A sentence at the foot of the page; empty: none. */
  toast: '',
  /** Whether messages wait in the inbox. */
  unread: false,
  /** What is shown over the page until it is closed. */
  interruption: { message: '', kind: '', text: '' },
  /** Older messages of which the one that is shown says all: two tiers that were climbed at once. */
  older: [] as string[],
})

let floating: ReturnType<typeof setTimeout> | undefined
let toasting: ReturnType<typeof setTimeout> | undefined

interface Tap {
  detail?: { x?: number; y?: number }
  touches?: { clientX: number; clientY: number }[]
  changedTouches?: { clientX: number; clientY: number }[]
  clientX?: number
  clientY?: number
}

/** Where a tap was, on the screen. */
export function pointOf(event: unknown): { x: number; y: number } {
  const tap = (event ?? {}) as Tap
  const touch = tap.changedTouches?.[0] ?? tap.touches?.[0]
  const x = touch?.clientX ?? tap.clientX ?? tap.detail?.x ?? 0
  const y = touch?.clientY ?? tap.clientY ?? tap.detail?.y ?? 0
  return x || y ? { x, y } : { x: 195, y: 300 }
}

export function floatUp(words: string, at: { x: number; y: number }): void {
  clearTimeout(floating)
  Object.assign(feedback, { gain: words, x: at.x, y: at.y })
  floating = setTimeout(() => (feedback.gain = ''), 1_600)
}

export function toast(words: string): void {
  clearTimeout(toasting)
  feedback.toast = words
  toasting = setTimeout(() => (feedback.toast = ''), 3_200)
}

/** After an act was answered. */
export function show(answer: EventAnswer, at: { x: number; y: number }): void {
  const texts = answer.texts
  const gained = texts?.gains.filter(Boolean) ?? []
  if (gained.length) floatUp(gained.slice(0, 2).join(' · '), at)
  if (answer.interruption && !feedback.interruption.text) {
    Object.assign(feedback.interruption, { message: answer.interruption.message, kind: answer.interruption.kind, text: texts?.interruption ?? '' })
  } else if (!gained.length) toast(texts?.prompts[0] ? sentence(texts.prompts[0]) : t('done'))
}

/** After an act failed; says whether the member should try again. */
export function fail(error: unknown): void {
  const { trouble, sentence: said } = explain(error)
  toast(said || t(trouble === 'offline' ? 'act.offline' : 'act.failed'))
}

const ORDER = ['upgrade', 'prize', 'expiring', 'campaign']
/** What happened longer ago is no moment any more; it stands in the inbox. */
const MOMENT_US = 3 * 86_400_000_000

/** What happened while the app was closed: of the unread messages at most one, in the order of the answers' own field. */
export async function catchUp(): Promise<void> {
  if (feedback.interruption.text) return
  try {
    const { items } = await member().listMessages({ unread: true, limit: 20 })
    feedback.unread = items.length > 0
    const since = Date.now() * 1_000 - MOMENT_US
    const moments = items.filter((one) => ORDER.includes(one.kind) && one.t_us >= since)
    const first = moments.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || other.t_us - one.t_us)[0]
    feedback.older = first?.kind === 'upgrade' ? moments.filter((one) => one.kind === 'upgrade' && one !== first).map((one) => one.message) : []
    if (first && !feedback.interruption.text) Object.assign(feedback.interruption, { message: first.message, kind: first.kind, text: first.text })
  } catch {
    // the page says what is wrong; a message can wait
  }
}

export function closeInterruption(): void {
  const { message } = feedback.interruption
  feedback.interruption.text = ''
  takeAsRead(message, ...feedback.older)
  feedback.older = []
}

/** A message that the page itself has shown. */
export function takeAsRead(...messages: string[]): void {
  const named = messages.filter(Boolean)
  if (named.length) void member().readMessages({ messages: named }).catch(() => undefined)
}
