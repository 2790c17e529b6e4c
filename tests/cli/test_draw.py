"""``liuke draw verify`` works on a file alone."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from typer.testing import CliRunner

from liuke.cli.main import make_app
from tests.draws.test_verify import SECRET, make


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(make_app("draw"), ["draw", "verify", *arguments])
    return result.exit_code, result.output


def test_an_honest_file(tmp_path: Path) -> None:
    file = tmp_path / "wheel.json"
    file.write_bytes(msgspec.json.encode(make()))
    assert _run(str(file)) == (0, "✓ 8 draws of wheel/2026-11-29.day\n")
    assert json.loads(_run(str(file), "--json")[1]) == {"draws": 8, "faults": []}


def test_a_file_that_was_tampered_with(tmp_path: Path) -> None:
    export = make()
    export.draws[0].note["outcome"] = 2 if export.draws[0].note["outcome"] != 2 else 1
    file = tmp_path / "wheel.json"
    file.write_bytes(msgspec.json.encode(export))
    code, output = _run(str(file))
    assert code == 1
    assert output.splitlines()[0].startswith("✗ changed: member 7, draw 1: it came to ")
    assert output.splitlines()[-1] == "✗ 8 draws of wheel/2026-11-29.day"


def test_another_commitment_was_published(tmp_path: Path) -> None:
    file = tmp_path / "wheel.json"
    file.write_bytes(msgspec.json.encode(make(b"c" * 32)))
    code, output = _run(str(file), "--commitment", f"2={SECRET.hex()}")
    assert (code, output.splitlines()[0]) == (1, "✗ seed 2: another commitment was published")


def test_what_is_no_export(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{}")
    result = CliRunner().invoke(make_app("draw"), ["draw", "verify", str(file)])
    assert result.exit_code != 0
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(make(), form=9)))
    assert CliRunner().invoke(make_app("draw"), ["draw", "verify", str(file)]).exit_code != 0
