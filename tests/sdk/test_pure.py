"""Parts of the Python client that need no server: errors, waits, signatures, batches, addresses."""

from __future__ import annotations

import base64
import hashlib
import hmac

import httpx
import msgspec
import pytest

from liuke_sdk import (
    ApiError,
    AsyncClient,
    BadRequest,
    Client,
    Conflict,
    ConnectionLost,
    Fault,
    Forbidden,
    InvalidInput,
    KeyReused,
    NotFound,
    NotSent,
    RateLimited,
    Refused,
    RetryPolicy,
    ServerError,
    TimedOut,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
    Webhook,
    WebhookRejected,
    make_event,
    verify_webhook,
)
from liuke_sdk.errors import read_problem
from liuke_sdk.groups.events import MAX_BATCH, MAX_BATCH_BYTES, cut_batches
from liuke_sdk.models import Alive
from liuke_sdk.retry import decide_wait
from liuke_sdk.wire import Ask, Reply, read_answer, render_url

PROBLEM = {"content-type": "application/problem+json"}


# -- errors -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "code", "type_"),
    [
        (400, "malformed-json", BadRequest),
        (401, "unauthorized", Unauthorized),
        (403, "forbidden", Forbidden),
        (404, "not-found", NotFound),
        (409, "conflict", Conflict),
        (409, "idempotency-key-reused", KeyReused),
        (409, "refused", Refused),
        (409, "no-program", Conflict),
        (413, "body-too-large", BadRequest),
        (418, "teapot", ApiError),
        (422, "invalid-input", InvalidInput),
        (429, "rate-limited", RateLimited),
        (500, "internal", ServerError),
        (503, "db-unavailable", Unavailable),
        (507, "db-out-of-disk-space", ServerError),
    ],
)
def test_each_problem_has_its_type(status: int, code: str, type_: type[ApiError]) -> None:
    error = read_problem(status, PROBLEM, msgspec.json.encode({"status": status, "code": code, "title": "t"}))
    assert type(error) is type_
    assert (error.status, error.code, error.title) == (status, code, "t")


def test_a_problem_is_read_whole() -> None:
    document = {
        "type": "https://liuke.dev/problems/invalid-input", "title": "The input is not valid", "status": 422,
        "code": "invalid-input", "detail": "2 faults", "fix": "mend it", "instance": "req-7", "scopes": ["a"],
        "faults": [{"path": "amount", "code": "out-of-range", "message": "too much", "fix": "less"}, {"path": "x"}],
    }  # fmt: skip
    error = read_problem(422, PROBLEM, msgspec.json.encode(document))
    assert error.faults == (Fault("amount", "out-of-range", "too much", "less"), Fault("x"))
    assert (error.detail, error.fix, error.request_id, error.reason) == ("2 faults", "mend it", "req-7", "")
    assert error.extra == {"scopes": ["a"]}
    assert str(error) == (
        "The input is not valid: 2 faults [invalid-input]\n  - amount: too much [out-of-range] (less)\n"
        "  - x:  []\n  → mend it\n  request req-7"
    )


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/html", b"<h1>Bad\n  Gateway</h1>"),
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("", b"\xff"),
    ],
)
def test_who_does_not_speak_problems_is_understood_too(content_type: str, content: bytes) -> None:
    error = read_problem(502, {"content-type": content_type, "x-request-id": "r"}, content)
    assert type(error) is Unavailable
    assert (error.code, error.request_id, error.faults) == ("http-502", "r", ())
    assert error.title == "HTTP 502"


def test_faults_of_an_unknown_shape_do_not_hide_the_problem() -> None:
    error = read_problem(422, PROBLEM, b'{"code":"x","faults":"many"}')
    assert (type(error), error.code, error.faults) == (InvalidInput, "x", ())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0", 0.0), ("", None), ("soon", None), ("-3", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_retry_after_is_read(value: str, seconds: float | None) -> None:
    assert read_problem(429, {"retry-after": value}, b"").retry_after == seconds


def test_an_answer_of_another_shape_is_not_taken() -> None:
    with pytest.raises(UnexpectedAnswer, match="older than the server"):
        read_answer(Reply(200, {}, b'{"status":1}'), Alive)
    with pytest.raises(UnexpectedAnswer):
        read_answer(Reply(200, {}, b"<html>"), Alive)
    known = read_answer(Reply(200, {}, b'{"status":"alive","version":"9","novelty":true}'), Alive)
    assert known == Alive(status="alive", version="9")


# -- waits ------------------------------------------------------------------------------------------------------------
POLICY = RetryPolicy(attempts=4, first_seconds=0.2, longest_seconds=0.5)


@pytest.mark.parametrize(
    ("attempt", "draw", "wait"),
    [(1, 0.0, 0.1), (1, 1.0, 0.2), (2, 1.0, 0.4), (3, 1.0, 0.5), (3, 0.0, 0.25), (4, 1.0, None)],
)
def test_waits_double_up_to_a_limit(attempt: int, draw: float, wait: float | None) -> None:
    found = decide_wait(POLICY, ConnectionLost("x"), attempt=attempt, repeatable=True, draw=draw)
    assert found == (wait if wait is None else pytest.approx(wait))


def problem(status: int, code: str, retry_after: float | None = None) -> ApiError:
    error = read_problem(status, PROBLEM, msgspec.json.encode({"code": code}))
    error.retry_after = retry_after
    return error


def test_the_servers_wish_is_kept() -> None:
    wait = decide_wait(POLICY, problem(429, "rate-limited", 3.0), attempt=1, repeatable=True, draw=0.5)
    assert wait == pytest.approx(3.05)


@pytest.mark.parametrize(
    ("error", "repeatable", "again"),
    [
        (NotSent("x"), False, True),
        (ConnectionLost("x"), False, False),
        (TimedOut("x"), False, False),
        (TimedOut("x"), True, True),
        (problem(503, "db-unavailable"), False, True),
        (problem(503, "db-commit-in-doubt"), False, False),
        (problem(503, "db-commit-in-doubt"), True, True),
        (problem(502, "http-502"), False, False),
        (problem(502, "http-502"), True, True),
        (problem(504, "http-504"), True, True),
        (problem(429, "rate-limited"), False, True),
        (problem(500, "internal"), True, False),
        (problem(409, "refused"), True, False),
        (problem(422, "invalid-input"), True, False),
    ],
)
def test_what_may_be_sent_again(error: ApiError, *, repeatable: bool, again: bool) -> None:
    wait = decide_wait(POLICY, error, attempt=1, repeatable=repeatable, draw=0.0)
    assert (wait is not None) is again


# -- addresses and settings -------------------------------------------------------------------------------------------
def test_a_parameter_is_one_segment_whatever_it_contains() -> None:
    ask = Ask[None](None, params={"member": "wechat:a/b?c#d e%茶"}, query={"q": "x&y=1", "texts": False, "no": None})
    assert render_url("http://h/", "/v1/members/{member}/centre", ask) == (
        "http://h/v1/members/wechat:a%2Fb%3Fc%23d%20e%25%E8%8C%B6/centre?q=x%26y%3D1&texts=false"
    )


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_parameter_that_would_change_the_path_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="member must name something"):
        render_url("http://h", "/v1/members/{member}", Ask[None](None, params={"member": value}))


def test_settings_that_make_no_sense_are_told_all_at_once() -> None:
    with pytest.raises(ValueError, match="base_url") as caught:
        Client("localhost:8080", "lk_é", locale="fr", timeout=0, deadline=float("nan"), retry=RetryPolicy(attempts=0))
    assert [part.partition(":")[0] for part in str(caught.value).split("; ")] == [
        "base_url", "locale", "timeout", "deadline", "retry.attempts", "credential",
    ]  # fmt: skip


# -- batches ----------------------------------------------------------------------------------------------------------
def test_batches_keep_number_and_bytes() -> None:
    small = [make_event("app.opened", member="1", key=str(n)) for n in range(MAX_BATCH * 2 + 1)]
    assert [len(batch) for batch in cut_batches(small)] == [MAX_BATCH, MAX_BATCH, 1]
    large = [make_event("app.opened", member="1", key=str(n), data={"x": "y" * 1_000_000}) for n in range(20)]
    batches = list(cut_batches(large))
    assert [len(batch) for batch in batches] == [7, 7, 6]
    assert all(len(msgspec.json.encode(batch)) <= MAX_BATCH_BYTES + 2 for batch in batches)
    assert [event.key for batch in batches for event in batch] == [str(n) for n in range(20)]
    assert list(cut_batches([])) == []


# -- webhooks ---------------------------------------------------------------------------------------------------------
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = 1_614_265_330
BODY = b'{"test": 2432232314}'
HEADERS = {
    "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "Webhook-Timestamp": str(NOW),
    "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
"""The example that the convention's own libraries test with."""


def sign(body: bytes, secret: str = SECRET, *, stamp: str = str(NOW)) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, f"evt_1.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": "evt_1", "webhook-timestamp": stamp, "webhook-signature": "v1," + base64.b64encode(made).decode(),
    }  # fmt: skip


def rejected(body: bytes, headers: dict[str, str], secrets: str | list[str] = SECRET, *, now: float = NOW) -> str:
    with pytest.raises(WebhookRejected) as caught:
        verify_webhook(body, headers, secrets, now=now)
    return caught.value.code


def test_the_conventions_own_example_is_good_until_its_body_is_read() -> None:
    assert rejected(BODY, HEADERS) == "not-readable"  # the signature is good; it is no fact of ours
    assert rejected(BODY + b" ", HEADERS) == "wrong-signature"


def test_a_fact_is_read() -> None:
    fact = {"id": "evt_1", "type": "tier.upgraded", "occurred_us": 5, "member_id": "7", "data": {"new": "gold"}}
    body = msgspec.json.encode(fact)
    wanted = Webhook("evt_1", "tier.upgraded", 5, "7", 1, {"new": "gold"})
    assert verify_webhook(body, sign(body), SECRET, now=NOW) == wanted
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    assert verify_webhook(body, sign(body), [other, SECRET], now=NOW + 300) == wanted
    both = sign(body, other)
    both["webhook-signature"] = f"v1a,{'A' * 44} v1,!! {both['webhook-signature']} {sign(body)['webhook-signature']}"
    assert verify_webhook(body, both, SECRET, now=NOW - 300) == wanted


def test_what_is_forged_late_or_torn_is_not_taken() -> None:
    body = b'{"id":"evt_1","type":"t"}'
    good = sign(body)
    assert rejected(body, {}) == "header-missing"
    assert rejected(body, {**good, "webhook-signature": ""}) == "header-missing"
    assert rejected(body, {**good, "webhook-id": "evt_2"}) == "wrong-signature"
    assert rejected(body, {**good, "webhook-timestamp": str(NOW + 1)}) == "wrong-signature"
    assert (
        rejected(body, {**good, "webhook-signature": good["webhook-signature"].replace("v1,", "v2,")})
        == "wrong-signature"
    )
    assert rejected(body, good, now=NOW + 301) == "too-old"
    assert rejected(body, good, now=NOW - 301) == "too-new"
    assert rejected(body, {**good, "webhook-timestamp": "1e9"}) == "time-not-readable"
    assert rejected(body, {**good, "webhook-timestamp": "-1"}) == "time-not-readable"


def test_an_answer_that_cannot_be_unpacked_is_an_answer_that_was_lost() -> None:
    sent = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("idempotency-key", ""))
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"torn by a proxy"))

    quick = RetryPolicy(attempts=3, first_seconds=0.001)
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = Client("http://x", "lk_x", http=http, retry=quick)
        with pytest.raises(ConnectionLost, match="decompressing") as lost:
            client.points.earn("1", asset="points", amount=1)
        assert (lost.value.attempts, sent) == (3, [lost.value.key] * 3)
        sent.clear()
        with pytest.raises(ConnectionLost, match="decompressing"):
            list(client.bulk.postings().chunks())


async def test_the_async_client_takes_it_for_lost_too() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"torn by a proxy"))

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        client = AsyncClient("http://x", "lk_x", http=http, retry=RetryPolicy(attempts=2, first_seconds=0.001))
        with pytest.raises(ConnectionLost, match="decompressing") as lost:
            await client.points.earn("1", asset="points", amount=1, key="k")
    assert (lost.value.attempts, lost.value.key) == (2, "k")


def test_without_a_readable_secret_nothing_is_checked() -> None:
    empty = hmac.digest(b"", f"evt_1.{NOW}.".encode() + BODY, hashlib.sha256)
    forged = {
        "webhook-id": "evt_1", "webhook-timestamp": str(NOW),
        "webhook-signature": "v1," + base64.b64encode(empty).decode(),
    }  # fmt: skip
    for unset in ("", "whsec_", [SECRET, ""]):
        with pytest.raises(ValueError, match="a secret is empty"):
            verify_webhook(BODY, forged, unset, now=NOW)
    for secrets in ([], "whsec_!!!"):
        with pytest.raises(ValueError, match="secret"):
            verify_webhook(BODY, HEADERS, secrets, now=NOW)
