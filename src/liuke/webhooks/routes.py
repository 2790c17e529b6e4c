"""Webhooks: where facts are sent, what became of them, and what was given up."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import PageQuery, make_page, read_cursor
from liuke.kernel.clock import SECOND_US
from liuke.kernel.errors import Conflict, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.webhooks import service
from liuke.webhooks.contracts import (
    DeadLetter,
    Delivery,
    DeliveryStatus,
    EndpointChange,
    EndpointInput,
    EndpointSecret,
)
from liuke.webhooks.contracts import Endpoint as Webhook
from liuke.webhooks.error_words import say_delivery
from liuke.webhooks.facts import list_fact_types
from liuke.webhooks.letter_words import say_letter

SCOPES = ("webhooks:write",)
_MAX_ID = 2**63 - 1


class RotateSecret(msgspec.Struct, forbid_unknown_fields=True):
    """For how long the old secret signs beside the new one."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=30 * 86_400)] = 86_400


class DeliveryQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Which deliveries."""

    status: DeliveryStatus | None = None


class LetterQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Which dead letters."""

    source: Annotated[str, Meta(max_length=200, description="`webhook`, `delivery`, …; empty: all.")] = ""


def _read_id(call: Call, name: str, what: str) -> int:
    given = call.params[name]
    if not (given.isascii() and given.isdigit() and len(given) < 20 and int(given) <= _MAX_ID):
        raise NotFound(f"there is no {what} {given[:50]!r}")
    return int(given)


async def _audit(connection: Connection, call: Call, action: str, subject: str, **details: Any) -> None:
    await insert_audit(
        connection, call.services.tenant_id, actor=call.principal.actor, action=action, subject=subject, details=details
    )


# -- endpoints --------------------------------------------------------------------------------------------------------
async def _list(call: Call) -> Page[Webhook]:
    query: PageQuery = call.query
    place = read_cursor(query.cursor, (int,))
    tenant_id = call.services.tenant_id
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        found = await service.list_endpoints(
            connection, tenant_id, after=place[0] if place else 0, limit=query.limit + 1
        )
    return make_page(found, query.limit, lambda item: item, lambda item: (int(item.endpoint_id),))


async def _get(call: Call) -> Webhook:
    tenant_id = call.services.tenant_id
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        return await service.get_endpoint(connection, tenant_id, _read_id(call, "endpoint_id", "webhook"))


def _list_known(call: Call) -> frozenset[str]:
    return frozenset(event.name for event in list_fact_types(call.services.domains))


async def _make(call: Call) -> EndpointSecret:
    given: EndpointInput = call.body
    tenant_id = call.services.tenant_id
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        made = await service.create_endpoint(
            connection, tenant_id, call.tenants.vault, given, known_types=_list_known(call),
            reach=call.tenants.webhook_reach,
        )  # fmt: skip
        subject = f"webhook/{made.endpoint.endpoint_id}"
        await _audit(connection, call, "webhook.created", subject, url=given.url, event_types=given.event_types)
    return made


async def _change(call: Call) -> Webhook:
    given: EndpointChange = call.body
    tenant_id, endpoint_id = call.services.tenant_id, _read_id(call, "endpoint_id", "webhook")
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        changed = await service.change_endpoint(
            connection, tenant_id, endpoint_id, given, known_types=_list_known(call),
            reach=call.tenants.webhook_reach,
        )  # fmt: skip
        await _audit(connection, call, "webhook.changed", f"webhook/{endpoint_id}", **msgspec.to_builtins(given))
    return changed


async def _delete(call: Call) -> None:
    tenant_id, endpoint_id = call.services.tenant_id, _read_id(call, "endpoint_id", "webhook")
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        await service.delete_endpoint(connection, tenant_id, endpoint_id)
        await _audit(connection, call, "webhook.deleted", f"webhook/{endpoint_id}")


async def _rotate(call: Call) -> EndpointSecret:
    given: RotateSecret = call.body
    tenant_id, endpoint_id = call.services.tenant_id, _read_id(call, "endpoint_id", "webhook")
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        made = await service.rotate_secret(
            connection, tenant_id, call.tenants.vault, endpoint_id, overlap_us=given.overlap_seconds * SECOND_US
        )
        overlap = given.overlap_seconds
        await _audit(connection, call, "webhook.secret_rotated", f"webhook/{endpoint_id}", overlap_seconds=overlap)
    return made


async def _test(call: Call) -> Delivery:
    tenant_id, endpoint_id = call.services.tenant_id, _read_id(call, "endpoint_id", "webhook")
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        sent = await service.send_test(connection, tenant_id, endpoint_id)
        await _audit(connection, call, "webhook.tested", f"webhook/{endpoint_id}", delivery_id=sent.delivery_id)
    return sent


# -- deliveries -------------------------------------------------------------------------------------------------------
async def _deliveries(call: Call) -> Page[Delivery]:
    query: DeliveryQuery = call.query
    tenant_id, endpoint_id = call.services.tenant_id, _read_id(call, "endpoint_id", "webhook")
    place = read_cursor(query.cursor, (int,))
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        found = await service.list_deliveries(
            connection, tenant_id, endpoint_id, status=query.status, before=place[0] if place else _MAX_ID,
            limit=query.limit + 1,
        )  # fmt: skip
    locale = call.locale
    return make_page(found, query.limit, lambda one: say_delivery(one, locale), lambda one: (int(one.delivery_id),))


async def _delivery(call: Call) -> Delivery:
    tenant_id = call.services.tenant_id
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        return say_delivery(await _find_delivery(connection, call), call.locale)


async def _find_delivery(connection: Connection, call: Call) -> Delivery:
    endpoint_id, delivery_id = _read_id(call, "endpoint_id", "webhook"), _read_id(call, "delivery_id", "delivery")
    found = await service.get_delivery(connection, call.services.tenant_id, delivery_id)
    if found.endpoint_id != str(endpoint_id):
        raise NotFound(f"webhook {endpoint_id} has no delivery {delivery_id}")
    return found


async def _replay(call: Call) -> Delivery:
    tenant_id = call.services.tenant_id
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        found = await _find_delivery(connection, call)
        again = await service.replay_delivery(connection, tenant_id, int(found.delivery_id))
        await _audit(connection, call, "webhook.delivery_replayed", f"webhook-delivery/{found.delivery_id}")
    return again


# -- dead letters -----------------------------------------------------------------------------------------------------
async def _letters(call: Call) -> Page[DeadLetter]:
    query: LetterQuery = call.query
    tenant_id = call.services.tenant_id
    place = read_cursor(query.cursor, (int,))
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        found = await service.list_dead_letters(
            connection, tenant_id, source=query.source, before=place[0] if place else _MAX_ID, limit=query.limit + 1
        )
    return make_page(found, query.limit, lambda item: _say(call, item), lambda item: (int(item.dead_letter_id),))


def _say(call: Call, letter: DeadLetter) -> DeadLetter:
    return say_letter(letter, call.locale, call.tenants.problems)


async def _take_up(call: Call) -> DeadLetter:
    tenant_id, letter_id = call.services.tenant_id, _read_id(call, "dead_letter_id", "dead letter")
    async with acquire(call.services.wide) as connection, transaction(connection, tenant_id=tenant_id):
        found = await service.replay_dead_letter(connection, tenant_id, letter_id)
        await _audit(connection, call, "dead_letter.replayed", f"dead-letter/{letter_id}", source=found.source)
    return _say(call, found)


_ALL, _ONE = "/v1/webhooks", "/v1/webhooks/{endpoint_id}"
_LETTERS = "/v1/dead-letters"
ENDPOINTS = (
    Endpoint("GET", _ALL, _list, text("回调列表", "List webhooks"), "webhooks", SCOPES, query=PageQuery,
             response=Page[Webhook], errors=(InvalidInput,)),
    Endpoint("POST", _ALL, _make, text("登记回调", "Register a webhook"), "webhooks", SCOPES, body=EndpointInput,
             response=EndpointSecret, status=201, errors=(InvalidInput, Conflict),
             about="`secret` is shown in this answer only. Calls are signed by the Standard Webhooks convention."),
    Endpoint("GET", _ONE, _get, text("查看回调", "Show a webhook"), "webhooks", SCOPES, response=Webhook,
             errors=(NotFound,)),
    Endpoint("PATCH", _ONE, _change, text("修改回调", "Change a webhook"), "webhooks", SCOPES, body=EndpointChange,
             response=Webhook, errors=(InvalidInput, NotFound)),
    Endpoint("DELETE", _ONE, _delete, text("删除回调", "Remove a webhook"), "webhooks", SCOPES, status=204,
             errors=(NotFound,)),
    Endpoint("POST", f"{_ONE}/secret/rotate", _rotate, text("轮换签名密钥", "Rotate the secret"), "webhooks", SCOPES,
             body=RotateSecret, response=EndpointSecret, status=201, errors=(InvalidInput, NotFound)),
    Endpoint("POST", f"{_ONE}/test", _test, text("发送测试事件", "Send a test event"), "webhooks", SCOPES, status=202,
             response=Delivery, errors=(NotFound, Conflict)),
    Endpoint("GET", f"{_ONE}/deliveries", _deliveries, text("投递记录", "Delivery log"), "webhooks", SCOPES,
             query=DeliveryQuery, response=Page[Delivery], errors=(InvalidInput, NotFound)),
    Endpoint("GET", f"{_ONE}/deliveries/{{delivery_id}}", _delivery, text("查看一次投递", "Show a delivery"),
             "webhooks", SCOPES, response=Delivery, errors=(NotFound,)),
    Endpoint("POST", f"{_ONE}/deliveries/{{delivery_id}}/replay", _replay, text("重新投递", "Deliver again"),
             "webhooks", SCOPES, status=202, response=Delivery, errors=(NotFound,)),
    Endpoint("GET", _LETTERS, _letters, text("死信列表", "List dead letters"), "webhooks", SCOPES, query=LetterQuery,
             response=Page[DeadLetter], errors=(InvalidInput,)),
    Endpoint("POST", f"{_LETTERS}/{{dead_letter_id}}/replay", _take_up, text("重新处理死信", "Take up a dead letter"),
             "webhooks", SCOPES, status=202, response=DeadLetter, errors=(NotFound, Conflict)),
)  # fmt: skip
