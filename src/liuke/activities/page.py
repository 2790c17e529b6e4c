"""The page description: what a member sees of an activity, as typed data that any front end can render.

Blocks and actions are closed unions of this package, general enough for every kind; a kind chooses among them and never
adds one of its own. Every wording stands in both languages; money is cents with a currency, never text.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from liuke.activities.page_look import Look, Words
from liuke.kernel.text import Text

Status = Literal["soon", "open", "paused", "ended", "not_for_you", "used_up"]


class Money(msgspec.Struct, frozen=True):
    """An amount of money.

    Args:
        cents: In the smallest unit of the currency.
        currency: ISO 4217.
    """

    cents: int
    currency: str


# -- blocks -----------------------------------------------------------------------------------------------------------
class Block(msgspec.Struct, kw_only=True, tag_field="block"):
    """One part of the page; known by its field ``block``."""


class Hero(Block, kw_only=True, tag="hero"):
    """The head of the page: the one thing that matters now.

    Args:
        picture: Name of a picture; empty: none.
    """

    headline: Words
    note: Words | None = None
    picture: str = ""


class Progress(Block, kw_only=True, tag="progress"):
    """How far something is.

    Args:
        unit: ``times``, ``days``, ``points``, ``cents``, ``members``, ``pieces``.
        currency: Of ``value`` and ``goal`` where they are cents; null: they are not.
    """

    label: Words
    value: int
    goal: int
    unit: str
    currency: str | None = None
    note: Words | None = None


class Step(msgspec.Struct, kw_only=True):
    """One step of a way.

    Args:
        at: What it takes, in the unit of the block.
        state: ``done``, ``now`` (it can be done now), ``ahead``, ``missed``.
    """

    label: Words
    at: int
    state: Literal["done", "now", "ahead", "missed"]
    note: Words | None = None


class Steps(Block, kw_only=True, tag="steps"):
    """Steps in their order: a ladder, milestones, the days of a challenge."""

    label: Words
    unit: str
    items: list[Step]


class Calendar(Block, kw_only=True, tag="calendar"):
    """Days of one month or of a plan.

    Args:
        first: Its first day, YYYY-MM-DD, of the merchant's calendar.
        marked: Days that are done.
        made_up: Those of them that were made up for.
        open: Days that can still be made up for.
    """

    first: str
    last: str
    today: str
    marked: list[str]
    made_up: list[str] = []
    open: list[str] = []


class PagePrize(msgspec.Struct, kw_only=True):
    """One prize.

    Args:
        rewards: What it is; null: nothing is won.
        left: Pieces that are left; null: no limit, or it is not said.
        odds_ppm: Of each turn, in millionths; null: it is not drawn.
        effective_ppm: The same with what guarantees add.
        note: Who gets it, in words.
    """

    id: str
    name: Words
    picture: str = ""
    rank: int | None = None
    rewards: Words | None = None
    left: int | None = None
    odds_ppm: int | None = None
    effective_ppm: int | None = None
    note: Words | None = None


class Prizes(Block, kw_only=True, tag="prizes"):
    """What can be won, with stock and odds.

    Args:
        style: ``list``, ``wheel``, ``box``, ``scratch``.
    """

    style: Literal["list", "wheel", "box", "scratch"] = "list"
    items: list[PagePrize]


class PageCard(msgspec.Struct, kw_only=True):
    """One card.

    Args:
        count: How many the member has.
        rare: How rare it is; 1 is the rarest.
        odds_ppm: Of each card that drops, in millionths; null: it does not drop.
    """

    id: str
    name: Words
    picture: str = ""
    count: int
    rare: int | None = None
    odds_ppm: int | None = None


class Cards(Block, kw_only=True, tag="cards"):
    """Cards in a grid: what is collected, and what is missing."""

    label: Words
    items: list[PageCard]


class Option(msgspec.Struct, kw_only=True):
    """Something that can be chosen.

    Args:
        chosen: Whether the member chose it.
        count: How many chose it; null: not shown (yet).
        share_bps: Of all that were chosen, in basis points; null: not shown.
        right: Whether it is the right answer; null: there is none, or it is not said yet.
    """

    id: str
    label: Words
    picture: str = ""
    chosen: bool = False
    count: int | None = None
    share_bps: int | None = None
    right: bool | None = None


class Options(Block, kw_only=True, tag="options"):
    """What can be chosen, and how many chose it.

    Args:
        most: How many may be chosen.
        total: Members who chose; null: not shown.
    """

    label: Words
    options: list[Option]
    most: int = 1
    total: int | None = None


class AskedIf(msgspec.Struct, kw_only=True):
    """Which answers to an earlier question lead to a question.

    Args:
        question: Id of the earlier one.
        options: Any of them was chosen; empty: whatever was.
        least: Score from; null: without limit.
        most: Score up to; null: without limit.
    """

    question: str
    options: list[str] = []
    least: int | None = None
    most: int | None = None


class Question(Block, kw_only=True, tag="question"):
    """A question, open or answered.

    Args:
        id: Under which it is answered; empty: its number says which it is.
        number: Its place, from 1.
        of: How many there are.
        form: How it is answered.
        options: To choose from; empty for text and scores.
        until_us: Answers count until this instant; null: without limit.
        given: What was answered, as text.
        right: Whether that was right; null: not answered yet, or nothing is right or wrong here.
        explanation: Said after the answer.
        required: Whether it must be answered where it is asked.
        most: How many options may be chosen; null: one, or it is answered otherwise.
        least_score: The lowest score; null: it is no score.
        most_score: The highest.
        max_chars: Characters of a text at most; null: it is no text.
        asked_if: Null: it is always asked.
    """

    id: str = ""
    number: int
    of: int
    text: Words
    form: Literal["single", "multiple", "text", "score"]
    picture: str = ""
    options: list[Option] = []
    until_us: int | None = None
    given: str | None = None
    right: bool | None = None
    explanation: Words | None = None
    required: bool = True
    most: int | None = None
    least_score: int | None = None
    most_score: int | None = None
    max_chars: int | None = None
    asked_if: AskedIf | None = None


class Stock(Block, kw_only=True, tag="stock"):
    """What is left of something limited: pieces, places, a pool."""

    label: Words
    left: int
    of: int
    unit: str = "pieces"
    note: Words | None = None


class Person(msgspec.Struct, kw_only=True):
    """One of several people.

    Args:
        name: Masked; empty: nobody knows it.
        place: In their order; null: they have none.
        mine: Whether it is the member.
        zone: Whether the place is one that goes up or down when the list closes; empty: neither.
    """

    name: str
    place: int | None = None
    note: Words | None = None
    mine: bool = False
    zone: Literal["", "up", "down"] = ""


class People(Block, kw_only=True, tag="people"):
    """People, under masked names: a team, a waiting list, winners, a board.

    Args:
        total: How many there are; more than are listed, maybe.
    """

    label: Words
    items: list[Person]
    total: int


class Countdown(Block, kw_only=True, tag="countdown"):
    """Until when, or how long still."""

    label: Words
    until_us: int


class Tile(msgspec.Struct, kw_only=True):
    """One number.

    Args:
        value: A count, in ``unit``; null: it is money.
        unit: As ``progress``; an asset's name where it is points.
    """

    label: Words
    value: int | None = None
    unit: Words | None = None
    money: Money | None = None


class Tiles(Block, kw_only=True, tag="tiles"):
    """A few numbers beside one another."""

    items: list[Tile]


class Price(Block, kw_only=True, tag="price"):
    """What something costs.

    Args:
        asset: Name of the asset, for points; null: it is money alone.
        usual: What it costs elsewhere.
        picture: Of what is sold; empty: none.
    """

    label: Words
    money: Money | None = None
    points: int | None = None
    asset: Words | None = None
    usual: Money | None = None
    picture: str = ""


class Paragraph(Block, kw_only=True, tag="text"):
    """Words."""

    text: Words


class Media(Block, kw_only=True, tag="media"):
    """A picture by its name; its bytes are at ``/v1/media/{name}``."""

    picture: str
    caption: Words | None = None


class Post(msgspec.Struct, kw_only=True):
    """What somebody wrote.

    Args:
        by: Masked name.
        text: As it was written.
        state: ``shown``, ``waiting`` (for a check), ``refused``, ``adopted``.
        likes: How many liked it; null: nothing is liked here.
        liked: Whether the member did.
        reason: Why it was refused, for who wrote it; empty: it was not, or nobody said why.
    """

    id: str
    by: str
    text: str
    pictures: list[str] = []
    state: Literal["shown", "waiting", "refused", "adopted"] = "shown"
    likes: int | None = None
    liked: bool = False
    mine: bool = False
    reason: str = ""


class Posts(Block, kw_only=True, tag="posts"):
    """What people wrote, the newest first."""

    label: Words
    items: list[Post]
    total: int


AnyBlock = (
    Hero | Progress | Steps | Calendar | Prizes | Cards | Options | Question | Stock | People | Countdown | Tiles
    | Price | Paragraph | Media | Posts
)  # fmt: skip


# -- actions ----------------------------------------------------------------------------------------------------------
class Choice(msgspec.Struct):
    """One of the values that a field may have."""

    value: str
    label: Words


class PageField(msgspec.Struct, kw_only=True):
    """What the member must enter.

    Args:
        name: In the body of the request.
        kind: ``int``, ``str``, ``bool``, ``list``, ``day``, ``points``, ``cents``, ``member``, ``picture``;
            ``map``: for each question block, by its id (options or a score in ``answers``, a text in ``written``).
        choices: Values to choose from; empty: any.
        most: Of a list: how many may be given.
    """

    name: str
    label: Words
    kind: str
    required: bool
    choices: list[Choice] = []
    most: int | None = None


class WhyNot(msgspec.Struct):
    """Why something cannot be done.

    Args:
        code: Stable; the reason with which the request would be refused.
    """

    code: str
    sentence: Words


class Action(msgspec.Struct, kw_only=True):
    """What the member can do: ``POST /v1/members/{member}/activities/{activity_id}/{request}``.

    Args:
        request: Last part of its path.
        enabled: Whether it would be accepted now, as far as can be foreseen.
        sends: What the body holds beside what the member enters.
        confirm: What the member is asked before it is sent; null: nothing.
    """

    request: str
    label: Words
    enabled: bool
    why_not: WhyNot | None = None
    fields: list[PageField] = []
    sends: dict[str, str] = {}
    confirm: Words | None = None


class PageDescription(msgspec.Struct, kw_only=True):
    """The page of an activity, as the member stands in it.

    Args:
        status_reason: Why it is not open; null: it is.
        opens_us: First instant; null: it was always open.
        closes_us: First instant after; null: no end.
        rules: Sentences.
        look: Theme of its campaign; null: the front end's own look.
    """

    kind: str
    activity_id: str
    title: Words
    theme: str | None
    status: Status
    status_reason: WhyNot | None
    opens_us: int | None
    closes_us: int | None
    blocks: list[AnyBlock]
    actions: list[Action]
    rules: list[Words]
    look: Look | None = None


class PageBody(msgspec.Struct):
    """What a kind says of its page; frame, gate and rules are said for every kind.

    Args:
        blocks: In their order.
        actions: The main one first.
        used_up: Code of the wording that says that nothing is left for this member now; empty: something is.
    """

    blocks: list[AnyBlock]
    actions: list[Action] = []
    used_up: str = ""


# -- making -----------------------------------------------------------------------------------------------------------
def words(zh: str, en: str) -> Words:
    """A wording in both languages."""
    return Words(zh, en)


def say(told: Text | dict[str, Any]) -> Words:
    """The same of a text of the program, or of its plain form in a summary."""
    if isinstance(told, Text):
        return Words(told.zh, told.get("en"))
    return Words(told["zh"], told["en"] or told["zh"])
