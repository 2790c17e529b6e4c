"""Members: registering, finding, their names and their own tokens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Conflict, Fault, InvalidInput, NotFound, Refused
from liuke.kernel.text import text
from liuke.members import identity_store, page_store
from liuke.members.errors import MemberErased
from liuke.members.profiles import find_profile_faults, merge
from liuke.members.store import link_names
from liuke.members.tokens import DEFAULT_SECONDS, MAX_SECONDS, sign_token
from liuke.privacy.references import Reference
from liuke.program.errors import NoProgram

READ = ("members:read",)


TimeUs = Annotated[int, Meta(ge=0, lt=2**62, description="UTC microseconds.")]


Name = Annotated[str, Meta(min_length=1, max_length=200)]


class NewMember(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody to register.

    Args:
        namespace: Where the name comes from (``wechat``, ``till``).
        external_id: The name there.
        profile: Attributes that rules may ask for (``birthday`` as ``YYYY-MM-DD``, or ``MM-DD``; by the
            Chinese calendar ``lunar:YYYY-MM-DD``, in a leap month ``lunar:YYYY-leap-MM-DD``); never secrets.
        registered_us: When they joined; 0: now.
        test: Whether they are somebody to try things out with: they play by the same rules, take no stock, and are
            counted nowhere.
        if_known: What becomes of ``profile`` where somebody has this name already: `keep` what is known of them and say
            in what it differs, or `update` it as `POST /v1/members/{member}/profile` does.
    """

    namespace: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    external_id: Name
    profile: dict[str, Any] = {}
    registered_us: TimeUs = 0
    test: bool = False
    if_known: Literal["keep", "update"] = "keep"


def _check_member(external_id: str, profile: Mapping[str, Any] | None = None) -> None:
    faults = find_profile_faults(profile) if profile else []
    if not external_id.isprintable():
        faults.append(Fault("external_id", "not-printable", "has signs that cannot be printed"))
    if not external_id.strip():
        faults.append(Fault("external_id", "empty", "is nothing but spaces"))
    if faults:
        raise InvalidInput("a member cannot be that", faults=faults)


class RegisteredMember(msgspec.Struct):
    """A member, and what registering brought.

    Args:
        created: False if the member had been registered before.
        differs: Attributes that were given and are others than those known of the member, which were kept.
        changed: Attributes of a known member that were changed (`if_known: update`).
    """

    member_id: str
    created: bool
    differs: list[str] = []
    changed: list[str] = []


async def _register(call: Call) -> RegisteredMember:
    given: NewMember = call.body
    _check_member(given.external_id, given.profile)
    reference = Reference(0, given.namespace, given.external_id)
    done = await call.services.identities.register(
        reference, profile=given.profile, registered_us=given.registered_us, test=given.test
    )
    call.status = 201 if done.created else 200
    known = RegisteredMember(str(done.member_id), done.created)
    if not done.created and given.profile:
        known.differs = await _compare(call, done.member_id, given.profile)
        if known.differs and given.if_known == "update":
            known.differs, known.changed = [], await _update(call, done.member_id, given.profile)
    return known


async def _compare(call: Call, member_id: int, profile: Mapping[str, Any]) -> list[str]:
    """Attributes of a known member that are others than those given."""

    def look(state: MemberState) -> list[str]:
        wanted = merge(state.profile, profile)
        return sorted(name for name in profile if wanted.get(name) != state.profile.get(name))

    return await call.services.reader.read_with(member_id, look)


async def _update(call: Call, member_id: int, profile: Mapping[str, Any]) -> list[str]:
    """Let ``member.update`` happen; the attributes that changed."""
    event = Event("member.update", member_id, f"register:{uuid.uuid4()}", 0, {"profile": dict(profile)})
    outcome = await call.services.engine.submit(event)
    if outcome.error is not None:
        raise outcome.error
    return list((outcome.answer or {})["result"]["changed"])


class NewIdentity(msgspec.Struct, forbid_unknown_fields=True):
    """Another name of a member."""

    namespace: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    external_id: Name


class IdentityView(msgspec.Struct):
    """A name of a member."""

    namespace: str
    external_id: str
    linked_us: int


class IdentitiesView(msgspec.Struct):
    """All names of a member, in the order in which they were linked."""

    member_id: str
    identities: list[IdentityView]


async def _link(call: Call) -> IdentitiesView:
    member_id = await get_member(call)
    given: NewIdentity = call.body
    _check_member(given.external_id)
    services = call.services
    personal, row = services.personal, (member_id, given.namespace, given.external_id)
    await personal.ready_for(services.pool, [given.namespace])
    await personal.ready_for_marks(services.pool)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        if await identity_store.find_erased(connection, member_id) is not None:
            raise MemberErased(member_id)
        owner = (await link_names(connection, services.tenant_id, [row], personal)).get(row[1:])
        if owner is not None and owner != member_id:
            ends = [await identity_store.find_left(connection, services.tenant_id, one) for one in (owner, member_id)]
            owner = member_id if ends[0] == ends[1] else ends[0]
        whole = call.principal.kind == "key" and "members:read" in call.principal.scopes
        opens = personal if whole else None
        names = await identity_store.list_identities(connection, services.tenant_id, member_id, opens)
    if owner is None:
        raise NotFound(f"there is no member {member_id}")
    if owner != member_id:
        name = f"{given.namespace}:{given.external_id}"
        raise Conflict(
            f"{name} is member {owner}", fix="a name belongs to one member: if both are one person, merge them"
        )
    return IdentitiesView(str(member_id), [IdentityView(*name) for name in names])


class FindMembers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters, all of which must hold.

    Args:
        q: ``namespace:`` and the beginning of an id there, or the beginning of an id anywhere. Phone numbers and e-mail
            addresses are kept sealed and found when given in full. Members' own numbers are in no name: ask for
            ``/v1/members/{member}``.
        tier: Id of the tier in force.
        registered_from_us: Joined then or later.
        registered_until_us: Joined before.
        active_from_us: Active then or later.
        balance_asset: Asset of ``balance_min``.
        balance_min: The least that is available.
        label: Name of a label that they have.
        label_value: Its value; any without one.
        test: Only test members, or only others.
        sort: By the time of joining.
    """

    q: Annotated[str, Meta(max_length=200)] = ""
    tier: Name | UnsetType = UNSET
    registered_from_us: TimeUs | UnsetType = UNSET
    registered_until_us: TimeUs | UnsetType = UNSET
    active_from_us: TimeUs | UnsetType = UNSET
    balance_asset: Name = "points"
    balance_min: Annotated[int, Meta(ge=0, lt=2**62)] | UnsetType = UNSET
    label: Annotated[str, Meta(min_length=1, max_length=50)] | UnsetType = UNSET
    label_value: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET
    test: bool | UnsetType = UNSET
    sort: Literal["newest", "oldest"] = "newest"
    limit: Limit = 50
    cursor: Cursor = ""


class MemberRow(msgspec.Struct):
    """One member of a list."""

    member_id: str
    identities: list[str]
    tier: str
    registered_us: int
    last_active_us: int | None
    operations: int
    balances: dict[str, int]
    test: bool


async def _find(call: Call) -> Page[MemberRow]:
    query: FindMembers = call.query
    after = read_cursor(query.cursor, (int, int))
    if "\x00" in query.q + query.balance_asset + (query.tier or ""):
        raise InvalidInput("the filters cannot be used", faults=[Fault("query", "nul", "text must not hold U+0000")])
    namespace, prefix = _read_search(query.q)
    services = call.services
    stored = await services.identities.list_stored(query.q)
    wanted = page_store.Wanted(
        namespace, prefix, stored, query.tier or None, _given(query.registered_from_us),
        _given(query.registered_until_us), _given(query.active_from_us),
        None if query.balance_min is UNSET else (query.balance_asset, query.balance_min),
        page_store.read_label(query.label, query.label_value), None if query.test is UNSET else query.test,
    )  # fmt: skip
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await page_store.list_members(
            connection, services.tenant_id, wanted, after=after, oldest_first=query.sort == "oldest",
            limit=query.limit + 1,
        )  # fmt: skip
    return make_page(rows, query.limit, _show_row, lambda row: (row[2], row[0]))


def _given(value: int | UnsetType) -> int | None:
    return None if value is UNSET else value


def _read_search(q: str) -> tuple[str, str]:
    """Namespace, and the beginning of an id in it. A number is a shop's: nobody outside knows ours."""
    namespace, colon, rest = q.strip().partition(":")
    return (namespace, rest) if colon else ("", namespace)


def _show_row(row: tuple[Any, ...]) -> MemberRow:
    member_id, tier, registered_us, last_active_us, ops, test, balances, names = row
    return MemberRow(
        str(member_id), names or [], tier, registered_us, last_active_us or None, ops, balances or {}, test
    )


class TokenRequest(msgspec.Struct, forbid_unknown_fields=True):
    """For how long the token is good."""

    seconds: Annotated[int, Meta(ge=60, le=MAX_SECONDS)] = DEFAULT_SECONDS


class Token(msgspec.Struct):
    """A member's own token, to be sent as ``Authorization: Bearer``."""

    token: str
    member_id: str
    expires_us: int


async def _issue_token(call: Call) -> Token:
    member_id = await get_member(call)
    services = call.services
    given: TokenRequest = call.body
    member_id, erased = await services.reader.read_with(member_id, lambda state: (state.member_id, state.is_erased))
    if erased:
        raise MemberErased(member_id)
    token, expires = sign_token(services.signing_key, services.tenant_id, member_id, seconds=given.seconds)
    return Token(token, str(member_id), expires * 1_000_000)


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/members", _register, text("注册会员", "Register a member"), "members", ("members:write",),
        body=NewMember, response=RegisteredMember, status=201, errors=(InvalidInput, NoProgram, Refused),
        about="The event `member.registered` happens to a new member. A second time makes nobody and answers 200, with "
        "the attributes that differ from what is known, or that were changed (`if_known`).",
    ),
    Endpoint(
        "GET", "/v1/members", _find, text("查询会员", "Find members"), "members", READ, query=FindMembers,
        response=Page[MemberRow], errors=(InvalidInput,),
    ),
    Endpoint(
        "POST", f"{MEMBER_PATH}/token", _issue_token, text("签发会员令牌", "Issue a member's own token"), "members",
        ("members:write",), body=TokenRequest, response=Token, errors=(InvalidInput, NotFound, MemberErased),
    ),
    Endpoint(
        "POST", f"{MEMBER_PATH}/identities", _link, text("关联身份", "Give a member another name"), "members",
        ("members:write",), body=NewIdentity, response=IdentitiesView,
        errors=(InvalidInput, NotFound, Conflict, MemberErased),
    ),
)  # fmt: skip
