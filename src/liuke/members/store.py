"""All SQL of tenants, identities and registration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.state import RETURNING
from liuke.privacy.box import MemberBox, Personal
from liuke.privacy.names import NAMESPACES
from liuke.privacy.owner_store import find_owners
from liuke.privacy.store import lock_keys, write_keys

_encode = msgspec.json.Encoder().encode
COUNTED = "member_id NOT IN (SELECT x.member_id FROM member_state x WHERE x.tenant_id = $1 AND x.test)"
"""Condition of a statement of tenant ``$1``: not a test member's row. They are few: they are looked up once.

Amounts of who went into another member are real and stay where they were recorded; whoever counts *members* adds
:data:`LEFT`.
"""
LEFT = "merged_into IS NULL"
"""Condition of a statement over ``member_state``: not somebody who was found to be another member."""


class NewMember(msgspec.Struct, frozen=True):
    """Somebody to register.

    Args:
        external_id: Name in the namespace.
        registered_us: When they joined.
        registered_day: Merchant-local day of it.
        profile: Attributes; never secrets. They are kept sealed.
        test: Whether it is a test member.
    """

    external_id: str
    registered_us: int
    registered_day: int
    profile: dict[str, Any] = {}
    test: bool = False


async def make_tenant(connection: Connection, slug: str, name: str) -> int:
    """The tenant of this slug, made if it is new. Runs as the owner: tenants are not visible to one another."""
    tenant_id = await connection.fetchval(
        """
        INSERT INTO tenant (slug, name, created_us)
        VALUES ($1, $2, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
        ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug RETURNING tenant_id
        """,
        slug,
        name,
    )
    return int(tenant_id)


async def list_tenants(connection: Connection) -> list[tuple[int, str, str]]:
    """Number, slug and name of every tenant, by number. Runs as the owner."""
    rows = await connection.fetch("SELECT tenant_id, slug, name FROM tenant ORDER BY tenant_id")
    return [(row[0], row[1], row[2]) for row in rows]


async def find_members(
    connection: Connection, tenant_id: int, namespace: str, external_ids: Sequence[str], personal: Personal
) -> dict[str, int]:
    """Known members by external id; ``personal`` is ready where names in the namespace are."""
    found = await find_owners(connection, tenant_id, [(namespace, one) for one in external_ids], personal)
    return {external_id: member_id for (_, external_id), member_id in found.items()}


async def register_members(
    connection: Connection,
    tenant_id: int,
    namespace: str,
    members: Sequence[NewMember],
    personal: Personal | None = None,
) -> dict[str, int]:
    """As :func:`add_members`; all of them by external id."""
    return (await add_members(connection, tenant_id, namespace, members, personal))[0]


async def add_members(
    connection: Connection,
    tenant_id: int,
    namespace: str,
    members: Sequence[NewMember],
    personal: Personal | None = None,
) -> tuple[dict[str, int], set[str]]:
    """Make those that are new; all of them by external id, and which of these this very call made.

    Two who register the same one at once get the same member, and one of them made it.

    The caller then lets ``member.registered`` happen, which is where a welcome gift comes from.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        namespace: Of their names.
        members: With names that differ.
        personal: Seals profiles and names, and is ready where there is anything to seal.

    Raises:
        VaultMissing: there is something to seal and nothing to do it with.
    """
    if not members:
        return {}, set()
    personal = personal or Personal(None, tenant_id)
    owned = await find_members(connection, tenant_id, namespace, [one.external_id for one in members], personal)
    added = await _insert_new(
        connection, tenant_id, namespace, [one for one in members if one.external_id not in owned], personal
    )
    return owned | added[0], added[1]


async def _insert_new(
    connection: Connection, tenant_id: int, namespace: str, members: Sequence[NewMember], personal: Personal
) -> tuple[dict[str, int], set[str]]:
    if not members:
        return {}, set()
    names = {member.external_id: personal.render_name(namespace, member.external_id) for member in members}
    returning = await _find_returning(connection, tenant_id, namespace, list(names.values()), personal)
    first: dict[str, NewMember] = {}
    for member in members:
        first.setdefault(names[member.external_id], member)  # numbers that were written in two ways are one name
    boxes = {name: personal.box(0) for name in first}
    made = await connection.fetch(
        """
        INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us, sealed)
        SELECT $1, $2, k.external_id, nextval('member_id_seq'), k.registered_us, k.sealed
        FROM unnest($3::text[], $4::bigint[], $5::bytea[]) AS k (external_id, registered_us, sealed)
        ON CONFLICT DO NOTHING RETURNING external_id, member_id
        """,
        tenant_id,
        namespace,
        list(first),
        [member.registered_us for member in first.values()],
        [boxes[name].seal_name(namespace, member.external_id) for name, member in first.items()],
    )
    found: dict[str, int] = {row[0]: row[1] for row in made}
    new = {external_id for external_id, name in names.items() if name in found}
    if found:
        made_now = [(found[name], first[name], boxes[name], name in returning) for name in found]
        await _insert_states(connection, tenant_id, made_now)
    others = [external_id for external_id in names if external_id not in new]
    met = await find_members(connection, tenant_id, namespace, others, personal) if others else {}
    return {**{external_id: found[names[external_id]] for external_id in new}, **met}, new


async def _find_returning(
    connection: Connection, tenant_id: int, namespace: str, stored: Sequence[str], personal: Personal
) -> set[str]:
    """Names, as they are stored, that a member had who was erased."""
    if not personal.is_ready:
        return set()  # without a pepper there is no fingerprint of anybody
    marks = {personal.mark_name(namespace, name): name for name in stored}
    rows = await connection.fetch(
        "SELECT mark FROM erased_name WHERE tenant_id = $1 AND mark = ANY ($2::bytea[])", tenant_id, list(marks)
    )
    return {marks[bytes(row[0])] for row in rows}


async def _insert_states(
    connection: Connection, tenant_id: int, chosen: Sequence[tuple[int, NewMember, MemberBox, bool]]
) -> None:
    documents = list[str]()
    for member_id, member, box, returns in chosen:
        box.member_id = member_id
        doc: dict[str, Any] = {"labels": {RETURNING: "1"}} if returns else {}
        if member.profile:
            doc["profile"] = box.seal_profile(member.profile)
        documents.append(_encode(doc).decode())
    await connection.execute(
        """
        INSERT INTO member_state (member_id, tenant_id, registered_us, registered_day, doc, labels, personal_key, test)
        SELECT k.member_id, $1, k.registered_us, k.registered_day, k.doc::json,
               coalesce((k.doc::json ->> 'labels')::jsonb, '{}'), k.personal_key, k.test
        FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::bytea[], $7::bool[])
            AS k (member_id, registered_us, registered_day, doc, personal_key, test)
        """,
        tenant_id,
        [member_id for member_id, _, _, _ in chosen],
        [member.registered_us for _, member, _, _ in chosen],
        [member.registered_day for _, member, _, _ in chosen],
        documents,
        [box.render_key() for _, _, box, _ in chosen],
        [member.test for _, member, _, _ in chosen],
    )


async def link_names(
    connection: Connection, tenant_id: int, rows: Sequence[tuple[int, str, str]], personal: Personal
) -> dict[tuple[str, str], int]:
    """Give members more names; a name that somebody has already stays theirs.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        rows: Member, namespace and external id. Members who do not exist are passed over.
        personal: Ready where one of the names is personal.

    Returns:
        Namespace and external id → the member who has it now, of every name that exists.
    """
    # locked, so that nobody who is being erased is given a name after all
    keys = await lock_keys(connection, tenant_id, (member for member, _, _ in rows))
    boxes: dict[int, MemberBox] = {}
    if any(namespace in NAMESPACES for _, namespace, _ in rows):
        boxes = {member: personal.box(member, key) for member, key in keys.items()}
    erased = await list_erased(connection, keys)
    rows = [row for row in rows if row[0] not in erased]
    owned = await find_owners(connection, tenant_id, [(namespace, name) for _, namespace, name in rows], personal)
    wanted = [
        (member, namespace, personal.render_name(namespace, name),
         boxes[member].seal_name(namespace, name) if member in boxes else None)
        for member, namespace, name in rows
        if (namespace, name) not in owned and (namespace not in NAMESPACES or member in boxes)
    ]  # fmt: skip
    await connection.execute(
        """
        INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us, sealed)
        SELECT $1, k.namespace, k.external_id, k.member_id, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
               k.sealed
        FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bytea[]) AS k (member_id, namespace, external_id, sealed)
        JOIN member_state m ON m.member_id = k.member_id AND m.tenant_id = $1
        ORDER BY k.namespace, k.external_id ON CONFLICT DO NOTHING
        """,
        tenant_id, *([row[i] for row in wanted] for i in range(4)),
    )  # fmt: skip
    await write_keys(connection, [box for member, box in boxes.items() if member not in erased])
    await _label_returning(connection, tenant_id, wanted, personal)
    return await find_owners(connection, tenant_id, [(namespace, name) for _, namespace, name in rows], personal)


async def list_erased(connection: Connection, members: Iterable[int]) -> set[int]:
    """Those of these members who were erased."""
    rows = await connection.fetch(
        "SELECT member_id FROM member_erasure WHERE member_id = ANY ($1::bigint[])", list(members)
    )
    return {row[0] for row in rows}


async def _label_returning(
    connection: Connection, tenant_id: int, names: Sequence[tuple[int, str, str, bytes | None]], personal: Personal
) -> None:
    """Members, locked, whom a new name shows to have been here before are no newcomers from now on."""
    found = set[int]()
    for namespace in sorted({row[1] for row in names}):
        stored = {row[2]: row[0] for row in names if row[1] == namespace}
        met = await _find_returning(connection, tenant_id, namespace, list(stored), personal)
        found |= {stored[name] for name in met}
    if found:
        await connection.execute(
            """
            UPDATE member_state SET doc = jsonb_set(
                doc::jsonb, '{labels}', coalesce(doc::jsonb -> 'labels', '{}') || jsonb_build_object($2::text, '1')
            )::json, labels = labels || jsonb_build_object($2::text, '1') WHERE member_id = ANY ($1::bigint[])
            """,
            sorted(found), RETURNING,
        )  # fmt: skip


async def mark_test(connection: Connection, tenant_id: int, member_id: int, *, test: bool) -> bool | None:
    """Make somebody a test member, or a member like others again; what they were before, ``None``: there is nobody."""
    return await connection.fetchval(
        """
        WITH before AS (
            SELECT member_id, test FROM member_state WHERE tenant_id = $1 AND member_id = $2 FOR NO KEY UPDATE
        )
        UPDATE member_state m SET test = $3 FROM before b WHERE m.member_id = b.member_id RETURNING b.test
        """,
        tenant_id, member_id, test,
    )  # fmt: skip
