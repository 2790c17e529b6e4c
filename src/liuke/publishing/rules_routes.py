"""The rules as members read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from liuke.activities.contracts import Activity
from liuke.activities.domain import activity_index
from liuke.campaigns.views import list_gone_pages
from liuke.decision.choosing import choose_program, look
from liuke.decision.domain import CompiledProgram, RulePage
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.special_days import render_coming
from liuke.http.contracts import Call, Content, Endpoint
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound
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


def _render(call: Call, program: CompiledProgram, pages: Sequence[RulePage]) -> Rules | Content:
    locale = call.locale
    if call.query.format == "html":
        return Content(render_rules_html(program, locale, pages).encode(), "text/html; charset=utf-8")
    blocks = [RuleBlock(page.heading, list(page.lines)) for page in pages]
    return Rules(program.spec.name.get(locale), program.version, locale, blocks)


def _is_hidden(page: RulePage, turn: Turn, activities: Mapping[str, Activity]) -> bool:
    """Whether it is about a campaign that is not the member's, or something that lives in one."""
    overlay = turn.program.origin.find_overlay(page.path) if page.path.startswith("campaigns.") else None
    activity = activities.get(page.path.removeprefix("activities."))
    return (overlay is not None and not overlay.admits(turn)) or (activity is not None and activity.is_hidden(turn))


async def _show(call: Call) -> Rules | Content:
    if call.principal.kind == "member":
        return await _show_to(call, call.principal.member_id)
    program = call.services.program
    today = program.calendar.local_day(call.services.now_us())
    pages = (*render_coming(program, today, call.locale), *list_rule_pages(program, call.locale))
    return _render(call, program, pages)


async def _show_for_member(call: Call) -> Rules | Content:
    return await _show_to(call, await get_member(call))


async def _show_to(call: Call, member_id: int) -> Rules | Content:
    services, now_us = call.services, call.services.now_us()

    def render(state: MemberState) -> Rules | Content:
        gone = list_gone_pages(services.program, state, now_us, call.locale)
        program = choose_program(services.program, state, now_us).program
        coming = render_coming(program, program.calendar.local_day(now_us), call.locale)
        turn, activities = look(program, state, now_us), activity_index(program).by_id
        pages = [page for page in list_rule_pages(program, call.locale) if not _is_hidden(page, turn, activities)]
        return _render(call, program, (*gone, *coming, *pages))

    return await services.reader.read_with(member_id, render)


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/rules", _show, text("规则页", "The rules page"), "program", ("members:read", "program:read"),
        query=RulesQuery, response=Rules, errors=(InvalidInput, NoProgram), member_token=True,
        also_media=("text/html; charset=utf-8",),
        about="Made from the program in force, so that it cannot disagree with it; with a member's token: what holds "
        "for that member. `?lang=zh|en`, `?format=html`.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/rules", _show_for_member,
        text("会员此刻适用的规则", "The rules that hold for a member now"), "members", ("members:read",),
        query=RulesQuery, response=Rules, errors=(InvalidInput, NotFound, NoProgram), member_token=True,
        also_media=("text/html; charset=utf-8",),
        about="With what campaigns and experiments change for this member at this moment, by the same choice as every "
        "decision, and without what lives in campaigns that are not the member's. `?lang=zh|en`, `?format=html`.",
    ),
)  # fmt: skip
