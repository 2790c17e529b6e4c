/** Reports of the API, generated (`models.ts`), and what pages draw of them. Amounts and times as in `types.ts`. */
import type { Notice, Today } from './models'

export type {
  AccountBalance as BalanceRow, BatchView as RawBatch, Breakage as BreakageRow, EventRow as LiveEvent, FlowRow as RawFlow, ItemView as RawItem, Latest, LedgerRow,
  Liability as LiabilityRow, Notice, Overview as RawOverview, Proof as VerifyResult, SealRow, Today,
} from './models'

// -- finance -----------------------------------------------------------------------------------------------------------
export interface FlowRow {
  asset: string
  month: string
  earned: number
  burned: number
  refunded: number
  expired: number
  reversed: number
  adjusted: number
  exchanged_in: number
  exchanged_out: number
  /** From other shops, and to them. */
  cleared_in: number
  cleared_out: number
  postings: number
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

