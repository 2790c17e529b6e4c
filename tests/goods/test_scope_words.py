"""A scope in words: goods and stores by what the merchant calls them."""

from __future__ import annotations

from liuke.goods.catalogue import Catalogue, Category, Change, Product, Store
from liuke.goods.scope import LineScope

KNOWN = Catalogue([
    Change(1, "category", "drink", 0, Category("饮品")), Change(2, "product", "sku-1", 0, Product("热美式")),
    Change(3, "store", "s1", 0, Store("人民广场店")), Change(4, "category", "drink", 100, Category("饮料")),
    Change(5, "product", "sku-2", 0, Product("")), Change(6, "store", "s2", 50, None),
])  # fmt: skip


def test_names_at_an_instant() -> None:
    asked = [("categories", "drink", 0), ("categories", "drink", 100), ("products", "sku-1", 0), ("stores", "s1", 0)]
    assert [KNOWN.name_of(*one) for one in asked] == ["饮品", "饮料", "热美式", "人民广场店"]
    # without a name, gone, unknown, and of no list of the catalogue
    without = [("products", "sku-2", 0), ("stores", "s2", 60), ("products", "drink", 0), ("tags", "drink", 0)]
    assert [KNOWN.name_of(*one) for one in without] == ["sku-2", "s2", "drink", "drink"]
    assert Catalogue().name_of("stores", "s1", 0) == "s1"


def test_a_scope_is_said_by_names() -> None:
    scope = LineScope(
        products=("sku-1",), categories=("drink",), tags=("new",), stores=("s1", "s3"), exclude_categories=("drink",),
        exclude_products=("sku-9",), exclude_tags=("old",), not_reduced=True,
    )  # fmt: skip
    said = scope.render(lambda list_, id_: KNOWN.name_of(list_, id_, 0))
    assert said is not None
    assert said.zh == "限 热美式、饮品、new，不含 sku-9、饮品、old，仅限未优惠的商品，限门店 人民广场店、s3"
    assert said.get("en") == (
        "only 热美式, 饮品, new, not sku-9, 饮品, old, only what is not reduced yet, only at 人民广场店, s3"
    )
    plain = LineScope(categories=("drink",)).render()
    assert plain is not None
    assert plain.zh == "限 drink"
    assert LineScope().render(lambda _list, _id: "x") is None
