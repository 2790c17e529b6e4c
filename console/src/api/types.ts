/**
 * The API as the console reads it: generated from its specification (`models.ts`), under the names that pages use, and
 * what pages make of it themselves. Amounts of points are whole units, money is in the smallest unit of the currency,
 * `*_us` are UTC microseconds, days are `YYYY-MM-DD`, ids above 53 bits are strings.
 */
import type { EventAnswer, KeyView, Me as Caller, Myself, PageDescription, Problem as ProblemDocument, ReasonView } from './models'

export type {
  AdjustmentView as Adjustment, Attempt as DeliveryAttempt, AuditEntry as AuditRow, Balance, Centre, ChangeView as Change, CheckInCalendar as CheckInMonth, CheckInShown as CheckInSummary, CouponView as Coupon,
  DeadLetter, Delivery, DraftView as Draft, Endpoint as Webhook, EndpointSecret as WebhookSecret, EntitlementView as Entitlement, DryRunAnswer as DryRun, ErasedView as Erased, GivingPreview, GivingView as Giving, OrderLineView as OrderLine, MemberOrder as OrderRow, OrderStory, OrderView as Order, SearchAnswer, Explained as Operation, Fault,
  FindingView as Finding, ForecastLine as ForecastItem, HoldRow as Hold, IdentityView as Identity, KeyView as ApiKey, LintAnswer as LintResult, LotRow as Lot, MemberRow,
  MemberView as Member, MallContact, MallOrder, MembersAtCounter, NamedTier, OperationRow, Page, Past, PersonView as Person, PostingRow, PayoutView as Payout, PrizeContact, PrizeView as Prize, PostView as MemberPost, DecidedPosts, RiskReview, RiskReviewCounts, RiskReviewDetail, RiskGraph, DecidedReviews, TaskShown as TaskSummary, TierChangeRow as TierMove, TierProgress, TrialAnswer as TryResult,
  VersionView as ProgramVersion, EventWord, FieldWord, ImpactView, Reviews, SetUpView, Templates, RuleBlock, WordsAnswer,
} from './models'

export type {
  Action as PageAction, Calendar as CalendarBlock, Cards as CardsBlock, Countdown as CountdownBlock, Hero as HeroBlock, Look as PageLook, Media as MediaBlock, Money as PageMoney, Option as PageOption,
  Options as OptionsBlock, PageDescription, PageField, PagePreview, PagePrize, Paragraph as TextBlock, People as PeopleBlock, Posts as PostsBlock, Price as PriceBlock, Prizes as PrizesBlock,
  Progress as ProgressBlock, Question as QuestionBlock, Steps as StepsBlock, Stock as StockBlock, Tiles as TilesBlock, Words as PageWords,
} from './models'

export type { InvitesView as Invites, PosterView as Poster, PostersView as Posters, PromoterView as Promoter } from './models'

export type { AgreementView as Agreement, Statement as ClearingStatement, StatementLine, TransferView as Transfer } from './models'

export type { Addresses, ConsentDecision, Consents, ConsentView } from './models'

export type { BoardPeriods, BoardRow, LateFact, RoundList, RoundPlace, RoundView } from './models'

export type { ActivityResults, NetPromoters, QuestionResult, QuizResults, SurveyResults, SurveyText, BudgetView as CampaignBudget, MemberGot, Partner, Together, WinnerRow, CampaignPage, CampaignReport, CampaignSummary, RhythmThing, RhythmView } from './models'

/** One part of a member's page, known by its field `block`. */
export type PageBlock = PageDescription['blocks'][number]

/** As the server answers it, or as the console makes it where no server answered. */
export type Problem = Omit<ProblemDocument, 'instance'> & { instance?: string }

/** A line of a waterfall; of what was earned with its formula where it is known. */
export type Reason = ReasonView & { formula?: string }

/** A wording: one string, or one per language. */
export type Wording = string | { zh: string; en?: string }

// -- people ------------------------------------------------------------------------------------------------------------
export type Role = Myself['role']

/** Somebody with a session: the console shows its pages to nobody else. */
export type Me = Caller & { person: Myself; csrf: string }

// -- program -----------------------------------------------------------------------------------------------------------
export type Spec = Record<string, unknown>

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

/** What was handed over for a code. */
export type RedeemAnswer = EventAnswer & { result: { benefit?: string; count?: number } }

// -- developers --------------------------------------------------------------------------------------------------------
/** A key that was just made; the whole of it is shown once. */
export type NewKey = KeyView & { token: string }

export type * from './reports'
