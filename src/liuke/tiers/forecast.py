"""What becomes of a member's tier if nothing else happens, and what would prevent it.

The forecast runs the very rules that the timers run, on a copy of the state, so it cannot disagree with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event, Happening
from liuke.decision.holdings import LotBook
from liuke.decision.state import MemberState
from liuke.decision.turn import Context, Turn
from liuke.earning.counters import unit_name
from liuke.earning.windows import say_day
from liuke.kernel.clock import DAY_US
from liuke.kernel.money import say_money
from liuke.kernel.text import Text, text
from liuke.ledger import postings
from liuke.ledger.expiry import expire_due
from liuke.tiers.by_hand import end_set_tier
from liuke.tiers.needs import Shortfall
from liuke.tiers.plan import PAUSED_LABEL, SET, TIERS, TierDoc
from liuke.tiers.rules import DRY, TierRules, get_rules

ForecastKind = Literal["fall", "grace", "renewed", "lift_ended", "climb", "benefits_paused", "set_ended"]
HORIZON_DAYS = 1_100
ACTIVITY = Shortfall("activity", 1, "times", 0, 1)


@dataclass(frozen=True, slots=True)
class ForecastItem:
    """One change to come.

    Args:
        kind: What happens to the tier that was earned (``fall``, ``climb``, ``grace``, ``renewed``), to a lent one
            (``lift_ended``), to one that was set by hand (``set_ended``), or to the benefits.
        at_us: When.
        day: Merchant-local day of it.
        old: Earned tier before (the member's tier, for ``lift_ended`` and ``set_ended``).
        new: After.
        tier: The member's tier afterwards.
        ways: Each way to prevent it: all that is missing until then; none where nothing can.
    """

    kind: ForecastKind
    at_us: int
    day: int
    old: str
    new: str
    tier: str
    ways: tuple[tuple[Shortfall, ...], ...] = ()


def forecast(
    program: CompiledProgram, state: MemberState, now_us: int, *, horizon_days: int = HORIZON_DAYS
) -> list[ForecastItem]:
    """Changes of the member's tier up to ``horizon_days`` ahead if nothing else happens, in order.

    Args:
        program: In force.
        state: The member as of ``now_us``; it is not changed. Lots of an asset must be loaded where a requirement asks
            for its balance and points of it are pending or expire.
        now_us: Engine time.
        horizon_days: How far to look.
    """
    rules = get_rules(program)
    if not rules.plan.tiers:
        return []
    copy = _copy_state(rules, state)
    items = list[ForecastItem]()
    end_us = now_us + horizon_days * DAY_US
    while copy.due_us <= end_us:
        at_us, name = min((at, name) for name, at in copy.timers.items())
        del copy.timers[name]
        items.extend(_ring(rules, program, copy, name, at_us))
    return items


def _copy_state(rules: TierRules, state: MemberState) -> MemberState:
    copy = MemberState(state.member_id, registered_us=state.registered_us, registered_day=state.registered_day)
    copy.profile_map, copy.stored_profile = state.profile_map, state.stored_profile
    copy.labels, copy.tier = dict(state.labels), state.tier
    copy.last_active_us, copy.now_us, copy.ops = state.last_active_us, state.now_us, state.ops
    names = {name for name in state.timers if name.startswith("tier:") or _moves_tier(rules, name)}
    copy.timers = {name: at for name, at in state.timers.items() if name in names}
    copy.wallets = {asset: _copy(wallet) for asset, wallet in state.wallets.items()}
    copy.docs = dict(state.docs)
    copy.slots = {name: _copy(doc) for name, doc in state.slots.items()}
    for asset, book in state.lot_books.items():
        if any(name.endswith(f":{asset}") for name in names):
            lots = {seq: _copy(lot) for seq, lot in book.lots.items()}
            copy.lot_books[asset] = LotBook(lots, complete=book.complete, covered=book.covered)
    return copy


T = TypeVar("T", bound=msgspec.Struct)


def _copy(value: T) -> T:
    return msgspec.json.decode(msgspec.json.encode(value), type=type(value))


def _moves_tier(rules: TierRules, name: str) -> bool:
    kind, _, asset = name.partition(":")
    return kind in {"settle", "lots"} and asset in rules.assets


def _ring(rules: TierRules, program: CompiledProgram, state: MemberState, name: str, at_us: int) -> list[ForecastItem]:
    kind, _, rest = name.partition(":")
    state.now_us = max(at_us, state.now_us)
    day = program.calendar.local_day(at_us)
    event = Event(f"timer.{kind}", state.member_id, f"forecast:{name}", at_us, {"name": name, "id": rest})
    turn = Turn(program, state, Context(state.now_us), event, Happening(event.type, at_us, day, event.data))
    turn.subject[DRY] = True
    doc = state.read(TIERS, TierDoc)
    before = (doc.earned, state.tier, doc.in_grace, doc.start_day, PAUSED_LABEL in state.labels)
    ways = tuple(rules.ways_to_keep(turn, doc)) if name == "tier:review" and day >= doc.until_day > 0 else ()
    if kind == "settle":
        postings.settle_due(turn, rest)
        rules.check(turn)
    elif kind == "lots":
        expire_due(turn, rest, at_us)
    elif name == SET:
        end_set_tier(turn)
    elif kind == "tier":
        rules.run_timer(turn)
    return _list_changes(rules, state, before, ways, at_us, day, idle=name == "tier:inactivity", by_hand=name == SET)


def _list_changes(
    rules: TierRules,
    state: MemberState,
    before: tuple[str, str, bool, int, bool],
    ways: tuple[tuple[Shortfall, ...], ...],
    at_us: int,
    day: int,
    *,
    idle: bool,
    by_hand: bool,
) -> list[ForecastItem]:
    earned, tier, in_grace, start_day, paused = before
    doc = state.read(TIERS, TierDoc)
    kind: ForecastKind | None = None
    old, new = earned, doc.earned
    if new != old:
        kind = "fall" if rules.plan.rank(new) < rules.plan.rank(old) else "climb"
    elif doc.in_grace and not in_grace:
        kind, new = "grace", rules.plan.tiers[max(rules.plan.rank(old) - 1, 0)].id
    elif doc.start_day != start_day:
        kind = "renewed"
    elif state.tier != tier:
        kind, old, new = "set_ended" if by_hand else "lift_ended", tier, state.tier
    elif PAUSED_LABEL in state.labels and not paused:
        kind = "benefits_paused"
    if kind is None:
        return []
    if idle:
        ways = ((ACTIVITY,),)
    shown = ways if kind in {"fall", "grace", "benefits_paused"} else ()
    return [ForecastItem(kind, at_us, day, old, new, state.tier, shown)]


def render_item(program: CompiledProgram, item: ForecastItem, today: int) -> Text:
    """The item in words: "On 1 Mar you fall to Silver unless you spend 120 more".

    Args:
        program: That was forecast.
        item: Of it.
        today: Merchant-local day number; days of another year are said with it.
    """
    plan = get_rules(program).plan
    name = plan.tiers[plan.rank(item.new)].spec.name
    said = say_day(item.day, today)
    day, on = said.zh, said.en
    match item.kind:
        case "renewed":
            return text(f"{day}保级成功：{name.zh}", f"On {on} {name.get('en')} is kept")
        case "climb":
            return text(f"{day}升级为{name.zh}", f"On {on} you rise to {name.get('en')}")
        case "lift_ended":
            return text(f"{day}体验等级结束，恢复为{name.zh}", f"On {on} the lent tier ends: {name.get('en')} again")
        case "set_ended":
            return text(
                f"{day}指定等级结束，恢复为{name.zh}", f"On {on} the tier that was set ends: {name.get('en')} again"
            )
        case "grace":
            zh, en = f"{day}进入保护期，之后将降为{name.zh}", f"On {on} your grace begins, then {name.get('en')}"
        case "benefits_paused":
            zh, en = f"{day}起权益暂停", f"From {on} your benefits are paused"
        case "fall":
            zh, en = f"{day}将降为{name.zh}", f"On {on} you fall to {name.get('en')}"
    unless = [_render_way(program, way) for way in item.ways if way]
    if not unless:
        return text(zh, en)
    return text(
        f"{zh}，除非{'，或'.join(way.zh for way in unless)}",
        f"{en} unless you {', or '.join(way.en for way in unless)}",
    )


def _render_way(program: CompiledProgram, way: tuple[Shortfall, ...]) -> Text:
    parts = [_render_shortfall(program, part) for part in way]
    return text("且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


def _render_shortfall(program: CompiledProgram, part: Shortfall) -> Text:
    if part is ACTIVITY or part.dimension == "activity":
        return text("在此之前有任意一次消费或互动", "are active before then")
    if part.unit == "cents":
        currency = program.spec.currency
        zh, en = say_money(part.missing, currency.exponent, currency.code)
        return text(f"再消费 {zh}", f"spend {en} more")
    unit, name = unit_name(part.unit), get_rules(program).names.get(part.dimension, text(part.dimension, ""))
    return text(f"{name.zh}再增加 {part.missing} {unit.zh}", f"gain {part.missing} more {unit.en} of {name.get('en')}")
