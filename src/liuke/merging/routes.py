"""Merging members: preview, merge, list, undo."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, transaction
from liuke.engine.pairing import MergesTestMember, ValueSpent
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.errors import Forbidden
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound, Refused
from liuke.kernel.text import Locale, text
from liuke.members.errors import MemberErased
from liuke.members.identity_store import find_left, find_owner
from liuke.merging import store
from liuke.merging.errors import MergedElsewhere, NoSuchMerge, OneAlready
from liuke.merging.service import Merged, merge, undo
from liuke.merging.store import MergeRow
from liuke.privacy.references import read_reference
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.wording import render_reasons

SCOPES = ("members:write",)
_RIGHT = "points:adjust"


class MergeMembers(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to merge, and why.

    Args:
        other: Who goes into the member of the path: a number, or ``namespace:external_id``.
        reason: For the audit log.
        preview: Say what would come of it, and change nothing.
    """

    other: Annotated[str, Meta(min_length=1, max_length=300)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    preview: bool = False


class UndoMerge(msgspec.Struct, forbid_unknown_fields=True):
    """Why two members are two after all; ``preview``: only say what would come of it."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    preview: bool = False


class MergeView(msgspec.Struct):
    """What came of it.

    Args:
        member_id: Who stays.
        other: Who goes.
        merge_id: For undoing it; empty in a preview.
        changed: False where it had been done before.
        preview: Whether nothing was changed.
        tier: Of who stays.
        balances: Of who stays: asset → available less debt.
        comes: What comes over, in sentences.
        conflicts: What both have, or what stays behind, in sentences.
    """

    member_id: str
    other: str
    merge_id: str
    changed: bool
    preview: bool
    tier: str
    balances: dict[str, int]
    comes: list[str]
    conflicts: list[str]


class MergeItem(msgspec.Struct):
    """A merge on record; ``undone_us``: null while it holds."""

    merge_id: str
    member_id: str
    other: str
    merged_us: int
    merged_by: str
    reason: str
    undone_us: int | None
    undone_by: str | None
    undone_reason: str | None


def view(merged: Merged, book: ProgramBook, locale: Locale, *, preview: bool) -> MergeView:
    """A merge as it is shown."""
    lines = render_reasons(book.program_at(), merged.reasons, locale)
    answer: dict[str, Any] = merged.answer
    return MergeView(
        str(merged.into), str(merged.other), merged.merge_id, merged.new and not preview, preview,
        answer.get("tier", ""), answer.get("balances", {}),
        [line.words for line in lines if line.applied], [line.words for line in lines if not line.applied],
    )  # fmt: skip


def _require_right(call: Call) -> None:
    if _RIGHT not in call.principal.scopes:
        raise Forbidden(f"this needs the scope {_RIGHT} as well: points change hands", fix="use a key that has it")


async def find_other(call: Call, value: str) -> int:
    """Who is named, whether or not they have gone into another member."""
    reference = read_reference(value, "other")
    if reference.member_id:
        return reference.member_id
    services = call.services
    await services.personal.ready_for(services.pool, [reference.namespace])
    spellings = services.personal.list_spellings(reference.namespace, reference.external_id)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        found = await find_owner(connection, services.tenant_id, reference.namespace, spellings)
    if found is None:
        raise NotFound(f"there is no member {value!r}", fix="register the member first: POST /v1/members")
    return found


async def _merge(call: Call) -> MergeView:
    _require_right(call)
    given: MergeMembers = call.body
    into, other = await get_member(call), await find_other(call, given.other)
    merged = await merge(
        call.services.engine, into, other, reason=given.reason, actor=call.principal.actor, preview=given.preview
    )
    return view(merged, call.services.book, call.locale, preview=given.preview)


async def _undo(call: Call) -> MergeView:
    _require_right(call)
    given: UndoMerge = call.body
    done = await undo(
        call.services.engine, await get_member(call), call.params["merge"], reason=given.reason,
        actor=call.principal.actor, preview=given.preview,
    )  # fmt: skip
    return view(done, call.services.book, call.locale, preview=given.preview)


def _show(row: MergeRow) -> MergeItem:
    return MergeItem(
        row.merge_id, str(row.into), str(row.other), row.t_us, row.merged_by, row.reason, row.split_us, row.split_by,
        row.split_reason,
    )  # fmt: skip


async def _list(call: Call) -> Page[MergeItem]:
    member_id, services = await get_member(call), call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        left = await find_left(connection, services.tenant_id, member_id)
        if left is None:
            raise NotFound(f"there is no member {member_id}")
        rows = await store.list_merges(connection, left)
    return Page([_show(row) for row in rows])


_ERRORS = (InvalidInput, NotFound, MemberErased, OneAlready, MergedElsewhere, MergesTestMember, Refused)
ENDPOINTS = (
    Endpoint(
        "POST", f"{MEMBER_PATH}/merge", _merge, text("合并会员", "Merge two members"), "members", SCOPES,
        body=MergeMembers, response=MergeView, errors=_ERRORS,
        about="The other member goes into the one of the path, who stays and has it all from then on; every name of "
        "either leads there. Ask with `preview` first. Needs `points:adjust` as well; the reason is kept in the audit "
        "log. Asked twice, it answers the same.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/merges", _list, text("合并记录", "Merges of a member"), "members", ("members:read",),
        response=Page[MergeItem], errors=(InvalidInput, NotFound),
    ),
    Endpoint(
        "POST", f"{MEMBER_PATH}/merges/{{merge}}/undo", _undo, text("撤销合并", "Undo a merge"), "members", SCOPES,
        body=UndoMerge, response=MergeView,
        errors=(InvalidInput, NotFound, NoSuchMerge, MergedElsewhere, ValueSpent, Refused, MemberErased),
        about="By the record of what came from whom: what came after the merge stays with who stays. Once value of one "
        "was spent by the other it is refused, and `spent` lists what.",
    ),
)  # fmt: skip
