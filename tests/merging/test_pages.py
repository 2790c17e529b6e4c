"""What pages and exports show of who stays holds what happened to who went, marked, page by page and once."""

from __future__ import annotations

import json
from typing import Any

from liuke.bulk.store import TABLES, copy_out
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.engine.reader import MemberReader
from liuke.features import compile_program
from liuke.intake import operation_store
from liuke.kernel.clock import DAY_US
from liuke.ledger import page_store
from liuke.messages import store as message_store
from liuke.privacy.box import Personal
from tests.merchant import NOW, Merchant
from tests.merging.test_merging import WHOLE, join, open_shop, paid, part
from tests.server import TestDatabase


async def export(shop: Merchant, name: str) -> list[dict[str, Any]]:
    pieces = list[bytes]()

    async def take(piece: bytes) -> None:
        pieces.append(piece)

    table = TABLES[name]
    async with acquire(shop.pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        await copy_out(connection, shop.tenant_id, table, table.pick(personal=False), "ndjson", take)
    return [json.loads(line) for line in b"".join(pieces).splitlines()]


async def read_pages(shop: Merchant, fetch: Any, place: Any, limit: int) -> list[tuple[Any, ...]]:
    """Every row, asked for a few at a time."""
    found, before = list[tuple[Any, ...]](), None
    async with acquire(shop.pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        while rows := await fetch(connection, before, limit):
            found += rows
            before = place(rows[-1])
    return found


async def test_pages_hold_what_both_did_each_row_once(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "pages", 3)
    ann, bob, eve = shop.members
    for member, order in ((ann, "a1"), (bob, "b1"), (bob, "b2"), (eve, "e1")):
        await paid(shop, member, order, 20_000)
    await join(shop, eve, bob)
    await join(shop, ann, eve)
    await shop.do("points.spend", bob, asset="points", amount=1)

    def ask_postings(connection: Any, before: Any, limit: int) -> Any:
        return page_store.list_postings(connection, ann, "", before, limit)

    postings = await read_pages(shop, ask_postings, lambda row: (row[8], row[11], row[0], row[1]), 3)
    kept = await shop.rows("SELECT member_id, asset, seq FROM posting")
    assert sorted((row[11], row[0], row[1]) for row in postings) == sorted(kept)
    assert [row[8] for row in postings] == sorted((row[8] for row in postings), reverse=True)

    def ask_operations(connection: Any, before: Any, limit: int) -> Any:
        return operation_store.list_operations(connection, ann, before, limit)

    operations = await read_pages(shop, ask_operations, lambda row: (row[3], row[-1], row[2]), 2)
    kept = await shop.rows("SELECT member_id, n FROM operation WHERE member_id > 0")
    assert sorted((row[-1], row[2]) for row in operations) == sorted(kept)
    reader = MemberReader(pool, shop.tenant_id, Personal(None, shop.tenant_id))
    recent = await reader.list_operations(ann, limit=100)
    assert [(one.member_id, one.n) for one in recent] == [(row[-1], row[2]) for row in operations]
    # of who went there is what happened under that number
    async with acquire(pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        assert {row[11] for row in await page_store.list_postings(connection, bob, "", None, 100)} == {bob}


async def test_who_stays_reads_what_was_said_to_who_went(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "inbox", 2)
    ann, bob = shop.members
    await paid(shop, bob, "b1", 40_000)  # gold
    merged = await join(shop, ann, bob)

    async def read(member: int) -> list[tuple[str, int, int | None]]:
        async with acquire(pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
            rows = await message_store.list_messages(
                connection, member, NOW, unread=False, purposes=["service", "marketing"], before=None, limit=50
            )
            assert await message_store.count_unread(connection, member, NOW) == sum(
                row.read_us is None for row in rows
            )  # fmt: skip
            return [(row.template, row.member_id, row.read_us) for row in rows]

    assert await read(ann) == [("tier.upgraded", bob, None)]
    async with acquire(pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        (row,) = await connection.fetch("SELECT dedupe FROM message")
        assert await message_store.mark_read(connection, ann, [row[0]], NOW + 5) == 1
        assert await message_store.mark_read(connection, ann, [row[0]], NOW + 6) == 0
    await part(shop, merged)
    assert await read(ann) == []
    assert await read(bob) == [("tier.upgraded", bob, NOW + 5)]


async def test_exports_say_who_went_where_and_when_points_really_end(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "exported", 2)
    ann, bob = shop.members
    points = {**WHOLE["assets"][0], "expiry": {"kind": "inactivity", "months": 3}}
    document = {**WHOLE, "assets": [points, WHOLE["assets"][1]]}
    shop.program = compile_program(document)
    await shop.rows(
        """
        INSERT INTO program_version
            (tenant_id, version, schema_version, spec, spec_hash, active_from_us, published_us, published_by)
        VALUES ($1, 1, 2, $2::text::json, '', 0, 0, 'test')
        """,
        shop.tenant_id, json.dumps(document),
    )  # fmt: skip
    await paid(shop, bob, "b1", 1_000)
    shop.now_us = NOW + 40 * DAY_US
    await paid(shop, ann, "a1", 2_000)
    assert [row["merged_into"] for row in await export(shop, "members") if row["tier"]] == [None, None]
    await join(shop, ann, bob)
    members = {row["member_id"]: row["merged_into"] for row in await export(shop, "members")}
    assert members == {str(ann): None, str(bob): str(ann)}
    lots = [row for row in await export(shop, "lots") if row["member_id"] == str(ann) and row["remaining"]]
    ((_, timers),) = await shop.rows(
        "SELECT member_id, (doc->'timers'->>'lots:points')::bigint FROM member_state WHERE member_id = $1", ann
    )
    assert {row["ref"]: row["ends_us"] for row in lots if row["ref"]} == {"a1": timers, "b1": timers}
    (first,) = [row for row in lots if row["ref"] == "b1"]
    assert first["expires_us"] < timers
