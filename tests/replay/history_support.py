"""Replays into fresh databases, and everything that a replay leaves behind, by the members' own names."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import duckdb

from liuke.bootstrap import read_program_file
from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import DOMAINS
from liuke.members.store import make_tenant
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs
from liuke.replay.history import History
from liuke.replay.mapping import load_mapping
from tests.vaults import VAULT

ROOT = Path(__file__).parents[2]
JOURNEY = ROOT / "data" / "completejourney"
RETAIL = ROOT / "data" / "retail"
TENANT = "history"
UNTIL = "2017-01-12"
"""The part of the grocery chain's year that most tests use: some 4,000 orders."""


class Silent:
    """A listener that remembers the steps."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.chunks = 0

    def on_step(self, name: str) -> None:
        self.steps.append(name)

    def on_start(self, total_events: int) -> None:
        self.total_events = total_events

    def on_progress(self, progress: Any) -> None:
        del progress
        self.chunks += 1


def mapping(name: str) -> Any:
    return load_mapping(ROOT / "programs" / "mappings" / f"{name}.yaml")


def write_part(folder: Path, *, shuffled: bool = False, doubled: bool = False) -> Path:
    """The first days of the grocery chain's files; its rows in another order, and one in a hundred twice."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 2}) as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute("SET enable_progress_bar = false")
        db.execute(
            f"CREATE VIEW t AS SELECT * FROM read_parquet('{JOURNEY / 'transactions.parquet'}') "
            f"WHERE CAST(transaction_timestamp AS TIMESTAMP) < TIMESTAMP '{UNTIL}'"
        )
        rows = "SELECT * FROM t"
        if doubled:
            rows += " UNION ALL SELECT * FROM t WHERE hash(basket_id, product_id) % 100 = 0"
        day = "CAST(CAST(transaction_timestamp AS TIMESTAMP) AS DATE)"
        order = f"ORDER BY {day}, hash(product_id, basket_id, 7)" if shuffled else ""
        db.execute(f"COPY (SELECT * FROM ({rows}) {order}) TO '{folder / 'transactions.parquet'}'")
        chosen = f"(SELECT campaign_id FROM d WHERE start_date <= DATE '{UNTIL}')"
        db.execute(f"CREATE VIEW d AS SELECT * FROM read_parquet('{JOURNEY / 'campaign_descriptions.parquet'}')")
        for name in ("campaigns", "campaign_descriptions", "coupons"):
            source = f"SELECT * FROM read_parquet('{JOURNEY / name}.parquet') WHERE campaign_id IN {chosen}"
            db.execute(f"COPY ({source}) TO '{folder / name}.parquet'")
        used = f"WHERE campaign_id IN {chosen} AND redemption_date < DATE '{UNTIL}'"
        source = f"SELECT * FROM read_parquet('{JOURNEY / 'coupon_redemptions.parquet'}') {used}"
        db.execute(f"COPY ({source}) TO '{folder / 'coupon_redemptions.parquet'}'")
        for name in ("products", "demographics"):
            (folder / f"{name}.parquet").write_bytes((JOURNEY / f"{name}.parquet").read_bytes())
    return folder


@asynccontextmanager
async def opened(database: Any, tenant: str = TENANT) -> Any:
    """A pool on the database and the tenant's id."""
    owner = await connect(database.owner_dsn)
    async with transaction(owner):
        tenant_id = await make_tenant(owner, tenant, tenant)
    await owner.close()
    pool = await create_pool(database.dsn, min_size=1, max_size=6, server_settings=SESSION_SETTINGS)
    try:
        yield pool, tenant_id
    finally:
        await pool.close()


async def run_history(
    database: Any,
    files: Path,
    *,
    name: str = "complete_journey",
    program: str | dict[str, Any] = "grocery",
    tenant: str = TENANT,
    listener: Silent | None = None,
    source_mapping: Any = None,
    **options: Any,
) -> Any:
    """Replay files into a database."""
    document = read_program_file(program).data if isinstance(program, str) else program
    async with opened(database, tenant) as (pool, tenant_id):
        history = History(source_mapping or mapping(name), files, document)
        return await history.run(
            pool, tenant_id, Programs(pool, tenant_id, domains=DOMAINS),
            ProgramBook(pool, tenant_id, domains=DOMAINS), listener=listener or Silent(),
            vault=VAULT, **options,
        )  # fmt: skip


async def fetch(database: Any, sql: str, tenant: str = TENANT) -> list[tuple[Any, ...]]:
    """Rows as the application sees them."""
    async with (
        opened(database, tenant) as (pool, tenant_id),
        acquire(pool) as connection,
        transaction(connection, tenant_id=tenant_id),
    ):
        return [tuple(row) for row in await connection.fetch(sql)]


_WHO = "JOIN identity i USING (member_id)"
TABLES = {
    "wallet": f"SELECT external_id, asset, available, pending, held, frozen, debt, earned, seq FROM wallet {_WHO}",
    "posting": (
        f"SELECT external_id, asset, seq, kind, amount, source, target, rule, ref, t_us, day FROM posting {_WHO}"
    ),
    "lot": f"SELECT external_id, asset, seq, amount, remaining, expires_us, ref FROM lot {_WHO}",
    "lot_use": f"SELECT external_id, asset, seq, lot_seq, amount, restored, kind FROM lot_use {_WHO}",
    "coupon": (
        "SELECT external_id, batch, status, valid_from_us, valid_until_us, source, ref, granted_us, used_us, "
        f"saved_cents FROM coupon {_WHO}"
    ),
    "tier": f"SELECT external_id, tier, registered_day, ops FROM member_state {_WHO}",
    "tier_change": f"SELECT external_id, n, t_us, day, old, new, cause, until_us FROM tier_change {_WHO}",
    "purchase": (
        "SELECT external_id, order_id, t_us, day, amount_cents, refunded_cents, status, saved_cents "
        f"FROM purchase {_WHO}"
    ),
    "operation": f"SELECT external_id, key, n, type, t_us, day FROM operation {_WHO}",
    "event": f"SELECT external_id, key, type, t_us, day FROM event {_WHO}",
    "record": (
        "SELECT external_id, kind, CASE kind WHEN 'coupon_use' THEN split_part(key, '/', 2) ELSE key END, day "
        f"FROM record {_WHO} WHERE kind <> 'coupon_redemption'"
    ),
    "facts": f"SELECT external_id, op_n, facts -> 0 ->> 0, json_array_length(facts) FROM outbox o {_WHO}",
    "message": f"SELECT external_id, dedupe, template FROM message {_WHO}",
}
"""What a replay leaves behind, without the ids that a database gives."""


async def final_tables(database: Any, tenant: str = TENANT) -> dict[str, list[tuple[Any, ...]]]:
    """Every table, sorted."""
    return {name: sorted(await fetch(database, sql, tenant), key=repr) for name, sql in TABLES.items()}


def assert_same(found: dict[str, list[Any]], wanted: dict[str, list[Any]]) -> None:
    """Equal, or the first rows that differ."""
    for name, rows in wanted.items():
        if found[name] != rows:
            lost, new = sorted(set(rows) - set(found[name]), key=repr), sorted(set(found[name]) - set(rows), key=repr)
            raise AssertionError(f"{name}: {len(lost)} rows lost, {len(new)} new: {lost[:3]} / {new[:3]}")
