/** From the API's reports to what pages draw: series joined by day, moves counted by tier, amounts by month. */
import type { BalanceRow, CouponBatchRow, FlowRow, LiabilityRow, MallItemRow, Overview, RawBatch, RawFlow, RawItem, RawOverview } from './types'

const MONTH = /^\d{4}-\d{2}$/

/** Every day or month from the first day on, those on which nothing happened too: a gap must look like one. */
function listSteps(from: string, until: string, by: 'day' | 'month'): string[] {
  const found: string[] = []
  for (let at = Date.parse(`${from}T00:00:00Z`); at < Date.parse(`${until}T00:00:00Z`); at += 86_400_000) {
    const step = new Date(at).toISOString().slice(0, by === 'day' ? 10 : 7)
    if (found.at(-1) !== step) found.push(step)
  }
  return found
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

export function readOverview(raw: RawOverview, liability: LiabilityRow[]): Overview {
  // What is worth money is what people ask about; else what the most was earned of.
  const main = [...raw.claims.items].sort((a, b) => b.cents - a.cents || b.open - a.open)[0]
  const points = raw.points.find((one) => one.asset === main?.asset) ?? raw.points[0]
  const moved = new Map(raw.orders.series.map((row) => [row.period, row]))
  const others = new Map(raw.other_sales.series.map((row) => [row.period, row]))
  const active = new Map(raw.active.series.map((row) => [row.period, row]))
  const sums = new Map<string, number>()
  for (const row of liability) {
    if (row.asset === main?.asset && MONTH.test(row.month)) sums.set(row.month, (sums.get(row.month) ?? 0) + row.amount)
  }
  const count = (fits: (move: RawOverview['moves'][number]) => boolean): number => raw.moves.filter(fits).reduce((sum, move) => sum + move.members, 0)
  const periods = listSteps(raw.from_day, raw.until_day, raw.by)
  return {
    as_of_us: raw.as_of_us,
    from_day: raw.from_day,
    last_day: dayBefore(raw.until_day),
    latest: raw.latest,
    isToday: raw.latest.day === raw.today.day,
    members: { total: raw.members.total, new: raw.members.new, active7: raw.active.now.days_7, active30: raw.active.now.days_30 },
    others: raw.other_sales.known ? raw.other_sales.total : null,
    tiers: raw.members.by_tier.map(({ tier, members }) => ({
      tier: tier.id,
      members,
      up: count((move) => move.new === tier.id && move.direction === 'up'),
      down: count((move) => move.old === tier.id && move.direction === 'down'),
    })),
    points: { asset: main?.asset ?? 'points', outstanding: (main?.open ?? 0) + (main?.reserved ?? 0), liability_cents: main?.cents ?? 0 },
    days: periods.map((day) => {
      const point = points?.series.find((row) => row.period === day)
      const order = moved.get(day)
      const other = others.get(day)
      return {
        day, earned: point?.earned ?? 0, burned: point?.burned ?? 0, expired: point?.expired ?? 0, orders: order?.orders ?? 0, sales_cents: order?.sales_cents ?? 0,
        other_orders: other?.orders ?? 0, other_cents: other?.sales_cents ?? 0, active7: active.get(day)?.days_7 ?? 0, active30: active.get(day)?.days_30 ?? 0,
      }
    }),
    expiring: [...sums.keys()].sort().slice(0, 12).map((month) => ({ month, amount: sums.get(month) ?? 0 })),
    attention: raw.attention,
  }
}

const MOVES: Record<string, keyof FlowRow> = {
  earn: 'earned', spend: 'burned', commit: 'burned', donate: 'burned', refund: 'refunded', expire: 'expired', reverse: 'reversed',
  exchange_in: 'exchanged_in', exchange_out: 'exchanged_out', clear_in: 'cleared_in', clear_out: 'cleared_out',
}

/** Postings of a period by kind become one row a period. */
export function readFlows(raw: RawFlow[]): FlowRow[] {
  const found = new Map<string, FlowRow>()
  for (const row of raw) {
    const key = `${row.asset} ${row.period}`
    const flow = found.get(key) ?? { asset: row.asset, month: row.period, earned: 0, burned: 0, refunded: 0, expired: 0, reversed: 0, adjusted: 0, exchanged_in: 0, exchanged_out: 0, cleared_in: 0, cleared_out: 0, postings: 0 }
    flow.postings += row.postings
    const move = MOVES[row.kind]
    if (move) (flow[move] as number) += row.amount
    if (row.kind === 'adjust') flow.adjusted += row.target === 'available' ? row.amount : -row.amount
    found.set(key, flow)
  }
  return [...found.values()].sort((a, b) => a.month.localeCompare(b.month))
}

export function readBatch(raw: RawBatch): CouponBatchRow {
  const by = (status: string): number => raw.by_status[status] ?? 0
  return {
    batch: raw.batch, name: raw.name, kind: raw.kind, granted: raw.issued, active: by('active') + by('locked'), used: by('used'), expired: by('expired'),
    worth_cents: raw.worth_cents, left: raw.codes ? raw.codes - raw.codes_redeemed : raw.left, imports: raw.code === 'imported',
  }
}

export function readItem(raw: RawItem): MallItemRow {
  return { item: raw.item, name: raw.name, kind: raw.kind, price_points: raw.price_points, stock: raw.initial, stock_left: raw.left, redeemed: raw.redeemed, tiers: raw.tiers }
}

export const balanceOf = (row: BalanceRow): number => row.credit - row.debit
