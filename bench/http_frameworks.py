"""What a request costs before anything is done: frameworks and servers side by side, one process, 64 connections.

``python -m bench.http_frameworks`` (needs the group ``bench``: ``uv pip install --group bench``). Every candidate takes
the same JSON body of an event into a typed object, and answers a small JSON object. Prints a table; the first row is 1.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from itertools import repeat
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench.http_load import drive_http, render_request

BODY = msgspec.json.encode(
    {"type": "points.earn", "member": "123456", "key": "order-1", "data": {"asset": "points", "amount": 5}}
)
CANDIDATES = (
    ("fastapi", "uvicorn"),
    ("litestar", "uvicorn"),
    ("starlette", "uvicorn"),
    ("bare", "uvicorn"),
    ("fastapi", "granian"),
    ("starlette", "granian"),
    ("bare", "granian"),
)
REQUESTS, ROUNDS = 20_000, 3


class Event(msgspec.Struct):
    """The typed body."""

    type: str
    member: str
    key: str
    data: dict[str, Any] = {}


_decode = msgspec.json.Decoder(Event).decode
_encode = msgspec.json.Encoder().encode


def make_starlette() -> Any:
    """Starlette, msgspec for bodies."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def take(request: Request) -> Response:
        event = _decode(await request.body())
        return Response(_encode({"key": event.key, "ok": True}), media_type="application/json")

    return Starlette(routes=[Route("/v1/events", take, methods=["POST"])])


def make_bare() -> Any:
    """ASGI itself, msgspec for bodies, a dictionary for routes."""

    async def take(receive: Any) -> bytes:
        body = (await receive())["body"]
        return _encode({"key": _decode(body).key, "ok": True})

    routes = {("POST", "/v1/events"): take}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        answer = await routes[scope["method"], scope["path"]](receive)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    return app


def make_fastapi() -> Any:
    """FastAPI, pydantic for bodies."""
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Body(BaseModel):
        type: str
        member: str
        key: str
        data: dict[str, Any] = {}

    class Answer(BaseModel):
        key: str
        ok: bool

    app = FastAPI()

    async def take(event: Any) -> Any:
        return Answer(key=event.key, ok=True)

    take.__annotations__ = {"event": Body, "return": Answer}
    app.post("/v1/events")(take)
    return app


def make_litestar() -> Any:
    """Litestar, msgspec for bodies."""
    from litestar import Litestar, post

    async def take(data: Event) -> dict[str, Any]:
        return {"key": data.key, "ok": True}

    return Litestar([post("/v1/events")(take)])


def build() -> Any:
    """The application that the environment asks for; servers call this by name."""
    return globals()[f"make_{os.environ['CANDIDATE']}"]()


def start(framework: str, server: str, port: int) -> subprocess.Popen[bytes]:
    """A server process of one worker, quiet."""
    target = "bench.http_frameworks:build"
    quiet = ["--log-level", "warning", "--no-access-log"]
    if server == "uvicorn":
        command = ["uvicorn", "--factory", target, "--loop", "uvloop", "--http", "httptools", *quiet]
    else:
        command = ["granian", "--factory", target, "--interface", "asgi", "--loop", "uvloop", *quiet]
    environ = {**os.environ, "CANDIDATE": framework}
    made = subprocess.Popen(
        [sys.executable, "-m", *command, "--host", "127.0.0.1", "--port", str(port)],
        env=environ,
        start_new_session=True,
    )
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return made
        time.sleep(0.05)
    raise RuntimeError(f"{framework} on {server} did not start")


def measure(framework: str, server: str) -> tuple[float, float]:
    """The best of some rounds: requests a second, and the server's CPU microseconds a request."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = start(framework, server, port)
    request = render_request("POST", "/v1/events", BODY)
    try:
        best, cpu_us = 0.0, 0.0
        for _ in range(ROUNDS):
            before = _cpu_seconds(process.pid)
            load = uvloop.run(drive_http("127.0.0.1", port, repeat(request, REQUESTS)))
            assert set(load.statuses) <= {200, 201}, (load.statuses, load.last_body)
            spent = (_cpu_seconds(process.pid) - before) / REQUESTS * 1e6
            if load.rate > best:
                best, cpu_us = load.rate, spent
        return best, cpu_us
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _cpu_seconds(pid: int) -> float:
    """User and system time of the process and of those it started."""
    total = 0.0
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    for one in (pid, *map(int, children)):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def main() -> None:
    """Measure what is installed and print the table."""
    baseline = 0.0
    print("| framework | server | requests a second | ratio | server CPU µs a request |")
    print("|---|---|---:|---:|---:|")
    for framework, server in CANDIDATES:
        if any(
            importlib.util.find_spec(name) is None for name in ({"bare": "msgspec"}.get(framework, framework), server)
        ):
            continue
        rate, cpu_us = measure(framework, server)
        baseline = baseline or rate
        print(f"| {framework} | {server} | {rate:,.0f} | {rate / baseline:.2f} | {cpu_us:.0f} |", flush=True)


if __name__ == "__main__":
    main()
