"""Flash sales (秒杀): sessions at times of day, few pieces, a place that is kept for some minutes and paid at the till.

Two items are kept of each product and session: pieces that are free, and pieces that are unsold. What is reserved is
not free and still unsold, so that "all are reserved" and "sold out" are told apart; both are counts, never flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from liuke.activities.contracts import Activity, ActivityKind, Behaviour, finding
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.parts.flash_sale_doc import (
    BOUGHT,
    COUNTED,
    LAPSED,
    OPEN,
    RELEASED,
    SLOT,
    STATUSES,
    Place,
    SaleBook,
    SaleDoc,
)
from liuke.activities.parts.flash_sale_page import render_page
from liuke.activities.parts.flash_sale_places import KEEPER, NOTED, arm_lapse, buy, close, give_back, name_item, on_due
from liuke.activities.parts.flash_sale_shown import FlashSaleShown
from liuke.activities.parts.flash_sale_spec import FlashSaleSpec, SaleProduct, Showing, list_showings
from liuke.activities.parts.flash_sale_words import EVENT_TYPES, WORDINGS, render_sale_rules
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.flash_sale_requests import REQUESTS
from liuke.decision.domain import CompiledProgram, Evidence, Limited, StockRule
from liuke.decision.event import Event
from liuke.decision.hooks import Cause, ExportCase, LawCase, Merge, MergeCase, Nothing
from liuke.decision.price_cuts import note_line
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.text import text
from liuke.program.findings import Finding

SOLD_OUT, ALL_HELD = "flash-sale-sold-out", "flash-sale-all-held"


class _Plan:
    """A flash sale, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(FlashSaleSpec)
        self.id, self.path = spec.id, activity.path
        self.products = {product.id: product for product in spec.products}
        self.zone = activity.program.calendar.zone
        self.earliest_us = max(spec.early.values(), default=0) * MINUTE_US
        self._session_ids = {session.id for session in spec.sessions}
        self._minute = -1
        self._wanted: dict[tuple[str, str | None], Limited | None] = {}
        """What a product and a session name in that minute."""

    # -- reserving --------------------------------------------------------------------------------------------------
    def reserve(self, turn: Turn) -> None:
        """``flash_sale.reserve``: pieces, for some minutes."""
        product = self._find_product(turn)
        showing = self._find_showing(turn, product)
        pieces = 1 if turn.data.get("pieces") is None else turn.data["pieces"]
        if pieces < 1:
            self._refuse(turn, "flash-sale-limit")
        self._check_limits(turn, product, showing, pieces)
        if not turn.take_stock(name_item(self.id, product.id, showing.key, "free"), pieces):
            unsold = turn.stock(name_item(self.id, product.id, showing.key, "unsold"))
            self._refuse(turn, ALL_HELD if unsold >= pieces else SOLD_OUT)
        doc = turn.state.edit(SLOT, SaleBook).docs.setdefault(self.id, SaleDoc())
        place = Place(
            str(turn.new_id()), product.id, showing.key, product.sku, pieces, product.price_cents,
            self.spec.combines == "alone", turn.judged_us, turn.judged_us + self.spec.reserve_minutes * MINUTE_US,
        )  # fmt: skip
        doc.places.append(place)
        doc.add(product.id, pieces)
        doc.forget()
        arm_lapse(turn, self.id, doc)
        turn.record_new("flash_sale_reserved", f"{self.id}/{place.ref}", {
            "t_us": turn.now.t_us, "product": product.id, "session": showing.key, "pieces": pieces,
        })  # fmt: skip
        turn.applied(self.path, "flash-sale-reserved", pieces=pieces, until_us=place.until_us)
        turn.emit("flash_sale.reserved", {
            "activity": self.id, "ref": place.ref, "product": product.id, "session": showing.key, "pieces": pieces,
            "until_us": place.until_us,
        })  # fmt: skip
        turn.result = {
            "activity": self.id, "ref": place.ref, "product": product.id, "session": showing.key, "sku": product.sku,
            "pieces": pieces, "price_cents": place.cents, "until_us": place.until_us,
        }  # fmt: skip

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def _find_product(self, turn: Turn) -> SaleProduct:
        wanted = turn.data.get("product")
        if wanted is None and len(self.products) == 1:
            return self.spec.products[0]
        product = self.products.get(wanted or "")
        if product is None:
            self._refuse(turn, "flash-sale-product", products=list(self.products))
        return product

    def _find_showing(self, turn: Turn, product: SaleProduct) -> Showing:
        """The session that is open to the member; refuses with when the next one opens for them."""
        zone = turn.calendar.zone if self.spec.clock == "place" else self.zone
        early_us = self.early_us(turn.state.tier)
        wanted = turn.data.get("session")
        coming = [
            one
            for one in list_showings(self.spec, turn.judged_us, zone)
            if wanted in {None, one.session} and (not product.sessions or one.session in product.sessions)
        ]
        if not coming:
            self._refuse(turn, "flash-sale-over")
        if coming[0].begins_us - early_us > turn.judged_us:
            self._refuse(turn, "flash-sale-too-early", opens_us=coming[0].begins_us - early_us)
        return coming[0]

    def early_us(self, tier: str) -> int:
        """How much earlier a session opens for a tier."""
        return self.spec.early.get(tier, 0) * MINUTE_US

    def _check_limits(self, turn: Turn, product: SaleProduct, showing: Showing, pieces: int) -> None:
        doc = turn.state.read(SLOT, SaleBook).docs.get(self.id) or SaleDoc()
        limits = (
            (product.per_session, doc.count(showing.key, product.id)),
            (product.in_all, doc.counted.get(product.id, 0)),
            (self.spec.per_session, doc.count(showing.key)),
        )
        for limit, have in limits:
            if limit is not None and have + pieces > limit:
                self._refuse(turn, "flash-sale-limit", limit=limit, have=have)

    def release(self, turn: Turn) -> None:
        """``flash_sale.release``: the member does not want it."""
        doc = turn.state.read(SLOT, SaleBook).docs.get(self.id)
        place = doc.find(turn.data["ref"]) if doc is not None else None
        if place is None or place.status != OPEN:
            self._refuse(turn, "flash-sale-no-place", status=STATUSES[place.status] if place is not None else "")
        doc = turn.state.edit(SLOT, SaleBook).docs[self.id]
        place = doc.find(turn.data["ref"])
        assert place is not None, "the document was edited, not changed"
        close(turn, self.id, doc, place, RELEASED)
        arm_lapse(turn, self.id, doc)
        turn.result = {"activity": self.id, "ref": place.ref}

    # -- what happens -----------------------------------------------------------------------------------------------
    def on_paid(self, turn: Turn) -> None:
        """An order of a shop that prices by itself: a line at the price of an open place, or below, buys it."""
        doc = turn.state.read(SLOT, SaleBook).docs.get(self.id)
        open_ = [one for one in doc.places if one.status == OPEN] if doc is not None else []
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if open_ else None
        if order is None or "checkout" in order.data:
            return
        doc = turn.state.edit(SLOT, SaleBook).docs[self.id]
        for line in order.lines:
            for place in doc.places:
                paid = line.paid_cents + line.points_cents
                if (
                    place.status == OPEN
                    and place.sku == line.sku
                    and place.pieces == line.quantity
                    and (paid <= place.cents * place.pieces)
                ):
                    buy(turn, self.id, place, order, line.id)
                    note_line(turn, order, self.path, line)
                    break
        arm_lapse(turn, self.id, doc)

    def undo(self, turn: Turn, cause: Cause) -> None:
        """The pieces of a refunded order go back, where the program says so; of one that never came about always."""
        if self.spec.after_refund == "keep" and not cause.cancelled:
            return
        order = turn.state.find_order(cause.ref)
        noted: dict[str, dict[str, Any]] = order.data.get(NOTED) or {} if order is not None else {}
        for ref, one in noted.items():
            if one["activity"] != self.id or order is None:
                continue
            line = next((line for line in order.lines if line.id == one["line"]), None)
            due = one["pieces"] if cause.is_whole else line.returned if line is not None else 0
            if due > one["back"]:
                give_back(turn, order, ref, due - one["back"])

    def close_all(self, turn: Turn) -> None:
        """It was called off: what is reserved goes back; what a checkout holds, when that is over."""
        doc = turn.state.edit(SLOT, SaleBook).docs.get(self.id)
        if doc is None:
            return
        for place in doc.places:
            if place.status == OPEN:
                close(turn, self.id, doc, place, RELEASED)
        arm_lapse(turn, self.id, doc)

    # -- stock ------------------------------------------------------------------------------------------------------
    @property
    def stock(self) -> dict[str, int | StockRule]:
        """Of each product and session: pieces that are free, and pieces that are unsold."""
        return {
            f"session:{self.id}/{product.id}/{session.id}/{of}": lambda period, pieces=product.stock: (
                pieces if period else None
            )
            for product in self.spec.products
            for session in self.spec.sessions
            if not product.sessions or session.id in product.sessions
            for of in ("free", "unsold")
        }

    def find_limited(self, event: Event) -> Limited | None:
        """The item that a request asks for, where that is certain without looking at the member."""
        wanted, session = event.data.get("product"), event.data.get("session")
        product = self.products.get(wanted) if wanted is not None else self.spec.products[0]
        if product is None or (wanted is None and len(self.products) > 1):
            return None
        if session is not None and session not in self._session_ids:
            return None
        if self.spec.clock == "place" and event.data.get("store"):
            return None
        minute = event.t_us // MINUTE_US
        if minute != self._minute:  # sessions begin and end, and days change, with a minute: a herd asks within one
            self._minute, self._wanted = minute, {}
        asked = product.id, session
        if asked not in self._wanted:
            self._wanted[asked] = self._name_limited(product, session, event.t_us)
        return self._wanted[asked]

    def _name_limited(self, product: SaleProduct, session: str | None, t_us: int) -> Limited | None:
        found = next(
            (
                one
                for one in list_showings(self.spec, t_us, self.zone, days=2)
                if session in {None, one.session} and (not product.sessions or one.session in product.sessions)
            ),
            None,
        )
        if found is None or found.begins_us - self.earliest_us > t_us:
            return None
        free, unsold = (name_item(self.id, product.id, found.key, of) for of in ("free", "unsold"))
        return Limited(free, ALL_HELD, unsold, SOLD_OUT)

    # -- asking -----------------------------------------------------------------------------------------------------
    def list_shown(self, now_us: int) -> list[Showing]:
        """Sessions that members see: those of a day, or else the next one."""
        coming = list(list_showings(self.spec, now_us, self.zone))
        return [one for one in coming if one.date == coming[0].date]

    def list_items(self, now_us: int) -> list[str]:
        """Items of the sessions that members see."""
        return [
            name_item(self.id, product.id, one.key, of)
            for one in self.list_shown(now_us)
            for product in self._list_offered(one)
            for of in ("free", "unsold")
        ]

    def _list_offered(self, showing: Showing) -> list[SaleProduct]:
        return [one for one in self.spec.products if not one.sessions or showing.session in one.sessions]

    def show_left(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put what is left into the summary."""
        del state
        for session in shown["sessions"]:
            for product in session["products"]:
                key = f"{session['session']}@{session['date']}"
                left, unsold = (seen.stock[name_item(self.id, product["id"], key, of)] for of in ("free", "unsold"))
                product["left"] = left
                product["state"] = "open" if left else "all_held" if unsold else "sold_out"

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Sessions of the day, and the member's places."""
        doc = state.read(SLOT, SaleBook).docs.get(self.id) or SaleDoc()
        return {
            "reserve_minutes": self.spec.reserve_minutes,
            "sessions": [
                {
                    "session": one.session, "date": one.date, "begins_us": one.begins_us, "ends_us": one.ends_us,
                    "opens_us": one.begins_us - self.early_us(state.tier),
                    "products": [self._show_product(product, one, doc) for product in self._list_offered(one)],
                }
                for one in self.list_shown(now_us)
            ],
            "places": [
                {
                    "ref": one.ref, "product": one.product, "session": one.showing, "pieces": one.pieces,
                    "price_cents": one.cents, "until_us": one.until_us, "order_id": one.order_id,
                    "status": STATUSES[LAPSED if one.status == OPEN and one.until_us <= now_us else one.status],
                }
                for one in reversed(doc.places)
            ],
        }  # fmt: skip

    def _show_product(self, product: SaleProduct, showing: Showing, doc: SaleDoc) -> dict[str, Any]:
        return {
            "id": product.id, "name": product.name.model_dump(), "picture": product.picture, "sku": product.sku,
            "price_cents": product.price_cents, "list_cents": product.list_cents, "per_session": product.per_session,
            "mine": doc.count(showing.key, product.id),
        }  # fmt: skip


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"flash sale {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    return Behaviour(
        requests={"flash_sale.reserve": plan.reserve},
        always=[("order.paid", plan.on_paid)],
        summary=plan.summary,
        stock=plan.stock,
        shelf=Shelf(plan.show_left, plan.list_items),
        undo=plan.undo,
        claims={"flash_sale.release": plan.release},
    )


def _lint(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del program, evidence
    for activity in activities:
        spec = activity.typed(FlashSaleSpec)
        for product in spec.products:
            if product.list_cents and product.price_cents >= product.list_cents:
                yield finding(
                    f"{activity.path}.products.{product.id}", "flash-sale-no-reduction", "warning",
                    text("秒杀价不低于原价", "the price in the sale is not below the list price"),
                    text("降低秒杀价，或去掉原价", "lower it, or leave the list price out"),
                )  # fmt: skip


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    _plan_of(activity).close_all(turn)


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, SaleBook).docs
    mine = case.into.state.edit(SLOT, SaleBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.setdefault(name, SaleDoc())
        case.kept[name] = {"places": [msgspec.to_builtins(one) for one in doc.places], "counted": dict(doc.counted)}
        own.places = sorted([*own.places, *(msgspec.structs.replace(one) for one in doc.places)], key=_by_time)
        for product, pieces in doc.counted.items():
            own.add(product, pieces)
        arm_lapse(case.into, name, own)
        case.into.applied(f"activities.{name}", "merge-flash-sale", count=len(doc.places))


def _by_time(place: Place) -> tuple[int, str]:
    return place.t_us, place.ref


def _split(case: MergeCase) -> None:
    """Places go back as they are now; one that was bought or held meanwhile cannot."""
    theirs = case.other.state.edit(SLOT, SaleBook).docs if case.kept else {}
    mine = case.into.state.edit(SLOT, SaleBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        own, before = mine[name], {one.ref: one for one in msgspec.convert(kept["places"], list[Place])}
        now = {one.ref: one for one in own.places if one.ref in before}
        for ref, one in now.items():
            if one.status != before[ref].status and one.status not in {LAPSED, RELEASED}:
                case.spent.append({"what": "flash_sale", "activity": name, "ref": ref, "status": STATUSES[one.status]})
        closed = [one for ref, one in now.items() if before[ref].status in COUNTED and one.status not in COUNTED]
        for product, pieces in kept["counted"].items():
            gone = sum(one.pieces for one in closed if one.product == product)
            own.add(product, gone - pieces)
            theirs[name].add(product, -gone)
        own.places = [one for one in own.places if one.ref not in before]
        theirs[name].places = [now.get(one.ref, one) for one in theirs[name].places]
        if not own.places and not own.counted:
            del mine[name]
        arm_lapse(case.into, name, own)
        arm_lapse(case.other, name, theirs[name])


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, SaleBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "places": [
            {
                "product": one.product, "session": one.showing, "pieces": one.pieces, "price_cents": one.cents,
                "reserved": case.render_time(one.t_us), "status": STATUSES[one.status], "order_id": one.order_id,
            }
            for one in doc.places
        ],
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure(
            "members", text("占位会员", "Members who reserved"), "members", Recorded("flash_sale_reserved", "members")
        ),
        Figure(
            "reserved", text("占位件数", "Pieces reserved"), "pieces", Recorded("flash_sale_reserved", "sum", "pieces")
        ),
        Figure("bought", text("成交件数", "Pieces bought"), "pieces", Recorded("flash_sale_bought", "sum", "pieces")),
        Figure("revenue", text("成交金额", "Sold for"), "cents", Recorded("flash_sale_bought", "sum", "cents")),
        Figure("buyers", text("成交会员", "Members who bought"), "members", Recorded("flash_sale_bought", "members")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, SaleBook).docs.items():
        held: dict[str, int] = {}
        for one in doc.places:
            if one.pieces < 1 or (one.status == BOUGHT) > bool(one.order_id):
                yield f"{activity}: place {one.ref} is {STATUSES[one.status]} with {one.pieces} pieces"
            if one.status in COUNTED:
                held[one.product] = held.get(one.product, 0) + one.pieces
        for product in held.keys() | doc.counted.keys():
            if doc.counted.get(product, 0) < held.get(product, 0):
                yield f"{activity}: {held[product]} pieces of {product} are held, {doc.counted.get(product, 0)} counted"
        if f"activities.{activity}" in case.cancelled and any(one.status == OPEN for one in doc.places):
            yield f"{activity}: was cancelled, and places are open"


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=Merge(_join, _split),
    erase=Nothing("places tell nobody who somebody is; an open one lapses by itself"),
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=FlashSaleShown,
    page=render_page,
    kind="flash_sale",
    label=text("秒杀", "Flash sale"),
    spec=FlashSaleSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=_lint,
    render_rules=render_sale_rules,
    wordings=WORDINGS,
    limited={"flash_sale.reserve": lambda activity, event: _plan_of(activity).find_limited(event)},
    prices=KEEPER,
    standing=(("timer.activity", on_due),),
)
