"""Whatever two members bought, however it was heard of and whenever they became one: returned, nothing is left."""

from __future__ import annotations

import random
from typing import Any

import pytest

from liuke.earning.counters import COUNTERS, CounterBook
from liuke.engine.memory import MemoryEngine
from tests.golden_runner import build_engine

DAY = 86_400_000_000
BEGIN = 20_500 * DAY
FACTS = ("task.completed", "milestone.reached", "offer.achieved", "tier.upgraded", "tier.milestone_reached")
PAID = ["order.paid"]


def _asset(amount: int) -> list[dict[str, Any]]:
    return [{"kind": "asset", "amount": amount}]


PROGRAM: dict[str, Any] = {
    "assets": [{"id": "points", "name": "积分"}],
    "late": {"days": 62},
    "counters": [
        *({"id": f"n{i}", "name": "次数", "on": [fact]} for i, fact in enumerate(FACTS)),
        *({"id": f"d{i}", "name": "天数", "on": [fact], "distinct": "day"} for i, fact in enumerate(FACTS)),
        {"id": "spend", "name": "消费", "on": PAID, "add": {"field": "amount_cents"}, "undone_by": "order.refunded"},
    ],
    "earning": [
        {"id": "spend", "name": "消费", "on": "order.paid", "amount": {"per": {"every": 100}},
         "caps": [{"period": "day", "limit": 30}, {"period": "month", "limit": 200}]},
        *({"id": f"e{i}", "name": "事实", "on": fact, "amount": {"fixed": 3 + i}} for i, fact in enumerate(FACTS)),
    ],
    "tiers": {
        "ladder": [
            {"id": "basic", "name": "普通"},
            {"id": "silver", "name": "银卡", "entry": {"dimension": "spend", "at_least": 3_000}, "pack": _asset(100)},
            {"id": "gold", "name": "金卡", "entry": {"dimension": "spend", "at_least": 9_000}},
        ],
        "milestones": [{"id": "m", "name": "累计", "dimension": "spend", "at_least": 2_500, "rewards": _asset(13)}],
    },
    "activities": [
        {"kind": "task", "id": "daily", "name": "每日", "cadence": "daily", "rewards": _asset(5),
         "steps": [{"on": PAID, "measure": "sum", "field": "amount_cents", "target": 2_000}]},
        {"kind": "task", "id": "weekly", "name": "每周", "cadence": "weekly", "rewards": _asset(7),
         "steps": [{"on": PAID, "target": 2}]},
        {"kind": "task", "id": "monthly", "name": "每月", "cadence": "monthly", "rewards": _asset(11),
         "steps": [{"on": ["task.completed"], "measure": "distinct_days", "target": 2,
                    "when": {"field": "event.activity", "op": "eq", "value": "daily"}}]},
        {"kind": "milestone", "id": "miles", "name": "里程碑", "on": PAID,
         "steps": [{"at": 1, "rewards": _asset(17)}, {"at": 3, "rewards": _asset(19)}]},
        {"kind": "milestone", "id": "pairs", "name": "每两单", "on": PAID, "restart": True,
         "steps": [{"at": 2, "rewards": _asset(23)}]},
        {"kind": "offer", "id": "spend_30", "name": "满 30 元", "lasts": {"days": 90}, "rewards": _asset(29),
         "goal": {"on": PAID, "measure": "sum", "field": "amount_cents", "target": 3_000}},
    ],
}  # fmt: skip


def _send(engine: MemoryEngine, message: tuple[str, str, int, int], orders: dict[str, tuple[int, int, int]]) -> None:
    """Report an order, or one of the parts in which it goes back."""
    what, order, part, parts = message
    member, day, cents = orders[order]
    at_us, key = BEGIN + day * DAY + 3_600_000_000, f"{what}{order}/{part}"
    if what == "paid":
        engine.send("order.paid", member, key, at_us, order_id=order, amount_cents=cents)
        return
    amount = cents // parts if part < parts - 1 else cents - cents // parts * (parts - 1)
    engine.send(
        "order.refunded", member, key, at_us + 36 * DAY, order_id=order, refund_id=f"r{part}", amount_cents=amount
    )


@pytest.mark.parametrize("seed", [*range(24), 133, 2_500])
def test_nothing_is_left(seed: int) -> None:
    dice = random.Random(seed)
    engine = build_engine(PROGRAM, "UTC")
    for member in (1, 2):
        engine.register(member, BEGIN - DAY)
        engine.send("offer.send", member, f"offer{member}", BEGIN, activity="spend_30", ref="all")
    orders = {
        f"o{i}": (dice.choice((1, 1, 2)), dice.choice((0, 0, 1, 2, 3, 8, 33)), dice.choice((500, 1_500, 2_500, 9_000)))
        for i in range(dice.randint(2, 9))
    }
    messages = [("paid", order, 0, 1) for order in orders]
    for order in orders:
        parts = dice.choice((1, 2))
        messages += [("back", order, part, parts) for part in range(parts)]
    dice.shuffle(messages)
    if dice.random() < 0.5:
        messages.sort(key=lambda one: one[0], reverse=True)
    merge_at = dice.randrange(len(messages)) if dice.random() < 0.7 else -1
    for number, message in enumerate(messages):
        if number == merge_at:
            engine.merge(1, 2, BEGIN + 40 * DAY)
        _send(engine, message, orders)
    for member in {engine.root(1), engine.root(2)}:
        counters = engine.state(member).read(COUNTERS, CounterBook).counters
        assert {name: one for name, one in counters.items() if one.total or one.days} == {}
        assert engine.balance(member) == 0
        assert engine.state(member).tier == "basic"
