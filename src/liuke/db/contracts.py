"""What stores see of the database: a connection to run SQL on. Committing is not part of it."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import asyncpg

Row = asyncpg.Record


class Connection(Protocol):
    """A connection inside a transaction that `liuke.db.pool.transaction` opened."""

    async def execute(self, query: str, *args: Any) -> str:
        """Run SQL and return its command tag, like "UPDATE 3"; several statements only without arguments."""
        ...

    async def executemany(self, command: str, args: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each sequence of arguments."""
        ...

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        """All rows."""
        ...

    async def fetchrow(self, query: str, *args: Any) -> Row | None:
        """The first row, or None."""
        ...

    async def fetchval(self, query: str, *args: Any, column: int = 0) -> Any:
        """One column of the first row, or None."""
        ...

    async def copy_records_to_table(
        self,
        table_name: str,
        *,
        records: Iterable[Sequence[Any]],
        columns: Sequence[str] | None = None,
        schema_name: str | None = None,
    ) -> str:
        """Bulk insert through COPY."""
        ...

    def get_server_pid(self) -> int:
        """Process id of the server's side; another one for each session."""
        ...

    def is_closed(self) -> bool:
        """Whether the connection is gone."""
        ...

    def is_in_transaction(self) -> bool:
        """Whether a transaction is open on it."""
        ...


class OwnConnection(Connection, Protocol):
    """A connection outside any pool; whoever opened it closes it."""

    async def close(self) -> None:
        """Say good-bye to the server."""
        ...

    def terminate(self) -> None:
        """Cut it off."""
        ...


class Pool(Protocol):
    """Open connections to one database; see `liuke.db.pool.acquire`."""

    async def close(self) -> None:
        """Wait until all are given back and close them."""
        ...

    def terminate(self) -> None:
        """Cut all off."""
        ...

    def get_size(self) -> int:
        """Connections open now."""
        ...

    def get_idle_size(self) -> int:
        """Connections open and not lent."""
        ...
