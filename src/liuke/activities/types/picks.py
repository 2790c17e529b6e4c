"""Picked offers (为你精选): a few of many, chosen for each member by what members who buy alike took.

A contextual bandit in whole numbers: each offer has a rate of being taken in each group of members; most of the places
that are picked show the best one for the member, some show any by chance, and each showing keeps how likely it was.
Counts lie in one document and change with the showing itself, so that what is learnt is what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec, Behaviour, finding
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards
from liuke.activities.parts.picks_choose import Terms, choose
from liuke.activities.parts.picks_doc import (
    ANYBODY,
    COUNTS,
    EXPLORED,
    GENERAL,
    PERSONAL,
    SLOT,
    PickCounts,
    PicksBook,
    PicksDoc,
    Rates,
    Shown,
)
from liuke.activities.parts.picks_merge import MERGE
from liuke.activities.parts.picks_page import render_page
from liuke.activities.parts.picks_shown import PicksActivityShown
from liuke.activities.parts.picks_spec import PicksSpec
from liuke.activities.types.picks_requests import REQUESTS
from liuke.decision.consents import PERSONALISATION, allows
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.event import Event
from liuke.decision.holdings import Order
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState, Need
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import period_start
from liuke.kernel.money import BPS
from liuke.kernel.text import Locale, text
from liuke.program.findings import Finding


class _Plan:
    """Picked offers, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(PicksSpec)
        self.id, self.path = spec.id, activity.path
        self.choices = {one.id: one for one in spec.choices}
        tests = {one.id: activity.test(one.audience, ()) for one in spec.choices}
        self.tests = {name: test for name, test in tests.items() if test is not None}

    # -- showing ----------------------------------------------------------------------------------------------------
    def show(self, turn: Turn) -> None:
        """``picks.show``: what was picked for the day or week, or is now."""
        since = period_start(turn.day, self.spec.refresh)
        doc = turn.state.read(SLOT, PicksBook).docs.get(self.id)
        if doc is None or doc.since < since or not self._list_open(doc):
            doc = self._pick(turn, since)
        turn.result = {
            "activity": self.id, "since": doc.since, "takes_left": self._count_left(doc),
            "items": [
                {"choice": one.choice, "how": one.how, "bps": one.bps, "taken": one.taken}
                for one in self._list_open(doc)
            ],
        }  # fmt: skip

    def _list_open(self, doc: PicksDoc) -> list[Shown]:
        """What is shown and still in the program."""
        return [one for one in doc.items if one.choice in self.choices]

    def _count_left(self, doc: PicksDoc) -> int:
        return max(self.spec.takes - sum(one.taken for one in doc.items), 0)

    def _pick(self, turn: Turn, since: int) -> PicksDoc:
        book = turn.state.edit(SLOT, PicksBook)
        counts = turn.shared(COUNTS, self.id) or PickCounts()
        counts.make_room(self.choices)
        items = self._choose(turn, book, Rates(counts, self.choices))
        if not items:
            self._refuse(turn, "picks-nothing")
        for one in items:
            counts.at(one.choice, one.group).shown += 1
        turn.put_shared(COUNTS, self.id, counts)
        doc = book.docs[self.id] = PicksDoc(since, items)
        personal, explored = (sum(one.how == how for one in items) for how in (PERSONAL, EXPLORED))
        turn.record_new("pick_shown", f"{self.id}/{turn.new_id()}", {
            "t_us": turn.now.t_us, "items": len(items), "personal": personal + explored, "explored": explored,
            "choices": [[one.choice, one.how, one.bps, one.group] for one in items],
        })  # fmt: skip
        turn.applied(self.path, "picks-shown", items=len(items), personal=personal + explored)
        turn.emit("picks.shown", {"activity": self.id, "choices": [one.choice for one in items]})
        return doc

    def _choose(self, turn: Turn, book: PicksBook, rates: Rates) -> list[Shown]:
        """What stands in each place; of who turned personalisation off nothing is used, and nothing is kept."""
        open_ = [name for name in self.choices if name not in self.tests or self.tests[name](turn)]
        allowed = allows(turn.program, turn.state, PERSONALISATION)
        if not allowed:
            book.forget()
        groups = {name: book.find_group(self.choices[name].tags) if allowed else ANYBODY for name in open_}
        terms = Terms(self.spec.size, self.spec.personal if allowed else 0, self.spec.explore_bps)
        return choose(
            terms, groups, rates,
            lambda place, weights: self.activity.draw(turn, f"place {place + 1}").choose(weights),
        )  # fmt: skip

    # -- taking -----------------------------------------------------------------------------------------------------
    def take(self, turn: Turn) -> None:
        """``picks.take``: one of the offers that are shown."""
        name: str = turn.data["choice"]
        doc = turn.state.read(SLOT, PicksBook).docs.get(self.id)
        if doc is None or doc.since < period_start(turn.day, self.spec.refresh):
            self._refuse(turn, "picks-not-shown")
        found = next((one for one in self._list_open(doc) if one.choice == name), None)
        if found is None:
            self._refuse(turn, "picks-not-shown")
        if found.taken:
            self._refuse(turn, "picks-taken-already")
        if not self._count_left(doc):
            self._refuse(turn, "picks-taken-all")
        doc = turn.state.edit(SLOT, PicksBook).docs[self.id]
        found.taken = True
        counts = turn.shared(COUNTS, self.id) or PickCounts()
        counts.note_taken(found.choice, found.group)
        turn.put_shared(COUNTS, self.id, counts)
        personal = found.how != GENERAL
        ref = f"{self.id}/{turn.new_id()}"
        turn.record_new("pick_taken", ref, {
            "t_us": turn.now.t_us, "choice": name, "how": found.how, "bps": found.bps, "group": found.group,
            "personal": int(personal), "general": int(not personal),
        })  # fmt: skip
        turn.applied(self.path, "picks-taken", choice=name)
        turn.result = {"activity": self.id, "choice": name, "takes_left": self._count_left(doc)}
        turn.emit("picks.taken", {"activity": self.id, "choice": name, "personal": personal})
        self.activity.give(turn, self.choices[name].rewards, rule=f"choices.{name}", ref=ref)

    def _refuse(self, turn: Turn, code: str) -> NoReturn:
        turn.refuse(code, f"{self.path}: {_WORDINGS[code].en}", activity=self.id)

    # -- asking -----------------------------------------------------------------------------------------------------
    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """What is shown now."""
        since = period_start(self.activity.program.calendar.local_day(now_us), self.spec.refresh)
        doc = state.read(SLOT, PicksBook).docs.get(self.id)
        items = self._list_open(doc) if doc is not None and doc.since >= since else []
        return {
            "fresh": not items, "refresh": self.spec.refresh,
            "takes_left": self._count_left(doc) if doc is not None and items else self.spec.takes,
            "items": [
                {
                    "id": choice.id, "name": choice.name.model_dump(), "picture": choice.picture,
                    "personal": one.how == PERSONAL, "deep_link": choice.deep_link, "taken": one.taken,
                    "rewards": render_rewards(self.activity.program, choice.rewards).model_dump()
                    if choice.rewards else {"zh": "", "en": ""},
                }
                for one in items for choice in (self.choices[one.choice],)
            ],
        }  # fmt: skip

    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """New ones wait to be looked at."""
        doc = state.read(SLOT, PicksBook).docs.get(self.id)
        if doc is not None and doc.since >= period_start(day, self.spec.refresh):
            return ()
        return (Prompt("picks", self.path, 0, "times", BPS, "picks-fresh", {"size": self.spec.size}),)


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    learns = activity.program.built("picks.learns", _find_first) == activity.spec.id
    return Behaviour(
        requests={"picks.show": plan.show, "picks.take": plan.take}, summary=plan.summary, prompts=plan.prompts,
        always=[("order.paid", _learn)] if learns else (),
    )  # fmt: skip


def _find_first(program: CompiledProgram) -> str:
    """The one for which orders are counted: what a member buys is kept once for all of them."""
    found: tuple[ActivitySpec, ...] = program.spec.section("activities")
    return next((one.id for one in found if isinstance(one, PicksSpec) and one.enabled), "")


# -- what members buy -------------------------------------------------------------------------------------------------
def _learn(turn: Turn) -> None:
    """Count the pieces of a paid order by the categories and tags that offers name, where the member allows it."""
    tags = turn.program.built("picks.tags", _list_tags)
    order: Order | None = turn.subject.get("order")
    if not tags or order is None or not order.lines:
        return
    if not allows(turn.program, turn.state, PERSONALISATION):
        _forget(turn)
        return
    book = turn.state.edit(SLOT, PicksBook)
    book.orders += 1
    for line in order.lines:
        book.pieces += line.quantity
        for tag in tags.intersection((line.category, *line.tags)):
            book.bought[tag] = book.bought.get(tag, 0) + line.quantity


def _list_tags(program: CompiledProgram) -> frozenset[str]:
    found: tuple[ActivitySpec, ...] = program.spec.section("activities")
    picks = [one for one in found if isinstance(one, PicksSpec)]
    return frozenset(tag for one in picks for choice in one.choices for tag in choice.tags)


# -- words and findings -----------------------------------------------------------------------------------------------
def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(PicksSpec), locale == "zh"
    every = {"day": ("每天", "day"), "week": ("每周", "week")}[spec.refresh]
    yield (
        f"{every[0]}展示 {spec.size} 个优惠，可领 {spec.takes} 个"
        if zh
        else f"{spec.size} offers every {every[1]}, of which {spec.takes} may be taken"
    )
    if spec.personal:
        yield (
            "部分优惠根据你的消费记录挑选，可在设置中关闭个性化推荐"
            if zh
            else "Some are picked by what you bought; personalised offers can be turned off in the settings"
        )


def _lint(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del program, evidence
    for activity in activities:
        spec = activity.typed(PicksSpec)
        if spec.personal and not any(one.tags for one in spec.choices):
            yield finding(
                f"{activity.path}.choices", "picks-without-tags", "warning",
                text("备选都没有标签，无法区分喜好", "no offer names what members buy, so nothing tells them apart"),
                text("为备选填写商品分类或标签", "name categories or tags of goods"),
            )  # fmt: skip
        if spec.personal and not spec.explore_bps:
            yield finding(
                f"{activity.path}.explore_bps", "picks-without-chance", "warning",
                text("没有尝试新内容，新的备选很难露出", "nothing is shown by chance: a new offer is hardly seen"),
                text("留出 5% 至 10%", "leave 5 to 10 %"),
            )  # fmt: skip


_WORDINGS = {
    "picks-shown": text("已挑选 {items} 个优惠", "{items} offers were picked"),
    "picks-taken": text("已领取", "taken"),
    "picks-nothing": text("暂时没有适合你的优惠", "there is no offer for you now"),
    "picks-not-shown": text("这个优惠已更新，请刷新后再试", "this offer is not shown any more; look again"),
    "picks-taken-already": text("这个优惠已领取", "this one was taken already"),
    "picks-taken-all": text("可领的已全部领取", "all that may be taken were taken"),
    "picks-fresh": text("有 {size} 个新的精选优惠", "{size} new offers picked for you"),
    "merge-picks": text("合并了两人的精选", "the picks of both"),
}


# -- hooks ------------------------------------------------------------------------------------------------------------
def _forget(turn: Turn) -> None:
    if turn.state.read(SLOT, PicksBook).orders:
        turn.state.edit(SLOT, PicksBook).forget()


def _keeps_law(case: LawCase) -> Iterable[str]:
    book = case.state.read(SLOT, PicksBook)
    for activity, doc in book.docs.items():
        names = [one.choice for one in doc.items]
        if len(set(names)) < len(names) or not all(0 < one.bps <= BPS for one in doc.items):
            yield f"{activity}: shows {names}"
    if min(book.orders, book.pieces, *book.bought.values(), 0) < 0:
        yield f"bought {book.bought} in {book.orders} orders"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("看过的会员", "Members who looked"), "members", Recorded("pick_shown", "members")),
        Figure("shown", text("展示个数", "Offers shown"), "times", Recorded("pick_shown", "sum", "items")),
        Figure("personal", text("其中为会员挑选", "Of these picked for the member"), "times",
               Recorded("pick_shown", "sum", "personal")),
        Figure("explored", text("其中尝试新内容", "Of these by chance"), "times",
               Recorded("pick_shown", "sum", "explored")),
        Figure("taken", text("领取个数", "Offers taken"), "times", Recorded("pick_taken")),
        Figure("taken_personal", text("其中为会员挑选的", "Of these picked for the member"), "times",
               Recorded("pick_taken", "sum", "personal")),
        Figure("taken_general", text("其中大家都在领的", "Of these what most took"), "times",
               Recorded("pick_taken", "sum", "general")),
    )  # fmt: skip


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    book = case.state.read(SLOT, PicksBook)
    doc = book.docs.get(activity.spec.id)
    if doc is None:
        return {}
    names = {one.id: one.name for one in activity.typed(PicksSpec).choices}
    shown = [names[one.choice].get(case.locale) if one.choice in names else one.choice for one in doc.items]
    return {"name": case.name_of(activity.path), "shown": shown, "bought": dict(book.bought)}


def _need_counts(event: Event) -> list[Need]:
    activity = event.data.get("activity") or ""
    return [Need("shared", 0, COUNTS.place(activity))] if COUNTS.is_key(activity) else []


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order takes an offer; what was bought says what a member likes, given back or not"),
    cancel=Nothing("an offer is taken at once: nothing is held"),
    merge=MERGE,
    erase=_forget,
    export=_export,
    results=_list_figures,
    published=(),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=PicksActivityShown,
    page=render_page,
    kind="picks",
    label=text("为你精选", "Picked offers"),
    spec=PicksSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    shared=(COUNTS,),
    prefetch={"picks.show": _need_counts, "picks.take": _need_counts},
    event_types=(
        EventType("picks.shown", text("已展示精选", "Picks shown"), "derived", {
            "activity": EventField("str", text("活动", "Activity")),
            "choices": EventField("list", text("优惠", "Offers")),
        }),
        EventType("picks.taken", text("已领取精选", "Pick taken"), "derived", {
            "activity": EventField("str", text("活动", "Activity")),
            "choice": EventField("str", text("优惠", "Offer")),
            "personal": EventField("bool", text("为会员挑选", "Picked for the member")),
        }),
    ),
    lint=_lint,
    render_rules=_render_rules,
    repeats=lambda spec: True,
    wordings=_WORDINGS,
)  # fmt: skip
