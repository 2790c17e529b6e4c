"""People of the merchant and their roles.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import Me, NewPerson, PatchPerson, PersonView, RoleList
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class PeopleGroup(Group[M]):
    """People of the merchant and their roles."""

    @operation("GET", "/v1/me")
    def me(
        self,
    ) -> Ask[Me]:
        """Who calls.

        Scope: `events:write` or `track:write` or `members:read` or `members:write` or `members:erase` or `checkout`
        or `redeem` or `points:write` or `points:adjust` or `points:approve` or `program:read` or `program:write` or
        `program:publish` or `finance:read` or `clearing:write` or `audit:read` or `keys:write` or `webhooks:write`
        or `bulk:read` or `bulk:write` or `people:write`.
        """
        return Ask(Me)

    @operation("GET", "/v1/roles")
    def list_roles(
        self,
    ) -> Ask[RoleList]:
        """List roles.

        Scope: `events:write` or `track:write` or `members:read` or `members:write` or `members:erase` or `checkout`
        or `redeem` or `points:write` or `points:adjust` or `points:approve` or `program:read` or `program:write` or
        `program:publish` or `finance:read` or `clearing:write` or `audit:read` or `keys:write` or `webhooks:write`
        or `bulk:read` or `bulk:write` or `people:write`.
        """
        return Ask(RoleList)

    @listing("GET", "/v1/people")
    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PersonView]]:
        """List people.

        Scope: `people:write`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[PersonView], query={"limit": limit, "cursor": cursor})

    @operation("POST", "/v1/people")
    def add(
        self,
        *,
        email: str,
        role: Literal["clerk", "finance", "operator", "owner", "reader", "support"],
        name: str | UnsetType = UNSET,
        password: str | UnsetType = UNSET,
    ) -> Ask[PersonView]:
        """Add a person.

        Scope: `people:write`.

        Args:
            email: In any case; kept in lower case.
            role: What the person may do; nothing that the caller may not.
            name: As others see it; empty: what stands before the @.
            password: At least 10 characters and not the address; empty: one is drawn and answered once.
        """
        return Ask(PersonView, body=NewPerson(email=email, role=role, name=name, password=password))

    @operation("PATCH", "/v1/people/{person_id}")
    def change(
        self,
        person_id: str,
        *,
        name: str | UnsetType = UNSET,
        role: Literal["clerk", "finance", "operator", "owner", "reader", "support"] | UnsetType = UNSET,
        active: bool | UnsetType = UNSET,
        password: str | UnsetType = UNSET,
    ) -> Ask[PersonView]:
        """Change a person.

        Scope: `people:write`.

        Args:
            person_id: Person id.
            name: Name.
            role: Role.
            active: Active.
            password: Password.
        """
        return Ask(
            PersonView,
            params={"person_id": person_id},
            body=PatchPerson(name=name, role=role, active=active, password=password),
        )
