"""What a member is close to: the next tier, by the dimension in which the least is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.earning.counters import unit_name
from liuke.kernel.money import format_cents
from liuke.kernel.text import Text, text
from liuke.tiers.needs import NO_BASELINE, Leaf
from liuke.tiers.plan import TIERS, CompiledTier, TierDoc, TierPlan, get_plan


class NearTexts:
    """Names of each tier and what it unlocks, rendered once."""

    def __init__(self, program: CompiledProgram, plan: TierPlan) -> None:
        self.plan = plan
        self.currency = program.spec.currency.code
        self.exponent = program.spec.currency.exponent
        self.params = tuple(_render_tier(program, tier) for tier in plan.tiers)


def _render_tier(program: CompiledProgram, tier: CompiledTier) -> dict[str, Any]:
    def names(kind: str, id_: str) -> Text:
        return find_name(program, kind, id_)

    unlocked = [*tier.spec.perks, *(reward.render(names, program.spec.currency) for reward in tier.pack)]
    zh = "，解锁" + "、".join(part.zh for part in unlocked) if unlocked else ""
    en = ", unlocking " + ", ".join(part.get("en") for part in unlocked) if unlocked else ""
    return {
        "tier": tier.id,
        "tier_zh": tier.spec.name.zh,
        "tier_en": tier.spec.name.get("en"),
        "unlock_zh": zh,
        "unlock_en": en,
    }


_SECTIONS = {"asset": ("assets",), "coupon": ("coupons",), "benefit": ("benefits",), "badge": ("badges",)}


def find_name(program: CompiledProgram, kind: str, id_: str) -> Text:
    """Name of an asset, coupon, benefit or badge of the program; its id where nothing is known of it."""
    for key in _SECTIONS.get(kind, ()):
        section: Any = getattr(program.spec, key, ())
        for item in cast("tuple[Any, ...]", section) if isinstance(section, tuple) else ():
            if getattr(item, "id", None) == id_ and isinstance(getattr(item, "name", None), Text):
                return item.name
    return text(zh=id_, en=id_)


def find_prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    """The next tier, if there is one."""
    texts = program.built("tiers.near", lambda p: NearTexts(p, get_plan(p)))
    plan = texts.plan
    if len(plan.tiers) < 2:
        return ()
    doc = state.read(TIERS, TierDoc)
    rank = plan.rank(doc.earned) + 1
    if rank >= len(plan.tiers):
        return ()
    tier = plan.tiers[rank]
    if tier.entry is None:
        return ()
    today = plan.calendar.local_day(now_us)
    progress, leaf, missing = tier.entry.nearest(state, today, doc.baseline or NO_BASELINE)
    return (_make_near(texts, tier, leaf, progress, missing),)


def _make_near(texts: NearTexts, tier: CompiledTier, leaf: Leaf, progress: int, missing: int) -> Prompt:
    measure = leaf.measure
    params = texts.params[tier.rank].copy()
    if measure.unit == "cents":
        params["amount"] = format_cents(missing, texts.exponent)
        params["currency"] = texts.currency
        params["currency_zh"] = "元" if texts.currency == "CNY" else texts.currency
        return Prompt("tier", tier.path, missing, "cents", progress, "tier-near-spend", params)
    unit = unit_name(measure.unit)
    params["amount"] = missing
    params["name_zh"], params["name_en"] = measure.name.zh, measure.name.en
    params["unit_zh"], params["unit_en"] = unit.zh, unit.en
    return Prompt("tier", tier.path, missing, measure.unit, progress, "tier-near", params)


class DimensionProgress(msgspec.Struct):
    """How far a member is in one dimension of the next tier; ``value``, ``at_least`` and ``missing`` in ``unit``."""

    tier: str
    dimension: str
    name: Text
    unit: str
    value: int
    at_least: int
    missing: int
    window: Text


def list_progress(program: CompiledProgram, state: MemberState, now_us: int) -> list[DimensionProgress]:
    """Progress in every dimension of the next tier, for the member centre."""
    plan = get_plan(program)
    doc = state.read(TIERS, TierDoc)
    rank = plan.rank(doc.earned) + 1
    if rank >= len(plan.tiers):
        return []
    need = plan.tiers[rank].entry
    today = plan.calendar.local_day(now_us)
    return [
        DimensionProgress(
            plan.tiers[rank].id,
            leaf.measure.dimension,
            leaf.measure.name,
            leaf.measure.unit,
            (value := leaf.value(state, today, doc.baseline)),
            leaf.at_least,
            max(leaf.at_least - value, 0),
            leaf.measure.window.render(),
        )
        for leaf in (need.leaves() if need is not None else ())
    ]
