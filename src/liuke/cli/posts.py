"""``liuke posts``: what members wrote, and what is decided about it."""

from __future__ import annotations

import time
from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import open_platform
from liuke.cli.platform import name_actor
from liuke.cli.terminal import (
    AsJson,
    describe,
    get_settings,
    make_group,
    one_of,
    pick,
    print_json,
    print_table,
    run,
    say,
    show_time,
)
from liuke.decision.event import Act, Event
from liuke.kernel.errors import NotFound
from liuke.posts.store import PostRow, list_posts

app = make_group(
    describe(
        "List what members wrote and decide on it: shown, rejected, or taken down again.",
        "liuke posts list",
        "liuke posts decide 309719178712614539 show",
        'liuke posts decide 309719178712614539 reject --reason "off the topic"',
    )
)
STATUSES = ("pending", "shown", "rejected", "taken_down", "deleted")
DECISIONS = ("show", "reject", "take_down")


class ListedPost(msgspec.Struct):
    """A post in the list."""

    post: str
    member_id: str
    activity: str
    status: str
    text: str | None
    flags: list[str]
    words: list[str]
    reports: dict[str, int]
    since_us: int


_DECIDED = {"show": "已展示", "reject": "已驳回", "take_down": "已下架"}


@app.command(
    "list", help=describe("List what waits (or what was decided), with what speaks against it.", "liuke posts list")
)
def _list(
    status: Annotated[str, typer.Option("--status", help=", ".join(STATUSES))] = "pending",
    limit: Annotated[int, typer.Option("--limit", help="Most rows.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    if status not in STATUSES:
        raise typer.BadParameter(one_of("--status", STATUSES))
    found = [_show(row) for row in run(_read((status,), (), limit))]
    if as_json:
        print_json(found)
        return
    print_table(
        "", ("post", "member", "activity", "written", "text", "to consider"),
        [
            (
                one.post, one.member_id, one.activity, show_time(one.since_us), (one.text or "—")[:60],
                ", ".join([*one.flags, *one.words]),
            )
            for one in found
        ],
    )  # fmt: skip


@app.command(
    "decide",
    help=describe("Decide on a post; the member is told why it is not shown.", "liuke posts decide 3097 show"),
)
def _decide(
    post: Annotated[str, typer.Argument(help="Its id.")],
    decision: Annotated[str, typer.Argument(help=", ".join(DECISIONS))],
    reason: Annotated[str, typer.Option("--reason", help="What the member is told.")] = "",
) -> None:
    if decision not in DECISIONS:
        raise typer.BadParameter(one_of("DECISION", DECISIONS))
    if decision != "show" and not reason.strip():
        raise typer.BadParameter(
            pick("请填写 --reason：会员会看到这句话", "--reason is what the member is told: write one")
        )
    run(_ask(post, decision, reason.strip()))
    say(f"{post}：{_DECIDED[decision]}", f"{post}: {decision}")


async def _read(statuses: tuple[str, ...], ids: tuple[str, ...], limit: int) -> list[PostRow]:
    async with open_platform(get_settings(), connections=2) as platform:
        await platform.personal.ready(platform.pool)
        async with platform.transact() as connection:
            return await list_posts(
                connection, platform.tenant_id, platform.personal, statuses=statuses, ids=ids,
                order="oldest" if statuses == ("pending",) else "newest", limit=limit,
            )  # fmt: skip


async def _ask(post: str, decision: str, reason: str) -> None:
    found = await _read(STATUSES, (post,), 1)
    if not found:
        raise NotFound(f"there is no post {post[:100]!r}", fix="liuke posts list")
    actor = name_actor()
    data = {"post": post, "decision": decision, "clerk": actor, **({"reason": reason} if reason else {})}
    event = Event(
        "post.decide", found[0].member_id, f"cli:{post}:{time.time_ns()}", 0, data, act=Act("post.decided", actor)
    )
    async with open_platform(get_settings(), connections=4) as platform, platform.make_engine() as engine:
        outcome = await engine.submit(event)
    if outcome.error is not None:
        raise outcome.error


def _show(row: PostRow) -> ListedPost:
    one = row.post
    return ListedPost(
        row.id, str(row.member_id), one.activity, one.status, row.text, one.flags, one.words, one.reports, one.since_us
    )
