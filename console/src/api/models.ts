// Made by sdk/generate from the server's specification. Do not edit.

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

/** The process answers. */
export interface Alive {
  status: string
  version: string
}

/** The process can serve. */
export interface Ready {
  status: string
  version: string
  /** Last migration that was applied. */
  schema: number
  /** How many are open in this process. */
  tenants: number
}

/** One place, for operators. */
export interface BoardRow {
  rank: number
  /** Number of the member. */
  member_id: string
  name: string
  score: number
  /** When the member reached the score. */
  reached_us: number
  /** In a league: `up`, they go up a division as things stand, or went up; `down`; empty: neither. */
  zone: "" | "down" | "up"
}

/** Something that came when its period was closed: it is listed here and changes no rank. */
export interface LateFact {
  /** Number of the member. */
  member_id: string
  /** What it would have added; less than nothing: taken away. */
  amount: number
  /** When it happened. */
  t_us: number
  /** When it came. */
  came_us: number
}

/** Periods in which something counted, the newest first. */
export interface BoardPeriods {
  /** Of scores: `cents`, `minutes` or empty. */
  unit: string
  /** In words, in the language of the call; empty: none. */
  unit_name: string
  /** Whether members are ranked in cities or stores, too. */
  cities: boolean
  items: BoardPeriodView[]
}

/** A period of a board. */
export interface BoardPeriodView {
  /** Its first day; `campaign`: the whole activity. */
  period: string
  /** First instant after it; null: no end. */
  until_us: number | null
  /** When it is closed; null: never by itself. */
  due_us: number | null
  /** When it was closed; null: it is open. */
  closed_us: number | null
  /** Who have a rank. */
  members: number
  /** In which there are leagues, from the lowest. */
  divisions: DivisionLeagues[]
}

/** The leagues of a division in a period. */
export interface DivisionLeagues {
  /** Its id; a league is asked for as place `~<division>/<number>`. */
  division: string
  /** In the language of the call. */
  name: string
  /** How many there are. */
  leagues: number
  /** That were taken. */
  seats: number
}

/** What became of a quiz; test members count nowhere. */
export interface QuizResults {
  id: string
  name: string
  /** Each of the bank, and those that are gone from it and were asked. */
  questions: AskedResult[]
  /** Of rounds that ended, the lowest first; scores that nobody has are left out. */
  scores: ScoreCount[]
}

/** What became of one question. */
export interface AskedResult {
  id: string
  /** In the language of the call; the id of what is gone from the bank. */
  text: string
  /** `single`, `multiple`, `text`, or `gone`: it is not in the bank any more. */
  form: string
  /** Times it was shown in a round that ended. */
  asked: number
  /** Times it was answered rightly. */
  right: number
  /** Times it was answered otherwise. */
  wrong: number
  /** Times it was not answered in time. */
  late: number
  /** Times no answer was given. */
  passed: number
  /** Right answers, of the times it was asked, in basis points; null: it was not asked yet. */
  right_bps: number | null
  /** Half of those who answered took no longer; null: nobody answered yet. */
  median_ms: number | null
}

/** How many rounds ended with a score. */
export interface ScoreCount {
  score: number
  rounds: number
}

/** What came of an activity so far, as its kind counts it; test members count nowhere. */
export interface ActivityResults {
  id: string
  kind: string
  figures: FigureView[]
}

/** One figure of an activity's results. */
export interface FigureView {
  name: string
  /** In the language of the call. */
  label: string
  /** `times`, `members`, `pieces`, `points`, `cents`. */
  unit: string
  value: number
}

/** Rounds, the newest first. */
export interface RoundList {
  /** Null: the raffle has not begun. */
  open: OpenList | null
  /** What is to be reported after a list is sealed; empty: nothing. */
  public_value: string
  items: RoundView[]
}

/** The list that is open. */
export interface OpenList {
  round: number
  /** Null: none is. */
  closes_us: number | null
  entries: number
}

/** A list that was closed. */
export interface RoundView {
  /** From 1. */
  round: number
  /** `closed`, `sealed`, `drawn` or `lapsed`. */
  status: string
  closes_us: number
  draw_us: number
  drawn_us: number | null
  /** That are in the list. */
  entries: number
  /** Of the sealed list; empty: it is not sealed. */
  hash: string
  /** The public value; empty: it was not reported, or there is none. */
  public: string
  /** Whether the draw waits for the public value. */
  waits: boolean
  places: RoundPlace[]
}

/** A place that wins. */
export interface RoundPlace {
  /** From 1. */
  place: number
  /** Id of its prize. */
  prize: string
  /** In the language of the call. */
  prize_name: string
  /** Of the entry that has it; 0: nobody has it. */
  number: number
  /** Empty: nobody. */
  member_id: string
  /** Masked. */
  name: string
  /** How often it was filled. */
  times: number
}

/** The public value, as it was published. */
export interface PublicValue {
  value: string
}

/** It was taken: the round shows it within moments. */
export interface Accepted {
  /** Id of the activity in the program. */
  activity: string
  round: number
}

/** A place that is to be filled anew. */
export interface PlaceForfeited {
  /** From 1. */
  place: number
  /** How often it was filled, as it was read: what changed meanwhile is refused. */
  times: number
  /** For the record; members may read it. */
  reason: string
}

/** What a survey came to in a period; test members count nowhere. */
export interface SurveyResults {
  id: string
  name: string
  /** Whether it is answered without names. */
  anonymous: boolean
  /** First day; null: it is answered once, or nobody answered yet. */
  period: string | null
  /** All in which somebody answered, the newest first. */
  periods: string[]
  /** Members who answered. */
  taken: number
  /** Whether too few answered an anonymous survey for anything to be shown. */
  hidden: boolean
  questions: QuestionResult[]
}

/** What was answered to a question. */
export interface QuestionResult {
  id: string
  text: string
  /** `single`, `multiple`, `nps`, `rating`, `text`, or `gone`: it is not in the program any more. */
  form: string
  /** Members who answered it. */
  answered: number
  /** What was chosen, in the program's order; none of a question that is answered by a text. */
  options: OptionCount[]
  /** Mean score in hundredths; null: it is no score, or nobody answered. */
  mean_hundredths: number | null
  /** Null: it is no such question, or nobody answered. */
  nps: NetPromoters | null
}

/** How many chose an option, or gave a score. */
export interface OptionCount {
  /** Of the option, or the score in digits. */
  id: string
  /** In the language of the call; the id of what is gone from the program. */
  name: string
  /** Members. */
  count: number
  /** Of those who answered the question, in basis points. */
  share_bps: number
}

/** The net promoter score: the share of promoters less that of detractors. */
export interface NetPromoters {
  /** Who gave 9 or 10. */
  promoters: number
  /** Who gave 7 or 8. */
  passives: number
  /** Who gave 0 to 6. */
  detractors: number
  /** From −10000 to 10000: a score of 42.5 is 4250. */
  score_bps: number
  /** The interval in which the score of all members lies 19 times of 20, were these drawn from them. */
  low_bps: number
  /** Its upper end. */
  high_bps: number
}

/** What somebody wrote. */
export interface SurveyText {
  text: string
  /** Who; null: the survey is anonymous. */
  member_id: string | null
  /** What people call them: their phone number or address with the middle hidden, else their first name; empty: they have none, or nobody knows who. */
  shown: string
  /** When; null: the survey is anonymous. */
  t_us: number | null
}

/** One team, bargain or run. */
export interface Together {
  /** Its name. */
  ref: string
  /** Who began it. */
  starter: Partner
  /** What it is about, in the language of the call. */
  what: string
  /** `new`, `open`, `complete`, `failed` (a team); `running`, `in_checkout`, `bought`, `over` (a bargain); `running`, `complete`, `over` (a run of an assist). */
  status: string
  /** The others, or all seats of a team, in the order in which they came. */
  partners: Partner[]
  /** How many there are. */
  count: number
  /** How many it takes. */
  needed: number
  /** What it costs as things stand; null: nothing is bought. */
  price_cents: number | null
  /** When it ends. */
  until_us: number
}

/** Somebody who takes part. */
export interface Partner {
  /** Who. */
  member_id: string
  /** Masked; empty: nobody knows it any more. */
  name: string
  /** Whether they have paid; null: there is nothing to pay for them. */
  paid: boolean | null
  /** What they took off the price; null: that is not what they do. */
  cut_cents: number | null
}

/** Somebody who won, for operators; `name` is masked. */
export interface WinnerRow {
  /** Number of the member. */
  member_id: string
  name: string
  won: string
  t_us: number
}

/** An adjustment and how far it is. */
export interface AdjustmentView {
  adjustment_id: string
  /** Number of the member. */
  member_id: string
  /** What the member is called, masked where it is personal; empty: they have no name any more. */
  member: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  /** Why, for whoever reads it later. */
  reason: string
  asked_by: string
  asked_us: number
  status: "approved" | "rejected" | "waiting"
  decided_by: string | null
  decided_us: number | null
  /** Whether the caller stands behind the asking, and so may not approve it. */
  mine: boolean
}

/** A correction by hand. */
export interface NewAdjustment {
  /** Yours; asking again with the same id and content changes nothing. */
  adjustment_id: string
  /** Number of the member, or `namespace:external_id`. */
  member: string
  /** Id of the account (`points`). */
  asset: string
  /** Positive to add, negative to take; in units of the asset. */
  amount: number
  /** Why, for the approver and the audit. */
  reason: string
}

/** One administrative act. */
export interface AuditEntry {
  audit_id: string
  t_us: number
  actor: string
  action: string
  subject: string
  details: Record<string, unknown>
}

/** Something that happened to a member, or is asked for them. */
export interface NewEvent {
  /** Name in the event catalogue. */
  type: string
  /** Number of the member, or `namespace:external_id`. */
  member: string
  /** Idempotency key, unique within the member. */
  key: string
  /** UTC microseconds; 0: now. */
  t_us?: number
  /** Fields of the event type. */
  data?: Record<string, unknown>
  /** Where the member's request came from, as the caller's server saw it; kept sealed, and for a while. */
  client?: ClientIn
}

/** Where the member's request came from, as the merchant's server saw it. */
export interface ClientIn {
  /** Address. */
  ip?: string
  /** What the app calls the device. */
  device_id?: string
  /** Of the browser or the app. */
  user_agent?: string
}

/** A row that was not taken, and everything that is wrong with it. */
export interface WrongRow {
  line: number
  faults: Fault[]
}

/** One thing that is wrong with an input. */
export interface Fault {
  /** Where, as a dotted path from the root of the input (`tiers.ladder.1.id`); empty for the whole. */
  path: string
  /** Stable machine-readable code in kebab case. */
  code: string
  /** What is wrong, for a person. */
  message: string
  /** What to do about it; empty when the message says it already. */
  fix: string
}

/** Campaigns of the program in force, in its order. */
export interface Campaigns {
  items: CampaignSummary[]
}

/** A campaign of the program in force. */
export interface CampaignSummary {
  /** In the program. */
  id: string
  /** For people. */
  name: string
  /** `off`: it is switched off; `planned`, `running`, `ended` by its window; `called_off`. */
  stage: "called_off" | "ended" | "off" | "planned" | "running"
  /** First instant; null: it has no beginning. */
  opens_us: number | null
  /** First instant after; null: it has no end. */
  closes_us: number | null
  /** Share of its audience that is held out. */
  holdout_bps: number
}

/** Limits of the program in force. */
export interface Budgets {
  items: BudgetView[]
}

/** One limit of a campaign's budget. */
export interface BudgetView {
  /** Its id. */
  campaign: string
  /** Its name. */
  name: string
  /** `points`, `coupons` (face value in cents) or `cash` (cents). */
  unit: "cash" | "coupons" | "points" | "prices" | "prizes"
  /** `total`, or the limit of each `day`, `week` or `place`. */
  scope: "day" | "place" | "total" | "week"
  /** First day of the day or week, or the place; empty for `total`. */
  period: string
  /** So much at most. */
  limit: number
  /** Charged, less what went back; more than the limit where that was lowered. */
  used: number
  /** What is left. */
  left: number
  /** Share of the limit that is used. */
  used_bps: number
  /** When a reward first found too little left; `None`: it has not run out. */
  gone_us: number | null
}

/** A campaign with what it cost. */
export interface CampaignReport {
  id: string
  name: string
  stage: "called_off" | "ended" | "off" | "planned" | "running"
  opens_us: number | null
  closes_us: number | null
  holdout_bps: number
  /** Members who were given anything. */
  members: number
  /** Worth of everything given, less what went back. */
  cents: number
  /** By unit. */
  costs: CostOfUnit[]
  /** Of its coupons. */
  used_coupons: UsedCoupons
  /** By what gave it. */
  rules: CostOfRule[]
  /** By day, in order; days on which nothing changed are left out. */
  days: CostOfDay[]
  /** Prizes of draws. */
  wins: PrizeWins[]
  /** At the end; empty while fewer than four whole days are behind, and where there is no end. */
  forecast: CostForecast[]
}

/** What was given of one thing. */
export interface CostOfUnit {
  /** `points`, `coupons` (what they count when granted, cents), `cash` (cents), `prizes` (what they cost, cents; where the program does not say it, their market value) or `prices` (what orders were reduced by, cents). */
  unit: "cash" | "coupons" | "points" | "prices" | "prizes"
  /** Given, less what went back. */
  amount: number
  /** What that is worth: points by the program's value of a point. */
  cents: number
  /** How many were given. */
  rewards: number
  /** How many members were given any. */
  members: number
}

/** Coupons of the campaign that were used. */
export interface UsedCoupons {
  /** How many. */
  count: number
  /** What they counted when they were granted. */
  face_cents: number
  /** What they took off orders. */
  saved_cents: number
}

/** What one rule, activity or prize gave for the campaign; fields as in `CostOfUnit`. */
export interface CostOfRule {
  /** What gave it, as reasons write it. */
  path: string
  /** For people; empty where the program in force has no such thing. */
  name: string
  unit: "cash" | "coupons" | "points" | "prices" | "prizes"
  /** In units of the asset. */
  amount: number
  cents: number
  rewards: number
  members: number
}

/** A merchant-local day; below zero where more went back than was given. */
export interface CostOfDay {
  day: string
  points: number
  coupons: number
  cash: number
  prizes: number
  prices: number
  cents: number
}

/** How often a prize was won in a draw of the campaign, test members apart. */
export interface PrizeWins {
  /** Id of the activity in the program. */
  activity: string
  /** Number of the prize. */
  prize: string
  wins: number
}

/** What it will have cost at the end of the window, what is spent included. */
export interface CostForecast {
  /** As in `CostOfUnit`; `all`: everything in cents. */
  unit: "all" | "cash" | "coupons" | "points" | "prices" | "prizes"
  /** The middle. */
  expected: number
  /** One end in ten is below. */
  low: number
  /** One end in ten is above. */
  high: number
}

/** What one member got of a campaign, less what went back. */
export interface MemberGot {
  /** Number of the member. */
  member_id: string
  /** Masked; empty: nobody knows it any more. */
  name: string
  /** Of the asset `points`. */
  points: number
  /** What coupons counted when they were granted. */
  coupons_cents: number
  /** Won, claimed or not. */
  cash_cents: number
  /** What prizes cost, unless they were forfeited. */
  prizes_cents: number
  /** What orders were reduced by, unless they went back. */
  prices_cents: number
  /** How many were given. */
  rewards: number
  /** Worth of everything, points by the program's value of a point. */
  cents: number
}

/** A category as it is at an instant. */
export interface CategoryView {
  id: string
  name: string
  valid_from_us: number
}

/** What came of a change. */
export interface EntriesChanged {
  /** Entries that are different now; what is sent again changes nothing. */
  changed: number
  /** Of the catalogue: decisions note the one they were made with. */
  version: number
}

/** A kind of product. */
export interface PutCategory {
  /** For people. */
  name: string
  /** UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not known ever since. */
  valid_from_us?: number
}

/** An agreement as this shop sees it. */
export interface AgreementView {
  /** Its number, the same in both shops. */
  agreement: string
  /** Name of the other shop. */
  partner: string
  /** Whether this shop asked; the other one accepts. */
  proposed_by_us: boolean
  /** `proposed`, `active`, `declined`, `withdrawn` or `ended`. */
  status: string
  /** Asset of this shop. */
  own_asset: string
  /** Asset of the other. */
  other_asset: string
  /** From here to there; null: nothing goes that way. */
  out: Direction | null
  /** From there to here; null: nothing goes that way. */
  back: Direction | null
  /** When transfers begin. */
  from_us: number
  /** When they end. */
  until_us: number
  /** When it was proposed. */
  proposed_us: number
  /** When it was accepted, declined or withdrawn; null: not yet. */
  decided_us: number | null
  /** When it was ended before its time; null: it was not. */
  ended_us: number | null
  /** `own` or `partner`; empty: nobody. */
  ended_by: string
  /** Transfers that the other shop has not answered. */
  under_way: number
  /** What they hold, in units of `own_asset`. */
  under_way_amount: number
}

/** How value moves one way: `give` of the sender's asset become `get` of the receiver's, rounded down once. */
export interface Direction {
  /** Units of the sender's asset. */
  give: number
  /** Units of the receiver's. */
  get: number
  /** Smallest transfer, in units of the sender's asset. */
  least?: number
  /** At most so much a member and merchant-local day; `None`: any. */
  member_day?: number | null
  /** At most so much a member and month; `None`: any. */
  member_month?: number | null
  /** At most so much in all, of all members; `None`: any. */
  total?: number | null
  /** What the sending shop owes the receiving one, in cents …. */
  price_cents?: number
  /** … for so many units of the receiver's asset. */
  price_points?: number
}

/** What another shop is asked to agree to. */
export interface NewAgreement {
  /** Name of the other shop on this server. */
  partner: string
  /** Asset of this shop that moves. */
  own_asset: string
  /** Asset of the other shop. */
  other_asset: string
  /** UTC microseconds, from 1990 to 2100. */
  until_us: number
  /** From this shop to the other; left out: nothing goes that way. */
  out?: Direction | null
  /** From the other to this one; left out: nothing goes that way. */
  back?: Direction | null
  /** When transfers begin; 0: as soon as it is accepted. */
  from_us?: number
}

/** What shops owe each other for a month. */
export interface Statement {
  /** `YYYY-MM`. */
  month: string
  /** ISO code of the cents. */
  currency: string
  /** By partner, agreement and direction. */
  lines: StatementLine[]
  /** By partner. */
  nets: PartnerNet[]
  /** Transfers of any month that wait for an answer, and are in no line yet. */
  under_way: number
}

/** One direction of one agreement in a month. */
export interface StatementLine {
  /** Its number. */
  agreement: string
  /** Name of the other shop. */
  partner: string
  /** `out`: this shop's members sent; `in`: the other's did. */
  direction: string
  /** Of the sending shop. */
  asset: string
  /** Of the receiving shop. */
  other_asset: string
  /** That arrived. */
  transfers: number
  /** What was given, in units of `asset`. */
  amount: number
  /** What arrived, in units of `other_asset`. */
  credit: number
  /** Transfers that came back; nothing is owed for them. */
  returned: number
  /** What this shop owes the other for it, rounded half up once; negative: what it is owed. */
  owes_cents: number
  /** The same in whole units of money (`-12.30`). */
  owes: string
}

/** What this shop owes another one in all; negative: what it is owed. */
export interface PartnerNet {
  partner: string
  owes_cents: number
}

/** A transfer. */
export interface TransferView {
  /** Its number, the same in both shops. */
  transfer: string
  /** By which. */
  agreement: string
  /** The member of this shop. */
  member_id: string
  /** `out`: sent here; `in`: come from the other shop. */
  direction: string
  /** `under_way`, `arrived` or `returned`. */
  status: string
  /** Of this shop. */
  asset: string
  /** What was given, in units of the sending shop. */
  amount: number
  /** What arrives, in units of the receiving shop. */
  credit: number
  /** Why it came back; empty: it did not. */
  why: string
  /** When it was sent or, where it is over, when that was recorded. */
  t_us: number
}

/** Whom the name leads to: one, or nobody; several where merchants' systems gave the same name twice. */
export interface MembersAtCounter {
  items: MemberAtCounter[]
}

/** A member as the counter sees them. */
export interface MemberAtCounter {
  /** For the requests that serve them. */
  member_id: string
  /** Their phone number or address with the middle hidden; else the name that was asked for. */
  shown: string
  /** In force. */
  tier: string
  /** In the language of the call. */
  tier_name: string
}

/** Batches of the program in force, in its order, then those of earlier ones that members have coupons of. */
export interface Batches {
  items: BatchView[]
}

/** A batch of coupons and what became of them. */
export interface BatchView {
  /** Id of the coupon batch in the program. */
  batch: string
  name: string
  kind: string
  /** Pieces in all, as the program says; null: no limit. */
  quota: number | null
  /** Pieces that can still be given out; null: no limit. */
  left: number | null
  /** Coupons that members received so far. */
  issued: number
  /** Status → coupons (`active`, `locked`, `used`, `expired`, `given`, `revoked`). */
  by_status: Record<string, number>
  /** `none`, `generated` or `imported`. */
  code: string
  /** Imported so far. */
  codes: number
  /** Of those that members type in. */
  codes_redeemed: number
  claimable: boolean
  worth_cents: number
  /** False: coupons of a batch that the program has no more. */
  in_program: boolean
  /** In the days asked for; only of one batch. */
  per_day?: CouponsOfDay[]
}

/** Coupons granted and used on a merchant-local day, and what using them saved. */
export interface CouponsOfDay {
  day: string
  granted: number
  used: number
  saved_cents: number
}

/** What an import did. */
export interface Imported {
  /** Of which coupon. */
  batch: string
  /** New codes; 0 when the same file was imported before. */
  imported: number
  /** Codes of the file that were there already, in that case. */
  known: number
  /** Codes of the batch that were ever imported. */
  total: number
  /** Pieces of the batch in stock. */
  left: number
}

/** What was given up. */
export interface DeadLetter {
  dead_letter_id: string
  t_us: number
  /** `webhook`, `delivery` (between members) or `replay:` with the name of the replay. */
  source: string
  /** As it was noted: a code, or a text in English. */
  reason: string
  payload: Record<string, unknown>
  /** Whether it can be taken up again. */
  replayable: boolean
  /** The reason for people, in the language of the call. */
  text: string
}

/** Seeds of an activity, the newest first. */
export interface DrawSeeds {
  items: DrawSeed[]
}

/** A seed of a period. */
export interface DrawSeed {
  /** As `2026-11-29`; `all`: the whole activity. */
  period: string
  /** 1 unless one was discarded, which stays. */
  number: number
  /** SHA-256 of the seed, published before the first draw. */
  commitment: string
  committed_us: number
  closes_us: number
  /** The seed in hexadecimal; empty until it is revealed after the period. */
  secret: string
  discarded_us: number | null
  /** Why it was discarded. */
  reason: string
}

/** Everything of a period; `liuke draw verify` checks it offline. */
export interface DrawExport {
  /** Id of the activity in the program. */
  activity: string
  period: string
  seeds: Record<string, unknown>[]
  draws: DrawNote[]
  /** How often each member drew, counted apart from the draws. */
  totals: Record<string, number>
  /** Sealed lists by their hash. */
  lists: Record<string, string[]>
  /** Of this export. */
  form: number
}

/** One draw: `note` holds the operation, purpose, digest, terms and outcome. */
export interface DrawNote {
  /** The member's number, or namespace:external_id; `me` with a member's token. */
  member: number
  number: number
  /** For whoever reads it later. */
  note: Record<string, unknown>
}

/** Somebody, and one event or several steps. */
export interface DryRunRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  /** A real member, by number or `namespace:external_id`; needs the scope `members:read` too. */
  member?: string
  /** A made-up member, where none is named; by default somebody who just joined. */
  sample?: SampleMember
  /** Of the event, where there is one. */
  type?: string
  /** Its fields. */
  data?: Record<string, unknown>
  /** UTC microseconds; 0: now. */
  at_us?: number
  /** Events one after another; what is due between them happens. */
  steps?: DryStep[]
  /** A published version, for all steps. Without it, and without a document or draft, each step is decided under what is in force then. */
  version?: number
}

/** A made-up member. */
export interface SampleMember {
  /** Id of the tier; empty: just joined. */
  tier?: string
  /** Asset → what is available. */
  balances?: Record<string, number>
  /** When they joined. */
  registered_days_ago?: number
  /** Attributes that rules may ask for. */
  profile?: Record<string, unknown>
  /** By name. */
  labels?: Record<string, string>
}

/** One event of a run. */
export interface DryStep {
  /** Name in the event catalogue of the program in force then. */
  type: string
  /** Fields of the type. */
  data?: Record<string, unknown>
  /** UTC microseconds; 0: now. */
  at_us?: number
}

/** What would come of each step. */
export interface DryRunAnswer {
  /** Who; null for a made-up member. */
  member_id: string | null
  steps: DryAnswer[]
}

/** What would come of one event. */
export interface DryAnswer {
  /** Of the event. */
  type: string
  /** Engine time of it. */
  t_us: number
  /** Merchant-local day of the event. */
  day: string
  /** That decides; 0: a document that came along, or a draft. */
  program_version: number
  /** Paths of the overlays that lie over it. */
  patches: string[]
  /** Why not; null where it is taken. */
  refused: Refusal | null
  /** What time alone does before. */
  due: DueView[]
  /** Where the member stands when the event comes. */
  before: StandingView
  /** After it. */
  tier: string
  /** After it. */
  balances: Record<string, number>
  /** The waterfall. */
  reasons: ReasonView[]
  /** What the member receives. */
  gains: Gain[]
  /** What is within reach. */
  prompts: Prompt[]
  /** Gains and prompts in words. */
  texts: Texts
  /** What a request asked for. */
  result: Record<string, unknown>
  /** What would be written. */
  effects: EffectsView
}

/** Why a request would be refused, as its problem document would say it. */
export interface Refusal {
  /** Why, for whoever reads it later. */
  reason: string
  detail: string
  fix: string
}

/** What time alone would do before the event. */
export interface DueView {
  type: string
  reasons: ReasonView[]
}

/** One line of the waterfall; `text` says it in words. */
export interface ReasonView {
  path: string
  name: string
  /** The code as it was typed or scanned. */
  code: string
  applied: boolean
  params: Record<string, unknown>
  text: string
}

/** Tier, and asset → available less debt. */
export interface StandingView {
  tier: string
  balances: Record<string, number>
}

/** Something the member received in this turn, for the answer. */
export interface Gain {
  kind: string
  name: string
  /** In units of the asset. */
  amount: number
  path: string
  params: Record<string, unknown>
}

/** Something within the member's reach, for "spend 50 yuan more for silver". */
export interface Prompt {
  /** `tier`, `task`, `check_in`, `coupon`, `mall` …. */
  kind: string
  /** Place in the program. */
  path: string
  /** How much is missing, in `unit`. */
  missing: number
  /** `cents`, `points`, `days`, `times` …. */
  unit: string
  /** How far the member is, 0–10 000. */
  progress_bps: number
  /** Wording. */
  code: string
  /** Figures and names for the wording. */
  params: Record<string, unknown>
}

/** The answer in words, in the language of the request. */
export interface Texts {
  /** One for each of the answer's. */
  gains: string[]
  /** Likewise. */
  prompts: string[]
  /** Empty: there is none. */
  interruption: string
  /** Of a quote and of a hold: a list of the result (`steps`, `unused`) → its entries in words, in order. */
  result?: Record<string, NamedEntry[]>
}

/** An entry of the result in words. */
export interface NamedEntry {
  /** Of the rule, the coupon, the activity. */
  name: string
  /** What it did, or why it did not. */
  text: string
}

/** What would be written. */
export interface EffectsView {
  /** Kind of effect → how many. */
  counts: Record<string, number>
  /** Each of them, in order; at most 200. */
  items: Record<string, unknown>[]
}

/** What an event came to. */
export interface EventAnswer {
  /** Whose. */
  member_id: string
  /** Whether this key was answered before; the answer is then the one of that time. */
  replayed: boolean
  /** What the member received. */
  gains: Gain[]
  /** What is within reach now; at most three. */
  prompts: Prompt[]
  /** What a request asked for. */
  result: Record<string, unknown>
  /** After it. */
  tier: string
  /** Asset → available less debt, after it. */
  balances: Record<string, number>
  /** The one message that is shown at once, whatever the member is doing; null: none. Of several the first in the order upgrade, prize, expiring, campaign. */
  interruption: Interruption | null
  /** All of these in words; left out with `?texts=false`. */
  texts?: Texts
}

/** The one message that is shown at once, over whatever the member is doing. */
export interface Interruption {
  /** Its name, by which it is marked as read. */
  message: string
  /** `upgrade`, `prize`, `expiring` or `campaign`. */
  kind: string
  /** Wording. */
  template: string
  /** Figures and names for the wording. */
  params: Record<string, unknown>
  /** The rule's place in the program. */
  path: string
  /** `service` or `marketing`. */
  purpose: string
  /** From when on it says nothing any more; null: it stays. */
  expires_us: number | null
  /** Money that it is about. */
  value_cents: number
  /** Points that it is about. */
  value_points: number
}

/** Events, taken in order for each member. */
export interface BatchIn {
  events: NewEvent[]
}

/** Results in the order of the events. */
export interface BatchAnswer {
  results: BatchResult[]
}

/** One event's answer, or why it was not taken. */
export interface BatchResult {
  /** Whether it was taken. */
  ok: boolean
  /** As of a single event. */
  answer?: EventAnswer
  /** Problem document. */
  error?: Record<string, unknown>
}

/** How much of what is open will probably expire; see `note` where there is no estimate. */
export interface BreakageView {
  /** Of which moment; where working it out takes long it may lie some minutes back. */
  as_of_us: number
  /** Asset by asset. */
  items: Breakage[]
}

/** How much of what is open will probably expire. */
export interface Breakage {
  /** Which. */
  asset: string
  /** Months that the estimate comes from. */
  cohorts: number
  /** Share of earned points that expire, in basis points; `None`: not enough history. */
  rate_bps: number | null
  /** Lower end of the interval (two standard errors). */
  low_bps: number | null
  /** Upper end. */
  high_bps: number | null
  /** Points of those open now that will expire. */
  expected: number | null
  /** At the lower end. */
  low: number | null
  /** At the upper end. */
  high: number | null
  /** Why there is no estimate; empty when there is. */
  note: string
}

/** What moved, by period and kind, in order. */
export interface FlowsView {
  items: FlowRow[]
}

/** What moved in one period by one kind of posting. */
export interface FlowRow {
  /** Which. */
  asset: string
  /** Merchant-local day, or month. */
  period: string
  /** Named posting. */
  kind: string
  /** Account that gave. */
  source: string
  /** Account that took. */
  target: string
  /** Positive. */
  amount: number
  /** How many. */
  postings: number
}

/** What members can still claim. */
export interface LiabilityView {
  /** Of which moment. */
  as_of_us: number
  /** ISO code of the cents. */
  currency: string
  /** By asset and month of the last good day; `status` tells available, pending, reserved and owed apart. */
  items: Liability[]
}

/** Points of one asset that members can still claim, by the month in which they go. */
export interface Liability {
  /** Which. */
  asset: string
  /** `YYYY-MM` of the last good day; `never`; `reserved`: in open holds or frozen; `owed`: by members, with the sign turned. */
  month: string
  /** `available`, `pending`, `reserved` or `owed`. */
  status: string
  /** In units of the asset. */
  amount: number
  /** Worth, rounded half up; 0 where the asset has no value. */
  cents: number
}

/** All pools, those of the program first. */
export interface Pools {
  items: PoolView[]
}

/** A public-welfare pool. */
export interface PoolView {
  /** Id. */
  pool: string
  /** Its id where the program has it no more. */
  name: string
  /** What is given; empty where the program has it no more. */
  asset: string
  /** Given so far. */
  total: number
  /** Null: none. */
  goal: number | null
  /** Members who gave. */
  donors: number
}

/** A posting: `amount` moved from account `source` to account `target` of one asset of one member. */
export interface LedgerRow {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Number of the posting within its member. */
  seq: number
  kind: string
  /** In units of the asset. */
  amount: number
  source: string
  target: string
  rule: string
  /** What it belongs to, in the caller's words. */
  ref: string
  /** Number of the member. */
  member_id: string
  operation: number
  /** The moment it counts from. */
  t_us: number
  /** Merchant-local day it belongs to. */
  day: string
  /** When it was written down. */
  recorded_us: number
  program_version: number
  /** The member's phone number or address with the middle hidden, else another name; empty: they have none. */
  shown: string
}

/** A link of the chain; it covers what was recorded in `[from_us, until_us)`. */
export interface SealRow {
  number: number
  from_us: number
  until_us: number
  rows: number
  hash: string
  sealed_us: number
}

/** Every account with what it gave and received; over all accounts of an asset, debit equals credit. */
export interface TrialBalance {
  items: AccountBalance[]
}

/** One line of the trial balance; over all accounts of an asset, debit equals credit. */
export interface AccountBalance {
  /** Id of the asset in the program, as `points`. */
  asset: string
  account: string
  debit: number
  credit: number
}

/** What is to be proved. */
export interface VerifyRequest {
  /** Names; empty: all of them. */
  laws?: string[]
  /** For how long at most. */
  seconds?: number
  /** Hash of a seal, noted earlier in another place, that the chain must still have. */
  sealed_head?: string
  /** Most rows a check names. */
  limit?: number
}

/** What came of all laws that were asked for. */
export interface Proof {
  /** Whether all of them were looked at and hold. */
  clean: boolean
  /** Whether all of them were looked at. */
  finished: boolean
  checks: CheckView[]
  took_us: number
}

/** What came of one law. */
export interface CheckView {
  name: string
  law: string
  /** `holds`, `broken`, or `not_finished` in the time given. */
  status: "broken" | "holds" | "not_finished"
  /** Rows looked at. */
  checked: number
  /** Rows that break it. */
  violations: Record<string, unknown>[]
  /** How long it took. */
  took_us: number
}

/** A giving and how far it is. */
export interface GivingView {
  giving_id: string
  what: Record<string, unknown>
  /** Why, for whoever reads it later. */
  reason: string
  /** `waiting` for a second person, `running`, `done`, `rejected`, `undoing`, `undone`. */
  status: string
  /** For how many. */
  members: number
  cost_cents: number | null
  /** Members by what came of them: `waiting`, `given`, `refused`, `returning`, `returned`, `kept`. */
  counts: Record<string, number>
  asked_by: string
  asked_us: number
  decided_by: string | null
  decided_us: number | null
  undone_by: string | null
  undone_us: number | null
  /** Whether the caller stands behind the asking, and so may not approve it. */
  mine: boolean
}

/** What to give, to whom, and why. */
export interface NewGiving {
  /** Yours; asking again with the same id and content changes nothing. */
  giving_id: string
  /** As rewards are written in a program (`{"kind": "asset", "asset": "points", "amount": 100}`, `coupon`, `benefit`, `badge`), or `{"kind": "label", "name": "vip", "value": "1"}`. */
  what: Record<string, unknown>
  /** For the approver, and the audit log. */
  reason: string
  /** Whom, by number or `namespace:external_id`; with `namespace`: by their ids in it. */
  members?: string[]
  /** In which `members` are ids; empty: each says its own. */
  namespace?: string
  /** Whom, by filters, instead of `members`. */
  selection?: Selection
}

/** Members by what the list of members filters by; all must hold, and nothing means everybody. */
export interface Selection {
  /** In force. */
  tier?: string
  /** Joined then or later. */
  registered_from_us?: number
  /** Joined before. */
  registered_until_us?: number
  /** Active then or later. */
  active_from_us?: number
  /** Asset of `balance_min`. */
  balance_asset?: string
  /** The least that is available. */
  balance_min?: number
  /** Name of a label that they have. */
  label?: string
  /** Its value; any without one. */
  label_value?: string
}

/** What would come of a giving. */
export interface GivingPreview {
  /** How many would get it, each once. */
  members: number
  /** Names that nobody has, at most 100 of them. */
  unknown: string[]
  /** How many names nobody has; they are left out. */
  unknown_count: number
  /** What one gets is worth; null: nobody can say. */
  each_cents: number | null
  /** In all. */
  cost_cents: number | null
  /** Why a second person must agree: `worth`, `members`, `amount`; empty: nobody need. */
  approval: string
}

/** A member of a giving: what came of it, and why (a refusal, or why something stays). */
export interface GivingItem {
  /** Number of the member. */
  member_id: string
  names: string[]
  status: string
  why: string
  t_us: number
}

/** All keys, newest first, also those that are over. */
export interface KeyList {
  items: KeyView[]
}

/** A key. `token` is there once, in the answer that made it. */
export interface KeyView {
  /** Id of the key. */
  key_id: string
  name: string
  scopes: string[]
  created_us: number
  created_by: string
  expires_us: number | null
  revoked_us: number | null
  last_used_us: number | null
  token: string
}

/** A key to be made. */
export interface NewKey {
  /** What it is for. */
  name: string
  /** What it may do; none that the caller lacks. */
  scopes: string[]
  /** When it ends; null: never. */
  expires_us?: number | null
}

/** For how long the old key works beside its successor. */
export interface Rotate {
  overlap_seconds?: number
}

/** Items of the program in force, in its order. */
export interface Items {
  from_day: string
  until_day: string
  items: ItemView[]
}

/** An item of the mall. */
export interface ItemView {
  /** Id of the item in the program's mall. */
  item: string
  name: string
  kind: string
  /** For `GET /v1/media/{id}`; empty: none. */
  picture: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Before tier and special prices. */
  price_points: number
  by_tier: Record<string, number>
  cash_cents: number
  fulfilment: string
  tiers: string[]
  /** First day on which it is offered; null: from the beginning. */
  from_day: string | null
  /** Last day; null: no end. */
  to_day: string | null
  /** Pieces there were; null: no limit. */
  initial: number | null
  /** Pieces left; null: no limit. */
  left: number | null
  /** Pieces redeemed so far; of limited items less those that came back. */
  redeemed: number
  /** In the days asked for, days without any left out. */
  per_day: PiecesOfDay[]
}

/** Redemptions on a merchant-local day; those that were cancelled later count. */
export interface PiecesOfDay {
  day: string
  redemptions: number
  pieces: number
}

/** A redemption. */
export interface MallOrder {
  /** The shop's number of the order. */
  order_id: string
  /** Whose. */
  member_id: string
  /** Their phone number or address with the middle hidden, else another name; empty: they have none. */
  shown: string
  /** Id of the item in the program's mall. */
  item: string
  /** Of the item, in the language of the call. */
  name: string
  /** How many pieces. */
  quantity: number
  /** Spent. */
  points: number
  /** Paid beside the points. */
  cash_cents: number
  /** When. */
  redeemed_us: number
  /** `waiting`, `sent`, `done` or `cancelled`. */
  status: string
  /** Who carries it. */
  carrier: string
  /** Number of the parcel. */
  tracking: string
  /** When it was sent; null: not. */
  sent_us: number | null
  /** Where it was handed over. */
  store: string
  /** Of whoever handed it over. */
  note: string
  /** When it was handed over; null: not, or given at once. */
  done_us: number | null
  /** When it was cancelled; null: not. */
  cancelled_us: number | null
  /** Whether it is sent to an address that the member gave. */
  ships: boolean
}

/** Who calls, and for whom. */
export interface Me {
  /** A key, a member with a token, or a person with a session. */
  kind: "key" | "member" | "person"
  /** Of the key or the member; e-mail address of a person. */
  id: string
  /** Of a session; null otherwise. */
  person: Myself | null
  /** What the caller may do. */
  scopes: string[]
  /** The merchant. */
  tenant: TenantView
  /** Of a session: to be sent in X-Liuke-CSRF with what changes something. */
  csrf: string | null
  /** When the session ends at the latest. */
  session_expires_us: number | null
}

/** The person whose session it is. */
export interface Myself {
  person_id: string
  email: string
  name: string
  role: "clerk" | "finance" | "operator" | "owner" | "reader" | "support"
  role_name: string
}

/** The merchant. Time zone and currency are those of the program in force; null before one is published. */
export interface TenantView {
  slug: string
  name: string
  time_zone: string | null
  /** ISO code. */
  currency: string | null
  /** Decimals of its smallest unit. */
  exponent: number | null
}

/** A picture. */
export interface MediumView {
  /** Its name, for fields of the program and for `GET /v1/media/{id}`. */
  id: string
  /** What it is for. */
  purpose: string
  /** `pending` until somebody looked at it, `shown`, `refused`, or `erased`: its bytes are gone. */
  state: string
  /** Why it waits, was refused or was erased. */
  reason: string
  /** Who sent it as a proof; null: the merchant. */
  member_id: string | null
  /** Who sent it. */
  by: string
  made_us: number
  changed_us: number
  /** None of what was erased. */
  sizes: MediumSizeView[]
}

/** A size of a picture: its content type, bytes and pixels. */
export interface MediumSizeView {
  size: "card" | "full" | "thumb"
  type: string
  bytes: number
  width: number
  height: number
}

/** Why, for whoever reads it later. */
export interface Because {
  /** Why, for whoever reads it later. */
  reason?: string
}

/** Why the picture is not shown. */
export interface MediumRefusal {
  /** Why, for whoever reads it later. */
  reason: string
}

/** One member of a list. */
export interface MemberRow {
  /** Number of the member. */
  member_id: string
  identities: string[]
  tier: string
  registered_us: number
  last_active_us: number | null
  operations: number
  balances: Record<string, number>
  test: boolean
}

/** Somebody to register. */
export interface NewMember {
  /** Where the name comes from (`wechat`, `till`). */
  namespace: string
  /** The name there. */
  external_id: string
  /** Attributes that rules may ask for (`birthday` as `YYYY-MM-DD`, or `MM-DD`; by the Chinese calendar `lunar:YYYY-MM-DD`, in a leap month `lunar:YYYY-leap-MM-DD`); never secrets. */
  profile?: Record<string, unknown>
  /** UTC microseconds. */
  registered_us?: number
  /** Whether they are somebody to try things out with: they play by the same rules, take no stock, and are counted nowhere. */
  test?: boolean
  /** What becomes of `profile` where somebody has this name already: `keep` what is known of them and say in what it differs, or `update` it as `POST /v1/members/{member}/profile` does. */
  if_known?: "keep" | "update"
}

/** A member, and what registering brought. */
export interface RegisteredMember {
  /** Number of the member. */
  member_id: string
  /** False if the member had been registered before. */
  created: boolean
  /** Attributes that were given and are others than those known of the member, which were kept. */
  differs: string[]
  /** Attributes of a known member that were changed (`if_known: update`). */
  changed: string[]
}

/** A member. */
export interface MemberView {
  /** Number of the member. */
  member_id: string
  /** Of phone numbers and addresses a person is shown the mask: `POST /v1/members/{member}/whole` opens them. Keys of systems and members themselves are shown them whole. */
  identities: IdentityView[]
  registered_us: number
  last_active_us: number | null
  tier: NamedTier
  /** Recorded so far. */
  operations: number
  /** Likewise. */
  profile: Record<string, unknown>
  /** By name. */
  labels: Record<string, string>
  /** In full. */
  balances: Balance[]
  /** Whether it is a test member. */
  test: boolean
  /** Null: the member is not frozen. */
  freeze: FreezeView | null
  /** The tier that was set by hand; null: none, or a member asks. */
  set_tier: SetTierView | null
}

/** A name of a member. */
export interface IdentityView {
  namespace: string
  external_id: string
  linked_us: number
}

/** A tier of the ladder; `id` is empty before the first. */
export interface NamedTier {
  id: string
  name: string
  rank: number
  color: string
  icon: string
  perks: string[]
}

/** One asset of a member. */
export interface Balance {
  /** Id of the asset in the program, as `points`. */
  asset: string
  name: string
  unit: string
  available: number
  pending: number
  held: number
  frozen: number
  debt: number
  /** Available less debt: what the member is shown. */
  net: number
  earned: number
  spendable: boolean
  /** Of what is available; null where the asset has no price. */
  worth_cents: number | null
  /** Within 90 days, earliest first. */
  expiring: Expiring[]
}

/** Points that expire together. */
export interface Expiring {
  /** In units of the asset. */
  amount: number
  expires_us: number
  day: string
}

/** Since when a member is frozen, until when (null: until somebody lifts it), why and by whom. */
export interface FreezeView {
  since_us: number
  until_us: number | null
  /** Why, for whoever reads it later. */
  reason: string
  actor: string
}

/** A tier that was set by hand: since when, until when (null: until somebody lets it end), why and by whom. */
export interface SetTierView {
  tier: NamedTier
  since_us: number
  until_us: number | null
  /** Why, for whoever reads it later. */
  reason: string
  actor: string
}

/** Why, and until when; without an end it holds until somebody lifts it. */
export interface FreezeMember {
  /** Why, for whoever reads it later. */
  reason: string
  /** UTC microseconds, from 1990 to 2100. */
  until_us?: number
}

/** Whether the member is frozen now, and until when; null: until somebody lifts it. */
export interface MemberFrozen {
  frozen: boolean
  until_us: number | null
}

/** Why the freeze is lifted. */
export interface UnfreezeMember {
  /** Why, for whoever reads it later. */
  reason: string
}

/** An activity that is open to the member, as the member stands in it. */
export interface ActivityView {
  id: string
  /** `check_in`, `task` …. */
  kind: string
  name: string
  /** Where the member app shows it. */
  deep_link: string
  theme: string | null
  tags: string[]
  /** First instant at which it is closed; null: no end. */
  closes_us: number | null
  /** All that the kind shows: progress, days, rewards, texts in the language of the call. */
  shown: CheckInShown | TaskShown | MilestoneShown | OfferShown | LotteryShown | FlashSaleShown | SignUpShown | VoteShown | WelfareShown | SurveyShown | LeaderboardShown | BargainShown | AssistShown | GroupBuyShown | CardsShown | ChallengeShown | WallShown | PicksActivityShown | QuizShown | FreeOrderShown | RaffleShown | CommunityShown
  /** Commitments of the periods of draws that are open; all of them are at `/v1/draws/{activity}`. */
  draws: DrawCommitment[]
}

/** A check-in. */
export interface CheckInShown {
  kind: "check_in"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** The merchant's day. */
  today: string
  /** Whether the member has checked in today. */
  checked_in: boolean
  /** Days in a row. */
  streak: number
  /** Place in the ladder. */
  position: number
  /** Days in all. */
  total: number
  /** The calendar of this month. */
  month: CheckInMonth
  /** Steps to come, the nearest first. */
  next: StepAhead[]
  /** Null: days cannot be made up for. */
  make_up: MakeUpShown | null
}

/** A month of a check-in's calendar. */
export interface CheckInMonth {
  /** Its first day. */
  first: string
  /** Its last day. */
  last: string
  /** Days that are checked in, made-up ones included. */
  checked: string[]
  /** Those that were made up for. */
  made_up: string[]
}

/** A step of the ladder that is to come. */
export interface StepAhead {
  /** Days until it is reached. */
  in_days: number
  /** Days in a row that it takes. */
  at: number
  /** In words. */
  rewards: string
}

/** What can be made up for. */
export interface MakeUpShown {
  /** Times that are left this month. */
  left: number
  /** Days that can be made up for. */
  days: string[]
  /** What one costs: one of these. */
  prices: Record<string, unknown>[]
}

/** A task. */
export interface TaskShown {
  kind: "task"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** How often it can be done. */
  cadence: string
  status: "completed" | "open"
  /** Times that it was done. */
  completed: number
  /** First day of the period; null: it is done once. */
  period: string | null
  /** First day after the period; null: it has no end. */
  ends_day: string | null
  /** Whether all steps are needed, or any. */
  match: string
  steps: TaskStepShown[]
  /** First days of periods whose reward waits to be claimed. */
  claimable: string[]
  /** In words. */
  rewards: string
}

/** A step of a task. */
export interface TaskStepShown {
  id: string
  name: string | null
  /** So far. */
  value: number
  /** That it takes. */
  target: number
  unit: string
}

/** Milestones. */
export interface MilestoneShown {
  kind: "milestone"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** Times so far. */
  count: number
  /** Times until the next one; null: none is to come. */
  missing: number | null
  steps: MilestoneStepShown[]
}

/** One milestone. */
export interface MilestoneStepShown {
  /** Times that it takes. */
  at: number
  name: string | null
  reached: boolean
  /** In words. */
  rewards: string
}

/** An offer. */
export interface OfferShown {
  kind: "offer"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** Times that it was received. */
  received: number
  /** Times that it was achieved. */
  achieved: number
  /** What it takes; null: receiving it is enough. */
  target: number | null
  unit: string
  /** In words. */
  rewards: string
  /** Those that are remembered, the newest first. */
  receipts: ReceiptShown[]
}

/** An offer as the member received it once. */
export interface ReceiptShown {
  /** Which receipt it is. */
  ref: string
  status: string
  /** When it was received. */
  received_us: number
  /** First instant at which it is over. */
  ends_us: number
  /** Whether the member has looked at it. */
  viewed: boolean
  /** What counts so far. */
  value: number
  /** What is missing; null: nothing can be reached any more, or nothing has to be. */
  missing: number | null
}

/** A lottery. */
export interface LotteryShown {
  kind: "lottery"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** How it looks. */
  style: string
  /** Times that the member drew. */
  draws: number
  /** Times that the member won. */
  won: number
  /** Draws that cost nothing and are left. */
  free_left: number
  /** Chances that the member has. */
  chances: number
  /** What a draw costs beside them; null: it cannot be bought. */
  price: Record<string, unknown> | null
  guarantees: GuaranteeShown[]
  prizes: PrizeShown[]
}

/** A prize of at least this rank comes within so many draws. */
export interface GuaranteeShown {
  rank: number
  /** Draws, the next one included. */
  within: number
}

/** A prize. */
export interface PrizeShown {
  id: string
  name: string
  picture: string
  rank: number
  /** Of each draw, in millionths, for the member's tier. */
  odds_ppm: number
  /** The same with what guarantees add. */
  effective_ppm: number
  /** In words. */
  rewards: string
}

/** A flash sale. */
export interface FlashSaleShown {
  kind: "flash_sale"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** Those of today and the next one. */
  sessions: SaleSessionShown[]
  /** What the member reserved, the newest first. */
  places: SalePlaceShown[]
  /** How long a place is kept. */
  reserve_minutes: number
}

/** A session that is not over. */
export interface SaleSessionShown {
  session: string
  date: string
  /** When it opens for the member, whose tier may be early. */
  opens_us: number
  /** When it opens for everybody. */
  begins_us: number
  ends_us: number
  products: SaleProductShown[]
}

/** A product in a session. */
export interface SaleProductShown {
  id: string
  name: string
  picture: string
  sku: string
  price_cents: number
  list_cents: number
  per_session: number
  /** Pieces that the member has reserved or bought in the session. */
  mine: number
  /** Pieces that can be reserved now; null: not read here. */
  left: number | null
  /** `open`, `all_held` (all are reserved, some may come back), `sold_out`; null: not read here. */
  state: string | null
}

/** A piece that the member reserved. */
export interface SalePlaceShown {
  /** What it belongs to, in the caller's words. */
  ref: string
  product: string
  session: string
  pieces: number
  price_cents: number
  /** `open`, `in_checkout`, `bought`, `lapsed`, `released` or `returned`. */
  status: string
  /** When it lapses, unless it is paid. */
  until_us: number
  /** The shop's number of the order. */
  order_id: string
}

/** A sign-up. */
export interface SignUpShown {
  kind: "sign_up"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  sessions: SignUpSessionShown[]
  /** When is drawn; null: first come, first served. */
  ballot_us: number | null
  /** Of a person; null: free. */
  price: Record<string, unknown> | null
  party: number
  /** Until when the member cannot sign up; 0: they can. */
  barred_until_us: number
}

/** A session. */
export interface SignUpSessionShown {
  id: string
  name: string
  /** Id of the store. */
  store: string
  begins_us: number
  ends_us: number
  /** In all; null: no limit. */
  places: number | null
  /** The member's: `seated`, `waiting`, `offered`, `entered`, `cancelled`, `attended`, `missed`, `not_drawn`; empty: none. */
  status: string
  party: number
  /** By which a clerk checks the member in. */
  code: string
  /** Until when an offer may be taken; 0: there is none. */
  offer_until_us: number
  /** Places that are free; null: no limit, or not read here. */
  left: number | null
  /** How many wait; null: not read here. */
  waiting: number | null
  /** The member's place among them; 0: none; null: not read here. */
  position: number | null
}

/** A vote. */
export interface VoteShown {
  kind: "vote"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  question: string
  options: VoteOptionShown[]
  /** How many may be chosen. */
  most: number
  voted: boolean
  /** Whether a vote may be changed. */
  changes: boolean
  /** Members who voted; null as `count`. */
  voters: number | null
}

/** Something to vote for. */
export interface VoteOptionShown {
  id: string
  name: string
  picture: string
  chosen: boolean
  /** Members who chose it; null: not shown to the member yet, or not read here. */
  count: number | null
}

/** A welfare pool. */
export interface WelfareShown {
  kind: "welfare"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** By the member. */
  given: number
  /** In the pool; null: not read here. */
  total: number | null
  /** Of one donation; 0: none is taken. */
  min_amount: number
  goals: WelfareGoalShown[]
}

/** A goal; `reached`: null where the pool was not read here. */
export interface WelfareGoalShown {
  id: string
  name: string
  at: number
  reached: boolean | null
}

/** A survey. */
export interface SurveyShown {
  kind: "survey"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** Whether nothing leads from an answer to who gave it; it is answered by `answer-anonymously` then. */
  anonymous: boolean
  /** Whether the member answered in this period. */
  answered: boolean
  /** When it can be answered again; null: it can be answered now, or never again. */
  again_us: number | null
  questions: SurveyQuestionShown[]
}

/** A question. */
export interface SurveyQuestionShown {
  id: string
  text: string
  /** `single`, `multiple`, `nps` (0 to 10), `rating` (1 to `top`) or `text`. */
  form: string
  required: boolean
  options: SurveyOptionShown[]
  /** Options that may be chosen. */
  most: number
  top: number
  min_chars: number
  max_chars: number
  /** Null: it is always asked. */
  shown_if: SurveyConditionShown | null
}

/** Something to choose. */
export interface SurveyOptionShown {
  id: string
  name: string
}

/** Which answers to an earlier question lead to this one. */
export interface SurveyConditionShown {
  question: string
  /** Any of them was chosen; empty: whatever was. */
  options: string[]
  /** Score from; null: without limit. */
  least: number | null
  /** Score up to; null: without limit. */
  most: number | null
}

/** A leaderboard in its present period. */
export interface LeaderboardShown {
  kind: "leaderboard"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** As answers name it: its first day, or `campaign`. */
  period: string
  /** First instant after the period; null: no end. */
  until_us: number | null
  /** The member's. */
  score: number
  /** Of scores: `cents`, `minutes` or empty. */
  unit: string
  /** Of scores, in words; empty: none. */
  unit_name: string
  /** Whether the member has no rank because they do not want one. */
  hidden: boolean
  /** Whether equal scores share a rank. */
  shared_ranks: boolean
  /** Lists; null: not read here. */
  boards: BoardShown[] | null
  /** Where the member plays; null: there are no leagues. */
  league: LeagueShown | null
}

/** One list. */
export interface BoardShown {
  /** `all`, `city`, `friends` or `league`. */
  scope: string
  /** City or store; empty: none. */
  place: string
  /** From the first place. */
  top: BoardLineShown[]
  /** Around the member's own, theirs included; empty: they have none. */
  near: BoardLineShown[]
  /** The member's own; null: they have none. */
  rank: number | null
  /** Members who have a rank. */
  total: number
  /** The last rank that goes up a division; 0: none does. */
  up: number
  /** The first rank that goes down a division; 0: none does. */
  down: number
}

/** One place. */
export interface BoardLineShown {
  /** From 1. */
  rank: number
  /** Masked; empty: nobody knows it. */
  name: string
  /** In all. */
  score: number
  /** Whether it is the member. */
  mine: boolean
}

/** Where a member plays. */
export interface LeagueShown {
  /** Its id. */
  division: string
  /** Of the division. */
  name: string
  /** Of the division, from 1: the lowest. */
  step: number
  /** Divisions there are. */
  steps: number
  /** Of the league in the division; 0: the member has no seat in this period. */
  number: number
  /** Whether the seat waits for the result of the period before. */
  waits: boolean
  /** Of the last league that has closed; null: none has. */
  result: LeagueResultShown | null
}

/** What came of a league that has closed. */
export interface LeagueResultShown {
  /** As answers name it. */
  period: string
  /** 0: none. */
  rank: number
  /** Who had a rank there. */
  members: number
  /** 1: a division up; -1: one down; 0: neither. */
  move: number
}

/** Bargains. */
export interface BargainShown {
  kind: "bargain"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  goods: BargainGoodShown[]
  /** That the member started, the newest first. */
  bargains: BargainPlaceShown[]
  /** How often the member may still help today; null: without limit. */
  helps_left: number | null
}

/** A good. */
export interface BargainGoodShown {
  id: string
  name: string
  picture: string
  sku: string
  full_cents: number
  floor_cents: number
  /** How many it takes to the floor. */
  friends: number
  /** What each of them cuts, in turn; empty: it is drawn. */
  cuts_cents: number[]
  per_member: number
  /** Bargains of it that the member runs or has bought. */
  mine: number
  /** Pieces that no bargain has set aside; null: not read here. */
  left: number | null
}

/** A bargain that the member started. */
export interface BargainPlaceShown {
  /** Its name: what friends are sent. */
  ref: string
  good: string
  full_cents: number
  floor_cents: number
  /** What it costs now. */
  price_cents: number
  /** Friends who helped. */
  helpers: number
  /** How many more it takes to the floor. */
  friends_left: number
  /** Whether it can be bought at that price. */
  for_sale: boolean
  /** First instant at which nobody helps any more. */
  until_us: number
  /** First instant at which it can be bought no more. */
  pay_until_us: number
  /** `open`, `in_checkout`, `bought`, `lapsed`, `given_up` or `returned`. */
  status: string
  /** The shop's number of the order. */
  order_id: string
}

/** An assist. */
export interface AssistShown {
  kind: "assist"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  stages: AssistStageShown[]
  /** That the member started, the newest first. */
  runs: AssistRunShown[]
  /** How many more the member may start; null: without limit. */
  runs_left: number | null
  /** How often the member may still help today; null: without limit. */
  helps_left: number | null
}

/** A stage of the activity. */
export interface AssistStageShown {
  id: string
  name: string
  /** How many it takes. */
  friends: number
}

/** A run of the member's. */
export interface AssistRunShown {
  /** Its name: what friends are sent. */
  ref: string
  /** Friends whose help counts. */
  helpers: number
  /** Stages that are reached, by id. */
  reached: string[]
  /** Whether friends can still help. */
  running: boolean
  /** First instant at which nobody helps any more. */
  until_us: number
}

/** A group buy. */
export interface GroupBuyShown {
  kind: "group_buy"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  products: GroupProductShown[]
  team_hours: number
  pay_minutes: number
  /** Whether only who has not paid an order before may join a team. */
  newcomers: boolean
  /** How often the member may still take part; null: no limit. */
  left: number | null
  /** The member's, the newest first. */
  seats: GroupSeatShown[]
  /** Open teams in which the member has no seat, those that end first at the head; null: not read here. */
  teams: OpenTeamShown[] | null
}

/** A product. */
export interface GroupProductShown {
  id: string
  name: string
  picture: string
  sku: string
  /** What it costs alone; 0: not said. */
  list_cents: number
  /** A member's in one team at most. */
  pieces: number
  sizes: TeamSizeShown[]
  /** Pieces that can be had now; null: no limit, or not read here. */
  left: number | null
}

/** How many buy together, and what a piece costs each of them. */
export interface TeamSizeShown {
  members: number
  price_cents: number
  /** What it costs who opens the team. */
  opener_cents: number
}

/** A seat of the member's. */
export interface GroupSeatShown {
  seat: string
  team: string
  product: string
  size: number
  pieces: number
  price_cents: number
  /** `open` (to be paid), `in_checkout`, `paid`, `complete`, `lapsed`, `released`, `returned`, `refund_requested`. */
  status: string
  /** When it lapses, unless it is paid. */
  until_us: number
  /** When the team fails, unless it is complete. */
  ends_us: number
  /** Whether the member opened the team. */
  opener: boolean
  /** The shop's number of the order. */
  order_id: string
  /** Under which id the money was asked back; empty: it was not. */
  refund: string
  /** Who is in the team; null: not read here. */
  members: TeamMemberShown[] | null
  /** Seats that nobody has; null: not read here. */
  free: number | null
}

/** Somebody in the member's team. */
export interface TeamMemberShown {
  /** Masked; empty: nobody knows it. */
  name: string
  /** Whether they have paid. */
  paid: boolean
  /** Whether they opened it. */
  opener: boolean
  mine: boolean
}

/** A team that others may join. */
export interface OpenTeamShown {
  team: string
  product: string
  size: number
  /** Seats that nobody has. */
  free: number
  /** What a piece costs who joins. */
  price_cents: number
  /** When it fails, unless it is complete. */
  ends_us: number
  /** Masked name of who opened it; empty: nobody knows it. */
  opener: string
}

/** A collection of cards. */
export interface CardsShown {
  kind: "cards"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  cards: CardShown[]
  /** Different cards of the set that the member has. */
  collected: number
  /** How many there are. */
  of: number
  /** Sets that the member finished. */
  finished: number
  /** Whether what the member has is a set, universal cards included. */
  can_finish: boolean
  /** Free draws that are left today. */
  free_left: number
  /** What a draw costs beside them; null: it cannot be bought. */
  price: Record<string, unknown> | null
  /** Of the member and to the member. */
  offers: CardOfferShown[]
  /** Null: there is none. */
  jackpot: CardPotShown | null
}

/** A card. */
export interface CardShown {
  id: string
  name: string
  picture: string
  /** How many the member has. */
  count: number
  /** Of each card that drops, in millionths. */
  odds_ppm: number
  /** 1 is the rarest; null: it is not said. */
  rare: number | null
  /** Whether a set takes it; the universal card stands for another. */
  in_set: boolean
}

/** An offer that is open. */
export interface CardOfferShown {
  /** What it belongs to, in the caller's words. */
  ref: string
  /** Whether the member made it. */
  mine: boolean
  /** The other one. */
  member: string
  card: string
  /** Empty: it is a gift. */
  wanted: string
  until_us: number
}

/** A jackpot. */
export interface CardPotShown {
  /** What it is; empty: cash, in cents. */
  asset: string
  total: number
  /** `equal` or `random`. */
  split: string
  /** Finished sets that share it; null: not read here. */
  sets: number | null
  /** What the member got of it. */
  share: number
}

/** A challenge. */
export interface ChallengeShown {
  kind: "challenge"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** `outside`, `inside`, `left`, `finished` or `unfinished`. */
  status: string
  /** First day. */
  first: string
  /** Last day. */
  last: string
  today: string
  /** Last day of sign-up. */
  sign_up_until: string
  /** Days that the member has done. */
  done: number
  /** Days whose proof is being checked. */
  waiting: number
  /** Days to finish. */
  needed: number
  fee: ChallengeFeeShown | null
  deposit: ChallengeDepositShown | null
  /** How many days the member may still make up for. */
  make_ups_left: number
  days: ChallengeDayShown[]
  steps: ChallengeStepShown[]
  /** Code of the member's team; empty: none. */
  team: string
  /** Codes of teams to which friends invited the member. */
  invitations: string[]
  /** What the member has of others' deposits. */
  share: number
  /** Its number; null: none. */
  certificate: number | null
  /** Members inside; null: not read here. */
  members: number | null
  /** What was put down by all; null: not read here. */
  pot: number | null
  /** Places that are left; null: no limit, or not read here. */
  left: number | null
  /** One behind all who have done more days; null: not inside, or not read here. */
  rank: number | null
  /** Seats of the team; null: none, or not read here. */
  team_size: number | null
  /** Done days of the team. */
  team_days: number | null
  /** Who is in it. */
  team_members: ChallengeMemberShown[] | null
  /** The newest proofs; null: not read here. */
  posts: WallPostShown[] | null
  /** The newest of the member's that nobody else sees, waiting or refused; null: not read here. */
  own: WallPostShown[] | null
}

/** What taking part costs: so much of an asset. */
export interface ChallengeFeeShown {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
}

/** What is put down. */
export interface ChallengeDepositShown {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  /** `returned` or `shared`: what becomes of the deposits of who does not finish. */
  after: string
}

/** One day of the plan. */
export interface ChallengeDayShown {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string
  /** What is to be done. */
  name: string
  /** `text`, `picture`, `text_and_picture` or `event`. */
  proof: string
  /** `done`, `waiting` (its proof is being checked), `now`, `ahead` or `missed`. */
  state: string
  made_up: boolean
  /** How far the event is that proves it. */
  value: number
  /** How far it must be; 0: no event proves it. */
  target: number
  /** Whether it can be made up for. */
  can_make_up: boolean
}

/** A reward on the way: at so many done days. */
export interface ChallengeStepShown {
  at: number
  reached: boolean
}

/** Somebody in the member's team. */
export interface ChallengeMemberShown {
  /** Masked; empty: nobody knows it. */
  name: string
  /** Days done. */
  done: number
  mine: boolean
}

/** What somebody wrote. */
export interface WallPostShown {
  /** Its id. */
  id: string
  /** Their phone number or address with the middle hidden; empty: they have none. */
  by: string
  text: string
  pictures: string[]
  /** `shown`, `waiting`, `refused` or `adopted`; others than the member see only what is shown. */
  state: string
  likes: number
  /** Whether the member likes it. */
  liked: boolean
  mine: boolean
  since_us: number
  /** Why it was refused. */
  reason: string
}

/** A wall. */
export interface WallShown {
  kind: "wall"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** `story` or `feedback`. */
  style: string
  /** What members are asked for; empty: nothing in particular. */
  prompt: string
  max_chars: number
  pictures: number
  /** Posts that the member may still write today. */
  left_today: number
  /** Whether posts may be liked. */
  likes: boolean
  /** Posts that the member likes. */
  liked: string[]
  /** The newest that are shown; null: not read here, see `GET …/posts`. */
  posts: WallPostShown[] | null
  /** The newest of the member's that nobody else sees, waiting or refused; null: not read here. */
  own: WallPostShown[] | null
}

/** Offers that were picked for a member. */
export interface PicksActivityShown {
  kind: "picks"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** Whether new ones wait to be looked at. */
  fresh: boolean
  /** `day` or `week`: how long they stay. */
  refresh: string
  items: PickShown[]
  /** How many of these may still be taken. */
  takes_left: number
}

/** An offer in its place. */
export interface PickShown {
  /** Of the offer. */
  id: string
  name: string
  picture: string
  /** Whether it was picked for the member. */
  personal: boolean
  /** What it gives, in words; empty: nothing but the link. */
  rewards: string
  deep_link: string
  /** Whether the member took it. */
  taken: boolean
}

/** A quiz. */
export interface QuizShown {
  kind: "quiz"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** `quiz` or `riddles`. */
  style: string
  /** Of a round. */
  questions: number
  /** For a question that says nothing else. */
  seconds: number
  /** For a round. */
  round_seconds: number
  /** Rounds that the member began. */
  rounds: number
  /** Highest score. */
  best: number
  /** Rounds that cost nothing and are left today. */
  free_left: number
  /** Chances that the member has. */
  chances: number
  /** What a round costs beside them; null: it cannot be bought. */
  price: Record<string, unknown> | null
  /** Whether a limit is reached. */
  full: boolean
  /** Questions that the member can still be asked; null: there is no end of them. */
  left: number | null
  /** Null: none is open. */
  round: QuizRoundShown | null
  /** Null: none has ended. */
  last: QuizLastShown | null
  ladder: QuizStepShown[]
}

/** The round that is open. */
export interface QuizRoundShown {
  /** Names it. */
  round: string
  /** Its questions. */
  of: number
  /** So far. */
  score: number
  right: number
  /** Score if every answer is right. */
  most: number
  /** First instant at which it is over. */
  until_us: number
  question: QuizQuestionShown
}

/** The question that is shown. */
export interface QuizQuestionShown {
  /** By which it is answered. */
  question: string
  /** Its place in the round, from 1. */
  number: number
  /** `single`, `multiple` or `text`. */
  form: string
  text: string
  /** Null: there is none. */
  clue: string | null
  picture: string
  options: QuizOptionShown[]
  /** First instant at which an answer is late. */
  until_us: number
  /** `open`, `right`, `wrong`, `late`, `passed`. */
  outcome: string
  /** The text that was answered; empty: none. */
  written: string
  /** The right answer; null: not answered yet, or not said. */
  answer: string | null
  /** The same. */
  explanation: string | null
}

/** An option of the question that is shown. */
export interface QuizOptionShown {
  /** Its letter in this round. */
  id: string
  name: string
  /** Whether the member chose it. */
  chosen: boolean
  /** Whether it is right; null: not answered yet, or not said. */
  right: boolean | null
}

/** The round that ended last. */
export interface QuizLastShown {
  ended_us: number
  score: number
  right: number
  of: number
}

/** A step of the ladder. */
export interface QuizStepShown {
  /** Score. */
  at: number
  /** In words. */
  rewards: string
  /** Whether it was given in this period. */
  given: boolean
}

/** A draw after an order. */
export interface FreeOrderShown {
  kind: "free_order"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** An order of so much is drawn for. */
  threshold_cents: number
  /** Orders of the member that were drawn for. */
  draws: number
  /** How many of them won. */
  won: number
  /** What they won in all. */
  cents: number
  /** Of the budget; null: not read. */
  left_cents: number | null
  /** Whether the next order is drawn for. */
  may_win: boolean
  prizes: FreePrizeShown[]
  wins: FreeWinShown[]
}

/** A prize. */
export interface FreePrizeShown {
  id: string
  name: string
  /** Of each draw, in millionths, for the member's tier. */
  odds_ppm: number
  /** Of what was paid, in basis points; 0: nothing is won. */
  share_bps: number
  /** At most. */
  cap_cents: number
}

/** Money that the member won. */
export interface FreeWinShown {
  /** The shop's number of the order. */
  order_id: string
  /** Number of the prize. */
  prize: string
  cents: number
  /** `waiting` (the order can still be returned), `requested`, `paid`, `returned` (with its order), `given_up`. */
  status: string
  /** From when it is asked for. */
  due_us: number
}

/** A raffle. */
export interface RaffleShown {
  kind: "raffle"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** What decides together with the seed, in words; empty: nothing does. */
  public_value: string
  /** Entries of a member in a round at most. */
  most: number
  /** What an entry costs beside free ones and chances; null: it cannot be bought. */
  price: Record<string, unknown> | null
  /** Free entries of a round. */
  free: number
  prizes: RafflePrizeShown[]
  /** Rounds with entries of the member, the newest first. */
  mine: RaffleMineShown[]
  /** The newest first. */
  wins: RaffleWinShown[]
  /** The list that is open; null: none, or not read here. */
  round: number | null
  /** When it closes; null as well. */
  list_closes_us: number | null
  /** Entries in it, of all members; null as well. */
  entries: number | null
  /** Free entries that are left; null as well. */
  free_left: number | null
  /** Earned ones that can be used in it; null as well. */
  chances: number | null
  /** The round that was drawn last; null: none, or not read here. */
  last: RaffleResultShown | null
}

/** A prize. */
export interface RafflePrizeShown {
  id: string
  name: string
  picture: string
  /** Places of a round that win it. */
  count: number
  /** In words. */
  rewards: string
  /** Pieces that are left of it; null: no limit, or not read here. */
  left: number | null
}

/** A round in which the member has entries. */
export interface RaffleMineShown {
  round: number
  numbers: number[]
  /** `open`, `closed`, `sealed`, `drawn` or `lapsed`; empty: not read here. */
  status: string
  /** When it is drawn; 0: not read here. */
  draw_us: number
}

/** A place that the member won; `back`: it was taken back. */
export interface RaffleWinShown {
  round: number
  /** Number of the prize. */
  prize: string
  number: number
  t_us: number
  back: boolean
}

/** The round that was drawn last. */
export interface RaffleResultShown {
  round: number
  drawn_us: number
  entries: number
  /** Of its sealed list. */
  hash: string
  /** Its public value; empty: it has none. */
  public: string
  winners: RaffleWinnerShown[]
}

/** Who has a place; `name` is masked, `prize` is an id. */
export interface RaffleWinnerShown {
  name: string
  /** Number of the prize. */
  prize: string
  number: number
  mine: boolean
}

/** A community. */
export interface CommunityShown {
  kind: "community"
  id: string
  name: string
  deep_link: string
  theme: string | null
  tags: string[]
  closes_us: number | null
  campaign: string
  /** When the member joined; null: they have not. */
  joined_us: number | null
  /** Null: the member has not joined, or does not belong any more. */
  entrance: EntranceShown | null
}

/** How one gets in; what is empty is not given. */
export interface EntranceShown {
  link: string
  picture: string
  words: string
}

/** To which seed the draws of a period are bound: SHA-256 of what is revealed after it. */
export interface DrawCommitment {
  period: string
  commitment: string
  closes_us: number
}

/** `session`: needed where there are several. */
export interface OfSession {
  session?: string
}

/** How the member stands in a session. */
export interface SignUpStands {
  /** Id of the activity in the program. */
  activity: string
  session: string
  /** `seated`, `waiting`, `offered`, `entered`, `cancelled` or `attended`. */
  status: string
  /** In the waiting list, from 1; 0: not in it. */
  position: number
  /** By which a clerk checks the member in; empty: no place yet. */
  code: string
  /** Of the asset that it costs. */
  paid: number
}

/** All answers at once; questions that an earlier answer leads past are left out. */
export interface AnswerSurvey {
  /** Question → the options that are chosen, or a score in digits. */
  answers?: Record<string, string[]>
  /** Question → what is written. */
  written?: Record<string, string>
}

/** That it counts. */
export interface SurveyAnswered {
  /** The survey. */
  activity: string
  /** When it can be answered again; null: never. */
  again_us: number | null
}

/** The answer to the question that is shown: letters of options, or a text; neither passes it. */
export interface AnswerQuestion {
  question: string
  /** Letters of options. */
  chosen?: string[]
  written?: string
}

/** What an answer came to. */
export interface QuestionAnswered {
  /** The quiz. */
  activity: string
  /** Names the round. */
  round: string
  /** That was answered. */
  question: string
  /** `right`, `wrong`, `late` (it came after its time, and counts as none) or `passed`. */
  outcome: string
  /** Of the round so far. */
  score: number
  /** Letters of the right options; null: not said, or it was answered by a text. */
  right: string[] | null
  /** The right answer in words; null: not said. */
  answer: Record<string, string> | null
  /** Null: there is none, or the question was not answered. */
  explanation: Record<string, string> | null
  /** What the round came to; null: there are more questions. */
  ended: RoundEnded | null
}

/** What a round came to. */
export interface RoundEnded {
  /** Of its right answers. */
  score: number
  /** Right answers. */
  right: number
  /** Questions. */
  of: number
  /** Scores of the steps of the ladder that were given now. */
  steps: number[]
}

/** `code`: what the member shows. */
export interface AttendSession {
  /** The code as it was typed or scanned. */
  code: string
  session?: string
}

/** `pay_with`: `free`, `chance` or `price`; else what there is. */
export interface BeginRound {
  pay_with?: string
}

/** The round, and the question that is shown now. */
export interface QuestionShown {
  /** The quiz. */
  activity: string
  /** Names the round. */
  round: string
  /** Questions of the round. */
  of: number
  /** First instant at which the round is over. */
  until_us: number
  question: ShownQuestion
}

/** A question as it is shown. */
export interface ShownQuestion {
  /** By which it is answered. */
  question: string
  /** Its place in the round, from 1. */
  number: number
  /** `single`, `multiple` or `text`. */
  form: string
  /** `{"zh": …, "en": …}`. */
  text: Record<string, string>
  /** The same; null: there is none. */
  clue: Record<string, string> | null
  /** Name of a picture; empty: none. */
  picture: string
  options: LetteredOption[]
  /** First instant at which an answer is late. */
  until_us: number
}

/** An option. */
export interface LetteredOption {
  /** Its letter in this round. */
  id: string
  /** `{"zh": …, "en": …}`. */
  name: Record<string, string>
}

/** The options that the member chooses, all of them: what was chosen before is chosen no more. */
export interface CastVote {
  options: string[]
}

/** A vote as it counts. */
export interface VoteCast {
  /** The vote. */
  activity: string
  /** What is chosen. */
  options: string[]
  /** Whether this changed anything; no: it was chosen already. */
  changed: boolean
}

/** `goal`: one that was reached after the member gave. */
export interface AskCertificate {
  goal: string
}

/** A certificate, as data; the same for whoever asks again. */
export interface CertificateIssued {
  /** Id of the activity in the program. */
  activity: string
  goal: string
  /** Of the certificate, among all of the pool. */
  number: number
  /** In the words of the program, by language. */
  title: Record<string, string | null>
  /** What the member had given by then. */
  given: number
  /** When it was issued. */
  t_us: number
}

/** `period` is the first day of the period whose reward is meant; by default the oldest. */
export interface ClaimTask {
  /** YYYY-MM-DD, of the merchant's calendar. */
  period?: string
}

/** A task's reward. */
export interface TaskClaimed {
  /** The task. */
  activity: string
  /** First day of the period whose reward it was. */
  period: string
  /** Periods whose reward can still be claimed. */
  left: number
}

/** Points for the pool. */
export interface Contribute {
  /** In units of the asset. */
  amount: number
}

/** What was given. */
export interface Contributed {
  /** Id of the activity in the program. */
  activity: string
  /** In units of the asset. */
  amount: number
  /** By the member in all. */
  given: number
  /** In the pool. */
  total: number
  /** Goals that this reached. */
  reached: string[]
}

/** `ref`: as `start` answered it; the link that friends are sent carries it. */
export interface NameBargain {
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** What the member cut. */
export interface BargainHelped {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
  /** By this help. */
  cut_cents: number
  /** What it costs now. */
  price_cents: number
  /** How many more it takes to the floor. */
  friends_left: number
  /** Whether the help counted as a newcomer's. */
  newcomer: boolean
}

/** `ref`: of the offer. */
export interface OfOffer {
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** An offer. */
export interface CardOffered {
  /** Id of the activity in the program. */
  activity: string
  /** Its reference. */
  ref: string
  /** `open`, `taken`, `declined` or `recalled`. */
  status: string
  card: string
  /** Empty: it is a gift. */
  wanted: string
  /** Until when it can be taken. */
  until_us: number
}

/** Check in; the path names the activity. */
export interface CheckInBelow {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day?: string
}

/** A day that counts as checked in. */
export interface CheckedIn {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string
  /** Days in a row up to today. */
  streak: number
  /** Length of the row of days that this day is in. */
  run: number
  /** Place on the ladder. */
  position: number
  /** Days ever. */
  total: number
}

/** `count` draws, one after the other; `pay_with`: `free`, `chance` or `price`; else what there is. */
export interface DrawPrizes {
  count?: number
  pay_with?: string
}

/** Draws of one request. */
export interface PrizesDrawn {
  /** The lottery. */
  activity: string
  /** In their order. */
  draws: DrawnPrize[]
  /** Free draws that are left today. */
  free_left: number
}

/** What one draw came to. */
export interface DrawnPrize {
  /** Of the member's draws of this lottery. */
  number: number
  /** Id of the prize that is given. */
  prize: string
  /** Id of the prize that was drawn; another one where that was gone. */
  hit: string
  /** Whether anything is won. */
  won: boolean
  /** Whether a guarantee was due. */
  guaranteed: boolean
  /** `free`, `chance` or `price`. */
  paid: string
}

/** `pay_with`: `free` or `price`; by default what costs less. */
export interface DrawCard {
  pay_with?: string
}

/** A draw. */
export interface CardDrawn {
  /** Id of the activity in the program. */
  activity: string
  /** Empty: it was gone, and nothing stands in for it. */
  card: string
  /** `free` or `price`. */
  paid: string
  /** Free draws that are left today. */
  free_left: number
}

/** A bargain that the member does not want any more. */
export interface BargainGivenUp {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** `count` entries; `pay_with`: `free`, `chance` or `price`; else what there is, the cheapest first. */
export interface EnterRaffle {
  count?: number
  pay_with?: string
}

/** Entries of one request. */
export interface RaffleEntered {
  /** The raffle. */
  activity: string
  /** Of which list. */
  round: number
  /** Of the new entries. */
  numbers: number[]
  /** Entries of the member in that list. */
  entered: number
  /** When it closes. */
  closes_us: number
}

/** `team`: its code. */
export interface OfTeam {
  team: string
}

/** How a team stands. */
export interface TeamStands {
  /** Id of the activity in the program. */
  activity: string
  /** Its code. */
  team: string
  /** How many are in it. */
  members: number
  /** How many may be. */
  size: number
  /** Done days of all. */
  days: number
}

/** Nothing needs to be said. */
export type FinishSet = Record<string, never>

/** A finished set. */
export interface SetFinished {
  /** Id of the activity in the program. */
  activity: string
  /** Of the member, this one included. */
  sets: number
  /** In the jackpot, from 0; null: there is none. */
  number: number | null
  /** Cards that it took. */
  used: string[]
}

/** Nothing needs to be said. */
export type FormTeam = Record<string, never>

/** `to_member` is the receiver's number or `namespace:external_id`. */
export interface GiveCard {
  to_member: string
  card: string
}

/** `ref`: as `start_assist` answered it; the link that friends are sent carries it. */
export interface NameAssist {
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** What came of a help. */
export interface FriendHelped {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
  /** `counted`, or `pledged`: it counts once the member has done what the activity asks for. */
  status: "counted" | "pledged"
  /** Friends whose help counts now. */
  helpers: number
  /** How many more it takes to the next stage; 0: the last is reached. */
  friends_left: number
}

/** `to_member` is a friend's number or `namespace:external_id`. */
export interface InviteToTeam {
  to_member: string
}

/** `session`: needed where there are several; `party`: persons, the member included. */
export interface JoinSession {
  session?: string
  party?: number
}

/** `team`: code of a team that is joined at once. */
export interface JoinChallenge {
  team?: string
}

/** How the member stands. */
export interface ChallengeStands {
  /** Id of the activity in the program. */
  activity: string
  /** `inside`, `left`, `finished` or `unfinished`. */
  status: string
  /** Days that are done. */
  done: number
  /** Days whose proof is being checked. */
  waiting: number
  /** Days to finish. */
  needed: number
  /** Code of the team; empty: none. */
  team: string
}

/** Nothing needs to be said. */
export type Nothing = Record<string, never>

/** The member has joined. */
export interface CommunityJoined {
  /** The community. */
  activity: string
  /** When they joined first. */
  joined_us: number
  /** How they get in. */
  entrance: CommunityEntrance
}

/** How one gets in; what is empty is not given. */
export interface CommunityEntrance {
  link: string
  picture: string
  /** By language: `zh`, `en`. */
  words: Record<string, string>
}

/** A seat in somebody's team. */
export interface JoinTeam {
  /** Which one; by default the open team that lacks the fewest, of `product` where that is named. */
  team?: string
  /** Whose team is looked for. */
  product?: string
  /** 1 by default. */
  pieces?: number
}

/** A seat in a team: pay for it in time, and a cart with the product has this price. */
export interface SeatKept {
  /** Id of the activity in the program. */
  activity: string
  /** Name of the team, for others to join. */
  team: string
  /** Name of the seat. */
  seat: string
  product: string
  sku: string
  /** How many members complete the team. */
  size: number
  /** Seats that nobody has. */
  free: number
  pieces: number
  /** Of one piece. */
  price_cents: number
  /** When the seat lapses, unless a checkout holds it then or it is paid. */
  until_us: number
  /** When the team fails, unless it is complete. */
  ends_us: number
}

/** The member does not want the seat, which is not paid yet. */
export interface LeaveTeam {
  team: string
}

/** A seat that went back. */
export interface SeatLeft {
  /** Id of the activity in the program. */
  activity: string
  team: string
  seat: string
}

/** Which one. */
export interface OfPost {
  post: string
}

/** How many like it now, and whether the member does. */
export interface PostLiked {
  /** Id of the activity in the program. */
  activity: string
  post: string
  likes: number
  liked: boolean
}

/** `recipe`: of the program. */
export interface MakeCard {
  recipe: string
}

/** `card`: empty: it was gone, and nothing stands in for it. */
export interface CardMade {
  /** Id of the activity in the program. */
  activity: string
  recipe: string
  card: string
}

/** Make up for a missed day; the path names the activity. */
export interface MakeUpBelow {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string
  pay_with?: string
}

/** `day`: which one; `pay_with`: the asset that pays for it, the first that is enough by default. */
export interface MakeUpDay {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string
  text?: string
  /** Proofs that the member has sent. */
  pictures?: string[]
  pay_with?: string
}

/** How a day stands. */
export interface DayStands {
  /** Id of the activity in the program. */
  activity: string
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string
  /** `waiting` or `done`. */
  state: string
  /** Id of what was written; empty: nothing was. */
  post: string
  /** Days that are done. */
  done: number
}

/** A team of one's own. */
export interface OpenTeam {
  /** Needed where there are several. */
  product?: string
  /** How many members complete it; needed where there are several sizes. */
  size?: number
  /** 1 by default. */
  pieces?: number
}

/** Whether the member has no rank from now on; what they do counts on. */
export interface BoardHidden {
  /** Id of the activity in the program. */
  activity: string
  hidden: boolean
}

/** The page of an activity, as the member stands in it. */
export interface PageDescription {
  kind: string
  activity_id: string
  title: Words
  theme: string | null
  status: "ended" | "not_for_you" | "open" | "paused" | "soon" | "used_up"
  /** Why it is not open; null: it is. */
  status_reason: WhyNot | null
  /** First instant; null: it was always open. */
  opens_us: number | null
  /** First instant after; null: no end. */
  closes_us: number | null
  blocks: (Hero | Progress | Steps | Calendar | Prizes | Cards | Options | Question | Stock | People | Countdown | Tiles | Price | Paragraph | Media | Posts)[]
  actions: Action[]
  /** Sentences. */
  rules: Words[]
  /** Theme of its campaign; null: the front end's own look. */
  look: Look | null
}

/** A wording in both languages. */
export interface Words {
  zh: string
  en: string
}

/** Why something cannot be done. */
export interface WhyNot {
  /** Stable; the reason with which the request would be refused. */
  code: string
  sentence: Words
}

/** The head of the page: the one thing that matters now. */
export interface Hero {
  block: "hero"
  headline: Words
  /** For whoever reads it later. */
  note: Words | null
  /** Name of a picture; empty: none. */
  picture: string
}

/** How far something is. */
export interface Progress {
  block: "progress"
  label: Words
  value: number
  goal: number
  /** `times`, `days`, `points`, `cents`, `members`, `pieces`. */
  unit: string
  /** Of `value` and `goal` where they are cents; null: they are not. */
  currency: string | null
  /** For whoever reads it later. */
  note: Words | null
}

/** Steps in their order: a ladder, milestones, the days of a challenge. */
export interface Steps {
  block: "steps"
  label: Words
  unit: string
  items: Step[]
}

/** One step of a way. */
export interface Step {
  label: Words
  /** What it takes, in the unit of the block. */
  at: number
  /** `done`, `now` (it can be done now), `ahead`, `missed`. */
  state: "ahead" | "done" | "missed" | "now"
  /** For whoever reads it later. */
  note: Words | null
}

/** Days of one month or of a plan. */
export interface Calendar {
  block: "calendar"
  /** Its first day, YYYY-MM-DD, of the merchant's calendar. */
  first: string
  last: string
  today: string
  /** Days that are done. */
  marked: string[]
  /** Those of them that were made up for. */
  made_up: string[]
  /** Days that can still be made up for. */
  open: string[]
}

/** What can be won, with stock and odds. */
export interface Prizes {
  block: "prizes"
  /** `list`, `wheel`, `box`, `scratch`. */
  style: "box" | "list" | "scratch" | "wheel"
  items: PagePrize[]
}

/** One prize. */
export interface PagePrize {
  id: string
  name: Words
  picture: string
  rank: number | null
  /** What it is; null: nothing is won. */
  rewards: Words | null
  /** Pieces that are left; null: no limit, or it is not said. */
  left: number | null
  /** Of each turn, in millionths; null: it is not drawn. */
  odds_ppm: number | null
  /** The same with what guarantees add. */
  effective_ppm: number | null
  /** Who gets it, in words. */
  note: Words | null
}

/** Cards in a grid: what is collected, and what is missing. */
export interface Cards {
  block: "cards"
  label: Words
  items: PageCard[]
}

/** One card. */
export interface PageCard {
  id: string
  name: Words
  picture: string
  /** How many the member has. */
  count: number
  /** How rare it is; 1 is the rarest. */
  rare: number | null
  /** Of each card that drops, in millionths; null: it does not drop. */
  odds_ppm: number | null
}

/** What can be chosen, and how many chose it. */
export interface Options {
  block: "options"
  label: Words
  options: Option[]
  /** How many may be chosen. */
  most: number
  /** Members who chose; null: not shown. */
  total: number | null
}

/** Something that can be chosen. */
export interface Option {
  id: string
  label: Words
  picture: string
  /** Whether the member chose it. */
  chosen: boolean
  /** How many chose it; null: not shown (yet). */
  count: number | null
  /** Of all that were chosen, in basis points; null: not shown. */
  share_bps: number | null
  /** Whether it is the right answer; null: there is none, or it is not said yet. */
  right: boolean | null
}

/** A question, open or answered. */
export interface Question {
  block: "question"
  /** Under which it is answered; empty: its number says which it is. */
  id: string
  /** Its place, from 1. */
  number: number
  /** How many there are. */
  of: number
  text: Words
  /** How it is answered. */
  form: "multiple" | "score" | "single" | "text"
  picture: string
  /** To choose from; empty for text and scores. */
  options: Option[]
  /** Answers count until this instant; null: without limit. */
  until_us: number | null
  /** What was answered, as text. */
  given: string | null
  /** Whether that was right; null: not answered yet, or nothing is right or wrong here. */
  right: boolean | null
  /** Said after the answer. */
  explanation: Words | null
  /** Whether it must be answered where it is asked. */
  required: boolean
  /** How many options may be chosen; null: one, or it is answered otherwise. */
  most: number | null
  /** The lowest score; null: it is no score. */
  least_score: number | null
  /** The highest. */
  most_score: number | null
  /** Characters of a text at most; null: it is no text. */
  max_chars: number | null
  /** Null: it is always asked. */
  asked_if: AskedIf | null
}

/** Which answers to an earlier question lead to a question. */
export interface AskedIf {
  /** Id of the earlier one. */
  question: string
  /** Any of them was chosen; empty: whatever was. */
  options: string[]
  /** Score from; null: without limit. */
  least: number | null
  /** Score up to; null: without limit. */
  most: number | null
}

/** What is left of something limited: pieces, places, a pool. */
export interface Stock {
  block: "stock"
  label: Words
  left: number
  of: number
  unit: string
  /** For whoever reads it later. */
  note: Words | null
}

/** People, under masked names: a team, a waiting list, winners, a board. */
export interface People {
  block: "people"
  label: Words
  items: Person[]
  /** How many there are; more than are listed, maybe. */
  total: number
}

/** One of several people. */
export interface Person {
  /** Masked; empty: nobody knows it. */
  name: string
  /** In their order; null: they have none. */
  place: number | null
  /** For whoever reads it later. */
  note: Words | null
  /** Whether it is the member. */
  mine: boolean
  /** Whether the place is one that goes up or down when the list closes; empty: neither. */
  zone: "" | "down" | "up"
}

/** Until when, or how long still. */
export interface Countdown {
  block: "countdown"
  label: Words
  until_us: number
}

/** A few numbers beside one another. */
export interface Tiles {
  block: "tiles"
  items: Tile[]
}

/** One number. */
export interface Tile {
  label: Words
  /** A count, in `unit`; null: it is money. */
  value: number | null
  /** As `progress`; an asset's name where it is points. */
  unit: Words | null
  money: Money | null
}

/** An amount of money. */
export interface Money {
  /** In the smallest unit of the currency. */
  cents: number
  /** ISO 4217. */
  currency: string
}

/** What something costs. */
export interface Price {
  block: "price"
  label: Words
  money: Money | null
  points: number | null
  /** Name of the asset, for points; null: it is money alone. */
  asset: Words | null
  /** What it costs elsewhere. */
  usual: Money | null
  /** Of what is sold; empty: none. */
  picture: string
}

/** Words. */
export interface Paragraph {
  block: "text"
  text: Words
}

/** A picture by its name; its bytes are at `/v1/media/{name}`. */
export interface Media {
  block: "media"
  picture: string
  caption: Words | null
}

/** What people wrote, the newest first. */
export interface Posts {
  block: "posts"
  label: Words
  items: Post[]
  total: number
}

/** What somebody wrote. */
export interface Post {
  id: string
  /** Masked name. */
  by: string
  /** As it was written. */
  text: string
  pictures: string[]
  /** `shown`, `waiting` (for a check), `refused`, `adopted`. */
  state: "adopted" | "refused" | "shown" | "waiting"
  /** How many liked it; null: nothing is liked here. */
  likes: number | null
  /** Whether the member did. */
  liked: boolean
  mine: boolean
  /** Why it was refused, for who wrote it; empty: it was not, or nobody said why. */
  reason: string
}

/** What the member can do: `POST /v1/members/{member}/activities/{activity_id}/{request}`. */
export interface Action {
  /** Last part of its path. */
  request: string
  label: Words
  /** Whether it would be accepted now, as far as can be foreseen. */
  enabled: boolean
  why_not: WhyNot | null
  fields: PageField[]
  /** What the body holds beside what the member enters. */
  sends: Record<string, string>
  /** What the member is asked before it is sent; null: nothing. */
  confirm: Words | null
}

/** What the member must enter. */
export interface PageField {
  /** In the body of the request. */
  name: string
  label: Words
  /** `int`, `str`, `bool`, `list`, `day`, `points`, `cents`, `member`, `picture`; `map`: for each question block, by its id (options or a score in `answers`, a text in `written`). */
  kind: string
  required: boolean
  /** Values to choose from; empty: any. */
  choices: Choice[]
  /** Of a list: how many may be given. */
  most: number | null
}

/** One of the values that a field may have. */
export interface Choice {
  value: string
  label: Words
}

/** How the page looks: the theme of the campaign in which the activity lives. Front ends that know the skin draw it; all others have its colours, which can be read on one another. */
export interface Look {
  /** Id of the campaign. */
  campaign: string
  /** `plain`, `spring_festival`, `mid_autumn`, `mid_year_618`, `back_to_school` or `anniversary`. */
  skin: "anniversary" | "back_to_school" | "mid_autumn" | "mid_year_618" | "plain" | "spring_festival"
  /** Name of a picture for the head of the page; empty: none. */
  picture: string
  /** What the campaign says of itself. */
  headline: Words | null
  /** A line below it. */
  note: Words | null
  /** Colours by day. */
  light: Palette
  /** Colours by night. */
  dark: Palette
}

/** Colours as `#rrggbb`. */
export interface Palette {
  /** Of the main button and what draws the eye. */
  primary: string
  /** Of words on it. */
  on_primary: string
  /** Of marks and figures on the page. */
  accent: string
  /** Of the page. */
  paper: string
  /** Of words on the page. */
  ink: string
}

/** Whether the member is passed over for now, without losing their place. */
export interface PauseWaiting {
  paused: boolean
  session?: string
}

/** Text, pictures, or both, as the task of the day asks. */
export interface ProveDay {
  text?: string
  /** Proofs that the member has sent. */
  pictures?: string[]
}

/** Nothing needs to be said. */
export type QuitChallenge = Record<string, never>

/** The member does not want it any more. */
export interface ReleasePlace {
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** A place that went back. */
export interface PlaceReleased {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** Pieces of a product in the session that is open. */
export interface ReservePlace {
  /** Of the sale; needed where it has several. */
  product?: string
  /** Needed where several are open. */
  session?: string
  /** 1 by default. */
  pieces?: number
  /** Where the member is, for sales by the store's time. */
  store?: string
}

/** A place in a flash sale: pay for it in time, and a cart with the product has this price. */
export interface PlaceReserved {
  /** The sale. */
  activity: string
  /** Name of the place. */
  ref: string
  product: string
  /** `<session>@<date>`. */
  session: string
  sku: string
  pieces: number
  /** Of one piece. */
  price_cents: number
  /** When it lapses, unless a checkout holds it then or it is paid. */
  until_us: number
}

/** What came of an activity, as far as members may read it; test members count nowhere. */
export interface PublicResults {
  /** Id of the activity in the program. */
  activity: string
  kind: string
  name: string
  /** Whether anything is published by now; before that figures and winners are empty. */
  published: boolean
  /** When it is; null: it has been all along, or never is. */
  published_from_us: number | null
  /** As the kind counts them. */
  figures: FigureView[]
  /** The newest first, at most fifty. */
  winners: PublicWinner[]
}

/** Somebody who won. */
export interface PublicWinner {
  /** Masked; empty: nobody knows it any more. */
  name: string
  /** What, in the language of the call. */
  won: string
  t_us: number
  /** Whether it is the member. */
  mine: boolean
}

/** A run as a friend sees it; looking helps nobody. */
export interface AssistSeen {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
  helpers: number
  stages: StageSeen[]
  until_us: number
  /** Whether friends can help. */
  running: boolean
  /** Whether the member started it. */
  mine: boolean
  /** Code of the reason why the member cannot help; empty: they can. */
  why_not: string
}

/** A stage. */
export interface StageSeen {
  id: string
  /** How many it takes. */
  friends: number
  /** Whether so many have helped. */
  reached: boolean
}

/** A bargain as a friend sees it; looking helps nobody. */
export interface BargainSeen {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
  good: string
  full_cents: number
  floor_cents: number
  price_cents: number
  helpers: number
  friends_left: number
  until_us: number
  /** `running`, `in_checkout`, `bought` or `over`. */
  status: string
  /** Whether the member started it. */
  mine: boolean
  /** Code of the reason why the member cannot help; empty: they can. */
  why_not: string
  /** What the member would cut; null: it is drawn, or they cannot. */
  next_cents: number | null
}

/** `ref` is the merchant's own name of this receipt; by default one is made. */
export interface SendOffer {
  /** What it belongs to, in the caller's words. */
  ref?: string
}

/** An offer that a member has received. */
export interface OfferSent {
  /** The offer. */
  activity: string
  /** Name of the receipt. */
  ref: string
  /** First instant at which nothing counts any more. */
  ends_us: number
}

/** Nothing: what was picked for the day or week stays until the next one begins. */
export type ShowPicks = Record<string, never>

/** What is shown to the member. */
export interface PicksShown {
  /** Of the program. */
  activity: string
  /** First day for which it was picked. */
  since: string
  /** In their places. */
  items: PickedOffer[]
  /** How many may still be taken. */
  takes_left: number
}

/** An offer in its place. */
export interface PickedOffer {
  /** Which. */
  choice: string
  /** `personal`: best for the member; `explored`: by chance; `general`: what most members took. */
  how: string
  /** How likely it was to be shown in this place, of 10,000. */
  bps: number
  /** Whether the member took it. */
  taken: boolean
}

/** A run: send `ref` to friends. */
export interface AssistStarted {
  /** Id of the activity in the program. */
  activity: string
  /** What it belongs to, in the caller's words. */
  ref: string
  /** First instant at which nobody helps any more. */
  until_us: number
  stages: StageSeen[]
}

/** `good`: of the activity; needed where it has several. */
export interface StartBargain {
  good?: string
}

/** A bargain: send `ref` to friends. */
export interface BargainStarted {
  /** Id of the activity in the program. */
  activity: string
  /** Its name. */
  ref: string
  good: string
  full_cents: number
  floor_cents: number
  /** How many it takes to the floor. */
  friends: number
  /** What each cuts, in turn; empty: it is drawn. */
  cuts_cents: number[]
  /** First instant at which nobody helps any more. */
  until_us: number
  /** First instant at which it can be bought no more. */
  pay_until_us: number
}

/** `wanted`: the card that the member wants for it. */
export interface SwapCard {
  to_member: string
  card: string
  wanted: string
}

/** One of the offers that are shown. */
export interface TakePick {
  choice: string
}

/** An offer that was taken. */
export interface PickTaken {
  /** Of the program. */
  activity: string
  /** Which. */
  choice: string
  /** How many may still be taken. */
  takes_left: number
}

/** `ref` says which receipt was viewed, where the member has several of the offer. */
export interface ViewOffer {
  /** What it belongs to, in the caller's words. */
  ref?: string
}

/** Receipts of an offer that are viewed now. */
export interface OfferViewed {
  /** The offer. */
  activity: string
  /** Names of the receipts that this view marked; empty where all were viewed before. */
  refs: string[]
}

/** Text, pictures, or both. */
export interface WritePost {
  text?: string
  /** Proofs that the member has sent. */
  pictures?: string[]
}

/** What was written. */
export interface PostWritten {
  /** Id of the activity in the program. */
  activity: string
  /** Its id. */
  post: string
  /** `pending`: somebody looks first; `shown`. */
  status: string
}

/** The book, the default first. */
export interface Addresses {
  addresses: AddressView[]
}

/** An address of a member. */
export interface AddressView {
  /** By which a claim or a redemption names it. */
  address_id: string
  /** Who gets it; of colleagues without the right to act for members: masked. */
  recipient: string
  /** Under which number they are reached; likewise. */
  phone: string
  /** From the largest to the smallest: province, city, district. */
  region: string[]
  /** Street, number, floor; likewise empty. */
  street: string
  /** May be empty. */
  postcode: string
  /** What the member calls it; may be empty. */
  label: string
  /** Whether it is taken unless another is chosen. */
  default: boolean
  /** Region, street and postcode in one line, as it is written on a parcel. */
  line: string
  /** When it was changed last. */
  changed_us: number
}

/** An address, whole. */
export interface PutAddress {
  /** Who gets it. */
  recipient: string
  /** Under which number they are reached. */
  phone: string
  /** From the largest to the smallest: province, city, district. */
  region: string[]
  /** Street, number, floor. */
  street: string
  /** If there is one. */
  postcode?: string
  /** What the member calls it. */
  label?: string
  /** Whether it is taken unless another is chosen; false leaves that as it is. */
  default?: boolean
}

/** Uses that are open again. */
export interface RedemptionUndone {
  /** Id of the benefit in the program. */
  benefit: string
  count: number
}

/** A short-lived code that a clerk redeems. */
export interface IssueCode {
  count?: number
  seconds?: number
}

/** A code to show to a clerk until `expires_us`. */
export interface CodeIssued {
  /** The code as it was typed or scanned. */
  code: string
  expires_us: number
  /** Id of the benefit in the program. */
  benefit: string
}

/** Use a benefit without a clerk. */
export interface UseBenefit {
  count?: number
  /** What it belongs to, in the caller's words. */
  ref?: string
  /** Id of the store. */
  store?: string
}

/** A use of a benefit. */
export interface BenefitUsed {
  /** To undo it by. */
  redemption: string
  /** Which. */
  benefit: string
  /** Uses at once. */
  count: number
  /** Of the period; null where it is not counted. */
  left: number | null
}

/** A board as a member sees it. */
export interface BoardView {
  /** Id of the activity in the program. */
  activity: string
  /** `all`, `city`, `friends` or `league`. */
  scope: string
  /** City or store; empty: everybody, or none that is known. */
  place: string
  /** Its first day; `campaign`: the whole activity. */
  period: string
  /** First instant after it; null: no end. */
  until_us: number | null
  /** From the first place. */
  top: BoardPlace[]
  /** The member's own place; null: they have none. */
  mine: BoardPlace | null
  /** Around it, theirs included. */
  near: BoardPlace[]
  /** Members who have a rank. */
  total: number
  /** When the period was closed, from when on nothing changes; null: it is open. */
  closed_us: number | null
  /** The league that the list is; null: it is none. */
  league: BoardLeague | null
}

/** One place. */
export interface BoardPlace {
  /** From 1. */
  rank: number
  /** Masked; empty: nobody knows it. */
  name: string
  /** In all. */
  score: number
  /** Whether it is the member. */
  mine: boolean
}

/** A league. */
export interface BoardLeague {
  /** Id of its division. */
  division: string
  /** Of the division, in the language of the call. */
  name: string
  /** Of the league in the division, from 1. */
  number: number
  /** The last rank that goes up a division; 0: none does. */
  up: number
  /** The first rank that goes down a division; 0: none does. */
  down: number
}

/** The member centre in one answer. */
export interface Centre {
  /** Number of the member. */
  member_id: string
  registered_us: number
  tier: TierView
  balances: Balance[]
  coupons: CouponView[]
  entitlements: EntitlementView[]
  /** What the membership is worth, in cents. */
  value: ValueDashboard
  /** Open to the member: check-in with the month's calendar, tasks with their steps. */
  activities: (CheckInShown | TaskShown | MilestoneShown | OfferShown | LotteryShown | FlashSaleShown | SignUpShown | VoteShown | WelfareShown | SurveyShown | LeaderboardShown | BargainShown | AssistShown | GroupBuyShown | CardsShown | ChallengeShown | WallShown | PicksActivityShown | QuizShown | FreeOrderShown | RaffleShown | CommunityShown)[]
  /** Those that are on for the member, and what they have given away by now. */
  campaigns: CampaignView[]
  prompts: PromptView[]
  /** Items the member may redeem, affordable ones first; at most six. */
  mall: MallView[]
  /** Whether it is a test member. */
  test: boolean
}

/** A member's tier. */
export interface TierView {
  /** In force. */
  current: NamedTier
  /** Reached by requirements. */
  earned: string
  /** The one above, if there is one. */
  next: NamedTier | null
  /** First day after its validity; null: no end. */
  until_day: string | null
  /** Whether the validity has ended and the grace runs. */
  in_grace: boolean
  /** In every dimension of the next tier. */
  progress: TierProgress[]
  /** Changes to come. */
  forecast: ForecastLine[]
  /** Whether the tier in force was set by hand, whatever was earned. */
  by_hand: boolean
}

/** How far a member is in one dimension of the next tier. */
export interface TierProgress {
  /** The next one. */
  tier: string
  /** As the program calls it. */
  dimension: string
  /** For people. */
  name: string
  /** Of `value`, `at_least` and `missing`: `cents`, `days`, `times` …. */
  unit: string
  value: number
  at_least: number
  missing: number
  /** The time that counts, in words. */
  window: string
}

/** A change of tier to come if nothing else happens. */
export interface ForecastLine {
  /** `fall`, `grace`, `renewed`, `climb`, `lift_ended` or `benefits_paused`. */
  kind: string
  /** When. */
  at_us: number
  /** Merchant-local day of it. */
  day: string
  /** Earned tier before. */
  old: string
  /** After. */
  new: string
  /** The member's tier afterwards. */
  tier: string
  /** In words, with what would prevent it. */
  text: string
}

/** A coupon of a member. Times are UTC microseconds; null: no end, or not yet. */
export interface CouponView {
  /** Id of the coupon. */
  coupon_id: string
  /** Id of the coupon batch in the program. */
  batch: string
  name: string
  status: "active" | "expired" | "given" | "locked" | "revoked" | "used"
  valid_from_us: number
  valid_until_us: number | null
  /** The code as it was typed or scanned. */
  code: string
  source: string
  /** What it belongs to, in the caller's words. */
  ref: string
  granted_us: number
  used_us: number | null
  saved_cents: number
  program_version: number
}

/** The use of a benefit for a period. */
export interface EntitlementView {
  entitlement_id: string
  /** Id of the benefit in the program. */
  benefit: string
  name: string
  quota: number
  carried: number
  used: number
  left: number
  period_start_us: number
  period_end_us: number | null
  source: string
}

/** All in cents. */
export interface ValueDashboard {
  /** By source. */
  saved: Record<string, number>
  /** Their sum. */
  saved_cents: number
  /** What waits to be used now: `coupon:<batch>` or `benefit:<id>` → worth. */
  unlockable: Record<string, number>
  /** Their sum. */
  unlockable_cents: number
  /** Saved so far, at the same pace for 365 days. */
  yearly_estimate_cents: number
  /** What the next tier would add in a year, at the same pace of spending. */
  next_tier_cents: number
}

/** A campaign that is on for the member. */
export interface CampaignView {
  /** In the program. */
  id: string
  /** For people. */
  name: string
  /** When it ends; `None`: it has no end. */
  closes_us: number | null
  /** Whether it has given away all it may: it ended early. */
  over: boolean
  /** What it gives no more of, in words. */
  gone: string[]
  /** For people; empty: none. */
  description: string
  /** Name of its picture; empty: none. */
  picture: string
  /** Its theme; null: none. */
  look: CampaignLook | null
  /** The member came before others: when it opens to everybody; null: it has. */
  early_until_us: number | null
}

/** How a campaign looks; as in the page of an activity that lives in it. */
export interface CampaignLook {
  /** Named look that front ends draw. */
  skin: "anniversary" | "back_to_school" | "mid_autumn" | "mid_year_618" | "plain" | "spring_festival"
  /** Name of a picture; empty: none. */
  picture: string
  /** What it says of itself; empty: nothing. */
  headline: string
  /** A line below; empty: none. */
  note: string
  /** Colours by day. */
  light: Palette
  /** Colours by night. */
  dark: Palette
}

/** Something within reach. */
export interface PromptView {
  kind: string
  path: string
  missing: number
  unit: string
  progress_bps: number
  text: string
}

/** An item of the mall as a member sees it. */
export interface MallView {
  /** Id of the item in the program's mall. */
  item: string
  name: string
  kind: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** For the member's tier; special prices aside. */
  price_points: number
  cash_cents: number
  /** Pieces; null: no limit. */
  left: number | null
  /** Whether the member has enough. */
  affordable: boolean
  /** Whether it is sent: who redeems it names an address. */
  ships: boolean
}

/** A member's check-in. */
export interface CheckInCalendar {
  /** Id of the activity in the program. */
  activity: string
  month: string
  /** Days of the month that are checked in, made-up ones included. */
  checked: string[]
  /** Those that were made up for. */
  made_up: string[]
  /** Streak, position in the ladder, what comes next, days that can be made up for; null: it is not open. */
  today: CheckInShown | null
}

/** `activity` is needed only where the program has several check-ins. `day` is the day that the member was shown: a request that comes after it is refused, and counts for no other day. */
export interface CheckIn {
  /** Id of the activity in the program. */
  activity?: string
  /** YYYY-MM-DD, of the merchant's calendar. */
  day?: string
}

/** Make up for a missed day; `pay_with` is the asset that pays for it. */
export interface MakeUp {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string
  /** Id of the activity in the program. */
  activity?: string
  pay_with?: string
}

/** The checkout was paid: the order happens. */
export interface CommitCheckout {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** The shop's number of the order. */
  order_id?: string
  /** Where it happened, in the merchant's words. */
  channel?: string
}

/** An order that was paid. */
export interface CheckoutCommitted {
  /** The shop's number of it. */
  order_id: string
  /** Paid in money. */
  amount_cents: number
  /** By prices, coupons and points. */
  saved_cents: number
  /** The checkout was over when it was paid; `gone` and `gone_cents` are there then. */
  late?: boolean
  /** What it was reduced by and what could not be used any more; of a checkout that was paid in time: a team that was over by then. */
  gone?: Gone[]
  /** The money of that. */
  gone_cents?: number
}

/** Something that a late payment was reduced by and that could not be used any more. */
export interface Gone {
  /** `coupon`, `points`, `benefit`, `stamp_card` or `agreed_price`. */
  source: string
  /** Batch, asset, benefit, card or activity; empty where it is not known any more. */
  id: string
  /** How many. */
  amount: number
  /** By how much it had reduced the price. */
  cents: number
  /** Why: a stable code. */
  reason: string
}

/** Reserve what the quote uses, until it is paid, released, or its time is over. */
export interface HoldCart {
  lines: CartLine[]
  /** Id of the store. */
  store?: string
  /** In the smallest unit of the currency. */
  delivery_cents?: number
  coupon_ids?: string[]
  max_points?: number
  use_benefits?: boolean
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** The shop's number of the order. */
  order_id?: string
  quote_hash?: string
}

/** Pieces of one thing. */
export interface CartLine {
  /** The shop's number of it; coupons and benefits may be for some only. */
  sku: string
  /** In the smallest unit of the currency. */
  unit_cents: number
  /** How many pieces. */
  quantity?: number
  /** The shop's word for its kind; coupons and benefits may be for some only. */
  category?: string
  /** Of what is sold by weight. */
  grams?: number
  /** In the smallest unit of the currency. */
  discount_cents?: number
  /** Of the line, for a refund; by default its place, from 1. */
  id?: string
  /** Where it is sold, where that is not the cart's store. */
  store?: string
  /** More words of the shop that coupons and benefits may be for. */
  tags?: string[]
}

/** A checkout whose coupons, points and free items are reserved. */
export interface CheckoutHeld {
  /** As it was asked for. */
  hold_id: string
  /** Until when. */
  expires_us: number
  /** What it was held at. */
  quote: QuoteResult
  /** Money to pay, as in the quote. */
  payable_cents: number
}

/** The best legal combination of prices, offers and points. */
export interface QuoteResult {
  /** Goods at list price. */
  list_cents: number
  /** Goods after all reductions, before points. */
  goods_cents: number
  /** Delivery after reductions. */
  delivery_cents: number
  /** Points to spend. */
  points: number
  /** What they pay. */
  points_cents: number
  /** Money to pay: goods and delivery less what points pay. */
  payable_cents: number
  /** What each line costs after reductions, before points. */
  line_cents: number[]
  /** In the order of application. */
  steps: PriceStep[]
  /** `member_price` or `promotions`, where doing without gains more. */
  declined: string[]
  /** Offers that were left out. */
  unused: UnusedOffer[]
  /** Stands for the quote; as `quote_hash` of a hold it makes sure that the price is still this one. */
  hash: string
}

/** A rule that took `cents` off. */
export interface PriceStep {
  /** Place in the program. */
  path: string
  /** `agreed_price`, `promotion`, `tier_price`, `stamp_card`, `benefit`, `coupon` or `points`. */
  source: string
  /** Of the rule or activity in the program; of points, how many. */
  id: string
  /** The sum of `lines` and `delivery_cents`. */
  cents: number
  /** Off each line. */
  lines: number[]
  /** Off the delivery. */
  delivery_cents: number
  /** Id of the coupon; empty otherwise. */
  number: string
}

/** An offer that the best combination leaves out. */
export interface UnusedOffer {
  /** As of a step. */
  source: string
  /** Of the rule in the program; of a coupon that the member does not hold, as it was named. */
  id: string
  /** Id of the coupon; empty otherwise. */
  number: string
  /** Why; `not-usable`: it was named, but is not the member's, used, in use, or not valid now. */
  reason: string
  /** To its threshold; 0 where that is not the reason. */
  missing_cents: number
}

/** What is to be paid for. */
export interface Cart {
  /** Goods, as they stand in the basket. */
  lines: CartLine[]
  /** Id of the store. */
  store?: string
  /** In the smallest unit of the currency. */
  delivery_cents?: number
  /** Coupons to consider; none: all. */
  coupon_ids?: string[]
  /** Points to use at most. */
  max_points?: number
  /** Whether free items are used. */
  use_benefits?: boolean
}

/** The checkout was given up. */
export interface ReleaseCheckout {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
}

/** A checkout that gave everything back; `status` is `released`. */
export interface CheckoutReleased {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  status: string
}

/** Where a member's value can go, and what has moved lately. */
export interface ClearingShown {
  links: LinkView[]
  ways: WayView[]
  transfers: TransferView[]
}

/** A shop in which the member is known, too. */
export interface LinkView {
  shop: string
  since_us: number
}

/** A way to move value out of this shop. */
export interface WayView {
  /** By which. */
  agreement: string
  /** Where it goes. */
  shop: string
  /** What is given. */
  asset: string
  /** What it becomes there. */
  other_asset: string
  /** So many units …. */
  give: number
  /** … become so many, rounded down once a transfer. */
  get: number
  /** Smallest transfer. */
  least: number
  /** At most so much a day; null: any. */
  member_day: number | null
  /** At most so much a month; null: any. */
  member_month: number | null
  /** When it ends. */
  until_us: number
  /** Whether the member is linked with somebody there; without it nothing moves. */
  linked: boolean
}

/** The other shop, by its name on this server. */
export interface ShopNamed {
  shop: string
}

/** A code to be entered in the other shop; good once, and until `expires_us`. */
export interface LinkCode {
  /** The code as it was typed or scanned. */
  code: string
  expires_us: number
}

/** The code that the member was given in the other shop. */
export interface LinkBody {
  /** The code as it was typed or scanned. */
  code: string
}

/** Whether the member is linked with that shop now. */
export interface LinkAnswer {
  shop: string
  linked: boolean
}

/** How much to move, in units of this shop's asset, and by which agreement. */
export interface SendBody {
  agreement: string
  /** In units of the asset. */
  amount: number
}

/** Every purpose of the program, in its order. */
export interface Consents {
  purposes: ConsentView[]
}

/** One purpose, and what the member said of it. */
export interface ConsentView {
  /** Its id in the program. */
  purpose: string
  /** In the language of the request. */
  name: string
  /** What the member agrees to, in the language of the request. */
  text: string
  /** `consent`: off until they agree; `objection`: on until they turn it off. */
  basis: "consent" | "objection"
  /** Of the text now; to be sent with an agreement. */
  version: number
  /** Whether their data may be used for it. */
  allowed: boolean
  /** What they said last; null: nothing yet. */
  given: boolean | null
  /** Of the text that it was about; null: nothing was said. */
  agreed_version: number | null
  /** When they said it; null: nothing was said. */
  decided_us: number | null
  /** `member`, `clerk`, `import` or `api`; empty: nothing was said. */
  source: string
  /** Who recorded it; empty for the member's own token. */
  actor: string
  /** Whether they agreed to a text that counts no more. */
  ask_again: boolean
}

/** What the member says of one purpose. */
export interface SetConsent {
  /** Id of the program's. */
  purpose: string
  /** Whether they agree; false withdraws, or objects. */
  given: boolean
  /** Of the text that they were shown. A member's own token must say it when they agree. */
  version?: number
  /** Where a key has it from; `api` unless it says `import`. Of members and people the server knows it. */
  source?: "api" | "import"
  /** UTC microseconds, from 1990 to 2100. */
  agreed_us?: number
  /** Why it is recorded on behalf; people must say it. Kept sealed. */
  reason?: string
}

/** What holds now. */
export interface ConsentSet {
  /** Id of the program's. */
  purpose: string
  /** What the member said last. */
  given: boolean
  /** Whether their data may be used for it. */
  allowed: boolean
  /** Whether this request changed it. */
  changed: boolean
}

/** One decision on record. */
export interface ConsentDecision {
  /** Its id in the program. */
  purpose: string
  /** In the language of the request; its id where the program has it no more. */
  name: string
  /** Whether the member agreed; else they withdrew, or objected. */
  given: boolean
  /** Of the text. */
  version: number
  /** `member`, `clerk`, `import` or `api`. */
  source: string
  /** Who recorded it; empty for the member's own token. */
  actor: string
  /** Why it was recorded on behalf; empty: none was said, or the member's own token asks. */
  reason: string
  /** When the member said so. */
  decided_us: number
  /** When it was recorded. */
  recorded_us: number
}

/** A coupon that comes as soon as the giver's side has let it go; `status` is `on-its-way`. */
export interface GiftAccepted {
  /** Id of the gift. */
  gift_id: string
  status: string
}

/** Claim a coupon that the program offers. */
export interface ClaimCoupon {
  /** Id of the coupon batch in the program. */
  batch: string
}

/** A coupon of the member's own; `code`: empty where the batch has none. */
export interface CouponReceived {
  /** Id of the coupon. */
  coupon_id: string
  /** Id of the coupon batch in the program. */
  batch: string
  /** The code as it was typed or scanned. */
  code: string
  valid_from_us: number
  valid_until_us: number
}

/** Turn a code into its coupon. */
export interface RedeemCouponCode {
  /** The code as it was typed or scanned. */
  code: string
}

/** `to_member` is the receiver's number or `namespace:external_id`. */
export interface GiveCoupon {
  to_member: string
}

/** A coupon that waits for its receiver; `expires_us`: when it goes back. */
export interface CouponGiven {
  /** Id of the gift. */
  gift_id: string
  expires_us: number
}

/** Use a coupon outside a checkout of ours. */
export interface UseCoupon {
  /** The shop's number of the order. */
  order_id?: string
  /** In the smallest unit of the currency. */
  saved_cents?: number
  /** In the smallest unit of the currency. */
  amount_cents?: number
  /** Id of the store. */
  store?: string
}

/** A coupon that is gone; `saved_cents`: what it was worth. */
export interface CouponUsed {
  /** Id of the coupon. */
  coupon_id: string
  /** Id of the coupon batch in the program. */
  batch: string
  saved_cents: number
}

/** Entitlements whose period has not ended. */
export interface Entitlements {
  items: EntitlementView[]
}

/** Why somebody is erased. */
export interface EraseMember {
  /** Who asked for it, and how; the record of the erasure keeps it, so that it should name nobody. */
  reason: string
  /** Say what there is to erase, and change nothing. */
  preview?: boolean
}

/** What came of it. */
export interface ErasedView {
  /** Who is left of the member. */
  member_id: string
  /** When; null in a preview. */
  erased_us: number | null
  /** False where it had been done before. */
  changed: boolean
  /** Whether nothing was changed. */
  preview: boolean
  /** Names that led to the member; their fingerprints stay, so that nobody comes new twice. */
  names: number
  /** In the inbox. */
  messages: number
  /** Devices and networks seen. */
  signals: number
  /** Sent by the member; their bytes go within minutes. */
  pictures: number
  /** What the member did in apps and on pages; what their devices sent anonymously goes with it. */
  tracked: number
  /** In the address book. */
  addresses: number
  /** Members that are one with this one, themselves included. */
  members: number
  /** Asset → what stays in the books, and nobody can spend any more. */
  balances: Record<string, number>
  /** Held and not used; likewise. */
  coupons: number
}

/** That the member means it. */
export interface EraseMe {
  /** `删除我的数据` or `ERASE MY DATA`, typed by the member; not asked for in a preview. */
  confirmation?: string
  /** Say what there is to erase, and change nothing. */
  preview?: boolean
}

/** Everything that is kept of a member; times that end on `_us` are UTC microseconds. */
export interface MemberExport {
  /** When it was handed out. */
  exported_us: number
  /** What each part of the platform keeps, with the names that the program gives things. */
  parts: Record<string, unknown>
  /** Names that lead to the member, as they were given. */
  names: Record<string, unknown>[]
  /** The address book. */
  addresses: Record<string, unknown>[]
  /** All orders with what was refunded and saved. */
  orders: Record<string, unknown>[]
  /** Every movement of points. */
  movements: Record<string, unknown>[]
  /** All coupons, those that are over included. */
  coupons: Record<string, unknown>[]
  /** Every change of the tier. */
  tiers: Record<string, unknown>[]
  /** The inbox. */
  messages: Record<string, unknown>[]
  /** What they did in apps and on pages, as long as it is kept. */
  tracked: Record<string, unknown>[]
  /** Files that the member sent: `GET /v1/members/{member}/proofs/{id}/…` hands each out. */
  pictures: Record<string, unknown>[]
  /** Money that was won, asked for and paid. */
  payouts: Record<string, unknown>[]
  /** What was won and people hand over. */
  prizes: Record<string, unknown>[]
  /** Everything that was reported or asked for, as it was sent. */
  events: Record<string, unknown>[]
  /** Devices and networks seen, as long as they are kept. */
  signals: Record<string, unknown>[]
}

/** Changes of the tier to come if nothing else happens, in order. */
export interface Forecast {
  items: ForecastLine[]
}

/** A friend, or somebody who may become one. */
export interface FriendView {
  /** Who. */
  member_id: string
  /** Enough to recognise them by, and no more. */
  name: string
  /** Since when it is so; of those invited: when the invitation lapses. */
  since_us: number
  /** `invitation`, `help`, `team`, `gift` or `request`. */
  source: string
}

/** `hidden`: whether nobody is to find the member: invitations are neither shown nor answered. */
export interface HideMe {
  hidden: boolean
}

/** Whether the member is hidden. */
export interface HiddenAnswer {
  hidden: boolean
}

/** Whom to ask. */
export interface InviteFriend {
  friend: string
}

/** What is between the two now: `invited`, `friends` or `none`. */
export interface FriendAnswer {
  friend: string
  status: string
}

/** A reservation of points. */
export interface HoldRow {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  purpose: string
  status: string
  expires_us: number | null
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** Another name of a member. */
export interface NewIdentity {
  namespace: string
  external_id: string
}

/** All names of a member, in the order in which they were linked. */
export interface IdentitiesView {
  /** Number of the member. */
  member_id: string
  identities: IdentityView[]
}

/** A member's invitations in figures. */
export interface InvitesView {
  /** The member's code; empty: it was never asked for. */
  code: string
  /** Who brought the member; null: nobody. */
  inviter: string | null
  /** Whom the member brought. */
  invited: number
  /** Those of them who paid an order that counts. */
  effective: number
  /** Effective of invited, in hundredths of a per cent. */
  conversion_bps: number
  /** Whom those brought: it is counted, and never rewarded. */
  second_level: number
  /** Those of them who count. */
  second_effective: number
  /** Invitees whose stated day has come. */
  judged: number
  /** Those of them who were still there. */
  stayed: number
  /** Stayed of judged, in hundredths of a per cent. */
  stay_bps: number
  /** Since when the member is a super promoter; null: is none. */
  promoter_since_us: number | null
  /** How often the member used a benefit. */
  benefit_uses: number
  /** All of it in one figure, weighed as the program says. */
  contribution: number
}

/** Labels to set, with their values; null removes one, and those that are not named stay as they are. */
export interface ChangeLabels {
  labels: Record<string, string | null>
}

/** Names of the labels that are others than before. */
export interface LabelsChanged {
  set: string[]
  removed: string[]
}

/** Open lots in the order in which they are spent. */
export interface Lots {
  items: LotRow[]
}

/** Points that were earned together and expire together. Null: no end; settled already. */
export interface LotRow {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Number of the posting within its member. */
  seq: number
  /** In units of the asset. */
  amount: number
  remaining: number
  expires_us: number | null
  settles_us: number | null
  rule: string
  /** What it belongs to, in the caller's words. */
  ref: string
  t_us: number
}

/** What the mall offers a member now: affordable items first, then by price; what is sold out is left out. */
export interface MallOffers {
  items: MallView[]
}

/** Where a redemption is sent, as the member said it then. */
export interface MallContact {
  /** Whether it can still be read; false once the member was erased, or where nothing is sent. */
  known: boolean
  /** Who. */
  recipient: string
  /** Under which number they are reached. */
  phone: string
  /** Where. */
  address: string
}

/** What was redeemed has been handed over. */
export interface Fulfil {
  /** Id of the store. */
  store?: string
  /** For whoever reads it later. */
  note?: string
}

/** An order that was handed over; `status` is `done`. */
export interface OrderFulfilled {
  /** The shop's number of the order. */
  order_id: string
  status: string
}

/** An order that was cancelled: points that came back, and money to be given back; `status` is `cancelled`. */
export interface OrderCancelled {
  /** The shop's number of the order. */
  order_id: string
  points: number
  cash_cents: number
  status: string
}

/** The parcel. */
export interface SendItem {
  carrier?: string
  tracking?: string
}

/** An order that was sent; `status` is `sent`. */
export interface OrderSent {
  /** The shop's number of the order. */
  order_id: string
  status: string
}

/** Buy pieces of an item with points; `paid_cents` is the money that was paid beside them. What is sent needs an address: `address_id` names one of the member's book, or recipient, phone and address say it. It is kept sealed, as it is now. */
export interface RedeemItem {
  /** Id of the item in the program's mall. */
  item: string
  /** How many pieces. */
  quantity?: number
  /** In the smallest unit of the currency. */
  paid_cents?: number
  address_id?: string
  recipient?: string
  phone?: string
  address?: string
}

/** An order in the mall. */
export interface ItemRedeemed {
  /** Of the mall, to hand it over or cancel it by. */
  order_id: string
  /** Which. */
  item: string
  /** Pieces. */
  quantity: number
  /** Spent. */
  points: number
  /** Paid beside the points. */
  cash_cents: number
  /** `done`, or `waiting` for somebody to hand it over. */
  status: string
}

/** Whom to merge, and why. */
export interface MergeMembers {
  /** Who goes into the member of the path: a number, or `namespace:external_id`. */
  other: string
  /** For the audit log. */
  reason: string
  /** Say what would come of it, and change nothing. */
  preview?: boolean
}

/** What came of it. */
export interface MergeView {
  /** Who stays. */
  member_id: string
  /** Who goes. */
  other: string
  /** For undoing it; empty in a preview. */
  merge_id: string
  /** False where it had been done before. */
  changed: boolean
  /** Whether nothing was changed. */
  preview: boolean
  /** Of who stays. */
  tier: string
  /** Of who stays: asset → available less debt. */
  balances: Record<string, number>
  /** What comes over, in sentences. */
  comes: string[]
  /** What both have, or what stays behind, in sentences. */
  conflicts: string[]
}

/** A merge on record; `undone_us`: null while it holds. */
export interface MergeItem {
  merge_id: string
  /** Number of the member. */
  member_id: string
  other: string
  merged_us: number
  merged_by: string
  /** Why, for whoever reads it later. */
  reason: string
  undone_us: number | null
  undone_by: string | null
  undone_reason: string | null
}

/** Why two members are two after all; `preview`: only say what would come of it. */
export interface UndoMerge {
  /** Why, for whoever reads it later. */
  reason: string
  preview?: boolean
}

/** A message to the member. */
export interface MessageView {
  /** Its name, unique to the member. */
  message: string
  /** In words, in the language of the request. */
  text: string
  /** Name of the wording. */
  template: string
  /** Figures and names of the wording. */
  params: Record<string, unknown>
  /** `upgrade`, `prize`, `expiring`, `campaign`; empty: it interrupts nothing. */
  kind: string
  /** The rule's place in the program. */
  path: string
  /** `marketing` needs the member's consent. */
  purpose: string
  /** From when on it is not listed any more; null: it stays. */
  expires_us: number | null
  /** Money that it is about. */
  value_cents: number
  /** Points that it is about. */
  value_points: number
  /** When it was decided. */
  t_us: number
  /** When it was read first; null: not yet. */
  read_us: number | null
}

/** Names of messages, as the list has them, or an interruption's `message`. */
export interface ReadRequest {
  messages: string[]
}

/** What came of it. */
export interface MessagesRead {
  /** Messages that were not read before. */
  read: number
  /** Messages that wait still. */
  unread: number
}

/** One recorded operation. */
export interface OperationRow {
  /** Idempotency key, unique within the member. */
  key: string
  type: string
  /** Number within the member. */
  n: number
  /** Engine time. */
  t_us: number
  /** When the event happened. */
  event_us: number
  day: string
  /** It was decided under. */
  program_version: number
  /** What the member received. */
  gains: Gain[]
  /** The gains in words. */
  texts: string[]
  /** What the member has more (negative: less) by it, of each asset whose amount changed. */
  moves: Record<string, number>
  /** Why staff asked for it; empty: nobody said, or a member asks. */
  reason: string
  /** Who of the merchant did it; likewise. */
  actor: string
  /** Who approved it; likewise. */
  approved_by: string
  /** Number of the member whose operation it is, where they have gone into this one; null: the member's own. */
  of: string | null
}

/** One operation with the waterfall of its decision, in words. */
export interface Explained {
  /** Number of the member. */
  member_id: string
  /** Idempotency key, unique within the member. */
  key: string
  type: string
  n: number
  t_us: number
  event_us: number
  day: string
  program_version: number
  patches: PatchName[]
  answer: Record<string, unknown>
  /** Whether the answer comes in words too. */
  texts: Texts
  reasons: ReasonLine[]
  /** Null: nobody had anything to say. */
  risk: RiskView | null
}

/** What lay over the program: its place (`campaigns.spring`), and its name where the program still has it. */
export interface PatchName {
  path: string
  name: string | null
}

/** One line of the waterfall. */
export interface ReasonLine {
  /** The rule's place in the program. */
  path: string
  /** The rule's name. */
  name: string
  /** Whether it had an effect. */
  applied: boolean
  /** What was found. */
  code: string
  /** Figures. */
  params: Record<string, unknown>
  /** What was found, in words. */
  text: string
  /** Of what was earned: how the amount came about, where that can be said exactly; else empty. */
  formula: string
}

/** How risky a request was found before it was decided: 0 to 100, what spoke against it, and what was measured. */
export interface RiskView {
  score: number
  reasons: string[]
  features: Record<string, number>
}

/** An order of a member's list; `earned`: asset → what it gave, before refunds. */
export interface MemberOrder {
  /** The shop's number of the order. */
  order_id: string
  t_us: number
  day: string
  amount_cents: number
  refunded_cents: number
  saved_cents: number
  status: string
  earned: Record<string, number>
}

/** An order that was paid. */
export interface OrderPaid {
  /** The shop's number of it. */
  order_id: string
  /** In the smallest unit of the currency. */
  amount_cents: number
  /** UTC microseconds. */
  t_us?: number
  /** In the smallest unit of the currency. */
  list_cents?: number
  /** In the smallest unit of the currency. */
  discount_cents?: number
  items?: number
  /** Id of the store. */
  store?: string
  /** Where it happened, in the merchant's words. */
  channel?: string
  categories?: Record<string, unknown>
  /** What was bought. With them it is known what lies in a rule's scope, and a refund can name lines. */
  lines?: OrderLine[]
  /** In the smallest unit of the currency. */
  delivery_cents?: number
  /** In the smallest unit of the currency. */
  goods_cents?: number
  coupon_ids?: string[]
  /** Id of the hold, chosen by the caller. */
  hold_id?: string
  /** Fields of the merchant's own, which rules may ask for. */
  attributes?: Record<string, unknown>
}

/** A line of a paid order. */
export interface OrderLine {
  /** Of the line in its order; by default its place, from 1. */
  id?: string
  /** The shop's number of the product. */
  sku?: string
  /** Pieces; 1 by default. */
  quantity?: number
  /** In the smallest unit of the currency. */
  unit_cents?: number
  /** In the smallest unit of the currency. */
  paid_cents?: number
  /** The shop's word for its kind. */
  category?: string
  /** Where it was sold, where that is not the order's store. */
  store?: string
  /** More words of the shop that rules may ask for. */
  tags?: string[]
  /** In the smallest unit of the currency. */
  discount_cents?: number
  /** Of what is sold by weight. */
  grams?: number
  /** Points that paid for a part of it. */
  points?: number
  /** In the smallest unit of the currency. */
  points_cents?: number
  /** Pieces among them that cost nothing. */
  free?: number
  /** In the smallest unit of the currency. */
  list_cents?: number
  /** In the smallest unit of the currency. */
  cents?: number
}

/** What an order came to, beside its gains, which are less what these took back again. */
export interface OrderTaken {
  /** Refunds that had been reported before it. */
  refunds?: JoinedRefund[]
}

/** A refund that had been reported before its order, and went back with it. */
export interface JoinedRefund {
  /** The shop's number of the order. */
  order_id?: string
  amount_cents?: number
  left_cents?: number
  full?: boolean
  taken_back?: Record<string, number>
  given_back?: Record<string, number>
  rewards_back?: RefundedReward[]
  /** Its number; empty: it had none. */
  refund_id: string
}

/** A reward that the order had earned, and that went back with it. */
export interface RefundedReward {
  /** Path of the rule that gave it. */
  rule: string
  /** What it belonged to. */
  ref: string
  /** What was taken back, by kind. */
  taken: Record<string, unknown>[]
  /** What could not be: used, or gone already. */
  stays: Record<string, unknown>[]
}

/** An order of a member. */
export interface OrderView {
  /** The shop's number of the order. */
  order_id: string
  /** Whose. */
  member_id: string
  /** `paid`, `part_refunded`, `refunded`, or `quoted`: known, and not paid yet. */
  status: string
  /** When it was paid, UTC microseconds. */
  t_us: number
  /** Money it was paid with, the delivery included. */
  amount_cents: number
  /** Of it, gone back. */
  refunded_cents: number
  /** By prices, coupons and points. */
  saved_cents: number
  /** Paid for the delivery; `delivery_back_cents` of it went back. */
  delivery_cents: number
  delivery_back_cents: number
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** Points that paid; null: none. */
  points: OrderPoints | null
  /** By rule. */
  earned: OrderEarning[]
  /** Counter or step of a task → what the order added. */
  counted: Record<string, number>
  /** Coupons that it used. */
  coupons: string[]
  /** Ids of its refunds. */
  refunds: string[]
  /** What was bought; none: it was reported without lines. */
  lines: OrderLineView[]
  /** The member it was moved to; null: it is this one's. */
  moved_to: string | null
  /** The member it was moved from; null: it was reported here. */
  moved_from: string | null
  /** Rewards of tiers, tasks and milestones that went back with it, and what of them stays. */
  rewards_back: RewardBack[]
}

/** Points that paid for a part of an order, and how many of them were given back. */
export interface OrderPoints {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  returned: number
}

/** What a rule gave for an order. */
export interface OrderEarning {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Place in the program. */
  rule: string
  /** Of the rule; empty where the program in force has it no more. */
  name: string
  /** Given. */
  amount: number
  /** Of it, taken back by refunds. */
  reversed: number
}

/** A line of an order. */
export interface OrderLineView {
  /** Of the line, for refunds. */
  id: string
  sku: string
  category: string
  /** Id of the store. */
  store: string
  tags: string[]
  /** Pieces that were bought. */
  quantity: number
  /** Of them, pieces that came back. */
  returned: number
  grams: number
  free: number
  unit_cents: number
  /** List price of the line. */
  list_cents: number
  /** What it was reduced by. */
  discount_cents: number
  /** Money that was paid for it. */
  paid_cents: number
  /** Money that went back for it by name. */
  refunded_cents: number
  /** Points that paid for it, worth `points_cents`. */
  points: number
  points_cents: number
  /** Of them, given back with its pieces. */
  points_back: number
  /** Money that goes back when all that is left of it comes back, where what is kept is not priced anew. */
  left_cents: number
  /** Asset → what the order earned by this line. */
  earned: Record<string, number>
  /** Of the product, as the catalogue had it then; empty: it is not in there. */
  name: string
}

/** A reward whose ground went with refunds of the order. */
export interface RewardBack {
  /** Place in the program. */
  rule: string
  /** What it had been given for. */
  ref: string
  /** What went back. */
  taken: RewardPiece[]
  /** What could not be taken back any more. */
  stays: RewardPiece[]
}

/** A part of a reward. */
export interface RewardPiece {
  /** Of the reward: `asset`, `coupon`, `benefit`, `badge`, `cash` …. */
  kind: string
  /** Asset, batch, benefit, badge. */
  name: string
  /** How much or how many; cents of money. 0: it was not given yet, and will not be. */
  amount: number
  /** Why it stays: `used`, `in-use`, `given-away`, `paid-out`, `written-off`, `unknown`. */
  reason: string
  /** What it was worth in money, where that is known. */
  value_cents: number
}

/** An order that was reported for the wrong member. */
export interface MoveOrder {
  /** Whose it is: number of the member, or `namespace:external_id`. */
  to_member: string
  /** Why; both members' histories keep it. */
  reason: string
}

/** An order that is on its way to another member. */
export interface OrderMoved {
  /** The shop's number of the order. */
  order_id: string
  to_member: string
}

/** A refund of an order, in part or in full: by lines, by an amount, or both. */
export interface RefundOrder {
  /** The shop's number of it. */
  refund_id: string
  /** In the smallest unit of the currency. */
  amount_cents?: number
  /** Everything that is left. */
  full?: boolean
  /** What comes back, of an order that was reported with lines. */
  lines?: ReturnLine[]
  /** In the smallest unit of the currency. */
  delivery_cents?: number
  /** UTC microseconds. */
  t_us?: number
}

/** What of an order's line comes back. */
export interface ReturnLine {
  /** Of the line; or say `sku`. */
  id?: string
  /** Product; of several lines of it the first that has pieces left. */
  sku?: string
  /** Pieces; by default all that are left. */
  quantity?: number
}

/** What a refund came to; nothing of it where the order is not known yet: the refund waits for it then. */
export interface OrderRefunded {
  /** The shop's number of the order. */
  order_id?: string
  /** Of this refund. */
  amount_cents?: number
  /** Of the order, after all refunds so far. */
  left_cents?: number
  /** Nothing of the order is left. */
  full?: boolean
  /** Asset → what the refund took, as points that the order had earned; a debt counts. */
  taken_back?: Record<string, number>
  /** Asset → what came back, as points that had paid for it. */
  given_back?: Record<string, number>
  /** Coupons, badges and so on that went back with it. */
  rewards_back?: RefundedReward[]
}

/** How a member stood at a moment. */
export interface Past {
  /** Number of the member. */
  member_id: string
  /** The moment. */
  as_of_us: number
  registered_us: number
  /** Done by then; the answer is the state after them. */
  operations: number
  /** In force then. */
  program_version: number
  /** Then, by the program of then. */
  tier: NamedTier
  accounts: PastAccounts[]
  /** With something left. */
  lots: PastLot[]
  /** Open. */
  holds: PastHold[]
  coupons: PastCoupon[]
  entitlements: PastEntitlement[]
  /** Parts that are as they were, to the last point. */
  exact: string[]
  /** Parts in which each item says for itself whether it is. */
  partly_exact: string[]
  /** What no history is kept of. */
  not_derived: string[]
}

/** An asset's accounts; `earned`: ever, less what was taken back. */
export interface PastAccounts {
  /** Id of the asset in the program, as `points`. */
  asset: string
  available: number
  pending: number
  held: number
  frozen: number
  debt: number
  earned: number
}

/** Points that expire together. */
export interface PastLot {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Number of the posting that gave them. */
  seq: number
  /** In units of the asset. */
  amount: number
  remaining: number
  /** Whether they had not settled yet. */
  pending: boolean
  /** Null: never. */
  expires_us: number | null
  /** False where something was given back to it later, in an earlier release. */
  expires_exact: boolean
  rule: string
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** A reservation that was open. */
export interface PastHold {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  purpose: string
  expires_us: number | null
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** A coupon; `exact`: false where an earlier release moved it later. */
export interface PastCoupon {
  /** Id of the coupon. */
  coupon_id: string
  /** Id of the coupon batch in the program. */
  batch: string
  status: string
  valid_from_us: number
  valid_until_us: number | null
  granted_us: number
  exact: boolean
}

/** The use of a benefit in the period of the moment; `exact`: false where an earlier release used it later. */
export interface PastEntitlement {
  entitlement_id: string
  /** Id of the benefit in the program. */
  benefit: string
  period_start_us: number
  period_end_us: number | null
  quota: number
  carried: number
  used: number
  source: string
  exact: boolean
}

/** How far it has come. */
export interface PayoutAnswer {
  /** Its id. */
  payout: string
  /** `claimable`, `requested`, `failed`, `done`, `lapsed` or `given_up`. */
  status: string
  /** Whether it was done after it had been closed otherwise. */
  late: boolean
}

/** The money has moved; `reference` is the payment side's own number. */
export interface PayoutDone {
  reference?: string
}

/** It has not moved, and why. */
export interface PayoutFailed {
  /** Why, for whoever reads it later. */
  reason?: string
}

/** Why it is not paid any more. */
export interface GiveUpPayout {
  /** Why, for whoever reads it later. */
  reason: string
}

/** Give points to a pool of the program. */
export interface DonatePoints {
  /** Id of the pool in the program. */
  pool: string
  /** In units of the asset. */
  amount: number
}

/** A posting. */
export interface PointsMoved {
  /** Its number within the member and the asset; refunds name it. */
  seq: number
  /** Available after it. */
  balance: number
}

/** Give points by decision of the caller. */
export interface Earn {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  /** What it belongs to, in the caller's words. */
  ref?: string
  /** Why, for whoever reads it later. */
  reason?: string
  /** UTC microseconds, from 1990 to 2100. */
  settles_us?: number
  /** UTC microseconds, from 1990 to 2100. */
  expires_us?: number
}

/** Exchange one asset for another by a rule of the program. */
export interface ExchangePoints {
  /** Id of the exchange in the program. */
  exchange: string
  /** In units of the asset. */
  amount: number
  /** What it belongs to, in the caller's words. */
  ref?: string
}

/** `credit`: what was received; `balance`: of that asset after it. */
export interface PointsExchanged {
  credit: number
  balance: number
}

/** Put points aside while something is looked into; all that are available if no amount is given. */
export interface FreezePoints {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** Why, for whoever reads it later. */
  reason: string
  /** In units of the asset. */
  amount?: number
}

/** Points that were put aside. */
export interface PointsFrozen {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** Number of the posting within its member. */
  seq: number
  frozen: number
}

/** End a freeze. */
export interface LiftFreeze {
  /** Why, for whoever reads it later. */
  reason: string
}

/** `to_member` is the receiver's number or `namespace:external_id`. */
export interface GivePoints {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  to_member: string
  /** For whoever reads it later. */
  note?: string
}

/** Points that wait for their receiver; `expires_us`: when they go back. */
export interface PointsGiven {
  /** Id of the gift. */
  gift_id: string
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  expires_us: number
}

/** A gift of points that was accepted or declined. */
export interface GiftAnswered {
  /** Id of the gift. */
  gift_id: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
}

/** Reserve points for something that is not certain yet. */
export interface HoldPoints {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** What it belongs to, in the caller's words. */
  ref?: string
  /** UTC microseconds, from 1990 to 2100. */
  expires_us?: number
}

/** Points that are reserved; `balance`: available after it. */
export interface PointsHeld {
  /** Id of the hold, chosen by the caller. */
  hold_id: string
  /** Number of the posting within its member. */
  seq: number
  balance: number
}

/** Give back what the posting `seq` spent, to the same lots. */
export interface RefundPoints {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  /** Number of the posting within its member. */
  seq: number
  /** What it belongs to, in the caller's words. */
  ref?: string
}

/** Take points for something. */
export interface Spend {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** In units of the asset. */
  amount: number
  /** What it belongs to, in the caller's words. */
  ref?: string
}

/** Pictures of a member, and what an invitation needs elsewhere. */
export interface PostersView {
  /** Badges and certificates, the newest first, after the invitation and the upgrade. */
  posters: PosterView[]
  /** What the QR code of the invitation says; empty: the member has no code yet. */
  link: string
  /** The same for a picture code of the platform, at most 32 characters; empty: likewise. */
  scene: string
}

/** A picture that can be had now. */
export interface PosterView {
  /** For `?kind=`. */
  kind: "badge" | "certificate" | "invite" | "upgrade"
  /** For `?id=`; empty: none is needed. */
  id: string
  /** What it is about. */
  title: string
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
}

/** One posting: `amount` moved from `source` to `target`. */
export interface PostingRow {
  /** Id of the asset in the program, as `points`. */
  asset: string
  /** Number of the posting within its member. */
  seq: number
  kind: string
  /** In units of the asset. */
  amount: number
  source: string
  target: string
  rule: string
  /** What it belongs to, in the caller's words. */
  ref: string
  t_us: number
  day: string
  program_version: number
  /** Number of the member whose posting it is, where they have gone into this one; null: the member's own. */
  of: string | null
}

/** How far it has come. */
export interface PostAnswer {
  /** Its id. */
  post: string
  /** `pending`, `shown`, `rejected`, `taken_down` or `deleted`; of a report that was made: empty. */
  status: string
}

/** Why it should not be there: `spam`, `abuse`, `privacy`, `false` or `other`. */
export interface ReportPost {
  /** Why, for whoever reads it later. */
  reason: "abuse" | "false" | "other" | "privacy" | "spam"
}

/** A prize that people hand over. */
export interface PrizeView {
  /** Its id. */
  prize: string
  /** Whose. */
  member_id: string
  /** What it is called, by language. */
  name: Record<string, string>
  /** `ship`, `pickup` or `online`. */
  handing: string
  /** `won`, `claimed`, `sent`, `handed_over`, `forfeited` or `withdrawn`. */
  status: string
  /** What whoever claims it has to fill in. */
  asks: string[]
  /** When it was won. */
  since_us: number
  /** First instant at which it can be claimed no more. */
  claim_until_us: number
  /** When it was claimed; null: not yet. */
  claimed_us: number | null
  /** When it should have been sent or handed over; null: not claimed yet, or over. */
  due_us: number | null
  /** What it is worth. */
  value_cents: number
  /** Tax on it. */
  tax_cents: number
  /** `merchant` or `winner`; empty: there is no tax. */
  tax_by: string
  /** Path of the rule that gave it. */
  rule: string
  /** What it was given for. */
  ref: string
  /** Who carries it. */
  carrier: string
  /** Number of the parcel. */
  tracking: string
  /** When it was sent; null: not yet. */
  sent_us: number | null
  /** Where it was handed over. */
  store: string
  /** Why it was forfeited or withdrawn. */
  reason: string
  /** When it ended; null: not yet. */
  closed_us: number | null
  /** Prize that another member was given in its place. */
  replaced_by: string
  /** Prize in whose place it is. */
  replaces: string
  /** When it changed last. */
  updated_us: number
}

/** Who gets it where. Which of these are needed says `asks` of the prize; all are kept sealed. `address_id` names an address of the member's book instead of recipient, phone and address; it is kept as it is now. */
export interface ClaimPrize {
  address_id?: string
  recipient?: string
  phone?: string
  address?: string
  contact?: string
  real_name?: string
  id_number?: string
}

/** How far it has come. */
export interface PrizeAnswer {
  /** Its id. */
  prize: string
  /** `won`, `claimed`, `sent`, `handed_over`, `forfeited` or `withdrawn`. */
  status: string
  /** Prize that another member was given in its place; empty: none. */
  replaced_by: string
}

/** Why the member does not get it. */
export interface ForfeitPrize {
  /** Why, for whoever reads it later. */
  reason: string
}

/** Where it was handed over. */
export interface HandOverPrize {
  /** Id of the store. */
  store?: string
}

/** Who gets it instead, and why. */
export interface ReplacePrize {
  to_member: string
  /** Why, for whoever reads it later. */
  reason: string
}

/** The parcel. */
export interface SendPrize {
  carrier?: string
  tracking?: string
}

/** Attributes to change; null removes one, and those that are not named stay as they are. */
export interface ChangeProfile {
  profile: Record<string, unknown>
}

/** `changed`: names of the attributes that are others than before. */
export interface ProfileChanged {
  changed: string[]
}

/** `code`: of who invites. */
export interface BindInvitation {
  /** The code as it was typed or scanned. */
  code: string
}

/** Who invited, and until when the first order counts for them. */
export interface BoundAnswer {
  inviter: string
  until_us: number
}

/** The member's code: it stays the same, and fits the scene of a mini program's picture code. */
export interface CodeAnswer {
  /** The code as it was typed or scanned. */
  code: string
}

/** What a month was to a member. */
export interface MonthReport {
  /** Number of the member. */
  member_id: string
  /** `YYYY-MM`, of the merchant's calendar. */
  month: string
  /** Whether it has ended; until then everything is as of now. */
  over: boolean
  currency: string
  /** Orders that were paid in it. */
  orders: number
  /** Paid for them in money, less what was given back since. */
  spent_cents: number
  /** Saved in them by prices, promotions, coupons and points, less what was given back since. */
  saved_cents: number
  /** Invitees whose first order came to count in it, and still does. */
  friends: number
  /** What moved. */
  assets: AssetMonth[]
  /** When it began; an empty id: before the first. */
  tier_before: NamedTier
  /** When it ended, or now. */
  tier_after: NamedTier
  /** In every dimension of the next tier, now. */
  progress: TierProgress[]
}

/** An asset in a month, with its name; `closing` is `opening` with everything between added. */
export interface AssetMonth {
  /** Id of the asset in the program, as `points`. */
  asset: string
  opening: number
  earned: number
  taken_back: number
  spent: number
  given_back: number
  expired: number
  restored: number
  other: number
  closing: number
  /** For people. */
  name: string
  /** Of what is left now, what expires in the month after. */
  expiring: number
}

/** Why it was no abuse after all. */
export interface UndoReview {
  /** Why, for whoever reads it later. */
  reason: string
}

/** How far it has come. */
export interface ReviewAnswer {
  /** Its id. */
  review: string
  /** `open`, `released`, `confirmed`, `lapsed` or `erased`. */
  status: string
  /** How many rewards were decided on. */
  rewards: number
  /** Asset → how much of it. */
  amounts: Record<string, number>
}

/** Who is near a member by invitations and devices, at most so many. */
export interface RiskGraph {
  /** The member. */
  center: string
  /** The member first. */
  people: GraphPerson[]
  /** Invitations among them, and devices that they share. */
  ties: GraphTie[]
  /** Whether there are others. */
  more: boolean
}

/** A member near the one whose review it is. */
export interface GraphPerson {
  /** Who. */
  member_id: string
  /** Their phone number or address with the middle hidden, else another name; empty: they have none. */
  shown: string
  /** Whether the job found them in the same ring. */
  ring: boolean
  /** Status of their newest review; empty: they have none. */
  review: string
  /** Orders that they paid, up to 5. */
  orders: number
  /** When they joined. */
  joined_us: number
}

/** What ties two of them. */
export interface GraphTie {
  /** Who invited, of an invitation; else the lower number. */
  source: string
  /** Who was invited, or the other one. */
  target: string
  /** `invited` or `device`. */
  kind: string
  /** Of a device: the beginning of its keyed fingerprint. */
  mark: string
}

/** The rules page in one language. */
export interface Rules {
  /** Of the program. */
  name: string
  /** In force. */
  version: number
  lang: string
  /** In order. */
  blocks: RuleBlock[]
}

/** A heading and its lines. */
export interface RuleBlock {
  heading: string
  lines: string[]
}

/** `code`: of who shared; `target`: what was shared. */
export interface OpenShare {
  /** The code as it was typed or scanned. */
  code: string
  target?: string
}

/** Whether it counts for who shared; not so a second time on the same day. */
export interface OpenedAnswer {
  counted: boolean
}

/** How far a member has come. */
export interface Story {
  /** Number of the member. */
  member_id: string
  /** Which; 0: of all time. */
  year: number
  currency: string
  /** Merchant-local, whatever the year. */
  joined_day: string
  /** Since then, today included. */
  days: number
  /** Whatever the year; null: none yet. */
  first_order: FirstOrder | null
  /** Paid. */
  orders: number
  /** Paid for them in money, less what was given back since. */
  spent_cents: number
  /** Saved in them, less what was given back since. */
  saved_cents: number
  /** Invitees who came to count, and still do. */
  friends: number
  /** In order. */
  upgrades: TierStep[]
  /** In the order in which they were earned. */
  badges: BadgeStep[]
  /** Orders by hour of the merchant's clock, 24 numbers. */
  hours: number[]
  /** With most orders, the earlier of two; null: no order. */
  favourite_hour: number | null
}

/** The first order: its day, and what was paid and not given back. */
export interface FirstOrder {
  day: string
  spent_cents: number
}

/** A day on which the member climbed, and where to. */
export interface TierStep {
  day: string
  tier: NamedTier
}

/** A badge or title, and since when the member has it. */
export interface BadgeStep {
  day: string
  badge: string
  name: string
}

/** Tasks that are open to the member. */
export interface OpenTasks {
  items: TaskShown[]
}

/** A change of tier. */
export interface TierChangeRow {
  t_us: number
  day: string
  old: string
  new: string
  cause: string
  until_us: number | null
  program_version: number
}

/** Which tier, why, and the last day on which it holds; without one it holds until somebody lets it end. */
export interface SetMemberTier {
  tier: string
  /** Why, for whoever reads it later. */
  reason: string
  /** YYYY-MM-DD, of the merchant's calendar. */
  last_day?: string
}

/** The member's tier now; `until_us`: when one that was set ends by itself, null: not by itself. */
export interface TierInForce {
  tier: string
  by_hand: boolean
  until_us: number | null
}

/** Why the tier that was set ends now. */
export interface EndMemberTier {
  /** Why, for whoever reads it later. */
  reason: string
}

/** For how long the token is good. */
export interface TokenRequest {
  seconds?: number
}

/** A member's own token, to be sent as `Authorization: Bearer`. */
export interface Token {
  token: string
  /** Number of the member. */
  member_id: string
  expires_us: number
}

/** Let a fact wait no longer. */
export interface Dismissal {
  /** What it waits for, as listed: `order/A1`. */
  place: string
  /** Its reference, as listed. */
  ref: string
  /** Why nothing will follow from it. */
  reason?: string
}

/** The fact waits no more. */
export interface Dismissed {
  place: string
  /** What it belongs to, in the caller's words. */
  ref: string
}

/** Why whole numbers and addresses are needed; it is kept in the audit log. */
export interface SeeWhole {
  /** Why, for whoever reads it later. */
  reason: string
}

/** Names and profile of a member as they were given. */
export interface WholeView {
  /** Number of the member. */
  member_id: string
  identities: IdentityView[]
  profile: Record<string, unknown>
}

/** An order with everything that followed from it. */
export interface OrderStory {
  /** As `GET /v1/orders/{order_id}` shows it. */
  order: OrderView
  /** Names of the member, as everybody may see them. */
  member: string[]
  /** By rule, each with its formula. */
  earned: StoryEarning[]
  /** Of points, in order: earned, spent, taken back, given back. */
  movements: StoryMove[]
  /** Operations, in order. */
  steps: StoryStep[]
}

/** What a rule gave for the order. */
export interface StoryEarning {
  /** Place in the program. */
  rule: string
  /** Of the rule. */
  name: string
  /** What it gave; `asset_name` in words. */
  asset: string
  asset_name: string
  /** Given. */
  amount: number
  /** Of it, taken back by refunds. */
  reversed: number
  /** How the amount came about: `194 积分 = 97.00 元 × 1 × 会员日 2 倍`; empty: it cannot be said exactly. */
  formula: string
}

/** A movement of points because of the order. */
export interface StoryMove {
  t_us: number
  kind: string
  /** Id of the asset in the program, as `points`. */
  asset: string
  asset_name: string
  /** What the member has more by it; negative: less; 0: it moved between the member's own accounts. */
  delta: number
  /** In units of the asset. */
  amount: number
  source: string
  target: string
  rule: string
  name: string
}

/** An operation that concerned the order; `texts`: what it did, in words. */
export interface StoryStep {
  /** Idempotency key, unique within the member. */
  key: string
  type: string
  t_us: number
  event_us: number
  /** Whether the answer comes in words too. */
  texts: string[]
}

/** A total, and when it was reported. */
export interface KnownOtherSales {
  day: string
  source: string
  orders: number
  sales_cents: number
  reported_us: number
}

/** Totals of days; each replaces what its source reported of that day before. */
export interface OtherSalesReport {
  days: OtherSalesDay[]
}

/** What one source sold on one day to nobody known. */
export interface OtherSalesDay {
  /** Merchant-local day, `YYYY-MM-DD`. */
  day: string
  /** Paid orders without a member. */
  orders: number
  /** Paid in money for them, before refunds. */
  sales_cents: number
  /** Who counted, for instance a till; each counts its own orders. */
  source?: string
}

/** How many totals differ from what was known. */
export interface OtherSalesTaken {
  changed: number
}

/** How the merchant stands, by merchant-local days. */
export interface Overview {
  /** First day of the series. */
  from_day: string
  /** First day that is not included. */
  until_day: string
  /** What the series are added up by. */
  by: "day" | "month"
  /** Of the merchant. */
  time_zone: string
  /** ISO code of the cents. */
  currency: string
  /** Decimals of the currency. */
  exponent: number
  as_of_us: number
  today: Today
  /** Figures of the last day on which anything happened; the same as `today` on most days. */
  latest: Today
  members: Members
  active: Active
  moves: Move[]
  points: Points[]
  claims: Claims
  orders: Orders
  other_sales: OtherSales
  coupons: Coupons
  activities: ActivityRow[]
  attention: Notice[]
}

/** Figures of the merchant's day so far. */
export interface Today {
  day: string
  new_members: number
  events: number
  orders: number
  sales_cents: number
  earned: Record<string, number>
  burned: Record<string, number>
  upgrades: number
  downgrades: number
}

/** Members now, and those who joined in the days asked for. */
export interface Members {
  total: number
  new: number
  by_tier: TierCount[]
  joined: Joined[]
}

/** Members whose tier it is now; an empty id: none yet. */
export interface TierCount {
  tier: NamedTier
  members: number
}

/** Members who joined in a period. */
export interface Joined {
  period: string
  members: number
}

/** Active members by period, and at the end of the days asked for. */
export interface Active {
  series: ActiveRow[]
  now: ActiveRow
}

/** Members who did something of their own in the days that end with the last day of a period. */
export interface ActiveRow {
  period: string
  /** Members active in the last 7 days. */
  days_7: number
  /** Members active in the last 30 days. */
  days_30: number
}

/** Members who went from one tier to another in a period. */
export interface Move {
  period: string
  old: string
  new: string
  /** `up` or `down` the ladder, `enter` it, or `other` where a tier is not part of it any more. */
  direction: "down" | "enter" | "other" | "up"
  members: number
}

/** One asset's movements: by period, and in all of the days asked for. */
export interface Points {
  /** Id of the asset in the program, as `points`. */
  asset: string
  name: string
  series: PointsRow[]
  total: PointsRow
}

/** What moved in a period. All figures are positive when they are what their name says. */
export interface PointsRow {
  period: string
  earned: number
  burned: number
  refunded: number
  expired: number
  reversed: number
  written_off: number
  adjusted: number
  exchanged_in: number
  exchanged_out: number
  cleared_in: number
  cleared_out: number
}

/** Claims as of a moment; where working them out takes long it may lie some minutes back. */
export interface Claims {
  as_of_us: number
  items: Claim[]
}

/** What members can still claim of one asset. */
export interface Claim {
  /** Id of the asset in the program, as `points`. */
  asset: string
  name: string
  /** Available and pending. */
  open: number
  /** In open holds, or frozen. */
  reserved: number
  /** By members. */
  owed: number
  /** Worth of what is open, reserved and not owed back. */
  cents: number
  /** Of what is open, within 30 days; `expiring_30_cents`: its worth. */
  expiring_30: number
  expiring_30_cents: number
  /** Within 90 days. */
  expiring_90: number
  expiring_90_cents: number
}

/** Orders by period, and in all of the days asked for. */
export interface Orders {
  series: OrderRow[]
  total: OrderRow
}

/** Orders of members in a period. */
export interface OrderRow {
  period: string
  /** Paid. */
  orders: number
  /** Paid in money. */
  sales_cents: number
  /** Of these orders, given back since. */
  refunded_cents: number
  /** How many of these orders. */
  refunded_orders: number
  /** By members who had ordered nothing before. */
  first_orders: number
  /** Share of the other orders, in basis points; null without orders. */
  repeat_bps: number | null
}

/** Orders without a member by period, and in all of the days asked for. */
export interface OtherSales {
  /** Whether any were reported; without reports nothing can be said of the share of members. */
  known: boolean
  series: OtherRow[]
  total: OtherRow
}

/** Orders without a member in a period, as they were reported. */
export interface OtherRow {
  period: string
  orders: number
  sales_cents: number
}

/** Coupons by period, and in all of the days asked for. */
export interface Coupons {
  series: CouponsRow[]
  total: CouponsRow
}

/** Coupons granted and used in a period, and what using them saved. */
export interface CouponsRow {
  period: string
  granted: number
  used: number
  saved_cents: number
}

/** How often an activity, item or benefit was made use of in the days asked for. */
export interface ActivityRow {
  /** Event type. */
  kind: string
  /** Of the activity or item; empty where the event does not tell. */
  id: string
  name: string
  /** Times. */
  count: number
  /** Of the mall. */
  pieces: number
}

/** Something that wants attention. */
export interface Notice {
  /** `lint`, `dead_letters`, `webhooks`, `expiring`, `unsealed`, `adjustments`, `waiting`, `payouts`, `prizes`, `budget` or `stock`. */
  kind: string
  /** As of lint. */
  severity: "error" | "info" | "warning"
  /** Place in the program, asset or item. */
  path: string
  /** In words. */
  text: string
  /** What to do; may be empty. */
  fix: string
  /** How many, or how much. */
  count: number
  /** Since when; null where that says nothing. */
  t_us: number | null
}

/** The latest events, newest first. */
export interface Latest {
  items: EventRow[]
  /** To ask for what comes next. */
  after: string
  /** Whether older ones since `after` were left out to keep to the limit. */
  skipped: boolean
}

/** An event that was taken, and what it gave. */
export interface EventRow {
  /** Number of the member. */
  member_id: string
  /** One of the member's names. */
  member: string
  /** Idempotency key, unique within the member. */
  key: string
  type: string
  /** When it was taken. */
  received_us: number
  /** When it happened. */
  t_us: number
  day: string
  /** Of an order or refund; null otherwise. */
  amount_cents: number | null
  tier: string
  gains: Gain[]
  /** What the member received, in words. */
  texts: string[]
}

/** An amount that somebody else moves. */
export interface PayoutView {
  /** Its stable id, under which it is executed at most once. */
  payout: string
  /** Number of the member. */
  member_id: string
  /** `payout` to the member, or `refund` of an order. */
  kind: string
  /** How far it has come. */
  status: string
  /** How much. */
  cents: number
  rule: string
  /** What it is for; of a refund: the order. */
  ref: string
  since_us: number
  /** When it is overdue; null where nothing is asked for. */
  due_us: number | null
  /** Until when the member may claim it; null where it is no matter of claiming. */
  claim_until_us: number | null
  /** Times it was asked for. */
  tries: number
  /** Why it failed, lapsed or was given up. */
  reason: string
  /** The payment side's own number. */
  reference: string
  /** Whether it was done after it had been closed otherwise. */
  late: boolean
  /** When it changed last. */
  updated_us: number
}

/** Somebody of the merchant. `password` is there once, in the answer that drew it. */
export interface PersonView {
  person_id: string
  email: string
  name: string
  role: "clerk" | "finance" | "operator" | "owner" | "reader" | "support"
  role_name: string
  created_us: number
  created_by: string
  active: boolean
  disabled_us: number | null
  last_seen_us: number | null
  password: string
}

/** An account to be made. */
export interface NewPerson {
  /** In any case; kept in lower case. */
  email: string
  /** What the person may do; nothing that the caller may not. */
  role: "clerk" | "finance" | "operator" | "owner" | "reader" | "support"
  /** As others see it; empty: what stands before the @. */
  name?: string
  /** At least 10 characters and not the address; empty: one is drawn and answered once. */
  password?: string
}

/** What is to be changed. A new password, or shutting the account, ends its sessions. */
export interface PatchPerson {
  name?: string
  role?: "clerk" | "finance" | "operator" | "owner" | "reader" | "support"
  active?: boolean
  password?: string
}

/** Whether members may log in by phone. */
export interface Offer {
  offered: boolean
}

/** Phone and code. */
export interface LoginByPhone {
  /** As it was given when the code was asked for. */
  phone: string
  /** As it was received. */
  code: string
  /** As it was given. */
  tenant?: string
}

/** A member's own token. */
export interface LoggedIn {
  /** To be sent as `Authorization: Bearer`. */
  token: string
  /** Whose. */
  member_id: string
  /** When it ends (UTC microseconds). */
  expires_us: number
  /** Whether they have just become a member. */
  created: boolean
  /** Renews the token until the login ends. Whoever has it acts for the member: keep it where the token is. */
  renewal: string
  /** When the login ends (UTC microseconds). */
  renewable_until_us: number
}

/** Which phone. */
export interface AskForCode {
  /** A number of mainland China, or one with `+` and country code. */
  phone: string
  /** Slug of the merchant; only needed where the server has several. */
  tenant?: string
}

/** A code was sent, whether or not the phone is a member's. */
export interface CodeOnItsWay {
  /** How many it has. */
  digits: number
  /** For how long it is good. */
  good_seconds: number
  /** After how long another one may be asked for. */
  again_seconds: number
}

/** Which login ends. */
export interface EndLogin {
  /** As it was handed out with the first token. */
  renewal: string
  /** Whether all logins of the member end, on every device. */
  everywhere?: boolean
  /** As it was given. */
  tenant?: string
}

/** Nothing renews these logins any more; tokens that are out are good for two hours at most. */
export interface LoginsEnded {
  /** How many logins ended; 0: they had ended before. */
  ended: number
}

/** Which login. */
export interface RenewLogin {
  /** As it was handed out with the first token. */
  renewal: string
  /** As it was given. */
  tenant?: string
}

/** Another token of the same member. */
export interface LoginRenewed {
  /** To be sent as `Authorization: Bearer`. */
  token: string
  /** Whose. */
  member_id: string
  /** When it ends (UTC microseconds). */
  expires_us: number
}

/** What a member wrote, with what speaks for and against showing it. */
export interface PostView {
  /** Its id. */
  post: string
  /** Who wrote it. */
  member_id: string
  /** What people call them: their phone number or address with the middle hidden, else their first name. */
  shown: string
  /** Of which it is a part. */
  activity: string
  /** Of that activity, in the language of the call. */
  name: string
  /** What it is about, such as a day of a challenge. */
  about: string
  /** Whether other members see it once it is shown. */
  public: boolean
  /** As it was written; null: nobody can read it any more. */
  text: string | null
  /** Names of pictures: `GET /v1/media/{id}/preview`. */
  pictures: string[]
  /** `pending`, `shown`, `rejected`, `taken_down` or `deleted`. */
  status: string
  /** Whose word it waits for: `people`, `platform`; empty: nobody's. */
  awaits: string
  /** Why people must look: `words`, `pictures`, `reported`, `people`, or a check and what it said. */
  flags: string[]
  /** Listed words that were found. */
  words: string[]
  /** Reason → how many others reported it. */
  reports: Record<string, number>
  /** How many like it. */
  likes: number
  /** Whether it may be adopted. */
  adoptable: boolean
  /** Whether it was. */
  adopted: boolean
  /** When it was written. */
  since_us: number
  /** When it was last decided on; null: not yet. */
  decided_us: number | null
  /** Who decided. */
  by: string
  /** Why it was rejected or taken down. */
  reason: string
}

/** `decision`: `show`, `reject` or `take_down`; the reason is what the member is told. */
export interface DecidePosts {
  posts: string[]
  decision: "reject" | "show" | "take_down"
  /** Why, for whoever reads it later. */
  reason?: string
}

/** What came of each, in the order in which they were named. */
export interface DecidedPosts {
  items: DecidedPost[]
}

/** What came of one of them. */
export interface DecidedPost {
  post: string
  /** As it is now; empty: it was refused. */
  status: string
  /** Why it was refused; empty: it was not. */
  code: string
}

/** Who gets a prize where, as the member said it when they claimed it; fields that they left out are empty. */
export interface PrizeContact {
  /** Whether it can still be read; false once the member was erased, or before they claimed it. */
  known: boolean
  /** Who. */
  recipient: string
  /** Under which number they are reached. */
  phone: string
  /** Where. */
  address: string
  /** The account that is topped up. */
  contact: string
  /** Name by the identity document. */
  real_name: string
  /** Number of the identity document. */
  id_number: string
}

/** A product as it is at an instant. */
export interface ProductView {
  id: string
  name: string
  category: string
  tags: string[]
  valid_from_us: number
}

/** Something that is sold. */
export interface PutProduct {
  /** For people. */
  name: string
  /** Its kind; taken for lines of orders that name none. */
  category?: string
  /** More words that rules may ask for. */
  tags?: string[]
  /** UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not known ever since. */
  valid_from_us?: number
}

/** A published version. */
export interface VersionView {
  version: number
  /** Whether it is in force now. */
  active: boolean
  active_from_us: number
  published_us: number
  published_by: string
  /** For whoever reads it later. */
  note: string
  rolled_back_to: number | null
  /** Of the canonical document. */
  spec_sha256: string
  /** The document, every default written out; left out in lists. */
  spec?: Record<string, unknown>
}

/** A campaign of the program in force, in words. */
export interface CampaignPage {
  id: string
  name: string
  /** False: it is paused. */
  enabled: boolean
  /** Members for whom it is by today's data, those held out apart. */
  audience: Reached
  /** What is different for them, one sentence a change. */
  changes: string[]
  /** Those that live in it. */
  activities: CampaignActivity[]
  /** Null: it was not called off. */
  cancelled: CampaignCalledOff | null
  /** Who comes before others, one sentence a tier. */
  early: string[]
  /** When members may read figures and winners: `at_end`, `as_they_come` or `never`. */
  results: "as_they_come" | "at_end" | "never"
  /** Its theme; null: none. */
  look: CampaignLook | null
}

/** How many members. */
export interface Reached {
  /** How many, or how many about. */
  members: number
  /** At least, 19 times of 20; `members` where all were looked at. */
  low: number
  /** At most, likewise. */
  high: number
}

/** An activity that lives in a campaign. */
export interface CampaignActivity {
  id: string
  kind: string
  name: string
  /** The activity in one sentence. */
  said: string
}

/** When and why it was called off. */
export interface CampaignCalledOff {
  t_us: number
  /** Why, for whoever reads it later. */
  reason: string
}

/** What becomes of a campaign. */
export interface ChangeCampaign {
  /** `pause`: nothing of it holds until it is resumed; `resume`; `end`: its window closes with this minute. */
  act: "end" | "pause" | "resume"
  /** For the list of versions. */
  note?: string
}

/** The version of the program that says so. */
export interface CampaignChanged {
  version: number
  active_from_us: number
}

/** What was called off, the newest first. */
export interface Cancellations {
  items: CancellationView[]
}

/** Something that was called off. */
export interface CancellationView {
  path: string
  /** From when on it is closed to everybody. */
  t_us: number
  /** Why, for whoever reads it later. */
  reason: string
  cancelled_by: string
  /** `giving_back`: members who hold something are still being notified; `done`: all of them were. */
  status: "done" | "giving_back"
  /** How many members were notified so far. */
  members: number
}

/** What is called off. */
export interface CancelRequest {
  /** `activities.<id>` or `campaigns.<id>`. */
  path: string
  /** For the record; members' facts carry it. */
  reason: string
}

/** Two programs: the version `from` (by default the one in force), and `to` or one of the others. */
export interface DiffRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  from?: number
  /** Version after, where no document is given. */
  to?: number
}

/** Differences in the order of the document; none: the two mean the same. */
export interface DiffAnswer {
  changes: ChangeView[]
}

/** One difference; `text` says it in words. */
export interface ChangeView {
  path: string
  kind: "added" | "changed" | "removed" | "reordered"
  old: unknown
  new: unknown
  label: string
  text: string
}

/** What is set aside, the newest first. */
export interface Dismissals {
  items: DismissalView[]
}

/** A finding that was set aside: by whom, when and why. */
export interface DismissalView {
  dismissal_id: number
  /** The code as it was typed or scanned. */
  code: string
  /** With ids in place of numbers. */
  path: string
  /** Why, for whoever reads it later. */
  reason: string
  dismissed_by: string
  dismissed_us: number
}

/** Findings of a program, and why they are set aside. */
export interface DismissRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  evidence?: boolean
  /** Each by its code and path; errors cannot be set aside. */
  findings: FindingPlace[]
  /** Of all of them. */
  reason: string
}

/** One finding, as lint named it. */
export interface FindingPlace {
  /** The code as it was typed or scanned. */
  code: string
  /** As in the answer; ids and numbers both lead to the place. */
  path: string
}

/** Which findings stand again. */
export interface RestoreRequest {
  dismissal_ids: number[]
}

/** All drafts, by name. */
export interface DraftList {
  items: DraftRow[]
}

/** A draft without its document. */
export interface DraftRow {
  name: string
  base_version: number
  updated_us: number
  updated_by: string
}

/** A document that is being worked on; it need not be valid yet. */
export interface DraftView {
  name: string
  /** The version it started from; 0: none. */
  base_version: number
  spec: Record<string, unknown>
  /** Which state of it this is, for `If-Match`. */
  updated_us: number
  updated_by: string
}

/** What to keep: `spec`, or `yaml` text of one mapping. */
export interface NewDraft {
  spec?: Record<string, unknown>
  yaml?: string
  base_version?: number
}

/** A program: exactly one of these. */
export interface Source {
  /** As JSON. */
  spec?: Record<string, unknown>
  /** As YAML (or JSON) text; faults then name its lines. */
  yaml?: string
  /** Of the draft. */
  draft?: string
}

/** What would become of the members' tiers. */
export interface ImpactView {
  /** How many there are. */
  members: number
  /** How many of them were looked at; all of up to 50,000. */
  looked_at: number
  /** By tier. */
  moves: TierMoveView[]
  /** The same and more in words; none: nobody's tier moves. */
  texts: string[]
}

/** Members who would come to a tier. */
export interface TierMoveView {
  /** Id of the tier. */
  tier: string
  /** Whether they would rise to it; otherwise theirs is gone. */
  rises: boolean
  /** How many, or how many about. */
  count: number
  /** At least, 19 times of 20; `count` where all were looked at. */
  low: number
  /** At most, likewise. */
  high: number
}

/** A program to be looked at. */
export interface LintRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  /** Whether the members' own pace is looked at, too: what nobody can reach is found by figures. */
  evidence?: boolean
}

/** Findings, errors first. Errors stop publishing; warnings must be accepted, or dismissed. */
export interface LintAnswer {
  errors: number
  /** Those that stand. */
  warnings: number
  findings: FindingView[]
  /** How many members the figures come from; 0: none were looked at. */
  members: number
  /** How many findings are set aside. */
  dismissed: number
}

/** One thing that lint found. */
export interface FindingView {
  path: string
  /** The code as it was typed or scanned. */
  code: string
  severity: "error" | "info" | "warning"
  /** Why, for whoever reads it later. */
  reason: string
  fix: string
  figures: Record<string, unknown>
  /** Whether the program in force is without it. */
  new: boolean
  /** Null unless somebody has set it aside. */
  dismissed: DismissalView | null
}

/** Names of the program in force. */
export interface ProgramNames {
  /** In the order of the program. */
  items: NamedThing[]
}

/** One thing of the program. */
export interface NamedThing {
  /** Of the list it stands in (`coupons`, `tiers.ladder`). */
  path: string
  /** Its id there. */
  id: string
  /** In the language of the call. */
  name: string
  /** Of a tier; empty otherwise. */
  color: string
}

/** A program (by default the one in force), one of its activities, and who looks at it. */
export interface PageRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  /** Its id. */
  activity: string
  /** A real member, by number or `namespace:external_id`; needs the scope `members:read` too. */
  member?: string
  /** A made-up member, where none is named; by default somebody who just joined. */
  sample?: SampleMember
  /** UTC microseconds; 0: now. */
  at_us?: number
  /** What happens before, one after another; a step that names no instant happens at that of the step before it, or of the look. */
  steps?: DryStep[]
}

/** A page as it would be. */
export interface PagePreview {
  /** What the member sees. */
  page: PageDescription
  /** Who; null for a made-up member. */
  member_id: string | null
  /** The instant of the page. */
  t_us: number
  /** False: the member may not know of the activity, since its campaign or its variant is not theirs. They get no page (404); this is the one that others have. */
  told: boolean
  /** An action's request → type of the event with which a step does the same. */
  requests: Record<string, string>
  /** What came of each. */
  steps: PreviewStep[]
}

/** What came of one step. */
export interface PreviewStep {
  /** Of the event. */
  type: string
  /** Engine time of it. */
  t_us: number
  /** Why it is not taken: the stable reason; empty: it is. */
  refused: string
  /** The same in words. */
  why_not: string
  /** What the member receives, in words. */
  texts: string[]
}

/** A program to be the next version. */
export interface PublishRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  /** UTC microseconds; 0: now. */
  active_from_us?: number
  /** For the list of versions. */
  note?: string
  /** Publish although lint warns. Errors always stop it. */
  accept_warnings?: boolean
}

/** What publishing did. */
export interface PublishedView {
  version: number
  /** False: the very same program was in force already, and nothing was written. */
  created: boolean
  active_from_us: number
  /** Warnings that were accepted, and what is for knowing. */
  findings: FindingView[]
  /** Limited items whose quota was made or changed → initial and remaining. */
  stock: Record<string, [number, number]>
}

/** How much members are addressed, from today on. */
export interface RhythmView {
  /** How many there are. */
  members: number
  /** How many of them were looked at; all of up to 20,000. */
  looked_at: number
  /** More than so many a week is too much. */
  most_a_week: number
  /** More than so many on one day is too much. */
  most_at_once: number
  /** What addresses members, now or later. */
  things: RhythmThing[]
  /** Thirteen, from the running one on. */
  weeks: RhythmStretch[]
  /** Ninety-one, from today on. */
  days: RhythmStretch[]
  /** Those with most members first; at most 100. */
  overlaps: RhythmOverlap[]
  /** What to know before publishing, in words. */
  warnings: string[]
}

/** Something that addresses members. */
export interface RhythmThing {
  members: number
  low: number
  high: number
  /** In the program. */
  path: string
  name: string
  /** `campaign`; `activity` of its own with an end; `daily`: without one, which counts into no week. */
  kind: "activity" | "campaign" | "daily"
  /** First instant; null: no beginning. */
  opens_us: number | null
  /** First instant after; null: no end. */
  closes_us: number | null
}

/** A day or a week. */
export interface RhythmStretch {
  /** Its first merchant-local day. */
  first: string
  /** Its last. */
  last: string
  /** What is on, daily things apart. */
  paths: string[]
  /** Members whom any of it is for. */
  reached: Reached
  /** Members for whom there is more than the rhythm allows. */
  busy: Reached
  /** The most that one member meets. */
  most: number
}

/** Two things that are on at the same time for the same members. */
export interface RhythmOverlap {
  members: number
  low: number
  high: number
  one: string
  other: string
  /** First common day; null: since ever. */
  first: string | null
  /** Last common day; null: without end. */
  last: string | null
}

/** The version whose document is published again, in force at once. */
export interface RollbackRequest {
  version: number
  /** For whoever reads it later. */
  note?: string
}

/** The gallery. */
export interface Templates {
  items: TemplateView[]
}

/** A program to begin with. */
export interface TemplateView {
  id: string
  name: string
  description: string
  industry: string
  /** Their names, from the lowest. */
  tiers: string[]
  /** How many things each section has. */
  parts: Record<string, number>
}

/** What a merchant knows without looking anything up. */
export interface SetUpRequest {
  /** Of an order, in the smallest unit of the currency. */
  average_order_cents: number
  /** Of somebody who comes regularly. */
  visits_a_month: number
  /** What is left of the price after the goods, in hundredths of a percent. */
  margin_bps: number
  /** What the program is for. */
  goal: "bigger_orders" | "visits"
}

/** A program to begin with; nothing is kept until it is saved as a draft. */
export interface SetUpView {
  spec: Record<string, unknown>
  /** How many members' orders it was fitted to; 0: the answers alone. */
  members: number
  /** What the member in the middle spends in 30 days. */
  median_cents: number
  tiers: ReachView[]
  /** What 100 points are worth. */
  point_cents: number
  /** What a median member costs a month. */
  month_cost_cents: number
  /** The same of what they spend. */
  cost_bps: number
  /** All of it in sentences. */
  texts: string[]
}

/** A tier as it is proposed. */
export interface ReachView {
  tier: string
  name: string
  /** Spent within a year. */
  threshold_cents: number
  /** Or so many orders within a year; 0: spending alone counts. */
  orders: number
  /** So long the median member needs; null: more than a year. */
  months: number | null
}

/** The newest first. */
export interface Reviews {
  items: ReviewView[]
}

/** A review of tiers after a version changed the ladder. */
export interface ReviewView {
  version: number
  active_from_us: number
  /** `waiting` or under way; `done`. */
  status: string
  /** Members so far. */
  looked_at: number
  /** Of them, those whose tier is another by the new terms. */
  members: number
}

/** A program (by default the one in force), somebody, and an event. */
export interface TrialRequest {
  spec?: Record<string, unknown>
  yaml?: string
  /** Of the draft. */
  draft?: string
  /** What happens. */
  event?: TrialEvent
  /** A real member, by number or `namespace:external_id`; needs the scope `members:read` too. */
  member?: string
  /** A made-up member, where none is named. */
  sample?: SampleMember
}

/** The event, as it would be reported. */
export interface TrialEvent {
  /** Name in the event catalogue of the program that is tried. */
  type: string
  /** Fields of the type. */
  data?: Record<string, unknown>
  /** UTC microseconds; 0: now. */
  t_us?: number
  /** Taken and ignored: nothing is recorded. */
  key?: string
}

/** What the program decides. A refusal is answered as it would be: 409. */
export interface TrialAnswer {
  /** Who; null for a made-up member. */
  member_id: string | null
  /** Of a published version; 0: a document that came along, or a draft. */
  program_version: number
  /** When it was tried. */
  t_us: number
  /** Merchant-local day of the event. */
  day: string
  /** The waterfall: each rule that applied, and each that did not and why. */
  reasons: ReasonView[]
  /** What the member would receive. */
  gains: Gain[]
  /** What would be within reach. */
  prompts: Prompt[]
  /** Gains and prompts in words. */
  texts: Texts
  /** What a request asked for. */
  result: Record<string, unknown>
  /** After it. */
  tier: string
  /** After it. */
  balances: Record<string, number>
  /** Where the member stands when the event comes. */
  before: StandingView
  /** What would be written. */
  effects: EffectsView
  /** What time alone would do first. */
  due: DueView[]
}

/** A program in words, in the language of the request. */
export interface WordsAnswer {
  /** Whether the document fits the shape of a program; of one that does not nothing is said. */
  said: boolean
  /** Path by ids (`earning.spend`) → what is there, as one sentence without its name. */
  rows: Record<string, string>
  /** The rules page that members would read. */
  blocks: RuleBlock[]
  /** Types of events that its rules may listen to, its own included. */
  events: EventWord[]
  /** What conditions may ask for beside the fields of events. */
  fields: FieldWord[]
}

/** A type of event that rules may listen to. */
export interface EventWord {
  /** `order.paid`. */
  name: string
  /** What it is called. */
  label: string
  /** `reported` by shops and pages, or `derived` by the engine. */
  origin: string
  /** What it carries. */
  fields: FieldWord[]
}

/** A field that a condition may ask for. */
export interface FieldWord {
  /** As conditions write it (`event.amount_cents`). */
  path: string
  /** What it is called. */
  label: string
  /** Of its values: `int`, `cents`, `days`, `minutes`, `points`, `bool`, `str`, `list`, `tier`, `weekday`. */
  kind: string
}

/** A super promoter: since when, and how many newcomers had been looked at by then, of whom how many had stayed. */
export interface PromoterView {
  /** Number of the member. */
  member_id: string
  since_us: number
  judged: number
  stayed: number
}

/** A code that a member shows; it is enough to find the member. */
export interface RedeemCode {
  /** The code as it was typed or scanned. */
  code: string
  /** Id of the store. */
  store?: string
}

/** A benefit that was redeemed. */
export interface RedemptionView {
  /** For undoing it. */
  redemption: string
  /** Number of the member. */
  member_id: string
  /** What the member is called, masked where it is personal. */
  member: string
  t_us: number
  /** Id of the benefit in the program. */
  benefit: string
  /** Of the benefit, in the language of the call. */
  name: string
  count: number
  value_cents: number
  /** Id of the store. */
  store: string
  /** Who redeemed it; empty: the member themselves. */
  clerk: string
  /** Until when it can be undone by the program in force. */
  undo_until_us: number
  /** When it was undone; null: it was not. */
  undone_us: number | null
  /** Why it was undone; empty: nobody said. */
  reason: string
}

/** One matter that people decide on. */
export interface RiskReview {
  /** Its id. */
  review: string
  /** Whose acts. */
  member_id: string
  /** Their phone number or address with the middle hidden, else another name; empty: they have none. */
  shown: string
  /** `open`, `released`, `confirmed`, `lapsed` (nobody decided in time, it was given) or `erased`. */
  status: string
  /** The highest of its acts, of 100. */
  score: number
  /** What speaks against the member, the heaviest first. */
  features: RiskFeature[]
  /** How many acts were held. */
  acts: number
  /** How many rewards are held, or were decided on. */
  rewards: number
  /** Asset → how much of it. */
  amounts: Record<string, number>
  /** Asset → its name, in the language of the call. */
  names: Record<string, string>
  /** Ring that the member was part of; empty: none. */
  ring: string
  /** Since when. */
  opened_us: number
  /** From when on what is held is given if nobody has decided. */
  due_us: number
  /** When it was last decided on; null: not yet. */
  decided_us: number | null
  /** Who decided. */
  by: string
  /** Why. */
  reason: string
  /** Whether the member was frozen with it. */
  froze: boolean
  /** Whether it was confirmed once, and that was undone. */
  undone: boolean
}

/** One thing that was measured. */
export interface RiskFeature {
  /** Its name in the program. */
  feature: string
  /** The same for people. */
  name: string
  /** The worst of all acts. */
  value: number
  /** What it weighs in the program that is in force. */
  weight: number
  /** The value as a sentence with its unit, in the language of the call. */
  text: string
}

/** How many there are. */
export interface RiskReviewCounts {
  /** Somebody must look. */
  open: number
  /** They were given. */
  released: number
  /** They were taken back. */
  confirmed: number
  /** They were confirmed first, and that was a mistake. */
  undone: number
  /** Nobody decided in time. */
  lapsed: number
  /** Of those that people decided on, how many were no abuse, in 1/10,000; null: none was. */
  wrong_bps: number | null
}

/** `decision`: `release` gives what is held; `confirm` gives none of it, and needs a reason. */
export interface DecideReviews {
  reviews: string[]
  decision: "confirm" | "release"
  /** Why, for whoever reads it later. */
  reason?: string
  freeze?: boolean
}

/** What came of each, in the order in which they were named. */
export interface DecidedReviews {
  items: DecidedReview[]
}

/** What came of one of them. */
export interface DecidedReview {
  review: string
  /** As it is now; empty: it was refused. */
  status: string
  /** Why it was refused; empty: it was not. */
  code: string
}

/** A review with its evidence. */
export interface RiskReviewDetail {
  /** As the queue lists it. */
  review: RiskReview
  /** The newest, the oldest first. */
  acts: HeldAct[]
  /** Devices and networks that the member shares, those of most first. */
  prints: SharedPrintView[]
}

/** An act whose rewards were held. */
export interface HeldAct {
  /** Of its operation: `GET /v1/members/{member}/operations`. */
  key: string
  /** Event type. */
  type: string
  /** The same for people. */
  name: string
  /** When it happened. */
  t_us: number
  /** What it came to. */
  score: number
  /** What was measured and counted, by name. */
  features: Record<string, number>
}

/** A device or network that the member shares. */
export interface SharedPrintView {
  /** `device` or `network`. */
  kind: string
  /** Beginning of its keyed fingerprint: equal ones are the same thing, and nothing else can be learnt. */
  mark: string
  /** How many use it. */
  members: number
  /** Of those who do, the first, by number. */
  others: string[]
}

/** All roles. */
export interface RoleList {
  items: RoleView[]
}

/** A role and what it may do. */
export interface RoleView {
  role: "clerk" | "finance" | "operator" | "owner" | "reader" | "support"
  name: string
  scopes: string[]
}

/** Members first, then orders, then coupons; the whole name before the beginning of one. */
export interface SearchAnswer {
  items: Found[]
}

/** One thing that was found. */
export interface Found {
  /** `member`, `order` or `coupon`. */
  kind: "coupon" | "member" | "order"
  /** For its page: of the member, of the order, of the member who has the coupon. */
  id: string
  /** By what it was found. */
  title: string
  /** Whose it is. */
  member_id: string
  /** Tier, status, or name of the coupon's batch. */
  note: string
  /** Of an order: when it was paid; else null. */
  t_us: number | null
  /** Of an order; else null. */
  amount_cents: number | null
}

/** A store as it is at an instant. */
export interface StoreView {
  id: string
  name: string
  time_zone: string
  place: string
  valid_from_us: number
}

/** A place where the merchant sells. */
export interface PutStore {
  /** For people. */
  name: string
  /** IANA name, where it is not the program's: what happens there counts on the days of its own clock. */
  time_zone?: string
  /** City or district, in the merchant's words. */
  place?: string
  /** UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not known ever since. */
  valid_from_us?: number
}

/** Events of one device. */
export interface TrackIn {
  /** That who uses the device has agreed to being tracked. */
  consent: boolean
  /** UTC microseconds, by the device's clock. */
  sent_us: number
  /** In the order in which they happened. */
  events: TrackedEvent[]
  /** What the app calls the device while nobody is signed in; random, and made after the consent. */
  anonymous_id?: string
}

/** Something that somebody did in an app or on a page. */
export interface TrackedEvent {
  /** Unique for ever; sent again it counts once. */
  id: string
  /** `page.viewed`, `page.left`, `element.clicked`, `search.done`, or a name of the merchant's own. */
  type: string
  /** UTC microseconds, by the device's clock. */
  t_us: number
  /** Its fields; nothing that is personal by its name (`phone`, `address` and the like). */
  data?: Record<string, unknown>
  /** Whom it is about, by number or `namespace:external_id`; only with a key that may report events. */
  member?: string
}

/** What came of each event: stored, known already, or refused. Whatever is not refused is kept for good. */
export interface TrackAnswer {
  /** The server's clock. */
  server_us: number
  /** Events that were new. */
  stored: number
  /** Events that had been taken before. */
  duplicates: number
  /** The others. */
  refused: RefusedEvent[]
}

/** An event that was not taken and never will be as it is; its neighbours were. */
export interface RefusedEvent {
  /** Its place in the request, from 0. */
  at: number
  /** Its id; empty: it has none that can be read. */
  id: string
  /** Everything that is wrong with it. */
  faults: TrackFault[]
}

/** What is wrong with an event. */
export interface TrackFault {
  /** Where, from the event's own root; empty: the event as a whole. */
  path: string
  /** Stable. */
  code: string
  /** In words. */
  message: string
  /** What to do about it. */
  fix: string
  /** The same in English, where the words are not. */
  technical: string
}

/** A reported fact whose antecedent has not come. */
export interface WaitingFact {
  /** Whose. */
  member_id: string
  /** What it waits for: `order/A1`, `coupon/ten`, `checkout/h1`. */
  place: string
  /** Its reference: of a refund its id. */
  ref: string
  /** Event type. */
  type: string
  /** When it happened. */
  t_us: number
  /** Since when it waits. */
  since_us: number
  /** Whole days since then. */
  age_days: number
  /** Why it waits: a stable code. */
  cause: string
  /** Why it could not be joined although its antecedent has come; null: that has not come. */
  fault: string | null
  /** Fields of the fact. */
  data: Record<string, unknown>
}

/** A registered endpoint. */
export interface Endpoint {
  /** Its number. */
  endpoint_id: string
  /** Where facts are posted to. */
  url: string
  /** For people. */
  description: string
  /** What it hears; empty: all. */
  event_types: string[]
  /** Whether it hears anything. */
  enabled: boolean
  /** Why the platform disabled it: `gone` (it answered 410), `failing` (for days); else empty. */
  disabled_reason: string
  /** Attempts that failed since the last that did not. */
  failures: number
  /** Since when; 0 when it works. */
  failing_since_us: number
  /** Deliveries that wait. */
  waiting: number
  /** When it was registered. */
  created_us: number
  /** When it was last changed. */
  updated_us: number
}

/** An endpoint to register. */
export interface EndpointInput {
  /** Where facts are posted to; https unless private networks are allowed. */
  url: string
  /** Names of facts, or `points.*`; empty: all. */
  event_types?: string[]
  /** For people. */
  description?: string
  /** Whether it hears anything. */
  enabled?: boolean
}

/** An endpoint's new secret; it is shown this once. */
export interface EndpointSecret {
  /** Whose. */
  endpoint: Endpoint
  /** `whsec_…`, as libraries of the Standard Webhooks convention take it. */
  secret: string
  /** Until when earlier secrets sign too; 0: there are none. */
  old_secrets_until_us: number
}

/** What to change of an endpoint; what is left out stays. */
export interface EndpointChange {
  url?: string
  event_types?: string[]
  description?: string
  enabled?: boolean
}

/** One fact on its way to one endpoint. */
export interface Delivery {
  /** Its number. */
  delivery_id: string
  /** Where to. */
  endpoint_id: string
  /** The header `webhook-id`: the same at every attempt and for every endpoint. */
  message_id: string
  /** Of the fact. */
  type: string
  /** Whose; "0" for a test event. */
  member_id: string
  /** When it happened. */
  occurred_us: number
  /** `waiting`, `delivered` or `dead`. */
  status: "dead" | "delivered" | "waiting"
  /** Tries since it was made or replayed. */
  attempts: number
  /** When it was queued. */
  created_us: number
  /** When it was delivered or given up; 0 before. */
  done_us: number
  /** When it is tried again at the earliest; 0 unless it waits. */
  next_us: number
  /** Its latest tries, the last one first. */
  log: Attempt[]
  /** What is sent; only where one delivery is asked for. */
  body: Record<string, unknown> | null
}

/** One try. */
export interface Attempt {
  /** When. */
  t_us: number
  /** Of the answer; 0 where there was none. */
  status: number
  /** How long it took. */
  duration_us: number
  /** Why there was no whole answer, in English; empty otherwise. */
  error: string
  /** The beginning of the answer's body. */
  excerpt: string
  /** The error in the reader's language. */
  text: string
}

/** For how long the old secret signs beside the new one. */
export interface RotateSecret {
  overlap_seconds?: number
}

/** RFC 9457. `faults` names every wrong place; `fix` says what to do; `instance` is the request's id. */
export interface Problem {
  type: string
  title: string
  status: number
  /** Stable, for programs. */
  code: string
  detail?: string
  fix?: string
  /** The English text, where the rest is in another language. */
  technical?: string
  /** Of a refusal: the stable code of the rule that said no. */
  reason?: string
  instance: string
  faults?: Fault[]
}
