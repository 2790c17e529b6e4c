"""A process that writes addresses, all at once or one by one (``--one-by-one``), and says what came of each."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.addresses.contracts import Address
from liuke.addresses.service import AddressBook
from liuke.kernel.errors import LiukeError
from liuke.privacy.box import Personal
from tests.merchant import NOW, open_pool
from tests.vaults import VAULT

HOME = Address("王小明", "13800138000", ["上海市", "静安区"], "南京西路 1 号")


async def put(book: AddressBook, member: int, address_id: str) -> str:
    """``ok``, or the code of the error; said at once."""
    try:
        await book.put(member, address_id, HOME, default=address_id.startswith("d"), t_us=NOW)
        said = "ok"
    except LiukeError as error:
        said = error.code
    print(f"{address_id} {said}", flush=True)
    return said


async def _work() -> None:
    dsn, tenant, member, ids = json.loads(sys.stdin.readline())
    pool = await open_pool(dsn, 8)
    book = AddressBook(pool, Personal(VAULT, tenant))
    if "--one-by-one" in sys.argv:
        for one in ids:
            await put(book, member, one)
    else:
        await asyncio.gather(*(put(book, member, one) for one in ids))
    await pool.close()


if __name__ == "__main__":
    asyncio.run(_work())
