"""Whole logs of offers, by the words of the terms alone: a second computation that knows nothing of the platform.

Members receive, view and buy in the order of the clock; what becomes of each receipt is worked out from the list alone.
The log of the first member is reported as it happens; all others are reported later, when every window has long lapsed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from liuke.activities.parts.offer_doc import SLOT, STATUSES, OfferBook
from liuke.kernel.clock import HOUR_US
from tests.golden_runner import build_engine

BEGIN_US = 20_500 * 24 * HOUR_US
VIEWINGS = ("any", "before", "from_view", "required", "never")
GOALS: tuple[dict[str, Any], ...] = (
    {"measure": "one", "target": 500}, {"measure": "one", "target": 500, "compare": "above"},
    {"measure": "sum", "target": 1_000}, {"measure": "sum", "target": 1_000, "compare": "above"},
)  # fmt: skip


@dataclass
class Fate:
    """A receipt and what has become of it."""

    received_us: int
    ends_us: int
    viewed_us: int = 0
    bought: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


Happening = tuple[int, str, str, int]
"""When, what (receive, view, buy), which receipt, how many cents."""


def make_log(chance: random.Random, *, hours: int) -> list[Happening]:
    """One member's log, with many happenings at the very ends of windows; two never at one instant but by receipts."""
    receipts = sorted(chance.sample(range(0, 60), 5))
    log = [(BEGIN_US + hour * HOUR_US, "receive", f"r{n}", 0) for n, hour in enumerate(receipts)]
    taken = {one[0] for one in log}
    for n, hour in enumerate(receipts):
        for what, count in (("view", chance.randint(0, 1)), ("buy", chance.randint(0, 3))):
            for _ in range(count):
                edge = chance.choice((hours * HOUR_US, hours * HOUR_US - 1, hours * HOUR_US + 1, 0))
                offset = edge or chance.randint(1, (hours + 2) * HOUR_US)
                t_us = BEGIN_US + hour * HOUR_US + offset
                if t_us not in taken:
                    taken.add(t_us)
                    log.append((t_us, what, f"r{n}", chance.choice((499, 500, 501, 300, 999, 1_000, 1_001))))
    return sorted(log)


def list_reached(log: list[Happening], *, hours: int, inclusive: bool, goal: dict[str, Any], viewed: str) -> set[str]:
    """Receipts that are achieved, each looked at by itself."""
    found = set[str]()
    for received_us, what, ref, _ in log:
        if what != "receive":
            continue
        until_us = received_us + hours * HOUR_US
        inside = [
            one for one in log if received_us <= one[0] and (one[0] <= until_us if inclusive else one[0] < until_us)
        ]
        views = [one[0] for one in inside if one[1] == "view" and one[2] == ref]
        seen_us = min(views, default=None)
        buys = [(one[0], one[3]) for one in inside if one[1] == "buy"]
        if viewed == "from_view":
            buys = [one for one in buys if seen_us is not None and seen_us <= one[0]]
        elif viewed == "never":
            buys = [one for one in buys if seen_us is None or one[0] < seen_us]
        done_us = find_done(buys, goal)
        if done_us is None:
            continue
        if viewed == "before" and (seen_us is None or seen_us > done_us):
            continue
        if viewed == "required" and seen_us is None:
            continue
        found.add(ref)
    return found


def find_done(buys: list[tuple[int, int]], goal: dict[str, Any]) -> int | None:
    """When the goal is reached."""
    total = 0
    for t_us, cents in buys:
        total = total + cents if goal["measure"] == "sum" else cents
        if total > goal["target"] or (total == goal["target"] and goal.get("compare") != "above"):
            return t_us
    return None


@pytest.mark.parametrize("viewed", VIEWINGS)
def test_every_receipt_of_whole_logs_ends_as_its_terms_say(viewed: str) -> None:
    chance, told = random.Random(f"log/{viewed}"), [0, 0]
    for goal, inclusive in product(GOALS, (False, True)):
        hours = chance.choice((5, 10, 24))
        offer = {
            "kind": "offer", "id": "o", "name": "o", "lasts": {"hours": hours, "inclusive": inclusive}, "goal": goal,
            "viewed": viewed, "rewards": [{"kind": "asset", "amount": 1}],
        }  # fmt: skip
        engine = build_engine({"activities": [offer]}, "UTC")
        for member in range(1, 16):
            engine.register(member, BEGIN_US - HOUR_US)
            log = make_log(chance, hours=hours)
            for number, (t_us, what, ref, cents) in enumerate(log):
                if what == "buy":
                    engine.send(
                        "order.paid", member, f"k{number}", t_us, order_id=f"{member}o{number}", amount_cents=cents
                    )
                else:
                    type_ = "offer.received" if what == "receive" else "offer.viewed"
                    engine.send(type_, member, f"k{number}", t_us, offer="o", ref=ref)
            expected = list_reached(log, hours=hours, inclusive=inclusive, goal=goal, viewed=viewed)
            held = engine.state(member).read(SLOT, OfferBook).docs["o"].instances
            reached = {one.ref for one in held if STATUSES[one.status] == "achieved"}
            assert reached == expected, (member, goal, inclusive, log)
            assert engine.balance(member) == len(expected)
            told[0] += len(expected)
            told[1] += len(held)
    assert 0 < told[0] < told[1] == 8 * 15 * 5
