"""The page of an activity before it is published: of a draft, of somebody, at an instant, after steps."""

from __future__ import annotations

import copy
from typing import Any

from tests.api.support import Served

PATH = "/v1/program/page"
DAY_US = 86_400_000_000
NOON_US = 1_830_052_800_000_000
WHEEL: dict[str, Any] = {
    "kind": "lottery", "id": "wheel", "name": {"zh": "大转盘", "en": "Wheel"}, "style": "wheel",
    "prizes": [{"id": "mug", "name": {"zh": "杯子", "en": "Mug"}, "weight": 1, "stock": 5,
                "rewards": [{"kind": "asset", "amount": 1}]},
               {"id": "no", "name": {"zh": "谢谢", "en": "Thanks"}, "weight": 3}],
}  # fmt: skip
TEA: dict[str, Any] = {
    "kind": "flash_sale", "id": "tea", "name": {"zh": "十点抢茶", "en": "Tea at ten"},
    "sessions": [{"id": "all_day", "at": "00:00", "minutes": 1_440}],
    "products": [{"id": "cake", "name": {"zh": "茶饼", "en": "Tea cake"}, "sku": "tea-1",
                  "price_cents": 100, "stock": 3}],
}  # fmt: skip


def draft_of(shop: Served, *more: dict[str, Any], **changes: Any) -> dict[str, Any]:
    spec: dict[str, Any] = copy.deepcopy(shop.ok("GET", "/v1/program")["spec"])
    spec["activities"] = [*spec["activities"], *more]
    return spec | changes


def blocks(answer: Any, name: str) -> list[Any]:
    return [one for one in answer["page"]["blocks"] if one["block"] == name]


def test_of_somebody_made_up_at_an_instant_and_after_steps(shop: Served) -> None:
    spec = draft_of(shop, WHEEL)
    found = shop.ok("POST", PATH, {"spec": spec, "activity": "wheel", "at_us": NOON_US})
    assert (found["member_id"], found["t_us"], found["told"]) == (None, NOON_US, True)
    assert (found["page"]["title"], found["page"]["status"]) == ({"zh": "大转盘", "en": "Wheel"}, "open")
    assert [one["odds_ppm"] for one in blocks(found, "prizes")[0]["items"]] == [250_000, 750_000]
    assert found["requests"] == {"draw": "lottery.draw"}
    step = {"type": found["requests"]["draw"], "data": {"activity": "wheel"}}
    after = shop.ok("POST", PATH, {"spec": spec, "activity": "wheel", "at_us": NOON_US, "steps": [step, step]})
    assert (after["page"]["status"], after["page"]["actions"][0]["enabled"]) == ("used_up", False)
    first, second = after["steps"]
    assert (first["refused"], first["t_us"], second["refused"], second["texts"]) == (
        "", NOON_US, "lottery-no-chance", []
    )  # fmt: skip
    assert second["why_not"]
    tomorrow = shop.ok(
        "POST",
        PATH,
        {"spec": spec, "activity": "wheel", "at_us": NOON_US + DAY_US, "steps": [step | {"at_us": NOON_US}]},
    )
    assert tomorrow["page"]["status"] == "open"
    check_ins = [
        {"type": "check_in.do", "data": {"activity": "check_in"}, "at_us": NOON_US + n * DAY_US} for n in (0, 1)
    ]
    page = shop.ok("POST", PATH, {"activity": "check_in", "at_us": NOON_US + DAY_US, "steps": check_ins})
    assert blocks(page, "tiles")[0]["items"][0]["value"] == 2
    assert page["steps"][0]["texts"]


def test_of_a_real_member_who_finds_what_is_there_and_leaves_no_trace(shop: Served) -> None:
    member = shop.member("preview-1")
    before = shop.rows("SELECT count(*) FROM operation UNION ALL SELECT count(*) FROM record")
    spec = draft_of(shop, WHEEL | {"audience": {"field": "member.tier", "value": "gold"}}, TEA)
    body: dict[str, Any] = {"spec": spec, "activity": "wheel", "member": member}
    refused = shop.ok("POST", PATH, body)
    assert (refused["member_id"], refused["page"]["status"]) == (member, "not_for_you")
    gold = shop.ok("POST", PATH, {"spec": spec, "activity": "wheel", "sample": {"tier": "gold"}})
    assert gold["page"]["status"] == "open"
    sale = shop.ok("POST", PATH, {"spec": spec, "activity": "tea", "at_us": NOON_US, "member": member})
    assert [(one["left"], one["of"]) for one in blocks(sale, "stock")] == [(3, 3)]
    assert shop.rows("SELECT count(*) FROM operation UNION ALL SELECT count(*) FROM record") == before


def test_of_a_campaign_that_is_not_theirs_an_operator_sees_the_page_of_others(shop: Served) -> None:
    campaign = {
        "id": "spring", "name": {"zh": "春节", "en": "Spring"}, "holdout_bps": 0,
        "audience": {"field": "member.tier", "value": "gold"},
    }  # fmt: skip
    spec = draft_of(shop, WHEEL | {"campaign": "spring"}, campaigns=[campaign])
    hidden = shop.ok("POST", PATH, {"spec": spec, "activity": "wheel"})
    assert (hidden["told"], hidden["page"]["status"]) == (False, "not_for_you")
    shown = shop.ok("POST", PATH, {"spec": spec, "activity": "wheel", "sample": {"tier": "gold"}})
    assert (shown["told"], shown["page"]["status"]) == (True, "open")


def test_what_cannot_be_shown_says_why(shop: Served) -> None:
    spec = draft_of(shop, WHEEL)
    assert shop.problem(404, "POST", PATH, {"spec": spec, "activity": "no_such"})["code"] == "not-found"
    both = shop.problem(422, "POST", PATH, {"activity": "check_in", "member": "1", "sample": {}})
    assert [(one["path"], one["code"]) for one in both["faults"]] == [("sample", "one-of")]
    bad = draft_of(shop, WHEEL | {"prizes": []})
    assert shop.problem(422, "POST", PATH, {"spec": bad, "activity": "wheel"})["code"] == "invalid-input"
    zh = shop.problem(422, "POST", f"{PATH}?lang=zh", {"spec": bad, "activity": "wheel"})["faults"][0]
    assert (zh["path"], zh["message"]) == ("activities.8.prizes", "至少添加 1 项")
    late = {"activity": "check_in", "steps": [{"type": "no.such"}]}
    assert shop.problem(422, "POST", PATH, late)["code"] == "invalid-input"
    assert shop.problem(422, "POST", PATH, {"activity": "check_in", "steps": [{"type": "app.opened"}] * 51})
    assert shop.problem(404, "POST", PATH, {"activity": "check_in", "member": "999999"})["code"] == "not-found"
    shop.keys["studio-page"] = shop.ok("POST", "/v1/keys", {"name": "studio-page", "scopes": ["program:read"]})["token"]
    body = {"activity": "check_in", "member": "1"}
    assert shop.problem(403, "POST", PATH, body, key="studio-page")["scopes"] == ["members:read"]
    shop.ok("POST", PATH, {"activity": "check_in"}, key="studio-page")
