"""Check-in: exact rewards, streaks, make-up, refusals, the month's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from liuke.activities.domain import summarize
from liuke.kernel.errors import InvalidInput, KeyReused, Refused

from .support import Shop, codes, day, fact, facts, records

POINTS = {"kind": "asset", "amount": 5}
DAILY = {
    "kind": "check_in",
    "id": "daily",
    "name": {"zh": "每日签到", "en": "Daily check-in"},
    "daily": [{"kind": "asset", "amount": 5, "by_tier": {"silver": 8, "gold": 12, "diamond": 15}}],
    "ladder": [
        {"at": 3, "rewards": [{"kind": "asset", "amount": 10}]},
        {"at": 7, "rewards": [{"kind": "asset", "amount": 30}, {"kind": "cash", "cents": 188}]},
    ],
    "make_up": {"days_back": 7, "max_per_month": 3, "prices": [
        {"asset": "makeup_card", "amount": 1}, {"asset": "points", "amount": 10}]},
}  # fmt: skip


def check_ins(shop: Shop, first: str, count: int) -> list[int]:
    """Check in on ``count`` days from ``first``; points after each."""
    start = date.fromisoformat(first)
    points = list[int]()
    for offset in range(count):
        shop.send("check_in.do", (start + timedelta(days=offset)).isoformat())
        points.append(shop.points())
    return points


def test_the_ladder_pays_on_its_days_and_begins_anew_after_the_last() -> None:
    shop = Shop(DAILY)
    assert check_ins(shop, "2025-01-27", 10) == [5, 10, 25, 30, 35, 40, 75, 80, 85, 100]
    assert [data["cents"] for data in shop.records("cash_reward").values()] == [188]
    assert list(shop.records("check_in")) == [f"daily/{day('2025-01-27') + n}" for n in range(10)]


def test_the_last_step_repeats() -> None:
    shop = Shop({**DAILY, "cycle": "repeat_last", "cycle_days": 2})
    assert check_ins(shop, "2025-01-27", 11) == [5, 10, 25, 30, 35, 40, 75, 80, 115, 120, 155]


def test_growing_pays_each_step_once_in_a_run() -> None:
    shop = Shop({**DAILY, "cycle": "grow"})
    assert check_ins(shop, "2025-01-27", 10)[-4:] == [75, 80, 85, 90]
    # a missed day: the ladder is there again
    assert check_ins(shop, "2025-02-07", 3) == [95, 100, 115]


@pytest.mark.parametrize(("tier", "points"), [("", 5), ("silver", 8), ("gold", 12), ("diamond", 15)])
def test_the_days_points_go_by_tier(tier: str, points: int) -> None:
    shop = Shop(DAILY)
    shop.tier(tier)
    decision = shop.send("check_in.do", "2025-02-01")
    assert shop.points() == points
    assert [(gain.kind, gain.amount, gain.path) for gain in decision.gains] == [
        ("points", points, "activities.daily.daily")
    ]


def test_a_check_in_says_what_happened() -> None:
    shop = Shop(DAILY)
    check_ins(shop, "2025-02-01", 2)
    decision = shop.send("check_in.do", "2025-02-03")
    the_day = day("2025-02-03")
    assert facts(decision) == ["points.earned", "check_in.done", "points.earned", "check_in.streak"]
    assert fact(decision, "check_in.done") == {"activity": "daily", "day": the_day, "streak": 3, "total": 3}
    assert fact(decision, "check_in.streak") == {"activity": "daily", "days": 3, "run": 3}
    assert decision.result == {"day": the_day, "streak": 3, "run": 3, "position": 3, "total": 3}
    assert codes(decision) == [("activities.daily.daily", "earned"), ("activities.daily.ladder.3", "earned")]
    assert records(decision) == [("check_in", f"daily/{the_day}")]


def test_a_second_check_in_of_the_day_is_refused_and_the_same_key_is_replayed() -> None:
    shop = Shop(DAILY)
    at = shop.us("2025-02-01 08:00")
    first = shop.engine.send("check_in.do", 1, "a", at)
    assert shop.engine.send("check_in.do", 1, "a", at) is first
    with pytest.raises(KeyReused):
        shop.engine.send("check_in.do", 1, "a", at + 1)
    for number in range(64):
        with pytest.raises(Refused) as refused:
            shop.engine.send("check_in.do", 1, f"b{number}", at + number)
        assert refused.value.reason == "already-checked-in"
    assert shop.points() == 5
    assert list(shop.records("check_in")) == [f"daily/{day('2025-02-01')}"]
    assert shop.send("check_in.do", "2025-02-02 00:00").result["streak"] == 2


@pytest.mark.parametrize(
    "first", ["2024-02-26", "2025-02-26", "2025-12-29", "2025-04-28"], ids=["29 Feb", "28 Feb", "year", "30 April"]
)
def test_a_streak_goes_on_over_the_end_of_a_month(first: str) -> None:
    shop = Shop(DAILY, joined="2024-01-01 08:00")
    check_ins(shop, first, 7)
    last = (date.fromisoformat(first) + timedelta(days=6)).isoformat()
    (centre,) = summarize(shop.engine.program, shop.engine.state(1), shop.us(f"{last} 23:00"))
    assert (centre["streak"], centre["position"]) == (7, 7)


def test_late_guests_belong_to_the_evening_before() -> None:
    shop = Shop(DAILY, day_starts_at="03:00")
    shop.send("check_in.do", "2025-02-01 23:00")
    with pytest.raises(Refused, match="checked in already"):
        shop.send("check_in.do", "2025-02-02 02:59")
    assert shop.send("check_in.do", "2025-02-02 03:00").result["streak"] == 2


def test_near_says_how_many_days_are_missing() -> None:
    shop = Shop(DAILY)
    prompts = shop.send("check_in.do", "2025-02-01").prompts
    assert [(item.code, item.missing, item.unit, item.progress_bps) for item in prompts] == [
        ("check-in-again", 2, "days", 3333)
    ]
    assert prompts[0].params == {"missing": 2, "at": 3, "reward_zh": "10 积分", "reward_en": "10 points"}
    assert shop.send("check_in.do", "2025-02-02").prompts[0].missing == 1
    assert (shop.send("check_in.do", "2025-02-03").prompts[0].missing, shop.points()) == (4, 25)


# -- making up ------------------------------------------------------------------------------------------------------
def test_making_up_joins_two_runs_and_pays_what_is_newly_reached() -> None:
    shop = Shop(DAILY)
    check_ins(shop, "2025-02-01", 3)
    check_ins(shop, "2025-02-05", 3)
    assert shop.points() == 3 * 5 + 10 + 3 * 5 + 10
    decision = shop.send("check_in.make_up", "2025-02-07 20:00", day=day("2025-02-04"))
    # day 7 is reached; day 3 was paid in both parts already
    assert shop.points() == 50 - 10 + 30
    assert decision.result["streak"] == 7
    assert facts(decision) == [
        "check_in.made_up", "points.earned", "cash.awarded", "payout.requested", "check_in.streak",
    ]  # fmt: skip
    assert shop.records("check_in")[f"daily/{day('2025-02-04')}"]["made_up"] is True
    with pytest.raises(Refused) as refused:
        shop.send("check_in.make_up", "2025-02-07 21:00", day=day("2025-02-04"))
    assert refused.value.reason == "already-checked-in"
    assert shop.points() == 70


def test_a_card_is_taken_first_and_points_when_the_member_says_so() -> None:
    shop = Shop(DAILY)
    shop.send("points.earn", "2025-02-01 08:00", asset="makeup_card", amount=2)
    shop.send("points.earn", "2025-02-01 08:00", asset="points", amount=100)
    check_ins(shop, "2025-02-01", 1)
    shop.send("check_in.make_up", "2025-02-06", day=day("2025-02-03"))
    assert (shop.points("makeup_card"), shop.points()) == (1, 105)
    shop.send("check_in.make_up", "2025-02-06", day=day("2025-02-04"), pay_with="points")
    assert (shop.points("makeup_card"), shop.points()) == (1, 95)
    with pytest.raises(Refused) as refused:
        shop.send("check_in.make_up", "2025-02-06", day=day("2025-02-05"), pay_with="growth")
    assert refused.value.reason == "make-up-price"


def test_making_up_is_limited_by_month_and_days_and_paid_for() -> None:
    shop = Shop(DAILY, joined="2025-01-20 08:00")
    check_ins(shop, "2025-01-31", 1)
    with pytest.raises(Refused) as refused:
        shop.send("check_in.make_up", "2025-01-31", day=day("2025-01-30"))
    assert refused.value.reason == "insufficient-balance"
    shop.send("points.earn", "2025-01-31", asset="points", amount=995)
    for missed in ("2025-01-28", "2025-01-29", "2025-01-30"):
        shop.send("check_in.make_up", "2025-01-31", day=day(missed))
    assert shop.points() == 1000 - 30 + 10
    _refused(shop, "make-up-limit", "2025-01-31", "2025-01-27")
    # the month of the asking counts, not the month of the day
    shop.send("check_in.make_up", "2025-02-01", day=day("2025-01-27"))
    _refused(shop, "make-up-day", "2025-02-01", "2025-01-24")
    _refused(shop, "make-up-day", "2025-02-01", "2025-02-01")
    _refused(shop, "make-up-day", "2025-02-01", "2025-02-02")
    assert shop.points() == 980 - 10


def test_nobody_makes_up_for_days_before_joining() -> None:
    shop = Shop(DAILY, joined="2025-01-30 08:00")
    shop.send("points.earn", "2025-01-31", asset="points", amount=100)
    _refused(shop, "make-up-day", "2025-01-31", "2025-01-29")
    shop.send("check_in.make_up", "2025-01-31", day=day("2025-01-30"))


def test_a_check_in_without_make_up_offers_none() -> None:
    shop = Shop({key: value for key, value in DAILY.items() if key != "make_up"})
    _refused(shop, "make-up-not-offered", "2025-01-31", "2025-01-30")
    with pytest.raises(InvalidInput) as invalid:
        shop.send("check_in.make_up", "2025-01-31")
    assert [(fault.path, fault.code) for fault in invalid.value.faults] == [("data.day", "missing")]


def _refused(shop: Shop, reason: str, moment: str, the_day: str) -> None:
    before = shop.points()
    with pytest.raises(Refused) as refused:
        shop.send("check_in.make_up", moment, day=day(the_day))
    assert refused.value.reason == reason
    assert shop.points() == before


# -- late events, multipliers, money --------------------------------------------------------------------------------
def test_a_late_event_counts_for_its_day_and_a_later_one_does_not() -> None:
    shop = Shop(DAILY)
    check_ins(shop, "2025-02-01", 1)
    shop.send("check_in.do", "2025-02-03")
    late = shop.send("check_in.do", "2025-02-02")
    assert (late.result["streak"], shop.points()) == (3, 25)
    assert late.result["run"] == 3
    shop.send("check_in.do", "2025-02-05")
    with pytest.raises(Refused) as refused:
        shop.send("check_in.do", "2025-01-31")
    assert refused.value.reason == "check-in-too-late"


def test_a_festival_doubles_the_day_and_the_largest_factor_counts() -> None:
    festival = {
        **DAILY,
        "multipliers": [
            {"window": {"from": "2025-02-02", "to": "2025-02-03"}, "factor_bps": 20_000},
            {"when": {"field": "calendar.weekday", "value": 1}, "factor_bps": 30_000, "on": "both"},
        ],
    }  # fmt: skip
    shop = Shop(festival)
    # 1 Feb 2025 is a Saturday; Monday the 3rd is the third day: 3 × 5 and 3 × 10
    assert check_ins(shop, "2025-02-01", 4) == [5, 15, 60, 65]


def test_money_is_given_within_the_members_cap() -> None:
    shop = Shop({**DAILY, "daily": [{"kind": "cash", "cents": 30}], "ladder": [],
                 "cash_caps": [{"period": "month", "limit": 70}]})  # fmt: skip
    check_ins(shop, "2025-02-01", 2)
    third = shop.send("check_in.do", "2025-02-03")
    assert codes(third) == [("activities.daily.daily", "cash-capped")]
    assert "cash.awarded" not in facts(third)
    shop.send("check_in.do", "2025-03-01")
    assert sum(data["cents"] for data in shop.records("cash_reward").values()) == 90


def test_the_member_centre_shows_the_month() -> None:
    shop = Shop(DAILY)
    shop.send("points.earn", "2025-01-29", asset="points", amount=100)
    check_ins(shop, "2025-01-30", 4)
    shop.send("check_in.do", "2025-02-04")
    shop.send("check_in.make_up", "2025-02-04", day=day("2025-02-03"))
    (centre,) = summarize(shop.engine.program, shop.engine.state(1), shop.us("2025-02-05 09:00"))
    assert centre == {
        "id": "daily",
        "kind": "check_in",
        "name": {"zh": "每日签到", "en": "Daily check-in"},
        "deep_link": "",
        "theme": None,
        "tags": [],
        "closes_us": 2**62,
        "today": day("2025-02-05"),
        "checked_in": False,
        "streak": 6,
        "position": 6,
        "total": 6,
        "month": {
            "first": day("2025-02-01"),
            "last": day("2025-02-28"),
            "checked": [day(f"2025-02-0{n}") for n in (1, 2, 3, 4)],
            "made_up": [day("2025-02-03")],
        },
        "next": [
            {
                "in_days": 1,
                "at": 7,
                "rewards": {"zh": "30 积分、红包 1.88 元", "en": "30 points, red packet of ¥1.88"},
            },
            {"in_days": 4, "at": 3, "rewards": {"zh": "10 积分", "en": "10 points"}},
        ],
        "make_up": {
            "left": 2,
            "days": [day("2025-01-29")],
            "prices": [{"asset": "makeup_card", "amount": 1}, {"asset": "points", "amount": 10}],
        },
    }


def test_a_missed_day_ends_the_streak() -> None:
    shop = Shop(DAILY)
    check_ins(shop, "2025-02-01", 2)
    state = shop.engine.state(1)
    (kept,) = summarize(shop.engine.program, state, shop.us("2025-02-03 23:59"))
    (lost,) = summarize(shop.engine.program, state, shop.us("2025-02-04 00:00"))
    assert (kept["streak"], lost["streak"], lost["total"]) == (2, 0, 2)


def test_the_ladder_must_ascend() -> None:
    step: dict[str, Any] = {"rewards": [POINTS]}
    with pytest.raises(InvalidInput) as invalid:
        Shop({**DAILY, "ladder": [{**step, "at": 7}, {**step, "at": 3}]})
    assert [fault.path for fault in invalid.value.faults] == ["activities.0.check_in"]


def test_days_made_up_for_late_are_counted_in_the_month_in_which_they_were_asked_for() -> None:
    free = {**DAILY, "accept_late_days": 5, "make_up": {"days_back": 20, "max_per_month": 1, "prices": []}}
    shop = Shop(free)
    shop.send("check_in.do", "2025-01-01")
    shop.send("check_in.make_up", "2025-02-02", day=day("2025-01-20"))
    shop.send("check_in.make_up", "2025-01-31", day=day("2025-01-21"))
    for moment, missed in (("2025-02-02 10:00", "2025-01-22"), ("2025-01-31 10:00", "2025-01-23")):
        with pytest.raises(Refused) as refused:
            shop.send("check_in.make_up", moment, day=day(missed))
        assert refused.value.reason == "make-up-limit"
