"""What is known of where requests came from: scored before they are decided, sealed and counted when they are kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import asyncpg
import msgspec

from liuke.db.contracts import Connection
from liuke.db.errors import DbError
from liuke.decision.domain import CompiledProgram
from liuke.decision.risk import RiskScore, join_scores
from liuke.engine.load_store import LoadedMember
from liuke.hooks.scorer import Scorer, Signals
from liuke.kernel.clients import Client, find_network
from liuke.privacy.box import VAULT_ERRORS, Personal

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
Place = tuple[int, str]
"""Member and key of an operation."""


def make_prints(personal: Personal, client: Client) -> tuple[bytes, bytes]:
    """Keyed fingerprints of device and network; empty where nothing is known, or nothing can be keyed."""
    if not personal.is_ready:
        return b"", b""
    network = find_network(client.ip)
    return (
        personal.mark("device", client.device_id) if client.device_id else b"",
        personal.mark("network", network) if network else b"",
    )


async def score(
    connection: Connection, tenant_id: int, scorers: Sequence[Scorer], asked: Sequence[tuple[Signals, CompiledProgram]]
) -> dict[Place, RiskScore]:
    """What the scorers find of requests, by member and key; a scorer that fails is logged and has nothing to say.

    Raises:
        DbError: the database failed a scorer, and the transaction with it.
    """
    found: dict[Place, list[RiskScore | None]] = {(one.member_id, one.key): [] for one, _ in asked}
    for scorer in scorers:
        wanted = [one for one, program in asked if scorer.find_types is None or one.type in scorer.find_types(program)]
        if not wanted:
            continue
        for one, result in zip(wanted, await _ask(connection, tenant_id, scorer, wanted), strict=True):
            found[one.member_id, one.key].append(result)
    joined = {place: join_scores(results) for place, results in found.items()}
    return {place: result for place, result in joined.items() if result is not None}


async def _ask(
    connection: Connection, tenant_id: int, scorer: Scorer, asked: Sequence[Signals]
) -> Sequence[RiskScore | None]:
    try:
        results = await scorer.score(connection, tenant_id, asked)
        if len(results) == len(asked):
            return results
        log.error("scorer %s answered %d of %d requests", scorer.name, len(results), len(asked))
    except (DbError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        raise
    except Exception:
        log.exception("scorer %s failed", scorer.name)
    return [None] * len(asked)


Print = tuple[int, str, bytes, int]
"""Member, kind, fingerprint and merchant-local day."""


def seal_client(personal: Personal, loaded: LoadedMember, member_id: int, op_n: int, client: Client) -> bytes | None:
    """Where an operation came from, under the member's key; ``None`` where nothing can be sealed.

    Nothing is kept then: an event is not refused because of where it came from.
    """
    try:
        return loaded.get_box(personal, member_id).seal(_encode(client), render_place(op_n))
    except VAULT_ERRORS as error:
        log.warning("where a request of member %s came from is not kept: %s", member_id, error.title)
        return None


def count_prints(personal: Personal, counts: dict[Print, int], member_id: int, day: int, client: Client) -> None:
    """Count the fingerprints of one operation."""
    for kind, mark in zip(("device", "network"), make_prints(personal, client), strict=True):
        if mark:
            counts[member_id, kind, mark, day] = counts.get((member_id, kind, mark, day), 0) + 1


def render_place(op_n: int) -> str:
    """To what the seal of an operation's client is bound."""
    return f"signal:{op_n}"
