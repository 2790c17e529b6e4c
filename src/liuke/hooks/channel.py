"""A channel: a way to reach a member. Declared by the package that speaks to its provider.

A channel sends what it is handed and reports what came of it. Whether a message may be sent at all (consent, quiet
hours, caps, expiry) is decided before, and trying again after: a channel keeps nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from liuke.kernel.text import Locale, Text

Consent = Literal["none", "standing", "one_time"]
"""What the member must have agreed to: nothing, once for all until taken back, or for each message."""
Signal = Literal["delivered", "opened", "clicked"]
"""What a provider reports later of a message."""


class Outgoing(msgspec.Struct, frozen=True):
    """One message for one member.

    Args:
        message_id: The same at every try; who receives tells copies apart by it.
        member_id: Whose.
        address: Where the channel reaches them (openid, phone, e-mail); empty where it needs none.
        template: Name of the wording.
        data: Its figures.
        locale: Language of the member.
        purpose: ``service``: about something the member did; ``marketing``: anything else.
        expires_us: Not to be sent from then on (UTC µs).
    """

    message_id: str
    member_id: int
    address: str
    template: str
    data: Mapping[str, Any]
    locale: Locale
    purpose: Literal["service", "marketing"]
    expires_us: int


class Receipt(msgspec.Struct, frozen=True):
    """What came of a try.

    Args:
        outcome: ``sent``: the provider took it; ``refused``: it never will, so nobody tries again; ``later``: it may
            take it another time.
        reference: The provider's name of the message, by which it reports later.
        reason: Why not, as the provider said it.
        retry_us: Not before so long (µs); 0: as the sender sees fit.
    """

    outcome: Literal["sent", "refused", "later"]
    reference: str = ""
    reason: str = ""
    retry_us: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach members.

    Args:
        name: Stable name.
        label: For people.
        send: Hands one message to the provider. It may be called twice for one message; it raises nothing that the
            provider can be blamed for: that is ``later``.
        consent: What the member must have agreed to.
        reports: What the provider reports later.
    """

    name: str
    label: Text
    send: Callable[[Outgoing], Awaitable[Receipt]]
    consent: Consent = "standing"
    reports: frozenset[Signal] = frozenset()
