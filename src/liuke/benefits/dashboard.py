"""What membership is worth to a member, in money: saved so far, still within reach, in a year, one tier up (B6)."""

from __future__ import annotations

import msgspec

from liuke.benefits.service import PERIODIC, SAVINGS, SavingsBook, has, is_of_tier, left
from liuke.benefits.spec import BenefitSpec
from liuke.coupons.service import find_batch
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.kernel.money import BPS

_PER_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1, "lifetime": 1, "membership": 1}


class ValueDashboard(msgspec.Struct, frozen=True):
    """All in cents.

    Args:
        saved: By source.
        saved_cents: Their sum.
        unlockable: What waits to be used now: ``coupon:<batch>`` or ``benefit:<id>`` → worth.
        unlockable_cents: Their sum.
        yearly_estimate_cents: Saved so far, at the same pace for 365 days.
        next_tier_cents: What the next tier would add in a year, at the same pace of spending.
    """

    saved: dict[str, int]
    saved_cents: int
    unlockable: dict[str, int]
    unlockable_cents: int
    yearly_estimate_cents: int
    next_tier_cents: int


def value_dashboard(
    program: CompiledProgram, state: MemberState, now_us: int, *, next_tier: str = ""
) -> ValueDashboard:
    """The dashboard of a member whose coupons and entitlements are loaded.

    Args:
        program: In force.
        state: The member.
        now_us: Now.
        next_tier: Id of the tier above, if there is one.
    """
    book = state.read(SAVINGS, SavingsBook)
    day = program.calendar.local_day(now_us)
    days = max(day - state.registered_day, 1)
    saved = {source: cents for source, cents in sorted(book.saved.items()) if cents}
    total = sum(saved.values())
    unlockable = {**_coupons(program, state, now_us), **_benefits(program, state, day, now_us)}
    spent_a_year = book.spent_cents * 365 // days
    return ValueDashboard(
        saved=saved,
        saved_cents=total,
        unlockable=unlockable,
        unlockable_cents=sum(unlockable.values()),
        yearly_estimate_cents=total * 365 // days,
        next_tier_cents=tier_gain_cents(program, state.tier, next_tier, spent_a_year) if next_tier else 0,
    )


def _coupons(program: CompiledProgram, state: MemberState, now_us: int) -> dict[str, int]:
    out: dict[str, int] = {}
    for coupon in state.coupons().values():
        terms = find_batch(program, coupon.batch)
        if coupon.status == "active" and now_us < coupon.valid_until_us and terms is not None and terms.worth_cents:
            key = f"coupon:{coupon.batch}"
            out[key] = out.get(key, 0) + terms.worth_cents
    return out


def _benefits(program: CompiledProgram, state: MemberState, day: int, now_us: int) -> dict[str, int]:
    out: dict[str, int] = {}
    for benefit in program.items("benefits", BenefitSpec):
        if not benefit.is_counted or not benefit.value_cents:
            continue
        mine = [e for e in state.entitlements().values() if e.benefit == benefit.id and e.period_end_us > now_us]
        uses = sum(left(e) for e in mine if e.period_start_us <= now_us)
        if has(state, benefit) and not any(e.source == PERIODIC for e in mine):
            # not granted yet: it will be on first need
            span = benefit.find_span(program.calendar, state, day, now_us)
            uses += benefit.count if span is not None else 0
        if uses:
            out[f"benefit:{benefit.id}"] = uses * benefit.value_cents
    return out


def tier_gain_cents(program: CompiledProgram, old: str, new: str, spent_cents: int) -> int:
    """What ``new`` gives beyond ``old`` in a year in which the member spends ``spent_cents``."""
    benefits = program.items("benefits", BenefitSpec)
    return _tier_worth(benefits, new, spent_cents) - _tier_worth(benefits, old, spent_cents)


def _tier_worth(benefits: tuple[BenefitSpec, ...], tier: str, spent_cents: int) -> int:
    mine = [benefit for benefit in benefits if is_of_tier(benefit, tier)]
    # prices that depend on the day or the order are not counted: how often they hold is not known
    bps = max((b.percent_off_bps for b in mine if b.is_price and b.when is None), default=0)
    uses = sum(b.count * b.value_cents * (_PER_YEAR[b.quota.period] if b.quota else 1) for b in mine if b.is_counted)
    return spent_cents * bps // BPS + uses
