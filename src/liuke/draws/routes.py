"""Commitments and revealed seeds of an activity, and a period's draws for whoever wants to check them."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.draws import service
from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import NotFound
from liuke.kernel.text import text

PATH = "/v1/draws"


class DrawSeed(msgspec.Struct):
    """A seed of a period.

    Args:
        period: As `2026-11-29`; `all`: the whole activity.
        number: 1 unless one was discarded, which stays.
        commitment: SHA-256 of the seed, published before the first draw.
        secret: The seed in hexadecimal; empty until it is revealed after the period.
        reason: Why it was discarded.
    """

    period: str
    number: int
    commitment: str
    committed_us: int
    closes_us: int
    secret: str
    discarded_us: int | None
    reason: str


class DrawSeeds(msgspec.Struct):
    """Seeds of an activity, the newest first."""

    items: list[DrawSeed]


class DrawNote(msgspec.Struct):
    """One draw: `note` holds the operation, purpose, digest, terms and outcome."""

    member: int
    number: int
    note: dict[str, Any]


class DrawExport(msgspec.Struct):
    """Everything of a period; `liuke draw verify` checks it offline.

    Args:
        totals: How often each member drew, counted apart from the draws.
        lists: Sealed lists by their hash.
        form: Of this export.
    """

    activity: str
    period: str
    seeds: list[dict[str, Any]]
    draws: list[DrawNote]
    totals: dict[str, int]
    lists: dict[str, list[str]]
    form: int


async def _list(call: Call) -> DrawSeeds:
    services = call.services
    rows = await service.list_seeds(services.wide, services.tenant_id, call.params["activity"])
    return DrawSeeds([DrawSeed(row.period, **msgspec.structs.asdict(row.seed)) for row in rows])


async def _export(call: Call) -> DrawExport:
    services = call.services
    found = await service.export_draws(
        services.wide, services.tenant_id, call.params["activity"], call.params["period"]
    )
    return msgspec.convert(msgspec.to_builtins(found, str_keys=True), DrawExport)


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{PATH}/{{activity}}",
        _list,
        text("抽奖承诺与种子", "Commitments and seeds of an activity"),
        "draws",
        ("program:read",),
        response=DrawSeeds,
        errors=(NotFound,),
    ),
    Endpoint(
        "GET",
        f"{PATH}/{{activity}}/{{period}}",
        _export,
        text("导出一期抽奖", "Export the draws of a period"),
        "draws",
        ("members:read",),
        response=DrawExport,
        errors=(NotFound,),
    ),
)
