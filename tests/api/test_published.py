"""What members may read of results, who won, and what each member got of a campaign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import TestDatabase

FIVE = [{"kind": "asset", "asset": "points", "amount": 5}]


def wheel(name: str, campaign: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {
        "kind": "lottery", "id": name, "name": {"zh": "转盘", "en": "Wheel"}, "chances": {"free_per_day": 9},
        "prizes": [{"id": "five", "name": {"zh": "五分", "en": "Five points"}, "weight": 1, "rewards": FIVE}],
    }  # fmt: skip
    return made | ({"campaign": campaign} if campaign else {})


def campaign(name: str, results: str, **more: Any) -> dict[str, Any]:
    window = {"from": "2020-01-01", "to": "2099-01-01"}
    return {"id": name, "name": name, "holdout_bps": 0, "window": window, "results": results, **more}


PROGRAM: dict[str, Any] = {
    "schema_version": 2, "id": "shop", "name": "Shop", "currency": {"code": "CNY"},
    "assets": [{"id": "points", "name": "积分", "value": {"amount": 10, "cents": 1}},
               {"id": "growth", "name": "成长值"}],
    "campaigns": [
        campaign("open", "as_they_come"), campaign("late", "at_end"), campaign("never", "never"),
        campaign("gold", "as_they_come", audience={"field": "label.gold", "op": "exists"}),
    ],
    "activities": [wheel("free"), wheel("seen", "open"), wheel("waits", "late"), wheel("hides", "never"),
                   wheel("rare", "gold")],
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    environ = make_environ(module_database, tmp_path_factory.mktemp("published"), **NO_LIMITS)
    with serve(environ, prepare(environ, reader=["members:read"], clerk=["redeem"])) as served:
        version = served.ok("POST", "/v1/program/publish", {"spec": PROGRAM, "accept_warnings": True})["version"]
        served.wait_for_version(version)
        yield served


def draw(shop: Served, member: str, activity: str, number: int) -> None:
    key = f"{member}-{activity}-{number}"
    shop.ok("POST", f"/v1/members/{member}/activities/{activity}/draw", {}, **{"Idempotency-Key": key})


def as_member(shop: Served, member: str) -> str:
    shop.keys[member] = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    return member


def test_results_are_published_when_the_campaign_says_so(shop: Served) -> None:
    ann, bob = shop.member("annabel"), shop.member("bo")
    for activity in ("free", "seen", "waits", "hides"):
        draw(shop, ann, activity, 1)
    draw(shop, bob, "seen", 1)
    draw(shop, bob, "seen", 2)
    key = as_member(shop, ann)
    found = shop.ok("GET", f"/v1/members/{ann}/activities/seen/results?lang=en", key=key)
    assert (found["activity"], found["kind"], found["name"], found["published"]) == ("seen", "lottery", "Wheel", True)
    assert {one["name"]: (one["value"], one["unit"]) for one in found["figures"]} == {
        "members": (2, "members"), "draws": (3, "times"), "won": (3, "times"), "winners": (2, "members"),
    }  # fmt: skip
    assert [(one["name"], one["won"], one["mine"]) for one in found["winners"]] == [
        ("b***", "Five points", False), ("b***", "Five points", False), ("a***l", "Five points", True),
    ]  # fmt: skip
    assert "member_id" not in str(found)
    assert "annabel" not in str(found)
    waits = shop.ok("GET", f"/v1/members/{ann}/activities/waits/results", key=key)
    assert (waits["published"], waits["figures"], waits["winners"]) == (False, [], [])
    assert waits["published_from_us"] == 4_070_966_400_000_000
    hides = shop.ok("GET", f"/v1/members/{ann}/activities/hides/results", key=key)
    assert (hides["published"], hides["published_from_us"], hides["winners"]) == (False, None, [])
    free = shop.ok("GET", f"/v1/members/{ann}/activities/free/results?lang=zh", key=key)
    assert (free["published"], [one["won"] for one in free["winners"]]) == (True, ["五分"])


def test_what_is_not_theirs_is_not_there(shop: Served) -> None:
    cat = shop.member("cat")
    key = as_member(shop, cat)
    for wanted in ("rare", "none"):
        path = f"/v1/members/{cat}/activities/{wanted}/results"
        assert shop.problem(404, "GET", path, key=key)["code"] == "not-found"
    other = shop.member("dan")
    assert shop.call("GET", f"/v1/members/{other}/activities/seen/results", key=key).status_code == 403
    assert shop.call("GET", "/v1/activities/seen/winners", key=key).status_code == 403


def test_test_members_win_in_no_list(shop: Served) -> None:
    names = {"namespace": "wechat", "external_id": "probe", "test": True}
    probe = shop.ok("POST", "/v1/members", names)["member_id"]
    before = shop.ok("GET", "/v1/activities/free/winners")["items"]
    draw(shop, probe, "free", 1)
    assert shop.ok("GET", "/v1/activities/free/winners")["items"] == before


def test_operators_page_through_winners(shop: Served) -> None:
    eve = shop.member("eve")
    for number in range(3):
        draw(shop, eve, "waits", number)
    seen, cursor = list[dict[str, Any]](), ""
    while True:
        page = shop.ok("GET", f"/v1/activities/waits/winners?limit=2&cursor={cursor}&lang=en", key="reader")
        seen += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    everybody = shop.ok("GET", "/v1/activities/waits/winners?lang=en", key="reader")["items"]
    assert seen == everybody
    assert [(one["member_id"], one["name"], one["won"]) for one in everybody[:3]] == [(eve, "e***e", "Five points")] * 3
    assert [one["t_us"] for one in seen] == sorted((one["t_us"] for one in seen), reverse=True)
    assert shop.problem(404, "GET", "/v1/activities/none/winners", key="reader")["code"] == "not-found"
    assert shop.call("GET", "/v1/activities/seen/winners", key="clerk").status_code == 403


def test_what_each_member_got_of_a_campaign(shop: Served) -> None:
    fay, gil = shop.member("fay"), shop.member("gil")
    shop.ok("POST", f"/v1/members/{fay}/labels", {"labels": {"gold": "1"}})
    shop.ok("POST", f"/v1/members/{gil}/labels", {"labels": {"gold": "1"}})
    for number in range(4):
        draw(shop, fay, "rare", number)
    draw(shop, gil, "rare", 0)
    found = shop.ok("GET", "/v1/campaigns/gold/members", key="reader")["items"]
    assert found == [
        {
            "member_id": fay,
            "name": "f***y",
            "points": 20,
            "coupons_cents": 0,
            "cash_cents": 0,
            "prizes_cents": 0,
            "prices_cents": 0,
            "rewards": 4,
            "cents": 2,
        },
        {
            "member_id": gil,
            "name": "g***l",
            "points": 5,
            "coupons_cents": 0,
            "cash_cents": 0,
            "prizes_cents": 0,
            "prices_cents": 0,
            "rewards": 1,
            "cents": 1,
        },
    ]
    page = shop.ok("GET", "/v1/campaigns/gold/members?limit=1", key="reader")
    assert [one["member_id"] for one in page["items"]] == [fay]
    rest = shop.ok("GET", f"/v1/campaigns/gold/members?limit=1&cursor={page['next_cursor']}", key="reader")
    assert ([one["member_id"] for one in rest["items"]], rest["next_cursor"]) == ([gil], None)
    shop.ok("POST", f"/v1/members/{fay}/merge", {"other": gil, "reason": "same"}, **{"Idempotency-Key": "m"})
    (whole,) = shop.ok("GET", "/v1/campaigns/gold/members", key="reader")["items"]
    assert (whole["member_id"], whole["points"], whole["rewards"]) == (fay, 25, 5)
    assert shop.problem(404, "GET", "/v1/campaigns/none/members", key="reader")["code"] == "not-found"
