"""Pictures in the program: how many members may send, and how long what nobody needs is kept."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class MediaSpec(Spec):
    """Terms of pictures."""

    proofs_per_day: int = Field(
        default=10, ge=0, le=100, json_schema_extra=hint("会员每日上传数", "Proofs a member may send a day")
    )
    keep_proofs_days: int = Field(
        default=180,
        ge=1,
        le=3_650,
        json_schema_extra=hint("凭证保留", "Proofs are kept", unit="days"),
        description="After the last decision on them.",
    )
    keep_unused_days: int = Field(
        default=30,
        ge=1,
        le=3_650,
        json_schema_extra=hint("未使用图片保留", "Unused pictures are kept", unit="days"),
        description="Of the merchant's pictures that no version of the program and no draft names.",
    )
    keep_refused_days: int = Field(
        default=30, ge=1, le=3_650, json_schema_extra=hint("被拒图片保留", "Refused pictures are kept", unit="days")
    )


SECTION = Section("media", MediaSpec, MediaSpec(), text("图片", "Pictures"), patchable=False)
