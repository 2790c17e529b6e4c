"""What a raffle says: reasons, rules, facts, findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.frame_words import list_law_lines
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.parts.raffle_doc import TIMER
from liuke.activities.parts.raffle_spec import RaffleSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import Locale, text
from liuke.program.findings import Finding
from liuke.program.units import say_span

TOP_CENTS = 50_000_00
"""A prize may be worth 50,000 yuan at most (Provisional Provisions on Regulating Promotional Acts, art. 17)."""
LISTED_CENTS = 100_00
"""From here on lint asks for what the law wants to be published."""
WORDINGS = {
    "raffle-entered": text("参与第 {round} 期 {count} 次", "{count:entry|entries} for round {round}"),
    "raffle-withdrawn": text("取消参与 {count} 次", "{count:entry|entries} taken out of the list"),
    "raffle-limit": text("本期参与次数已用完", "no entries of this round are left"),
    "raffle-no-chance": text("没有可用的参与机会", "there is nothing to enter with"),
    "raffle-closed": text("已截止", "no list is open any more"),
    "raffle-full": text("本期名单已满", "the list of this round is full"),
    "raffle-sealed": text(
        "第 {round} 期名单已封存，共 {count} 个号码", "round {round} is sealed with {count:entry|entries}"
    ),
    "raffle-reported": text("第 {round} 期公开数据已登记", "the public value of round {round} was reported"),
    "raffle-report-not-wanted": text(
        "第 {round} 期未封存、不用公开数据或已登记过",
        "round {round} is not sealed, needs no public value, or has one already",
    ),
    "raffle-drawn": text("第 {round} 期已开奖，{count} 个名额中奖", "round {round} is drawn: {count:place|places} won"),
    "raffle-lapsed": text("第 {round} 期未等到公开数据，作废", "round {round} lapsed: its public value never came"),
    "raffle-prize-gone": text("{prize} 已发完", "{prize} is gone"),
    "raffle-won": text("第 {round} 期中奖：{name}", "won in round {round}: {name}"),
    "raffle-nobodys": text("会员已注销，不发奖", "the member was erased: nothing is given"),
    "raffle-win-back": text("第 {round} 期中奖已取消", "the win of round {round} was taken back"),
    "raffle-replaced": text("第 {round} 期第 {place} 个名额已顺延", "place {place} of round {round} is filled anew"),
    "raffle-no-place": text("第 {round} 期没有这个中奖名额", "round {round} has no such place"),
    "merge-raffle": text("并入 {count} 期参与记录", "the entries of {count:round|rounds} come over"),
}  # fmt: skip
_REPEATS = {
    "once": text("共一期", "One round"),
    "day": text("每天一期，同一时间截止", "A round a day, closed at the same time"),
    "week": text("每周一期，同一时间截止", "A round a week, closed on the same day and time"),
}


def render_raffle_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Lines of the rules page."""
    spec, program, zh = activity.typed(RaffleSpec), activity.program, locale == "zh"
    yield f"{spec.closes} 截止" if zh else f"The list closes at {spec.closes}"
    if spec.repeat != "once":
        yield _REPEATS[spec.repeat].get(locale)
    if spec.draw_minutes:
        later = say_span(spec.draw_minutes, "minutes").get(locale)
        yield f"截止 {later}后开奖" if zh else f"Drawn {later} after that"
    if spec.public_value is not None:
        named = spec.public_value.get(locale)
        yield (
            f"由事先承诺的随机种子、封存的名单与“{named}”共同决定，可验证"
            if zh
            else f"Decided by a seed committed to before, the sealed list and “{named}”; anybody can check it"
        )
    terms = spec.entries
    if terms.free:
        yield f"每期可免费参与 {terms.free} 次" if zh else f"Free entries a round: {terms.free}"
    if terms.price is not None:
        asset, cost = asset_name(program, terms.price.asset).get(locale), terms.price.amount
        yield f"每次 {cost} {asset}" if zh else f"{cost} {asset} an entry"
    for earned in spec.earned:
        found = program.events.find(earned.on)
        label = found.label.get(locale) if found is not None else earned.on
        yield f"{label}：{earned.count} 次" if zh else f"{label}: {earned.count} entries"
    yield (
        f"每人每期最多 {terms.most} 次，最多中奖一次"
        if zh
        else f"At most {terms.most} entries of a member in a round, who wins once at most"
    )
    for prize in spec.prizes:
        won, name = render_rewards(program, prize.rewards).get(locale), prize.name.get(locale)
        stock = "" if prize.stock is None else f"，共 {prize.stock} 份" if zh else f", {prize.stock} in all"
        yield (
            f"{name}：每期 {prize.count} 名{stock}（{won}）" if zh else f"{name}: {prize.count} a round{stock} ({won})"
        )
    yield from list_law_lines(spec.organiser, spec.hand_over, spec.forfeit, locale)


def lint_raffles(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Lists that never close in the activity's time, prizes beyond the law, and what it wants to be published."""
    del evidence
    for activity in activities:
        spec = activity.typed(RaffleSpec)
        first = spec.find_closing(program.calendar, activity.opens_us, FOREVER_US)
        if not first or first > activity.closes_us:
            yield finding(
                f"{activity.path}.closes", "raffle-closes-outside", "error",
                text("截止时间不在活动时间内", "no list closes while the activity runs"),
                text("修改截止时间或活动时间", "change closes, or the window"), closes=spec.closes,
            )  # fmt: skip
        yield from _lint_prizes(activity, spec, program)


def _lint_prizes(activity: Activity, spec: RaffleSpec, program: CompiledProgram) -> Iterable[Finding]:
    for prize in spec.prizes:
        if prize.value_cents > TOP_CENTS:
            top = format_money(program, TOP_CENTS)
            yield finding(
                f"{activity.path}.prizes.{prize.id}", "lottery-prize-too-large", "error",
                text(f"单个奖品不得超过 {top.zh}", f"a prize may be worth {top.get('en')} at most"),
                text("降低奖品价值", "lower its value"), value_cents=prize.value_cents,
            )  # fmt: skip
    highest = max(prize.value_cents for prize in spec.prizes)
    missing = [name for name in ("organiser", "hand_over", "forfeit") if getattr(spec, name) is None]
    if highest >= LISTED_CENTS and missing:
        yield finding(
            activity.path, "lottery-rules-incomplete", "warning",
            text("抽奖规则须公示主办方、领奖方式与期限、弃奖规则",
                 "its rules must name the organiser, how and until when to claim, and what is forfeited"),
            text(f"填写 {'、'.join(missing)}", f"fill in {', '.join(missing)}"),
        )  # fmt: skip
    if highest >= LISTED_CENTS and spec.public_value is None:
        yield finding(
            f"{activity.path}.public_value", "raffle-without-public-value", "warning",
            text("没有公开数据，能读取数据库的人可提前推算结果",
                 "without a public value, who can read the database could work out who wins"),
            text("填写公开数据，如开奖日的上证指数收盘价", "name one, such as a market index of the day of the draw"),
        )  # fmt: skip


_ACTIVITY = EventField("str", text("抽奖活动", "Raffle"))
_ROUND = EventField("int", text("期次", "Round"))
_COUNT = EventField("int", text("次数", "Entries"))
_PLACE = EventField("int", text("名额", "Place"))
_WHICH = {"activity": _ACTIVITY, "round": _ROUND}
_TIMES = EventField("int", text("第几次补位", "How often it was filled"))
_VALUE = EventField("str", text("公开数据", "Public value"))
_REASON = EventField("str", text("原因", "Reason"))
EVENT_TYPES = (
    EventType("raffle.entered", text("已参与抽奖", "Entered a raffle"), "derived", {**_WHICH, "count": _COUNT}),
    EventType("raffle.sealed", text("抽奖名单已封存", "The list of a raffle is sealed"), "derived", {
        **_WHICH, "entries": _COUNT, "hash": EventField("str", text("名单哈希", "Hash of the list")),
        "draw_us": EventField("t_us", text("开奖时间", "Drawn at")),
    }),
    EventType("raffle.report", text("登记公开数据", "A public value is reported"), "derived", {
        **_WHICH, "value": _VALUE,
    }),
    EventType("raffle.reported", text("公开数据已登记", "The public value of a raffle is there"), "derived", {
        **_WHICH, "value": _VALUE,
    }),
    EventType("raffle.drawn", text("抽奖已开奖", "A raffle is drawn"), "derived", {
        **_WHICH, "entries": _COUNT, "won": EventField("int", text("中奖名额", "Places that won")),
    }),
    EventType("raffle.lapsed", text("抽奖期次作废", "A round of a raffle lapsed"), "derived", _WHICH),
    EventType("raffle.placed", text("抽中名额", "A place that wins"), "derived", _WHICH, open=True),
    EventType("raffle.unplaced", text("取消名额", "A place that is taken back"), "derived", _WHICH, open=True),
    EventType("raffle.won", text("抽奖中奖", "Won a raffle"), "derived", {
        **_WHICH, "place": _PLACE, "prize": EventField("str", text("奖品", "Prize")),
        "number": EventField("int", text("号码", "Number of the entry")),
    }),
    EventType("raffle.win_back", text("抽奖中奖取消", "A win of a raffle was taken back"), "derived", {
        **_WHICH, "place": _PLACE,
    }),
    EventType("raffle.replace", text("名额顺延", "A place is to be filled anew"), "derived", {
        **_WHICH, "place": _PLACE, "times": _TIMES, "reason": _REASON,
    }),
    EventType("raffle.replaced", text("名额已顺延", "A place was filled anew"), "derived", {
        **_WHICH, "place": _PLACE, "reason": _REASON,
        "filled": EventField("bool", text("有人补上", "Somebody has it now")),
    }),
    EventType(f"timer.{TIMER}", text("抽奖到期", "Raffle due"), "timer", open=True),
)  # fmt: skip
