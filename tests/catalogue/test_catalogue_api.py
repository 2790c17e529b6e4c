"""Stores, products and categories over HTTP, and the version that operations keep."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.data_shop import send, serve_shop
from tests.api.support import Served
from tests.ledger.check import assert_clean
from tests.server import TestDatabase


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_shop(module_database, tmp_path_factory.mktemp("catalogue")) as shop:
        yield shop


def test_an_entry_lives(shop: Served) -> None:
    assert shop.ok("GET", "/v1/stores")["items"] == []
    first = shop.ok("PUT", "/v1/stores/la", {"name": "Los Angeles", "time_zone": "America/Los_Angeles"})
    assert first["changed"] == 1
    assert shop.ok("PUT", "/v1/stores/la", {"name": "Los Angeles", "time_zone": "America/Los_Angeles"}) == {
        "changed": 0, "version": first["version"],
    }  # fmt: skip
    found = shop.ok("GET", "/v1/stores/la", key="reader")
    assert found == {
        "id": "la", "name": "Los Angeles", "time_zone": "America/Los_Angeles", "place": "", "valid_from_us": 0
    }  # fmt: skip
    later = 2_000_000_000_000_000
    shop.ok("PUT", "/v1/stores/la", {"name": "LA", "valid_from_us": later})
    assert shop.ok("GET", "/v1/stores/la")["name"] == "Los Angeles"
    assert shop.ok("GET", f"/v1/stores/la?at_us={later}")["name"] == "LA"
    assert [one["id"] for one in shop.ok("GET", "/v1/stores?q=angel")["items"]] == ["la"]
    assert shop.ok("GET", "/v1/stores?q=nowhere")["items"] == []
    assert shop.ok("DELETE", "/v1/stores/la")["changed"] == 1
    assert shop.problem(404, "GET", "/v1/stores/la")["code"] == "not-found"
    assert shop.problem(404, "DELETE", "/v1/stores/la")["code"] == "not-found"
    assert shop.ok("GET", "/v1/stores/la?at_us=1000000000000000")["name"] == "Los Angeles"


def test_what_cannot_be_is_refused_with_every_fault(shop: Served) -> None:
    problem = shop.problem(422, "PUT", "/v1/stores/x%20", {"name": "x", "time_zone": "Mars/Base"})
    assert [(one["path"], one["code"]) for one in problem["faults"]] == [
        ("id", "not-an-id"), ("time_zone", "unknown-zone"),
    ]  # fmt: skip
    assert shop.problem(403, "PUT", "/v1/stores/x", {"name": "x"}, key="reader")["code"] == "forbidden"
    answer = send(shop, "/v1/products/import", b"id,name\na,1\na,2\n", "text/csv")
    assert (answer.status_code, answer.json()["faults"][0]["path"]) == (422, "lines.3.id")
    assert shop.ok("GET", "/v1/products")["items"] == []


def test_a_file_is_taken_whole_and_once(shop: Served) -> None:
    file = "id,name,category,tags\nlatte,拿铁,drink,hot\nbun,面包,food,\n".encode()
    assert send(shop, "/v1/products/import", file, "text/csv").json()["changed"] == 2
    assert send(shop, "/v1/products/import", file, "text/csv").json()["changed"] == 0
    first = shop.ok("GET", "/v1/products?limit=1")
    assert [one["id"] for one in first["items"]] == ["bun"]
    rest = shop.ok("GET", f"/v1/products?limit=1&cursor={first['next_cursor']}")
    assert (rest["items"][0]["tags"], rest["next_cursor"]) == (["hot"], None)


def test_an_operation_keeps_the_version_it_was_decided_with(shop: Served) -> None:
    version = shop.ok("PUT", "/v1/categories/drink", {"name": "饮品"})["version"]
    member = shop.member("knowing")
    # another process of the server hears of it within its next look
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "v", "amount_cents": 1_000})
    ((kept,),) = shop.rows("SELECT catalogue FROM operation WHERE member_id = $1 AND type = 'order.paid'", int(member))
    assert kept in range(version + 1)


def test_sixty_four_writers_make_one_change_each_and_number_them_without_gaps(
    shop: Served, module_database: TestDatabase
) -> None:
    def put(n: int) -> int:
        return int(shop.ok("PUT", f"/v1/products/sku-{n % 32}", {"name": f"name {n % 32}"})["changed"])

    with ThreadPoolExecutor(64) as pool:
        assert sum(pool.map(put, range(64))) == 32
    numbers = [row[0] for row in shop.rows("SELECT n FROM catalogue_change ORDER BY n")]
    assert numbers == list(range(1, len(numbers) + 1))
    ((tenant,),) = shop.rows("SELECT DISTINCT tenant_id FROM catalogue_change")
    asyncio.run(assert_clean(module_database.dsn, tenant))
