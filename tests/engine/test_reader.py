"""Looking at a member in one round trip shows what looking part by part shows."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.bootstrap import read_program_file
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.decision.state import MemberState, Need
from liuke.engine.reader import MemberReader
from liuke.kernel.errors import NotFound
from liuke.members.store import NewMember, register_members
from liuke.privacy.box import Personal
from tests import world
from tests.server import TestDatabase
from tests.vaults import VAULT

ASSETS = ["points", "growth"]


def photograph(state: MemberState, stock: Any = None) -> dict[str, Any]:
    return {
        "tier": state.tier, "ops": state.ops, "now": state.now_us, "active": state.last_active_us,
        "registered": (state.registered_us, state.registered_day), "timers": state.timers, "docs": sorted(state.docs),
        "profile": state.profile, "labels": state.labels, "wallets": state.wallets,
        "lots": {asset: state.lots(asset).lots for asset in ASSETS}, "coupons": state.coupons(),
        "entitlements": state.entitlements(), "stock": stock,
    }  # fmt: skip


async def test_both_ways_show_the_same(database: TestDatabase) -> None:
    tenant_id, _ = await world.make_members(database.owner_dsn, database.dsn, 1)
    pool = await world.make_pool(database.dsn)
    engine = world.make_engine(pool, tenant_id, read_program_file("tea_shop").data, vault=VAULT)
    personal = Personal(VAULT, tenant_id)
    await personal.ready(pool)
    profile = {"birthday": "03-05", "name": "某人"}
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        made = await register_members(
            connection, tenant_id, "test", [NewMember("x", world.T, 19_675, profile)], personal
        )
        await connection.execute("INSERT INTO stock VALUES ($1, 'mall:mug', 200, 173)", tenant_id)
    member = made["x"]
    async with engine:
        await engine.submit(Event("member.registered", member, "r", 0, {"profile": profile}))
        for number, cents in enumerate((12_345, 99_900, 45_000)):
            data = {"order_id": f"o{number}", "amount_cents": cents}
            await engine.submit(Event("order.paid", member, f"o{number}", 0, data))
        await engine.submit(Event("check_in.do", member, "c", 0, {"activity": "check_in"}))
        await engine.submit(Event("points.spend", member, "s", 0, {"asset": "points", "amount": 77}))
    reader = MemberReader(pool, tenant_id, personal)
    needs = [Need("coupons", member), Need("entitlements", member), *(Need("lots", member, asset) for asset in ASSETS)]
    parts = await reader.read_with(member, photograph, *needs)
    whole = await reader.look_with(member, ASSETS, photograph)
    assert whole == {**parts, "stock": {"mall:mug": 173}}
    assert whole["profile"] == profile
    assert len(whole["coupons"]) > 1
    assert len(whole["entitlements"]) > 0
    assert len(whole["lots"]["points"]) > 2
    # what was not asked for is loaded all the same
    assert await reader.look_with(member, [], photograph) == whole
    with pytest.raises(NotFound):
        await reader.look_with(member + 1_000_000, ASSETS, photograph)
    stranger = MemberReader(pool, tenant_id + 1, personal)
    with pytest.raises(NotFound):
        await stranger.look_with(member, ASSETS, photograph)
    await pool.close()
