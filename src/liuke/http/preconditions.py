"""Conditional requests: what a client last saw goes along in ``If-Match``, so that nobody writes over somebody else."""

from __future__ import annotations

from liuke.http.contracts import Call
from liuke.kernel.errors import Fault, InvalidInput, LiukeError


class PreconditionFailed(LiukeError):
    """It was changed since the client last saw it."""

    code = "precondition-failed"
    status = 412
    title = "Somebody has changed this meanwhile"


class PreconditionRequired(LiukeError):
    """It exists, and the client does not say which state of it is meant."""

    code = "precondition-required"
    status = 428
    title = "This needs the header If-Match"


def read_if_match(call: Call) -> int | None:
    """The number in ``If-Match``; ``None`` without the header, 0 for ``If-None-Match: *`` (it must not exist yet).

    Raises:
        InvalidInput: the header holds something else.
    """
    if call.header(b"if-none-match").strip() == "*":
        return 0
    given = call.header(b"if-match").strip()
    if not given:
        return None
    number = given.removeprefix("W/").strip('"')
    if number.isascii() and number.isdigit() and len(number) < 19:
        return int(number)
    fault = Fault("If-Match", "not-a-tag", f"{given[:50]!r} is no tag of ours", "send the header ETag as it came")
    raise InvalidInput("the header If-Match cannot be used", faults=[fault])


def put_etag(call: Call, number: int) -> None:
    """Say which state was answered with."""
    call.answer_headers.append((b"etag", b'"%d"' % number))
