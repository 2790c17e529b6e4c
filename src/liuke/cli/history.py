"""Progress and summary of replays, for ``liuke demo`` and ``liuke replay``."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from liuke.cli.preview import print_left_out
from liuke.cli.terminal import make_words, print_line, print_pairs, print_table
from liuke.kernel.money import say_exactly
from liuke.kernel.text import Locale, Text, text
from liuke.replay.contracts import Progress as Replayed
from liuke.replay.history import Outcome
from liuke.replay.log_report import LogReport
from liuke.webhooks.letter_words import say_reason

STEPS = {
    "database": text("启动数据库", "starting the database"),
    "files": text("读取文件", "reading the files"),
    "lines": text("整理订单明细", "sorting the lines of the orders"),
    "events": text("生成事件", "making events"),
    "details": text("汇总品类", "summing up categories"),
    "program": text("发布会员方案", "publishing the program"),
    "replay": text("回放", "replaying"),
    "verify": text("核对账本定律", "checking the laws of the ledger"),
    "summary": text("汇总", "summing up"),
    "reconcile": text("与原始文件逐分核对", "comparing with the raw files to the cent"),
}


_FIGURES: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (text("获得", "earned"), ("earn",)),
    (text("使用", "spent"), ("spend", "commit", "donate")),
    (text("过期", "expired"), ("expire",)),
    (text("收回", "taken back"), ("reverse",)),
    (text("核销", "written off"), ("write_off",)),
    (text("可用", "available"), ("available",)),
    (text("待入账", "pending"), ("pending",)),
    (text("欠额", "debt"), ("debt",)),
)
"""Column → kinds of postings, or figures of wallets, that it sums."""

_COUPONS = {
    "active": text("可用", "active"),
    "locked": text("占用中", "held"),
    "used": text("已使用", "used"),
    "expired": text("已过期", "expired"),
    "given": text("已转赠", "given away"),
    "revoked": text("已收回", "taken back"),
}


class Meter:
    """A bar on standard error; silent where a machine reads. Where no terminal is, each step and tenth is a line."""

    def __init__(self, bars: Progress, task: TaskID, locale: Locale, *, plain: bool = False) -> None:
        self._bars = bars
        self._task = task
        self._locale: Locale = locale
        self._plain = plain
        self._total = self._tenths = 0

    def on_step(self, name: str) -> None:
        """A step of preparation begins."""
        words = STEPS.get(name)
        description = words.get(self._locale) if words else name
        self._bars.update(self._task, description=description)
        if self._plain:
            self._bars.console.print(description, highlight=False)

    def on_start(self, total_events: int) -> None:
        """The replay itself begins."""
        self._total, self._tenths = total_events, 0
        self._bars.update(self._task, total=total_events, completed=0)

    def on_progress(self, progress: Replayed) -> None:
        """A chunk is done."""
        done = progress.orders or progress.events
        rate = done / progress.seconds if progress.seconds else 0
        words = text("单/秒", "orders/s") if progress.orders else text("个/秒", "events/s")
        unit = words.get(self._locale)
        self._bars.update(self._task, completed=progress.events, rate=f"{rate:,.0f} {unit}")
        tenths = 10 * progress.events // self._total if self._total else 0
        if self._plain and tenths > self._tenths:
            self._tenths = tenths
            line = f"{10 * tenths} % ({progress.events:,}/{self._total:,}, {rate:,.0f} {unit})"
            self._bars.console.print(line, highlight=False)


@contextmanager
def show_progress(locale: Locale, *, quiet: bool) -> Generator[Meter]:
    """A meter for the time of a replay."""
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
    )
    with bars:
        task = bars.add_task(STEPS["database"].get(locale), total=None, rate="")
        yield Meter(bars, task, locale, plain=not (quiet or console.is_terminal))


def render_outcome(outcome: Outcome, *, seconds: float) -> dict[str, Any]:
    """The outcome as one plain object."""
    progress = outcome.progress
    return {
        "program_version": outcome.program_version,
        "run": {
            "events": progress.events,
            "orders": progress.orders,
            "known_before": progress.replayed,
            "refused": progress.refused,
            "changed": progress.changed,
            "changed_keys": progress.changed_keys,
            "replay_seconds": round(progress.seconds, 3),
            "orders_per_second": round(progress.orders / progress.seconds, 1) if progress.seconds else 0,
            "seconds": round(seconds, 3),
        },
        "summary": msgspec.to_builtins(outcome.summary),
        "source": msgspec.to_builtins(outcome.source, str_keys=True),
        "laws": {check.name: len(check.violations) for check in outcome.proof.checks},
        "laws_hold": not any(check.violations for check in outcome.proof.checks),
        "reconciled": None if outcome.differences is None else not outcome.differences,
        "differences": [msgspec.to_builtins(difference) for difference in outcome.differences or ()][:100],
    }


def print_outcome(outcome: Outcome, locale: Locale, *, money: str, exponent: int) -> None:
    """The outcome for a person."""

    def say(words: Text) -> str:
        return words.get(locale)

    def cents(amount: int) -> str:
        return say(text(*say_exactly(amount, exponent, money)))

    summary = outcome.summary
    print_pairs(
        say(text("结果", "What happened")),
        [
            (say(text("会员", "members")), f"{summary.members:,}"),
            (say(text("订单", "orders")), f"{summary.orders:,}"),
            (say(text("实付", "paid")), cents(summary.paid_cents)),
            (say(text("退款", "refunded")), f"{cents(summary.refunded_cents)} ({summary.refunds:,})"),
            (say(text("操作", "operations decided")), f"{summary.operations:,}"),
            (say(text("本次速度", "this run")), _show_speed(outcome)),
        ],
    )
    total = sum(summary.tiers.values()) or 1
    print_table(
        say(text("等级", "Tiers")),
        (
            say(text("等级", "tier")),
            say(text("会员", "members")) + ">",
            "%>",
            say(text("曾达到", "ever reached")) + ">",
        ),
        [
            (tier, f"{count:,}", f"{100 * count / total:.1f}", f"{summary.upgrades.get(tier, 0):,}")
            for tier, count in summary.tiers.items()
        ],
    )
    print_table(
        say(text("账户", "Assets")),
        (say(text("账户", "asset")), *(say(label) + ">" for label, _ in _FIGURES)),
        [
            (asset, *(f"{sum(figures.get(kind, 0) for kind in kinds):,}" for _, kinds in _FIGURES))
            for asset, figures in summary.assets.items()
        ],
    )
    if summary.coupons:
        print_table(
            say(text("券", "Coupons")),
            (say(text("状态", "status")), say(text("张", "coupons")) + ">"),
            [(say(_COUPONS[status]), f"{count:,}") for status, count in summary.coupons.items()],
        )
    print_left_out(outcome.source, say, cents)
    _print_changed(outcome.progress, say)
    _print_checks(outcome, say, locale)


def _show_speed(outcome: Outcome) -> str:
    progress = outcome.progress
    log = isinstance(outcome.source, LogReport)
    done, unit = (progress.events, "events") if log else (progress.orders, "orders")
    return f"{done:,} {unit}, {done / progress.seconds if progress.seconds else 0:,.0f}/s"


def _print_changed(progress: Replayed, say: Callable[[Text], str]) -> None:
    """Events that came again with other content: what was there stays."""
    if progress.changed:
        keys = ", ".join(progress.changed_keys)
        words = text(
            f"{progress.changed:,} 个事件以前回放过，这次内容不同，保留原来的：{keys}",
            f"{progress.changed:,} events were replayed before with other content; what was there stays: {keys}",
        )
        print_line("! " + say(words))


def _print_checks(outcome: Outcome, say: Any, locale: Locale) -> None:
    if outcome.summary.dead_letters:
        words = make_words()
        for reason, count in outcome.summary.dead_letters.items():
            print_line(f"! {count:,} × {say_reason(reason, locale, words)}")
    broken = [check for check in outcome.proof.checks if check.violations]
    for check in broken:
        print_line(f"✗ {check.name}: {len(check.violations)}")
    if not broken:
        count = len(outcome.proof.checks)
        print_line("✓ " + say(text(f"账本 {count} 条定律全部成立", f"all {count} laws of the ledger hold")))
    if outcome.differences is not None:
        if outcome.differences:
            print_line("✗ " + say(text("与原始文件不一致", "differs from the raw files")))
            for difference in outcome.differences[:10]:
                print_line(f"    {difference.figure}: {difference.raw:,} ≠ {difference.engine:,}")
        else:
            print_line(
                "✓ "
                + say(
                    text("与原始文件逐会员、逐日、逐分一致", "equal to the raw files: each member, each day, each cent")
                )
            )
