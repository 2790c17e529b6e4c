"""A small domain of its own, so that the tests of programs do not depend on what a real domain says today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from liuke.decision.domain import CompiledProgram, Domain, Evidence, Phase, Reaction, RulePage
from liuke.events.catalogue import EventType
from liuke.features import DOMAINS
from liuke.kernel.text import Locale, Text, text
from liuke.ledger.asset_reward import AssetReward
from liuke.program.conditions import Condition, compile_condition
from liuke.program.findings import Finding
from liuke.program.spec import Id, ProgramBase, RefKind, Section, Spec, hint


class Rung(Spec):
    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    factor_bps: int = Field(default=10_000, json_schema_extra=hint("倍率", "Factor", unit="factor"))


class Tiers(Spec):
    ladder: tuple[Rung, ...] = Field(default=(), json_schema_extra=hint("阶梯", "Ladder"))


class Percent(Spec):
    kind: Literal["percent"] = "percent"
    off_bps: int = Field(json_schema_extra=hint("减免", "Off", unit="bps"))


class Amount(Spec):
    kind: Literal["amount"] = "amount"
    cents: int = Field(json_schema_extra=hint("面额", "Amount", unit="cents"))


class Prize(Spec):
    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    quota: int | None = Field(default=None, gt=0, json_schema_extra=hint("总量", "Pieces"))
    on: str = Field(default="points.earn", json_schema_extra=hint("事件", "On", widget="ref", ref="event"))
    tiers: tuple[Id, ...] = Field(default=(), json_schema_extra=hint("等级", "Tiers", widget="ref", ref="tier"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    reward: AssetReward | None = Field(default=None, json_schema_extra=hint("奖励", "Reward"))
    terms: Annotated[Percent | Amount, Discriminator("kind")] = Field(
        default=Amount(cents=0), json_schema_extra=hint("条款", "Terms")
    )


class Custom(Spec):
    id: str


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    for prize in program.items("prizes", Prize):
        compile_condition(prize.when, program.resolve)
        yield Reaction(prize.on, Phase.AFTER, f"prizes.{prize.id}", lambda _turn: None)


def _lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    for index, prize in enumerate(program.items("prizes", Prize)):
        if prize.quota is None and prize.reward is None:
            yield Finding(
                f"prizes.{index}.quota",
                "without-bound",
                "warning",
                text("没有上限", "no bound"),
                text("设上限", "set one"),
            )


def _pages(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    prizes = program.items("prizes", Prize)
    if prizes:
        yield RulePage(text("奖品", "Prizes").get(locale), tuple(p.name.get(locale) for p in prizes), 10)


def _stock(program: CompiledProgram) -> Mapping[str, int]:
    return {f"prize/{p.id}": p.quota for p in program.items("prizes", Prize) if p.quota is not None}


def _custom(spec: ProgramBase) -> Iterable[EventType]:
    return [EventType(item.id, text(item.id, item.id), "reported", open=True) for item in spec.section("own_events")]


SHOP = Domain(
    name="shop",
    sections=(
        Section("tiers", Tiers, Tiers(), text("等级", "Tiers"), (RefKind("tier", "ladder"),)),
        Section("prizes", tuple[Prize, ...], (), text("奖品", "Prizes")),
        Section("own_events", tuple[Custom, ...], (), text("自定义", "Own events")),
    ),
    compile=_compile,
    lint=_lint,
    render_rules=_pages,
    stock=_stock,
    custom_events=_custom,
)
# exactly these, whatever other domains the platform has by now
OURS = tuple(domain for domain in DOMAINS if domain.name in {"members", "ledger"})
TEST_DOMAINS = (*OURS, SHOP)


def document(**sections: Any) -> dict[str, Any]:
    return {"id": "shop", "name": {"zh": "小店", "en": "Shop"}, **sections}


def prize(id_: str = "cup", **fields: Any) -> dict[str, Any]:
    return {"id": id_, "name": {"zh": f"{id_}奖", "en": id_.title()}, "quota": 10, **fields}


LADDER = {
    "ladder": [
        {"id": "silver", "name": {"zh": "银卡", "en": "Silver"}, "factor_bps": 11_000},
        {"id": "gold", "name": {"zh": "金卡", "en": "Gold"}, "factor_bps": 12_000},
    ]
}
