"""Clearing for those who run a shop: agreements, transfers, statements."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.clearing import service, store
from liuke.clearing.contracts import Direction, Terms
from liuke.clearing.errors import AgreementDecided, AgreementOverlaps, NoSuchAgreement
from liuke.clearing.member_routes import ENDPOINTS as OF_MEMBERS
from liuke.clearing.statement import StatementLine, make_lines, read_month
from liuke.clearing.views import AgreementView, TransferView, view_agreement, view_over, view_under_way
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.http.contracts import Call, Content, Endpoint, Page
from liuke.http.fields import Moment
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.text import text
from liuke.ledger import finance
from liuke.ledger.spec import AssetSpec
from liuke.program.errors import NoProgram

PATH = "/v1/clearing"
READ, WRITE = ("finance:read", "clearing:write"), ("clearing:write",)
_Slug = Annotated[str, Meta(min_length=1, max_length=63)]
_Asset = Annotated[str, Meta(min_length=1, max_length=100)]


class NewAgreement(msgspec.Struct, forbid_unknown_fields=True):
    """What another shop is asked to agree to.

    Args:
        partner: Name of the other shop on this server.
        own_asset: Asset of this shop that moves.
        other_asset: Asset of the other shop.
        out: From this shop to the other; left out: nothing goes that way.
        back: From the other to this one; left out: nothing goes that way.
        from_us: When transfers begin; 0: as soon as it is accepted.
        until_us: When they end.
    """

    partner: _Slug
    own_asset: _Asset
    other_asset: _Asset
    until_us: Moment
    out: Direction | None = None
    back: Direction | None = None
    from_us: Annotated[int, Meta(ge=0, lt=2**62)] = 0


def list_assets(program: CompiledProgram) -> list[str]:
    """Assets that may move: those that members spend. What counts towards a tier is earned in the shop alone."""
    return [asset.id for asset in program.items("assets", AssetSpec) if asset.spendable]


async def _find_money_faults(call: Call, partner: str, out: Direction | None, back: Direction | None) -> list[Fault]:
    """A price is an amount of one currency: shops that count in different ones agree on points alone."""
    if not any(way is not None and way.price_cents for way in (out, back)):
        return []
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        shop = await store.find_shop(connection, partner)
    if shop is None or shop == services.tenant_id:
        return []
    try:
        theirs = (await call.tenants.get(shop)).program.spec.currency
    except NoProgram:
        return []
    ours = services.program.spec.currency
    if theirs == ours:
        return []
    said = f"this shop counts in {ours.code}, the other one in {theirs.code}"
    return [
        Fault(f"{name}.price_cents", "other-currency", said, "leave the price out")
        for name, way in (("out", out), ("back", back))
        if way is not None and way.price_cents
    ]


async def _propose(call: Call) -> AgreementView:
    given: NewAgreement = call.body
    services = call.services
    begin = given.from_us or services.now_us()
    terms = Terms(given.own_asset, given.other_asset, given.out, given.back, begin, given.until_us)
    made = await service.propose(
        services.pool, services.tenant_id, services.slug, given.partner, terms,
        own_assets=list_assets(services.program), actor=call.principal.actor,
        more=await _find_money_faults(call, given.partner, given.out, given.back),
    )  # fmt: skip
    return view_agreement(made)


async def _accept(call: Call) -> AgreementView:
    services, agreement_id = call.services, call.params["agreement"]
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        known = await store.find_agreement(connection, services.tenant_id, agreement_id, lock=False)
    more = [] if known is None else await _find_money_faults(call, known.partner, known.terms.out, known.terms.back)
    found = await service.accept(
        services.pool, services.tenant_id, services.slug, agreement_id, own_assets=list_assets(services.program),
        actor=call.principal.actor, more=more,
    )  # fmt: skip
    return view_agreement(found)


async def _end(call: Call) -> AgreementView:
    services = call.services
    found = await service.end(
        services.pool, services.tenant_id, services.slug, call.params["agreement"], actor=call.principal.actor
    )
    return view_agreement(found)


async def _list(call: Call) -> Page[AgreementView]:
    services = call.services
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        found = await store.list_agreements(connection, services.tenant_id)
        under_way = await store.sum_under_way(connection, services.tenant_id)
    return Page([view_agreement(one, under_way.get(one.agreement_id, (0, 0, 0))) for one in found])


class TransferQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: ``under_way``, those that wait for the other shop, or ``over``, both ways, the latest first.

    Args:
        status: How far they are.
        agreement: Of those that are over, only those by this one; empty: all.
        limit: Rows.
        cursor: Of the page before.
    """

    status: Literal["under_way", "over"] = "over"
    agreement: Annotated[str, Meta(max_length=40)] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_transfers(call: Call) -> Page[TransferView]:
    query, services = call.query, call.services
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        if query.status == "under_way":
            after = read_cursor(query.cursor, (str,))
            begun = await store.list_under_way(
                connection, services.tenant_id, after[0] if after else "", query.limit + 1
            )
            return make_page(begun, query.limit, view_under_way, lambda one: (one.hold_id,))
        before = read_cursor(query.cursor, (int, str, str))
        rows = await store.list_transfers(
            connection, services.tenant_id, before=before, limit=query.limit + 1, agreement=query.agreement  # pyright: ignore[reportArgumentType] - three parts, as they were read
        )  # fmt: skip
    return make_page(rows, query.limit, view_over, lambda row: (row.t_us, row.transfer, row.kind))


class StatementQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``month``: ``YYYY-MM``, by the sending shop's days; empty: this one. ``csv`` is a file with the same lines."""

    month: Annotated[str, Meta(max_length=7)] = ""
    format: Literal["json", "csv"] = "json"


class PartnerNet(msgspec.Struct):
    """What this shop owes another one in all; negative: what it is owed."""

    partner: str
    owes_cents: int


class Statement(msgspec.Struct):
    """What shops owe each other for a month.

    Args:
        month: ``YYYY-MM``.
        currency: ISO code of the cents.
        lines: By partner, agreement and direction.
        nets: By partner.
        under_way: Transfers of any month that wait for an answer, and are in no line yet.
    """

    month: str
    currency: str
    lines: list[StatementLine]
    nets: list[PartnerNet]
    under_way: int


async def _show_statement(call: Call) -> Statement | Content:
    query, services = call.query, call.services
    calendar = services.program.calendar
    month = query.month or finance.month_of(calendar.local_day(services.now_us()))
    days = read_month(month)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        agreements = await store.list_agreements(connection, services.tenant_id)
        sums = await store.sum_transfers(connection, services.tenant_id, *days)
        under_way = await store.sum_under_way(connection, services.tenant_id)
    lines = make_lines(agreements, sums)
    if query.format == "csv":
        name = f"clearing-{month}.csv"
        call.answer_headers.append((b"content-disposition", f'attachment; filename="{name}"'.encode()))
        return Content(await asyncio.to_thread(_export, lines), "text/csv; charset=utf-8")
    nets = dict[str, int]()
    for line in lines:
        nets[line.partner] = nets.get(line.partner, 0) + line.owes_cents
    return Statement(
        month, services.program.spec.currency.code, lines,
        [PartnerNet(partner, cents) for partner, cents in nets.items()], sum(one[0] for one in under_way.values()),
    )  # fmt: skip


def _export(lines: list[StatementLine]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.csv"
        finance.export(lines, StatementLine, path)
        return path.read_bytes()


_ONE = f"{PATH}/agreements/{{agreement}}"
ENDPOINTS: tuple[Any, ...] = (
    Endpoint(
        "POST", f"{PATH}/agreements", _propose, text("提议清算协议", "Propose an agreement to another shop"),
        "clearing", WRITE, body=NewAgreement, response=AgreementView, status=201, errors=(InvalidInput, NoProgram),
        about="Nothing moves before the other shop accepts. The terms never change: end it and propose a new one. "
        "Asked again with the same terms while it is open, it answers the same proposal.",
    ),
    Endpoint(
        "GET", f"{PATH}/agreements", _list, text("清算协议", "Agreements with other shops"), "clearing", READ,
        response=Page[AgreementView],
    ),
    Endpoint(
        "POST", f"{_ONE}/accept", _accept, text("接受清算协议", "Accept an agreement"), "clearing", WRITE,
        response=AgreementView,
        errors=(InvalidInput, NoSuchAgreement, AgreementDecided, AgreementOverlaps, NoProgram),
    ),
    Endpoint(
        "POST", f"{_ONE}/end", _end, text("结束清算协议", "Decline, withdraw or end an agreement"), "clearing", WRITE,
        response=AgreementView, errors=(NoSuchAgreement,),
        about="Either shop may, at once; what is under way is carried to its end.",
    ),
    Endpoint(
        "GET", f"{PATH}/transfers", _list_transfers, text("跨店转账", "Transfers between shops"), "clearing", READ,
        query=TransferQuery, response=Page[TransferView], errors=(InvalidInput,),
    ),
    Endpoint(
        "GET", f"{PATH}/statement", _show_statement, text("清算对账单", "What shops owe each other for a month"),
        "clearing", READ, query=StatementQuery, response=Statement, also_media=("text/csv; charset=utf-8",),
        errors=(InvalidInput, NoProgram),
        about="Both shops' statements say the same, with the sign turned.",
    ),
    *OF_MEMBERS,
)  # fmt: skip
