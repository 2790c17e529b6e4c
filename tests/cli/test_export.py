"""``liuke export``: every table in every format, its columns described, its debts stated."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from liuke.bulk.columns import TABLES_ABOUT, describe_column, describe_kind
from liuke.bulk.store import TABLES
from liuke.cli.main import make_app
from tests.replay.log_support import PROGRAM, make_mapping, write_lines

_TYPES = {"pay": "order.paid", "spend": "points.spend", "back": "order.refunded"}


def liuke(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(make_app(), [str(argument) for argument in arguments], prog_name="liuke")
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def shop(database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann owes 20: she spent what an order earned that was refunded."""
    for name, value in {
        "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.owner_dsn, "LIUKE_LOCALE": "en",
        "LIUKE_HOME": str(tmp_path / "home"), "LIUKE_TENANT": "shop",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    write_lines(
        tmp_path / "log.csv", "id,who,at,kind,n", "1,ann,2026-01-01 10:00,pay,30.00", "2,ann,2026-01-01 11:00,spend,20",
        "3,ann,2026-01-01 12:00,back,30.00", "4,bob,2026-01-02 10:00,pay,5.00",
    )  # fmt: skip
    source = {
        "key": "id", "type": {"column": "kind", "map": _TYPES},
        "fields_by_type": {
            "order.paid": {"order_id": "id", "amount_cents": {"column": "n", "as": "money"}},
            "points.spend": {"asset": {"value": "points"}, "amount": {"column": "n", "as": "whole"}},
            "order.refunded": {
                "order_id": {"value": "1"}, "refund_id": "id", "amount_cents": {"column": "n", "as": "money"},
            },
        },
    }  # fmt: skip
    (tmp_path / "mapping.yaml").write_text(make_mapping(source).model_dump_json(by_alias=True, exclude_none=True))
    (tmp_path / "program.yaml").write_text(json.dumps(PROGRAM))
    liuke(
        "replay", tmp_path / "log.csv", "--mapping", tmp_path / "mapping.yaml", "--program", tmp_path / "program.yaml",
        "--processes", 1, "--json",
    )  # fmt: skip
    return tmp_path


def test_every_table_in_every_format_has_the_same_rows(shop: Path) -> None:
    counts = dict[str, int]()
    for name in TABLES_ABOUT:
        files = {kind: shop / f"{name}.{kind}" for kind in ("csv", "ndjson", "parquet")}
        for file in files.values():
            liuke("export", name, "--out", file)
        rows = [json.loads(line) for line in files["ndjson"].read_text().splitlines()]
        with files["csv"].open(newline="") as opened:
            cells = list(csv.DictReader(opened))
        packed = duckdb.sql(f"SELECT * FROM '{files['parquet']}'")
        counts[name] = len(rows)
        assert len(rows) == len(cells) == len(packed.fetchall())
        columns = [column.name for column in TABLES[name].pick(personal=False)]
        assert columns == packed.columns
        assert not rows or columns == list(rows[0])
    assert counts == {
        "members": 2, "orders": 2, "operations": 6, "postings": counts["postings"], "facts": counts["facts"],
        "coupons": 0, "prizes": 0, "lots": 2, "tracked": 0,
    }  # fmt: skip
    assert counts["postings"] > 3
    assert counts["facts"] > 2
    assert not list(shop.glob(".*.part"))


def test_debts_stand_beside_balances_that_have_them_taken_off(shop: Path) -> None:
    liuke("export", "members", "--out", shop / "m.parquet", "--personal")
    rows = duckdb.sql(f"SELECT identities, balances, debts FROM '{shop / 'm.parquet'}' ORDER BY 1").fetchall()
    found = [tuple(json.loads(cell) if cell else None for cell in row) for row in rows]
    assert found == [(["person:ann"], {"points": -20}, {"points": 20}), (["person:bob"], {"points": 5}, None)]
    liuke("export", "orders", "--out", shop / "o.ndjson")
    orders = sorted(json.loads(line)["refunded_cents"] for line in (shop / "o.ndjson").read_text().splitlines())
    assert orders == [0, 3_000]


def test_what_cannot_be_exported_is_said(shop: Path) -> None:
    assert "none of members" in liuke("export", "secrets", "--out", shop / "x.csv", code=2)
    assert "ends in none of" in liuke("export", "orders", "--out", shop / "x.xlsx", code=2)
    out = CliRunner().invoke(make_app(), ["export", "orders", "--out", str(shop / "no" / "x.csv")])
    assert out.exit_code == 1


def test_every_column_is_described() -> None:
    assert list(TABLES) == list(TABLES_ABOUT)
    described = {
        (table.name, one.name): describe_column(table, one) for table in TABLES.values() for one in table.columns
    }
    assert all(described.values())
    assert {describe_kind(one) for table in TABLES.values() for one in table.columns if one.name.endswith("_us")} == {
        "UTC microseconds"
    }
