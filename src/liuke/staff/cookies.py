"""Sessions of people: from a cookie to who calls, and the cookies themselves.

A call that changes something must also carry the session's CSRF token in ``X-Liuke-CSRF``: the browser sends the cookie
by itself, also for a page that somebody else wrote, but that page cannot read the token.
"""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie

from liuke.db.contracts import Pool
from liuke.http.contracts import Headers
from liuke.http.errors import Forbidden, Unauthorized
from liuke.http.principal import Principal
from liuke.http.scopes import ROLES
from liuke.staff.sessions import SESSION_SECONDS, derive_csrf, find_session

COOKIE = "liuke_session"
CSRF_COOKIE = "liuke_csrf"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


def read_token(cookie: bytes) -> str:
    """The session's token in the header Cookie; empty without one."""
    if COOKIE.encode() not in cookie:
        return ""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookie.decode("latin-1"))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


async def authenticate_session(pool: Pool, cookie: bytes, csrf: bytes, *, method: str) -> Principal:
    """Who calls with this session.

    Args:
        pool: Connections of the application's role.
        cookie: The header Cookie.
        csrf: The header X-Liuke-CSRF.
        method: Of the request; those that only read need no CSRF token.

    Raises:
        Unauthorized: there is no such session, it is over, or the account is shut.
        Forbidden: the CSRF token is missing or another.
    """
    token = read_token(cookie)
    session = await find_session(pool, token) if token else None
    role = ROLES.get(session.role) if session is not None else None
    if session is None or role is None:
        raise Unauthorized("the session is over", fix="log in: POST /v1/sessions")
    if method not in SAFE_METHODS and not hmac.compare_digest(csrf, derive_csrf(token).encode()):
        raise Forbidden(
            "the header X-Liuke-CSRF is missing or wrong", fix=f"send the value of the cookie {CSRF_COOKIE} in it"
        )
    return Principal("person", session.tenant_id, session.email, role[1])


def render_cookies(token: str, *, secure: bool) -> Headers:
    """The headers that begin a session in a browser; an empty token ends it.

    Args:
        token: Of the session.
        secure: Whether the browser may send it over TLS only.
    """
    age = SESSION_SECONDS if token else 0
    tail = f"; Path=/; Max-Age={age}; SameSite=Strict{'; Secure' if secure else ''}"
    csrf = derive_csrf(token) if token else ""
    return [
        (b"set-cookie", f"{COOKIE}={token}{tail}; HttpOnly".encode()),
        (b"set-cookie", f"{CSRF_COOKIE}={csrf}{tail}".encode()),
    ]
