"""Tokens of members: short-lived and signed, so that a mini program can call for its user without an API key.

HS256 over a key that derives from the tenant's secret. A token names its tenant and its member and carries no other
right than that of the member.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Annotated, Any, cast

import jwt
import msgspec

from liuke.http.errors import Unauthorized
from liuke.http.principal import Principal
from liuke.http.scopes import MEMBER

KEY_ID = "m1"
"""Names the way the signing key derives, so that it can be changed."""
DEFAULT_SECONDS = 7_200
MAX_SECONDS = 86_400
_LEEWAY_SECONDS = 10


class Claims(msgspec.Struct):
    """What a token says."""

    sub: str
    tid: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    scope: str
    iat: int
    exp: int


def derive_signing_key(tenant_secret: bytes, tenant_id: int) -> bytes:
    """HKDF (RFC 5869) with SHA-256 of the tenant's secret, for this one purpose."""
    pseudo_random = hmac.digest(b"liuke", tenant_secret, hashlib.sha256)
    return hmac.digest(pseudo_random, f"member token {KEY_ID} of tenant {tenant_id}".encode() + b"\x01", hashlib.sha256)


def sign_token(
    signing_key: bytes, tenant_id: int, member_id: int, *, seconds: int = DEFAULT_SECONDS
) -> tuple[str, int]:
    """A token, and when it ends (Unix seconds)."""
    now = int(time.time())
    claims = Claims(str(member_id), tenant_id, MEMBER, now, now + seconds)
    plain = msgspec.to_builtins(claims)
    made: str = cast("Any", jwt).encode(plain, signing_key, algorithm="HS256", headers={"kid": KEY_ID})
    return made, claims.exp


def read_tenant(token: str) -> int:
    """The tenant that a token names; nothing is proven by that.

    Raises:
        Unauthorized: it is no token of ours.
    """
    try:
        header = jwt.get_unverified_header(token)
        claims = _read(token, b"", verify=False)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError):
        raise Unauthorized from None
    if header.get("kid") != KEY_ID:
        raise Unauthorized
    return claims.tid


def verify_token(token: str, signing_key: bytes, tenant_id: int) -> tuple[Principal, int]:
    """Whose token it is, and when it ends (Unix seconds).

    Raises:
        Unauthorized: it is not signed by us, over, or of another tenant.
    """
    try:
        claims = _read(token, signing_key, verify=True)
        member_id = int(claims.sub)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError):
        raise Unauthorized from None
    if claims.tid != tenant_id or claims.scope != MEMBER or member_id <= 0 or claims.exp - claims.iat > MAX_SECONDS:
        raise Unauthorized
    return Principal("member", tenant_id, claims.sub, frozenset((MEMBER,)), member_id), claims.exp


def _read(token: str, signing_key: bytes, *, verify: bool) -> Claims:
    options: dict[str, Any] = {"verify_signature": verify, "verify_aud": False}
    if verify:
        options["require"] = ["exp", "iat", "sub"]
    found = cast("Any", jwt).decode(
        token, signing_key or None, algorithms=["HS256"], options=options, leeway=_LEEWAY_SECONDS
    )
    return msgspec.convert(found, Claims)
