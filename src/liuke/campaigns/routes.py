"""Campaigns, their budgets and their cost, as an operator looks at them."""

from __future__ import annotations

import asyncio

import msgspec

from liuke.campaigns import cost_store, store
from liuke.campaigns.cost_views import (
    CampaignReport,
    CampaignSummary,
    CostFacts,
    find_value,
    view_report,
    view_summary,
)
from liuke.campaigns.spec import CampaignSpec
from liuke.campaigns.views import BudgetView, view_budgets
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision.budgets import BUDGET
from liuke.decision.domain import CompiledProgram
from liuke.friends.store import list_names
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import PageQuery, make_page, read_cursor
from liuke.kernel.clock import date_of
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.privacy.names import mask_name
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


class Campaigns(msgspec.Struct):
    """Campaigns of the program in force, in its order."""

    items: list[CampaignSummary]


async def _list_campaigns(call: Call) -> Campaigns:
    services, program, now_us = call.services, call.services.program, call.services.now_us()
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        called_off = await cost_store.list_called_off(connection, services.tenant_id)
    specs = program.items("campaigns", CampaignSpec)
    return Campaigns(
        [view_summary(program, one, called_off.get(f"campaigns.{one.id}"), now_us, call.locale) for one in specs]
    )


async def read_cost_facts(connection: Connection, tenant_id: int, program: CompiledProgram, campaign: str) -> CostFacts:
    """What the database knows of a campaign's cost.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        program: In force.
        campaign: Its path.
    """
    lives_in = [
        thing.removeprefix("activities.")
        for domain in program.domains
        for thing, where in domain.charged(program).items()
        if where == campaign and thing.startswith("activities.")
    ]
    return CostFacts(
        await cost_store.list_costs(connection, tenant_id, campaign),
        await cost_store.count_receivers(connection, tenant_id, campaign),
        await cost_store.sum_coupons(connection, tenant_id, campaign),
        await cost_store.count_wins(connection, tenant_id, lives_in),
        (await cost_store.list_called_off(connection, tenant_id)).get(campaign),
    )


async def _show_campaign(call: Call) -> CampaignReport:
    services, program = call.services, call.services.program
    wanted = call.params["campaign"]
    spec = next((one for one in program.items("campaigns", CampaignSpec) if one.id == wanted), None)
    if spec is None:
        raise NotFound(f"the program has no campaign {wanted[:100]!r}")
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        facts = await read_cost_facts(connection, services.tenant_id, program, f"campaigns.{spec.id}")
    return await asyncio.to_thread(view_report, program, spec, facts, services.now_us(), call.locale)


class MemberGot(msgspec.Struct):
    """What one member got of a campaign, less what went back.

    Args:
        name: Masked; empty: nobody knows it any more.
        points: Of the asset ``points``.
        coupons_cents: What coupons counted when they were granted.
        cash_cents: Won, claimed or not.
        prizes_cents: What prizes cost, unless they were forfeited.
        prices_cents: What orders were reduced by, unless they went back.
        rewards: How many were given.
        cents: Worth of everything, points by the program's value of a point.
    """

    member_id: str
    name: str
    points: int
    coupons_cents: int
    cash_cents: int
    prizes_cents: int
    prices_cents: int
    rewards: int
    cents: int


async def _list_members(call: Call) -> Page[MemberGot]:
    services, program, query = call.services, call.services.program, call.query
    after = read_cursor(query.cursor, (int, int))
    wanted = call.params["campaign"]
    if all(one.id != wanted for one in program.items("campaigns", CampaignSpec)):
        raise NotFound(f"the program has no campaign {wanted[:100]!r}")
    value = find_value(program)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await cost_store.list_members(
            connection, services.tenant_id, f"campaigns.{wanted}", (value.amount, value.cents), limit=query.limit + 1,
            after=(after[0], after[1]) if after is not None else None,
        )  # fmt: skip
        names = await list_names(connection, services.tenant_id, [row[0] for row in rows])
    masked = {member: name if hidden else mask_name(name) for member, (name, hidden) in names.items()}
    return make_page(
        rows, query.limit, lambda row: MemberGot(str(row[0]), masked.get(row[0], ""), *row[1:]),
        lambda row: (row[7], row[0]),
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/campaigns", _list_campaigns, text("营销活动", "Campaigns, with where they stand"),
        "program", ("program:read",), response=Campaigns, errors=(NoProgram,),
    ),
    Endpoint(
        "GET", "/v1/campaigns/{campaign}", _show_campaign,
        text("营销活动的花费与预测", "What a campaign cost so far, and will have cost at its end"),
        "program", ("program:read",), response=CampaignReport, errors=(NoProgram, NotFound),
        about=(
            "Cost is what the campaign was charged: by its own activities, and by what its patch changes, whole or the "
            "difference as the patch says; `prices` is what paid orders were reduced by on its account. What a refund "
            "or a revocation took back is taken off on the day of that. Rewards of test members are in nothing. Of ten "
            "campaigns, eight end inside the forecast's bounds."
        ),
    ),
    Endpoint(
        "GET", "/v1/campaigns/{campaign}/members", _list_members,
        text("会员所得", "What each member got of a campaign"), "program", ("members:read",), query=PageQuery,
        response=Page[MemberGot], errors=(InvalidInput, NoProgram, NotFound),
        about="Who got most comes first. Names are masked; rewards of test members are in nothing.",
    ),
    Endpoint(
        "GET", "/v1/campaigns/budgets", _list_budgets, text("营销活动预算", "Budgets of campaigns, and their use"),
        "program", ("program:read",), response=Budgets, errors=(NoProgram,),
        about="What is won and not yet claimed counts as used. A limit that has run out stays so until it is raised.",
    ),
)  # fmt: skip
