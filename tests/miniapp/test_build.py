"""What the build makes: how much a phone loads first, what it is made of, and how its sources are written."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import hatch_build
import pytest

from tests.miniapp.support import H5, SOURCES, build

FIRST_PAGE_JS_BYTES = 120_000
OWN_NAMESPACE = "http://www.w3.org"
"""Of SVG; a name, which nobody fetches."""


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    build()


def imports_of(file: Path, seen: set[Path]) -> set[Path]:
    """Scripts that a script names to be there before it runs."""
    if file in seen:
        return seen
    seen.add(file)
    for name in re.findall(r"""(?:from|import)\s*["']\./([^"']+\.js)["']""", file.read_text(encoding="utf-8")):
        imports_of(file.parent / name, seen)
    return seen


def test_the_first_page_is_small() -> None:
    page = (H5 / "index.html").read_text(encoding="utf-8")
    [entry] = re.findall(r'src="\./assets/([^"]+\.js)"', page)
    [home] = (H5 / "assets").glob("pages-home-index.*.js")
    files = imports_of(H5 / "assets" / entry, set()) | imports_of(home, set())
    assert len(files) > 3
    packed = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    assert packed < FIRST_PAGE_JS_BYTES, packed


def test_what_the_first_page_needs_is_fetched_at_once_and_nothing_seen_waits_for_styles() -> None:
    page = (H5 / "index.html").read_text(encoding="utf-8")
    [home] = (H5 / "assets").glob("pages-home-index.*.js")
    [entry] = re.findall(r'src="\./assets/([^"]+\.js)"', page)
    early = set(re.findall(r'rel="modulepreload" crossorigin href="\./assets/([^"]+)"', page))
    needed = {file.name for file in imports_of(home, set())} - {
        file.name for file in imports_of(H5 / "assets" / entry, set())
    }
    assert early == needed
    head, _, body = page.partition("<body>")
    assert 'rel="stylesheet"' not in head
    assert body.index('id="first"') < body.index('rel="stylesheet"') < body.index('id="app"')


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline() -> None:
    page = (H5 / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    styles = "".join(path.read_text(encoding="utf-8") for path in H5.rglob("*.css"))
    assert re.findall(r"url\(\s*[\"']?https?:", styles) == []
    pictures = "".join(path.read_text(encoding="utf-8") for path in H5.rglob("pages-*.js"))
    assert [found for found in re.findall(r"https?://[\w.-]+", pictures) if not found.startswith(OWN_NAMESPACE)] == []


def test_packed_copies_say_the_same() -> None:
    packed = list(H5.rglob("*.gz"))
    assert len(packed) > 10
    for path in packed:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_a_build_happens_only_when_a_source_is_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "miniapp"
    for name in hatch_build.MINIAPP_SOURCES:
        place = folder / name
        if "." in Path(name).name:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("x", encoding="utf-8")
        else:
            place.mkdir(parents=True)
    made = folder / "dist" / "h5" / "index.html"
    made.parent.mkdir(parents=True)
    made.write_text("old", encoding="utf-8")
    installed = folder / hatch_build.INSTALLED
    installed.parent.mkdir()
    installed.write_text("{}", encoding="utf-8")
    ran: list[tuple[str, ...]] = []

    def run_npm(_folder: Path, *given: str, quiet: bool = False) -> None:
        assert quiet  # a page of build output hides what follows it
        ran.append(given)

    monkeypatch.setattr(hatch_build, "run_npm", run_npm)
    future = made.stat().st_mtime + 5
    os.utime(made, (future, future))
    assert hatch_build.build_miniapp(folder) is False
    assert ran == []
    os.utime(tmp_path / "sdk" / "js" / "src", (future + 5, future + 5))
    assert hatch_build.build_miniapp(folder) is True
    assert ran == [("run", "--silent", "build:h5")]


TEMPLATES = {path.relative_to(SOURCES).as_posix(): path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.vue")}


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_what_can_be_pressed_has_a_role_and_the_focus(name: str) -> None:
    for tag in re.findall(r"<view\b[^>]*?@click=[^>]*?>", TEMPLATES[name], re.DOTALL):
        if "@click.self" in tag:
            continue
        assert 'role="' in tag, tag
        assert 'tabindex="0"' in tag, tag


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_names_in_loops_are_words(name: str) -> None:
    """The mini program's compiler makes names of one letter itself."""
    for found in re.findall(r'v-for="\(?(\w+)(?:, (\w+))?', TEMPLATES[name]):
        assert all(len(one) != 1 for one in found), found


def test_every_wording_is_used() -> None:
    words = (SOURCES / "i18n" / "zh.ts").read_text(encoding="utf-8")
    keys = {quoted or bare for quoted, bare in re.findall(r"(?:'([\w.]+)'|\b(\w+)): '", words)}
    assert len(keys) > 150
    code = "".join(TEMPLATES.values()) + "".join(
        path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.ts") if path.parent.name != "i18n"
    )
    made = tuple(str(found) for found in re.findall(r"`([\w.]+\.)\$\{", code))
    unused = {key for key in keys if f"'{key}'" not in code and not key.startswith(made)}
    assert unused == set()
