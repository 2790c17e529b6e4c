"""A database of every earlier schema, with what happened under it, goes on with this release.

The rows are written by this release and cut down to the tables and columns that the earlier schema had; what it did not
seal stands there as it came. What each schema's release wrote differently otherwise is for the tests of that change.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from liuke.bootstrap import read_program_file
from liuke.db.contracts import Pool
from liuke.db.migrate import migrate, read_migrations
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import DOMAINS
from liuke.intake.identities import Identities
from liuke.kernel.clock import DAY_US
from liuke.members.store import NewMember, make_tenant, register_members
from liuke.privacy.box import Personal
from liuke.privacy.references import Reference
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.world import T, make_pool

MIGRATIONS = read_migrations()
PHONE = "138 0013 8000"
SEALED_SINCE = 6
"""Number of the migration that seals names."""


def ask(type_: str, member: int, key: str, day: int, **data: Any) -> Event:
    return Event(type_, member, key, T + day * DAY_US, data)


def list_events(a: int, b: int) -> list[Event]:
    """What happened before the upgrade, in its order."""
    return [
        ask("order.paid", a, "o1", 1, order_id="o1", amount_cents=12_345),
        ask("order.paid", b, "o2", 1, order_id="o2", amount_cents=9_900),
        ask("points.earn", a, "e1", 2, asset="points", amount=500, reason="welcome"),
        ask("points.spend", a, "s1", 3, asset="points", amount=120),
        ask("points.hold", a, "h1", 3, asset="points", amount=30, hold_id="h1"),
        ask("order.refunded", b, "r1", 4, order_id="o2", refund_id="r1", amount_cents=4_900),
        ask("check_in.do", b, "c1", 5, activity="check_in"),
    ]


async def fill(database: TestDatabase, pool: Pool) -> tuple[int, list[bytes]]:
    """A merchant with two members and their history, as this release writes it; the answers."""
    owner = await connect(database.owner_dsn)
    async with transaction(owner):
        tenant = await make_tenant(owner, "old", "Old")
    await owner.close()
    personal = Personal(VAULT, tenant)
    await personal.ready(pool)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        for namespace, name in (("phone", PHONE), ("wechat", "b")):
            await register_members(connection, tenant, namespace, [NewMember(name, T, 19_675)], personal)
    programs = Programs(pool, tenant, domains=DOMAINS)
    await programs.publish(read_program_file("tea_shop"), actor="test", active_from_us=0, force_warnings=True)
    outcomes = await (await open_engine(pool, tenant)).process([submission(one) for one in list_events(1, 2)])
    assert [str(outcome.error) for outcome in outcomes if outcome.error is not None] == []
    return tenant, [outcome.answer_json for outcome in outcomes]


async def open_engine(pool: Pool, tenant: int) -> Engine:
    book = ProgramBook(pool, tenant, domains=DOMAINS)
    await book.refresh()
    return Engine(pool, tenant, book.program_at, vault=VAULT, clock=lambda: T + 6 * DAY_US)


async def list_columns(connection: Any) -> dict[str, list[str]]:
    """Table → its columns that can be written; partitions are reached through their parents."""
    rows = await connection.fetch(
        """
        SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> 'schema_migration'
        GROUP BY c.relname
        """
    )
    return {row[0]: list(row[1]) for row in rows}


async def copy_down(source: TestDatabase, target: TestDatabase, number: int) -> None:
    """What the source holds of the tables and columns that the target has."""
    one, other = await asyncpg.connect(source.admin_dsn), await asyncpg.connect(target.admin_dsn)
    await other.execute("SET session_replication_role = replica")
    for day in range(0, 40, 10):
        await other.execute("SELECT liuke_ensure_month($1)", T + day * DAY_US)
    had, has = await list_columns(one), await list_columns(other)
    for table in sorted(has.keys() & had.keys()):
        columns = [name for name in has[table] if name in had[table]]
        listed = ", ".join(columns)
        content = io.BytesIO()
        await one.copy_from_query(f"SELECT {listed} FROM {table}", output=content, format="binary")
        content.seek(0)
        await other.execute(f"DELETE FROM {table}")
        await other.copy_to_table(table, source=content, columns=columns, format="binary")
    for row in await one.fetch("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"):
        if await other.fetchval("SELECT to_regclass($1)", row[0]):
            await other.execute("SELECT setval($1::regclass, $2)", row[0], row[1])
    if number < SEALED_SINCE:
        await other.execute("UPDATE identity SET external_id = $1 WHERE namespace = 'phone'", PHONE)
    await one.close()
    await other.close()


def first_migrations(folder: Path, number: int) -> Path:
    made = folder / "migrations"
    made.mkdir()
    shipped = Path(__file__).parents[2] / "src/liuke/db/migrations"
    for file in sorted(shipped.glob("*.sql"))[:number]:
        shutil.copy(file, made)
    return made


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS) + 1))
async def test_a_database_of_an_earlier_schema_goes_on(
    database: TestDatabase, empty_database: TestDatabase, tmp_path: Path, number: int
) -> None:
    source = await make_pool(database.dsn, 4)
    tenant, answers = await fill(database, source)
    await source.close()
    await migrate(empty_database.owner_dsn, first_migrations(tmp_path, number))
    await copy_down(database, empty_database, number)

    assert len(await migrate(empty_database.owner_dsn)) == len(MIGRATIONS) - number
    pool = await make_pool(empty_database.dsn, 4)
    engine = await open_engine(pool, tenant)
    # the last operations again: each is answered as it was, and nothing is done twice
    again = await engine.process([submission(one) for one in list_events(1, 2)])
    assert [(one.error, one.replayed) for one in again] == [(None, True)] * len(answers)
    assert [one.answer_json for one in again] == answers
    # and it goes on: what was held is spent, the rest of the order refunded
    more = [
        ask("points.hold_commit", 1, "h2", 5, hold_id="h1"),
        ask("order.refunded", 2, "r2", 5, order_id="o2", refund_id="r2", amount_cents=5_000),
        ask("order.paid", 1, "o3", 6, order_id="o3", amount_cents=5_000),
    ]
    assert [str(one.error) for one in await engine.process([submission(one) for one in more]) if one.error] == []
    # an order of before is still nobody else's
    (other,) = await engine.process([submission(ask("order.paid", 2, "o1-again", 6, order_id="o1", amount_cents=1))])
    assert (getattr(other.error, "reason", ""), other.decision) == ("order-already-paid", None)
    # nobody is registered twice
    book = ProgramBook(pool, tenant, domains=DOMAINS)
    await book.refresh()
    identities = Identities(pool, tenant, engine, book)
    found = await identities.register(Reference(0, "phone", PHONE))
    assert (found.member_id, found.created) == (1, False)
    await pool.close()
    await assert_clean(empty_database.dsn, tenant)
