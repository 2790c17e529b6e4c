"""The program over HTTP: versions, drafts, lint, differences, trials, publishing, rolling back."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from tests.api.people_support import log_in
from tests.api.support import NO_LIMITS, PLAIN, Served, make_environ, prepare, serve
from tests.server import Administrator

HISTORY = (
    "operation", "event", "posting", "wallet", "lot", "coupon", "record", "outbox", "stock", "stock_move",
    "tier_change", "member_state",
)  # fmt: skip

DISMISSALS = "/v1/program/dismissals"


@pytest.fixture(scope="module")
def spec(shop: Served) -> dict[str, Any]:
    """The program in force, every default written out."""
    found: dict[str, Any] = shop.ok("GET", "/v1/program/versions/1")["spec"]
    return found


def vary(spec: dict[str, Any], points: int) -> dict[str, Any]:
    """The same program with another welcome gift."""
    made = copy.deepcopy(spec)
    welcome = next(rule for rule in made["earning"] if rule["id"] == "welcome")
    welcome["amount"]["fixed"] = points
    return made


# -- reading ----------------------------------------------------------------------------------------------------------
def test_the_program_in_force(shop: Served) -> None:
    found = shop.ok("GET", "/v1/program")
    assert (found["active"], found["published_by"], found["rolled_back_to"]) == (True, "test", None)
    assert found["spec"]["id"] == "tea_shop"
    assert len(found["spec_sha256"]) == 64
    text = shop.call("GET", "/v1/program?format=yaml")
    assert text.headers["content-type"] == "application/yaml; charset=utf-8"
    again = shop.ok("POST", "/v1/program/diff", {"yaml": text.text})
    assert again == {"changes": []}
    assert shop.problem(404, "GET", "/v1/program/versions/99")["code"] == "not-found"
    assert shop.problem(404, "GET", "/v1/program/versions/x")["code"] == "not-found"


def test_the_schema_in_two_languages(shop: Served, spec: dict[str, Any]) -> None:
    zh, en = (shop.ok("GET", f"/v1/program/schema?lang={lang}") for lang in ("zh", "en"))
    assert (zh["properties"]["id"]["title"], en["properties"]["id"]["title"]) == ("方案编号", "Program id")
    assert zh["properties"]["id"]["x-label"] == {"zh": "方案编号", "en": "Program id"}
    jsonschema.Draft202012Validator(en).validate(spec)
    assert not jsonschema.Draft202012Validator(en).is_valid({**spec, "id": "NOT AN ID"})


# -- drafts -----------------------------------------------------------------------------------------------------------
def test_a_draft_is_replaced_only_by_who_saw_it(shop: Served) -> None:
    path = "/v1/program/drafts/spring"
    made = shop.call("PUT", path, {"spec": {"id": "not yet"}, "base_version": 1})
    assert made.status_code == 201
    tag = made.headers["etag"]
    assert tag == f'"{made.json()["updated_us"]}"'
    assert shop.problem(428, "PUT", path, {"spec": {"id": "b"}})["code"] == "precondition-required"
    assert shop.problem(412, "PUT", path, {"spec": {"id": "b"}}, **{"If-None-Match": "*"})["code"] == (
        "precondition-failed"
    )
    assert shop.problem(412, "PUT", path, {"spec": {"id": "b"}}, **{"If-Match": '"1"'})["status"] == 412
    assert shop.problem(422, "PUT", path, {"spec": {}}, **{"If-Match": "abc"})["faults"][0]["code"] == "not-a-tag"
    kept = shop.call("PUT", path, {"yaml": "id: c\nname: 春"}, **{"If-Match": tag})
    assert (kept.status_code, kept.json()["spec"]) == (200, {"id": "c", "name": "春"})
    found = shop.call("GET", path)
    assert found.headers["etag"] == kept.headers["etag"] != tag
    assert found.json()["spec"] == {"id": "c", "name": "春"}
    listed = shop.ok("GET", "/v1/program/drafts")["items"]
    assert [(one["name"], one["base_version"]) for one in listed if one["name"] == "spring"] == [("spring", 0)]
    assert shop.problem(428, "DELETE", path)["code"] == "precondition-required"
    assert shop.problem(412, "DELETE", path, **{"If-Match": tag})["code"] == "precondition-failed"
    assert shop.ok("GET", path)["spec"] == {"id": "c", "name": "春"}
    assert shop.call("DELETE", path, **{"If-Match": kept.headers["etag"]}).status_code == 204
    assert shop.problem(404, "GET", path)["code"] == "not-found"
    assert shop.problem(404, "DELETE", path)["code"] == "not-found"
    assert shop.problem(404, "DELETE", path, **{"If-Match": tag})["code"] == "not-found"
    assert shop.problem(412, "PUT", path, {"spec": {}}, **{"If-Match": tag})["code"] == "precondition-failed"


def test_strange_drafts(shop: Served) -> None:
    assert shop.problem(422, "PUT", "/v1/program/drafts/a%20b", {"spec": {}})["faults"][0]["path"] == "name"
    assert shop.problem(422, "PUT", "/v1/program/drafts/a", {})["faults"][0]["code"] == "one-of"
    both = {"spec": {}, "yaml": "id: x"}
    assert shop.problem(422, "PUT", "/v1/program/drafts/a", both)["faults"][0]["code"] == "one-of"
    found = shop.problem(422, "PUT", "/v1/program/drafts/a", {"yaml": "id: [1"})
    assert found["faults"][0]["code"] == "syntax"
    assert "line 1" in found["faults"][0]["message"]
    assert shop.problem(422, "PUT", "/v1/program/drafts/a", {"yaml": "- 1"})["faults"][0]["code"] == "not-a-mapping"
    assert shop.problem(404, "GET", "/v1/program/drafts/a")["code"] == "not-found"


def test_two_who_save_at_once_do_not_write_over_each_other(shop: Served) -> None:
    path = "/v1/program/drafts/race"
    tag = shop.call("PUT", path, {"spec": {"n": 0}}).headers["etag"]
    headers = {"Authorization": f"Bearer {shop.keys['owner']}", "If-Match": tag}

    async def save() -> list[int]:
        async with httpx.AsyncClient(base_url=shop.url, verify=PLAIN, headers=headers, timeout=30) as client:
            answers = await asyncio.gather(*(client.put(path, json={"spec": {"n": n}}) for n in range(1, 9)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(save()) == [200] + [412] * 7


# -- lint and differences ---------------------------------------------------------------------------------------------
def test_lint_tells_everything_at_once(shop: Served, spec: dict[str, Any]) -> None:
    assert shop.ok("POST", "/v1/program/lint", {"spec": spec})["errors"] == 0
    broken = copy.deepcopy(spec)
    broken["earning"][1]["amount"]["per"]["points"] = 1
    broken["mall"][0]["reward"][0]["batch"] = "nowhere"
    broken["mall"][1]["asset"] = "pionts"
    found = shop.ok("POST", "/v1/program/lint", {"spec": broken})
    wrong = [(one["path"], one["code"], one["fix"]) for one in found["findings"] if one["severity"] == "error"]
    assert ("mall.1.asset", "dangling-reference", "did you mean points?") in wrong
    assert any(path == "mall.0.reward.0.batch" and code == "dangling-reference" for path, code, _ in wrong)
    assert found["errors"] == len(wrong)
    zh = shop.ok("POST", "/v1/program/lint?lang=zh", {"spec": broken})
    assert next(one for one in zh["findings"] if one["path"] == "mall.1.asset")["fix"] == "是否应为 points？"


def test_lint_of_what_is_not_valid_answers_its_faults(shop: Served) -> None:
    found = shop.ok("POST", "/v1/program/lint", {"yaml": "id: X\nname: x\nearning:\n  - id: a\n"})
    paths = {one["path"] for one in found["findings"]}
    assert {"id", "earning.0.name", "earning.0.on"} <= paths
    assert found["errors"] == len(found["findings"])
    assert all(one["reason"].startswith("line ") for one in found["findings"])
    shop.ok("PUT", "/v1/program/drafts/lintme", {"spec": {"id": "lintme"}})
    assert shop.ok("POST", "/v1/program/lint", {"draft": "lintme"})["errors"] >= 1
    assert shop.problem(404, "POST", "/v1/program/lint", {"draft": "nothere"})["code"] == "not-found"
    assert shop.problem(422, "POST", "/v1/program/lint", {})["faults"][0]["code"] == "one-of"


def test_findings_are_dismissed_with_a_reason_and_stand_again(shop: Served, spec: dict[str, Any]) -> None:
    changed = copy.deepcopy(spec)
    changed["custom_events"] = [
        *changed.get("custom_events", []),
        {"name": "order.paid", "label": {"zh": "下单", "en": "Paid"}},
    ]
    before = shop.ok("POST", "/v1/program/lint", {"spec": changed})
    warning = next(one for one in before["findings"] if one["severity"] == "warning")
    assert (before["dismissed"], warning["dismissed"]) == (0, None)
    chosen = {"findings": [{"code": warning["code"], "path": warning["path"]}], "reason": " looked at it "}
    (row,) = shop.ok("POST", DISMISSALS, {"spec": changed, **chosen})["items"]
    assert (row["code"], row["reason"]) == (warning["code"], "looked at it")
    assert row["dismissed_by"].startswith("key:")
    after = shop.ok("POST", "/v1/program/lint", {"spec": changed})
    assert (after["warnings"], after["dismissed"]) == (before["warnings"] - 1, 1)
    assert [one["dismissed"] for one in after["findings"] if one["dismissed"]] == [row]
    assert len(after["findings"]) == len(before["findings"])
    assert shop.ok("GET", DISMISSALS) == {"items": [row]}
    shop.call("POST", f"{DISMISSALS}/restore", {"dismissal_ids": [row["dismissal_id"]]})
    assert shop.ok("GET", DISMISSALS) == {"items": []}
    assert shop.ok("POST", "/v1/program/lint", {"spec": changed}) == before
    again = shop.problem(404, "POST", f"{DISMISSALS}/restore", {"dismissal_ids": [row["dismissal_id"]]})
    assert again["code"] == "not-found"
    for reason in ("", " ", "\n\n", "x" * 501):
        assert shop.problem(422, "POST", DISMISSALS, {"spec": changed, **chosen, "reason": reason})["faults"]


def test_documents_as_large_as_files_may_be(shop: Served, spec: dict[str, Any]) -> None:
    """What the server writes it also reads, and files of the command line fit."""
    text = shop.call("GET", "/v1/program/versions/1?format=yaml").text + "# " + "店" * 700_000
    assert shop.ok("POST", "/v1/program/diff", {"from": 1, "yaml": text}) == {"changes": []}
    large = {**spec, "description": {"zh": "大", "en": "x" * 3_000_000}}
    assert len(shop.ok("PUT", "/v1/program/drafts/large", {"spec": large})["spec"]["description"]["en"]) == 3_000_000
    assert shop.problem(422, "POST", "/v1/program/lint", {"yaml": "店" * 2_000_000})["detail"].startswith(
        "the document"
    )


def test_documents_nested_without_end_are_refused_everywhere(shop: Served) -> None:
    spec: dict[str, Any] = {}
    for _ in range(700):
        spec = {"a": spec}
    found = shop.ok("POST", "/v1/program/lint", {"spec": spec})
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("too-deep", "error")]
    for method, path in (("POST", "publish"), ("POST", "diff"), ("PUT", "drafts/deep")):
        problem = shop.problem(422, method, f"/v1/program/{path}", {"spec": spec})
        assert [fault["code"] for fault in problem["faults"]] == ["too-deep"], path
    assert shop.ok("POST", "/v1/program/lint", {"yaml": "a: " + "[" * 3000})["findings"][0]["code"] == "too-deep"


def test_differences_in_words(shop: Served, spec: dict[str, Any]) -> None:
    body = {"from": 1, "spec": vary(spec, 120)}
    en = shop.ok("POST", "/v1/program/diff", body)["changes"]
    assert [(one["path"], one["kind"], one["old"], one["new"]) for one in en] == [
        ("earning.welcome.amount.fixed", "changed", 100, 120)
    ]
    assert "100 → 120" in en[0]["text"]
    zh = shop.ok("POST", "/v1/program/diff?lang=zh", body)["changes"]
    assert zh[0]["text"].startswith("注册礼")
    assert zh[0]["text"].endswith("100 → 120")
    assert shop.ok("POST", "/v1/program/diff", {"from": 1, "to": 1}) == {"changes": []}
    assert shop.problem(404, "POST", "/v1/program/diff", {"from": 77, "to": 1})["code"] == "not-found"
    assert shop.problem(422, "POST", "/v1/program/diff", {"from": 1})["faults"][0]["code"] == "one-of"
    twice = {"to": 1, "spec": spec}
    assert shop.problem(422, "POST", "/v1/program/diff", twice)["faults"][0]["code"] == "one-of"


# -- trying -----------------------------------------------------------------------------------------------------------
def read_all(shop: Served) -> list[list[tuple[Any, ...]]]:
    return [shop.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in HISTORY]


ORDER = {"type": "order.paid", "data": {"order_id": "try-1", "amount_cents": 8_800}}
OTHER = {"type": "order.paid", "data": {"order_id": "try-2", "amount_cents": 8_800}}


def test_a_trial_on_a_member_decides_what_the_event_then_does_and_writes_nothing(
    shop: Served, spec: dict[str, Any]
) -> None:
    member = shop.member("try-1")
    before = read_all(shop)
    tried = shop.ok("POST", "/v1/program/try", {"member": member, "event": ORDER})
    assert read_all(shop) == before
    done = shop.ok("POST", "/v1/events", {**ORDER, "member": member, "key": "k"})
    for name in ("tier", "balances", "texts"):
        assert tried[name] == done[name], name
    assert [(one["kind"], one["name"], one["amount"]) for one in tried["gains"]] == [
        (one["kind"], one["name"], one["amount"]) for one in done["gains"]
    ]
    assert (tried["before"]["balances"], tried["balances"]) == (
        {"points": 100}, {"growth": 88, "points": 188}
    )  # fmt: skip
    assert tried["member_id"] == member
    assert tried["effects"]["counts"]["post"] == 2
    posts = [one for one in tried["effects"]["items"] if one["effect"] == "post"]
    assert [(one["asset"], one["amount"], one["source"], one["target"]) for one in posts] == [
        ("points", 88, "issuance", "available"), ("growth", 88, "issuance", "available"),
    ]  # fmt: skip
    explained = shop.ok("GET", f"/v1/members/{member}/operations/k")
    assert [one["code"] for one in tried["reasons"]] == [one["code"] for one in explained["reasons"]]
    assert tried["reasons"][0]["name"] == "Points for spending"
    zh = shop.ok("POST", "/v1/program/try?lang=zh", {"member": member, "event": OTHER})
    assert zh["reasons"][0]["name"] == "消费得积分"


def test_a_draft_is_tried_before_it_is_published(shop: Served, spec: dict[str, Any]) -> None:
    draft = copy.deepcopy(spec)
    next(rule for rule in draft["earning"] if rule["id"] == "spend")["amount"]["per"]["points"] = 3
    member = shop.member("try-2")
    order = {**ORDER, "data": {**ORDER["data"], "order_id": "try-2"}}  # an order is one member's
    found = shop.ok("POST", "/v1/program/try", {"spec": draft, "member": "wechat:try-2", "event": order})
    assert (found["program_version"], found["balances"]["points"]) == (0, 100 + 3 * 88)
    assert shop.ok("POST", "/v1/program/try", {"member": member, "event": order})["balances"]["points"] == (
        188
    )  # fmt: skip
    shop.ok("PUT", "/v1/program/drafts/tripled", {"spec": draft})
    by_draft = shop.ok("POST", "/v1/program/try", {"draft": "tripled", "member": member, "event": order})
    assert by_draft["balances"] == found["balances"]


def test_a_made_up_member(shop: Served, spec: dict[str, Any]) -> None:
    before = read_all(shop)
    joined = {"type": "member.registered", "data": {}}
    found = shop.ok("POST", "/v1/program/try", {"event": joined})
    assert (found["member_id"], found["balances"]) == (None, {"points": 100})
    sample = {"tier": "gold", "balances": {"points": 500}, "registered_days_ago": 400}
    wednesday = 1_795_572_000_000_000  # 25 November 2026, 10:00 in Shanghai
    event = {**ORDER, "t_us": wednesday}
    found = shop.ok("POST", "/v1/program/try", {"sample": sample, "event": event})
    assert (found["before"], found["tier"], found["day"]) == (
        {"tier": "gold", "balances": {"points": 500}}, "gold", "2026-11-25"
    )  # fmt: skip
    assert found["balances"]["points"] == 588
    buy = {"type": "mall.redeem", "data": {"item": "five_yuan"}}
    found = shop.ok("POST", "/v1/program/try", {"sample": sample, "event": buy})
    assert found["balances"]["points"] == 420  # gold pays 80
    poor = shop.problem(409, "POST", "/v1/program/try", {"sample": {"tier": "gold"}, "event": buy})
    assert poor["code"] == "refused"
    assert poor["reason"]
    assert read_all(shop) == before


def test_what_cannot_be_tried(shop: Served, spec: dict[str, Any]) -> None:
    bad = {"sample": {"tier": "iron", "balances": {"gold": 1}}, "event": ORDER}
    faults = shop.problem(422, "POST", "/v1/program/try", bad)["faults"]
    assert [fault["path"] for fault in faults] == ["sample.tier", "sample.balances.gold"]
    both = {"member": "1", "sample": {}, "event": ORDER}
    assert shop.problem(422, "POST", "/v1/program/try", both)["faults"][0]["code"] == "one-of"
    assert shop.problem(422, "POST", "/v1/program/try", {"event": {"type": "no.such"}})["code"] == "invalid-input"
    wrong = {"event": {"type": "order.paid", "data": {"amount_cents": "8"}}}
    assert len(shop.problem(422, "POST", "/v1/program/try", wrong)["faults"]) == 2
    missing = shop.problem(404, "POST", "/v1/program/try", {"member": "999999", "event": ORDER})
    assert missing["code"] == "not-found"
    broken = copy.deepcopy(spec)
    broken["mall"][0]["asset"] = "pionts"
    found = shop.call("POST", "/v1/program/try", {"spec": broken, "event": ORDER})
    assert found.status_code in {200, 422}
    shop.keys["studio"] = shop.ok("POST", "/v1/keys", {"name": "studio", "scopes": ["program:read"]})["token"]
    member = shop.member("try-3")
    body = {"member": member, "event": ORDER}
    assert shop.problem(403, "POST", "/v1/program/try", body, key="studio")["scopes"] == ["members:read"]
    shop.ok("POST", "/v1/program/try", {"event": ORDER}, key="studio")


# -- publishing -------------------------------------------------------------------------------------------------------
@pytest.fixture
def fresh(administrator: Administrator, tmp_path: Path) -> Iterator[Served]:
    """A shop of its own."""
    database = administrator.make_database()
    environ = make_environ(database, tmp_path, **NO_LIMITS)
    with serve(environ, prepare(environ)) as served:
        yield served
    administrator.drop_database(database)


def test_publishing_and_rolling_back(fresh: Served) -> None:
    shop = fresh
    spec = shop.ok("GET", "/v1/program")["spec"]
    same = shop.call("POST", "/v1/program/publish", {"spec": spec})
    assert (same.status_code, same.json()["created"], same.json()["version"]) == (200, False, 1)

    operator = log_in(shop, "op@example.com", "operator")
    published = operator.call("POST", "/v1/program/publish", {"spec": vary(spec, 120), "note": "a warmer welcome"})
    assert published.status_code == 201, published.text
    assert (published.json()["version"], published.json()["created"]) == (2, True)
    member = shop.ok("POST", "/v1/events", {"type": "app.opened", "member": "wechat:new", "key": "k", "data": {}})
    assert member["balances"]["points"] == 130  # 120 for joining, 10 for opening

    back = operator.call("POST", "/v1/program/rollback", {"version": 1})
    assert (back.status_code, back.json()["version"]) == (201, 3)
    again = shop.ok("POST", "/v1/events", {"type": "app.opened", "member": "wechat:new2", "key": "k", "data": {}})
    assert again["balances"]["points"] == 110
    versions = shop.ok("GET", "/v1/program/versions?limit=2")
    rows = [
        (one["version"], one["active"], one["published_by"], one["rolled_back_to"], one["note"])
        for one in versions["items"]
    ]
    assert rows == [
        (3, True, operator.actor, 1, "roll back to version 1"), (2, False, operator.actor, None, "a warmer welcome"),
    ]  # fmt: skip
    rest = shop.ok("GET", f"/v1/program/versions?limit=2&cursor={versions['next_cursor']}")
    assert [(one["version"], one["published_by"]) for one in rest["items"]] == [(1, "test")]
    assert rest["next_cursor"] is None
    assert shop.problem(404, "POST", "/v1/program/rollback", {"version": 9})["code"] == "not-found"

    # a draft is published as it was seen, at its time
    made = operator.call("PUT", "/v1/program/drafts/next", {"spec": vary(spec, 140)})
    tag = made.headers["etag"]
    later = operator.call("PUT", "/v1/program/drafts/next", {"spec": vary(spec, 150)}, **{"If-Match": tag})
    problem = operator.problem(412, "POST", "/v1/program/publish", {"draft": "next"}, **{"If-Match": tag})
    assert problem["code"] == "precondition-failed"
    at_us = time.time_ns() // 1_000 + 3_600_000_000
    body = {"draft": "next", "active_from_us": at_us}
    planned = operator.ok("POST", "/v1/program/publish", body, **{"If-Match": later.headers["etag"]})
    assert (planned["version"], planned["active_from_us"]) == (4, at_us)
    assert shop.ok("GET", "/v1/program")["version"] == 3
    assert shop.ok("GET", "/v1/program/versions/4")["spec"]["earning"][0]["amount"]["fixed"] == 150
    past = {"spec": spec, "active_from_us": 1_700_000_000_000_000}
    assert shop.problem(422, "POST", "/v1/program/publish", past)["faults"][0]["code"] == "in-the-past"


def test_errors_stop_it_and_warnings_must_be_accepted(fresh: Served) -> None:
    shop = fresh
    spec = shop.ok("GET", "/v1/program")["spec"]
    broken = copy.deepcopy(spec)
    broken["mall"][0]["reward"][0]["batch"] = "nowhere"
    found = shop.problem(422, "POST", "/v1/program/publish", {"spec": broken, "accept_warnings": True})
    assert (found["code"], found["fix"]) == ("lint-failed", "mend the errors")
    assert found["faults"][0]["path"] == "mall.0.reward.0.batch"
    doubtful = copy.deepcopy(spec)
    next(rule for rule in doubtful["earning"] if rule["id"] == "first_open")["amount"]["fixed"] = 150
    linted = shop.ok("POST", "/v1/program/lint", {"spec": doubtful})
    assert [(one["code"], one["severity"], one["figures"]) for one in linted["findings"]] == [
        ("cap-below-amount", "warning", {"limit": 100, "least": 150}), ("reduction-kept-after-return", "info", {}),
    ]  # fmt: skip
    assert (linted["errors"], linted["warnings"]) == (0, 1)
    found = shop.problem(422, "POST", "/v1/program/publish", {"spec": doubtful})
    assert found["fix"] == "look at the warnings, then send accept_warnings: true"
    zh = shop.problem(422, "POST", "/v1/program/publish?lang=zh", {"spec": doubtful})
    assert zh["faults"][0]["message"] != found["faults"][0]["message"]
    assert shop.ok("GET", "/v1/program/versions")["items"][0]["version"] == 1
    done = shop.ok("POST", "/v1/program/publish", {"spec": doubtful, "accept_warnings": True})
    assert done["version"] == 2
    assert [one["code"] for one in done["findings"]] == ["cap-below-amount", "reduction-kept-after-return"]
    text = shop.call("GET", "/v1/program/versions/1?format=yaml").text
    assert shop.ok("POST", "/v1/program/publish", {"yaml": text})["version"] == 3
    assert shop.ok("POST", "/v1/program/diff", {"from": 1, "to": 3}) == {"changes": []}


def test_two_who_publish_at_once_get_two_versions(fresh: Served) -> None:
    shop = fresh
    spec = shop.ok("GET", "/v1/program")["spec"]
    headers = {"Authorization": f"Bearer {shop.keys['owner']}"}

    async def publish() -> list[int]:
        async with httpx.AsyncClient(base_url=shop.url, verify=PLAIN, headers=headers, timeout=60) as client:
            bodies = [{"spec": vary(spec, 200 + n)} for n in range(3)]
            answers = await asyncio.gather(*(client.post("/v1/program/publish", json=body) for body in bodies))
        assert {answer.status_code for answer in answers} == {201}
        return sorted(answer.json()["version"] for answer in answers)

    assert asyncio.run(publish()) == [2, 3, 4]


@pytest.mark.parametrize("version", ["9" * 600, "x" * 600, "9" * 5_000, -1, True, None, [[1]]])
def test_a_version_of_the_schema_that_is_none_is_a_finding(shop: Served, version: Any) -> None:
    spec = {"id": "x", "name": "X", "schema_version": version}
    [finding] = shop.ok("POST", "/v1/program/lint", {"spec": spec})["findings"]
    assert (finding["path"], finding["severity"]) in {("schema_version", "error"), ("", "error")}
    assert len(finding["reason"]) < 200


def test_a_difference_longer_than_a_label_is_answered(shop: Served) -> None:
    tier = {"id": "only", "name": "Only", "perks": [f"perk-{number:03}" for number in range(200)]}
    spec = {"id": "x", "name": "X", "tiers": {"ladder": [tier]}}
    texts = [one["text"] for one in shop.ok("POST", "/v1/program/diff", {"spec": spec})["changes"]]
    assert any("perk-199" in one for one in texts)


def test_goods_are_called_as_the_catalogue_calls_them(shop: Served, spec: dict[str, Any]) -> None:
    path, draft = "/v1/program/words?lang=zh", copy.deepcopy(spec)
    coupon = draft["coupons"][0]
    coupon["scope"] = {"categories": ["iced"], "exclude_products": ["sku-1"], "tags": ["new"], "stores": ["s1"]}
    row = f"coupons.{coupon['id']}"
    assert "限 iced、new，不含 sku-1，限门店 s1" in shop.ok("POST", path, {"spec": draft})["rows"][row]
    named = (("categories", "iced", "冰饮"), ("products", "sku-1", "热美式"), ("stores", "s1", "人民广场店"))
    for kind, number, name in named:
        shop.ok("PUT", f"/v1/{kind}/{number}", {"name": name})
    limit, said = time.monotonic() + 30, ""
    while "冰饮" not in said:  # each process learns of it within a second
        assert time.monotonic() < limit, said
        said = shop.ok("POST", path, {"spec": draft})["rows"][row]
    assert "限 冰饮、new，不含 热美式，限门店 人民广场店" in said
    before = copy.deepcopy(draft)
    coupon["scope"]["categories"] = ["iced", "hot"]
    other = {**coupon["scope"], "categories": ["hot"]}
    draft["earning"][1]["scope"] = other
    changes = shop.ok("POST", "/v1/program/diff?lang=zh", {"from": 1, "spec": before})["changes"]
    assert any("冰饮" in one["text"] for one in changes)
    assert not any("iced" in one["text"] or "sku-1" in one["text"] for one in changes)
