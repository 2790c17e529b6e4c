"""Dry runs over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.decision.choosing import ProgramSource
from liuke.http.contracts import Call, Endpoint
from liuke.http.errors import Forbidden
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.publishing.dry_run import DryAnswer, DryStep, Steps, dry_run, show_answers
from liuke.publishing.lint import LintFailed, compile_sound
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, TimeUs, load_source, read_source
from liuke.publishing.trial import RuleFailed, RunTooLong, Sample
from liuke.publishing.trial_routes import SampleMember, make_sample


class DryRunRequest(Source):
    """Somebody, and one event or several steps.

    Args:
        member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
        sample: A made-up member, where none is named; by default somebody who just joined.
        type: Of the event, where there is one.
        data: Its fields.
        at_us: When; 0: now.
        steps: Events one after another; what is due between them happens.
        version: A published version, for all steps. Without it, and without a document or draft, each step is decided
            under what is in force then.
    """

    member: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    sample: SampleMember | UnsetType = UNSET
    type: Annotated[str, Meta(max_length=100, examples=["order.paid"])] | UnsetType = UNSET
    data: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    at_us: TimeUs = 0
    steps: Steps | UnsetType = UNSET
    version: Annotated[int, Meta(ge=1, lt=2**31)] | UnsetType = UNSET


class DryRunAnswer(msgspec.Struct):
    """What would come of each step.

    Args:
        member_id: Who; null for a made-up member.
    """

    member_id: str | None
    steps: list[DryAnswer]


async def _run(call: Call) -> DryRunAnswer:
    given: DryRunRequest = call.body
    steps = _read_steps(given)
    if given.member is not UNSET and "members:read" not in call.principal.scopes:
        raise Forbidden("a real member needs the scope members:read", fix="try a sample", scopes=["members:read"])
    services, programs = call.services, await _find_programs(call, given)
    who: int | Sample = make_sample(given.sample)
    if given.member is not UNSET:
        who = await services.identities.get(given.member)
    trials = await dry_run(
        services.pool, services.tenant_id, programs, steps, who=who, now_us=services.now_us(),
        actor=call.principal.actor, personal=services.personal, catalogue=services.book.catalogue.current(),
    )  # fmt: skip
    member_id = str(who) if isinstance(who, int) else None
    return DryRunAnswer(member_id, show_answers(steps, trials, call.locale))


def _read_steps(given: DryRunRequest) -> list[DryStep]:
    faults = list[Fault]()
    if given.member is not UNSET and given.sample is not UNSET:
        faults.append(Fault("sample", "one-of", "member or sample, not both"))
    if (given.type is UNSET) == (given.steps is UNSET):
        faults.append(Fault("steps", "one-of", "exactly one of type and steps is needed"))
    if faults:
        raise InvalidInput("the run is not clear", faults=faults)
    if given.steps is not UNSET:
        return given.steps
    assert given.type is not UNSET
    return [DryStep(given.type, given.data, given.at_us)]


async def _find_programs(call: Call, given: DryRunRequest) -> ProgramSource:
    """What decides at which instant."""
    book, named = call.services.book, not (given.spec is UNSET and given.yaml is UNSET and given.draft is UNSET)
    if given.version is not UNSET:
        if named:
            fault = Fault("version", "one-of", "at most one of version, spec, yaml and draft is taken")
            raise InvalidInput("the program is named twice", faults=[fault])
        version = book.get_version(given.version)
        return lambda _t_us: version
    if not named:
        return book.program_at
    spec = await load_source(await read_source(call, given), call.services.domains)
    try:
        program = await asyncio.to_thread(compile_sound, spec, domains=call.services.domains)
    except LintFailed as error:
        raise LintFailed(error.findings, locale=call.locale, fix=error.fix) from None
    return lambda _t_us: program


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/dry-run", _run, text("演练：会发生什么", "What would happen, without a trace"), "program",
        ("program:read",), body=DryRunRequest, body_limit=DOCUMENT_LIMIT, response=DryRunAnswer,
        errors=(InvalidInput, LintFailed, RuleFailed, RunTooLong, NotFound, NoProgram),
        about="Any request or reported event, of any member or a made-up one, at any instant: the decision that would "
        "be made then, with what is due until then, in a transaction that can only read. Nothing is kept, taken, "
        "drawn, counted or sent; what would go to other members stands among the effects. At most 50 steps and "
        "ten seconds. With `member` also `members:read`.",
    ),
)  # fmt: skip
