"""Drawing in a process: once for all who wait, no more at once than fit, and nothing kept beyond its room."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from liuke.posters import studio
from liuke.posters.contracts import PostersBusy, derive_tag
from liuke.posters.studio import Studio
from tests.posters.support import ORDERS, invite


async def _none() -> bytes | None:
    return None


def _stub(monkeypatch: pytest.MonkeyPatch, length: int = 100) -> list[Any]:
    drawn = list[Any]()

    def render(order: Any, form: str, picture: bytes | None) -> bytes:
        drawn.append((order, form, picture))
        return bytes(length)

    monkeypatch.setattr(studio, "render", render)
    return drawn


async def test_sixty_four_who_ask_at_once_are_drawn_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, mine = _stub(monkeypatch), Studio()
    found = await asyncio.gather(*(mine.draw(invite(), "jpeg", _none) for _ in range(64)))
    assert (len(found), set(found), len(drawn), mine.drawn) == (64, {bytes(100)}, 1, 1)
    assert await mine.draw(invite(), "jpeg", _none) == bytes(100)
    assert len(drawn) == 1


async def test_who_goes_away_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, mine, go_on = _stub(monkeypatch), Studio(), asyncio.Event()

    async def read() -> bytes | None:
        await go_on.wait()
        return b"picture"

    first, second = (asyncio.ensure_future(mine.draw(invite(), "jpeg", read)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    go_on.set()
    assert await second == bytes(100)
    assert [one[2] for one in drawn] == [b"picture"]


async def test_more_than_fit_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    _stub(monkeypatch)
    mine, go_on = Studio(waiting=2), asyncio.Event()

    async def read() -> bytes | None:
        await go_on.wait()
        return None

    waiting = [asyncio.ensure_future(mine.draw(invite(name), "jpeg", read)) for name in "ab"]
    await asyncio.sleep(0)
    with pytest.raises(PostersBusy):
        await mine.draw(invite("c"), "jpeg", read)
    go_on.set()
    assert await asyncio.gather(*waiting) == [bytes(100)] * 2
    assert await mine.draw(invite("c"), "jpeg", read) == bytes(100)


async def test_a_picture_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, mine = _stub(monkeypatch), Studio()

    async def fail() -> bytes | None:
        raise RuntimeError("the store is away")

    with pytest.raises(RuntimeError):
        await mine.draw(invite(), "jpeg", fail)
    assert (drawn, mine.find(derive_tag(invite(), "jpeg"))) == ([], None)
    assert await mine.draw(invite(), "jpeg", _none) == bytes(100)


async def test_the_oldest_go_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    _stub(monkeypatch, 400)
    mine = Studio(cache_bytes=1_000)
    for name in "abc":
        await mine.draw(invite(name), "jpeg", _none)
    kept = [mine.find(derive_tag(invite(name), "jpeg")) is not None for name in "abc"]
    assert kept == [False, True, True]


async def test_every_kind_is_drawn_for_real() -> None:
    mine = Studio()
    found = [await mine.draw(order, "jpeg", _none) for order in ORDERS.values()]
    assert (len({*found}), mine.drawn) == (4, 4)
