"""Leagues of a board: who gets a seat where, and who goes up and down. Pure.

The seats of a division and period are counted in one shared document; a seat is a number, and its league follows from
it, so that no league has more members than it has seats.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from liuke.activities.contracts import Activity
from liuke.activities.parts.leaderboard_doc import BoardDoc, Entry, LeagueResult, stand
from liuke.activities.parts.leaderboard_periods import PeriodOf, find_again, find_following
from liuke.activities.parts.leaderboard_spec import BoardDivision, BoardLeagues, LeaderboardSpec
from liuke.boards.closing import Division
from liuke.boards.contracts import SEAT, name_league, read_league
from liuke.decision.consents import SHARING, allows
from liuke.decision.shared import SharedKind
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, HOUR_US

PATIENCE_US = DAY_US
"""How long after a period should have closed a seat in the next one waits for its result."""


class LeagueSeats(msgspec.Struct):
    """The seats of one division in one period.

    Args:
        size: Of each league: what the terms said when the first seat was taken.
        seated: Seats that were taken; seat ``n`` from 1 is in league ``(n - 1) // size + 1``.
    """

    size: int
    seated: int = 0


def _find_faults(key: str, doc: LeagueSeats) -> Iterable[str]:
    if doc.size < 1 or doc.seated < 1:
        yield f"{key}: {doc.seated} seats were taken in leagues of {doc.size}"


SEATS = SharedKind("board_league", LeagueSeats, _find_faults)


class Zones(msgspec.Struct, frozen=True):
    """Who moves.

    Args:
        up: The last rank that goes up; 0: none does.
        down: The first rank that goes down; 0: none does.
    """

    up: int
    down: int

    def of(self, rank: int) -> Literal["", "up", "down"]:
        """Where a rank leads."""
        return "up" if rank <= self.up else "down" if 0 < self.down <= rank else ""


def find_zones(terms: BoardLeagues, step: int, members: int) -> Zones:
    """Who moves in a league.

    Args:
        terms: Of the board.
        step: Of its division, from 0: the lowest.
        members: Who have a rank in it.

    >>> terms = BoardLeagues(divisions=[{"id": one, "name": one} for one in ("bronze", "silver", "gold")])
    >>> [find_zones(terms, step, 30) for step in range(3)]
    [Zones(up=5, down=0), Zones(up=5, down=26), Zones(up=0, down=26)]
    >>> [find_zones(terms, 1, members) for members in (0, 4, 5, 6, 12)]
    [Zones(up=5, down=0), Zones(up=5, down=0), Zones(up=5, down=0), Zones(up=5, down=6), Zones(up=5, down=8)]
    """
    one = list_moves(terms)[step]
    down = max(members - one.down, one.safe) + 1
    return Zones(one.up, down if one.down and down <= members else 0)


def list_moves(terms: BoardLeagues) -> list[Division]:
    """Who moves in each division: nobody goes up from the highest, nobody down from the lowest."""
    safe, last = max(terms.promote, 1), len(terms.divisions) - 1
    return [
        Division(one.id, terms.promote if step < last else 0, terms.relegate if step else 0, safe)
        for step, one in enumerate(terms.divisions)
    ]


class Leagues:
    """How the leagues of one board are played."""

    def __init__(self, activity: Activity, terms: BoardLeagues) -> None:
        self.activity, self.terms = activity, terms
        self.id, self.path = activity.spec.id, activity.path
        self.divisions: tuple[BoardDivision, ...] = terms.divisions
        self._steps = {one.id: step for step, one in enumerate(terms.divisions)}
        self._wait_us = activity.typed(LeaderboardSpec).wait_hours * HOUR_US + PATIENCE_US

    def find_step(self, division: str) -> int:
        """Of a division, from 0; one that the board has no more is the lowest."""
        return self._steps.get(division, 0)

    def find_zones(self, band: str, members: int) -> Zones:
        """Who moves in a league; nobody in one whose division the board has no more."""
        division = read_league(band)[0]
        if division not in self._steps:
            return Zones(0, 0)
        return find_zones(self.terms, self._steps[division], members)

    # -- seats ------------------------------------------------------------------------------------------------------
    def seat(self, turn: Turn, doc: BoardDoc, period: PeriodOf, entry: Entry) -> None:
        """Give the member a seat in a period that runs, where they have none and want to be seen."""
        if entry.league or doc.hidden or not allows(turn.program, turn.state, SHARING):
            return
        if turn.ctx.now_us >= period.until_us:
            turn.skipped(self.path, "leaderboard-league-late")
            return
        if self.waits(doc, entry, turn.ctx.now_us):
            turn.skipped(self.path, "leaderboard-league-waits")
            return
        step = self.find_step(doc.division)
        if self.terms.absent == "relegate" and doc.played_day:
            step = max(step - self._count_missed(doc.played_day, entry.first_day), 0)
        division: str = self.divisions[step].id
        key = f"{self.id}/{period.key}/{division}"
        seats = turn.shared(SEATS, key) or LeagueSeats(self.terms.size)
        seats.seated += 1
        turn.put_shared(SEATS, key, seats)
        number = (seats.seated - 1) // seats.size + 1
        entry.league = name_league(division, number)
        doc.division, doc.played_day = division, max(doc.played_day, entry.first_day)
        turn.record_new(SEAT, f"{key}/{seats.seated}", {"league": entry.league, "t_us": turn.now.t_us})
        turn.applied(self.path, "leaderboard-seated", number=number, **_name(self.divisions[step]))

    def waits(self, doc: BoardDoc, entry: Entry, now_us: int) -> bool:
        """Whether a league of before is not settled yet: it says in which division the next seat is."""
        return any(
            one.league and not one.settled and one.score > 0 and one.first_day < entry.first_day
            and now_us < find_again(self.activity, key, one.first_day).until_us + self._wait_us
            for key, one in doc.periods.items()
        )  # fmt: skip

    def _count_missed(self, played_day: int, first_day: int) -> int:
        """Whole periods between two in which the member has a seat; no more than there are divisions."""
        kind, missed = self.activity.typed(LeaderboardSpec).period, 0
        day = find_following(kind, played_day)
        while day < first_day and missed < len(self.divisions):
            day, missed = find_following(kind, day), missed + 1
        return missed

    # -- results ----------------------------------------------------------------------------------------------------
    def settle(self, turn: Turn, doc: BoardDoc) -> None:
        """The league of a period has closed: the member goes up, down, or stays; and a seat that waited is taken."""
        data = turn.data
        entry = doc.periods.get(data["period"])
        if entry is None or entry.league != data["band"] or entry.settled:
            turn.skipped(self.path, "leaderboard-no-league")
            return
        entry.settled = True
        before = self.find_step(doc.division)
        after: int = min(max(before + data["move"], 0), len(self.divisions) - 1)
        doc.division = self.divisions[after].id
        doc.result = LeagueResult(
            data["period"], read_league(entry.league)[0], data["rank"], data["members"], after - before
        )  # fmt: skip
        self._say(turn, before, after)
        for key in sorted(doc.periods, key=lambda one: doc.periods[one].first_day):
            later, period = doc.periods[key], find_again(self.activity, key, doc.periods[key].first_day)
            if later.score > 0 and not later.league and turn.ctx.now_us < period.until_us:
                self.seat(turn, doc, period, later)
                stand(turn, self.id, key, later, hidden=doc.hidden)

    def _say(self, turn: Turn, before: int, after: int) -> None:
        name, rank = _name(self.divisions[after]), turn.data["rank"]
        if after == before:
            turn.applied(self.path, "leaderboard-stays", rank=rank, **name)
            return
        up = after > before
        turn.applied(self.path, "leaderboard-promoted" if up else "leaderboard-relegated", rank=rank, **name)
        turn.emit("leaderboard.promoted" if up else "leaderboard.relegated", {
            "activity": self.id, "period": turn.data["period"], "division": self.divisions[after].id,
            "before": self.divisions[before].id, "rank": rank,
        })  # fmt: skip


def _name(division: BoardDivision) -> dict[str, str]:
    """For wordings."""
    return {"division_zh": division.name.zh, "division_en": division.name.get("en")}


def show_league(leagues: Leagues, doc: BoardDoc, entry: Entry, now_us: int) -> dict[str, Any]:
    """What a member is shown of where they play."""
    division = read_league(entry.league)[0] if entry.league else doc.division
    step, result = leagues.find_step(division), doc.result
    return {
        "division": leagues.divisions[step].id, "name": leagues.divisions[step].name.model_dump(), "step": step + 1,
        "steps": len(leagues.divisions), "number": read_league(entry.league)[1] if entry.league else 0,
        "waits": not entry.league and entry.score > 0 and leagues.waits(doc, entry, now_us),
        "result": {
            "period": result.period.rpartition(":")[2], "rank": result.rank, "members": result.members,
            "move": result.move,
        } if result is not None else None,
    }  # fmt: skip
