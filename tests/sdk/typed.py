"""What type checkers must see; `basedpyright` reads this file in a test, nothing runs it."""

from collections.abc import Awaitable
from typing import assert_type

from liuke_sdk import AsyncClient, AsyncPages, AsyncSeries, Client, Pages, Sent, Series
from liuke_sdk.models import Centre, EventAnswer, MemberRow


def blocking(client: Client) -> None:
    assert_type(client.points.earn("1", asset="points", amount=5), EventAnswer)
    assert_type(client.members.centre("1"), Centre)
    assert_type(client.members.list(tier="gold"), Pages[MemberRow])
    assert_type(client.events.send_many([]), list[Sent])
    assert_type(client.events.stream_many([]), Series[Sent])
    for row in client.members.list():
        assert_type(row, MemberRow)
    assert_type(client.with_options(locale="en"), Client)
    client.points.earn("1", asset="points")  # expected: reportCallIssue
    client.points.earn("1", asset="points", amount="5")  # expected: reportArgumentType
    client.with_options(locale=1)  # expected: reportArgumentType


async def awaiting(client: AsyncClient) -> None:
    assert_type(client.points.earn("1", asset="points", amount=5), Awaitable[EventAnswer])
    assert_type(await client.members.centre("1"), Centre)
    assert_type(client.members.list(), AsyncPages[MemberRow])
    assert_type(await client.events.send_many([]), list[Sent])
    assert_type(client.events.stream_many([]), AsyncSeries[Sent])
    async for row in client.members.list():
        assert_type(row, MemberRow)
    await client.points.earn("1", asset="points")  # expected: reportCallIssue
