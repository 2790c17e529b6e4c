"""The counter's camera: a code that is held before it is redeemed, and what is said where there is no camera."""

from __future__ import annotations

import io
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.people_support import PASSWORD
from tests.api.support import Served
from tests.chromium.installation import install_chromium
from tests.console.browser import FLAGS, PATIENCE_MS, prefer, settle
from tests.console.support import begin_session

WIDTH, HEIGHT = 640, 480


def write_film(path: Path, code: str) -> None:
    """What a camera sees of a phone that shows this code: the same grey picture again and again, as YUV4MPEG2."""
    drawn = io.BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="png", scale=8, border=4)
    phone = Image.open(drawn).convert("L")
    seen = Image.new("L", (WIDTH, HEIGHT), 140)
    seen.paste(phone.rotate(4, fillcolor=255), ((WIDTH - phone.width) // 2, (HEIGHT - phone.height) // 2))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + seen.tobytes() + grey
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 4)


@pytest.fixture(scope="module")
def code(shop: Served) -> str:
    member = shop.member("scanned")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "scanned", "amount_cents": 150_000})
    return str(shop.ok("POST", f"/v1/members/{member}/benefits/free_snack/code", {"seconds": 300})["result"]["code"])


@pytest.fixture(scope="module")
def film(code: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "code.y4m"
    write_film(path, code)
    return path


@contextmanager
def open_filmed(browser: Browser, film: Path, answer: str) -> Generator[Browser]:
    """A browser whose camera sees the film, and who is asked for it answers so: ``allow`` or ``deny``."""
    chromium = install_chromium()
    camera = [
        "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}",
        "--use-fake-ui-for-media-stream" + ("=deny" if answer == "deny" else ""),
    ]  # fmt: skip
    opened = browser.browser_type.launch(
        executable_path=chromium.program, args=[*FLAGS, *camera], env={**os.environ, **chromium.environ}
    )
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="module")
def filmed(browser: Browser, film: Path) -> Iterator[Browser]:
    with open_filmed(browser, film, "allow") as opened:
        yield opened


def open_counter(browser: Browser, shop: Served, *, script: str = "") -> tuple[BrowserContext, Page]:
    """The clerk's page on a phone, under the policy that the server sends."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    prefer(page, locale="zh", theme="light")
    if script:
        page.add_init_script(script)
    begin_session(context, shop.url, "clerk@example.com", PASSWORD)
    page.goto(f"{shop.url}/console/redeem")
    settle(page)
    return context, page


def test_a_code_before_the_camera_is_redeemed_once(filmed: Browser, shop: Served, code: str) -> None:
    context, page = open_counter(filmed, shop)
    asked, fetched = list[str](), list[str]()
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/v1/redeem") else fetched.append(one.url))
    wrong = list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.get_by_role("button", name="打开摄像头扫码").click()
    expect(page.get_by_role("status").last).to_contain_text("核销成功")
    expect(page.get_by_role("status").last).to_contain_text(code)
    page.wait_for_timeout(900)  # it is still before the camera
    assert len(asked) == 1
    assert any(url.endswith(".wasm") for url in fetched)
    assert {url.split("/")[2] for url in fetched if url.startswith("http")} == {shop.url.split("/")[2]}
    assert wrong == []
    page.get_by_role("button", name="关闭摄像头").click()
    expect(page.locator("video")).to_have_count(0)
    expect(page.get_by_role("button", name="打开摄像头扫码")).to_be_visible()
    context.close()


def test_the_reader_of_the_browser_is_taken_where_there_is_one(filmed: Browser, shop: Served) -> None:
    native = """
    globalThis.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['qr_code', 'ean_13', 'unknown']) }
      constructor(options) { globalThis.wanted = options.formats }
      detect() { return Promise.resolve([{ rawValue: 'NATIVE-1 ' }]) }
    }
    """
    context, page = open_counter(filmed, shop, script=native)
    fetched = list[str]()
    page.on("request", lambda one: fetched.append(one.url))
    page.get_by_role("button", name="打开摄像头扫码").click()
    expect(page.get_by_role("status").last).to_contain_text("NATIVE-1")
    assert page.evaluate("globalThis.wanted") == ["qr_code", "ean_13"]
    assert not any(url.endswith(".wasm") for url in fetched)
    context.close()


MISSING = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))"
TAKEN = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'))"
PLAIN = "Object.defineProperty(Navigator.prototype, 'mediaDevices', { value: undefined })"


@pytest.mark.parametrize(
    ("script", "words", "again"),
    [
        (MISSING, "这台设备没有可用的摄像头", True),
        (TAKEN, "摄像头被占用或已断开", True), (PLAIN, "浏览器只在 https 网址下允许使用摄像头", False),
    ],
    ids=["missing", "taken", "plain"],
)  # fmt: skip
def test_why_there_is_no_camera_is_said(filmed: Browser, shop: Served, script: str, words: str, again: bool) -> None:
    context, page = open_counter(filmed, shop, script=script)
    page.get_by_role("button", name="打开摄像头扫码").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(words)
    expect(alert.get_by_role("button", name="重试")).to_have_count(int(again))
    page.get_by_label("核销码").fill("NOPE12345")  # the code can be typed all the same
    page.get_by_label("核销码").press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("不能核销")
    context.close()


def test_who_does_not_allow_the_camera_reads_how_to(browser: Browser, shop: Served, film: Path) -> None:
    with open_filmed(browser, film, "deny") as denied:
        context, page = open_counter(denied, shop)
        page.get_by_role("button", name="打开摄像头扫码").click()
        expect(page.get_by_role("alert")).to_contain_text("没有使用摄像头的权限")
        page.get_by_role("button", name="关闭摄像头").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        context.close()
