"""What interrupts, pure; the inbox on a real database and over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from liuke.decision.effects import Effect, Emit, Message
from liuke.decision.messages import ORDER, Interruption, choose_interruption
from liuke.features import DOMAINS, compile_program
from liuke.hooks.job import Limits, Work
from liuke.kernel.clock import DAY_US
from liuke.messages.jobs import JOBS
from liuke.publishing.wording import render_texts
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.ledger.check import assert_clean, report
from tests.merchant import NOW, PROGRAM, Merchant, open_merchant, open_pool
from tests.server import TestDatabase


def choose(*messages: Effect, now_us: int = 100) -> str | None:
    found = choose_interruption(messages, now_us)
    return found.message if found is not None else None


def say(name: str, kind: Any = "campaign", **more: Any) -> Message:
    return Message("t", {}, name, **{"kind": kind, **more})


def test_the_order_is_fixed_whatever_comes_first() -> None:
    every = [say(kind, kind) for kind in ORDER]
    assert choose(*reversed(every)) == "upgrade"
    assert [choose(*reversed(every[n:])) for n in range(5)] == ["upgrade", "prize", "expiring", "campaign", None]
    assert choose(say("a", ""), Emit("tier.upgraded", {})) is None


def test_within_a_kind_what_is_worth_more_ends_first_or_was_made_first() -> None:
    assert choose(say("a", value_points=9), say("b", value_cents=1), say("c")) == "b"
    assert choose(say("a"), say("b", value_points=1)) == "b"
    assert choose(say("a"), say("b", expires_us=500), say("c", expires_us=400)) == "c"
    assert choose(say("a"), say("b")) == "a"


def test_what_is_too_early_or_over_does_not_interrupt() -> None:
    assert choose(say("a", not_before_us=101)) is None
    assert choose(say("a", not_before_us=100)) == "a"
    assert choose(say("a", expires_us=100)) is None
    assert choose(say("a", expires_us=101)) == "a"


def test_every_message_that_the_platform_says_has_words() -> None:
    program = compile_program(PROGRAM, domains=DOMAINS)
    templates = (
        "tier.near", "tier.upgraded", "tier.grace", "tier.warning", "tier.downgraded", "tier.inactivity",
        "points_expiring", "gift_offered", "gift_arrived", "gift_lapsed", "gift_closed", "pool_goal_reached",
        "coupon-expiring", "coupon-gift-offered", "benefit-unused", "payout-claimable",
    )  # fmt: skip
    assert set(templates) <= set(program.wordings)
    shown = Interruption("m", "prize", "payout-claimable", {"cents": 880}, "p", "service", None, 880, 0)
    assert render_texts(program, [], [], "en", shown).interruption == "¥8.80 is yours to claim"
    assert render_texts(program, [], [], "en").interruption == ""


# -- on a database ----------------------------------------------------------------------------------------------------
async def test_old_messages_are_forgotten_in_time_and_a_law_knows_whose_they_are(database: TestDatabase) -> None:
    pool = await open_pool(database.dsn)
    shop: Merchant = await open_merchant(database, pool, "inbox", 2)
    giver, taker = shop.members
    coupon_id = (await shop.do("coupon.claim", giver, batch="five"))["coupon_id"]
    await shop.do("coupon.gift", giver, coupon_id=coupon_id, to_member=str(taker))
    await shop.engine().deliver(limit=10)
    ((kind, path, purpose, expires_us),) = await shop.rows("SELECT kind, path, purpose, expires_us FROM message")
    assert (kind, path, purpose) == ("", "coupons.five", "service")
    assert expires_us > NOW
    await assert_clean(database.dsn, shop.tenant_id)

    def work(now_us: int) -> Work:
        engine: Any = None
        return Work(pool, shop.tenant_id, now_us, engine, lambda _: shop.program, {}, Limits())

    assert await JOBS[0].unit(work(NOW + 400 * DAY_US)) == 0
    async with asyncio.timeout(60):
        await shop.rows("UPDATE message SET read_us = t_us - 1 RETURNING 1")
    broken = (await report(database.dsn, shop.tenant_id)).broken
    assert broken == ["messages"]
    assert await JOBS[0].unit(work(NOW + 400 * DAY_US + 1)) == 1
    assert await shop.rows("SELECT 1 FROM message") == []
    await pool.close()


# -- over HTTP --------------------------------------------------------------------------------------------------------
LADDER = {"ladder": [{"id": "basic", "name": "Basic"}, {"id": "silver", "name": "Silver",
                                                        "entry": {"dimension": "spend", "at_least": 30_000}},
                     {"id": "gold", "name": "Gold", "entry": {"dimension": "spend", "at_least": 90_000}}]}  # fmt: skip
SHOP: dict[str, Any] = {
    "id": "shop", "name": "shop", "mall": [], "tiers": LADDER,
    "counters": [{"id": "spend", "name": "spend", "on": ["order.paid"], "add": {"field": "amount_cents"},
                  "undone_by": "order.refunded"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("messages")
    file = folder / "program.json"
    file.write_text(json.dumps(SHOP), encoding="utf-8")
    environ = make_environ(module_database, folder, **NO_LIMITS)
    with serve(environ, prepare(environ, str(file), reader=["members:read"]), workers=2) as served:
        yield served


def test_an_answer_says_what_interrupts_and_says_it_again(shop: Served) -> None:
    member = shop.member("climber")
    path = f"/v1/members/{member}/orders"
    first = shop.ok("POST", path, {"order_id": "a", "amount_cents": 100})
    assert (first["interruption"], first["texts"]["interruption"]) == (None, "")
    body, key = {"order_id": "b", "amount_cents": 40_000}, {"Idempotency-Key": "climb"}
    second = shop.ok("POST", path, body, **key)
    found = second["interruption"]
    assert (found["kind"], found["template"], found["path"], found["purpose"]) == (
        "upgrade", "tier.upgraded", "tiers.silver", "service",
    )  # fmt: skip
    assert (found["expires_us"], found["params"]) == (None, {"tier": "silver"})
    assert second["texts"]["interruption"] == "You have reached Silver"
    again = shop.ok("POST", path, body, **key)
    assert (again["replayed"], again["interruption"]) == (True, found)
    assert again["texts"] == second["texts"]


def test_a_member_reads_the_inbox(shop: Served) -> None:
    member, other = shop.member("reader"), shop.member("another")
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "x", "amount_cents": 100_000})
    mine = shop.ok("GET", "/v1/members/me/messages?lang=zh", key=token)["items"]
    assert [(one["text"], one["kind"], one["read_us"]) for one in mine] == [
        ("恭喜升级到Silver", "upgrade", None), ("恭喜升级到Gold", "upgrade", None),
    ]  # fmt: skip
    page = shop.ok("GET", "/v1/members/me/messages?limit=1", key=token)
    rest = shop.ok("GET", f"/v1/members/me/messages?limit=1&cursor={page['next_cursor']}", key=token)
    assert [one["message"] for one in (*page["items"], *rest["items"])] == [one["message"] for one in mine]
    names = {"messages": [mine[0]["message"], "nothing"]}
    assert shop.ok("POST", f"/v1/members/{other}/messages/read", names) == {"read": 0, "unread": 0}
    assert shop.problem(403, "POST", f"/v1/members/{other}/messages/read", names, key=token)["code"] == "forbidden"
    assert shop.problem(403, "POST", f"/v1/members/{member}/messages/read", names, key="reader")["code"] == "forbidden"

    def read(_: int) -> int:
        return int(shop.ok("POST", "/v1/members/me/messages/read", names, key=token)["read"])

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(read, range(64))) == 1, "it is read once, whoever is quicker"
    unread = shop.ok("GET", "/v1/members/me/messages?unread=true", key=token)["items"]
    assert [one["message"] for one in unread] == [mine[1]["message"]]
    assert shop.ok("GET", "/v1/members/me/messages?purpose=marketing", key=token)["items"] == []
    assert shop.rows("SELECT count(read_us) FROM message WHERE member_id = $1", int(member)) == [(1,)]
    assert shop.problem(422, "POST", "/v1/members/me/messages/read", {"messages": []}, key=token)
