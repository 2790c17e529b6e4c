"""What the mall offers and which coupons there are, with what became of them; codes of coupons from a file."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from liuke.coupons import service as coupons
from liuke.coupons.spec import CouponBatch
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import Day, read_days, show_day
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.mall.service import stock_key
from liuke.mall.spec import MallItem
from liuke.program.errors import NoProgram
from liuke.reports import overview_store as store
from liuke.reports import rollup

READ = ("program:read", "members:read")


DAYS = 30


class DaysQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days that ``per_day`` covers; empty: the 30 that end with the last one on which anything happened."""

    from_day: Day = ""
    until_day: Day = ""


async def _read_range(call: Call) -> tuple[int, int]:
    services, query = call.services, call.query
    today = services.program.calendar.local_day(services.now_us())
    async with rollup.reading(services.wide, services.tenant_id) as connection:
        last = await rollup.find_last_day(connection, services.tenant_id)
    begin, end = read_days(
        query.from_day, query.until_day, first=0, until=(today if last is None else min(last, today)) + 1
    )
    return (begin if query.from_day else end - DAYS), end


class PiecesOfDay(msgspec.Struct):
    """Redemptions on a merchant-local day; those that were cancelled later count."""

    day: str
    redemptions: int
    pieces: int


class ItemView(msgspec.Struct):
    """An item of the mall.

    Args:
        picture: For `GET /v1/media/{id}`; empty: none.
        price_points: Before tier and special prices.
        initial: Pieces there were; null: no limit.
        left: Pieces left; null: no limit.
        redeemed: Pieces redeemed so far; of limited items less those that came back.
        from_day: First day on which it is offered; null: from the beginning.
        to_day: Last day; null: no end.
        per_day: In the days asked for, days without any left out.
    """

    item: str
    name: str
    kind: str
    picture: str
    asset: str
    price_points: int
    by_tier: dict[str, int]
    cash_cents: int
    fulfilment: str
    tiers: list[str]
    from_day: str | None
    to_day: str | None
    initial: int | None
    left: int | None
    redeemed: int
    per_day: list[PiecesOfDay]


class Items(msgspec.Struct):
    """Items of the program in force, in its order."""

    from_day: str
    until_day: str
    items: list[ItemView]


async def _list_items(call: Call) -> Items:
    services = call.services
    program, tenant_id = services.program, services.tenant_id
    begin, end = await _read_range(call)
    async with rollup.reading(services.wide, tenant_id) as connection:
        stock = await store.list_stock(connection, tenant_id)
        sums = await rollup.read_days(connection, tenant_id, ["event"])
    redeemed = [one for one in sums if one.keys[0] == "mall.redeem"]
    shown = [_view_item(item, stock, redeemed, (begin, end), call.locale) for item in program.items("mall", MallItem)]
    return Items(show_day(begin), show_day(end), shown)


def _view_item(
    item: MallItem,
    stock: dict[str, tuple[int, int]],
    redeemed: list[rollup.Sum],
    days: tuple[int, int],
    locale: Locale,
) -> ItemView:
    own = [one for one in redeemed if one.keys[1] == item.id]
    initial, left = stock.get(stock_key(item), (None, None)) if item.stock is not None else (None, None)
    taken = initial - left if initial is not None and left is not None else sum(one.amount for one in own)
    per_day = [
        PiecesOfDay(show_day(one.day), one.count, one.amount) for one in own if days[0] <= one.day < days[1]
    ]  # fmt: skip
    return ItemView(
        item.id, item.name.get(locale), item.kind, item.picture, item.asset, item.price_points, dict(item.by_tier),
        item.cash_cents, item.fulfilment, list(item.tiers), item.window.from_, item.window.to, initial,
        left, taken, per_day,
    )  # fmt: skip


class CouponsOfDay(msgspec.Struct):
    """Coupons granted and used on a merchant-local day, and what using them saved."""

    day: str
    granted: int
    used: int
    saved_cents: int


class BatchView(msgspec.Struct):
    """A batch of coupons and what became of them.

    Args:
        quota: Pieces in all, as the program says; null: no limit.
        left: Pieces that can still be given out; null: no limit.
        issued: Coupons that members received so far.
        by_status: Status → coupons (``active``, ``locked``, ``used``, ``expired``, ``given``, ``revoked``).
        code: ``none``, ``generated`` or ``imported``.
        codes: Imported so far.
        codes_redeemed: Of those that members type in.
        in_program: False: coupons of a batch that the program has no more.
        per_day: In the days asked for; only of one batch.
    """

    batch: str
    name: str
    kind: str
    quota: int | None
    left: int | None
    issued: int
    by_status: dict[str, int]
    code: str
    codes: int
    codes_redeemed: int
    claimable: bool
    worth_cents: int
    in_program: bool
    per_day: list[CouponsOfDay] | UnsetType = UNSET


class Batches(msgspec.Struct):
    """Batches of the program in force, in its order, then those of earlier ones that members have coupons of."""

    items: list[BatchView]


async def _list_batches(call: Call) -> Batches:
    services = call.services
    program, tenant_id = services.program, services.tenant_id
    async with rollup.reading(services.wide, tenant_id) as connection:
        stock = await store.list_stock(connection, tenant_id)
        counts = await store.count_coupons(connection, tenant_id)
        codes = await store.count_codes(connection, tenant_id)
    by_batch: dict[str, dict[str, int]] = {}
    for batch, status, count in counts:
        by_batch.setdefault(batch, {})[status] = count
    known = coupons.batch_index(program)
    names = [*known, *(batch for batch in by_batch if batch not in known)]
    return Batches(
        [_view_batch(name, known.get(name), stock, by_batch.get(name, {}), codes, call.locale) for name in names]
    )


def _view_batch(
    name: str,
    batch: CouponBatch | None,
    stock: dict[str, tuple[int, int]],
    by_status: dict[str, int],
    codes: dict[str, tuple[int, int]],
    locale: Locale,
) -> BatchView:
    imported, redeemed = codes.get(name, (0, 0))
    issued = sum(by_status.values())
    if batch is None:
        return BatchView(name, name, "", None, None, issued, by_status, "none", imported, redeemed, False, 0, False)
    left = stock.get(coupons.stock_key(batch), (0, 0))[1] if batch.quota is not None else None
    return BatchView(
        name, batch.name.get(locale), batch.kind, batch.quota, left, issued, by_status, batch.code, imported, redeemed,
        batch.claimable, batch.worth_cents, True,
    )  # fmt: skip


async def _show_batch(call: Call) -> BatchView:
    services = call.services
    program, tenant_id, name = services.program, services.tenant_id, call.params["batch"]
    batch = coupons.find_batch(program, name)
    begin, end = await _read_range(call)
    async with rollup.reading(services.wide, tenant_id) as connection:
        stock = await store.list_stock(connection, tenant_id)
        by_status = {row[1]: row[2] for row in await store.count_coupons(connection, tenant_id, name)}
        codes = await store.count_codes(connection, tenant_id)
        days = await store.sum_coupons(connection, tenant_id, program.calendar, begin, end, name)
    if batch is None and not by_status:
        raise NotFound(f"there is no coupon {name[:100]!r}", fix="see GET /v1/coupon-batches")
    shown = _view_batch(name, batch, stock, by_status, codes, call.locale)
    shown.per_day = [CouponsOfDay(show_day(day), granted, used, saved) for day, granted, used, saved in days]
    return shown


_ERRORS = (InvalidInput, NoProgram)


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/mall/items", _list_items, text("商城商品", "Items of the mall, with stock"), "mall", READ,
        query=DaysQuery, response=Items, errors=_ERRORS,
    ),
    Endpoint(
        "GET", "/v1/coupon-batches", _list_batches, text("优惠券批次", "Batches of coupons"), "coupons", READ,
        response=Batches, errors=_ERRORS,
    ),
    Endpoint(
        "GET", "/v1/coupon-batches/{batch}", _show_batch, text("一个批次", "A batch, with its use by day"), "coupons",
        READ, query=DaysQuery, response=BatchView, errors=(*_ERRORS, NotFound),
    ),
)  # fmt: skip
