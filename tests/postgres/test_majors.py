"""The other supported major versions of PostgreSQL, brought by the operator.

The server is made as the page on one's own PostgreSQL says, and spoken to by the commands alone: roles, migrations,
engine, API, dump, restore.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest

from liuke.db.account import get_account, run_as
from liuke.db.migrate import read_migrations
from tests.api.support import Served, prepare, serve
from tests.postgres.installations import OTHER_MAJORS, install_postgres
from tests.server import TestDatabase, make_run_dir

INIT = Path(__file__).resolve().parents[2] / "deploy" / "postgres" / "init.sh"
PASSWORDS = {"postgres": "s", "liuke_app": "a'p \"p", "liuke_owner": "o@:/"}
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Server:
    """A running server of one's own, with the roles that ``deploy/postgres/init.sh`` makes."""

    major: int
    folder: Path
    bindir: Path

    def dsn(self, role: str, database: str = "liuke") -> str:
        return f"postgresql://{role}:{quote(PASSWORDS[role], safe='')}@/{database}?host={self.folder / 'socket'}"

    def environ(self, database: str = "liuke") -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIUKE_")},
            "LIUKE_DATABASE_URL": self.dsn("liuke_app", database),
            "LIUKE_DATABASE_OWNER_URL": self.dsn("liuke_owner", database),
            "LIUKE_HOME": str(self.folder / "home"), "LIUKE_LOCALE": "en", "LIUKE_TENANT": "demo",
        }  # fmt: skip

    def liuke(self, *arguments: object, database: str = "liuke", code: int = 0) -> str:
        command = [sys.executable, "-m", "liuke.cli.main", *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environ(database), capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def ask(self, role: str, sql: str, database: str = "liuke", *, tenant: int | None = None) -> object:
        async def run() -> object:
            connection = await asyncpg.connect(self.dsn(role, database))
            try:
                if tenant is not None:
                    await connection.execute("SELECT set_config('liuke.tenant_id', $1, false)", str(tenant))
                return await connection.fetchval(sql)
            finally:
                await connection.close()

        return asyncio.run(run())


@pytest.fixture(scope="module", params=OTHER_MAJORS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    folder = make_run_dir()
    made = Server(request.param, folder, install_postgres(request.param, folder / "installation"))
    account = get_account(None)
    for name in ("data", "socket"):
        (folder / name).mkdir(mode=0o755)
        os.chown(folder / name, account.uid, account.gid)
    options = f"-c listen_addresses='' -k {folder / 'socket'}"
    initdb = [
        made.bindir / "initdb",
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        "--locale=C.UTF-8",
    ]
    pg_ctl = [made.bindir / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "socket" / "log"]
    try:
        (folder / "password").write_text(PASSWORDS["postgres"])
        done = run_as(account, [*initdb, "--encoding=UTF8", f"--pwfile={folder / 'password'}"])
        assert done.returncode == 0, done.stderr
        done = run_as(account, ["/bin/sh", "-c", '"$@" >/dev/null 2>&1', "sh", *pg_ctl, "-o", options, "start"])
        assert done.returncode == 0, (folder / "socket" / "log").read_text()
        initialize(made)
        yield made
    finally:
        run_as(account, [*pg_ctl, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def initialize(server: Server) -> None:
    """What the container of the compose file does at its first start."""
    environ = {
        "PATH": f"{server.bindir}:{os.environ['PATH']}", "PGHOST": str(server.folder / "socket"),
        "PGPASSWORD": PASSWORDS["postgres"], "POSTGRES_USER": "postgres",
        "LIUKE_APP_PASSWORD": PASSWORDS["liuke_app"], "LIUKE_OWNER_PASSWORD": PASSWORDS["liuke_owner"],
    }  # fmt: skip
    done = subprocess.run([INIT], env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def demo(server: Server) -> Server:
    """The server with the migrations and a part of the demonstration's orders."""
    server.liuke("db", "migrate")
    server.liuke("db", "migrate", "--check")
    server.liuke("demo", "--no-serve", "--limit", "1500")
    return server


def test_the_server_is_of_that_version_and_migrated(demo: Server) -> None:
    assert int(str(demo.ask("postgres", "SHOW server_version_num"))) // 10_000 == demo.major
    assert demo.ask("liuke_app", "SELECT count(*) FROM schema_migration") == len(read_migrations())
    assert demo.ask("liuke_owner", "SELECT tableowner FROM pg_tables WHERE tablename = 'member_state'") == "liuke_owner"
    roles = "SELECT count(*) FROM pg_roles WHERE rolname ~ '^liuke_' AND NOT rolsuper AND NOT rolbypassrls"
    assert demo.ask("postgres", roles) == 2


def test_rows_of_other_tenants_are_not_there(demo: Server) -> None:
    tenant = int(str(demo.ask("postgres", "SELECT tenant_id FROM tenant WHERE slug = 'demo'")))
    count = "SELECT count(*) FROM member_state"
    theirs = demo.ask("postgres", f"{count} WHERE tenant_id = {tenant} AND member_id > 0")
    assert theirs != 0
    assert demo.ask("liuke_app", count, tenant=tenant) == theirs
    assert demo.ask("liuke_app", count, tenant=tenant + 1_000) == 0
    assert demo.ask("liuke_app", count) == 0


def test_every_law_holds(demo: Server) -> None:
    demo.liuke("verify")


def test_dump_and_restore_under_the_owners_role(demo: Server, tmp_path: Path) -> None:
    """As the pages say: no superuser is needed, and the programs are newer than the server."""
    dump = tmp_path / "liuke.dump"
    demo.liuke("db", "dump", dump)
    rows = json.loads((tmp_path / "liuke.dump.manifest.json").read_text())["rows"]
    assert rows["public.member_state"] == demo.ask("postgres", "SELECT count(*) FROM member_state")
    assert demo.ask("postgres", "SELECT count(*) FROM event") == rows["public.event"] > 1_000
    create(demo, "restored")
    demo.liuke("db", "restore", dump, database="restored")
    demo.liuke("db", "migrate", "--check", database="restored")
    demo.liuke("verify", database="restored")
    assert demo.ask("postgres", "SELECT count(*) FROM event", "restored") == rows["public.event"]


def create(server: Server, name: str) -> None:
    """An empty database, as the page on one's own PostgreSQL makes it."""

    async def run() -> None:
        connection = await asyncpg.connect(server.dsn("postgres", "postgres"))
        await connection.execute(f"CREATE DATABASE {name} OWNER liuke_owner ENCODING 'UTF8' TEMPLATE template0")
        await connection.close()

    asyncio.run(run())


def test_moving_there_from_the_embedded_server(server: Server, database: TestDatabase, tmp_path: Path) -> None:
    """A dump of the embedded server, which is newer, is restored before any migration."""
    from_embedded = {
        **server.environ(), "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.admin_dsn
    }  # fmt: skip
    dump = tmp_path / "embedded.dump"
    command = [sys.executable, "-m", "liuke.cli.main", "db", "dump", str(dump)]
    subprocess.run(command, env=from_embedded, check=True, capture_output=True, timeout=60)
    create(server, "moved")
    server.liuke("db", "restore", dump, database="moved")
    assert "nothing" in server.liuke("db", "migrate", database="moved").lower()


def test_the_api_serves_and_counts_exactly(server: Server) -> None:
    create(server, "served")
    environ = {**server.environ("served"), "LIUKE_TENANT": "tea"}
    server.liuke("db", "migrate", database="served")
    with serve(environ, prepare(environ), workers=2) as served:
        pay_once(served)
    assert server.ask("postgres", "SELECT count(*) FROM event WHERE type = 'order.paid'", "served") == 1


def pay_once(served: Served) -> None:
    """The same order by one key, ten times."""
    data = {"order_id": "o1", "amount_cents": 5_000}
    order = {"type": "order.paid", "member": "wechat:zhang", "key": "o1", "data": data}
    answers = [served.ok("POST", "/v1/events", order) for _ in range(10)]
    assert [answer["replayed"] for answer in answers] == [False] + [True] * 9
    assert {answer["balances"]["points"] for answer in answers} == {150}
