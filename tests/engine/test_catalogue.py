"""The list of domains: one model for all, and no name with two meanings."""

from __future__ import annotations

from typing import Literal

import pytest

from liuke.decision.domain import Domain, DomainClash
from liuke.features import DOMAINS, compile_program, program_model
from liuke.kernel.text import text
from liuke.ledger.asset_reward import AssetReward

PROGRAM = {"id": "x", "name": "X"}


class OtherCoupon(AssetReward):
    """Another kind of reward under a name that is taken."""

    kind: Literal["coupon"] = "coupon"  # pyright: ignore[reportIncompatibleVariableOverride] - that is the point


def test_the_model_is_made_once() -> None:
    assert program_model() is program_model(list(DOMAINS))
    assert program_model() is not program_model(DOMAINS[:-1])
    assert type(compile_program(PROGRAM).spec) is program_model()


def test_two_meanings_of_one_name_stop_the_start() -> None:
    capped = next(d.wordings["capped"] for d in DOMAINS if "capped" in d.wordings)
    same = Domain("same", wordings={"capped": capped})
    assert compile_program(PROGRAM, domains=(*DOMAINS, same)).wordings["capped"] == capped
    other = Domain(
        "other",
        wordings={"capped": text("别的", "another"), "new-word": text("新", "new")},
        fields={"event.first_order": lambda turn: turn},
        rewards=(OtherCoupon,),
    )
    with pytest.raises(DomainClash) as caught:
        compile_program(PROGRAM, domains=(*DOMAINS, other))
    assert [fault.path for fault in caught.value.faults] == ["coupon"]
    wordings = Domain("words", wordings=other.wordings)
    with pytest.raises(DomainClash, match="'capped' is given by ledger and by words") as caught:
        compile_program(PROGRAM, domains=(*DOMAINS, wordings))
    assert [fault.path for fault in caught.value.faults] == ["capped"]
