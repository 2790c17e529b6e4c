"""Campaigns as a domain: their holdouts and their overlays."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liuke.campaigns import budgets
from liuke.campaigns.spec import SECTIONS, CampaignSpec
from liuke.campaigns.views import render_early
from liuke.decision import charging, price_cuts
from liuke.decision.budgets import BUDGET, BUDGETS
from liuke.decision.cancelling import Cancellable
from liuke.decision.conditions import compile_test, holds
from liuke.decision.domain import CompiledProgram, Domain, Evidence, Phase, Reaction, RulePage
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.decision.overlay import GLOBAL_HOLDOUT, HELD, Experiment, Overlay, holdout_of
from liuke.decision.turn import Turn
from liuke.earning.lint import find_unknown_tiers
from liuke.experiments.domain import make_holdout
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import Locale, Text, text
from liuke.program.findings import Finding


def _list_holdouts(program: CompiledProgram) -> Iterable[Experiment]:
    for spec in program.items("campaigns", CampaignSpec):
        if spec.enabled and spec.holdout_bps:
            name = holdout_of(spec.id)
            seed = f"{GLOBAL_HOLDOUT}:{spec.seed or spec.id}"
            opens_us, closes_us = spec.window.bounds_us(program.calendar)
            window_us = opens_us - max(spec.early_us.values(), default=0), closes_us
            yield make_holdout(name, f"campaigns.{spec.id}.holdout_bps", seed, spec.holdout_bps, window_us)


def _list_overlays(program: CompiledProgram) -> Iterable[Overlay]:
    for spec in program.items("campaigns", CampaignSpec):
        if spec.enabled:
            opens_us, closes_us = spec.window.bounds_us(program.calendar)
            path, admits = f"campaigns.{spec.id}", _admits(program, spec)
            holds = _lasting(path, admits) if spec.budget.limits() else admits
            yield Overlay(
                path, spec.name, spec.patch, opens_us, closes_us, holds, is_for=admits, early_us=spec.early_us,
                theme=spec.theme, audience=spec.audience,
                published_from_us={"at_end": closes_us, "as_they_come": 0, "never": FOREVER_US}[spec.results],
            )  # fmt: skip


def _lasting(path: str, admits: Callable[[Turn], bool]) -> Callable[[Turn], bool]:
    """A campaign that has given away all it may is over for everybody."""
    return lambda turn: not charging.is_over(turn, path) and admits(turn)


def _admits(program: CompiledProgram, spec: CampaignSpec) -> Callable[[Turn], bool]:
    audience = compile_test(program, spec.audience, ())
    holdout = holdout_of(spec.id)

    def admits(turn: Turn) -> bool:
        # the audience comes first: only whom the campaign is for is divided, and counted, by its holdout
        return holds(audience, turn) and turn.assigned(GLOBAL_HOLDOUT) != HELD and turn.assigned(holdout) != HELD

    return admits


def _lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    yield from budgets.lint_budgets(program)
    for place, spec in enumerate(program.items("campaigns", CampaignSpec)):
        yield from _lint_early(program, spec, f"campaigns.{place}.early")
        yield from _lint_theme(spec, f"campaigns.{place}.theme")
        _, closes_us = spec.window.bounds_us(program.calendar)
        if spec.enabled and closes_us == FOREVER_US:
            yield Finding(
                f"campaigns.{place}.window", "campaign-without-end", "warning",
                text("活动没有结束时间", "the campaign has no end"),
                text("填写结束时间；长期有效的内容写进方案本身",
                     "give it an end, or write what is meant to stay into the program"),
            )  # fmt: skip


def _lint_early(program: CompiledProgram, spec: CampaignSpec, path: str) -> Iterable[Finding]:
    yield from find_unknown_tiers(program, spec.early, path)
    opens_us = spec.window.bounds_us(program.calendar)[0]
    first_us = opens_us - max(spec.early_us.values(), default=0)
    for activity in program.spec.section("activities") if spec.early_us else ():
        own_us = activity.window.bounds_us(program.calendar)[0] if activity.campaign == spec.id else 0
        if own_us > first_us:
            yield Finding(
                path, "early-access-without-effect", "warning",
                text(f"活动 {activity.id} 有自己的开始时间，提前的会员也要等到那时",
                     f"activity {activity.id} has a beginning of its own: those who are early wait for it, too"),
                text("去掉该活动的开始时间，随营销活动开始", "leave its beginning out: it begins with the campaign"),
                {"activity": activity.id},
            )  # fmt: skip


_TOKENS = {
    "primary": text("主色", "the main colour"), "on_primary": text("主色上的文字", "words on the main colour"),
    "accent": text("强调色", "the accent"), "paper": text("底色", "the paper"), "ink": text("正文颜色", "the ink"),
}  # fmt: skip


def _lint_theme(spec: CampaignSpec, path: str) -> Iterable[Finding]:
    """Colours that cannot be told apart."""
    for mode, over, under, found, least in spec.theme.find_unreadable() if spec.theme is not None else ():
        above, below, dark = _TOKENS[over], _TOKENS[under], mode == "dark"
        yield Finding(
            f"{path}.{'night' if dark else 'colours'}.{over}", "contrast-too-low", "warning",
            text(f"{above.zh}与{below.zh}{'（深色模式）' if dark else ''}对比度只有 {found:.1f}，看不清",
                 f"{above.get('en')} on {below.get('en')}{' by night' if dark else ''} has a contrast of {found:.1f}: "
                 "it cannot be read"),
            text(f"至少 {least:g}：换一种更深或更浅的颜色", f"at least {least:g}: choose a darker or a lighter one"),
            {"mode": mode, "colour": over, "on": under},
        )  # fmt: skip


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    """What each campaign gives away at most, and who meets it first."""
    yield from budgets.render_rules(program, locale)
    for spec in program.items("campaigns", CampaignSpec):
        lines = render_early(program, spec, locale) if spec.enabled else []
        if lines:
            heading = text(f"{spec.name.zh}：提前参与", f"{spec.name.get('en')}: early access")
            yield RulePage(heading.get(locale), tuple(lines), 45, f"campaigns.{spec.id}")


def _describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    """When each campaign is, and who meets it first."""
    for spec in program.items("campaigns", CampaignSpec):
        zh, en = [spec.window.render().zh], [spec.window.render().get("en")]
        zh += render_early(program, spec, "zh")
        en += render_early(program, spec, "en")
        yield f"campaigns.{spec.id}", text("；".join(zh), "; ".join(en))


_HOOKS = Hooks(
    undo_cause=Nothing("what was charged goes back with what it was charged for, by whoever takes that back"),
    cancel=Nothing(
        "a campaign that is cancelled lies over no program any more; its activities give back what they hold"
    ),
    merge=budgets.MERGE,
    erase=Nothing("what a member had of a budget is an amount: it stays"),
    export=Nothing("what the member got is exported by who gave it"),
    law=Proven(("budgets", "budget-grants")),
)

DOMAIN = Domain(
    name="campaigns",
    sections=SECTIONS,
    slots=(BUDGETS,),
    event_types=budgets.EVENT_TYPES,
    lint=_lint,
    render_rules=_render_rules,
    describe=_describe,
    wordings=budgets.WORDINGS,
    shared=(BUDGET,),
    stock=budgets.list_stock,
    # whatever the program has by now: what an order was charged comes back with it
    compile=lambda _: [Reaction("order.refunded", Phase.AFTER, "campaigns", price_cuts.run_order_refunded)],
    budgets=budgets.list_budgets,
    experiments=_list_holdouts,
    overlays=_list_overlays,
    cancellable=lambda program: [
        Cancellable(f"campaigns.{one.id}") for one in program.items("campaigns", CampaignSpec)
    ],
    hooks=_HOOKS,
)
