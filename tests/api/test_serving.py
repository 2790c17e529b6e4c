"""The process itself: it ends gracefully, keeps to its limits, and keeps tenants apart in every route."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from liuke.api.catalogue import ENDPOINTS
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.proxy import silent_proxy
from tests.server import TestDatabase


def test_ending_under_load_loses_nothing_that_was_acknowledged(database: TestDatabase, tmp_path: Path) -> None:
    environ = make_environ(database, tmp_path, **NO_LIMITS)
    keys = prepare(environ)
    acknowledged, failed = list[str](), list[str]()
    with serve(environ, keys) as served:
        members = [served.member(f"m{i}") for i in range(8)]
        stop = threading.Event()

        def work(number: int) -> None:
            with served.client() as client:
                for i in range(100_000):
                    if stop.is_set():
                        return
                    key = f"w{number}:{i}"
                    try:
                        answer = client.post(
                            f"/v1/members/{members[i % 8]}/points/earn",
                            json={"asset": "points", "amount": 1},
                            headers={"Idempotency-Key": key},
                        )
                    except httpx.TransportError:
                        failed.append(key)
                        return
                    assert answer.status_code == 200, answer.text
                    acknowledged.append(key)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        limit = time.monotonic() + 30
        while len(acknowledged) < 200 and time.monotonic() < limit:
            time.sleep(0.01)
        served.process.send_signal(signal.SIGTERM)
        code = served.process.wait(30)
        stop.set()
        for thread in threads:
            thread.join(30)
        assert code == 0
        assert len(acknowledged) >= 200
        kept = {row[0] for row in served.rows("SELECT key FROM operation WHERE type = 'points.earn'")}
    assert set(acknowledged) <= kept
    # each connection had at most one request under way when its end came
    assert len(kept - set(acknowledged)) <= len(failed) <= 16
    log = (tmp_path / "serve.log").read_text()
    assert log == ""


def test_it_ends_though_the_database_says_nothing(database: TestDatabase, tmp_path: Path) -> None:
    environ = make_environ(database, tmp_path)
    keys = prepare(environ)
    with silent_proxy(database.dsn) as (dsn, silent), serve({**environ, "LIUKE_DATABASE_URL": dsn}, keys) as served:
        served.member("somebody")
        silent.set()
        time.sleep(1.5)  # it looks for new programs every second
        served.process.send_signal(signal.SIGTERM)
        try:
            assert served.process.wait(30) == 0
        finally:
            served.process.kill()


def test_calls_are_limited_for_each_key(database: TestDatabase, tmp_path: Path) -> None:
    environ = make_environ(database, tmp_path, LIUKE_RATE_LIMIT="5", LIUKE_MEMBER_RATE_LIMIT="1")
    keys = prepare(environ, other=["members:read"])
    with serve(environ, keys) as served:
        began = time.monotonic()
        with served.client() as client, ThreadPoolExecutor(30) as callers:
            answers = list(callers.map(lambda _: client.get("/v1/members"), range(60)))
        good = [answer for answer in answers if answer.status_code == 200]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(good) + len(refused) == 60
        assert 10 <= len(good) <= 10 + 5 * (time.monotonic() - began)  # however long the calls took
        assert [answer.headers["ratelimit-limit"] for answer in good] == ["10"] * len(good)
        assert {"9", "8"} <= {answer.headers["ratelimit-remaining"] for answer in good}
        assert refused[0].json()["code"] == "rate-limited"
        assert int(refused[0].headers["retry-after"]) >= 1
        told = [refused[0].headers[f"ratelimit-{name}"] for name in ("limit", "remaining", "reset")]
        assert told == ["10", "0", "2"]
        forbidden = served.call("POST", "/v1/events", {}, key="other")
        assert (forbidden.status_code, forbidden.headers["ratelimit-remaining"]) == (403, "9")
        assert served.call("GET", "/v1/members", key="other").status_code == 200
        time.sleep(1.1)
        member = served.member("limited")
        token = served.ok("POST", f"/v1/members/{member}/token", {})["token"]
        with ThreadPoolExecutor(20) as callers:
            forecast = "/v1/members/me/forecast"
            statuses = list(callers.map(lambda _: served.call("GET", forecast, key=token).status_code, range(40)))
        assert statuses.count(200) >= 2
        assert statuses.count(429) == 40 - statuses.count(200) > 0
        assert served.call("GET", "/healthz", key="").status_code == 200


def test_wrong_settings_are_told_at_once(database: TestDatabase, tmp_path: Path) -> None:
    environ = make_environ(database, tmp_path, LIUKE_RATE_LIMIT="many", LIUKE_LANES="0", LIUKE_PIN="perhaps")
    done = subprocess.run(
        [sys.executable, "-m", "liuke.cli.main", "serve", "--port", "0"], env=environ, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "LIUKE_RATE_LIMIT" in done.stderr
    assert "LIUKE_LANES" in done.stderr
    assert "LIUKE_PIN" in done.stderr


def test_pinned_processes_stay_where_they_are_and_their_threads_do_not(database: TestDatabase, tmp_path: Path) -> None:
    allowed = sorted(os.sched_getaffinity(0))
    environ = make_environ(database, tmp_path, LIUKE_PIN="yes")
    with serve(environ, prepare(environ), workers=2) as served:
        parent = served.process.pid
        pids = [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
        places = [os.sched_getaffinity(pid) for pid in pids]
        assert sorted(map(sorted, places)) == sorted([[allowed[n % len(allowed)]] for n in range(2)])
        with served.client() as client:
            for _ in range(20):
                assert client.get("/v1/bulk/members?format=parquet").status_code == 200
        threads = [{int(one.name) for one in Path(f"/proc/{pid}/task").iterdir()} - {pid} for pid in pids]
        assert any(os.sched_getaffinity(thread) == set(allowed) for one in threads for thread in one)


def test_a_taken_port_is_told(shop: Served) -> None:
    port = shop.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "liuke.cli.main", "serve", "--port", port], env=shop.environ, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be opened" in done.stderr


BODIES: dict[str, Any] = {
    "profile": {"profile": {"city": "X"}}, "labels": {"labels": {"vip": "1"}}, "account/freeze": {"reason": "r"},
    "account/unfreeze": {"reason": "r"}, "tier/assign": {"tier": "gold", "reason": "r"},
    "tier/unassign": {"reason": "r"}, "whole": {"reason": "asked"},
    "activities/{activity}/answer-question": {"question": "1-1"}, "activities/{activity}/take": {"choice": "tea"},
    "activities/{activity}/make-up": {"day": "2026-01-01"},
    "check-in/make-up": {"day": "2026-01-01"}, "coupons/claim": {"batch": "delivery"}, "redeem-code": {"code": "X"},
    "gift": {"to_member": "1", "asset": "points", "amount": 1}, "coupon-gift": {"to_member": "1"},
    "mall/redeem": {"item": "mug"}, "quote": {"lines": [{"sku": "a", "unit_cents": 1, "quantity": 1}]},
    "checkout/hold": {"lines": [{"sku": "a", "unit_cents": 1, "quantity": 1}], "hold_id": "h"},
    "checkout/commit": {"hold_id": "h"}, "checkout/release": {"hold_id": "h"},
    "move": {"to_member": "1", "reason": "r"}, "activities/{activity}/release": {"ref": "x"},
    **{f"activities/{{activity}}/{name}": {"ref": "x"} for name in (
        "cut-price", "see-bargain", "drop-bargain", "help-friend", "see-assist",
    )},
    "activities/{activity}/leave-team": {"team": "x"},
    "activities/{activity}/cast": {"options": ["x"]}, "activities/{activity}/like": {"post": "x"},
    "activities/{activity}/unlike": {"post": "x"}, "report": {"reason": "spam"},
    "activities/{activity}/pause": {"paused": True}, "activities/{activity}/attend": {"code": "x"},
    "orders": {"order_id": "o", "amount_cents": 1}, "refunds": {"refund_id": "r", "full": True},
    "earn": {"asset": "points", "amount": 1}, "spend": {"asset": "points", "amount": 1},
    "points/refund": {"asset": "points", "amount": 1, "seq": 1},
    "points/hold": {"asset": "points", "amount": 1, "hold_id": "h"},
    "exchange": {"exchange": "e", "amount": 1}, "donate": {"pool": "p", "amount": 1},
    "freeze": {"asset": "points", "hold_id": "h", "reason": "r"}, "lift": {"reason": "r"},
    "waiting/dismiss": {"place": "order/o", "ref": "r"}, "give-up": {"reason": "r"}, "forfeit": {"reason": "r"},
    "replace": {"to_member": "1", "reason": "r"}, "invite": {"friend": "2"},
    "referral/bind": {"code": "X"}, "shares/open": {"code": "X"},
    "contribute": {"amount": 1}, "certificate": {"goal": "g"},
    "prove-day": {"text": "x"}, "make-up-day": {"day": "2026-01-01", "text": "x"}, "enter-team": {"team": "x"},
    "invite-to-team": {"to_member": "1"},
    "give-card": {"to_member": "1", "card": "x"}, "swap-card": {"to_member": "1", "card": "x", "wanted": "y"},
    **{f"{act}-offer": {"ref": "x"} for act in ("take", "decline", "recall")}, "make-card": {"recipe": "x"},
    "consents": {"purpose": "sharing", "given": False}, "erase-me": {"preview": True},
    "addresses/{address}": {"recipient": "a", "phone": "13800138000", "region": ["b"], "street": "c"},
    "hide": {"hidden": True}, "messages/read": {"messages": ["m"]},
    "merge": {"other": "1", "reason": "r"}, "erase": {"reason": "r"}, "undo": {"reason": "r"},
    "clearing/code": {"shop": "x"}, "clearing/link": {"code": "x"}, "clearing/unlink": {"shop": "x"},
    "clearing/send": {"agreement": "x", "amount": 1},
    "test": {"test": True, "reason": "r"}, "identities": {"namespace": "wechat", "external_id": "stolen"},
}  # fmt: skip


def body_for(path: str) -> Any:
    if path.endswith("coupons/{coupon_id}/gift"):
        return BODIES["coupon-gift"]
    found = [body for name, body in BODIES.items() if path.endswith(f"/{name}")]
    return found[0] if found else {}


def test_no_route_reaches_another_tenants_member(shop: Served, tmp_path: Path) -> None:
    member = shop.member("private")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "secret", "amount_cents": 5_000})
    before = shop.rows("SELECT doc::text, ops FROM member_state WHERE member_id = $1", int(member))
    other_environ = {**shop.environ, "LIUKE_TENANT": "other"}
    other = prepare(other_environ)["owner"]
    tried = 0
    for endpoint in ENDPOINTS:
        if "{member}" not in endpoint.path:
            continue
        for named in (member, "wechat:private"):
            path = re.sub(r"\{(?!member)\w+\}", "1", endpoint.path).replace("{member}", named)
            body = body_for(endpoint.path) if endpoint.method in {"POST", "PUT"} else None
            answer = shop.call(endpoint.method, path, body, key=other)
            if endpoint.path.endswith("/test"):  # for people alone, whoever the member is
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
                continue
            assert answer.status_code == 404, f"{endpoint.method} {path}: {answer.text}"
            assert answer.json()["code"] == "not-found"
            tried += 1
    assert tried > 90
    event = {"type": "order.paid", "member": member, "key": "x", "data": {"order_id": "x", "amount_cents": 1}}
    assert shop.problem(404, "POST", "/v1/events", event, key=other)["code"] == "not-found"
    batch = shop.ok("POST", "/v1/events/batch", {"events": [event]}, key=other)
    assert batch["results"][0]["error"]["code"] == "not-found"
    assert shop.ok("GET", "/v1/members?limit=200", key=other)["items"] == []
    assert shop.ok("GET", f"/v1/members?q={member}", key=other)["items"] == []
    assert [key["name"] for key in shop.ok("GET", "/v1/keys", key=other)["items"]] == ["owner"]
    owner = shop.keys["owner"].split("_")[1]
    assert shop.problem(404, "DELETE", f"/v1/keys/{owner}", key=other)
    assert shop.rows("SELECT doc::text, ops FROM member_state WHERE member_id = $1", int(member)) == before
    # the same name is somebody else there
    twin = shop.ok("POST", "/v1/members", {"namespace": "wechat", "external_id": "private"}, key=other)
    assert twin["created"]
    assert twin["member_id"] != member
    token = shop.ok("POST", f"/v1/members/{twin['member_id']}/token", {}, key=other)["token"]
    assert shop.problem(403, "GET", f"/v1/members/{member}/centre", key=token)["code"] == "forbidden"
