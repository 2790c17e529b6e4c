// Made by sdk/generate from the server's specification. Do not edit.

/** One page of a list; `next_cursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** One figure of an activity's results. */
export interface FigureView {
  /** Name. */
  name: string;
  /** In the language of the call. */
  label: string;
  /** `times`, `members`, `pieces`, `points`, `cents`. */
  unit: string;
  /** Value. */
  value: number;
}

/** Something that happened to a member, or is asked for them. */
export interface NewEvent {
  /** Name in the event catalogue. */
  type: string;
  /** Number of the member, or `namespace:external_id`. */
  member: string;
  /** Idempotency key, unique within the member. */
  key: string;
  /** UTC microseconds; 0: now. */
  t_us?: number;
  /** Fields of the event type. */
  data?: Record<string, unknown>;
  /** Where the member's request came from, as the caller's server saw it; kept sealed, and for a while. */
  client?: ClientIn;
}

/** Where the member's request came from, as the merchant's server saw it. */
export interface ClientIn {
  /** Address. */
  ip?: string;
  /** What the app calls the device. */
  device_id?: string;
  /** Of the browser or the app. */
  user_agent?: string;
}

/** A transfer. */
export interface TransferView {
  /** Its number, the same in both shops. */
  transfer: string;
  /** By which. */
  agreement: string;
  /** The member of this shop. */
  member_id: string;
  /** `out`: sent here; `in`: come from the other shop. */
  direction: string;
  /** `under_way`, `arrived` or `returned`. */
  status: string;
  /** Of this shop. */
  asset: string;
  /** What was given, in units of the sending shop. */
  amount: number;
  /** What arrives, in units of the receiving shop. */
  credit: number;
  /** Why it came back; empty: it did not. */
  why: string;
  /** When it was sent or, where it is over, when that was recorded. */
  t_us: number;
}

/** Something the member received in this turn, for the answer. */
export interface Gain {
  /** Kind. */
  kind: string;
  /** Name. */
  name: string;
  /** In units of the asset. */
  amount: number;
  /** Path. */
  path: string;
  /** Params. */
  params: Record<string, unknown>;
}

/** Something within the member's reach, for "spend 50 yuan more for silver". */
export interface Prompt {
  /** `tier`, `task`, `check_in`, `coupon`, `mall` …. */
  kind: string;
  /** Place in the program. */
  path: string;
  /** How much is missing, in `unit`. */
  missing: number;
  /** `cents`, `points`, `days`, `times` …. */
  unit: string;
  /** How far the member is, 0–10 000. */
  progress_bps: number;
  /** Wording. */
  code: string;
  /** Figures and names for the wording. */
  params: Record<string, unknown>;
}

/** The answer in words, in the language of the request. */
export interface Texts {
  /** One for each of the answer's. */
  gains: string[];
  /** Likewise. */
  prompts: string[];
  /** Empty: there is none. */
  interruption: string;
  /** Of a quote and of a hold: a list of the result (`steps`, `unused`) → its entries in words, in order. */
  result?: Record<string, NamedEntry[]>;
}

/** An entry of the result in words. */
export interface NamedEntry {
  /** Of the rule, the coupon, the activity. */
  name: string;
  /** What it did, or why it did not. */
  text: string;
}

/** What an event came to. */
export interface EventAnswer {
  /** Whose. */
  member_id: string;
  /** Whether this key was answered before; the answer is then the one of that time. */
  replayed: boolean;
  /** What the member received. */
  gains: Gain[];
  /** What is within reach now; at most three. */
  prompts: Prompt[];
  /** What a request asked for. */
  result: Record<string, unknown>;
  /** After it. */
  tier: string;
  /** Asset → available less debt, after it. */
  balances: Record<string, number>;
  /** The one message that is shown at once, whatever the member is doing; null: none. Of several the first in the order upgrade, prize, expiring, campaign. */
  interruption: Interruption | null;
  /** All of these in words; left out with `?texts=false`. */
  texts?: Texts;
}

/** The one message that is shown at once, over whatever the member is doing. */
export interface Interruption {
  /** Its name, by which it is marked as read. */
  message: string;
  /** `upgrade`, `prize`, `expiring` or `campaign`. */
  kind: string;
  /** Wording. */
  template: string;
  /** Figures and names for the wording. */
  params: Record<string, unknown>;
  /** The rule's place in the program. */
  path: string;
  /** `service` or `marketing`. */
  purpose: string;
  /** From when on it says nothing any more; null: it stays. */
  expires_us: number | null;
  /** Money that it is about. */
  value_cents: number;
  /** Points that it is about. */
  value_points: number;
}

/** Results in the order of the events. */
export interface BatchAnswer {
  /** Results. */
  results: BatchResult[];
}

/** One event's answer, or why it was not taken. */
export interface BatchResult {
  /** Whether it was taken. */
  ok: boolean;
  /** As of a single event. */
  answer?: EventAnswer;
  /** Problem document. */
  error?: Record<string, unknown>;
}

/** A picture. */
export interface MediumView {
  /** Its name, for fields of the program and for `GET /v1/media/{id}`. */
  id: string;
  /** What it is for. */
  purpose: string;
  /** `pending` until somebody looked at it, `shown`, `refused`, or `erased`: its bytes are gone. */
  state: string;
  /** Why it waits, was refused or was erased. */
  reason: string;
  /** Who sent it as a proof; null: the merchant. */
  member_id: string | null;
  /** Who sent it. */
  by: string;
  /** Made us. */
  made_us: number;
  /** Changed us. */
  changed_us: number;
  /** None of what was erased. */
  sizes: MediumSizeView[];
}

/** A size of a picture: its content type, bytes and pixels. */
export interface MediumSizeView {
  /** Size. */
  size: "card" | "full" | "thumb";
  /** Type. */
  type: string;
  /** Bytes. */
  bytes: number;
  /** Width. */
  width: number;
  /** Height. */
  height: number;
}

/** A member. */
export interface MemberView {
  /** Number of the member. */
  member_id: string;
  /** Of phone numbers and addresses a person is shown the mask: `POST /v1/members/{member}/whole` opens them. Keys of systems and members themselves are shown them whole. */
  identities: IdentityView[];
  /** Registered us. */
  registered_us: number;
  /** Last active us. */
  last_active_us: number | null;
  /** Tier. */
  tier: NamedTier;
  /** Recorded so far. */
  operations: number;
  /** Likewise. */
  profile: Record<string, unknown>;
  /** By name. */
  labels: Record<string, string>;
  /** In full. */
  balances: Balance[];
  /** Whether it is a test member. */
  test: boolean;
  /** Null: the member is not frozen. */
  freeze: FreezeView | null;
  /** The tier that was set by hand; null: none, or a member asks. */
  set_tier: SetTierView | null;
}

/** A name of a member. */
export interface IdentityView {
  /** Namespace. */
  namespace: string;
  /** External id. */
  external_id: string;
  /** Linked us. */
  linked_us: number;
}

/** A tier of the ladder; `id` is empty before the first. */
export interface NamedTier {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Rank. */
  rank: number;
  /** Color. */
  color: string;
  /** Icon. */
  icon: string;
  /** Perks. */
  perks: string[];
}

/** One asset of a member. */
export interface Balance {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** Name. */
  name: string;
  /** Unit. */
  unit: string;
  /** Available. */
  available: number;
  /** Pending. */
  pending: number;
  /** Held. */
  held: number;
  /** Frozen. */
  frozen: number;
  /** Debt. */
  debt: number;
  /** Available less debt: what the member is shown. */
  net: number;
  /** Earned. */
  earned: number;
  /** Spendable. */
  spendable: boolean;
  /** Of what is available; null where the asset has no price. */
  worth_cents: number | null;
  /** Within 90 days, earliest first. */
  expiring: Expiring[];
}

/** Points that expire together. */
export interface Expiring {
  /** In units of the asset. */
  amount: number;
  /** Expires us. */
  expires_us: number;
  /** Day. */
  day: string;
}

/** Since when a member is frozen, until when (null: until somebody lifts it), why and by whom. */
export interface FreezeView {
  /** Since us. */
  since_us: number;
  /** Until us. */
  until_us: number | null;
  /** Why, for whoever reads it later. */
  reason: string;
  /** Actor. */
  actor: string;
}

/** A tier that was set by hand: since when, until when (null: until somebody lets it end), why and by whom. */
export interface SetTierView {
  /** Tier. */
  tier: NamedTier;
  /** Since us. */
  since_us: number;
  /** Until us. */
  until_us: number | null;
  /** Why, for whoever reads it later. */
  reason: string;
  /** Actor. */
  actor: string;
}

/** An activity that is open to the member, as the member stands in it. */
export interface ActivityView {
  /** Id. */
  id: string;
  /** `check_in`, `task` …. */
  kind: string;
  /** Name. */
  name: string;
  /** Where the member app shows it. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** First instant at which it is closed; null: no end. */
  closes_us: number | null;
  /** All that the kind shows: progress, days, rewards, texts in the language of the call. */
  shown: CheckInShown | TaskShown | MilestoneShown | OfferShown | LotteryShown | FlashSaleShown | SignUpShown | VoteShown | WelfareShown | SurveyShown | LeaderboardShown | BargainShown | AssistShown | GroupBuyShown | CardsShown | ChallengeShown | WallShown | PicksActivityShown | QuizShown | FreeOrderShown | RaffleShown | CommunityShown;
  /** Commitments of the periods of draws that are open; all of them are at `/v1/draws/{activity}`. */
  draws: DrawCommitment[];
}

/** A check-in. */
export interface CheckInShown {
  /** Kind. */
  kind: "check_in";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** The merchant's day. */
  today: string;
  /** Whether the member has checked in today. */
  checked_in: boolean;
  /** Days in a row. */
  streak: number;
  /** Place in the ladder. */
  position: number;
  /** Days in all. */
  total: number;
  /** The calendar of this month. */
  month: CheckInMonth;
  /** Steps to come, the nearest first. */
  next: StepAhead[];
  /** Null: days cannot be made up for. */
  make_up: MakeUpShown | null;
}

/** A month of a check-in's calendar. */
export interface CheckInMonth {
  /** Its first day. */
  first: string;
  /** Its last day. */
  last: string;
  /** Days that are checked in, made-up ones included. */
  checked: string[];
  /** Those that were made up for. */
  made_up: string[];
}

/** A step of the ladder that is to come. */
export interface StepAhead {
  /** Days until it is reached. */
  in_days: number;
  /** Days in a row that it takes. */
  at: number;
  /** In words. */
  rewards: string;
}

/** What can be made up for. */
export interface MakeUpShown {
  /** Times that are left this month. */
  left: number;
  /** Days that can be made up for. */
  days: string[];
  /** What one costs: one of these. */
  prices: Record<string, unknown>[];
}

/** A task. */
export interface TaskShown {
  /** Kind. */
  kind: "task";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** How often it can be done. */
  cadence: string;
  /** Status. */
  status: "completed" | "open";
  /** Times that it was done. */
  completed: number;
  /** First day of the period; null: it is done once. */
  period: string | null;
  /** First day after the period; null: it has no end. */
  ends_day: string | null;
  /** Whether all steps are needed, or any. */
  match: string;
  /** Steps. */
  steps: TaskStepShown[];
  /** First days of periods whose reward waits to be claimed. */
  claimable: string[];
  /** In words. */
  rewards: string;
}

/** A step of a task. */
export interface TaskStepShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string | null;
  /** So far. */
  value: number;
  /** That it takes. */
  target: number;
  /** Unit. */
  unit: string;
}

/** Milestones. */
export interface MilestoneShown {
  /** Kind. */
  kind: "milestone";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Times so far. */
  count: number;
  /** Times until the next one; null: none is to come. */
  missing: number | null;
  /** Steps. */
  steps: MilestoneStepShown[];
}

/** One milestone. */
export interface MilestoneStepShown {
  /** Times that it takes. */
  at: number;
  /** Name. */
  name: string | null;
  /** Reached. */
  reached: boolean;
  /** In words. */
  rewards: string;
}

/** An offer. */
export interface OfferShown {
  /** Kind. */
  kind: "offer";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Times that it was received. */
  received: number;
  /** Times that it was achieved. */
  achieved: number;
  /** What it takes; null: receiving it is enough. */
  target: number | null;
  /** Unit. */
  unit: string;
  /** In words. */
  rewards: string;
  /** Those that are remembered, the newest first. */
  receipts: ReceiptShown[];
}

/** An offer as the member received it once. */
export interface ReceiptShown {
  /** Which receipt it is. */
  ref: string;
  /** Status. */
  status: string;
  /** When it was received. */
  received_us: number;
  /** First instant at which it is over. */
  ends_us: number;
  /** Whether the member has looked at it. */
  viewed: boolean;
  /** What counts so far. */
  value: number;
  /** What is missing; null: nothing can be reached any more, or nothing has to be. */
  missing: number | null;
}

/** A lottery. */
export interface LotteryShown {
  /** Kind. */
  kind: "lottery";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** How it looks. */
  style: string;
  /** Times that the member drew. */
  draws: number;
  /** Times that the member won. */
  won: number;
  /** Draws that cost nothing and are left. */
  free_left: number;
  /** Chances that the member has. */
  chances: number;
  /** What a draw costs beside them; null: it cannot be bought. */
  price: Record<string, unknown> | null;
  /** Guarantees. */
  guarantees: GuaranteeShown[];
  /** Prizes. */
  prizes: PrizeShown[];
}

/** A prize of at least this rank comes within so many draws. */
export interface GuaranteeShown {
  /** Rank. */
  rank: number;
  /** Draws, the next one included. */
  within: number;
}

/** A prize. */
export interface PrizeShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Rank. */
  rank: number;
  /** Of each draw, in millionths, for the member's tier. */
  odds_ppm: number;
  /** The same with what guarantees add. */
  effective_ppm: number;
  /** In words. */
  rewards: string;
}

/** A flash sale. */
export interface FlashSaleShown {
  /** Kind. */
  kind: "flash_sale";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Those of today and the next one. */
  sessions: SaleSessionShown[];
  /** What the member reserved, the newest first. */
  places: SalePlaceShown[];
  /** How long a place is kept. */
  reserve_minutes: number;
}

/** A session that is not over. */
export interface SaleSessionShown {
  /** Session. */
  session: string;
  /** Date. */
  date: string;
  /** When it opens for the member, whose tier may be early. */
  opens_us: number;
  /** When it opens for everybody. */
  begins_us: number;
  /** Ends us. */
  ends_us: number;
  /** Products. */
  products: SaleProductShown[];
}

/** A product in a session. */
export interface SaleProductShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Sku. */
  sku: string;
  /** Price cents. */
  price_cents: number;
  /** List cents. */
  list_cents: number;
  /** Per session. */
  per_session: number;
  /** Pieces that the member has reserved or bought in the session. */
  mine: number;
  /** Pieces that can be reserved now; null: not read here. */
  left: number | null;
  /** `open`, `all_held` (all are reserved, some may come back), `sold_out`; null: not read here. */
  state: string | null;
}

/** A piece that the member reserved. */
export interface SalePlaceShown {
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** Product. */
  product: string;
  /** Session. */
  session: string;
  /** Pieces. */
  pieces: number;
  /** Price cents. */
  price_cents: number;
  /** `open`, `in_checkout`, `bought`, `lapsed`, `released` or `returned`. */
  status: string;
  /** When it lapses, unless it is paid. */
  until_us: number;
  /** The shop's number of the order. */
  order_id: string;
}

/** A sign-up. */
export interface SignUpShown {
  /** Kind. */
  kind: "sign_up";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Sessions. */
  sessions: SignUpSessionShown[];
  /** When is drawn; null: first come, first served. */
  ballot_us: number | null;
  /** Of a person; null: free. */
  price: Record<string, unknown> | null;
  /** Party. */
  party: number;
  /** Until when the member cannot sign up; 0: they can. */
  barred_until_us: number;
}

/** A session. */
export interface SignUpSessionShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Id of the store. */
  store: string;
  /** Begins us. */
  begins_us: number;
  /** Ends us. */
  ends_us: number;
  /** In all; null: no limit. */
  places: number | null;
  /** The member's: `seated`, `waiting`, `offered`, `entered`, `cancelled`, `attended`, `missed`, `not_drawn`; empty: none. */
  status: string;
  /** Party. */
  party: number;
  /** By which a clerk checks the member in. */
  code: string;
  /** Until when an offer may be taken; 0: there is none. */
  offer_until_us: number;
  /** Places that are free; null: no limit, or not read here. */
  left: number | null;
  /** How many wait; null: not read here. */
  waiting: number | null;
  /** The member's place among them; 0: none; null: not read here. */
  position: number | null;
}

/** A vote. */
export interface VoteShown {
  /** Kind. */
  kind: "vote";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Question. */
  question: string;
  /** Options. */
  options: VoteOptionShown[];
  /** How many may be chosen. */
  most: number;
  /** Voted. */
  voted: boolean;
  /** Whether a vote may be changed. */
  changes: boolean;
  /** Members who voted; null as `count`. */
  voters: number | null;
}

/** Something to vote for. */
export interface VoteOptionShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Chosen. */
  chosen: boolean;
  /** Members who chose it; null: not shown to the member yet, or not read here. */
  count: number | null;
}

/** A welfare pool. */
export interface WelfareShown {
  /** Kind. */
  kind: "welfare";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** By the member. */
  given: number;
  /** In the pool; null: not read here. */
  total: number | null;
  /** Of one donation; 0: none is taken. */
  min_amount: number;
  /** Goals. */
  goals: WelfareGoalShown[];
}

/** A goal; `reached`: null where the pool was not read here. */
export interface WelfareGoalShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** At. */
  at: number;
  /** Reached. */
  reached: boolean | null;
}

/** A survey. */
export interface SurveyShown {
  /** Kind. */
  kind: "survey";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Whether nothing leads from an answer to who gave it; it is answered by `answer-anonymously` then. */
  anonymous: boolean;
  /** Whether the member answered in this period. */
  answered: boolean;
  /** When it can be answered again; null: it can be answered now, or never again. */
  again_us: number | null;
  /** Questions. */
  questions: SurveyQuestionShown[];
}

/** A question. */
export interface SurveyQuestionShown {
  /** Id. */
  id: string;
  /** Text. */
  text: string;
  /** `single`, `multiple`, `nps` (0 to 10), `rating` (1 to `top`) or `text`. */
  form: string;
  /** Required. */
  required: boolean;
  /** Options. */
  options: SurveyOptionShown[];
  /** Options that may be chosen. */
  most: number;
  /** Top. */
  top: number;
  /** Min chars. */
  min_chars: number;
  /** Max chars. */
  max_chars: number;
  /** Null: it is always asked. */
  shown_if: SurveyConditionShown | null;
}

/** Something to choose. */
export interface SurveyOptionShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
}

/** Which answers to an earlier question lead to this one. */
export interface SurveyConditionShown {
  /** Question. */
  question: string;
  /** Any of them was chosen; empty: whatever was. */
  options: string[];
  /** Score from; null: without limit. */
  least: number | null;
  /** Score up to; null: without limit. */
  most: number | null;
}

/** A leaderboard in its present period. */
export interface LeaderboardShown {
  /** Kind. */
  kind: "leaderboard";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** As answers name it: its first day, or `campaign`. */
  period: string;
  /** First instant after the period; null: no end. */
  until_us: number | null;
  /** The member's. */
  score: number;
  /** Of scores: `cents`, `minutes` or empty. */
  unit: string;
  /** Of scores, in words; empty: none. */
  unit_name: string;
  /** Whether the member has no rank because they do not want one. */
  hidden: boolean;
  /** Whether equal scores share a rank. */
  shared_ranks: boolean;
  /** Lists; null: not read here. */
  boards: BoardShown[] | null;
  /** Where the member plays; null: there are no leagues. */
  league: LeagueShown | null;
}

/** One list. */
export interface BoardShown {
  /** `all`, `city`, `friends` or `league`. */
  scope: string;
  /** City or store; empty: none. */
  place: string;
  /** From the first place. */
  top: BoardLineShown[];
  /** Around the member's own, theirs included; empty: they have none. */
  near: BoardLineShown[];
  /** The member's own; null: they have none. */
  rank: number | null;
  /** Members who have a rank. */
  total: number;
  /** The last rank that goes up a division; 0: none does. */
  up: number;
  /** The first rank that goes down a division; 0: none does. */
  down: number;
}

/** One place. */
export interface BoardLineShown {
  /** From 1. */
  rank: number;
  /** Masked; empty: nobody knows it. */
  name: string;
  /** In all. */
  score: number;
  /** Whether it is the member. */
  mine: boolean;
}

/** Where a member plays. */
export interface LeagueShown {
  /** Its id. */
  division: string;
  /** Of the division. */
  name: string;
  /** Of the division, from 1: the lowest. */
  step: number;
  /** Divisions there are. */
  steps: number;
  /** Of the league in the division; 0: the member has no seat in this period. */
  number: number;
  /** Whether the seat waits for the result of the period before. */
  waits: boolean;
  /** Of the last league that has closed; null: none has. */
  result: LeagueResultShown | null;
}

/** What came of a league that has closed. */
export interface LeagueResultShown {
  /** As answers name it. */
  period: string;
  /** 0: none. */
  rank: number;
  /** Who had a rank there. */
  members: number;
  /** 1: a division up; -1: one down; 0: neither. */
  move: number;
}

/** Bargains. */
export interface BargainShown {
  /** Kind. */
  kind: "bargain";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Goods. */
  goods: BargainGoodShown[];
  /** That the member started, the newest first. */
  bargains: BargainPlaceShown[];
  /** How often the member may still help today; null: without limit. */
  helps_left: number | null;
}

/** A good. */
export interface BargainGoodShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Sku. */
  sku: string;
  /** Full cents. */
  full_cents: number;
  /** Floor cents. */
  floor_cents: number;
  /** How many it takes to the floor. */
  friends: number;
  /** What each of them cuts, in turn; empty: it is drawn. */
  cuts_cents: number[];
  /** Per member. */
  per_member: number;
  /** Bargains of it that the member runs or has bought. */
  mine: number;
  /** Pieces that no bargain has set aside; null: not read here. */
  left: number | null;
}

/** A bargain that the member started. */
export interface BargainPlaceShown {
  /** Its name: what friends are sent. */
  ref: string;
  /** Good. */
  good: string;
  /** Full cents. */
  full_cents: number;
  /** Floor cents. */
  floor_cents: number;
  /** What it costs now. */
  price_cents: number;
  /** Friends who helped. */
  helpers: number;
  /** How many more it takes to the floor. */
  friends_left: number;
  /** Whether it can be bought at that price. */
  for_sale: boolean;
  /** First instant at which nobody helps any more. */
  until_us: number;
  /** First instant at which it can be bought no more. */
  pay_until_us: number;
  /** `open`, `in_checkout`, `bought`, `lapsed`, `given_up` or `returned`. */
  status: string;
  /** The shop's number of the order. */
  order_id: string;
}

/** An assist. */
export interface AssistShown {
  /** Kind. */
  kind: "assist";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Stages. */
  stages: AssistStageShown[];
  /** That the member started, the newest first. */
  runs: AssistRunShown[];
  /** How many more the member may start; null: without limit. */
  runs_left: number | null;
  /** How often the member may still help today; null: without limit. */
  helps_left: number | null;
}

/** A stage of the activity. */
export interface AssistStageShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** How many it takes. */
  friends: number;
}

/** A run of the member's. */
export interface AssistRunShown {
  /** Its name: what friends are sent. */
  ref: string;
  /** Friends whose help counts. */
  helpers: number;
  /** Stages that are reached, by id. */
  reached: string[];
  /** Whether friends can still help. */
  running: boolean;
  /** First instant at which nobody helps any more. */
  until_us: number;
}

/** A group buy. */
export interface GroupBuyShown {
  /** Kind. */
  kind: "group_buy";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Products. */
  products: GroupProductShown[];
  /** Team hours. */
  team_hours: number;
  /** Pay minutes. */
  pay_minutes: number;
  /** Whether only who has not paid an order before may join a team. */
  newcomers: boolean;
  /** How often the member may still take part; null: no limit. */
  left: number | null;
  /** The member's, the newest first. */
  seats: GroupSeatShown[];
  /** Open teams in which the member has no seat, those that end first at the head; null: not read here. */
  teams: OpenTeamShown[] | null;
}

/** A product. */
export interface GroupProductShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Sku. */
  sku: string;
  /** What it costs alone; 0: not said. */
  list_cents: number;
  /** A member's in one team at most. */
  pieces: number;
  /** Sizes. */
  sizes: TeamSizeShown[];
  /** Pieces that can be had now; null: no limit, or not read here. */
  left: number | null;
}

/** How many buy together, and what a piece costs each of them. */
export interface TeamSizeShown {
  /** Members. */
  members: number;
  /** Price cents. */
  price_cents: number;
  /** What it costs who opens the team. */
  opener_cents: number;
}

/** A seat of the member's. */
export interface GroupSeatShown {
  /** Seat. */
  seat: string;
  /** Team. */
  team: string;
  /** Product. */
  product: string;
  /** Size. */
  size: number;
  /** Pieces. */
  pieces: number;
  /** Price cents. */
  price_cents: number;
  /** `open` (to be paid), `in_checkout`, `paid`, `complete`, `lapsed`, `released`, `returned`, `refund_requested`. */
  status: string;
  /** When it lapses, unless it is paid. */
  until_us: number;
  /** When the team fails, unless it is complete. */
  ends_us: number;
  /** Whether the member opened the team. */
  opener: boolean;
  /** The shop's number of the order. */
  order_id: string;
  /** Under which id the money was asked back; empty: it was not. */
  refund: string;
  /** Who is in the team; null: not read here. */
  members: TeamMemberShown[] | null;
  /** Seats that nobody has; null: not read here. */
  free: number | null;
}

/** Somebody in the member's team. */
export interface TeamMemberShown {
  /** Masked; empty: nobody knows it. */
  name: string;
  /** Whether they have paid. */
  paid: boolean;
  /** Whether they opened it. */
  opener: boolean;
  /** Mine. */
  mine: boolean;
}

/** A team that others may join. */
export interface OpenTeamShown {
  /** Team. */
  team: string;
  /** Product. */
  product: string;
  /** Size. */
  size: number;
  /** Seats that nobody has. */
  free: number;
  /** What a piece costs who joins. */
  price_cents: number;
  /** When it fails, unless it is complete. */
  ends_us: number;
  /** Masked name of who opened it; empty: nobody knows it. */
  opener: string;
}

/** A collection of cards. */
export interface CardsShown {
  /** Kind. */
  kind: "cards";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Cards. */
  cards: CardShown[];
  /** Different cards of the set that the member has. */
  collected: number;
  /** How many there are. */
  of: number;
  /** Sets that the member finished. */
  finished: number;
  /** Whether what the member has is a set, universal cards included. */
  can_finish: boolean;
  /** Free draws that are left today. */
  free_left: number;
  /** What a draw costs beside them; null: it cannot be bought. */
  price: Record<string, unknown> | null;
  /** Of the member and to the member. */
  offers: CardOfferShown[];
  /** Null: there is none. */
  jackpot: CardPotShown | null;
}

/** A card. */
export interface CardShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** How many the member has. */
  count: number;
  /** Of each card that drops, in millionths. */
  odds_ppm: number;
  /** 1 is the rarest; null: it is not said. */
  rare: number | null;
  /** Whether a set takes it; the universal card stands for another. */
  in_set: boolean;
}

/** An offer that is open. */
export interface CardOfferShown {
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** Whether the member made it. */
  mine: boolean;
  /** The other one. */
  member: string;
  /** Card. */
  card: string;
  /** Empty: it is a gift. */
  wanted: string;
  /** Until us. */
  until_us: number;
}

/** A jackpot. */
export interface CardPotShown {
  /** What it is; empty: cash, in cents. */
  asset: string;
  /** Total. */
  total: number;
  /** `equal` or `random`. */
  split: string;
  /** Finished sets that share it; null: not read here. */
  sets: number | null;
  /** What the member got of it. */
  share: number;
}

/** A challenge. */
export interface ChallengeShown {
  /** Kind. */
  kind: "challenge";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** `outside`, `inside`, `left`, `finished` or `unfinished`. */
  status: string;
  /** First day. */
  first: string;
  /** Last day. */
  last: string;
  /** Today. */
  today: string;
  /** Last day of sign-up. */
  sign_up_until: string;
  /** Days that the member has done. */
  done: number;
  /** Days whose proof is being checked. */
  waiting: number;
  /** Days to finish. */
  needed: number;
  /** Fee. */
  fee: ChallengeFeeShown | null;
  /** Deposit. */
  deposit: ChallengeDepositShown | null;
  /** How many days the member may still make up for. */
  make_ups_left: number;
  /** Days. */
  days: ChallengeDayShown[];
  /** Steps. */
  steps: ChallengeStepShown[];
  /** Code of the member's team; empty: none. */
  team: string;
  /** Codes of teams to which friends invited the member. */
  invitations: string[];
  /** What the member has of others' deposits. */
  share: number;
  /** Its number; null: none. */
  certificate: number | null;
  /** Members inside; null: not read here. */
  members: number | null;
  /** What was put down by all; null: not read here. */
  pot: number | null;
  /** Places that are left; null: no limit, or not read here. */
  left: number | null;
  /** One behind all who have done more days; null: not inside, or not read here. */
  rank: number | null;
  /** Seats of the team; null: none, or not read here. */
  team_size: number | null;
  /** Done days of the team. */
  team_days: number | null;
  /** Who is in it. */
  team_members: ChallengeMemberShown[] | null;
  /** The newest proofs; null: not read here. */
  posts: WallPostShown[] | null;
  /** The newest of the member's that nobody else sees, waiting or refused; null: not read here. */
  own: WallPostShown[] | null;
}

/** What taking part costs: so much of an asset. */
export interface ChallengeFeeShown {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** In units of the asset. */
  amount: number;
}

/** What is put down. */
export interface ChallengeDepositShown {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** In units of the asset. */
  amount: number;
  /** `returned` or `shared`: what becomes of the deposits of who does not finish. */
  after: string;
}

/** One day of the plan. */
export interface ChallengeDayShown {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string;
  /** What is to be done. */
  name: string;
  /** `text`, `picture`, `text_and_picture` or `event`. */
  proof: string;
  /** `done`, `waiting` (its proof is being checked), `now`, `ahead` or `missed`. */
  state: string;
  /** Made up. */
  made_up: boolean;
  /** How far the event is that proves it. */
  value: number;
  /** How far it must be; 0: no event proves it. */
  target: number;
  /** Whether it can be made up for. */
  can_make_up: boolean;
}

/** A reward on the way: at so many done days. */
export interface ChallengeStepShown {
  /** At. */
  at: number;
  /** Reached. */
  reached: boolean;
}

/** Somebody in the member's team. */
export interface ChallengeMemberShown {
  /** Masked; empty: nobody knows it. */
  name: string;
  /** Days done. */
  done: number;
  /** Mine. */
  mine: boolean;
}

/** What somebody wrote. */
export interface WallPostShown {
  /** Its id. */
  id: string;
  /** Their phone number or address with the middle hidden; empty: they have none. */
  by: string;
  /** Text. */
  text: string;
  /** Pictures. */
  pictures: string[];
  /** `shown`, `waiting`, `refused` or `adopted`; others than the member see only what is shown. */
  state: string;
  /** Likes. */
  likes: number;
  /** Whether the member likes it. */
  liked: boolean;
  /** Mine. */
  mine: boolean;
  /** Since us. */
  since_us: number;
  /** Why it was refused. */
  reason: string;
}

/** A wall. */
export interface WallShown {
  /** Kind. */
  kind: "wall";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** `story` or `feedback`. */
  style: string;
  /** What members are asked for; empty: nothing in particular. */
  prompt: string;
  /** Max chars. */
  max_chars: number;
  /** Pictures. */
  pictures: number;
  /** Posts that the member may still write today. */
  left_today: number;
  /** Whether posts may be liked. */
  likes: boolean;
  /** Posts that the member likes. */
  liked: string[];
  /** The newest that are shown; null: not read here, see `GET …/posts`. */
  posts: WallPostShown[] | null;
  /** The newest of the member's that nobody else sees, waiting or refused; null: not read here. */
  own: WallPostShown[] | null;
}

/** Offers that were picked for a member. */
export interface PicksActivityShown {
  /** Kind. */
  kind: "picks";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** Whether new ones wait to be looked at. */
  fresh: boolean;
  /** `day` or `week`: how long they stay. */
  refresh: string;
  /** Items. */
  items: PickShown[];
  /** How many of these may still be taken. */
  takes_left: number;
}

/** An offer in its place. */
export interface PickShown {
  /** Of the offer. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Whether it was picked for the member. */
  personal: boolean;
  /** What it gives, in words; empty: nothing but the link. */
  rewards: string;
  /** Deep link. */
  deep_link: string;
  /** Whether the member took it. */
  taken: boolean;
}

/** A quiz. */
export interface QuizShown {
  /** Kind. */
  kind: "quiz";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** `quiz` or `riddles`. */
  style: string;
  /** Of a round. */
  questions: number;
  /** For a question that says nothing else. */
  seconds: number;
  /** For a round. */
  round_seconds: number;
  /** Rounds that the member began. */
  rounds: number;
  /** Highest score. */
  best: number;
  /** Rounds that cost nothing and are left today. */
  free_left: number;
  /** Chances that the member has. */
  chances: number;
  /** What a round costs beside them; null: it cannot be bought. */
  price: Record<string, unknown> | null;
  /** Whether a limit is reached. */
  full: boolean;
  /** Questions that the member can still be asked; null: there is no end of them. */
  left: number | null;
  /** Null: none is open. */
  round: QuizRoundShown | null;
  /** Null: none has ended. */
  last: QuizLastShown | null;
  /** Ladder. */
  ladder: QuizStepShown[];
}

/** The round that is open. */
export interface QuizRoundShown {
  /** Names it. */
  round: string;
  /** Its questions. */
  of: number;
  /** So far. */
  score: number;
  /** Right. */
  right: number;
  /** Score if every answer is right. */
  most: number;
  /** First instant at which it is over. */
  until_us: number;
  /** Question. */
  question: QuizQuestionShown;
}

/** The question that is shown. */
export interface QuizQuestionShown {
  /** By which it is answered. */
  question: string;
  /** Its place in the round, from 1. */
  number: number;
  /** `single`, `multiple` or `text`. */
  form: string;
  /** Text. */
  text: string;
  /** Null: there is none. */
  clue: string | null;
  /** Picture. */
  picture: string;
  /** Options. */
  options: QuizOptionShown[];
  /** First instant at which an answer is late. */
  until_us: number;
  /** `open`, `right`, `wrong`, `late`, `passed`. */
  outcome: string;
  /** The text that was answered; empty: none. */
  written: string;
  /** The right answer; null: not answered yet, or not said. */
  answer: string | null;
  /** The same. */
  explanation: string | null;
}

/** An option of the question that is shown. */
export interface QuizOptionShown {
  /** Its letter in this round. */
  id: string;
  /** Name. */
  name: string;
  /** Whether the member chose it. */
  chosen: boolean;
  /** Whether it is right; null: not answered yet, or not said. */
  right: boolean | null;
}

/** The round that ended last. */
export interface QuizLastShown {
  /** Ended us. */
  ended_us: number;
  /** Score. */
  score: number;
  /** Right. */
  right: number;
  /** Of. */
  of: number;
}

/** A step of the ladder. */
export interface QuizStepShown {
  /** Score. */
  at: number;
  /** In words. */
  rewards: string;
  /** Whether it was given in this period. */
  given: boolean;
}

/** A draw after an order. */
export interface FreeOrderShown {
  /** Kind. */
  kind: "free_order";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** An order of so much is drawn for. */
  threshold_cents: number;
  /** Orders of the member that were drawn for. */
  draws: number;
  /** How many of them won. */
  won: number;
  /** What they won in all. */
  cents: number;
  /** Of the budget; null: not read. */
  left_cents: number | null;
  /** Whether the next order is drawn for. */
  may_win: boolean;
  /** Prizes. */
  prizes: FreePrizeShown[];
  /** Wins. */
  wins: FreeWinShown[];
}

/** A prize. */
export interface FreePrizeShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Of each draw, in millionths, for the member's tier. */
  odds_ppm: number;
  /** Of what was paid, in basis points; 0: nothing is won. */
  share_bps: number;
  /** At most. */
  cap_cents: number;
}

/** Money that the member won. */
export interface FreeWinShown {
  /** The shop's number of the order. */
  order_id: string;
  /** Number of the prize. */
  prize: string;
  /** Cents. */
  cents: number;
  /** `waiting` (the order can still be returned), `requested`, `paid`, `returned` (with its order), `given_up`. */
  status: string;
  /** From when it is asked for. */
  due_us: number;
}

/** A raffle. */
export interface RaffleShown {
  /** Kind. */
  kind: "raffle";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** What decides together with the seed, in words; empty: nothing does. */
  public_value: string;
  /** Entries of a member in a round at most. */
  most: number;
  /** What an entry costs beside free ones and chances; null: it cannot be bought. */
  price: Record<string, unknown> | null;
  /** Free entries of a round. */
  free: number;
  /** Prizes. */
  prizes: RafflePrizeShown[];
  /** Rounds with entries of the member, the newest first. */
  mine: RaffleMineShown[];
  /** The newest first. */
  wins: RaffleWinShown[];
  /** The list that is open; null: none, or not read here. */
  round: number | null;
  /** When it closes; null as well. */
  list_closes_us: number | null;
  /** Entries in it, of all members; null as well. */
  entries: number | null;
  /** Free entries that are left; null as well. */
  free_left: number | null;
  /** Earned ones that can be used in it; null as well. */
  chances: number | null;
  /** The round that was drawn last; null: none, or not read here. */
  last: RaffleResultShown | null;
}

/** A prize. */
export interface RafflePrizeShown {
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Picture. */
  picture: string;
  /** Places of a round that win it. */
  count: number;
  /** In words. */
  rewards: string;
  /** Pieces that are left of it; null: no limit, or not read here. */
  left: number | null;
}

/** A round in which the member has entries. */
export interface RaffleMineShown {
  /** Round. */
  round: number;
  /** Numbers. */
  numbers: number[];
  /** `open`, `closed`, `sealed`, `drawn` or `lapsed`; empty: not read here. */
  status: string;
  /** When it is drawn; 0: not read here. */
  draw_us: number;
}

/** A place that the member won; `back`: it was taken back. */
export interface RaffleWinShown {
  /** Round. */
  round: number;
  /** Number of the prize. */
  prize: string;
  /** Number. */
  number: number;
  /** T us. */
  t_us: number;
  /** Back. */
  back: boolean;
}

/** The round that was drawn last. */
export interface RaffleResultShown {
  /** Round. */
  round: number;
  /** Drawn us. */
  drawn_us: number;
  /** Entries. */
  entries: number;
  /** Of its sealed list. */
  hash: string;
  /** Its public value; empty: it has none. */
  public: string;
  /** Winners. */
  winners: RaffleWinnerShown[];
}

/** Who has a place; `name` is masked, `prize` is an id. */
export interface RaffleWinnerShown {
  /** Name. */
  name: string;
  /** Number of the prize. */
  prize: string;
  /** Number. */
  number: number;
  /** Mine. */
  mine: boolean;
}

/** A community. */
export interface CommunityShown {
  /** Kind. */
  kind: "community";
  /** Id. */
  id: string;
  /** Name. */
  name: string;
  /** Deep link. */
  deep_link: string;
  /** Theme. */
  theme: string | null;
  /** Tags. */
  tags: string[];
  /** Closes us. */
  closes_us: number | null;
  /** Campaign. */
  campaign: string;
  /** When the member joined; null: they have not. */
  joined_us: number | null;
  /** Null: the member has not joined, or does not belong any more. */
  entrance: EntranceShown | null;
}

/** How one gets in; what is empty is not given. */
export interface EntranceShown {
  /** Link. */
  link: string;
  /** Picture. */
  picture: string;
  /** Words. */
  words: string;
}

/** To which seed the draws of a period are bound: SHA-256 of what is revealed after it. */
export interface DrawCommitment {
  /** Period. */
  period: string;
  /** Commitment. */
  commitment: string;
  /** Closes us. */
  closes_us: number;
}

/** `session`: needed where there are several. */
export interface OfSession {
  /** Session. */
  session?: string;
}

/** How the member stands in a session. */
export interface SignUpStands {
  /** Id of the activity in the program. */
  activity: string;
  /** Session. */
  session: string;
  /** `seated`, `waiting`, `offered`, `entered`, `cancelled` or `attended`. */
  status: string;
  /** In the waiting list, from 1; 0: not in it. */
  position: number;
  /** By which a clerk checks the member in; empty: no place yet. */
  code: string;
  /** Of the asset that it costs. */
  paid: number;
}

/** All answers at once; questions that an earlier answer leads past are left out. */
export interface AnswerSurvey {
  /** Question → the options that are chosen, or a score in digits. */
  answers?: Record<string, string[]>;
  /** Question → what is written. */
  written?: Record<string, string>;
}

/** That it counts. */
export interface SurveyAnswered {
  /** The survey. */
  activity: string;
  /** When it can be answered again; null: never. */
  again_us: number | null;
}

/** The answer to the question that is shown: letters of options, or a text; neither passes it. */
export interface AnswerQuestion {
  /** Question. */
  question: string;
  /** Letters of options. */
  chosen?: string[];
  /** Written. */
  written?: string;
}

/** What an answer came to. */
export interface QuestionAnswered {
  /** The quiz. */
  activity: string;
  /** Names the round. */
  round: string;
  /** That was answered. */
  question: string;
  /** `right`, `wrong`, `late` (it came after its time, and counts as none) or `passed`. */
  outcome: string;
  /** Of the round so far. */
  score: number;
  /** Letters of the right options; null: not said, or it was answered by a text. */
  right: string[] | null;
  /** The right answer in words; null: not said. */
  answer: Record<string, string> | null;
  /** Null: there is none, or the question was not answered. */
  explanation: Record<string, string> | null;
  /** What the round came to; null: there are more questions. */
  ended: RoundEnded | null;
}

/** What a round came to. */
export interface RoundEnded {
  /** Of its right answers. */
  score: number;
  /** Right answers. */
  right: number;
  /** Questions. */
  of: number;
  /** Scores of the steps of the ladder that were given now. */
  steps: number[];
}

/** `pay_with`: `free`, `chance` or `price`; else what there is. */
export interface BeginRound {
  /** Pay with. */
  pay_with?: string;
}

/** The round, and the question that is shown now. */
export interface QuestionShown {
  /** The quiz. */
  activity: string;
  /** Names the round. */
  round: string;
  /** Questions of the round. */
  of: number;
  /** First instant at which the round is over. */
  until_us: number;
  /** Question. */
  question: ShownQuestion;
}

/** A question as it is shown. */
export interface ShownQuestion {
  /** By which it is answered. */
  question: string;
  /** Its place in the round, from 1. */
  number: number;
  /** `single`, `multiple` or `text`. */
  form: string;
  /** `{"zh": …, "en": …}`. */
  text: Record<string, string>;
  /** The same; null: there is none. */
  clue: Record<string, string> | null;
  /** Name of a picture; empty: none. */
  picture: string;
  /** Options. */
  options: LetteredOption[];
  /** First instant at which an answer is late. */
  until_us: number;
}

/** An option. */
export interface LetteredOption {
  /** Its letter in this round. */
  id: string;
  /** `{"zh": …, "en": …}`. */
  name: Record<string, string>;
}

/** The options that the member chooses, all of them: what was chosen before is chosen no more. */
export interface CastVote {
  /** Options. */
  options: string[];
}

/** A vote as it counts. */
export interface VoteCast {
  /** The vote. */
  activity: string;
  /** What is chosen. */
  options: string[];
  /** Whether this changed anything; no: it was chosen already. */
  changed: boolean;
}

/** `goal`: one that was reached after the member gave. */
export interface AskCertificate {
  /** Goal. */
  goal: string;
}

/** A certificate, as data; the same for whoever asks again. */
export interface CertificateIssued {
  /** Id of the activity in the program. */
  activity: string;
  /** Goal. */
  goal: string;
  /** Of the certificate, among all of the pool. */
  number: number;
  /** In the words of the program, by language. */
  title: Record<string, string | null>;
  /** What the member had given by then. */
  given: number;
  /** When it was issued. */
  t_us: number;
}

/** `period` is the first day of the period whose reward is meant; by default the oldest. */
export interface ClaimTask {
  /** YYYY-MM-DD, of the merchant's calendar. */
  period?: string;
}

/** A task's reward. */
export interface TaskClaimed {
  /** The task. */
  activity: string;
  /** First day of the period whose reward it was. */
  period: string;
  /** Periods whose reward can still be claimed. */
  left: number;
}

/** Points for the pool. */
export interface Contribute {
  /** In units of the asset. */
  amount: number;
}

/** What was given. */
export interface Contributed {
  /** Id of the activity in the program. */
  activity: string;
  /** In units of the asset. */
  amount: number;
  /** By the member in all. */
  given: number;
  /** In the pool. */
  total: number;
  /** Goals that this reached. */
  reached: string[];
}

/** `ref`: as `start` answered it; the link that friends are sent carries it. */
export interface NameBargain {
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** What the member cut. */
export interface BargainHelped {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** By this help. */
  cut_cents: number;
  /** What it costs now. */
  price_cents: number;
  /** How many more it takes to the floor. */
  friends_left: number;
  /** Whether the help counted as a newcomer's. */
  newcomer: boolean;
}

/** `ref`: of the offer. */
export interface OfOffer {
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** An offer. */
export interface CardOffered {
  /** Id of the activity in the program. */
  activity: string;
  /** Its reference. */
  ref: string;
  /** `open`, `taken`, `declined` or `recalled`. */
  status: string;
  /** Card. */
  card: string;
  /** Empty: it is a gift. */
  wanted: string;
  /** Until when it can be taken. */
  until_us: number;
}

/** Check in; the path names the activity. */
export interface CheckInBelow {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day?: string;
}

/** A day that counts as checked in. */
export interface CheckedIn {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string;
  /** Days in a row up to today. */
  streak: number;
  /** Length of the row of days that this day is in. */
  run: number;
  /** Place on the ladder. */
  position: number;
  /** Days ever. */
  total: number;
}

/** `count` draws, one after the other; `pay_with`: `free`, `chance` or `price`; else what there is. */
export interface DrawPrizes {
  /** Count. */
  count?: number;
  /** Pay with. */
  pay_with?: string;
}

/** Draws of one request. */
export interface PrizesDrawn {
  /** The lottery. */
  activity: string;
  /** In their order. */
  draws: DrawnPrize[];
  /** Free draws that are left today. */
  free_left: number;
}

/** What one draw came to. */
export interface DrawnPrize {
  /** Of the member's draws of this lottery. */
  number: number;
  /** Id of the prize that is given. */
  prize: string;
  /** Id of the prize that was drawn; another one where that was gone. */
  hit: string;
  /** Whether anything is won. */
  won: boolean;
  /** Whether a guarantee was due. */
  guaranteed: boolean;
  /** `free`, `chance` or `price`. */
  paid: string;
}

/** `pay_with`: `free` or `price`; by default what costs less. */
export interface DrawCard {
  /** Pay with. */
  pay_with?: string;
}

/** A draw. */
export interface CardDrawn {
  /** Id of the activity in the program. */
  activity: string;
  /** Empty: it was gone, and nothing stands in for it. */
  card: string;
  /** `free` or `price`. */
  paid: string;
  /** Free draws that are left today. */
  free_left: number;
}

/** A bargain that the member does not want any more. */
export interface BargainGivenUp {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** `count` entries; `pay_with`: `free`, `chance` or `price`; else what there is, the cheapest first. */
export interface EnterRaffle {
  /** Count. */
  count?: number;
  /** Pay with. */
  pay_with?: string;
}

/** Entries of one request. */
export interface RaffleEntered {
  /** The raffle. */
  activity: string;
  /** Of which list. */
  round: number;
  /** Of the new entries. */
  numbers: number[];
  /** Entries of the member in that list. */
  entered: number;
  /** When it closes. */
  closes_us: number;
}

/** `team`: its code. */
export interface OfTeam {
  /** Team. */
  team: string;
}

/** How a team stands. */
export interface TeamStands {
  /** Id of the activity in the program. */
  activity: string;
  /** Its code. */
  team: string;
  /** How many are in it. */
  members: number;
  /** How many may be. */
  size: number;
  /** Done days of all. */
  days: number;
}

/** Nothing needs to be said. */
export interface FinishSet {
}

/** A finished set. */
export interface SetFinished {
  /** Id of the activity in the program. */
  activity: string;
  /** Of the member, this one included. */
  sets: number;
  /** In the jackpot, from 0; null: there is none. */
  number: number | null;
  /** Cards that it took. */
  used: string[];
}

/** Nothing needs to be said. */
export interface FormTeam {
}

/** `to_member` is the receiver's number or `namespace:external_id`. */
export interface GiveCard {
  /** To member. */
  to_member: string;
  /** Card. */
  card: string;
}

/** `ref`: as `start_assist` answered it; the link that friends are sent carries it. */
export interface NameAssist {
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** What came of a help. */
export interface FriendHelped {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** `counted`, or `pledged`: it counts once the member has done what the activity asks for. */
  status: "counted" | "pledged";
  /** Friends whose help counts now. */
  helpers: number;
  /** How many more it takes to the next stage; 0: the last is reached. */
  friends_left: number;
}

/** `to_member` is a friend's number or `namespace:external_id`. */
export interface InviteToTeam {
  /** To member. */
  to_member: string;
}

/** `session`: needed where there are several; `party`: persons, the member included. */
export interface JoinSession {
  /** Session. */
  session?: string;
  /** Party. */
  party?: number;
}

/** `team`: code of a team that is joined at once. */
export interface JoinChallenge {
  /** Team. */
  team?: string;
}

/** How the member stands. */
export interface ChallengeStands {
  /** Id of the activity in the program. */
  activity: string;
  /** `inside`, `left`, `finished` or `unfinished`. */
  status: string;
  /** Days that are done. */
  done: number;
  /** Days whose proof is being checked. */
  waiting: number;
  /** Days to finish. */
  needed: number;
  /** Code of the team; empty: none. */
  team: string;
}

/** Nothing needs to be said. */
export interface Nothing {
}

/** The member has joined. */
export interface CommunityJoined {
  /** The community. */
  activity: string;
  /** When they joined first. */
  joined_us: number;
  /** How they get in. */
  entrance: CommunityEntrance;
}

/** How one gets in; what is empty is not given. */
export interface CommunityEntrance {
  /** Link. */
  link: string;
  /** Picture. */
  picture: string;
  /** By language: `zh`, `en`. */
  words: Record<string, string>;
}

/** A seat in somebody's team. */
export interface JoinTeam {
  /** Which one; by default the open team that lacks the fewest, of `product` where that is named. */
  team?: string;
  /** Whose team is looked for. */
  product?: string;
  /** 1 by default. */
  pieces?: number;
}

/** A seat in a team: pay for it in time, and a cart with the product has this price. */
export interface SeatKept {
  /** Id of the activity in the program. */
  activity: string;
  /** Name of the team, for others to join. */
  team: string;
  /** Name of the seat. */
  seat: string;
  /** Product. */
  product: string;
  /** Sku. */
  sku: string;
  /** How many members complete the team. */
  size: number;
  /** Seats that nobody has. */
  free: number;
  /** Pieces. */
  pieces: number;
  /** Of one piece. */
  price_cents: number;
  /** When the seat lapses, unless a checkout holds it then or it is paid. */
  until_us: number;
  /** When the team fails, unless it is complete. */
  ends_us: number;
}

/** The member does not want the seat, which is not paid yet. */
export interface LeaveTeam {
  /** Team. */
  team: string;
}

/** A seat that went back. */
export interface SeatLeft {
  /** Id of the activity in the program. */
  activity: string;
  /** Team. */
  team: string;
  /** Seat. */
  seat: string;
}

/** Which one. */
export interface OfPost {
  /** Post. */
  post: string;
}

/** How many like it now, and whether the member does. */
export interface PostLiked {
  /** Id of the activity in the program. */
  activity: string;
  /** Post. */
  post: string;
  /** Likes. */
  likes: number;
  /** Liked. */
  liked: boolean;
}

/** `recipe`: of the program. */
export interface MakeCard {
  /** Recipe. */
  recipe: string;
}

/** `card`: empty: it was gone, and nothing stands in for it. */
export interface CardMade {
  /** Id of the activity in the program. */
  activity: string;
  /** Recipe. */
  recipe: string;
  /** Card. */
  card: string;
}

/** Make up for a missed day; the path names the activity. */
export interface MakeUpBelow {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string;
  /** Pay with. */
  pay_with?: string;
}

/** `day`: which one; `pay_with`: the asset that pays for it, the first that is enough by default. */
export interface MakeUpDay {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string;
  /** Text. */
  text?: string;
  /** Proofs that the member has sent. */
  pictures?: string[];
  /** Pay with. */
  pay_with?: string;
}

/** How a day stands. */
export interface DayStands {
  /** Id of the activity in the program. */
  activity: string;
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string;
  /** `waiting` or `done`. */
  state: string;
  /** Id of what was written; empty: nothing was. */
  post: string;
  /** Days that are done. */
  done: number;
}

/** A team of one's own. */
export interface OpenTeam {
  /** Needed where there are several. */
  product?: string;
  /** How many members complete it; needed where there are several sizes. */
  size?: number;
  /** 1 by default. */
  pieces?: number;
}

/** Whether the member has no rank from now on; what they do counts on. */
export interface BoardHidden {
  /** Id of the activity in the program. */
  activity: string;
  /** Hidden. */
  hidden: boolean;
}

/** The page of an activity, as the member stands in it. */
export interface PageDescription {
  /** Kind. */
  kind: string;
  /** Activity id. */
  activity_id: string;
  /** Title. */
  title: Words;
  /** Theme. */
  theme: string | null;
  /** Status. */
  status: "ended" | "not_for_you" | "open" | "paused" | "soon" | "used_up";
  /** Why it is not open; null: it is. */
  status_reason: WhyNot | null;
  /** First instant; null: it was always open. */
  opens_us: number | null;
  /** First instant after; null: no end. */
  closes_us: number | null;
  /** Blocks. */
  blocks: (Hero | Progress | Steps | Calendar | Prizes | Cards | Options | Question | Stock | People | Countdown | Tiles | Price | Paragraph | Media | Posts)[];
  /** Actions. */
  actions: Action[];
  /** Sentences. */
  rules: Words[];
  /** Theme of its campaign; null: the front end's own look. */
  look: Look | null;
}

/** A wording in both languages. */
export interface Words {
  /** Zh. */
  zh: string;
  /** En. */
  en: string;
}

/** Why something cannot be done. */
export interface WhyNot {
  /** Stable; the reason with which the request would be refused. */
  code: string;
  /** Sentence. */
  sentence: Words;
}

/** The head of the page: the one thing that matters now. */
export interface Hero {
  /** Block. */
  block: "hero";
  /** Headline. */
  headline: Words;
  /** For whoever reads it later. */
  note: Words | null;
  /** Name of a picture; empty: none. */
  picture: string;
}

/** How far something is. */
export interface Progress {
  /** Block. */
  block: "progress";
  /** Label. */
  label: Words;
  /** Value. */
  value: number;
  /** Goal. */
  goal: number;
  /** `times`, `days`, `points`, `cents`, `members`, `pieces`. */
  unit: string;
  /** Of `value` and `goal` where they are cents; null: they are not. */
  currency: string | null;
  /** For whoever reads it later. */
  note: Words | null;
}

/** Steps in their order: a ladder, milestones, the days of a challenge. */
export interface Steps {
  /** Block. */
  block: "steps";
  /** Label. */
  label: Words;
  /** Unit. */
  unit: string;
  /** Items. */
  items: Step[];
}

/** One step of a way. */
export interface Step {
  /** Label. */
  label: Words;
  /** What it takes, in the unit of the block. */
  at: number;
  /** `done`, `now` (it can be done now), `ahead`, `missed`. */
  state: "ahead" | "done" | "missed" | "now";
  /** For whoever reads it later. */
  note: Words | null;
}

/** Days of one month or of a plan. */
export interface Calendar {
  /** Block. */
  block: "calendar";
  /** Its first day, YYYY-MM-DD, of the merchant's calendar. */
  first: string;
  /** Last. */
  last: string;
  /** Today. */
  today: string;
  /** Days that are done. */
  marked: string[];
  /** Those of them that were made up for. */
  made_up: string[];
  /** Days that can still be made up for. */
  open: string[];
}

/** What can be won, with stock and odds. */
export interface Prizes {
  /** Block. */
  block: "prizes";
  /** `list`, `wheel`, `box`, `scratch`. */
  style: "box" | "list" | "scratch" | "wheel";
  /** Items. */
  items: PagePrize[];
}

/** One prize. */
export interface PagePrize {
  /** Id. */
  id: string;
  /** Name. */
  name: Words;
  /** Picture. */
  picture: string;
  /** Rank. */
  rank: number | null;
  /** What it is; null: nothing is won. */
  rewards: Words | null;
  /** Pieces that are left; null: no limit, or it is not said. */
  left: number | null;
  /** Of each turn, in millionths; null: it is not drawn. */
  odds_ppm: number | null;
  /** The same with what guarantees add. */
  effective_ppm: number | null;
  /** Who gets it, in words. */
  note: Words | null;
}

/** Cards in a grid: what is collected, and what is missing. */
export interface Cards {
  /** Block. */
  block: "cards";
  /** Label. */
  label: Words;
  /** Items. */
  items: PageCard[];
}

/** One card. */
export interface PageCard {
  /** Id. */
  id: string;
  /** Name. */
  name: Words;
  /** Picture. */
  picture: string;
  /** How many the member has. */
  count: number;
  /** How rare it is; 1 is the rarest. */
  rare: number | null;
  /** Of each card that drops, in millionths; null: it does not drop. */
  odds_ppm: number | null;
}

/** What can be chosen, and how many chose it. */
export interface Options {
  /** Block. */
  block: "options";
  /** Label. */
  label: Words;
  /** Options. */
  options: Option[];
  /** How many may be chosen. */
  most: number;
  /** Members who chose; null: not shown. */
  total: number | null;
}

/** Something that can be chosen. */
export interface Option {
  /** Id. */
  id: string;
  /** Label. */
  label: Words;
  /** Picture. */
  picture: string;
  /** Whether the member chose it. */
  chosen: boolean;
  /** How many chose it; null: not shown (yet). */
  count: number | null;
  /** Of all that were chosen, in basis points; null: not shown. */
  share_bps: number | null;
  /** Whether it is the right answer; null: there is none, or it is not said yet. */
  right: boolean | null;
}

/** A question, open or answered. */
export interface Question {
  /** Block. */
  block: "question";
  /** Under which it is answered; empty: its number says which it is. */
  id: string;
  /** Its place, from 1. */
  number: number;
  /** How many there are. */
  of: number;
  /** Text. */
  text: Words;
  /** How it is answered. */
  form: "multiple" | "score" | "single" | "text";
  /** Picture. */
  picture: string;
  /** To choose from; empty for text and scores. */
  options: Option[];
  /** Answers count until this instant; null: without limit. */
  until_us: number | null;
  /** What was answered, as text. */
  given: string | null;
  /** Whether that was right; null: not answered yet, or nothing is right or wrong here. */
  right: boolean | null;
  /** Said after the answer. */
  explanation: Words | null;
  /** Whether it must be answered where it is asked. */
  required: boolean;
  /** How many options may be chosen; null: one, or it is answered otherwise. */
  most: number | null;
  /** The lowest score; null: it is no score. */
  least_score: number | null;
  /** The highest. */
  most_score: number | null;
  /** Characters of a text at most; null: it is no text. */
  max_chars: number | null;
  /** Null: it is always asked. */
  asked_if: AskedIf | null;
}

/** Which answers to an earlier question lead to a question. */
export interface AskedIf {
  /** Id of the earlier one. */
  question: string;
  /** Any of them was chosen; empty: whatever was. */
  options: string[];
  /** Score from; null: without limit. */
  least: number | null;
  /** Score up to; null: without limit. */
  most: number | null;
}

/** What is left of something limited: pieces, places, a pool. */
export interface Stock {
  /** Block. */
  block: "stock";
  /** Label. */
  label: Words;
  /** Left. */
  left: number;
  /** Of. */
  of: number;
  /** Unit. */
  unit: string;
  /** For whoever reads it later. */
  note: Words | null;
}

/** People, under masked names: a team, a waiting list, winners, a board. */
export interface People {
  /** Block. */
  block: "people";
  /** Label. */
  label: Words;
  /** Items. */
  items: Person[];
  /** How many there are; more than are listed, maybe. */
  total: number;
}

/** One of several people. */
export interface Person {
  /** Masked; empty: nobody knows it. */
  name: string;
  /** In their order; null: they have none. */
  place: number | null;
  /** For whoever reads it later. */
  note: Words | null;
  /** Whether it is the member. */
  mine: boolean;
  /** Whether the place is one that goes up or down when the list closes; empty: neither. */
  zone: "" | "down" | "up";
}

/** Until when, or how long still. */
export interface Countdown {
  /** Block. */
  block: "countdown";
  /** Label. */
  label: Words;
  /** Until us. */
  until_us: number;
}

/** A few numbers beside one another. */
export interface Tiles {
  /** Block. */
  block: "tiles";
  /** Items. */
  items: Tile[];
}

/** One number. */
export interface Tile {
  /** Label. */
  label: Words;
  /** A count, in `unit`; null: it is money. */
  value: number | null;
  /** As `progress`; an asset's name where it is points. */
  unit: Words | null;
  /** Money. */
  money: Money | null;
}

/** An amount of money. */
export interface Money {
  /** In the smallest unit of the currency. */
  cents: number;
  /** ISO 4217. */
  currency: string;
}

/** What something costs. */
export interface Price {
  /** Block. */
  block: "price";
  /** Label. */
  label: Words;
  /** Money. */
  money: Money | null;
  /** Points. */
  points: number | null;
  /** Name of the asset, for points; null: it is money alone. */
  asset: Words | null;
  /** What it costs elsewhere. */
  usual: Money | null;
  /** Of what is sold; empty: none. */
  picture: string;
}

/** Words. */
export interface Paragraph {
  /** Block. */
  block: "text";
  /** Text. */
  text: Words;
}

/** A picture by its name; its bytes are at `/v1/media/{name}`. */
export interface Media {
  /** Block. */
  block: "media";
  /** Picture. */
  picture: string;
  /** Caption. */
  caption: Words | null;
}

/** What people wrote, the newest first. */
export interface Posts {
  /** Block. */
  block: "posts";
  /** Label. */
  label: Words;
  /** Items. */
  items: Post[];
  /** Total. */
  total: number;
}

/** What somebody wrote. */
export interface Post {
  /** Id. */
  id: string;
  /** Masked name. */
  by: string;
  /** As it was written. */
  text: string;
  /** Pictures. */
  pictures: string[];
  /** `shown`, `waiting` (for a check), `refused`, `adopted`. */
  state: "adopted" | "refused" | "shown" | "waiting";
  /** How many liked it; null: nothing is liked here. */
  likes: number | null;
  /** Whether the member did. */
  liked: boolean;
  /** Mine. */
  mine: boolean;
  /** Why it was refused, for who wrote it; empty: it was not, or nobody said why. */
  reason: string;
}

/** What the member can do: `POST /v1/members/{member}/activities/{activity_id}/{request}`. */
export interface Action {
  /** Last part of its path. */
  request: string;
  /** Label. */
  label: Words;
  /** Whether it would be accepted now, as far as can be foreseen. */
  enabled: boolean;
  /** Why not. */
  why_not: WhyNot | null;
  /** Fields. */
  fields: PageField[];
  /** What the body holds beside what the member enters. */
  sends: Record<string, string>;
  /** What the member is asked before it is sent; null: nothing. */
  confirm: Words | null;
}

/** What the member must enter. */
export interface PageField {
  /** In the body of the request. */
  name: string;
  /** Label. */
  label: Words;
  /** `int`, `str`, `bool`, `list`, `day`, `points`, `cents`, `member`, `picture`; `map`: for each question block, by its id (options or a score in `answers`, a text in `written`). */
  kind: string;
  /** Required. */
  required: boolean;
  /** Values to choose from; empty: any. */
  choices: Choice[];
  /** Of a list: how many may be given. */
  most: number | null;
}

/** One of the values that a field may have. */
export interface Choice {
  /** Value. */
  value: string;
  /** Label. */
  label: Words;
}

/** How the page looks: the theme of the campaign in which the activity lives. Front ends that know the skin draw it; all others have its colours, which can be read on one another. */
export interface Look {
  /** Id of the campaign. */
  campaign: string;
  /** `plain`, `spring_festival`, `mid_autumn`, `mid_year_618`, `back_to_school` or `anniversary`. */
  skin: "anniversary" | "back_to_school" | "mid_autumn" | "mid_year_618" | "plain" | "spring_festival";
  /** Name of a picture for the head of the page; empty: none. */
  picture: string;
  /** What the campaign says of itself. */
  headline: Words | null;
  /** A line below it. */
  note: Words | null;
  /** Colours by day. */
  light: Palette;
  /** Colours by night. */
  dark: Palette;
}

/** Colours as `#rrggbb`. */
export interface Palette {
  /** Of the main button and what draws the eye. */
  primary: string;
  /** Of words on it. */
  on_primary: string;
  /** Of marks and figures on the page. */
  accent: string;
  /** Of the page. */
  paper: string;
  /** Of words on the page. */
  ink: string;
}

/** Whether the member is passed over for now, without losing their place. */
export interface PauseWaiting {
  /** Paused. */
  paused: boolean;
  /** Session. */
  session?: string;
}

/** Text, pictures, or both, as the task of the day asks. */
export interface ProveDay {
  /** Text. */
  text?: string;
  /** Proofs that the member has sent. */
  pictures?: string[];
}

/** Nothing needs to be said. */
export interface QuitChallenge {
}

/** The member does not want it any more. */
export interface ReleasePlace {
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** A place that went back. */
export interface PlaceReleased {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** Pieces of a product in the session that is open. */
export interface ReservePlace {
  /** Of the sale; needed where it has several. */
  product?: string;
  /** Needed where several are open. */
  session?: string;
  /** 1 by default. */
  pieces?: number;
  /** Where the member is, for sales by the store's time. */
  store?: string;
}

/** A place in a flash sale: pay for it in time, and a cart with the product has this price. */
export interface PlaceReserved {
  /** The sale. */
  activity: string;
  /** Name of the place. */
  ref: string;
  /** Product. */
  product: string;
  /** `<session>@<date>`. */
  session: string;
  /** Sku. */
  sku: string;
  /** Pieces. */
  pieces: number;
  /** Of one piece. */
  price_cents: number;
  /** When it lapses, unless a checkout holds it then or it is paid. */
  until_us: number;
}

/** What came of an activity, as far as members may read it; test members count nowhere. */
export interface PublicResults {
  /** Id of the activity in the program. */
  activity: string;
  /** Kind. */
  kind: string;
  /** Name. */
  name: string;
  /** Whether anything is published by now; before that figures and winners are empty. */
  published: boolean;
  /** When it is; null: it has been all along, or never is. */
  published_from_us: number | null;
  /** As the kind counts them. */
  figures: FigureView[];
  /** The newest first, at most fifty. */
  winners: PublicWinner[];
}

/** Somebody who won. */
export interface PublicWinner {
  /** Masked; empty: nobody knows it any more. */
  name: string;
  /** What, in the language of the call. */
  won: string;
  /** T us. */
  t_us: number;
  /** Whether it is the member. */
  mine: boolean;
}

/** A run as a friend sees it; looking helps nobody. */
export interface AssistSeen {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** Helpers. */
  helpers: number;
  /** Stages. */
  stages: StageSeen[];
  /** Until us. */
  until_us: number;
  /** Whether friends can help. */
  running: boolean;
  /** Whether the member started it. */
  mine: boolean;
  /** Code of the reason why the member cannot help; empty: they can. */
  why_not: string;
}

/** A stage. */
export interface StageSeen {
  /** Id. */
  id: string;
  /** How many it takes. */
  friends: number;
  /** Whether so many have helped. */
  reached: boolean;
}

/** A bargain as a friend sees it; looking helps nobody. */
export interface BargainSeen {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** Good. */
  good: string;
  /** Full cents. */
  full_cents: number;
  /** Floor cents. */
  floor_cents: number;
  /** Price cents. */
  price_cents: number;
  /** Helpers. */
  helpers: number;
  /** Friends left. */
  friends_left: number;
  /** Until us. */
  until_us: number;
  /** `running`, `in_checkout`, `bought` or `over`. */
  status: string;
  /** Whether the member started it. */
  mine: boolean;
  /** Code of the reason why the member cannot help; empty: they can. */
  why_not: string;
  /** What the member would cut; null: it is drawn, or they cannot. */
  next_cents: number | null;
}

/** Nothing: what was picked for the day or week stays until the next one begins. */
export interface ShowPicks {
}

/** What is shown to the member. */
export interface PicksShown {
  /** Of the program. */
  activity: string;
  /** First day for which it was picked. */
  since: string;
  /** In their places. */
  items: PickedOffer[];
  /** How many may still be taken. */
  takes_left: number;
}

/** An offer in its place. */
export interface PickedOffer {
  /** Which. */
  choice: string;
  /** `personal`: best for the member; `explored`: by chance; `general`: what most members took. */
  how: string;
  /** How likely it was to be shown in this place, of 10,000. */
  bps: number;
  /** Whether the member took it. */
  taken: boolean;
}

/** A run: send `ref` to friends. */
export interface AssistStarted {
  /** Id of the activity in the program. */
  activity: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** First instant at which nobody helps any more. */
  until_us: number;
  /** Stages. */
  stages: StageSeen[];
}

/** `good`: of the activity; needed where it has several. */
export interface StartBargain {
  /** Good. */
  good?: string;
}

/** A bargain: send `ref` to friends. */
export interface BargainStarted {
  /** Id of the activity in the program. */
  activity: string;
  /** Its name. */
  ref: string;
  /** Good. */
  good: string;
  /** Full cents. */
  full_cents: number;
  /** Floor cents. */
  floor_cents: number;
  /** How many it takes to the floor. */
  friends: number;
  /** What each cuts, in turn; empty: it is drawn. */
  cuts_cents: number[];
  /** First instant at which nobody helps any more. */
  until_us: number;
  /** First instant at which it can be bought no more. */
  pay_until_us: number;
}

/** `wanted`: the card that the member wants for it. */
export interface SwapCard {
  /** To member. */
  to_member: string;
  /** Card. */
  card: string;
  /** Wanted. */
  wanted: string;
}

/** One of the offers that are shown. */
export interface TakePick {
  /** Choice. */
  choice: string;
}

/** An offer that was taken. */
export interface PickTaken {
  /** Of the program. */
  activity: string;
  /** Which. */
  choice: string;
  /** How many may still be taken. */
  takes_left: number;
}

/** `ref` says which receipt was viewed, where the member has several of the offer. */
export interface ViewOffer {
  /** What it belongs to, in the caller's words. */
  ref?: string;
}

/** Receipts of an offer that are viewed now. */
export interface OfferViewed {
  /** The offer. */
  activity: string;
  /** Names of the receipts that this view marked; empty where all were viewed before. */
  refs: string[];
}

/** Text, pictures, or both. */
export interface WritePost {
  /** Text. */
  text?: string;
  /** Proofs that the member has sent. */
  pictures?: string[];
}

/** What was written. */
export interface PostWritten {
  /** Id of the activity in the program. */
  activity: string;
  /** Its id. */
  post: string;
  /** `pending`: somebody looks first; `shown`. */
  status: string;
}

/** The book, the default first. */
export interface Addresses {
  /** Addresses. */
  addresses: AddressView[];
}

/** An address of a member. */
export interface AddressView {
  /** By which a claim or a redemption names it. */
  address_id: string;
  /** Who gets it; of colleagues without the right to act for members: masked. */
  recipient: string;
  /** Under which number they are reached; likewise. */
  phone: string;
  /** From the largest to the smallest: province, city, district. */
  region: string[];
  /** Street, number, floor; likewise empty. */
  street: string;
  /** May be empty. */
  postcode: string;
  /** What the member calls it; may be empty. */
  label: string;
  /** Whether it is taken unless another is chosen. */
  default: boolean;
  /** Region, street and postcode in one line, as it is written on a parcel. */
  line: string;
  /** When it was changed last. */
  changed_us: number;
}

/** An address, whole. */
export interface PutAddress {
  /** Who gets it. */
  recipient: string;
  /** Under which number they are reached. */
  phone: string;
  /** From the largest to the smallest: province, city, district. */
  region: string[];
  /** Street, number, floor. */
  street: string;
  /** If there is one. */
  postcode?: string;
  /** What the member calls it. */
  label?: string;
  /** Whether it is taken unless another is chosen; false leaves that as it is. */
  default?: boolean;
}

/** A short-lived code that a clerk redeems. */
export interface IssueCode {
  /** Count. */
  count?: number;
  /** Seconds. */
  seconds?: number;
}

/** A code to show to a clerk until `expires_us`. */
export interface CodeIssued {
  /** The code as it was typed or scanned. */
  code: string;
  /** Expires us. */
  expires_us: number;
  /** Id of the benefit in the program. */
  benefit: string;
}

/** A board as a member sees it. */
export interface BoardView {
  /** Id of the activity in the program. */
  activity: string;
  /** `all`, `city`, `friends` or `league`. */
  scope: string;
  /** City or store; empty: everybody, or none that is known. */
  place: string;
  /** Its first day; `campaign`: the whole activity. */
  period: string;
  /** First instant after it; null: no end. */
  until_us: number | null;
  /** From the first place. */
  top: BoardPlace[];
  /** The member's own place; null: they have none. */
  mine: BoardPlace | null;
  /** Around it, theirs included. */
  near: BoardPlace[];
  /** Members who have a rank. */
  total: number;
  /** When the period was closed, from when on nothing changes; null: it is open. */
  closed_us: number | null;
  /** The league that the list is; null: it is none. */
  league: BoardLeague | null;
}

/** One place. */
export interface BoardPlace {
  /** From 1. */
  rank: number;
  /** Masked; empty: nobody knows it. */
  name: string;
  /** In all. */
  score: number;
  /** Whether it is the member. */
  mine: boolean;
}

/** A league. */
export interface BoardLeague {
  /** Id of its division. */
  division: string;
  /** Of the division, in the language of the call. */
  name: string;
  /** Of the league in the division, from 1. */
  number: number;
  /** The last rank that goes up a division; 0: none does. */
  up: number;
  /** The first rank that goes down a division; 0: none does. */
  down: number;
}

/** The member centre in one answer. */
export interface Centre {
  /** Number of the member. */
  member_id: string;
  /** Registered us. */
  registered_us: number;
  /** Tier. */
  tier: TierView;
  /** Balances. */
  balances: Balance[];
  /** Coupons. */
  coupons: CouponView[];
  /** Entitlements. */
  entitlements: EntitlementView[];
  /** What the membership is worth, in cents. */
  value: ValueDashboard;
  /** Open to the member: check-in with the month's calendar, tasks with their steps. */
  activities: (CheckInShown | TaskShown | MilestoneShown | OfferShown | LotteryShown | FlashSaleShown | SignUpShown | VoteShown | WelfareShown | SurveyShown | LeaderboardShown | BargainShown | AssistShown | GroupBuyShown | CardsShown | ChallengeShown | WallShown | PicksActivityShown | QuizShown | FreeOrderShown | RaffleShown | CommunityShown)[];
  /** Those that are on for the member, and what they have given away by now. */
  campaigns: CampaignView[];
  /** Prompts. */
  prompts: PromptView[];
  /** Items the member may redeem, affordable ones first; at most six. */
  mall: MallView[];
  /** Whether it is a test member. */
  test: boolean;
}

/** A member's tier. */
export interface TierView {
  /** In force. */
  current: NamedTier;
  /** Reached by requirements. */
  earned: string;
  /** The one above, if there is one. */
  next: NamedTier | null;
  /** First day after its validity; null: no end. */
  until_day: string | null;
  /** Whether the validity has ended and the grace runs. */
  in_grace: boolean;
  /** In every dimension of the next tier. */
  progress: TierProgress[];
  /** Changes to come. */
  forecast: ForecastLine[];
  /** Whether the tier in force was set by hand, whatever was earned. */
  by_hand: boolean;
}

/** How far a member is in one dimension of the next tier. */
export interface TierProgress {
  /** The next one. */
  tier: string;
  /** As the program calls it. */
  dimension: string;
  /** For people. */
  name: string;
  /** Of `value`, `at_least` and `missing`: `cents`, `days`, `times` …. */
  unit: string;
  /** Value. */
  value: number;
  /** At least. */
  at_least: number;
  /** Missing. */
  missing: number;
  /** The time that counts, in words. */
  window: string;
}

/** A change of tier to come if nothing else happens. */
export interface ForecastLine {
  /** `fall`, `grace`, `renewed`, `climb`, `lift_ended` or `benefits_paused`. */
  kind: string;
  /** When. */
  at_us: number;
  /** Merchant-local day of it. */
  day: string;
  /** Earned tier before. */
  old: string;
  /** After. */
  new: string;
  /** The member's tier afterwards. */
  tier: string;
  /** In words, with what would prevent it. */
  text: string;
}

/** A coupon of a member. Times are UTC microseconds; null: no end, or not yet. */
export interface CouponView {
  /** Id of the coupon. */
  coupon_id: string;
  /** Id of the coupon batch in the program. */
  batch: string;
  /** Name. */
  name: string;
  /** Status. */
  status: "active" | "expired" | "given" | "locked" | "revoked" | "used";
  /** Valid from us. */
  valid_from_us: number;
  /** Valid until us. */
  valid_until_us: number | null;
  /** The code as it was typed or scanned. */
  code: string;
  /** Source. */
  source: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** Granted us. */
  granted_us: number;
  /** Used us. */
  used_us: number | null;
  /** Saved cents. */
  saved_cents: number;
  /** Program version. */
  program_version: number;
}

/** The use of a benefit for a period. */
export interface EntitlementView {
  /** Entitlement id. */
  entitlement_id: string;
  /** Id of the benefit in the program. */
  benefit: string;
  /** Name. */
  name: string;
  /** Quota. */
  quota: number;
  /** Carried. */
  carried: number;
  /** Used. */
  used: number;
  /** Left. */
  left: number;
  /** Period start us. */
  period_start_us: number;
  /** Period end us. */
  period_end_us: number | null;
  /** Source. */
  source: string;
}

/** All in cents. */
export interface ValueDashboard {
  /** By source. */
  saved: Record<string, number>;
  /** Their sum. */
  saved_cents: number;
  /** What waits to be used now: `coupon:<batch>` or `benefit:<id>` → worth. */
  unlockable: Record<string, number>;
  /** Their sum. */
  unlockable_cents: number;
  /** Saved so far, at the same pace for 365 days. */
  yearly_estimate_cents: number;
  /** What the next tier would add in a year, at the same pace of spending. */
  next_tier_cents: number;
}

/** A campaign that is on for the member. */
export interface CampaignView {
  /** In the program. */
  id: string;
  /** For people. */
  name: string;
  /** When it ends; `None`: it has no end. */
  closes_us: number | null;
  /** Whether it has given away all it may: it ended early. */
  over: boolean;
  /** What it gives no more of, in words. */
  gone: string[];
  /** For people; empty: none. */
  description: string;
  /** Name of its picture; empty: none. */
  picture: string;
  /** Its theme; null: none. */
  look: CampaignLook | null;
  /** The member came before others: when it opens to everybody; null: it has. */
  early_until_us: number | null;
}

/** How a campaign looks; as in the page of an activity that lives in it. */
export interface CampaignLook {
  /** Named look that front ends draw. */
  skin: "anniversary" | "back_to_school" | "mid_autumn" | "mid_year_618" | "plain" | "spring_festival";
  /** Name of a picture; empty: none. */
  picture: string;
  /** What it says of itself; empty: nothing. */
  headline: string;
  /** A line below; empty: none. */
  note: string;
  /** Colours by day. */
  light: Palette;
  /** Colours by night. */
  dark: Palette;
}

/** Something within reach. */
export interface PromptView {
  /** Kind. */
  kind: string;
  /** Path. */
  path: string;
  /** Missing. */
  missing: number;
  /** Unit. */
  unit: string;
  /** Progress bps. */
  progress_bps: number;
  /** Text. */
  text: string;
}

/** An item of the mall as a member sees it. */
export interface MallView {
  /** Id of the item in the program's mall. */
  item: string;
  /** Name. */
  name: string;
  /** Kind. */
  kind: string;
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** For the member's tier; special prices aside. */
  price_points: number;
  /** Cash cents. */
  cash_cents: number;
  /** Pieces; null: no limit. */
  left: number | null;
  /** Whether the member has enough. */
  affordable: boolean;
  /** Whether it is sent: who redeems it names an address. */
  ships: boolean;
}

/** A member's check-in. */
export interface CheckInCalendar {
  /** Id of the activity in the program. */
  activity: string;
  /** Month. */
  month: string;
  /** Days of the month that are checked in, made-up ones included. */
  checked: string[];
  /** Those that were made up for. */
  made_up: string[];
  /** Streak, position in the ladder, what comes next, days that can be made up for; null: it is not open. */
  today: CheckInShown | null;
}

/** `activity` is needed only where the program has several check-ins. `day` is the day that the member was shown: a request that comes after it is refused, and counts for no other day. */
export interface CheckIn {
  /** Id of the activity in the program. */
  activity?: string;
  /** YYYY-MM-DD, of the merchant's calendar. */
  day?: string;
}

/** Make up for a missed day; `pay_with` is the asset that pays for it. */
export interface MakeUp {
  /** YYYY-MM-DD, of the merchant's calendar. */
  day: string;
  /** Id of the activity in the program. */
  activity?: string;
  /** Pay with. */
  pay_with?: string;
}

/** Pieces of one thing. */
export interface CartLine {
  /** The shop's number of it; coupons and benefits may be for some only. */
  sku: string;
  /** In the smallest unit of the currency. */
  unit_cents: number;
  /** How many pieces. */
  quantity?: number;
  /** The shop's word for its kind; coupons and benefits may be for some only. */
  category?: string;
  /** Of what is sold by weight. */
  grams?: number;
  /** In the smallest unit of the currency. */
  discount_cents?: number;
  /** Of the line, for a refund; by default its place, from 1. */
  id?: string;
  /** Where it is sold, where that is not the cart's store. */
  store?: string;
  /** More words of the shop that coupons and benefits may be for. */
  tags?: string[];
}

/** The best legal combination of prices, offers and points. */
export interface QuoteResult {
  /** Goods at list price. */
  list_cents: number;
  /** Goods after all reductions, before points. */
  goods_cents: number;
  /** Delivery after reductions. */
  delivery_cents: number;
  /** Points to spend. */
  points: number;
  /** What they pay. */
  points_cents: number;
  /** Money to pay: goods and delivery less what points pay. */
  payable_cents: number;
  /** What each line costs after reductions, before points. */
  line_cents: number[];
  /** In the order of application. */
  steps: PriceStep[];
  /** `member_price` or `promotions`, where doing without gains more. */
  declined: string[];
  /** Offers that were left out. */
  unused: UnusedOffer[];
  /** Stands for the quote; as `quote_hash` of a hold it makes sure that the price is still this one. */
  hash: string;
}

/** A rule that took `cents` off. */
export interface PriceStep {
  /** Place in the program. */
  path: string;
  /** `agreed_price`, `promotion`, `tier_price`, `stamp_card`, `benefit`, `coupon` or `points`. */
  source: string;
  /** Of the rule or activity in the program; of points, how many. */
  id: string;
  /** The sum of `lines` and `delivery_cents`. */
  cents: number;
  /** Off each line. */
  lines: number[];
  /** Off the delivery. */
  delivery_cents: number;
  /** Id of the coupon; empty otherwise. */
  number: string;
}

/** An offer that the best combination leaves out. */
export interface UnusedOffer {
  /** As of a step. */
  source: string;
  /** Of the rule in the program; of a coupon that the member does not hold, as it was named. */
  id: string;
  /** Id of the coupon; empty otherwise. */
  number: string;
  /** Why; `not-usable`: it was named, but is not the member's, used, in use, or not valid now. */
  reason: string;
  /** To its threshold; 0 where that is not the reason. */
  missing_cents: number;
}

/** What is to be paid for. */
export interface Cart {
  /** Goods, as they stand in the basket. */
  lines: CartLine[];
  /** Id of the store. */
  store?: string;
  /** In the smallest unit of the currency. */
  delivery_cents?: number;
  /** Coupons to consider; none: all. */
  coupon_ids?: string[];
  /** Points to use at most. */
  max_points?: number;
  /** Whether free items are used. */
  use_benefits?: boolean;
}

/** Where a member's value can go, and what has moved lately. */
export interface ClearingShown {
  /** Links. */
  links: LinkView[];
  /** Ways. */
  ways: WayView[];
  /** Transfers. */
  transfers: TransferView[];
}

/** A shop in which the member is known, too. */
export interface LinkView {
  /** Shop. */
  shop: string;
  /** Since us. */
  since_us: number;
}

/** A way to move value out of this shop. */
export interface WayView {
  /** By which. */
  agreement: string;
  /** Where it goes. */
  shop: string;
  /** What is given. */
  asset: string;
  /** What it becomes there. */
  other_asset: string;
  /** So many units …. */
  give: number;
  /** … become so many, rounded down once a transfer. */
  get: number;
  /** Smallest transfer. */
  least: number;
  /** At most so much a day; null: any. */
  member_day: number | null;
  /** At most so much a month; null: any. */
  member_month: number | null;
  /** When it ends. */
  until_us: number;
  /** Whether the member is linked with somebody there; without it nothing moves. */
  linked: boolean;
}

/** The other shop, by its name on this server. */
export interface ShopNamed {
  /** Shop. */
  shop: string;
}

/** A code to be entered in the other shop; good once, and until `expires_us`. */
export interface LinkCode {
  /** The code as it was typed or scanned. */
  code: string;
  /** Expires us. */
  expires_us: number;
}

/** The code that the member was given in the other shop. */
export interface LinkBody {
  /** The code as it was typed or scanned. */
  code: string;
}

/** Whether the member is linked with that shop now. */
export interface LinkAnswer {
  /** Shop. */
  shop: string;
  /** Linked. */
  linked: boolean;
}

/** How much to move, in units of this shop's asset, and by which agreement. */
export interface SendBody {
  /** Agreement. */
  agreement: string;
  /** In units of the asset. */
  amount: number;
}

/** Every purpose of the program, in its order. */
export interface Consents {
  /** Purposes. */
  purposes: ConsentView[];
}

/** One purpose, and what the member said of it. */
export interface ConsentView {
  /** Its id in the program. */
  purpose: string;
  /** In the language of the request. */
  name: string;
  /** What the member agrees to, in the language of the request. */
  text: string;
  /** `consent`: off until they agree; `objection`: on until they turn it off. */
  basis: "consent" | "objection";
  /** Of the text now; to be sent with an agreement. */
  version: number;
  /** Whether their data may be used for it. */
  allowed: boolean;
  /** What they said last; null: nothing yet. */
  given: boolean | null;
  /** Of the text that it was about; null: nothing was said. */
  agreed_version: number | null;
  /** When they said it; null: nothing was said. */
  decided_us: number | null;
  /** `member`, `clerk`, `import` or `api`; empty: nothing was said. */
  source: string;
  /** Who recorded it; empty for the member's own token. */
  actor: string;
  /** Whether they agreed to a text that counts no more. */
  ask_again: boolean;
}

/** What the member says of one purpose. */
export interface SetConsent {
  /** Id of the program's. */
  purpose: string;
  /** Whether they agree; false withdraws, or objects. */
  given: boolean;
  /** Of the text that they were shown. A member's own token must say it when they agree. */
  version?: number;
  /** Where a key has it from; `api` unless it says `import`. Of members and people the server knows it. */
  source?: "api" | "import";
  /** UTC microseconds, from 1990 to 2100. */
  agreed_us?: number;
  /** Why it is recorded on behalf; people must say it. Kept sealed. */
  reason?: string;
}

/** What holds now. */
export interface ConsentSet {
  /** Id of the program's. */
  purpose: string;
  /** What the member said last. */
  given: boolean;
  /** Whether their data may be used for it. */
  allowed: boolean;
  /** Whether this request changed it. */
  changed: boolean;
}

/** One decision on record. */
export interface ConsentDecision {
  /** Its id in the program. */
  purpose: string;
  /** In the language of the request; its id where the program has it no more. */
  name: string;
  /** Whether the member agreed; else they withdrew, or objected. */
  given: boolean;
  /** Of the text. */
  version: number;
  /** `member`, `clerk`, `import` or `api`. */
  source: string;
  /** Who recorded it; empty for the member's own token. */
  actor: string;
  /** Why it was recorded on behalf; empty: none was said, or the member's own token asks. */
  reason: string;
  /** When the member said so. */
  decided_us: number;
  /** When it was recorded. */
  recorded_us: number;
}

/** A coupon that comes as soon as the giver's side has let it go; `status` is `on-its-way`. */
export interface GiftAccepted {
  /** Id of the gift. */
  gift_id: string;
  /** Status. */
  status: string;
}

/** Claim a coupon that the program offers. */
export interface ClaimCoupon {
  /** Id of the coupon batch in the program. */
  batch: string;
}

/** A coupon of the member's own; `code`: empty where the batch has none. */
export interface CouponReceived {
  /** Id of the coupon. */
  coupon_id: string;
  /** Id of the coupon batch in the program. */
  batch: string;
  /** The code as it was typed or scanned. */
  code: string;
  /** Valid from us. */
  valid_from_us: number;
  /** Valid until us. */
  valid_until_us: number;
}

/** Turn a code into its coupon. */
export interface RedeemCouponCode {
  /** The code as it was typed or scanned. */
  code: string;
}

/** `to_member` is the receiver's number or `namespace:external_id`. */
export interface GiveCoupon {
  /** To member. */
  to_member: string;
}

/** A coupon that waits for its receiver; `expires_us`: when it goes back. */
export interface CouponGiven {
  /** Id of the gift. */
  gift_id: string;
  /** Expires us. */
  expires_us: number;
}

/** Entitlements whose period has not ended. */
export interface Entitlements {
  /** Items. */
  items: EntitlementView[];
}

/** What came of it. */
export interface ErasedView {
  /** Who is left of the member. */
  member_id: string;
  /** When; null in a preview. */
  erased_us: number | null;
  /** False where it had been done before. */
  changed: boolean;
  /** Whether nothing was changed. */
  preview: boolean;
  /** Names that led to the member; their fingerprints stay, so that nobody comes new twice. */
  names: number;
  /** In the inbox. */
  messages: number;
  /** Devices and networks seen. */
  signals: number;
  /** Sent by the member; their bytes go within minutes. */
  pictures: number;
  /** What the member did in apps and on pages; what their devices sent anonymously goes with it. */
  tracked: number;
  /** In the address book. */
  addresses: number;
  /** Members that are one with this one, themselves included. */
  members: number;
  /** Asset → what stays in the books, and nobody can spend any more. */
  balances: Record<string, number>;
  /** Held and not used; likewise. */
  coupons: number;
}

/** That the member means it. */
export interface EraseMe {
  /** `删除我的数据` or `ERASE MY DATA`, typed by the member; not asked for in a preview. */
  confirmation?: string;
  /** Say what there is to erase, and change nothing. */
  preview?: boolean;
}

/** Everything that is kept of a member; times that end on `_us` are UTC microseconds. */
export interface MemberExport {
  /** When it was handed out. */
  exported_us: number;
  /** What each part of the platform keeps, with the names that the program gives things. */
  parts: Record<string, unknown>;
  /** Names that lead to the member, as they were given. */
  names: Record<string, unknown>[];
  /** The address book. */
  addresses: Record<string, unknown>[];
  /** All orders with what was refunded and saved. */
  orders: Record<string, unknown>[];
  /** Every movement of points. */
  movements: Record<string, unknown>[];
  /** All coupons, those that are over included. */
  coupons: Record<string, unknown>[];
  /** Every change of the tier. */
  tiers: Record<string, unknown>[];
  /** The inbox. */
  messages: Record<string, unknown>[];
  /** What they did in apps and on pages, as long as it is kept. */
  tracked: Record<string, unknown>[];
  /** Files that the member sent: `GET /v1/members/{member}/proofs/{id}/…` hands each out. */
  pictures: Record<string, unknown>[];
  /** Money that was won, asked for and paid. */
  payouts: Record<string, unknown>[];
  /** What was won and people hand over. */
  prizes: Record<string, unknown>[];
  /** Everything that was reported or asked for, as it was sent. */
  events: Record<string, unknown>[];
  /** Devices and networks seen, as long as they are kept. */
  signals: Record<string, unknown>[];
}

/** Changes of the tier to come if nothing else happens, in order. */
export interface Forecast {
  /** Items. */
  items: ForecastLine[];
}

/** A friend, or somebody who may become one. */
export interface FriendView {
  /** Who. */
  member_id: string;
  /** Enough to recognise them by, and no more. */
  name: string;
  /** Since when it is so; of those invited: when the invitation lapses. */
  since_us: number;
  /** `invitation`, `help`, `team`, `gift` or `request`. */
  source: string;
}

/** `hidden`: whether nobody is to find the member: invitations are neither shown nor answered. */
export interface HideMe {
  /** Hidden. */
  hidden: boolean;
}

/** Whether the member is hidden. */
export interface HiddenAnswer {
  /** Hidden. */
  hidden: boolean;
}

/** Whom to ask. */
export interface InviteFriend {
  /** Friend. */
  friend: string;
}

/** What is between the two now: `invited`, `friends` or `none`. */
export interface FriendAnswer {
  /** Friend. */
  friend: string;
  /** Status. */
  status: string;
}

/** A reservation of points. */
export interface HoldRow {
  /** Id of the hold, chosen by the caller. */
  hold_id: string;
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** In units of the asset. */
  amount: number;
  /** Purpose. */
  purpose: string;
  /** Status. */
  status: string;
  /** Expires us. */
  expires_us: number | null;
  /** What it belongs to, in the caller's words. */
  ref: string;
}

/** A member's invitations in figures. */
export interface InvitesView {
  /** The member's code; empty: it was never asked for. */
  code: string;
  /** Who brought the member; null: nobody. */
  inviter: string | null;
  /** Whom the member brought. */
  invited: number;
  /** Those of them who paid an order that counts. */
  effective: number;
  /** Effective of invited, in hundredths of a per cent. */
  conversion_bps: number;
  /** Whom those brought: it is counted, and never rewarded. */
  second_level: number;
  /** Those of them who count. */
  second_effective: number;
  /** Invitees whose stated day has come. */
  judged: number;
  /** Those of them who were still there. */
  stayed: number;
  /** Stayed of judged, in hundredths of a per cent. */
  stay_bps: number;
  /** Since when the member is a super promoter; null: is none. */
  promoter_since_us: number | null;
  /** How often the member used a benefit. */
  benefit_uses: number;
  /** All of it in one figure, weighed as the program says. */
  contribution: number;
}

/** Open lots in the order in which they are spent. */
export interface Lots {
  /** Items. */
  items: LotRow[];
}

/** Points that were earned together and expire together. Null: no end; settled already. */
export interface LotRow {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** Number of the posting within its member. */
  seq: number;
  /** In units of the asset. */
  amount: number;
  /** Remaining. */
  remaining: number;
  /** Expires us. */
  expires_us: number | null;
  /** Settles us. */
  settles_us: number | null;
  /** Rule. */
  rule: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** T us. */
  t_us: number;
}

/** What the mall offers a member now: affordable items first, then by price; what is sold out is left out. */
export interface MallOffers {
  /** Items. */
  items: MallView[];
}

/** Where a redemption is sent, as the member said it then. */
export interface MallContact {
  /** Whether it can still be read; false once the member was erased, or where nothing is sent. */
  known: boolean;
  /** Who. */
  recipient: string;
  /** Under which number they are reached. */
  phone: string;
  /** Where. */
  address: string;
}

/** Buy pieces of an item with points; `paid_cents` is the money that was paid beside them. What is sent needs an address: `address_id` names one of the member's book, or recipient, phone and address say it. It is kept sealed, as it is now. */
export interface RedeemItem {
  /** Id of the item in the program's mall. */
  item: string;
  /** How many pieces. */
  quantity?: number;
  /** In the smallest unit of the currency. */
  paid_cents?: number;
  /** Address id. */
  address_id?: string;
  /** Recipient. */
  recipient?: string;
  /** Phone. */
  phone?: string;
  /** Address. */
  address?: string;
}

/** An order in the mall. */
export interface ItemRedeemed {
  /** Of the mall, to hand it over or cancel it by. */
  order_id: string;
  /** Which. */
  item: string;
  /** Pieces. */
  quantity: number;
  /** Spent. */
  points: number;
  /** Paid beside the points. */
  cash_cents: number;
  /** `done`, or `waiting` for somebody to hand it over. */
  status: string;
}

/** A message to the member. */
export interface MessageView {
  /** Its name, unique to the member. */
  message: string;
  /** In words, in the language of the request. */
  text: string;
  /** Name of the wording. */
  template: string;
  /** Figures and names of the wording. */
  params: Record<string, unknown>;
  /** `upgrade`, `prize`, `expiring`, `campaign`; empty: it interrupts nothing. */
  kind: string;
  /** The rule's place in the program. */
  path: string;
  /** `marketing` needs the member's consent. */
  purpose: string;
  /** From when on it is not listed any more; null: it stays. */
  expires_us: number | null;
  /** Money that it is about. */
  value_cents: number;
  /** Points that it is about. */
  value_points: number;
  /** When it was decided. */
  t_us: number;
  /** When it was read first; null: not yet. */
  read_us: number | null;
}

/** Names of messages, as the list has them, or an interruption's `message`. */
export interface ReadRequest {
  /** Messages. */
  messages: string[];
}

/** What came of it. */
export interface MessagesRead {
  /** Messages that were not read before. */
  read: number;
  /** Messages that wait still. */
  unread: number;
}

/** One recorded operation. */
export interface OperationRow {
  /** Idempotency key, unique within the member. */
  key: string;
  /** Type. */
  type: string;
  /** Number within the member. */
  n: number;
  /** Engine time. */
  t_us: number;
  /** When the event happened. */
  event_us: number;
  /** Day. */
  day: string;
  /** It was decided under. */
  program_version: number;
  /** What the member received. */
  gains: Gain[];
  /** The gains in words. */
  texts: string[];
  /** What the member has more (negative: less) by it, of each asset whose amount changed. */
  moves: Record<string, number>;
  /** Why staff asked for it; empty: nobody said, or a member asks. */
  reason: string;
  /** Who of the merchant did it; likewise. */
  actor: string;
  /** Who approved it; likewise. */
  approved_by: string;
  /** Number of the member whose operation it is, where they have gone into this one; null: the member's own. */
  of: string | null;
}

/** An order of a member's list; `earned`: asset → what it gave, before refunds. */
export interface MemberOrder {
  /** The shop's number of the order. */
  order_id: string;
  /** T us. */
  t_us: number;
  /** Day. */
  day: string;
  /** Amount cents. */
  amount_cents: number;
  /** Refunded cents. */
  refunded_cents: number;
  /** Saved cents. */
  saved_cents: number;
  /** Status. */
  status: string;
  /** Earned. */
  earned: Record<string, number>;
}

/** An order of a member. */
export interface OrderView {
  /** The shop's number of the order. */
  order_id: string;
  /** Whose. */
  member_id: string;
  /** `paid`, `part_refunded`, `refunded`, or `quoted`: known, and not paid yet. */
  status: string;
  /** When it was paid, UTC microseconds. */
  t_us: number;
  /** Money it was paid with, the delivery included. */
  amount_cents: number;
  /** Of it, gone back. */
  refunded_cents: number;
  /** By prices, coupons and points. */
  saved_cents: number;
  /** Paid for the delivery; `delivery_back_cents` of it went back. */
  delivery_cents: number;
  /** Delivery back cents. */
  delivery_back_cents: number;
  /** Id of the hold, chosen by the caller. */
  hold_id: string;
  /** Points that paid; null: none. */
  points: OrderPoints | null;
  /** By rule. */
  earned: OrderEarning[];
  /** Counter or step of a task → what the order added. */
  counted: Record<string, number>;
  /** Coupons that it used. */
  coupons: string[];
  /** Ids of its refunds. */
  refunds: string[];
  /** What was bought; none: it was reported without lines. */
  lines: OrderLineView[];
  /** The member it was moved to; null: it is this one's. */
  moved_to: string | null;
  /** The member it was moved from; null: it was reported here. */
  moved_from: string | null;
  /** Rewards of tiers, tasks and milestones that went back with it, and what of them stays. */
  rewards_back: RewardBack[];
}

/** Points that paid for a part of an order, and how many of them were given back. */
export interface OrderPoints {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** In units of the asset. */
  amount: number;
  /** Returned. */
  returned: number;
}

/** What a rule gave for an order. */
export interface OrderEarning {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** Place in the program. */
  rule: string;
  /** Of the rule; empty where the program in force has it no more. */
  name: string;
  /** Given. */
  amount: number;
  /** Of it, taken back by refunds. */
  reversed: number;
}

/** A line of an order. */
export interface OrderLineView {
  /** Of the line, for refunds. */
  id: string;
  /** Sku. */
  sku: string;
  /** Category. */
  category: string;
  /** Id of the store. */
  store: string;
  /** Tags. */
  tags: string[];
  /** Pieces that were bought. */
  quantity: number;
  /** Of them, pieces that came back. */
  returned: number;
  /** Grams. */
  grams: number;
  /** Free. */
  free: number;
  /** Unit cents. */
  unit_cents: number;
  /** List price of the line. */
  list_cents: number;
  /** What it was reduced by. */
  discount_cents: number;
  /** Money that was paid for it. */
  paid_cents: number;
  /** Money that went back for it by name. */
  refunded_cents: number;
  /** Points that paid for it, worth `points_cents`. */
  points: number;
  /** Points cents. */
  points_cents: number;
  /** Of them, given back with its pieces. */
  points_back: number;
  /** Money that goes back when all that is left of it comes back, where what is kept is not priced anew. */
  left_cents: number;
  /** Asset → what the order earned by this line. */
  earned: Record<string, number>;
  /** Of the product, as the catalogue had it then; empty: it is not in there. */
  name: string;
}

/** A reward whose ground went with refunds of the order. */
export interface RewardBack {
  /** Place in the program. */
  rule: string;
  /** What it had been given for. */
  ref: string;
  /** What went back. */
  taken: RewardPiece[];
  /** What could not be taken back any more. */
  stays: RewardPiece[];
}

/** A part of a reward. */
export interface RewardPiece {
  /** Of the reward: `asset`, `coupon`, `benefit`, `badge`, `cash` …. */
  kind: string;
  /** Asset, batch, benefit, badge. */
  name: string;
  /** How much or how many; cents of money. 0: it was not given yet, and will not be. */
  amount: number;
  /** Why it stays: `used`, `in-use`, `given-away`, `paid-out`, `written-off`, `unknown`. */
  reason: string;
  /** What it was worth in money, where that is known. */
  value_cents: number;
}

/** How far it has come. */
export interface PayoutAnswer {
  /** Its id. */
  payout: string;
  /** `claimable`, `requested`, `failed`, `done`, `lapsed` or `given_up`. */
  status: string;
  /** Whether it was done after it had been closed otherwise. */
  late: boolean;
}

/** Give points to a pool of the program. */
export interface DonatePoints {
  /** Id of the pool in the program. */
  pool: string;
  /** In units of the asset. */
  amount: number;
}

/** A posting. */
export interface PointsMoved {
  /** Its number within the member and the asset; refunds name it. */
  seq: number;
  /** Available after it. */
  balance: number;
}

/** Exchange one asset for another by a rule of the program. */
export interface ExchangePoints {
  /** Id of the exchange in the program. */
  exchange: string;
  /** In units of the asset. */
  amount: number;
  /** What it belongs to, in the caller's words. */
  ref?: string;
}

/** `credit`: what was received; `balance`: of that asset after it. */
export interface PointsExchanged {
  /** Credit. */
  credit: number;
  /** Balance. */
  balance: number;
}

/** `to_member` is the receiver's number or `namespace:external_id`. */
export interface GivePoints {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** In units of the asset. */
  amount: number;
  /** To member. */
  to_member: string;
  /** For whoever reads it later. */
  note?: string;
}

/** Points that wait for their receiver; `expires_us`: when they go back. */
export interface PointsGiven {
  /** Id of the gift. */
  gift_id: string;
  /** Id of the hold, chosen by the caller. */
  hold_id: string;
  /** Expires us. */
  expires_us: number;
}

/** A gift of points that was accepted or declined. */
export interface GiftAnswered {
  /** Id of the gift. */
  gift_id: string;
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** In units of the asset. */
  amount: number;
}

/** Pictures of a member, and what an invitation needs elsewhere. */
export interface PostersView {
  /** Badges and certificates, the newest first, after the invitation and the upgrade. */
  posters: PosterView[];
  /** What the QR code of the invitation says; empty: the member has no code yet. */
  link: string;
  /** The same for a picture code of the platform, at most 32 characters; empty: likewise. */
  scene: string;
}

/** A picture that can be had now. */
export interface PosterView {
  /** For `?kind=`. */
  kind: "badge" | "certificate" | "invite" | "upgrade";
  /** For `?id=`; empty: none is needed. */
  id: string;
  /** What it is about. */
  title: string;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/** One posting: `amount` moved from `source` to `target`. */
export interface PostingRow {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** Number of the posting within its member. */
  seq: number;
  /** Kind. */
  kind: string;
  /** In units of the asset. */
  amount: number;
  /** Source. */
  source: string;
  /** Target. */
  target: string;
  /** Rule. */
  rule: string;
  /** What it belongs to, in the caller's words. */
  ref: string;
  /** T us. */
  t_us: number;
  /** Day. */
  day: string;
  /** Program version. */
  program_version: number;
  /** Number of the member whose posting it is, where they have gone into this one; null: the member's own. */
  of: string | null;
}

/** How far it has come. */
export interface PostAnswer {
  /** Its id. */
  post: string;
  /** `pending`, `shown`, `rejected`, `taken_down` or `deleted`; of a report that was made: empty. */
  status: string;
}

/** Why it should not be there: `spam`, `abuse`, `privacy`, `false` or `other`. */
export interface ReportPost {
  /** Why, for whoever reads it later. */
  reason: "abuse" | "false" | "other" | "privacy" | "spam";
}

/** A prize that people hand over. */
export interface PrizeView {
  /** Its id. */
  prize: string;
  /** Whose. */
  member_id: string;
  /** What it is called, by language. */
  name: Record<string, string>;
  /** `ship`, `pickup` or `online`. */
  handing: string;
  /** `won`, `claimed`, `sent`, `handed_over`, `forfeited` or `withdrawn`. */
  status: string;
  /** What whoever claims it has to fill in. */
  asks: string[];
  /** When it was won. */
  since_us: number;
  /** First instant at which it can be claimed no more. */
  claim_until_us: number;
  /** When it was claimed; null: not yet. */
  claimed_us: number | null;
  /** When it should have been sent or handed over; null: not claimed yet, or over. */
  due_us: number | null;
  /** What it is worth. */
  value_cents: number;
  /** Tax on it. */
  tax_cents: number;
  /** `merchant` or `winner`; empty: there is no tax. */
  tax_by: string;
  /** Path of the rule that gave it. */
  rule: string;
  /** What it was given for. */
  ref: string;
  /** Who carries it. */
  carrier: string;
  /** Number of the parcel. */
  tracking: string;
  /** When it was sent; null: not yet. */
  sent_us: number | null;
  /** Where it was handed over. */
  store: string;
  /** Why it was forfeited or withdrawn. */
  reason: string;
  /** When it ended; null: not yet. */
  closed_us: number | null;
  /** Prize that another member was given in its place. */
  replaced_by: string;
  /** Prize in whose place it is. */
  replaces: string;
  /** When it changed last. */
  updated_us: number;
}

/** Who gets it where. Which of these are needed says `asks` of the prize; all are kept sealed. `address_id` names an address of the member's book instead of recipient, phone and address; it is kept as it is now. */
export interface ClaimPrize {
  /** Address id. */
  address_id?: string;
  /** Recipient. */
  recipient?: string;
  /** Phone. */
  phone?: string;
  /** Address. */
  address?: string;
  /** Contact. */
  contact?: string;
  /** Real name. */
  real_name?: string;
  /** Id number. */
  id_number?: string;
}

/** How far it has come. */
export interface PrizeAnswer {
  /** Its id. */
  prize: string;
  /** `won`, `claimed`, `sent`, `handed_over`, `forfeited` or `withdrawn`. */
  status: string;
  /** Prize that another member was given in its place; empty: none. */
  replaced_by: string;
}

/** `code`: of who invites. */
export interface BindInvitation {
  /** The code as it was typed or scanned. */
  code: string;
}

/** Who invited, and until when the first order counts for them. */
export interface BoundAnswer {
  /** Inviter. */
  inviter: string;
  /** Until us. */
  until_us: number;
}

/** The member's code: it stays the same, and fits the scene of a mini program's picture code. */
export interface CodeAnswer {
  /** The code as it was typed or scanned. */
  code: string;
}

/** What a month was to a member. */
export interface MonthReport {
  /** Number of the member. */
  member_id: string;
  /** `YYYY-MM`, of the merchant's calendar. */
  month: string;
  /** Whether it has ended; until then everything is as of now. */
  over: boolean;
  /** Currency. */
  currency: string;
  /** Orders that were paid in it. */
  orders: number;
  /** Paid for them in money, less what was given back since. */
  spent_cents: number;
  /** Saved in them by prices, promotions, coupons and points, less what was given back since. */
  saved_cents: number;
  /** Invitees whose first order came to count in it, and still does. */
  friends: number;
  /** What moved. */
  assets: AssetMonth[];
  /** When it began; an empty id: before the first. */
  tier_before: NamedTier;
  /** When it ended, or now. */
  tier_after: NamedTier;
  /** In every dimension of the next tier, now. */
  progress: TierProgress[];
}

/** An asset in a month, with its name; `closing` is `opening` with everything between added. */
export interface AssetMonth {
  /** Id of the asset in the program, as `points`. */
  asset: string;
  /** Opening. */
  opening: number;
  /** Earned. */
  earned: number;
  /** Taken back. */
  taken_back: number;
  /** Spent. */
  spent: number;
  /** Given back. */
  given_back: number;
  /** Expired. */
  expired: number;
  /** Restored. */
  restored: number;
  /** Other. */
  other: number;
  /** Closing. */
  closing: number;
  /** For people. */
  name: string;
  /** Of what is left now, what expires in the month after. */
  expiring: number;
}

/** The rules page in one language. */
export interface Rules {
  /** Of the program. */
  name: string;
  /** In force. */
  version: number;
  /** Lang. */
  lang: string;
  /** In order. */
  blocks: RuleBlock[];
}

/** A heading and its lines. */
export interface RuleBlock {
  /** Heading. */
  heading: string;
  /** Lines. */
  lines: string[];
}

/** `code`: of who shared; `target`: what was shared. */
export interface OpenShare {
  /** The code as it was typed or scanned. */
  code: string;
  /** Target. */
  target?: string;
}

/** Whether it counts for who shared; not so a second time on the same day. */
export interface OpenedAnswer {
  /** Counted. */
  counted: boolean;
}

/** How far a member has come. */
export interface Story {
  /** Number of the member. */
  member_id: string;
  /** Which; 0: of all time. */
  year: number;
  /** Currency. */
  currency: string;
  /** Merchant-local, whatever the year. */
  joined_day: string;
  /** Since then, today included. */
  days: number;
  /** Whatever the year; null: none yet. */
  first_order: FirstOrder | null;
  /** Paid. */
  orders: number;
  /** Paid for them in money, less what was given back since. */
  spent_cents: number;
  /** Saved in them, less what was given back since. */
  saved_cents: number;
  /** Invitees who came to count, and still do. */
  friends: number;
  /** In order. */
  upgrades: TierStep[];
  /** In the order in which they were earned. */
  badges: BadgeStep[];
  /** Orders by hour of the merchant's clock, 24 numbers. */
  hours: number[];
  /** With most orders, the earlier of two; null: no order. */
  favourite_hour: number | null;
}

/** The first order: its day, and what was paid and not given back. */
export interface FirstOrder {
  /** Day. */
  day: string;
  /** Spent cents. */
  spent_cents: number;
}

/** A day on which the member climbed, and where to. */
export interface TierStep {
  /** Day. */
  day: string;
  /** Tier. */
  tier: NamedTier;
}

/** A badge or title, and since when the member has it. */
export interface BadgeStep {
  /** Day. */
  day: string;
  /** Badge. */
  badge: string;
  /** Name. */
  name: string;
}

/** Tasks that are open to the member. */
export interface OpenTasks {
  /** Items. */
  items: TaskShown[];
}

/** A change of tier. */
export interface TierChangeRow {
  /** T us. */
  t_us: number;
  /** Day. */
  day: string;
  /** Old. */
  old: string;
  /** New. */
  new: string;
  /** Cause. */
  cause: string;
  /** Until us. */
  until_us: number | null;
  /** Program version. */
  program_version: number;
}
