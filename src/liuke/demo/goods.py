"""What the tea shop of the demo sells, and where."""

from __future__ import annotations

from typing import NamedTuple


class Store(NamedTuple):
    """One shop.

    Args:
        id: As orders name it.
        name: On its sign.
        place: Part of the city.
    """

    id: str
    name: str
    place: str


class Product(NamedTuple):
    """Something on the menu.

    Args:
        sku: As lines name it.
        name: On the menu.
        category: Of the catalogue.
        cents: Price of one.
        share: How often it is taken, against the others of its category.
    """

    sku: str
    name: str
    category: str
    cents: int
    share: int


STORES = (
    Store("jing-an", "静安寺店", "静安区"),
    Store("lujiazui", "陆家嘴店", "浦东新区"),
    Store("wujiaochang", "五角场店", "杨浦区"),
    Store("xujiahui", "徐家汇店", "徐汇区"),
)

CATEGORIES = (("drink", "饮品"), ("snack", "小食"))

PRODUCTS = (
    Product("jasmine-green", "茉莉绿茶", "drink", 1_200, 9),
    Product("oolong-milk", "乌龙奶茶", "drink", 1_600, 14),
    Product("black-sugar", "黑糖珍珠鲜奶", "drink", 1_900, 12),
    Product("mango-pomelo", "杨枝甘露", "drink", 2_200, 8),
    Product("grape", "多肉葡萄", "drink", 2_400, 10),
    Product("peach-oolong", "蜜桃乌龙", "drink", 1_800, 9),
    Product("lemon-tea", "手打柠檬茶", "drink", 1_500, 11),
    Product("taro", "芋泥波波", "drink", 2_100, 7),
    Product("osmanthus", "桂花乌龙", "drink", 1_700, 5),
    Product("cheese-tea", "芝士茉莉", "drink", 2_300, 6),
    Product("egg-tart", "蛋挞", "snack", 900, 10),
    Product("mochi", "麻薯", "snack", 1_000, 8),
    Product("pineapple-bun", "菠萝包", "snack", 1_200, 6),
    Product("sea-salt-roll", "海盐卷", "snack", 1_100, 4),
)
