"""What is wrong with a field of a program, in words for whoever fills it in: no pattern, no text of a library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from pydantic_core import ErrorDetails, PydanticCustomError

from liuke.kernel.errors import Fault
from liuke.kernel.text import Text, text
from liuke.kernel.worded import WordedFault


def broken(zh: str, en: str) -> PydanticCustomError:
    """What a validator of a part of the program raises: a rule that its fields break together, in both languages."""
    return PydanticCustomError("value_error", "{en}", {"zh": zh, "en": en})


def join_rules(rules: Sequence[Text]) -> PydanticCustomError:
    """Several broken rules of one part, as one."""
    return broken("；".join(one.zh for one in rules), "; ".join(one.get("en") for one in rules))


_ID = text(
    "用小写字母开头，只含小写字母、数字和下划线",
    "begin with a small letter; only small letters, digits and underscores",
)
_EVENT = text("填写事件名，如 order.paid", "give the name of an event, such as order.paid")
_MONTH_DAY = text("填写月和日，如 09-10", "give month and day, such as 09-10")
PATTERNS: Mapping[str, Text] = {
    r"^[a-z][a-z0-9_]{0,62}$": _ID,
    r"^([a-z][a-z0-9_]{0,62})?$": _ID,
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$": _EVENT,
    r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$": _MONTH_DAY,
    r"^(0\d|1[0-2]):[0-5]\d$": text("填写 00:00 至 12:59 之间的时刻，如 03:00", "give a time from 00:00 to 12:59"),
    r"^[A-Z]{3}$": text("填写三个大写字母的币种，如 CNY", "give a currency as three capital letters, such as CNY"),
    r"^#[0-9a-fA-F]{6}$": text("选择一种颜色", "choose a colour"),
    r"^(med_[0-9]{1,10}_[0-9a-f]{32})?$": text("请上传一张图片", "upload a picture"),
    r"^(balance:|earned:)?[a-z][a-z0-9_]{0,62}$": text("选择一个计数器或账户", "choose a counter or an account"),
    r"^[a-z_]+(\.[A-Za-z0-9_]+)*$": text("选择一个字段", "choose a field"),
    r"^[a-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$": text("选择方案中的一处", "choose a place of the program"),
    r"^(https://[^\s]+)?$": text("请填写以 https:// 开头的链接", "Enter a link that begins with https://"),
    r"^[^\s\x00-\x1f#]+$": text("链接中不能有空格", "a link has no spaces"),
    r"^(https://[A-Za-z0-9.:-]+/[A-Za-z0-9._~:/?@!$&*+,;=%-]*\{code\}[A-Za-z0-9._~=&%/-]*)?$": text(
        "请填写以 https:// 开头的链接，邀请码所在处写花括号括起的 code",
        "Enter a link that begins with https:// and has the word code in braces where the code belongs",
    ),
}
"""Every pattern of the program's fields → what to write there."""

_WHOLE = text("请填写整数", "Enter a whole number")
_CHOOSE = text("请从选项中选择", "Choose one of the options")
_KIND = text("请选择一种类型", "Choose a kind")
_WORDS = text("请填写文字", "Enter text")
_PART = text("请填写这一项的内容", "Fill in this part")
_LIST = text("这里应是一个列表", "This is a list")
_DATE = text("请填写日期，如 2026-11-11", "Enter a date, such as 2026-11-11")
_YES_NO = text("请选择是或否", "Choose yes or no")
_OTHER = text("这里的内容不正确，请重新填写", "This cannot be right; please enter it again")
_PLAIN: Mapping[str, Text] = {
    "missing": text("请填写", "Please fill this in"),
    "extra_forbidden": text("方案中没有这个字段，请删除", "The program has no such field; remove it"),
    "literal_error": _CHOOSE, "enum": _CHOOSE,
    "union_tag_invalid": _KIND, "union_tag_not_found": _KIND,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE, "int_parsing_size": _WHOLE,
    "float_type": _WHOLE, "float_parsing": _WHOLE, "finite_number": _WHOLE,
    "string_type": _WORDS, "string_unicode": _WORDS,
    "bool_type": _YES_NO, "bool_parsing": _YES_NO,
    "model_type": _PART, "model_attributes_type": _PART, "dict_type": _PART, "mapping_type": _PART,
    "list_type": _LIST, "tuple_type": _LIST, "iterable_type": _LIST,
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE, "datetime_type": _DATE, "datetime_parsing": _DATE,
    "invalid_key": _PART, "none_required": text("这里应留空", "Leave this empty"),
}  # fmt: skip


def _at_least(ctx: Mapping[str, Any]) -> Text:
    return text(f"至少添加 {ctx['min_length']} 项", f"Add at least {ctx['min_length']}")


def _at_most(ctx: Mapping[str, Any]) -> Text:
    return text(f"最多 {ctx['max_length']} 项", f"At most {ctx['max_length']}")


_FILLED: Mapping[str, Callable[[Mapping[str, Any]], Text]] = {
    "greater_than": lambda ctx: text(f"须大于 {ctx['gt']}", f"Must be more than {ctx['gt']}"),
    "greater_than_equal": lambda ctx: text(f"不能小于 {ctx['ge']}", f"Must be {ctx['ge']} or more"),
    "less_than": lambda ctx: text(f"须小于 {ctx['lt']}", f"Must be less than {ctx['lt']}"),
    "less_than_equal": lambda ctx: text(f"不能大于 {ctx['le']}", f"Must be {ctx['le']} or less"),
    "multiple_of": lambda ctx: text(f"须为 {ctx['multiple_of']} 的倍数", f"Must be a multiple of {ctx['multiple_of']}"),
    "too_short": _at_least,
    "too_long": _at_most,
    "string_too_short": lambda ctx: (
        _PLAIN["missing"]
        if ctx["min_length"] == 1
        else text(f"至少 {ctx['min_length']} 个字符", f"At least {ctx['min_length']} characters")
    ),
    "string_too_long": lambda ctx: text(f"最多 {ctx['max_length']} 个字符", f"At most {ctx['max_length']} characters"),
    "string_pattern_mismatch": lambda ctx: PATTERNS.get(str(ctx["pattern"]), _OTHER),
}
BOUNDS = ("gt", "ge", "lt", "le")


def render_fault(code: str, ctx: Mapping[str, Any], say_bound: Callable[[int], Text] | None = None) -> Text:
    """What is wrong, in words.

    Args:
        code: The validator's (``int_parsing``).
        ctx: Its figures.
        say_bound: How the field says a figure (``500`` cents as 5 yuan); by default as it is.
    """
    if code == "value_error" and isinstance(ctx.get("zh"), str):
        return text(ctx["zh"], str(ctx["en"]))
    if code in _PLAIN:
        return _PLAIN[code]
    fill = _FILLED.get(code)
    if fill is None:
        return _OTHER
    if say_bound is None:
        return fill(ctx)
    shown = {key: say_bound(value) if key in BOUNDS and isinstance(value, int) else value for key, value in ctx.items()}
    zh = {key: value.zh if isinstance(value, Text) else value for key, value in shown.items()}
    en = {key: value.get("en") if isinstance(value, Text) else value for key, value in shown.items()}
    return text(fill(zh).zh, fill(en).get("en"))


def choose_alternatives(document: Any, errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those of alternatives that were not meant.

    Where a value may have one of several shapes, validation says of each why it does not fit. What people want to
    know is what is wrong with the shape they began: the one that knows most of the fields that are there.
    """
    branches: dict[tuple[tuple[int | str, ...], int | str], list[ErrorDetails]] = {}
    places: dict[tuple[int | str, ...], dict[int | str, None]] = {}
    for error in errors:
        for prefix, branch in _list_branches(document, error):
            branches.setdefault((prefix, branch), []).append(error)
            places.setdefault(prefix, {})[branch] = None
    dropped = set[int]()
    for prefix, found in places.items():
        if len(found) > 1:
            best = min(found, key=lambda branch: _count_misfits(branches[prefix, branch]))
            dropped.update(id(error) for branch in found if branch != best for error in branches[prefix, branch])
    kept = [error for error in errors if id(error) not in dropped]
    # a list whose things are wrong is not also too short: they are not counted
    inner = {error["loc"][:length] for error in kept for length in range(len(error["loc"]))}
    return [error for error in kept if error["type"] != "too_short" or error["loc"] not in inner]


def _count_misfits(errors: Sequence[ErrorDetails]) -> tuple[int, int]:
    odd = sum(error["type"] in {"extra_forbidden", "model_type", "literal_error", "dict_type"} for error in errors)
    return odd, len(errors)


def _list_branches(document: Any, error: ErrorDetails) -> list[tuple[tuple[int | str, ...], int | str]]:
    """Names of alternatives that the error's place passes through, with what lies before each."""
    found = list[tuple[tuple[int | str, ...], int | str]]()
    here: Any = document
    loc = error["loc"]
    for place, part in enumerate(loc):
        last = place == len(loc) - 1
        if isinstance(here, dict) and part in here:
            here = cast("dict[Any, Any]", here)[part]
        elif isinstance(here, list) and isinstance(part, int) and part < len(cast("list[Any]", here)):
            here = cast("list[Any]", here)[part]
        elif not (last and error["type"] in {"missing", "invalid_key"}):
            found.append((loc[:place], part))
    return found


def make_fault(error: ErrorDetails, words: Text) -> Fault:
    """The fault of one error."""
    path = ".".join(str(part) for part in error["loc"])
    return WordedFault(path, error["type"].replace("_", "-"), words.get("en"), words=words)
