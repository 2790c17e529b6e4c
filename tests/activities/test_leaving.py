"""Who leaves the audience in mid-play finishes what was begun, begins nothing new, and comes back to the same."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.activities.pages import find_page
from liuke.engine.memory import MemoryEngine
from liuke.kernel.errors import Refused
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

VIP = {"field": "label.vip", "op": "eq", "value": "1"}
CAMPAIGN = {"id": "fest", "name": "Fest", "holdout_bps": 0, "window": {"from": "2024-05-01", "to": "2024-05-20"}}
TASK: dict[str, Any] = {
    "kind": "task", "id": "open", "name": "Open", "claim": "manual", "steps": [{"on": ["app.opened"], "target": 1}],
    "cadence": "daily", "rewards": [{"kind": "asset", "amount": 5}],
}  # fmt: skip
SALE: dict[str, Any] = {
    "kind": "flash_sale", "id": "noon", "name": "Noon", "sessions": [{"id": "s", "at": "00:00", "minutes": 1440}],
    "products": [{"id": "mug", "name": "Mug", "sku": "mug", "price_cents": 100, "stock": 1}], "reserve_minutes": 600,
}  # fmt: skip
OPEN_TO_VIPS = {
    "the activity's own": ({"audience": VIP}, CAMPAIGN),
    "the campaign's": ({"campaign": "fest"}, CAMPAIGN | {"audience": VIP}),
}  # fmt: skip


def play(where: str) -> MemoryEngine:
    terms, campaign = OPEN_TO_VIPS[where]
    made = build_engine({"activities": [TASK | terms, SALE | terms], "campaigns": [campaign]})
    for member in (1, 2):
        made.register(member, T0 - DAY)
        label(made, member, "1", T0 - HOUR)
    made.publish(T0)
    return made


def label(made: MemoryEngine, member: int, value: str | None, t_us: int) -> None:
    made.send("member.label", member, f"label{t_us}", t_us, labels={"vip": value})


def refusal(made: MemoryEngine, type_: str, key: str, t_us: int, member: int = 1, **data: Any) -> str:
    with pytest.raises(Refused) as refused:
        made.send(type_, member, key, t_us, **data)
    return refused.value.reason


@pytest.mark.parametrize("where", OPEN_TO_VIPS)
def test_what_was_reached_is_claimed_once_and_nothing_new_is_reached(where: str) -> None:
    made = play(where)
    made.send("app.opened", 1, "o", T0)
    label(made, 1, None, T0 + 1)
    label(made, 2, None, T0 + 1)
    # who has begun nothing is not told of it, or that it is not theirs
    unknown = "activity-audience" if where == "the activity's own" else "activity-unknown"
    assert refusal(made, "task.claim", "c", T0 + HOUR, 2, activity="open") == unknown
    pages = [find_page(made.program, made.state(member), T0 + HOUR, "open") for member in (1, 2)]
    assert [one is not None for one in pages] == [True, where == "the activity's own"]
    assert pages[0] is not None
    assert [one.request for one in pages[0].actions if one.enabled] == ["claim"]
    made.send("task.claim", 1, "c", T0 + HOUR, activity="open")
    assert made.balance(1) == 5
    assert refusal(made, "task.claim", "again", T0 + HOUR, activity="open").startswith("task-")
    # on another day it is reached no more, and what is not reached cannot be claimed
    made.send("app.opened", 1, "o2", T0 + DAY)
    assert refusal(made, "task.claim", "c2", T0 + DAY, activity="open").startswith("task-")
    # back in the audience it is reached and claimed again, once a day as ever
    label(made, 1, "1", T0 + DAY + 1)
    made.send("app.opened", 1, "o3", T0 + DAY + 2)
    made.send("task.claim", 1, "c3", T0 + DAY + 3, activity="open")
    assert made.balance(1) == 10


@pytest.mark.parametrize("where", OPEN_TO_VIPS)
def test_a_place_is_given_back_or_paid_for_and_no_other_is_reserved(where: str) -> None:
    made = play(where)
    ref = made.send("flash_sale.reserve", 1, "r", T0, product="mug").result["ref"]
    label(made, 1, None, T0 + 1)
    assert (
        made.send("checkout.quote", 1, "q", T0 + 2, lines=[{"sku": "mug", "unit_cents": 900}]).result["payable_cents"]
        == 100
    )
    made.send("flash_sale.release", 1, "l", T0 + HOUR, activity="noon", ref=ref)
    assert refusal(made, "flash_sale.reserve", "r2", T0 + HOUR, activity="noon", product="mug") == "activity-audience"
    assert made.send("flash_sale.reserve", 2, "r", T0 + HOUR, product="mug").result["pieces"] == 1
