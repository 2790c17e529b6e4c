"""What a worker says of itself: one document, written to a file for those who watch it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from liuke.kernel.clock import SECOND_US
from liuke.kernel.text import Locale, Text, text

STALE_US = 30 * SECOND_US
"""A worker writes every second; a document older than this is of one that hangs or died."""
STUCK_US = 300 * SECOND_US
"""How long a loop may go without finishing a step."""


class LoopHealth(msgspec.Struct):
    """One loop.

    Args:
        every_us: Pause when there is nothing to do.
        steps: Steps that ended well.
        done: Units of work in them (members, deliveries, seals; what the loop counts).
        errors: Steps that failed.
        failed_in_row: Failures since the last step that ended well.
        last_ok_us: When a step last ended well; at first when the loop began.
        last_error_us: When one last failed.
        last_error: What was said then.
    """

    every_us: int
    steps: int = 0
    done: int = 0
    errors: int = 0
    failed_in_row: int = 0
    last_ok_us: int = 0
    last_error_us: int = 0
    last_error: str = ""


class Health(msgspec.Struct):
    """The whole process.

    Args:
        webhook_tries: Posts by what came of them; see :attr:`liuke.webhooks.sender.Sender.outcomes`.
    """

    pid: int
    release: str
    started_us: int
    written_us: int = 0
    state: str = "running"
    loops: dict[str, LoopHealth] = {}
    webhook_tries: dict[str, int] = {}


def now_us() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000


def write_health(file: Path, health: Health) -> None:
    """Replace the file; readers see the old document or the new one."""
    health.written_us = now_us()
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.write_bytes(msgspec.json.encode(health))
    partial.replace(file)


def read_health(file: Path) -> Health | None:
    """The document, or ``None`` if there is none that can be read."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(file.read_bytes(), type=Health)
    return None


def find_faults(health: Health | None, at_us: int, locale: Locale = "en") -> list[str]:
    """Why a worker is not well, in words; empty when it is."""
    if health is None:
        words = text(
            "没有健康文件：后台进程没有写，或还没写", "there is no health file: no worker writes it, or not yet"
        )
        return [words.get(locale)]
    if at_us - health.written_us > STALE_US:
        seconds = (at_us - health.written_us) // SECOND_US
        words = text(
            f"进程 {health.pid} 已有 {seconds} 秒没有写健康文件",
            f"process {health.pid} has not written for {seconds} s",
        )
        return [words.get(locale)]
    return [
        _say_stuck(name, (at_us - loop.last_ok_us) // SECOND_US).get(locale)
        + (f": {loop.last_error}" if loop.failed_in_row else "")
        for name, loop in sorted(health.loops.items())
        if at_us - loop.last_ok_us > max(STUCK_US, 3 * loop.every_us)
    ]


def _say_stuck(name: str, seconds: int) -> Text:
    return text(f"任务 {name} 已有 {seconds} 秒没有完成一步", f"{name} has not finished a step for {seconds} s")
