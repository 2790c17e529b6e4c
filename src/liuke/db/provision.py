"""What must be true inside an embedded server: roles, database, and durability that nobody switched off.

Everything is said to the server through its own psql, so that the supervisor needs no event loop.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from liuke.db.account import Account, run_as
from liuke.db.binaries import Binaries
from liuke.db.errors import DurabilityDisabled, OutOfDiskSpace, PostgresStartFailed
from liuke.db.folders import PORT, write_durably

ADMIN_ROLE, OWNER_ROLE, APP_ROLE = "liuke_admin", "liuke_owner", "liuke_app"
DATABASE = "liuke"
DURABLE_SETTINGS: Mapping[str, str] = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Passwords of the three roles; kept in a file of mode 0600 that belongs to whoever started the server first."""

    admin: str
    owner: str
    app: str

    def password_of(self, role: str) -> str:
        """The password of one of the three roles."""
        return {ADMIN_ROLE: self.admin, OWNER_ROLE: self.owner, APP_ROLE: self.app}[role]


def find_credentials(file: Path) -> Credentials | None:
    """Read the passwords; None if the file is missing or damaged."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Credentials(admin=kept[ADMIN_ROLE], owner=kept[OWNER_ROLE], app=kept[APP_ROLE])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def make_credentials(file: Path) -> Credentials:
    """Draw new passwords and keep them before they are used."""
    made = Credentials(*(secrets.token_urlsafe(24) for _ in range(3)))
    kept = {role: made.password_of(role) for role in (ADMIN_ROLE, OWNER_ROLE, APP_ROLE)}
    write_durably(file, json.dumps(kept, indent=2) + "\n", mode=0o600)
    return made


def render_dsn(socket_dir: Path, role: str, password: str, database: str = DATABASE) -> str:
    """The address of a database on the embedded server, for asyncpg, libpq and psql."""
    return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database, safe='')}?host={quote(str(socket_dir), safe='')}&port={PORT}"


def query(
    binaries: Binaries, socket_dir: Path, credentials: Credentials, sql: str, *, database: str = "postgres"
) -> list[list[str]]:
    """Run SQL as the administrator and return the rows as text.

    Raises:
        PostgresStartFailed: the server refused it or did not answer.
        OutOfDiskSpace: it had no room.
    """
    command = [
        binaries.program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--field-separator=\t",
    ]
    address = [
        "--host",
        socket_dir,
        "--port",
        str(PORT),
        "--username",
        ADMIN_ROLE,
        "--dbname",
        database,
        "--set=ON_ERROR_STOP=1",
    ]
    done = run_as(None, [*command, *address], text_in=sql, extra_env={"PGPASSWORD": credentials.admin})
    if done.returncode != 0:
        raise_for_output(done.stderr, "The server did not do what it was told")
    return [line.split("\t") for line in done.stdout.splitlines() if line]


def raise_for_output(output: str, what: str) -> None:
    """Raise the typed error for what a program of PostgreSQL printed when it failed."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        raise OutOfDiskSpace(f"{what}: {output.strip()[-600:]}")
    raise PostgresStartFailed(f"{what}: {output.strip()[-2000:]}")


def reset_admin_password(binaries: Binaries, account: Account, data_dir: Path, credentials: Credentials) -> None:
    """Give the administrator a new password while the server is stopped; used when the password file was lost."""
    command = [binaries.program("postgres"), "--single", "-D", data_dir, "template1"]
    sql = f"ALTER ROLE {ADMIN_ROLE} PASSWORD '{credentials.admin}';\n"
    done = run_as(account, command, text_in=sql)
    if done.returncode != 0 or "ERROR:" in done.stderr:
        raise_for_output(done.stderr, "The administrator's password could not be set anew")


def provision(binaries: Binaries, socket_dir: Path, credentials: Credentials, *, reset: bool) -> None:
    """Make the roles and the database if they are missing; with `reset`, set the roles' passwords anew."""
    statements = ["SET client_min_messages = warning;"]
    for role in (OWNER_ROLE, APP_ROLE):
        rights = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
        secret = credentials.password_of(role)
        make = f"CREATE ROLE {role} {rights} PASSWORD '{secret}'"
        statements.append(
            f"SELECT $make${make}$make$ WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec"
        )
        if reset:
            statements.append(f"ALTER ROLE {role} {rights} PASSWORD '{secret}';")
    make = f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}"
    statements.append(
        f"SELECT '{make}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec"
    )
    statements.append(
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE};"
    )
    query(binaries, socket_dir, credentials, "\n".join(statements))


_DURABILITY = """
SELECT 'the server runs with ' || name || ' = ' || setting FROM pg_settings
 WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
UNION ALL
SELECT sourcefile || ' line ' || sourceline || ' says ' || name || ' = ' || setting FROM pg_file_settings
 WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND lower(setting) IN ('off', 'false', 'no', '0', 'of', 'f', 'n')
UNION ALL
SELECT coalesce('database ' || d.datname, 'all databases') || ', ' || coalesce('role ' || r.rolname, 'all roles') || ': ' || c
  FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole,
       unnest(s.setconfig) AS c
 WHERE c ~* '^synchronous_commit=(off|of|false|f|no|n|0)$';
"""


def check_durability(binaries: Binaries, socket_dir: Path, credentials: Credentials) -> None:
    """Refuse a server on which fsync, full_page_writes or synchronous_commit is off anywhere.

    Raises:
        DurabilityDisabled: lists every place that switches one of them off.
    """
    faults = [row[0] for row in query(binaries, socket_dir, credentials, _DURABILITY)]
    if faults:
        raise DurabilityDisabled("These places switch durability off:", faults=faults)
