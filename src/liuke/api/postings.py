"""What every view of a posting tells."""

from __future__ import annotations

import msgspec


class PostingView(msgspec.Struct, frozen=True):
    """A posting: ``amount`` moved from account ``source`` to account ``target`` of one asset of one member."""

    asset: str
    seq: int
    kind: str
    amount: int
    source: str
    target: str
    rule: str
    ref: str
