"""Looking at members over HTTP: lists, one member from every side, the past, and why."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.support import PLAIN, Served


@pytest.fixture(scope="module")
def gold(shop: Served) -> str:
    """A member with a history: two orders, of which the second made them gold."""
    member = shop.member("gold")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "g1", "amount_cents": 5_000})
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "g2", "amount_cents": 95_000})
    return member


def by_id(items: list[dict[str, Any]], name: str, value: str) -> dict[str, Any]:
    return next(item for item in items if item[name] == value)


def test_registering_twice_changes_nothing(shop: Served) -> None:
    body = {"namespace": "till", "external_id": "4711", "profile": {"birthday": "05-06"}}
    first = shop.call("POST", "/v1/members", body)
    again = shop.call("POST", "/v1/members", {**body, "profile": {"birthday": "07-08"}})
    assert (first.status_code, again.status_code) == (201, 200)
    known = {"member_id": first.json()["member_id"], "created": False}
    assert again.json() == {**known, "differs": ["birthday"], "changed": []}
    assert shop.ok("POST", "/v1/members", body) == {**known, "differs": [], "changed": []}
    shown = shop.ok("GET", "/v1/members/till:4711")
    assert shown["profile"] == {"birthday": "05-06"}
    assert [identity["external_id"] for identity in shown["identities"]] == ["4711"]
    assert by_id(shown["balances"], "asset", "points")["available"] == 100


def test_registering_a_known_member_updates_them_where_that_is_asked(shop: Served) -> None:
    body = {"namespace": "till", "external_id": "4712", "profile": {"birthday": "05-06", "city": "Xiamen"}}
    member = shop.ok("POST", "/v1/members", body)["member_id"]
    newer = {**body, "profile": {"birthday": "05-07", "city": None, "size": 3}, "if_known": "update"}
    changed = {"member_id": member, "created": False, "differs": [], "changed": ["birthday", "city", "size"]}
    assert shop.ok("POST", "/v1/members", newer) == changed
    assert shop.ok("POST", "/v1/members", newer) == {**changed, "changed": []}
    shown = shop.ok("GET", f"/v1/members/{member}")
    assert shown["profile"] == {"birthday": "05-07", "size": 3}
    assert [row["type"] for row in shop.ok("GET", f"/v1/members/{member}/operations")["items"]] == [
        "member.update", "member.registered",
    ]  # fmt: skip


def test_labels_are_set_found_by_and_kept_from_the_platforms_own(shop: Served) -> None:
    members = [shop.member(f"labelled{n}") for n in range(3)]
    for number, member in enumerate(members[:2]):
        answer = shop.ok("POST", f"/v1/members/{member}/labels", {"labels": {"贵宾": str(number)}})
        assert answer["result"] == {"set": ["贵宾"], "removed": []}
    found = shop.ok("GET", "/v1/members?label=贵宾&sort=oldest")["items"]
    assert [one["member_id"] for one in found] == members[:2]
    assert [one["member_id"] for one in shop.ok("GET", "/v1/members?label=贵宾&label_value=1")["items"]] == [members[1]]
    selection = {"selection": {"label": "贵宾"}, "giving_id": "labelled", "reason": "r"}
    what = {"kind": "asset", "asset": "points", "amount": 1}
    assert shop.ok("POST", "/v1/givings/preview", {**selection, "what": what})["members"] == 2
    assert shop.problem(422, "GET", "/v1/members?label_value=1")["faults"][0]["code"] == "missing"
    own = {"labels": {"member_frozen": "1"}}
    assert shop.problem(409, "POST", f"/v1/members/{members[2]}/labels", own)["reason"] == "labels-invalid"
    shop.ok("POST", f"/v1/members/{members[0]}/labels", {"labels": {"贵宾": None}})
    assert shop.ok("GET", f"/v1/members/{members[0]}")["labels"] == {}
    assert [one["action"] for one in shop.ok("GET", f"/v1/audit?subject=member/{members[0]}")["items"]] == [
        "member.labelled", "member.labelled",
    ]  # fmt: skip


def test_a_frozen_member_asks_in_vain_and_a_tier_is_set_by_hand(shop: Served) -> None:
    member = shop.member("frozen")
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/account/freeze", {"reason": "odd orders"})
    shown = shop.ok("GET", path)
    owner = f"key:{shop.keys['owner'].split('_')[1]}"
    assert {**shown["freeze"], "since_us": 0} == {
        "since_us": 0,
        "until_us": None,
        "reason": "odd orders",
        "actor": owner,
    }
    spend = {"asset": "points", "amount": 1}
    assert shop.problem(409, "POST", f"{path}/points/spend", spend)["reason"] == "member-frozen"
    token = shop.ok("POST", f"{path}/token", {})["token"]
    own = shop.ok("GET", "/v1/members/me", key=token)
    assert (own["freeze"]["reason"], own["freeze"]["actor"]) == ("", "")
    shop.ok("POST", f"{path}/orders", {"order_id": "frozen", "amount_cents": 5_000})
    shop.ok("POST", f"{path}/account/unfreeze", {"reason": "asked them"})
    shop.ok("POST", f"{path}/points/spend", spend)
    answer = shop.ok("POST", f"{path}/tier/assign", {"tier": "gold", "reason": "jubilee", "last_day": "2099-12-31"})
    assert (answer["tier"], answer["result"]["by_hand"]) == ("gold", True)
    shown = shop.ok("GET", path)
    assert (shown["freeze"], shown["tier"]["id"], shown["set_tier"]["reason"]) == (None, "gold", "jubilee")
    assert shop.ok("GET", "/v1/members/me", key=token)["set_tier"] is None
    forecast = shop.ok("GET", f"{path}/forecast")["items"]
    assert shop.ok("GET", f"{path}/centre")["tier"]["by_hand"] is True
    assert [one["kind"] for one in forecast if one["kind"] == "set_ended"] == []  # beyond the horizon
    assert shop.ok("POST", f"{path}/tier/unassign", {"reason": "over"})["tier"] == "basic"
    noted = shop.ok("GET", f"/v1/audit?subject=member/{member}")["items"]
    assert [(one["action"], one["details"].get("reason")) for one in reversed(noted)] == [
        ("member.frozen", "odd orders"), ("member.unfrozen", "asked them"), ("tier.assign", "jubilee"),
        ("tier.unassign", "over"),
    ]  # fmt: skip


@pytest.mark.parametrize("birthday", ["2001-02-30", "29/02/2000", "tomorrow", 529, ""])
def test_a_birthday_that_no_rule_could_read_is_told(shop: Served, birthday: object) -> None:
    body = {"namespace": "till", "external_id": "b\u200bd", "profile": {"birthday": birthday}}
    problem = shop.problem(422, "POST", "/v1/members", body)
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [
        ("profile.birthday", "not-a-birthday"), ("external_id", "not-printable"),
    ]  # fmt: skip
    fix = "write YYYY-MM-DD, or MM-DD without the year; by the Chinese calendar lunar:YYYY-MM-DD"
    assert problem["faults"][0]["fix"] == fix


@pytest.mark.parametrize("birthday", ["02-29", "2000-02-29", None])
def test_every_day_of_a_leap_year_is_a_birthday(shop: Served, birthday: str | None) -> None:
    body = {"namespace": "leap", "external_id": str(birthday), "profile": {"birthday": birthday}}
    assert shop.ok("POST", "/v1/members", body)["created"]


def test_a_member_may_have_several_names(shop: Served) -> None:
    member = shop.member("named")
    linked = shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "till", "external_id": "card-7"})
    assert [(one["namespace"], one["external_id"]) for one in linked["identities"]] == [
        ("wechat", "named"), ("till", "card-7"),
    ]  # fmt: skip
    assert shop.ok("GET", "/v1/members/till:card-7")["member_id"] == member
    shop.member("other")
    again = {"namespace": "wechat", "external_id": "named"}
    assert shop.problem(409, "POST", "/v1/members/wechat:other/identities", again)["code"] == "conflict"
    assert shop.problem(404, "POST", "/v1/members/987654321/identities", {**again, "external_id": "z"})


def test_the_centre_has_everything_in_one_answer(shop: Served, gold: str) -> None:
    centre = shop.ok("GET", f"/v1/members/{gold}/centre")
    assert centre["member_id"] == gold
    tier = centre["tier"]
    assert (tier["current"]["id"], tier["current"]["name"], tier["current"]["rank"]) == ("gold", "Gold", 2)
    assert (tier["next"], tier["progress"], tier["in_grace"]) == (None, [], False)
    assert tier["forecast"][0]["kind"] == "benefits_paused"
    points = by_id(centre["balances"], "asset", "points")
    # 100 for joining, 1,000 for 1,000 yuan, 50 and 100 of the packs
    assert (points["available"], points["net"], points["worth_cents"], points["name"]) == (
        1_250,
        1_250,
        12_500,
        "Points",
    )
    assert points["expiring"] == []
    assert sorted(coupon["batch"] for coupon in centre["coupons"]) == [
        "free_drink",
        "mall_five",
        "silver_20",
        "three_off",
    ]
    assert {type(coupon["coupon_id"]) for coupon in centre["coupons"]} == {str}
    snack = by_id(centre["entitlements"], "benefit", "free_snack")
    assert (snack["name"], snack["quota"], snack["used"], snack["left"]) == ("A free snack a month", 1, 0, 1)
    check_in = by_id(centre["activities"], "id", "check_in")
    assert (check_in["name"], check_in["checked_in"], check_in["streak"]) == ("Daily check-in", False, 0)
    assert [len(day) for day in (check_in["today"], check_in["month"]["first"])] == [10, 10]
    assert [item["item"] for item in centre["mall"]] == ["make_up_card", "five_yuan", "ten_yuan", "mug"]
    assert by_id(centre["mall"], "item", "mug")["left"] == 200
    assert by_id(centre["mall"], "item", "five_yuan")["price_points"] == 80
    assert centre["value"]["unlockable_cents"] == 6_000
    assert centre["prompts"]
    chinese = shop.ok("GET", f"/v1/members/{gold}/centre?lang=zh")
    assert chinese["tier"]["current"]["name"] == "黄金会员"
    assert by_id(chinese["activities"], "id", "check_in")["name"] == "每日签到"


def test_why(shop: Served, gold: str) -> None:
    page = shop.ok("GET", f"/v1/members/{gold}/operations")
    assert [(one["n"], one["type"]) for one in page["items"]] == [
        (3, "order.paid"), (2, "order.paid"), (1, "member.registered"),
    ]  # fmt: skip
    assert page["next_cursor"] is None
    key = page["items"][0]["key"]
    told = shop.ok("GET", f"/v1/members/{gold}/operations/{key}")
    lines = {(line["path"], line["text"]) for line in told["reasons"] if line["applied"]}
    assert ("earning.spend", "950 Points earned") in lines
    assert ("tiers.gold", "upgraded to Gold") in lines
    assert told["answer"]["tier"] == "gold"
    assert "950 Points (Points for spending)" in told["texts"]["gains"]
    assert shop.problem(404, "GET", f"/v1/members/{gold}/operations/nonsense")["code"] == "not-found"


def test_lists_page_through_everything_once(shop: Served, gold: str) -> None:
    for name in ("postings", "operations", "coupons", "tier-history"):
        whole = shop.ok("GET", f"/v1/members/{gold}/{name}?limit=200")["items"]
        seen, cursor = list[Any](), ""
        for _ in range(20):
            page = shop.ok("GET", f"/v1/members/{gold}/{name}?limit=2&cursor={cursor}")
            seen += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == whole, name
        assert len(whole) > 2, name
    lots = shop.ok("GET", f"/v1/members/{gold}/lots")["items"]
    assert sum(lot["remaining"] for lot in lots if lot["asset"] == "points") == 1_250
    assert {lot["settles_us"] for lot in lots} == {None}


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WyJhIl0", "bnVsbA", "W3RydWUsMSwyXQ", "!!!!", "WzEsImEiLDldXQ"])
def test_a_cursor_that_is_none(shop: Served, gold: str, cursor: str) -> None:
    problem = shop.problem(422, "GET", f"/v1/members/{gold}/coupons?cursor={cursor}")
    assert [fault["code"] for fault in problem["faults"]] == ["not-a-cursor"]


def test_a_cursor_is_for_its_list_and_filters(shop: Served, gold: str) -> None:
    lists = f"/v1/members/{gold}"
    cursor = shop.ok("GET", f"{lists}/postings?limit=2")["next_cursor"]
    assert shop.ok("GET", f"{lists}/postings?limit=1&lang=zh&cursor={cursor}")["items"]
    other = shop.member("another")
    for path in (f"{lists}/operations?", f"/v1/members/{other}/postings?"):
        (fault,) = shop.problem(422, "GET", f"{path}cursor={cursor}")["faults"]
        assert (fault["path"], fault["code"]) == ("query.cursor", "of-another-list")
    filtered = shop.ok("GET", "/v1/members?limit=1&sort=oldest")["next_cursor"]
    problem = shop.problem(422, "GET", f"/v1/members?limit=1&sort=newest&cursor={filtered}")
    assert [fault["code"] for fault in problem["faults"]] == ["of-another-list"]


def test_finding_members(shop: Served, gold: str) -> None:
    def find(query: str) -> list[str]:
        return [one["member_id"] for one in shop.ok("GET", f"/v1/members?{query}")["items"]]

    a, b = shop.member("find_a%1"), shop.member("find_ab2")
    assert find("q=wechat:find_a") == [b, a]
    assert find("q=find_a%25") == [a]
    assert find("q=find_&sort=oldest") == [a, b]
    assert find(f"q={a}") == []  # our own numbers are in no name
    assert find("q=till:find_a") == []
    assert gold in find("tier=gold&limit=200")
    assert find("q=find_&balance_min=101") == []
    assert find("q=find_&balance_min=100") == [b, a]
    first = shop.ok("GET", "/v1/members?q=find_&limit=1")
    second = shop.ok("GET", f"/v1/members?q=find_&limit=1&cursor={first['next_cursor']}")
    assert [one["member_id"] for page in (first, second) for one in page["items"]] == [b, a]
    assert second["next_cursor"] is None
    row = first["items"][0]
    assert (row["identities"], row["balances"]["points"], row["tier"]) == (["wechat:find_ab2"], 100, "basic")
    problem = shop.problem(422, "GET", "/v1/members?limit=0&tier=&sort=best&zzz=1")
    assert {fault["path"] for fault in problem["faults"]} == {"query.limit", "query.tier", "query.sort", "query.zzz"}


@pytest.mark.parametrize(
    "name", ["0", "-1", "99999999999999999999", "abc", "a:", ":b", "a b:c", "wechat:%00", "9223372036854775807"]
)
def test_nobody_has_this_name(shop: Served, name: str) -> None:
    for path in (
        "",
        "/centre",
        "/operations",
        "/postings",
        "/coupons",
        "/lots",
        "/forecast",
        "/tier-history",
        "/holds",
    ):
        answer = shop.call("GET", f"/v1/members/{name}{path}")
        assert answer.status_code in {404, 422}, answer.text
        assert answer.json()["code"] in {"not-found", "invalid-input"}


def test_the_rules_page(shop: Served) -> None:
    rules = shop.ok("GET", "/v1/rules?lang=zh")
    assert (rules["name"], rules["lang"], rules["version"]) == ("某茶饮小程序", "zh", 1)
    assert rules["blocks"][0]["heading"] == "积分获取" or rules["blocks"][0]["lines"]
    page = shop.call("GET", "/v1/rules?format=html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
    assert "Tea shop" in page.text


# -- one name, however it is written ----------------------------------------------------------------------------------
def test_of_many_who_register_one_name_one_has_made_it(shop: Served) -> None:
    async def herd() -> list[httpx.Response]:
        headers = {"Authorization": f"Bearer {shop.keys['owner']}"}
        async with httpx.AsyncClient(base_url=shop.url, verify=PLAIN, headers=headers, timeout=60) as client:
            body = {"namespace": "herd", "external_id": "one"}
            return await asyncio.gather(*(client.post("/v1/members", json=body) for _ in range(64)))

    answers = asyncio.run(herd())
    assert sorted(one.status_code for one in answers) == [200] * 63 + [201]
    assert [one.status_code for one in answers if one.json()["created"]] == [201]
    assert len({one.json()["member_id"] for one in answers}) == 1


def test_names_are_compared_composed_and_without_spaces_around(shop: Served) -> None:
    composed, apart = "caf\u00e9", "cafe\u0301"
    made = shop.ok("POST", "/v1/members", {"namespace": "nfc", "external_id": f" {apart} "})
    for name in (composed, apart, f"{composed} ", f"  {apart}"):
        again = shop.ok("POST", "/v1/members", {"namespace": "nfc", "external_id": name})
        assert (again["created"], again["member_id"]) == (False, made["member_id"])
    assert shop.ok("GET", f"/v1/members/nfc:{composed}")["member_id"] == made["member_id"]
    assert shop.rows("SELECT external_id FROM identity WHERE namespace = 'nfc'") == [(composed,)]
    assert shop.problem(422, "POST", "/v1/members", {"namespace": "nfc", "external_id": "  "})["faults"]
    other = shop.ok("POST", "/v1/members", {"namespace": "nfc", "external_id": "cafe"})
    assert other["created"]
    problem = shop.problem(409, "POST", f"/v1/members/{other['member_id']}/identities",
                           {"namespace": "nfc", "external_id": f"{apart} "})  # fmt: skip
    assert problem["code"] == "conflict"


def test_names_that_are_not_sealed_yet_are_found(shop: Served) -> None:
    """As a release that kept phone numbers as they came has left them, before ``vault rotate``."""
    phone, mail = "139 0000 1111", "Old@Example.com"
    tenant = shop.rows("SELECT tenant_id FROM tenant")[0][0]
    members = [int(shop.member(name)) for name in ("old1", "old2")]
    for member, namespace, name in ((members[0], "phone", phone), (members[1], "email", mail)):
        shop.rows("INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us) "
                  "VALUES ($1, $2, $3, $4, 1) RETURNING 1", tenant, namespace, name, member)  # fmt: skip
    assert shop.ok("GET", f"/v1/members/phone:{phone}")["member_id"] == str(members[0])
    again = shop.ok("POST", "/v1/members", {"namespace": "phone", "external_id": phone})
    assert (again["created"], again["member_id"]) == (False, str(members[0]))
    for written in (mail, f" {mail}"):
        again = shop.ok("POST", "/v1/members", {"namespace": "email", "external_id": written})
        assert (again["created"], again["member_id"]) == (False, str(members[1]))
    event = {"type": "order.paid", "member": f"phone:{phone}", "key": "o", "data": {"order_id": "o", "amount_cents": 1}}
    assert shop.ok("POST", "/v1/events", event)["member_id"] == str(members[0])
    taken = shop.problem(
        409, "POST", f"/v1/members/{members[1]}/identities", {"namespace": "phone", "external_id": phone}
    )
    assert taken["code"] == "conflict"
    rows = shop.rows("SELECT count(*), count(sealed) FROM identity WHERE member_id = ANY ($1) "
                     "AND namespace <> 'wechat'",
                     members)  # fmt: skip
    assert rows == [(2, 0)]
