"""Everything a decision can do: a small closed union that ``apply`` matches exhaustively.

An effect is history: a row that is only ever added. Projections (wallets, coupons, the member's document with its
timers, labels and slots) are the state itself, folded forward and written beside. Nothing here knows a domain's rules.
All amounts are positive integers (points in whole units, money in cents) unless a field says otherwise.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from liuke.kernel.clock import FOREVER_US

PostingKind = Literal[
    "earn", "settle", "spend", "hold", "release", "commit", "expire", "refund", "reverse", "repay",
    "adjust", "freeze", "unfreeze", "transfer", "receive", "exchange_out", "exchange_in", "write_off",
    "donate", "restore", "merge_out", "merge_in", "merge_use", "clear_out", "clear_in",
]  # fmt: skip

Account = Literal[
    # a member's own accounts
    "available", "pending", "held", "frozen", "debt",
    # contra accounts; their legs carry the member's id, the system's balance is the sum over members
    "issuance", "redemption", "breakage", "adjustment", "clearing", "exchange", "loss",
    "intershop",
]  # fmt: skip


class Post(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="post"):
    """One named posting: ``amount`` moves from account ``source`` to account ``target`` of one asset of one member.

    A debit leg and a credit leg that cannot disagree, so the legs of a posting always sum to zero.

    Args:
        kind: Which named movement.
        asset: ``points``, ``growth`` or a custom asset.
        seq: Number of this posting in the wallet (member, asset): 1, 2, 3 … without gaps.
        amount: Positive.
        source: Account that gives.
        target: Account that takes.
        rule: Path of the rule in the program that caused it (caps are sums over it); empty for requests.
        ref: What it belongs to (an order, a hold, a gift).
        t_us: Clock of record, strictly increasing in the wallet.
        day: Merchant-local day of the event, which decides caps.
    """

    kind: PostingKind
    asset: str
    seq: int
    amount: int
    source: Account
    target: Account
    rule: str
    ref: str
    t_us: int
    day: int


class UseLot(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="use_lot"):
    """A posting drew ``amount`` from a lot (negative: gave it back)."""

    asset: str
    seq: int
    lot_seq: int
    amount: int


class ChangeLot(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="change_lot"):
    """A lot settled, or expires at another time; its row in the state has the new values.

    Args:
        asset: Of the lot.
        lot_seq: Which.
        expires_us: As it was before.
        settles_us: As it was before; 0: it had settled.
    """

    asset: str
    lot_seq: int
    expires_us: int
    settles_us: int


class MoveCoupon(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="move_coupon"):
    """A coupon changed its state (granted: from nothing to active; locked, used, returned, expired, given away)."""

    coupon_id: int
    batch: str
    old: str
    new: str
    ref: str


class UseEntitlement(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="use_entitlement"):
    """``count`` uses were taken from an entitlement (negative: given back)."""

    entitlement_id: int
    benefit: str
    count: int
    ref: str


class TakeStock(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="take_stock"):
    """``count`` pieces of a limited item were taken (negative: put back)."""

    item: str
    count: int


class UseCode(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="use_code"):
    """A code that stands for something was redeemed by the member; it can never be again."""

    code: str


class Record(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="record"):
    """An append-only fact of a domain, unique by (member, kind, key): a day of check-in, a draw, a redemption.

    ``key`` is the truth that may exist only once; the database refuses a second.
    """

    kind: str
    key: str
    data: dict[str, Any]


class ChangeTier(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="change_tier"):
    """The member's tier changed."""

    old: str
    new: str
    cause: str
    until_us: int = FOREVER_US


class Message(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="message"):
    """Something to tell the member: outreach decides by which channel and whether.

    Args:
        template: Name of the wording.
        params: Values for it.
        dedupe: At most one message with this key for the member.
        not_before_us: Earliest instant of sending.
        kind: Whether it may interrupt, and as what (``decision.messages``).
        path: The rule's place in the program.
        purpose: ``marketing`` needs the member's consent.
        expires_us: From when on it says nothing any more.
        value_cents: Money that it is about.
        value_points: Points that it is about.
    """

    template: str
    params: dict[str, Any]
    dedupe: str
    not_before_us: int = 0
    kind: Literal["", "upgrade", "prize", "expiring", "campaign"] = ""
    path: str = ""
    purpose: Literal["service", "marketing"] = "service"
    expires_us: int = FOREVER_US
    value_cents: int = 0
    value_points: int = 0


class Emit(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="emit"):
    """A fact for the outbox: a name in the past tense, with its data."""

    type: str
    data: dict[str, Any]


class Deliver(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="deliver"):
    """An event for another member, handled exactly once under ``key`` after this transaction."""

    member_id: int
    key: str
    type: str
    data: dict[str, Any]


class AddToPool(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="add_to_pool"):
    """``amount`` (may be negative) is added to a total that belongs to no single member (public-welfare points)."""

    pool: str
    amount: int


class PutShared(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="put_shared"):
    """A document that belongs to no single member has a new version (see ``decision.shared``).

    Args:
        kind: Name of its kind.
        key: Unique in the kind.
        version: 1, 2, 3 … without gaps.
        doc: The whole document, as JSON.
    """

    kind: str
    key: str
    version: int
    doc: str


class PutScore(msgspec.Struct, frozen=True, gc=False, tag_field="effect", tag="put_score"):
    """How the member stands in a board from now on.

    Args:
        board: Name of the board.
        period: For which of its periods.
        band: Among whom: empty for everybody, else a place or a league.
        score: In all.
        reached_us: Since when: of those with one score who reached it first is ahead.
        listed: Whether the member has a rank; whoever hides has none.
        first_day: Of the period, merchant-local.
    """

    board: str
    period: str
    band: str
    score: int
    reached_us: int
    listed: bool
    first_day: int = 0


Effect = (
    Post
    | UseLot
    | ChangeLot
    | MoveCoupon
    | UseEntitlement
    | TakeStock
    | UseCode
    | Record
    | ChangeTier
    | Message
    | Emit
    | Deliver
    | AddToPool
    | PutShared
    | PutScore
)
