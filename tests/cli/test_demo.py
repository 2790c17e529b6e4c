"""The demo goes on: it is replayed once, and what was done in it meanwhile stays until it is made anew."""

import asyncio
import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from liuke.bootstrap import open_platform
from liuke.cli.demo import SETS
from liuke.db.pool import acquire, transaction
from liuke.media.contracts import render_key
from liuke.media.objects import open_objects
from liuke.media.store import announce_objects
from liuke.replay import store
from liuke.settings import read_settings
from tests.cli.test_commands import liuke
from tests.server import Administrator, TestDatabase


@pytest.fixture
def demo(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(tmp_path / "home"), "LIUKE_TENANT": "demo", "LIUKE_LOCALE": "en",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def run_demo(*more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(liuke("demo", "--no-serve", "--json", *more).stdout)
    return found


def count(administrator: Administrator, database: TestDatabase) -> dict[str, int]:
    return {
        table: administrator.count(database, table) for table in ("operation", "posting", "program_version", "tenant")
    }


async def note_the_end() -> None:
    """As a whole year would, which takes minutes."""
    async with (
        open_platform(connections=1) as platform,
        acquire(platform.pool) as connection,
        transaction(connection, tenant_id=platform.tenant_id),
    ):
        (one,) = await store.list_runs(connection, platform.tenant_id, "complete_journey")
        await store.mark_done(connection, platform.tenant_id, one.replay_id)


@pytest.mark.usefixtures("demo")
def test_it_is_replayed_once_goes_on_after_a_publish_and_can_be_made_anew(
    administrator: Administrator, database: TestDatabase
) -> None:
    liuke("tenants", "add", "bakery")
    first = run_demo("--limit", "40")
    last = date.fromisoformat(first["last_day"])
    today = datetime.now(ZoneInfo("America/New_York")).date()
    assert first["shift_days"] == (last - SETS["grocery"].last).days
    assert 1 <= (today - last).days <= 8  # midnight may pass while this runs
    assert (first["summary"]["orders"], first["program_version"]) == (40, 2)
    assert (first["campaign"]["id"], first["campaign"]["stage"]) == ("anniversary", "running")
    assert first["campaign"]["played"]["requests"] > 60
    assert first["bookshop"]["readers"] == first["bookshop"]["out"] + first["bookshop"]["returned"] > 0

    liuke("program", "publish", "grocery", "--accept-warnings")
    going_on = run_demo("--limit", "50")
    assert (going_on["shift_days"], going_on["run"]["orders"]) == (first["shift_days"], 50)
    assert "campaign" not in going_on  # whoever tries the demo published a program without it
    assert going_on["program_version"] == 3

    asyncio.run(note_the_end())
    before = count(administrator, database)
    assert run_demo("--no-tea-shop") == {"done": True, "shift_days": first["shift_days"], "last_day": first["last_day"]}
    shown = liuke("demo", "--no-serve", "--no-tea-shop").stdout
    assert f"the demo is there, up to {first['last_day']}" in shown
    assert count(administrator, database) == before

    # made anew, with its neighbours left alone
    again = run_demo("--fresh", "--limit", "40")
    assert (again["program_version"], again["run"]["known_before"], again["summary"]["orders"]) == (2, 0, 40)
    assert count(administrator, database)["tenant"] == 3


@pytest.mark.usefixtures("demo")
def test_the_tea_shop_stands_beside_it_and_goes_on_too(administrator: Administrator, database: TestDatabase) -> None:
    shown = run_demo("--limit", "20", "--tea-shop")
    first, campaign = shown["tea_shop"], shown["campaign"]
    yesterday = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    assert yesterday - date.fromisoformat(first["last_day"]) in {timedelta(), timedelta(days=1)}  # midnight may pass
    assert (first["run"]["events"], first["run"]["refused"], first["laws_hold"]) == (20, {}, True)

    shown = run_demo("--limit", "40", "--tea-shop")
    again = shown["tea_shop"]
    assert shown["campaign"] == campaign | {"played": None}  # it was played once
    assert (again["run"]["events"], again["run"]["known_before"], again["last_day"]) == (40, 20, first["last_day"])
    assert run_demo("--fresh", "--limit", "20", "--tea-shop")["tea_shop"]["run"]["known_before"] == 0
    assert administrator.count(database, "tenant") == 3


async def add_picture(slug: str) -> Path:
    """Bytes of a merchant, as an upload leaves them; where they lie."""
    content = slug.encode()
    key = hashlib.sha256(content).digest()
    settings = read_settings()
    async with open_platform(settings, connections=1, tenant=slug) as platform:
        async with acquire(platform.pool) as connection, transaction(connection, tenant_id=platform.tenant_id):
            await announce_objects(connection, platform.tenant_id, {key: len(content)}, 1)
        name = render_key(platform.tenant_id, key)
        await open_objects(settings.home, settings.environ).put(name, content)
    return settings.home / "media" / name


@pytest.mark.usefixtures("demo")
def test_a_merchant_is_removed_when_its_name_is_said_twice() -> None:
    liuke("tenants", "add", "bakery")
    liuke("tenants", "add", "florist")
    places = asyncio.run(add_picture("florist")), asyncio.run(add_picture("bakery"))
    assert [place.exists() for place in places] == [True, True]
    assert liuke("tenants", "remove", "florist", code=1).output.count("--confirm florist") == 1
    assert "2 rows removed" in liuke("tenants", "remove", "florist", "--confirm", "florist").stdout
    assert [place.exists() for place in places] == [False, True]
    assert "no tenant" in liuke("tenants", "remove", "florist", "--confirm", "florist", code=1).output
