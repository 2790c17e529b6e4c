"""Lotteries: the odds that are shown are those that are drawn, with guarantees, for each tier and each place."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from liuke.activities.parts.lottery_odds import (
    PPM,
    count_on,
    find_due,
    find_effective,
    find_odds,
    list_open,
    weigh,
)
from liuke.activities.parts.lottery_spec import LotterySpec
from liuke.activities.types.lottery import SLOT, LotteryBook
from liuke.engine.memory import MemoryEngine
from liuke.features import lint_program, load_program
from liuke.kernel.draws import pick_weighted, read_blocks
from liuke.kernel.errors import Refused
from liuke.kernel.text import Locale
from liuke.publishing.wording import list_rule_pages
from tests.golden_runner import build_engine

PRIZES: list[dict[str, Any]] = [
    {"id": "phone", "name": "手机", "weight": 1, "by_tier": {"gold": 2}, "rank": 1},
    {"id": "mug", "name": "杯", "weight": 9, "by_tier": {"gold": 18}, "rank": 2},
    {"id": "thanks", "name": "谢谢", "weight": 90, "by_tier": {"gold": 80}},
]


def make_spec(**terms: Any) -> LotterySpec:
    document = {"kind": "lottery", "id": "wheel", "name": "wheel", "prizes": PRIZES} | terms
    return TypeAdapter(LotterySpec).validate_python(document)


def test_odds_are_shares_of_whole_weights() -> None:
    assert find_odds(make_spec(), "") == [10_000, 90_000, 900_000]
    assert find_odds(make_spec(), "gold") == [20_000, 180_000, 800_000]


def test_what_a_guarantee_adds_is_what_a_long_row_of_draws_brings() -> None:
    """Of rank 2 or better with a share of 1/10 each, within 5: a win every 1 + 9/10 + … + (9/10)^4 draws."""
    cycle = sum(Fraction(9, 10) ** missed for missed in range(5))
    found = find_effective(make_spec(guarantees=[{"rank": 2, "within": 5}]), "")
    wins = Fraction(PPM) / cycle
    assert found == [round(wins / 10), round(wins * 9 / 10), round(PPM - wins)]
    assert sum(found) == PPM


def draw_many(spec: LotterySpec, tier: str, count: int) -> Counter[str]:
    """As the kind draws, every prize being there."""
    misses, found = tuple(0 for _ in spec.guarantees), Counter[str]()
    weights = weigh(spec.prizes, tier)
    for number in range(count):
        places = list_open(spec.prizes, weights, find_due(spec.guarantees, misses))
        blocks = read_blocks(b"seed of the test", f"wheel\n{tier}\n{number}")
        prize = spec.prizes[places[pick_weighted(blocks, [weights[place] for place in places])]]
        misses = count_on(spec.guarantees, misses, prize.rank)
        found[prize.id] += 1
    return found


@pytest.mark.parametrize("tier", ["", "gold"])
@pytest.mark.parametrize("guarantees", [[], [{"rank": 2, "within": 4}, {"rank": 1, "within": 30}]])
def test_shown_and_drawn_agree_by_chi_squared(tier: str, guarantees: list[dict[str, int]]) -> None:
    spec, count = make_spec(guarantees=guarantees), 40_000
    found, shown = draw_many(spec, tier, count), find_effective(spec, tier)
    squares = sum(
        (found[prize.id] - count * ppm / PPM) ** 2 / (count * ppm / PPM)
        for prize, ppm in zip(spec.prizes, shown, strict=True)
    )
    # two degrees of freedom; a fixed seed, so that it cannot fail by chance: the bound is that of one in a thousand
    assert squares < 13.8


def test_no_window_is_without_what_is_guaranteed() -> None:
    engine = build_engine(
        {"activities": [{
            "kind": "lottery", "id": "w", "name": "w", "chances": {"free_per_day": 100},
            "guarantees": [{"rank": 2, "within": 4}], "prizes": PRIZES,
        }]},
        "UTC", seed=7,
    )  # fmt: skip
    engine.register(1, 10**15 - 1)
    drawn = [
        prize["prize"]
        for call in range(10)
        for prize in engine.send("lottery.draw", 1, f"k{call}", 10**15 + call, activity="w", count=10).result["draws"]
    ]
    assert len(drawn) == 100
    assert all({"phone", "mug"} & set(drawn[start : start + 4]) for start in range(97))


BAD = [{"id": "mug", "name": "杯", "weight": 0, "rank": 2, "rewards": [{"kind": "asset", "amount": 9}]},
       {"id": "car", "name": "车", "weight": 0, "rank": 1, "rewards": [{"kind": "asset", "amount": 90}]},
       {"id": "no", "name": "无", "weight": 1}]  # fmt: skip
"""Nobody ever wins but by a guarantee."""


def edit(guarantees: list[dict[str, int]], **terms: Any) -> dict[str, Any]:
    wheel = {"kind": "lottery", "id": "w", "name": "w", "chances": {"free_per_day": 100}, "guarantees": guarantees}
    return {"activities": [wheel | {"prizes": BAD} | terms]}


def draw(engine: MemoryEngine, count: int, key: str, member: int = 1, t_us: int = 10**15) -> list[str]:
    drawn = engine.send("lottery.draw", member, key, t_us, activity="w", count=count).result["draws"]
    return [one["prize"] for one in drawn]


def change(engine: MemoryEngine, document: dict[str, Any]) -> None:
    engine.program = build_engine(document, "UTC").program


def test_what_is_due_stays_due_when_guarantees_are_added_moved_and_taken_out() -> None:
    engine = build_engine(edit([{"rank": 2, "within": 5}]), "UTC")
    engine.register(1, 10**15 - 1)
    assert draw(engine, 3, "a") == ["no"] * 3
    # a better guarantee comes first in the list: the old one has counted three, the new one none
    change(engine, edit([{"rank": 1, "within": 9}, {"rank": 2, "within": 5}]))
    assert draw(engine, 3, "b")[:1] == ["no"]
    drawn = draw(engine, 4, "c")
    change(engine, edit([{"rank": 2, "within": 50}, {"rank": 1, "within": 9}]))
    last = draw(engine, 2, "d")
    assert "car" in [*drawn, *last]
    won = [one["prize"] for _, one in sorted(
        ((data["number"], data) for (kind, _), data in engine.members[1].records.items() if kind == "lottery_draw"),
        key=lambda pair: pair[0],
    )]  # fmt: skip
    assert won[4] in {"mug", "car"}, "the fifth since the beginning, as it was promised before the change"
    assert "car" in won[3:12], "of nine draws since it was promised one is of the first rank"


def test_two_who_are_one_keep_the_longest_wait_of_each_rank() -> None:
    engine = build_engine(edit([{"rank": 2, "within": 5}]), "UTC")
    for member in (1, 2):
        engine.register(member, 10**15 - 1)
    draw(engine, 4, "a", member=2)
    change(engine, edit([{"rank": 1, "within": 9}, {"rank": 2, "within": 5}]))
    draw(engine, 1, "b")
    engine.merge(1, 2, 10**15)
    assert draw(engine, 1, "c")[0] in {"mug", "car"}
    doc = engine.state(1).read(SLOT, LotteryBook).docs["w"]
    assert (doc.draws, doc.won, sorted(doc.ranks)) == (6, 1, [1, 2])


def test_the_end_of_its_campaign_ends_the_draws_and_takes_nothing() -> None:
    campaign = {"id": "fest", "name": "f", "window": {"to": "2001-09-09 02:00"}, "holdout_bps": 0}
    engine = build_engine(
        edit([], campaign="fest", chances={"free_per_day": 0, "asset": "points"}) | {"campaigns": [campaign]}, "UTC"
    )
    engine.register(1, 10**15 - 1)
    engine.send("points.earn", 1, "rich", 10**15 - 1, asset="points", amount=5)
    assert draw(engine, 2, "a") == ["no"] * 2
    end_us = 10**15 + 13 * 60_000_000 + 20_000_000
    assert draw(engine, 1, "b", t_us=end_us - 1) == ["no"]
    with pytest.raises(Refused) as refused:
        draw(engine, 1, "c", t_us=end_us)
    assert (refused.value.reason, engine.balance(1)) == ("activity-closed", 2)


def test_rules_say_what_each_line_of_the_law_is_about() -> None:
    words = {name: {"zh": f"甲{place}", "en": f"A{place}"} for place, name in enumerate(
        ("organiser", "hand_over", "forfeit"), 1)}  # fmt: skip
    program = build_engine(edit([], **words), "UTC").program
    wanted: dict[Locale, list[str]] = {
        "en": ["Organiser: A1", "Prizes: A2", "Forfeit: A3"], "zh": ["主办方：甲1", "领奖：甲2", "弃奖：甲3"],
    }  # fmt: skip
    for locale, said in wanted.items():
        (page,) = [page for page in list_rule_pages(program, locale) if page.path == "activities.w"]
        assert list(page.lines[-3:]) == said


def test_lint_names_what_is_wrong_with_it() -> None:
    prizes = [
        {"id": "car", "name": "车", "weight": 0, "rank": 1, "stock": 1, "value_cents": 50_000_01, "by_tier": {"a": 1}},
        {"id": "no", "name": "无", "weight": 0},
    ]
    document = {
        "id": "shop", "name": "shop",
        "activities": [{"kind": "lottery", "id": "w", "name": "w", "prizes": prizes}],
    }  # fmt: skip
    found = [(one.severity, one.code) for one in lint_program(load_program(document)) if "lottery" in one.code]
    assert sorted(found) == [
        ("error", "lottery-prize-too-large"),
        ("error", "lottery-without-odds"),
        ("warning", "lottery-rules-incomplete"),
        ("warning", "lottery-without-fallback"),
    ]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"fallback": "phone", "prizes": [PRIZES[0] | {"stock": 1}]}, "without a limit"),
        ({"fallback": "none"}, "without a limit"),
        ({"prizes": [PRIZES[0], PRIZES[0]]}, "one id"),
        ({"guarantees": [{"rank": 2, "within": 200}, {"rank": 1, "within": 101}]}, "20,000 at most"),
        ({"guarantees": [{"rank": 1, "within": 3}], "prizes": PRIZES[1:]}, "no prize has rank 1"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_spec(**terms)
