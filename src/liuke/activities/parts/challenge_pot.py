"""Who is inside a challenge, and how it is closed: who finished is counted, then everybody hears of it, page by page.

Each page is one operation of the activity as a subject: what it hands out and how far it came are one transaction, so a
process that dies in between changes nothing. A place is closed under its number, so it is paid once. Of what was put
down everything is paid out or kept: never a cent more, none is lost.
"""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.parts.cards_jackpot import split_equally
from liuke.activities.parts.challenge_doc import PAGE, PAGES, POT, ChallengeDoc, ChallengePage, ChallengePot, Place
from liuke.activities.parts.challenge_spec import ChallengeSpec
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, FOREVER_US

CLOSE = "challenge.close"
"""Delivered to who is inside: it is closed, and what comes of it for this place."""


def read_pot(turn: Turn, activity: str) -> ChallengePot:
    """The pot; a fresh one where nobody has come."""
    return turn.shared(POT, activity) or ChallengePot()


# -- places -----------------------------------------------------------------------------------------------------------
def enter(turn: Turn, activity: str, doc: ChallengeDoc, places: int | None) -> str:
    """Take the next place; why not, or an empty text."""
    pot = read_pot(turn, activity)
    if pot.status != "open":
        return "challenge-closed"
    if places is not None and pot.inside >= places:
        return "challenge-full"
    doc.number = pot.numbers
    key = f"{activity}/{doc.number // PAGE}"
    page = turn.shared(PAGES, key) or ChallengePage()
    page.places.append(Place(turn.state.member_id, doc.deposit, needed=doc.needed))
    turn.put_shared(PAGES, key, page)
    pot.numbers += 1
    pot.paid_in += doc.deposit
    pot.move(None, 0)
    turn.put_shared(POT, activity, pot)
    return ""


def find_place(turn: Turn, activity: str, number: int, member: int) -> tuple[ChallengePage, Place] | None:
    """The place of that number, while it is the member's, with the page that it is on."""
    page = turn.shared(PAGES, f"{activity}/{number // PAGE}")
    if page is None or number % PAGE >= len(page.places) or page.places[number % PAGE].member != member:
        return None
    return page, page.places[number % PAGE]


def follow(turn: Turn, activity: str, doc: ChallengeDoc) -> None:
    """The place says what the member's own days say, until it is closed."""
    pot = read_pot(turn, activity)
    found = find_place(turn, activity, doc.number, turn.state.member_id) if pot.status == "open" else None
    if found is None:
        return
    page, place = found
    if (place.days, place.done) == (doc.counted, doc.done):
        return
    if place.done != doc.done:
        pot.move(place.done, doc.done)
        turn.put_shared(POT, activity, pot)
    place.days, place.done = doc.counted, doc.done
    turn.put_shared(PAGES, f"{activity}/{doc.number // PAGE}", page)


def vacate(turn: Turn, activity: str, number: int, member: int, *, keeps_deposit: bool = False) -> bool:
    """The place is nobody's any more; ``False``: it was not the member's, or it is being closed.

    Args:
        turn: Of whoever.
        activity: Its id.
        number: Of the place.
        member: Whose it is.
        keeps_deposit: Whether what was put down stays in the pot.
    """
    pot = read_pot(turn, activity)
    found = find_place(turn, activity, number, member) if pot.status == "open" else None
    if found is None:
        return False
    page, place = found
    pot.move(place.done, None)
    pot.gone += 1
    place.member = place.days = place.done = 0
    if not keeps_deposit:
        pot.paid_in -= place.deposit
        place.deposit = 0
    turn.put_shared(PAGES, f"{activity}/{number // PAGE}", page)
    turn.put_shared(POT, activity, pot)
    return True


def is_shared_out(turn: Turn, activity: str, number: int, member: int) -> bool:
    """Whether what was put down for the place has gone to those who finished, although nobody has said so yet."""
    pot = read_pot(turn, activity)
    found = find_place(turn, activity, number, member) if pot.status in {"paying", "done"} and pot.spoils else None
    return found is not None and found[1].days < min(found[1].needed, pot.goal)


def rename(turn: Turn, activity: str, number: int, old: int, new: int) -> bool:
    """What is one member's place is another's."""
    found = find_place(turn, activity, number, old)
    if found is None:
        return False
    page, place = found
    place.member = new
    turn.put_shared(PAGES, f"{activity}/{number // PAGE}", page)
    return True


# -- closing ----------------------------------------------------------------------------------------------------------
class Closing:
    """How one challenge is closed, by the activity itself."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = activity.typed(ChallengeSpec)
        self.id, self.path = activity.spec.id, activity.path
        self.calendar = activity.program.calendar

    def find_last(self, turn: Turn) -> int:
        """The last day: of the plan, or the one on which the activity, or its campaign, ends before that."""
        last, closes_us = self.spec.first + self.spec.length - 1, self.activity.find_bounds(turn)[1]
        return last if closes_us >= FOREVER_US else min(last, self.calendar.local_day(closes_us - 1))

    def find_goal(self, turn: Turn) -> int:
        """Days that are needed: never more than there are."""
        return min(self.spec.needed or self.spec.length, max(self.find_last(turn) - self.spec.first + 1, 0))

    def find_end_us(self, turn: Turn) -> int:
        """When it is closed."""
        return self.calendar.day_start_us(self.find_last(turn) + 1 + self.spec.review_days)

    def on_published(self, turn: Turn) -> None:
        """It is closed when its last day is over and there was time to look at what was sent."""
        status = read_pot(turn, self.id).status
        if status != "done":
            turn.arm(f"activity:{self.id}:settle", self.find_end_us(turn) if status == "open" else turn.now.t_us)

    def on_timer(self, turn: Turn, rest: str) -> None:
        """The next page is counted, or closed."""
        pot = read_pot(turn, self.id)
        if rest != "settle" or pot.status == "done":
            return
        over = self._step(turn, pot)
        turn.put_shared(POT, self.id, pot)
        turn.arm(f"activity:{self.id}:settle", 0 if over else turn.now.t_us)

    def _step(self, turn: Turn, pot: ChallengePot) -> bool:
        """One page, or on to what comes next; whether that was the last step."""
        if pot.status == "open":
            pot.status, pot.goal, pot.page = "counting", self.find_goal(turn), 0
        if pot.page * PAGE < pot.numbers:
            page = turn.shared(PAGES, f"{self.id}/{pot.page}") or ChallengePage()
            (self._count if pot.status == "counting" else self._pay)(turn, pot, page)
            pot.page += 1
        elif pot.status == "counting":
            self._begin_paying(pot)
        else:
            self._finish(turn, pot)
        return pot.status == "done"

    def _is_done(self, pot: ChallengePot, place: Place) -> bool:
        return place.member > 0 and pot.goal > 0 and place.days >= min(place.needed, pot.goal)

    def _is_void(self, pot: ChallengePot) -> bool:
        """Whether it never came about: it was switched off, or ended before its first day."""
        return not self.spec.enabled or pot.goal == 0

    def _count(self, turn: Turn, pot: ChallengePot, page: ChallengePage) -> None:
        del turn
        finishers = [one for one in page.places if self._is_done(pot, one)]
        pot.finishers += len(finishers)
        pot.held += sum(one.deposit for one in finishers)

    def _begin_paying(self, pot: ChallengePot) -> None:
        """Where nobody finished nobody loses anything that would be shared."""
        terms, pot.status, pot.page, pot.left = self.spec.deposit, "paying", 0, pot.finishers
        if pot.finishers and not self._is_void(pot) and terms is not None and terms.after == "shared":
            pot.spoils = pot.paid_in - pot.held

    def _gives_back(self, pot: ChallengePot) -> bool:
        """Whether who did not finish has the deposit back, too."""
        terms = self.spec.deposit
        return self._is_void(pot) or (terms is not None and terms.after == "shared" and not pot.finishers)

    def _pay(self, turn: Turn, pot: ChallengePot, page: ChallengePage) -> None:
        finishers = sum(self._is_done(pot, one) for one in page.places)
        shares = iter(split_equally(pot.spoils - pot.shared, pot.left, finishers) if finishers else ())
        for number, place in enumerate(page.places, pot.page * PAGE):
            done, share = self._is_done(pot, place), 0
            if done:
                share = next(shares)
                pot.shared += share
                pot.left -= 1
            back = place.member > 0 and (done or self._gives_back(pot))
            pot.out += share + (place.deposit if back else 0)
            if place.member:
                turn.deliver(place.member, f"challenge/{self.id}/close/{number}", CLOSE, {
                    "activity": self.id, "number": number, "finished": done and not self._is_void(pot), "back": back,
                    "share": share, "void": self._is_void(pot),
                    "certificate": pot.finishers - pot.left if done and self.spec.certificate is not None else 0,
                })  # fmt: skip

    def _finish(self, turn: Turn, pot: ChallengePot) -> None:
        pot.status, pot.kept = "done", pot.paid_in - pot.out
        data = {
            "activity": self.id, "members": pot.inside, "finished": pot.finishers, "deposits": pot.paid_in,
            "paid_out": pot.out, "kept": pot.kept,
        }  # fmt: skip
        turn.record("challenge_settled", self.id, {"t_us": turn.now.t_us, **data})
        turn.applied(self.path, "challenge-settled", finished=pot.finishers)
        turn.emit("challenge.settled", data)


def after_end_us(closing: Closing, turn: Turn) -> int:
    """When a member's own timer looks whether the activity has closed it: a day after it should have."""
    return closing.find_end_us(turn) + DAY_US
