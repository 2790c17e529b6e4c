"""To whom a campaign is not open it is not there: every request and every page answers as of what does not exist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from liuke.activities.catalog import KINDS
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.api.test_results import PROGRAM
from tests.server import TestDatabase
from tests.support_shop import T0

VALUES: dict[str, Any] = {
    "int": 1,
    "str": "x",
    "bool": True,
    "list": ["x"],
    "map": {"x": ["1"]},
    "day": 19_848,
    "points": 1,
}
INSIDE: dict[str, Any] = PROGRAM | {
    "campaigns": [{
        "id": "secret", "name": "Secret", "window": {"from": "2020-01-01", "to": "2099-01-01"}, "early": {"basic": 5},
        "audience": {"field": "label.vip", "op": "exists"}, "budget": {"points": {"total": 100}},
    }],
    "coupons": [one | {"per_member": 3} for one in PROGRAM["coupons"]],
    "activities": [one | {"campaign": "secret"} for one in PROGRAM["activities"]],
}  # fmt: skip
ACTIVITIES: dict[str, str] = {one["id"]: one["kind"] for one in PROGRAM["activities"]}


def refuse(engine: MemoryEngine, type_: str, data: dict[str, Any]) -> tuple[str, str, str]:
    with pytest.raises(Refused) as caught:
        engine.send(type_, 1, json.dumps([type_, data]), T0, **data)
    said = repr(data.get("activity"))
    return caught.value.reason, str(caught.value).replace(said, "…"), str(caught.value.extra).replace(said, "…")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.requests], ids=lambda kind: kind.kind)
def test_a_request_answers_as_for_an_activity_that_is_not_there(kind: Any) -> None:
    engine = MemoryEngine(compile_program({"id": "x", "name": "x", **INSIDE}))
    engine.register(1, T0)
    for request in kind.requests:
        type_ = engine.program.events.find(request.type)
        assert type_ is not None
        data = {name: VALUES[field.kind] for name, field in type_.fields.items() if field.required}
        for activity, of in ACTIVITIES.items():
            if of == kind.kind:
                found = refuse(engine, request.type, {**data, "activity": activity})
                assert found[0] == "activity-unknown"
                assert found == refuse(engine, request.type, {**data, "activity": "nowhere"})
        if "activity" not in data:
            assert refuse(engine, request.type, data)[0] == "activity-unknown"


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    environ = make_environ(module_database, tmp_path_factory.mktemp("secret"), **NO_LIMITS)
    with serve(environ, prepare(environ, reader=["members:read"], events=["events:write"])) as served:
        spec = {"schema_version": 2, "id": "shop", "name": "Shop", **INSIDE}
        version = served.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})["version"]
        served.wait_for_version(version)
        yield served


def test_no_page_tells_of_it(shop: Served) -> None:
    member, other = shop.member("wechat:ann"), shop.member("wechat:bo")
    shop.ok("POST", f"/v1/members/{other}/labels", {"labels": {"vip": "yes"}}, **{"Idempotency-Key": "vip"})
    shop.ok(
        "POST", f"/v1/members/{other}/activities/ideas/write", {"text": "Lemon chicken"}, **{"Idempotency-Key": "post"}
    )
    shop.keys["ann"] = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    shop.keys["bo"] = shop.ok("POST", f"/v1/members/{other}/token", {})["token"]

    def read(key: str, path: str, activity: str = "") -> str:
        answer = shop.call("GET", path, key=key)
        plain = {name: one for name, one in answer.json().items() if name != "instance"}
        text = json.dumps([answer.status_code, plain], ensure_ascii=False)
        return text.replace(f"'{activity}'", "…") if activity else text

    paths: dict[str, Any] = shop.ok("GET", "/openapi.json")["paths"]
    mine = [path for path, ways in paths.items() if path.startswith("/v1/members/{member}/") and "get" in ways]
    assert len([path for path in mine if "{activity}" in path]) >= 5
    for path in mine:
        asked = path.replace("{member}", member)
        if "{activity}" in path:
            nothing = read("ann", asked.replace("{activity}", "nowhere"), "nowhere")
            for activity in ACTIVITIES:
                assert read("ann", asked.replace("{activity}", activity), activity) == nothing, (path, activity)
        elif "{" not in asked and not path.endswith("/export"):  # what is kept of them is theirs to know
            said = read("ann", asked)
            assert "secret" not in said.lower(), path
            assert not [one for one in ACTIVITIES if f'"{one}"' in said], path
    for path in ("/v1/rules", f"/v1/members/{member}/rules", "/v1/rules?lang=zh"):
        said = read("ann", path)
        assert "Secret" not in said
        assert not [one["name"] for one in PROGRAM["activities"] if f'"heading": "{one["name"]}"' in said]
    assert "Secret" in read("bo", "/v1/rules")
    assert '"heading": "Riddles"' in read("bo", "/v1/rules")
    assert "Lemon chicken" in read("bo", f"/v1/members/{other}/activities/ideas/posts")
