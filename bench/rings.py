"""How well the default weights tell rings from households, dormitories and offices, on planted ones.

Everybody is made by a seed: honest people who share tablets, addresses and invitations, and rings of three kinds. What
the job would find and what requests would bring is worked out by the platform's own functions, and weighed by the
program's defaults. Caught is whose rewards are held.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.harness import Result, Row
from liuke.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from liuke.risk.features import measure_steadiness
from liuke.risk.rings import Person, find_rings
from liuke.risk.service import weigh
from liuke.risk.spec import RiskSpec

NOW = 1_780_000_000 * 1_000_000
SEEDS = tuple(range(1, 11))
PRECISION, RECALL = 0.95, 0.8
KINDS = ("fast", "slow", "wifi")


@dataclass
class World:
    """Everybody, and what is true of them.

    Attributes:
        people: As the job sees them.
        network: Member → the address that they act from.
        times: Member → when they acted last, the newest last.
        returns: Member → orders that went back after rewards.
        truth: Member → kind of ring; honest people are not in it.
        home: Member → where they live: ``single``, ``family``, ``dormitory``, ``office``, or the kind of ring.
    """

    people: dict[int, Person] = field(default_factory=dict[int, Person])
    network: dict[int, int] = field(default_factory=dict[int, int])
    times: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    returns: dict[int, int] = field(default_factory=dict[int, int])
    truth: dict[int, str] = field(default_factory=dict[int, str])
    home: dict[int, str] = field(default_factory=dict[int, str])


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(f"rings {seed}")
        self.world = World()
        self.devices = self.networks = 0

    def device(self) -> bytes:
        self.devices += 1
        return self.devices.to_bytes(8, "big")

    def place(self) -> int:
        self.networks += 1
        return self.networks

    def add(
        self, home: str, network: int, devices: list[bytes], joined_us: int, *, inviter: int = 0, orders: int,
        gap_us: int, spread: float, returns: int = 0,
    ) -> int:  # fmt: skip
        world, me = self.world, len(self.world.people) + 1
        world.people[me] = Person(me, joined_us, inviter, frozenset(devices), orders)
        world.network[me], world.returns[me], world.home[me] = network, returns, home
        t_us, times = NOW - self.random.randrange(DAY_US), list[int]()
        for _ in range(12):
            times.append(t_us)
            t_us -= max(int(gap_us * self.random.gauss(1, spread)), MINUTE_US) if spread < 1 else int(
                gap_us * self.random.expovariate(1)
            )  # fmt: skip
        world.times[me] = sorted(one for one in times if one >= joined_us) or [joined_us]
        if home in KINDS:
            world.truth[me] = home
        return me

    def honest(self, home: str, network: int, devices: list[bytes], *, since: int = 400, inviter: int = 0) -> int:
        joined = NOW - int(self.random.random() * since * DAY_US)
        weeks = (NOW - joined) // (7 * DAY_US)
        orders = 1 + sum(self.random.random() < 0.6 for _ in range(min(weeks, 40)))
        returns = sum(self.random.random() < 0.04 for _ in range(min(orders, 12)))
        gap = self.random.choice((4, 24, 72, 168)) * HOUR_US
        return self.add(home, network, devices, joined, inviter=inviter, orders=orders, gap_us=gap, spread=1,
                        returns=returns)  # fmt: skip

    # -- honest people ------------------------------------------------------------------------------------------------
    def family(self) -> None:
        """Two to six people at one address, some of them on one tablet, who brought one another."""
        network, tablet = self.place(), self.device()
        first = self.honest("family", network, [self.device(), tablet])
        for _ in range(self.random.choice((1, 1, 1, 2, 2, 3, 3, 4, 5))):
            own = [] if self.random.random() < 0.2 else [self.device()]
            shared = [tablet] if self.random.random() < 0.7 or not own else []
            inviter = first if self.random.random() < 0.6 else 0
            self.honest("family", network, [*own, *shared], since=300, inviter=inviter)

    def crowd(self, home: str, size: int, *, since: int, invites: float) -> None:
        """Many behind one address, each with a phone of their own; popular ones bring many within days."""
        network = self.place()
        popular = [self.honest(home, network, [self.device()], since=since) for _ in range(3)]
        lent: list[bytes] = []
        for _ in range(size - 3):
            inviter = self.random.choice(popular) if self.random.random() < invites else 0
            mine = [self.device()]
            if lent and self.random.random() < 0.05:
                mine.append(self.random.choice(lent))  # a room mate's phone, once
            lent = [*lent[-20:], mine[0]]
            self.honest(home, network, mine, since=since, inviter=inviter)

    def shop_tablet(self, customers: list[int]) -> None:
        tablet = self.device()
        for member in customers:
            person = self.world.people[member]
            person.devices = person.devices | {tablet}

    # -- rings --------------------------------------------------------------------------------------------------------
    def ring(self, kind: str, size: int, each: int, *, over_days: float, network: int, ago: int) -> None:
        """One who brings the rest: so many accounts to a device, which do what is rewarded and hardly more."""
        bought = [self.device() for _ in range(-(-size // each))]
        start = NOW - ago * DAY_US
        steady = self.random.uniform(0.01, 0.06) if kind == "fast" else self.random.uniform(0.1, 0.5)
        gap = int(over_days * DAY_US / size) or HOUR_US
        first = 0
        for number in range(size):
            used = {bought[number // each]}
            if self.random.random() < 0.3:
                used.add(bought[0])  # the phone of who runs it
            joined = min(start + int(number * gap * self.random.uniform(0.7, 1.3)), NOW - HOUR_US)
            made = self.add(
                kind, network if kind == "wifi" else self.place(), sorted(used), joined, inviter=first,
                orders=1 if self.random.random() < 0.85 else 2, gap_us=self.random.choice((10, 30, 60)) * MINUTE_US,
                spread=steady, returns=self.random.choice((0, 0, 1, 3)),
            )  # fmt: skip
            first = first or made


def make_world(seed: int) -> World:
    """Some 4,000 honest people and some 350 who are not."""
    maker = _Maker(seed)
    for _ in range(400):
        maker.family()
    for size in (60, 90, 120, 150, 80, 110):
        maker.crowd("dormitory", size, since=60, invites=0.35)
    for size in (20, 30, 40, 60, 25, 35, 50, 45):
        maker.crowd("office", size, since=300, invites=0.15)
    for _ in range(1_200):
        known = len(maker.world.people)
        inviter = maker.random.randrange(1, known + 1) if maker.random.random() < 0.2 else 0
        maker.honest("single", maker.place(), [maker.device()], inviter=inviter)
    everybody = list(maker.world.people)
    for _ in range(4):
        maker.shop_tablet(maker.random.sample(everybody, 90))
    shared = sorted({n for m, n in maker.world.network.items() if maker.world.home[m] == "dormitory"})
    for number in range(6):
        maker.ring("fast", maker.random.randint(10, 40), maker.random.choice((5, 8, 40)), over_days=0.5,
                   network=0, ago=maker.random.randint(1, 20))  # fmt: skip
        maker.ring("slow", maker.random.randint(8, 20), maker.random.choice((3, 4, 5)), over_days=90,
                   network=0, ago=maker.random.randint(100, 200))  # fmt: skip
        # every third behind a shared address has a device for each account: nothing ties them but what is no evidence
        maker.ring("wifi", maker.random.randint(8, 25), 1 if number % 3 == 2 else maker.random.choice((2, 3)),
                   over_days=14, network=maker.random.choice(shared), ago=maker.random.randint(20, 60))  # fmt: skip
    return maker.world


def catch(world: World, spec: RiskSpec) -> set[int]:
    """Whose rewards are held at their latest act."""
    on_device = Counter(device for person in world.people.values() for device in person.devices)
    on_network = Counter(world.network.values())
    rings = {member: ring.features for ring in find_rings(world.people, NOW) for member in ring.members}
    threshold = min(act.hold_at for act in spec.acts)
    found = set[int]()
    for member, person in world.people.items():
        times = world.times[member]
        measured: dict[str, int] = {
            "device_members": max((on_device[one] for one in person.devices), default=1),
            "network_members": on_network[world.network[member]],
            "burst": sum(times[-1] - spec.burst_minutes * MINUTE_US < one for one in times),
            "steadiness": measure_steadiness(times),
            "age_days": (times[-1] - person.joined_us) // DAY_US,
            "returns": world.returns[member],
            **rings.get(member, {}),
        }
        if weigh(spec, measured)[0] >= threshold:
            found.add(member)
    return found


@dataclass(frozen=True)
class Figures:
    """What came of one seed, or of all.

    Attributes:
        people: Everybody.
        planted: Members of rings.
        caught: Whose rewards are held.
        right: Of those, members of rings.
        by_kind: Kind of ring → caught, planted.
        wrong: Home → honest people whose rewards are held.
    """

    people: int
    planted: int
    caught: int
    right: int
    by_kind: dict[str, tuple[int, int]]
    wrong: dict[str, int]

    @property
    def precision(self) -> float:
        """Of those who are held, the share of rings."""
        return self.right / self.caught if self.caught else 1.0

    @property
    def recall(self) -> float:
        """Of members of rings, the share that is held."""
        return self.right / self.planted if self.planted else 1.0


def measure(seed: int, spec: RiskSpec | None = None) -> Figures:
    """One world, weighed."""
    world = make_world(seed)
    found = catch(world, spec or RiskSpec())
    kinds = {
        kind: (sum(world.truth.get(m) == kind for m in found), sum(one == kind for one in world.truth.values()))
        for kind in KINDS
    }
    wrong = Counter(world.home[member] for member in found if member not in world.truth)
    return Figures(
        len(world.people),
        len(world.truth),
        len(found),
        len(found & world.truth.keys()),
        kinds,
        dict(sorted(wrong.items())),
    )


async def run(info: Any, *, quick: bool) -> list[Result]:
    """Precision and recall over ten seeds, and how long one world takes."""
    del info
    seeds = SEEDS[:2] if quick else SEEDS
    before = time.perf_counter()
    all_ = [measure(seed) for seed in seeds]
    rate = sum(one.people for one in all_) / (time.perf_counter() - before)
    total_right, total_caught = sum(one.right for one in all_), sum(one.caught for one in all_)
    planted = sum(one.planted for one in all_)
    honest = sum(one.people for one in all_) - planted
    wrong = Counter[str]()
    for one in all_:
        wrong.update(one.wrong)
    result = Result("rings", "Are planted rings told from households, dormitories and offices?")
    lowest = min(one.precision for one in all_), min(one.recall for one in all_)
    kinds = ", ".join(
        f"{kind} {sum(one.by_kind[kind][0] for one in all_)}/{sum(one.by_kind[kind][1] for one in all_)}"
        for kind in KINDS
    )
    said = ", ".join(f"{count} of {home}s" for home, count in wrong.items()) or "nobody"
    result.rows += [
        Row("precision", rate, total_right / total_caught, PRECISION,
            f"{len(seeds)} seeds, lowest {lowest[0]:.3f}; honest people held: {said}, "
            f"{10_000 * (total_caught - total_right) / honest:.1f} in 10,000"),
        Row("recall", rate, total_right / planted, RECALL, f"lowest {lowest[1]:.3f}; {kinds}"),
    ]  # fmt: skip
    return [result]


if __name__ == "__main__":
    for seed_ in SEEDS:
        one_ = measure(seed_)
        print(seed_, one_.people, one_.planted, f"{one_.precision:.3f} {one_.recall:.3f}", one_.by_kind, one_.wrong)
