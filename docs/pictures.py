"""Takes the pictures of the README and the documents from the demo, as it stood when its history ended.

    python -m docs.pictures --home ~/.cache/liuke-pictures

It replays the year into a database of its own (minutes; once) whose clock stands at the evening of the last day of the
history, 31 December 2017, and serves it there: what is shown as today, as expiring and as owed is what it was that day.
``--url`` and ``--password`` take them from a console that runs already instead.

The pictures go to ``docs/pictures/NAME.LOCALE.png``; one that is heavier than 250 kB fails, since a README shows them
all.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page
from tests.clock import find_offset_us, move_database, move_processes
from tests.console.browser import open_browser, prefer, settle, sign_in
from tests.console.pictures import find_somebody

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 250_000
EVENING = datetime(2017, 12, 31, 21, 30, tzinfo=ZoneInfo("America/New_York"))
"""After the last order of the history."""
OWNER, WORDS = "owner@demo.local", "a picture of a year"


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


def take_all(browser: Browser, url: str, email: str, password: str, locale: str, moment: datetime | None) -> list[str]:
    """Take all pictures in a language; those that are too heavy, in words. ``moment``: the browser's clock."""
    base, heavy = f"{url}/console", []
    session = None
    for name, picture in PICTURES.items():
        context = browser.new_context(storage_state=session, reduced_motion="reduce")
        page = context.new_page()
        if moment is not None:
            page.clock.set_fixed_time(moment)
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


@contextmanager
def open_demo(home: Path) -> Iterator[str]:
    """The demo on the evening its history ends; its address."""
    from liuke.db.embedded import EmbeddedPostgres  # noqa: PLC0415 - a console that runs already needs none

    home = home.expanduser().resolve()
    info = EmbeddedPostgres(home).start()
    offset_us = find_offset_us(int(EVENING.timestamp() * 1_000_000))
    move_database(info.admin_dsn, "liuke", offset_us)
    environ = {**os.environ, **move_processes(offset_us), "LIUKE_HOME": str(home), "LIUKE_TENANT": "demo"}
    liuke = [sys.executable, "-m", "liuke.cli.main"]
    owner = ["people", "add", OWNER, "--role", "owner", "--password-stdin"]
    for command, needed in ((["demo", "--no-serve"], True), (["finance", "seal"], True), (owner, False)):
        subprocess.run([*liuke, *command], env=environ, check=needed, input=WORDS, text=True)  # noqa: S603 - our own
    serving = subprocess.Popen(  # noqa: S603 - our own
        [*liuke, "serve", "--port", "0"], env=environ, stdout=subprocess.PIPE, text=True
    )
    try:
        found = None
        while found is None:
            assert serving.stdout is not None
            line = serving.stdout.readline()
            if not line:
                sys.exit("the demo could not be served")
            found = re.search(r"http://[0-9.]+:\d+", line)
        yield found[0]
    finally:
        serving.terminate()
        serving.wait(30)
        EmbeddedPostgres(home).stop()


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path("~/.cache/liuke-pictures"))
    parser.add_argument("--url", default="")
    parser.add_argument("--email", default=OWNER)
    parser.add_argument("--password", default=WORDS)
    parser.add_argument("--locale", action="append", choices=["en", "zh"], help="en and zh when left out")
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    heavy: list[str] = []
    moment = None if given.url else EVENING + timedelta(minutes=20)  # the replay takes some of them
    with nullcontext(given.url) if given.url else open_demo(given.home) as url, open_browser() as browser:
        for locale in given.locale or ["en", "zh"]:
            heavy += take_all(browser, url, given.email, given.password, locale, moment)
    if heavy:
        sys.exit("\n".join(heavy))


if __name__ == "__main__":
    main()
