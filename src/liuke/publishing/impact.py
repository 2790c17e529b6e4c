"""Whom a draft would move, by today's data: every member's tier under the program in force and under the draft.

Counted by the engine's own rules (``tiers.standing``): all members up to ``EXACT_UP_TO``, beyond that a sample of which
the whole is inferred with an interval. After publishing, a job reviews the tiers of those concerned.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.decision.domain import CompiledProgram
from liuke.engine.load_store import Extra, LoadedMember
from liuke.engine.rows import build_state
from liuke.hooks.job import Work
from liuke.hooks.job_store import wake
from liuke.kernel.text import Text, text
from liuke.privacy.box import Personal
from liuke.program.spec import ProgramBase
from liuke.publishing import impact_store as store
from liuke.tiers.spec import TiersSpec
from liuke.tiers.standing import REVIEW_EVENT, Standing, judge

EXACT_UP_TO = 50_000
SAMPLE = 20_000
AT_ONCE = 500
_Z = 1.96
"""Of an interval that holds the truth 19 times of 20."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many members; exact where ``low`` and ``high`` are the same."""

    count: int
    low: int
    high: int


@dataclass(slots=True)
class Impact:
    """What would become of the members' tiers.

    Args:
        members: How many there are.
        looked_at: How many of them were looked at.
        rises: Tier → how many would rise to it.
        falls: Tier → how many would fall to it, since theirs is gone.
        loses_keep: How many have kept their tier by the rules in force, and would not have by the draft's.
        gains_keep: The reverse.
    """

    members: int
    looked_at: int = 0
    rises: Counter[str] = field(default_factory=Counter[str])
    falls: Counter[str] = field(default_factory=Counter[str])
    loses_keep: int = 0
    gains_keep: int = 0

    def note(self, ranks: dict[str, int], old: Standing, new: Standing) -> None:
        """Count one member."""
        self.looked_at += 1
        if new.earned != old.earned:
            rises = ranks.get(new.earned, 0) > ranks.get(old.earned, -1) and old.earned in ranks
            (self.rises if rises else self.falls)[new.earned] += 1
        elif old.kept != new.kept and new.kept is not None:
            self.gains_keep += new.kept
            self.loses_keep += not new.kept

    def estimate(self, count: int) -> Estimate:
        """Of all members, from what was counted among those that were looked at (Wilson's interval)."""
        n = self.looked_at
        if n >= self.members or not n:
            return Estimate(count, count, count)
        share, square = count / n, _Z * _Z
        centre = (share + square / (2 * n)) / (1 + square / n)
        half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
        low, high = max(centre - half, 0.0), min(centre + half, 1.0)
        return Estimate(round(share * self.members), math.floor(low * self.members), math.ceil(high * self.members))


async def measure_impact(
    pool: Pool,
    tenant_id: int,
    old: CompiledProgram,
    new: CompiledProgram,
    *,
    now_us: int,
    exact_up_to: int = EXACT_UP_TO,
    sample: int = SAMPLE,
) -> Impact:
    """Whom the draft would move if it took effect now.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose members.
        old: In force.
        new: The draft, compiled.
        now_us: Engine time.
        exact_up_to: So many members are all looked at.
        sample: How many of more.
    """
    members = await run_transaction(pool, lambda c: store.count_members(c, tenant_id), tenant_id=tenant_id)
    impact = Impact(members)
    if _ladder(old.spec) == _ladder(new.spec):
        impact.looked_at = members
        return impact
    wanted = members if members <= exact_up_to else sample
    ids = await run_transaction(pool, lambda c: store.list_ids(c, tenant_id, wanted), tenant_id=tenant_id)
    ranks = {tier.id: rank for rank, tier in enumerate(_tiers(new.spec).ladder)}
    personal = Personal(None, tenant_id)

    def judge_all(found: dict[int, LoadedMember]) -> None:
        for member_id, loaded in found.items():
            before = judge(old, build_state(member_id, loaded, Extra(), personal), now_us)
            impact.note(ranks, before, judge(new, build_state(member_id, loaded, Extra(), personal), now_us))

    for first in range(0, len(ids), AT_ONCE):
        part = ids[first : first + AT_ONCE]
        found = await run_transaction(pool, lambda c, p=part: store.read_members(c, tenant_id, p), tenant_id=tenant_id)
        await asyncio.to_thread(judge_all, found)
    return impact


def _tiers(spec: ProgramBase) -> TiersSpec:
    return spec.section("tiers")


def _ladder(spec: ProgramBase) -> object:
    """All that decides about tiers."""
    return [getattr(spec, section, None) for section in ("tiers", "counters", "assets")]


def needs_review(old: ProgramBase | None, new: ProgramBase) -> bool:
    """Whether the tiers of members may be others after the change."""
    ladder: Any = getattr(getattr(new, "tiers", None), "ladder", ())
    return old is not None and bool(ladder) and _ladder(old) != _ladder(new)


# -- words ------------------------------------------------------------------------------------------------------------
def say_impact(impact: Impact, program: CompiledProgram) -> list[Text]:
    """One sentence for each thing that would happen; none: nobody's tier moves."""
    names = {tier.id: tier.name for tier in _tiers(program.spec).ladder}
    said = list[Text]()
    for counted, zh, en in ((impact.rises, "升级为", "rise to"), (impact.falls, "调整为", "move to")):
        for tier, name in names.items():
            if counted[tier]:
                said.append(_say(impact.estimate(counted[tier]), f"将{zh}{name.zh}", f"{en} {name.get('en')}"))
    if impact.loses_keep:
        said.append(
            _say(
                impact.estimate(impact.loses_keep),
                "按现行规则已保级，按新规则尚未达标",
                "have kept their tier by now, and would not have by the new terms",
            )
        )
    if impact.gains_keep:
        said.append(_say(impact.estimate(impact.gains_keep), "按新规则已保级", "have kept their tier by the new terms"))
    return said


def _say(found: Estimate, zh: str, en: str) -> Text:
    if found.low == found.high:
        return text(f"按今天的数据，{found.count:,} 人{zh}", f"By today's data {found.count:,} members {en}")
    return text(
        f"按今天的数据，约 {found.count:,} 人（{found.low:,}–{found.high:,}）{zh}",
        f"By today's data about {found.count:,} members ({found.low:,}–{found.high:,}) {en}",
    )


# -- after publishing -------------------------------------------------------------------------------------------------
def review_key(version: int) -> str:
    """The operation's key of a member's review: each version reviews a member once."""
    return f"tier-review:{version}"


async def review_tiers(connection: Connection, work: Work) -> int:
    """Look at the next members after a version changed the ladder; each unit is bounded and dies whole."""
    found = await store.lock_review(connection, work.tenant_id, work.now_us)
    if found is None:
        return 0
    row, after = found
    limit = work.limits.members
    ids = await store.list_next_ids(connection, work.tenant_id, after, limit)
    loaded = await store.read_members(connection, work.tenant_id, ids)
    program, personal = work.program, Personal(None, work.tenant_id)

    def list_concerned() -> list[int]:
        standings = (
            (member_id, judge(program, build_state(member_id, one, Extra(), personal), work.now_us))
            for member_id, one in loaded.items()
        )
        return [member_id for member_id, standing in standings if standing.earned != standing.before]

    concerned = await asyncio.to_thread(list_concerned)
    if concerned:
        await store.insert_reviews_of(
            connection, work.tenant_id, concerned, key=review_key(row.version), type_=REVIEW_EVENT,
            t_us=work.now_us, version=row.version,
        )  # fmt: skip
        await wake(connection, "deliveries")
    last = ids[-1] if len(ids) == limit else None
    await store.note_review(
        connection, work.tenant_id, row.version, after=last, looked_at=len(ids), members=len(concerned)
    )
    return 1
