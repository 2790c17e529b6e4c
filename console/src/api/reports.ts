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
  written_off: number
  adjusted: number
  exchanged_in: number
  exchanged_out: number
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
  key: string
  t_us: number
  day: string
  program_version: number
}

export interface SealRow {
  seal: number
  from_us: number
  until_us: number
  postings: number
  hash: string
  sealed_us: number
}

export interface LawResult {
  law: string
  text: string
  held: boolean
  checked: number
  broken: number
}

export interface VerifyResult {
  held: boolean
  laws: LawResult[]
}

// -- overview ----------------------------------------------------------------------------------------------------------
export interface OverviewDay {
  day: string
  earned: number
  burned: number
  expired: number
  orders: number
  member_orders: number
  sales_cents: number
  member_sales_cents: number
}

export interface Overview {
  as_of_us: number
  members: { total: number; new: number; active: number }
  tiers: { tier: string; members: number; up: number; down: number }[]
  points: { asset: string; earned: number; burned: number; expiring: number; outstanding: number; liability_cents: number }
  days: OverviewDay[]
  expiring: { month: string; amount: number; cents: number }[]
  attention: { kind: string; severity: Severity; text: string; count: number; path?: string }[]
}

export interface LiveEvent {
  cursor: string
  member_id: string
  external_id?: string
  type: string
  key: string
  t_us: number
  event_us: number
  texts: string[]
}
