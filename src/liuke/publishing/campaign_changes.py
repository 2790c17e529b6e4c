"""A campaign paused, resumed or ended: the next version of the program in force, with that one change."""

from __future__ import annotations

from typing import Any, Literal

from liuke.campaigns.spec import CampaignSpec
from liuke.decision.domain import CompiledProgram
from liuke.decision.overlay import Overlay
from liuke.kernel.clock import FOREVER_US, from_us
from liuke.kernel.errors import LiukeError, NotFound
from liuke.kernel.text import Locale
from liuke.program.spec import ProgramBase
from liuke.publishing.words import diff_in_words

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
    return [
        one.render(locale) for one in diff_in_words(program.spec, patched, program.domains, program.origin.goods_name)
    ]
