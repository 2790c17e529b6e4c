"""The shared fixtures themselves."""

import asyncpg
import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire
from tests.server import TestDatabase


async def test_pool_is_the_application_role_without_privileges(pool: Pool) -> None:
    async with acquire(pool) as connection:
        row = await connection.fetchrow(
            "SELECT rolname AS who, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole "
            "FROM pg_roles WHERE rolname = current_user"
        )
    assert row is not None
    assert dict(row) == {
        "who": "liuke_app",
        "rolsuper": False,
        "rolbypassrls": False,
        "rolcreatedb": False,
        "rolcreaterole": False,
    }


@pytest.mark.parametrize("turn", [1, 2, 3])
async def test_each_test_has_a_database_of_its_own(database: TestDatabase, turn: int) -> None:
    connection = await asyncpg.connect(database.owner_dsn)
    assert await connection.fetchval("SELECT to_regclass('mark')") is None, turn
    await connection.execute("CREATE TABLE mark (n int)")
    assert await connection.fetchval("SELECT to_regclass('schema_migration')::text") == "schema_migration"
    await connection.close()


def test_databases_work_without_an_event_loop(database: TestDatabase) -> None:
    assert database.name.startswith("test_")
    assert f"/{database.name}?" in database.dsn
