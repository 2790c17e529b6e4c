"""``liuke give`` on a real database: previewed, given once, beyond the limit left to a second person, undone."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from liuke.bootstrap import open_platform
from liuke.cli.main import make_app
from liuke.db.pool import acquire, transaction
from liuke.members.store import NewMember, register_members
from liuke.settings import read_settings
from tests.server import TestDatabase

WHAT = json.dumps({"kind": "asset", "asset": "points", "amount": 40})
PROGRAM = """
id: tea
name: {zh: 茶铺, en: Tea shop}
assets: [{id: points, name: {zh: 积分, en: Points}}]
giving: {approval_above_members: 5}
"""


def give(*arguments: object, code: int = 0) -> Any:
    done = CliRunner().invoke(make_app(), ["give", *(str(one) for one in arguments), "--json"], prog_name="liuke")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if code == 0 else done.stderr


@pytest.fixture
def people(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    values = {
        "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(tmp_path / "home"), "LIUKE_TENANT": "teashop", "LIUKE_LOCALE": "en",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    program = tmp_path / "tea.yaml"
    program.write_text(PROGRAM, encoding="utf-8")
    done = CliRunner().invoke(make_app(), ["program", "publish", str(program)], prog_name="liuke")
    assert done.exit_code == 0, done.output
    names = [f"m{n}" for n in range(8)]

    async def register() -> None:
        async with (
            open_platform(read_settings(), connections=1) as platform,
            acquire(platform.pool) as connection,
            transaction(connection, tenant_id=platform.tenant_id),
        ):
            new = [NewMember(name, 1_700_000_000_000_000, 19_675) for name in names]
            await register_members(connection, platform.tenant_id, "app", new, platform.personal)

    asyncio.run(register())
    return names


def test_it_is_previewed_given_once_and_undone(people: list[str], tmp_path: Path) -> None:
    listed = tmp_path / "more.txt"
    listed.write_text(f"{people[1]}\n\n{people[0]}\n", encoding="utf-8")
    seen = give("preview", people[0], "nobody", "--file", listed, "--what", WHAT)
    assert (seen["members"], seen["unknown"], seen["approval"]) == (2, ["nobody"], "")
    run = ("run", "sorry", people[0], "--file", listed, "--what", WHAT, "--reason", "till was down")
    for _ in range(2):
        done = give(*run)
        assert (done["status"], done["counts"]) == ("done", {"given": 2})
    assert give("show", "sorry") == done
    undone = give("undo", "sorry")
    assert (undone["status"], undone["counts"]) == ("undone", {"returned": 2})
    assert give("undo", "sorry") == undone


def test_beyond_the_limit_a_second_person_decides(people: list[str]) -> None:
    done = give("run", "many", *people, "--what", WHAT, "--reason", "all of them")
    assert (done["status"], done["counts"]) == ("waiting", {"waiting": 8})
    assert "giving-decided" in give("undo", "many", code=1)


def test_whom_nobody_knows_and_what_cannot_be_given(people: list[str]) -> None:
    refused = give("run", "x", people[0], "nobody", "--what", WHAT, "--reason", "r", code=1)
    assert "nobody is called nobody" in refused
    assert "is no JSON object" in give("preview", people[0], "--what", "[1]", code=1)
    assert "not-found" in give("show", "x", code=1)


def test_whom_filters_leave_is_given_to(people: list[str]) -> None:
    give(
        "run", "marked", *people[:3], "--what", '{"kind": "label", "name": "vip", "value": "1"}', "--reason", "regulars"
    )
    vips = json.dumps({"label": "vip"})
    assert give("preview", "--select", "{}", "--what", WHAT)["members"] == 8
    assert give("preview", "--select", vips, "--what", WHAT)["members"] == 3
    assert give("preview", "--select", '{"label": "vip", "label_value": "2"}', "--what", WHAT)["members"] == 0
    done = give("run", "vips", "--select", vips, "--what", WHAT, "--reason", "regulars")
    assert (done["status"], done["counts"]) == ("done", {"given": 3})
    assert give("preview", "--select", '{"balance_min": 40}', "--what", WHAT)["members"] == 3
    for wrong in ("gold", "[]", '{"tiers": "gold"}', '{"label_value": "1"}'):
        assert "invalid-input" in give("preview", "--select", wrong, "--what", WHAT, code=1)
    assert "one-of" in give("preview", people[0], "--select", vips, "--what", WHAT, code=1)
