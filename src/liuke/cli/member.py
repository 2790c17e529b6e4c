"""``liuke member``: look at one member: what they have, why, and what will become of their tier."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

import msgspec
import typer

from liuke.bootstrap import Platform, open_platform
from liuke.cli import erasure, merging
from liuke.cli.platform import name_actor
from liuke.cli.said import Said
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    get_settings,
    make_group,
    pick,
    print_json,
    print_line,
    print_pairs,
    print_table,
    run,
    say,
    show_time,
    word,
)
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Act, Event
from liuke.decision.state import MemberState
from liuke.engine.decide import Outcome
from liuke.engine.reader import MemberReader, Operation
from liuke.intake.operation_routes import list_formulas
from liuke.intake.order_store import find_event_data
from liuke.kernel.clock import to_us
from liuke.ledger.moves import find_end
from liuke.publishing.wording import render_reasons
from liuke.reports.test_member_routes import mark
from liuke.tiers.forecast import ForecastItem, render_item
from liuke.tiers.forecast import forecast as compute
from liuke.waiting.routes import WaitingFact, view_row
from liuke.waiting.store import list_waiting

app = make_group(
    describe(
        "Members: what one has, why an operation gave what it gave, what becomes of the tier.",
        "liuke member show alice",
        "liuke member explain alice order:1001",
    )
)

merging.register(app)
erasure.register(app)

ExternalId = Annotated[
    str,
    typer.Argument(help="The id under which the member registered, plain or as namespace:id.", metavar="EXTERNAL_ID"),
]


@app.command(
    help=describe(
        "Show a member: profile, tier, balances, lots, holds, coupons, entitlements and the last operations.",
        "liuke member show alice",
        "liuke member show wechat:o6_bmjrPTlm --operations 50 --json",
    )
)
def show(
    external_id: ExternalId,
    operations: Annotated[int, typer.Option("--operations", help="How many of the last operations.", min=0)] = 10,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Show a member."""
    settings = get_settings(locale)

    async def work() -> tuple[MemberState, list[Operation], CompiledProgram]:
        async with open_platform(settings, connections=2) as platform:
            reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
            member_id = await reader.get_member_id(external_id)
            state = await reader.read_whole(member_id)
            recent = await reader.list_operations(member_id, limit=operations)
            return state, recent, platform.book.program_at()

    state, recent, program = run(work())
    if as_json:
        print_json(member_data(state, recent))
    else:
        _print_member(external_id, state, program)
        _print_operations(recent, program, state.member_id)


def member_data(state: MemberState, recent: list[Operation]) -> dict[str, Any]:
    """The member as plain data for JSON."""
    lots = {asset: [lot for lot in book.lots.values() if lot.remaining] for asset, book in state.lot_books.items()}
    return {
        "member_id": state.member_id,
        "tier": state.tier,
        "registered_us": state.registered_us,
        "last_active_us": state.last_active_us,
        "profile": state.profile,
        "labels": state.labels,
        "timers": state.timers,
        "wallets": {asset: msgspec.structs.asdict(wallet) for asset, wallet in state.wallets.items()},
        "lots": msgspec.to_builtins({asset: found for asset, found in lots.items() if found}),
        "holds": msgspec.to_builtins(list(state.holds().values())),
        "coupons": msgspec.to_builtins(list(state.coupons().values())),
        "entitlements": msgspec.to_builtins(list(state.entitlements().values())),
        "operations": [msgspec.to_builtins(operation) for operation in recent],
    }


def _print_member(external_id: str, state: MemberState, program: CompiledProgram) -> None:
    zone, said = program.calendar.time_zone, Said(program)
    print_pairs(
        pick(f"{external_id}：会员 {state.member_id}", f"{external_id}: member {state.member_id}"),
        [
            ("tier", said.name("tiers.ladder", state.tier)),
            ("registered", show_time(state.registered_us, zone)),
            ("last active", show_time(state.last_active_us, zone)),
            *((f"profile.{key}", value) for key, value in state.profile.items()),
            *((f"label.{key}", value) for key, value in state.labels.items()),
        ],
    )
    wallets = [
        (
            said.name("assets", w.asset),
            w.available,
            w.pending,
            w.held,
            w.frozen,
            w.debt,
            w.earned,
        )
        for w in state.wallets.values()
    ]
    _print_if(wallets, "balances", ("asset", "available>", "pending>", "held>", "frozen>", "debt>", "earned in all>"))
    lots = [
        (
            said.name("assets", lot.asset),
            lot.seq,
            lot.remaining,
            lot.amount,
            show_time(find_end(program, state, lot), zone),
            said.rule(lot.rule),
            lot.ref,
        )
        for book in state.lot_books.values()
        for lot in sorted(book.lots.values(), key=lambda lot: (lot.expires_us, lot.seq))
        if lot.remaining
    ]
    _print_if(lots, "lots", ("asset", "posting>", "left>", "of>", "expires", "rule", "for"))
    _print_held(state, program)


def _print_held(state: MemberState, program: CompiledProgram) -> None:
    zone, said = program.calendar.time_zone, Said(program)
    holds = [
        (hold.hold_id, said.name("assets", hold.asset), hold.amount, hold.purpose, show_time(hold.expires_us, zone))
        for hold in state.holds().values()
        if hold.status == "open"
    ]
    _print_if(holds, "open holds", ("hold", "asset", "amount>", "purpose", "until"))
    coupons = [
        (
            c.coupon_id,
            said.name("coupons", c.batch),
            word(c.status),
            show_time(c.valid_until_us, zone),
        )
        for c in state.coupons().values()
    ]
    _print_if(coupons, "coupons", ("coupon", "batch", "status", "until"))
    entitlements = [
        (said.name("benefits", e.benefit), f"{e.used} of {e.quota + e.carried}",
         show_time(e.period_start_us, zone), show_time(e.period_end_us, zone))
        for e in state.entitlements().values()
    ]  # fmt: skip
    _print_if(entitlements, "entitlements", ("benefit", "used", "from", "until"))


def _print_if(rows: list[Any], title: str, columns: tuple[str, ...]) -> None:
    if rows:
        print_table(title, columns, rows)


def _print_operations(recent: list[Operation], program: CompiledProgram, member_id: int) -> None:
    zone, said = program.calendar.time_zone, Said(program)
    rows = [
        (op.n, show_time(op.event_us, zone), said.event(op.type), op.key, f"v{op.program_version}",
         op.member_id if op.member_id != member_id else "")
        for op in recent
    ]  # fmt: skip
    if any(op.member_id != member_id for op in recent):
        _print_if(rows, "last operations", ("n>", "when", "type", "key", "program", "of"))
    else:
        _print_if([row[:5] for row in rows], "last operations", ("n>", "when", "type", "key", "program"))


# -- why --------------------------------------------------------------------------------------------------------------
@app.command(
    help=describe(
        "Explain an operation: every rule that applied and every one that did not, and why.",
        "liuke member explain alice order:1001",
        "liuke member explain alice order:1001 --locale zh",
    )
)
def explain(
    external_id: ExternalId,
    key: Annotated[str, typer.Argument(help="Idempotency key of the operation; `liuke member show` lists them.")],
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Explain an operation."""
    settings = get_settings(locale)

    async def work() -> tuple[Operation, CompiledProgram, dict[str, Any]]:
        async with open_platform(settings, connections=2) as platform:
            reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
            member_id = await reader.get_member_id(external_id)
            operation = await reader.get_operation(member_id, key)
            async with platform.transact() as connection:
                data = msgspec.json.decode(await find_event_data(connection, member_id, key))
            return operation, _decided_under(platform, operation), data

    operation, program, data = run(work())
    lines = render_reasons(program, operation.reasons, settings.locale)
    formulas = list_formulas(program, operation.reasons, data, settings.locale)
    if as_json:
        reasons = [
            {
                "path": r.path,
                "code": r.code,
                "applied": r.applied,
                "params": r.params,
                "text": line.words,
                "formula": how,
            }
            for r, line, how in zip(operation.reasons, lines, formulas, strict=True)
        ]
        shown = {
            "key": operation.key, "type": operation.type, "program_version": operation.program_version,
            "patches": list(operation.patches),
        }  # fmt: skip
        print_json({**shown, "event_us": operation.event_us, "answer": operation.answer, "reasons": reasons})
        return
    when = show_time(operation.event_us, program.calendar.time_zone)
    version = operation.program_version
    say(
        f"{operation.type} {operation.key}，{when}，按方案第 {version} 版判定",
        f"{operation.type} {operation.key}, {when}, decided under program version {version}",
    )
    for name in operation.patches:
        say(f"叠加：{name}", f"patched by {name}")
    if lines:
        rows = [
            ("✓" if line.applied else "·", line.name, how or line.words)
            for line, how in zip(lines, formulas, strict=True)
        ]
        print_table("", ("", "rule", "what it found"), rows)
    else:
        say("没有规则与它有关", "no rule had anything to say about it")


def _decided_under(platform: Platform, operation: Operation) -> CompiledProgram:
    """The version it was decided under; today's where that was a draft (version 0)."""
    if operation.program_version:
        return platform.book.get_version(operation.program_version).find_patched(operation.patches)
    return platform.book.program_at()


# -- what will be -----------------------------------------------------------------------------------------------------
@app.command(
    help=describe(
        "Forecast a member's tier: what happens on which day unless something is done, and what would prevent it.",
        "liuke member forecast alice",
    )
)
def forecast(external_id: ExternalId, locale: AskedLocale = "", as_json: AsJson = False) -> None:
    """Forecast a tier."""
    settings = get_settings(locale)

    async def work() -> tuple[list[ForecastItem], CompiledProgram, int]:
        async with open_platform(settings, connections=2) as platform:
            reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
            member_id = await reader.get_member_id(external_id)
            program, now_us = platform.book.program_at(), platform.book.clock_us()
            return await reader.read_with(member_id, lambda state: compute(program, state, now_us)), program, now_us

    items, program, now_us = run(work())
    today = program.calendar.local_day(now_us)
    lines = [render_item(program, item, today).get(settings.locale) for item in items]
    if as_json:
        plain: list[dict[str, Any]] = msgspec.to_builtins(items)
        print_json([{**item, "text": line} for item, line in zip(plain, lines, strict=True)])
    elif lines:
        for line in lines:
            print_line(line)
    else:
        say("近期没有等级变化", "no change of tier is in sight")


@app.command(
    name="test",
    help=describe(
        "Make a member a test member: same rules, no stock taken, counted nowhere.",
        'liuke member test alice --reason "tries out the summer campaign"',
        'liuke member test alice --off --reason "is a customer after all"',
    ),
)
def mark_as_test(
    external_id: ExternalId,
    reason: Annotated[str, typer.Option("--reason", help="Why; the audit log keeps it.")],
    off: Annotated[bool, typer.Option("--off", help="A member like others again.")] = False,
) -> None:
    """Make a member a test member."""
    settings = get_settings()

    async def work() -> bool:
        async with open_platform(settings, connections=2) as platform:
            reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
            member_id = await reader.get_member_id(external_id)
            return await mark(
                platform.pool, platform.tenant_id, member_id, test=not off, reason=reason, actor=name_actor()
            )

    changed = run(work())
    zh, en = ("普通会员", "a member like others") if off else ("测试会员", "a test member")
    say(
        f"{external_id} {'现为' if changed else '原本就是'}{zh}",
        f"{external_id} is {en}{'' if changed else ' already'}",
    )


@app.command(
    name="move-order",
    help=describe(
        "Move an order to its rightful member: what it earned is undone here and decided there.",
        'liuke member move-order alice A-1001 --to bob --reason "the receipt was bob\'s"',
    ),
)
def move_order(
    external_id: ExternalId,
    order_id: Annotated[str, typer.Argument(help="The order.")],
    to: Annotated[str, typer.Option("--to", help="Whose it is.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; both histories and the audit log keep it.")],
) -> None:
    """Move an order."""
    settings = get_settings()

    async def work() -> Outcome:
        async with open_platform(settings, connections=4) as platform, platform.make_engine() as engine:
            reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
            member_id, to_member = [await reader.get_member_id(one) for one in (external_id, to)]
            actor = name_actor()
            data = {"order_id": order_id, "to_member": to_member, "reason": reason, "actor": actor}
            act = Act("order.moved", actor)
            return await engine.submit(Event("order.move", member_id, f"cli:{uuid4().hex}", 0, data, act=act))

    outcome = run(work())
    if outcome.error is not None:
        raise outcome.error
    say(f"{external_id} 的订单 {order_id} 已转给 {to}", f"order {order_id} of {external_id} is {to}'s")


@app.command(
    help=describe(
        "List reported facts that wait for what must have come before them: a refund for its order.",
        "liuke member waiting",
        "liuke member waiting --limit 500 --json",
    )
)
def waiting(
    limit: Annotated[int, typer.Option("--limit", help="How many of the oldest.", min=1)] = 100,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """List facts that wait."""
    settings = get_settings(locale)

    async def work() -> tuple[list[WaitingFact], str]:
        async with open_platform(settings, connections=2) as platform:
            async with platform.transact() as connection:
                rows = await list_waiting(connection, platform.tenant_id, None, limit)
            now_us = to_us(datetime.now(UTC))
            return [view_row(row, now_us) for row in rows], platform.book.program_at().calendar.time_zone

    facts, zone = run(work())
    if as_json:
        print_json(msgspec.to_builtins(facts))
    elif not facts:
        say("没有等待的事件", "nothing waits")
    else:
        print_table(
            "", ["since", "days>", "member", "waits for", "ref", "type", "why"],
            [
                [show_time(one.since_us, zone), str(one.age_days), one.member_id, one.place, one.ref, one.type,
                 one.fault or one.cause]
                for one in facts
            ],
        )  # fmt: skip
