"""From rows of the database to what a member holds, and back. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.holdings import Coupon, Entitlement, Hold, Lot, LotUse, Order, Wallet

_encode = msgspec.json.Encoder().encode


# -- from rows --------------------------------------------------------------------------------------------------------
def build_wallet(values: tuple[Any, ...]) -> Wallet:
    """From the order of ``engine_load``: asset, available, pending, held, frozen, debt, earned, seq, last_us."""
    asset, available, pending, held, frozen, debt, earned, seq, last_us = values
    return Wallet(asset, available, pending, held, frozen, debt, seq, last_us, earned)


def build_lot(values: tuple[Any, ...]) -> Lot:
    """From the order of ``lot``'s select, without the member."""
    asset, seq, amount, remaining, expires_us, settles_us, ref, rule, t_us = values
    return Lot(asset, seq, amount, remaining, expires_us, settles_us, ref, rule, t_us)


def build_lot_use(values: tuple[Any, ...]) -> LotUse:
    """From the order of ``lot_use``'s select, without the member."""
    return LotUse(*values)


def build_hold(row: tuple[Any, ...]) -> Hold:
    """From the order of ``hold``'s select."""
    _, hold_id, asset, amount, seq, purpose, status, expires_us, ref, parts, data = row
    return Hold(
        hold_id, asset, amount, seq, purpose, status, expires_us, ref,
        [(lot, count) for lot, count in msgspec.json.decode(parts)], msgspec.json.decode(data),
    )  # fmt: skip


def build_coupon(row: tuple[Any, ...]) -> Coupon:
    """From the order of ``coupon``'s select."""
    return Coupon(*row[1:])


def build_entitlement(row: tuple[Any, ...]) -> Entitlement:
    """From the order of ``entitlement``'s select."""
    return Entitlement(*row[1:])


def build_order(row: tuple[Any, ...]) -> Order:
    """From the order of ``purchase``'s select."""
    _, order_id, t_us, day, amount_cents, refunded_cents, status, saved_cents, doc = row
    fields = msgspec.json.decode(doc)
    fields.update(
        order_id=order_id, t_us=t_us, day=day, amount_cents=amount_cents, refunded_cents=refunded_cents, status=status,
        saved_cents=saved_cents,
    )  # fmt: skip
    return msgspec.convert(fields, Order)


# -- to rows ----------------------------------------------------------------------------------------------------------
def render_wallet(member_id: int, wallet: Wallet) -> tuple[Any, ...]:
    """As it is written."""
    return (
        member_id, wallet.asset, wallet.available, wallet.pending, wallet.held, wallet.frozen, wallet.debt,
        wallet.earned, wallet.seq, wallet.last_us,
    )  # fmt: skip


def render_lot(member_id: int, lot: Lot) -> tuple[Any, ...]:
    """As it is written."""
    return (
        member_id, lot.asset, lot.seq, lot.amount, lot.remaining, lot.expires_us, lot.settles_us, lot.ref, lot.rule,
        lot.t_us,
    )  # fmt: skip


def render_hold(member_id: int, hold: Hold) -> tuple[Any, ...]:
    """As it is written."""
    return (
        member_id, hold.hold_id, hold.asset, hold.amount, hold.seq, hold.purpose, hold.status, hold.expires_us,
        hold.ref, _encode(hold.parts).decode(), _encode(hold.data).decode(),
    )  # fmt: skip


def render_coupon(member_id: int, coupon: Coupon) -> tuple[Any, ...]:
    """As it is written."""
    return (
        member_id, coupon.coupon_id, coupon.batch, coupon.status, coupon.valid_from_us, coupon.valid_until_us,
        coupon.code, coupon.source, coupon.ref, coupon.program_version, coupon.granted_us, coupon.used_us,
        coupon.saved_cents, coupon.patches,
    )  # fmt: skip


def render_entitlement(member_id: int, e: Entitlement) -> tuple[Any, ...]:
    """As it is written."""
    return (
        member_id, e.entitlement_id, e.benefit, e.period_start_us, e.period_end_us, e.quota, e.carried, e.used,
        e.source, e.program_version, e.patches,
    )  # fmt: skip


def render_order(member_id: int, order: Order) -> tuple[Any, ...]:
    """As it is written; ``member_id``: whose row it is."""
    doc: dict[str, Any] = {
        "earned": order.earned, "hold_id": order.hold_id, "coupons": order.coupons, "counted": order.counted,
        "data": order.data,
    }  # fmt: skip
    if order.lines:
        doc["lines"] = order.lines
    if order.bases:
        doc["bases"] = order.bases
    if order.delivery_cents:
        doc["delivery_cents"], doc["delivery_back_cents"] = order.delivery_cents, order.delivery_back_cents
    return (
        member_id, order.order_id, order.t_us, order.day, order.amount_cents, order.refunded_cents, order.status,
        order.saved_cents, _encode(doc).decode(),
    )  # fmt: skip
