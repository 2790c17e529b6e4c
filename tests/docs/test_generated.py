"""The reference pages say what the code says."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    if page.name != "benchmarks.head.md"
)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_generate"] = module
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date(generate: ModuleType) -> None:
    outdated = sorted(generate.find_outdated())
    assert outdated == [], "run `python docs/generate.py` and commit what it writes"


def test_refusals_are_read_from_all_forms_of_code(generate: ModuleType) -> None:
    found = generate.collect_refusals()
    assert found["ledger"]["insufficient-balance"] == "… … are wanted, … are available"  # over several lines
    assert found["activities"]["activity-closed"] == "the activity has ended"  # from a table
    assert {"gift-answered", "gift-lapsed"} <= found["ledger"].keys()  # chosen in the function


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, place = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), f"{page.name}: {target}"
        if place and found.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert place in {anchor(heading.replace("`", "")) for heading in headings}, f"{page.name}: {target}"


def test_every_example_stands_in_the_table_of_costs() -> None:
    page = (ROOT / "docs" / "how-to" / "extend.md").read_text(encoding="utf-8")
    names = sorted(path.stem for path in (ROOT / "docs" / "examples").glob("*.py"))
    assert {"daily_events", "echo", "idle", "void", "whisper_reward"} <= set(names)
    for name in names:
        assert f"](../examples/{name}.py)" in page
        assert f"](../examples/{name}.golden.yaml)" in page
    printed = subprocess.run([sys.executable, "docs/extend.py"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert printed.stdout in page


def test_every_decision_is_listed_and_in_the_navigation() -> None:
    names = {path.name for path in (ROOT / "docs" / "adr").glob("0*.md")}
    listed = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"({name})" not in listed] == []
    assert [name for name in sorted(names) if f"adr/{name}" not in nav] == []
