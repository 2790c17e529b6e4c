"""The engine's SQL for reading: one round trip to load and lock a batch of members, one a kind for what was missing."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.shared import SharedDoc
from liuke.decision.state import Need, Person
from liuke.decision.turn import UNDECLARED
from liuke.engine.person_store import load_persons
from liuke.privacy.box import MemberBox, Personal

log = logging.getLogger(__name__)


# -- loading --------------------------------------------------------------------------------------------------------
class LoadedOperation(msgspec.Struct):
    """An operation that exists already under a key."""

    input_hash: bytes
    answer: str


class LoadedMember(msgspec.Struct):
    """One member as stored, before decoding."""

    tier: str
    doc: str
    registered_us: int
    registered_day: int
    last_active_us: int
    now_us: int
    due_us: int
    ops: int
    wallets: list[tuple[Any, ...]]
    operations: dict[str, LoadedOperation]
    personal_key: bytes | None = None
    test: bool = False
    box: MemberBox | None = None
    cancelled: Mapping[str, int] = {}
    merged: int = 0
    """Into whom the member went; −1: somebody went into this one."""
    others: tuple[int, ...] = ()
    """Who went into this member, directly or through others."""
    theirs: dict[str, list[LoadedOperation]] = {}
    """Operations of the others under the keys that were asked for."""

    def get_box(self, personal: Personal, member_id: int) -> MemberBox:
        """What seals and opens the member's personal data."""
        if self.box is None:
            self.box = personal.box(member_id, self.personal_key)
        return self.box


_LOAD = "SELECT * FROM engine_load($1, $2::bigint[], $3::bigint[], $4::text[])"


async def load_members(
    connection: Connection, tenant_id: int, members: Sequence[int], keys: Sequence[tuple[int, str]]
) -> tuple[dict[int, LoadedMember], int]:
    """Lock the members in key order and read them; also the database's clock in microseconds."""
    loaded: dict[int, LoadedMember] = {}
    clock = 0
    if members and min(members) < 0:
        await show_subjects(connection)
    key_members, key_names = [member for member, _ in keys], [key for _, key in keys]
    for row in await connection.fetch(_LOAD, tenant_id, members, key_members, key_names):
        part = row[0]
        if part == 0:
            loaded[row[1]] = LoadedMember(
                row[2], row[3], row[5], row[6], row[7], row[8], row[9], row[10], [], {}, row[4], bool(row[11]),
                merged=row[12] or 0,
            )  # fmt: skip
        elif part == 1:
            loaded[row[1]].wallets.append((row[2], *row[5:13]))
        elif part == 2:
            loaded[row[1]].operations[row[2]] = LoadedOperation(row[4], row[3])
        elif part == 3:
            clock = row[5]
        else:
            cancelled = read_cancelled(row[2], row[3])
            for member in loaded.values():
                member.cancelled = cancelled
    if any(member.merged < 0 for member in loaded.values()):
        await _add_others(connection, loaded, keys)
    return loaded, clock


async def _add_others(
    connection: Connection, loaded: Mapping[int, LoadedMember], keys: Sequence[tuple[int, str]]
) -> None:
    """Who went into these members, and what was answered to them under the keys that are asked for now."""
    found = await list_others(connection, [member_id for member_id, one in loaded.items() if one.merged < 0])
    for member_id, others in found.items():
        loaded[member_id].others = others
    asked = [(other, key, member_id) for member_id, key in keys for other in found.get(member_id, ())]
    for row in await connection.fetch(_THEIRS, *zip(*asked, strict=True)) if asked else ():
        one = loaded[row[0]]
        one.theirs = {**one.theirs, row[1]: [*one.theirs.get(row[1], ()), LoadedOperation(row[3], row[2])]}


_THEIRS = """
SELECT k.root, o.key, o.answer::text, o.input_hash
FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS k (member_id, key, root)
JOIN operation o ON o.member_id = k.member_id AND o.key = k.key
"""


async def list_others(connection: Connection, members: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Member → everybody who went into them, directly or through others."""
    found: dict[int, tuple[int, ...]] = {}
    for root, other in await connection.fetch("SELECT root, other FROM member_others($1::bigint[])", members):
        found[root] = (*found.get(root, ()), other)
    return found


@lru_cache(maxsize=64)
def read_cancelled(paths: str | None, times: str | None) -> Mapping[str, int]:
    """What was cancelled → when, from the two texts of ``liuke_cancelled``."""
    if paths is None or times is None:
        return {}
    return MappingProxyType(dict(zip(paths.split(" "), map(int, times.split(" ")), strict=True)))


async def show_subjects(connection: Connection) -> None:
    """Let the running transaction see activities as subjects beside the members."""
    await connection.execute("SELECT set_config('liuke.subjects', 'on', true)")


class Extra:
    """Parts loaded on demand, by member, kept as plain rows so that a state can be built from them again and again."""

    def __init__(self, personal: Personal | None = None) -> None:
        self.personal = personal
        self.persons: dict[str, Person | None] = {}
        self.have: set[Need] = set()
        self.by_member: dict[int, list[Need]] = {}
        self.lots: dict[tuple[int, str], dict[int, tuple[Any, ...]]] = {}
        self.lots_complete: set[tuple[int, str]] = set()
        self.lots_leading: dict[tuple[int, str], set[int]] = {}
        """Lots that were loaded because they are the first to burn; others were loaded by name."""
        self.lots_settled: set[tuple[int, str]] = set()
        """Where every settled lot is among the leading ones."""
        self.lot_uses: dict[tuple[int, str, int], list[tuple[Any, ...]]] = {}
        self.holds: dict[int, list[Any]] = {}
        self.coupons: dict[int, list[Any]] = {}
        self.entitlements: dict[int, list[Any]] = {}
        self.orders: dict[tuple[int, str], Any] = {}
        self.records: dict[tuple[int, str, str], str | None] = {}
        self.listed: set[tuple[int, str]] = set()
        self.others: dict[int, tuple[int, ...]] = {}
        """Member → those who went into them: their orders and records are the member's."""
        self.owners: dict[tuple[int, str, str], int] = {}
        """Member, kind and key of a record → whose row it is, where it is another's."""
        self.histories: set[tuple[int, str]] = set()
        """Member and asset of which every lot and every use is here."""

    def spread(self, places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[int]]:
        """Whose row is to be looked up, and what → who asks for it."""
        asked: dict[tuple[int, str], list[int]] = {}
        for member_id, what in places:
            for owner in (member_id, *self.others.get(member_id, ())):
                asked.setdefault((owner, what), []).append(member_id)
        return asked

    def note(self, needs: Iterable[Need]) -> list[Need]:
        """Remember what is being loaded, and return it."""
        noted = list(needs)
        self.have.update(noted)
        for need in noted:
            self.by_member.setdefault(need.member_id, []).append(need)
        return noted


_LOT_COLUMNS = "l.member_id, l.asset, l.seq, l.amount, l.remaining, l.expires_us, l.settles_us, l.ref, l.rule, l.t_us"
_LOTS_ALL = f"""
SELECT {_LOT_COLUMNS} FROM unnest($1::bigint[], $2::text[]) AS k (member_id, asset)
JOIN lot l ON l.member_id = k.member_id AND l.asset = k.asset AND l.remaining > 0
"""
_LOTS_COVER = f"""
SELECT {_LOT_COLUMNS} FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS k (member_id, asset, cover)
CROSS JOIN LATERAL (
    SELECT o.*, sum(o.remaining) OVER (ORDER BY o.expires_us, o.seq) - o.remaining AS before
    FROM lot o WHERE o.member_id = k.member_id AND o.asset = k.asset AND o.remaining > 0 AND o.settles_us = 0
) l WHERE l.before < k.cover
"""
_LOTS_NAMED = f"""
SELECT {_LOT_COLUMNS} FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS k (member_id, asset, seq)
JOIN lot l ON l.member_id = k.member_id AND l.asset = k.asset AND l.seq = k.seq
"""
_LOT_USES = """
SELECT u.member_id, u.asset, u.seq, u.lot_seq, u.amount, u.restored, u.kind
FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS k (member_id, asset, seq)
JOIN lot_use u ON u.member_id = k.member_id AND u.asset = k.asset AND u.seq = k.seq
ORDER BY u.member_id, u.asset, u.seq, u.lot_seq
"""


async def load_needs(connection: Connection, tenant_id: int, needs: Iterable[Need], extra: Extra) -> None:
    """Load member-scoped parts (not ``stock``, ``code`` and ``shared``) for all who miss them, a round trip a kind."""
    by_kind: dict[str, list[Need]] = {}
    for need in extra.note(needs):
        by_kind.setdefault(need.kind, []).append(need)
    named = set[tuple[int, str, int]]()
    if wanted := by_kind.get("holds"):
        named |= await _load_holds(connection, wanted, extra)
    if wanted := by_kind.get("lot_uses"):
        named |= await _load_lot_uses(connection, wanted, extra)
    if wanted := by_kind.get("history"):
        await _load_history(connection, wanted, extra)
    if wanted := by_kind.get("lots"):
        await _load_lots(connection, wanted, extra)
    if named:
        _keep_lots(await connection.fetch(_LOTS_NAMED, *zip(*sorted(named), strict=True)), extra)
    if wanted := by_kind.get("coupons"):
        await _load_whole(connection, _COUPONS, wanted, extra.coupons)
    if wanted := by_kind.get("entitlements"):
        await _load_whole(connection, _ENTITLEMENTS, wanted, extra.entitlements)
    if wanted := by_kind.get("person"):
        extra.persons |= await load_persons(connection, tenant_id, {need.key for need in wanted}, extra.personal)
    await _load_history_rows(connection, by_kind, extra)


async def _load_history_rows(connection: Connection, by_kind: Mapping[str, list[Need]], extra: Extra) -> None:
    """Orders and records: those of who went into a member are the member's, too."""
    if wanted := by_kind.get("order"):
        await _load_orders(connection, wanted, extra)
    if wanted := by_kind.get("record"):
        await _load_records(connection, wanted, extra)
    if wanted := by_kind.get("records"):
        await _load_all_records(connection, wanted, extra)


def _keep_lots(rows: Iterable[Any], extra: Extra) -> None:
    for row in rows:
        extra.lots.setdefault((row[0], row[1]), {})[row[2]] = tuple(row)[1:]


async def _load_lots(connection: Connection, needs: list[Need], extra: Extra) -> None:
    cover: dict[tuple[int, str], int] = {}
    for need in needs:
        place = (need.member_id, need.key)
        known = cover.get(place)
        cover[place] = 0 if need.amount == 0 or known == 0 else max(need.amount, known or 0)
    complete = [place for place, amount in cover.items() if amount == 0]
    if complete:
        extra.lots_complete.update(complete)
        _keep_lots(await connection.fetch(_LOTS_ALL, *zip(*complete, strict=True)), extra)
    partial = [(*place, amount) for place, amount in cover.items() if amount]
    if partial:
        rows = await connection.fetch(_LOTS_COVER, *zip(*partial, strict=True))
        _keep_lots(rows, extra)
        leading: dict[tuple[int, str], dict[int, int]] = {}
        for row in rows:
            leading.setdefault((row[0], row[1]), {})[row[2]] = row[4]
        for member_id, asset, amount in partial:
            found = leading.get((member_id, asset), {})
            extra.lots_leading[member_id, asset] = set(found)
            if sum(found.values()) < amount:
                extra.lots_settled.add((member_id, asset))


_LOTS_EVER = f"""
SELECT {_LOT_COLUMNS} FROM unnest($1::bigint[], $2::text[]) AS k (member_id, asset)
JOIN lot l ON l.member_id = k.member_id AND l.asset = k.asset
"""
_USES_EVER = """
SELECT u.member_id, u.asset, u.seq, u.lot_seq, u.amount, u.restored, u.kind
FROM unnest($1::bigint[], $2::text[]) AS k (member_id, asset)
JOIN lot_use u ON u.member_id = k.member_id AND u.asset = k.asset
ORDER BY u.member_id, u.asset, u.seq, u.lot_seq
"""


async def _load_history(connection: Connection, needs: list[Need], extra: Extra) -> None:
    places = [(need.member_id, need.key) for need in needs]
    extra.histories.update(places)
    extra.lots_complete.update(places)
    _keep_lots(await connection.fetch(_LOTS_EVER, *zip(*places, strict=True)), extra)
    uses: dict[tuple[int, str, int], list[tuple[Any, ...]]] = {}
    for row in await connection.fetch(_USES_EVER, *zip(*places, strict=True)):
        uses.setdefault((row[0], row[1], row[2]), []).append(tuple(row)[1:])
    extra.lot_uses.update(uses)


async def _load_lot_uses(connection: Connection, needs: list[Need], extra: Extra) -> set[tuple[int, str, int]]:
    places = list[tuple[int, str, int]]()
    for need in needs:
        asset, _, seq = need.key.rpartition("/")
        places.append((need.member_id, asset, int(seq)))
        extra.lot_uses[need.member_id, asset, int(seq)] = []
    named = set[tuple[int, str, int]]()
    for row in await connection.fetch(_LOT_USES, *zip(*places, strict=True)):
        extra.lot_uses[row[0], row[1], row[2]].append(tuple(row)[1:])
        named.add((row[0], row[1], row[3]))
    return named


async def _load_holds(connection: Connection, needs: list[Need], extra: Extra) -> set[tuple[int, str, int]]:
    rows: dict[int, list[Any]] = {}
    await _load_whole(connection, _HOLDS, needs, rows)
    extra.holds.update(rows)
    named = set[tuple[int, str, int]]()
    for member_id, holds in rows.items():
        for row in holds:
            if row[6] == "open":
                named.update((member_id, row[2], lot_seq) for lot_seq, _ in msgspec.json.decode(row[9]))
    return named


_HOLDS = """
SELECT member_id, hold_id, asset, amount, seq, purpose, status, expires_us, ref, parts::text, data::text
FROM hold WHERE member_id = ANY ($1::bigint[])
"""
# Rows are sought by key one after another (OFFSET 0 keeps the planner from joining otherwise): a plan of a table's
# first minutes would walk through all rows of the tenant for each that is sought.
_COUPONS = """
SELECT c.* FROM unnest($1::bigint[]) AS k (member_id)
CROSS JOIN LATERAL (
    SELECT member_id, coupon_id, batch, status, valid_from_us, valid_until_us, code, source, ref, program_version,
           granted_us, used_us, saved_cents, patches
    FROM coupon WHERE member_id = k.member_id OFFSET 0
) c
"""
_ENTITLEMENTS = """
SELECT member_id, entitlement_id, benefit, period_start_us, period_end_us, quota, carried, used, source,
       program_version, patches
FROM entitlement WHERE member_id = ANY ($1::bigint[])
"""
_ORDERS = """
SELECT o.* FROM unnest($1::bigint[], $2::text[]) AS k (member_id, order_id)
CROSS JOIN LATERAL (
    SELECT member_id, order_id, t_us, day, amount_cents, refunded_cents, status, saved_cents, doc::text FROM purchase
    WHERE member_id = k.member_id AND order_id = k.order_id OFFSET 0
) o
"""
_RECORDS = """
SELECT r.member_id, r.kind, r.key, r.data::text
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS k (member_id, kind, key)
JOIN record r ON r.member_id = k.member_id AND r.kind = k.kind AND r.key = k.key
"""
_ALL_RECORDS = """
SELECT r.member_id, r.kind, r.key, r.data::text FROM unnest($1::bigint[], $2::text[]) AS k (member_id, kind)
JOIN record r ON r.member_id = k.member_id AND r.kind = k.kind
"""


async def _load_whole(connection: Connection, sql: str, needs: list[Need], into: dict[int, list[Any]]) -> None:
    members = [need.member_id for need in needs]
    for member_id in members:
        into[member_id] = []
    for row in await connection.fetch(sql, members):
        into[row[0]].append(tuple(row))


async def _load_orders(connection: Connection, needs: list[Need], extra: Extra) -> None:
    places = [(need.member_id, need.key) for need in needs]
    extra.orders.update(dict.fromkeys(places))
    asked = extra.spread(places)
    for row in await connection.fetch(_ORDERS, *zip(*asked, strict=True)):
        for member_id in asked[row[0], row[1]]:
            # an order that both brought is the one of who stays
            if row[0] == member_id or extra.orders[member_id, row[1]] is None:
                extra.orders[member_id, row[1]] = tuple(row)


async def _load_records(connection: Connection, needs: list[Need], extra: Extra) -> None:
    for need in needs:
        kind, _, key = need.key.partition("/")
        extra.records[need.member_id, kind, key] = None
    asked = extra.spread((need.member_id, need.key) for need in needs)
    places = [(owner, *what.partition("/")[::2]) for owner, what in asked]
    for row in await connection.fetch(_RECORDS, *zip(*places, strict=True)):
        _keep_record(tuple(row), asked[row[0], f"{row[1]}/{row[2]}"], extra)


def _keep_record(row: tuple[Any, ...], members: Iterable[int], extra: Extra) -> None:
    owner, kind, key, data = row
    for member_id in members:
        place = (member_id, kind, key)
        if owner == member_id:
            extra.records[place] = data
            extra.owners.pop(place, None)
        elif extra.records.get(place) is None:
            extra.records[place] = data
            extra.owners[place] = owner


async def _load_all_records(connection: Connection, needs: list[Need], extra: Extra) -> None:
    places = [(need.member_id, need.key) for need in needs]
    extra.listed.update(places)
    asked = extra.spread(places)
    for row in await connection.fetch(_ALL_RECORDS, *zip(*asked, strict=True)):
        _keep_record(tuple(row), asked[row[0], row[1]], extra)


_STOCK = "SELECT item, remaining FROM engine_lock_stock($1, $2::text[], $3::bigint[], $4)"
# in the order of code points, which is Python's too, whatever the database's collation
_CODES = """
SELECT code, kind, target, expires_us, used_us, used_by, data::text FROM code
WHERE tenant_id = $1 AND code = ANY ($2::text[]) ORDER BY code COLLATE "C" FOR UPDATE
"""


class SharedLocks(msgspec.Struct):
    """Shared rows that a batch was seen to need, so that its next try can lock them in order before it decides."""

    stock: set[str] = msgspec.field(default_factory=set[str])
    codes: set[str] = msgspec.field(default_factory=set[str])
    shared: set[str] = msgspec.field(default_factory=set[str])


async def lock_stock(
    connection: Connection, tenant_id: int, items: Mapping[str, int | None], *, wait: bool = True
) -> dict[str, int]:
    """Lock limited items in key order and read what is left; ``UNDECLARED`` where there is no row and none is made.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose items.
        items: Item → pieces at first, with which its row is made where it is missing; ``None``: it is not made.
        wait: For those who hold one of them.

    Raises:
        LockNotAvailableError: somebody else has one, and ``wait`` is off.
    """
    names = sorted(items)
    initial = [UNDECLARED if (pieces := items[name]) is None else pieces for name in names]
    found = dict.fromkeys(names, UNDECLARED)
    found.update([(row[0], row[1]) for row in await connection.fetch(_STOCK, tenant_id, names, initial, wait)])
    for name, left in found.items():
        if left == UNDECLARED:
            log.error("no domain declares the limited item %s, and there is no stock of it", name)
    return found


async def lock_codes(
    connection: Connection, tenant_id: int, codes: Sequence[str], *, wait: bool = True
) -> dict[str, dict[str, Any] | None]:
    """Lock codes in key order and read what they stand for; ``None`` for those that do not exist.

    Raises:
        LockNotAvailableError: somebody else has one, and ``wait`` is off.
    """
    found: dict[str, dict[str, Any] | None] = dict.fromkeys(codes)
    for row in await connection.fetch(_CODES if wait else f"{_CODES} NOWAIT", tenant_id, sorted(codes)):
        found[row[0]] = {
            **msgspec.json.decode(row[6]), "kind": row[1], "batch": row[2], "valid_until_us": row[3], "used_us": row[4],
            "used_by": row[5],
        }  # fmt: skip
    return found


async def lock_shared(
    connection: Connection, tenant_id: int, places: Sequence[str], free: Container[str] = (), *, wait: bool = True
) -> dict[str, SharedDoc]:
    """Lock shared documents, given as ``kind/key``, in that order and read them; those that do not exist, too.

    A document that does not exist is locked by a row of version 0, which must be written or removed
    (``shared_unused``) before the transaction ends.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose documents.
        places: Which.
        free: Kinds whose documents are not locked while they do not exist: these are not among the answers.
        wait: For those who hold one of them.

    Raises:
        LockNotAvailableError: somebody else has one, and ``wait`` is off.
    """
    kinds, keys = zip(*(place.split("/", 1) for place in sorted(places)), strict=True)
    kept = [kind not in free for kind in kinds]
    rows = await connection.fetch(_SHARED, tenant_id, kinds, keys, kept, wait)
    return {f"{row[0]}/{row[1]}": SharedDoc(row[2], row[3]) for row in rows}


_SHARED = "SELECT kind, key, version, doc FROM engine_lock_shared($1, $2::text[], $3::text[], $4::boolean[], $5)"
