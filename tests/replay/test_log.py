"""Event logs as canonical events: any types, any order of files, nothing lost, every fault counted."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from liuke.kernel.clock import to_us
from liuke.replay.errors import LogMismatch, MappingInvalid, SourceMismatch, SourceUnreadable
from liuke.replay.log_mapping import parse_any
from liuke.replay.log_source import check_log
from tests.replay.log_support import make_mapping, read_log, write_lines, write_ndjson

ORDER = {
    "type": "order.paid", "key": "id", "fields": {"order_id": "id", "amount_cents": {"column": "paid", "as": "money"}},
}  # fmt: skip
VIEW = {"type": "offer.viewed", "fields": {"offer_id": "offer"}}
HEAD = "id,who,at,paid"
START = to_us(datetime(2026, 1, 1, 5, tzinfo=UTC))
HOUR = 3_600_000_000


def balance(report: Any) -> int:
    """Rows that are in no figure of the report."""
    stated = sum(report.events.values()) + report.dropped_copies + sum(report.skipped.values())
    return report.rows - stated - report.rejected_rows


def test_one_column_says_the_type_and_hours_the_time(tmp_path: Path) -> None:
    write_ndjson(
        tmp_path / "transcript.json",
        {"person": "ann", "event": "offer viewed", "value": {"offer id": "o1"}, "time": 6},
        {"person": "bob", "event": "transaction", "value": {"amount": 9.98}, "time": 0},
        {"person": "ann", "event": "offer completed", "value": {"offer_id": "o1", "reward": 2}, "time": 6},
        {"person": "ann", "event": "internal", "value": {}, "time": 7},
    )
    mapping = make_mapping(
        {
            "member": "person", "time": "time", "time_format": "hours", "time_start": "2026-01-01T00:00:00",
            "type": {"column": "event", "map": {
                "offer viewed": "offer.viewed", "offer completed": "offer.viewed", "transaction": "order.paid",
                "internal": None,
            }},
            "fields_by_type": {
                "offer.viewed": {
                    "offer_id": {"column": ["value.offer id", "value.offer_id"]},
                    "reward": {"column": "value.reward", "as": "whole"},
                },
                "order.paid": {"order_id": {"as": "key"}, "amount_cents": {"column": "value.amount", "as": "money"}},
            },
        },
        files={"log": {"path": "transcript.json"}},
    )  # fmt: skip
    events, report = read_log(mapping, tmp_path)
    assert [(one.type, one.member, one.t_us) for one in events] == [
        ("member.registered", "bob", START),  # not before the day begins
        ("order.paid", "bob", START),
        ("member.registered", "ann", START + 6 * HOUR - 1),
        ("offer.viewed", "ann", START + 6 * HOUR),
        ("offer.viewed", "ann", START + 6 * HOUR),
    ]
    assert events[1].data == {"order_id": events[1].key, "amount_cents": 998}
    assert [one.data for one in events[3:]] == [{"offer_id": "o1"}, {"offer_id": "o1", "reward": 2}]
    assert events[0].data == {"namespace": "person", "profile": {}}
    assert (report.members, report.registered, report.skipped) == (2, 2, {"left_out": 1})
    assert balance(report) == 0


def test_files_are_merged_in_time_and_equal_times_stay_in_the_order_of_files(tmp_path: Path) -> None:
    write_lines(tmp_path / "log-2.csv", HEAD, "c,ann,2026-01-02 10:00,3", "d,ann,2026-01-01 10:00,4")
    write_lines(tmp_path / "log-1.csv", HEAD, "b,ann,2026-01-02 10:00,2", "a,ann,2026-01-02 10:00,1")
    write_lines(tmp_path / "views.csv", "who,at,offer", "ann,2026-01-02 10:00,o9", "ann,2026-01-01 10:00,o8")
    mapping = make_mapping(
        ORDER, {**VIEW, "file": "views"}, files={"log": {"path": "log-*.csv"}, "views": {"path": "views.csv"}}
    )
    events, report = read_log(mapping, tmp_path)
    assert [one.data.get("order_id") or one.data.get("offer_id") for one in events[1:]] == [
        "d", "o8", "b", "a", "c", "o9",
    ]  # fmt: skip
    assert [one.key for one in events[:3]] == ["member:ann", "order.paid:d", events[2].key]
    assert balance(report) == 0


def test_sources_of_one_file_keep_the_order_of_its_rows(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "log.csv", "kind,who,at,offer,id,paid", "view,ann,2026-01-01,o1,,", "pay,ann,2026-01-01,,1,5",
        "view,ann,2026-01-01,o2,,", "bot,ann,2026-01-01,o3,,",
    )  # fmt: skip
    chosen = [{"column": "kind", "equals": "pay"}], [{"column": "kind", "equals": "view"}]
    mapping = make_mapping({**ORDER, "when": chosen[0]}, {**VIEW, "when": chosen[1]})
    events, report = read_log(mapping, tmp_path)
    assert [one.type for one in events] == ["member.registered", "offer.viewed", "order.paid", "offer.viewed"]
    assert report.skipped == {"not_chosen": 5}
    assert balance(report) == 0


def test_copies_are_dropped_or_kept_and_keys_do_not_depend_on_them(tmp_path: Path) -> None:
    rows = ["ann,2026-01-01 10:00,o1,x", "ann,2026-01-01 10:00,o1,x", "ann,2026-01-01 10:00,o1,y"]
    write_lines(tmp_path / "log.csv", "who,at,offer,session", *rows)
    once, report = read_log(make_mapping(VIEW), tmp_path)
    assert (len(once), report.dropped_copies) == (3, 1)  # two that differ in what is not read are two
    kept, _ = read_log(make_mapping({**VIEW, "duplicates": "keep"}), tmp_path)
    assert [one.key for one in kept] == [*(one.key for one in once), f"{once[1].key}#3"]
    assert once[2].key == f"{once[1].key}#2"
    write_lines(tmp_path / "log.csv", "who,at,offer,session", *reversed(rows))
    assert {one.key for one in read_log(make_mapping(VIEW), tmp_path)[0]} == {one.key for one in once}


def test_csv_ndjson_and_parquet_bring_the_same_events(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "log.csv", HEAD, "1,ann,2026-01-01T10:00:00Z,12.30", "2,bob,2026-03-08T07:30:00Z,7.00"
    )  # fmt: skip
    write_ndjson(
        tmp_path / "log.ndjson",
        {"id": 1, "who": "ann", "at": "2026-01-01T10:00:00Z", "paid": 12.3},
        {"id": 2, "who": "bob", "at": "2026-03-08T07:30:00Z", "paid": 7},
    )
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute(
            f'COPY (SELECT id::INTEGER AS id, who, "at"::TIMESTAMPTZ AS "at", paid::DECIMAL(9,2) AS paid FROM '
            f"read_csv('{tmp_path / 'log.csv'}', all_varchar=true)) TO '{tmp_path / 'log.parquet'}'"
        )
    found = [read_log(make_mapping(ORDER, files={"log": {"path": f"log.{kind}"}}), tmp_path)[0]
             for kind in ("csv", "ndjson", "parquet")]  # fmt: skip
    assert found[0] == found[1] == found[2]
    assert [one.data for one in found[0] if one.type == "order.paid"] == [
        {"order_id": "1", "amount_cents": 1230}, {"order_id": "2", "amount_cents": 700},
    ]  # fmt: skip


def test_a_registration_of_the_log_comes_before_everything_once(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "log.csv", "kind,who,at,city,offer", "view,ann,2026-01-02 10:00,,o1",
        "join,ann,2026-01-03 10:00,York,", "join,ann,2026-01-04 10:00,Hull,",
        "join,bob,2026-01-05 10:00,Bath,", "view,bob,2026-01-06 10:00,,o1",
    )  # fmt: skip
    mapping = make_mapping(
        {"type": {"column": "kind", "map": {"join": "member.registered", "view": "offer.viewed"}},
         "fields_by_type": {"member.registered": {"profile.city": "city"}, "offer.viewed": {"offer_id": "offer"}}}
    )  # fmt: skip
    events, report = read_log(mapping, tmp_path)
    view = to_us(datetime(2026, 1, 2, 15, tzinfo=UTC))
    assert [(one.type, one.key if one.type == "member.registered" else "", one.t_us) for one in events] == [
        ("member.registered", "member:ann", view - 1), ("offer.viewed", "", view),
        ("member.registered", "member:bob", view + 72 * HOUR), ("offer.viewed", "", view + 96 * HOUR),
    ]  # fmt: skip
    assert [one.data.get("profile") for one in events[::2]] == [{"city": "York"}, {"city": "Bath"}]
    assert (report.registered, report.moved_registrations, report.rejected_rows) == (0, 1, 1)
    assert (report.rejected[0].reason, report.rejected[0].examples[0].line) == ("registered_already", 4)
    assert balance(report) == 0


def test_unknown_types_and_fields_are_all_named_with_their_rows_and_ten_examples(tmp_path: Path) -> None:
    rows = [
        f"{number},ann,2026-01-01 10:{number:02},{'order.payed' if number % 2 else 'check_in.do'}"
        for number in range(30)
    ]
    write_lines(tmp_path / "log.csv", "id,who,at,kind", *rows, "99,ann,2026-01-01 12:00,order.refund_processed")
    mapping = make_mapping({"type": {"column": "kind"}, "fields": {"activity": {"value": "daily"}, "colour": "id"}})
    events, report = read_log(mapping, tmp_path)
    assert events == []
    with pytest.raises(LogMismatch) as caught:
        check_log(report)
    found = {(fault.path, fault.code): fault.message for fault in caught.value.faults}
    assert set(found) == {("sources.0.type", "unknown-type"), ("data.colour", "unknown-field")}
    messages = [fault.message for fault in caught.value.faults]
    assert messages[0].startswith(("order.payed: the program knows no event", "check_in.do: check_in.do has no field"))
    payed = next(message for message in messages if message.startswith("order.payed"))
    assert "15 rows" in payed
    assert payed.count("log.csv:") == 10
    assert "1 rows: log.csv:32" in next(one for one in messages if one.startswith("order.refund_processed"))
    assert balance(report) == 0


def test_rows_that_cannot_be_read_are_listed_and_the_others_are_taken(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "log.csv", HEAD, "1,ann,2026-01-01 10:00,1.00", "2,,2026-01-01 10:00,1.00", "3,bob,some day,much",
        "4,bob,,1.00", ",bob,2026-01-01 10:00,1.00", "6,bob", "7,bob,2026-01-01 10:00,", "8,bob,2105-01-01,1.00",
        "9,b\x00b,2026-01-01 10:00,1",
    )  # fmt: skip
    events, report = read_log(make_mapping(ORDER), tmp_path)
    assert [one.key for one in events] == ["member:ann", "order.paid:1"]
    found = sorted((kind.reason, kind.type, kind.path, [one.line for one in kind.examples]) for kind in report.rejected)
    assert found == [
        ("bad_member", "order.paid", "who", [10]),
        ("bad_time", "order.paid", "at", [4, 9]),
        ("bad_value", "order.paid", "amount_cents", [4]),
        ("malformed_row", "", "", [7]),
        ("missing", "order.paid", "data.amount_cents", [8]),
        ("missing", "order.paid", "data.order_id", [6]),
        ("no_key", "order.paid", "id", [6]),
        ("no_member", "order.paid", "who", [3]),
        ("no_time", "order.paid", "at", [5]),
    ]
    assert (report.rejected_rows, balance(report)) == (8, 0)
    check_log(report)


def test_objects_in_cells_are_read_as_json_or_as_python_prints_them(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "log.csv", "who,at,value", "{'id': 'ann'},2026-01-01,\"{'offer id': 'o1', 'reward': 2}\"",
        '"{""id"":""bob""}",2026-01-02,"{""offer id"": ""o2""}"', "{'id': 'cat'},2026-01-03,{'offer id': oh}",
        "{'id': dan},2026-01-04,{'offer id': 'o3'}", "eve,2026-01-05,{'offer id': 'o3'}",
    )  # fmt: skip
    mapping = make_mapping({"member": "who.id", "type": "offer.viewed", "fields": {"offer_id": "value.offer id"}})
    events, report = read_log(mapping, tmp_path)
    assert [(one.member, one.data) for one in events if one.type == "offer.viewed"] == [
        ("ann", {"offer_id": "o1"}), ("bob", {"offer_id": "o2"}),
    ]  # fmt: skip
    found = sorted((kind.reason, kind.path, [one.line for one in kind.examples]) for kind in report.rejected)
    assert found == [("bad_value", "", [5, 6]), ("bad_value", "offer_id", [4])]
    assert (report.rejected_rows, balance(report)) == (3, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"time_format": "hours"}, "need time_start"),
        ({"time_start": "2026-01-01"}, "need time_start"),
        ({"time_format": "hours", "time_start": "soon"}, "isoformat"),
        ({"fields": {"a": {"column": "x", "value": 1}}}, "exactly one of column"),
        ({"fields": {"a": {"column": "x", "as": "whole", "map": {"a": 1}}}}, "leave `as` out"),
        ({"fields_by_type": {"page.viewed": {"page": "x"}}}, "types that no row has: page.viewed"),
        ({"file": "other"}, "not declared under files"),
        ({"when": [{"column": "x"}]}, "set exactly one of equals"),
        ({"type": "Order Paid"}, "match pattern"),
    ],
)
def test_a_mapping_with_faults_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    write_lines(tmp_path / "log.csv", "who,at,x")
    with pytest.raises(MappingInvalid) as caught:
        read_log(make_mapping({"type": "app.opened", **change}), tmp_path)
    assert words in str(caught.value)


def test_missing_files_and_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMismatch, match=r"log\.csv was not found"):
        read_log(make_mapping(VIEW), tmp_path)
    write_lines(tmp_path / "log.csv", "who,when,Offer")
    with pytest.raises(SourceMismatch) as caught:
        read_log(make_mapping(VIEW), tmp_path)
    assert [fault.path for fault in caught.value.faults] == ["sources.0.time", "sources.0.fields.offer_id"]
    write_lines(tmp_path / "log.csv", ",who,at,offer,offer,", "0,ann,2026-01-01,a,b,")
    with pytest.raises(SourceMismatch, match="has two columns 'offer'"):
        read_log(make_mapping(VIEW), tmp_path)
    assert len(read_log(make_mapping({"type": "app.opened"}), tmp_path)[0]) == 2
    write_ndjson(tmp_path / "log.csv", {"who": "a", "at": "2026-01-01", "value": {}})
    mapping = make_mapping(VIEW, files={"log": {"path": "log.csv", "format": "ndjson"}})
    with pytest.raises(SourceMismatch, match=r"no row of 'log\.csv' has 'offer' \(they have: at, value, who\)"):
        read_log(mapping, tmp_path)
    write_lines(tmp_path / "log.csv", "[", "{}", "]")
    with pytest.raises(SourceUnreadable, match="is one JSON list"):
        read_log(mapping, tmp_path)


def test_a_member_is_a_text_or_a_number_and_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    whos: list[Any] = ["ann", 7, ["ann"], {"id": "ann"}, True]
    rows: list[dict[str, Any]] = [{"who": who, "at": f"2026-01-0{day}"} for day, who in enumerate(whos, start=1)]
    write_ndjson(tmp_path / "log.json", *rows)
    mapping = make_mapping({"type": "app.opened"}, files={"log": {"path": "log.json"}})
    events, report = read_log(mapping, tmp_path)
    assert [one.member for one in events if one.type == "app.opened"] == ["ann", "7"]
    assert [(one.reason, [at.line for at in one.examples]) for one in report.rejected] == [("bad_member", [3, 4, 5])]
    write_lines(tmp_path / "log.csv", "")
    with pytest.raises(SourceMismatch, match=r"file 'log\.csv' has no column 'who' \(it is empty\)"):
        read_log(make_mapping({"type": "app.opened"}), tmp_path)


def test_the_format_says_which_kind_of_mapping_it_is() -> None:
    with pytest.raises(MappingInvalid) as caught:
        parse_any({"format": "liuke.events/1", "name": "x"})
    assert {fault.path for fault in caught.value.faults} == {"merchant", "namespace", "files", "sources"}
    with pytest.raises(MappingInvalid) as caught:
        parse_any({"format": "liuke.replay/1", "name": "x"})
    assert "orders" in {fault.path for fault in caught.value.faults}


_MEASURE = """
import resource, sys
from pathlib import Path
from tests.replay.log_support import make_mapping, PROGRAM
from liuke.features import compile_sound, load_program
from liuke.replay.log_source import open_log
mapping = make_mapping({"type": "offer.viewed", "fields": {"offer_id": "offer"}, "key": "id"})
with open_log(mapping, Path(sys.argv[1]), compile_sound(load_program(PROGRAM)).events) as source:
    print(sum(1 for _ in source.events()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_memory_does_not_follow_the_length_of_a_log(tmp_path: Path) -> None:
    """All on one day, in the wrong order, cells of some length."""
    found = list[tuple[int, int]]()
    for count in (20_000, 300_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        with (folder / "log.csv").open("w") as file:
            file.write("id,who,at,offer,note\n")
            for number in range(count):
                second = 86_399 - number % 86_400
                at = f"2026-01-01 {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
                file.write(f"{number},m{number % 997},{at},o{number % 7},{'n' * 100}\n")
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, str(folder)], check=True, capture_output=True, text=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        found.append(tuple(map(int, done.stdout.split())))
    assert [events for events, _ in found] == [20_997, 300_997]
    assert found[1][1] - found[0][1] < 110


def test_a_file_need_not_have_every_type_of_the_mapping(tmp_path: Path) -> None:
    types = {"column": "what", "map": {"view": "offer.viewed", "buy": "order.paid"}}
    by_type = {
        "offer.viewed": {"offer_id": "value.offer"},
        "order.paid": {"order_id": {"as": "key"}, "amount_cents": {"column": "amount", "as": "money"}},
    }
    files = {"log": {"path": "log.ndjson"}}
    mapping = make_mapping({"type": types, "fields_by_type": by_type}, files=files)
    row = {"who": "ann", "at": "2026-01-01", "what": "buy", "amount": 1.5}
    write_ndjson(tmp_path / "log.ndjson", row)
    events, report = read_log(mapping, tmp_path)
    assert (report.events, events[-1].data["amount_cents"]) == ({"order.paid": 1}, 150)
    write_ndjson(tmp_path / "log.ndjson", row, {**row, "what": "view"})
    with pytest.raises(SourceMismatch) as caught:
        read_log(mapping, tmp_path)
    assert [fault.path for fault in caught.value.faults] == ["sources.0.fields_by_type.offer.viewed.offer_id"]


def test_a_log_over_a_century_is_sorted_in_seconds(tmp_path: Path) -> None:
    rows = ["ann,1990-01-02", "ann,2026-03-01", "bob,2099-12-30"]
    write_lines(tmp_path / "log.csv", "who,at", *rows)
    events, _ = read_log(make_mapping({"type": "app.opened"}), tmp_path)
    assert [event.member for event in events] == ["ann", "ann", "ann", "bob", "bob"]
    assert events[-1].t_us == to_us(datetime(2099, 12, 30, 5, tzinfo=UTC))


def test_parquet_under_another_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(b"PAR1 and so on")
    with pytest.raises(SourceUnreadable, match=r"log\.csv is Parquet"):
        read_log(make_mapping({"type": "app.opened"}), tmp_path)
