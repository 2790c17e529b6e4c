"""The specification of everything that is served, itself included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from liuke.api.openapi import render_openapi
from liuke.http.contracts import Call, Endpoint, RawJson
from liuke.kernel.text import text


def make_endpoint(list_all: Callable[[], Sequence[Endpoint]]) -> Endpoint:
    """The endpoint that answers the specification of ``list_all()``, asked when it is first wanted."""

    @lru_cache(maxsize=2)
    def render(locale: str) -> bytes:
        return msgspec.json.encode(render_openapi(list_all(), "zh" if locale == "zh" else "en"))

    async def show(call: Call) -> RawJson:
        return RawJson(render(call.locale))

    return Endpoint(
        "GET", "/openapi.json", show, text("接口规范", "This specification"), "health", (),
        response=dict[str, Any], about="`?lang=zh` or Accept-Language choose the language of its summaries.",
    )  # fmt: skip
