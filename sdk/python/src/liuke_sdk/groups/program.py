"""The program, drafts, versions, and its rules in words.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import Rules
from liuke_sdk.wire import Ask


class ProgramGroup(Group[M]):
    """The program, drafts, versions, and its rules in words."""

    @operation("GET", "/v1/rules")
    def rules(
        self,
    ) -> Ask[Rules]:
        """The rules page.

        Made from the program in force, so that it cannot disagree with it. `?lang=zh|en`, `?format=html`. Scope:
        `members:read` or `program:read`.
        """
        return Ask(Rules)
