"""Pictures: the same bytes, the right size, a code that is read, words that fit, and nothing that names can break."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from PIL import Image, ImageChops

from liuke.posters import fonts
from liuke.posters.canvas import QUIET, Canvas, make_code
from liuke.posters.colours import READABLE, contrast, deepen
from liuke.posters.contracts import KINDS, MAX_BYTES, PIXELS, Kind, Look, derive_tag
from liuke.posters.rendering import render
from tests.posters.support import GOLD, LINK, ORDERS, TEA, invite, open_picture, photo, read_codes


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_order_is_the_same_bytes_of_the_stated_size(kind: Kind) -> None:
    order = ORDERS[kind]
    first = render(order, "jpeg")
    assert first == render(order, "jpeg")
    assert open_picture(first).size == PIXELS[kind]
    assert 20_000 < len(first) < MAX_BYTES / 4
    png = render(order, "png")
    assert (png[:8], len(png) < MAX_BYTES) == (b"\x89PNG\r\n\x1a\n", True)
    assert len({derive_tag(order, "jpeg"), derive_tag(order, "png")}) == 2


def test_another_word_is_another_picture_and_another_tag() -> None:
    plain, other = invite(), invite(gain="200 积分")
    assert derive_tag(plain, "jpeg") != derive_tag(other, "jpeg")
    assert render(plain, "png") != render(other, "png")
    assert derive_tag(invite(), "jpeg") == derive_tag(plain, "jpeg")


@pytest.mark.parametrize("content", [LINK, "i=k7m2xq9dfa", f"https://m.tea.example/{'x' * 150}?c=k7m2xq9dfa"])
def test_the_code_is_read_back_by_another_decoder(content: str) -> None:
    assert read_codes(render(invite(content=content), "jpeg")) == [content]
    large: Any = open_picture(render(invite(content=content), "png"))  # its types are not complete
    small = large.resize((540, 810), Image.Resampling.LANCZOS)
    assert read_codes(_encode(small)) == [content]


def _encode(image: Image.Image) -> bytes:
    canvas = Canvas(image.size, "#ffffff")
    canvas.image.paste(image, (0, 0))
    return canvas.encode("jpeg")


def test_every_module_of_the_code_is_whole_pixels_with_room_around() -> None:
    canvas = Canvas((400, 400), "#808080")
    side = canvas.code(20, 30, 336, LINK, "#1d2320")
    rows = make_code(LINK)
    module = side // (len(rows) + 2 * QUIET)
    assert (module, side) == (336 // (len(rows) + 2 * QUIET), module * (len(rows) + 2 * QUIET))
    empty = [0] * (len(rows) + 2 * QUIET)
    framed = [empty] * QUIET + [[0] * QUIET + list(row) + [0] * QUIET for row in rows] + [empty] * QUIET
    for down, row in enumerate(framed):
        for across, dark in enumerate(row):
            corners = {
                canvas.image.getpixel((20 + across * module + x, 30 + down * module + y))
                for x in (0, module - 1) for y in (0, module - 1)
            }  # fmt: skip
            assert corners == {(0x1D, 0x23, 0x20) if dark else (255, 255, 255)}


# -- names ------------------------------------------------------------------------------------------------------------
NAMES = {
    "rare": ("㐂𠮷龘堃", "㐂𠮷龘堃"),
    "korean": ("한지민", "한지민"),
    "arabic": ("علي حسن", "علي حسن"),
    "hebrew": ("שרה", "שרה"),
    "emoji": ("🌸阿禾👩‍👩‍👧", "阿禾"),
    "turned around": ("\u202e禾阿\u2066", "禾阿"),
    "marks": ("Z\u0351\u036b\u0343a\u0300lgo", "Zàlgo"),
    "control": ("阿\x00\x1b[31m禾\u200b\ufeff", "阿[31m禾"),
    "lines": ("  阿\r\n\t 禾 ", "阿 禾"),
    "nothing": ("🌸\u200d\ue000", ""),
    "long": ("很" * 500, "很" * 40),
}


@pytest.mark.parametrize(("written", "drawn"), NAMES.values(), ids=NAMES.keys())
def test_of_a_name_what_can_be_drawn_is_drawn(written: str, drawn: str) -> None:
    assert fonts.clean(written, 40) == drawn
    if drawn:
        picture = open_picture(render(invite(drawn), "png"))
        empty = open_picture(render(invite(" "), "png"))
        assert ImageChops.difference(picture, empty).getbbox() is not None
        assert read_codes(render(invite(drawn), "jpeg")) == [LINK]


def test_rare_characters_are_drawn_and_not_as_the_empty_box() -> None:
    def draw(char: str) -> bytes:
        canvas = Canvas((80, 80), "#ffffff")
        canvas.words(8, 64, char, 60, "#000000")
        return canvas.image.tobytes()

    found = [draw(char) for char in "㐂𠮷龘堃한"]
    assert len({*found, draw("")}) == 6


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    joined = fonts.measure("علي", 60, 400)
    apart = sum(fonts.measure(char, 60, 400) for char in "علي")
    assert joined < apart * 0.95
    canvas = Canvas((400, 100), "#ffffff")
    canvas.words(10, 70, "علي", 60, "#000000")
    box = ImageChops.invert(canvas.image).getbbox()
    assert box is not None
    assert 0 < box[0] < box[2] <= 10 + joined + 4


def test_words_are_shortened_and_wrapped_within_their_width() -> None:
    long = "Maximilian-Alexander von Hohenzollern-Sigmaringen"
    shortened = fonts.shorten(long, 44, 600, 500)
    assert shortened.endswith("…")
    assert fonts.measure(shortened, 44, 600) <= 500
    assert fonts.measure(f"{long[: len(shortened)]}…", 44, 600) > 500
    words = "注册 7 天内填写邀请码，30 天内首单满 30 元后到账，每位新会员限一次"
    lines = fonts.wrap(words, 28, 400, 400, 3)
    assert all(fonts.measure(line, 28, 400) <= 400 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(line[0] not in "，。" for line in lines)
    cut = fonts.wrap(words, 28, 400, 300, 2)
    assert (len(cut), cut[1][-1]) == (2, "…")
    assert fonts.wrap("one\ntwo", 28, 400, 300, 2) == ["one", "two"]
    assert fonts.fit("黄金会员", (152, 96, 72), 600, 300) == ("黄金会员", 72)


LONG = {
    "name": "很长很长的名字" * 5, "shop": "一家名字特别特别长的茶饮连锁店" * 3,
    "headline": "Everything you like, and more " * 3,
    "line": "A sentence that does not end, and goes on, and on " * 3, "gain": "100 积分、满 20 减 5 元券、" * 6,
    "terms": "Enter the code within seven days of joining, then place an order " * 4, "scan": "Scan it in the app " * 6,
    "code_label": "or enter " * 20, "standing": "至尊黑金钻石会员" * 6,
}  # fmt: skip


def test_the_longest_words_leave_the_margins_empty_and_the_code_readable() -> None:
    order = msgspec.structs.replace(invite(), **LONG)
    picture = open_picture(render(order, "png"))
    assert read_codes(render(order, "jpeg")) == [LINK]
    plain = Canvas(PIXELS["invite"], TEA.ground)
    plain.fade((0, 0, plain.width, plain.height), TEA.ground, "#12352b")
    for box in ((0, 632, 20, 1_536), (1_062, 632, 1_080, 1_536)):  # beside the card
        strip: Any = picture.crop(box)
        assert max(high - low for low, high in strip.getextrema()) < 60
    inside = picture.crop((1_000, 680, 1_028, 1_500))  # the card's own margin
    assert inside.getextrema() == ((255, 255), (255, 255), (255, 255))


# -- colours, pictures ------------------------------------------------------------------------------------------------
def test_words_over_a_bright_picture_can_be_read() -> None:
    canvas = Canvas((300, 300), "#1f5c4a")
    canvas.backdrop((0, 0, 300, 300), photo(colour="#ffffff"), "#ffffff")
    seen: Any = canvas.image
    colours = {seen.getpixel((x, y)) for x in range(0, 300, 20) for y in range(0, 300, 20)}
    worst = min(contrast(f"#{r:02x}{g:02x}{b:02x}", "#ffffff") for r, g, b in colours)
    assert worst >= READABLE
    assert len(colours) > 5, "it is seen"


def test_any_colour_of_a_tier_is_deepened_until_its_words_can_be_read() -> None:
    for colour in ("#ffffff", "#ffd700", "#8c8c8c", "#000000", "#00ff00"):
        assert contrast(deepen(colour, "#ffffff", READABLE), "#ffffff") >= READABLE
    assert deepen("#1f5c4a", "#ffffff", READABLE) == "#1f5c4a"


@pytest.mark.parametrize("kind", KINDS)
def test_the_merchants_picture_is_in_it(kind: Kind) -> None:
    order = ORDERS[kind]
    dressed = msgspec.structs.replace(order, look=msgspec.structs.replace(order.look, picture="ab" * 32))
    with_picture, without = render(dressed, "png", photo()), render(dressed, "png")
    assert with_picture != without
    assert with_picture == render(dressed, "png", photo())
    assert open_picture(with_picture).size == PIXELS[kind]
    assert derive_tag(dressed, "png") != derive_tag(order, "png")


def test_a_picture_is_small_whatever_it_shows() -> None:
    noise = Image.effect_noise((1_400, 1_400), 120).convert("RGB")
    content = _encode(noise)
    look = Look(GOLD.ground, GOLD.ink, GOLD.accent, "cd" * 32)
    assert len(render(invite(look=look), "jpeg", content)) < MAX_BYTES
