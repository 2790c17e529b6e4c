"""``liuke program``: lint, compare, publish, roll back and show programs."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import Platform, open_platform, read_program_file
from liuke.campaigns.routes import read_budgets
from liuke.campaigns.views import BudgetView
from liuke.cli.platform import name_actor
from liuke.cli.said import Said
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    get_settings,
    make_group,
    parse_time,
    pick,
    print_json,
    print_table,
    run,
    say,
    show_time,
    word,
    write_output,
)
from liuke.db.commands import status
from liuke.decision.domain import Evidence
from liuke.features import compile_sound, diff_in_words, lint_program, load_program, program_model
from liuke.kernel.errors import InvalidInput
from liuke.kernel.ids import read_number
from liuke.kernel.text import Locale, text
from liuke.program.document import render_data, render_yaml
from liuke.program.errors import NoProgram
from liuke.program.findings import Finding, group_findings, make_fault_finding
from liuke.program.schema import render_schema
from liuke.program.spec import ProgramBase
from liuke.publishing import cancellations
from liuke.publishing.cancellation_store import CancellationRow
from liuke.publishing.lint import LintFailed, make_evidence
from liuke.publishing.programs import Published, find_in_force
from liuke.publishing.wording import list_rule_pages, render_rules_html, render_rules_text
from liuke.settings import Settings

app = make_group(
    describe(
        "The program 会员方案: the merchant's tiers, points, coupons and activities as one document.",
        "liuke program lint programs/tea_shop.yaml",
        "liuke program publish tea_shop",
        "liuke program versions",
    )
)

Source = Annotated[
    str, typer.Argument(help="A file, the name of a template, `published`, or a version such as v3.", metavar="SOURCE")
]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of standard output.")]


def load_source(source: str) -> ProgramBase:
    """The program that a source names; asks the database for `published` and for versions only."""
    if source == "published" or (source[:1] == "v" and read_number(source[1:]) is not None):
        return run(_load_version(None if source == "published" else int(source[1:])))
    return load_program(read_program_file(source))


async def _load_version(version: int | None) -> ProgramBase:
    async with open_platform(connections=2) as platform:
        return platform.book.program_at().spec if version is None else platform.book.get_version(version).spec


def print_findings(findings: Sequence[Finding], locale: Locale) -> None:
    """Findings as a table, with the advice below each reason; what is the same of many places is one row."""
    rows = list[tuple[str, str, str, str]]()
    for one, *others in group_findings(findings):
        more = text(f"，另有 {len(others):,} 处", f", and {len(others):,} more").get(locale) if others else ""
        advice = one.fix.get(locale)
        words = one.reason.get(locale) + (f"\n→ {advice}" if advice else "")
        rows.append((word(one.severity), (one.path or "—") + more, one.code, words))
    print_table("", ("severity", "path", "code", "reason and fix"), rows)


@app.command(
    help=describe(
        "Check a program: everything that is wrong or doubtful at once, each with its path, a reason and a fix. "
        "Exit code 1 if there are errors (with --strict: warnings too). Where the tenant has members, their pace and "
        "the tiers they reached are looked at, too: what nobody can reach is found by figures.",
        "liuke program lint programs/tea_shop.yaml",
        "liuke program lint published --json",
        "liuke program lint programs/tea_shop.yaml --no-evidence",
    )
)
def lint(
    source: Source,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
    with_evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="Look at the tenant's members, if there is a database.")
    ] = True,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Lint a program."""
    settings = get_settings(locale)
    language = settings.locale
    findings = _collect_findings(source, settings if with_evidence else None)
    errors = sum(f.severity == "error" for f in findings)
    warnings = sum(f.severity == "warning" for f in findings)
    if as_json:
        data = [finding.as_data(language) for finding in findings]
        print_json({"errors": errors, "warnings": warnings, "findings": data})
    elif findings:
        print_findings(findings, language)
        say(f"{errors} 个错误，{warnings} 个警告", f"{errors} error(s), {warnings} warning(s)")
    else:
        say(f"{source}：未发现问题", f"{source}: nothing to find fault with")
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _collect_findings(source: str, settings: Settings | None) -> list[Finding]:
    """Lint's findings; for a document that is not valid its faults are the findings."""
    try:
        spec = load_source(source)
        known = settings is not None and (settings.external_database or status(settings.home).state != "absent")
        evidence = run(_read_evidence(settings, spec)) if settings is not None and known else make_evidence(spec)
        return lint_program(spec, evidence=evidence)
    except InvalidInput as error:
        if not error.faults:
            raise
        return [make_fault_finding(fault) for fault in error.faults]


async def _read_evidence(settings: Settings, spec: ProgramBase) -> Evidence:
    async with open_platform(settings, connections=2) as platform:
        return await platform.programs.read_evidence(spec)


@app.command(
    help=describe(
        "Say in words what differs between two programs; things are told apart by their ids.",
        "liuke program diff published programs/tea_shop.yaml",
        "liuke program diff v3 v4 --locale zh",
    )
)
def diff(
    old: Annotated[str, typer.Argument(help="Before: file, template, `published` or vN.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="After: file, template, `published` or vN.", metavar="NEW")],
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Compare two programs."""
    language = get_settings(locale).locale
    changes = diff_in_words(load_source(old), load_source(new))
    if as_json:
        print_json([change.as_data(language) for change in changes])
    elif changes:
        signs = {"added": "+", "removed": "-", "changed": "~", "reordered": "↕"}
        print_table("", ("", "path", "what changes"), [(signs[c.kind], c.path, c.render(language)) for c in changes])
    else:
        say("两个方案含义相同", "the two programs mean the same")


# -- publishing -------------------------------------------------------------------------------------------------------
def _print_published(done: Published, time_zone: str, *, as_json: bool, locale: Locale) -> None:
    if as_json:
        print_json(
            {
                "version": done.version,
                "created": done.created,
                "active_from_us": done.active_from_us,
                "stock": {item: list(values) for item, values in (done.stock or {}).items()},
                "findings": [finding.as_data(locale) for finding in done.findings],
            }
        )
        return
    if done.findings:
        print_findings(done.findings, locale)
    when = show_time(done.active_from_us, time_zone)
    if done.created:
        say(
            f"已发布第 {done.version} 版，{when}（{time_zone}）起生效",
            f"version {done.version} is published, in force from {when} ({time_zone})",
        )
    else:
        say(
            f"相同的方案已在使用：第 {done.version} 版，自 {when}（{time_zone}）起",
            f"the same program is in force already, as version {done.version} since {when} ({time_zone})",
        )
    for item, (initial, remaining) in (done.stock or {}).items():
        say(f"  库存 {item}：{initial} 中剩 {remaining}", f"  stock {item}: {remaining} of {initial}")


@app.command(
    help=describe(
        "Publish a program as the next version. Lint errors stop it; warnings do, too, unless they are accepted.",
        "liuke program publish programs/tea_shop.yaml --note 'gold earns more'",
        "liuke program publish tea_shop --at 2026-03-01T03:00 --accept-warnings",
    )
)
def publish(
    source: Annotated[str, typer.Argument(help="A file, or the name of a template.", metavar="FILE")],
    at: Annotated[
        str, typer.Option("--at", help="When it takes effect (merchant's clock unless an offset is given).")
    ] = "",
    note: Annotated[str, typer.Option("--note", help="A line for the list of versions.")] = "",
    accept_warnings: Annotated[bool, typer.Option("--accept-warnings", help="Publish although lint warns.")] = False,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Publish a program."""
    settings = get_settings(locale)
    spec = load_program(read_program_file(source))
    zone = spec.calendar.time_zone
    active_from_us = parse_time(at, zone) if at else 0

    async def work() -> Published:
        async with open_platform(settings, connections=2) as platform:
            try:
                return await platform.programs.publish(
                    spec, actor=name_actor(), active_from_us=active_from_us, note=note, force_warnings=accept_warnings
                )
            except LintFailed as error:
                raise LintFailed(error.findings, locale=settings.locale, fix=error.fix) from None

    _print_published(run(work()), zone, as_json=as_json, locale=settings.locale)


@app.command(
    help=describe(
        "Go back to an earlier version: its document is published again as a new version, in force at once.",
        "liuke program rollback 3",
        "liuke program rollback 3 --note 'caps were too low'",
    )
)
def rollback(
    version: Annotated[int, typer.Argument(help="Number of the version to go back to.", min=1)],
    note: Annotated[str, typer.Option("--note", help="A line for the list of versions.")] = "",
    as_json: AsJson = False,
) -> None:
    """Roll back."""
    settings = get_settings()

    async def work() -> tuple[Published, str]:
        async with open_platform(settings, connections=2) as platform:
            done = await platform.programs.rollback(version, actor=name_actor(), note=note)
            await platform.book.refresh()
            return done, platform.book.get_version(done.version).spec.calendar.time_zone

    done, zone = run(work())
    _print_published(done, zone, as_json=as_json, locale=settings.locale)


@app.command(
    help=describe(
        "Call off an activity or a campaign: it is closed at once, to everybody and for good, and members who hold "
        "something in it get it back.",
        "liuke program cancel activities.wheel --reason 'the prize was recalled'",
        "liuke program cancel campaigns.spring --reason 'rain' --json",
    )
)
def cancel(
    path: Annotated[str, typer.Argument(help="activities.<id> or campaigns.<id>.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; members' facts carry it.")],
    as_json: AsJson = False,
) -> None:
    """Call off."""

    async def work() -> CancellationRow:
        async with open_platform(connections=2) as platform:
            program = platform.book.program_at()
            row, _ = await cancellations.cancel(
                platform.pool, platform.tenant_id, program, path, reason=reason, actor=name_actor()
            )
            return row

    _print_cancelled([run(work())], as_json=as_json)


@app.command(
    help=describe(
        "List the budgets of the campaigns in force: what was used, what is left, and what has run out.",
        "liuke program budgets",
        "liuke program budgets --json",
    )
)
def budgets(as_json: AsJson = False) -> None:
    """List budgets of campaigns."""
    settings = get_settings()

    async def work() -> tuple[list[BudgetView], Said, str]:
        async with (
            open_platform(settings, connections=2) as platform,
            platform.transact() as connection,
        ):
            program, now_us = platform.book.program_at(), time.time_ns() // 1_000
            found = await read_budgets(connection, platform.tenant_id, program, now_us, settings.locale)
            return found, Said(program), program.calendar.time_zone

    rows, said, zone = run(work())
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            one.name, word(one.unit), word(one.scope), one.period,
            *(said.budget(one.unit, amount) for amount in (one.limit, one.used, one.left)),
            show_time(one.gone_us, zone) if one.gone_us is not None else "",
        )
        for one in rows
    ]  # fmt: skip
    heads = ("campaign", "unit", "scope", "period", "limit>", "used>", "left>", "gone since")
    print_table(pick(f"时间为 {zone}", f"times in {zone}"), heads, shown)


@app.command(
    help=describe(
        "List what was called off, the newest first, and how many members were notified.",
        "liuke program cancelled",
        "liuke program cancelled --json",
    )
)
def cancelled(as_json: AsJson = False) -> None:
    """List what was called off."""

    async def work() -> list[CancellationRow]:
        async with open_platform(connections=2) as platform:
            return await cancellations.list_all(platform.pool, platform.tenant_id)

    _print_cancelled(run(work()), as_json=as_json)


def _print_cancelled(rows: Sequence[CancellationRow], *, as_json: bool) -> None:
    if as_json:
        print_json([msgspec.structs.asdict(row) for row in rows])
        return
    shown = [
        (row.path, show_time(row.t_us, "UTC"), row.cancelled_by, row.reason, word(row.status), row.members)
        for row in rows
    ]
    print_table("times in UTC", ("what", "since", "by", "reason", "status", "members>"), shown)


@app.command(
    help=describe(
        "List the published versions; the one in force is marked.",
        "liuke program versions",
        "liuke program versions --json",
    )
)
def versions(as_json: AsJson = False) -> None:
    """List versions."""

    async def work() -> None:
        async with open_platform(connections=2) as platform:
            _print_versions(platform, as_json=as_json)

    run(work())


def _print_versions(platform: Platform, *, as_json: bool) -> None:
    infos = platform.book.versions()
    in_force = find_in_force(infos, platform.book.clock_us())
    current = in_force.version if in_force else 0
    if as_json:
        rows = [
            {
                "version": info.version,
                "in_force": info.version == current,
                "active_from_us": info.active_from_us,
                "published_us": info.published_us,
                "published_by": info.published_by,
                "note": info.note,
                "rolled_back_to": info.rolled_back_to,
                "spec_sha256": info.spec_hash.hex(),
            }
            for info in infos
        ]
        print_json(rows)
        return
    if not infos:
        raise NoProgram
    zone = platform.book.program_at().spec.calendar.time_zone
    print_table(
        pick(f"时间为 {zone}", f"times in {zone}"),
        ("", "version>", "in force from", "published", "by", "note", "document"),
        [
            (
                "●" if info.version == current else "",
                info.version,
                show_time(info.active_from_us, zone),
                show_time(info.published_us, zone),
                info.published_by,
                info.note,
                info.spec_hash.hex()[:12],
            )
            for info in infos
        ],
    )


# -- showing ----------------------------------------------------------------------------------------------------------
@app.command(
    help=describe(
        "Print a program as canonical YAML, every default written out.",
        "liuke program show",
        "liuke program show v3 --out old.yaml",
    )
)
def show(source: Source = "published", out: Out = None, as_json: AsJson = False) -> None:
    """Print a program."""
    data = render_data(load_source(source))
    write_output(json.dumps(data, ensure_ascii=False, indent=2) + "\n" if as_json else render_yaml(data), out)


@app.command(
    help=describe(
        "Print the JSON Schema (2020-12) of programs, with labels and UI hints; editors complete and check by it.",
        "liuke program schema --out program.schema.json",
    )
)
def schema(out: Out = None) -> None:
    """Print the schema."""
    write_output(json.dumps(render_schema(program_model()), ensure_ascii=False, indent=2) + "\n", out)


@app.command(
    help=describe(
        "Print the rules page that members read, made from the program.",
        "liuke program rules published",
        "liuke program rules tea_shop --locale zh --html --out rules.html",
    )
)
def rules(
    source: Source = "published",
    html: Annotated[bool, typer.Option("--html", help="One self-contained HTML page instead of Markdown.")] = False,
    locale: AskedLocale = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print the rules page."""
    language = get_settings(locale).locale
    program = compile_sound(load_source(source))
    if as_json:
        pages = [{"heading": page.heading, "lines": page.lines} for page in list_rule_pages(program, language)]
        write_output(
            json.dumps({"name": program.spec.name.get(language), "pages": pages}, ensure_ascii=False) + "\n", out
        )
    else:
        write_output(render_rules_html(program, language) if html else render_rules_text(program, language), out)
