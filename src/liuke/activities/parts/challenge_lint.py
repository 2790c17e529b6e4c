"""What lint says of challenges: days that cannot be done, deposits that never come back, rewards that refunds leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.parts.challenge_spec import ChallengeSpec
from liuke.activities.parts.task_measures import PAID
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.handouts import find_surviving
from liuke.kernel.clock import date_of
from liuke.kernel.text import text
from liuke.program.findings import Finding


def lint_challenges(
    activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence
) -> Iterable[Finding]:  # fmt: skip
    """Findings about all challenges."""
    del evidence
    for activity in activities:
        yield from _lint(activity, activity.typed(ChallengeSpec), program)


def _lint(activity: Activity, spec: ChallengeSpec, program: CompiledProgram) -> Iterable[Finding]:
    calendar, last = program.calendar, spec.first + spec.length - 1
    if activity.closes_us < calendar.day_start_us(last + 1):
        yield finding(
            f"{activity.path}.window", "challenge-cut-off", "warning",
            text(f"活动在最后一天（{date_of(last)}）之前结束，之后的天数无法打卡",
                 f"the activity ends before its last day ({date_of(last)}): later days cannot be done"),
            text("推迟活动结束时间，或缩短计划", "let it end later, or make the plan shorter"),
            last=date_of(last).isoformat(),
        )  # fmt: skip
    if activity.opens_us >= calendar.day_start_us(spec.last_sign_up + 1):
        yield finding(
            f"{activity.path}.sign_up_until", "challenge-no-sign-up", "error",
            text("报名截止早于活动开始，谁也报不了名", "sign-up ends before the activity begins: nobody can join"),
            text("提前活动开始时间，或推迟报名截止", "let the activity begin earlier, or sign-up end later"),
        )  # fmt: skip
    needed = spec.needed or spec.length
    if spec.deposit is not None and needed == spec.length and spec.make_up is None and spec.length > 1:
        yield finding(
            f"{activity.path}.deposit", "challenge-strict-deposit", "warning",
            text("漏打一天就拿不回押金，容易引起投诉",
                 "who misses a single day loses the deposit: expect complaints"),
            text("允许补卡，或降低完成所需天数", "let days be made up for, or need fewer days"),
        )  # fmt: skip
    if any(one.on == PAID for one in spec.tasks):
        yield from find_surviving(program, activity.path)
