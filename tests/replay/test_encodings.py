"""Files as merchants have them: other encodings, and money as spreadsheets write it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from liuke.replay.encodings import BLOCK, find_invalid, read_as_utf8
from liuke.replay.errors import SourceUnreadable
from liuke.replay.mapping import parse_mapping
from liuke.replay.report import Tally
from liuke.replay.source import open_source

HEAD = "订单号,会员,下单时间,实付\r\n"
ROWS = 'A1,张三,2026-03-01 09:05,"¥1,234.50"\r\nA2,李四㐂,2026-03-01 23:59,38.5 元\r\n'
TEXT = HEAD + ROWS


def mapping(encoding: str = "auto"):
    return parse_mapping(
        {
            "format": "liuke.replay/1",
            "name": "shop",
            "merchant": {"timezone": "Asia/Shanghai", "currency": "CNY"},
            "namespace": "customer",
            "files": {"orders": {"path": "orders.csv", "encoding": encoding}},
            "orders": {
                "file": "orders", "order_id": "订单号", "member": "会员", "time": "下单时间",
                "time_format": "%Y-%m-%d %H:%M", "timestamp_zone": "Asia/Shanghai",
                "amounts": {"kind": "columns", "unit": "decimal", "paid": {"plus": ["实付"]}},
            },
        }
    )  # fmt: skip


def paid(folder: Path, encoding: str = "auto"):
    with open_source(mapping(encoding), folder) as source:
        orders = [event for event in source.events() if event.type == "order.paid"]
        return {(event.member, event.data["amount_cents"]) for event in orders}, source.report()


WANTED = {("张三", 123_450), ("李四㐂", 3_850)}


@pytest.mark.parametrize(
    ("encode", "told"),
    [
        (lambda text: text.encode(), {}),
        (lambda text: text.encode("utf-8-sig"), {}),
        (lambda text: text.encode("gb18030"), {"orders": "gb18030"}),
        (lambda text: text.encode("utf-16"), {"orders": "utf-16"}),
        (lambda text: gzip.compress(text.encode("gb18030")), {"orders": "gb18030"}),
    ],
    ids=["utf-8", "utf-8 with a mark", "gb18030", "utf-16", "gb18030 packed"],
)
def test_every_encoding_gives_the_same_orders(
    tmp_path: Path, encode: Callable[[str], bytes], told: dict[str, str]
) -> None:
    (tmp_path / "orders.csv").write_bytes(encode(TEXT))
    orders, report = paid(tmp_path)
    assert orders == WANTED
    assert report.encodings == told
    assert report.unmapped == {}


def test_a_named_encoding_is_obeyed_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes("訂單,會員".encode("big5"))
    read, encoding = read_as_utf8(file, "big5", tmp_path / "utf8")
    assert (read.read_text(encoding="utf-8"), encoding) == ("訂單,會員", "big5")
    file.write_bytes(TEXT.encode("gb18030"))
    assert paid(tmp_path, "gb18030")[0] == WANTED
    with pytest.raises(SourceUnreadable, match=r"orders\.csv: byte 0 is not utf-8"):
        paid(tmp_path, "utf-8")


def test_what_is_in_no_encoding_is_refused_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    good = TEXT.encode() + b"x" * BLOCK
    file.write_bytes(good + b"\xff\xff" + b"y" * 10)
    with pytest.raises(SourceUnreadable, match=f"byte {len(good):,} is not UTF-8"):
        paid(tmp_path)
    file.write_bytes(gzip.compress(TEXT.encode())[:-20])
    with pytest.raises(SourceUnreadable, match="ended before"):
        paid(tmp_path)


@pytest.mark.parametrize("size", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_characters_across_blocks_are_whole(tmp_path: Path, size: int) -> None:
    file = tmp_path / "f.csv"
    text = "a" * (size - 1) + "客户" * 3
    file.write_bytes(text.encode())
    assert find_invalid(file, "utf-8") is None
    file.write_bytes(text.encode("gb18030"))
    read, encoding = read_as_utf8(file, "auto", tmp_path / "utf8")
    assert (read.read_text(encoding="utf-8"), encoding) == (text, "gb18030")
    file.write_bytes(text.encode()[:-1])
    assert find_invalid(file, "utf-8") == len(text.encode()) - 3


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1234.5", 123_450), ("¥1,234.50", 123_450), ("￥ 12", 1_200), ("-¥3", -300), ("$-3.10", -310),
        ("1,234,567.89", 123_456_789), ("+5", 500), ("12 元", 1_200), ("1e2", 10_000),
        ("1,23", None), ("12,34.5", None), (",123", None), ("1.234,50", None), ("--5", None), ("-¥-5", None),
        ("5¥", None), ("五", None), ("¥", None), ("1 234", None),
    ],
)  # fmt: skip
def test_money_as_it_is_written(tmp_path: Path, written: str, cents: int | None) -> None:
    row = f'A1,a,2026-03-01 09:05,100\r\nA1,a,2026-03-01 09:05,"{written}"\r\n'
    if cents == 10_000:
        row = f"A1,a,2026-03-01 09:05,100\r\nA1,a,2026-03-01 09:05,{written}\r\n"
    file = tmp_path / "orders.csv"
    file.write_text(HEAD + row, encoding="utf-8")
    orders, report = paid(tmp_path)
    if cents is None:
        assert orders == {("a", 10_000)}
        assert report.unmapped == {"bad_amount": Tally(1, 0)}
    else:
        assert orders == {("a", 10_000 + cents)}
        assert report.unmapped == {}
