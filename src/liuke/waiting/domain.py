"""Waiting facts as a domain: their slot, and dismissing one by hand."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Merge, MergeCase, Nothing, Proven
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


def _join(case: MergeCase) -> None:
    """The facts of both wait for the antecedents of both; the same fact waits once."""
    theirs, other = case.other.state.read(WAITING, WaitingBook).kept, case.other.state
    if not theirs:
        return
    mine = case.into.state.edit(WAITING, WaitingBook).kept
    case.kept["before"] = {place: list(mine.get(place, [])) for place in theirs}
    for place, refs in theirs.items():
        new = [ref for ref in refs if ref not in mine.get(place, [])]
        mine[place] = [*mine.get(place, []), *new]
        for ref in new:
            found = "waiting", f"{place}/{ref}"
            case.into.state.records[found] = other.find_record(*found)
            case.into.state.owners[found] = other.owners.get(found, other.member_id)
    case.into.applied("waiting", "merge-waiting", count=sum(map(len, theirs.values())))


def _split(case: MergeCase) -> None:
    """What of theirs still waits, waits for theirs; what was joined or dismissed meanwhile cannot go back."""
    theirs = case.other.state.read(WAITING, WaitingBook).kept
    if not theirs:
        return
    mine = case.into.state.edit(WAITING, WaitingBook).kept
    for place, refs in theirs.items():
        before = case.kept.get("before", {}).get(place, [])
        for ref in refs:
            if ref in before:
                continue
            if ref in mine.get(place, []):
                mine[place].remove(ref)
                if not mine[place]:
                    del mine[place]
            else:
                case.spent.append({"what": "waiting-fact", "place": place, "ref": ref})


def _export(case: ExportCase) -> dict[str, object]:
    kept = case.state.read(WAITING, WaitingBook).kept
    return {"waiting": [{"for": place, "ref": ref} for place, refs in kept.items() for ref in refs]} if kept else {}


DOMAIN = Domain(
    name="waiting",
    slots=(WAITING,),
    event_types=make_event_types(REQUESTS),
    compile=_compile,
    wordings={
        "merge-waiting": text("并入 {count} 个等待中的事实", "{count:fact|facts} that wait come over"),
        "waiting-dismissed": text("{place} 的 {ref} 不再等待", "{ref} waits for {place} no longer"),
    },
    hooks=Hooks(
        undo_cause=Nothing("what waits has given nothing yet"),
        cancel=Nothing("a reported fact belongs to no activity"),
        merge=Merge(_join, _split),
        erase=Nothing("a fact names orders and coupons, never who the member is"),
        export=_export,
        law=Proven(("waiting",)),
    ),
)
