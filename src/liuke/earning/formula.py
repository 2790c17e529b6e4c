"""How an amount came about, as a sum that a person can follow: ``194 积分 = 97.00 元 × 1 × 会员日 2 倍``.

Worked out from what an operation recorded and the program it was decided under, and shown only where the sum comes to
what was given: a formula that is not exact is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.reasons import Reason
from liuke.earning.spec import EarningRule, FixedAmount, MultiplierSpec, RateAmount
from liuke.goods.lines import Basis
from liuke.kernel.money import BPS, money_sign, scale
from liuke.kernel.text import Text, text
from liuke.program.walk import find_named

EARNED = frozenset(("earned", "earned-up-to-cap"))
_ROUNDED = {
    "floor": text("向下取整", "rounded down"), "half_up": text("四舍五入", "rounded half up"),
    "ceil": text("向上取整", "rounded up"),
}  # fmt: skip


class Factor(msgspec.Struct, frozen=True):
    """What multiplied: its name, and how much in basis points."""

    name: Text
    bps: int


class _Factors(msgspec.Struct):
    multiplied: list[Factor] = []
    added: list[Factor] = []
    largest: Factor | None = None

    @property
    def ratio(self) -> Fraction:
        """All of them as one fraction."""
        found = Fraction(1)
        for factor in (*self.multiplied, *([self.largest] if self.largest else ())):
            found *= Fraction(factor.bps, BPS)
        if self.added:
            found *= max(Fraction(BPS + sum(one.bps - BPS for one in self.added), BPS), Fraction(0))
        return found


def explain_earned(
    program: CompiledProgram,
    reasons: Sequence[Reason],
    place: int,
    data: Mapping[str, Any],
    basis: Basis | None = None,
) -> Text | None:
    """The formula of a line of the waterfall; ``None``: it gave nothing, or it cannot be said exactly.

    Args:
        program: It was decided under, patches included.
        reasons: The waterfall.
        place: Of the line.
        data: Fields of the event, or of the order.
        basis: What the order's lines counted for the rule.
    """
    reason = reasons[place]
    rule = _find_rules(program).get(reason.path) if reason.applied and reason.code in EARNED else None
    if rule is None:
        return None
    wanted, amount = reason.params.get("wanted"), reason.params.get("amount")
    if type(wanted) is not int or type(amount) is not int:
        return None
    factors = _find_factors(program, reasons, place, rule.id)
    for base in _list_bases(rule, data, basis):
        if _compute(rule, base, factors) == wanted:
            return _render(program, rule, base, factors, amount, wanted)
    return None


def _find_rules(program: CompiledProgram) -> Mapping[str, EarningRule]:
    return program.built("earning.formulas", lambda p: {rule.path: rule for rule in p.items("earning", EarningRule)})


def _find_factors(program: CompiledProgram, reasons: Sequence[Reason], place: int, rule: str) -> _Factors:
    """What multiplied: the lines before it that name the rule, since it last gave something."""
    multipliers = {f"multipliers.{one.id}": one for one in program.items("multipliers", MultiplierSpec)}
    found = _Factors()
    for reason in reversed(reasons[:place]):
        if reason.path == f"earning.{rule}":
            break
        if reason.params.get("rule") != rule or reason.code not in {"multiplied", "accelerated"}:
            continue
        named = find_named(program.spec, reason.path) or text("加速卡", "accelerator")
        factor = Factor(named, reason.params["factor_bps"])
        spec = multipliers.get(reason.path)
        if spec is None or spec.stacking == "multiply":
            found.multiplied.insert(0, factor)
        elif spec.stacking == "add":
            found.added.insert(0, factor)
        elif found.largest is None or factor.bps > found.largest.bps:
            found.largest = factor
    return found


def _list_bases(rule: EarningRule, data: Mapping[str, Any], basis: Basis | None) -> list[int]:
    """What may have been counted, the likeliest first; the sum says which it was."""
    if isinstance(rule.amount, FixedAmount):
        return [rule.amount.fixed, *rule.amount.by_tier.values()]
    value = data.get(rule.amount.per.field)
    found = [sum(basis.weights)] if basis is not None else []
    return [*found, *([value] if type(value) is int else [])]


def _compute(rule: EarningRule, base: int, factors: _Factors) -> int:
    ratio = factors.ratio
    if isinstance(rule.amount, FixedAmount):
        return scale(base, ratio.numerator, ratio.denominator)
    per = rule.amount.per
    ratio *= Fraction(per.points, per.every)
    amount = max(scale(base, ratio.numerator, ratio.denominator, rule.amount.rounding), rule.amount.minimum)
    return amount if rule.amount.maximum is None else min(amount, rule.amount.maximum)


# -- words ----------------------------------------------------------------------------------------------------------
def _render(
    program: CompiledProgram, rule: EarningRule, base: int, factors: _Factors, amount: int, wanted: int
) -> Text:
    asset = find_named(program.spec, f"assets.{rule.asset}") or text(rule.asset, rule.asset)
    base_zh, base_en = _render_base(program, rule, base)
    zh = f"{wanted:,} {asset.zh} = {base_zh}{_render_factors(factors, 'zh')}"
    en = f"{wanted:,} {asset.get('en')} = {base_en}{_render_factors(factors, 'en')}"
    for note in _list_notes(rule, base, factors):
        zh, en = f"{zh}，{note.zh}", f"{en}, {note.en}"
    if amount < wanted:
        zh, en = f"{zh}；已达上限，实得 {amount:,}", f"{en}; capped at {amount:,}"
    return text(zh, en)


def _render_base(program: CompiledProgram, rule: EarningRule, base: int) -> tuple[str, str]:
    if isinstance(rule.amount, FixedAmount):
        return f"{base:,}", f"{base:,}"
    per, currency = rule.amount.per, program.spec.currency
    rate = Fraction(per.points, per.every)
    if not is_money(program, rule):
        return f"{base:,} × {_show(rate)}", f"{base:,} × {_show(rate)}"
    unit = 10**currency.exponent
    whole, rest = divmod(base, unit)
    money = f"{whole:,}.{rest:0{currency.exponent}}" if currency.exponent else f"{whole:,}"
    name = "元" if currency.code == "CNY" else currency.code
    shown = _show(rate * unit)
    return f"{money} {name} × {shown}", f"{money_sign(currency.code)}{money} × {shown}"


def is_money(program: CompiledProgram, rule: EarningRule) -> bool:
    """Whether a rule counts money."""
    if not isinstance(rule.amount, RateAmount):
        return False
    known = program.events.find(rule.on)
    field = known.fields.get(rule.amount.per.field) if known is not None else None
    return field.kind == "cents" if field is not None else rule.amount.per.field.endswith("_cents")


def _render_factors(factors: _Factors, locale: str) -> str:
    single = [*factors.multiplied, *([factors.largest] if factors.largest else ())]
    if len(factors.added) == 1:
        single += factors.added
    shown = "".join(f" × {_render_factor(one, locale)}" for one in single)
    if len(factors.added) > 1:
        inside = " + ".join(_render_factor(one, locale) for one in factors.added)
        shown += f" × ({inside} − {len(factors.added) - 1})"
    return shown


def _render_factor(factor: Factor, locale: str) -> str:
    times = _show(Fraction(factor.bps, BPS))
    if locale == "zh":
        name = factor.name.zh
        return name if f"{times} 倍" in name else f"{name} {times} 倍"
    return f"{times} ({factor.name.get('en')})"


def _list_notes(rule: EarningRule, base: int, factors: _Factors) -> list[Text]:
    """What was done to the product."""
    if isinstance(rule.amount, FixedAmount):
        exact, low, high, rounding = base * factors.ratio, 0, None, "floor"
    else:
        per, rounding = rule.amount.per, rule.amount.rounding
        exact = base * Fraction(per.points, per.every) * factors.ratio
        low, high = rule.amount.minimum, rule.amount.maximum
    rounded = scale(exact.numerator, 1, exact.denominator, rounding)
    if rounded < low:
        return [text(f"至少 {low:,}", f"at least {low:,}")]
    if high is not None and rounded > high:
        return [text(f"至多 {high:,}", f"at most {high:,}")]
    return [] if exact.denominator == 1 else [_ROUNDED[rounding]]


def _show(ratio: Fraction) -> str:
    """A rate as a decimal where it ends, else as a fraction."""
    for digits in range(7):
        scaled = ratio * 10**digits
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**digits)
            return f"{whole:,}.{rest:0{digits}}" if digits else f"{whole:,}"
    return f"{ratio.numerator:,}/{ratio.denominator:,}"
