"""The app's pages on another host than the API, and pictures that members send from them."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.miniapp.support import H5, Phone, find_serious, settle
from tests.miniapp.test_tracking import seen
from tests.server import Administrator

WEIGH = """() => {
    const send = window.fetch
    window.fetch = (url, options) => {
        if (options?.body instanceof Blob) window.weighed = options.body.size
        return send(url, options)
    }
}"""
"""Notes how many bytes of a file are sent: what a browser says of its own requests leaves them out."""
NOWHERE = '<meta name="liuke-server" content="" />'


@dataclass(frozen=True)
class Elsewhere:
    """A shop, and the pages of its app on another port of the machine, which is another origin."""

    shop: Served
    pages: str


class _Host(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that has seen enough hangs up."""
        del request, client_address


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base names it
        del format, args


@contextlib.contextmanager
def serve_folder(folder: Path) -> Generator[ThreadingHTTPServer]:
    """Files over HTTP, as any host of static pages has them."""
    with _Host(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(30)


@pytest.fixture(scope="module")
def elsewhere(
    browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Elsewhere]:
    """Pages that name the server, and a server that names their origin."""
    del browser
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(H5, folder / "pages" / "m")
    database = administrator.make_database()
    with serve_folder(folder / "pages") as host:
        pages = f"http://127.0.0.1:{host.server_port}"
        environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh", LIUKE_ALLOWED_ORIGINS=pages)
        with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
            keys = apart.submit(prepare, environ).result()
        with serve(environ, keys) as shop:
            page = folder / "pages" / "m" / "index.html"
            written = page.read_text(encoding="utf-8")
            assert NOWHERE in written
            page.write_text(written.replace('content="" />', f'content="{shop.url}/" />', 1), encoding="utf-8")
            open_camp(shop)
            yield Elsewhere(shop, pages)
    administrator.drop_database(database)


def open_camp(shop: Served) -> None:
    """A challenge that is proven by pictures, and a wall."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    camp = {
        "kind": "challenge", "id": "camp", "name": {"zh": "五天喝茶打卡", "en": "Five days of tea"},
        "begins": str(today - timedelta(days=1)), "sign_up_until": str(today + timedelta(days=1)), "needed": 1,
        "tasks": [{"name": {"zh": "拍下今天的茶", "en": "Today's tea"}, "days": 5, "proof": "text_and_picture"}],
        "pictures": 2,
    }  # fmt: skip
    wall = {"kind": "wall", "id": "wall", "name": {"zh": "茶客故事", "en": "Stories"}, "check": "words"}
    spec = shop.ok("GET", "/v1/program")["spec"]
    spec["activities"] += [camp, wall]
    made = shop.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})
    shop.wait_for_version(made["version"])


@pytest.fixture
def phone(browser: Browser, elsewhere: Elsewhere) -> Iterator[Phone]:
    made = Phone(browser, elsewhere.shop)
    yield made
    made.close()


def make_picture(colour: str, side: int = 64) -> bytes:
    """A JPEG, heavy where it is large."""
    picture = Image.effect_noise((side, side), 90).convert("RGB") if side > 1_000 else Image.new("RGB", (side, side))
    picture.paste(colour, (0, 0, side // 2, side))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


def choose(opened: Page, *colours: str, side: int = 64) -> None:
    """Pictures from the device."""
    with opened.expect_file_chooser() as asked:
        opened.get_by_role("button", name="添加图片").click()
    files = [{"name": f"{one}.jpg", "mimeType": "image/jpeg", "buffer": make_picture(one, side)} for one in colours]
    asked.value.set_files(files)  # type: ignore[arg-type]


def test_pages_of_a_named_origin_do_what_they_do_at_home(phone: Phone, elsewhere: Elsewhere) -> None:
    shop = elsewhere.shop
    member = shop.member("elsewhere")
    opened = phone.open(member, url=elsewhere.pages, width=360, height=640, strict=False)
    with opened.expect_response("**/check-in"):
        opened.get_by_role("button", name="签到", exact=True).click()
    expect(opened.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    assert shop.ok("GET", f"/v1/members/{member}/check-in")["today"]["checked_in"] is True
    phone.go(opened, "settings")
    opened.get_by_role("switch", name="使用行为分析").click()
    phone.go(opened, "mall")
    opened.evaluate("window.dispatchEvent(new Event('pagehide'))")
    opened.wait_for_function("!Object.keys(localStorage).some(one => one.startsWith('liuke.track.e.'))", polling=50)
    assert ("page.viewed", "pages/mall/index") in seen(shop, member)
    assert phone.said.take() == []


def test_pages_of_another_origin_are_told_nothing(phone: Phone, elsewhere: Elsewhere) -> None:
    stranger = elsewhere.pages.replace("127.0.0.1", "localhost")
    opened = phone.open(elsewhere.shop.member("stranger"), url=stranger)
    expect(opened.get_by_text("没有网络", exact=True)).to_be_visible()
    assert any("CORS policy" in one for one in phone.said.take())


@pytest.mark.parametrize(("width", "height"), [(360, 640), (390, 844)])
def test_a_day_is_proven_by_pictures_that_staff_and_then_others_see(
    phone: Phone, elsewhere: Elsewhere, width: int, height: int
) -> None:
    shop = elsewhere.shop
    member = shop.member(f"reader-{width}")
    opened = phone.open(member, "activity?id=camp", url=elsewhere.pages, width=width, height=height, strict=False)
    opened.get_by_role("button", name="报名参加").click()
    opened.get_by_role("button", name="打卡", exact=True).click()
    sheet = opened.get_by_role("dialog")
    send = sheet.get_by_role("button", name="打卡", exact=True)
    sheet.get_by_label("内容").locator("textarea, input").or_(sheet.get_by_label("内容")).last.fill("今天喝龙井")
    expect(send).to_have_attribute("aria-disabled", "true")
    choose(opened, "red", "green")
    expect(sheet.get_by_text("2 / 2")).to_be_visible()
    expect(opened.get_by_role("button", name="添加图片")).to_have_count(0)
    expect(send).to_have_attribute("aria-disabled", "false")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert find_serious(opened) == []
    sheet.get_by_role("button", name="移除第 1 张图片").click()
    expect(sheet.locator(".shot img")).to_have_count(1)
    send.click()
    expect(opened.get_by_text("今天的打卡审核中")).to_be_visible()
    [post] = [one for one in shop.ok("GET", "/v1/posts?status=pending")["items"] if one["member_id"] == member]
    assert len(post["pictures"]) == 1
    shop.ok("POST", "/v1/posts/decide", {"posts": [post["post"]], "decision": "show"})
    opened.reload()
    settle(opened)
    expect(opened.locator(".posted img").first).to_have_attribute("src", re.compile("^blob:"))
    other = phone.open(shop.member(f"friend-{width}"), "activity?id=camp", url=elsewhere.pages, strict=False)
    shown = other.locator(f"img[src='{shop.url}/v1/posts/{post['post']}/pictures/{post['pictures'][0]}']")
    expect(shown).to_have_count(1)
    other.wait_for_function("one => one.naturalWidth === 64", arg=shown.element_handle())
    assert phone.said.take() == []


def test_a_heavy_picture_is_made_smaller_and_a_cut_one_is_sent_again(phone: Phone, elsewhere: Elsewhere) -> None:
    shop = elsewhere.shop
    member = shop.member("photographer")
    opened = phone.open(member, "activity?id=wall", url=elsewhere.pages, strict=False)
    opened.get_by_role("button", name="发布内容").click()
    opened.evaluate(WEIGH)
    opened.context.set_offline(True)
    choose(opened, "blue", side=2_600)
    expect(opened.get_by_text("没有网络，点图片重试。")).to_be_visible()
    publish = opened.get_by_role("dialog").get_by_role("button", name="发布内容")
    expect(publish).to_have_attribute("aria-disabled", "true")
    opened.context.set_offline(False)
    opened.get_by_role("button", name="重试 1").click()
    expect(publish).to_have_attribute("aria-disabled", "false")
    assert 0 < opened.evaluate("window.weighed") < len(make_picture("blue", 2_600))
    [proof] = shop.ok("GET", f"/v1/members/{member}/proofs")["items"]
    assert max((one["width"], one["height"]) for one in proof["sizes"]) == (2_048, 2_048)
    with opened.expect_response("**/wall/write"):
        publish.click()
    [post] = [one for one in shop.ok("GET", "/v1/posts?status=pending")["items"] if one["member_id"] == member]
    assert post["pictures"] == [proof["id"]]


def test_what_is_no_picture_is_refused_in_words(phone: Phone, elsewhere: Elsewhere) -> None:
    opened = phone.open(elsewhere.shop.member("mistaken"), "activity?id=wall", url=elsewhere.pages, strict=False)
    opened.get_by_role("button", name="发布内容").click()
    with opened.expect_file_chooser() as asked:
        opened.get_by_role("button", name="添加图片").click()
    asked.value.set_files({"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"})
    said = opened.get_by_role("dialog").locator("[role=status]").last
    expect(said).to_contain_text("图片")
    opened.get_by_role("dialog").get_by_role("button", name="移除第 1 张图片").click()
    expect(opened.locator(".shot img")).to_have_count(0)


def test_a_post_is_liked_where_it_stands(phone: Phone, elsewhere: Elsewhere) -> None:
    shop = elsewhere.shop
    writer, reader = shop.member("writer"), shop.member("liker")
    made = shop.ok("POST", f"/v1/members/{writer}/activities/wall/write", {"text": "第一次来，就爱上了"})["result"]
    assert made["status"] == "shown"
    opened = phone.open(reader, "activity?id=wall", url=elsewhere.pages)
    opened.get_by_role("button", name="点赞 · 0 人点赞").click()
    liked = opened.get_by_role("button", name="取消点赞 · 1 人点赞")
    expect(liked).to_have_attribute("aria-pressed", "true")
    liked.click()
    expect(opened.get_by_role("button", name="点赞 · 0 人点赞")).to_be_visible()
    settle(opened)
    expect(opened.get_by_label("内容编号")).to_have_count(0)  # nobody types the number of a post


def test_what_waits_is_seen_by_who_wrote_it_with_how_it_stands(phone: Phone, elsewhere: Elsewhere) -> None:
    shop = elsewhere.shop
    writer, reader = shop.member("waiting"), shop.member("curious")
    with shop.client(**{"content-type": "image/jpeg"}) as client:
        proof = client.post(f"/v1/members/{writer}/proofs", content=make_picture("green")).json()["id"]
    said = {"text": "窗边的一杯", "pictures": [proof]}
    post = shop.ok("POST", f"/v1/members/{writer}/activities/wall/write", said)["result"]["post"]
    opened = phone.open(writer, "activity?id=wall", url=elsewhere.pages)
    own = opened.locator(".post", has_text="窗边的一杯")
    expect(opened.get_by_text("我的内容（仅自己可见）")).to_be_visible()
    expect(own.get_by_text("审核中")).to_be_visible()
    expect(own.locator("img")).to_have_count(1)
    opened.wait_for_function("one => one.naturalWidth === 64", arg=own.locator("img").element_handle())
    assert find_serious(opened) == []
    shop.ok("POST", "/v1/posts/decide", {"posts": [post], "decision": "reject", "reason": "图片看不清"})
    opened.reload()
    expect(own.get_by_text("未通过")).to_be_visible()
    expect(own.get_by_text("原因：图片看不清")).to_be_visible()
    opened.wait_for_function("one => one.naturalWidth === 64", arg=own.locator("img").element_handle())
    other = phone.open(reader, "activity?id=wall", url=elsewhere.pages)
    expect(other.get_by_text("大家的故事")).to_be_visible()
    expect(other.get_by_text("窗边的一杯")).to_have_count(0)
    expect(other.get_by_text("我的内容（仅自己可见）")).to_have_count(0)
    settle(other)
