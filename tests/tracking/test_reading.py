"""From a body to events: bounds, times, what is named and what is not harmed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from liuke.http.errors import MalformedJson, TooLarge
from liuke.kernel.clock import DAY_US, HOUR_US, SECOND_US
from liuke.kernel.errors import InvalidInput
from liuke.tracking.contracts import ConsentMissing
from liuke.tracking.reading import correct, read_envelope, read_events

NOW = 1_764_500_000 * SECOND_US


def event(n: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"event-{n:04}", "type": "page.viewed", "t_us": NOW - SECOND_US, "data": {"page": "home"}, **more}


def body(*events: Any, **more: Any) -> bytes:
    return msgspec.json.encode({"consent": True, "sent_us": NOW, "events": list(events), **more})


def faults_of(*events: Any) -> list[tuple[int, str, list[tuple[str, str]]]]:
    _, refused = read_events(read_envelope(body(*events)), NOW)
    return [(one.at, one.id, [(fault.path, fault.code) for fault in one.faults]) for one in refused]


def nest(depth: int) -> Any:
    return {"a": nest(depth - 1)} if depth else 1


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"id": "short"}, [("id", "out-of-range")]),
        ({"id": "with space in it"}, [("id", "out-of-range")]),
        ({"id": 12_345_678}, [("id", "wrong-type")]),
        ({"type": "Page Viewed"}, [("type", "out-of-range")]),
        ({"type": "a" * 65}, [("type", "out-of-range")]),
        ({"t_us": "now"}, [("t_us", "wrong-type")]),
        ({"t_us": -1}, [("t_us", "out-of-range")]),
        ({"t_us": 2**63}, [("t_us", "out-of-range")]),
        ({"t_us": NOW + HOUR_US + 1}, [("t_us", "after-sending")]),
        ({"t_us": NOW - 30 * DAY_US - 1}, [("t_us", "too-old")]),
        ({"data": [1]}, [("data", "wrong-type")]),
        ({"data": nest(5)}, [("data.a.a.a.a", "too-deep")]),
        ({"data": {"phone": "1", "x": nest(800)}}, [("data.x.a.a.a", "too-deep"), ("data.phone", "personal-field")]),
        ({"data": {"q": "x" * 1_001}}, [("data.q", "too-long")]),
        ({"data": {"n" * 65: 1}}, [("data." + "n" * 65, "too-long")]),
        ({"data": {"all": list(range(100))}}, [("data.all", "too-many")]),
        ({"data": {str(n): "x" * 1_000 for n in range(9)}}, [("data", "too-large")]),
        ({"data": {"Phone": "1", "deep": {"address": "x"}}},
         [("data.Phone", "personal-field"), ("data.deep.address", "personal-field")]),
        ({"data": {"q": ["a\x00b"]}}, [("data.q.0", "not-text")]),
        ({"price": 1}, [("price", "unknown-field")]),
    ],
)  # fmt: skip
def test_one_that_is_wrong_is_named_and_its_neighbours_are_sound(
    wrong: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    sound, _ = read_events(read_envelope(body(event(1), event(2, **wrong), event(3))), NOW)
    assert list(sound) == [0, 2]
    id_ = wrong.get("id", "event-0002")
    assert faults_of(event(1), event(2, **wrong), event(3)) == [(1, id_ if isinstance(id_, str) else "", faults)]


def test_what_is_no_event_at_all_is_named_too() -> None:
    assert faults_of(7, None, [], event(4)) == [
        (0, "", [("", "wrong-type")]), (1, "", [("", "wrong-type")]), (2, "", [("", "wrong-type")]),
    ]  # fmt: skip


def test_the_edges_are_taken() -> None:
    edges = [
        event(1, id="x" * 100), event(2, type="a" * 64), event(3, t_us=NOW + HOUR_US),
        event(4, t_us=NOW - 30 * DAY_US), event(5, data=nest(4)), event(6, data={"q": "x" * 1_000}), event(7, data={}),
        {"id": "no-data-1", "type": "a", "t_us": NOW},
    ]  # fmt: skip
    sound, refused = read_events(read_envelope(body(*edges)), NOW)
    assert (len(sound), refused) == (8, [])


@pytest.mark.parametrize(
    ("device", "sent", "found"),
    [
        (NOW - 5 * SECOND_US, NOW, NOW - 5 * SECOND_US),
        (NOW - 7 * DAY_US - 5, NOW - 7 * DAY_US, NOW - 5),  # a clock that is a week behind
        (NOW + 365 * DAY_US - 5, NOW + 365 * DAY_US, NOW - 5),  # or a year ahead
        (NOW + 3, NOW, NOW),  # never after it was received
    ],
)
def test_times_are_corrected_by_how_far_off_the_clock_was_at_sending(device: int, sent: int, found: int) -> None:
    assert correct(device, sent, NOW) == found


def test_nothing_is_read_without_consent() -> None:
    with pytest.raises(ConsentMissing):
        read_envelope(body(event(), consent=False))
    with pytest.raises(InvalidInput) as caught:
        read_envelope(msgspec.json.encode({"sent_us": NOW, "events": [event()]}))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("consent", "missing")]


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"events": []}, ["events"]),
        ({"events": [event(n) for n in range(201)]}, ["events"]),
        ({"sent_us": 1_764_500_000_000}, ["sent_us"]),  # milliseconds
        ({"sent_us": "x", "anonymous_id": "a b"}, ["sent_us", "anonymous_id"]),
        ({"consent": 1, "more": 2}, ["consent", "more"]),
    ],
)
def test_all_that_is_wrong_with_the_request_is_said(wrong: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_envelope(msgspec.json.encode({"consent": True, "sent_us": NOW, "events": [event()], **wrong}))
    assert [fault.path for fault in caught.value.faults] == faults


def test_bodies_that_are_none() -> None:
    for text in (b"", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(MalformedJson):
            read_envelope(text)
    with pytest.raises(TooLarge):
        read_envelope(b" " * (512 * 1024 + 1))
