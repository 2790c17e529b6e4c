"""Forecasts, nearness, freezing, refunds and findings of tiers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.decision.domain import Evidence
from liuke.decision.effects import ChangeTier, Message
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, to_us
from liuke.kernel.errors import InvalidInput
from liuke.kernel.money import format_cents
from liuke.publishing.wording import render_prompt
from liuke.tiers.forecast import forecast, render_item
from liuke.tiers.near import list_progress
from liuke.tiers.needs import Shortfall

ZONE = "America/New_York"


def us(moment: str, zone: str = ZONE) -> int:
    return to_us(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))


SPEND = {
    "id": "spend", "name": {"zh": "消费", "en": "spend"}, "on": ["order.paid"], "add": {"field": "amount_cents"},
    "undone_by": "order.refunded",
}  # fmt: skip
LADDER: list[dict[str, Any]] = [
    {"id": "basic", "name": {"zh": "普通", "en": "Basic"}},
    {
        "id": "silver", "name": {"zh": "白银", "en": "Silver"}, "perks": [{"zh": "9.5 折", "en": "5 % off"}],
        "entry": {"dimension": "spend", "at_least": 30_000},
    },
    {
        "id": "gold", "name": {"zh": "黄金", "en": "Gold"},
        "entry": {"any": [{"dimension": "spend", "at_least": 100_000}, {"dimension": "growth", "at_least": 500}]},
        "keep": {"dimension": "spend", "at_least": 12_000},
        "pack": [{"kind": "coupon", "batch": "c20"}],
    },
]  # fmt: skip


def build(tiers: dict[str, Any], **sections: Any) -> MemoryEngine:
    document = {
        "id": "t", "name": "t", "calendar": {"time_zone": ZONE}, "counters": [SPEND],
        "tiers": {"ladder": [{**tier, "pack": []} for tier in LADDER], **tiers}, **sections,
    }  # fmt: skip
    engine = MemoryEngine(compile_program(document))
    engine.register(1, us("2026-03-01 09:00"))
    return engine


def pay(engine: MemoryEngine, order: str, moment: str, cents: int) -> None:
    engine.send("order.paid", 1, order, us(moment), order_id=order, amount_cents=cents)


def test_the_forecast_says_when_and_what_prevents_it() -> None:
    engine = build({"validity": {"kind": "months", "months": 12}})
    pay(engine, "a", "2026-03-01 10:00", 100_000)
    state = engine.state(1)
    items = forecast(engine.program, state, engine.now_us)
    assert [(item.kind, item.at_us, item.old, item.new) for item in items] == [
        ("renewed", us("2027-03-01 00:00"), "gold", "gold"),
        ("fall", us("2028-03-01 00:00"), "gold", "silver"),
        ("fall", us("2029-03-01 00:00"), "silver", "basic"),
    ]
    assert items[1].ways == ((Shortfall("spend", 12_000, "cents", 0, 12_000),),)
    early, same_year = (engine.program.calendar.local_day(us(day)) for day in ("2026-03-01 10:00", "2028-01-01 00:00"))
    said = render_item(engine.program, items[1], early)
    assert said.en == "On 1 Mar 2028 you fall to Silver unless you spend ¥120 more"
    assert said.zh == "2028 年 3 月 1 日将降为白银，除非再消费 120 元"
    assert render_item(engine.program, items[1], same_year).en.startswith("On 1 Mar you fall")
    # paying exactly that keeps the tier; a cent less does not
    for cents, tier in ((12_000, "gold"), (11_999, "silver")):
        other = build({"validity": {"kind": "months", "months": 12}})
        pay(other, "a", "2026-03-01 10:00", 100_000)
        pay(other, "b", "2028-02-29 23:59", cents)
        other.advance(us("2028-03-01 00:00"))
        assert other.state(1).tier == tier
    assert state.tier == "gold"
    assert engine.state(1).timers == state.timers


@settings(max_examples=40, deadline=None)
@given(
    payments=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 60_000)), max_size=6),
    idle=st.lists(st.integers(10, 200), min_size=1, max_size=3, unique=True),
    lift=st.integers(1, 300),
    validity=st.sampled_from(
        [{"kind": "none"}, {"kind": "months", "months": 2}, {"kind": "calendar", "period": "quarter"}]
    ),
    later=st.integers(1, 900),
)
def test_the_forecast_is_what_happens(
    payments: list[tuple[int, int]], idle: list[int], lift: int, validity: dict[str, Any], later: int
) -> None:
    steps = [{"after_days": days, "action": "drop_one_tier", "warn_days": 5} for days in sorted(idle)]
    milestone = {"id": "m", "name": "m", "dimension": "spend", "at_least": 20_000,
                 "rewards": [{"kind": "tier_lift", "steps": 2, "days": lift}]}  # fmt: skip
    engine = build(
        {"validity": validity, "grace_days": 9, "inactivity": steps, "milestones": [milestone]},
        earning=[{"id": "g", "name": "g", "on": "order.paid", "asset": "growth", "amount": {"per": {"every": 1_000}}}],
    )
    at_us = us("2026-03-01 10:00")
    for number, (days, cents) in enumerate(payments):
        at_us += days * DAY_US
        engine.send("order.paid", 1, f"o{number}", at_us, order_id=f"o{number}", amount_cents=cents)
    told = forecast(engine.program, engine.state(1), engine.now_us, horizon_days=later)
    made = engine.advance(engine.now_us + later * DAY_US)
    seen = [
        (decision.t_us, effect.new)
        for _, decision in made
        for effect in decision.effects
        if isinstance(effect, ChangeTier)
    ]
    tiers = [(item.at_us, item.tier) for item in told]
    assert [change for change in tiers if change in seen] == seen
    if told:
        assert told[-1].tier == engine.state(1).tier


def test_pending_growth_that_settles_is_in_the_forecast() -> None:
    lots = {"id": "growth", "name": "g", "spendable": False, "expiry": {"kind": "after", "months": 0, "days": 30}}
    engine = build(
        {"validity": {"kind": "none"}},
        assets=[{"id": "points", "name": "p"}, lots],
        earning=[{
            "id": "g", "name": "g", "on": "order.paid", "asset": "growth", "amount": {"fixed": 500},
            "settle_after_days": 3,
        }],
    )  # fmt: skip
    pay(engine, "a", "2026-03-06 10:00", 100)
    told = forecast(engine.program, engine.state(1), engine.now_us)
    # the clocks go forward on 8 March: the day still begins at midnight
    assert [(item.kind, item.at_us, item.new) for item in told] == [("climb", us("2026-03-10 00:00"), "gold")]
    engine.advance(us("2026-03-09 23:59:59"))
    assert engine.state(1).tier == "basic"
    engine.advance(us("2026-03-10 00:00"))
    assert engine.state(1).tier == "gold"


def test_nearness_names_the_least_that_is_missing() -> None:
    engine = build({}, earning=[
        {"id": "g", "name": "g", "on": "order.paid", "asset": "growth", "amount": {"fixed": 460}},
    ])  # fmt: skip
    decision = engine.send("order.paid", 1, "a", us("2026-03-01 10:00"), order_id="a", amount_cents=25_050)
    prompt = decision.prompts[0]
    assert (prompt.code, prompt.missing, prompt.unit, prompt.progress_bps) == ("tier-near-spend", 4_950, "cents", 8_350)
    assert render_prompt(engine.program, prompt, "zh") == "再消费 49.5 元即可升级白银，解锁9.5 折"
    assert render_prompt(engine.program, prompt, "en") == "spend ¥49.50 more to reach Silver, unlocking 5 % off"
    decision = engine.send("order.paid", 1, "b", us("2026-03-01 11:00"), order_id="b", amount_cents=4_950)
    assert engine.state(1).tier == "gold"
    assert decision.prompts == []


def test_growth_nudge_once_and_progress_in_every_dimension() -> None:
    engine = build({"nudge_growth": 50})
    pay(engine, "a", "2026-03-01 10:00", 30_000)
    made = [
        engine.send("points.earn", 1, f"g{n}", us(f"2026-03-02 1{n}:00"), asset="growth", amount=amount)
        for n, amount in enumerate((449, 1, 1))
    ]
    nudges = [[e.params["missing"] for e in d.effects if isinstance(e, Message)] for d in made]
    assert nudges == [[], [50], []]
    prompt = made[-1].prompts[0]
    wording = engine.program.wordings[prompt.code]
    assert wording.zh.format(**prompt.params) == "成长值还差 49 点即可升级黄金"
    progress = list_progress(engine.program, engine.state(1), engine.now_us)
    assert [(p.dimension, p.value, p.missing) for p in progress] == [
        ("spend", 30_000, 70_000),
        ("growth", 451, 49),
    ]


def test_a_frozen_member_neither_rises_nor_falls() -> None:
    engine = build({"validity": {"kind": "months", "months": 1}})
    pay(engine, "a", "2026-03-01 10:00", 30_000)
    engine.members[1].labels["growth_frozen"] = "review"
    pay(engine, "b", "2026-03-02 10:00", 100_000)
    assert engine.state(1).tier == "silver"
    engine.advance(us("2026-08-01 12:00"))
    assert engine.state(1).tier == "silver"
    del engine.members[1].labels["growth_frozen"]
    engine.advance(us("2026-08-02 00:00"))
    # March was kept; the months since are looked at one after the other, and the fall comes at once
    assert engine.state(1).tier == "basic"


@pytest.mark.parametrize(("policy", "tier"), [("reevaluate", "silver"), ("keep", "gold")])
def test_a_refund_takes_back_what_the_order_reached(policy: str, tier: str) -> None:
    engine = build({"on_refund": policy, "period": {"kind": "rolling", "days": 30}})
    pay(engine, "a", "2026-03-01 10:00", 40_000)
    pay(engine, "b", "2026-03-10 10:00", 60_000)
    assert engine.state(1).tier == "gold"
    engine.send("order.refunded", 1, "r", us("2026-05-10 10:00"), order_id="b", amount_cents=1)
    assert engine.state(1).tier == tier


def test_a_refund_of_a_later_order_does_not_touch_an_older_tier() -> None:
    engine = build({"period": {"kind": "rolling", "days": 30}})
    pay(engine, "a", "2026-03-01 10:00", 100_000)
    pay(engine, "b", "2026-05-01 10:00", 5_000)
    made = engine.send("order.refunded", 1, "r", us("2026-05-02 10:00"), order_id="b", full=True)
    assert engine.state(1).tier == "gold"
    assert [e for e in made.effects if isinstance(e, ChangeTier)] == []


def test_money_is_shown_without_needless_zeros() -> None:
    assert [format_cents(c, 2) for c in (5_000, 4_950, 5, 105)] == ["50", "49.5", "0.05", "1.05"]
    assert format_cents(7, 0) == "7"


MILESTONE = {
    "id": "a", "name": "b", "dimension": "x", "at_least": 1, "rewards": [{"kind": "asset", "amount": 1}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("tiers", "message"),
    [
        ({"ladder": [{"id": "a", "name": "a", "entry": {"dimension": "growth", "at_least": 1}}]}, "is the first tier"),
        ({"ladder": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}]}, "b needs an entry"),
        (
            {"ladder": [{"id": "a", "name": "a"}], "milestones": [MILESTONE]},
            "ids used twice",
        ),
        ({"inactivity": [{"after_days": 9, "action": "drop_one_tier", "warn_days": 0}]}, "must be warned of"),
        ({"inactivity": [{"after_days": 9}, {"after_days": 8}]}, "in the order of their days"),
    ],
)  # fmt: skip
def test_bad_ladders_are_refused(tiers: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        compile_program({"id": "t", "name": "t", "tiers": tiers})


QUANTILES = {"spend_cents": [2_000] * 99, "growth": [0] * 99}


@pytest.mark.parametrize(
    ("entry", "evidence", "wanted"),
    [
        ({"dimension": "spend", "at_least": 73_000}, QUANTILES, []),
        ({"dimension": "spend", "at_least": 73_067}, QUANTILES, [("tiers.ladder.1.entry", "tier-out-of-reach")]),
        ({"dimension": "spend", "at_least": 200}, QUANTILES, [("tiers.ladder.1.entry", "tier-too-easy")]),
        ({"dimension": "growth", "at_least": 10}, QUANTILES, [("tiers.ladder.1.entry", "tier-out-of-reach")]),
        (
            {"any": [{"dimension": "growth", "at_least": 10}, {"dimension": "spend", "at_least": 9_000}]},
            QUANTILES,
            [],
        ),
        ({"dimension": "spend", "at_least": 200}, {}, []),
        ({"dimension": "spnd", "at_least": 200}, {}, [("tiers.ladder.1.entry", "unknown-dimension")]),
    ],
)
def test_reach_findings(entry: dict[str, Any], evidence: dict[str, list[int]], wanted: list[tuple[str, str]]) -> None:
    ladder = [{"id": "a", "name": "a"}, {"id": "b", "name": "b", "entry": entry}]
    program = compile_program({"id": "t", "name": "t", "counters": [SPEND], "tiers": {"ladder": ladder}})
    lint = next(domain.lint for domain in program.domains if domain.name == "tiers")
    found = [(f.path, f.code) for f in lint(program, Evidence(500, evidence))]
    assert found == wanted


def test_ladder_findings() -> None:
    ladder = [
        {"id": "a", "name": "a", "pack": [{"kind": "asset", "asset": "gold_dust", "amount": 1}]},
        {
            "id": "b", "name": "b", "entry": {"dimension": "growth", "at_least": 100},
            "keep": {"dimension": "growth", "at_least": 101},
        },
        {"id": "c", "name": "c", "entry": {"dimension": "growth", "at_least": 100}},
    ]  # fmt: skip
    program = compile_program({"id": "t", "name": "t", "tiers": {"ladder": ladder}})
    lint = next(domain.lint for domain in program.domains if domain.name == "tiers")
    found = [(f.path, f.code, f.severity) for f in lint(program, Evidence(10_000, {}, {"c": 9}))]
    assert found == [
        ("tiers.ladder.1.keep", "keep-harder-than-entry", "warning"),
        ("tiers.ladder.2.entry", "tier-almost-empty", "warning"),
        ("tiers.ladder.2.entry", "ladder-not-monotone", "error"),
        ("tiers.validity", "keep-without-validity", "warning"),
    ]


def test_without_a_ladder_nothing_happens() -> None:
    engine = MemoryEngine(compile_program({"id": "t", "name": "t"}))
    decision = engine.register(1, us("2026-03-01 09:00"))
    assert decision.effects == []
    assert engine.state(1).tier == ""
    assert forecast(engine.program, engine.state(1), engine.now_us) == []
