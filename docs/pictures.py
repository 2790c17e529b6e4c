"""Takes the pictures of the README and the documents from a running demo.

Start ``liuke demo`` in one terminal, and with the password that it printed run in another::

    python -m docs.pictures --url http://127.0.0.1:8080 --password …

The pictures go to ``docs/pictures/NAME.LOCALE.png``; one that is heavier than 250 kB fails, since a README shows them
all.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from tests.console.browser import open_browser, prefer, settle, sign_in
from tests.console.pictures import find_somebody

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 250_000


@dataclass(frozen=True)
class Picture:
    """One picture.

    Args:
        path: Address within the console; ``{member}`` and ``{key}`` as in ``tests/console/pictures.py``.
        width: Of the window.
        height: Of the window.
        theme: ``light`` or ``dark``.
    """

    path: str
    width: int = 1440
    height: int = 900
    theme: str = "light"


PICTURES = {
    "overview": Picture("/?period=days90"),
    "member": Picture("{member}?why={key}"),
    "studio": Picture("/program"),
    "finance": Picture("/finance?tab=books"),
    "phone": Picture("{member}?why={key}", width=390, height=844, theme="dark"),
}


def take(page: Page, base: str, picture: Picture, places: dict[str, str], file: Path) -> int:
    """Take one picture; its size in bytes."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    page.goto(base + picture.path.format(**places))
    settle(page)
    page.wait_for_timeout(600)  # drawings move in
    page.screenshot(path=file)
    return file.stat().st_size


def take_all(browser: Browser, url: str, email: str, password: str, locale: str) -> list[str]:
    """Take all pictures in a language; those that are too heavy, in words."""
    base, heavy = f"{url}/console", []
    session = None
    for name, picture in PICTURES.items():
        context = browser.new_context(storage_state=session, reduced_motion="reduce")
        page = context.new_page()
        prefer(page, locale=locale, theme=picture.theme)
        if session is None:
            sign_in(page, base, email, password)
            session = {**context.storage_state(), "origins": []}
        file = FOLDER / f"{name}.{locale}.png"
        size = take(page, base, picture, find_somebody(page, base), file)
        sys.stdout.write(f"{file.relative_to(ROOT)}  {size:,} bytes\n")
        if size > MOST_BYTES:
            heavy.append(f"{file.name} has {size:,} bytes; at most {MOST_BYTES:,}")
        context.close()
    return heavy


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--email", default="owner@demo.local")
    parser.add_argument("--password", required=True)
    parser.add_argument("--locale", action="append", choices=["en", "zh"], help="en and zh when left out")
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    heavy: list[str] = []
    with open_browser() as browser:
        for locale in given.locale or ["en", "zh"]:
            heavy += take_all(browser, given.url, given.email, given.password, locale)
    if heavy:
        sys.exit("\n".join(heavy))


if __name__ == "__main__":
    main()
