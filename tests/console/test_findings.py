"""Findings in the studio: dismissed with a reason, shown as dismissed with who and why, and restored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.api.support import Served
from tests.console.support import Console, drop_draft, keep_draft


@pytest.fixture
def draft(shop: Served) -> Iterator[None]:
    """A draft with one warning of its own, which is thrown away afterwards."""
    spec = shop.ok("GET", "/v1/program")["spec"]
    spec["custom_events"] = [
        *spec.get("custom_events", []), {"name": "usage.reported", "label": {"zh": "使用", "en": "Usage"}},
    ]  # fmt: skip
    keep_draft(shop, spec)
    yield
    drop_draft(shop)


def test_a_finding_is_dismissed_with_a_reason_and_restored(console: Console, shop: Served, draft: None) -> None:
    del draft
    page = console.open("/program?tab=findings", role="operator")
    group = page.get_by_role("region", name="warning event-shadows-built-in")
    expect(group).to_contain_text("平台自带事件 usage.reported，以方案中的声明为准")
    expect(group).to_contain_text("新增 1")
    counted = page.get_by_role("main").get_by_role("link", name="检查")
    before = int("".join(filter(str.isdigit, counted.inner_text())))
    group.get_by_role("button", name="忽略").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="忽略")).to_be_disabled()
    dialog.get_by_label("原因").fill("收银系统自己上报这个事件")
    dialog.get_by_role("button", name="忽略").click()
    expect(dialog).to_have_count(0)
    expect(group).to_be_hidden()  # it lies among those that were dismissed
    page.locator("summary", has_text="已忽略 1 处").click()
    expect(group).to_contain_text("收银系统自己上报这个事件")
    expect(group).to_contain_text("operator@example.com")
    left = "".join(filter(str.isdigit, counted.inner_text()))
    assert int(left or "0") == before - 1
    (kept,) = shop.ok("GET", "/v1/program/dismissals")["items"]
    assert (kept["code"], kept["dismissed_by"]) == ("event-shadows-built-in", "person:operator@example.com")
    group.get_by_role("button", name="恢复").click()
    expect(group.get_by_role("button", name="忽略")).to_be_visible()
    assert shop.ok("GET", "/v1/program/dismissals") == {"items": []}
    acts = [one["action"] for one in shop.ok("GET", "/v1/audit?subject=finding/event-shadows-built-in")["items"]]
    assert acts == ["program.finding_restored", "program.finding_dismissed"]
    assert console.said.take() == []


def test_who_only_reads_dismisses_nothing(console: Console) -> None:
    page = console.open("/program?tab=findings", role="reader")
    expect(page.get_by_role("main").get_by_role("link", name="检查")).to_be_visible()
    expect(page.get_by_role("button", name="忽略")).to_have_count(0)
