"""What the merchant's people and systems do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.api.examples.members import ACT, M, buy, join
from tests.api.examples.recorder import Recorder
from tests.api.examples.shop import ago_us, day, first, make_program
from tests.api.people_support import PASSWORD
from tests.api.support import prepare
from tests.media.pictures import photo


def keep_the_catalogue(call: Recorder, shop: dict[str, str]) -> None:
    del shop
    bodies: dict[str, dict[str, Any]] = {
        "stores": {"name": "静安店", "place": "上海市静安区", "valid_from_us": ago_us(300)},
        "categories": {"name": "饮品", "valid_from_us": ago_us(300)},
        "products": {"name": "桂花乌龙", "tags": ["winter"], "valid_from_us": ago_us(300)},
    }
    ids = {"stores": "jing_an", "categories": "drink", "products": "oolong"}
    files = {
        "stores": "id,name\npudong,浦东店\n", "categories": "id,name\nsnack,小食\n",
        "products": "id,name,category\ntaro_ball,芋圆,snack\n",
    }  # fmt: skip
    for many in ("categories", "stores", "products"):
        body = bodies[many] | ({"category": "drink"} if many == "products" else {})
        call.ask("PUT", f"/v1/{many}/{{id}}", body, id=ids[many])
        call.ask("POST", f"/v1/{many}/import", content=files[many].encode(), media="text/csv")
        call.ask("GET", f"/v1/{many}")
        call.ask("GET", f"/v1/{many}/{{id}}", id=ids[many])
    gone = {"stores": "pudong", "categories": "snack", "products": "taro_ball"}
    for many in ("products", "stores", "categories"):
        call.ask("DELETE", f"/v1/{many}/{{id}}", id=gone[many])


def staff(call: Recorder, shop: dict[str, str]) -> None:
    body = {"email": "xu@tea.example", "name": "徐店长", "role": "operator", "password": PASSWORD}
    made = call.ask("POST", "/v1/people", body)
    who = made.get("person", made)["person_id"]
    for email, role in (("fin@tea.example", "finance"), ("boss@tea.example", "owner"), ("sup@tea.example", "support")):
        call.ask("POST", "/v1/people", {"email": email, "role": role, "password": PASSWORD}, shown=False)
    call.ask("PATCH", "/v1/people/{person_id}", {"name": "徐静", "role": "operator"}, person_id=who)
    call.ask("GET", "/v1/people")
    call.ask("GET", "/v1/roles")
    for email in ("sup", "fin", "boss", "xu"):
        session(call, shop, email)
    change = {"current": PASSWORD, "new": "slow steam over green leaves"}
    call.ask("POST", "/v1/me/password", change, who="", headers=as_person(shop, "xu"))
    shop.pop("session:sup2", None)


def session(call: Recorder, shop: dict[str, str], name: str) -> None:
    with call.shop.client("") as client:
        body = {"email": f"{name}@tea.example", "password": PASSWORD}
        answer = client.post("/v1/sessions", json=body)
        shop[f"session:{name}"], shop[f"csrf:{name}"] = answer.cookies["liuke_session"], answer.json()["csrf"]
    if name == "xu":
        call.ask("POST", "/v1/sessions", body, who="")


def as_person(shop: dict[str, str], name: str) -> dict[str, str]:
    return {"Cookie": f"liuke_session={shop[f'session:{name}']}", "X-Liuke-CSRF": shop[f"csrf:{name}"]}


def keys(call: Recorder, shop: dict[str, str]) -> None:
    del shop
    made = call.ask("POST", "/v1/keys", {"name": "till of Jing'an", "scopes": ["events:write", "checkout", "redeem"]})
    key_id = made["key"]["key_id"] if "key" in made else made["key_id"]
    call.ask("GET", "/v1/keys")
    call.ask("POST", "/v1/keys/{key_id}/rotate", {"overlap_seconds": 3_600}, key_id=key_id)
    call.ask("DELETE", "/v1/keys/{key_id}", key_id=key_id)


def adjust(call: Recorder, shop: dict[str, str]) -> None:
    for name, end in (("spill-1", "reject"), ("spill-2", "approve")):
        body = {
            "adjustment_id": name, "member": shop["lin"], "asset": "points", "amount": 50,
            "reason": "a drink was spilled",
        }  # fmt: skip
        call.ask("POST", "/v1/adjustments", body, who="", headers=as_person(shop, "sup"))
        path = f"/v1/adjustments/{{adjustment_id}}/{end}"
        call.ask("POST", path, who="", headers=as_person(shop, "fin"), adjustment_id=name)
    call.ask("GET", "/v1/adjustments")
    call.ask("GET", "/v1/adjustments/{adjustment_id}", adjustment_id="spill-2")


def give(call: Recorder, shop: dict[str, str]) -> None:
    body: dict[str, Any] = {
        "giving_id": "machine-1", "what": {"kind": "asset", "asset": "points", "amount": 20},
        "reason": "the machine was broken", "namespace": "wechat", "members": ["oLin8f2xQ7", "oChen3k9Wd"],
    }  # fmt: skip
    call.ask("POST", "/v1/givings/preview", body)
    call.ask("POST", "/v1/givings", body)
    one = {"giving_id": "machine-1"}
    call.ask("GET", "/v1/givings/{giving_id}", **one)
    call.ask("GET", "/v1/givings/{giving_id}/members", patiently=True, **one)
    call.ask("POST", "/v1/givings/{giving_id}/undo", **one)
    for end in ("reject", "approve"):
        big = {
            **body, "giving_id": f"anniversary-{end}", "reason": "our anniversary",
            "what": {"kind": "asset", "asset": "points", "amount": 100_000},
        }  # fmt: skip
        call.ask("POST", "/v1/givings", big, who="", headers=as_person(shop, "boss"), shown=False)
        who = as_person(shop, "fin")
        call.ask("POST", f"/v1/givings/{{giving_id}}/{end}", who="", headers=who, giving_id=big["giving_id"])
    call.ask("POST", "/v1/givings/{giving_id}/undo", giving_id="anniversary-approve", shown=False, patiently=True)
    call.ask("GET", "/v1/givings")


def clear(call: Recorder, shop: dict[str, str]) -> None:
    """Two shops of a group: they agree, a member is known in both, and moves points."""
    environ = {**call.shop.environ, "LIUKE_TENANT": "books"}
    books = prepare(environ)["owner"]
    terms: dict[str, Any] = {
        "partner": "books", "own_asset": "points", "other_asset": "points", "until_us": ago_us(-300),
        "out": {"give": 100, "get": 80, "least": 10, "member_day": 1_000, "price_cents": 1, "price_points": 1},
        "back": {"give": 1, "get": 1},
    }  # fmt: skip
    made = call.ask("POST", "/v1/clearing/agreements", terms)
    agreement = {"agreement": made["agreement"]}
    call.ask("POST", "/v1/clearing/agreements/{agreement}/accept", who=books, **agreement)
    call.ask("GET", "/v1/clearing/agreements")
    person = {"namespace": "wechat", "external_id": "oLin8f2xQ7"}
    theirs = call.ask("POST", "/v1/members", person, who=books, shown=False)["member_id"]
    mine = call.ask("POST", "/v1/members", person, shown=False)["member_id"]
    call.ask("POST", M + "/points/earn", {"asset": "points", "amount": 500}, member=mine, shown=False)
    code = call.ask("POST", M + "/clearing/code", {"shop": "books"}, member=mine)
    call.ask("POST", M + "/clearing/link", {"code": code["code"]}, member=theirs, who=books)
    call.ask("POST", M + "/clearing/send", {**agreement, "amount": 100}, member=mine)
    call.ask("GET", M + "/clearing", member=mine)
    call.ask("GET", "/v1/clearing/transfers")
    call.ask("GET", "/v1/clearing/statement")
    call.ask("POST", M + "/clearing/unlink", {"shop": "books"}, member=mine)
    call.ask("POST", "/v1/clearing/agreements/{agreement}/end", **agreement)


def care(call: Recorder, shop: dict[str, str]) -> None:
    """Members: their tier by hand, freezing, merging, erasing."""
    wu = shop["wu"]
    assign = {"tier": "silver", "reason": "invited to the opening", "last_day": day(120)}
    call.ask("POST", M + "/tier/assign", assign, member=wu)
    call.ask("POST", M + "/tier/unassign", {"reason": "the opening is over"}, member=wu)
    call.ask("POST", M + "/account/freeze", {"reason": "orders from a stolen phone"}, member=wu)
    call.ask("POST", M + "/account/unfreeze", {"reason": "the owner has the phone again"}, member=wu)
    body = {"test": True, "reason": "our own phone in the shop"}
    call.ask("PUT", M + "/test", body, member=join(call, "oTest1", "试机"), who="", headers=as_person(shop, "boss"))
    till = {"namespace": "phone", "external_id": "13900139000"}
    other = call.ask("POST", "/v1/members", till, shown=False)["member_id"]
    buy(call, other, "T20261127040", 1_900)
    merge = {"other": "phone:13900139000", "reason": "bought at the till, then logged in"}
    made = call.ask("POST", M + "/merge", merge, member=shop["chen"])
    undo = {"reason": "they are a couple with one phone"}
    call.ask("POST", M + "/merges/{merge}/undo", undo, member=shop["chen"], merge=made["merge_id"])
    call.ask("POST", M + "/whole", {"reason": "the member rang us up"}, member=shop["lin"])
    gone = join(call, "oGone2b7", "王先生")
    call.ask("POST", M + "/erase", {"reason": "asked in the shop"}, member=gone)
    leaving = join(call, "oLeave5d1", "李女士")
    token = call.ask("POST", M + "/token", {}, member=leaving, shown=False)["token"]
    call.ask("POST", M + "/erase-me", {"confirmation": "删除我的数据"}, member="me", who=token)


def review(call: Recorder, shop: dict[str, str]) -> None:
    """Orders from one phone are held until people have looked."""
    for number in range(3):
        member = join(call, f"oRing{number}", f"客人{number}")
        shop[f"ring{number}"] = member
        body = {"order_id": f"T2026112705{number}", "amount_cents": 3_000}
        call.ask("POST", M + "/orders", body, member=member, headers={"X-Liuke-Device": "phone-1"}, shown=False)
    held = call.ask("GET", "/v1/reviews")["items"]
    call.ask("GET", "/v1/reviews/counts")
    call.ask("GET", "/v1/reviews/{review}", review=held[0]["review"])
    call.ask("GET", M + "/risk-graph", member=held[0]["member_id"])
    body = {"reviews": [held[0]["review"]], "decision": "confirm", "reason": "one person with three accounts"}
    call.ask("POST", "/v1/reviews/decide", body)
    one = {"member": held[0]["member_id"], "review": held[0]["review"]}
    call.ask("POST", M + "/reviews/{review}/undo", {"reason": "they are a family"}, **one)


def publish(call: Recorder, shop: dict[str, str]) -> None:
    """The program: drafts, checks, versions, campaigns."""
    del shop
    call.ask("GET", "/v1/program")
    call.ask("GET", "/v1/program/schema")
    call.ask("GET", "/v1/program/names")
    call.ask("GET", "/v1/program/templates")
    answers = {"average_order_cents": 2_600, "visits_a_month": 3, "margin_bps": 6_000, "goal": "visits"}
    call.ask("POST", "/v1/program/templates/{template}/set-up", answers, template="tea_shop")
    spec = make_program()
    spec["tiers"]["ladder"][1]["entry"]["at_least"] = 25_000
    raffle = next(one for one in spec["activities"] if one["id"] == "friday_draw")
    raffle |= {"closes": f"{day(-1)} 20:00", "repeat": "once"}  # what was entered for is closed at once
    path = "/v1/program/drafts/{name}"
    call.ask("PUT", path, {"spec": spec, "base_version": 1}, name="lower-silver")
    call.ask("GET", path, name="lower-silver")
    call.ask("GET", "/v1/program/drafts")
    draft = {"draft": "lower-silver"}
    call.ask("POST", "/v1/program/lint", draft)
    kept = {"code": "reduction-kept-after-return", "path": "refunds.remainder"}
    aside = call.ask("POST", "/v1/program/dismissals", {**draft, "findings": [kept], "reason": "the shop means it so"})
    call.ask("GET", "/v1/program/dismissals")
    ids = [one["dismissal_id"] for one in aside["items"]]
    call.ask("POST", "/v1/program/dismissals/restore", {"dismissal_ids": ids})
    call.ask("POST", "/v1/program/diff", draft)
    call.ask("POST", "/v1/program/impact", draft)
    call.ask("POST", "/v1/program/words", draft)
    call.ask("POST", "/v1/program/rhythm", draft)
    call.ask("GET", "/v1/program/rhythm")
    event = {"type": "order.paid", "data": {"order_id": "try-1", "amount_cents": 3_600}}
    call.ask("POST", "/v1/program/try", {**draft, "event": event, "sample": {"tier": "basic"}})
    call.ask("POST", "/v1/dry-run", {"member": "wechat:oLin8f2xQ7", **event})
    call.ask("POST", "/v1/program/page", {**draft, "activity": "check_in", "sample": {}})
    body = {**draft, "note": "silver from 250 yuan", "accept_warnings": True}
    call.shop.wait_for_version(call.ask("POST", "/v1/program/publish", body)["version"])
    call.ask("GET", "/v1/program/versions")
    call.ask("GET", "/v1/program/versions/{version}", version=2)
    rounds, draw = "/v1/activities/{activity}/rounds", {"activity": "friday_draw"}
    value = {"value": "3402.10"}
    call.ask("POST", rounds + "/{round}/public-value", value, round=1, patiently=True, **draw)
    forfeited = {"place": 1, "times": 1, "reason": "未在期限内领取"}
    call.ask("POST", rounds + "/{round}/replacements", forfeited, round=1, patiently=True, **draw)
    call.ask("GET", rounds, **draw)
    call.shop.wait_for_version(call.ask("POST", "/v1/program/rollback", {"version": 1, "note": "back"})["version"])
    kept = call.shop.call("PUT", "/v1/program/drafts/spare", {"spec": spec})
    call.ask("DELETE", path, name="spare", headers={"If-Match": kept.headers["etag"]})
    call.ask("GET", "/v1/campaigns")
    call.ask("GET", "/v1/program/campaigns/{campaign}", campaign="winter_week")
    body = {"act": "pause", "note": "the machine is broken"}
    paused = call.ask("POST", "/v1/program/campaigns/{campaign}/change", body, campaign="winter_week")
    call.shop.wait_for_version(paused["version"])
    call.ask("GET", "/v1/campaigns/budgets")
    call.ask("GET", "/v1/campaigns/{campaign}", campaign="winter_week")
    call.ask("GET", "/v1/campaigns/{campaign}/members", campaign="winter_week")
    call.ask("GET", "/v1/program/tier-reviews")
    gone = {"path": "activities.cheer", "reason": "the prize is sold out"}
    call.ask("POST", "/v1/program/cancellations", gone)
    call.ask("GET", "/v1/program/cancellations")


def show_pictures(call: Recorder, shop: dict[str, str]) -> None:
    del shop
    media = "application/octet-stream"
    made = call.ask("POST", "/v1/media", content=photo(21), media=media, query={"purpose": "goods"})["id"]
    call.ask("GET", "/v1/media", query={"purpose": "goods"})
    call.ask("GET", "/v1/media/{id}", id=made, who="")
    call.ask("GET", "/v1/media/{id}/details", id=made)
    call.ask("GET", "/v1/media/{id}/preview", id=made)
    call.ask("POST", "/v1/media/{id}/refuse", {"reason": "blurred"}, id=made)
    call.ask("POST", "/v1/media/{id}/show", id=made)
    call.ask("POST", "/v1/media/{id}/erase", {"reason": "a customer is in it"}, id=made)


def connect(call: Recorder, shop: dict[str, str]) -> None:
    """Webhooks, and files."""
    del shop
    body = {"url": "https://erp.example/liuke", "event_types": ["tier.upgraded"], "description": "ERP"}
    made = call.ask("POST", "/v1/webhooks", body)
    one = {"endpoint_id": made["endpoint"]["endpoint_id"]}
    path = "/v1/webhooks/{endpoint_id}"
    call.ask("GET", "/v1/webhooks")
    call.ask("GET", path, **one)
    call.ask("PATCH", path, {"event_types": ["tier.upgraded", "points.earned"]}, **one)
    call.ask("POST", path + "/secret/rotate", {"overlap_seconds": 86_400}, **one)
    sent = call.ask("POST", path + "/test", **one)
    delivery = sent.get("delivery_id") or sent["delivery"]["delivery_id"]
    call.ask("GET", path + "/deliveries", **one)
    call.ask("GET", path + "/deliveries/{delivery_id}", delivery_id=delivery, **one)
    call.ask("POST", path + "/deliveries/{delivery_id}/replay", delivery_id=delivery, patiently=True, **one)
    call.ask("DELETE", path, **one)
    members = "namespace,external_id,profile.nickname\nwechat,oFile1,郑一\nwechat,oFile2,钱二\n"
    call.ask("POST", "/v1/bulk/members", content=members.encode(), media="text/csv")
    events = (
        '{"type": "order.paid", "member": "wechat:oFile1", "key": "f1", '
        '"data": {"order_id": "F1", "amount_cents": 2600}}\n'
    )
    call.ask("POST", "/v1/bulk/events", content=events.encode(), media="application/x-ndjson")
    for table in ("coupons", "facts", "lots", "members", "operations", "orders", "postings", "prizes"):
        call.ask("GET", f"/v1/bulk/{table}", query={"format": "csv"})


def watch(call: Recorder, shop: dict[str, str]) -> None:
    """Figures, and what the process says of itself."""
    sales = {"days": [{"day": day(-1), "source": "till", "orders": 120, "sales_cents": 312_000}]}
    call.ask("PUT", "/v1/other-sales", sales)
    for path in (
        "/healthz", "/readyz", "/metrics", "/v1/audit", "/v1/overview", "/v1/overview/events", "/v1/other-sales",
        "/v1/finance/breakage", "/v1/finance/flows", "/v1/finance/liability", "/v1/finance/pools",
        "/v1/finance/postings", "/v1/finance/seals", "/v1/finance/trial-balance", "/v1/members", "/v1/coupon-batches",
        "/v1/mall/items", "/v1/mall/orders", "/v1/redemptions", "/v1/promoters", "/v1/payouts",
    ):  # fmt: skip
        call.ask("GET", path)
    call.ask("GET", "/openapi.json")
    gift = {"asset": "points", "amount": 5}
    letter = {"type": "points.earn", "member_id": int(shop["lin"]), "key": "letter-1", "data": gift}
    call.shop.rows(
        "INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload) "
        "VALUES (liuke_tenant(), $1, 'delivery', 'internal', $2) RETURNING 1", ago_us(1), letter,
    )  # fmt: skip
    given_up = call.ask("GET", "/v1/dead-letters")["items"][0]
    call.ask("POST", "/v1/dead-letters/{dead_letter_id}/replay", dead_letter_id=given_up["dead_letter_id"])
    call.ask("POST", "/v1/finance/verify", {"seconds": 20})
    call.ask("GET", "/v1/coupon-batches/{batch}", batch="autumn_eight")
    call.ask("GET", "/v1/counter/members", query={"name": "13800138000"})
    call.ask("GET", "/v1/search", query={"q": "T20261127010"})
    call.ask("GET", "/v1/orders/{order_id}", order_id="T20261127010")
    call.ask("GET", "/v1/orders/{order_id}/story", order_id="T20261127010")
    call.ask("GET", M + "/operations/{key}", member=shop["lin"], key="open-20261127-1")


def close(call: Recorder, shop: dict[str, str]) -> None:
    """What has ended by the second act."""
    late = ago_us(0, first().hour)
    buy(call, shop["lin"], "T20261129001", 2_600, t_us=late)
    period = (first() - timedelta(days=first().weekday())).date().isoformat()
    one = {"activity": "weekly_board"}
    call.ask("GET", "/v1/activities/{activity}/board", query={"period": period}, **one)
    call.ask("GET", "/v1/activities/{activity}/board/periods", **one)
    call.ask("GET", "/v1/activities/{activity}/board/late", query={"period": period}, **one)
    call.ask("GET", "/v1/activities/{activity}/quiz", activity="riddles")
    call.ask("GET", "/v1/activities/{activity}/results", activity="service")
    call.ask("GET", "/v1/activities/{activity}/survey", activity="service")
    call.ask("GET", "/v1/activities/{activity}/survey/texts", query={"question": "why"}, activity="service")
    call.ask("GET", "/v1/activities/{activity}/together", activity="mug_bargain")
    call.ask("GET", "/v1/activities/{activity}/winners", activity="wheel")
    drawn = call.ask("GET", "/v1/draws/{activity}", activity="wheel")["items"]
    call.ask("GET", "/v1/draws/{activity}/{period}", activity="wheel", period=drawn[0]["period"])
    call.ask("POST", ACT + "/attend", {"code": shop["class_code"]}, member=shop["chen"], activity="latte_class")
    call.ask("DELETE", "/v1/sessions", who="", headers=as_person(shop, "boss"))
