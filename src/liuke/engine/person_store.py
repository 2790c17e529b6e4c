"""Who somebody is whom an event of another member names: whether they are new here."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.db.contracts import Connection
from liuke.decision.state import RETURNING, Person
from liuke.kernel.errors import InvalidInput
from liuke.privacy.box import Personal
from liuke.privacy.names import NAMESPACES
from liuke.privacy.owner_store import find_owners
from liuke.privacy.references import read_reference

_PERSONS = f"""
SELECT m.member_id, r.root, r.labels OR coalesce(m.doc #>> '{{labels,{RETURNING}}}', '') <> '', m.registered_us,
       least(r.registered_us, (
           SELECT min(o.registered_us) FROM member_others(ARRAY[r.root]) f JOIN member_state o ON o.member_id = f.other
       ))
FROM member_state m CROSS JOIN LATERAL (
    SELECT u.member_id AS root, u.registered_us, coalesce(u.doc #>> '{{labels,{RETURNING}}}', '') <> '' AS labels
    FROM member_state u WHERE u.member_id = member_root(m.member_id)
) r WHERE m.tenant_id = $1 AND m.member_id = ANY ($2::bigint[])
"""


async def load_persons(
    connection: Connection, tenant_id: int, names: Iterable[str], personal: Personal | None
) -> dict[str, Person | None]:
    """Name → who that is; ``None``: nobody who is known here.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        names: Numbers of members, or ``namespace:external_id``.
        personal: Reads names that are kept sealed; ``None``: only numbers are looked up.
    """
    numbers, named = dict[str, int](), dict[str, tuple[str, str]]()
    for name in names:
        try:
            found = read_reference(name)
        except InvalidInput:
            continue  # a name of the reporting system's own
        if found.member_id:
            numbers[name] = found.member_id
        else:
            named[name] = (found.namespace, found.external_id)
    if named and personal is not None:
        if not await personal.find_ready(connection):
            named = {name: pair for name, pair in named.items() if pair[0] not in NAMESPACES}
        owners = await find_owners(connection, tenant_id, named.values(), personal)
        numbers |= {name: owners[pair] for name, pair in named.items() if pair in owners}
    rows = await connection.fetch(_PERSONS, tenant_id, sorted({*numbers.values()})) if numbers else []
    persons = {row[0]: Person(row[1], not row[2] and row[3] <= row[4]) for row in rows}
    return {name: persons.get(numbers.get(name, 0)) for name in names}
