/**
 * The API as the console reads it, typed once. Amounts of points are whole units, money is in the smallest unit of the
 * currency, `*_us` are UTC microseconds, days are `YYYY-MM-DD`, ids above 53 bits are strings.
 */
export interface Fault {
  path: string
  code: string
  message: string
  fix?: string
}

export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  fix?: string
  reason?: string
  instance?: string
  faults?: Fault[]
}

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

/** A wording: one string, or one per language. */
export type Wording = string | { zh: string; en?: string }

// -- people ------------------------------------------------------------------------------------------------------------
export type Role = 'owner' | 'operator' | 'clerk' | 'finance' | 'support' | 'reader'

export interface Me {
  person: { person_id: string; email: string; name: string; role: Role; role_name: string }
  tenant: { slug: string; name: string; time_zone: string | null; currency: string | null; exponent: number | null }
  scopes: string[]
  csrf: string
}

export interface Person {
  person_id: string
  email: string
  name: string
  role: Role
  active: boolean
  created_us: number
  last_seen_us: number | null
  /** Drawn for a new person, shown once. */
  password?: string
}

// -- members -----------------------------------------------------------------------------------------------------------
export interface MemberRow {
  member_id: string
  /** `namespace:external_id`. */
  identities: string[]
  tier: string
  registered_us: number
  last_active_us: number | null
  operations: number
  balances: Record<string, number>
  test: boolean
}

export interface Identity {
  namespace: string
  external_id: string
  linked_us?: number
}

export interface NamedTier {
  id: string
  name: string
  rank: number
  color: string
  perks: string[]
}

export interface Balance {
  asset: string
  name: string
  unit: string
  available: number
  pending: number
  held: number
  frozen: number
  debt: number
  net: number
  earned: number
  spendable: boolean
  worth_cents: number | null
  expiring: { amount: number; expires_us: number; day: string }[]
}

export interface Member {
  member_id: string
  identities: Identity[]
  registered_us: number
  last_active_us: number | null
  tier: NamedTier
  operations: number
  profile?: Record<string, unknown>
  labels?: Record<string, string>
  balances?: Balance[]
  test?: boolean
}

/** Ends are `null` where there is none. */
export interface Lot {
  asset: string
  seq: number
  amount: number
  remaining: number
  expires_us: number | null
  settles_us: number | null
  ref: string
  rule: string
  t_us: number
}

export interface Hold {
  hold_id: string
  asset: string
  amount: number
  purpose: string
  status: 'open' | 'committed' | 'released' | 'expired'
  expires_us: number | null
  ref: string
}

export interface Coupon {
  coupon_id: string
  batch: string
  name: string
  status: 'active' | 'locked' | 'used' | 'expired' | 'given' | 'revoked'
  valid_from_us: number
  valid_until_us: number | null
  code: string
  source: string
  granted_us: number
  used_us: number | null
  saved_cents: number
}

export interface Entitlement {
  entitlement_id: string
  benefit: string
  name: string
  period_start_us: number
  period_end_us: number | null
  quota: number
  carried: number
  used: number
  left: number
}

export interface Reason {
  path: string
  name: string
  code: string
  applied: boolean
  params: Record<string, unknown>
  text: string
}

export interface Gain {
  kind: string
  text: string
  [figure: string]: unknown
}

export interface OperationRow {
  n: number
  key: string
  type: string
  t_us: number
  event_us: number
  program_version: number
  texts: string[]
}

export interface Operation {
  key: string
  type: string
  program_version: number
  answer: Record<string, unknown>
  reasons: Reason[]
}

export interface ForecastItem {
  kind: string
  day: string
  at_us: number
  old: string
  new: string
  tier: string
  text: string
}

export interface TierMove {
  t_us: number
  day: string
  old: string
  new: string
  cause: string
}

export interface TierProgress {
  tier: string
  dimension: string
  name: string
  unit: string
  value: number
  at_least: number
  missing: number
  window: string
}

export interface TaskSummary {
  id: string
  kind: 'task'
  name: string
  status: 'open' | 'completed'
  period: string | null
  steps: { id: string; name: string | null; value: number; target: number; unit: string }[]
  claimable: string[]
}

export interface CheckInSummary {
  id: string
  kind: 'check_in'
  name: string
  streak: number
  total: number
  today: string
  month: { first: string; last: string; checked: string[]; made_up: string[] }
}

export interface CheckInMonth {
  activity: string
  month: string
  checked: string[]
  made_up: string[]
}

export type ActivitySummary = TaskSummary | CheckInSummary | { id: string; kind: 'milestone'; name: string }

export interface Centre {
  tier: {
    current: NamedTier
    next: NamedTier | null
    until_day: string | null
    in_grace: boolean
    progress: TierProgress[]
    forecast: ForecastItem[]
  }
  balances: Balance[]
  prompts: { path: string; text: string }[]
  activities: ActivitySummary[]
  value: { saved_cents: number; unlockable_cents: number; yearly_estimate_cents: number }
}

/** How a member stood at a moment, derived from the postings. */
export interface Past {
  as_of_us: number
  operations: number
  program_version: number
  tier: NamedTier
  accounts: { asset: string; available?: number; pending?: number; held?: number; frozen?: number; debt?: number; earned?: number }[]
  lots: { asset: string; seq: number; amount: number; remaining: number; pending: boolean; expires_us: number | null; rule: string; ref: string }[]
  holds: { hold_id: string; asset: string; amount: number; purpose: string; expires_us: number | null }[]
  coupons: { coupon_id: string; batch: string; status: Coupon['status']; valid_until_us: number | null; granted_us: number; exact: boolean }[]
  entitlements: { entitlement_id: string; benefit: string; quota: number; carried: number; used: number; exact: boolean }[]
  exact: string[]
  partly_exact: string[]
  not_derived: string[]
}

export interface Adjustment {
  adjustment_id: string
  member_id: string
  asset: string
  amount: number
  reason: string
  asked_by: string
  asked_us: number
  status: 'waiting' | 'approved' | 'rejected'
  decided_by: string | null
  decided_us: number | null
  /** Whether the caller asked, and so may not approve. */
  mine: boolean
}

// -- program -----------------------------------------------------------------------------------------------------------
export type Spec = Record<string, unknown>

export interface ProgramVersion {
  version: number
  active_from_us: number
  published_us: number
  published_by: string
  note: string
  rolled_back_to: number | null
  active?: boolean
  spec?: Spec
}

export interface Draft {
  name: string
  base_version: number
  spec: Spec
  updated_us: number
  updated_by: string
}

export type Severity = 'error' | 'warning' | 'info'

export interface Finding {
  path: string
  code: string
  severity: Severity
  reason: string
  fix: string
}

export interface LintResult {
  findings: Finding[]
  errors: number
  warnings: number
}

export interface Change {
  path: string
  kind: 'added' | 'removed' | 'changed' | 'reordered'
  label: string
  text: string
}

export interface TryResult {
  gains: Gain[]
  texts?: { gains: string[]; prompts: string[] }
  reasons: Reason[]
  balances: Record<string, number>
  tier: string
}

// -- coupons and mall --------------------------------------------------------------------------------------------------
export interface CouponBatchRow {
  batch: string
  name: string
  kind: string
  granted: number
  active: number
  used: number
  expired: number
  /** Of one coupon. */
  worth_cents: number
  /** Codes or pieces left; `null`: no limit. */
  left: number | null
  imports: boolean
}

export interface MallItemRow {
  item: string
  name: string
  kind: string
  price_points: number
  stock: number | null
  stock_left: number | null
  redeemed: number
  tiers: string[]
}

export interface RedeemAnswer {
  member_id: string
  replayed: boolean
  texts: { gains: string[]; prompts: string[] }
  result: { benefit?: string; count?: number }
  tier: string
}

// -- developers --------------------------------------------------------------------------------------------------------
export interface ApiKey {
  key_id: string
  name: string
  scopes: string[]
  created_us: number
  created_by: string
  expires_us: number | null
  revoked_us: number | null
  last_used_us: number | null
}

export interface NewKey extends ApiKey {
  /** The whole key, shown once. */
  token: string
}

export interface Webhook {
  endpoint_id: string
  url: string
  description: string
  /** Empty: all. */
  event_types: string[]
  enabled: boolean
  disabled_reason: string
  /** In a row. */
  failures: number
  /** 0 while it works. */
  failing_since_us: number
  /** Messages that wait to be sent. */
  waiting: number
  created_us: number
}

export interface WebhookSecret {
  endpoint: Webhook
  /** Shown once. */
  secret: string
}

export interface DeliveryAttempt {
  t_us: number
  /** Of the answer; 0 where there was none. */
  status: number
  duration_us: number
  error: string
  excerpt: string
}

export interface Delivery {
  delivery_id: string
  endpoint_id: string
  message_id: string
  type: string
  member_id: string
  status: 'waiting' | 'delivered' | 'dead'
  attempts: number
  created_us: number
  /** 0 until it was delivered or given up. */
  done_us: number
  next_us: number
  log?: DeliveryAttempt[]
  body?: Record<string, unknown> | null
}

export interface DeadLetter {
  dead_letter_id: string
  t_us: number
  source: string
  reason: string
  payload: Record<string, unknown>
  replayable: boolean
}

// -- audit -------------------------------------------------------------------------------------------------------------
export interface AuditRow {
  audit_id: string
  t_us: number
  actor: string
  action: string
  subject: string
  details: Record<string, unknown>
}

export type * from './reports'
