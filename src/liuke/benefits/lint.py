"""What lint says about benefits."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.benefits.spec import BenefitSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import text
from liuke.program.findings import Finding


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about the section ``benefits``."""
    del evidence
    benefits = program.items("benefits", BenefitSpec)
    ids = [benefit.id for benefit in benefits]
    for one in find_doubled(ids):
        yield Finding(
            f"benefits.{one}", "duplicate-id", "error",
            text(f"权益编号 {one} 重复", f"two benefits are called {one}"),
            text("为每个权益使用不同编号", "give each benefit an id of its own"),
        )  # fmt: skip
    for benefit in benefits:
        yield from _lint_one(benefit)
    yield from _lint_weaker(benefits)


def _lint_one(benefit: BenefitSpec) -> Iterable[Finding]:
    path = f"benefits.{benefit.id}"
    yield from benefit.lint(path)
    if benefit.is_counted and not benefit.value_cents:
        yield Finding(
            f"{path}.value_cents", "worth-unknown", "info",
            text("没有写明价值，会员价值仪表盘不会计入", "its worth is not stated: the value dashboard leaves it out"),
            text("填写价值", "say what it is worth"),
        )  # fmt: skip
    if benefit.quota is not None and benefit.quota.carry_over and benefit.quota.period in {"lifetime", "membership"}:
        yield Finding(
            f"{path}.quota.carry_over", "rule-without-effect", "warning",
            text("该周期没有下一期，无从结转", "this period has no next one to carry into"),
            text("删去 carry_over", "drop carry_over"),
        )  # fmt: skip


def _lint_weaker(benefits: tuple[BenefitSpec, ...]) -> Iterable[Finding]:
    """A price that everybody has makes a lower one of a tier meaningless."""
    prices = [b for b in benefits if b.is_price and not b.only_granted]
    for benefit in prices:
        for other in prices:
            covers = not other.tiers or (benefit.tiers and set(benefit.tiers) <= set(other.tiers))
            if (
                other is not benefit and covers and other.when is None and other.scope == benefit.scope
                and other.percent_off_bps > benefit.percent_off_bps
            ):  # fmt: skip
                yield Finding(
                    f"benefits.{benefit.id}", "never-the-best-price", "warning",
                    text(f"权益 {other.id} 总是更优惠", f"benefit {other.id} is always the better price"),
                    text("提高优惠，或删去其一", "make it better, or drop one of them"),
                    {"better": other.id},
                )  # fmt: skip
                break
