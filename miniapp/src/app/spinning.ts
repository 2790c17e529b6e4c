/** What a draw showed: the wheel turns to the prize that the server answered, and a card says what it is. */
import { ref, type Ref } from 'vue'
import type { EventAnswer, PageDescription, PrizesDrawn } from '@liuke/sdk'
import type { Action, Of } from '@/blocks/types'
import { show, takeAsRead } from './feedback'
import { isStill } from './motion'

type Prize = Of<'prizes'>['items'][number]

export interface Result {
  prize: Prize | undefined
  won: boolean
  guaranteed: boolean
}

export interface Spinning {
  /** Degrees by which the wheel has turned since the page was opened. */
  turned: Ref<number>
  seconds: Ref<number>
  /** What was drawn; undefined: nothing is shown. */
  result: Ref<Result | undefined>
  reveal: (action: Action, answer: EventAnswer) => Promise<boolean> | false
  close: () => void
}

const SECONDS = 3.6
const TURN = 360
const ROUNDS = 5
/** Between the last movement of the wheel and the card. */
const BREATH_MS = 240

/** Degrees at which a field of a wheel stands under the needle, always onwards from where it is. */
export function turnTo(turned: number, field: number, fields: number): number {
  const rest = ((turned % TURN) + TURN) % TURN
  const wanted = (TURN - (field * TURN) / fields) % TURN
  return turned - rest + wanted + (wanted <= rest ? TURN : 0) + (ROUNDS - 1) * TURN
}

export function useSpin(page: () => PageDescription | undefined): Spinning {
  const turned = ref(0)
  const seconds = ref(0)
  const result = ref<Result>()
  let later: EventAnswer | undefined

  async function spin(answer: EventAnswer): Promise<boolean> {
    const { draws } = answer.result as unknown as PrizesDrawn
    const drawn = draws[draws.length - 1]
    const block = page()?.blocks.find((one): one is Of<'prizes'> => one.block === 'prizes')
    if (!drawn || !block) return false
    const field = block.items.findIndex((one) => one.id === drawn.prize)
    if (field >= 0 && block.style === 'wheel') {
      const still = isStill()
      seconds.value = still ? 0 : SECONDS
      turned.value = turnTo(turned.value, field, block.items.length)
      if (!still) await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000 + BREATH_MS))
    }
    result.value = { prize: block.items[field], won: drawn.won, guaranteed: drawn.guaranteed }
    later = answer
    if (answer.interruption?.kind === 'prize') takeAsRead(answer.interruption.message)
    return true
  }
  function close(): void {
    result.value = undefined
    if (later?.interruption && later.interruption.kind !== 'prize') show(later, { x: 0, y: 0 })
    later = undefined
  }
  return { turned, seconds, result, close, reveal: (action, answer) => (action.request === 'draw' ? spin(answer) : false) }
}
