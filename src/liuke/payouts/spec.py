"""Money that others move, in the program."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class PayoutsSpec(Spec):
    """What is expected of whoever pays out."""

    due_days: int = Field(
        default=3,
        ge=1,
        le=90,
        json_schema_extra=hint("应在几天内完成", "To be done within", unit="days"),
        description="After that it is listed as overdue.",
    )


SECTION = Section("payouts", PayoutsSpec, PayoutsSpec(), text("打款与退款", "Payouts and refunds"), patchable=False)
