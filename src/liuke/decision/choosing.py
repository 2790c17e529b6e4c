"""The one function that says under which program something is decided.

Live, in batches, replays, trials and tests, and for what a member is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event, Happening
from liuke.decision.state import MemberState
from liuke.decision.turn import Context, Turn

ProgramSource = Callable[[int], CompiledProgram]
"""The version in force at an instant (UTC microseconds; 0: now)."""


def find_version(programs: ProgramSource, event: Event, now_us: int) -> CompiledProgram:
    """The version under which an event is decided.

    Args:
        programs: Versions by time.
        event: Requests are judged at the engine's time, whatever time they bring; everything else at its own.
        now_us: The engine's time; 0: now.
    """
    newest = programs(now_us)
    if not event.t_us:
        return newest
    return newest if newest.events.is_request(event.type) else programs(event.t_us)


def find_judged_us(program: CompiledProgram, event: Event, now_us: int) -> int:
    """The instant by which windows, patches and gates are judged; see :func:`find_version`."""
    return now_us if not event.t_us or program.events.is_request(event.type) else event.t_us


@dataclass(frozen=True, slots=True)
class Choice:
    """The program for one event.

    Args:
        program: With the patches that hold.
        exposures: Experiments that had a say, and the member's variants.
    """

    program: CompiledProgram
    exposures: dict[str, str] | None = None


def choose_program(program: CompiledProgram, state: MemberState, at_us: int) -> Choice:
    """The program that holds for a member at an instant, fixed before the event for the turn and all its facts.

    Args:
        program: The version in force at ``at_us``.
        state: The member, before the event.
        at_us: Requests: the engine's time; reported facts, timers and deliveries: their own.
    """
    if not program.overlays:
        return Choice(program)
    open_now = [
        overlay
        for overlay in program.overlays
        if overlay.first_us <= at_us < overlay.closes_us and overlay.path not in state.cancelled
    ]
    if not open_now:
        return Choice(program)
    if state.member_id < 0:  # an activity is nobody's audience: it knows what every campaign brings
        return Choice(program.patched([overlay for overlay in open_now if not overlay.group]))
    open_now = [overlay for overlay in open_now if overlay.opens_for(state.tier) <= at_us]
    turn = look(program, state, at_us)
    holding = tuple(overlay for overlay in open_now if overlay.holds(turn))
    return Choice(program.patched(holding) if holding else program, turn.exposures or None)


def look(program: CompiledProgram, state: MemberState, at_us: int) -> Turn:
    """A turn in which nothing happens and nothing is kept, to ask gates and audiences."""
    happening = Happening("", at_us, program.calendar.local_day(at_us), {})
    return Turn(program, state, Context(at_us), Event("", state.member_id, "", at_us), happening, looking=True)
