"""What must be true inside an embedded server: roles, database, and durability that nobody switched off.

Everything is said to the server through its own psql, so that the supervisor needs no event loop.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from liuke.db.account import Account, run_as
from liuke.db.binaries import Binaries
from liuke.db.errors import DurabilityDisabled, OutOfDiskSpace, PostgresStartFailed
from liuke.db.folders import PORT, write_durably

ADMIN_ROLE, OWNER_ROLE, APP_ROLE = "liuke_admin", "liuke_owner", "liuke_app"
DATABASE = "liuke"
DURABLE_SETTINGS: Mapping[str, str] = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Passwords of the three roles; kept in a file of mode 0600 that belongs to who started the server."""

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


def draw_credentials() -> Credentials:
    """New random passwords of letters, digits, "-" and "_"."""
    return Credentials(*(secrets.token_urlsafe(24) for _ in range(3)))


def keep_credentials(file: Path, credentials: Credentials) -> None:
    """Write the passwords down."""
    kept = {role: credentials.password_of(role) for role in (ADMIN_ROLE, OWNER_ROLE, APP_ROLE)}
    write_durably(file, json.dumps(kept, indent=2) + "\n", mode=0o600)


def render_dsn(socket_dir: Path, role: str, password: str, database: str = DATABASE) -> str:
    """The address of a database on the embedded server, for asyncpg, libpq and psql."""
    name, secret, host = (quote(part, safe="") for part in (database, password, str(socket_dir)))
    return f"postgresql://{role}:{secret}@/{name}?host={host}&port={PORT}"


def query(binaries: Binaries, socket_dir: Path, credentials: Credentials, sql: str) -> list[list[str]]:
    """Run SQL as the administrator and return the rows as text.

    Raises:
        PostgresStartFailed: the server refused it or did not answer.
        OutOfDiskSpace: it had no room.
    """
    status, output, errors = _run_psql(binaries, socket_dir, credentials, sql)
    if status != 0:
        raise_for_output(errors, "The server did not do what it was told")
    return [line.split("\t") for line in output.splitlines() if line]


def is_answering(binaries: Binaries, socket_dir: Path, credentials: Credentials) -> bool:
    """Whether the server takes queries now; False while it starts, recovers or ends."""
    status, _, errors = _run_psql(binaries, socket_dir, credentials, "SELECT 1;")
    if status == 0:
        return True
    if "the database system is" in errors or "the database system was" in errors or "onnection" in errors:
        return False
    return raise_for_output(errors, "The running server does not let us in")


def _run_psql(binaries: Binaries, socket_dir: Path, credentials: Credentials, sql: str) -> tuple[int, str, str]:
    quiet = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t"]
    address = [
        "--host",
        str(socket_dir),
        "--port",
        str(PORT),
        "--username",
        ADMIN_ROLE,
        "--dbname",
        "postgres",
    ]
    command = [binaries.program("psql"), *quiet, *address, "--set=ON_ERROR_STOP=1", "--no-password"]
    done = run_as(None, command, text_in=sql, extra_env={"PGPASSWORD": credentials.admin})
    return done.returncode, done.stdout, done.stderr


def raise_for_output(output: str, what: str) -> NoReturn:
    """Raise the typed error for what a program of PostgreSQL printed when it failed."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        raise OutOfDiskSpace(f"{what}: {output.strip()[-600:]}")
    raise PostgresStartFailed(f"{what}: {output.strip()[-2000:]}")


def reset_passwords(
    binaries: Binaries, account: Account, data_dir: Path, credentials: Credentials, *, owner: int
) -> None:
    """Set all passwords anew while the server is stopped; for when the password file was lost.

    Raises:
        PostgresStartFailed: it could not be done.
    """
    command = [binaries.program("postgres"), "--single", "-D", data_dir, "template1"]
    roles = (ADMIN_ROLE, OWNER_ROLE, APP_ROLE)
    sql = "".join(f"ALTER ROLE {role} PASSWORD '{credentials.password_of(role)}';\n" for role in roles)
    done = run_as(account, command, text_in=sql, inherit=owner)
    refused = [line for line in done.stderr.splitlines() if "ERROR:" in line and "does not exist" not in line]
    if done.returncode != 0 or refused:
        raise_for_output(done.stderr, "The passwords could not be set anew")


def provision(binaries: Binaries, socket_dir: Path, credentials: Credentials) -> None:
    """Make the application's roles and database if they are missing."""
    statements: list[str] = []
    for role in (OWNER_ROLE, APP_ROLE):
        make = f"CREATE ROLE {role} {_RIGHTS} PASSWORD '{credentials.password_of(role)}'"
        missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        statements.append(f"SELECT $make${make}$make$ WHERE {missing} \\gexec")
    missing = f"NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')"
    statements.append(f"SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}' WHERE {missing} \\gexec")
    rights = (
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE}",
    )
    open_to_all = f"FROM pg_database WHERE datname = '{DATABASE}' AND datacl IS NULL"
    statements.append(f"SELECT '{'; '.join(rights)}' {open_to_all} \\gexec")
    for attempt in range(1, _PROVISION_ATTEMPTS + 1):
        try:
            query(binaries, socket_dir, credentials, "\n".join(statements))
        except PostgresStartFailed as error:
            # what a killed starter had asked for goes on in the server, and may finish between our look and our act
            if attempt == _PROVISION_ATTEMPTS or "already exists" not in error.detail:
                raise
        else:
            return


_PROVISION_ATTEMPTS = 5
"""One more than there are things to make and a look at the end: whatever is there already is not made again."""
_DURABILITY = """
WITH durable(name) AS (VALUES ('fsync'), ('full_page_writes'), ('synchronous_commit'))
SELECT format('the server runs with %s = %s', name, setting)
  FROM pg_settings JOIN durable USING (name) WHERE setting = 'off'
UNION ALL
SELECT format('%s line %s says %s = %s', sourcefile, sourceline, f.name, setting)
  FROM pg_file_settings f JOIN durable d ON d.name = lower(f.name)
 WHERE lower(setting) IN ('off', 'of', 'false', 'fals', 'fal', 'fa', 'f', 'no', 'n', '0')
UNION ALL
SELECT format('%s, %s: %s', coalesce('database ' || datname, 'all databases'),
              coalesce('role ' || rolname, 'all roles'), entry)
  FROM pg_db_role_setting LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid =
  setrole,
       unnest(setconfig) AS entry
 WHERE entry ~* '^synchronous_commit=(off|of|false|fals|fal|fa|f|no|n|0)$';
"""


def check_durability(binaries: Binaries, socket_dir: Path, credentials: Credentials) -> None:
    """Refuse a server on which fsync, full_page_writes or synchronous_commit is off anywhere.

    Raises:
        DurabilityDisabled: lists every place that switches one of them off.
    """
    faults = [row[0] for row in query(binaries, socket_dir, credentials, _DURABILITY)]
    if faults:
        raise DurabilityDisabled("These places switch durability off:", faults=faults)
