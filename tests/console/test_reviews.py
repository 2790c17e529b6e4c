"""Risk review in the console: what is held is decided on, with the evidence and who is near, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.support import Console, find_serious
from tests.server import Administrator

RISK = {
    "enabled": True, "signals": [{"feature": "device_members", "at": 2, "weight": 60}],
    "acts": [{"on": ["order.paid"]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def held(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """A shop of its own in which three members on one phone have bought: two of them are held."""
    del browser  # its shop has built the console
    database = administrator.make_database()
    folder: Path = tmp_path_factory.mktemp("reviews")
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as served:
        add_person(served, "owner@example.com", "owner")
        spec = served.ok("GET", "/v1/program/versions/1")["spec"]
        changed = {**spec, "risk": RISK}
        version = served.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
        served.wait_for_version(version)
        for number in range(3):
            phone = {"namespace": "phone", "external_id": f"1390013900{number}"}
            member = served.ok("POST", "/v1/members", phone)["member_id"]
            order = {"order_id": f"held{number}", "amount_cents": 3_000}
            served.ok("POST", f"/v1/members/{member}/orders", order, **{"X-Liuke-Device": "phone-1"})
        yield served
    administrator.drop_database(database)


@pytest.fixture
def console(browser: Browser, held: Served) -> Iterator[Console]:
    made = Console(browser, held)
    yield made
    made.close()


def test_what_is_held_is_decided_on_and_undone(console: Console, held: Served) -> None:
    page = console.open("/reviews")
    row = page.get_by_role("row", name="139****9001")
    expect(row).to_contain_text("该设备上有 2 个会员")
    assert find_serious(page) == []
    row.get_by_role("button", name="查看证据").click()
    drawer = page.get_by_role("dialog", name="139****9001 的审核依据")
    expect(drawer.get_by_role("img", name="周围 2 个会员，0 次邀请，2 处共用设备")).to_be_visible()
    expect(drawer).to_contain_text("与 2 个会员共用")
    drawer.get_by_role("button", name="认定违规").click()
    dialog = page.get_by_role("dialog", name="认定这 1 单违规？")
    expect(dialog.get_by_role("button", name="认定违规")).to_be_disabled()
    dialog.get_by_role("button", name="一机多号").click()
    dialog.get_by_text("同时冻结会员").click()
    dialog.get_by_role("button", name="认定违规").click()
    expect(row).to_have_count(0)
    page.get_by_role("row", name="139****9002").get_by_role("button", name="放行").click()
    expect(page.get_by_text("没有待审核的操作")).to_be_visible()
    page.get_by_role("link", name="已认定").click()
    expect(row).to_contain_text("已冻结")
    row.get_by_role("button", name="撤销认定").click()
    dialog = page.get_by_role("dialog", name="撤销对这位会员的认定？")
    dialog.get_by_role("button", name="家人共用设备").click()
    dialog.get_by_role("button", name="撤销认定").click()
    expect(row).to_have_count(0)
    page.get_by_role("link", name="已放行").click()
    expect(row).to_contain_text("曾误判")
    assert console.said.take() == []
    found = held.ok("GET", "/v1/reviews?status=all")["items"]
    assert sorted((one["status"], one["undone"]) for one in found) == [("released", False), ("released", True)]
