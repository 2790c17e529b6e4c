"""Calls a served shop and keeps, for each operation, one request with its answer."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from tests.api.support import Served

PATIENCE_S = 30
LONGEST = 400
"""Characters of a text that is shown."""
_SECRETS = (
    (re.compile(r"([lp]k)_([0-9a-f]+)_[A-Za-z0-9_-]{16,}"), r"\1_\2_SECRET"),
    (re.compile(r"whsec_[A-Za-z0-9+/=]{16,}"), "whsec_SECRET"),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+"), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SIGNATURE"),
)
_HIDDEN = frozenset(("csrf", "password", "new", "current", "seed", "secret", "renewal"))
Example = dict[str, Any]


class Recorder:
    """Examples so far, by ``GET /v1/members/{member}``.

    Args:
        shop: That is called.
        kept: Filled by calls; those of an earlier act stay.
    """

    def __init__(self, shop: Served, kept: dict[str, Example]) -> None:
        self.shop, self.kept = shop, kept

    def ask(
        self,
        method: str,
        template: str,
        /,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        who: str = "owner",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        media: str = "application/json",
        patiently: bool = False,
        shown: bool = True,
        **params: Any,
    ) -> Any:
        """One call that succeeds; the last one of an operation that is ``shown`` is its example.

        Args:
            method: ``GET`` and so on.
            template: Path as the specification has it.
            body: Sent as JSON.
            query: Parameters.
            who: Name of the key that calls, or a token.
            headers: More of them.
            content: Sent as it is, instead of ``body``.
            media: Of the content.
            patiently: Whether what the call needs is still on its way.
            shown: Whether it may be the example.
            params: Of the path.
        """
        path = re.sub(r"\{(\w+)\}", lambda found: quote(str(params[found[1]]), safe=":@"), template)
        if query:
            path += "?" + urlencode(query)
        answer = self._send(method, path, body, who, dict(headers or {}), content, media)
        limit = time.monotonic() + PATIENCE_S
        while patiently and not answer.is_success and time.monotonic() < limit:
            time.sleep(0.05)
            answer = self._send(method, path, body, who, dict(headers or {}), content, media)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        kind = answer.headers.get("content-type", "")
        data: Any = answer.json() if answer.content and "json" in kind and "ndjson" not in kind else None
        if shown:
            self._keep(method, template, params, query, body, content, answer, data)
        return data if data is not None else answer

    def _send(
        self, method: str, path: str, body: Any, key: str, headers: dict[str, str], content: bytes | None, media: str
    ) -> httpx.Response:
        if content is None:
            return self.shop.call(method, path, body, key=key, **headers)
        with self.shop.client(key, **{"Content-Type": media, "Accept-Language": "en", **headers}) as client:
            return client.request(method, path, content=content)

    def _keep(
        self, method: str, template: str, params: Mapping[str, Any], query: Mapping[str, Any] | None, body: Any,
        content: bytes | None, answer: httpx.Response, data: Any,
    ) -> None:  # fmt: skip
        made: Example = {"status": answer.status_code}
        if params:
            made["params"] = {one: str(value) for one, value in params.items()}
        if query:
            made["query"] = dict(query)
        if body is not None:
            made["request"] = shorten(body, 8)
        elif content is not None and is_text(content):
            made["request"] = content.decode()
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if data is not None:
            made["response"] = shorten(data)
        elif answer.content and not kind.startswith("image/"):
            made["response"] = "".join(answer.text.splitlines(keepends=True)[:3])
        self.kept[f"{method} {template}"] = hide(made)


def is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


_HEAD = ("schema_version", "id", "name", "currency", "$schema", "title", "type", "openapi", "info")
"""What is shown of a program, of its schema, and of the specification."""
_WIDEST = 30
"""Keys of a document that are shown; one with more is no form that people read."""


def shorten(value: Any, most: int = 2) -> Any:
    """The same with at most so many items in a list, the head of long documents, no text longer than people read."""
    if isinstance(value, dict):
        if {"schema_version", "assets"} <= value.keys() or "$defs" in value or "openapi" in value:
            return {name: value[name] for name in _HEAD if name in value}
        names = list(value)[: 3 if len(value) > _WIDEST else len(value)]
        return {name: shorten(value[name], most) for name in names}
    if isinstance(value, list):
        return [shorten(below, most) for below in value[:most]]
    if isinstance(value, str) and len(value) > LONGEST:
        return value[:LONGEST] + "…"
    return value


def hide(value: Any) -> Any:
    """The same without what opens a door."""
    text = json.dumps(value, ensure_ascii=False)
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return _hide_named(json.loads(text))


def _hide_named(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: "…" if name in _HIDDEN and isinstance(below, str) and below else _hide_named(below)
            for name, below in value.items()
        }
    if isinstance(value, list):
        return [_hide_named(below) for below in value]
    return value
