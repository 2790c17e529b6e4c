"""What members wrote, over HTTP: the queue that people work through, and pictures of what is shown."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Act, Event
from liuke.http.contracts import Call, Content, Endpoint, Page
from liuke.http.fields import Body, Words
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Fault, InvalidInput, KeyReused, LiukeError, NotFound
from liuke.kernel.text import text
from liuke.media import service as media
from liuke.media.contracts import ObjectsUnavailable, read_tenant
from liuke.media.service import Album
from liuke.media.store import find_medium
from liuke.posts.contracts import REASONS
from liuke.posts.request_types import Decision
from liuke.posts.store import PostRow, find_public, list_posts, list_whole
from liuke.program.errors import NoProgram
from liuke.program.walk import find_named

_Id = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
_EVERY = ("pending", "shown", "rejected", "taken_down", "deleted")
MAX_AT_ONCE = 100


class PostsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which posts.

    Args:
        status: `pending` (the oldest first), `shown`, `rejected`, `taken_down`, `deleted`, `all`.
        activity: Only of this one.
        member: Only of this member, by number or `namespace:external_id`.
    """

    status: Literal["pending", "shown", "rejected", "taken_down", "deleted", "all"] = "pending"
    activity: _Id = ""
    member: _Id = ""
    limit: Limit = 50
    cursor: Cursor = ""


class PostView(msgspec.Struct):
    """What a member wrote, with what speaks for and against showing it.

    Args:
        post: Its id.
        member_id: Who wrote it.
        shown: What people call them: their phone number or address with the middle hidden, else their first name.
        activity: Of which it is a part.
        name: Of that activity, in the language of the call.
        about: What it is about, such as a day of a challenge.
        public: Whether other members see it once it is shown.
        text: As it was written; null: nobody can read it any more.
        pictures: Names of pictures: `GET /v1/media/{id}/preview`.
        status: `pending`, `shown`, `rejected`, `taken_down` or `deleted`.
        awaits: Whose word it waits for: `people`, `platform`; empty: nobody's.
        flags: Why people must look: `words`, `pictures`, `reported`, `people`, or a check and what it said.
        words: Listed words that were found.
        reports: Reason → how many others reported it.
        likes: How many like it.
        adoptable: Whether it may be adopted.
        adopted: Whether it was.
        since_us: When it was written.
        decided_us: When it was last decided on; null: not yet.
        by: Who decided.
        reason: Why it was rejected or taken down.
    """

    post: str
    member_id: str
    shown: str
    activity: str
    name: str
    about: str
    public: bool
    text: str | None
    pictures: list[str]
    status: str
    awaits: str
    flags: list[str]
    words: list[str]
    reports: dict[str, int]
    likes: int
    adoptable: bool
    adopted: bool
    since_us: int
    decided_us: int | None
    by: str
    reason: str


class DecidePosts(Body):
    """``decision``: `show`, `reject` or `take_down`; the reason is what the member is told."""

    posts: Annotated[list[_Id], Meta(min_length=1, max_length=MAX_AT_ONCE)]
    decision: Decision
    reason: Words | UnsetType = UNSET


class DecidedPost(msgspec.Struct):
    """What came of one of them.

    Args:
        status: As it is now; empty: it was refused.
        code: Why it was refused; empty: it was not.
    """

    post: str
    status: str
    code: str


class DecidedPosts(msgspec.Struct):
    """What came of each, in the order in which they were named."""

    items: list[DecidedPost]


def view_post(call: Call, row: PostRow) -> PostView:
    """As the queue shows it."""
    one = row.post
    named = find_named(call.services.program.spec, f"activities.{one.activity}")
    return PostView(
        row.id, str(row.member_id), row.called, one.activity, named.get(call.locale) if named else one.activity,
        one.about, one.public, row.text, one.pictures, one.status, one.awaits, one.flags, one.words, one.reports,
        one.likes, one.adoptable, one.adopted, one.since_us, one.decided_us or None, one.by, one.reason,
    )  # fmt: skip


async def _list(call: Call) -> Page[PostView]:
    query, services = call.query, call.services
    await services.personal.ready(services.pool)
    member_id = await services.identities.get_left(await services.identities.get(query.member)) if query.member else 0
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        members = await list_whole(connection, member_id) if member_id else ()
        rows = await list_posts(
            connection, services.tenant_id, services.personal, activity=query.activity, members=members,
            statuses=_EVERY if query.status == "all" else (query.status,),
            order="oldest" if query.status == "pending" else "newest",
            before=read_cursor(query.cursor, (int, str)), limit=query.limit + 1,
        )  # fmt: skip  # pyright: ignore[reportArgumentType] - two parts, as they were read
    return make_page(rows, query.limit, lambda row: view_post(call, row), lambda row: (row.position, row.id))


async def _decide(call: Call) -> DecidedPosts:
    """Each on its own, once under the key of the call: what one is refused for does not keep the others."""
    body, services = call.body, call.services
    reason = "" if body.reason is UNSET else body.reason.strip()
    if body.decision != "show" and not reason:
        fault = Fault("reason", "missing", "the member is told why", "write a reason")
        raise InvalidInput("what is not shown needs a reason", faults=[fault])
    await services.personal.ready(services.pool)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await list_posts(
            connection, services.tenant_id, services.personal, statuses=_EVERY, ids=body.posts, limit=MAX_AT_ONCE
        )
    known = {row.id: row for row in rows}
    return DecidedPosts([await _decide_one(call, one, known.get(one), reason) for one in dict.fromkeys(body.posts)])


async def _decide_one(call: Call, id_: str, row: PostRow | None, reason: str) -> DecidedPost:
    if row is None:
        return DecidedPost(id_, "", "post-not-found")
    actor, decision = call.principal.actor, call.body.decision
    data = {"post": id_, "decision": decision, "clerk": actor, **({"reason": reason} if reason else {})}
    event = Event("post.decide", row.member_id, f"{call.key}:{id_}", 0, data, act=Act("post.decided", actor))
    if decision == "show":
        await _show_pictures(call, row)
    outcome = await call.services.engine.submit(event)
    if outcome.error is not None:
        return DecidedPost(id_, "", _name(outcome.error))
    status = {"show": "shown", "reject": "rejected", "take_down": "taken_down"}[decision]
    if decision != "show" and outcome.decision is not None:
        status = str((outcome.decision.result or {}).get("status", status))
    return DecidedPost(id_, status, "")


def _name(error: LiukeError) -> str:
    return str(getattr(error, "reason", error.code))


async def _show_pictures(call: Call, row: PostRow) -> None:
    """Who shows a post has seen its pictures: they are decided on with it, those alone that the member sent."""
    album = open_album(call)
    for id_ in row.post.pictures:
        medium = await media.find(album, id_)
        if medium is None or medium.state != "pending" or medium.purpose != "proof":
            continue
        if await call.services.identities.get_left(medium.member_id) == row.member_id:
            await media.decide(
                album, id_, state="shown", reason="", actor=call.principal.actor, now_us=call.services.now_us()
            )


def open_album(call: Call) -> Album:
    """Pictures of the tenant."""
    services, tenants = call.services, call.tenants
    return Album(services.pool, tenants.objects, services.tenant_id, services.media_checks, tenants.media_quota_bytes)


async def _serve(call: Call) -> Content:
    """A picture of a post that is shown, to everybody, as long as both are."""
    id_, tenants = call.params["picture"], call.tenants
    tenant_id, missing = read_tenant(id_), NotFound("there is no such picture, or it is not shown")
    if not tenant_id:
        raise missing
    async with acquire(tenants.wide) as connection, transaction(connection, tenant_id=tenant_id):
        post = await find_public(connection, tenant_id, call.params["post"])
        medium = await find_medium(connection, tenant_id, id_) if post is not None and id_ in post.pictures else None
        own = medium is not None and medium.member_id in await list_whole(connection, post.member_id if post else 0)
    if medium is None or not own or medium.state != "shown":
        raise missing
    media_type, content = await media.read_size(Album(tenants.wide, tenants.objects, tenant_id, (), 0), medium, "card")
    call.answer_headers.append((b"cache-control", b"public, max-age=3600"))
    call.answer_headers.append((b"cross-origin-resource-policy", b"cross-origin"))
    return Content(content, media_type)


assert set(REASONS) == {"spam", "abuse", "privacy", "false", "other"}, "the request names them"
ENDPOINTS = (
    Endpoint(
        "GET", "/v1/posts", _list, text("内容审核列表", "What members wrote"), "posts", ("members:read",),
        query=PostsQuery, response=Page[PostView], errors=(InvalidInput, NotFound, NoProgram),
        about="What waits for a decision, the oldest first, with the evidence: listed words, reports, what a platform "
        "said. Everything else by time, the newest first. Test members' posts are in no list.",
    ),
    Endpoint(
        "POST", "/v1/posts/decide", _decide, text("批量审核", "Decide on posts"), "posts", ("members:write",),
        body=DecidePosts, response=DecidedPosts, errors=(InvalidInput, KeyReused, NoProgram), keyed=True,
        about="Shows, rejects or takes down; who decided is in the audit log. Pictures of what is shown are shown with "
        "it. The same call under the same key decides nothing twice.",
    ),
    Endpoint(
        "GET", "/v1/posts/{post}/pictures/{picture}", _serve, text("内容图片", "A picture of a post"), "posts", (),
        media="image/jpeg", also_media=("image/png",), errors=(NotFound, ObjectsUnavailable),
        about="For everybody, as long as the post and the picture are shown.",
    ),
)  # fmt: skip
