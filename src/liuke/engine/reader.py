"""Looking at a member without locking anything: the whole state, the last operations, the waterfall of one."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.reasons import Reason
from liuke.decision.shared import D, SharedKind
from liuke.decision.state import MemberState, Missing, Need
from liuke.engine import member_store
from liuke.engine.load_store import Extra, load_needs, show_subjects
from liuke.engine.loading import Loading
from liuke.engine.rows import build_state, read_answer
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.ids import subject_id
from liuke.privacy.box import Personal
from liuke.privacy.names import list_plain_spellings

Result = TypeVar("Result")
MAX_ROUNDS = 20


class Operation(msgspec.Struct, frozen=True):
    """One recorded operation.

    Args:
        key: Idempotency key.
        type: Event type.
        n: Number within the member.
        t_us: Engine time.
        event_us: When the event happened.
        day: Merchant-local day of the event.
        program_version: Version it was decided under.
        patches: Paths of the overlays that lay over it.
        answer: As the caller got it.
        reasons: The waterfall.
        member_id: Whose it is: the member's own, or of one who went into them.
    """

    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: int
    program_version: int
    patches: tuple[str, ...]
    answer: dict[str, Any]
    reasons: list[Reason]
    member_id: int


_decode_reasons = msgspec.json.Decoder(list[Reason]).decode


def _build_operation(row: tuple[Any, ...]) -> Operation:
    *known, patches, answer, reasons, member_id = row
    recorded = msgspec.json.decode(read_answer(answer))
    return Operation(
        *known, patches=tuple(patches.split()), answer=recorded, reasons=_decode_reasons(reasons), member_id=member_id
    )  # fmt: skip


class MemberReader:
    """Reads members of one tenant; nothing is locked, so what it shows may be changing at that very moment.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        personal: Opens what is personal; without it members who have a profile cannot be shown whole.
    """

    def __init__(self, pool: Pool, tenant_id: int, personal: Personal | None = None) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.personal = personal or Personal(None, tenant_id)

    @asynccontextmanager
    async def _reading(self) -> AsyncGenerator[Connection]:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            await show_subjects(connection)  # who is read is named, so nothing is met by chance
            yield connection

    async def get_member_id(self, external_id: str) -> int:
        """The member of an external id, given plain or as ``namespace:id``; ``activity:<id>``: that subject.

        Raises:
            NotFound: there is none.
            InvalidInput: several namespaces have one.
        """
        namespace, _, rest = external_id.partition(":")
        if self.personal.vault is not None:
            await self.personal.ready(self.pool)
        async with self._reading() as connection:
            found = await member_store.list_namespaces(connection, self.tenant_id, self._list_stored("", external_id))
            if not found and rest:
                stored = self._list_stored(namespace, rest)
                inside = await member_store.list_namespaces(connection, self.tenant_id, stored)
                found = [item for item in inside if item[0] == namespace]
            if not found and rest and namespace == "activity":
                subject = subject_id(self.tenant_id, rest)
                if await member_store.find_member_row(connection, self.tenant_id, subject) is not None:
                    return subject
        if not found:
            raise NotFound(f"there is no member {external_id!r}", fix="give the id under which the member registered")
        if len({member_id for _, member_id in found}) > 1:
            faults = [Fault(name, "ambiguous", f"{name}:{external_id} is member {member}") for name, member in found]
            raise InvalidInput(f"{external_id!r} is several members", faults=faults, fix="write namespace:id")
        return found[0][1]

    def _list_stored(self, namespace: str, name: str) -> list[str]:
        plain = list_plain_spellings(namespace, name)
        return [*plain, *(self.personal.list_names(namespace, name) if self.personal.is_ready else ())]

    async def read_with(self, member_id: int, work: Callable[[MemberState], Result], *needs: Need) -> Result:
        """Run pure ``work`` on a fresh state; parts of it that turn out to be missing are loaded and it runs anew.

        Raises:
            NotFound: there is no such member.
        """
        async with self._reading() as connection:
            found = await member_store.find_left(connection, self.tenant_id, member_id)
            if found is None:
                raise NotFound(f"there is no member {member_id}")
            left, loaded = found
            extra = Extra()
            extra.others[left] = loaded.others
            if needs:
                mine = [msgspec.structs.replace(n, member_id=left) if n.member_id == member_id else n for n in needs]
                await load_needs(connection, self.tenant_id, mine, extra)
            loading = Loading(
                lambda: work(build_state(left, loaded, extra, self.personal)), rounds=MAX_ROUNDS,
                what=f"reading member {left}",
            )  # fmt: skip
            while (need := loading.find_missing()) is not None:
                await load_needs(connection, self.tenant_id, [need], extra)
        return loading.result

    async def look_with(
        self, member_id: int, assets: Sequence[str], work: Callable[[MemberState, Mapping[str, int]], Result]
    ) -> Result:
        """As :meth:`read_with`, with all that a member centre shows loaded in one round trip.

        Args:
            member_id: Whom to look at.
            assets: Whose open lots are loaded.
            work: Pure; also given the pieces left of limited items. Coupons and entitlements are loaded.

        Raises:
            NotFound: there is no such member.
        """
        async with acquire(self.pool) as connection:
            loaded, extra, stock = await member_store.look_at_member(connection, self.tenant_id, member_id, assets)
        if loaded is None:
            raise NotFound(f"there is no member {member_id}")
        if loaded.merged > 0:
            return await self.look_with(loaded.merged, assets, work)
        try:
            return work(build_state(member_id, loaded, extra, self.personal), stock)
        except Missing as missing:
            needs = [*extra.have, missing.need]
        return await self.read_with(member_id, lambda state: work(state, stock), *needs)

    async def read_whole(self, member_id: int) -> MemberState:
        """The state with open lots, holds, coupons and entitlements.

        Raises:
            NotFound: there is no such member.
        """

        def look(state: MemberState) -> MemberState:
            for asset in state.wallets:
                state.lots(asset)
            return state

        kinds = ("holds", "coupons", "entitlements")
        return await self.read_with(member_id, look, *(Need(kind, member_id) for kind in kinds))

    async def list_operations(self, member_id: int, *, limit: int = 20) -> list[Operation]:
        """The last operations, newest first; those of who went into the member, too."""
        async with self._reading() as connection:
            rows = await member_store.list_operation_rows(connection, member_id, limit)
        return [_build_operation(row) for row in rows]

    async def get_operation(self, member_id: int, key: str) -> Operation:
        """One operation by its key.

        Raises:
            NotFound: there is none.
        """
        async with self._reading() as connection:
            row = await member_store.find_operation_row(connection, member_id, key)
        if row is None:
            raise NotFound(f"member {member_id} has no operation {key!r}", fix="see `liuke member show`")
        return _build_operation(row)

    async def find_shared(self, kind: SharedKind[D], key: str) -> D | None:
        """A document that belongs to no single member, or ``None`` where nobody has made it."""
        async with self._reading() as connection:
            found = await member_store.read_shared(connection, self.tenant_id, kind.place(key))
        return kind.read(found.doc) if found.version else None
