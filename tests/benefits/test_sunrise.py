"""The claim: a new kind of benefit costs one source file, one line of the catalogue and one golden file."""

from __future__ import annotations

import importlib.util
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from liuke.benefits.domain import benefits_domain
from liuke.benefits.kinds import KINDS
from liuke.decision.domain import Domain
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program, parse_program, program_model
from liuke.kernel.clock import to_us
from liuke.kernel.errors import InvalidInput, Refused
from liuke.publishing.lint import lint_program

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """The kind as the documents show it: the one source file."""
    spec = importlib.util.spec_from_file_location("sunrise_example", EXAMPLES / "sunrise_benefit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sunrise_example"] = module
    spec.loader.exec_module(module)
    return module


def _domains(example: ModuleType) -> tuple[tuple[Domain, ...], Domain]:
    benefits = benefits_domain((*KINDS, example.Sunrise))  # the one line
    return tuple(benefits if domain.name == "benefits" else domain for domain in DOMAINS), benefits


def test_the_kind_is_complete_with_one_line_more_in_the_catalogue(example: ModuleType) -> None:
    golden = yaml.safe_load((EXAMPLES / "sunrise_benefit.golden.yaml").read_text(encoding="utf-8"))
    domains, benefits = _domains(example)
    program = compile_program({"id": "t", "name": "t", **golden["program"]}, domains=domains)
    engine = MemoryEngine(program)

    def us(moment: str) -> int:
        return to_us(datetime.fromisoformat(moment).replace(tzinfo=program.calendar.zone))

    engine.register(1, us("2026-02-28 12:00"))
    for number, step in enumerate(golden["steps"]):
        if reason := step.get("refused"):
            with pytest.raises(Refused) as error:
                engine.send("benefit.redeem", 1, f"k{number}", us(step["at"]), benefit="view")
            assert error.value.reason == reason
        else:
            made = engine.send("benefit.redeem", 1, f"k{number}", us(step["at"]), benefit="view")
            assert made.result["left"] == step["left"]
    # what nobody had to write
    schema = program_model(domains).model_json_schema()
    section = schema["properties"]["benefits"]
    assert section["items"]["discriminator"]["mapping"]["sunrise"] == "#/$defs/Sunrise"
    assert section["x-kinds"]["sunrise"] == {"label": {"zh": "日出", "en": "Sunrise"}}
    assert schema["$defs"]["Sunrise"]["properties"]["terrace"]["x-label"] == {"zh": "露台", "en": "Terrace"}
    (page,) = benefits.render_rules(program, "en")
    assert page.lines == ("A view: at six every morning, roof",)
    assert [f.code for f in lint_program(program.spec, domains=domains) if f.severity == "error"] == []


def test_faults_are_found_at_their_place(example: ModuleType) -> None:
    domains, _ = _domains(example)
    with pytest.raises(InvalidInput) as caught:
        parse_program({"id": "t", "name": "t", "benefits": [{"kind": "sunrise", "id": "v", "name": "v"}]}, domains)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("benefits.0.sunrise.terrace", "missing")]


def test_it_is_not_in_the_product() -> None:
    with pytest.raises(InvalidInput, match="union-tag-invalid"):
        compile_program({"id": "t", "name": "t", "benefits": [
            {"kind": "sunrise", "id": "v", "name": "v", "terrace": "roof"}]})  # fmt: skip
