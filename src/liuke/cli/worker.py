"""``liuke worker``: the background process."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Annotated

import typer

from liuke.cli.terminal import (
    AsJson,
    describe,
    get_locale,
    get_settings,
    pick,
    print_json,
    print_line,
    print_pairs,
    run,
)
from liuke.kernel.logs import log_as_json
from liuke.settings import Settings
from liuke.supervise.systemd import tell_systemd
from liuke.worker.health import find_faults, now_us, read_health
from liuke.worker.worker import EVERY_LOOP, open_worker

log = logging.getLogger(__name__)

Loops = Annotated[str, typer.Option("--loops", help=f"Run only these, with commas: {', '.join(EVERY_LOOP)}.")]
TenantNames = Annotated[
    list[str] | None, typer.Option("--tenant", help="Work only for this tenant; may be given again. Default: all.")
]
Once = Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")]
HealthFile = Annotated[
    Path | None,
    typer.Option("--health-file", envvar="LIUKE_WORKER_HEALTH_FILE", help="Write a health document here each second."),
]
MetricsFile = Annotated[
    Path | None,
    typer.Option(
        "--metrics-file",
        envvar="LIUKE_WORKER_METRICS_FILE",
        help="Write figures for Prometheus here each second (node exporter's textfile collector).",
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help="Only look at the health file; exit code 1 if the worker is not well.")
]
Grace = Annotated[float, typer.Option("--grace", help="Seconds to finish what is in hand when told to stop.", min=0)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "worker",
        help=describe(
            "Do what happens by itself, for all tenants: due timers, events between members, webhooks, seals, approved "
            "adjustments that were not posted, goals of pools, partitions of the months ahead. Several may run, on one "
            "machine or on many. SIGTERM lets it finish what is in hand.",
            "liuke worker",
            "liuke worker --once --json",
            "liuke worker --loops timers,deliveries --tenant demo",
            "liuke worker --check --health-file /run/liuke/worker.json",
        ),
    )(_worker)


def _worker(
    loops: Loops = "",
    tenants: TenantNames = None,
    once: Once = False,
    health_file: HealthFile = None,
    metrics_file: MetricsFile = None,
    check: Check = False,
    grace: Grace = 30.0,
    as_json: AsJson = False,
) -> None:
    if check:
        _check(health_file, as_json=as_json)
        return
    only = _read_loops(loops)
    settings = get_settings()
    if once:
        done = run(_run_once(settings, only, tenants or []))
        if as_json:
            print_json(done)
        else:
            print_pairs("", done.items())
        return
    log_as_json()
    run(_run(settings, only, tenants or [], (health_file, metrics_file), grace))


def _read_loops(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip()) or EVERY_LOOP
    if unknown := [name for name in names if name not in EVERY_LOOP]:
        known = ", ".join(EVERY_LOOP)
        raise typer.BadParameter(
            pick(
                f"没有 {', '.join(unknown)} 这个任务；可用：{known}",
                f"there is no loop {', '.join(unknown)}; there are {known}",
            ),
            param_hint="--loops",
        )
    return names


def _check(file: Path | None, *, as_json: bool) -> None:
    if file is None:
        raise typer.BadParameter(
            pick("请指明后台进程写入的文件", "name the file that the worker writes"), param_hint="--health-file"
        )
    faults = find_faults(read_health(file), now_us(), "en" if as_json else get_locale())
    if as_json:
        print_json({"well": not faults, "faults": faults})
    else:
        print_line("\n".join(faults) or pick("后台进程正常", "the worker is well"))
    if faults:
        raise typer.Exit(1)


async def _run_once(settings: Settings, only: tuple[str, ...], tenants: list[str]) -> dict[str, int]:
    async with open_worker(settings, only=only, tenants=tenants) as worker:
        return await worker.run_once()


async def _run(
    settings: Settings,
    only: tuple[str, ...],
    tenants: list[str],
    files: tuple[Path | None, Path | None],
    grace_s: float,
) -> None:
    async with open_worker(settings, only=only, tenants=tenants) as worker:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop.set)
        running = asyncio.create_task(worker.run(files[0], metrics_file=files[1]))
        tell_systemd("READY=1")
        stopping = asyncio.create_task(worker.stop.wait())
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
        tell_systemd("STOPPING=1")
        _, late = await asyncio.wait([running], timeout=grace_s)
        if late:
            log.warning("not finished after %s s; what is left will be taken up again", grace_s)
            running.cancel()
        stopping.cancel()
        await asyncio.gather(running, stopping, return_exceptions=True)
