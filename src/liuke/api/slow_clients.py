"""Clients that take too long to say what they want: they are told so, and cut off.

The server library waits without end for the rest of a request's head or body. Here every connection is looked at a few
times a second, all in one go; a request itself pays for two counters and no timer. What a connection is waited for:

- nothing: the server is at work, or has itself stopped reading; or it answers already while the client still sends, as
  streams of events do, whose pauses mean nothing. No clock runs.
- a head: from its first byte it has the head timeout, all of it.
- a body: in each span as long as the head timeout it brings at least :data:`PROGRESS_BYTES`, or its end.
- the first byte at all: as long as between two requests of a kept connection.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from liuke.api.errors import TooSlow

if TYPE_CHECKING:
    import asyncio

KEEP_ALIVE_SECONDS = 75
PROGRESS_BYTES = 1_024
LINGER_SECONDS = 1.0
"""Between telling a client that this is the end and closing the connection."""
Awaited = Literal["", "anything", "head", "body"]


class WatchedProtocol(HttpToolsProtocol):
    """The library's protocol, with what a glance from time to time needs to know."""

    begun = 0
    """Requests whose first byte has come."""
    received = 0
    """Bytes that have come."""
    incomplete = False
    """Whether the end of the latest of them has not come."""
    _stage: tuple[Awaited, int] = ("", 0)
    _since_s = 0.0
    _seen = 0
    _over = False
    """Whether the client was cut off: what comes now nobody hears."""

    # -- counting -----------------------------------------------------------------------------------------------------
    def data_received(self, data: bytes) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Bytes came."""
        self.received += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """The first byte of a request."""
        self.begun += 1
        self.incomplete = True
        if self.timeout_keep_alive_task is not None:  # set below, and the next request came in the same piece
            self._unset_keepalive_if_required()
        super().on_message_begin()

    def on_message_complete(self) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """The last byte of a request."""
        self.incomplete = False
        super().on_message_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            # it was answered before its end came: the library set the clock of an idle connection then, stopped it when
            # the rest came, and would not set it again
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    # -- looking ------------------------------------------------------------------------------------------------------
    def awaited(self) -> Awaited:
        """What the client owes now; empty: nothing."""
        cycle: Any = self.cycle  # None before the first head is complete
        if self._over or self.flow.read_paused or self.transport.is_closing():
            return ""
        if not self.received:
            return "anything"
        answered = cycle is None or cycle.response_complete
        if self.incomplete and cycle is not None and cycle.scope is self.scope:
            streaming = cycle.response_started and not answered
            return "" if cycle.waiting_for_100_continue or streaming else "body"
        if not answered:
            return ""  # a further request has its turn when this one is answered
        # without the clock of an idle connection something has come since, be it empty lines that begin nothing
        return "head" if self.incomplete or self.timeout_keep_alive_task is None else ""

    def look(self, now_s: float, timeout_s: float) -> bool:
        """Cut the client off if it is late; whether that was before there was a request to count.

        Args:
            now_s: A steady clock.
            timeout_s: For a head, and for each span of a body.
        """
        awaited = self.awaited()
        stage = (awaited, self.begun)
        progress = awaited == "body" and self.received - self._seen >= PROGRESS_BYTES
        if stage != self._stage or progress:
            self._stage, self._since_s, self._seen = stage, now_s, self.received
            return False
        if not awaited:
            return False
        limit_s = max(timeout_s, KEEP_ALIVE_SECONDS) if awaited == "anything" else timeout_s
        if now_s - self._since_s < limit_s:
            return False
        self._cut(awaited, timeout_s)
        return awaited == "head"

    def _cut(self, awaited: Awaited, timeout_s: float) -> None:
        cycle: Any = self.cycle
        unanswered = awaited == "body" and not cycle.response_complete
        if unanswered:  # whoever reads the body learns that it ends here, and answers nobody
            cycle.disconnected = True
            cycle.message_event.set()
        if awaited == "head" or unanswered:
            self.transport.write(_render(awaited, timeout_s))
        # a byte that meets a closed connection would take the answer from under the client's eyes
        self._over = True
        self.transport.pause_reading()
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)


def _render(awaited: Awaited, timeout_s: float) -> bytes:
    """A whole answer."""
    wanted = "be complete" if awaited == "head" else f"go on by {PROGRESS_BYTES} bytes or end"
    error = TooSlow(
        f"the {awaited} of the request did not {wanted} within {timeout_s:g} s", fix="send it again, in one go"
    )
    request_id = f"late-{secrets.token_hex(5)}"
    body = msgspec.json.encode({**error.as_problem(), "instance": request_id})
    head = (
        "HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nx-request-id: {request_id}\r\nx-content-type-options: nosniff\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


def cut_late(connections: Iterable[asyncio.Protocol], now_s: float, timeout_s: float) -> int:
    """Look at every connection; how many were cut off in the head of a request."""
    watched = [one for one in connections if isinstance(one, WatchedProtocol)]
    return sum(one.look(now_s, timeout_s) for one in watched)
