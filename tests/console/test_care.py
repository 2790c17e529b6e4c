"""What operators do with one member all day: profile, labels, a freeze, a tier; each is on the page and on record."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.console.support import Console, find_serious


def _choose(page: Page, act: str) -> None:
    page.get_by_role("button", name="操作", exact=True).click()
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


def test_two_members_are_merged_after_a_look_and_parted_again(console: Console, shop: Served) -> None:
    stays, goes = shop.member("stays"), shop.member("goes")
    shop.ok("POST", f"/v1/members/{goes}/identities", {"namespace": "phone", "external_id": "13855557777"})
    page = console.open(f"/members/{stays}", role="operator")
    _choose(page, "合并会员")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("并入的会员").fill("13855557777")
    dialog.get_by_label("原因").fill("同一人")
    dialog.get_by_role("button", name="先看结果").click()
    expect(dialog.get_by_role("status")).to_contain_text("合并后")
    assert shop.ok("GET", "/v1/members/wechat:goes")["member_id"] == goes  # a look changes nothing
    assert find_serious(page) == []
    dialog.get_by_role("button", name="确认合并").click()
    merges = page.get_by_role("region", name="合并记录")
    expect(merges).to_contain_text("同一人")
    assert shop.ok("GET", "/v1/members/wechat:goes")["member_id"] == stays
    # whom the phone number belongs to is seen in part, and whole with a reason
    profile = page.get_by_role("region", name="资料")
    expect(profile).to_contain_text("138****7777")
    profile.get_by_role("button", name="查看完整号码").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("回电核实")
    dialog.get_by_role("button", name="查看", exact=True).click()
    expect(dialog.get_by_role("status")).to_contain_text("13855557777")
    dialog.get_by_role("button", name="关闭", exact=True).last.click()
    merges.get_by_role("button", name="撤销合并").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("认错人了")
    dialog.get_by_role("button", name="先看结果").click()
    dialog.get_by_role("button", name="撤销合并").click()
    expect(merges).to_contain_text("已撤销")
    assert shop.ok("GET", "/v1/members/wechat:goes")["member_id"] == goes
    assert console.said.take() == []
