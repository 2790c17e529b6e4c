"""Prizes that people hand over, in the program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class PrizesSpec(Spec):
    """What holds for all prizes."""

    due_days: int = Field(
        default=7,
        ge=1,
        le=90,
        json_schema_extra=hint("领取后几天内发出", "To be sent within", unit="days"),
        description="After that a prize that was claimed is listed as overdue.",
    )
    tax_bps: int = Field(
        default=0,
        ge=0,
        le=10_000,
        json_schema_extra=hint("偶然所得税率", "Tax on prizes", unit="bps"),
        description="Of the value. In mainland China it is 20 %, withheld by the merchant, for what is won at random.",
    )
    tax_by: Literal["merchant", "winner"] = Field(
        default="merchant",
        json_schema_extra=hint("税款承担", "Tax is borne by"),
    )
    real_name_from_cents: int | None = Field(
        default=None,
        gt=0,
        le=100_000_00,
        json_schema_extra=hint("实名起点", "Real name from a value of", unit="cents"),
        description="A prize worth so much is given to a named person only; not set: its value does not matter.",
    )


SECTION = Section("prizes", PrizesSpec, PrizesSpec(), text("奖品发放", "Prizes"), patchable=False)
