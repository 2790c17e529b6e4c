"""The commands that the documents show work: every block marked ``sh`` of a page runs, in order, in one shell.

Blocks marked ``bash`` are shown only: they install, take minutes, or need another machine.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.server import TestDatabase

ROOT = Path(__file__).parents[2]
HISTORY = ("README.md", "README.zh-CN.md")
"""Pages that look at the demo's members; so much of it that the member they show has reached silver."""
ORDERS = "3600"


def read_commands(page: str) -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))


def find_pages() -> list[str]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    names = sorted(str(page.relative_to(ROOT)) for page in pages)
    return [name for name in names if read_commands(name)]


def mark_page(name: str) -> Any:
    """A page as a parameter; one that calls the API with ``curl`` needs a program of the system."""
    return pytest.param(name, marks=pytest.mark.system if re.search(r"\bcurl\b", read_commands(name)) else ())


@pytest.fixture
def environ(database: TestDatabase, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LIUKE_DATABASE_URL": database.dsn,
        "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(tmp_path / "home"),
        "LIUKE_LOCALE": "en",
        "TMPDIR": str(tmp_path),
    }


def shell(command: str, environ: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command], check=False, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_commands_of_the_readmes_run(environ: dict[str, str]) -> None:
    shell(f"liuke demo --no-serve --limit {ORDERS} --json", environ)
    shown = shell(f"set -euo pipefail\n{read_commands('README.md')}", environ)
    assert "upgraded to Silver" in shown
    assert "✗" not in shown
    # the Chinese page shows the same commands (below); one of them is enough to see its language
    explain = next(line for line in read_commands("README.zh-CN.md").splitlines() if " explain " in line)
    shown = shell(f"export LIUKE_TENANT=demo LIUKE_LOCALE=zh; {explain}", environ)
    assert "升级为银卡" in shown


def is_run(page: str) -> bool:
    """Chinese guides show the commands of the English ones (below), and what differs is the language of the answers."""
    return page not in HISTORY and not page.endswith(".zh.md")


@pytest.mark.slow
@pytest.mark.parametrize("page", [mark_page(page) for page in find_pages() if is_run(page)])
def test_commands_of_a_page_run(page: str, environ: dict[str, str]) -> None:
    shell(f"set -euo pipefail\n{read_commands(page)}", environ)


def test_the_readmes_show_the_same_commands() -> None:
    english, chinese = (read_commands(page).replace("LIUKE_LOCALE=zh", "LIUKE_LOCALE=en") for page in HISTORY)
    assert english == chinese


SHOWN = ("sh", "bash", "python", "js", "sql", "yaml")


def read_code(page: Path) -> list[tuple[str, str]]:
    """Language and text of every block that is shown to be run or written; without remarks, and in one language."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    said = {
        "LIUKE_LOCALE=zh": "LIUKE_LOCALE=en",
        "--locale zh": "--locale en",
        "Accept-Language: zh": "Accept-Language: en",
    }
    blocks: list[tuple[str, str]] = []
    for language, text in found:
        code = re.sub(r"\s+(#|//) .*$", "", text, flags=re.MULTILINE)
        for chinese, english in said.items():
            code = code.replace(chinese, english)
        blocks.append((language, code))
    # what the clients print is the same on both pages, since their examples ask for it in English
    shown = (*SHOWN, "text") if page.name.startswith("use-the-sdk") else SHOWN
    return [block for block in blocks if block[0] in shown]


@pytest.mark.parametrize("page", sorted(page.name for page in (ROOT / "docs" / "how-to").glob("*.zh.md")))
def test_a_chinese_page_shows_what_the_english_one_shows(page: str) -> None:
    folder = ROOT / "docs" / "how-to"
    assert read_code(folder / page) == read_code(folder / page.replace(".zh.md", ".md"))


def test_every_guide_is_there_in_chinese() -> None:
    folder = ROOT / "docs" / "how-to"
    english = {page.name for page in folder.glob("*.md") if not page.name.endswith(".zh.md")}
    assert {page.name.replace(".zh.md", ".md") for page in folder.glob("*.zh.md")} == english
