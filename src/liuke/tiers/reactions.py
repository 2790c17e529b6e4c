"""What tiers react to: everything that can move one, and what says that a member is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.turn import Turn
from liuke.tiers.rules import TierRules, get_rules

_ASSET_EVENTS = frozenset(("points.earned", "points.earn", "points.settled"))


def tier_reactions(program: CompiledProgram) -> Iterable[Reaction]:
    """Reactions to everything that can move a tier."""
    rules = get_rules(program)
    yield Reaction("timer.tier", Phase.TIME, "tiers", rules.run_timer)
    if not rules.plan.tiers:
        return
    check = _only_relevant(rules)
    for event_type in dict.fromkeys(("member.registered", *rules.plan.events)):
        yield Reaction(event_type, Phase.TIER, "tiers", check)
    yield Reaction("tier.review", Phase.TIER, "tiers", rules.check)
    if rules.plan.stages:
        for name in program.events.names():
            event = program.events.find(name)
            if event is not None and event.origin in {"reported", "request"}:
                act = program.events.is_act(name)
                yield Reaction(name, Phase.COUNT, "tiers.inactivity", rules.wake if act else rules.wind_up)


def _only_relevant(rules: TierRules) -> Callable[[Turn], None]:
    """``points.earned`` of assets that no requirement asks for cannot move a tier."""
    assets, entry_assets, check, check_milestones = (
        rules.assets,
        rules.entry_assets,
        rules.check,
        rules.check_milestones,
    )

    def run(turn: Turn) -> None:
        now = turn.now
        if now.type in _ASSET_EVENTS:
            asset = now.data["asset"]
            if asset not in assets:
                return
            if asset not in entry_assets:
                check_milestones(turn)
                return
        check(turn)

    return run
