"""The tea shop of the examples: the reference program with an activity of every kind, at a time of its own."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from liuke.bootstrap import read_program_file
from tests.api.support import NO_LIMITS, Served, make_environ, serve
from tests.server import TestDatabase

ZONE = ZoneInfo("Asia/Shanghai")
AHEAD = timedelta(days=12)
"""How far the second act lies ahead of the first, so that what has an end has ended."""
_BEGAN = list[datetime]()
ROOT = Path(__file__).resolve().parents[3]
CLOCK = ROOT / "tests" / "clock"
POINTS = {"kind": "asset", "asset": "points"}


def begin() -> None:
    """The story begins now: the database has no other clock than its own."""
    _BEGAN[:] = [datetime.now(ZONE)]


def first() -> datetime:
    """When it began."""
    if not _BEGAN:
        begin()
    return _BEGAN[0]


def day(offset: int) -> str:
    """A day of the shop's, counted from the first act."""
    return (first() + timedelta(days=offset)).date().isoformat()


def ago_us(days: int, hour: int = 12) -> int:
    """An instant so many days before the first act, in microseconds."""
    then = (first() - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    return int(then.timestamp()) * 1_000_000


def name(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def points(amount: int) -> list[dict[str, Any]]:
    return [{**POINTS, "amount": amount}]


COUPONS: list[dict[str, Any]] = [
    {
        "id": "autumn_eight", "name": name("满 40 减 8", "8 off 40"), "kind": "amount", "amount_cents": 800,
        "threshold_cents": 4_000, "claimable": True, "transferable": True, "per_member": 20,
        "validity": {"kind": "relative", "days": 30},
    },
    {
        "id": "cinema", "name": name("电影票联名券", "Cinema voucher"), "kind": "amount", "amount_cents": 1_000,
        "code": "imported", "quota": 500, "validity": {"kind": "relative", "days": 60},
    },
]  # fmt: skip
BENEFITS: list[dict[str, Any]] = [
    {
        "id": "tasting", "name": name("新品试饮", "A taste of what is new"), "kind": "service", "redeem": "self",
        "quota": {"count": 3, "period": "month"},
    },
    {
        "id": "topping", "name": name("免费加料", "A free topping"), "kind": "free_item",
        "max_discount_cents": 600,
        "quota": {"count": 4, "period": "month"}, "scope": {"categories": ["snack"]},
    },
]  # fmt: skip


def list_activities() -> list[dict[str, Any]]:
    """One of every kind."""
    return [
        {
            "kind": "task", "id": "seasonal_menu", "name": name("看看冬季菜单", "Look at the winter menu"),
            "steps": [{"on": ["page.viewed"], "target": 1}], "claim": "manual", "rewards": points(10),
        },
        {
            "kind": "offer", "id": "afternoon", "name": name("下午茶限时礼", "An afternoon treat"),
            "lasts": {"hours": 2}, "goal": {"target": 6_000},
        },
        {
            "kind": "flash_sale", "id": "noon_sale", "name": name("正午秒杀", "Noon sale"),
            "sessions": [{"id": "noon", "at": "00:00", "minutes": 1_440}],
            "products": [{"id": "oolong", "name": name("桂花乌龙", "Osmanthus oolong"), "sku": "oolong",
                          "price_cents": 990, "stock": 50}],
        },
        {
            "kind": "group_buy", "id": "gift_box", "name": name("两人拼茶礼盒", "A gift box for two"), "seats_each": 5,
            "products": [{"id": "box", "name": name("茶礼盒", "Gift box"), "sku": "gift_box",
                          "sizes": [{"members": 2, "price_cents": 8_800}]}],
        },
        {
            "kind": "vote", "id": "next_flavour", "name": name("冬季新口味投票", "The next winter flavour"),
            "question": name("下一款上什么？", "Which shall we make next?"),
            "options": [{"id": "chestnut", "name": name("栗子拿铁", "Chestnut latte")},
                        {"id": "persimmon", "name": name("柿柿如意", "Persimmon tea")}],
        },
        {
            "kind": "picks", "id": "for_you", "name": name("为你精选", "Picked for you"), "size": 2,
            "choices": [
                {"id": "fruit", "name": name("果茶 +5 积分", "Fruit tea"), "tags": ["drink"], "rewards": points(5)},
                {"id": "cake", "name": name("点心 +3 积分", "A cake"), "tags": ["snack"], "rewards": points(3)},
            ],
        },
        {
            "kind": "quiz", "id": "riddles", "name": name("茶谜", "Tea riddles"), "questions": 2,
            "bank": [
                {"id": "origin", "text": name("龙井产自哪座城市？", "Which city is Longjing from?"), "form": "text",
                 "accepted": ["杭州", "Hangzhou"]},
                {"id": "leaf", "text": name("乌龙茶是哪一类茶？", "What kind of tea is oolong?"), "form": "text",
                 "accepted": ["青茶", "oolong"]},
            ],
        },
        {
            "kind": "wall", "id": "ideas", "name": name("金点子", "Ideas"), "style": "feedback", "per_day": 20,
            "check": "words", "adoption": points(100),
        },
        {
            "kind": "survey", "id": "service", "name": name("服务满意度", "How was it?"), "questions": [
                {"id": "recommend", "text": name("愿意推荐给朋友吗？", "Would you recommend us?"), "form": "nps"},
                {"id": "why", "text": name("说说原因", "Why?"), "form": "text", "required": False},
            ],
        },
        {
            "kind": "survey", "id": "honest", "name": name("匿名意见", "Anonymous opinion"), "anonymous": True,
            "questions": [{"id": "recommend", "text": name("愿意推荐吗？", "Would you recommend us?"), "form": "nps"}],
        },
        {
            "kind": "sign_up", "id": "latte_class", "name": name("拉花课", "Latte art class"), "waiting": 3,
            "sessions": [{"id": "saturday", "name": name("周六下午", "Saturday afternoon"), "places": 1,
                          "begins": f"{day(13)} 14:00"}],
        },
        {
            "kind": "assist", "id": "cheer", "name": name("好友助力", "Cheer for me"),
            "stages": [{"id": "one", "name": name("第一档", "First stage"), "friends": 1, "rewards": points(30)}],
        },
        {
            "kind": "bargain", "id": "mug_bargain", "name": name("砍价得马克杯", "Bargain for a mug"),
            "goods": [{"id": "mug", "name": name("马克杯", "Mug"), "sku": "mug", "full_cents": 5_900,
                       "floor_cents": 1_900, "stock": 20}],
        },
        {
            "kind": "welfare", "id": "library", "name": name("乡村图书角", "A village library"),
            "goals": [{"id": "first_shelf", "name": name("第一个书架", "The first shelf"), "at": 20,
                       "certificate": name("爱心证书", "Certificate of thanks")}],
        },
        {
            "kind": "leaderboard", "id": "weekly_board", "name": name("本周茶友榜", "Tea friends of the week"),
            "on": ["order.paid"], "measure": "sum", "field": "amount_cents", "period": "week",
            "prizes": [{"first": 1, "last": 1, "rewards": points(200)}],
        },
        {
            "kind": "cards", "id": "zodiac", "name": name("集茶卡", "Collect tea cards"),
            "cards": [{"id": "green", "name": name("绿茶卡", "Green tea"), "weight": 1},
                      {"id": "black", "name": name("红茶卡", "Black tea"), "weight": 0}],
            "draws": {"free_per_day": 9}, "exchange": {"friends": False}, "window": {"to": day(8)},
            "recipes": [{"id": "two_green", "name": name("两张绿换一张红", "Two green make a black"), "of": "green",
                         "count": 2, "makes": "black"}],
            "jackpot": {"asset": "points", "amount": 1_000},
            "organiser": name("某茶饮", "Tea shop"), "hand_over": name("积分自动到账", "Points arrive by themselves"),
            "forfeit": name("不集齐不分", "Nothing without the whole set"),
        },
        {
            "kind": "challenge", "id": "january_reading", "name": name("元旦读书挑战", "New Year reading"),
            "begins": day(35), "tasks": [{"name": name("读书", "Read")}], "teams": {"size": 2},
        },
        {
            "kind": "challenge", "id": "morning_walk", "name": name("晨走打卡", "Morning walks"), "begins": day(-1),
            "sign_up_until": day(2), "tasks": [{"name": name("走一走", "Walk"), "days": 9}], "make_up": {},
        },
        {
            "kind": "lottery", "id": "wheel", "name": name("幸运转盘", "Lucky wheel"), "chances": {"free_per_day": 9},
            "prizes": [{"id": "five_points", "name": name("5 积分", "5 points"), "weight": 1, "rewards": points(5)}],
        },
        {
            "kind": "community", "id": "tea_friends", "name": name("茶友群", "Tea friends"),
            "entrance": {"link": "https://work.weixin.qq.com/gm/3f2a9c",
                         "words": name("每周五 20:00 群内抽奖", "A draw every Friday at eight")},
        },
        {
            "kind": "raffle", "id": "friday_draw", "name": name("周五群抽奖", "Friday draw"),
            "closes": f"{day(1)} 20:00",
            "repeat": "week", "public_value": name("上证指数收盘价", "Closing value of the SSE index"),
            "prizes": [{"id": "tea", "name": name("50 积分", "50 points"), "rewards": points(50)}],
        },
        {
            "kind": "milestone", "id": "anniversary", "name": name("周年礼", "Anniversary"), "on": ["app.opened"],
            "steps": [{"at": 1, "rewards": [
                *({"kind": "cash", "cents": 188, "claim_days": days} for days in (7, 0, 0, 0)),
                {"kind": "prize", "name": name("马克杯", "Mug"), "value_cents": 5_900},
                {"kind": "prize", "name": name("生日蛋糕", "Cake"), "handing": "pickup"},
            ]}],
        },
    ]  # fmt: skip


def make_program() -> dict[str, Any]:
    """The reference program with more of everything."""
    made: dict[str, Any] = copy.deepcopy(dict(read_program_file("tea_shop").data))
    made["assets"] = [*made["assets"], {"id": "stars", "name": name("星星", "Stars")}]
    made["earning"] = [one for one in made["earning"] if one["id"] not in {"invitee_joined", "growth_invitee"}]
    made["coupons"] += COUPONS
    made["benefits"] += BENEFITS
    made["activities"] += list_activities()
    made["campaigns"] = [
        {"id": "winter_week", "name": name("冬日暖饮周", "Winter week"), "holdout_bps": 0,
         "window": {"from": day(-7), "to": day(34)}},
    ]  # fmt: skip
    made["mall"] = [{**item, "handing": "ship"} if item["id"] == "mug" else item for item in made["mall"]]
    made["exchanges"] = [
        {"id": "to_stars", "name": name("积分换星星", "Points to stars"), "source": "points", "target": "stars",
         "give": 10, "get": 1},
    ]  # fmt: skip
    made["pools"] = [{"id": "warm_winter", "name": name("暖冬捐赠", "A warm winter"), "goal": 100_000}]
    made["referral"] = {
        "enabled": True, "platforms": ["h5"], "newcomer_days": 365, "max_per_month": 20,
        "inviter": points(100), "invitee": points(50),
    }  # fmt: skip
    made["posters"] = {"link": "https://m.tea.example/i/{code}", "shop": name("某茶饮", "Tea shop")}
    made["risk"] = {
        "enabled": True, "signals": [{"feature": "device_members", "at": 2, "weight": 60}],
        "acts": [{"on": ["order.paid"]}],
    }  # fmt: skip
    made["posts"] = {"words": ["加微信"]}
    return made


def environ_at(environ: dict[str, str], ahead: timedelta) -> dict[str, str]:
    """The environment of a process that lives so far ahead."""
    offset = int(ahead.total_seconds()) * 1_000_000_000
    return {**environ, "PYTHONPATH": f"{CLOCK}{os.pathsep}{ROOT}", "LIUKE_TEST_CLOCK_OFFSET_NS": str(offset)}


def _prepare(environ: dict[str, str], file: Path) -> dict[str, str]:
    """Publish and make keys, in a process of that time."""
    code = (
        "import json, os, sys; from tests.api.support import prepare; "
        "print(json.dumps(prepare(dict(os.environ), sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        timeout=120,
    )  # fmt: skip
    found: dict[str, str] = json.loads(done.stdout)
    return found


@contextmanager
def open_shop(database: TestDatabase, folder: Path, ahead: timedelta, keys: dict[str, str]) -> Iterator[Served]:
    """The shop so far ahead of now, with a worker; ``keys`` is filled at the first opening."""
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_PHONE_LOGIN="log")
    if not keys:
        file = folder / "program.json"
        file.write_text(json.dumps(make_program(), default=str), encoding="utf-8")
        keys |= _prepare(environ_at(environ, ahead), file)
    moved = environ_at(environ, ahead)
    command = [sys.executable, "-m", "liuke.cli.main", "worker"]
    with (folder / "worker.log").open("a", encoding="utf-8") as log:
        worker = subprocess.Popen(command, env=moved, stdout=log, stderr=log)
    try:
        with serve(moved, keys) as served:
            yield served
    finally:
        worker.terminate()
        worker.wait(60)
