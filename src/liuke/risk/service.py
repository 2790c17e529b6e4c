"""Weighing acts, holding what they give, and deciding on what was held. Pure but for the turn.

An act is weighed before any rule has a say: by what was measured of the request (handed in with it), by what the
member did before, and by the ring that a job found them in. Held is what the whole turn gives. Only what members ask
for can be refused, and only while a review of theirs is open: nobody is refused without somebody being able to look.

Refusal codes: ``act-refused``, ``review-not-found``, ``review-decided``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import cast

from liuke.decision.risk import MAX_SCORE, UnderReview
from liuke.decision.turn import Turn
from liuke.earning import holding
from liuke.earning.orders import RefundStep
from liuke.kernel.clock import DAY_US, MINUTE_US
from liuke.members import freezing
from liuke.risk.contracts import MAX_ACTS, MAX_RETURNS, MAX_TIMES, REVIEW, RISK, Review, RiskBook, SeenAct
from liuke.risk.features import FEATURES, NETWORK, measure_steadiness
from liuke.risk.spec import RiskAct, RiskSpec

PATH = "risk"
TIMER = "review"
RETURNS_US = 90 * DAY_US
REVIEW_PATH = "risk.review"
"""Under which what a review took back is given after all."""


# -- weighing ---------------------------------------------------------------------------------------------------------
def measure(turn: Turn, terms: RiskSpec) -> dict[str, int]:
    """Feature → value, of those that are known."""
    book, now_us = turn.state.read(RISK, RiskBook), turn.now.t_us
    found = dict(turn.risk.features) if turn.risk is not None else {}
    times = sorted([*book.times, now_us])
    found["burst"] = sum(now_us - terms.burst_minutes * MINUTE_US < t_us <= now_us for t_us in times)
    found["steadiness"] = measure_steadiness(times)
    found["age_days"] = max(now_us - turn.state.registered_us, 0) // DAY_US
    found["returns"] = sum(now_us - RETURNS_US < t_us <= now_us for t_us in book.returns)
    return found | book.ring


def weigh(terms: RiskSpec, measured: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    """Score, and the features that count, with their values; of several thresholds of one the heaviest counts."""
    heaviest: dict[str, int] = {}
    for signal in terms.signals:
        value = measured.get(signal.feature)
        if value is None:
            continue
        if value <= signal.at if FEATURES[signal.feature].low else value >= signal.at:
            heaviest[signal.feature] = max(heaviest.get(signal.feature, 0), signal.weight)
    return min(sum(heaviest.values()), MAX_SCORE), {name: measured[name] for name in heaviest}


def judge(act: RiskAct, deniable: bool, turn: Turn) -> None:
    """Allow, hold or refuse what is being done, before any rule has a say.

    Args:
        act: What is done about it.
        deniable: Whether it is a member's wish; facts are never refused.
        turn: The operation.
    """
    if turn.state.is_erased or turn.review is not None:
        return
    terms, book = turn.program.section("risk", RiskSpec), turn.state.read(RISK, RiskBook)
    score, counted = weigh(terms, measure(turn, terms))
    denied = act.deny_at is not None and score >= act.deny_at and not counted.keys() <= NETWORK
    trusted = turn.now.t_us < book.trusted_us
    if denied and deniable and not trusted and book.reviews:
        turn.refuse(
            "act-refused", "this cannot be done at present", fix="ask the merchant's service: they can look into it"
        )
    book = turn.state.edit(RISK, RiskBook)
    book.times = sorted([*book.times, turn.now.t_us])[-MAX_TIMES:]
    if not score:
        return
    if score < act.hold_at or trusted:
        turn.skipped(PATH, "risk-trusted" if trusted and score >= act.hold_at else "risk-allowed", score=score)
        _say(turn, counted, applied=False)
        return
    _hold(turn, terms, SeenAct(turn.key, turn.now.type, turn.now.t_us, score, counted), always=denied)


def _say(turn: Turn, counted: Mapping[str, int], *, applied: bool) -> None:
    for name, value in counted.items():
        (turn.applied if applied else turn.skipped)(f"{PATH}.{name}", f"risk-{name.replace('_', '-')}", value=value)


def _hold(turn: Turn, terms: RiskSpec, act: SeenAct, *, always: bool) -> None:
    book = turn.state.read(RISK, RiskBook)
    id_ = book.reviews[-1] if book.reviews else str(turn.new_id())
    turn.review = UnderReview(id_, turn.ctx.now_us + terms.hold_days * DAY_US)
    turn.applied(PATH, "risk-held", score=act.score)
    _say(turn, act.features, applied=True)
    before = holding.sum_held(turn, id_)
    turn.resume(turn.now, partial(_put_held, turn.review, act, before, always))


def _put_held(under: UnderReview, act: SeenAct, before: holding.HeldSum, always: bool, turn: Turn) -> bool:
    """At the end of the turn: the review says what is held now. Nothing happens by it."""
    id_, held = under.review, holding.sum_held(turn, under.review)
    found = turn.shared(REVIEW, id_)
    if held == before and found is None and not always:
        return False  # nothing was given: there is nothing to decide on
    review = found or Review(turn.state.member_id, "open", turn.ctx.now_us, under.due_us, act.score)
    review.due_us, review.score = max(review.due_us, under.due_us), max(review.score, act.score)
    for name, value in act.features.items():
        worst = min if FEATURES[name].low else max  # pyright: ignore[reportArgumentType] - names of the program
        review.features[name] = worst(review.features.get(name, value), value)
    review.acts, review.count = [*review.acts, act][-MAX_ACTS:], review.count + 1
    book = turn.state.edit(RISK, RiskBook)
    review.ring_id = book.ring_id or review.ring_id
    review.rewards, review.amounts = held.rewards, held.amounts
    turn.put_shared(REVIEW, id_, review)
    turn.arm(f"{TIMER}:{id_}", review.due_us)
    if id_ not in book.reviews:
        book.reviews.append(id_)
        turn.emit("review.opened", {"review": id_, "score": review.score}, react=False)
    return False


def note_return(turn: Turn) -> None:
    """``order.refunded``: an order that had earned something goes back whole."""
    refund: RefundStep | None = turn.subject.get("refund")
    if refund is None or not refund.full or not (refund.order.earned or refund.order.data.get("rewards_back")):
        return
    book = turn.state.edit(RISK, RiskBook)
    book.returns = sorted([*book.returns, turn.now.t_us])[-MAX_RETURNS:]


def note_ring(turn: Turn) -> None:
    """``risk.noted``: the job found what the member is part of, or that it is no more."""
    book = turn.state.edit(RISK, RiskBook)
    found = cast("Mapping[str, int]", turn.data.get("features") or {})
    book.ring = {name: int(value) for name, value in found.items() if name in FEATURES}
    book.ring_id = str(turn.data.get("ring") or "")
    if book.ring:
        turn.applied(PATH, "risk-noted", members=book.ring.get("ring_members", 0))
    else:
        turn.applied(PATH, "risk-cleared")


# -- deciding ---------------------------------------------------------------------------------------------------------
def get(turn: Turn) -> tuple[str, Review]:
    """The review that is asked about; refuses where the member has none under this number."""
    id_ = str(turn.data["review"])
    found = turn.shared(REVIEW, id_) if REVIEW.is_key(id_) else None
    if found is None or not turn.state.is_of(found.member_id):
        turn.refuse("review-not-found", "the member has no review under this number", fix="GET /v1/reviews")
    return id_, found


def decide(turn: Turn) -> Review:
    """``review.decide``: somebody has looked: what is held is given, or none of it is."""
    id_, review = get(turn)
    if review.status != "open":
        turn.refuse("review-decided", f"it is {review.status}", status=review.status)
    terms, released = turn.program.section("risk", RiskSpec), turn.data["decision"] == "release"
    book = turn.state.edit(RISK, RiskBook)
    if released:
        book.trusted_us = max(book.trusted_us, turn.ctx.now_us + terms.trust_days * DAY_US)
        holding.release(turn, id_)
    else:
        stopped = holding.stop(turn, id_)
        review.rewards, review.amounts = stopped.rewards, stopped.amounts
        if turn.data.get("freeze"):
            review.froze = freezing.freeze(turn, str(turn.data.get("reason") or ""), str(turn.data.get("clerk") or ""))
    review.status = "released" if released else "confirmed"
    _close(turn, id_, review)
    return review


def undo(turn: Turn) -> Review:
    """``review.undo``: it was no abuse after all: everything is given back."""
    id_, review = get(turn)
    if review.status != "confirmed":
        turn.refuse("review-decided", f"it is {review.status}", status=review.status)
    given = holding.give_after_all(turn, id_, path=REVIEW_PATH)
    review.rewards, review.amounts = given.rewards, given.amounts
    if review.froze:
        freezing.lift(turn, str(turn.data.get("clerk") or ""))
    review.status, review.froze, review.undone = "released", False, True
    days = turn.program.section("risk", RiskSpec).trust_days
    book = turn.state.edit(RISK, RiskBook)
    book.trusted_us = max(book.trusted_us, turn.ctx.now_us + days * DAY_US)
    _close(turn, id_, review)
    return review


def lapse(turn: Turn) -> None:
    """``timer.review``: nobody has decided in time; what was held is given."""
    id_ = str(turn.data["id"])
    review = turn.shared(REVIEW, id_)
    if review is None or review.status != "open" or not turn.state.is_of(review.member_id):
        return
    if review.due_us > turn.now.t_us:
        turn.arm(f"{TIMER}:{id_}", review.due_us)
        return
    holding.forget(turn, id_)
    review.status = "lapsed"
    _close(turn, id_, review)


def forget(turn: Turn) -> None:
    """Who is erased has nothing to wait for: what was held is not given to nobody."""
    for id_ in list(turn.state.read(RISK, RiskBook).reviews):
        review = turn.shared(REVIEW, id_)
        if review is not None and review.status == "open":
            holding.stop(turn, id_)
            review.status, review.acts = "erased", []
            _close(turn, id_, review)


def _close(turn: Turn, id_: str, review: Review) -> None:
    by_people = review.status in {"released", "confirmed"}
    review.decided_us = turn.ctx.now_us
    review.by = str(turn.data.get("clerk") or "?") if by_people else ""
    review.reason = str(turn.data.get("reason") or "") if by_people else ""
    turn.put_shared(REVIEW, id_, review)
    turn.arm(f"{TIMER}:{id_}", 0)
    book = turn.state.edit(RISK, RiskBook)
    book.reviews = [one for one in book.reviews if one != id_]
    code = "review-undone" if turn.event.type == "review.undo" else f"review-{review.status}"
    turn.applied(PATH, code)
    turn.emit("review.closed", {"review": id_, "status": review.status, "undone": review.undone}, react=False)
