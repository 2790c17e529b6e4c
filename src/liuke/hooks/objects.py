"""Bytes beside the database, by key: what a store of them must be able to do."""

from __future__ import annotations

from typing import Protocol


class Objects(Protocol):
    """A folder or an object store. Keys have slashes in them and are never anybody's words.

    Every method raises :class:`ObjectsUnavailable` (``liuke.media.contracts``) where the store cannot be reached.
    """

    async def put(self, key: str, content: bytes) -> None:
        """Keep bytes for good before it returns; what was there under the key is replaced whole."""
        ...

    async def find(self, key: str) -> bytes | None:
        """The bytes; ``None``: there are none under the key."""
        ...

    async def delete(self, key: str) -> None:
        """Let bytes go; nothing happens where there are none."""
        ...
