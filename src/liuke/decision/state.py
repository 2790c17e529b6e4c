"""What the engine must know of a member, loaded in one round trip and folded forward by effects.

Parts that most events never touch (lots, coupons, holds, orders, stock …) are loaded on demand: reading one that
is not there raises :class:`Missing`, the engine loads it and decides anew, which is sound because deciding is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, Protocol, TypeVar

import msgspec

from liuke.decision.holdings import Coupon, Entitlement, Hold, Lot, LotBook, LotUse, Order, Wallet
from liuke.kernel.clock import FOREVER_US

T = TypeVar("T", bound=msgspec.Struct)
NeedKind = Literal[
    "lots",
    "lot_uses",
    "holds",
    "coupons",
    "entitlements",
    "order",
    "record",
    "records",
    "history",
    "stock",
    "code",
    "shared",
    "seed",
    "person",
]


ERASED = "erased"
"""Label of a member who was erased: who it was is gone, and nobody acts for them any more."""
RETURNING = "returning"
"""Label of a member who came under a name that an erased member had: they are no newcomer."""
FROZEN = "member_frozen"
"""Label of a member who was frozen by hand: what they ask for is refused until the freeze is lifted or ends."""
OWN_LABELS = frozenset((ERASED, RETURNING, FROZEN, "benefits_paused"))
"""Labels that the platform itself sets; nobody else does."""


class Need(msgspec.Struct, frozen=True, gc=False):
    """A part of the state that a decision asks for.

    Args:
        kind: Which part.
        member_id: Whose; 0 for shared parts (``stock``, ``code``, ``shared``).
        key: Asset for ``lots`` and ``history``; order id; ``kind/key`` of a record; ``kind`` of all records; item of
            stock; code; ``kind/key`` of a shared document; ``activity/period`` of a seed; how an event names somebody.
        amount: For ``lots``: enough open lots, earliest expiry first, to cover this much (0: those that are due). For
            ``code``: the number of a code in a series ``<name>#<number>`` that is handed out from the highest number
            down, so that many who wait for the same one are served with those below it at once (0: no series). For
            ``seed``: the first instant after its period.
    """

    kind: NeedKind
    member_id: int
    key: str = ""
    amount: int = 0


class Missing(Exception):
    """A decision read a part of the state that is not loaded yet."""

    def __init__(self, need: Need) -> None:
        self.need = need
        super().__init__(f"{need.kind} {need.key} of member {need.member_id} is not loaded")


class Person(msgspec.Struct, frozen=True, gc=False):
    """Somebody whom an event of another member names.

    Args:
        member_id: Their number; of who stayed, where they have gone into another member.
        is_new: Whether they first came under this name: nobody was erased who had it, and they are nobody who was
            here before.
    """

    member_id: int
    is_new: bool


class Slot(msgspec.Struct, frozen=True):
    """A named document in a member's state, owned by one domain.

    Args:
        name: Unique; a new domain or activity adds a slot, never a column.
        type: ``msgspec.Struct`` with defaults for every field, so that an absent document is a fresh one.
    """

    name: str
    type: type[msgspec.Struct]


@cache
def _decoder(type_: type[msgspec.Struct]) -> Callable[[msgspec.Raw], msgspec.Struct]:
    """A decoder is made once a type: a decision reads a dozen documents."""
    return msgspec.json.Decoder(type_).decode


class StoredProfile(Protocol):
    """A profile that is opened on demand."""

    def read(self) -> dict[str, Any]:
        """The attributes."""
        ...


class MemberState:
    """The member as of the last decision.

    Attributes:
        member_id: Primary key.
        registered_us: When the member joined.
        registered_day: Merchant-local day of it.
        labels: Labels by name.
        tier: Current tier id.
        last_active_us: Last event that the member caused.
        timers: Name → instant at which ``timer.<kind>`` is due; ``kind`` is the name up to the first colon.
        ops: Number of operations recorded for the member.
        now_us: The engine's clock has reached this for the member; never runs back.
        cancelled: Paths that the merchant called off (``activities.<id>``, ``campaigns.<id>``) → when.
        others: Members who were found to be this one: their orders and records are found here too.
        owners: ``("order", id)`` or kind and key of a record → whose row it is, where it is another's.
        test: Whether it is a test member, who leaves no trace on what is shared (see ``decision.trying``).
    """

    __slots__ = (
        "cancelled",
        "coupons_map",
        "dirty",
        "docs",
        "edits",
        "entitlements_map",
        "histories",
        "holds_map",
        "labels",
        "last_active_us",
        "lot_books",
        "lot_uses_map",
        "member_id",
        "now_us",
        "ops",
        "orders",
        "others",
        "owners",
        "persons",
        "profile_changed",
        "profile_map",
        "records",
        "records_listed",
        "registered_day",
        "registered_us",
        "relabelled",
        "slots",
        "stored_profile",
        "test",
        "tier",
        "timers",
        "touched",
        "wallets",
    )  # fmt: skip

    def __init__(self, member_id: int, *, registered_us: int = 0, registered_day: int = 0) -> None:
        self.member_id = member_id
        self.registered_us = registered_us
        self.registered_day = registered_day
        self.profile_map: dict[str, Any] | None = None
        self.profile_changed = False
        """Whether the profile is to be written back; otherwise it stays as it lies in the store."""
        self.stored_profile: StoredProfile | None = None
        """The profile as it lies in the store, opened when somebody asks for it."""
        self.labels: dict[str, str] = {}
        self.relabelled = False
        """Whether a label was set or removed; the store keeps them a second time, to find members by them."""
        self.test = False
        self.others: tuple[int, ...] = ()
        self.owners: dict[tuple[str, str], int] = {}
        self.persons: dict[str, Person | None] = {}
        self.histories: set[str] = set()
        """Assets of which every lot and use is loaded."""
        self.cancelled: Mapping[str, int] = {}
        self.tier = ""
        self.last_active_us = 0
        self.timers: dict[str, int] = {}
        self.ops = 0
        self.now_us = 0
        self.wallets: dict[str, Wallet] = {}
        self.docs: dict[str, msgspec.Raw] = {}
        """Slot documents as stored; those nobody reads are written back untouched."""
        self.slots: dict[str, msgspec.Struct] = {}
        """Slot documents decoded so far."""
        self.lot_books: dict[str, LotBook] = {}
        self.lot_uses_map: dict[tuple[str, int], list[LotUse]] = {}
        self.holds_map: dict[str, Hold] | None = None
        self.coupons_map: dict[int, Coupon] | None = None
        self.entitlements_map: dict[int, Entitlement] | None = None
        self.orders: dict[str, Order | None] = {}
        self.records: dict[tuple[str, str], dict[str, Any] | None] = {}
        self.records_listed: set[str] = set()
        self.dirty: set[tuple[str, Any]] = set()
        """Rows to write, marked by ``add_…`` and ``save_…`` alone: ``("wallet", asset)``, ``("coupon", id)`` …"""
        self.touched: set[str] = set()
        """Slots to write."""
        self.edits = 0
        """Times a slot was opened for changing; a refusal after one leaves a state that must be built anew."""

    @property
    def profile(self) -> dict[str, Any]:
        """Attributes given at registration or later (``birthday`` as ``MM-DD``, …); never secrets. Not for changing."""
        found = self.profile_map
        if found is None:
            found = self.profile_map = self.stored_profile.read() if self.stored_profile is not None else {}
        return found

    @profile.setter
    def profile(self, profile: dict[str, Any]) -> None:
        self.profile_map = profile

    def change_profile(self, profile: dict[str, Any]) -> None:
        """Give the member another profile; it is written back, sealed, with the decision."""
        self.profile_map = profile
        self.profile_changed = True
        self.edits += 1

    # -- always there -----------------------------------------------------------------------------------------------
    def wallet(self, asset: str) -> Wallet:
        """The wallet of an asset, empty when the member has none yet. Mutate it in posting code only."""
        found = self.wallets.get(asset)
        if found is None:
            found = self.wallets[asset] = Wallet(asset)
        return found

    def read(self, slot: Slot, as_type: type[T]) -> T:
        """The slot's document for reading."""
        found = self.slots.get(slot.name)
        if found is None:
            raw = self.docs.get(slot.name)
            found = _decoder(slot.type)(raw) if raw is not None else slot.type()
            self.slots[slot.name] = found
        return found  # pyright: ignore[reportReturnType] - the slot says so; this is asked thirty times a decision

    def edit(self, slot: Slot, as_type: type[T]) -> T:
        """The slot's document for changing; it is written back with the decision."""
        name = slot.name
        self.touched.add(name)
        self.edits += 1
        found = self.slots.get(name)
        return self.read(slot, as_type) if found is None else found  # pyright: ignore[reportReturnType] - as in read

    # -- loaded on demand -------------------------------------------------------------------------------------------
    def lots(self, asset: str, *, cover: int = 0) -> LotBook:
        """Open lots of an asset, earliest expiry first, at least so many that they cover ``cover``."""
        book = self.lot_books.get(asset)
        if book is None or not (book.complete or book.covered >= cover > 0):
            if book is None and self.wallet(asset).seq == 0:
                book = self.lot_books[asset] = LotBook(complete=True)
                return book
            # several requests of one batch draw from the same lots: ask for more than this one needs
            wanted = 4 * (book.drawn + cover) if book is not None and cover and book.drawn else cover
            raise Missing(Need("lots", self.member_id, asset, wanted))
        return book

    def lot_uses(self, asset: str, seq: int) -> list[LotUse]:
        """What the posting ``seq`` drew from which lots."""
        found = self.lot_uses_map.get((asset, seq))
        if found is None:
            raise Missing(Need("lot_uses", self.member_id, f"{asset}/{seq}"))
        return found

    def list_uses(self, asset: str) -> list[LotUse]:
        """Every use of the asset's lots there ever was; every lot is then in the book, those that are empty too."""
        if asset not in self.histories:
            raise Missing(Need("history", self.member_id, asset))
        return [use for (of, _), uses in self.lot_uses_map.items() if of == asset for use in uses]

    def holds(self) -> dict[str, Hold]:
        """Holds by id: all open ones, and closed ones that were asked for by id."""
        if self.holds_map is None:
            raise Missing(Need("holds", self.member_id))
        return self.holds_map

    def coupons(self) -> dict[int, Coupon]:
        """Coupons by id that are not final, and final ones of orders that were loaded."""
        if self.coupons_map is None:
            raise Missing(Need("coupons", self.member_id))
        return self.coupons_map

    def entitlements(self) -> dict[int, Entitlement]:
        """Entitlements by id whose period has not ended, and the last ended one of each benefit."""
        if self.entitlements_map is None:
            raise Missing(Need("entitlements", self.member_id))
        return self.entitlements_map

    def find_order(self, order_id: str) -> Order | None:
        """The order, or ``None`` when the engine never saw it."""
        if order_id not in self.orders:
            raise Missing(Need("order", self.member_id, order_id))
        return self.orders[order_id]

    def find_record(self, kind: str, key: str) -> dict[str, Any] | None:
        """The record's data, or ``None`` when it does not exist."""
        if (kind, key) not in self.records:
            if kind in self.records_listed:
                return None
            raise Missing(Need("record", self.member_id, f"{kind}/{key}"))
        return self.records[kind, key]

    def find_person(self, name: str) -> Person | None:
        """Whom an event names by number or by ``namespace:external_id``; ``None``: nobody who is known here."""
        if name not in self.persons:
            raise Missing(Need("person", self.member_id, name))
        return self.persons[name]

    def list_records(self, kind: str) -> dict[str, dict[str, Any]]:
        """All records of a kind, by key; for kinds that stay few."""
        if kind not in self.records_listed:
            raise Missing(Need("records", self.member_id, kind))
        return {key: data for (k, key), data in self.records.items() if k == kind and data is not None}

    def save_wallet(self, wallet: Wallet) -> None:
        """Write the wallet back."""
        self.dirty.add(("wallet", wallet.asset))

    def add_lot(self, lot: Lot) -> None:
        """Keep a new lot in the book of its asset."""
        self.lot_books[lot.asset].lots[lot.seq] = lot
        self.dirty.add(("lot_new", (lot.asset, lot.seq)))

    def save_lot(self, lot: Lot) -> None:
        """Write the lot back."""
        self.dirty.add(("lot", (lot.asset, lot.seq)))

    def save_lot_use(self, use: LotUse) -> None:
        """Write back how much of the use was restored."""
        self.dirty.add(("lot_use", (use.asset, use.seq, use.lot_seq)))

    def add_hold(self, hold: Hold) -> None:
        """Keep a new hold."""
        self.holds()[hold.hold_id] = hold
        self.dirty.add(("hold_new", hold.hold_id))

    def save_hold(self, hold: Hold) -> None:
        """Write the hold back."""
        self.dirty.add(("hold", hold.hold_id))

    def add_coupon(self, coupon: Coupon) -> None:
        """Keep a new coupon."""
        self.coupons()[coupon.coupon_id] = coupon
        self.dirty.add(("coupon_new", coupon.coupon_id))

    def save_coupon(self, coupon: Coupon) -> None:
        """Write the coupon back."""
        self.dirty.add(("coupon", coupon.coupon_id))

    def drop_coupon(self, coupon: Coupon) -> None:
        """The coupon is another member's from now on."""
        del self.coupons()[coupon.coupon_id]
        self.dirty -= {("coupon", coupon.coupon_id), ("coupon_new", coupon.coupon_id)}
        self.dirty.add(("coupon_gone", coupon.coupon_id))

    def drop_entitlement(self, entitlement: Entitlement) -> None:
        """The entitlement is another member's from now on."""
        del self.entitlements()[entitlement.entitlement_id]
        self.dirty -= {("entitlement", entitlement.entitlement_id), ("entitlement_new", entitlement.entitlement_id)}
        self.dirty.add(("entitlement_gone", entitlement.entitlement_id))

    def add_entitlement(self, entitlement: Entitlement) -> None:
        """Keep a new entitlement."""
        self.entitlements()[entitlement.entitlement_id] = entitlement
        self.dirty.add(("entitlement_new", entitlement.entitlement_id))

    def save_entitlement(self, entitlement: Entitlement) -> None:
        """Write the entitlement back."""
        self.dirty.add(("entitlement", entitlement.entitlement_id))

    def add_order(self, order: Order) -> None:
        """Keep a new order."""
        self.orders[order.order_id] = order
        self.dirty.add(("order_new", order.order_id))

    def save_order(self, order: Order) -> None:
        """Write the order back."""
        self.dirty.add(("order", order.order_id))

    @property
    def is_erased(self) -> bool:
        """Whether the member was erased."""
        return ERASED in self.labels

    @property
    def is_frozen(self) -> bool:
        """Whether the member was frozen by hand."""
        return FROZEN in self.labels

    @property
    def is_returning(self) -> bool:
        """Whether the member was here before under the same name, and was erased."""
        return RETURNING in self.labels

    def is_of(self, member_id: int) -> bool:
        """Whether that is the member, or one who was found to be the member."""
        return member_id == self.member_id or member_id in self.others

    @property
    def due_us(self) -> int:
        """When the next timer is due."""
        return min(self.timers.values(), default=FOREVER_US)
