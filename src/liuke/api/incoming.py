"""The body of a request, as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from liuke.http.errors import MalformedJson, TooLarge, UnsupportedMedia

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def read_body(receive: Receive, length: bytes, limit: int) -> bytes:
    """The whole body.

    Args:
        receive: Of the protocol.
        length: What the client says of it; may be empty.
        limit: Bytes.

    Raises:
        MalformedJson: it broke off.
        TooLarge: it is longer, or says so.
    """
    if length and (not length.isdigit() or int(length[:20]) > limit):
        raise _too_large(limit)
    message = await _receive(receive)
    body: bytes = message.get("body", b"")
    chunks, total = [body], len(body)
    while total <= limit and message.get("more_body"):
        message = await _receive(receive)
        chunks.append(message.get("body", b""))
        total += len(chunks[-1])
    if total > limit:
        raise _too_large(limit)
    return body if len(chunks) == 1 else b"".join(chunks)


async def stream_body(receive: Receive) -> AsyncIterator[bytes]:
    """The body, piece by piece.

    Raises:
        MalformedJson: it broke off.
    """
    more = True
    while more:
        message = await _receive(receive)
        more = bool(message.get("more_body"))
        if message.get("body"):
            yield message["body"]


async def _receive(receive: Receive) -> dict[str, Any]:
    """The next message; a body that breaks off, be it before its first byte, is never taken for one that ended."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise MalformedJson("the connection ended before the body did")
    return message


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"at most {limit} bytes are taken here", fix="send less at a time", limit=limit)


def check_media(media: bytes, body: bytes) -> None:
    """Refuse a body that says it is no JSON.

    Raises:
        UnsupportedMedia: it does.
    """
    if body and media and media.partition(b";")[0].strip().lower() != b"application/json":
        name = media.decode("latin-1")[:100]
        raise UnsupportedMedia(f"{name!r} is not taken here", fix="send JSON with Content-Type: application/json")


def check_encoding(encoding: bytes) -> None:
    """Refuse a body that is packed.

    Raises:
        UnsupportedMedia: it is.
    """
    if encoding.strip().lower() != b"identity":
        name = encoding.decode("latin-1")[:100]
        raise UnsupportedMedia(f"a body packed as {name!r} is not taken here", fix="send it without Content-Encoding")
