"""What is kept of a member is found by the member: no page of one member reads the rows of all."""

from __future__ import annotations

from liuke.db.pool import connect
from tests.server import TestDatabase

NOT_BY_MEMBER = {
    "adjustment": "made by hand, listed by state",
    "board_change": "emptied as it is counted",
    "code": "looked up by the code",
    "outbox": "emptied as it is delivered",
}
UNINDEXED = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'member_id'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum)
ORDER BY 1
"""


async def test_every_table_of_members_is_found_by_the_member(database: TestDatabase) -> None:
    connection = await connect(database.owner_dsn)
    try:
        assert {row[0] for row in await connection.fetch(UNINDEXED)} == NOT_BY_MEMBER.keys()
    finally:
        await connection.close()
