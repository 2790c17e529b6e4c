"""Earning as a domain: its sections, slots, events, fields for conditions and its part of the rules page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.earning import handouts, merging, newcomers
from liuke.earning.accelerator_reward import AcceleratorReward
from liuke.earning.book import EARNING, EarningBook
from liuke.earning.catalogue import EVENT_TYPES
from liuke.earning.counters import COUNTERS, CounterBook, count_reactions, counter_field, paid_orders
from liuke.earning.handouts import HANDOUTS, reward_reactions
from liuke.earning.lint import find_faults
from liuke.earning.moving import EVENT_TYPES as MOVES
from liuke.earning.moving import WORDINGS as MOVE_WORDINGS
from liuke.earning.moving import move_reactions
from liuke.earning.once import TAKEN
from liuke.earning.orders import order_reactions, prefetch_order, undo_cause
from liuke.earning.owners import OWNER
from liuke.earning.request_types import REQUESTS
from liuke.earning.rules import earn_reactions
from liuke.earning.rules_page import describe, render_rules
from liuke.earning.spec import SECTIONS, CustomEventSpec, CustomFieldSpec, EarningRule, MultiplierSpec
from liuke.earning.special_days import special_day_field
from liuke.earning.undone_uses import use_reactions
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.program.spec import ProgramBase


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    return [
        *newcomers.invitation_reactions(),
        *order_reactions(), *reward_reactions(), *move_reactions(), *count_reactions(program), *earn_reactions(program),
        *use_reactions(program),
    ]  # fmt: skip


def _custom_events(spec: ProgramBase) -> Iterable[EventType]:
    declared: tuple[CustomEventSpec, ...] = spec.section("custom_events")
    for event in declared:
        fields = {name: _custom_field(item) for name, item in event.fields.items()}
        yield EventType(event.name, event.label, "reported", fields, event.open)


def _custom_field(item: CustomFieldSpec) -> EventField:
    least, most = (0, item.max_length) if item.kind == "str" else (None, None)
    return EventField(item.kind, item.label, item.required, item.personal, least, most)


def _is_first_order(turn: Turn) -> bool | None:
    """Whether the ``order.paid`` at hand is the first order the member ever paid; ``None`` for other events."""
    return _orders(turn) == 1 if turn.now.type == "order.paid" else None


def _orders(turn: Turn) -> int:
    """Orders so far; whoever was here before and was erased is no newcomer, and has one more than are known."""
    return paid_orders(turn.state) + turn.state.is_returning


def _order_number(turn: Turn) -> int | None:
    return _orders(turn) if turn.now.type == "order.paid" else None


_WORDINGS = {
    "condition": text("条件不满足", "the condition does not hold"),
    "not-active": text("不在生效期间", "not active on this day"),
    "given-already": text("已发放过，不重复发放", "given already"),
    "newcomer-again": text("曾注销后再来，不再发放新人奖励", "was here before: what newcomers get is not given again"),
    "given-to-another": text("另一会员已凭此获得", "another member has been given for it"),
    "thing-missing": text("事件缺少用于去重的字段", "the event leaves out what it is given once for"),
    "multiplied": text("加倍：× {factor}", "multiplied by {factor}"),
    "accelerated": text("加速卡：× {factor}", "accelerated by {factor}"),
    "accelerator-weaker": text("更强的加速卡仍在生效", "a stronger accelerator runs for as long"),
    "accelerator": text("获得加速卡：{asset}", "accelerator for {asset} received"),
    "taken-back": text("退款收回 {amount} {asset}", "{amount} {asset} taken back for the refund"),
    "taken-back-short": text(
        "退款收回 {amount} {asset}，其中 {short} 余额不足", "{amount} {asset} taken back, {short} of it not covered"
    ),
    "refund-joined": text("先到的退款 {refund_id} 已合并", "refund {refund_id}, which had come first, is joined"),
    "refund-not-joined": text(
        "先到的退款与订单 {order_id} 不符：{reason}",
        "a refund that had come first does not fit order {order_id}: {reason}",
    ),
    "refund-unmatched": text("未找到原订单 {order_id}", "order {order_id} is not known"),
}


def _export(case: ExportCase) -> Mapping[str, Any]:
    """Counters as they stand and accelerators that were given; orders are a list of their own."""
    book, accelerators = case.state.read(COUNTERS, CounterBook), case.state.read(EARNING, EarningBook).accelerators
    return {
        "orders": book.orders,
        "counters": [
            {"counter": name, "name": case.name_of(f"counters.{name}"), "total": counter.total}
            for name, counter in sorted(book.counters.items())
        ],
        "accelerators": [
            {"asset": case.name_of(f"assets.{one.asset}"), "factor_percent": one.factor_bps // 100,
             "from": case.render_time(one.from_us), "until": case.render_time(one.until_us)}
            for one in accelerators
        ],
    }  # fmt: skip


_HOOKS = Hooks(
    undo_cause=undo_cause,
    cancel=Nothing("a rule of earning belongs to no activity"),
    merge=merging.MERGE,
    erase=Nothing("counters and amounts tell nobody who somebody is"),
    export=_export,
    law=Proven(("purchases",)),
)


def _list_multiplied(program: CompiledProgram, thing: str) -> Iterable[str]:
    """Rules to which a multiplier applies."""
    section, _, name = thing.partition(".")
    if section != "multipliers":
        return
    for multiplier in program.items("multipliers", MultiplierSpec):
        for rule in program.items("earning", EarningRule) if multiplier.id == name else ():
            in_it = multiplier.rules is None or rule.id in multiplier.rules
            if rule.multiplied and rule.asset in multiplier.assets and in_it:
                yield rule.path


DOMAIN = Domain(
    name="earning",
    prefetch={"order.paid": prefetch_order, "order.refunded": prefetch_order},
    sections=SECTIONS,
    slots=(COUNTERS, EARNING, HANDOUTS),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES, *MOVES, *handouts.EVENT_TYPES),
    compile=_compile,
    lint=find_faults,
    render_rules=render_rules,
    describe=describe,
    fields={
        "counter.*": counter_field,
        "special_day.*": special_day_field,
        "event.first_order": _is_first_order,
        "event.order_number": _order_number,
        "member.orders": _orders,
    },
    field_sections={"counter": "counters", "special_day": "special_days"},
    shared=(TAKEN, OWNER),
    spreads=_list_multiplied,
    rewards=(AcceleratorReward,),
    wordings=_WORDINGS | MOVE_WORDINGS | merging.WORDINGS | handouts.WORDINGS | newcomers.WORDINGS,
    custom_events=_custom_events,
    hooks=_HOOKS,
)
