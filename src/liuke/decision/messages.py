"""Messages to a member, and the one of them that may interrupt. Pure.

A decision says what there is to tell, for what purpose, by which rule, until when it matters and what it is worth. By
which channel it goes, and whether, is outreach's; that one message at most interrupts the answer is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from liuke.decision.effects import Effect, Message
from liuke.kernel.clock import FOREVER_US

Purpose = Literal["service", "marketing"]
MessageKind = Literal["", "upgrade", "prize", "expiring", "campaign"]
ORDER: tuple[MessageKind, ...] = ("upgrade", "prize", "expiring", "campaign")
"""What may interrupt, the first that there is: what the member reached comes before what they won, that before what
they would lose, and that before what the merchant would like them to see."""


class MessageTerms(msgspec.Struct, frozen=True):
    """What a message is about, for whoever decides whether it is sent, shown or left out.

    Args:
        kind: Whether it may interrupt, and as what; empty: it waits in the inbox.
        path: The rule's place in the program.
        purpose: ``service`` belongs to what the member has; ``marketing`` needs the member's consent.
        expires_us: From when on it says nothing any more.
        value_cents: Money that it is about.
        value_points: Points that it is about.
    """

    kind: MessageKind = ""
    path: str = ""
    purpose: Purpose = "service"
    expires_us: int = FOREVER_US
    value_cents: int = 0
    value_points: int = 0


class Interruption(msgspec.Struct, frozen=True):
    """The one message that is shown at once, over whatever the member is doing.

    Args:
        message: Its name, by which it is marked as read.
        kind: ``upgrade``, ``prize``, ``expiring`` or ``campaign``.
        template: Wording.
        params: Figures and names for the wording.
        path: The rule's place in the program.
        purpose: ``service`` or ``marketing``.
        expires_us: From when on it says nothing any more; null: it stays.
        value_cents: Money that it is about.
        value_points: Points that it is about.
    """

    message: str
    kind: str
    template: str
    params: dict[str, Any]
    path: str
    purpose: str
    expires_us: int | None
    value_cents: int
    value_points: int


def choose_interruption(effects: Iterable[Effect], now_us: int) -> Interruption | None:
    """The message that interrupts, of those of an operation and of what was due with it; ``None``: none does.

    By :data:`ORDER`; within a kind the one that is worth the most (money, then points), then the one that ends first,
    then the one that was made first.

    Args:
        effects: In the order in which they were made.
        now_us: Engine time: what is to be said later, or says nothing any more, does not interrupt.
    """
    found = [
        one for one in effects if type(one) is Message and one.kind and one.not_before_us <= now_us < one.expires_us
    ]
    if not found:
        return None
    best = min(
        found, key=lambda one: (ORDER.index(one.kind), -one.value_cents, -one.value_points, one.expires_us)
    )  # the first of equal ones
    return Interruption(
        best.dedupe, best.kind, best.template, best.params, best.path, best.purpose,
        best.expires_us if best.expires_us < FOREVER_US else None, best.value_cents, best.value_points,
    )  # fmt: skip
