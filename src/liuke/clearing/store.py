"""All SQL of clearing. A statement sees one shop's rows; :func:`act_for` says whose, within one transaction of both."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from liuke.clearing.contracts import IN, OUT, PURPOSE, AgreementStatus, Terms
from liuke.db.contracts import Connection
from liuke.decision.event import Event


class Agreement(msgspec.Struct):
    """An agreement as one of its two shops has it.

    Args:
        agreement_id: The same in both.
        partner_id: Number of the other shop.
        partner: Its name in addresses.
        proposer: Whether this shop asked.
        terms: As this shop sees them.
        from_us: When transfers begin.
        until_us: When they end; brought forward where one of the two has ended it.
        status: How far it is.
        proposed_us: When it was proposed.
        decided_us: When it was accepted, declined or withdrawn; 0: not yet.
        ended_us: When it was ended; 0: it was not.
        ended_by: ``own`` or ``partner``.
    """

    agreement_id: str
    partner_id: int
    partner: str
    proposer: bool
    terms: Terms
    from_us: int
    until_us: int
    status: AgreementStatus
    proposed_us: int
    decided_us: int = 0
    ended_us: int = 0
    ended_by: str = ""


_ID = re.compile(r"[a-z0-9]{16}")
"""What the number of an agreement looks like."""
_PROPOSING = 0x70726F70
"""Kind of the lock under which one shop proposes."""
_COLUMNS = (
    "agreement_id, partner_id, partner, proposer, terms, from_us, until_us, status, proposed_us, decided_us, ended_us, "
    "ended_by"
)
_CLOCK = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def _read(row: Any) -> Agreement:
    return msgspec.convert(dict(row), Agreement)


async def act_for(connection: Connection, tenant_id: int) -> None:
    """Whose rows are seen and written from here to the end of the transaction, or to the next call."""
    await connection.fetchval("SELECT set_config('liuke.tenant_id', $1, true)", str(tenant_id))


async def read_clock(connection: Connection) -> int:
    """The database's clock."""
    return int(await connection.fetchval(f"SELECT {_CLOCK}"))


async def find_shop(connection: Connection, slug: str) -> int | None:
    """Number of the shop of this name."""
    return await connection.fetchval("SELECT shop_find($1)", slug)


async def find_slug(connection: Connection, tenant_id: int) -> str | None:
    """Name of a shop in addresses; ``None``: it is gone."""
    return await connection.fetchval("SELECT shop_slug($1)", tenant_id)


# -- agreements -------------------------------------------------------------------------------------------------------
async def insert_agreement(connection: Connection, tenant_id: int, made: Agreement) -> None:
    """Write one shop's row of a new agreement."""
    await connection.execute(
        """
        INSERT INTO clearing_agreement
            (tenant_id, agreement_id, partner_id, partner, proposer, terms, from_us, until_us, status, proposed_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant_id, agreement_id) DO NOTHING
        """,
        tenant_id, made.agreement_id, made.partner_id, made.partner, made.proposer, msgspec.to_builtins(made.terms),
        made.from_us, made.until_us, made.status, made.proposed_us,
    )  # fmt: skip


async def find_agreement(connection: Connection, tenant_id: int, agreement_id: str, *, lock: bool) -> Agreement | None:
    """An agreement by its number, whatever that is."""
    if not _ID.fullmatch(agreement_id):
        return None
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM clearing_agreement WHERE tenant_id = $1 AND agreement_id = $2"
        f"{' FOR UPDATE' if lock else ''}",
        tenant_id, agreement_id,
    )  # fmt: skip
    return _read(row) if row is not None else None


async def list_agreements(connection: Connection, tenant_id: int) -> list[Agreement]:
    """Every agreement of a shop, the latest proposal first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM clearing_agreement WHERE tenant_id = $1 ORDER BY proposed_us DESC, agreement_id",
        tenant_id,
    )
    return [_read(row) for row in rows]


async def list_active(connection: Connection, tenant_id: int, partner_id: int) -> list[Agreement]:
    """Agreements with a shop that were accepted and not ended."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM clearing_agreement WHERE tenant_id = $1 AND partner_id = $2 AND status = 'active'",
        tenant_id, partner_id,
    )  # fmt: skip
    return [_read(row) for row in rows]


async def list_proposed(connection: Connection, tenant_id: int, partner_id: int) -> list[Agreement]:
    """What a shop has proposed to another one that waits for its answer; nobody else proposes meanwhile."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _PROPOSING, tenant_id)
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM clearing_agreement WHERE tenant_id = $1 AND partner_id = $2 AND proposer "
        "AND status = 'proposed'",
        tenant_id, partner_id,
    )  # fmt: skip
    return [_read(row) for row in rows]


async def put_status(connection: Connection, tenant_id: int, found: Agreement) -> None:
    """Write down how far an agreement is."""
    await connection.execute(
        """
        UPDATE clearing_agreement SET status = $3, until_us = $4, decided_us = $5, ended_us = $6, ended_by = $7
        WHERE tenant_id = $1 AND agreement_id = $2
        """,
        tenant_id, found.agreement_id, found.status, found.until_us, found.decided_us, found.ended_us, found.ended_by,
    )  # fmt: skip


# -- transfers --------------------------------------------------------------------------------------------------------
class UnderWay(msgspec.Struct, frozen=True):
    """A transfer that the other shop has not answered.

    Args:
        member_id: Who sent it.
        hold_id: Of the hold that it is.
        asset: What was given.
        amount: How much.
        data: Of the hold: the rest.
    """

    member_id: int
    hold_id: str
    asset: str
    amount: int
    data: dict[str, Any]


async def list_under_way(connection: Connection, tenant_id: int, after: str, limit: int) -> list[UnderWay]:
    """Transfers under way, by the number of their holds."""
    rows = await connection.fetch(
        f"""
        SELECT member_id, hold_id, asset, amount, data FROM hold
        WHERE tenant_id = $1 AND purpose = '{PURPOSE}' AND status = 'open' AND hold_id > $2 ORDER BY hold_id LIMIT $3
        """,
        tenant_id, after, limit,
    )  # fmt: skip
    return [UnderWay(*row) for row in rows]


async def find_under_way(connection: Connection, tenant_id: int, hold_id: str) -> UnderWay | None:
    """One of them."""
    row = await connection.fetchrow(
        f"""
        SELECT member_id, hold_id, asset, amount, data FROM hold
        WHERE tenant_id = $1 AND purpose = '{PURPOSE}' AND status = 'open' AND hold_id = $2
        """,
        tenant_id, hold_id,
    )  # fmt: skip
    return UnderWay(*row) if row is not None else None


async def find_result(connection: Connection, tenant_id: int, kind: str, transfer: str) -> dict[str, Any] | None:
    """What was recorded of a transfer in a shop: at its end (``clearing_out``) or its arrival (``clearing_in``)."""
    return await connection.fetchval(
        f"SELECT data FROM record WHERE tenant_id = $1 AND key = $2 AND kind = $3 AND kind IN ('{IN}', '{OUT}')",
        tenant_id, transfer, kind,
    )  # fmt: skip


async def insert_delivery(connection: Connection, tenant_id: int, event: Event) -> bool:
    """Let an event happen to a member of the shop that is acted for; ``False``: it lies there already."""
    done = await connection.execute(
        """
        INSERT INTO delivery (member_id, key, tenant_id, type, t_us, data) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (member_id, key) DO NOTHING
        """,
        event.member_id, event.key, tenant_id, event.type, event.t_us, event.data,
    )  # fmt: skip
    return done == "INSERT 0 1"


async def lock_tries(connection: Connection, tenant_id: int, hold_id: str, step: str) -> tuple[int, int]:
    """How often a step was tried, and before when it is not tried again."""
    row = await connection.fetchrow(
        "SELECT tries, due_us FROM clearing_try WHERE tenant_id = $1 AND hold_id = $2 AND step = $3 FOR UPDATE",
        tenant_id, hold_id, step,
    )  # fmt: skip
    return (row[0], row[1]) if row is not None else (0, 0)


async def put_tries(connection: Connection, tenant_id: int, hold_id: str, step: str, tries: int, due_us: int) -> None:
    """Write down that a step is tried now."""
    await connection.execute(
        """
        INSERT INTO clearing_try (tenant_id, hold_id, step, tries, due_us) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, hold_id, step) DO UPDATE SET tries = excluded.tries, due_us = excluded.due_us
        """,
        tenant_id, hold_id, step, tries, due_us,
    )  # fmt: skip


async def forget_tries(connection: Connection, tenant_id: int) -> None:
    """Tries of transfers that are over."""
    await connection.execute(
        f"""
        DELETE FROM clearing_try t WHERE t.tenant_id = $1 AND NOT EXISTS (
            SELECT FROM hold h WHERE h.tenant_id = t.tenant_id AND h.hold_id = t.hold_id
              AND h.purpose = '{PURPOSE}' AND h.status = 'open')
        """,
        tenant_id,
    )


async def drop_dead_letters(connection: Connection, tenant_id: int, event: Event) -> None:
    """What an earlier try of the same step has left behind in the shop that is acted for."""
    await connection.execute(
        """
        DELETE FROM dead_letter WHERE tenant_id = $1 AND source = 'delivery' AND payload->>'key' = $2
          AND payload->>'type' = $3
        """,
        tenant_id, event.key, event.type,
    )  # fmt: skip


class TransferRow(msgspec.Struct, frozen=True):
    """A transfer that is over, as one shop recorded it; ``data`` as in ``clearing.rules``."""

    t_us: int
    transfer: str
    kind: str
    member_id: int
    data: dict[str, Any]


async def list_transfers(
    connection: Connection,
    tenant_id: int,
    *,
    before: tuple[int, str, str] | None,
    limit: int,
    agreement: str = "",
    members: list[int] | None = None,
) -> list[TransferRow]:
    """Transfers that are over, both ways, the latest first.

    Args:
        connection: In a transaction of the shop.
        tenant_id: The shop.
        before: Time, number and kind of the row above.
        limit: Rows.
        agreement: Only of this one.
        members: Only of these.
    """
    rows = await connection.fetch(
        f"""
        SELECT t_us, key, kind, member_id, data FROM record
        WHERE tenant_id = $1 AND kind IN ('{IN}', '{OUT}') AND (t_us, key, kind) < ($2, $3, $4)
          AND ($5 = '' OR data->>'agreement' = $5) AND ($6::bigint[] IS NULL OR member_id = ANY ($6::bigint[]))
        ORDER BY t_us DESC, key DESC, kind DESC LIMIT $7
        """,
        tenant_id, *(before or (2**63 - 1, "", "")), agreement, members, limit,
    )  # fmt: skip
    return [TransferRow(*row) for row in rows]


async def get_over(connection: Connection, tenant_id: int, kind: str, transfer: str) -> tuple[Any, ...]:
    """The row of one that is over, as of :class:`TransferRow`."""
    row = await connection.fetchrow(
        f"""
        SELECT t_us, key, kind, member_id, data FROM record
        WHERE tenant_id = $1 AND key = $2 AND kind = $3 AND kind IN ('{IN}', '{OUT}')
        """,
        tenant_id, transfer, kind,
    )  # fmt: skip
    assert row is not None, "a transfer is under way or over"
    return tuple(row)


class Sum(msgspec.Struct, frozen=True):
    """Transfers of an agreement in one direction (``clearing_out``, ``clearing_in``), by whether they came back."""

    agreement: str
    kind: str
    returned: bool
    count: int
    amount: int
    credit: int


async def sum_transfers(connection: Connection, tenant_id: int, from_day: int, until_day: int) -> list[Sum]:
    """Sums of what was sent on days from ``from_day`` to before ``until_day`` (of the sending shop's calendar)."""
    rows = await connection.fetch(
        f"""
        SELECT data->>'agreement', kind, data->>'refused' <> '', count(*)::int, sum((data->>'amount')::bigint)::bigint,
               sum((data->>'credit')::bigint)::bigint
        FROM record
        WHERE tenant_id = $1 AND kind IN ('{IN}', '{OUT}')
          AND (data->>'day')::int >= $2 AND (data->>'day')::int < $3
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        tenant_id, from_day, until_day,
    )  # fmt: skip
    return [Sum(*row) for row in rows]


async def sum_under_way(connection: Connection, tenant_id: int) -> dict[str, tuple[int, int, int]]:
    """Agreement → transfers under way: how many, what was given, what is to arrive."""
    rows = await connection.fetch(
        f"""
        SELECT data->>'agreement', count(*)::int, sum(amount)::bigint, sum((data->>'credit')::bigint)::bigint FROM hold
        WHERE tenant_id = $1 AND purpose = '{PURPOSE}' AND status = 'open' GROUP BY 1
        """,
        tenant_id,
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}
