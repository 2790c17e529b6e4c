"""The page of a vote: the question, what can be chosen, and what came of it where it may be seen."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.page import Choice, Hero, Option, Options, PageBody, say, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.types.vote_requests import REQUESTS
from liuke.kernel.money import BPS

(_CAST,) = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    del activity
    shown = case.shown
    voters, final = shown.get("voters"), shown["voted"] and not shown["changes"]
    options = [
        Option(
            id=one["id"], label=say(one["name"]), picture=one["picture"], chosen=one["chosen"],
            count=one.get("count"), share_bps=one["count"] * BPS // voters if voters else None,
        )
        for one in shown["options"]
    ]  # fmt: skip
    note = words("已投票", "You voted") if shown["voted"] else None
    (field,) = list_fields(_CAST)
    field.choices, field.most = [Choice(one.id, one.label) for one in options], shown["most"]
    label = words("改投", "Change the vote") if shown["voted"] and not final else None
    reason = "vote-cast-already" if final else ""
    question = say(shown["question"])
    return PageBody(
        [
            Hero(headline=question, note=note),
            Options(label=question, options=options, most=shown["most"], total=voters),
        ],
        [case.action(_CAST, why_not=reason, label=label, fields=[field])],
        reason,
    )  # fmt: skip
