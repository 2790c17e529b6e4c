/** Reports of the API: finance and overview. Amounts and times as in `types.ts`. */
import type { Severity } from './types'

// -- finance -----------------------------------------------------------------------------------------------------------
export interface LiabilityRow {
  asset: string
  month: string
  status: 'available' | 'pending' | 'reserved' | 'owed'
  amount: number
  cents: number
}

export interface FlowRow {
  asset: string
  month: string
  earned: number
  burned: number
  refunded: number
  expired: number
  reversed: number
  adjusted: number
  postings: number
}

export interface BalanceRow {
  asset: string
  account: string
  debit: number
  credit: number
}

export interface BreakageRow {
  asset: string
  cohorts: number
  rate_bps: number | null
  low_bps: number | null
  high_bps: number | null
  expected: number | null
  low: number | null
  high: number | null
  note: string
}

export interface PostingRow {
  member_id: string
  asset: string
  seq: number
  kind: string
  source: string
  target: string
  amount: number
  rule: string
  ref: string
  t_us: number
  day: string
  program_version: number
}

export interface SealRow {
  number: number
  from_us: number
  until_us: number
  rows: number
  hash: string
  sealed_us: number
}

export interface VerifyResult {
  clean: boolean
  finished: boolean
  checks: { name: string; law: string; status: 'holds' | 'broken' | 'not_finished'; checked: number; violations: unknown[] }[]
}

// -- overview ----------------------------------------------------------------------------------------------------------
export interface Overview {
  as_of_us: number
  from_day: string
  /** The last day of the series. */
  last_day: string
  /** Of the day itself, or of the last one on which anything happened. */
  latest: Today
  isToday: boolean
  members: { total: number; new: number; active7: number; active30: number }
  /** Orders without a member, if anybody reports them. */
  others: { orders: number; sales_cents: number } | null
  tiers: { tier: string; members: number; up: number; down: number }[]
  points: { asset: string; outstanding: number; liability_cents: number }
  days: OverviewDay[]
  expiring: { month: string; amount: number }[]
  attention: Notice[]
}

/** A day or month of the series. */
export interface OverviewDay {
  day: string
  earned: number
  burned: number
  expired: number
  orders: number
  sales_cents: number
  other_orders: number
  other_cents: number
  active7: number
  active30: number
}

export interface Today {
  day: string
  new_members: number
  events: number
  orders: number
  sales_cents: number
  upgrades: number
  downgrades: number
}

export interface Notice {
  kind: string
  severity: Severity
  text: string
  fix: string
  count: number
  /** A place in the program, an asset or an item. */
  path: string
}

export interface RawOverview {
  as_of_us: number
  from_day: string
  /** The first day that is not in the series. */
  until_day: string
  by: 'day' | 'month'
  today: Today
  latest: Today
  active: { series: { period: string; days_7: number; days_30: number }[]; now: { days_7: number; days_30: number } }
  other_sales: { known: boolean; series: { period: string; orders: number; sales_cents: number }[]; total: { orders: number; sales_cents: number } }
  members: { total: number; new: number; by_tier: { tier: { id: string; name: string }; members: number }[] }
  moves: { period: string; old: string; new: string; direction: 'up' | 'down' | 'enter' | 'other'; members: number }[]
  points: { asset: string; name: string; series: { period: string; earned: number; burned: number; expired: number }[] }[]
  claims: { items: { asset: string; name: string; open: number; reserved: number; cents: number }[] }
  orders: { series: { period: string; orders: number; sales_cents: number }[] }
  attention: Notice[]
}

export interface RawFlow {
  asset: string
  period: string
  kind: string
  source: string
  target: string
  amount: number
  postings: number
}

export interface RawBatch {
  batch: string
  name: string
  kind: string
  left: number | null
  issued: number
  by_status: Record<string, number>
  code: string
  codes: number
  codes_redeemed: number
  worth_cents: number
}

export interface RawItem {
  item: string
  name: string
  kind: string
  price_points: number
  tiers: string[]
  initial: number | null
  left: number | null
  redeemed: number
}

export interface LiveEvent {
  member_id: string
  member: string
  key: string
  type: string
  received_us: number
  texts: string[]
}

export interface Latest {
  items: LiveEvent[]
  after: string
}
