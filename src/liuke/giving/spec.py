"""Giving in the program: from when on a second person is asked."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class GivingSpec(Spec):
    """Limits above which what staff give needs a second person."""

    approval_above_cents: int = Field(
        default=50_000, ge=0, le=10**12,
        json_schema_extra=hint("免复核价值上限", "Second person above (worth)", unit="cents"),
        description="What one giving is worth in all.",
    )  # fmt: skip
    approval_above_members: int = Field(
        default=500,
        ge=1,
        le=10**6,
        json_schema_extra=hint("免复核人数上限", "Second person above (members)"),
        description="To how many members one giving goes, whatever it is worth.",
    )


SECTION = Section("giving", GivingSpec, GivingSpec(), text("人工发放", "Giving by hand"), patchable=False)
