"""Loops that never give up: each does a step, pauses when there is nothing to do, backs off when something is wrong."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from liuke.db.errors import DbError
from liuke.worker.health import LoopHealth, now_us

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0


async def _nothing() -> None:
    return


@dataclass(slots=True)
class Loop:
    """One kind of background work.

    Args:
        name: As in logs, health and wake-ups.
        every_s: Pause when a step found nothing to do; up to a fifth longer, so that processes do not march in step.
        step: One bounded piece of work; returns how much it did, 0 when there is nothing.
        drain: What remains to be finished before the process ends.
        woken: Ends a pause.
    """

    name: str
    every_s: float
    step: Callable[[], Awaitable[int]]
    drain: Callable[[], Awaitable[None]] = _nothing
    woken: asyncio.Event = field(default_factory=asyncio.Event)


async def run_loop(loop: Loop, health: LoopHealth, stop: asyncio.Event) -> None:
    """Step until told to stop; finishes the step in hand, then drains. No error ends it."""
    health.every_us = int(loop.every_s * 1_000_000)
    health.last_ok_us = now_us()
    while not stop.is_set():
        loop.woken.clear()
        try:
            done = await loop.step()
        except Exception as error:
            note_failure(loop.name, health, error)
            await _pause(_back_off_s(health.failed_in_row), stop)
            continue
        health.steps += 1
        health.done += done
        health.failed_in_row = 0
        health.last_ok_us = now_us()
        if done:
            await asyncio.sleep(0)
        else:
            await _pause(loop.every_s * random.uniform(1.0, 1.2), stop, loop.woken)  # noqa: S311 - spreads load
    try:
        await loop.drain()
    except Exception as error:
        note_failure(loop.name, health, error)


def note_failure(name: str, health: LoopHealth, error: Exception) -> None:
    """Count it; say the first one of a row in full, and what is unexpected with its traceback."""
    health.errors += 1
    health.failed_in_row += 1
    health.last_error_us = now_us()
    health.last_error = (str(error) or type(error).__name__).splitlines()[0][:300]
    expected = isinstance(error, DbError)
    if not expected:
        log.error("%s failed", name, exc_info=error, extra={"loop": name})
    elif health.failed_in_row == 1:
        log.warning("%s waits: %s", name, health.last_error, extra={"loop": name})


def _back_off_s(failures: int) -> float:
    pause_s = min(_FIRST_PAUSE_S * 2 ** min(failures - 1, 10), _LONGEST_PAUSE_S)
    return pause_s * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load


async def _pause(seconds: float, *events: asyncio.Event) -> None:
    """Until the time is over or one of the events happens."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
            with suppress(asyncio.CancelledError):
                await wait
