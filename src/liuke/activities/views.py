"""What a member is shown of the activities, in the language of the call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Union, cast

import msgspec

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import ActivityKind
from liuke.activities.domain import open_activities, summarize_one
from liuke.activities.shelf import Seen
from liuke.activities.shown import ActivityShown, name_kind
from liuke.decision.choosing import choose_program
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.days import show_day, show_until
from liuke.kernel.text import Locale, localize


def find_model(kind: ActivityKind) -> type[ActivityShown]:
    """The model of a kind; one that declares none shows what every activity says."""
    made = kind.shown or _make_plain(kind.kind)
    assert name_kind(made) == kind.kind, f"{made.__name__} is shown of {kind.kind}"
    return made


@cache
def _make_plain(kind: str) -> type[ActivityShown]:
    name = "".join(part.capitalize() for part in kind.split("_"))
    made = msgspec.defstruct(f"{name}Shown", [], bases=(ActivityShown,), kw_only=True, tag=kind, tag_field="kind")
    return cast("type[ActivityShown]", made)


if TYPE_CHECKING:
    AnyShown = ActivityShown
else:
    AnyShown = Union[tuple(find_model(kind) for kind in KINDS)]  # noqa: UP007 - as many as there are kinds
    """Of any kind, known by its field ``kind``: for the types of answers."""


def view_activities(
    program: CompiledProgram,
    state: MemberState,
    now_us: int,
    locale: Locale,
    seen: Seen | None = None,
    wanted: str = "",
) -> list[ActivityShown]:
    """Open activities under the program that holds for the member now; days as dates, texts in one language.

    Args:
        program: In force.
        state: The member.
        now_us: Engine's time.
        locale: Of the texts.
        seen: What members share in ``wanted``, where it was read.
        wanted: Id of the one that is asked for; empty: all.
    """
    found = list[ActivityShown]()
    for activity in open_activities(choose_program(program, state, now_us).program, state, now_us):
        if wanted and activity.spec.id != wanted:
            continue
        shown: dict[str, Any] = localize(summarize_one(activity, state, now_us, seen), locale)
        shown["closes_us"] = show_until(activity.closes_us)
        shown["campaign"] = activity.spec.campaign or ""
        for path in activity.kind.shown_days:
            _show_days(shown, path.split("."))
        model = find_model(activity.kind)
        unknown = shown.keys() - model.__struct_fields__ - {"kind"}
        assert not unknown or activity.kind.shown is None, f"{model.__name__} lacks {sorted(unknown)}"
        found.append(msgspec.convert(shown, model))
    return found


def _show_days(shown: dict[str, Any], path: Sequence[str]) -> None:
    """Make dates of the days at one place, where there are any."""
    *parents, last = path
    holder: dict[str, Any] | None = shown
    for name in parents:
        holder = holder[name] if holder is not None else None
    if holder is None or holder[last] is None:
        return
    days = holder[last]
    holder[last] = show_day(days) if isinstance(days, int) else [show_day(day) for day in days]
