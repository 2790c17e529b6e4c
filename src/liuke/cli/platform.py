"""Work of a command on the merchant's platform."""

from __future__ import annotations

import getpass
import time
from collections.abc import Awaitable, Callable, Collection
from typing import TypeVar

import typer

from liuke.bootstrap import Platform, open_platform
from liuke.cli.said import Said, find_said
from liuke.cli.terminal import get_settings, one_of, run
from liuke.db.contracts import Connection
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


def read_list(
    read: Callable[[Connection, int, str, int, None, int], Awaitable[list[Result]]],
    choices: Collection[str],
    status: str,
    limit: int,
) -> tuple[list[Result], Said]:
    """The first rows of a list of the tenant's, as it is now, and how its things and sums are said.

    Args:
        read: Connection, tenant, status, now (µs), the row above (none), rows.
        choices: The statuses that there are.
        status: One of them.
        limit: Rows.

    Raises:
        BadParameter: there is no such status.
    """
    if status not in choices:
        raise typer.BadParameter(one_of("--status", choices))

    async def work() -> tuple[list[Result], Said]:
        async with open_platform(get_settings(), connections=1) as platform, platform.transact() as connection:
            rows = await read(connection, platform.tenant_id, status, time.time_ns() // 1_000, None, limit)
            return rows, find_said(platform)

    return run(work())
