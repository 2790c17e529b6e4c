"""Who used the processors while something was measured: the serving processes, the database, the load generator."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from bench.harness import HOME
from liuke.db.folders import find_folders

TICKS = os.sysconf("SC_CLK_TCK")


class Spent(msgspec.Struct, frozen=True):
    """CPU seconds of each party in a span of time.

    Args:
        seconds: Of the clock.
        serving: The API's processes.
        database: PostgreSQL's processes, all of them.
        driving: This process and the children that it has waited for.
        busy: Share of the machine's processors that worked, whoever for.
    """

    seconds: float
    serving: float
    database: float
    driving: float
    busy: float

    def describe(self, count: int) -> str:
        """CPU microseconds of each party for each of ``count`` requests."""
        parts = (("server", self.serving), ("database", self.database), ("client", self.driving))
        each = ", ".join(f"{name} {seconds / count * 1e6:.0f}" for name, seconds in parts)
        return f"CPU µs each: {each}; processors {self.busy:.0%} busy"


class Watch:
    """Counts from when it is made.

    Args:
        serving: Process id of the server; its children count as it.
    """

    def __init__(self, serving: int) -> None:
        self._serving = serving
        self._postmaster = int((find_folders(HOME).data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        self._begun = time.perf_counter()
        self._before = self._read()

    def stop(self) -> Spent:
        """What was used since."""
        seconds = time.perf_counter() - self._begun
        serving, database, driving, busy, idle = (
            after - before for after, before in zip(self._read(), self._before, strict=True)
        )
        return Spent(seconds, serving, database, driving, busy / (busy + idle))

    def _read(self) -> tuple[float, float, float, float, float]:
        used = {pid: (parent, seconds) for pid, parent, seconds in _list_processes()}
        fields = [int(part) for part in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]]
        idle = (fields[3] + fields[4]) / TICKS
        return (
            _sum_tree(used, self._serving), _sum_tree(used, self._postmaster), sum(os.times()[:4]),
            sum(fields) / TICKS - idle, idle,
        )  # fmt: skip


def _list_processes() -> list[tuple[int, int, float]]:
    """Process, parent, CPU seconds so far (with those of children that ended)."""
    found = list[tuple[int, int, float]]()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            fields = text.rpartition(")")[2].split()
            found.append((int(folder.name), int(fields[1]), sum(map(int, fields[11:15])) / TICKS))
    return found


def _sum_tree(used: dict[int, tuple[int, float]], root: int) -> float:
    total, wanted = 0.0, {root}
    while wanted:
        total += sum(used[pid][1] for pid in wanted if pid in used)
        wanted = {pid for pid, (parent, _) in used.items() if parent in wanted}
    return total
