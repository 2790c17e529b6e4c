"""The SQL of seeds of draws: made and committed to before the first draw, loaded for a batch."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.draws import DRAW_COMMIT, Seed, name_commit
from liuke.engine.load_store import show_subjects
from liuke.kernel.draws import SEED_BYTES, commit_to
from liuke.kernel.ids import subject_id
from liuke.vault.vault import Vault, VaultMissing

_LOAD = """
SELECT k.key, s.number, s.seed, s.sealed, EXISTS (
        SELECT 1 FROM record r WHERE r.member_id = k.subject AND r.kind = 'draw_reveal'
        AND r.key = k.activity || '/' || k.period || '/' || s.number
    ), NOT EXISTS (
        SELECT 1 FROM delivery d WHERE d.member_id = k.subject
        AND d.key = 'draw:' || k.activity || '/' || k.period || '/' || s.number
    )
FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[]) AS k (key, activity, period, number, subject)
JOIN LATERAL (
    SELECT number, seed, sealed FROM draw_seed d
    WHERE d.tenant_id = $1 AND d.activity = k.activity AND d.period = k.period
      AND CASE WHEN k.number = 0 THEN d.discarded_us IS NULL ELSE d.number = k.number END
    ORDER BY number DESC LIMIT 1
) s ON true
"""


class SeedsWanted(Exception):
    """A batch draws in periods that have no seed yet, or one whose commitment is not stated yet; nothing was kept.

    Args:
        places: ``activity/period`` → first instant after it.
    """

    def __init__(self, places: Mapping[str, int]) -> None:
        self.places = dict(places)
        super().__init__(f"no seed yet: {', '.join(sorted(places))}")


class StoredSeed(msgspec.Struct, frozen=True):
    """A seed and whether its commitment was stated."""

    seed: Seed
    announced: bool


def seal_context(tenant_id: int, place: str) -> str:
    """To what the vault binds a seed."""
    return f"draw-seed:{tenant_id}:{place}"


def _split(key: str) -> tuple[str, str, int]:
    activity, period, *number = key.split("/")
    return activity, period, int(number[0]) if number else 0


async def load_seeds(
    connection: Connection, tenant_id: int, keys: Iterable[str], vault: Vault | None
) -> dict[str, StoredSeed]:
    """Seeds by ``activity/period`` (the one in use) or ``activity/period/number``; those that exist.

    Raises:
        VaultMissing: one is sealed, and there is no vault. VaultKeyMissing, VaultDamaged: it cannot be opened.
    """
    await show_subjects(connection)
    parts = [(key, *_split(key)) for key in sorted(keys)]
    subjects = [subject_id(tenant_id, activity) for _, activity, _, _ in parts]
    columns = [list(column) for column in zip(*parts, strict=True)]
    found = dict[str, StoredSeed]()
    for key, number, stored, sealed, revealed, announced in await connection.fetch(
        _LOAD, tenant_id, *columns, subjects
    ):
        activity, period, _ = _split(key)
        secret = (
            _open(bytes(stored), seal_context(tenant_id, f"{activity}/{period}/{number}"), vault)
            if sealed
            else bytes(stored)
        )
        found[key] = StoredSeed(Seed(number, secret, revealed=revealed), announced)
    return found


async def get_seeds(
    connection: Connection, tenant_id: int, places: Mapping[str, int], vault: Vault | None
) -> dict[str, Seed]:
    """As :func:`load_seeds`; every one of ``places`` (→ first instant after it) is committed to publicly.

    Raises:
        SeedsWanted: others are to be made outside this transaction, which starts over.
    """
    found = await load_seeds(connection, tenant_id, places, vault)
    lost = [key for key in places if key not in found and key.count("/") > 1]
    assert not lost, f"the seeds {lost} are gone"
    wanted = {key: t_us for key, t_us in places.items() if key not in found or not found[key].announced}
    if wanted:
        raise SeedsWanted(wanted)
    return {key: stored.seed for key, stored in found.items()}


def _open(stored: bytes, context: str, vault: Vault | None) -> bytes:
    if vault is None:
        raise VaultMissing("the seed of a draw is sealed, and this process has no vault")
    return vault.open(stored, context)


async def make_seed(
    connection: Connection, tenant_id: int, place: str, *, closes_us: int, t_us: int, vault: Vault | None
) -> tuple[int, str]:
    """A seed for a period that has none in use, with the news of its commitment; receiver and key of the news.

    Whoever comes second finds the first one's. The transaction must end before anything is drawn.
    """
    activity, period, _ = _split(place)
    subject = subject_id(tenant_id, activity)
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", f"draw:{place}", tenant_id)
    number = await connection.fetchval(
        """
        SELECT number FROM draw_seed
        WHERE tenant_id = $1 AND activity = $2 AND period = $3 AND discarded_us IS NULL
        """,
        tenant_id,
        activity,
        period,
    )
    if number is not None:
        return subject, name_commit(f"{place}/{number}")
    number = 1 + await connection.fetchval(
        "SELECT count(*) FROM draw_seed WHERE tenant_id = $1 AND activity = $2 AND period = $3",
        tenant_id,
        activity,
        period,
    )
    name, secret = f"{place}/{number}", secrets.token_bytes(SEED_BYTES)
    stored = secret if vault is None else vault.seal(secret, seal_context(tenant_id, name))
    await connection.execute(
        """
        INSERT INTO draw_seed (tenant_id, activity, period, number, seed, sealed, commitment, committed_us, closes_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        tenant_id,
        activity,
        period,
        number,
        stored,
        vault is not None,
        commit_to(secret),
        t_us,
        closes_us,
    )
    data = {"place": name, "commitment": commit_to(secret), "closes_us": closes_us}
    await connection.execute(
        """
        INSERT INTO delivery (tenant_id, member_id, key, type, t_us, data) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """,
        tenant_id,
        subject,
        name_commit(name),
        DRAW_COMMIT,
        t_us,
        data,
    )
    return subject, name_commit(name)
