"""What is remembered of surveys: of a member, of all answers together, and of texts that nobody signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

Answers = Mapping[str, list[str]]
"""Question → options that are chosen, or the score as a number in digits."""
SHEET_BYTES = 60_000
"""Of a sheet at most, as JSON."""
TEXT = "text"
"""As what a text is counted: nobody counts words."""


class SurveyDoc(msgspec.Struct, array_like=True, gc=False):
    """The newest answer of a member.

    Args:
        period: First merchant-local day of its period; 0: the survey is answered once.
        times: How often the member answered, in all periods.
        answers: What was chosen; nothing of an anonymous survey.
        texts: Questions that were answered by a text.
    """

    period: int = 0
    times: int = 0
    answers: dict[str, list[str]] = {}
    texts: list[str] = []

    def list_counted(self) -> dict[str, list[str]]:
        """What of it is counted, by question."""
        return {**self.answers, **{name: [TEXT] for name in self.texts}}


class SurveyBook(msgspec.Struct):
    """All surveys of a member, by activity id."""

    docs: dict[str, SurveyDoc] = {}


class SurveyTally(msgspec.Struct):
    """What all answers of a period come to.

    Args:
        taken: Members who answered.
        counts: Question → option or score → how many chose it; of texts: ``text``. Also what is gone from the program.
        sheets: Sheets of anonymous texts.
    """

    taken: int = 0
    counts: dict[str, dict[str, int]] = {}
    sheets: int = 0

    def move(self, answers: Answers, amount: int) -> None:
        """One member's answers more (1) or fewer (−1)."""
        self.taken += amount
        for question, chosen in answers.items():
            counts = self.counts.setdefault(question, {})
            for one in chosen:
                counts[one] = counts.get(one, 0) + amount
                if not counts[one]:
                    del counts[one]
            if not counts:
                del self.counts[question]


class SurveySheet(msgspec.Struct):
    """Texts that nobody signed.

    Args:
        texts: Question → what was written, in the order of the letters: the order of writing would tell who wrote.
    """

    texts: dict[str, list[str]] = {}

    def add(self, texts: Mapping[str, str]) -> None:
        """What one member wrote."""
        for question, one in texts.items():
            self.texts[question] = sorted([*self.texts.get(question, []), one])

    def split(self) -> SurveySheet:
        """Every second text of each question as a sheet of their own, so that the newest is alone in none."""
        parted = SurveySheet({name: several[1::2] for name, several in self.texts.items() if several[1:]})
        self.texts = {name: several[::2] for name, several in self.texts.items()}
        return parted

    @property
    def size(self) -> int:
        """Bytes as JSON."""
        return len(msgspec.json.encode(self))


def render_key(activity: str, period: int) -> str:
    """Of the tally of a period."""
    return f"{activity}/{period}"


def _keeps_law(key: str, doc: SurveyTally) -> Iterable[str]:
    for question, counts in doc.counts.items():
        if min(counts.values(), default=0) < 0 or max(counts.values(), default=0) > doc.taken:
            yield f"{key}: {doc.taken} answered, and {question} has {counts}"
    if doc.taken < 0:
        yield f"{key}: {doc.taken} answered"


SLOT = Slot("activity_survey", SurveyBook)
TALLY = SharedKind("survey_tally", SurveyTally, _keeps_law)
SHEET = SharedKind("survey_sheet", SurveySheet)
