"""An activity that does nothing but answer: what a new kind costs. See docs/how-to/add-an-activity.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.page import PageBody, Tile, Tiles, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.shown import ActivityShown
from liuke.decision.hooks import LawCase, Merge, MergeCase, Nothing
from liuke.decision.rewards import Reward
from liuke.decision.state import MemberState, Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import Request
from liuke.http.fields import Body, Words
from liuke.kernel.text import Locale, text
from liuke.program.spec import hint


class EchoSpec(ActivitySpec):
    """Says back what the member says, and thanks for it."""

    kind: Literal["echo"] = Field(default="echo", json_schema_extra=hint("类型", "Kind"))
    thanks: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("答谢", "Thanks"))


class EchoShown(ActivityShown, kw_only=True, tag="echo"):
    """An echo.

    Args:
        count: How often the member spoke.
    """

    count: int


class EchoBook(msgspec.Struct):
    """How often the member spoke, by activity id."""

    counts: dict[str, int] = {}


SLOT = Slot("activity_echo", EchoBook)


def _compile(activity: Activity) -> Behaviour:
    spec = activity.typed(EchoSpec)

    def say(turn: Turn) -> None:
        counts = turn.state.edit(SLOT, EchoBook).counts
        counts[spec.id] = counts.get(spec.id, 0) + 1
        activity.give(turn, spec.thanks, ref=f"{spec.id}/{counts[spec.id]}")
        turn.applied(activity.path, "echoed", count=counts[spec.id])
        turn.result = {"words": turn.data["words"], "count": counts[spec.id]}
        turn.record("echo", f"{spec.id}/{turn.key}", {"words": turn.data["words"]})
        turn.emit("echo.said", {"activity": spec.id, "words": turn.data["words"]})

    def summary(state: MemberState, now_us: int) -> dict[str, Any]:
        del now_us
        return {"count": state.read(SLOT, EchoBook).counts.get(spec.id, 0)}

    return Behaviour(requests={"echo.say": say}, summary=summary)


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    del activity
    yield "说一句，回一句" if locale == "zh" else "Say something, and hear it back"


def _render_page(activity: Activity, case: PageCase) -> PageBody:
    del activity
    count = Tile(label=words("已说", "Said"), value=case.shown["count"], unit=words("次", "times"))
    return PageBody([Tiles(items=[count])], [case.action(SAY, fields=list_fields(SAY))])


def _forget(activity: Activity, turn: Turn) -> None:
    turn.state.edit(SLOT, EchoBook).counts.pop(activity.spec.id, None)


def _join(case: MergeCase) -> None:
    counts, other = case.into.state.edit(SLOT, EchoBook).counts, case.other.state.edit(SLOT, EchoBook)
    for name, count in other.counts.items():
        counts[name] = counts.get(name, 0) + count
    case.kept["counts"], other.counts = other.counts, {}


def _split(case: MergeCase) -> None:
    counts, other = case.into.state.edit(SLOT, EchoBook).counts, case.other.state.edit(SLOT, EchoBook)
    for name, count in case.kept["counts"].items():
        counts[name], other.counts[name] = counts.get(name, 0) - count, count


def _keeps_law(case: LawCase) -> Iterable[str]:
    for name, count in case.state.read(SLOT, EchoBook).counts.items():
        if count < 0 or f"activities.{name}" in case.cancelled:
            yield f"{name}: {count} echoes are remembered"


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order makes an echo"),
    cancel=_forget,
    merge=Merge(_join, _split),
    erase=Nothing("counts tell nobody who somebody is"),
    export=lambda activity, case: {"count": case.state.read(SLOT, EchoBook).counts.get(activity.spec.id, 0)},
    results=lambda activity: (Figure("said", text("回声", "Echoes"), "times", Recorded("echo")),),
    law=_keeps_law,
)


class Say(Body):
    """What is to be said back."""

    words: Annotated[Words, text("内容", "Words")]


class Said(msgspec.Struct):
    """The words, and how often the member spoke."""

    words: str
    count: int


SAY = Request(
    "echo.say", text("说一句", "Say something"), (), ("members:write",), Say, "activities", result=Said, member=True
)
_SAID = EventType(
    "echo.said", text("已说", "Said"), "derived",
    {"activity": EventField("str", text("活动", "Activity")), "words": EventField("str", text("内容", "Words"))},
)  # fmt: skip

KIND = ActivityKind(
    kind="echo",
    shown=EchoShown,
    page=_render_page,
    label=text("回声", "Echo"),
    spec=EchoSpec,
    compile=_compile,
    slot=SLOT,
    hooks=HOOKS,
    requests=(SAY,),
    event_types=(_SAID,),
    render_rules=_render_rules,
    wordings={"echoed": text("第 {count} 次回声", "echo number {count}")},
)
