"""The browser of the tests stands on its own: its libraries and fonts are those of its installation."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.chromium.installation import OTHER, Chromium, install_chromium
from tests.console.browser import open_browser

GLIBC = {"libc", "libdl", "libgcc_s", "libm", "libpthread", "ld-linux-x86-64"}
"""What a machine has on which Node of the wheel runs."""
SAMPLES = {
    ("Inter, 'Liberation Sans', 'Noto Sans SC', sans-serif", 400): ("Points 积分 ¥12.30", {"Arimo", "Noto Sans SC"}),
    ("Inter, 'Liberation Sans', 'Noto Sans SC', sans-serif", 560): ("Points 积分", {"Arimo", "Noto Sans SC"}),
    ("ui-monospace, 'Liberation Mono', monospace", 400): ("order:1 积分", {"Cousine", "Noto Sans SC"}),
    ("'Segoe UI', sans-serif", 400): ("↗ ▲ ✓ 繁體", {"Noto Sans SC", "Arimo"}),
}


@pytest.fixture(scope="module")
def chromium() -> Chromium:
    return install_chromium()


def test_an_installation_is_made_once(chromium: Chromium) -> None:
    began = chromium.program.stat()
    assert install_chromium() == chromium
    assert chromium.program.stat() == began
    assert [file.name for file in chromium.program.parents[1].glob(".installing-*")] == []


def test_its_libraries_are_its_own_or_those_of_glibc(chromium: Chromium) -> None:
    environ = {**chromium.environ, "LD_TRACE_LOADED_OBJECTS": "1"}
    listed = subprocess.check_output([chromium.program], env=environ, text=True)
    found = dict(re.findall(r"^\s*(\S+) => (.+?) \(0x", listed, flags=re.MULTILINE))
    assert "not found" not in listed
    own = chromium.program.parent
    foreign = {name for name, place in found.items() if not Path(place).is_relative_to(own)}
    assert {name.partition(".so")[0] for name in foreign} <= GLIBC
    assert {"libnss3.so", "libnspr4.so", "libexpat.so.1"} <= set(found) - foreign


def test_another_browser_draws_with_the_same_fonts(chromium: Chromium, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OTHER, "/opt/chromium")
    fonts = {name: place for name, place in chromium.environ.items() if name == "FONTCONFIG_FILE"}
    assert install_chromium() == Chromium(Path("/opt/chromium"), fonts)
    assert len(fonts) == 1


def test_text_is_drawn_with_the_fonts_of_the_installation_alone(chromium: Chromium) -> None:
    spans = "".join(
        f"<p id=p{n} style=\"font: {weight} 16px {family}\">{text}</p>"
        for n, ((family, weight), (text, _)) in enumerate(SAMPLES.items())
    )  # fmt: skip
    with open_browser() as browser:
        page = browser.new_page()
        page.set_content(f"<!doctype html><html lang=zh-CN><body>{spans}")
        session = page.context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        drawn = list[set[str]]()
        for n in range(len(SAMPLES)):
            node = session.send("DOM.querySelector", {"nodeId": root, "selector": f"#p{n}"})["nodeId"]
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            drawn.append({font["familyName"].removesuffix(" SemiBold") for font in fonts})
        opened = list_open_fonts(chromium)
    assert drawn == [families for _, families in SAMPLES.values()]
    assert {file.parent for file in opened} == {chromium.program.parent / "fonts"}


def list_open_fonts(chromium: Chromium) -> set[Path]:
    """Fonts that any process of the browser has mapped."""
    found = set[Path]()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "exe").readlink() == chromium.program:
                mapped = (folder / "maps").read_text(encoding="utf-8")
                found |= {Path(name) for name in re.findall(r"(/\S+\.(?:[ot]t[cf]|pf[ab]))$", mapped, re.MULTILINE)}
        except OSError:
            continue  # it has ended, or is of another account
    return found
