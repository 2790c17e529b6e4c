"""How much of budgets is used, and which campaigns a member meets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

import msgspec

from liuke.campaigns.budgets import render_amount
from liuke.campaigns.spec import CampaignSpec
from liuke.decision import charging
from liuke.decision.budgets import BudgetDoc, Scope, Unit
from liuke.decision.choosing import look
from liuke.decision.domain import CompiledProgram, RulePage
from liuke.decision.state import MemberState
from liuke.earning.wording import tier_name
from liuke.http.days import show_until
from liuke.kernel.text import Locale, Text, text
from liuke.program.theme import Palette, Skin, ThemeSpec
from liuke.program.units import say_span


class BudgetView(msgspec.Struct):
    """One limit of a campaign's budget.

    Args:
        campaign: Its id.
        name: Its name.
        unit: ``points``, ``coupons`` (face value in cents) or ``cash`` (cents).
        scope: ``total``, or the limit of each ``day``, ``week`` or ``place``.
        period: First day of the day or week, or the place; empty for ``total``.
        limit: So much at most.
        used: Charged, less what went back; more than the limit where that was lowered.
        left: What is left.
        used_bps: Share of the limit that is used.
        gone_us: When a reward first found too little left; ``None``: it has not run out.
    """

    campaign: str
    name: str
    unit: Unit
    scope: Scope
    period: str
    limit: int
    used: int
    left: int
    used_bps: int
    gone_us: int | None


def view_budgets(
    program: CompiledProgram,
    kept: Iterable[tuple[str, int, int]],
    stated: Mapping[str, BudgetDoc],
    locale: Locale,
) -> list[BudgetView]:
    """Every limit in all, and those of days, weeks and places of which something was used."""
    found = list[BudgetView]()
    rows = {pot: (initial, left) for pot, initial, left in kept}
    for budget in program.budgets.values():
        gone = stated.get(budget.path, BudgetDoc()).gone
        for pot in budget.pots:
            periods = [""] if pot.scope == "total" else _list_periods(rows, pot.name)
            for period in periods:
                initial, remaining = rows.get(pot.place(period), (0, 0))
                stop = gone.get(pot.stop(period))
                used = initial - remaining  # of the stripes that somebody asked for: the others are whole
                found.append(
                    BudgetView(
                        budget.path.removeprefix("campaigns."), budget.name.get(locale), pot.unit, pot.scope,
                        unquote(period), pot.limit, used, max(pot.limit - used, 0), used * 10_000 // pot.limit,
                        stop[0] if stop is not None else None,
                    )
                )  # fmt: skip
    return found


def _list_periods(rows: Iterable[str], name: str) -> list[str]:
    return sorted(pot.removeprefix(f"{name}@") for pot in rows if pot.startswith(f"{name}@"))


class CampaignLook(msgspec.Struct):
    """How a campaign looks; as in the page of an activity that lives in it.

    Args:
        skin: Named look that front ends draw.
        picture: Name of a picture; empty: none.
        headline: What it says of itself; empty: nothing.
        note: A line below; empty: none.
        light: Colours by day.
        dark: Colours by night.
    """

    skin: Skin
    picture: str
    headline: str
    note: str
    light: Palette
    dark: Palette


class CampaignView(msgspec.Struct):
    """A campaign that is on for the member.

    Args:
        id: In the program.
        name: For people.
        closes_us: When it ends; ``None``: it has no end.
        over: Whether it has given away all it may: it ended early.
        gone: What it gives no more of, in words.
        description: For people; empty: none.
        picture: Name of its picture; empty: none.
        look: Its theme; null: none.
        early_until_us: The member came before others: when it opens to everybody; null: it has.
    """

    id: str
    name: str
    closes_us: int | None
    over: bool
    gone: list[str]
    description: str
    picture: str
    look: CampaignLook | None
    early_until_us: int | None


def view_look(theme: ThemeSpec | None, locale: Locale) -> CampaignLook | None:
    """A theme in one language."""
    if theme is None:
        return None
    headline, note = (one.get(locale) if one is not None else "" for one in (theme.headline, theme.note))
    return CampaignLook(
        theme.skin, theme.picture, headline, note, theme.find_palette("light"), theme.find_palette("dark")
    )


def render_early(program: CompiledProgram, spec: CampaignSpec, locale: Locale) -> list[str]:
    """Who meets it before others, a sentence for each tier; the earliest first."""
    found = list[str]()
    for tier, minutes in sorted(spec.early.items(), key=lambda one: -one[1]):
        if minutes:
            name = tier_name(program, tier)
            sooner = say_span(minutes, "minutes")
            said = text(f"{name.zh}提前 {sooner.zh}", f"{name.get('en')}: {sooner.get('en')} earlier")
            found.append(said.get(locale))
    return found


def view_campaigns(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[CampaignView]:
    """Campaigns whose window is open to the member; who is held out of one meets nothing of it.

    Args:
        program: The version in force.
        state: The member.
        now_us: Engine time.
        locale: Language.
    """
    turn, found = look(program, state, now_us), list[CampaignView]()
    gone = list(charging.list_gone(program, state))
    for spec in program.items("campaigns", CampaignSpec):
        path = f"campaigns.{spec.id}"
        overlay = program.origin.find_overlay(path)
        if (
            overlay is None
            or path in state.cancelled
            or not overlay.opens_for(state.tier) <= now_us < overlay.closes_us
        ):
            continue
        if overlay.admits(turn):
            lines = [_say_gone(program, pot.unit, pot.limit).get(locale) for pot in gone if pot.campaign == path]
            over = charging.is_over(turn, path)
            found.append(
                CampaignView(
                    spec.id, spec.name.get(locale), show_until(overlay.closes_us), over, lines,
                    spec.description.get(locale) if spec.description is not None else "", spec.picture,
                    view_look(spec.theme, locale), overlay.opens_us if now_us < overlay.opens_us else None,
                )
            )  # fmt: skip
    return found


def _say_gone(program: CompiledProgram, unit: Unit, limit: int) -> Text:
    amount = render_amount(unit, limit, program.spec.currency)
    return text(f"{amount.zh}已送完", f"{amount.get('en')}: all given away")


def list_gone_pages(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[RulePage]:
    """What the member's rules page says first: campaigns that have given away what they may."""
    return [
        RulePage(text(f"{one.name}：已送完", f"{one.name}: all given away").get(locale), tuple(one.gone))
        for one in view_campaigns(program, state, now_us, locale)
        if one.gone
    ]
