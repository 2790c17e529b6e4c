"""What members do: join, buy, collect, play, answer, invite."""

from __future__ import annotations

import time
from typing import Any

from tests.api.examples.recorder import Recorder
from tests.api.examples.shop import ago_us, day, first
from tests.media.pictures import photo
from tests.phone_login.codes import read_codes

M = "/v1/members/{member}"
ACT = M + "/activities/{activity}"
CART = [
    {"id": "1", "sku": "oolong_latte", "category": "drink", "quantity": 2, "unit_cents": 1_800},
    {"id": "2", "sku": "taro_ball", "category": "snack", "quantity": 1, "unit_cents": 900},
]
BOX = [{"id": "1", "sku": "gift_box", "category": "gift", "quantity": 1, "unit_cents": 12_800}]


def join(call: Recorder, openid: str, nickname: str, *, shown: bool = False) -> str:
    body = {
        "namespace": "wechat", "external_id": openid, "profile": {"nickname": nickname, "birthday": "1996-05-20"},
        "registered_us": ago_us(260),
    }  # fmt: skip
    return str(call.ask("POST", "/v1/members", body, shown=shown)["member_id"])


def buy(call: Recorder, member: str, order: str, cents: int, *, shown: bool = False, t_us: int = 0) -> Any:
    body: dict[str, Any] = {"order_id": order, "amount_cents": cents, "store": "jing_an", "channel": "mini_program"}
    if t_us:
        body["t_us"] = t_us
    if shown:
        body["lines"] = [
            {"id": "1", "sku": "oolong_latte", "category": "drink", "quantity": 2, "unit_cents": 1_800,
             "paid_cents": 3_600},
        ]  # fmt: skip
    return call.ask("POST", M + "/orders", body, member=member, shown=shown)


def register(call: Recorder, shop: dict[str, str]) -> None:
    """Six members, their names, and what they bought before."""
    shop["lin"] = join(call, "oLin8f2xQ7", "林小满", shown=True)
    for name, openid, nickname in (
        ("chen", "oChen3k9Wd", "陈一诺"), ("zhou", "oZhou7p1Ls", "周航"), ("wu", "oWu5t6Rb2", "吴悠"),
        ("huang", "oHuang4c8", "黄蕾"), ("he", "oHe9m3Nv6", "何田"),
    ):  # fmt: skip
        shop[name] = join(call, openid, nickname)
    lin = shop["lin"]
    call.ask("POST", M + "/identities", {"namespace": "phone", "external_id": "13800138000"}, member=lin)
    call.ask("POST", M + "/profile", {"profile": {"city": "上海", "favourite_store": "jing_an"}}, member=lin)
    call.ask("POST", M + "/labels", {"labels": {"taste": "less_sugar"}}, member=lin)
    for number, (who, cents) in enumerate(
        (("lin", 68_000), ("lin", 39_000), ("chen", 42_000), ("zhou", 8_800), ("wu", 5_400), ("huang", 3_200))
    ):
        buy(call, shop[who], f"T2026090{number}", cents, t_us=ago_us(70 - number))
    buy(call, lin, "T20261127001", 3_600, shown=True)
    call.ask("POST", M + "/points/earn", {"asset": "points", "amount": 500, "ref": "opening"}, member=shop["chen"])
    call.ask("POST", M + "/points/earn", {"asset": "points", "amount": 2_000, "reason": "anniversary gift"}, member=lin)
    shop["token"] = call.ask("POST", M + "/token", {"seconds": 3_600}, member=lin)["token"]
    event = {
        "type": "page.viewed", "member": "wechat:oLin8f2xQ7", "key": "pv-20261127-1", "data": {"page": "new_products"},
    }  # fmt: skip
    call.ask("POST", "/v1/events", event)
    batch = [
        {"type": "app.opened", "member": "wechat:oLin8f2xQ7", "key": "open-20261127-1", "data": {}},
        {"type": "profile.completed", "member": "wechat:oLin8f2xQ7", "key": "profile-1", "data": {}},
    ]
    now_us = time.time_ns() // 1_000
    seen = {
        "id": "0b7c1e52-6a4f-4c1b-9d58-3f2a6f0f7a11", "type": "page.viewed", "t_us": now_us - 1_200_000,
        "data": {"page": "pages/home"},
    }  # fmt: skip
    tracked = {"consent": True, "sent_us": now_us, "events": [seen], "anonymous_id": "5c0e7b0e-9a3f-4d0c-8a71"}
    call.ask("POST", "/v1/track", tracked, who=shop["token"])
    told = call.ask("POST", "/v1/events/batch", {"events": batch})["results"][0]
    gains = told.get("answer", told)["gains"]
    shop["owed"] = ",".join(str(one["params"]["reward"]) for one in gains if one["kind"] == "cash")


def sign_in(call: Recorder, shop: dict[str, str]) -> None:
    """Somebody logs in on a page with the code that was sent to their phone."""
    del shop
    phone = {"phone": "13900139000", "tenant": call.shop.environ["LIUKE_TENANT"]}
    call.ask("GET", "/v1/phone-login", who="")
    call.ask("POST", "/v1/phone-login/code", phone, who="")
    made = call.ask("POST", "/v1/phone-login", {**phone, "code": read_codes(call.shop)[-1]}, who="")
    login = {"renewal": made["renewal"], "tenant": phone["tenant"]}
    call.ask("POST", "/v1/phone-login/renew", login, who="")
    call.ask("POST", "/v1/phone-login/end", {**login, "everywhere": True}, who="")


def use_points(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen = shop["lin"], shop["chen"]
    spent = call.ask("POST", M + "/points/spend", {"asset": "points", "amount": 100, "ref": "T1"}, member=lin)
    back = {"asset": "points", "amount": 50, "seq": spent["result"]["seq"]}
    call.ask("POST", M + "/points/refund", back, member=lin)
    for end in ("release", "commit"):
        body = {"asset": "points", "amount": 200, "hold_id": f"till-{end}", "ref": "T20261127002"}
        call.ask("POST", M + "/points/hold", body, member=lin)
        call.ask("POST", M + "/points/holds/{hold_id}/" + end, {}, member=lin, hold_id=f"till-{end}")
    call.ask("POST", M + "/points/hold", {**body, "hold_id": "till-open"}, member=lin, shown=False)
    frozen = {"asset": "points", "amount": 300, "hold_id": "case-17", "reason": "a disputed order"}
    call.ask("POST", M + "/points/freeze", frozen, member=lin)
    call.ask(
        "POST", M + "/points/freezes/{hold_id}/lift", {"reason": "settled in the shop"}, member=lin, hold_id="case-17"
    )
    call.ask("POST", M + "/points/exchange", {"exchange": "to_stars", "amount": 100}, member=lin)
    call.ask("POST", M + "/points/donate", {"pool": "warm_winter", "amount": 100}, member=lin)
    for end in ("decline", "accept"):
        gift = {"asset": "points", "amount": 20, "to_member": chen, "note": "请你喝茶"}
        made = call.ask("POST", M + "/points/gift", gift, member=lin)["result"]["gift_id"]
        call.ask("POST", M + "/points/gifts/{gift_id}/" + end, {}, member=chen, gift_id=made, patiently=True)


def use_coupons(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen = shop["lin"], shop["chen"]
    call.ask(
        "POST", "/v1/coupon-batches/{batch}/codes", content=b"code\nCINE-7K2M\nCINE-9QX4\n", media="text/csv",
        query={"mode": "typed"}, batch="cinema",
    )  # fmt: skip
    call.ask("POST", M + "/coupons/redeem-code", {"code": "CINE-7K2M"}, member=lin)

    def claim() -> str:
        made = call.ask("POST", M + "/coupons/claim", {"batch": "autumn_eight"}, member=lin)
        return str(made["result"]["coupon_id"])

    use = {"order_id": "T20261127003", "amount_cents": 4_500, "saved_cents": 800, "store": "jing_an"}
    call.ask("POST", M + "/coupons/{coupon_id}/use", use, member=lin, coupon_id=claim())
    revoke = {"reason": "given twice by mistake"}
    call.ask("POST", M + "/coupons/{coupon_id}/revoke", revoke, member=lin, coupon_id=claim())
    for end, who in (("accept", chen), ("cancel", lin)):
        gift = {"to_member": chen}
        made = call.ask("POST", M + "/coupons/{coupon_id}/gift", gift, member=lin, coupon_id=claim())
        gift_id = made["result"]["gift_id"]
        call.ask("POST", M + "/coupon-gifts/{gift_id}/" + end, {}, member=who, gift_id=gift_id, patiently=True)
    claim()


def buy_at_the_till(call: Recorder, shop: dict[str, str]) -> None:
    lin = shop["lin"]
    used = call.ask("POST", M + "/benefits/{benefit}/redeem", {"store": "jing_an"}, member=lin, benefit="tasting")
    call.ask(
        "POST", M + "/benefit-redemptions/{redemption}/cancel", {"reason": "sold out"}, member=lin,
        redemption=used["result"]["redemption"],
    )  # fmt: skip
    code = call.ask("POST", M + "/benefits/{benefit}/code", {"seconds": 300}, member=lin, benefit="topping")
    call.ask("POST", "/v1/redeem", {"code": code["result"]["code"], "store": "jing_an"})
    cart = {"lines": CART, "store": "jing_an"}
    call.ask("POST", M + "/checkout/quote", {**cart, "max_points": 100}, member=lin)
    call.ask("POST", M + "/checkout/hold", {**cart, "hold_id": "till-9-0001"}, member=lin, shown=False)
    call.ask("POST", M + "/checkout/release", {"hold_id": "till-9-0001"}, member=lin)
    hold = {**cart, "hold_id": "till-9-0002", "order_id": "T20261127010", "max_points": 100}
    call.ask("POST", M + "/checkout/hold", hold, member=lin)
    call.ask("POST", M + "/checkout/commit", {"hold_id": "till-9-0002", "channel": "counter"}, member=lin)
    refund = {"refund_id": "R20261127010-1", "lines": [{"id": "2", "quantity": 1}]}
    call.ask("POST", M + "/orders/{order_id}/refunds", refund, member=lin, order_id="T20261127010")
    buy(call, shop["chen"], "T20261127011", 5_200)
    move = {"to_member": lin, "reason": "paid with a friend's code by mistake"}
    call.ask("POST", M + "/orders/{order_id}/move", move, member=shop["chen"], order_id="T20261127011")
    home = {
        "recipient": "林小满", "phone": "13800138000", "region": ["上海市", "静安区"], "street": "南京西路 1 号",
        "postcode": "200040", "label": "家",
    }  # fmt: skip
    call.ask("PUT", M + "/addresses/{address}", home, member=lin, address="home")
    call.ask("PUT", M + "/addresses/{address}", {**home, "label": "公司"}, member=lin, address="office", shown=False)
    call.ask("DELETE", M + "/addresses/{address}", member=lin, address="office")
    call.ask("GET", M + "/addresses", member=lin)
    where = {"recipient": "陈一诺", "phone": "13700137000", "address": "上海市静安区愚园路 2 号"}
    for end in ("refund", "fulfil"):
        who, to = (lin, {"address_id": "home"}) if end == "fulfil" else (shop["chen"], where)
        order = call.ask("POST", M + "/mall/redeem", {"item": "mug", **to}, member=who)["result"]["order_id"]
        call.ask("GET", M + "/mall/orders/{order_id}/contact", member=who, order_id=order)
        if end == "fulfil":
            sent = {"carrier": "顺丰", "tracking": "SF1390000001"}
            call.ask("POST", M + "/mall/orders/{order_id}/send", sent, member=who, order_id=order)
        body = {"store": "jing_an"} if end == "fulfil" else {"reason": "the member changed their mind"}
        call.ask("POST", M + "/mall/orders/{order_id}/" + end, body, member=who, order_id=order)
    early = {"order_id": "T20261127999", "refund_id": "R20261127999-1", "amount_cents": 900}
    event = {"type": "order.refunded", "member": lin, "key": "early-1", "data": early}
    call.ask("POST", "/v1/events", event, shown=False)
    call.ask("GET", "/v1/waiting")
    dismissed = {"place": "order/T20261127999", "ref": "R20261127999-1", "reason": "an order of the old till"}
    call.ask("POST", M + "/waiting/dismiss", dismissed, member=lin)


def win(call: Recorder, shop: dict[str, str]) -> None:
    """Money and prizes that the first opening won."""
    lin = shop["lin"]
    call.ask("GET", "/v1/payouts")
    ids, path = shop["owed"].split(","), M + "/payouts/{payout}/"
    call.ask("POST", path + "failed", {"reason": "no such account"}, member=lin, payout=ids[1])
    call.ask("POST", path + "retry", {}, member=lin, payout=ids[1])
    call.ask("POST", path + "done", {"reference": "wx-4200001"}, member=lin, payout=ids[1])
    call.ask("POST", path + "lapsed", {"reason": "not taken within 24 hours"}, member=lin, payout=ids[2])
    call.ask("POST", path + "give-up", {"reason": "the member closed the account"}, member=lin, payout=ids[3])
    call.ask("POST", path + "claim", {}, member=lin, payout=ids[0])
    won = {one["name"]["en"]: one["prize"] for one in call.ask("GET", M + "/prizes", member=lin)["items"]}
    prize = M + "/prizes/{prize}/"
    call.ask("POST", prize + "claim", {"address_id": "home"}, member=lin, prize=won["Mug"])
    call.ask("GET", "/v1/prizes/{prize}/contact", prize=won["Mug"])
    call.ask("POST", prize + "send", {"carrier": "顺丰", "tracking": "SF1390000002"}, member=lin, prize=won["Mug"])
    call.ask("POST", prize + "hand-over", {"store": "jing_an"}, member=lin, prize=won["Mug"])
    call.ask("POST", prize + "forfeit", {"reason": "did not come for it"}, member=lin, prize=won["Cake"])
    body = {"to_member": shop["chen"], "reason": "the next one on the list"}
    call.ask("POST", prize + "replace", body, member=lin, prize=won["Cake"])
    call.ask("GET", "/v1/prizes")


def play(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen = shop["lin"], shop["chen"]
    call.ask("POST", M + "/check-in", {}, member=lin)
    call.ask("POST", M + "/check-in/make-up", {"day": day(-1)}, member=lin)
    call.ask("POST", ACT + "/do", {}, member=chen, activity="check_in")
    call.ask("POST", ACT + "/make-up", {"day": day(-1)}, member=chen, activity="check_in")
    call.ask("POST", M + "/tasks/{activity}/claim", {}, member=lin, activity="seasonal_menu")
    viewed = {"type": "page.viewed", "member": chen, "key": "pv-chen", "data": {"page": "winter"}}
    call.ask("POST", "/v1/events", viewed, shown=False)
    call.ask("POST", ACT + "/claim", {}, member=chen, activity="seasonal_menu")
    call.ask("POST", ACT + "/send", {}, member=lin, activity="afternoon")
    call.ask("POST", ACT + "/view", {}, member=lin, activity="afternoon")
    call.ask("POST", ACT + "/draw", {"count": 1}, member=lin, activity="wheel")
    asked = call.ask("POST", ACT + "/begin-round", {}, member=lin, activity="riddles")["result"]["question"]
    answer = {"question": asked["question"], "written": "oolong"}
    call.ask("POST", ACT + "/answer-question", answer, member=lin, activity="riddles")
    call.ask("POST", ACT + "/next-question", {}, member=lin, activity="riddles")
    call.ask("POST", ACT + "/join-community", {}, member=lin, activity="tea_friends")
    for who in ("chen", "zhou", "lin"):
        call.ask("POST", ACT + "/enter", {}, member=shop[who], activity="friday_draw")
    call.ask("POST", ACT + "/show", {}, member=lin, activity="for_you")
    call.ask("POST", ACT + "/take", {"choice": "fruit"}, member=lin, activity="for_you")
    call.ask("POST", ACT + "/cast", {"options": ["chestnut"]}, member=lin, activity="next_flavour")
    named = {"answers": {"recommend": ["9"]}, "written": {"why": "桂花乌龙很好喝"}}
    call.ask("POST", ACT + "/answer", named, member=lin, activity="service")
    for who in ("lin", "chen", "zhou", "wu", "huang"):
        body = {"answers": {"recommend": ["9"]}}
        call.ask("POST", ACT + "/answer-anonymously", body, member=shop[who], activity="honest")
    place = call.ask("POST", ACT + "/reserve", {"product": "oolong"}, member=lin, activity="noon_sale")["result"]
    call.ask("POST", ACT + "/release", {"ref": place["ref"]}, member=lin, activity="noon_sale")
    call.ask("POST", ACT + "/opt-out", {}, member=lin, activity="weekly_board")
    call.ask("POST", ACT + "/opt-in", {}, member=lin, activity="weekly_board")
    call.ask("POST", ACT + "/contribute", {"amount": 20}, member=lin, activity="library")
    call.ask("POST", ACT + "/certificate", {"goal": "first_shelf"}, member=lin, activity="library", patiently=True)


def sign_up(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen, one = shop["lin"], shop["chen"], {"activity": "latte_class"}
    call.ask("POST", ACT + "/join", {"party": 1}, member=lin, **one)
    call.ask("POST", ACT + "/join", {}, member=chen, shown=False, **one)
    call.ask("POST", ACT + "/pause", {"paused": False}, member=chen, **one)
    call.ask("POST", ACT + "/cancel", {}, member=lin, **one)
    taken = call.ask("POST", ACT + "/accept", {}, member=chen, patiently=True, **one)["result"]
    call.ask("POST", ACT + "/join", {}, member=lin, shown=False, **one)
    call.ask("POST", ACT + "/decline", {}, member=lin, **one)
    shop["class_code"] = taken["code"]


def write(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen, one = shop["lin"], shop["chen"], {"activity": "ideas"}
    proof = call.ask(
        "POST", M + "/proofs", content=photo(7), media="application/octet-stream", member="me", who=shop["token"]
    )["id"]
    spare = call.ask(
        "POST", M + "/proofs", content=photo(8), media="application/octet-stream", member="me", who=shop["token"],
        shown=False,
    )["id"]  # fmt: skip
    call.ask("GET", M + "/proofs", member="me", who=shop["token"])
    call.ask("GET", M + "/proofs/{id}", member="me", id=proof, who=shop["token"])
    call.ask("DELETE", M + "/proofs/{id}", member="me", id=spare, who=shop["token"])
    body = {"text": "杯套可以再厚一点，冬天拿着烫手", "pictures": [proof]}
    post = call.ask("POST", ACT + "/write", body, member=lin, **one)["result"]["post"]
    shop["post"] = post
    call.ask("GET", "/v1/posts", query={"status": "all"}, shown=False)
    call.ask("POST", "/v1/posts/decide", {"posts": [post], "decision": "show"})
    call.ask("GET", "/v1/posts", query={"status": "shown"})
    call.ask("POST", ACT + "/like", {"post": post}, member=chen, **one)
    call.ask("POST", ACT + "/unlike", {"post": post}, member=chen, **one)
    call.ask("POST", M + "/posts/{post}/report", {"reason": "spam"}, member=chen, post=post)
    call.ask("POST", M + "/posts/{post}/adopt", {}, member=lin, post=post)
    call.ask("POST", M + "/posts/{post}/unadopt", {}, member=lin, post=post)
    call.ask("GET", ACT + "/posts", member=chen, **one)
    call.ask("GET", "/v1/posts/{post}/pictures/{picture}", post=post, picture=proof, who="")
    other = call.ask("POST", ACT + "/write", {"text": "希望周末早点开门"}, member=chen, shown=False, **one)
    call.ask("POST", M + "/posts/{post}/delete", {}, member=chen, post=other["result"]["post"])


def befriend(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen, zhou = shop["lin"], shop["chen"], shop["zhou"]
    code = call.ask("POST", M + "/referral/code", {}, member=lin)["result"]["code"]
    call.ask("POST", M + "/referral/bind", {"code": code}, member=shop["he"])
    buy(call, shop["he"], "T20261127021", 2_600)
    call.ask("POST", M + "/shares/open", {"code": code, "target": "menu"}, member=zhou)
    for who, end in ((zhou, "decline"), (chen, "accept")):
        call.ask("POST", M + "/friends/invite", {"friend": who}, member=lin)
        path = M + "/friends/{friend}/" + end
        call.ask("POST", path, {}, member=who, friend=lin, patiently=True)
    call.ask("GET", M + "/friends", member=lin)
    call.ask("POST", M + "/friends/{friend}/remove", {}, member=chen, friend=lin, patiently=True)
    call.ask("POST", M + "/friends/hide", {"hidden": False}, member=lin)
    call.ask("GET", M + "/posters", member=lin)
    call.ask("GET", M + "/poster", member=lin)


def play_together(call: Recorder, shop: dict[str, str]) -> None:
    lin, chen, zhou = shop["lin"], shop["chen"], shop["zhou"]
    ref = call.ask("POST", ACT + "/start-assist", {}, member=lin, activity="cheer")["result"]["ref"]
    for act in ("see-assist", "help-friend"):
        call.ask("POST", ACT + "/" + act, {"ref": ref}, member=chen, activity="cheer", patiently=True)
    body = {"good": "mug"}
    ref = call.ask("POST", ACT + "/start-bargain", body, member=lin, activity="mug_bargain")["result"]["ref"]
    for act in ("see-bargain", "cut-price"):
        call.ask("POST", ACT + "/" + act, {"ref": ref}, member=chen, activity="mug_bargain", patiently=True)
    call.ask("POST", ACT + "/drop-bargain", {"ref": ref}, member=lin, activity="mug_bargain")
    one = {"activity": "gift_box"}
    left = call.ask("POST", ACT + "/open-team", {"product": "box"}, member=lin, **one)["result"]["team"]
    call.ask("POST", ACT + "/leave-team", {"team": left}, member=lin, **one)
    team = call.ask("POST", ACT + "/open-team", {"product": "box"}, member=lin, **one)["result"]["team"]
    hold = {"lines": BOX, "hold_id": "box-1", "order_id": "T20261127030"}
    call.ask("POST", M + "/checkout/hold", hold, member=lin, shown=False)
    call.ask("POST", M + "/checkout/commit", {"hold_id": "box-1"}, member=lin, shown=False)
    call.ask("POST", ACT + "/join-team", {"team": team}, member=zhou, patiently=True, **one)
    collect_cards(call, shop)
    one = {"activity": "january_reading"}
    call.ask("POST", ACT + "/join-challenge", {}, member=lin, **one)
    call.ask("POST", ACT + "/quit-challenge", {}, member=lin, **one)
    for who in (lin, chen):
        call.ask("POST", ACT + "/join-challenge", {}, member=who, **one)
    team = call.ask("POST", ACT + "/form-team", {}, member=lin, **one)["result"]["team"]
    call.ask("POST", ACT + "/invite-to-team", {"to_member": shop["wu"]}, member=lin, **one)
    call.ask("POST", ACT + "/enter-team", {"team": team}, member=chen, patiently=True, **one)
    one = {"activity": "morning_walk"}
    call.ask("POST", ACT + "/join-challenge", {}, member=lin, shown=False, **one)
    call.ask("POST", ACT + "/prove-day", {"text": "沿苏州河走了 3 公里"}, member=lin, **one)
    body = {"day": day(-1), "text": "昨天忘了打卡"}
    call.ask("POST", ACT + "/make-up-day", body, member=lin, **one)


def collect_cards(call: Recorder, shop: dict[str, str]) -> None:
    lin, wu, one = shop["lin"], shop["wu"], {"activity": "zodiac"}
    for _ in range(5):
        call.ask("POST", ACT + "/draw-card", {}, member=lin, **one)
    gift = {"to_member": wu, "card": "green"}
    ref = call.ask("POST", ACT + "/give-card", gift, member=lin, **one)["result"]["ref"]
    call.ask("POST", ACT + "/recall-offer", {"ref": ref}, member=lin, patiently=True, **one)
    for _ in range(3):
        call.ask("POST", ACT + "/draw-card", {}, member=wu, shown=False, **one)
    call.ask("POST", ACT + "/make-card", {"recipe": "two_green"}, member=lin, **one)
    for act in ("decline", "take"):
        swap = {"to_member": lin, "card": "green", "wanted": "black"}
        ref = call.ask("POST", ACT + "/swap-card", swap, member=wu, patiently=True, **one)["result"]["ref"]
        call.ask("POST", ACT + f"/{act}-offer", {"ref": ref}, member=lin, patiently=True, **one)
    call.ask("POST", ACT + "/draw-card", {}, member=lin, **one)
    call.ask("POST", ACT + "/make-card", {"recipe": "two_green"}, member=lin, patiently=True, **one)
    call.ask("POST", ACT + "/finish-set", {}, member=lin, **one)


def look_around(call: Recorder, shop: dict[str, str]) -> None:
    """What a member sees of themselves."""
    lin, token = shop["lin"], shop["token"]
    said = {"purpose": "tracking", "given": True, "version": 1}
    call.ask("POST", M + "/consents", said, member="me", who=token, shown=False)
    call.ask("POST", M + "/consents", {"purpose": "marketing", "given": True, "version": 1}, member=lin)
    call.ask("GET", M + "/consents", member=lin)
    call.ask("GET", M + "/consents/history", member=lin)
    for one in (
        "centre", "coupons", "entitlements", "forecast", "holds", "invites", "lots", "mall", "operations", "orders",
        "postings", "rules", "story", "tasks", "check-in", "tier-history", "export",
    ):  # fmt: skip
        call.ask("GET", f"{M}/{one}", member=lin)
    call.ask("GET", M, member=lin)
    call.ask("GET", M + "/reports/{month}", member=lin, month=f"{first():%Y-%m}")
    call.ask("GET", M + "/orders/{order_id}", member=lin, order_id="T20261127010")
    call.ask("GET", M + "/past", query={"as_of_us": ago_us(30)}, member=lin)
    call.ask("GET", M + "/risk-graph", member=lin)
    call.ask("GET", M + "/merges", member=lin)
    call.ask("GET", ACT, member=lin, activity="check_in")
    call.ask("GET", ACT + "/page", member=lin, activity="check_in")
    call.ask("GET", ACT + "/results", member=lin, activity="wheel")
    call.ask("GET", M + "/boards/{activity}", member=lin, activity="weekly_board")
    messages = call.ask("GET", M + "/messages", member=lin)["items"]
    call.ask("POST", M + "/messages/read", {"messages": [messages[0]["message"]]}, member=lin)
    call.ask("GET", "/v1/me", who=token)
    call.ask("GET", "/v1/rules")
