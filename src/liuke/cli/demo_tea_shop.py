"""The second merchant of the demo: a tea shop, with half a year of what its members did, generated and replayed."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from liuke.bootstrap import Platform, open_platform
from liuke.catalogue.service import Wish, change_entries
from liuke.cli import demo_store
from liuke.cli.demo_festival import add_opinions
from liuke.cli.replay import find_mapping, replay
from liuke.cli.tenants import find_tenant, make_named
from liuke.decision.event import Event
from liuke.demo.goods import CATEGORIES, PRODUCTS, STORES
from liuke.demo.tea_shop import ZONE, write_history
from liuke.goods.catalogue import Category, Entry, EntryKind, Product, Store
from liuke.kernel.clock import MerchantCalendar, date_of
from liuke.kernel.text import text
from liuke.replay import store
from liuke.replay.history import Outcome
from liuke.replay.log_mapping import load_any
from liuke.settings import Settings

TENANT = "tea-shop"
MAPPING = "tea_shop"
_FILE = re.compile(r"tea-shop-(\d{4}-\d{2}-\d{2})\.ndjson")
ACTOR = "demo"
NAME = text("清和茶饮", "Clearwater Tea")


@dataclass(frozen=True, slots=True)
class TeaShopState:
    """How far the tea shop is.

    Args:
        last_day: The day on which its history ends.
        done: Whether all of it was replayed.
    """

    last_day: date
    done: bool


async def look(settings: Settings) -> TeaShopState:
    """What is there; of what is not, on which day it would end."""
    runs = list[store.Run]()
    if await find_tenant(settings, TENANT) is not None:
        async with (
            open_platform(settings, connections=2, tenant=TENANT) as platform,
            platform.transact() as connection,
        ):
            runs = await store.list_runs(connection, platform.tenant_id, MAPPING)
    found = _find_log(settings)
    if runs and found is not None:
        return TeaShopState(_read_day(found), runs[0].done)
    yesterday = MerchantCalendar(ZONE).local_day(time.time_ns() // 1_000) - 1
    return TeaShopState(date_of(yesterday), bool(runs) and runs[0].done)


def forget(settings: Settings) -> None:
    """Remove the generated log, so that the next one ends yesterday."""
    for file in _folder(settings).glob("tea-shop-*.ndjson"):
        file.unlink()


async def run_tea_shop(settings: Settings, state: TeaShopState, *, limit: int | None, quiet: bool) -> Outcome:
    """Replay the half year, or what an earlier run left of it; then hand over some of what waits for it.

    Args:
        settings: Of the platform.
        state: How far it is.
        limit: Only the first so many events.
        quiet: Without a progress bar.
    """
    folder = _folder(settings)
    if _find_log(settings) is None:
        write_history(folder / f"tea-shop-{state.last_day}.ndjson", state.last_day)
    await make_named(settings, TENANT, NAME.get(settings.locale))
    async with open_platform(settings, connections=2, tenant=TENANT) as platform:
        await _fill_catalogue(platform)
    outcome = await replay(
        settings, load_any(find_mapping(MAPPING)), folder, MAPPING, tenant=TENANT, limit=limit, lines="full",
        processes=1, quiet=quiet, keep_program=True, later=add_opinions(MAPPING, state.last_day, ZONE, settings.locale),
    )  # fmt: skip
    async with open_platform(settings, connections=4, tenant=TENANT) as platform:
        await _hand_over(platform)
    return outcome


def _folder(settings: Settings) -> Path:
    return settings.home / "demo"


def _find_log(settings: Settings) -> Path | None:
    found = sorted(file for file in _folder(settings).glob("tea-shop-*.ndjson") if _FILE.fullmatch(file.name))
    return found[-1] if found else None


def _read_day(file: Path) -> date:
    named = _FILE.fullmatch(file.name)
    assert named is not None, "only such files are looked for"
    return date.fromisoformat(named[1])


async def _fill_catalogue(platform: Platform) -> None:
    """Shops, categories and what is on the menu; what is there already stays."""
    entries: dict[EntryKind, dict[str, Entry]] = {
        "store": {one.id: Store(one.name, place=one.place) for one in STORES},
        "category": {name: Category(label) for name, label in CATEGORIES},
        "product": {one.sku: Product(one.name, one.category) for one in PRODUCTS},
    }
    for kind, named in entries.items():
        wishes = [Wish(name, entry) for name, entry in named.items()]
        await change_entries(platform.book.catalogue, kind, wishes, actor=ACTOR, now_us=time.time_ns() // 1_000)


async def _hand_over(platform: Platform) -> None:
    """People at the counter hand over the older half of the mugs; the others wait for whoever tries the demo."""
    async with platform.transact() as connection:
        waiting = await demo_store.list_waiting_redemptions(connection, platform.tenant_id)
    async with platform.make_engine(lanes=1) as engine:
        for member_id, order_id in waiting[: len(waiting) // 2]:
            data = {"order_id": order_id, "note": "柜台自取"}
            await engine.submit(Event("mall.fulfil", member_id, f"demo:fulfil:{order_id}", 0, data))
