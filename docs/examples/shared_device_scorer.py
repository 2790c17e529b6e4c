"""A scorer that finds devices with many members on them: what a new one costs. See docs/how-to/extend.md."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.decision.risk import RiskScore
from liuke.hooks.scorer import Scorer, Signals
from liuke.signals.store import count_members

DAYS = 7
HOUSEHOLD = 4
"""Members who may share a device without a word."""


async def score(connection: Connection, tenant_id: int, asked: Sequence[Signals]) -> list[RiskScore | None]:
    """20 for each member on the device beyond a household, within a week."""
    first_day = min(one.day for one in asked) - DAYS
    prints = [one.device for one in asked if one.device]
    members = await count_members(connection, tenant_id, "device", prints, first_day)
    beyond = [members.get(one.device, 0) - HOUSEHOLD for one in asked]
    return [RiskScore(min(20 * more, 100), ("shared-device",)) if more > 0 else None for more in beyond]


SCORER = Scorer("shared-device", score)
