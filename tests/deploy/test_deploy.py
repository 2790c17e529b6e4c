"""What is shipped for running Liuke says what the code understands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from liuke.cli.main import make_app
from liuke.db.binaries import get_binaries
from liuke.db.embedded import EmbeddedPostgres
from liuke.db.migrate import migrate, read_migrations
from liuke.db.pool import connect
from liuke.db.url import check_server
from liuke.settings import read_settings
from tests.server import make_run_dir

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs" / "how-to" / "deployment.md").read_text(encoding="utf-8")


def list_options(name: str) -> set[str]:
    """Options of a command of ``liuke``; empty when it has no such command."""
    commands = getattr(typer.main.get_command(make_app()), "commands", {})
    found = commands.get(name)
    return {option for parameter in found.params for option in parameter.opts} if found is not None else set()


def test_settings_are_those_that_the_code_reads() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\bLIUKE_[A-Z_]+\b", code))
    for name, service in COMPOSE["services"].items():
        given = {key for key in service.get("environment", {}) if key.startswith("LIUKE_")}
        assert given - {"LIUKE_APP_PASSWORD", "LIUKE_OWNER_PASSWORD"} <= read, name
    shown = set(re.findall(r"^\| `(LIUKE_[A-Z_]+)`", GUIDE, flags=re.MULTILINE))
    assert shown <= read
    assert {"LIUKE_DATABASE_URL", "LIUKE_SECRET_KEY", "LIUKE_WEBHOOK_ALLOW_PRIVATE", "LIUKE_HOME"} <= shown


def test_every_secret_is_asked_for_and_described() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", text))
    assert asked == {"POSTGRES_PASSWORD", "LIUKE_APP_PASSWORD", "LIUKE_OWNER_PASSWORD", "LIUKE_SECRET_KEY"}
    for name in asked:
        assert f"{name}=" in GUIDE


@pytest.mark.parametrize("name", ["worker"])
def test_commands_have_the_options_they_are_given(name: str) -> None:
    options = list_options(name)
    assert options
    given = [COMPOSE["services"][name]["command"], COMPOSE["services"][name]["healthcheck"]["test"]]
    given.append(
        (DEPLOY / "systemd" / f"liuke-{name}.service").read_text().split("ExecStart=")[1].split("\n")[0].split()
    )
    for command in given:
        assert {part for part in command if part.startswith("--")} <= options


def test_the_proxy_on_the_machine_is_believed_and_nobody_else() -> None:
    """Otherwise all would have one address and share its tries for passwords, and cookies would go without TLS."""
    [network] = COMPOSE["networks"]["default"]["ipam"]["config"]
    given = COMPOSE["services"]["serve"]["environment"]["LIUKE_TRUSTED_PROXIES"]
    assert given == f"${{LIUKE_TRUSTED_PROXIES:-{network['gateway']}}}"
    proxies = read_settings({"LIUKE_TRUSTED_PROXIES": network["gateway"]}).api.proxies
    assert proxies.find_address((network["gateway"], 1), "203.0.113.9") == "203.0.113.9"
    assert proxies.find_address(("172.31.240.3", 1), "203.0.113.9") == "172.31.240.3"
    assert COMPOSE["services"]["serve"]["ports"] == ["127.0.0.1:8080:8080"]


def test_services_run_without_rights() -> None:
    for name in ("serve", "worker", "migrate"):
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    last_stage = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").split("\nFROM ")[-1]
    assert "\nUSER 10001\n" in last_stage
    assert "apt-get" not in last_stage


async def test_the_servers_first_start_makes_a_database_that_fits(tmp_path: Path) -> None:
    """The script of the container runs against a server that has none of our roles."""
    folder = make_run_dir()
    server = EmbeddedPostgres(folder / "home")
    try:
        info = server.start()
        admin = await connect(info.admin_dsn.replace("/liuke?", "/postgres?"))
        for sql in ("ALTER DATABASE liuke RENAME TO old", "ALTER ROLE liuke_app RENAME TO old_app"):
            await admin.execute(sql)
        await admin.execute("ALTER ROLE liuke_owner RENAME TO old_owner")
        parts = re.match(r"postgresql://(\w+):([^@]+)@/\w+\?host=([^&]+)", info.admin_dsn)
        assert parts is not None
        socket_dir = parts[3].replace("%2F", "/")
        environ = {
            **os.environ, "PATH": f"{get_binaries().program('psql').parent}:{os.environ['PATH']}", "PGHOST": socket_dir,
            "PGPASSWORD": parts[2], "POSTGRES_USER": parts[1],
            "LIUKE_APP_PASSWORD": "a'p \"p", "LIUKE_OWNER_PASSWORD": "o",
        }  # fmt: skip
        script = [str(DEPLOY / "postgres" / "init.sh")]
        done = subprocess.run(script, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        tail = f"@/liuke?host={parts[3]}&port=5432"
        await migrate(f"postgresql://liuke_owner:o{tail}")
        app_dsn = f"postgresql://liuke_app:a%27p%20%22p{tail}"
        assert (await check_server(app_dsn)).startswith("18")
        app_connection = await connect(app_dsn)
        assert await app_connection.fetchval("SELECT count(*) FROM schema_migration") == len(read_migrations())
        await app_connection.close()
        await admin.close()
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
