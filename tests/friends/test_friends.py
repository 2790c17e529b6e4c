"""Ties between members: exact under callers from two processes, through crashes of news, erasure and merging."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision import hooks
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event, Happening
from liuke.decision.hooks import MergeCase
from liuke.decision.shared import NOTHING_YET
from liuke.decision.turn import Context, Turn
from liuke.engine.batch import submission
from liuke.engine.memory import MemoryEngine
from liuke.events.catalogue import EventField, EventType
from liuke.features import DOMAINS, compile_program
from liuke.friends import service
from liuke.friends.contracts import FRIENDS, TIE, FriendBook, tie_key
from liuke.friends.domain import DOMAIN
from liuke.friends.routes import list_rows
from liuke.kernel.text import text
from liuke.privacy.names import mask_name
from tests.ledger.check import assert_clean, report
from tests.races.test_shared import two_processes
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

LIMITED = program(friends={"max_friends": 10, "max_invitations": 5})


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def ask(type_: str, member: int, friend: int, key: str = "") -> Event:
    return Event(f"friend.{type_}", member, key or f"{type_}:{friend}", 0, {"friend": str(friend)})


async def deliver_all(pool: Pool, tenant: int, document: dict[str, Any] | None = None) -> None:
    engine = make_engine(pool, tenant, document)
    while await engine.deliver():
        pass


async def count_facts(pool: Pool, tenant: int) -> Counter[str]:
    found = await rows(pool, tenant, "SELECT f.value->>0 FROM outbox o, json_array_elements(o.facts) f")
    return Counter(row[0] for row in found)


async def list_friends(pool: Pool, tenant: int) -> dict[int, set[int]]:
    listed = "json_object_keys(doc->'slots'->'friends'->'friends') f (key)"
    found: dict[int, set[int]] = {}
    for member, friend in await rows(pool, tenant, f"SELECT member_id, f.key::bigint FROM member_state, {listed}"):
        found.setdefault(member, set()).add(friend)
    return found


async def test_32_pairs_invite_each_other_from_two_processes(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    pairs = list(zip(members[::2], members[1::2], strict=True))
    # one process has the first of each pair, the other the second
    events = [event for one, other in pairs for event in (ask("invite", one, other), ask("invite", other, one))]
    assert await two_processes(database.dsn, tenant, events) == {"ok": 64}
    await deliver_all(pool, tenant)
    assert (await count_facts(pool, tenant))["friend.added"] == 64
    expected = {one: {other} for pair in pairs for one, other in (pair, pair[::-1])}
    assert await list_friends(pool, tenant) == expected
    await assert_clean(database.dsn, tenant)


async def test_64_invite_one_who_has_room_for_ten(database: TestDatabase, pool: Pool) -> None:
    tenant, (star, *fans) = await make_members(database.owner_dsn, database.dsn, 65)
    engine = make_engine(pool, tenant, LIMITED)
    await engine.process([submission(ask("invite", fan, star)) for fan in fans])
    await deliver_all(pool, tenant, LIMITED)
    async with make_engine(pool, tenant, LIMITED) as live:
        outcomes = await asyncio.gather(*(live.submit(ask("accept", star, fan)) for fan in fans))
    said = Counter(getattr(one.error, "reason", "ok") if one.error else "ok" for one in outcomes)
    assert said == {"ok": 10, "too-many-friends": 54}
    await deliver_all(pool, tenant, LIMITED)
    friends = await list_friends(pool, tenant)
    assert len(friends[star]) == 10
    assert {fan for fan, theirs in friends.items() if theirs == {star}} == friends[star]
    await assert_clean(database.dsn, tenant)


async def test_any_order_of_acts_leaves_both_lists_as_the_tie_says(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 6)
    dice = random.Random(7)
    events = [
        ask(dice.choice(("invite", "accept", "decline", "remove")), *dice.sample(members, 2), key=f"k{n}")
        for n in range(300)
    ]
    found = await two_processes(database.dsn, tenant, events)
    assert found["ok"] > 0
    assert set(found) <= {
        "ok", "friends-already", "invited-already", "invited-lately", "not-invited", "not-friends",
    }  # fmt: skip
    await assert_clean(database.dsn, tenant)  # with news under way
    await deliver_all(pool, tenant)
    assert await rows(pool, tenant, "SELECT 1 FROM delivery") == []
    await assert_clean(database.dsn, tenant)


async def test_the_law_finds_a_friend_that_is_none(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant)
    await engine.process([submission(ask("invite", a, b)), submission(ask("invite", b, a))])
    await deliver_all(pool, tenant)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute(
            "UPDATE member_state SET doc = jsonb_set(doc::jsonb, '{slots,friends}', '{}')::json WHERE member_id = $1", a
        )
    broken = {check.name: check.violations for check in (await report(database.dsn, tenant)).checks if check.violations}
    assert broken == {"friends": [{"member_id": a, "friend": b, "tied": True, "listed": False}]}


# -- pure -------------------------------------------------------------------------------------------------------------
_WHO = EventField("int", text("谁", "Who"))
HELP = Domain(
    name="help",
    event_types=(EventType("help.done", text("助力", "Helped"), "reported", {"friend": _WHO}),),
    compile=lambda _program: [
        Reaction("help.done", Phase.ACTIVITY, "help", lambda turn: turn.result.update(
            friends=service.connect(turn, turn.data["friend"], "help"))),
    ],
    hooks=hooks.Hooks(
        undo_cause=hooks.Nothing(""), cancel=hooks.Nothing(""), merge=hooks.Nothing(""), erase=hooks.Nothing(""),
        export=hooks.Nothing(""), law=hooks.Nothing(""),
    ),
)  # fmt: skip


def make_world(members: int, **friends: Any) -> MemoryEngine:
    engine = MemoryEngine(compile_program(program(friends=friends), domains=[*DOMAINS, HELP]))
    for member in range(1, members + 1):
        engine.register(member, T)
    return engine


def book(engine: MemoryEngine, member: int) -> FriendBook:
    return engine.state(member).read(FRIENDS, FriendBook)


def befriend(engine: MemoryEngine, one: int, other: int) -> None:
    engine.send("friend.invite", one, f"i{other}", T, friend=str(other))
    engine.send("friend.accept", other, f"a{one}", T, friend=str(one))
    engine.deliver()


def test_what_both_did_makes_friends_where_there_is_room() -> None:
    engine = make_world(4, max_friends=1)
    assert engine.send("help.done", 1, "h", T, friend=2).result == {"friends": True}
    assert engine.send("help.done", 1, "h2", T, friend=3).result == {"friends": False}
    engine.deliver()
    assert {member: sorted(book(engine, member).friends) for member in (1, 2, 3)} == {1: [2], 2: [1], 3: []}
    assert book(engine, 2).friends[1].source == "help"
    # who has no room ends it, and the other hears of that
    assert engine.send("help.done", 4, "h", T, friend=1).result == {"friends": True}
    engine.deliver()
    assert (sorted(book(engine, 4).friends), sorted(book(engine, 1).friends)) == ([], [2])


def test_who_is_forgotten_is_nobodys_friend() -> None:
    engine = make_world(4)
    befriend(engine, 1, 2)
    befriend(engine, 3, 1)
    engine.send("friend.invite", 1, "x", T, friend="4")
    run_hook(engine, 1, service.end_all)
    engine.deliver()
    assert [book(engine, member) for member in (1, 2, 3, 4)] == [FriendBook()] * 4


def run_hook(engine: MemoryEngine, member: int, hook: Any) -> None:
    """As the engine will: a turn of the member in which the hook runs."""
    reaction = Reaction("help.done", Phase.ACTIVITY, "hook", hook)
    own = Domain(name="own", event_types=HELP.event_types, compile=lambda _p: [reaction], hooks=HELP.hooks)
    before = engine.program
    engine.program = compile_program(program(), domains=[*DOMAINS, own])
    engine.send("help.done", member, "hook", T, friend=1)
    engine.program = before


def test_two_who_are_one_have_the_friends_of_both_and_give_them_back() -> None:
    engine = make_world(5)
    for one, other in ((1, 3), (2, 3), (2, 4), (2, 1)):
        befriend(engine, one, other)
    places = [TIE.place(tie_key(one, other)) for one in range(1, 6) for other in range(1, 6) if one < other]
    ctx = Context(T + 1, shared={place: engine.shared.get(place, NOTHING_YET) for place in places})
    into, gone = (
        Turn(engine.program, engine.state(n), ctx, Event("", n, "m"), Happening("", T + 1, 0, {})) for n in (1, 2)
    )
    merge = DOMAIN.hooks.merge
    assert isinstance(merge, hooks.Merge)
    case = MergeCase(into, gone)
    merge.join(case)
    mine, theirs = (turn.state.read(FRIENDS, FriendBook) for turn in (into, gone))
    assert (sorted(mine.friends), sorted(theirs.friends), case.kept) == ([2, 3, 4], [], {"moved": [[4, "invitation"]]})
    synchronised = Turn(engine.program, into.state, ctx, Event("", 1, "s"), Happening("", T + 1, 0, {}))
    service.synchronise(synchronised, 2)  # the news that the other is gone
    assert sorted(mine.friends) == [3, 4]
    merge.split(MergeCase(into, gone, case.kept))
    assert (sorted(mine.friends), sorted(theirs.friends)) == ([3], [4])


def test_the_list_is_the_latest_first_and_masked() -> None:
    engine = make_world(3)
    befriend(engine, 1, 2)
    engine.send("friend.invite", 3, "i", T, friend="1")
    engine.deliver()
    assert list_rows(book(engine, 1), "friends") == [(T, 2, "invitation")]
    assert list_rows(book(engine, 1), "invitations") == [(T, 3, "invitation")]
    assert [row[1] for row in list_rows(book(engine, 3), "invited")] == [1]
    assert mask_name("会员小王") == "会***王"
