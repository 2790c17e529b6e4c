"""What requests and answers are made of. Made by sdk/generate from the server's specification. Do not edit."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType

__all__ = [
    "AccountsAt",
    "Activities",
    "Alive",
    "Balance",
    "BatchAnswer",
    "BatchIn",
    "BatchResult",
    "Because",
    "Cart",
    "Centre",
    "CheckIn",
    "CheckInCalendar",
    "ClaimCoupon",
    "ClaimTask",
    "CommitCheckout",
    "CouponView",
    "DonatePoints",
    "Earn",
    "EntitlementView",
    "Entitlements",
    "EventAnswer",
    "ExchangePoints",
    "Expiring",
    "Explained",
    "Forecast",
    "ForecastLine",
    "FreezePoints",
    "Fulfil",
    "Gain",
    "GiveCoupon",
    "GivePoints",
    "HoldCart",
    "HoldPoints",
    "HoldRow",
    "IdentitiesView",
    "IdentityView",
    "IssueCode",
    "KeyList",
    "KeyView",
    "LiftFreeze",
    "LotRow",
    "Lots",
    "MakeUp",
    "MallView",
    "MemberRow",
    "MemberView",
    "NamedTier",
    "Near",
    "NearView",
    "NewEvent",
    "NewIdentity",
    "NewKey",
    "NewMember",
    "Nothing",
    "OperationRow",
    "OrderPaid",
    "PostingRow",
    "Ready",
    "ReasonLine",
    "RedeemCode",
    "RedeemCouponCode",
    "RedeemItem",
    "RefundOrder",
    "RefundPoints",
    "RegisteredMember",
    "ReleaseCheckout",
    "Rotate",
    "RuleBlock",
    "Rules",
    "Spend",
    "Texts",
    "TierChangeRow",
    "TierView",
    "Token",
    "TokenRequest",
    "UseBenefit",
    "UseCoupon",
    "ValueDashboard",
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
        tenants: Open in this process → version of the program in force (0: none is published).
    """

    status: str
    version: str
    schema: int
    tenants: dict[str, int]


class NewEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened to a member, or is asked for them.

    Args:
        type: Name in the event catalogue.
        member: Number of the member, or ``namespace:external_id``.
        key: Idempotency key, unique within the member.
        t_us: UTC microseconds; 0: now.
        data: Fields of the event type.
    """

    type: str
    member: str
    key: str
    t_us: int | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET


class EventAnswer(Struct, frozen=True, kw_only=True):
    """What an event came to.

    Args:
        member_id: Whose.
        replayed: Whether this key was answered before; the answer is then the one of that time.
        gains: What the member received.
        near: What is within reach now; at most three.
        result: What a request asked for.
        tier: After it.
        balances: Asset → available less debt, after it.
        texts: Gains and nears in words; left out with ``?texts=false``.
    """

    member_id: str
    replayed: bool
    gains: list[Gain]
    near: list[Near]
    result: dict[str, Any]
    tier: str
    balances: dict[str, int]
    texts: Texts | None = None


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


class Near(Struct, frozen=True, kw_only=True):
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
        gains: Gains.
        near: Near.
    """

    gains: list[str]
    near: list[str]


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


class NewMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to register.

    Args:
        namespace: Where the name comes from (``wechat``, ``till``).
        external_id: The name there.
        profile: Attributes that rules may ask for (``birthday`` as ``MM-DD``); never secrets.
        registered_us: UTC microseconds.
    """

    namespace: str
    external_id: str
    profile: dict[str, Any] | UnsetType = UNSET
    registered_us: int | UnsetType = UNSET


class RegisteredMember(Struct, frozen=True, kw_only=True):
    """A member, and what registering brought.

    Args:
        member_id: Number of the member.
        created: False if the member had been registered before; nothing was changed then.
    """

    member_id: str
    created: bool


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
    """

    member_id: str
    identities: list[str]
    tier: str
    registered_us: int
    last_active_us: int | None
    operations: int
    balances: dict[str, int]


class MemberView(Struct, frozen=True, kw_only=True):
    """A member.

    Args:
        member_id: Number of the member.
        identities: Identities.
        registered_us: Registered us.
        last_active_us: Last active us.
        tier: Tier.
        operations: Recorded so far.
        as_of_us: The moment that is shown; null: now.
        profile: Profile.
        labels: By name; not kept for the past.
        balances: In full, for now.
        accounts: Asset → accounts, for a moment of the past.
    """

    member_id: str
    identities: list[IdentityView]
    registered_us: int
    last_active_us: int | None
    tier: NamedTier
    operations: int
    as_of_us: int | None = None
    profile: dict[str, Any] | None = None
    labels: dict[str, str] | None = None
    balances: list[Balance] | None = None
    accounts: dict[str, AccountsAt] | None = None


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


class AccountsAt(Struct, frozen=True, kw_only=True):
    """An asset's accounts at a moment.

    Args:
        available: Available.
        pending: Pending.
        held: Held.
        frozen: Frozen.
        debt: Debt.
    """

    available: int = 0
    pending: int = 0
    held: int = 0
    frozen: int = 0
    debt: int = 0


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
        near: Near.
        mall: Items the member may redeem, affordable ones first; at most six.
    """

    member_id: str
    registered_us: int
    tier: TierView
    balances: list[Balance]
    coupons: list[CouponView]
    entitlements: list[EntitlementView]
    value: ValueDashboard
    activities: list[dict[str, Any]]
    near: list[NearView]
    mall: list[MallView]


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
    """

    current: NamedTier
    earned: str
    next: NamedTier | None
    until_day: str | None
    in_grace: bool
    progress: list[dict[str, Any]]
    forecast: list[ForecastLine]


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
    status: str
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


class NearView(Struct, frozen=True, kw_only=True):
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
    """

    item: str
    name: str
    kind: str
    asset: str
    price_points: int
    cash_cents: int
    left: int | None
    affordable: bool


class Forecast(Struct, frozen=True, kw_only=True):
    """Changes of the tier to come if nothing else happens, in order.

    Args:
        items: Items.
    """

    items: list[ForecastLine]


class Activities(Struct, frozen=True, kw_only=True):
    """Activities that are open to the member.

    Args:
        items: Items.
    """

    items: list[dict[str, Any]]


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
        answer: Answer.
        texts: Whether the answer comes in words too.
        reasons: Reasons.
    """

    member_id: str
    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: str
    program_version: int
    answer: dict[str, Any]
    texts: dict[str, list[str]]
    reasons: list[ReasonLine]


class ReasonLine(Struct, frozen=True, kw_only=True):
    """One line of the waterfall.

    Args:
        path: The rule's place in the program.
        name: The rule's name.
        applied: Whether it had an effect.
        code: What was found.
        params: Figures.
        text: What was found, in words.
    """

    path: str
    name: str
    applied: bool
    code: str
    params: dict[str, Any]
    text: str


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


class Entitlements(Struct, frozen=True, kw_only=True):
    """Entitlements whose period has not ended.

    Args:
        items: Items.
    """

    items: list[EntitlementView]


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


class CheckInCalendar(Struct, frozen=True, kw_only=True):
    """A member's check-in.

    Args:
        activity: Id of the activity in the program.
        month: Month.
        checked: Days of the month that are checked in, made-up ones included.
        made_up: Those that were made up for.
        today: Streak, position in the ladder, what comes next, days that can be made up for.
    """

    activity: str
    month: str
    checked: list[str]
    made_up: list[str]
    today: dict[str, Any]


class CheckIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``activity`` is needed only where the program has several check-ins.

    Args:
        activity: Id of the activity in the program.
    """

    activity: str | UnsetType = UNSET


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


class ClaimTask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``period`` is the first day of the period whose reward is meant; by default the oldest.

    Args:
        period: YYYY-MM-DD, of the merchant's calendar.
    """

    period: str | UnsetType = UNSET


class ClaimCoupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Claim a coupon that the program offers.

    Args:
        batch: Id of the coupon batch in the program.
    """

    batch: str


class RedeemCouponCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turn a code into its coupon.

    Args:
        code: The code as it was typed or scanned.
    """

    code: str


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


class GiveCoupon(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``to_member`` is the receiver's number or ``namespace:external_id``.

    Args:
        to_member: To member.
    """

    to_member: str


class Because(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, for whoever reads it later.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str | UnsetType = UNSET


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class IssueCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A short-lived code that a clerk redeems.

    Args:
        count: Count.
        seconds: Seconds.
    """

    count: int | UnsetType = UNSET
    seconds: int | UnsetType = UNSET


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


class RedeemItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Buy pieces of an item with points; ``paid_cents`` is the money that was paid beside them.

    Args:
        item: Id of the item in the program's mall.
        quantity: How many pieces.
        paid_cents: In the smallest unit of the currency.
    """

    item: str
    quantity: int | UnsetType = UNSET
    paid_cents: int | UnsetType = UNSET


class Fulfil(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was redeemed has been handed over.

    Args:
        note: For whoever reads it later.
    """

    note: str | UnsetType = UNSET


class Cart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be paid for.

    Args:
        lines: Goods; see the checkout's reference.
        store: Id of the store.
        delivery_cents: In the smallest unit of the currency.
        coupon_ids: Coupons to consider; none: all.
        max_points: Points to use at most.
        use_benefits: Whether free items are used.
    """

    lines: list[dict[str, Any]]
    store: str | UnsetType = UNSET
    delivery_cents: int | UnsetType = UNSET
    coupon_ids: list[str] | UnsetType = UNSET
    max_points: int | UnsetType = UNSET
    use_benefits: bool | UnsetType = UNSET


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

    lines: list[dict[str, Any]]
    store: str | UnsetType = UNSET
    delivery_cents: int | UnsetType = UNSET
    coupon_ids: list[str] | UnsetType = UNSET
    max_points: int | UnsetType = UNSET
    use_benefits: bool | UnsetType = UNSET
    hold_id: str
    order_id: str | UnsetType = UNSET
    quote_hash: str | UnsetType = UNSET


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


class ReleaseCheckout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The checkout was given up.

    Args:
        hold_id: Id of the hold, chosen by the caller.
    """

    hold_id: str


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
        lines: Lines.
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
    lines: list[dict[str, Any]] | UnsetType = UNSET
    coupon_ids: list[str] | UnsetType = UNSET
    hold_id: str | UnsetType = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET


class RefundOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A refund of an order, in part or in full.

    Args:
        refund_id: The shop's number of the refund.
        amount_cents: In the smallest unit of the currency.
        full: Full.
        t_us: UTC microseconds.
    """

    refund_id: str
    amount_cents: int | UnsetType = UNSET
    full: bool | UnsetType = UNSET
    t_us: int | UnsetType = UNSET


class Earn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give points by decision of the caller.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        ref: What it belongs to, in the caller's words.
        reason: Why, for whoever reads it later.
        settles_us: UTC microseconds.
        expires_us: UTC microseconds.
    """

    asset: str
    amount: int
    ref: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    settles_us: int | UnsetType = UNSET
    expires_us: int | UnsetType = UNSET


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


class HoldPoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reserve points for something that is not certain yet.

    Args:
        asset: Id of the asset in the program, as `points`.
        amount: In units of the asset.
        hold_id: Id of the hold, chosen by the caller.
        ref: What it belongs to, in the caller's words.
        expires_us: UTC microseconds.
    """

    asset: str
    amount: int
    hold_id: str
    ref: str | UnsetType = UNSET
    expires_us: int | UnsetType = UNSET


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


class DonatePoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give points to a pool of the program.

    Args:
        pool: Id of the pool in the program.
        amount: In units of the asset.
    """

    pool: str
    amount: int


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


class LiftFreeze(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """End a freeze.

    Args:
        reason: Why, for whoever reads it later.
    """

    reason: str


class RedeemCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that a member shows; it is enough to find the member.

    Args:
        code: The code as it was typed or scanned.
        store: Id of the store.
    """

    code: str
    store: str | UnsetType = UNSET


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
