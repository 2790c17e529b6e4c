"""A worker in a process of its own, made to be killed: ``python -m tests.worker.process LOOPS``."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from liuke.hooks.job import Limits
from liuke.kernel.clock import SECOND_US
from liuke.settings import read_settings
from liuke.webhooks.sender import Terms
from liuke.worker.worker import open_worker
from tests.server import TestDatabase

ROOT = Path(__file__).resolve().parent.parent.parent
LIMITS = Limits(members=6, rows=20, ages_us={"adjustments": 0, "seals": 0, "sums": 0})
TERMS = Terms(lease_us=SECOND_US, waits_us=(SECOND_US // 20,) * 5, depth=4, lanes=16)


def environment(database: TestDatabase, home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LIUKE_DATABASE_URL": database.dsn,
        "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(home),
        "LIUKE_SECRET_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "LIUKE_WEBHOOK_ALLOW_PRIVATE": "yes",
    }


def start(database: TestDatabase, home: Path, *loops: str) -> subprocess.Popen[str]:
    """Returns once it could work; it begins with :func:`go`."""
    command = [sys.executable, "-m", "tests.worker.process", ",".join(loops)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(database, home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def end(process: subprocess.Popen[str]) -> None:
    """Politely."""
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0


async def main(loops: list[str]) -> None:
    async with open_worker(read_settings(), only=loops, connections=4, terms=TERMS, limits=LIMITS) as worker:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop.set)
        for loop in worker.loops.values():
            loop.every_s = min(loop.every_s, 0.1)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].split(",")))
