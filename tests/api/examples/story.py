"""The story in two acts, and the files that its examples are kept in."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from liuke.api.catalogue import ENDPOINTS
from liuke.api.examples import read_examples
from tests.api.examples import members, operators
from tests.api.examples.recorder import Example, Recorder
from tests.api.examples.shop import AHEAD, begin, open_shop
from tests.server import TestDatabase

FOLDER = Path(__file__).resolve().parents[3] / "src" / "liuke" / "api" / "recorded"
Step = Callable[[Recorder, dict[str, str]], None]
ACTS: tuple[tuple[Step, ...], ...] = (
    (
        operators.staff, operators.keep_the_catalogue, operators.keys, members.register, members.sign_in,
        members.use_points, members.use_coupons, members.buy_at_the_till, members.win, members.play,
        members.sign_up, members.write, members.befriend,
        members.play_together, members.look_around, operators.adjust, operators.give,
        operators.clear, operators.care, operators.review, operators.show_pictures, operators.connect,
    ),
    (operators.close, operators.watch, operators.publish),
)  # fmt: skip


def run_story(database: TestDatabase, folder: Path) -> tuple[dict[str, Example], list[str]]:
    """Call everything.

    Args:
        database: A fresh one.
        folder: For what the servers write.

    Returns:
        Operation → example, and what went wrong.
    """
    begin()
    kept, failed = dict[str, Example](), list[str]()
    keys, shop = dict[str, str](), dict[str, str]()
    for ahead, steps in zip((timedelta(), AHEAD), ACTS, strict=True):
        with open_shop(database, folder, ahead, keys) as served:
            call = Recorder(served, kept)
            for step in steps:
                try:
                    step(call, shop)
                except (AssertionError, KeyError, IndexError, TypeError) as error:
                    where = traceback.extract_tb(error.__traceback__)
                    line = next((one.lineno for one in reversed(where) if "examples/" in one.filename
                                 and not one.filename.endswith("recorder.py")), 0)  # fmt: skip
                    failed.append(f"{step.__name__}:{line}: {error!r}"[:600])
    return kept, failed


def describe(value: object) -> object:
    """The shape of an example: keys and types, without the values."""
    if isinstance(value, dict):
        return {name: describe(below) for name, below in sorted(value.items()) if below is not None}
    if isinstance(value, list):
        return [describe(below) for below in value[:1]]
    return type(value).__name__


def write_examples(kept: dict[str, Example], *, anew: bool = False) -> int:
    """Write the examples by tag; how many files changed.

    Args:
        kept: Operation → example.
        anew: Whether what has the same shape as before is written, too.
    """
    old = {} if anew else read_examples()
    kept = {name: old[name] if describe(old.get(name)) == describe(one) else one for name, one in kept.items()}
    tags = {f"{one.method} {one.path}": one.tag for one in ENDPOINTS}
    by_tag: dict[str, dict[str, Example]] = {}
    for name in sorted(kept, key=lambda one: one.split()[::-1]):
        by_tag.setdefault(tags[name], {})[name] = kept[name]
    FOLDER.mkdir(exist_ok=True)
    changed = 0
    for tag, found in by_tag.items():
        file = FOLDER / f"{tag}.json"
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed += 1
    return changed
