"""What a process reads before it does anything: what few of them need is read by those alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
import typer

from liuke.cli.main import COMMANDS, GROUPS, choose_app, make_app, make_list, read_words

HEAVY = ("duckdb", "PIL", "segno", "fontTools", "networkx", "openpyxl", "numpy")
"""Megabytes each, for Parquet, pictures and fonts."""
PLATFORM = ("liuke.features", "liuke.engine.engine", "liuke.program.spec")
"""What a list of commands needs nothing of."""


def run_python(code: str, **environ: str) -> list[str]:
    """The texts that ``code`` prints as JSON, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}"], env={**os.environ, **environ}, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def find_commands(app: typer.Typer) -> dict[str, Any]:
    """Name → command or group."""
    group: Any = typer.main.get_command(app)
    return group.commands


def find_read(entry: str, *names: str) -> list[str]:
    """Which of the modules ``names`` are there after importing ``entry``."""
    return run_python(f"import {entry}\nprint(json.dumps([n for n in {names!r} if n in sys.modules]))")


@pytest.mark.parametrize(
    "entry", ["liuke.api.process, liuke.cli.serve", "liuke.worker.worker, liuke.cli.worker", "liuke.cli.verify"]
)
def test_what_serves_works_and_verifies_reads_no_library_of_pictures_or_parquet(entry: str) -> None:
    assert find_read(entry, *HEAVY) == []


def test_the_list_of_commands_is_shown_without_reading_them() -> None:
    code = "from liuke.cli.main import make_list\nmake_list()\n"
    assert run_python(f"{code}print(json.dumps([n for n in {(*PLATFORM, *HEAVY)!r} if n in sys.modules]))") == []


def test_models_of_programs_are_built_when_a_program_is_read() -> None:
    code = """
import liuke.features
from liuke.program.spec import Spec

def walk(model):
    for one in model.__subclasses__():
        yield one
        yield from walk(one)

print(json.dumps(["built" if one.__pydantic_complete__ else "waits" for one in walk(Spec)]))
"""
    found = run_python(code)
    assert found.count("waits") > 2 * found.count("built"), "those with a default of their own are built"


def test_every_command_and_group_is_in_the_list_and_is_there() -> None:
    assert [*find_commands(make_list())] == [*find_commands(make_app())] == [*COMMANDS, *GROUPS]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["verify", "--json"], ["verify"]),
        (["member", "show", "verify"], ["member"]),
        ([], [*COMMANDS, *GROUPS]),
        (["--help"], [*COMMANDS, *GROUPS]),
        (["--", "verify"], [*COMMANDS, *GROUPS]),
    ],
)
def test_a_command_line_reads_what_it_names(words: list[str], found: list[str]) -> None:
    assert [*find_commands(choose_app(words))] == found


def test_a_command_in_an_odd_place_is_the_command_itself() -> None:
    assert "as_json" in {option.name for option in find_commands(choose_app(["--", "verify"]))["verify"].params}


@pytest.mark.parametrize("name", ["COMP_WORDS", "_TYPER_COMPLETE_ARGS"])
def test_a_line_that_a_shell_completes_reads_what_it_names(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(sys, "argv", ["liuke"])
    monkeypatch.setenv(name, "liuke member sh")
    assert read_words() == [], "no shell completes anything"
    monkeypatch.setenv("_LIUKE_COMPLETE", "complete_bash")
    assert read_words() == ["member", "sh"]


def test_a_shell_is_offered_commands_and_their_own_commands() -> None:
    def complete(line: str, word: int) -> list[str]:
        environ = {"_LIUKE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(word)}
        done = subprocess.run(
            [sys.executable, "-m", "liuke.cli.main"], env={**os.environ, **environ}, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        return done.stdout.split()

    assert complete("liuke pa", 1) == ["payouts"]
    assert complete("liuke vault ro", 2) == ["rotate"]
