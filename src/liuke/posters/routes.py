"""Pictures of a member's own, over HTTP."""

from __future__ import annotations

from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Content, Endpoint
from liuke.http.errors import RateLimited
from liuke.http.limits import RateLimit
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.media import service as media
from liuke.media.contracts import Medium, ObjectsUnavailable
from liuke.media.service import Album
from liuke.posters import orders
from liuke.posters.contracts import MEDIA, PIXELS, Format, Kind, NoInviteCode, Order, PostersBusy, derive_tag
from liuke.posters.studio import STUDIO
from liuke.program.errors import NoProgram
from liuke.referral.contracts import REFERRAL, ReferralBook

_KEPT_FOR = b"private, no-cache"
"""A client keeps it, and asks each time whether it is still so: a name may change, a badge may go back."""


class PosterQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which picture.

    Args:
        kind: `invite`, `badge`, `certificate` or `upgrade`.
        id: The badge, for `badge` and `certificate`; the tier, for `upgrade` (empty: the one in force).
        format: How it is encoded.
    """

    kind: Kind = "invite"
    id: Annotated[str, Meta(max_length=100)] = ""
    format: Format = "jpeg"


class PosterView(msgspec.Struct):
    """A picture that can be had now.

    Args:
        kind: For `?kind=`.
        id: For `?id=`; empty: none is needed.
        title: What it is about.
        width: Pixels.
        height: Pixels.
    """

    kind: Kind
    id: str
    title: str
    width: int
    height: int


class PostersView(msgspec.Struct):
    """Pictures of a member, and what an invitation needs elsewhere.

    Args:
        posters: Badges and certificates, the newest first, after the invitation and the upgrade.
        link: What the QR code of the invitation says; empty: the member has no code yet.
        scene: The same for a picture code of the platform, at most 32 characters; empty: likewise.
    """

    posters: list[PosterView]
    link: str
    scene: str


@cache
def _limit(per_minute: int) -> RateLimit:
    return RateLimit(per_minute / 60, per_minute)


def _take(call: Call, member_id: int) -> None:
    per_minute = orders.get_terms(call.services.program).per_minute
    try:
        _limit(per_minute).take(f"{call.services.tenant_id}:{member_id}")
    except RateLimited as limited:
        raise RateLimited(limited.retry_after) from None


def _open_album(call: Call) -> Album:
    services, tenants = call.services, call.tenants
    return Album(services.pool, tenants.objects, services.tenant_id, (), tenants.media_quota_bytes)


async def _find_picture(call: Call, id_: str) -> Medium | None:
    """The merchant's picture, if it is there to be shown."""
    medium = await media.find(_open_album(call), id_) if id_ else None
    return medium if medium is not None and medium.state == "shown" and medium.purpose != "proof" else None


async def _draw(call: Call) -> Content:
    member_id, query = await get_existing_member(call), call.query
    program, locale = call.services.program, call.locale
    medium = await _find_picture(call, orders.choose_picture(program, query.kind, query.id))
    size = medium.find_size("full") if medium is not None else None
    picture = size.hash.hex() if size is not None else ""

    def order(state: MemberState) -> Order:
        return orders.place_order(program, state, query.kind, query.id, picture=picture, locale=locale)

    async def read_picture() -> bytes | None:
        if medium is None:
            return None
        return (await media.read_size(_open_album(call), medium, "full"))[1]

    placed = await call.services.reader.read_with(member_id, order)
    name = derive_tag(placed, query.format)
    tag, content = f'"{name}"', b""
    if tag in call.header(b"if-none-match"):
        call.status = 304
    else:
        if STUDIO.find(name) is None:
            _take(call, member_id)
        content = await STUDIO.draw(placed, query.format, read_picture)
    call.answer_headers += [(b"etag", tag.encode()), (b"cache-control", _KEPT_FOR), (b"vary", b"Accept-Language")]
    return Content(content, MEDIA[query.format])


async def _list(call: Call) -> PostersView:
    member_id, program, locale = await get_existing_member(call), call.services.program, call.locale

    def view(state: MemberState) -> PostersView:
        if state.is_erased:
            raise NotFound("the member was erased")
        code = state.read(REFERRAL, ReferralBook).code
        found = list[PosterView]()
        if code:
            found.append(_view("invite", "", text("邀请好友", "Invite friends").get(locale)))
        tier = orders.find_climbed(program, state.tier)
        if tier is not None:
            found.append(_view("upgrade", state.tier, tier.name.get(locale)))
        for id_, _ in orders.list_badges(state):
            title = orders.name_badge(program, id_, locale)
            found += [_view("badge", id_, title), _view("certificate", id_, title)]
        link, scene = (orders.make_content(program, code), orders.make_scene(code)) if code else ("", "")
        return PostersView(found, link, scene)

    return await call.services.reader.read_with(member_id, view)


def _view(kind: Kind, id_: str, title: str) -> PosterView:
    return PosterView(kind, id_, title, *PIXELS[kind])


_ERRORS = (InvalidInput, NotFound, NoProgram)
ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/posters", _list, text("会员可用的图片", "Pictures that a member can have"), "posters",
        ("members:read",), response=PostersView, errors=_ERRORS, member_token=True,
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/poster", _draw, text("生成海报图片", "Draw a picture of a member's own"), "posters",
        ("members:read",), query=PosterQuery, media=MEDIA["jpeg"], also_media=(MEDIA["png"],), member_token=True,
        errors=(*_ERRORS, NoInviteCode, PostersBusy, ObjectsUnavailable),
        about="An invitation with its QR code, a badge, a certificate or the tier, in the language of the call and in "
        "the looks of the program's section `posters`. Nothing is fetched from elsewhere: the only picture in it is "
        "one of the merchant's own that is shown. The same picture has the same `ETag`, and `If-None-Match` is "
        "answered without drawing. How many a member may have drawn in a minute stands in the program.",
    ),
)  # fmt: skip
