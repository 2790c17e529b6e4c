"""Text."""

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, RulePage
from liuke.kernel.text import Locale


def render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    """Text."""
    del program
    return ()
