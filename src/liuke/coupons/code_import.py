"""Importing coupon codes, our own or a partner's: a file at a time, whole or not at all.

A batch with imported codes is used in one of two ways. *Typed*: the member has the code already (on a cup, from a
partner) and redeems it for the coupon; it is a row of kind ``coupon``. *Handed out*: the member receives the coupon and
with it the next code (a cinema ticket with a meal); it is a row of kind ``handed``, so that no code is imported twice,
and the codes that wait are filed under ``<batch>#<number>``, of which the highest number goes first. As many pieces of
the batch are in stock as codes were imported and not issued.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from liuke.audit.store import insert_audit
from liuke.coupons import code_store
from liuke.coupons.service import find_batch, find_public, stock_key
from liuke.coupons.spec import CouponBatch
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.program import store

MAX_CODE = 100
"""Signs of a code at most."""
_RESERVED = re.compile(r".+#[0-9]+")
_KINDS = {True: "handed", False: "coupon"}


class Imported(msgspec.Struct, frozen=True):
    """What an import did.

    Args:
        batch: Of which coupon.
        imported: New codes; 0 when the same file was imported before.
        known: Codes of the file that were there already, in that case.
        total: Codes of the batch that were ever imported.
        left: Pieces of the batch in stock.
    """

    batch: str
    imported: int
    known: int
    total: int
    left: int


@dataclass(frozen=True, slots=True)
class _Request:
    tenant_id: int
    batch: CouponBatch | None
    codes: Mapping[str, int]
    """Code → its line."""
    faults: tuple[Fault, ...]
    hand_out: bool
    expires_us: int
    actor: str


async def import_codes(
    pool: Pool,
    tenant_id: int,
    program: CompiledProgram,
    batch: str,
    codes: Sequence[str],
    *,
    hand_out: bool,
    expires_us: int = FOREVER_US,
    actor: str = "",
) -> Imported:
    """Import the codes of a coupon and put as many pieces in stock; the same import again changes nothing.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        program: In force.
        batch: Coupon, with ``code: imported``.
        codes: One a line; blank lines are left out, blanks around a code are removed.
        hand_out: Members receive the codes with the coupon, instead of typing them to get it.
        expires_us: First instant at which a typed code can no longer be redeemed.
        actor: Who imports, for the audit log.

    Raises:
        InvalidInput: with every fault of batch and codes; nothing was written.
        NotFound: there is no such tenant.
    """
    found = find_batch(program, batch)
    lines, faults = _read_lines(codes)
    for code, line in lines.items():
        public = find_public(program, code)
        if public is not None:
            message = f"{code} is the public code of {public.id}"
            faults.append(Fault(f"line {line}", "public", message, "remove it from the file"))
    if found is None:
        faults.append(Fault("batch", "unknown-batch", f"the program has no coupon {batch!r}", "use an id of `coupons`"))
    elif found.code != "imported":
        fix = "set `code: imported` and a quota in the program"
        faults.append(Fault("batch", "not-imported", f"coupon {batch!r} takes no imported codes", fix))
    request = _Request(tenant_id, found, lines, tuple(faults), hand_out, expires_us, actor)
    return await run_transaction(pool, lambda c: _import(c, request), tenant_id=tenant_id, idempotent=True)


def _read_lines(codes: Sequence[str]) -> tuple[dict[str, int], list[Fault]]:
    lines: dict[str, int] = {}
    faults = list[Fault]()
    for number, line in enumerate(codes, 1):
        code = line.strip()
        if not code:
            continue
        if code in lines:
            faults.append(Fault(f"line {number}", "duplicate", f"{code} stands on line {lines[code]} already"))
            continue
        lines[code] = number
        if len(code) > MAX_CODE:
            faults.append(Fault(f"line {number}", "too-long", f"a code has {MAX_CODE} signs at most, not {len(code)}"))
        elif not code.isprintable():
            faults.append(Fault(f"line {number}", "not-printable", "a code is made of signs that can be printed"))
        elif _RESERVED.fullmatch(code):
            faults.append(Fault(f"line {number}", "reserved", f"{code} looks like a place in a pool of codes"))
    if not lines:
        faults.append(Fault("codes", "empty", "there is no code"))
    return lines, faults


async def _import(connection: Connection, request: _Request) -> Imported:
    # publishing changes stock under the same lock
    now_us = await store.lock_versions(connection, request.tenant_id)
    if now_us is None:
        raise NotFound(f"there is no tenant {request.tenant_id}")
    known = await code_store.find_codes(connection, request.tenant_id, list(request.codes))
    batch = request.batch
    if request.faults or batch is None:
        raise _invalid([*request.faults, *_known_faults(request, known)])
    item, kind = stock_key(batch), _KINDS[request.hand_out]
    counts = await code_store.count_codes(connection, request.tenant_id, batch.id)
    quotas = await store.lock_quotas(connection, request.tenant_id, [item])
    before, (initial, remaining) = counts.get(kind, 0), quotas.get(item, (0, 0))
    if len(known) == len(request.codes) and set(known.values()) == {(kind, batch.id)}:
        return Imported(batch.id, 0, len(known), before, remaining)
    total = before + len(request.codes)
    faults = [*_known_faults(request, known), *_batch_faults(request, batch, counts, total)]
    if faults:
        raise _invalid(faults)
    await _write(connection, request, batch, unissued=before - (initial - remaining))
    left = total - (initial - remaining)
    await store.write_quotas(connection, request.tenant_id, {item: (total, left)})
    details = {"codes": len(request.codes), "total": total, "hand_out": request.hand_out}
    await insert_audit(
        connection, request.tenant_id, t_us=now_us, actor=request.actor, action="coupon.codes_imported",
        subject=f"coupon/{batch.id}", details=details,
    )  # fmt: skip
    return Imported(batch.id, len(request.codes), 0, total, left)


async def _write(connection: Connection, request: _Request, batch: CouponBatch, *, unissued: int) -> None:
    codes = list(request.codes)
    await code_store.insert_codes(
        connection, request.tenant_id, codes, kind=_KINDS[request.hand_out], target=batch.id,
        expires_us=request.expires_us,
    )  # fmt: skip
    if request.hand_out:
        await code_store.write_series(
            connection, request.tenant_id, codes, target=batch.id, first=unissued + 1, expires_us=request.expires_us
        )


def _known_faults(request: _Request, known: Mapping[str, tuple[str, str]]) -> list[Fault]:
    return [
        Fault(f"line {line}", "known", f"{code} was imported before, for {known[code][1]}", "remove it from the file")
        for code, line in request.codes.items()
        if code in known
    ]


def _batch_faults(request: _Request, batch: CouponBatch, counts: Mapping[str, int], total: int) -> list[Fault]:
    faults = list[Fault]()
    other = _KINDS[not request.hand_out]
    if counts.get(other):
        used = "handed out" if other == "handed" else "typed by members"
        fix = "use another batch for these"
        faults.append(Fault("batch", "mixed-use", f"codes of {batch.id} are {used}: one batch is used one way", fix))
    if batch.quota is not None and total > batch.quota:
        fix = f"raise `quota` of {batch.id} to {total} and publish first"
        faults.append(Fault("batch", "over-quota", f"{total} codes are more than the quota of {batch.quota}", fix))
    return faults


def _invalid(faults: Sequence[Fault]) -> InvalidInput:
    return InvalidInput(f"the import has {len(faults)} fault(s)", faults=faults, fix="mend the file; nothing was kept")
