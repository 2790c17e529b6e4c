"""How long signals of requests are kept."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class SignalsSpec(Spec):
    """Devices and networks from which members act, kept sealed and for a while."""

    keep_days: int = Field(
        default=90, ge=1, le=730, json_schema_extra=hint("保留天数", "Kept for", unit="days", example=90)
    )


SECTION = Section("signals", SignalsSpec, SignalsSpec(), text("风险信号", "Signals of requests"), patchable=False)
