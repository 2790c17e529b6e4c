"""A merchant's history from files to a summary: publish the program, replay, check, sum up."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.engine.engine import Engine
from liuke.features import LAWS
from liuke.hooks.law import Scope
from liuke.kernel.clock import FOREVER_US
from liuke.ledger.spec import AssetSpec
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs, Published
from liuke.replay.contracts import Crew, Progress
from liuke.replay.course import Replay
from liuke.replay.crew import ProcessCrew, WorkerTerms
from liuke.replay.mapping import Mapping as SourceMapping
from liuke.replay.overlay import Overlay
from liuke.replay.reconcile import RAW_COUNTS, Difference, RawTotals, Totals, reconcile
from liuke.replay.report import Report
from liuke.replay.runner import ChunkRunner, SoloCrew
from liuke.replay.source import Lines, Source, open_source
from liuke.replay.summary import Summary
from liuke.replay.summary_store import read_summary, read_totals
from liuke.vault.vault import Vault
from liuke.verify.proof import Report as Proof
from liuke.verify.proof import verify

LANES = 3
"""Transactions under way at once in one process."""

SINCE_ALWAYS_US = 1
"""A program that a history is replayed under was in force before all of it."""


class Listener(Protocol):
    """Who hears how far a replay is."""

    def on_step(self, name: str) -> None:
        """A step of preparation begins."""
        ...

    def on_start(self, total_events: int) -> None:
        """The replay itself begins."""
        ...

    def on_progress(self, progress: Progress) -> None:
        """A chunk is done."""
        ...


class Outcome(msgspec.Struct):
    """What a replay led to.

    Args:
        program_version: Under which it ran.
        warnings: Of lint, that were accepted.
        progress: Of this run.
        source: What was read from the files and what became of it.
        summary: What the database holds now.
        proof: The ledger's laws, checked.
        differences: Between the raw files and the engine; ``None`` where no raw query exists for this mapping, or the
            replay was limited.
        raw: The raw totals, where they were counted.
        others: Merchant-local day, orders and cents of orders that name no member, of the days that were replayed.
    """

    program_version: int
    warnings: int
    progress: Progress
    source: Report
    summary: Summary
    proof: Proof
    differences: list[Difference] | None = None
    raw: RawTotals | None = None
    others: list[tuple[int, int, int]] = []


class History:
    """One merchant's files, ready to be replayed.

    Args:
        mapping: What the files mean.
        files: A folder, one file, or files by name.
        document: The program, as plain data; the history's own coupons and campaigns are added.
        lines: How much of an order's lines the events carry.
    """

    def __init__(
        self,
        mapping: SourceMapping,
        files: Path | Mapping[str, Path],
        document: Mapping[str, Any],
        *,
        lines: Lines = "categories",
    ) -> None:
        self.mapping = mapping
        self.files = files
        self.document = dict(document)
        self.lines: Lines = lines

    async def run(
        self,
        pool: Pool,
        tenant_id: int,
        programs: Programs,
        book: ProgramBook,
        *,
        listener: Listener,
        limit: int | None = None,
        dsn: str = "",
        processes: int = 1,
        actor: str = "replay",
        vault: Vault | None = None,
    ) -> Outcome:
        """Replay all of it, or what an earlier run left.

        Args:
            pool: Connections for this process.
            tenant_id: The merchant.
            programs: Where the program is published.
            book: Its compiled versions.
            listener: Hears how far it is.
            limit: Only the first so many orders.
            dsn: Address for further processes, under the application's role.
            processes: Processes that decide; one where the program has limited stock, so that who gets the last piece
                does not depend on chance.
            actor: Publishes the program.
            vault: Seals what is personal in the files; without it such members and events are refused.
        """
        with self._open_files(listener) as source:
            campaigns = self.mapping.campaigns
            overlay = Overlay(source.campaigns(), chosen_types=campaigns.chosen_types if campaigns else ())
            listener.on_step("program")
            published = await self._publish(programs, overlay, actor)
            await book.refresh()
            program = book.program_at(FOREVER_US)
            listener.on_step("replay")
            source.restrict(limit=limit)
            listener.on_start(source.total_events)
            engine = Engine(
                pool, tenant_id, book.program_at, catalogue=book.catalogue.current, vault=vault, simulate="replay"
            )
            stocked = any(domain.stock(program) for domain in program.domains)
            progress = await self._replay(
                engine, source, overlay, listener, limit=limit, dsn=dsn, processes=1 if stocked else processes,
                lanes=1 if stocked else LANES,
            )  # fmt: skip
            report = source.report()
            others = [one for one in source.sum_without_member() if limit is None or one[0] <= progress.day]
        proof, summary, totals = await self._look(pool, tenant_id, program, listener)
        warnings = sum(finding.severity == "warning" for finding in published.findings)
        outcome = Outcome(published.version, warnings, progress, report, summary, proof, others=others)
        if limit is None:
            self._reconcile(outcome, totals, listener)
        return outcome

    def _open_files(self, listener: Listener) -> Source:
        listener.on_step("files")
        return open_source(
            self.mapping, self.files, lines=self.lines, day_starts_at_minutes=self._day_starts_at(),
            on_step=listener.on_step,
        )  # fmt: skip

    async def _replay(
        self, engine: Engine, source: Source, overlay: Overlay, listener: Listener, *, limit: int | None, dsn: str,
        processes: int, lanes: int,
    ) -> Progress:  # fmt: skip
        replay_id = f"{self.mapping.name}:{_content_hash(self.files)}"
        async with self._open_crew(engine, replay_id, dsn, processes, lanes=lanes) as crew:
            replay = Replay(
                engine, source, crew, replay_id=replay_id, overlay=overlay, on_progress=listener.on_progress
            )
            return await replay.run(limit=limit)

    def _day_starts_at(self) -> int:
        """Minutes after midnight at which the program's day begins."""
        calendar: dict[str, Any] = self.document.get("calendar") or {}
        hours, _, minutes = str(calendar.get("day_starts_at", "00:00")).partition(":")
        return int(hours) * 60 + int(minutes)

    async def _publish(self, programs: Programs, overlay: Overlay, actor: str) -> Published:
        return await programs.publish(
            overlay.extend(self.document),
            actor=actor,
            active_from_us=SINCE_ALWAYS_US,
            note=f"replay of {self.mapping.name}",
            force_warnings=True,
            # a history runs under its program whatever the part of it replayed so far would say
            evidence=Evidence(),
        )

    async def _look(
        self, pool: Pool, tenant_id: int, program: CompiledProgram, listener: Listener
    ) -> tuple[Proof, Summary, Totals]:
        """The ledger's laws, and what the database holds now."""
        listener.on_step("verify")
        assets = [asset.id for asset in program.items("assets", AssetSpec) if asset.lots]
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            proof = await verify(connection, Scope(tenant_id, assets), laws=LAWS)
            listener.on_step("summary")
            summary = await read_summary(connection, tenant_id)
            return proof, summary, await read_totals(connection, tenant_id, self.mapping.namespace)

    def _reconcile(self, outcome: Outcome, totals: Totals, listener: Listener) -> None:
        """Compare with the raw files, where a query on them exists for this mapping."""
        count = RAW_COUNTS.get(self.mapping.name)
        if count is not None and isinstance(self.files, Path) and self.files.is_dir():
            listener.on_step("reconcile")
            outcome.raw = count(self.files)
            outcome.differences = reconcile(outcome.raw, totals)

    @asynccontextmanager
    async def _open_crew(
        self, engine: Engine, replay_id: str, dsn: str, processes: int, *, lanes: int
    ) -> AsyncGenerator[Crew]:
        namespace = self.mapping.namespace
        if processes <= 1 or not dsn:
            yield SoloCrew(ChunkRunner(engine, replay_id=replay_id, namespace=namespace, lanes=lanes, alone=True))
            return
        terms = WorkerTerms(dsn, engine.tenant_id, replay_id, namespace)
        async with ProcessCrew(terms, processes, engine.personal.vault) as crew:
            yield crew


def _content_hash(files: Path | Mapping[str, Path]) -> str:
    paths: Sequence[Path]
    if isinstance(files, Path):
        paths = sorted(files.iterdir()) if files.is_dir() else [files]
    else:
        paths = sorted(files.values())
    digest = hashlib.blake2b(digest_size=12)
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode())
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()
