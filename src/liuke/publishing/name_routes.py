"""What things of the program are called, for those who work with members and may not read the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec

from liuke.http.contracts import Call, Endpoint
from liuke.kernel.text import Text, text
from liuke.program.errors import NoProgram
from liuke.program.spec import ProgramBase, Spec


class NamedThing(msgspec.Struct):
    """One thing of the program.

    Args:
        path: Of the list it stands in (``coupons``, ``tiers.ladder``).
        id: Its id there.
        name: In the language of the call.
        color: Of a tier; empty otherwise.
    """

    path: str
    id: str
    name: str
    color: str = ""


class ProgramNames(msgspec.Struct):
    """Names of the program in force.

    Args:
        items: In the order of the program.
    """

    items: list[NamedThing]


async def _show(call: Call) -> ProgramNames:
    program = call.services.program
    items = [
        NamedThing(path, one.id, one.name.get(call.locale), str(getattr(one, "color", "") or ""))
        for path, one in _walk(program.spec)
    ]
    return ProgramNames(items)


def _walk(spec: ProgramBase) -> Iterator[tuple[str, Any]]:
    """Path of the list and item, of everything that has an id and a name in a section or right below it."""
    for key in type(spec).model_fields:
        section = getattr(spec, key)
        if isinstance(section, tuple):
            yield from _list_named(key, cast("tuple[Any, ...]", section))
        elif isinstance(section, Spec):
            for name in type(section).model_fields:
                value = getattr(section, name)
                if isinstance(value, tuple):
                    yield from _list_named(f"{key}.{name}", cast("tuple[Any, ...]", value))


def _list_named(path: str, items: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for item in items:
        if isinstance(getattr(item, "name", None), Text) and isinstance(getattr(item, "id", None), str):
            yield path, item


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/program/names",
        _show,
        text("方案中的名称", "Names in the program"),
        "program",
        ("members:read", "program:read", "redeem", "finance:read"),
        response=ProgramNames,
        errors=(NoProgram,),
        about="Tiers, accounts, coupons, benefits, activities and rules by id: what people call them. It says nothing "
        "of their terms, so it takes less than reading the program.",
    ),
)
