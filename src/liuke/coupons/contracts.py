"""Lint of references to other sections, for other domains too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from liuke.decision.domain import CompiledProgram
from liuke.kernel.text import text
from liuke.program.findings import Finding


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


def lint_references(program: CompiledProgram, path: str, section: str, ids: Iterable[str]) -> Iterable[Finding]:
    """A finding when some of the ids are not in the section, which must be a list."""
    known = section_ids(program, section)
    missing = sorted(set(ids) - known) if known is not None else []
    if missing:
        yield Finding(
            path, "dangling-reference", "error",
            text(f"{section} 中没有 {', '.join(missing[:5])}", f"section {section} has no {', '.join(missing[:5])}"),
            text(f"改为 {section} 中的编号", f"use ids of section {section}"),
            {"missing": missing},
        )  # fmt: skip


def section_ids(program: CompiledProgram, key: str) -> frozenset[str] | None:
    """Ids of a section that is a list; ``None`` where the platform runs without that section."""
    if key not in type(program.spec).model_fields:
        return None
    found: tuple[_WithId, ...] = program.spec.section(key)
    return frozenset(item.id for item in found)
