"""Which lines of a cart or an order a rule is about, and how much of it lies in there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pydantic import Field, model_validator

from liuke.kernel.money import allocate
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.spec import CurrencySpec, Spec, hint
from liuke.program.units import say_figure

GoodsName = Callable[[str, str], str]
"""A list of the catalogue (``products``, ``categories``, ``stores``) and an id in it → what people call it."""


YUAN = CurrencySpec()
"""The money of programs that name no other."""


def name_by_id(_list: str, id_: str) -> str:
    """What something is called where no catalogue is known."""
    return id_


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

    products: tuple[str, ...] = Field(default=(), json_schema_extra=hint("商品", "Products", catalogue="products"))
    categories: tuple[str, ...] = Field(
        default=(), json_schema_extra=hint("品类", "Categories", catalogue="categories")
    )
    tags: tuple[str, ...] = Field(default=(), json_schema_extra=hint("标签", "Tags"))
    stores: tuple[str, ...] = Field(default=(), json_schema_extra=hint("门店", "Stores", catalogue="stores"))
    exclude_products: tuple[str, ...] = Field(
        default=(), json_schema_extra=hint("排除商品", "Not these products", catalogue="products")
    )
    exclude_categories: tuple[str, ...] = Field(
        default=(), json_schema_extra=hint("排除品类", "Not these categories", catalogue="categories")
    )
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
            raise broken("“最多计”低于“满”的金额", "at most is below from so much")
        return self

    @property
    def names_goods(self) -> bool:
        """Whether the scope is about some goods only."""
        return bool(
            self.products or self.categories or self.tags or self.exclude_products or self.exclude_categories
            or self.exclude_tags or self.not_reduced
        )  # fmt: skip

    @property
    def is_plain(self) -> bool:
        """Whether the scope asks for nothing but products, categories and what is not reduced."""
        return not (
            self.tags or self.exclude_products or self.exclude_categories or self.exclude_tags or self.stores
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

    def covers(self, line: Goods, store: str = "") -> bool:
        """Whether a line of a cart or order is meant; a line's own store counts before that of the order."""
        if self.not_reduced and line.discount_cents > 0:
            return False
        if self.stores and (line.store or store) not in self.stores:
            return False
        return self.covers_goods(line.sku, line.category, line.tags)

    def render(self, name: GoodsName = name_by_id, currency: CurrencySpec = YUAN) -> Text | None:
        """Words for the scope; ``None`` where everything is meant.

        Args:
            name: What products, categories and stores are called.
            currency: Of the program.

        >>> LineScope(categories=("drink",)).render(lambda _list, _id: "饮品").zh
        '限 饮品'
        """
        zh, en = list[str](), list[str]()
        products, categories = self.products, self.categories
        named = [name("products", one) for one in products] + [name("categories", one) for one in categories]
        named += self.tags
        barred = [name("products", one) for one in self.exclude_products]
        barred += [name("categories", one) for one in self.exclude_categories]
        barred += self.exclude_tags
        stores = [name("stores", one) for one in self.stores]
        if named:
            zh.append(f"限 {'、'.join(named)}")
            en.append(f"only {', '.join(named)}")
        if barred:
            zh.append(f"不含 {'、'.join(barred)}")
            en.append(f"not {', '.join(barred)}")
        if self.not_reduced:
            zh.append("仅限未优惠的商品")
            en.append("only what is not reduced yet")
        if stores:
            zh.append(f"限门店 {'、'.join(stores)}")
            en.append(f"only at {', '.join(stores)}")
        if self.at_least_cents:
            least = say_figure(self.at_least_cents, "cents", currency)
            zh.append(f"范围内满 {least.zh}")
            en.append(f"from {least.get('en')}")
        if self.at_most_cents is not None:
            most = say_figure(self.at_most_cents, "cents", currency)
            zh.append(f"最多计 {most.zh}")
            en.append(f"up to {most.get('en')}")
        return text("，".join(zh), ", ".join(en)) if zh else None


EVERYTHING = LineScope()
"""All goods; no delivery."""


class Shelf:
    """Lines of one cart or order; which of them lie in a scope is found once.

    Args:
        lines: Of the cart or order.
        store: Of the cart or order; a line's own counts first.
        start: Of a cart, what each line costs before anything is taken off: what costs less is reduced.
    """

    __slots__ = ("_found", "_lines", "_start", "_store")

    def __init__(self, lines: Sequence[Goods], store: str = "", start: Sequence[int] = ()) -> None:
        self._lines, self._store, self._start = lines, store, start
        self._found: dict[int, tuple[LineScope, list[int]]] = {}

    def find(self, scope: LineScope) -> list[int]:
        """Places of the lines in the scope, as long as nothing was taken off from them."""
        known = self._found.get(id(scope))
        if known is None:
            # the scope is kept, so that its identity stays its own
            known = self._found[id(scope)] = (scope, self._find(scope))
        return known[1]

    def _find(self, scope: LineScope) -> list[int]:
        if not scope.names_goods and not scope.stores:
            return list(range(len(self._lines)))
        if scope.is_plain:
            products, categories, lines = scope.products, scope.categories, self._lines
            found = (
                [i for i, line in enumerate(lines) if line.category in categories or line.sku in products]
                if products or categories
                else range(len(lines))
            )
            return [i for i in found if lines[i].discount_cents <= 0] if scope.not_reduced else list(found)
        return [i for i, line in enumerate(self._lines) if scope.covers(line, self._store)]

    def find_now(self, scope: LineScope, left: Sequence[int]) -> list[int]:
        """Places of the lines in the scope when so much is left of each."""
        inside = self.find(scope)
        start = self._start
        return [i for i in inside if left[i] >= start[i]] if scope.not_reduced and start else inside

    def weigh_inside(self, scope: LineScope, cents: Sequence[int]) -> tuple[list[int], list[int]]:
        """Places of the lines in the scope and how much of each counts; as :meth:`weigh`, without the rest."""
        inside = self.find_now(scope, cents)
        weights = [*cents] if len(inside) == len(self._lines) else [cents[i] for i in inside]
        least, most = scope.at_least_cents, scope.at_most_cents
        if not least and most is None:
            return inside, weights
        total = sum(weights)
        if total < least:
            return inside, [0] * len(weights)
        return inside, allocate(most, weights) if most is not None and total > most else weights

    def weigh(self, scope: LineScope, cents: Sequence[int], *, delivery_cents: int = 0) -> list[int]:
        """See :func:`weigh`."""
        inside = self.find_now(scope, cents)
        if len(inside) == len(self._lines):
            weights = [*cents, 0]
        else:
            weights = [0] * (len(self._lines) + 1)
            for i in inside:
                weights[i] = cents[i]
        if scope.delivery and scope.covers_store(self._store):
            weights[-1] = delivery_cents
        least, most = scope.at_least_cents, scope.at_most_cents
        if not least and most is None:
            return weights
        total = sum(weights)
        if total < least:
            return [0] * len(weights)
        return allocate(most, weights) if most is not None and total > most else weights


def weigh(
    scope: LineScope,
    lines: Sequence[Goods],
    cents: Sequence[int],
    *,
    store: str = "",
    delivery_cents: int = 0,
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

    >>> from liuke.goods.lines import KeptLine
    >>> weigh(LineScope(categories=("tea",)), [KeptLine("1", category="tea"), KeptLine("2")], [500, 300])
    [500, 0, 0]
    """
    return Shelf(lines, store).weigh(scope, cents, delivery_cents=delivery_cents)
