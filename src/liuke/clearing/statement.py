"""What two shops owe each other for a month: pure arithmetic over sums. Both shops' statements say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from liuke.clearing.contracts import OUT
from liuke.clearing.store import Agreement, Sum
from liuke.kernel.clock import day_of
from liuke.kernel.errors import Fault, InvalidInput


class StatementLine(msgspec.Struct, frozen=True):
    """One direction of one agreement in a month.

    Args:
        agreement: Its number.
        partner: Name of the other shop.
        direction: ``out``: this shop's members sent; ``in``: the other's did.
        asset: Of the sending shop.
        other_asset: Of the receiving shop.
        transfers: That arrived.
        amount: What was given, in units of ``asset``.
        credit: What arrived, in units of ``other_asset``.
        returned: Transfers that came back; nothing is owed for them.
        owes_cents: What this shop owes the other for it, rounded half up once; negative: what it is owed.
        owes: The same in whole units of money (``-12.30``).
    """

    agreement: str
    partner: str
    direction: str
    asset: str
    other_asset: str
    transfers: int
    amount: int
    credit: int
    returned: int
    owes_cents: int
    owes: str


def read_month(value: str) -> tuple[int, int]:
    """First day of a month ``YYYY-MM``, and of the next.

    Raises:
        InvalidInput: it is none.
    """
    if re.fullmatch(r"(19[9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])", value) is None:
        raise InvalidInput(
            "the month cannot be used", faults=[Fault("query.month", "not-a-month", "write it as 2026-11")]
        )
    year, month = int(value[:4]), int(value[5:])
    following = date(year + month // 12, month % 12 + 1, 1)
    return day_of(date(year, month, 1)), day_of(following)


def show_money(cents: int) -> str:
    """Cents with two decimals, for files."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def make_lines(agreements: Iterable[Agreement], sums: Iterable[Sum]) -> list[StatementLine]:
    """Lines of a month, by partner and agreement; directions in which nothing moved have none."""
    by_id = {one.agreement_id: one for one in agreements}
    found: dict[tuple[str, str], dict[bool, Sum]] = {}
    for one in sums:
        found.setdefault((one.agreement, one.kind), {})[one.returned] = one
    lines = [_make_line(by_id[id_], kind, halves) for (id_, kind), halves in found.items() if id_ in by_id]
    return sorted(lines, key=lambda line: (line.partner, line.agreement, line.direction == "in"))


def _make_line(agreement: Agreement, kind: str, halves: Mapping[bool, Sum]) -> StatementLine:
    terms, out = agreement.terms, kind == OUT
    arrived, returned = halves.get(False), halves.get(True)
    way = terms.out if out else terms.back
    assert way is not None, "nothing moves in a direction that nobody agreed on"
    credit = arrived.credit if arrived else 0
    cents = way.owe(credit) if out else -way.owe(credit)
    assets = (terms.own_asset, terms.other_asset) if out else (terms.other_asset, terms.own_asset)
    return StatementLine(
        agreement.agreement_id, agreement.partner, "out" if out else "in", *assets,
        arrived.count if arrived else 0, arrived.amount if arrived else 0, credit, returned.count if returned else 0,
        cents, show_money(cents),
    )  # fmt: skip
