"""A scorer: how risky a request looks, asked by the engine before it is decided. Declared by the package that knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from liuke.db.contracts import Connection
from liuke.kernel.clients import Client

if TYPE_CHECKING:
    from liuke.decision.domain import CompiledProgram
    from liuke.decision.risk import RiskScore


class Signals(msgspec.Struct, frozen=True):
    """What is known of one request before it is decided.

    Args:
        member_id: Whose.
        key: Of the operation.
        type: Event type.
        t_us: Engine time.
        day: Merchant-local day of it.
        registered_us: When the member joined.
        test: Whether it is a test member.
        client: Where it came from.
        device: Keyed fingerprint of the device, as ``client_print`` holds it; empty: not known.
        network: Keyed fingerprint of the network.
    """

    member_id: int
    key: str
    type: str
    t_us: int
    day: int
    registered_us: int
    test: bool
    client: Client
    device: bytes = b""
    network: bytes = b""


Score = Callable[[Connection, int, Sequence[Signals]], Awaitable[Sequence["RiskScore | None"]]]
"""In the transaction of the batch, whose members are locked: connection, tenant and all requests of the batch that
bring signals → the score of each, in order; ``None``: nothing to say. It reads and never writes, one query for all."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """What finds out how risky requests are.

    Args:
        name: In logs.
        score: See :data:`Score`.
        find_types: Program → types of the events that it is asked about; by default about all. What nobody needs to
            know costs no query.
    """

    name: str
    score: Score
    find_types: Callable[[CompiledProgram], Collection[str]] | None = None
