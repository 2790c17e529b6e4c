"""Which campaigns a reward is charged to, and how much of it is the program's own. Worked out once a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

from liuke.decision.domain import CompiledProgram
from liuke.program.patch import AddChange, AnyChange, ScaleChange, SetChange, find_value

_WORDS = frozenset({"name", "description", "picture", "theme", "tags", "deep_link"})
"""Fields that give nothing."""
_LISTS = frozenset({"checkout.promotions"})
"""Lists in a section that is no list: what gives is one of theirs (``checkout.promotions.off``)."""
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Targets:
    """Campaign → the program's own share, by what gives (``earning.open``), or by whole sections."""

    things: dict[str, dict[str, Fraction]] = field(default_factory=dict[str, "dict[str, Fraction]"])
    sections: dict[str, dict[str, Fraction]] = field(default_factory=dict[str, "dict[str, Fraction]"])

    def of(self, path: str) -> Mapping[str, Fraction]:
        section, _, rest = path.partition(".")
        thing = f"{section}.{rest.partition('.')[0]}"
        found, whole = self.things.get(thing, {}), self.sections.get(section, {})
        if thing in _LISTS:
            found = {**self.things.get(".".join(path.split(".")[:3]), {}), **found}
        return {**found, **whole} if whole else found


def find_targets(program: CompiledProgram, path: str) -> tuple[str, ...]:
    """Paths of the campaigns that give what the rule gives under this very program."""
    return tuple(program.built("budget targets", _collect).of(path))


def find_own_share(program: CompiledProgram, campaign: str, path: str) -> tuple[int, int]:
    """What of the rule's rewards the program would give without the campaign, as a fraction; 0 where it pays all."""
    share = program.built("budget targets", _collect).of(path).get(campaign, _NOTHING)
    return share.numerator, share.denominator


def _collect(program: CompiledProgram) -> _Targets:
    found, budgets = _Targets(), program.origin.budgets
    for domain in program.domains:
        for thing, campaign in domain.charged(program).items():
            found.things.setdefault(thing, {})[campaign] = _NOTHING
    for campaign in program.patches:
        for change in budgets[campaign].changes if campaign in budgets else ():
            _add_change(program, campaign, change, found)
    return found


def _add_change(program: CompiledProgram, campaign: str, change: AnyChange, found: _Targets) -> None:
    section, *rest = change.at.split(".")
    if rest and rest[-1] in _WORDS:
        return
    own = find_share_of_change(program.origin, change)
    if not rest and not isinstance(change, AddChange):
        found.sections.setdefault(section, {})[campaign] = _NOTHING
        return
    names = _name_things(section, rest, change)
    for name in names:
        thing = f"{section}.{name}"
        spread = [given for domain in program.domains for given in domain.spreads(program, thing)]
        for one in (thing, *spread):
            shares = found.things.setdefault(one, {})
            shares[campaign] = min(own or _NOTHING, shares.get(campaign, Fraction(1)))


def _name_things(section: str, rest: Sequence[str], change: AnyChange) -> list[str]:
    """What of the section the change touches."""
    ids = [str(one["id"]) for one in _list_objects(change) if "id" in one]
    if rest and f"{section}.{rest[0]}" in _LISTS and (rest[1:] or ids):
        return [".".join(rest[:2])] if rest[1:] else [f"{rest[0]}.{name}" for name in ids]
    return list(rest[:1]) or ids


def find_share_of_change(program: CompiledProgram, change: AnyChange) -> Fraction | None:
    """What of the rewards is the program's own where a change is charged by the difference.

    Args:
        program: Without the patch.
        change: One of the patch.

    Returns:
        0 where it is charged whole; ``None`` where nobody can say what the program would give without it.
    """
    if change.charge == "whole":
        return _NOTHING
    if isinstance(change, ScaleChange):
        return min(Fraction(10_000, change.by_bps), Fraction(1)) if change.by_bps else Fraction(1)
    if isinstance(change, SetChange):
        before = find_value(program.plain, change.at)
        if _is_count(before) and _is_count(change.to):
            return min(Fraction(cast("int", before), change.to), Fraction(1)) if change.to else Fraction(1)
    factors = [one.get("factor_bps") for one in _list_objects(change)]
    if change.at == "multipliers" and len(factors) == 1 and _is_count(factors[0]) and factors[0]:
        return min(Fraction(10_000, factors[0]), Fraction(1))
    return None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _list_objects(change: AnyChange) -> Iterator[dict[str, Any]]:
    for item in change.items if isinstance(change, AddChange) else ():
        if isinstance(item, dict):
            yield cast("dict[str, Any]", item)
