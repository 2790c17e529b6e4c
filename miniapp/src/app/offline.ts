/**
 * What a member did while nobody answered: kept on the device before it is sent, under the key that it was given first,
 * and sent until the server has said yes or no. It outlives the end of the app, and happens once however often it is sent.
 * Only what is safe to promise goes this way: it can be done later just as well, costs nothing, and no one else waits.
 */
import { reactive } from 'vue'
import { ApiError, Unauthorized, makeKey, type EventAnswer } from '@liuke/sdk'
import { t } from '@/i18n'
import { explain, request } from './client'
import { catchUp, show, toast } from './feedback'
import { forget, list, read, write } from './kept'
import { subject } from './session'

interface Promised {
  /** What is done and to what; the same is promised once. */
  name: string
  /** Below the member. */
  path: string
  body: Record<string, unknown>
  key: string
  /** Whose it is: nobody does anything in another's name. */
  who: string
}

const SLOT = 'wait.'
const FIRST_MS = 2_000
const LONGEST_MS = 60_000
const MIDDLE = { x: 195, y: 300 }

const state = reactive({
  /** Names of what is promised and not yet answered. */
  names: [] as string[],
  /** Grows whenever one is settled: pages ask anew. */
  settled: 0,
})
let delivering: Promise<void> | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let failures = 0

/** Whether something is promised; pages show it as done, and say that it waits. */
export function isPromised(name: string): boolean {
  return state.names.includes(`${subject()}.${name}`)
}

/** How many were settled since the start, to be watched. */
export function settledSoFar(): number {
  return state.settled
}

/**
 * Do something, now or when there is a network again.
 *
 * @param name what is done and to what
 * @returns the answer; undefined: it waits for the network
 * @throws LiukeError the server said no
 */
export async function promise(name: string, path: string, body: Record<string, unknown>): Promise<EventAnswer | undefined> {
  const known = list(SLOT).map((slot) => read<Promised>(slot)).find((one) => one?.name === name && one.who === subject())
  const made = known ?? { name, path, body, key: makeKey(), who: subject() }
  if (!known) write(slotOf(made), made)
  const answer = await send(made)
  refresh()
  if (answer === undefined) plan()
  return answer
}

/** Send what waits, the oldest first, until nobody answers. A second call while one runs joins it. */
export function deliver(): Promise<void> {
  delivering ??= run().finally(() => (delivering = undefined))
  return delivering
}

/** At the start of the app, and whenever it is shown or the network is back. */
export function watchNetwork(): void {
  refresh()
  void deliver()
  uni.onNetworkStatusChange?.(({ isConnected }) => void (isConnected && again()))
  // #ifdef H5
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && again())
  // #endif
}

/** The app is shown. */
export function again(): void {
  failures = 0
  void deliver()
}

async function run(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  const waiting = list(SLOT).sort().map((slot) => read<Promised>(slot)).filter((one): one is Promised => one?.who === subject())
  for (const one of waiting) {
    try {
      const answer = await send(one)
      if (answer === undefined) {
        plan()
        break
      }
      failures = 0
      show(answer, MIDDLE)
    } catch (error) {
      const sentence = error instanceof ApiError ? explain(error).sentence : ''
      toast(sentence ? t('wait.refused', { why: sentence }) : t('act.failed'))
    }
    refresh()
    state.settled += 1
  }
  if (waiting.length && !list(SLOT).length) void catchUp()
  refresh()
}

/** Undefined: nobody answered, and it stays. */
async function send(one: Promised): Promise<EventAnswer | undefined> {
  try {
    const answer = await request<EventAnswer>(one.path, one.body, { key: one.key })
    forget(slotOf(one))
    return answer
  } catch (error) {
    const refused = error instanceof ApiError && error.status < 500 && error.status !== 429 && !(error instanceof Unauthorized)
    if (!refused) return undefined
    forget(slotOf(one))
    throw error
  }
}

/** In the order in which they were made, as the storage names them. */
function slotOf(one: Promised): string {
  const known = list(SLOT).find((slot) => read<Promised>(slot)?.key === one.key)
  return known ?? `${SLOT}${Date.now().toString(36).padStart(9, '0')}.${one.key}`
}

function plan(): void {
  clearTimeout(timer)
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures++)
  timer = setTimeout(() => void deliver(), longest * (0.5 + Math.random() / 2))
}

function refresh(): void {
  state.names = list(SLOT).map((slot) => read<Promised>(slot)).flatMap((one) => (one ? [`${one.who}.${one.name}`] : []))
}
