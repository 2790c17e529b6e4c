"""Taking back what earning rules gave for facts that are taken back themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.holdings import EarnedPart
from liuke.decision.rewards import Given
from liuke.decision.turn import Turn
from liuke.earning.rules import CompiledRule, compiled_rules, undo_once
from liuke.earning.uses import EARNED, TAKEN_BACK, count_noted, find_place
from liuke.ledger.asset_reward import AssetReward


def take_back(rule: CompiledRule, names: tuple[str, ...], turn: Turn) -> None:
    """The happening at hand takes back one for which the rule earned: what it gave goes back, once."""
    place = find_place(turn, rule.path, names)
    key = f"{place}|{count_noted(turn, place)}"
    given = turn.state.find_record(EARNED, key)
    if given is None or not turn.record(TAKEN_BACK, key, {"t_us": turn.now.t_us}):
        return
    kept = {name: given[name] for name in ("seq", "day", "exempt", "charge") if name in given}
    kept["of"] = turn.state.owners.get((EARNED, key), 0)
    made = Given("asset", given["asset"], given["amount"], kept)
    AssetReward.take_back(turn, made, path=rule.path, ref=str(turn.now.data.get(names[-1], "")))
    part = EarnedPart(given["asset"], given["seq"], given["amount"], rule.path, once=given.get("once", ""))
    undo_once(turn, part, given["day"])


def use_reactions(program: CompiledProgram) -> Iterator[Reaction]:
    """One reaction for each rule and fact that takes back what the rule earns for."""
    for fact in program.events:
        for rule in compiled_rules(program) if fact.undoes else ():
            if rule.on == fact.undoes and rule.is_refundable:
                yield Reaction(fact.name, Phase.EARN, rule.path, partial(take_back, rule, fact.named_by))
