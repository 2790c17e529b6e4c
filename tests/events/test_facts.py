"""What decisions really state fits the schemas that are published."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.turn import Turn
from liuke.features import DOMAINS
from tests.golden_runner import find_cases, run_case

TYPES = {event.name: event for domain in DOMAINS for event in domain.event_types}


def test_facts_of_all_golden_cases_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = dict[str, int]()
    wrong = set[str]()
    emit = Turn.emit

    def check(self: Turn, type_: str, data: dict[str, Any], **more: Any) -> None:
        seen[type_] = seen.get(type_, 0) + 1
        wrong.update(f"{type_}: {fault.render()}" for fault in TYPES[type_].check(data))
        emit(self, type_, data, **more)

    monkeypatch.setattr(Turn, "emit", check)
    for _, case in find_cases():
        run_case(case)
    assert sorted(wrong) == []
    assert len(seen) > 30


def test_facts_that_take_others_back_say_which() -> None:
    taking_back = [event for event in TYPES.values() if event.undoes]
    assert len(taking_back) >= 8
    for event in taking_back:
        assert event.named_by, event.name
        assert set(event.named_by) <= event.fields.keys() & TYPES[event.undoes].fields.keys(), event.name
