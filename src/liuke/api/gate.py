"""Who calls: API keys, tokens of members, sessions of people."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Coroutine
from typing import Any

from liuke.http.contracts import Endpoint, Headers
from liuke.http.errors import Forbidden, RateLimited, Unauthorized
from liuke.http.limits import RateLimit
from liuke.http.principal import NOBODY, Principal
from liuke.http.scopes import MEMBER
from liuke.keys.service import KeyRing
from liuke.members.tokens import read_tenant, verify_token
from liuke.staff.cookies import authenticate_session, read_token

_FIX = "send Authorization: Bearer lk_… (an API key) or a member's token"
MAX_TOKENS = 20_000
BELIEVED_SECONDS = 2.0
"""How long a member's token is believed before it is asked anew whether the member was erased."""
_ANY_MEMBER = frozenset((MEMBER,))


class Gate:
    """Lets callers in.

    Args:
        ring: Of keys.
        find_signing_key: Of a tenant; ``None`` where there is no such tenant.
        is_erased: Whether a member of a tenant was erased: their token ends with that.
        keys: Rate limit of each key.
        members: Rate limit of each member's token.
    """

    def __init__(
        self,
        ring: KeyRing,
        find_signing_key: Callable[[int], Coroutine[Any, Any, bytes | None]],
        is_erased: Callable[[int, int], Coroutine[Any, Any, bool]],
        *,
        keys: RateLimit,
        members: RateLimit,
    ) -> None:
        self.ring = ring
        self._find_signing_key = find_signing_key
        self._is_erased = is_erased
        self.limits = {"key": keys, "person": keys, "member": members}
        self._tokens: dict[bytes, tuple[Principal, int, float]] = {}
        """Digest → whose, when it ends, and until when (monotonic) the member is believed not to be erased."""

    async def admit(
        self,
        endpoint: Endpoint,
        authorization: bytes | None,
        wanted: frozenset[str],
        answer_headers: Headers,
        *,
        cookie: bytes = b"",
        csrf: bytes = b"",
        find_address: Callable[[], str] = str,
    ) -> Principal:
        """Who calls; what is left of their calls is added to the headers of the answer, whichever it will be.

        ``find_address`` answers whence the call came. A publishable key is in everybody's hands: each of them has the
        limit of a member.

        Raises:
            Unauthorized: nobody we know.
            Forbidden: somebody who may not.
            RateLimited: somebody who calls too often.
        """
        if not endpoint.scopes and not endpoint.member_token:
            return NOBODY
        if authorization is None and cookie and read_token(cookie):
            principal = await authenticate_session(self.ring.pool, cookie, csrf, method=endpoint.method)
        else:
            principal = await self._identify(authorization)
        who = f"{principal.tenant_id}:{principal.id}"
        if principal.publishable:
            answer_headers += self.limits["member"].take(f"{who}:{find_address()}")
        else:
            answer_headers += self.limits[principal.kind].take(who)
        if principal.kind == "member":
            if not endpoint.member_token:
                raise Forbidden("a member's token may not do this", fix="call it with an API key")
        elif wanted.isdisjoint(principal.scopes):
            names = " or ".join(endpoint.scopes)
            raise Forbidden(f"this needs the scope {names}", fix="use a key that has it", scopes=list(endpoint.scopes))
        return principal

    async def _identify(self, authorization: bytes | None) -> Principal:
        if authorization is None:
            raise Unauthorized("no key or token was sent", fix=_FIX)
        kind, _, token = authorization.decode("latin-1").partition(" ")
        token = token.strip()
        if kind.lower() != "bearer" or not token:
            raise Unauthorized("the header Authorization cannot be read", fix=_FIX)
        try:
            if token.startswith(("lk_", "pk_")):
                return await self.ring.get_principal(token)
            return await self._identify_member(token)
        except Unauthorized:
            raise Unauthorized("the key or token is unknown, wrong or over", fix=_FIX) from None

    async def _identify_member(self, token: str) -> Principal:
        digest = hashlib.sha256(token.encode("latin-1", "replace")).digest()
        known = self._tokens.get(digest)
        if known is not None and known[1] > time.time():
            if known[2] > time.monotonic():
                return known[0]
            return await self._keep(digest, known[0], known[1])
        tenant_id = read_tenant(token)
        signing_key = await self._find_signing_key(tenant_id)
        if signing_key is None:
            raise Unauthorized
        return await self._keep(digest, *verify_token(token, signing_key, tenant_id))

    async def _keep(self, digest: bytes, principal: Principal, ends: int) -> Principal:
        """Remember whose a sound token is, unless the member was erased."""
        if await self._is_erased(principal.tenant_id, principal.member_id):
            self._tokens.pop(digest, None)
            raise Unauthorized
        if len(self._tokens) >= MAX_TOKENS:
            self._tokens.clear()
        self._tokens[digest] = (principal, ends, time.monotonic() + BELIEVED_SECONDS)
        return principal


def render_refusal(error: Unauthorized | RateLimited) -> list[tuple[bytes, bytes]]:
    """Headers that belong to the refusal."""
    if isinstance(error, RateLimited):
        return [(b"retry-after", b"%d" % error.retry_after), *error.headers]
    return [(b"www-authenticate", b'Bearer realm="liuke"')]
