"""What platforms forbid of sharing, and what refunds leave: findings before a program is published.

WeChat's rules on sharing (运营规范 5.1, and the notice of 2020-12 on inducements): no benefit for sharing or for a mere
visit, gains are certain and not chances of a draw, and in virtual business an invitee may not profit. Elsewhere the
same is worth a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.rewards import RewardSpec
from liuke.earning.handouts import find_surviving
from liuke.earning.spec import EarningRule
from liuke.kernel.text import Text, text
from liuke.ledger.asset_reward import AssetReward
from liuke.program.findings import Finding, Severity
from liuke.referral.service import PATH
from liuke.referral.shares import get_terms
from liuke.referral.spec import ReferralSpec

_SHARING = frozenset(("content.shared", "share.opened", "share.credited", "referral.registered", "referral.invited"))
"""Events that are sharing, or a visit that came of it: nobody did anything yet."""
_VISITS = _SHARING | {"app.opened", "page.viewed", "share.open"}
"""The same as what a friend who opened a share must do."""
_BRINGING = frozenset(
    ("referral.completed", "referral.first_order", "referral.bound", "share.followed", "referral.promoted")
)
"""Events of friends who really took part: what they give is certain, and no chance of a draw."""
_KINDS_ON_EVENTS = frozenset(("task", "milestone", "cards", "challenge", "leaderboard"))
"""Kinds of activities that count events and give for it; what goes to charity benefits nobody who shares."""


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Every finding of this domain."""
    del evidence
    terms = program.section("referral", ReferralSpec)
    if not terms.enabled:
        return
    yield from _lint_rules_of_sharing(program, terms)
    yield from _lint_terms(terms)
    if terms.inviter or terms.invitee or terms.ladder:
        yield from find_surviving(program, PATH)


def _list_bundles(terms: ReferralSpec) -> Iterator[tuple[str, Sequence[RewardSpec]]]:
    yield f"{PATH}.inviter", terms.inviter
    yield f"{PATH}.invitee", terms.invitee
    for step in terms.ladder:
        yield f"{PATH}.ladder.{step.at}", step.rewards
    if terms.share is not None:
        yield f"{PATH}.share.rewards", terms.share.rewards


def _lint_rules_of_sharing(program: CompiledProgram, terms: ReferralSpec) -> Iterable[Finding]:
    severity: Severity = "error" if "wechat" in terms.platforms else "warning"
    act = get_terms(terms).act.on
    if act in _VISITS:
        yield _visit(f"{PATH}.share.act", severity, on=act)
    elif program.events.find(act) is None:
        yield Finding(
            f"{PATH}.share.act", "unknown-event", "error",
            text(f"事件 {act} 不存在，永远不会发生", f"no event type {act} exists: it never happens"),
            text("改用事件目录中的事件，或在 custom_events 中声明",
                 "use a type of the event catalogue, or declare it under custom_events"),
            {"event": act},
        )  # fmt: skip
    activities = program.plain.get("activities", ())
    chances = _list_chances(activities)
    for number, rule in enumerate(program.items("earning", EarningRule)):
        if rule.on in _SHARING:
            yield _visit(f"earning.{number}", severity, on=rule.on)
        elif rule.on in _BRINGING and rule.asset in chances:
            yield _chance(f"earning.{number}", severity, asset=rule.asset)
    for path, rewards in _list_bundles(terms):
        for index, reward in enumerate(rewards):
            if isinstance(reward, AssetReward) and reward.asset in chances:
                yield _chance(f"{path}.{index}", severity, asset=reward.asset)
    for activity in activities:
        yield from _lint_activity(activity, severity)
    if terms.virtual_goods and terms.invitee:
        yield _broken_rule(
            f"{PATH}.invitee", "virtual-invitee-profits", severity,
            text("微信《运营规范》5.1：虚拟业务中被邀请人不得获利",
                 "WeChat's operating rules 5.1: in virtual business the invitee may not profit"),
            text("去掉被邀请人奖励", "leave out what the invitee is given"),
        )  # fmt: skip


def _lint_activity(activity: dict[str, Any], severity: Severity) -> Iterable[Finding]:
    """What members are given for playing must not be given for sharing; entries of a draw not for bringing friends."""
    kind, path = activity["kind"], f"activities.{activity['id']}"
    if kind in _KINDS_ON_EVENTS:
        found = sorted({type_ for type_ in _find_types(activity) if type_ in _SHARING})
        if found:
            yield _visit(path, severity, on="、".join(found))
    elif kind == "raffle":
        for earned in activity.get("earned") or ():
            if earned["on"] in _SHARING | _BRINGING:
                yield _chance(path, severity, on=earned["on"])


def _find_types(part: dict[str, Any]) -> Iterator[str]:
    """Every event type that a part of a program waits for."""
    for name, value in part.items():
        values: list[Any] = list(value) if isinstance(value, list | tuple) else [value]  # pyright: ignore[reportUnknownArgumentType] - of a document
        for one in values:
            if isinstance(one, dict):
                yield from _find_types(one)  # pyright: ignore[reportUnknownArgumentType] - of a document
            elif name == "on" and isinstance(one, str):
                yield one


def _chance(path: str, severity: Severity, **figures: Any) -> Finding:
    return _broken_rule(
        path, "sharing-gives-chance", severity,
        text("微信《关于诱导行为的公告》（2020-12）：助力、邀请不得换取抽奖机会，收益须确定",
             "WeChat's notice on inducements (2020-12): inviting must not give chances of a draw; what is gained is "
             "certain"),
        text("改发积分、优惠券等确定的奖励", "give something certain: points, a coupon"),
        **figures,
    )  # fmt: skip


def _visit(path: str, severity: Severity, **figures: Any) -> Finding:
    return _broken_rule(
        path, "visit-rewarded", severity,
        text("微信《运营规范》5.1：不得因分享或仅因好友打开而给奖励，好友须真正参与",
             "WeChat's operating rules 5.1: nothing is given for sharing or for a mere visit: the invitee must really "
             "take part"),
        text("改为好友参与后奖励（share.followed），或好友首单后奖励（referral.inviter）",
             "reward what the friend then does (share.followed), or their first order (referral.inviter)"),
        **figures,
    )  # fmt: skip


def _broken_rule(path: str, code: str, severity: Severity, reason: Text, fix: Text, **figures: Any) -> Finding:
    return Finding(path, code, severity, reason, fix, figures)


def _list_chances(activities: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Assets of chances of draws."""
    draws = [one for one in activities if one["kind"] == "lottery"]
    return frozenset(one["chances"]["asset"] for one in draws if one["chances"]["asset"])


def _lint_terms(terms: ReferralSpec) -> Iterable[Finding]:
    if not (terms.inviter or terms.invitee or terms.ladder):
        yield Finding(
            PATH, "gives-nothing", "warning",
            text("邀请没有任何奖励", "inviting gives nothing to anybody"),
            text("设置邀请人或被邀请人奖励", "reward who invites, or the invitee"),
        )  # fmt: skip
    if terms.inviter and terms.max_per_day is None and terms.max_per_month is None:
        yield Finding(
            f"{PATH}.inviter", "unlimited-invitations", "warning",
            text("邀请奖励没有每日或每月上限", "rewards for inviting have no limit by day or month"),
            text("填写每日或每月上限", "say how many count a day or a month"),
        )  # fmt: skip
