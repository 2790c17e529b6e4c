"""Runs on the real database what ran in memory, and compares everything that both of them keep, field by field.

What a test does to engines in memory is recorded as a script (members, events, deliveries, sweeps, with the engine's
time, the stock and the codes of each moment); the script is then replayed through :class:`liuke.engine.engine.Engine`.
Compared are the outcome of each step, every operation with its waterfall, postings, facts, messages, records, lots and
their uses, holds, coupons, entitlements, orders, wallets, tier, slots, timers, stock, codes and pools. Since all of it
is equal after each step, every expectation that held in memory holds on the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
import pytest

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.decision.domain import PUBLISHED, CompiledProgram
from liuke.decision.effects import ChangeTier, Deliver, Emit, Message, Post, Record, TakeStock, UseCode
from liuke.decision.event import Event
from liuke.decision.holdings import Order
from liuke.engine.batch import Submission, submission
from liuke.engine.decide import Decision, Outcome
from liuke.engine.engine import Engine
from liuke.engine.load_store import show_subjects
from liuke.engine.memory import MemoryEngine
from liuke.engine.pairing import PairBatch, Paired
from liuke.engine.pairs import Pair, PairDecision
from liuke.engine.run_store import arm_subjects, make_subjects
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import DOMAINS, list_laws
from liuke.hooks.law import Scope
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.errors import LiukeError, Refused
from liuke.kernel.ids import subject_id
from liuke.ledger.spec import AssetSpec
from liuke.members.store import NewMember, make_tenant, register_members
from liuke.merging.store import MergeRow, end_merge, find_holding, insert_merge
from liuke.privacy.box import MemberBox, Personal
from liuke.privacy.store import find_key
from liuke.program.store import write_quotas
from liuke.verify.proof import verify
from tests.server import TestDatabase
from tests.vaults import VAULT

_decode, _encode = msgspec.json.decode, msgspec.json.encode


_UNKEPT = {
    event.name: {name for name, spec in event.fields.items() if not spec.kept}
    for domain in DOMAINS
    for event in domain.event_types
}


def _keep(type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What of an event's data is written down."""
    return {name: value for name, value in data.items() if name not in _UNKEPT.get(type_, ())}


@dataclass(slots=True)
class Step:
    """One attempt of the engine in memory and what came of it."""

    member_id: int
    now_us: int
    event: Event | None
    by_hand: dict[str, Any]
    """Tier, profile and labels as they stood before: some tests set them by hand."""
    stock: dict[str, int]
    codes: dict[str, Any]
    left: dict[str, Any] = field(default_factory=dict)
    """The same after it."""
    made: list[Decision] = field(default_factory=list)
    refused: str = ""
    error: type[BaseException] | None = None
    after: dict[str, Any] = field(default_factory=dict)
    pair: Pair | None = None
    """Two members who become one, or two again; the step's member is who stays."""
    other: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    """Who goes, as ``by_hand`` and ``left``."""


@dataclass(slots=True)
class Script:
    """What one engine in memory went through."""

    engine: MemoryEngine
    steps: list[Step] = field(default_factory=list)
    sent: set[tuple[int, str]] = field(default_factory=set)
    """Member and key of every event that an operation sent to a member."""
    broken_by_hand: set[str] = field(default_factory=set)
    """Laws that a test broke itself: a tier that is set by hand has no change that led to it."""

    @property
    def program(self) -> CompiledProgram:
        return self.engine.program


@contextmanager
def recording(*, after_each_step: bool = False) -> Iterator[list[Script]]:
    """Scripts of all engines in memory that are made inside the block."""
    scripts = list[Script]()
    plain_init, plain_attempt, plain_pair = MemoryEngine.__init__, MemoryEngine._attempt, MemoryEngine._pair

    def init(engine: MemoryEngine, *arguments: Any, **options: Any) -> None:
        plain_init(engine, *arguments, **options)
        scripts.append(Script(engine))

    def attempt(engine: MemoryEngine, member: Any, event: Event | None) -> list[Decision]:
        script = next(script for script in scripts if script.engine is engine)
        # what was thrown in by hand is data like any other: it passes through JSON on its way
        kept = msgspec.json.decode(msgspec.json.encode(event), type=Event) if event is not None else None
        step = Step(member.member_id, engine.now_us, kept, _settable(member), dict(engine.stock), dict(engine.codes))
        script.steps.append(step)
        try:
            step.made = plain_attempt(engine, member, event)
        except Refused as refused:
            step.refused = refused.reason
            raise
        except BaseException as error:
            step.error = type(error)
            raise
        finally:
            script.sent |= {(e.member_id, e.key) for d in step.made for e in d.effects if isinstance(e, Deliver)}
            step.left = _settable(member)
            if after_each_step:
                step.after = memory_member(engine, member.member_id)
        return step.made

    def join(engine: MemoryEngine, pair: Pair, t_us: int) -> PairDecision:
        script = next(script for script in scripts if script.engine is engine)
        into, other = engine.members[pair.into], engine.members[pair.other]
        now_us = max(engine.now_us, t_us)
        step = Step(pair.into, now_us, None, _settable(into), dict(engine.stock), dict(engine.codes), pair=pair)
        before = _settable(other)
        script.steps.append(step)
        try:
            made = plain_pair(engine, pair, t_us)
            step.made = [made.into, made.other]
        except LiukeError as error:
            step.error = type(error)
            raise
        finally:
            script.sent |= {(e.member_id, e.key) for d in step.made for e in d.effects if isinstance(e, Deliver)}
            step.left, step.other = _settable(into), (before, _settable(other))
        return made

    MemoryEngine.__init__, MemoryEngine._attempt, MemoryEngine._pair = init, attempt, join
    try:
        yield scripts
    finally:
        MemoryEngine.__init__, MemoryEngine._attempt, MemoryEngine._pair = plain_init, plain_attempt, plain_pair


def _settable(member: Any) -> dict[str, Any]:
    return plain({"tier": member.tier, "profile": member.profile, "labels": member.labels})


# -- replaying ------------------------------------------------------------------------------------------------------
async def replay(place: TestDatabase, script: Script, *, in_batches: bool = False) -> None:
    """Replay a script on a database that nobody else uses; fails with the step and the place that differ.

    In batches, what a member did at one instant is taken in one transaction. Members are registered under the numbers
    they have in memory, since ids of all that they make derive from those.
    """
    pool = await create_pool(place.dsn, min_size=1, max_size=2, server_settings=SESSION_SETTINGS)
    admin = await connect(place.admin_dsn)
    try:
        await empty(admin)
        async with transaction(admin):
            # the numbers of activities as subjects derive from the tenant's, so it has the one it has in memory
            await admin.execute("SELECT setval(pg_get_serial_sequence('tenant', 'tenant_id'), 1, false)")
            tenant_id = await make_tenant(admin, "golden", "golden")
            assert tenant_id == script.engine.tenant_id
        await _Replay(pool, admin, tenant_id, script).run(in_batches=in_batches)
        await assert_lawful(admin, tenant_id, script.program, but=script.broken_by_hand)
    finally:
        await admin.close()
        await pool.close()


async def empty(admin: Connection) -> None:
    """Remove every row; a fresh database for each story would cost five times as much."""
    tables = [row[0] for row in await admin.fetch(_TENANTS_TABLES)]
    await admin.execute("; ".join(f"DELETE FROM {table}" for table in (*tables, "tenant")))


def _complete_order(stored: dict[str, Any]) -> dict[str, Any]:
    """With what is left out where it says nothing."""
    return cast("dict[str, Any]", msgspec.to_builtins(msgspec.convert(stored, Order)))


_TENANTS_TABLES = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
  AND c.relname <> 'tenant'
"""


class _Replay:
    def __init__(self, pool: Pool, admin: Connection, tenant_id: int, script: Script) -> None:
        self.pool = pool
        self.admin = admin
        self.tenant_id = tenant_id
        self.script = script
        self.now_us = 0
        # draws under the seeds that anybody can know, as the engine in memory makes them
        simulate = f"memory:{script.engine.seed}"
        self.engine = Engine(pool, tenant_id, script.program, clock=lambda: self.now_us, vault=VAULT, simulate=simulate)
        self.engine._seed = script.engine.seed
        self.members: dict[int, dict[str, Any]] = {}
        """Member → tier, profile and labels as they stood after the member's last step."""
        self.stock: dict[str, int] = {}
        self.codes: dict[str, Any] = {}

    async def run(self, *, in_batches: bool = False) -> None:
        number = 0
        for steps in self.batches() if in_batches else [[step] for step in self.script.steps]:
            step = steps[-1]
            number += len(steps)
            self.now_us = step.now_us
            try:
                await self.arrange(steps[0])
                await self.take(steps)
                self.stock, self.codes = stock_after(step), codes_after(step)
                self.members[step.member_id] = step.left
                if step.pair is not None:
                    self.members[step.pair.other] = step.other[1]
                if step.after:
                    same("member", await self.member(step.member_id), step.after)
            except AssertionError as error:
                what = step.event or "time"
                raise AssertionError(f"step {number} {what} of member {step.member_id}: {error}") from None
        for member_id in self.members:
            wanted = memory_member(self.script.engine, member_id)
            same(f"member {member_id}", await self.member(member_id), wanted)
        await self.compare_shared()

    async def member(self, member_id: int) -> dict[str, Any]:
        return await database_member(self.pool, self.engine.personal, member_id)

    # -- what tests set by hand ---------------------------------------------------------------------------------------
    async def arrange(self, step: Step) -> None:
        """Register a new member; set what the test set in memory without the engine."""
        if step.member_id not in self.members:
            await self.register(step.member_id)
            self.members[step.member_id] = {**step.by_hand, "tier": "", "labels": {}}
        if self.members[step.member_id] != step.by_hand:
            self.script.broken_by_hand.add("tiers")
            doc = await self.admin.fetchval("SELECT doc FROM member_state WHERE member_id = $1", step.member_id)
            doc.update(profile=step.by_hand["profile"], labels=step.by_hand["labels"])
            await self.admin.execute(
                "UPDATE member_state SET tier = $2, doc = $3, labels = $4 WHERE member_id = $1",
                step.member_id, step.by_hand["tier"], doc, step.by_hand["labels"],
            )  # fmt: skip
        await self.arrange_shared(step)

    async def register(self, member_id: int) -> None:
        engine = self.script.engine
        member = engine.members[member_id]
        if member_id < 0:
            await self.make_subject(member_id, member.registered_us, member.registered_day)
            return
        registered: dict[str, Any] = next((d.data for m, d in engine.decisions if m == member_id), {})
        profile = registered.get("profile") or {}
        new = NewMember(str(member_id), member.registered_us, member.registered_day, profile, member.test)
        await self.admin.execute("SELECT setval('member_id_seq', $1, false)", member_id)
        await self.admin.execute("DISCARD SEQUENCES")
        await self.engine.personal.ready(self.pool)
        async with transaction(self.admin):
            made = await register_members(self.admin, self.tenant_id, "golden", [new], self.engine.personal)
        assert made == {str(member_id): member_id}

    async def make_subject(self, member_id: int, t_us: int, day: int) -> None:
        engine = self.script.engine
        names = {subject_id(self.tenant_id, activity): activity for activity in engine.program.list_subjects()}
        async with transaction(self.admin, tenant_id=self.tenant_id):
            if engine.published_us == t_us:
                timers = {member_id: f"activity:{names[member_id]}:{PUBLISHED}"}
                await arm_subjects(self.admin, self.tenant_id, timers, t_us=t_us, day=day)
            else:
                await make_subjects(self.admin, self.tenant_id, [member_id], t_us=t_us, day=day)

    async def arrange_shared(self, step: Step) -> None:
        stock = {item: left for item, left in step.stock.items() if self.stock.get(item) != left}
        codes = {code: doc for code, doc in step.codes.items() if self.codes.get(code) != doc}
        if stock:
            taken = dict(await self.admin.fetch("SELECT item, sum(count)::bigint FROM stock_move GROUP BY item"))
            quotas = {item: (left + taken.get(item, 0), left) for item, left in stock.items()}
            await write_quotas(self.admin, self.tenant_id, quotas)
        for code, doc in codes.items():
            await _write_code(self.admin, self.tenant_id, code, doc)

    # -- what the engine does -----------------------------------------------------------------------------------------
    async def take(self, steps: Sequence[Step]) -> None:
        if steps[0].pair is not None:
            await self.take_pair(steps[0], steps[0].pair)
            return
        if steps[0].event is None:
            await self.engine.process([], due={steps[0].member_id: steps[0].now_us})
            return
        work = [self.wrap(step.event, step.now_us) for step in steps if step.event is not None]
        for step, outcome in zip(steps, await self.engine.process(work), strict=True):
            if step.error is not None:
                assert outcome.error is not None, f"in memory it failed with {step.error.__name__}"
                continue
            reason = outcome.error.reason if isinstance(outcome.error, Refused) else _code(outcome.error)
            same("refused", reason, step.refused)
            if not step.refused:
                _compare_decision(outcome, step.made[-1])

    async def take_pair(self, step: Step, pair: Pair) -> None:
        async def work(batch: PairBatch) -> Paired:
            paired = await batch.run_pair(pair)
            if pair.kept is None:
                row = MergeRow(
                    pair.other, paired.other_op_n, pair.into, paired.into_op_n, paired.t_us, "person:golden", "golden",
                    paired.kept, None, None, None,
                )  # fmt: skip
                await insert_merge(batch.connection, self.tenant_id, row)
            else:
                row = await find_holding(batch.connection, pair.other)
                assert row is not None
                await end_merge(
                    batch.connection, row, t_us=paired.t_us, by="person:golden", reason="golden",
                    into_op_n=paired.into_op_n,
                )  # fmt: skip
            return paired

        if step.error is not None:
            with pytest.raises(step.error):
                await self.engine.run_pair(work)
            return
        paired = await self.engine.run_pair(work)
        for found, wanted in zip((paired.into, paired.other), step.made, strict=True):
            same("decision", plain(found), plain(wanted))

    def wrap(self, event: Event, now_us: int) -> Submission:
        delivery = (event.member_id, event.key) in self.script.sent
        risk = self.script.engine.risks.get((event.member_id, event.key))
        return submission(event, clock_us=now_us, delivery=delivery, risk=risk)

    def batches(self) -> Iterator[list[Step]]:
        """Steps, those together that the engine may take in one transaction with the same result."""
        taken = list[Step]()
        for step in self.script.steps:
            last = taken[-1] if taken else None
            if last is not None and not _follows(last, step):
                yield taken
                taken = []
            taken.append(step)
        if taken:
            yield taken

    async def compare_shared(self) -> None:
        """Stock, pools and codes."""
        memory = self.script.engine
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            stock = dict(await connection.fetch("SELECT item, remaining FROM stock"))
            pools = dict(await connection.fetch("SELECT pool, total FROM pool_total"))
            used = dict(await connection.fetch("SELECT code, used_by FROM code"))
            shared = await connection.fetch("SELECT kind || '/' || key, version, doc::text FROM shared")
        same("stock", {item: left for item, left in stock.items() if item in memory.stock}, memory.stock)
        same("pools", pools, memory.pools)
        same("shared", {place: [version, doc] for place, version, doc in shared},
             {place: [found.version, found.doc] for place, found in memory.shared.items()})  # fmt: skip
        known = {code: doc for code, doc in memory.codes.items() if doc is not None}
        same("codes", used, {code: doc.get("used_by") for code, doc in known.items()})


def _follows(last: Step, step: Step) -> bool:
    return (
        last.event is not None and step.event is not None and last.error is None
        and (last.member_id, last.now_us, last.left) == (step.member_id, step.now_us, step.by_hand)
        and (stock_after(last), codes_after(last)) == (step.stock, step.codes)
    )  # fmt: skip


def _code(error: LiukeError | None) -> str:
    return f"{error.code}: {error}" if error is not None else ""


def _compare_decision(outcome: Outcome, wanted: Decision) -> None:
    assert not outcome.replayed, "taken for a repetition"
    assert outcome.decision is not None
    same("decision", plain(outcome.decision), plain(wanted))


def stock_after(step: Step) -> dict[str, int]:
    """Stock after the step."""
    stock = dict(step.stock)
    for decision in step.made:
        for effect in decision.effects:
            if isinstance(effect, TakeStock):
                stock[effect.item] = stock.get(effect.item, 0) - effect.count
    return stock


def codes_after(step: Step) -> dict[str, Any]:
    """Codes after the step."""
    used = {e.code for d in step.made for e in d.effects if isinstance(e, UseCode)}
    return {c: {**doc, "used_by": step.member_id} if c in used else doc for c, doc in step.codes.items()}


async def _write_code(connection: Connection, tenant_id: int, code: str, doc: dict[str, Any]) -> None:
    rest = {k: v for k, v in doc.items() if k not in {"kind", "batch", "valid_until_us", "used_by", "used_us"}}
    target, expires_us = doc.get("batch", ""), doc.get("valid_until_us") or FOREVER_US
    await connection.execute(
        """
        INSERT INTO code (tenant_id, code, kind, target, expires_us, used_by, data) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, code) DO UPDATE SET used_by = excluded.used_by, data = excluded.data
        """,
        tenant_id, code, doc.get("kind", "coupon"), target, expires_us, doc.get("used_by"), rest,
    )  # fmt: skip


async def assert_lawful(
    admin: Connection, tenant_id: int, program: CompiledProgram, *, but: Collection[str] = ()
) -> None:
    """No law of the ledger is broken."""
    async with transaction(admin, tenant_id=tenant_id):
        lots = [asset.id for asset in program.items("assets", AssetSpec) if asset.lots]
        report = await verify(admin, Scope(tenant_id, lots), laws=list_laws(program.domains))
    found = {check.name: check.violations for check in report.checks if check.violations and check.name not in but}
    assert found == {}, f"laws are broken: {found}"


# -- a member, whole --------------------------------------------------------------------------------------------------
def plain(value: Any) -> Any:
    """As it is after a way through JSON."""
    return _decode(msgspec.json.encode(value))


def same(what: str, found: Any, wanted: Any) -> None:
    """Fail with the first places that differ."""
    differences = list(_differences(what, plain(found), plain(wanted)))
    assert not differences, "; ".join(differences[:5])


def _differences(path: str, found: Any, wanted: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in sorted(set(found) | set(wanted)):
            if key not in found or key not in wanted:
                yield f"{path}.{key}: {'only in memory' if key in wanted else 'only in the database'}" + (
                    f" {wanted.get(key, found.get(key))!r:.200}"
                )
            else:
                yield from _differences(f"{path}.{key}", found[key], wanted[key])
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            yield from _differences(f"{path}.{index}", one, other)
    elif found != wanted:
        yield f"{path}: the database says {found!r:.300}, memory {wanted!r:.300}"


def memory_member(engine: MemoryEngine, member_id: int) -> dict[str, Any]:
    """Everything of a member in memory, in the words of :func:`database_member`."""
    member = engine.members[member_id]
    decisions = [decision for owner, decision in engine.decisions if owner == member_id]
    effects = [(n, effect) for n, decision in enumerate(decisions, 1) for effect in decision.effects]
    return plain(
        {
            "tier": member.tier,
            "last_active_us": member.last_active_us,
            "now_us": member.now_us,
            "ops": member.ops,
            "timers": member.timers,
            "profile": member.profile,
            "labels": member.labels,
            "slots": member.docs,
            "wallets": {asset: wallet for asset, wallet in member.wallets.items() if wallet.seq},
            "lots": {f"{asset}/{seq}": lot for (asset, seq), lot in member.lots.items()},
            "lot_uses": {
                f"{use.asset}/{use.seq}/{use.lot_seq}": use for uses in member.lot_uses.values() for use in uses
            },
            "holds": member.holds,
            "coupons": {str(key): coupon for key, coupon in member.coupons.items()},
            "entitlements": {str(key): found for key, found in member.entitlements.items()},
            "orders": member.orders,
            "records": {f"{kind}/{key}": data for (kind, key), data in member.records.items()},
            "operations": [
                [d.key, d.type, d.t_us, d.event_us, d.day, d.reasons, d.gains, d.prompts, d.result, d.interruption]
                for d in decisions
            ],
            "events": {d.key: [d.type, d.event_us, d.day, _keep(d.type, d.data)] for d in decisions if not d.tick},
            "postings": [
                [p.asset, p.seq, p.kind, p.amount, p.source, p.target, p.rule, p.ref, p.t_us, p.day, n]
                for n, p in sorted(
                    ((n, e) for n, e in effects if isinstance(e, Post)),
                    key=lambda found: (found[1].asset, found[1].seq),
                )
            ],
            "facts": [[n, e.type, e.data] for n, e in effects if isinstance(e, Emit)],
            "messages": {
                e.dedupe: [e.template, e.kind, e.path, e.purpose, e.expires_us, e.value_cents, e.value_points]
                for _, e in reversed(effects)
                if isinstance(e, Message)
            },
            "tiers": [[e.old, e.new, e.cause, e.until_us] for _, e in effects if isinstance(e, ChangeTier)],
            "recorded": sorted(f"{e.kind}/{e.key}" for _, e in effects if isinstance(e, Record)),
        }
    )


async def database_member(pool: Pool, personal: Personal, member_id: int) -> dict[str, Any]:
    """Everything of a member as the tables hold it, with what is personal opened."""
    async with acquire(pool) as connection, transaction(connection, tenant_id=personal.tenant_id):
        await show_subjects(connection)
        key = await find_key(connection, personal.tenant_id, member_id)
        return await _Reader(connection, member_id, personal.box(member_id, key)).read()


class _Reader:
    def __init__(self, connection: Connection, member_id: int, box: MemberBox) -> None:
        self.connection = connection
        self.box = box
        self.member_id = member_id

    async def rows(self, columns: str, table: str, order: str) -> list[dict[str, Any]]:
        sql = f"SELECT {columns} FROM {table} WHERE member_id = $1 ORDER BY {order}"
        return [dict(row) for row in await self.connection.fetch(sql, self.member_id)]

    async def read(self) -> dict[str, Any]:
        (state,) = await self.rows("tier, last_active_us, now_us, ops, due_us, doc", "member_state", "1")
        doc, due_us = state.pop("doc"), state.pop("due_us")
        timers = doc.get("timers", {})
        assert due_us == min(timers.values(), default=FOREVER_US), "the next timer is not what the row says"
        return plain(
            {
                **state, "timers": timers,
                "profile": self.box.open_profile(_encode(doc.get("profile", {}))), "labels": doc.get("labels", {}),
                "slots": doc.get("slots", {}), **await self.read_ledger(), **await self.read_things(),
                **await self.read_history(),
            }
        )  # fmt: skip

    async def read_ledger(self) -> dict[str, Any]:
        wallets = await self.rows(
            "asset, available, pending, held, frozen, debt, seq, last_us, earned", "wallet", "asset"
        )
        lots = await self.rows(
            "asset, seq, amount, remaining, expires_us, settles_us, ref, rule, t_us", "lot", "asset, seq"
        )
        uses = await self.rows("asset, seq, lot_seq, amount, restored, kind", "lot_use", "asset, seq, lot_seq")
        holds = await self.rows(
            "hold_id, asset, amount, seq, purpose, status, expires_us, ref, parts, data", "hold", "hold_id"
        )
        return {
            "wallets": {row["asset"]: row for row in wallets},
            "lots": {f"{row['asset']}/{row['seq']}": row for row in lots},
            # what was given back stands on the use that it undoes
            "lot_uses": {f"{r['asset']}/{r['seq']}/{r['lot_seq']}": r for r in uses},
            "holds": {row["hold_id"]: row for row in holds},
        }

    async def read_things(self) -> dict[str, Any]:
        coupons = await self.rows(
            "coupon_id, batch, status, valid_from_us, valid_until_us, code, source, ref, program_version, granted_us, "
            "used_us, saved_cents, patches", "coupon", "coupon_id",
        )  # fmt: skip
        entitlements = await self.rows(
            "entitlement_id, benefit, period_start_us, period_end_us, quota, carried, used, source, program_version, "
            "patches",
            "entitlement", "entitlement_id",
        )  # fmt: skip
        orders = await self.rows(
            "order_id, t_us, day, amount_cents, refunded_cents, status, saved_cents, doc", "purchase", "order_id"
        )
        records = await self.rows("kind, key, data", "record", "kind, key")
        return {
            "coupons": {str(row["coupon_id"]): row for row in coupons},
            "entitlements": {str(row["entitlement_id"]): row for row in entitlements},
            "orders": {row["order_id"]: _complete_order({**row.pop("doc"), **row}) for row in orders},
            "records": {f"{row['kind']}/{row['key']}": row["data"] for row in records},
            "recorded": sorted(f"{row['kind']}/{row['key']}" for row in records),
        }

    async def read_history(self) -> dict[str, Any]:
        operations = await self.rows("key, type, t_us, event_us, day, reasons, answer", "operation", "n")
        events = await self.rows("key, type, t_us, day, data", "event", "key")
        postings = await self.rows(
            "asset, seq, kind, amount, source, target, rule, ref, t_us, day, op_n", "posting", "asset, seq"
        )
        outbox = await self.rows("op_n, facts", "outbox", "op_n")
        messages = await self.rows(
            "dedupe, template, kind, path, purpose, expires_us, value_cents, value_points", "message", "dedupe"
        )
        tiers = await self.rows("old, new, cause, until_us", "tier_change", "n")
        return {
            "operations": [
                [
                    row["key"], row["type"], row["t_us"], row["event_us"], row["day"], row["reasons"],
                    row["answer"].get("gains", []), row["answer"].get("prompts", []), row["answer"].get("result", {}),
                    row["answer"].get("interruption"),
                ]
                for row in operations
            ],
            "events": {
                row["key"]: [row["type"], row["t_us"], row["day"], self.box.open_fields(row["data"], row["key"])]
                for row in events
            },
            "postings": [list(row.values()) for row in postings],
            "facts": [[row["op_n"], type_, data] for row in outbox for type_, data in row["facts"]],
            "messages": {row.pop("dedupe"): list(row.values()) for row in messages},
            "tiers": [list(row.values()) for row in tiers],
        }  # fmt: skip
