"""What the endpoints and the command say of agreements and transfers."""

from __future__ import annotations

import msgspec

from liuke.clearing.contracts import OUT, Direction
from liuke.clearing.store import Agreement, TransferRow, UnderWay


class AgreementView(msgspec.Struct):
    """An agreement as this shop sees it.

    Args:
        agreement: Its number, the same in both shops.
        partner: Name of the other shop.
        proposed_by_us: Whether this shop asked; the other one accepts.
        status: ``proposed``, ``active``, ``declined``, ``withdrawn`` or ``ended``.
        own_asset: Asset of this shop.
        other_asset: Asset of the other.
        out: From here to there; null: nothing goes that way.
        back: From there to here; null: nothing goes that way.
        from_us: When transfers begin.
        until_us: When they end.
        proposed_us: When it was proposed.
        decided_us: When it was accepted, declined or withdrawn; null: not yet.
        ended_us: When it was ended before its time; null: it was not.
        ended_by: ``own`` or ``partner``; empty: nobody.
        under_way: Transfers that the other shop has not answered.
        under_way_amount: What they hold, in units of ``own_asset``.
    """

    agreement: str
    partner: str
    proposed_by_us: bool
    status: str
    own_asset: str
    other_asset: str
    out: Direction | None
    back: Direction | None
    from_us: int
    until_us: int
    proposed_us: int
    decided_us: int | None
    ended_us: int | None
    ended_by: str
    under_way: int
    under_way_amount: int


def view_agreement(one: Agreement, under_way: tuple[int, int, int] = (0, 0, 0)) -> AgreementView:
    """An agreement as it is shown."""
    terms = one.terms
    return AgreementView(
        one.agreement_id, one.partner, one.proposer, one.status, terms.own_asset, terms.other_asset, terms.out,
        terms.back, one.from_us, one.until_us, one.proposed_us, one.decided_us or None, one.ended_us or None,
        one.ended_by, under_way[0], under_way[1],
    )  # fmt: skip


class TransferView(msgspec.Struct):
    """A transfer.

    Args:
        transfer: Its number, the same in both shops.
        agreement: By which.
        member_id: The member of this shop.
        direction: ``out``: sent here; ``in``: come from the other shop.
        status: ``under_way``, ``arrived`` or ``returned``.
        asset: Of this shop.
        amount: What was given, in units of the sending shop.
        credit: What arrives, in units of the receiving shop.
        why: Why it came back; empty: it did not.
        t_us: When it was sent or, where it is over, when that was recorded.
    """

    transfer: str
    agreement: str
    member_id: str
    direction: str
    status: str
    asset: str
    amount: int
    credit: int
    why: str
    t_us: int


def view_over(row: TransferRow) -> TransferView:
    """A transfer that is over."""
    data = row.data
    return TransferView(
        row.transfer, data["agreement"], str(row.member_id), "out" if row.kind == OUT else "in",
        "returned" if data["refused"] else "arrived", data["asset"], data["amount"], data["credit"], data["refused"],
        row.t_us,
    )  # fmt: skip


def view_under_way(one: UnderWay) -> TransferView:
    """A transfer that the other shop has not answered."""
    data = one.data
    return TransferView(
        data["transfer"], data["agreement"], str(one.member_id), "out", "under_way", one.asset, one.amount,
        data["credit"], "", data["t_us"],
    )  # fmt: skip
