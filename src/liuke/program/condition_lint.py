"""Lint of conditions, all of them in one place: size, fields, names and values, contradictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from liuke.kernel.text import text
from liuke.program.conditions import (
    MAX_DEPTH,
    MAX_NODES,
    AllOf,
    AnyCondition,
    AnyOf,
    Compare,
    Scalar,
    depth,
    walk,
)
from liuke.program.findings import Finding
from liuke.program.lint import dangling, find_known
from liuke.program.spec import ProgramBase
from liuke.program.walk import CONDITIONS, list_ids, walk_program

FieldFault = Callable[[AnyCondition, str], str]
"""Why a field leads nowhere on the events that a condition is tested on; empty where it leads somewhere."""


def lint_conditions(spec: ProgramBase, *, find_fault: FieldFault, sections: Mapping[str, str]) -> Iterator[Finding]:
    """Every finding about the conditions of a program, wherever they stand.

    Args:
        spec: The validated document.
        find_fault: Says of a field of a condition why it leads nowhere.
        sections: Root of a field → the section whose ids may follow it (``counter`` → ``counters``).
    """
    for place in walk_program(spec):
        if isinstance(place.value, CONDITIONS):
            yield from _lint_size(place.path, place.value)
            for compare in walk(place.value):
                fault = find_fault(place.value, compare.field)
                yield from _lint_field(place.path, compare, fault, spec, sections)
            yield from _lint_contradiction(place.path, place.value)


def _lint_size(path: str, condition: AnyCondition) -> Iterator[Finding]:
    levels, nodes = depth(condition), sum(1 for _ in walk(condition))
    if levels > MAX_DEPTH:
        yield _too_large(path, "condition-too-deep", "层", "levels", levels, MAX_DEPTH)
    if nodes > MAX_NODES:
        yield _too_large(path, "condition-too-large", "个比较", "comparisons", nodes, MAX_NODES)


def _too_large(path: str, code: str, zh: str, en: str, found: int, limit: int) -> Finding:
    return Finding(
        path,
        code,
        "error",
        text(f"条件有 {found} {zh}，上限 {limit}", f"the condition has {found} {en}, at most {limit} are allowed"),
        text("拆成几条规则", "split it into several rules"),
        {"found": found, "limit": limit},
    )


# -- fields and names -------------------------------------------------------------------------------------------------
def _lint_field(
    path: str, compare: Compare, fault: str, spec: ProgramBase, sections: Mapping[str, str]
) -> Iterator[Finding]:
    if fault:
        yield _unknown_field(path, compare.field, fault)
        return
    root, _, rest = compare.field.partition(".")
    section = sections.get(root, "")
    if section in type(spec).model_fields and rest not in (known := list_ids(spec.section(section))):
        yield dangling(path, root if root != "balance" else "asset", rest, known)
    if compare.field == "member.tier" and compare.op != "exists":
        values = compare.value if isinstance(compare.value, tuple) else (compare.value,)
        known = find_known("tier", spec)
        for value in values:
            if known is not None and value != "" and value not in known:
                yield dangling(path, "tier", str(value), known)


def _unknown_field(path: str, field: str, fault: str) -> Finding:
    return Finding(
        path,
        "unknown-field",
        "error",
        text(f"条件字段 {field} 不存在", f"the field {field} leads nowhere: {fault}"),
        text(
            "可用：event.*、member.*、profile.*、label.*、balance.*、calendar.*、counter.*",
            "use event.*, member.*, profile.*, label.*, balance.*, calendar.* or a counter",
        ),
        {"field": field},
    )


# -- contradictions ---------------------------------------------------------------------------------------------------
def _lint_contradiction(path: str, condition: AnyCondition) -> Iterator[Finding]:
    reason = find_contradiction(condition)
    if reason:
        yield Finding(
            path,
            "condition-never-true",
            "error",
            text(f"条件永远不成立：{reason}", f"the condition can never be true: {reason}"),
            text("检查条件", "correct the condition"),
        )


def find_contradiction(condition: AnyCondition) -> str:
    """Why the condition can never be true; empty where no contradiction is seen, which proves nothing."""
    if isinstance(condition, AnyOf):
        reasons = [find_contradiction(part) for part in condition.any]
        return reasons[0] if reasons and all(reasons) else ""
    if not isinstance(condition, AllOf):
        return ""
    nested = next((reason for part in condition.all if (reason := find_contradiction(part))), "")
    return nested or _clash(list(_must_hold(condition)))


def _must_hold(condition: AnyCondition) -> Iterator[Compare]:
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.all:
            yield from _must_hold(part)


def _clash(nodes: list[Compare]) -> str:
    by_field = dict[str, list[Compare]]()
    for node in nodes:
        by_field.setdefault(node.field, []).append(node)
    for field, same in by_field.items():
        allowed: set[Scalar] | None = None
        low, high = -(2**62), 2**62
        for node in same:
            value = node.value
            if node.op in {"eq", "in"}:
                here: set[Scalar] = set(value) if isinstance(value, tuple) else {value}
                allowed = here if allowed is None else allowed & here
            elif isinstance(value, bool) or not isinstance(value, int):
                continue
            elif node.op in {"gt", "gte"}:
                low = max(low, value + (node.op == "gt"))
            elif node.op in {"lt", "lte"}:
                high = min(high, value - (node.op == "lt"))
        if low > high:
            return f"{field} ≥ {low} and ≤ {high}"
        if allowed is not None and not [v for v in allowed if type(v) is not int or low <= v <= high]:
            return f"{field} cannot have all of these values"
    return ""


def required_value(condition: AnyCondition | None, field: str) -> Scalar | None:
    """The one value that ``field`` must have for the condition to hold, or ``None``."""
    if condition is None:
        return None
    for node in _must_hold(condition):
        if node.field == field and node.op == "eq" and not isinstance(node.value, tuple):
            return node.value
    return None
