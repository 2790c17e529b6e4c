"""How the merchant stands: members, tiers, points, orders, coupons, activities, and what wants attention."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.campaigns.budgets import render_amount
from liuke.campaigns.routes import read_budgets
from liuke.campaigns.views import BudgetView
from liuke.db.contracts import Connection
from liuke.decision.charging import ALERTS_BPS
from liuke.decision.domain import CompiledProgram
from liuke.decision.turn import Gain
from liuke.earning.wording import format_money
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import Day, Step, read_days, show_day
from liuke.http.paging import Cursor, Limit, read_cursor, write_cursor
from liuke.http.services import Services
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import Locale, text
from liuke.ledger.seal import LAG_US
from liuke.payouts.store import count_overdue
from liuke.prizes.store import count_overdue as count_overdue_prizes
from liuke.program.errors import NoProgram
from liuke.program.findings import Finding, Severity
from liuke.publishing.dismissal_store import list_dismissals
from liuke.publishing.dismissals import Dismissed
from liuke.publishing.lint import lint_program
from liuke.publishing.wording import render_texts
from liuke.reports import finance_store as finance_pages
from liuke.reports import other_sales_store as other_sales
from liuke.reports import overview_store as store
from liuke.reports import rollup
from liuke.reports import rollup_store as rollups
from liuke.reports.overview_views import (
    Active,
    ActivityRow,
    Claims,
    Coupons,
    Members,
    Move,
    Orders,
    OtherSales,
    Points,
    Today,
    list_activities,
    list_moves,
    list_points,
    view_active,
    view_claims,
    view_coupons,
    view_members,
    view_orders,
    view_other_sales,
    view_today,
)
from liuke.reports.stock_names import is_worth_saying, name_stock
from liuke.waiting.store import count_waiting

READ = ("finance:read",)
DEFAULT_DAYS = 30
SEAL_LATE_US = 10 * MINUTE_US
"""Postings that wait longer than this for a seal are reported."""
WEBHOOK_FAILS_US = 60 * MINUTE_US
"""Receivers of webhooks that take nothing for longer than this are reported."""


class OverviewQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days from ``from_day`` to before ``until_day``.

    Args:
        from_day: Empty: 30 days before ``until_day``.
        until_day: Empty: the day after the last one on which anything happened.
        by: What the series are added up by.
    """

    from_day: Day = ""
    until_day: Day = ""
    by: Step = "day"


class Notice(msgspec.Struct):
    """Something that wants attention.

    Args:
        kind: ``lint``, ``dead_letters``, ``webhooks``, ``expiring``, ``unsealed``, ``adjustments``, ``waiting``,
            ``payouts``, ``prizes``, ``budget`` or ``stock``.
        severity: As of lint.
        path: Place in the program, asset or item.
        text: In words.
        fix: What to do; may be empty.
        count: How many, or how much.
        t_us: Since when; null where that says nothing.
    """

    kind: str
    severity: Severity
    path: str
    text: str
    fix: str
    count: int
    t_us: int | None = None


class Overview(msgspec.Struct):
    """How the merchant stands, by merchant-local days.

    Args:
        from_day: First day of the series.
        until_day: First day that is not included.
        by: What the series are added up by.
        time_zone: Of the merchant.
        currency: ISO code of the cents.
        exponent: Decimals of the currency.
        latest: Figures of the last day on which anything happened; the same as ``today`` on most days.
    """

    from_day: str
    until_day: str
    by: Step
    time_zone: str
    currency: str
    exponent: int
    as_of_us: int
    today: Today
    latest: Today
    members: Members
    active: Active
    moves: list[Move]
    points: list[Points]
    claims: Claims
    orders: Orders
    other_sales: OtherSales
    coupons: Coupons
    activities: list[ActivityRow]
    attention: list[Notice]


async def _show(call: Call) -> Overview:
    services, query = call.services, call.query
    program, tenant_id = services.program, services.tenant_id
    await rollup.refresh_stale(services.wide, tenant_id)
    lots = await rollup.read_open_lots(services.wide, tenant_id, program)
    async with rollup.reading(services.wide, tenant_id) as connection:
        now_us = await rollups.read_clock_us(connection)
        today = program.calendar.local_day(services.now_us())
        last = await rollup.find_last_day(connection, tenant_id)
        last = today if last is None else min(last, today)
        begin, end = _choose_days(query, last, today)
        standing = await rollup.read_days(connection, tenant_id, _STANDING)
        moving = [metric for metric in rollup.METRICS if metric not in _STANDING]
        sums = standing + await rollup.read_days(connection, tenant_id, moving, begin, end, also=last)
        if last != today:
            sums += await rollup.read_days(connection, tenant_id, moving, today, today + 1)
        others = await other_sales.sum_days(connection, tenant_id, begin, end)
        calendar = program.calendar
        coupons = await store.sum_coupons(connection, tenant_id, calendar, begin, end)
        notices = await _list_notices(connection, services, lots, now_us, call.locale)
    told = {(one.metric, one.day, one.keys): one for one in sums}  # a day that was asked for twice counts once
    sums = list(told.values())
    inside = [one for one in sums if begin <= one.day < end]
    return Overview(
        show_day(begin), show_day(end), query.by, calendar.time_zone, program.spec.currency.code,
        program.spec.currency.exponent, now_us, view_today(program, sums, today),
        view_today(program, sums, last), view_members(program, sums, inside, query.by, call.locale),
        view_active(sums, begin, end, query.by), list_moves(program, inside, query.by),
        list_points(program, inside, query.by, call.locale), view_claims(program, lots, call.locale),
        view_orders(inside, query.by), view_other_sales(others, query.by), view_coupons(coupons, query.by),
        list_activities(program, inside, call.locale), notices,
    )  # fmt: skip


_STANDING = ("member", "tier", "active")
"""What stands at a day is the sum of all days of these up to it."""


def _choose_days(query: OverviewQuery, last: int, today: int) -> tuple[int, int]:
    if query.from_day and not query.until_day:
        return read_days(query.from_day, "", first=0, until=max(today, last) + 1)
    begin, end = read_days(query.from_day, query.until_day, first=0, until=last + 1)
    return (begin if query.from_day else end - DEFAULT_DAYS), end


# -- attention --------------------------------------------------------------------------------------------------------
async def _list_notices(
    connection: Connection, services: Services, lots: rollup.OpenLots, now_us: int, locale: Locale
) -> list[Notice]:
    program, tenant_id = services.program, services.tenant_id
    dismissed = Dismissed(await list_dismissals(connection, tenant_id))
    found = list(_group_findings(dismissed.leave_out(program.spec, await _lint(program)), locale))
    letters, last_us = await store.count_dead_letters(connection, tenant_id)
    if letters:
        words = text(f"有 {letters} 条处理失败的消息", f"{letters} messages could not be handled")
        fix = text("查看原因后重放", "see why, then replay them")
        found.append(Notice("dead_letters", "error", "", words.get(locale), fix.get(locale), letters, last_us))
    found += await _list_webhook_notices(connection, tenant_id, now_us, locale)
    sealed_us, waits = await finance_pages.find_seal_lag(connection, tenant_id, now_us - SEAL_LATE_US - LAG_US)
    if waits:
        words = text("有流水超过十分钟未封账", "postings have waited for a seal for more than ten minutes")
        fix = text("检查后台进程，或运行 liuke finance seal", "look at the worker, or run liuke finance seal")
        found.append(Notice("unsealed", "warning", "", words.get(locale), fix.get(locale), 1, sealed_us or None))
    waiting = await store.count_waiting_adjustments(connection, tenant_id)
    if waiting:
        words = text(f"{waiting} 笔调账待复核", f"{waiting} adjustments wait for approval")
        found.append(Notice("adjustments", "warning", "", words.get(locale), "", waiting))
    kept, since_us = await count_waiting(connection, tenant_id)
    if kept:
        words = text(
            f"{kept} 条事实在等待其前因（如退款等待订单）",
            f"{kept} facts wait for what comes before them (a refund for its order)",
        )
        fix = text("运行 liuke member waiting 查看", "see liuke member waiting")
        found.append(Notice("waiting", "warning", "", words.get(locale), fix.get(locale), kept, since_us))
    overdue, cents, since_us = await count_overdue(connection, tenant_id, now_us)
    if overdue:
        amount = format_money(program, cents)
        words = text(
            f"{overdue} 笔打款或退款已逾期，共 {amount.zh}",
            f"{overdue} payouts and refunds are overdue, {amount.get('en')} in all",
        )
        fix = text("运行 liuke payouts --status overdue 查看", "see liuke payouts --status overdue")
        found.append(Notice("payouts", "error", "", words.get(locale), fix.get(locale), overdue, since_us))
    late, since_us = await count_overdue_prizes(connection, tenant_id, now_us)
    if late:
        words = text(f"{late} 件奖品已领取却逾期未发出", f"{late} prizes were claimed and should have been sent")
        fix = text("运行 liuke prizes --status overdue 查看", "see liuke prizes --status overdue")
        found.append(Notice("prizes", "error", "", words.get(locale), fix.get(locale), late, since_us))
    rows, today = await store.list_low_stock(connection, tenant_id), program.calendar.local_day(now_us)
    found += [_notice_stock(program, row, locale) for row in rows if is_worth_saying(row[0], today)]
    for one in await read_budgets(connection, tenant_id, program, now_us, locale):
        if one.used_bps >= ALERTS_BPS[-1] or one.gone_us is not None:
            found.append(_notice_budget(program, one, locale))
    for claim in view_claims(program, lots, locale).items:
        if claim.expiring_30:
            words = text(
                f"{claim.expiring_30:,} {claim.name}将在 30 天内过期",
                f"{claim.expiring_30:,} {claim.name} expire within 30 days",
            )
            found.append(Notice("expiring", "info", claim.asset, words.get(locale), "", claim.expiring_30))
    return found


def _notice_stock(program: CompiledProgram, row: store.Row, locale: Locale) -> Notice:
    item, initial, remaining = row
    name = name_stock(program, item)
    if remaining:
        words = text(
            f"{name.zh} 仅剩 {remaining}（共 {initial}）", f"{name.get('en')}: {remaining} of {initial} are left"
        )
    else:
        words = text(f"{name.zh} 已发完（共 {initial}）", f"{name.get('en')}: all {initial} are gone")
    return Notice("stock", "warning" if remaining else "error", item, words.get(locale), "", remaining)


def _notice_budget(program: CompiledProgram, one: BudgetView, locale: Locale) -> Notice:
    left, limit = (render_amount(one.unit, amount, program.spec.currency) for amount in (one.left, one.limit))
    place = f" {one.period}" if one.period else ""
    words = text(
        f"营销活动 {one.name}{place} 预算仅剩 {left.zh}（共 {limit.zh}）",
        f"campaign {one.name}{place}: {left.get('en')} of {limit.get('en')} are left",
    )
    fix = text("提高预算，或让活动就此结束", "raise the budget, or let the campaign end")
    severity = "warning" if one.gone_us is None else "error"
    path = f"campaigns.{one.campaign}"
    return Notice("budget", severity, path, words.get(locale), fix.get(locale), one.left, one.gone_us)


async def _list_webhook_notices(connection: Connection, tenant_id: int, now_us: int, locale: Locale) -> list[Notice]:
    found = list[Notice]()
    failing = await store.count_failing_webhooks(connection, tenant_id, now_us - WEBHOOK_FAILS_US)
    if failing.off:
        words = text(
            f"{failing.off} 个 webhook 端点因接收失败已停用",
            f"webhook endpoints that failed and were switched off: {failing.off}",
        )
        fix = text("修好接收方再启用，积压的会补发", "mend the receiver, then enable them: what waits is sent")
        found.append(Notice("webhooks", "error", "", words.get(locale), fix.get(locale), failing.off))
    if failing.on:
        words = text(
            f"{failing.on} 个 webhook 端点一小时以来没有收下任何消息",
            f"webhook endpoints that have taken nothing for an hour: {failing.on}",
        )
        fix = text("在投递日志里看原因", "see why in the log of deliveries")
        found.append(
            Notice("webhooks", "warning", "", words.get(locale), fix.get(locale), failing.on, failing.since_us)
        )
    return found


def _group_findings(findings: Sequence[Finding], locale: Locale) -> Iterable[Notice]:
    """One notice for all findings of a kind, with the words of the first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        if one.severity != "info":
            groups.setdefault((one.severity, one.code), []).append(one)
    for group in groups.values():
        first = group[0]
        yield Notice("lint", first.severity, first.path, first.reason.get(locale), first.fix.get(locale), len(group))


async def _lint(program: CompiledProgram) -> list[Finding]:
    """Findings about a version, worked out once."""
    found: list[Finding] | None = program.cache.get("overview.lint")
    if found is None:
        made = await asyncio.to_thread(lint_program, program.spec, domains=program.domains)
        found = program.built("overview.lint", lambda _program: made)
    return found


# -- the latest events ------------------------------------------------------------------------------------------------
SETTLED_US = 300_000
"""Events younger than this are shown next time: others that came before them may still be on their way."""


class EventsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``after``: what an earlier answer gave, to be shown what came since."""

    after: Annotated[Cursor, Meta(description="`after` of an earlier answer.")] = ""
    limit: Limit = 50


class EventRow(msgspec.Struct):
    """An event that was taken, and what it gave.

    Args:
        member: One of the member's names.
        received_us: When it was taken.
        t_us: When it happened.
        amount_cents: Of an order or refund; null otherwise.
        texts: What the member received, in words.
    """

    member_id: str
    member: str
    key: str
    type: str
    received_us: int
    t_us: int
    day: str
    amount_cents: int | None
    tier: str
    gains: list[Gain]
    texts: list[str]


class Latest(msgspec.Struct):
    """The latest events, newest first.

    Args:
        after: To ask for what comes next.
        skipped: Whether older ones since ``after`` were left out to keep to the limit.
    """

    items: list[EventRow]
    after: str
    skipped: bool


class _Answer(msgspec.Struct):
    gains: list[Gain] = []
    tier: str = ""


_decode_answer = msgspec.json.Decoder(_Answer).decode


async def _list_events(call: Call) -> Latest:
    query: EventsQuery = call.query
    services = call.services
    place = read_cursor(query.after, (int,))
    async with rollup.reading(services.wide, services.tenant_id) as connection:
        until_us = await rollups.read_clock_us(connection) - SETTLED_US
        floor_us = place[0] if place is not None else 0
        rows = list[store.Row]()
        for begin, end in finance_pages.walk_back(until_us - 1, floor_us):
            rows += await store.list_events(connection, services.tenant_id, begin, end, query.limit + 1 - len(rows))
            if len(rows) > query.limit:
                break
        shown = rows[: query.limit]
        answers = await store.find_answers(connection, [row[1] for row in shown], [row[2] for row in shown])
    items = [_show_event(services, row, *answers.get((row[1], row[2]), ("{}", "")), call.locale) for row in shown]
    return Latest(items, write_cursor((max(until_us, floor_us),)), len(rows) > query.limit and place is not None)


def _show_event(services: Services, row: store.Row, answer: str, name: str, locale: Locale) -> EventRow:
    received_us, member_id, key, type_, t_us, day, cents = row
    told = _decode_answer(answer)
    texts = render_texts(services.program, told.gains, [], locale).gains
    return EventRow(
        str(member_id), name, key, type_, received_us, t_us, show_day(day), cents, told.tier, told.gains, texts
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/overview",
        _show,
        text("总览", "How the merchant stands"),
        "overview",
        READ,
        query=OverviewQuery,
        response=Overview,
        errors=(InvalidInput, NoProgram),
    ),
    Endpoint(
        "GET",
        "/v1/overview/events",
        _list_events,
        text("最新动态", "The latest events"),
        "overview",
        ("finance:read", "members:read"),
        query=EventsQuery,
        response=Latest,
        errors=(InvalidInput, NoProgram),
        about="Poll with `after` to be shown what came since. An event is shown about a third of a second after it was "
        "taken.",
    ),
)
