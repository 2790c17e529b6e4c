"""Programs that are being worked on, in words."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.publishing.lint import compile_far
from liuke.publishing.rules_routes import RuleBlock
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, load_source, read_source
from liuke.publishing.words import (
    EventWord,
    FieldWord,
    describe_lunar,
    describe_program,
    list_events,
    list_fields,
    list_pages_of_draft,
)

PATH = "/v1/program/words"


class WordsAnswer(msgspec.Struct):
    """A program in words, in the language of the request.

    Args:
        said: Whether the document fits the shape of a program; of one that does not nothing is said.
        rows: Path by ids (`earning.spend`) → what is there, as one sentence without its name.
        blocks: The rules page that members would read.
        events: Types of events that its rules may listen to, its own included.
        fields: What conditions may ask for beside the fields of events.
    """

    said: bool
    rows: dict[str, str]
    blocks: list[RuleBlock]
    events: list[EventWord]
    fields: list[FieldWord]


async def _say(call: Call) -> WordsAnswer:
    domains, locale, now_us = call.services.domains, call.locale, call.services.now_us()
    source = await read_source(call, call.body)
    try:
        spec = await load_source(source, domains)
    except InvalidInput:  # while somebody types it need not fit: lint says what is wrong with it
        return WordsAnswer(False, {}, [], [], [])

    def say() -> WordsAnswer:
        program, _ = compile_far(spec, domains)
        program.goods_name = call.services.book.catalogue.name_of
        words = describe_program(program) | describe_lunar(spec, program.calendar.local_day(now_us))
        rows: dict[str, Any] = {path: said.get(locale) for path, said in words.items()}
        blocks = [RuleBlock(page.heading, list(page.lines)) for page in list_pages_of_draft(program, locale)]
        return WordsAnswer(True, rows, blocks, list_events(program, locale), list_fields(program, locale))

    return await asyncio.to_thread(say)


ENDPOINTS = (
    Endpoint(
        "POST", PATH, _say, text("用文字说明方案", "Say a program in words"), "program", ("program:read",),
        body=Source, body_limit=DOCUMENT_LIMIT, response=WordsAnswer, errors=(InvalidInput, NotFound),
        about="Each thing as one sentence, the rules page, and what its rules and conditions may name. A draft "
        "need not be sound: what cannot be said is left out, and of one that does not fit its shape nothing is.",
    ),
)  # fmt: skip
