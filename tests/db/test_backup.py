"""Dump and restore: the same rows come back, or it is told and nothing is changed."""

from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from liuke.db.backup import dump, get_manifest_path, read_manifest, restore
from liuke.db.binaries import Binaries, get_binaries
from liuke.db.errors import DumpInvalid, RestoreRefused
from liuke.db.pool import connect
from liuke.db.restoring import run_restore
from tests.server import Administrator, TestDatabase

SCHEMA = """
CREATE TABLE account (tenant_id text, n bigint PRIMARY KEY, name text NOT NULL CHECK (name <> ''), doc jsonb);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON account USING (tenant_id = current_setting('liuke.tenant_id', true));
CREATE TABLE entry (at date NOT NULL, n bigint GENERATED ALWAYS AS IDENTITY, points bigint) PARTITION BY
RANGE (at); CREATE TABLE entry_2024 PARTITION OF entry FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE entry_2025 PARTITION OF entry FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN n * 2;
GRANT SELECT ON account TO liuke_app;
INSERT INTO entry (at, points) SELECT date '2024-06-01' + i, i FROM generate_series(0, 399) i;
"""
CHECK = "SELECT count(*)::text || ' ' || sum(points) || ' ' || max(n) FROM entry"


@pytest.fixture(scope="module")
def binaries() -> Binaries:
    return get_binaries()


@pytest.fixture(params=["as it is", "as a script"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to restore; the second is taken where the server is older than the programs."""
    if request.param == "as a script":
        monkeypatch.setattr("liuke.db.restoring.KNOWS_TRANSACTION_TIMEOUT", 10**9)


@pytest.fixture
async def filled(empty_database: TestDatabase) -> TestDatabase:
    owner = await connect(empty_database.owner_dsn)
    await owner.execute(SCHEMA)
    await owner.close()
    admin = await connect(empty_database.admin_dsn)
    await admin.executemany(
        "INSERT INTO account VALUES ($1, $2, $3, $4)",
        [(f"t{n % 2}", n, f"会员 {n}", {"n": n}) for n in range(50)],
    )
    await admin.close()
    return empty_database


@pytest.mark.usefixtures("way")
async def test_round_trip(
    filled: TestDatabase, administrator: Administrator, binaries: Binaries, tmp_path: Path
) -> None:
    path = tmp_path / "with space.dump"
    manifest = await dump(filled.admin_dsn, path, binaries)
    assert manifest.rows == {"public.account": 50, "public.entry": 400}
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "with space.dump",
        "with space.dump.manifest.json",
    ]
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    assert read_manifest(path) == manifest
    assert (manifest.database, manifest.size_bytes) == (filled.name, path.stat().st_size)
    target = administrator.make_database(template="template0")
    try:
        assert await restore(target.admin_dsn, path, binaries) == manifest
        owner, app = await connect(target.owner_dsn), await connect(target.dsn)
        assert await owner.fetchval(CHECK) == "400 79800 400"
        assert await owner.fetchval("SELECT twice(21)") == 42
        await owner.execute("INSERT INTO entry (at, points) VALUES ('2025-01-01', 1)")
        assert await owner.fetchval("SELECT max(n) FROM entry") == 401, "sequences go on"
        assert await app.fetchval("SELECT count(*) FROM account") == 0, "row-level security came with it"
        await app.execute("SELECT set_config('liuke.tenant_id', 't1', false)")
        assert await app.fetchval("SELECT count(*) FROM account") == 25
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.fetchval("SELECT count(*) FROM entry")
        await owner.close()
        await app.close()
    finally:
        administrator.drop_database(target)


async def test_a_database_that_holds_something_is_left_alone(
    filled: TestDatabase, binaries: Binaries, tmp_path: Path
) -> None:
    await dump(filled.admin_dsn, tmp_path / "d", binaries)
    with pytest.raises(RestoreRefused) as caught:
        await restore(filled.admin_dsn, tmp_path / "d", binaries)
    assert caught.value.status == 409
    assert {"relation account", "function twice(bigint)"} <= {fault.message for fault in caught.value.faults}
    owner = await connect(filled.owner_dsn)
    assert await owner.fetchval(CHECK) == "400 79800 400"
    await owner.close()


async def test_damaged_and_missing_dumps_are_refused_before_anything_is_done(
    filled: TestDatabase, administrator: Administrator, binaries: Binaries, tmp_path: Path
) -> None:
    path = tmp_path / "d"
    with pytest.raises(DumpInvalid) as caught:
        await restore(filled.admin_dsn, path, binaries)
    assert tuple(fault.message for fault in caught.value.faults) == (
        f"{path} does not exist",
        f"{get_manifest_path(path)} does not exist",
    )
    await dump(filled.admin_dsn, path, binaries)
    whole = path.read_bytes()
    target = administrator.make_database(template="template0")
    try:
        for damaged, faults in ((whole[:-1], 2), (whole[:-9] + b"x" + whole[-8:], 1)):
            path.write_bytes(damaged)
            with pytest.raises(DumpInvalid, match="is damaged") as caught:
                await restore(target.admin_dsn, path, binaries)
            assert len(caught.value.faults) == faults
        path.write_bytes(whole)
        get_manifest_path(path).write_text("{")
        with pytest.raises(DumpInvalid, match="cannot be read"):
            await restore(target.admin_dsn, path, binaries)
        admin = await connect(target.admin_dsn)
        assert await admin.fetchval("SELECT to_regclass('account')") is None
        await admin.close()
    finally:
        administrator.drop_database(target)


@pytest.mark.usefixtures("way")
async def test_a_restore_that_fails_in_the_middle_leaves_the_database_empty(
    filled: TestDatabase, administrator: Administrator, binaries: Binaries, tmp_path: Path
) -> None:
    admin = await connect(filled.admin_dsn)
    role = f"passing_{filled.name}"  # roles are the server's, which other tests use at the same time
    await admin.execute(f"CREATE ROLE {role}; CREATE TABLE zz (n int); ALTER TABLE zz OWNER TO {role}")
    await dump(filled.admin_dsn, tmp_path / "d", binaries)
    await admin.execute(f"DROP TABLE zz; DROP ROLE {role}")
    await admin.close()
    target = administrator.make_database(template="template0")
    try:
        with pytest.raises(DumpInvalid, match=f'role "{role}" does not exist'):
            await restore(target.admin_dsn, tmp_path / "d", binaries)
        admin = await connect(target.admin_dsn)
        assert await admin.fetchval("SELECT to_regclass('account')") is None
        await admin.close()
    finally:
        administrator.drop_database(target)


async def test_an_existing_file_is_not_overwritten_and_a_failure_leaves_nothing(
    filled: TestDatabase, binaries: Binaries, tmp_path: Path
) -> None:
    path = tmp_path / "d"
    path.write_text("mine")
    with pytest.raises(DumpInvalid, match="exists already"):
        await dump(filled.admin_dsn, path, binaries)
    assert path.read_text() == "mine"
    with pytest.raises(DumpInvalid, match="no folder"):
        await dump(filled.admin_dsn, tmp_path / "missing" / "d", binaries)
    with pytest.raises(DumpInvalid, match="pg_dump failed"):
        await dump(filled.dsn, tmp_path / "e", binaries)  # the application may not read everything
    assert [file.name for file in tmp_path.iterdir()] == ["d"]


async def test_a_script_that_is_not_whole_is_not_kept(
    filled: TestDatabase, administrator: Administrator, binaries: Binaries, tmp_path: Path
) -> None:
    await dump(filled.admin_dsn, tmp_path / "d", binaries)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "psql").symlink_to(binaries.program("psql"))
    cut = f'#!/bin/sh\n"{binaries.program("pg_restore")}" "$@" | head -n 60\necho cut short >&2\nexit 1\n'
    (programs / "pg_restore").write_text(cut)
    (programs / "pg_restore").chmod(0o755)
    target = administrator.make_database(template="template0")
    try:
        done = await run_restore(replace(binaries, bindir=programs), target.admin_dsn, tmp_path / "d", 160_000)
        assert (done[0] != 0, "cut short" in done[1]) == (True, True)
        admin = await connect(target.admin_dsn)
        assert await admin.fetchval("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0
        await admin.close()
    finally:
        administrator.drop_database(target)
