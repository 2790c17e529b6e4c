"""Budgets of campaigns, as an operator looks at them."""

from __future__ import annotations

import msgspec

from liuke.campaigns import store
from liuke.campaigns.views import BudgetView, view_budgets
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision.budgets import BUDGET
from liuke.decision.domain import CompiledProgram
from liuke.http.contracts import Call, Endpoint
from liuke.kernel.clock import date_of
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram

SHOWN_DAYS = 7
"""Budgets of days and weeks are shown for so many days back."""


class Budgets(msgspec.Struct):
    """Limits of the program in force."""

    items: list[BudgetView]


async def read_budgets(
    connection: Connection, tenant_id: int, program: CompiledProgram, now_us: int, locale: Locale
) -> list[BudgetView]:
    """How much of every budget is used.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        program: In force.
        now_us: Engine time.
        locale: Language of names.
    """
    day = program.calendar.local_day(now_us) - SHOWN_DAYS
    kept = await store.list_kept(connection, tenant_id, date_of(day).isoformat())
    stated = {path: BUDGET.read(doc) for path, doc in await store.list_stated(connection, tenant_id)}
    return view_budgets(program, kept, stated, locale)


async def _list_budgets(call: Call) -> Budgets:
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        found = await read_budgets(connection, services.tenant_id, services.program, services.now_us(), call.locale)
    return Budgets(found)


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/campaigns/budgets", _list_budgets, text("营销活动预算", "Budgets of campaigns, and their use"),
        "program", ("program:read",), response=Budgets, errors=(NoProgram,),
        about="What is won and not yet claimed counts as used. A limit that has run out stays so until it is raised.",
    ),
)  # fmt: skip
