"""The page of an activity of a program that need not be published, as somebody would stand in it. Nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.domain import activity_index, find_anywhere
from liuke.activities.page import PageDescription
from liuke.activities.pages import describe_page
from liuke.activities.shelf import Seen
from liuke.db.contracts import Pool
from liuke.decision.choosing import choose_program, look
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.state import MemberState, Missing, Need
from liuke.decision.turn import UNDECLARED, Context
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue
from liuke.kernel.errors import NotFound
from liuke.privacy.box import Personal
from liuke.publishing.trial import Look, Sample, Trial, look_at_member, look_at_sample


@dataclass(frozen=True, slots=True)
class Preview:
    """A page as it would be.

    Args:
        page: Of the activity.
        t_us: The instant of it.
        told: Whether the member may know of the activity: of one in a campaign or variant that is not theirs there is
            no page, and an operator is shown the one that others have.
        requests: Last part of a request's path, as an action of the page names it → type of its event.
    """

    page: PageDescription
    t_us: int
    told: bool
    requests: dict[str, str]


async def preview_page(
    pool: Pool,
    tenant_id: int,
    program: CompiledProgram,
    activity_id: str,
    *,
    who: int | Sample,
    at_us: int,
    now_us: int,
    events: Sequence[Event] = (),
    personal: Personal | None = None,
    catalogue: Catalogue = NO_CATALOGUE,
) -> tuple[list[Trial], Preview]:
    """The page at an instant, after events that would happen before.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        program: Draft, document or version.
        activity_id: Which one.
        who: A member, with stock and shared documents as they stand; or somebody made up, with full stock.
        at_us: When. The time of a member does not run back: of one that has passed they see the page of now.
        now_us: Now.
        events: Of them, in order, each at its instant.
        personal: Opens the member's profile.
        catalogue: Stores, products and categories.

    Raises:
        NotFound: there is no such member, or no such activity.
        InvalidInput: an event does not fit the program's catalogue, or the sample its tiers and assets.
        RuleFailed: a rule raised.
        RunTooLong: it takes longer than a dry run may.
    """
    wanted = Look(at_us, lambda chosen, state, ctx: _describe(chosen, state, ctx, activity_id))
    if isinstance(who, int):
        return await look_at_member(
            pool, tenant_id, lambda _t_us: program, who, wanted, events, now_us=now_us, personal=personal,
            catalogue=catalogue,
        )  # fmt: skip
    begin_us = min(at_us, *(event.t_us or at_us for event in events)) if events else at_us
    return await asyncio.to_thread(
        look_at_sample, lambda _t_us: program, who, wanted, events, now_us=begin_us, catalogue=catalogue
    )


def _describe(program: CompiledProgram, state: MemberState, ctx: Context, activity_id: str) -> Preview:
    chosen = choose_program(program, state, ctx.now_us).program
    activity = activity_index(chosen).by_id.get(activity_id)
    told = activity is not None and not activity.is_hidden(look(chosen, state, ctx.now_us))
    found = activity or find_anywhere(program, f"activities.{activity_id}")
    if found is None:
        raise NotFound(f"the program has no activity {activity_id[:100]!r}", fix="name one of its section activities")
    page = describe_page(found, state, ctx.now_us, _see(found, state, ctx))
    requests = {one.paths[-1].rpartition("/")[2]: one.type for one in found.kind.list_requests()}
    return Preview(page, ctx.now_us, told, requests)


def _see(activity: Activity, state: MemberState, ctx: Context) -> Seen | None:
    """What the activity shows of what members share, as the run left it."""
    shelf = activity.behaviour.shelf
    if shelf is None:
        return None
    stock, documents = dict[str, int](), dict[str, Any]()
    for item in shelf.items(ctx.now_us):
        left = ctx.stock.get(item)
        if left is None:
            raise Missing(Need("stock", 0, item))
        stock[item] = 0 if left == UNDECLARED else left
    for kind, key in (*shelf.documents(ctx.now_us), *shelf.mine(state, ctx.now_us)):
        place = kind.place(key)
        kept = ctx.shared.get(place)
        if kept is None:
            raise Missing(Need("shared", 0, place))
        if kept.version:
            documents[place] = kind.read(kept.doc)
    return Seen(stock, documents, now_us=ctx.now_us)
