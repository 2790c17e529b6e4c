"""Prizes and money in the console: what waits is sent with its number, paid or given up, or goes to the next."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.support import Console, find_serious
from tests.server import Administrator

WIN: dict[str, Any] = {
    "kind": "milestone", "id": "lucky", "name": {"zh": "开业抽奖", "en": "Opening draw"}, "on": ["app.opened"],
    "steps": [
        {"at": 1, "rewards": [
            {"kind": "prize", "name": {"zh": "保温杯", "en": "Thermos"}, "value_cents": 12_900, "taxed": True},
            {"kind": "prize", "name": {"zh": "生日蛋糕", "en": "Cake"}, "handing": "pickup", "value_cents": 16_800},
            {"kind": "prize", "name": {"zh": "茶礼盒", "en": "Tea set"}, "value_cents": 39_900},
            {"kind": "cash", "cents": 880},
            {"kind": "cash", "cents": 1_200},
        ]},
    ],
}  # fmt: skip
WHERE = {"recipient": "王小明", "phone": "13800138000", "address": "上海市静安区南京西路 1 号 1801 室"}


@pytest.fixture(scope="module")
def won(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """A shop of its own in which somebody has won three prizes and claimed one."""
    del browser  # its shop has built the console
    database = administrator.make_database()
    folder: Path = tmp_path_factory.mktemp("prizes")
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as served:
        add_person(served, "owner@example.com", "owner")
        spec = served.ok("GET", "/v1/program/versions/1")["spec"]
        changed = {**spec, "activities": [*spec["activities"], WIN], "prizes": {"tax_bps": 2_000, "tax_by": "winner"}}
        version = served.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
        served.wait_for_version(version)
        winner = served.member("winner")
        served.ok("POST", "/v1/members", {"namespace": "phone", "external_id": "13900139000"})
        served.ok("POST", "/v1/events", {"type": "app.opened", "member": winner, "key": "o", "data": {}})
        prizes = {one["name"]["en"]: one["prize"] for one in served.ok("GET", f"/v1/members/{winner}/prizes")["items"]}
        served.ok("POST", f"/v1/members/{winner}/prizes/{prizes['Thermos']}/claim", WHERE)
        yield served
    administrator.drop_database(database)


@pytest.fixture
def console(browser: Browser, won: Served) -> Iterator[Console]:
    made = Console(browser, won)
    yield made
    made.close()


def test_a_prize_is_sent_and_another_goes_to_the_next(console: Console, won: Served) -> None:
    page = console.open("/prizes")
    row = page.get_by_role("row", name="保温杯")
    expect(row).to_contain_text("¥129.00")
    row.get_by_role("button", name="寄出").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("上海市静安区南京西路 1 号 1801 室")
    expect(dialog).to_contain_text("偶然所得税 ¥25.80 由中奖会员承担")
    expect(dialog.get_by_role("button", name="寄出")).to_be_disabled()
    dialog.get_by_label("快递公司").fill("顺丰")
    dialog.get_by_label("运单号").fill("SF1234567890")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="寄出").click()
    expect(page.get_by_text("没有待寄出的奖品")).to_be_visible()
    page.get_by_role("link", name="已寄出").click()
    expect(page.get_by_role("row", name="保温杯")).to_contain_text("顺丰 SF1234567890")
    # who comes for the cake has it
    page.get_by_role("link", name="待到店领取").click()
    page.get_by_role("row", name="生日蛋糕").get_by_role("button", name="确认交付").click()
    page.get_by_role("dialog").get_by_role("button", name="确认交付").click()
    expect(page.get_by_text("没有待到店领取的奖品")).to_be_visible()
    # an employee's prize goes to the next on the list, whose phone number is at hand
    page.get_by_role("link", name="待会员填写").click()
    page.get_by_role("row", name="茶礼盒").get_by_role("button", name="作废").click()
    page.get_by_role("dialog").get_by_label("原因").fill("员工不参与")
    page.get_by_role("dialog").get_by_role("button", name="作废").click()
    expect(page.get_by_text("没有等待会员填写的奖品")).to_be_visible()
    page.get_by_role("link", name="可转候补").click()
    page.get_by_role("row", name="茶礼盒").get_by_role("button", name="转给候补").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("转给哪位会员").fill("13900139000")
    dialog.get_by_label("原因").fill("顺位第二")
    dialog.get_by_role("button", name="转给候补").click()
    expect(page.get_by_text("没有可转给候补的奖品")).to_be_visible()
    assert console.said.take() == []
    states = {(one["name"]["zh"], one["status"]) for one in won.ok("GET", "/v1/prizes?status=all")["items"]}
    assert states >= {("保温杯", "sent"), ("生日蛋糕", "handed_over"), ("茶礼盒", "forfeited")}


def test_money_is_recorded_as_paid_and_given_up_with_a_reason(console: Console, won: Served) -> None:
    page = console.open("/finance?tab=payouts")
    first, second = page.get_by_role("row", name="¥8.80"), page.get_by_role("row", name="¥12.00")
    expect(first).to_contain_text("开业抽奖")
    expect(first).to_contain_text("待付")
    assert find_serious(page) == []
    first.get_by_role("button", name="登记已付").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("确认 ¥8.80 已经付给会员")
    dialog.get_by_label("付款单号").fill("BANK-17")
    dialog.get_by_role("button", name="登记已付").click()
    expect(first).to_have_count(0)
    second.get_by_role("button", name="放弃").click()
    expect(dialog.get_by_role("button", name="放弃")).to_be_disabled()
    dialog.get_by_label("原因").fill("会员不要")
    dialog.get_by_role("button", name="放弃").click()
    expect(page.get_by_text("没有打款或退款")).to_be_visible()
    console.turn(page, "/finance?tab=payouts&status=all")
    expect(first).to_contain_text("BANK-17")
    expect(second).to_contain_text("会员不要")
    expect(page.locator(".views .here")).to_have_text("全部")
    found = {one["cents"]: one for one in won.ok("GET", "/v1/payouts?status=all")["items"]}
    assert {cents: (one["status"], one["reference"], one["reason"]) for cents, one in found.items()} == {
        880: ("done", "BANK-17", ""), 1_200: ("given_up", "", "会员不要"),
    }  # fmt: skip
    assert console.said.take() == []
