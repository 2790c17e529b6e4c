"""Tasks.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import ClaimTask, EventAnswer, OpenTasks
from liuke_sdk.wire import Ask


class TasksGroup(Group[M]):
    """Tasks."""

    @operation("GET", "/v1/members/{member}/tasks")
    def list(
        self,
        member: str,
    ) -> Ask[OpenTasks]:
        """Tasks with their progress.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(OpenTasks, params={"member": member})

    @operation("POST", "/v1/members/{member}/tasks/{activity}/claim", keyed=True)
    def claim(
        self,
        member: str,
        activity: str,
        *,
        period: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Claim a task's reward.

        Event `task.claim`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            period: YYYY-MM-DD, of the merchant's calendar.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ClaimTask(period=period),
            query={"texts": texts},
            key=key,
        )
