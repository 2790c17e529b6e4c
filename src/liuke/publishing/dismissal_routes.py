"""Setting findings aside with a reason, and letting them stand again."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.publishing import dismissals
from liuke.publishing.lint import make_evidence
from liuke.publishing.routes import DismissalView, LintRequest, show_dismissal
from liuke.publishing.sources import DOCUMENT_LIMIT, load_source, read_source

PATH = "/v1/program/dismissals"
READ, WRITE = ("program:read",), ("program:write",)
MOST = 5_000
"""So many findings are set aside or let stand by one request."""
DismissalId = Annotated[int, Meta(ge=1, lt=2**62)]


class FindingPlace(msgspec.Struct, forbid_unknown_fields=True):
    """One finding, as lint named it.

    Args:
        path: As in the answer; ids and numbers both lead to the place.
    """

    code: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]
    path: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]


class DismissRequest(LintRequest, kw_only=True):
    """Findings of a program, and why they are set aside.

    Args:
        findings: Each by its code and path; errors cannot be set aside.
        reason: Of all of them.
    """

    findings: Annotated[list[FindingPlace], Meta(min_length=1, max_length=MOST)]
    reason: Annotated[str, Meta(min_length=2, max_length=500, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class RestoreRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Which findings stand again."""

    dismissal_ids: Annotated[list[DismissalId], Meta(min_length=1, max_length=MOST)]


class Dismissals(msgspec.Struct):
    """What is set aside, the newest first."""

    items: list[DismissalView]


async def _dismiss(call: Call) -> Dismissals:
    given: DismissRequest = call.body
    services = call.services
    spec = await load_source(await read_source(call, given), services.domains)
    programs = services.programs
    evidence = await programs.read_evidence(spec) if given.evidence else make_evidence(spec)
    found = await dismissals.dismiss(
        services.pool, services.tenant_id, spec, await programs.lint(spec, evidence=evidence),
        [(one.code, one.path) for one in given.findings], reason=given.reason.strip(), actor=call.principal.actor,
    )  # fmt: skip
    return Dismissals([show_dismissal(row) for row in found.rows])


async def _list(call: Call) -> Dismissals:
    found = await dismissals.read_dismissed(call.services.pool, call.services.tenant_id)
    return Dismissals([show_dismissal(row) for row in found.rows])


async def _restore(call: Call) -> None:
    given: RestoreRequest = call.body
    services = call.services
    await dismissals.restore(services.pool, services.tenant_id, given.dismissal_ids, actor=call.principal.actor)


ENDPOINTS = (
    Endpoint("GET", PATH, _list, text("已忽略的检查结果", "What was dismissed"), "program", READ, response=Dismissals),
    Endpoint("POST", PATH, _dismiss, text("忽略检查结果", "Dismiss findings"), "program", WRITE, body=DismissRequest,
             body_limit=DOCUMENT_LIMIT, response=Dismissals, errors=(InvalidInput, NotFound),
             about="A warning that was dismissed needs no acceptance when publishing. It comes back when what it says "
                   "changes: its severity, the terms it is about, or a figure by more than a tenth. Errors cannot be "
                   "dismissed. Again: nothing changes, the first reason stays."),
    Endpoint("POST", f"{PATH}/restore", _restore, text("恢复检查结果", "Let findings stand again"), "program", WRITE,
             body=RestoreRequest, status=204, errors=(NotFound,),
             about="All of them or none: 404 where one of them is not dismissed."),
)  # fmt: skip
