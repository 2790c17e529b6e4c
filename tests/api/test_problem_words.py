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
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, NotFound, Refused, record_error
from liuke.kernel.text import text
from liuke.risk.features import say_value
from liuke.verify.law_words import LAWS_ZH, say_law
from liuke.webhooks.client import NAMES
from liuke.webhooks.error_words import PHRASES, say_failure
from liuke.webhooks.letter_words import say_reason
from liuke.worker.health import Health, LoopHealth, find_faults

SOURCE = Path(liuke.__file__).parent
WORDS = ProblemWords(domain.wordings for domain in DOMAINS)
HOUR = 3_600_000_000
INTERRUPTED = "refused in the run that was interrupted"
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


def test_every_law_is_a_sentence_in_english() -> None:
    assert [law.name for law in LAWS if not re.search("[a-z]+ [a-z]+", law.law) or re.search("[一-鿿]", law.law)] == []
    assert all(say_law(law.name, law.law, "en") == law.law != say_law(law.name, law.law, "zh") for law in LAWS)


def test_every_failure_of_a_webhook_is_said() -> None:
    assert set(NAMES.values()) <= PHRASES.keys()
    written = set[str]()
    for name in ("client", "network"):
        for node in ast.walk(ast.parse((SOURCE / "webhooks" / f"{name}.py").read_text(encoding="utf-8"))):
            named = getattr(node, "func", None)
            if isinstance(named, ast.Name | ast.Attribute):
                called = named.id if isinstance(named, ast.Name) else named.attr
                if called in {"AddressRefused", "ConnectError", "ConnectTimeout"} and node.args:  # type: ignore[attr-defined]
                    written.add(re.sub(r"\{[^}]*\}", "x.example", ast.unparse(node.args[0])[2:-1]))  # type: ignore[attr-defined]
    assert len(written) == 3
    for error in (*PHRASES, *written):
        assert say_failure(error, "en") == error
        assert re.search("[一-鿿]", say_failure(error.removesuffix(": x.example"), "zh")), error
    said = say_failure("address refused: erp.example is not in the public internet", "zh")
    assert said == "地址被拒绝：erp.example 不在公网"
    said = say_failure("no connection: the name erp.example cannot be resolved: [Errno -2] Name not known", "zh")
    assert said == "无法连接：域名 erp.example 无法解析：[Errno -2] Name not known"


def test_what_is_wrong_with_a_worker_is_said() -> None:
    silent, stuck = Health(7, "1", 0), Health(7, "1", 0, HOUR, loops={"timers": LoopHealth(1_000_000)})
    for health in (None, silent, stuck):
        (zh,), (en,) = (find_faults(health, HOUR, locale) for locale in ("zh", "en"))
        assert re.search("[一-鿿]", zh)
        assert not re.search("[一-鿿]", en)


@pytest.mark.parametrize("table", [TITLES, REASONS, FAULTS, LAWS_ZH, PHRASES])
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


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (
            "webhook: 500 after 8 attempts", "尝试 8 次后放弃：对方返回 500",
            "Given up after 8 tries: the receiver answered 500",
        ),
        (
            "webhook: no answer in time after 1 attempts", "尝试 1 次后放弃：等待响应超时",
            "Given up after 1 try: no answer in time",
        ),
        ("not-found", "未找到", "Not found"),
        (
            "refused:task-claimed-already", "未通过业务规则，未做任何更改：奖励已经领取",
            "The request was refused and nothing was changed: task claimed already",
        ),
        ("Not found: there is no order 'x'", "未找到：x", "Not found: there is no order 'x'"),
        (
            record_error(Refused("coupon-threshold", "the order must reach 50.00", fix="buy more")),
            "未通过业务规则，未做任何更改：未达到用券门槛",
            "The request was refused and nothing was changed: the order must reach 50.00; buy more",
        ),
        (
            record_error(InvalidInput("2 faults", faults=[
                Fault("lines.0.cents", "out-of-range", "must be 1 to 5", "use 3"), Fault("", "missing", "no order_id"),
            ])),
            "填写的内容有误：lines.0.cents 超出允许的范围；必填",
            "The input is not valid: 2 faults; lines.0.cents: must be 1 to 5: use 3; no order_id",
        ),
        ("Not found\n  → look again", "未找到", "Not found; look again"),
        (INTERRUPTED, "在中断的那次导入中已被拒绝", INTERRUPTED),
        ("of an older release", "of an older release", "of an older release"),
    ],
)  # fmt: skip
def test_why_a_message_was_given_up_is_said(reason: str, zh: str, en: str) -> None:
    assert (say_reason(reason, "zh", WORDS), say_reason(reason, "en", WORDS)) == (zh, en)


def test_what_was_measured_is_said_with_its_unit() -> None:
    assert [say_value("ring_idle", 100, "zh"), say_value("ring_idle", 100, "en")] == [
        "其中 100% 除领奖外没有往来", "100% of them do nothing beside what is rewarded",
    ]  # fmt: skip
    assert [say_value("age_days", days, "en") for days in (1, 2)] == ["joined 1 day ago", "joined 2 days ago"]
    assert say_value("gone", 3, "en") == "gone 3"


def test_the_member_app_speaks_of_refusals_that_exist() -> None:
    words = (SOURCE.parents[1] / "miniapp/src/i18n/refusals.ts").read_text(encoding="utf-8")
    known = list_reasons() | {code for domain in DOMAINS for code in domain.wordings} | {"member-frozen"}
    said = set(re.findall(r"^  '([a-z-]+)': \{ zh: '[^']+', en: '[^']+' \},$", words, re.MULTILINE))
    assert len(said) == words.count("{ zh: '")
    assert said - known == set()
    # nobody is spoken of in the third person to their face
    third = re.compile(r"\b(?:the|this) member\b|\ba member (?:may|has)\b|\beach member\b")
    worded = {code: said.get("en") for domain in DOMAINS for code, said in domain.wordings.items()}
    of_them = {reason for reason in list_reasons() if third.search(worded.get(reason, ""))}
    assert of_them - said == {"order-here-already"}  # orders are moved by the staff
