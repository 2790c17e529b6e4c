"""Facts reach endpoints: signed, in order for each member, until they are taken; nothing is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import pytest
from standardwebhooks import Webhook

from liuke.decision.event import Event
from liuke.kernel.clock import SECOND_US
from liuke.vault.vault import Vault
from liuke.webhooks import queue, service
from liuke.webhooks.client import Client
from liuke.webhooks.contracts import EndpointChange
from liuke.webhooks.reach import EVERYWHERE
from liuke.webhooks.sender import Terms
from tests.webhooks.receiver import Received, Receiver
from tests.webhooks.world import VAULT, World
from tests.world import make_engine


async def test_a_fact_arrives_signed_and_whole(world: World) -> None:
    async with Receiver() as receiver:
        made = await world.listen(receiver.url)
        receiver.secrets = [made.secret]
        a = world.members[0]
        data = {"asset": "points", "amount": 10, "reason": "sorry", "actor": "li"}
        adjust = Event("points.adjust", a, "1", 0, data)
        outcome = await make_engine(world.pool, world.tenant_id).submit(adjust)
        assert outcome.error is None
        ((n, t_us),) = await world.rows("SELECT n, t_us FROM operation")
        assert await world.fan_out() == 1
        sender = world.sender()
        await world.send(sender)
        (got,) = receiver.got
        assert got.body == {
            "id": f"evt_{a}_{n}_0",
            "type": "points.adjusted",
            "occurred_us": t_us,
            "member_id": str(a),
            "schema_version": 1,
            "data": {**data, "approved_by": None},
            "external_ids": ["test:m0"],
        }
        assert (got.id, got.headers["content-type"]) == (f"evt_{a}_{n}_0", "application/json")
        assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert receiver.bad == []
        with pytest.raises(Exception, match="No matching signature"):
            Webhook(made.secret).verify(got.raw + b" ", got.headers)
        (found,) = await world.deliveries(made.endpoint.endpoint_id)
        assert (found.status, found.attempts, found.next_us, found.message_id) == ("delivered", 1, 0, got.id)
        assert [(one.status, one.error, one.excerpt) for one in found.log] == [(200, "", "ok")]
        assert 0 < found.log[0].duration_us < 5 * SECOND_US
    assert await world.rows("SELECT count(*) FROM outbox") == [(0,)]
    assert await world.rows("SELECT count(*) FROM webhook_lane") == [(0,)]
    assert await world.rows("SELECT type, total FROM fact_total") == [("points.adjusted", 1)]


async def test_each_hears_what_it_listens_to_and_only_from_now_on(world: World) -> None:
    a, b = world.members[:2]
    async with Receiver() as first, Receiver() as second, Receiver() as third, Receiver() as mute:
        await world.state(a, 1, ("points.earned", {}))
        await world.listen(first.url, "points.*")
        await world.listen(second.url, "tier.upgraded", "points.expired")
        await world.listen(third.url)
        await world.listen(mute.url, enabled=False)
        await world.state(a, 2, ("points.earned", {}), ("tier.upgraded", {}), ("points.expired", {}))
        await world.state(b, 1, ("coupon.granted", {}))
        assert await world.fan_out() == 3
        await world.send(world.sender())
        assert sorted(first.ids()) == [f"evt_{a}_2_0", f"evt_{a}_2_2"]
        assert sorted(second.ids()) == [f"evt_{a}_2_1", f"evt_{a}_2_2"]
        assert sorted(third.ids()) == [f"evt_{a}_2_0", f"evt_{a}_2_1", f"evt_{a}_2_2", f"evt_{b}_1_0"]
        assert mute.got == []
    assert await world.rows("SELECT type, total FROM fact_total ORDER BY 1") == [
        ("coupon.granted", 1), ("points.earned", 2), ("points.expired", 1), ("tier.upgraded", 1),
    ]  # fmt: skip


async def test_a_members_facts_wait_for_the_one_that_fails_and_others_flow(world: World) -> None:
    a, b, c, _ = world.members
    failures = dict.fromkeys([f"evt_{a}_2_0", f"evt_{b}_1_0"], 2)

    def reply(got: Received) -> tuple[int, str]:
        failures[got.id] = failures.get(got.id, 0) - 1
        return (500, "broken") if failures[got.id] >= 0 else (204, "")

    async with Receiver(reply=reply) as receiver:
        await world.listen(receiver.url)
        for n in range(1, 6):
            for member in (a, b, c):
                await world.state(member, n)
        await world.fan_out()
        await world.send(world.sender())
        ids = receiver.ids()
        assert [one for one in ids if one.startswith(f"evt_{a}_")] == [f"evt_{a}_{n}_0" for n in (1, 2, 2, 2, 3, 4, 5)]
        assert [one for one in ids if one.startswith(f"evt_{b}_")] == [f"evt_{b}_{n}_0" for n in (1, 1, 1, 2, 3, 4, 5)]
        assert [one for one in ids if one.startswith(f"evt_{c}_")] == [f"evt_{c}_{n}_0" for n in range(1, 6)]
        assert ids.index(f"evt_{c}_5_0") < ids.index(f"evt_{b}_2_0"), "others did not wait"
    assert await world.rows("SELECT failures, failing_since_us FROM webhook_endpoint") == [(0, 0)]


async def test_what_fails_to_the_end_is_a_dead_letter_and_can_be_taken_up(world: World) -> None:
    a = world.members[0]
    broken = [True]

    def reply(got: Received) -> tuple[int, str]:
        return (500, "no\x00 " + "x" * 5000) if broken[0] and got.id.endswith("_1_0") else (200, "")

    async with Receiver(reply=reply) as receiver:
        made = await world.listen(receiver.url)
        for n in (1, 2):
            await world.state(a, n)
        await world.fan_out()
        sender = world.sender()
        await world.send(sender)
        assert receiver.ids() == [f"evt_{a}_1_0"] * 4 + [f"evt_{a}_2_0"], "the next one goes on after the dead one"
        (later, dead) = await world.deliveries(made.endpoint.endpoint_id)
        assert (later.status, dead.status, dead.attempts) == ("delivered", "dead", 4)
        assert [one.status for one in dead.log] == [500] * 3
        assert dead.log[0].excerpt == "no� " + "x" * 1020
        (letter,) = await world.call(service.list_dead_letters)
        assert (letter.source, letter.reason, letter.replayable) == ("webhook", "webhook: 500 after 4 attempts", True)
        assert letter.payload["message_id"] == f"evt_{a}_1_0"
        broken[0] = False
        await world.call(service.replay_dead_letter, int(letter.dead_letter_id))
        assert await world.call(service.list_dead_letters) == []
        await world.send(sender)
        assert receiver.ids()[5:] == [f"evt_{a}_1_0"]
        assert sender.outcomes == {"delivered": 2, "waiting": 3, "dead": 1}
        assert (await world.call(service.get_delivery, int(dead.delivery_id))).status == "delivered"
        await world.call(service.replay_delivery, int(later.delivery_id))
        await world.send(sender)
        assert receiver.ids()[6:] == [f"evt_{a}_2_0"]


async def test_410_disables_and_what_waits_is_kept_for_the_return(world: World) -> None:
    a, b = world.members[:2]
    status = [410]
    async with Receiver(reply=lambda _: (status[0], "")) as receiver:
        made = await world.listen(receiver.url)
        endpoint_id = int(made.endpoint.endpoint_id)
        await world.state(a, 1)
        await world.state(a, 2)
        await world.fan_out()
        sender = world.sender()
        await world.send(sender)
        found = await world.call(service.get_endpoint, endpoint_id)
        assert (found.enabled, found.disabled_reason, found.waiting) == (False, "gone", 2)
        await world.state(b, 1)
        await world.fan_out()
        for _ in range(3):
            await sender.step(wait_s=0.01)
        assert receiver.ids() == [f"evt_{a}_1_0"], "nothing more was sent"
        status[0] = 200
        back = await world.call(service.change_endpoint, endpoint_id, EndpointChange(enabled=True), known_types=[])
        assert (back.enabled, back.disabled_reason, back.failures, back.waiting) == (True, "", 0, 2)
        await world.send(sender)
        assert receiver.ids()[1:] == [f"evt_{a}_1_0", f"evt_{a}_2_0"]


async def test_enabling_takes_up_what_rests_after_an_outage(world: World) -> None:
    a, b = world.members[:2]
    status = [503]
    async with Receiver(reply=lambda _: (status[0], "")) as receiver:
        endpoint_id = int((await world.listen(receiver.url)).endpoint.endpoint_id)
        await world.state_many([a, b], 1, 2)
        await world.fan_out()
        sender = world.sender(Terms())
        for _ in range(50):
            await sender.step(wait_s=0.01)
            if len(receiver.got) == 2 and not sender.busy:
                break
        status[0] = 200
        assert await sender.step() == 0, "both rest for five seconds"
        change = EndpointChange(description="back since nine")
        await world.call(service.change_endpoint, endpoint_id, change, known_types=[])
        assert await sender.step() == 0, "a description wakes nobody"
        await world.call(service.change_endpoint, endpoint_id, EndpointChange(enabled=True), known_types=[])
        await world.send(sender)
        assert sorted(receiver.ids()[2:]) == sorted(f"evt_{member}_{n}_0" for member in (a, b) for n in (1, 2))
        found = await world.call(service.get_endpoint, endpoint_id)
        assert (found.waiting, found.failures, found.failing_since_us) == (0, 0, 0)


async def test_an_endpoint_that_fails_for_days_is_disabled(world: World) -> None:
    async with Receiver(reply=lambda _: (500, "")) as receiver:
        made = await world.listen(receiver.url)
        await world.state(world.members[0], 1)
        await world.fan_out()
        terms = Terms(waits_us=(1,) * 100, jitter=0.0, disable_after_us=SECOND_US // 5)
        await world.send(world.sender(terms))
        found = await world.call(service.get_endpoint, int(made.endpoint.endpoint_id))
        assert (found.enabled, found.disabled_reason, found.waiting) == (False, "failing", 1)
        assert found.failures == len(receiver.got) > 1


async def test_back_off_grows_and_retry_after_is_heeded(world: World) -> None:
    a, b = world.members[:2]
    replies: dict[int, Any] = {a: (500, ""), b: (503, "", {"Retry-After": "100"})}
    async with Receiver(reply=lambda got: replies[int(got.body["member_id"])]) as receiver:
        made = await world.listen(receiver.url)
        await world.state(a, 1)
        await world.state(b, 1)
        await world.fan_out()
        sender = world.sender(Terms())
        bounds = [5, 60, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600]
        for tries, seconds in enumerate(bounds, 1):
            for _ in range(200):
                await sender.step(wait_s=0.01)
                found = {one.member_id: one for one in await world.deliveries(made.endpoint.endpoint_id)}
                if found[str(a)].attempts == tries and not sender.busy:
                    break
            wait_s = (found[str(a)].next_us - found[str(a)].log[0].t_us) / SECOND_US
            assert seconds <= wait_s < seconds * 1.2 + 2
            if tries == 1:
                wait_s = (found[str(b)].next_us - found[str(b)].log[0].t_us) / SECOND_US
                assert 100 <= wait_s < 102
            await world.execute("UPDATE webhook_lane SET next_us = 0 WHERE member_id = $1", a)
        await sender.step(wait_s=1)
        await sender.drain()
        found = {one.member_id: one for one in await world.deliveries(made.endpoint.endpoint_id)}
        assert (found[str(a)].status, found[str(a)].attempts) == ("dead", 8)
        assert (found[str(b)].status, found[str(b)].attempts) == ("waiting", 1)


async def test_one_that_hangs_does_not_hold_up_another(world: World) -> None:
    async with Receiver(reply=lambda _: "hang") as slow, Receiver() as quick:
        stuck = await world.listen(slow.url)
        await world.listen(quick.url)
        await world.state_many(world.members, 1, 50)
        await world.fan_out()
        sender = world.sender(Terms(waits_us=(60 * SECOND_US,), lanes_each=2, lanes=4), total_s=0.4)
        async with asyncio.timeout(20):
            while len(quick.got) < 200:
                await sender.step(wait_s=0.01)
        assert len(set(quick.ids())) == 200
        await sender.drain()
        assert slow.most_at_once <= 2
        found = [one for one in await world.deliveries(stuck.endpoint.endpoint_id) if one.log]
        assert {(one.log[0].status, one.log[0].error) for one in found} == {(0, "no answer in time")}


async def test_secrets_overlap_while_they_change(world: World) -> None:
    a = world.members[0]
    async with Receiver() as receiver:
        made = await world.listen(receiver.url)
        endpoint_id = int(made.endpoint.endpoint_id)
        new = await world.call(_rotate, endpoint_id, 3600 * SECOND_US)
        assert new.secret != made.secret
        assert new.old_secrets_until_us > 0
        receiver.secrets = [made.secret, new.secret]
        await world.state(a, 1)
        await world.fan_out()
        sender = world.sender()
        await world.send(sender)
        assert (len(receiver.got), receiver.bad) == (1, [])
        assert len(receiver.got[0].headers["webhook-signature"].split()) == 2
        last = await world.call(_rotate, endpoint_id, 0)
        assert last.old_secrets_until_us == 0
        receiver.secrets = [last.secret]
        await world.state(a, 2)
        await world.fan_out()
        await world.send(sender)
        assert (len(receiver.got), receiver.bad) == (2, [])
        assert len(receiver.got[1].headers["webhook-signature"].split()) == 1
        for old in (made.secret, new.secret):
            with pytest.raises(Exception, match="No matching signature"):
                Webhook(old).verify(receiver.got[1].raw, receiver.got[1].headers)
    sealed = await world.rows("SELECT sealed FROM webhook_secret")
    assert all(b"whsec" not in row[0] and new.secret[6:].encode() not in row[0] for row in sealed)


async def _rotate(connection: Any, tenant_id: int, endpoint_id: int, overlap_us: int) -> Any:
    return await service.rotate_secret(connection, tenant_id, VAULT, endpoint_id, overlap_us=overlap_us)


async def test_a_secret_of_a_lost_key_is_told_and_burns_no_tries(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async with Receiver() as receiver:
        made = await world.listen(receiver.url, vault=Vault([b"x" * 32]))
        await world.state(world.members[0], 1)
        await world.fan_out()
        sender = world.sender()
        with caplog.at_level(logging.ERROR):
            for _ in range(4):
                await sender.step(wait_s=0.05)
        await sender.drain()
        assert receiver.got == []
        (found,) = await world.deliveries(made.endpoint.endpoint_id)
        assert (found.status, found.attempts, found.log) == ("waiting", 0, [])
        assert len(caplog.records) == 1
        assert "cannot be signed for" in caplog.text
        assert made.secret not in caplog.text


async def test_a_test_event_goes_to_one_endpoint_whatever_it_listens_to(world: World) -> None:
    async with Receiver() as receiver, Receiver() as other:
        made = await world.listen(receiver.url, "tier.upgraded", description="till")
        await world.listen(other.url)
        receiver.secrets = [made.secret]
        queued = await world.call(service.send_test, int(made.endpoint.endpoint_id))
        assert (queued.status, queued.type, queued.member_id) == ("waiting", "webhook.test", "0")
        await world.send(world.sender())
        assert (receiver.ids(), receiver.bad, other.got) == ([queued.message_id], [], [])
        assert receiver.got[0].body["data"] == {"endpoint_id": made.endpoint.endpoint_id, "description": "till"}
        assert receiver.got[0].body == queued.body
        done = await world.call(service.get_delivery, int(queued.delivery_id))
        assert (done.status, done.attempts) == ("delivered", 1)


async def test_cuts_redirects_and_nonsense_are_failures(world: World) -> None:
    members = world.members
    async with Receiver() as elsewhere:
        replies: dict[str, Any] = {
            str(members[0]): "cut",
            str(members[1]): (302, "", {"Location": elsewhere.url}),
            str(members[2]): (400, "?"),
            str(members[3]): (200, "y" * 1_000_000),
        }
        async with Receiver(reply=lambda got: replies[got.body["member_id"]]) as receiver:
            made = await world.listen(receiver.url)
            for member in members:
                await world.state(member, 1)
            await world.fan_out()
            await world.send(world.sender())
            found = {one.member_id: one for one in await world.deliveries(made.endpoint.endpoint_id)}
            assert [found[str(member)].status for member in members] == ["dead", "dead", "dead", "delivered"]
            assert [found[str(member)].log[0].status for member in members] == [0, 302, 400, 200]
            assert len(found[str(members[3])].log[0].excerpt) == 1024
        assert elsewhere.got == []


async def test_an_answer_counts_when_its_head_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liuke.webhooks.client._BODY_S", 0.2)
    a, b = world.members[:2]
    replies = {str(a): "stall", str(b): "break"}
    async with Receiver(reply=lambda got: replies[got.body["member_id"]]) as receiver:
        made = await world.listen(receiver.url)
        await world.state_many([a, b], 1, 2)
        await world.fan_out()
        await world.send(world.sender(total_s=0.15))
        found = await world.deliveries(made.endpoint.endpoint_id)
        assert [(one.status, one.attempts) for one in found] == [("delivered", 1)] * 4
        assert {(one.member_id, *(one.log[0].status, one.log[0].excerpt)) for one in found} == {
            (str(a), 200, "begun"), (str(b), 200, "begun"),
        }  # fmt: skip
        told = {one.member_id: one.log[0].error for one in found}
        assert told[str(a)] == "the body of the answer did not end: no answer in time"
        assert told[str(b)].startswith("the body of the answer did not end: the answer was no HTTP: peer closed")
    assert len(receiver.got) == 4, "nothing was sent twice"


async def test_connections_are_kept(world: World) -> None:
    async with Receiver() as receiver:
        await world.listen(receiver.url)
        await world.state_many(world.members, 1, 50)
        await world.fan_out()
        await world.send(world.sender())
        assert len(receiver.got) == 200
        assert receiver.connections <= len(world.members)


async def test_closing_idle_connections_disturbs_no_post() -> None:
    """Several endpoints are called again, and others for the first time, after a while without anything to send."""
    async with Receiver() as receiver, Client(reach=EVERYWHERE) as client:

        async def post(groups: Iterable[int]) -> list[str]:
            answers = await asyncio.gather(*(client.post(receiver.url, {}, b"{}", group=group) for group in groups))
            return [answer.error for answer in answers]

        assert await post(range(4)) == [""] * 4
        for group in client._groups.values():
            group.used_s -= 3_600
        assert await post((4, 5, 6, *range(4))) == [""] * 7


async def test_two_senders_and_two_fan_outs_double_nothing(world: World) -> None:
    async with Receiver() as receiver:
        await world.listen(receiver.url)
        await world.state_many(world.members, 1, 100)

        async def work() -> None:
            sender = world.sender(Terms(depth=3))
            while True:
                moved = await world.fan_out(limit=7)
                taken = await sender.step(wait_s=0.01)
                if not moved and not taken and await world.rows("SELECT count(*) FROM outbox") == [(0,)]:
                    await sender.drain()
                    return

        await asyncio.gather(*(work() for _ in range(3)))
        assert len(receiver.got) == len(set(receiver.ids())) == 400
        for member in world.members:
            own = [one.body["data"]["amount"] for one in receiver.got if one.body["member_id"] == str(member)]
            assert own == list(range(1, 101))
    assert await world.rows("SELECT status, count(*) FROM webhook_delivery GROUP BY 1") == [("delivered", 400)]


async def test_a_lost_lease_changes_nothing(world: World) -> None:
    """A sender that slept through its lease does not write down over the one that took the lane after it."""
    a = world.members[0]
    async with Receiver(reply=lambda got: (500, "") if len(receiver.got) == 1 else (200, "")) as receiver:
        made = await world.listen(receiver.url)
        await world.state(a, 1)
        await world.fan_out()
        sleeper, other = world.sender(), world.sender()
        await sleeper._lease()
        await receiver.wait_for(1)
        await asyncio.sleep(0.05)
        await world.execute("UPDATE webhook_lane SET next_us = 0")
        await world.send(other)
        await sleeper.drain()
        (found,) = await world.deliveries(made.endpoint.endpoint_id)
        assert (found.status, found.attempts, [one.status for one in found.log]) == ("delivered", 1, [200])
        assert await world.rows("SELECT failures FROM webhook_endpoint") == [(0,)]


async def test_deleting_stops_it(world: World) -> None:
    async with Receiver() as receiver:
        made = await world.listen(receiver.url)
        await world.state(world.members[0], 1)
        await world.fan_out()
        await world.call(service.delete_endpoint, int(made.endpoint.endpoint_id))
        await world.state(world.members[0], 2)
        assert await world.fan_out() == 1
        sender = world.sender()
        assert await sender.step() == 0
        assert receiver.got == []
    for table in ("endpoint", "secret", "delivery", "lane", "attempt"):
        assert await world.rows(f"SELECT count(*) FROM webhook_{table}") == [(0,)], table


async def test_the_log_is_forgotten_after_a_while(world: World) -> None:
    async with Receiver() as receiver:
        await world.listen(receiver.url)
        await world.state(world.members[0], 1)
        await world.fan_out()
        await world.send(world.sender())
        await world.state(world.members[0], 2)
        await world.fan_out()
        assert await world.call(queue.purge, keep_us=3600 * SECOND_US) == 0
        assert await world.call(queue.purge, keep_us=0) == 1
    assert await world.rows("SELECT op_n, status FROM webhook_delivery") == [(2, "waiting")]
    assert await world.rows("SELECT count(*) FROM webhook_attempt") == [(0,)]


async def test_dead_letters_go_with_what_they_speak_of(world: World) -> None:
    a, b = world.members[:2]
    async with Receiver(reply=lambda _: (500, "")) as receiver:
        terms = Terms(waits_us=(1,), jitter=0.0)
        kept, removed = await world.listen(receiver.url), await world.listen(receiver.url)
        await world.state_many([a, b], 1, 1)
        await world.fan_out()
        await world.send(world.sender(terms))
        await world.execute(
            "INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload) VALUES ($1, 5, 'delivery', 'x', $2)",
            world.tenant_id, {"delivery_id": "1"},
        )  # fmt: skip
        assert len(await world.call(service.list_dead_letters)) == 5
        await world.call(service.delete_endpoint, int(removed.endpoint.endpoint_id))
        own = {one.delivery_id for one in await world.deliveries(kept.endpoint.endpoint_id)}
        letters = await world.call(service.list_dead_letters, source="webhook")
        assert {one.payload["delivery_id"] for one in letters} == own
        assert await world.call(queue.purge, keep_us=0) == 2
        assert [one.source for one in await world.call(service.list_dead_letters)] == ["delivery"]


async def test_endpoints_are_changed_and_removed_under_load(world: World) -> None:
    """Nobody waits in a circle, and nobody is told of a conflict."""
    async with Receiver(reply=lambda got: (500, "") if len(receiver.got) % 5 == 0 else (200, "")) as receiver:
        sender = world.sender(Terms(waits_us=(1,) * 50, jitter=0.0, depth=2))
        other = world.sender(Terms(waits_us=(1,) * 50, jitter=0.0, depth=2))
        over = False

        async def send(own: Any) -> None:
            while not over:
                await own.step(wait_s=0.005)
            await own.drain()

        async def state() -> None:
            for n in range(1, 41):
                await world.state_many(world.members, n, n)
                while await world.fan_out(limit=3):
                    pass

        sending = [asyncio.create_task(send(own)) for own in (sender, other)]
        kept = await world.listen(receiver.url)
        stating = asyncio.create_task(state())
        for n in range(12):
            made = await world.listen(receiver.url)
            await asyncio.sleep(0.03)
            endpoint_id = int(made.endpoint.endpoint_id)
            for enabled in (False, True):
                change = EndpointChange(enabled=enabled)
                await world.call(service.change_endpoint, endpoint_id, change, known_types=[])
            await world.call(service.send_test, int(kept.endpoint.endpoint_id))
            if n % 2:
                await world.call(service.delete_endpoint, endpoint_id)
        await stating
        async with asyncio.timeout(30):
            while await world.rows("SELECT count(*) FROM webhook_lane") != [(0,)]:  # noqa: ASYNC110 - nothing tells of rows
                await asyncio.sleep(0.02)
        over = True
        await asyncio.gather(*sending)
    total = "SELECT count(*) FROM webhook_delivery WHERE endpoint_id = $1 AND status = 'delivered'"
    assert await world.rows(total, int(kept.endpoint.endpoint_id)) == [(4 * 40 + 12,)]
    assert await world.rows("SELECT count(*) FROM webhook_delivery WHERE status = 'waiting'") == [(0,)]
    assert await world.rows("SELECT count(*) FROM webhook_endpoint") == [(7,)]
