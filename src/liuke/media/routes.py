"""Pictures over HTTP: taken in, looked at, decided on, erased, and shown to everybody."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Content, Endpoint, Page
from liuke.http.errors import Forbidden, TooLarge
from liuke.http.fields import Because, Body, Words
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.media import service, store
from liuke.media.contracts import (
    MAX_BYTES,
    MediaFull,
    Medium,
    NotAPicture,
    ObjectsUnavailable,
    Size,
    TooManyProofs,
    read_tenant,
)
from liuke.media.service import Album, Wish
from liuke.media.spec import MediaSpec
from liuke.program.errors import NoProgram

_FORM_ROOM = 64 * 1024
"""Bytes that a form may add to a picture."""
_SHOWN_FOR = b"public, max-age=3600"
"""A picture that is refused or erased is gone from caches within the hour."""
_STAFF = ("program:read", "members:read")
_MERCHANTS = ("goods", "prize", "theme")
_ERRORS = (NotAPicture, TooLarge, MediaFull, ObjectsUnavailable)
Reason = Annotated[Words, Meta(min_length=1)]


class UploadQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``purpose``: what the picture is for."""

    purpose: Literal["goods", "prize", "theme"] = "goods"


class ShowQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``size``: ``full`` has at most 2,048 pixels a side, ``card`` 640, ``thumb`` 160."""

    size: Size = "full"


class MediaQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``purpose`` and ``state``: of these; empty: all, but for those that were erased."""

    purpose: Literal["", "goods", "prize", "theme", "proof"] = ""
    state: Literal["", "pending", "shown", "refused", "erased"] = ""
    limit: Limit = 50
    cursor: Cursor = ""


class ProofsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page of a member's pictures."""

    limit: Limit = 50
    cursor: Cursor = ""


class MediumRefusal(Body):
    """Why the picture is not shown."""

    reason: Reason


class MediumSizeView(msgspec.Struct):
    """A size of a picture: its content type, bytes and pixels."""

    size: Size
    type: str
    bytes: int
    width: int
    height: int


class MediumView(msgspec.Struct):
    """A picture.

    Args:
        id: Its name, for fields of the program and for `GET /v1/media/{id}`.
        purpose: What it is for.
        state: `pending` until somebody looked at it, `shown`, `refused`, or `erased`: its bytes are gone.
        reason: Why it waits, was refused or was erased.
        member_id: Who sent it as a proof; null: the merchant.
        by: Who sent it.
        sizes: None of what was erased.
    """

    id: str
    purpose: str
    state: str
    reason: str
    member_id: str | None
    by: str
    made_us: int
    changed_us: int
    sizes: list[MediumSizeView]


def view_medium(medium: Medium) -> MediumView:
    """As it is answered."""
    return MediumView(
        medium.id, medium.purpose, medium.state, medium.reason, str(medium.member_id) if medium.member_id else None,
        medium.actor, medium.made_us, medium.changed_us,
        [MediumSizeView(one.size, one.type, one.bytes, one.width, one.height) for one in medium.sizes],
    )  # fmt: skip


def _open_album(call: Call) -> Album:
    services, tenants = call.services, call.tenants
    return Album(services.pool, tenants.objects, services.tenant_id, services.media_checks, tenants.media_quota_bytes)


async def _receive(call: Call) -> bytes:
    assert call.receive is not None, "the endpoint streams"
    limit, pieces, total = MAX_BYTES + _FORM_ROOM, list[bytes](), 0
    length = call.header(b"content-length")
    if length.isdigit() and int(length[:20]) > limit:
        raise TooLarge(f"a picture has at most {MAX_BYTES:,} bytes", limit=MAX_BYTES)
    async for piece in call.receive():
        total += len(piece)
        if total > limit:
            raise TooLarge(f"a picture has at most {MAX_BYTES:,} bytes", limit=MAX_BYTES)
        pieces.append(piece)
    return b"".join(pieces)


async def _take(call: Call, wish: Wish) -> MediumView:
    album = _open_album(call)
    medium, made = await service.take_picture(album, wish, call.header(b"content-type"), await _receive(call))
    call.status = 201 if made else 200
    return view_medium(medium)


# -- the merchant's ---------------------------------------------------------------------------------------------------
async def _upload(call: Call) -> MediumView:
    return await _take(call, Wish(call.query.purpose, call.principal.actor, call.services.now_us()))


async def _list(call: Call) -> Page[MediumView]:
    query: MediaQuery = call.query
    scopes = call.principal.scopes
    if query.purpose == "proof" and "members:read" not in scopes:
        raise Forbidden("proofs are members' own", fix="use a key with the scope members:read")
    every = (*_MERCHANTS, "proof") if "members:read" in scopes else _MERCHANTS
    states = (query.state,) if query.state else ("pending", "shown", "refused")
    return await _list_page(call, (query.purpose,) if query.purpose else every, states, 0)


async def _list_page(
    call: Call, purposes: tuple[str, ...], states: tuple[str, ...], member_id: int
) -> Page[MediumView]:
    services, query = call.services, call.query
    before = read_cursor(query.cursor, (int, str))
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_media(
            connection, services.tenant_id, purposes=purposes, states=states, member_id=member_id,
            before=before, limit=query.limit + 1,  # pyright: ignore[reportArgumentType] - two parts, as they were read
        )  # fmt: skip
    return make_page(rows, query.limit, view_medium, lambda one: (one.made_us, one.id))


async def _get_for(call: Call) -> Medium:
    """The picture that the path names, if the caller may know of it."""
    medium = await service.get(_open_album(call), call.params["id"])
    if medium.purpose == "proof" and "members:read" not in call.principal.scopes:
        raise NotFound(f"there is no picture {call.params['id'][:100]!r}")
    return medium


async def _describe(call: Call) -> MediumView:
    return view_medium(await _get_for(call))


async def _preview(call: Call) -> Content:
    medium = await _get_for(call)
    media, content = await service.read_size(_open_album(call), medium, call.query.size)
    return Content(content, media)


async def _show(call: Call) -> MediumView:
    medium = await _get_for(call)
    return view_medium(
        await service.decide(
            _open_album(call),
            medium.id,
            state="shown",
            reason="",
            actor=call.principal.actor,
            now_us=call.services.now_us(),
        )
    )


async def _refuse(call: Call) -> MediumView:
    medium = await _get_for(call)
    return view_medium(
        await service.decide(
            _open_album(call),
            medium.id,
            state="refused",
            reason=call.body.reason,
            actor=call.principal.actor,
            now_us=call.services.now_us(),
        )
    )


async def _erase(call: Call) -> MediumView:
    medium = await _get_for(call)
    reason = call.body.reason if call.body.reason is not msgspec.UNSET else ""
    return view_medium(
        await service.erase(
            _open_album(call), medium.id, actor=call.principal.actor, reason=reason, now_us=call.services.now_us()
        )
    )


# -- shown to everybody -----------------------------------------------------------------------------------------------
async def _serve(call: Call) -> Content:
    """A picture that is shown; who asks is not asked for, so that a page or a mini program can name it as it is."""
    id_, tenants = call.params["id"], call.tenants
    tenant_id, missing = read_tenant(id_), NotFound("there is no such picture, or it is not shown")
    if not tenant_id:
        raise missing
    async with acquire(tenants.wide) as connection, transaction(connection, tenant_id=tenant_id):
        medium = await store.find_medium(connection, tenant_id, id_)
    if medium is None or medium.state != "shown" or medium.purpose == "proof":
        raise missing
    one = medium.find_size(call.query.size)
    assert one is not None, "what is shown has every size"
    tag, content = f'"{one.hash.hex()[:32]}"', b""
    if tag in call.header(b"if-none-match"):
        call.status = 304
    else:
        album = Album(tenants.wide, tenants.objects, tenant_id, (), 0)
        _, content = await service.read_size(album, medium, call.query.size)
    call.answer_headers += [(b"etag", tag.encode()), (b"cache-control", _SHOWN_FOR)]
    call.answer_headers.append((b"cross-origin-resource-policy", b"cross-origin"))
    return Content(content, one.type)


# -- a member's own ---------------------------------------------------------------------------------------------------
async def _get_member(call: Call) -> int:
    """Who is left of the member that the path names: a number alone says nothing of whose member it is."""
    return await call.services.identities.get_left(await get_member(call))


async def _send_proof(call: Call) -> MediumView:
    member_id, services = await _get_member(call), call.services
    program, now_us = services.program, services.now_us()
    today = program.calendar.day_start_us(program.calendar.local_day(now_us))
    most = program.section("media", MediaSpec).proofs_per_day
    return await _take(call, Wish("proof", call.principal.actor, now_us, member_id, today, most))


async def _list_proofs(call: Call) -> Page[MediumView]:
    return await _list_page(call, ("proof",), ("pending", "shown", "refused"), await _get_member(call))


async def _get_proof(call: Call) -> Medium:
    member_id = await _get_member(call)
    medium = await service.find(_open_album(call), call.params["id"])
    owner = await call.services.identities.get_left(medium.member_id) if medium and medium.member_id else 0
    if medium is None or owner != member_id:
        raise NotFound(f"the member sent no picture {call.params['id'][:100]!r}")
    return medium


async def _serve_proof(call: Call) -> Content:
    medium = await _get_proof(call)
    media, content = await service.read_size(_open_album(call), medium, call.query.size)
    return Content(content, media)


async def _erase_proof(call: Call) -> MediumView:
    medium = await _get_proof(call)
    return view_medium(
        await service.erase(
            _open_album(call),
            medium.id,
            actor=call.principal.actor,
            reason="by-the-member",
            now_us=call.services.now_us(),
        )
    )


_FORMS = (
    "The body is the picture itself, or a form (`multipart/form-data`) whose first file it is. It is a JPEG, PNG or "
    "WebP by its content, whatever it is called; what is kept is encoded anew, without place, camera or anything else "
    "that the file said. The same picture sent again is the one that is there (200 instead of 201)."
)
_PICTURE = "image/jpeg"
_ALSO = ("image/png",)
_ONE = "/v1/media/{id}"
_PROOFS = f"{MEMBER_PATH}/proofs"

ENDPOINTS = (
    Endpoint("POST", "/v1/media", _upload, text("上传图片", "Send a picture"), "media", ("program:write",),
             query=UploadQuery, response=MediumView, status=201, streams=True, errors=_ERRORS, about=_FORMS),
    Endpoint("GET", "/v1/media", _list, text("图片列表", "List pictures"), "media", _STAFF, query=MediaQuery,
             response=Page[MediumView], errors=(InvalidInput,), about="The newest first."),
    Endpoint("GET", _ONE, _serve, text("展示图片", "Show a picture"), "media", (), query=ShowQuery, media=_PICTURE,
             also_media=_ALSO, errors=(NotFound, ObjectsUnavailable),
             about="For everybody: goods, prizes and themes that are shown. Kept by caches for an hour; `ETag` and "
             "`If-None-Match` as usual."),
    Endpoint("GET", f"{_ONE}/details", _describe, text("图片信息", "Look up a picture"), "media", _STAFF,
             response=MediumView, errors=(NotFound,)),
    Endpoint("GET", f"{_ONE}/preview", _preview, text("预览图片", "Preview a picture"), "media", _STAFF,
             query=ShowQuery, media=_PICTURE, also_media=_ALSO, errors=(NotFound, ObjectsUnavailable),
             about="Whatever its state; a member's proofs need `members:read`."),
    Endpoint("POST", f"{_ONE}/show", _show, text("通过图片", "Let a picture be shown"), "media",
             ("program:write", "members:write"), response=MediumView, errors=(NotFound,)),
    Endpoint("POST", f"{_ONE}/refuse", _refuse, text("拒绝图片", "Refuse a picture"), "media",
             ("program:write", "members:write"), body=MediumRefusal, response=MediumView, errors=(NotFound,),
             about="Pictures that look like it wait for a person from then on."),
    Endpoint("POST", f"{_ONE}/erase", _erase, text("删除图片", "Erase a picture"), "media",
             ("program:write", "members:write"), body=Because, response=MediumView,
             errors=(NotFound, ObjectsUnavailable), about="Its bytes are gone; its name stays, and leads to nothing."),
    Endpoint("POST", _PROOFS, _send_proof, text("上传凭证", "Send a proof"), "media", ("members:write",),
             response=MediumView, status=201, streams=True, member_token=True,
             errors=(*_ERRORS, TooManyProofs, NoProgram), about=f"A picture that only the member and the merchant "
             f"see. {_FORMS}"),
    Endpoint("GET", _PROOFS, _list_proofs, text("会员的凭证", "A member's proofs"), "media", ("members:read",),
             query=ProofsQuery, response=Page[MediumView], member_token=True, errors=(InvalidInput,)),
    Endpoint("GET", f"{_PROOFS}/{{id}}", _serve_proof, text("查看凭证", "A proof"), "media", ("members:read",),
             query=ShowQuery, media=_PICTURE, also_media=_ALSO, member_token=True,
             errors=(NotFound, ObjectsUnavailable)),
    Endpoint("DELETE", f"{_PROOFS}/{{id}}", _erase_proof, text("删除凭证", "Erase a proof"), "media",
             ("members:write",), response=MediumView, member_token=True, errors=(NotFound, ObjectsUnavailable)),
)  # fmt: skip
