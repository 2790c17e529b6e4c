"""Items of the mall, batches of coupons, and codes from a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.data_shop import send, serve_shop
from tests.api.support import Served
from tests.server import TestDatabase


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_shop(module_database, tmp_path_factory.mktemp("items")) as shop:
        yield shop


def one(items: list[dict[str, Any]], name: str, value: str) -> dict[str, Any]:
    (found,) = [item for item in items if item[name] == value]
    return found


def test_items_show_what_is_left_and_what_was_redeemed(shop: Served) -> None:
    member = shop.member("buyer")
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 2_000})
    shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "mug"})
    shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "five_yuan", "quantity": 2})
    shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "five_yuan", "quantity": 1})
    answer = shop.ok("GET", "/v1/mall/items", key="reader")
    mug, five = one(answer["items"], "item", "mug"), one(answer["items"], "item", "five_yuan")
    assert (mug["initial"], mug["left"], mug["redeemed"], mug["price_points"]) == (200, 199, 1, 600)
    assert (five["initial"], five["left"], five["redeemed"]) == (None, None, 3)
    assert [(row["redemptions"], row["pieces"]) for row in five["per_day"]] == [(2, 3)]
    assert one(answer["items"], "item", "ten_yuan")["redeemed"] == 0
    batch = shop.ok("GET", "/v1/coupon-batches/mall_five")
    assert (batch["issued"], batch["by_status"], batch["left"]) == (3, {"active": 3}, None)
    assert [(row["granted"], row["used"], row["saved_cents"]) for row in batch["per_day"]] == [(3, 0, 0)]
    assert one(shop.ok("GET", "/v1/coupon-batches")["items"], "batch", "mall_five")["issued"] == 3
    assert shop.problem(404, "GET", "/v1/coupon-batches/none")["code"] == "not-found"


def test_codes_are_taken_whole_or_not_at_all(shop: Served) -> None:
    path = "/v1/coupon-batches/movie/codes"
    bad = send(shop, path, b"code\nGOOD-1\nGOOD-1\nmovie#7\n" + b"X" * 101 + b"\n\xe2\x80\x8b\n", "text/csv")
    assert bad.status_code == 422
    faults = {(fault["path"], fault["code"]) for fault in bad.json()["faults"]}
    assert faults == {
        ("line 3", "duplicate"), ("line 4", "reserved"), ("line 5", "too-long"), ("line 6", "not-printable"),
    }  # fmt: skip
    assert shop.rows("SELECT count(*) FROM code") == [(0,)]
    content = "code\r\n" + "".join(f"FILM-{n}\r\n" for n in range(900))
    done = send(shop, path, content.encode("utf-8-sig"), "text/csv; charset=utf-8")
    assert done.json() == {"batch": "movie", "imported": 900, "known": 0, "total": 900, "left": 900}
    again = send(shop, path, content.encode(), "text/csv")
    assert again.json() == {"batch": "movie", "imported": 0, "known": 900, "total": 900, "left": 900}
    over = send(shop, path, "".join(f"MORE-{n}\n" for n in range(101)).encode(), "text/csv")
    assert [fault["code"] for fault in over.json()["faults"]] == ["over-quota"]
    assert shop.rows("SELECT count(*) FROM code") == [(900,)]
    member = shop.member("viewer")
    shop.ok("POST", f"/v1/members/{member}/coupons/redeem-code", {"code": "FILM-7"})
    shown = one(shop.ok("GET", "/v1/coupon-batches")["items"], "batch", "movie")
    assert (shown["codes"], shown["codes_redeemed"], shown["left"], shown["issued"]) == (900, 1, 899, 1)
    assert shop.rows("SELECT details::text LIKE '%900%' FROM audit_log WHERE action = 'coupon.codes_imported'") == [
        (True,)
    ]


def test_codes_need_text_in_utf8_a_batch_and_a_scope(shop: Served) -> None:
    before = shop.rows("SELECT count(*) FROM code")
    path = "/v1/coupon-batches/movie/codes"
    assert send(shop, path, b"A\n", "application/json").status_code == 415
    latin = send(shop, path, b"ok\nfine\n\xff\xfe\n", "text/csv")
    assert (latin.status_code, latin.json()["faults"][0]["path"]) == (422, "line 3")
    assert (
        send(shop, "/v1/coupon-batches/mall_five/codes", b"A\n", "text/csv").json()["faults"][0]["code"]
        == "not-imported"
    )
    assert send(shop, path, b"A\n", "text/csv", key="reader").status_code == 403
    assert shop.rows("SELECT count(*) FROM code") == before
