"""Logging in by phone over HTTP: whether it is offered, a code, and a member's token for it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.http.fields import Body
from liuke.kernel.errors import Fault, InvalidInput, Refused
from liuke.kernel.text import text
from liuke.members.errors import MemberErased
from liuke.members.tokens import sign_token
from liuke.phone_login import store
from liuke.phone_login.contracts import AGAIN_SECONDS, CODE_SECONDS, DIGITS, read_phone
from liuke.phone_login.errors import CodeNotSent, CodeRefused, LoginEnded, PhoneLoginOff, TooManyCodes
from liuke.phone_login.service import PhoneCodes
from liuke.privacy.references import Reference
from liuke.program.errors import NoProgram
from liuke.vault.vault import VaultMissing

PATH = "/v1/phone-login"
NAMESPACE = "phone"
"""Of the name that the phone is to its member."""
TOKEN_SECONDS = 7_200
"""A token is renewed while the member is there; whoever took one has it for no longer than that."""
_Phone = Annotated[str, Meta(min_length=1, max_length=30, examples=["13800138000"])]
_Renewal = Annotated[str, Meta(min_length=1, max_length=100, examples=["fX4rJp0V0bUeWcR7l1Qm9s2aYkT8hZd3nGxO6iLwEvM"])]
_Slug = Annotated[str, Meta(max_length=63)]


class Offer(msgspec.Struct):
    """Whether members may log in by phone."""

    offered: bool


class AskForCode(Body):
    """Which phone.

    Args:
        phone: A number of mainland China, or one with `+` and country code.
        tenant: Slug of the merchant; only needed where the server has several.
    """

    phone: _Phone
    tenant: _Slug = ""


class CodeOnItsWay(msgspec.Struct):
    """A code was sent, whether or not the phone is a member's.

    Args:
        digits: How many it has.
        good_seconds: For how long it is good.
        again_seconds: After how long another one may be asked for.
    """

    digits: int
    good_seconds: int
    again_seconds: int


class LoginByPhone(Body):
    """Phone and code.

    Args:
        phone: As it was given when the code was asked for.
        code: As it was received.
        tenant: As it was given.
    """

    phone: _Phone
    code: Annotated[str, Meta(min_length=1, max_length=20, examples=["042917"])]
    tenant: _Slug = ""


class LoggedIn(msgspec.Struct):
    """A member's own token.

    Args:
        token: To be sent as `Authorization: Bearer`.
        member_id: Whose.
        expires_us: When it ends (UTC microseconds).
        created: Whether they have just become a member.
        renewal: Renews the token until the login ends. Whoever has it acts for the member: keep it where the token is.
        renewable_until_us: When the login ends (UTC microseconds).
    """

    token: str
    member_id: str
    expires_us: int
    created: bool
    renewal: str
    renewable_until_us: int


class RenewLogin(Body):
    """Which login.

    Args:
        renewal: As it was handed out with the first token.
        tenant: As it was given.
    """

    renewal: _Renewal
    tenant: _Slug = ""


class LoginRenewed(msgspec.Struct):
    """Another token of the same member.

    Args:
        token: To be sent as `Authorization: Bearer`.
        member_id: Whose.
        expires_us: When it ends (UTC microseconds).
    """

    token: str
    member_id: str
    expires_us: int


class EndLogin(Body):
    """Which login ends.

    Args:
        renewal: As it was handed out with the first token.
        everywhere: Whether all logins of the member end, on every device.
        tenant: As it was given.
    """

    renewal: _Renewal
    everywhere: bool = False
    tenant: _Slug = ""


class LoginsEnded(msgspec.Struct):
    """Nothing renews these logins any more; tokens that are out are good for two hours at most.

    Args:
        ended: How many logins ended; 0: they had ended before.
    """

    ended: int


async def _look(call: Call) -> Offer:
    return Offer(call.tenants.phone_login is not None)


async def _open(call: Call, slug: str) -> PhoneCodes:
    """Codes of the merchant that is meant; the call has the merchant's services from then on."""
    offered = call.tenants.phone_login
    if offered is None or "\x00" in slug:
        raise PhoneLoginOff
    pool = call.tenants.pool
    async with acquire(pool) as connection, transaction(connection):
        tenant_id = await store.find_tenant(connection, slug or offered.tenant)
    if tenant_id is None:
        raise PhoneLoginOff
    services = call.services = await call.tenants.get(tenant_id)
    _ = services.program  # nobody can become a member before there is one: no code is sent, or used, for nothing
    await services.personal.ready(pool)
    return PhoneCodes(pool, tenant_id, services.personal.mark, offered.sender)


def _read_phone(given: str) -> str:
    phone = read_phone(given)
    if not phone:
        fault = Fault("phone", "not-a-phone", "is no phone number", "write 13800138000, or +852 2345 6789")
        raise InvalidInput("the phone number cannot be used", faults=[fault])
    return phone


def _find_address(call: Call) -> str:
    return call.tenants.proxies.find_address(call.peer, call.header(b"x-forwarded-for"))


def _answer_late(call: Call, error: TooManyCodes) -> None:
    call.answer_headers.append((b"retry-after", b"%d" % error.retry_after))


async def _ask(call: Call) -> CodeOnItsWay:
    given: AskForCode = call.body
    phone, codes = _read_phone(given.phone), await _open(call, given.tenant)
    try:
        await codes.send(phone, address=_find_address(call), locale=call.locale)
    except TooManyCodes as error:
        _answer_late(call, error)
        raise
    return CodeOnItsWay(DIGITS, CODE_SECONDS, AGAIN_SECONDS)


async def _log_in(call: Call) -> LoggedIn:
    given: LoginByPhone = call.body
    phone, codes = _read_phone(given.phone), await _open(call, given.tenant)
    services = call.services
    try:
        await codes.take(phone, given.code.strip(), address=_find_address(call))
    except TooManyCodes as error:
        _answer_late(call, error)
        raise
    done = await services.identities.register(Reference(0, NAMESPACE, phone))
    member_id, erased = await services.reader.read_with(
        done.member_id, lambda state: (state.member_id, state.is_erased)
    )  # fmt: skip
    if erased:
        raise MemberErased(member_id)
    token, expires = sign_token(services.signing_key, services.tenant_id, member_id, seconds=TOKEN_SECONDS)
    renewal, until_us = await codes.begin(member_id)
    call.status = 201 if done.created else 200
    return LoggedIn(token, str(member_id), expires * 1_000_000, done.created, renewal, until_us)


async def _renew(call: Call) -> LoginRenewed:
    given: RenewLogin = call.body
    codes = await _open(call, given.tenant)
    services = call.services
    member_id, gone = await services.reader.read_with(
        await codes.find(given.renewal), lambda state: (state.member_id, state.is_erased or state.is_frozen)
    )  # fmt: skip
    if gone:
        await codes.end(given.renewal, everywhere=True)
        raise LoginEnded
    token, expires = sign_token(services.signing_key, services.tenant_id, member_id, seconds=TOKEN_SECONDS)
    return LoginRenewed(token, str(member_id), expires * 1_000_000)


async def _end(call: Call) -> LoginsEnded:
    given: EndLogin = call.body
    codes = await _open(call, given.tenant)
    return LoginsEnded(await codes.end(given.renewal, everywhere=given.everywhere))


ENDPOINTS = (
    Endpoint(
        "GET", PATH, _look, text("是否可用手机号登录", "Whether members may log in by phone"), "sign-in", (),
        response=Offer,
        about="They may where the server names who sends the codes (`LIUKE_PHONE_LOGIN`).",
    ),
    Endpoint(
        "POST", f"{PATH}/code", _ask, text("发送登录验证码", "Send a log-in code"), "sign-in", (), body=AskForCode,
        response=CodeOnItsWay, status=202, from_pages=True,
        errors=(InvalidInput, PhoneLoginOff, TooManyCodes, CodeNotSent, NoProgram, VaultMissing),
        about="The answer is the same whether or not the phone is a member's. A phone is sent one code a minute, 5 an "
        "hour, 10 a day; a network asks for 20 an hour, 60 a day; a merchant sends 2,000 an hour. Beyond that: 429, "
        "with `Retry-After`. A new code replaces the one before.",
    ),
    Endpoint(
        "POST", PATH, _log_in, text("手机号登录", "Log in by phone"), "sign-in", (), body=LoginByPhone,
        response=LoggedIn, status=201, from_pages=True,
        errors=(InvalidInput, CodeRefused, PhoneLoginOff, TooManyCodes, NoProgram, Refused, MemberErased,
                VaultMissing),
        about="A code is good once, for 5 minutes and 5 tries; a network has 60 wrong tries in 15 minutes. Whoever is "
        "no member yet becomes one, as by `POST /v1/members` in the namespace `phone`, and the answer is 201; else 200."
        " The token is good for two hours; `renewal` renews it for 30 days.",
    ),
    Endpoint(
        "POST", f"{PATH}/renew", _renew, text("续期登录", "Renew a login by phone"), "sign-in", (), body=RenewLogin,
        response=LoginRenewed, from_pages=True, errors=(LoginEnded, PhoneLoginOff, NoProgram, VaultMissing),
        about="Another token of the same login, while it lasts: for 30 days since the code, unless the member logs "
        "out, is erased or is frozen. `renewal` stays the same, so that an answer that is lost loses nothing.",
    ),
    Endpoint(
        "POST", f"{PATH}/end", _end, text("退出登录", "Log out"), "sign-in", (), body=EndLogin, response=LoginsEnded,
        from_pages=True, errors=(PhoneLoginOff, NoProgram, VaultMissing),
        about="Ends this login, or every login of the member (`everywhere`). Asking again changes nothing.",
    ),
)  # fmt: skip
