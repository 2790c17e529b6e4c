"""What a member agreed to, what is exported of them, and how nothing leads to them any more: in the console."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.console.support import Console, find_serious


def _choose(page: Page, act: str) -> None:
    page.get_by_role("button", name="操作", exact=True).click()
    page.get_by_role("menuitem", name=act, exact=True).click()


def test_a_consent_is_recorded_with_how_it_was_said_and_withdrawn(console: Console, shop: Served) -> None:
    member = shop.member("consenting")
    page = console.open(f"/members/{member}?tab=privacy", role="support")
    state = page.get_by_role("region", name="授权情况")
    purposes = shop.ok("GET", f"/v1/members/{member}/consents")["purposes"]
    one = next(one for one in purposes if not one["allowed"])
    zh = console.shop.ok("GET", f"/v1/members/{member}/consents", **{"Accept-Language": "zh"})["purposes"]
    name = next(two["name"] for two in zh if two["purpose"] == one["purpose"])
    expect(page.get_by_role("region", name="授权记录")).to_contain_text("还没有授权记录")
    state.get_by_role("button", name=f"代为记录 {name}", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"记录会员同意「{name}」")
    expect(dialog.get_by_role("button", name="代为记录")).to_be_disabled()
    dialog.get_by_label("原因").fill("在门店当面同意")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="代为记录").click()
    history = page.get_by_role("region", name="授权记录")
    expect(history).to_contain_text("在门店当面同意")
    expect(history).to_contain_text("员工代为记录 · support@example.com")
    given = next(
        o for o in shop.ok("GET", f"/v1/members/{member}/consents")["purposes"] if o["purpose"] == one["purpose"]
    )
    assert (given["allowed"], given["given"], given["source"]) == (True, True, "clerk")
    state.get_by_role("button", name=f"代为记录 {name}", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"记录会员撤回「{name}」")
    dialog.get_by_label("原因").fill("来电撤回")
    dialog.get_by_role("button", name="代为记录").click()
    expect(history.get_by_role("listitem").first).to_contain_text("来电撤回")
    said = shop.ok("GET", f"/v1/members/{member}/consents/history")["items"]
    assert [(o["given"], o["reason"]) for o in said] == [(False, "来电撤回"), (True, "在门店当面同意")]
    assert console.said.take() == []


def test_addresses_are_opened_by_hand_and_each_look_is_noted(console: Console, shop: Served) -> None:
    member = shop.member("addressed")
    address = {
        "recipient": "林一",
        "phone": "13800001111",
        "region": ["福建省", "厦门市", "思明区"],
        "street": "环岛路 1 号",
    }
    shop.ok("PUT", f"/v1/members/{member}/addresses/home", address)
    page = console.open(f"/members/{member}?tab=privacy", role="owner")
    book = page.get_by_role("region", name="收货地址")
    expect(book).to_contain_text("每次查看都会记入审计日志")
    assert "环岛路" not in page.get_by_role("main").inner_text()
    book.get_by_role("button", name="查看地址").click()
    expect(book).to_contain_text("环岛路 1 号")
    noted = shop.ok("GET", f"/v1/audit?subject=member/{member}&actor=person:owner@example.com")["items"]
    assert len(noted) == 1
    assert console.said.take() == []


def test_a_member_is_exported_and_erased_after_a_look(console: Console, shop: Served, tmp_path: Path) -> None:
    member = shop.member("leaving")
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/identities", {"namespace": "phone", "external_id": "13699998888"})
    points = shop.ok("POST", f"{path}/points/earn", {"asset": "points", "amount": 120})["balances"]["points"]
    page = console.open(f"/members/{member}?tab=privacy", role="owner")
    with page.expect_download() as loading:
        _choose(page, "导出个人数据")
    kept = tmp_path / "export.json"
    loading.value.save_as(kept)
    text = kept.read_text(encoding="utf-8")
    assert "13699998888" in text
    assert json.loads(text).keys() >= {"names", "addresses", "movements", "messages"}
    expect(page.get_by_text("已导出")).to_be_visible()

    _choose(page, "删除个人数据")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("名称与手机号 2 个")
    expect(dialog).to_contain_text(f"将作废{points} 积分")
    done = dialog.get_by_role("button", name="删除个人数据")
    expect(done).to_be_disabled()
    dialog.get_by_label("由谁、以何种方式提出").fill("本人来电")
    expect(done).to_be_disabled()
    assert find_serious(page) == []
    assert shop.ok("GET", path)["labels"] == {}  # a look changes nothing
    dialog.get_by_text("已核对，明白无法恢复").click()
    done.click()
    expect(page.get_by_text("个人数据已删除").first).to_be_visible()
    assert shop.call("GET", "/v1/members/phone:13699998888").status_code == 404
    page.wait_for_url("**/members")
    console.go(page, f"/members/{member}?tab=privacy")
    expect(page.get_by_role("heading", name="已删除的会员")).to_be_visible()
    # nothing of it is left to be asked for
    expect(page.get_by_role("button", name="操作", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="代为记录")).to_have_count(0)
    assert "13699998888" not in page.content()
    assert console.said.take() == []


def test_who_may_not_erase_is_not_asked(console: Console, shop: Served) -> None:
    member = shop.member("staying")
    page = console.open(f"/members/{member}?tab=privacy", role="support")
    page.get_by_role("button", name="操作", exact=True).click()
    expect(page.get_by_role("menuitem", name="修改资料", exact=True)).to_be_visible()
    for act in ("删除个人数据", "导出个人数据"):
        expect(page.get_by_role("menuitem", name=act, exact=True)).to_have_count(0)
    assert console.said.take() == []
