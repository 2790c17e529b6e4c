"""The list of redemptions that people work through: whose, how far, and what a clerk sees of it."""

from __future__ import annotations

from typing import Any

from tests.api.people_support import log_in
from tests.api.support import Served


def _redeem(shop: Served, name: str, phone: str = "", *, test: bool = False) -> tuple[str, str]:
    new = {"namespace": "wechat", "external_id": name, "test": test}
    member = shop.ok("POST", "/v1/members", new)["member_id"]
    if phone:
        shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "phone", "external_id": phone})
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 1_000})
    return member, shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "mug"})["result"]["order_id"]


def test_what_waits_is_sent_handed_over_and_cancelled(shop: Served) -> None:
    made = [_redeem(shop, f"parcel{n}", f"1366666000{n}" if n else "") for n in range(4)]
    _redeem(shop, "tryout", test=True)
    clerk = log_in(shop, "clerk-parcels@example.com", "clerk")

    def read(query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = clerk.ok("GET", f"/v1/mall/orders?{query}")["items"]
        return found

    def ids(query: str) -> list[str]:
        return [one["order_id"] for one in read(query)]

    newest = [order for _, order in reversed(made)]
    assert ids("") == ids("status=waiting") == newest
    assert [one["shown"] for one in read()] == ["136****0003", "136****0002", "136****0001", "parcel0"]
    assert "13666660003" not in str(read())
    (member, order), (second, handed), (third, undone), _ = made
    clerk.ok(
        "POST", f"/v1/members/{member}/mall/orders/{order}/send", {"carrier": "SF", "tracking": "SF42"},
        **{"Idempotency-Key": "s"},
    )  # fmt: skip
    clerk.ok(
        "POST", f"/v1/members/{second}/mall/orders/{handed}/fulfil", {"store": "east", "note": "ok"},
        **{"Idempotency-Key": "f"},
    )  # fmt: skip
    shop.ok("POST", f"/v1/members/{third}/mall/orders/{undone}/refund", {"reason": "changed their mind"})
    assert (ids("status=sent"), ids("status=done"), ids("status=cancelled")) == ([order], [handed], [undone])
    assert ids("status=waiting") == newest[:1]
    sent, done = read("status=sent")[0], read("store=east")[0]
    assert (sent["carrier"], sent["tracking"], sent["done_us"], sent["points"]) == ("SF", "SF42", None, 600)
    assert (done["order_id"], done["status"], done["store"], done["note"]) == (handed, "done", "east", "ok")
    assert ids(f"member={second}") == ids("member=wechat:parcel1") == [handed]
    assert ids("item=mug") == newest
    assert ids("item=no_such") == ids("from_day=2099-01-01") == ids("until_day=2000-01-01") == []
    first = clerk.ok("GET", "/v1/mall/orders?limit=3")
    rest = clerk.ok("GET", f"/v1/mall/orders?limit=3&cursor={first['next_cursor']}")
    assert [one["order_id"] for one in first["items"] + rest["items"]] == newest
    clerk.problem(403, "POST", f"/v1/members/{third}/mall/orders/{undone}/refund", {})
