"""Conditions over a turn: compiled here and nowhere else, with the event types on which they are tested.

What is compiled is noted in the program, so that lint can check each condition's fields against those events without
any domain asking it to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liuke.decision.domain import CompiledProgram
from liuke.decision.turn import Turn
from liuke.program.condition_lint import lint_conditions
from liuke.program.conditions import AnyCondition, Test, compile_condition
from liuke.program.findings import Finding

TurnTest = Test[Turn]
"""A compiled condition."""


def compile_test(program: CompiledProgram, condition: AnyCondition | None, on: Iterable[str]) -> TurnTest | None:
    """The condition as a function of a turn; ``None`` is always true and stays ``None``.

    A condition that asks for a field nobody knows is never true, its ``not`` included; lint reports it.

    Args:
        program: Being compiled.
        condition: From its document.
        on: Event types at which the condition is tested; ``event.<field>`` must be a field of one of them.
    """
    if condition is None:
        return None
    program.note_condition(condition, on)
    try:
        return compile_condition(condition, program.resolve)
    except KeyError:
        return _never


def holds(test: TurnTest | None, turn: Turn) -> bool:
    """Whether a compiled condition is true of the turn."""
    return test is None or test(turn)


def lint_tests(program: CompiledProgram) -> Iterator[Finding]:
    """Every finding about the conditions of a program that was compiled, at least as far as it can be."""
    return lint_conditions(
        program.spec,
        find_fault=lambda condition, field: _find_fault(program, condition, field),
        sections={"balance": "assets", **program.field_sections},
    )


def _never(turn: Turn) -> bool:
    del turn
    return False


def _find_fault(program: CompiledProgram, condition: AnyCondition, field: str) -> str:
    root, _, rest = field.partition(".")
    if root == "event" and field not in program.fields:
        types = [found for name in program.tested_on(condition) if (found := program.events.find(name)) is not None]
        if types and not any(found.open or rest in found.fields for found in types):
            return f"{', '.join(found.name for found in types)} has no field {rest}"
    try:
        program.resolve(field)
    except KeyError:
        return f"nothing is called {field}"
    return ""
