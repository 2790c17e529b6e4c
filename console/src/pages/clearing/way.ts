/** One direction of an agreement as the form has it. */
export interface Way {
  on: boolean
  give: number
  get: number
  /** Smallest transfer; none: one. */
  least: number | undefined
  memberDay: number | undefined
  memberMonth: number | undefined
  total: number | undefined
  /** Cents for 100 of what arrives; none: it was left empty. */
  price: number | undefined
}

/** Units of the receiver's asset that the price is for. */
export const PRICE_POINTS = 100

export const newWay = (): Way => ({ on: true, give: 1, get: 1, least: undefined, memberDay: 1000, memberMonth: undefined, total: undefined, price: 0 })

export const isWhole = (way: Way): boolean => !way.on || (way.give > 0 && way.get > 0 && way.price !== undefined)

/** As the API takes it; nothing where nothing goes that way. */
export function toTerms(way: Way): Record<string, number> | undefined {
  if (!way.on) return undefined
  const limits = { least: way.least, member_day: way.memberDay, member_month: way.memberMonth, total: way.total }
  const set = Object.entries(limits).filter((entry): entry is [string, number] => Boolean(entry[1]))
  return { give: way.give, get: way.get, ...Object.fromEntries(set), price_cents: way.price ?? 0, price_points: PRICE_POINTS }
}
