"""Why a message was given up, in the reader's language: what is stored is a code, and an error's text in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from liuke.http.problem_words import FAULTS, TITLES
from liuke.http.problems import ProblemWords
from liuke.kernel.errors import LiukeError
from liuke.kernel.text import Locale
from liuke.webhooks.contracts import DeadLetter
from liuke.webhooks.error_words import say_failure

_GIVEN_UP = re.compile(r"webhook: (?P<why>.*) after (?P<tries>\d+) attempts", re.DOTALL)
_FAULT = re.compile(
    r"^ +- (?:(?P<path>[\w.]+): )?(?P<message>.*?) \[(?P<code>[a-z-]+)\](?: \((?P<fix>.*)\))?$", re.MULTILINE
)
_NAMED = re.compile(r"'([^'\n]+)'")
_INTERRUPTED = "refused in the run that was interrupted"


def say_letter(letter: DeadLetter, locale: Locale, words: ProblemWords) -> DeadLetter:
    """A dead letter whose reason is said for people."""
    return msgspec.structs.replace(letter, text=say_reason(letter.reason, locale, words))


def say_reason(reason: str, locale: Locale, words: ProblemWords) -> str:
    """A stored reason as a sentence.

    Args:
        reason: Of a webhook: how its last try ended, and how many there were. Of a delivery: an error's code, of a
            refusal with its reason (``refused:too-late``). Of a replay: the same, and on the lines below it the error's
            text; older releases stored the text alone.
        locale: The reader's.
        words: What reasons of refusals say.
    """
    if found := _GIVEN_UP.fullmatch(reason):
        return _say_tries(found["why"], int(found["tries"]), locale)
    if reason == _INTERRUPTED and locale == "zh":
        return "在中断的那次导入中已被拒绝"
    head, _, told = reason.partition("\n")
    code, _, why = head.partition(":")
    if code not in _titles() or " " in head:
        code, why, told = _find_titled(reason), "", reason
    if not code:
        return reason
    return _say_in_chinese(code, why, told, words) if locale == "zh" else _say_in_english(code, why, told)


def _say_tries(why: str, tries: int, locale: Locale) -> str:
    if why.isdecimal():
        how = f"对方返回 {why}" if locale == "zh" else f"the receiver answered {why}"
    else:
        how = say_failure(why, locale)
    if locale == "zh":
        return f"尝试 {tries} 次后放弃：{how}"
    return f"Given up after {tries} {'try' if tries == 1 else 'tries'}: {how}"


def _say_in_chinese(code: str, why: str, told: str, words: ProblemWords) -> str:
    """What the codes mean; of an error without any, what its text puts between quotes."""
    parts = [words.find_reason(why) or why] if why else []
    parts += [
        " ".join(filter(None, (fault["path"], FAULTS.get(fault["code"], fault["message"]))))
        for fault in _FAULT.finditer(told)
    ]
    return "：".join(filter(None, (TITLES.get(code, _titles()[code]), "；".join(parts or _NAMED.findall(told)))))


def _say_in_english(code: str, why: str, told: str) -> str:
    """The error's own text on one line, without codes."""
    if not told:
        return f"{_titles()[code]}: {why.replace('-', ' ')}" if why else _titles()[code]
    plain = _FAULT.sub(
        lambda fault: " - " + ": ".join(filter(None, (fault["path"], fault["message"], fault["fix"]))), told
    )
    first, *rest = [line.strip().removeprefix("- ").removeprefix("→ ") for line in plain.splitlines()]
    return "; ".join([first, *rest])


def _find_titled(reason: str) -> str:
    """The code of the error that a text begins with; empty if it begins with none."""
    fits = (
        code for code, title in _titles().items() if reason == title or reason.startswith((f"{title}: ", f"{title}\n"))
    )
    return next(fits, "")


@cache
def _titles() -> dict[str, str]:
    """Code → title of every error."""
    return {error.code: error.title for error in _walk(LiukeError)}


def _walk(error: type[LiukeError]) -> Iterator[type[LiukeError]]:
    yield error
    for part in error.__subclasses__():
        yield from _walk(part)
