"""``liuke give``: points, a coupon, a benefit, a badge or a label by hand; previewed, watched and undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
import typer

from liuke.bootstrap import Platform, open_platform
from liuke.cli.platform import name_actor
from liuke.cli.said import Said, find_said
from liuke.cli.terminal import (
    AsJson,
    describe,
    get_settings,
    make_group,
    print_json,
    print_line,
    print_pairs,
    run,
    say,
    word,
)
from liuke.engine.reader import MemberReader
from liuke.giving import service, store
from liuke.giving.selection import MAX_SELECTED, Selection
from liuke.giving.store import Giving
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.members.page_store import list_ids
from liuke.privacy.references import read_reference

app = make_group(
    describe(
        "Give to members by hand, each once. Beyond the limits of the program a second person approves in the console.",
        'liuke give preview alice --what \'{"kind": "asset", "amount": 50}\'',
        'liuke give run sorry-12 alice bob --what \'{"kind": "coupon", "batch": "five"}\' --reason "till was down"',
        "liuke give undo sorry-12",
    )
)
_SOME = 200
"""Members between two lines of progress."""
_NAMED = 100
"""Unknown names that are listed."""

Members = Annotated[
    list[str] | None, typer.Argument(help="Numbers, ids, or namespace:external_id.", metavar="[MEMBER]...")
]
File = Annotated[Path | None, typer.Option("--file", help="More members, one a line.", exists=True, dir_okay=False)]
Select = Annotated[
    str, typer.Option("--select", help="Instead of names: filters as the list of members has them, in JSON; {}: all.")
]
What = Annotated[str, typer.Option("--what", help="As rewards are written in a program, in JSON; or a label.")]
Id = Annotated[str, typer.Argument(help="Yours; the same again gives nothing twice.", metavar="GIVING")]


class Preview(msgspec.Struct):
    """What would come of it."""

    members: int
    unknown: list[str]
    each_cents: int | None
    cost_cents: int | None
    approval: str


class Progress(msgspec.Struct):
    """How far it is."""

    giving: str
    status: str
    members: int
    counts: dict[str, int]
    cost_cents: int | None


def _read_what(given: str) -> dict[str, Any]:
    try:
        found: object = json.loads(given)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        fix = 'as in {"kind": "asset", "amount": 50}'
        raise InvalidInput("--what cannot be read", faults=[Fault("what", "not-json", "is no JSON object", fix)])
    return cast("dict[str, Any]", found)


def _read_selection(given: str) -> Selection:
    try:
        return msgspec.json.decode(given.encode(), type=Selection)
    except (msgspec.MsgspecError, UnicodeError) as error:
        fix = 'as in {"tier": "gold", "label": "vip"}'
        raise InvalidInput("--select cannot be read", faults=[Fault("select", "invalid", str(error), fix)]) from None


async def _choose(platform: Platform, names: list[str], select: str) -> tuple[list[int], list[str]]:
    """Who is meant: those who are named, or those whom the filters leave; and names that nobody has."""
    if not select:
        return await _find(platform, names)
    if names:
        fault = Fault("members", "one-of", "name members, or a selection of them")
        raise InvalidInput("say whom to give to", faults=[fault])
    wanted = _read_selection(select).want()
    async with platform.transact() as connection:
        found = await list_ids(connection, platform.tenant_id, wanted, MAX_SELECTED + 1)
        kept = await store.keep_existing(connection, platform.tenant_id, found)
    if len(kept) > MAX_SELECTED:
        message = f"more than {MAX_SELECTED:,} members are meant"
        raise InvalidInput(message, faults=[Fault("selection", "too-many", message, "give in several parts")])
    return kept, []


def _list_names(given: list[str] | None, file: Path | None) -> list[str]:
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file is not None else []
    return list(dict.fromkeys(name.strip() for name in [*(given or []), *lines] if name.strip()))


async def _find(platform: Platform, names: list[str]) -> tuple[list[int], list[str]]:
    """Who is meant, each once, and names that nobody has."""
    reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
    numbers, unknown = list[int](), list[str]()
    for name in names:
        try:
            known = read_reference(name).member_id if name.isdigit() else 0
            numbers.append(known or await reader.get_member_id(name))
        except NotFound:
            unknown.append(name)
    async with platform.transact() as connection:
        kept = await store.keep_existing(connection, platform.tenant_id, numbers)
    return kept, unknown


async def _look(platform: Platform, giving_id: str) -> tuple[Giving, Progress]:
    async with platform.transact() as connection:
        found = await store.find_giving(connection, platform.tenant_id, giving_id)
        if found is None:
            raise NotFound(f"there is no giving {giving_id[:100]!r}")
        counts = await store.count_items(connection, platform.tenant_id, giving_id)
    return found, Progress(found.giving_id, found.status, found.members, counts, found.cost_cents)


async def _finish(platform: Platform, giving_id: str, *, quiet: bool) -> Progress:
    """Goes on until nobody is left; what was begun and killed goes on the same way."""
    async with platform.make_engine() as engine:
        while True:
            found, progress = await _look(platform, giving_id)
            turn = service.TURNS.get(found.status)
            if turn is None:
                return progress
            if not quiet:
                print_line(f"{progress.members - progress.counts.get(turn, 0):,} / {progress.members:,}")
            await service.run_giving(platform.pool, platform.tenant_id, engine, found, turn, limit=_SOME)


def _show(progress: Progress, *, as_json: bool) -> None:
    if as_json:
        print_json(progress)
        return
    counts = ", ".join(f"{word(name)} {count:,}" for name, count in sorted(progress.counts.items()))
    print_pairs("", [("giving", progress.giving), ("status", word(progress.status)), ("members", counts)])
    if progress.status == "waiting":
        say("需由另一人在控制台复核", "a second person approves it, in the console")


_PREVIEW = 'liuke give preview --file vips.txt --what \'{"kind": "asset", "amount": 50}\''
_SELECTED = 'liuke give preview --select \'{"tier": "gold"}\' --what \'{"kind": "coupon", "batch": "five"}\''


@app.command(help=describe("Say whom it reaches and what it costs; nothing is changed.", _PREVIEW, _SELECTED))
def preview(
    what: What, members: Members = None, file: File = None, select: Select = "", as_json: AsJson = False
) -> None:
    """Preview a giving."""
    settings = get_settings()

    async def work() -> tuple[Preview, Said]:
        async with open_platform(settings, connections=2) as platform:
            found, unknown = await _choose(platform, _list_names(members, file), select)
            worth = service.weigh(platform.book.program_at(), _read_what(what), len(found))
            made = Preview(len(found), unknown, worth.each_cents, worth.cost_cents, worth.approval)
            return made, find_said(platform)

    shown, said = run(work())
    if as_json:
        print_json(shown)
        return
    cost = word("unknown") if shown.cost_cents is None else said.money(shown.cost_cents)
    print_pairs("", [("members", f"{shown.members:,}"), ("worth", cost), ("approval", word(shown.approval or "none"))])
    for name in shown.unknown[:_NAMED]:
        say(f"  · 没有会员叫 {name}", f"  · nobody is called {name}")


_RUN = 'liuke give run sorry-12 alice --what \'{"kind": "asset", "amount": 50}\' --reason "till was down"'


@app.command(name="run", help=describe("Give, and wait until everybody has it.", _RUN))
def run_(
    giving: Id,
    what: What,
    reason: Annotated[str, typer.Option("--reason", help="Why; the audit log keeps it.")],
    members: Members = None,
    file: File = None,
    select: Select = "",
    as_json: AsJson = False,
) -> None:
    """Give to members."""
    settings = get_settings()

    async def work() -> Progress:
        async with open_platform(settings, connections=4) as platform:
            found, unknown = await _choose(platform, _list_names(members, file), select)
            if unknown or not found:
                faults = [Fault("members", "unknown", f"nobody is called {name}") for name in unknown[:_NAMED]]
                raise InvalidInput("not everybody is known", faults=faults or [Fault("members", "nobody", "name them")])
            await service.ask(
                platform.pool, platform.tenant_id, platform.book.program_at(), giving_id=giving,
                what=_read_what(what), members=found, reason=reason, asked_by=name_actor(),
            )  # fmt: skip
            return await _finish(platform, giving, quiet=as_json)

    _show(run(work()), as_json=as_json)


@app.command(help=describe("Say how far a giving is.", "liuke give show sorry-12"))
def show(giving: Id, as_json: AsJson = False) -> None:
    """How far a giving is."""
    settings = get_settings()

    async def work() -> Progress:
        async with open_platform(settings, connections=1) as platform:
            return (await _look(platform, giving))[1]

    _show(run(work()), as_json=as_json)


@app.command(help=describe("Take back what is still there, of everybody.", "liuke give undo sorry-12"))
def undo(giving: Id, as_json: AsJson = False) -> None:
    """Undo a giving."""
    settings = get_settings()

    async def work() -> Progress:
        async with open_platform(settings, connections=4) as platform:
            await service.undo(platform.pool, platform.tenant_id, giving, undone_by=name_actor())
            return await _finish(platform, giving, quiet=as_json)

    _show(run(work()), as_json=as_json)
