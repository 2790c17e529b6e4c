"""What every command shares: help with examples, errors without tracebacks, tables, JSON, running async work."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from liuke.cli.words import ACCOUNTS, HEADS, STATES
from liuke.kernel.clock import FOREVER_US, from_us, to_us
from liuke.kernel.errors import InvalidInput, LiukeError
from liuke.kernel.text import Locale
from liuke.settings import Settings, find_locale, read_settings

if TYPE_CHECKING:
    from liuke.http.problems import ProblemWords

Result = TypeVar("Result")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of text.")]
AskedLocale = Annotated[str, typer.Option("--locale", help="Language: zh or en (default: LIUKE_LOCALE, else LANG).")]


def describe(summary: str, *examples: str) -> str:
    """Help of a command: what it does, then examples that can be copied."""
    lines = "\n".join(f"  {escape(example)}" for example in examples)
    return f"{escape(summary)}\n\n\b\nExamples:\n{lines}"


# -- errors -----------------------------------------------------------------------------------------------------------
class Group(TyperGroup):
    """Prints expected errors on standard error and exits with 1; what is unexpected keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Run the command."""
        wants_json = "--json" in (*ctx.args, *getattr(ctx, "_protected_args", ()))
        try:
            return super().invoke(ctx)
        except LiukeError as error:
            print_error(error, as_json=wants_json)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            error_console().print(pick("已停止", "stopped"))
            raise typer.Exit(130) from None


def make_group(help_: str) -> typer.Typer:
    """A group of commands; shows its help when no command is given."""
    return typer.Typer(
        cls=Group, help=help_, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False
    )


def error_console() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_error(error: LiukeError, *, as_json: bool = False) -> None:
    """Title, detail, every fault, and what to do; or the problem document for machines. On standard error."""
    problem = error.as_problem() if as_json else make_words().render(error, find_locale(os.environ))
    if as_json:
        typer.echo(json.dumps(problem, ensure_ascii=False), err=True)
        return
    console = error_console()
    detail = f": {escape(problem['detail'])}" if problem.get("detail") else ""
    console.print(f"[bold red]{escape(problem['title'])}[/]{detail} [dim]({problem['code']})[/]")
    for fault in problem.get("faults", ()):
        where = f"[bold]{escape(fault['path'])}[/]: " if fault["path"] else ""
        console.print(f"  • {where}{escape(fault['message'])} [dim]({escape(fault['code'])})[/]")
        if fault["fix"]:
            console.print(f"    → {escape(fault['fix'])}")
    if problem.get("fix"):
        console.print(f"  → {escape(problem['fix'])}")
    if problem.get("technical"):
        console.print(f"  [dim]{escape(problem['technical'])}[/]")


def make_words() -> ProblemWords:
    """Read only where something went wrong: it takes every domain."""
    from liuke.features import DOMAINS  # noqa: PLC0415
    from liuke.http.problems import ProblemWords  # noqa: PLC0415

    return ProblemWords(domain.wordings for domain in DOMAINS)


# -- running ----------------------------------------------------------------------------------------------------------
def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run async work to its end."""
    return asyncio.run(work)


def get_settings(locale: str = "") -> Settings:
    """The settings of the environment; ``locale`` wins over them.

    Raises:
        SettingsInvalid: the environment is wrong.
        BadParameter: the locale is not offered.
    """
    settings = read_settings()
    chosen = replace(settings, locale=check_locale(locale)) if locale else settings
    _shown["locale"] = chosen.locale
    return chosen


def check_locale(value: str) -> Locale:
    """The locale, or a usage error."""
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise typer.BadParameter(
        pick(f"不支持 {value!r}；可用 zh 或 en", f"{value!r} is not offered; use zh or en"), param_hint="--locale"
    )


# -- printing ---------------------------------------------------------------------------------------------------------
def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    plain = msgspec.to_builtins(value, str_keys=True, enc_hook=str)
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def print_line(text: str) -> None:
    """One line of text."""
    Console(highlight=False, soft_wrap=True).print(text, markup=False)


_shown = dict[str, Locale]()
"""The language of this run's output, once :func:`get_settings` has found it."""


def get_locale() -> Locale:
    """The language of this run's output."""
    return _shown.get("locale") or find_locale(os.environ)


def pick(zh: str, en: str) -> str:
    """Of two wordings the one in the language of the output."""
    return zh if get_locale() == "zh" else en


def say(zh: str, en: str) -> None:
    """A line of text in the language of the output."""
    print_line(pick(zh, en))


def one_of(what: str, choices: Iterable[str]) -> str:
    """That an argument must be one of these."""
    listed = ", ".join(choices)
    return pick(f"{what} 只能是 {listed} 之一", f"{what} is one of {listed}")


def head(name: str) -> str:
    """A column's or table's name in the language of the output."""
    return pick(HEADS.get(name, name), name)


def word(state: str) -> str:
    """A state in the language of the output; what is no state stays as it is."""
    return pick(STATES.get(state, state), state)


def account(name: str) -> str:
    """An account of the ledger in the language of the output."""
    zh, en = ACCOUNTS.get(name, (name, name))
    return pick(zh, en)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; columns whose name ends in ``>`` are aligned to the right. On a pipe it is as wide as it needs to be."""
    table = Table(title=head(title) or None, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        table.add_column(head(column.rstrip(">")), justify="right" if column.endswith(">") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=200)
    console.print(table)


def print_pairs(title: str, pairs: Iterable[tuple[str, object]]) -> None:
    """Names and values, one a line."""
    console = Console(highlight=False, soft_wrap=True)
    if title:
        console.print(f"[bold]{escape(head(title))}[/]")
    for name, value in pairs:
        console.print(f"  [dim]{escape(head(name))}[/]  {escape(str(value))}")


def show_time(t_us: int, time_zone: str = "UTC") -> str:
    """An instant on a wall clock; never and not yet are dashes."""
    if t_us <= 0 or t_us >= FOREVER_US:
        return "—"
    return from_us(t_us).astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M")


def parse_time(value: str, time_zone: str) -> int:
    """UTC microseconds of an ISO date or time; without an offset it is on the merchant's clock.

    Raises:
        BadParameter: it is no time.
    """
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        example = pick("2026-03-01T03:00 或 2026-03-01T03:00+08:00", "2026-03-01T03:00 or 2026-03-01T03:00+08:00")
        raise typer.BadParameter(
            pick(f"{value!r} 不是时间；应写作 {example}", f"{value!r} is no time; write {example}")
        ) from None
    return to_us(found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone)))


def write_output(text: str, out: Path | None) -> None:
    """To the file, or to standard output.

    Raises:
        InvalidInput: the file cannot be written.
    """
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{out}: {error.strerror}", fix="name a file in a folder that you may write to") from None
