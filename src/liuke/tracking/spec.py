"""How long tracked events are kept."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class TrackingSpec(Spec):
    """Page views, dwell, clicks and searches, with consent and for a while."""

    keep_days: int = Field(
        default=180, ge=1, le=1_100, json_schema_extra=hint("保留天数", "Kept for", unit="days", example=180)
    )


SECTION = Section("tracking", TrackingSpec, TrackingSpec(), text("行为埋点", "Tracking"), patchable=False)
