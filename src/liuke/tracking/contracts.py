"""What apps send, what they are answered, and the bounds of both."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.kernel.errors import LiukeError
from liuke.kernel.json_limits import JsonLimits

BODY_LIMIT = 512 * 1024
"""Bytes of a request."""
MAX_EVENTS = 200
DATA_LIMITS = JsonLimits(values=100, text=1_000, name=64, total=8_000, depth=4)
"""Of the fields of one event."""
MAX_AGE_US = 30 * DAY_US
"""What happened longer ago is not taken: by then nobody knows any more whether it was taken before."""
REMEMBERED_DAYS = 45
"""Ids are remembered for so many days at least: longer than an event is taken after it happened."""
AHEAD_US = HOUR_US
"""How far ahead of its sending an event may have happened before its clock is nonsense."""

DeviceUs = Annotated[int, Meta(ge=0, lt=2**62, description="UTC microseconds, by the device's clock.")]
Id = Annotated[str, Meta(min_length=8, max_length=100, pattern=r"^[\x21-\x7e]*$", examples=["0b7c1e52-6a4f-4c1b"])]
Type = Annotated[str, Meta(max_length=64, pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", examples=["page.viewed"])]
Anonymous = Annotated[str, Meta(max_length=100, pattern=r"^[\x21-\x7e]*$")]


class TrackedEvent(msgspec.Struct, forbid_unknown_fields=True):
    """Something that somebody did in an app or on a page.

    Args:
        id: Unique for ever; sent again it counts once.
        type: `page.viewed`, `page.left`, `element.clicked`, `search.done`, or a name of the merchant's own.
        t_us: When it happened.
        data: Its fields; nothing that is personal by its name (`phone`, `address` and the like).
        member: Whom it is about, by number or `namespace:external_id`; only with a key that may report events.
    """

    id: Id
    type: Type
    t_us: DeviceUs
    data: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])
    member: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET


class TrackIn(msgspec.Struct, forbid_unknown_fields=True):
    """Events of one device.

    Args:
        consent: That who uses the device has agreed to being tracked.
        sent_us: When the request was sent; the difference to the server's clock corrects the times of the events.
        events: In the order in which they happened.
        anonymous_id: What the app calls the device while nobody is signed in; random, and made after the consent.
    """

    consent: bool
    sent_us: DeviceUs
    events: Annotated[list[TrackedEvent], Meta(min_length=1, max_length=MAX_EVENTS)]
    anonymous_id: Anonymous = ""


class Envelope(msgspec.Struct, forbid_unknown_fields=True):
    """The same before its events are looked at, each for itself."""

    consent: bool
    sent_us: DeviceUs
    events: Annotated[list[Any], Meta(min_length=1, max_length=MAX_EVENTS)]
    anonymous_id: Anonymous = ""


class TrackFault(msgspec.Struct, omit_defaults=True):
    """What is wrong with an event.

    Args:
        path: Where, from the event's own root; empty: the event as a whole.
        code: Stable.
        message: In words.
        fix: What to do about it.
        technical: The same in English, where the words are not.
    """

    path: str
    code: str
    message: str
    fix: str = ""
    technical: str = ""


class RefusedEvent(msgspec.Struct):
    """An event that was not taken and never will be as it is; its neighbours were.

    Args:
        at: Its place in the request, from 0.
        id: Its id; empty: it has none that can be read.
        faults: Everything that is wrong with it.
    """

    at: int
    id: str
    faults: list[TrackFault]


class TrackAnswer(msgspec.Struct):
    """What came of each event: stored, known already, or refused. Whatever is not refused is kept for good.

    Args:
        server_us: The server's clock.
        stored: Events that were new.
        duplicates: Events that had been taken before.
        refused: The others.
    """

    server_us: int
    stored: int
    duplicates: int
    refused: list[RefusedEvent]


class ConsentMissing(LiukeError):
    """The request does not say that the person has agreed to being tracked; nothing of it was kept."""

    code = "consent-missing"
    status = 403
    title = "Nothing is tracked without consent"
