"""Errors of HTTP itself, beside those of the domains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from liuke.kernel.errors import LiukeError


class HostUnclear(LiukeError):
    """The request does not say clearly, or says twice, whom it is for: proxies and servers could differ."""

    code = "host-unclear"
    status = 400
    title = "The header Host is missing, malformed or there twice"


class MalformedJson(LiukeError):
    """The body is no JSON."""

    code = "malformed-json"
    status = 400
    title = "The body is not valid JSON"


class Unauthorized(LiukeError):
    """No key or token came, or one that is unknown, wrong, expired or revoked; which of these is not said."""

    code = "unauthorized"
    status = 401
    title = "This needs a valid key or token"


class Forbidden(LiukeError):
    """The key or token is good, but may not do this."""

    code = "forbidden"
    status = 403
    title = "This is not allowed with this key or token"


class NoSuchRoute(LiukeError):
    """Nothing is offered under this path."""

    code = "no-such-route"
    status = 404
    title = "There is nothing here"


class MethodNotAllowed(LiukeError):
    """The path exists, but not with this method; the header Allow names those it has."""

    code = "method-not-allowed"
    status = 405
    title = "This method is not offered here"


class TooSlow(LiukeError):
    """The request did not come, or did not go on, within the time there is for it; the connection is closed."""

    code = "request-timeout"
    status = 408
    title = "The request came too slowly"


class NoHttp(LiukeError):
    """What came is no request of HTTP/1.1, or contradicts itself; the connection is closed."""

    code = "malformed-request"
    status = 400
    title = "The request is not valid HTTP"


class HeadTooLarge(LiukeError):
    """The headers of the request are longer than any that is meant; the connection is closed."""

    code = "head-too-large"
    status = 431
    title = "The headers of the request are too large"


class TooLarge(LiukeError):
    """The body is larger than this endpoint takes."""

    code = "body-too-large"
    status = 413
    title = "The body is too large"


class UnsupportedMedia(LiukeError):
    """The content type of the body is not taken here."""

    code = "unsupported-media-type"
    status = 415
    title = "This content type is not taken here"


class RateLimited(LiukeError):
    """More calls came with this key or token than it may make; Retry-After says when to go on."""

    code = "rate-limited"
    status = 429
    title = "Too many calls"

    def __init__(self, retry_after: int, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self.retry_after = retry_after
        self.headers = headers
        """What is left, as every answer says it."""
        super().__init__(fix=f"wait {retry_after} s, then go on more slowly")


class ServerFault(LiukeError):
    """Something unexpected went wrong; the log has it under the request's id."""

    code = "internal"
    status = 500
    title = "Something went wrong on our side"


class ShuttingDown(LiukeError):
    """The process is about to end and takes no more work; another one, or its successor, will."""

    code = "shutting-down"
    status = 503
    title = "This process is about to end"
    retry_after: ClassVar[int] = 1
