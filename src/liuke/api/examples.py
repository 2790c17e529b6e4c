"""Examples of the specification: real requests with what was answered, by operation."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from liuke.http.contracts import Endpoint


@cache
def read_examples() -> dict[str, dict[str, Any]]:
    """``POST /v1/members/{member}/orders`` → the example.

    Its keys: ``status``, and where there are any ``params`` (of the path), ``query``, ``request`` and ``response``:
    JSON, or the beginning of a text.
    """
    found = dict[str, dict[str, Any]]()
    folder = resources.files("liuke.api") / "recorded"
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.endswith(".json"):
            found |= json.loads(file.read_text(encoding="utf-8"))
    return found


def add_example(operation: dict[str, Any], endpoint: Endpoint) -> None:
    """Put the example of an endpoint into its operation; an endpoint without one stays as it is."""
    example = read_examples().get(f"{endpoint.method} {endpoint.path}")
    if example is None:
        return
    given = {"path": example.get("params", {}), "query": example.get("query", {})}
    for parameter in operation["parameters"]:
        value = given.get(parameter["in"], {}).get(parameter["name"])
        if value is not None:
            parameter["example"] = value
    if "request" in example and "requestBody" in operation:
        for content in operation["requestBody"]["content"].values():
            content["example"] = example["request"]
    if "response" in example:
        answer = operation["responses"][str(example["status"])]
        media = next(iter(answer.get("content", {endpoint.media: {}})))
        answer["content"][media]["example"] = example["response"]
