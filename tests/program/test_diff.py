"""Differences in words, however long they are."""

from __future__ import annotations

from liuke.features import load_program
from liuke.program.diff import diff_programs


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
