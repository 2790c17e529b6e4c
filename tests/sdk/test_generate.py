"""The generator: every shape that an endpoint can have, and every way in which table and specification can disagree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

GENERATE = Path(__file__).resolve().parents[2] / "sdk" / "generate"
sys.path.insert(0, str(GENERATE))
try:
    from javascript import write_javascript
    from python import write_python
    from reading import Incomplete, read_specification
finally:
    sys.path.remove(str(GENERATE))

SCHEMAS: dict[str, Any] = {
    "Draft": {
        "title": "Draft", "type": "object", "description": "A draft.\n\nArgs:\n    from: Where it comes from.",
        "properties": {
            "from": {"type": "string"}, "limit": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "kind": {"enum": ["a", "b"]}, "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["from", "kind"],
    },
    "Row": {
        "title": "Row", "type": "object",
        "properties": {
            "id": {"type": "string"}, "until_us": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
            "parts": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Part"}, "default": {}},
            "note": {"type": "string"},
            "pair": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
        },
        "required": ["id"],
    },
    "Part": {"title": "Part", "type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]},
    "Page_Row_": {
        "title": "Page[Row]", "type": "object", "required": ["items"],
        "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}},
    },
}  # fmt: skip
LANG = {"name": "lang", "in": "query", "schema": {"enum": ["zh", "en"]}}


def operation(*, body: Any = None, answer: Any = None, media: str = "application/json", **more: Any) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done."}
    if answer is not None:
        done["content"] = {media: {"schema": answer}}
    made: dict[str, Any] = {"summary": "Do it", "parameters": [LANG], "responses": {"200": done, "422": {}}, **more}
    if body is not None:
        made["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return made


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


PATHS: dict[str, Any] = {
    "/v1/drafts/{name}": {
        "put": operation(
            body=ref("Draft"),
            answer=ref("Row"),
            parameters=[
                LANG,
                {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": "The version seen."},
            ],
        ),
        "delete": operation(),
    },
    "/v1/rows": {
        "get": operation(
            answer=ref("Page_Row_"), parameters=[LANG, {"name": "limit", "in": "query", "schema": {"type": "integer"}}]
        )
    },
    "/v1/bulk/rows": {
        "get": operation(answer={"type": "string"}, media="application/x-ndjson"),
        "post": operation(body=ref("Row"), answer=ref("Part")),
    },
    "/v1/picture": {"get": operation(answer={"type": "string"}, media="image/png")},
    "/v1/members/{member}/do": {
        "post": operation(
            body=ref("Draft"),
            answer=ref("Part"),
            security=[{"memberToken": []}],
            parameters=[
                LANG,
                {"name": "member", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}},
            ],
        )
    },
}
TABLE: dict[str, Any] = {
    "groups": {"drafts": "Drafts.", "rows": "Rows."},
    "operations": {
        "PUT /v1/drafts/{name}": "drafts.put",
        "DELETE /v1/drafts/{name}": "drafts.delete",
        "GET /v1/rows": "rows.list",
        "GET /v1/bulk/rows": {"name": "rows.export", "stream": "rows"},
        "POST /v1/bulk/rows": {"name": "rows.load", "upload": "text/csv", "safe": True},
        "GET /v1/picture": "rows.picture",
        "POST /v1/members/{member}/do": "rows.do",
    },
    "excluded": {},
}


def write(folder: Path, paths: dict[str, Any] = PATHS, table: dict[str, Any] = TABLE) -> tuple[Path, Path]:
    specification, names = folder / "openapi.json", folder / "operations.yaml"
    specification.write_text(json.dumps({"paths": paths, "components": {"schemas": SCHEMAS}}))
    names.write_text(yaml.safe_dump(table))
    return specification, names


CALLS = """
import sys
sys.path.insert(0, {here!r})
from drafts import DraftsGroup
from rows import RowsGroup
import models, msgspec

def build(method, *args, **named):
    return method.build(None, *args, **named)

put = build(DraftsGroup.put, "n/1", from_="x", kind="a", limit=None, if_match="7")
assert msgspec.json.encode(put.body) == b'{{"from":"x","limit":null,"kind":"a"}}', msgspec.json.encode(put.body)
assert put.headers == {{"if-match": "7"}} and put.params == {{"name": "n/1"}} and put.answer is models.Row
assert build(DraftsGroup.delete).answer is None
assert RowsGroup.list.route.path == "/v1/rows" and type(RowsGroup.list).__name__ == "Listing"
assert type(RowsGroup.export).__name__ == "Streaming"
load = build(RowsGroup.load, b"id\\n1", media="application/x-ndjson")
assert load.content == b"id\\n1" and load.media == "application/x-ndjson" and load.body is msgspec.UNSET
assert build(RowsGroup.load, b"").media == "text/csv" and RowsGroup.load.route.safe
assert build(RowsGroup.picture).answer is bytes
assert RowsGroup.do.route.keyed and build(RowsGroup.do, "me", from_="x", kind="b", key="k").key == "k"
row = msgspec.json.decode(b'{{"id":"1","parts":{{"a":{{"ok":true}}}},"new":1,"pair":[1,"x"]}}', type=models.Row)
assert row == models.Row(id="1", parts={{"a": models.Part(ok=True)}}, pair=(1, "x"))
assert row.until_us is None and row.note is None
"""


def test_every_shape_becomes_a_method_that_asks_for_it(tmp_path: Path) -> None:
    files = write_python(read_specification(*write(tmp_path)))
    assert set(files) == {"models.py", "groups/__init__.py", "groups/drafts.py", "groups/rows.py"}
    for name, text in files.items():
        if name != "groups/__init__.py":
            (tmp_path / Path(name).name).write_text(text.replace("liuke_sdk.models", "models"))
    client = GENERATE.parent / "python" / "src"
    done = subprocess.run(
        [sys.executable, "-c", CALLS.format(here=str(tmp_path))], env={"PYTHONPATH": str(client)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_javascript_has_what_a_member_may_do(tmp_path: Path) -> None:
    files = write_javascript(read_specification(*write(tmp_path)))
    assert "do(body: Draft, options: CallOptions = {}): Promise<Part> {" in files["member.ts"]
    assert 'method: "POST", path: `${this.base}/do`, body, keyed: true' in files["member.ts"]
    assert "drafts" not in files["member.ts"]
    assert "  from: string;\n" in files["models.ts"]
    assert "  limit?: number | null;\n" in files["models.ts"]
    assert "interface Row" not in files["models.ts"]


def test_all_disagreements_are_told_at_once(tmp_path: Path) -> None:
    table = {
        **TABLE,
        "groups": {"rows": "Rows."},
        "operations": {**TABLE["operations"], "GET /v1/gone": "rows.gone", "GET /v1/picture": "rows.list"},
    }
    paths = {**PATHS, "/v1/new": {"get": operation()}}
    with pytest.raises(Incomplete) as caught:
        read_specification(*write(tmp_path, paths, table))
    assert str(caught.value).splitlines()[1:] == [
        "  GET /v1/new has no name: add it under operations, or under excluded with a reason",
        "  GET /v1/gone is not offered by the server (any more): remove it",
        "  group drafts is not described under groups",
        "  group drafts is not described under groups",
        "  rows.list names two operations",
    ]
