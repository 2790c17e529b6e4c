"""A program in words: each of its things as one sentence, its differences from another, and what can be spoken of.

The sentences come from the domains (``Domain.describe``); nothing else says a rule in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec

from liuke.decision.domain import CompiledProgram, Domain, RulePage
from liuke.earning.wording import field_name, render_condition
from liuke.events.catalogue import EventType
from liuke.goods.scope import GoodsName, name_by_id
from liuke.kernel.errors import LiukeError
from liuke.kernel.lunar import FESTIVALS
from liuke.kernel.text import Locale, Text
from liuke.program.diff import Change, Sayings, diff_programs
from liuke.program.lunar_days import LunarSpan, YearlyLunarDays
from liuke.program.spec import ProgramBase
from liuke.program.walk import render_id_path, walk_program
from liuke.publishing.lint import compile_far

_BROKEN = (LookupError, ValueError, TypeError, AttributeError, LiukeError)
"""What saying a rule may raise where it names things that do not exist; a draft need not be whole."""
_FIELDS = (
    ("member.tier", "tier"), ("member.labels", "list"), ("member.frozen", "bool"), ("member.orders", "int"),
    ("member.days_since_registration", "days"),
    ("calendar.weekday", "weekday"), ("calendar.day_of_month", "int"), ("calendar.month", "int"),
    ("calendar.hour", "int"), ("calendar.lunar_month", "int"), ("calendar.lunar_day", "int"),
    ("calendar.lunar_leap", "bool"), ("friends.count", "int"), ("risk.score", "int"),
)  # fmt: skip
_OF_ORDERS = (("event.first_order", "bool"), ("event.order_number", "int"))


def describe_program(program: CompiledProgram) -> dict[str, Text]:
    """Path by ids → the thing there as one sentence; what cannot be said of a draft is left out."""
    rows: dict[str, Text] = {}
    for domain in program.domains:
        with suppress(*_BROKEN):
            rows |= dict(domain.describe(program))
    return rows


def describe_lunar(spec: ProgramBase, day: int) -> dict[str, Text]:
    """Path by ids → what is meant by the Chinese calendar, with its dates from ``day`` on."""
    rows: dict[str, Text] = {}
    for place in walk_program(spec):
        if place.ui.get("widget") == "lunar":
            many = isinstance(place.value, tuple)
            found: Sequence[Any] = place.value if many else (place.value,)
            for number, one in enumerate(found):
                path = render_id_path(spec, f"{place.path}.{number}" if many else place.path)
                if isinstance(one, YearlyLunarDays):
                    rows[path] = one.render_next(day)
                elif isinstance(one, LunarSpan):
                    rows[path] = one.render_dated()
    return rows


def say_program(spec: ProgramBase, domains: Sequence[Domain], goods_name: GoodsName = name_by_id) -> Sayings:
    """How differences say the program."""
    program, _ = compile_far(spec, domains)
    program.goods_name = goods_name
    rows = describe_program(program)
    return Sayings(rows, lambda condition, event: render_condition(program, condition, event), goods_name)


def diff_in_words(
    old: ProgramBase, new: ProgramBase, domains: Sequence[Domain], goods_name: GoodsName = name_by_id
) -> list[Change]:
    """Every difference, things said as the rules page says them.

    Args:
        old: The program before.
        new: And after.
        domains: From the catalogue.
        goods_name: What products, categories and stores are called.
    """
    said_old, said_new = say_program(old, domains, goods_name), say_program(new, domains, goods_name)
    return diff_programs(old, new, said_old, said_new)


def list_pages_of_draft(program: CompiledProgram, locale: Locale) -> list[RulePage]:
    """The rules page as far as a draft can be said."""
    pages = list[RulePage]()
    for domain in program.domains:
        with suppress(*_BROKEN):
            pages.extend(domain.render_rules(program, locale))
    return sorted(pages, key=lambda page: page.order)


# -- what can be spoken of --------------------------------------------------------------------------------------------
class FieldWord(msgspec.Struct):
    """A field that a condition may ask for.

    Args:
        path: As conditions write it (``event.amount_cents``).
        label: What it is called.
        kind: Of its values: `int`, `cents`, `days`, `minutes`, `points`, `bool`, `str`, `list`, `tier`, `weekday`.
    """

    path: str
    label: str
    kind: str


class EventWord(msgspec.Struct):
    """A type of event that rules may listen to.

    Args:
        name: `order.paid`.
        label: What it is called.
        origin: `reported` by shops and pages, or `derived` by the engine.
        fields: What it carries.
    """

    name: str
    label: str
    origin: str
    fields: list[FieldWord]


def list_events(program: CompiledProgram, locale: Locale) -> list[EventWord]:
    """Every type of event that a rule may listen to, those that are reported first."""
    found = [event for event in map(program.events.find, program.events.names()) if event is not None]
    kept = [event for event in found if event.origin in {"reported", "derived"}]
    kept.sort(key=lambda event: (event.origin != "reported", event.label.get(locale)))
    return [EventWord(event.name, event.label.get(locale), event.origin, _list_of(event, locale)) for event in kept]


def _list_of(event: EventType, locale: Locale) -> list[FieldWord]:
    return [
        FieldWord(f"event.{name}", field.label.get(locale), field.kind)
        for name, field in event.fields.items()
        if field.kind not in {"map"} and not field.personal
    ]


def list_fields(program: CompiledProgram, locale: Locale) -> list[FieldWord]:
    """Fields that any condition may ask for, whatever happened; those of orders come after them."""
    made: list[tuple[str, str]] = [*_FIELDS, *_OF_ORDERS]
    for root, section in (("counter", "counters"), ("special_day", "special_days"), ("balance", "assets")):
        items: Sequence[Any] = program.spec.section(section) or ()
        for item in items:
            kind = "bool" if root == "special_day" else str(getattr(item, "unit_shown", "points"))
            made.append((f"{root}.{item.id}", kind))
    made += [(f"festival.{name}", "days") for name in (*FESTIVALS, "qingming", "dongzhi")]
    return [FieldWord(path, field_name(program, path, "order.paid").get(locale), kind) for path, kind in made]
