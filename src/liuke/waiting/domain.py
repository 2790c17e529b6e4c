"""Waiting facts as a domain: their slot, and dismissing one by hand."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven, Unwritten
from liuke.decision.turn import Turn
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.waiting import book
from liuke.waiting.book import WAITING, WaitingBook
from liuke.waiting.request_types import REQUESTS


def _run_dismiss(turn: Turn) -> None:
    place, ref = turn.data["place"], turn.data["ref"]
    found = next((kept for kept in book.list_kept(turn, place) if kept.ref == ref), None)
    if found is None:
        turn.refuse("nothing-waits", f"no fact {ref!r} waits for {place!r}", fix="list what waits again")
    book.settle(turn, found, "dismissed")
    turn.applied("waiting", "waiting-dismissed", place=place, ref=ref, reason=turn.data.get("reason") or "")
    turn.result = {"place": place, "ref": ref}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    return [Reaction("waiting.dismiss", Phase.REQUEST, "waiting", _run_dismiss)]


def _export(case: ExportCase) -> dict[str, object]:
    kept = case.state.read(WAITING, WaitingBook).kept
    return {"waiting": [{"for": place, "ref": ref} for place, refs in kept.items() for ref in refs]} if kept else {}


DOMAIN = Domain(
    name="waiting",
    slots=(WAITING,),
    event_types=make_event_types(REQUESTS),
    compile=_compile,
    wordings={
        "waiting-dismissed": text("{place} 的 {ref} 不再等待", "{ref} waits for {place} no longer"),
    },
    hooks=Hooks(
        undo_cause=Nothing("what waits has given nothing yet"),
        cancel=Nothing("a reported fact belongs to no activity"),
        merge=Unwritten("the facts of both wait for the antecedents of both"),
        erase=Nothing("a fact names orders and coupons, never who the member is"),
        export=_export,
        law=Proven(("waiting",)),
    ),
)
