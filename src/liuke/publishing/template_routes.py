"""Templates to begin with, fitted to a merchant's answers."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from liuke.decision.domain import Evidence
from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.program.document import Document, render_data
from liuke.program.errors import NoProgram
from liuke.program.shipped import find_share_folder
from liuke.program.templates import read_template
from liuke.publishing.programs import load_program
from liuke.publishing.set_up import Answers, propose
from liuke.publishing.sources import Spec

PATH = "/v1/program/templates"
READ = ("program:read",)


class TemplateView(msgspec.Struct):
    """A program to begin with.

    Args:
        tiers: Their names, from the lowest.
        parts: How many things each section has.
    """

    id: str
    name: str
    description: str
    industry: str
    tiers: list[str]
    parts: dict[str, int]


class Templates(msgspec.Struct):
    """The gallery."""

    items: list[TemplateView]


class SetUpRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What a merchant knows without looking anything up.

    Args:
        average_order_cents: Of an order, in the smallest unit of the currency.
        visits_a_month: Of somebody who comes regularly.
        margin_bps: What is left of the price after the goods, in hundredths of a percent.
        goal: What the program is for.
    """

    average_order_cents: Annotated[int, Meta(ge=1, le=10**9)]
    visits_a_month: Annotated[int, Meta(ge=1, le=100)]
    margin_bps: Annotated[int, Meta(ge=100, le=10_000)]
    goal: Literal["visits", "bigger_orders"]


class ReachView(msgspec.Struct):
    """A tier as it is proposed.

    Args:
        threshold_cents: Spent within a year.
        orders: Or so many orders within a year; 0: spending alone counts.
        months: So long the median member needs; null: more than a year.
    """

    tier: str
    name: str
    threshold_cents: int
    orders: int
    months: int | None


class SetUpView(msgspec.Struct):
    """A program to begin with; nothing is kept until it is saved as a draft.

    Args:
        members: How many members' orders it was fitted to; 0: the answers alone.
        median_cents: What the member in the middle spends in 30 days.
        point_cents: What 100 points are worth.
        month_cost_cents: What a median member costs a month.
        cost_bps: The same of what they spend.
        texts: All of it in sentences.
    """

    spec: Spec
    members: int
    median_cents: int
    tiers: list[ReachView]
    point_cents: int
    month_cost_cents: int
    cost_bps: int
    texts: list[str]


@lru_cache(maxsize=2)
def _read_all(today: date) -> dict[str, Document]:
    folder = find_share_folder("programs")
    files = sorted(folder.glob("*.yaml")) if folder else []
    return {file.stem: read_template(file, today) for file in files}


async def _read() -> dict[str, Document]:
    """Every template by its name, with the dates of today."""
    return await asyncio.to_thread(_read_all, datetime.now(UTC).date())


async def _list(call: Call) -> Templates:
    documents, domains, locale = await _read(), call.services.domains, call.locale

    def show(id_: str, document: Document) -> TemplateView:
        spec = load_program(document, domains)
        data = render_data(spec)
        parts = {key: len(cast("list[Any]", value)) for key, value in data.items() if isinstance(value, list) and value}
        tiers = [tier.name.get(locale) for tier in spec.section("tiers").ladder]
        return TemplateView(id_, spec.name.get(locale), spec.description.get(locale), spec.industry, tiers, parts)

    return Templates(await asyncio.to_thread(lambda: [show(id_, one) for id_, one in documents.items()]))


async def _set_up(call: Call) -> SetUpView:
    name, given, services = call.params["template"], call.body, call.services
    document = (await _read()).get(name)
    if document is None:
        raise NotFound(f"there is no template {name[:64]!r}", fix=f"see GET {PATH}")
    keep, evidence = None, Evidence()
    try:
        in_force = services.program.spec
    except NoProgram:
        pass
    else:
        data = render_data(in_force)
        keep = {"calendar": data["calendar"], "currency": data["currency"]}
        evidence = await services.programs.read_evidence(in_force)
    answers = Answers(given.average_order_cents, given.visits_a_month, given.margin_bps, given.goal)
    made = propose(document.data, answers, evidence, keep=keep)
    spec = await asyncio.to_thread(lambda: render_data(load_program(made.spec, services.domains)))
    tiers = [
        ReachView(one.tier, one.name.get(call.locale), one.threshold_cents, one.orders, one.months)
        for one in made.tiers
    ]
    return SetUpView(
        spec, made.pace.members, made.pace.median_cents, tiers, made.point_cents, made.month_cost_cents, made.cost_bps,
        [said.get(call.locale) for said in made.texts],
    )  # fmt: skip


ENDPOINTS = (
    Endpoint("GET", PATH, _list, text("方案模板", "Templates to begin with"), "program", READ, response=Templates),
    Endpoint(
        "POST", f"{PATH}/{{template}}/set-up", _set_up, text("按回答调整模板", "Fit a template to five answers"),
        "program", READ, body=SetUpRequest, response=SetUpView, errors=(InvalidInput, NotFound),
        about="Thresholds, what points are worth, how long a median member needs and what they cost: from the "
        "merchant's own orders where there are enough of them, else from the answers.",
    ),
)  # fmt: skip
