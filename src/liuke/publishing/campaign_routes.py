"""Campaigns as operators steer them: whom they reach, what they change, how they crowd; pausing and ending."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta

from liuke.activities.domain import activity_index
from liuke.campaigns.views import CampaignLook, render_early, view_look
from liuke.decision.domain import CompiledProgram
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import show_day, show_until
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram
from liuke.publishing import cancellations
from liuke.publishing.campaign_changes import Act, CampaignNotChanged, change_campaign, find_campaign, say_changes
from liuke.publishing.lint import LintFailed, compile_sound
from liuke.publishing.rhythm import (
    Crowd,
    Estimate,
    Kind,
    Stretch,
    find_rhythm,
    list_days,
    list_overlaps,
    list_weeks,
    say_warnings,
)
from liuke.publishing.rhythm_count import count_crowd
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, load_source, read_source
from liuke.publishing.words import describe_program

READ, PUBLISH = ("program:read",), ("program:publish",)
DAYS, WEEKS = 91, 13
"""How far ahead the rhythm is looked at."""
MOST_OVERLAPS = 100


class Reached(msgspec.Struct):
    """How many members.

    Args:
        members: How many, or how many about.
        low: At least, 19 times of 20; `members` where all were looked at.
        high: At most, likewise.
    """

    members: int
    low: int
    high: int


class RhythmThing(Reached):
    """Something that addresses members.

    Args:
        path: In the program.
        kind: `campaign`; `activity` of its own with an end; `daily`: without one, which counts into no week.
        opens_us: First instant; null: no beginning.
        closes_us: First instant after; null: no end.
    """

    path: str
    name: str
    kind: Kind
    opens_us: int | None
    closes_us: int | None


class RhythmStretch(msgspec.Struct):
    """A day or a week.

    Args:
        first: Its first merchant-local day.
        last: Its last.
        paths: What is on, daily things apart.
        reached: Members whom any of it is for.
        busy: Members for whom there is more than the rhythm allows.
        most: The most that one member meets.
    """

    first: str
    last: str
    paths: list[str]
    reached: Reached
    busy: Reached
    most: int


class RhythmOverlap(Reached):
    """Two things that are on at the same time for the same members.

    Args:
        first: First common day; null: since ever.
        last: Last common day; null: without end.
    """

    one: str
    other: str
    first: str | None
    last: str | None


class RhythmView(msgspec.Struct):
    """How much members are addressed, from today on.

    Args:
        members: How many there are.
        looked_at: How many of them were looked at; all of up to 20,000.
        most_a_week: More than so many a week is too much.
        most_at_once: More than so many on one day is too much.
        things: What addresses members, now or later.
        weeks: Thirteen, from the running one on.
        days: Ninety-one, from today on.
        overlaps: Those with most members first; at most 100.
        warnings: What to know before publishing, in words.
    """

    members: int
    looked_at: int
    most_a_week: int
    most_at_once: int
    things: list[RhythmThing]
    weeks: list[RhythmStretch]
    days: list[RhythmStretch]
    overlaps: list[RhythmOverlap]
    warnings: list[str]


async def _show_rhythm(call: Call) -> RhythmView:
    return await _measure(call, call.services.program)


async def _try_rhythm(call: Call) -> RhythmView:
    given: Source = call.body
    if given.spec is UNSET and given.yaml is UNSET and given.draft is UNSET:
        return await _measure(call, call.services.program)
    spec = await load_source(await read_source(call, given), call.services.domains)
    return await _measure(call, await asyncio.to_thread(compile_sound, spec, domains=call.services.domains))


async def _measure(call: Call, program: CompiledProgram) -> RhythmView:
    services, now_us = call.services, call.services.now_us()
    crowd = await count_crowd(
        services.pool, services.tenant_id, program, now_us=now_us, personal=services.personal
    )  # fmt: skip
    return await asyncio.to_thread(_view, program, crowd, now_us, call.locale)


def _view(program: CompiledProgram, crowd: Crowd, now_us: int, locale: Locale) -> RhythmView:
    today, rhythm = program.calendar.local_day(now_us), find_rhythm(program.spec)
    weeks, days = list_weeks(program, crowd, today, WEEKS), list_days(program, crowd, today, DAYS)
    things = [
        RhythmThing(
            **msgspec.structs.asdict(_show(crowd.estimate(crowd.count_all(1 << place)))), path=one.path,
            name=one.name.get(locale), kind=one.kind, opens_us=one.opens_us or None,
            closes_us=show_until(one.closes_us),
        )
        for place, one in enumerate(crowd.things)
    ]  # fmt: skip
    overlaps = [
        RhythmOverlap(
            **msgspec.structs.asdict(_show(one.members)), one=one.one, other=one.other,
            first=show_day(one.first) if one.first else None, last=None if one.last is None else show_day(one.last),
        )
        for one in list_overlaps(program, crowd)[:MOST_OVERLAPS]
    ]  # fmt: skip
    return RhythmView(
        crowd.members, crowd.looked_at, rhythm.most_a_week, rhythm.most_at_once, things,
        [_show_stretch(one) for one in weeks], [_show_stretch(one) for one in days], overlaps,
        [said.get(locale) for said in say_warnings(program, crowd, weeks, days)],
    )  # fmt: skip


def _show(found: Estimate) -> Reached:
    return Reached(found.count, found.low, found.high)


def _show_stretch(one: Stretch) -> RhythmStretch:
    return RhythmStretch(
        show_day(one.first), show_day(one.last), list(one.paths), _show(one.reached), _show(one.busy), one.most
    )


# -- one campaign -----------------------------------------------------------------------------------------------------
class CampaignActivity(msgspec.Struct):
    """An activity that lives in a campaign.

    Args:
        said: The activity in one sentence.
    """

    id: str
    kind: str
    name: str
    said: str


class CampaignCalledOff(msgspec.Struct):
    """When and why it was called off."""

    t_us: int
    reason: str


class CampaignPage(msgspec.Struct):
    """A campaign of the program in force, in words.

    Args:
        enabled: False: it is paused.
        audience: Members for whom it is by today's data, those held out apart.
        changes: What is different for them, one sentence a change.
        activities: Those that live in it.
        cancelled: Null: it was not called off.
        early: Who comes before others, one sentence a tier.
        results: When members may read figures and winners: `at_end`, `as_they_come` or `never`.
        look: Its theme; null: none.
    """

    id: str
    name: str
    enabled: bool
    audience: Reached
    changes: list[str]
    activities: list[CampaignActivity]
    cancelled: CampaignCalledOff | None
    early: list[str]
    results: Literal["at_end", "as_they_come", "never"]
    look: CampaignLook | None


async def _show_campaign(call: Call) -> CampaignPage:
    services, program, now_us = call.services, call.services.program, call.services.now_us()
    spec, locale = find_campaign(program, call.params["campaign"]), call.locale
    path = f"campaigns.{spec.id}"
    crowd = await count_crowd(
        services.pool, services.tenant_id, program, now_us=now_us, personal=services.personal
    )  # fmt: skip
    at = next((place for place, one in enumerate(crowd.things) if one.path == path), None)
    reached = crowd.estimate(crowd.count_all(1 << at)) if at is not None else Estimate(0, 0, 0)
    rows = await cancellations.list_all(services.pool, services.tenant_id)
    called_off = next((CampaignCalledOff(row.t_us, row.reason) for row in rows if row.path == path), None)

    def say() -> CampaignPage:
        rows_said = describe_program(program)
        activities = [
            CampaignActivity(
                one.spec.id, one.kind.kind, one.spec.name.get(locale),
                rows_said[one.path].get(locale) if one.path in rows_said else "",
            )
            for one in activity_index(program).all
            if one.spec.campaign == spec.id
        ]  # fmt: skip
        return CampaignPage(
            spec.id, spec.name.get(locale), spec.enabled, _show(reached), say_changes(program, spec, locale),
            activities, called_off, render_early(program, spec, locale), spec.results, view_look(spec.theme, locale),
        )  # fmt: skip

    return await asyncio.to_thread(say)


class ChangeCampaign(msgspec.Struct, forbid_unknown_fields=True):
    """What becomes of a campaign.

    Args:
        act: `pause`: nothing of it holds until it is resumed; `resume`; `end`: its window closes with this minute.
        note: For the list of versions.
    """

    act: Act
    note: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")] = ""


class CampaignChanged(msgspec.Struct):
    """The version of the program that says so."""

    version: int
    active_from_us: int


async def _change(call: Call) -> CampaignChanged:
    given: ChangeCampaign = call.body
    services = call.services
    document = change_campaign(services.program, call.params["campaign"], given.act, services.now_us())
    done = await services.programs.publish(
        document, actor=call.principal.actor, note=given.note, force_warnings=True
    )  # fmt: skip
    await services.book.refresh()  # this process knows at once, others within a second
    return CampaignChanged(done.version, done.active_from_us)


PATH = "/v1/program/campaigns/{campaign}"
ENDPOINTS = (
    Endpoint(
        "GET", "/v1/program/rhythm", _show_rhythm, text("活动节奏", "How much members are addressed"), "program",
        READ, response=RhythmView, errors=(NoProgram,),
        about="Counted on the members themselves, not by the names of audiences: all of up to 20,000, beyond that a "
        "sample, with an interval. Who is held out of a campaign is not addressed by it.",
    ),
    Endpoint(
        "POST", "/v1/program/rhythm", _try_rhythm, text("预估活动节奏", "The same, before a program is published"),
        "program", READ, body=Source, body_limit=DOCUMENT_LIMIT, response=RhythmView,
        errors=(InvalidInput, LintFailed, NotFound, NoProgram),
    ),
    Endpoint(
        "GET", PATH, _show_campaign, text("一个营销活动", "A campaign in words, with its audience counted"), "program",
        READ, response=CampaignPage, errors=(NotFound, NoProgram),
    ),
    Endpoint(
        "POST", f"{PATH}/change", _change, text("暂停、恢复或结束营销活动", "Pause, resume or end a campaign"),
        "program", PUBLISH, body=ChangeCampaign, response=CampaignChanged,
        errors=(InvalidInput, LintFailed, CampaignNotChanged, NotFound, NoProgram),
        about="Publishes the program in force with that one change, so it stands in the list of versions and can be "
        "rolled back. What members have stays theirs. For good: `POST /v1/program/cancellations`.",
    ),
)  # fmt: skip
