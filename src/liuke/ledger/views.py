"""What every view of a posting tells."""

from __future__ import annotations

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.days import show_day
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import Locale
from liuke.ledger.moves import find_floor
from liuke.ledger.spec import AssetSpec


class PostingView(msgspec.Struct, frozen=True):
    """A posting: ``amount`` moved from account ``source`` to account ``target`` of one asset of one member."""

    asset: str
    seq: int
    kind: str
    amount: int
    source: str
    target: str
    rule: str
    ref: str


EXPIRING_DAYS = 90


class Expiring(msgspec.Struct):
    """Points that expire together."""

    amount: int
    expires_us: int
    day: str


class Balance(msgspec.Struct):
    """One asset of a member.

    Args:
        net: Available less debt: what the member is shown.
        worth_cents: Of what is available; null where the asset has no price.
        expiring: Within 90 days, earliest first.
    """

    asset: str
    name: str
    unit: str
    available: int
    pending: int
    held: int
    frozen: int
    debt: int
    net: int
    earned: int
    spendable: bool
    worth_cents: int | None
    expiring: list[Expiring]


def view_balances(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[Balance]:
    """Every asset of the program, and those the member still has of earlier ones."""
    specs = {asset.id: asset for asset in program.items("assets", AssetSpec)}
    shown = [*specs, *(asset for asset in state.wallets if asset not in specs)]
    return [_view_balance(program, state, specs.get(asset), asset, now_us, locale) for asset in shown]


def _view_balance(
    program: CompiledProgram, state: MemberState, spec: AssetSpec | None, asset: str, now_us: int, locale: Locale
) -> Balance:
    wallet = state.wallets.get(asset) or state.wallet(asset)
    worth = None
    if spec is not None and spec.value is not None:
        worth = wallet.available * spec.value.cents // spec.value.amount
    return Balance(
        asset, spec.name.get(locale) if spec else asset, spec.unit.get(locale) if spec else "",
        wallet.available, wallet.pending, wallet.held, wallet.frozen, wallet.debt, wallet.net, wallet.earned,
        spec.spendable if spec else False, worth,
        _list_expiring(program, state, asset, now_us) if spec is not None and spec.lots else [],
    )  # fmt: skip


def _list_expiring(program: CompiledProgram, state: MemberState, asset: str, now_us: int) -> list[Expiring]:
    until_us = now_us + EXPIRING_DAYS * DAY_US
    sums: dict[int, int] = {}
    floor_us = find_floor(program, state, asset)
    for lot in state.lots(asset).lots.values():
        end_us = max(lot.expires_us, floor_us)
        if lot.remaining and end_us < until_us:
            sums[end_us] = sums.get(end_us, 0) + lot.remaining
    calendar = program.calendar
    return [Expiring(amount, at_us, show_day(calendar.local_day(at_us))) for at_us, amount in sorted(sums.items())]
