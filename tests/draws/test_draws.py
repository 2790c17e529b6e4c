"""Draws on the database: one seed whoever comes first, committed to before, revealed after, the same answer again."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio import subprocess
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import msgspec
import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.draws import DRAWS, DrawBook
from liuke.decision.event import Event
from liuke.draws import service
from liuke.draws.verify import verify_export
from liuke.engine.batch import submission
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.engine.memory import MemoryEngine
from liuke.engine.reader import MemberReader
from liuke.features import list_laws
from liuke.hooks.law import Scope
from liuke.kernel.clock import DAY_US, MINUTE_US
from liuke.kernel.draws import commit_to
from liuke.kernel.errors import NotFound, Refused
from liuke.kernel.ids import subject_id
from liuke.publishing.trial import try_on_member
from liuke.vault.vault import Vault, VaultKeyMissing
from liuke.verify.proof import verify
from tests.activities.support import compiled
from tests.draws.lucky import LUCKY, WITH_LUCKY
from tests.server import TestDatabase
from tests.waiting import until
from tests.world import T, make_members, make_pool, rows

PROGRAM = compiled(LUCKY, platform=WITH_LUCKY)
DAY = "2023-11-15.day"
"""Of ``T`` in Shanghai."""


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


class Wheel:
    """A tenant with a wheel, at an instant that the tests set."""

    def __init__(self, pool: Pool, tenant_id: int, members: list[int], vault: Vault | None = None) -> None:
        self.pool, self.tenant_id, self.members = pool, tenant_id, members
        self.now_us = T
        self.subject = subject_id(tenant_id, "wheel")
        self.engine = Engine(pool, tenant_id, PROGRAM, clock=lambda: self.now_us, vault=vault)

    async def spin(self, member: int, key: str, **data: Any) -> Outcome:
        return (await self.engine.process([submission(Event("lucky.spin", member, key, 0, data))]))[0]

    async def until(self, t_us: int) -> None:
        self.now_us = t_us
        await self.engine.sweep(t_us)
        while await self.engine.deliver():
            pass

    async def close(self, public: str) -> None:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            await connection.execute(
                "INSERT INTO delivery (tenant_id, member_id, key, type, t_us, data) VALUES ($1, $2, 'c', $3, $4, $5)",
                self.tenant_id, self.subject, "lucky.close", self.now_us, {"public": public},
            )  # fmt: skip
        while await self.engine.deliver():
            pass

    async def facts(self) -> list[Any]:
        found = await rows(self.pool, self.tenant_id, "SELECT facts FROM outbox WHERE member_id < 0 ORDER BY op_n")
        return [fact for row in found for fact in row[0] if fact[0].startswith("draw.")]

    async def assert_lawful(self) -> None:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            report = await verify(connection, Scope(self.tenant_id, ["points"]), laws=list_laws(WITH_LUCKY))
        assert {check.name: check.violations for check in report.checks if check.violations} == {}


@pytest.fixture
async def wheel(database: TestDatabase, pool: Pool) -> Wheel:
    return Wheel(pool, *await make_members(database.owner_dsn, database.dsn, 6))


def _tier(outcome: Outcome) -> Any:
    assert outcome.error is None, outcome.error
    assert outcome.answer is not None
    return outcome.answer["result"]


async def test_committed_drawn_revealed_and_checked(wheel: Wheel) -> None:
    first = [_tier(await wheel.spin(member, "a")) for member in wheel.members]
    (seed,) = await service.list_seeds(wheel.pool, wheel.tenant_id, "wheel")
    assert (seed.period, seed.seed.number, seed.seed.secret) == (DAY, 1, "")
    assert (await wheel.facts())[0][1] == {
        "place": f"wheel/{DAY}/1", "commitment": seed.seed.commitment, "closes_us": seed.seed.closes_us
    }  # fmt: skip
    assert seed.seed.closes_us - DAY_US <= T < seed.seed.closes_us
    again = await wheel.spin(wheel.members[0], "a")
    assert (_tier(again), again.replayed) == (first[0], True)
    await wheel.until(wheel.now_us)  # the wheel hears of who entered
    await wheel.close("3241.87")
    hidden = await service.export_draws(wheel.pool, wheel.tenant_id, "wheel", DAY)
    assert {(fault.kind, fault.number) for fault in verify_export(hidden)} == {("secret", 1)}
    await wheel.until(seed.seed.closes_us + MINUTE_US - 1)
    assert [fact[0] for fact in await wheel.facts()] == ["draw.committed"]
    await wheel.until(seed.seed.closes_us + MINUTE_US)
    (_, revealed) = await wheel.facts()
    assert revealed[0] == "draw.revealed"
    assert commit_to(bytes.fromhex(revealed[1]["secret"])) == seed.seed.commitment
    export = await service.export_draws(wheel.pool, wheel.tenant_id, "wheel", DAY)
    assert verify_export(export, published={1: seed.seed.commitment}) == []
    assert len(export.draws) == 2 * len(wheel.members) + 1
    assert export.totals == {**dict.fromkeys(wheel.members, 2), wheel.subject: 1}
    assert [draw.note["outcome"] for draw in export.draws if draw.note["purpose"] == "tier"] == [
        one["tier"] for one in first
    ]
    assert list(export.lists.values()) == [sorted(str(member) for member in wheel.members)]
    assert msgspec.json.decode(msgspec.json.encode(export), type=type(export)) == export
    await wheel.assert_lawful()


async def test_the_next_period_has_another_seed_and_totals_stay(wheel: Wheel) -> None:
    member = wheel.members[0]
    await wheel.spin(member, "a")
    wheel.now_us += DAY_US
    await wheel.spin(member, "b")
    found = await service.list_seeds(wheel.pool, wheel.tenant_id, "wheel")
    assert [seed.period for seed in found] == ["2023-11-16.day", DAY]
    assert len({seed.seed.commitment for seed in found}) == 2
    assert (await service.export_draws(wheel.pool, wheel.tenant_id, "wheel", DAY)).totals == {member: 2}
    book = await MemberReader(wheel.pool, wheel.tenant_id).read_with(member, lambda state: state.read(DRAWS, DrawBook))
    assert [(place, count) for place, (count, _) in book.counts.items()] == [("wheel/2023-11-16.day", 2)]
    await wheel.assert_lawful()


async def test_a_refused_operation_draws_nothing_and_learns_nothing(wheel: Wheel) -> None:
    member = wheel.members[0]
    refused = await wheel.spin(member, "a", refuse=True)
    assert isinstance(refused.error, Refused)
    assert await rows(wheel.pool, wheel.tenant_id, "SELECT * FROM record WHERE kind = 'draw'") == []
    await wheel.spin(member, "another key")  # the same draw: another key is no other chance
    ((note,),) = await rows(wheel.pool, wheel.tenant_id, "SELECT data FROM record WHERE key LIKE '%/000001'")
    assert note["op"] == "another key"
    await wheel.assert_lawful()


async def test_nothing_is_drawn_before_the_commitment_is_stated(wheel: Wheel, database: TestDatabase) -> None:
    owner = await connect(database.admin_dsn)
    await owner.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'no' USING ERRCODE = '40001'; END $$;"
        "CREATE TRIGGER stop BEFORE INSERT ON operation FOR EACH ROW WHEN (NEW.type = 'draw.commit')"
        " EXECUTE FUNCTION stop()"
    )
    with pytest.raises(Exception, match="no"):  # a process that can make the seed, and dies before it states it
        await wheel.spin(wheel.members[0], "a")
    assert await rows(wheel.pool, wheel.tenant_id, "SELECT number, sealed FROM draw_seed") == [(1, False)]
    assert await rows(wheel.pool, wheel.tenant_id, "SELECT * FROM record") == []
    await owner.execute("DROP TRIGGER stop ON operation")
    await owner.close()
    assert _tier(await wheel.spin(wheel.members[0], "a"))["tier"] in {0, 1, 2}
    assert await rows(wheel.pool, wheel.tenant_id, "SELECT count(*)::int FROM draw_seed") == [(1,)]
    assert [fact[0] for fact in await wheel.facts()] == ["draw.committed"]
    await wheel.assert_lawful()


async def test_a_revealed_period_is_closed(wheel: Wheel) -> None:
    await wheel.spin(wheel.members[0], "a")
    async with acquire(wheel.pool) as connection, transaction(connection, tenant_id=wheel.tenant_id):
        await connection.execute("SELECT set_config('liuke.subjects', 'on', true)")
        await connection.execute("UPDATE member_state SET due_us = 1 WHERE member_id < 0")
    (seed,) = await service.list_seeds(wheel.pool, wheel.tenant_id, "wheel")
    await wheel.until(seed.seed.closes_us + MINUTE_US)
    wheel.now_us = T  # a clock that was set back
    late = await wheel.spin(wheel.members[1], "b")
    assert isinstance(late.error, Refused)
    assert late.error.reason == "draw-closed"


async def test_a_discarded_seed_stays_on_record_and_is_revealed(wheel: Wheel) -> None:
    await wheel.spin(wheel.members[0], "a")
    assert await service.discard_seed(wheel.pool, wheel.tenant_id, "wheel", DAY, reason="seen", actor="t") == 1
    with pytest.raises(NotFound):
        await service.discard_seed(wheel.pool, wheel.tenant_id, "wheel", DAY, reason="seen", actor="t")
    await wheel.spin(wheel.members[0], "b")
    seeds = [one.seed for one in await service.list_seeds(wheel.pool, wheel.tenant_id, "wheel")]
    assert sorted((seed.number, seed.reason) for seed in seeds) == [(1, "seen"), (2, "")]
    await wheel.until(seeds[0].closes_us + MINUTE_US)
    export = await service.export_draws(wheel.pool, wheel.tenant_id, "wheel", DAY)
    assert verify_export(export, published={seed.number: seed.commitment for seed in seeds}) == []
    assert [draw.note["seed"] for draw in export.draws] == [1, 1, 2, 2]
    assert [bool(seed.secret) for seed in export.seeds] == [True, True]
    await wheel.assert_lawful()


async def test_under_the_vault_nobody_reads_the_seed(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 1)
    wheel = Wheel(pool, tenant, members, Vault([b"1" * 32]))
    await wheel.spin(members[0], "a")
    ((stored, sealed, commitment),) = await rows(pool, tenant, "SELECT seed, sealed, commitment FROM draw_seed")
    assert (sealed, len(stored) > 32, commit_to(stored) == commitment) == (True, True, False)
    await wheel.until(T + 2 * DAY_US)
    assert verify_export(await service.export_draws(pool, tenant, "wheel", DAY)) == []
    other = Wheel(pool, tenant, members, Vault([b"2" * 32]))
    with pytest.raises(VaultKeyMissing):
        await other.spin(members[0], "b")
    await wheel.assert_lawful()


async def test_a_trial_and_a_test_member_learn_nothing_of_the_real_draw(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 2, tests=1)
    wheel = Wheel(pool, tenant, members)
    tried = await try_on_member(pool, tenant, PROGRAM, Event("lucky.spin", members[0], "x", T, {}), now_us=T)
    assert tried.decision is not None
    assert await rows(pool, tenant, "SELECT * FROM draw_seed") == []
    await wheel.spin(members[1], "a")
    keys = await rows(pool, tenant, "SELECT key FROM record WHERE kind = 'draw' ORDER BY key")
    assert keys == [(f"test:wheel/{DAY}/000001",), (f"test:wheel/{DAY}/000002",)]
    assert (await service.export_draws(pool, tenant, "wheel", DAY)).draws == []
    await wheel.assert_lawful()


def test_in_memory_draws_are_repeatable_and_marked() -> None:
    def play() -> list[Any]:
        engine = MemoryEngine(PROGRAM, seed=5)
        engine.register(1, T)
        return [engine.send("lucky.spin", 1, f"k{i}", T + i).result for i in range(3)] + [engine.state(1).records]

    assert play() == play()
    notes = play()[-1].values()
    assert {note["simulated"] for note in notes} == {True}


async def test_a_replay_draws_under_seeds_that_are_marked(wheel: Wheel) -> None:
    wheel.engine = Engine(wheel.pool, wheel.tenant_id, PROGRAM, clock=lambda: T, simulate="replay")
    await wheel.spin(wheel.members[0], "a")
    assert await rows(wheel.pool, wheel.tenant_id, "SELECT * FROM draw_seed") == []
    assert await rows(wheel.pool, wheel.tenant_id, "SELECT DISTINCT data ->> 'simulated' FROM record") == [("true",)]
    await wheel.assert_lawful()


async def test_what_was_taken_out_of_the_database_is_found(wheel: Wheel, database: TestDatabase) -> None:
    await wheel.spin(wheel.members[0], "a")
    await wheel.spin(wheel.members[0], "b")
    admin = await connect(database.admin_dsn)
    await admin.execute("DELETE FROM record WHERE key LIKE '%/000002'")
    async with transaction(admin, tenant_id=wheel.tenant_id):
        report = await verify(admin, Scope(wheel.tenant_id, ["points"]), laws=list_laws(WITH_LUCKY))
    await admin.close()
    (broken,) = [check for check in report.checks if check.violations]
    assert (broken.name, broken.violations[0]["count"], broken.violations[0]["last"]) == ("draws", 3, 4)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(wheel.pool, wheel.tenant_id, "DELETE FROM draw_seed RETURNING 1")


# -- two processes, and one that is killed ----------------------------------------------------------------------------
async def _spinning(dsn: str, tenant: int, members: list[int]) -> subprocess.Process:
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.draws.spinning", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps([dsn, tenant, members]).encode() + b"\n")
    return process


async def test_two_processes_make_one_seed(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    both = [await _spinning(database.dsn, tenant, share) for share in (members[::2], members[1::2])]
    answers = [json.loads((await asyncio.wait_for(process.communicate(), 120))[0].splitlines()[-1]) for process in both]
    assert [answer["errors"] for answer in answers] == [0, 0]
    assert await rows(pool, tenant, "SELECT count(*)::int, max(number) FROM draw_seed") == [(1, 1)]
    wheel = Wheel(pool, tenant, members)
    assert [fact[0] for fact in await wheel.facts()] == ["draw.committed"]
    await wheel.until(T + 2 * DAY_US)
    export = await service.export_draws(pool, tenant, "wheel", DAY)
    assert (verify_export(export), len(export.draws)) == ([], 128)
    await wheel.assert_lawful()


async def test_killed_between_the_commitment_and_the_draw(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 1)
    gatekeeper = await connect(database.admin_dsn)
    await gatekeeper.execute(
        "CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NULL; END $$;"
        "CREATE TRIGGER gate AFTER INSERT ON operation FOR EACH ROW WHEN (NEW.type = 'lucky.spin')"
        " EXECUTE FUNCTION gate()"
    )
    await gatekeeper.execute("SELECT pg_advisory_lock(77)")
    process = await _spinning(database.dsn, tenant, members)
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted"
    await until(lambda: gatekeeper.fetchval(waiting))
    process.send_signal(signal.SIGKILL)
    await process.wait()
    seeds = await rows(pool, tenant, "SELECT number, commitment FROM draw_seed")
    assert len(seeds) == 1
    await gatekeeper.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted"
    )
    await gatekeeper.execute("DROP TRIGGER gate ON operation")
    await gatekeeper.close()
    wheel = Wheel(pool, tenant, members)
    _tier(await wheel.spin(members[0], "s"))
    assert await rows(pool, tenant, "SELECT number, commitment FROM draw_seed") == seeds
    await wheel.until(T + 2 * DAY_US)
    assert verify_export(await service.export_draws(pool, tenant, "wheel", DAY)) == []
    await wheel.assert_lawful()
