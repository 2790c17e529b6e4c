"""Files as shops have them: guarded numbers, workbooks, more than fits into memory, nothing that could happen."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from liuke.cli.replay import check_something
from liuke.replay.errors import NothingReplayed, SourceMismatch, SourceTooLarge, SourceUnreadable
from liuke.replay.source import open_source
from tests.replay.test_source import replay, shop

SHANGHAI_10 = 1_772_330_400_000_000
"""10:00 on 1 March 2026 in Shanghai, 02:00 UTC."""
HOUR = 3_600_000_000


def test_what_guards_numbers_in_spreadsheets_is_undone(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n"
        '"\t1001","=""13800138000""",2024-05-01 10:00:00,1.00\n'
        '`1002,\'13800138001,\t2024-05-01 11:00:00,"=""2.50"""\n'
        "\u3000\ufeff1003\u00a0,`+8613800138002,2024-05-01 12:00:00,\u00a03.00\n"
        "'tis,`quoted`,2024-05-01 13:00:00,4.00\n",
        encoding="utf-8",
    )
    events, report = replay(shop(), tmp_path)
    orders = [event for event in events if event.type == "order.paid"]
    assert [(one.data["order_id"], one.member, one.data["amount_cents"]) for one in orders] == [
        ("1001", "13800138000", 100), ("1002", "13800138001", 250), ("1003", "+8613800138002", 300),
        ("'tis", "`quoted`", 400),
    ]  # fmt: skip
    assert report.unmapped == {}


@pytest.mark.parametrize("begins", [b"PK\x03\x04rest of a workbook", b"\xd0\xcf\x11\xe0an old one"])
@pytest.mark.parametrize("name", ["orders.csv", "orders.xlsx"])
def test_a_workbook_is_named_as_what_it_is(tmp_path: Path, begins: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(begins)
    with pytest.raises(SourceUnreadable, match="is a workbook"):
        replay(shop(), file)


def write_wide(folder: Path, rows: int) -> None:
    with (folder / "orders.csv").open("w") as file:
        file.write("id,who,at,paid,note\n")
        for number in range(rows):
            note = f"{number * 7_919_999_999:x}" * 12
            file.write(f"o{number},m{number % 97},2024-05-01 10:00:00,1.00,{note}\n")


def test_what_cannot_be_sorted_is_tried_with_more_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wide(tmp_path, 60_000)
    monkeypatch.setattr("liuke.replay.staging.find_memory_mb", lambda: 20)
    with pytest.raises(SourceTooLarge, match="10 MB"):
        open_source(shop(), tmp_path, memory_mb=4)
    monkeypatch.undo()
    with open_source(shop(), tmp_path, memory_mb=4) as source:
        assert source.report().orders == 60_000


def test_nothing_replayed_is_an_error_with_its_reasons(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n1,a,yesterday,1.00\n2,b,2024-05-01 10:00:00,much\n")
    with open_source(shop(), tmp_path) as source, pytest.raises(NothingReplayed) as caught:
        check_something(source.report())
    assert {fault.code for fault in caught.value.faults} == {"bad-time", "bad-amount"}
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n2,b,2024-05-01 10:00:00,1.00\n")
    with open_source(shop(), tmp_path) as source:
        check_something(source.report())


def write_long(folder: Path, who: str = "ann") -> Path:
    """Ten columns with 800,000 characters in each of six, as an export of pages has them."""
    cells = ["\u8bc4" * 400_000 + f'"{number}\n' * 100_000 for number in range(6)]
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["id", "who", "at", "paid", *(f"page{number}" for number in range(6))])
        for number in range(3):
            row = [f"o{number}", who, "2024-05-01 10:00:00", "1.00", *cells]
            write(row)
            write(row)
        write(["o9", "bob", "2024-05-01 10:00:00", "2.00", *cells, "one more"])
    return folder


def test_cells_of_any_length_are_read_row_by_row(tmp_path: Path) -> None:
    with open_source(shop(), write_long(tmp_path), memory_mb=60) as source:
        report = source.report()
    assert (report.orders, report.paid_cents, report.dropped_copies.lines, report.malformed_lines) == (3, 300, 3, 1)
    assert report.unmapped == {}


def test_a_long_cell_that_is_read_is_named(tmp_path: Path) -> None:
    write_long(tmp_path, who="a" * 10_001)
    with pytest.raises(
        SourceUnreadable, match=r"orders\.csv, line 600,002: the cell of column 'who' has 10,001 characters"
    ):
        open_source(shop(), tmp_path)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_written_offset_is_obeyed_whatever_the_zone_of_the_file(tmp_path: Path, zone: str) -> None:
    written = {
        "a": "2026-03-01T11:00:00+09:00", "b": "2026-03-01T02:00:00Z", "c": "2026-02-28T20:30:00-0530",
        "d": "2026-03-01 10:00:00.000 +08", "e": "2026/3/1 02:00 UTC",
    }  # fmt: skip
    rows = "".join(f"{name},m,{at},1.00\n" for name, at in written.items())
    (tmp_path / "orders.csv").write_text(f"id,who,at,paid\n{rows}")
    events, report = replay(shop(timestamp_zone=zone), tmp_path)
    found = {event.data["order_id"]: event.t_us for event in events if event.type == "order.paid"}
    assert found == dict.fromkeys("abcde", SHANGHAI_10)
    assert report.unmapped == {}


def test_an_offset_in_a_pattern_is_obeyed(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id,who,at,paid\na,m,01.03.2026 11:00 +0900,1.00\n")
    mapping = shop(timestamp_zone="Asia/Shanghai", time_format="%d.%m.%Y %H:%M %z")
    events, _ = replay(mapping, tmp_path)
    assert [event.t_us for event in events if event.type == "order.paid"] == [SHANGHAI_10]


def test_what_is_no_time_of_day_is_not_taken_for_one(tmp_path: Path) -> None:
    times = ("2026-03-01 1:05 PM", "infinity", "epoch", "2026-03-01 10:00 America/New_York", "2026-03-01 10:00 noon")
    rows = "".join(f"o{number},m,{at},1.00\n" for number, at in enumerate(times))
    (tmp_path / "orders.csv").write_text(f"id,who,at,paid\n{rows}good,m,2026-03-01,1.00\n")
    events, report = replay(shop(), tmp_path)
    assert [event.data["order_id"] for event in events if event.type == "order.paid"] == ["good"]
    assert report.unmapped["bad_time"].lines == len(times)


def test_rounded_numbers_and_nul_name_no_order_and_no_member(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n"
        "2.02603E+15,m,2026-03-01 10:00,1.00\n2.02603E+15,m,2026-03-02 10:00,2.00\n"
        "o3,1.38E+10,2026-03-03 10:00,3.00\no4,m\0n,2026-03-03 10:00,4.00\no5,1E5,2026-03-03 10:00,5.00\n"
    )
    events, report = replay(shop(), tmp_path)
    assert [event.data["order_id"] for event in events if event.type == "order.paid"] == ["o5"]
    assert {reason: one.lines for reason, one in report.unmapped.items()} == {"no_order_id": 2, "no_member": 2}


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("id,who,at,paid,Paid\na,m,2026-03-01,1,2\n", "doubled-column", "two columns 'paid'"),
        ("id;who;at;paid\na;m;2026-03-01;1\n", "missing-column", "set delimiter: ';'"),
        ("", "missing-column", "is empty"),
    ],
)
def test_a_head_that_does_not_fit_says_why(tmp_path: Path, text: str, code: str, says: str) -> None:
    (tmp_path / "orders.csv").write_text(text)
    with pytest.raises(SourceMismatch) as caught:
        replay(shop(), tmp_path)
    assert {fault.code for fault in caught.value.faults} == {code}
    assert all(says in f"{fault.message} {fault.fix}" for fault in caught.value.faults)


def test_a_quotation_mark_without_an_end_is_named(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text('id,who,at,paid\n1,"a,2026-03-01 10:00,10.00\n2,b,2026-03-01 10:00,5\n')
    with pytest.raises(SourceUnreadable, match="cannot be told apart") as caught:
        replay(shop(), tmp_path)
    assert "quotation mark" in caught.value.fix
