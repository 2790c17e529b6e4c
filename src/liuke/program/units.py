"""Units of the program's figures: what a field counts in, and how people read and write it.

``cents``: money in the smallest unit. ``bps``: a share in hundredths of a percent. ``factor``: in ten-thousandths.
``days``, ``hours``, ``minutes``, ``seconds``, ``months``. ``points``: of whatever account the part names. ``times``,
``pieces``, ``coupons``, ``stamps``, ``people``: counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liuke.kernel.money import say_exactly, say_money
from liuke.kernel.text import Text, text
from liuke.program.open_union import Models, OpenUnion
from liuke.program.spec import CurrencySpec, ProgramBase
from liuke.program.walk import get_hints

_WORDS: Mapping[str, tuple[str, str, str]] = {
    "days": ("天", "day", "days"), "hours": ("小时", "hour", "hours"), "minutes": ("分钟", "minute", "minutes"),
    "seconds": ("秒", "second", "seconds"), "months": ("个月", "month", "months"), "times": ("次", "time", "times"),
    "pieces": ("件", "piece", "pieces"), "coupons": ("张", "piece", "pieces"), "stamps": ("枚", "stamp", "stamps"),
    "people": ("人", "person", "people"),
}  # fmt: skip
UNITS = frozenset({"cents", "bps", "factor", "points", *_WORDS})
"""Every unit that a field may have."""


def say_figure(value: int, unit: str, currency: CurrencySpec) -> Text:
    """A figure of the document as people write it: ``500`` cents as ``5 元``, ``12000`` as ``1.2 倍``."""
    if unit == "cents":
        return text(*say_money(value, currency.exponent, currency.code))
    if unit == "bps":
        return text(f"{_decimal(value, 100)}%", f"{_decimal(value, 100)}%")
    if unit == "factor":
        return text(f"{_decimal(value, 10_000)} 倍", f"× {_decimal(value, 10_000)}")
    words = _WORDS.get(unit)
    if words is None:
        return text(f"{value:,}", f"{value:,}")
    return text(f"{value:,} {words[0]}", f"{value:,} {words[1] if value == 1 else words[2]}")


def say_sum(cents: int, currency: CurrencySpec) -> Text:
    """Money as columns of sums are written, with all decimals: ``1,234.50 元``, ``¥1,234.50``, ``-$0.05``."""
    return text(*say_exactly(cents, currency.exponent, currency.code))


_LONGER: Mapping[str, tuple[tuple[int, str], ...]] = {
    "seconds": ((86_400, "days"), (3_600, "hours"), (60, "minutes")),
    "minutes": ((1_440, "days"), (60, "hours")),
}


def say_span(value: int, unit: Literal["seconds", "minutes"]) -> Text:
    """A stretch of time in the longest unit that it is a whole number of: 1440 minutes as ``1 天``."""
    size, name = next(((size, name) for size, name in _LONGER[unit] if value and value % size == 0), (1, unit))
    shown, (zh, one, many) = value // size, _WORDS[name]
    return text(f"{shown:,} {zh}", f"{shown:,} {one if shown == 1 else many}")


def _decimal(value: int, whole: int) -> str:
    digits = len(str(whole)) - 1
    sign, value = ("-" if value < 0 else ""), abs(value)
    return f"{sign}{value // whole}.{value % whole:0{digits}}".rstrip("0").rstrip(".")


def find_unit(program: ProgramBase, part: BaseModel, ui: Mapping[str, Any]) -> str:
    """What a field of this part counts in; empty where it is a plain number.

    Args:
        program: The whole document, which says what its counters count.
        part: The part that the field belongs to.
        ui: Hints of the field.
    """
    beside = ui.get("unit_of")
    if not beside:
        return str(ui.get("counts") or ui.get("unit", ""))
    named = str(getattr(part, beside, ""))
    units: Mapping[str, str] = ui.get("units") or {}
    unit = units.get(named, "")
    if unit == "field":
        named, unit = str(getattr(part, "field", "")), ""
    return unit or unit_of_field(named) or _unit_of_counter(program, named)


def unit_of_field(name: str) -> str:
    """What a field of an event counts in, by its name: ``amount_cents``, ``minutes``."""
    if name.endswith("_cents"):
        return "cents"
    return "minutes" if name.endswith("minutes") else ""


def _unit_of_counter(program: ProgramBase, name: str) -> str:
    """A counter's own unit; what is no counter is an account, of which there are points."""
    path = program.ref_paths.get("counter", "")
    found: Sequence[Any] = getattr(program, path, ()) if path else ()
    unit = next((item.unit_shown for item in found if item.id == name), "points")
    return "" if unit == "points" else str(unit)


_NO_HINTS: Mapping[str, Any] = {}


# -- hints of a place -------------------------------------------------------------------------------------------------
def find_hints(model: type[BaseModel], loc: Sequence[int | str], unions: Mapping[str, Models]) -> Mapping[str, Any]:
    """Hints of the field at a place of validation; those of the nearest field around it that has some.

    Args:
        model: Of the whole document.
        loc: As validation says it, names of alternatives included.
        unions: Models of the open unions.
    """
    here: list[type[BaseModel]] = [model]
    ui: Mapping[str, Any] = _NO_HINTS
    for part in loc:
        found = [
            (info, get_hints(info)[1])
            for one in here
            for name, info in one.model_fields.items()
            if part == (info.alias or name)
        ]
        if not found:
            here = [one for one in here if _is_kind(one, part)] or here  # the name of an alternative
            continue
        ui = next((hints for _, hints in found if hints), _NO_HINTS)
        here = [one for info, _ in found for one in list_parts(info, unions)]
    return ui


def _is_kind(model: type[BaseModel], part: int | str) -> bool:
    kind = model.model_fields.get("kind")
    return model.__name__ == part or (kind is not None and part in get_args(kind.annotation))


def list_parts(info: FieldInfo, unions: Mapping[str, Models]) -> list[type[BaseModel]]:
    """Models of the parts that a field may hold, in lists, maps and alternatives, too."""
    open_ones = [mark for mark in info.metadata if isinstance(mark, OpenUnion)]
    named = [model for mark in open_ones for model in unions.get(mark.name, ())]
    return named or list(_list_models(info.annotation, unions))


def _list_models(annotation: Any, unions: Mapping[str, Models]) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    arguments = get_args(annotation) if get_origin(annotation) is not Literal else ()
    opened = [inner for inner in arguments if isinstance(inner, OpenUnion)]
    if opened:
        yield from (model for one in opened for model in unions.get(one.name, ()))
    else:
        for inner in arguments:
            yield from _list_models(inner, unions)
