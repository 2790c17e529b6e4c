"""What limited items are called before people: ``coupon:ten_off``, ``session:ten/mug/am/unsold@2026-03-01``."""

from __future__ import annotations

from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import date_of
from liuke.kernel.text import Text, text
from liuke.program.walk import find_value

_SECTIONS = {"mall": "mall", "coupon": "coupons"}
_PARTS = ("prizes", "products", "goods", "cards", "sessions")
"""Lists of an activity whose items may be limited."""


def name_stock(program: CompiledProgram, item: str) -> Text:
    """Name of a coupon, of goods, or of an activity and what in it, with the day of a period; else the item itself."""
    kind, _, rest = item.partition(":")
    whole, _, period = rest.partition("@")
    place, *parts = whole.split("/")
    root = f"{_SECTIONS.get(kind, 'activities')}.{place}"
    found = _find_name(program, root)
    if found is None:
        return text(item, item)
    named = (_find_name(program, f"{root}.{of}.{part}") for part in parts for of in _PARTS)
    names = [found, *(name for name in named if name is not None)]
    zh, en = " · ".join(name.zh for name in names), " · ".join(name.get("en") for name in names)
    return text(f"{zh}（{period}）", f"{en} ({period})") if period else text(zh, en)


def _find_name(program: CompiledProgram, path: str) -> Text | None:
    """Name of what stands at a path; ``None``: nothing does, or it has none."""
    name = getattr(find_value(program.spec, path), "name", None)
    return name if isinstance(name, Text) else None


def is_worth_saying(item: str, day: int) -> bool:
    """Whether it matters that little is left: not of a day that is over, nor that the rest is reserved."""
    whole, _, period = item.partition("@")
    return not whole.endswith("/free") and (not period or period >= date_of(day).isoformat())
