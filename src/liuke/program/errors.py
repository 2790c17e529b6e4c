"""Errors of programs that anybody may raise."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class NoProgram(LiukeError):
    """The tenant has published no program yet."""

    code = "no-program"
    status = 409
    title = "No program is published"

    def __init__(self) -> None:
        super().__init__(fix="publish one: liuke program publish programs/tea_shop.yaml")
