"""Campaigns as operators steer them: counted, said in words, paused, resumed, ended; and how they crowd."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.api.support import Served

RHYTHM = "/v1/program/rhythm"
TODAY = datetime.now(timezone(timedelta(hours=8))).date()


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def campaign(name: str, first: int, last: int, tier: str = "", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": name, "name": {"zh": f"{name} 活动", "en": name.title()}, "holdout_bps": 0,
        "window": {"from": day(first), "to": day(last)},
    }  # fmt: skip
    if tier:
        made["audience"] = {"field": "label.group", "value": tier}
    return made | more


def draft(shop: Served, *campaigns: dict[str, Any], **sections: Any) -> dict[str, Any]:
    spec: dict[str, Any] = copy.deepcopy(shop.ok("GET", "/v1/program")["spec"])
    return spec | {"campaigns": list(campaigns)} | sections


def people(shop: Served, group: str, count: int) -> None:
    for n in range(count):
        member = shop.member(f"{group}-{n}")
        shop.ok("POST", f"/v1/members/{member}/labels", {"labels": {"group": group}})


def test_members_are_counted_not_names(shop: Served) -> None:
    people(shop, "tea", 3)
    people(shop, "cake", 2)
    test = shop.member("tester")
    spec = draft(
        shop,
        campaign("tea_week", 0, 5, "tea"), campaign("cake_week", 3, 9, "cake"), campaign("all_in", 2, 4),
        campaign("late_tea", 40, 45, "tea"), campaign("off", 0, 5, enabled=False),
        rhythm={"most_a_week": 1, "most_at_once": 1},
    )  # fmt: skip
    found = shop.ok("POST", RHYTHM, {"spec": spec})
    assert test
    counted = {one["path"]: (one["kind"], one["members"], one["low"]) for one in found["things"]}
    assert counted["campaigns.tea_week"] == ("campaign", 3, 3)
    assert counted["campaigns.all_in"] == ("campaign", 6, 6)
    assert counted["activities.check_in"][0] == "daily"
    assert "campaigns.off" not in counted
    assert (found["members"], found["looked_at"]) == (6, 6)
    days = {one["first"]: one for one in found["days"]}
    assert (days[day(0)]["reached"]["members"], days[day(0)]["busy"]["members"], days[day(0)]["most"]) == (3, 0, 1)
    assert (days[day(3)]["reached"]["members"], days[day(3)]["busy"]["members"], days[day(3)]["most"]) == (6, 5, 2)
    assert days[day(20)]["paths"] == []
    pairs = {(one["one"], one["other"]): one["members"] for one in found["overlaps"]}
    assert pairs["campaigns.tea_week", "campaigns.all_in"] == 3
    assert ("campaigns.tea_week", "campaigns.cake_week") not in pairs  # at the same time, and nobody is in both
    assert ("campaigns.tea_week", "campaigns.late_tea") not in pairs  # the same people, at other times
    assert pairs["campaigns.all_in", "activities.check_in"] == 6
    assert any("5 members are in more than 1 campaigns at once" in said for said in found["warnings"])
    zh = shop.ok("POST", f"{RHYTHM}?lang=zh", {"spec": spec})["warnings"]
    assert any("5 人同时处在 1 个以上的活动中：tea_week 活动、cake_week 活动、all_in 活动" in said for said in zh)
    quiet = shop.ok("POST", RHYTHM, {"spec": spec | {"rhythm": {"enabled": False, "most_at_once": 1}}})
    assert quiet["warnings"] == []
    held = shop.ok("POST", RHYTHM, {"spec": draft(shop, campaign("half", 0, 5, holdout_bps=5_000))})
    half = next(one["members"] for one in held["things"] if one["path"] == "campaigns.half")
    assert 0 < half < 6


def test_a_campaign_is_paused_resumed_and_ended_by_versions_of_the_program(shop: Served) -> None:
    member = shop.member("payer")
    patch = [{"do": "scale", "at": "activities.check_in.daily.0.amount", "by_bps": 20_000}]
    wheel: dict[str, Any] = {
        "kind": "vote", "id": "flavour", "name": {"zh": "新品投票", "en": "Flavour"}, "campaign": "double",
        "question": {"zh": "哪一款？", "en": "Which?"},
        "options": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
    }  # fmt: skip
    spec = draft(shop, campaign("double", -3, 9, patch=patch))
    spec["activities"] = [*spec["activities"], wheel]
    version = shop.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    page = shop.ok("GET", "/v1/program/campaigns/double?lang=zh")
    assert page["enabled"] is True
    assert page["audience"]["members"] == shop.ok("GET", RHYTHM)["members"]
    assert len(page["changes"]) == 1
    assert "5" in page["changes"][0]
    assert "10" in page["changes"][0]
    assert [(one["id"], one["kind"], one["name"]) for one in page["activities"]] == [("flavour", "vote", "新品投票")]
    path = "/v1/program/campaigns/double/change"

    def change(act: str) -> None:
        done = shop.ok("POST", path, {"act": act, "note": act})
        shop.wait_for_version(done["version"])

    def stage() -> str:
        found: str = shop.ok("GET", "/v1/campaigns/double")["stage"]
        return found

    assert shop.problem(409, "POST", path, {"act": "resume"})["code"] == "campaign-stage"
    change("pause")
    assert stage() == "off"
    assert len(shop.ok("GET", "/v1/program/campaigns/double")["changes"]) == 1
    refused = shop.problem(409, "POST", f"/v1/members/{member}/activities/flavour/cast", {"options": ["a"]})
    assert refused["reason"] == "activity-closed"
    assert shop.problem(409, "POST", path, {"act": "pause"})["code"] == "campaign-stage"
    change("resume")
    assert stage() == "running"
    shop.ok("POST", f"/v1/members/{member}/activities/flavour/cast", {"options": ["a"]})
    change("end")
    assert stage() == "ended"
    assert shop.problem(409, "POST", path, {"act": "resume"})["code"] == "campaign-stage"
    assert shop.problem(404, "POST", "/v1/program/campaigns/none/change", {"act": "pause"})["code"] == "not-found"
    assert shop.problem(404, "GET", "/v1/program/campaigns/none")["code"] == "not-found"
    assert shop.problem(403, "POST", path, {"act": "pause"}, key="reader")["code"] == "forbidden"
    notes = [one["note"] for one in shop.ok("GET", "/v1/program/versions?limit=3")["items"]]
    assert notes == ["end", "resume", "pause"]
