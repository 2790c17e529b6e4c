"""A real Chromium for the console's tests and pictures."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chromium.installation import install_chromium

FLAGS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--font-render-hinting=none", "--disable-lcd-text",
    "--force-color-profile=srgb", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


PATIENCE_MS = 60_000
"""How long a page may take, and what is expected of one: much longer than it does, since machines may be busy."""
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """The tests' own browser without a window, with fonts that are the same everywhere."""
    chromium = install_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.program, args=list(FLAGS), env={**os.environ, **chromium.environ}
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Said:
    """What went wrong on a page: answers that were refused, messages in the console, and errors of scripts."""

    refused: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def take(self) -> list[str]:
        """Everything so far; forgets it."""
        found = self.refused + self.logged
        self.refused, self.logged = [], []
        return found


def listen(page: Page) -> Said:
    """Keep what goes wrong on this page from now on.

    A draft that was never saved, and nobody being signed in, are answers too, which a browser logs as errors.
    """
    said = Said()

    def answered(status: int, method: str, url: str) -> None:
        expected = (status == 404 and "/drafts/" in url) or (status == 401 and url.endswith("/me"))
        if status >= 400 and not expected:
            said.refused.append(f"{status} {method} {url.partition('/v1')[2]}")

    page.on("response", lambda answer: answered(answer.status, answer.request.method, answer.url))
    page.on(
        "console",
        lambda message: (
            said.logged.append(message.text)
            if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource")
            else None
        ),
    )
    page.on("pageerror", lambda error: said.logged.append(str(error)))
    return said


def prefer(page: Page, *, locale: str, theme: str) -> None:
    """Choose language and theme before a page's own scripts run."""
    kept = json.dumps(json.dumps({"locale": locale, "theme": theme}))
    page.add_init_script(f"localStorage.setItem('liuke.preferences', {kept})")


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    """Log in as a person does."""
    page.goto(f"{base}/login")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    page.locator("form button[type=submit]").click()
    page.wait_for_selector("header.top")


def settle(page: Page) -> None:
    """Until a page is there and nothing on it is still being asked for."""
    page.wait_for_selector("h1", state="attached")
    expect(page.locator(".skeleton, [aria-busy=true]")).to_have_count(0)
    page.wait_for_timeout(120)
