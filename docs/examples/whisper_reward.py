"""A whisper (悄悄话): a kind of reward that gives some words. The example of a kind in one source file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from liuke.decision.rewards import NameOf, RewardSpec
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, hint


class WhisperBook(msgspec.Struct):
    """Whispers of a member: how many were given."""

    given: int = 0


WHISPERS = Slot("whispers", WhisperBook)


class WhisperReward(RewardSpec):
    """Some words, for the member alone."""

    kind: Literal["whisper"] = "whisper"
    words: Text = Field(json_schema_extra=hint("悄悄话", "Words"))

    event_types = (
        EventType("whisper.given", text("送出悄悄话", "Whisper given"), "derived", {
            "words": EventField("map", text("悄悄话", "Words")), "rule": EventField("str", text("规则", "Rule")),
        }),
    )  # fmt: skip
    slots = (WHISPERS,)
    wordings: ClassVar[Mapping[str, Text]] = {"whispered": text("第 {number} 句悄悄话", "whisper number {number}")}

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del name_of, currency
        return Text(zh=f"悄悄话「{self.words.zh}」", en=f"a whisper: {self.words.get('en')}")

    def give(self, turn: Turn, path: str, ref: str) -> None:
        """Count the whisper and state it."""
        del ref
        book = turn.state.edit(WHISPERS, WhisperBook)
        book.given += 1
        turn.applied(path, "whispered", number=book.given)
        turn.gained("whisper", "whisper", 1, path)
        turn.emit("whisper.given", {"words": self.words.model_dump(), "rule": path})
