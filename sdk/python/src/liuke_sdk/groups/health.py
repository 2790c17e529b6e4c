"""Whether the server lives and can serve.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import Alive, Ready
from liuke_sdk.wire import Ask


class HealthGroup(Group[M]):
    """Whether the server lives and can serve."""

    @operation("GET", "/healthz")
    def alive(
        self,
    ) -> Ask[Alive]:
        """Whether the process lives.

        Says nothing about the database: restart the process when this fails.
        """
        return Ask(Alive)

    @operation("GET", "/readyz")
    def ready(
        self,
    ) -> Ask[Ready]:
        """Whether the process can serve.

        Send no traffic while this fails.
        """
        return Ask(Ready)
