"""A platform for tests: the domains of the catalogue over any kinds of activity, and a shop with one member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import ActivityKind
from liuke.activities.domain import activities_domain
from liuke.decision.domain import CompiledProgram, Domain
from liuke.decision.effects import Emit, Record
from liuke.engine.decide import Decision
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import day_of, to_us

CARD = {"id": "makeup_card", "name": "补签卡", "lots": False, "expiry": {"kind": "never"}}
ASSETS = [
    {"id": "points", "name": {"zh": "积分", "en": "points"}, "value": {"amount": 100, "cents": 1000}},
    {"id": "growth", "name": "成长值", "spendable": False, "lots": False, "expiry": {"kind": "never"}},
    CARD,
]


def domains(kinds: Sequence[ActivityKind] = KINDS) -> tuple[Domain, ...]:
    """The catalogue with these kinds of activity."""
    return tuple(activities_domain(kinds) if domain.name == "activities" else domain for domain in DOMAINS)


def compiled(
    *activities: dict[str, Any],
    zone: str = "Asia/Shanghai",
    day_starts_at: str = "00:00",
    kinds: Sequence[ActivityKind] = KINDS,
    platform: Sequence[Domain] | None = None,
    **sections: Any,
) -> CompiledProgram:
    """A program of these activities."""
    document = {
        "id": "test", "name": "test", "assets": ASSETS, "activities": list(activities),
        "calendar": {"time_zone": zone, "day_starts_at": day_starts_at}, **sections,
    }  # fmt: skip
    return compile_program(document, domains=platform or domains(kinds))


class Shop:
    """An engine in memory with one member, spoken to in local times."""

    def __init__(self, *activities: dict[str, Any], joined: str = "2025-01-01 08:00", **options: Any) -> None:
        self.engine = MemoryEngine(compiled(*activities, **options))
        self.calendar = self.engine.program.calendar
        self._keys = 0
        self.engine.register(1, self.us(joined))

    def us(self, moment: str) -> int:
        """Instant of a wall-clock time; a bare date is noon."""
        full = moment if " " in moment else f"{moment} 12:00"
        return to_us(datetime.fromisoformat(full).replace(tzinfo=self.calendar.zone))

    def send(self, type_: str, moment: str, **data: Any) -> Decision:
        """One event of member 1, with a key of its own."""
        self._keys += 1
        return self.engine.send(type_, 1, f"k{self._keys}", self.us(moment), **data)

    def points(self, asset: str = "points") -> int:
        """Balance of member 1."""
        return self.engine.balance(1, asset)

    def tier(self, tier: str) -> None:
        """Put member 1 into a tier."""
        self.engine.members[1].tier = tier

    def records(self, kind: str) -> dict[str, dict[str, Any]]:
        """Records of member 1 of a kind, by key."""
        return {key: data for (k, key), data in self.engine.members[1].records.items() if k == kind}


def day(value: str) -> int:
    """Number of an ISO date."""
    return day_of(date.fromisoformat(value))


def facts(decision: Decision) -> list[str]:
    """Types stated by a decision, in order."""
    return [effect.type for effect in decision.effects if isinstance(effect, Emit)]


def fact(decision: Decision, type_: str) -> dict[str, Any]:
    """Data of the one fact of this type."""
    (found,) = [effect.data for effect in decision.effects if isinstance(effect, Emit) and effect.type == type_]
    return found


def records(decision: Decision) -> list[tuple[str, str]]:
    """``(kind, key)`` of the records a decision wrote."""
    return [(effect.kind, effect.key) for effect in decision.effects if isinstance(effect, Record)]


def codes(decision: Decision) -> list[tuple[str, str]]:
    """``(path, code)`` of the waterfall."""
    return [(reason.path, reason.code) for reason in decision.reasons]
