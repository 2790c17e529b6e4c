"""Messages as a domain: what the program says of them. Rules of other domains write them (``Turn.message``)."""

from __future__ import annotations

from liuke.decision.domain import Domain
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.messages.spec import SECTION

DOMAIN = Domain(
    name="messages",
    sections=(SECTION,),
    hooks=Hooks(
        undo_cause=Nothing("what was said was said; the rule that takes something back says so itself"),
        cancel=Nothing("what was said was said"),
        merge=Nothing("what was said to who went was said; who stays is told of what comes"),
        erase=Nothing("a message names rules, amounts and numbers of members, and nothing of who they are"),
        export=Nothing("the inbox is a list of its own: GET /v1/members/{member}/messages"),
        law=Proven(("messages",)),
    ),
)
