"""What can be wrong with a member as such."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class MemberErased(LiukeError):
    """Who the member was is gone: nothing of it can be said, changed or linked any more."""

    code = "member-erased"
    status = 410
    title = "The member was erased"

    def __init__(self, member_id: int) -> None:
        super().__init__(f"member {member_id} was erased", fix="register the person anew if they come back")
