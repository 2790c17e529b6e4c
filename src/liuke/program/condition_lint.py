"""Lint of conditions, all of them in one place: size, fields, names and values, contradictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from liuke.kernel.text import Text, text
from liuke.program.conditions import (
    MAX_DEPTH,
    MAX_NODES,
    AllOf,
    AnyCondition,
    AnyOf,
    Compare,
    Not,
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
    if reason is not None:
        yield Finding(
            path,
            "condition-never-true",
            "error",
            text(f"条件永远不成立：{reason.zh}", f"the condition can never be true: {reason.get('en')}"),
            text("检查条件", "correct the condition"),
        )


MAX_ALTERNATIVES = 256
"""Ways to fulfil a condition that are looked at; with more of them no contradiction is seen."""


def exclude_each_other(one: AnyCondition, other: AnyCondition) -> bool:
    """Whether nobody can fulfil both at once; ``False`` also where it cannot be seen from the conditions alone.

    >>> beijing, shanghai = (Compare(field="label.city", value=city) for city in ("bj", "sh"))
    >>> exclude_each_other(beijing, shanghai), exclude_each_other(beijing, Compare(field="member.tier", value="gold"))
    (True, False)
    """
    return find_contradiction(AllOf(all=(one, other))) is not None


def find_contradiction(condition: AnyCondition) -> Text | None:
    """Why the condition can never be true; ``None`` where no contradiction is seen, which proves nothing."""
    first: Text | None = None
    for looked, nodes in enumerate(_list_alternatives([condition])):
        reason = _clash(nodes)
        if reason is None or looked == MAX_ALTERNATIVES:
            return None
        first = first or reason
    return first


def _list_alternatives(parts: list[AnyCondition]) -> Iterator[list[AnyCondition]]:
    """Each way to fulfil all of the parts: comparisons that must hold, and some that must not."""
    nodes, left = list[AnyCondition](), list(parts)
    while left:
        part = left.pop(0)
        if isinstance(part, AllOf):
            left = [*part.all, *left]
        elif isinstance(part, AnyOf):
            for branch in part.any:
                yield from _list_alternatives([*nodes, branch, *left])
            return
        else:
            nodes.append(part)
    yield nodes


def _clash(nodes: Sequence[AnyCondition]) -> Text | None:
    by_field = dict[str, list[AnyCondition]]()
    for node in nodes:
        compare = node.not_ if isinstance(node, Not) else node
        if isinstance(compare, Compare):
            by_field.setdefault(compare.field, []).append(node)
    return next((found for field, same in by_field.items() if (found := _clash_of(field, same)) is not None), None)


def _clash_of(field: str, nodes: Sequence[AnyCondition]) -> Text | None:
    """Why no value of the field fulfils all of its comparisons."""
    allowed: set[Scalar] | None = None
    denied = set[Scalar]()
    low, high = -(2**62), 2**62
    for node in nodes:
        if isinstance(node, Not):
            # a field that is missing fulfils it too: it says only what the field is not
            if isinstance(node.not_, Compare) and node.not_.op in {"eq", "in"}:
                denied |= _list_values(node.not_)
            continue
        assert isinstance(node, Compare), "the caller took everything else apart"
        value = node.value
        if node.op in {"eq", "in"}:
            allowed = _list_values(node) if allowed is None else allowed & _list_values(node)
        elif node.op in {"ne", "not_in"}:
            denied |= _list_values(node)
        elif isinstance(value, bool) or not isinstance(value, int):
            continue
        elif node.op in {"gt", "gte"}:
            low = max(low, value + (node.op == "gt"))
        elif node.op in {"lt", "lte"}:
            high = min(high, value - (node.op == "lt"))
    if low > high:
        return text(f"{field} 要同时 ≥ {low} 且 ≤ {high}", f"{field} ≥ {low} and ≤ {high}")
    if allowed is not None and not [v for v in allowed - denied if type(v) is not int or low <= v <= high]:
        return text(f"{field} 不可能同时符合这些值", f"{field} cannot have all of these values")
    return None


def _list_values(compare: Compare) -> set[Scalar]:
    return set(compare.value) if isinstance(compare.value, tuple) else {compare.value}


def _must_hold(condition: AnyCondition) -> Iterator[Compare]:
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.all:
            yield from _must_hold(part)


def required_value(condition: AnyCondition | None, field: str) -> Scalar | None:
    """The one value that ``field`` must have for the condition to hold, or ``None``."""
    if condition is None:
        return None
    for node in _must_hold(condition):
        if node.field == field and node.op == "eq" and not isinstance(node.value, tuple):
            return node.value
    return None
