"""Who comes to the tea shop of the demo: five kinds of guests, and what each of them does how often."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of guest.

    Args:
        share: Of a hundred guests.
        orders_a_week: On average, while they come.
        hours: At which they order.
        weekend: Weight of a Saturday or Sunday against another day.
        stays_weeks: After which half of them no longer come.
        checks_in: Days of ten on which they open the mini program to check in.
        saves: Whether points are kept for the mall rather than spent at the till.
        walks_in: Orders of ten that are rung up at the till.
    """

    share: int
    orders_a_week: float
    hours: tuple[int, ...]
    weekend: float
    stays_weeks: int
    checks_in: int
    saves: bool
    walks_in: int


PERSONAS = {
    "office": Persona(30, 2.4, (8, 9, 9, 13, 14, 15), 0.3, 30, 2, False, 2),
    "student": Persona(25, 1.3, (12, 15, 16, 17, 19, 20), 1.3, 24, 4, False, 1),
    "weekend": Persona(20, 0.7, (11, 13, 14, 15, 16, 18), 4.0, 26, 1, False, 3),
    "collector": Persona(10, 1.1, (10, 12, 14, 16, 18, 20), 1.0, 40, 8, True, 1),
    "passer_by": Persona(15, 0.25, (11, 13, 15, 17, 19), 1.5, 8, 0, False, 5),
}

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
_NAMES = (
    "小雨",
    "一鸣",
    "思远",
    "子涵",
    "可可",
    "晓晓",
    "佳怡",
    "浩然",
    "梓萱",
    "阿宁",
    "静静",
    "文博",
    "小满",
    "青青",
)


@dataclass(slots=True)
class Guest:
    """A member of the tea shop, with what the generator remembers of what they did.

    Args:
        id: External id.
        persona: Their kind.
        joined: Day of the history on which they registered.
        leaves: Day of the history from which they no longer come.
        store: Where they mostly are.
        nickname: As they call themselves.
        birthday: Month and day, and the year.
        inviter: External id of who brought them.
        orders: So far.
        spent_cents: So far, at list prices: what they really paid is less.
        points: What they hold at least.
        streak: Days in a row on which they checked in.
        checked: Last day of the history on which they checked in.
        mug: Whether the mug was redeemed.
        claimed_month: Month in which a coupon was last claimed.
        redeemed_month: Month in which something else was last redeemed in the mall.
        made_up_month: Month in which a missed day was last made up for.
    """

    id: str
    persona: Persona
    joined: int
    leaves: int
    store: str
    nickname: str
    birthday: tuple[int, int, int]
    inviter: str = ""
    orders: int = 0
    spent_cents: int = 0
    points: int = 0
    streak: int = 0
    checked: int = -9
    mug: bool = False
    claimed_month: int = 0
    redeemed_month: int = 0
    made_up_month: int = 0


def make_guests(rng: Random, *, count: int, days: int, stores: tuple[str, ...]) -> list[Guest]:
    """Guests in the order in which they join: a third at the opening, the others as the word goes round.

    Args:
        rng: Where chance comes from.
        count: Guests.
        days: Of the history.
        stores: Ids of the shops.
    """
    joined = sorted(rng.randrange(14) if rng.random() < 0.35 else rng.randrange(days) for _ in range(count))
    shares = [persona.share for persona in PERSONAS.values()]
    guests = list[Guest]()
    for number, day in enumerate(joined, start=1):
        (persona,) = rng.choices(list(PERSONAS.values()), shares)
        stays = max(1, int(rng.expovariate(0.693 / (7 * persona.stays_weeks))))
        guest = Guest(
            f"wx-{number:04d}", persona, day, day + stays, rng.choice(stores),
            rng.choice(_SURNAMES) + rng.choice(_NAMES),
            (rng.randint(1975, 2007), rng.randint(1, 12), rng.randint(1, 28)),
        )  # fmt: skip
        if guests and rng.random() < 0.3:
            guest.inviter = rng.choice(guests[-120:]).id
        guests.append(guest)
    return guests
