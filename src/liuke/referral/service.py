"""Binding a newcomer to who brought them, and what both have of it. Pure but for the turn.

The edge of an invitee is a shared document that only the invitee's turns write; whoever would be the inviter's inviter
is looked up under the same locks, so no ring comes to be, whoever binds at the same moment. Who invites follows by
deliveries, and keeps records of them, from which the tree is read.

Refusal codes: ``referral-off``, ``code-unknown``, ``invite-of-self``, ``not-a-newcomer``, ``invited-already``,
``invite-ring``, ``device-known``, ``share-of-self``.
"""

from __future__ import annotations

from typing import Any, NoReturn

from liuke.decision.hooks import Cause
from liuke.decision.turn import Turn
from liuke.earning import handouts
from liuke.earning.counters import paid_orders
from liuke.kernel.clock import DAY_US, Period
from liuke.kernel.ids import derive_id
from liuke.ledger import tally
from liuke.ledger.tally import Tally
from liuke.referral import promoter, shares
from liuke.referral.contracts import (
    CODE,
    COMPLETED,
    EDGE,
    INVITED,
    LEFT,
    OPENED,
    REFERRAL,
    UNDONE,
    Bond,
    CodeOwner,
    Edge,
    ReferralBook,
    Status,
)
from liuke.referral.spec import ReferralSpec, ReferralStep

PATH = "referral"
INVITER, INVITEE = "referral.inviter", "referral.invitee"
KNOWN_DEVICE = "device-known"
"""Reason of the scorer: the request came from a device that another member uses."""
MAX_DEPTH = 20
"""How far up it is looked for a ring; a tree that is deeper takes no more levels."""
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 10


def get_terms(turn: Turn) -> ReferralSpec:
    """The section of the program; refuses where referral is switched off."""
    terms = turn.program.section("referral", ReferralSpec)
    if not terms.enabled:
        turn.refuse("referral-off", "this program has no referral")
    return terms


# -- codes ------------------------------------------------------------------------------------------------------------
def get_code(turn: Turn) -> str:
    """The member's code, made when it is first asked for."""
    get_terms(turn)
    book = turn.state.read(REFERRAL, ReferralBook)
    if book.code:
        return book.code
    number = 0
    while turn.shared(CODE, code := _spell(derive_id(turn.state.member_id, "referral code", number))) is not None:
        number += 1
    turn.put_shared(CODE, code, CodeOwner(turn.state.member_id))
    turn.state.edit(REFERRAL, ReferralBook).code = code
    return code


def _spell(number: int) -> str:
    letters = list[str]()
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def _get_owner(turn: Turn, code: str) -> int:
    owner = turn.shared(CODE, code) if CODE.is_key(code) else None
    if owner is None or not owner.member_id:
        turn.refuse("code-unknown", "nobody invites under this code", fix="ask who invited you for their code")
    return owner.member_id


# -- binding ----------------------------------------------------------------------------------------------------------
def bind(turn: Turn, code: str) -> Bond:
    """Say who brought the member; the same inviter again is answered as before."""
    terms, me = get_terms(turn), turn.state
    inviter = _get_owner(turn, code)
    if me.is_of(inviter):
        turn.refuse("invite-of-self", "nobody invites themselves")
    bonds, now_us = me.read(REFERRAL, ReferralBook).bonds, turn.ctx.now_us
    known = next((one for one in bonds if one.inviter == inviter and one.status != "void"), None)
    if known is not None and (known.status == "effective" or now_us < known.until_us):
        return known
    _check_newcomer(turn, terms)
    current = next((one for one in bonds if one.status == "bound" and now_us < one.until_us), None)
    if current is not None and terms.touch == "first":
        _refuse_invited(turn)
    if turn.risk is not None and KNOWN_DEVICE in turn.risk.reasons:
        turn.refuse(KNOWN_DEVICE, "another member uses this device: who is here already is no newcomer")
    _refuse_ring(turn, inviter)
    return _write_bond(turn, inviter, now_us + terms.window_days * DAY_US)


def _refuse_invited(turn: Turn) -> NoReturn:
    turn.refuse("invited-already", "somebody else invited the member before")


def _check_newcomer(turn: Turn, terms: ReferralSpec) -> None:
    me = turn.state
    if any(one.status == "effective" for one in me.read(REFERRAL, ReferralBook).bonds):
        _refuse_invited(turn)
    if me.is_returning:
        turn.refuse("not-a-newcomer", "the member was here before", because="returning")
    if paid_orders(me):
        turn.refuse("not-a-newcomer", "the member has paid an order", because="ordered")
    if turn.ctx.now_us >= me.registered_us + terms.newcomer_days * DAY_US:
        turn.refuse(
            "not-a-newcomer", f"it is said within {terms.newcomer_days} days", because="late", days=terms.newcomer_days
        )


def _refuse_ring(turn: Turn, inviter: int) -> None:
    """Whoever brought the inviter, and who brought those, must not be the member."""
    above = inviter
    for _ in range(MAX_DEPTH):
        edge = turn.shared(EDGE, str(above))
        if edge is None or edge.status == "void":
            return
        above = edge.inviter
        if turn.state.is_of(above):
            turn.refuse("invite-ring", "the member brought who invites, or who brought them")
    turn.refuse("invite-ring", f"more than {MAX_DEPTH} have brought one another", most=MAX_DEPTH)


def _write_bond(turn: Turn, inviter: int, until_us: int) -> Bond:
    key, now_us = str(turn.state.member_id), turn.ctx.now_us
    book = turn.state.edit(REFERRAL, ReferralBook)
    book.bound = max(book.bound, len(book.bonds)) + 1
    for old in [one for one in book.bonds if one.status == "bound"]:
        book.bonds.remove(old)
        _tell(turn, old, "referral.left")
        if old.invitee != key:  # brought under the number of somebody who became this member
            _put_edge(turn, old, "void")
    bond = Bond(key, inviter, "bound", now_us, until_us, nth=book.bound)
    book.bonds.append(bond)
    _put_edge(turn, bond, "bound")
    _tell(turn, bond, "referral.joined")
    promoter.await_day(turn)
    turn.applied(PATH, "referral-bound")
    turn.emit("referral.bound", {"inviter": str(inviter), "until_us": until_us})
    return bond


def _put_edge(turn: Turn, bond: Bond, status: Status, order_id: str = "") -> None:
    bond.status, bond.order_id = status, order_id
    turn.put_shared(EDGE, bond.invitee, Edge(bond.inviter, status, bond.bound_us, order_id))


def _tell(turn: Turn, bond: Bond, type_: str, order_id: str = "") -> None:
    """Let who invites know, exactly once for each operation and bond."""
    key = f"referral:{turn.new_id():x}"
    data: dict[str, Any] = {"invitee": bond.invitee, "test": turn.state.test}
    if bond.nth > 1:
        data["nth"] = bond.nth
    turn.deliver(bond.inviter, key, type_, {**data, "order_id": order_id, "n": bond.n} if order_id else data)


# -- what the invitee does --------------------------------------------------------------------------------------------
def complete(turn: Turn) -> None:
    """``order.paid``: the first that is large enough counts, for both."""
    bonds = turn.state.read(REFERRAL, ReferralBook).bonds
    if not bonds or any(one.status == "effective" for one in bonds):
        return
    t_us, terms = turn.now.t_us, turn.program.section("referral", ReferralSpec)
    bond = next((one for one in bonds if one.status == "bound" and one.bound_us <= t_us < one.until_us), None)
    order_id, paid = str(turn.data["order_id"]), turn.data.get("amount_cents") or 0
    if bond is None or not terms.enabled:
        return
    if paid < terms.min_cents:
        turn.skipped(PATH, "referral-too-little", cents=terms.min_cents)
        return
    bond = next(one for one in turn.state.edit(REFERRAL, ReferralBook).bonds if one.invitee == bond.invitee)
    bond.n += 1
    _put_edge(turn, bond, "effective", order_id)
    handouts.hand_out(turn, terms.invitee, path=INVITEE, ref=order_id, times=bond.n, noted=True)
    _tell(turn, bond, "referral.acted", order_id)
    turn.applied(PATH, "referral-completed")


def undo_cause(turn: Turn, cause: Cause) -> None:
    """The order goes back: neither has anything of it; while the window lasts another order may count."""
    shares.undo(turn, cause)
    bonds = turn.state.read(REFERRAL, ReferralBook).bonds
    bond = next((one for one in bonds if one.status == "effective" and one.order_id == cause.ref), None)
    least = turn.program.section("referral", ReferralSpec).min_cents
    if bond is not None and (cause.is_whole or cause.whole - cause.taken < least):
        _undo(turn, bond)


def _undo(turn: Turn, bond: Bond) -> None:
    """Take back what the invitee has of it, and let who invites know."""
    order_id = bond.order_id
    turn.state.edit(REFERRAL, ReferralBook)
    _put_edge(turn, bond, "bound")
    handouts.take_back(turn, path=INVITEE, ref=order_id, times=bond.n)
    _tell(turn, bond, "referral.undone", order_id)
    turn.applied(PATH, "referral-undone")


def end(turn: Turn, bond: Bond) -> None:
    """Both are one person: it was no invitation, and what it gave goes back once both are one."""
    turn.state.edit(REFERRAL, ReferralBook)
    order_id = bond.order_id
    _put_edge(turn, bond, "void")
    _tell(turn, bond, "referral.annulled" if order_id else "referral.left", order_id)


def annul(turn: Turn) -> None:
    """``referral.annulled``: who invited is who was invited, and has nothing of either side."""
    handouts.take_back(turn, path=INVITEE, ref=str(turn.data["order_id"]), times=turn.data["n"])
    uncount(turn)
    note_left(turn)


# -- what who invites has of it ---------------------------------------------------------------------------------------
def note_joined(turn: Turn) -> None:
    """``referral.joined``; who comes back from another inviter is counted again, and is no news."""
    invitee = str(turn.data["invitee"])
    if shares.is_unreal(turn):
        return
    nth = _read_nth(turn)
    data = {"t_us": turn.now.t_us, "nth": nth} if nth > 1 else {"t_us": turn.now.t_us}
    if turn.record(INVITED, invitee, data):
        turn.emit("referral.invited", {"invitee": invitee})
    elif (turn.state.find_record(INVITED, invitee) or data).get("nth", 1) != nth:
        turn.record(INVITED, f"{invitee}#{nth}", data)


def note_left(turn: Turn) -> None:
    """``referral.left``: somebody else brought them."""
    invitee, nth = str(turn.data["invitee"]), _read_nth(turn)
    if not shares.is_unreal(turn):
        turn.record(LEFT, invitee if nth == 1 else f"{invitee}#{nth}", {"t_us": turn.now.t_us})


def _read_nth(turn: Turn) -> int:
    return turn.data.get("nth") or 1


def _read_place(turn: Turn) -> tuple[str, str, str]:
    """Invitee, order, and the key of the records about both: the same order may count again after it came back."""
    invitee, order_id = str(turn.data["invitee"]), str(turn.data["order_id"])
    return invitee, order_id, f"{invitee}.{turn.data['n']}:{order_id}"


def count(turn: Turn) -> None:
    """``referral.acted``: one more effective invitee, rewarded within the limits."""
    invitee, order_id, place = _read_place(turn)
    if shares.is_unreal(turn):
        return
    terms, book = turn.program.section("referral", ReferralSpec), turn.state.read(REFERRAL, ReferralBook)
    overtaken = turn.state.find_record(UNDONE, place) is not None
    within = not overtaken and not turn.state.is_erased and _has_room(turn, terms, book)
    if not turn.record(COMPLETED, place, {"day": turn.now.day, "paid": within}) or overtaken:
        return
    book = turn.state.edit(REFERRAL, ReferralBook)
    book.effective += 1
    if within:
        tally.add(turn, book.days, "day", turn.now.day, 1)
        tally.add(turn, book.months, "month", turn.now.day, 1)
        handouts.hand_out(turn, terms.inviter, path=INVITER, ref=place, noted=True)
    else:
        turn.skipped(INVITER, "referral-limit")
    turn.emit("referral.completed", {"invitee": invitee, "order_id": order_id})
    _climb(turn, terms, book)


def _has_room(turn: Turn, terms: ReferralSpec, book: ReferralBook) -> bool:
    limits: tuple[tuple[int | None, Tally, Period], ...] = (
        (terms.max_per_day, book.days, "day"),
        (terms.max_per_month, book.months, "month"),
    )
    for most, counted, period in limits:
        used = tally.find_amount(turn, counted, period, turn.now.day)
        if most is not None and (used is None or used >= most):
            return False
    return True


def uncount(turn: Turn) -> None:
    """``referral.undone``: the order went back, and everything it gave here; it may come before it was counted."""
    invitee, order_id, place = _read_place(turn)
    found = turn.state.find_record(COMPLETED, place)
    if shares.is_unreal(turn) or not turn.record(UNDONE, place, {"t_us": turn.now.t_us}) or found is None:
        return
    book = turn.state.edit(REFERRAL, ReferralBook)
    book.effective -= 1
    if found["paid"]:
        tally.add(turn, book.days, "day", found["day"], -1)
        tally.add(turn, book.months, "month", found["day"], -1)
        handouts.take_back(turn, path=INVITER, ref=place)
    turn.emit(
        "referral.completion_undone", {"invitee": invitee, "order_id": order_id, "counted_day": found["day"]}
    )  # fmt: skip
    for at in [at for at in book.reached if at > book.effective]:
        book.reached.remove(at)
        handouts.take_back(turn, path=_path_of(at), times=book.times[at])


def _path_of(at: int) -> str:
    return f"referral.ladder.{at}"


def _climb(turn: Turn, terms: ReferralSpec, book: ReferralBook) -> None:
    if turn.state.is_erased:
        return
    for step in terms.ladder:
        if step.at <= book.effective and step.at not in book.reached:
            _reach(turn, step, book)


def _reach(turn: Turn, step: ReferralStep, book: ReferralBook) -> None:
    book.reached.append(step.at)
    book.times[step.at] = book.times.get(step.at, 0) + 1
    handouts.hand_out(turn, step.rewards, path=_path_of(step.at), times=book.times[step.at], noted=True)
    turn.applied(_path_of(step.at), "referral-step", at=step.at)


# -- shares -----------------------------------------------------------------------------------------------------------
def open_share(turn: Turn, code: str, target: str) -> bool:
    """A signed-in friend opens what somebody shared; ``False``: they did so today before."""
    get_terms(turn)
    sharer = _get_owner(turn, code)
    if turn.state.is_of(sharer):
        turn.refuse("share-of-self", "who shares is credited for what others open")
    if not turn.record(OPENED, f"{turn.now.day}:{sharer}", {"target": target}):
        turn.skipped(PATH, "share-opened-before")
        return False
    shares.note_visit(turn, sharer, target)
    data = {"friend": str(turn.state.member_id), "target": target, "test": turn.state.test}
    turn.deliver(sharer, f"share:{turn.new_id():x}", "share.visited", data)
    return True


def credit_share(turn: Turn) -> None:
    """``share.visited``: a friend opened it, which is counted and earns nothing yet."""
    if not shares.is_unreal(turn) and not turn.state.is_erased:
        turn.emit("share.credited", {"friend": turn.data["friend"], "target": turn.data.get("target") or ""})
