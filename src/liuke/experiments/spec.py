"""Experiments and the global holdout in the program."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import Text, text
from liuke.program.conditions import Condition
from liuke.program.patch import Patch
from liuke.program.spec import Id, RefKind, Section, Spec, hint
from liuke.program.window import Window


class VariantSpec(Spec):
    """One way of doing it; the first is the one to compare with."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="bigger_coupon"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    weight_bps: int | None = Field(
        default=None,
        ge=0,
        le=10_000,
        json_schema_extra=hint("占比", "Weight", unit="bps", example=5_000),
        description="Share of those in the experiment; all variants say theirs, or none does and they are equal.",
    )
    patch: Patch = Field(default=(), json_schema_extra=hint("改动", "Patch"))


class ExperimentSpec(Spec):
    """Members are divided by a hash of the seed and who they are: the same way in every process and for ever."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="coupon_size"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    description: Text | None = Field(default=None, json_schema_extra=hint("说明", "Description"))
    enabled: bool = Field(default=True, json_schema_extra=hint("启用", "Enabled"))
    window: Window = Field(default=Window(), json_schema_extra=hint("时间", "Window"))
    audience: Condition | None = Field(default=None, json_schema_extra=hint("人群", "Audience", widget="condition"))
    coverage_bps: int = Field(
        default=10_000, ge=0, le=10_000, json_schema_extra=hint("参与比例", "Coverage", unit="bps")
    )
    seed: str = Field(
        default="",
        max_length=100,
        json_schema_extra=hint("种子", "Seed", advanced=True),
        description="Another seed deals the members anew; by default the id.",
    )
    variants: tuple[VariantSpec, ...] = Field(
        min_length=2, max_length=20, json_schema_extra=hint("分组", "Variants", ordered=True)
    )


class HoldoutSpec(Spec):
    """Members who see neither campaigns nor experiments, so that what all of them do together can be measured."""

    share_bps: int = Field(default=0, ge=0, le=5_000, json_schema_extra=hint("保留比例", "Share", unit="bps"))
    seed: str = Field(
        default="holdout", min_length=1, max_length=100, json_schema_extra=hint("种子", "Seed", advanced=True)
    )


SECTIONS = (
    Section(
        "experiments",
        tuple[ExperimentSpec, ...],
        (),
        text("实验", "Experiments"),
        (RefKind("experiment"),),
        patchable=False,
    ),
    Section("holdout", HoldoutSpec, HoldoutSpec(), text("全局对照组", "Global holdout"), patchable=False),
)
