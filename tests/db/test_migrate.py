"""Migrations: once each, in order, whoever comes first, and no rewriting of history."""

import asyncio
import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import asyncpg
import pytest

from liuke.db.errors import MigrationFailed, MigrationsInvalid
from liuke.db.migrate import migrate, pending, read_migrations, read_status
from liuke.db.pool import connect
from tests.server import TestDatabase

FILES = {
    "0001_first.sql": "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n",
    "0002_second.sql": "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_n ON a (n)\n",
    "0003_third.sql": "SELECT pg_sleep(0.1);\nUPDATE a SET n = n + 1;\nCREATE SEQUENCE s;\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "migrations"
    made.mkdir()
    for name, sql in FILES.items():
        (made / name).write_text(sql)
    return made


async def fetch_value(dsn: str, sql: str) -> object:
    connection = await connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_each_is_applied_once_and_recorded(empty_database: TestDatabase, folder: Path) -> None:
    dsn = empty_database.owner_dsn
    assert [m.version for m in await pending(dsn, folder)] == [1, 2, 3]
    assert await fetch_value(dsn, "SELECT to_regclass('schema_migration')") is None, "looking changes nothing"
    done = await migrate(dsn, folder)
    assert [(m.version, m.name, m.in_transaction) for m in done] == [
        (1, "first", True),
        (2, "second", False),
        (3, "third", True),
    ]
    assert await migrate(dsn, folder) == ()
    status = await read_status(dsn, folder)
    assert (status.pending, status.ahead) == ((), ())
    assert [entry.sha256 for entry in status.applied] == [m.sha256 for m in read_migrations(folder)]
    assert {entry.release for entry in status.applied} == {version("liuke")}
    assert status.applied[2].duration.total_seconds() >= 0.1
    assert await fetch_value(dsn, "SELECT n FROM a") == 2


MIGRATOR = """
import asyncio, json, sys
from pathlib import Path
from liuke.db.migrate import migrate
print(json.dumps([m.version for m in asyncio.run(migrate(sys.argv[1], Path(sys.argv[2])))]))
"""


async def test_many_at_once_apply_each_once(empty_database: TestDatabase, folder: Path) -> None:
    command = [sys.executable, "-c", MIGRATOR, empty_database.owner_dsn, str(folder)]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    own = await asyncio.gather(*(migrate(empty_database.owner_dsn, folder) for _ in range(6)))
    theirs = [json.loads(other.communicate()[0]) for other in others]
    applied = sorted(
        number for numbers in [*([m.version for m in done] for done in own), *theirs] for number in numbers
    )
    assert applied == [1, 2, 3]
    assert await fetch_value(empty_database.owner_dsn, "SELECT array_agg(n) FROM a") == [2]


async def test_the_application_may_use_tables_but_not_history(empty_database: TestDatabase, folder: Path) -> None:
    await migrate(empty_database.owner_dsn, folder)
    app = await connect(empty_database.dsn)
    assert await app.execute("UPDATE a SET n = 5") == "UPDATE 1"
    assert await app.fetchval("SELECT nextval('s')") == 1
    assert await app.fetchval("SELECT count(*) FROM schema_migration") == 3
    for refused in ("DELETE FROM schema_migration", "DROP TABLE a", "CREATE TABLE b (n int)", "TRUNCATE a"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(refused)
    await app.close()


async def test_changed_history_is_refused_with_every_change(empty_database: TestDatabase, folder: Path) -> None:
    await migrate(empty_database.owner_dsn, folder)
    (folder / "0001_first.sql").write_text(FILES["0001_first.sql"] + "-- changed\n")
    (folder / "0003_third.sql").rename(folder / "0003_renamed.sql")
    (folder / "0004_fourth.sql").write_text("DROP TABLE a")
    with pytest.raises(MigrationsInvalid) as caught:
        await migrate(empty_database.owner_dsn, folder)
    told = [
        re.sub(r"[0-9a-f]{12}", "#", re.sub(r"\d{4}-\d\d-\d\d", "DAY", fault.message)) for fault in caught.value.faults
    ]
    assert told == [
        "0001_first was applied on DAY with the checksum #; the file 0001_first now has #",
        "0003_third was applied on DAY with the checksum #; the file 0003_renamed now has #",
    ]
    assert await fetch_value(empty_database.owner_dsn, "SELECT n FROM a") == 2, "nothing was applied"


async def test_a_later_release_has_been_here(empty_database: TestDatabase, folder: Path) -> None:
    await migrate(empty_database.owner_dsn, folder)
    (folder / "0003_third.sql").unlink()
    status = await read_status(empty_database.owner_dsn, folder)
    assert [entry.version for entry in status.ahead] == [3]
    assert await migrate(empty_database.owner_dsn, folder) == ()


def test_faulty_files_are_told_all_at_once(folder: Path) -> None:
    (folder / "5_short.sql").write_text("")
    (folder / "0003_again.sql").write_text("")
    (folder / "0007_gap.sql").write_text("")
    with pytest.raises(MigrationsInvalid) as caught:
        read_migrations(folder)
    assert tuple(fault.message for fault in caught.value.faults) == (
        "5_short.sql: the name is not like 0001_what_it_does.sql",
        "0003_third: expected number 0004",
        "0007_gap: expected number 0005",
    )


async def test_a_failing_one_keeps_the_earlier_and_leaves_nothing_of_itself(
    empty_database: TestDatabase, folder: Path
) -> None:
    (folder / "0004_bad.sql").write_text("CREATE TABLE b (n int);\nINSERT INTO b VALUES ('x');\n")
    (folder / "0005_after.sql").write_text("CREATE TABLE c (n int);\n")
    with pytest.raises(MigrationFailed, match='0004_bad: invalid input syntax for type integer: "x"'):
        await migrate(empty_database.owner_dsn, folder)
    dsn = empty_database.owner_dsn
    assert await fetch_value(dsn, "SELECT array_agg(version ORDER BY version) FROM schema_migration") == [
        1,
        2,
        3,
    ]
    assert await fetch_value(dsn, "SELECT to_regclass('b')::text || to_regclass('c')::text") is None
    (folder / "0004_bad.sql").write_text("CREATE TABLE b (n int);\n")
    assert [m.version for m in await migrate(dsn, folder)] == [4, 5]


async def test_the_projects_own_migrations_fit_together(database: TestDatabase) -> None:
    assert (await read_status(database.owner_dsn)).pending == ()
    assert len((await read_status(database.owner_dsn)).applied) == len(read_migrations())
