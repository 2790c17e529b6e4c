"""The event stream: what it says, and that only the content of the files decides it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import msgspec
import pytest

from liuke.kernel.clock import MerchantCalendar, day_of, to_us
from liuke.replay.mapping import load_mapping, parse_mapping
from liuke.replay.report import Tally
from liuke.replay.source import open_source

ROOT = Path(__file__).parents[2]
SETS = {"complete_journey": ROOT / "data" / "completejourney", "online_retail": ROOT / "data" / "retail"}


def shipped(name):
    return load_mapping(ROOT / "programs" / "mappings" / f"{name}.yaml")


def shop(**orders):
    document = {
        "format": "liuke.replay/1",
        "name": "shop",
        "merchant": {"timezone": "America/New_York", "currency": "USD"},
        "namespace": "customer",
        "files": {"orders": {"path": "orders.csv"}},
        "orders": {
            "file": "orders",
            "order_id": "id",
            "member": "who",
            "time": "at",
            "timestamp_zone": "UTC",
            "amounts": {"kind": "columns", "unit": "decimal", "paid": {"plus": ["paid"]}},
        },
    }
    extra = orders.pop("document", {})
    document["orders"] |= orders
    document["files"] |= extra.pop("files", {})
    return parse_mapping(document | extra)


def replay(mapping, folder, **options):
    with open_source(mapping, folder, **options) as source:
        return list(source.events()), source.report()


def digest(events):
    return hashlib.sha256(msgspec.json.encode(events)).hexdigest()


@pytest.fixture(scope="module", params=list(SETS))
def part(request, tmp_path_factory):
    """About a tenth of a real data set as its own folder, with the digest of its events."""
    name, folder = request.param, tmp_path_factory.mktemp(request.param)
    mapping = shipped(name)
    for spec in mapping.files.values():
        (folder / spec.path).symlink_to(SETS[name] / spec.path)
    lines = folder / mapping.files[mapping.orders.file].path
    real = lines.resolve()
    lines.unlink()
    key = mapping.orders.member
    duckdb.sql(f"COPY (SELECT * FROM '{real}' WHERE {key} % 10 = 3) TO '{lines}' (FORMAT parquet)")
    events, report = replay(mapping, folder, lines="full")
    return mapping, folder, lines, digest(events), report, len(events)


def rewritten(part, tmp_path, query, suffix=".parquet"):
    """The same folder with the orders' file written anew by a query over it."""
    mapping, folder, lines, *_ = part
    for path in folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    target = tmp_path / f"rewritten{suffix}"
    kind = "FORMAT parquet" if suffix == ".parquet" else "FORMAT csv, HEADER"
    duckdb.sql(f"COPY ({query.format(lines=lines)}) TO '{target}' ({kind})")
    files = {name: tmp_path / spec.path for name, spec in mapping.files.items()}
    return mapping, files | {mapping.orders.file: target}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM '{lines}' ORDER BY hash(t) FROM_ALIAS",
        "SELECT * FROM '{lines}' ORDER BY CAST({time} AS DATE), hash(t) FROM_ALIAS",
    ],
    ids=["whole file", "within a day"],
)
def test_shuffled_rows_change_nothing(part, tmp_path, query):
    time = part[0].orders.time
    text = query.replace(" FROM_ALIAS", "").replace("'{lines}'", "'{lines}' t").replace("{time}", time)
    mapping, files = rewritten(part, tmp_path, text)
    events, report = replay(mapping, files, lines="full")
    assert digest(events) == part[3]
    assert report == part[4]


def test_one_percent_of_doubled_rows_changes_no_event(part, tmp_path):
    query = "SELECT * FROM '{lines}' UNION ALL (SELECT * FROM '{lines}' t WHERE hash(t) % 100 = 0)"
    mapping, files = rewritten(part, tmp_path, query)
    events, report = replay(mapping, files, lines="full")
    assert digest(events) == part[3]
    before = part[4]
    assert report.copies.lines > before.copies.lines
    assert report.lines.lines - before.lines.lines == report.copies.lines - before.copies.lines
    assert report.order_lines == before.order_lines
    assert report.refund_lines == before.refund_lines


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_csv_and_parquet_give_the_same_stream(part, tmp_path, suffix):
    mapping, files = rewritten(part, tmp_path, "SELECT * FROM '{lines}'", suffix)
    events, report = replay(mapping, files, lines="full")
    assert digest(events) == part[3]
    assert report == part[4]


def test_events_are_in_canonical_order_and_keys_are_unique(part):
    mapping, folder, *_, count = part
    events, _ = replay(mapping, folder)
    ranks = {"member.registered": 0, "campaign.received": 1, "order.paid": 2, "coupon.redeemed": 3}
    order = [(event.t_us, ranks.get(event.type, 4), event.key) for event in events]
    assert order == sorted(order)
    assert len({event.key for event in events}) == len(events) == count
    calendar = MerchantCalendar(mapping.merchant.timezone)
    assert all(event.day == calendar.local_day(event.t_us) for event in events)
    known = set()
    for event in events:
        assert (event.member in known) != (event.type == "member.registered")
        known.add(event.member)


def test_refunds_name_earlier_orders_of_the_same_member_and_never_exceed_them(part):
    mapping, folder, *_ = part
    events, report = replay(mapping, folder)
    paid, back = {}, {}
    for event in events:
        order = event.data.get("order_id")
        if event.type == "order.paid":
            paid[order] = (event.member, event.data["amount_cents"])
        elif event.type == "order.refunded" and order is not None:
            assert paid[order][0] == event.member
            back[order] = back.get(order, 0) + event.data["amount_cents"]
            assert back[order] <= paid[order][1]
            assert event.data["full"] == (back[order] == paid[order][1])
    if mapping.refunds:
        assert report.refunds_matched.lines > 300
    else:
        assert back == {}


def test_the_merchants_zone_decides_the_day(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n"
        "1,a,2024-03-10 04:59:59,1\n"  # 23:59:59 on the 9th, EST
        "2,a,2024-03-10 05:00:00,1\n"  # 00:00 on the 10th, EST: the day of 23 hours
        "3,a,2024-03-11 03:59:59,1\n"  # 23:59:59 on the 10th, EDT
        "4,a,2024-03-11 04:00:00,1\n"  # 00:00 on the 11th, EDT
        "5,a,2024-11-03 04:00:00,1\n"  # 00:00 on the 3rd, EDT: the day of 25 hours
        "6,a,2024-11-04 04:59:59,1\n"  # 23:59:59 on the 3rd, EST
        "7,a,2024-11-04 05:00:00,1\n"  # 00:00 on the 4th, EST
    )
    events, _ = replay(shop(), tmp_path)
    days = {event.data["order_id"]: event.day for event in events if event.type == "order.paid"}
    expected = {
        "1": (3, 9),
        "2": (3, 10),
        "3": (3, 10),
        "4": (3, 11),
        "5": (11, 3),
        "6": (11, 3),
        "7": (11, 4),
    }
    assert days == {order: day_of(date(2024, *value)) for order, value in expected.items()}


def test_a_late_night_cut_off_counts_guests_to_the_evening_before(tmp_path):
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n1,a,2024-06-02 05:59:59,1\n2,a,2024-06-02 06:00:00,1\n")
    events, _ = replay(shop(), tmp_path, day_starts_at_minutes=120)
    assert [(event.type, event.day) for event in events] == [
        ("member.registered", day_of(date(2024, 6, 1))),
        ("order.paid", day_of(date(2024, 6, 1))),
        ("order.paid", day_of(date(2024, 6, 2))),
    ]


def test_local_times_of_the_file_are_read_in_its_zone(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n1,a,2024-11-03 01:30:00,1\n2,a,2024-03-10 02:30:00,1\n3,a,2024-07-01 12:00:00,1\n"
    )
    events, _ = replay(shop(timestamp_zone="America/New_York"), tmp_path)
    times = {event.data["order_id"]: event.t_us for event in events if event.type == "order.paid"}
    assert times == {
        "1": to_us(datetime(2024, 11, 3, 5, 30, tzinfo=UTC)),  # twice on the clock: the first
        "2": to_us(datetime(2024, 3, 10, 7, 30, tzinfo=UTC)),  # skipped by the clock: as if not yet changed
        "3": to_us(datetime(2024, 7, 1, 16, 0, tzinfo=UTC)),
    }


def test_registration_stays_in_the_day_of_the_first_event(tmp_path):
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n1,a,2024-06-02 04:00:00,1\n2,b,2024-06-02 05:00:00,1\n")
    events, _ = replay(shop(), tmp_path)
    midnight = to_us(datetime(2024, 6, 2, 4, tzinfo=UTC))
    assert [(e.type, e.member, e.t_us - midnight, e.day) for e in events] == [
        ("member.registered", "a", 0, 19_876),
        ("order.paid", "a", 0, 19_876),
        ("member.registered", "b", 3_599_999_999, 19_876),
        ("order.paid", "b", 3_600_000_000, 19_876),
    ]


def test_weighed_lines_count_as_one_item(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "id,who,at,sku,q,price,aisle\n"
        "1,a,2024-06-02 12:00:00,bun,6,0.335,BAKERY\n"
        "1,a,2024-06-02 12:00:00,ham,0.755,11.90,DELI\n"
        "1,a,2024-06-02 12:00:00,gas,10598,0.001,FUEL\n"
        "1,a,2024-06-02 12:00:00,gas,0,0.001,FUEL\n"
    )
    mapping = shop(
        sku="sku",
        quantity="q",
        amounts={"kind": "price_times_quantity", "price": "price"},
        line_attributes={"aisle": "aisle"},
        category_totals="aisle",
        weighed=[{"column": "aisle", "one_of": ["FUEL", "GAS"]}],
    )
    events, _ = replay(mapping, tmp_path, lines="full")
    data = events[1].data
    assert (data["items"], data["amount_cents"]) == (8, 201 + 898 + 1_060)
    assert [(line["sku"], line["quantity"], line["measure"], line["amount_cents"]) for line in data["lines"]] == [
        ("bun", 6, None, 201),
        ("gas", 0, "0", 0),
        ("gas", 1, "10598", 1_060),
        ("ham", 1, "0.755", 898),
    ]
    events, _ = replay(mapping, tmp_path, lines="categories")
    assert events[1].data["categories"] == {"BAKERY": 201, "DELI": 898, "FUEL": 1_060}


def test_what_cannot_be_replayed_is_told_with_its_reason(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n"
        "1,a,2024-06-02 12:00:00,10.00\n"
        "1,a,2024-06-02 12:00:00,10.00\n"
        "2,,2024-06-02 12:00:00,5.00\n"
        "3,a,yesterday,7.00\n"
        "4,a,9999-12-31 00:00:00,8.00\n"
        "5,a,2024-06-02 12:00:00,ten\n"
        ",a,2024-06-02 12:00:00,3.00\n"
        "T1,a,2024-06-02 12:00:00,4.00\n"
        "6,a,2024-06-02 12:00:00,1.00\n"
        "6,b,2024-06-02 12:00:00,2.00\n"
        "7,b,2024-06-02 12:00:00,-2.50\n"
        "8,b,2024-06-02 12:00:00,1,too many\n"
    )
    rules = [{"column": "id", "prefix": "T", "reason": "till_test"}]
    events, report = replay(shop(exclude=rules), tmp_path)
    assert [(event.key, event.data.get("amount_cents")) for event in events if event.type == "order.paid"] == [
        ("order:1", 1_000),
    ]
    assert report.unmapped == {
        "bad_amount": Tally(1, 0),
        "bad_time": Tally(2, 1_500),
        "below_zero": Tally(1, -250),
        "no_member": Tally(1, 500),
        "no_order_id": Tally(1, 300),
        "several_members": Tally(2, 300),
        "till_test": Tally(1, 400),
    }
    assert (report.copies, report.below_zero, report.malformed_lines) == (Tally(1, 1_000), Tally(), 1)
    assert report.lines.lines == 11
    events, report = replay(shop(exclude=rules, below_zero="zero"), tmp_path)
    assert [(event.key, event.data["amount_cents"]) for event in events if event.type == "order.paid"] == [
        ("order:1", 1_000),
        ("order:7", 0),
    ]
    assert (report.below_zero, "below_zero" in report.unmapped) == (Tally(1, -250), False)


def test_duplicates_may_be_kept(tmp_path):
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n" + "1,a,2024-06-02 12:00:00,10.00\n" * 3)
    _, dropped = replay(shop(), tmp_path)
    _, kept = replay(shop(duplicates="keep"), tmp_path)
    assert (dropped.paid_cents, dropped.dropped_copies) == (1_000, Tally(2, 2_000))
    assert (kept.paid_cents, kept.dropped_copies, kept.copies) == (3_000, Tally(), Tally(2, 2_000))


def test_a_line_key_that_stands_on_different_rows_is_a_conflict(tmp_path):
    rows = [
        "1,a,2024-06-02 12:00:00,10.00,x\n",
        "1,a,2024-06-02 12:00:00,12.00,x\n",
        "1,a,2024-06-02 12:00:00,3.00,y\n",
    ]
    results = []
    for text in ("".join(rows), "".join(reversed(rows))):
        (tmp_path / "orders.csv").write_text("id,who,at,paid,sku\n" + text)
        events, report = replay(shop(line_key=["id", "sku"], sku="sku"), tmp_path)
        assert report.unmapped == {"line_key_conflict": Tally(1, 1_200)}
        assert events[1].data["amount_cents"] == 1_300
        results.append(digest(events))
    assert results[0] == results[1]


def test_refunds_and_redemptions_of_their_own_files(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "id,who,at,paid\n1,a,2024-06-02 12:00:00,10.00\n2,b,2024-06-03 12:00:00,4.00\n"
    )
    (tmp_path / "refunds.csv").write_text(
        "rid,id,who,at,back\n"
        "r1,1,a,2024-06-04 12:00:00,6.00\n"
        "r1,1,a,2024-06-04 12:00:00,6.00\n"
        "r2,1,a,2024-06-05 12:00:00,5.00\n"
        "r3,9,b,2024-06-05 12:00:00,2.00\n"
        "r4,9,,2024-06-05 12:00:00,2.00\n"
    )
    (tmp_path / "used.csv").write_text("who,code,id\na,TEN,1\nb,TEN,1\nb,TEN,\n")
    mapping = shop(
        document={
            "files": {"refunds": {"path": "refunds.csv"}, "used": {"path": "used.csv"}},
            "refunds": {
                "kind": "file", "file": "refunds", "refund_id": "rid", "order_id": "id", "member": "who",
                "time": "at", "timestamp_zone": "UTC", "amount": "back", "unit": "decimal",
            },
            "redemptions": {"file": "used", "member": "who", "coupon": "code", "order_id": "id"},
        }
    )  # fmt: skip
    events, report = replay(mapping, tmp_path)
    refunds = [(e.key, e.member, e.data["amount_cents"], e.data["full"]) for e in events if e.type == "order.refunded"]
    assert refunds == [
        ("refund:r1:1", "a", 600, False),
        ("refund:r2:1", "a", 400, True),  # one dollar more than was paid is reported, not given
        ("refund:r3:", "b", 200, False),
    ]
    assert report.refunded_above_order_cents == 100
    assert report.refunds_refused == {"no_member": Tally(1, 200)}
    assert [e.key for e in events if e.type == "coupon.redeemed"] == ["redemption:a:TEN::1"]
    assert report.redemptions_unmapped == {"incomplete_redemption": 1, "no_order_to_attach": 1}


def test_a_history_without_any_order_is_empty(tmp_path):
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n")
    events, report = replay(shop(), tmp_path, limit=10)
    assert events == []
    assert (report.orders, report.lines) == (0, Tally())


def test_names_with_quotes_and_other_scripts_survive(tmp_path):
    (tmp_path / "orders.csv").write_text(
        'id,who,at,paid,"the ""aisle"""\n"o\'1",张三,2024-06-02 12:00:00,1.00,"茶 \'n\' ""{milk}"""\n',
        encoding="utf-8",
    )
    mapping = shop(line_attributes={"aisle": 'the "aisle"'}, category_totals="aisle", unknown_category="{?}")
    events, _ = replay(mapping, tmp_path, lines="categories")
    assert events[1].key == "order:o'1"
    assert events[1].member == "张三"
    assert events[1].data["categories"] == {"茶 'n' \"{milk}\"": 100}


_MEASURE = r"""
import re, sys
from pathlib import Path
from liuke.replay.mapping import load_mapping
from liuke.replay.source import open_source
mapping = load_mapping(Path(sys.argv[1]))
folder = Path(sys.argv[2])
files = {name: folder / spec.path for name, spec in mapping.files.items()} | {"transactions": Path(sys.argv[3])}
with open_source(mapping, files) as source:
    count = sum(len(batch.events) for batch in source)
# Not getrusage: its peak is inherited from the process that started this one.
peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
print(count, int(peak[1]) // 1024)
"""


_FRUGAL = {"threads": 1, "memory_limit": "200MB", "preserve_insertion_order": False}
"""For what writes large files: with the settings of DuckDB a process of the tests held more than a gigabyte."""


@pytest.mark.slow
def test_memory_does_not_follow_the_length_of_the_file(tmp_path):
    folder, found = SETS["complete_journey"], []
    for times in (1, 5):
        path = tmp_path / f"{times}.parquet"
        with duckdb.connect(config=_FRUGAL) as writer:
            writer.execute(
                "COPY (SELECT * REPLACE (basket_id + k * 1000000000000 AS basket_id, household_id + 10000 * k AS "
                f"household_id) FROM '{folder / 'transactions.parquet'}', range({times}) AS t(k)) "
                f"TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 20480)"
            )
        mapping = ROOT / "programs" / "mappings" / "complete_journey.yaml"
        command = [sys.executable, "-c", _MEASURE, str(mapping), str(folder), str(path)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
        found.append(tuple(int(part) for part in answer.split()))
    (events, small), (many, large) = found
    assert (events, many) == (167_008, 167_008 + 4 * (155_848 + 2_469))
    assert large < 350
    assert large < small * 1.35


def test_several_columns_name_an_order_together(tmp_path):
    rows = [
        "a/b,c,2026-01-01T00:00:00,1",
        "a,b/c,2026-01-01T00:00:00,2",
        "a,b~1c,2026-01-01T00:00:00,3",
        "a,,2026-01-01T00:00:00,4",
    ]
    rows += ["a/b,c,2026-01-01T00:00:01,5"]
    (tmp_path / "orders.csv").write_text("\n".join(["id,who,at,paid", *rows]) + "\n")
    events, report = replay(shop(order_id=["id", "who"]), tmp_path)
    orders = {event.data["order_id"]: event.data["amount_cents"] for event in events if event.type == "order.paid"}
    assert orders == {"a~1b/c": 600, "a/b~1c": 200, "a/b~01c": 300}
    assert report.unmapped == {"no_order_id": Tally(1, 400)}
