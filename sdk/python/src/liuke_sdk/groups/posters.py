"""Pictures of a member's own, drawn on the server.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import PostersView
from liuke_sdk.wire import Ask


class PostersGroup(Group[M]):
    """Pictures of a member's own, drawn on the server."""

    @operation("GET", "/v1/members/{member}/poster")
    def get(
        self,
        member: str,
        *,
        kind: Literal["badge", "certificate", "invite", "upgrade"] | None = None,
        id: str | None = None,
        format: Literal["jpeg", "png"] | None = None,
    ) -> Ask[bytes]:
        """Draw a picture of a member's own.

        An invitation with its QR code, a badge, a certificate or the tier, in the language of the call and in the
        looks of the program's section `posters`. Nothing is fetched from elsewhere: the only picture in it is one
        of the merchant's own that is shown. The same picture has the same `ETag`, and `If-None-Match` is answered
        without drawing. How many a member may have drawn in a minute stands in the program. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            kind: `invite`, `badge`, `certificate` or `upgrade`.
            id: The badge, for `badge` and `certificate`; the tier, for `upgrade` (empty: the one in force).
            format: How it is encoded.
        """
        return Ask(bytes, params={"member": member}, query={"kind": kind, "id": id, "format": format})

    @operation("GET", "/v1/members/{member}/posters")
    def list(
        self,
        member: str,
    ) -> Ask[PostersView]:
        """Pictures that a member can have.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(PostersView, params={"member": member})
