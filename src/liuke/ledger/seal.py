"""Sealing: postings of the past get a hash that depends on all postings before them.

A background job chains batches of at most :data:`MAX_ROWS` postings a tenant; nothing waits for it when posting. A seal
covers the postings recorded in ``[from_us, until_us)``, in the order (recorded, member, asset, number). It keeps a
digest of 16 bytes a row, so that verification can name the row that was changed, removed or added, and

    hash = sha256(previous hash ‖ header ‖ digests)

so that a digest cannot be replaced without all later seals. Who can write every table could forge the whole chain: note
the last hash somewhere else from time to time and hand it to :func:`verify_seals`.

When a range is closed. A posting carries the database's clock as it was read inside its transaction, after the
transaction had begun; so a transaction that is still running can only bring postings recorded at or after its own
start, and one that begins later only later ones. Up to the earliest start of any transaction that runs now (prepared
ones included), nothing can come any more. Two gaps remain, and :data:`LAG_US` stands for both: a transaction's start is
seen by others a moment after it was taken, and the clock may be set back a little. When it is set back further, the
engine records postings after the last seal all the same (``engine_load`` never reads a time before it). The sealer must
see the writers' sessions, so it runs under the engine's role or with ``pg_read_all_stats``; another role that may write
postings and whose sessions it cannot look into makes it wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from liuke.db.contracts import Connection
from liuke.kernel.clock import SECOND_US
from liuke.ledger import seal_store as store

MAX_ROWS = 10_000
"""Postings in one seal; more only where that many were recorded at one instant, which is never divided."""
LAG_US = 10 * SECOND_US
DIGEST = 16
_GENESIS = bytes(32)
_encode = msgspec.msgpack.Encoder().encode


class Seal(msgspec.Struct, frozen=True):
    """One link of the chain. ``until_us`` is the first instant that it does not cover."""

    number: int
    from_us: int
    until_us: int
    rows: int
    hash: bytes


class SealFault(msgspec.Struct, frozen=True):
    """Where the chain or a sealed posting is not what it was.

    Args:
        seal: Number of the seal.
        fault: ``chain`` (a seal was changed, removed or put in between); ``changed``, ``missing``, ``added`` (a
            posting); ``head`` (the chain lacks a hash that it is known to have had).
        place: 0 for the first posting of the seal.
        posting: Member, asset and number of the posting there now; of a missing one, of the posting after it.
    """

    seal: int
    fault: Literal["chain", "changed", "missing", "added", "head"]
    place: int = 0
    posting: tuple[int, str, int] | None = None


class SealReport(msgspec.Struct, frozen=True):
    """What came of verifying the chain."""

    seals: int
    rows: int
    head: bytes
    faults: list[SealFault]


def digest_row(row: Sequence[Any]) -> bytes:
    """Digest of a posting: all of its columns, in their order."""
    return hashlib.blake2b(_encode(list(row)), digest_size=DIGEST).digest()


def chain_hash(previous: bytes, header: Sequence[int], digests: bytes) -> bytes:
    """Hash of a seal; the header is tenant, number, from, until and rows."""
    return hashlib.sha256(previous + _encode(list(header)) + digests).digest()


# -- sealing --------------------------------------------------------------------------------------------------------
async def seal_once(
    connection: Connection, tenant_id: int, *, lag_us: int = LAG_US, max_rows: int = MAX_ROWS
) -> Seal | None:
    """Seal the next batch; ``None`` when nothing is closed yet, or another sealer is at it.

    Args:
        connection: In a transaction with the tenant set, begun for this call.
        tenant_id: Whose postings.
        lag_us: Distance kept from the clock; see the module.
        max_rows: Postings in the seal.
    """
    if not await store.try_sealing(connection, tenant_id):
        return None
    last = await store.find_last_seal(connection, tenant_id)
    number, from_us, previous = (last[0] + 1, last[1], last[2]) if last else (1, 0, _GENESIS)
    closed_us = await read_closed_us(connection, lag_us)
    if closed_us is None or closed_us <= from_us:
        return None
    rows = await store.list_sealable(connection, tenant_id, from_us, closed_us, max_rows + 1)
    if not rows:
        return None
    until_us = closed_us
    if len(rows) > max_rows:
        rows, until_us = await _cut(connection, tenant_id, rows)
    digests = b"".join(digest_row(tuple(row)) for row in rows)
    mark = chain_hash(previous, (tenant_id, number, from_us, until_us, len(rows)), digests)
    await store.insert_seal(connection, tenant_id, number, (from_us, until_us), len(rows), digests, previous, mark)
    return Seal(number, from_us, until_us, len(rows), mark)


async def read_closed_us(connection: Connection, lag_us: int = LAG_US) -> int | None:
    """The instant before which nothing can be recorded any more; ``None`` when nobody can tell. See the module."""
    return await store.read_closed_us(connection, lag_us)


async def _cut(connection: Connection, tenant_id: int, rows: list[Any]) -> tuple[list[Any], int]:
    """Leave out the last instant, of which there may be more; all of it if it is the only one."""
    last_us = rows[-1][store.RECORDED]
    whole = [row for row in rows if row[store.RECORDED] < last_us]
    if whole:
        return whole, last_us
    return await store.list_sealable(connection, tenant_id, last_us, last_us + 1), last_us + 1


# -- verifying ------------------------------------------------------------------------------------------------------
async def verify_seals(
    connection: Connection, tenant_id: int, *, head: bytes | None = None, limit: int = 100
) -> SealReport:
    """Recompute the chain and every digest.

    Args:
        connection: With the tenant set.
        tenant_id: Whose chain.
        head: Hash of some seal, noted earlier in another place; a chain without it was shortened or forged.
        limit: Most faults to name.
    """
    faults = list[SealFault]()
    number, until_us, previous, total = 0, 0, _GENESIS, 0
    head_seen = head is None or head == _GENESIS
    while seals := await store.list_seals(connection, tenant_id, number):
        for seal in seals:
            header = (tenant_id, seal[0], seal[1], seal[2], seal[3])
            sound = (seal[0], seal[1], seal[5]) == (number + 1, until_us, previous)
            if not sound or chain_hash(seal[5], header, seal[4]) != seal[6] or len(seal[4]) != seal[3] * DIGEST:
                faults.append(SealFault(seal[0], "chain"))
            rows = await store.list_sealable(connection, tenant_id, seal[1], seal[2])
            faults.extend(compare(seal[0], seal[4], rows))
            number, until_us, previous, total = seal[0], seal[2], seal[6], total + seal[3]
            head_seen = head_seen or seal[6] == head
            if len(faults) >= limit:
                return SealReport(number, total, previous, faults[:limit])
    if not head_seen:
        faults.append(SealFault(number, "head"))
    return SealReport(number, total, previous, faults)


def compare(number: int, digests: bytes, rows: Sequence[Any]) -> Iterator[SealFault]:
    """The first place at which the postings of a seal differ from its digests; nothing when they do not."""
    sealed = [digests[i : i + DIGEST] for i in range(0, len(digests), DIGEST)]
    found = [digest_row(tuple(row)) for row in rows]
    if sealed == found:
        return
    place = next(
        (i for i, (a, b) in enumerate(zip(sealed, found, strict=False)) if a != b), min(len(sealed), len(found))
    )
    row = rows[place] if place < len(rows) else None
    posting = (row[0], row[1], row[2]) if row is not None else None
    if place == len(sealed) or (place < len(found) and sealed[place] in found[place:]):
        yield SealFault(number, "added", place, posting)
    elif place == len(found) or found[place] in sealed[place:]:
        yield SealFault(number, "missing", place, posting)
    else:
        yield SealFault(number, "changed", place, posting)
