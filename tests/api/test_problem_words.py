"""Errors, refusals and faults in the reader's language: every code that the sources know has Chinese words."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import liuke
from liuke.features import DOMAINS, LAWS
from liuke.http.problem_words import FAULTS, REASONS, TITLES
from liuke.http.problems import ProblemWords
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, NotFound, Refused
from liuke.kernel.text import text
from liuke.verify.law_words import LAWS_ZH

SOURCE = Path(liuke.__file__).parent
WORDS = ProblemWords(domain.wordings for domain in DOMAINS)
COUPON_STATES = {f"coupon-{state}" for state in ("active", "locked", "used", "expired", "given", "revoked")}


def walk(error: type[LiukeError]) -> Iterator[type[LiukeError]]:
    yield error
    for part in error.__subclasses__():
        yield from walk(part)


def list_fault_codes() -> set[str]:
    found = set[str]()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault" and len(node.args) > 1:
                code = node.args[1]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


def list_reasons() -> set[str]:
    spec = importlib.util.spec_from_file_location("docs_generate", SOURCE.parents[1] / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    found = {reason for reasons in generate.collect_refusals().values() for reason in reasons}
    return {reason for reason in found if "…" not in reason} | COUPON_STATES


def test_every_error_has_a_title() -> None:
    for module in pkgutil.walk_packages(liuke.__path__, "liuke."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    codes = {error.code for error in walk(LiukeError) if error.__module__.startswith("liuke.")}
    assert codes - TITLES.keys() == set()
    assert TITLES.keys() - codes == set()


def test_every_reason_of_a_refusal_is_said() -> None:
    worded = {code for domain in DOMAINS for code in domain.wordings}  # those with figures are never refusals
    unsaid = {reason for reason in list_reasons() - worded if not WORDS.find_reason(reason)}
    assert unsaid == set()


def test_every_fault_is_said() -> None:
    assert list_fault_codes() - FAULTS.keys() == set()


def test_every_law_is_said() -> None:
    assert {law.name for law in LAWS} == LAWS_ZH.keys()


@pytest.mark.parametrize("table", [TITLES, REASONS, FAULTS, LAWS_ZH])
def test_it_is_chinese_without_figures_that_nobody_fills_in(table: dict[str, str]) -> None:
    assert [code for code, words in table.items() if not re.search("[一-鿿]", words) or "{" in words] == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            Refused("coupon-threshold", "the order must reach 5000 cents", fix="buy more", least_cents=5_000),
            {
                "type": "https://liuke.dev/problems/refused", "status": 409, "code": "refused",
                "title": "未通过业务规则，未做任何更改", "detail": "未达到用券门槛", "reason": "coupon-threshold",
                "least_cents": 5_000,
                "technical": "the order must reach 5000 cents → buy more",
            },
        ),
        (
            NotFound("there is no member 'x'"),
            {
                "type": "https://liuke.dev/problems/not-found", "status": 404, "code": "not-found", "title": "未找到",
                "technical": "there is no member 'x'",
            },
        ),
        (
            InvalidInput("1 fault in the request", faults=[Fault("a.b", "out-of-range", "must be 1 to 5", "use 3")]),
            {
                "type": "https://liuke.dev/problems/invalid-input", "status": 422, "code": "invalid-input",
                "title": "填写的内容有误", "technical": "1 fault in the request",
                "faults": [
                    {
                        "path": "a.b", "code": "out-of-range", "message": "超出允许的范围", "fix": "",
                        "technical": "must be 1 to 5 → use 3",
                    }
                ],
            },
        ),
    ],
)  # fmt: skip
def test_an_error_in_both_languages(error: LiukeError, expected: dict[str, Any]) -> None:
    assert WORDS.render(error, "zh") == expected
    assert WORDS.render(error, "en") == error.as_problem()


def test_wordings_that_name_figures_are_not_taken_for_refusals() -> None:
    words = ProblemWords([{"plain": text("满了", "full"), "left": text("剩 {left} 件", "{left} left")}])
    assert (words.find_reason("plain"), words.find_reason("left")) == ("满了", "")
