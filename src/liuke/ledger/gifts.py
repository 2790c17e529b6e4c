"""Gifts of points from one member to another: hold, offer, accept or decline, hand over.

Both members are decided under their own locks; what one tells the other travels as a delivered event, handled exactly
once. The giver's hold alone decides: when the acceptance arrives while it is open, it is handed over, and otherwise
given back; so a gift is never in two places. Handing over moves the points through ``clearing``, whose sum over all
members is what is under way. Points keep their expiry; a gift that is not accepted lapses before its first point would.

Refusal codes: ``not-giftable``, ``gift-to-self``, ``gift-not-found``, ``gift-answered``, ``gift-lapsed``, ``capped``,
``below-minimum``, and those of the postings.
"""

from __future__ import annotations

from typing import Any

from liuke.decision.holdings import Hold
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.text import text
from liuke.ledger import caps, postings
from liuke.ledger.moves import find_end
from liuke.ledger.requests import get_amount, take_cap
from liuke.ledger.trade_spec import GiftSpec

PURPOSE = "gift"

_ASSET = EventField("str", text("账户", "Asset"), required=True)
_AMOUNT = EventField("points", text("数量", "Amount"), required=True)
_GIFT = EventField("str", text("赠送单号", "Gift"), required=True)
_MEMBER = EventField("int", text("会员", "Member"), required=True)
_OFFER = {
    "gift_id": _GIFT, "from_member": _MEMBER, "asset": _ASSET, "amount": _AMOUNT,
    "note": EventField("str", text("留言", "Note")), "expires_us": EventField("t_us", text("领取期限", "Accept until")),
}  # fmt: skip

EVENT_TYPES = (
    EventType("points.gift_offered", text("收到赠送", "A gift is offered"), "derived", _OFFER),
    EventType("points.gift_answered", text("赠送有回应", "A gift is answered"), "derived", {
        "gift_id": _GIFT, "accepted": EventField("bool", text("领取", "Accepted"), required=True),
    }),
    EventType("points.gift_arrived", text("赠送到账", "A gift arrives"), "derived", {
        "gift_id": _GIFT, "from_member": _MEMBER, "asset": _ASSET,
        "parts": EventField("list", text("批次", "Amounts and expiries"), required=True),
    }),
    EventType("points.gift_lapsed", text("赠送已失效", "A gift has lapsed"), "derived", {"gift_id": _GIFT}),
    EventType("points.gift_closed", text("赠送已结束", "A gift is over"), "derived", {
        "gift_id": _GIFT, "outcome": EventField("str", text("结果", "Outcome"), required=True),
    }),
)  # fmt: skip


# -- the giver ------------------------------------------------------------------------------------------------------
def _run_gift(turn: Turn) -> None:
    data, rules = turn.data, turn.program.section("gifts", GiftSpec)
    asset, to_member = data["asset"], int(data["to_member"])
    if not postings.get_asset(turn, asset).giftable:
        turn.refuse("not-giftable", f"{asset} cannot be given away")
    if to_member == turn.state.member_id:
        turn.refuse("gift-to-self", "a gift needs somebody else")
    amount = get_amount(turn, least=rules.min_amount)
    postings.require(turn, asset, amount)
    path = f"gifts.{asset}"
    take_cap(turn, path, rules.caps, amount)
    gift_id = f"{turn.new_id():x}"
    made = postings.hold(
        turn, asset, amount, hold_id=f"gift:{gift_id}", purpose=PURPOSE, rule=path, ref=gift_id,
        expires_us=turn.ctx.now_us + rules.accept_days * DAY_US,
    )  # fmt: skip
    _lapse_before_expiry(turn, made)
    made.data |= {"to_member": to_member, "gift_id": gift_id, "day": turn.day}
    offer = {"from_member": turn.state.member_id, "asset": asset, "amount": amount, "note": data.get("note")}
    turn.deliver(
        to_member, f"gift:{gift_id}:offered", "points.gift_offered",
        {"gift_id": gift_id, **offer, "expires_us": made.expires_us},
    )  # fmt: skip
    turn.applied(path, "gift-offered", amount=amount, asset=asset)
    turn.result = {"gift_id": gift_id, "hold_id": made.hold_id, "expires_us": made.expires_us}


def _lapse_before_expiry(turn: Turn, made: Hold) -> None:
    """What expires while it waits would otherwise come back with the grace of a refund."""
    book = turn.state.lot_books.get(made.asset)
    lots = book.lots if book is not None else {}
    ends = (find_end(turn.program, turn.state, lots[seq]) for seq, _ in made.parts if seq)
    first = min(ends, default=FOREVER_US)
    if first <= made.expires_us:
        made.expires_us = first - 1
        turn.arm(f"hold:{made.hold_id}", made.expires_us)


def _run_answered(turn: Turn) -> None:
    gift_id, accepted = turn.data["gift_id"], turn.data["accepted"]
    hold_id = f"gift:{gift_id}"
    found = turn.state.holds().get(hold_id)
    if found is None or found.status != "open":
        # it lapsed before the answer came; the receiver hears of that from the lapse itself
        turn.skipped(f"gifts.{gift_id}", "gift-lapsed")
        return
    if not accepted:
        postings.release(turn, hold_id)
        _return_room(turn, found)
        _close(turn, found, "declined")
        return
    parts = [(amount, _expiry(turn, found.asset, seq)) for seq, amount in found.parts]
    postings.commit(turn, hold_id, target="clearing", kind="transfer")
    turn.deliver(
        found.data["to_member"], f"gift:{gift_id}:arrived", "points.gift_arrived",
        {"gift_id": gift_id, "from_member": turn.state.member_id, "asset": found.asset, "parts": parts},
    )  # fmt: skip
    _close(turn, found, "accepted")


def _expiry(turn: Turn, asset: str, lot_seq: int) -> int:
    return find_end(turn.program, turn.state, turn.state.lots(asset).lots[lot_seq]) if lot_seq else FOREVER_US


def _return_room(turn: Turn, found: Hold) -> None:
    """What was not taken was not given: it counts against no cap."""
    day = found.data.get("day")
    if day is not None:
        caps.give_back(turn, f"gifts.{found.asset}", found.amount, day)
        found.data = {**found.data, "returned": found.amount}
        turn.state.save_hold(found)


def _close(turn: Turn, found: Hold, outcome: str) -> None:
    gift_id = found.data["gift_id"]
    turn.message(
        "gift_closed",
        f"gift:{gift_id}:closed",
        _terms(found.asset),
        gift_id=gift_id,
        outcome=outcome,
        amount=found.amount,
    )
    turn.emit("points.gift_closed", {"gift_id": gift_id, "outcome": outcome})


def lapse(turn: Turn, found: Hold) -> None:
    """Tell both sides that the offer's time is over; its hold has been released."""
    gift_id = found.data["gift_id"]
    _return_room(turn, found)
    turn.deliver(found.data["to_member"], f"gift:{gift_id}:lapsed", "points.gift_lapsed", {"gift_id": gift_id})
    _close(turn, found, "lapsed")


def _terms(asset: str) -> MessageTerms:
    return MessageTerms(path=f"gifts.{asset}")


# -- the receiver ---------------------------------------------------------------------------------------------------
def _run_offered(turn: Turn) -> None:
    data = dict(turn.data)
    turn.record("gift_offer", data["gift_id"], data)
    terms = MessageTerms(
        path=f"gifts.{data['asset']}", expires_us=int(data["expires_us"]), value_points=int(data["amount"])
    )
    turn.message("gift_offered", f"gift:{data['gift_id']}:offered", terms, **data)


def _answer(turn: Turn, *, accepted: bool) -> dict[str, Any]:
    gift_id = turn.data["gift_id"]
    offer = turn.state.find_record("gift_offer", gift_id)
    if offer is None:
        turn.refuse("gift-not-found", f"no gift {gift_id!r} was offered to this member")
    before = turn.state.find_record("gift_answer", gift_id)
    if before is not None:
        code = "gift-lapsed" if before.get("lapsed") else "gift-answered"
        turn.refuse(code, f"gift {gift_id!r} is over")
    if turn.ctx.now_us >= offer["expires_us"]:
        turn.refuse("gift-lapsed", f"gift {gift_id!r} was to be accepted earlier")
    turn.record_new("gift_answer", gift_id, {"accepted": accepted})
    answer = {"gift_id": gift_id, "accepted": accepted}
    turn.deliver(offer["from_member"], f"gift:{gift_id}:answered", "points.gift_answered", answer)
    turn.result = {"gift_id": gift_id, "asset": offer["asset"], "amount": offer["amount"]}
    return offer


def _run_accept(turn: Turn) -> None:
    _answer(turn, accepted=True)


def _run_decline(turn: Turn) -> None:
    _answer(turn, accepted=False)


def _run_arrived(turn: Turn) -> None:
    data = turn.data
    parts = [(int(amount), int(expires_us)) for amount, expires_us in data["parts"]]
    postings.receive(turn, data["asset"], parts, kind="receive", source="clearing", ref=data["gift_id"])
    total = sum(amount for amount, _ in parts)
    turn.applied(f"gifts.{data['asset']}", "gift-arrived", amount=total, asset=data["asset"])
    turn.gained(data["asset"], data["asset"], total, f"gifts.{data['asset']}")
    turn.message(
        "gift_arrived", f"gift:{data['gift_id']}:arrived", _terms(data["asset"]), asset=data["asset"], amount=total
    )


def _run_lapsed(turn: Turn) -> None:
    gift_id = turn.data["gift_id"]
    turn.record("gift_answer", gift_id, {"accepted": False, "lapsed": True})
    turn.message("gift_lapsed", f"gift:{gift_id}:lapsed", gift_id=gift_id)


RUNS = {
    "points.gift": _run_gift,
    "points.accept_gift": _run_accept,
    "points.decline_gift": _run_decline,
    "points.gift_offered": _run_offered,
    "points.gift_answered": _run_answered,
    "points.gift_arrived": _run_arrived,
    "points.gift_lapsed": _run_lapsed,
}

WORDINGS = {
    "gift-offered": text("赠出 {amount} {asset}，等待领取", "{amount} {asset} offered as a gift"),
    "gift-arrived": text("收到赠送 {amount} {asset}", "{amount} {asset} received as a gift"),
    "gift-lapsed": text("赠送已失效", "the gift has lapsed"),
}
