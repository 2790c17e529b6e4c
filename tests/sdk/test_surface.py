"""The clients have what the server has: every operation, every field."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from liuke.api.catalogue import ENDPOINTS
from liuke_sdk import AsyncClient, Client, models
from liuke_sdk.group import Group, Listing, Operation, Serial, Steps, Streaming

ROOT = Path(__file__).resolve().parents[2]
TABLE: dict[str, Any] = yaml.safe_load((ROOT / "sdk" / "generate" / "operations.yaml").read_text(encoding="utf-8"))
PARTS = (Operation, Steps, Listing, Serial, Streaming)
CLIENT = Client("http://127.0.0.1:1")


def list_methods() -> dict[str, list[tuple[str, Any]]]:
    """``POST /v1/…`` → methods that call it."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, group in vars(CLIENT).items():
        if isinstance(group, Group):
            for method, part in vars(type(group)).items():
                if isinstance(part, PARTS):
                    found.setdefault(f"{part.route.method} {part.route.path}", []).append((f"{name}.{method}", part))
    return found


METHODS = list_methods()
OFFERED = {f"{one.method} {one.path}" for one in ENDPOINTS}
NAMES: dict[str, Any] = TABLE["operations"] | TABLE["planned"]
EXCLUDED: dict[str, str] = {
    name: reason for name, reason in (TABLE["excluded"] | TABLE["planned_excluded"]).items() if name in OFFERED
}


def test_what_is_generated_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "sdk/generate", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_endpoint_has_a_method_or_a_reason() -> None:
    assert set(METHODS) | set(EXCLUDED) == OFFERED
    assert not set(METHODS) & set(EXCLUDED)
    assert all(len(reason) > 10 for reason in EXCLUDED.values())


@pytest.mark.parametrize(
    "endpoint",
    [one for one in ENDPOINTS if f"{one.method} {one.path}" in METHODS],
    ids=lambda one: f"{one.method} {one.path}",
)
def test_a_method_takes_every_parameter_of_its_endpoint(endpoint: Any) -> None:
    wanted = set(re.findall(r"\{(\w+)\}", endpoint.path))
    for struct in (endpoint.body, endpoint.query):
        if isinstance(struct, type) and issubclass(struct, msgspec.Struct) and not endpoint.streams:
            wanted |= {one.encode_name for one in msgspec.structs.fields(struct)}
    named = NAMES.get(f"{endpoint.method} {endpoint.path}", "")  # those of activities are named by their paths
    wanted -= set(named.get("without", ())) if isinstance(named, dict) else set()
    _, part = METHODS[f"{endpoint.method} {endpoint.path}"][0]
    given = {name.removesuffix("_") for name in inspect.signature(part.build).parameters}
    assert wanted - given == set()
    assert part.route.keyed is endpoint.keyed


def test_answers_have_every_field_of_the_servers() -> None:
    for endpoint in ENDPOINTS:
        answer = endpoint.response
        if isinstance(answer, type) and issubclass(answer, msgspec.Struct) and hasattr(models, answer.__name__):
            own = {one.encode_name for one in msgspec.structs.fields(getattr(models, answer.__name__))}
            assert own == {one.encode_name for one in msgspec.structs.fields(answer)}, answer


def test_both_clients_have_the_same_methods_and_they_explain_themselves() -> None:
    other = AsyncClient("http://127.0.0.1:1")
    for methods in METHODS.values():
        for name, part in methods:
            group, _, method = name.partition(".")
            blocking, awaiting = (getattr(getattr(one, group), method) for one in (CLIENT, other))
            assert inspect.signature(blocking) == inspect.signature(awaiting)
            assert "self" not in inspect.signature(blocking).parameters
            assert blocking.__doc__ == part.build.__doc__
            assert len(blocking.__doc__) > 5, name
