"""Trying an event under a program: what it would decide and why. Nothing is written."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import Effect
from liuke.decision.event import Event
from liuke.decision.reasons import Prompt, Reason
from liuke.decision.turn import Gain
from liuke.engine.decide import Decision
from liuke.events.catalogue import EventField
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import read_day, show_day
from liuke.http.errors import Forbidden
from liuke.http.fields import SERVER_FIELDS
from liuke.kernel.errors import Fault, InvalidInput, NotFound, Refused
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram
from liuke.publishing.lint import LintFailed, compile_sound
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, TimeUs, load_source, read_source
from liuke.publishing.trial import SAMPLE_ID, RuleFailed, Sample, Standing, Trial, try_on_member, try_on_sample
from liuke.publishing.wording import Texts, render_reasons, render_texts

_Id = Annotated[str, Meta(max_length=100)]


class TrialEvent(msgspec.Struct, forbid_unknown_fields=True):
    """The event, as it would be reported.

    Args:
        type: Name in the event catalogue of the program that is tried.
        data: Fields of the type.
        t_us: When; a time to come is tried at that time, with everything that is due until then.
        key: Taken and ignored: nothing is recorded.
    """

    type: Annotated[str, Meta(max_length=100, examples=["order.paid"])]
    data: dict[str, Any] = {}
    t_us: TimeUs = 0
    key: Annotated[str, Meta(max_length=200)] = ""


class SampleMember(msgspec.Struct, forbid_unknown_fields=True):
    """A made-up member.

    Args:
        tier: Id of the tier; empty: just joined.
        balances: Asset → what is available.
        registered_days_ago: When they joined.
        profile: Attributes that rules may ask for.
        labels: By name.
    """

    tier: _Id = ""
    balances: dict[_Id, Annotated[int, Meta(ge=0, le=MAX_AMOUNT)]] = {}
    registered_days_ago: Annotated[int, Meta(ge=0, le=10_000)] = 0
    profile: dict[str, Any] = {}
    labels: dict[str, str] = {}


class TrialRequest(Source):
    """A program (by default the one in force), somebody, and an event.

    Args:
        event: What happens.
        member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
        sample: A made-up member, where none is named.
    """

    event: TrialEvent = msgspec.field(default_factory=lambda: TrialEvent("order.paid"))
    member: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    sample: SampleMember | UnsetType = UNSET


class ReasonView(msgspec.Struct):
    """One line of the waterfall; ``text`` says it in words."""

    path: str
    name: str
    code: str
    applied: bool
    params: dict[str, Any]
    text: str


class StandingView(msgspec.Struct):
    """Tier, and asset → available less debt."""

    tier: str
    balances: dict[str, int]


class EffectsView(msgspec.Struct):
    """What would be written.

    Args:
        counts: Kind of effect → how many.
        items: Each of them, in order; at most 200.
    """

    counts: dict[str, int]
    items: list[dict[str, Any]]


class DueView(msgspec.Struct):
    """What time alone would do before the event."""

    type: str
    reasons: list[ReasonView]


class TrialAnswer(msgspec.Struct):
    """What the program decides. A refusal is answered as it would be: 409.

    Args:
        member_id: Who; null for a made-up member.
        program_version: Of a published version; 0: a document that came along, or a draft.
        t_us: When it was tried.
        day: Merchant-local day of the event.
        reasons: The waterfall: each rule that applied, and each that did not and why.
        gains: What the member would receive.
        prompts: What would be within reach.
        texts: Gains and prompts in words.
        result: What a request asked for.
        tier: After it.
        balances: After it.
        before: Where the member stands when the event comes.
        effects: What would be written.
        due: What time alone would do first.
    """

    member_id: str | None
    program_version: int
    t_us: int
    day: str
    reasons: list[ReasonView]
    gains: list[Gain]
    prompts: list[Prompt]
    texts: Texts
    result: dict[str, Any]
    tier: str
    balances: dict[str, int]
    before: StandingView
    effects: EffectsView
    due: list[DueView]


MAX_EFFECTS = 200


async def _try(call: Call) -> TrialAnswer:
    given: TrialRequest = call.body
    if given.member is not UNSET and given.sample is not UNSET:
        fault = Fault("sample", "one-of", "member or sample, not both")
        raise InvalidInput("somebody is named twice", faults=[fault])
    if given.member is not UNSET and "members:read" not in call.principal.scopes:
        raise Forbidden("a real member needs the scope members:read", fix="try a sample", scopes=["members:read"])
    program = await _find_program(call, given)
    services = call.services
    if given.member is not UNSET:
        member_id = await services.identities.get(given.member)
        event = make_event(program, given.event, member_id, call.principal.actor)
        trial = await try_on_member(
            services.pool,
            services.tenant_id,
            program,
            event,
            now_us=services.now_us(),
            personal=services.personal,
            catalogue=services.book.catalogue.current(),
        )
        return _show(program, trial, str(member_id), call.locale)
    event = make_event(program, given.event, SAMPLE_ID, call.principal.actor)
    sample = make_sample(given.sample)
    catalogue = services.book.catalogue.current()
    trial = await asyncio.to_thread(
        try_on_sample, program, sample, event, now_us=services.now_us(), catalogue=catalogue
    )
    return _show(program, trial, None, call.locale)


async def _find_program(call: Call, given: TrialRequest) -> CompiledProgram:
    if given.spec is UNSET and given.yaml is UNSET and given.draft is UNSET:
        return call.services.program
    spec = await load_source(await read_source(call, given), call.services.domains)
    try:
        return await asyncio.to_thread(compile_sound, spec, domains=call.services.domains)
    except LintFailed as error:
        raise LintFailed(error.findings, locale=call.locale, fix=error.fix) from None


def make_event(program: CompiledProgram, given: TrialEvent, member_id: int, actor: str, key: str = "try") -> Event:
    """The event with what the server fills, as when it is taken; days may be written as days.

    Args:
        program: Whose catalogue says what the fields are.
        given: As it comes in.
        member_id: Whose.
        actor: Who asks.
        key: What ids derive from.

    Raises:
        InvalidInput: a day is none.
    """
    found = program.events.find(given.type)
    fields: Mapping[str, EventField] = found.fields if found is not None else {}
    data, faults = dict(given.data), list[Fault]()
    for name in data.keys() & fields.keys():
        if fields[name].kind == "day" and isinstance(data[name], str):
            data[name] = read_day(data[name], f"event.data.{name}", faults)
    if faults:
        raise InvalidInput(f"{given.type} cannot be tried", faults=faults)
    data.update(dict.fromkeys(SERVER_FIELDS & fields.keys(), actor))
    return Event(given.type, member_id, key, given.t_us, data)


def make_sample(given: SampleMember | UnsetType) -> Sample:
    """The made-up member; by default somebody who just joined."""
    if given is UNSET:
        return Sample()
    return Sample(given.tier, given.balances, given.registered_days_ago, given.profile, given.labels)


# -- showing ----------------------------------------------------------------------------------------------------------
def _show(program: CompiledProgram, trial: Trial, member_id: str | None, locale: Locale) -> TrialAnswer:
    decision = trial.decision
    if decision is None:
        assert trial.refused is not None
        raise trial.refused
    return TrialAnswer(
        member_id, program.version, trial.now_us, show_day(decision.day),
        show_reasons(program, decision.reasons, locale), decision.gains, decision.prompts,
        render_texts(program, decision.gains, decision.prompts, locale), decision.result, trial.after.tier,
        trial.after.balances, show_standing(trial.before), show_effects(decision.effects),
        [show_due(program, tick, locale) for tick in trial.ticks],
    )  # fmt: skip


def show_reasons(program: CompiledProgram, reasons: list[Reason], locale: Locale) -> list[ReasonView]:
    """The waterfall in words."""
    lines = render_reasons(program, reasons, locale)
    return [
        ReasonView(line.path, line.name, reason.code, line.applied, reason.params, line.words)
        for reason, line in zip(reasons, lines, strict=True)
    ]


def show_standing(standing: Standing) -> StandingView:
    """Tier and balances."""
    return StandingView(standing.tier, standing.balances)


def show_due(program: CompiledProgram, tick: Decision, locale: Locale) -> DueView:
    """What a timer did."""
    return DueView(tick.type, show_reasons(program, tick.reasons, locale))


def show_effects(effects: list[Effect]) -> EffectsView:
    """Numbers beyond what a browser can count are text, as ids are everywhere."""
    items: list[dict[str, Any]] = [msgspec.to_builtins(effect) for effect in effects[:MAX_EFFECTS]]
    for item in items:
        for name in ("coupon_id", "entitlement_id", "member_id"):
            if name in item:
                item[name] = str(item[name])
    return EffectsView(dict(Counter(msgspec.to_builtins(effect)["effect"] for effect in effects)), items)


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/program/try", _try, text("试算：这个方案会怎样决定", "Try an event under a program"), "program",
        ("program:read",), body=TrialRequest, body_limit=DOCUMENT_LIMIT, response=TrialAnswer,
        errors=(InvalidInput, LintFailed, RuleFailed, NotFound, Refused, NoProgram),
        about="The same decision as live, in a transaction that can only read. With `member` also `members:read`.",
    ),
)  # fmt: skip
