"""Using a benefit: by the member, by a clerk with a short-lived code, and undoing it."""

from __future__ import annotations

from typing import Any

from liuke.benefits import service
from liuke.benefits.spec import BenefitSpec
from liuke.coupons.service import secret_code
from liuke.decision.turn import Turn
from liuke.kernel.clock import MINUTE_US, SECOND_US

_OBSTACLES = {
    "benefit-not-now": "the benefit does not apply at this moment",
    "benefit-not-of-tier": "the member's tier does not have this benefit",
    "benefit-used-up": "the uses of this period are taken",
}


def _refuse_obstacle(turn: Turn, benefit: BenefitSpec, count: int) -> None:
    if benefit.is_price:
        turn.refuse("benefit-not-redeemable", f"{benefit.id} is a price: it applies at the checkout by itself")
    obstacle = service.find_obstacle(turn, benefit, count)
    if obstacle:
        turn.refuse(obstacle, _OBSTACLES[obstacle], benefit=benefit.id)


def _count(turn: Turn) -> int:
    count = turn.data.get("count")
    if count is None:
        return 1
    if count <= 0:
        turn.refuse("count-not-positive", f"uses must be positive, not {count}")
    return int(count)


def run_redeem(turn: Turn) -> None:
    """``benefit.redeem``: the member uses a benefit without a clerk."""
    benefit, count = service.get_benefit(turn, turn.data["benefit"]), _count(turn)
    if benefit.redeem != "self":
        turn.refuse("benefit-needs-clerk", f"{benefit.id} is redeemed by a clerk", fix="issue a code for the clerk")
    _refuse_obstacle(turn, benefit, count)
    turn.result = _redeem(turn, benefit, count, turn.data.get("ref") or "")


def _redeem(turn: Turn, benefit: BenefitSpec, count: int, ref: str) -> dict[str, Any]:
    redemption = str(turn.new_id())
    parts = service.take(turn, benefit, count, redemption)
    value = benefit.value_cents * count
    turn.record_new(
        "benefit_redemption",
        redemption,
        {
            "benefit": benefit.id, "count": count, "parts": [[str(one), n] for one, n in parts], "t_us": turn.now.t_us,
            "value_cents": value, "ref": ref, "store": turn.data.get("store") or "",
        },
    )  # fmt: skip
    service.add_saving(turn, "benefit", value)
    turn.applied(f"benefits.{benefit.id}", "benefit-used", benefit=benefit.id, count=count)
    turn.emit(
        "benefit.redeemed", {"benefit": benefit.id, "count": count, "redemption": redemption, "value_cents": value}
    )
    remaining = sum(service.left(e) for e in service.open_entitlements(turn, benefit)) if benefit.is_counted else None
    return {"redemption": redemption, "benefit": benefit.id, "count": count, "left": remaining}


def run_issue_code(turn: Turn) -> None:
    """``benefit.issue_code``: a code that a clerk can redeem once, soon."""
    benefit, count = service.get_benefit(turn, turn.data["benefit"]), _count(turn)
    seconds = turn.data.get("seconds") or benefit.code_seconds
    if not 60 <= seconds <= 300:
        turn.refuse("code-lifetime", "a code lives 60 to 300 seconds", fix="ask for 60 to 300 seconds")
    _refuse_obstacle(turn, benefit, count)
    code = secret_code(turn, f"benefit/{benefit.id}", 10)
    expires_us = turn.now.t_us + seconds * SECOND_US
    turn.record_new("redeem_code", code, {"benefit": benefit.id, "count": count, "expires_us": expires_us})
    turn.result = {"code": code, "expires_us": expires_us, "benefit": benefit.id}


def run_redeem_code(turn: Turn) -> None:
    """``benefit.redeem_code``: a clerk redeems a code of this member; exactly once."""
    code = turn.data["code"].strip().upper()
    issued = turn.state.find_record("redeem_code", code)
    if issued is None:
        turn.refuse("code-not-found", "this member has no such code", fix="scan it again, or ask for a new one")
    if turn.state.find_record("redeem_code_used", code) is not None:
        turn.refuse("code-used", "this code was redeemed before")
    if turn.now.t_us >= issued["expires_us"]:
        turn.refuse("code-expired", "this code is too old", fix="the member can issue a new one")
    benefit = service.get_benefit(turn, issued["benefit"])
    _refuse_obstacle(turn, benefit, issued["count"])
    turn.record_new("redeem_code_used", code, {"t_us": turn.now.t_us, "clerk": turn.data.get("clerk") or ""})
    turn.result = _redeem(turn, benefit, issued["count"], code)


def run_cancel(turn: Turn) -> None:
    """``benefit.cancel``: undo a redemption within the benefit's time for it; once."""
    key = turn.data["redemption"]
    done = turn.state.find_record("benefit_redemption", key)
    if done is None:
        turn.refuse("redemption-not-found", f"there is no redemption {key!r}")
    if turn.state.find_record("benefit_cancelled", key) is not None:
        turn.refuse("redemption-cancelled", "this redemption was undone before")
    benefit = service.get_benefit(turn, done["benefit"])
    if turn.now.t_us > done["t_us"] + benefit.undo_minutes * MINUTE_US:
        turn.refuse("cancel-too-late", f"a redemption can be undone for {benefit.undo_minutes} minutes")
    turn.record_new("benefit_cancelled", key, {"t_us": turn.now.t_us, "reason": turn.data.get("reason") or ""})
    service.give_back(turn, [(int(one), n) for one, n in done["parts"]], key)
    service.add_saving(turn, "benefit", -done["value_cents"])
    turn.applied(f"benefits.{benefit.id}", "benefit-returned", benefit=benefit.id, count=done["count"])
    turn.emit(
        "benefit.cancelled",
        {"benefit": benefit.id, "count": done["count"], "redemption": key, "value_cents": done["value_cents"],
         "counted_day": turn.program.calendar.local_day(done["t_us"])},
    )  # fmt: skip
    turn.result = {"benefit": benefit.id, "count": done["count"]}
