"""Badges and certificates: what a member has become, to be kept and shown."""

from __future__ import annotations

import math

from liuke.posters import fonts, motifs
from liuke.posters.canvas import Canvas
from liuke.posters.colours import INK, INK_2, LINE, PAPER, SURFACE, deepen, mix
from liuke.posters.contracts import PIXELS, Badge, Certificate

_GOLD = "#a9833f"
_SEAL = "#b23a26"


def draw_badge(order: Badge, picture: bytes | None) -> Canvas:
    """A medal with the badge's first character, or the merchant's picture in it."""
    look = order.look
    canvas = Canvas(PIXELS["badge"], PAPER)
    canvas.fade((0, 0, canvas.width, canvas.height), "#fbf9f4", PAPER)
    x, y, radius = 540, 420, 268
    canvas.strokes([motifs.circle(x, y, radius + step) for step in (38, 74)], look.ground, 2, 0.10)
    canvas.shade((x - radius, y - radius, x + radius, y + radius), radius, down=26, blur=44, alpha=0.26)
    canvas.shape(motifs.scallop(x, y, radius, 32, 7), mix(look.ground, "#000000", 0.12))
    inner = radius - 20
    box = (x - inner, y - inner, x + inner, y + inner)
    canvas.fade(box, mix(look.ground, "#ffffff", 0.06), mix(look.ground, "#000000", 0.34), inner)
    if picture is not None:
        _set_picture(canvas, (x - inner + 22, y - inner + 22, x + inner - 22, y + inner - 22), picture, look.ground)
    else:
        canvas.strokes(motifs.rosette(x, y, inner - 26)[:-1], look.ink, 2.4, 0.24)
        canvas.strokes([motifs.circle(x, y, inner - 14)], look.ink, 3, 0.55)
        canvas.card((x - 118, y - 118, x + 118, y + 118), 118, mix(look.ground, "#000000", 0.16))
        canvas.strokes([motifs.circle(x, y, 118)], look.ink, 3, 0.8)
        canvas.words(x, y + 50, order.title[:1].upper(), 136, look.ink, weight=600, align="centre")
    title, size = fonts.fit(order.title, (76, 64, 52), 600, 900)
    canvas.words(x, 838, title, size, INK, weight=600, align="centre")
    owner = fonts.shorten(order.owner, 36, 400, 480)
    canvas.words(x, 904, f"{owner}  ·  {order.day}" if owner else order.day, 36, INK_2, align="centre")
    canvas.draw.line((x - 36, 952, x + 36, 952), fill=mix(LINE, INK_2, 0.25), width=2)
    canvas.words(x, 1_010, fonts.shorten(order.shop, 30, 600, 800), 30, INK_2, weight=600, align="centre")
    return canvas


def _set_picture(canvas: Canvas, box: tuple[int, int, int, int], picture: bytes, ground: str) -> None:
    """The merchant's picture, round."""
    side = box[2] - box[0]
    inside = Canvas((side, side), ground)
    inside.photo((0, 0, side, side), picture)
    canvas.inlay(box, inside, side // 2)


def draw_certificate(order: Certificate, picture: bytes | None) -> Canvas:
    """A document with a woven border and the merchant's seal; the picture, if there is one, is its emblem."""
    look = order.look
    canvas = Canvas(PIXELS["certificate"], "#fbf8f0")
    gold = look.accent
    _draw_border(canvas, gold)
    middle = canvas.width // 2
    canvas.strokes(motifs.rosette(middle, 560, 330)[:-1], gold, 2, 0.10)
    if picture is not None:
        _set_picture(canvas, (middle - 56, 118, middle + 56, 230), picture, look.ground)
    else:
        canvas.strokes(motifs.rosette(middle, 172, 54), gold, 2.2, 0.95)
    canvas.words(middle, 316, order.heading, 68, INK, weight=600, align="centre", tracking=14)
    if order.sub_heading:
        canvas.words(middle, 364, order.sub_heading, 22, INK_2, align="centre", tracking=9)
    canvas.words(middle, 444, order.presented, 30, INK_2, align="centre")
    owner, size = fonts.fit(order.owner, (92, 76, 60, 48), 600, 860)
    canvas.words(middle, 556, owner, size, INK, weight=600, align="centre")
    half = max(210, round(fonts.measure(owner, size, 600) / 2) + 60)
    canvas.draw.line((middle - half, 592, middle + half, 592), fill=mix(gold, SURFACE, 0.35), width=2)
    canvas.words(middle, 656, fonts.shorten(order.sentence, 32, 400, 1_000), 32, INK_2, align="centre")
    title, size = fonts.fit(order.title, (64, 54, 44), 600, 980)
    canvas.words(middle, 742, title, size, deepen(look.ground, SURFACE, 4.5), weight=600, align="centre")
    _write_foot(canvas, order)
    return canvas


def _draw_border(canvas: Canvas, gold: str) -> None:
    width, height = canvas.width, canvas.height
    for inset, stroke in ((40, 4), (50, 1), (92, 2)):
        area = (inset, inset, width - 1 - inset, height - 1 - inset)
        canvas.draw.rectangle(area, outline=mix(gold, SURFACE, 0.1), width=stroke)
    rows = [motifs.weave(110, width - 110, y, 18, 40) for y in (71, height - 72)]
    columns = [motifs.weave(110, height - 110, x, 18, 28) for x in (71, width - 72)]
    turned = [[[(y, x) for x, y in line] for line in lines] for lines in columns]
    for lines in (*rows, *turned):
        canvas.strokes(lines, gold, 1.6, 0.75)
    for x in (71, width - 72):
        for y in (71, height - 72):
            petals = [motifs.petal(x, y, 2, 19, math.pi * n / 4, 4.4) for n in range(8)]
            canvas.strokes([motifs.circle(x, y, 20, 80), *petals], gold, 1.6, 0.95)


def _write_foot(canvas: Canvas, order: Certificate) -> None:
    canvas.words(172, 880, order.day, 30, INK, weight=600)
    canvas.words(172, 924, order.number, 24, INK_2)
    right = canvas.width - 172
    letters = _spell_seal(order.shop)
    side = 124
    box = (right - side, 812, right, 812 + side)
    canvas.card(box, 14, _SEAL)
    canvas.strokes([[(box[0] + 9, box[1] + 9), (box[2] - 10, box[1] + 9), (box[2] - 10, box[3] - 10),
                     (box[0] + 9, box[3] - 10), (box[0] + 9, box[1] + 8)]], "#fbf8f0", 2, 0.9)  # fmt: skip
    _cut_seal(canvas, box, letters)
    shop = fonts.shorten(order.shop, 28, 600, 420)
    canvas.words(box[0] - 28, 884, shop, 28, INK, weight=600, align="right")


def _spell_seal(shop: str) -> str:
    """Up to four characters of the merchant's name; two letters of one that is written with letters."""
    kept = "".join(char for char in shop if char.isalnum())
    return kept[:2].upper() if kept[:1].isascii() else kept[:4]


def _cut_seal(canvas: Canvas, box: tuple[int, int, int, int], letters: str) -> None:
    """As seals are cut: in columns from the right, each from its top."""
    middle_x, middle_y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    ground = "#fbf8f0"
    if len(letters) < 3:
        size = 52 if letters.isascii() else (56 if len(letters) == 1 else 44)
        canvas.words(middle_x, middle_y + size * 0.36, letters, size, ground, weight=600, align="centre")
        return
    places = [(23, -25), (23, 25), (-23, -25), (-23, 25)]
    for char, (across, down) in zip(letters, places, strict=False):
        canvas.words(middle_x + across, middle_y + down + 16, char, 43, ground, weight=600, align="centre")
