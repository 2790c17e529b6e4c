"""The reward ``badge``: a badge, title or certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, Id, hint


class BadgeBook(msgspec.Struct):
    """Badges of a member: id → when it was earned."""

    earned: dict[str, int] = {}


BADGES = Slot("badges", BadgeBook)


class BadgeReward(RewardSpec):
    """A badge, title or certificate; having it already changes nothing."""

    kind: Literal["badge"] = "badge"
    badge: Id = Field(json_schema_extra=hint("徽章", "Badge", widget="badge"))
    name: Text | None = Field(default=None, json_schema_extra=hint("名称", "Name"))

    event_types = (
        EventType("badge.earned", text("获得徽章", "Badge earned"), "derived", {
            "badge": EventField("str", text("徽章", "Badge")), "rule": EventField("str", text("规则", "Rule")),
        }),
    )  # fmt: skip
    slots = (BADGES,)
    wordings: ClassVar[Mapping[str, Text]] = {
        "badge-earned": text("获得徽章 {badge}", "badge {badge} earned"),
        "badge-held": text("已有徽章 {badge}", "badge {badge} is held already"),
    }

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del name_of, currency
        name = self.name or text(zh=self.badge, en=self.badge)
        return text(zh=f"徽章「{name.zh}」", en=f"badge “{name.en}”")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of a badge that the member has, or of a second one."""
        return "badge-held" if count > 1 or self.badge in turn.state.read(BADGES, BadgeBook).earned else ""

    def name_given(self) -> str:
        """The badge."""
        return self.badge

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Give the badge; having it already changes nothing."""
        del ref
        if self.badge in turn.state.read(BADGES, BadgeBook).earned:
            turn.skipped(path, "badge-held", badge=self.badge)
            return None
        turn.state.edit(BADGES, BadgeBook).earned[self.badge] = turn.now.t_us
        name = self.name.model_dump() if self.name is not None else {}
        turn.applied(path, "badge-earned", badge=self.badge)
        turn.gained("badge", self.badge, 1, path, **({"label": name} if name else {}))
        turn.emit("badge.earned", {"badge": self.badge, "rule": path})
        return Given(self.kind, self.badge, 1)

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """The member has it no more."""
        del path, ref
        turn.state.edit(BADGES, BadgeBook).earned.pop(given.name, None)
        return ()


def with_badges(kinds: Merge) -> Merge:
    """Badges of both, each since it was earned first."""

    def join(case: MergeCase) -> None:
        theirs = case.other.state.read(BADGES, BadgeBook).earned
        if theirs:
            mine = case.into.state.edit(BADGES, BadgeBook).earned
            case.kept["badges"] = {"before": {name: mine.get(name, 0) for name in theirs}}
            for name, t_us in theirs.items():
                mine[name] = min(t_us, mine.get(name, t_us))
            case.into.applied("activities", "merge-badges", count=len(theirs))
        kinds.join(case)

    def split(case: MergeCase) -> None:
        for name, t_us in case.kept.get("badges", {}).get("before", {}).items():
            mine = case.into.state.edit(BADGES, BadgeBook).earned
            if t_us:
                mine[name] = t_us
            else:
                mine.pop(name, None)
        kinds.split(case)

    return Merge(join, split)
