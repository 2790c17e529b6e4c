"""The worker's health document as figures for Prometheus: a file for the textfile collector of its node exporter."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from liuke.kernel.clock import SECOND_US
from liuke.webhooks.queue import OUTCOMES
from liuke.worker.health import Health, LoopHealth

_FAMILIES: tuple[tuple[str, str, str, Callable[[LoopHealth], float]], ...] = (
    ("liuke_worker_steps_total", "counter", "Steps that ended well.", lambda one: one.steps),
    ("liuke_worker_done_total", "counter", "Units of work in them.", lambda one: one.done),
    ("liuke_worker_errors_total", "counter", "Steps that failed.", lambda one: one.errors),
    ("liuke_worker_failed_in_row", "gauge", "Failures since a step ended well.", lambda one: one.failed_in_row),
    (
        "liuke_worker_last_ok_timestamp_seconds", "gauge", "When a step last ended well.",
        lambda one: one.last_ok_us / SECOND_US,
    ),
)  # fmt: skip


def render_figures(health: Health) -> str:
    """In Prometheus' text format; loops are told apart by the label ``loop``."""
    lines = list[str]()
    for name, kind, about, read in _FAMILIES:
        lines += [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
        lines += [f'{name}{{loop="{loop}"}} {_show(read(one))}' for loop, one in sorted(health.loops.items())]
    tries = "liuke_webhook_tries_total"
    lines += [f"# HELP {tries} Posts to webhooks; waiting: for another try, dead: given up.", f"# TYPE {tries} counter"]
    for outcome in OUTCOMES:
        lines.append(f'{tries}{{outcome="{outcome}"}} {health.webhook_tries.get(outcome, 0)}')
    return "\n".join(lines) + "\n"


def _show(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6f}"


def write_figures(file: Path, health: Health) -> None:
    """Replace the file; readers see the old figures or the new ones."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.write_text(render_figures(health), encoding="utf-8")
    partial.replace(file)
