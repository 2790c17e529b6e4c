"""How much a JSON value that is kept may hold: what nobody can follow is refused where it comes in, with its path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from liuke.kernel.errors import Fault

MAX_DEPTH = 64
"""Objects and lists inside each other, the outermost included; the same for everything that is kept."""
_MAX_PATH = 200
_MAX_FAULTS = 20


@dataclass(frozen=True, slots=True)
class JsonLimits:
    """Bounds of one value.

    Args:
        values: Members of objects and items of lists, all together.
        text: Characters of one text.
        name: Characters of the name of a member.
        total: Characters of all texts and names.
        depth: Objects and lists inside each other.
    """

    values: int = 20_000
    text: int = 10_000
    name: int = 200
    total: int = 400_000
    depth: int = MAX_DEPTH


def find_json_faults(value: Any, path: str, limits: JsonLimits) -> list[Fault]:
    """Everything in a value that is beyond its limits; what is of no JSON type is not looked at.

    It follows the value level by level and stops where there is too much of it, so that it takes no longer than what is
    allowed would.
    """
    faults = list[Fault]()
    level: list[tuple[str, Any]] = [(path, value)]
    count = total = 0
    for depth in range(limits.depth + 1):
        if depth == limits.depth and (deep := [where for where, one in level if isinstance(one, dict | list | tuple)]):
            return [*faults, _make(deep[0], "too-deep", f"is nested deeper than {limits.depth}", "flatten it")]
        below = list[tuple[str, Any]]()
        for where, one in level:
            if isinstance(one, str):
                total += len(one)
                if len(one) > limits.text:
                    faults.append(_make(where, "too-long", f"has more than {limits.text} characters", "shorten it"))
            elif isinstance(one, dict | list | tuple):
                items = cast("dict[Any, Any] | list[Any] | tuple[Any, ...]", one)
                count += len(items)
                if count > limits.values:
                    return [*faults, _make(where, "too-many", f"more than {limits.values} values", "send less")]
                if isinstance(items, dict):
                    total += sum(len(str(name)) for name in items)
                    faults += _find_long_names(where, items, limits)
                below += _list_items(where, items)
            if total > limits.total:
                return [*faults, _make(path, "too-large", f"more than {limits.total} characters", "send less")]
            if len(faults) >= _MAX_FAULTS:
                return faults
        level = below
    return faults


def _list_items(where: str, items: dict[Any, Any] | list[Any] | tuple[Any, ...]) -> Iterable[tuple[str, Any]]:
    pairs = items.items() if isinstance(items, dict) else enumerate(items)
    return [(f"{where}.{name}" if where else str(name), one) for name, one in pairs]


def _find_long_names(where: str, items: dict[Any, Any], limits: JsonLimits) -> Iterable[Fault]:
    return [
        _make(f"{where}.{name}", "too-long", f"a name has at most {limits.name} characters", "shorten it")
        for name in items
        if len(str(name)) > limits.name
    ]


def _make(path: str, code: str, message: str, fix: str) -> Fault:
    return Fault(path if len(path) <= _MAX_PATH else f"{path[:_MAX_PATH]}…", code, message, fix)
