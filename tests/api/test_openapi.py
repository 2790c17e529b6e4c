"""The specification says what is served, and every reference in it leads somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from liuke.api.catalogue import ENDPOINTS
from liuke.api.openapi import TAGS, render_openapi
from liuke.http.scopes import ROLES, SCOPES
from tests.api.support import Served

DOCUMENT = render_openapi(ENDPOINTS)


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from walk(below)
    elif isinstance(value, list):
        for below in value:
            yield from walk(below)


def resolve(reference: str) -> Any:
    found: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def test_every_reference_leads_somewhere() -> None:
    references = {one["$ref"] for one in walk(DOCUMENT) if isinstance(one.get("$ref"), str)}
    assert len(references) > 80
    for reference in references:
        assert resolve(reference)


def test_every_schema_is_one() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_endpoint_is_described() -> None:
    operations = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
    assert len(operations) == len(ENDPOINTS)
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for endpoint in ENDPOINTS:
        operation = DOCUMENT["paths"][endpoint.path][endpoint.method.lower()]
        assert endpoint.summary.zh
        assert endpoint.summary.en
        assert endpoint.tag in TAGS
        assert set(endpoint.scopes) <= set(SCOPES)
        parameters = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert parameters == set(re.findall(r"\{(\w+)\}", endpoint.path))
        assert str(endpoint.status) in operation["responses"]
        if endpoint.scopes:
            assert {"401", "403", "429", "503"} <= operation["responses"].keys()


def test_roles_have_known_scopes() -> None:
    assert set(ROLES) == {"owner", "operator", "clerk", "finance", "support", "reader"}
    for label, scopes in ROLES.values():
        assert label.zh
        assert scopes <= set(SCOPES)
    assert ROLES["owner"][1] == set(SCOPES)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/members/{m}/centre", "/v1/members/{member}/centre"),
        ("/v1/members/{m}", "/v1/members/{member}"),
        ("/v1/members/{m}/operations", "/v1/members/{member}/operations"),
        ("/v1/members/{m}/operations/o1", "/v1/members/{member}/operations/{key}"),
        ("/v1/members/{m}/postings", "/v1/members/{member}/postings"),
        ("/v1/members/{m}/check-in", "/v1/members/{member}/check-in"),
        ("/v1/members", "/v1/members"),
        ("/v1/rules", "/v1/rules"),
        ("/v1/members/{m}/rules", "/v1/members/{member}/rules"),
        ("/v1/keys", "/v1/keys"),
        ("/readyz", "/readyz"),
    ],
)
def test_answers_are_what_the_specification_says(shop: Served, path: str, template: str) -> None:
    event = {
        "type": "order.paid",
        "member": "wechat:spec",
        "key": "o1",
        "data": {"order_id": "o1", "amount_cents": 100},
    }
    answer = shop.ok("POST", "/v1/events", event)
    check(answer, "/v1/events", "post")
    check(shop.ok("GET", path.replace("{m}", answer["member_id"])), template, "get")


def check(answer: Any, template: str, method: str) -> None:
    response = DOCUMENT["paths"][template][method]["responses"]["200"]
    schema = {**response["content"]["application/json"]["schema"], "components": DOCUMENT["components"]}
    jsonschema.validate(json.loads(json.dumps(answer)), schema)


def test_the_served_document_is_the_kept_one(shop: Served) -> None:
    assert shop.ok("GET", "/openapi.json?lang=en") == DOCUMENT
    chinese = shop.ok("GET", "/openapi.json?lang=zh")
    assert chinese["paths"]["/v1/events"]["post"]["summary"] == "上报一个事件"


def test_answers_to_requests_say_what_their_result_is() -> None:
    operation = DOCUMENT["paths"]["/v1/members/{member}/checkout/quote"]["post"]
    answer, more = operation["responses"]["200"]["content"]["application/json"]["schema"]["allOf"]
    assert answer == {"$ref": "#/components/schemas/EventAnswer"}
    result = resolve(more["properties"]["result"]["$ref"])
    assert result["properties"]["payable_cents"]["type"] == "integer"
    assert result["properties"]["hash"]["description"].startswith("Stands for the quote")
    lines = resolve(operation["requestBody"]["content"]["application/json"]["schema"]["$ref"])["properties"]["lines"]
    assert resolve(lines["items"]["$ref"])["required"] == ["sku", "unit_cents"]


def test_headers_of_answers_are_described() -> None:
    check_in = DOCUMENT["paths"]["/v1/members/{member}/check-in"]["post"]["responses"]
    limits = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
    assert check_in["200"]["headers"].keys() == {"X-Request-Id", "Idempotent-Replayed", *limits}
    assert resolve(check_in["429"]["$ref"])["headers"].keys() == {"X-Request-Id", "Retry-After", *limits}
    assert resolve(check_in["503"]["$ref"])["headers"].keys() == {"X-Request-Id", "Retry-After"}
    assert resolve(check_in["401"]["$ref"])["headers"].keys() == {"X-Request-Id", "WWW-Authenticate"}
    health = DOCUMENT["paths"]["/healthz"]["get"]["responses"]["200"]["headers"]
    assert health == {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}


def test_what_webhooks_are_sent_is_described() -> None:
    operation = DOCUMENT["webhooks"]["fact"]["post"]
    schema = resolve(operation["requestBody"]["content"]["application/json"]["schema"]["$ref"])
    body = {
        "id": "evt_5_1_0", "type": "points.earned", "occurred_us": 1, "member_id": "5", "schema_version": 1,
        "data": {"asset": "points", "amount": 3}, "external_ids": ["wechat:ann"],
    }  # fmt: skip
    jsonschema.validate(body, schema)
    assert [one["name"] for one in operation["parameters"]] == [
        "webhook-id", "webhook-timestamp", "webhook-signature",
    ]  # fmt: skip
