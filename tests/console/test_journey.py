"""What people do in the console, in a real Chromium against the real server and database."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.api.people_support import PASSWORD, add_person
from tests.api.support import Served
from tests.console.browser import settle, sign_in
from tests.console.support import Console

_SERVICE = "会员 人工发放 调整审批 奖品发放 兑换发放 内容审核 风险审核"
MENUS = {
    "owner": f"概览 {_SERVICE} 核销 方案工作室 营销活动 优惠券与商城 财务 跨店清算 开发者 审计 设置",
    "operator": f"概览 {_SERVICE} 方案工作室 营销活动 优惠券与商城 财务 跨店清算 审计 设置",
    "clerk": "奖品发放 兑换发放 核销 设置",
    "finance": f"概览 {_SERVICE} 方案工作室 营销活动 优惠券与商城 财务 跨店清算 审计 设置",
    "support": f"概览 {_SERVICE} 方案工作室 营销活动 优惠券与商城 财务 跨店清算 设置",
    "reader": "概览 会员 奖品发放 兑换发放 内容审核 风险审核 方案工作室 营销活动 优惠券与商城 财务 跨店清算 设置",
}


def test_a_rule_is_changed_refused_mended_published_and_earned_by(console: Console, shop: Served) -> None:
    page = console.open("/login", role="")
    sign_in(page, console.base, "owner@example.com", PASSWORD)
    page.get_by_role("link", name="方案工作室").click()
    page.get_by_role("link", name="获取规则").click()
    before = shop.ok("GET", "/v1/program")
    page.locator("#field-earning-0 > .head > button.open").click()
    amount = page.locator("#field-earning-0-amount-fixed input")
    expect(amount).to_have_value("100")

    amount.fill("-5")
    amount.blur()
    expect(page.locator("#field-earning-0 .finding.error").first).to_be_visible()
    expect(page.get_by_role("button", name="发布")).to_be_disabled()
    assert shop.ok("GET", "/v1/program")["version"] == before["version"]

    amount.fill("150")
    expect(page.locator(".finding.error")).to_have_count(0)
    page.get_by_role("button", name="发布").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("100 → 150")).to_be_visible()
    dialog.get_by_role("button", name="立即发布").click()
    expect(page.get_by_text(f"第 {before['version'] + 1} 版已发布")).to_be_visible()
    page.wait_for_url(re.compile(r"tab=history"))  # the draft is gone by then, and the new version is known
    after = shop.ok("GET", "/v1/program")
    assert after["version"] == before["version"] + 1
    assert after["spec"]["earning"][0]["amount"]["fixed"] == 150
    assert after["published_by"] == "person:owner@example.com"
    assert shop.ok("GET", "/v1/program/drafts")["items"] == []

    event = {
        "type": "order.paid", "member": "wechat:newcomer", "key": "order:first",
        "data": {"order_id": "first", "amount_cents": 8_800},
    }  # fmt: skip
    answer = shop.ok("POST", "/v1/events?register=true", event, key="events")
    member = answer["member_id"]
    assert answer["balances"]["points"] == 150 + 88 * (1 + 0)
    page.get_by_role("link", name="会员", exact=True).click()
    page.get_by_placeholder("手机号或外部编号").fill("newcomer")
    page.get_by_role("link", name="newcomer").click()
    page.wait_for_url(f"**/members/{member}")
    expect(page.locator(".wallet", has_text="积分").locator(".figure")).to_have_text("238")
    page.get_by_role("button", name=re.compile("^注册")).click()
    why = page.locator(".why")
    expect(why).to_contain_text("注册礼")
    expect(why.locator(".amount", has_text="+150")).to_be_visible()
    expect(why).to_contain_text(f"按方案第 {before['version'] + 1} 版判定")
    assert console.said.take() == []


@pytest.mark.parametrize("role", MENUS)
def test_roles_see_only_what_is_theirs(console: Console, role: str) -> None:
    page = console.open("/", role=role)
    assert [name.strip() for name in page.locator("aside nav a").all_inner_texts()] == MENUS[role].split()
    assert console.said.take() == []
    closed = {"clerk": "/finance", "reader": "/redeem", "finance": "/developers"}.get(role, "/developers")
    if role != "owner":
        console.go(page, closed)
        expect(page.get_by_role("main")).to_contain_text("没有权限")
        assert "¥" not in page.locator("main").inner_text()


def test_a_window_whose_session_has_ended_asks_to_log_in_and_comes_back(console: Console) -> None:
    page = console.open("/login", role="")
    sign_in(page, console.base, "support@example.com", PASSWORD)
    page.context.clear_cookies()
    page.goto(f"{console.base}/members")
    page.wait_for_url(re.compile(r"/login\?to=/members"))
    page.locator("input[type=email]").fill("support@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/console/members")


def test_text_and_form_are_one_document(console: Console, shop: Served) -> None:
    page = console.open("/program?section=special_days&yaml=1", role="operator")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.type("\nindustry: bakery_cafe")
    page.keyboard.press("Control+Home")
    expect(page.locator(".cm-content")).to_contain_text("schema_version")
    expect(
        page.locator(".cm-lintRange, .cm-lint-marker, .cm-fault").or_(page.get_by_text("industry").first)
    ).not_to_have_count(0)
    assert shop.ok("GET", "/v1/program")["spec"]["industry"] == "tea"


def test_an_event_is_tried_on_the_draft_and_leaves_nothing_behind(console: Console, shop: Served) -> None:
    page = console.open("/program?tab=try", role="operator")
    before = len(shop.ok("GET", "/v1/overview/events?limit=50")["items"])
    page.get_by_role("button", name="判定").click()
    result = page.get_by_role("region", name="结果")
    expect(result).to_contain_text("消费得积分")
    expect(result).to_contain_text("+88")
    assert len(shop.ok("GET", "/v1/overview/events?limit=50")["items"]) == before
    assert console.said.take() == []


def test_goods_of_a_rule_are_found_by_name_in_the_catalogue(console: Console, shop: Served) -> None:
    for number, name in (("sku-7781", "黑糖珍珠"), ("sku-7782", "芋泥波波")):
        shop.ok("PUT", f"/v1/products/{number}", {"name": name})
    page = console.open("/program?section=benefits", role="operator")
    page.locator("#field-benefits-0 > .head > button.open").click()
    field = page.locator("#field-benefits-0-scope-products")
    field.locator("input").fill("芋泥")
    page.get_by_role("option", name="芋泥波波").click()
    expect(field.locator(".el-tag")).to_have_text("芋泥波波")
    field.locator("input").fill("sku-9")  # what is not in there yet can be typed
    field.locator("input").press("Enter")
    expect(field.locator(".el-tag")).to_have_text(["芋泥波波", "sku-9"])
    page.get_by_role("link", name="获取规则").click()
    expect(field).to_have_count(0)
    page.get_by_role("link", name="会员权益").click()
    page.locator("#field-benefits-0 > .head > button.open").click()
    expect(field.locator(".el-tag")).to_have_text(["芋泥波波", "sku-9"])
    assert console.said.take() == []


def test_a_code_is_redeemed_once(console: Console, shop: Served) -> None:
    member = shop.member("snack")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "snack", "amount_cents": 150_000})
    code = shop.ok("POST", f"/v1/members/{member}/benefits/free_snack/code", {"seconds": 300})["result"]["code"]
    page = console.open("/redeem", role="clerk", width=390)
    box = page.get_by_label("核销码")
    for given, words in ((code, "核销成功"), (code, "这个码已经核销过"), ("NOPE12345", "不能核销")):
        box.fill(given)
        box.press("Enter")
        expect(page.get_by_role("status").last).to_contain_text(words)
    left = shop.ok("GET", f"/v1/members/{member}/entitlements")["items"]
    assert [one["used"] for one in left if one["benefit"] == "free_snack"] == [1]
    shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "phone", "external_id": "13955550007"})
    who = page.get_by_role("region", name="柜台前是谁")
    who.get_by_label("手机号或卡号").fill("139 5555 0007")
    who.get_by_role("button", name="查找").click()
    expect(who.get_by_role("status")).to_contain_text("139****0007")
    assert "13955550007" not in page.get_by_role("main").inner_text()
    assert console.said.take() == ["409 POST /redeem"]


def test_a_slip_at_the_counter_is_undone_within_its_minutes(console: Console, shop: Served) -> None:
    member = shop.member("slipped")
    shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "phone", "external_id": "13955550008"})
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "slipped", "amount_cents": 150_000})
    code = shop.ok("POST", f"/v1/members/{member}/benefits/free_snack/code", {"seconds": 300})["result"]["code"]
    page = console.open("/redeem", role="clerk")
    page.get_by_label("核销码").fill(code)
    page.get_by_role("button", name="核销", exact=True).click()
    row = page.get_by_role("region", name="核销记录").get_by_role("listitem").filter(has_text="139****0008")
    row.get_by_role("button", name="撤销").click()
    dialog = page.get_by_role("dialog")
    sure = dialog.get_by_role("button", name="撤销")
    expect(sure).to_be_disabled()
    dialog.get_by_label("原因").fill("点错了会员")
    sure.click()
    expect(row).to_contain_text("已撤销")
    expect(row.get_by_role("button")).to_have_count(0)
    left = shop.ok("GET", f"/v1/members/{member}/entitlements")["items"]
    assert [one["used"] for one in left if one["benefit"] == "free_snack"] == [0]
    assert console.said.take() == []


def test_a_correction_is_asked_for_by_one_and_approved_by_another(console: Console, shop: Served) -> None:
    member = shop.member("corrected")
    page = console.open(f"/members/{member}", role="support")
    page.get_by_role("button", name="操作", exact=True).click()
    page.get_by_role("menuitem", name="调整积分").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("调整数量").fill("3000")
    dialog.get_by_label("原因").fill("门店投诉补偿 7731")
    expect(dialog).to_contain_text("需要第二个人审批")
    dialog.get_by_role("button", name="申请 +3,000 积分").click()
    expect(page.get_by_text("已提交，等待审批")).to_be_visible()
    assert shop.ok("GET", f"/v1/members/{member}")["balances"][0]["available"] < 3_000

    other = console.open("/adjustments", role="finance")
    row = other.get_by_role("row", name=re.compile("门店投诉补偿 7731"))
    row.get_by_role("button", name="通过").click()
    other.get_by_role("dialog").get_by_role("button", name="通过").click()
    expect(other.get_by_text("已通过并入账")).to_be_visible()
    balances = {one["asset"]: one["available"] for one in shop.ok("GET", f"/v1/members/{member}")["balances"]}
    assert balances["points"] >= 3_000
    assert console.said.take() == []


def test_points_are_frozen_and_given_free_again(console: Console, shop: Served) -> None:
    member = shop.member("frozen")
    page = console.open(f"/members/{member}?tab=accounts", role="support")
    page.get_by_role("button", name="操作", exact=True).click()
    page.get_by_role("menuitem", name="冻结积分").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("数量").fill("40")
    dialog.get_by_label("原因").fill("looked into")
    dialog.get_by_role("button", name="冻结积分").click()
    expect(page.locator(".wallet .note")).to_contain_text("40")
    page.get_by_role("button", name="解冻").click()
    page.get_by_role("dialog").get_by_role("button", name="解冻").click()
    expect(page.locator(".wallet .note")).to_have_count(0)
    assert [
        one["frozen"] for one in shop.ok("GET", f"/v1/members/{member}")["balances"] if one["asset"] == "points"
    ] == [0]
    assert console.said.take() == []


def test_how_a_member_stood_at_a_moment(console: Console, shop: Served) -> None:
    member = shop.member("past")
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 7})
    page = console.open(f"/members/{member}?tab=past&at=2020-01-01T00:00:00", role="support")
    expect(page.get_by_role("alert")).to_be_visible()  # before they were a member
    console.said.take()
    console.go(page, f"/members/{member}?tab=past")
    expect(page.get_by_role("region", name="当时的状态")).to_contain_text("普通会员")
    assert console.said.take() == []


def test_a_webhook_is_made_tested_turned_and_removed(console: Console, shop: Served) -> None:
    page = console.open("/developers?tab=webhooks")
    page.get_by_role("button", name="新建 Webhook").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("URL").fill("http://127.0.0.1:9/other")
    dialog.get_by_label("事件类型").fill("tier.upgraded")
    dialog.get_by_role("button", name="新建 Webhook").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.get_by_role("button", name="我已保存").click()
    item = page.get_by_role("listitem").filter(has_text="127.0.0.1:9/other")
    item.get_by_role("button", name="发送测试").click()
    expect(item.get_by_role("row").nth(1)).to_contain_text("待投递")
    item.get_by_role("button", name="轮换签名密钥").click()
    page.get_by_role("dialog").get_by_role("button", name="轮换签名密钥").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.get_by_role("button", name="我已保存").click()
    item.locator(".el-switch").click()
    expect(item.get_by_role("switch")).not_to_be_checked()
    found = next(one for one in shop.ok("GET", "/v1/webhooks")["items"] if one["url"].endswith("/other"))
    assert (found["enabled"], found["event_types"]) == (False, ["tier.upgraded"])
    item.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(item).to_have_count(0)
    assert [one["description"] for one in shop.ok("GET", "/v1/webhooks")["items"]] == ["till"]
    assert console.said.take() == []


def test_a_person_changes_their_password(console: Console, shop: Served) -> None:
    add_person(shop, "new@example.com", "reader")
    page = console.open("/login", role="")
    sign_in(page, console.base, "new@example.com", PASSWORD)
    page.locator("button.person").click()
    page.get_by_role("menuitem", name="修改密码").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("当前密码").fill(PASSWORD)
    dialog.get_by_label("新密码").fill("a louder river runs")
    dialog.get_by_label("再输入一次").fill("a louder river runs")
    dialog.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已修改")).to_be_visible()
    assert (
        shop.call("POST", "/v1/sessions", {"email": "new@example.com", "password": PASSWORD}, key="").status_code == 401
    )
    assert (
        shop.call(
            "POST", "/v1/sessions", {"email": "new@example.com", "password": "a louder river runs"}, key=""
        ).status_code
        == 201
    )


def test_the_ledger_is_searched_and_proved(console: Console) -> None:
    page = console.open("/finance?tab=postings", role="finance")
    page.get_by_role("searchbox").or_(page.get_by_placeholder("会员编号、单号")).first.fill("big")
    expect(page).to_have_url(re.compile("q=big"))
    settle(page)
    assert {text.strip() for text in _column(page, "关联单号")} == {"big"}
    console.go(page, "/finance?tab=proof")
    page.get_by_role("button", name="开始验证").click()
    expect(page.get_by_text(re.compile(r"\d+ 条定律全部成立"))).to_be_visible(timeout=20_000)
    assert console.said.take() == []


def _column(page: Page, name: str) -> list[str]:
    return page.locator(f"td[data-label='{name}']").all_inner_texts()


_SEEN = """() => {
  const copy = document.querySelector('main').cloneNode(true)
  copy.querySelectorAll('code, .mono, script, style').forEach((one) => one.remove())
  return copy.innerText
}"""


def test_a_clerk_reads_names_and_not_ids(console: Console, shop: Served) -> None:
    member = shop.member("named")
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/orders", {"order_id": "named", "amount_cents": 150_000})
    shop.ok("POST", f"{path}/check-in", {})
    code = shop.ok("POST", f"{path}/benefits/free_snack/code", {"seconds": 300})["result"]["code"]
    things = shop.ok("GET", "/v1/program/names?lang=zh", key="owner")["items"]
    ids = {one["id"] for one in things if one["id"] != one["name"]}
    names = {one["name"] for one in things}
    page = console.open(f"/members/{member}", role="reader")
    seen = set[str]()
    for place in ("", "?tab=accounts", "?tab=benefits", "?tab=tier"):
        console.go(page, f"/members/{member}{place}")
        text = page.evaluate(_SEEN)
        assert ids & set(re.findall(r"[a-z][a-z0-9_]*", text)) == set(), (place, re.findall(r".{30}[a-z]{3,}", text))
        seen |= {name for name in names if name in text}
    assert {"黄金会员", "积分", "消费得积分"} <= seen
    for place in ("/coupons", "/coupons?tab=mall"):
        console.go(page, place)
        assert ids & set(re.findall(r"[a-z][a-z0-9_]*", page.evaluate(_SEEN))) == set()
    page = console.open("/redeem", role="clerk")
    page.get_by_label("核销码").fill(code)
    page.get_by_label("核销码").press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("小食")
    assert ids & set(re.findall(r"[a-z][a-z0-9_]*", page.evaluate(_SEEN))) == set()
    assert console.said.take() == []


def test_who_has_left_a_page_is_not_called_back_by_it(console: Console, shop: Served) -> None:
    """A search is written into the address a moment after it was typed; by then its reader may be on their way."""
    member = shop.member("leaver")
    page = console.open("/members")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 700, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    page.get_by_placeholder("手机号或外部编号").fill("lea")
    page.get_by_role("link", name="leaver").click()
    page.wait_for_url(f"**/members/{member}")
    page.wait_for_timeout(900)
    assert page.url == f"{console.base}/members/{member}"
    assert console.said.take() == []


def test_goods_are_sent_together_and_handed_over_one_by_one(console: Console, shop: Served) -> None:
    item = next(one for one in shop.ok("GET", "/v1/mall/items")["items"] if one["fulfilment"] == "manual")
    orders = list[str]()
    for n in range(3):
        member = shop.member(f"goods{n}")
        shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "phone", "external_id": f"1377777000{n}"})
        points = {"asset": item["asset"], "amount": 100_000}
        shop.ok("POST", f"/v1/members/{member}/points/earn", points)
        bought = shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": item["item"]})
        orders.append(bought["result"]["order_id"])
    page = console.open("/handover", role="clerk")
    for n in range(2):
        page.get_by_role("row", name=re.compile(f"137\\*\\*\\*\\*000{n}")).locator(".el-checkbox").click()
    page.get_by_role("button", name="寄出 2 单").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("承运人").fill("顺丰")
    for n in range(2):
        dialog.get_by_label(re.compile(f"000{n} 的运单号")).fill(f"SF{n}")
    dialog.get_by_role("button", name="寄出 2 单").click()
    expect(page.get_by_text("已寄出 2 单")).to_be_visible()
    page.get_by_role("row", name=re.compile("0002")).get_by_role("button", name="交付").click()
    page.get_by_role("dialog").get_by_role("button", name="交付").click()
    expect(page.get_by_text("没有这样的兑换单")).to_be_visible()
    page.get_by_role("link", name="已寄出").click()
    expect(page.get_by_role("row", name=re.compile("0001"))).to_contain_text("顺丰 SF1")
    found = {one["order_id"]: (one["status"], one["tracking"]) for one in shop.ok("GET", "/v1/mall/orders")["items"]}
    assert [found[order] for order in orders] == [("sent", "SF0"), ("sent", "SF1"), ("done", "")]
    assert "1377777000" not in page.get_by_role("main").inner_text()
    assert console.said.take() == []
