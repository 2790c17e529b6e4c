"""Pictures for tests: made here, each with what must not survive."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

PLACE = b"SECRET-PLACE-31.2304N"


def draw(number: int = 0, size: tuple[int, int] = (300, 200)) -> Image.Image:
    """A picture of fields whose brightness depends on the number, so that each looks like no other."""
    image = Image.new("RGB", size)
    width, height = size[0] // 9 + 1, size[1] // 8 + 1
    for row in range(8):
        for column in range(9):
            light = zlib.crc32(b"%d/%d/%d" % (number, row, column)) % 256
            image.paste((light, light, light), (column * width, row * height, (column + 1) * width, (row + 1) * height))
    return image


def encode(image: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def photo(number: int = 0) -> bytes:
    """A JPEG as a phone makes it: turned, with place and camera, and something behind its end."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = PLACE.decode()
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encode(draw(number), exif=exif, icc_profile=profile, comment=PLACE) + b"<script>" + PLACE


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def form(content: bytes, name: str = "a.jpg") -> tuple[str, bytes]:
    """Content type and body of a form with a field and a file."""
    edge = "----edge"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: application/x-php\r\n\r\n"
    ).encode()
    return f"multipart/form-data; boundary={edge}", body + content + f"\r\n--{edge}--\r\n".encode()
