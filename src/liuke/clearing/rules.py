"""Both halves of a transfer between shops, inside turns of their members. Pure.

The sender's half holds the value; the receiver's half credits it, or records why not; what was recorded there then
commits the hold, or releases it. Each half is decided under its own member's lock and once under the transfer's key,
so that it may be handed over as often as somebody likes.

Refusal codes: ``not-linked``, ``linked-elsewhere``, ``agreement-closed``, ``agreement-full``, ``nothing-arrives``,
``test-member``, ``below-minimum``, ``capped``, and those of the postings. Recorded reasons of a return:
``member-erased``, ``unknown-asset``, ``not-linked``, ``shop-gone``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.clearing.contracts import IN, LINKS, OUT, PURPOSE, TOTAL, ClearingLinks, ClearingTotal, Linked, Way
from liuke.decision.holdings import Hold
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.ledger import caps, postings
from liuke.ledger.moves import asset_index
from liuke.ledger.requests import get_amount, take_cap
from liuke.ledger.spec import Cap


def make_path(agreement: str) -> str:
    """Under which an agreement stands on waterfalls, in postings and in caps."""
    return f"clearing.{agreement}"


def make_key(transfer: str) -> str:
    """Of the operations by which a transfer arrives in one shop and is closed in the other, and of its hold."""
    return f"clearing:{transfer}"


# -- links ------------------------------------------------------------------------------------------------------------
def run_link(turn: Turn) -> None:
    """``clearing.link``: one link a shop; another one needs the first to end."""
    shop, member = int(turn.data["shop"]), int(turn.data["other"])
    if turn.state.test:
        turn.refuse("test-member", "what a test member has stays in the shop")
    known = turn.state.read(LINKS, ClearingLinks).links.get(shop)
    if known is not None and known.member_id != member:
        turn.refuse(
            "linked-elsewhere", "the member is linked with another member of that shop", fix="end that link first"
        )
    if known is None:
        turn.state.edit(LINKS, ClearingLinks).links[shop] = Linked(member, turn.now.t_us)
        turn.applied("clearing", "clearing-linked")
    turn.result = {"shop": shop, "linked": True}


def run_unlink(turn: Turn) -> None:
    """``clearing.unlink``: what is under way comes back."""
    shop = int(turn.data["shop"])
    if shop in turn.state.read(LINKS, ClearingLinks).links:
        del turn.state.edit(LINKS, ClearingLinks).links[shop]
        turn.applied("clearing", "clearing-unlinked")
    turn.result = {"shop": shop, "linked": False}


# -- the sender -------------------------------------------------------------------------------------------------------
def run_send(turn: Turn) -> None:
    """``clearing.send``: hold the value, within every limit, until the other shop has answered."""
    data = turn.data
    agreement, shop = str(data["agreement"]), int(data["shop"])
    way = msgspec.convert(data["way"], Way)
    terms, path = way.direction, make_path(agreement)
    if turn.state.test:
        turn.refuse("test-member", "what a test member has stays in the shop")
    linked = turn.state.read(LINKS, ClearingLinks).links.get(shop)
    if linked is None:
        turn.refuse("not-linked", "the member is linked with nobody in that shop", fix="link them first")
    if not way.from_us <= turn.ctx.now_us < int(data["until_us"]):
        turn.refuse("agreement-closed", "the agreement is not in force now")
    amount = get_amount(turn, least=terms.least)
    credit = terms.convert(amount)
    if not credit:
        turn.refuse("nothing-arrives", f"{amount} come to nothing there", fix="send more at a time")
    postings.require(turn, way.asset, amount)
    take_cap(turn, path, _list_caps(way), amount)
    _take_total(turn, agreement, way, amount)
    transfer = f"{turn.new_id():x}"
    made = postings.hold(turn, way.asset, amount, hold_id=make_key(transfer), purpose=PURPOSE, rule=path, ref=agreement)
    made.data |= {
        "owner": "transfer", "transfer": transfer, "agreement": agreement, "shop": shop, "to_member": linked.member_id,
        "credit": credit, "asset": way.other_asset, "day": turn.day, "t_us": turn.now.t_us,
    }  # fmt: skip
    turn.applied(path, "clearing-sent", amount=amount, asset=way.asset)
    turn.result = {"transfer": transfer, "amount": amount, "credit": credit}


def _list_caps(way: Way) -> tuple[Cap, ...]:
    found = list[Cap]()
    if way.direction.member_day is not None:
        found.append(Cap(period="day", limit=way.direction.member_day))
    if way.direction.member_month is not None:
        found.append(Cap(period="month", limit=way.direction.member_month))
    return tuple(found)


def _take_total(turn: Turn, agreement: str, way: Way, amount: int) -> None:
    """Count against what all members may send; the document's lock makes it exact whoever asks."""
    found = turn.shared(TOTAL, agreement) or ClearingTotal()
    total = way.direction.total
    left = None if total is None else max(total - found.sent, 0)
    if left is not None and left < amount:
        turn.refuse("agreement-full", f"{left} are left of what the agreement allows, not {amount}", left=left)
    found.sent += amount
    found.total = total
    turn.put_shared(TOTAL, agreement, found)


def run_answered(turn: Turn) -> None:
    """``clearing.answered``: the other shop has credited it, or says why not; exactly once a transfer."""
    transfer, why = str(turn.data["transfer"]), str(turn.data.get("refused") or "")
    found = turn.state.holds().get(make_key(transfer))
    if found is None or found.status != "open":
        turn.skipped("clearing", "clearing-answered-before")
        return
    data = found.data
    path = make_path(data["agreement"])
    if why:
        _return(turn, found, why)
    else:
        postings.commit(turn, found.hold_id, target="intershop", kind="clear_out", rule=path)
        turn.applied(path, "clearing-arrived-there", amount=found.amount, asset=found.asset)
    said = {
        "transfer": transfer, "agreement": data["agreement"], "asset": found.asset, "amount": found.amount,
        "credit": data["credit"], "refused": why,
    }  # fmt: skip
    turn.record_new(OUT, transfer, {**said, "shop": data["shop"], "day": data["day"]})
    turn.message(
        "clearing_returned" if why else "clearing_sent", f"clearing:{transfer}:answered",
        MessageTerms(path=path, value_points=found.amount), asset=found.asset, amount=found.amount,
    )  # fmt: skip
    turn.emit("clearing.returned" if why else "clearing.sent", said)


def _return(turn: Turn, found: Hold, why: str) -> None:
    """Back to the same lots, and the room of every limit with it."""
    data = found.data
    path = make_path(data["agreement"])
    postings.release(turn, found.hold_id)
    caps.give_back(turn, path, found.amount, data["day"])
    found.data = {**data, "returned": found.amount}
    turn.state.save_hold(found)
    total = turn.shared(TOTAL, data["agreement"])
    assert total is not None, "a transfer was counted before it was returned"
    total.sent -= found.amount
    turn.put_shared(TOTAL, data["agreement"], total)
    turn.skipped(path, "clearing-returned", amount=found.amount, asset=found.asset, why=why)


# -- the receiver -----------------------------------------------------------------------------------------------------
def run_arrived(turn: Turn) -> None:
    """``clearing.arrived``: credit a lot of this shop's own expiry, or record why not; exactly once a transfer."""
    data = turn.data
    transfer, asset, credit = str(data["transfer"]), str(data["asset"]), int(data["credit"])
    path = make_path(str(data["agreement"]))
    why = _find_obstacle(turn, asset, int(data["shop"]))
    said: dict[str, Any] = {
        "transfer": transfer, "agreement": data["agreement"], "asset": asset, "amount": int(data["amount"]),
        "credit": credit, "refused": why,
    }  # fmt: skip
    if not turn.record(IN, transfer, {**said, "shop": int(data["shop"]), "day": int(data["day"])}):
        turn.skipped(path, "clearing-answered-before")
        return
    if why:
        turn.skipped(path, "clearing-refused", why=why)
        return
    expires_us = asset_index(turn.program)[asset].expiry.expires_us(turn.program.calendar, turn.now.day)
    postings.receive(
        turn, asset, [(credit, expires_us)], kind="clear_in", source="intershop", rule=path, ref=make_key(transfer)
    )
    turn.applied(path, "clearing-received", amount=credit, asset=asset)
    turn.gained(asset, asset, credit, path)
    turn.message(
        "clearing_received", f"clearing:{transfer}:arrived", MessageTerms(path=path, value_points=credit),
        asset=asset, amount=credit,
    )  # fmt: skip
    turn.emit("clearing.received", said)


def _find_obstacle(turn: Turn, asset: str, shop: int) -> str:
    if turn.state.is_erased:
        return "member-erased"
    if shop not in turn.state.read(LINKS, ClearingLinks).links:
        return "not-linked"
    return "" if asset in asset_index(turn.program) else "unknown-asset"
