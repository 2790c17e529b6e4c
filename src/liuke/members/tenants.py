"""Tenants by name: one that is not there is an error, so that a slip of the pen makes no merchant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from liuke.kernel.errors import NotFound

_SHOWN = 20


class TenantUnknown(NotFound):
    """No tenant has this name; nothing was done."""

    code = "tenant-unknown"
    title = "There is no such tenant"


def make_unknown(slug: str, known: Sequence[str]) -> TenantUnknown:
    """The error for a name that no tenant has, with what may have been meant."""
    near = difflib.get_close_matches(slug, known, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    listed = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    return TenantUnknown(
        f"{slug!r}; there are: {listed or 'none'}", fix=f"{meant}A new one is made by: liuke tenants add {slug}"
    )
