"""Benefits as a domain: section, event types, reactions, wordings, rules page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.benefits import merging, requests, service
from liuke.benefits.benefit_reward import BenefitReward
from liuke.benefits.kinds import KINDS, NEAR_DAYS
from liuke.benefits.lint import lint
from liuke.benefits.request_types import REQUESTS
from liuke.benefits.service import BENEFITS, SAVINGS, SavingsBook, benefit_tests, has
from liuke.benefits.spec import BenefitSpec, Quota, benefit_section
from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction, RulePage, join_named
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.wording import render_condition, tier_name
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import Locale, Text, entitle, join_clauses, text

_BENEFIT = EventField("str", text("权益", "Benefit"), required=True)
_COUNT = EventField("int", text("次数", "Uses"))
_REDEMPTION = EventField("str", text("核销单号", "Redemption"), required=True)
_VALUE = EventField("cents", text("价值", "Worth"))

EVENT_TYPES = (
    EventType("benefit.granted", text("获得权益", "Benefit granted"), "derived", {
        "benefit": _BENEFIT, "count": _COUNT, "until_us": EventField("t_us", text("有效至", "Until")),
        "rule": EventField("str", text("规则", "Rule")),
    }),
    EventType("benefit.redeemed", text("权益已使用", "Benefit used"), "derived", {
        "benefit": _BENEFIT, "count": _COUNT, "redemption": _REDEMPTION, "value_cents": _VALUE,
    }),
    EventType("benefit.cancelled", text("核销已撤销", "Redemption undone"), "derived", {
        "benefit": _BENEFIT, "count": _COUNT, "redemption": _REDEMPTION, "value_cents": _VALUE,
        "counted_day": EventField("day", text("使用日", "Day of use")),
    }, undoes="benefit.redeemed", named_by=("redemption",)),
    EventType("benefit.lapsed", text("权益未用过期", "Benefit lapsed unused"), "derived", {
        "benefit": _BENEFIT, "count": _COUNT,
    }),
    EventType("benefit.ended", text("权益终止", "Benefit ended"), "derived", {"benefit": _BENEFIT, "count": _COUNT}),
    EventType("timer.benefit", text("权益周期", "Benefit due"), "timer", open=True),
)  # fmt: skip


def _run_coupon_used(turn: Turn) -> None:
    service.add_saving(turn, "coupon", turn.data.get("saved_cents") or 0)


def _run_order_paid(turn: Turn) -> None:
    turn.state.edit(SAVINGS, SavingsBook).spent_cents += turn.data.get("amount_cents") or 0


def _run_order_refunded(turn: Turn) -> None:
    order = turn.state.find_order(turn.data.get("order_id") or "")
    if order is None or order.status == "quoted":
        return
    # the order says what is refunded by now; what was taken out before stands on it
    step = order.refunded_cents - order.data.get("unspent_cents", 0)
    if step > 0:
        order.data["unspent_cents"] = order.refunded_cents
        turn.state.save_order(order)
        turn.state.edit(SAVINGS, SavingsBook).spent_cents -= step


_RUNS: dict[str, tuple[Phase, Callable[[Turn], None]]] = {
    "benefit.redeem": (Phase.REQUEST, requests.run_redeem),
    "benefit.issue_code": (Phase.REQUEST, requests.run_issue_code),
    "benefit.redeem_code": (Phase.REQUEST, requests.run_redeem_code),
    "benefit.cancel": (Phase.REQUEST, requests.run_cancel),
    "timer.benefit": (Phase.TIME, service.run_due),
    "member.registered": (Phase.AFTER, service.run_welcome),
    "member.updated": (Phase.AFTER, service.run_welcome),
    "profile.completed": (Phase.AFTER, service.run_welcome),
    "tier.entered": (Phase.AFTER, service.run_tier_changed),
    "tier.upgraded": (Phase.AFTER, service.run_tier_changed),
    "tier.carried_over": (Phase.AFTER, service.run_tier_changed),
    "tier.downgraded": (Phase.AFTER, service.run_tier_changed),
    "tier.lifted": (Phase.AFTER, service.run_tier_changed),
    "tier.lift_ended": (Phase.AFTER, service.run_tier_changed),
    "tier.assigned": (Phase.AFTER, service.run_tier_changed),
    "tier.assignment_ended": (Phase.AFTER, service.run_tier_changed),
    "tier.benefits_paused": (Phase.AFTER, service.run_paused),
    "tier.benefits_restored": (Phase.AFTER, service.run_restored),
    "coupon.used": (Phase.AFTER, _run_coupon_used),
    "order.paid": (Phase.AFTER, _run_order_paid),
    "order.refunded": (Phase.AFTER, _run_order_refunded),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    benefit_tests(program)
    return [Reaction(event_type, phase, "benefits", run) for event_type, (phase, run) in _RUNS.items()]


def _list_announced(program: CompiledProgram) -> tuple[BenefitSpec, ...]:
    return tuple(benefit for benefit in program.items("benefits", BenefitSpec) if benefit.announces)


def _prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    for benefit in program.built("benefits.announced", _list_announced):
        found = benefit.find_wait(program.calendar, state, now_us) if has(state, benefit) else None
        if found is not None:
            reason, wait = found
            yield Prompt(
                "benefit", f"benefits.{benefit.id}", wait, "days", max(0, 10_000 - wait * 10_000 // (NEAR_DAYS + 1)),
                reason, {"benefit": benefit.id, "days": wait},
            )  # fmt: skip


_PERIODS = {
    "day": text("每天", "a day"), "week": text("每周", "a week"), "month": text("每月", "a month"),
    "quarter": text("每季", "a quarter"), "year": text("每年", "a year"), "lifetime": text("共", "in all"),
    "membership": text("会员期内", "while a member"),
}  # fmt: skip


def render_benefit(program: CompiledProgram, benefit: BenefitSpec) -> Text:
    """Who has it, what it gives, how often, and when."""
    parts = list[Text]()
    if benefit.tiers:
        tiers = [tier_name(program, tier) for tier in benefit.tiers]
        parts.append(text("、".join(tier.zh for tier in tiers), ", ".join(tier.get("en") for tier in tiers)))
    if benefit.percent_off_bps:
        off = benefit.percent_off_bps
        parts.append(text(f"{(10_000 - off) / 1_000:g} 折", f"{off / 100:g}% off"))
    if benefit.quota is not None:
        parts.append(text(_render_quota(benefit.quota, "zh"), _render_quota(benefit.quota, "en")))
    zh, en = list(benefit.render_terms("zh")), list(benefit.render_terms("en"))
    parts += [text(one, other) for one, other in zip(zh, en, strict=True)]
    limits = benefit.scope.render(program.origin.goods_name, program.spec.currency)
    if limits is not None:
        parts.append(limits)
    if benefit.when is not None:
        when = render_condition(program, benefit.when, "order.paid")
        parts.append(text(f"条件：{when.zh}", f"when {when.get('en')}"))
    return join_clauses(parts or [text("随时可用", "at any time")])


def _render_quota(quota: Quota, locale: Locale) -> str:
    period = _PERIODS[quota.period].get(locale)
    if locale == "zh":
        return f"{period} {quota.count} 次" + (f"，未用可结转 {quota.carry_over} 次" if quota.carry_over else "")
    return f"{quota.count} {period}" + (f", {quota.carry_over} carried over" if quota.carry_over else "")


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    benefits = program.items("benefits", BenefitSpec)
    if benefits:
        heading = text("会员权益", "Benefits").get(locale)
        yield RulePage(
            heading, tuple(entitle(one.name, render_benefit(program, one)).get(locale) for one in benefits), order=40
        )


def _describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    for benefit in program.items("benefits", BenefitSpec):
        yield f"benefits.{benefit.id}", render_benefit(program, benefit)


_WORDINGS: dict[str, Text] = {
    "benefit-granted": text("获得权益 {benefit} × {count}", "benefit {benefit} × {count} received"),
    "benefit-used": text("使用权益 {benefit} × {count}", "benefit {benefit} × {count} used"),
    "benefit-returned": text("权益 {benefit} × {count} 已退回", "benefit {benefit} × {count} given back"),
    "benefit-ended": text("等级变化，权益 {benefit} 终止", "benefit {benefit} ended with the tier"),
    "benefit-unknown": text("方案中没有权益 {benefit}", "the program has no benefit {benefit}"),
    "benefit-unused": text("权益 {benefit} 还有 {count} 次未用", "benefit {benefit}: {count:use|uses} left"),
}


def _export(case: ExportCase) -> Mapping[str, Any]:
    state, savings = case.state, case.state.read(service.SAVINGS, service.SavingsBook)
    cancelled = state.list_records("benefit_cancelled")
    return {
        "entitlements": [
            {
                "benefit": case.name_of(f"benefits.{one.benefit}"), "from": case.render_time(one.period_start_us),
                "until": case.render_time(one.period_end_us), "quota": one.quota + one.carried, "used": one.used,
            }
            for one in sorted(state.entitlements().values(), key=lambda one: (one.period_start_us, one.benefit))
        ],
        "uses": [
            {
                "benefit": case.name_of(f"benefits.{one['benefit']}"), "count": one["count"], "store": one["store"],
                "used": case.render_time(one["t_us"]),
                "cancelled": case.render_time(cancelled.get(key, {}).get("t_us", 0)),
            }
            for key, one in sorted(
                state.list_records("benefit_redemption").items(), key=lambda found: (found[1]["t_us"], found[0])
            )
        ],
        "saved_cents": dict(sorted(savings.saved.items())),
        "spent_cents": savings.spent_cents,
    }  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("a reward's owner takes back its uses (BenefitReward.take_back); a tier's benefits end with it"),
    cancel=Nothing("an entitlement that was given stays"),
    merge=merging.MERGE,
    erase=Nothing("uses and savings tell nobody who somebody is"),
    export=_export,
    law=Proven(("entitlement-uses",)),
)


def benefits_domain(kinds: tuple[type[BenefitSpec], ...] = KINDS) -> Domain:
    """The domain with these kinds of benefit."""
    wordings = join_named("wording", ((kind.name_kind(), kind.wordings) for kind in kinds))
    return Domain(
        name="benefits",
        sections=(benefit_section(kinds),),
        slots=(SAVINGS, BENEFITS),
        event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
        compile=_compile,
        lint=lint,
        render_rules=_render_rules,
        describe=_describe,
        prompts=_prompts,
        rewards=(BenefitReward,),
        wordings={**_WORDINGS, **merging.WORDINGS, **wordings},
        hooks=_HOOKS,
    )


DOMAIN = benefits_domain()
