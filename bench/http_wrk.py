"""Load for HTTP from wrk, a generator in C: it leaves the processors to what is measured, as pgbench's own client does.

https://github.com/wg/wrk ; in Debian and Ubuntu the package ``wrk``. Where it is not installed the benchmarks use a
generator of their own (:mod:`bench.http_load`), which costs several times as much for each request.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from bench.http_load import drive_http, render_request

STRIDE = 7_919
"""Members follow each other by so many places: none that are busy at once are neighbours."""
APART = 211
"""Members of one request lie so many places apart."""
_PLACE = re.compile(r"(\$(?:M\d*|[NL]))")
_LUA = {"$M": "member", "$N": "number", "$L": "#body"}
_SCRIPT = """
local members, tag, i = {{{members}}}, {tag}, 0
function request()
  local member, number = members[i * {stride} % {count} + 1], tag .. i
  i = i + 1
  local body = {body}
  return {head} .. body
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\\n{{"count":%d,"microseconds":%d,"refused":%d,"broken":%d,"p50":%f,"p99":%f}}',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Requests that differ in places: ``$M`` stands for the next member, ``$N`` for a text never used before.

    ``$M1``, ``$M2`` … are other members than ``$M`` in the same request.

    Args:
        method: HTTP method.
        path: With query.
        body: JSON text; empty: none.
        headers: Beside those that every request has.
    """

    method: str
    path: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def render(self, members: Sequence[int], count: int, tag: str) -> Iterator[bytes]:
        """So many requests."""
        for i in range(count):

            def value(place: str, i: int = i) -> str:
                return f"{tag}:{i}" if place == "$N" else str(members[_find_member(place, i) % len(members)])

            headers = {name: _fill(text, value) for name, text in self.headers.items()}
            yield render_request(self.method, _fill(self.path, value), _fill(self.body, value).encode(), **headers)

    def render_script(self, members: Sequence[int], tag: str) -> str:
        """Requests without end, as a program for wrk."""
        head = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        head += [f"{name.replace('_', '-')}: {value}" for name, value in self.headers.items()]
        if self.body:
            head += ["Content-Type: application/json", "Content-Length: $L"]
        return _SCRIPT.format(
            members=",".join(map(str, members)), count=len(members), stride=STRIDE, tag=_quote(f"{tag}:"),
            head=_concatenate("\r\n".join(head) + "\r\n\r\n"), body=_concatenate(self.body),
        )  # fmt: skip


def _find_member(place: str, number: int) -> int:
    """Where the member stands whom ``$M…`` means in a request."""
    return number * STRIDE + int(place[2:] or 0) * APART


def _fill(text: str, value: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda found: value(found[0]), text)


def _quote(text: str) -> str:
    """A text as Lua writes it, which is as JSON does for all that stands in a head."""
    return msgspec.json.encode(text).decode()


def _concatenate(text: str) -> str:
    parts = [_LUA.get(part) or _other(part) or _quote(part) for part in _PLACE.split(text) if part]
    return " .. ".join(parts) or '""'


def _other(part: str) -> str:
    """Another member of the request, in Lua, where ``i`` is the next request's number."""
    if not re.fullmatch(r"\$M\d+", part):
        return ""
    return f"members[((i - 1) * {STRIDE} + {int(part[2:]) * APART}) % #members + 1]"


class Driven(msgspec.Struct):
    """What came of a load.

    Args:
        count: Answers.
        seconds: From the first request to the last answer.
        p50_ms: Latency below which half of them came.
        p99_ms: … and 99 of 100.
        by: Which generator.
    """

    count: int
    seconds: float
    p50_ms: float
    p99_ms: float
    by: str

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds


class _Told(msgspec.Struct):
    count: int
    microseconds: int
    refused: int
    broken: int
    p50: float
    p99: float


async def drive(
    host: str, port: int, plan: Plan, members: Sequence[int], *, tag: str, connections: int, seconds: int, count: int
) -> Driven:
    """Keep so many connections busy: for ``seconds`` with wrk, or with ``count`` requests without it.

    Raises:
        AssertionError: an answer was not of status 2xx.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        load = await drive_http(host, port, plan.render(members, count, tag), connections=connections)
        assert set(load.statuses) == {200}, (load.statuses, load.last_body)
        return Driven(count, load.seconds, load.quantile(0.5), load.quantile(0.99), "own generator")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(plan.render_script(members, tag))
        script.flush()
        command = (
            wrk, "--threads", "1", "--timeout", "20s", "--connections", str(connections), "--duration",
            f"{seconds}s", "--script", script.name, f"http://{host}:{port}",
        )  # fmt: skip
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    told = msgspec.json.decode(out.rpartition(b"\n")[2], type=_Told)
    assert (told.refused, told.broken) == (0, 0), out.decode()
    return Driven(told.count, told.microseconds / 1e6, told.p50 / 1e3, told.p99 / 1e3, "wrk")
