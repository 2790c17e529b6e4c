"""Several processes on one address: races, kills, cut clients, renewal under load, slow and idle clients."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from liuke.db.embedded import EmbeddedPostgres
from liuke.kernel.open_files import raise_open_files
from tests.api.support import NO_LIMITS, PLAIN, Served, make_environ, prepare, serve
from tests.server import TestDatabase, make_run_dir

CALLERS = 64
RUSH = {
    "id": "rush", "name": {"zh": "抢券", "en": "Rush"}, "kind": "amount", "amount_cents": 100, "threshold_cents": 1_000,
    "validity": {"kind": "relative", "days": 5}, "quota": 20, "claimable": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, served by two processes."""
    environ = make_environ(module_database, tmp_path_factory.mktemp("pair"), **NO_LIMITS)
    with serve(environ, prepare(environ), workers=2) as served:
        yield served


def list_processes(served: Served) -> list[int]:
    """Numbers of the serving processes."""
    parent = served.process.pid
    return [int(number) for number in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def verify(served: Served) -> None:
    command = [sys.executable, "-m", "liuke.cli.main", "verify"]
    done = subprocess.run(command, env=served.environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_burst_of_connections_is_shared_by_the_processes(pair: Served) -> None:
    """As a proxy opens them. On a busy machine one process may sleep through a burst, not through five."""
    shares = list[list[int]]()
    while not shares or (min(shares[-1]) < CALLERS // 8 and len(shares) < 5):
        shares.append(count_shares(pair))
        assert sum(shares[-1]) == CALLERS
    assert min(shares[-1]) >= CALLERS // 8, shares


def count_shares(pair: Served) -> list[int]:
    """Connections of one burst that each process took."""
    address = urlsplit(pair.url)
    opened = [socket.create_connection((address.hostname, address.port), timeout=20) for _ in range(CALLERS)]
    try:
        for one in opened:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        for one in opened:
            assert one.recv(4_096).startswith(b"HTTP/1.1 200 OK")
        taken = find_inodes(address.port or 0, {one.getsockname()[1] for one in opened})
        assert len(taken) == CALLERS
        return [len(taken & list_sockets(pid)) for pid in list_processes(pair)]
    finally:
        for one in opened:
            one.close()


def find_inodes(port: int, callers: set[int]) -> set[str]:
    """Of the sockets that connections from these ports have at the server on ``port``."""
    found = set[str]()
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        here, there = (int(place.rpartition(":")[2], 16) for place in fields[1:3])
        if here == port and there in callers:
            found.add(fields[9])
    return found


def list_sockets(pid: int) -> set[str]:
    """Inodes of the sockets that a process holds."""
    found = set[str]()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            name = str(file.readlink())
            if name.startswith("socket:["):
                found.add(name[len("socket:[") : -1])
    return found


def call_at_once(served: Served, calls: list[tuple[str, Any, str]]) -> list[httpx.Response]:
    """All calls at the same moment, each on a connection of its own."""

    async def run() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=len(calls), max_keepalive_connections=0)
        headers = {"Authorization": f"Bearer {served.keys['owner']}"}
        async with httpx.AsyncClient(
            base_url=served.url, headers=headers, verify=PLAIN, limits=limits, timeout=60
        ) as client:
            return await asyncio.gather(
                *(client.post(path, json=body, headers={"Idempotency-Key": key}) for path, body, key in calls)
            )

    return asyncio.run(run())


def count(answers: list[httpx.Response], test: Callable[[httpx.Response], bool]) -> int:
    return sum(map(test, answers))


def balance(served: Served, member: str) -> int:
    found = served.rows("SELECT available FROM wallet WHERE member_id = $1 AND asset = 'points'", int(member))
    return sum(row[0] for row in found)


# -- races ------------------------------------------------------------------------------------------------------------
def test_one_balance(pair: Served) -> None:
    member = pair.member("race")
    path = f"/v1/members/{member}/points"
    start = balance(pair, member)
    pair.ok("POST", f"{path}/earn", {"asset": "points", "amount": 40})
    answers = call_at_once(
        pair, [(f"{path}/spend", {"asset": "points", "amount": 1}, f"s{i}") for i in range(start + CALLERS + 40)]
    )
    assert count(answers, lambda one: one.status_code == 200) == start + 40
    refused = [one.json()["reason"] for one in answers if one.status_code == 409]
    assert len(refused) == CALLERS
    assert len(set(refused)) == 1
    assert balance(pair, member) == 0
    assert pair.rows("SELECT count(*) FROM operation WHERE key ~ '^s[0-9]+$'") == [(start + 40,)]
    verify(pair)


def test_one_key(pair: Served) -> None:
    member = pair.member("key")
    before = balance(pair, member)
    path = f"/v1/members/{member}/points/earn"
    answers = call_at_once(pair, [(path, {"asset": "points", "amount": 5}, "same")] * CALLERS)
    assert [one.status_code for one in answers] == [200] * CALLERS
    assert count(answers, lambda one: not one.json()["replayed"]) == 1
    assert count(answers, lambda one: one.headers.get("idempotent-replayed") == "true") == CALLERS - 1
    assert balance(pair, member) == before + 5
    others = call_at_once(pair, [(path, {"asset": "points", "amount": 6}, "same")] * 4)
    assert [one.json()["code"] for one in others] == ["idempotency-key-reused"] * 4
    assert balance(pair, member) == before + 5


def test_one_batch_of_coupons(pair: Served) -> None:
    spec = pair.ok("GET", "/v1/program")["spec"]
    spec["coupons"].append(RUSH)
    made = pair.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})
    pair.wait_for_version(made["version"])
    members = [pair.member(f"rush{i}") for i in range(CALLERS)]
    answers = call_at_once(pair, [(f"/v1/members/{one}/coupons/claim", {"batch": "rush"}, "claim") for one in members])
    assert sorted({one.status_code for one in answers}) == [200, 409]
    assert count(answers, lambda one: one.status_code == 200) == 20
    assert pair.rows("SELECT count(*), count(DISTINCT member_id) FROM coupon WHERE batch = 'rush'") == [(20, 20)]
    verify(pair)


# -- kills and cuts ---------------------------------------------------------------------------------------------------
class Clients:
    """Threads that earn a point with each key, and send a key again until it is answered."""

    def __init__(self, served: Served, members: list[str], name: str, *, cutting: bool = False) -> None:
        self.served, self.members, self.name, self.cutting = served, members, name, cutting
        self.acknowledged: list[tuple[str, str]] = []
        self.retries = 0
        self.wrong: list[str] = []
        self._stop, self._abort = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(8)]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, failed: object, *_exc: object) -> None:
        self._stop.set()
        if failed is not None:
            self._abort.set()
        for thread in self._threads:
            thread.join(60)

    def wait(self, more: int) -> None:
        """Until so many more are acknowledged."""
        goal, limit = len(self.acknowledged) + more, time.monotonic() + 60
        while len(self.acknowledged) < goal:
            assert time.monotonic() < limit, f"{len(self.acknowledged)} of {goal}; {self.wrong[:3]}"
            time.sleep(0.01)

    def _work(self, number: int) -> None:
        chance = random.Random(number)
        with self.served.client() as client:
            for i in range(100_000):
                if self._stop.is_set():
                    return
                key, member = f"{self.name}:{number}:{i}", self.members[i % len(self.members)]
                while not self._send(client, chance, member, key):
                    if self._abort.is_set():
                        return
                    self.retries += 1
                    time.sleep(0.02)
                self.acknowledged.append((member, key))

    def _send(self, client: httpx.Client, chance: random.Random, member: str, key: str) -> bool:
        path = f"/v1/members/{member}/points/earn"
        if self.cutting and chance.random() < 0.6:
            cut(self.served, path, key, chance)
            return False
        try:
            answer = client.post(path, json={"asset": "points", "amount": 1}, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return False
        if answer.status_code not in {200, 503}:
            self.wrong.append(answer.text)
        return answer.status_code == 200


def cut(served: Served, path: str, key: str, chance: random.Random) -> None:
    """Send a request up to anywhere, or all of it, and go away without the answer."""
    body = b'{"asset":"points","amount":1}'
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.keys['owner']}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    whole = head.encode() + body
    sent = whole if chance.random() < 0.5 else whole[: chance.randrange(1, len(whole))]
    with suppress(OSError), connect(served) as connection:
        connection.sendall(sent)
        time.sleep(chance.random() * 0.01)


def connect(served: Served) -> socket.socket:
    address = urlsplit(served.url)
    return socket.create_connection((address.hostname, address.port), timeout=20)


def assert_exact(served: Served, clients: Clients) -> None:
    """Each acknowledged key once, and nothing that nobody sent."""
    assert not clients.wrong
    kept = [
        (str(member), key)
        for member, key in served.rows("SELECT member_id, key FROM operation WHERE type = 'points.earn'")
        if key.startswith(f"{clients.name}:")
    ]
    assert len(kept) == len(set(kept))
    assert set(kept) == set(clients.acknowledged)
    (total,) = served.rows(
        "SELECT coalesce(sum(p.amount), 0)::bigint FROM posting p JOIN operation o ON o.member_id = p.member_id AND "
        "o.n = p.op_n WHERE o.type = 'points.earn' AND p.kind = 'earn' AND p.asset = 'points' AND "
        f"o.key LIKE '{clients.name}:%'"
    )
    assert total == (len(kept),)
    verify(served)


def test_clients_are_cut_anywhere(pair: Served) -> None:
    members = [pair.member(f"cut{i}") for i in range(6)]
    with Clients(pair, members, "cut", cutting=True) as clients:
        clients.wait(300)
    assert clients.retries > 100
    assert_exact(pair, clients)


@pytest.mark.slow
def test_processes_are_killed(pair: Served) -> None:
    members = [pair.member(f"kill{i}") for i in range(6)]
    with Clients(pair, members, "kill") as clients:
        for turn in range(3):
            clients.wait(100)
            limit = time.monotonic() + 60
            while len(before := list_processes(pair)) < 2:  # the one that was killed before is on its way
                assert time.monotonic() < limit
                time.sleep(0.05)
            os.kill(before[turn % 2], signal.SIGKILL)
            clients.wait(100)
    assert clients.retries > 0
    assert_exact(pair, clients)


@pytest.mark.slow
def test_renewal_under_load_loses_nothing(pair: Served) -> None:
    members = [pair.member(f"renew{i}") for i in range(6)]
    before = set(list_processes(pair))
    with Clients(pair, members, "renew") as clients:
        clients.wait(50)
        pair.process.send_signal(signal.SIGHUP)
        limit = time.monotonic() + 60
        while before & set(list_processes(pair)) and time.monotonic() < limit:
            time.sleep(0.05)
        clients.wait(50)
    assert not before & set(list_processes(pair))
    assert clients.retries == 0  # nobody was turned away, on kept connections either
    assert_exact(pair, clients)


@pytest.mark.slow
def test_the_database_is_killed(tmp_path: Path) -> None:
    folder = make_run_dir()
    server = EmbeddedPostgres(folder / "home")
    try:
        info = server.start()
        environ = make_environ(TestDatabase("own", info.dsn, info.owner_dsn, info.admin_dsn), tmp_path, **NO_LIMITS)
        with serve(environ, prepare(environ), workers=2) as served:
            members = [served.member(f"m{i}") for i in range(6)]
            with Clients(served, members, "db") as clients:
                for _ in range(2):
                    clients.wait(100)
                    os.kill(info.pid, signal.SIGKILL)
                    info = server.start()
                    assert not info.adopted
                    clients.wait(100)
            assert_exact(served, clients)
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


# -- slow and idle clients --------------------------------------------------------------------------------------------
IDLE = 10_000


@pytest.mark.slow
def test_slow_and_idle_clients_hinder_nobody(pair: Served) -> None:
    member = pair.member("busy")
    path = f"/v1/members/{member}/points/earn"
    key = pair.keys["owner"]
    assert raise_open_files() >= IDLE + 1_000, "let this account open more files: ulimit -n"
    with ThreadPoolExecutor(4) as threads:
        idle = list(threads.map(connect, [pair] * IDLE))
    heads = [connect(pair) for _ in range(100)]
    bodies = [connect(pair) for _ in range(100)]
    stop = threading.Event()
    try:
        for one in heads:
            one.sendall(b"GET /v1/members HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        for number, one in enumerate(bodies):
            one.sendall(
                f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: slow{number}\r\n"
                "Content-Length: 100000\r\n\r\n{".encode()
            )

        def drip() -> None:
            while not stop.wait(0.2):
                for one in (*heads, *bodies):
                    with suppress(OSError):
                        one.sendall(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        times = list[float]()
        with pair.client() as client:
            for number in range(200):
                began = time.monotonic()
                answer = client.post(
                    path, json={"asset": "points", "amount": 1}, headers={"Idempotency-Key": f"busy{number}"}
                )
                times.append(time.monotonic() - began)
                assert answer.status_code == 200
        # who was idle all the time is served as well
        with ThreadPoolExecutor(4) as threads:
            lines = list(threads.map(ask, idle[::50]))
        assert lines == [b"HTTP/1.1 200 OK"] * len(lines)
    finally:
        stop.set()
        dripping.join()
        for one in (*idle, *heads, *bodies):
            one.close()
    assert sorted(times)[len(times) * 95 // 100] < 1.0, sorted(times)[-10:]
    assert pair.rows("SELECT count(*) FROM operation WHERE key LIKE 'slow%'") == [(0,)]


def ask(connection: socket.socket) -> bytes:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    return connection.recv(4_096).partition(b"\r\n")[0]
