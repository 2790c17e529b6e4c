"""Answers in one piece.

The server library takes the head of an answer apart again, header by header, because it cannot know who made it. A head
that was put together and checked here goes out as it is, together with its body. What is left to the library: reading
requests, answers that are streamed, and an answer for which the client's connection is full.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from liuke.api.slow_clients import WatchedProtocol

GONE = 499
"""Counted for a request whose client went away before it was answered."""


def find_cycle(send: object) -> Any:
    """What the library knows of a request, by the ``send`` that it gave us; ``None``: another server's.

    Nothing is put into the request's scope for it: that would be a circle of references in each request, which only the
    garbage collector can take apart, thousands of them at once while everybody waits.
    """
    cycle = getattr(send, "__self__", None)
    return cycle if isinstance(cycle, RequestResponseCycle) else None


def get_told_status(cycle: Any, status: int) -> int:
    """The status that the client was told; :data:`GONE` if it went away before.

    Args:
        cycle: Of the request.
        status: That it was to be told.
    """
    if not is_gone(cycle):
        return status
    told: int = getattr(cycle, "cut_status", GONE)
    return told


def is_gone(cycle: Any) -> bool:
    """Whether nobody is there any more to read; ``False`` where it is not known."""
    return cycle is not None and cycle.disconnected


def notice_end(cycle: Any) -> None:
    """Read on from the client, so that its end is noticed: after a long body nobody does who does not ask for more."""
    if cycle is not None and not cycle.disconnected and not cycle.more_body:
        cycle.flow.resume_reading()


def answer_whole(cycle: Any, status: int, head: bytes, body: bytes, *, close: bool) -> bool:
    """Send a whole answer; ``False``: it cannot be sent now, and nothing was.

    Args:
        cycle: Of the request.
        status: Of the answer.
        head: Headers, each with its end of line, the length of the body among them.
        body: Left out where HEAD was asked.
        close: Whether the connection ends with this answer; the head does not say so.
    """
    if cycle.flow.write_paused or cycle.disconnected or cycle.response_started:
        return False
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    if close:
        cycle.keep_alive = False
    parts = [STATUS_LINE[status], *(b"%b: %b\r\n" % header for header in cycle.default_headers), head]
    parts.append(b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n")
    if cycle.scope["method"] != "HEAD":
        parts.append(body)
    cycle.transport.write(b"".join(parts))
    cycle.message_event.set()
    if not cycle.keep_alive:
        protocol = cycle.transport.get_protocol()
        if isinstance(protocol, WatchedProtocol):
            protocol.hang_up()
        else:
            cycle.transport.close()
    cycle.on_response()
    return True
