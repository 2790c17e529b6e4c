// Made by sdk/generate from the server's specification. Do not edit.

import type { Call, CallOptions } from "./core.js";
import type { ActivityView, AddressView, Addresses, AnswerQuestion, AnswerSurvey, AskCertificate, AssistSeen, AssistStarted, BargainGivenUp, BargainHelped, BargainSeen, BargainStarted, BeginRound, BindInvitation, BoardHidden, BoardView, BoundAnswer, CardDrawn, CardMade, CardOffered, Cart, CastVote, Centre, CertificateIssued, ChallengeStands, CheckIn, CheckInBelow, CheckInCalendar, CheckedIn, ClaimCoupon, ClaimPrize, ClaimTask, ClearingShown, CodeAnswer, CodeIssued, CommunityJoined, ConsentDecision, ConsentSet, Consents, Contribute, Contributed, CouponGiven, CouponReceived, CouponView, DayStands, DonatePoints, DrawCard, DrawPrizes, EnterRaffle, Entitlements, EraseMe, ErasedView, EventAnswer, ExchangePoints, Forecast, FriendAnswer, FriendHelped, FriendView, GiftAccepted, GiftAnswered, GiveCard, GiveCoupon, GivePoints, HiddenAnswer, HideMe, HoldRow, InviteFriend, InviteToTeam, InvitesView, IssueCode, ItemRedeemed, JoinChallenge, JoinSession, JoinTeam, LeaveTeam, LinkAnswer, LinkBody, LinkCode, Lots, MakeCard, MakeUp, MakeUpBelow, MakeUpDay, MallContact, MallOffers, MediumView, MemberExport, MemberOrder, MemberView, MessageView, MessagesRead, MonthReport, NameAssist, NameBargain, OfOffer, OfPost, OfSession, OfTeam, OfferViewed, OpenShare, OpenTasks, OpenTeam, OpenedAnswer, OperationRow, OrderView, Page, PageDescription, PauseWaiting, PayoutAnswer, PickTaken, PicksShown, PlaceReleased, PlaceReserved, PointsExchanged, PointsGiven, PointsMoved, PostAnswer, PostLiked, PostWritten, PostersView, PostingRow, PrizeAnswer, PrizeView, PrizesDrawn, ProveDay, PublicResults, PutAddress, QuestionAnswered, QuestionShown, QuoteResult, RaffleEntered, ReadRequest, RedeemCouponCode, RedeemItem, ReleasePlace, ReportPost, ReservePlace, Rules, SeatKept, SeatLeft, SendBody, SetConsent, SetFinished, ShopNamed, SignUpStands, StartBargain, Story, SurveyAnswered, SwapCard, TakePick, TaskClaimed, TeamStands, TierChangeRow, TransferView, ViewOffer, VoteCast, WallPostShown, WritePost } from "./models.js";

/** Check-in. */
export class MemberCheckIn {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** The check-in calendar of a month. */
  calendar(query: { month?: string; activity?: string } = {}, options: CallOptions = {}): Promise<CheckInCalendar> {
    return this.call({ method: "GET", path: `${this.base}/check-in`, query, safe: true }, options);
  }

  /** Check in. */
  checkIn(body: CheckIn = {}, options: CallOptions = {}): Promise<EventAnswer & { result: CheckedIn }> {
    return this.call({ method: "POST", path: `${this.base}/check-in`, body, keyed: true }, options);
  }

  /** Make up for a missed day. */
  makeUp(body: MakeUp, options: CallOptions = {}): Promise<EventAnswer & { result: CheckedIn }> {
    return this.call({ method: "POST", path: `${this.base}/check-in/make-up`, body, keyed: true }, options);
  }

}

/** Tasks. */
export class MemberTasks {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Tasks with their progress. */
  list(options: CallOptions = {}): Promise<OpenTasks> {
    return this.call({ method: "GET", path: `${this.base}/tasks`, safe: true }, options);
  }

  /** Claim a task's reward. */
  claim(activity: string, body: ClaimTask = {}, options: CallOptions = {}): Promise<EventAnswer & { result: TaskClaimed }> {
    return this.call({ method: "POST", path: `${this.base}/tasks/${encodeURIComponent(activity)}/claim`, body, keyed: true }, options);
  }

}

/** Activities of every kind. */
export class MemberActivities {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Posts of a wall. */
  posts(activity: string, query: { whose?: "all" | "mine"; order?: "liked" | "newest"; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<WallPostShown>> {
    return this.call({ method: "GET", path: `${this.base}/activities/${encodeURIComponent(activity)}/posts`, query, safe: true }, options);
  }

  /** An activity, as the member stands in it. */
  get(activity: string, options: CallOptions = {}): Promise<ActivityView> {
    return this.call({ method: "GET", path: `${this.base}/activities/${encodeURIComponent(activity)}`, safe: true }, options);
  }

  /** The page of an activity: blocks, actions and rules, in both languages, open or not. */
  page(activity: string, options: CallOptions = {}): Promise<PageDescription> {
    return this.call({ method: "GET", path: `${this.base}/activities/${encodeURIComponent(activity)}/page`, safe: true }, options);
  }

  /** A board: from the first place, and around the member's own. */
  board(activity: string, query: { scope?: "" | "all" | "city" | "friends" | "league"; period?: string } = {}, options: CallOptions = {}): Promise<BoardView> {
    return this.call({ method: "GET", path: `${this.base}/boards/${encodeURIComponent(activity)}`, query, safe: true }, options);
  }

  /** Published results of an activity: figures and winners. */
  published(activity: string, options: CallOptions = {}): Promise<PublicResults> {
    return this.call({ method: "GET", path: `${this.base}/activities/${encodeURIComponent(activity)}/results`, safe: true }, options);
  }

  /** Take an offered place. */
  accept(activity: string, body: OfSession = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SignUpStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/accept`, body, keyed: true }, options);
  }

  /** Answer a survey. */
  answer(activity: string, body: AnswerSurvey = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SurveyAnswered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/answer`, body, keyed: true }, options);
  }

  /** Answer an anonymous survey. */
  answerAnonymously(activity: string, body: AnswerSurvey = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SurveyAnswered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/answer-anonymously`, body, keyed: true }, options);
  }

  /** Answer a question of a quiz. */
  answerQuestion(activity: string, body: AnswerQuestion, options: CallOptions = {}): Promise<EventAnswer & { result: QuestionAnswered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/answer-question`, body, keyed: true }, options);
  }

  /** Begin a round of a quiz. */
  beginRound(activity: string, body: BeginRound = {}, options: CallOptions = {}): Promise<EventAnswer & { result: QuestionShown }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/begin-round`, body, keyed: true }, options);
  }

  /** Cancel a sign-up. */
  cancel(activity: string, body: OfSession = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SignUpStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/cancel`, body, keyed: true }, options);
  }

  /** Vote. */
  cast(activity: string, body: CastVote, options: CallOptions = {}): Promise<EventAnswer & { result: VoteCast }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/cast`, body, keyed: true }, options);
  }

  /** Have a certificate. */
  certificate(activity: string, body: AskCertificate, options: CallOptions = {}): Promise<EventAnswer & { result: CertificateIssued }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/certificate`, body, keyed: true }, options);
  }

  /** Claim a task's reward. */
  claim(activity: string, body: ClaimTask = {}, options: CallOptions = {}): Promise<EventAnswer & { result: TaskClaimed }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/claim`, body, keyed: true }, options);
  }

  /** Give to a welfare pool. */
  contribute(activity: string, body: Contribute, options: CallOptions = {}): Promise<EventAnswer & { result: Contributed }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/contribute`, body, keyed: true }, options);
  }

  /** Help a friend's bargain. */
  cutPrice(activity: string, body: NameBargain, options: CallOptions = {}): Promise<EventAnswer & { result: BargainHelped }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/cut-price`, body, keyed: true }, options);
  }

  /** Decline an offered place. */
  decline(activity: string, body: OfSession = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SignUpStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/decline`, body, keyed: true }, options);
  }

  /** Decline an offered card. */
  declineOffer(activity: string, body: OfOffer, options: CallOptions = {}): Promise<EventAnswer & { result: CardOffered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/decline-offer`, body, keyed: true }, options);
  }

  /** Check in. */
  do(activity: string, body: CheckInBelow = {}, options: CallOptions = {}): Promise<EventAnswer & { result: CheckedIn }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/do`, body, keyed: true }, options);
  }

  /** Draw. */
  draw(activity: string, body: DrawPrizes = {}, options: CallOptions = {}): Promise<EventAnswer & { result: PrizesDrawn }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/draw`, body, keyed: true }, options);
  }

  /** Draw a card. */
  drawCard(activity: string, body: DrawCard = {}, options: CallOptions = {}): Promise<EventAnswer & { result: CardDrawn }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/draw-card`, body, keyed: true }, options);
  }

  /** Give a bargain up. */
  dropBargain(activity: string, body: NameBargain, options: CallOptions = {}): Promise<EventAnswer & { result: BargainGivenUp }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/drop-bargain`, body, keyed: true }, options);
  }

  /** Enter the raffle. */
  enter(activity: string, body: EnterRaffle = {}, options: CallOptions = {}): Promise<EventAnswer & { result: RaffleEntered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/enter`, body, keyed: true }, options);
  }

  /** Enter a team. */
  enterTeam(activity: string, body: OfTeam, options: CallOptions = {}): Promise<EventAnswer & { result: TeamStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/enter-team`, body, keyed: true }, options);
  }

  /** Finish a set. */
  finishSet(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: SetFinished }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/finish-set`, body: {}, keyed: true }, options);
  }

  /** Form a team. */
  formTeam(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: TeamStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/form-team`, body: {}, keyed: true }, options);
  }

  /** Give a card. */
  giveCard(activity: string, body: GiveCard, options: CallOptions = {}): Promise<EventAnswer & { result: CardOffered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/give-card`, body, keyed: true }, options);
  }

  /** Help a friend. */
  helpFriend(activity: string, body: NameAssist, options: CallOptions = {}): Promise<EventAnswer & { result: FriendHelped }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/help-friend`, body, keyed: true }, options);
  }

  /** Invite a friend to the team. */
  inviteToTeam(activity: string, body: InviteToTeam, options: CallOptions = {}): Promise<EventAnswer & { result: TeamStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/invite-to-team`, body, keyed: true }, options);
  }

  /** Sign up. */
  join(activity: string, body: JoinSession = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SignUpStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/join`, body, keyed: true }, options);
  }

  /** Join a challenge. */
  joinChallenge(activity: string, body: JoinChallenge = {}, options: CallOptions = {}): Promise<EventAnswer & { result: ChallengeStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/join-challenge`, body, keyed: true }, options);
  }

  /** Join the community. */
  joinCommunity(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: CommunityJoined }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/join-community`, body: {}, keyed: true }, options);
  }

  /** Join a team. */
  joinTeam(activity: string, body: JoinTeam = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SeatKept }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/join-team`, body, keyed: true }, options);
  }

  /** Leave a team before paying. */
  leaveTeam(activity: string, body: LeaveTeam, options: CallOptions = {}): Promise<EventAnswer & { result: SeatLeft }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/leave-team`, body, keyed: true }, options);
  }

  /** Like a post. */
  like(activity: string, body: OfPost, options: CallOptions = {}): Promise<EventAnswer & { result: PostLiked }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/like`, body, keyed: true }, options);
  }

  /** Make a card of others. */
  makeCard(activity: string, body: MakeCard, options: CallOptions = {}): Promise<EventAnswer & { result: CardMade }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/make-card`, body, keyed: true }, options);
  }

  /** Make up for a missed day. */
  makeUp(activity: string, body: MakeUpBelow, options: CallOptions = {}): Promise<EventAnswer & { result: CheckedIn }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/make-up`, body, keyed: true }, options);
  }

  /** Make up for a day. */
  makeUpDay(activity: string, body: MakeUpDay, options: CallOptions = {}): Promise<EventAnswer & { result: DayStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/make-up-day`, body, keyed: true }, options);
  }

  /** Show the next question of a quiz. */
  nextQuestion(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: QuestionShown }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/next-question`, body: {}, keyed: true }, options);
  }

  /** Open a team. */
  openTeam(activity: string, body: OpenTeam = {}, options: CallOptions = {}): Promise<EventAnswer & { result: SeatKept }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/open-team`, body, keyed: true }, options);
  }

  /** Come back to the board. */
  optIn(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: BoardHidden }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/opt-in`, body: {}, keyed: true }, options);
  }

  /** Hide from the board. */
  optOut(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: BoardHidden }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/opt-out`, body: {}, keyed: true }, options);
  }

  /** Pause waiting. */
  pause(activity: string, body: PauseWaiting, options: CallOptions = {}): Promise<EventAnswer & { result: SignUpStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/pause`, body, keyed: true }, options);
  }

  /** Prove a day. */
  proveDay(activity: string, body: ProveDay = {}, options: CallOptions = {}): Promise<EventAnswer & { result: DayStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/prove-day`, body, keyed: true }, options);
  }

  /** Quit a challenge. */
  quitChallenge(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: ChallengeStands }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/quit-challenge`, body: {}, keyed: true }, options);
  }

  /** Recall an offered card. */
  recallOffer(activity: string, body: OfOffer, options: CallOptions = {}): Promise<EventAnswer & { result: CardOffered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/recall-offer`, body, keyed: true }, options);
  }

  /** Release a place in a flash sale. */
  release(activity: string, body: ReleasePlace, options: CallOptions = {}): Promise<EventAnswer & { result: PlaceReleased }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/release`, body, keyed: true }, options);
  }

  /** Reserve in a flash sale. */
  reserve(activity: string, body: ReservePlace = {}, options: CallOptions = {}): Promise<EventAnswer & { result: PlaceReserved }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/reserve`, body, keyed: true }, options);
  }

  /** See a friend's assist. */
  seeAssist(activity: string, body: NameAssist, options: CallOptions = {}): Promise<EventAnswer & { result: AssistSeen }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/see-assist`, body, keyed: true }, options);
  }

  /** See a friend's bargain. */
  seeBargain(activity: string, body: NameBargain, options: CallOptions = {}): Promise<EventAnswer & { result: BargainSeen }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/see-bargain`, body, keyed: true }, options);
  }

  /** See my picks. */
  show(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: PicksShown }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/show`, body: {}, keyed: true }, options);
  }

  /** Start an assist. */
  startAssist(activity: string, options: CallOptions = {}): Promise<EventAnswer & { result: AssistStarted }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/start-assist`, body: {}, keyed: true }, options);
  }

  /** Start a bargain. */
  startBargain(activity: string, body: StartBargain = {}, options: CallOptions = {}): Promise<EventAnswer & { result: BargainStarted }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/start-bargain`, body, keyed: true }, options);
  }

  /** Swap a card. */
  swapCard(activity: string, body: SwapCard, options: CallOptions = {}): Promise<EventAnswer & { result: CardOffered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/swap-card`, body, keyed: true }, options);
  }

  /** Take. */
  take(activity: string, body: TakePick, options: CallOptions = {}): Promise<EventAnswer & { result: PickTaken }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/take`, body, keyed: true }, options);
  }

  /** Take an offered card. */
  takeOffer(activity: string, body: OfOffer, options: CallOptions = {}): Promise<EventAnswer & { result: CardOffered }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/take-offer`, body, keyed: true }, options);
  }

  /** Like a post no more. */
  unlike(activity: string, body: OfPost, options: CallOptions = {}): Promise<EventAnswer & { result: PostLiked }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/unlike`, body, keyed: true }, options);
  }

  /** View an offer. */
  view(activity: string, body: ViewOffer = {}, options: CallOptions = {}): Promise<EventAnswer & { result: OfferViewed }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/view`, body, keyed: true }, options);
  }

  /** Write on a wall. */
  write(activity: string, body: WritePost = {}, options: CallOptions = {}): Promise<EventAnswer & { result: PostWritten }> {
    return this.call({ method: "POST", path: `${this.base}/activities/${encodeURIComponent(activity)}/write`, body, keyed: true }, options);
  }

}

/** Coupons. */
export class MemberCoupons {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Coupons, newest first. */
  list(query: { status?: "" | "active" | "expired" | "given" | "locked" | "revoked" | "used"; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<CouponView>> {
    return this.call({ method: "GET", path: `${this.base}/coupons`, query, safe: true }, options);
  }

  /** Claim a coupon. */
  claim(body: ClaimCoupon, options: CallOptions = {}): Promise<EventAnswer & { result: CouponReceived }> {
    return this.call({ method: "POST", path: `${this.base}/coupons/claim`, body, keyed: true }, options);
  }

  /** Turn a code into its coupon. */
  redeemCode(body: RedeemCouponCode, options: CallOptions = {}): Promise<EventAnswer & { result: CouponReceived }> {
    return this.call({ method: "POST", path: `${this.base}/coupons/redeem-code`, body, keyed: true }, options);
  }

  /** Give a coupon away. */
  give(couponId: string, body: GiveCoupon, options: CallOptions = {}): Promise<EventAnswer & { result: CouponGiven }> {
    return this.call({ method: "POST", path: `${this.base}/coupons/${encodeURIComponent(couponId)}/gift`, body, keyed: true }, options);
  }

  /** Accept a coupon as a gift. */
  acceptGift(giftId: string, options: CallOptions = {}): Promise<EventAnswer & { result: GiftAccepted }> {
    return this.call({ method: "POST", path: `${this.base}/coupon-gifts/${encodeURIComponent(giftId)}/accept`, body: {}, keyed: true }, options);
  }

  /** Take a gift of a coupon back. */
  cancelGift(giftId: string, options: CallOptions = {}): Promise<EventAnswer> {
    return this.call({ method: "POST", path: `${this.base}/coupon-gifts/${encodeURIComponent(giftId)}/cancel`, body: {}, keyed: true }, options);
  }

}

/** Benefits and their redemption. */
export class MemberBenefits {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Entitlements. */
  listEntitlements(options: CallOptions = {}): Promise<Entitlements> {
    return this.call({ method: "GET", path: `${this.base}/entitlements`, safe: true }, options);
  }

  /** Issue a redemption code. */
  issueCode(benefit: string, body: IssueCode = {}, options: CallOptions = {}): Promise<EventAnswer & { result: CodeIssued }> {
    return this.call({ method: "POST", path: `${this.base}/benefits/${encodeURIComponent(benefit)}/code`, body, keyed: true }, options);
  }

}

/** The points mall. */
export class MemberMall {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** The mall as a member sees it. */
  listOffered(options: CallOptions = {}): Promise<MallOffers> {
    return this.call({ method: "GET", path: `${this.base}/mall`, safe: true }, options);
  }

  /** Redeem in the mall. */
  redeem(body: RedeemItem, options: CallOptions = {}): Promise<EventAnswer & { result: ItemRedeemed }> {
    return this.call({ method: "POST", path: `${this.base}/mall/redeem`, body, keyed: true }, options);
  }

  /** Where a redemption is sent. */
  contact(orderId: string, options: CallOptions = {}): Promise<MallContact> {
    return this.call({ method: "GET", path: `${this.base}/mall/orders/${encodeURIComponent(orderId)}/contact`, safe: true }, options);
  }

}

/** Checkout, from a quote to payment. */
export class MemberCheckout {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Quote. */
  quote(body: Cart, options: CallOptions = {}): Promise<EventAnswer & { result: QuoteResult }> {
    return this.call({ method: "POST", path: `${this.base}/checkout/quote`, body, keyed: true }, options);
  }

}

/** Orders and refunds. */
export class MemberOrders {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Orders of a member, newest first. */
  list(query: { limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<MemberOrder>> {
    return this.call({ method: "GET", path: `${this.base}/orders`, query, safe: true }, options);
  }

  /** An order of a member. */
  getForMember(orderId: string, options: CallOptions = {}): Promise<OrderView> {
    return this.call({ method: "GET", path: `${this.base}/orders/${encodeURIComponent(orderId)}`, safe: true }, options);
  }

}

/** Points and every other asset. */
export class MemberPoints {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Give points to another member. */
  give(body: GivePoints, options: CallOptions = {}): Promise<EventAnswer & { result: PointsGiven }> {
    return this.call({ method: "POST", path: `${this.base}/points/gift`, body, keyed: true }, options);
  }

  /** Accept a gift of points. */
  acceptGift(giftId: string, options: CallOptions = {}): Promise<EventAnswer & { result: GiftAnswered }> {
    return this.call({ method: "POST", path: `${this.base}/points/gifts/${encodeURIComponent(giftId)}/accept`, body: {}, keyed: true }, options);
  }

  /** Decline a gift of points. */
  declineGift(giftId: string, options: CallOptions = {}): Promise<EventAnswer & { result: GiftAnswered }> {
    return this.call({ method: "POST", path: `${this.base}/points/gifts/${encodeURIComponent(giftId)}/decline`, body: {}, keyed: true }, options);
  }

  /** Exchange assets. */
  exchange(body: ExchangePoints, options: CallOptions = {}): Promise<EventAnswer & { result: PointsExchanged }> {
    return this.call({ method: "POST", path: `${this.base}/points/exchange`, body, keyed: true }, options);
  }

  /** Give points to a pool. */
  donate(body: DonatePoints, options: CallOptions = {}): Promise<EventAnswer & { result: PointsMoved }> {
    return this.call({ method: "POST", path: `${this.base}/points/donate`, body, keyed: true }, options);
  }

}

/** Pictures of a member's own, drawn on the server. */
export class MemberPosters {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Pictures that a member can have. */
  list(options: CallOptions = {}): Promise<PostersView> {
    return this.call({ method: "GET", path: `${this.base}/posters`, safe: true }, options);
  }

}

/** What a month was to a member, and how far they have come. */
export class MemberStories {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** What a month was to a member. */
  month(month: string, options: CallOptions = {}): Promise<MonthReport> {
    return this.call({ method: "GET", path: `${this.base}/reports/${encodeURIComponent(month)}`, safe: true }, options);
  }

  /** How far a member has come. */
  story(query: { year?: number } = {}, options: CallOptions = {}): Promise<Story> {
    return this.call({ method: "GET", path: `${this.base}/story`, query, safe: true }, options);
  }

}

/** Pictures, of the merchant and proofs of members. */
export class MemberMedia {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** A member's proofs. */
  listProofs(query: { limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<MediumView>> {
    return this.call({ method: "GET", path: `${this.base}/proofs`, query, safe: true }, options);
  }

  /** Erase a proof. */
  eraseProof(id: string, options: CallOptions = {}): Promise<MediumView> {
    return this.call({ method: "DELETE", path: `${this.base}/proofs/${encodeURIComponent(id)}` }, options);
  }

}

/** Value that moves between shops of a group. */
export class MemberClearing {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Where a member's value can go. */
  look(options: CallOptions = {}): Promise<ClearingShown> {
    return this.call({ method: "GET", path: `${this.base}/clearing`, safe: true }, options);
  }

  /** Ask for a code that links two shops. */
  makeCode(body: ShopNamed, options: CallOptions = {}): Promise<LinkCode> {
    return this.call({ method: "POST", path: `${this.base}/clearing/code`, body, safe: true }, options);
  }

  /** Link with another shop by its code. */
  link(body: LinkBody, options: CallOptions = {}): Promise<LinkAnswer> {
    return this.call({ method: "POST", path: `${this.base}/clearing/link`, body, safe: true }, options);
  }

  /** End the link with another shop. */
  unlink(body: ShopNamed, options: CallOptions = {}): Promise<LinkAnswer> {
    return this.call({ method: "POST", path: `${this.base}/clearing/unlink`, body, safe: true }, options);
  }

  /** Move value to another shop. */
  send(body: SendBody, options: CallOptions = {}): Promise<TransferView> {
    return this.call({ method: "POST", path: `${this.base}/clearing/send`, body, keyed: true }, options);
  }

}

/** Ties between two members. */
export class MemberFriends {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Friends, the latest first. */
  list(query: { status?: "friends" | "invitations" | "invited"; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<FriendView>> {
    return this.call({ method: "GET", path: `${this.base}/friends`, query, safe: true }, options);
  }

  /** Invite a friend. */
  invite(body: InviteFriend, options: CallOptions = {}): Promise<EventAnswer & { result: FriendAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/friends/invite`, body, keyed: true }, options);
  }

  /** Accept a friend's invitation. */
  accept(friend: string, options: CallOptions = {}): Promise<EventAnswer & { result: FriendAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/friends/${encodeURIComponent(friend)}/accept`, body: {}, keyed: true }, options);
  }

  /** Decline a friend's invitation. */
  decline(friend: string, options: CallOptions = {}): Promise<EventAnswer & { result: FriendAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/friends/${encodeURIComponent(friend)}/decline`, body: {}, keyed: true }, options);
  }

  /** Remove a friend. */
  remove(friend: string, options: CallOptions = {}): Promise<EventAnswer & { result: FriendAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/friends/${encodeURIComponent(friend)}/remove`, body: {}, keyed: true }, options);
  }

  /** Be found or not. */
  hide(body: HideMe, options: CallOptions = {}): Promise<EventAnswer & { result: HiddenAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/friends/hide`, body, keyed: true }, options);
  }

}

/** Who brought whom, and shares that friends opened. */
export class MemberReferral {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Whom a member brought, to the second level. */
  invites(options: CallOptions = {}): Promise<InvitesView> {
    return this.call({ method: "GET", path: `${this.base}/invites`, safe: true }, options);
  }

  /** Get the member's code. */
  code(options: CallOptions = {}): Promise<EventAnswer & { result: CodeAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/referral/code`, body: {}, keyed: true }, options);
  }

  /** Say who invited. */
  bind(body: BindInvitation, options: CallOptions = {}): Promise<EventAnswer & { result: BoundAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/referral/bind`, body, keyed: true }, options);
  }

  /** Open what a friend shared. */
  openShare(body: OpenShare, options: CallOptions = {}): Promise<EventAnswer & { result: OpenedAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/shares/open`, body, keyed: true }, options);
  }

}

/** Money that the merchant's side moves. */
export class MemberPayouts {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Claim money. */
  claim(payout: string, options: CallOptions = {}): Promise<EventAnswer & { result: PayoutAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/payouts/${encodeURIComponent(payout)}/claim`, body: {}, keyed: true }, options);
  }

}

/** What members write, and what is decided about it. */
export class MemberPosts {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** Report a post. */
  report(post: string, body: ReportPost, options: CallOptions = {}): Promise<EventAnswer & { result: PostAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/posts/${encodeURIComponent(post)}/report`, body, keyed: true }, options);
  }

  /** Delete one's own post. */
  delete(post: string, options: CallOptions = {}): Promise<EventAnswer & { result: PostAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/posts/${encodeURIComponent(post)}/delete`, body: {}, keyed: true }, options);
  }

}

/** What was won and people hand over. */
export class MemberPrizes {
  constructor(private readonly call: Call, private readonly base: string) {}

  /** A member's prizes. */
  listOf(query: { status?: "all" | "forfeited" | "handed_over" | "open" | "overdue" | "sent" | "to_hand_over" | "to_replace" | "to_send" | "withdrawn" | "won"; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<PrizeView>> {
    return this.call({ method: "GET", path: `${this.base}/prizes`, query, safe: true }, options);
  }

  /** Claim a prize. */
  claim(prize: string, body: ClaimPrize = {}, options: CallOptions = {}): Promise<EventAnswer & { result: PrizeAnswer }> {
    return this.call({ method: "POST", path: `${this.base}/prizes/${encodeURIComponent(prize)}/claim`, body, keyed: true }, options);
  }

}

/** One member: everything that can be asked for them. */
export class Member {
  /** Check-in. */
  readonly checkIn: MemberCheckIn;
  /** Tasks. */
  readonly tasks: MemberTasks;
  /** Activities of every kind. */
  readonly activities: MemberActivities;
  /** Coupons. */
  readonly coupons: MemberCoupons;
  /** Benefits and their redemption. */
  readonly benefits: MemberBenefits;
  /** The points mall. */
  readonly mall: MemberMall;
  /** Checkout, from a quote to payment. */
  readonly checkout: MemberCheckout;
  /** Orders and refunds. */
  readonly orders: MemberOrders;
  /** Points and every other asset. */
  readonly points: MemberPoints;
  /** Pictures of a member's own, drawn on the server. */
  readonly posters: MemberPosters;
  /** What a month was to a member, and how far they have come. */
  readonly stories: MemberStories;
  /** Pictures, of the merchant and proofs of members. */
  readonly media: MemberMedia;
  /** Value that moves between shops of a group. */
  readonly clearing: MemberClearing;
  /** Ties between two members. */
  readonly friends: MemberFriends;
  /** Who brought whom, and shares that friends opened. */
  readonly referral: MemberReferral;
  /** Money that the merchant's side moves. */
  readonly payouts: MemberPayouts;
  /** What members write, and what is decided about it. */
  readonly posts: MemberPosts;
  /** What was won and people hand over. */
  readonly prizes: MemberPrizes;

  constructor(private readonly call: Call, private readonly base: string) {
    this.checkIn = new MemberCheckIn(call, base);
    this.tasks = new MemberTasks(call, base);
    this.activities = new MemberActivities(call, base);
    this.coupons = new MemberCoupons(call, base);
    this.benefits = new MemberBenefits(call, base);
    this.mall = new MemberMall(call, base);
    this.checkout = new MemberCheckout(call, base);
    this.orders = new MemberOrders(call, base);
    this.points = new MemberPoints(call, base);
    this.posters = new MemberPosters(call, base);
    this.stories = new MemberStories(call, base);
    this.media = new MemberMedia(call, base);
    this.clearing = new MemberClearing(call, base);
    this.friends = new MemberFriends(call, base);
    this.referral = new MemberReferral(call, base);
    this.payouts = new MemberPayouts(call, base);
    this.posts = new MemberPosts(call, base);
    this.prizes = new MemberPrizes(call, base);
  }

  /** Look at a member. */
  get(options: CallOptions = {}): Promise<MemberView> {
    return this.call({ method: "GET", path: `${this.base}`, safe: true }, options);
  }

  /** The member centre in one call. */
  centre(options: CallOptions = {}): Promise<Centre> {
    return this.call({ method: "GET", path: `${this.base}/centre`, safe: true }, options);
  }

  /** The rules that hold for a member now. */
  rules(options: CallOptions = {}): Promise<Rules> {
    return this.call({ method: "GET", path: `${this.base}/rules`, safe: true }, options);
  }

  /** What becomes of the tier. */
  forecast(options: CallOptions = {}): Promise<Forecast> {
    return this.call({ method: "GET", path: `${this.base}/forecast`, safe: true }, options);
  }

  /** Operations, newest first. */
  listOperations(query: { limit?: number; cursor?: string; quotes?: boolean; idle?: boolean } = {}, options: CallOptions = {}): Promise<Page<OperationRow>> {
    return this.call({ method: "GET", path: `${this.base}/operations`, query, safe: true }, options);
  }

  /** Open lots. */
  listLots(options: CallOptions = {}): Promise<Lots> {
    return this.call({ method: "GET", path: `${this.base}/lots`, safe: true }, options);
  }

  /** Postings, newest first. */
  listPostings(query: { asset?: string; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<PostingRow>> {
    return this.call({ method: "GET", path: `${this.base}/postings`, query, safe: true }, options);
  }

  /** Holds. */
  listHolds(query: { status?: "" | "committed" | "expired" | "open" | "released"; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<HoldRow>> {
    return this.call({ method: "GET", path: `${this.base}/holds`, query, safe: true }, options);
  }

  /** Changes of tier, newest first. */
  listTierChanges(query: { limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<TierChangeRow>> {
    return this.call({ method: "GET", path: `${this.base}/tier-history`, query, safe: true }, options);
  }

  /** A member erases themselves. */
  eraseMe(body: EraseMe = {}, options: CallOptions = {}): Promise<ErasedView> {
    return this.call({ method: "POST", path: `${this.base}/erase-me`, body, safe: true }, options);
  }

  /** Hand out what is kept of a member. */
  export(options: CallOptions = {}): Promise<MemberExport> {
    return this.call({ method: "GET", path: `${this.base}/export`, safe: true }, options);
  }

  /** What a member agreed to. */
  getConsents(options: CallOptions = {}): Promise<Consents> {
    return this.call({ method: "GET", path: `${this.base}/consents`, safe: true }, options);
  }

  /** Give or withdraw a consent. */
  setConsent(body: SetConsent, options: CallOptions = {}): Promise<EventAnswer & { result: ConsentSet }> {
    return this.call({ method: "POST", path: `${this.base}/consents`, body, keyed: true }, options);
  }

  /** Consents given and withdrawn. */
  listConsentHistory(query: { purpose?: string; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<ConsentDecision>> {
    return this.call({ method: "GET", path: `${this.base}/consents/history`, query, safe: true }, options);
  }

  /** A member's addresses. */
  listAddresses(options: CallOptions = {}): Promise<Addresses> {
    return this.call({ method: "GET", path: `${this.base}/addresses`, safe: true }, options);
  }

  /** Save an address. */
  saveAddress(address: string, body: PutAddress, options: CallOptions = {}): Promise<AddressView> {
    return this.call({ method: "PUT", path: `${this.base}/addresses/${encodeURIComponent(address)}`, body, safe: true }, options);
  }

  /** Remove an address. */
  removeAddress(address: string, options: CallOptions = {}): Promise<Addresses> {
    return this.call({ method: "DELETE", path: `${this.base}/addresses/${encodeURIComponent(address)}`, safe: true }, options);
  }

  /** Messages to a member. */
  listMessages(query: { unread?: boolean; purpose?: "" | "marketing" | "service"; limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<Page<MessageView>> {
    return this.call({ method: "GET", path: `${this.base}/messages`, query, safe: true }, options);
  }

  /** Mark messages as read. */
  readMessages(body: ReadRequest, options: CallOptions = {}): Promise<MessagesRead> {
    return this.call({ method: "POST", path: `${this.base}/messages/read`, body, safe: true }, options);
  }

}
