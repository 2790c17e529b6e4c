"""How a campaign looks: a named skin, colours of its own, a picture and words, as data that every front end reads.

Colours are tokens, each with a partner that it stands on; a pair that cannot be read is found before publishing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec.structs import asdict
from pydantic import Field

from liuke.kernel.text import Text
from liuke.program.spec import MediumId, Spec, hint

Skin = Literal["plain", "spring_festival", "mid_autumn", "mid_year_618", "back_to_school", "anniversary"]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Mode = Literal["light", "dark"]


class Palette(msgspec.Struct, frozen=True):
    """Colours as ``#rrggbb``.

    Args:
        primary: Of the main button and what draws the eye.
        on_primary: Of words on it.
        accent: Of marks and figures on the page.
        paper: Of the page.
        ink: Of words on the page.
    """

    primary: str
    on_primary: str
    accent: str
    paper: str
    ink: str


SKINS: Mapping[Skin, Mapping[Mode, Palette]] = {
    "plain": {
        "light": Palette("#1f5c4a", "#ffffff", "#b94c1c", "#f5f2ea", "#1d2320"),
        "dark": Palette("#7cc4a5", "#0c2018", "#f2925f", "#131714", "#f1efe8"),
    },
    "spring_festival": {
        "light": Palette("#b3261e", "#ffffff", "#8f4e00", "#fff3e8", "#2b1512"),
        "dark": Palette("#ff8a75", "#3a0a05", "#f0c36a", "#1c1110", "#f7e9e4"),
    },
    "mid_autumn": {
        "light": Palette("#2f3f7a", "#ffffff", "#8a5a00", "#f7f3e6", "#1b1f33"),
        "dark": Palette("#a9b8f5", "#121a3d", "#f2cf7a", "#10131f", "#eceaf3"),
    },
    "mid_year_618": {
        "light": Palette("#c2185b", "#ffffff", "#a3360b", "#fff1f3", "#2a1118"),
        "dark": Palette("#ff86ad", "#3d0720", "#ffa37a", "#1b1014", "#f8e8ed"),
    },
    "back_to_school": {
        "light": Palette("#14609c", "#ffffff", "#8a5300", "#eef5fb", "#12212e"),
        "dark": Palette("#86c3f5", "#06243d", "#f0bf6a", "#0f161c", "#e8eff5"),
    },
    "anniversary": {
        "light": Palette("#6a3d8f", "#ffffff", "#8d4a00", "#f7f1fa", "#221629"),
        "dark": Palette("#cfa7ef", "#2a0f41", "#efbd72", "#16111a", "#f1e9f6"),
    },
}
"""The colours of each skin by day and by night."""


class ThemeColours(Spec):
    """Colours instead of the skin's. Words on a main colour of one's own are white or black where none are given."""

    primary: Colour | None = Field(default=None, json_schema_extra=hint("主色", "Main colour", widget="color"))
    on_primary: Colour | None = Field(
        default=None, json_schema_extra=hint("主色上的文字", "Words on it", widget="color")
    )
    accent: Colour | None = Field(default=None, json_schema_extra=hint("强调色", "Accent", widget="color"))
    paper: Colour | None = Field(default=None, json_schema_extra=hint("底色", "Paper", widget="color"))
    ink: Colour | None = Field(default=None, json_schema_extra=hint("正文颜色", "Ink", widget="color"))


class ThemeSpec(Spec):
    """How a campaign and the activities that live in it look."""

    skin: Skin = Field(default="plain", json_schema_extra=hint("皮肤", "Skin"))
    colours: ThemeColours = Field(default=ThemeColours(), json_schema_extra=hint("颜色", "Colours by day"))
    night: ThemeColours = Field(
        default=ThemeColours(), json_schema_extra=hint("深色模式的颜色", "Colours by night", advanced=True)
    )
    picture: MediumId = Field(default="", json_schema_extra=hint("头图", "Picture", widget="media", media="theme"))
    headline: Text | None = Field(default=None, json_schema_extra=hint("标题语", "Headline"))
    note: Text | None = Field(default=None, json_schema_extra=hint("副标题", "Line below"))

    def find_palette(self, mode: Mode) -> Palette:
        """The colours that hold by day or by night."""
        own, base = (self.colours if mode == "light" else self.night), SKINS[self.skin][mode]
        on_primary = own.on_primary or (_choose_words(own.primary) if own.primary is not None else base.on_primary)
        return Palette(
            own.primary or base.primary, on_primary, own.accent or base.accent, own.paper or base.paper,
            own.ink or base.ink,
        )  # fmt: skip

    def find_unreadable(self) -> Iterator[tuple[Mode, str, str, float, float]]:
        """Pairs of colours that cannot be told apart: mode, colour, what it stands on, contrast, least contrast."""
        for mode in _MODES:
            palette = asdict(self.find_palette(mode))
            for over, under, least in _PAIRS:
                found = measure_contrast(palette[over], palette[under])
                if found < least:
                    yield mode, over, under, found, least


_MODES: tuple[Mode, Mode] = ("light", "dark")
_PAIRS = (
    ("on_primary", "primary", 4.5), ("ink", "paper", 4.5), ("accent", "paper", 4.5), ("primary", "paper", 3.0),
)  # fmt: skip
"""Colour, what it stands on, least contrast by WCAG 2.2: words 4.5, buttons 3."""


def _choose_words(under: str) -> str:
    return max(("#ffffff", "#1a1a1a"), key=lambda colour: measure_contrast(colour, under))


def measure_contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG, 1 to 21.

    >>> round(measure_contrast("#ffffff", "#000000"), 2), round(measure_contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
