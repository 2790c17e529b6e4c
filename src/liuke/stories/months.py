"""What moved in a member's accounts in a month. Pure: sums of postings by the account on the other side."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

OWN = frozenset(("available", "pending", "held", "frozen", "debt"))
"""Accounts of a member; the sum of their legs is what they have, less what they owe."""
_MERGING = frozenset(("merge_out", "merge_in", "merge_use"))
"""Between two who are one: the legs of both cancel."""


class Flow(msgspec.Struct):
    """An asset in a month; ``closing`` = ``opening`` + everything else with its sign.

    Args:
        asset: Which.
        opening: What the member had when the month began, less what they owed.
        earned: By rules and requests.
        taken_back: Of what was earned then or before.
        spent: On orders, in the mall, for draws, as gifts to a pool.
        given_back: Of what was spent.
        expired: At the end of its time.
        restored: Of what had expired.
        other: Gifts, exchanges, corrections by hand and write-offs, what came less what went.
        closing: When the month ended, or now.
    """

    asset: str
    opening: int = 0
    earned: int = 0
    taken_back: int = 0
    spent: int = 0
    given_back: int = 0
    expired: int = 0
    restored: int = 0
    other: int = 0
    closing: int = 0


_CAME = {"issuance": "earned", "redemption": "given_back", "breakage": "restored"}
_WENT = {"issuance": "taken_back", "redemption": "spent", "breakage": "expired"}


def add_up(rows: Iterable[tuple[str, str, str, str, int, int]]) -> list[Flow]:
    """Flows by asset, in order.

    Args:
        rows: Asset, kind, account that gave, account that took, amount before the month, amount in it.
    """
    found: dict[str, Flow] = {}
    for asset, kind, source, target, before, within in rows:
        flow = found.setdefault(asset, Flow(asset))
        sign = (target in OWN) - (source in OWN)
        flow.opening += sign * before
        flow.closing += sign * (before + within)
        if not sign or kind in _MERGING:
            continue
        name = (_CAME if sign > 0 else _WENT).get(source if sign > 0 else target, "")
        if name:
            setattr(flow, name, getattr(flow, name) + within)
        else:
            flow.other += sign * within
    return [found[asset] for asset in sorted(found)]


def tier_at(changes: Iterable[tuple[int, str, str]], day: int, now: str) -> str:
    """The tier when a merchant-local day began.

    Args:
        changes: Day, tier before, tier after; in order.
        day: Which.
        now: The tier now: that of a member who never had another.
    """
    tier = None
    for changed, old, new in changes:
        if changed >= day:
            return old if tier is None else tier
        tier = new
    return now if tier is None else tier
