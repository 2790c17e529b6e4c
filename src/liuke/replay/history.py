"""A merchant's history from files to a summary: publish the program, replay, check, sum up."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.engine.engine import Engine
from liuke.features import LAWS, compile_sound, load_program
from liuke.hooks.law import Scope
from liuke.kernel.clock import FOREVER_US
from liuke.ledger.spec import AssetSpec
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs, Published
from liuke.replay import store
from liuke.replay.contracts import Crew, Progress, RunTerms
from liuke.replay.course import Replay, has_checkpoint
from liuke.replay.crew import ProcessCrew, WorkerTerms
from liuke.replay.files import locate
from liuke.replay.foresight import foresee
from liuke.replay.log_mapping import LogMapping
from liuke.replay.log_report import LogReport
from liuke.replay.log_source import check_log, open_log
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


class Later(msgspec.Struct, frozen=True):
    """A program that takes over in the course of a history.

    Args:
        document: As plain data; the history's own coupons and campaigns are added.
        active_from_us: When it takes effect.
        note: For the list of versions.
    """

    document: Mapping[str, Any]
    active_from_us: int
    note: str


Companion = Callable[[Engine, Crew], Crew]
"""Makes of a crew one that does something of its own beside what it is given."""


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
    source: Report | LogReport
    summary: Summary
    proof: Proof
    differences: list[Difference] | None = None
    raw: RawTotals | None = None
    others: list[tuple[int, int, int]] = []


class History:
    """One merchant's files, ready to be replayed: orders with what belongs to them, or a log of any events.

    Args:
        mapping: What the files mean.
        files: A folder, one file, or files by name.
        document: The program, as plain data; the history's own coupons and campaigns are added.
        lines: How much of an order's lines the events carry.
        shift_days: Days by which all of it is moved, whole weeks.
        later: Programs that take over in its course, in the order of time. Nothing of the history may want their stock.
        companion: Takes the chunks in place of the crew, which it is given.
    """

    def __init__(
        self,
        mapping: SourceMapping | LogMapping,
        files: Path | Mapping[str, Path],
        document: Mapping[str, Any],
        *,
        lines: Lines = "categories",
        shift_days: int = 0,
        later: Sequence[Later] = (),
        companion: Companion = lambda _engine, crew: crew,
    ) -> None:
        self.later = tuple(later)
        self.companion = companion
        self.mapping = mapping
        self.files = files
        self.document = dict(document)
        self.lines: Lines = lines
        self.shift_days = shift_days

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
        keep_program: bool = False,
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
            keep_program: Whether a replay that has begun goes on under the programs that were published meanwhile.
            vault: Seals what is personal in the files; without it such members and events are refused.
        """
        with self.open(listener) as source:
            report = source.report()
            overlay = self._make_overlay(source)
            listener.on_step("program")
            warnings = 0
            if not (kept := keep_program and await self._has_begun(pool, tenant_id)):
                published = await self._publish(programs, overlay, actor)
                warnings = sum(finding.severity == "warning" for finding in published.findings)
            await book.refresh()
            program = book.program_at(FOREVER_US)
            judged = program if kept else book.program_at(SINCE_ALWAYS_US)
            listener.on_step("replay")
            source.restrict(limit=limit)
            listener.on_start(source.total_events)
            engine = Engine(
                pool, tenant_id, book.program_at, catalogue=book.catalogue.current, vault=vault, simulate="replay"
            )
            stocked = any(domain.stock(judged) for domain in judged.domains)
            progress = await self._replay(
                engine, source, overlay, listener, limit=limit, dsn=dsn, processes=1 if stocked else processes,
                lanes=1 if stocked else LANES,
            )  # fmt: skip
            others = [one for one in self._sum_others(source) if limit is None or one[0] <= progress.day]
        proof, summary, totals = await self._look(pool, tenant_id, program, listener)
        outcome = Outcome(program.version, warnings, progress, report, summary, proof, others=others)
        if limit is None:
            self._reconcile(outcome, totals, listener)
        return outcome

    def open(self, listener: Listener) -> Source[Report] | Source[LogReport]:
        """Read the files; close what comes back.

        Raises:
            LogMismatch: rows of a log are of types or have fields that the program does not know.
        """
        if isinstance(self.mapping, SourceMapping):
            listener.on_step("files")
            return open_source(
                self.mapping, self.files, lines=self.lines, day_starts_at_minutes=self._day_starts_at(),
                shift_days=self.shift_days, on_step=listener.on_step,
            )  # fmt: skip
        source = self._open_log(self.mapping, listener)
        try:
            check_log(source.report())
        except BaseException:
            source.close()
            raise
        return source

    def preview(self, listener: Listener) -> Report | LogReport:
        """What was read and what would become of it; nothing is written anywhere."""
        if isinstance(self.mapping, LogMapping):
            with self._open_log(self.mapping, listener) as log:
                return log.report()
        with self.open(listener) as source:
            report = source.report()
            assert isinstance(report, Report), "a mapping of orders has a report of orders"
            overlay = self._make_overlay(source)
            catalogue = compile_sound(load_program(overlay.extend(self.document))).events
            return msgspec.structs.replace(
                report,
                examples=source.show_events(),
                rejected_examples=source.show_rejected(),
                refused=foresee(map(overlay.translate, source.events()), catalogue),
            )

    def _open_log(self, mapping: LogMapping, listener: Listener) -> Source[LogReport]:
        program = compile_sound(load_program(self.document))
        return open_log(
            mapping, self.files, program.events, day_starts_at_minutes=self._day_starts_at(), on_step=listener.on_step
        )

    def _make_overlay(self, source: Source[Any]) -> Overlay:
        """What the history's own campaigns and coupons add to the program."""
        if isinstance(self.mapping, LogMapping):
            return Overlay(())
        campaigns = self.mapping.campaigns
        return Overlay(source.campaigns(), chosen_types=campaigns.chosen_types if campaigns else ())

    def _sum_others(self, source: Source[Any]) -> list[tuple[int, int, int]]:
        return [] if isinstance(self.mapping, LogMapping) else source.sum_without_member()

    async def _has_begun(self, pool: Pool, tenant_id: int) -> bool:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            return bool(await store.list_runs(connection, tenant_id, self.mapping.name))

    async def _replay(
        self, engine: Engine, source: Source[Any], overlay: Overlay, listener: Listener, *, limit: int | None, dsn: str,
        processes: int, lanes: int,
    ) -> Progress:  # fmt: skip
        replay_id = name_replay(self.mapping.name, _content_hash(self.mapping, self.files), self.shift_days)
        resumed = await has_checkpoint(engine, replay_id)
        async with self._open_crew(engine, replay_id, dsn, processes, lanes=lanes, resumed=resumed) as crew:
            replay = Replay(
                engine,
                source,
                self.companion(engine, crew),
                replay_id=replay_id,
                overlay=overlay,
                on_progress=listener.on_progress,
            )
            return await replay.run(limit=limit)

    def _day_starts_at(self) -> int:
        """Minutes after midnight at which the program's day begins."""
        calendar: dict[str, Any] = self.document.get("calendar") or {}
        hours, _, minutes = str(calendar.get("day_starts_at", "00:00")).partition(":")
        return int(hours) * 60 + int(minutes)

    async def _publish(self, programs: Programs, overlay: Overlay, actor: str) -> Published:
        first = Later(self.document, SINCE_ALWAYS_US, "")
        published, *_ = [
            await programs.publish(
                overlay.extend(dict(one.document)),
                actor=actor,
                active_from_us=one.active_from_us,
                note=one.note,
                force_warnings=True,
                # a history runs under its program whatever the part of it replayed so far would say
                evidence=Evidence(),
            )
            for one in (first, *self.later)
        ]
        return published

    async def _look(
        self, pool: Pool, tenant_id: int, program: CompiledProgram, listener: Listener
    ) -> tuple[Proof, Summary, Totals | None]:
        """The ledger's laws, and what the database holds now; the totals where raw files can be compared with them."""
        listener.on_step("verify")
        assets = [asset.id for asset in program.items("assets", AssetSpec) if asset.lots]
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            proof = await verify(connection, Scope(tenant_id, assets), laws=LAWS)
            listener.on_step("summary")
            summary = await read_summary(connection, tenant_id)
            compared = self.mapping.name in RAW_COUNTS
            return (
                proof,
                summary,
                await read_totals(connection, tenant_id, self.mapping.namespace) if compared else None,
            )

    def _reconcile(self, outcome: Outcome, totals: Totals | None, listener: Listener) -> None:
        """Compare with the raw files, where a query on them exists for this mapping."""
        count = RAW_COUNTS.get(self.mapping.name)
        if count is not None and totals is not None and isinstance(self.files, Path) and self.files.is_dir():
            listener.on_step("reconcile")
            outcome.raw = count(self.files)
            outcome.raw.move(self.shift_days)
            outcome.differences = reconcile(outcome.raw, totals)

    @asynccontextmanager
    async def _open_crew(
        self, engine: Engine, replay_id: str, dsn: str, processes: int, *, lanes: int, resumed: bool
    ) -> AsyncGenerator[Crew]:
        terms = RunTerms(replay_id, self.mapping.namespace, resumed, self._names_members())
        if processes <= 1 or not dsn or terms.names_members:
            yield SoloCrew(ChunkRunner(engine, terms, lanes=1 if terms.names_members else lanes, alone=True))
            return
        async with ProcessCrew(WorkerTerms(dsn, engine.tenant_id, terms), processes, engine.personal.vault) as crew:
            yield crew

    def _names_members(self) -> bool:
        """Whether events name other members than the one they happen to."""
        if isinstance(self.mapping, SourceMapping):
            return False
        fields = [spec for source in self.mapping.sources for spec in source.list_fields()]
        return any(spec.read_as == "member" for spec in fields)


def name_replay(mapping: str, content: str, shift_days: int) -> str:
    """The name under which a replay is known: of its mapping, its files, and by how much they are moved."""
    return f"{mapping}:{content}" + (f":{shift_days:+}d" if shift_days else "")


def read_shift(replay_id: str) -> int:
    """Days by which the files of a replay were moved.

    >>> read_shift(name_replay("shop", "ab12", 3_248)), read_shift(name_replay("shop", "ab12", 0))
    (3248, 0)
    """
    _, _, days = replay_id.rpartition(":")
    return int(days[:-1]) if days[:1] in {"+", "-"} and days.endswith("d") else 0


def _content_hash(mapping: SourceMapping | LogMapping, files: Path | Mapping[str, Path]) -> str:
    """Of the mapping and of all its files: with any other of them there is another history to go through."""
    main = mapping.orders.file if isinstance(mapping, SourceMapping) else mapping.sources[0].file
    digest = hashlib.blake2b(mapping.model_dump_json(by_alias=True).encode(), digest_size=12)
    for name, paths in sorted(locate(mapping.files, files, main=main).items()):
        for path in map(Path, paths):
            digest.update(f"{name}/{path.name}".encode())
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()
