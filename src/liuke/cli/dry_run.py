"""``liuke dry-run``: what would happen to a member, without a trace."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
import typer

from liuke.bootstrap import Platform, open_platform
from liuke.cli.platform import name_actor
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    get_settings,
    parse_time,
    pick,
    print_json,
    print_line,
    print_table,
    run,
    say,
    show_time,
)
from liuke.decision.choosing import ProgramSource
from liuke.engine.reader import MemberReader
from liuke.features import DOMAINS, compile_sound, load_program
from liuke.kernel.errors import InvalidInput
from liuke.program.document import Document, read_document
from liuke.publishing.dry_run import DryAnswer, DryStep, dry_run, show_answers
from liuke.publishing.trial import MAX_STEPS, Sample


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "dry-run",
        help=describe(
            "Decide an event, or steps from a file, as it would be decided at that time; nothing is kept.",
            """liuke dry-run order.paid --member alice --data '{"order_id": "x", "amount_cents": 8800}'""",
            "liuke dry-run --steps weekend.yaml --member alice --draft summer --json",
        ),
    )(_dry_run)


def _dry_run(
    type_: Annotated[str, typer.Argument(help="Type of the event.", metavar="TYPE", show_default=False)] = "",
    member: Annotated[str, typer.Option("--member", help="External id; by default somebody who just joined.")] = "",
    data: Annotated[str, typer.Option("--data", help="Fields of the event, as JSON.")] = "{}",
    at: Annotated[str, typer.Option("--at", help="When, on the merchant's clock (default: now).")] = "",
    steps: Annotated[
        Path | None, typer.Option("--steps", help="YAML or JSON with steps: [{type, data, at}].", show_default=False)
    ] = None,
    version: Annotated[int, typer.Option("--version", help="A published version (default: in force then).")] = 0,
    draft: Annotated[str, typer.Option("--draft", help="Name of a draft.")] = "",
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    settings = get_settings(locale)
    if bool(type_) == (steps is not None):
        raise typer.BadParameter(pick("请给出 TYPE 或 --steps", "give a TYPE or --steps"))
    rows = _read_steps(steps) if steps is not None else [{"type": type_, "data": _read_data(data), "at": at}]

    async def work() -> tuple[list[DryAnswer], str]:
        async with open_platform(settings, connections=2) as platform:
            zone = platform.book.program_at().calendar.time_zone
            made = [_make_step(row, zone) for row in rows]
            who: int | Sample = Sample()
            if member:
                who = await MemberReader(platform.pool, platform.tenant_id, platform.personal).get_member_id(member)
            trials = await dry_run(
                platform.pool, platform.tenant_id, await _find_programs(platform, version, draft), made, who=who,
                now_us=time.time_ns() // 1_000, actor=name_actor(), personal=platform.personal,
                catalogue=platform.book.catalogue.current(),
            )  # fmt: skip
            return show_answers(made, trials, settings.locale), zone

    answers, zone = run(work())
    if as_json:
        print_json({"steps": msgspec.to_builtins(answers)})
        return
    for answer in answers:
        _print_answer(answer, zone)


def _read_data(data: str) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise typer.BadParameter(pick(f"--data 不是 JSON：{error}", f"--data is no JSON: {error}")) from None


def _read_steps(path: Path) -> list[Any]:
    rows: Any = dict(read_document(path).data).get("steps")
    if not isinstance(rows, list) or not 1 <= len(cast("list[Any]", rows)) <= MAX_STEPS:
        raise InvalidInput(f"{path} holds no steps", fix=f"write 1 to {MAX_STEPS} of {{type, data, at}} under steps")
    return cast("list[Any]", rows)


def _make_step(row: Any, zone: str) -> DryStep:
    plain = dict(cast("dict[str, Any]", row)) if isinstance(row, dict) else dict[str, Any]()
    at = str(plain.pop("at", "") or "")
    try:
        step = msgspec.convert(plain, DryStep)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"{row!r} is no step: {error}") from None
    return msgspec.structs.replace(step, at_us=parse_time(at, zone)) if at else step


async def _find_programs(platform: Platform, version: int, draft: str) -> ProgramSource:
    if version and draft:
        raise InvalidInput("--version and --draft are two programs", fix="give one of them")
    if version:
        found = platform.book.get_version(version)
    elif draft:
        stored = await platform.programs.load_draft(draft)
        found = compile_sound(load_program(Document(stored.spec), DOMAINS))
    else:
        return platform.book.program_at
    return lambda _t_us: found


def _print_answer(answer: DryAnswer, zone: str) -> None:
    when = f"{show_time(answer.t_us, zone)}  {answer.type}"
    say(f"{when}（方案第 {answer.program_version} 版）", f"{when}  (program {answer.program_version})")
    for due in answer.due:
        say(f"  此前到期：{due.type}", f"  due before: {due.type}")
    if answer.refused is not None:
        reason, detail = answer.refused.reason, answer.refused.detail
        say(f"  已拒绝：{reason}。{detail}", f"  refused: {reason}. {detail}")
        return
    for words in answer.texts.gains:
        print_line(f"  + {words}")
    lines = [("✓" if one.applied else "✗", one.name, one.text) for one in answer.reasons]
    if lines:
        print_table("", ("", "rule", "what it found"), lines)
