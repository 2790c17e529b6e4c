"""Clients that take too long to say what they want: they are told so, and cut off.

The server library waits without end for the rest of a request's head or body. Here every connection is looked at a few
times a second, all in one go; a request itself pays for two counters and no timer. What a connection is waited for:

- nothing: the server is at work, or has itself stopped reading; or it answers already while the client still sends, as
  streams of events do, whose pauses mean nothing. No clock runs.
- a head: from its first byte it has the head timeout, all of it.
- a body: in each span as long as the head timeout it brings at least :data:`PROGRESS_BYTES`, or its end.
- the first byte at all: as long as between two requests of a kept connection.

The other way round, a client that takes nothing of its answer for :data:`TAKE_SECONDS` is cut off as well: what streams
to it may hold a connection of the database. And a head that does not end within :data:`HEAD_BYTES` is refused.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from liuke.http.errors import HeadTooLarge, NoHttp, TooSlow

if TYPE_CHECKING:
    import asyncio

    from liuke.kernel.errors import LiukeError

KEEP_ALIVE_SECONDS = 75
PROGRESS_BYTES = 1_024
TAKE_SECONDS = 75.0
"""For each :data:`PROGRESS_BYTES` of an answer that waits to be taken. What the network itself has buffered may be far
more than that, and moves in leaps."""
HEAD_BYTES = 64 * 1_024
"""Of a request; a little more where it comes in one piece with them."""
LINGER_SECONDS = 1.0
"""Between telling a client that this is the end and closing the connection; again, while it brings
:data:`PROGRESS_BYTES` in it."""
LINGER_MOST_SECONDS = 30.0
"""Until the connection is closed whatever the client does."""
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
    """Whether the client was told that this is the end: what comes now nobody hears."""
    _refused = 0
    """Status of an answer to a head that never became a request, until it is counted."""
    _head_from = 0
    """Bytes that had come when the latest head began."""
    _unsent = 0
    """Bytes of answers that waited to be taken at the last sign that the client takes any."""
    _taken_s = 0.0
    """When that was."""

    # -- counting -----------------------------------------------------------------------------------------------------
    def data_received(self, data: bytes) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Bytes came."""
        self.received += len(data)
        if self._over:
            return
        super().data_received(data)
        if self.incomplete and self.received - self._head_from > HEAD_BYTES and self.awaited() == "head":
            self._refused = HeadTooLarge.status
            self._cut(_render(HeadTooLarge(f"at most {HEAD_BYTES} bytes are taken", fix="send shorter headers")))

    def on_message_begin(self) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """The first byte of a request."""
        self.begun += 1
        self.incomplete = True
        self._head_from = self.received
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

    def send_400_response(self, msg: str) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """What came is no HTTP: a problem like any other, unless it would become a part of an answer under way."""
        cycle: Any = self.cycle
        if self.awaited() == "body":
            self._end_body(cycle, NoHttp.status)
        elif cycle is None or cycle.response_complete:
            self._refused = NoHttp.status
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self.transport.close()
        else:
            self._cut(_render(NoHttp(msg, fix="send a request of HTTP/1.1, with one length")))

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

    def look(self, now_s: float, timeout_s: float) -> int:
        """Cut the client off if it is late; the status of an answer before there was a request to count, or 0.

        Args:
            now_s: A steady clock.
            timeout_s: For a head, and for each span of a body.
        """
        if self._refused:
            refused, self._refused = self._refused, 0
            return refused
        if self._takes_nothing(now_s):
            self.transport.abort()
            return 0
        awaited = self.awaited()
        stage = (awaited, self.begun)
        progress = awaited == "body" and self.received - self._seen >= PROGRESS_BYTES
        if stage != self._stage or progress:
            self._stage, self._since_s, self._seen = stage, now_s, self.received
            return 0
        if not awaited:
            return 0
        limit_s = max(timeout_s, KEEP_ALIVE_SECONDS) if awaited == "anything" else timeout_s
        if now_s - self._since_s < limit_s:
            return 0
        if awaited == "anything":
            self._cut(b"")
            return 0
        cycle: Any = self.cycle
        unanswered = awaited == "head" or not cycle.response_complete
        if awaited == "body" and unanswered:
            self._end_body(cycle, TooSlow.status)
        wanted = "be complete" if awaited == "head" else f"go on by {PROGRESS_BYTES} bytes or end"
        words = f"the {awaited} of the request did not {wanted} within {timeout_s:g} s"
        self._cut(_render(TooSlow(words, fix="send it again, in one go")) if unanswered else b"")
        return TooSlow.status if awaited == "head" else 0

    def _takes_nothing(self, now_s: float) -> bool:
        """Whether an answer, or the rest of one, has waited too long to be taken."""
        unsent: int = self.transport.get_write_buffer_size()
        stuck = unsent and (self.flow.write_paused or self.transport.is_closing())
        if not stuck or not self._unsent - PROGRESS_BYTES < unsent <= self._unsent:
            self._unsent, self._taken_s = unsent, now_s
            return False
        return now_s - self._taken_s >= TAKE_SECONDS

    @staticmethod
    def _end_body(cycle: Any, status: int) -> None:
        """Whoever reads the body learns that it ends here, and answers nobody: the client is told this status."""
        cycle.cut_status = status
        cycle.disconnected = True
        cycle.message_event.set()

    def _cut(self, words: bytes) -> None:
        if words:
            self.transport.write(words)
        self._part()

    # -- parting ------------------------------------------------------------------------------------------------------
    def hang_up(self) -> None:
        """End the connection after what was written: at once, if the client has sent all that it began."""
        if self.incomplete or self.flow.read_paused:
            self._part()
        else:
            self.transport.close()

    def on_response_complete(self) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """A request was answered."""
        if not self._over:
            super().on_response_complete()
            return
        self.server_state.total_requests += 1  # and what was asked after it is asked again, on another connection

    def _part(self) -> None:
        """End the connection, but so that the client comes to read what was written.

        A byte that meets a closed connection would take the answer from under the client's eyes: it is still sending,
        or what it sent was not taken in. So what comes is thrown away for a while, until the client hangs up.
        """
        if self._over or self.transport.is_closing():
            return
        self._over = True
        self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(LINGER_SECONDS, self._stay, self.received, self.loop.time() + LINGER_MOST_SECONDS)

    def _stay(self, received: int, limit_s: float) -> None:
        """A little longer for who still sends, or the end."""
        if self.received - received < PROGRESS_BYTES or self.loop.time() >= limit_s:
            self.transport.abort()
        else:
            self.loop.call_later(LINGER_SECONDS, self._stay, self.received, limit_s)


def _render(error: LiukeError) -> bytes:
    """A whole answer, the last one of its connection."""
    request_id = f"late-{secrets.token_hex(5)}"
    body = msgspec.json.encode({**error.as_problem(), "instance": request_id})
    head = (
        "content-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nx-request-id: {request_id}\r\nx-content-type-options: nosniff\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return STATUS_LINE[error.status] + head.encode() + body


def cut_late(connections: Iterable[asyncio.Protocol], now_s: float, timeout_s: float) -> Counter[int]:
    """Look at every connection; answers to heads that never became requests, by status."""
    watched = [one for one in connections if isinstance(one, WatchedProtocol)]
    return Counter(status for one in watched if (status := one.look(now_s, timeout_s)))
