"""What the API shows of a member: pure functions from program and state to structs, in the language of the call."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from liuke.activities.views import AnyShown, view_activities
from liuke.benefits.dashboard import ValueDashboard, value_dashboard
from liuke.benefits.views import EntitlementView, view_entitlements
from liuke.campaigns.views import CampaignView, view_campaigns
from liuke.coupons.views import CouponView, view_coupon
from liuke.decision.domain import CompiledProgram
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.kernel.text import Locale
from liuke.ledger.views import Balance, view_balances
from liuke.mall.views import MallView, view_mall
from liuke.publishing.wording import render_prompt
from liuke.tiers.views import TierView, view_tier


class PromptView(msgspec.Struct):
    """Something within reach."""

    kind: str
    path: str
    missing: int
    unit: str
    progress_bps: int
    text: str


class Centre(msgspec.Struct):
    """The member centre in one answer.

    Args:
        benefits: Those of the member's tier that need no counting (prices, priority), by name.
        value: What the membership is worth, in cents.
        activities: Open to the member: check-in with the month's calendar, tasks with their steps.
        campaigns: Those that are on for the member, and what they have given away by now.
        mall: Items the member may redeem, affordable ones first; at most six.
        test: Whether it is a test member.
    """

    member_id: str
    registered_us: int
    tier: TierView
    balances: list[Balance]
    coupons: list[CouponView]
    entitlements: list[EntitlementView]
    value: ValueDashboard
    activities: list[AnyShown]
    campaigns: list[CampaignView]
    prompts: list[PromptView]
    mall: list[MallView]
    test: bool


def view_prompts(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[PromptView]:
    """The nearest first, as in the answer of an event."""
    found: list[Prompt] = [one for find in program.prompts for one in find(program, state, now_us)]
    found.sort(key=lambda one: (-one.progress_bps, one.path))
    return [
        PromptView(
            one.kind, one.path, one.missing, one.unit, one.progress_bps,
            render_prompt(program, one, locale),
        )
        for one in found
    ]  # fmt: skip


def view_centre(
    program: CompiledProgram, state: MemberState, now_us: int, stock: Mapping[str, int], locale: Locale
) -> Centre:
    """The member centre; coupons, entitlements and lots of the state must be loaded (or are asked for)."""
    tier = view_tier(program, state, now_us, locale)
    coupons = [one for one in state.coupons().values() if one.status in {"active", "locked"}]
    coupons.sort(key=lambda one: (one.valid_until_us, one.coupon_id))
    return Centre(
        member_id=str(state.member_id),
        registered_us=state.registered_us,
        tier=tier,
        balances=view_balances(program, state, now_us, locale),
        coupons=[view_coupon(program, one, locale) for one in coupons],
        entitlements=view_entitlements(program, state, now_us, locale),
        value=value_dashboard(program, state, now_us, next_tier=tier.next.id if tier.next is not None else ""),
        activities=view_activities(program, state, now_us, locale),
        campaigns=view_campaigns(program.origin, state, now_us, locale),
        prompts=view_prompts(program, state, now_us, locale),
        mall=view_mall(program, state, now_us, stock, locale),
        test=state.test,
    )
