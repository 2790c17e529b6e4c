"""``liuke member merge`` and ``unmerge``: two members who are one person, and back."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import Platform, open_platform
from liuke.cli.platform import name_actor
from liuke.cli.terminal import AsJson, AskedLocale, describe, get_settings, print_json, print_line, run, say
from liuke.engine.reader import MemberReader
from liuke.kernel.errors import NotFound
from liuke.members.identity_store import find_owner
from liuke.merging.routes import MergeView, view
from liuke.merging.service import Merged, merge, undo
from liuke.privacy.references import read_reference

Stays = Annotated[str, typer.Argument(help="Who stays: a number, an id, or namespace:external_id.", metavar="STAYS")]
Reason = Annotated[str, typer.Option("--reason", help="Why; the audit log keeps it.")]
Preview = Annotated[bool, typer.Option("--preview", help="Say what would come of it, and change nothing.")]


async def find_member(platform: Platform, value: str) -> int:
    """Who was given a name, whether or not they have gone into another member."""
    if ":" not in value and not value.isdigit():
        return await MemberReader(platform.pool, platform.tenant_id, platform.personal).get_member_id(value)
    reference = read_reference(value)
    if reference.member_id:
        return reference.member_id
    await platform.personal.try_ready(platform.pool)
    spellings = platform.personal.list_spellings(reference.namespace, reference.external_id)
    async with platform.transact() as connection:
        found = await find_owner(connection, platform.tenant_id, reference.namespace, spellings)
    if found is None:
        raise NotFound(f"there is no member {value!r}", fix="give the id under which the member registered")
    return found


def _print(shown: MergeView, *, as_json: bool, done: tuple[str, str], before: tuple[str, str]) -> None:
    if as_json:
        print_json(msgspec.to_builtins(shown))
        return
    for line in shown.comes:
        print_line(f"  ✓ {line}")
    for line in shown.conflicts:
        print_line(f"  · {line}")
    if shown.preview:
        say("未作任何改动", "nothing was changed")
    elif shown.changed:
        say(f"{done[0]}（合并 {shown.merge_id}）", f"{done[1]} (merge {shown.merge_id})")
    else:
        say(f"{before[0]}（合并 {shown.merge_id}）", f"{before[1]} (merge {shown.merge_id})")


def register(app: typer.Typer) -> None:
    """Add the commands to ``liuke member``."""
    app.command(
        name="merge",
        help=describe(
            "Merge two members who are one person: the second goes into the first, who has it all from then on.",
            'liuke member merge wechat:o6_bm phone:13800000000 --reason "the same person" --preview',
            'liuke member merge wechat:o6_bm phone:13800000000 --reason "the same person"',
        ),
    )(_merge_members)
    app.command(
        name="unmerge",
        help=describe(
            "Undo a merge, by the record of what came from whom; refused once value of one was spent by the other.",
            'liuke member unmerge wechat:o6_bm 1042.7 --reason "two sisters share the phone"',
        ),
    )(_unmerge_members)


def _merge_members(
    stays: Stays,
    goes: Annotated[str, typer.Argument(help="Who goes into them.", metavar="GOES")],
    reason: Reason,
    preview: Preview = False,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Merge two members."""
    settings = get_settings(locale)

    async def work() -> MergeView:
        async with open_platform(settings, connections=4) as platform:
            into, other = await find_member(platform, stays), await find_member(platform, goes)
            done: Merged = await merge(
                platform.make_engine(), into, other, reason=reason, actor=name_actor(), preview=preview
            )
            return view(done, platform.book, settings.locale, preview=preview)

    done = (f"{goes} 已并入 {stays}", f"{goes} is {stays} now")
    before = (f"{goes} 此前已并入 {stays}", f"{goes} was {stays} already")
    _print(run(work()), as_json=as_json, done=done, before=before)


def _unmerge_members(
    stays: Stays,
    merge_id: Annotated[str, typer.Argument(help="Of the merge, as it was answered.", metavar="MERGE")],
    reason: Reason,
    preview: Preview = False,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Undo a merge."""
    settings = get_settings(locale)

    async def work() -> MergeView:
        async with open_platform(settings, connections=4) as platform:
            into = await find_member(platform, stays)
            done = await undo(
                platform.make_engine(), into, merge_id, reason=reason, actor=name_actor(), preview=preview
            )
            return view(done, platform.book, settings.locale, preview=preview)

    done, before = ("已拆回两位会员", "they are two members again"), ("此前已撤销", "it had been undone")
    _print(run(work()), as_json=as_json, done=done, before=before)
