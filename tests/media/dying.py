"""A process of its own that is killed in the middle of an upload, or of taking bytes away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from liuke.db.pool import create_pool
from liuke.media.checks import CHECKS
from liuke.media.objects import FolderObjects
from liuke.media.service import Album, Wish, collect, take_picture
from tests.media.pictures import photo


class Dying(FolderObjects):
    """Is killed right after bytes were put or deleted for the first time, before the row is written."""

    async def put(self, key: str, content: bytes) -> None:
        await super().put(key, content)
        os.kill(os.getpid(), signal.SIGKILL)

    async def delete(self, key: str) -> None:
        await super().delete(key)
        os.kill(os.getpid(), signal.SIGKILL)


async def main(dsn: str, folder: str, tenant_id: int, what: str) -> None:
    pool = await create_pool(dsn)
    album = Album(pool, Dying(Path(folder)), tenant_id, CHECKS, 10**9)
    if what == "upload":
        await take_picture(album, Wish("goods", "test", 1_000), "image/jpeg", photo())
    else:
        await collect(pool, album.objects, tenant_id, [bytes.fromhex(what)])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
