"""What a dry run says is what the replay then does, whatever stands in the files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from liuke.kernel.clock import MerchantCalendar
from liuke.replay.history import History
from liuke.replay.report import Report, Tally
from tests.replay.history_support import Silent, fetch, run_history
from tests.replay.test_source import replay, shop

PROGRAM: dict[str, Any] = {
    "schema_version": 1,
    "id": "shop",
    "name": {"zh": "小店", "en": "Shop"},
    "calendar": {"time_zone": "America/New_York"},
    "currency": {"code": "USD"},
    "earning": [
        {
            "id": "spend",
            "name": {"zh": "消费", "en": "Spending"},
            "on": "order.paid",
            "amount": {"per": {"field": "amount_cents", "every": 100, "points": 1}},
        }
    ],
}
AT = "2026-03-01 10:00:00"
UGLY = {
    "id": ["a1", "x" * 300, "x" * 194, "x" * 195, "订" * 120, "o\u00a0b", "o\u200bb", "p\ue000", "", "2.0E+15", "\t10"],
    "who": ["ann", "bob", "m" * 200, "m" * 201, "Jose\u0301", "Jos\u00e9", "A\u00a0B", "A\u200bB", "", "😀", "1,5"],
    "at": [AT, "2026-03-02", "2026-03-03T10:00:00Z", "1985-01-01", "1989-12-31 23:59:59", "2100-01-01", "1 PM", ""],
    "paid": ["1.00", "0", "-3", "-0.004", "1e2", "¥1,234.50", "999999999", "9" * 30, "NaN", "", "1.005"],
    "shop": ["s", "", "s" * 200, "s" * 201, "会" * 200, "s\u200bs"],
}  # fmt: skip


def write_ugly(folder: Path, seed: int) -> Path:
    """A row that is sound, one for each ugly value beside it, and many of chance."""
    chance = random.Random(seed)
    plain = {"id": "", "who": "ann", "at": AT, "paid": "1.00", "shop": "s"}
    rows = [
        {**plain, "id": f"{name}{number}", name: value}
        for name, values in UGLY.items()
        for number, value in enumerate(values)
    ]
    rows += [{name: chance.choice(values) for name, values in UGLY.items()} for _ in range(200)]
    cells = [",".join(f'"{row[name]}"' for name in UGLY) for row in rows]
    (folder / "orders.csv").write_text("\n".join([",".join(UGLY), *cells]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("below_zero", ["reject", "zero"])
async def test_a_dry_run_counts_what_the_replay_does(database: Any, tmp_path: Path, below_zero: str) -> None:
    files = write_ugly(tmp_path, seed=len(below_zero))
    mapping = shop(store="shop", below_zero=below_zero)
    said = History(mapping, files, PROGRAM).preview(Silent())
    assert isinstance(said, Report)
    outcome = await run_history(database, files, source_mapping=mapping, program=PROGRAM)
    refused = sum(said.refused.events.values())
    assert refused > 0
    assert outcome.progress.refused == {"invalid-input": refused}
    assert outcome.progress.orders == outcome.summary.orders == said.orders - said.refused.events["order.paid"]
    assert outcome.summary.members == said.members
    assert (outcome.source.orders_unmapped, outcome.source.unmapped) == (said.orders_unmapped, said.unmapped)
    assert ("below_zero" in said.orders_unmapped) is (below_zero == "reject")
    assert [check.name for check in outcome.proof.checks if check.violations] == []
    letters = await fetch(database, "SELECT payload ->> 'key' FROM dead_letter ORDER BY 1")
    shown = {example["key"] for kind in said.refused.kinds for example in kind.examples}
    assert shown <= {key for (key,) in letters}


def test_names_that_cannot_be_kept_are_left_out_with_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n"
        f"{'x' * 300},ann,{AT},1\n{'x' * 194},ann,{AT},1\no\u200b,ann,{AT},1\n"
        f"o1,{'m' * 201},{AT},1\no2,{'m' * 200},{AT},1\no3,A\u00a0B,{AT},1\n"
        f"o4,Jose\u0301,{AT},1\no5,Jos\u00e9,{AT},1\n",
        encoding="utf-8",
    )
    events, report = replay(shop(), tmp_path)
    assert report.orders_unmapped == {}
    assert report.unmapped == {"bad_order_id": Tally(2, 200), "bad_member": Tally(2, 200)}
    members = {event.data["order_id"]: event.member for event in events if event.type == "order.paid"}
    assert members == {"x" * 194: "ann", "o2": "m" * 200, "o4": "Jos\u00e9", "o5": "Jos\u00e9"}


def test_an_order_below_zero_is_named_and_never_one_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n"
        f"back,ann,{AT},-3.00\nmixed,ann,{AT},-3.00\nmixed,ann,{AT},2.00\n"
        f"even,ann,{AT},-3.00\neven,ann,{AT},3.00\nnobody,,{AT},-1.00\n"
    )
    events, report = replay(shop(), tmp_path)
    assert [event.data["order_id"] for event in events if event.type == "order.paid"] == ["even"]
    assert report.orders_unmapped == {"below_zero": 2, "no_member": 1}
    assert report.unmapped["below_zero"] == Tally(3, -400)
    history = History(shop(), tmp_path, PROGRAM).preview(Silent())
    assert isinstance(history, Report)
    assert [row["id"] for row in history.rejected_examples["below_zero"]] == ["back", "mixed", "mixed"]


def test_the_years_of_a_history_are_those_of_the_catalogue(tmp_path: Path) -> None:
    times = {"a": "1989-12-31 23:59:59", "b": "1990-01-01", "c": "2099-12-31 23:59:59", "d": "2100-01-01"}
    rows = "".join(f"{name},ann,{at},1\n" for name, at in times.items())
    (tmp_path / "orders.csv").write_text(f"id,who,at,paid\n{rows}")
    events, report = replay(shop(), tmp_path)
    assert [event.data["order_id"] for event in events if event.type == "order.paid"] == ["b", "c"]
    assert report.unmapped == {"bad_time": Tally(2, 200)}
    assert MerchantCalendar("UTC").local_day(events[-1].t_us) == 47_481
