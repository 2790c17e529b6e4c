"""Posters as a domain: their looks in the program. What is drawn is read from the domains that own it."""

from __future__ import annotations

from liuke.decision.domain import Domain
from liuke.decision.hooks import Hooks, Nothing
from liuke.posters.lint import lint
from liuke.posters.spec import SECTION

DOMAIN = Domain(
    name="posters",
    sections=(SECTION,),
    lint=lint,
    hooks=Hooks(
        undo_cause=Nothing("a picture is drawn of what is so, and kept nowhere"),
        cancel=Nothing("a picture belongs to no activity"),
        merge=Nothing("a picture is drawn of who stays"),
        erase=Nothing("nothing that was drawn is kept, and nothing is drawn of who was erased"),
        export=Nothing("pictures are drawn of what the other domains hand out"),
        law=Nothing("there are no rows of this"),
    ),
)
