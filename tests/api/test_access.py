"""Who may call: keys, scopes, rotation, members' own tokens; and what the frame refuses."""

from __future__ import annotations

import gzip
import json
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import jwt
import pytest

from liuke.members.tokens import KEY_ID
from tests.api.support import PLAIN, Served


def test_without_a_good_key_nothing_is_told(shop: Served) -> None:
    owner = shop.keys["owner"]
    head, key_id, secret = owner.split("_", 2)
    wrong = [
        "", "lk_x", "lk__", f"{head}_{key_id}_", f"{head}_{key_id}_{secret}x", f"{head}_{'0' * 16}_{secret}",
        f"{head}_{key_id[:-1]}_{secret}", "x.y.z", "lk_\u00e9_\u00e9",
    ]  # fmt: skip
    told = set[str]()
    for token in wrong:
        headers = {"Authorization": b"Bearer " + token.encode("latin-1")} if token else {}
        answer = httpx.get(f"{shop.url}/v1/members", headers=headers, verify=PLAIN)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="liuke"'
        told.add(answer.json()["detail"])
        assert secret not in answer.text
    assert told == {"no key or token was sent", "the key or token is unknown, wrong or over"}
    basic = httpx.get(f"{shop.url}/v1/members", headers={"Authorization": "Basic YTpi"}, verify=PLAIN)
    assert basic.status_code == 401


def test_a_missing_scope_is_named(shop: Served) -> None:
    problem = shop.problem(403, "GET", "/v1/keys", key="reader")
    assert (problem["code"], problem["scopes"]) == ("forbidden", ["keys:write"])
    assert shop.problem(403, "POST", "/v1/members", {"namespace": "a", "external_id": "b"}, key="reader")["scopes"] == [
        "members:write"
    ]


def test_the_life_of_a_key(shop: Served) -> None:
    made = shop.ok("POST", "/v1/keys", {"name": "till 7", "scopes": ["members:read", "members:read"]})
    token, key_id = made["token"], made["key_id"]
    assert made["scopes"] == ["members:read"]
    assert shop.call("GET", "/v1/members", key=token).status_code == 200
    listed = {one["key_id"]: one for one in shop.ok("GET", "/v1/keys")["items"]}
    assert "token" not in listed[key_id]
    kept = shop.rows("SELECT row_to_json(k)::text FROM api_key k WHERE key_id = $1", key_id)[0][0]
    assert token.split("_", 2)[2] not in kept

    new = shop.ok("POST", f"/v1/keys/{key_id}/rotate", {"overlap_seconds": 3600})
    assert (new["name"], new["scopes"]) == ("till 7", ["members:read"])
    assert [shop.call("GET", "/v1/members", key=one).status_code for one in (token, new["token"])] == [200, 200]
    shop.ok("DELETE", f"/v1/keys/{key_id}")
    limit = time.monotonic() + 8
    while shop.call("GET", "/v1/members", key=token).status_code != 401:
        assert time.monotonic() < limit, "a revoked key still works"
        time.sleep(0.2)
    assert shop.call("GET", "/v1/members", key=new["token"]).status_code == 200
    assert shop.problem(409, "POST", f"/v1/keys/{key_id}/rotate", {})["code"] == "conflict"
    assert shop.problem(404, "DELETE", "/v1/keys/nonsense")["code"] == "not-found"
    actions = shop.rows(
        "SELECT action, details ->> 'name' FROM audit_log WHERE subject = $1 ORDER BY audit_id", f"key/{key_id}"
    )
    assert actions == [("key.made", "till 7"), ("key.rotated", None), ("key.revoked", "till 7")]


def test_nobody_hands_out_more_than_they_have(shop: Served) -> None:
    more = {"name": "more", "scopes": ["keys:write", "finance:read"]}
    assert shop.problem(403, "POST", "/v1/keys", more, key="keys")["scopes"] == ["finance:read"]
    owner = shop.keys["owner"].split("_")[1]
    assert "finance:read" in shop.problem(403, "POST", f"/v1/keys/{owner}/rotate", {}, key="keys")["scopes"]
    assert shop.rows("SELECT count(*) FROM api_key WHERE name = 'more'") == [(0,)]
    problem = shop.problem(422, "POST", "/v1/keys", {"name": "x", "scopes": ["a", "b"]})
    assert [fault["path"] for fault in problem["faults"]] == ["scopes.a", "scopes.b"]


def test_an_expired_key_is_refused(shop: Served) -> None:
    soon = time.time_ns() // 1_000 + 3_000_000
    seconds = {"name": "short", "scopes": ["members:read"], "expires_us": soon // 1_000_000}
    assert shop.problem(422, "POST", "/v1/keys", seconds)["faults"][0]["path"] == "expires_us"
    made = shop.ok("POST", "/v1/keys", {"name": "short", "scopes": ["members:read"], "expires_us": soon})
    assert shop.call("GET", "/v1/members", key=made["token"]).status_code == 200
    time.sleep(max(0, soon / 1_000_000 - time.time()) + 0.1)
    assert shop.call("GET", "/v1/members", key=made["token"]).status_code == 401


# -- members ----------------------------------------------------------------------------------------------------------
def test_a_member_reaches_only_what_is_theirs(shop: Served) -> None:
    ann, bob = shop.member("own_a"), shop.member("own_b")
    token = shop.ok("POST", f"/v1/members/{ann}/token", {})["token"]
    assert shop.ok("GET", "/v1/members/me/centre", key=token)["member_id"] == ann
    assert shop.ok("GET", f"/v1/members/{ann}/coupons", key=token)["items"] == []
    assert shop.ok("POST", "/v1/members/me/check-in", {}, key=token)["member_id"] == ann
    assert shop.ok("GET", "/v1/rules", key=token)["version"] == 1
    assert shop.ok("GET", "/v1/members/me/rules", key=token)["version"] == 1
    for method, path in (
        ("GET", f"/v1/members/{bob}/centre"), ("GET", "/v1/members/wechat:own_a"), ("GET", f"/v1/members/{bob}"),
        ("POST", f"/v1/members/{bob}/check-in"), ("GET", "/v1/members"), ("GET", "/v1/keys"),
        ("POST", "/v1/members/me/token"),
    ):  # fmt: skip
        assert shop.problem(403, method, path, {} if method == "POST" else None, key=token)["code"] == "forbidden"
    earn = {"asset": "points", "amount": 1_000}
    assert shop.problem(403, "POST", "/v1/members/me/points/earn", earn, key=token)["code"] == "forbidden"
    event = {"type": "app.opened", "member": ann, "key": "k"}
    assert shop.problem(403, "POST", "/v1/events", event, key=token)["code"] == "forbidden"
    assert shop.problem(422, "GET", "/v1/members/me")["code"] == "invalid-input"
    balances = shop.ok("GET", f"/v1/members/{bob}")["balances"]
    assert [balance["available"] for balance in balances if balance["asset"] == "points"] == [100]


def test_tokens_that_somebody_made_up(shop: Served) -> None:
    member = shop.member("forged")
    good = shop.ok("POST", f"/v1/members/{member}/token", {"seconds": 60})["token"]
    claims = jwt.decode(good, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 60
    now = int(time.time())
    forged = [
        jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": KEY_ID}),
        jwt.encode(claims, None, algorithm="none", headers={"kid": KEY_ID}),
        jwt.encode({**claims, "tid": 999_999}, "x" * 32, algorithm="HS256", headers={"kid": KEY_ID}),
        jwt.encode({**claims, "tid": 2**40}, "x" * 32, algorithm="HS256", headers={"kid": KEY_ID}),
        jwt.encode({**claims, "exp": now + 10**6}, "x" * 32, algorithm="HS256", headers={"kid": KEY_ID}),
        good[:-2] + ("aa" if good[-2:] != "aa" else "bb"),
        good.rpartition(".")[0] + ".",
    ]
    assert shop.call("GET", "/v1/members/me", key=good).status_code == 200
    for token in forged:
        assert shop.call("GET", "/v1/members/me", key=token).status_code == 401
    for seconds in (59, 86_401, -1):
        assert shop.problem(422, "POST", f"/v1/members/{member}/token", {"seconds": seconds})
    assert shop.problem(404, "POST", "/v1/members/123456789/token", {})


# -- the frame --------------------------------------------------------------------------------------------------------
def test_paths_and_methods(shop: Served) -> None:
    assert shop.problem(404, "GET", "/v1/nonsense")["code"] == "no-such-route"
    assert shop.problem(404, "GET", "/v1/members/1/")["code"] in {"no-such-route", "not-found"}
    answer = shop.call("DELETE", "/v1/members")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_head_is_get_without_its_body(shop: Served) -> None:
    member = shop.member("head")
    for path, key in (("/healthz", ""), (f"/v1/members/{member}", "owner"), ("/v1/bulk/members?format=csv", "owner")):
        got, head = shop.call("GET", path, key=key), shop.call("HEAD", path, key=key)
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers["content-type"] == got.headers["content-type"]
        assert head.headers.get("content-length") == got.headers.get("content-length")
    assert shop.call("HEAD", f"/v1/members/{member}", key="").status_code == 401
    assert shop.call("HEAD", "/v1/members/999999999").status_code == 404
    refused = shop.call("HEAD", "/v1/events")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_packed_bodies_are_refused_and_a_mark_of_utf_8_is_not(shop: Served) -> None:
    event = {
        "type": "order.paid",
        "member": "wechat:pack",
        "key": "p1",
        "data": {"order_id": "p1", "amount_cents": 100},
    }
    body = json.dumps(event).encode()
    with shop.client(**{"Content-Type": "application/json"}) as client:
        packed = client.post("/v1/events", content=gzip.compress(body), headers={"Content-Encoding": "gzip"})
        assert (packed.status_code, packed.json()["code"]) == (415, "unsupported-media-type")
        assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'pack'") == [(0,)]
        plain = client.post("/v1/events", content=body, headers={"Content-Encoding": "identity"})
        marked = client.post("/v1/events", content=b"\xef\xbb\xbf" + body)
    assert (plain.status_code, plain.json()["replayed"]) == (200, False)
    assert (marked.status_code, marked.json()["replayed"]) == (200, True)


def test_bodies_that_are_no_json(shop: Served) -> None:
    with shop.client(**{"Content-Type": "application/json"}) as client:
        for body in (b"{", b"nonsense", b'{"a":1}}', b"\xff\xfe", b'{"type": "\\ud800"}', b"[" * 100_000, b"1 2"):
            answer = client.post("/v1/events", content=body)
            assert (answer.status_code, answer.json()["code"]) == (400, "malformed-json"), body[:20]
        assert client.post("/v1/events", content=b"[]").status_code == 422
        assert client.post("/v1/events", content=b"").status_code == 422
    with shop.client() as client:
        form = client.post("/v1/events", data={"type": "x"})
        assert (form.status_code, form.json()["code"]) == (415, "unsupported-media-type")


def test_bodies_that_are_too_large(shop: Served) -> None:
    huge = {"type": "app.opened", "member": "wechat:huge", "key": "k", "data": {"channel": "x" * 1_100_000}}
    assert shop.problem(413, "POST", "/v1/events", huge)["limit"] == 1024 * 1024

    def drip() -> object:
        yield b'{"type":"'
        for _ in range(40):
            yield b"x" * 40_000

    with shop.client(**{"Content-Type": "application/json"}) as client:
        assert client.post("/v1/events", content=drip()).status_code == 413
    assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'huge'") == [(0,)]


def test_headers(shop: Served) -> None:
    answer = shop.call("GET", "/healthz", key="", **{"X-Request-Id": "abc-1"})
    assert answer.headers["x-request-id"] == "abc-1"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "server" not in answer.headers
    for given in ("", "x" * 101, "é"):
        made = httpx.get(f"{shop.url}/healthz", headers=[(b"X-Request-Id", given.encode())], verify=PLAIN)
        assert made.headers["x-request-id"] != given
        assert len(made.headers["x-request-id"]) > 5


def test_health(shop: Served) -> None:
    assert httpx.get(f"{shop.url}/healthz", verify=PLAIN).json()["status"] == "alive"
    ready = httpx.get(f"{shop.url}/readyz", verify=PLAIN).json()
    assert (ready["status"], ready["tenants"]) == ("ready", 1)
    specification = httpx.get(f"{shop.url}/openapi.json", verify=PLAIN).json()
    assert specification["openapi"] == "3.1.0"
    assert "/v1/events" in specification["paths"]


@pytest.mark.parametrize(
    "line", [b"GET /v1/members HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\xff\r\n\r\n", b"\x00\x01\r\n\r\n"]
)
def test_bytes_that_are_no_request(shop: Served, line: bytes) -> None:
    parts = urlsplit(shop.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as raw:
        raw.sendall(line)
        status = raw.recv(100)
    assert status[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 401"}
    assert httpx.get(f"{shop.url}/healthz", verify=PLAIN).status_code == 200


def test_secrets_are_not_logged(shop: Served) -> None:
    shop.call("GET", "/v1/nonsense")
    log = (Path(shop.environ["LIUKE_HOME"]).parent / "serve.log").read_text()
    for token in shop.keys.values():
        assert token.split("_", 2)[2] not in log
    assert json.dumps(log)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"200"),
        (b"GET /healthz HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.0\r\n\r\n", b"200"),
        (b"GET /healthz HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: [::1]:8765\r\n\r\n", b"200"),
    ],
)
def test_a_request_says_once_whom_it_is_for(shop: Served, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(shop.url.rpartition(":")[2]))) as client:
        client.sendall(head)
        assert client.recv(4_096).split(b" ")[1] == status


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto"])
def test_figures_are_not_shown_through_a_proxy(shop: Served, name: str) -> None:
    def ask(**headers: str) -> int:
        return httpx.get(f"{shop.url}/metrics", headers=headers, verify=PLAIN).status_code

    assert ask() == 200
    for value in ("127.0.0.1", "203.0.113.9", "https", "1.1 proxy"):
        assert ask(**{name: value}) == 401


def test_readiness_names_no_merchants(shop: Served) -> None:
    assert "tea" not in httpx.get(f"{shop.url}/readyz", verify=PLAIN).text
