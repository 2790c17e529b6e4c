"""Type: which font has a character, how wide words are, where lines break, and how they are put on a picture.

Noto Sans SC draws nearly everything; what it lacks comes from its sisters for traditional Chinese, Japanese and Korean,
and from those for Arabic and Hebrew. A character that none of them has is left out, as are those that are not seen:
so nothing that a member calls themselves turns a picture's words around, piles marks up, or shows an empty box.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

Weight = Literal[400, 600]
_CJK, _RTL = "justmytype_intl_cjk", "justmytype_intl_rtl"
_FAMILIES = (
    (_CJK, "notosanssc/NotoSansSC[wght].ttf"),
    (_CJK, "notosanstc/NotoSansTC[wght].ttf"),
    (_CJK, "notosansjp/NotoSansJP[wght].ttf"),
    (_CJK, "notosanskr/NotoSansKR[wght].ttf"),
    (_RTL, "notosansarabic/NotoSansArabic[wdth,wght].ttf"),
    (_RTL, "notosanshebrew/NotoSansHebrew[wdth,wght].ttf"),
)
_FIRST_RTL = 4
ELLIPSIS = "…"
_NOT_FIRST = frozenset("，。、；：！？）》」』】…—～·,.;:!?)]}%％")
"""Never at the beginning of a line."""
_NOT_LAST = frozenset("（《「『【([{¥￥$")
"""Never at the end of one."""


@cache
def _find_file(family: int) -> Path:
    package, place = _FAMILIES[family]
    spec = find_spec(package)
    assert spec is not None, f"{package} is a dependency"
    assert spec.submodule_search_locations is not None, f"{package} is a package"
    return Path(next(iter(spec.submodule_search_locations)), "fonts", "ofl", place)


@cache
def _list_covered(family: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who draws needs it

    with TTFont(_find_file(family), lazy=True) as font:
        known: Any = font  # its types are not complete
        return frozenset(known.getBestCmap())


@lru_cache(maxsize=192)
def _load(family: int, size: int, weight: Weight) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415 - only who draws needs it

    layout = ImageFont.Layout.RAQM if family >= _FIRST_RTL else ImageFont.Layout.BASIC
    font = ImageFont.truetype(str(_find_file(family)), size, layout_engine=layout)
    axes: list[Any] = font.get_variation_axes()  # its types are not complete
    font.set_variation_by_axes([weight if axis["maximum"] > 200 else axis["default"] for axis in axes])
    return font


def _find_family(char: str) -> int | None:
    code = ord(char)
    return next((family for family in range(len(_FAMILIES)) if code in _list_covered(family)), None)


def clean(words: str, most: int = 200) -> str:
    r"""What can be drawn of words that somebody wrote: composed, on one line, at most so many characters.

    >>> clean("阿\u202e禾 \u0007😀 Ж\u0301\u0301")
    '阿禾 Ж'
    """
    kept = list[str]()
    for char in unicodedata.normalize("NFC", words[: 4 * most]):
        kind = unicodedata.category(char)
        if kind[0] == "Z" or char in "\t\n\r":
            kept.append(" ")
            continue
        family = None if kind[0] == "C" else _find_family(char)
        if family is not None and (kind[0] != "M" or family >= _FIRST_RTL):
            kept.append(char)
    return " ".join("".join(kept).split())[:most].strip()


def _split(words: str) -> list[tuple[int, str]]:
    """Words by font, in order; spaces and what no font has stay with what is before them."""
    runs = list[tuple[int, str]]()
    for char in words:
        before = runs[-1][0] if runs else 0
        family = before if char == " " else _find_family(char)
        if family is None:
            continue
        if runs and before == family:
            runs[-1] = family, runs[-1][1] + char
        else:
            runs.append((family, char))
    return [piece for family, run in runs for piece in _part_space(family, run)]


def _part_space(family: int, run: str) -> list[tuple[int, str]]:
    """A space behind words that run from right to left stands on their right, as for whoever reads on."""
    if family < _FIRST_RTL or not run.endswith(" "):
        return [(family, run)]
    return [(family, run.rstrip(" ")), (0, " " * (len(run) - len(run.rstrip(" "))))]


def measure(words: str, size: int, weight: Weight, tracking: int = 0) -> float:
    """Width in pixels."""
    width = sum(_load(family, size, weight).getlength(run) for family, run in _split(words))
    return width + tracking * max(len(words) - 1, 0)


def put(
    draw: ImageDraw.ImageDraw, x: float, y: float, words: str, size: int, weight: Weight, colour: str, tracking: int = 0
) -> None:
    """Write one line that begins at ``x`` and stands on the line ``y``."""
    pieces = _split(words)
    if tracking:
        pieces = [(family, char) for family, run in pieces for char in run]
    for family, run in pieces:
        font = _load(family, size, weight)
        if family >= _FIRST_RTL:
            draw.text((x, y), run, fill=colour, font=font, anchor="ls", direction="rtl")
        else:
            draw.text((x, y), run, fill=colour, font=font, anchor="ls")
        x += font.getlength(run) + tracking


def shorten(words: str, size: int, weight: Weight, width: float) -> str:
    """As much of the words as fits, with an ellipsis where something is left out."""
    if measure(words, size, weight) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(words[:middle].rstrip() + ELLIPSIS, size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + ELLIPSIS


def fit(words: str, sizes: tuple[int, ...], weight: Weight, width: float) -> tuple[str, int]:
    """The words in the first size in which they fit; in the last one shortened."""
    for size in sizes:
        if measure(words, size, weight) <= width:
            return words, size
    return shorten(words, sizes[-1], weight, width), sizes[-1]


def _list_pieces(words: str) -> list[str]:
    """Where a line may break: after spaces, and between characters that are written without them."""
    pieces = list[str]()
    for char in words:
        wide = unicodedata.east_asian_width(char) in {"W", "F"}
        joins = not pieces or pieces[-1][-1] in _NOT_LAST or char in _NOT_FIRST
        if pieces and (joins or (not wide and pieces[-1][-1] != " " and not _is_wide(pieces[-1][-1]))):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


def wrap(words: str, size: int, weight: Weight, width: float, most: int) -> list[str]:
    """Lines of at most ``width`` pixels; the last of ``most`` is shortened where words are left over.

    A line break that stands in the words is kept.
    """
    lines = list[str]()
    for part in words.split("\n"):
        line = ""
        for piece in _list_pieces(part.strip()):
            if line and measure((line + piece).rstrip(), size, weight) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    if len(lines) > most:
        lines[most - 1] += " " * (lines[most - 1][-1:].isascii() and lines[most - 1] != "") + lines[most] + ELLIPSIS
    return [shorten(line, size, weight, width) for line in lines[:most]]
