"""Staff give: each member once, above a limit with a second person, undone as far as it goes, whoever dies."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.giving import service
from liuke.giving.errors import GivingDecided
from liuke.giving.store import Giving
from liuke.kernel.errors import Conflict, InvalidInput, KeyReused
from tests.merchant import Merchant, open_merchant
from tests.server import TestDatabase

POINTS: dict[str, Any] = {"kind": "asset", "asset": "points", "amount": 30}


async def ask(shop: Merchant, giving_id: str, what: dict[str, Any], members: list[int]) -> Giving:
    return await service.ask(
        shop.pool, shop.tenant_id, shop.program, giving_id=giving_id, what=what, members=members,
        reason="for the broken machine", asked_by="person:anna",
    )  # fmt: skip


async def run(shop: Merchant) -> None:
    while await service.run_some(shop.pool, shop.tenant_id, shop.engine(), limit=16):
        pass


async def counts(shop: Merchant, giving_id: str) -> dict[str, int]:
    rows = await shop.rows("SELECT status, count(*)::int FROM giving_item WHERE giving_id = $1 GROUP BY 1", giving_id)
    return {row[0]: row[1] for row in rows}


async def available(shop: Merchant) -> list[int]:
    rows = await shop.rows("SELECT available::int FROM wallet WHERE asset = 'points' ORDER BY member_id")
    return [row[0] for row in rows]


async def status(shop: Merchant, giving_id: str) -> str:
    return (await shop.rows("SELECT status FROM giving WHERE giving_id = $1", giving_id))[0][0]


async def test_points_go_to_each_once_and_back_as_far_as_they_are_there(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "points", 3)
    found = await ask(shop, "sorry", POINTS, shop.members)
    assert (found.status, found.cost_cents, found.members) == ("running", 3 * 300, 3)
    assert (await ask(shop, "sorry", POINTS, shop.members)).asked_us == found.asked_us
    with pytest.raises(KeyReused):
        await ask(shop, "sorry", {**POINTS, "amount": 31}, shop.members)
    await run(shop)
    assert (await status(shop, "sorry"), await counts(shop, "sorry")) == ("done", {"given": 3})
    assert await available(shop) == [130, 130, 130]
    await run(shop)
    await shop.do("points.spend", shop.members[0], asset="points", amount=120)
    await service.undo(pool, shop.tenant_id, "sorry", undone_by="person:anna")
    await service.undo(pool, shop.tenant_id, "sorry", undone_by="person:anna")
    await run(shop)
    assert (await status(shop, "sorry"), await counts(shop, "sorry")) == ("undone", {"returned": 3})
    debts = await shop.rows("SELECT (available - debt)::int FROM wallet WHERE asset = 'points' ORDER BY member_id")
    assert [row[0] for row in debts] == [-20, 100, 100]
    await shop.assert_lawful()


async def test_coupons_benefits_badges_and_labels(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "kinds", 2)
    ann, bob = shop.members
    await ask(shop, "coupon", {"kind": "coupon", "batch": "once"}, [ann, bob])
    await ask(shop, "again", {"kind": "coupon", "batch": "once"}, [ann])
    await ask(shop, "badge", {"kind": "badge", "badge": "helper"}, [ann])
    await ask(shop, "benefit", {"kind": "benefit", "benefit": "lounge", "count": 2}, [ann])
    await ask(shop, "label", {"kind": "label", "name": "vip"}, [ann])
    await run(shop)
    # one may be had once: the second giving is refused at the member, and nothing else is
    assert await shop.rows("SELECT status, why FROM giving_item WHERE giving_id = 'again'") == [
        ("refused", "coupon-limit")
    ]
    assert await counts(shop, "coupon") == {"given": 2}
    coupons = await shop.rows("SELECT coupon_id FROM coupon WHERE member_id = $1", bob)
    await shop.do("coupon.use", bob, coupon_id=str(coupons[0][0]), order_id="o")
    labels = "SELECT (doc -> 'labels')::text FROM member_state WHERE member_id = $1"
    assert await shop.rows(labels, ann) == [('{"vip":"1"}',)]
    for one in ("coupon", "badge", "benefit", "label"):
        await service.undo(pool, shop.tenant_id, one, undone_by="person:bea")
    await run(shop)
    assert await shop.rows("SELECT status, why FROM giving_item WHERE giving_id = 'coupon' ORDER BY member_id") == [
        ("returned", ""), ("kept", "used"),
    ]  # fmt: skip
    assert await shop.rows(labels, ann) == [(None,)]
    assert await counts(shop, "benefit") == await counts(shop, "badge") == {"returned": 1}
    await shop.assert_lawful()


async def test_above_a_limit_a_second_person_agrees(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "limit", 3)
    big = {**POINTS, "amount": 2_000}
    found = await ask(shop, "big", big, shop.members)
    assert found.status == "waiting"
    await run(shop)
    assert await counts(shop, "big") == {"waiting": 3}
    with pytest.raises(GivingDecided):
        await service.undo(pool, shop.tenant_id, "big", undone_by="person:anna")
    with pytest.raises(Conflict):
        await service.decide(pool, shop.tenant_id, "big", decided_by="person:anna", approve=True)
    ends = await asyncio.gather(
        *(service.decide(pool, shop.tenant_id, "big", decided_by=f"person:b{n}", approve=n % 2 == 0) for n in range(8)),
        return_exceptions=True,
    )
    decided = [one for one in ends if isinstance(one, Giving)]
    assert len(decided) == 1
    await run(shop)
    given = decided[0].status == "running"
    assert await available(shop) == ([2_100] * 3 if given else [100] * 3)
    await shop.assert_lawful()


def test_what_nobody_can_give_is_said() -> None:
    from liuke.features import compile_program  # noqa: PLC0415 - the program alone
    from tests.merchant import PROGRAM  # noqa: PLC0415

    program = compile_program(PROGRAM)
    for what in (
        {"kind": "cash", "cents": 1}, {"kind": "asset", "asset": "gold", "amount": 1}, {"kind": "asset"},
        {"kind": "coupon", "batch": "none"}, {"kind": "label", "name": "erased"}, {"kind": "label"}, {},
        {**POINTS, "settle_after_days": 3},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            service.weigh(program, what, 1)
    assert service.weigh(program, {"kind": "coupon", "batch": "five", "count": 2}, 3).cost_cents == 3_000
    assert service.weigh(program, {"kind": "badge", "badge": "x"}, 501).approval == "members"
    assert service.weigh(program, {"kind": "coupon", "batch": "five"}, 101).approval == "worth"


async def test_64_members_by_four_workers_while_it_is_undone(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "race", 64)
    await ask(shop, "race", {**POINTS, "amount": 10}, shop.members)

    async def undo() -> None:
        await service.undo(pool, shop.tenant_id, "race", undone_by="person:anna")

    await asyncio.gather(run(shop), run(shop), undo(), run(shop), run(shop))
    await run(shop)
    assert (await status(shop, "race"), await counts(shop, "race")) == ("undone", {"returned": 64})
    assert await available(shop) == [100] * 64
    await shop.assert_lawful()


async def test_killed_in_mid_work_it_goes_on_and_gives_once(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "killed", 60)
    await ask(shop, "killed", {**POINTS, "amount": 10}, shop.members)
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.giving.client", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([database.dsn, shop.tenant_id]).encode() + b"\n")
    for _ in range(3):
        await asyncio.wait_for(process.stdout.readline(), 60)
    process.kill()
    await process.wait()
    assert (await counts(shop, "killed")).get("given", 0) >= 12
    await run(shop)
    assert (await status(shop, "killed"), await counts(shop, "killed")) == ("done", {"given": 60})
    assert await available(shop) == [110] * 60
    await shop.assert_lawful()
