"""What other domains may use of the program's vocabulary for goods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pydantic import Field

from liuke.decision.domain import CompiledProgram
from liuke.kernel.text import text
from liuke.program.findings import Finding
from liuke.program.spec import Spec, hint


class Scope(Spec):
    """Which goods, and where; an empty list allows everything."""

    products: tuple[str, ...] = Field(default=(), json_schema_extra=hint("商品", "Products"))
    categories: tuple[str, ...] = Field(default=(), json_schema_extra=hint("品类", "Categories"))
    stores: tuple[str, ...] = Field(default=(), json_schema_extra=hint("门店", "Stores"))
    exclude_products: tuple[str, ...] = Field(default=(), json_schema_extra=hint("排除商品", "Not these products"))
    exclude_categories: tuple[str, ...] = Field(default=(), json_schema_extra=hint("排除品类", "Not these categories"))

    def covers_goods(self, sku: str, category: str) -> bool:
        """Whether a line of this product and category is meant."""
        if sku in self.exclude_products or category in self.exclude_categories:
            return False
        if not self.products and not self.categories:
            return True
        return sku in self.products or category in self.categories

    def covers_store(self, store: str) -> bool:
        """Whether the store is meant."""
        return not self.stores or store in self.stores


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
