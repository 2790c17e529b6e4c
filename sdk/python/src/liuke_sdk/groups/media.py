"""Pictures, of the merchant and proofs of members.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import Because, MediumRefusal, MediumView
from liuke_sdk.series import Page
from liuke_sdk.uploads import Upload, open_upload
from liuke_sdk.wire import Ask


class MediaGroup(Group[M]):
    """Pictures, of the merchant and proofs of members."""

    @operation("POST", "/v1/media", safe=True)
    def upload(
        self,
        content: Upload,
        *,
        media: str = "image/jpeg",
        purpose: Literal["goods", "prize", "theme"] | None = None,
    ) -> Ask[MediumView]:
        """Send a picture.

        The body is the picture itself, or a form (`multipart/form-data`) whose first file it is. It is a JPEG, PNG
        or WebP by its content, whatever it is called; what is kept is encoded anew, without place, camera or
        anything else that the file said. The same picture sent again is the one that is there (200 instead of 201).
        Scope: `program:write`.

        Args:
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
            purpose: Purpose.
        """
        return Ask(MediumView, content=open_upload(content), media=media, query={"purpose": purpose})

    @listing("GET", "/v1/media")
    def list(
        self,
        *,
        purpose: Literal["", "goods", "prize", "proof", "theme"] | None = None,
        state: Literal["", "erased", "pending", "refused", "shown"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MediumView]]:
        """List pictures.

        The newest first. Scope: `program:read` or `members:read`.

        Args:
            purpose: Purpose.
            state: State.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[MediumView], query={"purpose": purpose, "state": state, "limit": limit, "cursor": cursor})

    @operation("GET", "/v1/media/{id}")
    def get(
        self,
        id: str,
        *,
        size: Literal["card", "full", "thumb"] | None = None,
    ) -> Ask[bytes]:
        """Show a picture.

        For everybody: goods, prizes and themes that are shown. Kept by caches for an hour; `ETag` and
        `If-None-Match` as usual.

        Args:
            id: Id.
            size: Size.
        """
        return Ask(bytes, params={"id": id}, query={"size": size})

    @operation("GET", "/v1/media/{id}/details")
    def describe(
        self,
        id: str,
    ) -> Ask[MediumView]:
        """Look up a picture.

        Scope: `program:read` or `members:read`.

        Args:
            id: Id.
        """
        return Ask(MediumView, params={"id": id})

    @operation("GET", "/v1/media/{id}/preview")
    def preview(
        self,
        id: str,
        *,
        size: Literal["card", "full", "thumb"] | None = None,
    ) -> Ask[bytes]:
        """Preview a picture.

        Whatever its state; a member's proofs need `members:read`. Scope: `program:read` or `members:read`.

        Args:
            id: Id.
            size: Size.
        """
        return Ask(bytes, params={"id": id}, query={"size": size})

    @operation("POST", "/v1/media/{id}/show", safe=True)
    def show(
        self,
        id: str,
    ) -> Ask[MediumView]:
        """Let a picture be shown.

        Scope: `program:write` or `members:write`.

        Args:
            id: Id.
        """
        return Ask(MediumView, params={"id": id})

    @operation("POST", "/v1/media/{id}/refuse", safe=True)
    def refuse(
        self,
        id: str,
        *,
        reason: str,
    ) -> Ask[MediumView]:
        """Refuse a picture.

        Pictures that look like it wait for a person from then on. Scope: `program:write` or `members:write`.

        Args:
            id: Id.
            reason: Why, for whoever reads it later.
        """
        return Ask(MediumView, params={"id": id}, body=MediumRefusal(reason=reason))

    @operation("POST", "/v1/media/{id}/erase", safe=True)
    def erase(
        self,
        id: str,
        *,
        reason: str | UnsetType = UNSET,
    ) -> Ask[MediumView]:
        """Erase a picture.

        Its bytes are gone; its name stays, and leads to nothing. Scope: `program:write` or `members:write`.

        Args:
            id: Id.
            reason: Why, for whoever reads it later.
        """
        return Ask(MediumView, params={"id": id}, body=Because(reason=reason))

    @operation("POST", "/v1/members/{member}/proofs", safe=True)
    def send_proof(
        self,
        member: str,
        content: Upload,
        *,
        media: str = "image/jpeg",
    ) -> Ask[MediumView]:
        """Send a proof.

        A picture that only the member and the merchant see. The body is the picture itself, or a form
        (`multipart/form-data`) whose first file it is. It is a JPEG, PNG or WebP by its content, whatever it is
        called; what is kept is encoded anew, without place, camera or anything else that the file said. The same
        picture sent again is the one that is there (200 instead of 201). Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
        """
        return Ask(MediumView, params={"member": member}, content=open_upload(content), media=media)

    @listing("GET", "/v1/members/{member}/proofs")
    def list_proofs(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MediumView]]:
        """A member's proofs.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[MediumView], params={"member": member}, query={"limit": limit, "cursor": cursor})

    @operation("GET", "/v1/members/{member}/proofs/{id}")
    def get_proof(
        self,
        member: str,
        id: str,
        *,
        size: Literal["card", "full", "thumb"] | None = None,
    ) -> Ask[bytes]:
        """A proof.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            id: Id.
            size: Size.
        """
        return Ask(bytes, params={"member": member, "id": id}, query={"size": size})

    @operation("DELETE", "/v1/members/{member}/proofs/{id}")
    def erase_proof(
        self,
        member: str,
        id: str,
    ) -> Ask[MediumView]:
        """Erase a proof.

        Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            id: Id.
        """
        return Ask(MediumView, params={"member": member, "id": id})
