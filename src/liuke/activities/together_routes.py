"""What members have under way together, for operators: teams that buy, bargains, runs of helping friends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.activities.contracts import Activity
from liuke.activities.domain import find_anywhere
from liuke.activities.parts.assist_doc import ASSIST, Assist
from liuke.activities.parts.assist_spec import AssistSpec
from liuke.activities.parts.bargain_doc import BARGAIN, PHASES, Bargain
from liuke.activities.parts.bargain_spec import BargainSpec
from liuke.activities.parts.group_buy_doc import TEAM, Team
from liuke.activities.parts.group_buy_spec import GroupBuySpec
from liuke.activities.together_store import TogetherDoc, list_together
from liuke.db.pool import acquire, transaction
from liuke.friends.store import list_names
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import PageQuery, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Text, text
from liuke.privacy.names import mask_name
from liuke.program.errors import NoProgram


class Partner(msgspec.Struct):
    """Somebody who takes part.

    Args:
        member_id: Who.
        name: Masked; empty: nobody knows it any more.
        paid: Whether they have paid; null: there is nothing to pay for them.
        cut_cents: What they took off the price; null: that is not what they do.
    """

    member_id: str
    name: str
    paid: bool | None = None
    cut_cents: int | None = None


class Together(msgspec.Struct):
    """One team, bargain or run.

    Args:
        ref: Its name.
        starter: Who began it.
        what: What it is about, in the language of the call.
        status: ``new``, ``open``, ``complete``, ``failed`` (a team); ``running``, ``in_checkout``, ``bought``,
            ``over`` (a bargain); ``running``, ``complete``, ``over`` (a run of an assist).
        partners: The others, or all seats of a team, in the order in which they came.
        count: How many there are.
        needed: How many it takes.
        price_cents: What it costs as things stand; null: nothing is bought.
        until_us: When it ends.
    """

    ref: str
    starter: Partner
    what: str
    status: str
    partners: list[Partner]
    count: int
    needed: int
    price_cents: int | None
    until_us: int


class TogetherQuery(PageQuery, frozen=True):
    """Which of them."""

    over: Annotated[bool, Meta(description="Those that are over, instead of those that go on.")] = False


def _name(found: Iterable[tuple[str, Text]], wanted: str) -> Text:
    return next((name for one, name in found if one == wanted), text(wanted, wanted))


def _view_team(activity: Activity, team: Team, now_us: int) -> tuple[Text, Together]:
    del now_us
    products = activity.typed(GroupBuySpec).products
    seats = [Partner(str(one.member), "", paid=bool(one.order_id)) for one in team.seats]
    what = _name(((one.id, one.name) for one in products), team.product)
    return what, Together(
        "", Partner(str(team.opener), ""), "", team.status, seats, team.paid, team.size, team.cents, team.until_us
    )


def _view_bargain(activity: Activity, doc: Bargain, now_us: int) -> tuple[Text, Together]:
    status = PHASES[doc.status]
    if status == "running" and now_us >= doc.until_us:
        status = "over"
    friends = [Partner(str(one.member), "", cut_cents=one.cents) for one in doc.cuts]
    what = _name(((one.id, one.name) for one in activity.typed(BargainSpec).goods), doc.good)
    return what, Together(
        "", Partner(str(doc.owner), ""), "", status, friends, len(friends), len(friends) + doc.shares,
        doc.price_cents, doc.until_us,
    )  # fmt: skip


def _view_assist(activity: Activity, doc: Assist, now_us: int) -> tuple[Text, Together]:
    status = "complete" if doc.is_full else "over" if doc.closed or now_us >= doc.until_us else "running"
    friends = [Partner(str(one.member), "") for one in doc.helpers]
    last = doc.stages[-1]
    what = _name(((one.id, one.name) for one in activity.typed(AssistSpec).stages), last.id)
    return what, Together(
        "", Partner(str(doc.owner), ""), "", status, friends, len(friends), last.friends, None, doc.until_us
    )


_KINDS: dict[str, tuple[str, Callable[[str], Any], Callable[[Activity, Any, int], tuple[Text, Together]]]] = {
    "group_buy": (TEAM.name, TEAM.read, _view_team),
    "bargain": (BARGAIN.name, BARGAIN.read, _view_bargain),
    "assist": (ASSIST.name, ASSIST.read, _view_assist),
}
"""Kind of activity → its shared documents, how they are read, and how they are shown."""


async def _list(call: Call) -> Page[Together]:
    services, wanted, query = call.services, call.params["activity"], call.query
    after = read_cursor(query.cursor, (int, str))
    activity = find_anywhere(services.program, f"activities.{wanted}")
    if activity is None:
        raise NotFound(f"the program has no activity {wanted[:100]!r}")
    if activity.kind.kind not in _KINDS:
        return Page([], None)
    kind, read, show = _KINDS[activity.kind.kind]
    now_us = services.now_us()
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await list_together(
            connection, kind, wanted, now_us=now_us, is_open=not query.over, limit=query.limit + 1,
            after=(after[0], after[1]) if after is not None else None,
        )  # fmt: skip
        made = {row[0]: show(activity, read(row[1]), now_us) for row in rows}
        people = {int(who.member_id) for _, one in made.values() for who in (one.starter, *one.partners)}
        found = await list_names(connection, services.tenant_id, sorted(people)) if people else {}
    names = {str(member): name if masked else mask_name(name) for member, (name, masked) in found.items()}

    def view(row: TogetherDoc) -> Together:
        what, one = made[row[0]]
        one.ref, one.what = row[0].partition("/")[2], what.get(call.locale)
        for who in (one.starter, *one.partners):
            who.name = names.get(who.member_id, "")
        return one

    return make_page(rows, query.limit, view, lambda row: (row[2], row[0]))


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/activities/{activity}/together", _list,
        text("进行中的团与砍价", "What members have under way together"), "activities", ("members:read",),
        query=TogetherQuery, response=Page[Together], errors=(InvalidInput, NotFound, NoProgram),
        about="Teams of a group-buy, bargains, runs of an assist; the one that ends last first. Names are masked, test "
        "members are left out.",
    ),
)  # fmt: skip
