"""Taking back what earning rules gave for facts that are taken back themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.holdings import EarnedPart
from liuke.decision.rewards import Given
from liuke.decision.turn import Turn
from liuke.earning import holding
from liuke.earning.book import EARNING, EarningBook, UseOf
from liuke.earning.rules import CompiledRule, compiled_rules, undo_once
from liuke.earning.uses import EARNED, TAKEN_BACK, count_noted, find_place, name_back, record_back
from liuke.ledger.asset_reward import AssetReward


def take_back(rule: CompiledRule, names: tuple[str, ...], turn: Turn) -> None:
    """The happening at hand takes back one for which the rule earned: what it gave goes back, once."""
    place = find_place(turn, rule.path, names)
    newest = _find_newest(turn, place)
    found = [newest] if newest is not None else []
    if place in turn.state.read(EARNING, EarningBook).twice:
        found = [*turn.state.edit(EARNING, EarningBook).twice.pop(place), *found]
    for use in found:
        if record_back(turn, use):
            _give_back(rule, names, use.data, use.owner, turn)


def _find_newest(turn: Turn, place: str) -> UseOf | None:
    """The newest of what was given that stands: a step that comes again stands several times."""
    for number in range(count_noted(turn, place), 0, -1):
        key = f"{place}|{number}"
        if holding.forget_note(turn, key):
            return None
        given = turn.state.find_record(EARNED, key)
        assert given is not None, f"{key} was counted and is not there"
        use = UseOf(key, turn.state.owners.get((EARNED, key), turn.state.member_id), given)
        if turn.state.find_record(TAKEN_BACK, name_back(turn.state, use)) is None:
            return use
    return None


def _give_back(rule: CompiledRule, names: tuple[str, ...], given: dict[str, Any], owner: int, turn: Turn) -> None:
    kept = {name: given[name] for name in ("seq", "day", "exempt", "charge") if name in given}
    made = Given("asset", given["asset"], given["amount"], {**kept, "of": owner})
    ref = str(turn.now.data.get(names[-1], ""))
    AssetReward.take_back(turn, made, path=given.get("rule", rule.path), ref=ref)
    part = EarnedPart(given["asset"], given["seq"], given["amount"], rule.path, once=given.get("once", ""))
    undo_once(turn, part, given["day"])


def use_reactions(program: CompiledProgram) -> Iterator[Reaction]:
    """One reaction for each rule and fact that takes back what the rule earns for."""
    for fact in program.events:
        for rule in compiled_rules(program) if fact.undoes else ():
            if rule.on == fact.undoes and rule.is_refundable:
                yield Reaction(fact.name, Phase.EARN, rule.path, partial(take_back, rule, fact.named_by))
