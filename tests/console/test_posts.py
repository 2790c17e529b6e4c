"""Moderation in the console: what waits is shown or rejected with a word to the member, alone or many at once."""

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

WALL: dict[str, Any] = {
    "kind": "wall", "id": "ideas", "name": {"zh": "金点子", "en": "Ideas"}, "style": "feedback", "per_day": 9,
    "adoption": [{"kind": "asset", "asset": "points", "amount": 100}],
}  # fmt: skip


@pytest.fixture(scope="module")
def written(
    administrator: Administrator, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Served]:
    """A shop of its own in which members have written four things."""
    del browser  # its shop has built the console
    database = administrator.make_database()
    folder: Path = tmp_path_factory.mktemp("posts")
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as served:
        add_person(served, "owner@example.com", "owner")
        spec = served.ok("GET", "/v1/program/versions/1")["spec"]
        changed = {**spec, "activities": [*spec["activities"], WALL], "posts": {"words": ["加微信"]}}
        version = served.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
        served.wait_for_version(version)
        writer = served.ok("POST", "/v1/members", {"namespace": "phone", "external_id": "13900139000"})["member_id"]
        for text in ("杯套可以再厚一点，冬天拿着烫手", "加 微信 领优惠券", "希望周末早点开门", "外卖少了一根吸管"):
            served.ok("POST", f"/v1/members/{writer}/activities/ideas/write", {"text": text})
        yield served
    administrator.drop_database(database)


@pytest.fixture
def console(browser: Browser, written: Served) -> Iterator[Console]:
    made = Console(browser, written)
    yield made
    made.close()


def test_what_waits_is_decided_on(console: Console, written: Served) -> None:
    page = console.open("/posts")
    spam = page.get_by_role("row", name="加 微信 领优惠券")
    expect(spam).to_contain_text("含敏感词：加微信")
    expect(spam).to_contain_text("139****9000")
    assert find_serious(page) == []
    spam.get_by_role("button", name="不通过").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="不通过")).to_be_disabled()
    dialog.get_by_role("button", name="含广告或联系方式").click()
    dialog.get_by_role("button", name="不通过").click()
    expect(spam).to_have_count(0)
    page.get_by_role("row", name="杯套可以再厚一点").get_by_role("button", name="采纳").click()
    expect(page.get_by_role("row", name="杯套可以再厚一点").get_by_role("button", name="撤销采纳")).to_be_visible()
    for text in ("杯套可以再厚一点", "希望周末早点开门", "外卖少了一根吸管"):
        page.get_by_role("row", name=text).locator(".el-checkbox").click()
    page.get_by_role("region", name="已选 3 条").get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("没有待审核的内容")).to_be_visible()
    page.get_by_role("link", name="展示中").click()
    row = page.get_by_role("row", name="外卖少了一根吸管")
    row.get_by_role("button", name="下架").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("告诉会员的原因").fill("已转给客服处理")
    dialog.get_by_role("button", name="下架").click()
    expect(row).to_have_count(0)
    assert console.said.take() == []
    states = sorted(one["status"] for one in written.ok("GET", "/v1/posts?status=all")["items"])
    assert states == ["rejected", "shown", "shown", "taken_down"]
