"""Whom a change would move, and reviews of tiers after versions took effect."""

from __future__ import annotations

import asyncio

import msgspec

from liuke.db.pool import run_transaction
from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.publishing import impact_store as store
from liuke.publishing.impact import Impact, measure_impact, say_impact
from liuke.publishing.lint import LintFailed, compile_sound
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, load_source, read_source

READ = ("program:read",)


class TierMoveView(msgspec.Struct):
    """Members who would come to a tier.

    Args:
        tier: Id of the tier.
        rises: Whether they would rise to it; otherwise theirs is gone.
        count: How many, or how many about.
        low: At least, 19 times of 20; `count` where all were looked at.
        high: At most, likewise.
    """

    tier: str
    rises: bool
    count: int
    low: int
    high: int


class ImpactView(msgspec.Struct):
    """What would become of the members' tiers.

    Args:
        members: How many there are.
        looked_at: How many of them were looked at; all of up to 50,000.
        moves: By tier.
        texts: The same and more in words; none: nobody's tier moves.
    """

    members: int
    looked_at: int
    moves: list[TierMoveView]
    texts: list[str]


class ReviewView(msgspec.Struct):
    """A review of tiers after a version changed the ladder.

    Args:
        status: `waiting` or under way; `done`.
        looked_at: Members so far.
        members: Of them, those whose tier is another by the new terms.
    """

    version: int
    active_from_us: int
    status: str
    looked_at: int
    members: int


class Reviews(msgspec.Struct):
    """The newest first."""

    items: list[ReviewView]


async def _measure(call: Call) -> ImpactView:
    services = call.services
    spec = await load_source(await read_source(call, call.body), services.domains)
    new = await asyncio.to_thread(compile_sound, spec, domains=services.domains)
    impact = await measure_impact(services.pool, services.tenant_id, services.program, new, now_us=services.now_us())
    moves = [*_list_moves(impact, rises=True), *_list_moves(impact, rises=False)]
    return ImpactView(
        impact.members, impact.looked_at, moves, [said.get(call.locale) for said in say_impact(impact, new)]
    )


def _list_moves(impact: Impact, *, rises: bool) -> list[TierMoveView]:
    found = impact.rises if rises else impact.falls
    estimates = [(tier, impact.estimate(count)) for tier, count in found.items()]
    return [TierMoveView(tier, rises, one.count, one.low, one.high) for tier, one in estimates]


async def _list(call: Call) -> Reviews:
    services = call.services
    rows = await run_transaction(
        services.pool, lambda c: store.list_reviews(c, services.tenant_id), tenant_id=services.tenant_id
    )
    return Reviews([msgspec.convert(msgspec.structs.asdict(row), ReviewView) for row in rows])


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/program/impact", _measure, text("预估发布影响", "Count whom a program would move"), "program",
        READ, body=Source, body_limit=DOCUMENT_LIMIT, response=ImpactView,
        errors=(InvalidInput, LintFailed, NotFound, NoProgram),
        about="By today's data and the engine's own rules: every member up to 50,000, beyond that a sample, with an "
        "interval.",
    ),
    Endpoint(
        "GET", "/v1/program/tier-reviews", _list, text("等级复核", "Reviews of tiers"), "program", READ,
        response=Reviews,
        about="A version that changes the ladder lets the tiers of all members be looked at once it is in force.",
    ),
)  # fmt: skip
