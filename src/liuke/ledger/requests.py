"""Requests beyond the bare postings: adjustments by hand, freezing, exchanges, giving to a pool.

Refusal codes are stable: ``reason-missing``, ``amount-zero``, ``approval-needed``, ``not-a-freeze``,
``nothing-to-freeze``, ``unknown-exchange``, ``exchange-not-whole``, ``below-minimum``, ``above-maximum``, ``capped``,
``too-late``, ``unknown-pool``, and those of the postings.
"""

from __future__ import annotations

from collections.abc import Sequence

from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import text
from liuke.ledger import caps, postings
from liuke.ledger.spec import Cap
from liuke.ledger.trade_spec import ExchangeSpec, PoolSpec

_ASSET = EventField("str", text("账户", "Asset"), required=True)
_AMOUNT = EventField("points", text("数量", "Amount"), required=True)
_HOLD = EventField("str", text("冻结单号", "Hold"), required=True)
_REASON = EventField("str", text("原因", "Reason"), required=True)
_ACTOR = EventField("str", text("操作人", "Who asks"), required=True)
_POOL = EventField("str", text("公益池", "Pool"), required=True)

EVENT_TYPES = (
    EventType("points.adjust", text("调整积分", "Adjust points"), "request", {
        "asset": _ASSET, "amount": _AMOUNT, "reason": _REASON, "actor": _ACTOR,
        "approved_by": EventField("str", text("复核人", "Approved by")),
    }, by="merchant"),
    EventType("points.adjusted", text("积分已调整", "Points adjusted"), "derived", {
        "asset": _ASSET, "amount": _AMOUNT, "reason": _REASON, "actor": _ACTOR,
        "approved_by": EventField("str", text("复核人", "Approved by")),
    }),
    EventType("points.frozen", text("积分已冻结", "Points frozen"), "derived", {
        "asset": _ASSET, "amount": _AMOUNT, "hold_id": _HOLD, "reason": _REASON, "actor": _ACTOR,
    }),
    EventType("points.unfrozen", text("积分已解冻", "Points unfrozen"), "derived", {
        "asset": _ASSET, "amount": _AMOUNT, "hold_id": _HOLD, "reason": _REASON, "actor": _ACTOR,
    }),
    EventType("points.exchanged", text("账户已兑换", "Assets exchanged"), "derived", {
        "exchange": EventField("str", text("互换规则", "Exchange")), "source": _ASSET, "target": _ASSET,
        "amount": _AMOUNT, "credit": _AMOUNT,
    }),
    EventType("points.donated", text("积分已捐赠", "Points given to a pool"), "derived", {
        "pool": _POOL, "asset": _ASSET, "amount": _AMOUNT,
    }),
    EventType("pool.goal_reached", text("公益目标达成", "A pool's goal is reached"), "derived", {
        "pool": _POOL, "goal": _AMOUNT,
    }),
)  # fmt: skip


def get_amount(turn: Turn, *, least: int = 1, most: int | None = None) -> int:
    """The request's amount; refuses one that is not positive or outside the limits."""
    amount = int(turn.data["amount"])
    if amount <= 0:
        turn.refuse("amount-not-positive", f"an amount must be positive, not {amount}")
    if amount < least:
        turn.refuse("below-minimum", f"at least {least} at a time, not {amount}", minimum=least)
    if most is not None and amount > most:
        turn.refuse("above-maximum", f"at most {most} at a time, not {amount}", maximum=most)
    return amount


def take_cap(turn: Turn, path: str, limits: Sequence[Cap], amount: int) -> None:
    """Count ``amount`` against caps of which all must have room; refuses otherwise."""
    if not limits:
        return
    left = caps.find_room(turn, path, limits)
    if left is None:
        turn.refuse("too-late", f"{path} has limits, and what was used of them on that day is not known any more")
    if left < amount:
        turn.refuse("capped", f"{left} are left within the limits of {path}, not {amount}", left=left, path=path)
    caps.take(turn, path, limits, amount)


def _run_adjust(turn: Turn) -> None:
    data = turn.data
    asset, amount, reason, actor = data["asset"], int(data["amount"]), data["reason"].strip(), data["actor"]
    approver = data.get("approved_by") or ""
    if not amount:
        turn.refuse("amount-zero", "an adjustment of nothing")
    if not reason:
        turn.refuse("reason-missing", "an adjustment needs its reason", fix="say why, for whoever reads it in a year")
    limit = postings.get_asset(turn, asset).adjust_approval_above
    if abs(amount) > limit and approver in {"", actor}:
        turn.refuse(
            "approval-needed",
            f"more than {limit} {asset} need a second person",
            fix="ask for the adjustment and let somebody else decide it",
            limit=limit,
        )
    posting = postings.adjust(turn, asset, amount, reason=reason)
    if amount > 0:
        turn.gained(asset, asset, amount, "")
    turn.emit(
        "points.adjusted",
        {"asset": asset, "amount": amount, "reason": reason, "actor": actor, "approved_by": approver or None},
    )
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(asset).available}


def _run_freeze(turn: Turn) -> None:
    data = turn.data
    asset = data["asset"]
    postings.get_asset(turn, asset)
    amount = turn.state.wallet(asset).available if data.get("amount") is None else get_amount(turn)
    if not amount:
        turn.refuse("nothing-to-freeze", f"no {asset} are available")
    made = postings.hold(turn, asset, amount, hold_id=data["hold_id"], purpose="freeze", ref=data["reason"])
    made.data |= {"reason": data["reason"], "actor": data["actor"]}
    facts = {"asset": asset, "amount": amount, "hold_id": made.hold_id}
    turn.emit("points.frozen", {**facts, "reason": data["reason"], "actor": data["actor"]})
    turn.result = {"hold_id": made.hold_id, "seq": made.seq, "frozen": amount}


def _run_unfreeze(turn: Turn) -> None:
    data = turn.data
    found = postings.get_open_hold(turn, data["hold_id"])
    if found.purpose != "freeze":
        turn.refuse("not-a-freeze", f"hold {found.hold_id!r} is for {found.purpose}", fix="release it instead")
    posting = postings.release(turn, found.hold_id)
    facts = {"asset": found.asset, "amount": found.amount, "hold_id": found.hold_id}
    turn.emit("points.unfrozen", {**facts, "reason": data["reason"], "actor": data["actor"]})
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(found.asset).available}


def _run_exchange(turn: Turn) -> None:
    terms = next((e for e in turn.program.items("exchanges", ExchangeSpec) if e.id == turn.data["exchange"]), None)
    if terms is None:
        turn.refuse("unknown-exchange", f"the program has no exchange {turn.data['exchange']!r}")
    amount = get_amount(turn, least=terms.min_amount, most=terms.max_amount)
    if amount % terms.give:
        turn.refuse("exchange-not-whole", f"{amount} is no multiple of {terms.give}", multiple_of=terms.give)
    postings.require(turn, terms.source, amount)
    path, credit = f"exchanges.{terms.id}", amount // terms.give * terms.get
    take_cap(turn, path, terms.caps, amount)
    postings.exchange(
        turn, source=terms.source, amount=amount, target=terms.target, credit=credit, rule=path,
        ref=turn.data.get("ref") or "",
    )  # fmt: skip
    turn.applied(path, "exchanged", amount=amount, source=terms.source, credit=credit, target=terms.target)
    turn.gained(terms.target, terms.target, credit, path)
    turn.emit(
        "points.exchanged",
        {"exchange": terms.id, "source": terms.source, "target": terms.target, "amount": amount, "credit": credit},
    )
    turn.result = {"credit": credit, "balance": turn.state.wallet(terms.target).available}


def _run_donate(turn: Turn) -> None:
    terms = next((p for p in turn.program.items("pools", PoolSpec) if p.id == turn.data["pool"]), None)
    if terms is None:
        turn.refuse("unknown-pool", f"the program has no pool {turn.data['pool']!r}")
    amount = get_amount(turn, least=terms.min_amount)
    postings.require(turn, terms.asset, amount)
    path = f"pools.{terms.id}"
    take_cap(turn, path, terms.caps, amount)
    posting = postings.spend(turn, terms.asset, amount, rule=path, ref=terms.id, kind="donate")
    turn.add_to_pool(terms.id, amount)
    turn.record("donor", terms.id, {"since_day": turn.day})
    turn.applied(path, "donated", amount=amount, asset=terms.asset)
    turn.emit("points.donated", {"pool": terms.id, "asset": terms.asset, "amount": amount})
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(terms.asset).available}


def _run_goal_reached(turn: Turn) -> None:
    pool = turn.data["pool"]
    turn.applied(f"pools.{pool}", "goal-reached", goal=turn.data["goal"])
    turn.message(
        "pool_goal_reached", f"pool:{pool}:goal", MessageTerms(path=f"pools.{pool}"), pool=pool, goal=turn.data["goal"]
    )


RUNS = {
    "points.adjust": _run_adjust,
    "points.freeze": _run_freeze,
    "points.unfreeze": _run_unfreeze,
    "points.exchange": _run_exchange,
    "points.donate": _run_donate,
    "pool.goal_reached": _run_goal_reached,
}

WORDINGS = {
    "exchanged": text(
        "{amount} {source} 兑换为 {credit} {target}", "{amount} {source} exchanged for {credit} {target}"
    ),
    "donated": text("捐赠 {amount} {asset}", "{amount} {asset} given"),
    "goal-reached": text("公益目标 {goal} 已达成", "the goal of {goal} is reached"),
}
