"""What requests and answers are made of. Made by sdk/generate from the server's specification. Do not edit."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

__all__ = [
    "Accepted",
    "AccountBalance",
    "Action",
    "Active",
    "ActiveRow",
    "ActivityResults",
    "ActivityRow",
    "ActivityView",
    "AddressView",
    "Addresses",
    "AdjustmentView",
    "AgreementView",
    "Alive",
    "AnswerQuestion",
    "AnswerSurvey",
    "AskCertificate",
    "AskForCode",
    "AskedIf",
    "AskedResult",
    "AssetMonth",
    "AssistRunShown",
    "AssistSeen",
    "AssistShown",
    "AssistStageShown",
    "AssistStarted",
    "Attempt",
    "AttendSession",
    "AuditEntry",
    "BadgeStep",
    "Balance",
    "BargainGivenUp",
    "BargainGoodShown",
    "BargainHelped",
    "BargainPlaceShown",
    "BargainSeen",
    "BargainShown",
    "BargainStarted",
    "BatchAnswer",
    "BatchIn",
    "BatchResult",
    "BatchView",
    "Batches",
    "Because",
    "BeginRound",
    "BenefitUsed",
    "BindInvitation",
    "BoardHidden",
    "BoardLeague",
    "BoardLineShown",
    "BoardPeriodView",
    "BoardPeriods",
    "BoardPlace",
    "BoardRow",
    "BoardShown",
    "BoardView",
    "BoundAnswer",
    "Breakage",
    "BreakageView",
    "BudgetView",
    "Budgets",
    "Calendar",
    "CampaignActivity",
    "CampaignCalledOff",
    "CampaignChanged",
    "CampaignLook",
    "CampaignPage",
    "CampaignReport",
    "CampaignSummary",
    "CampaignView",
    "Campaigns",
    "CancelRequest",
    "CancellationView",
    "Cancellations",
    "CardDrawn",
    "CardMade",
    "CardOfferShown",
    "CardOffered",
    "CardPotShown",
    "CardShown",
    "Cards",
    "CardsShown",
    "Cart",
    "CartLine",
    "CastVote",
    "CategoryView",
    "Centre",
    "CertificateIssued",
    "ChallengeDayShown",
    "ChallengeDepositShown",
    "ChallengeFeeShown",
    "ChallengeMemberShown",
    "ChallengeShown",
    "ChallengeStands",
    "ChallengeStepShown",
    "ChangeCampaign",
    "ChangeLabels",
    "ChangeProfile",
    "ChangeView",
    "CheckIn",
    "CheckInBelow",
    "CheckInCalendar",
    "CheckInMonth",
    "CheckInShown",
    "CheckView",
    "CheckedIn",
    "CheckoutCommitted",
    "CheckoutHeld",
    "CheckoutReleased",
    "Choice",
    "Claim",
    "ClaimCoupon",
    "ClaimPrize",
    "ClaimTask",
    "Claims",
    "ClearingShown",
    "ClientIn",
    "CodeAnswer",
    "CodeIssued",
    "CodeOnItsWay",
    "CommitCheckout",
    "CommunityEntrance",
    "CommunityJoined",
    "CommunityShown",
    "ConsentDecision",
    "ConsentSet",
    "ConsentView",
    "Consents",
    "Contribute",
    "Contributed",
    "CostForecast",
    "CostOfDay",
    "CostOfRule",
    "CostOfUnit",
    "Countdown",
    "CouponGiven",
    "CouponReceived",
    "CouponUsed",
    "CouponView",
    "Coupons",
    "CouponsOfDay",
    "CouponsRow",
    "DayStands",
    "DeadLetter",
    "DecidePosts",
    "DecideReviews",
    "DecidedPost",
    "DecidedPosts",
    "DecidedReview",
    "DecidedReviews",
    "Delivery",
    "DiffAnswer",
    "DiffRequest",
    "Direction",
    "DismissRequest",
    "Dismissal",
    "DismissalView",
    "Dismissals",
    "Dismissed",
    "DivisionLeagues",
    "DonatePoints",
    "DraftList",
    "DraftRow",
    "DraftView",
    "DrawCard",
    "DrawCommitment",
    "DrawExport",
    "DrawNote",
    "DrawPrizes",
    "DrawSeed",
    "DrawSeeds",
    "DrawnPrize",
    "DryAnswer",
    "DryRunAnswer",
    "DryRunRequest",
    "DryStep",
    "DueView",
    "Earn",
    "EffectsView",
    "EndLogin",
    "EndMemberTier",
    "Endpoint",
    "EndpointChange",
    "EndpointInput",
    "EndpointSecret",
    "EnterRaffle",
    "EntitlementView",
    "Entitlements",
    "EntranceShown",
    "EntriesChanged",
    "EraseMe",
    "EraseMember",
    "ErasedView",
    "EventAnswer",
    "EventRow",
    "EventWord",
    "ExchangePoints",
    "Expiring",
    "Explained",
    "Fault",
    "FieldWord",
    "FigureView",
    "FindingPlace",
    "FindingView",
    "FinishSet",
    "FirstOrder",
    "FlashSaleShown",
    "FlowRow",
    "FlowsView",
    "Forecast",
    "ForecastLine",
    "ForfeitPrize",
    "FormTeam",
    "Found",
    "FreeOrderShown",
    "FreePrizeShown",
    "FreeWinShown",
    "FreezeMember",
    "FreezePoints",
    "FreezeView",
    "FriendAnswer",
    "FriendHelped",
    "FriendView",
    "Fulfil",
    "Gain",
    "GiftAccepted",
    "GiftAnswered",
    "GiveCard",
    "GiveCoupon",
    "GivePoints",
    "GiveUpPayout",
    "GivingItem",
    "GivingPreview",
    "GivingView",
    "Gone",
    "GraphPerson",
    "GraphTie",
    "GroupBuyShown",
    "GroupProductShown",
    "GroupSeatShown",
    "GuaranteeShown",
    "HandOverPrize",
    "HeldAct",
    "Hero",
    "HiddenAnswer",
    "HideMe",
    "HoldCart",
    "HoldPoints",
    "HoldRow",
    "IdentitiesView",
    "IdentityView",
    "ImpactView",
    "Imported",
    "Interruption",
    "InviteFriend",
    "InviteToTeam",
    "InvitesView",
    "IssueCode",
    "ItemRedeemed",
    "ItemView",
    "Items",
    "JoinChallenge",
    "JoinSession",
    "JoinTeam",
    "Joined",
    "JoinedRefund",
    "KeyList",
    "KeyView",
    "KnownOtherSales",
    "LabelsChanged",
    "LateFact",
    "Latest",
    "LeaderboardShown",
    "LeagueResultShown",
    "LeagueShown",
    "LeaveTeam",
    "LedgerRow",
    "LetteredOption",
    "Liability",
    "LiabilityView",
    "LiftFreeze",
    "LinkAnswer",
    "LinkBody",
    "LinkCode",
    "LinkView",
    "LintAnswer",
    "LintRequest",
    "LoggedIn",
    "LoginByPhone",
    "LoginRenewed",
    "LoginsEnded",
    "Look",
    "LotRow",
    "Lots",
    "LotteryShown",
    "MakeCard",
    "MakeUp",
    "MakeUpBelow",
    "MakeUpDay",
    "MakeUpShown",
    "MallContact",
    "MallOffers",
    "MallOrder",
    "MallView",
    "Me",
    "Media",
    "MediumRefusal",
    "MediumSizeView",
    "MediumView",
    "MemberAtCounter",
    "MemberExport",
    "MemberFrozen",
    "MemberGot",
    "MemberOrder",
    "MemberRow",
    "MemberView",
    "Members",
    "MembersAtCounter",
    "MergeItem",
    "MergeMembers",
    "MergeView",
    "MessageView",
    "MessagesRead",
    "MilestoneShown",
    "MilestoneStepShown",
    "Money",
    "MonthReport",
    "Move",
    "MoveOrder",
    "Myself",
    "NameAssist",
    "NameBargain",
    "NamedEntry",
    "NamedThing",
    "NamedTier",
    "NetPromoters",
    "NewAdjustment",
    "NewAgreement",
    "NewDraft",
    "NewEvent",
    "NewGiving",
    "NewIdentity",
    "NewKey",
    "NewMember",
    "NewPerson",
    "Nothing",
    "Notice",
    "OfOffer",
    "OfPost",
    "OfSession",
    "OfTeam",
    "Offer",
    "OfferSent",
    "OfferShown",
    "OfferViewed",
    "OpenList",
    "OpenShare",
    "OpenTasks",
    "OpenTeam",
    "OpenTeamShown",
    "OpenedAnswer",
    "OperationRow",
    "Option",
    "OptionCount",
    "Options",
    "OrderCancelled",
    "OrderEarning",
    "OrderFulfilled",
    "OrderLine",
    "OrderLineView",
    "OrderMoved",
    "OrderPaid",
    "OrderPoints",
    "OrderRefunded",
    "OrderRow",
    "OrderSent",
    "OrderStory",
    "OrderTaken",
    "OrderView",
    "Orders",
    "OtherRow",
    "OtherSales",
    "OtherSalesDay",
    "OtherSalesReport",
    "OtherSalesTaken",
    "Overview",
    "PageCard",
    "PageDescription",
    "PageField",
    "PagePreview",
    "PagePrize",
    "PageRequest",
    "Palette",
    "Paragraph",
    "Partner",
    "PartnerNet",
    "Past",
    "PastAccounts",
    "PastCoupon",
    "PastEntitlement",
    "PastHold",
    "PastLot",
    "PatchName",
    "PatchPerson",
    "PauseWaiting",
    "PayoutAnswer",
    "PayoutDone",
    "PayoutFailed",
    "PayoutView",
    "People",
    "Person",
    "PersonView",
    "PickShown",
    "PickTaken",
    "PickedOffer",
    "PicksActivityShown",
    "PicksShown",
    "PiecesOfDay",
    "PlaceForfeited",
    "PlaceReleased",
    "PlaceReserved",
    "Points",
    "PointsExchanged",
    "PointsFrozen",
    "PointsGiven",
    "PointsHeld",
    "PointsMoved",
    "PointsRow",
    "PoolView",
    "Pools",
    "Post",
    "PostAnswer",
    "PostLiked",
    "PostView",
    "PostWritten",
    "PosterView",
    "PostersView",
    "PostingRow",
    "Posts",
    "PreviewStep",
    "Price",
    "PriceStep",
    "PrizeAnswer",
    "PrizeContact",
    "PrizeShown",
    "PrizeView",
    "PrizeWins",
    "Prizes",
    "PrizesDrawn",
    "Problem",
    "ProductView",
    "ProfileChanged",
    "ProgramNames",
    "Progress",
    "PromoterView",
    "Prompt",
    "PromptView",
    "Proof",
    "ProveDay",
    "PublicResults",
    "PublicValue",
    "PublicWinner",
    "PublishRequest",
    "PublishedView",
    "PutAddress",
    "PutCategory",
    "PutProduct",
    "PutStore",
    "Question",
    "QuestionAnswered",
    "QuestionResult",
    "QuestionShown",
    "QuitChallenge",
    "QuizLastShown",
    "QuizOptionShown",
    "QuizQuestionShown",
    "QuizResults",
    "QuizRoundShown",
    "QuizShown",
    "QuizStepShown",
    "QuoteResult",
    "RaffleEntered",
    "RaffleMineShown",
    "RafflePrizeShown",
    "RaffleResultShown",
    "RaffleShown",
    "RaffleWinShown",
    "RaffleWinnerShown",
    "ReachView",
    "Reached",
    "ReadRequest",
    "Ready",
    "ReasonLine",
    "ReasonView",
    "ReceiptShown",
    "RedeemCode",
    "RedeemCouponCode",
    "RedeemItem",
    "RedemptionUndone",
    "RedemptionView",
    "RefundOrder",
    "RefundPoints",
    "RefundedReward",
    "Refusal",
    "RefusedEvent",
    "RegisteredMember",
    "ReleaseCheckout",
    "ReleasePlace",
    "RenewLogin",
    "ReplacePrize",
    "ReportPost",
    "ReservePlace",
    "RestoreRequest",
    "ReturnLine",
    "ReviewAnswer",
    "ReviewView",
    "Reviews",
    "RewardBack",
    "RewardPiece",
    "RhythmOverlap",
    "RhythmStretch",
    "RhythmThing",
    "RhythmView",
    "RiskFeature",
    "RiskGraph",
    "RiskReview",
    "RiskReviewCounts",
    "RiskReviewDetail",
    "RiskView",
    "RoleList",
    "RoleView",
    "RollbackRequest",
    "Rotate",
    "RotateSecret",
    "RoundEnded",
    "RoundList",
    "RoundPlace",
    "RoundView",
    "RuleBlock",
    "Rules",
    "SalePlaceShown",
    "SaleProductShown",
    "SaleSessionShown",
    "SampleMember",
    "ScoreCount",
    "SealRow",
    "SearchAnswer",
    "SeatKept",
    "SeatLeft",
    "SeeWhole",
    "Selection",
    "SendBody",
    "SendItem",
    "SendOffer",
    "SendPrize",
    "SetConsent",
    "SetFinished",
    "SetMemberTier",
    "SetTierView",
    "SetUpRequest",
    "SetUpView",
    "SharedPrintView",
    "ShopNamed",
    "ShowPicks",
    "ShownQuestion",
    "SignUpSessionShown",
    "SignUpShown",
    "SignUpStands",
    "Source",
    "Spend",
    "StageSeen",
    "StandingView",
    "StartBargain",
    "Statement",
    "StatementLine",
    "Step",
    "StepAhead",
    "Steps",
    "Stock",
    "StoreView",
    "Story",
    "StoryEarning",
    "StoryMove",
    "StoryStep",
    "SurveyAnswered",
    "SurveyConditionShown",
    "SurveyOptionShown",
    "SurveyQuestionShown",
    "SurveyResults",
    "SurveyShown",
    "SurveyText",
    "SwapCard",
    "TakePick",
    "TaskClaimed",
    "TaskShown",
    "TaskStepShown",
    "TeamMemberShown",
    "TeamSizeShown",
    "TeamStands",
    "TemplateView",
    "Templates",
    "TenantView",
    "Texts",
    "TierChangeRow",
    "TierCount",
    "TierInForce",
    "TierMoveView",
    "TierProgress",
    "TierStep",
    "TierView",
    "Tile",
    "Tiles",
    "Today",
    "Together",
    "Token",
    "TokenRequest",
    "TrackAnswer",
    "TrackFault",
    "TrackIn",
    "TrackedEvent",
    "TransferView",
    "TrialAnswer",
    "TrialBalance",
    "TrialEvent",
    "TrialRequest",
    "UndoMerge",
    "UndoReview",
    "UnfreezeMember",
    "UnusedOffer",
    "UseBenefit",
    "UseCoupon",
    "UsedCoupons",
    "ValueDashboard",
    "VerifyRequest",
    "VersionView",
    "ViewOffer",
    "VoteCast",
    "VoteOptionShown",
    "VoteShown",
    "WaitingFact",
    "WallPostShown",
    "WallShown",
    "WayView",
    "WelfareGoalShown",
    "WelfareShown",
    "WholeView",
    "WhyNot",
    "WinnerRow",
    "Words",
    "WordsAnswer",
    "WritePost",
    "WrongRow",
]


class Alive(Struct, frozen=True, kw_only=True):
    """The process answers.

    Args:
        status: Status.
        version: Version.
    """

    status: str
    version: str


class Ready(Struct, frozen=True, kw_only=True):
    """The process can serve.

    Args:
        status: Status.
        version: Version.
        schema: Last migration that was applied.
        tenants: How many are open in this process.
    """

    status: str
    version: str
    schema: int
    tenants: int


class BoardRow(Struct, frozen=True, kw_only=True):
    """One place, for operators.

    Args:
        rank: Rank.
        member_id: Number of the member.
        name: Name.
        score: Score.
        reached_us: When the member reached the score.
        zone: In a league: `up`, they go up a division as things stand, or went up; `down`; empty: neither.
    """

    rank: int
    member_id: str
    name: str
    score: int
    reached_us: int
    zone: Literal["", "down", "up"] = ""


class LateFact(Struct, frozen=True, kw_only=True):
    """Something that came when its period was closed: it is listed here and changes no rank.

    Args:
        member_id: Number of the member.
        amount: What it would have added; less than nothing: taken away.
        t_us: When it happened.
        came_us: When it came.
    """

    member_id: str
    amount: int
    t_us: int
    came_us: int


class BoardPeriods(Struct, frozen=True, kw_only=True):
    """Periods in which something counted, the newest first.

    Args:
        unit: Of scores: `cents`, `minutes` or empty.
        unit_name: In words, in the language of the call; empty: none.
        cities: Whether members are ranked in cities or stores, too.
        items: Items.
    """

    unit: str
    unit_name: str
    cities: bool
    items: list[BoardPeriodView]


class BoardPeriodView(Struct, frozen=True, kw_only=True):
    """A period of a board.

    Args:
        period: Its first day; `campaign`: the whole activity.
        until_us: First instant after it; null: no end.
        due_us: When it is closed; null: never by itself.
        closed_us: When it was closed; null: it is open.
        members: Who have a rank.
        divisions: In which there are leagues, from the lowest.
    """

    period: str
    until_us: int | None
    due_us: int | None
    closed_us: int | None
    members: int
    divisions: list[DivisionLeagues]


class DivisionLeagues(Struct, frozen=True, kw_only=True):
    """The leagues of a division in a period.

    Args:
        division: Its id; a league is asked for as place `~<division>/<number>`.
        name: In the language of the call.
        leagues: How many there are.
        seats: That were taken.
    """

    division: str
    name: str
    leagues: int
    seats: int


class QuizResults(Struct, frozen=True, kw_only=True):
    """What became of a quiz; test members count nowhere.

    Args:
        id: Id.
        name: Name.
        questions: Each of the bank, and those that are gone from it and were asked.
        scores: Of rounds that ended, the lowest first; scores that nobody has are left out.
    """

    id: str
    name: str
    questions: list[AskedResult]
    scores: list[ScoreCount]


class AskedResult(Struct, frozen=True, kw_only=True):
    """What became of one question.

    Args:
        id: Id.
        text: In the language of the call; the id of what is gone from the bank.
        form: ``single``, ``multiple``, ``text``, or ``gone``: it is not in the bank any more.
        asked: Times it was shown in a round that ended.
        right: Times it was answered rightly.
        wrong: Times it was answered otherwise.
        late: Times it was not answered in time.
        passed: Times no answer was given.
        right_bps: Right answers, of the times it was asked, in basis points; null: it was not asked yet.
        median_ms: Half of those who answered took no longer; null: nobody answered yet.
    """

    id: str
    text: str
    form: str
    asked: int
    right: int
    wrong: int
    late: int
    passed: int
    right_bps: int | None
    median_ms: int | None


class ScoreCount(Struct, frozen=True, kw_only=True):
    """How many rounds ended with a score.

    Args:
        score: Score.
        rounds: Rounds.
    """

    score: int
    rounds: int


class ActivityResults(Struct, frozen=True, kw_only=True):
    """What came of an activity so far, as its kind counts it; test members count nowhere.

    Args:
        id: Id.
        kind: Kind.
        figures: Figures.
    """

    id: str
    kind: str
    figures: list[FigureView]


class FigureView(Struct, frozen=True, kw_only=True):
    """One figure of an activity's results.

    Args:
        name: Name.
        label: In the language of the call.
        unit: `times`, `members`, `pieces`, `points`, `cents`.
        value: Value.
    """

    name: str
    label: str
    unit: str
    value: int


class RoundList(Struct, frozen=True, kw_only=True):
    """Rounds, the newest first.

    Args:
        open: Null: the raffle has not begun.
        public_value: What is to be reported after a list is sealed; empty: nothing.
        items: Items.
    """

    open: OpenList | None
    public_value: str
    items: list[RoundView]


class OpenList(Struct, frozen=True, kw_only=True):
    """The list that is open.

    Args:
        round: Round.
        closes_us: Null: none is.
        entries: Entries.
    """

    round: int
    closes_us: int | None
    entries: int


class RoundView(Struct, frozen=True, kw_only=True):
    """A list that was closed.

    Args:
        round: From 1.
        status: `closed`, `sealed`, `drawn` or `lapsed`.
        closes_us: Closes us.
        draw_us: Draw us.
        drawn_us: Drawn us.
        entries: That are in the list.
        hash: Of the sealed list; empty: it is not sealed.
        public: The public value; empty: it was not reported, or there is none.
        waits: Whether the draw waits for the public value.
        places: Places.
    """

    round: int
    status: str
    closes_us: int
    draw_us: int
    drawn_us: int | None
    entries: int
    hash: str
    public: str
    waits: bool
    places: list[RoundPlace]


class RoundPlace(Struct, frozen=True, kw_only=True):
    """A place that wins.

    Args:
        place: From 1.
        prize: Id of its prize.
        prize_name: In the language of the call.
        number: Of the entry that has it; 0: nobody has it.
        member_id: Empty: nobody.
        name: Masked.
        times: How often it was filled.
    """

    place: int
    prize: str
    prize_name: str
    number: int
    member_id: str
    name: str
    times: int


class PublicValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public value, as it was published.

    Args:
        value: Value.
    """

    value: str


class Accepted(Struct, frozen=True, kw_only=True):
    """It was taken: the round shows it within moments.

    Args:
        activity: Id of the activity in the program.
        round: Round.
    """

    activity: str
    round: int


class PlaceForfeited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place that is to be filled anew.

    Args:
        place: From 1.
        times: How often it was filled, as it was read: what changed meanwhile is refused.
        reason: For the record; members may read it.
    """

    place: int
    times: int
    reason: str


class SurveyResults(Struct, frozen=True, kw_only=True):
    """What a survey came to in a period; test members count nowhere.

    Args:
        id: Id.
        name: Name.
        anonymous: Whether it is answered without names.
        period: First day; null: it is answered once, or nobody answered yet.
        periods: All in which somebody answered, the newest first.
        taken: Members who answered.
        hidden: Whether too few answered an anonymous survey for anything to be shown.
        questions: Questions.
    """

    id: str
    name: str
    anonymous: bool
    period: str | None
    periods: list[str]
    taken: int
    hidden: bool
    questions: list[QuestionResult]


class QuestionResult(Struct, frozen=True, kw_only=True):
    """What was answered to a question.

    Args:
        id: Id.
        text: Text.
        form: `single`, `multiple`, `nps`, `rating`, `text`, or `gone`: it is not in the program any more.
        answered: Members who answered it.
        options: What was chosen, in the program's order; none of a question that is answered by a text.
        mean_hundredths: Mean score in hundredths; null: it is no score, or nobody answered.
        nps: Null: it is no such question, or nobody answered.
    """

    id: str
    text: str
    form: str
    answered: int
    options: list[OptionCount]
    mean_hundredths: int | None
    nps: NetPromoters | None


class OptionCount(Struct, frozen=True, kw_only=True):
    """How many chose an option, or gave a score.

    Args:
        id: Of the option, or the score in digits.
        name: In the language of the call; the id of what is gone from the program.
        count: Members.
        share_bps: Of those who answered the question, in basis points.
    """

    id: str
    name: str
    count: int
    share_bps: int


class NetPromoters(Struct, frozen=True, kw_only=True):
    """The net promoter score: the share of promoters less that of detractors.

    Args:
        promoters: Who gave 9 or 10.
        passives: Who gave 7 or 8.
        detractors: Who gave 0 to 6.
        score_bps: From −10000 to 10000: a score of 42.5 is 4250.
        low_bps: The interval in which the score of all members lies 19 times of 20, were these drawn from them.
        high_bps: Its upper end.
    """

    promoters: int
    passives: int
    detractors: int
    score_bps: int
    low_bps: int
    high_bps: int


class SurveyText(Struct, frozen=True, kw_only=True):
    """What somebody wrote.

    Args:
        text: Text.
        member_id: Who; null: the survey is anonymous.
        shown: What people call them: their phone number or address with the middle hidden, else their first name;
            empty: they have none, or nobody knows who.
        t_us: When; null: the survey is anonymous.
    """

    text: str
    member_id: str | None
    shown: str
    t_us: int | None


class Together(Struct, frozen=True, kw_only=True):
    """One team, bargain or run.

    Args:
        ref: Its name.
        starter: Who began it.
        what: What it is about, in the language of the call.
        status: ``new``, ``open``, ``complete``, ``failed`` (a team); ``running``, ``in_checkout``, ``bought``,
            ``over`` (a bargain); ``running``, ``complete``, ``over`` (a run of an assist).
        partners: The others, or all seats of a team, in the order in which they came.
        count: How many there are.
        needed: How many it takes.
        price_cents: What it costs as things stand; null: nothing is bought.
        until_us: When it ends.
    """

    ref: str
    starter: Partner
    what: str
    status: str
    partners: list[Partner]
    count: int
    needed: int
    price_cents: int | None
    until_us: int


class Partner(Struct, frozen=True, kw_only=True):
    """Somebody who takes part.

    Args:
        member_id: Who.
        name: Masked; empty: nobody knows it any more.
        paid: Whether they have paid; null: there is nothing to pay for them.
        cut_cents: What they took off the price; null: that is not what they do.
    """

    member_id: str
    name: str
    paid: bool | None = None
    cut_cents: int | None = None


class WinnerRow(Struct, frozen=True, kw_only=True):
    """Somebody who won, for operators; ``name`` is masked.

    Args:
        member_id: Number of the member.
        name: Name.
        won: Won.
        t_us: T us.
    """

    member_id: str
    name: str
    won: str
    t_us: int


class AdjustmentView(Struct, frozen=True, kw_only=True):
    """An adjustment and how far it is.

    Args:
        adjustment_id: Adjustment id.
        member_id: Number of the member.
        member: What the member is called, masked where it is personal; empty: they have no name any more.
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        reason: Why, for whoever reads it later.
        asked_by: Asked by.
        asked_us: Asked us.
        status: Status.
        decided_by: Decided by.
        decided_us: Decided us.
        mine: Whether the caller stands behind the asking, and so may not approve it.
    """

    adjustment_id: str
    member_id: str
    member: str
    asset: str
    amount: int
    reason: str
    asked_by: str
    asked_us: int
    status: Literal["approved", "rejected", "waiting"]
    decided_by: str | None
    decided_us: int | None
    mine: bool


class NewAdjustment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A correction by hand.

    Args:
        adjustment_id: Yours; asking again with the same id and content changes nothing.
        member: Number of the member, or ``namespace:external_id``.
        asset: Id of the account (``points``).
        amount: Positive to add, negative to take; in units of the asset.
        reason: Why, for the approver and the audit.
    """

    adjustment_id: str
    member: str
    asset: str
    amount: int
    reason: str


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One administrative act.

    Args:
        audit_id: Audit id.
        t_us: T us.
        actor: Actor.
        action: Action.
        subject: Subject.
        details: Details.
    """

    audit_id: str
    t_us: int
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class NewEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened to a member, or is asked for them.

    Args:
        type: Name in the event catalogue.
        member: Number of the member, or ``namespace:external_id``.
        key: Idempotency key, unique within the member.
        t_us: UTC microseconds; 0: now.
        data: Fields of the event type.
        client: Where the member's request came from, as the caller's server saw it; kept sealed, and for a while.
    """

    type: str
    member: str
    key: str
    t_us: int | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET
    client: ClientIn | UnsetType = UNSET


class ClientIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the member's request came from, as the merchant's server saw it.

    Args:
        ip: Address.
        device_id: What the app calls the device.
        user_agent: Of the browser or the app.
    """

    ip: str | UnsetType = UNSET
    device_id: str | UnsetType = UNSET
    user_agent: str | UnsetType = UNSET


class WrongRow(Struct, frozen=True, kw_only=True):
    """A row that was not taken, and everything that is wrong with it.

    Args:
        line: Line.
        faults: Faults.
    """

    line: int
    faults: list[Fault]


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that is wrong with an input.

    Args:
        path: Where, as a dotted path from the root of the input (``tiers.ladder.1.id``); empty for the whole.
        code: Stable machine-readable code in kebab case.
        message: What is wrong, for a person.
        fix: What to do about it; empty when the message says it already.
    """

    path: str
    code: str
    message: str
    fix: str = ""


class Campaigns(Struct, frozen=True, kw_only=True):
    """Campaigns of the program in force, in its order.

    Args:
        items: Items.
    """

    items: list[CampaignSummary]


class CampaignSummary(Struct, frozen=True, kw_only=True):
    """A campaign of the program in force.

    Args:
        id: In the program.
        name: For people.
        stage: ``off``: it is switched off; ``planned``, ``running``, ``ended`` by its window; ``called_off``.
        opens_us: First instant; null: it has no beginning.
        closes_us: First instant after; null: it has no end.
        holdout_bps: Share of its audience that is held out.
    """

    id: str
    name: str
    stage: Literal["called_off", "ended", "off", "planned", "running"]
    opens_us: int | None
    closes_us: int | None
    holdout_bps: int


class Budgets(Struct, frozen=True, kw_only=True):
    """Limits of the program in force.

    Args:
        items: Items.
    """

    items: list[BudgetView]


class BudgetView(Struct, frozen=True, kw_only=True):
    """One limit of a campaign's budget.

    Args:
        campaign: Its id.
        name: Its name.
        unit: ``points``, ``coupons`` (face value in cents) or ``cash`` (cents).
        scope: ``total``, or the limit of each ``day``, ``week`` or ``place``.
        period: First day of the day or week, or the place; empty for ``total``.
        limit: So much at most.
        used: Charged, less what went back; more than the limit where that was lowered.
        left: What is left.
        used_bps: Share of the limit that is used.
        gone_us: When a reward first found too little left; ``None``: it has not run out.
    """

    campaign: str
    name: str
    unit: Literal["cash", "coupons", "points", "prices", "prizes"]
    scope: Literal["day", "place", "total", "week"]
    period: str
    limit: int
    used: int
    left: int
    used_bps: int
    gone_us: int | None


class CampaignReport(Struct, frozen=True, kw_only=True):
    """A campaign with what it cost.

    Args:
        id: Id.
        name: Name.
        stage: Stage.
        opens_us: Opens us.
        closes_us: Closes us.
        holdout_bps: Holdout bps.
        members: Members who were given anything.
        cents: Worth of everything given, less what went back.
        costs: By unit.
        used_coupons: Of its coupons.
        rules: By what gave it.
        days: By day, in order; days on which nothing changed are left out.
        wins: Prizes of draws.
        forecast: At the end; empty while fewer than four whole days are behind, and where there is no end.
    """

    id: str
    name: str
    stage: Literal["called_off", "ended", "off", "planned", "running"]
    opens_us: int | None
    closes_us: int | None
    holdout_bps: int
    members: int
    cents: int
    costs: list[CostOfUnit]
    used_coupons: UsedCoupons
    rules: list[CostOfRule]
    days: list[CostOfDay]
    wins: list[PrizeWins]
    forecast: list[CostForecast]


class CostOfUnit(Struct, frozen=True, kw_only=True):
    """What was given of one thing.

    Args:
        unit: ``points``, ``coupons`` (what they count when granted, cents), ``cash`` (cents), ``prizes`` (what they
            cost, cents; where the program does not say it, their market value) or ``prices`` (what orders were
            reduced by, cents).
        amount: Given, less what went back.
        cents: What that is worth: points by the program's value of a point.
        rewards: How many were given.
        members: How many members were given any.
    """

    unit: Literal["cash", "coupons", "points", "prices", "prizes"]
    amount: int
    cents: int
    rewards: int
    members: int


class UsedCoupons(Struct, frozen=True, kw_only=True):
    """Coupons of the campaign that were used.

    Args:
        count: How many.
        face_cents: What they counted when they were granted.
        saved_cents: What they took off orders.
    """

    count: int
    face_cents: int
    saved_cents: int


class CostOfRule(Struct, frozen=True, kw_only=True):
    """What one rule, activity or prize gave for the campaign; fields as in ``CostOfUnit``.

    Args:
        path: What gave it, as reasons write it.
        name: For people; empty where the program in force has no such thing.
        unit: Unit.
        amount: In units of the asset.
        cents: Cents.
        rewards: Rewards.
        members: Members.
    """

    path: str
    name: str
    unit: Literal["cash", "coupons", "points", "prices", "prizes"]
    amount: int
    cents: int
    rewards: int
    members: int


class CostOfDay(Struct, frozen=True, kw_only=True):
    """A merchant-local day; below zero where more went back than was given.

    Args:
        day: Day.
        points: Points.
        coupons: Coupons.
        cash: Cash.
        prizes: Prizes.
        prices: Prices.
        cents: Cents.
    """

    day: str
    points: int
    coupons: int
    cash: int
    prizes: int
    prices: int
    cents: int


class PrizeWins(Struct, frozen=True, kw_only=True):
    """How often a prize was won in a draw of the campaign, test members apart.

    Args:
        activity: Id of the activity in the program.
        prize: Number of the prize.
        wins: Wins.
    """

    activity: str
    prize: str
    wins: int


class CostForecast(Struct, frozen=True, kw_only=True):
    """What it will have cost at the end of the window, what is spent included.

    Args:
        unit: As in ``CostOfUnit``; ``all``: everything in cents.
        expected: The middle.
        low: One end in ten is below.
        high: One end in ten is above.
    """

    unit: Literal["all", "cash", "coupons", "points", "prices", "prizes"]
    expected: int
    low: int
    high: int


class MemberGot(Struct, frozen=True, kw_only=True):
    """What one member got of a campaign, less what went back.

    Args:
        member_id: Number of the member.
        name: Masked; empty: nobody knows it any more.
        points: Of the asset ``points``.
        coupons_cents: What coupons counted when they were granted.
        cash_cents: Won, claimed or not.
        prizes_cents: What prizes cost, unless they were forfeited.
        prices_cents: What orders were reduced by, unless they went back.
        rewards: How many were given.
        cents: Worth of everything, points by the program's value of a point.
    """

    member_id: str
    name: str
    points: int
    coupons_cents: int
    cash_cents: int
    prizes_cents: int
    prices_cents: int
    rewards: int
    cents: int


class CategoryView(Struct, frozen=True, kw_only=True):
    """A category as it is at an instant.

    Args:
        id: Id.
        name: Name.
        valid_from_us: Valid from us.
    """

    id: str
    name: str
    valid_from_us: int


class EntriesChanged(Struct, frozen=True, kw_only=True):
    """What came of a change.

    Args:
        changed: Entries that are different now; what is sent again changes nothing.
        version: Of the catalogue: decisions note the one they were made with.
    """

    changed: int
    version: int


class PutCategory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of product.

    Args:
        name: For people.
        valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was
            not known ever since.
    """

    name: str
    valid_from_us: int | UnsetType = UNSET


class AgreementView(Struct, frozen=True, kw_only=True):
    """An agreement as this shop sees it.

    Args:
        agreement: Its number, the same in both shops.
        partner: Name of the other shop.
        proposed_by_us: Whether this shop asked; the other one accepts.
        status: ``proposed``, ``active``, ``declined``, ``withdrawn`` or ``ended``.
        own_asset: Asset of this shop.
        other_asset: Asset of the other.
        out: From here to there; null: nothing goes that way.
        back: From there to here; null: nothing goes that way.
        from_us: When transfers begin.
        until_us: When they end.
        proposed_us: When it was proposed.
        decided_us: When it was accepted, declined or withdrawn; null: not yet.
        ended_us: When it was ended before its time; null: it was not.
        ended_by: ``own`` or ``partner``; empty: nobody.
        under_way: Transfers that the other shop has not answered.
        under_way_amount: What they hold, in units of ``own_asset``.
    """

    agreement: str
    partner: str
    proposed_by_us: bool
    status: str
    own_asset: str
    other_asset: str
    out: Direction | None
    back: Direction | None
    from_us: int
    until_us: int
    proposed_us: int
    decided_us: int | None
    ended_us: int | None
    ended_by: str
    under_way: int
    under_way_amount: int


class Direction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How value moves one way: ``give`` of the sender's asset become ``get`` of the receiver's, rounded down once.

    Args:
        give: Units of the sender's asset.
        get: Units of the receiver's.
        least: Smallest transfer, in units of the sender's asset.
        member_day: At most so much a member and merchant-local day; ``None``: any.
        member_month: At most so much a member and month; ``None``: any.
        total: At most so much in all, of all members; ``None``: any.
        price_cents: What the sending shop owes the receiving one, in cents ….
        price_points: … for so many units of the receiver's asset.
    """

    give: int
    get: int
    least: int | UnsetType = UNSET
    member_day: int | UnsetType | None = UNSET
    member_month: int | UnsetType | None = UNSET
    total: int | UnsetType | None = UNSET
    price_cents: int | UnsetType = UNSET
    price_points: int | UnsetType = UNSET


class NewAgreement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What another shop is asked to agree to.

    Args:
        partner: Name of the other shop on this server.
        own_asset: Asset of this shop that moves.
        other_asset: Asset of the other shop.
        until_us: UTC microseconds, from 1990 to 2100.
        out: From this shop to the other; left out: nothing goes that way.
        back: From the other to this one; left out: nothing goes that way.
        from_us: When transfers begin; 0: as soon as it is accepted.
    """

    partner: str
    own_asset: str
    other_asset: str
    until_us: int
    out: Direction | UnsetType | None = UNSET
    back: Direction | UnsetType | None = UNSET
    from_us: int | UnsetType = UNSET


class Statement(Struct, frozen=True, kw_only=True):
    """What shops owe each other for a month.

    Args:
        month: ``YYYY-MM``.
        currency: ISO code of the cents.
        lines: By partner, agreement and direction.
        nets: By partner.
        under_way: Transfers of any month that wait for an answer, and are in no line yet.
    """

    month: str
    currency: str
    lines: list[StatementLine]
    nets: list[PartnerNet]
    under_way: int


class StatementLine(Struct, frozen=True, kw_only=True):
    """One direction of one agreement in a month.

    Args:
        agreement: Its number.
        partner: Name of the other shop.
        direction: ``out``: this shop's members sent; ``in``: the other's did.
        asset: Of the sending shop.
        other_asset: Of the receiving shop.
        transfers: That arrived.
        amount: What was given, in units of ``asset``.
        credit: What arrived, in units of ``other_asset``.
        returned: Transfers that came back; nothing is owed for them.
        owes_cents: What this shop owes the other for it, rounded half up once; negative: what it is owed.
        owes: The same in whole units of money (``-12.30``).
    """

    agreement: str
    partner: str
    direction: str
    asset: str
    other_asset: str
    transfers: int
    amount: int
    credit: int
    returned: int
    owes_cents: int
    owes: str


class PartnerNet(Struct, frozen=True, kw_only=True):
    """What this shop owes another one in all; negative: what it is owed.

    Args:
        partner: Partner.
        owes_cents: Owes cents.
    """

    partner: str
    owes_cents: int


class TransferView(Struct, frozen=True, kw_only=True):
    """A transfer.

    Args:
        transfer: Its number, the same in both shops.
        agreement: By which.
        member_id: The member of this shop.
        direction: ``out``: sent here; ``in``: come from the other shop.
        status: ``under_way``, ``arrived`` or ``returned``.
        asset: Of this shop.
        amount: What was given, in units of the sending shop.
        credit: What arrives, in units of the receiving shop.
        why: Why it came back; empty: it did not.
        t_us: When it was sent or, where it is over, when that was recorded.
    """

    transfer: str
    agreement: str
    member_id: str
    direction: str
    status: str
    asset: str
    amount: int
    credit: int
    why: str
    t_us: int


class MembersAtCounter(Struct, frozen=True, kw_only=True):
    """Whom the name leads to: one, or nobody; several where merchants' systems gave the same name twice.

    Args:
        items: Items.
    """

    items: list[MemberAtCounter]


class MemberAtCounter(Struct, frozen=True, kw_only=True):
    """A member as the counter sees them.

    Args:
        member_id: For the requests that serve them.
        shown: Their phone number or address with the middle hidden; else the name that was asked for.
        tier: In force.
        tier_name: In the language of the call.
    """

    member_id: str
    shown: str
    tier: str
    tier_name: str


class Batches(Struct, frozen=True, kw_only=True):
    """Batches of the program in force, in its order, then those of earlier ones that members have coupons of.

    Args:
        items: Items.
    """

    items: list[BatchView]


class BatchView(Struct, frozen=True, kw_only=True):
    """A batch of coupons and what became of them.

    Args:
        batch: Id of the coupon batch in the program.
        name: Name.
        kind: Kind.
        quota: Pieces in all, as the program says; null: no limit.
        left: Pieces that can still be given out; null: no limit.
        issued: Coupons that members received so far.
        by_status: Status → coupons (``active``, ``locked``, ``used``, ``expired``, ``given``, ``revoked``).
        code: ``none``, ``generated`` or ``imported``.
        codes: Imported so far.
        codes_redeemed: Of those that members type in.
        claimable: Claimable.
        worth_cents: Worth cents.
        in_program: False: coupons of a batch that the program has no more.
        per_day: In the days asked for; only of one batch.
    """

    batch: str
    name: str
    kind: str
    quota: int | None
    left: int | None
    issued: int
    by_status: dict[str, int]
    code: str
    codes: int
    codes_redeemed: int
    claimable: bool
    worth_cents: int
    in_program: bool
    per_day: list[CouponsOfDay] | None = None


class CouponsOfDay(Struct, frozen=True, kw_only=True):
    """Coupons granted and used on a merchant-local day, and what using them saved.

    Args:
        day: Day.
        granted: Granted.
        used: Used.
        saved_cents: Saved cents.
    """

    day: str
    granted: int
    used: int
    saved_cents: int


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did.

    Args:
        batch: Of which coupon.
        imported: New codes; 0 when the same file was imported before.
        known: Codes of the file that were there already, in that case.
        total: Codes of the batch that were ever imported.
        left: Pieces of the batch in stock.
    """

    batch: str
    imported: int
    known: int
    total: int
    left: int


class DeadLetter(Struct, frozen=True, kw_only=True):
    """What was given up.

    Args:
        dead_letter_id: Dead letter id.
        t_us: T us.
        source: `webhook`, `delivery` (between members) or `replay:` with the name of the replay.
        reason: As it was noted: a code, or a text in English.
        payload: Payload.
        replayable: Whether it can be taken up again.
        text: The reason for people, in the language of the call.
    """

    dead_letter_id: str
    t_us: int
    source: str
    reason: str
    payload: dict[str, Any]
    replayable: bool
    text: str = ""


class DrawSeeds(Struct, frozen=True, kw_only=True):
    """Seeds of an activity, the newest first.

    Args:
        items: Items.
    """

    items: list[DrawSeed]


class DrawSeed(Struct, frozen=True, kw_only=True):
    """A seed of a period.

    Args:
        period: As `2026-11-29`; `all`: the whole activity.
        number: 1 unless one was discarded, which stays.
        commitment: SHA-256 of the seed, published before the first draw.
        committed_us: Committed us.
        closes_us: Closes us.
        secret: The seed in hexadecimal; empty until it is revealed after the period.
        discarded_us: Discarded us.
        reason: Why it was discarded.
    """

    period: str
    number: int
    commitment: str
    committed_us: int
    closes_us: int
    secret: str
    discarded_us: int | None
    reason: str


class DrawExport(Struct, frozen=True, kw_only=True):
    """Everything of a period; `liuke draw verify` checks it offline.

    Args:
        activity: Id of the activity in the program.
        period: Period.
        seeds: Seeds.
        draws: Draws.
        totals: How often each member drew, counted apart from the draws.
        lists: Sealed lists by their hash.
        form: Of this export.
    """

    activity: str
    period: str
    seeds: list[dict[str, Any]]
    draws: list[DrawNote]
    totals: dict[str, int]
    lists: dict[str, list[str]]
    form: int


class DrawNote(Struct, frozen=True, kw_only=True):
    """One draw: `note` holds the operation, purpose, digest, terms and outcome.

    Args:
        member: The member's number, or namespace:external_id; `me` with a member's token.
        number: Number.
        note: For whoever reads it later.
    """

    member: int
    number: int
    note: dict[str, Any]


class DryRunRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody, and one event or several steps.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
        sample: A made-up member, where none is named; by default somebody who just joined.
        type: Of the event, where there is one.
        data: Its fields.
        at_us: UTC microseconds; 0: now.
        steps: Events one after another; what is due between them happens.
        version: A published version, for all steps. Without it, and without a document or draft, each step is
            decided under what is in force then.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    member: str | UnsetType = UNSET
    sample: SampleMember | UnsetType = UNSET
    type: str | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET
    at_us: int | UnsetType = UNSET
    steps: list[DryStep] | UnsetType = UNSET
    version: int | UnsetType = UNSET


class SampleMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A made-up member.

    Args:
        tier: Id of the tier; empty: just joined.
        balances: Asset → what is available.
        registered_days_ago: When they joined.
        profile: Attributes that rules may ask for.
        labels: By name.
    """

    tier: str | UnsetType = UNSET
    balances: dict[str, int] | UnsetType = UNSET
    registered_days_ago: int | UnsetType = UNSET
    profile: dict[str, Any] | UnsetType = UNSET
    labels: dict[str, str] | UnsetType = UNSET


class DryStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event of a run.

    Args:
        type: Name in the event catalogue of the program in force then.
        data: Fields of the type.
        at_us: UTC microseconds; 0: now.
    """

    type: str
    data: dict[str, Any] | UnsetType = UNSET
    at_us: int | UnsetType = UNSET


class DryRunAnswer(Struct, frozen=True, kw_only=True):
    """What would come of each step.

    Args:
        member_id: Who; null for a made-up member.
        steps: Steps.
    """

    member_id: str | None
    steps: list[DryAnswer]


class DryAnswer(Struct, frozen=True, kw_only=True):
    """What would come of one event.

    Args:
        type: Of the event.
        t_us: Engine time of it.
        day: Merchant-local day of the event.
        program_version: That decides; 0: a document that came along, or a draft.
        patches: Paths of the overlays that lie over it.
        refused: Why not; null where it is taken.
        due: What time alone does before.
        before: Where the member stands when the event comes.
        tier: After it.
        balances: After it.
        reasons: The waterfall.
        gains: What the member receives.
        prompts: What is within reach.
        texts: Gains and prompts in words.
        result: What a request asked for.
        effects: What would be written.
    """

    type: str
    t_us: int
    day: str
    program_version: int
    patches: list[str]
    refused: Refusal | None
    due: list[DueView]
    before: StandingView
    tier: str
    balances: dict[str, int]
    reasons: list[ReasonView]
    gains: list[Gain]
    prompts: list[Prompt]
    texts: Texts
    result: dict[str, Any]
    effects: EffectsView


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a request would be refused, as its problem document would say it.

    Args:
        reason: Why, for whoever reads it later.
        detail: Detail.
        fix: Fix.
    """

    reason: str
    detail: str
    fix: str


class DueView(Struct, frozen=True, kw_only=True):
    """What time alone would do before the event.

    Args:
        type: Type.
        reasons: Reasons.
    """

    type: str
    reasons: list[ReasonView]


class ReasonView(Struct, frozen=True, kw_only=True):
    """One line of the waterfall; ``text`` says it in words.

    Args:
        path: Path.
        name: Name.
        code: The code as it was typed or scanned.
        applied: Applied.
        params: Params.
        text: Text.
    """

    path: str
    name: str
    code: str
    applied: bool
    params: dict[str, Any]
    text: str


class StandingView(Struct, frozen=True, kw_only=True):
    """Tier, and asset → available less debt.

    Args:
        tier: Tier.
        balances: Balances.
    """

    tier: str
    balances: dict[str, int]


class Gain(Struct, frozen=True, kw_only=True):
    """Something the member received in this turn, for the answer.

    Args:
        kind: Kind.
        name: Name.
        amount: In units of the asset.
        path: Path.
        params: Params.
    """

    kind: str
    name: str
    amount: int
    path: str
    params: dict[str, Any] = {}


class Prompt(Struct, frozen=True, kw_only=True):
    """Something within the member's reach, for "spend 50 yuan more for silver".

    Args:
        kind: ``tier``, ``task``, ``check_in``, ``coupon``, ``mall`` ….
        path: Place in the program.
        missing: How much is missing, in ``unit``.
        unit: ``cents``, ``points``, ``days``, ``times`` ….
        progress_bps: How far the member is, 0–10 000.
        code: Wording.
        params: Figures and names for the wording.
    """

    kind: str
    path: str
    missing: int
    unit: str
    progress_bps: int
    code: str
    params: dict[str, Any] = {}


class Texts(Struct, frozen=True, kw_only=True):
    """The answer in words, in the language of the request.

    Args:
        gains: One for each of the answer's.
        prompts: Likewise.
        interruption: Empty: there is none.
        result: Of a quote and of a hold: a list of the result (``steps``, ``unused``) → its entries in words, in
            order.
    """

    gains: list[str]
    prompts: list[str]
    interruption: str = ""
    result: dict[str, list[NamedEntry]] | None = None


class NamedEntry(Struct, frozen=True, kw_only=True):
    """An entry of the result in words.

    Args:
        name: Of the rule, the coupon, the activity.
        text: What it did, or why it did not.
    """

    name: str
    text: str


class EffectsView(Struct, frozen=True, kw_only=True):
    """What would be written.

    Args:
        counts: Kind of effect → how many.
        items: Each of them, in order; at most 200.
    """

    counts: dict[str, int]
    items: list[dict[str, Any]]


class EventAnswer(Struct, frozen=True, kw_only=True):
    """What an event came to.

    Args:
        member_id: Whose.
        replayed: Whether this key was answered before; the answer is then the one of that time.
        gains: What the member received.
        prompts: What is within reach now; at most three.
        result: What a request asked for.
        tier: After it.
        balances: Asset → available less debt, after it.
        interruption: The one message that is shown at once, whatever the member is doing; null: none. Of several
            the first in the order upgrade, prize, expiring, campaign.
        texts: All of these in words; left out with ``?texts=false``.
    """

    member_id: str
    replayed: bool
    gains: list[Gain]
    prompts: list[Prompt]
    result: dict[str, Any]
    tier: str
    balances: dict[str, int]
    interruption: Interruption | None = None
    texts: Texts | None = None


class Interruption(Struct, frozen=True, kw_only=True):
    """The one message that is shown at once, over whatever the member is doing.

    Args:
        message: Its name, by which it is marked as read.
        kind: ``upgrade``, ``prize``, ``expiring`` or ``campaign``.
        template: Wording.
        params: Figures and names for the wording.
        path: The rule's place in the program.
        purpose: ``service`` or ``marketing``.
        expires_us: From when on it says nothing any more; null: it stays.
        value_cents: Money that it is about.
        value_points: Points that it is about.
    """

    message: str
    kind: str
    template: str
    params: dict[str, Any]
    path: str
    purpose: str
    expires_us: int | None
    value_cents: int
    value_points: int


class BatchIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events, taken in order for each member.

    Args:
        events: Events.
    """

    events: list[NewEvent]


class BatchAnswer(Struct, frozen=True, kw_only=True):
    """Results in the order of the events.

    Args:
        results: Results.
    """

    results: list[BatchResult]


class BatchResult(Struct, frozen=True, kw_only=True):
    """One event's answer, or why it was not taken.

    Args:
        ok: Whether it was taken.
        answer: As of a single event.
        error: Problem document.
    """

    ok: bool
    answer: EventAnswer | None = None
    error: dict[str, Any] | None = None


class BreakageView(Struct, frozen=True, kw_only=True):
    """How much of what is open will probably expire; see ``note`` where there is no estimate.

    Args:
        as_of_us: Of which moment; where working it out takes long it may lie some minutes back.
        items: Asset by asset.
    """

    as_of_us: int
    items: list[Breakage]


class Breakage(Struct, frozen=True, kw_only=True):
    """How much of what is open will probably expire.

    Args:
        asset: Which.
        cohorts: Months that the estimate comes from.
        rate_bps: Share of earned points that expire, in basis points; ``None``: not enough history.
        low_bps: Lower end of the interval (two standard errors).
        high_bps: Upper end.
        expected: Points of those open now that will expire.
        low: At the lower end.
        high: At the upper end.
        note: Why there is no estimate; empty when there is.
    """

    asset: str
    cohorts: int
    rate_bps: int | None = None
    low_bps: int | None = None
    high_bps: int | None = None
    expected: int | None = None
    low: int | None = None
    high: int | None = None
    note: str = ""


class FlowsView(Struct, frozen=True, kw_only=True):
    """What moved, by period and kind, in order.

    Args:
        items: Items.
    """

    items: list[FlowRow]


class FlowRow(Struct, frozen=True, kw_only=True):
    """What moved in one period by one kind of posting.

    Args:
        asset: Which.
        period: Merchant-local day, or month.
        kind: Named posting.
        source: Account that gave.
        target: Account that took.
        amount: Positive.
        postings: How many.
    """

    asset: str
    period: str
    kind: str
    source: str
    target: str
    amount: int
    postings: int


class LiabilityView(Struct, frozen=True, kw_only=True):
    """What members can still claim.

    Args:
        as_of_us: Of which moment.
        currency: ISO code of the cents.
        items: By asset and month of the last good day; ``status`` tells available, pending, reserved and owed
            apart.
    """

    as_of_us: int
    currency: str
    items: list[Liability]


class Liability(Struct, frozen=True, kw_only=True):
    """Points of one asset that members can still claim, by the month in which they go.

    Args:
        asset: Which.
        month: ``YYYY-MM`` of the last good day; ``never``; ``reserved``: in open holds or frozen; ``owed``: by
            members, with the sign turned.
        status: ``available``, ``pending``, ``reserved`` or ``owed``.
        amount: In units of the asset.
        cents: Worth, rounded half up; 0 where the asset has no value.
    """

    asset: str
    month: str
    status: str
    amount: int
    cents: int


class Pools(Struct, frozen=True, kw_only=True):
    """All pools, those of the program first.

    Args:
        items: Items.
    """

    items: list[PoolView]


class PoolView(Struct, frozen=True, kw_only=True):
    """A public-welfare pool.

    Args:
        pool: Id.
        name: Its id where the program has it no more.
        asset: What is given; empty where the program has it no more.
        total: Given so far.
        goal: Null: none.
        donors: Members who gave.
    """

    pool: str
    name: str
    asset: str
    total: int
    goal: int | None
    donors: int


class LedgerRow(Struct, frozen=True, kw_only=True):
    """A posting: ``amount`` moved from account ``source`` to account ``target`` of one asset of one member.

    Args:
        asset: Id of the asset in the program, as `points`.
        seq: Number of the posting within its member.
        kind: Kind.
        amount: In units of the asset.
        source: Source.
        target: Target.
        rule: Rule.
        ref: What it belongs to, in the caller's words.
        member_id: Number of the member.
        operation: Operation.
        t_us: The moment it counts from.
        day: Merchant-local day it belongs to.
        recorded_us: When it was written down.
        program_version: Program version.
        shown: The member's phone number or address with the middle hidden, else another name; empty: they have
            none.
    """

    asset: str
    seq: int
    kind: str
    amount: int
    source: str
    target: str
    rule: str
    ref: str
    member_id: str
    operation: int
    t_us: int
    day: str
    recorded_us: int
    program_version: int
    shown: str = ""


class SealRow(Struct, frozen=True, kw_only=True):
    """A link of the chain; it covers what was recorded in ``[from_us, until_us)``.

    Args:
        number: Number.
        from_us: From us.
        until_us: Until us.
        rows: Rows.
        hash: Hash.
        sealed_us: Sealed us.
    """

    number: int
    from_us: int
    until_us: int
    rows: int
    hash: str
    sealed_us: int


class TrialBalance(Struct, frozen=True, kw_only=True):
    """Every account with what it gave and received; over all accounts of an asset, debit equals credit.

    Args:
        items: Items.
    """

    items: list[AccountBalance]


class AccountBalance(Struct, frozen=True, kw_only=True):
    """One line of the trial balance; over all accounts of an asset, debit equals credit.

    Args:
        asset: Id of the asset in the program, as `points`.
        account: Account.
        debit: Debit.
        credit: Credit.
    """

    asset: str
    account: str
    debit: int
    credit: int


class VerifyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be proved.

    Args:
        laws: Names; empty: all of them.
        seconds: For how long at most.
        sealed_head: Hash of a seal, noted earlier in another place, that the chain must still have.
        limit: Most rows a check names.
    """

    laws: list[str] | UnsetType = UNSET
    seconds: int | UnsetType = UNSET
    sealed_head: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET


class Proof(Struct, frozen=True, kw_only=True):
    """What came of all laws that were asked for.

    Args:
        clean: Whether all of them were looked at and hold.
        finished: Whether all of them were looked at.
        checks: Checks.
        took_us: Took us.
    """

    clean: bool
    finished: bool
    checks: list[CheckView]
    took_us: int


class CheckView(Struct, frozen=True, kw_only=True):
    """What came of one law.

    Args:
        name: Name.
        law: Law.
        status: ``holds``, ``broken``, or ``not_finished`` in the time given.
        checked: Rows looked at.
        violations: Rows that break it.
        took_us: How long it took.
    """

    name: str
    law: str
    status: Literal["broken", "holds", "not_finished"]
    checked: int
    violations: list[dict[str, Any]]
    took_us: int


class GivingView(Struct, frozen=True, kw_only=True):
    """A giving and how far it is.

    Args:
        giving_id: Giving id.
        what: What.
        reason: Why, for whoever reads it later.
        status: `waiting` for a second person, `running`, `done`, `rejected`, `undoing`, `undone`.
        members: For how many.
        cost_cents: Cost cents.
        counts: Members by what came of them: `waiting`, `given`, `refused`, `returning`, `returned`, `kept`.
        asked_by: Asked by.
        asked_us: Asked us.
        decided_by: Decided by.
        decided_us: Decided us.
        undone_by: Undone by.
        undone_us: Undone us.
        mine: Whether the caller stands behind the asking, and so may not approve it.
    """

    giving_id: str
    what: dict[str, Any]
    reason: str
    status: str
    members: int
    cost_cents: int | None
    counts: dict[str, int]
    asked_by: str
    asked_us: int
    decided_by: str | None
    decided_us: int | None
    undone_by: str | None
    undone_us: int | None
    mine: bool


class NewGiving(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to give, to whom, and why.

    Args:
        giving_id: Yours; asking again with the same id and content changes nothing.
        what: As rewards are written in a program (`{"kind": "asset", "asset": "points", "amount": 100}`, `coupon`,
            `benefit`, `badge`), or `{"kind": "label", "name": "vip", "value": "1"}`.
        reason: For the approver, and the audit log.
        members: Whom, by number or `namespace:external_id`; with ``namespace``: by their ids in it.
        namespace: In which ``members`` are ids; empty: each says its own.
        selection: Whom, by filters, instead of ``members``.
    """

    giving_id: str
    what: dict[str, Any]
    reason: str
    members: list[str] | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    selection: Selection | UnsetType = UNSET


class Selection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Members by what the list of members filters by; all must hold, and nothing means everybody.

    Args:
        tier: In force.
        registered_from_us: Joined then or later.
        registered_until_us: Joined before.
        active_from_us: Active then or later.
        balance_asset: Asset of ``balance_min``.
        balance_min: The least that is available.
        label: Name of a label that they have.
        label_value: Its value; any without one.
    """

    tier: str | UnsetType = UNSET
    registered_from_us: int | UnsetType = UNSET
    registered_until_us: int | UnsetType = UNSET
    active_from_us: int | UnsetType = UNSET
    balance_asset: str | UnsetType = UNSET
    balance_min: int | UnsetType = UNSET
    label: str | UnsetType = UNSET
    label_value: str | UnsetType = UNSET


class GivingPreview(Struct, frozen=True, kw_only=True):
    """What would come of a giving.

    Args:
        members: How many would get it, each once.
        unknown: Names that nobody has, at most 100 of them.
        unknown_count: How many names nobody has; they are left out.
        each_cents: What one gets is worth; null: nobody can say.
        cost_cents: In all.
        approval: Why a second person must agree: `worth`, `members`, `amount`; empty: nobody need.
    """

    members: int
    unknown: list[str]
    unknown_count: int
    each_cents: int | None
    cost_cents: int | None
    approval: str


class GivingItem(Struct, frozen=True, kw_only=True):
    """A member of a giving: what came of it, and why (a refusal, or why something stays).

    Args:
        member_id: Number of the member.
        names: Names.
        status: Status.
        why: Why.
        t_us: T us.
    """

    member_id: str
    names: list[str]
    status: str
    why: str
    t_us: int


class KeyList(Struct, frozen=True, kw_only=True):
    """All keys, newest first, also those that are over.

    Args:
        items: Items.
    """

    items: list[KeyView]


class KeyView(Struct, frozen=True, kw_only=True):
    """A key. ``token`` is there once, in the answer that made it.

    Args:
        key_id: Id of the key.
        name: Name.
        scopes: Scopes.
        created_us: Created us.
        created_by: Created by.
        expires_us: Expires us.
        revoked_us: Revoked us.
        last_used_us: Last used us.
        token: Token.
    """

    key_id: str
    name: str
    scopes: list[str]
    created_us: int
    created_by: str
    expires_us: int | None
    revoked_us: int | None
    last_used_us: int | None
    token: str = ""


class NewKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key to be made.

    Args:
        name: What it is for.
        scopes: What it may do; none that the caller lacks.
        expires_us: When it ends; null: never.
    """

    name: str
    scopes: list[str]
    expires_us: int | UnsetType | None = UNSET


class Rotate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long the old key works beside its successor.

    Args:
        overlap_seconds: Overlap seconds.
    """

    overlap_seconds: int | UnsetType = UNSET


class Items(Struct, frozen=True, kw_only=True):
    """Items of the program in force, in its order.

    Args:
        from_day: From day.
        until_day: Until day.
        items: Items.
    """

    from_day: str
    until_day: str
    items: list[ItemView]


class ItemView(Struct, frozen=True, kw_only=True):
    """An item of the mall.

    Args:
        item: Id of the item in the program's mall.
        name: Name.
        kind: Kind.
        picture: For `GET /v1/media/{id}`; empty: none.
        asset: Id of the asset in the program, as `points`.
        price_points: Before tier and special prices.
        by_tier: By tier.
        cash_cents: Cash cents.
        fulfilment: Fulfilment.
        tiers: Tiers.
        from_day: First day on which it is offered; null: from the beginning.
        to_day: Last day; null: no end.
        initial: Pieces there were; null: no limit.
        left: Pieces left; null: no limit.
        redeemed: Pieces redeemed so far; of limited items less those that came back.
        per_day: In the days asked for, days without any left out.
    """

    item: str
    name: str
    kind: str
    picture: str
    asset: str
    price_points: int
    by_tier: dict[str, int]
    cash_cents: int
    fulfilment: str
    tiers: list[str]
    from_day: str | None
    to_day: str | None
    initial: int | None
    left: int | None
    redeemed: int
    per_day: list[PiecesOfDay]


class PiecesOfDay(Struct, frozen=True, kw_only=True):
    """Redemptions on a merchant-local day; those that were cancelled later count.

    Args:
        day: Day.
        redemptions: Redemptions.
        pieces: Pieces.
    """

    day: str
    redemptions: int
    pieces: int


class MallOrder(Struct, frozen=True, kw_only=True):
    """A redemption.

    Args:
        order_id: The shop's number of the order.
        member_id: Whose.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        item: Id of the item in the program's mall.
        name: Of the item, in the language of the call.
        quantity: How many pieces.
        points: Spent.
        cash_cents: Paid beside the points.
        redeemed_us: When.
        status: `waiting`, `sent`, `done` or `cancelled`.
        carrier: Who carries it.
        tracking: Number of the parcel.
        sent_us: When it was sent; null: not.
        store: Where it was handed over.
        note: Of whoever handed it over.
        done_us: When it was handed over; null: not, or given at once.
        cancelled_us: When it was cancelled; null: not.
        ships: Whether it is sent to an address that the member gave.
    """

    order_id: str
    member_id: str
    shown: str
    item: str
    name: str
    quantity: int
    points: int
    cash_cents: int
    redeemed_us: int
    status: str
    carrier: str
    tracking: str
    sent_us: int | None
    store: str
    note: str
    done_us: int | None
    cancelled_us: int | None
    ships: bool


class Me(Struct, frozen=True, kw_only=True):
    """Who calls, and for whom.

    Args:
        kind: A key, a member with a token, or a person with a session.
        id: Of the key or the member; e-mail address of a person.
        person: Of a session; null otherwise.
        scopes: What the caller may do.
        tenant: The merchant.
        csrf: Of a session: to be sent in X-Liuke-CSRF with what changes something.
        session_expires_us: When the session ends at the latest.
    """

    kind: Literal["key", "member", "person"]
    id: str
    person: Myself | None
    scopes: list[str]
    tenant: TenantView
    csrf: str | None = None
    session_expires_us: int | None = None


class Myself(Struct, frozen=True, kw_only=True):
    """The person whose session it is.

    Args:
        person_id: Person id.
        email: Email.
        name: Name.
        role: Role.
        role_name: Role name.
    """

    person_id: str
    email: str
    name: str
    role: Literal["clerk", "finance", "operator", "owner", "reader", "support"]
    role_name: str


class TenantView(Struct, frozen=True, kw_only=True):
    """The merchant. Time zone and currency are those of the program in force; null before one is published.

    Args:
        slug: Slug.
        name: Name.
        time_zone: Time zone.
        currency: ISO code.
        exponent: Decimals of its smallest unit.
    """

    slug: str
    name: str
    time_zone: str | None
    currency: str | None
    exponent: int | None


class MediumView(Struct, frozen=True, kw_only=True):
    """A picture.

    Args:
        id: Its name, for fields of the program and for `GET /v1/media/{id}`.
        purpose: What it is for.
        state: `pending` until somebody looked at it, `shown`, `refused`, or `erased`: its bytes are gone.
        reason: Why it waits, was refused or was erased.
        member_id: Who sent it as a proof; null: the merchant.
        by: Who sent it.
        made_us: Made us.
        changed_us: Changed us.
        sizes: None of what was erased.
    """

    id: str
    purpose: str
    state: str
    reason: str
    member_id: str | None
    by: str
    made_us: int
    changed_us: int
    sizes: list[MediumSizeView]


class MediumSizeView(Struct, frozen=True, kw_only=True):
    """A size of a picture: its content type, bytes and pixels.

    Args:
        size: Size.
        type: Type.
        bytes: Bytes.
        width: Width.
        height: Height.
    """

    size: Literal["card", "full", "thumb"]
    type: str
    bytes: int
    width: int
    height: int


class Because(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, for whoever reads it later.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str | UnsetType = UNSET


class MediumRefusal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the picture is not shown.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class MemberRow(Struct, frozen=True, kw_only=True):
    """One member of a list.

    Args:
        member_id: Number of the member.
        identities: Identities.
        tier: Tier.
        registered_us: Registered us.
        last_active_us: Last active us.
        operations: Operations.
        balances: Balances.
        test: Test.
    """

    member_id: str
    identities: list[str]
    tier: str
    registered_us: int
    last_active_us: int | None
    operations: int
    balances: dict[str, int]
    test: bool


class NewMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to register.

    Args:
        namespace: Where the name comes from (``wechat``, ``till``).
        external_id: The name there.
        profile: Attributes that rules may ask for (``birthday`` as ``YYYY-MM-DD``, or ``MM-DD``; by the Chinese
            calendar ``lunar:YYYY-MM-DD``, in a leap month ``lunar:YYYY-leap-MM-DD``); never secrets.
        registered_us: UTC microseconds.
        test: Whether they are somebody to try things out with: they play by the same rules, take no stock, and are
            counted nowhere.
        if_known: What becomes of ``profile`` where somebody has this name already: `keep` what is known of them and
            say in what it differs, or `update` it as `POST /v1/members/{member}/profile` does.
    """

    namespace: str
    external_id: str
    profile: dict[str, Any] | UnsetType = UNSET
    registered_us: int | UnsetType = UNSET
    test: bool | UnsetType = UNSET
    if_known: Literal["keep", "update"] | UnsetType = UNSET


class RegisteredMember(Struct, frozen=True, kw_only=True):
    """A member, and what registering brought.

    Args:
        member_id: Number of the member.
        created: False if the member had been registered before.
        differs: Attributes that were given and are others than those known of the member, which were kept.
        changed: Attributes of a known member that were changed (`if_known: update`).
    """

    member_id: str
    created: bool
    differs: list[str] = []
    changed: list[str] = []


class MemberView(Struct, frozen=True, kw_only=True):
    """A member.

    Args:
        member_id: Number of the member.
        identities: Of phone numbers and addresses a person is shown the mask: `POST /v1/members/{member}/whole`
            opens them. Keys of systems and members themselves are shown them whole.
        registered_us: Registered us.
        last_active_us: Last active us.
        tier: Tier.
        operations: Recorded so far.
        profile: Likewise.
        labels: By name.
        balances: In full.
        test: Whether it is a test member.
        freeze: Null: the member is not frozen.
        set_tier: The tier that was set by hand; null: none, or a member asks.
    """

    member_id: str
    identities: list[IdentityView]
    registered_us: int
    last_active_us: int | None
    tier: NamedTier
    operations: int
    profile: dict[str, Any]
    labels: dict[str, str]
    balances: list[Balance]
    test: bool
    freeze: FreezeView | None
    set_tier: SetTierView | None


class IdentityView(Struct, frozen=True, kw_only=True):
    """A name of a member.

    Args:
        namespace: Namespace.
        external_id: External id.
        linked_us: Linked us.
    """

    namespace: str
    external_id: str
    linked_us: int


class NamedTier(Struct, frozen=True, kw_only=True):
    """A tier of the ladder; ``id`` is empty before the first.

    Args:
        id: Id.
        name: Name.
        rank: Rank.
        color: Color.
        icon: Icon.
        perks: Perks.
    """

    id: str
    name: str
    rank: int = 0
    color: str = ""
    icon: str = ""
    perks: list[str] = []


class Balance(Struct, frozen=True, kw_only=True):
    """One asset of a member.

    Args:
        asset: Id of the asset in the program, as `points`.
        name: Name.
        unit: Unit.
        available: Available.
        pending: Pending.
        held: Held.
        frozen: Frozen.
        debt: Debt.
        net: Available less debt: what the member is shown.
        earned: Earned.
        spendable: Spendable.
        worth_cents: Of what is available; null where the asset has no price.
        expiring: Within 90 days, earliest first.
    """

    asset: str
    name: str
    unit: str
    available: int
    pending: int
    held: int
    frozen: int
    debt: int
    net: int
    earned: int
    spendable: bool
    worth_cents: int | None
    expiring: list[Expiring]


class Expiring(Struct, frozen=True, kw_only=True):
    """Points that expire together.

    Args:
        amount: In units of the asset.
        expires_us: Expires us.
        day: Day.
    """

    amount: int
    expires_us: int
    day: str


class FreezeView(Struct, frozen=True, kw_only=True):
    """Since when a member is frozen, until when (null: until somebody lifts it), why and by whom.

    Args:
        since_us: Since us.
        until_us: Until us.
        reason: Why, for whoever reads it later.
        actor: Actor.
    """

    since_us: int
    until_us: int | None
    reason: str
    actor: str


class SetTierView(Struct, frozen=True, kw_only=True):
    """A tier that was set by hand: since when, until when (null: until somebody lets it end), why and by whom.

    Args:
        tier: Tier.
        since_us: Since us.
        until_us: Until us.
        reason: Why, for whoever reads it later.
        actor: Actor.
    """

    tier: NamedTier
    since_us: int
    until_us: int | None
    reason: str
    actor: str


class FreezeMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, and until when; without an end it holds until somebody lifts it.

    Args:
        reason: Why, for whoever reads it later.
        until_us: UTC microseconds, from 1990 to 2100.
    """

    reason: str
    until_us: int | UnsetType = UNSET


class MemberFrozen(Struct, frozen=True, kw_only=True):
    """Whether the member is frozen now, and until when; null: until somebody lifts it.

    Args:
        frozen: Frozen.
        until_us: Until us.
    """

    frozen: bool
    until_us: int | None


class UnfreezeMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the freeze is lifted.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class ActivityView(Struct, frozen=True, kw_only=True):
    """An activity that is open to the member, as the member stands in it.

    Args:
        id: Id.
        kind: ``check_in``, ``task`` ….
        name: Name.
        deep_link: Where the member app shows it.
        theme: Theme.
        tags: Tags.
        closes_us: First instant at which it is closed; null: no end.
        shown: All that the kind shows: progress, days, rewards, texts in the language of the call.
        draws: Commitments of the periods of draws that are open; all of them are at `/v1/draws/{activity}`.
    """

    id: str
    kind: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    shown: (
        CheckInShown
        | TaskShown
        | MilestoneShown
        | OfferShown
        | LotteryShown
        | FlashSaleShown
        | SignUpShown
        | VoteShown
        | WelfareShown
        | SurveyShown
        | LeaderboardShown
        | BargainShown
        | AssistShown
        | GroupBuyShown
        | CardsShown
        | ChallengeShown
        | WallShown
        | PicksActivityShown
        | QuizShown
        | FreeOrderShown
        | RaffleShown
        | CommunityShown
    )
    draws: list[DrawCommitment]


class CheckInShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="check_in"):
    """A check-in.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        today: The merchant's day.
        checked_in: Whether the member has checked in today.
        streak: Days in a row.
        position: Place in the ladder.
        total: Days in all.
        month: The calendar of this month.
        next: Steps to come, the nearest first.
        make_up: Null: days cannot be made up for.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    today: str
    checked_in: bool
    streak: int
    position: int
    total: int
    month: CheckInMonth
    next: list[StepAhead]
    make_up: MakeUpShown | None


class CheckInMonth(Struct, frozen=True, kw_only=True):
    """A month of a check-in's calendar.

    Args:
        first: Its first day.
        last: Its last day.
        checked: Days that are checked in, made-up ones included.
        made_up: Those that were made up for.
    """

    first: str
    last: str
    checked: list[str]
    made_up: list[str]


class StepAhead(Struct, frozen=True, kw_only=True):
    """A step of the ladder that is to come.

    Args:
        in_days: Days until it is reached.
        at: Days in a row that it takes.
        rewards: In words.
    """

    in_days: int
    at: int
    rewards: str


class MakeUpShown(Struct, frozen=True, kw_only=True):
    """What can be made up for.

    Args:
        left: Times that are left this month.
        days: Days that can be made up for.
        prices: What one costs: one of these.
    """

    left: int
    days: list[str]
    prices: list[dict[str, Any]]


class TaskShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="task"):
    """A task.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        cadence: How often it can be done.
        status: Status.
        completed: Times that it was done.
        period: First day of the period; null: it is done once.
        ends_day: First day after the period; null: it has no end.
        match: Whether all steps are needed, or any.
        steps: Steps.
        claimable: First days of periods whose reward waits to be claimed.
        rewards: In words.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    cadence: str
    status: Literal["completed", "open"]
    completed: int
    period: str | None
    ends_day: str | None
    match: str
    steps: list[TaskStepShown]
    claimable: list[str]
    rewards: str


class TaskStepShown(Struct, frozen=True, kw_only=True):
    """A step of a task.

    Args:
        id: Id.
        name: Name.
        value: So far.
        target: That it takes.
        unit: Unit.
    """

    id: str
    name: str | None
    value: int
    target: int
    unit: str


class MilestoneShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="milestone"):
    """Milestones.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        count: Times so far.
        missing: Times until the next one; null: none is to come.
        steps: Steps.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    count: int
    missing: int | None
    steps: list[MilestoneStepShown]


class MilestoneStepShown(Struct, frozen=True, kw_only=True):
    """One milestone.

    Args:
        at: Times that it takes.
        name: Name.
        reached: Reached.
        rewards: In words.
    """

    at: int
    name: str | None
    reached: bool
    rewards: str


class OfferShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="offer"):
    """An offer.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        received: Times that it was received.
        achieved: Times that it was achieved.
        target: What it takes; null: receiving it is enough.
        unit: Unit.
        rewards: In words.
        receipts: Those that are remembered, the newest first.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    received: int
    achieved: int
    target: int | None
    unit: str
    rewards: str
    receipts: list[ReceiptShown]


class ReceiptShown(Struct, frozen=True, kw_only=True):
    """An offer as the member received it once.

    Args:
        ref: Which receipt it is.
        status: Status.
        received_us: When it was received.
        ends_us: First instant at which it is over.
        viewed: Whether the member has looked at it.
        value: What counts so far.
        missing: What is missing; null: nothing can be reached any more, or nothing has to be.
    """

    ref: str
    status: str
    received_us: int
    ends_us: int
    viewed: bool
    value: int
    missing: int | None


class LotteryShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="lottery"):
    """A lottery.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        style: How it looks.
        draws: Times that the member drew.
        won: Times that the member won.
        free_left: Draws that cost nothing and are left.
        chances: Chances that the member has.
        price: What a draw costs beside them; null: it cannot be bought.
        guarantees: Guarantees.
        prizes: Prizes.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    style: str
    draws: int
    won: int
    free_left: int
    chances: int
    price: dict[str, Any] | None
    guarantees: list[GuaranteeShown]
    prizes: list[PrizeShown]


class GuaranteeShown(Struct, frozen=True, kw_only=True):
    """A prize of at least this rank comes within so many draws.

    Args:
        rank: Rank.
        within: Draws, the next one included.
    """

    rank: int
    within: int


class PrizeShown(Struct, frozen=True, kw_only=True):
    """A prize.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        rank: Rank.
        odds_ppm: Of each draw, in millionths, for the member's tier.
        effective_ppm: The same with what guarantees add.
        rewards: In words.
    """

    id: str
    name: str
    picture: str
    rank: int
    odds_ppm: int
    effective_ppm: int
    rewards: str


class FlashSaleShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="flash_sale"):
    """A flash sale.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        sessions: Those of today and the next one.
        places: What the member reserved, the newest first.
        reserve_minutes: How long a place is kept.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    sessions: list[SaleSessionShown]
    places: list[SalePlaceShown]
    reserve_minutes: int


class SaleSessionShown(Struct, frozen=True, kw_only=True):
    """A session that is not over.

    Args:
        session: Session.
        date: Date.
        opens_us: When it opens for the member, whose tier may be early.
        begins_us: When it opens for everybody.
        ends_us: Ends us.
        products: Products.
    """

    session: str
    date: str
    opens_us: int
    begins_us: int
    ends_us: int
    products: list[SaleProductShown]


class SaleProductShown(Struct, frozen=True, kw_only=True):
    """A product in a session.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        sku: Sku.
        price_cents: Price cents.
        list_cents: List cents.
        per_session: Per session.
        mine: Pieces that the member has reserved or bought in the session.
        left: Pieces that can be reserved now; null: not read here.
        state: ``open``, ``all_held`` (all are reserved, some may come back), ``sold_out``; null: not read here.
    """

    id: str
    name: str
    picture: str
    sku: str
    price_cents: int
    list_cents: int
    per_session: int
    mine: int
    left: int | None = None
    state: str | None = None


class SalePlaceShown(Struct, frozen=True, kw_only=True):
    """A piece that the member reserved.

    Args:
        ref: What it belongs to, in the caller's words.
        product: Product.
        session: Session.
        pieces: Pieces.
        price_cents: Price cents.
        status: ``open``, ``in_checkout``, ``bought``, ``lapsed``, ``released`` or ``returned``.
        until_us: When it lapses, unless it is paid.
        order_id: The shop's number of the order.
    """

    ref: str
    product: str
    session: str
    pieces: int
    price_cents: int
    status: str
    until_us: int
    order_id: str


class SignUpShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="sign_up"):
    """A sign-up.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        sessions: Sessions.
        ballot_us: When is drawn; null: first come, first served.
        price: Of a person; null: free.
        party: Party.
        barred_until_us: Until when the member cannot sign up; 0: they can.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    sessions: list[SignUpSessionShown]
    ballot_us: int | None
    price: dict[str, Any] | None
    party: int
    barred_until_us: int


class SignUpSessionShown(Struct, frozen=True, kw_only=True):
    """A session.

    Args:
        id: Id.
        name: Name.
        store: Id of the store.
        begins_us: Begins us.
        ends_us: Ends us.
        places: In all; null: no limit.
        status: The member's: ``seated``, ``waiting``, ``offered``, ``entered``, ``cancelled``, ``attended``,
            ``missed``, ``not_drawn``; empty: none.
        party: Party.
        code: By which a clerk checks the member in.
        offer_until_us: Until when an offer may be taken; 0: there is none.
        left: Places that are free; null: no limit, or not read here.
        waiting: How many wait; null: not read here.
        position: The member's place among them; 0: none; null: not read here.
    """

    id: str
    name: str
    store: str
    begins_us: int
    ends_us: int
    places: int | None
    status: str
    party: int
    code: str
    offer_until_us: int
    left: int | None = None
    waiting: int | None = None
    position: int | None = None


class VoteShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="vote"):
    """A vote.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        question: Question.
        options: Options.
        most: How many may be chosen.
        voted: Voted.
        changes: Whether a vote may be changed.
        voters: Members who voted; null as ``count``.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    question: str
    options: list[VoteOptionShown]
    most: int
    voted: bool
    changes: bool
    voters: int | None = None


class VoteOptionShown(Struct, frozen=True, kw_only=True):
    """Something to vote for.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        chosen: Chosen.
        count: Members who chose it; null: not shown to the member yet, or not read here.
    """

    id: str
    name: str
    picture: str
    chosen: bool
    count: int | None = None


class WelfareShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="welfare"):
    """A welfare pool.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        given: By the member.
        total: In the pool; null: not read here.
        min_amount: Of one donation; 0: none is taken.
        goals: Goals.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    given: int
    total: int | None = None
    min_amount: int
    goals: list[WelfareGoalShown]


class WelfareGoalShown(Struct, frozen=True, kw_only=True):
    """A goal; ``reached``: null where the pool was not read here.

    Args:
        id: Id.
        name: Name.
        at: At.
        reached: Reached.
    """

    id: str
    name: str
    at: int
    reached: bool | None = None


class SurveyShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="survey"):
    """A survey.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        anonymous: Whether nothing leads from an answer to who gave it; it is answered by `answer-anonymously` then.
        answered: Whether the member answered in this period.
        again_us: When it can be answered again; null: it can be answered now, or never again.
        questions: Questions.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    anonymous: bool
    answered: bool
    again_us: int | None
    questions: list[SurveyQuestionShown]


class SurveyQuestionShown(Struct, frozen=True, kw_only=True):
    """A question.

    Args:
        id: Id.
        text: Text.
        form: ``single``, ``multiple``, ``nps`` (0 to 10), ``rating`` (1 to ``top``) or ``text``.
        required: Required.
        options: Options.
        most: Options that may be chosen.
        top: Top.
        min_chars: Min chars.
        max_chars: Max chars.
        shown_if: Null: it is always asked.
    """

    id: str
    text: str
    form: str
    required: bool
    options: list[SurveyOptionShown]
    most: int
    top: int
    min_chars: int
    max_chars: int
    shown_if: SurveyConditionShown | None


class SurveyOptionShown(Struct, frozen=True, kw_only=True):
    """Something to choose.

    Args:
        id: Id.
        name: Name.
    """

    id: str
    name: str


class SurveyConditionShown(Struct, frozen=True, kw_only=True):
    """Which answers to an earlier question lead to this one.

    Args:
        question: Question.
        options: Any of them was chosen; empty: whatever was.
        least: Score from; null: without limit.
        most: Score up to; null: without limit.
    """

    question: str
    options: list[str]
    least: int | None
    most: int | None


class LeaderboardShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="leaderboard"):
    """A leaderboard in its present period.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        period: As answers name it: its first day, or ``campaign``.
        until_us: First instant after the period; null: no end.
        score: The member's.
        unit: Of scores: ``cents``, ``minutes`` or empty.
        unit_name: Of scores, in words; empty: none.
        hidden: Whether the member has no rank because they do not want one.
        shared_ranks: Whether equal scores share a rank.
        boards: Lists; null: not read here.
        league: Where the member plays; null: there are no leagues.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    period: str
    until_us: int | None
    score: int
    unit: str
    unit_name: str
    hidden: bool
    shared_ranks: bool
    boards: list[BoardShown] | None = None
    league: LeagueShown | None = None


class BoardShown(Struct, frozen=True, kw_only=True):
    """One list.

    Args:
        scope: ``all``, ``city``, ``friends`` or ``league``.
        place: City or store; empty: none.
        top: From the first place.
        near: Around the member's own, theirs included; empty: they have none.
        rank: The member's own; null: they have none.
        total: Members who have a rank.
        up: The last rank that goes up a division; 0: none does.
        down: The first rank that goes down a division; 0: none does.
    """

    scope: str
    place: str
    top: list[BoardLineShown]
    near: list[BoardLineShown]
    rank: int | None
    total: int
    up: int = 0
    down: int = 0


class BoardLineShown(Struct, frozen=True, kw_only=True):
    """One place.

    Args:
        rank: From 1.
        name: Masked; empty: nobody knows it.
        score: In all.
        mine: Whether it is the member.
    """

    rank: int
    name: str
    score: int
    mine: bool


class LeagueShown(Struct, frozen=True, kw_only=True):
    """Where a member plays.

    Args:
        division: Its id.
        name: Of the division.
        step: Of the division, from 1: the lowest.
        steps: Divisions there are.
        number: Of the league in the division; 0: the member has no seat in this period.
        waits: Whether the seat waits for the result of the period before.
        result: Of the last league that has closed; null: none has.
    """

    division: str
    name: str
    step: int
    steps: int
    number: int
    waits: bool
    result: LeagueResultShown | None


class LeagueResultShown(Struct, frozen=True, kw_only=True):
    """What came of a league that has closed.

    Args:
        period: As answers name it.
        rank: 0: none.
        members: Who had a rank there.
        move: 1: a division up; -1: one down; 0: neither.
    """

    period: str
    rank: int
    members: int
    move: int


class BargainShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="bargain"):
    """Bargains.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        goods: Goods.
        bargains: That the member started, the newest first.
        helps_left: How often the member may still help today; null: without limit.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    goods: list[BargainGoodShown]
    bargains: list[BargainPlaceShown]
    helps_left: int | None


class BargainGoodShown(Struct, frozen=True, kw_only=True):
    """A good.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        sku: Sku.
        full_cents: Full cents.
        floor_cents: Floor cents.
        friends: How many it takes to the floor.
        cuts_cents: What each of them cuts, in turn; empty: it is drawn.
        per_member: Per member.
        mine: Bargains of it that the member runs or has bought.
        left: Pieces that no bargain has set aside; null: not read here.
    """

    id: str
    name: str
    picture: str
    sku: str
    full_cents: int
    floor_cents: int
    friends: int
    cuts_cents: list[int]
    per_member: int
    mine: int
    left: int | None = None


class BargainPlaceShown(Struct, frozen=True, kw_only=True):
    """A bargain that the member started.

    Args:
        ref: Its name: what friends are sent.
        good: Good.
        full_cents: Full cents.
        floor_cents: Floor cents.
        price_cents: What it costs now.
        helpers: Friends who helped.
        friends_left: How many more it takes to the floor.
        for_sale: Whether it can be bought at that price.
        until_us: First instant at which nobody helps any more.
        pay_until_us: First instant at which it can be bought no more.
        status: ``open``, ``in_checkout``, ``bought``, ``lapsed``, ``given_up`` or ``returned``.
        order_id: The shop's number of the order.
    """

    ref: str
    good: str
    full_cents: int
    floor_cents: int
    price_cents: int
    helpers: int
    friends_left: int
    for_sale: bool
    until_us: int
    pay_until_us: int
    status: str
    order_id: str


class AssistShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="assist"):
    """An assist.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        stages: Stages.
        runs: That the member started, the newest first.
        runs_left: How many more the member may start; null: without limit.
        helps_left: How often the member may still help today; null: without limit.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    stages: list[AssistStageShown]
    runs: list[AssistRunShown]
    runs_left: int | None
    helps_left: int | None


class AssistStageShown(Struct, frozen=True, kw_only=True):
    """A stage of the activity.

    Args:
        id: Id.
        name: Name.
        friends: How many it takes.
    """

    id: str
    name: str
    friends: int


class AssistRunShown(Struct, frozen=True, kw_only=True):
    """A run of the member's.

    Args:
        ref: Its name: what friends are sent.
        helpers: Friends whose help counts.
        reached: Stages that are reached, by id.
        running: Whether friends can still help.
        until_us: First instant at which nobody helps any more.
    """

    ref: str
    helpers: int
    reached: list[str]
    running: bool
    until_us: int


class GroupBuyShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="group_buy"):
    """A group buy.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        products: Products.
        team_hours: Team hours.
        pay_minutes: Pay minutes.
        newcomers: Whether only who has not paid an order before may join a team.
        left: How often the member may still take part; null: no limit.
        seats: The member's, the newest first.
        teams: Open teams in which the member has no seat, those that end first at the head; null: not read here.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    products: list[GroupProductShown]
    team_hours: int
    pay_minutes: int
    newcomers: bool
    left: int | None
    seats: list[GroupSeatShown]
    teams: list[OpenTeamShown] | None = None


class GroupProductShown(Struct, frozen=True, kw_only=True):
    """A product.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        sku: Sku.
        list_cents: What it costs alone; 0: not said.
        pieces: A member's in one team at most.
        sizes: Sizes.
        left: Pieces that can be had now; null: no limit, or not read here.
    """

    id: str
    name: str
    picture: str
    sku: str
    list_cents: int
    pieces: int
    sizes: list[TeamSizeShown]
    left: int | None = None


class TeamSizeShown(Struct, frozen=True, kw_only=True):
    """How many buy together, and what a piece costs each of them.

    Args:
        members: Members.
        price_cents: Price cents.
        opener_cents: What it costs who opens the team.
    """

    members: int
    price_cents: int
    opener_cents: int


class GroupSeatShown(Struct, frozen=True, kw_only=True):
    """A seat of the member's.

    Args:
        seat: Seat.
        team: Team.
        product: Product.
        size: Size.
        pieces: Pieces.
        price_cents: Price cents.
        status: ``open`` (to be paid), ``in_checkout``, ``paid``, ``complete``, ``lapsed``, ``released``,
            ``returned``, ``refund_requested``.
        until_us: When it lapses, unless it is paid.
        ends_us: When the team fails, unless it is complete.
        opener: Whether the member opened the team.
        order_id: The shop's number of the order.
        refund: Under which id the money was asked back; empty: it was not.
        members: Who is in the team; null: not read here.
        free: Seats that nobody has; null: not read here.
    """

    seat: str
    team: str
    product: str
    size: int
    pieces: int
    price_cents: int
    status: str
    until_us: int
    ends_us: int
    opener: bool
    order_id: str
    refund: str
    members: list[TeamMemberShown] | None = None
    free: int | None = None


class TeamMemberShown(Struct, frozen=True, kw_only=True):
    """Somebody in the member's team.

    Args:
        name: Masked; empty: nobody knows it.
        paid: Whether they have paid.
        opener: Whether they opened it.
        mine: Mine.
    """

    name: str
    paid: bool
    opener: bool
    mine: bool


class OpenTeamShown(Struct, frozen=True, kw_only=True):
    """A team that others may join.

    Args:
        team: Team.
        product: Product.
        size: Size.
        free: Seats that nobody has.
        price_cents: What a piece costs who joins.
        ends_us: When it fails, unless it is complete.
        opener: Masked name of who opened it; empty: nobody knows it.
    """

    team: str
    product: str
    size: int
    free: int
    price_cents: int
    ends_us: int
    opener: str


class CardsShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="cards"):
    """A collection of cards.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        cards: Cards.
        collected: Different cards of the set that the member has.
        of: How many there are.
        finished: Sets that the member finished.
        can_finish: Whether what the member has is a set, universal cards included.
        free_left: Free draws that are left today.
        price: What a draw costs beside them; null: it cannot be bought.
        offers: Of the member and to the member.
        jackpot: Null: there is none.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    cards: list[CardShown]
    collected: int
    of: int
    finished: int
    can_finish: bool
    free_left: int
    price: dict[str, Any] | None
    offers: list[CardOfferShown]
    jackpot: CardPotShown | None


class CardShown(Struct, frozen=True, kw_only=True):
    """A card.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        count: How many the member has.
        odds_ppm: Of each card that drops, in millionths.
        rare: 1 is the rarest; null: it is not said.
        in_set: Whether a set takes it; the universal card stands for another.
    """

    id: str
    name: str
    picture: str
    count: int
    odds_ppm: int
    rare: int | None
    in_set: bool


class CardOfferShown(Struct, frozen=True, kw_only=True):
    """An offer that is open.

    Args:
        ref: What it belongs to, in the caller's words.
        mine: Whether the member made it.
        member: The other one.
        card: Card.
        wanted: Empty: it is a gift.
        until_us: Until us.
    """

    ref: str
    mine: bool
    member: str
    card: str
    wanted: str
    until_us: int


class CardPotShown(Struct, frozen=True, kw_only=True):
    """A jackpot.

    Args:
        asset: What it is; empty: cash, in cents.
        total: Total.
        split: ``equal`` or ``random``.
        sets: Finished sets that share it; null: not read here.
        share: What the member got of it.
    """

    asset: str
    total: int
    split: str
    sets: int | None = None
    share: int = 0


class ChallengeShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="challenge"):
    """A challenge.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        status: ``outside``, ``inside``, ``left``, ``finished`` or ``unfinished``.
        first: First day.
        last: Last day.
        today: Today.
        sign_up_until: Last day of sign-up.
        done: Days that the member has done.
        waiting: Days whose proof is being checked.
        needed: Days to finish.
        fee: Fee.
        deposit: Deposit.
        make_ups_left: How many days the member may still make up for.
        days: Days.
        steps: Steps.
        team: Code of the member's team; empty: none.
        invitations: Codes of teams to which friends invited the member.
        share: What the member has of others' deposits.
        certificate: Its number; null: none.
        members: Members inside; null: not read here.
        pot: What was put down by all; null: not read here.
        left: Places that are left; null: no limit, or not read here.
        rank: One behind all who have done more days; null: not inside, or not read here.
        team_size: Seats of the team; null: none, or not read here.
        team_days: Done days of the team.
        team_members: Who is in it.
        posts: The newest proofs; null: not read here.
        own: The newest of the member's that nobody else sees, waiting or refused; null: not read here.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    status: str
    first: str
    last: str
    today: str
    sign_up_until: str
    done: int
    waiting: int
    needed: int
    fee: ChallengeFeeShown | None
    deposit: ChallengeDepositShown | None
    make_ups_left: int
    days: list[ChallengeDayShown]
    steps: list[ChallengeStepShown]
    team: str
    invitations: list[str]
    share: int
    certificate: int | None
    members: int | None = None
    pot: int | None = None
    left: int | None = None
    rank: int | None = None
    team_size: int | None = None
    team_days: int | None = None
    team_members: list[ChallengeMemberShown] | None = None
    posts: list[WallPostShown] | None = None
    own: list[WallPostShown] | None = None


class ChallengeFeeShown(Struct, frozen=True, kw_only=True):
    """What taking part costs: so much of an asset.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
    """

    asset: str
    amount: int


class ChallengeDepositShown(Struct, frozen=True, kw_only=True):
    """What is put down.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        after: ``returned`` or ``shared``: what becomes of the deposits of who does not finish.
    """

    asset: str
    amount: int
    after: str


class ChallengeDayShown(Struct, frozen=True, kw_only=True):
    """One day of the plan.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        name: What is to be done.
        proof: ``text``, ``picture``, ``text_and_picture`` or ``event``.
        state: ``done``, ``waiting`` (its proof is being checked), ``now``, ``ahead`` or ``missed``.
        made_up: Made up.
        value: How far the event is that proves it.
        target: How far it must be; 0: no event proves it.
        can_make_up: Whether it can be made up for.
    """

    day: str
    name: str
    proof: str
    state: str
    made_up: bool
    value: int
    target: int
    can_make_up: bool


class ChallengeStepShown(Struct, frozen=True, kw_only=True):
    """A reward on the way: at so many done days.

    Args:
        at: At.
        reached: Reached.
    """

    at: int
    reached: bool


class ChallengeMemberShown(Struct, frozen=True, kw_only=True):
    """Somebody in the member's team.

    Args:
        name: Masked; empty: nobody knows it.
        done: Days done.
        mine: Mine.
    """

    name: str
    done: int
    mine: bool


class WallPostShown(Struct, frozen=True, kw_only=True):
    """What somebody wrote.

    Args:
        id: Its id.
        by: Their phone number or address with the middle hidden; empty: they have none.
        text: Text.
        pictures: Pictures.
        state: ``shown``, ``waiting``, ``refused`` or ``adopted``; others than the member see only what is shown.
        likes: Likes.
        liked: Whether the member likes it.
        mine: Mine.
        since_us: Since us.
        reason: Why it was refused.
    """

    id: str
    by: str
    text: str
    pictures: list[str]
    state: str
    likes: int
    liked: bool
    mine: bool
    since_us: int
    reason: str


class WallShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="wall"):
    """A wall.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        style: ``story`` or ``feedback``.
        prompt: What members are asked for; empty: nothing in particular.
        max_chars: Max chars.
        pictures: Pictures.
        left_today: Posts that the member may still write today.
        likes: Whether posts may be liked.
        liked: Posts that the member likes.
        posts: The newest that are shown; null: not read here, see `GET …/posts`.
        own: The newest of the member's that nobody else sees, waiting or refused; null: not read here.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    style: str
    prompt: str
    max_chars: int
    pictures: int
    left_today: int
    likes: bool
    liked: list[str]
    posts: list[WallPostShown] | None = None
    own: list[WallPostShown] | None = None


class PicksActivityShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="picks"):
    """Offers that were picked for a member.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        fresh: Whether new ones wait to be looked at.
        refresh: ``day`` or ``week``: how long they stay.
        items: Items.
        takes_left: How many of these may still be taken.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    fresh: bool
    refresh: str
    items: list[PickShown]
    takes_left: int


class PickShown(Struct, frozen=True, kw_only=True):
    """An offer in its place.

    Args:
        id: Of the offer.
        name: Name.
        picture: Picture.
        personal: Whether it was picked for the member.
        rewards: What it gives, in words; empty: nothing but the link.
        deep_link: Deep link.
        taken: Whether the member took it.
    """

    id: str
    name: str
    picture: str
    personal: bool
    rewards: str
    deep_link: str
    taken: bool


class QuizShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="quiz"):
    """A quiz.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        style: ``quiz`` or ``riddles``.
        questions: Of a round.
        seconds: For a question that says nothing else.
        round_seconds: For a round.
        rounds: Rounds that the member began.
        best: Highest score.
        free_left: Rounds that cost nothing and are left today.
        chances: Chances that the member has.
        price: What a round costs beside them; null: it cannot be bought.
        full: Whether a limit is reached.
        left: Questions that the member can still be asked; null: there is no end of them.
        round: Null: none is open.
        last: Null: none has ended.
        ladder: Ladder.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    style: str
    questions: int
    seconds: int
    round_seconds: int
    rounds: int
    best: int
    free_left: int
    chances: int
    price: dict[str, Any] | None
    full: bool
    left: int | None
    round: QuizRoundShown | None
    last: QuizLastShown | None
    ladder: list[QuizStepShown]


class QuizRoundShown(Struct, frozen=True, kw_only=True):
    """The round that is open.

    Args:
        round: Names it.
        of: Its questions.
        score: So far.
        right: Right.
        most: Score if every answer is right.
        until_us: First instant at which it is over.
        question: Question.
    """

    round: str
    of: int
    score: int
    right: int
    most: int
    until_us: int
    question: QuizQuestionShown


class QuizQuestionShown(Struct, frozen=True, kw_only=True):
    """The question that is shown.

    Args:
        question: By which it is answered.
        number: Its place in the round, from 1.
        form: ``single``, ``multiple`` or ``text``.
        text: Text.
        clue: Null: there is none.
        picture: Picture.
        options: Options.
        until_us: First instant at which an answer is late.
        outcome: ``open``, ``right``, ``wrong``, ``late``, ``passed``.
        written: The text that was answered; empty: none.
        answer: The right answer; null: not answered yet, or not said.
        explanation: The same.
    """

    question: str
    number: int
    form: str
    text: str
    clue: str | None
    picture: str
    options: list[QuizOptionShown]
    until_us: int
    outcome: str
    written: str
    answer: str | None
    explanation: str | None


class QuizOptionShown(Struct, frozen=True, kw_only=True):
    """An option of the question that is shown.

    Args:
        id: Its letter in this round.
        name: Name.
        chosen: Whether the member chose it.
        right: Whether it is right; null: not answered yet, or not said.
    """

    id: str
    name: str
    chosen: bool
    right: bool | None


class QuizLastShown(Struct, frozen=True, kw_only=True):
    """The round that ended last.

    Args:
        ended_us: Ended us.
        score: Score.
        right: Right.
        of: Of.
    """

    ended_us: int
    score: int
    right: int
    of: int


class QuizStepShown(Struct, frozen=True, kw_only=True):
    """A step of the ladder.

    Args:
        at: Score.
        rewards: In words.
        given: Whether it was given in this period.
    """

    at: int
    rewards: str
    given: bool


class FreeOrderShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="free_order"):
    """A draw after an order.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        threshold_cents: An order of so much is drawn for.
        draws: Orders of the member that were drawn for.
        won: How many of them won.
        cents: What they won in all.
        left_cents: Of the budget; null: not read.
        may_win: Whether the next order is drawn for.
        prizes: Prizes.
        wins: Wins.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    threshold_cents: int
    draws: int
    won: int
    cents: int
    left_cents: int | None
    may_win: bool
    prizes: list[FreePrizeShown]
    wins: list[FreeWinShown]


class FreePrizeShown(Struct, frozen=True, kw_only=True):
    """A prize.

    Args:
        id: Id.
        name: Name.
        odds_ppm: Of each draw, in millionths, for the member's tier.
        share_bps: Of what was paid, in basis points; 0: nothing is won.
        cap_cents: At most.
    """

    id: str
    name: str
    odds_ppm: int
    share_bps: int
    cap_cents: int


class FreeWinShown(Struct, frozen=True, kw_only=True):
    """Money that the member won.

    Args:
        order_id: The shop's number of the order.
        prize: Number of the prize.
        cents: Cents.
        status: ``waiting`` (the order can still be returned), ``requested``, ``paid``, ``returned`` (with its
            order), ``given_up``.
        due_us: From when it is asked for.
    """

    order_id: str
    prize: str
    cents: int
    status: str
    due_us: int


class RaffleShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="raffle"):
    """A raffle.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        public_value: What decides together with the seed, in words; empty: nothing does.
        most: Entries of a member in a round at most.
        price: What an entry costs beside free ones and chances; null: it cannot be bought.
        free: Free entries of a round.
        prizes: Prizes.
        mine: Rounds with entries of the member, the newest first.
        wins: The newest first.
        round: The list that is open; null: none, or not read here.
        list_closes_us: When it closes; null as well.
        entries: Entries in it, of all members; null as well.
        free_left: Free entries that are left; null as well.
        chances: Earned ones that can be used in it; null as well.
        last: The round that was drawn last; null: none, or not read here.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    public_value: str
    most: int
    price: dict[str, Any] | None
    free: int
    prizes: list[RafflePrizeShown]
    mine: list[RaffleMineShown]
    wins: list[RaffleWinShown]
    round: int | None = None
    list_closes_us: int | None = None
    entries: int | None = None
    free_left: int | None = None
    chances: int | None = None
    last: RaffleResultShown | None = None


class RafflePrizeShown(Struct, frozen=True, kw_only=True):
    """A prize.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        count: Places of a round that win it.
        rewards: In words.
        left: Pieces that are left of it; null: no limit, or not read here.
    """

    id: str
    name: str
    picture: str
    count: int
    rewards: str
    left: int | None = None


class RaffleMineShown(Struct, frozen=True, kw_only=True):
    """A round in which the member has entries.

    Args:
        round: Round.
        numbers: Numbers.
        status: ``open``, ``closed``, ``sealed``, ``drawn`` or ``lapsed``; empty: not read here.
        draw_us: When it is drawn; 0: not read here.
    """

    round: int
    numbers: list[int]
    status: str = ""
    draw_us: int = 0


class RaffleWinShown(Struct, frozen=True, kw_only=True):
    """A place that the member won; ``back``: it was taken back.

    Args:
        round: Round.
        prize: Number of the prize.
        number: Number.
        t_us: T us.
        back: Back.
    """

    round: int
    prize: str
    number: int
    t_us: int
    back: bool


class RaffleResultShown(Struct, frozen=True, kw_only=True):
    """The round that was drawn last.

    Args:
        round: Round.
        drawn_us: Drawn us.
        entries: Entries.
        hash: Of its sealed list.
        public: Its public value; empty: it has none.
        winners: Winners.
    """

    round: int
    drawn_us: int
    entries: int
    hash: str
    public: str
    winners: list[RaffleWinnerShown]


class RaffleWinnerShown(Struct, frozen=True, kw_only=True):
    """Who has a place; ``name`` is masked, ``prize`` is an id.

    Args:
        name: Name.
        prize: Number of the prize.
        number: Number.
        mine: Mine.
    """

    name: str
    prize: str
    number: int
    mine: bool


class CommunityShown(Struct, frozen=True, kw_only=True, tag_field="kind", tag="community"):
    """A community.

    Args:
        id: Id.
        name: Name.
        deep_link: Deep link.
        theme: Theme.
        tags: Tags.
        closes_us: Closes us.
        campaign: Campaign.
        joined_us: When the member joined; null: they have not.
        entrance: Null: the member has not joined, or does not belong any more.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""
    joined_us: int | None
    entrance: EntranceShown | None


class EntranceShown(Struct, frozen=True, kw_only=True):
    """How one gets in; what is empty is not given.

    Args:
        link: Link.
        picture: Picture.
        words: Words.
    """

    link: str
    picture: str
    words: str


class DrawCommitment(Struct, frozen=True, kw_only=True):
    """To which seed the draws of a period are bound: SHA-256 of what is revealed after it.

    Args:
        period: Period.
        commitment: Commitment.
        closes_us: Closes us.
    """

    period: str
    commitment: str
    closes_us: int


class OfSession(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``session``: needed where there are several.

    Args:
        session: Session.
    """

    session: str | UnsetType = UNSET


class SignUpStands(Struct, frozen=True, kw_only=True):
    """How the member stands in a session.

    Args:
        activity: Id of the activity in the program.
        session: Session.
        status: ``seated``, ``waiting``, ``offered``, ``entered``, ``cancelled`` or ``attended``.
        position: In the waiting list, from 1; 0: not in it.
        code: By which a clerk checks the member in; empty: no place yet.
        paid: Of the asset that it costs.
    """

    activity: str
    session: str
    status: str
    position: int
    code: str
    paid: int


class AnswerSurvey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All answers at once; questions that an earlier answer leads past are left out.

    Args:
        answers: Question → the options that are chosen, or a score in digits.
        written: Question → what is written.
    """

    answers: dict[str, list[str]] | UnsetType = UNSET
    written: dict[str, str] | UnsetType = UNSET


class SurveyAnswered(Struct, frozen=True, kw_only=True):
    """That it counts.

    Args:
        activity: The survey.
        again_us: When it can be answered again; null: never.
    """

    activity: str
    again_us: int | None


class AnswerQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to the question that is shown: letters of options, or a text; neither passes it.

    Args:
        question: Question.
        chosen: Letters of options.
        written: Written.
    """

    question: str
    chosen: list[str] | UnsetType = UNSET
    written: str | UnsetType = UNSET


class QuestionAnswered(Struct, frozen=True, kw_only=True):
    """What an answer came to.

    Args:
        activity: The quiz.
        round: Names the round.
        question: That was answered.
        outcome: ``right``, ``wrong``, ``late`` (it came after its time, and counts as none) or ``passed``.
        score: Of the round so far.
        right: Letters of the right options; null: not said, or it was answered by a text.
        answer: The right answer in words; null: not said.
        explanation: Null: there is none, or the question was not answered.
        ended: What the round came to; null: there are more questions.
    """

    activity: str
    round: str
    question: str
    outcome: str
    score: int
    right: list[str] | None
    answer: dict[str, str] | None
    explanation: dict[str, str] | None
    ended: RoundEnded | None


class RoundEnded(Struct, frozen=True, kw_only=True):
    """What a round came to.

    Args:
        score: Of its right answers.
        right: Right answers.
        of: Questions.
        steps: Scores of the steps of the ladder that were given now.
    """

    score: int
    right: int
    of: int
    steps: list[int]


class AttendSession(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``code``: what the member shows.

    Args:
        code: The code as it was typed or scanned.
        session: Session.
    """

    code: str
    session: str | UnsetType = UNSET


class BeginRound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``pay_with``: ``free``, ``chance`` or ``price``; else what there is.

    Args:
        pay_with: Pay with.
    """

    pay_with: str | UnsetType = UNSET


class QuestionShown(Struct, frozen=True, kw_only=True):
    """The round, and the question that is shown now.

    Args:
        activity: The quiz.
        round: Names the round.
        of: Questions of the round.
        until_us: First instant at which the round is over.
        question: Question.
    """

    activity: str
    round: str
    of: int
    until_us: int
    question: ShownQuestion


class ShownQuestion(Struct, frozen=True, kw_only=True):
    """A question as it is shown.

    Args:
        question: By which it is answered.
        number: Its place in the round, from 1.
        form: ``single``, ``multiple`` or ``text``.
        text: ``{"zh": …, "en": …}``.
        clue: The same; null: there is none.
        picture: Name of a picture; empty: none.
        options: Options.
        until_us: First instant at which an answer is late.
    """

    question: str
    number: int
    form: str
    text: dict[str, str]
    clue: dict[str, str] | None
    picture: str
    options: list[LetteredOption]
    until_us: int


class LetteredOption(Struct, frozen=True, kw_only=True):
    """An option.

    Args:
        id: Its letter in this round.
        name: ``{"zh": …, "en": …}``.
    """

    id: str
    name: dict[str, str]


class CastVote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The options that the member chooses, all of them: what was chosen before is chosen no more.

    Args:
        options: Options.
    """

    options: list[str]


class VoteCast(Struct, frozen=True, kw_only=True):
    """A vote as it counts.

    Args:
        activity: The vote.
        options: What is chosen.
        changed: Whether this changed anything; no: it was chosen already.
    """

    activity: str
    options: list[str]
    changed: bool


class AskCertificate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``goal``: one that was reached after the member gave.

    Args:
        goal: Goal.
    """

    goal: str


class CertificateIssued(Struct, frozen=True, kw_only=True):
    """A certificate, as data; the same for whoever asks again.

    Args:
        activity: Id of the activity in the program.
        goal: Goal.
        number: Of the certificate, among all of the pool.
        title: In the words of the program, by language.
        given: What the member had given by then.
        t_us: When it was issued.
    """

    activity: str
    goal: str
    number: int
    title: dict[str, str | None]
    given: int
    t_us: int


class ClaimTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``period`` is the first day of the period whose reward is meant; by default the oldest.

    Args:
        period: YYYY-MM-DD, of the merchant's calendar.
    """

    period: str | UnsetType = UNSET


class TaskClaimed(Struct, frozen=True, kw_only=True):
    """A task's reward.

    Args:
        activity: The task.
        period: First day of the period whose reward it was.
        left: Periods whose reward can still be claimed.
    """

    activity: str
    period: str
    left: int


class Contribute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points for the pool.

    Args:
        amount: In units of the asset.
    """

    amount: int


class Contributed(Struct, frozen=True, kw_only=True):
    """What was given.

    Args:
        activity: Id of the activity in the program.
        amount: In units of the asset.
        given: By the member in all.
        total: In the pool.
        reached: Goals that this reached.
    """

    activity: str
    amount: int
    given: int
    total: int
    reached: list[str]


class NameBargain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``ref``: as ``start`` answered it; the link that friends are sent carries it.

    Args:
        ref: What it belongs to, in the caller's words.
    """

    ref: str


class BargainHelped(Struct, frozen=True, kw_only=True):
    """What the member cut.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
        cut_cents: By this help.
        price_cents: What it costs now.
        friends_left: How many more it takes to the floor.
        newcomer: Whether the help counted as a newcomer's.
    """

    activity: str
    ref: str
    cut_cents: int
    price_cents: int
    friends_left: int
    newcomer: bool


class OfOffer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``ref``: of the offer.

    Args:
        ref: What it belongs to, in the caller's words.
    """

    ref: str


class CardOffered(Struct, frozen=True, kw_only=True):
    """An offer.

    Args:
        activity: Id of the activity in the program.
        ref: Its reference.
        status: ``open``, ``taken``, ``declined`` or ``recalled``.
        card: Card.
        wanted: Empty: it is a gift.
        until_us: Until when it can be taken.
    """

    activity: str
    ref: str
    status: str
    card: str
    wanted: str
    until_us: int


class CheckInBelow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Check in; the path names the activity.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
    """

    day: str | UnsetType = UNSET


class CheckedIn(Struct, frozen=True, kw_only=True):
    """A day that counts as checked in.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        streak: Days in a row up to today.
        run: Length of the row of days that this day is in.
        position: Place on the ladder.
        total: Days ever.
    """

    day: str
    streak: int
    run: int
    position: int
    total: int


class DrawPrizes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``count`` draws, one after the other; ``pay_with``: ``free``, ``chance`` or ``price``; else what there is.

    Args:
        count: Count.
        pay_with: Pay with.
    """

    count: int | UnsetType = UNSET
    pay_with: str | UnsetType = UNSET


class PrizesDrawn(Struct, frozen=True, kw_only=True):
    """Draws of one request.

    Args:
        activity: The lottery.
        draws: In their order.
        free_left: Free draws that are left today.
    """

    activity: str
    draws: list[DrawnPrize]
    free_left: int


class DrawnPrize(Struct, frozen=True, kw_only=True):
    """What one draw came to.

    Args:
        number: Of the member's draws of this lottery.
        prize: Id of the prize that is given.
        hit: Id of the prize that was drawn; another one where that was gone.
        won: Whether anything is won.
        guaranteed: Whether a guarantee was due.
        paid: ``free``, ``chance`` or ``price``.
    """

    number: int
    prize: str
    hit: str
    won: bool
    guaranteed: bool
    paid: str


class DrawCard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``pay_with``: ``free`` or ``price``; by default what costs less.

    Args:
        pay_with: Pay with.
    """

    pay_with: str | UnsetType = UNSET


class CardDrawn(Struct, frozen=True, kw_only=True):
    """A draw.

    Args:
        activity: Id of the activity in the program.
        card: Empty: it was gone, and nothing stands in for it.
        paid: ``free`` or ``price``.
        free_left: Free draws that are left today.
    """

    activity: str
    card: str
    paid: str
    free_left: int


class BargainGivenUp(Struct, frozen=True, kw_only=True):
    """A bargain that the member does not want any more.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
    """

    activity: str
    ref: str


class EnterRaffle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``count`` entries; ``pay_with``: ``free``, ``chance`` or ``price``; else what there is, the cheapest first.

    Args:
        count: Count.
        pay_with: Pay with.
    """

    count: int | UnsetType = UNSET
    pay_with: str | UnsetType = UNSET


class RaffleEntered(Struct, frozen=True, kw_only=True):
    """Entries of one request.

    Args:
        activity: The raffle.
        round: Of which list.
        numbers: Of the new entries.
        entered: Entries of the member in that list.
        closes_us: When it closes.
    """

    activity: str
    round: int
    numbers: list[int]
    entered: int
    closes_us: int


class OfTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``team``: its code.

    Args:
        team: Team.
    """

    team: str


class TeamStands(Struct, frozen=True, kw_only=True):
    """How a team stands.

    Args:
        activity: Id of the activity in the program.
        team: Its code.
        members: How many are in it.
        size: How many may be.
        days: Done days of all.
    """

    activity: str
    team: str
    members: int
    size: int
    days: int


class FinishSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class SetFinished(Struct, frozen=True, kw_only=True):
    """A finished set.

    Args:
        activity: Id of the activity in the program.
        sets: Of the member, this one included.
        number: In the jackpot, from 0; null: there is none.
        used: Cards that it took.
    """

    activity: str
    sets: int
    number: int | None
    used: list[str]


class FormTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class GiveCard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``to_member`` is the receiver's number or ``namespace:external_id``.

    Args:
        to_member: To member.
        card: Card.
    """

    to_member: str
    card: str


class NameAssist(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``ref``: as ``start_assist`` answered it; the link that friends are sent carries it.

    Args:
        ref: What it belongs to, in the caller's words.
    """

    ref: str


class FriendHelped(Struct, frozen=True, kw_only=True):
    """What came of a help.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
        status: ``counted``, or ``pledged``: it counts once the member has done what the activity asks for.
        helpers: Friends whose help counts now.
        friends_left: How many more it takes to the next stage; 0: the last is reached.
    """

    activity: str
    ref: str
    status: Literal["counted", "pledged"]
    helpers: int
    friends_left: int


class InviteToTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``to_member`` is a friend's number or ``namespace:external_id``.

    Args:
        to_member: To member.
    """

    to_member: str


class JoinSession(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``session``: needed where there are several; ``party``: persons, the member included.

    Args:
        session: Session.
        party: Party.
    """

    session: str | UnsetType = UNSET
    party: int | UnsetType = UNSET


class JoinChallenge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``team``: code of a team that is joined at once.

    Args:
        team: Team.
    """

    team: str | UnsetType = UNSET


class ChallengeStands(Struct, frozen=True, kw_only=True):
    """How the member stands.

    Args:
        activity: Id of the activity in the program.
        status: ``inside``, ``left``, ``finished`` or ``unfinished``.
        done: Days that are done.
        waiting: Days whose proof is being checked.
        needed: Days to finish.
        team: Code of the team; empty: none.
    """

    activity: str
    status: str
    done: int
    waiting: int
    needed: int
    team: str


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class CommunityJoined(Struct, frozen=True, kw_only=True):
    """The member has joined.

    Args:
        activity: The community.
        joined_us: When they joined first.
        entrance: How they get in.
    """

    activity: str
    joined_us: int
    entrance: CommunityEntrance


class CommunityEntrance(Struct, frozen=True, kw_only=True):
    """How one gets in; what is empty is not given.

    Args:
        link: Link.
        picture: Picture.
        words: By language: `zh`, `en`.
    """

    link: str
    picture: str
    words: dict[str, str]


class JoinTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat in somebody's team.

    Args:
        team: Which one; by default the open team that lacks the fewest, of ``product`` where that is named.
        product: Whose team is looked for.
        pieces: 1 by default.
    """

    team: str | UnsetType = UNSET
    product: str | UnsetType = UNSET
    pieces: int | UnsetType = UNSET


class SeatKept(Struct, frozen=True, kw_only=True):
    """A seat in a team: pay for it in time, and a cart with the product has this price.

    Args:
        activity: Id of the activity in the program.
        team: Name of the team, for others to join.
        seat: Name of the seat.
        product: Product.
        sku: Sku.
        size: How many members complete the team.
        free: Seats that nobody has.
        pieces: Pieces.
        price_cents: Of one piece.
        until_us: When the seat lapses, unless a checkout holds it then or it is paid.
        ends_us: When the team fails, unless it is complete.
    """

    activity: str
    team: str
    seat: str
    product: str
    sku: str
    size: int
    free: int
    pieces: int
    price_cents: int
    until_us: int
    ends_us: int


class LeaveTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The member does not want the seat, which is not paid yet.

    Args:
        team: Team.
    """

    team: str


class SeatLeft(Struct, frozen=True, kw_only=True):
    """A seat that went back.

    Args:
        activity: Id of the activity in the program.
        team: Team.
        seat: Seat.
    """

    activity: str
    team: str
    seat: str


class OfPost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which one.

    Args:
        post: Post.
    """

    post: str


class PostLiked(Struct, frozen=True, kw_only=True):
    """How many like it now, and whether the member does.

    Args:
        activity: Id of the activity in the program.
        post: Post.
        likes: Likes.
        liked: Liked.
    """

    activity: str
    post: str
    likes: int
    liked: bool


class MakeCard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``recipe``: of the program.

    Args:
        recipe: Recipe.
    """

    recipe: str


class CardMade(Struct, frozen=True, kw_only=True):
    """``card``: empty: it was gone, and nothing stands in for it.

    Args:
        activity: Id of the activity in the program.
        recipe: Recipe.
        card: Card.
    """

    activity: str
    recipe: str
    card: str


class MakeUpBelow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make up for a missed day; the path names the activity.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        pay_with: Pay with.
    """

    day: str
    pay_with: str | UnsetType = UNSET


class MakeUpDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``day``: which one; ``pay_with``: the asset that pays for it, the first that is enough by default.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        text: Text.
        pictures: Proofs that the member has sent.
        pay_with: Pay with.
    """

    day: str
    text: str | UnsetType = UNSET
    pictures: list[str] | UnsetType = UNSET
    pay_with: str | UnsetType = UNSET


class DayStands(Struct, frozen=True, kw_only=True):
    """How a day stands.

    Args:
        activity: Id of the activity in the program.
        day: YYYY-MM-DD, of the merchant's calendar.
        state: ``waiting`` or ``done``.
        post: Id of what was written; empty: nothing was.
        done: Days that are done.
    """

    activity: str
    day: str
    state: str
    post: str
    done: int


class OpenTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team of one's own.

    Args:
        product: Needed where there are several.
        size: How many members complete it; needed where there are several sizes.
        pieces: 1 by default.
    """

    product: str | UnsetType = UNSET
    size: int | UnsetType = UNSET
    pieces: int | UnsetType = UNSET


class BoardHidden(Struct, frozen=True, kw_only=True):
    """Whether the member has no rank from now on; what they do counts on.

    Args:
        activity: Id of the activity in the program.
        hidden: Hidden.
    """

    activity: str
    hidden: bool


class PageDescription(Struct, frozen=True, kw_only=True):
    """The page of an activity, as the member stands in it.

    Args:
        kind: Kind.
        activity_id: Activity id.
        title: Title.
        theme: Theme.
        status: Status.
        status_reason: Why it is not open; null: it is.
        opens_us: First instant; null: it was always open.
        closes_us: First instant after; null: no end.
        blocks: Blocks.
        actions: Actions.
        rules: Sentences.
        look: Theme of its campaign; null: the front end's own look.
    """

    kind: str
    activity_id: str
    title: Words
    theme: str | None
    status: Literal["ended", "not_for_you", "open", "paused", "soon", "used_up"]
    status_reason: WhyNot | None
    opens_us: int | None
    closes_us: int | None
    blocks: list[
        Hero
        | Progress
        | Steps
        | Calendar
        | Prizes
        | Cards
        | Options
        | Question
        | Stock
        | People
        | Countdown
        | Tiles
        | Price
        | Paragraph
        | Media
        | Posts
    ]
    actions: list[Action]
    rules: list[Words]
    look: Look | None = None


class Words(Struct, frozen=True, kw_only=True):
    """A wording in both languages.

    Args:
        zh: Zh.
        en: En.
    """

    zh: str
    en: str


class WhyNot(Struct, frozen=True, kw_only=True):
    """Why something cannot be done.

    Args:
        code: Stable; the reason with which the request would be refused.
        sentence: Sentence.
    """

    code: str
    sentence: Words


class Hero(Struct, frozen=True, kw_only=True, tag_field="block", tag="hero"):
    """The head of the page: the one thing that matters now.

    Args:
        headline: Headline.
        note: For whoever reads it later.
        picture: Name of a picture; empty: none.
    """

    headline: Words
    note: Words | None = None
    picture: str = ""


class Progress(Struct, frozen=True, kw_only=True, tag_field="block", tag="progress"):
    """How far something is.

    Args:
        label: Label.
        value: Value.
        goal: Goal.
        unit: ``times``, ``days``, ``points``, ``cents``, ``members``, ``pieces``.
        currency: Of ``value`` and ``goal`` where they are cents; null: they are not.
        note: For whoever reads it later.
    """

    label: Words
    value: int
    goal: int
    unit: str
    currency: str | None = None
    note: Words | None = None


class Steps(Struct, frozen=True, kw_only=True, tag_field="block", tag="steps"):
    """Steps in their order: a ladder, milestones, the days of a challenge.

    Args:
        label: Label.
        unit: Unit.
        items: Items.
    """

    label: Words
    unit: str
    items: list[Step]


class Step(Struct, frozen=True, kw_only=True):
    """One step of a way.

    Args:
        label: Label.
        at: What it takes, in the unit of the block.
        state: ``done``, ``now`` (it can be done now), ``ahead``, ``missed``.
        note: For whoever reads it later.
    """

    label: Words
    at: int
    state: Literal["ahead", "done", "missed", "now"]
    note: Words | None = None


class Calendar(Struct, frozen=True, kw_only=True, tag_field="block", tag="calendar"):
    """Days of one month or of a plan.

    Args:
        first: Its first day, YYYY-MM-DD, of the merchant's calendar.
        last: Last.
        today: Today.
        marked: Days that are done.
        made_up: Those of them that were made up for.
        open: Days that can still be made up for.
    """

    first: str
    last: str
    today: str
    marked: list[str]
    made_up: list[str] = []
    open: list[str] = []


class Prizes(Struct, frozen=True, kw_only=True, tag_field="block", tag="prizes"):
    """What can be won, with stock and odds.

    Args:
        style: ``list``, ``wheel``, ``box``, ``scratch``.
        items: Items.
    """

    style: Literal["box", "list", "scratch", "wheel"] = "list"
    items: list[PagePrize]


class PagePrize(Struct, frozen=True, kw_only=True):
    """One prize.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        rank: Rank.
        rewards: What it is; null: nothing is won.
        left: Pieces that are left; null: no limit, or it is not said.
        odds_ppm: Of each turn, in millionths; null: it is not drawn.
        effective_ppm: The same with what guarantees add.
        note: Who gets it, in words.
    """

    id: str
    name: Words
    picture: str = ""
    rank: int | None = None
    rewards: Words | None = None
    left: int | None = None
    odds_ppm: int | None = None
    effective_ppm: int | None = None
    note: Words | None = None


class Cards(Struct, frozen=True, kw_only=True, tag_field="block", tag="cards"):
    """Cards in a grid: what is collected, and what is missing.

    Args:
        label: Label.
        items: Items.
    """

    label: Words
    items: list[PageCard]


class PageCard(Struct, frozen=True, kw_only=True):
    """One card.

    Args:
        id: Id.
        name: Name.
        picture: Picture.
        count: How many the member has.
        rare: How rare it is; 1 is the rarest.
        odds_ppm: Of each card that drops, in millionths; null: it does not drop.
    """

    id: str
    name: Words
    picture: str = ""
    count: int
    rare: int | None = None
    odds_ppm: int | None = None


class Options(Struct, frozen=True, kw_only=True, tag_field="block", tag="options"):
    """What can be chosen, and how many chose it.

    Args:
        label: Label.
        options: Options.
        most: How many may be chosen.
        total: Members who chose; null: not shown.
    """

    label: Words
    options: list[Option]
    most: int = 1
    total: int | None = None


class Option(Struct, frozen=True, kw_only=True):
    """Something that can be chosen.

    Args:
        id: Id.
        label: Label.
        picture: Picture.
        chosen: Whether the member chose it.
        count: How many chose it; null: not shown (yet).
        share_bps: Of all that were chosen, in basis points; null: not shown.
        right: Whether it is the right answer; null: there is none, or it is not said yet.
    """

    id: str
    label: Words
    picture: str = ""
    chosen: bool = False
    count: int | None = None
    share_bps: int | None = None
    right: bool | None = None


class Question(Struct, frozen=True, kw_only=True, tag_field="block", tag="question"):
    """A question, open or answered.

    Args:
        id: Under which it is answered; empty: its number says which it is.
        number: Its place, from 1.
        of: How many there are.
        text: Text.
        form: How it is answered.
        picture: Picture.
        options: To choose from; empty for text and scores.
        until_us: Answers count until this instant; null: without limit.
        given: What was answered, as text.
        right: Whether that was right; null: not answered yet, or nothing is right or wrong here.
        explanation: Said after the answer.
        required: Whether it must be answered where it is asked.
        most: How many options may be chosen; null: one, or it is answered otherwise.
        least_score: The lowest score; null: it is no score.
        most_score: The highest.
        max_chars: Characters of a text at most; null: it is no text.
        asked_if: Null: it is always asked.
    """

    id: str = ""
    number: int
    of: int
    text: Words
    form: Literal["multiple", "score", "single", "text"]
    picture: str = ""
    options: list[Option] = []
    until_us: int | None = None
    given: str | None = None
    right: bool | None = None
    explanation: Words | None = None
    required: bool = True
    most: int | None = None
    least_score: int | None = None
    most_score: int | None = None
    max_chars: int | None = None
    asked_if: AskedIf | None = None


class AskedIf(Struct, frozen=True, kw_only=True):
    """Which answers to an earlier question lead to a question.

    Args:
        question: Id of the earlier one.
        options: Any of them was chosen; empty: whatever was.
        least: Score from; null: without limit.
        most: Score up to; null: without limit.
    """

    question: str
    options: list[str] = []
    least: int | None = None
    most: int | None = None


class Stock(Struct, frozen=True, kw_only=True, tag_field="block", tag="stock"):
    """What is left of something limited: pieces, places, a pool.

    Args:
        label: Label.
        left: Left.
        of: Of.
        unit: Unit.
        note: For whoever reads it later.
    """

    label: Words
    left: int
    of: int
    unit: str = "pieces"
    note: Words | None = None


class People(Struct, frozen=True, kw_only=True, tag_field="block", tag="people"):
    """People, under masked names: a team, a waiting list, winners, a board.

    Args:
        label: Label.
        items: Items.
        total: How many there are; more than are listed, maybe.
    """

    label: Words
    items: list[Person]
    total: int


class Person(Struct, frozen=True, kw_only=True):
    """One of several people.

    Args:
        name: Masked; empty: nobody knows it.
        place: In their order; null: they have none.
        note: For whoever reads it later.
        mine: Whether it is the member.
        zone: Whether the place is one that goes up or down when the list closes; empty: neither.
    """

    name: str
    place: int | None = None
    note: Words | None = None
    mine: bool = False
    zone: Literal["", "down", "up"] = ""


class Countdown(Struct, frozen=True, kw_only=True, tag_field="block", tag="countdown"):
    """Until when, or how long still.

    Args:
        label: Label.
        until_us: Until us.
    """

    label: Words
    until_us: int


class Tiles(Struct, frozen=True, kw_only=True, tag_field="block", tag="tiles"):
    """A few numbers beside one another.

    Args:
        items: Items.
    """

    items: list[Tile]


class Tile(Struct, frozen=True, kw_only=True):
    """One number.

    Args:
        label: Label.
        value: A count, in ``unit``; null: it is money.
        unit: As ``progress``; an asset's name where it is points.
        money: Money.
    """

    label: Words
    value: int | None = None
    unit: Words | None = None
    money: Money | None = None


class Money(Struct, frozen=True, kw_only=True):
    """An amount of money.

    Args:
        cents: In the smallest unit of the currency.
        currency: ISO 4217.
    """

    cents: int
    currency: str


class Price(Struct, frozen=True, kw_only=True, tag_field="block", tag="price"):
    """What something costs.

    Args:
        label: Label.
        money: Money.
        points: Points.
        asset: Name of the asset, for points; null: it is money alone.
        usual: What it costs elsewhere.
        picture: Of what is sold; empty: none.
    """

    label: Words
    money: Money | None = None
    points: int | None = None
    asset: Words | None = None
    usual: Money | None = None
    picture: str = ""


class Paragraph(Struct, frozen=True, kw_only=True, tag_field="block", tag="text"):
    """Words.

    Args:
        text: Text.
    """

    text: Words


class Media(Struct, frozen=True, kw_only=True, tag_field="block", tag="media"):
    """A picture by its name; its bytes are at ``/v1/media/{name}``.

    Args:
        picture: Picture.
        caption: Caption.
    """

    picture: str
    caption: Words | None = None


class Posts(Struct, frozen=True, kw_only=True, tag_field="block", tag="posts"):
    """What people wrote, the newest first.

    Args:
        label: Label.
        items: Items.
        total: Total.
    """

    label: Words
    items: list[Post]
    total: int


class Post(Struct, frozen=True, kw_only=True):
    """What somebody wrote.

    Args:
        id: Id.
        by: Masked name.
        text: As it was written.
        pictures: Pictures.
        state: ``shown``, ``waiting`` (for a check), ``refused``, ``adopted``.
        likes: How many liked it; null: nothing is liked here.
        liked: Whether the member did.
        mine: Mine.
        reason: Why it was refused, for who wrote it; empty: it was not, or nobody said why.
    """

    id: str
    by: str
    text: str
    pictures: list[str] = []
    state: Literal["adopted", "refused", "shown", "waiting"] = "shown"
    likes: int | None = None
    liked: bool = False
    mine: bool = False
    reason: str = ""


class Action(Struct, frozen=True, kw_only=True):
    """What the member can do: ``POST /v1/members/{member}/activities/{activity_id}/{request}``.

    Args:
        request: Last part of its path.
        label: Label.
        enabled: Whether it would be accepted now, as far as can be foreseen.
        why_not: Why not.
        fields: Fields.
        sends: What the body holds beside what the member enters.
        confirm: What the member is asked before it is sent; null: nothing.
    """

    request: str
    label: Words
    enabled: bool
    why_not: WhyNot | None = None
    fields: list[PageField] = []
    sends: dict[str, str] = {}
    confirm: Words | None = None


class PageField(Struct, frozen=True, kw_only=True):
    """What the member must enter.

    Args:
        name: In the body of the request.
        label: Label.
        kind: ``int``, ``str``, ``bool``, ``list``, ``day``, ``points``, ``cents``, ``member``, ``picture``;
            ``map``: for each question block, by its id (options or a score in ``answers``, a text in ``written``).
        required: Required.
        choices: Values to choose from; empty: any.
        most: Of a list: how many may be given.
    """

    name: str
    label: Words
    kind: str
    required: bool
    choices: list[Choice] = []
    most: int | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """One of the values that a field may have.

    Args:
        value: Value.
        label: Label.
    """

    value: str
    label: Words


class Look(Struct, frozen=True, kw_only=True):
    """How the page looks: the theme of the campaign in which the activity lives.

    Front ends that know the skin draw it; all others have its colours, which can be read on one another.

    Args:
        campaign: Id of the campaign.
        skin: ``plain``, ``spring_festival``, ``mid_autumn``, ``mid_year_618``, ``back_to_school`` or
            ``anniversary``.
        picture: Name of a picture for the head of the page; empty: none.
        headline: What the campaign says of itself.
        note: A line below it.
        light: Colours by day.
        dark: Colours by night.
    """

    campaign: str
    skin: Literal["anniversary", "back_to_school", "mid_autumn", "mid_year_618", "plain", "spring_festival"]
    picture: str
    headline: Words | None
    note: Words | None
    light: Palette
    dark: Palette


class Palette(Struct, frozen=True, kw_only=True):
    """Colours as ``#rrggbb``.

    Args:
        primary: Of the main button and what draws the eye.
        on_primary: Of words on it.
        accent: Of marks and figures on the page.
        paper: Of the page.
        ink: Of words on the page.
    """

    primary: str
    on_primary: str
    accent: str
    paper: str
    ink: str


class PauseWaiting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the member is passed over for now, without losing their place.

    Args:
        paused: Paused.
        session: Session.
    """

    paused: bool
    session: str | UnsetType = UNSET


class ProveDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Text, pictures, or both, as the task of the day asks.

    Args:
        text: Text.
        pictures: Proofs that the member has sent.
    """

    text: str | UnsetType = UNSET
    pictures: list[str] | UnsetType = UNSET


class QuitChallenge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class ReleasePlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The member does not want it any more.

    Args:
        ref: What it belongs to, in the caller's words.
    """

    ref: str


class PlaceReleased(Struct, frozen=True, kw_only=True):
    """A place that went back.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
    """

    activity: str
    ref: str


class ReservePlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pieces of a product in the session that is open.

    Args:
        product: Of the sale; needed where it has several.
        session: Needed where several are open.
        pieces: 1 by default.
        store: Where the member is, for sales by the store's time.
    """

    product: str | UnsetType = UNSET
    session: str | UnsetType = UNSET
    pieces: int | UnsetType = UNSET
    store: str | UnsetType = UNSET


class PlaceReserved(Struct, frozen=True, kw_only=True):
    """A place in a flash sale: pay for it in time, and a cart with the product has this price.

    Args:
        activity: The sale.
        ref: Name of the place.
        product: Product.
        session: ``<session>@<date>``.
        sku: Sku.
        pieces: Pieces.
        price_cents: Of one piece.
        until_us: When it lapses, unless a checkout holds it then or it is paid.
    """

    activity: str
    ref: str
    product: str
    session: str
    sku: str
    pieces: int
    price_cents: int
    until_us: int


class PublicResults(Struct, frozen=True, kw_only=True):
    """What came of an activity, as far as members may read it; test members count nowhere.

    Args:
        activity: Id of the activity in the program.
        kind: Kind.
        name: Name.
        published: Whether anything is published by now; before that figures and winners are empty.
        published_from_us: When it is; null: it has been all along, or never is.
        figures: As the kind counts them.
        winners: The newest first, at most fifty.
    """

    activity: str
    kind: str
    name: str
    published: bool
    published_from_us: int | None
    figures: list[FigureView]
    winners: list[PublicWinner]


class PublicWinner(Struct, frozen=True, kw_only=True):
    """Somebody who won.

    Args:
        name: Masked; empty: nobody knows it any more.
        won: What, in the language of the call.
        t_us: T us.
        mine: Whether it is the member.
    """

    name: str
    won: str
    t_us: int
    mine: bool


class AssistSeen(Struct, frozen=True, kw_only=True):
    """A run as a friend sees it; looking helps nobody.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
        helpers: Helpers.
        stages: Stages.
        until_us: Until us.
        running: Whether friends can help.
        mine: Whether the member started it.
        why_not: Code of the reason why the member cannot help; empty: they can.
    """

    activity: str
    ref: str
    helpers: int
    stages: list[StageSeen]
    until_us: int
    running: bool
    mine: bool
    why_not: str


class StageSeen(Struct, frozen=True, kw_only=True):
    """A stage.

    Args:
        id: Id.
        friends: How many it takes.
        reached: Whether so many have helped.
    """

    id: str
    friends: int
    reached: bool


class BargainSeen(Struct, frozen=True, kw_only=True):
    """A bargain as a friend sees it; looking helps nobody.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
        good: Good.
        full_cents: Full cents.
        floor_cents: Floor cents.
        price_cents: Price cents.
        helpers: Helpers.
        friends_left: Friends left.
        until_us: Until us.
        status: ``running``, ``in_checkout``, ``bought`` or ``over``.
        mine: Whether the member started it.
        why_not: Code of the reason why the member cannot help; empty: they can.
        next_cents: What the member would cut; null: it is drawn, or they cannot.
    """

    activity: str
    ref: str
    good: str
    full_cents: int
    floor_cents: int
    price_cents: int
    helpers: int
    friends_left: int
    until_us: int
    status: str
    mine: bool
    why_not: str
    next_cents: int | None


class SendOffer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``ref`` is the merchant's own name of this receipt; by default one is made.

    Args:
        ref: What it belongs to, in the caller's words.
    """

    ref: str | UnsetType = UNSET


class OfferSent(Struct, frozen=True, kw_only=True):
    """An offer that a member has received.

    Args:
        activity: The offer.
        ref: Name of the receipt.
        ends_us: First instant at which nothing counts any more.
    """

    activity: str
    ref: str
    ends_us: int


class ShowPicks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing: what was picked for the day or week stays until the next one begins."""


class PicksShown(Struct, frozen=True, kw_only=True):
    """What is shown to the member.

    Args:
        activity: Of the program.
        since: First day for which it was picked.
        items: In their places.
        takes_left: How many may still be taken.
    """

    activity: str
    since: str
    items: list[PickedOffer]
    takes_left: int


class PickedOffer(Struct, frozen=True, kw_only=True):
    """An offer in its place.

    Args:
        choice: Which.
        how: ``personal``: best for the member; ``explored``: by chance; ``general``: what most members took.
        bps: How likely it was to be shown in this place, of 10,000.
        taken: Whether the member took it.
    """

    choice: str
    how: str
    bps: int
    taken: bool


class AssistStarted(Struct, frozen=True, kw_only=True):
    """A run: send ``ref`` to friends.

    Args:
        activity: Id of the activity in the program.
        ref: What it belongs to, in the caller's words.
        until_us: First instant at which nobody helps any more.
        stages: Stages.
    """

    activity: str
    ref: str
    until_us: int
    stages: list[StageSeen]


class StartBargain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``good``: of the activity; needed where it has several.

    Args:
        good: Good.
    """

    good: str | UnsetType = UNSET


class BargainStarted(Struct, frozen=True, kw_only=True):
    """A bargain: send ``ref`` to friends.

    Args:
        activity: Id of the activity in the program.
        ref: Its name.
        good: Good.
        full_cents: Full cents.
        floor_cents: Floor cents.
        friends: How many it takes to the floor.
        cuts_cents: What each cuts, in turn; empty: it is drawn.
        until_us: First instant at which nobody helps any more.
        pay_until_us: First instant at which it can be bought no more.
    """

    activity: str
    ref: str
    good: str
    full_cents: int
    floor_cents: int
    friends: int
    cuts_cents: list[int]
    until_us: int
    pay_until_us: int


class SwapCard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``wanted``: the card that the member wants for it.

    Args:
        to_member: To member.
        card: Card.
        wanted: Wanted.
    """

    to_member: str
    card: str
    wanted: str


class TakePick(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the offers that are shown.

    Args:
        choice: Choice.
    """

    choice: str


class PickTaken(Struct, frozen=True, kw_only=True):
    """An offer that was taken.

    Args:
        activity: Of the program.
        choice: Which.
        takes_left: How many may still be taken.
    """

    activity: str
    choice: str
    takes_left: int


class ViewOffer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``ref`` says which receipt was viewed, where the member has several of the offer.

    Args:
        ref: What it belongs to, in the caller's words.
    """

    ref: str | UnsetType = UNSET


class OfferViewed(Struct, frozen=True, kw_only=True):
    """Receipts of an offer that are viewed now.

    Args:
        activity: The offer.
        refs: Names of the receipts that this view marked; empty where all were viewed before.
    """

    activity: str
    refs: list[str]


class WritePost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Text, pictures, or both.

    Args:
        text: Text.
        pictures: Proofs that the member has sent.
    """

    text: str | UnsetType = UNSET
    pictures: list[str] | UnsetType = UNSET


class PostWritten(Struct, frozen=True, kw_only=True):
    """What was written.

    Args:
        activity: Id of the activity in the program.
        post: Its id.
        status: ``pending``: somebody looks first; ``shown``.
    """

    activity: str
    post: str
    status: str


class Addresses(Struct, frozen=True, kw_only=True):
    """The book, the default first.

    Args:
        addresses: Addresses.
    """

    addresses: list[AddressView]


class AddressView(Struct, frozen=True, kw_only=True):
    """An address of a member.

    Args:
        address_id: By which a claim or a redemption names it.
        recipient: Who gets it; of colleagues without the right to act for members: masked.
        phone: Under which number they are reached; likewise.
        region: From the largest to the smallest: province, city, district.
        street: Street, number, floor; likewise empty.
        postcode: May be empty.
        label: What the member calls it; may be empty.
        default: Whether it is taken unless another is chosen.
        line: Region, street and postcode in one line, as it is written on a parcel.
        changed_us: When it was changed last.
    """

    address_id: str
    recipient: str
    phone: str
    region: list[str]
    street: str
    postcode: str
    label: str
    default: bool
    line: str
    changed_us: int


class PutAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address, whole.

    Args:
        recipient: Who gets it.
        phone: Under which number they are reached.
        region: From the largest to the smallest: province, city, district.
        street: Street, number, floor.
        postcode: If there is one.
        label: What the member calls it.
        default: Whether it is taken unless another is chosen; false leaves that as it is.
    """

    recipient: str
    phone: str
    region: list[str]
    street: str
    postcode: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    default: bool | UnsetType = UNSET


class RedemptionUndone(Struct, frozen=True, kw_only=True):
    """Uses that are open again.

    Args:
        benefit: Id of the benefit in the program.
        count: Count.
    """

    benefit: str
    count: int


class IssueCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A short-lived code that a clerk redeems.

    Args:
        count: Count.
        seconds: Seconds.
    """

    count: int | UnsetType = UNSET
    seconds: int | UnsetType = UNSET


class CodeIssued(Struct, frozen=True, kw_only=True):
    """A code to show to a clerk until ``expires_us``.

    Args:
        code: The code as it was typed or scanned.
        expires_us: Expires us.
        benefit: Id of the benefit in the program.
    """

    code: str
    expires_us: int
    benefit: str


class UseBenefit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Use a benefit without a clerk.

    Args:
        count: Count.
        ref: What it belongs to, in the caller's words.
        store: Id of the store.
    """

    count: int | UnsetType = UNSET
    ref: str | UnsetType = UNSET
    store: str | UnsetType = UNSET


class BenefitUsed(Struct, frozen=True, kw_only=True):
    """A use of a benefit.

    Args:
        redemption: To undo it by.
        benefit: Which.
        count: Uses at once.
        left: Of the period; null where it is not counted.
    """

    redemption: str
    benefit: str
    count: int
    left: int | None


class BoardView(Struct, frozen=True, kw_only=True):
    """A board as a member sees it.

    Args:
        activity: Id of the activity in the program.
        scope: `all`, `city`, `friends` or `league`.
        place: City or store; empty: everybody, or none that is known.
        period: Its first day; `campaign`: the whole activity.
        until_us: First instant after it; null: no end.
        top: From the first place.
        mine: The member's own place; null: they have none.
        near: Around it, theirs included.
        total: Members who have a rank.
        closed_us: When the period was closed, from when on nothing changes; null: it is open.
        league: The league that the list is; null: it is none.
    """

    activity: str
    scope: str
    place: str
    period: str
    until_us: int | None
    top: list[BoardPlace]
    mine: BoardPlace | None
    near: list[BoardPlace]
    total: int
    closed_us: int | None = None
    league: BoardLeague | None = None


class BoardPlace(Struct, frozen=True, kw_only=True):
    """One place.

    Args:
        rank: From 1.
        name: Masked; empty: nobody knows it.
        score: In all.
        mine: Whether it is the member.
    """

    rank: int
    name: str
    score: int
    mine: bool


class BoardLeague(Struct, frozen=True, kw_only=True):
    """A league.

    Args:
        division: Id of its division.
        name: Of the division, in the language of the call.
        number: Of the league in the division, from 1.
        up: The last rank that goes up a division; 0: none does.
        down: The first rank that goes down a division; 0: none does.
    """

    division: str
    name: str
    number: int
    up: int
    down: int


class Centre(Struct, frozen=True, kw_only=True):
    """The member centre in one answer.

    Args:
        member_id: Number of the member.
        registered_us: Registered us.
        tier: Tier.
        balances: Balances.
        coupons: Coupons.
        entitlements: Entitlements.
        value: What the membership is worth, in cents.
        activities: Open to the member: check-in with the month's calendar, tasks with their steps.
        campaigns: Those that are on for the member, and what they have given away by now.
        prompts: Prompts.
        mall: Items the member may redeem, affordable ones first; at most six.
        test: Whether it is a test member.
    """

    member_id: str
    registered_us: int
    tier: TierView
    balances: list[Balance]
    coupons: list[CouponView]
    entitlements: list[EntitlementView]
    value: ValueDashboard
    activities: list[
        CheckInShown
        | TaskShown
        | MilestoneShown
        | OfferShown
        | LotteryShown
        | FlashSaleShown
        | SignUpShown
        | VoteShown
        | WelfareShown
        | SurveyShown
        | LeaderboardShown
        | BargainShown
        | AssistShown
        | GroupBuyShown
        | CardsShown
        | ChallengeShown
        | WallShown
        | PicksActivityShown
        | QuizShown
        | FreeOrderShown
        | RaffleShown
        | CommunityShown
    ]
    campaigns: list[CampaignView]
    prompts: list[PromptView]
    mall: list[MallView]
    test: bool


class TierView(Struct, frozen=True, kw_only=True):
    """A member's tier.

    Args:
        current: In force.
        earned: Reached by requirements.
        next: The one above, if there is one.
        until_day: First day after its validity; null: no end.
        in_grace: Whether the validity has ended and the grace runs.
        progress: In every dimension of the next tier.
        forecast: Changes to come.
        by_hand: Whether the tier in force was set by hand, whatever was earned.
    """

    current: NamedTier
    earned: str
    next: NamedTier | None
    until_day: str | None
    in_grace: bool
    progress: list[TierProgress]
    forecast: list[ForecastLine]
    by_hand: bool


class TierProgress(Struct, frozen=True, kw_only=True):
    """How far a member is in one dimension of the next tier.

    Args:
        tier: The next one.
        dimension: As the program calls it.
        name: For people.
        unit: Of ``value``, ``at_least`` and ``missing``: ``cents``, ``days``, ``times`` ….
        value: Value.
        at_least: At least.
        missing: Missing.
        window: The time that counts, in words.
    """

    tier: str
    dimension: str
    name: str
    unit: str
    value: int
    at_least: int
    missing: int
    window: str


class ForecastLine(Struct, frozen=True, kw_only=True):
    """A change of tier to come if nothing else happens.

    Args:
        kind: ``fall``, ``grace``, ``renewed``, ``climb``, ``lift_ended`` or ``benefits_paused``.
        at_us: When.
        day: Merchant-local day of it.
        old: Earned tier before.
        new: After.
        tier: The member's tier afterwards.
        text: In words, with what would prevent it.
    """

    kind: str
    at_us: int
    day: str
    old: str
    new: str
    tier: str
    text: str


class CouponView(Struct, frozen=True, kw_only=True):
    """A coupon of a member. Times are UTC microseconds; null: no end, or not yet.

    Args:
        coupon_id: Id of the coupon.
        batch: Id of the coupon batch in the program.
        name: Name.
        status: Status.
        valid_from_us: Valid from us.
        valid_until_us: Valid until us.
        code: The code as it was typed or scanned.
        source: Source.
        ref: What it belongs to, in the caller's words.
        granted_us: Granted us.
        used_us: Used us.
        saved_cents: Saved cents.
        program_version: Program version.
    """

    coupon_id: str
    batch: str
    name: str
    status: Literal["active", "expired", "given", "locked", "revoked", "used"]
    valid_from_us: int
    valid_until_us: int | None
    code: str
    source: str
    ref: str
    granted_us: int
    used_us: int | None
    saved_cents: int
    program_version: int


class EntitlementView(Struct, frozen=True, kw_only=True):
    """The use of a benefit for a period.

    Args:
        entitlement_id: Entitlement id.
        benefit: Id of the benefit in the program.
        name: Name.
        quota: Quota.
        carried: Carried.
        used: Used.
        left: Left.
        period_start_us: Period start us.
        period_end_us: Period end us.
        source: Source.
    """

    entitlement_id: str
    benefit: str
    name: str
    quota: int
    carried: int
    used: int
    left: int
    period_start_us: int
    period_end_us: int | None
    source: str


class ValueDashboard(Struct, frozen=True, kw_only=True):
    """All in cents.

    Args:
        saved: By source.
        saved_cents: Their sum.
        unlockable: What waits to be used now: ``coupon:<batch>`` or ``benefit:<id>`` → worth.
        unlockable_cents: Their sum.
        yearly_estimate_cents: Saved so far, at the same pace for 365 days.
        next_tier_cents: What the next tier would add in a year, at the same pace of spending.
    """

    saved: dict[str, int]
    saved_cents: int
    unlockable: dict[str, int]
    unlockable_cents: int
    yearly_estimate_cents: int
    next_tier_cents: int


class CampaignView(Struct, frozen=True, kw_only=True):
    """A campaign that is on for the member.

    Args:
        id: In the program.
        name: For people.
        closes_us: When it ends; ``None``: it has no end.
        over: Whether it has given away all it may: it ended early.
        gone: What it gives no more of, in words.
        description: For people; empty: none.
        picture: Name of its picture; empty: none.
        look: Its theme; null: none.
        early_until_us: The member came before others: when it opens to everybody; null: it has.
    """

    id: str
    name: str
    closes_us: int | None
    over: bool
    gone: list[str]
    description: str
    picture: str
    look: CampaignLook | None
    early_until_us: int | None


class CampaignLook(Struct, frozen=True, kw_only=True):
    """How a campaign looks; as in the page of an activity that lives in it.

    Args:
        skin: Named look that front ends draw.
        picture: Name of a picture; empty: none.
        headline: What it says of itself; empty: nothing.
        note: A line below; empty: none.
        light: Colours by day.
        dark: Colours by night.
    """

    skin: Literal["anniversary", "back_to_school", "mid_autumn", "mid_year_618", "plain", "spring_festival"]
    picture: str
    headline: str
    note: str
    light: Palette
    dark: Palette


class PromptView(Struct, frozen=True, kw_only=True):
    """Something within reach.

    Args:
        kind: Kind.
        path: Path.
        missing: Missing.
        unit: Unit.
        progress_bps: Progress bps.
        text: Text.
    """

    kind: str
    path: str
    missing: int
    unit: str
    progress_bps: int
    text: str


class MallView(Struct, frozen=True, kw_only=True):
    """An item of the mall as a member sees it.

    Args:
        item: Id of the item in the program's mall.
        name: Name.
        kind: Kind.
        asset: Id of the asset in the program, as `points`.
        price_points: For the member's tier; special prices aside.
        cash_cents: Cash cents.
        left: Pieces; null: no limit.
        affordable: Whether the member has enough.
        ships: Whether it is sent: who redeems it names an address.
    """

    item: str
    name: str
    kind: str
    asset: str
    price_points: int
    cash_cents: int
    left: int | None
    affordable: bool
    ships: bool


class CheckInCalendar(Struct, frozen=True, kw_only=True):
    """A member's check-in.

    Args:
        activity: Id of the activity in the program.
        month: Month.
        checked: Days of the month that are checked in, made-up ones included.
        made_up: Those that were made up for.
        today: Streak, position in the ladder, what comes next, days that can be made up for; null: it is not open.
    """

    activity: str
    month: str
    checked: list[str]
    made_up: list[str]
    today: CheckInShown | None


class CheckIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``activity`` is needed only where the program has several check-ins.

    ``day`` is the day that the member was shown: a request that comes after it is refused, and counts for no other
    day.

    Args:
        activity: Id of the activity in the program.
        day: YYYY-MM-DD, of the merchant's calendar.
    """

    activity: str | UnsetType = UNSET
    day: str | UnsetType = UNSET


class MakeUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make up for a missed day; ``pay_with`` is the asset that pays for it.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        activity: Id of the activity in the program.
        pay_with: Pay with.
    """

    day: str
    activity: str | UnsetType = UNSET
    pay_with: str | UnsetType = UNSET


class CommitCheckout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The checkout was paid: the order happens.

    Args:
        hold_id: Id of the hold, chosen by the caller.
        order_id: The shop's number of the order.
        channel: Where it happened, in the merchant's words.
    """

    hold_id: str
    order_id: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET


class CheckoutCommitted(Struct, frozen=True, kw_only=True):
    """An order that was paid.

    Args:
        order_id: The shop's number of it.
        amount_cents: Paid in money.
        saved_cents: By prices, coupons and points.
        late: The checkout was over when it was paid; ``gone`` and ``gone_cents`` are there then.
        gone: What it was reduced by and what could not be used any more; of a checkout that was paid in time: a
            team that was over by then.
        gone_cents: The money of that.
    """

    order_id: str
    amount_cents: int
    saved_cents: int
    late: bool | None = None
    gone: list[Gone] | None = None
    gone_cents: int | None = None


class Gone(Struct, frozen=True, kw_only=True):
    """Something that a late payment was reduced by and that could not be used any more.

    Args:
        source: ``coupon``, ``points``, ``benefit``, ``stamp_card`` or ``agreed_price``.
        id: Batch, asset, benefit, card or activity; empty where it is not known any more.
        amount: How many.
        cents: By how much it had reduced the price.
        reason: Why: a stable code.
    """

    source: str
    id: str
    amount: int
    cents: int
    reason: str


class HoldCart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reserve what the quote uses, until it is paid, released, or its time is over.

    Args:
        lines: Lines.
        store: Id of the store.
        delivery_cents: In the smallest unit of the currency.
        coupon_ids: Coupon ids.
        max_points: Max points.
        use_benefits: Use benefits.
        hold_id: Id of the hold, chosen by the caller.
        order_id: The shop's number of the order.
        quote_hash: Quote hash.
    """

    lines: list[CartLine]
    store: str | UnsetType = UNSET
    delivery_cents: int | UnsetType = UNSET
    coupon_ids: list[str] | UnsetType = UNSET
    max_points: int | UnsetType = UNSET
    use_benefits: bool | UnsetType = UNSET
    hold_id: str
    order_id: str | UnsetType = UNSET
    quote_hash: str | UnsetType = UNSET


class CartLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pieces of one thing.

    Args:
        sku: The shop's number of it; coupons and benefits may be for some only.
        unit_cents: In the smallest unit of the currency.
        quantity: How many pieces.
        category: The shop's word for its kind; coupons and benefits may be for some only.
        grams: Of what is sold by weight.
        discount_cents: In the smallest unit of the currency.
        id: Of the line, for a refund; by default its place, from 1.
        store: Where it is sold, where that is not the cart's store.
        tags: More words of the shop that coupons and benefits may be for.
    """

    sku: str
    unit_cents: int
    quantity: int | UnsetType = UNSET
    category: str | UnsetType = UNSET
    grams: int | UnsetType = UNSET
    discount_cents: int | UnsetType = UNSET
    id: str | UnsetType = UNSET
    store: str | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET


class CheckoutHeld(Struct, frozen=True, kw_only=True):
    """A checkout whose coupons, points and free items are reserved.

    Args:
        hold_id: As it was asked for.
        expires_us: Until when.
        quote: What it was held at.
        payable_cents: Money to pay, as in the quote.
    """

    hold_id: str
    expires_us: int
    quote: QuoteResult
    payable_cents: int


class QuoteResult(Struct, frozen=True, kw_only=True):
    """The best legal combination of prices, offers and points.

    Args:
        list_cents: Goods at list price.
        goods_cents: Goods after all reductions, before points.
        delivery_cents: Delivery after reductions.
        points: Points to spend.
        points_cents: What they pay.
        payable_cents: Money to pay: goods and delivery less what points pay.
        line_cents: What each line costs after reductions, before points.
        steps: In the order of application.
        declined: ``member_price`` or ``promotions``, where doing without gains more.
        unused: Offers that were left out.
        hash: Stands for the quote; as ``quote_hash`` of a hold it makes sure that the price is still this one.
    """

    list_cents: int
    goods_cents: int
    delivery_cents: int
    points: int
    points_cents: int
    payable_cents: int
    line_cents: list[int]
    steps: list[PriceStep]
    declined: list[str]
    unused: list[UnusedOffer]
    hash: str


class PriceStep(Struct, frozen=True, kw_only=True):
    """A rule that took ``cents`` off.

    Args:
        path: Place in the program.
        source: ``agreed_price``, ``promotion``, ``tier_price``, ``stamp_card``, ``benefit``, ``coupon`` or
            ``points``.
        id: Of the rule or activity in the program; of points, how many.
        cents: The sum of ``lines`` and ``delivery_cents``.
        lines: Off each line.
        delivery_cents: Off the delivery.
        number: Id of the coupon; empty otherwise.
    """

    path: str
    source: str
    id: str
    cents: int
    lines: list[int]
    delivery_cents: int
    number: str


class UnusedOffer(Struct, frozen=True, kw_only=True):
    """An offer that the best combination leaves out.

    Args:
        source: As of a step.
        id: Of the rule in the program; of a coupon that the member does not hold, as it was named.
        number: Id of the coupon; empty otherwise.
        reason: Why; ``not-usable``: it was named, but is not the member's, used, in use, or not valid now.
        missing_cents: To its threshold; 0 where that is not the reason.
    """

    source: str
    id: str
    number: str
    reason: str
    missing_cents: int


class Cart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be paid for.

    Args:
        lines: Goods, as they stand in the basket.
        store: Id of the store.
        delivery_cents: In the smallest unit of the currency.
        coupon_ids: Coupons to consider; none: all.
        max_points: Points to use at most.
        use_benefits: Whether free items are used.
    """

    lines: list[CartLine]
    store: str | UnsetType = UNSET
    delivery_cents: int | UnsetType = UNSET
    coupon_ids: list[str] | UnsetType = UNSET
    max_points: int | UnsetType = UNSET
    use_benefits: bool | UnsetType = UNSET


class ReleaseCheckout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The checkout was given up.

    Args:
        hold_id: Id of the hold, chosen by the caller.
    """

    hold_id: str


class CheckoutReleased(Struct, frozen=True, kw_only=True):
    """A checkout that gave everything back; ``status`` is ``released``.

    Args:
        hold_id: Id of the hold, chosen by the caller.
        status: Status.
    """

    hold_id: str
    status: str


class ClearingShown(Struct, frozen=True, kw_only=True):
    """Where a member's value can go, and what has moved lately.

    Args:
        links: Links.
        ways: Ways.
        transfers: Transfers.
    """

    links: list[LinkView]
    ways: list[WayView]
    transfers: list[TransferView]


class LinkView(Struct, frozen=True, kw_only=True):
    """A shop in which the member is known, too.

    Args:
        shop: Shop.
        since_us: Since us.
    """

    shop: str
    since_us: int


class WayView(Struct, frozen=True, kw_only=True):
    """A way to move value out of this shop.

    Args:
        agreement: By which.
        shop: Where it goes.
        asset: What is given.
        other_asset: What it becomes there.
        give: So many units ….
        get: … become so many, rounded down once a transfer.
        least: Smallest transfer.
        member_day: At most so much a day; null: any.
        member_month: At most so much a month; null: any.
        until_us: When it ends.
        linked: Whether the member is linked with somebody there; without it nothing moves.
    """

    agreement: str
    shop: str
    asset: str
    other_asset: str
    give: int
    get: int
    least: int
    member_day: int | None
    member_month: int | None
    until_us: int
    linked: bool


class ShopNamed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The other shop, by its name on this server.

    Args:
        shop: Shop.
    """

    shop: str


class LinkCode(Struct, frozen=True, kw_only=True):
    """A code to be entered in the other shop; good once, and until ``expires_us``.

    Args:
        code: The code as it was typed or scanned.
        expires_us: Expires us.
    """

    code: str
    expires_us: int


class LinkBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that the member was given in the other shop.

    Args:
        code: The code as it was typed or scanned.
    """

    code: str


class LinkAnswer(Struct, frozen=True, kw_only=True):
    """Whether the member is linked with that shop now.

    Args:
        shop: Shop.
        linked: Linked.
    """

    shop: str
    linked: bool


class SendBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much to move, in units of this shop's asset, and by which agreement.

    Args:
        agreement: Agreement.
        amount: In units of the asset.
    """

    agreement: str
    amount: int


class Consents(Struct, frozen=True, kw_only=True):
    """Every purpose of the program, in its order.

    Args:
        purposes: Purposes.
    """

    purposes: list[ConsentView]


class ConsentView(Struct, frozen=True, kw_only=True):
    """One purpose, and what the member said of it.

    Args:
        purpose: Its id in the program.
        name: In the language of the request.
        text: What the member agrees to, in the language of the request.
        basis: `consent`: off until they agree; `objection`: on until they turn it off.
        version: Of the text now; to be sent with an agreement.
        allowed: Whether their data may be used for it.
        given: What they said last; null: nothing yet.
        agreed_version: Of the text that it was about; null: nothing was said.
        decided_us: When they said it; null: nothing was said.
        source: `member`, `clerk`, `import` or `api`; empty: nothing was said.
        actor: Who recorded it; empty for the member's own token.
        ask_again: Whether they agreed to a text that counts no more.
    """

    purpose: str
    name: str
    text: str
    basis: Literal["consent", "objection"]
    version: int
    allowed: bool
    given: bool | None
    agreed_version: int | None
    decided_us: int | None
    source: str
    actor: str
    ask_again: bool


class SetConsent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the member says of one purpose.

    Args:
        purpose: Id of the program's.
        given: Whether they agree; false withdraws, or objects.
        version: Of the text that they were shown. A member's own token must say it when they agree.
        source: Where a key has it from; `api` unless it says `import`. Of members and people the server knows it.
        agreed_us: UTC microseconds, from 1990 to 2100.
        reason: Why it is recorded on behalf; people must say it. Kept sealed.
    """

    purpose: str
    given: bool
    version: int | UnsetType = UNSET
    source: Literal["api", "import"] | UnsetType = UNSET
    agreed_us: int | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class ConsentSet(Struct, frozen=True, kw_only=True):
    """What holds now.

    Args:
        purpose: Id of the program's.
        given: What the member said last.
        allowed: Whether their data may be used for it.
        changed: Whether this request changed it.
    """

    purpose: str
    given: bool
    allowed: bool
    changed: bool


class ConsentDecision(Struct, frozen=True, kw_only=True):
    """One decision on record.

    Args:
        purpose: Its id in the program.
        name: In the language of the request; its id where the program has it no more.
        given: Whether the member agreed; else they withdrew, or objected.
        version: Of the text.
        source: `member`, `clerk`, `import` or `api`.
        actor: Who recorded it; empty for the member's own token.
        reason: Why it was recorded on behalf; empty: none was said, or the member's own token asks.
        decided_us: When the member said so.
        recorded_us: When it was recorded.
    """

    purpose: str
    name: str
    given: bool
    version: int
    source: str
    actor: str
    reason: str
    decided_us: int
    recorded_us: int


class GiftAccepted(Struct, frozen=True, kw_only=True):
    """A coupon that comes as soon as the giver's side has let it go; ``status`` is ``on-its-way``.

    Args:
        gift_id: Id of the gift.
        status: Status.
    """

    gift_id: str
    status: str


class ClaimCoupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Claim a coupon that the program offers.

    Args:
        batch: Id of the coupon batch in the program.
    """

    batch: str


class CouponReceived(Struct, frozen=True, kw_only=True):
    """A coupon of the member's own; ``code``: empty where the batch has none.

    Args:
        coupon_id: Id of the coupon.
        batch: Id of the coupon batch in the program.
        code: The code as it was typed or scanned.
        valid_from_us: Valid from us.
        valid_until_us: Valid until us.
    """

    coupon_id: str
    batch: str
    code: str
    valid_from_us: int
    valid_until_us: int


class RedeemCouponCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turn a code into its coupon.

    Args:
        code: The code as it was typed or scanned.
    """

    code: str


class GiveCoupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``to_member`` is the receiver's number or ``namespace:external_id``.

    Args:
        to_member: To member.
    """

    to_member: str


class CouponGiven(Struct, frozen=True, kw_only=True):
    """A coupon that waits for its receiver; ``expires_us``: when it goes back.

    Args:
        gift_id: Id of the gift.
        expires_us: Expires us.
    """

    gift_id: str
    expires_us: int


class UseCoupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Use a coupon outside a checkout of ours.

    Args:
        order_id: The shop's number of the order.
        saved_cents: In the smallest unit of the currency.
        amount_cents: In the smallest unit of the currency.
        store: Id of the store.
    """

    order_id: str | UnsetType = UNSET
    saved_cents: int | UnsetType = UNSET
    amount_cents: int | UnsetType = UNSET
    store: str | UnsetType = UNSET


class CouponUsed(Struct, frozen=True, kw_only=True):
    """A coupon that is gone; ``saved_cents``: what it was worth.

    Args:
        coupon_id: Id of the coupon.
        batch: Id of the coupon batch in the program.
        saved_cents: Saved cents.
    """

    coupon_id: str
    batch: str
    saved_cents: int


class Entitlements(Struct, frozen=True, kw_only=True):
    """Entitlements whose period has not ended.

    Args:
        items: Items.
    """

    items: list[EntitlementView]


class EraseMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody is erased.

    Args:
        reason: Who asked for it, and how; the record of the erasure keeps it, so that it should name nobody.
        preview: Say what there is to erase, and change nothing.
    """

    reason: str
    preview: bool | UnsetType = UNSET


class ErasedView(Struct, frozen=True, kw_only=True):
    """What came of it.

    Args:
        member_id: Who is left of the member.
        erased_us: When; null in a preview.
        changed: False where it had been done before.
        preview: Whether nothing was changed.
        names: Names that led to the member; their fingerprints stay, so that nobody comes new twice.
        messages: In the inbox.
        signals: Devices and networks seen.
        pictures: Sent by the member; their bytes go within minutes.
        tracked: What the member did in apps and on pages; what their devices sent anonymously goes with it.
        addresses: In the address book.
        members: Members that are one with this one, themselves included.
        balances: Asset → what stays in the books, and nobody can spend any more.
        coupons: Held and not used; likewise.
    """

    member_id: str
    erased_us: int | None
    changed: bool
    preview: bool
    names: int
    messages: int
    signals: int
    pictures: int
    tracked: int
    addresses: int
    members: int
    balances: dict[str, int]
    coupons: int


class EraseMe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That the member means it.

    Args:
        confirmation: `删除我的数据` or `ERASE MY DATA`, typed by the member; not asked for in a preview.
        preview: Say what there is to erase, and change nothing.
    """

    confirmation: str | UnsetType = UNSET
    preview: bool | UnsetType = UNSET


class MemberExport(Struct, frozen=True, kw_only=True):
    """Everything that is kept of a member; times that end on `_us` are UTC microseconds.

    Args:
        exported_us: When it was handed out.
        parts: What each part of the platform keeps, with the names that the program gives things.
        names: Names that lead to the member, as they were given.
        addresses: The address book.
        orders: All orders with what was refunded and saved.
        movements: Every movement of points.
        coupons: All coupons, those that are over included.
        tiers: Every change of the tier.
        messages: The inbox.
        tracked: What they did in apps and on pages, as long as it is kept.
        pictures: Files that the member sent: `GET /v1/members/{member}/proofs/{id}/…` hands each out.
        payouts: Money that was won, asked for and paid.
        prizes: What was won and people hand over.
        events: Everything that was reported or asked for, as it was sent.
        signals: Devices and networks seen, as long as they are kept.
    """

    exported_us: int
    parts: dict[str, Any]
    names: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    movements: list[dict[str, Any]]
    coupons: list[dict[str, Any]]
    tiers: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    tracked: list[dict[str, Any]]
    pictures: list[dict[str, Any]]
    payouts: list[dict[str, Any]]
    prizes: list[dict[str, Any]]
    events: list[dict[str, Any]]
    signals: list[dict[str, Any]]


class Forecast(Struct, frozen=True, kw_only=True):
    """Changes of the tier to come if nothing else happens, in order.

    Args:
        items: Items.
    """

    items: list[ForecastLine]


class FriendView(Struct, frozen=True, kw_only=True):
    """A friend, or somebody who may become one.

    Args:
        member_id: Who.
        name: Enough to recognise them by, and no more.
        since_us: Since when it is so; of those invited: when the invitation lapses.
        source: ``invitation``, ``help``, ``team``, ``gift`` or ``request``.
    """

    member_id: str
    name: str
    since_us: int
    source: str


class HideMe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``hidden``: whether nobody is to find the member: invitations are neither shown nor answered.

    Args:
        hidden: Hidden.
    """

    hidden: bool


class HiddenAnswer(Struct, frozen=True, kw_only=True):
    """Whether the member is hidden.

    Args:
        hidden: Hidden.
    """

    hidden: bool


class InviteFriend(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask.

    Args:
        friend: Friend.
    """

    friend: str


class FriendAnswer(Struct, frozen=True, kw_only=True):
    """What is between the two now: ``invited``, ``friends`` or ``none``.

    Args:
        friend: Friend.
        status: Status.
    """

    friend: str
    status: str


class HoldRow(Struct, frozen=True, kw_only=True):
    """A reservation of points.

    Args:
        hold_id: Id of the hold, chosen by the caller.
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        purpose: Purpose.
        status: Status.
        expires_us: Expires us.
        ref: What it belongs to, in the caller's words.
    """

    hold_id: str
    asset: str
    amount: int
    purpose: str
    status: str
    expires_us: int | None
    ref: str


class NewIdentity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another name of a member.

    Args:
        namespace: Namespace.
        external_id: External id.
    """

    namespace: str
    external_id: str


class IdentitiesView(Struct, frozen=True, kw_only=True):
    """All names of a member, in the order in which they were linked.

    Args:
        member_id: Number of the member.
        identities: Identities.
    """

    member_id: str
    identities: list[IdentityView]


class InvitesView(Struct, frozen=True, kw_only=True):
    """A member's invitations in figures.

    Args:
        code: The member's code; empty: it was never asked for.
        inviter: Who brought the member; null: nobody.
        invited: Whom the member brought.
        effective: Those of them who paid an order that counts.
        conversion_bps: Effective of invited, in hundredths of a per cent.
        second_level: Whom those brought: it is counted, and never rewarded.
        second_effective: Those of them who count.
        judged: Invitees whose stated day has come.
        stayed: Those of them who were still there.
        stay_bps: Stayed of judged, in hundredths of a per cent.
        promoter_since_us: Since when the member is a super promoter; null: is none.
        benefit_uses: How often the member used a benefit.
        contribution: All of it in one figure, weighed as the program says.
    """

    code: str
    inviter: str | None
    invited: int
    effective: int
    conversion_bps: int
    second_level: int
    second_effective: int
    judged: int
    stayed: int
    stay_bps: int
    promoter_since_us: int | None
    benefit_uses: int
    contribution: int


class ChangeLabels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labels to set, with their values; null removes one, and those that are not named stay as they are.

    Args:
        labels: Labels.
    """

    labels: dict[str, str | None]


class LabelsChanged(Struct, frozen=True, kw_only=True):
    """Names of the labels that are others than before.

    Args:
        set: Set.
        removed: Removed.
    """

    set: list[str]
    removed: list[str]


class Lots(Struct, frozen=True, kw_only=True):
    """Open lots in the order in which they are spent.

    Args:
        items: Items.
    """

    items: list[LotRow]


class LotRow(Struct, frozen=True, kw_only=True):
    """Points that were earned together and expire together. Null: no end; settled already.

    Args:
        asset: Id of the asset in the program, as `points`.
        seq: Number of the posting within its member.
        amount: In units of the asset.
        remaining: Remaining.
        expires_us: Expires us.
        settles_us: Settles us.
        rule: Rule.
        ref: What it belongs to, in the caller's words.
        t_us: T us.
    """

    asset: str
    seq: int
    amount: int
    remaining: int
    expires_us: int | None
    settles_us: int | None
    rule: str
    ref: str
    t_us: int


class MallOffers(Struct, frozen=True, kw_only=True):
    """What the mall offers a member now: affordable items first, then by price; what is sold out is left out.

    Args:
        items: Items.
    """

    items: list[MallView]


class MallContact(Struct, frozen=True, kw_only=True):
    """Where a redemption is sent, as the member said it then.

    Args:
        known: Whether it can still be read; false once the member was erased, or where nothing is sent.
        recipient: Who.
        phone: Under which number they are reached.
        address: Where.
    """

    known: bool
    recipient: str = ""
    phone: str = ""
    address: str = ""


class Fulfil(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was redeemed has been handed over.

    Args:
        store: Id of the store.
        note: For whoever reads it later.
    """

    store: str | UnsetType = UNSET
    note: str | UnsetType = UNSET


class OrderFulfilled(Struct, frozen=True, kw_only=True):
    """An order that was handed over; ``status`` is ``done``.

    Args:
        order_id: The shop's number of the order.
        status: Status.
    """

    order_id: str
    status: str


class OrderCancelled(Struct, frozen=True, kw_only=True):
    """An order that was cancelled: points that came back, and money to be given back; ``status`` is ``cancelled``.

    Args:
        order_id: The shop's number of the order.
        points: Points.
        cash_cents: Cash cents.
        status: Status.
    """

    order_id: str
    points: int
    cash_cents: int
    status: str


class SendItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parcel.

    Args:
        carrier: Carrier.
        tracking: Tracking.
    """

    carrier: str | UnsetType = UNSET
    tracking: str | UnsetType = UNSET


class OrderSent(Struct, frozen=True, kw_only=True):
    """An order that was sent; ``status`` is ``sent``.

    Args:
        order_id: The shop's number of the order.
        status: Status.
    """

    order_id: str
    status: str


class RedeemItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Buy pieces of an item with points; ``paid_cents`` is the money that was paid beside them.

    What is sent needs an address: ``address_id`` names one of the member's book, or recipient, phone and address
    say it. It is kept sealed, as it is now.

    Args:
        item: Id of the item in the program's mall.
        quantity: How many pieces.
        paid_cents: In the smallest unit of the currency.
        address_id: Address id.
        recipient: Recipient.
        phone: Phone.
        address: Address.
    """

    item: str
    quantity: int | UnsetType = UNSET
    paid_cents: int | UnsetType = UNSET
    address_id: str | UnsetType = UNSET
    recipient: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    address: str | UnsetType = UNSET


class ItemRedeemed(Struct, frozen=True, kw_only=True):
    """An order in the mall.

    Args:
        order_id: Of the mall, to hand it over or cancel it by.
        item: Which.
        quantity: Pieces.
        points: Spent.
        cash_cents: Paid beside the points.
        status: ``done``, or ``waiting`` for somebody to hand it over.
    """

    order_id: str
    item: str
    quantity: int
    points: int
    cash_cents: int
    status: str


class MergeMembers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to merge, and why.

    Args:
        other: Who goes into the member of the path: a number, or ``namespace:external_id``.
        reason: For the audit log.
        preview: Say what would come of it, and change nothing.
    """

    other: str
    reason: str
    preview: bool | UnsetType = UNSET


class MergeView(Struct, frozen=True, kw_only=True):
    """What came of it.

    Args:
        member_id: Who stays.
        other: Who goes.
        merge_id: For undoing it; empty in a preview.
        changed: False where it had been done before.
        preview: Whether nothing was changed.
        tier: Of who stays.
        balances: Of who stays: asset → available less debt.
        comes: What comes over, in sentences.
        conflicts: What both have, or what stays behind, in sentences.
    """

    member_id: str
    other: str
    merge_id: str
    changed: bool
    preview: bool
    tier: str
    balances: dict[str, int]
    comes: list[str]
    conflicts: list[str]


class MergeItem(Struct, frozen=True, kw_only=True):
    """A merge on record; ``undone_us``: null while it holds.

    Args:
        merge_id: Merge id.
        member_id: Number of the member.
        other: Other.
        merged_us: Merged us.
        merged_by: Merged by.
        reason: Why, for whoever reads it later.
        undone_us: Undone us.
        undone_by: Undone by.
        undone_reason: Undone reason.
    """

    merge_id: str
    member_id: str
    other: str
    merged_us: int
    merged_by: str
    reason: str
    undone_us: int | None
    undone_by: str | None
    undone_reason: str | None


class UndoMerge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why two members are two after all; ``preview``: only say what would come of it.

    Args:
        reason: Why, for whoever reads it later.
        preview: Preview.
    """

    reason: str
    preview: bool | UnsetType = UNSET


class MessageView(Struct, frozen=True, kw_only=True):
    """A message to the member.

    Args:
        message: Its name, unique to the member.
        text: In words, in the language of the request.
        template: Name of the wording.
        params: Figures and names of the wording.
        kind: `upgrade`, `prize`, `expiring`, `campaign`; empty: it interrupts nothing.
        path: The rule's place in the program.
        purpose: `marketing` needs the member's consent.
        expires_us: From when on it is not listed any more; null: it stays.
        value_cents: Money that it is about.
        value_points: Points that it is about.
        t_us: When it was decided.
        read_us: When it was read first; null: not yet.
    """

    message: str
    text: str
    template: str
    params: dict[str, Any]
    kind: str
    path: str
    purpose: str
    expires_us: int | None
    value_cents: int
    value_points: int
    t_us: int
    read_us: int | None


class ReadRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of messages, as the list has them, or an interruption's `message`.

    Args:
        messages: Messages.
    """

    messages: list[str]


class MessagesRead(Struct, frozen=True, kw_only=True):
    """What came of it.

    Args:
        read: Messages that were not read before.
        unread: Messages that wait still.
    """

    read: int
    unread: int


class OperationRow(Struct, frozen=True, kw_only=True):
    """One recorded operation.

    Args:
        key: Idempotency key, unique within the member.
        type: Type.
        n: Number within the member.
        t_us: Engine time.
        event_us: When the event happened.
        day: Day.
        program_version: It was decided under.
        gains: What the member received.
        texts: The gains in words.
        moves: What the member has more (negative: less) by it, of each asset whose amount changed.
        reason: Why staff asked for it; empty: nobody said, or a member asks.
        actor: Who of the merchant did it; likewise.
        approved_by: Who approved it; likewise.
        of: Number of the member whose operation it is, where they have gone into this one; null: the member's own.
    """

    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: str
    program_version: int
    gains: list[Gain]
    texts: list[str]
    moves: dict[str, int]
    reason: str
    actor: str
    approved_by: str
    of: str | None = None


class Explained(Struct, frozen=True, kw_only=True):
    """One operation with the waterfall of its decision, in words.

    Args:
        member_id: Number of the member.
        key: Idempotency key, unique within the member.
        type: Type.
        n: N.
        t_us: T us.
        event_us: Event us.
        day: Day.
        program_version: Program version.
        patches: Patches.
        answer: Answer.
        texts: Whether the answer comes in words too.
        reasons: Reasons.
        risk: Null: nobody had anything to say.
    """

    member_id: str
    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: str
    program_version: int
    patches: list[PatchName]
    answer: dict[str, Any]
    texts: Texts
    reasons: list[ReasonLine]
    risk: RiskView | None


class PatchName(Struct, frozen=True, kw_only=True):
    """What lay over the program: its place (``campaigns.spring``), and its name where the program still has it.

    Args:
        path: Path.
        name: Name.
    """

    path: str
    name: str | None


class ReasonLine(Struct, frozen=True, kw_only=True):
    """One line of the waterfall.

    Args:
        path: The rule's place in the program.
        name: The rule's name.
        applied: Whether it had an effect.
        code: What was found.
        params: Figures.
        text: What was found, in words.
        formula: Of what was earned: how the amount came about, where that can be said exactly; else empty.
    """

    path: str
    name: str
    applied: bool
    code: str
    params: dict[str, Any]
    text: str
    formula: str = ""


class RiskView(Struct, frozen=True, kw_only=True):
    """How risky a request was found before it was decided: 0 to 100, what spoke against it, and what was measured.

    Args:
        score: Score.
        reasons: Reasons.
        features: Features.
    """

    score: int
    reasons: list[str]
    features: dict[str, int]


class MemberOrder(Struct, frozen=True, kw_only=True):
    """An order of a member's list; ``earned``: asset → what it gave, before refunds.

    Args:
        order_id: The shop's number of the order.
        t_us: T us.
        day: Day.
        amount_cents: Amount cents.
        refunded_cents: Refunded cents.
        saved_cents: Saved cents.
        status: Status.
        earned: Earned.
    """

    order_id: str
    t_us: int
    day: str
    amount_cents: int
    refunded_cents: int
    saved_cents: int
    status: str
    earned: dict[str, int]


class OrderPaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order that was paid.

    Args:
        order_id: The shop's number of it.
        amount_cents: In the smallest unit of the currency.
        t_us: UTC microseconds.
        list_cents: In the smallest unit of the currency.
        discount_cents: In the smallest unit of the currency.
        items: Items.
        store: Id of the store.
        channel: Where it happened, in the merchant's words.
        categories: Categories.
        lines: What was bought. With them it is known what lies in a rule's scope, and a refund can name lines.
        delivery_cents: In the smallest unit of the currency.
        goods_cents: In the smallest unit of the currency.
        coupon_ids: Coupon ids.
        hold_id: Id of the hold, chosen by the caller.
        attributes: Fields of the merchant's own, which rules may ask for.
    """

    order_id: str
    amount_cents: int
    t_us: int | UnsetType = UNSET
    list_cents: int | UnsetType = UNSET
    discount_cents: int | UnsetType = UNSET
    items: int | UnsetType = UNSET
    store: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    categories: dict[str, Any] | UnsetType = UNSET
    lines: list[OrderLine] | UnsetType = UNSET
    delivery_cents: int | UnsetType = UNSET
    goods_cents: int | UnsetType = UNSET
    coupon_ids: list[str] | UnsetType = UNSET
    hold_id: str | UnsetType = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET


class OrderLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a paid order.

    Args:
        id: Of the line in its order; by default its place, from 1.
        sku: The shop's number of the product.
        quantity: Pieces; 1 by default.
        unit_cents: In the smallest unit of the currency.
        paid_cents: In the smallest unit of the currency.
        category: The shop's word for its kind.
        store: Where it was sold, where that is not the order's store.
        tags: More words of the shop that rules may ask for.
        discount_cents: In the smallest unit of the currency.
        grams: Of what is sold by weight.
        points: Points that paid for a part of it.
        points_cents: In the smallest unit of the currency.
        free: Pieces among them that cost nothing.
        list_cents: In the smallest unit of the currency.
        cents: In the smallest unit of the currency.
    """

    id: str | UnsetType = UNSET
    sku: str | UnsetType = UNSET
    quantity: int | UnsetType = UNSET
    unit_cents: int | UnsetType = UNSET
    paid_cents: int | UnsetType = UNSET
    category: str | UnsetType = UNSET
    store: str | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    discount_cents: int | UnsetType = UNSET
    grams: int | UnsetType = UNSET
    points: int | UnsetType = UNSET
    points_cents: int | UnsetType = UNSET
    free: int | UnsetType = UNSET
    list_cents: int | UnsetType = UNSET
    cents: int | UnsetType = UNSET


class OrderTaken(Struct, frozen=True, kw_only=True):
    """What an order came to, beside its gains, which are less what these took back again.

    Args:
        refunds: Refunds that had been reported before it.
    """

    refunds: list[JoinedRefund] | None = None


class JoinedRefund(Struct, frozen=True, kw_only=True):
    """A refund that had been reported before its order, and went back with it.

    Args:
        order_id: The shop's number of the order.
        amount_cents: Amount cents.
        left_cents: Left cents.
        full: Full.
        taken_back: Taken back.
        given_back: Given back.
        rewards_back: Rewards back.
        refund_id: Its number; empty: it had none.
    """

    order_id: str | None = None
    amount_cents: int | None = None
    left_cents: int | None = None
    full: bool | None = None
    taken_back: dict[str, int] | None = None
    given_back: dict[str, int] | None = None
    rewards_back: list[RefundedReward] | None = None
    refund_id: str = ""


class RefundedReward(Struct, frozen=True, kw_only=True):
    """A reward that the order had earned, and that went back with it.

    Args:
        rule: Path of the rule that gave it.
        ref: What it belonged to.
        taken: What was taken back, by kind.
        stays: What could not be: used, or gone already.
    """

    rule: str
    ref: str = ""
    taken: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []


class OrderView(Struct, frozen=True, kw_only=True):
    """An order of a member.

    Args:
        order_id: The shop's number of the order.
        member_id: Whose.
        status: ``paid``, ``part_refunded``, ``refunded``, or ``quoted``: known, and not paid yet.
        t_us: When it was paid, UTC microseconds.
        amount_cents: Money it was paid with, the delivery included.
        refunded_cents: Of it, gone back.
        saved_cents: By prices, coupons and points.
        delivery_cents: Paid for the delivery; ``delivery_back_cents`` of it went back.
        delivery_back_cents: Delivery back cents.
        hold_id: Id of the hold, chosen by the caller.
        points: Points that paid; null: none.
        earned: By rule.
        counted: Counter or step of a task → what the order added.
        coupons: Coupons that it used.
        refunds: Ids of its refunds.
        lines: What was bought; none: it was reported without lines.
        moved_to: The member it was moved to; null: it is this one's.
        moved_from: The member it was moved from; null: it was reported here.
        rewards_back: Rewards of tiers, tasks and milestones that went back with it, and what of them stays.
    """

    order_id: str
    member_id: str
    status: str
    t_us: int
    amount_cents: int
    refunded_cents: int
    saved_cents: int
    delivery_cents: int
    delivery_back_cents: int
    hold_id: str
    points: OrderPoints | None
    earned: list[OrderEarning]
    counted: dict[str, int]
    coupons: list[str]
    refunds: list[str]
    lines: list[OrderLineView]
    moved_to: str | None
    moved_from: str | None
    rewards_back: list[RewardBack]


class OrderPoints(Struct, frozen=True, kw_only=True):
    """Points that paid for a part of an order, and how many of them were given back.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        returned: Returned.
    """

    asset: str
    amount: int
    returned: int


class OrderEarning(Struct, frozen=True, kw_only=True):
    """What a rule gave for an order.

    Args:
        asset: Id of the asset in the program, as `points`.
        rule: Place in the program.
        name: Of the rule; empty where the program in force has it no more.
        amount: Given.
        reversed: Of it, taken back by refunds.
    """

    asset: str
    rule: str
    name: str
    amount: int
    reversed: int


class OrderLineView(Struct, frozen=True, kw_only=True):
    """A line of an order.

    Args:
        id: Of the line, for refunds.
        sku: Sku.
        category: Category.
        store: Id of the store.
        tags: Tags.
        quantity: Pieces that were bought.
        returned: Of them, pieces that came back.
        grams: Grams.
        free: Free.
        unit_cents: Unit cents.
        list_cents: List price of the line.
        discount_cents: What it was reduced by.
        paid_cents: Money that was paid for it.
        refunded_cents: Money that went back for it by name.
        points: Points that paid for it, worth ``points_cents``.
        points_cents: Points cents.
        points_back: Of them, given back with its pieces.
        left_cents: Money that goes back when all that is left of it comes back, where what is kept is not priced
            anew.
        earned: Asset → what the order earned by this line.
        name: Of the product, as the catalogue had it then; empty: it is not in there.
    """

    id: str
    sku: str
    category: str
    store: str
    tags: list[str]
    quantity: int
    returned: int
    grams: int
    free: int
    unit_cents: int
    list_cents: int
    discount_cents: int
    paid_cents: int
    refunded_cents: int
    points: int
    points_cents: int
    points_back: int
    left_cents: int
    earned: dict[str, int]
    name: str = ""


class RewardBack(Struct, frozen=True, kw_only=True):
    """A reward whose ground went with refunds of the order.

    Args:
        rule: Place in the program.
        ref: What it had been given for.
        taken: What went back.
        stays: What could not be taken back any more.
    """

    rule: str
    ref: str
    taken: list[RewardPiece]
    stays: list[RewardPiece]


class RewardPiece(Struct, frozen=True, kw_only=True):
    """A part of a reward.

    Args:
        kind: Of the reward: ``asset``, ``coupon``, ``benefit``, ``badge``, ``cash`` ….
        name: Asset, batch, benefit, badge.
        amount: How much or how many; cents of money. 0: it was not given yet, and will not be.
        reason: Why it stays: ``used``, ``in-use``, ``given-away``, ``paid-out``, ``written-off``, ``unknown``.
        value_cents: What it was worth in money, where that is known.
    """

    kind: str
    name: str
    amount: int
    reason: str = ""
    value_cents: int = 0


class MoveOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order that was reported for the wrong member.

    Args:
        to_member: Whose it is: number of the member, or ``namespace:external_id``.
        reason: Why; both members' histories keep it.
    """

    to_member: str
    reason: str


class OrderMoved(Struct, frozen=True, kw_only=True):
    """An order that is on its way to another member.

    Args:
        order_id: The shop's number of the order.
        to_member: To member.
    """

    order_id: str
    to_member: str


class RefundOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A refund of an order, in part or in full: by lines, by an amount, or both.

    Args:
        refund_id: The shop's number of it.
        amount_cents: In the smallest unit of the currency.
        full: Everything that is left.
        lines: What comes back, of an order that was reported with lines.
        delivery_cents: In the smallest unit of the currency.
        t_us: UTC microseconds.
    """

    refund_id: str
    amount_cents: int | UnsetType = UNSET
    full: bool | UnsetType = UNSET
    lines: list[ReturnLine] | UnsetType = UNSET
    delivery_cents: int | UnsetType = UNSET
    t_us: int | UnsetType = UNSET


class ReturnLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an order's line comes back.

    Args:
        id: Of the line; or say ``sku``.
        sku: Product; of several lines of it the first that has pieces left.
        quantity: Pieces; by default all that are left.
    """

    id: str | UnsetType = UNSET
    sku: str | UnsetType = UNSET
    quantity: int | UnsetType = UNSET


class OrderRefunded(Struct, frozen=True, kw_only=True):
    """What a refund came to; nothing of it where the order is not known yet: the refund waits for it then.

    Args:
        order_id: The shop's number of the order.
        amount_cents: Of this refund.
        left_cents: Of the order, after all refunds so far.
        full: Nothing of the order is left.
        taken_back: Asset → what the refund took, as points that the order had earned; a debt counts.
        given_back: Asset → what came back, as points that had paid for it.
        rewards_back: Coupons, badges and so on that went back with it.
    """

    order_id: str | None = None
    amount_cents: int | None = None
    left_cents: int | None = None
    full: bool | None = None
    taken_back: dict[str, int] | None = None
    given_back: dict[str, int] | None = None
    rewards_back: list[RefundedReward] | None = None


class Past(Struct, frozen=True, kw_only=True):
    """How a member stood at a moment.

    Args:
        member_id: Number of the member.
        as_of_us: The moment.
        registered_us: Registered us.
        operations: Done by then; the answer is the state after them.
        program_version: In force then.
        tier: Then, by the program of then.
        accounts: Accounts.
        lots: With something left.
        holds: Open.
        coupons: Coupons.
        entitlements: Entitlements.
        exact: Parts that are as they were, to the last point.
        partly_exact: Parts in which each item says for itself whether it is.
        not_derived: What no history is kept of.
    """

    member_id: str
    as_of_us: int
    registered_us: int
    operations: int
    program_version: int
    tier: NamedTier
    accounts: list[PastAccounts]
    lots: list[PastLot]
    holds: list[PastHold]
    coupons: list[PastCoupon]
    entitlements: list[PastEntitlement]
    exact: list[str]
    partly_exact: list[str]
    not_derived: list[str]


class PastAccounts(Struct, frozen=True, kw_only=True):
    """An asset's accounts; ``earned``: ever, less what was taken back.

    Args:
        asset: Id of the asset in the program, as `points`.
        available: Available.
        pending: Pending.
        held: Held.
        frozen: Frozen.
        debt: Debt.
        earned: Earned.
    """

    asset: str
    available: int = 0
    pending: int = 0
    held: int = 0
    frozen: int = 0
    debt: int = 0
    earned: int = 0


class PastLot(Struct, frozen=True, kw_only=True):
    """Points that expire together.

    Args:
        asset: Id of the asset in the program, as `points`.
        seq: Number of the posting that gave them.
        amount: In units of the asset.
        remaining: Remaining.
        pending: Whether they had not settled yet.
        expires_us: Null: never.
        expires_exact: False where something was given back to it later, in an earlier release.
        rule: Rule.
        ref: What it belongs to, in the caller's words.
    """

    asset: str
    seq: int
    amount: int
    remaining: int
    pending: bool
    expires_us: int | None
    expires_exact: bool
    rule: str
    ref: str


class PastHold(Struct, frozen=True, kw_only=True):
    """A reservation that was open.

    Args:
        hold_id: Id of the hold, chosen by the caller.
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        purpose: Purpose.
        expires_us: Expires us.
        ref: What it belongs to, in the caller's words.
    """

    hold_id: str
    asset: str
    amount: int
    purpose: str
    expires_us: int | None
    ref: str


class PastCoupon(Struct, frozen=True, kw_only=True):
    """A coupon; ``exact``: false where an earlier release moved it later.

    Args:
        coupon_id: Id of the coupon.
        batch: Id of the coupon batch in the program.
        status: Status.
        valid_from_us: Valid from us.
        valid_until_us: Valid until us.
        granted_us: Granted us.
        exact: Exact.
    """

    coupon_id: str
    batch: str
    status: str
    valid_from_us: int
    valid_until_us: int | None
    granted_us: int
    exact: bool


class PastEntitlement(Struct, frozen=True, kw_only=True):
    """The use of a benefit in the period of the moment; ``exact``: false where an earlier release used it later.

    Args:
        entitlement_id: Entitlement id.
        benefit: Id of the benefit in the program.
        period_start_us: Period start us.
        period_end_us: Period end us.
        quota: Quota.
        carried: Carried.
        used: Used.
        source: Source.
        exact: Exact.
    """

    entitlement_id: str
    benefit: str
    period_start_us: int
    period_end_us: int | None
    quota: int
    carried: int
    used: int
    source: str
    exact: bool


class PayoutAnswer(Struct, frozen=True, kw_only=True):
    """How far it has come.

    Args:
        payout: Its id.
        status: ``claimable``, ``requested``, ``failed``, ``done``, ``lapsed`` or ``given_up``.
        late: Whether it was done after it had been closed otherwise.
    """

    payout: str
    status: str
    late: bool


class PayoutDone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The money has moved; ``reference`` is the payment side's own number.

    Args:
        reference: Reference.
    """

    reference: str | UnsetType = UNSET


class PayoutFailed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It has not moved, and why.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str | UnsetType = UNSET


class GiveUpPayout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is not paid any more.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class DonatePoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give points to a pool of the program.

    Args:
        pool: Id of the pool in the program.
        amount: In units of the asset.
    """

    pool: str
    amount: int


class PointsMoved(Struct, frozen=True, kw_only=True):
    """A posting.

    Args:
        seq: Its number within the member and the asset; refunds name it.
        balance: Available after it.
    """

    seq: int
    balance: int


class Earn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give points by decision of the caller.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        ref: What it belongs to, in the caller's words.
        reason: Why, for whoever reads it later.
        settles_us: UTC microseconds, from 1990 to 2100.
        expires_us: UTC microseconds, from 1990 to 2100.
    """

    asset: str
    amount: int
    ref: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    settles_us: int | UnsetType = UNSET
    expires_us: int | UnsetType = UNSET


class ExchangePoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Exchange one asset for another by a rule of the program.

    Args:
        exchange: Id of the exchange in the program.
        amount: In units of the asset.
        ref: What it belongs to, in the caller's words.
    """

    exchange: str
    amount: int
    ref: str | UnsetType = UNSET


class PointsExchanged(Struct, frozen=True, kw_only=True):
    """``credit``: what was received; ``balance``: of that asset after it.

    Args:
        credit: Credit.
        balance: Balance.
    """

    credit: int
    balance: int


class FreezePoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Put points aside while something is looked into; all that are available if no amount is given.

    Args:
        asset: Id of the asset in the program, as `points`.
        hold_id: Id of the hold, chosen by the caller.
        reason: Why, for whoever reads it later.
        amount: In units of the asset.
    """

    asset: str
    hold_id: str
    reason: str
    amount: int | UnsetType = UNSET


class PointsFrozen(Struct, frozen=True, kw_only=True):
    """Points that were put aside.

    Args:
        hold_id: Id of the hold, chosen by the caller.
        seq: Number of the posting within its member.
        frozen: Frozen.
    """

    hold_id: str
    seq: int
    frozen: int


class LiftFreeze(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """End a freeze.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class GivePoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``to_member`` is the receiver's number or ``namespace:external_id``.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        to_member: To member.
        note: For whoever reads it later.
    """

    asset: str
    amount: int
    to_member: str
    note: str | UnsetType = UNSET


class PointsGiven(Struct, frozen=True, kw_only=True):
    """Points that wait for their receiver; ``expires_us``: when they go back.

    Args:
        gift_id: Id of the gift.
        hold_id: Id of the hold, chosen by the caller.
        expires_us: Expires us.
    """

    gift_id: str
    hold_id: str
    expires_us: int


class GiftAnswered(Struct, frozen=True, kw_only=True):
    """A gift of points that was accepted or declined.

    Args:
        gift_id: Id of the gift.
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
    """

    gift_id: str
    asset: str
    amount: int


class HoldPoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reserve points for something that is not certain yet.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        hold_id: Id of the hold, chosen by the caller.
        ref: What it belongs to, in the caller's words.
        expires_us: UTC microseconds, from 1990 to 2100.
    """

    asset: str
    amount: int
    hold_id: str
    ref: str | UnsetType = UNSET
    expires_us: int | UnsetType = UNSET


class PointsHeld(Struct, frozen=True, kw_only=True):
    """Points that are reserved; ``balance``: available after it.

    Args:
        hold_id: Id of the hold, chosen by the caller.
        seq: Number of the posting within its member.
        balance: Balance.
    """

    hold_id: str
    seq: int
    balance: int


class RefundPoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give back what the posting ``seq`` spent, to the same lots.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        seq: Number of the posting within its member.
        ref: What it belongs to, in the caller's words.
    """

    asset: str
    amount: int
    seq: int
    ref: str | UnsetType = UNSET


class Spend(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take points for something.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        ref: What it belongs to, in the caller's words.
    """

    asset: str
    amount: int
    ref: str | UnsetType = UNSET


class PostersView(Struct, frozen=True, kw_only=True):
    """Pictures of a member, and what an invitation needs elsewhere.

    Args:
        posters: Badges and certificates, the newest first, after the invitation and the upgrade.
        link: What the QR code of the invitation says; empty: the member has no code yet.
        scene: The same for a picture code of the platform, at most 32 characters; empty: likewise.
    """

    posters: list[PosterView]
    link: str
    scene: str


class PosterView(Struct, frozen=True, kw_only=True):
    """A picture that can be had now.

    Args:
        kind: For `?kind=`.
        id: For `?id=`; empty: none is needed.
        title: What it is about.
        width: Pixels.
        height: Pixels.
    """

    kind: Literal["badge", "certificate", "invite", "upgrade"]
    id: str
    title: str
    width: int
    height: int


class PostingRow(Struct, frozen=True, kw_only=True):
    """One posting: ``amount`` moved from ``source`` to ``target``.

    Args:
        asset: Id of the asset in the program, as `points`.
        seq: Number of the posting within its member.
        kind: Kind.
        amount: In units of the asset.
        source: Source.
        target: Target.
        rule: Rule.
        ref: What it belongs to, in the caller's words.
        t_us: T us.
        day: Day.
        program_version: Program version.
        of: Number of the member whose posting it is, where they have gone into this one; null: the member's own.
    """

    asset: str
    seq: int
    kind: str
    amount: int
    source: str
    target: str
    rule: str
    ref: str
    t_us: int
    day: str
    program_version: int
    of: str | None = None


class PostAnswer(Struct, frozen=True, kw_only=True):
    """How far it has come.

    Args:
        post: Its id.
        status: ``pending``, ``shown``, ``rejected``, ``taken_down`` or ``deleted``; of a report that was made:
            empty.
    """

    post: str
    status: str


class ReportPost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it should not be there: ``spam``, ``abuse``, ``privacy``, ``false`` or ``other``.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: Literal["abuse", "false", "other", "privacy", "spam"]


class PrizeView(Struct, frozen=True, kw_only=True):
    """A prize that people hand over.

    Args:
        prize: Its id.
        member_id: Whose.
        name: What it is called, by language.
        handing: ``ship``, ``pickup`` or ``online``.
        status: ``won``, ``claimed``, ``sent``, ``handed_over``, ``forfeited`` or ``withdrawn``.
        asks: What whoever claims it has to fill in.
        since_us: When it was won.
        claim_until_us: First instant at which it can be claimed no more.
        claimed_us: When it was claimed; null: not yet.
        due_us: When it should have been sent or handed over; null: not claimed yet, or over.
        value_cents: What it is worth.
        tax_cents: Tax on it.
        tax_by: ``merchant`` or ``winner``; empty: there is no tax.
        rule: Path of the rule that gave it.
        ref: What it was given for.
        carrier: Who carries it.
        tracking: Number of the parcel.
        sent_us: When it was sent; null: not yet.
        store: Where it was handed over.
        reason: Why it was forfeited or withdrawn.
        closed_us: When it ended; null: not yet.
        replaced_by: Prize that another member was given in its place.
        replaces: Prize in whose place it is.
        updated_us: When it changed last.
    """

    prize: str
    member_id: str
    name: dict[str, str]
    handing: str
    status: str
    asks: list[str]
    since_us: int
    claim_until_us: int
    claimed_us: int | None
    due_us: int | None
    value_cents: int
    tax_cents: int
    tax_by: str
    rule: str
    ref: str
    carrier: str
    tracking: str
    sent_us: int | None
    store: str
    reason: str
    closed_us: int | None
    replaced_by: str
    replaces: str
    updated_us: int


class ClaimPrize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who gets it where. Which of these are needed says ``asks`` of the prize; all are kept sealed.

    ``address_id`` names an address of the member's book instead of recipient, phone and address; it is kept as it
    is now.

    Args:
        address_id: Address id.
        recipient: Recipient.
        phone: Phone.
        address: Address.
        contact: Contact.
        real_name: Real name.
        id_number: Id number.
    """

    address_id: str | UnsetType = UNSET
    recipient: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    contact: str | UnsetType = UNSET
    real_name: str | UnsetType = UNSET
    id_number: str | UnsetType = UNSET


class PrizeAnswer(Struct, frozen=True, kw_only=True):
    """How far it has come.

    Args:
        prize: Its id.
        status: ``won``, ``claimed``, ``sent``, ``handed_over``, ``forfeited`` or ``withdrawn``.
        replaced_by: Prize that another member was given in its place; empty: none.
    """

    prize: str
    status: str
    replaced_by: str


class ForfeitPrize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the member does not get it.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class HandOverPrize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it was handed over.

    Args:
        store: Id of the store.
    """

    store: str | UnsetType = UNSET


class ReplacePrize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who gets it instead, and why.

    Args:
        to_member: To member.
        reason: Why, for whoever reads it later.
    """

    to_member: str
    reason: str


class SendPrize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parcel.

    Args:
        carrier: Carrier.
        tracking: Tracking.
    """

    carrier: str | UnsetType = UNSET
    tracking: str | UnsetType = UNSET


class ChangeProfile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attributes to change; null removes one, and those that are not named stay as they are.

    Args:
        profile: Profile.
    """

    profile: dict[str, Any]


class ProfileChanged(Struct, frozen=True, kw_only=True):
    """``changed``: names of the attributes that are others than before.

    Args:
        changed: Changed.
    """

    changed: list[str]


class BindInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``code``: of who invites.

    Args:
        code: The code as it was typed or scanned.
    """

    code: str


class BoundAnswer(Struct, frozen=True, kw_only=True):
    """Who invited, and until when the first order counts for them.

    Args:
        inviter: Inviter.
        until_us: Until us.
    """

    inviter: str
    until_us: int


class CodeAnswer(Struct, frozen=True, kw_only=True):
    """The member's code: it stays the same, and fits the scene of a mini program's picture code.

    Args:
        code: The code as it was typed or scanned.
    """

    code: str


class MonthReport(Struct, frozen=True, kw_only=True):
    """What a month was to a member.

    Args:
        member_id: Number of the member.
        month: `YYYY-MM`, of the merchant's calendar.
        over: Whether it has ended; until then everything is as of now.
        currency: Currency.
        orders: Orders that were paid in it.
        spent_cents: Paid for them in money, less what was given back since.
        saved_cents: Saved in them by prices, promotions, coupons and points, less what was given back since.
        friends: Invitees whose first order came to count in it, and still does.
        assets: What moved.
        tier_before: When it began; an empty id: before the first.
        tier_after: When it ended, or now.
        progress: In every dimension of the next tier, now.
    """

    member_id: str
    month: str
    over: bool
    currency: str
    orders: int
    spent_cents: int
    saved_cents: int
    friends: int
    assets: list[AssetMonth]
    tier_before: NamedTier
    tier_after: NamedTier
    progress: list[TierProgress]


class AssetMonth(Struct, frozen=True, kw_only=True):
    """An asset in a month, with its name; ``closing`` is ``opening`` with everything between added.

    Args:
        asset: Id of the asset in the program, as `points`.
        opening: Opening.
        earned: Earned.
        taken_back: Taken back.
        spent: Spent.
        given_back: Given back.
        expired: Expired.
        restored: Restored.
        other: Other.
        closing: Closing.
        name: For people.
        expiring: Of what is left now, what expires in the month after.
    """

    asset: str
    opening: int = 0
    earned: int = 0
    taken_back: int = 0
    spent: int = 0
    given_back: int = 0
    expired: int = 0
    restored: int = 0
    other: int = 0
    closing: int = 0
    name: str
    expiring: int = 0


class UndoReview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it was no abuse after all.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class ReviewAnswer(Struct, frozen=True, kw_only=True):
    """How far it has come.

    Args:
        review: Its id.
        status: ``open``, ``released``, ``confirmed``, ``lapsed`` or ``erased``.
        rewards: How many rewards were decided on.
        amounts: Asset → how much of it.
    """

    review: str
    status: str
    rewards: int
    amounts: dict[str, int]


class RiskGraph(Struct, frozen=True, kw_only=True):
    """Who is near a member by invitations and devices, at most so many.

    Args:
        center: The member.
        people: The member first.
        ties: Invitations among them, and devices that they share.
        more: Whether there are others.
    """

    center: str
    people: list[GraphPerson]
    ties: list[GraphTie]
    more: bool


class GraphPerson(Struct, frozen=True, kw_only=True):
    """A member near the one whose review it is.

    Args:
        member_id: Who.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        ring: Whether the job found them in the same ring.
        review: Status of their newest review; empty: they have none.
        orders: Orders that they paid, up to 5.
        joined_us: When they joined.
    """

    member_id: str
    shown: str
    ring: bool
    review: str
    orders: int
    joined_us: int


class GraphTie(Struct, frozen=True, kw_only=True):
    """What ties two of them.

    Args:
        source: Who invited, of an invitation; else the lower number.
        target: Who was invited, or the other one.
        kind: `invited` or `device`.
        mark: Of a device: the beginning of its keyed fingerprint.
    """

    source: str
    target: str
    kind: str
    mark: str


class Rules(Struct, frozen=True, kw_only=True):
    """The rules page in one language.

    Args:
        name: Of the program.
        version: In force.
        lang: Lang.
        blocks: In order.
    """

    name: str
    version: int
    lang: str
    blocks: list[RuleBlock]


class RuleBlock(Struct, frozen=True, kw_only=True):
    """A heading and its lines.

    Args:
        heading: Heading.
        lines: Lines.
    """

    heading: str
    lines: list[str]


class OpenShare(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``code``: of who shared; ``target``: what was shared.

    Args:
        code: The code as it was typed or scanned.
        target: Target.
    """

    code: str
    target: str | UnsetType = UNSET


class OpenedAnswer(Struct, frozen=True, kw_only=True):
    """Whether it counts for who shared; not so a second time on the same day.

    Args:
        counted: Counted.
    """

    counted: bool


class Story(Struct, frozen=True, kw_only=True):
    """How far a member has come.

    Args:
        member_id: Number of the member.
        year: Which; 0: of all time.
        currency: Currency.
        joined_day: Merchant-local, whatever the year.
        days: Since then, today included.
        first_order: Whatever the year; null: none yet.
        orders: Paid.
        spent_cents: Paid for them in money, less what was given back since.
        saved_cents: Saved in them, less what was given back since.
        friends: Invitees who came to count, and still do.
        upgrades: In order.
        badges: In the order in which they were earned.
        hours: Orders by hour of the merchant's clock, 24 numbers.
        favourite_hour: With most orders, the earlier of two; null: no order.
    """

    member_id: str
    year: int
    currency: str
    joined_day: str
    days: int
    first_order: FirstOrder | None
    orders: int
    spent_cents: int
    saved_cents: int
    friends: int
    upgrades: list[TierStep]
    badges: list[BadgeStep]
    hours: list[int]
    favourite_hour: int | None


class FirstOrder(Struct, frozen=True, kw_only=True):
    """The first order: its day, and what was paid and not given back.

    Args:
        day: Day.
        spent_cents: Spent cents.
    """

    day: str
    spent_cents: int


class TierStep(Struct, frozen=True, kw_only=True):
    """A day on which the member climbed, and where to.

    Args:
        day: Day.
        tier: Tier.
    """

    day: str
    tier: NamedTier


class BadgeStep(Struct, frozen=True, kw_only=True):
    """A badge or title, and since when the member has it.

    Args:
        day: Day.
        badge: Badge.
        name: Name.
    """

    day: str
    badge: str
    name: str


class OpenTasks(Struct, frozen=True, kw_only=True):
    """Tasks that are open to the member.

    Args:
        items: Items.
    """

    items: list[TaskShown]


class TierChangeRow(Struct, frozen=True, kw_only=True):
    """A change of tier.

    Args:
        t_us: T us.
        day: Day.
        old: Old.
        new: New.
        cause: Cause.
        until_us: Until us.
        program_version: Program version.
    """

    t_us: int
    day: str
    old: str
    new: str
    cause: str
    until_us: int | None
    program_version: int


class SetMemberTier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tier, why, and the last day on which it holds; without one it holds until somebody lets it end.

    Args:
        tier: Tier.
        reason: Why, for whoever reads it later.
        last_day: YYYY-MM-DD, of the merchant's calendar.
    """

    tier: str
    reason: str
    last_day: str | UnsetType = UNSET


class TierInForce(Struct, frozen=True, kw_only=True):
    """The member's tier now; ``until_us``: when one that was set ends by itself, null: not by itself.

    Args:
        tier: Tier.
        by_hand: By hand.
        until_us: Until us.
    """

    tier: str
    by_hand: bool
    until_us: int | None


class EndMemberTier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the tier that was set ends now.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class TokenRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long the token is good.

    Args:
        seconds: Seconds.
    """

    seconds: int | UnsetType = UNSET


class Token(Struct, frozen=True, kw_only=True):
    """A member's own token, to be sent as ``Authorization: Bearer``.

    Args:
        token: Token.
        member_id: Number of the member.
        expires_us: Expires us.
    """

    token: str
    member_id: str
    expires_us: int


class Dismissal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let a fact wait no longer.

    Args:
        place: What it waits for, as listed: ``order/A1``.
        ref: Its reference, as listed.
        reason: Why nothing will follow from it.
    """

    place: str
    ref: str
    reason: str | UnsetType = UNSET


class Dismissed(Struct, frozen=True, kw_only=True):
    """The fact waits no more.

    Args:
        place: Place.
        ref: What it belongs to, in the caller's words.
    """

    place: str
    ref: str


class SeeWhole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why whole numbers and addresses are needed; it is kept in the audit log.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class WholeView(Struct, frozen=True, kw_only=True):
    """Names and profile of a member as they were given.

    Args:
        member_id: Number of the member.
        identities: Identities.
        profile: Profile.
    """

    member_id: str
    identities: list[IdentityView]
    profile: dict[str, Any]


class OrderStory(Struct, frozen=True, kw_only=True):
    """An order with everything that followed from it.

    Args:
        order: As `GET /v1/orders/{order_id}` shows it.
        member: Names of the member, as everybody may see them.
        earned: By rule, each with its formula.
        movements: Of points, in order: earned, spent, taken back, given back.
        steps: Operations, in order.
    """

    order: OrderView
    member: list[str]
    earned: list[StoryEarning]
    movements: list[StoryMove]
    steps: list[StoryStep]


class StoryEarning(Struct, frozen=True, kw_only=True):
    """What a rule gave for the order.

    Args:
        rule: Place in the program.
        name: Of the rule.
        asset: What it gave; ``asset_name`` in words.
        asset_name: Asset name.
        amount: Given.
        reversed: Of it, taken back by refunds.
        formula: How the amount came about: `194 积分 = 97.00 元 × 1 × 会员日 2 倍`; empty: it cannot be said exactly.
    """

    rule: str
    name: str
    asset: str
    asset_name: str
    amount: int
    reversed: int
    formula: str


class StoryMove(Struct, frozen=True, kw_only=True):
    """A movement of points because of the order.

    Args:
        t_us: T us.
        kind: Kind.
        asset: Id of the asset in the program, as `points`.
        asset_name: Asset name.
        delta: What the member has more by it; negative: less; 0: it moved between the member's own accounts.
        amount: In units of the asset.
        source: Source.
        target: Target.
        rule: Rule.
        name: Name.
    """

    t_us: int
    kind: str
    asset: str
    asset_name: str
    delta: int
    amount: int
    source: str
    target: str
    rule: str
    name: str


class StoryStep(Struct, frozen=True, kw_only=True):
    """An operation that concerned the order; ``texts``: what it did, in words.

    Args:
        key: Idempotency key, unique within the member.
        type: Type.
        t_us: T us.
        event_us: Event us.
        texts: Whether the answer comes in words too.
    """

    key: str
    type: str
    t_us: int
    event_us: int
    texts: list[str]


class KnownOtherSales(Struct, frozen=True, kw_only=True):
    """A total, and when it was reported.

    Args:
        day: Day.
        source: Source.
        orders: Orders.
        sales_cents: Sales cents.
        reported_us: Reported us.
    """

    day: str
    source: str
    orders: int
    sales_cents: int
    reported_us: int


class OtherSalesReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Totals of days; each replaces what its source reported of that day before.

    Args:
        days: Days.
    """

    days: list[OtherSalesDay]


class OtherSalesDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one source sold on one day to nobody known.

    Args:
        day: Merchant-local day, ``YYYY-MM-DD``.
        orders: Paid orders without a member.
        sales_cents: Paid in money for them, before refunds.
        source: Who counted, for instance a till; each counts its own orders.
    """

    day: str
    orders: int
    sales_cents: int
    source: str | UnsetType = UNSET


class OtherSalesTaken(Struct, frozen=True, kw_only=True):
    """How many totals differ from what was known.

    Args:
        changed: Changed.
    """

    changed: int


class Overview(Struct, frozen=True, kw_only=True):
    """How the merchant stands, by merchant-local days.

    Args:
        from_day: First day of the series.
        until_day: First day that is not included.
        by: What the series are added up by.
        time_zone: Of the merchant.
        currency: ISO code of the cents.
        exponent: Decimals of the currency.
        as_of_us: As of us.
        today: Today.
        latest: Figures of the last day on which anything happened; the same as ``today`` on most days.
        members: Members.
        active: Active.
        moves: Moves.
        points: Points.
        claims: Claims.
        orders: Orders.
        other_sales: Other sales.
        coupons: Coupons.
        activities: Activities.
        attention: Attention.
    """

    from_day: str
    until_day: str
    by: Literal["day", "month"]
    time_zone: str
    currency: str
    exponent: int
    as_of_us: int
    today: Today
    latest: Today
    members: Members
    active: Active
    moves: list[Move]
    points: list[Points]
    claims: Claims
    orders: Orders
    other_sales: OtherSales
    coupons: Coupons
    activities: list[ActivityRow]
    attention: list[Notice]


class Today(Struct, frozen=True, kw_only=True):
    """Figures of the merchant's day so far.

    Args:
        day: Day.
        new_members: New members.
        events: Events.
        orders: Orders.
        sales_cents: Sales cents.
        earned: Earned.
        burned: Burned.
        upgrades: Upgrades.
        downgrades: Downgrades.
    """

    day: str
    new_members: int
    events: int
    orders: int
    sales_cents: int
    earned: dict[str, int]
    burned: dict[str, int]
    upgrades: int
    downgrades: int


class Members(Struct, frozen=True, kw_only=True):
    """Members now, and those who joined in the days asked for.

    Args:
        total: Total.
        new: New.
        by_tier: By tier.
        joined: Joined.
    """

    total: int
    new: int
    by_tier: list[TierCount]
    joined: list[Joined]


class TierCount(Struct, frozen=True, kw_only=True):
    """Members whose tier it is now; an empty id: none yet.

    Args:
        tier: Tier.
        members: Members.
    """

    tier: NamedTier
    members: int


class Joined(Struct, frozen=True, kw_only=True):
    """Members who joined in a period.

    Args:
        period: Period.
        members: Members.
    """

    period: str
    members: int


class Active(Struct, frozen=True, kw_only=True):
    """Active members by period, and at the end of the days asked for.

    Args:
        series: Series.
        now: Now.
    """

    series: list[ActiveRow]
    now: ActiveRow


class ActiveRow(Struct, frozen=True, kw_only=True):
    """Members who did something of their own in the days that end with the last day of a period.

    Args:
        period: Period.
        days_7: Members active in the last 7 days.
        days_30: Members active in the last 30 days.
    """

    period: str
    days_7: int = 0
    days_30: int = 0


class Move(Struct, frozen=True, kw_only=True):
    """Members who went from one tier to another in a period.

    Args:
        period: Period.
        old: Old.
        new: New.
        direction: ``up`` or ``down`` the ladder, ``enter`` it, or ``other`` where a tier is not part of it any
            more.
        members: Members.
    """

    period: str
    old: str
    new: str
    direction: Literal["down", "enter", "other", "up"]
    members: int


class Points(Struct, frozen=True, kw_only=True):
    """One asset's movements: by period, and in all of the days asked for.

    Args:
        asset: Id of the asset in the program, as `points`.
        name: Name.
        series: Series.
        total: Total.
    """

    asset: str
    name: str
    series: list[PointsRow]
    total: PointsRow


class PointsRow(Struct, frozen=True, kw_only=True):
    """What moved in a period. All figures are positive when they are what their name says.

    Args:
        period: Period.
        earned: Earned.
        burned: Burned.
        refunded: Refunded.
        expired: Expired.
        reversed: Reversed.
        written_off: Written off.
        adjusted: Adjusted.
        exchanged_in: Exchanged in.
        exchanged_out: Exchanged out.
        cleared_in: Cleared in.
        cleared_out: Cleared out.
    """

    period: str
    earned: int = 0
    burned: int = 0
    refunded: int = 0
    expired: int = 0
    reversed: int = 0
    written_off: int = 0
    adjusted: int = 0
    exchanged_in: int = 0
    exchanged_out: int = 0
    cleared_in: int = 0
    cleared_out: int = 0


class Claims(Struct, frozen=True, kw_only=True):
    """Claims as of a moment; where working them out takes long it may lie some minutes back.

    Args:
        as_of_us: As of us.
        items: Items.
    """

    as_of_us: int
    items: list[Claim]


class Claim(Struct, frozen=True, kw_only=True):
    """What members can still claim of one asset.

    Args:
        asset: Id of the asset in the program, as `points`.
        name: Name.
        open: Available and pending.
        reserved: In open holds, or frozen.
        owed: By members.
        cents: Worth of what is open, reserved and not owed back.
        expiring_30: Of what is open, within 30 days; ``expiring_30_cents``: its worth.
        expiring_30_cents: Expiring 30 cents.
        expiring_90: Within 90 days.
        expiring_90_cents: Expiring 90 cents.
    """

    asset: str
    name: str
    open: int
    reserved: int
    owed: int
    cents: int
    expiring_30: int
    expiring_30_cents: int
    expiring_90: int
    expiring_90_cents: int


class Orders(Struct, frozen=True, kw_only=True):
    """Orders by period, and in all of the days asked for.

    Args:
        series: Series.
        total: Total.
    """

    series: list[OrderRow]
    total: OrderRow


class OrderRow(Struct, frozen=True, kw_only=True):
    """Orders of members in a period.

    Args:
        period: Period.
        orders: Paid.
        sales_cents: Paid in money.
        refunded_cents: Of these orders, given back since.
        refunded_orders: How many of these orders.
        first_orders: By members who had ordered nothing before.
        repeat_bps: Share of the other orders, in basis points; null without orders.
    """

    period: str
    orders: int = 0
    sales_cents: int = 0
    refunded_cents: int = 0
    refunded_orders: int = 0
    first_orders: int = 0
    repeat_bps: int | None = None


class OtherSales(Struct, frozen=True, kw_only=True):
    """Orders without a member by period, and in all of the days asked for.

    Args:
        known: Whether any were reported; without reports nothing can be said of the share of members.
        series: Series.
        total: Total.
    """

    known: bool
    series: list[OtherRow]
    total: OtherRow


class OtherRow(Struct, frozen=True, kw_only=True):
    """Orders without a member in a period, as they were reported.

    Args:
        period: Period.
        orders: Orders.
        sales_cents: Sales cents.
    """

    period: str
    orders: int = 0
    sales_cents: int = 0


class Coupons(Struct, frozen=True, kw_only=True):
    """Coupons by period, and in all of the days asked for.

    Args:
        series: Series.
        total: Total.
    """

    series: list[CouponsRow]
    total: CouponsRow


class CouponsRow(Struct, frozen=True, kw_only=True):
    """Coupons granted and used in a period, and what using them saved.

    Args:
        period: Period.
        granted: Granted.
        used: Used.
        saved_cents: Saved cents.
    """

    period: str
    granted: int = 0
    used: int = 0
    saved_cents: int = 0


class ActivityRow(Struct, frozen=True, kw_only=True):
    """How often an activity, item or benefit was made use of in the days asked for.

    Args:
        kind: Event type.
        id: Of the activity or item; empty where the event does not tell.
        name: Name.
        count: Times.
        pieces: Of the mall.
    """

    kind: str
    id: str
    name: str
    count: int
    pieces: int


class Notice(Struct, frozen=True, kw_only=True):
    """Something that wants attention.

    Args:
        kind: ``lint``, ``dead_letters``, ``webhooks``, ``expiring``, ``unsealed``, ``adjustments``, ``waiting``,
            ``payouts``, ``prizes``, ``budget`` or ``stock``.
        severity: As of lint.
        path: Place in the program, asset or item.
        text: In words.
        fix: What to do; may be empty.
        count: How many, or how much.
        t_us: Since when; null where that says nothing.
    """

    kind: str
    severity: Literal["error", "info", "warning"]
    path: str
    text: str
    fix: str
    count: int
    t_us: int | None = None


class Latest(Struct, frozen=True, kw_only=True):
    """The latest events, newest first.

    Args:
        items: Items.
        after: To ask for what comes next.
        skipped: Whether older ones since ``after`` were left out to keep to the limit.
    """

    items: list[EventRow]
    after: str
    skipped: bool


class EventRow(Struct, frozen=True, kw_only=True):
    """An event that was taken, and what it gave.

    Args:
        member_id: Number of the member.
        member: One of the member's names.
        key: Idempotency key, unique within the member.
        type: Type.
        received_us: When it was taken.
        t_us: When it happened.
        day: Day.
        amount_cents: Of an order or refund; null otherwise.
        tier: Tier.
        gains: Gains.
        texts: What the member received, in words.
    """

    member_id: str
    member: str
    key: str
    type: str
    received_us: int
    t_us: int
    day: str
    amount_cents: int | None
    tier: str
    gains: list[Gain]
    texts: list[str]


class PayoutView(Struct, frozen=True, kw_only=True):
    """An amount that somebody else moves.

    Args:
        payout: Its stable id, under which it is executed at most once.
        member_id: Number of the member.
        kind: ``payout`` to the member, or ``refund`` of an order.
        status: How far it has come.
        cents: How much.
        rule: Rule.
        ref: What it is for; of a refund: the order.
        since_us: Since us.
        due_us: When it is overdue; null where nothing is asked for.
        claim_until_us: Until when the member may claim it; null where it is no matter of claiming.
        tries: Times it was asked for.
        reason: Why it failed, lapsed or was given up.
        reference: The payment side's own number.
        late: Whether it was done after it had been closed otherwise.
        updated_us: When it changed last.
    """

    payout: str
    member_id: str
    kind: str
    status: str
    cents: int
    rule: str
    ref: str
    since_us: int
    due_us: int | None
    claim_until_us: int | None
    tries: int
    reason: str
    reference: str
    late: bool
    updated_us: int


class PersonView(Struct, frozen=True, kw_only=True):
    """Somebody of the merchant. ``password`` is there once, in the answer that drew it.

    Args:
        person_id: Person id.
        email: Email.
        name: Name.
        role: Role.
        role_name: Role name.
        created_us: Created us.
        created_by: Created by.
        active: Active.
        disabled_us: Disabled us.
        last_seen_us: Last seen us.
        password: Password.
    """

    person_id: str
    email: str
    name: str
    role: Literal["clerk", "finance", "operator", "owner", "reader", "support"]
    role_name: str
    created_us: int
    created_by: str
    active: bool
    disabled_us: int | None
    last_seen_us: int | None
    password: str = ""


class NewPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account to be made.

    Args:
        email: In any case; kept in lower case.
        role: What the person may do; nothing that the caller may not.
        name: As others see it; empty: what stands before the @.
        password: At least 10 characters and not the address; empty: one is drawn and answered once.
    """

    email: str
    role: Literal["clerk", "finance", "operator", "owner", "reader", "support"]
    name: str | UnsetType = UNSET
    password: str | UnsetType = UNSET


class PatchPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be changed. A new password, or shutting the account, ends its sessions.

    Args:
        name: Name.
        role: Role.
        active: Active.
        password: Password.
    """

    name: str | UnsetType = UNSET
    role: Literal["clerk", "finance", "operator", "owner", "reader", "support"] | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    password: str | UnsetType = UNSET


class Offer(Struct, frozen=True, kw_only=True):
    """Whether members may log in by phone.

    Args:
        offered: Offered.
    """

    offered: bool


class LoginByPhone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phone and code.

    Args:
        phone: As it was given when the code was asked for.
        code: As it was received.
        tenant: As it was given.
    """

    phone: str
    code: str
    tenant: str | UnsetType = UNSET


class LoggedIn(Struct, frozen=True, kw_only=True):
    """A member's own token.

    Args:
        token: To be sent as `Authorization: Bearer`.
        member_id: Whose.
        expires_us: When it ends (UTC microseconds).
        created: Whether they have just become a member.
        renewal: Renews the token until the login ends. Whoever has it acts for the member: keep it where the token
            is.
        renewable_until_us: When the login ends (UTC microseconds).
    """

    token: str
    member_id: str
    expires_us: int
    created: bool
    renewal: str
    renewable_until_us: int


class AskForCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which phone.

    Args:
        phone: A number of mainland China, or one with `+` and country code.
        tenant: Slug of the merchant; only needed where the server has several.
    """

    phone: str
    tenant: str | UnsetType = UNSET


class CodeOnItsWay(Struct, frozen=True, kw_only=True):
    """A code was sent, whether or not the phone is a member's.

    Args:
        digits: How many it has.
        good_seconds: For how long it is good.
        again_seconds: After how long another one may be asked for.
    """

    digits: int
    good_seconds: int
    again_seconds: int


class EndLogin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which login ends.

    Args:
        renewal: As it was handed out with the first token.
        everywhere: Whether all logins of the member end, on every device.
        tenant: As it was given.
    """

    renewal: str
    everywhere: bool | UnsetType = UNSET
    tenant: str | UnsetType = UNSET


class LoginsEnded(Struct, frozen=True, kw_only=True):
    """Nothing renews these logins any more; tokens that are out are good for two hours at most.

    Args:
        ended: How many logins ended; 0: they had ended before.
    """

    ended: int


class RenewLogin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which login.

    Args:
        renewal: As it was handed out with the first token.
        tenant: As it was given.
    """

    renewal: str
    tenant: str | UnsetType = UNSET


class LoginRenewed(Struct, frozen=True, kw_only=True):
    """Another token of the same member.

    Args:
        token: To be sent as `Authorization: Bearer`.
        member_id: Whose.
        expires_us: When it ends (UTC microseconds).
    """

    token: str
    member_id: str
    expires_us: int


class PostView(Struct, frozen=True, kw_only=True):
    """What a member wrote, with what speaks for and against showing it.

    Args:
        post: Its id.
        member_id: Who wrote it.
        shown: What people call them: their phone number or address with the middle hidden, else their first name.
        activity: Of which it is a part.
        name: Of that activity, in the language of the call.
        about: What it is about, such as a day of a challenge.
        public: Whether other members see it once it is shown.
        text: As it was written; null: nobody can read it any more.
        pictures: Names of pictures: `GET /v1/media/{id}/preview`.
        status: `pending`, `shown`, `rejected`, `taken_down` or `deleted`.
        awaits: Whose word it waits for: `people`, `platform`; empty: nobody's.
        flags: Why people must look: `words`, `pictures`, `reported`, `people`, or a check and what it said.
        words: Listed words that were found.
        reports: Reason → how many others reported it.
        likes: How many like it.
        adoptable: Whether it may be adopted.
        adopted: Whether it was.
        since_us: When it was written.
        decided_us: When it was last decided on; null: not yet.
        by: Who decided.
        reason: Why it was rejected or taken down.
    """

    post: str
    member_id: str
    shown: str
    activity: str
    name: str
    about: str
    public: bool
    text: str | None
    pictures: list[str]
    status: str
    awaits: str
    flags: list[str]
    words: list[str]
    reports: dict[str, int]
    likes: int
    adoptable: bool
    adopted: bool
    since_us: int
    decided_us: int | None
    by: str
    reason: str


class DecidePosts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``decision``: `show`, `reject` or `take_down`; the reason is what the member is told.

    Args:
        posts: Posts.
        decision: Decision.
        reason: Why, for whoever reads it later.
    """

    posts: list[str]
    decision: Literal["reject", "show", "take_down"]
    reason: str | UnsetType = UNSET


class DecidedPosts(Struct, frozen=True, kw_only=True):
    """What came of each, in the order in which they were named.

    Args:
        items: Items.
    """

    items: list[DecidedPost]


class DecidedPost(Struct, frozen=True, kw_only=True):
    """What came of one of them.

    Args:
        post: Post.
        status: As it is now; empty: it was refused.
        code: Why it was refused; empty: it was not.
    """

    post: str
    status: str
    code: str


class PrizeContact(Struct, frozen=True, kw_only=True):
    """Who gets a prize where, as the member said it when they claimed it; fields that they left out are empty.

    Args:
        known: Whether it can still be read; false once the member was erased, or before they claimed it.
        recipient: Who.
        phone: Under which number they are reached.
        address: Where.
        contact: The account that is topped up.
        real_name: Name by the identity document.
        id_number: Number of the identity document.
    """

    known: bool
    recipient: str = ""
    phone: str = ""
    address: str = ""
    contact: str = ""
    real_name: str = ""
    id_number: str = ""


class ProductView(Struct, frozen=True, kw_only=True):
    """A product as it is at an instant.

    Args:
        id: Id.
        name: Name.
        category: Category.
        tags: Tags.
        valid_from_us: Valid from us.
    """

    id: str
    name: str
    category: str
    tags: list[str]
    valid_from_us: int


class PutProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is sold.

    Args:
        name: For people.
        category: Its kind; taken for lines of orders that name none.
        tags: More words that rules may ask for.
        valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was
            not known ever since.
    """

    name: str
    category: str | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    valid_from_us: int | UnsetType = UNSET


class VersionView(Struct, frozen=True, kw_only=True):
    """A published version.

    Args:
        version: Version.
        active: Whether it is in force now.
        active_from_us: Active from us.
        published_us: Published us.
        published_by: Published by.
        note: For whoever reads it later.
        rolled_back_to: Rolled back to.
        spec_sha256: Of the canonical document.
        spec: The document, every default written out; left out in lists.
    """

    version: int
    active: bool
    active_from_us: int
    published_us: int
    published_by: str
    note: str
    rolled_back_to: int | None
    spec_sha256: str
    spec: dict[str, Any] | None = None


class CampaignPage(Struct, frozen=True, kw_only=True):
    """A campaign of the program in force, in words.

    Args:
        id: Id.
        name: Name.
        enabled: False: it is paused.
        audience: Members for whom it is by today's data, those held out apart.
        changes: What is different for them, one sentence a change.
        activities: Those that live in it.
        cancelled: Null: it was not called off.
        early: Who comes before others, one sentence a tier.
        results: When members may read figures and winners: `at_end`, `as_they_come` or `never`.
        look: Its theme; null: none.
    """

    id: str
    name: str
    enabled: bool
    audience: Reached
    changes: list[str]
    activities: list[CampaignActivity]
    cancelled: CampaignCalledOff | None
    early: list[str]
    results: Literal["as_they_come", "at_end", "never"]
    look: CampaignLook | None


class Reached(Struct, frozen=True, kw_only=True):
    """How many members.

    Args:
        members: How many, or how many about.
        low: At least, 19 times of 20; `members` where all were looked at.
        high: At most, likewise.
    """

    members: int
    low: int
    high: int


class CampaignActivity(Struct, frozen=True, kw_only=True):
    """An activity that lives in a campaign.

    Args:
        id: Id.
        kind: Kind.
        name: Name.
        said: The activity in one sentence.
    """

    id: str
    kind: str
    name: str
    said: str


class CampaignCalledOff(Struct, frozen=True, kw_only=True):
    """When and why it was called off.

    Args:
        t_us: T us.
        reason: Why, for whoever reads it later.
    """

    t_us: int
    reason: str


class ChangeCampaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of a campaign.

    Args:
        act: `pause`: nothing of it holds until it is resumed; `resume`; `end`: its window closes with this minute.
        note: For the list of versions.
    """

    act: Literal["end", "pause", "resume"]
    note: str | UnsetType = UNSET


class CampaignChanged(Struct, frozen=True, kw_only=True):
    """The version of the program that says so.

    Args:
        version: Version.
        active_from_us: Active from us.
    """

    version: int
    active_from_us: int


class Cancellations(Struct, frozen=True, kw_only=True):
    """What was called off, the newest first.

    Args:
        items: Items.
    """

    items: list[CancellationView]


class CancellationView(Struct, frozen=True, kw_only=True):
    """Something that was called off.

    Args:
        path: Path.
        t_us: From when on it is closed to everybody.
        reason: Why, for whoever reads it later.
        cancelled_by: Cancelled by.
        status: `giving_back`: members who hold something are still being notified; `done`: all of them were.
        members: How many members were notified so far.
    """

    path: str
    t_us: int
    reason: str
    cancelled_by: str
    status: Literal["done", "giving_back"]
    members: int


class CancelRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is called off.

    Args:
        path: `activities.<id>` or `campaigns.<id>`.
        reason: For the record; members' facts carry it.
    """

    path: str
    reason: str


class DiffRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two programs: the version ``from`` (by default the one in force), and ``to`` or one of the others.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        from_: From.
        to: Version after, where no document is given.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    from_: int | UnsetType = field(name="from", default=UNSET)
    to: int | UnsetType = UNSET


class DiffAnswer(Struct, frozen=True, kw_only=True):
    """Differences in the order of the document; none: the two mean the same.

    Args:
        changes: Changes.
    """

    changes: list[ChangeView]


class ChangeView(Struct, frozen=True, kw_only=True):
    """One difference; ``text`` says it in words.

    Args:
        path: Path.
        kind: Kind.
        old: Old.
        new: New.
        label: Label.
        text: Text.
    """

    path: str
    kind: Literal["added", "changed", "removed", "reordered"]
    old: Any
    new: Any
    label: str
    text: str


class Dismissals(Struct, frozen=True, kw_only=True):
    """What is set aside, the newest first.

    Args:
        items: Items.
    """

    items: list[DismissalView]


class DismissalView(Struct, frozen=True, kw_only=True):
    """A finding that was set aside: by whom, when and why.

    Args:
        dismissal_id: Dismissal id.
        code: The code as it was typed or scanned.
        path: With ids in place of numbers.
        reason: Why, for whoever reads it later.
        dismissed_by: Dismissed by.
        dismissed_us: Dismissed us.
    """

    dismissal_id: int
    code: str
    path: str
    reason: str
    dismissed_by: str
    dismissed_us: int


class DismissRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Findings of a program, and why they are set aside.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        evidence: Evidence.
        findings: Each by its code and path; errors cannot be set aside.
        reason: Of all of them.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    evidence: bool | UnsetType = UNSET
    findings: list[FindingPlace]
    reason: str


class FindingPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One finding, as lint named it.

    Args:
        code: The code as it was typed or scanned.
        path: As in the answer; ids and numbers both lead to the place.
    """

    code: str
    path: str


class RestoreRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which findings stand again.

    Args:
        dismissal_ids: Dismissal ids.
    """

    dismissal_ids: list[int]


class DraftList(Struct, frozen=True, kw_only=True):
    """All drafts, by name.

    Args:
        items: Items.
    """

    items: list[DraftRow]


class DraftRow(Struct, frozen=True, kw_only=True):
    """A draft without its document.

    Args:
        name: Name.
        base_version: Base version.
        updated_us: Updated us.
        updated_by: Updated by.
    """

    name: str
    base_version: int
    updated_us: int
    updated_by: str


class DraftView(Struct, frozen=True, kw_only=True):
    """A document that is being worked on; it need not be valid yet.

    Args:
        name: Name.
        base_version: The version it started from; 0: none.
        spec: Spec.
        updated_us: Which state of it this is, for ``If-Match``.
        updated_by: Updated by.
    """

    name: str
    base_version: int
    spec: dict[str, Any]
    updated_us: int
    updated_by: str


class NewDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to keep: ``spec``, or ``yaml`` text of one mapping.

    Args:
        spec: Spec.
        yaml: Yaml.
        base_version: Base version.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    base_version: int | UnsetType = UNSET


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program: exactly one of these.

    Args:
        spec: As JSON.
        yaml: As YAML (or JSON) text; faults then name its lines.
        draft: Of the draft.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET


class ImpactView(Struct, frozen=True, kw_only=True):
    """What would become of the members' tiers.

    Args:
        members: How many there are.
        looked_at: How many of them were looked at; all of up to 50,000.
        moves: By tier.
        texts: The same and more in words; none: nobody's tier moves.
    """

    members: int
    looked_at: int
    moves: list[TierMoveView]
    texts: list[str]


class TierMoveView(Struct, frozen=True, kw_only=True):
    """Members who would come to a tier.

    Args:
        tier: Id of the tier.
        rises: Whether they would rise to it; otherwise theirs is gone.
        count: How many, or how many about.
        low: At least, 19 times of 20; `count` where all were looked at.
        high: At most, likewise.
    """

    tier: str
    rises: bool
    count: int
    low: int
    high: int


class LintRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program to be looked at.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        evidence: Whether the members' own pace is looked at, too: what nobody can reach is found by figures.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    evidence: bool | UnsetType = UNSET


class LintAnswer(Struct, frozen=True, kw_only=True):
    """Findings, errors first. Errors stop publishing; warnings must be accepted, or dismissed.

    Args:
        errors: Errors.
        warnings: Those that stand.
        findings: Findings.
        members: How many members the figures come from; 0: none were looked at.
        dismissed: How many findings are set aside.
    """

    errors: int
    warnings: int
    findings: list[FindingView]
    members: int = 0
    dismissed: int = 0


class FindingView(Struct, frozen=True, kw_only=True):
    """One thing that lint found.

    Args:
        path: Path.
        code: The code as it was typed or scanned.
        severity: Severity.
        reason: Why, for whoever reads it later.
        fix: Fix.
        figures: Figures.
        new: Whether the program in force is without it.
        dismissed: Null unless somebody has set it aside.
    """

    path: str
    code: str
    severity: Literal["error", "info", "warning"]
    reason: str
    fix: str
    figures: dict[str, Any]
    new: bool = False
    dismissed: DismissalView | None = None


class ProgramNames(Struct, frozen=True, kw_only=True):
    """Names of the program in force.

    Args:
        items: In the order of the program.
    """

    items: list[NamedThing]


class NamedThing(Struct, frozen=True, kw_only=True):
    """One thing of the program.

    Args:
        path: Of the list it stands in (``coupons``, ``tiers.ladder``).
        id: Its id there.
        name: In the language of the call.
        color: Of a tier; empty otherwise.
    """

    path: str
    id: str
    name: str
    color: str = ""


class PageRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program (by default the one in force), one of its activities, and who looks at it.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        activity: Its id.
        member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
        sample: A made-up member, where none is named; by default somebody who just joined.
        at_us: UTC microseconds; 0: now.
        steps: What happens before, one after another; a step that names no instant happens at that of the step
            before it, or of the look.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    activity: str
    member: str | UnsetType = UNSET
    sample: SampleMember | UnsetType = UNSET
    at_us: int | UnsetType = UNSET
    steps: list[DryStep] | UnsetType = UNSET


class PagePreview(Struct, frozen=True, kw_only=True):
    """A page as it would be.

    Args:
        page: What the member sees.
        member_id: Who; null for a made-up member.
        t_us: The instant of the page.
        told: False: the member may not know of the activity, since its campaign or its variant is not theirs. They
            get no page (404); this is the one that others have.
        requests: An action's request → type of the event with which a step does the same.
        steps: What came of each.
    """

    page: PageDescription
    member_id: str | None
    t_us: int
    told: bool
    requests: dict[str, str]
    steps: list[PreviewStep]


class PreviewStep(Struct, frozen=True, kw_only=True):
    """What came of one step.

    Args:
        type: Of the event.
        t_us: Engine time of it.
        refused: Why it is not taken: the stable reason; empty: it is.
        why_not: The same in words.
        texts: What the member receives, in words.
    """

    type: str
    t_us: int
    refused: str
    why_not: str
    texts: list[str]


class PublishRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program to be the next version.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        active_from_us: UTC microseconds; 0: now.
        note: For the list of versions.
        accept_warnings: Publish although lint warns. Errors always stop it.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    active_from_us: int | UnsetType = UNSET
    note: str | UnsetType = UNSET
    accept_warnings: bool | UnsetType = UNSET


class PublishedView(Struct, frozen=True, kw_only=True):
    """What publishing did.

    Args:
        version: Version.
        created: False: the very same program was in force already, and nothing was written.
        active_from_us: Active from us.
        findings: Warnings that were accepted, and what is for knowing.
        stock: Limited items whose quota was made or changed → initial and remaining.
    """

    version: int
    created: bool
    active_from_us: int
    findings: list[FindingView]
    stock: dict[str, tuple[int, int]]


class RhythmView(Struct, frozen=True, kw_only=True):
    """How much members are addressed, from today on.

    Args:
        members: How many there are.
        looked_at: How many of them were looked at; all of up to 20,000.
        most_a_week: More than so many a week is too much.
        most_at_once: More than so many on one day is too much.
        things: What addresses members, now or later.
        weeks: Thirteen, from the running one on.
        days: Ninety-one, from today on.
        overlaps: Those with most members first; at most 100.
        warnings: What to know before publishing, in words.
    """

    members: int
    looked_at: int
    most_a_week: int
    most_at_once: int
    things: list[RhythmThing]
    weeks: list[RhythmStretch]
    days: list[RhythmStretch]
    overlaps: list[RhythmOverlap]
    warnings: list[str]


class RhythmThing(Struct, frozen=True, kw_only=True):
    """Something that addresses members.

    Args:
        members: Members.
        low: Low.
        high: High.
        path: In the program.
        name: Name.
        kind: `campaign`; `activity` of its own with an end; `daily`: without one, which counts into no week.
        opens_us: First instant; null: no beginning.
        closes_us: First instant after; null: no end.
    """

    members: int
    low: int
    high: int
    path: str
    name: str
    kind: Literal["activity", "campaign", "daily"]
    opens_us: int | None
    closes_us: int | None


class RhythmStretch(Struct, frozen=True, kw_only=True):
    """A day or a week.

    Args:
        first: Its first merchant-local day.
        last: Its last.
        paths: What is on, daily things apart.
        reached: Members whom any of it is for.
        busy: Members for whom there is more than the rhythm allows.
        most: The most that one member meets.
    """

    first: str
    last: str
    paths: list[str]
    reached: Reached
    busy: Reached
    most: int


class RhythmOverlap(Struct, frozen=True, kw_only=True):
    """Two things that are on at the same time for the same members.

    Args:
        members: Members.
        low: Low.
        high: High.
        one: One.
        other: Other.
        first: First common day; null: since ever.
        last: Last common day; null: without end.
    """

    members: int
    low: int
    high: int
    one: str
    other: str
    first: str | None
    last: str | None


class RollbackRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The version whose document is published again, in force at once.

    Args:
        version: Version.
        note: For whoever reads it later.
    """

    version: int
    note: str | UnsetType = UNSET


class Templates(Struct, frozen=True, kw_only=True):
    """The gallery.

    Args:
        items: Items.
    """

    items: list[TemplateView]


class TemplateView(Struct, frozen=True, kw_only=True):
    """A program to begin with.

    Args:
        id: Id.
        name: Name.
        description: Description.
        industry: Industry.
        tiers: Their names, from the lowest.
        parts: How many things each section has.
    """

    id: str
    name: str
    description: str
    industry: str
    tiers: list[str]
    parts: dict[str, int]


class SetUpRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a merchant knows without looking anything up.

    Args:
        average_order_cents: Of an order, in the smallest unit of the currency.
        visits_a_month: Of somebody who comes regularly.
        margin_bps: What is left of the price after the goods, in hundredths of a percent.
        goal: What the program is for.
    """

    average_order_cents: int
    visits_a_month: int
    margin_bps: int
    goal: Literal["bigger_orders", "visits"]


class SetUpView(Struct, frozen=True, kw_only=True):
    """A program to begin with; nothing is kept until it is saved as a draft.

    Args:
        spec: Spec.
        members: How many members' orders it was fitted to; 0: the answers alone.
        median_cents: What the member in the middle spends in 30 days.
        tiers: Tiers.
        point_cents: What 100 points are worth.
        month_cost_cents: What a median member costs a month.
        cost_bps: The same of what they spend.
        texts: All of it in sentences.
    """

    spec: dict[str, Any]
    members: int
    median_cents: int
    tiers: list[ReachView]
    point_cents: int
    month_cost_cents: int
    cost_bps: int
    texts: list[str]


class ReachView(Struct, frozen=True, kw_only=True):
    """A tier as it is proposed.

    Args:
        tier: Tier.
        name: Name.
        threshold_cents: Spent within a year.
        orders: Or so many orders within a year; 0: spending alone counts.
        months: So long the median member needs; null: more than a year.
    """

    tier: str
    name: str
    threshold_cents: int
    orders: int
    months: int | None


class Reviews(Struct, frozen=True, kw_only=True):
    """The newest first.

    Args:
        items: Items.
    """

    items: list[ReviewView]


class ReviewView(Struct, frozen=True, kw_only=True):
    """A review of tiers after a version changed the ladder.

    Args:
        version: Version.
        active_from_us: Active from us.
        status: `waiting` or under way; `done`.
        looked_at: Members so far.
        members: Of them, those whose tier is another by the new terms.
    """

    version: int
    active_from_us: int
    status: str
    looked_at: int
    members: int


class TrialRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program (by default the one in force), somebody, and an event.

    Args:
        spec: Spec.
        yaml: Yaml.
        draft: Of the draft.
        event: What happens.
        member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
        sample: A made-up member, where none is named.
    """

    spec: dict[str, Any] | UnsetType = UNSET
    yaml: str | UnsetType = UNSET
    draft: str | UnsetType = UNSET
    event: TrialEvent | UnsetType = UNSET
    member: str | UnsetType = UNSET
    sample: SampleMember | UnsetType = UNSET


class TrialEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The event, as it would be reported.

    Args:
        type: Name in the event catalogue of the program that is tried.
        data: Fields of the type.
        t_us: UTC microseconds; 0: now.
        key: Taken and ignored: nothing is recorded.
    """

    type: str
    data: dict[str, Any] | UnsetType = UNSET
    t_us: int | UnsetType = UNSET
    key: str | UnsetType = UNSET


class TrialAnswer(Struct, frozen=True, kw_only=True):
    """What the program decides. A refusal is answered as it would be: 409.

    Args:
        member_id: Who; null for a made-up member.
        program_version: Of a published version; 0: a document that came along, or a draft.
        t_us: When it was tried.
        day: Merchant-local day of the event.
        reasons: The waterfall: each rule that applied, and each that did not and why.
        gains: What the member would receive.
        prompts: What would be within reach.
        texts: Gains and prompts in words.
        result: What a request asked for.
        tier: After it.
        balances: After it.
        before: Where the member stands when the event comes.
        effects: What would be written.
        due: What time alone would do first.
    """

    member_id: str | None
    program_version: int
    t_us: int
    day: str
    reasons: list[ReasonView]
    gains: list[Gain]
    prompts: list[Prompt]
    texts: Texts
    result: dict[str, Any]
    tier: str
    balances: dict[str, int]
    before: StandingView
    effects: EffectsView
    due: list[DueView]


class WordsAnswer(Struct, frozen=True, kw_only=True):
    """A program in words, in the language of the request.

    Args:
        said: Whether the document fits the shape of a program; of one that does not nothing is said.
        rows: Path by ids (`earning.spend`) → what is there, as one sentence without its name.
        blocks: The rules page that members would read.
        events: Types of events that its rules may listen to, its own included.
        fields: What conditions may ask for beside the fields of events.
    """

    said: bool
    rows: dict[str, str]
    blocks: list[RuleBlock]
    events: list[EventWord]
    fields: list[FieldWord]


class EventWord(Struct, frozen=True, kw_only=True):
    """A type of event that rules may listen to.

    Args:
        name: `order.paid`.
        label: What it is called.
        origin: `reported` by shops and pages, or `derived` by the engine.
        fields: What it carries.
    """

    name: str
    label: str
    origin: str
    fields: list[FieldWord]


class FieldWord(Struct, frozen=True, kw_only=True):
    """A field that a condition may ask for.

    Args:
        path: As conditions write it (``event.amount_cents``).
        label: What it is called.
        kind: Of its values: `int`, `cents`, `days`, `minutes`, `points`, `bool`, `str`, `list`, `tier`, `weekday`.
    """

    path: str
    label: str
    kind: str


class PromoterView(Struct, frozen=True, kw_only=True):
    """A super promoter: since when, and how many newcomers had been looked at by then, of whom how many had stayed.

    Args:
        member_id: Number of the member.
        since_us: Since us.
        judged: Judged.
        stayed: Stayed.
    """

    member_id: str
    since_us: int
    judged: int
    stayed: int


class RedeemCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that a member shows; it is enough to find the member.

    Args:
        code: The code as it was typed or scanned.
        store: Id of the store.
    """

    code: str
    store: str | UnsetType = UNSET


class RedemptionView(Struct, frozen=True, kw_only=True):
    """A benefit that was redeemed.

    Args:
        redemption: For undoing it.
        member_id: Number of the member.
        member: What the member is called, masked where it is personal.
        t_us: T us.
        benefit: Id of the benefit in the program.
        name: Of the benefit, in the language of the call.
        count: Count.
        value_cents: Value cents.
        store: Id of the store.
        clerk: Who redeemed it; empty: the member themselves.
        undo_until_us: Until when it can be undone by the program in force.
        undone_us: When it was undone; null: it was not.
        reason: Why it was undone; empty: nobody said.
    """

    redemption: str
    member_id: str
    member: str
    t_us: int
    benefit: str
    name: str
    count: int
    value_cents: int
    store: str
    clerk: str
    undo_until_us: int
    undone_us: int | None
    reason: str


class RiskReview(Struct, frozen=True, kw_only=True):
    """One matter that people decide on.

    Args:
        review: Its id.
        member_id: Whose acts.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        status: `open`, `released`, `confirmed`, `lapsed` (nobody decided in time, it was given) or `erased`.
        score: The highest of its acts, of 100.
        features: What speaks against the member, the heaviest first.
        acts: How many acts were held.
        rewards: How many rewards are held, or were decided on.
        amounts: Asset → how much of it.
        names: Asset → its name, in the language of the call.
        ring: Ring that the member was part of; empty: none.
        opened_us: Since when.
        due_us: From when on what is held is given if nobody has decided.
        decided_us: When it was last decided on; null: not yet.
        by: Who decided.
        reason: Why.
        froze: Whether the member was frozen with it.
        undone: Whether it was confirmed once, and that was undone.
    """

    review: str
    member_id: str
    shown: str
    status: str
    score: int
    features: list[RiskFeature]
    acts: int
    rewards: int
    amounts: dict[str, int]
    names: dict[str, str]
    ring: str
    opened_us: int
    due_us: int
    decided_us: int | None
    by: str
    reason: str
    froze: bool
    undone: bool


class RiskFeature(Struct, frozen=True, kw_only=True):
    """One thing that was measured.

    Args:
        feature: Its name in the program.
        name: The same for people.
        value: The worst of all acts.
        weight: What it weighs in the program that is in force.
        text: The value as a sentence with its unit, in the language of the call.
    """

    feature: str
    name: str
    value: int
    weight: int
    text: str


class RiskReviewCounts(Struct, frozen=True, kw_only=True):
    """How many there are.

    Args:
        open: Somebody must look.
        released: They were given.
        confirmed: They were taken back.
        undone: They were confirmed first, and that was a mistake.
        lapsed: Nobody decided in time.
        wrong_bps: Of those that people decided on, how many were no abuse, in 1/10,000; null: none was.
    """

    open: int
    released: int
    confirmed: int
    undone: int
    lapsed: int
    wrong_bps: int | None


class DecideReviews(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``decision``: `release` gives what is held; `confirm` gives none of it, and needs a reason.

    Args:
        reviews: Reviews.
        decision: Decision.
        reason: Why, for whoever reads it later.
        freeze: Freeze.
    """

    reviews: list[str]
    decision: Literal["confirm", "release"]
    reason: str | UnsetType = UNSET
    freeze: bool | UnsetType = UNSET


class DecidedReviews(Struct, frozen=True, kw_only=True):
    """What came of each, in the order in which they were named.

    Args:
        items: Items.
    """

    items: list[DecidedReview]


class DecidedReview(Struct, frozen=True, kw_only=True):
    """What came of one of them.

    Args:
        review: Review.
        status: As it is now; empty: it was refused.
        code: Why it was refused; empty: it was not.
    """

    review: str
    status: str
    code: str


class RiskReviewDetail(Struct, frozen=True, kw_only=True):
    """A review with its evidence.

    Args:
        review: As the queue lists it.
        acts: The newest, the oldest first.
        prints: Devices and networks that the member shares, those of most first.
    """

    review: RiskReview
    acts: list[HeldAct]
    prints: list[SharedPrintView]


class HeldAct(Struct, frozen=True, kw_only=True):
    """An act whose rewards were held.

    Args:
        key: Of its operation: `GET /v1/members/{member}/operations`.
        type: Event type.
        name: The same for people.
        t_us: When it happened.
        score: What it came to.
        features: What was measured and counted, by name.
    """

    key: str
    type: str
    name: str
    t_us: int
    score: int
    features: dict[str, int]


class SharedPrintView(Struct, frozen=True, kw_only=True):
    """A device or network that the member shares.

    Args:
        kind: `device` or `network`.
        mark: Beginning of its keyed fingerprint: equal ones are the same thing, and nothing else can be learnt.
        members: How many use it.
        others: Of those who do, the first, by number.
    """

    kind: str
    mark: str
    members: int
    others: list[str]


class RoleList(Struct, frozen=True, kw_only=True):
    """All roles.

    Args:
        items: Items.
    """

    items: list[RoleView]


class RoleView(Struct, frozen=True, kw_only=True):
    """A role and what it may do.

    Args:
        role: Role.
        name: Name.
        scopes: Scopes.
    """

    role: Literal["clerk", "finance", "operator", "owner", "reader", "support"]
    name: str
    scopes: list[str]


class SearchAnswer(Struct, frozen=True, kw_only=True):
    """Members first, then orders, then coupons; the whole name before the beginning of one.

    Args:
        items: Items.
    """

    items: list[Found]


class Found(Struct, frozen=True, kw_only=True):
    """One thing that was found.

    Args:
        kind: `member`, `order` or `coupon`.
        id: For its page: of the member, of the order, of the member who has the coupon.
        title: By what it was found.
        member_id: Whose it is.
        note: Tier, status, or name of the coupon's batch.
        t_us: Of an order: when it was paid; else null.
        amount_cents: Of an order; else null.
    """

    kind: Literal["coupon", "member", "order"]
    id: str
    title: str
    member_id: str
    note: str
    t_us: int | None = None
    amount_cents: int | None = None


class StoreView(Struct, frozen=True, kw_only=True):
    """A store as it is at an instant.

    Args:
        id: Id.
        name: Name.
        time_zone: Time zone.
        place: Place.
        valid_from_us: Valid from us.
    """

    id: str
    name: str
    time_zone: str
    place: str
    valid_from_us: int


class PutStore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place where the merchant sells.

    Args:
        name: For people.
        time_zone: IANA name, where it is not the program's: what happens there counts on the days of its own clock.
        place: City or district, in the merchant's words.
        valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was
            not known ever since.
    """

    name: str
    time_zone: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    valid_from_us: int | UnsetType = UNSET


class TrackIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events of one device.

    Args:
        consent: That who uses the device has agreed to being tracked.
        sent_us: UTC microseconds, by the device's clock.
        events: In the order in which they happened.
        anonymous_id: What the app calls the device while nobody is signed in; random, and made after the consent.
    """

    consent: bool
    sent_us: int
    events: list[TrackedEvent]
    anonymous_id: str | UnsetType = UNSET


class TrackedEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that somebody did in an app or on a page.

    Args:
        id: Unique for ever; sent again it counts once.
        type: `page.viewed`, `page.left`, `element.clicked`, `search.done`, or a name of the merchant's own.
        t_us: UTC microseconds, by the device's clock.
        data: Its fields; nothing that is personal by its name (`phone`, `address` and the like).
        member: Whom it is about, by number or `namespace:external_id`; only with a key that may report events.
    """

    id: str
    type: str
    t_us: int
    data: dict[str, Any] | UnsetType = UNSET
    member: str | UnsetType = UNSET


class TrackAnswer(Struct, frozen=True, kw_only=True):
    """What came of each event: stored, known already, or refused. Whatever is not refused is kept for good.

    Args:
        server_us: The server's clock.
        stored: Events that were new.
        duplicates: Events that had been taken before.
        refused: The others.
    """

    server_us: int
    stored: int
    duplicates: int
    refused: list[RefusedEvent]


class RefusedEvent(Struct, frozen=True, kw_only=True):
    """An event that was not taken and never will be as it is; its neighbours were.

    Args:
        at: Its place in the request, from 0.
        id: Its id; empty: it has none that can be read.
        faults: Everything that is wrong with it.
    """

    at: int
    id: str
    faults: list[TrackFault]


class TrackFault(Struct, frozen=True, kw_only=True):
    """What is wrong with an event.

    Args:
        path: Where, from the event's own root; empty: the event as a whole.
        code: Stable.
        message: In words.
        fix: What to do about it.
        technical: The same in English, where the words are not.
    """

    path: str
    code: str
    message: str
    fix: str = ""
    technical: str = ""


class WaitingFact(Struct, frozen=True, kw_only=True):
    """A reported fact whose antecedent has not come.

    Args:
        member_id: Whose.
        place: What it waits for: ``order/A1``, ``coupon/ten``, ``checkout/h1``.
        ref: Its reference: of a refund its id.
        type: Event type.
        t_us: When it happened.
        since_us: Since when it waits.
        age_days: Whole days since then.
        cause: Why it waits: a stable code.
        fault: Why it could not be joined although its antecedent has come; null: that has not come.
        data: Fields of the fact.
    """

    member_id: str
    place: str
    ref: str
    type: str
    t_us: int
    since_us: int
    age_days: int
    cause: str
    fault: str | None
    data: dict[str, Any]


class Endpoint(Struct, frozen=True, kw_only=True):
    """A registered endpoint.

    Args:
        endpoint_id: Its number.
        url: Where facts are posted to.
        description: For people.
        event_types: What it hears; empty: all.
        enabled: Whether it hears anything.
        disabled_reason: Why the platform disabled it: ``gone`` (it answered 410), ``failing`` (for days); else
            empty.
        failures: Attempts that failed since the last that did not.
        failing_since_us: Since when; 0 when it works.
        waiting: Deliveries that wait.
        created_us: When it was registered.
        updated_us: When it was last changed.
    """

    endpoint_id: str
    url: str
    description: str
    event_types: list[str]
    enabled: bool
    disabled_reason: str
    failures: int
    failing_since_us: int
    waiting: int
    created_us: int
    updated_us: int


class EndpointInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An endpoint to register.

    Args:
        url: Where facts are posted to; https unless private networks are allowed.
        event_types: Names of facts, or ``points.*``; empty: all.
        description: For people.
        enabled: Whether it hears anything.
    """

    url: str
    event_types: list[str] | UnsetType = UNSET
    description: str | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class EndpointSecret(Struct, frozen=True, kw_only=True):
    """An endpoint's new secret; it is shown this once.

    Args:
        endpoint: Whose.
        secret: ``whsec_…``, as libraries of the Standard Webhooks convention take it.
        old_secrets_until_us: Until when earlier secrets sign too; 0: there are none.
    """

    endpoint: Endpoint
    secret: str
    old_secrets_until_us: int = 0


class EndpointChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of an endpoint; what is left out stays.

    Args:
        url: Url.
        event_types: Event types.
        description: Description.
        enabled: Enabled.
    """

    url: str | UnsetType = UNSET
    event_types: list[str] | UnsetType = UNSET
    description: str | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class Delivery(Struct, frozen=True, kw_only=True):
    """One fact on its way to one endpoint.

    Args:
        delivery_id: Its number.
        endpoint_id: Where to.
        message_id: The header ``webhook-id``: the same at every attempt and for every endpoint.
        type: Of the fact.
        member_id: Whose; "0" for a test event.
        occurred_us: When it happened.
        status: ``waiting``, ``delivered`` or ``dead``.
        attempts: Tries since it was made or replayed.
        created_us: When it was queued.
        done_us: When it was delivered or given up; 0 before.
        next_us: When it is tried again at the earliest; 0 unless it waits.
        log: Its latest tries, the last one first.
        body: What is sent; only where one delivery is asked for.
    """

    delivery_id: str
    endpoint_id: str
    message_id: str
    type: str
    member_id: str
    occurred_us: int
    status: Literal["dead", "delivered", "waiting"]
    attempts: int
    created_us: int
    done_us: int
    next_us: int = 0
    log: list[Attempt] = []
    body: dict[str, Any] | None = None


class Attempt(Struct, frozen=True, kw_only=True):
    """One try.

    Args:
        t_us: When.
        status: Of the answer; 0 where there was none.
        duration_us: How long it took.
        error: Why there was no whole answer, in English; empty otherwise.
        excerpt: The beginning of the answer's body.
        text: The error in the reader's language.
    """

    t_us: int
    status: int
    duration_us: int
    error: str
    excerpt: str
    text: str = ""


class RotateSecret(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long the old secret signs beside the new one.

    Args:
        overlap_seconds: Overlap seconds.
    """

    overlap_seconds: int | UnsetType = UNSET


class Problem(Struct, frozen=True, kw_only=True):
    """RFC 9457. `faults` names every wrong place; `fix` says what to do; `instance` is the request's id.

    Args:
        type: Type.
        title: Title.
        status: Status.
        code: Stable, for programs.
        detail: Detail.
        fix: Fix.
        technical: The English text, where the rest is in another language.
        reason: Of a refusal: the stable code of the rule that said no.
        instance: Instance.
        faults: Faults.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    fix: str | None = None
    technical: str | None = None
    reason: str | None = None
    instance: str
    faults: list[Fault] | None = None
