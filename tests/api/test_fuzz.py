"""Values that nobody sends on purpose, in every place of every request: an answer in words, and never a 5xx."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest

from liuke.api.catalogue import ENDPOINTS
from liuke.features import DOMAINS
from liuke.http.contracts import Endpoint
from tests.api.support import PLAIN, Served
from tests.api.test_serving import body_for

YEAR_1_US, YEAR_9999_US = -62_135_596_800_000_000, 253_402_300_799_999_999
TEXTS = [
    "", " ", "\x00", "a\x00b", "😀🀄𠮷", "\u202eevil\u202c", "\u0301\u0301", "\ufeff", "\ufffe", "a" * 5_000,
    "会" * 200,
    "'; DROP TABLE tenant;--", "../../etc/passwd", "%00", "{{7*7}}", "wechat:", ":x", "wechat:\x00", "wechat:😀", "me",
    "²", "v²", "0", "-1", "9223372036854775807", "9223372036854775808", "9" * 400, "~test/1",
    "9" * 5_000, "0001-01-01", "9999-12-31", "0000-00-00",
    "2026-02-30", "2026-13", "9999-12", "0001-01", "١٢٣", "1e5",
]  # fmt: skip
NUMBERS = [
    0, -1, 1, 2**31 - 1, 2**31, -(2**31) - 1, 2**53, 2**62, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30, 0.5, -0.0,
    1e308, YEAR_1_US, YEAR_9999_US,
]  # fmt: skip
NESTED: Any = 0
for _ in range(700):
    NESTED = [NESTED]
OTHERS: list[Any] = [
    ["9" * 5_000],
    ["²"],
    [10**4_000],
    NESTED,
    {"a": NESTED},
    None,
    True,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"\x00": "\x00"},
]
RAW = [
    b"", b"null", b"[]", b"0", b'"x"', b"{", b"NaN", b'{"a":1e400}', b'{"a":NaN}', b'{"a":"\\ud800"}',
    b'{"a":"\\udc00\\ud800"}', b'{"a":"\xff\xfe"}', b'{"a":"\xed\xa0\x80"}', b'{"a":1,"a":2}', b"\x00", b"[" * 50_000,
    b'{"a":' * 20_000, b"\xef\xbb\xbf{}", b'{"profile":{"a":"\\ud800"}}', b'{"spec":{"\\ud800":1}}',
    b'{"yaml":"\\ud800"}',
]  # fmt: skip

Request = tuple[str, str, bytes | None]


def fill(path: str, member: str) -> str:
    return re.sub(r"\{\w+\}", "1", path.replace("{member}", member))


def encode(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=True).encode()


def bad_paths(endpoint: Endpoint, member: str) -> Iterator[Request]:
    body = encode(body_for(endpoint.path)) if endpoint.body is not None else None
    raw = ("%ff%fe", "%ed%a0%80", "%", "%zz", "%2e%2e", "%c0%80")
    for name in re.findall(r"\{\w+\}", endpoint.path):
        for value in (*(quote(text, safe="") for text in TEXTS), *raw):
            yield endpoint.method, fill(endpoint.path.replace(name, value), member), body


def bad_queries(endpoint: Endpoint, member: str) -> Iterator[Request]:
    if endpoint.query is None:
        return
    body = encode(body_for(endpoint.path)) if endpoint.body is not None else None
    for field in msgspec.structs.fields(endpoint.query):
        for value in (*TEXTS, *map(str, NUMBERS)):
            yield endpoint.method, f"{fill(endpoint.path, member)}?{field.encode_name}={quote(value[:2_000])}", body
        yield endpoint.method, f"{fill(endpoint.path, member)}?{field.encode_name}=%ff%ed%a0%80", body


def bad_bodies(endpoint: Endpoint, member: str) -> Iterator[Request]:
    if endpoint.body is None:
        return
    path = fill(endpoint.path, member)
    for raw in RAW:
        yield endpoint.method, path, raw
    if not isinstance(endpoint.body, type) or not issubclass(endpoint.body, msgspec.Struct):
        return
    base = body_for(endpoint.path)
    for field in msgspec.structs.fields(endpoint.body):
        for value in (*TEXTS, *NUMBERS, *OTHERS):
            yield endpoint.method, path, encode({**base, field.encode_name: value})


def bad_events(member: str) -> Iterator[Request]:
    plain = {"str": "x", "bool": True, "list": [], "map": {}}
    for event_type in (one for domain in DOMAINS for one in domain.event_types):
        fields = event_type.fields
        base = {name: plain.get(spec.kind, 1) for name, spec in fields.items() if spec.required}
        event = {"type": event_type.name, "member": member, "key": f"fuzz:{event_type.name}", "data": base}
        for t_us in (1, YEAR_9999_US, 2**62 - 1, YEAR_1_US, 631_152_000_000_000):
            yield "POST", "/v1/events", encode({**event, "t_us": t_us})
        for place, name in enumerate(fields):
            for number, value in enumerate((*TEXTS, *NUMBERS, *OTHERS)):
                data = {**base, name: value}
                yield (
                    "POST",
                    "/v1/events",
                    encode({**event, "key": f"{event_type.name}:{place}:{number}", "data": data}),
                )


def skip(endpoint: Endpoint) -> bool:
    return endpoint.path in {"/v1/sessions", "/v1/me/password"}  # each try is hashed for a tenth of a second


KINDS = {"paths": bad_paths, "queries": bad_queries, "bodies": bad_bodies}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*KINDS, "events"])
def test_nothing_breaks(shop: Served, kind: str) -> None:
    member = shop.member(f"fuzz-{kind}")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": f"fuzz-{kind}", "amount_cents": 9_900})
    if kind == "events":
        requests = list(bad_events(member))
    else:
        requests = [one for e in ENDPOINTS if not skip(e) for one in KINDS[kind](e, member)]
    wrong = send_all(shop, requests)
    assert not wrong, f"{len(wrong)} of {len(requests)}:\n" + "\n".join(sorted(wrong)[:30])
    assert len(requests) > 500
    # whoever comes next is served
    assert shop.ok("GET", f"/v1/members/{member}")["member_id"] == member


def send_all(shop: Served, requests: list[Request]) -> list[str]:
    local = threading.local()
    opened, wrong = list[httpx.Client](), list[str]()

    def send(numbered: tuple[int, Request]) -> None:
        number, (method, path, body) = numbered
        if not hasattr(local, "client"):
            local.client = httpx.Client(
                base_url=shop.url, verify=PLAIN, timeout=30, headers={"Authorization": f"Bearer {shop.keys['owner']}"}
            )
            opened.append(local.client)
        answer = local.client.request(
            method,
            path,
            content=body,
            headers={"Idempotency-Key": f"fuzz-{number}", "Content-Type": "application/json"},
        )
        fault = judge(answer)
        if fault:
            wrong.append(f"{fault} {method} {path[:120]} {(body or b'')[:200]!r}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(send, enumerate(requests)))
    for client in opened:
        client.close()
    return wrong


def judge(answer: httpx.Response) -> str:
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.json().get('code')}"
    if answer.status_code >= 400:
        if answer.headers["content-type"] != "application/problem+json":
            return f"{answer.status_code} as {answer.headers['content-type']}"
        if answer.json()["instance"] != answer.headers["x-request-id"]:
            return "another request's id"
    return ""
