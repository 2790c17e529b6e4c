"""Publishing, rolling back and drafting programs; every act in one transaction with its stock and its audit line.

Published versions never change. A roll-back publishes an old document again under a new number, so that history stays.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.decision.budgets import find_pot, share_of
from liuke.decision.domain import PUBLISHED, CompiledProgram, Domain, Evidence
from liuke.engine import run_store
from liuke.hooks.job_store import wake
from liuke.kernel.clock import date_of
from liuke.kernel.errors import Conflict, Fault, InvalidInput, LiukeError, NotFound
from liuke.kernel.ids import subject_id
from liuke.program import store
from liuke.program.document import Document, canonical_json, check_limits, hash_program, render_data
from liuke.program.findings import Finding
from liuke.program.spec import SCHEMA_VERSION, ProgramBase
from liuke.program.store import Draft, StoredVersion, VersionInfo
from liuke.program.upcast import find_unversioned, upcast
from liuke.publishing.catalogue import parse_program
from liuke.publishing.dismissals import read_dismissed
from liuke.publishing.evidence import read_evidence
from liuke.publishing.impact import needs_review
from liuke.publishing.impact_store import insert_review
from liuke.publishing.lint import LintFailed, collect_stock, compile_sound
from liuke.publishing.linted import LINTED

__all__ = ["Draft", "Programs", "Published", "QuotaBelowIssued", "VersionInfo", "load_program"]


class QuotaBelowIssued(LiukeError):
    """A quota was lowered below what has been handed out already; lists all of them."""

    code = "quota-below-issued"
    status = 409
    title = "A quota is lower than what was issued already"


_LIVE_DAYS = 7
"""Budgets of days and weeks are still changed so many days after they began."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Args:
        version: The version in force from ``active_from_us``.
        created: ``False``: the very same program was in force already, and nothing was written.
        active_from_us: When it takes effect.
        findings: Warnings that were accepted, and what is for knowing.
        stock: Items whose quota was made or changed → (initial, remaining).
    """

    version: int
    created: bool
    active_from_us: int
    findings: tuple[Finding, ...] = ()
    stock: Mapping[str, tuple[int, int]] | None = None


def load_program(document: Document | Mapping[str, Any], domains: Sequence[Domain]) -> ProgramBase:
    """Upcast and validate a document.

    Raises:
        SchemaTooNew: it was written for a later release.
        InvalidInput: every fault at once, with path and line.
    """
    found = document if isinstance(document, Document) else Document(dict(document))
    check_limits(found.data)
    try:
        return parse_program(upcast(found.data), domains)
    except InvalidInput as error:
        faults = find_unversioned(found.data, found.locate(error.faults))
        name = found.name or "the program"
        raise InvalidInput(f"{name} has {len(faults)} fault(s)", faults=faults, fix=error.fix) from None


def decide_stock(
    have: Mapping[str, tuple[int, int]], wanted: Mapping[str, int], *, clamp: bool = False
) -> dict[str, tuple[int, int]]:
    """New (initial, remaining) of the items that change: a raised quota raises both by the difference.

    Args:
        have: What is kept now.
        wanted: Quotas of the program.
        clamp: Lower to what was issued instead of refusing.

    Raises:
        QuotaBelowIssued: with every item that was lowered too far.
    """
    changed: dict[str, tuple[int, int]] = {}
    faults = list[Fault]()
    for item, quota in sorted(wanted.items()):
        initial, remaining = have.get(item, (0, 0))
        issued = initial - remaining
        if quota < issued and not clamp:
            message = f"{issued} were issued, the program allows {quota}"
            faults.append(Fault(item, "quota-below-issued", message, f"set it to {issued} or more"))
        kept = max(quota, issued)
        if item not in have or kept != initial:
            changed[item] = (kept, kept - issued)
    if faults:
        raise QuotaBelowIssued(f"{len(faults)} item(s)", faults=faults)
    return changed


def decide_budgets(have: Mapping[str, tuple[int, int]], wanted: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """New (initial, remaining) of the stripes of budgets: what is left is divided anew, what was used stays used.

    A budget below what was used leaves nothing, and is never less than nothing.

    Args:
        have: What is kept now.
        wanted: Shares by the program, of all stripes of a budget.
    """
    pots: dict[str, list[str]] = {}
    for item in sorted(wanted):
        pots.setdefault(find_pot(item), []).append(item)
    changed: dict[str, tuple[int, int]] = {}
    for items in pots.values():
        kept = {item: have.get(item, (0, 0)) for item in items}
        limit, used = sum(wanted[item] for item in items), sum(all_ - left for all_, left in kept.values())
        whole = sum(all_ for all_, _ in kept.values())
        if all(item in have for item in items) and whole == max(limit, used):
            continue  # neither raised nor lowered: what lies in which stripe stays
        for place, item in enumerate(items):
            left = share_of(max(limit - used, 0), place)
            changed[item] = (kept[item][0] - kept[item][1] + left, left)
    return changed


@dataclass(frozen=True, slots=True)
class _Request:
    program: CompiledProgram
    actor: str
    active_from_us: int
    note: str
    rolled_back_to: int | None = None


class Programs:
    """The programs of one tenant.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        domains: From the catalogue.
    """

    def __init__(self, pool: Pool, tenant_id: int, *, domains: Sequence[Domain]) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.domains = tuple(domains)

    # -- publishing ---------------------------------------------------------------------------------------------------
    async def publish(
        self,
        document: Document | Mapping[str, Any] | ProgramBase,
        *,
        actor: str,
        active_from_us: int = 0,
        note: str = "",
        force_warnings: bool = False,
        evidence: Evidence | None = None,
    ) -> Published:
        """Make the document the next version.

        Quotas of limited items are made and changed at once, also when the version takes effect later.

        Args:
            document: The program.
            actor: Who publishes.
            active_from_us: When it takes effect (UTC microseconds); 0: now. May lie in the past only while no later
                version has taken effect, as for a history that is replayed.
            note: For the list of versions.
            force_warnings: Publish although lint warns.
            evidence: What lint may know of the members; by default what the database tells (:meth:`read_evidence`).

        Raises:
            InvalidInput: the document is not valid, or ``active_from_us`` would rewrite the past.
            LintFailed: lint found errors, or warnings that are neither accepted nor dismissed.
            QuotaBelowIssued: a quota is lower than what was issued.
            NotFound: there is no such tenant.
        """
        spec = await self._load(document)
        findings = await self.lint(spec, evidence=evidence)
        stopping = [f for f in findings if f.severity == "error" or (f.severity == "warning" and not force_warnings)]
        if stopping and (stopping := await self._leave_out_dismissed(spec, stopping)):
            errors = any(f.severity == "error" for f in stopping)
            fix = "mend the errors" if errors else "look at the warnings, then accept them (--accept-warnings)"
            raise LintFailed(stopping, fix=fix)
        program = await asyncio.to_thread(compile_sound, spec, domains=self.domains)
        request = _Request(program, actor, active_from_us, note)
        done = await run_transaction(self.pool, lambda c: self._publish(c, request), tenant_id=self.tenant_id)
        return Published(done.version, done.created, done.active_from_us, tuple(findings), done.stock)

    async def lint(self, spec: ProgramBase, *, evidence: Evidence | None = None) -> list[Finding]:
        """Every finding about a program, errors first; what has not changed since it was asked for is not checked anew.

        Args:
            spec: The program.
            evidence: What lint may know of the members; by default what the database tells.
        """
        known = evidence if evidence is not None else await self.read_evidence(spec)
        return await LINTED.find(spec, known, self.domains)

    async def _leave_out_dismissed(self, spec: ProgramBase, findings: list[Finding]) -> list[Finding]:
        return (await read_dismissed(self.pool, self.tenant_id)).leave_out(spec, findings)

    async def _load(self, document: Document | Mapping[str, Any] | ProgramBase) -> ProgramBase:
        if isinstance(document, ProgramBase):
            return document
        return await asyncio.to_thread(load_program, document, self.domains)

    async def read_evidence(self, spec: ProgramBase) -> Evidence:
        """What the tenant's members tell about a program: their pace, and the tiers they reached under it."""
        active = await self._find_readable()
        return await run_transaction(
            self.pool,
            lambda c: read_evidence(c, self.tenant_id, spec, in_force=active),
            tenant_id=self.tenant_id,
        )

    async def _find_readable(self) -> ProgramBase | None:
        found = await run_transaction(
            self.pool, lambda c: store.find_active(c, self.tenant_id, 0), tenant_id=self.tenant_id
        )
        try:
            return load_program(found.spec, self.domains) if found is not None else None
        except LiukeError:  # written under other rules than this release has: nothing can be compared with it
            return None

    async def rollback(self, to_version: int, *, actor: str, note: str = "") -> Published:
        """Publish the document of an earlier version again, now. Lint does not stop it; quotas fall to what was issued.

        Raises:
            NotFound: there is no such version.
        """
        spec = await self._load((await self.get_stored(to_version)).spec)
        program = await asyncio.to_thread(compile_sound, spec, domains=self.domains)
        request = _Request(program, actor, 0, note or f"roll back to version {to_version}", to_version)
        return await run_transaction(self.pool, lambda c: self._publish(c, request), tenant_id=self.tenant_id)

    async def _publish(self, connection: Connection, request: _Request) -> Published:
        now_us = await store.lock_versions(connection, self.tenant_id)
        if now_us is None:
            raise NotFound(f"there is no tenant {self.tenant_id}")
        active_from_us = request.active_from_us or now_us
        infos = await store.list_versions(connection, self.tenant_id)
        _check_activation(infos, active_from_us, now_us)
        spec_hash = hash_program(request.program.spec)
        same = await self._find_same(connection, infos, active_from_us, spec_hash)
        if same is not None:
            return Published(same.version, False, same.active_from_us)
        info = VersionInfo(
            version=infos[-1].version + 1 if infos else 1,
            schema_version=SCHEMA_VERSION,
            spec_hash=spec_hash,
            active_from_us=active_from_us,
            published_us=now_us,
            published_by=request.actor,
            note=request.note,
            rolled_back_to=request.rolled_back_to,
        )
        spec_text = canonical_json(render_data(request.program.spec)).decode()
        await store.insert_version(connection, self.tenant_id, info, spec_text)
        await self._arm_subjects(connection, request.program, active_from_us)
        stock = await self._apply_stock(connection, request)
        await self._ask_for_review(connection, infos, info, request.program.spec)
        await self._audit(connection, info, stock)
        return Published(info.version, True, active_from_us, stock=stock)

    async def _find_same(
        self, connection: Connection, infos: Sequence[VersionInfo], active_from_us: int, spec_hash: bytes
    ) -> VersionInfo | None:
        """The version in force at that time, if it means the same, also when an older release wrote it."""
        in_force = find_in_force(infos, active_from_us)
        if in_force is None:
            return None
        if in_force.spec_hash == spec_hash:
            return in_force
        stored = await store.find_version(connection, self.tenant_id, in_force.version)
        assert stored is not None
        try:
            again = load_program(stored.spec, self.domains)
        except LiukeError:  # this release cannot read it any more, so it is not the same
            return None
        return in_force if hash_program(again) == spec_hash else None

    async def _arm_subjects(self, connection: Connection, program: CompiledProgram, t_us: int) -> None:
        """Activities that are subjects have their rows, and learn of the version when it takes effect."""
        timers = {
            subject_id(self.tenant_id, activity): f"activity:{activity}:{PUBLISHED}"
            for activity in program.list_subjects()
        }
        if timers:
            day = program.calendar.local_day(t_us)
            await run_store.arm_subjects(connection, self.tenant_id, timers, t_us=t_us, day=day)

    async def _ask_for_review(
        self, connection: Connection, infos: Sequence[VersionInfo], info: VersionInfo, spec: ProgramBase
    ) -> None:
        """Where the ladder becomes another one, the members' tiers are looked at once the version is in force."""
        in_force = find_in_force(infos, info.active_from_us)
        stored = await store.find_version(connection, self.tenant_id, in_force.version) if in_force else None
        try:
            old = load_program(stored.spec, self.domains) if stored is not None else None
        except LiukeError:  # this release cannot read it any more: whatever it said, it may be another now
            old = None
        if needs_review(old, spec):
            await insert_review(connection, self.tenant_id, info.version, info.active_from_us)
            await wake(connection, "tier-reviews")

    async def _apply_stock(self, connection: Connection, request: _Request) -> dict[str, tuple[int, int]]:
        wanted = collect_stock(request.program)
        budgets, sessions = {item: wanted.pop(item) for item in list(wanted) if find_pot(item)}, dict[str, int]()
        day = request.program.calendar.local_day(time.time_ns() // 1000) - _LIVE_DAYS
        for item in await store.list_periods(connection, self.tenant_id, date_of(day).isoformat()):
            if (share := request.program.find_initial_stock(item)) is not None:
                (budgets if find_pot(item) else sessions)[item] = share
        have = await store.lock_quotas(connection, self.tenant_id, {**wanted, **budgets, **sessions})
        changed = decide_stock(have, wanted, clamp=request.rolled_back_to is not None)
        # what members were promised in a session stays promised
        changed |= decide_stock(have, sessions, clamp=True)
        changed |= decide_budgets(have, budgets)
        if changed:
            await store.write_quotas(connection, self.tenant_id, changed)
        return changed

    async def _audit(self, connection: Connection, info: VersionInfo, stock: Mapping[str, tuple[int, int]]) -> None:
        details: dict[str, Any] = {
            "note": info.note,
            "active_from_us": info.active_from_us,
            "spec_sha256": info.spec_hash.hex(),
        }
        if info.rolled_back_to is not None:
            details["rolled_back_to"] = info.rolled_back_to
        if stock:
            details["stock"] = {item: list(values) for item, values in stock.items()}
        await insert_audit(
            connection,
            self.tenant_id,
            t_us=info.published_us,
            actor=info.published_by,
            action="program.published" if info.rolled_back_to is None else "program.rolled_back",
            subject=f"program/{info.version}",
            details=details,
        )

    # -- reading ------------------------------------------------------------------------------------------------------
    async def versions(self) -> list[VersionInfo]:
        """All versions, in order."""
        return await run_transaction(
            self.pool, lambda c: store.list_versions(c, self.tenant_id), tenant_id=self.tenant_id
        )

    async def get_stored(self, version: int) -> StoredVersion:
        """One version with its document as stored.

        Raises:
            NotFound: there is no such version.
        """
        found = await run_transaction(
            self.pool, lambda c: store.find_version(c, self.tenant_id, version), tenant_id=self.tenant_id
        )
        if found is None:
            raise NotFound(f"there is no version {version} of the program", fix="see `liuke program versions`")
        return found

    async def get_version(self, version: int) -> CompiledProgram:
        """One version, ready to decide.

        Raises:
            NotFound: there is no such version.
        """
        return self._compile(await self.get_stored(version))

    async def find_active_version(self, now_us: int = 0) -> CompiledProgram | None:
        """The version in force at an instant (0: now), ready to decide; ``None`` before the first."""
        found = await run_transaction(
            self.pool, lambda c: store.find_active(c, self.tenant_id, now_us), tenant_id=self.tenant_id
        )
        return self._compile(found) if found is not None else None

    def _compile(self, stored: StoredVersion) -> CompiledProgram:
        spec = load_program(stored.spec, self.domains)
        return compile_sound(spec, version=stored.info.version, domains=self.domains)

    # -- drafts -------------------------------------------------------------------------------------------------------
    async def save_draft(
        self,
        name: str,
        document: Mapping[str, Any],
        *,
        actor: str,
        base_version: int = 0,
        expected_updated_us: int | None = None,
    ) -> int:
        """Keep a document that need not be valid yet; returns the time it was kept at.

        Args:
            name: Which draft.
            document: Plain data.
            actor: Who saves.
            base_version: Version it started from.
            expected_updated_us: As the writer last saw it (0: new); ``None`` overwrites whatever is there.

        Raises:
            Conflict: somebody else has saved it meanwhile.
        """
        draft = Draft(name, base_version, dict(document), 0, actor)

        async def save(connection: Connection) -> int | None:
            saved = await store.upsert_draft(connection, self.tenant_id, draft, expected_updated_us=expected_updated_us)
            if saved is not None:
                digest = hashlib.sha256(canonical_json(draft.spec)).hexdigest()
                details = {"base_version": base_version, "spec_sha256": digest}
                await self._audit_draft(connection, "saved", name, actor, details)
            return saved

        saved = await run_transaction(self.pool, save, tenant_id=self.tenant_id)
        if saved is None:
            raise Conflict(f"the draft {name!r} was changed meanwhile", fix="load it again and repeat the change")
        return saved

    async def _audit_draft(
        self, connection: Connection, what: str, name: str, actor: str, details: dict[str, Any]
    ) -> None:
        await insert_audit(
            connection, self.tenant_id, actor=actor, action=f"program.draft_{what}", subject=f"draft/{name}",
            details=details,
        )  # fmt: skip

    async def load_draft(self, name: str) -> Draft:
        """A draft.

        Raises:
            NotFound: there is none of this name.
        """
        found = await run_transaction(
            self.pool, lambda c: store.find_draft(c, self.tenant_id, name), tenant_id=self.tenant_id
        )
        if found is None:
            raise NotFound(f"there is no draft {name!r}")
        return found

    async def drafts(self) -> Sequence[Draft]:
        """All drafts, by name."""
        return await run_transaction(
            self.pool, lambda c: store.list_drafts(c, self.tenant_id), tenant_id=self.tenant_id
        )

    async def discard_draft(self, name: str, *, actor: str, expected_updated_us: int | None = None) -> bool:
        """Throw a draft away; ``False`` if there was none.

        Args:
            name: Which draft.
            actor: Who does it.
            expected_updated_us: As the caller last saw it; ``None``: whatever is there.

        Raises:
            Conflict: somebody has saved it meanwhile.
        """

        async def discard(connection: Connection) -> bool:
            gone = await store.delete_draft(connection, self.tenant_id, name, expected_updated_us=expected_updated_us)
            if gone:
                await self._audit_draft(connection, "discarded", name, actor, {})
            elif await store.find_draft(connection, self.tenant_id, name) is not None:
                raise Conflict(f"the draft {name!r} was changed meanwhile", fix="load it again")
            return gone

        return await run_transaction(self.pool, discard, tenant_id=self.tenant_id)


def find_in_force(infos: Sequence[VersionInfo], t_us: int) -> VersionInfo | None:
    """The version in force at an instant: the one that took effect last; of two at the same time, the later number."""
    begun = [info for info in infos if info.active_from_us <= t_us]
    return max(begun, key=lambda info: (info.active_from_us, info.version), default=None)


def _check_activation(infos: Sequence[VersionInfo], active_from_us: int, now_us: int) -> None:
    newest = max((info.active_from_us for info in infos if info.active_from_us <= now_us), default=0)
    if active_from_us < newest:
        fault = Fault("active_from_us", "rewrites-the-past", f"a version took effect at {newest} already")
        raise InvalidInput(
            "the activation lies before that of the version in force", faults=[fault], fix="leave it out"
        )
