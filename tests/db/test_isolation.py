"""Tenants are kept apart by the database itself, and history is only added to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from liuke.db.pool import connect, transaction
from tests.merchant import Merchant, open_merchant, open_pool
from tests.server import TestDatabase

HISTORY = (
    "posting", "operation", "event", "record", "tier_change", "stock_move", "shared_put", "seal", "program_version",
    "audit_log", "risk_score", "lot_change", "coupon_move", "entitlement_use", "catalogue_change",
    "draw_seed", "member_erasure", "board_final", "track_event",
)  # fmt: skip
KEPT = (
    "cancellation",
    "medium",
    "member_merge",
    "erased_name",
    "giving",
    "giving_item",
    "tier_review",
    "board_score",
    "board_period",
    "clearing_agreement",
)
"""Rows of these change, and stay."""
TABLES = """
SELECT c.relname::text, c.relispartition FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'tenant_id' AND a.attnum > 0
ORDER BY 1
"""


@pytest.fixture
async def two(database: TestDatabase) -> AsyncIterator[tuple[Merchant, Merchant]]:
    """Two merchants; of the second, every table has a row (some of them a made-up one)."""
    pool = await open_pool(database.dsn)
    made = [await open_merchant(database, pool, slug, 2) for slug in ("a", "b")]
    first = made[1].members[0]
    await made[1].do("coupon.claim", first, batch="rare")
    coupon_id = (await made[1].do("coupon.claim", first, batch="five"))["coupon_id"]
    await made[1].do("coupon.gift", first, coupon_id=coupon_id, to_member=str(made[1].members[1]))
    await made[1].do("benefit.redeem", first, benefit="lounge")
    await made[1].do("points.hold", first, asset="points", amount=1, hold_id="h")
    await made[1].do("order.paid", first, order_id="o", amount_cents=100)
    await made[1].do("check_in.do", first)
    await _fill(database, made[1].tenant_id)
    yield made[0], made[1]
    await pool.close()


_MINIMAL = {
    "int4": "1",
    "int8": "1",
    "int2": "1",
    "text": "'waiting'",
    "json": "'{}'",
    "bytea": "'\\x00'",
    "bool": "true",
    "_text": "'{}'",
}


_CHOSEN = {
    "catalogue_change": {"kind": "'store'"}, "cancellation": {"path": "'a'", "status": "'done'"},
    "media_object": {"hash": "decode(repeat('00', 32), 'hex')", "bytes": "1"},
    "message": {"kind": "''", "purpose": "'service'"},
    "medium": {"id": "'med_1_' || repeat('0', 32)", "purpose": "'goods'", "state": "'shown'", "member_id": "0"},
    "medium_size": {"size": "'full'", "type": "'image/jpeg'"},
    "draw_seed": {"commitment": "repeat('a', 64)"}, "client_print": {"kind": "'device'"},
    "track_event": {"received_us": "(extract(epoch FROM now()) * 1000000)::bigint"},
    "track_id": {"id": "decode(repeat('00', 16), 'hex')"},
    "clearing_try": {"step": "'close'"},
    "clearing_agreement": {"agreement_id": "repeat('a', 16)", "partner_id": "99", "status": "'proposed'"},
    "member_merge": {"into_id": "2"}, "board_period": {"status": "'closed'"}, "giving_item": {"status": "'given'"},
}  # fmt: skip
"""Values of columns that take only some."""


async def _fill(database: TestDatabase, tenant_id: int) -> None:
    """Put a row of the tenant into each table that has none."""
    admin = await connect(database.admin_dsn)
    for table, partition in await admin.fetch(TABLES):
        if partition or await admin.fetchval(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", tenant_id):
            continue
        columns = await admin.fetch(
            "SELECT a.attname::text, t.typname::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
            "WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND a.attnotnull AND a.attidentity = ''",
            table,
        )
        special = {"tenant_id": str(tenant_id), "until_us": "2", "key_id": "'0123456789abcdef'"} | _CHOSEN.get(
            table, {}
        )
        values = [special.get(name, _MINIMAL[kind]) for name, kind in columns]
        names = ", ".join(name for name, _ in columns)
        await admin.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(values)})")
    await admin.close()


async def _tables(connection: Any, *, partitions: bool = False) -> list[str]:
    return [row[0] for row in await connection.fetch(TABLES) if row[1] is partitions]


async def test_another_tenants_rows_are_neither_seen_nor_changed(
    two: tuple[Merchant, Merchant], database: TestDatabase
) -> None:
    a, b = two
    app, admin = await connect(database.dsn), await connect(database.admin_dsn)
    names = await _tables(app)
    assert len(names) >= 29
    for table in names:
        before = await admin.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1 ORDER BY 1, 2", b.tenant_id)
        assert before, f"the test has no row of {table}"
        async with transaction(app, tenant_id=a.tenant_id):
            assert await app.fetchval(f"SELECT count(*) FROM {table} WHERE tenant_id <> $1", a.tenant_id) == 0, table
            assert await app.fetchval(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", b.tenant_id) == 0, table
        for sql in (f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = $1",
                    f"DELETE FROM {table} WHERE tenant_id = $1"):  # fmt: skip
            try:
                async with transaction(app, tenant_id=a.tenant_id):
                    assert (await app.execute(sql, b.tenant_id)).endswith(" 0"), sql
            except asyncpg.InsufficientPrivilegeError:
                kept = KEPT if sql.startswith("DELETE") else ()
                assert table in (*HISTORY, *kept, "tenant"), f"{sql} is refused"
        after = await admin.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1 ORDER BY 1, 2", b.tenant_id)
        assert [tuple(row) for row in after] == [tuple(row) for row in before], table
    await app.close()
    await admin.close()


async def test_nobody_writes_into_another_tenant(two: tuple[Merchant, Merchant], database: TestDatabase) -> None:
    a, b = two
    app, admin = await connect(database.dsn), await connect(database.admin_dsn)
    for table in await _tables(app):
        columns = [row[0] for row in await admin.fetch(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 "
            "AND NOT attisdropped AND attidentity = ''", table)]  # fmt: skip
        row = dict(await admin.fetchrow(f"SELECT * FROM {table} WHERE tenant_id = $1 LIMIT 1", b.tenant_id) or {})
        given = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({given})"
        count = f"SELECT count(*) FROM {table}"
        before = await admin.fetchval(count)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(app, tenant_id=a.tenant_id):
                await app.execute(sql, *(row[name] for name in columns))
        assert await admin.fetchval(count) == before, table
    await app.close()
    await admin.close()


async def test_without_a_tenant_nothing_is_seen(two: tuple[Merchant, Merchant], database: TestDatabase) -> None:
    app = await connect(database.dsn)
    for table in await _tables(app):
        assert await app.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    assert await app.fetchval("SELECT count(*) FROM ledger_leg") == 0
    await app.close()


async def test_partitions_show_nothing_by_themselves(two: tuple[Merchant, Merchant], database: TestDatabase) -> None:
    _, b = two
    app, admin = await connect(database.dsn), await connect(database.admin_dsn)
    partitions = await _tables(app, partitions=True)
    held = {name: await admin.fetchval(f"SELECT count(*) FROM {name}") for name in partitions}
    assert sum(held.values()) > 0
    for name in partitions:
        try:
            async with transaction(app, tenant_id=b.tenant_id):
                assert await app.fetchval(f"SELECT count(*) FROM {name}") == 0, name
        except asyncpg.InsufficientPrivilegeError:
            continue
    await app.close()
    await admin.close()


_TRAP = """
CREATE TEMP TABLE login_try (key bytea, tries int, since_us bigint);
INSERT INTO login_try VALUES ('x', 1, 1);
CREATE FUNCTION pg_temp.trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    EXECUTE 'ALTER TABLE public.member_state DISABLE ROW LEVEL SECURITY';
    EXECUTE 'GRANT ALL ON public.posting TO liuke_app';
    RETURN OLD;
END $$;
CREATE TRIGGER trap BEFORE DELETE ON login_try FOR EACH ROW EXECUTE FUNCTION pg_temp.trap();
GRANT ALL ON login_try TO PUBLIC;
"""


async def test_nobody_borrows_the_owners_rights_through_a_temporary_table(database: TestDatabase) -> None:
    """Functions that run as the owner look for tables in the owner's schema first."""
    app, admin = await connect(database.dsn), await connect(database.admin_dsn)
    await app.execute(_TRAP)
    await app.execute("SELECT login_done('x'::bytea, 'x'::bytea)")
    assert await app.fetchval("SELECT count(*) FROM pg_temp.login_try") == 1
    assert await admin.fetchval("SELECT relrowsecurity FROM pg_class WHERE relname = 'member_state'")
    assert not await admin.fetchval("SELECT has_table_privilege('liuke_app', 'posting', 'DELETE')")
    paths = await admin.fetch(
        "SELECT proname::text, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert len(paths) >= 8
    assert {tuple(row["proconfig"]) for row in paths} == {("search_path=public, pg_temp",)}
    await app.close()
    await admin.close()


OWNERS_WORK = (
    "CREATE TABLE public.x (a int)",
    "CREATE SCHEMA y",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE liuke_owner",
    "ALTER TABLE posting DISABLE ROW LEVEL SECURITY",
    "SET row_security = off; SELECT count(*) FROM member_state",
    "TRUNCATE posting",
    "COPY tenant TO PROGRAM 'id'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM pg_authid",
    "ALTER ROLE liuke_app BYPASSRLS",
    "GRANT liuke_owner TO liuke_app",
    "SET session_replication_role = replica",
    "DELETE FROM schema_migration",
)


@pytest.mark.parametrize("sql", OWNERS_WORK)
async def test_the_applications_role_may_not_do_the_owners_work(sql: str, database: TestDatabase) -> None:
    app = await connect(database.dsn)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(sql)
    await app.close()


@pytest.mark.parametrize("table", HISTORY)
async def test_history_is_only_added_to(table: str, two: tuple[Merchant, Merchant], database: TestDatabase) -> None:
    _, b = two
    app = await connect(database.dsn)
    for sql in (f"UPDATE {table} SET tenant_id = tenant_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(app, tenant_id=b.tenant_id):
                await app.execute(sql)
    await app.close()


# -- what the application may do to itself ----------------------------------------------------------------------------
async def test_settings_that_the_role_gives_itself_change_nothing(
    two: tuple[Merchant, Merchant], database: TestDatabase
) -> None:
    own = await asyncpg.connect(database.dsn)
    name = await own.fetchval("SELECT quote_ident(current_database())")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await own.execute(f"ALTER ROLE liuke_app IN DATABASE {name} SET liuke.tenant_id = '{two[1].tenant_id}'")
    for setting in ("synchronous_commit = off", "row_security = off"):
        await own.execute(f"ALTER ROLE liuke_app IN DATABASE {name} SET {setting}")
    await own.close()
    bare = await asyncpg.connect(database.dsn)  # as any other program would
    assert await bare.fetchval("SHOW synchronous_commit") == "off"
    await bare.close()
    connection = await connect(database.dsn)
    try:
        assert await connection.fetchval("SELECT count(*) FROM member_state") == 0
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        assert await connection.fetchval("SHOW row_security") == "on"
    finally:
        await connection.close()


async def test_partitions_may_be_used_as_their_parents(two: tuple[Merchant, Merchant], database: TestDatabase) -> None:
    owner = await connect(database.owner_dsn)
    await owner.execute("SELECT liuke_ensure_month(1900000000000000)")  # one that is made now
    rows = await owner.fetch(
        """
        SELECT c.relname::text, p.relname::text, ARRAY(
                   SELECT privilege_type FROM aclexplode(c.relacl) WHERE grantee = 'liuke_app'::regrole ORDER BY 1),
               ARRAY(
                   SELECT privilege_type FROM aclexplode(p.relacl) WHERE grantee = 'liuke_app'::regrole ORDER BY 1)
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
        WHERE p.relkind = 'p' AND p.relnamespace = 'public'::regnamespace
        """
    )
    await owner.close()
    assert len(rows) >= 4
    for child, parent, have, wanted in rows:
        assert (child, list(have)) == (child, list(wanted)), parent
    own = await asyncpg.connect(database.dsn)
    for child, *_ in rows:
        for statement in (f"TRUNCATE {child}", f"DELETE FROM {child}", f"UPDATE {child} SET tenant_id = 1"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await own.execute(statement)
    await own.close()
