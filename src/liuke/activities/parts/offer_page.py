"""The page of an offer: what it takes, and each receipt with its own clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, Countdown, Hero, PageBody, Paragraph, Progress, say, words
from liuke.activities.page_frame import PageCase
from liuke.activities.types.offer_requests import REQUESTS

_VIEW = next(request for request in REQUESTS if request.type == "offer.view")


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    shown = case.shown
    held = [one for one in shown["receipts"] if one["status"] == "open"]
    rewards = say(shown["rewards"])
    blocks: list[AnyBlock] = [
        Hero(headline=say(activity.spec.name), note=words(f"可得{rewards.zh}", f"For {rewards.en}"))
    ]
    for one in reversed(held):
        blocks.extend(_show_receipt(case, one))
    if not held:
        blocks.append(Paragraph(text=words("现在没有进行中的优惠", "No offer is running now")))
    unseen = [one for one in held if not one["viewed"]]
    reason = "" if unseen else "offer-viewed-already" if held else "offer-not-held"
    actions = [case.action(_VIEW, sends={"ref": one["ref"]}) for one in unseen] or [case.action(_VIEW, why_not=reason)]
    return PageBody(blocks, actions, "" if held else "offer-not-held")


def _show_receipt(case: PageCase, one: Mapping[str, Any]) -> list[AnyBlock]:
    shown, found = case.shown, list[AnyBlock]()
    if shown["target"] is not None:
        money = case.program.spec.currency.code if shown["unit"] == "cents" else None
        found.append(
            Progress(
                label=words("进度", "Progress"), value=min(one["value"], shown["target"]), goal=shown["target"],
                unit=shown["unit"], currency=money,
            )
        )  # fmt: skip
    return [*found, Countdown(label=words("有效期至", "Counts until"), until_us=one["ends_us"])]
