"""``liuke clearing`` on a real database: listed, accepted, moved, stated, ended."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from liuke.cli.main import make_app
from tests.clearing.shops import OUT, open_group
from tests.merchant import open_pool
from tests.server import TestDatabase


def clearing(*arguments: str) -> Any:
    done = CliRunner().invoke(make_app(), ["clearing", *arguments, "--json"], prog_name="liuke")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


async def _prepare(database: TestDatabase) -> str:
    pool = await open_pool(database.dsn)
    group = await open_group(database, pool)
    await group.send(group.tea, group.teas[0], "s", 100)
    await group.settle()
    await group.send(group.tea, group.teas[1], "s", 20)
    await pool.close()
    return group.agreement


def test_what_two_shops_have_between_them(
    database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(tmp_path / "home"), "LIUKE_TENANT": "tea", "LIUKE_LOCALE": "en",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    agreement = asyncio.run(_prepare(database))
    (found,) = clearing("agreements")
    assert (found["agreement"], found["status"], found["under_way"], found["under_way_amount"]) == (
        agreement, "active", 1, 20
    )  # fmt: skip
    assert [(one["status"], one["amount"], one["credit"]) for one in clearing("transfers")] == [("arrived", 100, 66)]
    assert [one["amount"] for one in clearing("transfers", "--under-way")] == [20]
    (line,) = clearing("statement", "--month", "2023-11")
    assert (line["direction"], line["transfers"], line["credit"], line["owes_cents"]) == ("out", 1, 66, OUT.owe(66))
    assert (line["owes_cents"], line["owes"]) == (46, "0.46")
    (ended,) = clearing("end", agreement)
    assert (ended["status"], ended["ended_by"]) == ("ended", "own")
