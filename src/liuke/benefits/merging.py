"""Entitlements and savings of two members become one's, and two members' again. Pure."""

from __future__ import annotations

from liuke.benefits.service import PERIODIC, SAVINGS, SavingsBook
from liuke.decision.effects import UseEntitlement
from liuke.decision.holdings import Entitlement
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import text


def _hand_over(giver: Turn, taker: Turn, entitlement: Entitlement) -> None:
    """The same entitlement under the same number, with the uses that were taken."""
    _note_uses(giver, entitlement, -entitlement.used)
    giver.state.drop_entitlement(entitlement)
    _note_uses(taker, entitlement, entitlement.used)
    taker.state.add_entitlement(entitlement)


def _note_uses(turn: Turn, entitlement: Entitlement, count: int) -> None:
    if count:
        turn.effects.append(UseEntitlement(entitlement.entitlement_id, entitlement.benefit, count, "merge"))


def _find_same(turn: Turn, entitlement: Entitlement) -> Entitlement | None:
    """What the member was given for the same period by the tier."""
    if entitlement.source != PERIODIC:
        return None
    return next(
        (
            mine for mine in turn.state.entitlements().values()
            if (mine.benefit, mine.source) == (entitlement.benefit, PERIODIC)
            and (
                mine.period_start_us == entitlement.period_start_us
                or mine.period_end_us == entitlement.period_end_us == FOREVER_US
            )
        ),
        None,
    )  # fmt: skip


def _join(case: MergeCase) -> None:
    into, other = case.into, case.other
    moved, used = list[str](), dict[str, list[int]]()
    for entitlement in sorted(other.state.entitlements().values(), key=lambda one: one.entitlement_id):
        same = _find_same(into, entitlement)
        if same is None:
            _hand_over(other, into, entitlement)
            moved.append(str(entitlement.entitlement_id))
            case.kept.setdefault("used", {})[moved[-1]] = entitlement.used
            continue
        # one person has the benefit of a period once: what either has used of it is used
        more = min(entitlement.used, same.quota + same.carried - same.used)
        if more:
            same.used += more
            into.state.save_entitlement(same)
            _note_uses(into, same, more)
        used[str(same.entitlement_id)] = [more]
        into.skipped(f"benefits.{entitlement.benefit}", "merge-benefit-once", benefit=entitlement.benefit)
    savings = other.state.read(SAVINGS, SavingsBook)
    if savings != SavingsBook():
        mine = into.state.edit(SAVINGS, SavingsBook)
        mine.spent_cents += savings.spent_cents
        for source, cents in savings.saved.items():
            mine.saved[source] = mine.saved.get(source, 0) + cents
    if moved or used:
        case.kept.update(moved=moved, counted=used)
        into.applied("benefits", "merge-benefits", count=len(moved))


def _split(case: MergeCase) -> None:
    into, other = case.into, case.other
    held = into.state.entitlements()
    other.state.entitlements()
    for number in case.kept.get("moved", []):
        entitlement = held.get(int(number))
        if entitlement is None or entitlement.used != case.kept["used"][number]:
            case.spent.append({"what": "benefit", "entitlement_id": number})
        else:
            _hand_over(into, other, entitlement)
    for number, (more,) in case.kept.get("counted", {}).items():
        same = held.get(int(number))
        if same is not None and more:
            same.used = max(same.used - more, 0)
            into.state.save_entitlement(same)
            _note_uses(into, same, -more)
    savings = other.state.read(SAVINGS, SavingsBook)
    if savings != SavingsBook():
        mine = into.state.edit(SAVINGS, SavingsBook)
        mine.spent_cents -= savings.spent_cents
        for source, cents in savings.saved.items():
            mine.saved[source] = mine.saved.get(source, 0) - cents
            if not mine.saved[source]:
                del mine.saved[source]


MERGE = Merge(_join, _split)
WORDINGS = {
    "merge-benefits": text("并入 {count} 项权益次数", "{count:entitlement|entitlements} come over"),
    "merge-benefit-once": text(
        "{benefit} 本期双方都有，只算一份，双方已用次数都计入",
        "both have {benefit} of this period: it is one, and what either used is used",
    ),
}
