"""Typed errors: what the server said no to, and what happened on the way to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import msgspec

_EXCERPT = 200
_ADDRESS = re.compile(r"\s+")


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a request.

    Args:
        path: Where, as a dotted path from the root of the request.
        code: Stable machine-readable code.
        message: What is wrong, for a person.
        fix: What to do about it; may be empty.
    """

    path: str = ""
    code: str = ""
    message: str = ""
    fix: str = ""


class LiukeError(Exception):
    """Base of all errors of this package.

    Attributes:
        key: The idempotency key the request went out with; empty without one. Sending the request again under the same
            key is always safe: it happens once.
        attempts: How often the request was sent.
    """

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.key = ""
        self.attempts = 0


# -- on the way -------------------------------------------------------------------------------------------------------
class TransportError(LiukeError):
    """No answer came. Whether the request was carried out is not known, unless :class:`NotSent` says so."""


class NotSent(TransportError):
    """The server could not be reached: nothing was carried out."""


class ConnectionLost(TransportError):
    """The connection ended before the answer came."""


class TimedOut(TransportError):
    """The answer did not come in time."""


class UnexpectedAnswer(LiukeError):
    """An answer came that is not what this version of the package knows; the request was carried out."""


# -- problems ---------------------------------------------------------------------------------------------------------
class ApiError(LiukeError):
    """The server answered with a problem document (RFC 9457).

    Attributes:
        status: HTTP status.
        code: Stable machine-readable code; ``http-502`` and the like where something before the server answered.
        title: What kind of problem.
        detail: What is wrong in this case.
        fix: What to do about it; may be empty.
        faults: All that is wrong with the request.
        reason: Of a refusal: stable code of the rule that said no; else empty.
        request_id: Names this request in the server's log.
        retry_after: Seconds to wait before the next try, where the server says so.
        extra: Further fields of the document.
    """

    def __init__(
        self, status: int, document: Mapping[str, Any], *, request_id: str = "", retry_after: float | None = None
    ) -> None:
        known = dict(document)
        known.pop("type", None)
        known.pop("status", None)
        self.status = status
        self.code = str(known.pop("code", f"http-{status}"))
        self.title = str(known.pop("title", ""))
        self.detail = str(known.pop("detail", ""))
        self.fix = str(known.pop("fix", ""))
        self.faults = _read_faults(known.pop("faults", ()))
        self.reason = str(known.pop("reason", ""))
        self.request_id = str(known.pop("instance", "") or request_id)
        self.retry_after = retry_after
        self.extra = known
        super().__init__(self.render())

    def render(self) -> str:
        """Title and detail, each fault on a line of its own, the fix, and the request's id."""
        head = ": ".join(part for part in (self.title or self.code, self.detail) if part)
        lines = [f"{head} [{self.code}]"]
        for fault in self.faults:
            advice = f" ({fault.fix})" if fault.fix else ""
            lines.append(f"  - {fault.path}: {fault.message} [{fault.code}]{advice}")
        if self.fix:
            lines.append(f"  → {self.fix}")
        if self.request_id:
            lines.append(f"  request {self.request_id}")
        return "\n".join(lines)


class BadRequest(ApiError):
    """The request cannot be read (400, 413, 415)."""


class Unauthorized(ApiError):
    """The key or token is missing, unknown, wrong, expired or revoked (401)."""


class Forbidden(ApiError):
    """The key or token is good but may not do this (403)."""


class NotFound(ApiError):
    """What was named does not exist (404, 405)."""


class Conflict(ApiError):
    """The request contradicts what is recorded (409, 412, 428)."""


class KeyReused(Conflict):
    """This idempotency key was used with another input."""


class Refused(Conflict):
    """A rule says no and nothing was changed; ``reason`` is its code."""


class InvalidInput(ApiError):
    """The request is readable but wrong; ``faults`` names every wrong place (422)."""


class RateLimited(ApiError):
    """Too many calls (429); ``retry_after`` says when to go on."""


class ServerError(ApiError):
    """Something went wrong on the server's side (5xx)."""


class Unavailable(ServerError):
    """The server, or what stands before it, cannot answer at the moment (502, 503, 504)."""


_BY_CODE: dict[str, type[ApiError]] = {"idempotency-key-reused": KeyReused, "refused": Refused}
_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 405: NotFound, 409: Conflict, 412: Conflict,
    413: BadRequest, 415: BadRequest, 422: InvalidInput, 428: Conflict, 429: RateLimited, 502: Unavailable,
    503: Unavailable, 504: Unavailable,
}  # fmt: skip


def read_problem(status: int, headers: Mapping[str, str], content: bytes) -> ApiError:
    """The error of an answer with a status of 400 or above, whoever gave it."""
    document: Any = None
    if "json" in headers.get("content-type", ""):
        try:
            document = msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            document = None
    if not isinstance(document, dict):
        words = _ADDRESS.sub(" ", content.decode("utf-8", "replace")).strip()[:_EXCERPT]
        document = {"title": f"HTTP {status}", "detail": words}
    known = cast("dict[str, Any]", document)
    return make_problem(
        status, known, request_id=headers.get("x-request-id", ""), retry_after=_read_retry_after(headers)
    )


def make_problem(
    status: int, document: Mapping[str, Any], *, request_id: str = "", retry_after: float | None = None
) -> ApiError:
    """The error that a problem document stands for."""
    fallback = ServerError if status >= 500 else ApiError
    type_ = _BY_CODE.get(str(document.get("code"))) or _BY_STATUS.get(status, fallback)
    return type_(status, document, request_id=request_id, retry_after=retry_after)


def _read_faults(value: Any) -> tuple[Fault, ...]:
    try:
        return tuple(msgspec.convert(value, list[Fault]))
    except msgspec.ValidationError:
        return ()


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
