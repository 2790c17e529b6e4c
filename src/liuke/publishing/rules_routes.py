"""The rules as members read them."""

from __future__ import annotations

from typing import Literal

import msgspec

from liuke.http.contracts import Call, Content, Endpoint
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.publishing.wording import list_rule_pages, render_rules_html


class RulesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``html`` is one self-contained page."""

    format: Literal["json", "html"] = "json"


class RuleBlock(msgspec.Struct):
    """A heading and its lines."""

    heading: str
    lines: list[str]


class Rules(msgspec.Struct):
    """The rules page in one language.

    Args:
        name: Of the program.
        version: In force.
        blocks: In order.
    """

    name: str
    version: int
    lang: str
    blocks: list[RuleBlock]


async def _show(call: Call) -> Rules | Content:
    program, locale = call.services.program, call.locale
    if call.query.format == "html":
        return Content(render_rules_html(program, locale).encode(), "text/html; charset=utf-8")
    blocks = [RuleBlock(page.heading, list(page.lines)) for page in list_rule_pages(program, locale)]
    return Rules(program.spec.name.get(locale), program.version, locale, blocks)


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/rules", _show, text("规则页", "The rules page"), "program", ("members:read", "program:read"),
        query=RulesQuery, response=Rules, errors=(InvalidInput, NoProgram), member_token=True,
        also_media=("text/html; charset=utf-8",),
        about="Made from the program in force, so that it cannot disagree with it. `?lang=zh|en`, `?format=html`.",
    ),
)  # fmt: skip
