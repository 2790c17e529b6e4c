"""What other domains may use of the program's vocabulary for goods and days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from pydantic import Field, model_validator

from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import day_of
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


class Window(Spec):
    """Merchant-local days, both included; an open end has no limit."""

    from_day: date | None = Field(default=None, json_schema_extra=hint("开始日", "From day"))
    to_day: date | None = Field(default=None, json_schema_extra=hint("结束日", "To day"))

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise ValueError(f"to_day {self.to_day} lies before from_day {self.from_day}")
        return self

    def has_begun(self, day: int) -> bool:
        """Whether ``day`` is not before the window."""
        return self.from_day is None or day >= day_of(self.from_day)

    def is_over(self, day: int) -> bool:
        """Whether ``day`` is after the window."""
        return self.to_day is not None and day > day_of(self.to_day)

    def holds(self, day: int) -> bool:
        """Whether ``day`` is inside."""
        return self.has_begun(day) and not self.is_over(day)


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
