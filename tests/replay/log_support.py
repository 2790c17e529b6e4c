"""Small event logs and the mappings that read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from liuke.features import compile_sound, load_program
from liuke.replay.contracts import SourceEvent
from liuke.replay.log_mapping import LogMapping, parse_any
from liuke.replay.log_report import LogReport
from liuke.replay.log_source import open_log

PROGRAM: dict[str, Any] = {
    "schema_version": 1,
    "id": "coffee",
    "name": {"zh": "咖啡", "en": "Coffee"},
    "calendar": {"time_zone": "America/New_York"},
    "currency": {"code": "USD"},
    "assets": [
        {
            "id": "points",
            "name": {"zh": "积分", "en": "Points"},
            "lots": True,
            "expiry": {"kind": "after", "months": 0, "days": 10},
        },
    ],
    "custom_events": [
        {
            "name": "offer.viewed",
            "label": "看过优惠",
            "fields": {
                "offer_id": {"kind": "str", "label": "优惠", "required": True},
                "reward": {"kind": "int", "label": "奖励"},
            },
        }
    ],
    "earning": [
        {
            "id": "spend",
            "name": {"zh": "消费", "en": "Spending"},
            "on": "order.paid",
            "amount": {"per": {"field": "amount_cents", "every": 100, "points": 1}},
        }
    ],
}


def make_mapping(*sources: dict[str, Any], **changes: Any) -> LogMapping:
    """A mapping of logs in New York; each source reads ``log`` unless it says otherwise."""
    base = {"file": "log", "member": "who", "time": "at"}
    found = parse_any(
        {
            "format": "liuke.events/1",
            "name": "coffee",
            "merchant": {"timezone": "America/New_York", "currency": "USD"},
            "namespace": "person",
            "files": {"log": {"path": "log.csv"}},
            "sources": [base | source for source in sources],
        }
        | changes
    )
    assert isinstance(found, LogMapping)
    return found


def write_lines(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_ndjson(path: Path, *rows: dict[str, Any]) -> Path:
    return write_lines(path, *(json.dumps(row, ensure_ascii=False) for row in rows))


def read_log(
    mapping: LogMapping, files: Path, program: dict[str, Any] | None = None
) -> tuple[list[SourceEvent], LogReport]:
    events = compile_sound(load_program(program or PROGRAM)).events
    with open_log(mapping, files, events) as source:
        return list(source.events()), source.report()
