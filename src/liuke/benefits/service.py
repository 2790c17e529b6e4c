"""Entitlements and savings as functions over a turn; the checkout and other domains use benefits through these."""

from __future__ import annotations

import msgspec

from liuke.benefits.spec import BenefitSpec, Span
from liuke.decision.conditions import TurnTest, compile_test, holds
from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import UseEntitlement
from liuke.decision.holdings import Entitlement
from liuke.decision.messages import MessageTerms
from liuke.decision.state import MemberState, Slot
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US

PERIODIC = "period"
"""Source of entitlements that a tier gives, a period at a time."""
_ASKED_ON = ("benefit.redeem", "checkout.quote", "checkout.hold")
"""What a benefit's condition is tested on."""


class SavingsBook(msgspec.Struct):
    """Money the member has saved so far, and spent.

    Args:
        saved: Source (``tier_price``, ``promotion``, ``coupon``, ``points``, ``benefit``, ``stamp_card``) → cents.
        spent_cents: Paid in money, less refunds.
    """

    saved: dict[str, int] = {}
    spent_cents: int = 0


SAVINGS = Slot("savings", SavingsBook)


class BenefitBook(msgspec.Struct):
    """Whether the benefits of the member's tier rest (after long inactivity)."""

    paused: bool = False


BENEFITS = Slot("benefits", BenefitBook)


def add_saving(turn: Turn, source: str, cents: int) -> None:
    """Note that the member saved ``cents`` (negative: a refund undid it)."""
    if cents:
        saved = turn.state.edit(SAVINGS, SavingsBook).saved
        saved[source] = saved.get(source, 0) + cents


# -- the catalogue --------------------------------------------------------------------------------------------------
def benefit_index(program: CompiledProgram) -> dict[str, BenefitSpec]:
    """Benefits of the program by id."""
    return program.built("benefits.index", lambda p: {b.id: b for b in p.items("benefits", BenefitSpec)})


def benefit_tests(program: CompiledProgram) -> dict[str, TurnTest | None]:
    """``when`` of each benefit as a function of a turn."""
    return program.built(
        "benefits.tests", lambda p: {b.id: compile_test(p, b.when, _ASKED_ON) for b in p.items("benefits", BenefitSpec)}
    )


def get_benefit(turn: Turn, benefit: str) -> BenefitSpec:
    """The benefit's terms; refuses the operation when the program has none."""
    found = benefit_index(turn.program).get(benefit)
    if found is None:
        turn.refuse("benefit-unknown", f"the program has no benefit {benefit!r}", fix="use an id of section benefits")
    return found


def is_of_tier(benefit: BenefitSpec, tier: str) -> bool:
    """Whether members of the tier have the benefit without being given it."""
    return not benefit.only_granted and (not benefit.tiers or tier in benefit.tiers)


def has(state: MemberState, benefit: BenefitSpec) -> bool:
    """Whether the member has the benefit by tier now; benefits of a tier rest while they are paused."""
    if not is_of_tier(benefit, state.tier):
        return False
    return not benefit.tiers or not state.read(BENEFITS, BenefitBook).paused


def active_discounts(turn: Turn) -> list[BenefitSpec]:
    """Discounts of the member's tier whose condition holds now, in the program's order."""
    tests = benefit_tests(turn.program)
    return [
        benefit
        for benefit in turn.program.items("benefits", BenefitSpec)
        if benefit.is_price and has(turn.state, benefit) and holds(tests[benefit.id], turn)
    ]


# -- entitlements ---------------------------------------------------------------------------------------------------
def left(entitlement: Entitlement) -> int:
    """Uses that remain."""
    return entitlement.quota + entitlement.carried - entitlement.used


def ensure(turn: Turn, benefit: BenefitSpec) -> None:
    """Give the member the entitlement of the current period, when the tier has the benefit and it is not there yet."""
    if not benefit.is_counted or not has(turn.state, benefit):
        return
    span = benefit.find_span(turn.program.calendar, turn.state, turn.now.day, turn.now.t_us)
    if span is None:
        return
    own = [
        e for e in turn.state.entitlements().values() if e.benefit == benefit.id and e.source == PERIODIC
    ]  # fmt: skip
    endless = benefit.quota is not None and benefit.quota.period == "membership"
    for known in own:
        if known.period_start_us == span.start_us or (endless and known.period_end_us == FOREVER_US):
            _reopen(turn, known, span)
            return
    if span.end_us <= turn.ctx.now_us and any(known.period_start_us > span.start_us for known in own):
        # a request for a past period: what was given and used in it is not at hand any more, so it is not given anew
        return
    if any(abs(span.start_us - known.period_start_us) < benefit.apart_us for known in own):
        return
    made = _create(turn, benefit, span, benefit.count, PERIODIC)
    carry = benefit.quota.carry_over if benefit.quota is not None else 0
    before = [known for known in own if known.period_end_us == span.start_us]
    made.carried = min(carry, max((left(known) for known in before), default=0))
    _tell_grant(turn, benefit, made, f"benefits.{benefit.id}")


def _reopen(turn: Turn, known: Entitlement, span: Span) -> None:
    """A tier that was lost and won again within the period goes on with what was left, not with a new quota."""
    if known.period_end_us != span.end_us:
        known.period_end_us = span.end_us
        turn.state.save_entitlement(known)


def _create(turn: Turn, benefit: BenefitSpec, span: Span, quota: int, source: str) -> Entitlement:
    made = Entitlement(
        turn.new_id(), benefit.id, span.start_us, span.end_us, quota, source=source,
        program_version=turn.program.version,
        patches=" ".join(turn.program.patches),
    )  # fmt: skip
    turn.state.add_entitlement(made)
    return made


def _tell_grant(turn: Turn, benefit: BenefitSpec, made: Entitlement, path: str) -> None:
    count = made.quota + made.carried
    turn.applied(path, "benefit-granted", benefit=benefit.id, count=count)
    turn.gained("benefit", benefit.id, count, path, until_us=made.period_end_us)
    turn.emit("benefit.granted", {"benefit": benefit.id, "count": count, "until_us": made.period_end_us, "rule": path})


def give_uses(turn: Turn, benefit_id: str, count: int, days: int, path: str) -> Entitlement | None:
    """Give so many uses of a benefit, good to the end of the last day; one that the program lacks is skipped."""
    benefit = benefit_index(turn.program).get(benefit_id)
    if benefit is None:
        turn.skipped(path, "benefit-unknown", benefit=benefit_id)
        return None
    end = turn.program.calendar.day_start_us(turn.now.day + days + 1)
    made = _create(turn, benefit, Span(turn.now.t_us, end), count, path)
    _tell_grant(turn, benefit, made, path)
    turn.arm_earliest(f"benefit:{benefit.id}", _next_instant(turn, benefit, [made]))
    return made


def end_uses(turn: Turn, entitlement_id: int) -> int:
    """End uses that were given, because what they were given for was refunded; returns how many were taken by then."""
    found = turn.state.entitlements().get(entitlement_id)
    if found is None:
        return 0
    if found.period_end_us > turn.now.t_us:
        unused = left(found)
        found.period_end_us = max(turn.now.t_us, found.period_start_us)
        turn.state.save_entitlement(found)
        turn.skipped(f"benefits.{found.benefit}", "benefit-ended", benefit=found.benefit)
        turn.emit("benefit.ended", {"benefit": found.benefit, "count": unused})
    return found.used


def open_entitlements(turn: Turn, benefit: BenefitSpec) -> list[Entitlement]:
    """Entitlements of the benefit that have uses left now, the one that ends first first."""
    now_us = turn.now.t_us
    found = [
        e
        for e in turn.state.entitlements().values()
        if e.benefit == benefit.id and e.period_start_us <= now_us < e.period_end_us and left(e) > 0
    ]
    return sorted(found, key=lambda e: (e.period_end_us, e.entitlement_id))


def find_obstacle(turn: Turn, benefit: BenefitSpec, count: int = 1) -> str:
    """Why the member cannot use the benefit now: a stable code, or nothing. Grants the period's entitlement if due."""
    if not holds(benefit_tests(turn.program)[benefit.id], turn):
        return "benefit-not-now"
    if not benefit.is_counted:
        return "" if has(turn.state, benefit) else "benefit-not-of-tier"
    ensure(turn, benefit)
    if sum(left(e) for e in open_entitlements(turn, benefit)) >= count:
        return ""
    known = any(e.benefit == benefit.id and e.period_end_us > turn.now.t_us for e in turn.state.entitlements().values())
    if known:
        return "benefit-used-up"
    if not has(turn.state, benefit):
        return "benefit-not-of-tier"
    return "benefit-not-now"


def take(turn: Turn, benefit: BenefitSpec, count: int, ref: str) -> list[tuple[int, int]]:
    """Take uses that are there (see :func:`find_obstacle`); returns ``(entitlement, uses)``, earliest end first."""
    parts = list[tuple[int, int]]()
    if not benefit.is_counted:
        return parts
    rest = count
    for entitlement in open_entitlements(turn, benefit):
        step = min(rest, left(entitlement))
        if not step:
            break
        _use(turn, entitlement, step, ref)
        parts.append((entitlement.entitlement_id, step))
        rest -= step
    assert rest == 0, f"{benefit.id} has fewer uses than was checked"
    return parts


def _use(turn: Turn, entitlement: Entitlement, count: int, ref: str) -> None:
    entitlement.used += count
    assert 0 <= entitlement.used <= entitlement.quota + entitlement.carried, "an entitlement was used too often"
    turn.state.save_entitlement(entitlement)
    turn.effects.append(UseEntitlement(entitlement.entitlement_id, entitlement.benefit, count, ref))


def find_name(turn: Turn, entitlement_id: int) -> str:
    """Which benefit an entitlement is of; empty when it ended long ago."""
    found = turn.state.entitlements().get(entitlement_id)
    return found.benefit if found is not None else ""


def take_again(turn: Turn, entitlement_id: int, count: int, ref: str) -> bool:
    """Take uses that were given back from the very entitlement they came from; ``False``: it has them no more."""
    found = turn.state.entitlements().get(entitlement_id)
    if found is None or not found.period_start_us <= turn.now.t_us < found.period_end_us or left(found) < count:
        return False
    _use(turn, found, count, ref)
    return True


def give_back(turn: Turn, parts: list[tuple[int, int]], ref: str) -> int:
    """Put uses back where they came from; returns how many (those of entitlements long ended are lost)."""
    total = 0
    for entitlement_id, count in parts:
        entitlement = turn.state.entitlements().get(entitlement_id)
        if entitlement is not None:
            _use(turn, entitlement, -count, ref)
            total += count
    return total


# -- time and tiers -------------------------------------------------------------------------------------------------
def _next_instant(turn: Turn, benefit: BenefitSpec, entitlements: list[Entitlement]) -> int:
    now_us, calendar = turn.now.t_us, turn.program.calendar
    coming = [e.period_end_us for e in entitlements if e.period_end_us > now_us]
    if benefit.remind_days:
        coming += [
            at_us for e in entitlements if left(e) > 0 and (at_us := _remind_us(turn, benefit, e)) > now_us
        ]  # fmt: skip
    if benefit.is_counted and has(turn.state, benefit) and benefit.has_periods:
        coming.append(benefit.next_start_us(calendar, turn.state, turn.now.day))
    return min(coming, default=FOREVER_US)


def _remind_us(turn: Turn, benefit: BenefitSpec, entitlement: Entitlement) -> int:
    if entitlement.period_end_us >= FOREVER_US:
        return FOREVER_US
    calendar = turn.program.calendar
    last = calendar.local_day(entitlement.period_end_us)
    return calendar.day_start_us(last - benefit.remind_days)


def run_due(turn: Turn) -> None:
    """``timer.benefit``: a period of a benefit begins or ends, or unused ones are to be remembered."""
    benefit = benefit_index(turn.program).get(turn.data["id"])
    if benefit is None:
        return
    refresh(turn, benefit)
    now_us = turn.now.t_us
    mine = [e for e in turn.state.entitlements().values() if e.benefit == benefit.id]
    for entitlement in mine:
        if entitlement.period_end_us == now_us and left(entitlement) > 0:
            turn.emit("benefit.lapsed", {"benefit": benefit.id, "count": left(entitlement)})
        if benefit.remind_days and entitlement.period_end_us > now_us >= _remind_us(turn, benefit, entitlement):
            _remind(turn, benefit, entitlement)


def _remind(turn: Turn, benefit: BenefitSpec, entitlement: Entitlement) -> None:
    if left(entitlement) > 0 and entitlement.period_end_us < FOREVER_US:
        turn.message(
            "benefit-unused", f"benefit-unused:{entitlement.entitlement_id}",
            MessageTerms("expiring", f"benefits.{benefit.id}", expires_us=entitlement.period_end_us),
            benefit=benefit.id, count=left(entitlement), until_us=entitlement.period_end_us,
        )  # fmt: skip


def refresh(turn: Turn, benefit: BenefitSpec) -> None:
    """Bring a counted benefit up to the present: grant what is due, arm the timer for what comes next."""
    if not benefit.is_counted:
        return
    ensure(turn, benefit)
    mine = [e for e in turn.state.entitlements().values() if e.benefit == benefit.id]
    turn.arm(f"benefit:{benefit.id}", _next_instant(turn, benefit, mine))


def run_welcome(turn: Turn) -> None:
    """A member registers or changes their profile: what their tier has is theirs from now on."""
    for benefit in _counted(turn.program):
        if has(turn.state, benefit) and benefit.can_begin(turn.state):
            refresh(turn, benefit)


def _counted(program: CompiledProgram) -> tuple[BenefitSpec, ...]:
    return program.built("benefits.counted", _find_counted)


def _find_counted(program: CompiledProgram) -> tuple[BenefitSpec, ...]:
    benefits = program.items("benefits", BenefitSpec)
    return tuple(benefit for benefit in benefits if benefit.is_counted and not benefit.only_granted)


def run_tier_changed(turn: Turn) -> None:
    """The tier in force changed: end what it lacks, give what it has."""
    for benefit in _counted(turn.program):
        if has(turn.state, benefit):
            refresh(turn, benefit)
        else:
            _end(turn, benefit)


def run_paused(turn: Turn) -> None:
    """``tier.benefits_paused``: the tier's benefits rest until they are restored."""
    turn.state.edit(BENEFITS, BenefitBook).paused = True
    run_tier_changed(turn)


def run_restored(turn: Turn) -> None:
    """``tier.benefits_restored``: they go on with what was left."""
    turn.state.edit(BENEFITS, BenefitBook).paused = False
    run_tier_changed(turn)


def _end(turn: Turn, benefit: BenefitSpec) -> None:
    now_us = turn.now.t_us
    mine = [e for e in turn.state.entitlements().values() if e.benefit == benefit.id]
    for entitlement in mine:
        if entitlement.source == PERIODIC and entitlement.period_end_us > now_us:
            entitlement.period_end_us = now_us
            turn.state.save_entitlement(entitlement)
            turn.skipped(f"benefits.{benefit.id}", "benefit-ended", benefit=benefit.id)
            turn.emit("benefit.ended", {"benefit": benefit.id, "count": left(entitlement)})
    turn.arm(f"benefit:{benefit.id}", _next_instant(turn, benefit, mine))
