"""Coupons and campaigns of a history as parts of a program, and its events in that program's words.

A merchant's files name coupons and campaigns that the program template cannot know. The overlay adds a batch for each
coupon of each campaign and the campaign that hands them out; events then name those batches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from liuke.kernel.clock import date_of
from liuke.kernel.ids import fingerprint
from liuke.program.upcast import upcast
from liuke.replay.contracts import Campaign, SourceEvent

_PLAIN = re.compile(r"[a-z0-9_]{1,40}")


def program_id(kind: str, *names: str) -> str:
    """An identifier of a program for names of a file; names that do not fit are replaced by their fingerprint."""
    parts = [name if _PLAIN.fullmatch(name) else fingerprint(name).hex()[:12] for name in names]
    return "_".join((kind, *parts))


class Overlay:
    """What a history adds to a program.

    Args:
        campaigns: Of the source.
        chosen_types: Types whose coupons are issued when they are used.
    """

    def __init__(self, campaigns: Iterable[Campaign], *, chosen_types: Iterable[str] = ()) -> None:
        self.campaigns = tuple(campaigns)
        self.chosen_types = frozenset(chosen_types)

    def extend(self, document: dict[str, Any]) -> dict[str, Any]:
        """The program document with the history's coupons and campaigns added."""
        coupons, campaigns = list[dict[str, Any]](), list[dict[str, Any]]()
        for campaign in self.campaigns:
            chosen = campaign.type in self.chosen_types
            batches = [program_id("coupon", campaign.campaign_id, name) for name in campaign.coupons]
            coupons.extend(
                _batch(batch, campaign, name, chosen=chosen)
                for batch, name in zip(batches, campaign.coupons, strict=True)
            )
            if batches and not chosen:
                campaigns.append(_campaign(campaign, batches))
        merged = upcast(document)
        merged["coupons"] = [*merged.get("coupons", ()), *coupons]
        merged["coupon_parcels"] = [*merged.get("coupon_parcels", ()), *campaigns]
        return merged

    def translate(self, event: SourceEvent) -> SourceEvent:
        """The event in the program's words; others pass as they are."""
        if event.type == "campaign.received":
            data = {**event.data, "campaign": program_id("campaign", event.data["campaign_id"])}
        elif event.type == "coupon.redeemed":
            names = (event.data.get("campaign_id") or "", event.data["coupon_id"])
            data = {key: value for key, value in event.data.items() if key != "coupon_id"}
            data |= {"batch": program_id("coupon", *names), "coupon_name": event.data["coupon_id"]}
            data["saved_cents"] = max(event.data.get("coupon_discount_cents") or 0, 0)
        else:
            return event
        return msgspec.structs.replace(event, data=data)


def _batch(batch: str, campaign: Campaign, name: str, *, chosen: bool) -> dict[str, Any]:
    label = f"{name} ({campaign.campaign_id})"
    return {
        "id": batch,
        "name": {"zh": f"券 {label}", "en": f"Coupon {label}"},
        "kind": "free_item",
        "validity": {"kind": "open"} if campaign.end_day is None or not chosen else _days(campaign),
        "reusable": 10,  # households used some coupons up to four times in a campaign
        "till_issue": True,
        "remind_days": [],
    }


def _days(campaign: Campaign) -> dict[str, Any]:
    end = campaign.end_day if campaign.end_day is not None else campaign.start_day
    return {"kind": "absolute", "from_day": str(date_of(campaign.start_day)), "to_day": str(date_of(end))}


def _campaign(campaign: Campaign, batches: list[str]) -> dict[str, Any]:
    window: dict[str, Any] = {"from_day": str(date_of(campaign.start_day))}
    if campaign.end_day is not None:
        window["to_day"] = str(date_of(campaign.end_day))
    name = f"{campaign.campaign_id} ({campaign.type})" if campaign.type else campaign.campaign_id
    return {
        "id": program_id("campaign", campaign.campaign_id),
        "name": {"zh": f"活动 {name}", "en": f"Campaign {name}"},
        "coupons": batches,
        "window": window,
    }
