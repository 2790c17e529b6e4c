"""A member is erased: who it was is gone from every table, what happened stays, and nobody comes new twice."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.kernel.errors import NotFound, Refused
from liuke.members.errors import MemberErased
from liuke.merging.service import merge, undo
from tests.erasure.shop import Shop, open_shop
from tests.privacy.support import dump, find_plain
from tests.server import TestDatabase

LEDGER = "SELECT kind, amount, source, target, rule, ref, op_n FROM posting WHERE member_id = $1 ORDER BY asset, seq"


def refusal(outcome: Any) -> str:
    assert isinstance(outcome.error, Refused), outcome
    return outcome.error.reason


async def known(shop: Shop, phone: str = "13812345678") -> int:
    """Somebody with a name, a profile, orders, a coupon, a redemption and a message."""
    ann = await shop.register(phone, nickname="小安娜", birthday="05-20")
    await shop.link(ann, "wechat", "o6_annas_own_id")
    await shop.send(
        "order.paid", ann, f"o-{phone[-4:]}", order_id=f"o-{phone[-4:]}", amount_cents=9_700, receiver_name="安娜·王"
    )
    await shop.send("mall.redeem", ann, "pin", item="pin", quantity=1)
    await shop.shop.rows(
        "INSERT INTO message (member_id, dedupe, tenant_id, template, params, not_before_us, t_us) "
        "VALUES ($1, 'm', $2, 'points-expiring', '{}', 0, 1)",
        ann, shop.shop.tenant_id,
    )  # fmt: skip
    return ann


async def test_who_it_was_is_gone_and_the_books_stay(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "erase")
    ann = await known(shop)
    before = await shop.shop.rows(LEDGER, ann)
    seen = await shop.erase(ann, preview=True)
    assert (seen.t_us, seen.new, seen.held.names, seen.held.messages, seen.held.members) == (0, True, 2, 1, 1)
    assert seen.held.balances == {"points": 50 + 97 + 30 - 10}
    assert (await shop.shop.rows("SELECT count(*)::int FROM identity WHERE member_id = $1", ann)) == [(2,)]

    done = await shop.erase(ann)
    assert (done.member_id, done.new, done.t_us > 0) == (ann, True, True)
    assert find_plain(await dump(database.admin_dsn), "13812345678", "小安娜", "安娜·王", "o6_annas_own_id") == []
    assert await shop.shop.rows(LEDGER, ann) == before
    rows = await shop.shop.rows(
        "SELECT personal_key, (doc -> 'profile')::text, (doc -> 'labels')::text FROM member_state WHERE member_id = $1",
        ann,
    )
    assert rows == [(None, None, '{"erased": "1"}')]
    counts = "SELECT (SELECT count(*)::int FROM identity WHERE member_id = $1), (SELECT count(*)::int FROM message)"
    assert await shop.shop.rows(counts, ann) == [(0, 0)]
    await shop.shop.assert_lawful()

    again = await shop.erase(ann)
    assert (again.new, again.t_us) == (False, done.t_us)
    audit = await shop.shop.rows("SELECT action, subject, details::text FROM audit_log WHERE action LIKE 'member.%'")
    assert audit == [("member.erased", f"member/{ann}", f'{{"reason":"a letter of 3 May","members":["{ann}"]}}')]
    with pytest.raises(NotFound):
        await shop.erase(999_999_999)


async def test_nobody_acts_for_the_erased_and_what_the_merchant_reports_is_taken(
    database: TestDatabase, pool: Pool
) -> None:
    shop = await open_shop(database, pool, "silent")
    ann = await known(shop)
    await shop.erase(ann)
    assert refusal(await shop.send("check_in.do", ann, "day", activity="daily")) == "member-erased"
    assert refusal(await shop.send("order.paid", ann, "o2", order_id="o2", amount_cents=100)) == "member-erased"
    assert refusal(await shop.send("member.update", ann, "u", profile={"nickname": "x"})) == "member-erased"
    refund = await shop.send(
        "order.refunded", ann, "r", order_id="o-5678", refund_id="r", amount_cents=9_700, receiver_name="安娜·王"
    )
    assert refund.error is None
    assert await shop.points(ann) == 50 - 10
    data = await shop.shop.rows("SELECT data::text FROM event WHERE type = 'order.refunded'")
    assert "receiver_name" not in data[0][0]
    await shop.link(ann, "wechat", "another")
    keys = "SELECT personal_key IS NULL, (SELECT count(*)::int FROM identity i WHERE i.member_id = m.member_id) FROM "
    assert await shop.shop.rows(f"{keys} member_state m WHERE member_id = $1", ann) == [(True, 0)]
    with pytest.raises(MemberErased):
        await shop.export(ann)
    await shop.shop.assert_lawful()


async def test_who_comes_again_is_no_newcomer(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "again")
    ann = await known(shop)
    assert await shop.points(ann) == 167
    await shop.erase(ann)
    back = await shop.register("+86 138-1234-5678", nickname="安娜二号")  # the same number, written otherwise
    assert back != ann
    assert await shop.shop.rows("SELECT count(*)::int FROM coupon WHERE member_id = $1", back) == [(0,)]
    assert await shop.points(back) == 0
    reasons = await shop.shop.rows("SELECT reasons::text FROM operation WHERE member_id = $1", back)
    assert reasons[0][0].count("newcomer-again") == 2  # the gift of registration, and the pack of the first tier
    await shop.send("order.paid", back, "o9", order_id="o9", amount_cents=500)
    assert await shop.points(back) == 5
    await shop.send("page.viewed", back, "v", page="new_products")
    assert await shop.points(back) == 5

    new = await shop.register("13900000000", nickname="新人")
    await shop.send("page.viewed", new, "v2", page="new_products")
    assert await shop.points(new) == 57
    # a name that is linked later says so as well
    await shop.link(new, "wechat", "o6_annas_own_id")
    await shop.send("order.paid", new, "o10", order_id="o10", amount_cents=500)
    assert await shop.points(new) == 62
    await shop.shop.assert_lawful()


async def test_of_merged_members_all_is_erased_and_they_stay_one(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "merged")
    ann, twin = await known(shop), await known(shop, "13700000000")
    merged = await merge(shop.engine(), ann, twin, reason="one person", actor="person:anna")
    done = await shop.erase(twin)
    assert (done.member_id, done.held.members, done.held.names) == (ann, 2, 3)
    assert find_plain(await dump(database.admin_dsn), "13812345678", "13700000000", "小安娜") == []
    keys = await shop.shop.rows("SELECT member_id FROM member_state WHERE personal_key IS NOT NULL")
    assert keys == []
    assert await shop.shop.rows("SELECT member_id, root FROM member_erasure ORDER BY 1") == [(ann, ann), (twin, ann)]
    with pytest.raises(MemberErased):
        await undo(shop.engine(), ann, merged.merge_id, reason="two after all", actor="person:anna")
    with pytest.raises(MemberErased):
        await merge(shop.engine(), shop.shop.members[0], ann, reason="no", actor="person:anna")
    assert (await shop.erase(ann)).new is False
    await shop.shop.assert_lawful()


async def test_all_that_is_kept_is_handed_out(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "export")
    ann = await known(shop)
    found = await shop.export(ann)
    assert sorted((one["namespace"], one["name"]) for one in found["names"]) == [
        ("phone", "13812345678"), ("wechat", "o6_annas_own_id"),
    ]  # fmt: skip
    assert found["parts"]["members"]["profile"] == {"nickname": "小安娜", "birthday": "05-20"}
    assert found["parts"]["ledger"]["balances"][0]["available"] == 167
    assert [(one["item"], one["points"]) for one in found["parts"]["mall"]["redemptions"]] == [("pin", 10)]
    assert [(one["order_id"], one["amount_cents"]) for one in found["orders"]] == [("o-5678", 9_700)]
    assert [one["kind"] for one in found["movements"]] == ["earn", "earn", "earn", "spend"]
    paid = next(one for one in found["events"] if one["type"] == "order.paid")
    assert paid["data"]["receiver_name"] == "安娜·王"
    assert [one["template"] for one in found["messages"]] == ["points-expiring"]
    assert await shop.shop.rows("SELECT action FROM audit_log WHERE action LIKE 'member.%'") == [("member.exported",)]


async def test_a_reported_invitation_of_who_was_here_before_gains_nothing(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "brought")
    inviter = await shop.register("13800000001")
    newcomer, known_one = await shop.register("13800000002"), await shop.register("13800000003")
    await shop.erase(known_one)
    again = await shop.register("13800000003")
    begun = await shop.points(inviter)
    for number, (invitee, gained) in enumerate((
        (str(again), 0), ("phone:13800000003", 0), ("phone:+86 138 0000 0003", 0), ("phone:13800000001", 0),
        (str(newcomer), 1_000), ("phone:13800000002", 1_000), ("a name of theirs", 1_000), ("phone:13899999999", 1_000),
    )):  # fmt: skip
        before = await shop.points(inviter)
        outcome = await shop.send("referral.registered", inviter, f"r{number}", invitee=invitee)
        assert (outcome.error, await shop.points(inviter) - before) == (None, gained), invitee
    assert await shop.points(inviter) - begun == 4_000
    # merged into somebody who came later, a newcomer is one still; into somebody who was here before, none
    early, late = await shop.register("13800000004"), await shop.register("13800000005")
    await shop.shop.rows(
        "UPDATE member_state SET registered_us = registered_us - 1 WHERE member_id = $1 RETURNING 1", early
    )
    await merge(shop.engine(), early, late, reason="one person", actor="person:anna")
    for number, (invitee, gained) in enumerate(((late, 0), (early, 1_000))):
        before = await shop.points(inviter)
        await shop.send("referral.registered", inviter, f"m{number}", invitee=str(invitee))
        assert await shop.points(inviter) - before == gained
    await shop.shop.assert_lawful()
