"""Background work of leaderboards: periods that are over close."""

from __future__ import annotations

from typing import Literal

from liuke.activities.contracts import Activity
from liuke.activities.domain import find_anywhere
from liuke.activities.parts.leaderboard_leagues import list_moves
from liuke.activities.parts.leaderboard_periods import PeriodOf, find_again
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.boards import store
from liuke.boards.closing import Wanted, close_period
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.hooks.job import Job, Work
from liuke.hooks.job_store import tenants_with
from liuke.kernel.clock import FOREVER_US, HOUR_US

BoardScope = Literal["all", "city", "league"]
_SCOPES: tuple[BoardScope, ...] = ("all", "city", "league")


async def close_boards(work: Work) -> int:
    """Close the periods that are over at the work's instant; returns how many."""
    closed = 0
    for board, key, first_day in await _list_open(work):
        end = _find_end(work, board, key, first_day)
        if end is not None and end[0] <= work.now_us:
            closed += await _close(work, board, *end[1:])
    return closed


async def find_next_close(work: Work) -> int:
    """When the first of the open periods closes, by the program at the work's instant; ``FOREVER_US``: none does."""
    ends = [_find_end(work, *one) for one in await _list_open(work)]
    return min((end[0] for end in ends if end is not None), default=FOREVER_US)


async def _list_open(work: Work) -> list[tuple[str, str, int]]:
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        return await store.list_open(connection, work.tenant_id)


def _find(program: CompiledProgram, board: str) -> Activity | None:
    found = find_anywhere(program, f"activities.{board}")
    return found if found is not None and isinstance(found.spec, LeaderboardSpec) else None


def _find_end(work: Work, board: str, key: str, first_day: int) -> tuple[int, PeriodOf, LeaderboardSpec] | None:
    """When a period closes, and the terms by which it does: those that are in force at its end.

    A board that the program has no more never closes: nobody wins what is not promised any longer.
    """
    now = _find(work.program, board)
    if now is None:
        return None
    period = find_again(now, key, first_day)
    if period.until_us >= FOREVER_US:
        return None
    then = _find(work.program_at(period.until_us - 1), board) or now
    spec = then.typed(LeaderboardSpec)
    return period.until_us + spec.wait_hours * HOUR_US, period, spec


async def _close(work: Work, board: str, period: PeriodOf, spec: LeaderboardSpec) -> int:
    last: dict[BoardScope, int] = {
        scope: max((one.last for one in spec.prizes if one.board == scope), default=0) for scope in _SCOPES
    }  # fmt: skip
    wanted = [Wanted(scope, ranks) for scope, ranks in last.items() if ranks]
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        return await close_period(
            connection, work.tenant_id, board, period.key, wanted, shared=spec.ties == "share_rank",
            now_us=work.now_us, at_us=period.until_us - 1,
            divisions=list_moves(spec.leagues) if spec.leagues is not None else (),
        )  # fmt: skip


JOBS = (Job("boards", 5.0, close_boards, tenants_with("board_period", where=("status", "open")), needs_program=True),)
