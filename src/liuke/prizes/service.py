"""From won to handed over. Pure but for the turn.

Refusal codes: ``prize-not-found``, ``prize-closed``, ``prize-too-late``, ``prize-sent``, ``prize-not-claimed``,
``prize-claim-incomplete``, ``prize-not-forfeited``, ``prize-replaced``, ``prize-same-member``.
"""

from __future__ import annotations

from typing import Any, NoReturn

import msgspec

from liuke.decision import charging
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US
from liuke.kernel.money import BPS
from liuke.prizes.contracts import OPEN, PRIZE, Prize, PrizeTerms
from liuke.prizes.spec import PrizesSpec

PATH = "prizes"


def award(turn: Turn, terms: PrizeTerms, *, path: str, ref: str) -> str:
    """The member has won a prize; returns its id.

    Args:
        turn: The operation in which they won.
        terms: What they won.
        path: Of the rule that gives it.
        ref: What it is given for.
    """
    rules = turn.program.section("prizes", PrizesSpec)
    tax_cents = terms.value_cents * rules.tax_bps // BPS if terms.taxed else 0
    floor = rules.real_name_from_cents
    prize = Prize(
        member_id=turn.state.member_id,
        name=terms.name,
        handing=terms.handing,
        status="won",
        since_us=turn.now.t_us,
        claim_until_us=turn.ctx.now_us + terms.claim_days * DAY_US,
        claim_days=terms.claim_days,
        value_cents=terms.value_cents,
        cost_cents=terms.cost_cents,
        tax_cents=tax_cents,
        tax_by=rules.tax_by if tax_cents else "",
        real_name=terms.real_name or (floor is not None and terms.value_cents >= floor),
        rule=path,
        ref=ref,
    )
    return _open(turn, str(turn.new_id()), prize)


def _open(turn: Turn, id_: str, prize: Prize) -> str:
    turn.put_shared(PRIZE, id_, prize)
    charging.charge(turn, prize.rule, "prizes", prize.cost_cents or prize.value_cents).note(turn, f"prize/{id_}")
    turn.record_new("prize", id_, {"name": prize.name, "rule": prize.rule, "t_us": prize.since_us})
    turn.arm(f"prize:{id_}", prize.claim_until_us)
    names: dict[str, Any] = {"name_zh": prize.name.get("zh", ""), "name_en": prize.name.get("en", "")}
    turn.message(
        "prize-won", f"prize:{id_}",
        MessageTerms("prize", prize.rule, expires_us=prize.claim_until_us, value_cents=prize.value_cents),
        prize=id_, until_us=prize.claim_until_us, **names,
    )  # fmt: skip
    turn.applied(prize.rule or PATH, "prize-won", **names)
    turn.gained("prize", "prize", 1, prize.rule or PATH, label=prize.name, prize=id_)
    turn.emit("prize.won", {
        "prize": id_, "name": prize.name, "value_cents": prize.value_cents, "rule": prize.rule, "ref": prize.ref,
        "claim_until_us": prize.claim_until_us, "replaces": prize.replaces,
    })  # fmt: skip
    return id_


def claim(turn: Turn) -> Prize:
    """The member says who gets it where; until it is sent that can be said anew."""
    id_, prize = get(turn)
    if prize.status not in {"won", "claimed"}:
        _refuse_over(turn, prize)
    if prize.status == "won" and turn.ctx.now_us >= prize.claim_until_us:
        turn.refuse("prize-too-late", "the time to claim it is over")
    missing = [name for name in prize.list_asked() if not str(turn.data.get(name) or "").strip()]
    if missing:
        turn.refuse(
            "prize-claim-incomplete", f"to be filled in: {', '.join(missing)}", fix=f"send {', '.join(missing)}",
            missing=missing,
        )  # fmt: skip
    again = prize.status == "claimed"
    prize.claim_key, prize.claim_us = turn.event.key, turn.now.t_us
    if not again:
        days = turn.program.section("prizes", PrizesSpec).due_days
        prize.status, prize.claimed_us, prize.due_us = "claimed", turn.ctx.now_us, turn.ctx.now_us + days * DAY_US
        turn.arm(f"prize:{id_}", 0)
    turn.put_shared(PRIZE, id_, prize)
    turn.applied(PATH, "prize-claimed-anew" if again else "prize-claimed")
    turn.emit("prize.claimed", {"prize": id_, "again": again})
    return prize


def send(turn: Turn) -> Prize:
    """It is on its way: a parcel with a number, or what was issued online."""
    id_, prize = get(turn)
    if prize.status == "won":
        turn.refuse("prize-not-claimed", "nobody has said who gets it where", fix="wait until the member claims it")
    if prize.status not in {"claimed", "sent"}:
        turn.refuse("prize-closed", f"it is {prize.status}")
    prize.carrier, prize.tracking = _read(turn, "carrier"), _read(turn, "tracking")
    prize.status, prize.sent_us = "sent", prize.sent_us or turn.ctx.now_us
    turn.put_shared(PRIZE, id_, prize)
    turn.applied(PATH, "prize-sent", tracking=prize.tracking)
    turn.message(
        "prize-sent", f"prize-sent:{id_}", MessageTerms("", prize.rule), prize=id_,
        carrier=prize.carrier, tracking=prize.tracking,
    )  # fmt: skip
    turn.emit("prize.sent", {"prize": id_, "carrier": prize.carrier, "tracking": prize.tracking})
    return prize


def hand_over(turn: Turn) -> Prize:
    """The member has it. At a store it may not have been claimed before: coming is claiming."""
    id_, prize = get(turn)
    if prize.status == "handed_over":
        turn.refuse("prize-closed", "it was handed over before")
    if prize.status == "won" and (prize.list_asked() or turn.ctx.now_us >= prize.claim_until_us):
        if turn.ctx.now_us >= prize.claim_until_us:
            turn.refuse("prize-too-late", "the time to claim it is over")
        turn.refuse("prize-not-claimed", "nobody has said who gets it where", fix="wait until the member claims it")
    if prize.status not in OPEN:
        turn.refuse("prize-closed", f"it is {prize.status}")
    prize.claimed_us = prize.claimed_us or turn.ctx.now_us
    prize.store = _read(turn, "store")
    _close(turn, id_, prize, "handed_over", "")
    return prize


def forfeit(turn: Turn) -> Prize:
    """Staff decides that the member does not get it."""
    id_, prize = get(turn)
    if prize.status not in {"won", "claimed"}:
        _refuse_over(turn, prize)
    _close(turn, id_, prize, "forfeited", _read(turn, "reason"))
    return prize


def lapse(turn: Turn) -> None:
    """What was not claimed in time is forfeited."""
    id_ = str(turn.data["id"])
    prize = turn.shared(PRIZE, id_)
    if prize is not None and prize.status == "won":
        _close(turn, id_, prize, "forfeited", "not-claimed")


def replace(turn: Turn) -> Prize:
    """A forfeited prize goes to another member, once."""
    id_, prize = get(turn)
    if prize.status != "forfeited":
        turn.refuse("prize-not-forfeited", f"it is {prize.status}", fix="forfeit it first")
    if prize.replaced_by:
        turn.refuse("prize-replaced", "another member has it already", prize=prize.replaced_by)
    to_member = int(turn.data["to_member"])
    if turn.state.is_of(to_member):
        turn.refuse("prize-same-member", "the one who forfeited it cannot have it again")
    prize.replaced_by = str(turn.new_id())
    turn.put_shared(PRIZE, id_, prize)
    turn.applied(PATH, "prize-replaced")
    turn.emit("prize.replaced", {"prize": id_, "replaced_by": prize.replaced_by, "to_member": str(to_member)})
    passed = {
        "prize": prize.replaced_by, "replaces": id_, "terms": msgspec.to_builtins(prize),
        "reason": _read(turn, "reason"),
    }  # fmt: skip
    turn.deliver(to_member, f"prize-passed:{prize.replaced_by}", "prize.passed_on", passed)
    return prize


def take_over(turn: Turn) -> None:
    """A prize that another member forfeited is this member's."""
    data = turn.data
    before = msgspec.convert(data["terms"], Prize)
    prize = Prize(
        member_id=turn.state.member_id, name=before.name, handing=before.handing, status="won",
        since_us=turn.now.t_us, claim_until_us=turn.ctx.now_us + before.claim_days * DAY_US,
        claim_days=before.claim_days, value_cents=before.value_cents, cost_cents=before.cost_cents,
        tax_cents=before.tax_cents, tax_by=before.tax_by, real_name=before.real_name, rule=before.rule,
        ref=before.ref, replaces=str(data["replaces"]),
    )  # fmt: skip
    _open(turn, str(data["prize"]), prize)


def withdraw(turn: Turn, id_: str) -> Prize | None:
    """What it was won for was undone: nobody gets it; returns it where it is too late for that."""
    prize = turn.shared(PRIZE, id_)
    if prize is None or prize.status == "withdrawn":
        return None
    if prize.status == "forfeited" and not prize.replaced_by:
        return None
    if prize.status not in {"won", "claimed"}:
        return prize
    _close(turn, id_, prize, "withdrawn", "refunded")
    return None


def get(turn: Turn) -> tuple[str, Prize]:
    """The member's prize that is asked about; refuses where there is none under this number."""
    id_ = str(turn.data["prize"])
    found = turn.shared(PRIZE, id_) if PRIZE.is_key(id_) else None
    if found is None or not turn.state.is_of(found.member_id):
        turn.refuse("prize-not-found", "the member has no prize under this number", fix="look it up: GET /v1/prizes")
    return id_, found


def _refuse_over(turn: Turn, prize: Prize) -> NoReturn:
    if prize.status == "sent":
        turn.refuse("prize-sent", "it is on its way")
    turn.refuse("prize-closed", f"it is {prize.status}")


def _close(turn: Turn, id_: str, prize: Prize, status: Any, reason: str) -> None:
    prize.status, prize.reason, prize.closed_us = status, reason, turn.ctx.now_us
    turn.put_shared(PRIZE, id_, prize)
    turn.arm(f"prize:{id_}", 0)
    if status != "handed_over":
        charging.give_back(turn, f"prize/{id_}")
    code = f"prize-{status.replace('_', '-')}"
    turn.applied(PATH, code)
    turn.emit(f"prize.{status}", {"prize": id_, "reason": reason, "value_cents": prize.value_cents})


def _read(turn: Turn, name: str) -> str:
    return str(turn.data.get(name) or "")
