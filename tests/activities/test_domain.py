"""What holds for every kind: gates, routing, validation, JSON Schema, rules page, lint."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.domain import activities_domain, open_activities, summarize
from liuke.decision.conditions import lint_tests
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.effects import Emit
from liuke.decision.event import Event
from liuke.decision.turn import Context
from liuke.engine.decide import decide
from liuke.features import parse_program, program_model
from liuke.kernel.errors import InvalidInput, Refused
from liuke.kernel.text import Text
from liuke.program.spec import Spec
from liuke.program.window import Window

from .support import Shop, codes, compiled, day, domains

CHECK_IN: dict[str, Any] = {"kind": "check_in", "id": "daily", "name": "签到"}
TASK: dict[str, Any] = {
    "kind": "task", "id": "opens", "name": "打开", "steps": [{"on": ["app.opened"], "target": 1}], "cadence": "daily",
    "rewards": [{"kind": "asset", "amount": 7}],
}  # fmt: skip


# -- gates ----------------------------------------------------------------------------------------------------------
GATES = {
    "activity-disabled": {"enabled": False},
    "activity-not-open-yet": {"window": {"from": "2025-02-02"}},
    "activity-closed": {"window": {"to": "2025-01-31"}},
    "activity-audience": {"audience": {"field": "member.tier", "value": "gold"}},
    "activity-other-variant": {"variant": {"experiment": "streaks", "variants": ["b"]}},
}


@pytest.mark.parametrize("reason", GATES)
def test_what_is_not_open_is_refused_or_skipped_with_the_reason(reason: str) -> None:
    shop = Shop({**CHECK_IN, **GATES[reason]}, {**TASK, **GATES[reason]})
    with pytest.raises(Refused) as refused:
        shop.send("check_in.do", "2025-02-01")
    # who is in another variant is told of no activity at all
    assert refused.value.reason == {"activity-other-variant": "activity-unknown"}.get(reason, reason)
    opened = shop.send("app.opened", "2025-02-01")
    assert codes(opened) == [("activities.opens", reason)]
    assert (opened.effects, shop.points()) == ([], 0)
    assert open_activities(shop.engine.program, shop.engine.state(1), shop.us("2025-02-01")) == []
    assert summarize(shop.engine.program, shop.engine.state(1), shop.us("2025-02-01")) == []
    assert reason in shop.engine.program.wordings


def test_a_window_of_days_holds_its_first_and_last_day_and_one_of_times_ends_at_its_end() -> None:
    shop = Shop({**TASK, "window": {"from": "2025-02-01", "to": "2025-02-02"}}, day_starts_at="03:00")
    for moment in ("2025-02-01 02:59", "2025-02-01 03:00", "2025-02-03 02:59", "2025-02-03 03:00"):
        shop.send("app.opened", moment)
    assert shop.points() == 14
    timed = Shop({**TASK, "window": {"from": "2025-02-01 10:00", "to": "2025-02-02 10:00"}})
    for moment in ("2025-02-01 09:59", "2025-02-01 10:00", "2025-02-02 09:59", "2025-02-02 10:00", "2025-02-03"):
        timed.send("app.opened", moment)
    assert timed.points() == 14


def test_the_audience_and_the_variant_open_the_activity() -> None:
    shop = Shop({**TASK, **GATES["activity-audience"]})
    shop.tier("gold")
    shop.send("app.opened", "2025-02-01")
    assert shop.points() == 7
    variants = [{"id": "a", "name": "a", "weight_bps": 0}, {"id": "b", "name": "b", "weight_bps": 10_000}]
    streaks = {"id": "streaks", "name": "streaks", "variants": variants}
    program = compiled({**TASK, **GATES["activity-other-variant"]}, experiments=[streaks])
    state = Shop(TASK).engine.state(1)
    now_us = shop.us("2025-02-01")
    made = decide(program, state, Event("app.opened", 1, "k", now_us), Context(now_us))
    assert [gain.amount for gain in made.gains] == [7]
    assert [effect.data for effect in made.effects if isinstance(effect, Emit) and effect.type.startswith("exp")] == [
        {"experiment": "streaks", "variant": "b"}
    ]
    assert [a.spec.id for a in open_activities(program, state, now_us)] == ["opens"]


def test_a_request_finds_its_activity_by_name_or_when_only_one_answers() -> None:
    winter = {**CHECK_IN, "id": "winter", "window": {"from": "2025-02-01", "to": "2025-02-10"}}
    spring = {**CHECK_IN, "id": "spring", "window": {"from": "2025-02-10"}}
    shop = Shop(winter, spring, TASK)
    shop.send("check_in.do", "2025-02-09")
    assert list(shop.records("check_in")) == [f"winter/{day('2025-02-09')}"]
    for data, reason in (({}, "activity-unnamed"), ({"activity": "opens"}, "activity-unknown"),
                         ({"activity": "nothing"}, "activity-unknown")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            shop.send("check_in.do", "2025-02-10", **data)
        assert refused.value.reason == reason
    shop.send("check_in.do", "2025-02-10", activity="spring")
    with pytest.raises(Refused) as refused:
        Shop(TASK).send("check_in.do", "2025-02-10")
    assert refused.value.reason == "activity-unknown"


# -- the document ---------------------------------------------------------------------------------------------------
def test_faults_of_several_activities_come_at_once() -> None:
    with pytest.raises(InvalidInput) as invalid:
        compiled({**CHECK_IN, "daily": [{"kind": "asset", "amount": 0}]}, {**TASK, "cadence": "hourly"}, {"kind": "x"})
    assert {fault.path for fault in invalid.value.faults} == {
        "activities.0.check_in.daily.0.asset.amount", "activities.0.check_in.daily", "activities.1.task.cadence",
        "activities.2",
    } - ({"activities.0.check_in.daily"} - {fault.path for fault in invalid.value.faults})  # fmt: skip


def test_two_activities_must_not_share_an_id() -> None:
    with pytest.raises(InvalidInput) as invalid:
        compiled(CHECK_IN, {**TASK, "id": "daily"})
    assert [(fault.path, fault.code) for fault in invalid.value.faults] == [("activities", "duplicate-id")]


@pytest.mark.parametrize(
    "window",
    [{"from": "2025-02-30"}, {"from": "2025-2-1"}, {"from": "2025-02-02", "to": "2025-02-01"},
     {"from": "2025-02-01 10:00", "to": "2025-02-01 10:00"}],
)  # fmt: skip
def test_windows_that_make_no_sense_are_faults(window: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        compiled({**TASK, "window": window})


def test_yaml_dates_and_a_window_of_one_day_are_fine() -> None:
    spec = parse_program(
        {"id": "t", "name": "t", "activities": [{**TASK, "window": {"from": date(2025, 2, 1), "to": "2025-02-01"}}]},
        domains(),
    )
    dumped = spec.model_dump(mode="json", by_alias=True)
    wanted = {"from": "2025-02-01", "to": "2025-02-01", "around": None, "claim_days": 0}
    assert dumped["activities"][0]["window"] == wanted
    assert parse_program(dumped, domains()).model_dump(mode="json", by_alias=True) == dumped


def test_every_field_of_every_kind_has_a_label_in_both_languages() -> None:
    schema = program_model(domains()).model_json_schema()
    section = schema["properties"]["activities"]
    assert section["x-kinds"] == {kind.kind: {"label": kind.label.model_dump()} for kind in KINDS}
    models = (*Spec.__subclasses__(), *Window.__subclasses__())
    own = {model.__name__ for model in models if model.__module__.startswith("liuke.activities")}
    own |= {kind.spec.__name__ for kind in KINDS}
    assert {"ActivityWindow", "TaskStep", "LadderStep", "MakeUp", "CheckInSpec"} <= own
    bare = [
        f"{name}.{field}"
        for name in own & set(schema["$defs"])
        for field, terms in schema["$defs"][name]["properties"].items()
        if not {"zh", "en"} <= set(terms.get("x-label", ()))
    ]
    assert bare == []


def test_kinds_have_their_own_slot_and_literal_and_words_in_both_languages() -> None:
    for kind in KINDS:
        assert kind.spec.model_fields["kind"].default == kind.kind
        assert kind.slot is not None
        assert kind.slot.name == f"activity_{kind.kind}"
        assert all(isinstance(word, Text) and word.zh and word.en for word in kind.wordings.values())
    names = [slot.name for slot in activities_domain().slots]
    assert len(set(names)) == len(names)


def test_every_code_of_the_waterfall_has_a_wording() -> None:
    shop = Shop(CHECK_IN, TASK, {**TASK, "id": "later", "requires": ["opens"]})
    shop.send("check_in.do", "2025-02-01")
    for _ in range(3):
        shop.send("app.opened", "2025-02-01")
    said = {reason.code for _, decision in shop.engine.decisions for reason in decision.reasons}
    assert said >= {"earned", "task-progressed", "task-completed", "task-completed-already"}
    assert said <= set(shop.engine.program.wordings)


# -- rules page -----------------------------------------------------------------------------------------------------
def test_the_rules_page_is_made_from_the_program() -> None:
    program = compiled(
        {
            "kind": "check_in", "id": "daily", "name": {"zh": "每日签到", "en": "Check-in"},
            "ladder": [{"at": 7, "rewards": [{"kind": "cash", "cents": 100}]}], "make_up": {},
        },
        {
            "kind": "task", "id": "week", "name": {"zh": "一周三单", "en": "Three orders"}, "cadence": "weekly",
            "steps": [{"on": ["order.paid"], "target": 3}], "rewards": [{"kind": "asset", "amount": 50}],
            "window": {"from": "2025-02-01", "to": "2025-03-01"}, "audience": {"field": "member.tier", "value": "gold"},
        },
        {**TASK, "enabled": False},
    )  # fmt: skip
    assert _pages(program, "zh") == [
        ("每日签到", (
            "每天签到：5 积分", "连续签到 7 天：红包 1 元", "每 7 天重新开始",
            "可补签最近 7 天，每月 3 次，每次 10 积分",
        )),
        ("一周三单", (
            "活动时间：2025-02-01 至 2025-03-01", "仅限符合条件的会员", "每周：支付订单 3 次", "奖励：50 积分",
            "订单退款后不再满足条件的，奖励收回，已使用的除外",
        )),
    ]  # fmt: skip
    assert _pages(program, "en") == [
        ("Check-in", (
            "Each day: 5 points", "7 days in a row: red packet of ¥1", "Begins anew every 7 days",
            "Days missed in the last 7 can be made up for, 3 a month, each for 10 points",
        )),
        ("Three orders", (
            "From 2025-02-01 to 2025-03-01", "For members who meet its condition", "Order paid: 3 times, every week",
            "Reward: 50 points", "when refunds undo it, its rewards are taken back, less what was used",
        )),
    ]  # fmt: skip


def _pages(program: CompiledProgram, locale: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(page.heading, page.lines) for page in activities_domain().render_rules(program, locale)]


# -- lint -----------------------------------------------------------------------------------------------------------
def _found(*activities: dict[str, Any], evidence: Evidence | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    program = compiled(*activities)
    found = [*activities_domain().lint(program, evidence or Evidence()), *lint_tests(program)]
    for finding in found:
        assert finding.reason.zh
        assert finding.reason.en
        assert finding.fix.zh
        assert finding.fix.en
    return {(finding.path, finding.code): finding.figures for finding in found}


def _steps(**step: Any) -> dict[str, Any]:
    return {**TASK, "steps": [{"on": ["app.opened"], "target": 1, **step}]}


LADDER = [{"at": 9, "rewards": [{"kind": "asset", "amount": 1}]}]
BAD: list[tuple[list[dict[str, Any]], tuple[str, str]]] = [
    ([{**CHECK_IN, "ladder": LADDER, "cycle_days": 7}], ("activities.daily.ladder.9", "ladder-beyond-cycle")),
    ([{**CHECK_IN, "ladder": LADDER, "window": {"from": "2025-02-01", "to": "2025-02-08"}}],
     ("activities.daily.ladder.9", "ladder-beyond-window")),
    ([{**CHECK_IN, "make_up": {"prices": [{"asset": "gold_card"}]}}],
     ("activities.daily.make_up.prices.0", "unknown-asset")),
    ([{**CHECK_IN, "make_up": {"prices": [{"asset": "growth"}]}}],
     ("activities.daily.make_up.prices.0", "not-spendable")),
    ([{**CHECK_IN, "make_up": {"daily_reward": True, "prices": [{"amount": 4}]}}],
     ("activities.daily.make_up.prices.0", "make-up-profits")),
    ([CHECK_IN, {**CHECK_IN, "id": "again"}], ("activities.again", "overlapping-check-ins")),
    ([{**CHECK_IN, "daily": [{"kind": "cash", "cents": 10}]}], ("activities.daily.daily", "cost-without-cap")),
    ([{**TASK, "rewards": [{"kind": "asset", "amount": 50_000_01}]}],
     ("activities.opens.rewards", "prize-over-legal-limit")),
    ([{**TASK, "rewards": [{"kind": "cash", "cents": 20_000_00}] * 3}],
     ("activities.opens.rewards", "prize-over-legal-limit")),
    ([{**TASK, "audience": {"field": "member.shoe_size", "value": 42}}],
     ("activities.0.audience", "unknown-field")),
    ([_steps(on=["app.closed"])], ("activities.opens.steps.0.on", "unknown-event")),
    ([{**TASK, "steps": [{"on": ["check_in.done"], "target": 1, "when": {"field": "event.streek", "value": 7}}]}],
     ("activities.0.steps.0.when", "unknown-field")),
    ([{**TASK, "steps": [{"on": ["check_in.done"], "target": 1, "measure": "sum", "field": "seconds"}]}],
     ("activities.opens.steps.0", "unknown-field")),
    ([{**_steps(measure="distinct_days", target=10), "cadence": "weekly"}],
     ("activities.opens.steps.0", "task-cannot-complete")),
    ([{**_steps(measure="consecutive_months", target=3), "cadence": "weekly"}],
     ("activities.opens.steps.0", "task-cannot-complete")),
    ([{**_steps(measure="distinct_days", target=5), "cadence": "once", "within_days": 3}],
     ("activities.opens.steps.0", "task-cannot-complete")),
    ([{**TASK, "requires": ["nothing"]}], ("activities.opens.requires", "unknown-task")),
    ([{**TASK, "requires": ["b"]}, {**TASK, "id": "b", "requires": ["opens"]}],
     ("activities.opens.requires", "task-needs-itself")),
    ([{**TASK, "cadence": "campaign"}], ("activities.opens", "campaign-without-end")),
    ([{"kind": "milestone", "id": "m", "name": "m", "on": ["app.opened"], "once_a_day": True, "steps": LADDER,
       "window": {"from": "2025-02-01", "to": "2025-02-03"}}], ("activities.m.steps.9", "milestone-beyond-window")),
]  # fmt: skip


@pytest.mark.parametrize(("activities", "wanted"), BAD, ids=[f"{code}-{n}" for n, (_, (_, code)) in enumerate(BAD)])
def test_lint_finds(activities: list[dict[str, Any]], wanted: tuple[str, str]) -> None:
    assert wanted in _found(*activities)


def test_lint_has_nothing_to_say_of_sound_activities() -> None:
    winter = {**CHECK_IN, "id": "winter", "window": {"from": "2025-02-01", "to": "2025-02-10"}, "ladder": LADDER,
              "cash_caps": [{"period": "month", "limit": 100}], "daily": [{"kind": "cash", "cents": 10}]}  # fmt: skip
    spring = {**CHECK_IN, "id": "spring", "window": {"from": "2025-02-11"}, "make_up": {}}
    month = {**_steps(measure="distinct_days", target=28), "cadence": "monthly"}
    once = {**TASK, "id": "once", "cadence": "once", "rewards": [{"kind": "cash", "cents": 100}], "requires": ["opens"]}
    assert _found(winter, spring, month, once) == {}


def test_lint_knows_the_day_and_the_members() -> None:
    ended = {**TASK, "window": {"from": "2025-02-01", "to": "2025-02-03"}}
    assert _found(ended, evidence=Evidence(today=day("2025-02-03"))) == {}
    assert _found(ended, evidence=Evidence(today=day("2025-02-06"))) == {
        ("activities.opens.window", "activity-ended"): {"days": 2, "to": "2025-02-03"}
    }
    spend = {**TASK, "cadence": "weekly",
             "steps": [
        {"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": 50_000}]}  # fmt: skip
    assert _found(spend, evidence=Evidence(100, {"spend_cents": [100_000] * 99})) == {
        ("activities.opens.steps.0", "task-beyond-members"): {"target": 50_000, "top_percent": 23_334}
    }


def test_a_condition_that_leads_nowhere_is_never_true() -> None:
    shop = Shop({**TASK, "audience": {"not": {"field": "member.shoe_size", "value": 42}}})
    shop.send("app.opened", "2025-02-01")
    assert shop.points() == 0
