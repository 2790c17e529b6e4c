/** What a tier asks for, in words: reads `Reach`, `ReachAll` and `ReachAny` of the program. */
import { sayMoney, sayNumber } from '@/format'
import { counters, assets } from '@/state/program'

type Say = (key: string, named?: Record<string, unknown>) => string

function nameOf(dimension: string): string {
  const found = [...counters.value, ...assets.value].find((thing) => thing.id === dimension)
  return found?.name ?? dimension
}

function isMoney(dimension: string): boolean {
  const counter = counters.value.find((found) => found.id === dimension)
  const field = (counter?.add as { field?: string } | undefined)?.field ?? ''
  return field.endsWith('_cents')
}

export function describeNeed(need: unknown, say: Say): string {
  if (typeof need !== 'object' || need === null) return say('tiers.fromStart')
  const given = need as { dimension?: string; at_least?: number; all?: unknown[]; any?: unknown[] }
  if (Array.isArray(given.all)) return given.all.map((part) => describeNeed(part, say)).join(say('tiers.and'))
  if (Array.isArray(given.any)) return given.any.map((part) => describeNeed(part, say)).join(say('tiers.or'))
  const dimension = given.dimension ?? ''
  const figure = given.at_least ?? 0
  return say('tiers.reach', { what: nameOf(dimension), figure: isMoney(dimension) ? sayMoney(figure) : sayNumber(figure) })
}
