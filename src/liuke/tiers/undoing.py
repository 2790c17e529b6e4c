"""What refunds undo: tiers with their packs, and milestones, that would not have been reached without the order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.hooks import Cause
from liuke.decision.losing import lose, unsay
from liuke.decision.turn import Turn
from liuke.earning.handouts import is_undoable, sum_given, take_back
from liuke.earning.stated import emit_undone, find_stated
from liuke.ledger.asset_reward import AssetReward
from liuke.tiers.plan import MILESTONE, MILESTONE_LOST, TIERS, CompiledTier, TierDoc, name_milestone
from liuke.tiers.rules import TierRules, get_rules


def after_refund(rules: TierRules, turn: Turn) -> None:
    """Take back what would not have been reached without what was refunded: tiers with their packs, milestones."""
    if rules.plan.tiers and rules.plan.freeze_label not in turn.state.labels:
        today = rules.plan.calendar.local_day(turn.ctx.now_us)
        if rules.plan.reevaluates:
            _lose_tiers(rules, turn, today)
        if rules.plan.undoes:
            _lose_milestones(rules, turn, today)


def _lose_tiers(rules: TierRules, turn: Turn, today: int) -> None:
    plan, state = rules.plan, turn.state
    doc = state.read(TIERS, TierDoc)
    rank = plan.rank(doc.earned)
    if rank == 0 or doc.basis != "entry":
        return
    target = rank
    own: dict[str, int] = {}
    while target:
        _add_own(rules, turn, doc, plan.tiers[target], own)
        if _stands(rules, turn, doc, plan.tiers[target], today, own):
            break
        target -= 1
    if target == rank:
        return
    doc = state.edit(TIERS, TierDoc)
    old, new = doc.earned, plan.tiers[target]
    doc.earned, doc.nudged = new.id, ""
    if target == 0 or not doc.until_day:
        doc.since_day = doc.since_day if target else today
        rules.start_validity(turn, doc, today)
    rules.say_fall(turn, doc, old, new, "refund")
    if all(lose(turn, "tier", tier.id, tier.path) for tier in plan.tiers[rank:target:-1]):
        unsay(turn, new.path, template="tier.downgraded")  # nobody had heard that it had risen
    lose_reached(turn, doc, {tier.id for tier in plan.tiers[target + 1 : rank + 1]})
    for tier in plan.tiers[rank:target:-1]:
        if tier.id in doc.standing:
            doc.standing.remove(tier.id)
            doc.packs.remove(tier.id)
            take_back(turn, path=f"{tier.path}.pack", ref=tier.id, times=doc.times.get(tier.id, 1))


def lose_reached(turn: Turn, doc: TierDoc, tiers: Collection[str], kept: Collection[str] = ()) -> None:
    """State that these tiers were not reached, but for those of ``kept``: what rules gave for that goes back."""
    lost = [one for one in doc.reached if one.tier in tiers and one.ref not in kept]
    doc.reached = [one for one in doc.reached if one not in lost]
    for one in reversed(lost):
        turn.emit("tier.upgrade_undone", {"new": one.tier, "ref": one.ref, "counted_day": one.day})


def _lose_milestones(rules: TierRules, turn: Turn, today: int) -> None:
    doc = turn.state.read(TIERS, TierDoc)
    for milestone in rules.plan.milestones:
        spec = milestone.spec
        if spec.id not in doc.milestones or milestone.find_ever(turn.state, today) >= spec.at_least:
            continue
        times = doc.times.get(f"milestone:{spec.id}", 1)
        if not is_undoable(turn, path=milestone.path, ref=spec.id, times=times):
            continue
        turn.state.edit(TIERS, TierDoc).milestones.remove(spec.id)
        turn.skipped(milestone.path, "milestone-lost", dimension=spec.dimension)
        day = find_stated(turn, MILESTONE, name_milestone(spec.id, times)).day
        emit_undone(turn, MILESTONE_LOST, spec.id, {"milestone": spec.id, "counted_day": day})
        take_back(turn, path=milestone.path, ref=spec.id, times=times)


def _add_own(rules: TierRules, turn: Turn, doc: TierDoc, tier: CompiledTier, own: dict[str, int]) -> None:
    """What the tier's own pack gave of what the tiers ask for: no tier stands on what came with it."""
    if tier.id not in doc.standing or not any(
        isinstance(reward, AssetReward) and reward.asset in rules.entry_assets for reward in tier.pack
    ):
        return
    given = sum_given(turn, path=f"{tier.path}.pack", ref=tier.id, times=doc.times.get(tier.id, 1))
    for asset, amount in given.items():
        for name in (f"balance:{asset}", f"earned:{asset}", asset):
            own[name] = own.get(name, 0) + amount


def _stands(rules: TierRules, turn: Turn, doc: TierDoc, tier: CompiledTier, today: int, own: Mapping[str, int]) -> bool:
    baseline = {**doc.baseline}
    for name, amount in own.items():
        baseline[name] = baseline.get(name, 0) + amount
    if tier.entry is None or tier.entry.met(turn.state, today, baseline):
        return True
    if all(leaf.measure.window.kind == "lifetime" for leaf in tier.entry.leaves()):
        return False
    if today - doc.since_day > rules.plan.back_days:
        return True  # the days it was reached by are not kept any more: in the member's favour
    return tier.entry.met(turn.state, doc.since_day, baseline)


def _after_taken_back(rules: TierRules) -> Callable[[Turn], None]:
    """A reward that went back may have been what a tier was reached by."""

    def run(turn: Turn) -> None:
        if turn.data["asset"] in rules.assets:
            after_refund(rules, turn)

    return run


def undo_cause(turn: Turn, cause: Cause) -> Callable[[], None]:
    """The hook: tiers and milestones look at what is left when everybody else has taken back what they gave."""
    del cause
    return lambda: after_refund(get_rules(turn.program), turn)


def undo_reactions(program: CompiledProgram) -> Iterable[Reaction]:
    """The reaction to rewards that go back: a tier may have been reached by one."""
    rules = get_rules(program)
    if rules.plan.tiers:
        yield Reaction("points.taken_back", Phase.TIER, "tiers", _after_taken_back(rules))
