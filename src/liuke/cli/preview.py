"""What was read of a history and what becomes of it: rows left out, and the report of ``liuke replay --dry-run``."""

from __future__ import annotations

import json
from collections.abc import Callable

from liuke.cli.terminal import print_line, print_pairs, print_table, show_time
from liuke.kernel.money import say_exactly
from liuke.kernel.text import Locale, Text, text
from liuke.replay.log_report import LogReport, Rejected
from liuke.replay.mapping import Merchant
from liuke.replay.report import Report, Tally

Say = Callable[[Text], str]
Cents = Callable[[int], str]


_REASONS: dict[str, Text] = {
    "no_order_id": text("没有订单号", "no order id"),
    "no_member": text("没有会员号", "no member"),
    "bad_order_id": text("订单号过长或含不可见字符", "an order id that is too long or holds unseen characters"),
    "bad_member": text("会员号过长或含不可见字符", "a member id that is too long or holds unseen characters"),
    "below_zero": text("整单合计为负", "orders that sum to less than nothing"),
    "several_members": text("一单多个会员", "several members in one order"),
    "bad_time": text("时间无法识别", "a time that cannot be read"),
    "bad_quantity": text("数量无法识别", "a quantity that cannot be read"),
    "bad_amount": text("金额无法识别", "an amount that cannot be read"),
    "line_key_conflict": text("同号不同内容", "the same line key with other content"),
    "older_export": text("后来的文件里又有的订单", "orders that a later file has again"),
    "changed_copy": text(
        "整单重复，只有未映射的列不同", "orders that are repeated and differ in columns that are not read"
    ),
}


def _print_lines(report: Report, say: Callable[[Text], str], cents: Callable[[int], str]) -> None:
    """Rows that were not replayed, and why: nothing is lost silently."""
    rows = [
        (say(_REASONS.get(reason, text(reason, reason))), f"{tally.lines:,}", cents(tally.cents))
        for reason, tally in report.unmapped.items()
    ]
    if report.dropped_copies.lines:
        copies = report.dropped_copies
        rows.append((say(text("重复行", "copies of other rows")), f"{copies.lines:,}", cents(copies.cents)))
    if report.malformed_lines:
        rows.append((say(text("列数不符", "another number of columns")), f"{report.malformed_lines:,}", ""))
    if rows:
        print_table(
            say(text("未回放的行", "Rows that were not replayed")),
            (say(text("原因", "why")), say(text("行", "rows")) + ">", say(text("金额", "amount")) + ">"),
            rows,
        )
    for name, encoding in report.encodings.items():
        print_line(say(text(f"文件 {name} 的编码是 {encoding}", f"the file {name} is in {encoding}")))


def advise(report: Report) -> list[Text]:
    """What its writer may want to change in the mapping, judged by what was left out."""
    found = list[Text]()
    if count := report.unmapped.get("changed_copy", Tally()).lines:
        found.append(
            text(
                f"{count:,} 行与同一订单的另一行只在映射没有读的列上不同，只算一次。若是各自独立的明细，"
                "请用 line_key 写明能区分它们的列；若全部要算，用 duplicates: keep",
                f"{count:,} rows differ from another row of their order only in columns that the mapping does not "
                "read, and are counted once. If they are lines of their own, name the columns that tell them apart in "
                "line_key; `duplicates: keep` counts all",
            )
        )
    if count := report.unmapped.get("older_export", Tally()).lines:
        found.append(
            text(
                f"{count:,} 行的订单在后来的文件里又出现，以后来的为准",
                f"{count:,} rows are of orders that stand in a later file again: that one counts",
            )
        )
    if count := report.orders_unmapped.get("below_zero", 0):
        found.append(
            text(
                f"{count:,} 单合计为负，没有回放。若是退货，请在 refunds 写明；若是订单，"
                "用 below_zero: zero 按实付 0 计",
                f"{count:,} orders sum to less than nothing and are not replayed: if they are returns, "
                "describe them under refunds; `below_zero: zero` takes them as orders paid with 0",
            )
        )
    if count := report.below_zero.lines:
        found.append(
            text(
                f"{count:,} 单合计为负，按实付 0 计（below_zero: zero）",
                f"{count:,} orders sum to less than nothing and are paid with 0 (`below_zero: zero`)",
            )
        )
    if (copies := report.partial_copies.lines) * 2 > report.dropped_copies.lines:
        found.append(
            text(
                f"去掉的 {copies:,} 个重复行所在的订单并没有整单重复，可能是真的买了两件；若是，请用 duplicates: keep",
                f"{copies:,} dropped copies are in orders of which other rows stand once: they may be genuine, such as "
                "two of the same; `duplicates: keep` counts them",
            )
        )
    return found


def print_left_out(report: Report | LogReport, say: Say, cents: Cents) -> None:
    """Rows that were not replayed, and why: nothing is lost silently."""
    if isinstance(report, Report):
        _print_lines(report, say, cents)
        for words in advise(report):
            print_line("! " + say(words))
        return
    rows = [
        (say(_SKIPPED.get(reason, text(reason, reason))), f"{count:,}", "") for reason, count in report.skipped.items()
    ]
    if report.dropped_copies:
        rows.append((say(text("重复行", "copies of other rows")), f"{report.dropped_copies:,}", ""))
    rows += [(_show_reason(kind), f"{kind.rows:,}", _show_examples(kind)) for kind in report.rejected]
    if rows:
        print_table(
            say(text("未回放的行", "Rows that were not replayed")),
            (say(text("原因", "why")), say(text("行", "rows")) + ">", say(text("例", "such as"))),
            rows,
        )
    for name, encoding in report.encodings.items():
        print_line(say(text(f"文件 {name} 的编码是 {encoding}", f"the file {name} is in {encoding}")))


_SKIPPED: dict[str, Text] = {
    "not_chosen": text("不满足 when 条件", "no rule of when holds"),
    "left_out": text("映射写明不取", "left out by the map of types"),
    "other_type": text("其他类型", "of a type that the map does not name"),
}


def _show_reason(kind: Rejected) -> str:
    return " ".join(part for part in (kind.type, kind.path, kind.message) if part) + f" [{kind.reason}]"


def _show_examples(kind: Rejected) -> str:
    return ", ".join(example.render() for example in kind.examples)


def print_preview(report: Report | LogReport, merchant: Merchant, locale: Locale) -> None:
    """The report of a dry run for a person."""

    def say(words: Text) -> str:
        return words.get(locale)

    def cents(amount: int) -> str:
        return say(text(*say_exactly(amount, merchant.exponent, merchant.currency)))

    if isinstance(report, LogReport):
        _print_log(report, merchant, say)
    else:
        _print_orders(report, merchant.timezone, say, cents)
    print_left_out(report, say, cents)
    print_line(say(text("试运行：什么也没有写入", "dry run: nothing was written")))


def _print_log(report: LogReport, merchant: Merchant, say: Say) -> None:
    span = f"{show_time(report.first_us, merchant.timezone)} – {show_time(report.last_us, merchant.timezone)}"
    print_pairs(
        say(text("将会回放", "What would be replayed")),
        [
            (say(text("读到的行", "rows read")), f"{report.rows:,}"),
            (say(text("会员", "members")), f"{report.members:,}"),
            (say(text("其中首次出现时注册", "of them registered as first seen")), f"{report.registered:,}"),
            (say(text("事件", "events")), f"{report.happened:,}"),
            (say(text("时间", "from, until")), span),
        ],
    )
    for name, count in report.events.items():
        print_line(f"{name}  {count:,}")
        for one in report.examples.get(name, ()):
            data = json.dumps(one["data"], ensure_ascii=False)
            when = show_time(int(str(one["t_us"])), merchant.timezone)
            print_line(f"    {one['file']}:{one['line']}  {when}  {one['member']}  {data}")


def _print_orders(report: Report, zone: str, say: Say, cents: Cents) -> None:
    print_pairs(
        say(text("将会回放", "What would be replayed")),
        [
            (say(text("读到的行", "rows read")), f"{report.lines.lines:,}"),
            (say(text("会员", "members")), f"{report.members:,}"),
            (say(text("订单", "orders")), f"{report.orders:,}"),
            (say(text("实付", "paid")), cents(report.paid_cents)),
            (say(text("退款", "refunds")), f"{report.refunds.lines:,} ({cents(report.refunds.cents)})"),
            (say(text("活动发放", "campaigns received")), f"{report.campaign_receipts:,}"),
            (say(text("核销", "redemptions")), f"{report.redemptions:,}"),
        ],
    )
    for name, events in report.examples.items():
        print_line(name)
        for one in events:
            data = json.dumps(one["data"], ensure_ascii=False)
            print_line(f"    {show_time(one['t_us'], zone)}  {one['member']}  {data}")
    if report.refused.kinds:
        print_table(
            say(text("方案会拒收的事件", "Events that the program would refuse")),
            tuple(say(text(*one)) for one in (("类型", "type"), ("原因", "why"), ("个", "events"), ("例", "such as"))),
            [
                (kind.type, f"{kind.path}: {kind.message} [{kind.reason}]", f"{kind.events:,}",
                 ", ".join(f"{one['member']} {one['key']}"[:60] for one in kind.examples))
                for kind in report.refused.kinds
            ],
        )  # fmt: skip
    for reason, rows in report.rejected_examples.items():
        print_line(say(_REASONS.get(reason, text(reason, reason))))
        for row in rows:
            print_line(f"    {json.dumps(row, ensure_ascii=False)}")
