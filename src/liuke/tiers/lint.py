"""Findings about the ladder: out of order, out of reach, too easy, empty, harder to keep than to enter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.counters import Measure
from liuke.earning.handouts import find_surviving
from liuke.earning.spec import AddField, CounterSpec
from liuke.earning.windows import LIFETIME, AnyWindow
from liuke.kernel.text import text
from liuke.program.findings import Finding
from liuke.tiers.spec import AnyRequirement, Reach, ReachAll, TierSpec, TiersSpec, list_leaves

TOO_LONG_DAYS = 3 * 365
TOO_SHORT_DAYS = 3
TOO_FEW_BPS = 10
SETTLED_DAYS = 90
"""Where no pace is known, shares say something of members observed for so long."""
_PACE_DAYS = 30


def find_faults(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Every finding of this domain."""
    spec = program.section("tiers", TiersSpec)
    for number, tier in enumerate(spec.ladder):
        path = f"tiers.ladder.{number}"
        for part, requirement in (("entry", tier.entry), ("keep", tier.keep)):
            if requirement is not None:
                yield from _dimension_faults(program, requirement, f"{path}.{part}")
        if tier.entry is not None:
            yield from _pace_faults(program, tier, path, spec.period, evidence)
            yield from _keep_faults(tier, path)
        if number and tier.pack:
            yield from find_surviving(program, f"{path}.pack")
    for number, milestone in enumerate(spec.milestones):
        path = f"tiers.milestones.{number}"
        yield from _dimension_faults(program, Reach(dimension=milestone.dimension, at_least=1), path)
        yield from find_surviving(program, path)
    yield from _ladder_faults(spec)
    yield from _term_faults(spec)


def _known(program: CompiledProgram, dimension: str) -> bool:
    try:
        Measure(program, dimension, LIFETIME)
    except KeyError:
        return False
    return True


def _dimension_faults(program: CompiledProgram, requirement: AnyRequirement, path: str) -> Iterator[Finding]:
    counters = [spec.id for spec in program.items("counters", CounterSpec)]
    for leaf in list_leaves(requirement):
        if not _known(program, leaf.dimension):
            yield Finding(
                path, "unknown-dimension", "error",
                text(f"维度 {leaf.dimension} 不存在", f"there is no dimension {leaf.dimension}"),
                text(
                    f"可用：growth、balance:<账户>、earned:<账户>、{'、'.join(counters)}",
                    f"use growth, balance:<asset>, earned:<asset>, or a counter: {', '.join(counters) or 'none yet'}",
                ),
            )  # fmt: skip


# -- pace -----------------------------------------------------------------------------------------------------------
def find_pace(program: CompiledProgram, dimension: str) -> str:
    """Name of the measured pace that a dimension grows by; empty where none fits."""
    full = "balance:growth" if dimension == "growth" else dimension
    kind, _, asset = full.partition(":")
    if asset:
        return asset if kind in {"balance", "earned"} else ""
    for spec in program.items("counters", CounterSpec):
        if spec.id == dimension:
            if spec.distinct == "day":
                return "active_days"
            if spec.on == ("order.paid",) and spec.when is None:
                if isinstance(spec.add, AddField):
                    return "spend_cents" if spec.add.field == "amount_cents" else ""
                return "orders" if spec.add.count == 1 else ""
    return ""


def days_to_reach(program: CompiledProgram, requirement: AnyRequirement, evidence: Evidence) -> int | None:
    """Days that the middle member takes; ``None`` where no pace is known; never below 0."""
    if isinstance(requirement, Reach):
        pace = evidence.median(find_pace(program, requirement.dimension))
        return None if pace is None else 10**6 if pace <= 0 else requirement.at_least * _PACE_DAYS // pace
    parts = requirement.all if isinstance(requirement, ReachAll) else requirement.any
    days = [days_to_reach(program, part, evidence) for part in parts]
    known = [day for day in days if day is not None]
    if not known:
        return None
    return max(known) if isinstance(requirement, ReachAll) else min(known)


def _pace_faults(
    program: CompiledProgram, tier: TierSpec, path: str, period: AnyWindow, evidence: Evidence
) -> Iterator[Finding]:
    del period
    days = days_to_reach(program, tier.entry, evidence) if tier.entry is not None else None
    if days is not None and days > TOO_LONG_DAYS:
        yield Finding(
            f"{path}.entry", "tier-out-of-reach", "warning",
            text(
                f"按会员中位节奏，达到{tier.name.zh}需 {days} 天，超过 {TOO_LONG_DAYS} 天",
                f"the middle member needs {days} days for {tier.name.get('en')}, more than {TOO_LONG_DAYS}",
            ),
            text("降低门槛，或增加更易达成的维度", "ask for less, or add a dimension within reach"),
            {"days": days, "members": evidence.members},
        )  # fmt: skip
    if days is not None and days <= TOO_SHORT_DAYS:
        yield Finding(
            f"{path}.entry", "tier-too-easy", "warning",
            text(f"按会员中位节奏，{days} 天即达到{tier.name.zh}",
                 f"the middle member has {tier.name.get('en')} in {days} days"),
            text("提高门槛", "ask for more"),
            {"days": days, "members": evidence.members},
        )  # fmt: skip
    share = evidence.tier_shares_bps.get(tier.id)
    if share is not None and share < TOO_FEW_BPS and not _may_be_on_the_way(days, evidence):
        yield Finding(
            f"{path}.entry", "tier-almost-empty", "warning",
            text(f"只有 {share / 100:g}% 的会员达到{tier.name.zh}",
                 f"only {share / 100:g} % of the members reached {tier.name.get('en')}"),
            text("降低门槛，或取消该等级", "ask for less, or drop the tier"),
            {"share_bps": share, "members": evidence.members},
        )  # fmt: skip


def _may_be_on_the_way(days: int | None, evidence: Evidence) -> bool:
    """Whether members have been observed for too short a time to have reached what is within their reach."""
    if evidence.days is None:
        return False
    if days is None:
        return evidence.days < SETTLED_DAYS
    return evidence.days < days <= TOO_LONG_DAYS


# -- ladder ---------------------------------------------------------------------------------------------------------
def _easiest(requirement: AnyRequirement) -> dict[str, int]:
    """Per dimension the least amount that plays a part."""
    found = dict[str, int]()
    for leaf in list_leaves(requirement):
        found[leaf.dimension] = min(found.get(leaf.dimension, leaf.at_least), leaf.at_least)
    return found


def _ladder_faults(spec: TiersSpec) -> Iterator[Finding]:
    for number in range(2, len(spec.ladder)):
        lower, upper = spec.ladder[number - 1], spec.ladder[number]
        if lower.entry is None or upper.entry is None:
            continue
        below, above = _easiest(lower.entry), _easiest(upper.entry)
        for dimension in sorted(below.keys() & above.keys()):
            if above[dimension] <= below[dimension]:
                yield Finding(
                    f"tiers.ladder.{number}.entry", "ladder-not-monotone", "error",
                    text(
                        f"{upper.id} 要求 {dimension} {above[dimension]}，不高于 {lower.id} 的 {below[dimension]}",
                        f"{upper.id} asks for {dimension} {above[dimension]}, {lower.id} for {below[dimension]}",
                    ),
                    text("提高上级门槛，或降低下级门槛", "raise the upper requirement, or lower the one below"),
                    {"dimension": dimension, "lower": below[dimension], "upper": above[dimension]},
                )  # fmt: skip


def _keep_faults(tier: TierSpec, path: str) -> Iterator[Finding]:
    if tier.keep is None or tier.entry is None:
        return
    entry, keep = _easiest(tier.entry), _easiest(tier.keep)
    for dimension in sorted(entry.keys() & keep.keys()):
        if keep[dimension] > entry[dimension]:
            yield Finding(
                f"{path}.keep", "keep-harder-than-entry", "warning",
                text(
                    f"{tier.name.zh}保级要求 {dimension} {keep[dimension]}，高于升级的 {entry[dimension]}",
                    f"{tier.name.get('en')}: to keep {dimension} {keep[dimension]}, to enter {entry[dimension]}",
                ),
                text("保级不应难于升级", "ask no more for keeping than for entering"),
                {"dimension": dimension, "entry": entry[dimension], "keep": keep[dimension]},
            )  # fmt: skip


def _term_faults(spec: TiersSpec) -> Iterator[Finding]:
    if spec.validity.kind == "none":
        unused = [tier.id for tier in spec.ladder if tier.keep is not None]
        if unused or spec.grace_days:
            yield Finding(
                "tiers.validity", "keep-without-validity", "warning",
                text("未设有效期，保级条件与保护期不起作用", "without a validity, keep and grace do nothing"),
                text("填写有效期，或删除保级要求与宽限期", "give tiers a validity, or ask nothing for keeping them"),
                {"tiers": unused},
            )  # fmt: skip
    drops = [step for step in spec.inactivity if step.action in {"drop_one_tier", "drop_to_first"}]
    if len(drops) >= len(spec.ladder) > 0:
        yield Finding(
            "tiers.inactivity", "inactivity-beyond-ladder", "warning",
            text(
                f"{len(drops)} 次降级多于可降的 {len(spec.ladder) - 1} 级",
                f"{len(drops)} steps drop a tier, {len(spec.ladder) - 1} can be lost",
            ),
            text("减少降级步骤", "remove steps that nothing is left for"),
        )  # fmt: skip
