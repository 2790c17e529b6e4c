"""The invitation: what a friend is offered, by whom, and the code to scan."""

from __future__ import annotations

from liuke.posters import fonts, motifs
from liuke.posters.canvas import Canvas
from liuke.posters.colours import INK, INK_2, LINE, SURFACE, deepen, mix
from liuke.posters.contracts import PIXELS, Invite

_LEFT, _RIGHT = 72, 1_008
_CARD = (48, 632, 1_032, 1_536)
_INSIDE, _END = 108, 972
_CODE = 336


def draw(order: Invite, picture: bytes | None) -> Canvas:
    """Draw it.

    Args:
        order: What is said, in whose looks.
        picture: The merchant's; ``None``: line art.
    """
    look = order.look
    canvas = Canvas(PIXELS["invite"], look.ground)
    canvas.fade((0, 0, canvas.width, canvas.height), look.ground, mix(look.ground, "#000000", 0.42))
    if picture is not None:
        canvas.backdrop((0, 0, canvas.width, 900), picture, look.ink)
    else:
        canvas.strokes(motifs.sprig(800, 700, 640), look.ink, 3, 0.26)
        canvas.strokes([motifs.circle(826, 330, 318), motifs.circle(826, 330, 334)], look.ink, 2, 0.14)
    _write_head(canvas, order)
    canvas.shade(_CARD, 48)
    canvas.card(_CARD, 48, SURFACE)
    _write_inviter(canvas, order)
    _write_gain(canvas, order)
    _write_code(canvas, order)
    return canvas


def _write_head(canvas: Canvas, order: Invite) -> None:
    ink, width = order.look.ink, _RIGHT - _LEFT
    canvas.words(_LEFT, 128, fonts.shorten(order.shop, 36, 600, width), 36, ink, weight=600)
    size = next((one for one in (104, 88, 72) if len(fonts.wrap(order.headline, one, 600, width, 3)) <= 2), 64)
    lines = fonts.wrap(order.headline, size, 600, width, 2)
    y = 276 if len(lines) > 1 else 348
    for line in lines:
        canvas.words(_LEFT, y, line, size, ink, weight=600)
        y += round(size * 1.3)
    canvas.words(_LEFT, y, fonts.shorten(order.line, 38, 400, width), 38, ink)


def _write_inviter(canvas: Canvas, order: Invite) -> None:
    top, side = _CARD[1] + 52, 104
    ground = deepen(order.tier_color, "#ffffff", 4.5)
    canvas.fade((_INSIDE, top, _INSIDE + side, top + side), mix(ground, "#ffffff", 0.08), ground, side // 2)
    initial = order.name[:1].upper()
    canvas.words(_INSIDE + side / 2, top + 70, initial, 48, "#ffffff", weight=600, align="centre")
    x, width = _INSIDE + side + 28, _END - _INSIDE - side - 28
    canvas.words(
        x, top + (46 if order.standing else 68), fonts.shorten(order.name, 44, 600, width), 44, INK, weight=600
    )
    if order.standing:
        canvas.words(x, top + 94, fonts.shorten(order.standing, 30, 400, width), 30, INK_2)
    canvas.draw.line((_INSIDE, top + side + 40, _END, top + side + 40), fill=LINE, width=2)


def _write_gain(canvas: Canvas, order: Invite) -> None:
    y, width = _CARD[1] + 254, _END - _INSIDE
    if not order.gain:
        y += 44
        for line in fonts.wrap(order.terms, 44, 600, width, 3):
            canvas.words(_INSIDE, y, line, 44, INK, weight=600)
            y += 66
        return
    canvas.words(_INSIDE, y, order.gain_label, 30, INK_2)
    size = next((one for one in (60, 50) if len(fonts.wrap(order.gain, one, 600, width, 2)) == 1), 44)
    y += 22
    for line in fonts.wrap(order.gain, size, 600, width, 2):
        y += round(size * 1.25)
        canvas.words(_INSIDE, y, line, size, order.look.accent, weight=600)
    y += 18
    for line in fonts.wrap(order.terms, 28, 400, width, 2):
        y += 40
        canvas.words(_INSIDE, y, line, 28, INK_2)


def _write_code(canvas: Canvas, order: Invite) -> None:
    bottom = _CARD[3] - 44
    top = bottom - _CODE
    canvas.draw.line((_INSIDE, top - 20, _END, top - 20), fill=LINE, width=2)
    side = canvas.code(_INSIDE - 24, top, _CODE, order.content, INK)
    x, width = _INSIDE - 24 + side + 36, _END - (_INSIDE - 24 + side + 36)
    y = top + 96
    for line in fonts.wrap(order.scan, 38, 600, width, 2):
        canvas.words(x, y, line, 38, INK, weight=600)
        y += 54
    canvas.words(x, max(y + 40, top + 206), fonts.shorten(order.code_label, 28, 400, width), 28, INK_2)
    colour = deepen(order.look.ground, SURFACE, 4.5)
    code, size = fonts.fit(order.code, (52, 44, 36), 600, width - 9 * 3)
    canvas.words(x, max(y + 40, top + 206) + 64, code, size, colour, weight=600, tracking=3)
