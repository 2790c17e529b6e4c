"""Pages of activities of programs that are being worked on."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.activities.page import PageDescription
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.http.contracts import Call, Endpoint
from liuke.http.errors import Forbidden
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram
from liuke.publishing.dry_run import DryStep
from liuke.publishing.lint import LintFailed, compile_sound
from liuke.publishing.page_preview import preview_page
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, TimeUs, load_source, read_source
from liuke.publishing.trial import MAX_STEPS, SAMPLE_ID, RuleFailed, RunTooLong, Sample, Trial
from liuke.publishing.trial_routes import SampleMember, TrialEvent, make_event, make_sample
from liuke.publishing.wording import render_texts

PATH = "/v1/program/page"


class PageRequest(Source, kw_only=True):
    """A program (by default the one in force), one of its activities, and who looks at it.

    Args:
        activity: Its id.
        member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
        sample: A made-up member, where none is named; by default somebody who just joined.
        at_us: When it is looked at; 0: now.
        steps: What happens before, one after another; a step that names no instant happens at that of the step before
            it, or of the look.
    """

    activity: Annotated[str, Meta(min_length=1, max_length=200, examples=["check_in"])]
    member: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    sample: SampleMember | UnsetType = UNSET
    at_us: TimeUs = 0
    steps: Annotated[list[DryStep], Meta(max_length=MAX_STEPS)] = msgspec.field(default_factory=list[DryStep])


class PreviewStep(msgspec.Struct):
    """What came of one step.

    Args:
        type: Of the event.
        t_us: Engine time of it.
        refused: Why it is not taken: the stable reason; empty: it is.
        why_not: The same in words.
        texts: What the member receives, in words.
    """

    type: str
    t_us: int
    refused: str
    why_not: str
    texts: list[str]


class PagePreview(msgspec.Struct):
    """A page as it would be.

    Args:
        page: What the member sees.
        member_id: Who; null for a made-up member.
        t_us: The instant of the page.
        told: False: the member may not know of the activity, since its campaign or its variant is not theirs. They
            get no page (404); this is the one that others have.
        requests: An action's request → type of the event with which a step does the same.
        steps: What came of each.
    """

    page: PageDescription
    member_id: str | None
    t_us: int
    told: bool
    requests: dict[str, str]
    steps: list[PreviewStep]


async def _preview(call: Call) -> PagePreview:
    given: PageRequest = call.body
    if given.member is not UNSET and given.sample is not UNSET:
        fault = Fault("sample", "one-of", "member or sample, not both")
        raise InvalidInput("somebody is named twice", faults=[fault])
    if given.member is not UNSET and "members:read" not in call.principal.scopes:
        raise Forbidden("a real member needs the scope members:read", fix="try a sample", scopes=["members:read"])
    services, program = call.services, await _find_program(call, given)
    who: int | Sample = make_sample(given.sample)
    if given.member is not UNSET:
        who = await services.identities.get(given.member)
    now_us = services.now_us()
    at_us = given.at_us or now_us
    events = _make_events(program, given, who if isinstance(who, int) else SAMPLE_ID, at_us, call.principal.actor)
    trials, found = await preview_page(
        services.pool, services.tenant_id, program, given.activity, who=who, at_us=at_us, now_us=now_us, events=events,
        personal=services.personal, catalogue=services.book.catalogue.current(),
    )  # fmt: skip
    return PagePreview(
        found.page, str(who) if isinstance(who, int) else None, found.t_us, found.told, found.requests,
        [_show(step, trial, call.locale) for step, trial in zip(given.steps, trials, strict=True)],
    )  # fmt: skip


async def _find_program(call: Call, given: PageRequest) -> CompiledProgram:
    if given.spec is UNSET and given.yaml is UNSET and given.draft is UNSET:
        return call.services.program
    spec = await load_source(await read_source(call, given), call.services.domains)
    try:
        return await asyncio.to_thread(compile_sound, spec, domains=call.services.domains)
    except LintFailed as error:
        raise LintFailed(error.findings, locale=call.locale, fix=error.fix) from None


def _make_events(program: CompiledProgram, given: PageRequest, member_id: int, at_us: int, actor: str) -> list[Event]:
    events, last_us = list[Event](), at_us
    for place, step in enumerate(given.steps, 1):
        last_us = step.at_us or last_us
        event = TrialEvent(step.type, step.data, last_us)
        events.append(make_event(program, event, member_id, actor, f"preview:{place}"))
    return events


def _show(step: DryStep, trial: Trial, locale: Locale) -> PreviewStep:
    refused, decision = trial.refused, trial.decision
    if decision is None:
        assert refused is not None
        wording = trial.program.wordings.get(refused.reason)
        said = wording.get(locale) if wording is not None else refused.detail
        return PreviewStep(step.type, trial.now_us, refused.reason, said, [])
    gains = render_texts(trial.program, decision.gains, [], locale).gains
    return PreviewStep(step.type, trial.now_us, "", "", gains)


ENDPOINTS = (
    Endpoint(
        "POST", PATH, _preview, text("预览活动页面", "The page of an activity, before it is published"), "program",
        ("program:read",), body=PageRequest, body_limit=DOCUMENT_LIMIT, response=PagePreview,
        errors=(InvalidInput, LintFailed, RuleFailed, RunTooLong, NotFound, NoProgram),
        about="The page that members would get under a draft, at any instant, after steps that are tried as in a dry "
        "run: nothing is kept, taken or sent. A made-up member finds full stock and nobody else; a real one, with "
        "`members:read`, finds both as they stand.",
    ),
)  # fmt: skip
