"""Changing the catalogue: several entries at once or none, numbered one after the other, written beside the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from liuke.audit.store import insert_audit
from liuke.catalogue import store
from liuke.catalogue.book import CatalogueBook
from liuke.db.contracts import Connection
from liuke.db.pool import run_transaction
from liuke.goods.catalogue import Catalogue, Change, Entry, EntryKind, Store
from liuke.kernel.clock import LATEST_US
from liuke.kernel.errors import Fault, InvalidInput

MAX_ID = 200
MAX_FAULTS = 1_000
"""Named at once."""
MAX_CHANGES = 1_000_000
"""Of a merchant: all of them are held in memory."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an entry is to be.

    Args:
        id: The merchant's own.
        entry: What holds; ``None``: the entry ends.
        valid_from_us: From when on; ``None``: from now on, and of an entry nobody knew: ever since.
        path: Of the input, for faults.
    """

    id: str
    entry: Entry | None
    valid_from_us: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it.

    Args:
        changed: Entries that are different now.
        version: Of the catalogue.
    """

    changed: int
    version: int


async def change_entries(
    book: CatalogueBook, kind: EntryKind, wishes: Sequence[Wish], *, actor: str, now_us: int
) -> Changed:
    """Change entries of one kind, all of them or none; what is as it is wished already stays untouched.

    Raises:
        InvalidInput: with every fault.
    """
    await asyncio.to_thread(check, wishes)
    known = book.current()

    async def work(connection: Connection) -> Changed:
        await store.lock(connection, book.tenant_id)
        catalogue = known.extended(await store.list_changes(connection, book.tenant_id, known.version))
        changes = _list_changes(catalogue, kind, wishes, now_us)
        if not changes:
            return Changed(0, catalogue.version)
        if changes[-1].n > MAX_CHANGES:
            raise InvalidInput(f"the catalogue holds at most {MAX_CHANGES:,} changes", fix="send only what changed")
        await store.insert_changes(connection, book.tenant_id, actor, changes)
        subject = changes[0].id if len(changes) == 1 else f"{len(changes)} entries"
        await insert_audit(
            connection, book.tenant_id, actor=actor, action=f"catalogue.{kind}_changed", subject=f"{kind}/{subject}",
            details={"version": changes[-1].n, "changed": len(changes), "ids": [one.id for one in changes[:20]]},
        )  # fmt: skip
        return Changed(len(changes), changes[-1].n)

    done = await run_transaction(book.pool, work, tenant_id=book.tenant_id, idempotent=True)
    await book.refresh()
    return done


def check(wishes: Sequence[Wish]) -> None:
    """Whether every wish can be met.

    Raises:
        InvalidInput: with every fault.
    """
    faults, seen, zones = list[Fault](), set[str](), available_timezones()
    for wish in wishes:
        at = f"{wish.path}." if wish.path else ""
        if not 0 < len(wish.id) <= MAX_ID or not wish.id.isprintable() or wish.id != wish.id.strip():
            words = f"an id has 1 to {MAX_ID} printable characters, none of them a blank at either end"
            faults.append(Fault(f"{at}id", "not-an-id", words))
        if wish.id in seen:
            faults.append(Fault(f"{at}id", "twice", f"{wish.id} stands there twice", "leave one of them"))
        seen.add(wish.id)
        if isinstance(wish.entry, Store) and wish.entry.time_zone and wish.entry.time_zone not in zones:
            words = f"{wish.entry.time_zone!r} is no time zone"
            faults.append(Fault(f"{at}time_zone", "unknown-zone", words, "use an IANA name such as Asia/Shanghai"))
        if wish.valid_from_us is not None and not 0 <= wish.valid_from_us < LATEST_US:
            words = "is no time before 2100"
            faults.append(Fault(f"{at}valid_from_us", "out-of-range", words, "send UTC microseconds"))
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise InvalidInput("the entries cannot be taken", faults=faults[:MAX_FAULTS])


def _list_changes(catalogue: Catalogue, kind: EntryKind, wishes: Sequence[Wish], now_us: int) -> list[Change]:
    made, n = list[Change](), catalogue.version
    for wish in wishes:
        known = catalogue.list_changes(kind, wish.id)
        from_us = wish.valid_from_us
        if from_us is None:
            from_us = now_us if known else 0
        exact = any(change.valid_from_us == from_us for change in known)
        if catalogue.find(kind, wish.id, from_us) == wish.entry and (exact or wish.valid_from_us is None):
            continue
        n += 1
        made.append(Change(n, kind, wish.id, from_us, wish.entry))
    return made
