"""Why a try of a webhook had no answer: a stable English phrase in the log, and its words for people."""

from __future__ import annotations

import re

import msgspec

from liuke.kernel.text import Locale
from liuke.webhooks.contracts import Attempt, Delivery

PHRASES: dict[str, str] = {
    "no connection in time": "连接超时", "no answer in time": "等待响应超时",
    "the body was not taken in time": "发送内容超时",
    "no connection was free in time": "没有空闲连接", "no connection": "无法连接", "the connection was cut": "连接中断",
    "the answer was no HTTP": "响应不是 HTTP", "address refused": "地址被拒绝",
    "the body of the answer did not end": "响应内容没有结束",
}  # fmt: skip
"""Phrases that the client writes, and their Chinese."""
_ABOUT_NAMES = (
    (re.compile(r"the name (\S+) was not resolved in time"), r"域名 \1 解析超时"),
    (re.compile(r"the name (\S+) cannot be resolved"), r"域名 \1 无法解析"),
    (re.compile(r"(\S+) is not in the public internet"), r"\1 不在公网"),
)


def say_failure(error: str, locale: Locale) -> str:
    """A logged failure in the reader's language; what the system or the library said itself stays as it was."""
    if locale != "zh" or not error:
        return error
    return "：".join(_say_part(part) for part in error.split(": "))


def _say_part(part: str) -> str:
    for pattern, words in _ABOUT_NAMES:
        if pattern.fullmatch(part):
            return pattern.sub(words, part)
    return PHRASES.get(part, part)


def say_delivery(found: Delivery, locale: Locale) -> Delivery:
    """A delivery whose tries say why they failed in the reader's language, too."""
    return msgspec.structs.replace(found, log=[_say_attempt(one, locale) for one in found.log])


def _say_attempt(attempt: Attempt, locale: Locale) -> Attempt:
    return msgspec.structs.replace(attempt, text=say_failure(attempt.error, locale))
