"""What is shipped: whole, typed, and without the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.sdk.test_js import load_build

ROOT = Path(__file__).resolve().parents[2]


def test_the_python_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT / "sdk" / "python", check=True, capture_output=True,
    )  # fmt: skip
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("liuke_sdk/")}
        metadata = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    source = ROOT / "sdk" / "python" / "src"
    files = (path for path in source.rglob("*") if path.suffix in {".py", ".typed"})
    assert packed == {path.relative_to(source).as_posix() for path in files}
    wanted = [line.partition(": ")[2] for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert wanted == ["anyio>=4", "httpx<1,>=0.28", "msgspec>=0.20"]
    assert "License-Expression: Apache-2.0" in metadata
    code = (
        "import sys, liuke_sdk; print(sorted(n for n in sys.modules if n.split('.')[0] == 'liuke'), liuke_sdk.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(wheel)}, cwd=tmp_path, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == f"[] {wheel / 'liuke_sdk' / '__init__.py'}"


def test_the_javascript_package(tmp_path: Path) -> None:
    build = load_build()
    build.build()
    done = subprocess.run(
        [str(build.NODE), str(build.NPM), "pack", "--dry-run", "--json", "--ignore-scripts"],
        cwd=build.HERE, capture_output=True, text=True, check=True,
        env={**os.environ, "npm_config_cache": str(tmp_path)},
    )  # fmt: skip
    packed = {one["path"] for one in json.loads(done.stdout)[0]["files"]}
    sources = {path.stem for path in (build.HERE / "src").glob("*.ts")}
    compiled = {f"dist/{kind}/{name}.{end}" for kind in ("esm", "cjs") for name in sources for end in ("js", "d.ts")}
    others = {"LICENSE", "README.md", "package.json", "dist/cjs/package.json", "dist/esm/package.json"}
    assert packed == compiled | others
