"""A real server by its address: all faults at once, and unfit servers refused."""

import uuid

import pytest

from liuke.db.commands import open_database
from liuke.db.errors import DatabaseUnavailable, DatabaseUrlInvalid
from liuke.db.url import check_server, find_address, find_faults, split_password
from tests.server import Administrator, TestDatabase

UNREADABLE = "host and port cannot be read; in a password, / ? # @ and what is not ASCII are written like %2F"


def test_without_the_variable_the_embedded_server_is_used() -> None:
    assert find_address({}) is None
    assert find_address({"LIUKE_DATABASE_URL": "  "}) is None


def test_a_good_address_is_taken_as_it_is() -> None:
    dsn = "postgresql://app:secret@db.example:6432/liuke?sslmode=verify-full"
    found = find_address({"LIUKE_DATABASE_URL": dsn})
    assert found is not None
    assert (found.dsn, found.owner_dsn, found.embedded) == (dsn, dsn, False)
    assert "secret" not in repr(found)
    owner = "postgresql://own@/liuke?host=%2Frun%2Fpostgresql"
    both = find_address({"LIUKE_DATABASE_URL": dsn, "LIUKE_DATABASE_OWNER_URL": owner})
    assert both is not None
    assert (both.dsn, both.owner_dsn, both.admin_dsn) == (dsn, owner, owner)


def test_every_fault_is_told_and_no_password() -> None:
    with pytest.raises(DatabaseUrlInvalid) as caught:
        find_address(
            {
                "LIUKE_DATABASE_URL": "mysql://:secret@:0/",
                "LIUKE_DATABASE_OWNER_URL": "postgresql://own@host:70000/a",
            }
        )
    assert tuple(fault.message for fault in caught.value.faults) == (
        "LIUKE_DATABASE_URL: it begins with 'mysql', not with postgresql://",
        "LIUKE_DATABASE_URL: it names no user",
        "LIUKE_DATABASE_URL: it names no database",
        "LIUKE_DATABASE_URL: it names no host",
        "LIUKE_DATABASE_URL: port 0 cannot be connected to",
        f"LIUKE_DATABASE_OWNER_URL: {UNREADABLE}",
    )
    assert "secret" not in str(caught.value)
    with pytest.raises(DatabaseUrlInvalid, match="LIUKE_DATABASE_URL is not"):
        find_address({"LIUKE_DATABASE_OWNER_URL": "postgresql://own@host/a"})


@pytest.mark.parametrize("password", ["s3cret/x", "s3cret?x", "s3cret#x", "s3cret℀", "[s3cret"])
def test_a_password_that_is_not_encoded_is_not_repeated(password: str) -> None:
    assert find_faults(f"postgresql://liuke_app:{password}@db.example:5432/liuke") == [UNREADABLE]


def test_passwords_are_taken_out_of_arguments() -> None:
    assert split_password("postgresql://a@h/d?x=y&password=p%2Fs&z=1") == ("postgresql://a@h/d?x=y&z=1", "p/s")
    assert split_password("postgresql://a:one@h/d?password=two") == ("postgresql://a@h/d", "one")
    assert split_password("postgresql://a:p%40%2Fs@h:1/d?x=y") == ("postgresql://a@h:1/d?x=y", "p@/s")
    assert split_password("postgresql://a@/d?host=%2Frun") == ("postgresql://a@/d?host=%2Frun", "")
    assert split_password("postgresql://h/d") == ("postgresql://h/d", "")


async def test_a_fit_server(database: TestDatabase) -> None:
    assert (await check_server(database.dsn)).startswith("18.")
    found = await open_database(environ={"LIUKE_DATABASE_URL": database.dsn})
    assert (found.dsn, found.embedded) == (database.dsn, False)


async def test_an_unfit_server_is_told_in_full(administrator: Administrator) -> None:
    name = f"latin_{uuid.uuid4().hex}"
    administrator.execute(f"CREATE DATABASE {name} ENCODING latin1 LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    administrator.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        with pytest.raises(DatabaseUrlInvalid) as caught:
            await check_server(administrator.info.admin_dsn.replace("/liuke?", f"/{name}?"))
    finally:
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert tuple(fault.message for fault in caught.value.faults) == (
        "the database is encoded in LATIN1, not in UTF8",
        "synchronous_commit is off: acknowledged work could be lost",
        "the role liuke_admin passes by row-level security, so tenants would not be isolated",
    )


async def test_an_unreachable_server_is_told(database: TestDatabase) -> None:
    with pytest.raises(DatabaseUnavailable):
        await check_server("postgresql://liuke_app:x@127.0.0.1:9/liuke")
    for wrong in (
        database.dsn.replace("liuke_app:", "liuke_app:x"),
        database.dsn.replace(database.name, "none"),
    ):
        with pytest.raises(DatabaseUrlInvalid, match="does not let us in"):
            await check_server(wrong)
