"""What goes into a batch: events with the fingerprint of their input, and why one may not be taken as it came."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.decision.choosing import ProgramSource, find_version
from liuke.decision.event import Event
from liuke.decision.risk import RiskScore
from liuke.engine.decide import Outcome, check_event
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, NotFound
from liuke.kernel.ids import fingerprint


class Internal(LiukeError):
    """A rule broke an internal invariant; the event was not taken and nothing was changed."""

    code = "internal"
    status = 500
    title = "A rule failed; the event was not taken"


class MemberMerged(LiukeError):
    """The member was found to be another one, who acts for both; ``into`` says who."""

    code = "member-merged"
    status = 409
    title = "The member was merged into another one"

    def __init__(self, member_id: int, into: int) -> None:
        self.into = into
        super().__init__(f"member {member_id} went into member {into}", fix=f"name member {into}", into=str(into))


class Submission(msgspec.Struct):
    """One event in a batch.

    Args:
        event: What happened; checked against the catalogue already.
        input_hash: Fingerprint of type, time and data as the client gave them.
        clock_us: Engine time of this event; 0: the database's clock.
        delivery: Whether it comes from another member's operation and its row is to be removed.
        sent_to: Of such: to whom it was sent, where that member has gone into another since; 0: to this one.
        personal: Fields that are kept sealed; a batch finds them out and hashes their fingerprint with the pepper.
        unkept: Fields that are written down nowhere; a batch finds them out and leaves them out of the fingerprint.
        risk: As it was found when this was decided first; otherwise the scorers are asked.
    """

    event: Event
    input_hash: bytes
    clock_us: int = 0
    delivery: bool = False
    personal: frozenset[str] = frozenset()
    risk: RiskScore | None = None
    sent_to: int = 0
    unkept: frozenset[str] = frozenset()


def submission(event: Event, *, clock_us: int = 0, delivery: bool = False, risk: RiskScore | None = None) -> Submission:
    """Wrap an event with the fingerprint of its input."""
    return Submission(event, fingerprint((event.type, event.t_us, event.data)), clock_us, delivery, risk=risk)


def find_hindrance(programs: ProgramSource, event: Event, now_us: int) -> NotFound | InvalidInput | None:
    """Why an event cannot be taken, as far as that is known without its member.

    Args:
        programs: Versions by time.
        event: As it came from outside.
        now_us: The engine's time.
    """
    if event.member_id < 0:  # nobody outside speaks for an activity
        return NotFound(f"there is no member {event.member_id}", fix="register the member first")
    try:
        check_event(find_version(programs, event, 0), event)
    except InvalidInput as error:
        return error
    if event.t_us > now_us + DAY_US:
        fault = Fault("t_us", "in-the-future", "lies more than a day ahead of the clock", "mend the sender's clock")
        return InvalidInput(f"{event.type} {event.key!r} cannot be taken", faults=[fault])
    return None


def forget(item: Submission, names: frozenset[str]) -> Submission:
    """The same with a fingerprint that tells nothing of the fields that are not kept."""
    event = item.event
    rest = {name: value for name, value in event.data.items() if name not in names}
    mark = fingerprint((event.type, event.t_us, rest))
    return msgspec.structs.replace(item, input_hash=mark, unkept=names)


def redirect(work: Sequence[Submission], outcomes: Sequence[Outcome]) -> dict[int, Submission]:
    """What named members who went into others, as it is to happen to those; by its place."""
    again: dict[int, Submission] = {}
    for place, (item, outcome) in enumerate(zip(work, outcomes, strict=True)):
        if isinstance(outcome.error, MemberMerged):
            event = msgspec.structs.replace(item.event, member_id=outcome.error.into)
            sent_to = item.sent_to or item.event.member_id
            again[place] = msgspec.structs.replace(item, event=event, sent_to=sent_to)
    return again
