"""What a survey came to, for those who asked: counts and scores, and what members wrote."""

from __future__ import annotations

from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta

from liuke.activities.domain import find_anywhere
from liuke.activities.parts.survey_doc import SHEET, TALLY, SurveyTally, render_key
from liuke.activities.parts.survey_spec import SurveySpec
from liuke.activities.survey_store import list_periods, list_signed
from liuke.activities.survey_views import LEAST_SHOWN, QuestionResult, show_results
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import read_day, show_day
from liuke.http.paging import Cursor, Limit, make_page, read_cursor, write_cursor
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.privacy.names import name_member
from liuke.program.errors import NoProgram

_Period = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="First day; empty: the newest.")]


class PeriodQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``period``: the first day of one; empty: the newest."""

    period: _Period = ""


class TextsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``question``: that is answered by a text; ``period``: the first day of one; empty: the newest."""

    question: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] = ""
    period: _Period = ""
    limit: Limit = 50
    cursor: Cursor = ""


class SurveyResults(msgspec.Struct):
    """What a survey came to in a period; test members count nowhere.

    Args:
        anonymous: Whether it is answered without names.
        period: First day; null: it is answered once, or nobody answered yet.
        periods: All in which somebody answered, the newest first.
        taken: Members who answered.
        hidden: Whether too few answered an anonymous survey for anything to be shown.
    """

    id: str
    name: str
    anonymous: bool
    period: str | None
    periods: list[str]
    taken: int
    hidden: bool
    questions: list[QuestionResult]


class SurveyText(msgspec.Struct):
    """What somebody wrote.

    Args:
        member_id: Who; null: the survey is anonymous.
        shown: What people call them: their phone number or address with the middle hidden, else their first name;
            empty: they have none, or nobody knows who.
        t_us: When; null: the survey is anonymous.
    """

    text: str
    member_id: str | None
    shown: str
    t_us: int | None


async def _results(call: Call) -> SurveyResults:
    spec = _find(call)
    periods, period = await _find_period(call, spec, call.query.period)
    tally = await call.services.reader.find_shared(TALLY, render_key(spec.id, period)) or SurveyTally()
    hidden = spec.anonymous and tally.taken < LEAST_SHOWN
    return SurveyResults(
        spec.id, spec.name.get(call.locale), spec.anonymous, show_day(period) if period else None,
        [show_day(one) for one in periods if one], tally.taken, hidden,
        [] if hidden else show_results(spec, tally, call.locale),
    )  # fmt: skip


async def _texts(call: Call) -> Page[SurveyText]:
    spec, query = _find(call), call.query
    if not any(one.id == query.question and one.form == "text" for one in spec.questions):
        known = ", ".join(one.id for one in spec.questions if one.form == "text")
        fix = f"one of {known}" if known else "the survey asks for no text"
        fault = Fault("query.question", "unknown-question", "is no question that is answered by a text", fix)
        raise InvalidInput("which question is meant must be said", faults=[fault])
    _, period = await _find_period(call, spec, query.period)
    if spec.anonymous:
        return await _list_unsigned(call, render_key(spec.id, period))
    services = call.services
    await services.personal.ready(services.pool)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await list_signed(
            connection, services.tenant_id, spec.id, query.question, period=period,
            before=read_cursor(query.cursor, (int, int)), limit=query.limit + 1,
        )  # fmt: skip  # pyright: ignore[reportArgumentType] - two numbers, as they were read
    page = make_page(rows, query.limit, lambda row: _show(call, row), lambda row: (row[6], row[2]))
    return Page([one for one in page.items if one.text], page.next_cursor)


def _show(call: Call, row: tuple[Any, ...]) -> SurveyText:
    """What was written; nothing of a member who was erased."""
    root, names, member_id, key, data, sealed, t_us = row
    opened = call.services.personal.box(member_id, sealed).open_fields(msgspec.json.decode(data), key)
    texts = cast("dict[str, str]", opened.get("written") or {})
    written = texts.get(call.query.question, "").strip()
    return SurveyText(written, str(root), name_member(msgspec.json.decode(names or "[]")), t_us)


async def _list_unsigned(call: Call, key: str) -> Page[SurveyText]:
    """A sheet a page: its texts in the order of the letters."""
    tally = await call.services.reader.find_shared(TALLY, key)
    if tally is None or tally.taken < LEAST_SHOWN:
        return Page([])
    (number,) = read_cursor(call.query.cursor, (int,)) or (1,)
    sheet = await call.services.reader.find_shared(SHEET, f"{key}/{number}")
    found = sheet.texts.get(call.query.question, []) if sheet is not None else []
    following = write_cursor((number + 1,)) if number < tally.sheets else None
    return Page([SurveyText(one, None, "", None) for one in found], following)


def _find(call: Call) -> SurveySpec:
    wanted = call.params["activity"]
    found = find_anywhere(call.services.program, f"activities.{wanted}")
    if found is None or not isinstance(found.spec, SurveySpec):
        raise NotFound(f"the program has no survey {wanted[:100]!r}")
    return found.spec


async def _find_period(call: Call, spec: SurveySpec, wanted: str) -> tuple[list[int], int]:
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        periods = await list_periods(connection, services.tenant_id, spec.id)
    if wanted:
        faults = list[Fault]()
        period = read_day(wanted, "query.period", faults)
        if faults:
            raise InvalidInput("the period cannot be found", faults=faults)
        return periods, period
    return periods, periods[0] if periods else 0


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/activities/{activity}/survey", _results, text("问卷结果", "Results of a survey"), "activities",
        ("program:read", "members:read"), query=PeriodQuery, response=SurveyResults,
        errors=(InvalidInput, NotFound, NoProgram),
        about="Counts of every question, mean ratings, the net promoter score (promoters gave 9 or 10, detractors 0 to "
        "6). Of an anonymous survey nothing is shown before five answered.",
    ),
    Endpoint(
        "GET", "/v1/activities/{activity}/survey/texts", _texts, text("问卷文字答案", "What members wrote in a survey"),
        "activities", ("members:read",), query=TextsQuery, response=Page[SurveyText],
        errors=(InvalidInput, NotFound, NoProgram),
        about="The newest first, under masked names. Of an anonymous survey in the order of the letters, with no name "
        "and no time. What an erased member wrote is gone.",
    ),
)  # fmt: skip
