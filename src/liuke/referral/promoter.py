"""Super promoters: whose newcomers stay. Pure but for the turn.

Each invitee is looked at once, so many days after it was said who brought them: whether they did anything in the days
just before, or since. That is said to who invited, by a delivery; whoever brought enough of whom enough stayed is given
the package, once.
"""

from __future__ import annotations

from liuke.decision.hooks import MergeCase
from liuke.decision.turn import Turn
from liuke.earning import handouts
from liuke.kernel.clock import DAY_US
from liuke.kernel.money import BPS
from liuke.referral import shares
from liuke.referral.contracts import PROMOTED, REFERRAL, STAYED, ReferralBook
from liuke.referral.spec import PromoterSpec, ReferralSpec

TIMER = "referral:stay"
PATH = "referral.promoter"


def find_terms(turn: Turn) -> PromoterSpec | None:
    """The terms in force; ``None``: this program has no super promoters."""
    terms = turn.program.section("referral", ReferralSpec)
    return terms.promoter if terms.enabled else None


def await_day(turn: Turn) -> None:
    """The member was brought: look on the stated day whether they stayed."""
    terms = find_terms(turn)
    if terms is not None:
        turn.arm(TIMER, turn.ctx.now_us + terms.day * DAY_US)


def look(turn: Turn) -> None:
    """``timer.referral``: the day has come; each who brought the member is told."""
    terms = find_terms(turn)
    if terms is None or turn.state.is_erased:
        return
    since_us = turn.now.t_us - terms.active_days * DAY_US
    stayed = turn.state.last_active_us >= since_us
    for bond in turn.state.read(REFERRAL, ReferralBook).bonds:
        if bond.status != "void":
            data = {"invitee": bond.invitee, "stayed": stayed, "test": turn.state.test}
            turn.deliver(bond.inviter, f"referral:stay:{bond.invitee}", "referral.stayed", data)


def note(turn: Turn) -> None:
    """``referral.stayed``: one more newcomer whose day has come."""
    terms, stayed = find_terms(turn), bool(turn.data["stayed"])
    if shares.is_unreal(turn) or not turn.record(STAYED, str(turn.data["invitee"]), {"stayed": stayed}):
        return
    book = turn.state.edit(REFERRAL, ReferralBook)
    book.judged += 1
    book.stayed += stayed
    if terms is None or book.promoted_us or turn.state.is_erased or not is_enough(terms, book.judged, book.stayed):
        return
    book.promoted_us = turn.now.t_us
    handouts.hand_out(turn, terms.rewards, path=PATH, undoable=False)
    turn.record(PROMOTED, "once", {"judged": book.judged, "stayed": book.stayed})
    turn.applied(PATH, "referral-promoter", stayed=book.stayed, judged=book.judged)
    turn.emit("referral.promoted", {"judged": book.judged, "stayed": book.stayed})


def is_enough(terms: PromoterSpec, judged: int, stayed: int) -> bool:
    """Whether so many newcomers, of whom so many stayed, make a super promoter."""
    return judged >= terms.invitees and stayed * BPS > terms.stay_bps * judged


# -- two members are one ----------------------------------------------------------------------------------------------
def join(case: MergeCase, mine: ReferralBook, theirs: ReferralBook) -> None:
    """Newcomers of both; who either is a super promoter stays one. Who goes is looked at as who stays."""
    case.kept["promoted_us"] = mine.promoted_us
    mine.judged, mine.stayed = mine.judged + theirs.judged, mine.stayed + theirs.stayed
    since = [at_us for at_us in (mine.promoted_us, theirs.promoted_us) if at_us]
    mine.promoted_us = min(since, default=0)
    due_us = case.other.state.timers.get(TIMER, 0)
    if due_us:
        case.into.arm_earliest(TIMER, due_us)


def split(case: MergeCase, mine: ReferralBook, theirs: ReferralBook) -> None:
    """The same undone; a package that was given meanwhile is who stays' own."""
    mine.judged = max(mine.judged - theirs.judged, 0)
    mine.stayed = max(mine.stayed - theirs.stayed, 0)
    if theirs.promoted_us and mine.promoted_us == theirs.promoted_us:
        mine.promoted_us = case.kept.get("promoted_us", 0)
    terms = find_terms(case.other)
    bound_us = max((bond.bound_us for bond in theirs.bonds), default=0)
    due_us = bound_us + terms.day * DAY_US if terms is not None and bound_us else 0
    if due_us > case.other.ctx.now_us:
        case.other.arm(TIMER, due_us)
