"""What members, clerks and tills do with coupons: claim, redeem a code, use, report a use, receive a campaign."""

from __future__ import annotations

from functools import partial

from liuke.coupons import service, uses
from liuke.coupons.service import COUPONS, CouponBook
from liuke.coupons.spec import CouponBatch, ParcelSpec
from liuke.decision.conditions import TurnTest, compile_test, holds
from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import Coupon
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US
from liuke.waiting import book as waiting
from liuke.waiting.book import Kept

_OBSTACLES = {
    "coupon-expired": "the coupon's days are over",
    "coupon-limit": "the member has received as many as allowed",
    "coupon-sold-out": "no coupon of this batch is left",
    "budget-gone": "the campaign that gives the coupon has nothing left",
    "budget-member": "the member has had their share of the campaign that gives the coupon",
}


def audiences(program: CompiledProgram) -> dict[str, TurnTest | None]:
    """Who may claim, by batch."""
    return program.built(
        "coupons.audiences",
        lambda p: {b.id: compile_test(p, b.audience, ("coupon.claim",)) for b in p.items("coupons", CouponBatch)},
    )


def _refuse_obstacle(turn: Turn, batch: CouponBatch) -> None:
    obstacle = service.find_obstacle(turn, batch)
    if obstacle:
        turn.refuse(obstacle, _OBSTACLES[obstacle], coupon=batch.id)


def run_claim(turn: Turn) -> None:
    """``coupon.claim``: the member takes a coupon that is on offer."""
    batch = service.get_batch(turn, turn.data["batch"])
    if not batch.claimable:
        turn.refuse("coupon-not-claimable", f"coupon {batch.id} cannot be claimed")
    _check_offer(turn, batch)
    _answer_grant(turn, batch, service.grant(turn, batch, path=f"coupons.{batch.id}", source="claim"))


def _check_offer(turn: Turn, batch: CouponBatch) -> None:
    if not batch.claim.holds(turn.day):
        turn.refuse("coupon-claim-closed", f"coupon {batch.id} is not on offer on this day")
    if not holds(audiences(turn.program)[batch.id], turn):
        turn.refuse("coupon-not-for-member", f"coupon {batch.id} is not offered to this member")
    _refuse_obstacle(turn, batch)


def _answer_grant(turn: Turn, batch: CouponBatch, made: list[Coupon]) -> None:
    if not made:
        said = turn.reasons[-1].code if turn.reasons else ""
        code = said if said in _OBSTACLES else "coupon-sold-out"
        turn.refuse(code, _OBSTACLES[code], coupon=batch.id)
    coupon = made[0]
    turn.result = {
        "coupon_id": str(coupon.coupon_id), "batch": batch.id, "code": coupon.code,
        "valid_from_us": coupon.valid_from_us, "valid_until_us": coupon.valid_until_us,
    }  # fmt: skip


def run_redeem_code(turn: Turn) -> None:
    """``coupon.redeem_code``: turn a code, our own or a partner's, into the coupon it stands for; once for ever.

    A public code is everybody's: each member has a coupon for it, as often as its batch allows.
    """
    code = turn.data["code"]
    public = service.find_public(turn.program, code)
    if public is not None:
        _check_offer(turn, public)
        path = f"coupons.{public.id}"
        _answer_grant(
            turn, public, service.grant(turn, public, path=path, source="code", code=public.public_code or "")
        )
        return
    known = turn.code(code)
    # codes that are handed out with a coupon, and their places in the pool, are rows of other kinds
    if known is None or "batch" not in known or known.get("kind", "coupon") != "coupon":
        turn.refuse("code-not-found", "nobody issued this code", fix="check the code for mistyped signs")
    if known.get("used_by"):
        turn.refuse("code-used", "this code was redeemed before")
    if turn.now.t_us >= (known.get("valid_until_us") or FOREVER_US):
        turn.refuse("code-expired", "this code can no longer be redeemed")
    batch = service.get_batch(turn, known["batch"])
    _refuse_obstacle(turn, batch)
    made = service.grant(turn, batch, path=f"coupons.{batch.id}", source="code", code=code)
    _answer_grant(turn, batch, made)
    turn.use_code(code)
    turn.record_new("coupon_code", code, {"batch": batch.id, "coupon_id": str(made[0].coupon_id)})


def run_use(turn: Turn) -> None:
    """``coupon.use``: a clerk redeems a coupon by itself, outside a checkout."""
    data = turn.data
    coupon = service.get_usable(turn, service.read_id(data["coupon_id"]))
    terms = service.get_batch(turn, coupon.batch)
    amount = data.get("amount_cents")
    if amount is not None and amount < terms.threshold_cents:
        turn.refuse(
            "coupon-threshold", f"the order must reach {terms.threshold_cents} cents",
            missing_cents=terms.threshold_cents - amount,
        )  # fmt: skip
    if data.get("store") and not terms.scope.covers_store(data["store"]):
        turn.refuse("coupon-not-here", f"coupon {terms.id} is not taken at {data['store']}", stores=terms.scope.stores)
    saved = data.get("saved_cents")
    if saved is None:
        saved = _face_cents(terms, amount)
    service.use(turn, coupon, ref=data.get("order_id") or "", saved_cents=max(saved, 0))
    turn.applied(f"coupons.{terms.id}", "coupon-used", coupon=terms.id, saved_cents=max(saved, 0))
    turn.result = {"coupon_id": str(coupon.coupon_id), "batch": terms.id, "saved_cents": max(saved, 0)}


def _face_cents(terms: CouponBatch, amount: int | None) -> int:
    face = terms.worth_cents
    if terms.kind == "percent" and amount is not None:
        face = amount * terms.percent_off_bps // 10_000
    limits = [limit for limit in (terms.max_discount_cents, amount) if limit is not None]
    return min([face, *limits])


def run_redeemed(turn: Turn) -> None:
    """``coupon.redeemed``, reported by a till: use the coupon, or state that none matched; never lost."""
    data = turn.data
    batch = data.get("batch") or ""
    coupon, reason = _match(turn, batch)
    saved = max(data.get("saved_cents") or 0, 0)
    ref = data.get("order_id") or ""
    if coupon is None:
        coupon = _issue_at_till(turn, batch, ref)
    if coupon is None:
        path = f"coupons.{batch}" if batch else "coupons"
        if reason == "coupon-not-found" and batch:
            waiting.keep(turn, f"coupon/{batch}", turn.key, cause="coupon-unknown")
        turn.skipped(path, "coupon-redemption-unmatched", coupon=batch, reason=reason)
        turn.emit(
            "coupon.redemption_unmatched", {"batch": batch, "order_id": ref, "saved_cents": saved, "reason": reason}
        )
        return
    service.use(turn, coupon, ref=ref, saved_cents=saved)
    turn.applied(f"coupons.{coupon.batch}", "coupon-used", coupon=coupon.batch, saved_cents=saved)


def run_granted(turn: Turn) -> None:
    """``coupon.granted``: redemptions of the batch that happened after it, and were heard of before, are of it."""
    for kept in waiting.list_kept(turn, f"coupon/{turn.data['batch']}"):
        if kept.t_us >= turn.now.t_us:
            turn.resume(kept.happening, partial(_fits_coupon, kept))


def _fits_coupon(kept: Kept, turn: Turn) -> bool:
    if _match(turn, turn.data.get("batch") or "")[0] is None:
        return False
    waiting.settle(turn, kept)
    return True


def _issue_at_till(turn: Turn, batch: str, ref: str) -> Coupon | None:
    terms = service.find_batch(turn.program, batch)
    if terms is None or not terms.till_issue:
        return None
    made = service.grant(turn, terms, path=f"coupons.{terms.id}", ref=ref, source="till")
    return made[0] if made else None


def _match(turn: Turn, batch: str) -> tuple[Coupon | None, str]:
    """The coupon that a till's report means: the one named, else the active one that expires first."""
    coupons = turn.state.coupons()
    if turn.data.get("coupon_id") is not None:
        named = coupons.get(service.read_id(turn.data["coupon_id"]))
        of_batch = [named] if named is not None else []
    else:
        of_batch = [coupon for coupon in coupons.values() if coupon.batch == batch]
    active = [coupon for coupon in of_batch if coupon.status == "active"]
    if active:
        return min(active, key=lambda coupon: (coupon.valid_until_us, coupon.coupon_id)), ""
    if not of_batch:
        return None, "coupon-not-found"
    return None, f"coupon-{max(of_batch, key=lambda coupon: coupon.used_us).status}"


def run_revoke(turn: Turn) -> None:
    """``coupon.revoke``: the merchant takes an unused coupon away."""
    coupon = turn.state.coupons().get(service.read_id(turn.data["coupon_id"]))
    if coupon is None:
        turn.refuse("coupon-not-found", "the member has no such unused coupon")
    if coupon.status != "active":
        turn.refuse(f"coupon-{coupon.status}", f"coupon {coupon.coupon_id} is {coupon.status}")
    service.move(turn, coupon, "revoked", turn.data.get("reason") or "")
    turn.emit("coupon.revoked", {"coupon_id": str(coupon.coupon_id), "batch": coupon.batch})


# -- campaigns and rewards ------------------------------------------------------------------------------------------
def run_campaign(turn: Turn) -> None:
    """``campaign.received``: hand out the campaign's coupons (once a member) and any batches that the event names."""
    name = turn.data.get("campaign") or ""
    window: tuple[int, int] | None = None
    batches = [str(batch) for batch in turn.data.get("batches") or ()]
    path = f"coupon_parcels.{name}" if name else "coupon_parcels"
    if name:
        campaign = _parcel_index(turn.program).get(name)
        if campaign is None and not batches:
            turn.skipped(path, "campaign-unknown", campaign=name)
            return
        if campaign is not None:
            if campaign.window.is_over(turn.day):
                turn.skipped(path, "campaign-over", campaign=name)
                return
            window = _parcel_window(turn, campaign)
            batches = batches or list(campaign.coupons)
        if not turn.record("campaign", name, {"batches": batches}):
            turn.skipped(path, "campaign-received-before", campaign=name)
            return
    for batch_id in batches:
        batch = service.find_batch(turn.program, batch_id)
        if batch is None:
            turn.skipped(path, "coupon-batch-unknown", coupon=batch_id)
            continue
        service.grant(turn, batch, path=path, ref=name, source="campaign", window_us=window)


def _parcel_index(program: CompiledProgram) -> dict[str, ParcelSpec]:
    return program.built("coupons.parcels", lambda p: {c.id: c for c in p.items("coupon_parcels", ParcelSpec)})


def _parcel_window(turn: Turn, campaign: ParcelSpec) -> tuple[int, int]:
    opens_us, closes_us = campaign.window.bounds_us(turn.program.calendar)
    return opens_us if campaign.window.from_ is not None else turn.now.t_us, closes_us


# -- orders ---------------------------------------------------------------------------------------------------------
def run_order_paid(turn: Turn) -> None:
    """A paid order names coupons: those not used yet (an order from outside the checkout) are used now."""
    named = turn.data.get("coupon_ids") or ()
    if not named:
        return
    order_id = turn.data.get("order_id") or ""
    for coupon_id in [service.read_id(one) for one in named]:
        coupon = turn.state.coupons().get(coupon_id)
        if coupon is not None and _has_used(turn, coupon, order_id):
            continue
        if coupon is not None and coupon.status == "active":
            service.use(turn, coupon, ref=order_id, saved_cents=0)
            turn.applied(f"coupons.{coupon.batch}", "coupon-used", coupon=coupon.batch, saved_cents=0)
        else:
            reason = "coupon-not-found" if coupon is None else f"coupon-{coupon.status}"
            turn.skipped("coupons", "coupon-redemption-unmatched", coupon=str(coupon_id), reason=reason)
            turn.emit(
                "coupon.redemption_unmatched",
                {"coupon_id": str(coupon_id), "order_id": order_id, "saved_cents": 0, "reason": reason},
            )


def run_order_refunded(turn: Turn) -> None:
    """A fully refunded order returns its coupons, each by its batch's policy."""
    order = turn.state.find_order(turn.data.get("order_id") or "")
    if order is None or order.status != "refunded" or not order.coupons or order.data.get("coupons_returned"):
        return
    order.data["coupons_returned"] = True
    turn.state.save_order(order)
    for coupon_id in order.coupons:
        coupon = turn.state.coupons().get(coupon_id)
        if coupon is not None and _was_used_for(turn, coupon, order.order_id):
            service.give_back(turn, coupon, ref=order.order_id)


def _has_used(turn: Turn, coupon: Coupon, order_id: str) -> bool:
    """Whether the order stands on the coupon, or made one of the uses of one that may be used several times."""
    return coupon.ref == order_id or (_is_reusable(turn, coupon) and bool(uses.list_uses(turn, coupon, order_id)))


def _was_used_for(turn: Turn, coupon: Coupon, order_id: str) -> bool:
    """Whether the order used the coupon and may return it; what was given away stays so."""
    if coupon.status == "given":
        return False
    if coupon.status == "used" and coupon.ref == order_id:
        return True
    # of a coupon that may be used several times only the last order stands on it
    if not turn.state.read(COUPONS, CouponBook).uses.get(coupon.coupon_id, 0):
        return False
    return bool(uses.list_uses(turn, coupon, order_id)) or not uses.is_noted(turn, coupon)


def _is_reusable(turn: Turn, coupon: Coupon) -> bool:
    terms = service.find_batch(turn.program, coupon.batch)
    return terms is not None and terms.reusable > 1
