"""What becomes of foreign bytes; pure."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from liuke.decision.evidence import Evidence
from liuke.features import DOMAINS, compile_program
from liuke.media.contracts import NotAPicture, derive_medium_id, read_tenant
from liuke.media.domain import DOMAIN
from liuke.media.lint import list_named
from liuke.media.multipart import read_picture
from liuke.media.objects import find_media_faults
from liuke.media.pictures import make_picture
from tests.media.pictures import PLACE, bomb, draw, encode, form, photo


def test_nothing_but_the_pixels_survives() -> None:
    sent = photo()
    assert PLACE in sent
    made = make_picture(sent)
    assert [(one.size, one.width, one.height) for one in made.sizes] == [
        ("full", 200, 300), ("card", 200, 300), ("thumb", 107, 160),
    ]  # fmt: skip
    for one in made.sizes:
        assert one.type == "image/jpeg"
        assert PLACE not in one.content
        assert b"<script>" not in one.content
        again = Image.open(io.BytesIO(one.content))
        assert dict(again.getexif()) == {}
        assert {"icc_profile", "comment", "exif"}.isdisjoint(again.info)
    assert make_picture(sent).sizes == made.sizes, "the same bytes become the same bytes"


def test_small_pictures_are_kept_once_and_large_ones_made_smaller() -> None:
    small = make_picture(encode(draw(size=(100, 50)), "PNG"))
    assert {one.hash for one in small.sizes} == {small.sizes[0].hash}
    large = make_picture(encode(draw(size=(3_000, 1_500)), "WEBP"))
    assert [(one.width, one.height) for one in large.sizes] == [(2_048, 1_024), (640, 320), (160, 80)]


def test_what_one_can_see_through_stays_so() -> None:
    image = draw().convert("RGBA")
    image.putalpha(90)
    assert [one.type for one in make_picture(encode(image, "PNG")).sizes] == ["image/png"] * 3
    image.putalpha(255)
    assert [one.type for one in make_picture(encode(image, "PNG")).sizes] == ["image/jpeg"] * 3


MOVING = encode(
    Image.new("RGB", (20, 20)), "WEBP", save_all=True, append_images=[Image.new("RGB", (20, 20), "red")], duration=100
)
REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "unreadable"),
    ("a page", b"<html><script>1</script>", "unreadable"),
    ("a drawing that runs", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "unreadable"),
    ("another format", encode(draw(), "GIF"), "unreadable"),
    ("one that is called a picture", b"\x89PNG\r\n\x1a\n", "unreadable"),
    ("half of one", photo()[:3_000], "damaged"),
    ("a bomb", bomb(6_000, 6_000), "too-many-pixels"),
    ("a great bomb", bomb(60_000, 60_000), "too-many-pixels"),
    ("a long one", bomb(20_000, 10), "too-many-pixels"),
    ("an empty bomb", bomb(100, 100), "damaged"),
    ("one that moves", MOVING, "moving"),
]


@pytest.mark.parametrize(("what", "content", "reason"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_is_no_picture_is_refused(what: str, content: bytes, reason: str) -> None:
    with pytest.raises(NotAPicture) as caught:
        make_picture(content)
    assert caught.value.reason == reason, what


def test_pictures_that_look_alike_have_fingerprints_that_do() -> None:
    first = make_picture(encode(draw(1), quality=90)).fingerprint
    again = make_picture(encode(draw(1, (1_200, 800)), quality=40)).fingerprint
    other = make_picture(encode(draw(2))).fingerprint
    assert ((first ^ again) & (2**64 - 1)).bit_count() <= 2
    assert ((first ^ other) & (2**64 - 1)).bit_count() > 16


def test_a_form_is_read_as_its_first_file() -> None:
    content = photo()
    assert read_picture("image/jpeg", content) == content
    media, body = form(content)
    assert read_picture(media, body) == content
    media, body = form(b"\r\n--\r\n----edg" + bytes(range(256)) * 50)
    assert read_picture(media, body) == b"\r\n--\r\n----edg" + bytes(range(256)) * 50
    for type_, wrong, reason in (
        ("multipart/form-data", body, "not-a-form"),
        (media, b"nonsense", "not-a-form"),
        (media, b'------edge\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n------edge--\r\n', "no-file"),
    ):
        with pytest.raises(NotAPicture) as caught:
            read_picture(type_, wrong)
        assert caught.value.reason == reason


def test_names_say_whose_they_are() -> None:
    name = derive_medium_id(7, "goods", 0, b"x" * 32)
    assert read_tenant(name) == 7
    assert len({name, derive_medium_id(7, "theme", 0, b"x" * 32), derive_medium_id(8, "goods", 0, b"x" * 32)}) == 3
    assert [read_tenant(one) for one in ("", "med_7_x", f"{name}0", "med_9999999999_" + "0" * 32)] == [0, 0, 0, 0]


PROGRAM: dict[str, Any] = {
    "id": "p",
    "name": "p",
    "mall": [{"id": "mug", "name": "mug", "kind": "goods", "price_points": 1, "fulfilment": "manual",
              "picture": f"med_1_{'a' * 32}"}],
    "campaigns": [{"id": "c", "name": "c", "picture": f"med_1_{'b' * 32}",
                   "patch": [{"do": "set", "at": "mall.mug.picture", "to": f"med_1_{'c' * 32}"}]}],
}  # fmt: skip


def test_lint_knows_the_pictures_that_a_program_names() -> None:
    program = compile_program(PROGRAM, domains=DOMAINS)
    a, b, c = (f"med_1_{letter * 32}" for letter in "abc")
    assert list_named(program.spec) == [a, b, c]

    def find(media: dict[str, str] | None) -> dict[str, tuple[str, str]]:
        return {one.path: (one.code, one.severity) for one in DOMAIN.lint(program, Evidence(media=media))}

    assert find(None) == {}
    assert find({a: "shown", b: "shown"}) == {}
    assert find({a: "pending"}) == {
        "mall.0.picture": ("medium-pending", "warning"), "campaigns.0.picture": ("unknown-medium", "error"),
    }  # fmt: skip
    assert find({a: "erased", b: "refused"}) == {
        "mall.0.picture": ("medium-gone", "warning"), "campaigns.0.picture": ("medium-gone", "warning"),
    }  # fmt: skip


def test_a_store_is_a_path_or_a_bucket() -> None:
    assert find_media_faults("") == []
    assert find_media_faults("/var/lib/liuke/media") == []
    assert find_media_faults("s3://bucket/prefix") == []
    assert [one.code for one in find_media_faults("s3:///x") + find_media_faults("ftp://x/y")] == ["unknown-store"] * 2
    assert [one.code for one in find_media_faults("media")] == ["not-absolute"]
