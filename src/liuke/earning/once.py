"""Rules that give once: for a member, a day, or each thing that the event names.

Days stand in the member's document, things in rows of their own: as many as there are, and never forgotten, so that
what comes late is judged by its own period, however late. What belongs to the merchant (a receipt that earns once,
whoever brings it) is a shared document, locked from the question to the end of the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Protocol

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.shared import SharedKind
from liuke.decision.turn import Turn
from liuke.earning.book import EARNING, EarningBook
from liuke.earning.spec import EarningRule, OncePer
from liuke.kernel.clock import period_start
from liuke.kernel.ids import fingerprint
from liuke.ledger.tally import late_days

GIVEN = "given-already"
RECORD, UNDONE = "once", "once_undone"


class Taken(msgspec.Struct):
    """A thing for which a rule gave to one member and gives to nobody else.

    Args:
        member: Who has it; 0: it was taken back, and is anybody's again.
        t_us: When what it was given for happened.
        thing: What it is, by field.
    """

    member: int = 0
    t_us: int = 0
    thing: dict[str, Any] = {}


def _taken_faults(key: str, doc: Taken) -> Iterable[str]:
    del key
    if doc.member < 0:
        yield f"{doc.member} is no member"
    if not doc.thing:
        yield "it stands for no thing"


TAKEN = SharedKind("once", Taken, _taken_faults)


class Once(Protocol):
    """When a rule may give, and what it notes when it gave."""

    def find_refusal(self, turn: Turn) -> str:
        """Why the rule does not give for the happening at hand: a stable code, or nothing."""
        ...

    def claim(self, turn: Turn) -> str:
        """Note that it gave; returns the name of the note, for :meth:`unclaim`."""
        ...

    def unclaim(self, turn: Turn, name: str, day: int) -> None:
        """What was given on ``day`` was taken back in full: the rule may give again."""
        ...


class OnceInDays:
    """Once a member, or once a day."""

    __slots__ = ("_late_days", "_rule", "_word")

    def __init__(self, program: CompiledProgram, rule: str, word: Literal["member", "day"]) -> None:
        self._rule, self._word, self._late_days = rule, word, late_days(program)

    def find_refusal(self, turn: Turn) -> str:
        """``given-already``, or ``too-late`` on a day of which nothing is known any more."""
        given = turn.state.read(EARNING, EarningBook).once.get(self._rule)
        if not given:
            return ""
        day = turn.now.day
        if day in given or (self._word == "member" and max(given) > 0):
            return GIVEN
        return "too-late" if self._word == "day" and day < self._oldest(given) else ""

    def _oldest(self, given: list[int]) -> int:
        """The first day of which it is known whether the rule gave on it."""
        return max(*given, -min(given)) - self._late_days

    def claim(self, turn: Turn) -> str:
        """Keep the day, and forget those that are too long ago."""
        given = turn.state.edit(EARNING, EarningBook).once.setdefault(self._rule, [])
        given.append(turn.now.day)
        oldest = self._oldest(given)
        given[:] = [d for d in given if abs(d) >= oldest]
        return ""

    def unclaim(self, turn: Turn, name: str, day: int) -> None:
        """Forget the day; the newest one stays with the sign turned, since it says how far back the others go."""
        del name
        if day not in turn.state.read(EARNING, EarningBook).once.get(self._rule, []):
            return
        given = turn.state.edit(EARNING, EarningBook).once[self._rule]
        given.remove(day)
        if self._word == "day" and day == max([day, *given]):
            given.append(-day)


class _OncePerThing:
    """What both scopes share: which thing the happening at hand is about."""

    __slots__ = ("_rule", "_terms")

    def __init__(self, rule: str, terms: OncePer) -> None:
        self._rule, self._terms = rule, terms

    def find_thing(self, turn: Turn) -> dict[str, Any] | None:
        """The fields that name the thing; ``None`` where the event leaves one out."""
        data = turn.now.data
        thing = {name: data.get(name) for name in self._terms.per}
        return None if any(value is None or value == "" for value in thing.values()) else thing

    def name(self, turn: Turn, thing: dict[str, Any]) -> str:
        """Rule, period and thing in at most 200 characters, whatever the values are."""
        start = period_start(turn.now.day, self._terms.period)
        return f"{self._rule}/{start}/{fingerprint(list(thing.values())).hex()}"


class OncePerThing(_OncePerThing):
    """Once for each thing of a member: an append-only record; what was undone is followed by the next."""

    __slots__ = ()

    def find_refusal(self, turn: Turn) -> str:
        """``given-already``, or ``thing-missing``."""
        thing = self.find_thing(turn)
        if thing is None:
            return "thing-missing"
        return "" if self._find_free(turn, self.name(turn, thing)) else GIVEN

    def _find_free(self, turn: Turn, name: str) -> str:
        free, again = name, 0
        while turn.state.find_record(RECORD, free) is not None:
            if turn.state.find_record(UNDONE, free) is None:
                return ""
            again += 1
            free = f"{name}~{again}"
        return free

    def claim(self, turn: Turn) -> str:
        """Write the record."""
        thing = self.find_thing(turn)
        assert thing is not None, "only a thing that is named is claimed"
        name = self._find_free(turn, self.name(turn, thing))
        turn.record_new(RECORD, name, {"rule": self._rule, "thing": thing, "t_us": turn.now.t_us})
        return name

    def unclaim(self, turn: Turn, name: str, day: int) -> None:
        """Write that it was undone."""
        del day
        if name:
            turn.record(UNDONE, name, {"t_us": turn.ctx.now_us})


class OncePerThingOfMerchant(_OncePerThing):
    """Once for each thing, whoever brings it."""

    __slots__ = ()

    def find_refusal(self, turn: Turn) -> str:
        """``given-already``, ``given-to-another`` or ``thing-missing``."""
        thing = self.find_thing(turn)
        if thing is None:
            return "thing-missing"
        taken = turn.shared(TAKEN, self.name(turn, thing))
        if taken is None or not taken.member:
            return ""
        return GIVEN if turn.state.is_of(taken.member) else "given-to-another"

    def claim(self, turn: Turn) -> str:
        """The thing is this member's."""
        thing = self.find_thing(turn)
        assert thing is not None, "only a thing that is named is claimed"
        name = self.name(turn, thing)
        turn.put_shared(TAKEN, name, Taken(turn.state.member_id, turn.now.t_us, thing))
        return name

    def unclaim(self, turn: Turn, name: str, day: int) -> None:
        """The thing is anybody's again, unless another member has it by now."""
        del day
        taken = turn.shared(TAKEN, name) if name else None
        if taken is not None and turn.state.is_of(taken.member):
            taken.member = 0
            turn.put_shared(TAKEN, name, taken)


def make_once(program: CompiledProgram, rule: EarningRule) -> Once | None:
    """What holds the rule to its word; ``None``: it gives each time."""
    if isinstance(rule.once, OncePer):
        return (OncePerThingOfMerchant if rule.once.scope == "merchant" else OncePerThing)(rule.id, rule.once)
    return None if rule.once == "none" else OnceInDays(program, rule.id, rule.once)
