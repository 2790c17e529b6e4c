"""The same events from 64 callers at two processes; a server that is killed; erasure beside writers."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from pathlib import Path

import httpx

from tests.api.support import NO_LIMITS, PLAIN, Served, make_environ, prepare, serve
from tests.server import TestDatabase
from tests.tracking.support import PATH, event, kept, request

CALLERS = 64


async def _send(client: httpx.AsyncClient, ids: list[str], **more: str) -> tuple[int, int]:
    answer = await client.post(PATH, json=request(*(event(one, **more) for one in ids), anonymous_id="race"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found["stored"], found["duplicates"]


async def test_the_same_ids_from_64_callers_are_stored_exactly_once(shop: Served) -> None:
    ids = [f"race-{n:05}" for n in range(200)]
    # each begins elsewhere, so that they meet in every order
    orders = [ids[n * 3 % 200 :] + ids[: n * 3 % 200] for n in range(CALLERS)]
    async with httpx.AsyncClient(
        base_url=shop.url, headers=_bearer(shop), timeout=60, verify=PLAIN, limits=_MANY
    ) as client:
        found = await asyncio.gather(*(_send(client, order[:150]) for order in orders))
    wanted = {one for order in orders for one in order[:150]}
    assert sum(stored for stored, _ in found) == len(wanted) == 200
    assert {stored + duplicates for stored, duplicates in found} == {150}
    assert [row[0] for row in await asyncio.to_thread(kept, shop, "race-")] == ids


async def test_nothing_of_an_erased_member_is_written_by_those_who_come_late(shop: Served) -> None:
    member = await asyncio.to_thread(shop.member, "late")
    said = {"purpose": "tracking", "given": True}
    await asyncio.to_thread(shop.ok, "POST", f"/v1/members/{member}/consents", said)
    headers = {"Authorization": f"Bearer {shop.keys['backend']}"}
    async with httpx.AsyncClient(base_url=shop.url, headers=headers, timeout=60, verify=PLAIN, limits=_MANY) as client:

        async def send(n: int) -> int:
            if n == CALLERS // 2:
                path, body = f"/v1/members/{member}/erase", {"reason": "asked for it"}
                await asyncio.to_thread(shop.ok, "POST", path, body)
                return 0
            return (await _send(client, [f"late-{n:04}"], member=member))[0]

        stored = sum(await asyncio.gather(*map(send, range(CALLERS))))
    assert 0 <= stored < CALLERS
    assert await asyncio.to_thread(kept, shop, "late-") == []


async def test_what_was_acknowledged_outlives_a_killed_server(module_database: TestDatabase, tmp_path: Path) -> None:
    environ = make_environ(module_database, tmp_path, tenant="killed", **NO_LIMITS)
    keys = await asyncio.to_thread(prepare, environ, app=["track:write"])
    acknowledged = set[str]()
    sent = set[str]()
    numbers = itertools.count()
    with serve(environ, keys) as served:

        async def go_on(client: httpx.AsyncClient) -> None:
            while True:
                ids = [f"kill-{next(numbers):06}" for _ in range(5)]
                sent.update(ids)
                await _send(client, ids)
                acknowledged.update(ids)
                if len(acknowledged) >= 300:
                    os.kill(served.process.pid, signal.SIGKILL)

        async with httpx.AsyncClient(base_url=served.url, headers=_bearer(served), timeout=60, verify=PLAIN) as client:
            callers = [asyncio.create_task(go_on(client)) for _ in range(8)]
            done = await asyncio.gather(*callers, return_exceptions=True)
        assert all(isinstance(one, httpx.TransportError) for one in done), done
        served.process.wait(30)
    with serve(environ, keys) as served:
        there = {row[0] for row in await asyncio.to_thread(kept, served, "kill-")}
        assert acknowledged <= there <= sent
        async with httpx.AsyncClient(base_url=served.url, headers=_bearer(served), timeout=60, verify=PLAIN) as client:
            ordered = sorted(sent)
            again = [await _send(client, ordered[n : n + 200]) for n in range(0, len(ordered), 200)]
        assert sum(stored for stored, _ in again) == len(sent - there)
        assert {row[0] for row in await asyncio.to_thread(kept, served, "kill-")} == sent


_MANY = httpx.Limits(max_connections=CALLERS)


def _bearer(served: Served) -> dict[str, str]:
    return {"Authorization": f"Bearer {served.keys['app']}"}
