"""Makes the page of an activity: the frame that every kind has, around what its kind says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuke.activities.page import Action, Choice, Money, PageField, Status, WhyNot, Words, say
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.events.request import Request, derive_fields

CLOSED: Mapping[str, Status] = {
    "activity-disabled": "paused",
    "activity-not-open-yet": "soon",
    "activity-closed": "ended",
    "activity-cancelled": "ended",
    "activity-budget-gone": "ended",
    "activity-audience": "not_for_you",
    "activity-other-variant": "not_for_you",
}
"""Why an activity is not open → what its page says."""


@dataclass(frozen=True, slots=True)
class PageCase:
    """What a kind makes its page from. Reading what is not loaded loads it, as in a decision.

    Args:
        program: With the patches that hold for the member.
        state: The member.
        now_us: Engine time.
        shown: The summary: texts as ``{"zh": …, "en": …}``, days as numbers.
        closed: Why the activity is not open; empty: it is.
        claims_closed: The same for claims.
        claims: Types of requests that are claims.
    """

    program: CompiledProgram
    state: MemberState
    now_us: int
    shown: Mapping[str, Any]
    closed: str = ""
    claims_closed: str = ""
    claims: frozenset[str] = frozenset()

    @property
    def day(self) -> int:
        """The merchant's day."""
        return self.program.calendar.local_day(self.now_us)

    def money(self, cents: int) -> Money:
        """An amount in the program's currency."""
        return Money(cents, self.program.spec.currency.code)

    def why(self, code: str) -> WhyNot:
        """A reason by its code, in the words that a refusal has."""
        wording = self.program.wordings.get(code)
        return WhyNot(code, say(wording) if wording is not None else Words(code, code))

    def action(
        self,
        request: Request,
        *,
        why_not: str = "",
        label: Words | None = None,
        sends: Mapping[str, str] | None = None,
        fields: Sequence[PageField] = (),
        confirm: Words | None = None,
    ) -> Action:
        """A request as an action of the page.

        Args:
            request: Of the kind.
            why_not: Code of the reason why it would be refused; empty: it would not.
            label: By default the request's.
            sends: What its body holds beside what the member enters.
            fields: What the member enters (:func:`list_fields`).
            confirm: What is asked before.
        """
        code = (self.claims_closed if request.type in self.claims else self.closed) or why_not
        return Action(
            request=request.type.rpartition(".")[2].replace("_", "-"), label=label or say(request.label),
            enabled=not code, why_not=self.why(code) if code else None, fields=list(fields), sends=dict(sends or {}),
            confirm=confirm,
        )  # fmt: skip


def list_fields(
    request: Request, *names: str, choices: Mapping[str, Iterable[tuple[str, Words]]] | None = None
) -> list[PageField]:
    """Fields of a request's body that the member enters; all that have a label where none are named."""
    known = derive_fields(request.body)
    given = choices or {}
    return [
        PageField(
            name=name, label=say(known[name].label), kind=known[name].kind, required=known[name].required,
            choices=[Choice(value, label) for value, label in given.get(name, ())], most=known[name].most,
        )
        for name in names or tuple(one for one in known if one != "activity")
    ]  # fmt: skip
