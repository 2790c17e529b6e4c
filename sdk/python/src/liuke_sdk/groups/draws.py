"""Draws, their commitments and revealed seeds.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import DrawExport, DrawSeeds
from liuke_sdk.wire import Ask


class DrawsGroup(Group[M]):
    """Draws, their commitments and revealed seeds."""

    @operation("GET", "/v1/draws/{activity}")
    def list(
        self,
        activity: str,
    ) -> Ask[DrawSeeds]:
        """Commitments and seeds of an activity.

        Scope: `program:read`.

        Args:
            activity: Id of the activity in the program.
        """
        return Ask(DrawSeeds, params={"activity": activity})

    @operation("GET", "/v1/draws/{activity}/{period}")
    def export(
        self,
        activity: str,
        period: str,
    ) -> Ask[DrawExport]:
        """Export the draws of a period.

        Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            period: Period.
        """
        return Ask(DrawExport, params={"activity": activity, "period": period})
