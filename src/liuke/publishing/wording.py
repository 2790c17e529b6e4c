"""Words for people: the waterfall of an operation, and the rules page of a program as text, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import msgspec

from liuke.activities.rewards_list import GainRow, list_rewards
from liuke.decision.domain import CompiledProgram, RulePage
from liuke.decision.messages import Interruption
from liuke.decision.reasons import Prompt, Reason
from liuke.decision.turn import Gain
from liuke.kernel.money import say_money
from liuke.kernel.text import Figures, Locale, Text, text
from liuke.program.spec import CurrencySpec
from liuke.program.walk import find_named, get_hints


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the waterfall in words.

    Args:
        path: The rule's place in the program.
        name: The rule's name, that of its section where it has none, or its path.
        applied: Whether it had an effect.
        words: What it found.
    """

    path: str
    name: str
    applied: bool
    words: str


class _Words(Figures):
    """Fills a wording, with ``{cents:money}`` as people write money."""

    def __init__(self, currency: CurrencySpec, locale: Locale) -> None:
        self._currency, self._exponent = currency.code, currency.exponent
        self._locale: Locale = locale

    def format_field(self, value: Any, format_spec: str) -> str:
        if type(value) is int and format_spec == "money":
            return text(*say_money(value, self._exponent, self._currency)).get(self._locale)
        return super().format_field(value, format_spec)


def render_reasons(program: CompiledProgram, reasons: Iterable[Reason], locale: Locale) -> list[Line]:
    """Each reason in words, in order; a code without a wording is shown with its figures."""
    return [_render_reason(program, reason, locale) for reason in reasons]


def _render_reason(program: CompiledProgram, reason: Reason, locale: Locale) -> Line:
    named = find_named(program.spec, reason.path)
    name = named.get(locale) if named is not None else _name_section(program, reason.path, locale)
    params = reason.params
    if named is not None and params.get("id") == reason.path.rpartition(".")[2]:
        params = {**params, "id": name}
    return Line(reason.path, name, reason.applied, render_wording(program, reason.code, params, locale))


def _name_section(program: CompiledProgram, path: str, locale: Locale) -> str:
    """What a rule that has no name of its own is a part of; its path where that has none either."""
    field = type(program.spec).model_fields.get(path.partition(".")[0])
    label = get_hints(field)[0] if field is not None else None
    return label.get(locale) if label is not None else path


def render_wording(program: CompiledProgram, code: str, params: Mapping[str, Any], locale: Locale) -> str:
    """The wording of a code with its figures; ids of things of the program are replaced by their names."""
    figures = {key: _name_of(program, key, value, locale) for key, value in params.items()}
    for key in [key for key in figures if key.endswith("_bps")]:
        figures[key.removesuffix("_bps")] = f"{figures[key] / 10_000:g}"
    wording = program.wordings.get(code)
    if wording is None:
        shown = ", ".join(f"{key} {value}" for key, value in figures.items())
        return f"{code} ({shown})" if shown else code
    return _Words(program.spec.currency, locale).vformat(wording.get(locale), (), figures)


def _name_of(program: CompiledProgram, key: str, value: Any, locale: Locale) -> Any:
    if isinstance(value, dict) and "zh" in value:
        return Text.model_validate(value).get(locale)
    section = program.spec.ref_paths.get(key)
    if not isinstance(value, str) or section is None:
        return cast("Any", value)
    names: dict[tuple[str, str], Text | None] = program.built("wording.names", lambda _program: {})
    try:
        found = names[section, value]
    except KeyError:
        found = find_named(program.spec, f"{section}.{value}")
        if found is not None:
            names[section, value] = found  # ids that are not known come from anywhere, and are not remembered
    return found.get(locale) if found is not None else value


# -- rules page -------------------------------------------------------------------------------------------------------
def list_rule_pages(program: CompiledProgram, locale: Locale) -> list[RulePage]:
    """The blocks of the rules page, in order."""
    pages = [page for domain in program.domains for page in domain.render_rules(program, locale)]
    return sorted(pages, key=lambda page: page.order)


def render_rules_text(program: CompiledProgram, locale: Locale) -> str:
    """The rules page as Markdown."""
    blocks = [f"# {program.spec.name.get(locale)}"]
    blocks += [
        "\n".join([f"## {page.heading}", "", *(f"- {line}" for line in page.lines)])
        for page in list_rule_pages(program, locale)
    ]
    return "\n\n".join(blocks) + "\n"


_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.7 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;"
    "max-width:42rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2rem;font-size:1.1rem}li{margin:.3rem 0}"
)


def render_rules_html(program: CompiledProgram, locale: Locale, pages: Sequence[RulePage] | None = None) -> str:
    """The rules page as one self-contained HTML document: these blocks, or those of the program."""
    title = escape(program.spec.name.get(locale))
    sections = "\n".join(
        f"<section><h2>{escape(page.heading)}</h2><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in page.lines)
        + "</ul></section>"
        for page in (list_rule_pages(program, locale) if pages is None else pages)
    )
    language = "zh-CN" if locale == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n{sections}\n</body>\n</html>\n"
    )


class NamedEntry(msgspec.Struct):
    """An entry of the result in words.

    Args:
        name: Of the rule, the coupon, the activity.
        text: What it did, or why it did not.
    """

    name: str
    text: str


class Texts(msgspec.Struct):
    """The answer in words, in the language of the request.

    Args:
        gains: One for each of the answer's.
        prompts: Likewise.
        interruption: Empty: there is none.
        result: Of a quote and of a hold: a list of the result (``steps``, ``unused``) → its entries in words, in order.
    """

    gains: list[str]
    prompts: list[str]
    interruption: str = ""
    result: dict[str, list[NamedEntry]] | msgspec.UnsetType = msgspec.UNSET


def name_entries(program: CompiledProgram, reasons: Iterable[Reason], locale: Locale) -> list[NamedEntry]:
    """Entries of a result in words, in order."""
    return [NamedEntry(line.name, line.words) for line in render_reasons(program, reasons, locale)]


def render_texts(
    program: CompiledProgram,
    gains: Sequence[Gain],
    prompts: Sequence[Prompt],
    locale: Locale,
    interruption: Interruption | None = None,
) -> Texts:
    """Gains, prompts and what interrupts, in words."""
    rows = [GainRow(0, 0, gain.kind, gain.name, gain.amount, gain.path, gain.params) for gain in gains]
    lines = list[str]()
    for line in list_rewards(program, rows):
        what, source = line.what[locale], line.source[locale]
        named = source not in {"-", line.path}
        lines.append((f"{what}（{source}）" if locale == "zh" else f"{what} ({source})") if named else what)
    shown = render_wording(program, interruption.template, interruption.params, locale) if interruption else ""
    return Texts(lines, [render_prompt(program, one, locale) for one in prompts], shown)


def render_prompt(program: CompiledProgram, prompt: Prompt, locale: Locale) -> str:
    """What is within the member's reach, in words."""
    return render_wording(program, prompt.code, {**prompt.params, "missing": prompt.missing}, locale)
