"""The member whom a path names."""

from __future__ import annotations

from liuke.http.contracts import Call
from liuke.http.errors import Forbidden

MEMBER_PATH = "/v1/members/{member}"
"""What a path below a member begins with; :func:`get_member` reads it."""


async def get_member(call: Call) -> int:
    """The member that the path names.

    Raises:
        Forbidden: a member's token names somebody else.
        InvalidInput: the path names nobody.
        NotFound: nobody has this name.
    """
    named, principal = call.params["member"], call.principal
    if principal.kind == "member":
        if named not in {"me", principal.id}:
            raise Forbidden("a member's token reaches that member only", fix="call /v1/members/me")
        return principal.member_id
    return await call.services.identities.get(named)


async def get_existing_member(call: Call) -> int:
    """The same for what is no request to the engine: a number alone says nothing of whose member it is.

    Raises:
        Forbidden: a member's token names somebody else.
        InvalidInput: the path names nobody.
        NotFound: nobody has this name or number.
    """
    return await call.services.identities.get_left(await get_member(call))
