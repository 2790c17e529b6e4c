"""Activities as a domain: one section, validated kind by kind; gates, routing of requests and timers, prompts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from liuke.activities.asking import HookDispatch
from liuke.activities.catalog import KINDS, REWARDS
from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec
from liuke.activities.frame_words import list_frame_lines
from liuke.activities.lint import lint_any
from liuke.activities.rewards.badge import with_badges
from liuke.activities.routing import WHY_NOT, Act, may_hide_from, route
from liuke.activities.shelf import Seen
from liuke.decision.agreed import join_keepers
from liuke.decision.cancelling import ACTIVITY_CANCEL, Cancellable
from liuke.decision.choosing import look
from liuke.decision.domain import (
    PUBLISHED,
    CompiledProgram,
    Domain,
    Evidence,
    Limited,
    Phase,
    Reaction,
    RulePage,
    StockRule,
    join_named,
)
from liuke.decision.event import Event
from liuke.decision.hooks import Cancellation, Hooks, Nothing
from liuke.decision.hooks import cancel as run_cancel
from liuke.decision.reasons import Prompt
from liuke.decision.rewards import RewardSpec
from liuke.decision.state import MemberState, Need
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.ids import find_doubled, subject_id
from liuke.kernel.text import Locale, Text, text
from liuke.program.findings import Finding
from liuke.program.open_union import KindLabels, join_kinds
from liuke.program.spec import RefKind, Section

CANCELLED = "activity.cancelled"
"""Fact: of the activity itself, and of each member who took part in it."""


def _no_doubles(activities: tuple[ActivitySpec, ...]) -> tuple[ActivitySpec, ...]:
    ids = [activity.id for activity in activities]
    doubled = find_doubled(ids)
    if doubled:
        raise PydanticCustomError("duplicate_id", "ids used twice: {ids}", {"ids": ", ".join(doubled)})
    return activities


def activity_section(kinds: Sequence[ActivityKind]) -> Section:
    """The section ``activities``: a list whose items are validated by their ``kind``."""
    item: Any = join_kinds([kind.spec for kind in kinds])
    labels = KindLabels({kind.kind: kind.label for kind in kinds})
    model = Annotated[tuple[item, ...], AfterValidator(_no_doubles), labels]
    return Section("activities", model, (), text("活动", "Activities"), (RefKind("activity"),))


class ActivityIndex:
    """The activities of one program, compiled.

    Attributes:
        all: In the order of the program.
        by_id: By id.
        near: Those that say what is near.
    """

    __slots__ = ("_subjects", "all", "by_id", "prompts")

    def __init__(self, program: CompiledProgram, kinds: Sequence[ActivityKind]) -> None:
        by_model = {kind.spec: kind for kind in kinds}
        specs = program.items("activities", ActivitySpec)
        self.all = tuple(Activity(by_model[type(spec)], spec, program) for spec in specs)
        self.by_id = {activity.spec.id: activity for activity in self.all}
        self._subjects: dict[int, dict[int, Activity]] = {}
        self.prompts = [(item, item.behaviour.prompts) for item in self.all if item.behaviour.prompts is not None]

    def find_subject(self, tenant_id: int, member_id: int) -> Activity | None:
        """The activity that is this subject."""
        found = self._subjects.get(tenant_id)
        if found is None:
            found = self._subjects[tenant_id] = {subject_id(tenant_id, name): item for name, item in self.by_id.items()}
        return found.get(member_id)


def activity_index(program: CompiledProgram, kinds: Sequence[ActivityKind] = KINDS) -> ActivityIndex:
    """The compiled activities of a program (compiled once)."""
    return program.built("activities", lambda compiled: ActivityIndex(compiled, kinds))


# -- deciding -------------------------------------------------------------------------------------------------------
def _gated(activity: Activity, run: Act) -> Act:
    closed_reason, path = activity.closed_reason, activity.path

    def act(turn: Turn) -> None:
        reason = closed_reason(turn)
        if reason is None:
            run(turn)
        else:
            turn.skipped(path, reason)

    return act


def _on_timer(index: ActivityIndex) -> Act:
    by_id = index.by_id

    def act(turn: Turn) -> None:
        activity_id, _, rest = str(turn.data["id"]).partition(":")
        activity = by_id.get(activity_id)
        # a timer may outlive its activity: the program changed since
        if activity is not None and activity.path in turn.state.cancelled:
            turn.skipped(activity.path, "activity-cancelled")
        elif activity is not None and activity.behaviour.timer is not None:
            activity.behaviour.timer(turn, rest)

    return act


def _route_subject(type_: str, index: ActivityIndex) -> Act:
    """What a delivery of this type to an activity does; nothing, where the activity is gone or switched off."""

    def act(turn: Turn) -> None:
        activity = index.find_subject(turn.ctx.tenant_id, turn.state.member_id)
        if activity is None or type_ not in activity.behaviour.on_subject:
            turn.skipped("activities", "activity-unknown")
        elif activity.path in turn.state.cancelled:
            turn.skipped(activity.path, "activity-cancelled")
        else:
            activity.behaviour.on_subject[type_](turn)

    return act


def _on_subject_timer(index: ActivityIndex) -> Act:
    def act(turn: Turn) -> None:
        activity_id, _, rest = str(turn.data["id"]).partition(":")
        activity = index.by_id.get(activity_id)
        if activity is None:
            turn.skipped(f"activities.{activity_id}", "activity-unknown")
        elif activity.path in turn.state.cancelled:
            turn.skipped(activity.path, "activity-cancelled")
        elif rest.partition("@")[0] == PUBLISHED:
            if (learn := activity.behaviour.on_subject.get("activity.published")) is not None:
                learn(turn)
        elif activity.behaviour.subject_timer is not None:
            activity.behaviour.subject_timer(turn, rest)

    return act


def find_anywhere(program: CompiledProgram, path: str, kinds: Sequence[ActivityKind] = KINDS) -> Activity | None:
    """An activity of the program; also one that a patch brings which does not hold any more."""
    for variant in (program, *program.origin.list_variants()):
        found = activity_index(variant, kinds).by_id.get(path.removeprefix("activities."))
        if found is not None and found.path == path:
            return found
    return None


def _give_back(turn: Turn) -> None:
    """To a member of an activity that was called off: every domain gives back what is held in it."""
    path, reason = str(turn.data["path"]), str(turn.data["reason"])
    turn.applied(path, "activity-cancelled")
    run_cancel(turn, Cancellation(path, reason, turn.now.t_us))
    turn.emit(CANCELLED, {"activity": path.removeprefix("activities."), "reason": reason}, react=False)


def _close(kinds: Sequence[ActivityKind]) -> Act:
    """To the activity itself: it learns of it as the last thing, and it is stated."""

    def act(turn: Turn) -> None:
        path, reason = str(turn.data["path"]), str(turn.data["reason"])
        activity = find_anywhere(turn.program, path, kinds)
        if activity is not None and (learn := activity.behaviour.on_subject.get(CANCELLED)) is not None:
            learn(turn)
        for name in [name for name in turn.state.timers if name.startswith(f"activity:{path[11:]}:")]:
            turn.arm(name, 0)
        turn.applied(path, "activity-cancelled")
        turn.emit(CANCELLED, {"activity": path.removeprefix("activities."), "reason": reason}, react=False)

    return act


def _list_charged(program: CompiledProgram) -> dict[str, str]:
    """Activities that live in a campaign."""
    found: tuple[ActivitySpec, ...] = program.spec.section("activities")
    return {f"activities.{one.id}": f"campaigns.{one.campaign}" for one in found if one.campaign}


def _list_cancellable(program: CompiledProgram, kinds: Sequence[ActivityKind]) -> list[Cancellable]:
    return [
        Cancellable(one.path, one.spec.id, one.kind.slot.name if one.kind.slot is not None and _holds(one.kind) else "")
        for one in activity_index(program, kinds).all
    ]


def _holds(kind: ActivityKind) -> bool:
    """Whether members may hold something in an activity of the kind."""
    return kind.hooks is None or not isinstance(kind.hooks.cancel, Nothing)


def _list_subjects(program: CompiledProgram, kinds: Sequence[ActivityKind]) -> list[str]:
    return [activity.spec.id for activity in activity_index(program, kinds).all if activity.behaviour.is_subject]


def _list_stock(program: CompiledProgram, kinds: Sequence[ActivityKind]) -> dict[str, int | StockRule]:
    return {item: terms for one in activity_index(program, kinds).all for item, terms in one.behaviour.stock.items()}


def _find_limited(type_: str, kinds: Sequence[ActivityKind]) -> Callable[[CompiledProgram, Event], Limited | None]:
    """The limited item that a request of this type asks for: of the activity it names, or of the only one there is."""
    asking = {kind.kind: kind.limited[type_] for kind in kinds if type_ in kind.limited}
    name = f"activities limited for {type_}"

    def list_answering(program: CompiledProgram) -> dict[str, Activity]:
        return {one.spec.id: one for one in activity_index(program, kinds).all if one.kind.kind in asking}

    def find(program: CompiledProgram, event: Event) -> Limited | None:
        answering = program.built(name, list_answering)
        wanted = event.data.get("activity")
        if wanted is None and len(answering) == 1:
            activity = next(iter(answering.values()))
        else:
            activity = answering.get(wanted or "")
        if activity is None or may_hide_from(activity, event.member_id):
            return None  # whoever must not hear of it is refused as if it were not there, which takes a look at them
        return asking[activity.kind.kind](activity, event)

    return find


def _join_prefetch(kinds: Sequence[ActivityKind]) -> dict[str, Callable[[Event], Iterable[Need]]]:
    hints: dict[str, list[Callable[[Event], Iterable[Need]]]] = {}
    for kind in kinds:
        for type_, hint in kind.prefetch.items():
            hints.setdefault(type_, []).append(hint)
    return {type_: _all_of(found) for type_, found in hints.items()}


def _all_of(hints: Sequence[Callable[[Event], Iterable[Need]]]) -> Callable[[Event], Iterable[Need]]:
    return lambda event: [need for hint in hints for need in hint(event)]


def _declare_hooks(kinds: Sequence[ActivityKind]) -> Hooks:
    dispatch = HookDispatch(
        kinds,
        lambda program: activity_index(program, kinds).all,
        lambda program, path: find_anywhere(program, path, kinds),
    )
    return Hooks(
        undo_cause=dispatch.undo_cause,
        cancel=dispatch.cancel,
        merge=with_badges(dispatch.merge()),
        erase=dispatch.erase,
        export=dispatch.export,
        law=dispatch.law,
    )


_MERGED = {
    "merge-badges": text("并入 {count} 枚徽章", "{count:badge|badges} come over"),
    "merge-days": text("签到合计 {days} 天", "{days:day|days} checked in, of both"),
    "merge-task": text("任务合计完成 {completed} 次", "completed {completed:time|times}, by both"),
    "merge-milestone": text("累计 {count} 次", "counted {count:time|times}, of both"),
}


def _compile(program: CompiledProgram, kinds: Sequence[ActivityKind]) -> Iterable[Reaction]:
    index = activity_index(program, kinds)
    requests = [event.name for kind in kinds for event in kind.list_events() if event.origin == "request"]
    for type_ in requests:
        yield Reaction(type_, Phase.REQUEST, "activities", route(type_, index.all))
    yield Reaction(ACTIVITY_CANCEL, Phase.REQUEST, "activities", _give_back)
    yield Reaction(ACTIVITY_CANCEL, Phase.REQUEST, "activities", _close(kinds), subject=True)
    yield Reaction("timer.activity", Phase.TIME, "activities", _on_timer(index))
    yield Reaction("timer.activity", Phase.TIME, "activities", _on_subject_timer(index), subject=True)
    for type_ in dict.fromkeys(type_ for activity in index.all for type_ in activity.behaviour.on_subject):
        yield Reaction(type_, Phase.ACTIVITY, "activities", _route_subject(type_, index), subject=True)
    for activity in index.all:
        for type_, run in activity.behaviour.always:
            yield Reaction(type_, Phase.ACTIVITY, activity.path, run)
        for type_, run in activity.behaviour.reactions:
            yield Reaction(type_, Phase.ACTIVITY, activity.path, _gated(activity, run))
    for kind in kinds:
        for type_, run in kind.standing:
            phase = Phase.TIME if type_.startswith("timer.") else Phase.ACTIVITY
            yield Reaction(type_, phase, "activities", run)


# -- asking ---------------------------------------------------------------------------------------------------------
def open_activities(program: CompiledProgram, state: MemberState, now_us: int) -> list[Activity]:
    """Activities that are open to the member at ``now_us``, in the order of the program.

    Args:
        program: In force.
        state: The member.
        now_us: Engine time.
    """
    turn = look(program, state, now_us)
    return [activity for activity in activity_index(program).all if activity.closed_reason(turn) is None]


def summarize(program: CompiledProgram, state: MemberState, now_us: int) -> list[dict[str, Any]]:
    """What the member centre shows of each open activity: plain data, texts as ``{"zh", "en"}``."""
    return [summarize_one(activity, state, now_us) for activity in open_activities(program, state, now_us)]


def summarize_one(activity: Activity, state: MemberState, now_us: int, seen: Seen | None = None) -> dict[str, Any]:
    """What every activity says, and what its kind adds; with what members share where that was read."""
    shown = _summarize(activity, state, now_us)
    if seen is not None and activity.behaviour.shelf is not None:
        activity.behaviour.shelf.show(shown, state, seen)
    return shown


def _summarize(activity: Activity, state: MemberState, now_us: int) -> dict[str, Any]:
    return {
        "id": activity.spec.id,
        "kind": activity.kind.kind,
        "name": activity.spec.name.model_dump(),
        "deep_link": activity.spec.deep_link,
        "theme": activity.spec.theme,
        "tags": list(activity.spec.tags),
        "closes_us": activity.closes_us,
        **(activity.behaviour.summary(state, now_us) if activity.behaviour.summary is not None else {}),
    }


def _prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    turn: Turn | None = None
    day = program.calendar.local_day(now_us)
    found = list[Prompt]()
    for activity, find in activity_index(program).prompts:
        # few have anything to say, so the gate is asked last
        here = find(state, day)
        if not here:
            continue
        if not activity.always_open or state.cancelled:
            turn = turn or look(program, state, now_us)
            if activity.closed_reason(turn) is not None:
                continue
        found.extend(here)
    return found


# -- words and findings ---------------------------------------------------------------------------------------------
def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    for activity in activity_index(program).all:
        if activity.spec.enabled:
            lines = (*list_frame_lines(activity, locale), *activity.kind.render_rules(activity, locale))
            yield RulePage(activity.spec.name.get(locale), lines, order=60, path=activity.path)


def _describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    for activity in activity_index(program).all:
        zh, en = ([*list_frame_lines(activity, one), *activity.kind.render_rules(activity, one)] for one in _LOCALES)
        yield f"activities.{activity.spec.id}", text("；".join(zh) or "—", "; ".join(en) or "—")


_LOCALES: tuple[Locale, Locale] = ("zh", "en")


def _lint(program: CompiledProgram, evidence: Evidence, kinds: Sequence[ActivityKind]) -> Iterable[Finding]:
    activities = activity_index(program, kinds).all
    for activity in activities:
        yield from activity.findings
        yield from lint_any(activity, evidence)
    for kind in kinds:
        yield from kind.lint([activity for activity in activities if activity.kind is kind], program, evidence)


_REASON = EventField("str", text("原因", "Why"))
_EVENT_TYPES = (
    EventType(
        ACTIVITY_CANCEL,
        text("活动取消处理", "An activity is being called off"),
        "derived",
        {"path": EventField("str", text("活动", "Activity")), "reason": _REASON},
    ),
    EventType(
        CANCELLED,
        text("活动已取消", "Activity called off"),
        "derived",
        {"activity": EventField("str", text("活动", "Activity")), "reason": _REASON},
    ),
)


def _list_actions(kind: ActivityKind) -> dict[str, str]:
    """Path of each request below an activity → its type: the path does not say which kind the activity is of."""
    return {path: request.type for request in kind.list_requests() for path in request.paths}


def activities_domain(kinds: Sequence[ActivityKind] = KINDS, rewards: Sequence[type[RewardSpec]] = REWARDS) -> Domain:
    """The domain over these kinds of activity and of reward (all of the platform's by default).

    Raises:
        DomainClash: two kinds have a field, a wording or an action of one name.
    """
    fields = join_named("field", ((kind.kind, kind.fields) for kind in kinds))
    join_named("action below an activity", ((kind.kind, _list_actions(kind)) for kind in kinds))
    own = (("activities", {**WHY_NOT, **_MERGED}), *((reward.name_kind(), reward.wordings) for reward in rewards))
    wordings = join_named("wording", (*own, *((kind.kind, kind.wordings) for kind in kinds)))
    return Domain(
        name="activities",
        sections=(activity_section(kinds),),
        slots=(
            *(kind.slot for kind in kinds if kind.slot is not None),
            *(slot for reward in rewards for slot in reward.slots),
        ),
        event_types=(
            *(event for kind in kinds for event in kind.list_events()),
            *(event for reward in rewards for event in reward.event_types),
            EventType("timer.activity", text("活动到时", "Activity due"), "timer", open=True),
            *_EVENT_TYPES,
        ),
        compile=lambda program: _compile(program, kinds),
        lint=lambda program, evidence: _lint(program, evidence, kinds),
        render_rules=_render_rules,
        describe=_describe,
        prompts=_prompts,
        fields=fields,
        rewards=tuple(rewards),
        wordings=wordings,
        shared=tuple(shared for kind in kinds for shared in kind.shared),
        subjects=lambda program: _list_subjects(program, kinds),
        cancellable=lambda program: _list_cancellable(program, kinds),
        charged=_list_charged,
        stock=lambda program: _list_stock(program, kinds),
        limited={type_: _find_limited(type_, kinds) for kind in kinds for type_ in kind.limited},
        prefetch=_join_prefetch(kinds),
        prices=join_keepers([kind.prices for kind in kinds if kind.prices is not None]),
        hooks=_declare_hooks(kinds),
        kind_hooks={f"activities.{kind.kind}": kind.hooks for kind in kinds},
    )


DOMAIN = activities_domain()
