"""API keys.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import KeyList, KeyView, NewKey, Rotate
from liuke_sdk.wire import Ask


class KeysGroup(Group[M]):
    """API keys."""

    @operation("GET", "/v1/keys")
    def list(
        self,
    ) -> Ask[KeyList]:
        """List keys.

        Scope: `keys:write`.
        """
        return Ask(KeyList)

    @operation("POST", "/v1/keys")
    def create(
        self,
        *,
        name: str,
        scopes: list[str],
        expires_us: int | UnsetType | None = UNSET,
    ) -> Ask[KeyView]:
        """Make a key.

        `token` is shown in this answer only. Scope: `keys:write`.

        Args:
            name: What it is for.
            scopes: What it may do; none that the caller lacks.
            expires_us: When it ends; null: never.
        """
        return Ask(KeyView, body=NewKey(name=name, scopes=scopes, expires_us=expires_us))

    @operation("POST", "/v1/keys/{key_id}/rotate")
    def rotate(
        self,
        key_id: str,
        *,
        overlap_seconds: int | UnsetType = UNSET,
    ) -> Ask[KeyView]:
        """Rotate a key.

        A successor with the same name and scopes; the old key works for `overlap_seconds` more. Scope:
        `keys:write`.

        Args:
            key_id: Id of the key.
            overlap_seconds: Overlap seconds.
        """
        return Ask(KeyView, params={"key_id": key_id}, body=Rotate(overlap_seconds=overlap_seconds))

    @operation("DELETE", "/v1/keys/{key_id}")
    def revoke(
        self,
        key_id: str,
    ) -> Ask[None]:
        """Revoke a key.

        Other processes refuse it at the latest 5 seconds later. Scope: `keys:write`.

        Args:
            key_id: Id of the key.
        """
        return Ask(None, params={"key_id": key_id})
