"""Requests and answers as values, and the one loop that every request goes through; no input or output of its own.

A *flow* is a generator that yields what is to be done (:class:`Send`, :class:`Sleep`) and is given the outcome. The
drivers of :mod:`liuke_sdk.drivers` carry flows out, blocking or not: neither knows anything about requests.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from liuke_sdk.errors import LiukeError, TimedOut, UnexpectedAnswer, read_problem
from liuke_sdk.retry import RetryPolicy, decide_wait

T = TypeVar("T")
R = TypeVar("R")

IDEMPOTENCY_KEY = "idempotency-key"
Locale: TypeAlias = str
Content: TypeAlias = bytes | Callable[[], Iterable[bytes]]
"""A body, or what makes it anew for each attempt."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes.

    Args:
        method: HTTP method.
        path: With parameters in braces.
        keyed: Whether it carries the header ``Idempotency-Key``.
        safe: Whether sending it twice does no more than sending it once, without a key.
    """

    method: str
    path: str
    keyed: bool = False
    safe: bool = False


@dataclass(frozen=True)
class Ask(Generic[T]):
    """A request that is complete but for the address and the credential.

    Args:
        answer: Type of the answer's body; ``None``: there is none; ``bytes``: as it is.
        params: For the braces of the path.
        body: A struct; ``UNSET``: none.
        query: Parameters; those that are ``UNSET`` or ``None`` are left out.
        headers: Further ones; those that are ``None`` are left out.
        key: Idempotency key; ``None``: one is made.
        content: A body that is not JSON.
        media: Its content type.
    """

    answer: Any
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = msgspec.UNSET
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    headers: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    key: str | None = None
    content: Content | None = None
    media: str = "application/json"


@dataclass(frozen=True, slots=True)
class Send:
    """Send this; the outcome is a :class:`Reply`, or a :class:`~liuke_sdk.errors.TransportError` is thrown."""

    method: str
    url: str
    headers: dict[str, str]
    content: Content | None
    timeout: float
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``live`` is the open response where a stream was asked for and began."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    live: Any = None


Flow: TypeAlias = Generator[Send | Sleep, Reply | None, R]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a client is set to; see :class:`liuke_sdk.Client`."""

    base_url: str
    credential: str | Callable[[], str]
    locale: Locale = "zh"
    timeout: float = 10.0
    deadline: float = 30.0
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    user_agent: str = "liuke-sdk-python"
    clock: Callable[[], float] = time.monotonic
    draw: Callable[[], float] = random.random


def make_key() -> str:
    """A fresh idempotency key."""
    return str(uuid.uuid4())


def call_flow(settings: Settings, route: Route, ask: Ask[T]) -> Flow[T]:
    """Send a request until it is answered or time is up, and read the answer."""
    reply = yield from exchange_flow(settings, route, ask)
    return read_answer(reply, ask.answer)


def exchange_flow(settings: Settings, route: Route, ask: Ask[Any], *, stream: bool = False) -> Flow[Reply]:
    """Send a request until it is answered or time is up; every attempt carries the same key.

    Raises:
        LiukeError: of the last attempt.
    """
    key = (ask.key or make_key()) if route.keyed else ""
    url = render_url(settings.base_url, route.path, ask)
    repeatable = route.keyed or route.safe or route.method in {"GET", "HEAD"}
    content = encode_content(ask)
    until = settings.clock() + settings.deadline
    attempt = 0
    while True:
        attempt += 1
        left = until - settings.clock()
        error: LiukeError
        if left <= 0:
            error = TimedOut(f"{route.method} {url}: no time left after {settings.deadline:g} s")
            raise _mark(error, key, attempt - 1)
        headers = _render_headers(settings, ask, key, has_content=content is not None)
        try:
            timeout = min(settings.timeout, left)
            reply = yield Send(route.method, url, headers, content, timeout, stream)
            assert reply is not None
            if reply.status < 400:
                return reply
            error = read_problem(reply.status, reply.headers, reply.content)
        except LiukeError as failed:
            error = failed
        wait = decide_wait(settings.retry, error, attempt=attempt, repeatable=repeatable, draw=settings.draw())
        if wait is None or settings.clock() + wait >= until:
            raise _mark(error, key, attempt)
        yield Sleep(wait)


def read_answer(reply: Reply, type_: Any) -> Any:
    """The typed answer.

    Raises:
        UnexpectedAnswer: it is something else.
    """
    if type_ is None:
        return None
    if type_ is bytes:
        return reply.content
    try:
        return _find_decoder(type_).decode(reply.content)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnexpectedAnswer(
            f"the answer cannot be read ({error}); is this package older than the server?"
        ) from error


def render_url(base_url: str, path: str, ask: Ask[Any]) -> str:
    """The whole address; parameters of the path are one segment each, whatever they contain.

    Raises:
        ValueError: a parameter is empty, or one that would change the path.
    """
    for name, value in ask.params.items():
        if value in {"", ".", ".."}:
            raise ValueError(f"{name} must name something, not {value!r}")
        path = path.replace(f"{{{name}}}", quote(value, safe=":"), 1)
    pairs = [(name, _render_value(value)) for name, value in ask.query.items() if value not in (None, msgspec.UNSET)]
    return f"{base_url.rstrip('/')}{path}{'?' + urlencode(pairs) if pairs else ''}"


def encode_content(ask: Ask[Any]) -> Content | None:
    """The body as it is sent."""
    if ask.content is not None:
        return ask.content
    return None if ask.body is msgspec.UNSET else msgspec.json.encode(ask.body)


def _render_headers(settings: Settings, ask: Ask[Any], key: str, *, has_content: bool) -> dict[str, str]:
    credential = settings.credential if isinstance(settings.credential, str) else settings.credential()
    headers = {
        "accept": "application/json, application/problem+json, */*;q=0.5",
        "accept-language": settings.locale,
        "user-agent": settings.user_agent,
    }
    if credential:
        headers["authorization"] = f"Bearer {credential}"
    if key:
        headers[IDEMPOTENCY_KEY] = key
    if has_content:
        headers["content-type"] = ask.media
    headers.update({name: value for name, value in ask.headers.items() if value is not None})
    return headers


def _render_value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _mark(error: LiukeError, key: str, attempts: int) -> LiukeError:
    error.key, error.attempts = key, attempts
    return error


@lru_cache(maxsize=512)
def _find_decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)
