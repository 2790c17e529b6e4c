"""Webhooks as an operator sees them, with a worker that sends and a receiver that takes or refuses."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from playwright.sync_api import Locator, Page, expect
from standardwebhooks import Webhook

from tests.api.support import Served
from tests.console.support import Console


@dataclass
class Receiver:
    """A server of a shop's own; it keeps what it was sent."""

    url: str = ""
    status: int = 200
    words: str = "thank you"
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.status)
            self.send_header("Content-Length", str(len(kept.words)))
            self.end_headers()
            self.wfile.write(kept.words.encode())

        def log_message(self, *args: Any, **more: Any) -> None:
            del args, more

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def worker(shop: Served) -> Iterator[subprocess.Popen[str]]:
    """``liuke worker``, in a process of its own."""
    command = [sys.executable, "-m", "liuke.cli.main", "worker", "--loops", "outbox,webhooks", "--tenant", "tea"]
    log = Path(shop.environ["LIUKE_HOME"]).parent / "worker.log"
    with log.open("a", encoding="utf-8") as lines:
        process = subprocess.Popen(command, env=shop.environ, stdout=lines, stderr=lines, text=True)
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0, log.read_text(encoding="utf-8")


def let_days_pass(shop: Served, url: str) -> None:
    """The next try of what waits for an address is its last one, and due now; others go on waiting."""

    async def pass_by() -> None:
        connection = await asyncpg.connect(shop.environ["LIUKE_DATABASE_OWNER_URL"])
        try:
            endpoint_id = await connection.fetchval("SELECT endpoint_id FROM webhook_endpoint WHERE url = $1", url)
            await connection.execute(
                "UPDATE webhook_delivery SET attempts = 7 WHERE status = 'waiting' AND endpoint_id = $1", endpoint_id
            )
            await connection.execute("UPDATE webhook_lane SET next_us = 0 WHERE endpoint_id = $1", endpoint_id)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
        apart.submit(asyncio.run, pass_by()).result()


def make_webhook(page: Page, url: str, types: str) -> str:
    """In the console, as an operator does; the secret that is shown once."""
    page.get_by_role("button", name="新建 Webhook").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("URL").fill(url)
    dialog.get_by_label("事件类型").fill(types)
    dialog.get_by_role("button", name="新建 Webhook").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    secret = page.get_by_role("dialog").locator("code").inner_text()
    page.get_by_role("button", name="我已保存").click()
    return secret.strip()


def find_delivery(item: Locator, status: str) -> Locator:
    return item.get_by_role("row").filter(has_text=status)


def find_webhook(shop: Served, url: str) -> dict[str, Any]:
    return next(one for one in shop.ok("GET", "/v1/webhooks")["items"] if one["url"] == url)


def test_what_is_sent_refused_given_up_and_sent_again(
    console: Console, shop: Served, receiver: Receiver, worker: subprocess.Popen[str]
) -> None:
    page = console.open("/developers?tab=webhooks")
    secret = make_webhook(page, receiver.url, "points.earned")
    item = page.get_by_role("listitem").filter(has_text=receiver.url)
    item.get_by_role("button", name="发送测试").click()
    expect(find_delivery(item, "已送达")).to_have_count(1)
    headers, body = receiver.got[0]
    assert Webhook(secret).verify(body, headers)["type"] == "webhook.test"

    # the receiver breaks: the console shows what it answered, and that there will be another try
    receiver.status, receiver.words = 500, "out of paper"
    member = shop.member("hooked")
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 7})
    failing = find_delivery(item, "points.earned").filter(has_text="待投递").first
    expect(failing).to_contain_text("1")
    failing.get_by_role("button", name="详情").click()
    detail = item.get_by_role("region", name="详情")
    expect(detail).to_contain_text("500")
    expect(detail).to_contain_text("out of paper")
    tried = len(receiver.got)

    # two days later it is given up, and the overview says so
    let_days_pass(shop, receiver.url)
    expect(find_delivery(item, "已放弃").first).to_be_visible(timeout=20_000)
    assert len(receiver.got) > tried
    console.go(page, "/")
    page.get_by_role("link", name="处理失败的消息").click()
    row = page.get_by_role("row").filter(has_text="尝试 8 次后放弃：对方返回 500").first
    expect(row).to_be_visible()
    row.get_by_role("button", name="详情").click()
    expect(page.get_by_role("region", name="详情")).to_contain_text("delivery_id")

    # the receiver is mended, and somebody sends it again
    receiver.status, receiver.words = 200, "thank you"
    before = len(receiver.got)
    letters = [one for one in shop.ok("GET", "/v1/dead-letters")["items"] if one["reason"].startswith("webhook: 500")]
    row.get_by_role("button", name="重新投递").click()
    page.get_by_role("dialog").get_by_role("button", name="重新投递").click()
    expect(page.get_by_text("已重新投递")).to_be_visible()
    console.go(page, "/developers?tab=webhooks")
    item.get_by_role("button", name="投递记录").click()
    expect(find_delivery(item, "已放弃")).to_have_count(len(letters) - 1)
    expect(find_delivery(item, "points.earned").filter(has_text="已送达")).not_to_have_count(0)
    again = receiver.got[before:]
    facts = [Webhook(secret).verify(body, headers) for headers, body in again]
    assert [fact["member_id"] for fact in facts if fact["type"] == "points.earned"] == [member]
    # the same delivery as at first, so that a receiver knows whether it has had it
    ids = {headers["webhook-id"] for headers, body in receiver.got if json.loads(body)["type"] == "points.earned"}
    assert {headers["webhook-id"] for headers, _ in again} <= ids
    assert worker.poll() is None

    item.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(item).to_have_count(0)
    assert console.said.take() == []


def test_a_receiver_that_is_gone_is_switched_off_and_says_so(
    console: Console, shop: Served, receiver: Receiver, worker: subprocess.Popen[str]
) -> None:
    del worker
    receiver.status = 410
    page = console.open("/developers?tab=webhooks")
    make_webhook(page, receiver.url, "points.earned")
    item = page.get_by_role("listitem").filter(has_text=receiver.url)
    item.get_by_role("button", name="发送测试").click()
    expect(item).to_be_visible()
    limit = time.monotonic() + 60
    while (found := find_webhook(shop, receiver.url))["enabled"]:
        assert time.monotonic() < limit, found
        page.wait_for_timeout(100)
    console.go(page, "/developers?tab=webhooks")
    expect(item).to_contain_text("对方返回 410")
    expect(item.get_by_role("switch")).not_to_be_checked()
    shop.ok("DELETE", f"/v1/webhooks/{found['endpoint_id']}")
    assert console.said.take() == []
