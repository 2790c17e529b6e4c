"""Cash that was won, and then two members are one, or nobody claims it in time: paid once, charged once."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.charging import BACK, RECORD
from liuke.engine.memory import MemoryEngine
from liuke.kernel.errors import Refused
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

DAILY: dict[str, Any] = {
    "kind": "check_in", "id": "daily", "name": "d", "campaign": "fest",
    "daily": [{"kind": "cash", "cents": 100, "claim_days": 1}],
}  # fmt: skip
FEST = {
    "id": "fest", "name": "Fest", "holdout_bps": 0, "window": {"from": "2024-05-01", "to": "2024-06-20"},
    "budget": {"cash": {"total": 200}},
}  # fmt: skip


def play() -> tuple[MemoryEngine, dict[int, str]]:
    """Two members who have won; the budget is committed to the last cent."""
    made, won = build_engine({"activities": [DAILY], "campaigns": [FEST]}, "UTC"), dict[int, str]()
    for member in (1, 2):
        made.register(member, T0 - DAY)
    made.publish(T0)
    for member in (1, 2):
        (gain,) = made.send("check_in.do", member, "c", T0).gains
        won[member] = gain.params["reward"]
    return made, won


def status(made: MemoryEngine, payout: str) -> str:
    return made.shared[f"payout/{payout}"].doc.split('"status":"')[1].split('"')[0]


def charged(made: MemoryEngine) -> int:
    """Charged to the campaign, less what went back."""
    found = [(kind, one) for who in made.members.values() for (kind, _), one in who.records.items()]
    return sum(
        (1 if kind == RECORD else -1) * part["amount"]
        for kind, one in found if kind in {RECORD, BACK} for part in one["parts"]
    )  # fmt: skip


def test_at_the_very_end_of_its_day_it_is_claimed_and_an_instant_later_it_is_not() -> None:
    made, won = play()
    made.send("payout.claim", 1, "k", T0 + DAY - 1, payout=won[1])
    with pytest.raises(Refused):
        made.send("payout.claim", 2, "k", T0 + DAY, payout=won[2])
    made.advance(T0 + DAY)
    assert (status(made, won[1]), status(made, won[2]), charged(made)) == ("requested", "lapsed", 100)


def test_two_who_are_one_claim_what_both_won_once_each() -> None:
    made, won = play()
    made.merge(1, 2, T0 + HOUR)
    for payout in won.values():
        made.send("payout.claim", 1, f"k{payout}", T0 + 2 * HOUR, payout=payout)
        made.send("payout.done", 1, f"d{payout}", T0 + 3 * HOUR, payout=payout)
        with pytest.raises(Refused):
            made.send("payout.claim", 1, f"again{payout}", T0 + 4 * HOUR, payout=payout)
    assert ([status(made, one) for one in won.values()], charged(made)) == (["done", "done"], 200)


def test_what_lapses_after_two_are_one_goes_back_once_for_each() -> None:
    made, won = play()
    made.merge(1, 2, T0 + HOUR)
    made.advance(T0 + 3 * DAY)
    assert ([status(made, one) for one in won.values()], charged(made)) == (["lapsed", "lapsed"], 0)
    made.send("payout.done", 1, "late", T0 + 4 * DAY, payout=won[2])
    assert charged(made) == 0, "money that moved all the same is listed, and not charged again"
