"""Lotteries (抽奖): wheel, box, scratch card. Odds by tier, prizes with stock in all and a day, guarantees.

The prize is drawn by its weight, whatever is left of it; who hits one that is gone gets the fallback. So the odds that
are shown are those that are drawn, and a record of each draw proves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from liuke.activities.contracts import Activity, ActivityKind, Behaviour, finding
from liuke.activities.frame_words import list_law_lines
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded, Winners
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.page import say
from liuke.activities.page_look import Words
from liuke.activities.parts.chances import ChanceCounts, add_counts, find_free_left, pay, show_chances
from liuke.activities.parts.lottery_odds import PPM, count_on, find_due, find_effective, find_odds, list_open, weigh
from liuke.activities.parts.lottery_page import render_page
from liuke.activities.parts.lottery_shown import LotteryShown
from liuke.activities.parts.lottery_spec import Guarantee, LotterySpec, Prize
from liuke.activities.types.lottery_requests import REQUESTS
from liuke.decision.domain import CompiledProgram, Evidence, StockRule
from liuke.decision.hooks import ExportCase, LawCase, Merge, MergeCase, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState, Slot
from liuke.decision.turn import Turn
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import date_of
from liuke.kernel.money import BPS
from liuke.kernel.text import Locale, text
from liuke.program.findings import Finding

TOP_CENTS = 50_000_00
"""A prize may be worth 50,000 yuan at most (Provisional Provisions on Regulating Promotional Acts, art. 17)."""
MAX_DRAWS = 10
"""Of one request."""
LISTED_CENTS = 100_00
"""From here on lint asks for what the law wants to be published."""


class LotteryDoc(ChanceCounts, array_like=True, gc=False):
    """One lottery of a member: how often they drew, and what came of it.

    Args:
        misses: For each guarantee: draws since the last win of its rank.
        won: How many draws won something.
        ranks: Of the guarantees that were counted: what is counted stays with its rank when the program changes.
    """

    misses: list[int] = msgspec.field(default_factory=list[int])
    won: int = 0
    ranks: list[int] = msgspec.field(default_factory=list[int])

    def find_misses(self, guarantees: Sequence[Guarantee]) -> list[int]:
        """Of each guarantee as it is now; of a rank that nobody promised before, none."""
        if not self.ranks:  # counted before ranks were kept: by place
            return [*self.misses, *([0] * len(guarantees))][: len(guarantees)]
        counted = dict(zip(self.ranks, self.misses, strict=True))
        return [counted.get(rule.rank, 0) for rule in guarantees]


class LotteryBook(msgspec.Struct):
    """All lotteries of a member, by activity id."""

    docs: dict[str, LotteryDoc] = {}


SLOT = Slot("activity_lottery", LotteryBook)


class _Plan:
    """A lottery, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(LotterySpec)
        self.id, self.path = spec.id, activity.path
        self.fallback = next((prize for prize in spec.prizes if prize.id == spec.fallback), None)
        self._effective: dict[str, list[int]] = {}

    # -- drawing ----------------------------------------------------------------------------------------------------
    def draw(self, turn: Turn) -> None:
        """``lottery.draw``: as many as are asked for, or none."""
        count = 1 if turn.data.get("count") is None else turn.data["count"]
        if not 1 <= count <= MAX_DRAWS:
            self._refuse(turn, "lottery-count")
        doc = turn.state.edit(SLOT, LotteryBook).docs.setdefault(self.id, LotteryDoc())
        doc.turn_day(turn.day)
        made = [self._draw_one(turn, doc) for _ in range(count)]
        turn.result = {"activity": self.id, "draws": made, "free_left": self._free_left(turn.state, doc)}

    def _free_left(self, state: MemberState, counts: ChanceCounts) -> int:
        return find_free_left(self.spec.chances, counts, state.tier)

    def _draw_one(self, turn: Turn, doc: LotteryDoc) -> dict[str, Any]:
        paid = pay(
            turn, self.spec.chances, doc, path=self.path, ref=self.id,
            refuse=lambda why: self._refuse(turn, f"lottery-{why}"),
        ).how  # fmt: skip
        doc.drawn_today += 1
        number = doc.draws
        misses = doc.find_misses(self.spec.guarantees)
        due = find_due(self.spec.guarantees, misses)
        hit = self._choose(turn, due)
        given = hit if self._take(turn, hit) else self.fallback
        doc.misses = list(count_on(self.spec.guarantees, misses, given.rank if given is not None else 100))
        doc.ranks = [rule.rank for rule in self.spec.guarantees]
        won = given is not None and bool(given.rewards)
        doc.won += won
        drawn = {
            "number": number, "prize": given.id if given is not None else "", "hit": hit.id, "won": won,
            "guaranteed": due is not None, "paid": paid,
        }  # fmt: skip
        turn.record_new("lottery_draw", f"{self.id}/{number}", {"t_us": turn.now.t_us, **drawn})
        turn.applied(self.path, "lottery-drawn", prize=drawn["prize"], hit=hit.id, number=number)
        if given is not hit:
            turn.skipped(f"{self.path}.prizes.{hit.id}", "lottery-prize-gone", prize=hit.id)
        turn.emit("lottery.drawn", {"activity": self.id, **drawn})
        if won and given is not None:
            turn.record_new("lottery_win", f"{self.id}/{number}", {"t_us": turn.now.t_us, "prize": given.id})
            self.activity.give(turn, given.rewards, rule=f"prizes.{given.id}", ref=f"{self.id}/{number}")
            turn.emit("lottery.won", {"activity": self.id, "number": number, "prize": given.id, "rank": given.rank})
        return drawn

    def _refuse(self, turn: Turn, code: str) -> NoReturn:
        turn.refuse(code, f"{self.path}: {_WORDINGS[code].en}", activity=self.id)

    def _choose(self, turn: Turn, due: int | None) -> Prize:
        weights = weigh(self.spec.prizes, turn.state.tier)
        places = list_open(self.spec.prizes, weights, due)
        if not places:
            self._refuse(turn, "lottery-no-chance")
        parts = [weights[place] for place in places]
        purpose = "prize" if due is None else f"prize of rank {due}"
        picked = self.activity.draw(turn, purpose).choose(parts if any(parts) else [1] * len(parts))
        return self.spec.prizes[places[picked]]

    def _take(self, turn: Turn, prize: Prize) -> bool:
        """One piece of a limited prize, of the day and in all; ``False``, and nothing taken: it is gone."""
        items = list[str]()
        if prize.per_day is not None:
            items.append(f"{self.name_item(prize, 'day')}@{date_of(turn.day).isoformat()}")
        if prize.stock is not None:
            items.append(self.name_item(prize, "all"))
        if any(turn.stock(item) < 1 for item in items):
            return False
        return all(turn.take_stock(item) for item in items)

    def name_item(self, prize: Prize, of: str) -> str:
        """The stock of a prize."""
        return f"lottery:{self.id}/{prize.id}/{of}"

    @property
    def stock(self) -> dict[str, int | StockRule]:
        """Pieces in all, and of each day."""
        found: dict[str, int | StockRule] = {}
        for prize in self.spec.prizes:
            if prize.stock is not None:
                found[self.name_item(prize, "all")] = prize.stock
            if (per_day := prize.per_day) is not None:
                found[self.name_item(prize, "day")] = lambda period, pieces=per_day: pieces if period else None
        return found

    # -- asking -----------------------------------------------------------------------------------------------------
    def effective(self, tier: str) -> list[int]:
        """Millionths of each prize with what guarantees add, worked out once a tier."""
        found = self._effective.get(tier)
        if found is None:
            found = self._effective[tier] = find_effective(self.spec, tier)
        return found

    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """A free draw that waits, for who has drawn before."""
        doc = state.read(SLOT, LotteryBook).docs.get(self.id)
        if doc is None:
            return ()
        left = self._free_left(state, doc.on(day))
        return (Prompt("lottery", self.path, 0, "times", BPS, "lottery-free", {"left": left}),) if left else ()

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Chances, prizes with their odds for the member's tier, and when a guarantee is due at the latest."""
        day = self.activity.program.calendar.local_day(now_us)
        doc = state.read(SLOT, LotteryBook).docs.get(self.id) or LotteryDoc()
        terms = self.spec.chances
        misses = doc.find_misses(self.spec.guarantees)
        return {
            "style": self.spec.style,
            "draws": doc.draws,
            "won": doc.won,
            **show_chances(
                terms, doc.on(day), state.tier, state.wallet(terms.asset).available if terms.asset is not None else 0
            ),
            "guarantees": [
                {"rank": rule.rank, "within": max(rule.within - missed, 1)}
                for rule, missed in zip(self.spec.guarantees, misses, strict=True)
            ],
            "prizes": [
                {
                    "id": prize.id, "name": prize.name.model_dump(), "picture": prize.picture, "rank": prize.rank,
                    "odds_ppm": odds, "effective_ppm": effective,
                    "rewards": render_rewards(self.activity.program, prize.rewards).model_dump(),
                }
                for prize, odds, effective in zip(
                    self.spec.prizes, find_odds(self.spec, state.tier), self.effective(state.tier), strict=True
                )
            ],
        }  # fmt: skip


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(
        requests={"lottery.draw": plan.draw}, prompts=plan.prompts, summary=plan.summary, stock=plan.stock
    )  # fmt: skip


# -- words ------------------------------------------------------------------------------------------------------------
def _show_share(ppm: int) -> str:
    return f"{ppm / (PPM // 100):.4f}".rstrip("0").rstrip(".") + "%"


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, program, zh = activity.typed(LotterySpec), activity.program, locale == "zh"
    terms = spec.chances
    if terms.free_per_day:
        yield f"每天免费 {terms.free_per_day} 次" if zh else f"{terms.free_per_day} free a day"
    if terms.price is not None:
        asset = asset_name(program, terms.price.asset).get(locale)
        cost, most = terms.price.amount, terms.paid_per_day
        yield f"每次 {cost} {asset}，每天最多 {most} 次" if zh else f"{cost} {asset} each, {most} a day at most"
    plain, effective = find_odds(spec, ""), find_effective(spec, "")
    for prize, odds, real in zip(spec.prizes, plain, effective, strict=True):
        parts = [_render_limits(prize, locale)]
        if spec.guarantees:
            parts.append(f"含保底 {_show_share(real)}" if zh else f"{_show_share(real)} with the guarantee")
        rest = ("，" if zh else ", ").join(part for part in parts if part)
        line = (
            f"{prize.name.get(locale)}：{_show_share(odds)}" if zh else f"{prize.name.get(locale)}: {_show_share(odds)}"
        )
        yield f"{line}（{rest}）" if rest and zh else f"{line} ({rest})" if rest else line
    for rule in spec.guarantees:
        yield (
            f"连续 {rule.within} 次内必得 {rule.rank} 级或更高奖"
            if zh
            else f"Of {rule.within} draws in a row one wins rank {rule.rank} or better"
        )
    if any(prize.by_tier for prize in spec.prizes):
        yield "各等级的概率见会员页" if zh else "Odds by tier are shown to each member"
    yield from list_law_lines(spec.organiser, spec.hand_over, spec.forfeit, locale)


def _render_limits(prize: Prize, locale: Locale) -> str:
    parts = list[str]()
    if prize.stock is not None:
        parts.append(f"共 {prize.stock} 份" if locale == "zh" else f"{prize.stock} in all")
    if prize.per_day is not None:
        parts.append(f"每天 {prize.per_day} 份" if locale == "zh" else f"{prize.per_day} a day")
    return ("，" if locale == "zh" else ", ").join(parts)


def _lint(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    for activity in activities:
        spec = activity.typed(LotterySpec)
        tiers = sorted({"", *(tier for prize in spec.prizes for tier in prize.by_tier)})
        for tier in tiers:
            if not any(weigh(spec.prizes, tier)):
                yield finding(
                    f"{activity.path}.prizes", "lottery-without-odds", "error",
                    text("所有奖品权重为 0，无法抽奖", "no prize weighs anything: nothing can be drawn"),
                    text("填写权重", "give one a weight"), tier=tier,
                )  # fmt: skip
        for prize in spec.prizes:
            yield from _lint_prize(activity, spec, prize, program)


def _lint_prize(activity: Activity, spec: LotterySpec, prize: Prize, program: CompiledProgram) -> Iterable[Finding]:
    path = f"{activity.path}.prizes.{prize.id}"
    limited = prize.stock is not None or prize.per_day is not None
    if limited and spec.fallback is None:
        yield finding(
            path, "lottery-without-fallback", "warning",
            text("发完后抽中的人什么都得不到", "who hits it when it is gone wins nothing"),
            text("设置一个不限量的兜底奖品", "name a fallback: a prize without a limit"),
        )  # fmt: skip
    if prize.value_cents > TOP_CENTS:
        top = format_money(program, TOP_CENTS)
        yield finding(
            path, "lottery-prize-too-large", "error",
            text(f"单个奖品不得超过 {top.zh}", f"a prize may be worth {top.get('en')} at most"),
            text("降低奖品价值", "lower its value"), value_cents=prize.value_cents,
        )  # fmt: skip
    missing = [name for name in ("organiser", "hand_over", "forfeit") if getattr(spec, name) is None]
    if prize.value_cents >= LISTED_CENTS and missing:
        yield finding(
            activity.path, "lottery-rules-incomplete", "warning",
            text("抽奖规则须公示主办方、领奖方式与期限、弃奖规则",
                 "its rules must name the organiser, how and until when to claim, and what is forfeited"),
            text(f"填写 {'、'.join(missing)}", f"fill in {', '.join(missing)}"),
        )  # fmt: skip


_WORDINGS = {
    "lottery-drawn": text("第 {number} 次抽奖", "draw {number}"),
    "lottery-prize-gone": text("抽中 {prize}，已发完", "{prize} was hit, and is gone"),
    "lottery-count": text("一次可抽 1 到 10 次", "1 to 10 draws can be asked for at once"),
    "lottery-limit": text("次数已用完", "no draws are left"),
    "lottery-no-chance": text("没有可用的抽奖机会", "there is nothing to draw with"),
    "lottery-free": text("还有 {left} 次免费抽奖", "{left} free {left:draw|draws} left"),
    "merge-lottery": text("抽奖合计 {draws} 次", "{draws:draw|draws}, of both"),
}

# -- hooks ------------------------------------------------------------------------------------------------------------


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, LotteryBook).docs
    mine = case.into.state.edit(SLOT, LotteryBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.get(name, LotteryDoc())
        case.kept[name] = msgspec.to_builtins(own) if name in mine else None
        missed: dict[int, int] = {}
        for one in (own, doc):
            for rank, count in zip(one.ranks or doc.ranks or own.ranks, one.misses, strict=False):
                missed[rank] = max(missed.get(rank, 0), count)
        counts = msgspec.structs.asdict(add_counts(own, doc))
        mine[name] = LotteryDoc(
            **counts, misses=list(missed.values()) or _join_places(own, doc), won=own.won + doc.won, ranks=list(missed)
        )  # fmt: skip
        case.into.applied(f"activities.{name}", "merge-lottery", draws=mine[name].draws)


def _join_places(own: LotteryDoc, doc: LotteryDoc) -> list[int]:
    """Of two who were counted before ranks were kept."""
    width = max(len(own.misses), len(doc.misses))
    missed = [[*one.misses, *([0] * width)][:width] for one in (own, doc)]
    return [max(pair) for pair in zip(*missed, strict=True)]


def _split(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, LotteryBook).docs
    mine = case.into.state.edit(SLOT, LotteryBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        doc, took = mine[name], theirs[name]
        before = msgspec.convert(kept, LotteryDoc) if kept is not None else LotteryDoc()
        if doc.draws == before.draws + took.draws:
            if kept is None:
                del mine[name]
            else:
                mine[name] = before
            continue
        # drawn since: what the other had drawn is taken out of the sums, so that numbers go on rising
        mine[name] = msgspec.structs.replace(doc, won=doc.won - took.won)


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, LotteryBook).docs.items():
        if min(doc.free, doc.chance, doc.price, doc.won, *doc.misses, 0) < 0:
            yield f"{activity}: a count is below zero"
        if doc.won > doc.draws or max(doc.free_today, doc.paid_today) > doc.drawn_today:
            yield f"{activity}: {doc.won} of {doc.draws} draws won, {doc.drawn_today} on day {doc.day}"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("参与会员", "Members who drew"), "members", Recorded("lottery_draw", "members")),
        Figure("draws", text("抽奖次数", "Draws"), "times", Recorded("lottery_draw")),
        Figure("won", text("中奖次数", "Draws that won"), "times", Recorded("lottery_win")),
        Figure("winners", text("中奖会员", "Members who won"), "members", Recorded("lottery_win", "members")),
    )


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    """How often the member drew and won; each draw is a note of its own, among `draws`."""
    doc = case.state.read(SLOT, LotteryBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path), "draws": doc.draws, "free": doc.free, "by_chance": doc.chance,
        "bought": doc.price, "won": doc.won,
    }  # fmt: skip


def _say_prize(activity: Activity, data: Mapping[str, Any]) -> Words:
    prizes = activity.typed(LotterySpec).prizes
    found = next((one.name for one in prizes if one.id == data["prize"]), None)
    return say(found) if found is not None else Words("已下架的奖品", "a prize that is no longer offered")


HOOKS = ActivityHooks(
    undo_cause=Nothing("a draw stands; chances that an order gave are an asset, which the ledger takes back"),
    cancel=Nothing("a chance is used up by its draw, at once: nothing is held"),
    merge=Merge(_join, _split),
    erase=Nothing("draws tell nobody who somebody is, and their records are kept for two years"),
    export=_export,
    results=_list_figures,
    published=("members", "draws", "won", "winners"),
    winners=Winners("lottery_win", _say_prize),
    law=_keeps_law,
)

_ACTIVITY = EventField("str", text("抽奖活动", "Lottery"))
_NUMBER = EventField("int", text("第几次", "Number"))
_PRIZE = EventField("str", text("奖品", "Prize"))

KIND = ActivityKind(
    shown=LotteryShown,
    page=render_page,
    kind="lottery",
    label=text("抽奖", "Lottery"),
    spec=LotterySpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=(
        EventType("lottery.drawn", text("已抽奖", "Drawn"), "derived", {
            "activity": _ACTIVITY, "number": _NUMBER, "prize": _PRIZE, "hit": EventField("str", text("抽中", "Hit")),
            "won": EventField("bool", text("中奖", "Won")), "paid": EventField("str", text("使用", "Paid with")),
            "guaranteed": EventField("bool", text("保底", "Guaranteed")),
        }),
        EventType("lottery.won", text("中奖", "Prize won"), "derived", {
            "activity": _ACTIVITY, "number": _NUMBER, "prize": _PRIZE, "rank": EventField("int", text("奖级", "Rank")),
        }),
    ),
    lint=_lint,
    render_rules=_render_rules,
    wordings=_WORDINGS,
)  # fmt: skip
