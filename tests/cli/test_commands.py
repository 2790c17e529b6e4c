"""The command line on a real database, in this process and in one of its own."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from liuke.bootstrap import open_platform
from liuke.cli.main import make_app
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.kernel.clock import SECOND_US
from liuke.members.store import NewMember, register_members
from liuke.settings import SettingsInvalid, read_settings
from tests.server import TestDatabase

T = 1_700_000_000 * SECOND_US
PROGRAM = {
    "id": "tea",
    "name": {"zh": "茶铺", "en": "Tea shop"},
    "assets": [{"id": "points", "name": {"zh": "积分", "en": "Points"}, "caps": [{"period": "day", "limit": 100}]}],
}


@pytest.fixture
def environ(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    values = {
        "LIUKE_DATABASE_URL": database.dsn,
        "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(tmp_path / "home"),
        "LIUKE_TENANT": "teashop",
        "LIUKE_LOCALE": "en",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "tea.yaml", PROGRAM)


def write(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def liuke(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(make_app(), [str(argument) for argument in arguments], prog_name="liuke")
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def leaves() -> list[tuple[str, ...]]:
    return [
        (group.name or "", command.name or command.callback.__name__)
        for group in make_app().registered_groups
        if group.typer_instance is not None
        for command in group.typer_instance.registered_commands
        if command.callback is not None
    ]


@pytest.mark.parametrize("command", leaves(), ids=" ".join)
def test_every_command_has_help_with_examples(command: tuple[str, ...]) -> None:
    shown = liuke(*command, "--help").stdout
    assert "Examples:" in shown
    assert f"liuke {' '.join(command)}" in shown


def test_groups_are_complete() -> None:
    names = {" ".join(command) for command in leaves()}
    assert names >= {
        *(f"db {name}" for name in ("start", "stop", "status", "migrate", "dump", "restore")),
        *(f"program {name}" for name in ("lint", "diff", "publish", "rollback", "schema", "rules", "versions", "show")),
        *(f"member {name}" for name in ("show", "explain", "forecast")),
    }


def test_lint(environ: dict[str, str], file: Path, tmp_path: Path) -> None:
    assert liuke("program", "lint", file).stdout == f"{file}: nothing to find fault with\n"
    broken = write(tmp_path / "broken.yaml", {**PROGRAM, "assets": [*PROGRAM["assets"], {"id": "points", "name": "x"}]})
    found = json.loads(liuke("program", "lint", broken, "--json", "--locale", "zh", code=1).stdout)
    assert (found["errors"], found["warnings"]) == (1, 0)
    assert found["findings"] == [
        {
            "path": "assets.1.id", "code": "duplicate-id", "severity": "error", "reason": "编号 points 已用于第 1 项",
            "fix": "改用另一个编号", "figures": {"id": "points"},
        }
    ]  # fmt: skip
    invalid = write(tmp_path / "invalid.yaml", {**PROGRAM, "nonsense": 1, "currency": {"code": "yuan"}})
    found = json.loads(liuke("program", "lint", invalid, "--json", code=1).stdout)
    assert [f["path"] for f in found["findings"]] == ["currency.code", "nonsense"]
    many = [
        {"id": f"c{n}", "name": f"{n}", "kind": "free_item", "validity": {"kind": "relative", "days": 30}}
        for n in range(300)
    ]
    same = write(tmp_path / "same.yaml", {**PROGRAM, "coupons": many})
    rows = json.loads(liuke("program", "lint", same, "--json").stdout)["findings"]
    assert len([one for one in rows if one["code"] == "discount-unbounded"]) == 300
    shown = liuke("program", "lint", same).stdout
    assert (shown.count("discount-unbounded"), shown.count("and 299 more")) == (1, 1)
    missing = liuke("program", "lint", "no_such_template", code=1)
    assert missing.stdout == ""
    assert "neither a file nor a template" in missing.stderr
    assert "Traceback" not in missing.stderr
    assert liuke("program", "lint", code=2).stdout == ""
    assert liuke("program", "lint", file, "--locale", "fr", code=2).stdout == ""


def test_publish_versions_diff_show_rules_rollback(environ: dict[str, str], file: Path, tmp_path: Path) -> None:
    assert "No program is published" in liuke("program", "versions", code=1).stderr
    problem = json.loads(liuke("program", "show", "--json", code=1).stderr)
    assert (problem["code"], problem["status"]) == ("no-program", 409)
    first = json.loads(liuke("program", "publish", file, "--note", "start", "--json").stdout)
    assert (first["version"], first["created"]) == (1, True)
    assert "in force already, as version 1" in liuke("program", "publish", file).stdout
    more = write(
        tmp_path / "more.yaml", {**PROGRAM, "assets": [{**PROGRAM["assets"][0], "name": "茶点", "giftable": True}]}
    )
    assert (
        "version 2 is published, in force from 2100-01-01 00:00 (Asia/Shanghai)"
        in liuke("program", "publish", more, "--at", "2100-01-01").stdout
    )
    listed = json.loads(liuke("program", "versions", "--json").stdout)
    assert [(v["version"], v["in_force"], v["active_from_us"], v["note"]) for v in listed] == [
        (1, True, first["active_from_us"], "start"),
        (2, False, 4_102_416_000 * SECOND_US, ""),
    ]
    assert liuke("program", "versions").stdout.count("●") == 1
    changes = json.loads(liuke("program", "diff", "published", "v2", "--locale", "zh", "--json").stdout)
    assert [change["text"] for change in changes] == [
        "茶点名称 积分 → 茶点",
        "茶点可赠送 否 → 是",
    ]
    out = tmp_path / "shown.yaml"
    liuke("program", "show", "v2", "--out", out)
    assert liuke("program", "diff", out, "v2").stdout == "the two programs mean the same\n"
    assert liuke("program", "rules", "published").stdout.startswith("# Tea shop\n")
    html = liuke("program", "rules", file, "--html", "--locale", "zh").stdout
    assert '<html lang="zh-CN">' in html
    assert "<h1>茶铺</h1>" in html
    back = json.loads(liuke("program", "rollback", 2, "--json").stdout)
    assert (back["version"], back["created"]) == (3, True)
    assert "no version 9" in liuke("program", "rollback", 9, code=1).stderr
    assert "no time" in liuke("program", "publish", file, "--at", "soon", code=2).stderr


def test_schema(tmp_path: Path) -> None:
    out = tmp_path / "schema.json"
    assert liuke("program", "schema", "--out", out).stdout == ""
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(liuke("program", "schema").stdout)
    assert "name a folder" not in liuke("program", "schema", "--out", tmp_path / "no" / "x.json", code=1).stdout


async def _make_member(key: str, *, name: str = "alice") -> None:
    async with open_platform() as platform:
        await platform.personal.ready(platform.pool)
        async with acquire(platform.pool) as connection, transaction(connection, tenant_id=platform.tenant_id):
            new = [NewMember(name, T, 19_675, {"city": "杭州"})]
            made = await register_members(connection, platform.tenant_id, "app", new, platform.personal)
        async with platform.make_engine() as engine:
            data = {"asset": "points", "amount": 30}
            answer = await engine.submit(Event("points.earn", made[name], key, 0, data))
            assert answer.error is None
            spent = await engine.submit(Event("points.spend", made[name], "s1", 0, {**data, "amount": 12}))
            assert spent.error is None


def test_member_show_and_explain(environ: dict[str, str], file: Path) -> None:
    liuke("program", "publish", file)
    asyncio.run(_make_member("order:1"))
    data = json.loads(liuke("member", "show", "alice", "--json").stdout)
    assert (data["profile"], data["wallets"]["points"]["available"]) == ({"city": "杭州"}, 18)
    assert [(lot["seq"], lot["amount"], lot["remaining"]) for lot in data["lots"]["points"]] == [(1, 30, 18)]
    assert [(op["key"], op["program_version"]) for op in data["operations"]] == [("s1", 1), ("order:1", 1)]
    shown = liuke("member", "show", "app:alice", "--operations", "1").stdout
    assert "│ Points " in shown
    assert "city" in shown
    assert "order:1" not in shown
    explained = json.loads(liuke("member", "explain", "alice", "order:1", "--json").stdout)
    assert (explained["type"], explained["answer"]["balances"]) == ("points.earn", {"points": 30})
    assert "decided under program version 1" in liuke("member", "explain", "alice", "order:1").stdout
    assert liuke("member", "forecast", "alice").stdout == "no change of tier is in sight\n"
    assert json.loads(liuke("member", "forecast", "alice", "--json").stdout) == []
    assert "no operation 'nothing'" in liuke("member", "explain", "alice", "nothing", code=1).stderr
    assert "no member 'bob'" in liuke("member", "show", "bob", code=1).stderr
    assert "no member 'web:alice'" in liuke("member", "show", "web:alice", code=1).stderr


async def _pay(environ_key: str) -> None:
    async with open_platform() as platform:
        await platform.personal.ready(platform.pool)
        async with acquire(platform.pool) as connection, transaction(connection, tenant_id=platform.tenant_id):
            new = [NewMember(name, T, 19_675) for name in ("alice", "bob")]
            made = await register_members(connection, platform.tenant_id, "app", new, platform.personal)
        async with platform.make_engine() as engine:
            data = {"order_id": "A-1", "amount_cents": 1_000}
            assert (await engine.submit(Event("order.paid", made["alice"], environ_key, 0, data))).error is None


def test_an_order_is_moved(environ: dict[str, str], tmp_path: Path) -> None:
    spend = {"id": "spend", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}}}
    liuke("program", "publish", write(tmp_path / "tea.yaml", {**PROGRAM, "earning": [spend]}))
    asyncio.run(_pay("order:1"))
    moved = liuke("member", "move-order", "alice", "A-1", "--to", "bob", "--reason", "bob's receipt")
    assert moved.stdout == "order A-1 of alice is bob's\n"
    held = [json.loads(liuke("member", "show", name, "--json").stdout)["wallets"] for name in ("alice", "bob")]
    assert [wallets["points"]["available"] for wallets in held] == [0, 10]
    again = liuke("member", "move-order", "alice", "A-1", "--to", "bob", "--reason", "again", code=1)
    assert "order 'A-1' was moved before" in again.stderr


def test_two_members_are_merged_and_two_again(environ: dict[str, str], file: Path) -> None:
    liuke("program", "publish", file)
    asyncio.run(_make_member("order:1"))
    asyncio.run(_make_member("order:2", name="till"))
    asked = ("member", "merge", "app:alice", "app:till", "--reason", "the same person")
    shown = liuke(*asked, "--preview").stdout.splitlines()
    assert shown[-1] == "nothing was changed"
    assert "  ✓ 18 Points come over, 0 owed" in shown
    done = json.loads(liuke(*asked, "--json").stdout)
    assert (done["balances"], done["changed"]) == ({"points": 36}, True)
    assert f"app:till was app:alice already (merge {done['merge_id']})" in liuke(*asked).stdout
    for name in ("alice", "till"):
        assert json.loads(liuke("member", "show", name, "--json").stdout)["wallets"]["points"]["available"] == 36
    back = ("member", "unmerge", "alice", done["merge_id"], "--reason", "two sisters")
    assert f"they are two members again (merge {done['merge_id']})" in liuke(*back).stdout
    assert json.loads(liuke("member", "show", "till", "--json").stdout)["wallets"]["points"]["available"] == 18
    assert "it had been undone" in liuke(*back).stdout


def test_settings_report_every_fault(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    wrong = {
        "LIUKE_HOME": str(tmp_path / "file"),
        "LIUKE_DATABASE_OWNER_URL": "http://u:secret@h/d",
        "LIUKE_TENANT": "Not A Slug",
        "LIUKE_LOCALE": "fr",
        "LIUKE_WEBHOOK_LOG_DAYS": "²",
        "LIUKE_RATE_LIMIT": "many",
        "LIUKE_PIN": "perhaps",
        "LIUKE_METRICS_TOKEN": "short",
        "LIUKE_TRUSTED_PROXIES": "10.0.0.0/8, there",
        "LIUKE_ALLOWED_ORIGINS": "https://pages.example, *",
        "LIUKE_TRACES": "everything",
        "LIUKE_SECRET_KEY": "no key",
    }
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(wrong)
    assert [(f.path, f.code) for f in caught.value.faults] == [
        ("LIUKE_HOME", "not-a-folder"),
        ("LIUKE_DATABASE_OWNER_URL", "address-invalid"),
        ("LIUKE_DATABASE_OWNER_URL", "alone"),
        ("LIUKE_TENANT", "not-a-slug"),
        ("LIUKE_LOCALE", "unknown-locale"),
        ("LIUKE_WEBHOOK_LOG_DAYS", "out-of-range"),
        ("LIUKE_RATE_LIMIT", "not-in-range"),
        ("LIUKE_PIN", "not-yes-or-no"),
        ("LIUKE_METRICS_TOKEN", "not-a-token"),
        ("LIUKE_TRUSTED_PROXIES", "not-a-network"),
        ("LIUKE_ALLOWED_ORIGINS", "not-an-origin"),
        ("LIUKE_TRACES", "unknown"),
        ("LIUKE_SECRET_KEY", "not-a-key"),
    ]
    assert "secret" not in str(caught.value)
    found = read_settings({"LIUKE_HOME": "/srv/x", "LANG": "zh_CN.UTF-8"})
    assert (str(found.home), found.tenant, found.locale, found.external_database) == ("/srv/x", "main", "zh", False)


def test_migrate_and_status(environ: dict[str, str]) -> None:
    assert json.loads(liuke("db", "migrate", "--check", "--json").stdout) == {"pending": []}
    assert "nothing, the database is up to date" in liuke("db", "migrate").stdout
    status = json.loads(liuke("db", "status", "--json").stdout)
    assert (status["state"], status["external"]) == ("absent", True)
    assert json.loads(liuke("db", "stop", "--json").stdout) == {"stopped": False}


def test_as_a_process_of_its_own(environ: dict[str, str], file: Path) -> None:
    command = [str(Path(sys.executable).with_name("liuke")), "program"]

    def call(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([*command, *arguments], env=os.environ, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done

    assert json.loads(call("publish", str(file), "--json").stdout)["version"] == 1
    refused = call("publish", "/nowhere.yaml", code=1)
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[0].startswith("The input is not valid: /nowhere.yaml: No such file")
    assert "Traceback" not in refused.stderr
    assert "Missing argument" in call("publish", code=2).stderr


@pytest.mark.parametrize(
    "command",
    [
        "verify", "program show published", "program lint published", "program rules published", "program diff v1 v1",
        "program publish FILE", "program rollback 1", "program versions", "member show x",
        "member explain x k", "member forecast x", "coupon import five FILE", "finance liability", "finance seal",
        "keys list", "keys add x --scope checkout", "people list", "people add a@b.example --role owner",
        "vault status", "serve --port 0", "worker --once --tenant nowhere",
    ],
)  # fmt: skip
def test_a_tenant_that_is_not_there_is_an_error_everywhere(
    environ: dict[str, str], file: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    liuke("program", "publish", file)
    monkeypatch.setenv("LIUKE_TENANT", "teashp")
    done = liuke(*command.replace("FILE", str(file)).split(), code=1)
    if "--tenant" not in command:
        assert "'teashp'; there are: teashop" in done.output
        assert "did you mean 'teashop'?" in done.output
    monkeypatch.setenv("LIUKE_TENANT", "teashop")
    assert [one["slug"] for one in json.loads(liuke("tenants", "list", "--json").stdout)] == ["teashop"]


def test_tenants_are_made_by_a_command(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert liuke("tenants", "add", "bakery", "--name", "The bakery").stdout == "LIUKE_TENANT=bakery\n"
    assert "already" in liuke("tenants", "add", "bakery", code=1).output
    assert "not-a-slug" in liuke("tenants", "add", "Not A Slug", code=1).output
    found = json.loads(liuke("tenants", "list", "--json").stdout)
    assert [(one["slug"], one["name"]) for one in found] == [("bakery", "The bakery")]
    monkeypatch.setenv("LIUKE_TENANT", "bakery")
    liuke("keys", "list")


def test_the_catalogue_comes_from_a_file_once(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "stores.csv"
    path.write_text("id,name,time_zone\nla,Los Angeles,America/Los_Angeles\nny,New York,\n", encoding="utf-8")
    liuke("db", "migrate")
    done = liuke("catalogue", "import", "stores", path)
    assert done.output == "2 of 2 stores changed; the catalogue is at version 2\n"
    again = liuke("catalogue", "import", "stores", path)
    assert again.output == "nothing changed: all 2 stores are as the file says; version 2\n"
    path.write_text("id,name,time_zone\nla,LA,America/Los_Angeles\nny,New York,\n", encoding="utf-8")
    assert json.loads(liuke("catalogue", "import", "stores", path, "--json").output) == {"changed": 1, "version": 3}
    path.write_text("id,time_zone\nla,Mars/Base\n", encoding="utf-8")
    refused = liuke("catalogue", "import", "stores", path, code=1)
    assert "lines.2.time_zone" in refused.output
    assert "'Mars/Base' is no time zone" in refused.output
