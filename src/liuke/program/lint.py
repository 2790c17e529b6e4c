"""Checks that need no knowledge of any domain: ids, references, conditions. The domains add their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, cast

from pydantic import BaseModel

from liuke.kernel.text import text
from liuke.program.conditions import MAX_DEPTH, MAX_NODES, AnyCondition, Compare, depth, walk
from liuke.program.findings import Finding
from liuke.program.spec import ProgramBase
from liuke.program.walk import CONDITIONS, Place, list_ids, walk_program

SECTIONS_OF_REFS: Mapping[str, str] = {
    "asset": "assets",
    "tier": "tiers.ladder",
    "coupon": "coupons",
    "benefit": "benefits",
    "counter": "counters",
    "mall_item": "mall",
    "badge": "badges",
    "activity": "activities",
    "special_day": "special_days",
}
"""What a field with the hint ``ref`` names → where it must be defined. Other names are sections themselves."""

_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by path and code; the same finding once."""
    unique = {(f.path, f.code, f.reason.zh): f for f in findings}
    return sorted(unique.values(), key=lambda f: (_SEVERITIES[f.severity], f.path, f.code))


def lint_document(spec: ProgramBase, *, events: Collection[str], resolve: Callable[[str], object]) -> list[Finding]:
    """Every finding of the generic checks.

    Args:
        spec: The validated document.
        events: Names of the event catalogue, custom events included.
        resolve: Getter of a field of a condition; raises ``KeyError`` where the field leads nowhere.
    """
    findings = list[Finding]()
    for place in walk_program(spec):
        findings.extend(_lint_ids(place))
        findings.extend(_lint_reference(place, spec, events))
        if isinstance(place.value, CONDITIONS):
            findings.extend(_lint_condition(place.path, place.value, spec, resolve))
    return sort_findings(findings)


def _lint_ids(place: Place) -> Iterator[Finding]:
    if not isinstance(place.value, tuple | list):
        return
    seen: dict[str, int] = {}
    for index, item in enumerate(cast("tuple[Any, ...]", place.value)):
        found = getattr(item, "id", None) if isinstance(item, BaseModel) else None
        if not isinstance(found, str):
            continue
        if found in seen:
            yield Finding(
                f"{place.path}.{index}.id",
                "duplicate-id",
                "error",
                text(f"编号 {found} 已用于第 {seen[found] + 1} 项", f"id {found} is taken by item {seen[found] + 1}"),
                text("改用另一个编号", "choose another id"),
                {"id": found},
            )
        seen.setdefault(found, index)


# -- references -------------------------------------------------------------------------------------------------------
def _lint_reference(place: Place, spec: ProgramBase, events: Collection[str]) -> Iterator[Finding]:
    kind = place.ui.get("ref")
    if kind is None or place.value is None:
        return
    known = find_known(kind, spec, events)
    if known is None:
        return
    for path, name in _names_in(place):
        if name not in known:
            yield _dangling(path, kind, name, known)


def find_known(kind: str, spec: ProgramBase, events: Collection[str]) -> Collection[str] | None:
    """Ids that a reference of this kind may name; ``None`` where this platform has no such section."""
    if kind == "event":
        return events
    if kind == "counter":
        return _find_dimensions(spec)
    section, _, inner = SECTIONS_OF_REFS.get(kind, kind).partition(".")
    if section not in type(spec).model_fields:
        return None
    value = spec.section(section)
    return list_ids(getattr(value, inner, value) if inner else value)


def _find_dimensions(spec: ProgramBase) -> set[str]:
    """What can be counted: counters, assets, and balances and earnings of assets."""
    if "counters" not in type(spec).model_fields:
        return set()
    assets = list_ids(spec.section("assets"))
    derived = {f"{kind}:{asset}" for kind in ("balance", "earned") for asset in assets}
    return list_ids(spec.section("counters")) | assets | derived


def _names_in(place: Place) -> Iterator[tuple[str, str]]:
    value = place.value
    if isinstance(value, str):
        if value:
            yield place.path, value
    elif isinstance(value, tuple | list):
        for index, item in enumerate(cast("tuple[Any, ...]", value)):
            if isinstance(item, str):
                yield f"{place.path}.{index}", item
    elif isinstance(value, dict):
        for key in cast("dict[str, Any]", value):
            yield f"{place.path}.{key}", key


def _dangling(path: str, kind: str, name: str, known: Collection[str]) -> Finding:
    close = get_close_matches(name, sorted(known), n=1)
    offer = close[0] if close else ""
    return Finding(
        path,
        "dangling-reference",
        "error",
        text(f"{name} 不存在（{kind}）", f"there is no {kind} {name!r}"),
        text(
            f"是否应为 {offer}？" if offer else f"先定义 {name}，或改为已有的编号",
            f"did you mean {offer}?" if offer else f"define {name}, or name one that exists",
        ),
        {"kind": kind, "name": name},
    )


# -- conditions -------------------------------------------------------------------------------------------------------
def _lint_condition(
    path: str, condition: AnyCondition, spec: ProgramBase, resolve: Callable[[str], object]
) -> Iterator[Finding]:
    levels, nodes = depth(condition), sum(1 for _ in walk(condition))
    if levels > MAX_DEPTH:
        yield _too_large(path, "condition-too-deep", "层", "levels", levels, MAX_DEPTH)
    if nodes > MAX_NODES:
        yield _too_large(path, "condition-too-large", "个比较", "comparisons", nodes, MAX_NODES)
    for compare in walk(condition):
        yield from _lint_compare(path, compare, spec, resolve)


def _too_large(path: str, code: str, zh: str, en: str, found: int, limit: int) -> Finding:
    return Finding(
        path,
        code,
        "error",
        text(f"条件有 {found} {zh}，上限 {limit}", f"the condition has {found} {en}, at most {limit} are allowed"),
        text("拆成几条规则", "split it into several rules"),
        {"found": found, "limit": limit},
    )


def _lint_compare(
    path: str, compare: Compare, spec: ProgramBase, resolve: Callable[[str], object]
) -> Iterator[Finding]:
    try:
        resolve(compare.field)
    except (KeyError, ValueError):
        yield Finding(
            path,
            "unknown-field",
            "error",
            text(f"条件字段 {compare.field} 不存在", f"the field {compare.field} leads nowhere"),
            text(
                "可用：event.*、member.*、profile.*、label.*、balance.*、calendar.*、counter.*",
                "use event.*, member.*, profile.*, label.*, balance.*, calendar.* or a counter",
            ),
            {"field": compare.field},
        )
        return
    root, _, rest = compare.field.partition(".")
    if root == "balance" and rest not in (known := find_known("asset", spec, ()) or {rest}):
        yield _dangling(path, "asset", rest, known)
    if compare.field == "member.tier":
        values = compare.value if isinstance(compare.value, tuple) else (compare.value,)
        known = find_known("tier", spec, ())
        for value in values:
            if known is not None and isinstance(value, str) and value and value not in known:
                yield _dangling(path, "tier", value, known)
