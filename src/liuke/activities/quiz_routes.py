"""What became of the questions of a quiz, for operators."""

from __future__ import annotations

import msgspec

from liuke.activities.domain import find_anywhere
from liuke.activities.parts.quiz_spec import QuizSpec
from liuke.activities.quiz_store import count_answers, count_scores
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import NotFound
from liuke.kernel.money import BPS
from liuke.kernel.text import text
from liuke.program.errors import NoProgram


class AskedResult(msgspec.Struct):
    """What became of one question.

    Args:
        text: In the language of the call; the id of what is gone from the bank.
        form: ``single``, ``multiple``, ``text``, or ``gone``: it is not in the bank any more.
        asked: Times it was shown in a round that ended.
        right: Times it was answered rightly.
        wrong: Times it was answered otherwise.
        late: Times it was not answered in time.
        passed: Times no answer was given.
        right_bps: Right answers, of the times it was asked, in basis points; null: it was not asked yet.
        median_ms: Half of those who answered took no longer; null: nobody answered yet.
    """

    id: str
    text: str
    form: str
    asked: int
    right: int
    wrong: int
    late: int
    passed: int
    right_bps: int | None
    median_ms: int | None


class ScoreCount(msgspec.Struct):
    """How many rounds ended with a score."""

    score: int
    rounds: int


class QuizResults(msgspec.Struct):
    """What became of a quiz; test members count nowhere.

    Args:
        questions: Each of the bank, and those that are gone from it and were asked.
        scores: Of rounds that ended, the lowest first; scores that nobody has are left out.
    """

    id: str
    name: str
    questions: list[AskedResult]
    scores: list[ScoreCount]


async def _results(call: Call) -> QuizResults:
    wanted, services = call.params["activity"], call.services
    found = find_anywhere(services.program, f"activities.{wanted}")
    if found is None or not isinstance(found.spec, QuizSpec):
        raise NotFound(f"the program has no quiz {wanted[:100]!r}")
    spec = found.spec
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        counts = {row[0]: row[1:] for row in await count_answers(connection, services.tenant_id, spec.id)}
        scores = await count_scores(connection, services.tenant_id, spec.id)
    known = {one.id: (one.text.get(call.locale), one.form) for one in spec.bank}
    named = known | {gone: (gone, "gone") for gone in sorted(counts.keys() - known.keys())}
    nothing = (0, 0, 0, 0, 0, None)
    return QuizResults(
        spec.id, spec.name.get(call.locale),
        [_show(name, *said, *counts.get(name, nothing)) for name, said in named.items()],
        [ScoreCount(score, rounds) for score, rounds in scores],
    )  # fmt: skip


def _show(
    name: str, said: str, form: str, asked: int, right: int, wrong: int, late: int, passed: int, median: int | None
) -> AskedResult:
    rate = right * BPS // asked if asked else None
    return AskedResult(name, said, form, asked, right, wrong, late, passed, rate, median)


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/activities/{activity}/quiz", _results, text("答题结果", "Results of a quiz"), "activities",
        ("program:read", "members:read"), response=QuizResults, errors=(NotFound, NoProgram),
        about="For each question of the bank how often it was asked and how it was answered, and what rounds scored: "
        "of rounds that ended.",
    ),
)  # fmt: skip
