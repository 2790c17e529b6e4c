"""Differences in words, however long they are."""

from __future__ import annotations

from liuke.features import lint_program, load_program
from liuke.program.diff import diff_programs
from liuke.program.walk import render_id_path


def test_a_long_difference_is_said_in_full() -> None:
    names = [f"store-{number:03}" for number in range(200)]
    coupon = {"id": "five", "name": "Five", "kind": "amount", "amount_cents": 500}
    old = load_program({"id": "x", "name": "X", "coupons": [{**coupon, "scope": {"stores": names[:1]}}]})
    new = load_program({"id": "x", "name": "X", "coupons": [{**coupon, "scope": {"stores": names}}]})
    [change] = diff_programs(old, new)
    assert change.render("en").endswith(", ".join(names))
    assert change.render("zh").endswith("、".join(names))
    [change] = diff_programs(new, load_program({"id": "x", "name": "X"}))
    assert change.kind == "removed"
    assert "store-199" in change.render("en")


def test_a_step_without_a_name_is_told_by_its_place() -> None:
    task = {"kind": "task", "id": "two", "name": "Two", "steps": [{"on": ["order.paid"], "target": 2}]}
    old, new = (
        load_program({"id": "x", "name": "X", "activities": [{**task, "steps": [{"on": ["order.paid"], "target": n}]}]})
        for n in (2, 1)
    )
    [change] = diff_programs(old, new)
    assert (change.path, change.old, change.new) == ("activities.two.steps.0.target", 2, 1)
    assert change.render("en") == "Two: Steps 1, Target 2 times → 1 time"
    assert render_id_path(new, "activities.0.steps.0.target") == "activities.two.steps.0.target"


def test_of_several_steps_each_is_asked_for_an_id() -> None:
    steps = [{"on": ["order.paid"], "target": 1}, {"on": ["page.viewed"], "target": 1}]
    task = {"kind": "task", "id": "two", "name": "Two", "steps": steps}
    found = lint_program(load_program({"id": "x", "name": "X", "activities": [task]}))
    [error] = [one for one in found if one.code == "duplicate-id"]
    assert (error.path, error.reason.en) == ("activities.0.steps.1.id", "of several, each needs an id")
