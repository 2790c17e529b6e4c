"""Counters: exact totals over a member's events, for life and by merchant-local day, and measures over them.

A total costs one integer; days are kept only so far back as some rule of the program looks, which a domain says when it
asks for a :class:`Measure` at compile time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec

from liuke.decision.conditions import TurnTest, compile_test
from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.holdings import Order
from liuke.decision.state import MemberState, Slot
from liuke.decision.turn import Turn
from liuke.earning.measured import measure
from liuke.earning.spec import AddField, CounterSpec
from liuke.earning.windows import LIFETIME, AnyWindow
from liuke.goods.lines import Basis
from liuke.kernel.clock import add_months, period_end, period_start
from liuke.kernel.text import Text, text
from liuke.ledger.postings import asset_index
from liuke.ledger.tally import late_days


class CounterDoc(msgspec.Struct, array_like=True):
    """One counter of a member. Parallel lists, since they are read from JSON with every event of the member.

    Args:
        total: For life.
        days: Merchant-local days on which something was added, ascending, as far back as they are kept.
        values: What was added on each of them (number of events, for distinct days that can be undone); empty where
            each day simply counts one. A program that begins to need them finds one a day.
    """

    total: int = 0
    days: list[int] = []
    values: list[int] = []

    def find(self, day: int) -> int:
        """Place of ``day``, or −1."""
        place = bisect_left(self.days, day)
        return place if place < len(self.days) and self.days[place] == day else -1

    def total_between(self, first: int, end: int) -> int:
        """What was added from the day ``first`` to before the day ``end``."""
        low, high = bisect_left(self.days, first), bisect_left(self.days, end)
        return sum(self.values[low:high]) if self.values else high - low


class CounterBook(msgspec.Struct, omit_defaults=True):
    """All counters of a member.

    Args:
        orders: Orders ever paid, refunded ones included.
        counters: Counter id (or ``earned:<asset>``) → counter.
    """

    orders: int = 0
    counters: dict[str, CounterDoc] = {}


COUNTERS = Slot("counters", CounterBook)


class CounterPlan:
    """A counter made ready: what it adds, and how far back its days are kept."""

    __slots__ = ("amount", "distinct", "field", "id", "keep_days", "scope", "test", "undone", "valued")

    def __init__(
        self,
        id_: str,
        spec: CounterSpec | None,
        test: TurnTest | None = None,
        *,
        late: int = 0,
        undoable: frozenset[str] = frozenset(),
    ) -> None:
        self.id = id_
        self.test = test
        self.distinct = spec is not None and spec.distinct == "day"
        self.undone = spec is not None and spec.undone_by is not None
        self.valued = spec is None or not self.distinct or self.undone or not undoable.isdisjoint(spec.on)
        self.field = spec.add.field if spec is not None and isinstance(spec.add, AddField) else ""
        self.scope = spec.scope if spec is not None else None
        self.amount = 1 if spec is None or isinstance(spec.add, AddField) else spec.add.count
        # as many as it takes to know a late event's day again
        self.keep_days = late if self.distinct else 0

    def find_value(self, turn: Turn) -> tuple[int, Basis | None]:
        """What the happening adds, and the lines of an order that this comes of."""
        if not self.field and self.scope is None:
            return self.amount, None
        value, basis = measure(turn, self.field, self.scope)
        return (value if self.field or value <= 0 else self.amount), basis

    def reach(self, days: int) -> None:
        """Keep at least the last ``days`` days."""
        self.keep_days = max(self.keep_days, days)

    def add(self, state: MemberState, day: int, value: int) -> bool:
        """Count ``value`` on ``day``; ``False`` when nothing changed."""
        if self.distinct:
            return self._add_day(state, day)
        doc = self._edit(state)
        doc.total += value
        if self.keep_days:
            self._note(doc, day, value)
        return True

    def _add_day(self, state: MemberState, day: int) -> bool:
        doc = state.read(COUNTERS, CounterBook).counters.get(self.id)
        if doc is not None and doc.days:
            place = doc.find(day)
            if place >= 0:
                if not self.valued:
                    return False
                self._edit(state).values[place] += 1
                return True
            if day <= doc.days[-1] - self.keep_days:
                # too long ago to know whether the day was counted: never twice
                return False
        doc = self._edit(state)
        doc.total += 1
        self._note(doc, day, 1)
        return True

    def _note(self, doc: CounterDoc, day: int, value: int) -> None:
        days, values = doc.days, doc.values
        valued = self.valued or bool(values)
        if not days or day > days[-1]:
            days.append(day)
            if valued:
                values.append(value)
            gone = bisect_right(days, day - self.keep_days)
            if gone:
                del days[:gone], values[:gone]
            return
        place = bisect_left(days, day)
        if days[place] == day:
            values[place] += value
        elif day > days[-1] - self.keep_days:
            days.insert(place, day)
            if valued:
                values.insert(place, value)

    def take_back(self, state: MemberState, day: int, value: int) -> None:
        """Take ``value`` back from the day it was counted on."""
        doc = self._edit(state)
        place = doc.find(day)
        if not self.distinct:
            doc.total -= value
        if place < 0 or not doc.values:
            return
        doc.values[place] -= value
        if doc.values[place] <= 0:
            del doc.days[place], doc.values[place]
            if self.distinct:
                doc.total -= 1

    def between(self, doc: CounterDoc, first: int, last: int) -> int:
        """Total of the days ``first`` … ``last``."""
        low, high = bisect_left(doc.days, first), bisect_right(doc.days, last)
        return max(high - low, 0) if self.distinct or not doc.values else sum(doc.values[low:high])

    def _edit(self, state: MemberState) -> CounterDoc:
        """The counter for writing; days that were counted while no values were kept have one each."""
        counters = state.edit(COUNTERS, CounterBook).counters
        doc = counters.get(self.id)
        if doc is None:
            doc = counters[self.id] = CounterDoc()
        elif self.valued and len(doc.values) < len(doc.days):
            doc.values = [*doc.values, *[1] * (len(doc.days) - len(doc.values))]
        return doc


# -- resolving ------------------------------------------------------------------------------------------------------
def counter_plans(program: CompiledProgram) -> dict[str, CounterPlan]:
    """Counters of the program by id, and ``earned:<asset>`` for every asset."""

    def build(p: CompiledProgram) -> dict[str, CounterPlan]:
        undoable, late = frozenset(fact.undoes for fact in p.events if fact.undoes), late_days(p)
        plans = {
            spec.id: CounterPlan(spec.id, spec, compile_test(p, spec.when, spec.on), late=late, undoable=undoable)
            for spec in p.items("counters", CounterSpec)
        }
        plans.update({f"earned:{asset}": CounterPlan(f"earned:{asset}", None) for asset in asset_index(p)})
        return plans

    return program.built("earning.counters", build)


def counter_field(rest: str) -> Callable[[Turn], Any]:
    """Getter of ``counter.<id>``: the total for life."""

    def get(turn: Turn) -> int | None:
        if rest not in counter_plans(turn.program):
            return None
        doc = turn.state.read(COUNTERS, CounterBook).counters.get(rest)
        return doc.total if doc is not None else 0

    return get


def paid_orders(state: MemberState) -> int:
    """How many orders the member ever paid, refunded ones included; 0: the next one is the first."""
    return state.read(COUNTERS, CounterBook).orders


_DAYS_KNOWN = 1_000
"""Days whose windows a measure remembers: a batch holds events of many."""


# -- measures -------------------------------------------------------------------------------------------------------
class Measure:
    """A dimension over a window, compiled: what tiers, tasks and other rules compare with a target.

    Attributes:
        dimension: ``<counter id>``, ``balance:<asset>``, ``earned:<asset>`` or ``growth`` (= ``balance:growth``).
        window: Over which days.
        unit: ``cents``, ``points``, ``days``, ``minutes`` or ``times``.
        name: For people.
        events: Event types after which it may have grown.
    """

    __slots__ = (
        "_bounds", "_id", "_net", "_plan", "_wallet", "dimension", "events", "name", "unit", "window",
    )  # fmt: skip

    def __init__(self, program: CompiledProgram, dimension: str, window: AnyWindow) -> None:
        self.dimension = dimension
        self.window = window
        self._bounds: dict[int, tuple[int, int] | None] = {}
        full = "balance:growth" if dimension == "growth" else dimension
        kind, _, asset = full.partition(":")
        self._wallet = ""
        self._net = kind == "balance"
        self._id = full
        if kind in {"balance", "earned"} and asset:
            self._id = f"earned:{asset}"
            terms = asset_index(program)[asset]
            self._wallet = asset if window.kind == "lifetime" else ""
            self.unit, self.name = "points", terms.name
            self.events: tuple[str, ...] = ("points.earned", "points.earn", "points.settled")
        else:
            spec = {spec.id: spec for spec in program.items("counters", CounterSpec)}[full]
            self.unit, self.name = spec.unit_shown, spec.name
            self.events = spec.on
        self._plan = counter_plans(program)[self._id]

    def keep(self, days: int) -> None:
        """Have at least the last ``days`` days kept."""
        self._plan.reach(days)

    def value(self, state: MemberState, day: int) -> int:
        """The value as of ``day``."""
        if self._wallet:
            wallet = state.wallets.get(self._wallet)
            if wallet is None:
                return 0
            return wallet.available - wallet.debt if self._net else wallet.earned
        doc = state.read(COUNTERS, CounterBook).counters.get(self._id)
        if doc is None:
            return 0
        bounds = self.bounds(day)
        return doc.total if bounds is None else self._plan.between(doc, *bounds)

    def bounds(self, day: int) -> tuple[int, int] | None:
        """First and last day of the window as of ``day``; ``None``: for life."""
        known = self._bounds
        if day not in known:
            if len(known) >= _DAYS_KNOWN:
                known.clear()
            known[day] = self.window.bounds(day)
        return known[day]

    def between(self, state: MemberState, first: int, last: int) -> int:
        """The value over the days ``first`` … ``last``, as far back as days are kept."""
        doc = state.read(COUNTERS, CounterBook).counters.get(self._id)
        return self._plan.between(doc, first, last) if doc is not None else 0


def get_measure(
    program: CompiledProgram, dimension: str, window: AnyWindow = LIFETIME, *, back_days: int = 0
) -> Measure:
    """A measure for use in rules; call it in ``Domain.compile``, because it says how many days must be kept.

    Args:
        program: Being compiled.
        dimension: See :class:`Measure`.
        window: Over which days.
        back_days: So many days before today the window may still be asked for.

    Raises:
        KeyError: there is no such counter or asset.
    """
    made = Measure(program, dimension, window)
    days = window.reach_days + back_days
    if days:
        made.keep(days + 1)
    return made


def counter_value(program: CompiledProgram, state: MemberState, counter_id: str, window: AnyWindow, day: int) -> int:
    """Value of a counter as of ``day``, outside the hot path; exact where the program keeps the window's days."""
    return Measure(program, counter_id, window).value(state, day)


def keep_days(program: CompiledProgram, counter_id: str, days: int) -> None:
    """Have at least the last ``days`` days kept; call it in ``Domain.compile``."""
    counter_plans(program)[counter_id].reach(days)


def consecutive_days(state: MemberState, counter_id: str, day: int) -> int:
    """Days in a row with something counted, ending on ``day``, or on the day before while ``day`` is still open."""
    doc = state.read(COUNTERS, CounterBook).counters.get(counter_id)
    if doc is None:
        return 0
    last = day if doc.find(day) >= 0 else day - 1
    streak = 0
    while doc.find(last - streak) >= 0:
        streak += 1
    return streak


def consecutive_months(state: MemberState, counter_id: str, day: int, *, at_least: int = 1) -> int:
    """Calendar months in a row with at least so much counted, ending with this month or, still open, the last one.

    A counter of distinct days counts its days, unless ``undone_by`` makes it keep its events.
    """
    doc = state.read(COUNTERS, CounterBook).counters.get(counter_id)
    if doc is None:
        return 0

    def total(start: int) -> int:
        return doc.total_between(start, period_end(start, "month"))

    start = period_start(day, "month")
    if total(start) < at_least:
        start = add_months(start, -1)
    streak = 0
    while total(start) >= at_least:
        streak += 1
        start = add_months(start, -1)
    return streak


def unit_name(unit: str) -> Text:
    """Words for a unit."""
    return _UNITS[unit]


_UNITS = {
    "cents": text("元", "yuan"),
    "points": text("点", "points"),
    "days": text("天", "days"),
    "minutes": text("分钟", "minutes"),
    "times": text("次", "times"),
}


# -- reactions ------------------------------------------------------------------------------------------------------
def count_reactions(program: CompiledProgram) -> Iterable[Reaction]:
    """One reaction for each event type that counts."""
    plans = counter_plans(program)
    by_type: dict[str, list[CounterPlan]] = {}
    for spec in program.items("counters", CounterSpec):
        for event_type in dict.fromkeys(spec.on):
            by_type.setdefault(event_type, []).append(plans[spec.id])
    for event_type, counted in by_type.items():
        yield Reaction(event_type, Phase.COUNT, "counters", _counting(tuple(counted)))
    for fact in program.events:
        if undone := by_type.get(fact.undoes):
            yield Reaction(fact.name, Phase.COUNT, "counters", _uncounting(tuple(undone)))
    yield Reaction("points.earned", Phase.COUNT, "counters", _count_earned)
    yield Reaction("points.earn", Phase.COUNT, "counters", _count_earned)
    yield Reaction("points.taken_back", Phase.COUNT, "counters", _count_taken_back)


def _counting(plans: tuple[CounterPlan, ...]) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        day = turn.now.day
        order = cast("Order | None", turn.subject.get("order"))
        for plan in plans:
            if plan.test is not None and not plan.test(turn):
                continue
            value, basis = plan.find_value(turn)
            if value > 0 and plan.add(turn.state, day, value) and order is not None and plan.undone:
                order.counted[plan.id] = value
                if basis is not None:
                    order.bases[plan.id] = basis

    return run


_NO_DAY = -(10**6)


def _uncounting(plans: tuple[CounterPlan, ...]) -> Callable[[Turn], None]:
    """A fact that these counted was taken back: it counts no more, on the day on which it did where that is known.

    A distinct day goes with the last fact that holds it, and stays where nobody knows the day.
    """

    def run(turn: Turn) -> None:
        for plan in plans:
            if plan.test is None or plan.test(turn):
                value, _ = plan.find_value(turn)
                if value > 0:
                    day = turn.now.data.get("counted_day")
                    plan.take_back(turn.state, _NO_DAY if day is None else day, value)

    return run


def _count_earned(turn: Turn) -> None:
    data = turn.now.data
    plan = counter_plans(turn.program).get(f"earned:{data['asset']}")
    if plan is not None and plan.keep_days:
        plan.add(turn.state, turn.now.day, data["amount"])


def _count_taken_back(turn: Turn) -> None:
    take_back_earned(turn, turn.data["asset"], turn.data["day"], turn.data["amount"])


def take_back_earned(turn: Turn, asset: str, day: int, amount: int) -> None:
    """Take a reversed earning out of the window total of ``earned:<asset>``."""
    plan = counter_plans(turn.program).get(f"earned:{asset}")
    if plan is not None and plan.keep_days:
        plan.take_back(turn.state, day, amount)
