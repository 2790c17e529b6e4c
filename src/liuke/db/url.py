"""The address of a real server instead of the embedded one, and whether that server is fit for use.

LIUKE_DATABASE_URL is the application's address; its role must be bound by row-level security.
LIUKE_DATABASE_OWNER_URL is the address for migrations, dump and restore; without it the application's
address is used for them too.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit, urlunsplit

import asyncpg

from liuke.db.binaries import SUPPORTED_MAJORS
from liuke.db.errors import DatabaseUrlInvalid
from liuke.db.pool import connect

_REFUSALS = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)
APP_VARIABLE, OWNER_VARIABLE = "LIUKE_DATABASE_URL", "LIUKE_DATABASE_OWNER_URL"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where the database is.

    Attributes:
        dsn: for the application.
        owner_dsn: for migrations.
        admin_dsn: for dump and restore.
        embedded: True if it is on our own embedded server.
    """

    dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    admin_dsn: str = field(repr=False)
    embedded: bool


def find_address(environ: Mapping[str, str] = os.environ) -> DatabaseAddress | None:
    """The configured address, or None if the embedded server is to be used. Connects nowhere.

    Raises:
        DatabaseUrlInvalid: lists every fault of both variables.
    """
    dsn, owner = environ.get(APP_VARIABLE, "").strip(), environ.get(OWNER_VARIABLE, "").strip()
    faults = [f"{APP_VARIABLE}: {fault}" for fault in find_faults(dsn)] if dsn else []
    if owner:
        faults += [f"{OWNER_VARIABLE}: {fault}" for fault in find_faults(owner)]
        if not dsn:
            faults.append(f"{OWNER_VARIABLE} is set, but {APP_VARIABLE} is not")
    if faults:
        raise DatabaseUrlInvalid("Found in the environment:", faults=faults)
    if not dsn:
        return None
    return DatabaseAddress(dsn, owner or dsn, owner or dsn, embedded=False)


def find_faults(dsn: str) -> list[str]:
    """Everything that is wrong with how an address is written; never repeats the password."""
    try:
        parts = urlsplit(dsn)
        port = parts.port
    except ValueError:  # its words repeat what was taken for the port, which may be a password with a slash in it
        return ["host and port cannot be read; in a password, / ? # @ and what is not ASCII are written like %2F"]
    faults: list[str] = []
    if parts.scheme not in {"postgresql", "postgres"}:
        faults.append(f"it begins with {parts.scheme or 'nothing'!r}, not with postgresql://")
    if not parts.username:
        faults.append("it names no user")
    if not parts.path.strip("/"):
        faults.append("it names no database")
    elif "/" in parts.path.strip("/"):
        faults.append("the database's name contains a slash")
    if not parts.hostname and not parse_qs(parts.query).get("host"):
        faults.append("it names no host")
    if port == 0:
        faults.append("port 0 cannot be connected to")
    return faults


def split_password(dsn: str) -> tuple[str, str]:
    """The address without its password, and the password ("" if none); others can read arguments."""
    parts = urlsplit(dsn)
    _, at, host = parts.netloc.rpartition("@")
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    options = parts.query.split("&")
    named = [option.partition("=")[2] for option in options if option.partition("=")[0] == "password"]
    query = "&".join(option for option in options if option.partition("=")[0] != "password")
    password = unquote(parts.password) if parts.password else unquote_plus((named or [""])[-1])
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}", query=query)), password


_FITNESS = """
SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS
version_text,
       current_setting('fsync') AS fsync,
       (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS synchronous_commit,
       (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS encoding,
       rolname AS role, rolsuper AS super, rolbypassrls AS bypass
  FROM pg_roles WHERE rolname = current_user
"""


async def check_server(dsn: str) -> str:
    """Connect and check that the server can be relied on; returns its version, like "17.5".

    Raises:
        DatabaseUnavailable: it cannot be reached.
        DatabaseUrlInvalid: lists everything that makes it unfit.
    """
    try:
        connection = await connect(dsn)
    except _REFUSALS as error:
        raise DatabaseUrlInvalid(f"The server does not let us in: {error}.") from error
    try:
        found = await connection.fetchrow(_FITNESS)
    finally:
        await connection.close()
    if found is None:
        raise DatabaseUrlInvalid("The server does not know the role it let in.")
    oldest, newest = min(SUPPORTED_MAJORS), max(SUPPORTED_MAJORS)
    faults: list[str] = []
    if found["version"] // 10000 not in SUPPORTED_MAJORS:
        faults.append(f"the server is PostgreSQL {found['version_text']}; versions {oldest} to {newest} are supported")
    if found["encoding"] != "UTF8":
        faults.append(f"the database is encoded in {found['encoding']}, not in UTF8")
    faults += [
        f"{name} is off: acknowledged work could be lost"
        for name in ("fsync", "synchronous_commit")
        if found[name] == "off"
    ]
    if found["super"] or found["bypass"]:
        faults.append(f"the role {found['role']} passes by row-level security, so tenants would not be isolated")
    if faults:
        raise DatabaseUrlInvalid(
            "The server cannot be used:",
            faults=faults,
            fix="Change the server, or name another server or role.",
        )
    return str(found["version_text"]).split()[0]
