"""The rounds of a raffle, by the activity itself: a list closes, is sealed, is drawn once, and its places are filled.

Who wins follows from the order that is drawn over the whole sealed list: places are filled in it, past entries that are
nobody's any more and members who have a place already. A place that is to be filled anew goes to who is next in the
same order, so that no draw is ever repeated.
"""

from __future__ import annotations

from collections.abc import Sequence

from liuke.activities.contracts import Activity
from liuke.activities.parts.leaderboard_periods import find_end
from liuke.activities.parts.raffle_doc import (
    HEAD,
    PAGE,
    PAGES,
    ROUNDS,
    RaffleHead,
    RafflePage,
    RafflePlace,
    RaffleRound,
    find_page,
)
from liuke.activities.parts.raffle_spec import RaffleSpec
from liuke.decision.draws import DrawPlace, SealedList, find_seed, name_commit
from liuke.decision.turn import Turn
from liuke.draws.domain import GRACE_US
from liuke.kernel.clock import DAY_US
from liuke.kernel.draws import hash_list

PLACED, UNPLACED = "raffle.placed", "raffle.unplaced"
REPORT, REPLACE = "raffle.report", "raffle.replace"
LAST = "last"
"""Key, behind the activity's, under which the round that was drawn last lies once more: everybody reads it."""
MAX_PUBLIC = 200


class Rounds:
    """The rounds of one raffle."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(RaffleSpec)
        self.id, self.path = spec.id, activity.path

    def key(self, number: int) -> str:
        """Of a round."""
        return f"{self.id}/{number}"

    def name_item(self, prize: str) -> str:
        """The stock of a prize."""
        return f"raffle:{self.id}/{prize}"

    def find_closing(self, after_us: int) -> int:
        """When the next list closes; 0: none does."""
        return self.spec.find_closing(self.activity.program.calendar, after_us, find_end(self.activity))

    def place_of(self, number: int, closes_us: int) -> DrawPlace:
        """Under which seed a round is drawn: it stays secret until the draw, however long that waits."""
        return DrawPlace(self.id, f"round-{number}", self.spec.find_last(closes_us) + DAY_US)

    # -- the list that is open --------------------------------------------------------------------------------------
    def open(self, turn: Turn, t_us: int) -> RaffleHead:
        """The list that is open at an instant; one whose time is over closes here, whoever comes first."""
        head = turn.shared(HEAD, self.id)
        if head is None:
            head = RaffleHead(closes_us=self.find_closing(t_us))
        elif head.closes_us == 0:
            head.closes_us = self.find_closing(t_us)
        elif head.closes_us <= t_us:
            self._close(turn, head)
            head.round, head.numbers, head.gone = head.round + 1, 0, 0
            head.closes_us = self.find_closing(t_us)
        return head

    def _close(self, turn: Turn, head: RaffleHead) -> None:
        turn.put_shared(ROUNDS, self.key(head.round), RaffleRound(
            head.round, head.closes_us, self.spec.find_draw(head.closes_us), self.spec.find_last(head.closes_us),
            self.spec.public_value is not None, head.numbers, head.gone,
        ))  # fmt: skip

    # -- the activity itself ----------------------------------------------------------------------------------------
    def on_published(self, turn: Turn) -> None:
        """The present terms say when the open list closes; its seed is committed to before anybody can enter."""
        head = self.open(turn, turn.now.t_us)
        if head.closes_us:
            # a list with entries whose closing is not in these terms any more closes now
            head.closes_us = self.find_closing(turn.now.t_us) or (turn.now.t_us if head.numbers else 0)
        self._go_on(turn, head)

    def on_timer(self, turn: Turn, rest: str) -> None:
        """``seal``: a list is over; ``draw/<round>``: it is to be drawn."""
        if rest == "seal":
            head = self.open(turn, turn.now.t_us)
            if head.sealed + 1 < head.round:
                head.sealed += 1
                self._seal(turn, head.sealed)
            self._go_on(turn, head)
        elif rest.startswith("draw/"):
            self._draw_due(turn, int(rest.partition("/")[2]))

    def _go_on(self, turn: Turn, head: RaffleHead) -> None:
        turn.put_shared(HEAD, self.id, head)
        waits = head.sealed + 1 < head.round
        turn.arm(f"activity:{self.id}:seal", turn.now.t_us if waits else head.closes_us)
        if head.closes_us:
            self._keep_secret(turn, self.place_of(head.round, head.closes_us))

    def _keep_secret(self, turn: Turn, place: DrawPlace) -> None:
        """Let the seed be there, and be revealed no sooner than the draw may be; its commitment is public by then."""
        find_seed(turn, place.key, place.closes_us)
        self._reveal(turn, place, place.closes_us + GRACE_US)

    def _reveal(self, turn: Turn, place: DrawPlace, at_us: int) -> None:
        prefix = name_commit(f"{place.key}/")
        for name in [name for name in turn.state.timers if name.startswith(prefix)]:
            turn.arm(name, at_us)

    def _read_pages(self, turn: Turn, one: RaffleRound) -> list[int]:
        """Whose each entry is, in the order of their numbers; 0: nobody's."""
        count = -(-one.numbers // PAGE)
        pages = [turn.shared(PAGES, f"{self.key(one.round)}/{page}") or RafflePage() for page in range(count)]
        return [member for page in pages for member in page.members]

    def _seal(self, turn: Turn, number: int) -> None:
        one = turn.shared(ROUNDS, self.key(number))
        if one is None or one.status != "closed":
            return
        owners = self._read_pages(turn, one)
        entries = [f"{at}:{member}" for at, member in enumerate(owners, 1) if member]
        one.hash, one.status = hash_list(entries), "sealed"
        turn.record("draw_list", one.hash, {"entries": entries})
        turn.put_shared(ROUNDS, self.key(number), one)
        self._keep_secret(turn, self.place_of(number, one.closes_us))
        turn.arm(f"activity:{self.id}:draw/{number}", max(one.draw_us, turn.now.t_us))
        turn.applied(self.path, "raffle-sealed", round=number, count=len(entries))
        turn.emit("raffle.sealed", {
            "activity": self.id, "round": number, "entries": len(entries), "hash": one.hash, "draw_us": one.draw_us,
        })  # fmt: skip

    # -- drawing ----------------------------------------------------------------------------------------------------
    def on_report(self, turn: Turn) -> None:
        """The merchant's side reports the public value: once, after the list was sealed."""
        number, value = turn.data["round"], str(turn.data["value"])
        one = turn.shared(ROUNDS, self.key(number))
        if one is None or one.status != "sealed" or not one.asks or one.public:
            turn.skipped(self.path, "raffle-report-not-wanted", round=number)
            return
        one.public = value[:MAX_PUBLIC]
        turn.put_shared(ROUNDS, self.key(number), one)
        turn.record_new("raffle_report", self.key(number), {"t_us": turn.now.t_us, "value": one.public})
        turn.applied(self.path, "raffle-reported", round=number)
        turn.emit("raffle.reported", {"activity": self.id, "round": number, "value": one.public})
        if turn.now.t_us >= one.draw_us:
            self._draw(turn, one)

    def _draw_due(self, turn: Turn, number: int) -> None:
        one = turn.shared(ROUNDS, self.key(number))
        if one is None or one.status != "sealed":
            return
        if not one.asks or one.public:
            self._draw(turn, one)
        elif turn.now.t_us < one.until_us:
            turn.arm(f"activity:{self.id}:draw/{number}", one.until_us)
        else:
            one.status = "lapsed"
            self._end(turn, one)
            turn.applied(self.path, "raffle-lapsed", round=number)
            turn.emit("raffle.lapsed", {"activity": self.id, "round": number})

    def _draw(self, turn: Turn, one: RaffleRound) -> None:
        owners = self._read_pages(turn, one)
        listed = self._read_list(turn, one)
        one.status, one.drawn_us = "drawn", turn.now.t_us
        if listed:
            place = self.place_of(one.round, one.closes_us)
            draw = turn.draw(place, f"winners of round {one.round}", over=SealedList(one.hash, one.public))
            order = [listed[at] for at in draw.order(len(listed))]
            one.draw = max(
                key for kind, key in turn.state.records if kind == "draw" and key.startswith(f"{place.key}/")
            )
            self._fill(turn, one, order, owners)
        turn.record_new("raffle_result", self.key(one.round), {
            "t_us": turn.now.t_us, "list": one.hash, "public": one.public, "draw": one.draw,
            "places": [[place.prize, place.number] for place in one.places],
        })  # fmt: skip
        self._end(turn, one)
        turn.put_shared(ROUNDS, f"{self.id}/{LAST}", one)
        won = sum(1 for place in one.places if place.number)
        turn.applied(self.path, "raffle-drawn", round=one.round, count=won)
        turn.emit("raffle.drawn", {"activity": self.id, "round": one.round, "entries": len(listed), "won": won})

    def _read_list(self, turn: Turn, one: RaffleRound) -> list[int]:
        """Numbers of the entries of the sealed list, in its order."""
        found = turn.state.find_record("draw_list", one.hash)
        assert found is not None, "a list is recorded when it is sealed"
        return [int(entry.partition(":")[0]) for entry in found["entries"]]

    def _fill(self, turn: Turn, one: RaffleRound, order: Sequence[int], owners: Sequence[int]) -> None:
        one.next, won = 0, set[int]()
        for prize in self.spec.prizes:
            for _ in range(prize.count):
                place = RafflePlace(prize.id)
                one.places.append(place)
                if prize.stock is not None and turn.stock(self.name_item(prize.id)) < 1:
                    turn.skipped(f"{self.path}.prizes.{prize.id}", "raffle-prize-gone", prize=prize.id)
                elif self._fill_place(turn, one, len(one.places), order, owners, won) and prize.stock is not None:
                    turn.take_stock(self.name_item(prize.id))

    def _fill_place(
        self, turn: Turn, one: RaffleRound, at: int, order: Sequence[int], owners: Sequence[int], won: set[int]
    ) -> bool:
        """Give a place to who is next in the order; ``False``: nobody is left."""
        place = one.places[at - 1]
        prize = next((prize for prize in self.spec.prizes if prize.id == place.prize), None)
        while prize is not None and one.next < len(order):
            number = order[one.next]
            one.next += 1
            member = owners[number - 1]
            if not member or member in won:
                continue
            won.add(member)
            place.number, place.member, place.times = number, member, place.times + 1
            turn.deliver(member, f"raffle/{self.key(one.round)}/{at}/{place.times}", PLACED, {
                "activity": self.id, "round": one.round, "place": at, "times": place.times, "prize": prize.id,
                "number": number, "rewards": [reward.model_dump(mode="json") for reward in prize.rewards],
            })  # fmt: skip
            return True
        return False

    def _end(self, turn: Turn, one: RaffleRound) -> None:
        """Nothing is drawn any more: the seed is public as soon as what is under way is over."""
        turn.put_shared(ROUNDS, self.key(one.round), one)
        turn.arm(f"activity:{self.id}:draw/{one.round}", 0)
        self._reveal(turn, self.place_of(one.round, one.closes_us), turn.now.t_us + GRACE_US)

    # -- filling a place anew ---------------------------------------------------------------------------------------
    def on_replace(self, turn: Turn) -> None:
        """The merchant's side says that a winner has forfeited: the named place goes to who is next in the order."""
        number: int = turn.data["round"]
        at: int = turn.data["place"]
        times: int = turn.data["times"]
        one = turn.shared(ROUNDS, self.key(number))
        if one is None or one.status != "drawn" or not 1 <= at <= len(one.places) or one.places[at - 1].times != times:
            turn.skipped(self.path, "raffle-no-place", round=number, place=at)
            return
        place = one.places[at - 1]
        drawn, owners = turn.state.find_record("draw", one.draw), self._read_pages(turn, one)
        listed = self._read_list(turn, one)
        assert drawn is not None, "a round that is drawn has a draw"
        outcome: list[int] = drawn["outcome"]
        gone = place.member
        won = {other.member for other in one.places if other.number}
        place.number = place.member = 0
        turn.deliver(gone, f"raffle/{self.key(number)}/{at}/{times}/back", UNPLACED, {
            "activity": self.id, "round": number, "place": at, "times": times,
        })  # fmt: skip
        filled = self._fill_place(turn, one, at, [listed[it] for it in outcome], owners, won)
        turn.put_shared(ROUNDS, self.key(number), one)
        last = turn.shared(ROUNDS, f"{self.id}/{LAST}")
        if last is not None and last.round == number:
            turn.put_shared(ROUNDS, f"{self.id}/{LAST}", one)
        data = {"activity": self.id, "round": number, "place": at, "reason": str(turn.data["reason"])}
        turn.record_new("raffle_replaced", f"{self.key(number)}/{at}/{times}", {"t_us": turn.now.t_us, **data})
        turn.applied(self.path, "raffle-replaced", round=number, place=at)
        turn.emit("raffle.replaced", {**data, "filled": filled})


def rename(turn: Turn, activity: str, number: int, entries: Sequence[int], member: int) -> None:
    """Entries of a round are another member's, or (0) nobody's any more."""
    for page in sorted({find_page(entry)[0] for entry in entries}):
        key = f"{activity}/{number}/{page}"
        doc = turn.shared(PAGES, key)
        if doc is None:
            continue
        for entry in entries:
            at = find_page(entry)
            if at[0] == page and doc.members[at[1]]:
                doc.members[at[1]] = member
        turn.put_shared(PAGES, key, doc)
