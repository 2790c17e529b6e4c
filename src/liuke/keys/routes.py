"""API keys: made, listed, rotated, revoked. A secret is shown once and never again."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.http.contracts import Call, Endpoint
from liuke.http.fields import Moment
from liuke.kernel.errors import Conflict, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.keys.service import MadeKey, check_scopes, check_within
from liuke.keys.store import KeyRow

SCOPES = ("keys:write",)


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """A key to be made.

    Args:
        name: What it is for.
        scopes: What it may do; none that the caller lacks.
        expires_us: When it ends; null: never.
    """

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
    scopes: Annotated[list[str], Meta(max_length=50)]
    expires_us: Moment | None = None


class Rotate(msgspec.Struct, forbid_unknown_fields=True):
    """For how long the old key works beside its successor."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=30 * 86_400)] = 86_400


class KeyView(msgspec.Struct, omit_defaults=True):
    """A key. ``token`` is there once, in the answer that made it."""

    key_id: str
    name: str
    scopes: list[str]
    created_us: int
    created_by: str
    expires_us: int | None
    revoked_us: int | None
    last_used_us: int | None
    token: str = ""


class KeyList(msgspec.Struct):
    """All keys, newest first, also those that are over."""

    items: list[KeyView]


def _view(row: KeyRow, token: str = "") -> KeyView:
    return KeyView(
        row.key_id, row.name, list(row.scopes), row.created_us, row.created_by, row.expires_us, row.revoked_us,
        row.last_used_us, token,
    )  # fmt: skip


def _view_made(made: MadeKey) -> KeyView:
    return _view(made.row, made.token)


async def _list(call: Call) -> KeyList:
    return KeyList([_view(row) for row in await call.services.keys.list_all()])


async def _make(call: Call) -> KeyView:
    given: NewKey = call.body
    wanted = check_scopes(given.scopes)
    check_within(wanted, call.principal.scopes)
    made = await call.services.keys.make(given.name, wanted, actor=call.principal.actor, expires_us=given.expires_us)
    return _view_made(made)


async def _rotate(call: Call) -> KeyView:
    given: Rotate = call.body
    made = await call.services.keys.rotate(
        call.params["key_id"], overlap_seconds=given.overlap_seconds, actor=call.principal.actor,
        may=call.principal.scopes,
    )  # fmt: skip
    return _view_made(made)


async def _revoke(call: Call) -> Any:
    await call.services.keys.revoke(call.params["key_id"], actor=call.principal.actor)


_ONE = "/v1/keys/{key_id}"
ENDPOINTS = (
    Endpoint("GET", "/v1/keys", _list, text("密钥列表", "List keys"), "keys", SCOPES, response=KeyList),
    Endpoint("POST", "/v1/keys", _make, text("新建密钥", "Make a key"), "keys", SCOPES, body=NewKey, response=KeyView,
             status=201, errors=(InvalidInput,), about="`token` is shown in this answer only."),
    Endpoint("POST", f"{_ONE}/rotate", _rotate, text("轮换密钥", "Rotate a key"), "keys", SCOPES, body=Rotate,
             response=KeyView, status=201, errors=(InvalidInput, NotFound, Conflict),
             about="A successor with the same name and scopes; the old key works for `overlap_seconds` more."),
    Endpoint("DELETE", _ONE, _revoke, text("吊销密钥", "Revoke a key"), "keys", SCOPES, status=204, errors=(NotFound,),
             about="Other processes refuse it at the latest 5 seconds later."),
)  # fmt: skip
