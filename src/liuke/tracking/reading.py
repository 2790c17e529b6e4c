"""From the body of a request to events that can be kept, and to what is wrong with each of the others. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

import msgspec

from liuke.http.bodies import list_faults
from liuke.http.errors import MalformedJson, TooLarge
from liuke.kernel.clock import is_moment
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.json_limits import find_json_faults
from liuke.privacy.names import FIELDS
from liuke.tracking.contracts import (
    AHEAD_US,
    BODY_LIMIT,
    DATA_LIMITS,
    MAX_AGE_US,
    ConsentMissing,
    Envelope,
    TrackedEvent,
)


class Refusal(NamedTuple):
    """An event that is not taken: its place, its id, everything that is wrong with it."""

    at: int
    id: str
    faults: list[Fault]


_decode = msgspec.json.Decoder().decode


def read_envelope(body: bytes) -> Envelope:
    """The request, its events not yet looked at.

    Raises:
        ConsentMissing: it says that nobody agreed.
        InvalidInput: with everything that is wrong with it beside its events.
        MalformedJson: it is no JSON.
        TooLarge: there is too much of it.
    """
    if len(body) > BODY_LIMIT:
        raise TooLarge(f"at most {BODY_LIMIT} bytes are taken here", fix="send fewer events", limit=BODY_LIMIT)
    try:
        plain = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedJson(str(error), fix="send one JSON object in UTF-8") from None
    except RecursionError:
        raise MalformedJson("the JSON is nested too deeply", fix="flatten it") from None
    if faults := list_faults(Envelope, plain, ""):
        raise InvalidInput(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the request", faults=faults)
    envelope = msgspec.convert(plain, Envelope)
    if not envelope.consent:
        raise ConsentMissing(fix="ask for consent, and send what happens after it was given")
    if not is_moment(envelope.sent_us):
        fault = Fault("sent_us", "out-of-range", f"{envelope.sent_us} is no time between 1990 and 2100", "send µs")
        raise InvalidInput("1 fault in the request", faults=[fault])
    return envelope


def read_events(envelope: Envelope, now_us: int) -> tuple[dict[int, TrackedEvent], list[Refusal]]:
    """Events that can be kept by their place, and the others with everything that is wrong with them."""
    sound, refused = dict[int, TrackedEvent](), list[Refusal]()
    for at, value in enumerate(envelope.events):
        faults = list_faults(TrackedEvent, value, "") or list(_find_faults(value, envelope.sent_us, now_us))
        if faults:
            refused.append(refuse(at, value, faults))
        else:
            sound[at] = msgspec.convert(value, TrackedEvent)
    return sound, refused


def refuse(at: int, value: Any, faults: list[Fault]) -> Refusal:
    """An event that is not taken."""
    id_ = cast("Mapping[str, Any]", value).get("id") if isinstance(value, Mapping) else getattr(value, "id", "")
    return Refusal(at, id_[:100] if isinstance(id_, str) else "", faults)


def correct(device_us: int, sent_us: int, now_us: int) -> int:
    """When an event happened by the server's clock, if the request took no time; never after now."""
    return min(device_us + now_us - sent_us, now_us)


def _find_faults(value: Mapping[str, Any], sent_us: int, now_us: int) -> Iterator[Fault]:
    """What is wrong with an event whose fields are of their types."""
    device_us = value["t_us"]
    if device_us > sent_us + AHEAD_US:
        yield Fault("t_us", "after-sending", "happened after it was sent", "send when it happened, in µs")
    elif correct(device_us, sent_us, now_us) < now_us - MAX_AGE_US:
        days = MAX_AGE_US // 86_400_000_000
        yield Fault("t_us", "too-old", f"happened more than {days} days ago", "drop it")
    data = value.get("data", {})
    yield from find_json_faults(data, "data", DATA_LIMITS)
    yield from _find_bad_names(data, "data")


def _find_bad_names(value: Any, path: str, levels: int = DATA_LIMITS.depth) -> Iterator[Fault]:
    """Names that say that something is personal, and texts that no database can hold; not below what is too deep."""
    if isinstance(value, str) and "\x00" in value:
        yield Fault(path, "not-text", "holds U+0000", "leave it out")
    elif levels and isinstance(value, Mapping):
        for name, one in cast("Mapping[str, Any]", value).items():
            if name.lower() in FIELDS:
                yield Fault(f"{path}.{name}"[:200], "personal-field", "is personal by its name", "leave it out")
            elif "\x00" in name:
                yield Fault(path, "not-text", "holds U+0000", "leave it out")
            else:
                yield from _find_bad_names(one, f"{path}.{name}"[:200], levels - 1)
    elif levels and isinstance(value, list):
        for at, one in enumerate(cast("list[Any]", value)):
            yield from _find_bad_names(one, f"{path}.{at}"[:200], levels - 1)
