"""A dry run: events of one member at any instants, decided as they would be then, of which nothing is kept.

Under the versions in force at those instants, as far as they are known today, or under one that is named.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.db.contracts import Pool
from liuke.decision.choosing import ProgramSource
from liuke.decision.event import Event
from liuke.decision.reasons import Prompt
from liuke.decision.turn import Gain
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue
from liuke.http.days import show_day
from liuke.kernel.text import Locale
from liuke.privacy.box import Personal
from liuke.publishing.sources import TimeUs
from liuke.publishing.trial import MAX_STEPS, SAMPLE_ID, Sample, Trial, run_on_member, run_on_sample
from liuke.publishing.trial_routes import (
    DueView,
    EffectsView,
    ReasonView,
    StandingView,
    TrialEvent,
    make_event,
    show_due,
    show_effects,
    show_reasons,
    show_standing,
)
from liuke.publishing.wording import Texts, render_texts


class DryStep(msgspec.Struct, forbid_unknown_fields=True):
    """One event of a run.

    Args:
        type: Name in the event catalogue of the program in force then.
        data: Fields of the type.
        at_us: When; 0: at the instant of the step before, or now.
    """

    type: Annotated[str, Meta(max_length=100, examples=["order.paid"])]
    data: dict[str, Any] = {}
    at_us: TimeUs = 0


Steps = Annotated[list[DryStep], Meta(min_length=1, max_length=MAX_STEPS)]


class Refusal(msgspec.Struct):
    """Why a request would be refused, as its problem document would say it."""

    reason: str
    detail: str
    fix: str


class DryAnswer(msgspec.Struct):
    """What would come of one event.

    Args:
        type: Of the event.
        t_us: Engine time of it.
        day: Merchant-local day of the event.
        program_version: That decides; 0: a document that came along, or a draft.
        patches: Paths of the overlays that lie over it.
        refused: Why not; null where it is taken.
        due: What time alone does before.
        before: Where the member stands when the event comes.
        tier: After it.
        balances: After it.
        reasons: The waterfall.
        gains: What the member receives.
        prompts: What is within reach.
        texts: Gains and prompts in words.
        result: What a request asked for.
        effects: What would be written.
    """

    type: str
    t_us: int
    day: str
    program_version: int
    patches: list[str]
    refused: Refusal | None
    due: list[DueView]
    before: StandingView
    tier: str
    balances: dict[str, int]
    reasons: list[ReasonView]
    gains: list[Gain]
    prompts: list[Prompt]
    texts: Texts
    result: dict[str, Any]
    effects: EffectsView


async def dry_run(
    pool: Pool,
    tenant_id: int,
    programs: ProgramSource,
    steps: Sequence[DryStep],
    *,
    who: int | Sample,
    now_us: int,
    actor: str,
    personal: Personal | None = None,
    catalogue: Catalogue = NO_CATALOGUE,
) -> list[Trial]:
    """Decide the steps in order; nothing is written, taken or sent.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        programs: Versions by time.
        steps: Each at its instant.
        who: A member, or somebody made up.
        now_us: Now. What lies before it happens to a member late, as it would if it were reported now; somebody made
            up lives then.
        actor: Who asks, for events that say who did it.
        personal: Opens the member's profile.
        catalogue: Stores, products and categories.

    Raises:
        NotFound: there is no such member.
        InvalidInput: a step does not fit the program's catalogue.
        RuleFailed: a rule raised.
        RunTooLong: it takes longer than a dry run may.
    """
    member_id = who if isinstance(who, int) else SAMPLE_ID
    events, at_us = list[Event](), 0
    for place, step in enumerate(steps, 1):
        at_us = step.at_us or at_us
        given = TrialEvent(step.type, step.data, at_us)
        events.append(make_event(programs(at_us), given, member_id, actor, f"dry-run:{place}"))
    if isinstance(who, int):
        return await run_on_member(
            pool, tenant_id, programs, events, now_us=now_us, personal=personal, catalogue=catalogue
        )
    begin_us = min(now_us, events[0].t_us or now_us)
    return await asyncio.to_thread(run_on_sample, programs, who, events, now_us=begin_us, catalogue=catalogue)


def show_answers(steps: Sequence[DryStep], trials: Sequence[Trial], locale: Locale) -> list[DryAnswer]:
    """What came of each step, in words too."""
    return [_show(step.type, trial, locale) for step, trial in zip(steps, trials, strict=True)]


def _show(type_: str, trial: Trial, locale: Locale) -> DryAnswer:
    program, decision, refused = trial.program, trial.decision, trial.refused
    gains, prompts = (decision.gains, decision.prompts) if decision is not None else ([], [])
    day = decision.day if decision is not None else program.calendar.local_day(trial.now_us)
    return DryAnswer(
        type=type_,
        t_us=trial.now_us,
        day=show_day(day),
        program_version=program.version,
        patches=list(decision.patches) if decision is not None else [],
        refused=Refusal(refused.reason, refused.detail, refused.fix) if refused is not None else None,
        due=[show_due(program, tick, locale) for tick in trial.ticks],
        before=show_standing(trial.before),
        tier=trial.after.tier,
        balances=trial.after.balances,
        reasons=show_reasons(program, decision.reasons, locale) if decision is not None else [],
        gains=gains,
        prompts=prompts,
        texts=render_texts(program, gains, prompts, locale),
        result=decision.result if decision is not None else {},
        effects=show_effects(decision.effects if decision is not None else []),
    )
