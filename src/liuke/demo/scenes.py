"""Scenes of a demo: what members ask for, one after another, each depending on the answer before it. No I/O.

A scene says what is asked, by whom and how much later, and is handed the answer; who plays it sends the requests.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from liuke.kernel.clients import Client
from liuke.kernel.clock import from_us, to_us

SECOND_US = 1_000_000
HOUR_US = 3_600 * SECOND_US
AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile",
    "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 Chrome/129.0 Mobile",
)

Answer = dict[str, Any] | None
"""The recorded answer of a request; ``None``: it was refused."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, or something that is reported.

    Args:
        member: Whose.
        type: Of the event.
        data: Its fields.
        after_s: Seconds after the one before it, or after the beginning of the scene.
        client: Where it comes from.
    """

    member: int
    type: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    after_s: float = 4.0
    client: Client | None = None


Play = Generator[Ask, Answer, None]


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens from an instant on.

    Args:
        name: By which it is known; requests are keyed by it.
        t_us: When it begins.
        play: What is asked.
    """

    name: str
    t_us: int
    play: Play


@dataclass(frozen=True, slots=True)
class Player:
    """A member who may take part.

    Args:
        id: Number of the member.
        ready_us: When the member was here last: nothing of theirs happens before.
    """

    id: int
    ready_us: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who joins for the demo.

    Args:
        name: External id.
        t_us: When they join.
        profile: What they say of themselves.
    """

    name: str
    t_us: int
    profile: Mapping[str, str]


def find_client(number: int) -> Client:
    """The phone and the home of somebody, always the same."""
    return Client(f"10.{number >> 8 & 255}.{number & 255}.17", f"phone-{number}", AGENTS[number % len(AGENTS)])


def choose_moment(rng: Random, since_us: int, until_us: int, zone: ZoneInfo) -> int | None:
    """An instant between eight and ten at night on the clocks of a zone; ``None``: there is hardly any between these.

    Args:
        rng: Where chance comes from.
        since_us: First.
        until_us: Last.
        zone: Of the clocks.
    """
    if until_us - since_us < 60 * SECOND_US:
        return None
    for _ in range(12):
        t_us = rng.randrange(since_us, until_us)
        if 8 <= from_us(t_us).astimezone(zone).hour < 22:
            return t_us
    return None


def list_days(since_us: int, until_us: int, zone: ZoneInfo, hour: int) -> list[int]:
    """The instants of one hour of each day between two instants."""
    day = from_us(since_us).astimezone(zone).replace(hour=hour, minute=0, second=0, microsecond=0)
    found = list[int]()
    while to_us(day) < until_us:
        if to_us(day) >= since_us:
            found.append(to_us(day))
        day = datetime.combine(day.date() + timedelta(days=1), day.timetz())
    return found


def buy(member: int, order_id: str, sku: str, paid: int, listed: int, *, after_s: float = 60.0) -> Ask:
    """One piece is paid.

    Args:
        member: Who pays.
        order_id: Of the order.
        sku: Of the product.
        paid: Cents.
        listed: Its list price in cents.
        after_s: As of :class:`Ask`.
    """
    line = {"id": "1", "sku": sku, "quantity": 1, "unit_cents": listed, "paid_cents": paid}
    data = {"order_id": order_id, "amount_cents": paid, "list_cents": listed, "channel": "app", "lines": [line]}
    return Ask(member, "order.paid", data, after_s, find_client(member))


def play_quiz(member: int, activity: str, bank: Sequence[Mapping[str, Any]], rng: Random, skill: float) -> Play:
    """A round of a quiz.

    Args:
        member: Who plays.
        activity: The quiz.
        bank: Its questions, as the program has them.
        rng: Where chance comes from.
        skill: Share of the questions that the member knows.
    """
    known = {one["text"]["zh"]: one for one in bank}
    client = find_client(member)
    answer = yield Ask(member, "quiz.begin_round", {"activity": activity}, 9.0, client)
    while answer is not None:
        shown = answer["result"]["question"]
        data: dict[str, Any] = {"activity": activity, "question": shown["question"]}
        question, knows = known[shown["text"]["zh"]], rng.random() < skill
        if question.get("form") == "text":
            data["written"] = question["accepted"][0] if knows else "?"
        else:
            right = {one["name"]["zh"] for one in question["options"] if one.get("right")}
            letters = [one["id"] for one in shown["options"] if (one["name"]["zh"] in right) == knows]
            data["chosen"] = letters if knows and question.get("form") == "multiple" else letters[:1]
        said = yield Ask(member, "quiz.answer_question", data, rng.uniform(3, 22), client)
        if said is None or said["result"]["ended"] is not None:
            return
        answer = yield Ask(member, "quiz.next_question", {"activity": activity}, 2.0, client)
