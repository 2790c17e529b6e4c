"""Every request comes to what the reference says of its result, neither more nor less."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from liuke.features import REQUESTS
from liuke.http.days import show_day
from tests.support_shop import DAY, T0, Shop

COUPON = {"kind": "amount", "amount_cents": 100, "validity": {"kind": "relative", "days": 30}}
PROGRAM: dict[str, Any] = {
    "assets": [
        {"id": "points", "name": "Points", "value": {"amount": 100, "cents": 1000}, "giftable": True},
        {"id": "stars", "name": "Stars"},
    ],
    "tiers": {"ladder": [{"id": "basic", "name": "Basic"}]},
    "coupons": [
        {**COUPON, "id": "five", "name": "Five", "claimable": True, "transferable": True},
        {**COUPON, "id": "ticket", "name": "Ticket", "code": "imported", "quota": 9},
    ],
    "benefits": [
        {"id": "own", "name": "Own", "kind": "custom", "redeem": "self", "quota": {"count": 3, "period": "month"}},
        {"id": "snack", "name": "Snack", "kind": "free_item", "quota": {"count": 3, "period": "month"}},
    ],
    "mall": [
        {"id": "mug", "name": "Mug", "kind": "goods", "price_points": 1, "fulfilment": "manual", "stock": 9},
    ],
    "exchanges": [{"id": "swap", "name": "Swap", "source": "points", "target": "stars", "give": 1, "get": 1}],
    "pools": [{"id": "library", "name": "Library", "goal": 1000}],
    "activities": [
        {
            "kind": "check_in", "id": "daily", "name": "Daily",
            "daily": [{"kind": "asset", "asset": "points", "amount": 1}],
            "make_up": {"days_back": 3, "prices": [{"asset": "points", "amount": 1}], "max_per_month": 3},
        },
        {
            "kind": "offer", "id": "deal", "name": "Deal", "lasts": {"hours": 2}, "goal": {"target": 1_000_000},
        },
        {
            "kind": "flash_sale", "id": "noon", "name": "Noon",
            "sessions": [{"id": "s", "at": "00:00", "minutes": 1440}],
            "products": [{"id": "mug", "name": "Mug", "sku": "mug", "price_cents": 1, "stock": 1}],
        },
        {
            "kind": "group_buy", "id": "box", "name": "Box", "seats_each": 2,
            "products": [{"id": "tea", "name": "Tea", "sku": "tea", "sizes": [{"members": 2, "price_cents": 1}]}],
        },
        {
            "kind": "vote", "id": "poll", "name": "Poll", "question": "Which?",
            "options": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        },
        {
            "kind": "picks", "id": "today", "name": "Today", "choices": [{"id": one, "name": one} for one in "abc"],
        },
        {
            "kind": "quiz", "id": "riddles", "name": "Riddles", "questions": 2,
            "bank": [{"id": one, "text": one, "form": "text", "accepted": ["tea"]} for one in ("a", "b")],
        },
        {"kind": "community", "id": "silver", "name": "Silver", "entrance": {"words": "Ask at the till"}},
        {
            "kind": "raffle", "id": "group", "name": "Group", "closes": "2090-01-01 10:00",
            "prizes": [{"id": "p", "name": "P", "rewards": [{"kind": "asset", "asset": "points", "amount": 1}]}],
        },
        {"kind": "wall", "id": "ideas", "name": "Ideas", "style": "feedback", "check": "words"},
        {"kind": "wall", "id": "asked", "name": "Asked", "check": "platform"},
        {"kind": "survey", "id": "named", "name": "Named", "questions": [{"id": "q", "text": "Q", "form": "nps"}]},
        {
            "kind": "survey", "id": "unnamed", "name": "Unnamed", "anonymous": True,
            "questions": [{"id": "q", "text": "Q", "form": "nps"}],
        },
        {
            "kind": "sign_up", "id": "class", "name": "Class", "waiting": 1,
            "sessions": [{"id": "s", "name": "S", "begins": "2090-01-01 10:00", "places": 1}],
        },
        {
            "kind": "assist", "id": "three", "name": "Three",
            "stages": [{"id": "one", "name": "One", "friends": 1, "rewards": [
                {"kind": "asset", "asset": "points", "amount": 1},
            ]}],
        },
        {
            "kind": "bargain", "id": "less", "name": "Less",
            "goods": [{"id": "mug", "name": "Mug", "sku": "mug", "full_cents": 9, "floor_cents": 1, "stock": 9}],
        },
        {
            "kind": "welfare", "id": "trees", "name": "Trees",
            "goals": [{"id": "g", "name": "G", "at": 1, "certificate": "C"}],
        },
        {"kind": "leaderboard", "id": "board", "name": "Board", "on": ["order.paid"], "measure": "count"},
        {
            "kind": "cards", "id": "luck", "name": "Luck",
            "cards": [{"id": "a", "name": "A", "weight": 1}, {"id": "b", "name": "B", "weight": 0}],
            "draws": {"free_per_day": 9}, "exchange": {"friends": False}, "window": {"to": "2090-01-01"},
            "recipes": [{"id": "two", "name": "Two", "of": "a", "count": 2, "makes": "b"}],
            "jackpot": {"asset": "points", "amount": 1},
        },
        {
            "kind": "challenge", "id": "read", "name": "Read", "begins": "2090-01-01", "tasks": [{"name": "Read"}],
            "teams": {"size": 2},
        },
        {
            "kind": "challenge", "id": "run", "name": "Run", "begins": "2024-05-05", "sign_up_until": "2024-05-07",
            "tasks": [{"name": "Run", "days": 9}], "make_up": {},
        },
        {"kind": "lottery", "id": "wheel", "name": "Wheel", "prizes": [{"id": "no", "name": "No", "weight": 1}]},
        {
            "kind": "task", "id": "open", "name": "Open", "steps": [{"on": ["app.opened"], "target": 1}],
            "claim": "manual", "rewards": [{"kind": "asset", "asset": "points", "amount": 1}],
        },
        {
            "kind": "milestone", "id": "cash", "name": "Cash", "on": ["app.opened"],
            "steps": [
                {"at": 1, "rewards": [
                    *({"kind": "cash", "cents": 100, "claim_days": days} for days in (5, 0, 0, 0)),
                    {"kind": "prize", "name": "Mug"}, {"kind": "prize", "name": "Cake", "handing": "pickup"},
                ]},
            ],
        },
    ],
    "checkout": {"points": {"max_share_bps": 5000}},
    "referral": {"enabled": True, "newcomer_days": 365},
    "risk": {
        "enabled": True, "signals": [{"feature": "ring_members", "at": 2, "weight": 100}],
        "acts": [{"on": ["check_in.do"]}],
    },
}  # fmt: skip
CART = [{"sku": "tea", "category": "drink", "quantity": 2, "unit_cents": 2000}]


def _ask(made: Shop, told: dict[str, dict[str, Any]], type_: str, t_us: int = T0, **data: Any) -> dict[str, Any]:
    """Ask for something; what it came to is kept under its type."""
    told[type_] = made.ask(type_, t_us, **data)
    return told[type_]


def _ask_for_everything() -> dict[str, dict[str, Any]]:
    """Type of event → its result, of every request there is."""
    made, told = Shop(3, stock={"mall:mug": 9, "coupon:ticket": 9}, **PROGRAM), dict[str, dict[str, Any]]()
    made.codes = {"ABC": {"batch": "ticket"}}
    gains = made.do("app.opened").gains
    owed = [gain.params["reward"] for gain in gains if gain.kind == "cash"]
    won = [gain.params["prize"] for gain in gains if gain.kind == "prize"]
    _ask(made, told, "member.update", profile={"city": "Ningbo"})
    _ask(made, told, "member.label", labels={"vip": "1"})
    _ask(made, told, "member.freeze", reason="odd", actor="key:1")
    _ask(made, told, "member.unfreeze", reason="sound", actor="key:1")
    _ask(made, told, "consent.set", purpose="marketing", given=True, version=1, actor="key:1")
    _ask(made, told, "tier.assign", tier="basic", reason="kind", actor="key:1")
    _ask(made, told, "tier.unassign", reason="over", actor="key:1")
    _ask(made, told, "points.earn", asset="points", amount=1_000)
    spent = _ask(made, told, "points.spend", asset="points", amount=10)
    _ask(made, told, "points.refund", asset="points", amount=5, seq=spent["seq"])
    for closing in ("points.commit", "points.release"):
        _ask(made, told, "points.hold", asset="points", amount=5, hold_id=closing)
        _ask(made, told, closing, hold_id=closing)
    _ask(made, told, "points.freeze", asset="points", amount=5, hold_id="ice", reason="odd", actor="key:1")
    _ask(made, told, "points.unfreeze", hold_id="ice", reason="sound", actor="key:1")
    _ask(made, told, "points.exchange", exchange="swap", amount=5)
    _ask(made, told, "points.donate", pool="library", amount=5)
    for answer in ("points.accept_gift", "points.decline_gift"):
        gift = _ask(made, told, "points.gift", asset="points", amount=5, to_member=2)
        made.deliver()
        _ask(made, told, answer, member=2, gift_id=gift["gift_id"])
    _ask_for_coupons(made, told)
    _ask_at_the_till(made, told)
    ask_for_activities(made, told)
    _ask_for_money(made, told, owed)
    _ask_for_prizes(made, told, *won)
    made.do("order.refunded", order_id="unknown", refund_id="early", amount_cents=1)
    _ask(made, told, "waiting.dismiss", place="order/unknown", ref="early")
    _ask_friends(made, told)
    _ask_about_invitations(made, told)
    badge = {"kind": "badge", "badge": "helper"}
    _ask(made, told, "giving.give", giving="g", what=badge, actor="key:1")
    _ask(made, told, "giving.take_back", giving="g", actor="key:1")
    _ask(made, told, "clearing.link", shop=9, other=8)
    way = {"asset": "points", "other_asset": "points", "direction": {"give": 2, "get": 1}, "from_us": 0}
    _ask(made, told, "clearing.send", agreement="a", amount=10, shop=9, way=way, until_us=2**61)
    _ask(made, told, "clearing.unlink", shop=9)
    return told


def _ask_for_money(made: Shop, told: dict[str, dict[str, Any]], owed: list[str]) -> None:
    _ask(made, told, "payout.claim", payout=owed[0])
    _ask(made, told, "payout.done", payout=owed[0])
    _ask(made, told, "payout.failed", payout=owed[1])
    _ask(made, told, "payout.retry", payout=owed[1])
    _ask(made, told, "payout.lapsed", payout=owed[2])
    _ask(made, told, "payout.give_up", payout=owed[3], reason="odd", clerk="key:1")


def _ask_for_prizes(made: Shop, told: dict[str, dict[str, Any]], mug: str, cake: str) -> None:
    _ask(made, told, "prize.claim", prize=mug, recipient="A", phone="13800138000", address="B")
    _ask(made, told, "prize.send", prize=mug, tracking="SF1", clerk="key:1")
    _ask(made, told, "prize.hand_over", prize=mug, clerk="key:1")
    _ask(made, told, "prize.forfeit", prize=cake, reason="odd", clerk="key:1")
    _ask(made, told, "prize.replace", prize=cake, to_member=2, reason="next", clerk="key:1")


def _ask_about_invitations(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    code = _ask(made, told, "referral.code")["code"]
    _ask(made, told, "referral.bind", member=3, code=code)
    _ask(made, told, "share.open", member=2, code=code, target="menu")


def _ask_friends(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    for days, answer in ((2, "friend.decline"), (200, "friend.accept")):
        _ask(made, told, "friend.invite", T0 + days * DAY, friend="2")
        made.deliver()
        _ask(made, told, answer, T0 + days * DAY, member=2, friend="1")
        made.deliver()
    _ask(made, told, "friend.remove", T0 + 201 * DAY, friend="2")
    _ask(made, told, "friend.hide", T0 + 201 * DAY, hidden=True)


def ask_for_activities(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    _ask(made, told, "check_in.do", T0 + DAY)
    _ask(made, told, "check_in.make_up", T0 + DAY, day=made.program.calendar.local_day(T0))
    _ask(made, told, "task.claim", T0 + DAY, activity="open")
    _ask(made, told, "offer.send", T0 + DAY, activity="deal")
    _ask(made, told, "offer.view", T0 + DAY, activity="deal")
    _ask(made, told, "lottery.draw", T0 + DAY, activity="wheel")
    asked = _ask(made, told, "quiz.begin_round", T0 + DAY, activity="riddles")["question"]["question"]
    _ask(made, told, "quiz.answer_question", T0 + DAY, activity="riddles", question=asked, written="tea")
    asked = _ask(made, told, "quiz.next_question", T0 + DAY, activity="riddles")["question"]["question"]
    made.do("quiz.answer_question", T0 + DAY, activity="riddles", question=asked)
    _ask(made, told, "community.join_community", T0 + DAY, activity="silver")
    _ask(made, told, "raffle.enter", T0 + DAY, activity="group")
    _ask(made, told, "vote.cast", T0 + DAY, activity="poll", options=["a"])
    _ask(made, told, "picks.show", T0 + DAY, activity="today")
    _ask(made, told, "picks.take", T0 + DAY, activity="today", choice="a")
    post = _ask(made, told, "wall.write", T0 + DAY, activity="ideas", text="Hello")["post"]
    _ask(made, told, "wall.like", T0 + DAY, member=2, activity="ideas", post=post)
    _ask(made, told, "wall.unlike", T0 + DAY, member=2, activity="ideas", post=post)
    _ask(made, told, "post.report", T0 + DAY, member=2, post=post, reason="spam")
    _ask(made, told, "post.adopt", T0 + DAY, post=post)
    _ask(made, told, "post.unadopt", T0 + DAY, post=post)
    _ask(made, told, "post.decide", T0 + DAY, post=post, decision="take_down", reason="odd", clerk="key:1")
    _ask(made, told, "post.delete", T0 + DAY, post=post)
    post = made.do("wall.write", T0 + DAY, activity="asked", text="Hello").result["post"]
    _ask(made, told, "post.checked", T0 + DAY, post=post, check="wechat", fault="")
    _ask(made, told, "risk.noted", T0 + DAY, member=3, ring="r", features={"ring_members": 2})
    held = made.do("check_in.do", T0 + DAY, member=3)
    review = next(effect.data["review"] for effect in held.effects if getattr(effect, "type", "") == "review.opened")
    _ask(made, told, "review.decide", T0 + DAY, member=3, review=review, decision="confirm", reason="r", clerk="key:1")
    _ask(made, told, "review.undo", T0 + DAY, member=3, review=review, reason="r", clerk="key:1")
    _ask(made, told, "survey.answer", T0 + DAY, activity="named", answers={"q": ["9"]})
    _ask(made, told, "survey.answer_anonymously", T0 + DAY, activity="unnamed", answers={"q": ["9"]})
    _ask(made, told, "sign_up.join", T0 + DAY, activity="class")
    made.do("sign_up.join", T0 + DAY, member=2, activity="class")
    _ask(made, told, "sign_up.pause", T0 + DAY, member=2, activity="class", paused=False)
    _ask(made, told, "sign_up.cancel", T0 + DAY, activity="class")
    made.deliver()
    accepted = _ask(made, told, "sign_up.accept", T0 + DAY, member=2, activity="class")
    made.do("sign_up.join", T0 + DAY, activity="class")
    _ask(made, told, "sign_up.decline", T0 + DAY, activity="class")
    _ask(made, told, "sign_up.attend", T0 + DAY, member=2, activity="class", code=accepted["code"])
    _ask(made, told, "welfare.contribute", T0 + DAY, activity="trees", amount=1)
    _ask(made, told, "welfare.certificate", T0 + DAY, activity="trees", goal="g")
    _ask(made, told, "leaderboard.opt_out", T0 + DAY, activity="board")
    _ask(made, told, "leaderboard.opt_in", T0 + DAY, activity="board")
    ref = _ask(made, told, "assist.start_assist", T0 + DAY, activity="three")["ref"]
    _ask(made, told, "assist.see_assist", T0 + DAY, member=2, activity="three", ref=ref)
    _ask(made, told, "assist.help_friend", T0 + DAY, member=2, activity="three", ref=ref)
    ref = _ask(made, told, "bargain.start_bargain", T0 + DAY, activity="less")["ref"]
    _ask(made, told, "bargain.see_bargain", T0 + DAY, member=2, activity="less", ref=ref)
    _ask(made, told, "bargain.cut_price", T0 + DAY, member=2, activity="less", ref=ref)
    _ask(made, told, "bargain.drop_bargain", T0 + DAY, activity="less", ref=ref)
    _ask_for_cards(made, told)
    _ask_for_challenges(made, told)
    place = _ask(made, told, "flash_sale.reserve", T0 + DAY, activity="noon")
    _ask(made, told, "flash_sale.release", T0 + DAY, activity="noon", ref=place["ref"])
    _ask_for_teams(made, told)


def _ask_for_teams(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    left = _ask(made, told, "group_buy.open_team", T0 + DAY, activity="box")["team"]
    _ask(made, told, "group_buy.leave_team", T0 + DAY, activity="box", team=left)
    team = _ask(made, told, "group_buy.open_team", T0 + DAY, activity="box")["team"]
    lines = [{"id": "1", "sku": "tea", "quantity": 1, "unit_cents": 1, "paid_cents": 1}]
    made.do("order.paid", T0 + DAY, order_id="team", amount_cents=1, lines=lines)
    _ask(made, told, "group_buy.join_team", T0 + DAY, member=2, activity="box", team=team)


def _ask_for_cards(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    for _ in range(5):
        _ask(made, told, "cards.draw_card", T0 + DAY, activity="luck")
    gone = _ask(made, told, "cards.give_card", T0 + DAY, activity="luck", to_member=3, card="a")
    _ask(made, told, "cards.recall_offer", T0 + DAY, activity="luck", ref=gone["ref"])
    made.do("cards.draw_card", T0 + DAY, member=3, activity="luck")
    for answer in ("take", "decline"):
        made.do("cards.draw_card", T0 + DAY, member=3, activity="luck")
        offer = _ask(
            made, told, "cards.swap_card", T0 + DAY, member=3, activity="luck", to_member=1, card="a", wanted="b"
        )
        if answer == "take":
            _ask(made, told, "cards.make_card", T0 + DAY, activity="luck", recipe="two")
        _ask(made, told, f"cards.{answer}_offer", T0 + DAY, activity="luck", ref=offer["ref"])
    made.do("cards.make_card", T0 + DAY, activity="luck", recipe="two")
    _ask(made, told, "cards.finish_set", T0 + DAY, activity="luck")


def _ask_for_challenges(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    _ask(made, told, "challenge.join_challenge", T0 + DAY, activity="read")
    _ask(made, told, "challenge.quit_challenge", T0 + DAY, activity="read")
    for member in (1, 2):
        made.do("challenge.join_challenge", T0 + DAY, member=member, activity="read")
    team = _ask(made, told, "challenge.form_team", T0 + DAY, activity="read")["team"]
    _ask(made, told, "challenge.invite_to_team", T0 + DAY, activity="read", to_member=3)
    _ask(made, told, "challenge.enter_team", T0 + DAY, member=2, activity="read", team=team)
    made.do("challenge.join_challenge", T0 + DAY, activity="run")
    _ask(made, told, "challenge.prove_day", T0 + DAY, activity="run", text="I ran.")
    _ask(made, told, "challenge.make_up_day", T0 + DAY, activity="run", day=19_848, text="I ran.")


def _ask_for_coupons(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    _ask(made, told, "coupon.redeem_code", code="ABC")
    coupon = _ask(made, told, "coupon.claim", batch="five")
    _ask(made, told, "coupon.use", coupon_id=coupon["coupon_id"], order_id="o")
    gifts = list[str]()
    for _ in range(2):
        coupon = _ask(made, told, "coupon.claim", batch="five")
        gifts.append(_ask(made, told, "coupon.gift", coupon_id=coupon["coupon_id"], to_member="2")["gift_id"])
        made.deliver()
    _ask(made, told, "coupon.gift_accept", member=2, gift_id=gifts[0])
    _ask(made, told, "coupon.gift_cancel", gift_id=gifts[1])
    coupon = _ask(made, told, "coupon.claim", batch="five")
    _ask(made, told, "coupon.revoke", coupon_id=coupon["coupon_id"], reason="odd")


def _ask_at_the_till(made: Shop, told: dict[str, dict[str, Any]]) -> None:
    used = _ask(made, told, "benefit.redeem", benefit="own")
    _ask(made, told, "benefit.cancel", redemption=used["redemption"])
    code = _ask(made, told, "benefit.issue_code", benefit="snack")
    _ask(made, told, "benefit.redeem_code", code=code["code"], clerk="key:1")
    for closing in ("mall.fulfil", "mall.refund"):
        order = _ask(made, told, "mall.redeem", item="mug")
        if closing == "mall.fulfil":
            _ask(made, told, "mall.send", order_id=order["order_id"], carrier="SF", tracking="SF1")
        _ask(made, told, closing, order_id=order["order_id"])
    made.do("coupon.claim", batch="five")
    _ask(made, told, "checkout.quote", lines=CART)
    for closing in ("checkout.release", "checkout.commit"):
        _ask(made, told, "checkout.hold", lines=CART, hold_id=closing, order_id="paid")
        _ask(made, told, closing, hold_id=closing)
    _ask(made, told, "order.paid", order_id="other", amount_cents=100)
    _ask(made, told, "order.refunded", order_id="other", refund_id="r", full=True)
    made.do("order.refunded", order_id="wrong", refund_id="first", amount_cents=40)
    _ask(made, told, "order.paid", order_id="wrong", amount_cents=100)
    _ask(made, told, "order.move", order_id="wrong", to_member=2, reason="odd", actor="key:1")


RESULTS = {type_: row.result for type_, row in REQUESTS.items() if row.result is not None}


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    return _ask_for_everything()


def test_nothing_is_left_out(told: dict[str, dict[str, Any]]) -> None:
    assert told.keys() == REQUESTS.keys()
    assert RESULTS.keys() == {type_ for type_, result in told.items() if result}


@pytest.mark.parametrize("type_", sorted(RESULTS))
def test_a_result_is_what_the_reference_says(told: dict[str, dict[str, Any]], type_: str) -> None:
    days = REQUESTS[type_].result_days
    shown = {name: show_day(value) if name in days else value for name, value in told[type_].items()}
    plain = msgspec.json.decode(msgspec.json.encode(shown))
    assert msgspec.to_builtins(msgspec.convert(plain, RESULTS[type_])) == plain
