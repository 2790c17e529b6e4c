"""What is shown of a member's entitlements, in the language of the call."""

from __future__ import annotations

import msgspec

from liuke.benefits.service import benefit_index, left
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.days import show_until
from liuke.kernel.text import Locale


class EntitlementView(msgspec.Struct):
    """The use of a benefit for a period."""

    entitlement_id: str
    benefit: str
    name: str
    quota: int
    carried: int
    used: int
    left: int
    period_start_us: int
    period_end_us: int | None
    source: str


def view_entitlements(
    program: CompiledProgram, state: MemberState, now_us: int, locale: Locale
) -> list[EntitlementView]:
    """Entitlements whose period has not ended."""
    running = [one for one in state.entitlements().values() if one.period_end_us > now_us]
    return [
        EntitlementView(
            str(one.entitlement_id), one.benefit, _name(program, one.benefit, locale), one.quota,
            one.carried, one.used, left(one), one.period_start_us, show_until(one.period_end_us), one.source,
        )
        for one in sorted(running, key=lambda one: (one.period_end_us, one.entitlement_id))
    ]  # fmt: skip


def _name(program: CompiledProgram, benefit: str, locale: Locale) -> str:
    found = benefit_index(program).get(benefit)
    return found.name.get(locale) if found is not None else benefit
