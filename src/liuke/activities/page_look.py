"""How the page of an activity looks, and its words: what is left of the page description before its blocks."""

from __future__ import annotations

import msgspec

from liuke.program.theme import Palette, Skin


class Words(msgspec.Struct, frozen=True):
    """A wording in both languages."""

    zh: str
    en: str


class Look(msgspec.Struct, kw_only=True):
    """How the page looks: the theme of the campaign in which the activity lives.

    Front ends that know the skin draw it; all others have its colours, which can be read on one another.

    Args:
        campaign: Id of the campaign.
        skin: ``plain``, ``spring_festival``, ``mid_autumn``, ``mid_year_618``, ``back_to_school`` or ``anniversary``.
        picture: Name of a picture for the head of the page; empty: none.
        headline: What the campaign says of itself.
        note: A line below it.
        light: Colours by day.
        dark: Colours by night.
    """

    campaign: str
    skin: Skin
    picture: str
    headline: Words | None
    note: Words | None
    light: Palette
    dark: Palette
