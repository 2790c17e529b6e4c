"""A campaign paused, resumed or ended: the next version of the program in force, with that one change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from liuke.campaigns.spec import CampaignSpec
from liuke.decision.domain import CompiledProgram
from liuke.decision.overlay import Overlay
from liuke.kernel.clock import FOREVER_US, from_us
from liuke.kernel.errors import LiukeError, NotFound
from liuke.kernel.text import Locale
from liuke.program.diff import Change, Sayings, diff_programs
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
    return _say_all(program.spec, diff_programs(program.spec, patched, *said), said, locale)


@dataclass(slots=True)
class _Clause:
    """What a rule's sentences no longer say, and what they say instead.

    Args:
        line: Both, under the rule's name.
        gone: Words of the former that the latter has not.
        come: And the other way round.
    """

    line: str
    gone: Counter[str]
    come: Counter[str]

    def takes(self, change: Change, locale: Locale) -> bool:
        """Whether it says this change; its words are then used up, for the next one has to have words of its own."""
        old, new = (Counter(_WORDS.findall(one.get(locale))) for one in (change.shown_old, change.shown_new))
        old, new = old - new, new - old
        if not (old or new) or not (old <= self.gone and new <= self.come):
            return False
        self.gone -= old
        self.come -= new
        return True


_WORDS = re.compile(r"\d+(?:[.,:-]\d+)*|[A-Za-z_]+|[^\s\w]|\w")
"""Figures whole, words of letters whole, and Chinese characters one by one."""


def _say_all(spec: ProgramBase, changes: Sequence[Change], said: Sequence[Sayings], locale: Locale) -> list[str]:
    """Several changes of one rule are one sentence, and what that does not say of them stands by itself."""
    rules: dict[str, list[Change]] = {}
    for change in changes:
        rules.setdefault(_find_rule(spec, change.path, said, locale), []).append(change)
    renamed = any(change.path.rpartition(".")[2] == "name" for change in changes)
    lines = dict[str, None]()
    for path, here in rules.items():
        clause = _make_clause(spec, path, said, locale) if path else None
        if clause is not None:
            lines[clause.line] = None
        sure = clause is not None and len(here) == 1 and not renamed  # the sentence can differ by nothing else
        for change in () if sure else here:
            if clause is None or not clause.takes(change, locale):
                lines[change.render(locale)] = None
    return list(lines)


def _split(said: Sequence[Sayings], path: str, locale: Locale) -> list[list[str]]:
    comma = "；" if locale == "zh" else "; "
    rows = [one.rows[path].get(locale).split(comma) for one in said if path in one.rows]
    return rows if len(rows) == 2 and set(rows[0]) != set(rows[1]) else []


def _find_rule(spec: ProgramBase, path: str, said: Sequence[Sayings], locale: Locale) -> str:
    """Path of the rule in which a change lies and whose sentence is another now; empty where there is none."""
    while path := path.rpartition(".")[0]:
        if _split(said, path, locale) and find_named(spec, path) is not None:
            return path
    return ""


def _make_clause(spec: ProgramBase, path: str, said: Sequence[Sayings], locale: Locale) -> _Clause:
    comma, colon = ("；", "：") if locale == "zh" else ("; ", ": ")
    rows, name = _split(said, path, locale), find_named(spec, path)
    assert name is not None
    before, after = ([part for part in mine if part not in other] for mine, other in (rows, rows[::-1]))
    shown = [comma.join(parts) or ("无" if locale == "zh" else "none") for parts in (before, after)]
    old, new = (Counter(_WORDS.findall(one)) for one in shown)
    return _Clause(f"{name.get(locale)}{colon}{' → '.join(shown)}", old - new, new - old)
