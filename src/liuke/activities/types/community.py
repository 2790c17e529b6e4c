"""Communities (社群): a tier's or a label's group, whose entrance only members see who belong and have joined.

Draws and votes of a community are activities with the same audience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards
from liuke.activities.parts.community_page import render_page
from liuke.activities.parts.community_shown import CommunityShown
from liuke.activities.parts.community_spec import SLOT, CommunityBook, CommunityDoc, CommunitySpec
from liuke.activities.types.community_requests import REQUESTS
from liuke.decision.choosing import look
from liuke.decision.hooks import ExportCase, LawCase, Merge, MergeCase, Nothing
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text


class _Plan:
    """A community, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(CommunitySpec)
        self.id, self.path = spec.id, activity.path

    def join(self, turn: Turn) -> None:
        """``community.join_community``: the entrance; what joining gives is given once, however often one comes."""
        known = turn.state.read(SLOT, CommunityBook).docs.get(self.id)
        if known is None:
            known = CommunityDoc(turn.now.t_us)
            turn.state.edit(SLOT, CommunityBook).docs[self.id] = known
            turn.applied(self.path, "community-joined")
            if turn.record("community_join", f"{self.id}/1", {"t_us": turn.now.t_us}):
                self.activity.give(turn, self.spec.rewards, ref=self.id)
                turn.emit("community.joined", {"activity": self.id})
        else:
            turn.skipped(self.path, "community-again")
        words = self.spec.entrance.words
        turn.result = {
            "activity": self.id, "joined_us": known.joined_us,
            "entrance": {
                "link": self.spec.entrance.link, "picture": self.spec.entrance.picture,
                "words": {"zh": words.get("zh"), "en": words.get("en")} if words is not None else {},
            },
        }  # fmt: skip

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Whether the member has joined; the entrance for who has and still belongs, or may keep it."""
        doc, entrance = state.read(SLOT, CommunityBook).docs.get(self.id), self.spec.entrance
        sees = doc is not None and (
            self.spec.leaving == "keep"
            or self.activity.closed_reason(look(self.activity.program, state, now_us)) is None
        )
        return {
            "joined_us": doc.joined_us if doc is not None else None,
            "entrance": {
                "link": entrance.link, "picture": entrance.picture,
                "words": entrance.words.model_dump() if entrance.words is not None else "",
            } if sees else None,
        }  # fmt: skip


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(requests={"community.join_community": plan.join}, summary=plan.summary)


# -- hooks ------------------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    """Who of them joined has joined."""
    theirs = case.other.state.read(SLOT, CommunityBook).docs
    mine = case.into.state.edit(SLOT, CommunityBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.get(name)
        case.kept[name] = own.joined_us if own is not None else 0
        mine[name] = CommunityDoc(min(own.joined_us, doc.joined_us) if own is not None else doc.joined_us)
        case.into.applied(f"activities.{name}", "merge-community")


def _split(case: MergeCase) -> None:
    """Each has joined who had."""
    mine = case.into.state.edit(SLOT, CommunityBook).docs if case.kept else {}
    for name, joined_us in case.kept.items():
        if joined_us:
            mine[name] = CommunityDoc(joined_us)
        else:
            mine.pop(name, None)


def _erase(turn: Turn) -> None:
    """Who is forgotten belongs to no group."""
    if turn.state.read(SLOT, CommunityBook).docs:
        turn.state.edit(SLOT, CommunityBook).docs.clear()


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, CommunityBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {"name": case.name_of(activity.path), "joined": case.render_time(doc.joined_us)}


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("入群会员", "Members who joined"), "members", Recorded("community_join", "members")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, CommunityBook).docs.items():
        if doc.joined_us < 1:
            yield f"{activity}: joined, and nobody knows when"


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(CommunitySpec), locale == "zh"
    yield "加入后可见入群方式" if zh else "Who joins sees how to get into the group"
    if spec.leaving == "hide" and spec.audience is not None:
        yield "不再符合条件后，不再显示入群方式" if zh else "Who no longer belongs sees it no longer"
    if spec.rewards:
        said = render_rewards(activity.program, spec.rewards).get(locale)
        yield f"首次入群：{said}" if zh else f"For joining first: {said}"


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order joins a group"),
    cancel=Nothing("who has joined holds nothing: the entrance is hidden with the activity"),
    merge=Merge(_join, _split),
    erase=_erase,
    export=_export,
    results=_list_figures,
    published=("members",),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=CommunityShown,
    page=render_page,
    kind="community",
    label=text("会员社群", "Community"),
    spec=CommunitySpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=(
        EventType("community.joined", text("已加入社群", "Joined a community"), "derived", {
            "activity": EventField("str", text("社群", "Community")),
        }),
    ),
    render_rules=_render_rules,
    repeats=lambda spec: False,
    wordings={
        "community-joined": text("已加入社群", "joined the community"),
        "community-again": text("早已加入", "had joined before"),
        "merge-community": text("两人的社群合并", "the communities of both are one's"),
    },
)  # fmt: skip
