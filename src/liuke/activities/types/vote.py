"""Votes (投票): one a member, counted in one document, so that what is shown is what was cast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, cast

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards
from liuke.activities.parts.vote_merge import MERGE
from liuke.activities.parts.vote_page import render_page
from liuke.activities.parts.vote_shown import VoteShown
from liuke.activities.parts.vote_spec import SLOT, TALLY, Tally, VoteBook, VoteDoc, VoteSpec
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.vote_requests import REQUESTS
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.state import MemberState, Need
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text


class _Plan:
    """A vote, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(VoteSpec)
        self.id, self.path = spec.id, activity.path
        self.names = {one.id: one.name for one in spec.options}

    def cast(self, turn: Turn) -> None:
        """``vote.cast``: the member's vote, or the one that stands is answered again."""
        options = self._read(turn)
        doc = turn.state.read(SLOT, VoteBook).docs.get(self.id) or VoteDoc()
        if sorted(doc.options) == sorted(options):
            turn.result = {"activity": self.id, "options": doc.options, "changed": False}
            return
        # who voted for nothing but what is gone from the program may vote again
        if not self.spec.changes and any(name in self.names for name in doc.options):
            self._refuse(turn, "vote-cast-already")
        first, before = not doc.times, doc.options
        doc = turn.state.edit(SLOT, VoteBook).docs.setdefault(self.id, doc)
        doc.options, doc.times = options, doc.times + 1
        tally = turn.shared(TALLY, self.id) or Tally()
        tally.move(before, options)
        turn.put_shared(TALLY, self.id, tally)
        turn.record_new("vote", f"{self.id}/{doc.times}", {"t_us": turn.now.t_us, "options": options})
        turn.applied(self.path, "vote-counted" if first else "vote-changed")
        turn.result = {"activity": self.id, "options": options, "changed": True}
        turn.emit("vote.counted", {"activity": self.id, "options": options, "first": first})
        if first:
            self.activity.give(turn, self.spec.rewards, ref=self.id)

    def _read(self, turn: Turn) -> list[str]:
        found = [str(one) for one in cast("list[Any]", turn.data["options"])]
        if len(set(found)) < len(found) or not set(found) <= self.names.keys():
            self._refuse(turn, "vote-option")
        if not 1 <= len(found) <= self.spec.most:
            self._refuse(turn, "vote-too-many")
        return found

    def _refuse(self, turn: Turn, code: str) -> NoReturn:
        turn.refuse(code, f"{self.path}: {_WORDINGS[code].en}", activity=self.id)

    # -- asking -----------------------------------------------------------------------------------------------------
    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """The question, the options, and what the member chose."""
        del now_us
        doc = state.read(SLOT, VoteBook).docs.get(self.id) or VoteDoc()
        return {
            "question": self.spec.question.model_dump(), "most": self.spec.most, "changes": self.spec.changes,
            "voted": any(name in self.names for name in doc.options),
            "options": [
                {"id": one.id, "name": one.name.model_dump(), "picture": one.picture, "chosen": one.id in doc.options}
                for one in self.spec.options
            ],
        }  # fmt: skip

    def list_documents(self, now_us: int) -> Sequence[tuple[Any, str]]:
        """What was counted, unless it is for the end."""
        hidden = self.spec.results == "closed" and now_us < self.activity.closes_us
        return () if hidden else ((TALLY, self.id),)

    def show_counts(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put what was counted into the summary, where the member may see it."""
        del state
        tally: Tally | None = seen.shared.get(TALLY.place(self.id))
        if tally is None or (self.spec.results == "voted" and not shown["voted"]):
            return
        shown["voters"] = tally.voters
        for one in shown["options"]:
            one["count"] = tally.counts.get(one["id"], 0)


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(
        requests={"vote.cast": plan.cast}, summary=plan.summary,
        shelf=Shelf(plan.show_counts, documents=plan.list_documents),
    )  # fmt: skip


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(VoteSpec), locale == "zh"
    yield f"每人一票，最多选 {spec.most} 项" if zh else f"One vote a member, {spec.most} chosen at most"
    yield (
        ("投票后可以改投" if zh else "A vote may be changed")
        if spec.changes
        else ("投出后不能更改" if zh else "A vote stands")
    )
    yield _SHOWN[spec.results].get(locale)
    if spec.rewards:
        rewards = render_rewards(activity.program, spec.rewards).get(locale)
        yield f"投票奖励：{rewards}" if zh else f"For voting: {rewards}"


_SHOWN = {
    "always": text("结果随时可见", "Results are shown to all"),
    "voted": text("投票后可见结果", "Results are shown to who voted"),
    "closed": text("结束后公布结果", "Results are shown at the end"),
}
_WORDINGS = {
    "vote-counted": text("已计票", "counted"),
    "vote-changed": text("已改投", "changed"),
    "vote-option": text("没有这个选项，或重复选择", "no such option, or one twice"),
    "vote-too-many": text("选项数超出限制", "too many or too few are chosen"),
    "vote-cast-already": text("已投过票，不能更改", "a vote was cast, and stands"),
    "merge-vote": text("两人的投票合为一票", "one vote of both"),
}


# -- hooks ------------------------------------------------------------------------------------------------------------
def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, VoteBook).docs.items():
        if not doc.options or not doc.times or len(set(doc.options)) < len(doc.options):
            yield f"{activity}: voted {doc.times} times for {doc.options}"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("voters", text("投票会员", "Members who voted"), "members", Recorded("vote", "members")),
        Figure("votes", text("投票次数（含改投）", "Votes, changes included"), "times", Recorded("vote")),
    )


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, VoteBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    names = {one.id: one.name for one in activity.typed(VoteSpec).options}
    chosen = [names[one].get(case.locale) if one in names else one for one in doc.options]
    return {"name": case.name_of(activity.path), "chosen": chosen}


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order votes"),
    cancel=Nothing("a vote was counted at once: nothing is held"),
    merge=MERGE,
    erase=Nothing("what was chosen tells nobody who somebody is, and counts on"),
    export=_export,
    results=_list_figures,
    published=("voters",),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=VoteShown,
    page=render_page,
    kind="vote",
    label=text("投票", "Vote"),
    spec=VoteSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    shared=(TALLY,),
    prefetch={
        "vote.cast": lambda event: (
            [Need("shared", 0, TALLY.place(event.data["activity"]))]
            if TALLY.is_key(event.data.get("activity") or "")
            else []
        )
    },
    event_types=(
        EventType("vote.counted", text("已投票", "Voted"), "derived", {
            "activity": EventField("str", text("投票活动", "Vote")),
            "options": EventField("list", text("选项", "Options")),
            "first": EventField("bool", text("首次", "First time")),
        }),
    ),
    render_rules=_render_rules,
    repeats=lambda spec: False,
    wordings=_WORDINGS,
)  # fmt: skip
