"""What members are shown of activities: typed by the kind, in answers, specification and clients."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.shown import ActivityShown
from liuke.activities.views import AnyShown, find_model, view_activities
from liuke.api.catalogue import ENDPOINTS
from liuke.api.openapi import render_openapi
from tests.golden_runner import build_engine, local_us

AT = local_us("2027-03-10 12:00", "Asia/Shanghai")
DAILY = {
    "kind": "check_in", "id": "daily", "name": {"zh": "签到", "en": "Check-in"},
    "daily": [{"kind": "asset", "amount": 1}], "make_up": {"days_back": 2, "max_per_month": 2, "prices": []},
}  # fmt: skip
TASKS: list[dict[str, Any]] = [
    {
        "kind": "task", "id": name, "name": name, "cadence": cadence, "rewards": [{"kind": "asset", "amount": 1}],
        "steps": [{"on": ["app.opened"], "target": 2}],
    }
    for name, cadence in (("weekly", "weekly"), ("once", "once"))
]  # fmt: skip
VISITS = {
    "kind": "milestone", "id": "visits", "name": "visits", "on": ["app.opened"],
    "steps": [{"at": 3, "rewards": [{"kind": "asset", "amount": 1}]}],
}  # fmt: skip


def show() -> dict[str, ActivityShown]:
    engine = build_engine({"activities": [DAILY, *TASKS, VISITS]})
    engine.register(1, local_us("2027-03-09 08:00", "Asia/Shanghai"))
    engine.send("app.opened", 1, "a", AT)
    engine.send("check_in.do", 1, "b", AT)
    found = view_activities(engine.program, engine.state(1), AT, "en")
    assert msgspec.json.decode(msgspec.json.encode(found), type=list[AnyShown]) == found
    return {one.id: one for one in found}


def test_days_are_dates_and_texts_are_in_one_language() -> None:
    shown = show()
    daily, weekly, once = (msgspec.to_builtins(shown[name]) for name in ("daily", "weekly", "once"))
    assert (daily["kind"], daily["name"], daily["today"]) == ("check_in", "Check-in", "2027-03-10")
    assert daily["month"] == {
        "first": "2027-03-01", "last": "2027-03-31", "checked": ["2027-03-10"], "made_up": []
    }  # fmt: skip
    assert daily["make_up"]["days"] == ["2027-03-09"]
    assert (weekly["period"], weekly["ends_day"], weekly["steps"][0]["value"]) == ("2027-03-08", "2027-03-15", 1)
    assert (once["period"], once["ends_day"], once["status"]) == (None, None, "open")
    visits = msgspec.to_builtins(shown["visits"])
    assert (visits["count"], visits["missing"]) == (1, 2)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_declares_what_is_shown_of_it(kind: Any) -> None:
    assert kind.shown is find_model(kind)
    schemas = render_openapi(ENDPOINTS)["components"]["schemas"]
    centre = schemas["Centre"]["properties"]["activities"]["items"]
    name = kind.shown.__name__
    assert centre["discriminator"]["mapping"][kind.kind] == f"#/components/schemas/{name}"
    assert schemas["ActivityView"]["properties"]["shown"]["discriminator"] == centre["discriminator"]
    assert set(schemas[name]["properties"]) == {"kind", *kind.shown.__struct_fields__}


def test_a_kind_that_declares_nothing_shows_what_every_activity_says() -> None:
    plain = find_model(replace(KINDS[0], kind="plain_one", shown=None))
    assert plain.__struct_fields__ == ActivityShown.__struct_fields__
    assert plain.__struct_config__.tag == "plain_one"
