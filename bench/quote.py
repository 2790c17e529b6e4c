"""A quote for a large cart: 50 lines, 10 coupons, 10 promotions with groups, beside the same cart without promotions.

CPU time of this process, since the machine may be shared. ``python -m bench.quote`` prints the figures alone.
"""

from __future__ import annotations

import time

from bench.harness import Result, Row, ServerInfo, progress
from liuke.benefits.kinds import TierDiscount
from liuke.checkout.model import Cart, Line, Offer, PointsTerms, Terms
from liuke.checkout.quote import quote
from liuke.checkout.spec import AnyPromotion, BuyGetPromotion, LadderPromotion, Rung, SpendRebate
from liuke.goods.scope import LineScope

TARGET_MS = 2.0
ROUNDS, REPEATS = 20, 15
_CATEGORIES = ("a", "b", "c", "d")
CART = Cart(tuple(Line(f"s{i}", _CATEGORIES[i % 4], 1 + i % 3, 500 + 37 * i) for i in range(50)), "s1", 600)


def _scope(*categories: str) -> LineScope:
    return LineScope(categories=categories)


PROMOTIONS: tuple[AnyPromotion, ...] = (
    BuyGetPromotion(id="half", name="x", scope=_scope("a"), group="m"),
    SpendRebate(id="r1", name="x", threshold_cents=10_000, off_cents=500, group="m"),
    LadderPromotion(id="l1", name="x", rungs=(Rung(threshold_cents=20_000, off_cents=1_000),)),
    SpendRebate(id="r2", name="x", threshold_cents=30_000, off_cents=2_000),
    SpendRebate(id="r3", name="x", threshold_cents=60_000, off_cents=5_000),
    BuyGetPromotion(id="b2", name="x", scope=_scope("b"), buy=2, percent_off_bps=10_000),
    BuyGetPromotion(id="b3", name="x", scope=_scope("c"), buy=4, get_scope=LineScope(products=("s3",))),
    SpendRebate(id="s1", name="x", threshold_cents=5_000, off_cents=100, per=True, scope=_scope("d"), group="st"),
    LadderPromotion(id="s2", name="x", rungs=(Rung(pieces=3, percent_off_bps=500),), scope=_scope("d"), group="st"),
    LadderPromotion(id="s3", name="x", rungs=(Rung(pieces=3, percent_off_bps=500),), scope=_scope("b"), group="st"),
)
OFFERS = [
    Offer(
        "coupon", f"c{n}", n, "percent" if n % 2 else "amount", amount_cents=300 + 40 * n,
        percent_off_bps=300 + 20 * n, threshold_cents=1_000 * n, group=f"g{n % 4}",
        scope=LineScope(not_reduced=n % 5 == 0, categories=("a", "b") if n % 3 == 0 else ()),
    )
    for n in range(1, 11)
]  # fmt: skip
PRICE = TierDiscount(id="gold", name="x", percent_off_bps=500)
POINTS = PointsTerms("points", 100, 1_000, 5_000, 0, 5_000)
FULL = Terms((PRICE,), PROMOTIONS, max_coupons=2, points=POINTS, groups={"st": "stack"})
PLAIN = Terms((PRICE,), max_coupons=2, points=POINTS)


def measure(terms: Terms) -> float:
    """Milliseconds of CPU a quote, the best of several rounds."""
    best = float("inf")
    for _ in range(REPEATS):
        begin = time.process_time()
        for _ in range(ROUNDS):
            quote(terms, CART, OFFERS)
        best = min(best, (time.process_time() - begin) / ROUNDS * 1_000)
    return best


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Both carts; the ratio of the full one is what the aim allows to what it takes."""
    del info, quick
    progress("quote: 50 lines, 10 coupons, with and without 10 promotions")
    plain, full = measure(PLAIN), measure(FULL)
    rows = [
        Row("10 coupons", 1_000 / plain, full / plain, note=f"{plain:.2f} ms of CPU a quote"),
        Row("10 coupons, 10 promotions", 1_000 / full, TARGET_MS / full, 1, note=f"{full:.2f} ms of CPU a quote"),
    ]
    return [Result("quote", f"Is a cart of 50 lines priced within {TARGET_MS:g} ms of CPU?", rows)]


if __name__ == "__main__":
    print(f"plain {measure(PLAIN):.2f} ms, with promotions {measure(FULL):.2f} ms")
