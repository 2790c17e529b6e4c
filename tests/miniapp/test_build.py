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
FIRST_ANSWER_BYTES = 13_000
"""Of the page, packed: what a server sends at once (ten packets of 1,460 bytes, headers among them)."""
MAIN_PAGES = ("home", "card", "points", "coupons", "activities")
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


def find_scripts(page: str) -> list[str]:
    """Tags of the page that fetch a script."""
    return re.findall(r'<(?:script|link rel="modulepreload")[^>]*>', page)


@pytest.fixture
def page() -> str:
    return (H5 / "index.html").read_text(encoding="utf-8")


def test_the_first_page_is_small(page: str) -> None:
    files = {H5 / "assets" / name for tag in find_scripts(page) for name in re.findall(r'"\./assets/([^"]+)"', tag)}
    assert len(files) == 2
    packed = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    assert packed < FIRST_PAGE_JS_BYTES, packed


@pytest.mark.parametrize("name", MAIN_PAGES)
def test_what_a_main_page_needs_is_fetched_at_once(page: str, name: str) -> None:
    """No server sees which of them is opened: one page is served for all, and names what any of them runs."""
    [entry] = re.findall(r'src="\./assets/([^"]+\.js)"', page)
    code = (H5 / "assets" / entry).read_text(encoding="utf-8")
    needed = {file.name for file in imports_of(H5 / "assets" / entry, set())}
    assert list((H5 / "assets").glob(f"pages-{name}-index.*")) == []
    assert f"pages/{name}/index" in code + "".join((H5 / "assets" / file).read_text("utf-8") for file in needed)
    assert {entry, *re.findall(r'rel="modulepreload"[^>]*href="\./assets/([^"]+)"', page)} == needed


def test_nothing_that_is_seen_first_waits_for_a_file(page: str) -> None:
    head, _, body = page.partition("<body>")
    assert 'rel="stylesheet"' not in page
    assert list(H5.rglob("*.css")) == []
    assert body.index('id="first"') < body.index("<style>") < body.index('id="app"')
    assert "#first i {" in head
    scripts = find_scripts(page)
    assert scripts == [tag for tag in scripts if 'fetchpriority="low"' in tag and 'type="text' not in tag]
    assert all('type="module"' in tag for tag in scripts if tag.startswith("<script"))
    assert len(gzip.compress(page.encode(), 9)) < FIRST_ANSWER_BYTES


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline(page: str) -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"url\(\s*[\"']?https?:", page) == []
    scripts = [*H5.rglob("pages-*.js"), *H5.rglob("app.*.js")]
    pictures = "".join(path.read_text(encoding="utf-8") for path in scripts)
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
