"""What is shown of a member's tier, in the language of the call."""

from __future__ import annotations

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.days import show_day
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import Locale
from liuke.tiers.forecast import ForecastItem, forecast, render_item
from liuke.tiers.near import list_progress
from liuke.tiers.plan import TIERS, SetTier, TierDoc, get_plan


class NamedTier(msgspec.Struct):
    """A tier of the ladder; ``id`` is empty before the first."""

    id: str
    name: str
    rank: int = 0
    color: str = ""
    icon: str = ""
    perks: list[str] = []


class TierProgress(msgspec.Struct):
    """How far a member is in one dimension of the next tier.

    Args:
        tier: The next one.
        dimension: As the program calls it.
        name: For people.
        unit: Of ``value``, ``at_least`` and ``missing``: ``cents``, ``days``, ``times`` …
        window: The time that counts, in words.
    """

    tier: str
    dimension: str
    name: str
    unit: str
    value: int
    at_least: int
    missing: int
    window: str


class ForecastLine(msgspec.Struct):
    """A change of tier to come if nothing else happens.

    Args:
        kind: ``fall``, ``grace``, ``renewed``, ``climb``, ``lift_ended`` or ``benefits_paused``.
        at_us: When.
        day: Merchant-local day of it.
        old: Earned tier before.
        new: After.
        tier: The member's tier afterwards.
        text: In words, with what would prevent it.
    """

    kind: str
    at_us: int
    day: str
    old: str
    new: str
    tier: str
    text: str


class SetTierView(msgspec.Struct):
    """A tier that was set by hand: since when, until when (null: until somebody lets it end), why and by whom."""

    tier: NamedTier
    since_us: int
    until_us: int | None
    reason: str
    actor: str


class TierView(msgspec.Struct):
    """A member's tier.

    Args:
        current: In force.
        earned: Reached by requirements.
        next: The one above, if there is one.
        until_day: First day after its validity; null: no end.
        in_grace: Whether the validity has ended and the grace runs.
        progress: In every dimension of the next tier.
        forecast: Changes to come.
        by_hand: Whether the tier in force was set by hand, whatever was earned.
    """

    current: NamedTier
    earned: str
    next: NamedTier | None
    until_day: str | None
    in_grace: bool
    progress: list[TierProgress]
    forecast: list[ForecastLine]
    by_hand: bool


def view_named_tier(program: CompiledProgram, tier: str, locale: Locale) -> NamedTier:
    """A tier with its name and looks; one that the program does not have any more keeps its id."""
    plan = get_plan(program)
    found = next((one for one in plan.tiers if one.id == tier), None)
    if found is None:
        return NamedTier(tier, tier)
    spec = found.spec
    perks = [perk.get(locale) for perk in spec.perks]
    return NamedTier(tier, spec.name.get(locale), found.rank, spec.color, spec.icon, perks)


def view_forecast(
    program: CompiledProgram, items: list[ForecastItem], now_us: int, locale: Locale
) -> list[ForecastLine]:
    """A forecast in words, as of ``now_us``."""
    today = program.calendar.local_day(now_us)
    return [
        ForecastLine(
            item.kind, item.at_us, show_day(item.day), item.old, item.new, item.tier,
            render_item(program, item, today).get(locale),
        )
        for item in items
    ]  # fmt: skip


def find_set(state: MemberState, now_us: int) -> SetTier | None:
    """The tier that was set by hand and holds; ``None``: none."""
    found = state.read(TIERS, TierDoc).by_hand
    return found if found is not None and found.until_us > now_us else None


def view_set_tier(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> SetTierView | None:
    """What whoever works for the merchant is told of a tier that was set by hand."""
    found = find_set(state, now_us)
    if found is None:
        return None
    until_us = found.until_us if found.until_us < FOREVER_US else None
    named = view_named_tier(program, found.tier, locale)
    return SetTierView(named, found.since_us, until_us, found.reason, found.actor)


def view_tier(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> TierView:
    """The member's tier, where it leads and what becomes of it."""
    plan, doc = get_plan(program), state.read(TIERS, TierDoc)
    rank = plan.rank(doc.earned) + 1
    above = view_named_tier(program, plan.tiers[rank].id, locale) if rank < len(plan.tiers) else None
    return TierView(
        current=view_named_tier(program, state.tier, locale),
        earned=doc.earned,
        next=above,
        until_day=show_day(doc.until_day) if doc.until_day else None,
        in_grace=doc.in_grace,
        progress=[
            TierProgress(
                one.tier,
                one.dimension,
                one.name.get(locale),
                one.unit,
                one.value,
                one.at_least,
                one.missing,
                one.window.get(locale),
            )
            for one in list_progress(program, state, now_us)
        ],
        forecast=view_forecast(program, forecast(program, state, now_us), now_us, locale),
        by_hand=find_set(state, now_us) is not None,
    )
