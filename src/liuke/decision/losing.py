"""What a member received and lost again in one and the same turn: the answer does not congratulate on it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from liuke.decision.effects import Message
from liuke.decision.turn import Turn


def lose(turn: Turn, kind: str, name: str, path: str, amount: int | None = None) -> bool:
    """Take back what the turn has said that the member received; ``False``: that was not said in this turn.

    Args:
        turn: The operation.
        kind: Of the gain, or of the reward that it was.
        name: Of what was received.
        path: The rule that gave it.
        amount: How much of it; ``None``: all.
    """
    found = False
    for place in range(len(turn.gains) - 1, -1, -1):
        gain = turn.gains[place]
        if gain.path != path or (gain.name != name and gain.kind != kind):
            continue
        if amount is not None and amount < gain.amount:
            turn.gains[place] = msgspec.structs.replace(gain, amount=gain.amount - amount)
            return True
        found = True
        del turn.gains[place]
        unsay(turn, path, kinds=("upgrade", "prize"))
        amount = amount - gain.amount if amount is not None else None
        if not amount:
            break
    return found


def unsay(turn: Turn, path: str, *, kinds: Collection[str] = (), template: str = "") -> None:
    """Leave the member no message of these kinds, or of this wording, that the turn has made of a rule."""
    for number, one in enumerate(turn.effects):
        if type(one) is Message and one.path == path and (one.kind in kinds or one.template == template):
            turn.unsaid.add(number)
