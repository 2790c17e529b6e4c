"""What commands print is there in Chinese and English: headings, figures' names, states, messages, usage errors."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from typer.testing import CliRunner

from liuke.cli import terminal
from liuke.cli.main import make_app
from liuke.cli.words import HEADS, STATES
from liuke.giving.store import ItemStatus, Status
from liuke.ledger import finance
from liuke.payouts.store import CHOICES as PAYOUT_STATES
from liuke.prizes.store import CHOICES as PRIZE_STATES

SOURCES = sorted(Path(terminal.__file__).parent.glob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2}")
ARTICLES = re.compile(r"\b(the|is|was|are|of|and|not|a)\b")
"""Words that only an English sentence has; names of commands, settings and programs are the same in Chinese."""


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of these functions in the files of the command line."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in names:
                    yield f"{file.name}:{node.lineno}", node


def texts(node: ast.AST) -> list[str]:
    """Texts that stand in an expression, without those of calls in it."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.Call):
        return []
    return [one for below in ast.iter_child_nodes(node) for one in texts(below)]


def find_heads() -> dict[str, str]:
    """Every name of a table, a column, or a figure → where it stands."""
    found = dict[str, str]()
    for place, call in calls("print_table", "_print_if"):
        at = 1 if isinstance(call.func, ast.Name) and call.func.id == "_print_if" else 0
        for node in call.args[at : at + 2]:
            found |= dict.fromkeys((text.rstrip(">") for text in texts(node)), place)
    for place, call in calls("print_pairs"):
        rows = call.args[1].elts if isinstance(call.args[1], ast.List) else ()
        for row in (call.args[0], *rows):
            first = row.elts[0] if isinstance(row, ast.Tuple) else row
            found |= dict.fromkeys(texts(first) if isinstance(first, ast.Constant) else [], place)
    for place, call in calls("_report"):
        found |= {one.value.value: place for one in call.keywords if one.arg == "title"}  # type: ignore[attr-defined]
    for row in (finance.Liability, finance.Flow, finance.AccountBalance, finance.Breakage):
        found |= dict.fromkeys((field.name for field in msgspec.structs.fields(row)), row.__name__)
    return {name: place for name, place in found.items() if LETTERS.search(name) and not CHINESE.search(name)}


def test_every_heading_has_a_chinese_word() -> None:
    heads = find_heads()
    assert len(heads) > 90
    assert {name: place for name, place in heads.items() if name not in HEADS} == {}
    assert [name for name, word in HEADS.items() if LETTERS.search(name) and not CHINESE.search(word)] == []


def test_states_of_cells_have_words() -> None:
    for states in (PAYOUT_STATES, PRIZE_STATES, get_args(Status), get_args(ItemStatus)):
        assert [one for one in states if one not in STATES] == []
    assert [word for word in STATES.values() if not CHINESE.search(word) or LETTERS.search(word)] == []


def test_every_message_is_said_in_both_languages() -> None:
    both = 0
    for place, call in calls("say", "pick", "text"):
        if len(call.args) != 2:
            continue
        zh, en = (" ".join(texts(one)) for one in call.args)
        assert not CHINESE.search(en), (place, en)
        assert not ARTICLES.search(zh), (place, zh)
        both += bool(CHINESE.search(zh) and LETTERS.search(en))
    assert both > 110


def test_no_message_is_said_in_one_language() -> None:
    alone = dict[str, str]()
    for place, call in calls("print_line", "BadParameter"):
        if found := [
            one for one in texts(call.args[0]) if ARTICLES.search(one) or re.search(r"[a-z]{3} [a-z]{3}", one)
        ]:
            alone[place] = found[0]
    assert alone == {}


@pytest.mark.parametrize(("locale", "usage"), [("zh", "--status 只能是 open"), ("en", "--status is one of open")])
def test_usage_errors_are_said_in_the_chosen_language(locale: str, usage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIUKE_LOCALE", locale)
    monkeypatch.setenv("COLUMNS", "200")
    terminal._shown.clear()  # pyright: ignore[reportPrivateUsage] - as in a process of its own
    done = CliRunner().invoke(make_app(), ["payouts", "--status", "lost"], prog_name="liuke")
    assert done.exit_code == 2
    assert usage in " ".join(done.output.replace("│", " ").split())


def test_machines_read_the_same_in_every_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIUKE_HOME", str(tmp_path))
    found = list[object]()
    for locale in ("zh", "en"):
        monkeypatch.setenv("LIUKE_LOCALE", locale)
        done = CliRunner().invoke(make_app(), ["features", "--json"], prog_name="liuke")
        found.append(json.loads(done.stdout))
    assert found[0] == found[1]


def test_tables_and_states_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = list[str]()
    for locale in ("zh", "en"):
        monkeypatch.setattr(terminal, "_shown", {"locale": locale})
        shown.append("|".join((terminal.head("claim until"), terminal.word("handed_over"), terminal.word("mug"))))
    assert shown == ["领取截止|已交付|mug", "claim until|handed_over|mug"]
