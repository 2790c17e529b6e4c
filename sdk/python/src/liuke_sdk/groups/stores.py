"""Stores, their places and time zones.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import EntriesChanged, PutStore, StoreView
from liuke_sdk.series import Page
from liuke_sdk.uploads import Upload, open_upload
from liuke_sdk.wire import Ask


class StoresGroup(Group[M]):
    """Stores, their places and time zones."""

    @listing("GET", "/v1/stores")
    def list(
        self,
        *,
        at_us: int | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[StoreView]]:
        """List stores.

        Scope: `program:read` or `members:read` or `redeem`.

        Args:
            at_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not
                known ever since.
            q: Q.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[StoreView], query={"at_us": at_us, "q": q, "limit": limit, "cursor": cursor})

    @operation("GET", "/v1/stores/{id}")
    def get(
        self,
        id: str,
        *,
        at_us: int | None = None,
    ) -> Ask[StoreView]:
        """Look at a store.

        Scope: `program:read` or `members:read` or `redeem`.

        Args:
            id: Id.
            at_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not
                known ever since.
        """
        return Ask(StoreView, params={"id": id}, query={"at_us": at_us})

    @operation("PUT", "/v1/stores/{id}", safe=True)
    def put(
        self,
        id: str,
        *,
        name: str,
        time_zone: str | UnsetType = UNSET,
        place: str | UnsetType = UNSET,
        valid_from_us: int | UnsetType = UNSET,
    ) -> Ask[EntriesChanged]:
        """Say what a store is.

        Decisions made from then on know it. Nothing that was decided is decided again; an operation keeps the
        version of the catalogue it was decided with. Scope: `program:write`.

        Args:
            id: Id.
            name: For people.
            time_zone: IANA name, where it is not the program's: what happens there counts on the days of its own
                clock.
            place: City or district, in the merchant's words.
            valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that
                was not known ever since.
        """
        return Ask(
            EntriesChanged,
            params={"id": id},
            body=PutStore(name=name, time_zone=time_zone, place=place, valid_from_us=valid_from_us),
        )

    @operation("DELETE", "/v1/stores/{id}")
    def remove(
        self,
        id: str,
        *,
        valid_from_us: int | None = None,
    ) -> Ask[EntriesChanged]:
        """End a store.

        What was decided before stays as it was. Scope: `program:write`.

        Args:
            id: Id.
            valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that
                was not known ever since.
        """
        return Ask(EntriesChanged, params={"id": id}, query={"valid_from_us": valid_from_us})

    @operation("POST", "/v1/stores/import", safe=True)
    def load(
        self,
        content: Upload,
        *,
        media: str = "text/csv",
    ) -> Ask[EntriesChanged]:
        """Import stores from a file.

        CSV (UTF-8, or what the `charset` of its Content-Type says) with the columns id, name, time_zone, place. All
        rows are taken or none; the same file again changes nothing. Scope: `program:write`.

        Args:
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
        """
        return Ask(EntriesChanged, content=open_upload(content), media=media)
