"""The engine against the real database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, close_pool, create_pool, transaction
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, SECOND_US
from liuke.kernel.errors import InvalidInput, KeyReused, Refused
from liuke.members.store import NewMember, make_tenant, register_members
from tests.proxy import silent_proxy
from tests.server import TestDatabase

T = 1_700_000_000 * SECOND_US


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await create_pool(database.dsn, min_size=1, max_size=8, server_settings=SESSION_SETTINGS)
    yield made
    await made.close()


async def start(database: TestDatabase, pool: Pool, members: int = 3) -> tuple[Engine, list[int]]:
    owner = await create_pool(database.owner_dsn, min_size=1, max_size=1)
    async with acquire(owner) as connection, transaction(connection):
        tenant_id = await make_tenant(connection, "t", "T")
    await owner.close()
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        made = await register_members(
            connection, tenant_id, "test", [NewMember(f"m{i}", T, 19675) for i in range(members)]
        )
    return Engine(pool, tenant_id, compile_program({"id": "x", "name": "X"})), list(made.values())


def earn(member: int, key: str, amount: int, **data: object) -> Event:
    return Event("points.earn", member, key, 0, {"asset": "points", "amount": amount, **data})


def spend(member: int, key: str, amount: int) -> Event:
    return Event("points.spend", member, key, 0, {"asset": "points", "amount": amount})


async def wallet(engine: Engine, member: int) -> tuple[int, ...]:
    async with acquire(engine.pool) as connection, transaction(connection, tenant_id=engine.tenant_id):
        row = await connection.fetchrow(
            "SELECT available, pending, held, frozen, debt, seq FROM wallet WHERE member_id = $1", member
        )
    return tuple(row) if row else ()


async def test_earn_spend_refund(database: TestDatabase, pool: Pool) -> None:
    engine, (a, b, _) = await start(database, pool)
    async with engine:
        first = await engine.submit(earn(a, "1", 100))
        assert first.answer is not None
        assert first.answer["balances"] == {"points": 100}
        await engine.submit(earn(a, "2", 50))
        spent = await engine.submit(spend(a, "3", 120))
        assert spent.answer is not None
        assert spent.answer["result"] == {"seq": 3, "balance": 30}
        refused = await engine.submit(spend(a, "4", 31))
        assert isinstance(refused.error, Refused)
        assert refused.error.reason == "insufficient-balance"
        back = await engine.submit(Event("points.refund", a, "5", 0, {"asset": "points", "amount": 110, "seq": 3}))
        assert back.error is None
        assert await wallet(engine, a) == (140, 0, 0, 0, 0, 4)
        again = await engine.submit(earn(a, "1", 100))
        assert again.replayed
        assert again.answer == first.answer
        other = await engine.submit(earn(a, "1", 101))
        assert isinstance(other.error, KeyReused)
        assert await wallet(engine, a) == (140, 0, 0, 0, 0, 4)
        assert await wallet(engine, b) == ()


async def test_who_comes_while_the_lanes_end_is_answered(database: TestDatabase, pool: Pool) -> None:
    engine, (member, *_) = await start(database, pool)
    await engine.__aenter__()
    ending = asyncio.create_task(engine.__aexit__())
    await asyncio.sleep(0)  # the lanes are told
    outcome = await asyncio.wait_for(engine.submit(earn(member, "k", 1)), 10)
    assert outcome.error is None
    await ending


async def test_the_end_does_not_wait_for_a_database_that_says_nothing(
    database: TestDatabase, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liuke.engine.engine.FINISH_SECONDS", 0.2)
    monkeypatch.setattr("liuke.db.pool.SILENCE_SECONDS", 0.2)
    known, (member, *_) = await start(database, pool)
    with silent_proxy(database.dsn) as (dsn, silent):
        through = await create_pool(dsn, min_size=1, max_size=2, server_settings=SESSION_SETTINGS)
        engine = Engine(through, known.tenant_id, compile_program({"id": "x", "name": "X"}))
        await engine.__aenter__()
        await engine.submit(earn(member, "1", 1))
        silent.set()
        asking = asyncio.create_task(engine.submit(earn(member, "2", 1)))
        await asyncio.sleep(0.2)
        ending = asyncio.create_task(engine.__aexit__())
        ended, _ = await asyncio.wait([ending], timeout=10)
        assert ended
        with pytest.raises(asyncio.CancelledError):
            await asking
        await close_pool(through)


async def test_many_spenders_of_one_balance(database: TestDatabase, pool: Pool) -> None:
    engine, (a, *_rest) = await start(database, pool)
    async with engine:
        await engine.submit(earn(a, "e", 1000))
        outcomes = await asyncio.gather(*(engine.submit(spend(a, f"s{i}", 30)) for i in range(64)))
    assert sum(outcome.error is None for outcome in outcomes) == 33
    assert {outcome.error.reason for outcome in outcomes if isinstance(outcome.error, Refused)} == {
        "insufficient-balance"
    }
    assert await wallet(engine, a) == (10, 0, 0, 0, 0, 34)


async def test_sweep_expires(database: TestDatabase, pool: Pool) -> None:
    engine, (a, *_rest) = await start(database, pool)
    async with engine:
        answer = await engine.submit(earn(a, "e", 1000, expires_us=T + 5 * DAY_US))
        assert answer.error is None
        assert await engine.sweep(T + 6 * DAY_US) == 1
        assert await engine.sweep(T + 6 * DAY_US) == 0
    assert await wallet(engine, a) == (0, 0, 0, 0, 0, 2)


@pytest.mark.parametrize("lanes", [True, False])
async def test_many_at_once_each_have_their_outcome(database: TestDatabase, pool: Pool, *, lanes: bool) -> None:
    engine, (a, b, _) = await start(database, pool)
    work = [
        earn(a, "1", 10), spend(a, "2", 7), spend(a, "3", 4), earn(-5, "4", 1), Event("no.such", b, "5", 0, {}),
        earn(b, "6", 3), earn(999_999, "7", 1), spend(a, "8", 3), earn(a, "1", 10), earn(a, "1", 11),
    ]  # fmt: skip
    if lanes:
        async with engine:
            outcomes = await engine.submit_all(work)
            assert await engine.submit_all([]) == []
    else:
        outcomes = await engine.submit_all(work)
    errors = [outcome.error.code if outcome.error is not None else "" for outcome in outcomes]
    assert errors == [
        "", "", "refused", "not-found", "invalid-input", "", "not-found", "", "", "idempotency-key-reused",
    ]  # fmt: skip
    assert [outcome.replayed for outcome in outcomes] == [False] * 8 + [True, False]
    assert outcomes[8].answer_json == outcomes[0].answer_json
    assert (await wallet(engine, a), await wallet(engine, b)) == ((0, 0, 0, 0, 0, 3), (3, 0, 0, 0, 0, 1))


@pytest.mark.parametrize("more", ["\x00", ["a", "\x00"], [{"b": "\x00"}], {"\x00": 1}])
async def test_text_that_no_database_holds_is_refused(database: TestDatabase, pool: Pool, more: object) -> None:
    engine, (a, *_rest) = await start(database, pool)
    data = {"order_id": "o", "amount_cents": 100, "more": more}
    async with engine:
        with pytest.raises(InvalidInput) as caught:
            await engine.submit(Event("order.paid", a, "o", 0, data))
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [("data", "nul")]
        data["more"] = [r"\u0000"]
        await engine.submit(Event("order.paid", a, "o", 0, data))


@pytest.mark.parametrize(
    ("key", "t_us", "code"),
    [
        ("", 0, "not-a-key"),
        ("x" * 201, 0, "not-a-key"),
        ("a\x00b", 0, "not-a-key"),
        ("k", 253_402_300_799 * SECOND_US, "out-of-range"),
        ("k", -62_135_596_800 * SECOND_US, "out-of-range"),
        ("k", 4_000_000_000 * SECOND_US, "in-the-future"),
    ],
)
async def test_what_cannot_be_an_event_is_refused_before_it_is_queued(
    database: TestDatabase, pool: Pool, key: str, t_us: int, code: str
) -> None:
    engine, (a, *_rest) = await start(database, pool)
    async with engine:
        with pytest.raises(InvalidInput) as caught:
            await engine.submit(Event("points.earn", a, key, t_us, {"asset": "points", "amount": 1}))
    assert [fault.code for fault in caught.value.faults] == [code]
    assert await wallet(engine, a) == ()
