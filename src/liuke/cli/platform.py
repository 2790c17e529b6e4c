"""Work of a command on the merchant's platform."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

from liuke.bootstrap import Platform, open_platform
from liuke.cli.terminal import run
from liuke.settings import Settings

Result = TypeVar("Result")


def name_actor() -> str:
    """Who does it, as audit shows it."""
    return f"cli:{getpass.getuser()}"


def run_on_platform(settings: Settings, work: Callable[[Platform], Awaitable[Result]]) -> Result:
    """Open the platform, do it, and close it again."""

    async def inside() -> Result:
        async with open_platform(settings, connections=2) as platform:
            return await work(platform)

    return run(inside())
