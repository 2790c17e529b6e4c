"""Who brought whom: exact under callers from two processes and a kill; the tree, merging, rules of platforms."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused
from liuke.referral import store
from liuke.referral.contracts import REFERRAL, ReferralBook
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean, report
from tests.merchant import ROOT
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import T, make_engine, make_members, make_pool, program, rows, wallets

POINTS_100 = {"kind": "asset", "asset": "points", "amount": 100}
POINTS_50 = {"kind": "asset", "asset": "points", "amount": 50}
TERMS: dict[str, Any] = {"enabled": True, "newcomer_days": 365, "inviter": [POINTS_100], "invitee": [POINTS_50]}
PROGRAM = program(referral=TERMS)


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def make_newcomers(database: TestDatabase, pool: Pool, count: int) -> tuple[int, list[int]]:
    """A tenant whose members joined a moment ago."""
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute(
            "UPDATE member_state SET registered_us = $2 WHERE tenant_id = $1", tenant, time.time_ns() // 1_000 - 1
        )
    return tenant, members


async def get_codes(pool: Pool, tenant: int, members: list[int]) -> list[str]:
    async with make_engine(pool, tenant, PROGRAM) as engine:
        outcomes = [await engine.submit(Event("referral.code", member, "code", 0, {})) for member in members]
    return [(await _result(outcome))["code"] for outcome in outcomes]


async def _result(outcome: Any) -> dict[str, Any]:
    assert outcome.error is None, outcome.error
    return msgspec.json.decode(outcome.answer_json)["result"]


def bind(member: int, code: str, key: str = "bind") -> Event:
    return Event("referral.bind", member, key, 0, {"code": code})


def pay(member: int) -> Event:
    return Event("order.paid", member, "pay", 0, {"order_id": f"o{member}", "amount_cents": 100})


async def deliver_all(pool: Pool, tenant: int) -> None:
    engine = make_engine(pool, tenant, PROGRAM)
    while await engine.deliver():
        pass


async def test_64_newcomers_and_two_inviters_from_two_processes(database: TestDatabase, pool: Pool) -> None:
    """Whom one member's invitees bring at once is counted on the second level of that member, exactly."""
    tenant, members = await make_newcomers(database, pool, 67)
    (one, other), newcomers, hub = members[:2], members[2:66], members[66]
    codes = await get_codes(pool, tenant, [one, other, hub])
    async with make_engine(pool, tenant, PROGRAM) as engine:
        for who in (one, other):
            assert (await engine.submit(bind(who, codes[2]))).error is None
    events = [bind(who, codes[n % 2], f"bind{n % 2}") for who in newcomers[:32] for n in (0, 1)]
    found = await two_processes(database.dsn, tenant, PROGRAM, events)
    assert found == {"ok": 32, "invited-already": 32}
    assert await two_processes(database.dsn, tenant, PROGRAM, [pay(who) for who in newcomers[:32]]) == {"ok": 32}
    await assert_clean(database.dsn, tenant)  # with news under way
    await deliver_all(pool, tenant)
    found_wallets = await wallets(pool, tenant)
    given = [found_wallets.get((who, "points"), (0,))[0] for who in members]
    assert sum(given[:2]) == 3_200
    assert given[2:] == [50] * 32 + [0] * 33
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        assert await store.count_tree(connection, [hub]) == (2, 0, 32, 32)
    await assert_clean(database.dsn, tenant)


async def test_of_two_who_bring_each_other_at_once_one_is_refused(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_newcomers(database, pool, 64)
    codes = await get_codes(pool, tenant, members)
    pairs = list(zip(range(0, 64, 2), range(1, 64, 2), strict=True))
    events = [bind(members[a], codes[b]) for pair in pairs for a, b in (pair, pair[::-1])]
    assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 32, "invite-ring": 32}
    await assert_clean(database.dsn, tenant)


async def test_killed_while_invitees_pay(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_newcomers(database, pool, 33)
    (code,) = await get_codes(pool, tenant, members[:1])
    events = [event for who in members[1:] for event in (bind(who, code), pay(who))]
    events.sort(key=lambda event: event.type, reverse=True)  # all are bound before the first pays
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.005)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    for kills in (1, 1, 0):
        arguments = [sys.executable, "-m", "tests.crash.teams", str(tenant), str(jobs), str(answers)]
        process = subprocess.Popen(arguments, cwd=ROOT, env=environ)
        seen = len(read_answers(answers))
        while kills and process.poll() is None and len(read_answers(answers)) < seen + 12:
            time.sleep(0.005)
        if kills:
            process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=120) == (-signal.SIGKILL if kills else 0)
    await deliver_all(pool, tenant)
    effective = "SELECT count(*)::int FROM shared WHERE kind = 'referral' AND doc->>'status' = 'effective'"
    ((counted,),) = await rows(pool, tenant, effective)
    assert counted > 0
    found = await wallets(pool, tenant)
    assert found[members[0], "points"][0] == 100 * counted
    assert sum(found.get((who, "points"), (0,))[0] for who in members[1:]) == 50 * counted
    await assert_clean(database.dsn, tenant)


async def test_the_tree_to_the_second_level(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_newcomers(database, pool, 6)
    codes = await get_codes(pool, tenant, members)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        for who, inviter in ((1, 0), (2, 0), (3, 1), (4, 1), (5, 3)):
            assert (await engine.submit(bind(members[who], codes[inviter]))).error is None
        for who in (1, 3, 4):
            assert (await engine.submit(pay(members[who]))).error is None
    await deliver_all(pool, tenant)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        assert await store.count_tree(connection, [members[0]]) == (2, 1, 2, 2)
        assert await store.count_tree(connection, members[1:3]) == (2, 2, 1, 0)
        assert await store.count_tree(connection, [members[5]]) == (0, 0, 0, 0)
    found = await wallets(pool, tenant)
    assert found[members[0], "points"][0] == 100  # for the first level alone


async def test_who_comes_back_to_the_first_inviter_is_theirs_again(database: TestDatabase, pool: Pool) -> None:
    """By the last touch from one inviter to another and back, with whom they brought themselves, and as one at last."""
    tenant, members = await make_newcomers(database, pool, 5)
    codes = await get_codes(pool, tenant, members)
    terms = program(referral={**TERMS, "touch": "last"})

    async def count(who: int) -> tuple[int, int, int, int]:
        await deliver_all(pool, tenant)
        await assert_clean(database.dsn, tenant)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
            return await store.count_tree(connection, [members[who]])

    async with make_engine(pool, tenant, terms) as engine:
        for who, inviter, key in ((2, 0, "a"), (3, 2, "a"), (4, 2, "a")):
            assert (await engine.submit(bind(members[who], codes[inviter], key))).error is None
        assert (await engine.submit(pay(members[3]))).error is None
        assert (await count(0), await count(1)) == ((1, 0, 2, 1), (0, 0, 0, 0))
        for number, (inviter, first, second) in enumerate((
            (1, (0, 0, 0, 0), (1, 0, 2, 1)), (0, (1, 0, 2, 1), (0, 0, 0, 0)),
            (1, (0, 0, 0, 0), (1, 0, 2, 1)), (0, (1, 0, 2, 1), (0, 0, 0, 0)),
        )):  # fmt: skip
            assert (await engine.submit(bind(members[2], codes[inviter], f"again{number}"))).error is None
            assert (await count(0), await count(1)) == (first, second)
        refund = {"order_id": f"o{members[3]}", "refund_id": "r", "amount_cents": 100}
        assert (await engine.submit(Event("order.refunded", members[3], "back", 0, refund))).error is None
        assert await count(0) == (1, 0, 2, 0)


async def test_the_law_names_a_member_whose_tree_is_wrong(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_newcomers(database, pool, 2)
    (code,) = await get_codes(pool, tenant, members[:1])
    async with make_engine(pool, tenant, PROGRAM) as engine:
        assert (await engine.submit(bind(members[1], code))).error is None
    await deliver_all(pool, tenant)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute("UPDATE invitation SET invited = 3, effective = 1 WHERE invited = 1")
        await connection.execute("DELETE FROM invitation WHERE member_id = $1", members[1])
    broken = {check.name: check.violations for check in (await report(database.dsn, tenant)).checks if check.violations}
    assert broken == {"invitations": [
        {
            "member_id": members[0], "inviter_id": None, "inviter_by_edge": None, "invited": 3,
            "invited_by_records": 1, "effective": 1, "effective_by_records": 0,
        },
        {
            "member_id": members[1], "inviter_id": None, "inviter_by_edge": members[0], "invited": None,
            "invited_by_records": 0, "effective": None, "effective_by_records": 0,
        },
    ]}  # fmt: skip


async def test_the_law_finds_an_invitee_whom_nobody_counted(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_newcomers(database, pool, 2)
    (code,) = await get_codes(pool, tenant, members[:1])
    async with make_engine(pool, tenant, PROGRAM) as engine:
        for event in (bind(members[1], code), pay(members[1])):
            assert (await engine.submit(event)).error is None
    await deliver_all(pool, tenant)
    await assert_clean(database.dsn, tenant)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute(
            """
            UPDATE shared SET doc = '{"inviter": 1, "status": "effective", "bound_us": 1, "order_id": "p"}'
            WHERE kind = 'referral'
            """
        )
    broken = {check.name: check.violations for check in (await report(database.dsn, tenant)).checks if check.violations}
    invitee = str(members[1])
    assert broken["referral"] == [
        {"invitee": invitee, "order_id": f"o{invitee}", "effective": False, "times": 1},
        {"invitee": invitee, "order_id": "p", "effective": True, "times": 0},
    ]


# -- pure -------------------------------------------------------------------------------------------------------------
def make_world(count: int, **terms: Any) -> tuple[MemoryEngine, list[str]]:
    engine = MemoryEngine(compile_program(program(referral={**TERMS, **terms})))
    for member in range(1, count + 1):
        engine.register(member, T)
    return engine, [engine.send("referral.code", n, "c", T).result["code"] for n in range(1, count + 1)]


def test_codes_are_short_and_stay() -> None:
    engine, codes = make_world(300)
    assert len({*codes}) == 300
    assert {len(code) for code in codes} == {10}
    assert {letter for code in codes for letter in code} <= set("23456789abcdefghjkmnpqrstuvwxyz")
    assert engine.send("referral.code", 7, "again", T + DAY_US).result == {"code": codes[6]}


_ACTS = st.tuples(st.sampled_from(["bind", "pay", "refund", "deliver"]), st.integers(1, 4), st.integers(1, 4))


@settings(max_examples=60, deadline=None)
@given(st.lists(_ACTS, max_size=40), st.sampled_from(["first", "last"]))
def test_both_sides_have_what_stands_and_no_more(acts: list[tuple[str, int, int]], touch: str) -> None:
    engine, codes = make_world(4, touch=touch)
    paid = dict[int, list[str]]()
    for n, (act, who, other) in enumerate(acts):
        try:
            if act == "bind":
                engine.send("referral.bind", who, f"k{n}", T + n, code=codes[other - 1])
            elif act == "pay":
                engine.send("order.paid", who, f"k{n}", T + n, order_id=f"o{n}", amount_cents=100)
                paid.setdefault(who, []).append(f"o{n}")
            elif act == "refund" and paid.get(who):
                order = paid[who].pop(0)
                engine.send("order.refunded", who, f"k{n}", T + n, order_id=order, refund_id=f"r{n}", amount_cents=100)
            elif act == "deliver":
                engine.deliver()
        except Refused:
            pass
    engine.deliver()
    books = {who: engine.state(who).read(REFERRAL, ReferralBook) for who in range(1, 5)}
    brought = {who: bond for who, book in books.items() for bond in book.bonds if bond.status == "effective"}
    for who, book in books.items():
        mine = [bond for bond in brought.values() if bond.inviter == who]
        assert book.effective == len(mine)
        assert engine.balance(who, "points") == 100 * len(mine) + (50 if who in brought else 0)
    for who in books:
        above, seen = who, set[int]()
        while above in books and books[above].bonds:
            assert above not in seen, "a ring"
            seen.add(above)
            above = books[above].bonds[0].inviter


def test_who_turns_out_to_be_their_own_inviter_has_nothing_of_it() -> None:
    engine, codes = make_world(2)
    engine.send("referral.bind", 2, "b", T + 1, code=codes[0])
    engine.send("order.paid", 2, "p", T + 2, order_id="o", amount_cents=100)
    engine.deliver()
    assert (engine.balance(1, "points"), engine.balance(2, "points")) == (100, 50)
    engine.merge(1, 2, T + 3)
    engine.deliver()
    assert engine.balance(1, "points") == 0
    assert engine.state(1).read(REFERRAL, ReferralBook).effective == 0


def test_back_and_forth_between_inviters_is_news_once() -> None:
    rule = {"id": "invited", "name": "Invited", "on": "referral.invited", "amount": {"fixed": 7}}
    engine = MemoryEngine(compile_program(program(referral={**TERMS, "touch": "last"}, earning=[rule])))
    for member in (1, 2, 3):
        engine.register(member, T)
    codes = [engine.send("referral.code", n, "c", T).result["code"] for n in (1, 2)]
    for n in range(6):
        engine.send("referral.bind", 3, f"b{n}", T + n, code=codes[n % 2])
        engine.deliver()
    assert (engine.balance(1, "points"), engine.balance(2, "points")) == (7, 7)
    assert engine.state(3).read(REFERRAL, ReferralBook).bound == 6


# -- lint -------------------------------------------------------------------------------------------------------------
def find_codes(**sections: Any) -> list[tuple[str, str, str]]:
    findings = lint_program(load_program(program(**sections)))
    return sorted((one.path, one.code, one.severity) for one in findings if one.code in CODES)


CODES = {"visit-rewarded", "sharing-gives-chance", "virtual-invitee-profits"}
WHEEL = {
    "kind": "lottery", "id": "wheel", "name": "Wheel", "chances": {"asset": "energy"},
    "prizes": [{"id": "no", "name": "No", "weight": 1}],
}  # fmt: skip


def test_rules_of_sharing_refuse_to_publish_for_wechat_and_warn_elsewhere() -> None:
    broken = {
        **TERMS, "virtual_goods": True, "share": {"act": {"on": "app.opened"}, "rewards": [POINTS_50]},
        "ladder": [{"at": 3, "rewards": [{"kind": "asset", "asset": "energy", "amount": 1}]}],
    }  # fmt: skip
    visit = {"id": "share", "name": "Share", "on": "share.opened", "amount": {"fixed": 1}}
    for platform, severity in (("wechat", "error"), ("h5", "warning")):
        found = find_codes(referral={**broken, "platforms": [platform]}, earning=[visit], activities=[WHEEL])
        assert found == [
            ("earning.0", "visit-rewarded", severity),
            ("referral.invitee", "virtual-invitee-profits", severity),
            ("referral.ladder.3.0", "sharing-gives-chance", severity),
            ("referral.share.act", "visit-rewarded", severity),
        ]
    assert find_codes(referral=TERMS, activities=[WHEEL]) == []


RAFFLE: dict[str, Any] = {
    "kind": "raffle", "id": "raffle", "name": "Raffle", "closes": "2031-01-01 20:00", "entries": {"free": True},
    "prizes": [{"id": "one", "name": "One", "count": 1, "rewards": [POINTS_50]}],
}  # fmt: skip
TASKS: dict[str, Any] = {
    "kind": "task", "id": "tasks", "name": "Tasks",
    "steps": [{"on": ["order.paid", "content.shared"], "target": 1}], "rewards": [POINTS_50],
}  # fmt: skip


def test_what_is_played_gives_nothing_for_sharing_and_friends_bring_no_chances() -> None:
    raffle = {**RAFFLE, "earned": [{"on": "referral.completed"}]}
    rules = [
        {"id": "bring", "name": "Bring", "on": "referral.completed", "asset": "energy", "amount": {"fixed": 1}},
        {"id": "sure", "name": "Sure", "on": "referral.completed", "amount": {"fixed": 1}},
        {"id": "order", "name": "Order", "on": "order.paid", "asset": "energy", "amount": {"fixed": 1}},
    ]
    for platform, severity in (("wechat", "error"), ("h5", "warning")):
        terms = {**TERMS, "platforms": [platform]}
        assert find_codes(referral=terms, earning=rules, activities=[WHEEL, raffle, TASKS]) == [
            ("activities.raffle", "sharing-gives-chance", severity),
            ("activities.tasks", "visit-rewarded", severity),
            ("earning.0", "sharing-gives-chance", severity),
        ]
    acted = {**TASKS, "steps": [{"on": ["share.followed", "referral.completed"], "target": 1}]}
    bought = {**RAFFLE, "earned": [{"on": "order.paid"}]}
    assert find_codes(referral=TERMS, earning=rules[1:], activities=[WHEEL, bought, acted]) == []


def test_programs_without_referral_are_as_they_were() -> None:
    visit = {"id": "share", "name": "Share", "on": "share.opened", "amount": {"fixed": 1}}
    assert find_codes(earning=[visit]) == []  # a program without referral is as it was
