"""A picture while it is made: grounds, cards, line art and words. Edges are drawn three times as large, and reduced."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from liuke.posters import fonts
from liuke.posters.colours import READABLE, contrast, read, write
from liuke.posters.contracts import Format
from liuke.posters.fonts import Weight

Box = tuple[int, int, int, int]
Point = tuple[float, float]
Align = Literal["left", "centre", "right"]
_FINE = 3
QUIET = 4
"""Empty modules around a QR code, as its standard asks."""


def make_code(content: str) -> tuple[tuple[int, ...], ...]:
    """Modules of a QR code, 1 for dark ones, without the empty ones around them; a seventh of it may be damaged."""
    library: Any = segno  # its types are not complete
    code: Any = library.make_qr(content, error="m", boost_error=False)
    return tuple(tuple(int(module) for module in row) for row in code.matrix)


def _stretch(image: Any, size: tuple[int, int]) -> Image.Image:
    return image.resize(size, Image.Resampling.BICUBIC)


def _map(image: Any, shades: list[int]) -> Image.Image:
    """Every shade as another one."""
    return image.point(shades)


def _scale(image: Image.Image, alpha: float) -> Image.Image:
    return image if alpha >= 1 else _map(image, [round(value * alpha) for value in range(256)])


class Canvas:
    """A picture in the making.

    Args:
        size: Width and height in pixels.
        ground: Its colour.
    """

    def __init__(self, size: tuple[int, int], ground: str) -> None:
        self.image = Image.new("RGB", size, ground)
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height = size

    # -- areas --------------------------------------------------------------------------------------------------------
    def _mask(self, box: Box, work: Callable[[ImageDraw.ImageDraw, int], None], alpha: float) -> Image.Image:
        width, height = box[2] - box[0], box[3] - box[1]
        mask = Image.new("L", (width * _FINE, height * _FINE), 0)
        work(ImageDraw.Draw(mask), _FINE)
        return _scale(mask.reduce(_FINE), alpha)

    def _round(self, box: Box, radius: int, alpha: float = 1) -> Image.Image:
        def work(draw: ImageDraw.ImageDraw, fine: int) -> None:
            area = (0, 0, (box[2] - box[0]) * fine - 1, (box[3] - box[1]) * fine - 1)
            draw.rounded_rectangle(area, radius * fine, fill=255)

        return self._mask(box, work, alpha)

    def card(self, box: Box, radius: int, colour: str, alpha: float = 1) -> None:
        """An area with round corners."""
        self.image.paste(colour, box, self._round(box, radius, alpha))

    def shade(self, box: Box, radius: int, *, down: int = 18, blur: int = 36, alpha: float = 0.16) -> None:
        """The soft shadow of a card."""
        room = blur * 2
        around = (box[0] - room, box[1] - room + down, box[2] + room, box[3] + room + down)
        size = (around[2] - around[0], around[3] - around[1])
        mask = Image.new("L", (size[0] // 4, size[1] // 4), 0)
        inner = (room // 4, room // 4, (size[0] - room) // 4, (size[1] - room) // 4)
        ImageDraw.Draw(mask).rounded_rectangle(inner, radius // 4, fill=round(255 * alpha))
        self.image.paste("#0b120f", around, _stretch(mask.filter(ImageFilter.GaussianBlur(blur / 4)), size))

    def fade(self, box: Box, top: str, bottom: str, radius: int = 0, *, slanted: bool = True) -> None:
        """A ground that goes from one colour to another."""
        size = (box[2] - box[0], box[3] - box[1])
        down = _stretch(Image.linear_gradient("L"), size)
        if slanted:
            down = Image.blend(down, _stretch(Image.linear_gradient("L").rotate(90), size), 0.35)
        first, second = Image.new("RGB", size, top), Image.new("RGB", size, bottom)
        whole = Image.composite(second, first, down)
        if radius:
            self.image.paste(whole, box, self._round(box, radius))
        else:
            self.image.paste(whole, box)

    def photo(self, box: Box, content: bytes) -> None:
        """The merchant's picture over the whole area, cut to its shape."""
        self._lay(box, content, lambda picture: picture.convert("RGB"), 1, fades=False)

    def backdrop(self, box: Box, content: bytes, ink: str) -> None:
        """The same behind words: as dark as it takes to read ``ink`` on it, and into the ground at its foot."""
        cap = max(grey for grey in range(256) if not grey or contrast(write((grey, grey, grey)), ink) >= READABLE)

        def dim(picture: Image.Image) -> Image.Image:
            shades: list[int] = picture.convert("L").histogram()
            left, bright = sum(shades) // 50, 255
            while bright and left >= shades[bright]:
                left -= shades[bright]
                bright -= 1
            factor = min(1.0, cap / max(bright, 1))
            return _map(picture.convert("RGB"), [min(cap, round(value * factor)) for value in range(256)] * 3)

        self._lay(box, content, dim, 0.86, fades=True)

    def _lay(
        self, box: Box, content: bytes, tone: Callable[[Image.Image], Image.Image], alpha: float, *, fades: bool
    ) -> None:
        size = (box[2] - box[0], box[3] - box[1])
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            picture = ImageOps.fit(opened.convert("RGBA"), size, Image.Resampling.LANCZOS)
        seen: Any = picture.getchannel("A")
        if fades:
            ramp = _stretch(Image.linear_gradient("L"), size)
            shades = [round(min(255, (255 - value) * 2.4) * alpha) for value in range(256)]
            seen = ImageChops.multiply(seen, _map(ramp, shades))
        self.image.paste(tone(picture), box, seen)

    def inlay(self, box: Box, other: Canvas, radius: int) -> None:
        """Another picture of the box's size, with round corners."""
        self.image.paste(other.image, box, self._round(box, radius))

    # -- line art -----------------------------------------------------------------------------------------------------
    def strokes(self, lines: Sequence[Sequence[Point]], colour: str, width: float, alpha: float = 1) -> None:
        """Lines of one weight; where they cross they are no darker."""
        xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
        edge = math.ceil(width) + 1
        box = (
            max(0, math.floor(min(xs)) - edge), max(0, math.floor(min(ys)) - edge),
            min(self.width, math.ceil(max(xs)) + edge), min(self.height, math.ceil(max(ys)) + edge),
        )  # fmt: skip

        def work(draw: ImageDraw.ImageDraw, fine: int) -> None:
            for line in lines:
                points = [((x - box[0]) * fine, (y - box[1]) * fine) for x, y in line]
                draw.line(points, fill=255, width=round(width * fine), joint="curve")

        self.image.paste(colour, box, self._mask(box, work, alpha))

    def shape(self, points: Sequence[Point], colour: str, alpha: float = 1) -> None:
        """A filled outline."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)) + 1, math.ceil(max(ys)) + 1)

        def work(draw: ImageDraw.ImageDraw, fine: int) -> None:
            draw.polygon([((x - box[0]) * fine, (y - box[1]) * fine) for x, y in points], fill=255)

        self.image.paste(colour, box, self._mask(box, work, alpha))

    # -- words --------------------------------------------------------------------------------------------------------
    def words(
        self, x: float, y: float, text: str, size: int, colour: str, *, weight: Weight = 400, align: Align = "left",
        tracking: int = 0,
    ) -> None:  # fmt: skip
        """One line that stands on ``y``."""
        if align != "left":
            width = fonts.measure(text, size, weight, tracking)
            x -= width if align == "right" else width / 2
        fonts.put(self.draw, round(x), y, text, size, weight, colour, tracking)

    def code(self, x: int, y: int, side: int, content: str, dark: str) -> int:
        """A QR code whose modules are whole pixels, as large as fits into ``side`` with its quiet zone; its side."""
        rows = make_code(content)
        module = max(1, side // (len(rows) + 2 * QUIET))
        whole = module * (len(rows) + 2 * QUIET)
        self.draw.rectangle((x, y, x + whole - 1, y + whole - 1), fill="#ffffff")
        for down, row in enumerate(rows):
            for across, module_is_dark in enumerate(row):
                if module_is_dark:
                    left, top = x + (across + QUIET) * module, y + (down + QUIET) * module
                    self.draw.rectangle((left, top, left + module - 1, top + module - 1), fill=read(dark))
        return whole

    def encode(self, form: Format) -> bytes:
        """The bytes; nothing but pixels is in them."""
        out = io.BytesIO()
        if form == "png":
            self.image.save(out, "PNG", compress_level=6)
        else:
            self.image.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
        return out.getvalue()
