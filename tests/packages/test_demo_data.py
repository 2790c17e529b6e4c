"""The demo's data is a package of its own: its wheel holds all of it, and without it the demo says what to install."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from liuke import bootstrap
from liuke.cli.demo import SETS
from liuke.kernel.errors import NotAvailable

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "packages" / "liuke-demo-data"


@pytest.fixture
def no_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Liuke is when it was installed from its wheel."""
    monkeypatch.setattr(bootstrap, "_of_repository", lambda _name: [])


def test_the_checkout_has_it() -> None:
    assert bootstrap.find_demo_data() == ROOT / "data"


@pytest.mark.usefixtures("no_checkout")
def test_without_it_the_package_is_named() -> None:
    with pytest.raises(NotAvailable) as caught:
        bootstrap.find_demo_data()
    assert caught.value.fix == "pip install liuke-demo-data"


@pytest.mark.usefixtures("no_checkout")
def test_the_wheel_holds_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=PACKAGE, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("liuke_demo_data-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    found = bootstrap.find_demo_data()
    assert found == tmp_path / "site" / "liuke_demo_data" / "data"
    files = {path.relative_to(ROOT / "data"): path for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert {path.relative_to(found) for path in found.rglob("*") if path.is_file()} == set(files)
    assert all((found / name).read_bytes() == path.read_bytes() for name, path in files.items())
    assert all((found / one.folder).is_dir() for one in SETS.values())


def test_the_program_does_not_carry_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert packed == {"programs": "liuke/_share/programs"}
