"""Requests as apps send them."""

from __future__ import annotations

import time
from typing import Any

from liuke.kernel.clock import SECOND_US
from tests.api.support import Served

PATH = "/v1/track"


def now_us() -> int:
    return time.time_ns() // 1_000


def event(id_: str, **more: Any) -> dict[str, Any]:
    """Something that happened a second ago."""
    return {"id": id_, "type": "page.viewed", "t_us": now_us() - SECOND_US, "data": {"page": "home"}, **more}


def request(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A request of somebody who agreed."""
    return {"consent": True, "sent_us": now_us(), "events": list(events), **more}


def count(answer: dict[str, Any]) -> tuple[int, int, int]:
    """Stored, known already, refused."""
    return answer["stored"], answer["duplicates"], len(answer["refused"])


def kept(shop: Served, prefix: str, columns: str = "id, member_id, anonymous_id, type, data::text") -> list[Any]:
    """What is stored of events whose ids begin so, by id."""
    return shop.rows(f"SELECT {columns} FROM track_event WHERE starts_with(id, $1) ORDER BY id", prefix)
