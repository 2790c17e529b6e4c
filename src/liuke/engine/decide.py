"""The pure half of the engine: program, state, event and context in; effects and reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from liuke.decision.choosing import Choice, ProgramSource, choose_program, find_judged_us
from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import Effect
from liuke.decision.event import Event, Happening
from liuke.decision.messages import Interruption, choose_interruption
from liuke.decision.reasons import Prompt, Reason
from liuke.decision.state import MemberState, Missing
from liuke.decision.turn import Context, Gain, Turn
from liuke.events.catalogue import EventType
from liuke.kernel.clock import EARLIEST_US, LATEST_US, MerchantCalendar
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, Refused

MAX_TICKS = 10_000
"""Timers one catch-up may fire; more is a timer that arms itself in the past."""


class Decision(msgspec.Struct):
    """What follows from one operation.

    Args:
        key: Idempotency key of the operation.
        type: Its event type.
        t_us: Engine time of the operation.
        event_us: When the event happened.
        day: Merchant-local day of the event.
        effects: To be applied, in order.
        reasons: The waterfall.
        gains: What the member received.
        prompts: What is within reach now.
        result: What a request asked for.
        data: The event's data, for the event store.
        tick: Whether it came from a timer.
        version: Of the program under which it was decided.
        patches: Paths of the overlays that lay over it.
        catalogue: Version of the catalogue that was known.
        act: Whether the event was the member's own act.
        interruption: The one message that is shown at once, of the turn and of the timers that were due with it.
    """

    key: str
    type: str
    t_us: int
    event_us: int
    day: int
    effects: list[Effect]
    reasons: list[Reason]
    gains: list[Gain]
    prompts: list[Prompt]
    result: dict[str, Any]
    data: dict[str, Any]
    tick: bool = False
    version: int = 0
    patches: tuple[str, ...] = ()
    catalogue: int = 0
    act: bool = True
    interruption: Interruption | None = None


class TimerFailed(Exception):
    """The reaction to a timer raised; the cause is chained."""

    def __init__(self, name: str, member_id: int) -> None:
        self.name = name
        self.member_id = member_id
        super().__init__(name)


MAX_KEY = 200
_UPDATE = "member.update"
"""Would say again who an erased member is."""
_CLOSING = frozenset((
    "order.refunded", "order.refund_processed", "checkout.release", "mall.refund", "points.release", "points.refund",
))  # fmt: skip
"""What the merchant's side reports of what an erased member did before: it is taken."""
_FINISHING = frozenset(("checkout.commit", "points.commit"))
"""What was reserved before a member was frozen is paid for: it is finished."""
RETRY_US = 3_600_000_000
"""A timer whose reaction raised is tried again after an hour."""


def check_event(program: CompiledProgram, event: Event) -> None:
    """Raise :class:`InvalidInput` with every fault when the event is not what the catalogue says."""
    event_type = program.events.find(event.type)
    if event_type is None or event_type.origin not in {"reported", "request"}:
        raise InvalidInput(
            f"{event.type!r} is not an event that can be sent",
            fix="use a type from the event catalogue, or declare it under custom_events in the program",
        )
    if faults := find_event_faults(event_type, event):
        raise InvalidInput(f"{event.type} {event.key[:MAX_KEY]!r} cannot be taken", faults=faults)


def find_event_faults(event_type: EventType, event: Event) -> list[Fault]:
    """Everything that is wrong with an event of a type that can be sent."""
    return [*_check_envelope(event), *event_type.check(event.data)]


def _check_envelope(event: Event) -> list[Fault]:
    faults = list[Fault]()
    if not 0 < len(event.key) <= MAX_KEY or not event.key.isprintable():
        faults.append(Fault("key", "not-a-key", f"a key has 1 to {MAX_KEY} printable characters"))
    if event.t_us and not EARLIEST_US <= event.t_us < LATEST_US:
        faults.append(
            Fault("t_us", "out-of-range", f"{event.t_us} is no time between 1990 and 2100", "send UTC microseconds")
        )
    for name, value in event.data.items():
        kind = cast("type[object]", type(value))
        if (kind is str and "\x00" in value) or "\x00" in name or (kind in _NESTED and _holds_nul(value)):
            faults.append(Fault("data", "nul", "text must not hold the character U+0000"))
            break
    return faults


_NESTED = frozenset({list, tuple, dict})
_encode = msgspec.json.Encoder().encode


def _holds_nul(value: Any) -> bool:
    """Whether any text of a list or an object holds U+0000; quick when none does."""
    return b"\\u0000" in _encode(value) and _has_nul(value)


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, Any]", value)
        return any(map(_has_nul, pairs)) or any(map(_has_nul, pairs.values()))
    return isinstance(value, list | tuple) and any(map(_has_nul, cast("list[Any]", value)))


def decide(program: CompiledProgram, state: MemberState, event: Event, ctx: Context) -> Decision:
    """Decide one event; folds its effects into ``state``.

    Timers that are due at or before the event must have been handled (:func:`decide_due`).

    Args:
        program: The version under which it is decided (``decision.choosing.find_version``); the patches that hold for
            the member are laid over it here.
        state: The member.
        event: What came in.
        ctx: Time, seed, shared stock.

    Raises:
        Refused: a request is refused; ``state`` is then half folded and must be built anew.
        Missing: a part of the state is needed that is not loaded; likewise.
    """
    event_us = event.t_us or ctx.now_us
    if state.is_erased and (program.events.is_act(event.type) or event.type == _UPDATE) and event.type not in _CLOSING:
        refused = Refused("member-erased", "the member was erased: nobody acts for them any more")
        refused.clean = True
        raise refused
    if state.is_frozen and _is_asked_by_member(program, event.type):
        refused = Refused(
            "member-frozen", "the member is frozen: nothing that they ask for is done",
            fix="look at why (GET /v1/members/{member}), and lift the freeze when the matter is settled",
        )  # fmt: skip
        refused.clean = True
        raise refused
    before = state.now_us, state.last_active_us
    judged_us = find_judged_us(program, event, ctx.now_us)
    choice = choose_program(program, state, judged_us)
    state.now_us = max(state.now_us, ctx.now_us)
    if program.events.is_act(event.type):
        state.last_active_us = max(state.last_active_us, event_us)
    calendar = ctx.catalogue.find_calendar(program.calendar, event.data.get("store"), event_us)
    happening = Happening(event.type, event_us, calendar.local_day(event_us), event.data)
    try:
        return _run(choice, state, ctx, event, happening, judged_us=judged_us, calendar=calendar)
    except Refused:
        # what was refused never happened, not even as a sign of life
        state.now_us, state.last_active_us = before
        raise


def _is_asked_by_member(program: CompiledProgram, type_: str) -> bool:
    """Whether it is a wish of the member's: no fact, nothing of staff, nothing that ends a matter."""
    asked = program.events.is_request(type_) and program.events.is_act(type_)
    return asked and type_ not in _CLOSING and type_ not in _FINISHING


def decide_due(
    programs: ProgramSource,
    state: MemberState,
    ctx: Context,
    *,
    made_before: int = 0,
    put_off: Mapping[str, str] | None = None,
) -> list[Decision]:
    """Handle every timer of the member that is due at ``ctx.now_us``, in order of time, then name.

    Args:
        programs: Versions by time: each timer is decided under that of the instant at which it was due.
        state: Folded forward.
        ctx: Up to when.
        made_before: Operations decided on this state since it was loaded (they are not in ``state.ops`` yet).
        put_off: Timers whose reactions raised before, with the error: they are tried again later.

    Raises:
        TimerFailed: a reaction raised; ``state`` is half folded. Missing: a part of the state is needed.
    """
    made = list[Decision]()
    while state.due_us <= ctx.now_us:
        at_us, name = min((at, name) for name, at in state.timers.items())
        del state.timers[name]
        kind, _, rest = name.partition(":")
        key = f"tick:{state.ops + made_before + len(made)}:{name}"
        tick_ctx = msgspec.structs.replace(ctx, now_us=max(at_us, state.now_us))
        state.now_us = tick_ctx.now_us
        event = Event(f"timer.{kind}", state.member_id, key, at_us, {"name": name, "id": rest})
        program = programs(at_us)
        happening = Happening(event.type, at_us, program.calendar.local_day(at_us), event.data)
        if put_off and name in put_off:
            made.append(_put_off(program, state, ctx, event, happening, put_off[name]))
            continue
        try:
            choice = choose_program(program, state, at_us)
            made.append(_run(choice, state, tick_ctx, event, happening, tick=True))
        except Missing:
            raise
        except Exception as error:
            raise TimerFailed(name, state.member_id) from error
        if len(made) > MAX_TICKS:
            raise AssertionError(f"timer {name} of member {state.member_id} arms itself in the past")
    return made


def _put_off(
    program: CompiledProgram, state: MemberState, ctx: Context, event: Event, happening: Happening, error: str
) -> Decision:
    """Arm the timer again, and say on the waterfall what was wrong: one bad timer must not stop the member."""
    name = str(event.data["name"])
    state.timers[name] = ctx.now_us + RETRY_US
    reason = Reason(f"timers.{name}", "timer-failed", False, {"error": error})
    return Decision(
        event.key, event.type, state.now_us, happening.t_us, happening.day, [], [reason],
        [], [], {}, event.data, tick=True, version=program.version,
    )  # fmt: skip


def _run(
    choice: Choice,
    state: MemberState,
    ctx: Context,
    event: Event,
    happening: Happening,
    *,
    tick: bool = False,
    judged_us: int = 0,
    calendar: MerchantCalendar | None = None,
) -> Decision:
    program = choice.program
    turn = Turn(program, state, ctx, event, happening, judged_us=judged_us, calendar=calendar)
    edits, rows = state.edits, len(state.dirty)
    try:
        for experiment, variant in (choice.exposures or {}).items():
            turn.expose(experiment, variant)
        turn.run()
    except Refused as refused:
        refused.clean = not turn.effects and (state.edits, len(state.dirty)) == (edits, rows)
        raise
    return close_turn(turn, ctx, happening, tick=tick)


def close_turn(turn: Turn, ctx: Context, happening: Happening, *, tick: bool = False) -> Decision:
    """What a turn that has run comes to.

    Args:
        turn: It.
        ctx: What it was given.
        happening: What came in.
        tick: Whether that was a timer.
    """
    program, state, event, prompts = turn.program, turn.state, turn.event, turn.prompts
    if not tick and state.member_id >= 0:
        now_us = ctx.now_us
        for find in program.prompts:
            prompts.extend(find(program, state, now_us))
        if len(prompts) > 1:
            prompts.sort(key=_nearest_first)
    return Decision(
        key=event.key,
        type=event.type,
        t_us=ctx.now_us,
        event_us=happening.t_us,
        day=happening.day,
        effects=[one for place, one in enumerate(turn.effects) if place not in turn.unsaid]
        if turn.unsaid
        else turn.effects,
        reasons=turn.reasons,
        gains=turn.gains,
        prompts=prompts[:3],
        result=turn.result,
        data=event.data,
        tick=tick,
        version=program.version,
        patches=program.patches,
        catalogue=ctx.catalogue.version,
        act=program.events.is_act(event.type),
    )


def note_interruption(decision: Decision, due: Sequence[Decision]) -> None:
    """Choose what interrupts the answer.

    Args:
        decision: Of the event.
        due: Of the timers that were due with it.
    """
    effects = (effect for one in (*due, decision) for effect in one.effects)
    decision.interruption = choose_interruption(effects, decision.t_us)


def _nearest_first(item: Prompt) -> tuple[int, str]:
    return (-item.progress_bps, item.path)


class Outcome(msgspec.Struct):
    """What came of one submitted event: a decision, the recorded answer of an earlier one, or an error."""

    decision: Decision | None = None
    error: LiukeError | None = None
    replayed: bool = False
    answer_json: bytes = b""
    left: int = 0
    """Who acted, where the member who was named has gone into another one; 0: that member."""

    @property
    def answer(self) -> dict[str, Any] | None:
        """The answer as recorded; ``None`` for an error."""
        return msgspec.json.decode(self.answer_json) if self.answer_json else None
