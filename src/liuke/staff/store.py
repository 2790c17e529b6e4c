"""All SQL of people, their sessions, and tries to log in."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_PERSON = """person_id, email, name, role, created_us, created_by, disabled_us, greatest(last_login_us, (
    SELECT max(s.seen_us) FROM session s WHERE s.tenant_id = person.tenant_id AND s.person_id = person.person_id))"""


class Person(msgspec.Struct, frozen=True):
    """Somebody of the merchant. Times are UTC microseconds; ``None``: never.

    Args:
        person_id: Number.
        email: In lower case; unique within the tenant.
        name: As others see it.
        role: What they may do.
        created_us: When the account was made.
        created_by: By whom.
        disabled_us: Since when it is shut.
        last_seen_us: Last time somebody logged in with it, or used a session of it.
    """

    person_id: int
    email: str
    name: str
    role: str
    created_us: int
    created_by: str
    disabled_us: int | None
    last_seen_us: int | None


class Account(msgspec.Struct, frozen=True):
    """What logging in needs to know."""

    tenant_id: int
    person_id: int
    password_hash: str
    slug: str
    tenant_name: str


class Session(msgspec.Struct, frozen=True):
    """A running session and whose it is."""

    tenant_id: int
    person_id: int
    email: str
    name: str
    role: str
    created_us: int
    seen_us: int
    expires_us: int


# -- people -----------------------------------------------------------------------------------------------------------
async def insert_person(
    connection: Connection, tenant_id: int, *, email: str, name: str, role: str, password_hash: str, created_by: str
) -> Person | None:
    """A new person; ``None`` when the address is taken."""
    row = await connection.fetchrow(
        f"""
        INSERT INTO person (tenant_id, email, name, role, password_hash, created_us, created_by)
        VALUES ($1, $2, $3, $4, $5, {_NOW}, $6) ON CONFLICT (tenant_id, email) DO NOTHING RETURNING {_PERSON}
        """,
        tenant_id, email, name, role, password_hash, created_by,
    )  # fmt: skip
    return Person(*row) if row is not None else None


async def list_people(connection: Connection, tenant_id: int, *, after: int, limit: int) -> list[Person]:
    """People by number, those above ``after``."""
    rows = await connection.fetch(
        f"SELECT {_PERSON} FROM person WHERE tenant_id = $1 AND person_id > $2 ORDER BY person_id LIMIT $3",
        tenant_id, after, limit,
    )  # fmt: skip
    return [Person(*row) for row in rows]


async def find_person(connection: Connection, tenant_id: int, email: str) -> Person | None:
    """A person by address."""
    row = await connection.fetchrow(
        f"SELECT {_PERSON} FROM person WHERE tenant_id = $1 AND email = $2", tenant_id, email
    )
    return Person(*row) if row is not None else None


async def lock_person(connection: Connection, tenant_id: int, person_id: int) -> Person | None:
    """A person, held until the transaction ends."""
    row = await connection.fetchrow(
        f"SELECT {_PERSON} FROM person WHERE tenant_id = $1 AND person_id = $2 FOR UPDATE", tenant_id, person_id
    )
    return Person(*row) if row is not None else None


async def lock_holders(connection: Connection, tenant_id: int, role: str) -> set[int]:
    """People who have this role and are not shut out, held until the transaction ends; lock them before others."""
    rows = await connection.fetch(
        """
        SELECT person_id FROM person WHERE tenant_id = $1 AND role = $2 AND disabled_us IS NULL
        ORDER BY person_id FOR UPDATE
        """,
        tenant_id, role,
    )  # fmt: skip
    return {row[0] for row in rows}


async def update_person(
    connection: Connection, tenant_id: int, person_id: int, *, name: str, role: str, disabled: bool
) -> Person:
    """Write what can be changed of a person who is locked."""
    row = await connection.fetchrow(
        f"""
        UPDATE person SET name = $3, role = $4,
            disabled_us = CASE WHEN $5 THEN coalesce(disabled_us, {_NOW}) END
        WHERE tenant_id = $1 AND person_id = $2 RETURNING {_PERSON}
        """,
        tenant_id, person_id, name, role, disabled,
    )  # fmt: skip
    assert row is not None, "the person is locked"
    return Person(*row)


async def get_password_hash(connection: Connection, tenant_id: int, person_id: int) -> str:
    """The hash of a person's password."""
    return str(
        await connection.fetchval(
            "SELECT password_hash FROM person WHERE tenant_id = $1 AND person_id = $2", tenant_id, person_id
        )
    )


async def write_password(connection: Connection, tenant_id: int, person_id: int, password_hash: str) -> None:
    """Replace the hash of a person's password."""
    await connection.execute(
        "UPDATE person SET password_hash = $3 WHERE tenant_id = $1 AND person_id = $2",
        tenant_id, person_id, password_hash,
    )  # fmt: skip


# -- logging in -------------------------------------------------------------------------------------------------------
async def count_try(connection: Connection, keys: Sequence[tuple[bytes, int]], *, window_us: int) -> int:
    """Count a try under each key with its limit; how long to wait (microseconds), 0: go on."""
    ordered = sorted(keys)
    return int(
        await connection.fetchval(
            "SELECT login_take($1::bytea[], $2::int[], $3)",
            [key for key, _ in ordered], [limit for _, limit in ordered], window_us,
        )
    )  # fmt: skip


async def forget_tries(connection: Connection, account: bytes, address: bytes) -> None:
    """Somebody logged in: the tries of the account are forgotten."""
    await connection.execute("SELECT login_done($1, $2)", account, address)


async def find_accounts(connection: Connection, email: str, tenant_slug: str) -> list[Account]:
    """Accounts of an address that are not shut, of one tenant or of any; twenty at most, by tenant."""
    rows = await connection.fetch(
        "SELECT tenant_id, person_id, password_hash, slug, tenant_name FROM login_accounts($1, $2)", email, tenant_slug
    )
    return [Account(*row) for row in rows]


# -- sessions ---------------------------------------------------------------------------------------------------------
async def insert_session(
    connection: Connection, tenant_id: int, session_hash: bytes, person_id: int, *, lasts_us: int
) -> None:
    """Begin a session; those that are over are removed, and the person's time of login is written."""
    await connection.execute(f"DELETE FROM session WHERE tenant_id = $1 AND expires_us <= {_NOW}", tenant_id)
    await connection.execute(
        f"""
        INSERT INTO session (tenant_id, session_hash, person_id, created_us, seen_us, expires_us)
        SELECT $1, $2, $3, n.us, n.us, n.us + $4 FROM (SELECT {_NOW} AS us) n
        """,
        tenant_id, session_hash, person_id, lasts_us,
    )  # fmt: skip
    await connection.execute(
        f"UPDATE person SET last_login_us = {_NOW} WHERE tenant_id = $1 AND person_id = $2", tenant_id, person_id
    )


async def find_session(connection: Connection, session_hash: bytes) -> tuple[Session, int] | None:
    """A session of any tenant, and the database's clock; ``None`` too where the account is shut."""
    row = await connection.fetchrow(
        f"""
        SELECT {_NOW}, tenant_id, person_id, email, name, role, created_us, seen_us, expires_us
        FROM session_find($1)
        """,
        session_hash,
    )
    return (Session(*row[1:]), int(row[0])) if row is not None else None


async def see_session(connection: Connection, tenant_id: int, session_hash: bytes) -> None:
    """Note that a session is in use."""
    await connection.execute(
        f"UPDATE session SET seen_us = {_NOW} WHERE tenant_id = $1 AND session_hash = $2", tenant_id, session_hash
    )


async def end_session(connection: Connection, tenant_id: int, session_hash: bytes) -> bool:
    """End one session; whether there was one."""
    tag = await connection.execute(
        "DELETE FROM session WHERE tenant_id = $1 AND session_hash = $2", tenant_id, session_hash
    )
    return tag == "DELETE 1"


async def end_sessions(connection: Connection, tenant_id: int, person_id: int, *, but: bytes = b"") -> int:
    """End all sessions of a person but one; returns how many."""
    tag = await connection.execute(
        "DELETE FROM session WHERE tenant_id = $1 AND person_id = $2 AND session_hash <> $3", tenant_id, person_id, but
    )
    return int(tag.split()[-1])
