"""What earning rules gave for facts that another fact can take back: a redemption that is cancelled, a coupon returned.

An order remembers what it earned; these facts have no such document. So the earning is a record under the rule and what
the fact is about, numbered, since the same thing may happen again after it was taken back.
"""

from __future__ import annotations

from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import EarnedPart
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.book import UseOf

EARNED, TAKEN_BACK = "use_earned", "use_taken_back"


def find_names(program: CompiledProgram, type_: str) -> tuple[str, ...]:
    """Fields that say which one of its type a fact is, where another fact can take it back; else none."""
    return next((fact.named_by for fact in program.events if fact.undoes == type_), ())


def find_place(turn: Turn, rule: str, names: tuple[str, ...]) -> str:
    """Under what the earning of a rule for the happening at hand is recorded."""
    return "|".join((rule, *(str(turn.now.data.get(name, "")) for name in names)))


def note(turn: Turn, rule: str, names: tuple[str, ...], part: EarnedPart) -> str:
    """Remember what a rule gave for the happening at hand; returns the key of the record."""
    place = find_place(turn, rule, names)
    data = {"asset": part.asset, "seq": part.seq, "amount": part.amount, "day": turn.now.day, "exempt": part.exempt}
    data |= {name: value for name, value in (("once", part.once), ("charge", part.charge)) if value}
    key = f"{place}|{count_noted(turn, place) + 1}"
    turn.record_new(EARNED, key, data)
    return key


def note_again(turn: Turn, key: str, part: EarnedPart) -> None:
    """Remember that what was recorded under ``key`` and taken back was given once more, by another rule."""
    place, found = key.rpartition("|")[0], turn.state.find_record(EARNED, key) or {}
    data = {"asset": part.asset, "seq": part.seq, "amount": part.amount, "day": turn.now.day, "exempt": part.exempt}
    data |= {name: value for name, value in (("once", found.get("once")), ("charge", part.charge)) if value}
    turn.record_new(EARNED, f"{place}|{count_noted(turn, place) + 1}", {**data, "rule": part.rule})


def name_back(state: MemberState, use: UseOf) -> str:
    """Key of the record that it was taken back: two who became one may have been given under the same key."""
    state.find_record(EARNED, use.key)
    shown = state.owners.get((EARNED, use.key), state.member_id)
    back = state.find_record(TAKEN_BACK, use.key) if shown == use.owner else None
    if shown == use.owner and (back is None or back.get("of", use.owner) == use.owner):
        return use.key
    return f"{use.key}~{use.owner}"


def record_back(turn: Turn, use: UseOf) -> bool:
    """Note that it is taken back; ``False``: it was."""
    return turn.record(TAKEN_BACK, name_back(turn.state, use), {"t_us": turn.now.t_us, "of": use.owner})


def count_noted(turn: Turn, place: str) -> int:
    """How often a rule gave for one and the same thing."""
    number = 0
    while turn.state.find_record(EARNED, f"{place}|{number + 1}") is not None:
        number += 1
    return number
