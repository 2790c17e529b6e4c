"""The ledger as a domain: assets in the program, bare postings as requests, timers of lots, settlements and holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import text
from liuke.ledger import caps, expiry, gifts, merging, postings, requests, tally
from liuke.ledger.asset_reward import AssetReward
from liuke.ledger.lint import lint
from liuke.ledger.moves import moving_assets
from liuke.ledger.request_types import REQUESTS
from liuke.ledger.spec import SECTION
from liuke.ledger.trade_spec import EXCHANGES, GIFTS, POOLS

RESERVED = frozenset(("freeze", gifts.PURPOSE, "clearing"))
"""Purposes of holds that have requests of their own."""

_ASSET = EventField("str", text("账户", "Asset"), required=True)
_AMOUNT = EventField("points", text("数量", "Amount"), required=True)
_REF = EventField("str", text("关联单号", "Reference"))
_HOLD = EventField("str", text("冻结单号", "Hold"), required=True)

EVENT_TYPES = (
    EventType("points.earned", text("获得积分", "Points earned"), "derived", {
        "asset": _ASSET, "amount": _AMOUNT, "rule": EventField("str", text("规则", "Rule")), "ref": _REF,
        "pending": EventField("bool", text("待入账", "Pending")),
    }),
    EventType("points.taken_back", text("积分已收回", "Points taken back"), "derived", {
        "asset": _ASSET, "amount": _AMOUNT, "rule": EventField("str", text("规则", "Rule")), "ref": _REF,
        "not_covered": EventField("points", text("余额不足", "Not covered")),
        "day": EventField("day", text("获得日", "Day on which they were earned")),
    }),
    EventType("points.expired", text("积分已过期", "Points expired"), "derived", {
        "asset": _ASSET, "amount": _AMOUNT, "lots": EventField("int", text("批次数", "Lots")),
    }),
    EventType("points.settled", text("积分已入账", "Points settled"), "derived", {"asset": _ASSET, "amount": _AMOUNT}),
    EventType("hold.expired", text("预扣已到期", "Hold expired"), "derived", {"hold_id": _HOLD}),
    EventType("timer.lots", text("积分到期", "Lots due"), "timer", open=True),
    EventType("timer.remind", text("到期提醒", "Reminder of expiry"), "timer", open=True),
    EventType("timer.settle", text("积分入账", "Points settle"), "timer", open=True),
    EventType("timer.hold", text("预扣到期", "Hold due"), "timer", open=True),
)  # fmt: skip


def _amount(turn: Turn) -> int:
    amount = turn.data["amount"]
    if amount <= 0:
        turn.refuse("amount-not-positive", f"an amount must be positive, not {amount}")
    return int(amount)


def _run_earn(turn: Turn) -> None:
    data, amount = turn.data, _amount(turn)
    part = postings.earn(
        turn,
        data["asset"],
        amount,
        rule="",
        ref=data.get("ref") or data.get("reason") or "",
        settles_us=data.get("settles_us") or 0,
        expires_us=data.get("expires_us"),
    )
    turn.gained(part.asset, part.asset, amount, "")
    turn.result = {"seq": part.seq, "balance": turn.state.wallet(part.asset).available}


def _run_spend(turn: Turn) -> None:
    posting = postings.spend(turn, turn.data["asset"], _amount(turn), ref=turn.data.get("ref") or "")
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(posting.asset).available}


def _run_refund(turn: Turn) -> None:
    data = turn.data
    posting = postings.refund(turn, data["asset"], data["seq"], _amount(turn), ref=data.get("ref") or "")
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(posting.asset).available}


def _run_hold(turn: Turn) -> None:
    data = turn.data
    _require_plain(turn, data.get("purpose") or "hold")
    made = postings.hold(
        turn,
        data["asset"],
        _amount(turn),
        hold_id=data["hold_id"],
        purpose=data.get("purpose") or "hold",
        expires_us=data.get("expires_us") or FOREVER_US,
        ref=data.get("ref") or "",
    )
    turn.result = {"hold_id": made.hold_id, "seq": made.seq, "balance": turn.state.wallet(made.asset).available}


def _require_own(turn: Turn, hold_id: str) -> None:
    """A hold is closed by whoever made it."""
    found = postings.get_open_hold(turn, hold_id)
    _require_plain(turn, found.purpose)
    owner = found.data.get("owner")
    if owner:
        turn.refuse(
            "hold-reserved", f"hold {hold_id!r} belongs to a {owner}", fix=f"use the requests of {owner}s", owner=owner
        )


def _require_plain(turn: Turn, purpose: str) -> None:
    if purpose in RESERVED:
        turn.refuse(
            "hold-reserved", f"a hold for {purpose} is not closed this way", fix=f"use the requests of {purpose}s"
        )


def _run_commit(turn: Turn) -> None:
    _require_own(turn, turn.data["hold_id"])
    posting = postings.commit(turn, turn.data["hold_id"])
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(posting.asset).available}


def _run_release(turn: Turn) -> None:
    _require_own(turn, turn.data["hold_id"])
    posting = postings.release(turn, turn.data["hold_id"])
    turn.result = {"seq": posting.seq, "balance": turn.state.wallet(posting.asset).available}


def _run_lots_due(turn: Turn) -> None:
    expiry.expire_and_state(turn, turn.data["id"], turn.now.t_us)


def _run_remind_due(turn: Turn) -> None:
    asset = turn.data["id"]
    for found in expiry.remind_due(turn, asset):
        turn.message(
            "points_expiring", f"expiring:{asset}:{found.day}:{found.days}",
            MessageTerms("expiring", f"assets.{asset}", expires_us=found.expires_us, value_points=found.amount),
            asset=asset, amount=found.amount, day=found.day, days=found.days, expires_us=found.expires_us,
        )  # fmt: skip


def _run_settle_due(turn: Turn) -> None:
    postings.settle_and_state(turn, turn.data["id"])


def _run_hold_due(turn: Turn) -> None:
    hold_id = turn.data["id"]
    found = postings.get_open_hold(turn, hold_id)
    postings.release(turn, hold_id, by_clock=True)
    turn.emit("hold.expired", {"hold_id": hold_id})
    if found.purpose == gifts.PURPOSE:
        gifts.lapse(turn, found)


_RUNS: dict[str, tuple[Phase, Callable[[Turn], None]]] = {
    "points.earn": (Phase.REQUEST, _run_earn),
    "points.spend": (Phase.REQUEST, _run_spend),
    "points.refund": (Phase.REQUEST, _run_refund),
    "points.hold": (Phase.REQUEST, _run_hold),
    "points.commit": (Phase.REQUEST, _run_commit),
    "points.release": (Phase.REQUEST, _run_release),
    **{name: (Phase.REQUEST, run) for name, run in (requests.RUNS | gifts.RUNS).items()},
    "timer.lots": (Phase.TIME, _run_lots_due),
    "timer.remind": (Phase.TIME, _run_remind_due),
    "timer.settle": (Phase.TIME, _run_settle_due),
    "timer.hold": (Phase.TIME, _run_hold_due),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    yield from (Reaction(event_type, phase, "assets", run) for event_type, (phase, run) in _RUNS.items())
    if moving_assets(program):
        for name in program.events.names():
            if program.events.is_act(name):
                yield Reaction(name, Phase.AFTER, "assets.expiry", expiry.put_off)


_WORDINGS = {
    "points_expiring": text("{amount} {asset}将在 {days} 天后过期", "{amount} {asset} expire in {days:day|days}"),
    "gift_offered": text("有人送您 {amount} {asset}", "You are offered {amount} {asset}"),
    "gift_arrived": text("{amount} {asset}已到账", "{amount} {asset} have arrived"),
    "gift_lapsed": text("一份赠送已失效", "A gift has lapsed"),
    "gift_closed": text("您送出的 {amount} 已有结果", "Your gift of {amount} is settled"),
    "pool_goal_reached": text("{pool}已达成目标，感谢您的参与", "{pool} has reached its goal, thank you"),
    "earned": text("获得 {amount} {asset}", "{amount} {asset} earned"),
    "earned-up-to-cap": text(
        "获得 {amount} {asset}（已达上限，原为 {wanted}）", "{amount} {asset} earned, capped from {wanted}"
    ),
    "capped": text("已达上限，未获得 {asset}", "nothing earned: the cap on {asset} is reached"),
    "too-late": text(
        "事件晚到太久，无法确认当时的上限与次数，未发放", "the event came too late to know what was given on its day"
    ),
    "nothing-to-earn": text("本次无可得 {asset}", "nothing to earn"),
    "expired": text("{amount} 到期清零（{lots} 批）", "{amount} expired ({lots:lot|lots})"),
    "timer-failed": text("定时任务失败，稍后重试：{error}", "a timer failed and is tried again later: {error}"),
    "settled": text("{amount} 已入账", "{amount} settled"),
}


def _export(case: ExportCase) -> Mapping[str, Any]:
    """Balances, and what is left of each lot with its expiry; movements are a list of their own."""
    state = case.state
    return {
        "balances": [
            {
                "asset": name, "name": case.name_of(f"assets.{name}"), "available": wallet.available,
                "pending": wallet.pending, "held": wallet.held, "frozen": wallet.frozen, "owed": wallet.debt,
                "earned_in_all": wallet.earned,
            }
            for name, wallet in sorted(state.wallets.items())
        ],
        "lots": [
            {
                "asset": name, "amount": lot.amount, "left": lot.remaining, "expires": case.render_time(lot.expires_us),
                "for": lot.ref, "rule": lot.rule and case.name_of(lot.rule),
            }
            for name in sorted(state.wallets)
            for lot in sorted(state.lots(name).lots.values(), key=lambda lot: (lot.expires_us, lot.seq))
            if lot.remaining
        ],
        "holds": [
            {"asset": one.asset, "amount": one.amount, "for": one.purpose, "until": case.render_time(one.expires_us)}
            for one in state.holds().values()
            if one.status == "open"
        ],
    }  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("whoever posted knows how much of it goes back: earning its rules, a reward's owner the reward"),
    cancel=Nothing("what an activity holds is released by its kind, which knows the hold"),
    merge=merging.MERGE,
    erase=Nothing("postings tell amounts and orders, not who somebody is"),
    export=_export,
    law=Proven(("balances", "sequence", "lots", "lot-uses", "uses-of-postings", "holds", "caps")),
)

DOMAIN = Domain(
    name="ledger",
    sections=(SECTION, EXCHANGES, GIFTS, POOLS, tally.SECTION),
    slots=(caps.CAPS,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES, *requests.EVENT_TYPES, *gifts.EVENT_TYPES),
    compile=_compile,
    lint=lint,
    rewards=(AssetReward,),
    wordings={**_WORDINGS, **requests.WORDINGS, **gifts.WORDINGS, **merging.WORDINGS},
    hooks=_HOOKS,
)
