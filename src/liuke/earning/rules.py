"""Earning rules and multipliers, compiled to closures. Integers only; each amount is rounded once, at the end.

``base`` (fixed, or field × rate) × joined factors, one fraction → rounded once → minimum and maximum → caps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from liuke.decision.conditions import TurnTest, compile_test
from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.holdings import EarnedPart, Order
from liuke.decision.turn import Turn
from liuke.earning import holding, uses
from liuke.earning.book import EARNING, Accelerator, EarningBook
from liuke.earning.measured import measure
from liuke.earning.once import make_once
from liuke.earning.spec import EarningRule, FixedAmount, MultiplierSpec
from liuke.goods.lines import Basis
from liuke.kernel.clock import MerchantCalendar
from liuke.kernel.money import BPS, Rounding, scale
from liuke.ledger import caps
from liuke.ledger.postings import asset_index, get_asset
from liuke.ledger.spec import AssetSpec, Expiry

_CACHED_DAYS = 2_048


class DayCache:
    """An instant that depends on the merchant-local day alone, computed once a day."""

    __slots__ = ("_compute", "_known")

    def __init__(self, compute: Callable[[int], int]) -> None:
        self._compute = compute
        self._known: dict[int, int] = {}

    def get(self, day: int) -> int:
        """The instant for ``day``."""
        found = self._known.get(day)
        if found is None:
            if len(self._known) >= _CACHED_DAYS:
                self._known.clear()
            found = self._known[day] = self._compute(day)
        return found


class CompiledMultiplier:
    """A multiplier made ready."""

    __slots__ = ("by_tier", "factor_bps", "first", "last", "path", "stacking", "test")

    def __init__(self, program: CompiledProgram, spec: MultiplierSpec, on: str) -> None:
        self.path = f"multipliers.{spec.id}"
        self.stacking = spec.stacking
        self.factor_bps = spec.factor_bps
        self.by_tier = dict(spec.by_tier)
        self.test: TurnTest | None = compile_test(program, spec.when, (on,))
        self.first, self.last = spec.active.days() if spec.active is not None else (-(10**7), 10**7)

    def find_factor(self, turn: Turn) -> int:
        """The factor for this member and event in basis points; ``BPS`` where it does not apply."""
        if not self.first <= turn.now.day <= self.last:
            return BPS
        factor = self.by_tier.get(turn.state.tier, self.factor_bps)
        if factor == BPS or (self.test is not None and not self.test(turn)):
            return BPS
        return factor


class CompiledRule:
    """An earning rule made ready; ``run`` is its reaction."""

    __slots__ = (
        "_active", "_by_tier", "_caps", "_every", "_exempt", "_expires", "_field", "_fixed", "_lots", "_maximum",
        "_minimum", "_multiplied", "_multipliers", "_names", "_once", "_points", "_rounding", "_scope", "_settles",
        "_test",
        "asset", "id", "is_refundable", "on", "path",
    )  # fmt: skip

    def __init__(
        self,
        program: CompiledProgram,
        spec: EarningRule,
        *,
        test: TurnTest | None,
        terms: AssetSpec,
        multipliers: Iterable[MultiplierSpec],
    ) -> None:
        self.id, self.path, self.asset, self.on = spec.id, spec.path, spec.asset, spec.on
        self._test = test
        self._active = spec.active.days() if spec.active is not None else None
        self._caps, self._exempt = spec.caps, spec.exempt
        self._once = make_once(program, spec)
        self.is_refundable = spec.refundable
        self._names = uses.find_names(program, spec.on)
        self._scope = spec.scope
        amount = spec.amount
        self._minimum, self._maximum = 0, cast("int | None", None)
        self._rounding: Rounding = "floor"
        self._fixed, self._field, self._every, self._points = 0, "", 1, 1
        self._by_tier: dict[str, int] = {}
        if isinstance(amount, FixedAmount):
            self._fixed, self._by_tier = amount.fixed, dict(amount.by_tier)
        else:
            self._field, self._every, self._points = amount.per.field, amount.per.every, amount.per.points
            self._minimum, self._maximum, self._rounding = amount.minimum, amount.maximum, amount.rounding
        self._multiplied = spec.multiplied
        self._multipliers = tuple(
            CompiledMultiplier(program, item, spec.on)
            for item in multipliers
            if spec.multiplied and spec.asset in item.assets and (item.rules is None or spec.id in item.rules)
        )
        self._lots = terms.lots
        self._expires = _expiry_cache(program.calendar, spec.expires or terms.expiry) if terms.lots else None
        # an asset without lots has nothing that could settle later: lint refuses it, and it is paid at once
        wait = spec.settle_after_days if terms.lots else 0
        self._settles = DayCache(lambda day: program.calendar.day_start_us(day + wait + 1)) if wait else None

    def run(self, turn: Turn) -> None:
        """Give what the rule promises for the happening at hand."""
        if turn.welcomes_again:
            turn.skipped(self.path, "newcomer-again")
            return
        day = turn.now.day
        if self._active is not None and not self._active[0] <= day <= self._active[1]:
            turn.skipped(self.path, "not-active")
            return
        if self._test is not None and not self._test(turn):
            turn.skipped(self.path, "condition")
            return
        if self._once is not None and (refusal := self._once.find_refusal(turn)):
            turn.skipped(self.path, refusal)
            return
        amount, basis = self._find_amount(turn, quiet=False)
        order = cast("Order | None", turn.subject.get("order"))
        free_us = self._settles.get(day) if self._settles is not None else 0
        part = caps.award(
            turn,
            self.asset,
            amount,
            path=self.path,
            ref=order.order_id if order is not None else "",
            caps=self._caps,
            exempt=self._exempt,
            settles_us=max(free_us, turn.review.due_us) if turn.review is not None and self._lots else free_us,
            expires_us=self._expires.get(day) if self._expires is not None else None,
        )
        if part is None:
            return
        if self._once is not None:
            part.once = self._once.claim(turn)
        note = uses.note(turn, self.path, self._names, part) if self._names and self.is_refundable else ""
        if turn.review is not None:
            holding.note_part(
                turn, part, order.order_id if order is not None and self.is_refundable else "", note, free_us
            )
        if order is not None and self.is_refundable:
            if basis is not None:
                part.basis = basis
            order.earned.append(part)

    def find_amount(self, turn: Turn, *, quiet: bool = False) -> int:
        """What the happening at hand is worth before caps, multipliers included; 0: nothing.

        ``quiet`` keeps the multipliers off the waterfall, for asking without giving.
        """
        return self._find_amount(turn, quiet=quiet)[0]

    def _find_amount(self, turn: Turn, *, quiet: bool) -> tuple[int, Basis | None]:
        """The amount, and the lines of the order that it comes of."""
        base, numerator, denominator = self._by_tier.get(turn.state.tier, self._fixed), 1, 1
        basis: Basis | None = None
        if self._field or self._scope is not None:
            value, basis = measure(turn, self._field, self._scope)
            if value <= 0:
                return 0, None
            if self._field:
                base, numerator, denominator = value, self._points, self._every
        if base > 0 and self._multiplied:
            times, per = self._find_factor(turn, quiet=quiet)
            numerator, denominator = numerator * times, denominator * per
        amount = max(scale(base, numerator, denominator, self._rounding), self._minimum)
        return (amount if self._maximum is None else min(amount, self._maximum)), basis

    def matches(self, turn: Turn) -> bool:
        """Whether the rule is active and its condition holds."""
        if self._active is not None and not self._active[0] <= turn.now.day <= self._active[1]:
            return False
        return self._test is None or self._test(turn)

    def most(self, turn: Turn, amount: int) -> int:
        """``amount`` within the caps of the rule and of its asset, as if nothing of them were used."""
        overall = () if self._exempt else get_asset(turn, self.asset).caps
        return min([amount, *(cap.limit for cap in (*self._caps, *overall))])

    def is_rate_on(self, event_type: str) -> bool:
        """Whether the rule gives in proportion to a field of that event, and takes back on refunds."""
        return self.on == event_type and bool(self._field) and self.is_refundable

    def _find_factor(self, turn: Turn, *, quiet: bool) -> tuple[int, int]:
        """All that multiplies, as one fraction."""
        numerator, denominator = 1, 1
        added = largest = 0
        for item in self._multipliers:
            factor = item.find_factor(turn)
            if factor == BPS:
                continue
            if item.stacking == "multiply":
                numerator *= factor
                denominator *= BPS
            elif item.stacking == "add":
                added += factor - BPS
            else:
                largest = max(largest, factor)
            if not quiet:
                turn.applied(item.path, "multiplied", rule=self.id, factor_bps=factor)
        for factor in (BPS + added if added else 0, largest, self._find_accelerator(turn, quiet=quiet)):
            if factor:
                numerator *= max(factor, 0)
                denominator *= BPS
        return numerator, denominator

    def _find_accelerator(self, turn: Turn, *, quiet: bool) -> int:
        best: Accelerator | None = None
        t_us = turn.now.t_us
        for item in turn.state.read(EARNING, EarningBook).accelerators:
            if item.asset == self.asset and item.from_us <= t_us < item.until_us:
                best = item if best is None or item.factor_bps > best.factor_bps else best
        if best is None:
            return 0
        if not quiet:
            turn.applied(best.path, "accelerated", rule=self.id, factor_bps=best.factor_bps)
        return best.factor_bps

    def unclaim(self, turn: Turn, part: EarnedPart, day: int) -> None:
        """All that a part gave on ``day`` was taken back: the rule may give it again."""
        if self._once is not None:
            self._once.unclaim(turn, part.once, day)


def _expiry_cache(calendar: MerchantCalendar, expiry: Expiry) -> DayCache:
    return DayCache(lambda day: expiry.expires_us(calendar, day))


def compiled_rules(program: CompiledProgram) -> tuple[CompiledRule, ...]:
    """Earning rules of the program whose asset exists, in order."""

    def build(p: CompiledProgram) -> tuple[CompiledRule, ...]:
        assets = asset_index(p)
        multipliers = p.items("multipliers", MultiplierSpec)
        tested = [(rule, compile_test(p, rule.when, (rule.on,))) for rule in p.items("earning", EarningRule)]
        return tuple(
            CompiledRule(p, rule, test=test, terms=assets[rule.asset], multipliers=multipliers)
            for rule, test in tested
            if rule.asset in assets
        )

    return program.built("earning.rules", build)


def undo_once(turn: Turn, part: EarnedPart, day: int) -> None:
    """Let a rule of "once" give again, since all it gave by a part on ``day`` was taken back."""
    rules = turn.program.built("earning.by_path", lambda p: {rule.path: rule for rule in compiled_rules(p)})
    if part.rule in rules:
        rules[part.rule].unclaim(turn, part, day)


def earn_reactions(program: CompiledProgram) -> Iterable[Reaction]:
    """One reaction a rule."""
    for rule in compiled_rules(program):
        yield Reaction(rule.on, Phase.EARN, rule.path, rule.run)
