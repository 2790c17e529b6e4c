"""Products, their categories and tags.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import EntriesChanged, ProductView, PutProduct
from liuke_sdk.series import Page
from liuke_sdk.uploads import Upload, open_upload
from liuke_sdk.wire import Ask


class ProductsGroup(Group[M]):
    """Products, their categories and tags."""

    @listing("GET", "/v1/products")
    def list(
        self,
        *,
        at_us: int | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[ProductView]]:
        """List products.

        Scope: `program:read` or `members:read`.

        Args:
            at_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not
                known ever since.
            q: Q.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[ProductView], query={"at_us": at_us, "q": q, "limit": limit, "cursor": cursor})

    @operation("GET", "/v1/products/{id}")
    def get(
        self,
        id: str,
        *,
        at_us: int | None = None,
    ) -> Ask[ProductView]:
        """Look at a product.

        Scope: `program:read` or `members:read`.

        Args:
            id: Id.
            at_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that was not
                known ever since.
        """
        return Ask(ProductView, params={"id": id}, query={"at_us": at_us})

    @operation("PUT", "/v1/products/{id}", safe=True)
    def put(
        self,
        id: str,
        *,
        name: str,
        category: str | UnsetType = UNSET,
        tags: list[str] | UnsetType = UNSET,
        valid_from_us: int | UnsetType = UNSET,
    ) -> Ask[EntriesChanged]:
        """Say what a product is.

        Decisions made from then on know it. Nothing that was decided is decided again; an operation keeps the
        version of the catalogue it was decided with. Scope: `program:write`.

        Args:
            id: Id.
            name: For people.
            category: Its kind; taken for lines of orders that name none.
            tags: More words that rules may ask for.
            valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that
                was not known ever since.
        """
        return Ask(
            EntriesChanged,
            params={"id": id},
            body=PutProduct(name=name, category=category, tags=tags, valid_from_us=valid_from_us),
        )

    @operation("DELETE", "/v1/products/{id}")
    def remove(
        self,
        id: str,
        *,
        valid_from_us: int | None = None,
    ) -> Ask[EntriesChanged]:
        """End a product.

        What was decided before stays as it was. Scope: `program:write`.

        Args:
            id: Id.
            valid_from_us: UTC microseconds; 0: it has always been so. By default from now on, and of an entry that
                was not known ever since.
        """
        return Ask(EntriesChanged, params={"id": id}, query={"valid_from_us": valid_from_us})

    @operation("POST", "/v1/products/import", safe=True)
    def load(
        self,
        content: Upload,
        *,
        media: str = "text/csv",
    ) -> Ask[EntriesChanged]:
        """Import products from a file.

        CSV (UTF-8, or what the `charset` of its Content-Type says) with the columns id, name, category, tags. All
        rows are taken or none; the same file again changes nothing. Scope: `program:write`.

        Args:
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
        """
        return Ask(EntriesChanged, content=open_upload(content), media=media)
