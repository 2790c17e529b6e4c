"""Campaigns in the program."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import Text, text
from liuke.program.conditions import Condition
from liuke.program.patch import Patch
from liuke.program.spec import Id, MediumId, Section, Spec, hint
from liuke.program.window import Window


class CampaignSpec(Spec):
    """A window in which the program is different for an audience.

    A share of the audience is held out: they see the program as if the campaign did not exist, so that what it brings
    can be measured.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="spring_festival"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    description: Text | None = Field(default=None, json_schema_extra=hint("说明", "Description"))
    picture: MediumId = Field(default="", json_schema_extra=hint("主题图", "Picture", widget="media", media="theme"))
    enabled: bool = Field(default=True, json_schema_extra=hint("启用", "Enabled"))
    window: Window = Field(default=Window(), json_schema_extra=hint("时间", "Window"))
    audience: Condition | None = Field(default=None, json_schema_extra=hint("人群", "Audience", widget="condition"))
    holdout_bps: int = Field(
        default=1_000, ge=0, le=5_000, json_schema_extra=hint("对照组比例", "Held out", unit="bps")
    )
    seed: str = Field(
        default="",
        max_length=100,
        json_schema_extra=hint("种子", "Seed", advanced=True),
        description="Of the holdout; by default the id.",
    )
    patch: Patch = Field(default=(), json_schema_extra=hint("活动期间的改动", "What changes meanwhile"))


SECTIONS = (Section("campaigns", tuple[CampaignSpec, ...], (), text("营销活动", "Campaigns"), patchable=False),)
