"""Members from files: rows become members, or new attributes and names of known ones; wrong rows are reported."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

import msgspec

from liuke.bulk import store as bulk_store
from liuke.bulk.rows import KNOWN, MAX_FAULTS, Row
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.http.services import Services
from liuke.intake.identities import REGISTERED_KEY
from liuke.kernel.clock import DAY_US, EARLIEST_US, LATEST_US
from liuke.kernel.errors import Fault, KeyReused, LiukeError
from liuke.members.profiles import MAX_PROFILE, find_profile_faults, merge
from liuke.members.store import NewMember, add_members, link_names
from liuke.privacy.owner_store import find_owners

BATCH = 500
_NAMESPACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_encode = msgspec.json.Encoder().encode
_decode_document = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


@dataclass(slots=True)
class NewRow:
    """A sound row.

    Args:
        line: Of the file.
        name: Namespace and external id.
        registered_us: 0: now.
        profile: Attributes; null removes one.
        others: More names.
    """

    line: int
    name: tuple[str, str]
    registered_us: int
    profile: dict[str, Any]
    others: list[tuple[str, str]]

    def says_the_same(self, other: NewRow) -> bool:
        """Whether another row of this member brings nothing else."""
        mine = self.registered_us, self.profile, self.others
        return mine == (other.registered_us, other.profile, other.others)


class WrongRow(msgspec.Struct):
    """A row that was not taken, and everything that is wrong with it."""

    line: int
    faults: list[Fault]


class Summary(msgspec.Struct):
    """The last line of the report.

    Args:
        done: Always true: a report without this line was cut short, and the file can be sent again.
        rows: Rows of the file.
        registered: Members who are new.
        updated: Known members of whom an attribute or a name changed.
        unchanged: Known members of whom nothing changed.
        wrong: Rows that were not taken.
    """

    done: bool = True
    rows: int = 0
    registered: int = 0
    updated: int = 0
    unchanged: int = 0
    wrong: int = 0


# -- checking ---------------------------------------------------------------------------------------------------------
def check_row(row: Row, now_us: int) -> NewRow | WrongRow:
    """A sound row, or everything that is wrong with it."""
    faults = list[Fault]()
    values = dict(row.values)
    if "" in values:
        faults.append(Fault("", "unreadable", str(values[""])[:300]))
        return WrongRow(row.line, faults)
    name = _check_name(values.pop("namespace", ""), values.pop("external_id", ""), "", faults)
    registered_us = _check_time(values.pop("registered_us", 0), now_us, faults)
    others = _check_others(values.pop("identities", None), faults)
    profile = _check_profile(values, faults)
    if faults:
        return WrongRow(row.line, faults[:MAX_FAULTS])
    return NewRow(row.line, name, registered_us, profile, [other for other in others if other != name])


def _check_name(namespace: Any, external_id: Any, path: str, faults: list[Fault]) -> tuple[str, str]:
    prefix = f"{path}." if path else ""
    external_id = str(external_id) if isinstance(external_id, int) else external_id
    if not isinstance(namespace, str) or not _NAMESPACE.fullmatch(namespace):
        words = "is 1 to 64 letters, digits, _, . and -, and begins with a letter or digit"
        faults.append(Fault(f"{prefix}namespace", "not-a-namespace", words))
    if not isinstance(external_id, str) or not (
        external_id.strip() and len(external_id) <= 200 and external_id.isprintable()
    ):
        faults.append(Fault(f"{prefix}external_id", "not-an-id", "is 1 to 200 printable characters"))
    return str(namespace), str(external_id)


def _check_time(value: Any, now_us: int, faults: list[Fault]) -> int:
    found = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value) else value
    if not isinstance(found, int) or isinstance(found, bool):
        faults.append(Fault("registered_us", "not-a-time", "is a whole number of UTC microseconds"))
        return 0
    if found and not EARLIEST_US <= found < min(LATEST_US, now_us + DAY_US):
        faults.append(Fault("registered_us", "out-of-range", "is no time between 1990 and now", "send microseconds"))
    return found


def _check_others(value: Any, faults: list[Fault]) -> list[tuple[str, str]]:
    if value is None:
        return []
    listed: Any = value
    if isinstance(value, str):
        listed = _decode_json(value) if value.startswith("[") else [part.strip() for part in value.split(";")]
    if not isinstance(listed, list) or len(cast("list[Any]", listed)) > 20:
        faults.append(Fault("identities", "not-a-list", "is a list of at most 20 namespace:external_id"))
        return []
    found = list[tuple[str, str]]()
    for place, one in enumerate(cast("list[Any]", listed)):
        namespace, _, external_id = one.partition(":") if isinstance(one, str) else ("", "", "")
        found.append(_check_name(namespace, external_id, f"identities.{place}", faults))
    return found


def _check_profile(values: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    whole = values.pop("profile", None)
    if isinstance(whole, str):
        whole = _decode_json(whole)
    if whole is not None and not isinstance(whole, dict):
        faults.append(Fault("profile", "not-an-object", "is a JSON object"))
        whole = None
    profile = dict(cast("dict[str, Any]", whole or {}))
    for name, value in values.items():
        if name.startswith("profile.") and len(name) > 8:
            profile[name[8:]] = value
        else:
            faults.append(Fault(name[:200], "unknown-field", "is not known here", f"fields: {', '.join(KNOWN)}"))
    if wrong := find_profile_faults(profile):
        faults += wrong
        return {}
    try:
        text = _write_json(profile)
    except (TypeError, ValueError):
        faults += _find_unwritable(profile)
        return {}
    if len(text) > MAX_PROFILE or "\\u0000" in text:
        faults.append(Fault("profile", "too-long", f"has at most {MAX_PROFILE} characters, and no U+0000"))
    return profile


def _write_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    return text


def _find_unwritable(profile: Mapping[str, Any]) -> Iterator[Fault]:
    """A fault for each attribute that a document cannot hold."""
    for name, value in profile.items():
        try:
            _write_json({name: value})
        except (TypeError, ValueError):
            words = f"is {type(value).__name__}, which JSON has no way to write"
            yield Fault(f"profile.{name}"[:200], "not-json", words, "send text, a number, true or false")


def _decode_json(value: str) -> Any:
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return value


def _tell_error(error: LiukeError) -> list[Fault]:
    return [Fault("", error.code, error.title, "send the row again")]


def _read_batch(rows: Iterator[Row], now_us: int) -> list[NewRow | WrongRow]:
    """The next rows, checked; none: there are no more."""
    return [check_row(row, now_us) for row in islice(rows, BATCH)]


# -- taking -----------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class MemberImport:
    """Takes rows batch by batch.

    Args:
        services: Of the tenant.
        finish: Awaited with the summary when all rows were looked at.
    """

    services: Services
    finish: Callable[[Summary], Any]
    summary: Summary = field(default_factory=Summary)
    import_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def run(self, rows: Iterator[Row]) -> AsyncGenerator[bytes]:
        """Take all rows; what comes is the report, as NDJSON: wrong rows, then the summary.

        Rows are read and checked beside the event loop. After each batch something comes, be it empty, so that who
        sends it on notices when nobody is there any more and stops.
        """
        while read := await asyncio.to_thread(_read_batch, rows, self.services.now_us()):
            self.summary.rows += len(read)
            batch: dict[tuple[str, str], NewRow] = {}
            for checked in read:
                if isinstance(checked, WrongRow):
                    yield self._tell(checked)
                    continue
                before = batch.get(checked.name)
                if before is not None and before.says_the_same(checked):
                    self.summary.unchanged += 1
                    continue
                if before is not None:
                    for wrong in await self._take(list(batch.values())):
                        yield self._tell(wrong)
                    batch = {}
                batch[checked.name] = checked
            for wrong in await self._take(list(batch.values())):
                yield self._tell(wrong)
            yield b""
        await self.finish(self.summary)
        yield _encode(self.summary) + b"\n"

    def _tell(self, wrong: WrongRow) -> bytes:
        self.summary.wrong += 1
        return _encode(wrong) + b"\n"

    async def _take(self, rows: Sequence[NewRow]) -> list[WrongRow]:
        if not rows:
            return []
        owners, new = await self._register(rows)
        failed = await self._welcome(owners, rows)
        changed, refused = await self._change_profiles(owners, [row for row in rows if row.name not in new])
        failed.update(refused)
        linked, taken = await self._link(owners, rows)
        wrong = [
            WrongRow(row.line, faults)
            for row in rows
            if (faults := [*failed.get(row.name, ()), *taken.get(row.name, ())])
        ]
        for row in rows:
            if row.name in failed or row.name in taken:
                continue
            if row.name in new:
                self.summary.registered += 1
            elif row.name in changed or row.name in linked:
                self.summary.updated += 1
            else:
                self.summary.unchanged += 1
        return wrong

    async def _register(self, rows: Sequence[NewRow]) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
        """Members of all rows, and the names that are new."""
        services = self.services
        calendar, now_us = services.program.calendar, services.now_us()
        owners: dict[tuple[str, str], int] = {}
        personal = services.personal
        if any(row.profile for row in rows):
            await personal.ready(services.pool)
        await personal.ready_for_marks(services.pool)
        await personal.ready_for(services.pool, (name[0] for row in rows for name in (row.name, *row.others)))
        async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
            new = set[tuple[str, str]]()
            for namespace in sorted({row.name[0] for row in rows}):
                mine = [row for row in rows if row.name[0] == namespace]
                found, made = await add_members(
                    connection,
                    services.tenant_id,
                    namespace,
                    [
                        NewMember(
                            row.name[1], row.registered_us or now_us, calendar.local_day(row.registered_us or now_us),
                            {name: value for name, value in row.profile.items() if value is not None},
                        )
                        for row in sorted(mine, key=lambda row: row.name)
                    ],
                    personal,
                )  # fmt: skip
                owners.update({(namespace, external_id): member for external_id, member in found.items()})
                new |= {(namespace, external_id) for external_id in made}
        return owners, new

    async def _welcome(
        self, owners: Mapping[tuple[str, str], int], rows: Sequence[NewRow]
    ) -> dict[tuple[str, str], list[Fault]]:
        """Let ``member.registered`` happen to those to whom nothing has happened; why it could not."""
        services = self.services
        async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
            members = sorted({owners[row.name] for row in rows})
            documents = await bulk_store.list_documents(connection, members)
        fresh: list[tuple[int, Event]] = []
        for member_id, ops, registered_us, doc, key in documents:
            if not ops:
                stored = _decode_document(doc).get("profile")
                profile = services.personal.box(member_id, key).open_profile(stored) if stored else None
                data = {"profile": profile} if profile else {}
                fresh.append((member_id, Event("member.registered", member_id, REGISTERED_KEY, registered_us, data)))
        outcomes = await asyncio.gather(*(services.engine.submit(event) for _, event in fresh))
        names = {owners[row.name]: row.name for row in rows}
        return {
            names[member_id]: _tell_error(outcome.error)
            for (member_id, _), outcome in zip(fresh, outcomes, strict=True)
            if outcome.error is not None and not isinstance(outcome.error, KeyReused)
        }

    async def _change_profiles(
        self, owners: Mapping[tuple[str, str], int], rows: Sequence[NewRow]
    ) -> tuple[set[tuple[str, str]], dict[tuple[str, str], list[Fault]]]:
        """Let ``member.update`` happen to members of whom an attribute differs; of whom one changed, and why not."""
        wanted = {owners[row.name]: row for row in rows if row.profile}
        if not wanted:
            return set(), {}
        services = self.services
        events = list[Event]()
        async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
            for member_id, _, _, doc, key in await bulk_store.list_documents(connection, sorted(wanted)):
                stored = _decode_document(doc).get("profile")
                old = services.personal.box(member_id, key).open_profile(stored) if stored else {}
                row = wanted[member_id]
                if merge(old, row.profile) != old:
                    name = f"import:{self.import_id}:{row.line}"
                    events.append(Event("member.update", member_id, name, 0, {"profile": row.profile}))
        outcomes = await asyncio.gather(*(services.engine.submit(event) for event in events))
        changed, failed = set[tuple[str, str]](), dict[tuple[str, str], list[Fault]]()
        for event, outcome in zip(events, outcomes, strict=True):
            name = wanted[event.member_id].name
            if outcome.error is not None:
                failed[name] = _tell_error(outcome.error)
            elif outcome.decision is not None and outcome.decision.result["changed"]:
                changed.add(name)
        return changed, failed

    async def _link(
        self, owners: Mapping[tuple[str, str], int], rows: Sequence[NewRow]
    ) -> tuple[set[tuple[str, str]], dict[tuple[str, str], list[Fault]]]:
        """Give members their other names; who got one, and names that are somebody else's."""
        wanted = [(owners[row.name], *other) for row in rows for other in row.others]
        if not wanted:
            return set(), {}
        services = self.services
        async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
            names, personal = [one[1:] for one in wanted], services.personal
            before = await find_owners(connection, services.tenant_id, names, personal)
            after = await link_names(connection, services.tenant_id, wanted, personal)
        linked, taken = set[tuple[str, str]](), dict[tuple[str, str], list[Fault]]()
        for row in rows:
            for place, other in enumerate(row.others):
                if after[other] != owners[row.name]:
                    words = f"{other[0]}:{other[1]} is member {after[other]}"
                    taken.setdefault(row.name, []).append(Fault(f"identities.{place}", "taken", words))
                elif other not in before:
                    linked.add(row.name)
        return linked, taken
