"""One post: what a member wrote, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind

Status = Literal["pending", "shown", "rejected", "taken_down", "deleted"]
Awaits = Literal["", "platform", "people"]
Check = Literal["people", "platform", "words"]
REASONS = ("spam", "abuse", "privacy", "false", "other")
"""Why others report a post."""
MAX_TEXT = 1_000
MAX_PICTURES = 9


class PostTerms(msgspec.Struct, frozen=True):
    """On what terms something is written.

    Args:
        activity: Of which it is a part.
        check: Who must have looked before it is shown: ``people``; the ``platform`` where there is one, else people;
            or the list of ``words`` alone.
        on_words: What becomes of a text with a listed word: people look (``review``), or it is refused at once.
        public: Whether other members see it once it is shown.
        about: What it is about, such as a day of a challenge.
        max_chars: Characters at most.
        max_pictures: Pictures at most.
        adoptable: Whether the merchant may adopt it.
    """

    activity: str
    check: Check = "people"
    on_words: Literal["review", "refuse"] = "review"
    public: bool = True
    about: str = ""
    max_chars: int = MAX_TEXT
    max_pictures: int = MAX_PICTURES
    adoptable: bool = False


class Post(msgspec.Struct, omit_defaults=True):
    """What a member wrote; the only place where it is decided whether others see it. The text lies sealed in an event.

    Args:
        member_id: Who wrote it.
        activity: Of which it is a part.
        status: ``pending``, ``shown``, ``rejected``, ``taken_down`` (it was shown) or ``deleted`` (by the member).
        since_us: When it was written; also the time of the event with the text.
        key: Of that event.
        awaits: Of what is pending: whose word; empty: nobody's.
        about: What it is about.
        public: Whether other members see it once it is shown.
        pictures: Names of the member's proofs.
        flags: Why people must look: ``words``, ``pictures``, ``reported``, ``people``, ``<check>:<why>``.
        words: Listed words that were found.
        reports: Reason → how many others reported it since it was last decided on.
        likes: How many like it.
        told_likes: The highest number of likes that was rewarded.
        given: Reward → how often it was given for this post.
        held: Rewards that the member has for it now.
        adoptable: Whether the merchant may adopt it.
        adopted: Whether the merchant did.
        shown_us: When it was first shown; 0: never.
        decided_us: When it was last decided on.
        by: Who decided.
        reason: Why it was rejected or taken down.
    """

    member_id: int
    activity: str
    status: Status
    since_us: int
    key: str
    awaits: Awaits = ""
    about: str = ""
    public: bool = True
    pictures: list[str] = []
    flags: list[str] = []
    words: list[str] = []
    reports: dict[str, int] = {}
    likes: int = 0
    told_likes: int = 0
    given: dict[str, int] = {}
    held: list[str] = []
    adoptable: bool = False
    adopted: bool = False
    shown_us: int = 0
    decided_us: int = 0
    by: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether other members see it."""
        return self.public and self.status == "shown"


def _find_faults(key: str, post: Post) -> Iterable[str]:
    if (post.status == "pending") != (post.awaits != ""):
        yield f"{key}: it is {post.status}, and waits for {post.awaits or 'nobody'}"
    if post.likes < 0 or min(post.reports.values(), default=0) < 0:
        yield f"{key}: {post.likes} likes, {post.reports} reports"
    if post.status in {"shown", "taken_down"} and not post.shown_us:
        yield f"{key}: it is {post.status}, and was never shown"
    if any(post.given.get(name, 0) < 1 for name in post.held):
        yield f"{key}: {post.held} are held, {post.given} were given"
    if post.adopted and not post.adoptable:
        yield f"{key}: it was adopted, and cannot be"


POST = SharedKind("post", Post, _find_faults, keeps_place=False)


def move(counts: Mapping[str, int], name: str) -> dict[str, int]:
    """The same with one more under the name."""
    return {**counts, name: counts.get(name, 0) + 1}
