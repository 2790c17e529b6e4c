"""What a domain does that does not say: nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liuke.decision.budgets import Budget
    from liuke.decision.cancelling import Cancellable
    from liuke.decision.domain import CompiledProgram, Reaction, StockRule
    from liuke.decision.evidence import Evidence, RulePage
    from liuke.decision.overlay import Experiment, Overlay
    from liuke.decision.reasons import Prompt
    from liuke.decision.state import MemberState
    from liuke.events.catalogue import EventType
    from liuke.kernel.text import Locale, Text
    from liuke.program.findings import Finding
    from liuke.program.spec import ProgramBase


def no_reactions(program: CompiledProgram) -> Iterable[Reaction]:
    """It reacts to nothing."""
    del program
    return ()


def no_findings(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Nothing is found."""
    del program, evidence
    return ()


def no_pages(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    """No rules to be read."""
    del program, locale
    return ()


def no_words(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    """Nothing to describe."""
    del program
    return ()


def no_events(spec: ProgramBase) -> Iterable[EventType]:
    """No event types of the program's own."""
    del spec
    return ()


def no_overlays(program: CompiledProgram) -> Iterable[Overlay]:
    """No patches."""
    del program
    return ()


def no_experiments(program: CompiledProgram) -> Iterable[Experiment]:
    """No experiments."""
    del program
    return ()


def no_subjects(program: CompiledProgram) -> Iterable[str]:
    """No activities that are subjects."""
    del program
    return ()


def no_budgets(program: CompiledProgram) -> Iterable[Budget]:
    """No budgets."""
    del program
    return ()


def nothing_charged(program: CompiledProgram) -> Mapping[str, str]:
    """Nothing is charged to a budget."""
    del program
    return {}


def spreads_nowhere(program: CompiledProgram, thing: str) -> Iterable[str]:
    """Nobody else is reached."""
    del program, thing
    return ()


def no_cancellable(program: CompiledProgram) -> Iterable[Cancellable]:
    """Nothing can be called off."""
    del program
    return ()


def no_stock(program: CompiledProgram) -> Mapping[str, int | StockRule]:
    """No limited items."""
    del program
    return {}


def no_prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    """Nothing is near."""
    del program, state, now_us
    return ()
