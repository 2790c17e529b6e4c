"""Value moves between two shops: each half once, back with a reason, spent elsewhere later; both books agree."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from liuke.clearing import service
from liuke.clearing.contracts import Direction, Terms
from liuke.clearing.store import Agreement
from liuke.db.contracts import Pool
from liuke.db.pool import connect, transaction
from liuke.decision.event import Event
from liuke.features import LAWS, compile_program
from liuke.hooks.law import Scope
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput
from tests.clearing.shops import BOOKS, UNTIL, Group, open_group
from tests.server import TestDatabase
from tests.world import T, rows


async def _check(group: Group, name: str, shop: int) -> list[dict[str, object]]:
    law = next(law for law in LAWS if law.name == name)
    connection = await connect(group.database.dsn)
    try:
        async with transaction(connection, tenant_id=shop):
            return (await law.check(connection, Scope(shop))).violations
    finally:
        await connection.close()


async def test_it_leaves_one_shop_and_arrives_in_the_other(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)
    ann, reader = group.teas[0], group.readers[0]
    sent = await group.send(group.tea, ann, "s", 100)
    assert (sent["amount"], sent["credit"]) == (100, 66)
    assert await group.send(group.tea, ann, "s", 100) == sent
    assert await group.available(group.tea, ann) == (900, 100)
    assert await group.available(group.books, reader) == (0, 0)
    await group.assert_lawful()

    assert await service.carry_all(pool, group.tea) == 1
    assert await service.carry_all(pool, group.tea) == 0
    assert await group.engine(group.books).deliver() == 1
    assert await group.available(group.books, reader) == (66, 0)
    assert await group.available(group.tea, ann) == (900, 100)
    await group.assert_lawful()

    assert await service.carry_all(pool, group.tea) == 1
    assert await group.engine(group.tea).deliver() == 1
    assert await group.available(group.tea, ann) == (900, 0)
    assert (await group.intershop(group.tea), await group.intershop(group.books)) == (100, -66)
    assert await service.carry_all(pool, group.tea) == 0
    key = f"clearing:{sent['transfer']}"
    for shop in (group.tea, group.books):
        assert await rows(pool, shop, "SELECT count(*)::int FROM operation WHERE key = $1", key) == [(1,)]
    lot = await rows(pool, group.books, "SELECT amount, expires_us - $1 FROM lot", T)
    assert [(row[0], row[1] // DAY_US) for row in lot] == [(66, 30)]
    await group.assert_lawful()


async def test_it_is_spent_there_and_its_refund_stays_there(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)
    ann, reader = group.teas[0], group.readers[0]
    await group.send(group.tea, ann, "s", 100)
    await group.settle()
    group.now_us = T + 5 * DAY_US
    bought = await group.do(group.books, "mall.redeem", reader, "pen", item="pen")
    assert await group.available(group.books, reader) == (26, 0)
    await group.do(group.books, "mall.refund", reader, "back", order_id=bought["order_id"], reason="broken")
    assert await group.available(group.books, reader) == (66, 0)
    assert await group.available(group.tea, ann) == (900, 0)
    assert (await group.intershop(group.tea), await group.intershop(group.books)) == (100, -66)
    await group.assert_lawful()


async def test_back_again_makes_nothing(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)
    ann, reader = group.teas[0], group.readers[0]
    await group.send(group.tea, ann, "s", 100)
    await group.settle()
    assert (await group.send(group.books, reader, "b", 66))["credit"] == 66
    await group.settle()
    assert await group.available(group.tea, ann) == (966, 0)
    assert await group.available(group.books, reader) == (0, 0)
    assert (await group.intershop(group.tea), await group.intershop(group.books)) == (34, 0)
    await group.assert_lawful()


async def test_what_the_other_shop_refuses_comes_back_with_the_room_of_every_limit(
    database: TestDatabase, pool: Pool
) -> None:
    group = await open_group(database, pool)
    ann, reader = group.teas[0], group.readers[0]
    first = await group.send(group.tea, ann, "s", 300)
    await group.do(group.books, "clearing.unlink", reader, "u", shop=group.tea)
    assert await group.send(group.tea, ann, "more", 10) == "capped"
    await group.settle()
    assert await group.available(group.tea, ann) == (1_000, 0)
    data = await rows(pool, group.tea, "SELECT data->>'refused' FROM record WHERE key = $1", first["transfer"])
    assert data == [("not-linked",)]
    assert await rows(pool, group.tea, "SELECT (doc->>'sent')::int FROM shared WHERE kind = 'clearing'") == [(0,)]
    await group.do(group.books, "clearing.link", reader, "again", shop=group.tea, other=ann)
    assert (await group.send(group.tea, ann, "again", 300))["credit"] == 200
    await group.settle()
    await group.assert_lawful()

    gone = {**BOOKS, "assets": [asset for asset in BOOKS["assets"] if asset["id"] != "points"], "mall": []}
    group.programs[group.books] = compile_program(gone)
    group.now_us += DAY_US
    late = await group.send(group.tea, ann, "late", 100)
    await group.settle()
    data = await rows(pool, group.tea, "SELECT data->>'refused' FROM record WHERE key = $1", late["transfer"])
    assert data == [("unknown-asset",)]
    assert await group.available(group.tea, ann) == (700, 0)


async def test_every_limit_and_reason(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool, members=3)
    ann, bob, cid = group.teas
    assert await group.send(group.tea, ann, "least", 9) == "below-minimum"
    assert (await group.send(group.tea, ann, "day", 300))["credit"] == 200
    assert await group.send(group.tea, ann, "day2", 10) == "capped"
    group.now_us += DAY_US
    assert (await group.send(group.tea, ann, "month", 200))["credit"] == 133
    group.now_us += DAY_US
    assert await group.send(group.tea, ann, "month2", 10) == "capped"
    assert (await group.send(group.tea, bob, "total", 300))["credit"] == 200
    assert await group.send(group.tea, cid, "total2", 101) == "agreement-full"
    assert (await group.send(group.tea, cid, "total3", 100))["credit"] == 66
    assert await group.send(group.tea, cid, "total4", 10) == "agreement-full"
    assert await group.do(group.tea, "points.release", cid, "r", hold_id="clearing:1") == "hold-not-found"
    assert await group.do(group.tea, "clearing.link", ann, "x", shop=group.books, other=7) == "linked-elsewhere"
    await group.do(group.tea, "clearing.unlink", cid, "u", shop=group.books)
    assert await group.send(group.tea, cid, "none", 10) == "not-linked"
    hold_id = (await rows(pool, group.tea, "SELECT hold_id FROM hold WHERE member_id = $1 LIMIT 1", ann))[0][0]
    for what in ("points.commit", "points.release"):
        assert await group.do(group.tea, what, ann, what, hold_id=hold_id) == "hold-reserved"
    await group.settle()
    await group.assert_lawful()


async def test_an_ended_agreement_carries_what_it_began(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)
    ann, reader = group.teas[0], group.readers[0]
    sent = await group.send(group.tea, ann, "s", 100)
    ended = await service.end(pool, group.books, "books", group.agreement, actor="key:2")
    assert (ended.status, ended.ended_by) == ("ended", "own")
    theirs = await group.find(group.tea)
    assert (theirs.status, theirs.ended_by) == ("ended", "partner")
    group.now_us = max(group.now_us, theirs.until_us)
    assert await group.send(group.tea, ann, "late", 100) == "agreement-closed"
    assert await group.send(group.tea, ann, "s", 100) == sent
    await group.settle()
    assert await group.available(group.books, reader) == (66, 0)
    await group.assert_lawful()


async def test_members_who_go_into_others_meanwhile(database: TestDatabase, pool: Pool) -> None:
    from liuke.merging.service import merge, undo  # noqa: PLC0415 - this test alone

    group = await open_group(database, pool)
    (ann, bob), (reader, other) = group.teas, group.readers
    await group.send(group.tea, ann, "s", 100)
    await merge(group.engine(group.tea), bob, ann, reason="one", actor="key:1")
    joined = await merge(group.engine(group.books), other, reader, reason="one", actor="key:2")
    await service.carry_all(pool, group.tea)
    await group.engine(group.books).deliver()
    assert await group.available(group.books, other) == (66, 0)
    await undo(group.engine(group.books), other, joined.merge_id, reason="two", actor="key:2")
    await group.settle()
    assert await group.available(group.tea, bob) == (1_900, 0)
    assert await group.available(group.books, other) == (66, 0)
    assert await group.available(group.books, reader) == (0, 0)
    await group.assert_lawful()


async def test_a_half_that_fails_is_tried_again_later_and_later_and_leaves_one_dead_letter(
    database: TestDatabase, pool: Pool
) -> None:
    group = await open_group(database, pool)
    ann, reader = group.teas[0], group.readers[0]
    now_us = (await rows(pool, group.tea, "SELECT (extract(epoch FROM now()) * 1000000)::bigint"))[0][0]
    await group.send(group.tea, ann, "s", 100)
    admin = await connect(database.admin_dsn)
    put = (
        "UPDATE hold SET data = jsonb_set(data::jsonb, '{to_member}', to_jsonb($1::bigint))::json WHERE status = 'open'"
    )
    await admin.execute(put, 99_999)  # a row that nobody has: whatever happens to it fails
    letters = "SELECT payload->>'type', count(*)::int FROM dead_letter GROUP BY 1"
    tried = list[int]()
    for second in range(60):
        if await service.carry_all(pool, group.tea, now_us + second * 1_000_000):
            tried.append(second)
            assert await group.engine(group.books).deliver() == 1
    assert tried == [0, 4, 12, 28]
    assert await rows(pool, group.books, letters) == [("clearing.arrived", 1)]
    assert await rows(pool, group.tea, "SELECT step, tries FROM clearing_try") == [("arrive", 4)]
    assert (await group.available(group.tea, ann), await group.available(group.books, reader)) == ((900, 100), (0, 0))
    await admin.execute(put, reader)
    await admin.close()
    later = now_us + 60_000_000
    assert [await service.carry_all(pool, group.tea, later), await group.engine(group.books).deliver()] == [1, 1]
    assert [await service.carry_all(pool, group.tea, later), await group.engine(group.tea).deliver()] == [1, 1]
    assert await service.carry_all(pool, group.tea, later) == 0
    assert await rows(pool, group.tea, "SELECT count(*)::int FROM clearing_try") == [(0,)]
    assert await rows(pool, group.books, letters) == []
    assert (await group.available(group.tea, ann), await group.available(group.books, reader)) == ((900, 0), (66, 0))
    await group.assert_lawful()


async def test_the_laws_name_what_is_wrong(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)
    ann, bob = group.teas
    first = await group.send(group.tea, ann, "s", 100)
    await group.send(group.tea, bob, "s", 100)
    await group.settle()
    admin = await connect(database.admin_dsn)
    arrivals, legs, totals = "clearing-arrivals", "clearing-legs", "clearing-totals"

    async def broken(sql: str, name: str, shop: int) -> list[dict[str, object]]:
        await admin.execute(sql, first["transfer"])
        return await _check(group, name, shop)

    assert [len(await _check(group, name, group.tea)) for name in (arrivals, legs, totals)] == [0, 0, 0]
    found = await broken(
        "UPDATE record SET data = jsonb_set(data::jsonb, '{credit}', '67')::json WHERE kind = 'clearing_in' "
        "AND key = $1", arrivals, group.tea,
    )  # fmt: skip
    assert [(one["what"], one["left"], one["came"]) for one in found] == [("differs", 66, 67)]
    assert [one["amount"] for one in await _check(group, legs, group.books)] == [67]
    found = await broken("DELETE FROM record WHERE kind = 'clearing_in' AND key = $1", arrivals, group.books)
    assert [(one["what"], one["transfer"]) for one in found] == [("never-arrived", first["transfer"])]
    found = await broken("DELETE FROM record WHERE kind = 'clearing_out' AND key <> $1", arrivals, group.tea)
    assert [one["what"] for one in found] == ["never-arrived", "never-left"]
    found = await broken(
        "UPDATE record SET data = jsonb_set(data::jsonb, '{amount}', '301')::json WHERE kind = 'clearing_out' "
        "AND key = $1", totals, group.tea,
    )  # fmt: skip
    assert [(one["what"], one["said"], one["sent"]) for one in found] == [
        ("counted", 200, 301), ("member_day", 300, 301)
    ]  # fmt: skip
    await admin.close()


async def test_nobody_outside_says_that_something_arrived(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)
    event = Event("clearing.arrived", group.readers[0], "forged", 0, {"transfer": "1"})
    with pytest.raises(InvalidInput, match="is not an event that can be sent"):
        await group.engine(group.books).submit(event)


async def test_a_shop_is_asked_so_often_and_the_same_once(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool)

    def ask(number: int) -> Coroutine[Any, Any, Agreement]:
        terms = Terms("points", "points", Direction(100 + number, 100), None, T, UNTIL)
        return service.propose(group.pool, group.tea, "tea", "books", terms, own_assets=["points"], actor="key:1")

    same = await asyncio.gather(*(ask(0) for _ in range(8)))
    assert len({one.agreement_id for one in same}) == 1
    asked = await asyncio.gather(*(ask(number) for number in range(1, 30)), return_exceptions=True)
    refused = [one for one in asked if isinstance(one, InvalidInput)]
    assert len(refused) == 29 - (service.MAX_PROPOSED - 1)
    assert [(fault.path, fault.code) for fault in refused[0].faults] == [("partner", "too-many")]
    await service.end(group.pool, group.books, "books", same[0].agreement_id, actor="key:2")
    assert (await ask(40)).status == "proposed"
