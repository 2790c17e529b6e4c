"""Buy some, get some: which pieces of a cart are reduced, of the same goods or of others."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.checkout.model import Cart, Line
from liuke.checkout.spec import BuyGetPromotion
from liuke.goods.scope import LineScope, Shelf
from liuke.kernel.money import BPS


def reduce_pieces(
    promotion: BuyGetPromotion,
    cart: Cart,
    shelf: Shelf,
    left: Sequence[int],
    touched: Sequence[bool],
    cents: Sequence[int],
) -> tuple[list[int], list[int]]:
    """What is taken off each line, and the lines that take part.

    Args:
        promotion: Of the program.
        cart: To be priced.
        shelf: Of its lines.
        left: What each line still costs.
        touched: Lines that take part in another promotion of this kind.
        cents: What each line costs before anything is taken off.
    """
    bought = _find_lines(promotion.scope, cart, shelf, left, (touched, cents))
    got = (
        bought if promotion.get_scope is None else _find_lines(promotion.get_scope, cart, shelf, left, (touched, cents))
    )
    counts = [0] * len(cart.lines)
    for mine, theirs in _pools(promotion, cart.lines, bought, got):
        pieces = (
            _reduce_same(promotion, cart.lines, mine, cents)
            if mine is theirs
            else _reduce_others(promotion, cart.lines, (mine, theirs), cents)
        )
        for i, count in pieces.items():
            counts[i] += count
    # rounded once for the pieces of a line together
    parts = [
        cents[i] * count * promotion.percent_off_bps // (cart.lines[i].quantity * BPS) if count else 0
        for i, count in enumerate(counts)
    ]
    return parts, sorted({*bought, *got})


def _find_lines(
    scope: LineScope, cart: Cart, shelf: Shelf, left: Sequence[int], known: tuple[Sequence[bool], Sequence[int]]
) -> list[int]:
    touched, cents = known
    found = [i for i in shelf.find_now(scope, left) if not touched[i] and not cart.lines[i].grams]
    if scope.at_least_cents and sum([cents[i] for i in found]) < scope.at_least_cents:
        return []
    return found


def _pools(
    promotion: BuyGetPromotion, lines: Sequence[Line], bought: list[int], got: list[int]
) -> list[tuple[list[int], list[int]]]:
    if not promotion.same_product:
        return [(bought, got)]
    pools: dict[str, list[int]] = {}
    for i in bought:
        pools.setdefault(lines[i].sku, []).append(i)
    if bought is got:
        return [(pool, pool) for pool in pools.values()]
    return [(pool, [i for i in got if lines[i].sku == sku]) for sku, pool in pools.items()]


def _reduce_same(
    promotion: BuyGetPromotion, lines: Sequence[Line], pool: list[int], cents: Sequence[int]
) -> dict[int, int]:
    """Of the pieces, dearest first, the last ones of every full group."""
    out: dict[int, int] = {}
    pieces = before = 0
    # the pool ascends, and sorting is stable: of equal prices the first line stays first
    for i in sorted(pool, key=lambda i: -(cents[i] // lines[i].quantity)):
        pieces += lines[i].quantity
        after = _reduced(promotion, pieces)
        out[i] = after - before
        before = after
    return out


def _reduced(promotion: BuyGetPromotion, pieces: int) -> int:
    """How many of the ``pieces`` dearest pieces are reduced: the last ones of every full group, dearest first."""
    whole, rest = divmod(pieces, promotion.buy + promotion.get)
    count = whole * promotion.get + max(0, rest - promotion.buy)
    return count if promotion.max_times is None else min(count, promotion.max_times * promotion.get)


def _reduce_others(
    promotion: BuyGetPromotion, lines: Sequence[Line], pools: tuple[list[int], list[int]], cents: Sequence[int]
) -> dict[int, int]:
    """The cheapest pieces that can be got for what is bought; one that could be either is bought where it must be."""
    bought, got = pools
    both = set(bought) & set(got)
    only_bought = sum(lines[i].quantity for i in bought if i not in both)
    either = sum(lines[i].quantity for i in both)
    only_got = sum(lines[i].quantity for i in got if i not in both)
    times = _find_times(promotion, only_bought, either, only_got)
    count = _count_got(promotion, times, only_bought, either, only_got)
    spare = either - max(0, times * promotion.buy - only_bought)
    out: dict[int, int] = {}
    for i in sorted(got, key=lambda i: cents[i] // lines[i].quantity):
        step = min(lines[i].quantity, count, spare if i in both else count)
        out[i] = step
        count -= step
        spare -= step if i in both else 0
    return out


def _find_times(promotion: BuyGetPromotion, only_bought: int, either: int, only_got: int) -> int:
    """How often it is bought so that the most is got.

    What is got grows with the times as long as there is enough to be got, and shrinks behind that: the best is the last
    time that is served in full, or the one after it.
    """
    low, high = 0, (only_bought + either) // promotion.buy
    if promotion.max_times is not None:
        high = min(high, promotion.max_times)
    last = high
    while low < high:
        middle = (low + high + 1) // 2
        if _count_got(promotion, middle, only_bought, either, only_got) == middle * promotion.get:
            low = middle
        else:
            high = middle - 1
    after = min(low + 1, last)
    more = _count_got(promotion, after, only_bought, either, only_got)
    return after if more > _count_got(promotion, low, only_bought, either, only_got) else low


def _count_got(promotion: BuyGetPromotion, times: int, only_bought: int, either: int, only_got: int) -> int:
    """How many pieces are got when it is bought so often."""
    spare = either - max(0, times * promotion.buy - only_bought)
    return min(times * promotion.get, only_got + max(spare, 0))
