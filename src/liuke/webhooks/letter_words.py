"""Why a message was given up, in the reader's language: what is stored is a code or a text in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from liuke.http.problem_words import TITLES
from liuke.http.problems import ProblemWords
from liuke.kernel.errors import LiukeError
from liuke.kernel.text import Locale
from liuke.webhooks.contracts import DeadLetter
from liuke.webhooks.error_words import say_failure

_GIVEN_UP = re.compile(r"webhook: (?P<why>.*) after (?P<tries>\d+) attempts", re.DOTALL)
_INTERRUPTED = "refused in the run that was interrupted"


def say_letter(letter: DeadLetter, locale: Locale, words: ProblemWords) -> DeadLetter:
    """A dead letter whose reason is said for people."""
    return msgspec.structs.replace(letter, text=say_reason(letter.reason, locale, words))


def say_reason(reason: str, locale: Locale, words: ProblemWords) -> str:
    """A stored reason as a sentence.

    Args:
        reason: Of a webhook: how its last try ended, and how many there were. Of a delivery: an error's code, of a
            refusal with its reason (``refused:too-late``). Of a replay: an error's text.
        locale: The reader's.
        words: What reasons of refusals say.
    """
    if found := _GIVEN_UP.fullmatch(reason):
        return _say_tries(found["why"], int(found["tries"]), locale)
    code, _, why = reason.partition(":")
    titles = {error.code: error.title for error in _walk(LiukeError)}
    if code in titles and " " not in reason:
        if locale == "zh":
            title = TITLES.get(code, titles[code])
            return f"{title}：{words.find_reason(why) or why}" if why else title
        return f"{titles[code]}: {why.replace('-', ' ')}" if why else titles[code]
    return _say_replayed(reason, titles) if locale == "zh" else reason


def _say_tries(why: str, tries: int, locale: Locale) -> str:
    if why.isdecimal():
        how = f"对方返回 {why}" if locale == "zh" else f"the receiver answered {why}"
    else:
        how = say_failure(why, locale)
    if locale == "zh":
        return f"尝试 {tries} 次后放弃：{how}"
    return f"Given up after {tries} {'try' if tries == 1 else 'tries'}: {how}"


def _say_replayed(reason: str, titles: dict[str, str]) -> str:
    """The title in Chinese, and behind it what the error says of the single case, as it was written."""
    if reason == _INTERRUPTED:
        return "在中断的那次导入中已被拒绝"
    for code, title in titles.items():
        if code in TITLES and (reason == title or reason.startswith((f"{title}: ", f"{title}\n"))):
            rest = reason[len(title) :].lstrip(": \n")
            return f"{TITLES[code]}（{rest}）" if rest else TITLES[code]
    return reason


def _walk(error: type[LiukeError]) -> Iterator[type[LiukeError]]:
    yield error
    for part in error.__subclasses__():
        yield from _walk(part)
