"""What operators do with one member all day: profile, labels, a freeze, a tier; each is on the page and on record."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.console.support import Console, find_serious


def _choose(page: Page, act: str) -> None:
    page.get_by_role("button", name="操作").click()
    page.get_by_role("menuitem", name=act, exact=True).click()


def test_support_corrects_labels_freezes_and_sets_a_tier(console: Console, shop: Served) -> None:
    member = shop.member("cared")
    shop.ok("POST", f"/v1/members/{member}/profile", {"profile": {"size": 3, "city": "Ningbo"}})
    page = console.open(f"/members/{member}", role="support")
    _choose(page, "修改资料")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="保存")).to_be_disabled()
    dialog.get_by_label("生日").fill("1990/3/8")
    expect(dialog.get_by_text("写成 1990-03-08 或 03-08")).to_be_visible()
    dialog.get_by_label("生日").fill("1990-03-08")
    dialog.get_by_label("城市").fill("")
    dialog.get_by_label("size").fill("4")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("资料已修改")).to_be_visible()
    assert shop.ok("GET", f"/v1/members/{member}")["profile"] == {"birthday": "1990-03-08", "size": 4}

    _choose(page, "修改标签")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("标签", exact=True).fill("member_frozen")
    expect(dialog.get_by_text("这个名称由系统使用")).to_be_visible()
    dialog.get_by_label("标签", exact=True).fill("老客")
    dialog.get_by_role("button", name="加上").click()
    assert find_serious(page) == []
    dialog.get_by_role("button", name="保存").click()
    expect(page.locator("header, .about").get_by_text("老客").first).to_be_visible()

    _choose(page, "冻结会员")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("等待本人核实")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="冻结会员").click()
    notice = page.get_by_role("status").filter(has_text="会员已冻结")
    expect(notice).to_contain_text("等待本人核实")
    expect(notice).to_contain_text("support@example.com")
    spend = {"asset": "points", "amount": 1}
    assert shop.problem(409, "POST", f"/v1/members/{member}/points/spend", spend)["reason"] == "member-frozen"
    notice.get_by_role("button", name="解冻会员").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("本人已核实")
    dialog.get_by_role("button", name="解冻会员").click()
    expect(notice).to_have_count(0)

    _choose(page, "指定等级")
    dialog = page.get_by_role("dialog")
    dialog.locator(".el-select__wrapper").click()
    page.get_by_role("option").last.click()
    dialog.get_by_label("原因").fill("周年答谢")
    assert find_serious(page) == []
    dialog.get_by_role("button", name="指定为").click()
    expect(page.get_by_role("status").filter(has_text="人工指定等级")).to_contain_text("周年答谢")
    shown = shop.ok("GET", f"/v1/members/{member}")
    assert (shown["freeze"], shown["set_tier"]["reason"]) == (None, "周年答谢")
    actor = "person:support@example.com"
    noted = shop.ok("GET", f"/v1/audit?subject=member/{member}&actor={actor}")["items"]
    assert [one["action"] for one in reversed(noted)] == [
        "member.labelled", "member.frozen", "member.unfrozen", "tier.assign",
    ]  # fmt: skip
    # found by the label, whoever looks
    console.go(page, "/members?label=老客")
    expect(page.get_by_role("link", name="cared")).to_be_visible()
    assert console.said.take() == []
