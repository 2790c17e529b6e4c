"""The claim: a new kind of reward costs one source file, one line of the catalogue and one golden file."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from liuke.activities.catalog import REWARDS
from liuke.activities.domain import activities_domain
from liuke.features import DOMAINS, compile_program, parse_program, program_model
from liuke.kernel.errors import InvalidInput
from liuke.publishing.lint import lint_program
from liuke.publishing.wording import render_wording

from .support import Shop, facts

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """The kind as the documents show it: the one source file."""
    spec = importlib.util.spec_from_file_location("whisper_example", EXAMPLES / "whisper_reward.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["whisper_example"] = module
    spec.loader.exec_module(module)
    return module


def test_the_kind_is_complete_with_one_line_more_in_the_catalogue(example: ModuleType) -> None:
    rewards = (*REWARDS, example.WhisperReward)  # the one line
    golden = yaml.safe_load((EXAMPLES / "whisper_reward.golden.yaml").read_text(encoding="utf-8"))
    activities = activities_domain(rewards=rewards)
    domains = tuple(activities if domain.name == "activities" else domain for domain in DOMAINS)
    shop = Shop(*golden["program"]["activities"], joined="2026-02-01 08:00", platform=domains)
    for step in golden["steps"]:
        decision = shop.send(step["send"], step["at"])
        assert [[gain.kind, gain.amount] for gain in decision.gains] == step["expect"]["gains"]
        assert facts(decision) == step["expect"]["only_facts"]
        assert shop.engine.state(1).read(example.WHISPERS, example.WhisperBook).given == step["expect"]["given"]
    # what nobody had to write
    program = shop.engine.program
    schema = program_model(domains).model_json_schema()
    rewards_of = schema["$defs"]["MilestoneStep"]["properties"]["rewards"]["items"]
    assert rewards_of["discriminator"]["mapping"]["whisper"] == "#/$defs/WhisperReward"
    assert schema["$defs"]["TierSpec"]["properties"]["pack"]["items"] == rewards_of
    assert schema["$defs"]["WhisperReward"]["properties"]["words"]["x-label"] == {"zh": "悄悄话", "en": "Words"}
    (page,) = activities.render_rules(program, "en")
    assert page.lines == ("App opened, time 2: a whisper: Welcome back",)
    assert program.events.find("whisper.given") is not None
    assert render_wording(program, "whispered", {"number": 1}, "zh") == "第 1 句悄悄话"
    assert [f.code for f in lint_program(program.spec, domains=domains) if f.severity == "error"] == []


def test_faults_are_found_at_their_place(example: ModuleType) -> None:
    activities = activities_domain(rewards=(*REWARDS, example.WhisperReward))
    domains = tuple(activities if domain.name == "activities" else domain for domain in DOMAINS)
    wrong = {"kind": "milestone", "id": "m", "name": "m", "on": ["app.opened"],
             "steps": [{"at": 1, "rewards": [{"kind": "whisper", "volume": 3}]}]}  # fmt: skip
    with pytest.raises(InvalidInput) as caught:
        parse_program({"id": "t", "name": "t", "activities": [wrong]}, domains)
    assert [(fault.path, fault.code) for fault in caught.value.faults][:2] == [
        ("activities.0.milestone.steps.0.rewards.0.whisper.words", "missing"),
        ("activities.0.milestone.steps.0.rewards.0.whisper.volume", "extra-forbidden"),
    ]


def test_it_is_not_in_the_product() -> None:
    assert "whisper" not in {reward.name_kind() for domain in DOMAINS for reward in domain.rewards}
    with pytest.raises(InvalidInput, match="union-tag-invalid"):
        compile_program({"id": "t", "name": "t", "tiers": {"ladder": [
            {"id": "a", "name": "a", "pack": [{"kind": "whisper", "words": "w"}]}]}})  # fmt: skip
