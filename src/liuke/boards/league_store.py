"""All SQL of leagues: how those of a period ended, and who won in them."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection

_ORDERS = ("lead, reached_us, member_id", "lead")
"""Of ranks: nobody shares one, or equal scores do."""
_RANKS = ("row_number()", "rank()")
_FINAL = "f.tenant_id = $1 AND f.board = $2 AND f.period = $3 AND starts_with(f.band, '~')"


async def list_winners(
    connection: Connection, tenant_id: int, board: str, period: str, ranks: int, *, shared: bool
) -> list[tuple[int, str, int, int, int]]:
    """The first of each league of a closed period: member, band, place from 1, rank, score; league by league."""
    rows = await connection.fetch(
        f"""
        SELECT member_id, band, number, rank, score FROM (
            SELECT member_id, band, score,
                   row_number() OVER (PARTITION BY band ORDER BY {_ORDERS[False]}) AS number,
                   {_RANKS[shared]} OVER (PARTITION BY band ORDER BY {_ORDERS[shared]}) AS rank
            FROM board_final f WHERE {_FINAL} AND f.listed
        ) r WHERE rank <= $4 ORDER BY band, number
        """,
        tenant_id, board, period, ranks,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


async def settle(
    connection: Connection, tenant_id: int, board: str, period: str, divisions: Sequence[tuple[str, int, int, int]], *,
    shared: bool, now_us: int,
) -> None:  # fmt: skip
    """Let everybody hear how their league of a closed period ended, once.

    Args:
        connection: In the transaction that closes it.
        tenant_id: Whose.
        board: Which.
        period: Which of its periods.
        divisions: Name, last rank that goes up, how many of the last go down, last rank that does not.
        shared: Whether equal scores share a rank.
        now_us: When it is closed.
    """
    names, ups, downs, safe = zip(*divisions, strict=True)
    await connection.execute(
        f"""
        INSERT INTO delivery (member_id, key, tenant_id, type, t_us, data)
        SELECT member_id, 'league:' || $2 || ':' || $3, $1, 'leaderboard.settled', $4, json_build_object(
            'activity', $2::text, 'period', $3::text, 'band', band, 'score', score, 'rank', rank, 'members', members,
            'move', CASE WHEN rank BETWEEN 1 AND d.up THEN 1
                         WHEN rank > greatest(members - d.down, d.safe) AND d.down > 0 THEN -1 ELSE 0 END
        ) FROM (
            SELECT f.member_id, f.band, f.score, count(*) FILTER (WHERE f.listed) OVER (PARTITION BY f.band) AS members,
                   CASE WHEN f.listed THEN {_RANKS[shared]} OVER (
                       PARTITION BY f.band, f.listed ORDER BY {_ORDERS[shared]}
                   ) ELSE 0 END AS rank
            FROM board_final f WHERE {_FINAL} AND (f.listed OR f.score <> 0)
        ) r LEFT JOIN unnest($5::text[], $6::int[], $7::int[], $8::int[]) AS d (name, up, down, safe)
          ON d.name = split_part(substr(r.band, 2), '/', 1)
        ON CONFLICT DO NOTHING
        """,
        tenant_id, board, period, now_us, list(names), list(ups), list(downs), list(safe),
    )  # fmt: skip


async def read_seats(connection: Connection, tenant_id: int, board: str, period: str) -> list[tuple[str, str]]:
    """Division and document of seats, of those in which somebody has one; without those of test members."""
    rows = await connection.fetch(
        """
        SELECT split_part(key, '/', 3), doc::text FROM shared
        WHERE tenant_id = $1 AND kind = 'board_league' AND version > 0 AND starts_with(key, $2)
        ORDER BY key LIMIT 100
        """,
        tenant_id, f"{board}/{period}/",
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]
