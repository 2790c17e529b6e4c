"""Sealing: closed ranges only, every kind of tampering named, sealers side by side."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import connect, transaction
from liuke.engine.batch import Batch, submission
from liuke.engine.store import SESSION_SETTINGS
from liuke.ledger.seal import SealFault, chain_hash, compare, digest_row, seal_once
from tests.ledger.check import assert_clean, report, seal_all, seals
from tests.server import TestDatabase
from tests.waiting import until
from tests.world import T, earn, make_engine, make_members, rows, spend


def row(seq: int, amount: int = 1) -> tuple[object, ...]:
    return (7, "points", seq, "earn", amount, "issuance", "available", "", "", 1, T, 19675, T, 1, 1)


def test_the_first_difference_is_named() -> None:
    honest = [row(i) for i in range(1, 5)]
    digests = b"".join(digest_row(r) for r in honest)
    assert list(compare(1, digests, honest)) == []
    changed = [honest[0], row(2, 2), *honest[2:]]
    assert list(compare(1, digests, changed)) == [SealFault(1, "changed", 1, (7, "points", 2))]
    assert list(compare(1, digests, honest[:1] + honest[2:])) == [SealFault(1, "missing", 1, (7, "points", 3))]
    assert list(compare(1, digests, honest[:3])) == [SealFault(1, "missing", 3, None)]
    added = [*honest[:2], row(9), *honest[2:]]
    assert list(compare(1, digests, added)) == [SealFault(1, "added", 2, (7, "points", 9))]
    assert list(compare(1, digests, [*honest, row(9)])) == [SealFault(1, "added", 4, (7, "points", 9))]


def test_a_hash_depends_on_everything_before_it() -> None:
    base = chain_hash(bytes(32), (1, 1, 0, 10, 2), b"ab")
    assert len({
        base, chain_hash(b"\1" + bytes(31), (1, 1, 0, 10, 2), b"ab"), chain_hash(bytes(32), (2, 1, 0, 10, 2), b"ab"),
        chain_hash(bytes(32), (1, 1, 0, 11, 2), b"ab"), chain_hash(bytes(32), (1, 1, 0, 10, 2), b"ac"),
    }) == 5  # fmt: skip


async def fill(database: TestDatabase, pool: Pool) -> tuple[int, list[int]]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    engine = make_engine(pool, tenant)
    for i in range(5):
        await engine.process([submission(earn(member, f"e{i}", 10)) for member in members])
    return tenant, members


async def test_everything_is_sealed_once_in_batches(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await fill(database, pool)
    made = await seal_all(database.dsn, tenant, max_rows=7)
    # three postings share an instant, so seven are cut to six
    assert [seal.rows for seal in made] == [6, 6, 3]
    assert [seal.from_us for seal in made] == [0, *(seal.until_us for seal in made[:-1])]
    assert await seal_all(database.dsn, tenant) == []
    found = await seals(database.dsn, tenant, head=made[1].hash)
    assert (found.seals, found.rows, found.head, found.faults) == (3, 15, made[-1].hash, [])
    await make_engine(pool, tenant).process([submission(spend(members[0], "s", 5))])
    (more,) = await seal_all(database.dsn, tenant)
    assert (more.number, more.rows, more.from_us) == (4, 1, made[-1].until_us)
    await assert_clean(database.dsn, tenant)


async def test_one_instant_is_never_divided(database: TestDatabase, pool: Pool) -> None:
    tenant, _members = await fill(database, pool)
    assert [seal.rows for seal in await seal_all(database.dsn, tenant, max_rows=2)] == [3] * 5
    await assert_clean(database.dsn, tenant)


async def test_a_running_transaction_keeps_its_range_open(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await fill(database, pool)
    slow = await connect(database.dsn)
    for name, value in SESSION_SETTINGS.items():
        await slow.execute(f"SET {name} = '{value}'")
    programs = make_engine(pool, tenant).program_at
    async with transaction(slow):
        await Batch(slow, tenant, programs).run([submission(earn(members[0], "slow", 1))])
        await make_engine(pool, tenant).process([submission(earn(members[1], "quick", 1))])
        made = await seal_all(database.dsn, tenant)
        assert sum(seal.rows for seal in made) == 15
    await slow.close()
    (after,) = await seal_all(database.dsn, tenant)
    assert after.rows == 2
    await assert_clean(database.dsn, tenant)


async def test_a_role_that_cannot_be_looked_into_makes_the_sealer_wait(database: TestDatabase, pool: Pool) -> None:
    tenant, _members = await fill(database, pool)
    admin = await connect(database.admin_dsn)
    role = f"other_{database.name}"
    await admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'p'; GRANT INSERT ON posting TO {role}")
    where = urlsplit(database.dsn)
    other = await connect(urlunsplit(where._replace(netloc=f"{role}:p@")))
    try:
        assert await seal_all(database.dsn, tenant) == []
    finally:
        await other.close()
        gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE usename = $1"
        await until(lambda: admin.fetchval(gone, role))
        await admin.execute(f"REVOKE ALL ON posting FROM {role}; DROP ROLE {role}")
    # a session of the administrator is open meanwhile, and none of a writer
    assert [seal.rows for seal in await seal_all(database.dsn, tenant)] == [15]
    await admin.close()


async def test_the_lag_is_kept(database: TestDatabase, pool: Pool) -> None:
    tenant, _members = await fill(database, pool)
    assert await seal_all(database.dsn, tenant, lag_us=10_000_000) == []


async def test_sealers_side_by_side_make_one_chain(database: TestDatabase, pool: Pool) -> None:
    tenant, _members = await fill(database, pool)

    async def seal_until_done() -> int:
        connection, made, idle = await connect(database.dsn), 0, 0
        while idle < 3:
            async with transaction(connection, tenant_id=tenant):
                seal = await seal_once(connection, tenant, lag_us=0, max_rows=3)
            made, idle = (made + 1, 0) if seal else (made, idle + 1)
            await asyncio.sleep(0.01)
        await connection.close()
        return made

    assert sum(await asyncio.gather(*(seal_until_done() for _ in range(4)))) == 5
    assert (await seals(database.dsn, tenant)).faults == []


async def test_postings_after_the_clock_was_set_back_are_recorded_after_the_seal(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await fill(database, pool)
    await seal_all(database.dsn, tenant)
    owner = await connect(database.owner_dsn)
    # a seal that reaches into the future is what a clock that was set back looks like
    await owner.execute("UPDATE seal SET until_us = until_us + 3600000000")
    await owner.close()
    await make_engine(pool, tenant).process([submission(earn(members[0], "later", 1))])
    ahead = "SELECT count(*) FROM posting, seal WHERE recorded_us >= until_us"
    assert await rows(pool, tenant, ahead) == [(1,)]


TAMPERINGS = {
    "UPDATE posting SET amount = 11 WHERE member_id = 2 AND seq = 3": [SealFault(2, "changed", 1, (2, "points", 3))],
    "UPDATE posting SET ref = 'x' WHERE member_id = 1 AND seq = 1": [SealFault(1, "changed", 0, (1, "points", 1))],
    "DELETE FROM posting WHERE member_id = 3 AND seq = 5": [SealFault(3, "missing", 2, None)],
    "DELETE FROM posting WHERE member_id = 1 AND seq = 4": [SealFault(2, "missing", 3, (2, "points", 4))],
    """INSERT INTO posting SELECT member_id, 'energy', 1, tenant_id, kind, amount, source, target, rule, ref, op_n,
       t_us, day, recorded_us, program_version FROM posting WHERE member_id = 1 AND seq = 1""": [
        SealFault(1, "added", 0, (1, "energy", 1))
    ],
    "UPDATE seal SET rows = 7 WHERE number = 2": [SealFault(2, "chain")],
    "UPDATE seal SET hash = sha256('x') WHERE number = 2": [SealFault(2, "chain"), SealFault(3, "chain")],
    "DELETE FROM seal WHERE number = 2": [SealFault(3, "chain")],
}  # fmt: skip


@pytest.mark.parametrize("sql", TAMPERINGS)
async def test_tampering_is_named(database: TestDatabase, pool: Pool, sql: str) -> None:
    tenant, members = await fill(database, pool)
    assert members == [1, 2, 3]
    await seal_all(database.dsn, tenant, max_rows=7)
    owner = await connect(database.owner_dsn)
    await owner.execute(sql)
    await owner.close()
    assert (await seals(database.dsn, tenant)).faults == TAMPERINGS[sql]
    assert "seals" in (await report(database.dsn, tenant)).broken


async def test_a_chain_cut_short_is_found_by_its_head(database: TestDatabase, pool: Pool) -> None:
    tenant, _members = await fill(database, pool)
    made = await seal_all(database.dsn, tenant, max_rows=7)
    owner = await connect(database.owner_dsn)
    await owner.execute("DELETE FROM seal WHERE number = 3")
    await owner.close()
    assert (await seals(database.dsn, tenant)).faults == []
    assert (await seals(database.dsn, tenant, head=made[-1].hash)).faults == [SealFault(2, "head")]
