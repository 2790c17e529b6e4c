"""Drafts of programs: kept on the server as somebody works on them; nobody writes over somebody else."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.http.contracts import Call, Endpoint
from liuke.http.preconditions import PreconditionFailed, PreconditionRequired, put_etag, read_if_match
from liuke.kernel.errors import Conflict, Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.publishing.programs import Draft
from liuke.publishing.sources import DOCUMENT_LIMIT, Name, Spec, Yaml, read_document

PATH = "/v1/program/drafts"
READ, WRITE = ("program:read",), ("program:write",)


class DraftRow(msgspec.Struct):
    """A draft without its document."""

    name: str
    base_version: int
    updated_us: int
    updated_by: str


class DraftList(msgspec.Struct):
    """All drafts, by name."""

    items: list[DraftRow]


class DraftView(msgspec.Struct):
    """A document that is being worked on; it need not be valid yet.

    Args:
        base_version: The version it started from; 0: none.
        updated_us: Which state of it this is, for ``If-Match``.
    """

    name: str
    base_version: int
    spec: Spec
    updated_us: int
    updated_by: str


class NewDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What to keep: ``spec``, or ``yaml`` text of one mapping."""

    spec: Spec | UnsetType = UNSET
    yaml: Yaml | UnsetType = UNSET
    base_version: Annotated[int, Meta(ge=0, lt=2**31)] = 0


def _read_name(call: Call) -> str:
    name = call.params["name"]
    try:
        return msgspec.convert(name, Name)
    except msgspec.ValidationError:
        fault = Fault("name", "not-a-name", f"{name[:64]!r} is no name of a draft", "letters, digits, _ . and -")
        raise InvalidInput("the draft is named wrongly", faults=[fault]) from None


async def _drafts(call: Call) -> DraftList:
    found = await call.services.programs.drafts()
    return DraftList([DraftRow(one.name, one.base_version, one.updated_us, one.updated_by) for one in found])


async def _draft(call: Call) -> DraftView:
    return _show_draft(call, await call.services.programs.load_draft(_read_name(call)))


def _show_draft(call: Call, found: Draft) -> DraftView:
    put_etag(call, found.updated_us)
    return DraftView(found.name, found.base_version, found.spec, found.updated_us, found.updated_by)


async def _save_draft(call: Call) -> DraftView:
    name, expected = _read_name(call), read_if_match(call)
    given: NewDraft = call.body
    document = await read_document(given.spec, given.yaml)
    actor = call.principal.actor
    try:
        updated_us = await call.services.programs.save_draft(
            name, document.data, actor=actor, base_version=given.base_version, expected_updated_us=expected or 0
        )
    except Conflict as error:
        raise _refuse_state(name, expected, error) from None
    call.status = 200 if expected else 201
    return _show_draft(call, Draft(name, given.base_version, document.data, updated_us, actor))


def _refuse_state(name: str, expected: int | None, error: Conflict) -> PreconditionRequired | PreconditionFailed:
    if expected is None:
        return PreconditionRequired(f"the draft {name!r} exists", fix="send its ETag in If-Match")
    return PreconditionFailed(error.detail, fix="load it again and repeat the change")


async def _discard_draft(call: Call) -> None:
    name, expected = _read_name(call), read_if_match(call)
    programs = call.services.programs
    if not expected:
        await programs.load_draft(name)
        raise PreconditionRequired(f"the draft {name!r} exists", fix="send its ETag in If-Match")
    try:
        gone = await programs.discard_draft(name, actor=call.principal.actor, expected_updated_us=expected)
    except Conflict as error:
        raise _refuse_state(name, expected, error) from None
    if not gone:
        raise NotFound(f"there is no draft {name!r}")


_ONE = f"{PATH}/{{name}}"
_GUARDED = (InvalidInput, PreconditionFailed, PreconditionRequired)
ENDPOINTS = (
    Endpoint("GET", PATH, _drafts, text("草稿列表", "List drafts"), "program", READ, response=DraftList),
    Endpoint("GET", _ONE, _draft, text("查看草稿", "Look at a draft"), "program", READ, response=DraftView,
             errors=(InvalidInput, NotFound), about="`ETag` says which state it is."),
    Endpoint("PUT", _ONE, _save_draft, text("保存草稿", "Save a draft"), "program", WRITE, body=NewDraft,
             body_limit=DOCUMENT_LIMIT, response=DraftView, status=201, errors=_GUARDED,
             about="A draft that exists is only replaced with its `ETag` in `If-Match`: 428 without, 412 when somebody "
                   "has saved it meanwhile. 201 for a new one."),
    Endpoint("DELETE", _ONE, _discard_draft, text("丢弃草稿", "Throw a draft away"), "program", WRITE, status=204,
             errors=(*_GUARDED, NotFound), about="Needs its `ETag` in `If-Match`."),
)  # fmt: skip
