"""Lint of a whole program: the generic checks, then every domain's own; all findings at once, however broken it is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from liuke.decision.conditions import lint_tests
from liuke.decision.domain import CompiledProgram, Domain, Evidence, Reaction, StockRule
from liuke.kernel.errors import Fault, LiukeError
from liuke.kernel.text import Locale, text
from liuke.program.findings import Finding
from liuke.program.lint import lint_document, sort_findings
from liuke.program.spec import ProgramBase
from liuke.program.walk import render_id_path
from liuke.publishing.patch_lint import lint_patches

_BROKEN = (LookupError, ValueError, TypeError, AttributeError)
"""What compiling raises when the program names things that do not exist."""


class LintFailed(LiukeError):
    """Findings stop the program; each is a fault."""

    code = "lint-failed"
    status = 422
    title = "The program cannot be published as it is"

    def __init__(self, findings: Sequence[Finding], *, locale: Locale = "en", fix: str = "") -> None:
        self.findings = tuple(findings)
        counts = {s: sum(f.severity == s for f in findings) for s in ("error", "warning")}
        super().__init__(
            f"{counts['error']} error(s), {counts['warning']} warning(s)",
            fix=fix,
            faults=[Fault(f.path, f.code, f.reason.get(locale), f.fix.get(locale)) for f in findings],
        )


class DraftProgram(CompiledProgram):
    """A program without its reactions: answers what lint asks even when some rules cannot be compiled."""

    def _collect(self) -> dict[str, tuple[Reaction, ...]]:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        for domain in self.domains:
            with suppress(*_BROKEN):  # what compiles notes on which events its conditions are tested
                tuple(domain.compile(self))
        return {}


def lint_program(spec: ProgramBase, *, domains: Sequence[Domain], evidence: Evidence | None = None) -> list[Finding]:
    """Every finding about a validated program, errors first.

    Args:
        spec: The program.
        evidence: What is known of the merchant's members.
        domains: From the catalogue.
    """
    doubled = list(_lint_event_names(spec, domains))
    if any(finding.severity == "error" for finding in doubled):
        return sort_findings([*doubled, *lint_document(spec, events=_event_names(spec, domains))])
    program, error = compile_far(spec, domains)
    known = evidence or Evidence()
    findings = [*doubled, *_lint_whole(program, known, error)]
    if all(finding.severity != "error" for finding in findings):
        findings += lint_patches(program, findings, lambda patched: _lint_whole(patched, known, None))
    return sort_findings(findings)


def _lint_whole(program: CompiledProgram, evidence: Evidence, error: Exception | None) -> list[Finding]:
    """The findings of one program, whatever may lie over it.

    Args:
        program: As far as it could be compiled.
        evidence: What is known of the members.
        error: What stopped the compiling.
    """
    spec = program.spec
    findings = [*lint_document(spec, events=program.events.names()), *lint_tests(program)]
    broken = any(finding.severity == "error" for finding in findings)
    if error is not None and not broken:
        findings.append(_does_not_compile(error))
        broken = True
    own = list[Finding]()
    for domain in program.domains:
        own.extend(_lint_domain(domain, program, evidence, broken=broken))
    findings.extend(_without_echoes(spec, own, findings))
    return [*findings, *_lint_stock(program, broken=broken)]


def compile_far(spec: ProgramBase, domains: Sequence[Domain]) -> tuple[CompiledProgram, Exception | None]:
    """The program, compiled as far as it can be, and what stopped it."""
    try:
        return CompiledProgram(spec, version=0, domains=domains), None
    except _BROKEN as error:
        return DraftProgram(spec, version=0, domains=domains), error


def _without_echoes(spec: ProgramBase, own: Sequence[Finding], generic: Sequence[Finding]) -> Iterator[Finding]:
    """The domains' findings but for those that say again, of the same place, that a name leads nowhere."""
    said = {path for f in generic if f.severity == "error" for path in (f.path, render_id_path(spec, f.path))}
    for finding in own:
        of_name = finding.code.startswith("unknown-") or finding.code in {"dangling-reference", "duplicate-id"}
        if not (of_name and any(path == finding.path or path.startswith(f"{finding.path}.") for path in said)):
            yield finding


def compile_sound(spec: ProgramBase, *, domains: Sequence[Domain], version: int = 0) -> CompiledProgram:
    """Compile a validated program.

    Raises:
        LintFailed: a rule names something that does not exist.
    """
    try:
        return CompiledProgram(spec, version=version, domains=domains)
    except _BROKEN as error:
        errors = [f for f in lint_program(spec, domains=domains) if f.severity == "error"]
        raise LintFailed(errors or [_does_not_compile(error)], fix="mend the errors") from error


def _event_names(spec: ProgramBase, domains: Sequence[Domain]) -> list[str]:
    return [event.name for domain in domains for event in (*domain.event_types, *domain.custom_events(spec))]


def _lint_event_names(spec: ProgramBase, domains: Sequence[Domain]) -> Iterator[Finding]:
    reported = {event.name for domain in domains for event in domain.event_types if event.origin == "reported"}
    seen, shadowed = set[str](), set[str]()
    for name in _event_names(spec, domains):
        if name in seen and name in reported and name not in shadowed:
            shadowed.add(name)
            yield Finding(
                "custom_events",
                "event-shadows-built-in",
                "warning",
                text(
                    f"平台自带事件 {name}，以方案中的声明为准",
                    f"the platform has an event {name}: the program's own counts",
                ),
                text("无特殊字段可删去声明", "remove it, unless it has fields of your own"),
                {"event": name},
            )
        elif name in seen:
            yield Finding(
                "custom_events",
                "event-declared-twice",
                "error",
                text(f"事件 {name} 重复声明", f"the event {name} is declared twice"),
                text("改名，或删去其中一个", "rename one, or remove it: built-in events need no declaration"),
                {"event": name},
            )
        seen.add(name)


def _does_not_compile(error: Exception) -> Finding:
    return Finding(
        "",
        "does-not-compile",
        "error",
        text(f"规则无法编译：{error}", f"a rule cannot be compiled: {error}"),
        text("修改所指的字段或编号", "mend the field or id it names"),
    )


def _lint_domain(domain: Domain, program: CompiledProgram, evidence: Evidence, *, broken: bool) -> list[Finding]:
    """A domain's findings; where the program is broken already, a domain that trips over that is left for later."""
    if not broken:
        return list(domain.lint(program, evidence))
    found = list[Finding]()
    try:
        found.extend(domain.lint(program, evidence))
    except _BROKEN:
        found.append(
            Finding(
                "",
                "not-checked",
                "info",
                text(f"{domain.name} 的检查须先改正上面的错误", f"{domain.name} is checked once the errors are mended"),
                text("改正错误后再检查", "mend the errors and lint again"),
                {"domain": domain.name},
            )
        )
    return found


def make_evidence(spec: ProgramBase) -> Evidence:
    """What is known without looking at any member: the merchant's day."""
    return Evidence(today=spec.calendar.build().local_day(time.time_ns() // 1000))


def collect_stock(program: CompiledProgram) -> dict[str, int]:
    """Limited items of the program, and of what may lie over it → quota; without those that are made at first need.

    Raises:
        ValueError: two domains claim the same item.
    """
    declared: dict[str, int | StockRule] = {}
    for domain in program.domains:
        for item, terms in domain.stock(program).items():
            if item in declared:
                raise ValueError(f"the item {item} is kept by two domains")
            declared[item] = terms
    quotas = {item: quota for item, quota in declared.items() if isinstance(quota, int)}
    for variant in program.list_variants():
        if variant is not program:
            # what a patch brings of its own; publishing refuses one that changes the quota of something else
            quotas = {**collect_stock(variant), **quotas}
    return quotas


def _lint_stock(program: CompiledProgram, *, broken: bool) -> Iterator[Finding]:
    try:
        collect_stock(program)
    except _BROKEN as error:
        if broken and not isinstance(error, ValueError):
            return
        yield Finding(
            "",
            "stock-claimed-twice",
            "error",
            text(f"库存重复：{error}", f"stock: {error}"),
            text("改用不同的编号", "choose different ids"),
        )
