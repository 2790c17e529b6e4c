"""One form for one number, and what is shown of it."""

from __future__ import annotations

import pytest

from liuke.events.catalogue import EventCatalogue, EventField, EventType
from liuke.kernel.text import text
from liuke.privacy.names import hide_names, mask, normalise

LABEL = text("标签", "Label")


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("13800001234", "13800001234"), ("138 0000 1234", "13800001234"), ("138-0000-1234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"), ("008613800001234", "13800001234"), ("8613800001234", "13800001234"),
        ("+8613800001234", "13800001234"), ("(021) 6123-4567", "02161234567"), ("+1 415 555 0100", "+14155550100"),
        ("861234567", "861234567"), ("alice", "alice"), (" - ", "-"),
    ],
)  # fmt: skip
def test_a_number_has_one_form(given: str, same: str) -> None:
    assert normalise("phone", given) == same
    assert normalise("phone", same) == same


def test_addresses_are_lower_case() -> None:
    assert normalise("email", " Anna@Example.COM ") == "anna@example.com"


@pytest.mark.parametrize(
    ("namespace", "name", "shown"),
    [
        ("phone", "13800001234", "138****1234"), ("mobile", "13800001234", "138****1234"),
        ("phone", "612345", "****45"),
        ("phone", "123", "****"), ("email", "anna@example.com", "a***@example.com"), ("email", "anna", "***"),
        ("email", "@example.com", "***"),
    ],
)  # fmt: skip
def test_masks(namespace: str, name: str, shown: str) -> None:
    assert mask(namespace, name) == shown


def test_paths_in_logs_do_not_name_anybody() -> None:
    assert hide_names("/v1/members/phone:13800001234/orders") == "/v1/members/phone:***/orders"
    assert hide_names("/v1/members/email%3Aanna@example.com") == "/v1/members/email:***"
    assert hide_names("/v1/members/wechat:o6_b") == "/v1/members/wechat:o6_b"


def test_what_is_personal_in_an_event() -> None:
    declared = {"city": EventField("str", LABEL, personal=True), "name": EventField("str", LABEL)}
    events = EventCatalogue(
        [
            EventType("a.closed", LABEL, "reported", {"phone": EventField("str", LABEL)}),
            EventType("a.open", LABEL, "reported", declared, open=True),
            EventType("a.whole", LABEL, "reported", {"store": EventField("str", LABEL)}, open=True, personal=True),
        ]
    )
    data = {"city": "x", "name": "latte", "phone": "1", "store": "s", "colour": "red"}
    assert events.find_personal("a.closed", data) == set()
    assert events.find_personal("a.open", data) == {"city", "phone"}
    assert events.find_personal("a.open", {"name": "latte", "colour": "red"}) == set()
    assert events.find_personal("a.whole", data) == {"city", "name", "phone", "colour"}
    assert events.find_personal("b.unknown", data) == set()
    open_type = events.find("a.open")
    assert open_type is not None
    assert [fault.code for fault in open_type.check({"$sealed": "x"})] == ["reserved-name"]
