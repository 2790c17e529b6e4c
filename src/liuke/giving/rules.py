"""Giving to one member and taking it back, inside a turn; exactly once a giving. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from pydantic import ValidationError

from liuke.decision.domain import CompiledProgram
from liuke.decision.rewards import Given, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.errors import Fault, InvalidInput
from liuke.members.labels import find_label_fault
from liuke.program.fault_words import render_fault

RECORD, BACK = "giving", "giving_back"
KINDS = ("asset", "coupon", "benefit", "badge", "label")
"""What staff may give; money is paid out by its own way."""


def list_kinds(program: CompiledProgram) -> Mapping[str, type[RewardSpec]]:
    """Kinds of rewards that can be given by hand."""
    return program.built(
        "giving.kinds",
        lambda p: {
            kind.name_kind(): kind for domain in p.domains for kind in domain.rewards if kind.name_kind() in KINDS
        },
    )


def read_what(program: CompiledProgram, what: Mapping[str, Any]) -> RewardSpec | None:
    """What is given as a reward; ``None``: a label.

    Raises:
        InvalidInput: it is nothing that can be given; with every fault.
    """
    kind = what.get("kind")
    if kind == "label":
        _check_label(what)
        return None
    model = list_kinds(program).get(kind) if isinstance(kind, str) else None
    if model is None:
        raise _wrong(Fault("what.kind", "unknown", f"give one of {', '.join(KINDS)}"))
    try:
        reward = model.model_validate(dict(what))
    except ValidationError as error:
        faults = [
            Fault(
                ".".join(("what", *map(str, one["loc"]))), "invalid",
                render_fault(one["type"], one.get("ctx", {})).get("en"),
            )
            for one in error.errors()
        ]  # fmt: skip
        raise InvalidInput("this cannot be given", faults=faults) from None
    if reward.settle_after_days:
        raise _wrong(Fault("what.settle_after_days", "unknown", "what staff give is given at once"))
    _check_known(program, reward)
    return reward


def _check_label(what: Mapping[str, Any]) -> None:
    name, value = what.get("name"), what.get("value", "1")
    if set(what) - {"kind", "name", "value"}:
        raise _wrong(Fault("what", "unknown", "a label has a name and a value"))
    if (fault := find_label_fault(name, value, "what")) is not None:
        raise _wrong(fault)


def _check_known(program: CompiledProgram, reward: RewardSpec) -> None:
    """What is named must be in the program now; badges name themselves."""
    kind = reward.name_kind()
    section = {"asset": "assets", "coupon": "coupons", "benefit": "benefits"}.get(kind)
    known = {one.id for one in program.spec.section(section)} if section else None
    if known is not None and reward.name_given() not in known:
        name = {"asset": "asset", "coupon": "batch", "benefit": "benefit"}[kind]
        raise _wrong(Fault(f"what.{name}", "unknown", f"the program has no {kind} {reward.name_given()!r}"))


def _wrong(fault: Fault) -> InvalidInput:
    return InvalidInput("this cannot be given", faults=[fault])


def run_give(turn: Turn) -> None:
    """``giving.give``: one member gets what a giving gives."""
    giving, what = str(turn.data["giving"]), dict(turn.data["what"])
    path = f"giving.{giving}"
    if turn.state.is_erased:
        turn.refuse("member-erased", "the member was erased")
    try:
        reward = read_what(turn.program, what)
    except InvalidInput as error:  # the program has changed since it was asked for
        turn.refuse("giving-invalid", "; ".join(f"{fault.path}: {fault.message}" for fault in error.faults))
    if turn.state.find_record(RECORD, giving) is not None:
        turn.refuse("given-before", f"{giving} was given to this member before")
    if turn.state.find_record(BACK, giving) is not None:
        turn.refuse("taken-back-before", f"{giving} was taken back before it was given")
    made = _give_label(turn, what, path) if reward is None else _give_reward(turn, reward, path, giving)
    turn.record_new(RECORD, giving, {**made, "what": what, "t_us": turn.now.t_us})
    turn.emit("giving.given", {"giving": giving, "kind": what["kind"], "actor": turn.data["actor"]})
    turn.result = {"giving": giving, "stays": []}


def _give_label(turn: Turn, what: Mapping[str, Any], path: str) -> dict[str, Any]:
    name, value = what["name"], what.get("value", "1")
    before = turn.state.labels.get(name)
    turn.label(name, value)
    turn.applied(path, "label-given", name=name, value=value)
    return {"label": name, "before": before, "value": value}


def _give_reward(turn: Turn, reward: RewardSpec, path: str, giving: str) -> dict[str, Any]:
    obstacle = reward.find_obstacle(turn, 1)
    if obstacle:
        turn.refuse(obstacle, "the member cannot have it now")
    made = reward.give(turn, path, giving)
    if made is None and reward.name_kind() != "badge":
        turn.refuse("nothing-given", "nothing came of it")
    return {"given": msgspec.to_builtins(made) if made is not None else None}


def run_take_back(turn: Turn) -> None:
    """``giving.take_back``: what a giving gave goes back, as far as it is there; the answer says what stays."""
    giving = str(turn.data["giving"])
    path = f"giving.{giving}"
    found = turn.state.find_record(RECORD, giving)
    if turn.state.find_record(BACK, giving) is not None:
        turn.refuse("taken-back-before", f"{giving} was taken back before")
    stays = list[Stays]()
    if found is None:
        turn.skipped(path, "not-given")  # whoever is about to give it finds that it is not to be given any more
    elif "label" in found:
        if turn.state.labels.get(found["label"]) == found["value"]:
            turn.label(found["label"], found["before"])
            turn.applied(path, "label-taken", name=found["label"])
    elif found["given"] is not None:
        given = msgspec.convert(found["given"], Given)
        kind = list_kinds(turn.program).get(given.kind)
        stays += (
            kind.take_back(turn, given, path=path, ref=giving)
            if kind is not None
            else [Stays(given.kind, given.name, given.amount, "unknown")]
        )
    turn.record_new(BACK, giving, {"t_us": turn.now.t_us, "stays": msgspec.to_builtins(stays)})
    turn.emit("giving.taken_back", {"giving": giving, "actor": turn.data["actor"]})
    turn.result = {"giving": giving, "stays": msgspec.to_builtins(stays)}
