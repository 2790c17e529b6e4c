"""Whether a page still looks as it did: pictures compared small, so that how a font is smoothed makes no difference.

``LIUKE_BASELINES=take`` writes what is seen as what is expected from now on.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "baselines"
FAILED = Path(os.environ.get("LIUKE_BASELINES_FAILED", Path(tempfile.gettempdir()) / "liuke-baselines"))
"""Where the pictures of a comparison that failed are put."""
TAKE = "LIUKE_BASELINES=take python -m pytest tests/console/test_baselines.py tests/miniapp/test_baselines.py"
KEPT_SCALE, COMPARED_SCALE = 2, 2
"""A baseline is half as wide as the page, and is compared at half of that."""
COLOURS = 256
DIFFERENT = 36
"""Of 255, in any of the three colours of a point, in the small picture."""
MOST_SHARE = 0.0006
"""Of the points of the small picture that may differ: less than a heading in another size."""
UNSEEN_SHARE = MOST_SHARE / 8
"""Of those points that may differ where nothing is to be different."""


@dataclass(frozen=True)
class Likeness:
    """How two pictures compare: the share of points that differ, and where, as a picture."""

    share: float
    where: Image.Image


def shrink(picture: Image.Image, scale: int) -> Image.Image:
    """The same picture, smaller, each point the mean of those it stands for."""
    size = (-(-picture.width // scale), -(-picture.height // scale))
    return picture.convert("RGB").resize(size, Image.Resampling.BOX)


def compare(expected: Image.Image, actual: Image.Image) -> Likeness:
    """Compare two pictures of the same scale; what only one of them has differs."""
    small = [shrink(one, COMPARED_SCALE) for one in (expected, actual)]
    size = (max(one.width for one in small), max(one.height for one in small))
    placed = [Image.new("RGB", size, ground) for ground in ("white", "black")]
    shared = tuple(min(one.size[side] for one in small) for side in (0, 1))
    for sheet, one in zip(placed, small, strict=True):
        sheet.paste(one.crop((0, 0, *shared)), (0, 0))
    bands = ImageChops.difference(*placed).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    where = most.point(lambda level: 255 if level > DIFFERENT else 0)
    return Likeness(where.histogram()[255] / (size[0] * size[1]), where)


def check_likeness(name: str, taken: Path, *, folder: Path = FOLDER, failed: Path = FAILED) -> None:
    """Compare a picture with its baseline, or make it the baseline where that is asked for.

    Args:
        name: Of the baseline.
        taken: The picture as the browser made it.
        folder: Of the baselines.
        failed: Where expected, actual and differing points are put if they are not alike.

    Raises:
        AssertionError: they are not alike, or there is no baseline; says where to look and what to do.
    """
    with Image.open(taken) as picture:
        actual = shrink(picture, KEPT_SCALE)
    file = folder / f"{name}.png"
    if os.environ.get("LIUKE_BASELINES") == "take":
        folder.mkdir(parents=True, exist_ok=True)
        kept = actual.quantize(COLOURS, dither=Image.Dither.NONE)
        if compare(kept.convert("RGB"), actual).share > UNSEEN_SHARE:
            kept = actual  # what is small and has a colour of its own is lost among so few
        if not file.exists() or _differs(file, kept):
            kept.save(file, optimize=True)
        return
    assert file.exists(), f"there is no baseline {file.name}; to make it: {TAKE}"
    with Image.open(file) as picture:
        expected = picture.convert("RGB")
    found = compare(expected, actual)
    if found.share <= MOST_SHARE:
        return
    failed.mkdir(parents=True, exist_ok=True)
    for kind, image in (("expected", expected), ("actual", actual), ("diff", found.where)):
        image.save(failed / f"{name}.{kind}.png")
    raise AssertionError(
        f"{name} looks different: {found.share:.2%} of its points, at most {MOST_SHARE:.2%}. Look at "
        f"{failed}/{name}.expected.png, .actual.png and .diff.png; if the new look is meant: {TAKE}"
    )


def _differs(file: Path, kept: Image.Image) -> bool:
    """Whether a new baseline says anything that the one in the file does not: equal ones are not written anew."""
    with Image.open(file) as known:
        return compare(known.convert("RGB"), kept.convert("RGB")).share > UNSEEN_SHARE
