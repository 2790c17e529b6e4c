"""Tiers as a domain: section, slot, facts, timers, the lift reward, what is near, and the rules page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.decision.domain import Domain
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.clock import date_of
from liuke.kernel.text import text
from liuke.tiers import by_hand
from liuke.tiers.lint import find_faults
from liuke.tiers.merging import MERGE
from liuke.tiers.merging import WORDINGS as MERGE_WORDINGS
from liuke.tiers.near import find_prompts
from liuke.tiers.plan import MILESTONE_LOST, TIERS, TierDoc
from liuke.tiers.reactions import tier_reactions
from liuke.tiers.rules_page import describe, render_rules
from liuke.tiers.spec import SECTION
from liuke.tiers.tier_lift_reward import TierLiftReward
from liuke.tiers.undoing import undo_cause, undo_reactions

_TIER = EventField("str", text("等级", "Tier"), required=True)
_OLD = EventField("str", text("原等级", "Old tier"), required=True)
_NEW = EventField("str", text("新等级", "New tier"), required=True)
_REF = EventField("str", text("升级编号", "Upgrade"))
_UNTIL_DAY = EventField("str", text("有效期至", "Ends before"))
_UNTIL_US = EventField("t_us", text("到期时间", "Until"))
_LOSS = {
    "action": EventField("str", text("动作", "Action")), "day": EventField("str", text("日期", "Day")), "old": _OLD,
    "new": _NEW, "lost": EventField("list", text("将失去", "Would be lost")),
}  # fmt: skip

EVENT_TYPES = (
    EventType("tier.entered", text("进入等级", "Tier entered"), "derived", {"tier": _TIER}),
    EventType("tier.upgraded", text("等级提升", "Tier upgraded"), "derived", {
        "old": _OLD, "new": _NEW, "until_day": _UNTIL_DAY, "ref": _REF,
    }),
    EventType("tier.upgrade_undone", text("等级提升被退款撤销", "Upgrade undone by a refund"), "derived", {
        "new": _NEW, "ref": _REF, "counted_day": EventField("day", text("原升级日", "Day of the upgrade")),
    }, undoes="tier.upgraded", named_by=("new", "ref")),
    EventType("tier.carried_over", text("合并后的等级", "Tier after a merge"), "derived", {"old": _OLD, "new": _NEW}),
    EventType("tier.downgraded", text("等级下降", "Tier downgraded"), "derived", {
        "old": _OLD, "new": _NEW, "cause": EventField("str", text("原因", "Cause")), "tier": _TIER,
    }),
    EventType("tier.renewed", text("保级成功", "Tier renewed"), "derived", {"tier": _TIER, "until_day": _UNTIL_DAY}),
    EventType("tier.grace_started", text("进入保护期", "Grace started"), "derived", {
        **_LOSS, "prevent": EventField("list", text("如何避免", "Prevented by")),
    }),
    EventType("tier.warning", text("等级预警", "Tier warning"), "derived", _LOSS, open=True),
    EventType("tier.near", text("即将升级", "Tier near"), "derived", {
        "tier": _TIER, "missing": EventField("points", text("还差", "Missing")),
    }),
    EventType("tier.milestone_reached", text("达成里程碑", "Milestone reached"), "derived", {
        "milestone": EventField("str", text("里程碑", "Milestone"), required=True),
    }),
    EventType(MILESTONE_LOST, text("里程碑被退款撤销", "Milestone undone by a refund"), "derived", {
        "milestone": EventField("str", text("里程碑", "Milestone"), required=True),
        "counted_day": EventField("day", text("达成日", "Day on which it was reached")),
    }, undoes="tier.milestone_reached", named_by=("milestone",)),
    EventType("tier.benefits_paused", text("权益暂停", "Benefits paused"), "derived", {"tier": _TIER}),
    EventType("tier.benefits_restored", text("权益恢复", "Benefits restored"), "derived", {"tier": _TIER}),
    EventType("tier.lifted", text("体验等级", "Tier lent"), "derived", {
        "old": _OLD, "new": _NEW, "until_us": _UNTIL_US,
    }),
    EventType("tier.lift_ended", text("体验等级结束", "Lent tier ended"), "derived", {"old": _OLD, "new": _NEW}),
    EventType("tier.review", text("复核等级", "Tier is being reviewed"), "derived", {
        "version": EventField("int", text("方案版本", "Version of the program")),
    }),
    EventType("timer.tier", text("等级定时", "Tier due"), "timer", open=True),
)  # fmt: skip


_WORDINGS = {
    "tier.near": text("还差 {missing} 成长值升级到{tier}", "{missing} more growth for {tier}"),
    "tier.upgraded": text("恭喜升级到{tier}", "You have reached {tier}"),
    "tier.grace": text("{old} 等级已进入宽限期，请在 {day} 前达标", "Your grace period for {old} ends on {day}"),
    "tier.warning": text("{old} 等级将在 {day} 到期", "Your tier {old} ends on {day}"),
    "tier.downgraded": text("等级由 {old} 变为 {new}", "Your tier has changed from {old} to {new}"),
    "tier.inactivity": text("您已较久未光临，{day} 起等级将调整", "Your tier changes on {day} unless you visit us"),
    "tier-entered": text("成为会员：{tier}", "entered tier {tier}"),
    "tier-upgraded": text("升级为{tier_zh}", "upgraded to {tier_en}"),
    "tier-downgraded": text("由 {old} 降为 {new}（{cause}）", "fell from {old} to {new} ({cause})"),
    "tier-renewed": text("保级成功，有效期至 {until} 前", "tier {tier} kept, until before {until}"),
    "tier-grace": text("进入保护期，{day} 起将由 {old} 降为 {new}", "grace: on {day} {old} becomes {new}"),
    "tier-warning": text("预警：{day} 起将由 {old} 降为 {new}", "warning: on {day} {old} becomes {new}"),
    "tier-lifted": text("体验等级 {new}", "tier {new} lent"),
    "lift-ended": text("体验等级结束，恢复为 {new}", "the lent tier ended: {new} again"),
    "no-such-tier": text("方案中没有该等级", "the program has no such tier"),
    "top-tier-already": text("已是最高等级", "already at the top tier"),
    "no-tiers": text("方案未设等级", "the program has no tiers"),
    "pack-given-already": text("该等级礼包已发放过", "the gift pack of this tier was given before"),
    "milestone-lost": text("退款后里程碑（{dimension}）不再达成", "milestone reached no more ({dimension})"),
    "milestone": text("达成里程碑（{dimension}）", "milestone reached ({dimension})"),
    "benefits-paused": text("长期未活跃，{tier} 权益暂停", "benefits of {tier} paused for inactivity"),
    "benefits-restored": text("欢迎回来，权益已恢复", "welcome back: benefits restored"),
    "tier-near-spend": text(
        "再消费 {amount} {currency_zh}即可升级{tier_zh}{unlock_zh}",
        "spend {missing:money} more to reach {tier_en}{unlock_en}",
    ),
    "tier-near": text(
        "{name_zh}还差 {amount} {unit_zh}即可升级{tier_zh}{unlock_zh}",
        "{amount} more {unit_en} of {name_en} to reach {tier_en}{unlock_en}",
    ),
}


def _export(case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(TIERS, TierDoc)
    return {
        "tier": case.name_of(f"tiers.ladder.{case.state.tier}") if case.state.tier else "",
        "earned": case.name_of(f"tiers.ladder.{doc.earned}") if doc.earned else "",
        "since": str(date_of(doc.since_day)) if doc.since_day else None,
        "until": str(date_of(doc.until_day)) if doc.until_day else None,
        "milestones": [case.name_of(f"tiers.milestones.{one}") for one in doc.milestones],
        **_export_set(case, doc),
    }


def _export_set(case: ExportCase, doc: TierDoc) -> Mapping[str, Any]:
    if doc.by_hand is None:
        return {}
    name, until = case.name_of(f"tiers.ladder.{doc.by_hand.tier}"), case.render_time(doc.by_hand.until_us)
    return {"set_by_hand": {"tier": name, "until": until, "reason": doc.by_hand.reason}}


_HOOKS = Hooks(
    undo_cause=undo_cause,
    cancel=Nothing("no tier hangs on an activity: a lift that was given stays"),
    merge=MERGE,
    erase=Nothing("a tier tells nobody who somebody is"),
    export=_export,
    law=Proven(("tiers",)),
)

DOMAIN = Domain(
    name="tiers",
    sections=(SECTION,),
    slots=(TIERS,),
    event_types=(*make_event_types(by_hand.REQUESTS), *EVENT_TYPES, *by_hand.EVENT_TYPES),
    compile=lambda program: (
        *tier_reactions(program),
        *undo_reactions(program),
        *by_hand.by_hand_reactions(program),
    ),
    lint=find_faults,
    render_rules=render_rules,
    describe=describe,
    prompts=find_prompts,
    rewards=(TierLiftReward,),
    wordings={**_WORDINGS, **MERGE_WORDINGS, **by_hand.WORDINGS},
    hooks=_HOOKS,
)
