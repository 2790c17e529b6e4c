"""What the API says of webhooks. Ids are text: clients of 53-bit numbers read them too."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from liuke.kernel.clock import DAY_US

DeliveryStatus = Literal["waiting", "delivered", "dead"]
MAX_EXCERPT = 1_024
"""Bytes of an answer that are kept."""
DEFAULT_OVERLAP_US = DAY_US
"""How long the old secret signs beside a new one unless it is said."""
MAX_OVERLAP_US = 30 * DAY_US
TEST_TYPE = "webhook.test"


class EndpointInput(msgspec.Struct, forbid_unknown_fields=True):
    """An endpoint to register.

    Args:
        url: Where facts are posted to; https unless private networks are allowed.
        event_types: Names of facts, or ``points.*``; empty: all.
        description: For people.
        enabled: Whether it hears anything.
    """

    url: str
    event_types: list[str] = []
    description: str = ""
    enabled: bool = True


class EndpointChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change of an endpoint; what is left out stays."""

    url: str | msgspec.UnsetType = msgspec.UNSET
    event_types: list[str] | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    enabled: bool | msgspec.UnsetType = msgspec.UNSET


class Endpoint(msgspec.Struct, frozen=True):
    """A registered endpoint.

    Args:
        endpoint_id: Its number.
        url: Where facts are posted to.
        description: For people.
        event_types: What it hears; empty: all.
        enabled: Whether it hears anything.
        disabled_reason: Why the platform disabled it: ``gone`` (it answered 410), ``failing`` (for days); else empty.
        failures: Attempts that failed since the last that did not.
        failing_since_us: Since when; 0 when it works.
        waiting: Deliveries that wait.
        created_us: When it was registered.
        updated_us: When it was last changed.
    """

    endpoint_id: str
    url: str
    description: str
    event_types: list[str]
    enabled: bool
    disabled_reason: str
    failures: int
    failing_since_us: int
    waiting: int
    created_us: int
    updated_us: int


class EndpointSecret(msgspec.Struct, frozen=True):
    """An endpoint's new secret; it is shown this once.

    Args:
        endpoint: Whose.
        secret: ``whsec_…``, as libraries of the Standard Webhooks convention take it.
        old_secrets_until_us: Until when earlier secrets sign too; 0: there are none.
    """

    endpoint: Endpoint
    secret: str
    old_secrets_until_us: int = 0


class Attempt(msgspec.Struct, frozen=True):
    """One try.

    Args:
        t_us: When.
        status: Of the answer; 0 where there was none.
        duration_us: How long it took.
        error: Why there was no whole answer, in English; empty otherwise.
        excerpt: The beginning of the answer's body.
        text: The error in the reader's language.
    """

    t_us: int
    status: int
    duration_us: int
    error: str
    excerpt: str
    text: str = ""


class Delivery(msgspec.Struct, frozen=True):
    """One fact on its way to one endpoint.

    Args:
        delivery_id: Its number.
        endpoint_id: Where to.
        message_id: The header ``webhook-id``: the same at every attempt and for every endpoint.
        type: Of the fact.
        member_id: Whose; "0" for a test event.
        occurred_us: When it happened.
        status: ``waiting``, ``delivered`` or ``dead``.
        attempts: Tries since it was made or replayed.
        created_us: When it was queued.
        done_us: When it was delivered or given up; 0 before.
        next_us: When it is tried again at the earliest; 0 unless it waits.
        log: Its latest tries, the last one first.
        body: What is sent; only where one delivery is asked for.
    """

    delivery_id: str
    endpoint_id: str
    message_id: str
    type: str
    member_id: str
    occurred_us: int
    status: DeliveryStatus
    attempts: int
    created_us: int
    done_us: int
    next_us: int = 0
    log: list[Attempt] = []
    body: dict[str, Any] | None = None


class DeadLetter(msgspec.Struct, frozen=True):
    """What was given up.

    Args:
        source: `webhook`, `delivery` (between members) or `replay:` with the name of the replay.
        reason: As it was noted: a code, or a text in English.
        replayable: Whether it can be taken up again.
        text: The reason for people, in the language of the call.
    """

    dead_letter_id: str
    t_us: int
    source: str
    reason: str
    payload: dict[str, Any]
    replayable: bool
    text: str = ""


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is posted.

    Args:
        id: As the header ``webhook-id``.
        type: Of the fact.
        occurred_us: When, in UTC microseconds.
        member_id: Whose.
        external_ids: The member's names as ``namespace:external_id``; phone numbers and e-mail addresses masked.
        schema_version: Of the fact's data; see ``docs/events``.
        data: The fact.
        test: Whether the member is one that the merchant tries things out with.
    """

    id: str
    type: str
    occurred_us: int
    member_id: str
    schema_version: int
    data: dict[str, Any]
    external_ids: list[str] = []
    test: bool = False


def render_message_id(member_id: int, op_n: int, fact_n: int) -> str:
    """The id of a fact, for receivers to recognise what they have had."""
    return f"evt_{member_id}_{op_n}_{fact_n}"
