"""What an endpoint is, and what it is given: a value for each, which its feature lists.

A handler receives a :class:`Call` whose body and query are typed and sound, and returns a struct (or plain data), a
:class:`Page`, JSON that is encoded already (:class:`RawJson`), other text (:class:`Content`) or a :class:`Stream`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from liuke.http.principal import Principal
from liuke.kernel.errors import LiukeError
from liuke.kernel.text import Locale, Text

if TYPE_CHECKING:
    from liuke.http.services import Services, Tenants

T = TypeVar("T")
S = TypeVar("S")
Headers = list[tuple[bytes, bytes]]

BODY_LIMIT = 1024 * 1024
"""Bytes a body may have where an endpoint does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path.

    Args:
        method: ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
        path: ``/v1/members/{member}``; a part in braces is one segment.
        handler: What answers.
        summary: One line, for the reference.
        tag: Under which the reference lists it.
        scopes: Any of them suffices; none: public.
        body: Struct of the body, if one is taken.
        query: Struct of the query, if there are parameters; every field has a default.
        response: Type of the answer, for the reference.
        result: Type of the answer's field ``result``, for the reference.
        status: Of success.
        errors: Expected errors beside those that every endpoint has.
        member_token: Also callable by a member's own token, for ``{member}`` = ``me`` or the member's own id.
        from_pages: Whether pages of other origins that the server allows may call it, though it takes no token.
        keyed: Whether it is an operation that needs the header ``Idempotency-Key``.
        body_limit: Bytes.
        streams: Whether the handler reads the body itself, piece by piece; ``body`` is then only for the reference.
        media: Content type of the answer, for the reference.
        also_media: Other content types that parameters of the query choose.
        about: More for the reference, in Markdown.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Any]]
    summary: Text
    tag: str
    scopes: tuple[str, ...]
    body: Any = None
    query: Any = None
    response: Any = None
    result: Any = None
    status: int = 200
    errors: tuple[type[LiukeError], ...] = ()
    member_token: bool = False
    keyed: bool = False
    from_pages: bool = False
    body_limit: int = BODY_LIMIT
    streams: bool = False
    media: str = "application/json"
    also_media: tuple[str, ...] = ()
    about: str = ""


class Call:
    """One request on its way through a handler.

    Attributes:
        endpoint: Which is called.
        services: The tenant's engine, programs and pools; not for public endpoints.
        tenants: All that are open in this process.
        principal: Who calls.
        body: Typed by ``endpoint.body``; None without one.
        query: Typed by ``endpoint.query``; None without one.
        params: Segments of the path that stand in braces, decoded.
        key: The header ``Idempotency-Key``; empty without one.
        request_id: For logs and problem documents.
        locale: Of texts in the answer.
        problem_locale: Of errors: the one that was asked for, else English.
        receive: The body, piece by piece (``endpoint.streams``).
        headers: Of the request, as the server gives them.
        peer: Address and port of the network that the request came from; ``None`` where the server does not know.
        answer_headers: To be added to the answer.
        status: Of the answer, where it differs from the endpoint's.
    """

    __slots__ = (
        "answer_headers", "body", "endpoint", "headers", "key", "locale", "params", "peer", "principal",
        "problem_locale", "query", "receive", "request_id", "services", "status", "tenants",
    )  # fmt: skip

    def __init__(
        self, endpoint: Endpoint, tenants: Tenants, services: Services, principal: Principal, request_id: str
    ) -> None:
        self.endpoint = endpoint
        self.tenants = tenants
        self.services = services
        self.principal = principal
        self.request_id = request_id
        self.body: Any = None
        self.query: Any = None
        self.params: Mapping[str, str] = {}
        self.key = ""
        self.locale: Locale = "zh"
        self.problem_locale: Locale = "en"
        self.receive: Callable[[], AsyncIterator[bytes]] | None = None
        self.headers: Headers = []
        self.peer: tuple[str, int] | None = None
        self.answer_headers: Headers = []
        self.status = 0

    def render_problem(self, error: LiukeError) -> dict[str, Any]:
        """The problem document of an error in the middle of an answer."""
        return self.tenants.problems.render(error, self.problem_locale)

    def header(self, name: bytes) -> str:
        """A header of the request by its lower-case name; empty where it is missing."""
        return next((value.decode("latin-1") for known, value in self.headers if known == name), "")


class Page(msgspec.Struct, Generic[T]):
    """One page of a list.

    Args:
        items: In order.
        next_cursor: For ``?cursor=`` of the next page; null on the last one.
    """

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class RawJson:
    """An answer that is JSON already."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """An answer that is no JSON.

    Args:
        body: As sent.
        media: Content type.
    """

    body: bytes
    media: str


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer of unknown length.

    Args:
        chunks: Sent as they come.
        media: Content type.
        filename: Offered for saving; empty: shown.
        finishes: Whether it is more than reading, and goes on to its end when nobody is there to be answered.
    """

    chunks: AsyncGenerator[bytes]
    media: str
    filename: str = ""
    finishes: bool = False
