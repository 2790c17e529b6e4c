"""Work that finds parts of the state missing: what it asks for is loaded, and it is done anew. Pure.

A batch does the same for all its members at once (:mod:`liuke.engine.batch`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from liuke.decision.state import Missing, Need

R = TypeVar("R")


class Loading(Generic[R]):
    """See the module: ``while (need := loading.find_missing()) is not None: load(need)``, then ``loading.result``.

    Args:
        work: Pure; done anew each time from the beginning.
        rounds: Parts it may ask for; more is work that asks without end.
        what: Is done, for the error.
    """

    __slots__ = ("_asked", "_result", "_rounds", "_what", "_work")

    def __init__(self, work: Callable[[], R], *, rounds: int, what: str) -> None:
        self._work = work
        self._rounds = rounds
        self._what = what
        self._asked = set[Need]()
        self._result: list[R] = []

    def find_missing(self) -> Need | None:
        """Do the work; the part that it misses, or ``None``: there is a result.

        Raises:
            AssertionError: it asks for what it asked for before, or for too many parts.
        """
        try:
            self._result = [self._work()]
        except Missing as missing:
            need = missing.need
        else:
            return None
        assert need not in self._asked, f"{self._what}: {need} was loaded and is still missing"
        self._asked.add(need)
        assert len(self._asked) <= self._rounds, f"{self._what} asked for more than {self._rounds} parts"
        return need

    @property
    def result(self) -> R:
        """What the work returned when nothing was missing."""
        return self._result[0]
