"""The tiers' part of the rules page: the ladder, how long a tier lasts, and what takes it away."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, RulePage
from liuke.decision.rewards import RewardSpec
from liuke.earning.counters import Measure, unit_name
from liuke.earning.handouts import render_return
from liuke.earning.windows import LIFETIME, AnyWindow
from liuke.earning.wording import format_money
from liuke.kernel.text import Locale, Text, entitle, text
from liuke.tiers.near import find_name
from liuke.tiers.spec import (
    AnyRequirement,
    CalendarValidity,
    InactivityStep,
    MonthsValidity,
    Reach,
    ReachAll,
    TierSpec,
    TiersSpec,
)

_PERIODS = {
    "day": text("日", "day"),
    "week": text("周", "week"),
    "month": text("月", "month"),
    "quarter": text("季度", "quarter"),
    "year": text("年", "year"),
}
_ACTIONS = {
    "warn": text("提醒", "you are reminded"),
    "lose_benefits": text("权益暂停，再次活跃即恢复", "your benefits are paused until you come back"),
    "drop_one_tier": text("降一级", "you fall one tier"),
    "drop_to_first": text("降至首个等级", "you fall to the first tier"),
}


def render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    """Blocks of the rules page."""
    spec = program.section("tiers", TiersSpec)
    if not spec.ladder:
        return
    ladder = [entitle(tier.name, _render_tier(program, tier, spec.period)) for tier in spec.ladder]
    yield RulePage(text("等级", "Tiers").get(locale), tuple(line.get(locale) for line in ladder), 20)
    terms = list(_render_terms(program, spec))
    yield RulePage(text("等级有效期", "How long a tier lasts").get(locale), tuple(x.get(locale) for x in terms), 22)


def describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    """One sentence for each tier, its requirements, and each milestone."""
    spec = program.section("tiers", TiersSpec)
    for tier in spec.ladder:
        path = f"tiers.ladder.{tier.id}"
        yield path, _render_tier(program, tier, spec.period)
        for name, asked, window in (("entry", tier.entry, spec.period), ("keep", tier.keep, None)):
            if asked is not None:
                yield f"{path}.{name}", render_requirement(program, asked, window)
    for item in spec.milestones:
        reached = Reach(dimension=item.dimension, at_least=item.at_least)
        words, rewards = render_requirement(program, reached, None), _render_rewards(program, item.rewards)
        yield (
            f"tiers.milestones.{item.id}",
            text(
                f"{words.zh}，得{'、'.join(one.zh for one in rewards)}",
                f"{words.get('en')}: {', '.join(one.get('en') for one in rewards)}",
            ),
        )


def render_requirement(program: CompiledProgram, requirement: AnyRequirement, window: AnyWindow | None) -> Text:
    """A requirement in words; ``window`` is named with parts that name none themselves."""
    if isinstance(requirement, Reach):
        return _render_reach(program, requirement, requirement.window or window)
    all_of = isinstance(requirement, ReachAll)
    inner = requirement.all if all_of else requirement.any
    parts = [_in_brackets(render_requirement(program, part, window), part) for part in inner]
    zh, en = ("，且", " and ") if all_of else ("，或", " or ")
    return text(zh.join(part.zh for part in parts), en.join(part.get("en") for part in parts))


def _in_brackets(words: Text, requirement: AnyRequirement) -> Text:
    """Several that stand inside others are read together."""
    if (
        isinstance(requirement, Reach)
        or len(requirement.all if isinstance(requirement, ReachAll) else requirement.any) < 2
    ):
        return words
    return text(f"（{words.zh}）", f"({words.en})")


def _render_reach(program: CompiledProgram, reach: Reach, window: AnyWindow | None) -> Text:
    over = window.render() if window is not None else None
    try:
        measure = Measure(program, reach.dimension, window or LIFETIME)
    except KeyError:
        return text(f"{reach.dimension} ≥ {reach.at_least}", f"{reach.dimension} ≥ {reach.at_least}")
    if measure.unit == "cents":
        amount = format_money(program, reach.at_least)
    else:
        unit = unit_name(measure.unit)
        amount = text(f"{reach.at_least} {unit.zh}", f"{reach.at_least} {unit.en}")
    measured = measure.unit in {"cents", "minutes"}  # of other things there are so many
    of = f"{amount.en} of" if measured else str(reach.at_least)
    zh, en = f"{measure.name.zh}满 {amount.zh}", f"{of} {measure.name.get('en')}"
    return text(zh, en) if over is None else text(f"{over.zh}{zh}", f"{en} {over.en}")


def _render_rewards(program: CompiledProgram, rewards: Iterable[RewardSpec]) -> list[Text]:
    return [reward.render(lambda kind, id_: find_name(program, kind, id_), program.spec.currency) for reward in rewards]


def _render_tier(program: CompiledProgram, tier: TierSpec, window: AnyWindow) -> Text:
    entry = (
        render_requirement(program, tier.entry, window)
        if tier.entry is not None
        else text("注册即享", "for every member")
    )
    zh, en = entry.zh, entry.get("en")
    if tier.perks:
        zh += "；" + "、".join(perk.zh for perk in tier.perks)
        en += "; " + ", ".join(perk.get("en") for perk in tier.perks)
    pack = _render_rewards(program, tier.pack)
    if pack:
        zh += "；礼包：" + "、".join(part.zh for part in pack)
        en += "; gift pack: " + ", ".join(part.get("en") for part in pack)
    return text(zh, en)


def _render_terms(program: CompiledProgram, spec: TiersSpec) -> Iterable[Text]:
    match spec.validity:
        case MonthsValidity(months=months):
            yield text(f"等级自达成之日起有效 {months} 个月", f"a tier lasts {months} months from its first day")
        case CalendarValidity(period=period, following=following):
            name = _PERIODS[period]
            yield text(
                f"等级有效至达成当{name.zh}之后第 {following} 个自然{name.zh}末",
                f"a tier lasts to the end of calendar {name.en} number {following} after the one it is reached in",
            )
        case _:
            yield text("等级长期有效", "a tier has no end")
    if spec.validity.kind != "none":
        yield from _render_keeping(program, spec)
    yield from (_render_step(step) for step in spec.inactivity)
    if spec.on_refund == "reevaluate":
        yield text("退款会扣除相应的升级进度", "refunds count against the tier that the order reached")
    back = render_return(program)
    if back is not None and (spec.milestones or any(tier.pack for tier in spec.ladder[1:])):
        yield text(f"升级礼包与里程碑：{back.zh}", f"gift packs and milestones: {back.get('en')}")


def _render_keeping(program: CompiledProgram, spec: TiersSpec) -> Iterable[Text]:
    over = text("有效期内", "within that time")
    for tier in spec.ladder[1:]:
        asked = tier.keep or tier.entry
        if asked is not None:
            need = render_requirement(program, asked, None)
            zh = f"{tier.name.zh}保级：{over.zh}{need.zh}"
            yield text(zh, f"to keep {tier.name.get('en')}: {need.get('en')} {over.en}")
    if spec.grace_days:
        yield text(f"未保级时有 {spec.grace_days} 天保护期", f"{spec.grace_days} days of grace before a tier is lost")
    if spec.soft_landing == "one_step":
        yield text("未保级时每次降一级", "a tier that is not kept falls by one step")
    else:
        yield text("未保级时按当期表现重新定级", "a tier that is not kept falls to what the past period earned")


def _render_step(step: InactivityStep) -> Text:
    action = _ACTIONS[step.action]
    ahead = "" if step.action == "warn" else f"（提前 {step.warn_days} 天提醒）"
    ahead_en = "" if step.action == "warn" else f" (you are notified {step.warn_days} days before)"
    return text(
        f"连续 {step.after_days} 天未活跃：{action.zh}{ahead}",
        f"after {step.after_days} days without activity: {action.en}{ahead_en}",
    )
