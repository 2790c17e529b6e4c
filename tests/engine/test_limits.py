"""Every text of an event has a length, every number its bounds; both are in the schema of its type."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.events.catalogue import EventField, EventType
from liuke.events.schemas import render_schema
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import text

LABEL = text("字段", "Field")
TYPES = {one.name: one for domain in DOMAINS for one in domain.event_types}


def faults(event: EventType, **data: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in event.check(data)]


def nested(times: int) -> Any:
    value: Any = 1
    for _ in range(times):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (EventField("str", LABEL), ["", "会" * 500], [("x" * 501, "wrong-length")]),
        (EventField("str", LABEL, required=True), ["x"], [("", "wrong-length"), (5, "wrong-type")]),
        (EventField("str", LABEL, required=True, least=0, most=2), ["", "xx"], [("xxx", "wrong-length")]),
        (EventField("str", LABEL, most=10**6), ["x" * 10_000], [("x" * 10_001, "wrong-length")]),
        (EventField("cents", LABEL, least=0), [0, 10**15], [(-1, "out-of-range"), (10**15 + 1, "out-of-range")]),
        (EventField("t_us", LABEL), [0, FOREVER_US], [(-1, "out-of-range"), (2**62 + 1, "out-of-range")]),
        (EventField("bool", LABEL), [True, False, None], [(1, "wrong-type")]),
        (EventField("list", LABEL, most=2), [[], [1, 2]], [([1, 2, 3], "too-many")]),
        (EventField("list", LABEL), [nested(63)], [(nested(64), "too-deep")]),
        (EventField("map", LABEL), [{"a": "x" * 10_000}], [({"a": "x" * 10_001}, "too-long")]),
    ],
)  # fmt: skip
def test_bounds_of_a_field(field: EventField, good: list[Any], bad: list[tuple[Any, str]]) -> None:
    event = EventType("test.done", LABEL, "reported", {"f": field})
    for value in good:
        assert faults(event, f=value) == []
    for value, code in bad:
        assert [found for _, found in faults(event, f=value)] == [code]


def test_what_no_field_describes_is_bounded_too() -> None:
    event = TYPES["order.paid"]
    order = {"order_id": "o", "amount_cents": 1}
    assert faults(event, **order, more={"a": ["x"]}) == []
    assert faults(event, **order, more="x" * 10_001) == [("data.more", "too-long")]
    assert faults(event, **order, more=nested(970)) == [("data.more" + ".0" * 63, "too-deep")]
    assert faults(event, **order, more=[0] * 20_000) == [("data.more", "too-many")]
    assert faults(event, **order, **{"k" * 201: 1})[0][1] == "too-long"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"order_id": "", "amount_cents": 1}, ("data.order_id", "wrong-length")),
        ({"order_id": "x" * 3_000, "amount_cents": 1}, ("data.order_id", "wrong-length")),
        ({"order_id": "o", "amount_cents": 1, "discount_cents": -5}, ("data.discount_cents", "out-of-range")),
    ],
)
def test_bounds_of_a_body_hold_for_its_event(data: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(TYPES["order.paid"], **data) == [fault]


def test_every_text_that_can_be_sent_has_a_length() -> None:
    sent = [one for one in TYPES.values() if one.origin in {"reported", "request"}]
    texts = [field for one in sent for field in one.fields.values() if field.kind == "str"]
    assert len(texts) > 50
    assert max(field.bounds[1] for field in texts) == 2_000


def test_a_custom_field_says_how_long_it_may_be() -> None:
    fields = {"note": {"label": "Note", "max_length": 3}, "word": {"label": "Word", "required": True}}
    custom = {"name": "book.finished", "label": "Book", "fields": fields}
    event = compile_program({"id": "x", "name": "X", "custom_events": [custom]}).events.find("book.finished")
    assert event is not None
    assert faults(event, note="abc", word="") == []
    assert faults(event, note="abcd", word="x" * 2_001) == [
        ("data.note", "wrong-length"), ("data.word", "wrong-length")
    ]  # fmt: skip


def test_bounds_are_in_the_schema() -> None:
    shape = render_schema(TYPES["order.paid"])["properties"]
    assert (shape["order_id"]["minLength"], shape["order_id"]["maxLength"]) == (1, 200)
    assert shape["discount_cents"]["minimum"] == 0
    assert "minItems" not in shape["lines"]
