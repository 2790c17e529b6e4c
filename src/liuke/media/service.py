"""Taking pictures in, deciding on them, and letting them go.

Bytes and row cannot be written at one instant, so the bytes are announced first, then put, then the row that names them
is written while the announcement is held. Whoever takes bytes away locks the announcement, and takes it away with them:
so a row never names bytes that are not there, whatever is killed when, and bytes that no row names go by the job.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.hooks.objects import Objects
from liuke.kernel.errors import NotFound
from liuke.media import store
from liuke.media.checks import Check, CheckCase
from liuke.media.contracts import (
    MediaFull,
    Medium,
    Picture,
    Purpose,
    Size,
    State,
    TooManyProofs,
    derive_medium_id,
    render_key,
)
from liuke.media.multipart import read_picture

_DECODING = ThreadPoolExecutor(1, "pictures")
"""One picture at a time is decoded in a process: each takes up to 100 MB while it is worked on."""
ATTEMPTS = 20
"""Bytes that were taken away between announcing and naming them are put again."""


@dataclass(frozen=True, slots=True)
class Album:
    """What pictures of a tenant need.

    Args:
        pool: Connections.
        objects: Where bytes lie.
        tenant_id: Whose.
        checks: What looks at new ones.
        quota_bytes: Of the tenant.
    """

    pool: Pool
    objects: Objects
    tenant_id: int
    checks: Sequence[Check]
    quota_bytes: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture to be taken in.

    Args:
        purpose: What it is for.
        actor: Who sends it.
        now_us: Now.
        member_id: Of a proof: whose.
        since_us: Of a proof: since when the member's are counted.
        most: Of a proof: how many the member may have sent since then, this one included.
    """

    purpose: Purpose
    actor: str
    now_us: int
    member_id: int = 0
    since_us: int = 0
    most: int = 0


async def take_picture(album: Album, wish: Wish, content_type: str, body: bytes) -> tuple[Medium, bool]:
    """Take a picture in; also whether it was not there before.

    The same picture for the same purpose, sent again, is the one that is there, whatever became of it.

    Raises:
        NotAPicture: it is none.
        MediaFull: the tenant has no room for it.
        TooManyProofs: the member sent as many today as are allowed.
    """
    loop = asyncio.get_running_loop()
    picture = await loop.run_in_executor(_DECODING, _decode, content_type, body)
    id_ = derive_medium_id(album.tenant_id, wish.purpose, wish.member_id, picture.sizes[0].hash)
    known = await find(album, id_)
    if known is not None and known.state != "erased":
        return known, False
    state, reason = await _judge(album, wish.purpose, picture)
    medium = Medium(id_, wish.purpose, state, reason, wish.member_id, wish.actor, wish.now_us, wish.now_us)
    for _ in range(ATTEMPTS):
        tokens = await _announce(album, wish, id_, picture)
        for one in {one.hash: one for one in picture.sizes}.values():
            await album.objects.put(render_key(album.tenant_id, one.hash), one.content)
        made = await _name(album, wish, medium, picture, tokens)
        if made is not None:
            return await get(album, id_), made
    raise AssertionError(f"the bytes of {id_} were taken away {ATTEMPTS} times")


def _decode(content_type: str, body: bytes) -> Picture:
    """The library for it is read when a process takes its first picture."""
    from liuke.media.pictures import make_picture  # noqa: PLC0415 - see above

    return make_picture(read_picture(content_type, body))


async def _judge(album: Album, purpose: Purpose, picture: Picture) -> tuple[State, str]:
    case = CheckCase(album.pool, album.tenant_id, purpose, picture)
    for check in album.checks:
        fault = await check.find_fault(case)
        if fault:
            return "pending", fault
    return ("pending", "") if purpose == "proof" else ("shown", "")


async def _announce(album: Album, wish: Wish, id_: str, picture: Picture) -> dict[bytes, int]:
    lengths = {one.hash: len(one.content) for one in picture.sizes}

    async def work(connection: Connection) -> dict[bytes, int]:
        await store.lock_room(connection, album.tenant_id)
        await _count_proofs(connection, wish, id_)
        others = await store.count_bytes(connection, album.tenant_id, list(lengths))
        if others + sum(lengths.values()) > album.quota_bytes:
            raise MediaFull(
                f"{others:,} of {album.quota_bytes:,} bytes are taken", fix="erase pictures that are not needed"
            )
        return await store.announce_objects(connection, album.tenant_id, lengths, wish.now_us)

    return await run_transaction(album.pool, work, tenant_id=album.tenant_id, idempotent=True)


async def _name(album: Album, wish: Wish, medium: Medium, picture: Picture, tokens: dict[bytes, int]) -> bool | None:
    """Write the row; ``False``: somebody else did meanwhile; ``None``: bytes went, and have to be put again."""

    async def work(connection: Connection) -> bool | None:
        if wish.member_id:
            await store.lock_room(connection, album.tenant_id)
            await _count_proofs(connection, wish, medium.id)
        if not await store.hold_objects(connection, album.tenant_id, tokens):
            return None
        return await store.insert_medium(connection, album.tenant_id, medium, picture)

    return await run_transaction(album.pool, work, tenant_id=album.tenant_id, idempotent=True)


async def _count_proofs(connection: Connection, wish: Wish, id_: str) -> None:
    if not wish.member_id:
        return
    sent = await store.count_proofs(connection, wish.member_id, wish.since_us, id_)
    if sent >= wish.most:
        raise TooManyProofs(f"{sent} were sent today", fix="send it tomorrow", most=wish.most)


# -- looking ----------------------------------------------------------------------------------------------------------
async def find(album: Album, id_: str) -> Medium | None:
    """A picture by its name."""
    return await run_transaction(
        album.pool, lambda c: store.find_medium(c, album.tenant_id, id_), tenant_id=album.tenant_id
    )


async def get(album: Album, id_: str) -> Medium:
    """A picture by its name.

    Raises:
        NotFound: there is none.
    """
    found = await find(album, id_)
    if found is None:
        raise NotFound(f"there is no picture {id_[:100]!r}", fix="GET /v1/media lists them")
    return found


async def read_size(album: Album, medium: Medium, size: Size) -> tuple[str, bytes]:
    """Content type and bytes.

    Raises:
        NotFound: it was erased.
    """
    one = medium.find_size(size)
    content = await album.objects.find(render_key(album.tenant_id, one.hash)) if one is not None else None
    if one is None or content is None:
        raise NotFound("the picture was erased")
    return one.type, content


# -- deciding, erasing ------------------------------------------------------------------------------------------------
async def decide(album: Album, id_: str, *, state: State, reason: str, actor: str, now_us: int) -> Medium:
    """Show a picture, or refuse it.

    Raises:
        NotFound: there is none, or it was erased.
    """

    async def work(connection: Connection) -> None:
        if not await store.set_state(connection, album.tenant_id, id_, state=state, reason=reason, now_us=now_us):
            raise NotFound(f"there is no picture {id_[:100]!r}, or it was erased")
        await insert_audit(
            connection, album.tenant_id, actor=actor, action=f"media.{state}", subject=f"media/{id_}",
            details={"reason": reason},
        )  # fmt: skip

    await run_transaction(album.pool, work, tenant_id=album.tenant_id, idempotent=True)
    return await get(album, id_)


async def erase(album: Album, id_: str, *, actor: str, reason: str, now_us: int) -> Medium:
    """Let the bytes of a picture go; its name stays, and leads to nothing. What was erased before stays so.

    Raises:
        NotFound: there is none.
    """
    await get(album, id_)

    async def work(connection: Connection) -> list[bytes]:
        hashes = await store.erase_media(connection, album.tenant_id, [id_], reason, now_us)
        if hashes:
            await insert_audit(
                connection, album.tenant_id, actor=actor, action="media.erased", subject=f"media/{id_}",
                details={"reason": reason},
            )  # fmt: skip
        return hashes

    hashes = await run_transaction(album.pool, work, tenant_id=album.tenant_id)
    await collect(album.pool, album.objects, album.tenant_id, hashes)
    return await get(album, id_)


async def collect(pool: Pool, objects: Objects, tenant_id: int, hashes: Iterable[bytes]) -> int:
    """Take away bytes that no picture has; returns how many.

    The announcement is locked while they go. Who is killed between leaves it behind, and the job does it again.
    """
    gone = 0
    for hash_ in hashes:

        async def work(connection: Connection, hash_: bytes = hash_) -> bool:
            if not await store.lock_unused_object(connection, tenant_id, hash_):
                return False
            await objects.delete(render_key(tenant_id, hash_))
            await store.delete_object(connection, tenant_id, hash_)
            return True

        gone += await run_transaction(pool, work, tenant_id=tenant_id, idempotent=True)
    return gone
