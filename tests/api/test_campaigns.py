"""A campaign over HTTP: what members are shown while it holds, and what an explanation names."""

from __future__ import annotations

from typing import Any

from tests.api.support import Served

DOUBLED = {
    "id": "spring", "name": {"zh": "春节签到双倍", "en": "Double check-ins"}, "holdout_bps": 0,
    "window": {"from": "2020-01-01", "to": "2099-12-31"},
    "audience": {"field": "label.vip", "value": "yes"},
    "patch": [
        {"do": "scale", "at": "activities.check_in.daily.0.amount", "by_bps": 20_000},
        {"do": "set", "at": "activities.check_in.name", "to": {"zh": "双倍签到", "en": "Double check-in"}},
    ],
}  # fmt: skip


def publish(shop: Served, *campaigns: dict[str, Any]) -> int:
    spec = shop.ok("GET", "/v1/program")["spec"]
    published = shop.ok(
        "POST", "/v1/program/publish", {"accept_warnings": True, "spec": {**spec, "campaigns": list(campaigns)}}
    )
    shop.wait_for_version(published["version"])
    version: int = published["version"]
    return version


def open_app(shop: Served, member: str, key: str) -> dict[str, Any]:
    body = {"type": "app.opened", "member": member, "key": key, "data": {}}
    answer: dict[str, Any] = shop.ok("POST", "/v1/events", body)
    return answer


def test_who_is_in_a_campaign_is_shown_and_decided_under_it_and_the_explanation_names_it(shop: Served) -> None:
    everybody = {**DOUBLED, "audience": {"field": "balance.points", "op": "gte", "value": 300}}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": "wechat:rich", "key": "o", "data": {
        "order_id": "rich", "amount_cents": 20_000}})  # fmt: skip
    open_app(shop, "wechat:poor", "a")
    version = publish(shop, everybody)
    names = {
        who: [one["name"] for one in shop.ok("GET", f"/v1/members/wechat:{who}/centre?lang=zh")["activities"]
              if one["id"] == "check_in"]
        for who in ("rich", "poor")
    }  # fmt: skip
    assert names == {"rich": ["双倍签到"], "poor": ["每日签到"]}
    lines = {
        who: [line for block in shop.ok("GET", f"/v1/members/wechat:{who}/rules?lang=zh")["blocks"]
              for line in block["lines"] if "签到" in line][:1]
        for who in ("rich", "poor")
    }  # fmt: skip
    assert lines == {"rich": ["每天签到：10 积分、5 成长值"], "poor": ["每天签到：5 积分、5 成长值"]}
    earned = dict[str, int]()
    for who in ("rich", "poor"):
        answer = shop.ok("POST", f"/v1/members/wechat:{who}/check-in", {}, **{"Idempotency-Key": "today"})
        earned[who] = sum(gain["amount"] for gain in answer["gains"] if gain["name"] == "points")
        explained = shop.ok("GET", f"/v1/members/wechat:{who}/operations/today?lang=en")
        assert explained["program_version"] == version
        expected = [{"path": "campaigns.spring", "name": "Double check-ins"}] if who == "rich" else []
        assert explained["patches"] == expected
    assert earned["rich"] - earned["poor"] == 5


def test_a_request_brings_no_time_of_its_own_under_a_members_token(shop: Served) -> None:
    member = shop.member("wechat:ann")
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    shop.keys["ann"] = token
    path, key = f"/v1/members/{member}/check-in", {"Idempotency-Key": "late"}
    problem = shop.problem(422, "POST", path, {"t_us": 1_700_000_000_000_000}, key="ann", **key)
    assert [fault["path"] for fault in problem["faults"]] == ["t_us"]
    assert shop.call("POST", path, {}, key="ann", **key).status_code == 200


def test_a_patch_that_does_not_fit_is_refused_with_its_place(shop: Served) -> None:
    wrong = {**DOUBLED, "id": "wrong", "patch": [{"do": "set", "at": "activities.checkin.name", "to": "x"}]}
    spec = shop.ok("GET", "/v1/program")["spec"]
    problem = shop.problem(422, "POST", "/v1/program/publish", {"spec": {**spec, "campaigns": [wrong]}})
    assert (problem["code"], [(fault["path"], fault["code"]) for fault in problem["faults"]]) == (
        "lint-failed", [("campaigns.wrong.patch.0.at", "patch-leads-nowhere")],
    )  # fmt: skip


def test_a_campaign_is_listed_and_shown_with_what_it_cost(shop: Served) -> None:
    lived = {"id": "costs", "name": {"zh": "周年", "en": "Anniversary"}, "holdout_bps": 0,
             "window": {"from": "2020-01-01", "to": "2020-02-01"}}  # fmt: skip
    publish(shop, {**DOUBLED, "audience": None, "window": {"from": "2020-01-01"}}, lived)
    listed = shop.ok("GET", "/v1/campaigns?lang=en")["items"]
    assert [(one["id"], one["name"], one["stage"], one["closes_us"] is None) for one in listed] == [
        ("spring", "Double check-ins", "running", True), ("costs", "Anniversary", "ended", False)
    ]  # fmt: skip
    before = shop.ok("GET", "/v1/campaigns/spring")
    shop.ok("POST", f"/v1/members/{shop.member('wechat:cost')}/check-in", {}, **{"Idempotency-Key": "cost"})
    found = shop.ok("GET", "/v1/campaigns/spring?lang=en")
    assert found["members"] - before["members"] == 1
    (points,) = [one for one in found["costs"] if one["unit"] == "points"]
    given = sum(one["amount"] for one in before["costs"] if one["unit"] == "points")
    assert (points["amount"] - given, points["cents"] > 0) == (10, True)
    assert found["rules"][0]["path"].startswith("activities.check_in")
    assert found["forecast"] == [], "it has no end"
    assert shop.problem(404, "GET", "/v1/campaigns/none")["code"] == "not-found"
