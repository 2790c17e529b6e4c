"""What lint says of a collection of cards: legal limits, what must be published, cards that nobody can get."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.lint import TOP_PRIZE_CENTS, worth_cents
from liuke.activities.parts.cards_spec import CardJackpot, CardsSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.wording import format_money
from liuke.kernel.text import text
from liuke.ledger.asset_reward import AssetReward
from liuke.program.findings import Finding

LISTED_CENTS = 100_00
"""From here on what can be won wants the rules that the law asks to be published."""


def lint_cards(
    activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence
) -> Iterable[Finding]:  # fmt: skip
    """Findings about all collections."""
    del evidence
    for activity in activities:
        spec = activity.typed(CardsSpec)
        yield from _lint_cards(activity, spec)
        if spec.jackpot is not None:
            yield from _lint_jackpot(activity, spec, spec.jackpot, program)


def _lint_cards(activity: Activity, spec: CardsSpec) -> Iterable[Finding]:
    made = {one.makes for one in spec.recipes}
    for card in spec.cards:
        path = f"{activity.path}.cards.{card.id}"
        if not card.weight and card.id not in made and card.id != spec.fallback:
            yield finding(
                path, "cards-never", "warning" if card.id == spec.wild else "error",
                text("权重为 0 且无法合成，谁也得不到", "it weighs nothing and no recipe makes it: nobody can have it"),
                text("填写权重，或添加合成", "give it a weight, or a recipe"), card=card.id,
            )  # fmt: skip
        if (card.stock is not None or card.each is not None) and spec.fallback is None and card.weight:
            yield finding(
                path, "cards-without-fallback", "warning",
                text("发完后抽中的人什么都得不到", "who hits it when it is gone gets nothing"),
                text("设置一张不限量的兜底卡片", "name a fallback: a card without limits"), card=card.id,
            )  # fmt: skip


def _lint_jackpot(
    activity: Activity, spec: CardsSpec, pot: CardJackpot, program: CompiledProgram
) -> Iterable[Finding]:  # fmt: skip
    path = f"{activity.path}.jackpot"
    worth = pot.cents or worth_cents(program, [AssetReward(asset=pot.asset or "", amount=pot.total)])
    if worth > TOP_PRIZE_CENTS:
        most = format_money(program, TOP_PRIZE_CENTS)
        yield finding(
            path, "cards-jackpot-too-large", "warning",
            text(f"若集齐者很少，一人所得可能超过 {most.zh} 的法定上限",
                 f"where few finish, one of them may get more than the legal limit of {most.get('en')}"),
            text("降低奖池，或放宽集齐条件", "lower the jackpot, or make the set easier"),
            worth_cents=worth,
        )  # fmt: skip
    missing = [name for name in ("organiser", "hand_over", "forfeit") if getattr(spec, name) is None]
    if worth >= LISTED_CENTS and missing:
        yield finding(
            activity.path, "cards-rules-incomplete", "warning",
            text("瓜分规则须公示主办方、领奖方式与期限、弃奖规则",
                 "its rules must name the organiser, how and until when to claim, and what is forfeited"),
            text(f"填写 {'、'.join(missing)}", f"fill in {', '.join(missing)}"),
        )  # fmt: skip
