"""What is remembered of assists: a run, which its starter and helpers share, and a member's own part."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.activities.parts.helping import HelpCount
from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

MAX_RUNS, MAX_PLEDGES = 20, 20
"""Runs, and helps that do not count yet, that are remembered of one activity; the oldest go first."""


class Helper(msgspec.Struct, array_like=True, gc=False):
    """A friend whose help counts.

    Args:
        n: Its number in the run.
        member: Who.
        t_us: Since when.
    """

    n: int
    member: int
    t_us: int


class Mark(msgspec.Struct, array_like=True, frozen=True):
    """A stage as it was at the start.

    Args:
        id: Of the activity.
        friends: How many it takes.
    """

    id: str
    friends: int


class Assist(msgspec.Struct):
    """One run.

    Args:
        owner: Who started it.
        stages: In rising order.
        until_us: First instant at which nobody helps any more.
        helpers: Whose help counts, in order.
        n: Helps that ever counted.
        closed: Whether it was ended before its time.
    """

    owner: int
    stages: list[Mark]
    until_us: int
    helpers: list[Helper] = []
    n: int = 0
    closed: bool = False

    @property
    def is_full(self) -> bool:
        """Whether the last stage is reached."""
        return len(self.helpers) >= self.stages[-1].friends

    def add(self, member: int, t_us: int) -> Helper:
        """One more whose help counts."""
        self.n += 1
        self.helpers.append(one := Helper(self.n, member, t_us))
        return one


def _faults(key: str, doc: Assist) -> Iterable[str]:
    del key
    marks = [one.friends for one in doc.stages]
    if not marks or marks != sorted(set(marks)) or len(doc.helpers) > marks[-1]:
        yield f"{len(doc.helpers)} friends helped, of stages at {marks}"
    members = [one.member for one in doc.helpers]
    if len(set(members)) < len(members) or doc.owner in members:
        yield "somebody helped twice, or themselves"


ASSIST = SharedKind("assist", Assist, _faults)


# -- a member's part --------------------------------------------------------------------------------------------------
class Run(msgspec.Struct, array_like=True, gc=False):
    """A run as its starter keeps it.

    Args:
        ref: Its name.
        t_us: When it was started.
        until_us: First instant at which nobody helps any more.
        stages: In rising order.
        helpers: How many helped, as far as the news came.
        reached: Stages that were given and stand.
        times: Stage → how often it was reached.
        over: Whether its end was stated.
    """

    ref: str
    t_us: int
    until_us: int
    stages: list[Mark]
    helpers: int = 0
    reached: list[str] = []
    times: dict[str, int] = {}
    over: bool = False

    def is_running(self, now_us: int) -> bool:
        """Whether friends can still help."""
        return not self.over and now_us < self.until_us and self.helpers < self.stages[-1].friends


class Pledge(msgspec.Struct, array_like=True, gc=False):
    """A help that counts once the member has done what it takes.

    Args:
        ref: The run.
        until_us: Its end.
    """

    ref: str
    until_us: int


class AssistDoc(msgspec.Struct, array_like=True, gc=False):
    """One activity of a member.

    Args:
        runs: That the member started, in order.
        started: How many, in all.
        helps: How often the member's help counted.
        pledges: Helps that do not count yet.
    """

    runs: list[Run] = []
    started: int = 0
    helps: HelpCount = msgspec.field(default_factory=HelpCount)
    pledges: list[Pledge] = []

    def find(self, ref: str) -> Run | None:
        """A run by its name."""
        return next((one for one in self.runs if one.ref == ref), None)


class AssistBook(msgspec.Struct):
    """All assists of a member, by activity id."""

    docs: dict[str, AssistDoc] = {}


SLOT = Slot("activity_assist", AssistBook)


def name_assist(activity: str, ref: str) -> str:
    """Key of the shared document."""
    return f"{activity}/{ref}"
