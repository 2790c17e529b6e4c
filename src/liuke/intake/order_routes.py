"""The story of an order: what it earned and how, what moved because of it, whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.checkout import page_store
from liuke.checkout.errors import OrderAmbiguous
from liuke.checkout.views import OrderView, read_order, view_order
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import EarnedPart, Order
from liuke.decision.reasons import Reason
from liuke.earning.formula import EARNED, explain_earned
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import show_day
from liuke.http.members import MEMBER_PATH
from liuke.http.paging import PageQuery
from liuke.intake import order_store
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.members.pages import list_page
from liuke.program.errors import NoProgram
from liuke.program.walk import find_named
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.wording import render_reasons

MINE = frozenset(("available", "pending", "held", "frozen"))
"""Accounts whose sum is what a member has."""


class StoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``member``: whose order, where several members have one of this number."""

    member: Annotated[str, Meta(max_length=300)] = ""


class StoryEarning(msgspec.Struct):
    """What a rule gave for the order.

    Args:
        rule: Place in the program.
        name: Of the rule.
        asset: What it gave; ``asset_name`` in words.
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


class StoryMove(msgspec.Struct):
    """A movement of points because of the order.

    Args:
        delta: What the member has more by it; negative: less; 0: it moved between the member's own accounts.
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


class StoryStep(msgspec.Struct):
    """An operation that concerned the order; ``texts``: what it did, in words."""

    key: str
    type: str
    t_us: int
    event_us: int
    texts: list[str]


class OrderStory(msgspec.Struct):
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


class Step(msgspec.Struct, frozen=True):
    """An operation as it is read for the story."""

    owner: int
    n: int
    key: str
    type: str
    t_us: int
    event_us: int
    version: int
    patches: str
    reasons: list[Reason]
    data: Mapping[str, Any]


class StoryRead(msgspec.Struct, frozen=True):
    """What the database says of an order."""

    row: tuple[Any, ...]
    names: list[str]
    movements: list[tuple[Any, ...]]
    steps: list[Step]


async def read_story(connection: Connection, tenant_id: int, order_id: str, member_id: int | None) -> StoryRead:
    """Read an order, what moved because of it, and the operations behind that.

    Raises:
        NotFound: there is none.
        OrderAmbiguous: several members have one of this number.
    """
    rows = await page_store.find_orders(connection, tenant_id, order_id, member_id)
    if not rows:
        raise NotFound(f"there is no order {order_id!r}")
    if len(rows) > 1:
        raise OrderAmbiguous(f"several members have an order {order_id!r}", fix="say whose it is: ?member=…")
    root: int = rows[0][0]
    members = [root, *await order_store.list_others(connection, root)]
    moves = await order_store.list_movements(connection, members, order_id)
    numbers = list(dict.fromkeys((move[9], move[8]) for move in moves))
    steps = await order_store.list_operations(connection, members, order_id, numbers)
    names = await order_store.list_names(connection, root)
    return StoryRead(
        tuple(rows[0]), msgspec.json.decode(names or "[]"), [tuple(move) for move in moves],
        [
            Step(
                step[0], step[1], step[2], step[3], step[4], step[5], step[6], step[7],
                msgspec.json.decode(step[9], type=list[Reason]), msgspec.json.decode(step[10]),
            )
            for step in steps
        ],
    )  # fmt: skip


def view_story(book: ProgramBook, read: StoryRead, locale: Locale) -> OrderStory:
    """A story in words."""
    program, order = book.program_at(), read_order(read.row)
    return OrderStory(
        view_order(program, book.catalogue.current(), read.row[0], order, locale), read.names,
        _list_earned(book, read, order, locale),
        [_view_move(program, move, locale) for move in read.movements],
        [_view_step(book, step, locale) for step in read.steps],
    )  # fmt: skip


def find_decided(book: ProgramBook, version: int, patches: Sequence[str]) -> CompiledProgram:
    """The program an operation was decided under; today's where that was a draft (version 0)."""
    return book.get_version(version).find_patched(patches) if version else book.program_at()


def _list_earned(book: ProgramBook, read: StoryRead, order: Order, locale: Locale) -> list[StoryEarning]:
    steps = {(step.owner, step.n): step for step in read.steps}
    behind = {(move[0], move[1]): (move[9], move[8]) for move in read.movements}
    found = list[StoryEarning]()
    for part in order.earned:
        step = steps.get(behind.get((part.asset, part.seq), (0, 0)))
        program = find_decided(book, step.version, tuple(step.patches.split())) if step else book.program_at()
        formula = _find_formula(program, step, order, part, locale) if step else ""
        found.append(
            StoryEarning(
                part.rule, _name(program, part.rule, locale), part.asset, _name_asset(program, part.asset, locale),
                part.amount, part.reversed, formula,
            )
        )  # fmt: skip
    return found


def _find_formula(program: CompiledProgram, step: Step, order: Order, part: EarnedPart, locale: Locale) -> str:
    data = {"amount_cents": order.amount_cents, **step.data}
    for place, reason in enumerate(step.reasons):
        if reason.path == part.rule and reason.code in EARNED and reason.params.get("amount") == part.amount:
            formula = explain_earned(program, step.reasons, place, data, part.basis or None)
            if formula is not None:
                return formula.get(locale)
    return ""


def _name(program: CompiledProgram, path: str, locale: Locale) -> str:
    named = find_named(program.spec, path) if path else None
    return named.get(locale) if named is not None else ""


def _name_asset(program: CompiledProgram, asset: str, locale: Locale) -> str:
    return _name(program, f"assets.{asset}", locale) or asset


def _view_move(program: CompiledProgram, move: tuple[Any, ...], locale: Locale) -> StoryMove:
    asset, _, kind, amount, source, target, rule, t_us, _, _ = move
    delta = amount * ((target in MINE) - (source in MINE))
    return StoryMove(
        t_us, kind, asset, _name_asset(program, asset, locale), delta, amount, source, target, rule,
        _name(program, rule, locale),
    )  # fmt: skip


def _view_step(book: ProgramBook, step: Step, locale: Locale) -> StoryStep:
    program = find_decided(book, step.version, tuple(step.patches.split()))
    lines = render_reasons(program, [reason for reason in step.reasons if reason.applied], locale)
    colon = "：" if locale == "zh" else ": "
    return StoryStep(
        step.key, step.type, step.t_us, step.event_us, [f"{line.name}{colon}{line.words}" for line in lines]
    )


class MemberOrder(msgspec.Struct):
    """An order of a member's list; ``earned``: asset → what it gave, before refunds."""

    order_id: str
    t_us: int
    day: str
    amount_cents: int
    refunded_cents: int
    saved_cents: int
    status: str
    earned: dict[str, int]


async def _list(call: Call) -> Page[MemberOrder]:
    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return order_store.list_orders(connection, member_id, before, limit)

    def show(row: tuple[Any, ...]) -> MemberOrder:
        return MemberOrder(
            row[0], row[1], show_day(row[2]), row[3], row[4], row[5], row[6], msgspec.json.decode(row[7])
        )

    return await list_page(call, fetch, (int, str), show, lambda row: (row[1], row[0]))


async def _show(call: Call) -> OrderStory:
    services, named = call.services, call.query.member
    member_id = await services.identities.get(named) if named else None
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        read = await read_story(connection, services.tenant_id, call.params["order_id"], member_id)
    return view_story(services.book, read, call.locale)


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/orders", _list, text("会员的订单", "Orders of a member, newest first"), "orders",
        ("members:read",), query=PageQuery, response=Page[MemberOrder], errors=(InvalidInput, NotFound, NoProgram),
        member_token=True,
    ),
    Endpoint(
        "GET", "/v1/orders/{order_id}/story", _show, text("订单的来龙去脉", "The story of an order"), "orders",
        ("members:read",), query=StoryQuery, response=OrderStory,
        errors=(InvalidInput, NotFound, NoProgram, OrderAmbiguous),
        about="What it earned, by rule and with the formula of each amount, the movements of points it caused, and the "
        "operations behind them.",
    ),
)  # fmt: skip
