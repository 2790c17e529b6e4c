"""The claim: a new kind of activity costs one source file, one line of the catalogue and one golden file."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import ActivityKind
from liuke.activities.domain import activities_domain, summarize
from liuke.activities.pages import find_page
from liuke.activities.views import view_activities
from liuke.api.catalogue import ENDPOINTS
from liuke.api.openapi import render_openapi
from liuke.features import program_model
from liuke.intake.request_routes import make_endpoints
from liuke.kernel.errors import InvalidInput

from .support import Shop, domains, facts

GENERATE = Path(__file__).parents[2] / "sdk" / "generate"
sys.path.insert(0, str(GENERATE))
try:
    from javascript import write_javascript
    from python import write_python
    from reading import read_specification
finally:
    sys.path.remove(str(GENERATE))

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def echo() -> ActivityKind:
    """The kind as the documents show it: the one source file."""
    spec = importlib.util.spec_from_file_location("echo_example", EXAMPLES / "echo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["echo_example"] = module
    spec.loader.exec_module(module)
    return module.KIND


def test_the_kind_is_complete_with_one_line_more_in_the_catalogue(echo: ActivityKind) -> None:
    kinds = (*KINDS, echo)  # the one line
    golden = yaml.safe_load((EXAMPLES / "echo.golden.yaml").read_text(encoding="utf-8"))  # the one golden file
    shop = Shop(*golden["program"]["activities"], kinds=kinds, joined="2026-03-01 08:00")
    for step in golden["steps"]:
        wanted = step["expect"]
        if "invalid" in wanted:
            with pytest.raises(InvalidInput) as invalid:
                shop.send(step["send"], step["at"], **step["data"])
            assert [fault.code for fault in invalid.value.faults] == wanted["invalid"]
            continue
        decision = shop.send(step["send"], step["at"], **step["data"])
        assert decision.result == wanted["result"]
        assert facts(decision) == wanted["only_facts"]
        assert shop.points() == wanted["balance"]["points"]
    # what nobody had to write
    program = shop.engine.program
    (shown,) = summarize(program, shop.engine.state(1), shop.us("2026-03-02"))
    assert (shown["kind"], shown["name"]["zh"], shown["count"]) == ("echo", "回声墙", 2)
    (typed,) = view_activities(program, shop.engine.state(1), shop.us("2026-03-02"), "zh")
    assert msgspec.to_builtins(typed) == {**shown, "name": "回声墙", "closes_us": None, "campaign": ""}
    page = find_page(program, shop.engine.state(1), shop.us("2026-03-02"), typed.id)
    assert page is not None
    assert [block.__struct_config__.tag for block in page.blocks] == ["tiles"]
    assert [(one.request, one.enabled, [part.name for part in one.fields]) for one in page.actions] == [
        ("say", True, ["words"])
    ]
    schema = program_model(domains(kinds)).model_json_schema()
    assert schema["properties"]["activities"]["x-kinds"]["echo"] == {"label": {"zh": "回声", "en": "Echo"}}
    assert schema["$defs"]["EchoSpec"]["properties"]["thanks"]["x-label"] == {"zh": "答谢", "en": "Thanks"}
    (page,) = activities_domain(kinds).render_rules(program, "en")
    assert page.lines == ("Say something, and hear it back",)
    assert program.events.find("echo.say") is not None
    assert program.wordings["echoed"].en == "echo number {count}"


def test_its_request_is_in_the_api_and_both_sdks_without_another_line(echo: ActivityKind, tmp_path: Path) -> None:
    (say,) = make_endpoints(echo.list_requests())
    assert (say.method, say.path) == ("POST", "/v1/members/{member}/activities/{activity}/say")
    assert (say.scopes, say.member_token, say.keyed) == (("members:write",), True, True)
    document = render_openapi((*ENDPOINTS, say))
    operation = document["paths"]["/v1/members/{member}/activities/{activity}/say"]["post"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["allOf"][1]["properties"]
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Say"}
    assert answer == {"result": {"$ref": "#/components/schemas/Said"}}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    specification = read_specification(file)
    python, javascript = write_python(specification), write_javascript(specification)
    path = '"/v1/members/{member}/activities/{activity}/say"'
    assert f'@operation("POST", {path}, keyed=True)\n    def say(' in python["groups/activities.py"]
    assert "class Said(" in python["models.py"]
    assert "say(" in javascript["member.ts"]
    assert "export interface Say " in javascript["models.ts"]


def test_it_is_not_in_the_product() -> None:
    assert "echo" not in {kind.kind for kind in KINDS}


def test_the_page_shows_the_code_that_runs() -> None:
    page = (EXAMPLES.parent / "how-to" / "add-an-activity.md").read_text(encoding="utf-8")
    code = {line.strip() for line in (EXAMPLES / "echo.py").read_text(encoding="utf-8").splitlines()}
    blocks = page.split("```python\n")[1:5]
    shown = [line.strip() for block in blocks for line in block.split("```")[0].splitlines()]
    strange = [line for line in shown if line and line not in code]
    assert strange == ['return Behaviour(requests={"echo.say": say})']  # the file adds a summary
