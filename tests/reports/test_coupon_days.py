"""Coupons by merchant-local day: with a late beginning of the day, and over the change of the clocks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from liuke.db.pool import acquire, transaction
from liuke.kernel.clock import MerchantCalendar, date_of, day_of, to_us
from liuke.reports.overview_store import sum_coupons
from tests.server import TestDatabase
from tests.world import make_members, make_pool, rows

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, fold: int = 0) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold))


async def test_days_are_those_of_the_calendar(database: TestDatabase) -> None:
    # the night to 25 October 2026 has the hour from two to three twice; a day begins at 02:30
    calendar = MerchantCalendar("Europe/Paris", 150)
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    pool = await make_pool(database.dsn, 1)
    granted = [
        at("2026-10-24T02:29:59"), at("2026-10-24T02:30:00"), at("2026-10-25T02:29:59"), at("2026-10-25T02:30:00"),
        at("2026-10-25T02:30:00", fold=1), at("2026-10-26T02:29:59"), at("2026-10-26T02:30:00"),
    ]  # fmt: skip
    insert = """INSERT INTO coupon VALUES ($2, $3, $1, 'five', 'used', 0, 1, '', 's', 'r', 1, $4, $5, $6) RETURNING 1"""
    for number, t_us in enumerate(granted):
        used_us = at("2026-10-25T12:00:00") if number < 2 else 0
        await rows(pool, tenant, insert, tenant, member, number, t_us, used_us, 500 if used_us else 0)
    begin = day_of(datetime(2026, 10, 24, tzinfo=PARIS).date())
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        found = await sum_coupons(connection, tenant, calendar, begin, begin + 2)
        whole = await sum_coupons(connection, tenant, calendar, begin - 1, begin + 3, "five")
        none = await sum_coupons(connection, tenant, calendar, begin - 1, begin + 3, "other")
    await pool.close()
    shown = [(date_of(day).isoformat(), granted, used, saved) for day, granted, used, saved in found]
    assert shown == [("2026-10-24", 2, 0, 0), ("2026-10-25", 3, 2, 1_000)]
    assert [(day - begin, count) for day, count, _, _ in whole] == [(-1, 1), (0, 2), (1, 3), (2, 1)]
    assert sum(row[1] for row in whole) == len(granted)
    assert none == []
    assert [calendar.local_day(t_us) - begin for t_us in granted] == [-1, 0, 0, 1, 1, 1, 2]
