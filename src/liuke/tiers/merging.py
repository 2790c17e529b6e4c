"""The tiers of two members as one's, decided anew by what both have reached, and as two members' again. Pure."""

from __future__ import annotations

import msgspec

from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn
from liuke.earning.book import StatedFact
from liuke.earning.handout_merge import carry, find_free, leave, take_back_brought
from liuke.earning.stated import find_stated, join_stated
from liuke.kernel.text import text
from liuke.tiers.plan import (
    INACTIVITY,
    LIFT,
    MILESTONE,
    MILESTONE_LOST,
    PAUSED_LABEL,
    REVIEW,
    SET,
    TIERS,
    Reached,
    TierDoc,
    TierPlan,
    name_milestone,
)
from liuke.tiers.rules import TierRules, get_rules
from liuke.tiers.undoing import lose_reached


def _join(case: MergeCase) -> None:
    rules = get_rules(case.into.program)
    if not rules.plan.tiers:
        return
    theirs = case.other.state.read(TIERS, TierDoc)
    mine = case.into.state.edit(TIERS, TierDoc)
    case.kept["before"] = msgspec.to_builtins(mine)
    before = case.into.state.tier
    times = {case.into.state.member_id: dict(mine.times), case.other.state.member_id: dict(theirs.times)}
    _carry_handouts(case, rules.plan, mine, theirs)
    for milestone in dict.fromkeys((*mine.milestones, *theirs.milestones)):
        name, stated = f"milestone:{milestone}", list[StatedFact | None]()
        for turn, doc in ((case.into, mine), (case.other, theirs)):
            reached = milestone in doc.milestones
            key = name_milestone(milestone, times[turn.state.member_id].get(name, 1))
            stated.append(find_stated(turn, MILESTONE, key) if reached else None)
        join_stated(case, MILESTONE_LOST, milestone, *stated)
    _unite(rules.plan, mine, theirs)
    case.kept["packs"], case.kept["milestones"] = list(mine.packs), list(mine.milestones)
    case.kept["joined"] = dict(mine.times)
    case.kept["reached"] = [one.ref for one in mine.reached]
    _settle(rules, case.into, mine, "merged", before)
    if PAUSED_LABEL in case.into.state.labels and PAUSED_LABEL not in case.other.state.labels:
        rules.wake(case.into)
    case.kept["after"] = msgspec.to_builtins(case.into.state.read(TIERS, TierDoc))


class _Rewards(msgspec.Struct, frozen=True):
    """Rewards of tiers under one name of :attr:`TierDoc.times`: a pack, or those of a milestone."""

    name: str
    path: str
    ref: str

    @property
    def is_pack(self) -> bool:
        return self.name == self.ref

    def stands(self, doc: TierDoc) -> int:
        """Under which number they can go back; 0: they were not given, or stay."""
        given = self.ref in (doc.standing if self.is_pack else doc.milestones)
        return doc.times.get(self.name, 1) if given else 0


def _list_rewards(plan: TierPlan) -> list[_Rewards]:
    packs = [_Rewards(tier.id, f"{tier.path}.pack", tier.id) for tier in plan.tiers]
    return [*packs, *(_Rewards(f"milestone:{one.spec.id}", one.path, one.spec.id) for one in plan.milestones)]


def _carry_handouts(case: MergeCase, plan: TierPlan, mine: TierDoc, theirs: TierDoc) -> None:
    """What of both's rewards can go back, goes back together when the tier or the milestone is lost."""
    for one in _list_rewards(plan):
        own, other = one.stands(mine), one.stands(theirs)
        if not other and one.name not in theirs.times:
            continue
        number = find_free(case, mine.times.get(one.name, own))
        mine.times[one.name] = number
        if own or other:
            carry(case, path=one.path, ref=one.ref, own=own, theirs=other, number=number)
    mine.standing = list(dict.fromkeys((*mine.standing, *theirs.standing)))


def _unite(plan: TierPlan, mine: TierDoc, theirs: TierDoc) -> None:
    """The higher tier with its term, the longer term where both have the same; what was given to one was given."""
    rank, other = plan.ranks.get(mine.earned, -1), plan.ranks.get(theirs.earned, -1)
    longer = other == rank and bool(mine.until_day) and (not theirs.until_day or theirs.until_day > mine.until_day)
    if other > rank or longer:
        mine.earned, mine.since_day, mine.start_day = theirs.earned, theirs.since_day, theirs.start_day
        mine.until_day, mine.basis, mine.in_grace = theirs.until_day, theirs.basis, theirs.in_grace
        mine.notices, mine.nudged = theirs.notices, theirs.nudged
    if plan.ranks.get(theirs.floor, -1) > plan.ranks.get(mine.floor, -1):
        mine.floor = theirs.floor
    mine.lifts = [*mine.lifts, *theirs.lifts]
    mine.by_hand = mine.by_hand or theirs.by_hand  # who stays was looked at last
    # what was reached before a fall counts no more, whoever reached it
    mine.baseline = {
        name: mine.baseline.get(name, 0) + theirs.baseline.get(name, 0)
        for name in sorted({*mine.baseline, *theirs.baseline})
    }
    mine.packs = list(dict.fromkeys((*mine.packs, *theirs.packs)))
    mine.milestones = list(dict.fromkeys((*mine.milestones, *theirs.milestones)))
    mine.reached = _join_reached(plan, mine, theirs)
    mine.idle_day, mine.idle_stage = 0, 0


def _join_reached(plan: TierPlan, mine: TierDoc, theirs: TierDoc) -> list[Reached]:
    """What either reached of the steps of the one tier: lost by both, when the one loses it."""
    rank = plan.ranks.get(mine.earned, -1)
    return [one for one in (*mine.reached, *theirs.reached) if plan.ranks.get(one.tier, -1) <= rank]


def _settle(rules: TierRules, turn: Turn, doc: TierDoc, cause: str, before: str) -> None:
    """Make the document's tier the member's, climb as far as the counters say, and arm what is to come."""
    plan = rules.plan
    if doc.earned in plan.ranks:
        rules.take_effect(turn, doc, cause)
        if plan.rank(turn.state.tier) > plan.rank(before):
            turn.emit("tier.carried_over", {"old": before, "new": turn.state.tier})
        elif turn.state.tier != before:
            turn.emit(
                "tier.downgraded", {"old": before, "new": turn.state.tier, "cause": cause, "tier": turn.state.tier}
            )
    turn.arm(REVIEW, plan.next_review_us(doc))
    turn.arm(LIFT, min((lift.until_us for lift in doc.lifts), default=0))
    turn.arm(SET, doc.by_hand.until_us if doc.by_hand is not None else 0)
    rules.check(turn)
    if plan.stages and turn.state.last_active_us:
        day = plan.calendar.local_day(turn.state.last_active_us)
        turn.arm(INACTIVITY, plan.calendar.day_start_us(day + plan.stages[0].after_days))
    turn.applied("tiers", f"tier-{cause}", tier=turn.state.tier)


def _split(case: MergeCase) -> None:
    """Who stays goes back to the tier of before, or keeps what they reached since; then their counters decide anew."""
    rules = get_rules(case.into.program)
    if not rules.plan.tiers or "before" not in case.kept:
        return
    now, before = case.into.state.edit(TIERS, TierDoc), msgspec.convert(case.kept["before"], TierDoc)
    after, theirs = msgspec.convert(case.kept["after"], TierDoc), case.other.state.read(TIERS, TierDoc)
    if (now.earned, now.since_day, now.until_day) == (after.earned, after.since_day, after.until_day):
        for name in ("earned", "since_day", "start_day", "until_day", "basis", "in_grace", "notices", "nudged"):
            setattr(now, name, getattr(before, name))
    now.floor = before.floor if now.floor == after.floor else now.floor
    now.by_hand = before.by_hand if now.by_hand == after.by_hand else now.by_hand
    for lift in theirs.lifts:
        if lift in now.lifts:
            now.lifts.remove(lift)
    now.baseline = {name: max(value - theirs.baseline.get(name, 0), 0) for name, value in now.baseline.items()}
    _part_reached(case, now, after, before)
    had = msgspec.structs.replace(now, packs=list(now.packs), milestones=list(now.milestones))
    now.packs = [*before.packs, *(one for one in now.packs if one not in case.kept["packs"])]
    now.milestones = [*before.milestones, *(one for one in now.milestones if one not in case.kept["milestones"])]
    for one in _list_rewards(rules.plan):
        _part_handouts(case, one, (now, had), before, after)
    _settle(rules, case.into, now, "split", case.into.state.tier)


def _part_reached(case: MergeCase, now: TierDoc, after: TierDoc, before: TierDoc) -> None:
    """Each has the tiers they reached and have not lost since; what the merge itself brought was not reached."""
    kept, own = case.kept.get("reached", ()), {one.ref for one in before.reached}
    left = {one.ref for one in now.reached}
    joined = {one.ref for one in after.reached}
    if case.other.state.read(TIERS, TierDoc).reached:
        theirs = case.other.state.edit(TIERS, TierDoc)
        theirs.reached = [one for one in theirs.reached if one.ref in left]
    now.reached = [one for one in now.reached if one.ref in own or one.ref not in kept]
    brought = joined.difference(kept)
    lose_reached(case.into, now, {one.tier for one in now.reached}, kept=left.difference(brought))


def _part_handouts(
    case: MergeCase, one: _Rewards, docs: tuple[TierDoc, TierDoc], before: TierDoc, after: TierDoc
) -> None:
    """What the merge brought goes back; of the rest each has what they were given, unless it was lost since."""
    now, had = docs
    given = now.packs if one.is_pack else now.milestones
    number = now.times.get(one.name, 0)
    if number != after.times.get(one.name, 0):  # lost and reached again since, by who stays
        if one.ref in (had.packs if one.is_pack else had.milestones) and one.ref not in given:
            given.append(one.ref)
        return
    was_lost = one.ref not in had.standing if one.is_pack else one.ref not in had.milestones
    if was_lost and one.ref in (after.standing if one.is_pack else after.milestones):
        _drop(given, one.ref)
        return
    if number > case.kept.get("joined", after.times).get(one.name, 0):
        if one.ref not in (before.packs if one.is_pack else before.milestones):
            _drop(given, one.ref)
        _drop(now.standing, one.ref if one.is_pack else "")
        take_back_brought(case, path=one.path, ref=one.ref, times=number)
        return
    if number:
        now.times[one.name] = leave(case, path=one.path, ref=one.ref, number=number)
    if one.is_pack and one.ref not in before.standing:
        _drop(now.standing, one.ref)


def _drop(names: list[str], name: str) -> None:
    if name in names:
        names.remove(name)


MERGE = Merge(_join, _split)
WORDINGS = {
    "tier-merged": text("按双方的累计重新定级：{tier}", "decided by what both have reached: {tier}"),
    "tier-split": text("恢复后的等级：{tier}", "the tier on one's own: {tier}"),
}
