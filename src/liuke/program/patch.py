"""A patch: typed changes of a program, addressed by section and id, laid over a document.

One currency for everything that changes the program for a while or for some: a campaign, a variant of an experiment, a
draft to be tried, a proposal. A patch never changes the document it is laid over; the result is validated by the same
models as any program.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.ids import read_number
from liuke.kernel.text import Text, text
from liuke.kernel.worded import WordedFault
from liuke.program.spec import Spec, hint

MAX_CHANGES = 100
"""Changes of one patch."""

Path = Annotated[str, Field(pattern=r"^[a-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$", max_length=300)]
"""``section.id.field``: ids in place of numbers, as reasons write them; numbers only where things have no id."""

_AT = hint("位置", "Where", widget="path", example="activities.daily_check_in.points")


_CHARGED = hint("计入预算", "Charged to the budget", advanced=True)
_PAID = (
    "What a campaign's budget pays of the rewards of what it changes: all of them, or what they are more than without "
    "the change, for whole numbers that are set or multiplied. When the budget is gone, rewards that it pays whole are "
    "not given, others as without the change."
)
Charge = Literal["whole", "difference"]


class SetChange(Spec):
    """One value is another while the patch holds."""

    do: Literal["set"] = Field(default="set", json_schema_extra=hint("方式", "How"))
    at: Path = Field(json_schema_extra=_AT)
    to: Any = Field(json_schema_extra=hint("改为", "To"))
    charge: Charge = Field(default="whole", json_schema_extra=_CHARGED, description=_PAID)


class ScaleChange(Spec):
    """A whole number, or each of a map (by tier), is multiplied, rounded half up: 20,000 bps doubles it."""

    do: Literal["scale"] = Field(default="scale", json_schema_extra=hint("方式", "How"))
    at: Path = Field(json_schema_extra=_AT)
    by_bps: int = Field(
        ge=0, le=1_000_000, json_schema_extra=hint("倍率", "By", unit="bps", counts="factor", example=20_000)
    )
    charge: Charge = Field(default="whole", json_schema_extra=_CHARGED, description=_PAID)


class AddChange(Spec):
    """Things are added to the end of a list."""

    do: Literal["add"] = Field(default="add", json_schema_extra=hint("方式", "How"))
    at: Path = Field(json_schema_extra=_AT)
    items: tuple[Any, ...] = Field(min_length=1, max_length=50, json_schema_extra=hint("内容", "Items"))
    charge: Charge = Field(default="whole", json_schema_extra=_CHARGED, description=_PAID)


class RemoveChange(Spec):
    """A thing of a list, or a value that has a default, is taken out."""

    do: Literal["remove"] = Field(default="remove", json_schema_extra=hint("方式", "How"))
    at: Path = Field(json_schema_extra=_AT)
    charge: Charge = Field(default="whole", json_schema_extra=_CHARGED, description=_PAID)


_WAYS: dict[str, Any] = {
    "set": {"label": {"zh": "改为", "en": "Set"}},
    "scale": {"label": {"zh": "乘以", "en": "Multiply"}},
    "add": {"label": {"zh": "增加", "en": "Add"}},
    "remove": {"label": {"zh": "移除", "en": "Remove"}},
}
PatchChange = Annotated[
    SetChange | ScaleChange | AddChange | RemoveChange,
    Field(discriminator="do", json_schema_extra={"x-kinds": _WAYS}),
]
Patch = Annotated[tuple[PatchChange, ...], Field(max_length=MAX_CHANGES)]
"""Changes, laid over the document in this order."""
AnyChange = SetChange | ScaleChange | AddChange | RemoveChange

FIXED: frozenset[str] = frozenset({"schema_version", "id", "name", "industry", "calendar", "currency"})
"""Fields of the program itself that no patch may change; sections say so of themselves (``Section.patchable``)."""


class _Nowhere(Exception):
    """A change names a place that the document does not have, or that cannot be changed in this way.

    Args:
        reason: Why.
        fix: What to name instead; by default a thing by its id.
    """

    def __init__(self, reason: Text, fix: Text | None = None) -> None:
        super().__init__(reason.get("en"))
        self.reason = reason
        self.fix = fix or text("用编号（id）指明位置", "name a place by its ids")


def apply_patch(document: Mapping[str, Any], changes: Iterable[AnyChange]) -> dict[str, Any]:
    """A copy of the document with the changes laid over it.

    Args:
        document: A program as plain data, with every default written out.
        changes: In order.

    Raises:
        InvalidInput: with a fault for every change that leads nowhere or does not fit, by its number.
    """
    data = copy.deepcopy(dict(document))
    faults = list[Fault]()
    for number, change in enumerate(changes):
        try:
            _apply(data, change)
        except _Nowhere as error:
            faults.append(_say_nowhere(number, change.at, error))
    if faults:
        raise InvalidInput(f"{len(faults)} change(s) of the patch cannot be made", faults=faults)
    return data


def _say_nowhere(number: int, at: str, error: _Nowhere) -> Fault:
    words = text(f"{at}：{error.reason.zh}", f"{at}: {error}")
    return WordedFault(
        f"{number}.at", "leads-nowhere", words.get("en"), error.fix.get("en"), words=words, remedy=error.fix
    )


def _apply(data: dict[str, Any], change: AnyChange) -> None:
    *parents, last = change.at.split(".")
    holder: Any = data
    for part in parents:
        holder = _enter(holder, part)
    key = _find_key(holder, last, new=isinstance(change, SetChange))
    match change:
        case SetChange():
            holder[key] = copy.deepcopy(change.to)
        case ScaleChange():
            holder[key] = _scale(holder[key], change.by_bps, change.at)
        case AddChange():
            if not isinstance(holder[key], list):
                raise _Nowhere(text("只能向列表中添加", "things can be added to a list only"))
            holder[key] = [*holder[key], *copy.deepcopy(change.items)]
        case RemoveChange():
            del holder[key]


def _scale(value: Any, by_bps: int, at: str) -> Any:
    if _is_whole(value):
        return (value * by_bps + 5_000) // 10_000
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        if found and all(_is_whole(item) for item in found.values()):
            return {key: _scale(item, by_bps, at) for key, item in found.items()}
    reason, places = text("只有整数可以乘以倍率", "only whole numbers can be multiplied"), _list_whole(value, at)
    raise _Nowhere(reason, text(f"可以写 {'、'.join(places)}", f"name {' or '.join(places)}") if places else None)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _list_whole(value: Any, at: str) -> list[str]:
    """Places below one at which a whole number stands, in the order of the document; a few of them."""
    items: list[tuple[str, Any]]
    if isinstance(value, dict):
        items = list(cast("dict[str, Any]", value).items())
    elif isinstance(value, list):
        items = [(_name_item(thing, number), thing) for number, thing in enumerate(cast("list[Any]", value))]
    else:
        return [at] if _is_whole(value) else []
    return [place for key, item in items for place in _list_whole(item, f"{at}.{key}")][:4]


def _name_item(thing: Any, number: int) -> str:
    return str(cast("dict[str, Any]", thing).get("id") or number) if isinstance(thing, dict) else str(number)


def find_value(document: Mapping[str, Any], at: str) -> Any:
    """What stands at a place of a document; ``None`` where it has no such place."""
    holder: Any = document
    try:
        for part in at.split("."):
            holder = _enter(holder, part)
    except (_Nowhere, KeyError):
        return None
    return holder


def _enter(holder: Any, part: str) -> Any:
    return holder[_find_key(holder, part, new=False)]


def _find_key(holder: Any, part: str, *, new: bool) -> Any:
    """The key or number under which a part of a path stands."""
    if isinstance(holder, dict):
        if part in holder or new:
            return part
    elif isinstance(holder, list):
        items = cast("list[Any]", holder)
        for number, item in enumerate(items):
            if isinstance(item, dict) and cast("dict[str, Any]", item).get("id") == part:
                return number
        place = read_number(part)
        if place is not None and place < len(items):
            return place
    raise _Nowhere(text(f"没有 {part!r}", f"there is no {part!r}"))


def find_fights(one: Sequence[AnyChange], other: Sequence[AnyChange]) -> list[str]:
    """Places that two patches both change, or that one changes inside what the other replaces.

    Adding to the same list is no fight: both sets of things are there.
    """
    return sorted(
        {
            max(a.at, b.at, key=len)
            for a in one
            for b in other
            if _overlap(a.at, b.at) and not (isinstance(a, AddChange) and isinstance(b, AddChange) and a.at == b.at)
        }
    )


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


__all__ = [
    "FIXED", "MAX_CHANGES", "AddChange", "AnyChange", "Patch", "PatchChange", "RemoveChange", "ScaleChange",
    "SetChange", "apply_patch", "find_fights", "find_value",
]  # fmt: skip
