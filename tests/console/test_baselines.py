"""The main pages look as they did: the same shop, the same moment, compared with pictures that are kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.console.likeness import FOLDER, check_likeness
from tests.console.still import SHOWN, open_still_shop
from tests.console.support import Console
from tests.server import Administrator

MASKS = """
/* what says how long ago something was, and up to when figures go */
.live time, .head time, [data-moving] { visibility: hidden !important; }
"""


@dataclass(frozen=True)
class Look:
    """One page in one window."""

    path: str
    width: int = 1440
    theme: str = "light"
    locale: str = "zh"
    role: str = "owner"
    height: int = 900

    @property
    def suffix(self) -> str:
        return f"{self.width}-{self.theme}-{self.locale}"


LOOKS: dict[str, Look] = {
    f"{name}-{look.suffix}": look
    for name, look in (
        ("overview", Look("/", height=1_500)),
        ("members", Look("/members")),
        ("member", Look("/members/1")),
        ("studio", Look("/program")),
        ("finance", Look("/finance?tab=books")),
        ("developers", Look("/developers?tab=reference")),
        ("redeem", Look("/redeem", role="clerk")),
        ("overview", Look("/", width=390, theme="dark", height=1_400)),
        ("member", Look("/members/1", width=390, theme="dark", height=1_200)),
        ("studio", Look("/program", width=390, theme="dark", height=1_200)),
        ("overview", Look("/", width=1024, theme="dark", locale="en", height=1_500)),
        ("accounts", Look("/members/1?tab=accounts", width=1024, locale="en")),
    )
}


@pytest.fixture(scope="module")
def still(
    browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Console]:
    """Windows on the shop in which time stands."""
    with open_still_shop(administrator, tmp_path_factory.mktemp("still")) as shop:
        yield Console(browser, shop, moment=SHOWN)


def take(still: Console, look: Look, file: Path, style: str = "") -> Path:
    """A picture of the page."""
    page = still.open(look.path, role=look.role, width=look.width, theme=look.theme, locale=look.locale)
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.add_style_tag(content=MASKS + style)
    still.rest(page)
    page.screenshot(path=file, animations="disabled", caret="hide")
    assert still.said.take() == []
    still.close()
    return file


@pytest.mark.parametrize("name", LOOKS)
def test_a_page_looks_as_it_did(still: Console, name: str, tmp_path: Path) -> None:
    check_likeness(name, take(still, LOOKS[name], tmp_path / "taken.png"))


@pytest.mark.parametrize(
    ("what", "style"),
    [
        ("a colour", ".side, aside { background: #cfe8ff !important; }"),
        ("a size", "main h1 { font-size: 40px !important; }"),
        ("a place", ".tiles { grid-template-columns: repeat(3, 1fr) !important; }"),
        ("something that is gone", ".tiles { display: none !important; }"),
    ],
)
def test_a_page_that_looks_different_is_noticed(
    still: Console, what: str, style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del what
    monkeypatch.delenv("LIUKE_BASELINES", raising=False)
    name = "overview-1440-light-zh"
    kept = tmp_path / "kept"
    kept.mkdir()
    shutil.copy(FOLDER / f"{name}.png", kept)
    taken = take(still, LOOKS[name], tmp_path / "taken.png", style)
    with pytest.raises(AssertionError, match=r"LIUKE_BASELINES=take python -m pytest"):
        check_likeness(name, taken, folder=kept, failed=tmp_path / "failed")
    assert sorted(file.name for file in (tmp_path / "failed").iterdir()) == [
        f"{name}.{kind}.png" for kind in ("actual", "diff", "expected")
    ]
    assert (kept / f"{name}.png").read_bytes() == (FOLDER / f"{name}.png").read_bytes()


def test_the_baselines_are_few_and_light() -> None:
    files = list(FOLDER.glob("*.png"))
    assert sorted(file.stem for file in files) == sorted(LOOKS)
    assert sum(file.stat().st_size for file in files) < 1_500_000
