"""What a keystroke in the studio costs, and that it costs the same in a program ten times as large."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.console.support import Console, drop_draft, keep_draft

FEW, MANY = 80, 800
KEYS = 40
MEASURE = """async ({ field, keys }) => {
  const input = document.querySelector(field)
  input.focus()
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  const spent = []
  for (let i = 0; i < keys; i++) {
    const begin = performance.now()
    write.call(input, input.value + String(i % 10))
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: String(i % 10), inputType: 'insertText' }))
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = done
      port2.postMessage(0)
    })
    document.body.getBoundingClientRect()
    spent.push(performance.now() - begin)
    await new Promise((done) => requestAnimationFrame(done))
  }
  return spent
}"""


@pytest.fixture
def draft(shop: Served) -> Iterator[Any]:
    spec = shop.ok("GET", "/v1/program")["spec"]
    first = spec["coupons"][0]

    def keep(number: int) -> None:
        made = [{**first, "id": f"many_{n}", "name": {"zh": f"第 {n} 张", "en": f"Coupon {n}"}} for n in range(number)]
        keep_draft(shop, {**spec, "coupons": [*spec["coupons"], *made]})

    yield keep
    drop_draft(shop)


def measure(page: Page, field: str) -> tuple[float, float]:
    """Of a key and everything that follows from it: milliseconds until it is laid out (the median, without the first
    ones), and milliseconds that the page's thread worked, which others on the machine do not lengthen (the mean)."""
    session: Any = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return 1_000 * float(found["TaskDuration"])

    page.evaluate(MEASURE, {"field": field, "keys": 5})
    begin = worked()
    spent: list[float] = page.evaluate(MEASURE, {"field": field, "keys": KEYS})
    end = worked()
    session.detach()
    return statistics.median(spent), (end - begin) / KEYS


def test_a_keystroke_costs_the_same_in_a_large_program(console: Console, draft: Any) -> None:
    costs = dict[int, tuple[float, float]]()  # of work, in a field and in the search
    for number in (FEW, MANY):
        draft(number)
        page = console.open("/program?section=coupons", role="operator")
        page.locator("#field-coupons-0 > .head > button.open").click()
        name = "#field-coupons-0-name input"
        expect(page.locator(name).first).to_be_visible()
        typed = measure(page, name)
        sought = measure(page, ".list.root > .bar input")
        costs[number] = typed[1], sought[1]
        for where, (until, work) in (("a field", typed), ("the search", sought)):
            print(f"{number} coupons, a key in {where}: {until:.1f} ms, of which {work:.1f} ms are work")  # for -s
        page.goto("about:blank")  # nothing of it is saved later
    for few, many in zip(costs[FEW], costs[MANY], strict=True):
        assert many <= 3 * few + 10, costs


def test_a_long_list_is_searched_turned_over_and_added_to_on_top(console: Console, draft: Any) -> None:
    draft(MANY)
    page = console.open("/program?section=coupons", role="operator")
    rows = page.locator(".list.root > ul > li")
    expect(rows).to_have_count(25)
    bar = page.locator(".list.root > .bar")
    bar.locator("input").fill("第 79")
    expect(rows).to_have_count(11)  # 79, and 790 to 799
    bar.locator("input").fill("many_799")
    expect(rows).to_have_count(1)
    bar.locator("input").fill("没有这样的券")
    expect(page.get_by_text("没有找到").first).to_be_visible()
    bar.locator("input").fill("")
    expect(rows).to_have_count(25)
    page.locator(".el-pager li.number").last.click()
    expect(rows.last).to_contain_text("第 799 张")
    assert bar.bounding_box() is not None
    bar.get_by_role("button", name="添加优惠券").click()
    expect(rows.last.locator("> .head > button.open")).to_have_attribute("aria-expanded", "true")
    assert console.said.take() == []
