"""Invitations that a merchant counts elsewhere and reports: nothing follows for somebody who is no newcomer."""

from __future__ import annotations

from typing import Any

from liuke.engine.memory import MemoryEngine
from liuke.kernel.clock import HOUR_US
from tests.golden_runner import build_engine

BEGIN_US = 20_500 * 24 * HOUR_US
PROGRAM: dict[str, Any] = {
    "earning": [{"id": "brought", "name": "brought", "on": "referral.registered", "amount": {"fixed": 20}}],
    "counters": [{"id": "invitees", "name": "invitees", "on": ["referral.registered"], "add": {"count": 1}}],
    "activities": [
        {"kind": "task", "id": "bring", "name": "bring", "cadence": "once",
         "steps": [{"on": ["referral.first_order"], "target": 1}], "rewards": [{"kind": "asset", "amount": 5}]},
    ],
}  # fmt: skip


def make() -> MemoryEngine:
    engine = build_engine(PROGRAM, "UTC")
    for member in (1, 2, 3):
        engine.register(member, BEGIN_US + member * HOUR_US)
    return engine


def report(engine: MemoryEngine, invitee: str, type_: str = "referral.registered") -> tuple[int, list[str]]:
    """Points of who invites, and the reasons that were given for nothing."""
    made = engine.send(type_, 1, f"{type_}:{invitee}", BEGIN_US + 9 * HOUR_US, invitee=invitee)
    return engine.balance(1), [reason.code for reason in made.reasons if reason.path == "referral"]


def test_a_newcomer_counts_and_so_does_a_name_that_only_the_reporting_system_knows() -> None:
    engine = make()
    assert report(engine, "2") == (20, [])
    assert report(engine, "someone@their-crm") == (40, [])
    assert report(engine, "99") == (60, [])


def test_who_comes_again_after_an_erasure_brings_nothing_of_any_kind() -> None:
    engine = make()
    engine.members[2].labels = {"returning": "1"}
    assert report(engine, "2") == (0, ["invitee-returning"])
    assert report(engine, "2", "referral.first_order") == (0, ["invitee-returning"])
    assert not {"counters", "activity_task"} & engine.members[1].docs.keys()


def test_who_was_found_to_be_somebody_known_is_no_newcomer_and_oneself_never_is() -> None:
    engine = make()
    engine.merge(2, 3, BEGIN_US + 5 * HOUR_US)
    assert report(engine, "3") == (0, ["invitee-returning"])
    assert report(engine, "2") == (20, [])  # of the two accounts the one that came first
    assert report(engine, "1") == (20, ["invitee-is-self"])
    engine.merge(1, 2, BEGIN_US + 10 * HOUR_US)
    assert report(engine, "2", "referral.first_order") == (20, ["invitee-is-self"])
