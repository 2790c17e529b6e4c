"""A grocery chain's year of real orders through the engine, end to end, with the peak of memory.

The replay runs in a process of its own, so that the peak is that of the replay and of nothing before it.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

from bench.harness import ROOT, Result, Row, ServerInfo, make_database, on_database, progress
from liuke.bootstrap import read_program_file, tune_collector
from liuke.db.pool import acquire, create_pool, transaction
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import DOMAINS
from liuke.members.store import make_tenant
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs
from liuke.replay.contracts import Progress
from liuke.replay.history import History
from liuke.replay.mapping import load_mapping
from liuke.vault.vault import KEY_BYTES, Vault

DATABASE = "bench_replay"
TARGET_ORDERS = 5_000
TARGET_MB = 500
PROCESSES = 2
"""That decide; the parent reads the files."""
SAMPLE_SECONDS = 0.2
QUICK_ORDERS = 20_000


class Watch:
    """Notes when each step begins."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.steps: dict[str, float] = {}

    def on_step(self, name: str) -> None:
        self.steps[name] = time.perf_counter() - self.begun

    def on_start(self, total_events: int) -> None:
        pass

    def on_progress(self, done: Progress) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r  {done.orders:,} orders, {done.orders / done.seconds:,.0f}/s ")


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Replay into a fresh database of this server."""
    await make_database(info, DATABASE)
    limit = QUICK_ORDERS if quick else 0
    progress(f"  {limit or 'all'} orders")
    arguments = [on_database(info.owner_dsn, DATABASE), on_database(info.dsn, DATABASE), str(limit)]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.replay", *arguments, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    (out, _), peak_mb = await asyncio.gather(child.communicate(), _watch_memory(child))
    if child.returncode:
        raise RuntimeError(f"the replay ended with code {child.returncode}")
    return [_render(json.loads(out) | ({"peak_mb": peak_mb} if peak_mb else {}), quick=quick)]


async def _watch_memory(child: asyncio.subprocess.Process) -> int:
    """The most that the replay's processes held together, in MB; 0 where the system does not tell.

    What the system counts as a child's peak holds the parent's, from the moment before the child became a program of
    its own: it cannot be added up.
    """
    peak = 0
    while child.returncode is None:
        peak = max(peak, sum(_resident_mb(pid) for pid in _list_family(child.pid)))
        await asyncio.sleep(SAMPLE_SECONDS)
    return peak


def _list_family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        found = [
            int(name) for file in Path(f"/proc/{pid}/task").glob("*/children") for name in file.read_text().split()
        ]
    except OSError:
        return [pid]
    return [pid, *(one for child in found for one in _list_family(child))]


def _resident_mb(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() // 2**20


def _render(found: dict[str, Any], *, quick: bool) -> Result:
    assert found["laws_hold"], "the laws of the ledger do not hold after the replay"
    orders, memory = found["orders"], found["peak_mb"]
    whole, replaying = orders / found["end_to_end_s"], orders / found["replay_s"]
    verdict = "met" if memory < TARGET_MB else "not met"
    prepared = f"{found['prepare_s']:.1f} s of it reading the files"
    # a part of the year reads the same files as all of it, so only the whole year is a fair end to end
    return Result(
        "replay",
        f"Do {orders:,} real orders go through the engine at {TARGET_ORDERS:,} a second, in flat memory?",
        [
            Row("wanted", TARGET_ORDERS),
            Row("replaying", replaying, replaying / TARGET_ORDERS, 1 if quick else 0, note="decided, applied"),
            Row("end to end", whole, whole / TARGET_ORDERS, 0 if quick else 1, note=prepared),
            Row(
                "peak memory (MB)", memory, memory / TARGET_MB,
                note=f"{memory} MB held by all processes together, wanted < {TARGET_MB} MB: {verdict}",
            ),
        ],
    )  # fmt: skip


async def replay(owner_dsn: str, dsn: str, limit: int) -> dict[str, Any]:
    """What the child process does."""
    tune_collector()
    owner = await create_pool(owner_dsn, min_size=1, max_size=1)
    async with acquire(owner) as connection, transaction(connection):
        tenant_id = await make_tenant(connection, "bench", "Bench")
    await owner.close()
    pool = await create_pool(dsn, min_size=1, max_size=6, server_settings=SESSION_SETTINGS)
    mapping = load_mapping(ROOT / "programs" / "mappings" / "complete_journey.yaml")
    history = History(mapping, ROOT / "data" / "completejourney", read_program_file("grocery").data, lines="none")
    watch = Watch()
    book = ProgramBook(pool, tenant_id, domains=DOMAINS)
    outcome = await history.run(
        pool, tenant_id, Programs(pool, tenant_id, domains=DOMAINS), book,
        listener=watch, limit=limit or None, actor="bench", dsn=dsn,
        processes=PROCESSES, vault=Vault([os.urandom(KEY_BYTES)]),
    )  # fmt: skip
    await pool.close()
    usage, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "orders": outcome.progress.orders,
        "events": outcome.progress.events,
        "replay_s": outcome.progress.seconds,
        "prepare_s": watch.steps["replay"],
        "end_to_end_s": watch.steps["verify"],
        "cpu_s": usage.ru_utime + usage.ru_stime + workers.ru_utime + workers.ru_stime,
        "peak_mb": usage.ru_maxrss // 1024,
        "laws_hold": not any(check.violations for check in outcome.proof.checks),
    }


if __name__ == "__main__":
    found = uvloop.run(replay(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    sys.stdout.write(json.dumps(found) + "\n")
