"""What becomes of the rounds of a quiz: how one is drawn, when it is over, and what it was paid with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.parts.quiz_doc import RIGHT, SLOT, WRONG, Asked, QuizBook, QuizDoc, Round
from liuke.activities.parts.quiz_rules import LETTERS, normalise
from liuke.activities.parts.quiz_spec import QuizQuestion, QuizSpec
from liuke.decision.turn import Turn
from liuke.ledger import postings
from liuke.ledger.moved import find_place

END = "end"


def arm_end(turn: Turn, activity: str, found: Round | None) -> None:
    """Let the round end by itself; ``None``: there is none any more."""
    turn.arm(f"activity:{activity}:{END}", found.find_end() if found is not None else 0)


def choose_questions(turn: Turn, activity: Activity, doc: QuizDoc) -> list[QuizQuestion]:
    """Questions of a round in their drawn order: those first that the member was not asked; none: nothing is left."""
    spec = activity.typed(QuizSpec)
    known = {one.id for one in spec.bank}
    doc.seen = [one for one in doc.seen if one in known]
    if len(doc.seen) == len(known):
        if spec.again == "never":
            return []
        doc.seen = []
    order = activity.draw(turn, "questions").order(len(spec.bank))
    seen = set(doc.seen)
    fresh = [spec.bank[place] for place in order if spec.bank[place].id not in seen]
    rest = [spec.bank[place] for place in order if spec.bank[place].id in seen] if spec.again == "after_all" else []
    return [*fresh, *rest][: spec.questions]


def ask(turn: Turn, activity: Activity, questions: Sequence[QuizQuestion]) -> list[Asked]:
    """The questions as they are asked; one draw puts the options of all of them in order.

    It is an order of names: draws are public, and the bank may name the right option first.
    """
    spec = activity.typed(QuizSpec)
    places = [(number, place) for number, one in enumerate(questions) for place in range(len(one.options))]
    drawn = activity.draw(turn, "options").order(len(places)) if places else []
    orders: list[list[int]] = [[] for _ in questions]
    for place in drawn:
        number, option = places[place]
        orders[number].append(option)
    return [_ask(one, order, spec) for one, order in zip(questions, orders, strict=True)]


def _ask(one: QuizQuestion, order: Sequence[int], spec: QuizSpec) -> Asked:
    named = sorted(one.options, key=lambda option: option.name.zh)
    options = [named[place] for place in order]
    right = [option.name for option in one.options if option.right]
    answer = {
        "zh": "；".join(name.zh for name in right) or one.accepted[0],
        "en": "; ".join(name.get("en") for name in right) or one.accepted[0],
    }
    return Asked(
        one.id, one.text.model_dump(), one.form,
        {LETTERS[place]: option.name.model_dump() for place, option in enumerate(options)},
        [normalise(said) for said in one.accepted] or [LETTERS[n] for n, option in enumerate(options) if option.right],
        answer, one.score, one.seconds or spec.seconds, one.clue.model_dump() if one.clue is not None else None,
        one.picture, one.explanation.model_dump() if one.explanation is not None else None,
    )  # fmt: skip


def give_back(turn: Turn, activity: str, found: Round, *, owner: int = 0) -> None:
    """What a round was paid with comes back: it was not played to its end, and not by the member's fault."""
    if (paid := found.payment) is not None:
        seq = find_place(turn, paid.owner or owner, paid.asset, paid.seq)
        postings.refund(turn, paid.asset, seq, paid.amount, ref=found.ref)
        turn.applied(f"activities.{activity}", "quiz-returned")


def close_gone(turn: Turn) -> None:
    """The end of a round whose activity is in no program any more: what it was paid with comes back."""
    name, _, rest = str(turn.data["id"]).partition(":")
    if rest != END:
        return
    doc = turn.state.read(SLOT, QuizBook).docs.get(name)
    if doc is None or doc.round is None or doc.round.find_end() > turn.now.t_us:
        return
    give_back(turn, name, doc.round)
    turn.state.edit(SLOT, QuizBook).docs[name].round = None


def tells_key(asked: Asked, spec: QuizSpec) -> bool:
    """Whether the right answer may be said: it was answered in time, and the quiz says so."""
    return spec.reveals and asked.outcome in {RIGHT, WRONG}


def show_question(found: Round) -> dict[str, Any]:
    """The question that is shown, as a result of a request: nothing of its key."""
    asked = found.current
    return {
        "question": found.name_question(), "number": found.shown, "form": asked.form, "text": asked.text,
        "clue": asked.clue, "picture": asked.picture,
        "options": [{"id": letter, "name": name} for letter, name in asked.options.items()],
        "until_us": found.find_deadline(asked),
    }  # fmt: skip
