"""Tracked events over HTTP."""

from __future__ import annotations

import msgspec

from liuke.http.contracts import Call, Endpoint
from liuke.http.errors import TooLarge
from liuke.http.scopes import TRACK
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.tracking.contracts import BODY_LIMIT, ConsentMissing, RefusedEvent, TrackAnswer, TrackFault, TrackIn
from liuke.tracking.reading import Refusal, read_envelope
from liuke.tracking.service import take


async def _track(call: Call) -> TrackAnswer:
    envelope = read_envelope(await _receive(call))
    taken = await take(call.services, call.principal, envelope)
    call.tenants.metrics.note_tracked(call.services.slug, taken.stored, taken.duplicates, len(taken.refused))
    refused = [RefusedEvent(one.at, one.id, _say(call, one)) for one in taken.refused]
    return TrackAnswer(taken.server_us, taken.stored, taken.duplicates, refused)


def _say(call: Call, refusal: Refusal) -> list[TrackFault]:
    problem = call.render_problem(InvalidInput(faults=refusal.faults))
    return msgspec.convert(problem["faults"], list[TrackFault])


async def _receive(call: Call) -> bytes:
    """The whole body; each of its events is then looked at for itself."""
    assert call.receive is not None, "the endpoint streams"
    pieces, total = list[bytes](), 0
    async for piece in call.receive():
        total += len(piece)
        if total > BODY_LIMIT:
            raise TooLarge(f"at most {BODY_LIMIT} bytes are taken here", fix="send fewer events", limit=BODY_LIMIT)
        pieces.append(piece)
    return b"".join(pieces)


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/track", _track, text("上报行为", "Track what people do"), "events",
        ("events:write", TRACK), body=TrackIn, response=TrackAnswer,
        errors=(ConsentMissing, InvalidInput, NoProgram, TooLarge), member_token=True, streams=True,
        about=(
            "Page views, dwell, clicks, searches and the like, answered once they are on disk. No rule is asked about "
            "them. An event's `id` counts once, whenever and by whom it is sent again. One that cannot be taken is "
            "named in `refused` and its neighbours are kept. With a member's token the events are the member's; with a "
            "key whose only scope is `track:write` (it may stand in an app) they are of the device that `anonymous_id` "
            "names; a key that may report events may name members."
        ),
    ),
)  # fmt: skip
