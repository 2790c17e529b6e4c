"""Where pictures are drawn: off the event loop, one at a time, each once, and no more of them than fit.

What was drawn is kept in memory under the hash of what was ordered, so that nothing of a member lies on a disk,
outlives an erasure, or has to be found again when a name changes: another name is another order.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from liuke.posters.contracts import MAX_BYTES, Format, Order, PostersBusy, derive_tag

CACHE_BYTES = 32 * 1024 * 1024
MAX_WAITING = 16
"""Pictures under way in a process; at a tenth of a second each, whoever comes later would wait too long."""


def render(order: Order, form: Format, picture: bytes | None) -> bytes:
    """Draw; the libraries for it are read when a process draws for the first time."""
    from liuke.posters import rendering  # noqa: PLC0415 - see above

    return rendering.render(order, form, picture)


class Studio:
    """Draws for one process.

    Args:
        cache_bytes: Of pictures that are kept.
        waiting: Most pictures under way.
    """

    def __init__(self, cache_bytes: int = CACHE_BYTES, waiting: int = MAX_WAITING) -> None:
        self._drawing = ThreadPoolExecutor(1, "posters")
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._room, self._waiting = cache_bytes, waiting
        self.drawn = 0

    def find(self, tag: str) -> bytes | None:
        """A picture that was drawn and is still there."""
        found = self._kept.get(tag)
        if found is not None:
            self._kept.move_to_end(tag)
        return found

    async def draw(self, order: Order, form: Format, read_picture: Callable[[], Awaitable[bytes | None]]) -> bytes:
        """The picture; who asks for one that is being drawn waits for that one.

        Args:
            order: What to draw.
            form: How it is encoded.
            read_picture: Reads the merchant's picture; asked only if something is drawn.

        Raises:
            PostersBusy: too many are under way.
        """
        tag = derive_tag(order, form)
        found = self.find(tag)
        if found is not None:
            return found
        task = self._under_way.get(tag)
        if task is None:
            if len(self._under_way) >= self._waiting:
                raise PostersBusy(f"{self._waiting} are under way")
            task = asyncio.ensure_future(self._draw(tag, order, form, read_picture))
            self._under_way[tag] = task
            task.add_done_callback(lambda _: self._under_way.pop(tag, None))
        return await asyncio.shield(task)

    async def _draw(
        self, tag: str, order: Order, form: Format, read_picture: Callable[[], Awaitable[bytes | None]]
    ) -> bytes:
        picture = await read_picture()
        content = await asyncio.get_running_loop().run_in_executor(self._drawing, render, order, form, picture)
        assert len(content) <= MAX_BYTES, f"a picture has {len(content):,} bytes"
        self.drawn += 1
        self._keep(tag, content)
        return content

    def _keep(self, tag: str, content: bytes) -> None:
        self._kept[tag] = content
        self._bytes += len(content)
        while self._bytes > self._room:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= len(gone)


STUDIO = Studio()
"""The process's own."""
