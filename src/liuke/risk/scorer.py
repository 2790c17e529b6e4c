"""How many members use the device and the network of a request, looked up when it comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from liuke.db.contracts import Connection
from liuke.decision.domain import CompiledProgram
from liuke.decision.risk import RiskScore
from liuke.hooks.scorer import Scorer, Signals
from liuke.risk import store
from liuke.risk.spec import RiskSpec

NETWORK_DAYS = 1


def _find_types(program: CompiledProgram) -> Collection[str]:
    terms = program.section("risk", RiskSpec)
    return program.built("risk.types", lambda _: frozenset(terms.by_type) if terms.enabled else frozenset[str]())


async def _score(connection: Connection, tenant_id: int, requests: Sequence[Signals]) -> Sequence[RiskScore | None]:
    days = {"device": store.DEVICE_DAYS, "network": NETWORK_DAYS}
    asked = [
        (number, kind, mark, one.member_id, one.day - days[kind] + 1)
        for number, one in enumerate(requests)
        for kind, mark in (("device", one.device), ("network", one.network))
        if mark
    ]
    found: dict[int, dict[str, int]] = {}
    for number, kind, members in await store.count_others(connection, tenant_id, asked):
        if members > 1:
            found.setdefault(number, {})[f"{kind}_members"] = members
    return [RiskScore(0, (), found[n]) if n in found else None for n in range(len(requests))]


SCORER = Scorer("risk", _score, _find_types)
