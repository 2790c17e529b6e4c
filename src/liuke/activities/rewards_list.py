"""My rewards (我的奖励): what a member received, from where, when, and until when it is good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from liuke.activities.naming import name_of, rule_name
from liuke.activities.rewards.cash import say_cash
from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.money import BPS
from liuke.kernel.text import Text, text
from liuke.ledger.spec import AssetSpec


class GainRow(msgspec.Struct, frozen=True):
    """One gain of a recorded decision.

    Args:
        t_us: When the decision was made.
        day: Merchant-local day of its event.
        kind: As reported: an asset's id, ``coupon``, ``benefit``, ``badge``, ``cash`` …
        name: Asset, batch, benefit or badge.
        amount: How much or how many; cents for ``cash``.
        path: Rule that gave it; empty for a request.
        params: As reported; ``expires_us`` or ``valid_until_us`` where the giver knew.
        event_type: What brought it about.
    """

    t_us: int
    day: int
    kind: str
    name: str
    amount: int
    path: str
    params: Mapping[str, Any] = {}
    event_type: str = ""


class Received(msgspec.Struct, frozen=True):
    """One line of the list.

    Args:
        what: "50 积分", "红包 1.88 元".
        source: Name of the activity or rule; label of the event where no rule names itself.
        expires_us: First instant at which it is gone; ``None``: it stays.
        pending: Whether it is on its way.
    """

    t_us: int
    day: int
    kind: str
    name: str
    amount: int
    what: dict[str, str]
    source: dict[str, str]
    path: str
    expires_us: int | None
    pending: bool


def list_rewards(program: CompiledProgram, rows: Iterable[GainRow]) -> list[Received]:
    """The member's list, newest first; rows of the same instant keep their order.

    Args:
        program: Names come from it; what it no longer knows is named by id.
        rows: Gains of the member's decisions.
    """
    assets = {asset.id: asset for asset in program.items("assets", AssetSpec)}
    received = [_received(program, assets, row) for row in rows]
    return sorted(received, key=lambda line: -line.t_us)


def _received(program: CompiledProgram, assets: Mapping[str, AssetSpec], row: GainRow) -> Received:
    what, source = _what(program, assets, row), _source(program, row)
    return Received(
        row.t_us, row.day, row.kind, row.name, row.amount, what.model_dump(), source.model_dump(), row.path,
        _expires_us(program, assets, row), bool(row.params.get("pending")),
    )  # fmt: skip


def _what(program: CompiledProgram, assets: Mapping[str, AssetSpec], row: GainRow) -> Text:
    if row.kind == "cash":
        return say_cash(row.amount, program.spec.currency)
    if row.kind == "badge":
        told = row.params.get("label")
        name = Text.model_validate(told) if told else name_of(program, "badge", row.name)
        return text(zh=f"徽章「{name.zh}」", en=f"badge “{name.get('en')}”")
    if row.kind == "card" and row.params.get("label"):
        name = Text.model_validate(row.params["label"])
        return text(zh=f"卡片「{name.zh}」", en=f"card “{name.get('en')}”")
    if row.kind in {"tier", "tier_lift"}:
        name = name_of(program, "tier", row.name)
        if row.kind == "tier":
            return text(zh=f"成为{name.zh}", en=f"now {name.get('en')}")
        return text(zh=f"暂升为{name.zh}", en=f"{name.get('en')} for a while")
    if row.name in assets:
        name = assets[row.name].name
        if row.kind == "accelerator":
            factor = f"{row.amount / BPS:g}"
            return text(zh=f"{name.zh} {factor} 倍加速", en=f"{factor} × {name.get('en')}")
        return text(zh=f"{row.amount} {name.zh}", en=f"{row.amount} {name.get('en')}")
    name = name_of(program, row.kind, row.name)
    times = f" × {row.amount}" if row.amount > 1 else ""
    return text(zh=f"{name.zh}{times}", en=f"{name.get('en')}{times}")


def _source(program: CompiledProgram, row: GainRow) -> Text:
    named = rule_name(program, row.path) if row.path else None
    if named is not None:
        return text(zh=named.zh, en=named.get("en"))
    event_type = program.events.find(row.event_type)
    if event_type is not None:
        return event_type.label
    plain = row.path or row.event_type or "-"
    return text(zh=plain, en=plain)


def _expires_us(program: CompiledProgram, assets: Mapping[str, AssetSpec], row: GainRow) -> int | None:
    told = row.params.get("expires_us") or row.params.get("valid_until_us")
    asset = assets.get(row.name) if row.kind not in {"coupon", "benefit", "badge", "cash"} else None
    if told is None and asset is not None and asset.lots:
        told = asset.expiry.expires_us(program.calendar, row.day)
    return told if isinstance(told, int) and told < FOREVER_US else None
