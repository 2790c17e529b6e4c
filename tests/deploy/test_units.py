"""The units of systemd: sound by systemd's own judgement, and agreeing with what the commands do."""

from __future__ import annotations

import inspect
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from liuke.api.server import DRAIN_SECONDS, GRACE_SECONDS
from liuke.supervise.supervisor import Supervisor
from tests.api.support import PLAIN, make_environ, prepare
from tests.deploy.proxies import find_program, free_port
from tests.deploy.units import UNITS, Started, find_children, read_unit, start
from tests.server import TestDatabase

NAMES = sorted(path.stem for path in UNITS.glob("*.service"))
EXPOSURE = 1.5


@pytest.fixture
def settings(database: TestDatabase, tmp_path: Path) -> dict[str, str]:
    """What an operator writes into /etc/liuke/liuke.env."""
    environ = make_environ(database, tmp_path)
    prepare(environ)
    names = ("LIUKE_DATABASE_URL", "LIUKE_DATABASE_OWNER_URL", "LIUKE_TENANT")
    return {**{name: environ[name] for name in names}, "LIUKE_LOCALE": "en"}


def get_ready(port: int) -> int:
    return httpx.get(f"http://127.0.0.1:{port}/readyz", verify=PLAIN, timeout=10).status_code


def wait_until_gone(pids: list[int]) -> None:
    limit = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < limit, pids
        time.sleep(0.05)


def test_there_is_one_for_each_part() -> None:
    assert NAMES == ["liuke-serve", "liuke-worker"]


@pytest.mark.system
@pytest.mark.parametrize("name", NAMES)
def test_systemd_understands_it_and_finds_it_closed(name: str, tmp_path: Path) -> None:
    analyze = find_program("systemd-analyze")
    made = tmp_path / f"{name}.service"
    text = (UNITS / made.name).read_text(encoding="utf-8")
    made.write_text(text.replace("/opt/liuke/bin/liuke", "/bin/true"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", made], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    judged = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", made], capture_output=True, text=True, check=True
    )
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", judged.stdout)
    assert found is not None, judged.stdout
    assert float(found[1]) <= EXPOSURE


@pytest.mark.parametrize("name", NAMES)
def test_times_leave_room_for_what_the_commands_promise(name: str) -> None:
    unit = read_unit(name)
    defaults = inspect.signature(Supervisor).parameters
    ready_s, grace_s = (float(defaults[key].default) for key in ("ready_s", "grace_s"))
    assert float(unit["TimeoutStartSec"]) > ready_s
    assert float(unit["TimeoutStopSec"]) > max(grace_s, DRAIN_SECONDS + GRACE_SECONDS)
    assert (unit["Type"], unit["NotifyAccess"], unit["Restart"]) == ("notify", "main", "always")
    assert (unit["KillMode"], unit["KillSignal"]) == ("mixed", "SIGTERM")


@pytest.fixture
def serving(settings: dict[str, str], tmp_path: Path) -> Iterator[Started]:
    with start("liuke-serve", tmp_path, settings, free_port()) as started:
        started.wait_for("READY=1", float(started.unit["TimeoutStartSec"]))
        yield started


@pytest.mark.system
def test_serving_starts_reloads_and_stops_as_its_unit_says(serving: Started) -> None:
    assert get_ready(serving.port) == 200
    before = find_children(serving.process.pid)
    assert len(before) == 2
    serving.reload()
    serving.wait_for("READY=1", 60)
    assert serving.told[0] == "RELOADING=1"
    after = find_children(serving.process.pid)
    assert (len(after), set(after) & set(before)) == (2, set())
    assert get_ready(serving.port) == 200
    code, seconds = serving.stop()
    assert code == 0
    assert seconds < float(serving.unit["TimeoutStopSec"]) / 2
    serving.wait_for("STOPPING=1", 1)
    wait_until_gone(after)
    folder = serving.runtime.parent
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder / "state").rglob("*"))


@pytest.mark.system
def test_serving_is_restarted_on_the_same_address_after_a_kill(
    serving: Started, settings: dict[str, str], tmp_path: Path
) -> None:
    children = find_children(serving.process.pid)
    serving.process.send_signal(signal.SIGKILL)
    assert serving.process.wait(5) == -signal.SIGKILL
    wait_until_gone(children)
    with start("liuke-serve", tmp_path, settings, serving.port) as again:
        again.wait_for("READY=1", 60)
        assert get_ready(serving.port) == 200
        assert again.stop()[0] == 0


@pytest.mark.system
def test_the_worker_starts_tells_how_it_is_and_stops(settings: dict[str, str], tmp_path: Path) -> None:
    with start("liuke-worker", tmp_path, settings, 0) as worker:
        worker.wait_for("READY=1", 60)
        health = worker.runtime / "worker.json"
        limit = time.monotonic() + 20
        while not health.exists():
            assert time.monotonic() < limit, worker.log.read_text()
            time.sleep(0.05)
        liuke = Path(sys.executable).parent / "liuke"
        check = [liuke, "worker", "--check", "--health-file", health]
        done = subprocess.run(check, env={"LIUKE_LOCALE": "en"}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        code, seconds = worker.stop()
        assert code == 0
        assert seconds < float(worker.unit["TimeoutStopSec"]) / 2
        worker.wait_for("STOPPING=1", 1)
