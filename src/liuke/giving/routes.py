"""Givings over HTTP: previewed, asked for, approved by a second person, watched, undone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.db.pool import acquire, transaction
from liuke.giving import service, store
from liuke.giving.errors import GivingDecided
from liuke.giving.selection import MAX_SELECTED, Selection
from liuke.giving.store import Giving
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Conflict, Fault, InvalidInput, KeyReused, NotFound
from liuke.kernel.text import text
from liuke.members.page_store import list_ids
from liuke.privacy.references import Reference, read_reference
from liuke.program.errors import NoProgram
from liuke.staff.hand_store import list_hands

ASK, APPROVE = ("points:adjust",), ("points:approve",)
_READ = (*ASK, *APPROVE, "finance:read")
MAX_LISTED = 20_000
_Id = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$")]


class NewGiving(msgspec.Struct, forbid_unknown_fields=True):
    """What to give, to whom, and why.

    Args:
        giving_id: Yours; asking again with the same id and content changes nothing.
        what: As rewards are written in a program (`{"kind": "asset", "asset": "points", "amount": 100}`, `coupon`,
            `benefit`, `badge`), or `{"kind": "label", "name": "vip", "value": "1"}`.
        reason: For the approver, and the audit log.
        members: Whom, by number or `namespace:external_id`; with ``namespace``: by their ids in it.
        namespace: In which ``members`` are ids; empty: each says its own.
        selection: Whom, by filters, instead of ``members``.
    """

    giving_id: _Id
    what: dict[str, Any]
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    members: Annotated[list[Annotated[str, Meta(min_length=1, max_length=300)]], Meta(max_length=MAX_LISTED)] = []
    namespace: Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_.-]*$")] = ""
    selection: Selection | UnsetType = UNSET


class GivingPreview(msgspec.Struct):
    """What would come of a giving.

    Args:
        members: How many would get it, each once.
        unknown: Names that nobody has, at most 100 of them.
        unknown_count: How many names nobody has; they are left out.
        each_cents: What one gets is worth; null: nobody can say.
        cost_cents: In all.
        approval: Why a second person must agree: `worth`, `members`, `amount`; empty: nobody need.
    """

    members: int
    unknown: list[str]
    unknown_count: int
    each_cents: int | None
    cost_cents: int | None
    approval: str


class GivingView(msgspec.Struct):
    """A giving and how far it is.

    Args:
        status: `waiting` for a second person, `running`, `done`, `rejected`, `undoing`, `undone`.
        members: For how many.
        counts: Members by what came of them: `waiting`, `given`, `refused`, `returning`, `returned`, `kept`.
        mine: Whether the caller stands behind the asking, and so may not approve it.
    """

    giving_id: str
    what: dict[str, Any]
    reason: str
    status: str
    members: int
    cost_cents: int | None
    counts: dict[str, int]
    asked_by: str
    asked_us: int
    decided_by: str | None
    decided_us: int | None
    undone_by: str | None
    undone_us: int | None
    mine: bool


class GivingItem(msgspec.Struct):
    """A member of a giving: what came of it, and why (a refusal, or why something stays)."""

    member_id: str
    names: list[str]
    status: str
    why: str
    t_us: int


class GivingsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which givings; newest first."""

    status: Literal["", "waiting", "running", "done", "rejected", "undoing", "undone"] = ""
    limit: Limit = 50
    cursor: Cursor = ""


class ItemsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which members of a giving."""

    status: Literal["", "waiting", "given", "refused", "returning", "returned", "kept"] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _find_members(call: Call, given: NewGiving) -> tuple[list[int], list[str]]:
    """Who is meant, each once, and names that nobody has."""
    services = call.services
    if (given.selection is UNSET) is not bool(given.members):
        raise InvalidInput(
            "say whom to give to", faults=[Fault("members", "one-of", "name members, or a selection of them")]
        )
    unknown, numbers = list[str](), list[int]()
    if given.selection is UNSET:
        wanted = {name: _read(name, given.namespace) for name in dict.fromkeys(given.members)}
        named = [one for one in wanted.values() if not one.member_id]
        found = await services.identities.find_many(named) if named else {}
        for name, one in wanted.items():
            number = one.member_id or found.get(one, 0)
            (numbers.append(number) if number else unknown.append(name))
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        if given.selection is not UNSET:
            numbers = await list_ids(connection, services.tenant_id, given.selection.want(), MAX_SELECTED + 1)
        kept = await store.keep_existing(connection, services.tenant_id, numbers)
    if len(kept) > MAX_SELECTED:
        message = f"more than {MAX_SELECTED:,} members are meant"
        raise InvalidInput(message, faults=[Fault("selection", "too-many", message, "give in several parts")])
    return kept, unknown


def _read(name: str, namespace: str) -> Reference:
    return Reference(0, namespace, name.strip()) if namespace else read_reference(name.strip(), "members")


async def _preview(call: Call) -> GivingPreview:
    given: NewGiving = call.body
    members, unknown = await _find_members(call, given)
    worth = service.weigh(call.services.program, given.what, len(members))
    return GivingPreview(len(members), unknown[:100], len(unknown), worth.each_cents, worth.cost_cents, worth.approval)


async def _ask(call: Call) -> GivingView:
    given, services = call.body, call.services
    members, unknown = await _find_members(call, given)
    if not members:
        raise InvalidInput("nobody is meant", faults=[Fault("members", "nobody", f"{len(unknown)} names are unknown")])
    found = await service.ask(
        services.pool, services.tenant_id, services.program, giving_id=given.giving_id, what=given.what,
        members=members, reason=given.reason.strip(), asked_by=call.principal.actor,
    )  # fmt: skip
    return await _run_and_show(call, found)


async def _run_and_show(call: Call, found: Giving) -> GivingView:
    """Give to a few at once; many are the worker's affair."""
    services = call.services
    turn = service.TURNS.get(found.status)
    if turn is not None and found.members <= service.AT_ONCE:
        await service.run_giving(
            services.pool, services.tenant_id, services.engine, found, turn, limit=service.AT_ONCE
        )  # fmt: skip
    return await _view(call, found.giving_id)


async def _view(call: Call, giving_id: str) -> GivingView:
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        found = await store.find_giving(connection, services.tenant_id, giving_id)
        if found is None:
            raise NotFound(f"there is no giving {giving_id[:100]!r}")
        counts = await store.count_items(connection, services.tenant_id, giving_id)
        own = await list_hands(connection, services.tenant_id, call.principal.actor)
        asked = await list_hands(connection, services.tenant_id, found.asked_by)
    return _show(found, counts, mine=not own.isdisjoint(asked))


def _show(found: Giving, counts: dict[str, int], *, mine: bool) -> GivingView:
    return GivingView(
        found.giving_id, found.what, found.reason, found.status, found.members, found.cost_cents, counts,
        found.asked_by, found.asked_us, found.decided_by, found.decided_us, found.undone_by, found.undone_us, mine,
    )  # fmt: skip


async def _get(call: Call) -> GivingView:
    return await _view(call, call.params["giving_id"])


async def _list(call: Call) -> Page[GivingView]:
    query: GivingsQuery = call.query
    before, services = read_cursor(query.cursor, (int, str)), call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_givings(
            connection, services.tenant_id, status=query.status, before=before, limit=query.limit + 1
        )
        counts = {one.giving_id: await store.count_items(connection, services.tenant_id, one.giving_id) for one in rows}
        own = await list_hands(connection, services.tenant_id, call.principal.actor)
        behind = {
            one: not own.isdisjoint(await list_hands(connection, services.tenant_id, one))
            for one in {row.asked_by for row in rows}
        }
    return make_page(
        rows, query.limit, lambda one: _show(one, counts[one.giving_id], mine=behind[one.asked_by]),
        lambda one: (one.asked_us, one.giving_id),
    )  # fmt: skip


async def _list_items(call: Call) -> Page[GivingItem]:
    query, services = call.query, call.services
    after = read_cursor(query.cursor, (int,))
    giving_id = (await _view(call, call.params["giving_id"])).giving_id
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_items(
            connection, services.tenant_id, giving_id, status=query.status, after=after[0] if after else 0,
            limit=query.limit + 1,
        )  # fmt: skip

    def show(row: tuple[Any, ...]) -> GivingItem:
        return GivingItem(str(row[0]), msgspec.json.decode(row[4] or "[]"), row[1], row[2], row[3])

    return make_page(rows, query.limit, show, lambda row: (row[0],))


async def _approve(call: Call) -> GivingView:
    return await _decide(call, approve=True)


async def _reject(call: Call) -> GivingView:
    return await _decide(call, approve=False)


async def _decide(call: Call, *, approve: bool) -> GivingView:
    services = call.services
    found = await service.decide(
        services.pool, services.tenant_id, call.params["giving_id"], decided_by=call.principal.actor, approve=approve
    )
    return await _run_and_show(call, found)


async def _undo(call: Call) -> GivingView:
    services = call.services
    found = await service.undo(
        services.pool, services.tenant_id, call.params["giving_id"], undone_by=call.principal.actor
    )
    return await _run_and_show(call, found)


PATH = "/v1/givings"
_ONE = f"{PATH}/{{giving_id}}"
_ABOUT = "Points, a coupon, a benefit, a badge or a label, to members by name, or to a selection of them; each once."
ENDPOINTS = (
    Endpoint(
        "POST", f"{PATH}/preview", _preview, text("预览人工发放", "Preview a giving"), "givings", ASK, body=NewGiving,
        response=GivingPreview, errors=(InvalidInput, NoProgram), about=_ABOUT,
    ),
    Endpoint(
        "POST", PATH, _ask, text("人工发放", "Give to members"), "givings", ASK, body=NewGiving, response=GivingView,
        status=201, errors=(InvalidInput, KeyReused, NoProgram),
        about=f"{_ABOUT} Above the limits of the program (`giving`) nothing is given before somebody else "
        "approves. The id is the idempotency key, and with the member that of each operation.",
    ),
    Endpoint(
        "GET", PATH, _list, text("人工发放列表", "List givings"), "givings", _READ, query=GivingsQuery,
        response=Page[GivingView], errors=(InvalidInput,),
    ),
    Endpoint(
        "GET", _ONE, _get, text("查看人工发放", "Look at a giving"), "givings", _READ, response=GivingView,
        errors=(NotFound,),
    ),
    Endpoint(
        "GET", f"{_ONE}/members", _list_items, text("发放名单", "Members of a giving"), "givings", _READ,
        query=ItemsQuery, response=Page[GivingItem], errors=(InvalidInput, NotFound),
    ),
    Endpoint(
        "POST", f"{_ONE}/approve", _approve, text("通过发放", "Approve a giving"), "givings", APPROVE,
        response=GivingView, errors=(NotFound, GivingDecided, Conflict, NoProgram),
        about="Refused to who asked, also under another key or name.",
    ),
    Endpoint(
        "POST", f"{_ONE}/reject", _reject, text("驳回发放", "Reject a giving"), "givings", APPROVE,
        response=GivingView, errors=(NotFound, GivingDecided),
    ),
    Endpoint(
        "POST", f"{_ONE}/undo", _undo, text("撤销发放", "Undo a giving"), "givings", ASK, response=GivingView,
        errors=(NotFound, GivingDecided, NoProgram),
        about="What is still there goes back; what was used or spent stays, and each member says why.",
    ),
)  # fmt: skip
