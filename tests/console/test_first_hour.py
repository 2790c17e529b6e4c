"""The twelve tasks of ``docs/operators/first-hour``: done as the guide says, in as many clicks, in one language."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, expect

from liuke.cli import demo_tea_shop
from liuke.settings import read_settings
from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.browser import settle
from tests.console.first_hour import Walk, find_chinese, read_tasks
from tests.console.support import ROLES, Console, build
from tests.server import Administrator

EVENTS = 15_000
"""Of the half year: enough that people wait for mugs, and few enough to wait for."""


ENGLISH = (
    "/", "/members", "/givings", "/adjustments?tab=all", "/handover?status=all", "/orders/TS-90001", "/campaigns",
    "/program?section=tiers", "/program?section=coupons", "/program?tab=findings", "/finance", "/finance?tab=books",
    "/clearing", "/redeem", "/settings?tab=people",
)  # fmt: skip


@pytest.fixture(scope="module")
def tea_shop(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop of the demo with its history, its server, its worker and its people."""
    build()
    database = administrator.make_database()
    environ = make_environ(
        database, tmp_path_factory.mktemp("first-hour"), demo_tea_shop.TENANT, **NO_LIMITS, LIUKE_LOCALE="zh"
    )
    with ThreadPoolExecutor(1) as beside:  # an event loop runs in this thread while a browser is open
        keys = beside.submit(_replay, environ).result()
    worker = [sys.executable, "-m", "liuke.cli.main", "worker", "--tenant", demo_tea_shop.TENANT]
    with serve(environ, keys) as served:
        for role in ROLES:
            add_person(served, f"{role}@example.com", role)
        process = subprocess.Popen(worker, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield served
        finally:
            process.terminate()
            process.wait(60)
    administrator.drop_database(database)


def _replay(environ: dict[str, str]) -> dict[str, str]:
    settings = read_settings(environ)
    state = asyncio.run(demo_tea_shop.look(settings))
    asyncio.run(demo_tea_shop.run_tea_shop(settings, state, limit=EVENTS, quiet=True))
    return prepare(environ)


@pytest.fixture(scope="module")
def people(browser: Browser, tea_shop: Served) -> Iterator[Console]:
    console = Console(browser, tea_shop)
    yield console
    console.close()


def test_the_twelve_tasks_of_the_first_hour(people: Console, tea_shop: Served) -> None:
    tasks = [
        _change_a_threshold, _give_a_new_coupon, _explain_an_order, _approve_a_correction, _redeem_a_code,
        _hand_over_mugs, _refund_a_line, _erase_a_member, _invite_a_clerk, _plan_a_campaign, _freeze_a_member,
        _read_the_books,
    ]  # fmt: skip
    clicks = dict[int, int]()
    foreign = list[str]()
    for number, task in enumerate(tasks, 1):
        walk = task(people, tea_shop)
        clicks[number] = walk.clicks
        foreign += walk.foreign
        people.close()
    assert sorted(set(foreign)) == []
    assert clicks == read_tasks("first-hour.zh.md") == read_tasks("first-hour.md")

    # the same pages for somebody who reads English: Chinese is what people typed and what their goods are called
    page = people.open("/", locale="en")
    kinds = ("products", "categories", "stores")
    called = [one["name"] for kind in kinds for one in tea_shop.ok("GET", f"/v1/{kind}?limit=200")["items"]]
    called += [demo_tea_shop.NAME.zh, "收银机断网，按小票补登", "开业一周年答谢"]
    called += ["等待本人核实", "试吃", "小林", "中", "留客"]
    chinese = list[str]()
    for path in ENGLISH:
        people.go(page, path)
        chinese += find_chinese(page, called)
    assert chinese == []


def _begin(people: Console, role: str, path: str = "/settings") -> Walk:
    return Walk(people.open(path, role=role))


def _change_a_threshold(people: Console, shop: Served) -> Walk:
    walk = _begin(people, "owner")
    page = walk.page
    walk.menu("方案工作室")
    walk.click(page.get_by_role("main").get_by_role("link", name=re.compile("^等级")))
    walk.click(page.locator("#field-tiers-ladder-1 > .head > button.open"))
    threshold = page.locator("#field-tiers-ladder-1-entry-at_least input")
    expect(threshold).to_have_value("300")
    walk.fill(threshold, "280")
    walk.look()
    walk.button("发布")
    walk.read("白银会员升级条件·门槛 300 元 → 280 元")
    walk.read("影响到谁")
    expect(page.get_by_role("dialog")).to_contain_text(re.compile(r"按今天的数据，\d+ 人将升级为白银会员"))
    walk.button("立即发布")
    walk.read("第 3 版已发布")
    assert shop.ok("GET", "/v1/program")["spec"]["tiers"]["ladder"][1]["entry"]["at_least"] == 28_000
    return walk


def _give_a_new_coupon(people: Console, shop: Served) -> Walk:
    walk = _begin(people, "operator")
    page = walk.page
    walk.menu("方案工作室")
    walk.click(page.get_by_role("main").get_by_role("link", name=re.compile("^优惠券")))
    walk.click(page.get_by_role("button", name="添加优惠券"))
    names = page.locator("#field-coupons-6-name input")
    walk.fill(names.first, "满 30 减 5")
    walk.fill(names.last, "5 off 30")
    walk.fill(page.locator("#field-coupons-6-amount_cents input"), "5")
    walk.fill(page.locator("#field-coupons-6-threshold_cents input"), "30")
    walk.button("发布")
    walk.read("新增 优惠券「满 30 减 5」：满 30 元可用，减 5 元，领取后 30 天内有效")
    walk.button("立即发布")
    walk.read("第 4 版已发布")
    shop.wait_for_version(4)

    walk.menu("人工发放")
    walk.button("发放")
    dialog = page.get_by_role("dialog")
    walk.click(dialog.locator(".el-select__wrapper").nth(1))
    walk.click(page.get_by_role("option", name="满 30 减 5"))
    walk.click(dialog.locator(".el-select__wrapper").nth(2))
    walk.click(page.get_by_role("option", name="微信"))
    walk.fill(dialog.locator("textarea"), "\n".join(f"wx-{number:04}" for number in range(1, 201)))
    walk.fill(dialog.get_by_label("原因"), "开业一周年答谢")
    walk.button("先看结果")
    walk.read("将发放给 200 人")
    walk.button("发放给 200 人")
    row = page.get_by_role("row", name=re.compile("开业一周年答谢"))
    expect(row).to_contain_text("待复核")
    walk.look()

    other = _begin(people, "finance")  # above the limit of the program, a second person agrees
    other.menu("人工发放")
    row = other.page.get_by_role("row", name=re.compile("开业一周年答谢"))
    other.click(row.get_by_role("button", name="通过"))
    other.click(other.page.get_by_role("dialog").get_by_role("button", name=re.compile("^通过")))
    expect(row).to_contain_text("已完成")
    other.look()
    walk.clicks += other.clicks
    walk.foreign += other.foreign
    (giving,) = shop.ok("GET", "/v1/givings")["items"]
    assert (giving["status"], giving["counts"]["given"]) == ("done", 200)
    return walk


def _explain_an_order(people: Console, shop: Served) -> Walk:
    member = shop.ok("GET", "/v1/members/wechat:wx-0001")["member_id"]
    number = shop.ok("GET", f"/v1/members/{member}/orders?limit=1")["items"][0]["order_id"]
    walk = _begin(people, "support")
    page = walk.page
    walk.click(page.get_by_role("button", name=re.compile("搜索会员、订单、券码")))
    walk.fill(page.get_by_role("dialog").get_by_role("combobox"), str(number))
    walk.click(page.get_by_role("option", name=re.compile(str(number))).first)
    page.wait_for_url("**/orders/*")
    settle(page)
    walk.read("消费得积分")
    walk.look()
    return walk


def _approve_a_correction(people: Console, shop: Served) -> Walk:
    member = shop.ok("GET", "/v1/members/wechat:wx-0003")["member_id"]
    asked = {
        "adjustment_id": "till-offline", "member": member, "asset": "points", "amount": 3_000,
        "reason": "收银机断网，按小票补登",
    }  # fmt: skip
    shop.ok("POST", "/v1/adjustments", asked)
    walk = _begin(people, "finance")
    page = walk.page
    walk.menu("调整审批")
    walk.click(page.get_by_role("row", name=re.compile("按小票补登")).get_by_role("button", name="通过"))
    walk.look()
    walk.button("通过")
    walk.read("已通过并入账")
    return walk


def _redeem_a_code(people: Console, shop: Served) -> Walk:
    member = shop.ok("GET", "/v1/members/wechat:wx-0005")["member_id"]
    shop.ok("POST", "/v1/givings", {
        "giving_id": "snack", "what": {"kind": "benefit", "benefit": "free_snack", "count": 1},
        "members": [member], "reason": "试吃",
    })  # fmt: skip
    path = f"/v1/members/{member}/benefits/free_snack/code"
    code = shop.ok("POST", path, {"seconds": 300})["result"]["code"]
    walk = _begin(people, "clerk")
    page = walk.page
    walk.menu("核销")
    walk.fill(page.get_by_label("核销码"), code)
    walk.button("核销")
    walk.read("核销成功")
    return walk


def _hand_over_mugs(people: Console, shop: Served) -> Walk:
    waiting = len(shop.ok("GET", "/v1/mall/orders?status=waiting")["items"])
    assert waiting >= 3
    walk = _begin(people, "clerk")
    page = walk.page
    walk.menu("兑换发放")
    walk.look()
    for _ in range(3):
        walk.click(page.get_by_role("row", name=re.compile("马克杯")).first.get_by_role("button", name="交付"))
        walk.button("交付")
        expect(page.get_by_role("dialog")).to_have_count(0)
        waiting -= 1
        expect(page.get_by_role("row", name=re.compile("马克杯"))).to_have_count(waiting)
    assert len(shop.ok("GET", "/v1/mall/orders?status=waiting")["items"]) == waiting
    return walk


def _refund_a_line(people: Console, shop: Served) -> Walk:
    member = shop.ok("GET", "/v1/members/wechat:wx-0002")["member_id"]
    lines = [
        {"id": "1", "sku": "oolong-milk", "quantity": 2, "paid_cents": 4_000},
        {"id": "2", "sku": "black-sugar", "quantity": 1, "paid_cents": 1_800},
    ]
    order = {"order_id": "TS-90001", "amount_cents": 5_800, "lines": lines}
    shop.ok("POST", f"/v1/members/{member}/orders", order)
    walk = _begin(people, "support", "/orders/TS-90001")
    page = walk.page
    walk.look()
    walk.button("退款")
    walk.click(page.get_by_role("dialog").get_by_text("按明细", exact=True))
    walk.fill(page.get_by_role("dialog").get_by_role("spinbutton").first, "1")
    walk.button("先看结果")
    walk.look()
    walk.button("确认退款")
    walk.read("退款已记录")
    refunded = shop.ok("GET", "/v1/orders/TS-90001")
    assert refunded["refunded_cents"] == 2_000
    return walk


def _erase_a_member(people: Console, shop: Served) -> Walk:
    member = shop.ok("GET", "/v1/members/wechat:wx-0010")["member_id"]
    walk = _begin(people, "owner", f"/members/{member}")
    page = walk.page
    walk.look()
    walk.button("操作")
    walk.click(page.get_by_role("menuitem", name="删除个人数据"))
    dialog = page.get_by_role("dialog")
    walk.fill(dialog.locator("textarea"), "本人在门店书面提出")
    walk.click(dialog.get_by_text("已核对，明白无法恢复"))
    walk.look()
    walk.button("删除个人数据")
    walk.read("个人数据已删除")
    assert shop.call("GET", "/v1/members/wechat:wx-0010").status_code == 404
    return walk


def _invite_a_clerk(people: Console, shop: Served) -> Walk:
    walk = _begin(people, "owner", "/")
    page = walk.page
    walk.look()
    walk.menu("设置")
    walk.click(page.get_by_role("link", name="人员"))
    walk.button("添加人员")
    dialog = page.get_by_role("dialog")
    walk.fill(dialog.get_by_label("邮箱"), "xiaolin@example.com")
    walk.fill(dialog.get_by_label("姓名"), "小林")
    walk.click(dialog.locator(".el-select__wrapper"))
    walk.click(page.get_by_role("option", name="店员"))
    walk.look()
    walk.button("添加人员")
    saved = page.get_by_role("button", name="我已保存")
    expect(saved).to_be_visible()  # the first password is shown once
    walk.look()
    walk.click(saved)
    assert "xiaolin@example.com" in {one["email"] for one in shop.ok("GET", "/v1/people")["items"]}
    return walk


def _plan_a_campaign(people: Console, shop: Served) -> Walk:
    walk = _begin(people, "operator")
    page = walk.page
    walk.menu("营销活动")
    walk.look()
    walk.click(page.get_by_role("link", name="新建活动"))
    walk.click(page.get_by_role("button", name="添加营销活动"))
    names = page.locator("#field-campaigns-0-name input")
    walk.fill(names.first, "开业周年")
    walk.fill(names.last, "Anniversary")
    walk.look()
    walk.button("发布")
    walk.read("新增 营销活动「开业周年」")
    walk.button("立即发布")
    walk.read("第 5 版已发布")
    shop.wait_for_version(5)
    walk.menu("营销活动")
    walk.click(page.get_by_role("link", name="开业周年"))
    settle(page)
    walk.look()
    walk.button("暂停")
    walk.look()
    walk.click(page.get_by_role("dialog").get_by_role("button", name=re.compile("暂停")))
    walk.read("已暂停")
    (campaign,) = shop.ok("GET", "/v1/campaigns")["items"]
    assert (campaign["name"], campaign["stage"]) == ("Anniversary", "off")
    return walk


def _freeze_a_member(people: Console, shop: Served) -> Walk:
    member = shop.ok("GET", "/v1/members/wechat:wx-0020")["member_id"]
    walk = _begin(people, "support", f"/members/{member}")
    page = walk.page
    walk.button("操作")
    walk.click(page.get_by_role("menuitem", name="冻结会员"))
    walk.fill(page.get_by_role("dialog").get_by_label("原因"), "等待本人核实")
    walk.button("冻结会员")
    walk.read("会员已冻结")
    assert shop.ok("GET", f"/v1/members/{member}")["freeze"]["reason"] == "等待本人核实"
    return walk


def _read_the_books(people: Console, shop: Served) -> Walk:
    del shop
    walk = _begin(people, "finance")
    page = walk.page
    walk.menu("财务")
    walk.look()
    walk.click(page.get_by_role("link", name="流水与试算"))
    walk.look()
    walk.click(page.get_by_role("link", name="封账与验证"))
    walk.click(page.get_by_role("button", name="开始验证"))
    walk.read("条定律全部成立")
    return walk
