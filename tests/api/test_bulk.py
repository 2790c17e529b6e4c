"""Tables out, members and events in: equal to the tables, idempotent, wrong rows named, order kept."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import duckdb
import pytest

from tests.api.data_shop import send, serve_shop
from tests.api.support import Served
from tests.server import TestDatabase
from tests.waiting import until

IN_FLIGHT = "liuke_http_requests_in_flight"
CSV, NDJSON, PARQUET = "text/csv", "application/x-ndjson", "application/vnd.apache.parquet"


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_shop(module_database, tmp_path_factory.mktemp("bulk")) as shop:
        yield shop


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def import_members(shop: Served, body: bytes, media: str = CSV) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Wrong rows, and the summary."""
    answer = send(shop, "/v1/bulk/members", body, media)
    assert answer.status_code == 200, answer.text
    *wrong, summary = lines(answer.content)
    assert summary.pop("done") is True
    return wrong, summary


# -- members in -------------------------------------------------------------------------------------------------------
GOOD = b"""namespace,external_id,registered_us,identities,profile.city,profile.birthday
crm,1,1700000000000000,till:c1;web:w1,"Hang
zhou",05-06
crm,2,,,Shanghai,
crm,3,,,'=HYPERLINK(1),
"""


def test_members_join_are_updated_and_stay_as_they_are(shop: Served) -> None:
    audited = "SELECT count(*) FROM audit_log WHERE action = 'bulk.members_imported'"
    ((before,),) = shop.rows(audited)
    assert import_members(shop, GOOD) == ([], {"rows": 3, "registered": 3, "updated": 0, "unchanged": 0, "wrong": 0})
    assert import_members(shop, GOOD) == ([], {"rows": 3, "registered": 0, "updated": 0, "unchanged": 3, "wrong": 0})
    first = shop.ok("GET", "/v1/members/till:c1")
    assert (first["profile"], first["registered_us"]) == (
        {"city": "Hang\nzhou", "birthday": "05-06"}, 1_700_000_000_000_000,
    )  # fmt: skip
    assert shop.ok("GET", "/v1/members/crm:3")["profile"] == {"city": "=HYPERLINK(1)"}
    assert shop.rows(
        "SELECT o.type, count(*) FROM operation o JOIN identity i USING (member_id) WHERE i.namespace = 'crm' "
        "AND o.type NOT LIKE 'timer.%' GROUP BY 1"
    ) == [("member.registered", 3)]
    change = [
        {"namespace": "crm", "external_id": "1", "profile": {"city": None, "size": 3}},
        {"namespace": "crm", "external_id": "2", "identities": ["till:c2"]},
        {"namespace": "crm", "external_id": "3", "profile": {"city": "=HYPERLINK(1)"}},
    ]
    body = "\n".join(map(json.dumps, change)).encode()
    assert import_members(shop, body, NDJSON) == (
        [], {"rows": 3, "registered": 0, "updated": 2, "unchanged": 1, "wrong": 0},
    )  # fmt: skip
    assert shop.ok("GET", "/v1/members/crm:1")["profile"] == {"birthday": "05-06", "size": 3}
    assert shop.ok("GET", "/v1/members/till:c2")["member_id"] == shop.ok("GET", "/v1/members/crm:2")["member_id"]
    again = import_members(shop, body, NDJSON)[1]
    assert (again["updated"], again["unchanged"]) == (0, 3)
    assert shop.rows(audited) == [(before + 4,)]


def test_wrong_rows_are_named_with_all_their_faults_and_the_others_kept(shop: Served) -> None:
    assert import_members(shop, b"namespace,external_id,identities\nhere,1,till:w5\n")[1]["registered"] == 1
    body = (
        b"namespace,external_id,registered_us,identities,profile\n"
        b"bad space,,soon,,\n"
        b'ok,w1,,,"{""a"": 1}"\n'
        b"ok,w2,,,[1]\n"
        b"ok,w3\n"
        b"ok,w4,5,,\n"
        b"ok,w5,,till:w5,\n"
    )
    wrong, summary = import_members(shop, body)
    assert summary == {"rows": 6, "registered": 1, "updated": 0, "unchanged": 0, "wrong": 5}
    told = {row["line"]: [fault["path"] for fault in row["faults"]] for row in wrong}
    assert told == {
        2: ["namespace", "external_id", "registered_us"], 4: ["profile"], 5: [""], 6: ["registered_us"],
        7: ["identities.0"],
    }  # fmt: skip
    assert shop.ok("GET", "/v1/members/ok:w1")["profile"] == {"a": 1}
    assert shop.rows("SELECT external_id FROM identity WHERE namespace = 'ok' ORDER BY 1") == [("w1",), ("w5",)]
    junk, summary = import_members(shop, b'{"namespace":"n","external_id":"1","x":1}\n[]\n{bad\n\n', NDJSON)
    assert [(row["line"], row["faults"][0]["code"]) for row in junk] == [
        (1, "unknown-field"), (2, "unreadable"), (3, "unreadable"),
    ]  # fmt: skip
    assert summary["wrong"] == summary["rows"] == 3


def test_a_file_that_is_none_is_refused_whole(shop: Served) -> None:
    columns = send(shop, "/v1/bulk/members", b"external_id,colour,colour\n1,2,3\n", CSV)
    assert columns.status_code == 422
    assert {(f["path"], f["code"]) for f in columns.json()["faults"]} == {
        ("namespace", "missing"), ("colour", "unknown-column"), ("colour", "twice"),
    }  # fmt: skip
    none = send(shop, "/v1/bulk/members", b"PAR1 no", PARQUET)
    assert (none.status_code, none.json()["detail"]) == (422, "the file is no Parquet file")
    assert send(shop, "/v1/bulk/members", b"{}", "application/json").status_code == 415
    assert send(shop, "/v1/bulk/members", GOOD, CSV, key="bulk").status_code == 403


NAMES = "namespace,external_id,profile.name\nexcel,1,张三\n"


def test_csv_is_read_in_the_charset_that_is_said(shop: Served) -> None:
    gbk = NAMES.encode("gbk")
    wrong, summary = import_members(shop, gbk)
    assert (summary["wrong"], summary["registered"]) == (1, 0)
    assert [(fault["path"], fault["code"]) for fault in wrong[0]["faults"]] == [("", "unreadable")]
    assert wrong[0]["faults"][0]["message"] == (
        "is not utf-8: save it as UTF-8, or say what it is: Content-Type: text/csv; charset=gb18030"
    )
    assert import_members(shop, gbk, "text/csv; charset=GBK")[1]["registered"] == 1
    assert shop.ok("GET", "/v1/members/excel:1")["profile"] == {"name": "张三"}
    marked = b"\xef\xbb\xbf" + NAMES.replace("\n", "\r\n").encode()
    assert import_members(shop, marked, 'text/csv; charset="utf-8"')[1]["unchanged"] == 1


def test_a_birthday_that_no_rule_could_read_is_named_by_its_column(shop: Served) -> None:
    body = b"namespace,external_id,profile.birthday\nbd,1,1990-03-08\nbd,2,1990/3/8\nbd,3,\n"
    wrong, summary = import_members(shop, body)
    assert (summary["registered"], summary["wrong"]) == (2, 1)
    assert [(row["line"], row["faults"][0]["path"]) for row in wrong] == [(3, "profile.birthday")]


@pytest.mark.parametrize("body", [NAMES.encode("utf-16"), NAMES.replace("name", "姓名").encode("gbk")])
def test_columns_that_are_no_text_are_a_fault(shop: Served, body: bytes) -> None:
    answer = send(shop, "/v1/bulk/members", body, CSV)
    assert answer.status_code == 422
    assert [(fault["path"], fault["code"]) for fault in answer.json()["faults"]] == [("", "not-text")]
    other = send(shop, "/v1/bulk/members", body, "text/csv; charset=utf-16")
    assert (other.status_code, other.json()["detail"]) == (415, "the charset 'utf-16' is not taken here")


def test_a_quotation_mark_that_is_not_closed_swallows_nobody(shop: Served) -> None:
    body = b'namespace,external_id,profile.name\nq,1,ok\nq,2,"open\nq,3,ok\n'
    wrong, summary = import_members(shop, body)
    assert summary == {"rows": 2, "registered": 1, "updated": 0, "unchanged": 0, "wrong": 1}
    assert (wrong[0]["line"], wrong[0]["faults"][0]["message"]) == (3, "cannot be read: unexpected end of data")


def test_ndjson_may_begin_with_a_mark(shop: Served) -> None:
    body = b'\xef\xbb\xbf{"namespace":"mark","external_id":"1"}\r\n'
    assert import_members(shop, body, NDJSON) == (
        [], {"rows": 1, "registered": 1, "updated": 0, "unchanged": 0, "wrong": 0},
    )  # fmt: skip


def test_values_of_parquet_become_what_json_can_say(shop: Served, tmp_path: Path) -> None:
    file = tmp_path / "typed.parquet"
    duckdb.sql(
        "COPY (SELECT 'typed' AS namespace, i AS external_id, DATE '2000-02-29' AS \"profile.birthday\", "
        'TIMESTAMP \'2024-02-29 08:30:00\' AS "profile.seen", 12.50::DECIMAL(9, 2) AS "profile.spent", '
        "'nan'::DOUBLE AS \"profile.score\", CASE i WHEN 2 THEN 'x'::BLOB END AS \"profile.photo\" "
        f"FROM range(1, 3) t(i)) TO '{file}'"
    )
    wrong, summary = import_members(shop, file.read_bytes(), PARQUET)
    assert (summary["registered"], summary["wrong"]) == (1, 1)
    assert shop.ok("GET", "/v1/members/typed:1")["profile"] == {
        "birthday": "2000-02-29", "seen": "2024-02-29T08:30:00", "spent": 12.5,
    }  # fmt: skip
    assert wrong == [
        {"line": 2, "faults": [
            {"path": "profile.photo", "code": "not-json", "message": "is bytes, which JSON has no way to write",
             "fix": "send text, a number, true or false"}
        ]}
    ]  # fmt: skip


def test_members_from_parquet(shop: Served, tmp_path: Path) -> None:
    file = tmp_path / "m.parquet"
    duckdb.sql(
        f"COPY (SELECT 'pq' AS namespace, i AS external_id, {{'n': i}} AS profile FROM range(1200) t(i)) TO '{file}'"
    )
    wrong, summary = import_members(shop, file.read_bytes(), PARQUET)
    assert (wrong, summary["registered"], summary["rows"]) == ([], 1_200, 1_200)
    assert shop.ok("GET", "/v1/members/pq:777")["profile"] == {"n": 777}
    assert import_members(shop, file.read_bytes(), PARQUET)[1]["unchanged"] == 1_200


# -- events in --------------------------------------------------------------------------------------------------------
def test_a_stream_of_events_is_answered_in_order(shop: Served) -> None:
    events = [
        json.dumps({"type": "order.paid", "member": f"st:{n % 40}", "key": f"s{n}",
                    "data": {"order_id": f"s{n}", "amount_cents": 1_000 + n}})
        for n in range(1_300)
    ]  # fmt: skip
    events[5] = "{broken"
    events[7] = json.dumps({"type": "order.paid", "member": "st:1", "key": "x", "data": {"order_id": "x"}})
    events[9] = json.dumps({"type": "order.paid", "member": 5})
    body = "\n".join(events).encode()
    answer = send(shop, "/v1/bulk/events?texts=false", body, NDJSON)
    results = lines(answer.content)
    assert [one["line"] for one in results] == list(range(1, 1_301))
    assert {one["line"] for one in results if not one["ok"]} == {6, 8, 10}
    assert (results[5]["error"]["code"], results[7]["error"]["faults"][0]["path"]) == (
        "malformed-json",
        "data.amount_cents",
    )
    assert {fault["path"] for fault in results[9]["error"]["faults"]} == {"member", "key"}
    assert shop.rows("SELECT count(*) FROM purchase WHERE order_id LIKE 's%'") == [(1_297,)]
    again = lines(send(shop, "/v1/bulk/events?texts=false", body, NDJSON).content)
    assert {one["answer"]["replayed"] for one in again if one["ok"]} == {True}
    assert shop.rows("SELECT count(*) FROM purchase WHERE order_id LIKE 's%'") == [(1_297,)]


def test_results_come_while_events_are_sent(shop: Served) -> None:
    """A client that writes all before it reads anything gets everything, however much it is."""
    pad = "p" * 2_000
    rows = [
        json.dumps({"type": "page.viewed", "member": "st:1", "key": f"{n}-{pad[:150]}", "data": {"page": pad}})
        for n in range(3_000)
    ]
    results = lines(send(shop, "/v1/bulk/events", "\n".join(rows).encode(), NDJSON).content)
    assert len(results) == 3_000
    assert all(one["ok"] for one in results)


@pytest.mark.parametrize(("header", "held"), [(None, False), ("X-Forwarded-For", True), ("Via", True)])
def test_through_a_proxy_the_answer_begins_when_all_events_are_there(
    shop: Served, header: str | None, held: bool
) -> None:
    rows = [
        json.dumps({"type": "page.viewed", "member": "st:1", "key": f"{header}-{n}", "data": {"page": "p"}}) + "\n"
        for n in range(1_000)
    ]
    address = urlsplit(shop.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        more = f"{header}: 203.0.113.9\r\n" if header else ""
        connection.sendall(
            f"POST /v1/bulk/events?texts=false HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shop.keys['owner']}\r\n"
            f"Content-Type: {NDJSON}\r\nConnection: close\r\n{more}"
            f"Content-Length: {sum(map(len, rows))}\r\n\r\n".encode()
        )
        connection.sendall("".join(rows[:-1]).encode())
        begun = bool(select.select([connection], [], [], 1.5 if held else 20)[0])
        connection.sendall(rows[-1].encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert begun is not held
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.count(b'"ok":true') == 1_000


# -- tables out -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["members", "orders", "operations", "postings", "facts", "coupons", "lots"])
def test_every_format_has_the_same_rows(shop: Served, tmp_path: Path, name: str) -> None:
    table = {
        "members": "member_state", "orders": "purchase", "facts": "outbox o, json_array_elements(o.facts) f",
    }.get(name, name.rstrip("s"))  # fmt: skip
    member = shop.member(f"rows-of-{name}")
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 500})
    shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "five_yuan"})
    order = {"order_id": f"of-{name}", "amount_cents": 1_000}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": member, "key": "paid", "data": order})
    count = shop.rows(f"SELECT count(*) FROM {table}")[0][0]
    answers = {
        kind: shop.call("GET", f"/v1/bulk/{name}?format={kind}", key="bulk") for kind in ("csv", "ndjson", "parquet")
    }
    assert all(answer.status_code == 200 for answer in answers.values())
    assert answers["csv"].headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    plain = lines(answers["ndjson"].content)
    cells = list(csv.DictReader(io.StringIO(answers["csv"].text)))
    assert len(plain) == len(cells) == count > 0
    assert list(plain[0]) == list(cells[0])
    assert [row["member_id"] for row in plain] == [row["member_id"] for row in cells]
    assert isinstance(plain[0]["member_id"], str)
    file = tmp_path / "x.parquet"
    file.write_bytes(answers["parquet"].content)
    packed = duckdb.sql(f"SELECT * FROM '{file}'")
    assert [column for column, *_ in packed.description] == list(plain[0])
    rows = [dict(zip(packed.columns, row, strict=True)) for row in packed.fetchall()]
    numbers = [key for key, value in plain[0].items() if isinstance(value, int | str) and key != "registered_day"]
    whole = [key for key in numbers if key != "day"]
    assert [{key: row[key] for key in whole} for row in rows] == [{key: row[key] for key in whole} for row in plain]


def test_cells_that_spreadsheets_would_run_are_disarmed(shop: Served) -> None:
    import_members(shop, b'{"namespace":"x","external_id":"=1+1","profile":{"a":"@b"}}', NDJSON)
    shop.ok("POST", "/v1/events", {"type": "app.opened", "member": "x:=1+1", "key": "=cmd()", "data": {}})
    content = shop.call("GET", "/v1/bulk/operations?format=csv", key="bulk").text
    assert ",'=cmd()," in content
    assert ",=cmd()," not in content
    exported = lines(shop.call("GET", "/v1/bulk/operations?format=ndjson", key="bulk").content)
    assert "=cmd()" in {row["key"] for row in exported}


def test_who_somebody_is_goes_only_to_those_who_may_export(shop: Served) -> None:
    import_members(shop, b'{"namespace":"told","external_id":"1","profile":{"city":"Shanghai"}}', NDJSON)
    told = lines(shop.call("GET", "/v1/bulk/members?format=ndjson", key="bulk").content)
    kept = lines(shop.call("GET", "/v1/bulk/members?format=ndjson", key="reader").content)
    assert set(told[0]) - set(kept[0]) == {"identities", "profile", "labels"}
    assert "Shanghai" not in json.dumps(kept)
    assert "Shanghai" in json.dumps(told)
    assert shop.call("GET", "/v1/bulk/postings", key="reader").status_code == 403
    assert shop.problem(422, "GET", "/v1/bulk/lots?format=xls")["faults"][0]["path"] == "query.format"
    exports = shop.rows(
        "SELECT subject, actor LIKE 'key:%' FROM audit_log WHERE action = 'bulk.exported' AND subject = 'members'"
    )
    assert exports[-1] == ("members", True)


def test_a_birthday_that_comes_later_counts(shop: Served) -> None:
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()
    soon = (today + timedelta(days=1)).strftime("%m-%d")
    member = shop.member("later")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "later-1", "amount_cents": 40_000})  # silver

    def gifts() -> list[str]:
        return [one["benefit"] for one in shop.ok("GET", f"/v1/members/{member}/entitlements")["items"]]

    assert gifts() == []
    body = f'{{"namespace":"wechat","external_id":"later","profile":{{"birthday":"{soon}"}}}}'.encode()
    summary = {"rows": 1, "registered": 0, "updated": 1, "unchanged": 0, "wrong": 0}
    assert import_members(shop, body, NDJSON) == ([], summary)
    assert gifts() == ["birthday_drink"]
    facts = """SELECT f->>0, f->1 FROM outbox, json_array_elements(facts) AS f
               WHERE member_id = $1 AND f->>0 = 'member.updated'"""
    assert shop.rows(facts, int(member)) == [("member.updated", {"attributes": ["birthday"]})]
    assert import_members(shop, body, NDJSON)[1] == {**summary, "updated": 0, "unchanged": 1}
    assert len(shop.rows(facts, int(member))) == 1
    kept = "SELECT data::text FROM event WHERE member_id = $1 AND type = 'member.update'"
    assert all(soon not in row[0] for row in shop.rows(kept, int(member)))  # sealed


def test_a_profile_is_changed_by_a_request(shop: Served) -> None:
    member = shop.member("profile")
    path = f"/v1/members/{member}/profile"
    answer = shop.ok("POST", path, {"profile": {"city": "Ningbo", "size": 3}})
    assert answer["result"] == {"changed": ["city", "size"]}
    assert shop.ok("POST", path, {"profile": {"city": None}})["result"] == {"changed": ["city"]}
    assert shop.ok("GET", f"/v1/members/{member}")["profile"] == {"size": 3}
    problem = shop.problem(409, "POST", path, {"profile": {"birthday": "02-30"}})
    assert problem["reason"] == "profile-invalid"
    assert shop.problem(422, "POST", path, {})["faults"][0]["path"] == "profile"
    assert shop.ok("GET", f"/v1/members/{member}")["profile"] == {"size": 3}


# -- files that are too much ------------------------------------------------------------------------------------------
def test_a_file_of_very_many_columns_is_refused_at_once(shop: Served) -> None:
    names = ["namespace", "external_id", *(f"profile.c{number}" for number in range(40_000))]
    for body in (",".join(names), "\n".join((",".join(names[:2]), ",".join(names)))):
        answer = send(shop, "/v1/bulk/members", body.encode(), CSV)
        if answer.status_code == 200:
            assert [one["faults"][0]["message"] for one in lines(answer.content)[:-1]] == ["has 40002 cells, not 2"]
        else:
            assert [(f["path"], f["code"]) for f in answer.json()["faults"]] == [("", "too-many-columns")]
    row = json.dumps({"namespace": "crm", "external_id": "1", **{f"c{number}": 1 for number in range(40_000)}})
    wrong, _ = import_members(shop, row.encode(), NDJSON)
    assert [fault["message"] for fault in wrong[0]["faults"]] == ["has more than 500 fields"]
    row = json.dumps({"namespace": "crm", "external_id": "1", **{f"c{number}": 1 for number in range(400)}})
    wrong, _ = import_members(shop, row.encode(), NDJSON)
    assert len(wrong[0]["faults"]) == 100


def test_a_line_without_end_is_one_wrong_row(shop: Served) -> None:
    good = b'{"namespace":"crm","external_id":"long1"}'
    wrong, summary = import_members(shop, b'{"a":"' + b"x" * 3_000_000 + b'"}\n' + good, NDJSON)
    assert wrong == [{"line": 1, "faults": [
        {"path": "", "code": "unreadable", "message": "has more than 1048576 bytes", "fix": ""}
    ]}]  # fmt: skip
    assert summary == {"rows": 2, "registered": 1, "updated": 0, "unchanged": 0, "wrong": 1}


def test_equal_rows_without_number_are_counted_before_they_are_taken(shop: Served, tmp_path: Path) -> None:
    def write(rows: int, value: str = "'crm'") -> bytes:
        path = tmp_path / "equal.parquet"
        duckdb.sql(f"COPY (SELECT {value} AS namespace, 'same' AS external_id FROM range({rows})) TO '{path}'")
        return path.read_bytes()

    answer = send(shop, "/v1/bulk/members", write(30_000_000), PARQUET)
    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["faults"]] == ["too-many-rows"]
    wrong, summary = import_members(shop, write(10_000), PARQUET)
    assert (wrong, summary["rows"], summary["registered"] + summary["unchanged"]) == ([], 10_000, 10_000)
    wrong, _ = import_members(shop, write(3, "repeat('x', 5_000_000)"), PARQUET)
    assert [fault["code"] for one in wrong for fault in one["faults"]] == ["not-a-namespace"] * 3


def test_a_row_group_that_needs_too_much_memory_ends_the_file_with_a_word(shop: Served, tmp_path: Path) -> None:
    path, long = tmp_path / "wide.parquet", "repeat(chr((65 + i % 26)::INT), 3000000) || i"
    wide = (
        f"SELECT 'crm' AS namespace, 'wide' || i AS external_id, CASE WHEN i >= $small THEN {long} END AS \"profile.a\""
    )
    for small, rows in ((0, 60), (2_048, 2_108)):
        query = wide.replace("$small", str(small))
        copy = f"COPY ({query} FROM range({rows}) t(i)) TO '{path}' (COMPRESSION zstd, ROW_GROUP_SIZE 2048)"
        # in a process of its own: the library keeps the 750 MB that it takes
        subprocess.run([sys.executable, "-c", f"import duckdb; duckdb.sql({copy!r})"], check=True, timeout=60)
        answer = send(shop, "/v1/bulk/members", path.read_bytes(), PARQUET)
        if small:
            wrong, summary = lines(answer.content)[:-1], lines(answer.content)[-1]
            assert [(one["line"], fault["code"]) for one in wrong for fault in one["faults"]] == [(2_001, "unreadable")]
            assert "more memory than an import may use" in wrong[0]["faults"][0]["message"]
            assert (summary["registered"], summary["wrong"]) == (2_000, 1)
        else:
            assert (answer.status_code, answer.json()["fix"]) == (
                422, "write it with smaller row groups, or send CSV or NDJSON",
            )  # fmt: skip


def wait_for(condition: Callable[[], bool]) -> None:
    asyncio.run(until(lambda: asyncio.to_thread(condition)))


def test_an_import_stops_when_its_client_is_gone(shop: Served) -> None:
    rows = b"".join(b"gone,%d\n" % number for number in range(100_000))
    head = f"POST /v1/bulk/members HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shop.keys['owner']}\r\n"
    body = b"namespace,external_id\n" + rows
    count = "SELECT count(*) FROM identity WHERE namespace = 'gone'"

    def is_idle() -> bool:
        found = [one for one in shop.call("GET", "/metrics").text.splitlines() if one.startswith(IN_FLIGHT)]
        return bool(found) and sum(float(one.rpartition(" ")[2]) for one in found) <= 1  # this very request

    with socket.create_connection(("127.0.0.1", int(shop.url.rpartition(":")[2]))) as client:
        client.sendall(f"{head}Content-Type: text/csv\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        wait_for(lambda: shop.rows(count)[0][0] > 0)
    wait_for(is_idle)
    taken = shop.rows(count)[0][0]
    assert 0 < taken < 100_000
    audited = "SELECT count(*) FROM audit_log WHERE action = 'bulk.members_imported' AND details::text LIKE '%100000%'"
    assert shop.rows(audited) == [(0,)]
