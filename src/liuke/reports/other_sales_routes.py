"""Sales without a member: totals by day that tills report, so that the sales of members have something beside them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, run_transaction, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import Day, read_day, read_days, show_day
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import text
from liuke.reports import other_sales_store as other_sales
from liuke.reports import rollup
from liuke.reports.other_sales_store import DayTotal

PATH = "/v1/other-sales"
MOST = 1_000
"""Totals in one report."""
_Count = Annotated[int, Meta(ge=0, le=MAX_AMOUNT)]
_Source = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


class OtherSalesDay(msgspec.Struct, forbid_unknown_fields=True):
    """What one source sold on one day to nobody known.

    Args:
        day: Merchant-local day, ``YYYY-MM-DD``.
        orders: Paid orders without a member.
        sales_cents: Paid in money for them, before refunds.
        source: Who counted, for instance a till; each counts its own orders.
    """

    day: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    orders: _Count
    sales_cents: _Count
    source: _Source = "api"


class OtherSalesReport(msgspec.Struct, forbid_unknown_fields=True):
    """Totals of days; each replaces what its source reported of that day before."""

    days: Annotated[list[OtherSalesDay], Meta(min_length=1, max_length=MOST)]


class OtherSalesTaken(msgspec.Struct):
    """How many totals differ from what was known."""

    changed: int


class KnownOtherSales(msgspec.Struct):
    """A total, and when it was reported."""

    day: str
    source: str
    orders: int
    sales_cents: int
    reported_us: int


class KnownQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days from ``from_day`` to before ``until_day``; newest first."""

    from_day: Day = ""
    until_day: Day = ""
    source: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x1f]*$")] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _report(call: Call) -> OtherSalesTaken:
    given: OtherSalesReport = call.body
    faults = list[Fault]()
    seen = dict[tuple[int, str], DayTotal]()
    for place, one in enumerate(given.days):
        day = read_day(one.day, f"days.{place}.day", faults)
        if (day, one.source) in seen:
            fix = "add its orders up, or name another source"
            faults.append(Fault(f"days.{place}", "twice", f"{one.day} of {one.source} is reported twice", fix))
        seen[day, one.source] = DayTotal(day, one.source, one.orders, one.sales_cents)
    if faults:
        raise InvalidInput(f"the report has {len(faults)} fault(s)", faults=faults)
    services = call.services
    return OtherSalesTaken(
        await run_transaction(
            services.pool,
            lambda c: other_sales.write_totals(c, services.tenant_id, list(seen.values())),
            tenant_id=services.tenant_id, idempotent=True,
        )
    )  # fmt: skip


async def _list(call: Call) -> Page[KnownOtherSales]:
    query: KnownQuery = call.query
    services = call.services
    begin, end = read_days(query.from_day, query.until_day, first=rollup.FIRST_DAY, until=rollup.END_DAY)
    place = read_cursor(query.cursor, (int, str))
    if place is not None and abs(place[0]) > rollup.END_DAY:
        place = (rollup.END_DAY, "")
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await other_sales.list_totals(
            connection, services.tenant_id, begin, end, source=query.source, before=place, limit=query.limit + 1
        )
    return make_page(rows, query.limit, lambda row: _show(*row), lambda row: (row[0].day, row[0].source))


def _show(total: DayTotal, reported_us: int) -> KnownOtherSales:
    return KnownOtherSales(show_day(total.day), total.source, total.orders, total.sales_cents, reported_us)


ENDPOINTS = (
    Endpoint(
        "PUT",
        PATH,
        _report,
        text("上报非会员销售", "Report sales without a member"),
        "overview",
        ("events:write",),
        body=OtherSalesReport,
        response=OtherSalesTaken,
        errors=(InvalidInput,),
        about="An order of a member is an event (`order.paid`). What is sold to nobody known has no member to earn "
        "anything, so only its total by day is kept, beside the sales of members. A day's total may be sent as often "
        "as it grows: the last one counts.",
    ),
    Endpoint(
        "GET",
        PATH,
        _list,
        text("非会员销售", "Sales without a member"),
        "overview",
        ("finance:read",),
        query=KnownQuery,
        response=Page[KnownOtherSales],
        errors=(InvalidInput,),
    ),
)
