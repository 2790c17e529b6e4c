"""A served tea shop: the real command in a process of its own, on a real database, and clients that call it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from liuke.bootstrap import open_platform, read_program_file
from liuke.db.pool import acquire, transaction
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.settings import read_settings
from tests.server import TestDatabase

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Never used for anything; each client would spend a tenth of a second on reading certificates."""
NO_LIMITS = {"LIUKE_RATE_LIMIT": "0", "LIUKE_MEMBER_RATE_LIMIT": "0"}


def make_environ(database: TestDatabase, folder: Path, tenant: str = "tea", **more: str) -> dict[str, str]:
    """The environment of a server on this database."""
    return {
        **os.environ,
        "LIUKE_DATABASE_URL": database.dsn,
        "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(folder / "home"),
        "LIUKE_TENANT": tenant,
        "LIUKE_LOCALE": "en",
        **more,
    }


async def _prepare(environ: dict[str, str], program: str, scopes: dict[str, list[str]]) -> dict[str, str]:
    async with open_platform(read_settings(environ), connections=2, make_new=True) as platform:
        if not platform.book.versions():
            document = dict(read_program_file(program).data)
            # what depends on the day of the test would make its figures depend on it too
            document["multipliers"] = []
            document["mall"] = [{k: v for k, v in item.items() if k != "special"} for item in document["mall"]]
            await platform.programs.publish(document, actor="test")
        keys = Keys(platform.pool, platform.tenant_id)
        return {name: (await keys.make(name, wanted, actor="test")).token for name, wanted in scopes.items()}


def prepare(environ: dict[str, str], program: str = "tea_shop", **scopes: list[str]) -> dict[str, str]:
    """Publish a program and make keys: name → token. ``owner`` may do everything."""
    return asyncio.run(_prepare(environ, program, {"owner": list(SCOPES), **scopes}))


@dataclass
class Served:
    """A running server.

    Args:
        url: Its address.
        process: Its process.
        keys: Name → token.
        environ: It was started with.
    """

    url: str
    process: subprocess.Popen[str]
    keys: dict[str, str]
    environ: dict[str, str]
    count: int = field(default=0)

    def client(self, key: str = "owner", **headers: str) -> httpx.Client:
        """A client with one of the keys (``""``: none; a token as it is)."""
        token = self.keys.get(key, key)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=PLAIN)

    def call(self, method: str, path: str, body: Any = None, *, key: str = "owner", **headers: str) -> httpx.Response:
        """One call; requests get an idempotency key of their own."""
        self.count += 1
        with self.client(
            key, **{"Accept-Language": "en", "Idempotency-Key": f"test-{self.count}", **headers}
        ) as client:
            return client.request(method, path, json=body)

    def ok(self, method: str, path: str, body: Any = None, *, key: str = "owner", **headers: str) -> Any:
        """A call that must succeed; its answer."""
        answer = self.call(method, path, body, key=key, **headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def problem(
        self, status: int, method: str, path: str, body: Any = None, *, key: str = "owner", **headers: str
    ) -> dict[str, Any]:
        """A call that must fail with this status; the problem document."""
        answer = self.call(method, path, body, key=key, **headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        found: dict[str, Any] = answer.json()
        assert found["status"] == status
        assert found["instance"] == answer.headers["x-request-id"]
        return found

    def member(self, name: str) -> str:
        """Register somebody; their number."""
        return str(self.ok("POST", "/v1/members", {"namespace": "wechat", "external_id": name})["member_id"])

    def wait_for_version(self, version: int, key: str = "owner") -> None:
        """Until every process works by this version of the program, as far as twenty new connections can tell."""
        found, limit = list[bool](), time.monotonic() + 30
        while found[-20:] != [True] * 20:
            assert time.monotonic() < limit, f"version {version} is not known everywhere"
            found.append(self.ok("GET", "/v1/rules", key=key)["version"] == version)

    def rows(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Rows as the application's role sees them for the tenant."""

        async def ask() -> list[tuple[Any, ...]]:
            settings = read_settings(self.environ)
            async with (
                open_platform(settings, connections=1) as platform,
                acquire(platform.pool) as connection,
                transaction(connection, tenant_id=platform.tenant_id),
            ):
                return [tuple(row) for row in await connection.fetch(sql, *arguments)]

        return asyncio.run(ask())

    def stop(self) -> int:
        """End it as an operator would; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@contextmanager
def serve(environ: dict[str, str], keys: dict[str, str], *, workers: int = 1) -> Iterator[Served]:
    """Start ``liuke serve`` on a free port."""
    command = [sys.executable, "-m", "liuke.cli.main", "serve", "--port", "0", "--workers", str(workers)]
    log = Path(environ["LIUKE_HOME"]).parent / "serve.log"
    with log.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert process.stdout is not None
    found = None
    while found is None:
        line = process.stdout.readline()
        assert line, f"the server did not start: {log.read_text()}"
        found = re.search(r"http://\S+", line)
    served = Served(found[0], process, keys, environ)
    _wait(served)
    try:
        yield served
    finally:
        served.stop()


def _wait(served: Served) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            if httpx.get(f"{served.url}/readyz", verify=PLAIN).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise AssertionError("the server is not ready")
