"""What finance asks of the ledger: liability, breakage, flows of a period, trial balance, exports.

Everything is computed from sums by merchant-local day that :mod:`liuke.ledger.store` reads; the arithmetic here is pure
and in integers. Credit is what an account receives, debit what it gives.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import msgspec

from liuke.db.contracts import Connection
from liuke.kernel.clock import FOREVER_US, MerchantCalendar, date_of
from liuke.kernel.errors import InvalidInput
from liuke.kernel.money import BPS, scale
from liuke.ledger import store
from liuke.ledger.spec import AssetSpec, AssetValue

R = TypeVar("R", bound=msgspec.Struct)

MIN_COHORTS = 3
"""Months that must have run their course before breakage is estimated from them."""
NEVER, RESERVED, OWED = "never", "reserved", "owed"


class Liability(msgspec.Struct, frozen=True):
    """Points of one asset that members can still claim, by the month in which they go.

    Args:
        asset: Which.
        month: ``YYYY-MM`` of the last good day; ``never``; ``reserved``: in open holds or frozen; ``owed``: by members,
            with the sign turned.
        status: ``available``, ``pending``, ``reserved`` or ``owed``.
        amount: In units of the asset.
        cents: Worth, rounded half up; 0 where the asset has no value.
    """

    asset: str
    month: str
    status: str
    amount: int
    cents: int


class Flow(msgspec.Struct, frozen=True):
    """What moved in one merchant-local month. All figures are positive when they are what their name says."""

    asset: str
    month: str
    earned: int = 0
    burned: int = 0
    refunded: int = 0
    expired: int = 0
    reversed: int = 0
    written_off: int = 0
    adjusted: int = 0
    exchanged_in: int = 0
    exchanged_out: int = 0
    cleared_in: int = 0
    cleared_out: int = 0
    postings: int = 0


class AccountBalance(msgspec.Struct, frozen=True):
    """One line of the trial balance; over all accounts of an asset, debit equals credit."""

    asset: str
    account: str
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Credit less debit."""
        return self.credit - self.debit


class Cohort(msgspec.Struct, frozen=True):
    """Points earned in one month: how many, how many of them expired so far, how many can still be used."""

    asset: str
    month: str
    earned: int
    expired: int
    open: int


class Breakage(msgspec.Struct, frozen=True):
    """How much of what is open will probably expire.

    Args:
        asset: Which.
        cohorts: Months that the estimate comes from.
        rate_bps: Share of earned points that expire, in basis points; ``None``: not enough history.
        low_bps: Lower end of the interval (two standard errors).
        high_bps: Upper end.
        expected: Points of those open now that will expire.
        low: At the lower end.
        high: At the upper end.
        note: Why there is no estimate; empty when there is.
    """

    asset: str
    cohorts: int
    rate_bps: int | None = None
    low_bps: int | None = None
    high_bps: int | None = None
    expected: int | None = None
    low: int | None = None
    high: int | None = None
    note: str = ""


# -- pure arithmetic ------------------------------------------------------------------------------------------------
def month_of(day: int) -> str:
    """``YYYY-MM`` of a day."""
    value = date_of(day)
    return f"{value.year:04}-{value.month:02}"


def worth(value: AssetValue | None, amount: int) -> int:
    """Cents that ``amount`` is worth, rounded half up."""
    return scale(amount, value.cents, value.amount, "half_up") if value else 0


def compute_liability(
    lots: Iterable[Sequence[Any]],
    wallets: Iterable[Sequence[Any]],
    assets: Mapping[str, AssetSpec],
    calendar: MerchantCalendar,
) -> list[Liability]:
    """From the sums of open lots and of wallets."""
    sums: dict[tuple[str, str, str], int] = {}

    def add(asset: str, month: str, status: str, amount: int) -> None:
        if amount:
            sums[asset, month, status] = sums.get((asset, month, status), 0) + amount

    for asset, expires_us, pending, amount, _members in lots:
        month = NEVER if expires_us >= FOREVER_US else month_of(calendar.local_day(expires_us - 1))
        add(asset, month, "pending" if pending else "available", amount)
    for asset, available, pending, held, frozen, debt in wallets:
        if asset in assets and not assets[asset].lots:
            add(asset, NEVER, "available", available)
            add(asset, NEVER, "pending", pending)
        add(asset, RESERVED, RESERVED, held + frozen)
        add(asset, OWED, OWED, -debt)
    return [
        Liability(asset, month, status, amount, worth(assets[asset].value if asset in assets else None, amount))
        for (asset, month, status), amount in sorted(sums.items())
    ]


FIGURES: dict[str, str] = {
    "earn": "earned", "spend": "burned", "commit": "burned", "donate": "burned", "refund": "refunded",
    "expire": "expired", "reverse": "reversed", "restore": "reversed", "write_off": "written_off",
    "exchange_in": "exchanged_in", "exchange_out": "exchanged_out", "adjust": "adjusted",
    "clear_in": "cleared_in", "clear_out": "cleared_out",
}  # fmt: skip
"""Kind of posting → the figure of a report it counts in. Movements within a wallet (settling, holding) have none."""


def sign_of(kind: str, target: str) -> int:
    """Whether a posting adds to its figure or takes from it: adjusting goes both ways, restoring undoes reversing."""
    return -1 if kind == "restore" or (kind == "adjust" and target != "available") else 1


def compute_flows(sums: Iterable[Sequence[Any]]) -> list[Flow]:
    """From sums of postings by day; movements within a wallet (settling, holding) count as postings only."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for asset, day, kind, _source, target, amount, count in sums:
        flow = found.setdefault((asset, month_of(day)), {})
        flow["postings"] = flow.get("postings", 0) + count
        name = FIGURES.get(kind)
        if name is not None:
            flow[name] = flow.get(name, 0) + sign_of(kind, target) * amount
    return [Flow(asset, month, **flow) for (asset, month), flow in sorted(found.items())]


def compute_trial_balance(legs: Iterable[Sequence[Any]]) -> list[AccountBalance]:
    """From sums of legs; raises AssertionError when they do not cancel, which the table's shape rules out."""
    found = [AccountBalance(asset, account, -out, into) for asset, account, out, into in legs]
    for asset in {line.asset for line in found}:
        assert sum(line.balance for line in found if line.asset == asset) == 0, f"legs of {asset} do not cancel"
    return found


def compute_cohorts(sums: Iterable[Sequence[Any]]) -> list[Cohort]:
    """From sums of lots by day of earning."""
    found: dict[tuple[str, str], list[int]] = {}
    for asset, day, *figures in sums:
        months = found.setdefault((asset, month_of(day)), [0, 0, 0])
        for i, figure in enumerate(figures):
            months[i] += figure
    return [Cohort(asset, month, *figures) for (asset, month), figures in sorted(found.items())]


def estimate_breakage(cohorts: Sequence[Cohort], asset: str) -> Breakage:
    """Share of points that expire, from the months of which nothing is open any more, and what it means for the rest.

    The rate is the ratio of sums Σ expired / Σ earned over those months; its standard error is that of a ratio of
    cluster totals (each month one cluster): s² = n/(n−1) · Σ (expiredᵢ − rate · earnedᵢ)² / (Σ earned)². The interval
    is two standard errors, so it is wide when the months differ. Applied to a month that is still open, the rate says
    how many of all its points expire; those that have expired already are taken off, and no more than what is open can.
    """
    own = [cohort for cohort in cohorts if cohort.asset == asset]
    closed = [cohort for cohort in own if not cohort.open and cohort.earned]
    n, earned, expired = len(closed), sum(c.earned for c in closed), sum(c.expired for c in closed)
    if n < MIN_COHORTS:
        return Breakage(asset, n, note=f"not enough history: {n} of {MIN_COHORTS} months have run their course")
    rate = scale(expired, BPS, earned, "half_up")
    # all in integers: residuals are scaled by the sum of what was earned
    squares = sum((c.expired * earned - expired * c.earned) ** 2 for c in closed)
    error = isqrt(squares * n * BPS * BPS // ((n - 1) * earned**4)) + 1
    low, high = max(rate - 2 * error, 0), min(rate + 2 * error, BPS)

    def applied(bps: int) -> int:
        rest = 0
        for cohort in own:
            if cohort.open:
                rest += min(cohort.open, max(scale(cohort.earned, bps, BPS, "half_up") - cohort.expired, 0))
        return rest

    return Breakage(asset, n, rate, low, high, applied(rate), applied(low), applied(high))


# -- reading --------------------------------------------------------------------------------------------------------
async def read_liability(
    connection: Connection, tenant_id: int, assets: Mapping[str, AssetSpec], calendar: MerchantCalendar
) -> list[Liability]:
    """What members can still claim, now."""
    moving = [asset.id for asset in assets.values() if asset.expiry.kind == "inactivity"]
    lots = await store.sum_open_lots(connection, tenant_id, moving)
    wallets = await store.sum_wallets(connection, tenant_id)
    return compute_liability(lots, wallets, assets, calendar)


async def read_flows(connection: Connection, tenant_id: int, from_day: int, until_day: int) -> list[Flow]:
    """What moved on days from ``from_day`` to before ``until_day``, by month."""
    return compute_flows(await store.sum_postings(connection, tenant_id, from_day, until_day))


async def read_trial_balance(connection: Connection, tenant_id: int, until_day: int) -> list[AccountBalance]:
    """Every account with all postings of days before ``until_day``."""
    return compute_trial_balance(await store.sum_legs(connection, tenant_id, until_day))


async def read_breakage(connection: Connection, tenant_id: int, assets: Iterable[str]) -> list[Breakage]:
    """The estimate for each asset."""
    cohorts = compute_cohorts(await store.sum_cohorts(connection, tenant_id))
    return [estimate_breakage(cohorts, asset) for asset in assets]


# -- exports --------------------------------------------------------------------------------------------------------
def export(rows: Sequence[R], row_type: type[R], path: Path) -> None:
    """Write rows as ``.csv`` or ``.parquet``; integers stay integers.

    Raises:
        InvalidInput: another suffix.
    """
    if path.suffix == ".csv":
        _write_csv(rows, row_type, path)
    elif path.suffix == ".parquet":
        with TemporaryDirectory() as folder:
            plain = Path(folder) / "rows.csv"
            _write_csv(rows, row_type, plain)
            types = {field.name: _column_type(field.type) for field in msgspec.structs.fields(row_type)}
            # values of COPY cannot be parameters of the prepared kind
            target = str(path).replace("'", "''")
            # an empty field of the file is no text for a number that is not there, and the empty text for a word
            shown = ", ".join(f"coalesce({n}, '') AS {n}" if kind == "VARCHAR" else n for n, kind in types.items())
            read = f"SELECT {shown} FROM read_csv($source, columns = $types, header = true, auto_detect = false)"
            import duckdb  # noqa: PLC0415 - 15 MB that only this needs

            with duckdb.connect() as memory:
                memory.execute(f"COPY ({read}) TO '{target}' (FORMAT parquet)", {"source": str(plain), "types": types})
    else:
        raise InvalidInput(f"{path.name} is neither .csv nor .parquet", fix="name the file so")


def _write_csv(rows: Iterable[msgspec.Struct], row_type: type[msgspec.Struct], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in msgspec.structs.fields(row_type)])
        writer.writerows(msgspec.structs.astuple(row) for row in rows)


def _column_type(kind: Any) -> str:
    return "VARCHAR" if kind is str else "BIGINT"
