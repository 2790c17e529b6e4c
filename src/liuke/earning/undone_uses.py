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
from liuke.earning.book import EARNING, EarningBook
from liuke.earning.rules import CompiledRule, compiled_rules, undo_once
from liuke.earning.uses import EARNED, TAKEN_BACK, count_noted, find_place, name_back
from liuke.ledger.asset_reward import AssetReward


def take_back(rule: CompiledRule, names: tuple[str, ...], turn: Turn) -> None:
    """The happening at hand takes back one for which the rule earned: what it gave goes back, once."""
    place, noted = find_place(turn, rule.path, names), {"t_us": turn.now.t_us}
    key = f"{place}|{count_noted(turn, place)}"
    holding.forget_note(turn, key)
    if place in turn.state.read(EARNING, EarningBook).twice:
        for one in turn.state.edit(EARNING, EarningBook).twice.pop(place):
            if turn.record(TAKEN_BACK, name_back(turn.state, one), noted):
                _give_back(rule, names, one.data, one.owner, turn)
    given = turn.state.find_record(EARNED, key)
    if given is not None and turn.record(TAKEN_BACK, key, noted):
        _give_back(rule, names, given, turn.state.owners.get((EARNED, key), 0), turn)


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
