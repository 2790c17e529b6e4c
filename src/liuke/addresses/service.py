"""The address book of a member: written, read, and looked up when something is to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.addresses import store
from liuke.addresses.contracts import MOST, Address
from liuke.addresses.errors import TooManyAddresses
from liuke.addresses.store import AddressRow
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.members.errors import MemberErased
from liuke.members.identity_store import find_erased, find_left
from liuke.privacy.box import Personal
from liuke.privacy.store import lock_keys, write_keys

FILLED = ("recipient", "phone", "address")
"""Fields of a request that an address of the book fills in."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Address).decode


class Kept(msgspec.Struct, frozen=True):
    """An address in the book; ``is_default``: taken unless another is chosen."""

    address_id: str
    address: Address
    is_default: bool
    changed_us: int


class AddressBook:
    """Addresses of the members of one tenant.

    Args:
        pool: Connections of the application's role.
        personal: Of the tenant.
    """

    def __init__(self, pool: Pool, personal: Personal) -> None:
        self.pool = pool
        self.personal = personal
        self.tenant_id = personal.tenant_id

    async def list_for(self, member_id: int) -> list[Kept]:
        """What the member has, the default first.

        Raises:
            NotFound: there is no such member.
            VaultMissing: this process has no vault.
        """
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            left = await self._get_left(connection, member_id)
            return self.open_rows(await store.list_addresses(connection, await store.list_whole(connection, left)))

    async def put(self, member_id: int, address_id: str, address: Address, *, default: bool, t_us: int) -> Kept:
        """Write an address, or write it anew; the first one of a member is the default.

        Args:
            member_id: Whose.
            address_id: Its name within the member; chosen by the client, so that sending it twice makes one.
            address: Tidy and without faults.
            default: Whether it is to be the default; ``False`` leaves that as it is.
            t_us: Now.

        Raises:
            NotFound: there is no such member.
            MemberErased: they were erased.
            TooManyAddresses: the book is full.
        """
        await self.personal.ready(self.pool)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            left, key = await self._lock(connection, member_id)
            members = await store.list_whole(connection, left)
            rows = await store.list_addresses(connection, members)
            known = next((row for row in rows if row.address_id == address_id), None)
            if known is None and len(rows) >= MOST:
                raise TooManyAddresses
            owner = known.member_id if known is not None else left
            box = self.personal.box(owner, known.personal_key if known is not None else key)
            sealed = box.seal(_encode(address), _place(self.tenant_id, owner, address_id))
            await store.put_address(connection, self.tenant_id, owner, address_id, sealed, t_us)
            await write_keys(connection, [box])
            first = default or not any(row.is_default for row in rows)
            if first:
                await store.set_default(connection, members, owner, address_id)
        is_default = first or (known is not None and known.is_default)
        return Kept(address_id, address, is_default, t_us)

    async def remove(self, member_id: int, address_id: str) -> list[Kept]:
        """Remove an address; where it was the default, the one that changed last is. Returns what is left.

        Raises:
            NotFound: there is no such member.
        """
        await self.personal.ready(self.pool)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            left, _ = await self._lock(connection, member_id)
            members = await store.list_whole(connection, left)
            rows = await store.list_addresses(connection, members)
            rest = list[AddressRow]()
            for row in rows:
                if row.address_id == address_id:
                    await store.delete_address(connection, row.member_id, address_id)
                else:
                    rest.append(row)
            if rest and not any(row.is_default for row in rest):
                await store.set_default(connection, members, rest[0].member_id, rest[0].address_id)
                rest[0] = msgspec.structs.replace(rest[0], is_default=True)
            return self.open_rows(rest)

    async def fill(self, member_id: int, type_: str, key: str, data: dict[str, Any]) -> None:
        """Put an address of the book into the data of a request that names it by ``address_id``.

        The same request sent again is what it was, whatever became of the address since: what was said is then taken
        from the event.

        Raises:
            InvalidInput: the member has no such address, or the request gives an address of its own as well.
            NotFound: there is no such member.
        """
        doubled = [name for name in FILLED if name in data]
        if doubled:
            raise InvalidInput(
                "an address is named or given, not both",
                faults=[Fault(name, "twice", "address_id says it already", "leave it out") for name in doubled],
            )
        await self.personal.ready(self.pool)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            left = await self._get_left(connection, member_id)
            members = await store.list_whole(connection, left)
            said = await store.find_said(connection, members, key, type_)
            if said is not None and said[1].get("address_id") == data["address_id"] and said[2] is not None:
                before = self.personal.box(said[0], said[2]).open_fields(said[1], key)
                data.update({name: before[name] for name in FILLED if name in before})
                return
            kept = self.open_rows(await store.list_addresses(connection, members))
        found = next((one.address for one in kept if one.address_id == data["address_id"]), None)
        if found is None:
            fault = Fault("address_id", "unknown", "the member has no such address", "list them first")
            raise InvalidInput("the member has no such address", faults=[fault])
        data.update(recipient=found.recipient, phone=found.phone, address=found.in_one_line())

    # -- within a transaction -----------------------------------------------------------------------------------------
    async def _get_left(self, connection: Connection, member_id: int) -> int:
        left = await find_left(connection, self.tenant_id, member_id)
        if left is None:
            raise NotFound(f"there is no member {member_id}")
        return left

    async def _lock(self, connection: Connection, member_id: int) -> tuple[int, bytes | None]:
        """Who is left of the member, locked, and their sealed key."""
        left, locked = await self._get_left(connection, member_id), dict[int, bytes | None]()
        while left not in locked:  # they may go into another one while we wait for the lock
            locked = await lock_keys(connection, self.tenant_id, [left])
            left = await self._get_left(connection, member_id)
        if await find_erased(connection, left) is not None:
            raise MemberErased(left)
        return left, locked[left]

    def open_rows(self, rows: Sequence[AddressRow]) -> list[Kept]:
        """Addresses as their owner gave them; what is under a key that was destroyed was never given."""
        kept = list[Kept]()
        names = set[str]()
        for row in rows:
            if row.personal_key is None:
                continue
            box = self.personal.box(row.member_id, row.personal_key)
            address = _decode(box.open(row.sealed, _place(self.tenant_id, row.member_id, row.address_id)))
            only = row.address_id not in names
            names.add(row.address_id)
            if only:
                kept.append(Kept(row.address_id, address, not kept and row.is_default, row.changed_us))
        return kept


def _place(tenant_id: int, member_id: int, address_id: str) -> str:
    return f"member:{tenant_id}:{member_id}:address:{address_id}"
