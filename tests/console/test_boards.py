"""Boards, raffles and clearing in the console: leagues, late facts, the public value, an agreement between shops."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.support import Console, find_serious
from tests.server import Administrator

BOARD: dict[str, Any] = {
    "kind": "leaderboard", "id": "spenders", "name": {"zh": "消费榜", "en": "Spenders"}, "on": ["order.paid"],
    "field": "amount_cents", "boards": ["league", "all"], "wait_hours": 0,
    "leagues": {"size": 2, "promote": 1, "relegate": 1, "divisions": [
        {"id": "bronze", "name": {"zh": "青铜", "en": "Bronze"}},
        {"id": "silver", "name": {"zh": "白银", "en": "Silver"}},
    ]},
}  # fmt: skip
RAFFLE: dict[str, Any] = {
    "kind": "raffle", "id": "friday", "name": {"zh": "周五抽奖", "en": "Friday draw"}, "entries": {"free": 1},
    "public_value": {"zh": "当日上证指数收盘价", "en": "the closing index of the day"},
    "prizes": [{"id": "mug", "name": {"zh": "马克杯", "en": "Mug"}, "rewards": [{"kind": "asset", "amount": 50}]}],
}  # fmt: skip
PATIENCE_S = 90


def say_days(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d} 20:00"


def publish(served: Served, spec: dict[str, Any]) -> None:
    version = served.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})["version"]
    served.wait_for_version(version)


class Played(NamedTuple):
    """The shop, and how its background work runs."""

    served: Served
    environ: dict[str, str]

    def until(self, path: str, holds: Callable[[Any], bool]) -> None:
        """Let background work run until it has brought something about."""
        limit = time.monotonic() + PATIENCE_S
        while not holds(found := self.served.ok("GET", path)):
            assert time.monotonic() < limit, found
            command = [sys.executable, "-m", "liuke.cli.main", "worker", "--once"]
            subprocess.run(command, env=self.environ, check=True, timeout=PATIENCE_S, capture_output=True)


def pay(served: Served, member: str, key: str, cents: int) -> None:
    served.ok("POST", f"/v1/members/{member}/orders", {"order_id": key, "amount_cents": cents})


@pytest.fixture(scope="module")
def played(
    administrator: Administrator, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Played]:
    """A shop of its own with a week that is closed, one that runs, and a raffle whose list is sealed."""
    del browser  # its shop has built the console
    database = administrator.make_database()
    folder: Path = tmp_path_factory.mktemp("boards")
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as served:
        add_person(served, "owner@example.com", "owner")
        spec = served.ok("GET", "/v1/program/versions/1")["spec"]
        over = {**BOARD, "id": "season", "name": {"zh": "上季消费榜", "en": "Last season"}}
        raffle = {**RAFFLE, "closes": say_days(1)}
        publish(served, {**spec, "activities": [*spec["activities"], BOARD, over, raffle]})
        members = [
            served.ok("POST", "/v1/members", {"namespace": "phone", "external_id": f"1390013900{n}"})["member_id"]
            for n in range(3)
        ]
        for number, one in enumerate(members):
            pay(served, one, f"now-{number}", 1_000 * (number + 1))
            served.ok("POST", f"/v1/members/{one}/activities/friday/enter", {})
        # the season is over since yesterday, and the list of the raffle is closed: both by their terms
        over, raffle = {**over, "window": {"to": say_days(-1)}}, {**RAFFLE, "closes": say_days(-1)}
        publish(served, {**spec, "activities": [*spec["activities"], BOARD, over, raffle]})
        periods, rounds = "/v1/activities/season/board/periods", "/v1/activities/friday/rounds"
        made = Played(served, environ)
        made.until(periods, lambda found: any(one["closed_us"] for one in found["items"]))
        served.ok("POST", f"/v1/members/{members[0]}/orders/now-0/refunds", {"refund_id": "r", "full": True})
        made.until(rounds, lambda found: any(one["waits"] for one in found["items"]))
        yield made
    administrator.drop_database(database)


@pytest.fixture
def console(browser: Browser, played: Played) -> Iterator[Console]:
    made = Console(browser, played.served)
    yield made
    made.close()


def test_standings_of_a_league_and_of_a_closed_period_with_late_facts(console: Console) -> None:
    page = console.open("/campaigns?tab=answers")
    page.get_by_role("link", name="消费榜 排行榜", exact=True).click()
    board = page.get_by_role("region", name="排名")
    expect(board.get_by_role("listitem")).to_contain_text(["139****9002", "139****9001"])
    expect(board.get_by_role("listitem").first).to_contain_text("¥30.00")
    expect(board).to_contain_text("2 人上榜")
    board.get_by_label("榜单").click(force=True)
    page.get_by_role("option", name="青铜 · 2 组").click()
    expect(board.get_by_role("listitem")).to_contain_text(["139****9001晋级区"])
    expect(board).not_to_contain_text("降级区")
    board.get_by_label("联赛组").click(force=True)
    page.get_by_role("option", name="第 2 组").click()
    expect(board.get_by_role("listitem")).to_contain_text(["139****9002"])
    assert find_serious(page) == []
    console.turn(page, "/activities/season")
    board = page.get_by_role("region", name="排名")
    expect(board).to_contain_text("已结算")
    expect(board.get_by_role("list").first.get_by_role("listitem")).to_contain_text(["¥30.00", "¥20.00", "¥10.00"])
    expect(board.get_by_role("list").last.get_by_role("listitem")).to_contain_text(["-¥10.00"])
    board.get_by_label("榜单").click(force=True)
    page.get_by_role("option", name="青铜 · 2 组").click()
    expect(board.get_by_role("list").first.get_by_role("listitem")).to_contain_text(["139****9001已晋级"])
    assert console.said.take() == []
    assert find_serious(page) == []


def test_the_public_value_is_reported_and_a_winner_is_replaced(console: Console, played: Played) -> None:
    page = console.open("/activities/friday")
    raffle = page.get_by_role("region", name="各期名单与开奖")
    expect(raffle).to_contain_text("等待登记")
    (sealed,) = played.served.ok("GET", "/v1/activities/friday/rounds")["items"]
    expect(raffle).to_contain_text(sealed["hash"])
    raffle.get_by_role("button", name="登记公开数据").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="登记公开数据")).to_be_disabled()
    dialog.get_by_label("当日上证指数收盘价").fill("3402.10")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="登记公开数据").click()
    played.until("/v1/activities/friday/rounds", lambda found: found["items"][0]["status"] == "drawn")
    console.go(page, "/activities/friday")
    (drawn,) = played.served.ok("GET", "/v1/activities/friday/rounds")["items"]
    (first,) = drawn["places"]
    expect(raffle).to_contain_text("3402.10")
    expect(raffle.get_by_role("listitem")).to_contain_text([first["name"]])
    raffle.get_by_role("button", name="名额顺延").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("按已开出的顺序给下一位")
    dialog.get_by_label("原因").fill("员工不参与")
    dialog.get_by_role("button", name="名额顺延").click()
    played.until("/v1/activities/friday/rounds", lambda found: found["items"][0]["places"][0]["times"] == 2)
    console.go(page, "/activities/friday")
    expect(raffle.get_by_role("listitem")).to_contain_text(["已顺延，第 2 位"])
    (second,) = played.served.ok("GET", "/v1/activities/friday/rounds")["items"][0]["places"]
    assert second["member_id"] != first["member_id"]
    assert console.said.take() == []
    assert find_serious(page) == []


def test_an_agreement_has_its_own_rates_and_limits_each_way(console: Console, played: Played) -> None:
    with ThreadPoolExecutor(1) as apart:
        books = apart.submit(prepare, {**played.environ, "LIUKE_TENANT": "books"}).result()["owner"]
    page = console.open("/clearing")
    page.get_by_role("button", name="提议清算协议").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("对方店铺标识").fill("books")
    out, back = dialog.get_by_role("group", name="本店转到对方"), dialog.get_by_role("group", name="对方转到本店")
    out.get_by_label("本店转出").fill("3")
    out.get_by_label("对方到账").fill("2")
    expect(back.get_by_label("对方转出")).to_have_value("2")  # the same rate, until it is set
    back.get_by_label("本店到账").fill("1")
    out.get_by_label("每笔至少").fill("10")
    out.get_by_label("每位会员每日最多").fill("200")
    out.get_by_label("总共最多").fill("5000")
    back.get_by_label("每位会员每日最多").fill("80")
    back.get_by_label("每位会员每月最多").fill("400")
    back.get_by_label("本店每到账 100，对方应付").fill("1.5")
    dialog.get_by_label("有效至").fill("2030-12-31")
    dialog.get_by_label("有效至").press("Enter")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="提议清算协议").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("待接受")
    (seen,) = played.served.ok("GET", "/v1/clearing/agreements", key=books)["items"]
    known = ("give", "get", "least", "member_day", "member_month", "total", "price_cents", "price_points")
    assert [[seen[way].get(name) for name in known] for way in ("back", "out")] == [
        [3, 2, 10, 200, None, 5_000, None, 100], [2, 1, None, 80, 400, None, 150, 100],
    ]  # fmt: skip
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("转出：每笔至少 10 · 每人每日 200 · 总共 5,000")
    expect(row).to_contain_text("转入：每人每日 80 · 每人每月 400")
    played.served.ok("POST", f"/v1/clearing/agreements/{seen['agreement']}/accept", key=books)
    console.go(page, "/clearing")
    expect(page.get_by_role("row").nth(1)).to_contain_text("生效中")
    assert console.said.take() == []
    assert find_serious(page) == []
