"""Pictures as a domain: what the program says of them, and what becomes of a member's when the member is erased."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.decision.domain import Domain
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.decision.shared import SharedKind
from liuke.decision.turn import Turn
from liuke.media.lint import lint
from liuke.media.spec import SECTION


class Erasure(msgspec.Struct):
    """A member was erased, and so are the pictures that the member sent until then.

    Args:
        erased_us: When.
    """

    erased_us: int


def _find_faults(key: str, erasure: Erasure) -> Iterable[str]:
    if not key.isdigit():
        yield f"{key!r} is no number of a member"
    if erasure.erased_us <= 0:
        yield "it says no time"


ERASURE = SharedKind("media_erasure", Erasure, _find_faults)
"""By member; the job of this package reads it, since a decision reaches no bytes."""


def _erase(turn: Turn) -> None:
    for member_id in sorted((turn.state.member_id, *turn.state.others)):
        turn.put_shared(ERASURE, str(member_id), Erasure(turn.ctx.now_us))


DOMAIN = Domain(
    name="media",
    sections=(SECTION,),
    lint=lint,
    shared=(ERASURE,),
    hooks=Hooks(
        undo_cause=Nothing("no order causes a picture"),
        cancel=Nothing("a proof stays what the member sent, and goes after its days"),
        merge=Nothing("a picture stays under the number of who sent it, and is found at who stays"),
        erase=_erase,
        export=Nothing("pictures are files: GET /v1/members/{member}/proofs lists a member's, and hands each out"),
        law=Proven(("media-sizes", "media-named", "media-bytes")),
    ),
)
