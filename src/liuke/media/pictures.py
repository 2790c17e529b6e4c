"""From what was sent to what is kept. Pure, slow, and the only place where foreign bytes are decoded.

Nothing of the sent file survives but its pixels: they are decoded, turned as the camera held them, brought to sRGB,
made smaller, and encoded anew, so that no place, no serial number, no second file behind the first is kept or handed
out. What it is, is read from its content; names and content types that clients give are never asked.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps

from liuke.media.contracts import MAX_PIXELS, MAX_SIDE, PIXELS, SIZES, NotAPicture, Picture, Rendered, Size

FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
_CMS: Any = ImageCms  # its types are not complete
_SRGB = _CMS.createProfile("sRGB")


def make_picture(content: bytes) -> Picture:
    """Decode, check and encode anew.

    Args:
        content: As it was sent.

    Raises:
        NotAPicture: it is none, is cut off, moves, or has more pixels than are taken.
    """
    image = _decode(_open(content))
    fingerprint = make_fingerprint(image)
    made, smaller = list[Rendered](), image
    for size in SIZES:
        smaller = _shrink(smaller, PIXELS[size])
        same = made[-1] if made and (made[-1].width, made[-1].height) == smaller.size else None
        made.append(_encode(smaller, size, same))
    return Picture(tuple(made), fingerprint)


def _open(content: bytes) -> Image.Image:
    """The picture with nothing decoded yet: its format and its size are known from its first bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower, and comes next
            image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
            frames = int(getattr(image, "n_frames", 1))
    except Image.DecompressionBombError as error:  # so many that the decoder does not even look at it
        raise NotAPicture("too-many-pixels", f"it has more than {MAX_PIXELS:,} pixels") from error
    except Exception as error:  # whatever a decoder makes of hostile bytes
        raise NotAPicture("unreadable", "it is neither JPEG, PNG nor WebP") from error
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise NotAPicture("too-many-pixels", f"it has {width} × {height} pixels")
    if frames != 1:
        raise NotAPicture("moving", f"it has {frames} frames")
    return image


def _decode(image: Image.Image) -> Image.Image:
    """Its pixels alone, upright, in sRGB, no larger than the largest size."""
    try:
        image.draft("RGB", (PIXELS["full"], PIXELS["full"]))
        image.load()
        upright = ImageOps.exif_transpose(image)
        plain = _bring_to_srgb(upright, image.info.get("icc_profile"))
    except Exception as error:  # whatever a decoder makes of hostile bytes
        raise NotAPicture("damaged", "it cannot be decoded to its end") from error
    alone = Image.new(plain.mode, plain.size)
    alone.paste(plain)
    return alone


def _bring_to_srgb(image: Image.Image, profile: Any) -> Image.Image:
    see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if see_through else "RGB")
    if see_through and plain.getchannel("A").getextrema() == (255, 255):
        plain = plain.convert("RGB")
    if isinstance(profile, bytes) and plain.mode == "RGB" and image.mode == "RGB":
        try:
            source = _CMS.ImageCmsProfile(io.BytesIO(profile))
            plain = _CMS.profileToProfile(plain, source, _SRGB) or plain
        except (ImageCms.PyCMSError, OSError, ValueError):
            return plain  # a profile that nobody can read colours nothing
    return plain


def _shrink(image: Image.Image, pixels: int) -> Image.Image:
    if max(image.size) <= pixels:
        return image
    small = image.copy()
    small.thumbnail((pixels, pixels), Image.Resampling.LANCZOS)
    return small


def _encode(image: Image.Image, size: Size, same: Rendered | None) -> Rendered:
    """Encode; of what is no smaller than the size before, that is taken again."""
    width, height = image.size
    if same is not None:
        return Rendered(size, same.type, same.content, width, height)
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=False, compress_level=6)
        return Rendered(size, "image/png", out.getvalue(), width, height)
    image.save(out, "JPEG", quality=_QUALITY, progressive=True, optimize=True)
    return Rendered(size, "image/jpeg", out.getvalue(), width, height)


def make_fingerprint(image: Image.Image) -> int:
    """Difference hash: whether each of 8 × 8 fields is brighter than its right neighbour; a signed 64-bit number."""
    flat = image
    if image.mode == "RGBA":
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A"))
    grey: Any = flat.convert("L")  # its types are not complete
    small: bytes = grey.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (small[at] > small[at + 1])
    return bits - 2**64 if bits >= 2**63 else bits
