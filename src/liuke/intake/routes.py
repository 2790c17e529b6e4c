"""Event intake: what happened to a member, one by one or up to a thousand at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from liuke.decision.choosing import find_version
from liuke.decision.event import Event
from liuke.engine.decide import check_event
from liuke.http.clients import ClientIn, find_client, read_client
from liuke.http.contracts import Call, Endpoint, RawJson
from liuke.http.services import Services
from liuke.intake.access import EVENT_SCOPES, check_event_access, check_receiver
from liuke.intake.answers import EventAnswer, answer_call, render_answer, submit
from liuke.kernel.errors import Fault, InvalidInput, KeyReused, LiukeError, NotFound, Refused
from liuke.kernel.text import text
from liuke.privacy.references import Reference, read_reference
from liuke.program.errors import NoProgram

MAX_BATCH = 1_000
BATCH_LIMIT = 8 * 1024 * 1024
TimeUs = Annotated[int, msgspec.Meta(ge=0, lt=2**62, description="UTC microseconds; 0: now.")]


class EventIn(msgspec.Struct, forbid_unknown_fields=True):
    """Something that happened to a member, or is asked for them.

    Args:
        type: Name in the event catalogue.
        member: Number of the member, or ``namespace:external_id``.
        key: Idempotency key, unique within the member.
        t_us: When it happened.
        data: Fields of the event type.
        client: Where the member's request came from, as the caller's server saw it; kept sealed, and for a while.
    """

    type: Annotated[str, msgspec.Meta(max_length=100, examples=["order.paid"])]
    member: Annotated[str, msgspec.Meta(max_length=300, examples=["wechat:o6_bmjrPTlm"])]
    key: Annotated[str, msgspec.Meta(max_length=200, examples=["order:1001"])]
    t_us: TimeUs = 0
    data: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    client: ClientIn | msgspec.UnsetType = msgspec.UNSET


class EventQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to take events.

    Args:
        register: Whether a ``namespace:external_id`` that is new is registered first.
        texts: Whether the answer comes in words too.
    """

    register: bool = True
    texts: bool = True


class BatchIn(msgspec.Struct, forbid_unknown_fields=True):
    """Events, taken in order for each member."""

    events: Annotated[list[EventIn], msgspec.Meta(min_length=1, max_length=MAX_BATCH)]


class BatchResult(msgspec.Struct):
    """One event's answer, or why it was not taken.

    Args:
        ok: Whether it was taken.
        answer: As of a single event.
        error: Problem document.
    """

    ok: bool
    answer: EventAnswer | msgspec.UnsetType = msgspec.UNSET
    error: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


class BatchAnswer(msgspec.Struct):
    """Results in the order of the events."""

    results: list[BatchResult]


async def _take(call: Call) -> RawJson:
    given: EventIn = call.body
    query: EventQuery = call.query
    event = await _make_event(call, given, register=query.register)
    outcome = await submit(call.services, event)
    days = call.services.list_result_days(given.type)
    return answer_call(call, event.member_id, outcome, texts=query.texts, days=days)


async def _make_event(call: Call, given: EventIn, *, register: bool) -> Event:
    reference, data = _read(call, given)
    identities = call.services.identities
    member_id = identities.find_known(reference)
    if not member_id:
        if register:
            member_id = (await identities.ensure({reference: given.t_us}))[reference]
        else:
            member_id = await identities.get(given.member)
    await check_receiver(call.services, given.type, data)
    client = read_client(given.client, []) or find_client(call)
    return Event(given.type, member_id, given.key, given.t_us, data, client)


def _read(call: Call, given: EventIn) -> tuple[Reference, dict[str, Any]]:
    """Whom it is about, and its data.

    The engine looks at every event itself. It is asked here already where there is a fault to tell together with its
    own, and before somebody would be registered for the sake of an event that cannot be taken.

    Raises:
        Forbidden: the caller may not send events of this type.
        InvalidInput: with everything that is wrong.
    """
    services, faults = call.services, list[Fault]()
    data, reference = given.data, None
    try:
        data = check_event_access(services, call.principal, given.type, given.data)
    except InvalidInput as error:
        faults += error.faults
    try:
        reference = read_reference(given.member)
    except InvalidInput as error:
        faults += error.faults
    read_client(given.client, faults)
    if reference is not None and not faults and services.identities.find_known(reference):
        return reference, data
    told = {fault.path for fault in faults}
    faults += [fault for fault in _find_faults(services, given, data) if fault.path not in told]
    if reference is None or faults:
        raise InvalidInput(f"{given.type} {given.key!r} cannot be taken", faults=faults)
    return reference, data


def _find_faults(services: Services, given: EventIn, data: dict[str, Any]) -> list[Fault]:
    """What the engine will say is wrong with it."""
    event = Event(given.type, 0, given.key, given.t_us, data)
    try:
        check_event(find_version(services.book.program_at, event, 0), event)
    except InvalidInput as error:
        return list(error.faults) or [Fault("type", "unknown-type", error.detail, error.fix)]
    return []


async def _take_batch(call: Call) -> RawJson:
    """Members are looked up in one query; the engine groups the events into its own transactions."""
    results = await take_events(call, call.body.events, call.query)
    return RawJson(b'{"results":[%s]}' % b",".join(results))


async def take_events(call: Call, events: list[EventIn], query: EventQuery) -> list[bytes]:
    """Take events of any members; results as JSON objects, in the order of the events."""
    prepared = [_prepare(call, given) for given in events]
    errors = await _find_members(call, prepared, register=query.register)
    lost = await _find_lost(call, prepared)
    members = call.services.identities

    results, places, chosen = [b""] * len(prepared), list[int](), list[Event]()
    for place, item in enumerate(prepared):
        refused = lost.get(place, item)
        if isinstance(refused, LiukeError):
            results[place] = _render_error(call, refused)
            continue
        reference, given, data = refused
        member_id = errors.get(reference) or members.find_known(reference)
        if isinstance(member_id, LiukeError):
            results[place] = _render_error(call, member_id)
        else:
            places.append(place)
            chosen.append(_build(given, member_id, data))
    outcomes = await call.services.engine.submit_all(chosen)
    for place, event, outcome in zip(places, chosen, outcomes, strict=True):
        if outcome.error is not None:
            results[place] = _render_error(call, outcome.error)
            continue
        days = call.services.list_result_days(event.type)
        answer = render_answer(call.services, event.member_id, outcome, call.locale, texts=query.texts, days=days)
        results[place] = b'{"ok":true,"answer":%s}' % answer
    return results


def _build(given: EventIn, member_id: int, data: Mapping[str, Any]) -> Event:
    return Event(given.type, member_id, given.key, given.t_us, dict(data), read_client(given.client, []))


def _prepare(call: Call, given: EventIn) -> tuple[Reference, EventIn, Mapping[str, Any]] | LiukeError:
    try:
        reference, data = _read(call, given)
    except LiukeError as error:
        return error
    return reference, given, data


async def _find_lost(
    call: Call, prepared: list[tuple[Reference, EventIn, Mapping[str, Any]] | LiukeError]
) -> dict[int, LiukeError]:
    """Place of each event whose receiver is nobody, and why."""
    found: dict[int, LiukeError] = {}
    for place, item in enumerate(prepared):
        if not isinstance(item, LiukeError):
            try:
                await check_receiver(call.services, item[1].type, item[2])
            except LiukeError as error:
                found[place] = error
    return found


async def _find_members(
    call: Call, prepared: list[tuple[Reference, EventIn, Mapping[str, Any]] | LiukeError], *, register: bool
) -> dict[Reference, LiukeError | int]:
    """References that memory does not know → the member, or why there is none."""
    identities = call.services.identities
    wanted: dict[Reference, int] = {}
    for item in prepared:
        if not isinstance(item, LiukeError) and not identities.find_known(item[0]):
            wanted.setdefault(item[0], item[1].t_us)
    found: dict[Reference, LiukeError | int] = dict(await identities.find_many(list(wanted))) if wanted else {}
    for reference, t_us in wanted.items():
        if found.get(reference):
            continue
        if not register:
            name = f"{reference.namespace}:{reference.external_id}"
            found[reference] = NotFound(f"there is no member {name!r}", fix="register the member first")
            continue
        try:
            found[reference] = (await identities.register(reference, registered_us=t_us)).member_id
        except LiukeError as error:
            found[reference] = error
    return found


def _render_error(call: Call, error: LiukeError) -> bytes:
    return b'{"ok":false,"error":%s}' % msgspec.json.encode(call.render_problem(error))


_SCOPES = EVENT_SCOPES
_ERRORS = (InvalidInput, NotFound, KeyReused, Refused, NoProgram)
ENDPOINTS = (
    Endpoint(
        "POST", "/v1/events", _take, text("上报一个事件", "Take one event"), "events", _SCOPES, body=EventIn,
        query=EventQuery, response=EventAnswer, errors=_ERRORS,
        about=(
            "Answered after the event is durably recorded. The same key with the same content is answered with the "
            "first answer (`replayed`); with other content it is an error. Reported events need the scope "
            "`events:write`, requests the scope of the request."
        ),
    ),
    Endpoint(
        "POST", "/v1/events/batch", _take_batch, text("批量上报事件", "Take up to 1,000 events"), "events", _SCOPES,
        body=BatchIn, query=EventQuery, response=BatchAnswer, errors=(InvalidInput, NoProgram), body_limit=BATCH_LIMIT,
        about="One event that is refused does not stop the others: look at each result.",
    ),
)  # fmt: skip
