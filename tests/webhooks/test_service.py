"""What operators may ask for, and what they are told; and which addresses are never called."""

from __future__ import annotations

import ipaddress
import ssl
from typing import Any

import pytest

from liuke.features import DOMAINS, FACT_TYPES, FACT_VERSIONS
from liuke.kernel.errors import Conflict, InvalidInput, NotFound
from liuke.webhooks import service
from liuke.webhooks.client import Client, make_context
from liuke.webhooks.contracts import EndpointChange, EndpointInput
from liuke.webhooks.facts import list_fact_types
from liuke.webhooks.network import find_url_faults
from liuke.webhooks.reach import EVERYWHERE, PUBLIC, is_public, read_reach
from tests.server import TestDatabase
from tests.webhooks.receiver import Receiver
from tests.webhooks.world import VAULT, World, open_world
from tests.world import rows


def create(**options: Any) -> dict[str, Any]:
    return {"known_types": FACT_TYPES, **options}


async def test_every_fault_is_told_at_once(world: World) -> None:
    wanted = EndpointInput("ftp://me:pw@10.0.0.1/#x", ["points.earned", "points.nothing", "x y"], "d" * 501)
    with pytest.raises(InvalidInput) as caught:
        await world.call(service.create_endpoint, VAULT, wanted, **create())
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("url", "scheme"), ("url", "credentials"), ("url", "not-a-url"), ("url", "private-address"),
        ("event_types.1", "unknown-type"), ("event_types.2", "unknown-type"), ("description", "too-long"),
    ]  # fmt: skip
    assert await world.rows("SELECT count(*) FROM webhook_endpoint") == [(0,)]
    assert await world.rows("SELECT count(*) FROM webhook_secret") == [(0,)]


async def test_changes_leave_the_rest(world: World) -> None:
    made = await world.listen("http://10.0.0.1/a", "points.*", "tier.upgraded", "points.*", description=" till ")
    endpoint_id = int(made.endpoint.endpoint_id)
    assert made.secret.startswith("whsec_")
    assert (made.endpoint.event_types, made.endpoint.description) == (["points.*", "tier.upgraded"], "till")
    # what was allowed once may still be switched off where it is not allowed any more
    found = await world.call(service.change_endpoint, endpoint_id, EndpointChange(enabled=False), **create())
    assert (found.enabled, found.url, found.event_types) == (False, "http://10.0.0.1/a", ["points.*", "tier.upgraded"])
    with pytest.raises(InvalidInput):
        await world.call(service.change_endpoint, endpoint_id, EndpointChange(url="http://10.0.0.1/b"), **create())
    found = await world.call(
        service.change_endpoint, endpoint_id, EndpointChange(url="https://x.example/b", event_types=[]), **create()
    )
    assert (found.enabled, found.url, found.event_types) == (False, "https://x.example/b", [])
    with pytest.raises(Conflict, match="disabled"):
        await world.call(service.send_test, endpoint_id)
    assert [one.endpoint_id for one in await world.call(service.list_endpoints)] == [str(endpoint_id)]


async def test_there_is_an_end_to_endpoints(world: World) -> None:
    for n in range(service.MAX_ENDPOINTS):
        await world.listen(f"https://x.example/{n}")
    with pytest.raises(Conflict, match="there are 50 webhooks"):
        await world.listen("https://x.example/more")


@pytest.mark.parametrize(
    "call",
    [
        (service.get_endpoint,), (service.delete_endpoint,), (service.send_test,), (service.list_deliveries,),
        (service.get_delivery,), (service.replay_delivery,), (service.replay_dead_letter,),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_told(world: World, database: TestDatabase, call: tuple[Any]) -> None:
    """Also what another tenant has."""
    other = await open_world(database, 1, "other")
    made = await other.listen("https://x.example/")
    await other.call(service.send_test, int(made.endpoint.endpoint_id))
    ids = [int(made.endpoint.endpoint_id), *[int(one.delivery_id) for one in await other.deliveries("1")], 2**63 - 1]
    for number in ids:
        with pytest.raises(NotFound):
            await world.call(call[0], number)
    assert await rows(other.pool, other.tenant_id, "SELECT count(*) FROM webhook_endpoint") == [(1,)]
    await other.close()


async def test_overlaps_have_bounds(world: World) -> None:
    made = await world.listen("https://x.example/")

    async def rotate(connection: Any, tenant_id: int, overlap_us: int) -> Any:
        return await service.rotate_secret(
            connection, tenant_id, VAULT, int(made.endpoint.endpoint_id), overlap_us=overlap_us
        )

    for overlap_us in (-1, 31 * 86_400_000_000):
        with pytest.raises(InvalidInput):
            await world.call(rotate, overlap_us)
    assert await world.rows("SELECT count(*) FROM webhook_secret") == [(1,)]


async def test_dead_letters_between_members_go_back_to_the_engine(world: World) -> None:
    await world.execute(
        "INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload) VALUES "
        "($1, 5, 'delivery', 'not-found', $2), ($1, 6, 'orders.csv', 'bad', $3)",
        world.tenant_id,
        {"type": "points.gift_offered", "member_id": 7, "key": "k", "data": {"a": 1}},
        {"line": 3},
    )
    last, first = await world.call(service.list_dead_letters)
    assert (last.source, last.replayable, first.source, first.replayable) == ("orders.csv", False, "delivery", True)
    assert await world.call(service.list_dead_letters, source="delivery") == [first]
    with pytest.raises(Conflict, match="cannot be taken up"):
        await world.call(service.replay_dead_letter, int(last.dead_letter_id))
    assert await world.call(service.replay_dead_letter, int(first.dead_letter_id)) == first
    assert await world.rows("SELECT member_id, key, type, t_us, data::text FROM delivery") == [
        (7, "k", "points.gift_offered", 5, '{"a":1}')
    ]
    assert await world.call(service.list_dead_letters) == [last]


def test_facts_are_those_that_reach_the_outbox() -> None:
    assert {"points.earned", "tier.upgraded", "order.paid", "coupon.granted"} <= FACT_TYPES
    assert not FACT_TYPES & {"points.earn", "app.opened", "timer.lots"}
    assert set(FACT_VERSIONS) == FACT_TYPES
    assert [event.name for event in list_fact_types(DOMAINS)] == sorted(FACT_TYPES)


PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "2001:db8::1", "2001:0:1::1", "fec0::1", "100::1",
)  # fmt: skip


def test_addresses_outside_the_internet_are_known() -> None:
    assert [text for text in PRIVATE if is_public(ipaddress.ip_address(text))] == []
    public = ("8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700::1111", "2400:3200::1", "64:ff9b::808:808")
    assert [text for text in public if not is_public(ipaddress.ip_address(text))] == []


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/", "https://db.internal/", "https://[::1]/", "https://169.254.169.254/latest",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://10.0.0.1./",
        "https://localhost./", "https:///x", "//x.example", "https://x.example:99999/", "https://[::1/", "https://x.example/ä",
        "https://x.example/a b",
        "https://x.example:0/", "http://x.example/", "https://x.example/" + "y" * 2000, "",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_at_once(url: str) -> None:
    assert find_url_faults(url, PUBLIC)


def test_networks_that_are_opened_are_all_that_is() -> None:
    reach = read_reach("10.0.3.0/24, 192.168.1.7,fd00:7::/64")
    for url in (
        "https://10.0.3.9/", "http://10.0.3.9:8080/x", "http://192.168.1.7/", "http://[fd00:7::1]/",
        "http://[::ffff:10.0.3.9]/", "http://erp.internal/", "https://8.8.8.8/", "https://shop.example/",
    ):  # fmt: skip
        assert find_url_faults(url, reach) == [], url
    for url in (
        "https://10.0.4.1/", "https://192.168.1.8/", "https://169.254.169.254/", "https://127.0.0.1/", "https://[fd00::1]/",
        "http://8.8.8.8/", "http://shop.example/", "http://10.0.4.1/",
    ):  # fmt: skip
        assert find_url_faults(url, reach), url
    assert (read_reach("yes"), read_reach(" NO "), read_reach("")) == (EVERYWHERE, PUBLIC, PUBLIC)
    assert find_url_faults("http://127.0.0.1/", EVERYWHERE) == []
    for words in ("maybe", "10.0.3.7/24", "10.0.3.0/24,", "10.0.3.0/33", "erp.internal"):
        with pytest.raises(ValueError, match=r"does not appear|has host bits"):
            read_reach(words)


async def test_names_lead_into_opened_networks_alone() -> None:
    async with Receiver() as receiver:
        url = f"http://localhost:{receiver.port}/"
        async with Client(reach=read_reach("127.0.0.1")) as client:
            assert (await client.post(url, {"webhook-id": "x"}, b"{}")).status == 200
        async with Client(reach=read_reach("127.0.0.2, 10.0.0.0/8")) as client:
            assert (await client.post(url, {"webhook-id": "y"}, b"{}")).error.startswith("address refused: ")
        assert [one.id for one in receiver.got] == ["x"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_private_addresses_are_not_called_however_they_are_written(host: str) -> None:
    async with Receiver() as receiver, Client() as client:
        answer = await client.post(f"http://{host}:{receiver.port}/", {"webhook-id": "x"}, b"{}")
        assert answer.status == 0
        assert answer.error.startswith("address refused: "), answer
        assert (receiver.got, receiver.connections) == ([], 0)


async def test_names_that_do_not_exist_are_told() -> None:
    async with Client(reach=EVERYWHERE) as client:
        answer = await client.post("http://nobody.invalid/", {}, b"{}")
        assert (answer.status, answer.taken) == (0, False)
        assert "nobody.invalid cannot be resolved" in answer.error
        answer = await client.post("http://127.0.0.1:1/", {}, b"{}")
        assert (answer.status, answer.error.split(":")[0]) == (0, "no connection")


def test_tls_is_checked() -> None:
    context = make_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.cert_store_stats()["x509_ca"] > 50
