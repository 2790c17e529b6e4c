"""Codes by which a member of one shop says in another that they are the same person.

A code is a short-lived signed statement (HS256) of the shop where the member asked for it, for one other shop. It names
no person, and is good once: linking is an operation of the member who asked, under the code's own key, so that a
second member who comes with it is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import time
import uuid
from typing import Annotated, Any, cast

import jwt
import msgspec

from liuke.clearing.errors import LinkCodeInvalid

SECONDS = 600
_KEY_ID = "c1"
_AGAIN = "ask for a new one in the other shop"


class Claims(msgspec.Struct):
    """What a code says: who asked (``sub``, ``tid``), for which shop (``for``), its own number, until when."""

    sub: str
    tid: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    for_: int = msgspec.field(name="for")
    jti: str
    exp: int


def _derive(signing_key: bytes) -> bytes:
    return hmac.digest(signing_key, b"code that links members of two shops\x01", hashlib.sha256)


def make_code(signing_key: bytes, tenant_id: int, member_id: int, partner_id: int) -> tuple[str, int]:
    """A code, and when it ends (Unix seconds).

    Args:
        signing_key: Of members' tokens of the shop; codes have a key that derives from it.
        tenant_id: The shop where the member asks.
        member_id: Who asks.
        partner_id: The shop where the code is good.
    """
    claims = Claims(str(member_id), tenant_id, partner_id, uuid.uuid4().hex, int(time.time()) + SECONDS)
    plain = msgspec.to_builtins(claims)
    made: str = cast("Any", jwt).encode(plain, _derive(signing_key), algorithm="HS256", headers={"kid": _KEY_ID})
    return made, claims.exp


def read_shop(code: str) -> int:
    """Which shop a code says it is from; nothing is proven by that.

    Raises:
        LinkCodeInvalid: it is no code of ours.
    """
    return _read(code, b"", verify=False).tid


def verify_code(code: str, signing_key: bytes, tenant_id: int, partner_id: int) -> Claims:
    """Who asked for a code.

    Args:
        code: As it was shown.
        signing_key: Of the shop that it says it is from.
        tenant_id: That shop.
        partner_id: The shop where it is used.

    Raises:
        LinkCodeInvalid: it is over, or was not made by that shop for this one.
    """
    claims = _read(code, _derive(signing_key), verify=True)
    if claims.tid != tenant_id or claims.for_ != partner_id or not claims.sub.isdigit():
        raise LinkCodeInvalid("the code was made for another shop", fix=_AGAIN)
    return claims


def _read(code: str, key: bytes, *, verify: bool) -> Claims:
    options: dict[str, Any] = {"verify_signature": verify, "verify_aud": False}
    if verify:
        options["require"] = ["exp", "sub", "jti"]
    try:
        if jwt.get_unverified_header(code).get("kid") != _KEY_ID:
            raise LinkCodeInvalid("this is no code that links members", fix=_AGAIN)
        found = cast("Any", jwt).decode(code, key or None, algorithms=["HS256"], options=options)
        return msgspec.convert(found, Claims)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError):
        raise LinkCodeInvalid("the code is over, or is none", fix=_AGAIN) from None
