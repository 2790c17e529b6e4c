"""The tea shop at mid-autumn: a themed campaign with each kind that has a page of its own, and people in it."""

from __future__ import annotations

import time
from typing import Any

from tests.api.support import Served

LINK = "https://tea.example/m/?code={code}"
THEME = {
    "skin": "mid_autumn",
    "headline": {"zh": "月圆人团圆", "en": "Under one moon"},
    "note": {"zh": "集月饼、抽好礼、约好友一起喝茶", "en": "Collect, win, and meet friends over tea"},
}
CAMPAIGNS: list[dict[str, Any]] = [
    {"id": "moon", "name": {"zh": "中秋团圆茶会", "en": "Mid-autumn tea party"}, "holdout_bps": 0, "theme": THEME},
]
ACTIVITIES: list[dict[str, Any]] = [
    {
        "kind": "lottery", "id": "wheel", "name": {"zh": "月圆大转盘", "en": "Moon wheel"}, "campaign": "moon",
        "chances": {"free_per_day": 2, "price": {"asset": "points", "amount": 30}, "paid_per_day": 5},
        "prizes": [
            {"id": "p88", "name": {"zh": "88 积分", "en": "88 points"}, "weight": 30, "rank": 3,
             "rewards": [{"kind": "asset", "asset": "points", "amount": 88}]},
            {"id": "five", "name": {"zh": "5 元券", "en": "5 yuan off"}, "weight": 20, "rank": 2,
             "rewards": [{"kind": "coupon", "batch": "mall_five"}]},
            {"id": "p18", "name": {"zh": "18 积分", "en": "18 points"}, "weight": 40, "rank": 4,
             "rewards": [{"kind": "asset", "asset": "points", "amount": 18}]},
            {"id": "mug", "name": {"zh": "玉兔马克杯", "en": "Rabbit mug"}, "weight": 1, "rank": 1, "stock": 20,
             "rewards": [{"kind": "badge", "badge": "mug", "name": {"zh": "月兔收藏家", "en": "Rabbit collector"}}]},
            {"id": "ten", "name": {"zh": "10 元券", "en": "10 yuan off"}, "weight": 9, "rank": 2,
             "rewards": [{"kind": "coupon", "batch": "mall_ten"}]},
            {"id": "thanks", "name": {"zh": "下次好运", "en": "Next time"}, "weight": 20},
        ],
        "guarantees": [{"rank": 2, "within": 10}],
    },
    {
        "kind": "cards", "id": "luck", "name": {"zh": "集五福茶卡", "en": "Five tea cards"}, "campaign": "moon",
        "description": {"zh": "集齐五张，瓜分 8,888 积分", "en": "Five cards share 8,888 points"},
        "cards": [
            {"id": "moon", "name": {"zh": "月", "en": "Moon"}, "weight": 40},
            {"id": "osmanthus", "name": {"zh": "桂", "en": "Osmanthus"}, "weight": 30},
            {"id": "tea", "name": {"zh": "茶", "en": "Tea"}, "weight": 20},
            {"id": "rabbit", "name": {"zh": "兔", "en": "Rabbit"}, "weight": 9, "rare": 2},
            {"id": "whole", "name": {"zh": "圆", "en": "Whole"}, "weight": 1, "rare": 1, "stock": 100},
        ],
        "drops": [{"id": "order", "on": "order.paid", "count": 1, "per_day": 9}],
        "draws": {"free_per_day": 3, "price": {"asset": "points", "amount": 20}, "paid_per_day": 3},
        "exchange": {"hours": 24, "per_day": 5},
        "recipes": [
            {"id": "two", "name": {"zh": "两张「月」合成「兔」", "en": "Two Moons make a Rabbit"}, "of": "moon",
             "count": 2, "makes": "rabbit"},
        ],
        "rewards": [{"kind": "asset", "asset": "points", "amount": 50}],
        "jackpot": {"asset": "points", "amount": 8_888},
        "window": {"from": "2026-01-01", "to": "2099-12-31"},
    },
    {
        "kind": "group_buy", "id": "team", "campaign": "moon",
        "name": {"zh": "三人拼团享团圆茶礼", "en": "Tea for three"},
        "team_hours": 24, "pay_minutes": 30,
        "products": [
            {"id": "box", "name": {"zh": "团圆茶礼盒", "en": "Reunion tea box"}, "sku": "BOX", "list_cents": 16_800,
             "stock": 200, "pieces": 2,
             "sizes": [{"members": 3, "price_cents": 9_900, "opener_cents": 8_900},
                       {"members": 2, "price_cents": 12_800}]},
        ],
    },
    {
        "kind": "bargain", "id": "mug", "name": {"zh": "好友砍价拿月兔杯", "en": "A mug for less"}, "campaign": "moon",
        "goods": [
            {"id": "mug", "name": {"zh": "月兔陶瓷杯", "en": "Moon rabbit mug"}, "sku": "MUG", "full_cents": 6_800,
             "floor_cents": 990, "friends": 4, "cuts_cents": [2_400, 1_600, 1_100, 710], "stock": 88},
        ],
        "hours": 24, "pay_minutes": 60, "helper_rewards": [{"kind": "asset", "asset": "points", "amount": 5}],
    },
    {
        "kind": "leaderboard", "id": "board", "name": {"zh": "中秋茶客榜", "en": "Tea lovers"}, "campaign": "moon",
        "on": ["order.paid"], "field": "amount_cents", "boards": ["all", "friends"], "period": "month",
    },
]  # fmt: skip
REFERRAL = {
    "enabled": True, "platforms": ["h5"], "max_per_day": 9,
    "inviter": [{"kind": "asset", "asset": "points", "amount": 100}],
    "invitee": [{"kind": "asset", "asset": "points", "amount": 50}],
}  # fmt: skip
POSTERS = {"link": LINK, "shop": {"zh": "留客茶铺", "en": "Liuke Tea House"}}
GUESTS = {"ahe": "阿禾", "lin": "林小满", "mo": "莫言茶", "zhou": "周周", "qi": "七月"}


def open_festival(shop: Served, *, skin: str = "mid_autumn", sure: str = "") -> None:
    """Publish the festival over the shop's program.

    Args:
        shop: The tea shop.
        skin: That the campaign wears.
        sure: The card that drops as good as always; empty: all of them do, by chance.
    """
    spec = shop.ok("GET", "/v1/program")["spec"]
    activities = [
        {**one, "cards": [{**card, "weight": 1_000_000 if card["id"] == sure else 1} for card in one["cards"]]}
        if sure and one["kind"] == "cards" else one
        for one in ACTIVITIES
    ]  # fmt: skip
    campaigns = [{**one, "theme": {**THEME, "skin": skin}} for one in CAMPAIGNS]
    wanted = {one["id"] for one in ACTIVITIES}
    added = {
        "campaigns": [*(one for one in spec.get("campaigns", []) if one["id"] != "moon"), *campaigns],
        "activities": [*(one for one in spec["activities"] if one["id"] not in wanted), *activities],
        "referral": REFERRAL,
        "posters": POSTERS,
    }
    made = shop.ok("POST", "/v1/program/publish", {"spec": {**spec, **added}, "accept_warnings": True})
    shop.wait_for_version(made["version"])


def join(shop: Served, name: str, **more: Any) -> str:
    """A guest, by number."""
    body = {"namespace": "wechat", "external_id": name, "profile": {"nickname": GUESTS.get(name, name)}, **more}
    return str(shop.ok("POST", "/v1/members", body)["member_id"])


def order(shop: Served, member: str, name: str, yuan: int) -> None:
    """Paid at the till."""
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": name, "amount_cents": yuan * 100})


def befriend(shop: Served, one: str, other: str) -> None:
    """Two of them are friends."""
    shop.ok("POST", f"/v1/members/{one}/friends/invite", {"friend": other})
    limit = time.monotonic() + 30
    while not shop.call("POST", f"/v1/members/{other}/friends/{one}/accept", {}).is_success:
        assert time.monotonic() < limit, "the invitation has not arrived"


def do(shop: Served, member: str, activity: str, request: str, **body: Any) -> dict[str, Any]:
    """What a member does in an activity; the result."""
    found: dict[str, Any] = shop.ok("POST", f"/v1/members/{member}/activities/{activity}/{request}", body)["result"]
    return found


def live(shop: Served) -> dict[str, str]:
    """People who know one another, ordered, and are in the middle of everything; name → number."""
    people = {name: join(shop, name) for name in GUESTS}
    ahe, lin, mo, zhou, qi = people.values()
    for n, (member, yuan) in enumerate([(ahe, 360), (lin, 520), (mo, 310), (zhou, 230), (qi, 180)]):
        order(shop, member, f"festival-{n}", yuan)
    for one in (lin, mo, zhou):
        befriend(shop, ahe, one)
    opened = do(shop, lin, "team", "open-team", product="box", size=3)
    pay(shop, lin, "festival-box", 8_900)
    do(shop, ahe, "team", "join-team", team=opened["team"])
    other = do(shop, zhou, "team", "open-team", product="box", size=2)
    pay(shop, zhou, "festival-pair", 12_800)
    assert other["size"] == 2
    ref = do(shop, ahe, "mug", "start-bargain", good="mug")["ref"]
    for friend in (lin, mo):
        do(shop, friend, "mug", "cut-price", ref=ref)
    do(shop, ahe, "luck", "draw-card")
    do(shop, ahe, "luck", "draw-card")
    shop.ok("POST", f"/v1/members/{ahe}/check-in", {})
    return people


def pay(shop: Served, member: str, name: str, cents: int) -> None:
    """A box at the price of the seat."""
    line = {"id": "1", "sku": "BOX", "quantity": 1, "unit_cents": 16_800, "paid_cents": cents}
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": name, "amount_cents": cents, "lines": [line]})


def read_all(shop: Served, member: str) -> None:
    """What arrived has been read, and interrupts no more."""
    found = shop.ok("GET", f"/v1/members/{member}/messages?unread=true")["items"]
    if found:
        shop.ok("POST", f"/v1/members/{member}/messages/read", {"messages": [one["message"] for one in found]})
