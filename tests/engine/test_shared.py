"""Documents that belong to no single member: read, put, refused, proved; in memory and on the database alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import connect, transaction
from liuke.decision.domain import Domain, DomainClash, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.shared import MAX_SHARED_BYTES, SharedKind
from liuke.decision.turn import Turn
from liuke.engine.batch import submission
from liuke.engine.memory import MemoryEngine
from liuke.engine.reader import MemberReader
from liuke.events.catalogue import EventType
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import Refused
from liuke.kernel.text import text
from liuke.publishing.trial import Sample, try_on_member, try_on_sample
from tests.golden_database import recording, replay
from tests.golden_runner import _CHECKS
from tests.ledger.check import report
from tests.races.teams import PURSE, TEAM, TEAMS, Purse, Team, join, move, open_team
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

PROGRAM = compile_program(program(), domains=(*DOMAINS, TEAMS))


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def memory(members: int = 4) -> MemoryEngine:
    engine = MemoryEngine(PROGRAM)
    for member in range(1, members + 1):
        engine.register(member, T)
    return engine


def test_in_memory() -> None:
    engine = memory()
    with pytest.raises(Refused, match="team-unknown"):
        engine.send("team.join", 1, "j0", T, team="t")
    assert engine.shared == {}
    engine.send("team.open", 1, "o", T, team="t", seats=2)
    assert engine.send("team.join", 1, "j", T, team="t").result == {"seat": 1}
    with pytest.raises(Refused, match="changed-my-mind"):
        engine.send("team.join", 2, "j0", T, team="t", then_refuse=True)
    assert engine.send("team.join", 2, "j", T, team="t").result == {"seat": 2}
    with pytest.raises(Refused, match="team-full"):
        engine.send("team.join", 3, "j", T, team="t")
    assert engine.shared["team/t"].version == 3
    assert TEAM.read(engine.shared["team/t"].doc) == Team(2, [1, 2])
    golden = _CHECKS["shared"]
    golden(engine, 1, [], {"team/t": {"seats": 2, "members": [1, 2], "members.0": 1}, "team/u": None})
    for wrong in ({"team/t": None}, {"team/t": {"seats": 3}}, {"team/u": {"seats": 2}}):
        with pytest.raises(AssertionError, match="shared team"):
            golden(engine, 1, [], wrong)
    assert [engine.balance(member) for member in (1, 2, 3)] == [1, 1, 0]


@pytest.mark.parametrize("in_batches", [False, True])
async def test_the_database_ends_where_memory_ends(database: TestDatabase, in_batches: bool) -> None:
    with recording() as scripts:
        engine = memory()
        engine.send("team.open", 1, "o", T, team="t", seats=2)
        for member in (1, 2, 3, 4):
            try:
                engine.send("team.join", member, "j", T, team="t", then_refuse=member == 2)
            except Refused:
                continue
        engine.send("purse.move", 1, "m", T, giver="a", taker="b")
        engine.send("purse.move", 1, "n", T, giver="b", taker="a")
    await replay(database, scripts[0], in_batches=in_batches)


async def test_a_refusal_leaves_the_document_as_it_was_for_the_next_of_the_batch(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, (a, b, c, d) = await make_members(database.owner_dsn, database.dsn, 4)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    events = [
        open_team(a, "o", "t", 2), join(a, "j", "t"), join(b, "j", "t", then_refuse=True), join(c, "j", "t"),
        join(d, "j", "t"), join(d, "k", "elsewhere"),
    ]  # fmt: skip
    outcomes = await engine.process([submission(event) for event in events])
    assert [getattr(o.error, "reason", o.error) for o in outcomes] == [
        None, None, "changed-my-mind", None, "team-full", "team-unknown",
    ]  # fmt: skip
    assert await rows(pool, tenant, "SELECT kind, key, doc::text, version FROM shared") == [
        ("team", "t", f'{{"seats":2,"members":[{a},{c}]}}', 3)
    ]
    assert await rows(pool, tenant, "SELECT member_id, version, op_n FROM shared_put ORDER BY 2") == [
        (a, 1, 1), (a, 2, 2), (c, 3, 1),
    ]  # fmt: skip


async def test_who_is_decided_again_comes_after_those_who_were_not(database: TestDatabase, pool: Pool) -> None:
    """The first member's purses are not there yet: the second has the first seat, and the last version is written."""
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    await engine.process([submission(open_team(a, "o", "t", 2))])
    events = [join(a, "j", "t"), move(a, "m", "x", "y"), join(b, "j", "t")]
    outcomes = await engine.process([submission(event) for event in events])
    assert [outcome.answer["result"] for outcome in outcomes if outcome.answer] == [{"seat": 2}, {}, {"seat": 1}]
    assert await rows(pool, tenant, "SELECT doc->'members', version FROM shared WHERE key = 't'") == [([b, a], 3)]


async def test_a_batch_writes_a_document_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 40)
    owner = await connect(database.owner_dsn)
    await owner.execute(
        "CREATE TABLE written (at int); GRANT ALL ON written TO PUBLIC; "
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO written VALUES (NEW.version); RETURN NULL; END $$; "
        "CREATE TRIGGER note AFTER UPDATE ON shared FOR EACH ROW EXECUTE FUNCTION note()"
    )
    await owner.close()
    engine = make_engine(pool, tenant, domains=[TEAMS])
    events = [open_team(members[0], "o", "t", 39), *(join(member, "j", "t") for member in members)]
    outcomes = await engine.process([submission(event) for event in events])
    assert sum(outcome.error is None for outcome in outcomes) == 40
    assert await rows(pool, tenant, "SELECT at FROM written") == [(40,)]


async def test_the_same_key_again_and_a_fault_in_a_rule(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, domains=[TEAMS, BROKEN])
    first = await engine.process([submission(open_team(a, "o", "t", 2)), submission(join(a, "j", "t"))])
    again = await engine.process([submission(join(a, "j", "t")), submission(Event("team.grow", b, "g", 0, {}))])
    assert again[0].replayed
    assert again[0].answer == first[1].answer
    assert again[1].error is not None
    assert again[1].error.code == "internal"
    assert f"a document of big has {MAX_SHARED_BYTES + 1} bytes" in str(again[1].error)
    undeclared = await engine.process([submission(Event("team.foreign", b, "f", 0, {}))])
    assert "no domain declares the shared documents foreign" in str(undeclared[0].error)
    assert await rows(pool, tenant, "SELECT key, version FROM shared") == [("t", 2)]


async def test_looking_and_trying_lock_and_write_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    await engine.process([submission(open_team(a, "o", "t", 1))])
    trial = await try_on_member(pool, tenant, PROGRAM, join(b, "x", "t"), now_us=T)
    assert trial.decision is not None
    assert trial.decision.result == {"seat": 1}
    elsewhere = await try_on_member(pool, tenant, PROGRAM, join(b, "x", "u"), now_us=T)
    assert elsewhere.refused is not None
    assert elsewhere.refused.reason == "team-unknown"
    sample = try_on_sample(PROGRAM, Sample(), move(1, "x", "a", "b"), now_us=T)
    assert sample.decision is not None
    reader = MemberReader(pool, tenant)
    assert await reader.find_shared(TEAM, "t") == Team(1)
    assert await reader.find_shared(PURSE, "a") is None
    assert await rows(pool, tenant, "SELECT key, version FROM shared") == [("t", 1)]


async def test_of_two_who_make_a_document_without_a_place_at_once_one_is_decided_again(
    database: TestDatabase, pool: Pool
) -> None:
    """Whose an order is: nobody holds its place while it does not exist, and it is still one member's."""
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant)
    orders = [
        submission(Event("order.paid", a, name, 0, {"order_id": name, "amount_cents": 100})) for name in ("o1", "o2")
    ]
    admin = await connect(database.admin_dsn)
    async with transaction(admin):
        await admin.execute(
            "INSERT INTO shared (tenant_id, kind, key, doc, version, updated_us) VALUES ($1, 'order', 'o2', $2, 1, 0)",
            tenant, {"member": b},
        )  # fmt: skip
        paying = asyncio.create_task(engine.process(orders))
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
        while not await admin.fetchval(waiting):
            assert not paying.done(), "it waits for who makes the same document"
    await admin.close()
    outcomes = await paying
    assert [getattr(one.error, "reason", one.error) for one in outcomes] == [None, "order-already-paid"]
    assert await rows(pool, tenant, "SELECT key, doc::text, version FROM shared ORDER BY key") == [
        ("o1", f'{{"member":{a}}}', 1), ("o2", f'{{"member":{b}}}', 1),
    ]  # fmt: skip
    assert await rows(pool, tenant, "SELECT order_id FROM purchase") == [("o1",)]


FAULTS: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("UPDATE shared SET version = 5", "shared-versions",
     [{"kind": "team", "key": "t", "version": 5, "count": 2, "first": 1, "last": 2, "unowned": 0}]),
    ("UPDATE shared_put SET op_n = 9 WHERE version = 2", "shared-versions",
     [{"kind": "team", "key": "t", "version": 2, "count": 2, "first": 1, "last": 2, "unowned": 1}]),
    ("""UPDATE shared SET doc = '{"seats": 0, "members": [1, 1]}'""", "shared-documents",
     [{"kind": "team", "key": "t", "fault": "2 members on 0 seats"},
      {"kind": "team", "key": "t", "fault": "somebody has two seats"}]),
    ("UPDATE shared SET doc = 'null'", "shared-documents",
     [{"kind": "team", "key": "t", "fault": "it is no Team: Expected `object`, got `null`"}]),
    ("UPDATE shared SET kind = 'gone'; UPDATE shared_put SET kind = 'gone'", "shared-documents",
     [{"kind": "gone", "key": "t", "fault": "no domain declares this kind"}]),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(FAULTS)))
async def test_proof_names_what_is_wrong(number: int, database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    await engine.process([submission(open_team(a, "o", "t", 2)), submission(join(a, "j", "t"))])
    sql, law, wanted = FAULTS[number]
    admin = await connect(database.admin_dsn)
    await admin.execute(sql)
    await admin.close()
    found = {check.name: check for check in (await report(database.dsn, tenant, [TEAMS])).checks}
    assert {name: check.violations for name, check in found.items() if check.violations} == {law: wanted}
    assert found["shared-versions"].checked == found["shared-documents"].checked == 1


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(DomainClash, match="two meanings"):
        compile_program(program(), domains=(*DOMAINS, TEAMS, Domain("other", shared=(SharedKind("team", Team),))))
    with pytest.raises(AssertionError, match="no name"):
        SharedKind("a/b", Purse)


# -- a domain with faults ---------------------------------------------------------------------------------------------
class Big(msgspec.Struct):
    """May grow beyond what a document may hold."""

    words: str = ""


BIG, FOREIGN = SharedKind("big", Big), SharedKind("foreign", Big)


def _grow(turn: Turn) -> None:
    turn.shared(BIG, "b")
    turn.put_shared(BIG, "b", Big("x" * (MAX_SHARED_BYTES + 1 - len('{"words":""}'))))


BROKEN = Domain(
    name="broken",
    event_types=(
        EventType("team.grow", text("长", "Grow"), "request"),
        EventType("team.foreign", text("外", "Foreign"), "request"),
    ),
    compile=lambda _program: [
        Reaction("team.grow", Phase.REQUEST, "team.grow", _grow),
        Reaction("team.foreign", Phase.REQUEST, "team.foreign", lambda turn: turn.put_shared(FOREIGN, "f", Big())),
    ],
    shared=(BIG,),
)
