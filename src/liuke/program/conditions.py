"""Conditions as data: ``{field, op, value}`` joined by ``all``, ``any`` and ``not``, compiled to closures.

There is no ``eval`` here. A missing field makes a comparison false (and its ``not`` true); comparing values of
different kinds is false, never an error. Depth and size are capped when the program is read.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import Discriminator, Field, Tag, model_validator

from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint

MAX_DEPTH = 8
MAX_NODES = 64

Op = Literal["eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in", "contains", "exists", "starts_with"]
Scalar = str | int | bool


class Compare(Spec):
    """One comparison of a field with a value."""

    field: str = Field(pattern=r"^[a-z_]+(\.[A-Za-z0-9_]+)*$", json_schema_extra=hint("字段", "Field", widget="field"))
    op: Op = Field(default="eq", json_schema_extra=hint("比较", "Comparison"))
    value: Scalar | tuple[Scalar, ...] = Field(default=True, json_schema_extra=hint("值", "Value"))

    @model_validator(mode="after")
    def _shape(self) -> Compare:
        wants_list = self.op in {"in", "not_in"}
        if wants_list != isinstance(self.value, tuple):
            raise broken(
                "“属于”和“不属于”要填写一个或多个选项" if wants_list else "这种比较只填写一个值",
                "“is one of” and “is none of” want a list" if wants_list else "this comparison wants one value",
            )
        return self


class AllOf(Spec):
    """True when every part is."""

    all: tuple[Condition, ...] = Field(max_length=MAX_NODES, json_schema_extra=hint("全部满足", "All of"))


class AnyOf(Spec):
    """True when at least one part is."""

    any: tuple[Condition, ...] = Field(min_length=1, max_length=MAX_NODES, json_schema_extra=hint("任一满足", "Any of"))


class Not(Spec):
    """True when the part is false."""

    not_: Condition = Field(alias="not", json_schema_extra=hint("不满足", "Not"))


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        keys = cast("dict[str, Any]", value).keys()
        return next((key for key in ("all", "any", "not") if key in keys), "compare")
    if isinstance(value, AllOf):
        return "all"
    if isinstance(value, AnyOf):
        return "any"
    return "not" if isinstance(value, Not) else "compare"


Condition = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
]
for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()

AnyCondition = Compare | AllOf | AnyOf | Not
S = TypeVar("S")
Test = Callable[[S], bool]
Getter = Callable[[S], Any]


def walk(condition: AnyCondition) -> Iterator[Compare]:
    """Every comparison in the condition."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.all:
            yield from walk(part)
    elif isinstance(condition, AnyOf):
        for part in condition.any:
            yield from walk(part)
    else:
        yield from walk(condition.not_)


def depth(condition: AnyCondition) -> int:
    """Levels of nesting; a bare comparison has one."""
    if isinstance(condition, Compare):
        return 1
    if isinstance(condition, Not):
        return 1 + depth(condition.not_)
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return 1 + max((depth(part) for part in parts), default=0)


def compile_condition(condition: AnyCondition | None, resolve: Callable[[str], Getter[S]]) -> Test[S] | None:
    """Turn the condition into a closure; ``None`` stands for "always".

    Args:
        condition: What the program says.
        resolve: Maps a field path to a getter over the subject; called once a field, at compile time.
    """
    if condition is None:
        return None
    if isinstance(condition, Compare):
        return _compile_compare(condition, resolve(condition.field))
    if isinstance(condition, Not):
        inner = compile_condition(condition.not_, resolve)
        assert inner is not None
        return lambda subject: not inner(subject)
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    tests = tuple(cast("Test[S]", compile_condition(part, resolve)) for part in parts)
    if isinstance(condition, AllOf):
        return lambda subject: all(test(subject) for test in tests)
    return lambda subject: any(test(subject) for test in tests)


def _same_kind(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return isinstance(left, bool) and isinstance(right, bool)
    return (isinstance(left, int) and isinstance(right, int)) or (isinstance(left, str) and isinstance(right, str))


def _compile_compare(node: Compare, get: Getter[S]) -> Test[S]:
    op, value = node.op, node.value
    if op == "exists":
        return lambda subject: (get(subject) is not None) == bool(value)
    if op in {"in", "not_in"}:
        members = cast("tuple[Scalar, ...]", value)
        if op == "in":
            return lambda subject: any(_same_kind(get(subject), m) and get(subject) == m for m in members)
        return lambda subject: get(subject) is not None and get(subject) not in members
    if op == "contains":
        return lambda subject: _contains(get(subject), value)
    if op == "starts_with":
        return lambda subject: isinstance(found := get(subject), str) and found.startswith(str(value))
    if op == "eq" and isinstance(value, bool):
        return lambda subject: get(subject) is value
    if op == "eq" and isinstance(value, str):
        return lambda subject: get(subject) == value
    if op == "eq":
        return lambda subject: _same_kind(found := get(subject), value) and found == value
    if op == "ne":
        return lambda subject: (found := get(subject)) is not None and not (_same_kind(found, value) and found == value)
    compare = _ORDER[op]
    return lambda subject: _same_kind(found := get(subject), value) and compare(found, value)


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def _contains(found: Any, value: Any) -> bool:
    if isinstance(found, str):
        return str(value) in found
    if isinstance(found, (list, tuple, set, frozenset, dict)):
        return value in cast("list[Any]", found)
    return False
