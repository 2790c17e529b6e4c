"""The parts of two members in a wall as one's, and as two members' again: one like a post, of one person. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.wall_spec import SLOT, WallBook, WallDoc
from liuke.decision.hooks import Merge, MergeCase
from liuke.posts.contracts import POST


def _join(case: MergeCase) -> None:
    """Counts are added up; of a post that both like one like is left."""
    theirs = case.other.state.read(SLOT, WallBook).docs
    mine = case.into.state.edit(SLOT, WallBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.setdefault(name, WallDoc())
        both = sorted(set(own.liked) & set(doc.liked))
        case.kept[name] = {"both": both, "day": own.day, "today": own.today}
        _count(case, both, -1)
        own.liked = sorted({*own.liked, *doc.liked})
        if doc.day >= own.day:
            own.day, own.today = doc.day, doc.today + (own.today if own.day == doc.day else 0)
        own.total, own.rewarded = own.total + doc.total, own.rewarded + doc.rewarded
        own.like_rewards += doc.like_rewards
        case.into.applied(f"activities.{name}", "merge-wall", count=doc.total)


def _split(case: MergeCase) -> None:
    """Each has again what they had; what was liked since stays with the member who stays."""
    theirs = case.other.state.read(SLOT, WallBook).docs
    mine = case.into.state.edit(SLOT, WallBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        doc, own = theirs[name], mine[name]
        still = [one for one in kept["both"] if one in own.liked]
        gone = [one for one in doc.liked if one not in own.liked]
        _count(case, [*kept["both"], *(one for one in gone if one not in kept["both"])], 1)
        own.liked = [one for one in own.liked if one not in doc.liked or one in still]
        if own.day == doc.day and own.today >= doc.today:
            own.today -= doc.today
        own.total, own.rewarded = own.total - doc.total, own.rewarded - doc.rewarded
        own.like_rewards -= doc.like_rewards
        if kept["day"] == own.day:
            own.today = max(own.today, kept["today"])
        if not own.total and not own.liked and not own.like_rewards:
            del mine[name]


def _count(case: MergeCase, posts: list[int], amount: int) -> None:
    for one in posts:
        post = case.into.shared(POST, str(one))
        if post is not None:
            post = msgspec.structs.replace(post, likes=post.likes + amount)
            case.into.put_shared(POST, str(one), post)


MERGE = Merge(_join, _split)
