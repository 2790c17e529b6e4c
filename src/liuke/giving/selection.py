"""Whom a giving is for, by what the list of members filters by."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.members.page_store import Wanted, read_label

MAX_SELECTED = 200_000
"""Members of one giving."""
_TimeUs = Annotated[int, Meta(ge=0, lt=2**62)]


class Selection(msgspec.Struct, forbid_unknown_fields=True):
    """Members by what the list of members filters by; all must hold, and nothing means everybody.

    Args:
        tier: In force.
        registered_from_us: Joined then or later.
        registered_until_us: Joined before.
        active_from_us: Active then or later.
        balance_asset: Asset of ``balance_min``.
        balance_min: The least that is available.
        label: Name of a label that they have.
        label_value: Its value; any without one.
    """

    tier: Annotated[str, Meta(max_length=100)] = ""
    registered_from_us: _TimeUs | UnsetType = UNSET
    registered_until_us: _TimeUs | UnsetType = UNSET
    active_from_us: _TimeUs | UnsetType = UNSET
    balance_asset: Annotated[str, Meta(min_length=1, max_length=100)] = "points"
    balance_min: Annotated[int, Meta(ge=0, lt=2**62)] | UnsetType = UNSET
    label: Annotated[str, Meta(min_length=1, max_length=50)] | UnsetType = UNSET
    label_value: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET

    def want(self) -> Wanted:
        """The same as filters; test members are never meant.

        Raises:
            InvalidInput: a value of a label without its name.
        """
        balance = None if self.balance_min is UNSET else (self.balance_asset, self.balance_min)
        return Wanted(
            tier=self.tier or None, registered_from_us=_given(self.registered_from_us),
            registered_until_us=_given(self.registered_until_us), active_from_us=_given(self.active_from_us),
            balance=balance, label=read_label(self.label, self.label_value), test=False,
        )  # fmt: skip


def _given(value: int | UnsetType) -> int | None:
    return None if value is UNSET else value
