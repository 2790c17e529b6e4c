"""Older documents made to fit today's shape, one pure step a version.

A change of the shape raises ``SCHEMA_VERSION``, adds ``upcast_vN_vM`` here and a folder of golden files under
``tests/golden/program``. A step works on plain data, since the models of older shapes are gone.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from liuke.kernel.errors import Fault, InvalidInput, LiukeError
from liuke.kernel.text import text
from liuke.kernel.worded import WordedFault
from liuke.program.spec import SCHEMA_VERSION

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


def upcast_v1_v2(data: dict[str, Any]) -> dict[str, Any]:
    """Parcels of coupons gave up the key ``campaigns``, which campaigns need for themselves."""
    if "campaigns" in data:
        data["coupon_parcels"] = data.pop("campaigns")
    _stack_rebates(data)
    if data.keys() >= _WRITTEN_OUT:
        # an order number was one of each member's; a document that was published goes on as it did
        data.setdefault("orders", {"unique": "member"})
    _keep_rewards(data)
    return data


_WRITTEN_OUT = frozenset(("counters", "earning", "multipliers", "refunds", "coupons", "mall", "tiers"))
"""Sections that no merchant writes all of, and that every published document has: its defaults are written out."""


def _keep_rewards(data: dict[str, Any]) -> None:
    """Rewards that orders brought stayed when the orders went back; now they go back, unless a program says so."""
    if data.get("tiers") or data.get("activities"):
        refunds = data.setdefault("refunds", {})
        if isinstance(refunds, dict):
            cast("dict[str, Any]", refunds).setdefault("rewards", "keep")


def _stack_rebates(data: dict[str, Any]) -> None:
    """Rebates of a program all counted; now the best does, where a program does not say otherwise."""
    checkout = _as_map(data.get("checkout"))
    promotions: Any = checkout.get("promotions")
    kinds = [_as_map(one).get("kind") for one in promotions] if isinstance(promotions, list) else []  # pyright: ignore[reportUnknownVariableType] - of a document
    if kinds.count("spend_rebate") > 1:
        checkout.setdefault("rebates", "stack")


def _as_map(value: Any) -> dict[str, Any]:
    """What is no mapping is none of ours: the models say what is wrong with it."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


UPCASTS: Mapping[int, Upcast] = {1: upcast_v1_v2}
"""Schema version → the step from it to the next."""


class SchemaTooNew(LiukeError):
    """The document was written for a later release."""

    code = "program-schema-too-new"
    status = 422
    title = "The program has a newer format than this release understands"


def upcast(
    document: Mapping[str, Any], *, upcasts: Mapping[int, Upcast] = UPCASTS, current: int = SCHEMA_VERSION
) -> dict[str, Any]:
    """A copy of the document in the current shape. A document that names no version is taken as version 1.

    Raises:
        SchemaTooNew: it is of a later shape.
        InvalidInput: its version is no version.
    """
    found = document.get("schema_version", 1)
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        fault = Fault("schema_version", "not-a-version", f"{str(found)[:50]!r} is no version", f"write {current}")
        raise InvalidInput("the program names no known format", faults=[fault])
    if found > current:
        shown = str(found)[:20]
        raise SchemaTooNew(
            f"it is version {shown}, this release reads up to {current}", fix="install the release that wrote it"
        )
    data = copy.deepcopy(dict(document))
    for version in range(found, current):
        data = upcasts[version](data)
        data["schema_version"] = version + 1
    data.setdefault("schema_version", current)
    return data


_SAID = text(
    f"没有写明格式版本，按第 1 版读取；开头请写 schema_version: {SCHEMA_VERSION}",
    f"it names no version of the format and was read as version 1; begin with schema_version: {SCHEMA_VERSION}",
)
_NO_VERSION = WordedFault("schema_version", "missing", _SAID.get("en"), words=_SAID)


def find_unversioned(document: Mapping[str, Any], faults: Sequence[Fault]) -> list[Fault]:
    """The faults, and that the version is missing where that explains them.

    It does where some are of places that the document does not have: it was written in the present shape and read as an
    older one.
    """
    if "schema_version" in document or all(fault.path.partition(".")[0] in document for fault in faults):
        return list(faults)
    return [*faults, _NO_VERSION]
