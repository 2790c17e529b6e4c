"""What a program calls its things and its money, in the language of the output; machines read ids and cents."""

from __future__ import annotations

from liuke.activities.naming import rule_name
from liuke.bootstrap import Platform
from liuke.cli.terminal import get_locale
from liuke.decision.domain import CompiledProgram
from liuke.program.errors import NoProgram
from liuke.program.spec import CurrencySpec
from liuke.program.units import say_sum
from liuke.program.walk import find_named


class Said:
    """Names and sums of one merchant, as tables show them.

    Args:
        program: In force; ``None``: the merchant has none yet, so that things are called by their ids.
    """

    def __init__(self, program: CompiledProgram | None) -> None:
        self.program = program
        self.currency = program.spec.currency if program is not None else CurrencySpec()

    def name(self, path: str, id_: str) -> str:
        """A thing of a section (``assets``, ``tiers.ladder``); its id where the program has none of that name."""
        found = find_named(self.program.spec, f"{path}.{id_}") if self.program is not None and id_ else None
        return found.get(get_locale()) if found is not None else id_ or "—"

    def rule(self, path: str) -> str:
        """The rule at a path; the path itself where nothing there has a name."""
        found = rule_name(self.program, path) if self.program is not None else None
        return found.get(get_locale()) if found is not None else path

    def event(self, type_: str) -> str:
        """A type of event."""
        found = self.program.events.find(type_) if self.program is not None else None
        return found.label.get(get_locale()) if found is not None else type_

    def money(self, cents: int) -> str:
        """A sum with all its decimals: ``1,234.50 元``."""
        return say_sum(cents, self.currency).get(get_locale())

    def budget(self, unit: str, amount: int) -> str:
        """An amount of a campaign's budget, which counts points, or cents."""
        return f"{amount:,}" if unit == "points" else self.money(amount)


def find_said(platform: Platform) -> Said:
    """By the program in force."""
    try:
        return Said(platform.book.program_at())
    except NoProgram:
        return Said(None)
