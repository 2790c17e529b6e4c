"""A campaign paused, resumed or ended: the next version of the program in force, with that one change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from liuke.campaigns.spec import CampaignSpec
from liuke.decision.domain import CompiledProgram
from liuke.decision.overlay import Overlay
from liuke.kernel.clock import FOREVER_US, from_us
from liuke.kernel.errors import LiukeError, NotFound
from liuke.kernel.text import Locale
from liuke.program.diff import Sayings, diff_programs
from liuke.program.spec import ProgramBase
from liuke.program.walk import find_named
from liuke.publishing.words import say_program

Act = Literal["pause", "resume", "end"]


class CampaignNotChanged(LiukeError):
    """What is asked for does not fit where the campaign stands."""

    code = "campaign-stage"
    status = 409
    title = "The campaign does not stand where this can be done"


def find_campaign(program: CompiledProgram, campaign: str) -> CampaignSpec:
    """A campaign by its id.

    Raises:
        NotFound: the program has none of that name.
    """
    found = next((one for one in program.items("campaigns", CampaignSpec) if one.id == campaign), None)
    if found is None:
        raise NotFound(f"the program has no campaign {campaign[:100]!r}")
    return found


def change_campaign(program: CompiledProgram, campaign: str, act: Act, now_us: int) -> dict[str, Any]:
    """The document with the campaign paused, resumed, or ended with the running minute.

    Raises:
        NotFound: there is no such campaign.
        CampaignNotChanged: it is paused already, not paused, over, or has not begun.
    """
    spec = find_campaign(program, campaign)
    opens_us, closes_us = spec.window.bounds_us(program.calendar)
    if closes_us <= now_us:
        raise CampaignNotChanged("it is over", fix="copy it as a new draft")
    if act == "end" and opens_us > now_us - 60_000_000:
        raise CampaignNotChanged("it has not run for a minute yet", fix="pause it, or call it off")
    if spec.enabled == (act == "resume"):
        raise CampaignNotChanged("it is running" if spec.enabled else "it is paused", fix="look at it again")
    document = program.spec.model_dump(mode="json", by_alias=True)
    for one in document["campaigns"]:
        if one["id"] == campaign:
            if act == "end":
                minute = from_us(now_us).astimezone(program.calendar.zone).strftime("%Y-%m-%d %H:%M")
                one["window"] = {**one["window"], "to": minute}
            else:
                one["enabled"] = act == "resume"
    return document


def say_changes(program: CompiledProgram, spec: CampaignSpec, locale: Locale) -> list[str]:
    """What is different for whom the campaign is, one sentence a change."""
    if not spec.patch:
        return []
    path = f"campaigns.{spec.id}"
    overlay = program.find_overlay(path) or Overlay(path, spec.name, spec.patch, 0, FOREVER_US, lambda _turn: True)
    patched: ProgramBase = program.patched([overlay]).spec
    said = [say_program(one, program.domains, program.origin.goods_name) for one in (program.spec, patched)]
    lines = dict[str, None]()  # several changes of one rule are one sentence
    for change in diff_programs(program.spec, patched, *said):
        lines[_say_rule(program.spec, change.path, said, locale) or change.render(locale)] = None
    return list(lines)


def _say_rule(spec: ProgramBase, path: str, said: Sequence[Sayings], locale: Locale) -> str | None:
    """The rule in which a change lies, with what its sentences no longer say and what they say instead."""
    comma, colon = ("；", "：") if locale == "zh" else ("; ", ": ")
    while path := path.rpartition(".")[0]:
        rows = [one.rows[path].get(locale).split(comma) for one in said if path in one.rows]
        name = find_named(spec, path)
        if len(rows) == 2 and set(rows[0]) != set(rows[1]) and name is not None:
            before, after = ([part for part in mine if part not in other] for mine, other in (rows, rows[::-1]))
            shown = [comma.join(parts) or ("无" if locale == "zh" else "none") for parts in (before, after)]
            return f"{name.get(locale)}{colon}{' → '.join(shown)}"
    return None
