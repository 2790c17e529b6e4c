"""Every field that any domain remembers of a member goes over, comes back, or is declared as not needing it.

A member of whom everything is remembered goes into one of whom nothing is: what then is not remembered of who stays was
forgotten in the hook ``merge`` of its domain. A field that is new fails here until it is merged or declared below.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from liuke.activities.parts.check_in_doc import CheckInDoc
from liuke.activities.parts.quiz_doc import Asked, Round
from liuke.activities.parts.raffle_doc import RaffleEntry
from liuke.activities.parts.sign_up_doc import Payment
from liuke.activities.parts.task_measures import Progress
from liuke.activities.runs import Run
from liuke.decision.domain import Domain
from liuke.decision.hooks import Nothing
from liuke.decision.state import Slot
from liuke.earning.book import StatedFact
from liuke.earning.handouts import Held, Limit
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.tiers.plan import Lift, Reached, SetTier, TierDoc
from tests.merchant import NOW
from tests.merging.test_merging import WHOLE

NOT_MERGED = {
    "benefits.paused": "whether benefits rest follows the label of who stays, which the tiers settle",
    "coupons.next_id": "worked out anew from the coupons that both have",
    "coupons.next_batch": "worked out anew from the coupons that both have",
    "coupons.next_until_us": "worked out anew from the coupons that both have",
    "friends.friends": "a tie is a row of two members: they are connected anew (test_merging)",
    "friends.invited": "invitations of who went lapse with them",
    "friends.invitations": "invitations of who went lapse with them",
    "friends.hidden": "whether one is to be found is for who stays to say",
    "referral.times": "a number that who stays has not used before",
    "risk.trusted_us": "that somebody looked at one of them says nothing of both",
    "tiers.nudged": "a nudge belongs to the term: it goes over with a higher tier alone",
    "tiers.idle_day": "being idle is counted anew from the last act of either",
    "tiers.idle_stage": "being idle is counted anew from the last act of either",
    "tiers.times": "a number that who stays has not used before",
    "activity_challenge.docs.back": "what is to be given back is, by the next turn of who stays",
    "activity_milestone.docs.again": "a number, of what can go back alone, that who stays has not used before",
    "activity_sign_up.docs.entries.back": "what is to be given back is, by the next turn of who stays",
    "activity_task.docs.periods.times": "a number that who stays has not used before",
}
"""``<slot>.<field>`` → why it does not go over as it is."""

SAMPLES: dict[type[msgspec.Struct], msgspec.Struct] = {
    TierDoc: TierDoc(
        "gold", 20_000, 20_001, 90_000, "keep", True, 1, "silver", [Lift("silver", 10**18)], {"spent": 5}, ["silver"],
        ["silver"], {"silver": 1}, ["first"], "gold", 20_002, 1, SetTier("gold", 10**18, "r", "a", 5),
        [Reached("gold", "r", 20_000)],
    ),
    CheckInDoc: CheckInDoc([Run(20_000, 20_001, 2, {2: 1})], [20_000], 20_454, 1, 2, [20_454, 1]),
    Round: Round(
        "r", NOW, NOW + 10**12, "price", Payment("points", 5, 1, 7),
        [Asked(
            "q", {"zh": "t"}, "multiple", {"a": {"zh": "o"}}, ["a"], {"zh": "o"}, 10, 3_600, {"zh": "c"}, "p",
            {"zh": "e"}, NOW, NOW + 1, 1, ["a"],
        )],
    ),
    RaffleEntry: RaffleEntry([1, 2], 1, {"o": [2]}, [Payment("points", 5, 1, 7)], NOW + 10**12),
    StatedFact: StatedFact(2, 20_000),
    Progress: Progress(1, {"s": 2}, {"s": [Run(20_000, 20_001, 2, {2: 1})]}, {"s": {20_000: 1}}, 1),
    Held: Held(
        "a|b|1", "a", "b", {"kind": "asset", "amount": 1}, NOW + 10**12, True, Limit("s", "r", [{"limit": 1}]), "key",
        "7", NOW + 10**12,
    ),
}  # fmt: skip
"""Documents whose values name things of the program."""


def list_slots() -> dict[str, tuple[Slot, Domain]]:
    """Every slot with the domain that owns it."""
    found = {slot.name: (slot, domain) for domain in DOMAINS for slot in domain.slots}
    found |= {
        slot.name: (slot, domain) for domain in DOMAINS for kind in domain.rewards for slot in kind.slots
    }  # fmt: skip
    return found


def make_sample(type_: Any) -> Any:
    """A value of the type of which nothing is as it is by default."""
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        if type_ in SAMPLES:
            return SAMPLES[type_]
        return type_(**{name: make_sample(hint) for name, hint in get_type_hints(type_).items()})
    origin, args = get_origin(type_), get_args(type_)
    if origin in {Union, UnionType}:
        return make_sample(next(one for one in args if one is not type(None)))
    if origin is Literal:
        return args[-1]
    if origin is list:
        return [20_500, 20_501] if args[0] is int else [make_sample(args[0])]
    if origin is tuple:
        return tuple(make_sample(one) for one in args if one is not ...)
    if origin is dict:
        return {make_sample(args[0]): make_sample(args[1])}
    return {int: 20_500, str: "20500", bool: True, Any: 3, float: 1.5}[type_]


def walk(value: Any, fields: str, place: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """Every plain value below: the fields that lead to it, its place, and itself."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from walk(getattr(value, name), f"{fields}.{name}", (*place, name))
    elif isinstance(value, dict) and value:
        for key, one in value.items():
            yield from walk(one, fields, (*place, key))
    elif isinstance(value, list | tuple) and value:
        for number, one in enumerate(value):
            yield from walk(one, fields, (*place, number))
    else:
        yield fields, place, value


def find(value: Any, place: tuple[Any, ...]) -> Any:
    """What is at the place; ``None``: nothing."""
    for part in place:
        if isinstance(value, msgspec.Struct):
            value = getattr(value, part)
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if value is not None and part < len(value) else None
    return value


def read(engine: MemoryEngine, member: int, slot: Slot) -> msgspec.Struct:
    return engine.state(member).read(slot, slot.type)


def is_declared(field: str) -> bool:
    """Whether it, or what it is a part of, is in ``NOT_MERGED``."""
    return any(field == one or field.startswith(f"{one}.") for one in NOT_MERGED)


SLOTS = list_slots()


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_goes_over_and_comes_back(name: str) -> None:
    slot, domain = SLOTS[name]
    if domain.hooks is not None and isinstance(domain.hooks.merge, Nothing):
        assert domain.hooks.merge.reason
        return
    engine = MemoryEngine(compile_program(WHOLE))
    for member in (1, 2):
        engine.register(member, NOW)
    before = read(engine, 1, slot)
    sample = make_sample(slot.type)
    # a field is looked at by being other than it is by itself
    assert not [field for field, _, value in walk(sample, name) if not value and value is not False], "fill it"
    engine.members[2].docs[name] = msgspec.Raw(msgspec.json.encode(sample))
    engine.merge(1, 2, NOW + 10)
    stays = read(engine, 1, slot)
    left = {field for field, place, value in walk(sample, name) if find(stays, place) != value}
    assert {field for field in left if not is_declared(field)} == set(), "merge it, or declare it in NOT_MERGED"
    engine.split(1, 2, NOW + 20)
    assert _list_changed(sample, read(engine, 2, slot), name) == set()
    assert _list_changed(read(engine, 1, slot), before, name) == set()


def _list_changed(one: msgspec.Struct, other: msgspec.Struct, name: str) -> set[str]:
    """Fields that say something in one of the documents, and not the same in the other; those declared aside."""
    changed = {
        field for field, place, value in walk(one, name) if value and find(other, place) != value
    }  # fmt: skip
    return {field for field in changed if not is_declared(field)}


def test_what_is_declared_is_a_field() -> None:
    fields = {field for name, (slot, _) in SLOTS.items() for field, _, _ in walk(make_sample(slot.type), name)}
    known = {".".join(field.split(".")[:n]) for field in fields for n in range(1, 9)}
    assert set(NOT_MERGED) <= known
    assert all(NOT_MERGED.values())
