"""Exact integer arithmetic for points and cents. No float touches either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

BPS = 10_000
"""Basis points in one whole: a rate of 100 % is 10 000."""

MAX_AMOUNT = 10**15
"""Largest amount of points or cents in one movement; far above any business, far below int64."""

Rounding = Literal["floor", "half_up", "ceil"]


def scale(amount: int, numerator: int, denominator: int, rounding: Rounding = "floor") -> int:
    """``amount × numerator / denominator`` rounded as asked; ``denominator`` must be positive.

    >>> scale(950, 10_000, 10_000), scale(7, 1, 2), scale(7, 1, 2, "half_up"), scale(7, 1, 2, "ceil")
    (950, 3, 4, 4)
    """
    product = amount * numerator
    if rounding == "floor":
        return product // denominator
    if rounding == "ceil":
        return -(-product // denominator)
    return (2 * product + denominator) // (2 * denominator)


def format_cents(cents: int, exponent: int) -> str:
    """Money without needless zeros: ``50``, ``49.5``.

    >>> format_cents(5000, 2), format_cents(4950, 2), format_cents(5, 2), format_cents(7, 0)
    ('50', '49.5', '0.05', '7')
    """
    if not exponent:
        return str(cents)
    whole, rest = divmod(cents, 10**exponent)
    return f"{whole}.{rest:0{exponent}}".rstrip("0").rstrip(".") if rest else str(whole)


_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "SGD": "S$"}


def say_exactly(cents: int, exponent: int, currency: str) -> tuple[str, str]:
    """Money with all its decimals, as accounts have it, in Chinese and in English.

    >>> say_exactly(123450, 2, "CNY")
    ('1,234.50 元', '¥1,234.50')
    """
    whole, rest = divmod(abs(cents), 10**exponent)
    sign, shown = "-" if cents < 0 else "", f"{whole:,}.{rest:0{exponent}}" if exponent else f"{whole:,}"
    return f"{sign}{shown} {'元' if currency == 'CNY' else currency}", f"{sign}{money_sign(currency)}{shown}"


def money_sign(currency: str) -> str:
    """What stands before an amount in English: the currency's sign, or its code with a space."""
    return _SIGNS.get(currency, f"{currency} ")


def say_money(cents: int, exponent: int, currency: str) -> tuple[str, str]:
    """Money as people write it, in Chinese and in English; what is no whole amount has all its decimals in English.

    >>> say_money(5000, 2, "CNY"), say_money(16280, 2, "CNY"), say_money(-125050, 2, "CHF")
    (('50 元', '¥50'), ('162.8 元', '¥162.80'), ('-1250.5 CHF', '-CHF 1,250.50'))
    """
    sign, shown = "-" if cents < 0 else "", format_cents(abs(cents), exponent)
    whole, rest = divmod(abs(cents), 10**exponent)
    exact = f"{whole:,}.{rest:0{exponent}}" if rest else f"{whole:,}"
    return f"{sign}{shown} {'元' if currency == 'CNY' else currency}", f"{sign}{money_sign(currency)}{exact}"


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` over ``weights`` so that the parts sum exactly (largest remainder, first wins ties).

    With all weights zero the first part takes everything. Negative weights are not allowed.

    >>> allocate(10, [1, 1, 1]), allocate(5, [0, 3, 1])
    ([4, 3, 3], [0, 4, 1])
    """
    if not weights:
        return []
    assert min(weights) >= 0, "weights must not be negative"
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    return allocate_of(total, weights, whole)


def allocate_of(total: int, weights: Sequence[int], whole: int) -> list[int]:
    """:func:`allocate` where the weights are known to be what they should be and to sum to ``whole`` > 0."""
    parts = [total * weight // whole for weight in weights]
    rest = total - sum(parts)
    if rest:
        remainders = [total * weight % whole for weight in weights]
        # sorting is stable, backwards too: of equal remainders the first stays first
        for i in sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)[:rest]:
            parts[i] += 1
    return parts
