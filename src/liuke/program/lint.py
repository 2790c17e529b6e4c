"""Checks that need no knowledge of any domain: ids and references. The domains add their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Any, cast

from pydantic import BaseModel

from liuke.kernel.text import text
from liuke.program.findings import Finding
from liuke.program.spec import EVENT_REF, ProgramBase
from liuke.program.walk import Place, list_ids, walk_program

_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by path and code; the same finding once."""
    unique = {(f.path, f.code, f.reason.zh): f for f in findings}
    return sorted(unique.values(), key=lambda f: (_SEVERITIES[f.severity], f.path, f.code))


def lint_document(spec: ProgramBase, *, events: Collection[str]) -> list[Finding]:
    """Every finding of the generic checks but those of conditions (see :mod:`liuke.program.condition_lint`).

    Args:
        spec: The validated document.
        events: Names of the event catalogue, custom events included.
    """
    findings = list[Finding]()
    for place in walk_program(spec):
        findings.extend(_lint_ids(place))
        findings.extend(_lint_reference(place, spec, events))
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
                text(f"编号 {found} 已用于第 {seen[found] + 1} 项", f"id {found} is taken by item {seen[found] + 1}")
                if found
                else text("多于一项时，每项都要有编号", "of several, each needs an id"),
                text("改用另一个编号", "choose another id") if found else text("填写编号", "give it an id"),
                {"id": found},
            )
        seen.setdefault(found, index)


# -- references -------------------------------------------------------------------------------------------------------
def _lint_reference(place: Place, spec: ProgramBase, events: Collection[str]) -> Iterator[Finding]:
    kind = place.ui.get("ref")
    if kind is None or place.value is None:
        return
    known = events if kind == EVENT_REF else find_known(kind, spec)
    for path, name in _names_in(place):
        if known is None:
            yield _undeclared(path, kind, name)
        elif name not in known:
            yield dangling(path, kind, name, known)


def find_known(kind: str, spec: ProgramBase) -> Collection[str] | None:
    """Ids that a reference of this kind may name; ``None`` where no section of this platform has such things."""
    declared = spec.ref_kinds.get(kind)
    if declared is None:
        return None
    here: Any = spec
    for part in spec.ref_paths[kind].split("."):
        here = getattr(here, part)
    return list_ids(here).union(declared.derived(spec) if declared.derived is not None else ())


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


def _undeclared(path: str, kind: str, name: str) -> Finding:
    return Finding(
        path,
        "undeclared-reference",
        "error",
        text(f"本平台没有 {kind}，{name} 无从引用", f"this installation has no {kind}s: {name!r} names nothing"),
        text("删去该项", "leave it out"),
        {"kind": kind, "name": name},
    )


def dangling(path: str, kind: str, name: str, known: Collection[str]) -> Finding:
    """The finding that ``name`` is none of the ``known`` ids of its kind."""
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
