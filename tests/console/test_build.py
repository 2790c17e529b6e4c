"""What the build makes: how much the first load weighs, and what it is made of."""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path
from typing import Any

import hatch_build
import pytest

from liuke.features import program_model
from liuke.program.schema import render_schema
from tests.console.support import build

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "console"
DIST = CONSOLE / "dist"
FIRST_LOAD_BYTES = 500_000


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    build()


def load_manifest() -> dict[str, Any]:
    return json.loads((DIST / ".vite" / "manifest.json").read_text(encoding="utf-8"))


def files_of(manifest: dict[str, Any], name: str, seen: set[str]) -> set[str]:
    """Scripts and styles that a chunk needs before it runs."""
    if name in seen:
        return set()
    seen.add(name)
    chunk = manifest[name]
    found = {chunk["file"], *chunk.get("css", [])}
    for other in chunk.get("imports", []):
        found |= files_of(manifest, other, seen)
    return found


def packed(files: set[str]) -> int:
    return sum(len(gzip.compress((DIST / file).read_bytes(), 9)) for file in files)


@pytest.mark.parametrize("page", ["Overview", "Members", "Member", "Studio", "Login"])
def test_the_first_load_of_a_page_is_small(page: str) -> None:
    manifest = load_manifest()
    seen: set[str] = set()
    files = files_of(manifest, "index.html", seen) | files_of(manifest, f"src/pages/{page}.vue", seen)
    if page == "Overview":
        files |= files_of(manifest, "src/components/chart/echarts.ts", seen)
    assert packed(files) < FIRST_LOAD_BYTES


def test_drawing_and_editing_are_loaded_when_they_are_wanted() -> None:
    manifest = load_manifest()
    first = files_of(manifest, "index.html", set())
    assert not [file for file in first if "echarts" in file or "Yaml" in file]
    assert manifest["src/components/chart/echarts.ts"]["isDynamicEntry"]
    assert manifest["src/components/yaml/YamlEditor.vue"]["isDynamicEntry"]
    pages = [name for name in manifest if name.startswith("src/pages/") and manifest[name].get("isDynamicEntry")]
    assert len(pages) >= 14


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"""(?:src|href)=["']https?://""", page) == []
    assert "fixture" not in "".join(path.read_text(encoding="utf-8") for path in DIST.rglob("*.js"))


def test_the_lock_file_names_the_public_registry_only() -> None:
    lock = json.loads((CONSOLE / "package-lock.json").read_text(encoding="utf-8"))
    hosts = {entry["resolved"].split("/")[2] for entry in lock["packages"].values() if "resolved" in entry}
    assert hosts == {"registry.npmjs.org"}


def test_the_forms_are_tested_with_the_schema_of_today() -> None:
    kept = json.loads((CONSOLE / "tests" / "program.schema.json").read_text(encoding="utf-8"))
    today = json.loads(json.dumps(render_schema(program_model())))
    assert kept == today, "run: liuke program schema --out console/tests/program.schema.json"


def test_a_build_happens_only_when_a_source_is_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in hatch_build.SOURCES:
        place = tmp_path / name
        if "." in name:
            place.write_text("x", encoding="utf-8")
        else:
            place.mkdir()
    made = tmp_path / "dist" / "index.html"
    made.parent.mkdir()
    made.write_text("old", encoding="utf-8")
    installed = tmp_path / hatch_build.INSTALLED
    installed.parent.mkdir()
    installed.write_text("{}", encoding="utf-8")
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(hatch_build, "run_npm", lambda _folder, *given, **_how: ran.append(given))
    future = made.stat().st_mtime + 5
    os.utime(made, (future, future))
    assert hatch_build.build_console(tmp_path) is False
    assert ran == []
    os.utime(tmp_path / "src", (future + 5, future + 5))
    assert hatch_build.build_console(tmp_path) is True
    assert ran == [("run", "--silent", "build")]
    os.utime(tmp_path / "package-lock.json", (future + 9, future + 9))
    hatch_build.install_packages(tmp_path)
    assert ran[1][0] == "ci"
