"""Friends in the program."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint

MOST = 500
"""Friends that a member may have whatever the program says: the list is part of the member's document."""


class FriendsSpec(Spec):
    """Who may be whose friend."""

    enabled: bool = Field(default=True, json_schema_extra=hint("启用", "Enabled"))
    max_friends: int = Field(
        default=200, ge=1, le=MOST, json_schema_extra=hint("好友上限", "Most friends", unit="people", example=200)
    )
    max_invitations: int = Field(
        default=50, ge=1, le=200, json_schema_extra=hint("未答复邀请上限", "Most open invitations", example=50)
    )
    invitation_days: int = Field(
        default=30, ge=1, le=365, json_schema_extra=hint("邀请有效期", "An invitation is good for", unit="days")
    )
    again_days: int = Field(
        default=30,
        ge=0,
        le=365,
        json_schema_extra=hint("再次邀请间隔", "Invited again after", unit="days"),
        description="After an invitation that was declined or lapsed, for who sent it.",
    )


SECTION = Section("friends", FriendsSpec, FriendsSpec(), text("好友", "Friends"), patchable=False)
