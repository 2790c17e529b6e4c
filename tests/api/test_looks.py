"""What people see of a member, and what is noted of their looks; the story with what was taken, and no quotes in it."""

from __future__ import annotations

from tests.api.people_support import Person, log_in
from tests.api.support import Served

PHONE = "13811112222"


def _member(shop: Served, name: str) -> str:
    member = shop.member(name)
    shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "phone", "external_id": PHONE[:-1] + name[-1]})
    return member


def _see(person: Person, member: str) -> tuple[str, object]:
    shown = person.ok("GET", f"/v1/members/{member}")
    phone = next(one["external_id"] for one in shown["identities"] if one["namespace"] == "phone")
    return phone, shown["profile"].get("mobile")


def test_people_see_masks_and_each_look_at_the_whole_is_noted(shop: Served) -> None:
    member = _member(shop, "seen1")
    shop.ok("POST", f"/v1/members/{member}/profile", {"profile": {"mobile": PHONE, "nickname": "Lin"}})
    assert shop.ok("GET", f"/v1/members/{member}")["profile"]["mobile"] == PHONE  # a system's key
    people = {role: log_in(shop, f"looks-{role}@example.com", role) for role in ("reader", "finance", "support")}
    for person in people.values():
        assert _see(person, member) == ("138****2221", "138****2222")
    for role in ("reader", "finance"):
        assert (
            people[role].problem(403, "POST", f"/v1/members/{member}/whole", {"reason": "why"})["code"] == "forbidden"
        )
    whole = people["support"].ok("POST", f"/v1/members/{member}/whole", {"reason": "calls back"})
    assert [one["external_id"] for one in whole["identities"]] == ["seen1", "13811112221"]
    assert whole["profile"] == {"mobile": PHONE, "nickname": "Lin"}
    noted = shop.ok("GET", f"/v1/audit?subject=member/{member}&action=member.seen_whole")["items"]
    assert [(one["actor"], one["details"]) for one in noted] == [(people["support"].actor, {"reason": "calls back"})]


def test_whom_a_clerk_looks_up_is_noted(shop: Served) -> None:
    member = _member(shop, "seen2")
    clerk = log_in(shop, "looks-clerk@example.com", "clerk")
    assert [one["member_id"] for one in clerk.ok("GET", "/v1/counter/members?name=13811112222")["items"]] == [member]
    assert clerk.ok("GET", "/v1/counter/members?name=13899998888")["items"] == []
    noted = shop.ok("GET", "/v1/audit?action=member.looked_up")["items"]
    assert [(one["actor"], one["subject"]) for one in noted] == [(clerk.actor, f"member/{member}")]


def test_a_story_says_what_was_taken_by_whom_and_why_and_has_no_quotes(shop: Served) -> None:
    member = shop.member("story")
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/points/spend", {"asset": "points", "amount": 60})
    shop.ok("POST", f"{path}/checkout/quote", {"lines": [{"sku": "a", "unit_cents": 900, "quantity": 1}]})
    shop.ok("POST", f"{path}/account/freeze", {"reason": "odd"})
    shop.ok("POST", f"{path}/account/unfreeze", {"reason": "fine"})
    adjustment = {"adjustment_id": "story", "member": member, "asset": "points", "amount": 5_000, "reason": "double"}
    asked = shop.ok("POST", "/v1/adjustments", adjustment)
    assert (asked["status"], asked["member"]) == ("waiting", "story")
    finance = log_in(shop, "story-finance@example.com", "finance")
    listed = finance.ok("GET", "/v1/adjustments?status=waiting&limit=200")["items"]
    assert [one["member"] for one in listed if one["adjustment_id"] == "story"] == ["story"]
    finance.ok("POST", "/v1/adjustments/story/approve")
    owner = f"key:{shop.keys['owner'].split('_')[1]}"
    items = shop.ok("GET", f"{path}/operations")["items"]
    told = {one["type"]: one for one in items}
    assert "checkout.quote" not in told
    assert any(one["type"] == "checkout.quote" for one in shop.ok("GET", f"{path}/operations?quotes=true")["items"])
    assert told["points.spend"]["moves"] == {"points": -60}
    assert told["member.registered"]["moves"] == {"points": 100}
    assert told["member.freeze"]["moves"] == {}
    assert (told["member.freeze"]["reason"], told["member.freeze"]["actor"]) == ("odd", owner)
    adjusted = told["points.adjust"]
    assert (adjusted["reason"], adjusted["actor"], adjusted["approved_by"]) == ("double", owner, finance.actor)
    assert adjusted["moves"]["points"] == 5_000
    token = shop.ok("POST", f"{path}/token", {})["token"]
    own = {one["type"]: one for one in shop.ok("GET", "/v1/members/me/operations", key=token)["items"]}
    assert (own["member.freeze"]["reason"], own["points.spend"]["moves"]) == ("", {"points": -60})


def test_what_was_redeemed_is_listed_and_undone_at_the_counter(shop: Served) -> None:
    member = _member(shop, "redeems3")
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/orders", {"order_id": "redeems", "amount_cents": 100_000})
    code = shop.ok("POST", f"{path}/benefits/free_snack/code", {"seconds": 120})["result"]["code"]
    clerk = log_in(shop, "redeems-clerk@example.com", "clerk")
    body = {"code": code, "store": "west-9"}
    done = clerk.ok("POST", "/v1/redeem", body, **{"Idempotency-Key": "redeems"})["result"]
    (row,) = clerk.ok("GET", "/v1/redemptions?store=west-9")["items"]
    assert (row["redemption"], row["member_id"], row["member"]) == (done["redemption"], member, "138****2223")
    assert (row["benefit"], row["count"], row["clerk"]) == ("free_snack", 1, clerk.actor)
    assert row["undo_until_us"] == row["t_us"] + 30 * 60 * 1_000_000
    assert (row["undone_us"], row["reason"]) == (None, "")
    undo = f"{path}/benefit-redemptions/{row['redemption']}/cancel"
    clerk.ok("POST", undo, {"reason": "wrong member"}, **{"Idempotency-Key": "undo"})
    (row,) = clerk.ok("GET", "/v1/redemptions?store=west-9")["items"]
    assert row["undone_us"] > row["t_us"]
    assert row["reason"] == "wrong member"
    assert clerk.ok("GET", "/v1/redemptions?store=nowhere")["items"] == []
    assert clerk.problem(422, "GET", "/v1/redemptions?store=%00")["faults"][0]["code"] == "not-text"


def test_a_look_at_the_tier_that_changed_nothing_is_left_out_of_a_story(shop: Served) -> None:
    member = shop.member("idle-story")
    path = f"/v1/members/{member}/operations"
    write = (
        "INSERT INTO operation (member_id, key, tenant_id, n, type, input_hash, program_version, t_us, event_us, day, "
        "answer, reasons) SELECT member_id, $2, tenant_id, n + $3, $4, '', program_version, t_us + $3, event_us, day, "
        "$5, $6 FROM operation WHERE member_id = $1 ORDER BY n DESC LIMIT 1 RETURNING n"
    )
    kept = [{"path": "tiers.gold", "code": "tier-renewed", "applied": True, "params": {}}]
    for key, type_, answer, reasons in (
        ("idle", "timer.tier", {}, []), ("kept", "timer.tier", {}, kept), ("given", "timer.tier", {"gains": []}, []),
        ("other", "timer.lots", {}, []),
    ):  # fmt: skip
        shop.rows(write, int(member), key, 1, type_, answer, reasons)
    seen = [one["key"] for one in shop.ok("GET", path)["items"]]
    assert seen[:3] == ["other", "given", "kept"]
    assert "idle" not in seen
    assert [one["key"] for one in shop.ok("GET", f"{path}?idle=true")["items"]][:4] == [
        "other",
        "given",
        "kept",
        "idle",
    ]
