"""What becomes of teams and their seats: taken, paid, given up, complete, failed. Pure; needs no terms of the program.

A team carries its own price, size and end, so what was begun is brought to its end also when its activity was edited or
is in no program any more. Whoever's turn first finds a team past its end writes that it failed; each who paid asks for
their own money back, by a timer of their own, so no list of members has to be walked and nobody can be forgotten.
"""

from __future__ import annotations

from functools import lru_cache

from liuke.activities.parts.group_buy_doc import (
    BEGUN,
    DONE,
    FAILED,
    FREE,
    HELD,
    LAPSED,
    OPEN,
    PAID,
    RETURNED,
    SLOT,
    STATUSES,
    TEAM,
    TEAMS,
    TIMER,
    UNPAID,
    GroupBook,
    GroupDoc,
    Listed,
    Seat,
    Team,
    TeamList,
    TeamSeat,
)
from liuke.decision.domain import Limited
from liuke.decision.holdings import Order
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.goods.lines import KeptLine
from liuke.payouts import service as payouts
from liuke.payouts.contracts import PAYOUT

NOTED = "group_buy"
"""Under which name an order keeps what it bought in teams."""
FILLED = "group_buy.filled"
"""The team is complete: stated by who completed it, delivered to the others."""


def name_pieces(activity: str, product: str) -> str:
    """The limited item of a product: pieces that are neither kept nor bought."""
    return f"group:{activity}/{product}"


def name_teams(activity: str) -> str:
    """The limited item of an activity: teams that can still be opened."""
    return f"teams:{activity}"


def path_of(activity: str) -> str:
    """Place of the activity in the program."""
    return f"activities.{activity}"


def key_of(activity: str, team: str) -> str:
    """Under which the team lies."""
    return f"{activity}/{team}"


@lru_cache(maxsize=4_096)
def name_seats(key: str) -> Limited:
    """The seats of a team, as those ask for them who want to join it."""
    free, unpaid = (TEAM.name_left(key, what) for what in (FREE, UNPAID))
    return Limited(free, "group-buy-held", unpaid, "group-buy-full", TEAM.place(key))


def refund_of(ref: str) -> str:
    """Under which id the money for a seat is asked back, the same however often it comes to that."""
    return f"gb-{ref}"


def edit(turn: Turn, activity: str) -> GroupDoc:
    """The member's part of the activity."""
    return turn.state.edit(SLOT, GroupBook).docs.setdefault(activity, GroupDoc())


def find_mine(turn: Turn, activity: str, ref: str) -> tuple[GroupDoc, Seat] | None:
    """The member's seat by its name, to be changed."""
    known = turn.state.read(SLOT, GroupBook).docs.get(activity)
    if known is None or known.find(ref) is None:
        return None
    doc = edit(turn, activity)
    seat = doc.find(ref)
    assert seat is not None, "the document was edited, not changed"
    return doc, seat


def arm(turn: Turn, activity: str, doc: GroupDoc) -> None:
    """Let time end the next of what it ends."""
    turn.arm(f"{TIMER}:{activity}", min((one.due_us for one in doc.seats if one.due_us), default=0))


def move_stock(turn: Turn, activity: str, product: str, pieces: int) -> bool:
    """Take pieces, or give them back; ``False``: there are not enough. What is not limited has always enough."""
    item = name_pieces(activity, product)
    if turn.program.find_initial_stock(item) is not None:
        return turn.take_stock(item, pieces)
    # in no program any more: what comes back is there if it returns
    return pieces > 0 or not turn.has_stock(item) or turn.take_stock(item, pieces)


# -- the team ---------------------------------------------------------------------------------------------------------
def put(turn: Turn, activity: str, name: str, team: Team) -> None:
    """Keep the team, and list it while there are seats for others; one without anybody in it is over."""
    if team.status in BEGUN and not team.seats:
        _fail(turn, activity, name, team)
    turn.put_shared(TEAM, key_of(activity, name), team)
    known = turn.shared(TEAMS, activity)
    before = [one for one in known.teams if one.team == name] if known is not None else []
    one = None
    if team.status == "open" and team.free:
        one = Listed(name, team.product, team.size, team.free, team.cents, team.until_us, team.opener)
    if before != ([one] if one is not None else []):
        known = known or TeamList()
        known.put(one, name, turn.now.t_us)
        turn.put_shared(TEAMS, activity, known)


def _fail(turn: Turn, activity: str, name: str, team: Team) -> None:
    team.status, team.closed_us = "failed", turn.now.t_us
    if turn.program.find_initial_stock(name_teams(activity)) is not None:
        turn.take_stock(name_teams(activity), -1)
    turn.applied(path_of(activity), "group-buy-team-failed", paid=team.paid, size=team.size)
    turn.emit("group_buy.team_failed", {"activity": activity, "team": name, "paid": team.paid, "size": team.size})


def close_due(turn: Turn, activity: str, name: str, team: Team) -> bool:
    """Whether the team is over; one that is found past its end fails now."""
    if team.status in BEGUN and (team.until_us <= turn.judged_us or path_of(activity) in turn.state.cancelled):
        _fail(turn, activity, name, team)
        put(turn, activity, name, team)
    return team.status not in BEGUN


# -- a seat -----------------------------------------------------------------------------------------------------------
def sit(turn: Turn, activity: str, seat: Seat, team: Team) -> None:
    """The member has a seat that is to be paid."""
    doc = edit(turn, activity)
    if doc.find(seat.ref) is None:
        doc.seats.append(seat)
    team.seats.append(TeamSeat(turn.state.member_id, seat.ref))
    put(turn, activity, seat.team, team)
    seat.status = OPEN
    doc.count(seat, 1)
    doc.forget()
    arm(turn, activity, doc)


def close(turn: Turn, activity: str, doc: GroupDoc, seat: Seat, status: int) -> None:
    """The seat is over and was not paid: it and its pieces are there for others."""
    assert seat.status in {OPEN, HELD}, "what is over is over"
    _leave(turn, activity, doc, seat, status, seat.pieces)
    turn.applied(path_of(activity), "group-buy-lapsed" if status == LAPSED else "group-buy-released")
    _state_left(turn, activity, seat)


def _leave(turn: Turn, activity: str, doc: GroupDoc, seat: Seat, status: int, pieces: int) -> None:
    seat.status, seat.hold_id = status, ""
    doc.count(seat, -1)
    move_stock(turn, activity, seat.product, -pieces)
    team = turn.shared(TEAM, key_of(activity, seat.team))
    if team is not None and team.status in BEGUN and team.find(seat.ref) is not None:
        team.drop(seat.ref)
        put(turn, activity, seat.team, team)
    arm(turn, activity, doc)


def _state_left(turn: Turn, activity: str, seat: Seat) -> None:
    turn.emit("group_buy.left", {
        "activity": activity, "team": seat.team, "seat": seat.ref, "product": seat.product,
        "why": STATUSES[seat.status],
    })  # fmt: skip
    if seat.opener:
        turn.emit("group_buy.opening_ended", {
            "activity": activity, "team": seat.team, "seat": seat.ref, "product": seat.product,
        })  # fmt: skip


def pay(turn: Turn, activity: str, seat: Seat, order: Order, line: str) -> bool:
    """The order paid for the seat; ``False``: the team was over by then, or the seat was somebody else's."""
    team = turn.shared(TEAM, key_of(activity, seat.team))
    if team is None or close_due(turn, activity, seat.team, team):
        return False
    mine = team.find(seat.ref)
    if mine is None:
        return False
    mine.order_id, team.status = order.order_id, "open"
    seat.status, seat.hold_id, seat.order_id = PAID, "", order.order_id
    note(turn, order, activity, seat, line)
    turn.applied(path_of(activity), "group-buy-paid", paid=team.paid, size=team.size)
    turn.emit("group_buy.paid", {
        "activity": activity, "team": seat.team, "seat": seat.ref, "order_id": order.order_id, "paid": team.paid,
        "size": team.size,
    })  # fmt: skip
    if team.paid == team.size:
        _complete(turn, activity, seat.team, team)
    put(turn, activity, seat.team, team)
    arm(turn, activity, edit(turn, activity))
    return True


def note(turn: Turn, order: Order, activity: str, seat: Seat, line: str, *, lost: bool = False) -> None:
    """Write on the order what it bought; ``lost``: the seat was gone when it was paid."""
    order.data.setdefault(NOTED, {})[seat.ref] = {
        "activity": activity, "team": seat.team, "product": seat.product, "line": line, "pieces": seat.pieces,
        "back": seat.pieces if lost else 0, "lost": lost,
    }  # fmt: skip
    if not lost:
        order.counted[f"{path_of(activity)}#{seat.ref}"] = seat.pieces
    turn.state.save_order(order)


def _complete(turn: Turn, activity: str, name: str, team: Team) -> None:
    """Everybody has paid: it is final, and all are told."""
    team.status, team.closed_us = "complete", turn.now.t_us
    turn.record("group_buy_filled", f"{activity}/{name}", {"t_us": turn.now.t_us, "members": team.size})
    turn.applied(path_of(activity), "group-buy-filled", size=team.size)
    said = {"activity": activity, "team": name, "size": team.size}
    turn.emit(FILLED, said)
    for one in team.seats:
        if one.member != turn.state.member_id:
            turn.deliver(one.member, f"{key_of(activity, name)}/filled", FILLED, said)


def finish(turn: Turn, activity: str, name: str) -> Seat | None:
    """The member's paid seat of a team that is complete becomes final; ``None``: there is none."""
    team = turn.shared(TEAM, key_of(activity, name))
    known = turn.state.read(SLOT, GroupBook).docs.get(activity)
    seat = known.find_in(name) if known is not None else None
    if team is None or team.status != "complete" or seat is None or seat.status != PAID:
        return None
    doc = edit(turn, activity)
    seat = doc.find(seat.ref)
    assert seat is not None, "the document was edited, not changed"
    seat.status = DONE
    doc.forget()
    arm(turn, activity, doc)
    turn.applied(path_of(activity), "group-buy-complete", size=seat.size)
    turn.message(
        "group-buy-told-complete", f"{path_of(activity)}:{name}:complete", MessageTerms("prize", path_of(activity)),
        activity=activity, team=name, size=seat.size,
    )  # fmt: skip
    turn.emit("group_buy.completed", {
        "activity": activity, "team": name, "seat": seat.ref, "order_id": seat.order_id, "size": seat.size,
        "opener": seat.opener,
    })  # fmt: skip
    return seat


# -- money that goes back ---------------------------------------------------------------------------------------------
def settle(turn: Turn, activity: str, doc: GroupDoc, seat: Seat) -> None:
    """The time of a paid seat is over: its team is complete, or its money is asked back."""
    team = turn.shared(TEAM, key_of(activity, seat.team))
    if team is not None and team.find(seat.ref) is not None:
        close_due(turn, activity, seat.team, team)
        if team.status == "complete":
            return  # the news is under way
        assert team.status == "failed", "a seat is settled when its team is over"
    refund(turn, activity, doc, seat)


def refund(turn: Turn, activity: str, doc: GroupDoc, seat: Seat) -> None:
    """Ask for the money of a seat that was paid for nothing, once; its pieces are there for others."""
    order = turn.state.find_order(seat.order_id)
    assert order is not None, "the order paid for the seat"
    noted = order.data[NOTED][seat.ref]
    if noted["pieces"] > noted["back"]:
        move_stock(turn, activity, seat.product, noted["back"] - noted["pieces"])
        noted["back"] = noted["pieces"]
    doc.count(seat, -1)
    id_, cents = ask_back(turn, activity, refund_of(seat.ref), order, noted["line"])
    seat.status, seat.refund = FAILED if id_ else RETURNED, id_
    turn.state.save_order(order)
    team = turn.shared(TEAM, key_of(activity, seat.team))
    mine = team.find(seat.ref) if team is not None and team.status == "failed" else None
    if team is not None and mine is not None and id_:
        mine.refund = id_
        turn.put_shared(TEAM, key_of(activity, seat.team), team)
    turn.record("group_buy_failed", f"{activity}/{seat.ref}", {"t_us": turn.now.t_us, "cents": cents})
    turn.applied(path_of(activity), "group-buy-failed", cents=cents)
    turn.message(
        "group-buy-told-failed", f"{path_of(activity)}:{seat.team}:failed",
        MessageTerms("", path_of(activity), value_cents=cents), activity=activity, team=seat.team, cents=cents,
    )  # fmt: skip
    turn.emit("group_buy.failed", {
        "activity": activity, "team": seat.team, "seat": seat.ref, "order_id": seat.order_id, "cents": cents,
        "refund": id_,
    })  # fmt: skip
    doc.forget()
    arm(turn, activity, doc)


def ask_back(turn: Turn, activity: str, id_: str, order: Order, line: str) -> tuple[str, int]:
    """Ask under an id for what is left of the money that paid for a seat; no id and no cents: nothing is left."""
    cents = count_left(order, line)
    if cents <= 0:
        return "", 0
    if turn.shared(PAYOUT, id_) is None:
        payouts.owe(turn, cents, kind="refund", rule=path_of(activity), ref=order.order_id, id_=id_)
    return id_, cents


def count_left(order: Order, line: str) -> int:
    """Cents of the order that are left of one line; of a line that was bought alone the delivery, too."""
    left = order.amount_cents - order.refunded_cents
    mine = find_line(order, line)
    if mine is None or all(one.id == line or not one.left for one in order.lines):
        return left
    return max(min(mine.paid_cents - mine.refunded_cents, left), 0)


def find_line(order: Order, line: str) -> KeptLine | None:
    """A line of the order by its id."""
    return next((one for one in order.lines if one.id == line), None)


def count_sold(turn: Turn, order: Order, ref: str) -> None:
    """The order is known whole: what was sold is recorded; of fewer pieces than the seat is for the rest goes back."""
    noted = order.data[NOTED][ref]
    activity: str = noted["activity"]
    line, found = find_line(order, noted["line"]), find_mine(turn, activity, ref)
    if line is None or found is None:
        return
    seat = found[1]
    if line.quantity < seat.pieces:
        move_stock(turn, activity, seat.product, line.quantity - seat.pieces)
        noted["pieces"] = seat.pieces = line.quantity
        turn.state.save_order(order)
    turn.record_new("group_buy_paid", f"{activity}/{ref}", {
        "t_us": turn.now.t_us, "pieces": seat.pieces, "cents": seat.pieces * seat.cents, "order_id": order.order_id,
    })  # fmt: skip


def return_pieces(turn: Turn, activity: str, order: Order, ref: str, pieces: int) -> None:
    """Pieces that a refund of the order brought back; with the last of them the seat is another's, or was returned."""
    noted = order.data[NOTED][ref]
    noted["back"] += pieces
    turn.state.save_order(order)
    found = find_mine(turn, activity, ref)
    if found is None or noted["back"] < noted["pieces"] or found[1].status not in {PAID, DONE}:
        move_stock(turn, activity, noted["product"], -pieces)
        return
    doc, seat = found
    _leave(turn, activity, doc, seat, RETURNED, pieces)
    turn.applied(path_of(activity), "group-buy-returned")
    _state_left(turn, activity, seat)
