"""What operators do with webhooks. Every function runs inside the caller's transaction with the tenant set."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection, Row
from liuke.hooks.job_store import wake
from liuke.kernel.errors import Conflict, Fault, InvalidInput, NotFound
from liuke.vault.vault import Vault
from liuke.webhooks import store
from liuke.webhooks.contracts import (
    DEFAULT_OVERLAP_US,
    MAX_OVERLAP_US,
    TEST_TYPE,
    Attempt,
    Body,
    DeadLetter,
    Delivery,
    DeliveryStatus,
    Endpoint,
    EndpointChange,
    EndpointInput,
    EndpointSecret,
    render_message_id,
)
from liuke.webhooks.network import find_url_faults
from liuke.webhooks.reach import PUBLIC, Reach
from liuke.webhooks.signing import draw_secret

MAX_ID = 2**63 - 1
MAX_ENDPOINTS = 50
"""Endpoints of a tenant: each fact is queued once for each."""
_MAX_TYPES, _MAX_DESCRIPTION = 100, 500
_PATTERN = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?")


# -- endpoints --------------------------------------------------------------------------------------------------------
async def list_endpoints(
    connection: Connection, tenant_id: int, *, after: int = 0, limit: int = MAX_ENDPOINTS
) -> list[Endpoint]:
    """Endpoints in the order in which they were registered, beyond the number ``after``."""
    return [_read_endpoint(row) for row in await store.list_endpoints(connection, tenant_id, after, limit)]


async def get_endpoint(connection: Connection, tenant_id: int, endpoint_id: int) -> Endpoint:
    """One endpoint.

    Raises:
        NotFound: there is none.
    """
    row = await store.find_endpoint(connection, tenant_id, endpoint_id)
    if row is None:
        raise NotFound(f"there is no webhook {endpoint_id}")
    return _read_endpoint(row)


async def create_endpoint(
    connection: Connection,
    tenant_id: int,
    vault: Vault,
    wanted: EndpointInput,
    *,
    known_types: Collection[str],
    reach: Reach = PUBLIC,
) -> EndpointSecret:
    """Register an endpoint; it hears the facts that are written from now on.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        vault: Seals the secret.
        wanted: What to register.
        known_types: Names of the facts that there are (:data:`liuke.webhooks.facts.FACT_TYPES`).
        reach: What may be called beside the public internet.

    Raises:
        InvalidInput: with every fault.
        Conflict: there are too many already.
    """
    _check(wanted.url, wanted.event_types, wanted.description, known_types, reach)
    if len(await store.list_endpoints(connection, tenant_id, 0, MAX_ENDPOINTS)) >= MAX_ENDPOINTS:
        raise Conflict(f"there are {MAX_ENDPOINTS} webhooks", fix="remove one that is not needed")
    types = _tidy(wanted.event_types)
    endpoint_id = await store.insert_endpoint(
        connection, tenant_id, wanted.url, wanted.description.strip(), types, enabled=wanted.enabled
    )
    secret = await _add_secret(connection, tenant_id, vault, endpoint_id)
    return EndpointSecret(await get_endpoint(connection, tenant_id, endpoint_id), secret)


async def change_endpoint(
    connection: Connection,
    tenant_id: int,
    endpoint_id: int,
    change: EndpointChange,
    *,
    known_types: Collection[str],
    reach: Reach = PUBLIC,
) -> Endpoint:
    """Change what is given.

    Enabling takes up at once what waits, also where it is enabled already and its lanes rest after failures; facts
    stated while it was disabled are not sent.

    Raises:
        InvalidInput: with every fault.
        NotFound: there is none.
    """
    if not await store.lock_endpoint(connection, tenant_id, endpoint_id):
        raise NotFound(f"there is no webhook {endpoint_id}")
    now = await get_endpoint(connection, tenant_id, endpoint_id)
    url = now.url if change.url is msgspec.UNSET else change.url
    types = now.event_types if change.event_types is msgspec.UNSET else change.event_types
    description = now.description if change.description is msgspec.UNSET else change.description
    enabled = now.enabled if change.enabled is msgspec.UNSET else change.enabled
    changed_url = None if url == now.url else url
    changed_types = () if types == now.event_types else types
    _check(changed_url, changed_types, description, known_types, reach)
    await store.update_endpoint(
        connection, tenant_id, endpoint_id, url, description.strip(), _tidy(types), enabled=enabled
    )
    if enabled and (change.enabled is True or url != now.url):
        await store.arm_endpoint(connection, tenant_id, endpoint_id)
        await wake(connection, "webhooks")
    return await get_endpoint(connection, tenant_id, endpoint_id)


async def delete_endpoint(connection: Connection, tenant_id: int, endpoint_id: int) -> None:
    """Remove an endpoint, what waits for it, its log and its dead letters.

    Raises:
        NotFound: there is none.
    """
    if not await store.delete_endpoint(connection, tenant_id, endpoint_id):
        raise NotFound(f"there is no webhook {endpoint_id}")


def _check(url: str | None, types: Sequence[str], description: str, known: Collection[str], reach: Reach) -> None:
    faults = list[Fault]() if url is None else find_url_faults(url, reach)
    if len(types) > _MAX_TYPES:
        faults.append(Fault("event_types", "too-many", f"are more than {_MAX_TYPES}", "leave it empty to hear all"))
    for place, pattern in enumerate(types[:_MAX_TYPES]):
        if not _PATTERN.fullmatch(pattern) or not any(matches(pattern, name) for name in known):
            fix = "see docs/reference/events.md; a group is written like points.*"
            faults.append(Fault(f"event_types.{place}", "unknown-type", f"{pattern!r} names no fact", fix))
    if len(description) > _MAX_DESCRIPTION or "\x00" in description:
        faults.append(Fault("description", "too-long", f"must be text of at most {_MAX_DESCRIPTION} signs"))
    if faults:
        raise InvalidInput(f"the webhook has {len(faults)} fault(s)", faults=faults)


def matches(pattern: str, name: str) -> bool:
    """Whether an endpoint's ``points.*`` or exact name means this fact."""
    return name == pattern or (pattern.endswith(".*") and name.startswith(pattern[:-1]))


def _tidy(types: Sequence[str]) -> list[str]:
    return sorted(set(types))


def _read_endpoint(row: Row) -> Endpoint:
    return Endpoint(str(row[0]), *tuple(row)[1:])


# -- secrets ----------------------------------------------------------------------------------------------------------
async def rotate_secret(
    connection: Connection, tenant_id: int, vault: Vault, endpoint_id: int, *, overlap_us: int = DEFAULT_OVERLAP_US
) -> EndpointSecret:
    """A new secret; those of before sign beside it until the overlap ends.

    Raises:
        InvalidInput: the overlap is negative or longer than 30 days.
        NotFound: there is no such endpoint.
    """
    if not 0 <= overlap_us <= MAX_OVERLAP_US:
        fault = Fault("overlap_seconds", "out-of-range", "must be between 0 and 30 days")
        raise InvalidInput("the overlap is not valid", faults=[fault])
    if not await store.lock_endpoint(connection, tenant_id, endpoint_id):
        raise NotFound(f"there is no webhook {endpoint_id}")
    until_us = await store.expire_secrets(connection, tenant_id, endpoint_id, overlap_us)
    secret = await _add_secret(connection, tenant_id, vault, endpoint_id)
    return EndpointSecret(await get_endpoint(connection, tenant_id, endpoint_id), secret, until_us)


async def _add_secret(connection: Connection, tenant_id: int, vault: Vault, endpoint_id: int) -> str:
    secret = draw_secret()
    name = seal_context(tenant_id, endpoint_id)
    await store.insert_secret(connection, tenant_id, endpoint_id, name, vault.seal(secret.encode(), name))
    return secret


def seal_context(tenant_id: int, endpoint_id: int) -> str:
    """What an endpoint's secrets are bound to."""
    return f"webhook:{tenant_id}:{endpoint_id}"


# -- deliveries -------------------------------------------------------------------------------------------------------
async def list_deliveries(
    connection: Connection,
    tenant_id: int,
    endpoint_id: int,
    *,
    status: DeliveryStatus | None = None,
    before: int = MAX_ID,
    limit: int = 50,
) -> list[Delivery]:
    """Deliveries with their last tries, the latest first, below the number ``before``.

    Raises:
        NotFound: there is no such endpoint.
    """
    await get_endpoint(connection, tenant_id, endpoint_id)
    rows = await store.list_deliveries(connection, tenant_id, endpoint_id, status or "", before, limit)
    return await _read_deliveries(connection, tenant_id, rows, each=3)


async def get_delivery(connection: Connection, tenant_id: int, delivery_id: int) -> Delivery:
    """One delivery with its body and its tries.

    Raises:
        NotFound: there is none, or the log does not go back that far.
    """
    row = await store.find_delivery(connection, tenant_id, delivery_id)
    if row is None:
        raise NotFound(f"there is no delivery {delivery_id}")
    found = (await _read_deliveries(connection, tenant_id, [row], each=50))[0]
    return msgspec.structs.replace(found, body=msgspec.json.decode(row["body"]))


async def _read_deliveries(connection: Connection, tenant_id: int, rows: Sequence[Row], *, each: int) -> list[Delivery]:
    log: dict[int, list[Attempt]] = {row["delivery_id"]: [] for row in rows}
    for delivery_id, *attempt in await store.list_attempts(connection, tenant_id, list(log), each):
        log[delivery_id].append(Attempt(*attempt))
    return [
        Delivery(
            delivery_id=str(row["delivery_id"]),
            endpoint_id=str(row["endpoint_id"]),
            message_id=render_message_id(row["member_id"], row["op_n"], row["fact_n"]),
            type=row["type"],
            member_id=str(row["member_id"]),
            occurred_us=row["t_us"],
            status=row["status"],
            attempts=row["attempts"],
            created_us=row["created_us"],
            done_us=row["done_us"],
            next_us=row["next_us"],
            log=log[row["delivery_id"]],
        )
        for row in rows
    ]


async def replay_delivery(connection: Connection, tenant_id: int, delivery_id: int) -> Delivery:
    """Send a delivery again, under the same id, whatever became of it; before later ones of its member.

    Raises:
        NotFound: there is none, or the log does not go back that far.
    """
    row = await store.find_delivery(connection, tenant_id, delivery_id)
    if row is None:
        raise NotFound(f"there is no delivery {delivery_id}")
    await store.arm_lane(connection, tenant_id, row["member_id"], row["endpoint_id"])
    await store.reset_delivery(connection, tenant_id, delivery_id)
    await store.drop_dead_letters_of(connection, tenant_id, delivery_id)
    await wake(connection, "webhooks")
    return await get_delivery(connection, tenant_id, delivery_id)


async def send_test(connection: Connection, tenant_id: int, endpoint_id: int) -> Delivery:
    """Queue a ``webhook.test`` event for an endpoint, whatever it listens to; its log tells what came of it.

    Raises:
        NotFound: there is no such endpoint.
        Conflict: the endpoint is disabled.
    """
    endpoint = await get_endpoint(connection, tenant_id, endpoint_id)
    if not endpoint.enabled:
        raise Conflict(f"webhook {endpoint_id} is disabled", fix="enable it first")
    await store.arm_lane(connection, tenant_id, 0, endpoint_id)
    made = await store.insert_test(connection, tenant_id, endpoint_id, TEST_TYPE)
    data = {"endpoint_id": endpoint.endpoint_id, "description": endpoint.description}
    message_id = render_message_id(0, made["op_n"], made["fact_n"])
    body = Body(message_id, TEST_TYPE, made["t_us"], "0", 1, data)
    await store.set_body(connection, tenant_id, made["delivery_id"], msgspec.json.encode(body).decode())
    await wake(connection, "webhooks")
    return await get_delivery(connection, tenant_id, made["delivery_id"])


# -- dead letters -----------------------------------------------------------------------------------------------------
_REPLAYABLE = frozenset({"webhook", "delivery"})


async def list_dead_letters(
    connection: Connection, tenant_id: int, *, source: str = "", before: int = MAX_ID, limit: int = 50
) -> list[DeadLetter]:
    """What was given up, the latest first, below the number ``before``."""
    rows = await store.list_dead_letters(connection, tenant_id, source, before, limit)
    return [_read_letter(row) for row in rows]


async def replay_dead_letter(connection: Connection, tenant_id: int, dead_letter_id: int) -> DeadLetter:
    """Take up again what was given up; the letter is gone then, and comes back as a new one if it fails again.

    A webhook is sent again; an event for a member is delivered again, under the key it had.

    Raises:
        NotFound: there is none, or what it speaks of is gone.
        Conflict: it is of a kind that cannot be taken up here.
    """
    row = await store.take_dead_letter(connection, tenant_id, dead_letter_id)
    if row is None:
        raise NotFound(f"there is no dead letter {dead_letter_id}")
    letter = _read_letter(row)
    if not letter.replayable:
        raise Conflict(f"a dead letter of {letter.source} cannot be taken up again", fix="send the event anew")
    payload = letter.payload
    if letter.source == "webhook":
        await replay_delivery(connection, tenant_id, int(payload["delivery_id"]))
        return letter
    key = payload.get("key") or f"dead-letter:{dead_letter_id}"
    await store.insert_engine_delivery(
        connection, tenant_id, payload["member_id"], key, payload["type"], letter.t_us, payload["data"]
    )
    await wake(connection, "deliveries")
    return letter


def _read_letter(row: Row) -> DeadLetter:
    payload: dict[str, Any] = row["payload"]
    source: str = row["source"]
    return DeadLetter(str(row["dead_letter_id"]), row["t_us"], source, row["reason"], payload, source in _REPLAYABLE)
