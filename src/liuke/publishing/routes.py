"""The program: versions, lint, differences, publishing with a time, rolling back."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from liuke.decision.domain import Domain, Evidence
from liuke.http.contracts import Call, Content, Endpoint, Page, RawJson
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.http.preconditions import PreconditionFailed, read_if_match
from liuke.http.problem_words import FAULTS
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.kernel.worded import WordedFault
from liuke.program.document import render_data, render_yaml
from liuke.program.errors import NoProgram
from liuke.program.findings import Finding
from liuke.program.schema import render_schema
from liuke.program.spec import ProgramBase
from liuke.publishing.catalogue import program_model
from liuke.publishing.dismissal_store import Dismissal
from liuke.publishing.dismissals import place_of, read_dismissed
from liuke.publishing.lint import LintFailed, make_evidence
from liuke.publishing.programs import (
    Published,
    QuotaBelowIssued,
    StoredVersion,
    VersionInfo,
    find_in_force,
    load_program,
)
from liuke.publishing.sources import DOCUMENT_LIMIT, Source, Spec, TimeUs, load_source, read_source
from liuke.publishing.words import diff_in_words

YAML = "application/yaml; charset=utf-8"
PATH = "/v1/program"
READ, WRITE, PUBLISH = ("program:read",), ("program:write",), ("program:publish",)
LATE_US = 300_000_000
"""A client's clock may be so far behind when it publishes "now"."""
Version = Annotated[int, Meta(ge=1, lt=2**31)]
Note = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]


# -- reading ----------------------------------------------------------------------------------------------------------
class VersionView(msgspec.Struct, omit_defaults=True):
    """A published version.

    Args:
        active: Whether it is in force now.
        spec: The document, every default written out; left out in lists.
        spec_sha256: Of the canonical document.
    """

    version: int
    active: bool
    active_from_us: int
    published_us: int
    published_by: str
    note: str
    rolled_back_to: int | None
    spec_sha256: str
    spec: Spec | UnsetType = UNSET


class FormatQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``yaml``: the document alone, as people edit it."""

    format: Literal["json", "yaml"] = "json"


class VersionQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page; newest first."""

    limit: Limit = 50
    cursor: Cursor = ""


def _show_version(info: VersionInfo, current: int, spec: Spec | UnsetType = UNSET) -> VersionView:
    return VersionView(
        info.version, info.version == current, info.active_from_us, info.published_us, info.published_by, info.note,
        info.rolled_back_to, info.spec_hash.hex(), spec,
    )  # fmt: skip


def _find_current(call: Call, infos: list[VersionInfo]) -> VersionInfo | None:
    """The version in force; before the first activation the first one decides."""
    return find_in_force(infos, call.services.now_us()) or min(
        infos, key=lambda info: (info.active_from_us, info.version), default=None
    )


async def _active(call: Call) -> VersionView | Content:
    infos = await call.services.programs.versions()
    current = _find_current(call, infos)
    if current is None:
        raise NoProgram
    return await _show_stored(call, await call.services.programs.get_stored(current.version), current.version)


async def _version(call: Call) -> VersionView | Content:
    given = call.params["version"]
    if not (given.isascii() and given.isdigit() and 0 < int(given[:12]) < 2**31):
        raise NotFound(f"there is no version {given[:50]!r} of the program", fix=f"see GET {PATH}/versions")
    stored = await call.services.programs.get_stored(int(given[:12]))
    current = _find_current(call, await call.services.programs.versions())
    return await _show_stored(call, stored, current.version if current is not None else 0)


async def _show_stored(call: Call, stored: StoredVersion, current: int) -> VersionView | Content:
    spec = await asyncio.to_thread(lambda: render_data(load_program(stored.spec, call.services.domains)))
    if call.query.format == "yaml":
        return Content((await asyncio.to_thread(render_yaml, spec)).encode(), YAML)
    return _show_version(stored.info, current, spec)


async def _versions(call: Call) -> Page[VersionView]:
    query: VersionQuery = call.query
    before = read_cursor(query.cursor, (int,))
    infos = await call.services.programs.versions()
    current = _find_current(call, infos)
    rows = [info for info in reversed(infos) if before is None or info.version < before[0]][: query.limit + 1]
    number = current.version if current is not None else 0
    return make_page(rows, query.limit, lambda info: _show_version(info, number), lambda info: (info.version,))


async def _schema(call: Call) -> RawJson:
    return RawJson(await asyncio.to_thread(_render_schema, tuple(call.services.domains), call.locale))


@cache
def _render_schema(domains: Sequence[Domain], locale: Locale) -> bytes:
    """The schema with ``title`` of every field in one language; ``x-label`` keeps both."""
    schema = render_schema(program_model(domains))
    _entitle(schema, locale)
    return msgspec.json.encode(schema)


def _entitle(part: Any, locale: Locale) -> None:
    if isinstance(part, list):
        for item in part:  # pyright: ignore[reportUnknownVariableType] - any JSON
            _entitle(item, locale)
    elif isinstance(part, dict):
        label: Any = part.get("x-label")  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType] - any JSON
        if isinstance(label, dict) and label.get(locale):  # pyright: ignore[reportUnknownMemberType] - any JSON
            part["title"] = label[locale]
        for key, value in part.items():  # pyright: ignore[reportUnknownVariableType] - any JSON
            if key not in {"default", "x-label", "x-ui", "const", "enum"}:
                _entitle(value, locale)


# -- lint and differences ---------------------------------------------------------------------------------------------
class LintRequest(Source):
    """A program to be looked at.

    Args:
        evidence: Whether the members' own pace is looked at, too: what nobody can reach is found by figures.
    """

    evidence: bool = True


class DismissalView(msgspec.Struct):
    """A finding that was set aside: by whom, when and why.

    Args:
        path: With ids in place of numbers.
    """

    dismissal_id: int
    code: str
    path: str
    reason: str
    dismissed_by: str
    dismissed_us: int


def show_dismissal(row: Dismissal) -> DismissalView:
    """As callers see it."""
    return DismissalView(row.dismissal_id, row.code, row.path, row.reason, row.dismissed_by, row.dismissed_us)


class FindingView(msgspec.Struct):
    """One thing that lint found.

    Args:
        new: Whether the program in force is without it.
        dismissed: Null unless somebody has set it aside.
    """

    path: str
    code: str
    severity: Literal["error", "warning", "info"]
    reason: str
    fix: str
    figures: dict[str, Any]
    new: bool = False
    dismissed: DismissalView | None = None


class LintAnswer(msgspec.Struct):
    """Findings, errors first. Errors stop publishing; warnings must be accepted, or dismissed.

    Args:
        warnings: Those that stand.
        dismissed: How many findings are set aside.
        members: How many members the figures come from; 0: none were looked at.
    """

    errors: int
    warnings: int
    findings: list[FindingView]
    members: int = 0
    dismissed: int = 0


def _show_findings(findings: Sequence[Finding], locale: Locale) -> list[FindingView]:
    return [
        FindingView(f.path, f.code, f.severity, f.reason.get(locale), f.fix.get(locale), f.figures) for f in findings
    ]


_KNOWN: OrderedDict[tuple[int, int, int | None], frozenset[tuple[str, str]]] = OrderedDict()
"""Tenant, version and day → what lint says of the version: code and place. A draft is checked with every pause."""
_MOST_KNOWN = 256


async def _list_known(call: Call, evidence: Evidence) -> frozenset[tuple[str, str]]:
    """What lint says of the program in force; nothing where there is none."""
    services = call.services
    try:
        program = services.program
    except NoProgram:
        return frozenset()
    key = (services.tenant_id, program.version, evidence.today)
    found = _KNOWN.get(key)
    if found is None:
        said = await services.programs.lint(program.spec, evidence=evidence)
        found = _KNOWN[key] = frozenset(place_of(program.spec, one) for one in said)
        while len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.popitem(last=False)
    return found


async def _lint(call: Call) -> LintAnswer:
    given: LintRequest = call.body
    try:
        spec = await load_source(await read_source(call, given), call.services.domains)
    except InvalidInput as error:
        if not error.faults or error.faults[0].code == "one-of":
            raise
        shape = [_make_finding(fault) for fault in error.faults]
        return LintAnswer(len(shape), 0, _show_findings(shape, call.locale))
    services = call.services
    evidence = await services.programs.read_evidence(spec) if given.evidence else make_evidence(spec)
    findings = await services.programs.lint(spec, evidence=evidence)
    known = await _list_known(call, evidence)
    dismissed = await read_dismissed(services.pool, services.tenant_id)
    shown = _show_findings(findings, call.locale)
    for finding, view in zip(findings, shown, strict=True):
        view.new = place_of(spec, finding) not in known
        row = dismissed.find(spec, finding)
        view.dismissed = show_dismissal(row) if row is not None else None
    errors = sum(view.severity == "error" for view in shown)
    warnings = sum(view.severity == "warning" and view.dismissed is None for view in shown)
    return LintAnswer(errors, warnings, shown, evidence.members, sum(view.dismissed is not None for view in shown))


_LINE = re.compile(r"line (\d+): ")


def _make_finding(fault: Fault) -> Finding:
    """A fault of the document's shape; forms show it where it is, when the field is left."""
    fix = text("改正后才能发布", fault.fix or "it stops publishing until it is mended")
    words = text(FAULTS.get(fault.code, fault.message), fault.message)
    if isinstance(fault, WordedFault):
        line = _LINE.match(fault.message)
        words = text(f"第 {line[1]} 行：{fault.words.zh}", fault.message) if line else fault.words
    return Finding(fault.path, fault.code, "error", words, fix, {"shape": True})


class DiffRequest(Source):
    """Two programs: the version ``from`` (by default the one in force), and ``to`` or one of the others.

    Args:
        from_version: Version before.
        to: Version after, where no document is given.
    """

    from_version: Version | UnsetType = field(default=UNSET, name="from")
    to: Version | UnsetType = UNSET


class ChangeView(msgspec.Struct):
    """One difference; ``text`` says it in words."""

    path: str
    kind: Literal["added", "removed", "changed", "reordered"]
    old: Any
    new: Any
    label: str
    text: str


class DiffAnswer(msgspec.Struct):
    """Differences in the order of the document; none: the two mean the same."""

    changes: list[ChangeView]


async def _diff(call: Call) -> DiffAnswer:
    given: DiffRequest = call.body
    old = await _load_version(call, given.from_version)
    if given.to is not UNSET:
        if any(one is not UNSET for one in (given.spec, given.yaml, given.draft)):
            fault = Fault("to", "one-of", "exactly one of to, spec, yaml and draft is needed")
            raise InvalidInput("what to compare with is given twice", faults=[fault])
        new = await _load_version(call, given.to)
    else:
        new = await load_source(await read_source(call, given), call.services.domains)
    name_of = call.services.book.catalogue.name_of
    changes = await asyncio.to_thread(diff_in_words, old, new, call.services.domains, name_of)
    return DiffAnswer([msgspec.convert(change.as_data(call.locale), ChangeView) for change in changes])


async def _load_version(call: Call, version: int | UnsetType) -> ProgramBase:
    if version is UNSET:
        return call.services.program.spec
    stored = await call.services.programs.get_stored(version)
    return await asyncio.to_thread(load_program, stored.spec, call.services.domains)


# -- publishing -------------------------------------------------------------------------------------------------------
class PublishRequest(Source):
    """A program to be the next version.

    Args:
        active_from_us: When it takes effect; 0: now. It cannot lie in the past.
        note: For the list of versions.
        accept_warnings: Publish although lint warns. Errors always stop it.
    """

    active_from_us: TimeUs = 0
    note: Note = ""
    accept_warnings: bool = False


class RollbackRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The version whose document is published again, in force at once."""

    version: Version
    note: Note = ""


class PublishedView(msgspec.Struct):
    """What publishing did.

    Args:
        created: False: the very same program was in force already, and nothing was written.
        findings: Warnings that were accepted, and what is for knowing.
        stock: Limited items whose quota was made or changed → initial and remaining.
    """

    version: int
    created: bool
    active_from_us: int
    findings: list[FindingView]
    stock: dict[str, tuple[int, int]]


async def _publish(call: Call) -> PublishedView:
    given: PublishRequest = call.body
    services = call.services
    if given.active_from_us and given.active_from_us < services.now_us() - LATE_US:
        fault = Fault("active_from_us", "in-the-past", "lies in the past", "leave it out to publish now")
        raise InvalidInput("what has happened was decided by the program of its time", faults=[fault])
    document = await read_source(call, given)
    if given.draft is not UNSET:
        await _check_draft(call, given.draft)
    try:
        done = await services.programs.publish(
            document, actor=call.principal.actor, active_from_us=given.active_from_us, note=given.note,
            force_warnings=given.accept_warnings,
        )  # fmt: skip
    except LintFailed as error:
        errors = any(finding.severity == "error" for finding in error.findings)
        fix = "mend the errors" if errors else "look at the warnings, then send accept_warnings: true"
        raise LintFailed(error.findings, locale=call.locale, fix=fix) from None
    return await _show_published(call, done)


async def _check_draft(call: Call, name: str) -> None:
    """With ``If-Match`` only what the caller saw is published."""
    expected = read_if_match(call)
    if expected is None:
        return
    found = await call.services.programs.load_draft(name)
    if found.updated_us != expected:
        raise PreconditionFailed(f"the draft {name!r} was changed meanwhile", fix="look at it again, then publish")


async def _rollback(call: Call) -> PublishedView:
    given: RollbackRequest = call.body
    done = await call.services.programs.rollback(given.version, actor=call.principal.actor, note=given.note)
    return await _show_published(call, done)


async def _show_published(call: Call, done: Published) -> PublishedView:
    await call.services.book.refresh()  # this process knows at once, others within a second
    call.status = 201 if done.created else 200
    stock = {item: (initial, remaining) for item, (initial, remaining) in (done.stock or {}).items()}
    return PublishedView(
        done.version, done.created, done.active_from_us, _show_findings(done.findings, call.locale), stock
    )


ENDPOINTS = (
    Endpoint("GET", PATH, _active, text("当前方案", "The program in force"), "program", READ, query=FormatQuery,
             response=VersionView, errors=(InvalidInput, NoProgram), also_media=(YAML,),
             about="`?format=yaml`: the document alone."),
    Endpoint("GET", f"{PATH}/versions", _versions, text("版本列表", "List versions"), "program", READ,
             query=VersionQuery, response=Page[VersionView], errors=(InvalidInput,)),
    Endpoint("GET", f"{PATH}/versions/{{version}}", _version, text("查看版本", "Look at a version"), "program", READ,
             query=FormatQuery, response=VersionView, errors=(InvalidInput, NotFound), also_media=(YAML,)),
    Endpoint("GET", f"{PATH}/schema", _schema, text("方案的 JSON Schema", "JSON Schema of programs"), "program", READ,
             response=dict[str, Any], about="2020-12; `title` in the language of the request, `x-label` in both."),
    Endpoint("POST", f"{PATH}/lint", _lint, text("检查方案", "Check a program"), "program", READ, body=LintRequest,
             body_limit=DOCUMENT_LIMIT, response=LintAnswer, errors=(InvalidInput, NotFound),
             about="A document that is not valid is answered with its faults as findings."),
    Endpoint("POST", f"{PATH}/diff", _diff, text("比较方案", "Say in words what differs"), "program", READ,
             body=DiffRequest, body_limit=DOCUMENT_LIMIT, response=DiffAnswer,
             errors=(InvalidInput, NotFound, NoProgram)),
    Endpoint("POST", f"{PATH}/publish", _publish, text("发布方案", "Publish a program"), "program", PUBLISH,
             body=PublishRequest, body_limit=DOCUMENT_LIMIT, response=PublishedView, status=201,
             errors=(InvalidInput, LintFailed, QuotaBelowIssued, NotFound, PreconditionFailed),
             about="Warnings stop it unless they are accepted or dismissed. With `draft`, `If-Match` publishes only "
                   "what was seen. The same program again answers 200."),
    Endpoint("POST", f"{PATH}/rollback", _rollback, text("回滚方案", "Roll back to a version"), "program", PUBLISH,
             body=RollbackRequest, response=PublishedView, status=201, errors=(InvalidInput, NotFound),
             about="The earlier document becomes a new version, in force at once; history stays. A version whose time "
                   "is still to come takes over then all the same: publish another one with its `active_from_us` to "
                   "supersede it."),
)  # fmt: skip
