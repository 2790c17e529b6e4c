"""Evidence for lint: the pace of a merchant's members, and the share of them that reached each tier.

What is measured belongs to the terms it was measured under. Paces of members hold for any draft; the share that reached
a tier is reported only where the draft asks for what the program in force asks for.
"""

from __future__ import annotations

from dataclasses import replace

from liuke.db.contracts import Connection
from liuke.db.planning import WHOLE_TABLES, plan_with
from liuke.decision.domain import Evidence
from liuke.kernel.money import BPS
from liuke.media.lint import list_named
from liuke.media.store import list_states
from liuke.program.spec import ProgramBase
from liuke.publishing import evidence_store as store
from liuke.publishing.lint import make_evidence
from liuke.tiers.spec import TierSpec, TiersSpec

LEAST_MEMBERS = 30
"""Fewer say nothing of those to come."""
LEAST_DAYS = 7
"""A member is looked at after so many days: the first ones, with their welcome gifts, are like no others."""
LEAST_FOR_SHARES = 1_000
"""A share of one in a thousand needs a thousand members."""


async def read_evidence(
    connection: Connection, tenant_id: int, spec: ProgramBase, *, in_force: ProgramBase | None = None
) -> Evidence:
    """What the database knows that lint may use; the connection is in a transaction with the tenant.

    Args:
        connection: Any role that sees the tenant's rows.
        tenant_id: Whose members.
        spec: The program to be linted.
        in_force: The program that members live under now.
    """
    media = await list_states(connection, tenant_id, list_named(spec))
    known = replace(make_evidence(spec), media=media)
    await plan_with(connection, *WHOLE_TABLES)
    last_day = await store.find_last_day(connection, tenant_id)
    if last_day is None:
        return known
    members, paces = await store.list_paces(connection, tenant_id, last_day=last_day, least_days=LEAST_DAYS)
    if members < LEAST_MEMBERS:
        return known
    shares = await _read_shares(connection, tenant_id, spec, in_force)
    first_day = await store.find_first_day(connection, tenant_id)
    return Evidence(members, paces, shares, known.today, last_day - first_day + 1, media)


async def _read_shares(
    connection: Connection, tenant_id: int, spec: ProgramBase, in_force: ProgramBase | None
) -> dict[str, int]:
    if in_force is None:
        return {}
    members, reached = await store.count_tiers(connection, tenant_id)
    if members < LEAST_FOR_SHARES:
        return {}
    now = _entries(in_force)
    return {
        tier: reached.get(tier, 0) * BPS // members
        for tier, terms in _entries(spec).items()
        if tier in now and now[tier].entry == terms.entry and _period(spec) == _period(in_force)
    }


def _entries(spec: ProgramBase) -> dict[str, TierSpec]:
    tiers: TiersSpec = spec.section("tiers")
    return {tier.id: tier for tier in tiers.ladder if tier.entry is not None}


def _period(spec: ProgramBase) -> object:
    tiers: TiersSpec = spec.section("tiers")
    return tiers.period
