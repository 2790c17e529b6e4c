"""Draws while deciding: a seed of the activity and period, handed in by the context; every draw is a record.

A draw is named by its period, seed, member and number within the period: neither the key of the operation nor its time
has a say in the outcome, so nobody wins by trying again under another key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from liuke.decision.state import Missing, Need, Slot
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.draws import (
    BITS,
    bind_to_list,
    digest_of,
    pick_below,
    pick_order,
    pick_weighted,
    read_blocks,
)

if TYPE_CHECKING:
    from liuke.decision.turn import Turn

DRAW_COMMIT = "draw.commit"
"""Delivered to the activity when a seed was made for it, before anything is drawn under it."""
TEST = "test:"
"""In front of the place of a test member's draws, which are no part of the period."""


@dataclass(frozen=True, slots=True)
class DrawPlace:
    """Under which seed something is drawn.

    Args:
        activity: Id of the activity, whose subject publishes the commitment and reveals the seed.
        period: ``2026-11-29``, ``2026-11``, ``all``: no blank, no slash.
        closes_us: First instant after the period: from then on nothing is drawn, and the seed is revealed.
    """

    activity: str
    period: str
    closes_us: int = FOREVER_US

    @property
    def key(self) -> str:
        """``activity/period``."""
        assert "/" not in self.activity + self.period, "a slash parts an activity from its period"
        return f"{self.activity}/{self.period}"


class Seed(msgspec.Struct, frozen=True):
    """A seed as it is loaded.

    Args:
        number: 1 for the first of the period; more where one was discarded.
        secret: The seed.
        revealed: Whether it is public, so that nothing may be drawn any more.
        simulated: Whether anybody could know it (replays, trials, tests): draws under it are marked.
    """

    number: int
    secret: bytes
    revealed: bool = False
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class SealedList:
    """The list over which is drawn.

    Args:
        hash: As ``kernel.draws.hash_list`` says.
        public: A value of a later date that was named before the list was closed.
    """

    hash: str
    public: str


class DrawBook(msgspec.Struct, omit_defaults=True):
    """How often the member drew in places that are still open: place → (number of draws, first instant after it)."""

    counts: dict[str, tuple[int, int]] = {}


DRAWS = Slot("draws", DrawBook)


def name_commit(place: str) -> str:
    """Key of the news of a commitment: ``place`` is ``activity/period/number``."""
    return f"draw:{place}"


def name_draw(place: str, seed: int, member_id: int, number: int, purpose: str) -> str:
    """The text of a draw, over which its bits are made."""
    return "\n".join((place, str(seed), str(member_id), str(number), purpose))


def make_simulated(place: str, salt: str) -> Seed:
    """A seed that anybody can know, for where nothing is at stake."""
    return Seed(1, digest_of(salt.encode(), place).encode()[:32], simulated=True)


def find_seed(turn: Turn, key: str, closes_us: int = 0) -> Seed:
    """A seed that the context hands in; ``key`` is ``activity/period``, or names a seed by its number behind it."""
    if turn.ctx.simulate:
        return make_simulated(key, turn.ctx.simulate)
    seed = turn.ctx.seeds.get(key)
    if seed is None:
        raise Missing(Need("seed", 0, key, closes_us))
    return seed


class Draw:
    """One draw: exactly one of its methods is called, once."""

    __slots__ = ("_done", "_over", "_place", "_purpose", "_seed", "_turn")

    def __init__(self, turn: Turn, place: DrawPlace, purpose: str, over: SealedList | None) -> None:
        seed = find_seed(turn, place.key, place.closes_us)
        assert "\n" not in purpose, "a purpose is one line"
        if seed.revealed:
            turn.refuse("draw-closed", f"the seed of {place.key} is public: nothing is drawn any more")
        self._turn, self._place, self._purpose, self._over, self._seed = turn, place, purpose, over, seed
        self._done = False

    def below(self, n: int) -> int:
        """A whole number from 0 to ``n - 1``, each as likely as any other."""
        blocks, note = self._open()
        return self._settle(note, {"below": n}, pick_below(blocks, n))

    def choose(self, weights: Sequence[int]) -> int:
        """The place of one of these whole weights, as likely as its share of the sum."""
        blocks, note = self._open()
        return self._settle(note, {"weights": list(weights)}, pick_weighted(blocks, weights))

    def order(self, n: int) -> list[int]:
        """The places from 0 to ``n - 1`` in an order, each as likely as any other."""
        blocks, note = self._open()
        return self._settle(note, {"order": n}, pick_order(blocks, n))

    def _open(self) -> tuple[Iterator[int], dict[str, Any]]:
        assert not self._done, "a draw has one result"
        self._done = True
        turn, seed = self._turn, self._seed
        place = f"{TEST}{self._place.key}" if turn.state.test else self._place.key
        number = _count(turn, place, self._place.closes_us)
        text = name_draw(place, seed.number, turn.state.member_id, number, self._purpose)
        secret = bind_to_list(seed.secret, self._over.hash, self._over.public) if self._over else seed.secret
        note: dict[str, Any] = {"key": f"{place}/{number:06}", "op": turn.key, "seed": seed.number}
        note |= {"purpose": self._purpose, "digest": digest_of(secret, text)}
        if self._over:
            note["over"] = {"hash": self._over.hash, "public": self._over.public}
        if seed.simulated:
            note["simulated"] = True
        return read_blocks(secret, text), note

    def _settle(self, note: dict[str, Any], terms: dict[str, Any], outcome: Any) -> Any:
        key = note.pop("key")
        self._turn.record_new("draw", key, {**note, **terms, "outcome": outcome})
        return outcome


def _count(turn: Turn, place: str, closes_us: int) -> int:
    """Number of the draw in its period; totals of periods that are over become records."""
    counts = turn.state.edit(DRAWS, DrawBook).counts
    for old in [name for name, (_, closed_us) in counts.items() if closed_us <= turn.ctx.now_us and name != place]:
        total, _ = counts.pop(old)
        turn.record_new("draw_total", old, {"draws": total})
    number = counts.get(place, (0, 0))[0] + 1
    counts[place] = (number, closes_us)
    return number


def check_outcome(record: dict[str, Any], secret: bytes, text: str) -> tuple[str, Any]:
    """Digest and outcome that a draw must have come to, from the revealed seed and the terms it was recorded with.

    Raises:
        KeyError: the record names no terms. TypeError, ValueError, AssertionError: they are none.
    """
    over = record.get("over")
    used = bind_to_list(secret, over["hash"], over["public"]) if over else secret
    blocks = read_blocks(used, text)
    if "weights" in record:
        return digest_of(used, text), pick_weighted(blocks, record["weights"])
    if "order" in record:
        return digest_of(used, text), pick_order(blocks, record["order"])
    return digest_of(used, text), pick_below(blocks, record["below"], bits=BITS)
