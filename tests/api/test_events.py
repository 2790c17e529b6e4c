"""Event intake over HTTP: what is earned, what is near, keys, strangers, batches."""

from __future__ import annotations

from typing import Any

from tests.api.support import Served


def order(member: str, key: str, cents: int, **more: Any) -> dict[str, Any]:
    data = {"order_id": f"{key} of {member}", "amount_cents": cents}
    return {"type": "order.paid", "member": member, "key": key, "data": data, **more}


def test_an_order_earns_and_says_so_in_both_languages(shop: Served) -> None:
    answer = shop.ok("POST", "/v1/events", order("wechat:ann", "o1", 5_000))
    member_id = answer["member_id"]
    assert isinstance(member_id, str)
    assert not answer["replayed"]
    assert answer["balances"]["points"] == 150  # 100 for joining, 50 for 50 yuan
    assert answer["tier"] == "basic"
    assert answer["texts"]["gains"][0] == "50 Points (Points for spending)"
    assert answer["texts"]["prompts"] == [
        "50 more Points for “10 yuan coupon (100 points on the 8th)”",
        "1 more day for 20 Points",
        "2 more months for Growth value × 2 for 7 days",
    ]
    english = shop.ok("POST", "/v1/events?lang=en", order("wechat:ann", "o1", 5_000), **{"Accept-Language": "zh"})
    chinese = shop.ok("POST", "/v1/events?lang=zh", order("wechat:ann", "o1", 5_000))
    assert english["replayed"]
    assert english["texts"] == answer["texts"]
    assert chinese["texts"]["gains"][0] == "50 积分（消费得积分）"
    assert chinese["texts"]["prompts"][0] == "再得 50 积分可兑「10 元券（8 号 100 积分）」"
    assert shop.rows("SELECT count(*) FROM posting WHERE member_id = $1 AND asset = 'points'", int(member_id)) == [(2,)]


def test_a_replayed_answer_is_the_first_one(shop: Served) -> None:
    first = shop.call("POST", "/v1/events?texts=false", order("wechat:bob", "o1", 2_000))
    again = shop.call("POST", "/v1/events?texts=false", order("wechat:bob", "o1", 2_000))
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert "texts" not in first.json()
    assert {**again.json(), "replayed": False} == first.json()


def test_the_same_key_with_other_content_is_an_error_and_does_nothing(shop: Served) -> None:
    shop.ok("POST", "/v1/events", order("wechat:cat", "o1", 2_000))
    problem = shop.problem(409, "POST", "/v1/events", order("wechat:cat", "o1", 2_001))
    assert problem["code"] == "idempotency-key-reused"
    assert problem["fix"].endswith("for something else take a new key")
    centre = shop.ok("GET", "/v1/members/wechat:cat/centre")
    assert [b["available"] for b in centre["balances"] if b["asset"] == "points"] == [120]


def test_a_stranger_is_registered_unless_it_is_forbidden(shop: Served) -> None:
    problem = shop.problem(404, "POST", "/v1/events?register=false", order("wechat:dan", "o1", 100))
    assert problem["code"] == "not-found"
    assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'dan'") == [(0,)]
    answer = shop.ok("POST", "/v1/events", order("wechat:dan", "o1", 100))
    member_id = int(answer["member_id"])
    keys = shop.rows("SELECT key, type FROM operation WHERE member_id = $1 ORDER BY n", member_id)
    assert keys == [("registered", "member.registered"), ("o1", "order.paid")]


def test_registering_that_was_cut_short_is_made_good(shop: Served) -> None:
    """A process that dies after the member's row was made and before the welcome leaves no member without it."""
    member_id = int(shop.member("eve"))
    assert shop.rows("SELECT n FROM operation WHERE member_id = $1 AND key = 'registered'", member_id) == [(1,)]
    shop.rows(
        "WITH m AS (INSERT INTO member_state (member_id, tenant_id, registered_us, registered_day) "
        "VALUES (900000001, liuke_tenant(), 1700000000000000, 19675) RETURNING 1) "
        "INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us) "
        "VALUES (liuke_tenant(), 'wechat', 'half', 900000001, 1700000000000000)"
    )
    answer = shop.ok("POST", "/v1/events", order("wechat:half", "o1", 100))
    assert answer["member_id"] == "900000001"
    registered = shop.rows("SELECT event_us FROM operation WHERE member_id = 900000001 AND key = 'registered'")
    assert registered == [(1_700_000_000_000_000,)]
    assert answer["balances"]["points"] == 1  # the welcome of 2023 has expired since


def test_all_faults_are_told_at_once(shop: Served) -> None:
    body = {"type": 5, "member": "wechat:x", "t_us": -1, "data": [], "extra": True}
    problem = shop.problem(422, "POST", "/v1/events?register=maybe&nonsense=1", body)
    assert problem["code"] == "invalid-input"
    assert {(fault["path"], fault["code"]) for fault in problem["faults"]} == {
        ("query.register", "wrong-type"), ("query.nonsense", "unknown-field"), ("type", "wrong-type"),
        ("t_us", "out-of-range"), ("data", "wrong-type"), ("key", "missing"), ("extra", "unknown-field"),
    }  # fmt: skip
    missing = {"type": "order.paid", "member": "wechat:x", "key": "k", "data": {"amount_cents": "5", "items": 1.5}}
    problem = shop.problem(422, "POST", "/v1/events", missing)
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [
        ("data.order_id", "missing"), ("data.amount_cents", "wrong-type"), ("data.items", "wrong-type"),
    ]  # fmt: skip
    assert shop.rows("SELECT count(*) FROM operation WHERE key = 'k'") == [(0,)]


def test_what_the_catalogue_says_is_told_together_with_who_is_meant(shop: Served) -> None:
    wrong = {"type": "order.paid", "member": "nobody", "key": "", "t_us": 1, "data": {"order_id": 5}}
    problem = shop.problem(422, "POST", "/v1/events", wrong)
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [
        ("member", "not-a-member"), ("key", "not-a-key"), ("t_us", "out-of-range"),
        ("data.amount_cents", "missing"), ("data.order_id", "wrong-type"),
    ]  # fmt: skip
    day = {"type": "check_in.make_up", "member": "nobody", "key": "m", "data": {"day": "2024-02-30"}}
    batch = shop.ok("POST", "/v1/events/batch", {"events": [day, {**day, "type": "nonsense"}]})["results"]
    assert [[(fault["path"], fault["code"]) for fault in one["error"]["faults"]] for one in batch] == [
        [("data.day", "not-a-day"), ("member", "not-a-member")],
        [("member", "not-a-member"), ("type", "unknown-type")],
    ]


def test_seconds_are_not_taken_for_microseconds(shop: Served) -> None:
    data = {"asset": "points", "amount": 5, "expires_us": 1_800_000_000, "settles_us": 1_800_000_000_000}
    problem = shop.problem(422, "POST", "/v1/events", {"type": "points.earn", "member": "1", "key": "s", "data": data})
    assert {(fault["path"], fault["code"], fault["fix"]) for fault in problem["faults"]} == {
        ("data.expires_us", "out-of-range", "send UTC microseconds"),
        ("data.settles_us", "out-of-range", "send UTC microseconds"),
    }  # fmt: skip


def test_nobody_is_registered_for_an_event_that_cannot_be_taken(shop: Served) -> None:
    wrong = {**order("wechat:typo", "o1", 100), "data": {"order_id": "o1", "amount_cents": "100"}}
    assert shop.problem(422, "POST", "/v1/events", wrong)["faults"][0]["path"] == "data.amount_cents"
    results = shop.ok("POST", "/v1/events/batch", {"events": [wrong, order("wechat:typo2", "o1", 100)]})["results"]
    assert [result["ok"] for result in results] == [False, True]
    assert shop.rows("SELECT external_id FROM identity WHERE external_id LIKE 'typo%'") == [("typo2",)]


def test_a_wrong_receiver_concerns_its_own_event_only(shop: Served) -> None:
    giver = shop.member("batch-giver")
    gift = {
        "type": "points.gift",
        "member": giver,
        "key": "b1",
        "data": {"asset": "points", "amount": 5, "to_member": 0},
    }
    order = {"type": "order.paid", "member": giver, "key": "b2", "data": {"order_id": "b2", "amount_cents": 1_000}}
    results = shop.ok("POST", "/v1/events/batch", {"events": [gift, order]})["results"]
    assert [one["ok"] for one in results] == [False, True]
    assert [fault["path"] for fault in results[0]["error"]["faults"]] == ["data.to_member"]


def test_what_is_sent_to_nobody_is_not_taken(shop: Served) -> None:
    giver = shop.ok("POST", "/v1/events", order("wechat:giver", "o1", 100))["member_id"]
    gift = {"type": "points.gift", "member": giver, "key": "g1", "data": {"asset": "points", "amount": 5}}
    lost = {**gift, "data": {**gift["data"], "to_member": 999_999_999}}
    problem = shop.problem(404, "POST", "/v1/events", lost)
    assert (problem["detail"], problem["fix"]) == (
        "there is no member 999999999", "name somebody else in data.to_member",
    )  # fmt: skip
    results = shop.ok("POST", "/v1/events/batch", {"events": [lost, order(giver, "o2", 100)]})["results"]
    assert [result["ok"] for result in results] == [False, True]
    assert results[0]["error"]["code"] == "not-found"
    assert shop.rows("SELECT count(*) FROM hold WHERE member_id = $1", int(giver)) == [(0,)]


def test_text_that_no_database_holds_is_refused_wherever_it_lies(shop: Served) -> None:
    data = {"order_id": "o9", "amount_cents": 100, "lines": [{"sku": "a\x00"}], "more": {"b": {"c\x00": 1}}}
    event = {"type": "order.paid", "member": "wechat:nul", "key": "o9", "data": data}
    problem = shop.problem(422, "POST", "/v1/events", event)
    faults = [(fault["path"], fault["code"]) for fault in problem["faults"]]
    assert faults == [("data.lines.0.sku", "not-text"), ("data.more.b", "not-text")]
    problem = shop.problem(422, "POST", "/v1/events/batch", {"events": [order("wechat:nul", "o8", 100), event]})
    assert problem["faults"][0]["path"] == "events.1.data.lines.0.sku"
    assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'nul'") == [(0,)]
    # six letters that only look like it are text like any other
    shop.ok("POST", "/v1/events", {**order("wechat:nul", "o7", 100), "key": r"o7 \u0000"})
    assert shop.ok("GET", "/v1/overview/events")["items"] is not None


def test_who_did_it_is_never_taken_from_a_client(shop: Served) -> None:
    freeze = {"asset": "points", "hold_id": "f1", "reason": "odd", "amount": 10}
    event = {"type": "points.freeze", "member": "wechat:fay", "key": "f1", "data": {**freeze, "actor": "boss"}}
    problem = shop.problem(422, "POST", "/v1/events", event)
    assert problem["faults"][0]["path"] == "data.actor"
    adjust = {"asset": "points", "amount": 10, "reason": "r", "actor": "a", "approved_by": "b"}
    refused = shop.problem(403, "POST", "/v1/events", {**event, "type": "points.adjust", "data": adjust})
    assert refused["fix"] == "use POST /v1/adjustments, where a second person approves"
    give = {"giving": "g", "actor": "a", "what": {"kind": "asset", "amount": 10**9}}
    refused = shop.problem(403, "POST", "/v1/events", {**event, "type": "giving.give", "data": give})
    assert refused["fix"] == "use POST /v1/givings, where a second person approves what is beyond a limit"
    shop.ok("POST", "/v1/events", {**event, "data": freeze})
    owner = shop.keys["owner"].split("_")[1]
    assert shop.rows("SELECT data ->> 'actor' FROM hold WHERE hold_id = 'f1'") == [(f"key:{owner}",)]


def test_a_type_needs_its_own_scope(shop: Served) -> None:
    earn = {
        "type": "points.earn", "member": "wechat:gus", "key": "e1", "data": {"asset": "points", "amount": 5},
    }  # fmt: skip
    problem = shop.problem(403, "POST", "/v1/events", earn, key="events")
    assert problem["scopes"] == ["points:write"]
    problem = shop.problem(403, "POST", "/v1/events", order("wechat:gus", "o1", 100), key="points")
    assert problem["scopes"] == ["checkout", "events:write"]
    assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'gus'") == [(0,)]
    shop.ok("POST", "/v1/events", order("wechat:gus", "o1", 100), key="events")
    assert shop.ok("POST", "/v1/events", earn, key="points")["balances"]["points"] == 106


def test_a_batch_answers_each_event_in_order(shop: Served) -> None:
    events = [
        order("wechat:hal", "o1", 1_000),
        order("wechat:hal", "o2", 2_000),
        order("wechat:ivy", "o1", 3_000),
        {"type": "points.spend", "member": "wechat:hal", "key": "s1", "data": {"asset": "points", "amount": 1_000_000}},
        {"type": "nonsense", "member": "wechat:hal", "key": "n1"},
        {"type": "order.paid", "member": "no member", "key": "n2", "data": {}},
        order("wechat:hal", "o1", 1_000),
        order("wechat:hal", "o2", 2_001),
    ]
    results = shop.ok("POST", "/v1/events/batch?texts=false", {"events": events})["results"]
    assert [result["ok"] for result in results] == [True, True, True, False, False, False, True, False]
    assert [r["answer"]["balances"]["points"] for r in results[:3]] == [110, 130, 130]
    assert results[3]["error"]["reason"] == "insufficient-balance"
    assert [results[i]["error"]["code"] for i in (4, 5, 7)] == [
        "invalid-input", "invalid-input", "idempotency-key-reused",
    ]  # fmt: skip
    assert results[6]["answer"]["replayed"]
    centre = shop.ok("GET", "/v1/members/wechat:hal/centre")
    assert [b["available"] for b in centre["balances"] if b["asset"] == "points"] == [130]


def test_a_batch_has_at_most_a_thousand_events(shop: Served) -> None:
    problem = shop.problem(422, "POST", "/v1/events/batch", {"events": [order("wechat:j", "k", 1)] * 1_001})
    assert problem["faults"][0]["path"] == "events"
    assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'j'") == [(0,)]


def test_no_event_breaks_what_is_kept(shop: Served) -> None:
    member = shop.member("odd")
    nested: Any = 1
    for _ in range(900):
        nested = [nested]
    for number, (data, fault) in enumerate((
        ({"order_id": "", "amount_cents": 1}, ("data.order_id", "wrong-length")),
        ({"order_id": "x" * 3_000, "amount_cents": 1}, ("data.order_id", "wrong-length")),
        ({"order_id": "o", "amount_cents": 1, "discount_cents": -5}, ("data.discount_cents", "out-of-range")),
        ({"order_id": "o", "amount_cents": 1, "more": nested}, ("data.more" + ".0" * 63, "too-deep")),
    )):  # fmt: skip
        event = {"type": "order.paid", "member": member, "key": f"odd{number}", "data": data}
        answer = shop.call("POST", "/v1/events", event)
        assert answer.status_code == 422
        assert [(one["path"], one["code"]) for one in answer.json()["faults"]] == [fault]
    order = {"order_id": "digits", "amount_cents": 100, "coupon_ids": ["9" * 5_000, "²", "7"]}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": member, "key": "digits", "data": order})
    for profile in ({"a": nested}, {"a": ["x"] * 1_001}, {"a": "x" * 4_001}):
        answer = shop.call("POST", f"/v1/members/{member}/profile", {"profile": profile})
        assert answer.status_code in {409, 422}
        new = {"namespace": "test", "external_id": "odd2", "profile": profile}
        assert shop.call("POST", "/v1/members", new).status_code == 422
