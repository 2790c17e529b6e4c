"""Exports as shops make them: again and again, with another status, with refunds in the orders' own rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liuke.cli.preview import advise
from liuke.replay.errors import MappingInvalid
from tests.replay.history_support import fetch, run_history
from tests.replay.log_support import PROGRAM, write_lines
from tests.replay.test_source import replay, shop

LASTING = {name: part for name, part in PROGRAM.items() if name != "assets"}
"""Points that do not expire."""
SHIPPED = "id,who,at,paid,status"


def orders(events: list[Any]) -> dict[str, int]:
    return {one.data["order_id"]: one.data["amount_cents"] for one in events if one.type == "order.paid"}


def refunds(events: list[Any]) -> list[tuple[str | None, str, int, bool]]:
    return [
        (one.data["order_id"], one.data["refund_id"], one.data["amount_cents"], one.data["full"])
        for one in events
        if one.type == "order.refunded"
    ]


# -- exported again ---------------------------------------------------------------------------------------------------
def test_a_status_that_changed_between_two_exports_doubles_no_order(tmp_path: Path) -> None:
    write_lines(tmp_path / "o-1.csv", SHIPPED, "1,ann,2026-01-01,10.00,paid", "2,ann,2026-01-02,5.00,paid")
    write_lines(
        tmp_path / "o-2.csv", SHIPPED, "1,ann,2026-01-01,10.00,shipped", "2,ann,2026-01-02,4.00,part refunded",
        "3,bob,2026-02-01,7.00,paid",
    )  # fmt: skip
    events, report = replay(shop(document={"files": {"orders": {"path": "o-*.csv"}}}), tmp_path)
    assert orders(events) == {"1": 1_000, "2": 400, "3": 700}
    assert {reason: tally.lines for reason, tally in report.unmapped.items()} == {"older_export": 2}
    assert ["later file again" in words.en for words in advise(report)] == [True]


def test_an_order_that_goes_on_in_the_next_file_is_one_order(tmp_path: Path) -> None:
    head = "id,who,at,paid,sku,status"
    write_lines(tmp_path / "o-1.csv", head, "1,ann,2026-01-01,10.00,tea,x", "2,ann,2026-01-01,1.00,tea,x")
    write_lines(tmp_path / "o-2.csv", head, "1,ann,2026-01-01,6.00,cake,x", "2,ann,2026-01-01,1.00,tea,y")
    events, report = replay(shop(sku="sku", document={"files": {"orders": {"path": "o-*.csv"}}}), tmp_path)
    assert orders(events) == {"1": 1_600, "2": 100}
    assert report.unmapped["older_export"].lines == 1


def test_an_export_that_stands_twice_in_one_file_counts_once_and_says_so(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "orders.csv", SHIPPED, "1,ann,2026-01-01,10.00,paid", "1,ann,2026-01-01,10.00,shipped",
        "2,bob,2026-01-01,3.00,paid", "2,bob,2026-01-01,4.00,paid",
    )  # fmt: skip
    events, report = replay(shop(), tmp_path)
    assert orders(events) == {"1": 1_000, "2": 700}  # lines of different amounts are lines
    assert {reason: tally.lines for reason, tally in report.unmapped.items()} == {"changed_copy": 1}
    (words,) = advise(report)
    assert "line_key" in words.en
    assert "line_key" in words.zh
    kept, report = replay(shop(duplicates="keep"), tmp_path)
    assert orders(kept) == {"1": 2_000, "2": 700}
    assert report.unmapped == {}


def test_an_item_that_was_booked_twice_is_two(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "orders.csv", "id,who,at,paid,sku,line", "1,ann,2026-01-01,2.00,tea,1",
        "1,ann,2026-01-01,2.00,tea,2", "1,ann,2026-01-01,3.00,cake,3",
    )  # fmt: skip
    events, report = replay(shop(sku="sku"), tmp_path)
    assert (orders(events), report.unmapped) == ({"1": 700}, {})


@pytest.mark.parametrize(("rows", "genuine"), [(["a", "a", "b"], True), (["a", "a", "b", "b"], False)])
def test_copies_that_may_be_genuine_are_named(tmp_path: Path, rows: list[str], genuine: bool) -> None:
    write_lines(tmp_path / "orders.csv", "id,who,at,paid,sku", *(f"1,ann,2026-01-01,2.00,{sku}" for sku in rows))
    events, report = replay(shop(sku="sku"), tmp_path)
    assert orders(events) == {"1": 400}
    assert (report.partial_copies.lines > 0) is genuine
    assert [("duplicates: keep" in words.en) for words in advise(report)] == [True] * genuine


# -- refunds ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["refunded", "remaining"])
def test_refunds_stand_in_an_orders_own_rows_in_both_forms(tmp_path: Path, form: str) -> None:
    cells = {"refunded": ["", "4.00", "3.00", "x"], "remaining": ["10.00", "6.00", "0", "x"]}[form]
    write_lines(
        tmp_path / "orders.csv", "id,who,at,paid,back,back_at", f"1,ann,2026-01-01,10.00,{cells[0]},",
        f"2,ann,2026-01-02,10.00,{cells[1]},2026-01-09", f"3,ann,2026-01-03,3.00,{cells[2]},",
        f"4,ann,2026-01-04,3.00,{cells[3]},",
    )  # fmt: skip
    part = {"kind": "columns", form: {"plus": ["back"]}, "unit": "decimal", "time": "back_at"}
    events, report = replay(shop(document={"refunds": part}), tmp_path)
    assert orders(events) == {"1": 1_000, "2": 1_000, "3": 300, "4": 300}
    assert refunds(events) == [("3", "3@300", 300, True), ("2", "2@400", 400, False)]
    assert {reason: tally.lines for reason, tally in report.refunds_refused.items()} == {"bad_amount": 1}
    assert report.refunds.cents == 700


def test_only_rows_of_a_refund_file_that_are_chosen_are_refunds(tmp_path: Path) -> None:
    write_lines(tmp_path / "orders.csv", "id,who,at,paid", "1,ann,2026-01-01,10.00")
    write_lines(
        tmp_path / "refunds.csv", "rid,oid,at,amount,state", "a,1,2026-01-02,9.00,asked", "b,1,2026-01-03,4.00,done",
        "c,1,2026-01-04,9.00,done", "d,1,2026-01-05,1.00,done",
    )  # fmt: skip
    part = {
        "kind": "file", "file": "refunds", "refund_id": "rid", "order_id": "oid", "time": "at", "timestamp_zone": "UTC",
        "amount": "amount", "unit": "decimal", "when": [{"column": "state", "equals": "done"}],
    }  # fmt: skip
    document = {"files": {"refunds": {"path": "refunds.csv"}}, "refunds": part}
    events, report = replay(shop(document=document), tmp_path)
    assert refunds(events) == [("1", "b", 400, False), ("1", "c", 600, True)]
    assert {reason: tally.lines for reason, tally in report.refunds_refused.items()} == {"not_chosen": 1}
    assert report.refunded_above_order_cents == 400


def test_a_refund_says_one_form(tmp_path: Path) -> None:
    for part in ({}, {"refunded": {"plus": ["a"]}, "remaining": {"plus": ["b"]}}):
        with pytest.raises(MappingInvalid, match="exactly one of refunded and remaining"):
            shop(document={"refunds": {"kind": "columns", "unit": "cents", **part}})


# -- month after month ------------------------------------------------------------------------------------------------
async def test_next_months_files_go_into_the_same_tenant_without_dead_letters(database: Any, tmp_path: Path) -> None:
    """Orders come again with more refunded; a refund of a file names an order of the month before."""
    part = {"kind": "columns", "refunded": {"plus": ["back"]}, "unit": "decimal"}
    mapping = shop(document={"refunds": part})
    for back, more in (("2.00", []), ("5.00", ["2,bob,2026-02-01,8.00,", "3,ann,2026-02-02,1.00,"]), ("5.00", [])):
        path = tmp_path / f"{back}-{len(more)}" / "orders.csv"
        path.parent.mkdir()
        write_lines(path, "id,who,at,paid,back", f"1,ann,2026-01-01,10.00,{back}", *more)
        outcome = await run_history(database, path, program=LASTING, source_mapping=mapping)
        assert (outcome.progress.refused, outcome.progress.changed, outcome.summary.dead_letters) == ({}, 0, {})
    found = await fetch(database, "SELECT order_id, amount_cents, refunded_cents FROM purchase ORDER BY 1")
    assert found == [("1", 1_000, 500), ("2", 800, 0), ("3", 100, 0)]

    write_lines(tmp_path / "orders.csv", "id,who,at,paid", "4,bob,2026-03-01,1.00")
    write_lines(
        tmp_path / "refunds.csv", "rid,oid,who,at,amount", "r1,2,bob,2026-03-02,8.00", "r2,9,bob,2026-03-02,1.00"
    )
    files = {
        "kind": "file", "file": "refunds", "refund_id": "rid", "order_id": "oid", "member": "who", "time": "at",
        "timestamp_zone": "UTC", "amount": "amount", "unit": "decimal",
    }  # fmt: skip
    mapping = shop(document={"files": {"refunds": {"path": "refunds.csv"}}, "refunds": files})
    for _ in range(2):
        outcome = await run_history(database, tmp_path / "orders.csv", program=LASTING, source_mapping=mapping)
        assert (outcome.progress.refused, outcome.summary.dead_letters) == ({}, {})
    found = await fetch(database, "SELECT order_id, refunded_cents FROM purchase ORDER BY 1")
    assert found == [("1", 500), ("2", 800), ("3", 0), ("4", 0)]
    balance = await fetch(
        database, "SELECT external_id, available - debt FROM wallet JOIN identity USING (member_id) ORDER BY 1"
    )
    assert balance == [("ann", 6), ("bob", 1)]
    assert [check.name for check in outcome.proof.checks if check.violations] == []


async def test_another_file_beside_the_same_orders_is_another_history(database: Any, tmp_path: Path) -> None:
    """A run goes on at its last day only where mapping and files are the same."""
    path = write_lines(tmp_path / "orders.csv", "id,who,at,paid", "1,ann,2026-01-01,10.00", "2,ann,2026-02-01,10.00")
    part = {
        "kind": "file", "file": "refunds", "refund_id": "rid", "order_id": "oid", "time": "at", "timestamp_zone": "UTC",
        "amount": "amount", "unit": "decimal",
    }  # fmt: skip
    mapping = shop(document={"files": {"refunds": {"path": "refunds.csv", "optional": True}}, "refunds": part})
    await run_history(database, path, program=LASTING, source_mapping=mapping)
    write_lines(tmp_path / "refunds.csv", "rid,oid,at,amount", "r1,1,2026-01-05,4.00")
    await run_history(database, path, program=LASTING, source_mapping=mapping)
    assert await fetch(database, "SELECT order_id, refunded_cents FROM purchase ORDER BY 1") == [("1", 400), ("2", 0)]
