"""Findings about anti-abuse before a program is published."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram
from liuke.decision.evidence import Evidence
from liuke.kernel.text import text
from liuke.program.findings import Finding
from liuke.risk.features import NETWORK
from liuke.risk.service import PATH
from liuke.risk.spec import RiskSpec


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Every finding of this domain."""
    del evidence
    terms = program.section("risk", RiskSpec)
    if not terms.enabled:
        return
    heaviest: dict[str, int] = {}
    for signal in terms.signals:
        heaviest[signal.feature] = max(heaviest.get(signal.feature, 0), signal.weight)
    most, alone = sum(heaviest.values()), sum(heaviest.get(name, 0) for name in NETWORK)
    for place, act in enumerate(terms.acts):
        path = f"{PATH}.acts.{place}"
        for type_ in act.on:
            if program.events.find(type_) is None:
                yield Finding(
                    path, "unknown-event", "error",
                    text(f"事件 {type_} 不存在，永远不会发生", f"no event type {type_} exists: it never happens"),
                    text("改用事件目录中的事件，或在 custom_events 中声明",
                         "use one of the event catalogue, or declare it under custom_events"),
                )  # fmt: skip
        if most < act.hold_at:
            yield Finding(
                path, "risk-never-held", "warning",
                text(f"全部特征合计 {most} 分，达不到 {act.hold_at} 分：不会有任何操作转审核",
                     f"all features together weigh {most}, and it takes {act.hold_at}: nothing is ever held"),
                text("降低分数线或提高分值", "lower the threshold, or let features weigh more"),
                figures={"most": most, "hold_at": act.hold_at},
            )  # fmt: skip
        if alone >= act.hold_at:
            yield Finding(
                path, "risk-address-holds", "warning",
                text(f"仅凭网络地址（{alone} 分）就会转审核：家庭、宿舍和办公室共用网络",
                     f"an address alone ({alone}) holds rewards: households, dormitories and offices share one"),
                text("降低网络分值", "let the network weigh less"), figures={"alone": alone, "hold_at": act.hold_at},
            )  # fmt: skip
