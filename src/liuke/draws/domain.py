"""Draws as a domain: the activity states the commitment of each seed, and reveals it after the end of its period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.draws import DRAW_COMMIT, DRAWS, DrawBook, find_seed, name_commit
from liuke.decision.hooks import ExportCase, Hooks, LawCase, Nothing
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.draws import commit_to
from liuke.kernel.text import text

GRACE_US = MINUTE_US
"""After the end of its period a seed is kept secret so long: what was begun before it may still be under way."""


def _commit(turn: Turn) -> None:
    place, commitment, closes_us = turn.data["place"], turn.data["commitment"], turn.data["closes_us"]
    turn.record("draw_commit", place, {"commitment": commitment, "closes_us": closes_us})
    turn.arm(name_commit(place), closes_us + GRACE_US)
    turn.applied("draws", "draw-committed", place=place)
    turn.emit("draw.committed", dict(turn.data))


def _reveal(turn: Turn) -> None:
    place = str(turn.data["id"])
    secret = find_seed(turn, place).secret
    said = {"place": place, "commitment": commit_to(secret), "secret": secret.hex()}
    if turn.record("draw_reveal", place, said):
        turn.applied("draws", "draw-revealed", place=place)
        turn.emit("draw.revealed", said)


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    yield Reaction(DRAW_COMMIT, Phase.REQUEST, "draws", _commit, subject=True)
    yield Reaction("timer.draw", Phase.TIME, "draws", _reveal, subject=True)


def _keeps_law(case: LawCase) -> Iterable[str]:
    for place, (number, _) in case.state.read(DRAWS, DrawBook).counts.items():
        if number < 1:
            yield f"{place}: {number} draws are counted"


_PLACE = EventField("str", text("活动/期次/序号", "Activity, period and number of the seed"))
_COMMITMENT = EventField("str", text("种子的 SHA-256", "SHA-256 of the seed"))
_COMMITTED = {"place": _PLACE, "commitment": _COMMITMENT, "closes_us": EventField("t_us", text("期次结束", "End"))}
EVENT_TYPES = (
    EventType(DRAW_COMMIT, text("抽奖种子已生成", "A seed was made"), "derived", _COMMITTED),
    EventType("draw.committed", text("抽奖承诺已公布", "Commitment published"), "derived", _COMMITTED),
    EventType(
        "draw.revealed",
        text("抽奖种子已公开", "Seed revealed"),
        "derived",
        {"place": _PLACE, "commitment": _COMMITMENT, "secret": EventField("str", text("种子", "The seed"))},
    ),
    EventType("timer.draw", text("公开抽奖种子", "A seed is to be revealed"), "timer", open=True),
)


def _export(case: ExportCase) -> Mapping[str, Any]:
    """Every draw of the member as it was noted, with what was drawn and under which seed."""
    notes = case.state.list_records("draw")
    return {"draws": [{"draw": key, **note} for key, note in sorted(notes.items())]} if notes else {}


DOMAIN = Domain(
    name="draws",
    slots=(DRAWS,),
    event_types=EVENT_TYPES,
    compile=_compile,
    wordings={
        "draw-committed": text("已公布 {place} 的承诺", "the commitment of {place} is public"),
        "draw-revealed": text("已公开 {place} 的种子", "the seed of {place} is public"),
        "draw-closed": text("本期抽奖已结束", "nothing is drawn in this period any more"),
    },
    hooks=Hooks(
        undo_cause=Nothing("a draw stays on record, whatever became of the order: what it gave is its kind's"),
        cancel=Nothing("a draw stays on record, and its seed is revealed all the same"),
        merge=Nothing("draws stand under the members who made them; who stays goes on behind their own number"),
        erase=Nothing("a draw names a number of a member and nothing of who it is"),
        export=_export,
        law=_keeps_law,
    ),
)
