"""What cannot work of a quiz, or pays those who learn its bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.parts.quiz_spec import QuizSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.text import text
from liuke.program.findings import Finding


def lint_quizzes(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Steps that no score reaches, and rewards for knowing the bank by heart."""
    del program, evidence
    for activity in activities:
        spec = activity.typed(QuizSpec)
        yield from _lint_ladder(activity, spec)
        if spec.every == "round" and spec.ladder and _count_rounds(spec) * spec.questions > len(spec.bank):
            yield finding(
                f"{activity.path}.every", "quiz-pays-repetition", "warning",
                text("每轮都发奖励，题目却会重复出现：记住答案即可反复得奖",
                     "every round is rewarded, and questions come again: who learns them by heart is paid again"),
                text("每档每天只发一次，或扩充题库", "give each step once a day, or add questions"),
                questions=len(spec.bank),
            )  # fmt: skip


def _count_rounds(spec: QuizSpec) -> int:
    """Rounds of a day at most."""
    terms = spec.chances
    free = max([terms.free_per_day, *terms.free_by_tier.values()])
    most = free + (terms.paid_per_day if terms.price is not None else 0) + (100 if terms.asset is not None else 0)
    return min([most, *(limit for limit in (terms.per_day, terms.in_all) if limit is not None)])


def _lint_ladder(activity: Activity, spec: QuizSpec) -> Iterable[Finding]:
    scores = sorted(one.score for one in spec.bank)
    least, most = sum(scores[: spec.questions]), sum(scores[-spec.questions :])
    for step in spec.ladder:
        path = f"{activity.path}.ladder.{step.at}"
        if step.at > most:
            yield finding(
                path, "quiz-step-out-of-reach", "error",
                text(f"一轮最高 {most} 分，达不到 {step.at} 分", f"a round comes to {most} at most, not to {step.at}"),
                text("降低该档分数", "lower the step"), most=most,
            )  # fmt: skip
        elif step.at > least:
            yield finding(
                path, "quiz-step-by-luck", "warning",
                text(f"抽到低分题时全对也只有 {least} 分，达不到 {step.at} 分",
                     f"all right may come to {least} only, as the questions are drawn: less than {step.at}"),
                text("降低该档分数，或让各题分值一致", "lower the step, or let questions score alike"), least=least,
            )  # fmt: skip
