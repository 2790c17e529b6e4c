"""The terms of a vote, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint


class VoteOption(Spec):
    """Something to vote for."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="peach"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))


class VoteSpec(ActivitySpec):
    """One vote a member. ``results``: whether what was counted is shown always, to who voted, or at the end."""

    kind: Literal["vote"] = Field(default="vote", json_schema_extra=hint("类型", "Kind"))
    question: Text = Field(json_schema_extra=hint("问题", "Question"))
    options: tuple[VoteOption, ...] = Field(min_length=2, max_length=50, json_schema_extra=hint("选项", "Options"))
    most: int = Field(default=1, ge=1, le=50, json_schema_extra=hint("最多选几项", "Chosen at most"))
    changes: bool = Field(default=False, json_schema_extra=hint("可改投", "May be changed"))
    results: Literal["always", "voted", "closed"] = Field(
        default="voted", json_schema_extra=hint("何时可见结果", "Results are shown")
    )
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("投票奖励", "For voting"))

    @model_validator(mode="after")
    def _options_fit(self) -> VoteSpec:
        doubled = find_doubled([one.id for one in self.options])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if self.most > len(self.options):
            raise broken("“最多选几项”超过了选项数", "more may be chosen than there are options")
        return self


class VoteDoc(msgspec.Struct, array_like=True, gc=False):
    """The vote of a member.

    Args:
        options: What is chosen.
        times: How often the member voted, changes included.
    """

    options: list[str] = []
    times: int = 0


class VoteBook(msgspec.Struct):
    """All votes of a member, by activity id."""

    docs: dict[str, VoteDoc] = {}


class Tally(msgspec.Struct):
    """What all votes come to.

    Args:
        counts: Option → members who chose it; also options that are gone from the program.
        voters: Members who voted.
    """

    counts: dict[str, int] = {}
    voters: int = 0

    def move(self, before: Iterable[str], after: Iterable[str]) -> None:
        """One member's vote goes from these options to those; none: the member has not voted, or not any more."""
        before, after = tuple(before), tuple(after)
        for names, amount in ((before, -1), (after, 1)):
            for name in names:
                count = self.counts.get(name, 0) + amount
                self.counts.pop(name, None)
                if count:
                    self.counts[name] = count
        self.voters += bool(after) - bool(before)


def _keeps_law(key: str, doc: Tally) -> Iterable[str]:
    if min(doc.voters, *doc.counts.values(), 0) < 0:
        yield f"{key}: a count is below zero"
    elif sum(doc.counts.values()) < doc.voters or max(doc.counts.values(), default=0) > doc.voters:
        yield f"{key}: {doc.voters} voters, and {doc.counts}"


SLOT = Slot("activity_vote", VoteBook)
TALLY = SharedKind("vote_tally", Tally, _keeps_law)
