"""Taking tracked events: whose they are, which of them are new, and one short transaction that keeps those."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

import msgspec

from liuke.consents.routes import is_allowed
from liuke.db.contracts import Connection
from liuke.db.pool import run_transaction
from liuke.decision.consents import TRACKING
from liuke.http.principal import Principal
from liuke.http.services import Services
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.privacy.references import Reference, read_reference
from liuke.tracking import store
from liuke.tracking.contracts import Envelope, TrackedEvent
from liuke.tracking.reading import Refusal, correct, read_events, refuse
from liuke.tracking.store import TrackedRow

NAMES_MEMBERS = "events:write"
"""What a key must be allowed to do to say whom an event is about."""


class Taken(NamedTuple):
    """What came of a request: the server's clock, how many events were new or known, and the others."""

    server_us: int
    stored: int
    duplicates: int
    refused: list[Refusal]


class _Batch(NamedTuple):
    """Events that can be kept, by their place, with whom they are about; 0: nobody who is signed in."""

    events: Mapping[int, tuple[TrackedEvent, int]]
    refused: list[Refusal]


async def take(services: Services, principal: Principal, envelope: Envelope) -> Taken:
    """Keep the events of a request that can be kept and were not kept before.

    Whatever is not refused is on disk. Nothing of it passes the engine.

    Raises:
        NoProgram: there is no calendar yet.
    """
    now_us = services.now_us()
    calendar = services.program.calendar
    sound, refused = read_events(envelope, now_us)
    batch = await _find_members(services, principal, envelope, sound, refused)
    silent = await _list_silent(services, {member_id for _, member_id in batch.events.values() if member_id})
    unique = dict[str, tuple[int, TrackedEvent, int]]()
    for at, (event, member_id) in batch.events.items():
        unique.setdefault(event.id, (at, event, member_id))

    async def keep(connection: Connection) -> tuple[int, list[Refusal]]:
        await store.share_guard(connection, services.tenant_id)
        members = {member_id for _, _, member_id in unique.values() if member_id}
        left = await store.list_left(connection, services.tenant_id, list(members)) if members else {}
        rows, lost = list[TrackedRow](), list[Refusal]()
        for at, event, member_id in unique.values():
            if member_id and member_id not in left:
                lost.append(refuse(at, event, [_NOBODY]))
                continue
            if member_id in silent:
                lost.append(refuse(at, event, [_NOT_AGREED]))
                continue
            t_us = correct(event.t_us, envelope.sent_us, now_us)
            data = msgspec.json.encode(event.data).decode()
            rows.append(TrackedRow(
                event.id, left.get(member_id, 0), envelope.anonymous_id, event.type, t_us, calendar.local_day(t_us),
                event.t_us, data,
            ))  # fmt: skip
        return (await store.insert_new(connection, services.tenant_id, rows, now_us) if rows else 0), lost

    stored, lost = 0, list[Refusal]()
    if unique:
        await _ensure_day(services, now_us)
        # the ids make it safe to do again what nobody knows the end of
        stored, lost = await run_transaction(services.pool, keep, tenant_id=services.tenant_id, idempotent=True)
    named = sorted([*batch.refused, *lost], key=lambda one: one.at)
    return Taken(now_us, stored, len(envelope.events) - stored - len(named), named)


_days: set[tuple[int, int]] = set()
"""Pools and days whose partition is known to be there; the worker makes those of the days to come."""


async def _ensure_day(services: Services, now_us: int) -> None:
    known = (id(services.pool), now_us // DAY_US)
    if known not in _days:
        await run_transaction(services.pool, lambda connection: store.ensure_day(connection, now_us))
        _days.add(known)


# -- whom they are about ----------------------------------------------------------------------------------------------
_NOBODY = Fault("member", "nobody", "nobody is called so", "register the member first")
_MINE = Fault("member", "set-by-server", "is filled by the server with who calls", "leave it out")
_MAY_NOT = Fault(
    "member", "devices-only", "this key speaks for devices, not for members", f"use one with {NAMES_MEMBERS}"
)
_NOT_AGREED = Fault("member", "no-consent", "the member has not agreed to being tracked", "stop tracking them")
_UNSAID = Fault("member", "missing", "neither a member nor an anonymous_id says whose it is", "send one of them")


async def _find_members(
    services: Services,
    principal: Principal,
    envelope: Envelope,
    sound: Mapping[int, TrackedEvent],
    refused: list[Refusal],
) -> _Batch:
    """Whom each event is about; what is about nobody joins the refused."""
    found, wanted = dict[int, tuple[TrackedEvent, int]](), dict[int, tuple[TrackedEvent, Reference]]()
    for at, event in sound.items():
        fault = _find_fault(principal, envelope, event)
        if fault is not None:
            refused.append(refuse(at, event, [fault]))
        elif isinstance(event.member, str):
            try:
                wanted[at] = (event, read_reference(event.member))
            except InvalidInput as error:
                refused.append(refuse(at, event, list(error.faults)))
        else:
            found[at] = (event, principal.member_id)
    members = await _look_up(services, [reference for _, reference in wanted.values()])
    for at, (event, reference) in wanted.items():
        if members[reference]:
            found[at] = (event, members[reference])
        else:
            refused.append(refuse(at, event, [_NOBODY]))
    return _Batch(dict(sorted(found.items())), refused)


def _find_fault(principal: Principal, envelope: Envelope, event: TrackedEvent) -> Fault | None:
    named = isinstance(event.member, str)
    if principal.kind == "member":
        return _MINE if named else None
    if named:
        return None if NAMES_MEMBERS in principal.scopes else _MAY_NOT
    return None if envelope.anonymous_id else _UNSAID


async def _look_up(services: Services, references: list[Reference]) -> dict[Reference, int]:
    found = {one: services.identities.find_known(one) for one in references}
    if asked := [one for one, member_id in found.items() if not member_id]:
        found.update(await services.identities.find_many(asked))
    return found


async def _list_silent(services: Services, members: set[int]) -> set[int]:
    """Those who have not agreed to being tracked, whatever the device says; who is nobody is found out later."""
    found = set[int]()
    for member_id in sorted(members):
        with suppress(NotFound):
            if not await is_allowed(services, member_id, TRACKING):
                found.add(member_id)
    return found
