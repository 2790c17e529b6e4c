"""An export is checked offline: whatever was changed, taken out, doubled or added is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from liuke.decision.draws import check_outcome, name_draw
from liuke.draws.verify import DrawFault, Export, ExportedDraw, ExportedSeed, verify_export
from liuke.kernel.draws import commit_to, hash_list

SECRET, OTHER = b"a" * 32, b"b" * 32
ENTRIES = ["1", "2", "3"]
TERMS: list[dict[str, Any]] = [
    {"weights": [70, 25, 5]}, {"below": 1000}, {"order": 5},
    {"below": 3, "over": {"hash": hash_list(ENTRIES), "public": "3241.87"}},
]  # fmt: skip


def make(secret: bytes = SECRET) -> Export:
    draws = list[ExportedDraw]()
    for member in (7, 8):
        for number, terms in enumerate(TERMS, 1):
            note = {"op": f"k{number}", "seed": 2, "purpose": "tier", **terms}
            text = name_draw("wheel/2026-11-29.day", 2, member, number, "tier")
            note["digest"], note["outcome"] = check_outcome(note, secret, text)
            draws.append(ExportedDraw(member, number, note))
    seeds = [
        ExportedSeed(1, commit_to(OTHER), 1, 10, OTHER.hex(), 2, "seen by somebody"),
        ExportedSeed(2, commit_to(secret), 3, 10, secret.hex()),
    ]
    return Export("wheel", "2026-11-29.day", seeds, draws, {7: 4, 8: 4}, {hash_list(ENTRIES): ENTRIES})


def copy() -> Export:
    return msgspec.json.decode(msgspec.json.encode(make()), type=Export)


def test_an_honest_export_has_no_fault() -> None:
    assert verify_export(copy(), published={1: commit_to(OTHER), 2: commit_to(SECRET)}) == []


def _change(field: str, value: Any) -> Callable[[Export], None]:
    return lambda export: export.draws[1].note.update({field: value})


TAMPERED: dict[str, tuple[Callable[[Export], Any], list[tuple[str, int, int]]]] = {
    "an outcome": (_change("outcome", 1), [("changed", 7, 2)]),
    "a digest": (_change("digest", "0" * 64), [("changed", 7, 2)]),
    "the terms": (_change("below", 999), [("changed", 7, 2)]),
    "no terms": (lambda e: e.draws[1].note.pop("below"), [("changed", 7, 2)]),
    "senseless terms": (_change("below", "x"), [("changed", 7, 2)]),
    "the purpose": (_change("purpose", "other"), [("changed", 7, 2)]),
    "the seed that was used": (_change("seed", 1), [("changed", 7, 2)]),
    "a seed that is none": (_change("seed", 3), [("changed", 7, 2)]),
    "a weight": (lambda e: e.draws[0].note["weights"].__setitem__(0, 1), [("changed", 7, 1)]),
    "the public value": (lambda e: e.draws[3].note["over"].update(public="1"), [("changed", 7, 4)]),
    "a draw out of the middle": (lambda e: e.draws.pop(1), [("missing", 7, 2)]),
    "the last draw": (lambda e: e.draws.pop(3), [("missing", 7, 4)]),
    "a draw twice": (lambda e: e.draws.append(e.draws[1]), [("duplicated", 7, 2)]),
    "a draw more": (
        lambda e: e.draws.append(ExportedDraw(7, 5, e.draws[1].note)), [("added", 7, 5), ("changed", 7, 5)],
    ),
    "a draw of another member": (
        lambda e: e.draws.append(ExportedDraw(9, 1, e.draws[1].note)), [("added", 9, 1), ("changed", 9, 1)],
    ),
    "an entry of the list": (lambda e: e.lists[hash_list(ENTRIES)].append("4"), [("list", 0, 0)]),
    "the revealed seed": (
        lambda e: e.seeds.__setitem__(1, msgspec.structs.replace(e.seeds[1], secret=OTHER.hex())), [("seed", 0, 2)],
    ),
    "no seed at all": (
        lambda e: e.seeds.__setitem__(1, msgspec.structs.replace(e.seeds[1], secret="zz")), [("seed", 0, 2)],
    ),
    "a seed that is still secret": (
        lambda e: e.seeds.__setitem__(1, msgspec.structs.replace(e.seeds[1], secret="")), [("secret", 0, 2)],
    ),
    "a discarded commitment that is gone": (lambda e: e.seeds.pop(0), [("seed", 0, 1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_whatever_was_tampered_with_is_named(name: str) -> None:
    tamper, wanted = TAMPERED[name]
    export = copy()
    tamper(export)
    found = verify_export(export, published={1: commit_to(OTHER), 2: commit_to(SECRET)})
    assert sorted((fault.kind, fault.member, fault.number) for fault in found) == wanted


def test_a_whole_period_under_another_seed_is_found_by_who_noted_the_commitment() -> None:
    forged = make(b"c" * 32)
    assert verify_export(forged) == []
    (fault,) = verify_export(forged, published={2: commit_to(SECRET)})
    assert fault == DrawFault("seed", 0, 2, "another commitment was published")
