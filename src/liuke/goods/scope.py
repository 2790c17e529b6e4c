"""Which lines of a cart or an order a rule is about, and how much of it lies in there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import Field, model_validator

from liuke.kernel.money import allocate
from liuke.kernel.text import Text, text
from liuke.program.spec import Spec, hint


class Goods(Protocol):
    """What a scope may ask of a line."""

    @property
    def sku(self) -> str:
        """The shop's number of the product."""
        ...

    @property
    def category(self) -> str:
        """The shop's word for its kind."""
        ...

    @property
    def store(self) -> str:
        """Where it is sold; empty: where the whole cart is."""
        ...

    @property
    def tags(self) -> Sequence[str]:
        """More words of the shop."""
        ...

    @property
    def discount_cents(self) -> int:
        """By how much it is reduced already."""
        ...


class LineScope(Spec):
    """Which lines of a cart or order are meant; an empty list allows everything.

    A line is in when it is named by its product, its category or one of its tags (or nothing is named), and by none of
    the exclusions. ``at_least_cents`` and ``at_most_cents`` are about all lines in the scope together.
    """

    products: tuple[str, ...] = Field(default=(), json_schema_extra=hint("商品", "Products"))
    categories: tuple[str, ...] = Field(default=(), json_schema_extra=hint("品类", "Categories"))
    tags: tuple[str, ...] = Field(default=(), json_schema_extra=hint("标签", "Tags"))
    stores: tuple[str, ...] = Field(default=(), json_schema_extra=hint("门店", "Stores"))
    exclude_products: tuple[str, ...] = Field(default=(), json_schema_extra=hint("排除商品", "Not these products"))
    exclude_categories: tuple[str, ...] = Field(default=(), json_schema_extra=hint("排除品类", "Not these categories"))
    exclude_tags: tuple[str, ...] = Field(default=(), json_schema_extra=hint("排除标签", "Not these tags"))
    not_reduced: bool = Field(default=False, json_schema_extra=hint("仅限未优惠的商品", "Only what is not reduced yet"))
    delivery: bool = Field(default=False, json_schema_extra=hint("含配送费", "Delivery, too"))
    at_least_cents: int = Field(
        default=0, ge=0, le=10**12, json_schema_extra=hint("范围内满", "From so much in scope", unit="cents")
    )
    at_most_cents: int | None = Field(
        default=None, gt=0, le=10**12, json_schema_extra=hint("范围内最多计", "At most so much of it", unit="cents")
    )

    @model_validator(mode="after")
    def _bounds(self) -> LineScope:
        if self.at_most_cents is not None and self.at_most_cents < self.at_least_cents:
            raise ValueError("at_most_cents is below at_least_cents")
        return self

    @property
    def names_goods(self) -> bool:
        """Whether the scope is about some goods only."""
        return bool(
            self.products or self.categories or self.tags or self.exclude_products or self.exclude_categories
            or self.exclude_tags or self.not_reduced
        )  # fmt: skip

    def covers_goods(self, sku: str, category: str, tags: Sequence[str] = ()) -> bool:
        """Whether a line of this product, category and tags is meant."""
        if sku in self.exclude_products or category in self.exclude_categories:
            return False
        if tags and self.exclude_tags and not set(self.exclude_tags).isdisjoint(tags):
            return False
        if not (self.products or self.categories or self.tags):
            return True
        if sku in self.products or category in self.categories:
            return True
        return bool(tags) and not set(self.tags).isdisjoint(tags)

    def covers_store(self, store: str) -> bool:
        """Whether the store is meant."""
        return not self.stores or store in self.stores

    def covers(self, line: Goods, store: str = "", *, reduced: bool = False) -> bool:
        """Whether a line is meant.

        Args:
            line: Of a cart or an order.
            store: Of the cart or order; a line's own counts first.
            reduced: Whether something took off from it beside what the line says itself.
        """
        if self.not_reduced and (reduced or line.discount_cents > 0):
            return False
        if self.stores and (line.store or store) not in self.stores:
            return False
        return self.covers_goods(line.sku, line.category, line.tags)

    def render(self) -> Text | None:
        """Words for the scope; ``None`` where everything is meant."""
        zh, en = list[str](), list[str]()
        named = [*self.products, *self.categories, *self.tags]
        barred = [*self.exclude_products, *self.exclude_categories, *self.exclude_tags]
        if named:
            zh.append(f"限 {'、'.join(named)}")
            en.append(f"only {', '.join(named)}")
        if barred:
            zh.append(f"不含 {'、'.join(barred)}")
            en.append(f"not {', '.join(barred)}")
        if self.not_reduced:
            zh.append("仅限未优惠的商品")
            en.append("only what is not reduced yet")
        if self.stores:
            zh.append(f"限门店 {'、'.join(self.stores)}")
            en.append(f"only at {', '.join(self.stores)}")
        if self.at_least_cents:
            zh.append(f"范围内满 {_yuan(self.at_least_cents)}")
            en.append(f"from {_yuan(self.at_least_cents)}")
        if self.at_most_cents is not None:
            zh.append(f"最多计 {_yuan(self.at_most_cents)}")
            en.append(f"up to {_yuan(self.at_most_cents)}")
        return text("，".join(zh), ", ".join(en)) if zh else None


EVERYTHING = LineScope()
"""All goods; no delivery."""


def weigh(
    scope: LineScope,
    lines: Sequence[Goods],
    cents: Sequence[int],
    *,
    store: str = "",
    delivery_cents: int = 0,
    reduced: Sequence[bool] = (),
) -> list[int]:
    """How much of each line, and at last of the delivery, is in the scope, its least and most amount heeded.

    The one measure of "how much lies in there": all weights are 0 where the least amount is not reached; where the most
    is exceeded they are scaled to it and still sum exactly.

    Args:
        scope: Of a rule.
        lines: Of a cart or an order.
        cents: What of each line is measured.
        store: Of the cart or order.
        delivery_cents: What the delivery costs.
        reduced: Of each line, whether something took off from it.

    >>> from liuke.goods.lines import KeptLine
    >>> weigh(LineScope(categories=("tea",)), [KeptLine("1", category="tea"), KeptLine("2")], [500, 300])
    [500, 0, 0]
    """
    known = len(reduced) > 0
    weights = [
        have if scope.covers(line, store, reduced=known and reduced[i]) else 0
        for i, (line, have) in enumerate(zip(lines, cents, strict=True))
    ]
    weights.append(delivery_cents if scope.delivery and scope.covers_store(store) else 0)
    total = sum(weights)
    if total < scope.at_least_cents:
        return [0] * len(weights)
    if scope.at_most_cents is not None and total > scope.at_most_cents:
        return allocate(scope.at_most_cents, weights)
    return weights


def _yuan(cents: int) -> str:
    return f"{cents // 100}" if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02}"
