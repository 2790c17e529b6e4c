"""Calling off an activity or a campaign, and what was."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import NotFound
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.publishing import cancellations
from liuke.publishing.cancellation_store import CancellationRow

PATH = "/v1/program/cancellations"
READ, PUBLISH = ("program:read",), ("program:publish",)


class CancelRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What is called off.

    Args:
        path: `activities.<id>` or `campaigns.<id>`.
        reason: For the record; members' facts carry it.
    """

    path: Annotated[str, Meta(pattern=r"^(activities|campaigns)\.[a-z0-9_]{1,100}$")]
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class CancellationView(msgspec.Struct):
    """Something that was called off.

    Args:
        t_us: From when on it is closed to everybody.
        status: `giving_back`: members who hold something are still being notified; `done`: all of them were.
        members: How many members were notified so far.
    """

    path: str
    t_us: int
    reason: str
    cancelled_by: str
    status: Literal["giving_back", "done"]
    members: int


class Cancellations(msgspec.Struct):
    """What was called off, the newest first."""

    items: list[CancellationView]


def _show(row: CancellationRow) -> CancellationView:
    return msgspec.convert(msgspec.structs.asdict(row), CancellationView)


async def _cancel(call: Call) -> CancellationView:
    given: CancelRequest = call.body
    services = call.services
    row, created = await cancellations.cancel(
        services.pool, services.tenant_id, services.program, given.path, reason=given.reason,
        actor=call.principal.actor,
    )  # fmt: skip
    call.status = 201 if created else 200
    return _show(row)


async def _list(call: Call) -> Cancellations:
    return Cancellations(
        [_show(row) for row in await cancellations.list_all(call.services.pool, call.services.tenant_id)]
    )


ENDPOINTS = (
    Endpoint(
        "POST",
        PATH,
        _cancel,
        text("取消活动", "Call off an activity or a campaign"),
        "program",
        PUBLISH,
        body=CancelRequest,
        response=CancellationView,
        status=201,
        errors=(NotFound, NoProgram),
        about="It is closed at once, to everybody and for good; members who hold something in it get it back within "
        "moments. Called off before: 200, and the first record.",
    ),
    Endpoint(
        "GET",
        PATH,
        _list,
        text("已取消的活动", "What was called off"),
        "program",
        READ,
        response=Cancellations,
    ),
)
