"""Verification as an operator runs it: on an ordinary connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.pool import connect, transaction
from liuke.decision.domain import Domain
from liuke.features import DOMAINS, list_laws
from liuke.hooks.law import Scope
from liuke.ledger.seal import Seal, SealReport, seal_once, verify_seals
from liuke.verify.proof import Report, verify

WITH_LOTS = ["points"]


async def report(dsn: str, tenant_id: int, domains: Sequence[Domain] = ()) -> Report:
    connection = await connect(dsn)
    try:
        async with transaction(connection, tenant_id=tenant_id):
            return await verify(connection, Scope(tenant_id, WITH_LOTS), laws=list_laws((*DOMAINS, *domains)))
    finally:
        await connection.close()


async def assert_clean(dsn: str, tenant_id: int, *domains: Domain) -> None:
    """No law is broken; ``domains`` are those beside the platform's own."""
    found = await report(dsn, tenant_id, domains)
    assert {check.name: check.violations for check in found.checks if check.violations} == {}


async def seal_all(dsn: str, tenant_id: int, **options: Any) -> list[Seal]:
    connection = await connect(dsn)
    made = list[Seal]()
    try:
        while True:
            async with transaction(connection, tenant_id=tenant_id):
                seal = await seal_once(connection, tenant_id, **{"lag_us": 0, **options})
            if seal is None:
                return made
            made.append(seal)
    finally:
        await connection.close()


async def seals(dsn: str, tenant_id: int, head: bytes | None = None) -> SealReport:
    connection = await connect(dsn)
    try:
        async with transaction(connection, tenant_id=tenant_id):
            return await verify_seals(connection, tenant_id, head=head)
    finally:
        await connection.close()
