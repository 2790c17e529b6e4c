"""The life of a coupon, as functions over a turn. Other domains hand out, lock, use and return coupons through these.

Active → locked (a checkout or a gift reserves it) → used → active again (a refund returns it); expired, given and
revoked are ends. Every change is a :class:`MoveCoupon`; a change that is not in the table is a fault of the caller.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec

from liuke.coupons import uses as uses_of
from liuke.coupons.spec import CouponBatch
from liuke.decision import charging
from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import MoveCoupon
from liuke.decision.holdings import Coupon, CouponStatus
from liuke.decision.messages import MessageTerms
from liuke.decision.rewards import Stays
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.ids import read_number

TIMER = "coupons"
_MOVES = frozenset({
    ("active", "locked"), ("active", "used"), ("active", "expired"), ("active", "revoked"),
    ("locked", "active"), ("locked", "used"), ("locked", "given"),
    ("used", "active"), ("expired", "active"),
})  # fmt: skip
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs that people do not mistake for each other."""


class GiftOffer(msgspec.Struct):
    """A coupon that somebody offers to this member."""

    giver: int
    batch: str
    until_us: int
    claimed: bool = False


class CouponBook(msgspec.Struct):
    """What must be known of a member's coupons without loading them.

    Args:
        received: Batch → coupons received of it (gifts are not counted).
        uses: Coupon → uses so far, of coupons that may be used several times.
        recalled: Coupons that are revoked as soon as nothing holds them: what they were given for was refunded.
        next_id: The active coupon that expires first; 0 for none.
        offers: Gifts that wait for this member, by gift.
    """

    received: dict[str, int] = {}
    uses: dict[int, int] = {}
    recalled: list[int] = []
    next_id: int = 0
    next_batch: str = ""
    next_until_us: int = FOREVER_US
    offers: dict[str, GiftOffer] = {}


COUPONS = Slot("coupons", CouponBook)


def batch_index(program: CompiledProgram) -> dict[str, CouponBatch]:
    """Batches of the program by id."""
    return program.built("coupons.batches", lambda p: {batch.id: batch for batch in p.items("coupons", CouponBatch)})


def find_batch(program: CompiledProgram, batch: str) -> CouponBatch | None:
    """The terms of a batch, or ``None`` when the program has no such batch (any more)."""
    return batch_index(program).get(batch)


def fold_code(code: str) -> str:
    """A public code as it is compared: in one form, whatever its capitals, without what stands around it."""
    return unicodedata.normalize("NFKC", code).strip().casefold()


def find_public(program: CompiledProgram, code: str) -> CouponBatch | None:
    """The batch whose public code this is."""

    def build(p: CompiledProgram) -> dict[str, CouponBatch]:
        return {fold_code(b.public_code): b for b in p.items("coupons", CouponBatch) if b.public_code is not None}

    codes = program.built("coupons.public_codes", build)
    return codes.get(fold_code(code)) if codes else None


def get_batch(turn: Turn, batch: str) -> CouponBatch:
    """The terms of a batch; refuses the operation when the program has none."""
    found = find_batch(turn.program, batch)
    if found is None:
        turn.refuse("coupon-batch-unknown", f"the program has no coupon {batch!r}", fix="use an id of section coupons")
    return found


def secret_code(turn: Turn, purpose: str, length: int) -> str:
    """A code that nobody can guess without the engine's seed; the same when the operation is decided again."""
    key = turn.ctx.seed.to_bytes(32, "big", signed=True)
    raw = hashlib.blake2b(f"{turn.state.member_id}\x1f{turn.key}\x1f{purpose}".encode(), key=key, digest_size=length)
    return "".join(_ALPHABET[byte & 31] for byte in raw.digest())


def read_id(value: object) -> int:
    """A coupon's number as it comes in: text, since many clients cannot hold 63 bits; 0 (nobody's) when it is none."""
    if isinstance(value, int):
        return value
    return (read_number(value) or 0) if isinstance(value, str) else 0


# -- receiving ------------------------------------------------------------------------------------------------------
def stock_key(batch: CouponBatch) -> str:
    """Name of the batch's limited stock."""
    return f"coupon:{batch.id}"


def find_obstacle(turn: Turn, batch: CouponBatch, count: int = 1) -> str:
    """Why ``count`` coupons of the batch cannot be received now: a stable code, or nothing."""
    now_us = turn.now.t_us
    validity = batch.validity
    if validity.kind == "absolute" and validity.window_us(turn.program.calendar, turn.now.day, now_us)[1] <= now_us:
        return "coupon-expired"
    limit = batch.member_limit
    if limit is not None and _received(turn, batch) + count > limit:
        return "coupon-limit"
    if batch.quota is not None and turn.stock(stock_key(batch)) < count:
        return "coupon-sold-out"
    return ""


def _received(turn: Turn, batch: CouponBatch) -> int:
    return turn.state.read(COUPONS, CouponBook).received.get(batch.id, 0)


def grant(
    turn: Turn,
    batch: CouponBatch,
    *,
    count: int = 1,
    path: str,
    ref: str = "",
    source: str = "",
    code: str = "",
    window_us: tuple[int, int] | None = None,
) -> list[Coupon]:
    """Give the member up to ``count`` coupons: as many as the batch's quota and the limit per member leave.

    Puts it on the waterfall and among the gains, states ``coupon.granted``; with none left the reason is on the
    waterfall and the list is empty.

    Args:
        turn: The operation.
        batch: Terms.
        count: Wanted.
        path: Rule that gives.
        ref: Order or other cause.
        source: Word for the way it came (``claim``, ``code``, ``reward``, ``campaign``).
        code: Code that stands on the coupon.
        window_us: Validity that replaces an open one.
    """
    obstacle = find_obstacle(turn, batch)
    if obstacle:
        turn.skipped(path, obstacle, coupon=batch.id)
        return []
    if batch.member_limit is not None:
        count = min(count, batch.member_limit - _received(turn, batch))
    paid = charging.charge(turn, path, "coupons", batch.worth_cents * count)
    if paid.amount < batch.worth_cents * count:
        paid.drop(turn, paid.amount)  # a coupon is given whole, or not at all
        return []
    codes = _take_pieces(turn, batch, count, code)
    if len(codes) < count:
        paid.drop(turn, batch.worth_cents * (count - len(codes)))
    if not codes:
        turn.skipped(path, "coupon-sold-out", coupon=batch.id)
        return []
    begin, end = batch.validity.window_us(turn.program.calendar, turn.now.day, turn.now.t_us)
    if batch.validity.kind == "open" and window_us is not None:
        begin, end = window_us
    made = [_create(turn, batch.id, begin, end, code=one, source=source or path, ref=ref) for one in codes]
    book = turn.state.edit(COUPONS, CouponBook)
    book.received[batch.id] = book.received.get(batch.id, 0) + len(made)
    ids = [str(coupon.coupon_id) for coupon in made]
    for coupon, share in zip(made, paid.split(len(made)), strict=True):
        share.note(turn, f"coupon/{coupon.coupon_id}")
    turn.applied(path, "coupon-granted", coupon=batch.id, count=len(made))
    turn.gained("coupon", batch.id, len(made), path, coupon_ids=ids, valid_until_us=end)
    turn.emit("coupon.granted", {"batch": batch.id, "count": len(made), "coupon_ids": ids, "rule": path, "ref": ref})
    return made


def _take_pieces(turn: Turn, batch: CouponBatch, count: int, code: str) -> list[str]:
    """Take pieces from the quota; returns the code of each piece (empty where the batch has none)."""
    if batch.quota is None:
        return [code or _own_code(turn, batch, index) for index in range(count)]
    left = turn.stock(stock_key(batch))
    count = min(count, left)
    if turn.state.test and batch.code == "imported" and not code:
        codes = [f"TEST-{secret_code(turn, f'{batch.id}/{n}/{len(turn.effects)}', 12)}" for n in range(count)]
    elif batch.code == "imported" and not code:
        # the code to hand out when n pieces are left is filed under "<batch>#n": no two members get one code
        docs = [turn.code_in_series(batch.id, left - index) for index in range(count)]
        codes = [str(doc["code"]) for doc in docs if doc is not None]
        if len(codes) < len(docs):
            return []
    else:
        codes = [code or _own_code(turn, batch, index) for index in range(count)]
    return codes if count and turn.take_stock(stock_key(batch), count) else []


def _own_code(turn: Turn, batch: CouponBatch, index: int) -> str:
    # effects made so far tell apart two grants of the same batch in one operation
    return secret_code(turn, f"{batch.id}/{index}/{len(turn.effects)}", 12) if batch.code == "generated" else ""


def _create(turn: Turn, batch: str, begin: int, end: int, *, code: str, source: str, ref: str) -> Coupon:
    coupon = Coupon(
        turn.new_id(), batch, "active", begin, end, code, source, ref, turn.program.version, turn.now.t_us,
        patches=" ".join(turn.program.patches),
    )  # fmt: skip
    turn.state.add_coupon(coupon)
    turn.effects.append(MoveCoupon(coupon.coupon_id, batch, "", "active", source))
    _watch(turn, coupon)
    return coupon


def receive(turn: Turn, batch: str, window_us: tuple[int, int], *, code: str, source: str) -> Coupon:
    """Take a coupon over from another member, as it is: no quota, no limit."""
    return _create(turn, batch, *window_us, code=code, source=source, ref="")


# -- the states -----------------------------------------------------------------------------------------------------
def move(turn: Turn, coupon: Coupon, new: CouponStatus, ref: str) -> None:
    """Change a coupon's state; the one place where it changes."""
    assert (coupon.status, new) in _MOVES, f"coupon {coupon.coupon_id} cannot go from {coupon.status} to {new}"
    turn.effects.append(MoveCoupon(coupon.coupon_id, coupon.batch, coupon.status, new, ref))
    coupon.status = new
    coupon.ref = ref
    turn.state.save_coupon(coupon)
    if new == "active":
        _watch(turn, coupon)
    elif turn.state.read(COUPONS, CouponBook).next_id == coupon.coupon_id:
        find_next(turn)


def get_usable(turn: Turn, coupon_id: int) -> Coupon:
    """The active coupon, valid at this moment; refuses with the reason otherwise."""
    coupon = turn.state.coupons().get(coupon_id)
    if coupon is None:
        which = f"coupon {coupon_id}" if coupon_id else "coupon of this number"
        turn.refuse("coupon-not-found", f"the member has no usable {which}", fix="list the coupons again")
    if coupon.status != "active":
        reason = {"given": "coupon-not-found"}.get(coupon.status, f"coupon-{coupon.status}")
        turn.refuse(reason, f"coupon {coupon_id} is {coupon.status}", status=coupon.status)
    if turn.now.t_us >= coupon.valid_until_us:
        turn.refuse("coupon-expired", f"coupon {coupon_id} has expired", valid_until_us=coupon.valid_until_us)
    if turn.now.t_us < coupon.valid_from_us:
        turn.refuse("coupon-not-yet-valid", f"coupon {coupon_id} is not valid yet", valid_from_us=coupon.valid_from_us)
    return coupon


def lock(turn: Turn, coupon: Coupon, ref: str) -> None:
    """Reserve an active coupon for ``ref``."""
    move(turn, coupon, "locked", ref)


def unlock(turn: Turn, coupon: Coupon) -> None:
    """End a reservation; a coupon whose time has passed meanwhile expires at once."""
    ref = coupon.ref
    move(turn, coupon, "active", "")
    if coupon.coupon_id in turn.state.read(COUPONS, CouponBook).recalled:
        _revoke(turn, coupon, ref)
    elif coupon.valid_until_us <= turn.now.t_us:
        move(turn, coupon, "expired", ref)
        _tell_expired(turn, [coupon])


def recall(turn: Turn, coupon_id: int, ref: str) -> Stays | None:
    """Take back a coupon because what it was given for was refunded; what of it stays, or ``None``: nothing.

    An unused one is revoked and leaves its room under the limit per member and in the quota. One that a checkout or a
    gift holds is revoked when that comes to nothing, and one that was used when its order is refunded, too.
    """
    coupon = turn.state.coupons().get(coupon_id)
    if coupon is None or coupon.status in {"expired", "revoked"}:
        return None
    if coupon.status == "active":
        used = turn.state.read(COUPONS, CouponBook).uses.get(coupon_id, 0)
        _revoke(turn, coupon, ref)
        return Stays("coupon", coupon.batch, 1, "used", coupon.saved_cents) if used else None
    if coupon.status == "locked":
        turn.state.edit(COUPONS, CouponBook).recalled.append(coupon_id)
        return Stays("coupon", coupon.batch, 1, "in-use")
    reason = "used" if coupon.status == "used" else "given-away"
    if reason == "used":
        turn.state.edit(COUPONS, CouponBook).recalled.append(coupon_id)
    return Stays("coupon", coupon.batch, 1, reason, coupon.saved_cents)


def _revoke(turn: Turn, coupon: Coupon, ref: str) -> None:
    book = turn.state.edit(COUPONS, CouponBook)
    if coupon.coupon_id in book.recalled:
        book.recalled.remove(coupon.coupon_id)
    move(turn, coupon, "revoked", ref)
    charging.give_back(turn, f"coupon/{coupon.coupon_id}")
    if not book.uses.get(coupon.coupon_id):
        _return_room(turn, coupon)
    turn.skipped(f"coupons.{coupon.batch}", "coupon-recalled", coupon=coupon.batch)
    turn.emit("coupon.revoked", {"coupon_id": str(coupon.coupon_id), "batch": coupon.batch})


def _return_room(turn: Turn, coupon: Coupon) -> None:
    """A coupon that was taken back and of which nothing was used leaves its room to others."""
    book, terms = turn.state.edit(COUPONS, CouponBook), find_batch(turn.program, coupon.batch)
    book.received[coupon.batch] = max(book.received.get(coupon.batch, 0) - 1, 0)
    # an imported code was seen by the member: it is not handed out to anybody else
    if terms is not None and terms.quota is not None and terms.code != "imported":
        turn.take_stock(stock_key(terms), -1)


def use(turn: Turn, coupon: Coupon, *, ref: str, saved_cents: int) -> None:
    """Use an active or locked coupon once; one with uses left stays active. States ``coupon.used``."""
    terms = find_batch(turn.program, coupon.batch)
    times = terms.reusable if terms else 1
    book = turn.state.edit(COUPONS, CouponBook)
    done = book.uses.get(coupon.coupon_id, 0) + 1
    if times > 1:
        book.uses[coupon.coupon_id] = done
        uses_of.note(turn, coupon, ref, saved_cents, first=done == 1)
    coupon.used_us = turn.now.t_us
    coupon.saved_cents += saved_cents
    turn.state.save_coupon(coupon)
    if done >= times:
        move(turn, coupon, "used", ref)
    elif coupon.status == "locked":
        move(turn, coupon, "active", ref)
    turn.emit(
        "coupon.used",
        {"coupon_id": str(coupon.coupon_id), "batch": coupon.batch, "order_id": ref, "saved_cents": saved_cents},
    )


def give_back(turn: Turn, coupon: Coupon, *, ref: str) -> bool:
    """Return what a refunded order used of a coupon, by its batch's policy; ``False`` when it stays used.

    Of one that may be used several times so many uses come back as the order made; what had expired unused stays gone.
    """
    terms = find_batch(turn.program, coupon.batch)
    path = f"coupons.{coupon.batch}"
    if terms is None or terms.return_on_refund.policy == "never":
        turn.skipped(path, "coupon-not-returned", coupon=coupon.batch)
        return False
    until = _find_until(turn, coupon, terms)
    if until is None:
        turn.skipped(path, "coupon-expired", coupon=coupon.batch)
        return False
    made = uses_of.list_uses(turn, coupon, ref) if terms.reusable > 1 else []
    made = made or [{"saved_cents": coupon.saved_cents, "t_us": coupon.used_us}]
    _return_uses(turn, coupon, terms, made, until)
    turn.applied(path, "coupon-returned", coupon=coupon.batch)
    for one in made:
        day = turn.program.calendar.local_day(one["t_us"]) if one["t_us"] else None
        turn.emit(
            "coupon.returned",
            {"coupon_id": str(coupon.coupon_id), "batch": coupon.batch, "order_id": ref,
             "saved_cents": one["saved_cents"], "counted_day": day},
        )  # fmt: skip
    book = turn.state.read(COUPONS, CouponBook)
    recalled = coupon.coupon_id in book.recalled
    if recalled and coupon.status == "active":
        _revoke(turn, coupon, ref)
    elif coupon.status == "revoked":  # in between two of its uses
        if not book.uses.get(coupon.coupon_id):
            _return_room(turn, coupon)
    elif not recalled:
        turn.gained("coupon", coupon.batch, 1, path, coupon_ids=[str(coupon.coupon_id)], valid_until_us=until)
    return True


def _find_until(turn: Turn, coupon: Coupon, terms: CouponBatch) -> int | None:
    """Until when a coupon that comes back is valid; ``None``: its time is over, and there is no grace."""
    if coupon.valid_until_us > turn.now.t_us:
        return coupon.valid_until_us
    grace = terms.return_on_refund.grace_days
    return turn.program.calendar.day_start_us(turn.now.day + grace + 1) if grace else None


def _return_uses(turn: Turn, coupon: Coupon, terms: CouponBatch, made: list[dict[str, Any]], until_us: int) -> None:
    left, coupon.valid_until_us = 0, until_us
    if terms.reusable > 1:
        uses = turn.state.edit(COUPONS, CouponBook).uses
        done = terms.reusable if coupon.status == "expired" else uses.get(coupon.coupon_id, 0)
        left = uses[coupon.coupon_id] = max(done - len(made), 0)
    coupon.saved_cents = max(coupon.saved_cents - sum(one["saved_cents"] for one in made), 0) if left else 0
    coupon.used_us = coupon.used_us if left else 0
    turn.state.save_coupon(coupon)
    if coupon.status in {"used", "expired"}:
        move(turn, coupon, "active", "")
    elif coupon.status == "active":  # one of several uses may be locked by the next order, which it belongs to
        coupon.ref = ""


# -- time -----------------------------------------------------------------------------------------------------------
def _watch(turn: Turn, coupon: Coupon) -> None:
    """Arm the timer for an active coupon, and remember it when it is the next to expire."""
    turn.arm_earliest(TIMER, _next_instant(turn, coupon, turn.now.t_us))
    book = turn.state.read(COUPONS, CouponBook)
    if (coupon.valid_until_us, coupon.coupon_id) < (book.next_until_us, book.next_id):
        book = turn.state.edit(COUPONS, CouponBook)
        book.next_id, book.next_batch, book.next_until_us = coupon.coupon_id, coupon.batch, coupon.valid_until_us


def _reminders(turn: Turn, coupon: Coupon) -> Iterable[tuple[int, int]]:
    """``(instant, days left)`` of each reminder: at the start of a merchant-local day."""
    terms = find_batch(turn.program, coupon.batch)
    if terms is None or coupon.valid_until_us >= FOREVER_US:
        return
    calendar = turn.program.calendar
    last = calendar.local_day(coupon.valid_until_us)
    for days in terms.remind_days:
        at_us = calendar.day_start_us(last - days)
        if at_us > coupon.granted_us:
            yield at_us, days


def _next_instant(turn: Turn, coupon: Coupon, after_us: int) -> int:
    if coupon.valid_until_us >= FOREVER_US:
        return FOREVER_US
    coming = [at_us for at_us, _ in _reminders(turn, coupon) if at_us > after_us]
    return min([*coming, max(coupon.valid_until_us, 1)])


def find_next(turn: Turn) -> None:
    """Look up anew which active coupon expires first."""
    book = turn.state.edit(COUPONS, CouponBook)
    active = [coupon for coupon in turn.state.coupons().values() if coupon.status == "active"]
    first = min(active, key=lambda coupon: (coupon.valid_until_us, coupon.coupon_id), default=None)
    if first is None or first.valid_until_us >= FOREVER_US:
        book.next_id, book.next_batch, book.next_until_us = 0, "", FOREVER_US
    else:
        book.next_id, book.next_batch, book.next_until_us = first.coupon_id, first.batch, first.valid_until_us


def run_due(turn: Turn) -> None:
    """The coupons' timer: expire what is due, remind of what expires soon, arm the next instant."""
    now_us = turn.now.t_us
    active = [coupon for coupon in turn.state.coupons().values() if coupon.status == "active"]
    active.sort(key=lambda coupon: (coupon.valid_until_us, coupon.coupon_id))
    due = [coupon for coupon in active if coupon.valid_until_us <= now_us]
    for coupon in due:
        move(turn, coupon, "expired", "")
    _tell_expired(turn, due)
    _remind(turn, active[len(due) :])
    find_next(turn)
    turn.arm(TIMER, min((_next_instant(turn, coupon, now_us) for coupon in active[len(due) :]), default=0))


def _tell_expired(turn: Turn, coupons: list[Coupon]) -> None:
    by_batch: dict[str, list[str]] = {}
    for coupon in coupons:
        by_batch.setdefault(coupon.batch, []).append(str(coupon.coupon_id))
    for batch, ids in by_batch.items():
        turn.applied(f"coupons.{batch}", "coupon-expired", coupon=batch, count=len(ids))
        turn.emit("coupon.expired", {"batch": batch, "count": len(ids), "coupon_ids": ids})


def _worth(turn: Turn, batch: str) -> int:
    found = find_batch(turn.program, batch)
    return found.worth_cents if found is not None else 0


def _remind(turn: Turn, active: list[Coupon]) -> None:
    """One message for all coupons of a batch that expire together."""
    groups: dict[tuple[str, int, int], int] = {}
    for coupon in active:
        for at_us, days in _reminders(turn, coupon):
            # a late sweep still reminds, but not of an instant that an earlier run has handled
            if turn.now.t_us - DAY_US < at_us <= turn.now.t_us:
                key = (coupon.batch, coupon.valid_until_us, days)
                groups[key] = groups.get(key, 0) + 1
    for (batch, until_us, days), count in groups.items():
        turn.message(
            "coupon-expiring", f"coupon-expiring:{batch}:{until_us}:{days}",
            MessageTerms("expiring", f"coupons.{batch}", expires_us=until_us, value_cents=_worth(turn, batch) * count),
            coupon=batch, count=count, days=days, valid_until_us=until_us,
        )  # fmt: skip
