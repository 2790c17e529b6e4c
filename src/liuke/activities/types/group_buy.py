"""Group buys (拼团): one opens a team, others join, each pays; complete with the last payment, or refunded.

The team is one shared document, so the last seat is one member's whoever asks at once, and complete and failed are
final. A member's own seats carry price and times; what time ends, it ends by the member's own timer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.parts.group_buy_doc import (
    COUNTED,
    DONE,
    FAILED,
    OPEN,
    PAID,
    RELEASED,
    RETURNED,
    SLOT,
    STATUSES,
    TEAM,
    TEAMS,
    TIMER,
    GroupBook,
    GroupDoc,
    Listed,
    Seat,
    Team,
    TeamList,
)
from liuke.activities.parts.group_buy_lint import lint_group_buys
from liuke.activities.parts.group_buy_merge import MERGE
from liuke.activities.parts.group_buy_page import render_page
from liuke.activities.parts.group_buy_prices import KEEPER, on_due, on_paid
from liuke.activities.parts.group_buy_shown import GroupBuyShown
from liuke.activities.parts.group_buy_spec import GroupBuySpec, GroupProduct, TeamSize
from liuke.activities.parts.group_buy_teams import (
    FILLED,
    NOTED,
    close,
    edit,
    find_line,
    finish,
    key_of,
    move_stock,
    name_pieces,
    name_seats,
    name_teams,
    return_pieces,
    settle,
    sit,
)
from liuke.activities.parts.group_buy_words import EVENT_TYPES, WORDINGS, render_group_rules
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.group_buy_requests import REQUESTS
from liuke.decision.domain import Limited, StockRule
from liuke.decision.event import Event
from liuke.decision.holdings import Order
from liuke.decision.hooks import Cause, ExportCase, LawCase, Nothing
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.counters import paid_orders
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.text import text

SOLD_OUT = "group-buy-sold-out"
MAX_SHOWN = 10
"""Of a member's seats, and of open teams."""


class _Plan:
    """A group buy, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(GroupBuySpec)
        self.id, self.path = spec.id, activity.path
        self.products = {product.id: product for product in spec.products}

    # -- taking a seat ----------------------------------------------------------------------------------------------
    def open(self, turn: Turn) -> None:
        """``group_buy.open_team``: a team, and its first seat, to be paid in time."""
        product = self._find_product(turn)
        size = self._find_size(turn, product)
        self._check_limits(turn, opens=True)
        pieces = self._count_pieces(turn, product.pieces)
        if self.spec.teams is not None and not turn.take_stock(name_teams(self.id)):
            self._refuse(turn, "group-buy-teams-gone")
        now_us, name = turn.judged_us, str(turn.new_id())
        team = Team(
            product.id, product.sku, size.members, size.price_cents, product.pieces, turn.state.member_id, now_us,
            self.spec.find_end_us(now_us, self.activity.find_bounds(turn)[1]),
        )  # fmt: skip
        cents = size.price_cents if size.opener_cents is None else size.opener_cents
        self._sit(turn, name, team, pieces, cents, "group_buy.opened")

    def join(self, turn: Turn) -> None:
        """``group_buy.join_team``: a seat in a team that is open, to be paid in time."""
        name = turn.data.get("team") or self._pick(turn)
        team = self._find_team(turn, name)
        if team.has(turn.state.member_id):
            self._refuse(turn, "group-buy-in-it", team=name)
        if not team.free:
            self._refuse(turn, "group-buy-held", team=name)
        if self.spec.joiners == "newcomers" and not is_newcomer(turn.state):
            self._refuse(turn, "group-buy-newcomers")
        self._check_limits(turn, opens=False)
        self._sit(turn, name, team, self._count_pieces(turn, team.pieces), team.cents, "group_buy.joined")

    def _sit(self, turn: Turn, name: str, team: Team, pieces: int, cents: int, fact: str) -> None:
        if not move_stock(turn, self.id, team.product, pieces):
            self._refuse(turn, SOLD_OUT)
        now_us = turn.judged_us
        seat = Seat(
            str(turn.new_id()), name, team.product, team.sku, team.size, pieces, cents,
            fact == "group_buy.opened", now_us, min(now_us + self.spec.pay_minutes * MINUTE_US, team.until_us),
            team.until_us,
        )  # fmt: skip
        sit(turn, self.id, seat, team)
        turn.record_new("group_buy_seat", f"{self.id}/{seat.ref}", {
            "t_us": turn.now.t_us, "team": name, "product": seat.product, "pieces": pieces, "opener": seat.opener,
        })  # fmt: skip
        if seat.opener:
            turn.record_new("group_buy_opened", f"{self.id}/{name}", {"t_us": turn.now.t_us, "size": team.size})
        turn.applied(self.path, "group-buy-seat", until_us=seat.until_us)
        said = {
            "activity": self.id, "team": name, "seat": seat.ref, "product": seat.product, "size": team.size,
            "pieces": pieces, "until_us": seat.until_us,
        }  # fmt: skip
        turn.emit(fact, said)
        turn.result = {
            **said, "sku": seat.sku, "free": team.free, "price_cents": cents, "ends_us": seat.ends_us,
        }  # fmt: skip

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def _find_product(self, turn: Turn) -> GroupProduct:
        wanted = turn.data.get("product")
        if wanted is None and len(self.products) == 1:
            return self.spec.products[0]
        product = self.products.get(wanted or "")
        if product is None:
            self._refuse(turn, "group-buy-product", products=list(self.products))
        return product

    def _find_size(self, turn: Turn, product: GroupProduct) -> TeamSize:
        wanted = turn.data.get("size")
        if wanted is None and len(product.sizes) == 1:
            return product.sizes[0]
        size = product.find_size(wanted or 0)
        if size is None:
            self._refuse(turn, "group-buy-size", sizes=[one.members for one in product.sizes])
        return size

    def _find_team(self, turn: Turn, name: str) -> Team:
        """A team that can be joined; refuses with why not."""
        key = key_of(self.id, name)
        team = turn.shared(TEAM, key) if TEAM.is_key(key) else None
        if team is None:
            self._refuse(turn, "group-buy-unknown", team=name)
        if team.status == "complete":
            self._refuse(turn, "group-buy-full", team=name)
        if team.status == "failed" or team.until_us <= turn.judged_us:
            self._refuse(turn, "group-buy-over", team=name)
        if team.status == "new":
            self._refuse(turn, "group-buy-not-begun", team=name)
        return team

    def _pick(self, turn: Turn) -> str:
        """Of the open teams the one that lacks the fewest, of several the one that ends first."""
        wanted, listed = turn.data.get("product"), turn.shared(TEAMS, self.id) or TeamList()
        fitting = [one for one in listed.teams if one.until_us > turn.judged_us and wanted in {None, one.product}]
        found = next((one.team for one in sorted(fitting, key=_by_need) if self._has_room(turn, one.team)), None)
        if found is None:
            self._refuse(turn, "group-buy-none")
        return found

    def _has_room(self, turn: Turn, name: str) -> bool:
        team = turn.shared(TEAM, key_of(self.id, name))
        return team is not None and team.status == "open" and bool(team.free) and not team.has(turn.state.member_id)

    def _count_pieces(self, turn: Turn, most: int) -> int:
        pieces = 1 if turn.data.get("pieces") is None else turn.data["pieces"]
        if not 1 <= pieces <= most:
            self._refuse(turn, "group-buy-pieces", limit=most)
        return int(pieces)

    def _check_limits(self, turn: Turn, *, opens: bool) -> None:
        doc = turn.state.read(SLOT, GroupBook).docs.get(self.id) or GroupDoc()
        if self.spec.seats_each is not None and doc.counted >= self.spec.seats_each:
            self._refuse(turn, "group-buy-limit", limit=self.spec.seats_each)
        if opens and self.spec.opens_each is not None and doc.opened >= self.spec.opens_each:
            self._refuse(turn, "group-buy-opens-limit", limit=self.spec.opens_each)

    def leave(self, turn: Turn) -> None:
        """``group_buy.leave_team``: the member does not want to pay."""
        known = turn.state.read(SLOT, GroupBook).docs.get(self.id)
        seat = known.find_in(turn.data["team"]) if known is not None else None
        if seat is None or seat.status != OPEN:
            self._refuse(turn, "group-buy-no-seat", status=STATUSES[seat.status] if seat is not None else "")
        doc = edit(turn, self.id)
        seat = doc.find(seat.ref)
        assert seat is not None, "the document was edited, not changed"
        close(turn, self.id, doc, seat, RELEASED)
        turn.result = {"activity": self.id, "team": seat.team, "seat": seat.ref}

    # -- what happens -----------------------------------------------------------------------------------------------
    def on_filled(self, turn: Turn) -> None:
        """A team of the member's is complete: it is final for them, and rewarded."""
        if turn.data["activity"] != self.id:
            return
        seat = finish(turn, self.id, turn.data["team"])
        if seat is None:
            return
        self.activity.give(turn, self.spec.rewards, rule="rewards", ref=f"{self.id}/{seat.ref}", times=1)
        if seat.opener:
            self.activity.give(
                turn, self.spec.opener_rewards, rule="opener_rewards", ref=f"{self.id}/{seat.ref}", times=1
            )

    def undo(self, turn: Turn, cause: Cause) -> None:
        """An order is refunded: before the team is complete the seat is free with it, after that its rewards go."""
        order = turn.state.find_order(cause.ref)
        noted: dict[str, dict[str, Any]] = order.data.get(NOTED) or {} if order is not None else {}
        for ref, one in noted.items():
            if one["activity"] == self.id and not one["lost"] and order is not None:
                self._undo_seat(turn, cause, order, ref, one)

    def _undo_seat(self, turn: Turn, cause: Cause, order: Order, ref: str, noted: Mapping[str, Any]) -> None:
        line = find_line(order, noted["line"])
        due = noted["pieces"] if cause.is_whole else min(line.returned, noted["pieces"]) if line is not None else 0
        if due <= noted["back"]:
            return
        doc = turn.state.read(SLOT, GroupBook).docs.get(self.id)
        seat = doc.find(ref) if doc is not None else None
        done = seat is None or seat.status == DONE
        if done and due == noted["pieces"]:
            for rule in ("opener_rewards", "rewards"):
                self.activity.take_back(turn, rule=rule, ref=f"{self.id}/{ref}")
        if not done or self.spec.after_refund == "give_back" or cause.cancelled:
            return_pieces(turn, self.id, order, ref, due - noted["back"])

    def give_back(self, turn: Turn) -> None:
        """It was called off: what is not complete fails, and what was paid is asked back."""
        if self.id not in turn.state.read(SLOT, GroupBook).docs:
            return
        doc = edit(turn, self.id)
        for seat in list(doc.seats):
            if seat.status == OPEN:
                close(turn, self.id, doc, seat, RELEASED)
            elif seat.status == PAID:
                settle(turn, self.id, doc, seat)

    # -- stock ------------------------------------------------------------------------------------------------------
    @property
    def stock(self) -> dict[str, int | StockRule]:
        """Pieces of each product that has a limit, and teams."""
        found: dict[str, int | StockRule] = {
            name_pieces(self.id, one.id): one.stock for one in self.spec.products if one.stock is not None
        }
        return found if self.spec.teams is None else {**found, name_teams(self.id): self.spec.teams}

    def find_limited(self, event: Event) -> Limited | None:
        """The item that opening asks for, where that is certain without looking at the member."""
        wanted = event.data.get("product")
        product = self.products.get(wanted) if wanted is not None else self.spec.products[0]
        certain = product is not None and (wanted is not None or len(self.products) == 1)
        if product is None or product.stock is None or not certain:
            return None
        return Limited(name_pieces(self.id, product.id), SOLD_OUT)

    def find_seats(self, event: Event) -> Limited | None:
        """The seats that joining asks for, where the team is named."""
        key = key_of(self.id, event.data.get("team") or "")
        return name_seats(key) if event.data.get("team") and TEAM.is_key(key) else None

    # -- asking -----------------------------------------------------------------------------------------------------
    def list_items(self, now_us: int) -> list[str]:
        """Items of which the view says how many are left."""
        del now_us
        return [name_pieces(self.id, one.id) for one in self.spec.products if one.stock is not None]

    def list_documents(self, now_us: int) -> list[tuple[SharedKind[Any], str]]:
        """The list of open teams, where strangers may join them."""
        del now_us
        return [(TEAMS, self.id)] if self.spec.listed else []

    def list_mine(self, state: MemberState, now_us: int) -> list[tuple[SharedKind[Any], str]]:
        """The member's own teams."""
        del now_us
        return [(TEAM, key_of(self.id, one.team)) for one in self._list_seats(state)]

    def list_people(self, documents: Mapping[str, Any]) -> list[int]:
        """Whose names the view shows."""
        found = list[int]()
        for doc in documents.values():
            if isinstance(doc, Team):
                found += [one.member for one in doc.seats]
            elif isinstance(doc, TeamList):
                found += [one.opener for one in doc.teams]
        return found

    def _list_seats(self, state: MemberState) -> list[Seat]:
        doc = state.read(SLOT, GroupBook).docs.get(self.id) or GroupDoc()
        return doc.seats[: -1 - MAX_SHOWN : -1]

    def show_teams(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put what is left, the open teams, and who is in the member's teams into the summary."""
        for product in shown["products"]:
            product["left"] = seen.stock.get(name_pieces(self.id, product["id"]))
        listed: TeamList = seen.shared.get(TEAMS.place(self.id)) or TeamList()
        mine = {seat["team"] for seat in shown["seats"] if seat["status"] in {"open", "in_checkout", "paid"}}
        shown["teams"] = [
            self._show_listed(one, seen) for one in listed.teams if one.until_us > seen.now_us and one.team not in mine
        ][:MAX_SHOWN]
        for seat in shown["seats"]:
            team: Team | None = seen.shared.get(TEAM.place(key_of(self.id, seat["team"])))
            if team is not None:
                seat["free"] = team.free
                seat["members"] = [
                    {
                        "name": seen.names.get(one.member, ""), "paid": bool(one.order_id),
                        "opener": one.member == team.opener, "mine": state.is_of(one.member),
                    }
                    for one in team.seats
                ]  # fmt: skip

    def _show_listed(self, one: Listed, seen: Seen) -> dict[str, Any]:
        return {
            "team": one.team, "product": one.product, "size": one.size, "free": one.free, "price_cents": one.cents,
            "ends_us": one.until_us, "opener": seen.names.get(one.opener, ""),
        }  # fmt: skip

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Products with their sizes and prices, and the member's seats."""
        del now_us
        doc, spec = state.read(SLOT, GroupBook).docs.get(self.id) or GroupDoc(), self.spec
        return {
            "products": [_show_product(one) for one in spec.products],
            "team_hours": spec.team_hours, "pay_minutes": spec.pay_minutes, "newcomers": spec.joiners == "newcomers",
            "left": max(spec.seats_each - doc.counted, 0) if spec.seats_each is not None else None,
            "seats": [
                {
                    "seat": one.ref, "team": one.team, "product": one.product, "size": one.size, "pieces": one.pieces,
                    "price_cents": one.cents, "status": STATUSES[one.status], "until_us": one.until_us,
                    "ends_us": one.ends_us, "opener": one.opener, "order_id": one.order_id, "refund": one.refund,
                }
                for one in self._list_seats(state)
            ],
        }  # fmt: skip


def _by_need(one: Listed) -> tuple[int, int, str]:
    return one.free, one.until_us, one.team


def _show_product(product: GroupProduct) -> dict[str, Any]:
    return {
        "id": product.id, "name": product.name.model_dump(), "picture": product.picture, "sku": product.sku,
        "list_cents": product.list_cents, "pieces": product.pieces,
        "sizes": [
            {"members": one.members, "price_cents": one.price_cents,
             "opener_cents": one.price_cents if one.opener_cents is None else one.opener_cents}
            for one in product.sizes
        ],
    }  # fmt: skip


def is_newcomer(state: MemberState) -> bool:
    """Whether the member has not paid an order before, under whatever name."""
    return not paid_orders(state) and not state.is_returning


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"group buy {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    join = {"group_buy.join_team": plan.join}
    late = plan.spec.at_end == "own_time"
    return Behaviour(
        requests={"group_buy.open_team": plan.open, **({} if late else join)},
        claims={"group_buy.leave_team": plan.leave, **(join if late else {})},
        always=[(FILLED, plan.on_filled)],
        summary=plan.summary,
        stock=plan.stock,
        shelf=Shelf(
            plan.show_teams, items=plan.list_items, documents=plan.list_documents, mine=plan.list_mine,
            people=plan.list_people,
        ),
        undo=plan.undo,
    )  # fmt: skip


def _finish_anyway(turn: Turn) -> None:
    """The activity is in no program any more: the team is complete all the same."""
    finish(turn, turn.data["activity"], turn.data["team"])


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    _plan_of(activity).give_back(turn)


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, GroupBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "seats": [
            {
                "team": one.team, "product": one.product, "size": one.size, "pieces": one.pieces,
                "price_cents": one.cents, "opened_it": one.opener, "taken": case.render_time(one.t_us),
                "status": STATUSES[one.status], "order_id": one.order_id,
            }
            for one in doc.seats
        ],
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("opened", text("开团数", "Teams opened"), "times", Recorded("group_buy_opened")),
        Figure("complete", text("成团数", "Teams complete"), "times", Recorded("group_buy_filled")),
        Figure("members", text("参与会员", "Members who took part"), "members", Recorded("group_buy_seat", "members")),
        Figure("paid", text("付款件数", "Pieces paid"), "pieces", Recorded("group_buy_paid", "sum", "pieces")),
        Figure("revenue", text("付款金额", "Paid"), "cents", Recorded("group_buy_paid", "sum", "cents")),
        Figure("returned", text("未成团退款", "Asked back"), "cents", Recorded("group_buy_failed", "sum", "cents")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, GroupBook).docs.items():
        armed = case.state.timers.get(f"{TIMER}:{activity}", 0)
        for one in doc.seats:
            where = f"{activity}: seat {one.ref} is {STATUSES[one.status]}"
            if one.status in {PAID, DONE, FAILED, RETURNED} and not one.order_id:
                yield f"{where}, and no order paid for it"
            if bool(one.refund) != (one.status == FAILED):
                yield f"{where}, with the refund {one.refund or 'that is none'}"
            if not case.gone and one.due_us > case.state.now_us and not 0 < armed <= one.due_us:
                yield f"{where}, and no timer ends it"
            if one.status in {OPEN, PAID} and f"activities.{activity}" in case.cancelled:
                yield f"{where}, and the activity was cancelled"
        counted = sum(one.status in COUNTED for one in doc.seats)
        if doc.counted < counted:
            yield f"{activity}: {counted} seats are the member's, {doc.counted} are counted"


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=MERGE,
    erase=Nothing("seats name a member by number; one that is not paid lapses by itself, a paid one is an order's"),
    export=_export,
    results=_list_figures,
    published=("complete", "members"),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=GroupBuyShown,
    page=render_page,
    kind="group_buy",
    label=text("拼团", "Group buy"),
    spec=GroupBuySpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=lint_group_buys,
    render_rules=render_group_rules,
    wordings=WORDINGS,
    shared=(TEAM, TEAMS),
    limited={
        "group_buy.open_team": lambda activity, event: _plan_of(activity).find_limited(event),
        "group_buy.join_team": lambda activity, event: _plan_of(activity).find_seats(event),
    },
    prices=KEEPER,
    standing=((f"timer.{TIMER}", on_due), ("order.paid", on_paid), (FILLED, _finish_anyway)),
)
