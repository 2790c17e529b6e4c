"""``liuke reviews``: what was held because of its risk, and what is decided about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import open_platform
from liuke.cli.platform import name_actor
from liuke.cli.said import Said, find_said
from liuke.cli.terminal import (
    AsJson,
    describe,
    get_locale,
    get_settings,
    make_group,
    one_of,
    pick,
    print_json,
    print_table,
    run,
    say,
    show_time,
    word,
)
from liuke.decision.event import Act, Event
from liuke.kernel.errors import NotFound
from liuke.risk.features import say_value
from liuke.risk.routes import STATUSES, make_decision
from liuke.risk.store import ReviewRow, list_reviews

app = make_group(
    describe(
        "List what was held because of its risk and decide on it: released, confirmed, or undone.",
        "liuke reviews list",
        "liuke reviews decide 309719178712614539 release",
        'liuke reviews decide 309719178712614539 confirm --reason "one phone, 14 accounts" --freeze',
        'liuke reviews undo 309719178712614539 --reason "a shop tablet"',
    )
)
DECISIONS = ("release", "confirm")


class ListedReview(msgspec.Struct):
    """A review in the list."""

    review: str
    member_id: str
    status: str
    score: int
    features: dict[str, int]
    acts: int
    rewards: int
    amounts: dict[str, int]
    opened_us: int
    due_us: int
    by: str


@app.command(
    "list",
    help=describe("List what is open, the riskiest first, or what was decided.", "liuke reviews list --status open"),
)
def _list(
    status: Annotated[str, typer.Option("--status", help=", ".join(STATUSES))] = "open",
    limit: Annotated[int, typer.Option("--limit", help="Most rows.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    if status not in STATUSES:
        raise typer.BadParameter(one_of("--status", STATUSES))
    rows, said = run(_read((status,), (), limit))
    found = [_show(row) for row in rows]
    if as_json:
        print_json(found)
        return
    print_table(
        "", ("review", "member", "score", "held", "opened", "given at the latest", "measured"),
        [
            (
                one.review, one.member_id, str(one.score),
                ", ".join([*_list_held(one, said), _count(one.rewards)]),
                show_time(one.opened_us), show_time(one.due_us),
                ", ".join(say_value(name, value, get_locale()) for name, value in one.features.items()),
            )
            for one in found
        ],
    )  # fmt: skip


@app.command(
    "decide",
    help=describe(
        "Give what is held, or none of it; with --freeze the member can ask for nothing more.",
        "liuke reviews decide 3097 release",
    ),
)
def _decide(
    review: Annotated[str, typer.Argument(help="Its id.")],
    decision: Annotated[str, typer.Argument(help=", ".join(DECISIONS))],
    reason: Annotated[str, typer.Option("--reason", help="Why; needed to confirm.")] = "",
    freeze: Annotated[bool, typer.Option("--freeze", help="Freeze the member, too.")] = False,
) -> None:
    if decision not in DECISIONS:
        raise typer.BadParameter(one_of("DECISION", DECISIONS))
    if decision == "confirm" and not reason.strip():
        raise typer.BadParameter(
            pick("请填写 --reason，便于日后复查", "whoever looks again wants to know why: write a --reason")
        )
    key = f"cli:{review}:{time.time_ns()}"

    def make(member_id: int) -> Event:
        return make_decision(review, member_id, key, decision, reason.strip(), name_actor(), freeze=freeze)

    run(_ask(review, make))
    done = "released" if decision == "release" else "confirmed"
    say(f"{review}：{word(done)}", f"{review}: {done}")


@app.command(
    "undo",
    help=describe("It was no abuse after all: give back everything that was taken.", "liuke reviews undo 3097"),
)
def _undo(
    review: Annotated[str, typer.Argument(help="Its id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.", prompt=True)],
) -> None:
    actor, key = name_actor(), f"cli:{review}:{time.time_ns()}"

    def make(member_id: int) -> Event:
        data = {"review": review, "reason": reason.strip() or "?", "clerk": actor}
        return Event("review.undo", member_id, key, 0, data, act=Act("review.undone", actor))

    run(_ask(review, make))
    say(f"{review}：已撤销", f"{review}: undone")


async def _read(statuses: tuple[str, ...], ids: tuple[str, ...], limit: int) -> tuple[list[ReviewRow], Said]:
    order = "score" if statuses == ("open",) else "newest"
    async with (
        open_platform(get_settings(), connections=2) as platform,
        platform.transact() as connection,
    ):
        tenant = platform.tenant_id
        rows = await list_reviews(connection, tenant, statuses=statuses, ids=ids, order=order, limit=limit)
        return rows, find_said(platform)


def _list_held(one: ListedReview, said: Said) -> list[str]:
    return [f"{amount:,} {said.name('assets', asset)}" for asset, amount in one.amounts.items()]


async def _ask(review: str, make: Callable[[int], Event]) -> None:
    found, _ = await _read(STATUSES, (review,), 1)
    if not found:
        raise NotFound(f"there is no review {review[:100]!r}", fix="liuke reviews list")
    async with open_platform(get_settings(), connections=4) as platform, platform.make_engine() as engine:
        outcome = await engine.submit(make(found[0].member_id))
    if outcome.error is not None:
        raise outcome.error


def _show(row: ReviewRow) -> ListedReview:
    one = row.review
    return ListedReview(
        row.id, str(row.member_id), one.status, one.score, one.features, one.count, one.rewards, one.amounts,
        one.opened_us, one.due_us, one.by,
    )  # fmt: skip


def _count(rewards: int) -> str:
    return pick(f"{rewards} 项奖励", f"{rewards} rewards")
