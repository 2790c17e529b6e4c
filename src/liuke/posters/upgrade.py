"""The moment of a new tier: its name, what it brings, and what membership has saved."""

from __future__ import annotations

from liuke.posters import fonts, motifs
from liuke.posters.canvas import Canvas
from liuke.posters.colours import INK, LINE, SURFACE, deepen, mix
from liuke.posters.contracts import PIXELS, Upgrade

_LEFT, _RIGHT = 72, 1_008
_INSIDE, _END = 116, 964
_ROW = 112


def draw(order: Upgrade, picture: bytes | None) -> Canvas:
    """Draw it; the merchant's picture, if there is one, lies behind the head."""
    look = order.look
    canvas = Canvas(PIXELS["upgrade"], look.ground)
    dark = mix(look.ground, "#000000", 0.5)
    canvas.fade((0, 0, canvas.width, canvas.height), look.ground, dark)
    bottom = canvas.height - 84
    perks = order.perks[:4]
    card = (48, bottom - 132 - _ROW * len(perks), 1_032, bottom) if perks else (48, bottom, 1_032, bottom)
    if picture is not None:
        canvas.backdrop((0, 0, canvas.width, 1_000), picture, look.ink)
    else:
        canvas.strokes(motifs.rosette(760, 400, 440), look.ink, 3, 0.20)
    canvas.words(_LEFT, 128, fonts.shorten(order.shop, 36, 600, 900), 36, look.ink, weight=600)
    _write_tier(canvas, order, card[1])
    if perks:
        canvas.shade(card, 48)
        canvas.card(card, 48, SURFACE)
        _write_perks(canvas, order, card[1])
    return canvas


def _write_tier(canvas: Canvas, order: Upgrade, end: int) -> None:
    """From below: what was saved, whose tier it is, the tier, what happened."""
    ink = order.look.ink
    y = end - 84
    if order.saved:
        value, size = fonts.fit(order.saved, (112, 92, 72), 600, _RIGHT - _LEFT)
        canvas.words(_LEFT, y, value, size, ink, weight=600)
        y -= size + 12
        canvas.words(_LEFT, y, order.saved_label, 34, ink)
        y -= 96
    owner = fonts.shorten(order.owner, 38, 400, 520)
    canvas.words(_LEFT, y, f"{owner}  ·  {order.day}" if owner else order.day, 38, ink)
    y -= 84
    tier, size = fonts.fit(order.tier, (152, 120, 96, 72), 600, _RIGHT - _LEFT)
    canvas.words(_LEFT, y, tier, size, ink, weight=600)
    y -= round(size * 1.12) + 16
    canvas.words(_LEFT, y, order.headline, 46, ink)


def _write_perks(canvas: Canvas, order: Upgrade, top: int) -> None:
    canvas.words(_INSIDE, top + 76, order.perks_label, 34, INK, weight=600)
    y = top + 112
    colour = deepen(order.look.ground, SURFACE, 4.5)
    for number, perk in enumerate(order.perks[:4]):
        if number:
            canvas.draw.line((_INSIDE, y, _END, y), fill=LINE, width=2)
        icon = (_INSIDE, y + 30, _INSIDE + 52, y + 82)
        canvas.card(icon, 26, mix(colour, SURFACE, 0.86))
        canvas.strokes([motifs.tick(icon[0], icon[1], 52)], colour, 4)
        words, size = fonts.fit(perk, (38, 34, 30), 400, _END - _INSIDE - 84)
        canvas.words(_INSIDE + 84, y + 69, words, size, INK)
        y += _ROW
