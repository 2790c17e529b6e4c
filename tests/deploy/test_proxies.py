"""The server behind the proxies that are shipped: streams, sizes, slow clients, renewals, errors, addresses."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.api.test_processes import Clients, assert_exact, list_processes
from tests.deploy.proxies import HOST, RENDER, Front, run_proxy
from tests.server import TestDatabase

pytestmark = pytest.mark.system
NDJSON = "application/x-ndjson"
SECURITY = {
    "x-content-type-options": "nosniff", "cache-control": "no-store", "referrer-policy": "no-referrer",
    "x-frame-options": "DENY", "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, served by two processes."""
    limits = {**NO_LIMITS, "LIUKE_HEAD_TIMEOUT": "2"}
    environ = make_environ(module_database, tmp_path_factory.mktemp("pair"), **limits)
    with serve(environ, prepare(environ), workers=2) as served:
        yield served


@pytest.fixture(scope="module", params=sorted(RENDER))
def front(request: pytest.FixtureRequest, pair: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with run_proxy(request.param, tmp_path_factory.mktemp(request.param), pair) as made:
        yield made


def read_all(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionError):
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def test_answers_carry_every_header_of_security(front: Front) -> None:
    answer = front.served.call("GET", "/v1/members")
    assert answer.status_code == 200
    assert {name: answer.headers.get_list(name) for name in SECURITY} == {n: [v] for n, v in SECURITY.items()}
    assert "x-powered-by" not in answer.headers
    with front.connect("h2", "http/1.1") as connection:
        assert connection.selected_alpn_protocol() == "h2"
        assert connection.version() == "TLSv1.3"


def test_what_is_not_encrypted_is_sent_to_what_is(front: Front) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front.plain_port}/v1/members?limit=1", headers={"Host": HOST})
    assert answer.status_code == 308
    assert answer.headers["location"].endswith("/v1/members?limit=1")
    assert answer.headers["location"].startswith(f"https://{HOST}")


def test_figures_are_not_for_who_comes_through_a_proxy(front: Front, pair: Served) -> None:
    """They are for the machine itself, wherever the client says that it is."""
    assert pair.call("GET", "/metrics", key="").status_code == 200
    for claimed in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-For": "203.0.113.9"}):
        assert front.served.call("GET", "/metrics", key="", **claimed).status_code == 401


def test_cookies_are_for_tls_alone(front: Front, pair: Served) -> None:
    """The server believes the proxy that the page came by TLS."""
    email, password = f"{front.name}@example.com", "correct horse battery"
    pair.ok("POST", "/v1/people", {"email": email, "name": "A", "role": "owner", "password": password})
    answer = front.served.call("POST", "/v1/sessions", {"email": email, "password": password}, key="")
    assert answer.status_code == 201, answer.text
    cookies = {
        cookie.partition("=")[0]: {part.strip() for part in cookie.split(";")[1:]}
        for cookie in answer.headers.get_list("set-cookie")
    }
    kept = {"Path=/", "Max-Age=604800", "SameSite=Strict", "Secure"}
    assert cookies == {"liuke_session": {*kept, "HttpOnly"}, "liuke_csrf": kept}


def test_a_long_stream_of_events_passes(front: Front) -> None:
    """A proxy may pass nothing more of a request on when its answer has begun."""
    data = {"page": "p", "pad": ["p" * 1_000] * 4}
    rows = [
        json.dumps({"type": "page.viewed", "member": "st:1", "key": f"{front.name}-{n}", "data": data})
        for n in range(3_000)
    ]
    with front.served.client(**{"Content-Type": NDJSON}) as client:
        answer = client.post("/v1/bulk/events?texts=false", content="\n".join(rows).encode())
    assert answer.status_code == 200
    assert [json.loads(line)["ok"] for line in answer.content.splitlines()] == [True] * 3_000


def test_an_export_begins_before_it_ends(front: Front, pair: Served) -> None:
    pair.member(f"exported-{front.name}")
    with front.served.client() as client, client.stream("GET", "/v1/bulk/operations?format=ndjson") as answer:
        assert answer.status_code == 200
        assert answer.headers.get("content-length") is None
        assert sum(len(chunk) for chunk in answer.iter_raw()) > 0


def test_a_big_import_passes(front: Front) -> None:
    """As much as no buffer of a proxy or the system holds."""
    pad = ["p" * 1_000] * 10
    rows = [json.dumps({"namespace": front.name, "external_id": str(n), "profile": {"p": pad}}) for n in range(1_500)]
    with front.served.client(**{"Content-Type": NDJSON}) as client:
        answer = client.post("/v1/bulk/members", content="\n".join(rows).encode())
    assert answer.status_code == 200
    assert json.loads(answer.content.splitlines()[-1])["registered"] == 1_500


@pytest.mark.parametrize("front", ["nginx"], indirect=True)
def test_a_body_over_the_limit_is_refused_before_it_is_sent(front: Front) -> None:
    head = (
        f"POST /v1/bulk/members HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {front.served.keys['owner']}\r\n"
        f"Content-Type: {NDJSON}\r\nContent-Length: {256 * 1024**2 + 1}\r\n\r\n"
    )
    with front.connect() as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_over_the_servers_own_limit_is_the_servers_to_refuse(front: Front) -> None:
    answer = front.served.call("POST", "/v1/events", {"type": "app.opened", "member": "st:1", "key": "x" * 2_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.slow
def test_slow_heads_and_bodies_are_cut_off(front: Front, pair: Served) -> None:
    """The proxy cuts heads. Bodies are cut by the server, of which Caddy tells the client only after its own time."""
    head = f"POST /v1/events HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {front.served.keys['owner']}\r\n"
    heads, bodies = ([front.connect() for _ in range(20)] for _ in range(2))
    try:
        for connection in heads:
            connection.sendall(f"{head}X-Slow: ".encode())
        for connection in bodies:
            connection.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
        began = time.monotonic()
        assert front.served.call("GET", "/v1/members").status_code == 200
        assert time.monotonic() - began < 2
        for connection in heads if front.name == "caddy" else [*heads, *bodies]:
            connection.settimeout(max(0.1, 25.0 + began - time.monotonic()))
            assert read_all(connection)[:12] in {b"HTTP/1.1 408", b""}
        assert count_in_flight(pair) == 1  # the one that asks
    finally:
        for connection in (*heads, *bodies):
            connection.close()


def count_in_flight(pair: Served) -> float:
    """Requests that the processes have under way."""
    figures = pair.call("GET", "/metrics").text
    return sum(map(float, re.findall(r"^liuke_http_requests_in_flight\{.*\} (\S+)$", figures, flags=re.MULTILINE)))


@pytest.mark.slow
def test_a_renewal_under_load_fails_no_request(front: Front, pair: Served) -> None:
    members = [pair.member(f"{front.name}{number}") for number in range(6)]
    before = set(list_processes(pair))
    with Clients(front.served, members, f"renew-{front.name}") as clients:
        clients.wait(50)
        pair.process.send_signal(signal.SIGHUP)
        limit = time.monotonic() + 60
        while before & set(list_processes(pair)) and time.monotonic() < limit:
            time.sleep(0.05)
        clients.wait(50)
    assert not before & set(list_processes(pair))
    assert (clients.retries, clients.wrong) == (0, [])
    assert_exact(pair, clients)


@pytest.mark.parametrize(("listens", "status"), [(False, 502), (True, 504)])
def test_who_does_not_answer_is_answered_for_by_the_proxy(
    listens: bool, status: int, pair: Served, front: Front, tmp_path: Path
) -> None:
    """Nobody listens there; or somebody who takes connections and never says anything."""
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        if listens:
            dead.listen(64)
        gone = Served(f"http://127.0.0.1:{dead.getsockname()[1]}", pair.process, pair.keys, pair.environ)
        with run_proxy(front.name, tmp_path, gone, answer_s=2) as before:
            began = time.monotonic()
            answer = before.served.call("GET", "/v1/members")
            assert answer.status_code == status
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            assert time.monotonic() - began < 15
