"""Figures of the serving process in Prometheus' format: counted with plain integers, put into words when asked for.

A request costs one addition in three places. Of several processes on one address each writes its figures down every
second; whichever of them is asked shows all, told apart by the label ``process``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the latency histogram."""
MEDIA = "text/plain; version=0.0.4; charset=utf-8"
EVERY_S, STALE_S = 1.0, 10.0
UNROUTED = "none"


class RouteMeasure:
    """Requests of one endpoint: by status, and by the time they took."""

    __slots__ = ("buckets", "by_status", "method", "path", "seconds")

    def __init__(self, method: str, path: str) -> None:
        self.method, self.path = method, path
        self.by_status: dict[int, int] = {}
        self.buckets = [0] * (len(BOUNDS_S) + 1)
        self.seconds = 0.0

    def note(self, status: int, seconds: float) -> None:
        """One more request was answered; 499: its client went away before."""
        by_status = self.by_status
        by_status[status] = by_status.get(status, 0) + 1
        self.buckets[bisect_left(BOUNDS_S, seconds)] += 1
        self.seconds += seconds


class RouteFigures(msgspec.Struct, array_like=True):
    """A measure at a moment."""

    method: str
    path: str
    by_status: dict[int, int]
    buckets: list[int]
    seconds: float


class Figures(msgspec.Struct):
    """One process at a moment.

    Args:
        process: Its place among the processes of the address.
        written_s: When, by the clock of the machine.
        batches: Tenant → transactions of the engine, and events in them.
        pools: Pool → connections that are open, and those of them that are in use.
        tracked: Tenant → tracked events that were stored, known already, and refused.
    """

    process: int
    written_s: float
    in_flight: int
    routes: list[RouteFigures]
    batches: dict[str, tuple[int, int]]
    pools: dict[str, tuple[int, int]]
    tracked: dict[str, tuple[int, int, int]] = {}


class Metrics:
    """What one process counts.

    Args:
        read_batches: Tenant → transactions of the engine, and events in them.
        read_pools: Pool → open connections, and those in use.
    """

    def __init__(
        self,
        read_batches: Callable[[], dict[str, tuple[int, int]]],
        read_pools: Callable[[], dict[str, tuple[int, int]]],
    ) -> None:
        self.in_flight = 0
        self.unrouted = RouteMeasure(UNROUTED, UNROUTED)
        self._read_batches, self._read_pools = read_batches, read_pools
        self._routes: list[RouteMeasure] = [self.unrouted]
        self._folder: Path | None = None
        self._process = 0
        self._tracked: dict[str, tuple[int, int, int]] = {}

    def add_route(self, method: str, path: str) -> RouteMeasure:
        """The measure of an endpoint."""
        made = RouteMeasure(method, path)
        self._routes.append(made)
        return made

    def note_tracked(self, tenant: str, stored: int, duplicates: int, refused: int) -> None:
        """Tracked events of one request."""
        known = self._tracked.get(tenant, (0, 0, 0))
        self._tracked[tenant] = (known[0] + stored, known[1] + duplicates, known[2] + refused)

    def take(self) -> Figures:
        """The figures now."""
        routes = [
            RouteFigures(one.method, one.path, dict(one.by_status), list(one.buckets), one.seconds)
            for one in self._routes
            if one.by_status
        ]
        return Figures(
            self._process,
            time.time(),
            self.in_flight,
            routes,
            self._read_batches(),
            self._read_pools(),
            dict(self._tracked),
        )

    def render(self) -> bytes:
        """The figures of every process of the address, as Prometheus reads them."""
        registry = CollectorRegistry()
        registry.register(_Shown([self.take(), *self._read_others()]))
        return generate_latest(registry)

    # -- several processes --------------------------------------------------------------------------------------------
    async def share(self, folder: Path, process: int) -> None:
        """Write the figures down every second until cancelled; then take them away. What cannot be is logged."""
        self._folder, self._process = folder, process
        file = folder / f"{process}.{os.getpid()}"
        told = False
        try:
            while True:
                try:
                    self._write(file)
                    told = False
                except OSError as error:
                    if not told:
                        log.warning("figures cannot be written down for the other processes: %s", error)
                    told = True
                await asyncio.sleep(EVERY_S)
        finally:
            with suppress(OSError):
                file.unlink(missing_ok=True)
                _name_partial(file).unlink(missing_ok=True)
                folder.rmdir()  # noqa: ASYNC240 - a small local folder; only the last one can

    def _write(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # each time: who ends may have taken it away
        partial = _name_partial(file)
        partial.write_bytes(msgspec.json.encode(self.take()))
        partial.replace(file)

    def _read_others(self) -> Iterable[Figures]:
        """The newest figures of each of the other processes; those of one that was killed fade away."""
        if self._folder is None:
            return ()
        found: dict[int, Figures] = {}
        for file in self._folder.glob("[0-9]*"):
            with suppress(OSError, msgspec.DecodeError):
                figures = msgspec.json.decode(file.read_bytes(), type=Figures)
                if time.time() - figures.written_s > STALE_S:
                    file.unlink(missing_ok=True)
                elif figures.process != self._process:
                    known = found.get(figures.process)
                    if known is None or known.written_s < figures.written_s:
                        found[figures.process] = figures
        return found.values()


def _name_partial(file: Path) -> Path:
    return file.with_name(f".{file.name}")


class _Shown(Collector):
    """Figures as families of metrics."""

    def __init__(self, processes: list[Figures]) -> None:
        self._processes = processes

    def collect(self) -> Iterable[Metric]:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        requests = CounterMetricFamily(
            "liuke_http_requests", "Requests answered.", labels=["process", "method", "route", "status"]
        )
        seconds = HistogramMetricFamily(
            "liuke_http_request_seconds", "From the head of a request to its answer.",
            labels=["process", "method", "route"],
        )  # fmt: skip
        in_flight = GaugeMetricFamily("liuke_http_requests_in_flight", "Requests under way.", labels=["process"])
        batches = CounterMetricFamily("liuke_engine_batches", "Transactions.", labels=["process", "tenant"])
        events = CounterMetricFamily("liuke_engine_batch_events", "Events in them.", labels=["process", "tenant"])
        opened = GaugeMetricFamily("liuke_pool_connections", "Open connections.", labels=["process", "pool"])
        used = GaugeMetricFamily("liuke_pool_connections_in_use", "Those in use.", labels=["process", "pool"])
        tracked = CounterMetricFamily(
            "liuke_tracked_events", "Tracked events that were sent.", labels=["process", "tenant", "outcome"]
        )
        for figures in self._processes:
            process = str(figures.process)
            in_flight.add_metric([process], figures.in_flight)
            for route in figures.routes:
                labels = [process, route.method, route.path]
                for status, count in sorted(route.by_status.items()):
                    requests.add_metric([*labels, str(status)], count)
                seconds.add_metric(labels, _accumulate(route.buckets), route.seconds)
            for tenant, (count, taken) in figures.batches.items():
                batches.add_metric([process, tenant], count)
                events.add_metric([process, tenant], taken)
            for pool, (size, busy) in figures.pools.items():
                opened.add_metric([process, pool], size)
                used.add_metric([process, pool], busy)
            for tenant, counts in figures.tracked.items():
                for outcome, count in zip(("stored", "duplicate", "refused"), counts, strict=True):
                    tracked.add_metric([process, tenant, outcome], count)
        return [requests, seconds, in_flight, batches, events, opened, used, tracked]


def _accumulate(counts: list[int]) -> list[tuple[str, float]]:
    total = 0
    found: list[tuple[str, float]] = []
    for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), counts, strict=True):
        total += count
        found.append((bound, total))
    return found


def read_pool(pool: Any) -> tuple[int, int]:
    """Open connections of a pool, and those in use."""
    size: int = pool.get_size()
    return size, size - int(pool.get_idle_size())
