"""One prize that people hand over, from won to handed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind

Handing = Literal["ship", "pickup", "online"]
Status = Literal["won", "claimed", "sent", "handed_over", "forfeited", "withdrawn"]
OPEN: frozenset[str] = frozenset(("won", "claimed", "sent"))
"""Of which something is still to come."""


class PrizeTerms(msgspec.Struct, frozen=True):
    """What somebody wins.

    Args:
        name: What it is called, by language.
        handing: How it is handed over.
        value_cents: What it is worth on the market.
        cost_cents: What it costs the merchant.
        claim_days: Days to claim it.
        real_name: Whether it is given to a named person only, whatever it is worth.
        taxed: Whether it is taxed as something won.
    """

    name: dict[str, str]
    handing: Handing
    value_cents: int
    cost_cents: int
    claim_days: int
    real_name: bool
    taxed: bool


class Prize(msgspec.Struct, omit_defaults=True):
    """What was won, and how far it has come; the only place where that is decided.

    Args:
        member_id: Whose.
        name: What it is called, by language.
        handing: ``ship`` to an address, ``pickup`` at a store, ``online`` (a code or an account, by staff).
        status: ``won``, ``claimed``, ``sent``, ``handed_over``, ``forfeited`` or ``withdrawn``.
        since_us: When it was won.
        claim_until_us: First instant at which it can be claimed no more.
        claim_days: Days that whoever gets it has for that.
        value_cents: What it is worth on the market, a piece.
        cost_cents: What it costs the merchant.
        tax_cents: Tax on it, of its value.
        tax_by: Who bears that tax; empty: there is none.
        real_name: Whether it is given to a named person only.
        rule: Path of the rule that gave it.
        ref: What it was given for.
        claim_key: Key of the event in which the member said who gets it where.
        claim_us: Time of that event.
        claimed_us: When it was claimed; 0: not yet.
        due_us: When what is claimed should have been sent or handed over.
        carrier: Who carries it.
        tracking: Number of the parcel; of ``online`` ones what was issued is sealed with the sending event.
        sent_us: When it was sent.
        store: Where it was handed over.
        reason: Why it was forfeited or withdrawn.
        closed_us: When it ended.
        replaced_by: Prize that another member was given in its place.
        replaces: Prize in whose place it is.
    """

    member_id: int
    name: dict[str, str]
    handing: Handing
    status: Status
    since_us: int
    claim_until_us: int
    claim_days: int
    value_cents: int = 0
    cost_cents: int = 0
    tax_cents: int = 0
    tax_by: Literal["", "merchant", "winner"] = ""
    real_name: bool = False
    rule: str = ""
    ref: str = ""
    claim_key: str = ""
    claim_us: int = 0
    claimed_us: int = 0
    due_us: int = 0
    carrier: str = ""
    tracking: str = ""
    sent_us: int = 0
    store: str = ""
    reason: str = ""
    closed_us: int = 0
    replaced_by: str = ""
    replaces: str = ""

    def list_asked(self) -> tuple[str, ...]:
        """Fields that whoever claims it has to fill in."""
        found = {"ship": ("recipient", "phone", "address"), "pickup": (), "online": ("contact",)}[self.handing]
        return (*found, "real_name", "id_number") if self.real_name else found


def _find_faults(key: str, prize: Prize) -> Iterable[str]:
    if (prize.status in OPEN) != (prize.closed_us == 0):
        yield f"it is {prize.status}, and ended at {prize.closed_us}"
    if prize.status in {"claimed", "sent"} and not prize.claimed_us:
        yield f"it is {prize.status}, and nobody claimed it"
    if prize.replaced_by and prize.status != "forfeited":
        yield f"it is {prize.status}, and another stands in its place"
    if key in {prize.replaced_by, prize.replaces}:
        yield "it stands in its own place"
    if prize.claimed_us and prize.claimed_us >= prize.claim_until_us:
        yield "it was claimed when it could be claimed no more"


PRIZE = SharedKind("prize", Prize, _find_faults)
