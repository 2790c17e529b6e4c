"""The pages of activities, as a member stands in them."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.frame_words import list_frame_lines
from liuke.activities.page import Look, PageBody, PageDescription, Words, say
from liuke.activities.page_frame import CLOSED, PageCase
from liuke.activities.shelf import Seen
from liuke.decision.choosing import choose_program, look
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.days import show_until


def find_page(
    program: CompiledProgram,
    state: MemberState,
    now_us: int,
    activity_id: str,
    seen: Seen | None = None,
) -> PageDescription | None:
    """The page of an activity; ``None``: there is none, or none that the member may know of.

    Args:
        program: In force.
        state: The member.
        now_us: Engine time.
        activity_id: Which one.
        seen: What members share of it, where it was read.
    """
    chosen = choose_program(program, state, now_us).program
    activity = activity_index(chosen).by_id.get(activity_id)
    if activity is None or activity.is_hidden(look(chosen, state, now_us)):
        return None
    return describe_page(activity, state, now_us, seen)


def describe_page(activity: Activity, state: MemberState, now_us: int, seen: Seen | None = None) -> PageDescription:
    """The page of an activity, open or not."""
    program = activity.program
    turn = look(program, state, now_us)
    closed = activity.closed_reason(turn) or ""
    case = PageCase(
        program, state, now_us, summarize_one(activity, state, now_us, seen), closed,
        activity.closed_reason(turn, claiming=True) or "", frozenset(activity.behaviour.claims),
    )  # fmt: skip
    body = activity.kind.page(activity, case) if activity.kind.page is not None else PageBody([])
    opens_us, closes_us = activity.find_bounds(turn)
    reason = closed or body.used_up
    return PageDescription(
        kind=activity.kind.kind, activity_id=activity.spec.id, title=say(activity.spec.name),
        theme=activity.spec.theme,
        status=CLOSED[closed] if closed else "used_up" if body.used_up else "open",
        status_reason=case.why(reason) if reason else None,
        opens_us=opens_us or None, closes_us=show_until(closes_us),
        blocks=body.blocks, actions=body.actions, rules=list_rules(activity), look=_find_look(activity),
    )  # fmt: skip


def _find_look(activity: Activity) -> Look | None:
    theme = activity.find_theme()
    if theme is None:
        return None
    return Look(
        campaign=activity.spec.campaign or "", skin=theme.skin, picture=theme.picture,
        headline=say(theme.headline) if theme.headline is not None else None,
        note=say(theme.note) if theme.note is not None else None,
        light=theme.find_palette("light"), dark=theme.find_palette("dark"),
    )  # fmt: skip


def list_rules(activity: Activity) -> list[Words]:
    """The rules of an activity, sentence by sentence."""
    zh, en = (
        [*list_frame_lines(activity, locale, dated=False), *activity.kind.render_rules(activity, locale)]
        for locale in ("zh", "en")
    )
    return [Words(*pair) for pair in zip(zh, en, strict=True)]
