"""Bytes and rows on a real database: exact whatever is killed when."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.hooks.law import Scope
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import NotFound
from liuke.media import service
from liuke.media.checks import CHECKS
from liuke.media.contracts import MediaFull, ObjectsUnavailable, TooManyProofs
from liuke.media.domain import ERASURE, Erasure
from liuke.media.jobs import JOBS
from liuke.media.laws import LAWS
from liuke.media.objects import FolderObjects, S3Objects, open_objects
from liuke.media.service import Album, Wish, take_picture
from liuke.members.store import make_tenant
from tests.media.pictures import draw, encode, photo
from tests.server import TestDatabase

NOW = 1_714_968_000_000_000
GOODS = Wish("goods", "test", NOW)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def album(module_database: TestDatabase, tmp_path: Path) -> AsyncIterator[Album]:
    """A tenant of its own, with a folder of its own."""
    owner = await connect(module_database.owner_dsn)
    async with transaction(owner):
        tenant_id = await make_tenant(owner, f"t{abs(hash(tmp_path)) % 10**9}", "t")
    await owner.close()
    pool = await create_pool(module_database.dsn, max_size=8)
    yield Album(pool, FolderObjects(tmp_path), tenant_id, CHECKS, 10**9)
    await pool.close()


async def rows(album: Album, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        return [tuple(row) for row in await connection.fetch(sql, *arguments)]


def files(album: Album) -> dict[str, bytes]:
    assert isinstance(album.objects, FolderObjects)
    return {one.name: one.read_bytes() for one in album.objects.folder.rglob("*") if one.is_file()}


async def assert_lawful(album: Album) -> None:
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        scope = Scope(album.tenant_id, objects=album.objects)
        found = [await law.check(connection, scope) for law in LAWS]
    assert {check.name: check.violations for check in found if check.violations} == {}
    for name, content in files(album).items():
        assert name == hashlib.sha256(content).hexdigest()


async def tidy(album: Album, now_us: int, **media: int) -> int:
    program = compile_program({"id": "p", "name": "p", "media": media})
    engine: Any = None
    work = Work(album.pool, album.tenant_id, now_us, engine, lambda _: program, {}, Limits(), album.objects)
    return await JOBS[0].unit(work)


async def test_a_picture_lives(album: Album) -> None:
    medium, made = await take_picture(album, GOODS, "image/jpeg", photo())
    assert (made, medium.state, medium.purpose, len(medium.sizes)) == (True, "shown", "goods", 3)
    assert await take_picture(album, GOODS, "image/jpeg", photo()) == (medium, False)
    theme, made = await take_picture(album, Wish("theme", "test", NOW), "image/jpeg", photo())
    assert (made, theme.id != medium.id, len(files(album))) == (True, True, 2)
    await assert_lawful(album)
    erased = await service.erase(album, medium.id, actor="test", reason="wrong", now_us=NOW)
    assert (erased.state, erased.reason, erased.sizes, len(files(album))) == ("erased", "wrong", (), 2)
    await service.erase(album, theme.id, actor="test", reason="", now_us=NOW)
    assert files(album) == {}
    assert await rows(album, "SELECT * FROM media_object") == []
    with pytest.raises(NotFound):
        await service.decide(album, medium.id, state="shown", reason="", actor="test", now_us=NOW)
    again, made = await take_picture(album, GOODS, "image/jpeg", photo())
    assert (again.id, again.state, made) == (medium.id, "shown", True)
    await assert_lawful(album)


async def test_what_looks_like_a_refused_one_waits_for_a_person(album: Album) -> None:
    medium, _ = await take_picture(album, GOODS, "", encode(draw(1), quality=90))
    await service.decide(album, medium.id, state="refused", reason="not ours", actor="test", now_us=NOW)
    again, made = await take_picture(album, GOODS, "", encode(draw(1), quality=90))
    assert (again.state, made) == ("refused", False)
    near, _ = await take_picture(album, GOODS, "", encode(draw(1, (900, 600)), quality=60))
    assert (near.state, near.reason) == ("pending", "looks-like-a-refused-one")
    other, _ = await take_picture(album, GOODS, "", encode(draw(2)))
    assert other.state == "shown"


async def test_sixty_four_uploads_of_one_picture_are_one_row(album: Album) -> None:
    answers = await asyncio.gather(*(take_picture(album, GOODS, "", photo(3)) for _ in range(64)))
    assert len({medium.id for medium, _ in answers}) == 1
    assert sum(made for _, made in answers) == 1
    assert await rows(album, "SELECT count(*) FROM medium") == [(1,)]
    assert len(files(album)) == 2
    await assert_lawful(album)


async def test_uploads_and_erasures_of_the_same_bytes_at_once_leave_nothing_dangling(album: Album) -> None:
    async def go_on(purpose: Any) -> None:
        for _ in range(6):
            medium, _ = await take_picture(album, Wish(purpose, "test", NOW), "", photo(4))
            await service.erase(album, medium.id, actor="test", reason="", now_us=NOW)

    await asyncio.gather(*(go_on(purpose) for purpose in ("goods", "prize", "theme")))
    await assert_lawful(album)
    assert files(album) == {}
    assert await rows(album, "SELECT count(*) FROM media_object") == [(0,)]


async def test_the_quota_holds_to_the_byte(album: Album) -> None:
    medium, _ = await take_picture(album, GOODS, "", photo(5))
    ((used,),) = await rows(album, "SELECT sum(bytes)::bigint FROM media_object")
    assert used == sum({one.hash: one.bytes for one in medium.sizes}.values())
    full = Album(album.pool, album.objects, album.tenant_id, CHECKS, used)
    same, _ = await take_picture(full, Wish("theme", "test", NOW), "", photo(5))
    assert same.state == "shown", "bytes that are there need no room"
    with pytest.raises(MediaFull):
        await take_picture(full, GOODS, "", photo(6))
    assert await rows(album, "SELECT sum(bytes)::bigint FROM media_object") == [(used,)]


async def test_a_member_sends_as_many_a_day_as_the_program_says_whoever_is_quicker(album: Album) -> None:
    async def send(number: int, now_us: int) -> str:
        try:
            medium, _ = await take_picture(album, Wish("proof", "m", now_us, 9, now_us, 5), "", photo(number))
        except TooManyProofs:
            return "refused"
        return medium.state

    found = await asyncio.gather(*(send(number, NOW) for number in range(20)))
    assert sorted(found) == ["pending"] * 5 + ["refused"] * 15
    assert await send(21, NOW + DAY_US) == "pending"
    await assert_lawful(album)


def die(database: TestDatabase, album: Album, what: str) -> None:
    assert isinstance(album.objects, FolderObjects)
    command = [sys.executable, "-m", "tests.media.dying", database.dsn, str(album.objects.folder)]
    done = subprocess.run([*command, str(album.tenant_id), what], cwd=ROOT, check=False)
    assert done.returncode == -9


async def test_killed_between_bytes_and_row_nothing_dangles(album: Album, module_database: TestDatabase) -> None:
    await asyncio.to_thread(die, module_database, album, "upload")
    assert (len(files(album)), await rows(album, "SELECT count(*) FROM medium")) == (1, [(0,)])
    await assert_lawful(album)
    assert await tidy(album, 1_000 + 3_600_000_000) == 0, "it might be under way"
    assert await tidy(album, 1_001 + 3_600_000_000) == 2
    assert files(album) == {}
    medium, made = await take_picture(album, GOODS, "", photo())
    assert (medium.state, made) == ("shown", True)
    await assert_lawful(album)


async def test_killed_while_bytes_go_they_go_the_next_time(album: Album, module_database: TestDatabase) -> None:
    medium, _ = await take_picture(album, GOODS, "", photo(7))
    hashes = [one.hash for one in medium.sizes]
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        await service.store.erase_media(connection, album.tenant_id, [medium.id], "", NOW)
    await asyncio.to_thread(die, module_database, album, hashes[0].hex())
    assert (hashes[0].hex() in files(album), len(files(album))) == (False, 1)
    assert await rows(album, "SELECT count(*) FROM media_object") == [(2,)], "the bytes are gone, their note is not"
    again, _ = await take_picture(album, GOODS, "", photo(7))
    assert (again.state, len(files(album))) == ("shown", 2)
    await assert_lawful(album)


async def test_what_nobody_needs_goes_after_its_days(album: Album) -> None:
    kept, _ = await take_picture(album, GOODS, "", photo(8))
    unused, _ = await take_picture(album, GOODS, "", photo(9))
    proof, _ = await take_picture(album, Wish("proof", "m", NOW, 9, NOW, 5), "", photo(10))
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        await connection.execute(
            "INSERT INTO program_version VALUES ($1, 1, 2, $2, '\\x00', 0, 0, 't')",
            album.tenant_id, {"mall": [{"picture": kept.id}]},
        )  # fmt: skip
    terms = {"keep_unused_days": 3, "keep_proofs_days": 5}
    assert await tidy(album, NOW + 3 * DAY_US, **terms) == 0
    assert await tidy(album, NOW + 3 * DAY_US + 1, **terms) == 2
    states = [(await service.get(album, one.id)).state for one in (kept, unused, proof)]
    assert states == ["shown", "erased", "pending"]
    await tidy(album, NOW + 5 * DAY_US + 1, **terms)
    assert (await service.get(album, proof.id)).reason == "too-old"
    await assert_lawful(album)
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        await connection.execute("UPDATE medium_size SET bytes = bytes + 1 WHERE id = $1", kept.id)
        found = [await law.check(connection, Scope(album.tenant_id, objects=album.objects)) for law in LAWS]
    assert [check.name for check in found if check.violations] == ["media-sizes"]


async def test_pictures_of_a_member_who_was_erased_go(album: Album) -> None:
    mine, _ = await take_picture(album, Wish("proof", "m", NOW, 9, NOW, 5), "", photo(11))
    other, _ = await take_picture(album, Wish("proof", "m", NOW, 10, NOW, 5), "", photo(11))
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        await connection.execute(
            "INSERT INTO shared (tenant_id, kind, key, doc, version, updated_us) VALUES ($1, $2, '9', $3, 1, 0)",
            album.tenant_id, ERASURE.name, {"erased_us": NOW + 1},
        )  # fmt: skip
    assert list(ERASURE.law("9", Erasure(NOW))) == []
    await tidy(album, NOW + 2)
    assert [(await service.get(album, one.id)).state for one in (mine, other)] == ["erased", "pending"]
    assert len(files(album)) == 2, "the other member's bytes are the same, and stay"
    await assert_lawful(album)


async def test_a_law_names_bytes_that_are_not_what_they_are_called(album: Album) -> None:
    medium, _ = await take_picture(album, GOODS, "", photo(12))
    key = service.render_key(album.tenant_id, medium.sizes[0].hash)
    await album.objects.put(key, b"other")
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        check = await LAWS[2].check(connection, Scope(album.tenant_id, objects=album.objects))
    assert check.violations == [{"hash": medium.sizes[0].hash.hex(), "found": "other bytes"}]


# -- in an object store -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    """A server that speaks S3, on loopback, in a process of its own, with an empty bucket."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    environ = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_REGION": "us-east-1", "LIUKE_MEDIA": "s3://pictures/liuke",
    }  # fmt: skip
    limit = time.monotonic() + 60
    while True:
        try:
            assert httpx.put(f"{environ['AWS_ENDPOINT_URL']}/pictures").status_code == 200
            break
        except httpx.TransportError:
            assert time.monotonic() < limit
            time.sleep(0.05)
    yield environ
    process.kill()
    process.wait()


async def test_an_object_store_does_the_same(album: Album, bucket: dict[str, str]) -> None:
    objects = open_objects(Path("/nowhere"), bucket)
    assert isinstance(objects, S3Objects)
    there = Album(album.pool, objects, album.tenant_id, CHECKS, 10**9)
    answers = await asyncio.gather(*(take_picture(there, GOODS, "", photo(13)) for _ in range(8)))
    assert sum(made for _, made in answers) == 1
    medium = answers[0][0]
    _, content = await service.read_size(there, medium, "card")
    assert hashlib.sha256(content).digest() == medium.sizes[1].hash
    async with acquire(album.pool) as connection, transaction(connection, tenant_id=album.tenant_id):
        assert (await LAWS[2].check(connection, Scope(album.tenant_id, objects=objects))).violations == []
    await service.erase(there, medium.id, actor="test", reason="", now_us=NOW)
    assert await objects.find(service.render_key(album.tenant_id, medium.sizes[0].hash)) is None
    await objects.delete("not/there")


async def test_a_store_that_is_not_there_is_named(album: Album, tmp_path: Path) -> None:
    dead = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
    (tmp_path / "file").write_bytes(b"")
    for objects in (S3Objects("s3://b/p", dead), FolderObjects(tmp_path / "file")):
        with pytest.raises(ObjectsUnavailable):
            await objects.put("1/ab/abc", b"x")
    nowhere = Album(album.pool, FolderObjects(tmp_path / "file"), album.tenant_id, CHECKS, 10**9)
    with pytest.raises(ObjectsUnavailable):
        await take_picture(nowhere, GOODS, "", photo(14))
    assert await rows(album, "SELECT count(*) FROM medium") == [(0,)]
