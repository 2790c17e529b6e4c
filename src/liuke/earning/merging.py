"""Counters and once-rules of two members become one's, and two members' again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.state import MemberState
from liuke.earning import handout_merge, stated
from liuke.earning.book import EARNING, EarningBook, UseOf
from liuke.earning.counters import COUNTERS, CounterBook, CounterDoc, counter_plans
from liuke.earning.orders import join_refunds
from liuke.earning.uses import EARNED, TAKEN_BACK, name_back, record_back
from liuke.kernel.text import text
from liuke.waiting.book import WAITING, WaitingBook


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(COUNTERS, CounterBook)
    if theirs.orders or theirs.counters:
        mine = case.into.state.edit(COUNTERS, CounterBook)
        mine.orders += theirs.orders
        case.kept["both"] = {}
        for name, doc in theirs.counters.items():
            own = mine.counters.get(name, CounterDoc())
            both = sorted({*own.days} & {*doc.days}) if _is_distinct(case, name, own, doc) else []
            if both:
                case.kept["both"][name] = both
            mine.counters[name] = _add(own, doc, both, 1)
        case.into.applied("counters", "merge-counters", orders=theirs.orders, count=len(theirs.counters))
    _join_rules(case)
    _join_uses(case)
    _join_waiting(case)
    stated.join(case)
    handout_merge.join(case)


def _is_distinct(case: MergeCase, name: str, *docs: CounterDoc) -> bool:
    plan = counter_plans(case.into.program).get(name)
    return plan.distinct if plan is not None else any(doc.days and not doc.values for doc in docs)


def _add(own: CounterDoc, doc: CounterDoc, both: list[int], sign: int) -> CounterDoc:
    """``own`` with (or without) what ``doc`` counted; days of ``both`` are one."""
    valued = bool(own.values or doc.values)
    days = dict(zip(own.days, own.values or [1] * len(own.days), strict=True))
    for day, value in zip(doc.days, doc.values or [1] * len(doc.days), strict=True):
        if not valued and day in both:
            days[day] = 1
        else:
            days[day] = days.get(day, 0) + sign * value
    kept = sorted(day for day, value in days.items() if value > 0)
    return CounterDoc(own.total + sign * (doc.total - len(both)), kept, [days[day] for day in kept] if valued else [])


def _join_uses(case: MergeCase) -> None:
    """What a rule gave to both for one and the same thing goes back with it from both."""
    theirs, known = _list_standing(case.other.state), case.other.state.read(EARNING, EarningBook).twice
    if not theirs and not known:
        return
    into = case.into.state
    mine, own = _list_standing(into), into.read(EARNING, EarningBook).twice
    for place in sorted({*theirs, *known}):
        found = [*own.get(place, ()), *known.get(place, ())]
        if place in mine and place in theirs:
            found += [use for use in (*mine[place], *theirs[place]) if use not in found]
        if found != own.get(place, []):
            case.kept.setdefault("twice", {})[place] = [msgspec.to_builtins(use) for use in own.get(place, ())]
            into.edit(EARNING, EarningBook).twice[place] = found


def _list_standing(state: MemberState) -> dict[str, list[UseOf]]:
    """Rule and thing → what was given for it and not taken back."""
    back, found = state.list_records(TAKEN_BACK), dict[str, list[UseOf]]()
    for key, data in sorted(state.list_records(EARNED).items()):
        use = UseOf(key, state.owners.get((EARNED, key), state.member_id), data)
        standing = found.setdefault(key.rpartition("|")[0], [])
        if name_back(state, use) not in back:
            standing.append(use)
    return found


def _split_uses(case: MergeCase) -> None:
    """Each has what they were given; what was taken back from both since is taken back."""
    kept: Mapping[str, Any] = case.kept.get("twice", {})
    theirs = _list_standing(case.other.state) if kept else {}
    for place, before in kept.items():
        if place in case.into.state.read(EARNING, EarningBook).twice:
            mine = case.into.state.edit(EARNING, EarningBook).twice
            mine[place] = msgspec.convert(before, list[UseOf])
            if not mine[place]:
                del mine[place]
            continue
        gone = case.other.state.edit(EARNING, EarningBook).twice.pop(place, [])
        for use in [*gone, *theirs.get(place, ())]:
            record_back(case.other, use)


def _join_rules(case: MergeCase) -> None:
    theirs = case.other.state.read(EARNING, EarningBook)
    if not theirs.once and not theirs.accelerators:
        return
    mine = case.into.state.edit(EARNING, EarningBook)
    case.kept["once"] = {rule: list(mine.once.get(rule, [])) for rule in theirs.once}
    for rule, days in theirs.once.items():
        mine.once[rule] = [*mine.once.get(rule, []), *(day for day in days if day not in mine.once.get(rule, []))]
    mine.accelerators = [*mine.accelerators, *theirs.accelerators]


def _join_waiting(case: MergeCase) -> None:
    """What waits at one for an order that the other has, waits no more."""
    into, other = case.into.state, case.other.state
    for place in list(into.read(WAITING, WaitingBook).kept):
        kind, _, order_id = place.partition("/")
        if kind != "order":
            continue
        order = into.find_order(order_id)
        if order is None and (order := other.find_order(order_id)) is not None:
            into.orders[order_id] = order
            into.owners["order", order_id] = other.owners.get(("order", order_id), other.member_id)
        if order is not None and order.status != "quoted":
            join_refunds(case.into, order_id)


def _split(case: MergeCase) -> None:
    handout_merge.split(case)
    stated.split(case)
    _split_uses(case)
    theirs = case.other.state.read(COUNTERS, CounterBook)
    both: Mapping[str, list[int]] = case.kept.get("both", {})
    if theirs.orders or theirs.counters:
        mine = case.into.state.edit(COUNTERS, CounterBook)
        mine.orders -= theirs.orders
        for name, doc in theirs.counters.items():
            if name in mine.counters:
                mine.counters[name] = _add(mine.counters[name], doc, both.get(name, []), -1)
                if mine.counters[name] == CounterDoc():
                    del mine.counters[name]
    rules = case.other.state.read(EARNING, EarningBook)
    if rules.once or rules.accelerators:
        book = case.into.state.edit(EARNING, EarningBook)
        for rule, days in rules.once.items():
            own = case.kept.get("once", {}).get(rule, [])
            book.once[rule] = [day for day in book.once.get(rule, []) if day in own or day not in days]
            if not book.once[rule]:
                del book.once[rule]
        for item in rules.accelerators:
            if item in book.accelerators:
                book.accelerators.remove(item)


MERGE = Merge(_join, _split)
WORDINGS = {
    "merge-counters": text(
        "累计 {orders} 笔订单、{count} 项计数", "{orders:order|orders} and {count:counter|counters} are added"
    ),
}
