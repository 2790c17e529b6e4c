"""Rings in the graph of invitations: members who invite one another on devices that they share. Pure.

Two members are *close* where one invited the other, or somebody invited both, and they use one device. A device that
many use who did not invite one another (a shop's tablet) is public and says nothing. What hangs together by closeness
is a cluster; who invited most of it belongs to it. A network is never looked at: many honest people share one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from liuke.kernel.clock import DAY_US
from liuke.kernel.ids import fingerprint
from liuke.risk.features import FeatureName

if TYPE_CHECKING:
    import networkx as nx

MIN_RING = 5
"""A household shares devices and invites its own: smaller clusters are no rings."""
PUBLIC_DEVICE = 8
"""A device with more members is public unless most of them invited one another."""
SETTLED_US = 7 * DAY_US
"""Who joined so long ago has had time to do something beside what is rewarded."""
IDLE_ORDERS = 1


class Person(msgspec.Struct):
    """What is known of a member.

    Args:
        member_id: Who.
        joined_us: When they joined.
        inviter: Who brought them; 0: nobody.
        devices: Keyed fingerprints of devices that they use.
        orders: Orders that they paid.
    """

    member_id: int
    joined_us: int
    inviter: int = 0
    devices: frozenset[bytes] = frozenset()
    orders: int = 0


class Ring(msgspec.Struct):
    """A cluster that is large enough to be one.

    Args:
        id: The same as long as it has the same members.
        members: By number.
        features: What is weighed of each of them.
    """

    id: str
    members: list[int]
    features: dict[FeatureName, int]


def find_rings(people: Mapping[int, Person], now_us: int) -> list[Ring]:
    """Every ring among these members, the largest first; a member is part of one.

    Args:
        people: By number; who invited them may be missing.
        now_us: For what they had time to do.
    """
    import networkx as nx  # noqa: PLC0415 - a fifth of a second, for the job alone

    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(_list_close(people))
    _add_inviters(graph, people)
    found = [
        _make_ring(people, sorted(cluster), now_us) for cluster in nx.connected_components(graph)
        if len(cluster) >= MIN_RING
    ]  # fmt: skip
    return sorted(found, key=lambda ring: (-len(ring.members), ring.members))


def _list_close(people: Mapping[int, Person]) -> Iterable[tuple[int, int]]:
    """Pairs that use one device, of whom one invited the other or whom somebody invited both."""
    users: dict[bytes, list[int]] = {}
    for person in people.values():
        for device in person.devices:
            users.setdefault(device, []).append(person.member_id)
    for device in sorted(users):
        members = sorted(users[device])
        if len(members) < 2 or _is_public(people, members):
            continue
        among = set(members)
        siblings: dict[int, int] = {}
        for member in members:
            inviter = people[member].inviter
            if inviter in among:
                yield inviter, member
            if inviter and inviter in siblings:
                yield siblings[inviter], member
            elif inviter:
                siblings[inviter] = member


def _is_public(people: Mapping[int, Person], members: list[int]) -> bool:
    """Whether a device is used by many of whom most are strangers to one another."""
    if len(members) <= PUBLIC_DEVICE:
        return False
    among = set(members)
    of_one = Counter(people[member].inviter for member in members if people[member].inviter)
    tied = sum(people[member].inviter in among or of_one[people[member].inviter] > 1 for member in members)
    return tied * 2 < len(members)


def _add_inviters(graph: nx.Graph[int], people: Mapping[int, Person]) -> None:
    """Who invited three and more that are close to somebody, most of all they invited, belongs to them."""
    brought: dict[int, list[int]] = {}
    for person in people.values():
        if person.inviter:
            brought.setdefault(person.inviter, []).append(person.member_id)
    for inviter, invitees in brought.items():
        close = [member for member in invitees if member in graph]
        if len(close) >= 3 and len(close) * 3 >= len(invitees) * 2:
            graph.add_edges_from((inviter, member) for member in close)


def _make_ring(people: Mapping[int, Person], members: list[int], now_us: int) -> Ring:
    known = [people[member] for member in members if member in people]
    among = set(members)
    joined = sorted(person.joined_us for person in known)
    most, first = 0, 0
    for last, t_us in enumerate(joined):
        while joined[first] <= t_us - DAY_US:
            first += 1
        most = max(most, last - first + 1)
    settled = [person for person in known if person.joined_us <= now_us - SETTLED_US]
    idle = sum(person.orders <= IDLE_ORDERS for person in settled)
    return Ring(
        fingerprint(tuple(members)).hex()[:16],
        members,
        {
            "ring_members": len(members),
            "ring_invites": sum(person.inviter in among for person in known),
            "ring_joined": most,
            "ring_idle": 100 * idle // len(settled) if len(settled) >= MIN_RING else 0,
        },
    )
