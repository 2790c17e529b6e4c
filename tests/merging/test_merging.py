"""Two members become one, and two again: what each domain has goes over, on a real database, and every law holds."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.pairing import MergesTestMember, ValueSpent
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused
from liuke.merging.errors import MergedElsewhere, NoSuchMerge, OneAlready
from liuke.merging.service import Merged, merge, undo
from tests.merchant import NOW, PROGRAM, Merchant, open_merchant
from tests.server import TestDatabase

WHOLE: dict[str, Any] = {
    **PROGRAM,
    "refunds": {"rewards": "keep"},
    "assets": [
        {"id": "points", "name": "Points", "expiry": {"kind": "after", "months": 12},
         "value": {"amount": 100, "cents": 100}},
        {"id": "growth", "name": "Growth", "spendable": False, "lots": False, "expiry": {"kind": "never"},
         "debt": {"policy": "clamp"}},
    ],
    "counters": [
        {"id": "spent", "name": "spent", "on": ["order.paid"], "add": {"field": "amount_cents"}, "unit": "cents",
         "undone_by": "order.refunded"},
        {"id": "days", "name": "days", "on": ["order.paid"], "add": {"count": 1}, "distinct": "day"},
    ],
    "tiers": {"ladder": [
        {"id": "silver", "name": "silver"},
        {"id": "gold", "name": "gold", "entry": {"dimension": "spent", "at_least": 30_000},
         "pack": [{"kind": "asset", "amount": 500}]},
    ]},
    "earning": [
        {"id": "spend", "name": "spend", "on": "order.paid", "amount": {"per": {"every": 100}}},
        {"id": "share", "name": "share", "on": "share.opened", "amount": {"fixed": 10},
         "caps": [{"period": "day", "limit": 30}]},
        {"id": "first", "name": "first", "on": "review.posted", "amount": {"fixed": 40}, "once": "member"},
    ],
    "stamp_cards": [{"id": "cup", "name": "cup", "stamps": 3, "max_value_cents": 1_000}],
    "activities": [
        *PROGRAM["activities"],
        {"kind": "milestone", "id": "miles", "name": "miles", "on": ["share.opened"],
         "steps": [{"at": 2, "rewards": [{"kind": "asset", "amount": 1}]},
                   {"at": 5, "rewards": [{"kind": "asset", "amount": 7}]}]},
        {"kind": "task", "id": "thrice", "name": "thrice", "cadence": "once",
         "rewards": [{"kind": "asset", "amount": 3}], "steps": [{"on": ["share.opened"], "target": 4}]},
    ],
}  # fmt: skip


async def open_shop(database: TestDatabase, pool: Pool, slug: str, members: int) -> Merchant:
    """A merchant with tiers, counters, caps and every kind of activity."""
    shop = await open_merchant(database, pool, slug, members)
    shop.program = compile_program(WHOLE)
    return shop


async def join(shop: Merchant, into: int, other: int, **options: Any) -> Merged:
    return await merge(shop.engine(), into, other, reason="the same phone", actor="person:anna", **options)


async def part(shop: Merchant, merged: Merged, **options: Any) -> Merged:
    return await undo(
        shop.engine(), merged.into, merged.merge_id, reason="two sisters", actor="person:anna", **options
    )  # fmt: skip


async def wallets(shop: Merchant) -> dict[int, tuple[int, ...]]:
    """Member → available, pending, held, debt, earned; of points."""
    found = await shop.rows(
        "SELECT member_id, available, pending, held, debt, earned FROM wallet WHERE asset = 'points' ORDER BY 1"
    )
    return {row[0]: tuple(map(int, row[1:])) for row in found}


async def test_points_go_over_and_come_back(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "points", 3)
    ann, bob, eve = shop.members
    await shop.do("points.earn", bob, asset="points", amount=200)
    await shop.do("points.spend", bob, asset="points", amount=50, ref="lamp")
    before = await wallets(shop)
    assert before == {ann: (100, 0, 0, 0, 100), bob: (250, 0, 0, 0, 300), eve: (100, 0, 0, 0, 100)}
    merged = await join(shop, ann, bob)
    assert (merged.into, merged.other, merged.new, merged.answer["balances"]["points"]) == (ann, bob, True, 350)
    assert await wallets(shop) == {ann: (350, 0, 0, 0, 400), bob: (0, 0, 0, 0, 0), eve: (100, 0, 0, 0, 100)}
    await shop.assert_lawful()
    undone = await part(shop, merged)
    assert undone.new
    assert await wallets(shop) == before
    await shop.assert_lawful()


async def paid(shop: Merchant, member: int, order: str, cents: int, **more: Any) -> None:
    lines = [{"id": "1", "sku": "tea", "quantity": 1, "unit_cents": cents, "paid_cents": cents}]
    await shop.do("order.paid", member, order_id=order, amount_cents=cents, lines=lines, **more)


async def slot(shop: Merchant, member: int, name: str) -> Any:
    found = await shop.rows("SELECT (doc->'slots'->$2)::text FROM member_state WHERE member_id = $1", member, name)
    return msgspec.json.decode(found[0][0]) if found[0][0] else None


async def test_everything_goes_over(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "whole", 2)
    ann, bob = shop.members
    await paid(shop, ann, "a1", 20_000)
    await paid(shop, bob, "b1", 15_000)
    for member, times in ((ann, 2), (bob, 3)):
        for _ in range(times):
            await shop.do("share.opened", member)
        await shop.do("check_in.do", member, activity="daily")
    await shop.do("review.posted", bob, order_id="b1")
    await shop.do("coupon.claim", bob, batch="five")
    await shop.do("benefit.redeem", bob, benefit="lounge")
    await shop.do("points.hold", bob, asset="points", amount=20, hold_id="h")
    sums = await wallets(shop)
    merged = await join(shop, ann, bob)
    after = await wallets(shop)
    gold = 500  # the pack of a tier that only both together have reached
    assert after[ann] == tuple(
        x + y + (gold if i in {0, 4} else 0) for i, (x, y) in enumerate(zip(*sums.values(), strict=True))
    )
    assert after[bob] == (0, 0, 0, 0, 0)
    assert await shop.rows("SELECT member_id, tier FROM member_state ORDER BY 1") == [(ann, "gold"), (bob, "")]
    counters = (await slot(shop, ann, "counters"))["counters"]
    assert counters["spent"][0] == 35_000
    assert counters["days"][0] == 1  # the same day is one
    assert (await slot(shop, ann, "activity_check_in"))["docs"]["daily"][4] == 1
    assert (await slot(shop, ann, "activity_milestone"))["docs"]["miles"][0] == 4  # the fifth comes with the next
    assert (await slot(shop, ann, "activity_task"))["docs"]["thrice"][0]["0"][1] == {"0": 5}
    assert (await slot(shop, ann, "stamp_cards"))["stamps"] == {"cup": 2}
    assert await shop.rows("SELECT member_id, status FROM coupon") == [(ann, "active")]
    assert await shop.rows("SELECT hold_id, status FROM hold WHERE member_id = $1", ann) == [("h", "open")]
    await shop.assert_lawful()
    # nothing is to be earned again, and what is left of caps is left of both
    points = after[ann][0]
    await shop.do("share.opened", bob)  # the sixth of 30 a day: 3 + 2 were taken
    await shop.do("review.posted", ann, order_id="a1")
    with pytest.raises(AssertionError, match="is checked in already"):
        await shop.do("check_in.do", bob, activity="daily")
    # capped; the milestone at 5 gives 7, the task at 4 gives 3
    assert (await wallets(shop))[ann][0] == points + 7 + 3
    # what hangs on the other's things goes on under the one
    await shop.do("points.commit", bob, hold_id="h")
    await shop.do("order.refunded", ann, order_id="b1", full=True)
    assert (await wallets(shop))[ann][0] == points + 10 - 150
    await shop.assert_lawful()
    with pytest.raises(ValueSpent) as refused:
        await part(shop, merged)
    assert {one["what"] for one in refused.value.extra["spent"]} >= {"points", "hold"}


async def test_a_preview_changes_nothing_and_says_what_would_come(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "preview", 2)
    ann, bob = shop.members
    await paid(shop, bob, "b1", 15_000)
    counted = (
        "SELECT (SELECT count(*) FROM operation), (SELECT count(*) FROM posting), (SELECT count(*) FROM audit_log)"
    )
    before = await shop.rows(counted), await wallets(shop)
    merged = await join(shop, ann, bob, preview=True)
    assert (await shop.rows(counted), await wallets(shop)) == before
    assert merged.answer["balances"]["points"] == 100 + 250
    codes = [reason.code for reason in merged.reasons]
    assert {"merge-member", "merge-wallet", "merge-counters", "merge-stamps"} <= {*codes}
    assert await shop.rows("SELECT count(*) FROM member_merge") == [(0,)]


async def test_asked_twice_it_answers_the_same_and_every_other_way_is_named(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "twice", 3)
    ann, bob, eve = shop.members
    first, second = await join(shop, ann, bob), await join(shop, ann, bob)
    assert (first.new, second.new) == (True, False)
    assert (first.merge_id, first.answer) == (second.merge_id, second.answer)
    with pytest.raises(OneAlready):
        await join(shop, bob, ann)
    with pytest.raises(OneAlready):
        await join(shop, ann, ann)
    with pytest.raises(MergedElsewhere, match=str(ann)):
        await join(shop, eve, bob)
    with pytest.raises(NoSuchMerge):
        await undo(shop.engine(), eve, first.merge_id, reason="no", actor="person:anna")
    chain = await join(shop, eve, ann)
    assert (await wallets(shop))[eve][0] == 300
    with pytest.raises(MergedElsewhere, match="has gone into"):
        await part(shop, first)
    await part(shop, chain)
    await part(shop, first)
    assert [wallet[0] for wallet in (await wallets(shop)).values()] == [100, 100, 100]
    assert not (await part(shop, first)).new
    told = "SELECT action, actor, details->>'reason' FROM audit_log WHERE subject LIKE 'member/%' ORDER BY audit_id"
    audit = await shop.rows(told)
    assert audit == [
        ("member.merged", "person:anna", "the same phone"), ("member.merged", "person:anna", "the same phone"),
        ("member.split", "person:anna", "two sisters"), ("member.split", "person:anna", "two sisters"),
    ]  # fmt: skip
    await shop.assert_lawful()


async def test_a_key_of_either_answers_as_before_and_acts_on_the_one(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "keys", 3)
    ann, bob, eve = shop.members
    engine = shop.engine()
    earned = Event("points.earn", bob, "till-7", 0, {"asset": "points", "amount": 5})
    first = await engine.submit(earned)
    await join(shop, ann, bob)
    await join(shop, eve, ann)
    for member in (bob, ann, eve):
        again = await engine.submit(msgspec.structs.replace(earned, member_id=member))
        assert (again.replayed, again.answer) == (True, first.answer)
    assert (await wallets(shop))[eve][0] == 305
    other = await engine.submit(msgspec.structs.replace(earned, key="till-8"))
    assert other.error is None
    assert (await wallets(shop))[eve][0] == 310
    assert await shop.rows("SELECT member_id FROM operation WHERE key = 'till-8'") == [(eve,)]
    await shop.assert_lawful()


async def test_a_lot_expires_at_its_own_time_and_debts_are_paid(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "lots", 2)
    ann, bob = shop.members
    await paid(shop, bob, "b1", 12_000)
    await shop.do("points.spend", bob, asset="points", amount=220)
    await shop.do("order.refunded", bob, order_id="b1", full=True)  # 120 owed
    assert (await wallets(shop))[bob] == (0, 0, 0, 120, 100)
    await shop.do("points.earn", ann, asset="points", amount=300, expires_us=NOW + 5 * DAY_US)
    before = await wallets(shop)
    merged = await join(shop, ann, bob)
    assert (await wallets(shop))[ann] == (280, 0, 0, 0, 500)
    await shop.assert_lawful()
    await part(shop, merged)
    assert await wallets(shop) == before
    await shop.assert_lawful()
    await join(shop, bob, ann)
    assert (await wallets(shop))[bob][0] == 280
    shop.now_us = NOW + 6 * DAY_US
    await shop.engine().sweep(shop.now_us)
    assert (await wallets(shop))[bob][0] == 100  # 300 less the 120 owed had expired
    await shop.assert_lawful()


async def test_a_refund_waits_at_one_for_the_order_of_the_other(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "waits", 2)
    ann, bob = shop.members
    await paid(shop, ann, "x", 10_000)
    await shop.do("order.refunded", bob, order_id="x", refund_id="r1", amount_cents=10_000)
    assert await slot(shop, bob, "waiting") == {"kept": {"order/x": ["r1"]}}
    await join(shop, ann, bob)
    assert await slot(shop, ann, "waiting") == {"kept": {}}
    assert await shop.rows("SELECT status, member_id FROM purchase") == [("refunded", ann)]
    assert (await wallets(shop))[ann][0] == 200
    await shop.assert_lawful()


async def test_news_for_who_went_reaches_who_stays(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "news", 3)
    giftable = {**WHOLE["assets"][0], "giftable": True}
    shop.program = compile_program({**WHOLE, "assets": [giftable, WHOLE["assets"][1]]})
    ann, bob, eve = shop.members
    gift = await shop.do("points.gift", eve, asset="points", amount=30, to_member=bob)
    assert await shop.rows("SELECT member_id FROM delivery") == [(bob,)]
    await join(shop, ann, bob)
    while await shop.engine().deliver():
        pass
    await shop.do("points.accept_gift", bob, gift_id=gift["gift_id"])
    while await shop.engine().deliver():
        pass
    assert await shop.rows("SELECT count(*) FROM delivery") == [(0,)]
    assert {member: wallet[0] for member, wallet in (await wallets(shop)).items()} == {ann: 230, bob: 0, eve: 70}
    await shop.assert_lawful()


async def test_a_test_member_and_a_customer_are_never_one(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "tests", 2)
    await shop.rows("UPDATE member_state SET test = true WHERE member_id = $1", shop.members[1])
    with pytest.raises(MergesTestMember):
        await join(shop, *shop.members)


async def test_a_checkout_that_is_open_at_both_is_named(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "both", 2)
    ann, bob = shop.members
    lines = [{"id": "1", "sku": "tea", "quantity": 1, "unit_cents": 1_000}]
    for member in (ann, bob):
        await shop.do("checkout.hold", member, hold_id="c", lines=lines, order_id=f"o{member}")
    with pytest.raises(Refused, match="is open at both"):
        await join(shop, ann, bob)
