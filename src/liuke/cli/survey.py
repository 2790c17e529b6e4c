"""``liuke survey``: what a survey came to."""

from __future__ import annotations

from typing import Annotated

import typer

from liuke.activities.domain import find_anywhere
from liuke.activities.parts.survey_doc import TALLY, SurveyTally, render_key
from liuke.activities.parts.survey_spec import SurveySpec
from liuke.activities.survey_store import find_tally, list_periods
from liuke.activities.survey_views import LEAST_SHOWN, QuestionResult, show_results
from liuke.bootstrap import open_platform
from liuke.cli.terminal import AsJson, describe, get_settings, print_json, print_table, run
from liuke.http.days import show_day
from liuke.kernel.errors import NotFound


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "survey",
        help=describe(
            "Show what a survey came to in its newest period: counts, mean ratings, the net promoter score.",
            "liuke survey after_visit",
            "liuke survey after_visit --json",
        ),
    )(_survey)


def _survey(
    activity: Annotated[str, typer.Argument(help="The survey.")],
    as_json: AsJson = False,
) -> None:
    settings = get_settings()

    async def work() -> tuple[str, int, list[QuestionResult]]:
        async with open_platform(settings, connections=1) as platform:
            found = find_anywhere(platform.book.program_at(), f"activities.{activity}")
            if found is None or not isinstance(found.spec, SurveySpec):
                raise NotFound(f"the program has no survey {activity[:100]!r}")
            async with platform.transact() as connection:
                periods = await list_periods(connection, platform.tenant_id, activity)
                period = periods[0] if periods else 0
                stored = await find_tally(connection, platform.tenant_id, render_key(activity, period))
        tally = TALLY.read(stored) if stored is not None else SurveyTally()
        hidden = found.spec.anonymous and tally.taken < LEAST_SHOWN
        shown = [] if hidden else show_results(found.spec, tally, settings.locale)
        return show_day(period) if period else "", tally.taken, shown

    period, taken, questions = run(work())
    if as_json:
        print_json({"period": period or None, "taken": taken, "questions": questions})
        return
    print_table(
        f"{activity} {period}: {taken}".strip(),
        ("question", "form", "answer", "count>", "share>"),
        [row for one in questions for row in _list_rows(one)],
    )


def _list_rows(one: QuestionResult) -> list[tuple[str, ...]]:
    head = one.text
    if one.nps is not None:
        sign, size = "-" if one.nps.score_bps < 0 else "", abs(one.nps.score_bps)
        head += f" (NPS {sign}{size // 100}.{size % 100:02})"
    elif one.mean_hundredths is not None:
        head += f" ({one.mean_hundredths // 100}.{one.mean_hundredths % 100:02})"
    rows = [
        ("", "", option.name, f"{option.count:,}", f"{option.share_bps // 100}.{option.share_bps % 100:02} %")
        for option in one.options
    ]
    return [(head, one.form, "", f"{one.answered:,}", ""), *rows]
