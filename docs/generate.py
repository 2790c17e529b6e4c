"""Writes the reference pages from the code: ``python docs/generate.py``; ``--check`` only says what is out of date.

Nothing in ``docs/reference`` is written by hand, so a page that disagrees with the code fails a test.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

import liuke
from liuke.activities.catalog import KINDS
from liuke.api.catalogue import ENDPOINTS
from liuke.api.openapi import render_openapi
from liuke.bulk.columns import TABLES_ABOUT, describe_column, describe_kind
from liuke.bulk.store import TABLES
from liuke.cli.main import make_app
from liuke.events.catalogue import EventType
from liuke.events.schemas import find_breaks
from liuke.events.schemas import render_schema as render_event_schema
from liuke.features import DOMAINS, program_model
from liuke.http.problem_words import REASONS, TITLES
from liuke.kernel.errors import LiukeError
from liuke.program.schema import render_schema

sys.path.insert(0, str(Path(__file__).parent))
from extend import render_page
from roles import render_roles

HERE = Path(__file__).resolve().parent
SOURCE = Path(liuke.__file__).resolve().parent
MADE = "<!-- Made by docs/generate.py from the code. Do not edit. -->\n\n"


# -- text -------------------------------------------------------------------------------------------------------------
def cell(value: object) -> str:
    """A value as one cell of a table."""
    return " ".join(str(value).replace("|", "\\|").replace("``", "`").split())


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    """A Markdown table; nothing without rows."""
    if not rows:
        return []
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return [*lines, ""]


def page(title: str, lead: str, lines: list[str]) -> str:
    """A whole page."""
    return MADE + "\n".join([f"# {title}", "", lead, "", *lines]).rstrip() + "\n"


# -- the command line -------------------------------------------------------------------------------------------------
def render_cli() -> str:
    """Every command with what it does, its arguments, options and examples."""
    root: Any = typer.main.get_command(make_app())
    lines = list[str]()
    for path, command in walk_commands(("liuke",), root):
        lines += [f"## {' '.join(path)}", "", *render_command(path, command)]
    lead = (
        "Every command takes `--help`. Expected errors go to standard error, one fault a line with what to do; exit "
        "code 1. Wrong usage: exit code 2. The settings of the environment are in "
        "[the README](../../README.md#settings)."
    )
    return page("The command line", lead, lines)


def walk_commands(path: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A command and all below it."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from walk_commands((*path, name), below)


def render_command(path: tuple[str, ...], command: Any) -> list[str]:
    """One command."""
    help_ = re.sub(r"\\(?=\[)", "", inspect.cleandoc(command.help or ""))
    about, _, examples = help_.partition("\b\nExamples:\n")
    lines = [about.strip(), ""]
    below = getattr(command, "commands", {})
    if below:
        lines += [f"- [`{' '.join((*path, name))}`](#{'-'.join((*path, name))})" for name in below] + [""]
    lines += table(("argument or option", "default", "what it is"), [render_parameter(p) for p in command.params])
    shown = [line.strip() for line in examples.splitlines() if line.strip()]
    return [*lines, *(["```bash", *shown, "```", ""] if shown else [])]


def render_parameter(parameter: Any) -> tuple[object, ...]:
    """One row."""
    given = parameter.default
    default = "" if given in (None, "", False) or callable(given) else f"`{given}`"
    if parameter.param_type_name == "argument":
        name = f"`{parameter.metavar or parameter.name.upper()}`"
        return name, default or ("required" if parameter.required else ""), parameter.help or ""
    names = " / ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return names, default or ("required" if parameter.required else ""), parameter.help or ""


# -- events -----------------------------------------------------------------------------------------------------------
ORIGINS = {
    "reported": (
        "Reported: what clients tell",
        "Taken unless they contradict what is recorded (the same order paid twice under two keys).",
    ),
    "request": (
        "Requests: what is asked of the platform",
        "Done, or refused with a reason; a refusal changes nothing.",
    ),
    "derived": ("Facts: what decisions state", "Go to the outbox; other rules react to them. They cannot be sent."),
    "timer": (
        "Timers: what time brings",
        "Happen to a member at the instant they were armed for. They cannot be sent.",
    ),
}


def render_events() -> str:
    """The event catalogue by origin, then by domain."""
    lines = list[str]()
    for origin, (heading, about) in ORIGINS.items():
        lines += [f"## {heading}", "", about, ""]
        for domain in DOMAINS:
            chosen = sorted((e for e in domain.event_types if e.origin == origin), key=lambda e: e.name)
            rows: list[tuple[object, ...]] = [
                (f"`{event.name}`", event.label.en, event.label.zh, render_fields(event)) for event in chosen
            ]
            if rows:
                lines += [f"### {domain.name}", "", *table(("type", "English", "中文", "data"), rows)]
    lead = (
        "Every event has a type, a member, an idempotency key, a time (`t_us`, UTC microseconds; 0 means now) and "
        "data. **Bold** fields are required; … means that other fields may be sent too. Amounts are whole numbers: "
        "`points` in units of the asset, `cents` in the smallest unit of the currency. A program adds types under "
        "`custom_events`."
    )
    return page("Event catalogue", lead, lines)


def render_fields(event: EventType) -> str:
    """The fields of an event's data."""
    shown = [
        f"**`{name}`** {field.kind}" if field.required else f"`{name}` {field.kind}"
        for name, field in event.fields.items()
    ]
    return ", ".join([*shown, *(["…"] if event.open else [])])


def list_events() -> list[EventType]:
    """Every type that a client can send or hear of; timers are the platform's own."""
    types = [event for domain in DOMAINS for event in domain.event_types if event.origin != "timer"]
    return sorted(types, key=lambda event: event.name)


def render_event_files() -> dict[str, str]:
    """Page → text of every event's schema, and the page that lists them."""
    rows: list[tuple[object, ...]] = [
        (f"[`{event.name}`]({event.name}.json)", event.version, event.origin, event.label.en, event.label.zh)
        for event in list_events()
    ]
    lead = (
        "One JSON Schema an event type, of its `data`. `x-kind` tells the unit of a whole number. The version is in "
        "every webhook as `schema_version`; it is raised when a field goes, changes its kind, or becomes required, and "
        "a test refuses such a change without it. New optional fields come without notice: ignore what you do not know."
    )
    made = {
        "events/README.md": page(
            "Schemas of events", lead, table(("type", "version", "origin", "English", "中文"), rows)
        )
    }
    for event in list_events():
        text = json.dumps(render_event_schema(event), ensure_ascii=False, indent=2)
        made[f"events/{event.name}.json"] = text + "\n"
    return made


def render_event_words() -> str:
    """What types of events are called, for the console."""
    words = {event.name: [event.label.zh, event.label.get("en")] for event in list_events()}
    lines = [f"  {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}," for name, said in words.items()]
    return "\n".join([
        "/** What types of events are called, Chinese and English; made by docs/generate.py. */",
        "export const eventWords: Record<string, readonly [string, string]> = {", *lines, "}", "",
    ])  # fmt: skip


def find_event_breaks() -> list[str]:
    """Where the code breaks the schemas that are committed."""
    made = {event.name: render_event_schema(event) for event in list_events()}
    found = list[str]()
    for file in sorted((HERE / "events").glob("*.json")):
        found += find_breaks(json.loads(file.read_text(encoding="utf-8")), made.get(file.stem))
    return found


# -- the program ------------------------------------------------------------------------------------------------------
def render_program() -> str:
    """The sections of a program and every part they are made of."""
    schema = render_schema(program_model())
    owners = {section.key: domain.name for domain in DOMAINS for section in domain.sections}
    rows: list[tuple[object, ...]] = [
        (f"`{key}`", shown["x-label"]["en"], shown["x-label"]["zh"], render_type(shown), owners.get(key, "program"))
        for key, shown in schema["properties"].items()
    ]
    lines = ["## The document", "", *table(("key", "English", "中文", "value", "owned by"), rows)]
    terms: dict[str, str] = schema["properties"]["activities"]["items"]["discriminator"]["mapping"]
    kinds: list[tuple[object, ...]] = [
        (f"`{kind.kind}`", kind.label.en, kind.label.zh, link(terms[kind.kind].rpartition("/")[2])) for kind in KINDS
    ]
    lines += ["## Kinds of activities", "", *table(("kind", "English", "中文", "terms"), kinds), "## Parts", ""]
    for name, part in sorted(schema["$defs"].items(), key=lambda item: short(item[0])):
        lines += [f"### {short(name)}", "", *([part["description"], ""] if part.get("description") else [])]
        needed = set(part.get("required", ()))
        lines += table(
            ("field", "English", "中文", "value", "default"),
            [render_field(key, field, required=key in needed) for key, field in part.get("properties", {}).items()],
        )
    lead = (
        "A summary of the JSON Schema, which `liuke program schema` prints whole, with limits and UI hints. Money is "
        "in the smallest unit of the currency, rates are in basis points (10 000 is 1). A wording (`Text`) is one "
        "string, or `{zh: …, en: …}`. Unknown keys are faults. Version 2 is frozen: keys and kinds may come, "
        "and none changes its name, type, unit or default ([why](../adr/0041-program-schema-2-frozen.md))."
    )
    return page("The program", lead, lines)


def short(name: str) -> str:
    """Name of a definition without the module that tells equal names apart: ``activities.Window``."""
    parts = name.split("__")
    return name if len(parts) < 3 else f"{parts[1]}.{parts[-1]}"


def link(name: str) -> str:
    """A definition by name, linked where it stands on this page."""
    shown = short(name)
    return f"[{shown}](#{shown.lower().replace('.', '')})"


def render_field(key: str, field: dict[str, Any], *, required: bool) -> tuple[object, ...]:
    """One row."""
    label = field.get("x-label", {})
    unit = field.get("x-ui", {}).get("unit", "")
    given = field.get("default")
    default = "**required**" if required else "" if given is None else f"`{json.dumps(given, ensure_ascii=False)}`"
    return (
        f"`{key}`",
        label.get("en", ""),
        label.get("zh", ""),
        f"{render_type(field)}{f' ({unit})' if unit else ''}",
        default,
    )


def render_type(field: dict[str, Any]) -> str:
    """What may stand there."""
    if "$ref" in field:
        return link(field["$ref"].rpartition("/")[2])
    for union in ("oneOf", "anyOf"):
        if union in field:
            return " or ".join(dict.fromkeys(render_type(part) for part in field[union] if part.get("type") != "null"))
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        items = field.get("items") or (field.get("prefixItems") or [{}])[0]
        return f"list of {render_type(items)}"
    if field.get("type") == "object":
        return f"map of {render_type(field['additionalProperties'])}" if field.get("additionalProperties") else "map"
    named = {"integer": "whole number", "boolean": "yes or no", "string": "text"}
    return named.get(field.get("type", ""), field.get("type", "any"))


# -- errors -----------------------------------------------------------------------------------------------------------
def render_errors() -> str:
    """Problem codes, and reasons of refusals by package."""
    for module in pkgutil.walk_packages(liuke.__path__, "liuke."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    rows: list[tuple[object, ...]] = [
        (
            f"`{error.code}`",
            error.status,
            error.title,
            TITLES.get(error.code, ""),
            (inspect.getdoc(error) or "").split("\n\n")[0],
        )
        for error in sorted(walk_errors(LiukeError), key=lambda error: (error.code, error.__module__))
    ]
    lines = ["## Codes", "", *table(("code", "status", "title", "中文", "when"), rows)]
    lines += ["## Reasons of refusals", "", "`reason` of a `refused` error, by the package whose rule says no.", ""]
    for package, reasons in sorted(collect_refusals().items()):
        found: list[tuple[object, ...]] = [
            (f"`{reason}`", words, REASONS.get(reason, "")) for reason, words in sorted(reasons.items())
        ]
        lines += [f"### {package}", "", *table(("reason", "what is said", "中文"), found)]
    lead = (
        "Every expected error is one problem document (RFC 9457): `type`, `title`, `status`, `code`, `detail`, `fix`, "
        "and `faults`, which lists all that is wrong at once, each with `path`, `code`, `message` and `fix`. The "
        "command line prints the same. Codes are stable; wordings are not. With `Accept-Language: zh` (or `?lang=zh`, "
        "or `LIUKE_LOCALE=zh` on the command line) title, detail and messages are Chinese, and `technical` has the "
        "English text with its names and numbers; who asks for no language is answered in English."
    )
    return page("Errors", lead, lines)


def walk_errors(base: type[LiukeError]) -> Iterator[type[LiukeError]]:
    """The error and all below it that ship with Liuke and have a code of their own."""
    if base is not LiukeError and "code" in vars(base):
        yield base
    for below in base.__subclasses__():
        if below.__module__.startswith("liuke."):
            yield from walk_errors(below)


def collect_refusals() -> dict[str, dict[str, str]]:
    """Package → reason → words, read from the calls that refuse."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        package = file.relative_to(SOURCE).parts[0]
        tables = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Attribute) and call.func.attr == "refuse" and call.args:
                    for reason, words in read_refusal(call, function, tables):
                        known = found.setdefault(package, {})
                        known[reason] = known.get(reason) or words
    return found


def read_refusal(call: ast.Call, function: ast.FunctionDef, tables: dict[str, ast.Dict]) -> Iterator[tuple[str, str]]:
    """Reasons of one call: written out, looked up in a table, or chosen in the function."""
    reason = call.args[0]
    words = render_words(call.args[1]) if len(call.args) > 1 else ""
    if isinstance(reason, (ast.Constant, ast.JoinedStr)):
        yield render_words(reason), words
        return
    looked_up = [
        node.id for arg in call.args[1:] for node in ast.walk(arg) if isinstance(node, ast.Name) and node.id in tables
    ]
    if looked_up:
        entries = tables[looked_up[0]]
        for key, value in zip(entries.keys, entries.values, strict=True):
            last = value.args[-1] if isinstance(value, ast.Call) else value
            yield render_words(key), render_words(last)
        return
    assert isinstance(reason, ast.Name), ast.unparse(call)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == reason.id for t in node.targets):
            for part in strings(node.value):
                yield part, words


def strings(value: ast.AST) -> Iterator[str]:
    """Reasons that an expression can come to."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and "-" in value.value:
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield render_words(value)
    else:
        for below in ast.iter_child_nodes(value):
            yield from strings(below)


def render_words(value: ast.AST | None) -> str:
    """A text of the code with … for what is filled in."""
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in value.values)
    if isinstance(value, ast.BinOp):
        return render_words(value.left) + render_words(value.right)
    return ""


# -- the HTTP API -----------------------------------------------------------------------------------------------------
def render_api() -> str:
    """The specification, as it is served under /openapi.json."""
    return json.dumps(render_openapi(ENDPOINTS, "en"), ensure_ascii=False, indent=1) + "\n"


def render_export() -> str:
    """Tables of exports and their columns."""
    lines = list[str]()
    for found in TABLES.values():
        rows: list[tuple[object, ...]] = [
            (f"`{one.name}`{' *' if one.personal else ''}", describe_kind(one), describe_column(found, one))
            for one in found.columns
        ]
        lines += [
            f"## {found.name}",
            "",
            TABLES_ABOUT[found.name],
            "",
            *table(("column", "written as", "meaning"), rows),
        ]
    lead = (
        "`liuke export TABLE --out FILE` writes one of these tables, in one snapshot; the ending of the file says the "
        "format (`.parquet`, `.csv`, `.ndjson`). Columns with a star tell who somebody is and come with `--personal` "
        "only. `GET /v1/bulk/{table}` gives each of them over HTTP, with the same "
        "columns. Cells of CSV that a spreadsheet would take for formulas begin with an apostrophe."
    )
    return page("Exports", lead, lines)


PAGES: dict[str, Callable[[], str]] = {
    "reference/roles.md": lambda: MADE + render_roles("en"),
    "reference/roles.zh.md": lambda: MADE + render_roles("zh"),
    "reference/cli.md": render_cli,
    "reference/events.md": render_events,
    "reference/program.md": render_program,
    "reference/errors.md": render_errors,
    "reference/export.md": render_export,
    "reference/openapi.json": render_api,
    "../console/src/i18n/eventWords.ts": render_event_words,
}


def find_outdated() -> dict[str, str]:
    """Pages that are not what the code says → what they should be."""
    made = {name: render() for name, render in PAGES.items()} | render_event_files()
    made |= {name: render_page(name) for name in ("how-to/extend.md", "how-to/extend.zh.md")}
    return {
        name: text
        for name, text in made.items()
        if not (HERE / name).is_file() or (HERE / name).read_text(encoding="utf-8") != text
    }


def main() -> int:
    """Write or check; exit code 1 if a check found something."""
    outdated = find_outdated()
    if breaks := find_event_breaks():
        advice = "raise EventType.version, or delete the schema of a type that is gone"
        sys.stdout.write("\n".join([*breaks, f"nothing was written: {advice}", ""]))
        return 1
    if "--check" in sys.argv[1:]:
        for name in outdated:
            sys.stdout.write(f"docs/{name} is out of date; run python docs/generate.py\n")
        return 1 if outdated else 0
    for name, text in outdated.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/{name} was written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
