"""A unit of systemd, started as systemd would start it: its command line, its environment, its rights, its signals."""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.proxies import find_program

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"


class _Sections(configparser.RawConfigParser):
    """Names keep their case, and one that is given again adds to what was there."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def read_unit(name: str) -> dict[str, str]:
    """What stands in the section of the service."""
    parser = _Sections(strict=False, interpolation=None)
    parser.read(UNITS / f"{name}.service", encoding="utf-8")
    return dict(parser["Service"])


def find_children(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Started:
    """A running service."""

    unit: dict[str, str]
    process: subprocess.Popen[bytes]
    notices: socket.socket
    log: Path
    runtime: Path
    port: int
    told: list[str] = field(default_factory=list[str])

    def wait_for(self, state: str, seconds: float) -> None:
        """Until the service has told systemd so."""
        limit = time.monotonic() + seconds
        self.notices.settimeout(0.2)
        while state not in self.told:
            ended = self.process.poll() is not None
            with suppress(TimeoutError):
                self.told += self.notices.recv(4_096).decode().split("\n")
                continue
            assert not ended, f"it ended; {self.told}; {self.log.read_text()}"
            assert time.monotonic() < limit, f"{state} was not told; {self.told}; {self.log.read_text()}"

    def stop(self) -> tuple[int, float]:
        """As ``systemctl stop`` with KillMode=mixed: the signal goes to the main process; its code, and how long."""
        began = time.monotonic()
        self.process.send_signal(signal.Signals[self.unit["KillSignal"]])
        code = self.process.wait(float(self.unit["TimeoutStopSec"]))
        return code, time.monotonic() - began

    def reload(self) -> None:
        command = self.unit["ExecReload"].replace("$MAINPID", str(self.process.pid))
        self.told.clear()
        subprocess.run(shlex.split(command), check=True)


def render_command(unit: dict[str, str], runtime: Path, port: int) -> list[str]:
    """ExecStart with our own programs, a free port, and the folder of this test."""
    text = unit["ExecStart"].replace("--port 8080", f"--port {port}")
    text = text.replace(f"/run/{unit['RuntimeDirectory']}/", f"{runtime}/")
    program, *arguments = shlex.split(text)
    assert program == "/opt/liuke/bin/liuke"
    return [str(Path(sys.executable).parent / "liuke"), *arguments]


def drop_rights(command: list[str]) -> list[str]:
    """Without capabilities, and with none to be had: what NoNewPrivileges and CapabilityBoundingSet leave.

    For root the one stays that lets it reach the socket of the tests' database, which belongs to another account.
    """
    setpriv = find_program("setpriv")
    bounding = ["--bounding-set=-all,+dac_override"] if os.geteuid() == 0 else []
    return [setpriv, "--no-new-privs", "--inh-caps=-all", *bounding, "--", *command]


@contextmanager
def start(name: str, folder: Path, settings: dict[str, str], port: int) -> Iterator[Started]:
    """Start a unit with the settings of its EnvironmentFile, and end what is left of it."""
    unit, runtime, state = read_unit(name), folder / "run", folder / "state"
    for made in (runtime, state):
        made.mkdir(mode=0o700, exist_ok=True)
    address = folder / "notify"
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.bind(str(address))
        environ = {
            "PATH": SYSTEM_PATH, "LANG": "C.UTF-8", "NOTIFY_SOCKET": str(address), **settings,
            "LIUKE_HOME": str(state), "RUNTIME_DIRECTORY": str(runtime), "STATE_DIRECTORY": str(state),
        }  # fmt: skip
        log = folder / f"{name}.log"
        with log.open("ab") as errors:
            process = subprocess.Popen(
                drop_rights(render_command(unit, runtime, port)), env=environ, cwd="/", stdin=subprocess.DEVNULL,
                stdout=errors, stderr=errors, umask=int(unit["UMask"], 8),
            )  # fmt: skip
        try:
            yield Started(unit, process, notices, log, runtime, port)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
