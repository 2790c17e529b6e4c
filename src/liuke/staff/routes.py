"""People of the merchant and their sessions; who calls."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.errors import Forbidden, RateLimited, Unauthorized
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.http.scopes import ROLES, SCOPES
from liuke.kernel.errors import Conflict, Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.staff.cookies import CSRF_COOKIE, read_token, render_cookies
from liuke.staff.errors import LastOwner, LoginRefused, TooManyLogins
from liuke.staff.hand_store import get_tenant
from liuke.staff.passwords import MAX_LENGTH
from liuke.staff.service import People, PersonChange
from liuke.staff.sessions import change_password, derive_csrf, find_session, log_in, log_out
from liuke.staff.store import Person, Session

PATH, SESSIONS = "/v1/people", "/v1/sessions"
MANAGE = ("people:write",)
ANYBODY = tuple(SCOPES)
Role = Literal["owner", "operator", "clerk", "finance", "support", "reader"]
_Email = Annotated[str, Meta(min_length=3, max_length=254, examples=["anna@example.com"])]
_Password = Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)]
_Name = Annotated[str, Meta(max_length=100)]


# -- sessions ---------------------------------------------------------------------------------------------------------
class Login(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants to begin a session.

    Args:
        email: Of the account.
        password: Of the account.
        tenant: Slug of the merchant; only needed where the address has accounts with several.
    """

    email: _Email
    password: _Password
    tenant: Annotated[str, Meta(max_length=63)] = ""


class TenantView(msgspec.Struct):
    """The merchant. Time zone and currency are those of the program in force; null before one is published.

    Args:
        currency: ISO code.
        exponent: Decimals of its smallest unit.
    """

    slug: str
    name: str
    time_zone: str | None
    currency: str | None
    exponent: int | None


class Myself(msgspec.Struct):
    """The person whose session it is."""

    person_id: str
    email: str
    name: str
    role: Role
    role_name: str


class Me(msgspec.Struct):
    """Who calls, and for whom.

    Args:
        kind: A key, a member with a token, or a person with a session.
        id: Of the key or the member; e-mail address of a person.
        person: Of a session; null otherwise.
        scopes: What the caller may do.
        tenant: The merchant.
        csrf: Of a session: to be sent in X-Liuke-CSRF with what changes something.
        session_expires_us: When the session ends at the latest.
    """

    kind: Literal["key", "member", "person"]
    id: str
    person: Myself | None
    scopes: list[str]
    tenant: TenantView
    csrf: str | None = None
    session_expires_us: int | None = None


async def _log_in(call: Call) -> Me:
    given: Login = call.body
    tenants = call.tenants
    address = tenants.proxies.find_address(call.peer, call.header(b"x-forwarded-for"))
    try:
        done = await log_in(
            tenants.pool, email=given.email, password=given.password, tenant=given.tenant, address=address
        )
    except TooManyLogins as error:
        raise RateLimited(error.retry_after) from None
    except LoginRefused:
        call.answer_headers.append((b"www-authenticate", b'Session realm="liuke"'))
        raise
    call.services = await tenants.get(done.session.tenant_id)
    call.answer_headers += render_cookies(done.token, secure=_is_secure(call))
    return await _show_me(call, done.session, done.token)


def _is_secure(call: Call) -> bool:
    """Whether the browser came by TLS, which ends at the proxy before us."""
    peer = call.peer[0] if call.peer is not None else ""
    return call.tenants.proxies.is_trusted(peer) and call.header(b"x-forwarded-proto").lower() == "https"


async def _log_out(call: Call) -> None:
    token = read_token(call.header(b"cookie").encode("latin-1"))
    if call.principal.kind != "person" or not token:
        raise Forbidden("only a session can be ended here", fix="a key is revoked: DELETE /v1/keys/{key_id}")
    await log_out(call.services.pool, call.services.tenant_id, token)
    call.answer_headers += render_cookies("", secure=_is_secure(call))


async def _me(call: Call) -> Me:
    if call.principal.kind != "person":
        return await _show_me(call, None, "")
    session, token = await _get_session(call)
    return await _show_me(call, session, token)


async def _get_session(call: Call) -> tuple[Session, str]:
    token = read_token(call.header(b"cookie").encode("latin-1"))
    session = await find_session(call.services.pool, token) if token else None
    if session is None:
        raise Unauthorized("the session is over", fix="log in: POST /v1/sessions")
    return session, token


async def _show_me(call: Call, session: Session | None, token: str) -> Me:
    services, principal = call.services, call.principal
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        slug, name = await get_tenant(connection, services.tenant_id)
    spec = services.program.spec if services.book.versions() else None
    tenant = TenantView(
        slug, name,
        spec.calendar.time_zone if spec is not None else None,
        spec.currency.code if spec is not None else None,
        spec.currency.exponent if spec is not None else None,
    )  # fmt: skip
    if session is None:
        return Me(principal.kind, principal.id, None, sorted(principal.scopes), tenant)
    label, scopes = ROLES[session.role]
    myself = Myself(
        str(session.person_id), session.email, session.name, _read_role(session.role), label.get(call.locale)
    )
    return Me(
        "person", session.email, myself, sorted(scopes), tenant, derive_csrf(token), session.expires_us
    )  # fmt: skip


def _read_role(role: str) -> Role:
    return msgspec.convert(role, Role)


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    """One's own password: at least 10 characters, and not the e-mail address."""

    current: _Password
    new: Annotated[str, Meta(min_length=1, max_length=1_000)]


class Ended(msgspec.Struct):
    """How many other sessions were ended."""

    sessions_ended: int


async def _change_password(call: Call) -> Ended:
    if call.principal.kind != "person":
        raise Forbidden("only a person has a password", fix="log in: POST /v1/sessions")
    given: NewPassword = call.body
    session, token = await _get_session(call)
    try:
        return Ended(await change_password(call.services.pool, session, token, current=given.current, new=given.new))
    except LoginRefused:
        # 403, not 401: the session is good, and a client must not take this for its end
        raise Forbidden("the current password is another", fix="type the password that you logged in with") from None
    except TooManyLogins as error:
        raise RateLimited(error.retry_after) from None


# -- people -----------------------------------------------------------------------------------------------------------
class NewPerson(msgspec.Struct, forbid_unknown_fields=True):
    """An account to be made.

    Args:
        email: In any case; kept in lower case.
        role: What the person may do; nothing that the caller may not.
        name: As others see it; empty: what stands before the @.
        password: At least 10 characters and not the address; empty: one is drawn and answered once.
    """

    email: _Email
    role: Role
    name: _Name = ""
    password: Annotated[str, Meta(max_length=1_000)] = ""


class PatchPerson(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be changed. A new password, or shutting the account, ends its sessions."""

    name: _Name | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    password: Annotated[str, Meta(max_length=1_000)] | UnsetType = UNSET


class PersonView(msgspec.Struct, omit_defaults=True):
    """Somebody of the merchant. ``password`` is there once, in the answer that drew it."""

    person_id: str
    email: str
    name: str
    role: Role
    role_name: str
    created_us: int
    created_by: str
    active: bool
    disabled_us: int | None
    last_seen_us: int | None
    password: str = ""


class RoleView(msgspec.Struct):
    """A role and what it may do."""

    role: Role
    name: str
    scopes: list[str]


class RoleList(msgspec.Struct):
    """All roles."""

    items: list[RoleView]


class PeopleQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page; by number."""

    limit: Limit = 50
    cursor: Cursor = ""


def _people(call: Call) -> People:
    return People(call.services.pool, call.services.tenant_id, ROLES)


def _show(call: Call, person: Person, password: str = "") -> PersonView:
    return PersonView(
        str(person.person_id), person.email, person.name, _read_role(person.role),
        ROLES[person.role][0].get(call.locale), person.created_us, person.created_by, person.disabled_us is None,
        person.disabled_us, person.last_seen_us, password,
    )  # fmt: skip


def _check_rights(call: Call, role: str) -> None:
    """Nobody gives, or takes over, more than they have."""
    beyond = sorted(ROLES[role][1] - call.principal.scopes)
    if beyond:
        raise Forbidden(
            f"the role {role} may do what the caller may not: {', '.join(beyond)}", fix="ask an owner", scopes=beyond
        )


async def _list(call: Call) -> Page[PersonView]:
    query: PeopleQuery = call.query
    after = read_cursor(query.cursor, (int,))
    rows = await _people(call).list_page(after=after[0] if after is not None else 0, limit=query.limit + 1)
    return make_page(rows, query.limit, lambda row: _show(call, row), lambda row: (row.person_id,))


async def _add(call: Call) -> PersonView:
    given: NewPerson = call.body
    _check_rights(call, given.role)
    made = await _people(call).add(
        email=given.email, name=given.name, role=given.role, actor=call.principal.actor, password=given.password
    )
    return _show(call, made.person, made.password)


async def _change(call: Call) -> PersonView:
    given: PatchPerson = call.body
    change = PersonChange(
        None if given.name is UNSET else given.name,
        None if given.role is UNSET else given.role,
        None if given.active is UNSET else given.active,
        None if given.password is UNSET else given.password,
    )
    if change.role is not None:
        _check_rights(call, change.role)
    changed = await _people(call).change(
        _read_number(call), change, actor=call.principal.actor, check=lambda old: _check_rights(call, old.role)
    )
    return _show(call, changed)


def _read_number(call: Call) -> int:
    value = call.params["person_id"]
    if value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    fault = Fault("person_id", "not-a-person", f"{value[:50]!r} is no number of a person", "see GET /v1/people")
    raise InvalidInput("a person is named wrongly", faults=[fault])


async def _roles(call: Call) -> RoleList:
    items = [
        RoleView(_read_role(role), label.get(call.locale), sorted(scopes)) for role, (label, scopes) in ROLES.items()
    ]
    return RoleList(items)


_ONE = f"{PATH}/{{person_id}}"
ENDPOINTS = (
    Endpoint(
        "POST", SESSIONS, _log_in, text("登录", "Log in"), "people", (), body=Login, response=Me, status=201,
        errors=(LoginRefused, RateLimited, InvalidInput),
        about=f"Sets the cookie `liuke_session` (HttpOnly) and `{CSRF_COOKIE}`. What writes needs the latter's "
        "value in `X-Liuke-CSRF`. After 10 tries for an account or 50 from an address within 15 minutes: 429.",
    ),
    Endpoint(
        "DELETE", SESSIONS, _log_out, text("退出登录", "Log out"), "people", ANYBODY, status=204,
        about="Ends the session of the cookie and removes the cookies.",
    ),
    Endpoint(
        "GET", "/v1/me", _me, text("当前身份", "Who calls"), "people", ANYBODY, response=Me, member_token=True,
    ),
    Endpoint(
        "POST", "/v1/me/password", _change_password, text("修改密码", "Change one's own password"), "people", ANYBODY,
        body=NewPassword, response=Ended, errors=(InvalidInput,), about="Ends all other sessions of the person.",
    ),
    Endpoint("GET", "/v1/roles", _roles, text("角色列表", "List roles"), "people", ANYBODY, response=RoleList),
    Endpoint(
        "GET", PATH, _list, text("人员列表", "List people"), "people", MANAGE, query=PeopleQuery,
        response=Page[PersonView], errors=(InvalidInput,),
    ),
    Endpoint(
        "POST", PATH, _add, text("新增人员", "Add a person"), "people", MANAGE, body=NewPerson, response=PersonView,
        status=201, errors=(InvalidInput, Conflict),
    ),
    Endpoint(
        "PATCH", _ONE, _change, text("修改人员", "Change a person"), "people", MANAGE, body=PatchPerson,
        response=PersonView, errors=(InvalidInput, NotFound, LastOwner),
    ),
)  # fmt: skip
