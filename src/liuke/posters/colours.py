"""Colours as numbers: contrast by WCAG 2.2, and grounds that are dark enough for what is written on them."""

from __future__ import annotations

Rgb = tuple[int, int, int]
PAPER, SURFACE, INK, INK_2, LINE = "#f5f2ea", "#ffffff", "#1d2320", "#5b645e", "#e9e4d8"
READABLE = 4.5
"""Least contrast of text that is not large."""


def read(colour: str) -> Rgb:
    """``#rrggbb`` as three numbers of 0 … 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def write(colour: Rgb) -> str:
    """The other way round."""
    return f"#{colour[0]:02x}{colour[1]:02x}{colour[2]:02x}"


def _luminance(colour: Rgb) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 … 21.

    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#1f5c4a", "#ffffff"), 2)
    (21.0, 7.87)
    """
    low, high = sorted((_luminance(read(one)), _luminance(read(other))))
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """``one`` with a share (0 … 1) of ``other``."""
    parts = [round(a + (b - a) * share) for a, b in zip(read(one), read(other), strict=True)]
    return write((parts[0], parts[1], parts[2]))


def deepen(colour: str, ink: str, least: float) -> str:
    """The colour, as much darker as it takes for ``ink`` to be read on it.

    ``ink`` must be bright enough to be read on black.
    """
    for step in range(21):
        found = mix(colour, "#000000", step / 20)
        if contrast(found, ink) >= least:
            return found
    return "#000000"
