"""Campaigns and experiments: which program holds for which event, in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from liuke.decision.choosing import choose_program
from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import Emit
from liuke.decision.overlay import HELD
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program
from liuke.kernel.clock import HOUR_US, to_us
from liuke.kernel.errors import Refused
from liuke.program.findings import Finding
from liuke.publishing.lint import collect_stock

ZONE = ZoneInfo("Asia/Shanghai")
MALL_ITEM = {"id": "cup", "name": "杯", "kind": "goods", "price_points": 10, "stock": 3, "fulfilment": "manual"}
DOUBLED = [{"do": "scale", "at": "earning.open.amount.fixed", "by_bps": 20_000}]
SPRING: dict[str, Any] = {
    "id": "spring", "name": {"zh": "春节", "en": "Spring"}, "window": {"from": "2027-02-06", "to": "2027-02-12 20:00"},
    "holdout_bps": 0, "patch": DOUBLED,
}  # fmt: skip


def us(moment: str) -> int:
    return to_us(datetime.fromisoformat(moment).replace(tzinfo=ZONE))


def document(**sections: Any) -> dict[str, Any]:
    rule = {"id": "open", "name": "open", "on": "app.opened", "amount": {"fixed": 5}}
    return {"id": "shop", "name": "shop", "earning": [rule], **sections}


def shop(**sections: Any) -> MemoryEngine:
    engine = MemoryEngine(compile_program(document(**sections), version=3))
    engine.register(1, us("2027-01-01 08:00"))
    return engine


def opened(engine: MemoryEngine, moment: str, member: int = 1) -> tuple[int, tuple[str, ...]]:
    """Points of one opening, and the patches it was decided under."""
    before = engine.balance(member)
    decision = engine.send("app.opened", member, moment, us(moment))
    return engine.balance(member) - before, decision.patches


def test_a_campaign_begins_and_ends_to_the_second_whatever_the_clock_of_who_reports() -> None:
    engine = shop(campaigns=[SPRING])
    assert opened(engine, "2027-02-05 23:59:59") == (5, ())
    assert opened(engine, "2027-02-06 00:00:00") == (10, ("campaigns.spring",))
    assert opened(engine, "2027-02-12 19:59:59") == (10, ("campaigns.spring",))
    assert opened(engine, "2027-02-12 20:00:00") == (5, ())
    # reported late: decided under the program of its own time
    assert opened(engine, "2027-02-08 12:00:00") == (10, ("campaigns.spring",))


def test_a_request_is_judged_at_the_engines_time_whatever_time_it_brings() -> None:
    check_in = {
        "kind": "check_in", "id": "daily", "name": "daily",
        "daily": [{"kind": "asset", "asset": "points", "amount": 5}],
        "window": {"from": "2027-02-06", "to": "2027-02-12"},
    }  # fmt: skip
    doubled = {**SPRING, "patch": [{"do": "set", "at": "activities.daily.daily.0.amount", "to": 50}]}
    engine = shop(activities=[check_in], campaigns=[doubled])
    engine.advance(us("2027-02-12 21:00"))
    decision = engine.send("check_in.do", 1, "late", us("2027-02-12 10:00"))
    assert (engine.balance(1), decision.patches) == (5, ())
    engine.advance(us("2027-02-13 00:00"))
    with pytest.raises(Refused, match="the activity has ended"):
        engine.send("check_in.do", 1, "over", us("2027-02-11 10:00"))


def test_the_audience_is_judged_on_the_state_before_the_event() -> None:
    rich = {**SPRING, "audience": {"field": "balance.points", "op": "gte", "value": 5}}
    engine = shop(campaigns=[rich])
    assert opened(engine, "2027-02-06 10:00") == (5, ())
    assert opened(engine, "2027-02-06 11:00") == (10, ("campaigns.spring",))


def test_members_held_out_see_the_program_without_the_campaign_and_a_bigger_share_keeps_them() -> None:
    def held(share: int) -> set[int]:
        engine = shop(campaigns=[{**SPRING, "holdout_bps": share}])
        for member in range(2, 402):
            engine.register(member, us("2027-01-01 08:00"))
        return {m for m in range(2, 402) if opened(engine, "2027-02-06 10:00", m) == (5, ())}

    small, large = held(1_000), held(2_000)
    assert small < large
    assert (len(small), len(large)) == (38, 79)


def test_an_exposure_is_stated_once_and_the_variant_is_kept_when_weights_change() -> None:
    variants = [{"id": "small", "name": "small"}, {"id": "big", "name": "big", "patch": DOUBLED}]
    size: dict[str, Any] = {"id": "size", "name": "size", "variants": variants}
    engine = shop(experiments=[size])
    for member in range(2, 52):
        engine.register(member, us("2027-01-01 08:00"))
    first = {m: opened(engine, "2027-02-06 10:00", m) for m in range(2, 52)}
    assert {points for points, _ in first.values()} == {5, 10}
    stated = [
        e.data for _, d in engine.decisions for e in d.effects if isinstance(e, Emit) and e.type.startswith("exp")
    ]
    assert len(stated) == 51  # each member once: at registration, which is decided under a variant too
    uneven = [{**variants[0], "weight_bps": 0}, {**variants[1], "weight_bps": 10_000}]
    engine.program = compile_program(document(experiments=[{**size, "variants": uneven}]), version=4)
    again = {m: opened(engine, "2027-02-07 10:00", m) for m in range(2, 52)}
    assert again == first
    engine.register(99, us("2027-02-07 08:00"))
    assert opened(engine, "2027-02-07 10:00", 99) == (10, ("experiments.size.big",))


def test_who_is_held_out_of_everything_is_part_of_nothing() -> None:
    variants = [{"id": "a", "name": "a", "patch": DOUBLED}, {"id": "b", "name": "b", "patch": DOUBLED}]
    sections: dict[str, Any] = {
        "campaigns": [SPRING], "experiments": [{"id": "size", "name": "size", "variants": variants}],
        "holdout": {"share_bps": 5_000},
    }  # fmt: skip
    program = compile_program({**document(**{**sections, "experiments": []})})
    engine = shop(**{**sections, "experiments": []})
    for member in range(2, 202):
        engine.register(member, us("2027-01-01 08:00"))
    at_us = us("2027-02-06 10:00")
    for member in range(2, 202):
        choice = choose_program(program, engine.state(member), at_us)
        exposures = choice.exposures or {}
        assert (exposures["holdout"] == HELD) == (choice.program.patches == ())


def test_versions_and_patches_are_chosen_for_each_event_and_timer() -> None:
    old = compile_program(document(), version=1)
    new = compile_program(document(earning=[], campaigns=[SPRING]), version=2)
    edge_us = us("2027-02-07 00:00")

    def programs(t_us: int) -> CompiledProgram:
        return new if t_us >= edge_us else old

    engine = MemoryEngine(programs)
    engine.register(1, us("2027-01-01 08:00"))
    made = [engine.send("app.opened", 1, str(n), edge_us + n * HOUR_US) for n in (-1, 0)]
    assert [(d.version, d.patches) for d in made] == [(1, ()), (2, ())]  # the patch leads nowhere in the new one


# -- lint -------------------------------------------------------------------------------------------------------------
def findings(**sections: Any) -> list[tuple[str, str, str]]:
    found = lint_program(compile_program(document(**sections)).spec)
    return [(f.severity, f.path, f.code) for f in found if _is_of_patches(f)]


def _is_of_patches(finding: Finding) -> bool:
    return finding.path.startswith(("campaigns", "experiments")) or finding.code == "combinations-cut"


def test_lint_names_what_does_not_fit() -> None:
    nowhere = {**SPRING, "patch": [{"do": "set", "at": "earning.opens.amount", "to": 1}]}
    wrong = {**SPRING, "id": "wrong", "patch": [{"do": "set", "at": "earning.open.amount", "to": "much"}]}
    fixed = {**SPRING, "id": "fixed", "patch": [{"do": "set", "at": "currency.code", "to": "USD"},
                                                {"do": "remove", "at": "assets.points"}]}  # fmt: skip
    of_event = {**SPRING, "id": "of_event", "audience": {"field": "event.amount_cents", "op": "gte", "value": 1}}
    of_event["patch"] = []
    found = findings(campaigns=[nowhere, wrong, fixed, of_event])
    assert [one for one in found if one[0] == "error"] == [
        ("error", "campaigns.3.audience", "audience-of-event"),
        ("error", "campaigns.fixed.patch", "dangling-reference"),
        ("error", "campaigns.fixed.patch.0.at", "patch-fixed"),
        ("error", "campaigns.fixed.patch.1.at", "patch-fixed"),
        ("error", "campaigns.spring.patch.0.at", "patch-leads-nowhere"),
        ("error", "campaigns.wrong.patch.0", "patch-does-not-fit"),
    ]


def test_two_patches_that_can_hold_at_once_may_not_change_the_same_thing() -> None:
    sale = {**SPRING, "id": "sale", "window": {"from": "2027-02-12", "to": "2027-02-20"}}
    assert findings(campaigns=[SPRING, sale]) == [("error", "campaigns.spring.patch", "patches-fight")]
    later = {**sale, "window": {"from": "2027-02-12 20:00", "to": "2027-02-20"}}
    assert findings(campaigns=[SPRING, later]) == []


def test_patches_of_audiences_that_nobody_is_in_at_once_do_not_fight() -> None:
    def fight(one: dict[str, object], other: dict[str, object]) -> bool:
        campaigns = [{**SPRING, "audience": one}, {**SPRING, "id": "sale", "audience": other}]
        found = findings(campaigns=campaigns)
        assert found in ([], [("error", "campaigns.spring.patch", "patches-fight")])
        return bool(found)

    north, south = {"field": "label.circle", "value": "north"}, {"field": "label.circle", "value": "south"}
    new = {"field": "member.days_since_registration", "op": "lt", "value": 30}
    assert not fight(north, south)
    assert fight(north, north)
    assert fight(north, new)
    assert fight(north, {"not": south})
    assert not fight(north, {"not": north})
    assert not fight(north, {"field": "label.circle", "op": "ne", "value": "north"})
    assert not fight(new, {"field": "member.days_since_registration", "op": "gte", "value": 30})
    assert fight(new, {"field": "member.days_since_registration", "op": "gte", "value": 29})
    both = {"any": [north, south]}
    assert fight(both, {"all": [north, new]})
    assert not fight(both, {"field": "label.circle", "op": "in", "value": ["east", "west"]})
    # who has no such label is in both of these
    assert fight({"not": north}, {"not": {"field": "label.circle", "op": "ne", "value": "north"}})


def test_findings_of_a_patched_program_are_said_of_the_patch_and_only_new_ones() -> None:
    rule = {"id": "open", "name": "open", "on": "app.opened", "amount": {"fixed": 5},
            "when": {"field": "event.nothing", "value": 1}}  # fmt: skip
    twice = {**SPRING, "patch": [{"do": "set", "at": "earning.open.on", "to": "never.happened"}]}
    assert ("error", "campaigns.spring.patch", "dangling-reference") in findings(campaigns=[twice])
    assert findings(earning=[rule], campaigns=[SPRING]) == []  # a program with errors is mended first


def test_combinations_are_bounded_and_the_cut_is_said() -> None:
    many = [
        {**SPRING, "id": f"c{n}", "patch": [{"do": "add", "at": "earning", "items": [
            {"id": f"r{n}", "name": "r", "on": "app.opened", "amount": {"fixed": 1}}]}]}
        for n in range(13)
    ]  # fmt: skip
    found = lint_program(compile_program(document(campaigns=many)).spec)
    cut = [f.figures for f in found if f.code == "combinations-cut"]
    assert cut == [{"checked": 64}]


def test_campaigns_that_never_meet_cost_nothing_to_combine() -> None:
    many = [
        {**SPRING, "id": f"c{n}", "window": {"from": f"2027-02-{n + 1:02}", "to": f"2027-02-{n + 1:02}"}}
        for n in range(28)
    ]
    assert findings(campaigns=many) == []


def test_stock_of_a_patch_is_made_and_that_of_others_is_left_alone() -> None:
    base = compile_program(document(mall=[MALL_ITEM]))
    brings = {**SPRING, "patch": [{"do": "add", "at": "mall", "items": [{**MALL_ITEM, "id": "bowl", "stock": 7}]}]}
    program = compile_program(document(mall=[MALL_ITEM], campaigns=[brings]))
    assert set(collect_stock(program).values()) - set(collect_stock(base).values()) == {7}
    takes = {**SPRING, "patch": [{"do": "set", "at": "mall.cup.stock", "to": 9}]}
    assert findings(mall=[MALL_ITEM], campaigns=[takes]) == [("error", "campaigns.spring.patch", "patch-changes-stock")]
