"""Charging campaigns for what they give, and giving back what is taken back. Exact under any number of callers.

Whoever gives points, coupons or cash asks :func:`charge` first, gives what it grants, and notes by :meth:`Charged.note`
under which key it can go back (:func:`give_back`). A reward is charged to every campaign that gives it: one of its own
activities, or a thing of the program that its patch changes. Test members charge nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from liuke.decision.budgets import BUDGET, BUDGETS, STRIPES, Budget, BudgetBook, BudgetDoc, Pot, Unit, find_pot
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState, Missing, Need
from liuke.decision.targets import find_own_share, find_targets
from liuke.decision.turn import Turn
from liuke.kernel.clock import date_of, period_start

RECORD, BACK = "budget_charge", "budget_back"
ALERTS_BPS = (9_000, 8_000)
"""Shares of a limit whose use is stated once each."""
_LOOK_PERCENT = (25, 20, 15, 10, 5, 0)
"""Where a stripe has so little left, the whole limit is looked at."""
_KEPT_STOPS = 60


@dataclass(slots=True)
class Charged:
    """What may be given.

    Attributes:
        amount: So much: what was asked for; the part that is the program's own, where a campaign that pays the
            difference has run out; or 0.
    """

    amount: int
    unit: Unit = "points"
    path: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def note(self, turn: Turn, key: str) -> str:
        """Remember what was charged under the key of what was given; returns it, or nothing where nothing was."""
        if not self.parts:
            return ""
        turn.record_new(RECORD, key, {"rule": self.path, "unit": self.unit, "given": self.amount, "parts": self.parts})
        turn.state.edit(BUDGETS, BudgetBook).charges += 1
        return key

    def split(self, count: int) -> Iterator[Charged]:
        """In as many equal pieces, one after the other filled from the same items."""
        before = [0] * len(self.parts)
        for number in range(count):
            parts = list[dict[str, Any]]()
            for place, part in enumerate(self.parts):
                upto = part["amount"] * (number + 1) // count
                full, had = _fill(part["items"], upto), _fill(part["items"], before[place])
                items = {item: n - had.get(item, 0) for item, n in full.items() if n > had.get(item, 0)}
                parts.append({**part, "amount": upto - before[place], "items": items})
                before[place] = upto
            yield Charged(self.amount // count, self.unit, self.path, parts)

    def drop(self, turn: Turn, amount: int) -> None:
        """Less was given than may be: so much of it goes back at once."""
        rest, parts = self.amount - amount, list[dict[str, Any]]()
        for part in self.parts:
            kept = -(-part["amount"] * rest // self.amount)
            _put_back(turn, part, self.unit, part["amount"], kept)
            if kept:
                parts.append({**part, "amount": kept, "items": _fill(part["items"], kept)})
        self.amount, self.parts = rest, parts


def charge(turn: Turn, path: str, unit: Unit, amount: int) -> Charged:
    """Charge campaigns for a reward before it is given.

    What is short is not given: ``budget-gone`` or ``budget-member`` is on the waterfall with what was left, and the
    first time it is a fact (``campaign.budget_gone``).

    Args:
        turn: The operation.
        path: Of the rule that gives.
        unit: What it gives.
        amount: How much: points, or cents of face value or money.
    """
    made = Charged(amount, unit, path)
    if amount <= 0 or turn.state.test:
        return made
    held = turn.subject.pop("budget_held", "")
    if held and (found := turn.state.find_record(RECORD, held)) is not None:
        return _settle_held(turn, made, held, found)
    budgets = turn.program.origin.budgets
    targets = find_targets(turn.program, path) if budgets else ()
    if not targets:
        return made
    open_ = [budgets[name] for name in targets if name in budgets]  # without a limit it is noted all the same: a cost
    while open_ and made.amount > 0:
        costs = {b.path: _cost(turn.program, b, path, made.amount) for b in open_}
        short = next((b for b in open_ if costs[b.path] and not _has_room(turn, b, unit, costs[b.path], path)), None)
        if short is None:
            made.parts = [_take(turn, b, unit, costs[b.path]) for b in open_ if costs[b.path]]
            break
        made.amount -= costs[short.path]
        open_.remove(short)
    return made


def _cost(program: CompiledProgram, budget: Budget, path: str, amount: int) -> int:
    """What of a reward the campaign pays, rounded up."""
    own, whole = find_own_share(program, budget.path, path)
    return amount - amount * own // whole


# -- whether there is room --------------------------------------------------------------------------------------------
def find_stop(state: MemberState, stop: str) -> int | None:
    """What was left when a limit ran out; ``None``: it did not."""
    for path in state.cancelled:
        if path.startswith(stop) and path[len(stop) : len(stop) + 1] == "|":
            return int(path[len(stop) + 1 :])
    return None


def is_over(turn: Turn, campaign: str) -> bool:
    """Whether a campaign has given away everything it may."""
    budget = turn.program.origin.budgets.get(campaign) if turn.state.cancelled else None
    return budget is not None and budget.is_over(lambda stop: find_stop(turn.state, stop) is not None)


def list_gone(program: CompiledProgram, state: MemberState) -> Iterator[Pot]:
    """Limits of whole campaigns that ran out."""
    for budget in program.origin.budgets.values() if state.cancelled else ():
        for pot in budget.pots:
            if pot.scope == "total" and find_stop(state, pot.stop("")) is not None:
                yield pot


def _find_period(turn: Turn, pot: Pot) -> str | None:
    """The period of a pot in which the happening counts; ``None``: in none."""
    match pot.scope:
        case "total":
            return ""
        case "day" | "week":
            return date_of(period_start(turn.now.day, pot.scope)).isoformat()
        case "place":
            store = turn.event.data.get("store")
            return quote(str(store), safe="")[:100] if store else None


def _list_pots(turn: Turn, budget: Budget, unit: Unit) -> Iterator[tuple[Pot, str]]:
    for pot in budget.pots_of(unit):
        period = _find_period(turn, pot)
        if period is not None:
            yield pot, period


def _has_room(turn: Turn, budget: Budget, unit: Unit, cost: int, path: str) -> bool:
    most = budget.per_member.get(unit)
    if most is not None:
        left = most - turn.state.read(BUDGETS, BudgetBook).used.get(f"{budget.path}:{unit}", 0)
        if left < cost:
            turn.skipped(path, "budget-member", campaign=budget.path, unit=unit, wanted=cost, left=max(left, 0))
            return False
    for pot, period in _list_pots(turn, budget, unit):
        left = find_stop(turn.state, pot.stop(period))
        if left is None:
            if turn.stock(pot.item(turn.ctx.stripe, period)) >= cost:
                continue
            left = _sum_left(turn, pot, period)
            if left >= cost:
                continue
            _state_gone(turn, pot, period, left)
        turn.skipped(
            path, "budget-gone", campaign=budget.path, unit=unit, scope=pot.scope, wanted=cost, left=left,
            limit=pot.limit,
        )  # fmt: skip
        return False
    return True


def _sum_left(turn: Turn, pot: Pot, period: str) -> int:
    """What is left of a limit, in all its stripes; from here on they are all locked, in their order."""
    items = [pot.item(stripe, period) for stripe in range(STRIPES)]
    if any(item not in turn.ctx.stock for item in items):
        raise Missing(Need("stock", 0, pot.item(0, period).replace("#0", "#*", 1)))
    return sum(turn.stock(item) for item in items)


# -- taking -----------------------------------------------------------------------------------------------------------
def _take(turn: Turn, budget: Budget, unit: Unit, cost: int) -> dict[str, Any]:
    items: dict[str, int] = {}
    for pot, period in _list_pots(turn, budget, unit):
        items |= _take_from(turn, pot, period, cost)
    if unit in budget.per_member:
        used = turn.state.edit(BUDGETS, BudgetBook).used
        used[name] = used.get(name := f"{budget.path}:{unit}", 0) + cost
    return {"campaign": budget.path, "amount": cost, "items": items}


def _take_from(turn: Turn, pot: Pot, period: str, cost: int) -> dict[str, int]:
    taken: dict[str, int] = {}
    own = turn.ctx.stripe
    before = turn.stock(pot.item(own, period))
    for stripe in (own, *(other for other in range(STRIPES) if other != own)):
        item = pot.item(stripe, period)
        count = min(cost - sum(taken.values()), turn.stock(item))
        if count > 0:
            turn.take_stock(item, count)
            taken[item] = count
        if sum(taken.values()) == cost:
            break
    after, marks = turn.stock(pot.item(own, period)), [pot.share(own) * percent // 100 for percent in _LOOK_PERCENT]
    if set(taken) != {pot.item(own, period)} or any(after <= mark < before for mark in marks):
        _look_at_use(turn, pot, period)
    return taken


def _look_at_use(turn: Turn, pot: Pot, period: str) -> None:
    """State that 80 or 90 % of a limit are used, once each: asked where a stripe has little left."""
    left = _sum_left(turn, pot, period)
    if left <= 0:
        _state_gone(turn, pot, period, left)
    used = pot.limit - left
    bps = next((bps for bps in ALERTS_BPS if used * 10_000 >= bps * pot.limit), 0)
    if not bps:
        return
    doc = turn.shared(BUDGET, pot.campaign) or BudgetDoc()
    if doc.alerts.get(pot.stop(period), 0) >= bps:
        return
    doc.alerts[pot.stop(period)] = bps
    _keep_newest(doc.alerts)
    turn.put_shared(BUDGET, pot.campaign, doc)
    turn.emit("campaign.budget_used", {**_facts_of(pot, period), "used": used, "used_bps": bps}, react=False)


def _state_gone(turn: Turn, pot: Pot, period: str, left: int) -> None:
    doc = turn.shared(BUDGET, pot.campaign) or BudgetDoc()
    if pot.stop(period) in doc.gone:
        return
    doc.gone[pot.stop(period)] = (turn.ctx.now_us, left)
    _keep_newest(doc.gone)
    turn.put_shared(BUDGET, pot.campaign, doc)
    turn.emit("campaign.budget_gone", {**_facts_of(pot, period), "left": left}, react=False)


def _facts_of(pot: Pot, period: str) -> dict[str, Any]:
    return {
        "campaign": pot.campaign, "unit": pot.unit, "scope": pot.scope, "period": period, "limit": pot.limit
    }  # fmt: skip


def _keep_newest(stated: dict[str, Any]) -> None:
    """Stops of days that are long over give way; those of whole campaigns stay."""
    passing = [stop for stop in stated if "@" in stop]
    for stop in passing[: max(len(passing) - _KEPT_STOPS, 0)]:
        del stated[stop]


# -- giving back ------------------------------------------------------------------------------------------------------
def give_back(turn: Turn, key: str, *, before: int = 0, after: int = 1, whole: int = 1) -> None:
    """What was given is taken back: campaigns get back what they were charged, into the items that it came from.

    Args:
        turn: The operation.
        key: Under which it was noted; what never was, is passed over.
        before: Of ``whole``, taken back before.
        after: Of ``whole``, taken back now and before: any row of parts ends at the same cent.
        whole: What was given.
    """
    if not key or after <= before or not turn.state.read(BUDGETS, BudgetBook).charges:
        return
    found = turn.state.find_record(RECORD, key)
    if found is None or turn.state.find_record(BACK, f"{key}/{after}") is not None:
        return
    parts = list[dict[str, Any]]()
    for part in found["parts"]:
        cost = part["amount"]
        items = _put_back(turn, part, found["unit"], cost - cost * before // whole, cost - cost * after // whole)
        if amount := cost * after // whole - cost * before // whole:
            parts.append({"campaign": part["campaign"], "amount": amount, "items": items})
    if parts:
        turn.record_new(BACK, f"{key}/{after}", {"rule": found["rule"], "unit": found["unit"], "parts": parts})
        amount = max(part["amount"] for part in parts)
        turn.applied(found["rule"], "budget-returned", unit=found["unit"], amount=amount)


def hold(turn: Turn, key: str) -> None:
    """What is given next in this happening was charged before, under ``key``, when it was won."""
    turn.subject["budget_held"] = key


def release(turn: Turn) -> None:
    """What :func:`hold` named was not given: it goes back."""
    give_back(turn, turn.subject.pop("budget_held", ""))


def _settle_held(turn: Turn, made: Charged, key: str, found: dict[str, Any]) -> Charged:
    """What was charged when it was won is charged for what is given now, at most so much; the rest goes back."""
    whole = found["given"]
    made.amount = min(made.amount, whole)
    turn.record_new(BACK, f"{key}/1", {"rule": found["rule"], "unit": found["unit"], "parts": found["parts"]})
    for part in found["parts"]:
        kept = -(-part["amount"] * made.amount // whole)
        _put_back(turn, part, found["unit"], part["amount"], kept)
        if kept:
            made.parts.append({"campaign": part["campaign"], "amount": kept, "items": _fill(part["items"], kept)})
    return made


def _put_back(turn: Turn, part: dict[str, Any], unit: str, stood: int, kept: int) -> dict[str, int]:
    """Put back what of a part stood and is kept no more; returns how much into which items."""
    full, rest = _fill(part["items"], stood), _fill(part["items"], kept)
    back = {item: count - rest.get(item, 0) for item, count in full.items() if count > rest.get(item, 0)}
    for item, count in back.items():
        turn.take_stock(item, -count)
    name = f"{part['campaign']}:{unit}"
    if back and name in turn.state.read(BUDGETS, BudgetBook).used:
        used = turn.state.edit(BUDGETS, BudgetBook).used
        used[name] = max(used[name] - (stood - kept), 0)
    return back


def _fill(items: Mapping[str, int], amount: int) -> dict[str, int]:
    """What lies in which items where only so much of a part is left: each pot is filled in the order of its items."""
    filled: dict[str, int] = {}
    room = dict.fromkeys(map(find_pot, items), amount)
    for item, count in items.items():
        pot = find_pot(item)
        if count := min(count, room[pot]):
            filled[item] = count
            room[pot] -= count
    return filled
