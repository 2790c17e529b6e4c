"""Devices that are known: who binds themselves to an inviter on a phone that another member uses is no newcomer."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.decision.risk import RiskScore
from liuke.hooks.scorer import Scorer, Signals
from liuke.referral import store
from liuke.referral.service import KNOWN_DEVICE

_SCORE = 50


async def _score(connection: Connection, tenant_id: int, requests: Sequence[Signals]) -> Sequence[RiskScore | None]:
    asked = [one for one in requests if one.type == "referral.bind" and one.device]
    if not asked:
        return [None] * len(requests)
    members, devices = [one.member_id for one in asked], [one.device for one in asked]
    known = await store.find_known_devices(connection, tenant_id, members, devices)
    return [
        RiskScore(_SCORE, (KNOWN_DEVICE,))
        if one.type == "referral.bind" and (one.member_id, one.device) in known
        else None
        for one in requests
    ]


SCORER = Scorer("referral", _score)
