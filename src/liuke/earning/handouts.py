"""Rewards that go back: handed out for what orders reached, taken back, held or kept as the program says.

Whoever gives a reward for a threshold that refunds can undo (a tier, a task, a milestone) hands it out here and asks
here for it back when the threshold is no longer met. What was given is a record of the member; whether it stands is
known to its owner, who numbers the times that the same thing was given: so it goes back exactly once. What was used,
given away or paid out by then stays, is listed on the order, and is not given a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from liuke.decision import charging
from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.losing import lose
from liuke.decision.rewards import Given, RewardSpec, Stays
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.earning.spec import RefundSpec
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Text, text
from liuke.ledger import caps
from liuke.ledger.spec import Cap
from liuke.program.findings import Finding

RECORD = "handout"
MAX_STAYS = 200
"""Things of which a member knows that a part of the reward stayed. Of one more, the one that was taken back the
longest ago is forgotten: it would be given whole if it were reached once more, which a period that is over never is."""
TIMER = "reward"
GIVEN_TO = "of"
"""In what was given: to whom, where they have gone into the member since."""


class Limit(msgspec.Struct):
    """At most so much of limited rewards to a member (an activity's cash).

    Args:
        scope: Under which the use is counted.
        refusal: Code of the reason when nothing is left.
        caps: As in the program.
    """

    scope: str
    refusal: str
    caps: list[dict[str, Any]]


class Held(msgspec.Struct, omit_defaults=True):
    """A reward that is not given yet, with its terms as they were when it was earned.

    Args:
        handout: Which handing out it belongs to.
        path: Of the rule that gives it.
        ref: What it is given for.
        reward: Its terms, as in the program.
        due_us: From then on it is given.
        undoable: Whether it can be taken back after that.
        limit: That must leave room for it then.
        charge: Under which key campaigns were charged for it when it was earned.
        review: Which review it waits for; empty: none.
        free_us: From when on it would be given without that review; 0: at once.
    """

    handout: str
    path: str
    ref: str
    reward: dict[str, Any]
    due_us: int
    undoable: bool = False
    limit: Limit | None = None
    charge: str = ""
    review: str = ""
    free_us: int = 0


class HeldPart(msgspec.Struct, omit_defaults=True):
    """What an earning rule gave under review: pending where the asset has lots, and noted where it has none.

    Args:
        review: Which review it waits for.
        asset: What was given.
        seq: Posting that gave it.
        amount: How much.
        rule: Path of the rule.
        day: Merchant-local day whose caps it counts against.
        order_id: Order that remembers it; empty: none does.
        note: Record that remembers it otherwise; empty: none does.
        free_us: When it would have become available without that review; 0: at once.
        exempt: Whether it did not count against the asset's overall caps.
        charge: Under which key the campaigns that paid for it get it back.
        owner: To whom it was given, where they have gone into the member since; 0: to the member.
    """

    review: str
    asset: str
    seq: int
    amount: int
    rule: str
    day: int
    order_id: str = ""
    note: str = ""
    free_us: int = 0
    exempt: bool = False
    charge: str = ""
    owner: int = 0


class HandoutBook(msgspec.Struct, omit_defaults=True):
    """Rewards of a member that are on their way, and those that stayed when the rest was taken back.

    Args:
        held: Number → reward that is not given yet.
        stays: ``<path>|<ref>`` → what stayed of it, and is not given again.
        parts: What earning rules gave that waits for a review.
        stopped: Number → reward that a review stopped, to be given if the review is undone.
        stopped_parts: The same of what earning rules gave: amounts are what was taken back.
    """

    held: dict[str, Held] = {}
    stays: dict[str, list[Stays]] = {}
    parts: list[HeldPart] = []
    stopped: dict[str, Held] = {}
    stopped_parts: list[HeldPart] = []


HANDOUTS = Slot("handouts", HandoutBook)


def goes_back(program: CompiledProgram) -> bool:
    """Whether refunds take back rewards."""
    return program.section("refunds", RefundSpec).rewards != "keep"


def render_return(program: CompiledProgram) -> Text | None:
    """What the rules page says of rewards that refunds undo; ``None``: they stay."""
    terms = program.section("refunds", RefundSpec)
    if terms.rewards == "keep":
        return None
    back = text(
        "订单退款后不再满足条件的，奖励收回，已使用的除外",
        "when refunds undo it, its rewards are taken back, less what was used",
    )
    if terms.rewards == "take_back":
        return back
    days = terms.return_days
    return text(
        f"奖励在 {days} 天退货期后发放；{back.zh}", f"rewards are given after {days} days of returns; {back.get('en')}"
    )


def find_surviving(program: CompiledProgram, path: str) -> Iterator[Finding]:
    """A finding about rewards that orders bring and refunds leave."""
    if program.section("refunds", RefundSpec).rewards == "keep":
        yield Finding(
            path, "reward-survives-refund", "warning",
            text("下单得奖励后退款，奖励仍保留：反复买退即可获利",
                 "who buys, is rewarded and gives back keeps the reward"),
            text("将 refunds.rewards 设为 take_back 或 hold", "set refunds.rewards to take_back or hold"),
        )  # fmt: skip


def _reward_kinds(program: CompiledProgram) -> dict[str, type[RewardSpec]]:
    return program.built(
        "rewards.kinds", lambda p: {kind.name_kind(): kind for domain in p.domains for kind in domain.rewards}
    )


def read_rewards(program: CompiledProgram, stored: Sequence[Mapping[str, Any]]) -> list[RewardSpec]:
    """Rewards from their terms as plain data, such as a delivery carries; kinds that are gone are left out."""
    kinds = _reward_kinds(program)
    return [kinds[one["kind"]].model_validate(one) for one in stored if one["kind"] in kinds]


# -- handing out ----------------------------------------------------------------------------------------------------
def hand_out(
    turn: Turn, rewards: Sequence[RewardSpec], *, path: str, ref: str = "", times: int = 1, undoable: bool = True,
    limit: Limit | None = None, noted: bool = False,
) -> None:  # fmt: skip
    """Hand out the rewards of a rule, now or when the return period is over.

    Args:
        turn: The operation.
        rewards: In order.
        path: Of the rule that gives them.
        ref: What they are given for.
        times: How often this was given for the same ``ref``, this time included: it names what is taken back.
        undoable: Whether a refund can undo what they are given for.
        limit: For rewards that are limited.
        noted: Whether it is noted for :func:`take_back` in any case.
    """
    if turn.welcomes_again:
        turn.skipped(path, "newcomer-again")
        return
    terms = turn.program.section("refunds", RefundSpec)
    undoable = undoable and terms.rewards != "keep"
    wait = terms.return_days if undoable and terms.rewards == "hold" else 0
    handout, place = f"{path}|{ref}|{times}", f"{path}|{ref}"
    stayed = turn.state.read(HANDOUTS, HandoutBook).stays.get(place, ()) if undoable else ()
    given, later = list[Given](), list[int | str]()
    for number, reward in enumerate(rewards):
        rest = _find_rest(reward, stayed)
        if rest is None:
            turn.skipped(path, "reward-stayed", kind=reward.name_kind())
            continue
        days = max(rest.settle_after_days, wait)
        if days or turn.review is not None:
            if turn.review is not None or not rest.settles(turn):
                held = Held(handout, path, ref, {}, 0, undoable or noted, limit if rest.count_limited() else None)
                if name := _hold(turn, held, rest, number, days):
                    later.append(number if name == f"{handout}|{number}" else name)
                continue
            if days != rest.settle_after_days:
                rest = rest.model_copy(update={"settle_after_days": days})
        if _has_room(turn, rest, path, limit) and (made := rest.give(turn, path, ref)) is not None:
            given.append(made)
    if (undoable or noted) and rewards:
        turn.record_new(RECORD, handout, {"given": [msgspec.to_builtins(one) for one in given], "later": later})


def _has_room(turn: Turn, reward: RewardSpec, path: str, limit: Limit | None) -> bool:
    """Take the room of a limited reward; ``False``, with the reason said: there is none."""
    amount = reward.count_limited() if limit is not None else 0
    if limit is None or not amount:
        return True
    terms = [Cap.model_validate(cap) for cap in limit.caps]
    left = caps.find_room(turn, limit.scope, terms)
    if left is None or left < amount:
        turn.skipped(path, "too-late" if left is None else limit.refusal, cents=amount, left=left or 0)
        return False
    caps.take(turn, limit.scope, terms, amount)
    return True


def _find_rest(reward: RewardSpec, stayed: Sequence[Stays]) -> RewardSpec | None:
    """What of a reward is still to be given where some of it stayed the last time."""
    if not stayed:
        return reward
    name = reward.name_given()
    amount = sum(one.amount for one in stayed if (one.kind, one.name) == (reward.name_kind(), name))
    return reward.without(amount) if amount else reward


def _hold(turn: Turn, held: Held, reward: RewardSpec, number: int, days: int) -> str:
    """Keep a reward for later; its name, or nothing where the campaign that would pay for it has nothing left."""
    name = f"{held.handout}|{number}"
    if name in turn.state.read(HANDOUTS, HandoutBook).held:
        name = f"{name}~{turn.new_id():x}"
    counted = reward.count_budget(turn)
    if counted is not None and counted[1]:
        paid = charging.charge(turn, held.path, *counted)
        if not paid.amount:
            return ""
        held.charge = paid.note(turn, f"held/{name}")
    held.reward = reward.model_dump(mode="json")
    held.due_us = held.free_us = turn.program.calendar.day_start_us(turn.now.day + days + 1) if days else 0
    if turn.review is not None:
        held.review, held.due_us = turn.review.review, max(held.free_us, turn.review.due_us)
    turn.state.edit(HANDOUTS, HandoutBook).held[name] = held
    turn.arm(f"{TIMER}:{name}", held.due_us)
    if held.review:
        turn.applied(held.path, "reward-in-review", kind=held.reward["kind"])
    else:
        turn.applied(held.path, "reward-held", days=days, due_us=held.due_us)
    turn.emit(
        "reward.held",
        {"kind": held.reward["kind"], "rule": held.path, "ref": held.ref, "due_us": held.due_us}, react=False,
    )  # fmt: skip
    return name


def _run_due(turn: Turn) -> None:
    """``timer.reward``: what was held is given."""
    name = str(turn.data["id"])
    if name not in turn.state.read(HANDOUTS, HandoutBook).held:
        return
    if (due_us := turn.state.read(HANDOUTS, HandoutBook).held[name].due_us) > turn.now.t_us:
        turn.arm(f"{TIMER}:{name}", due_us)  # two members who became one had each something under this name
        return
    give_held(turn, name)


def give_held(turn: Turn, name: str) -> None:
    """Give what was held under a number: its time has come, or somebody has looked at it."""
    held = turn.state.edit(HANDOUTS, HandoutBook).held.pop(name)
    turn.arm(f"{TIMER}:{name}", 0)
    give_late(turn, name, held)


def give_late(turn: Turn, name: str, held: Held) -> None:
    """Give a reward that was held, which nothing holds any more."""
    kind = _reward_kinds(turn.program).get(held.reward["kind"])
    if kind is None:
        turn.skipped(held.path, "reward-kind-gone", kind=held.reward["kind"])
        charging.give_back(turn, held.charge)
        return
    reward = kind.model_validate({**held.reward, "settle_after_days": 0})
    charging.hold(turn, held.charge)
    made = reward.give(turn, held.path, held.ref) if _has_room(turn, reward, held.path, held.limit) else None
    charging.release(turn)
    if made is not None and held.undoable:
        turn.record_new(RECORD, name, {"given": [msgspec.to_builtins(made)], "later": []})


# -- taking back ----------------------------------------------------------------------------------------------------
def take_back(turn: Turn, *, path: str, ref: str = "", times: int = 1) -> list[Stays]:
    """Take back what :func:`hand_out` handed out under the same names; the caller asks for it once.

    What was not given yet is given no more. States ``reward.taken_back``, says in the answer and on the refunded
    order what went back and what stays; returns what stays.
    """
    handout = f"{path}|{ref}|{times}"
    taken = _drop_held(turn, handout)
    stays = list[Stays]()
    for given in list_given(turn, handout):
        kind = _reward_kinds(turn.program).get(given.kind)
        unknown = (Stays(given.kind, given.name, given.amount, "unknown"),)
        left = kind.take_back(turn, given, path=path, ref=_cause_of(turn)) if kind is not None else unknown
        stays += left
        if (back := given.amount - sum(one.amount for one in left)) > 0:
            taken.append({"kind": given.kind, "name": given.name, "amount": back})
            if given.kind != "asset":
                lose(turn, given.kind, given.name, path, back if left else None)
    if stays:
        _note_stays(turn.state.edit(HANDOUTS, HandoutBook), f"{path}|{ref}", stays)
    if taken or stays:
        _state_back(turn, {"rule": path, "ref": ref, "taken": taken, "stays": [_plain(one) for one in stays]})
    return stays


def _note_stays(book: HandoutBook, place: str, stays: Sequence[Stays]) -> None:
    book.stays[place] = [*book.stays.pop(place, []), *stays]  # the newest stand last
    bound_stays(book)


def bound_stays(book: HandoutBook) -> None:
    """Keep :data:`MAX_STAYS` of the newest."""
    for place in list(book.stays)[:-MAX_STAYS]:
        del book.stays[place]


def _plain(one: Stays) -> dict[str, Any]:
    return {
        "kind": one.kind, "name": one.name, "amount": one.amount, "reason": one.reason, "value_cents": one.value_cents
    }  # fmt: skip


def _cause_of(turn: Turn) -> str:
    return turn.undoing.ref if turn.undoing is not None else ""


def is_undoable(turn: Turn, *, path: str, ref: str = "", times: int = 1) -> bool:
    """Whether it was handed out in a way that a refund undoes; not so what an earlier version of the program kept."""
    return turn.state.find_record(RECORD, f"{path}|{ref}|{times}") is not None


def sum_given(turn: Turn, *, path: str, ref: str = "", times: int = 1) -> dict[str, int]:
    """Asset → how much of it :func:`hand_out` has given under these names."""
    found: dict[str, int] = {}
    for given in list_given(turn, f"{path}|{ref}|{times}"):
        if given.kind == "asset":
            found[given.name] = found.get(given.name, 0) + given.amount
    return found


def _drop_held(turn: Turn, handout: str) -> list[dict[str, Any]]:
    book = turn.state.read(HANDOUTS, HandoutBook)
    for name in [name for name, held in book.stopped.items() if held.handout == handout]:
        del turn.state.edit(HANDOUTS, HandoutBook).stopped[name]  # a review that is undone does not give it
    names = [name for name, held in book.held.items() if held.handout == handout]
    dropped = list[dict[str, Any]]()
    for name in names:
        held = drop_held(turn, name)
        kind = _reward_kinds(turn.program).get(held.reward["kind"])
        named = kind.model_validate(held.reward).name_given() if kind is not None else ""
        dropped.append({"kind": held.reward["kind"], "name": named, "amount": 0, "held": True})
    return dropped


def drop_held(turn: Turn, name: str) -> Held:
    """Give what is held under a number no more; returns it."""
    held = turn.state.edit(HANDOUTS, HandoutBook).held.pop(name)
    turn.arm(f"{TIMER}:{name}", 0)
    charging.give_back(turn, held.charge)
    return held


def list_given(turn: Turn, handout: str) -> list[Given]:
    """What was given of a handing out by now."""
    found = turn.state.find_record(RECORD, handout)
    if found is None:
        return []
    given = msgspec.convert(found["given"], list[Given])
    for name in list_later(handout, found):
        late = turn.state.find_record(RECORD, name)
        given += msgspec.convert(late["given"], list[Given]) if late is not None else []
    return given


def list_later(handout: str, found: Mapping[str, Any]) -> list[str]:
    """Names of the rewards of a recorded handing out that were held at first."""
    return [one if isinstance(one, str) else f"{handout}|{one}" for one in found["later"]]


def _state_back(turn: Turn, back: dict[str, Any]) -> None:
    turn.applied(back["rule"], "reward-taken-back")
    for one in back["stays"]:
        turn.skipped(back["rule"], "reward-stays", **one)
    cause = turn.undoing
    fact = dict(back)
    if cause is not None:
        fact["order_id"] = cause.ref
        order = turn.state.find_order(cause.ref)
        if order is not None:
            order.data.setdefault("rewards_back", []).append(back)
            turn.state.save_order(order)
    if turn.event.type == "order.refunded":
        turn.result.setdefault("rewards_back", []).append(back)
    turn.emit("reward.taken_back", fact, react=False)


# -- wiring -----------------------------------------------------------------------------------------------------------
_RULE = EventField("str", text("规则", "Rule"), required=True)
_REF = EventField("str", text("关联", "Reference"))
EVENT_TYPES = (
    EventType("reward.held", text("奖励待发放", "Reward held"), "derived", {
        "kind": EventField("str", text("类型", "Kind"), required=True), "rule": _RULE, "ref": _REF,
        "due_us": EventField("t_us", text("发放时间", "Given at"), required=True),
    }),
    EventType("reward.taken_back", text("奖励已收回", "Reward taken back"), "derived", {
        "rule": _RULE, "ref": _REF, "order_id": EventField("str", text("订单号", "Order id")),
        "taken": EventField("list", text("收回", "Taken back")), "stays": EventField("list", text("保留", "Stays")),
    }),
    EventType("timer.reward", text("奖励发放到时", "Held reward due"), "timer", open=True),
)  # fmt: skip

WORDINGS = {
    "reward-held": text("奖励将在 {days} 天后发放", "the reward is given after {days:day|days}"),
    "reward-stopped": text("核实未通过，奖励不再发放", "it was checked, and the reward is not given"),
    "reward-in-review": text("奖励核实后发放", "the reward is given once it has been checked"),
    "reward-taken-back": text("订单退款，奖励已收回", "the order was refunded: the reward is taken back"),
    "reward-stays": text(
        "{kind} {name} × {amount} 无法收回（{reason}）", "{kind} {name} × {amount} cannot be taken back ({reason})"
    ),
    "reward-stayed": text("该奖励此前未收回，不再发放", "this reward stayed the last time: it is not given again"),
    "reward-kind-gone": text("奖励类型 {kind} 已不存在", "there is no reward of kind {kind} any more"),
}


def reward_reactions() -> Sequence[Reaction]:
    """The reaction that gives what was held."""
    return (Reaction("timer.reward", Phase.TIME, "refunds", _run_due),)
