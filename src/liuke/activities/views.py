"""What a member is shown of the activities, in the language of the call."""

from __future__ import annotations

from typing import Any

from liuke.activities.domain import summarize
from liuke.decision.choosing import choose_program
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.days import show_day, show_until
from liuke.kernel.text import Locale, localize


def view_activities(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[dict[str, Any]]:
    """Open activities under the program that holds for the member now; days as dates, texts in one language."""
    found = summarize(choose_program(program, state, now_us).program, state, now_us)
    shown: list[dict[str, Any]] = localize(found, locale)
    for activity in shown:
        activity["closes_us"] = show_until(activity["closes_us"])
        _show_activity_days(activity)
    return shown


def _show_activity_days(activity: dict[str, Any]) -> None:
    if activity["kind"] == "check_in":
        activity["today"] = show_day(activity["today"])
        month = activity["month"]
        month["first"], month["last"] = show_day(month["first"]), show_day(month["last"])
        for name in ("checked", "made_up"):
            month[name] = [show_day(day) for day in month[name]]
        if activity["make_up"] is not None:
            activity["make_up"]["days"] = [show_day(day) for day in activity["make_up"]["days"]]
    elif activity["kind"] == "task":
        # a task that is done once has one period, which began with time
        activity["period"] = show_day(activity["period"]) if activity["period"] else None
        if activity["ends_day"] is not None:
            activity["ends_day"] = show_day(activity["ends_day"])
        activity["claimable"] = [show_day(day) for day in activity["claimable"]]
