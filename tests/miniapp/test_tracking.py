"""What a member looks at is known once they have agreed, and not before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import expect

from tests.api.support import Served
from tests.miniapp.support import Phone, settle

KEPT = "Object.keys(localStorage).filter(one => one.startsWith('liuke.track.')).length"
SENT = "!Object.keys(localStorage).some(one => one.startsWith('liuke.track.e.'))"


def seen(shop: Served, member: str) -> list[Any]:
    """Types and pages of what the server has, in order."""
    sql = "SELECT type, data->>'page' FROM track_event WHERE member_id = $1 ORDER BY t_us, id"
    with ThreadPoolExecutor(1) as beside:  # an event loop runs in this thread as long as the browser is open
        return beside.submit(shop.rows, sql, int(member)).result()


def test_pages_are_known_from_the_consent_on_and_until_it_is_withdrawn(phone: Phone, shop: Served) -> None:
    member = shop.member("looks")
    opened = phone.open(member, strict=False)
    phone.go(opened, "points")
    phone.go(opened, "settings")
    assert opened.evaluate(KEPT) == 0
    switch = opened.get_by_role("switch", name="使用行为分析")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    phone.go(opened, "mall")
    phone.go(opened, "coupons")
    opened.evaluate("window.dispatchEvent(new Event('pagehide'))")
    opened.wait_for_function(SENT, polling=50)
    found = seen(shop, member)
    assert {kind for kind, _ in found} == {"page.viewed", "page.left"}
    assert [page for kind, page in found if kind == "page.viewed"] == [
        "pages/settings/index", "pages/mall/index", "pages/coupons/index",
    ]  # fmt: skip
    opened.reload()  # what was said holds at the next start
    settle(opened)
    opened.wait_for_function("Object.keys(localStorage).some(one => one.startsWith('liuke.track.e.'))", polling=50)
    phone.go(opened, "settings")
    switch = opened.get_by_role("switch", name="使用行为分析")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    opened.wait_for_function(f"{KEPT} === 0", polling=50)
    phone.go(opened, "points")
    assert opened.evaluate(KEPT) == 0
