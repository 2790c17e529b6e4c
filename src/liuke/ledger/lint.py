"""What lint says about exchanges, gifts and pools."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import text
from liuke.ledger.moves import asset_index
from liuke.ledger.trade_spec import ExchangeSpec, PoolSpec
from liuke.program.findings import Finding


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Dangling references, ids given twice, and exchanges that make value out of nothing."""
    del evidence
    exchanges = program.items("exchanges", ExchangeSpec)
    pools = program.items("pools", PoolSpec)
    for i, exchange in enumerate(exchanges):
        for side in ("source", "target"):
            yield from _dangling(program, f"exchanges.{i}.{side}", getattr(exchange, side))
    for i, pool in enumerate(pools):
        yield from _dangling(program, f"pools.{i}.asset", pool.asset)
    yield from _doubled("exchanges", [exchange.id for exchange in exchanges])
    yield from _doubled("pools", [pool.id for pool in pools])
    yield from _gains(exchanges)


def _dangling(program: CompiledProgram, path: str, asset: str) -> Iterable[Finding]:
    if asset not in asset_index(program):
        known = ", ".join(sorted(asset_index(program)))
        yield Finding(
            path, "dangling-reference", "error",
            text(f"没有账户 {asset}", f"there is no asset {asset}"),
            text(f"改为 {known} 之一", f"use one of {known}"),
        )  # fmt: skip


def _doubled(section: str, ids: list[str]) -> Iterable[Finding]:
    for name in find_doubled(ids):
        yield Finding(
            f"{section}.{ids.index(name)}.id", "duplicate-id", "error",
            text(f"编号 {name} 重复", f"the id {name} is used more than once"),
            text("换一个编号", "choose another id"),
        )  # fmt: skip


def _gains(exchanges: tuple[ExchangeSpec, ...]) -> Iterable[Finding]:
    """Any circle of exchanges that ends with more than it began with: best rates by repeated relaxing."""
    best: dict[tuple[str, str], tuple[int, int]] = {}
    for exchange in exchanges:
        _keep(best, (exchange.source, exchange.target), exchange.get, exchange.give)
    assets = sorted({asset for pair in best for asset in pair})
    for via in assets:
        for a in assets:
            for b in assets:
                if (a, via) in best and (via, b) in best:
                    first, second = best[a, via], best[via, b]
                    _keep(best, (a, b), first[0] * second[0], first[1] * second[1])
    for i, exchange in enumerate(exchanges):
        get, give = best.get((exchange.target, exchange.source), (0, 1))
        if get * exchange.get > give * exchange.give:
            yield Finding(
                f"exchanges.{i}", "exchange-gains", "error",
                text(
                    f"{exchange.source} 经互换一圈后变多，可无限套利",
                    f"{exchange.source} comes back as more: the circle can be run without end",
                ),
                text("降低其中一个比率", "lower one of the rates"),
                {"get": get * exchange.get, "give": give * exchange.give},
            )  # fmt: skip


def _keep(best: dict[tuple[str, str], tuple[int, int]], pair: tuple[str, str], get: int, give: int) -> None:
    old = best.get(pair)
    if pair[0] != pair[1] and (old is None or get * old[1] > old[0] * give):
        best[pair] = (get, give)
