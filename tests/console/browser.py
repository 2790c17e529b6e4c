"""A real Chromium for the console's tests and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The system's browser, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, base: str, role: str = "owner") -> None:
    page.goto(f"{base}/login")
    page.locator("input[type=email]").fill(f"{role}@example.com")
    page.locator("input[type=password]").fill("correct horse")
    page.locator("form button[type=submit]").click()
    page.wait_for_selector("header.top")
    page.wait_for_load_state("networkidle")
