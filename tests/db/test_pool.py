"""Transactions on the real server, and what happens when it goes away at the worst moment."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

from liuke.db.contracts import Connection, Pool
from liuke.db.errors import (
    ConnectionLostInDoubt,
    DatabaseUnavailable,
    DbError,
    OutOfDiskSpace,
    TransactionConflict,
)
from liuke.db.pool import acquire, close_pool, connect, create_pool, run_transaction, transaction
from tests.proxy import cutting_proxy, silent_proxy
from tests.server import TestDatabase
from tests.waiting import until

TENANT = "SELECT coalesce(current_setting('liuke.tenant_id', true), '')"


@pytest.fixture
async def table(database: TestDatabase) -> str:
    owner = await connect(database.owner_dsn)
    await owner.execute("CREATE TABLE mark (n int PRIMARY KEY, doc jsonb)")
    await owner.close()
    return "mark"


async def count(pool: Pool) -> int:
    async with acquire(pool) as connection:
        return await connection.fetchval("SELECT count(*) FROM mark")


async def test_the_tenant_is_known_for_one_transaction_only(pool: Pool) -> None:
    async with acquire(pool) as connection:
        async with transaction(connection, tenant_id="0199-a"):
            assert await connection.fetchval(TENANT) == "0199-a"
            assert await connection.fetchval("SHOW transaction_isolation") == "read committed"
        assert await connection.fetchval(TENANT) == ""
        async with transaction(connection):
            assert await connection.fetchval(TENANT) == ""


@pytest.mark.usefixtures("table")
async def test_commit_keeps_and_an_error_undoes(pool: Pool) -> None:
    async with acquire(pool) as connection:
        async with transaction(connection):
            await connection.execute("INSERT INTO mark VALUES (1)")
        with pytest.raises(ZeroDivisionError):
            async with transaction(connection):
                await connection.execute("INSERT INTO mark VALUES (2)")
                raise ZeroDivisionError
        with pytest.raises(asyncpg.UniqueViolationError):
            async with transaction(connection):
                await connection.execute("INSERT INTO mark VALUES (1)")
        assert not connection.is_in_transaction()
    assert await count(pool) == 1


@pytest.mark.usefixtures("table")
async def test_documents_travel_as_values(pool: Pool) -> None:
    document = {"名": "茶", "list": [1, 2**53, None, True], "deep": {"a": "\u2028\"'"}}
    async with acquire(pool) as connection, transaction(connection):
        await connection.execute("INSERT INTO mark VALUES (1, $1)", document)
        assert await connection.fetchval("SELECT doc FROM mark") == document
        assert await connection.fetchval("SELECT doc->>'名' FROM mark") == "茶"
        assert await connection.fetchval("SELECT $1::json", [1]) == [1]


async def test_no_server_is_told(tmp_path: Path) -> None:
    dsn = f"postgresql://who:secret@/none?host={quote(str(tmp_path), safe='')}"
    for opening in (create_pool(dsn), connect(dsn)):
        with pytest.raises(DatabaseUnavailable) as caught:
            await opening
        assert (caught.value.code, caught.value.status) == ("db-unavailable", 503)
        assert "secret" not in str(caught.value)


async def test_a_connection_that_dies_while_it_is_made_ready_is_told_and_closed(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[Any]()

    async def die(connection: Any) -> None:
        made.append(connection)
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr("liuke.db.pool._prepare_connection", die)
    with pytest.raises(DatabaseUnavailable):
        await connect(database.dsn)
    assert [connection.is_closed() for connection in made] == [True]


@pytest.mark.usefixtures("table")
async def test_a_connection_that_dies_before_commit_kept_nothing(pool: Pool, database: TestDatabase) -> None:
    admin = await connect(database.admin_dsn)
    with pytest.raises(DatabaseUnavailable):
        async with acquire(pool) as connection, transaction(connection):
            await connection.execute("INSERT INTO mark VALUES (1)")
            await admin.execute(f"SELECT pg_terminate_backend({await connection.fetchval('SELECT pg_backend_pid()')})")
            await connection.execute("INSERT INTO mark VALUES (2)")
    await admin.close()
    assert await count(pool) == 0


@pytest.mark.usefixtures("table")
async def test_a_lost_connection_is_tried_again(pool: Pool, database: TestDatabase) -> None:
    admin = await connect(database.admin_dsn)
    runs: list[int] = []

    async def work(connection: Connection) -> int:
        runs.append(len(runs))
        await connection.execute("INSERT INTO mark VALUES ($1)", len(runs))
        if len(runs) < 3:
            await admin.execute(f"SELECT pg_terminate_backend({await connection.fetchval('SELECT pg_backend_pid()')})")
            await connection.execute("SELECT 1")
        return len(runs)

    assert await run_transaction(pool, work, tenant_id="t") == 3
    await admin.close()
    async with acquire(pool) as connection:
        assert [row["n"] for row in await connection.fetch("SELECT n FROM mark")] == [3]


@pytest.mark.usefixtures("table")
async def test_of_two_deadlocked_transactions_both_end_up_done(pool: Pool) -> None:
    async with acquire(pool) as connection:
        await connection.execute("INSERT INTO mark VALUES (1, '0'), (2, '0')")
    both = asyncio.Barrier(2)
    runs = {1: 0, 2: 0}

    async def add(connection: Connection, first: int, second: int) -> None:
        runs[first] += 1
        for number in (first, second):
            await connection.execute("UPDATE mark SET doc = to_jsonb(doc::text::int + 1) WHERE n = $1", number)
            if number == first and runs[first] == 1:
                await both.wait()

    await asyncio.gather(
        run_transaction(pool, lambda connection: add(connection, 1, 2)),
        run_transaction(pool, lambda connection: add(connection, 2, 1)),
    )
    assert sorted(runs.values()) == [1, 2]
    async with acquire(pool) as connection:
        assert [row["doc"] for row in await connection.fetch("SELECT doc FROM mark ORDER BY n")] == [2, 2]


async def test_a_conflict_is_told_when_the_attempts_are_used_up(pool: Pool) -> None:
    runs: list[None] = []

    async def work(connection: Connection) -> None:
        runs.append(None)
        await connection.execute("DO $$ BEGIN RAISE EXCEPTION 'met another' USING ERRCODE = '40001'; END $$")

    with pytest.raises(TransactionConflict, match="met another"):
        await run_transaction(pool, work, attempts=3)
    assert len(runs) == 3


async def test_no_disk_space_is_told_and_not_tried_again(pool: Pool) -> None:
    runs: list[None] = []

    async def work(connection: Connection) -> None:
        runs.append(None)
        await connection.execute("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$")

    with pytest.raises(OutOfDiskSpace) as caught:
        await run_transaction(pool, work)
    assert (caught.value.status, len(runs)) == (507, 1)


@pytest.mark.parametrize(("after_commit", "kept"), [(True, 1), (False, 0)])
@pytest.mark.usefixtures("table")
async def test_a_connection_cut_at_commit_is_in_doubt(
    pool: Pool, database: TestDatabase, tmp_path: Path, after_commit: bool, kept: int
) -> None:
    with cutting_proxy(database.dsn, tmp_path, after_commit=after_commit) as dsn:
        through = await create_pool(dsn, max_size=1)
        with pytest.raises(ConnectionLostInDoubt) as caught:
            async with acquire(through) as connection, transaction(connection):
                await connection.execute("INSERT INTO mark VALUES (1)")
        assert (caught.value.code, caught.value.status) == ("db-commit-in-doubt", 503)
        assert await count(pool) == kept
        await through.close()


@pytest.mark.parametrize("after_commit", [True, False])
@pytest.mark.usefixtures("table")
async def test_with_an_idempotency_key_a_doubtful_commit_is_done_once(
    pool: Pool, database: TestDatabase, tmp_path: Path, after_commit: bool
) -> None:
    async def work(connection: Connection) -> str:
        return await connection.execute("INSERT INTO mark VALUES (1) ON CONFLICT DO NOTHING")

    with cutting_proxy(database.dsn, tmp_path, after_commit=after_commit) as dsn:
        through = await create_pool(dsn, max_size=1)
        assert await run_transaction(through, work, idempotent=True) == ("INSERT 0 0" if after_commit else "INSERT 0 1")
        await through.close()
    assert await count(pool) == 1


async def make_slow_commit(database: TestDatabase, body: str) -> None:
    owner = await connect(database.owner_dsn)
    await owner.execute(
        f"CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {body} RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON mark DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION at_commit()"
    )
    await owner.close()


@pytest.mark.usefixtures("table")
async def test_cancelling_during_commit_lets_it_end(pool: Pool, database: TestDatabase) -> None:
    await make_slow_commit(database, "PERFORM pg_sleep(1);")
    entered = asyncio.Event()

    async def work() -> None:
        async with acquire(pool) as connection, transaction(connection):
            await connection.execute("INSERT INTO mark VALUES (1)")
            entered.set()

    task = asyncio.create_task(work())
    await entered.wait()
    watching = await connect(database.admin_dsn)
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event = 'PgSleep'"
    await until(lambda: watching.fetchval(sleeping, database.name))
    await watching.close()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(pool) == 1


@pytest.mark.parametrize("when", ["begin", "statement", "commit", "idle"])
@pytest.mark.usefixtures("table")
async def test_a_server_that_says_nothing_holds_up_nobody_who_leaves(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr("liuke.db.pool.SILENCE_SECONDS", 0.2)
    with silent_proxy(database.dsn) as (dsn, silent):
        through = await create_pool(dsn, max_size=1)

        async def work() -> None:
            async with acquire(through) as connection:
                if when == "begin":
                    silent.set()
                async with transaction(connection):
                    await connection.execute("INSERT INTO mark VALUES (1)")
                    silent.set()
                    if when == "statement":
                        await connection.execute("INSERT INTO mark VALUES (2)")

        if when == "idle":
            silent.set()
        else:
            working = asyncio.create_task(work())
            await asyncio.sleep(0.5)
            working.cancel()
            left, _ = await asyncio.wait([working], timeout=10)
            assert left, "it waits for the server"
            with pytest.raises(ConnectionLostInDoubt if when == "commit" else asyncio.CancelledError):
                await working
        async with asyncio.timeout(10):
            await close_pool(through)


@pytest.mark.usefixtures("table")
async def test_a_refusal_at_commit_is_certain(pool: Pool, database: TestDatabase) -> None:
    await make_slow_commit(database, "RAISE EXCEPTION 'late' USING ERRCODE = '23514';")
    with pytest.raises(asyncpg.CheckViolationError, match="late"):
        async with acquire(pool) as connection, transaction(connection):
            await connection.execute("INSERT INTO mark VALUES (1)")
    assert await count(pool) == 0


async def test_nobody_passes_those_who_wait_for_a_connection(database: TestDatabase) -> None:
    pool = await create_pool(database.dsn, min_size=1, max_size=2)
    got = list[str]()

    async def use(name: str, times: int) -> None:
        for _ in range(times):
            async with acquire(pool) as connection:
                got.append(name)
                await connection.execute("SELECT pg_sleep(0.002)")

    greedy = [asyncio.create_task(use(name, 30)) for name in ("a", "b", "c")]
    await asyncio.sleep(0.01)
    before = len(got)
    await asyncio.gather(*(use(f"w{number}", 1) for number in range(6)))
    order = [name for name in got[before:] if name.startswith("w")]
    assert order == [f"w{number}" for number in range(6)]
    # whoever comes again stands at the end: at most one turn of each of the three lay before them
    assert got.index("w5") - before <= 3 + 5
    await asyncio.gather(*greedy)
    await pool.close()


async def test_a_reserved_connection_is_there_however_many_wait(database: TestDatabase) -> None:
    pool = await create_pool(database.dsn, min_size=1, max_size=3, reserved=1)
    release = asyncio.Event()

    async def hold() -> None:
        async with acquire(pool):
            await release.wait()

    holding = [asyncio.create_task(hold()) for _ in range(5)]
    await until(lambda: pool.get_size() - pool.get_idle_size() == 2, 10)
    await asyncio.sleep(0.2)
    assert pool.get_size() - pool.get_idle_size() == 2
    async with asyncio.timeout(5), acquire(pool, reserved=True) as connection:
        assert await connection.fetchval("SELECT 1") == 1
    release.set()
    await asyncio.gather(*holding)
    await pool.close()


def test_errors_say_what_why_and_what_to_do() -> None:
    error = DbError("it broke", faults=["first", "second"], fix="mend it")
    assert str(error) == (
        "The database reported an error: it broke\n  - first [db-error]\n  - second [db-error]\n  → mend it"
    )
