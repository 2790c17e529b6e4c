"""Newcomers of the demo: families who bring their own, and a ring that shares two phones.

Both join in the same days by the same requests; who is who is for the review of risks to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from liuke.demo.scenes import AGENTS, HOUR_US, Ask, Newcomer, Play, Scene, find_client
from liuke.kernel.clients import Client

RING, FAMILIES, FAMILY = 9, 4, 3
DAYS = 10
"""Before the demo opens they began to join."""
_SURNAMES = ("Okafor", "Reyes", "Lindqvist", "Park")
_GIVEN = ("Ada", "Ben", "Cleo")


@dataclass(frozen=True, slots=True)
class _Party:
    """Who joins together.

    Args:
        name: Of the party.
        people: Names of those who join; the first brings the others.
        t_us: When the first joins.
        step_s: Seconds from one to the next.
        devices: That they share once they are members.
    """

    name: str
    people: Sequence[str]
    t_us: int
    step_s: float
    devices: Sequence[Client]

    def joins_us(self, place: int) -> int:
        """When the one at a place joins."""
        return self.t_us + int(place * self.step_s * 1_000_000)


def _list_parties(until_us: int) -> Iterator[_Party]:
    begins_us = until_us - DAYS * 24 * HOUR_US
    farm = [Client("10.250.7.21", f"farm-{number}", AGENTS[1]) for number in (1, 2)]
    yield _Party("ring", [f"wx-9{number:02d}" for number in range(RING)], begins_us, 420.0, farm)
    for number in range(FAMILIES):
        names = [f"family-{number + 1}-{place + 1}" for place in range(FAMILY)]
        home = Client(f"10.240.{number}.8", f"tablet-{number}", AGENTS[0])
        yield _Party(f"family/{number}", names, begins_us + number * 31 * HOUR_US, 70_000.0, [home])


def list_newcomers(until_us: int) -> list[Newcomer]:
    """Everybody who joins; the ring calls itself nothing."""
    found = list[Newcomer]()
    for number, party in enumerate(_list_parties(until_us)):
        for place, name in enumerate(party.people):
            nickname = f"{_GIVEN[place]} {_SURNAMES[number - 1]}" if party.name != "ring" else ""
            found.append(Newcomer(name, party.joins_us(place), {"nickname": nickname} if nickname else {}))
    return found


def make_scenes(ids: Mapping[str, int], until_us: int, seed: int = 9) -> Iterator[Scene]:
    """How they join, bring one another, and buy for the first time.

    Args:
        ids: Numbers of the newcomers by name.
        until_us: When the demo opens.
        seed: Of chance.
    """
    rng = Random(seed)  # noqa: S311 - scenes that can be made again, no secret
    for party in _list_parties(until_us):
        yield Scene(f"join/{party.name}", party.t_us, _join(party, ids, rng))


def make_late_scenes(ids: Mapping[str, int], until_us: int) -> Iterator[Scene]:
    """What they do once somebody has looked for rings: all of them spin the wheel."""
    for party in _list_parties(until_us):
        for place, name in enumerate(party.people):
            yield Scene(f"late/{name}", until_us - 900_000_000 + place * 20_000_000, _spin(ids[name], party, place))


def _spin(member: int, party: _Party, place: int) -> Play:
    device = party.devices[place % len(party.devices)]
    yield Ask(member, "lottery.draw", {"activity": "wheel"}, 1.0, device)


def _join(party: _Party, ids: Mapping[str, int], rng: Random) -> Play:
    is_ring = party.name == "ring"
    code = ""
    for place, name in enumerate(party.people):
        member = ids[name]
        own = find_client(60_000 + member)
        yield Ask(member, "member.registered", {}, party.step_s if place else 1.0, own)
        if code:
            yield Ask(member, "referral.bind", {"code": code}, 20.0, own)
        else:
            found = yield Ask(member, "referral.code", {}, 20.0, own)
            code = found["result"]["code"] if found is not None else ""
    yield Ask(ids[party.people[0]], "app.opened", {"channel": "app"}, 9_000.0, party.devices[0])
    for place, name in enumerate(party.people):
        member, device = ids[name], party.devices[place % len(party.devices)]
        cents = rng.randint(500, 540) if is_ring else rng.randint(1_800, 9_500)
        data = {"order_id": f"N-{name}", "amount_cents": cents, "channel": "app"}
        yield Ask(member, "order.paid", data, 90.0 if is_ring else 30_000.0, device)
        yield Ask(member, "app.opened", {"channel": "app"}, 30.0, device)
        if not is_ring:
            data = {"order_id": f"N-{name}-2", "amount_cents": rng.randint(2_000, 9_000), "channel": "till"}
            yield Ask(member, "order.paid", data, 40_000.0, device)
