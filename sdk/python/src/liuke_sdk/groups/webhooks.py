"""Webhooks, their deliveries, and what was given up.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    DeadLetter,
    Delivery,
    Endpoint,
    EndpointChange,
    EndpointInput,
    EndpointSecret,
    RotateSecret,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class WebhooksGroup(Group[M]):
    """Webhooks, their deliveries, and what was given up."""

    @listing("GET", "/v1/webhooks")
    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[Endpoint]]:
        """List webhooks.

        Scope: `webhooks:write`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[Endpoint], query={"limit": limit, "cursor": cursor})

    @operation("POST", "/v1/webhooks")
    def register(
        self,
        *,
        url: str,
        event_types: list[str] | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        enabled: bool | UnsetType = UNSET,
    ) -> Ask[EndpointSecret]:
        """Register a webhook.

        `secret` is shown in this answer only. Calls are signed by the Standard Webhooks convention. Scope:
        `webhooks:write`.

        Args:
            url: Where facts are posted to; https unless private networks are allowed.
            event_types: Names of facts, or ``points.*``; empty: all.
            description: For people.
            enabled: Whether it hears anything.
        """
        return Ask(
            EndpointSecret,
            body=EndpointInput(url=url, event_types=event_types, description=description, enabled=enabled),
        )

    @operation("GET", "/v1/webhooks/{endpoint_id}")
    def get(
        self,
        endpoint_id: str,
    ) -> Ask[Endpoint]:
        """Show a webhook.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
        """
        return Ask(Endpoint, params={"endpoint_id": endpoint_id})

    @operation("PATCH", "/v1/webhooks/{endpoint_id}")
    def change(
        self,
        endpoint_id: str,
        *,
        url: str | UnsetType = UNSET,
        event_types: list[str] | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        enabled: bool | UnsetType = UNSET,
    ) -> Ask[Endpoint]:
        """Change a webhook.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
            url: Url.
            event_types: Event types.
            description: Description.
            enabled: Enabled.
        """
        return Ask(
            Endpoint,
            params={"endpoint_id": endpoint_id},
            body=EndpointChange(url=url, event_types=event_types, description=description, enabled=enabled),
        )

    @operation("DELETE", "/v1/webhooks/{endpoint_id}")
    def remove(
        self,
        endpoint_id: str,
    ) -> Ask[None]:
        """Remove a webhook.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
        """
        return Ask(None, params={"endpoint_id": endpoint_id})

    @operation("POST", "/v1/webhooks/{endpoint_id}/secret/rotate")
    def rotate_secret(
        self,
        endpoint_id: str,
        *,
        overlap_seconds: int | UnsetType = UNSET,
    ) -> Ask[EndpointSecret]:
        """Rotate the secret.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
            overlap_seconds: Overlap seconds.
        """
        return Ask(
            EndpointSecret, params={"endpoint_id": endpoint_id}, body=RotateSecret(overlap_seconds=overlap_seconds)
        )

    @listing("GET", "/v1/webhooks/{endpoint_id}/deliveries")
    def list_deliveries(
        self,
        endpoint_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["dead", "delivered", "waiting"] | None | None = None,
    ) -> Ask[Page[Delivery]]:
        """Delivery log.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
            status: Status.
        """
        return Ask(
            Page[Delivery],
            params={"endpoint_id": endpoint_id},
            query={"limit": limit, "cursor": cursor, "status": status},
        )

    @operation("GET", "/v1/webhooks/{endpoint_id}/deliveries/{delivery_id}")
    def get_delivery(
        self,
        endpoint_id: str,
        delivery_id: str,
    ) -> Ask[Delivery]:
        """Show a delivery.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
            delivery_id: Delivery id.
        """
        return Ask(Delivery, params={"endpoint_id": endpoint_id, "delivery_id": delivery_id})

    @operation("POST", "/v1/webhooks/{endpoint_id}/deliveries/{delivery_id}/replay")
    def replay(
        self,
        endpoint_id: str,
        delivery_id: str,
    ) -> Ask[Delivery]:
        """Deliver again.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
            delivery_id: Delivery id.
        """
        return Ask(Delivery, params={"endpoint_id": endpoint_id, "delivery_id": delivery_id})

    @operation("POST", "/v1/webhooks/{endpoint_id}/test")
    def test(
        self,
        endpoint_id: str,
    ) -> Ask[Delivery]:
        """Send a test event.

        Scope: `webhooks:write`.

        Args:
            endpoint_id: Endpoint id.
        """
        return Ask(Delivery, params={"endpoint_id": endpoint_id})

    @listing("GET", "/v1/dead-letters")
    def list_dead_letters(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        source: str | None = None,
    ) -> Ask[Page[DeadLetter]]:
        """List dead letters.

        Scope: `webhooks:write`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
            source: `webhook`, `delivery`, …; empty: all.
        """
        return Ask(Page[DeadLetter], query={"limit": limit, "cursor": cursor, "source": source})

    @operation("POST", "/v1/dead-letters/{dead_letter_id}/replay")
    def replay_dead_letter(
        self,
        dead_letter_id: str,
    ) -> Ask[DeadLetter]:
        """Take up a dead letter.

        Scope: `webhooks:write`.

        Args:
            dead_letter_id: Dead letter id.
        """
        return Ask(DeadLetter, params={"dead_letter_id": dead_letter_id})
