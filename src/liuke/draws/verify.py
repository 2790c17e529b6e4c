"""Checking a period's draws offline, from an export alone: each is derived anew from the revealed seed.

Nothing here asks a database: whoever has the file, and the commitments as they were published, needs no trust.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from liuke.decision.draws import check_outcome, name_draw
from liuke.kernel.draws import commit_to, hash_list

FORM = 1


class ExportedSeed(msgspec.Struct, frozen=True):
    """A seed of the period.

    Args:
        number: 1, 2 …: one that was discarded stays.
        commitment: As it was published.
        secret: In hexadecimal; empty: not revealed yet.
        reason: Why it was discarded.
    """

    number: int
    commitment: str
    committed_us: int
    closes_us: int
    secret: str = ""
    discarded_us: int | None = None
    reason: str = ""


class ExportedDraw(msgspec.Struct, frozen=True):
    """One draw as it was recorded: ``note`` holds key of the operation, purpose, digest, terms and outcome."""

    member: int
    number: int
    note: dict[str, Any]


class Export(msgspec.Struct, frozen=True):
    """Everything of a period.

    Args:
        totals: Member → how often they drew, counted apart from the draws.
        lists: Sealed lists by their hash, each with its entries in order.
    """

    activity: str
    period: str
    seeds: list[ExportedSeed]
    draws: list[ExportedDraw]
    totals: dict[int, int]
    lists: dict[str, list[str]] = {}
    form: int = FORM


class DrawFault(msgspec.Struct, frozen=True):
    """Something that is not as it must be.

    Args:
        kind: ``changed``, ``missing``, ``duplicated``, ``added``: a draw; ``seed``, ``list``: what it hangs on;
            ``secret``: the seed is not public yet.
        member: 0 for a seed or a list.
        number: Of the draw, or of the seed.
        detail: In words.
    """

    kind: Literal["changed", "missing", "duplicated", "added", "seed", "list", "secret"]
    member: int
    number: int
    detail: str


def verify_export(export: Export, *, published: Mapping[int, str] | None = None) -> list[DrawFault]:
    """Every draw that was changed, is missing, stands twice or was added; nothing when all is as it was drawn.

    Args:
        export: Of one period.
        published: Number of a seed → its commitment as it was published, where whoever checks has noted it.
    """
    return [
        *_check_seeds(export.seeds, published or {}),
        *_check_lists(export.lists),
        *_check_numbers(export.draws, export.totals),
        *_check_draws(export),
    ]


def _check_seeds(seeds: Iterable[ExportedSeed], published: Mapping[int, str]) -> Iterator[DrawFault]:
    known = {seed.number for seed in seeds}
    for number in sorted(published.keys() - known):
        yield DrawFault("seed", 0, number, "its commitment was published, and the export does not name it")
    for seed in seeds:
        if published.get(seed.number, seed.commitment) != seed.commitment:
            yield DrawFault("seed", 0, seed.number, "another commitment was published")
        if not seed.secret:
            yield DrawFault("secret", 0, seed.number, "the seed is not public yet: its draws cannot be checked")
        elif not _is_opening(seed):
            yield DrawFault("seed", 0, seed.number, "the revealed seed is not the one that was committed to")


def _is_opening(seed: ExportedSeed) -> bool:
    try:
        return commit_to(bytes.fromhex(seed.secret)) == seed.commitment
    except ValueError:
        return False


def _check_lists(lists: Mapping[str, list[str]]) -> Iterator[DrawFault]:
    for hash_, entries in lists.items():
        if hash_list(entries) != hash_:
            yield DrawFault("list", 0, 0, f"the list that was sealed as {hash_} was changed")


def _check_numbers(draws: Iterable[ExportedDraw], totals: Mapping[int, int]) -> Iterator[DrawFault]:
    found = Counter((draw.member, draw.number) for draw in draws)
    for (member, number), times in sorted(found.items()):
        if times > 1:
            yield DrawFault("duplicated", member, number, f"recorded {times} times")
        if not 1 <= number <= totals.get(member, 0):
            yield DrawFault("added", member, number, f"the member drew {totals.get(member, 0)} times")
    for member, total in sorted(totals.items()):
        for number in range(1, total + 1):
            if (member, number) not in found:
                yield DrawFault("missing", member, number, f"the member drew {total} times")


def _check_draws(export: Export) -> Iterator[DrawFault]:
    secrets = {seed.number: bytes.fromhex(seed.secret) for seed in export.seeds if seed.secret and _is_opening(seed)}
    known = {seed.number for seed in export.seeds}
    for draw in export.draws:
        number = draw.note.get("seed")
        if number not in known:
            yield DrawFault("changed", draw.member, draw.number, f"there is no seed {number}")
        elif number in secrets:
            detail = _find_difference(export, draw, secrets[number])
            if detail:
                yield DrawFault("changed", draw.member, draw.number, detail)


def _find_difference(export: Export, draw: ExportedDraw, secret: bytes) -> str:
    note = draw.note
    try:
        text = name_draw(f"{export.activity}/{export.period}", note["seed"], draw.member, draw.number, note["purpose"])
        digest, outcome = check_outcome(note, secret, text)
    except (KeyError, TypeError, ValueError, AssertionError):
        return "its terms are not those of a draw"
    if digest != note.get("digest"):
        return f"its digest must be {digest}"
    if outcome != note.get("outcome"):
        return f"it came to {outcome}, and is recorded as {note.get('outcome')}"
    return ""
