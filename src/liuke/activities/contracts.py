"""What a kind of activity hands over, and what it is given back.

A kind is a value: a model of its part of the program, a slot for what it remembers of a member, its event types, and
``compile``, which turns one activity of the program into the closures of a :class:`Behaviour`. The domain does the
rest: it opens and closes the activity, checks the audience and the variant, routes requests and timers, and says why
not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from pydantic import Field

from liuke.activities.kind_hooks import ActivityHooks
from liuke.activities.page import PageBody
from liuke.activities.page_frame import PageCase
from liuke.activities.shelf import Shelf
from liuke.activities.shown import ActivityShown
from liuke.decision import charging
from liuke.decision.agreed import PriceKeeper
from liuke.decision.conditions import TurnTest, compile_test
from liuke.decision.domain import CompiledProgram, Evidence, Limited, StockRule
from liuke.decision.draws import Draw, DrawPlace, SealedList
from liuke.decision.event import Event
from liuke.decision.hooks import Cause
from liuke.decision.reasons import Prompt
from liuke.decision.rewards import RewardSpec
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState, Need, Slot
from liuke.decision.turn import Turn
from liuke.earning.handouts import Limit, hand_out, take_back
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import Request, derive_fields, make_event_types
from liuke.kernel.clock import DAY_US, FOREVER_US, date_of, period_end, period_start
from liuke.kernel.text import Locale, Text, text
from liuke.ledger.spec import Cap
from liuke.program.conditions import AnyCondition, Condition
from liuke.program.findings import Finding, Severity
from liuke.program.spec import Id, Spec, hint
from liuke.program.theme import ThemeSpec
from liuke.program.window import Window

DrawPeriod = Literal["day", "week", "month", "all"]
A = TypeVar("A", bound="ActivitySpec")
Act = Callable[[Turn], None]


class ActivityWindow(Window):
    """When an activity runs, in the merchant's time zone."""

    claim_days: int = Field(
        default=0, ge=0, le=366, json_schema_extra=hint("结束后可领取天数", "Claims after the end", unit="days")
    )


class VariantGate(Spec):
    """Only for members whom an experiment put into one of these variants."""

    experiment: Id = Field(json_schema_extra=hint("实验", "Experiment", widget="ref", ref="experiment"))
    variants: tuple[Id, ...] = Field(min_length=1, json_schema_extra=hint("分组", "Variants"))


class ActivitySpec(Spec):
    """What every activity says of itself. A kind adds ``kind: Literal[<its name>]`` and its own fields."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="daily_check_in"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    description: Text | None = Field(default=None, json_schema_extra=hint("说明", "Description"))
    enabled: bool = Field(default=True, json_schema_extra=hint("启用", "Enabled"))
    window: ActivityWindow = Field(default=ActivityWindow(), json_schema_extra=hint("时间", "Window"))
    audience: Condition | None = Field(default=None, json_schema_extra=hint("人群", "Audience", widget="condition"))
    variant: VariantGate | None = Field(default=None, json_schema_extra=hint("实验分组", "Variant", advanced=True))
    campaign: Id | None = Field(
        default=None,
        json_schema_extra=hint("所属营销活动", "Campaign", widget="ref", ref="campaign"),
        description=(
            "It lives inside this campaign: it is open only while and to whom that is, and what it gives is charged to "
            "the campaign's budget."
        ),
    )
    theme: Id | None = Field(default=None, json_schema_extra=hint("主题", "Theme"))
    tags: tuple[Id, ...] = Field(default=(), json_schema_extra=hint("标签", "Tags"))
    deep_link: str = Field(
        default="", max_length=500, json_schema_extra=hint("跳转链接", "Deep link", example="/pages/check-in")
    )
    cash_caps: tuple[Cap, ...] = Field(
        default=(), json_schema_extra=hint("每人红包上限（分）", "Cash per member at most", unit="cents")
    )


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What one activity does, as closures over its compiled plan.

    Args:
        requests: Request type → what it does. Routed here by the request's ``activity``; refused by the domain when
            the activity is unknown, disabled, closed or not for this member.
        claims: As ``requests``, and also answered for ``window.claim_days`` after the end.
        reactions: ``(event type, run)`` for what happens by itself; skipped, with the reason on the waterfall, while
            the activity is not open to the member.
        always: As ``reactions``, whatever the window and the audience (taking back after a refund).
        timer: ``(turn, rest)`` for a timer armed as ``activity:<activity id>:<rest>``.
        prompts: What is within reach, on merchant-local day ``day``; must not read parts that are loaded on demand.
        on_subject: Event type → what the activity itself does when that event is delivered to it
            (``turn.deliver_to_activity``): the state of the turn is the activity's own, with its timers and records.
            ``activity.published`` happens whenever a version of the program with the activity takes effect,
            ``activity.cancelled`` when the merchant calls it off: nothing else happens to it after that.
        subject_timer: As ``timer``, for timers that the activity armed as a subject.
        stock: Its limited items → how many there are at first, or a rule for those made at first need
            (``Domain.stock``).
        shelf: What the view of the activity says of what members share.
        undo: What the refund of an order undoes; asked by the kind's hook.
        summary: What the member centre shows: plain data, texts as ``{"zh": …, "en": …}``. May read what is loaded
            always; arguments are the state and the engine's time.
    """

    requests: Mapping[str, Act] = field(default_factory=dict[str, Act])
    claims: Mapping[str, Act] = field(default_factory=dict[str, Act])
    reactions: Sequence[tuple[str, Act]] = ()
    always: Sequence[tuple[str, Act]] = ()
    timer: Callable[[Turn, str], None] | None = None
    prompts: Callable[[MemberState, int], Sequence[Prompt]] | None = None
    undo: Callable[[Turn, Cause], None] | None = None
    summary: Callable[[MemberState, int], dict[str, Any]] | None = None
    on_subject: Mapping[str, Act] = field(default_factory=dict[str, Act])
    subject_timer: Callable[[Turn, str], None] | None = None
    stock: Mapping[str, int | StockRule] = field(default_factory=dict[str, "int | StockRule"])
    shelf: Shelf | None = None

    @property
    def is_subject(self) -> bool:
        """Whether things happen to the activity itself."""
        return bool(self.on_subject) or self.subject_timer is not None

    def list_gated(self) -> tuple[str, ...]:
        """Event types at which the activity's gate is asked."""
        return (*self.requests, *self.claims, *(event_type for event_type, _ in self.reactions))


class Activity:
    """One activity of a program, compiled: its terms, its gate, its behaviour.

    Attributes:
        kind: Its kind.
        spec: Its terms.
        always_open: No gate at all.
        path: ``activities.<id>``; rules inside add ``.<name>``.
        opens_us: First instant.
        closes_us: First instant after.
        claims_until_us: First instant at which claims are refused.
        findings: What compiling found (events that lead nowhere); lint reports them.
        behaviour: Its closures.
    """

    __slots__ = (
        "_admits", "_campaign", "_cash_limit", "_experiment", "_variants", "always_open", "behaviour",
        "claims_until_us", "closes_us", "findings",
        "kind", "opens_us", "path", "program", "spec",
    )  # fmt: skip

    def __init__(self, kind: ActivityKind, spec: ActivitySpec, program: CompiledProgram) -> None:
        self.kind = kind
        self.spec = spec
        self.program = program
        self.path = f"activities.{spec.id}"
        self.findings: list[Finding] = []
        self.opens_us, self.closes_us = spec.window.bounds_us(program.calendar)
        self.claims_until_us = min(self.closes_us + spec.window.claim_days * DAY_US, FOREVER_US)
        self._experiment = spec.variant.experiment if spec.variant is not None else ""
        self._variants = frozenset(spec.variant.variants if spec.variant is not None else ())
        self._campaign = f"campaigns.{spec.campaign}" if spec.campaign else ""
        self.always_open = (
            spec.enabled and spec.audience is None and not self._experiment and not self._campaign
            and (self.opens_us, self.closes_us) == (0, FOREVER_US)
        )  # fmt: skip
        self.behaviour = kind.compile(self)
        caps = [cap.model_dump(mode="json") for cap in spec.cash_caps]
        self._cash_limit = Limit(f"{self.path}.cash", "cash-capped", caps) if caps else None
        self._admits = self.test(spec.audience, self.behaviour.list_gated())

    def typed(self, as_type: type[A]) -> A:
        """The terms as the kind's own model."""
        assert isinstance(self.spec, as_type)
        return self.spec

    # -- while compiling --------------------------------------------------------------------------------------------
    def find(self, where: str, code: str, severity: Severity, reason: Text, fix: Text, **figures: Any) -> None:
        """Keep a finding for lint."""
        path = f"{self.path}.{where}" if where else self.path
        self.findings.append(finding(path, code, severity, reason, fix, **figures))

    def test(self, condition: AnyCondition | None, on: Iterable[str]) -> TurnTest | None:
        """Compile a condition of the terms; see :func:`liuke.decision.conditions.compile_test`."""
        return compile_test(self.program, condition, on)

    def check_events(self, on: Sequence[str], where: str) -> None:
        """Keep a finding for each event type that the catalogue does not know."""
        for name in on:
            if self.program.events.find(name) is None:
                self.find(
                    where, "unknown-event", "error",
                    text(zh=f"事件 {name} 不存在，永远不会发生", en=f"no event type {name} exists: it never happens"),
                    text(zh="改用事件目录中的事件，或在 custom_events 中声明",
                         en="use a type of the event catalogue, or declare it under custom_events"),
                    event=name,
                )  # fmt: skip

    # -- while deciding ---------------------------------------------------------------------------------------------
    def closed_reason(self, turn: Turn, *, claiming: bool = False) -> str | None:
        """Why the activity is not open to the member at the happening being handled; ``None``: it is.

        What was begun is finished: claims are open also to who has left the audience or the variant meanwhile.
        """
        if turn.state.cancelled and self.path in turn.state.cancelled:
            return "activity-cancelled"
        if self.always_open:
            return None
        if not self.spec.enabled:
            return "activity-disabled"
        t_us = turn.judged_us
        if t_us < self.opens_us:
            return "activity-not-open-yet"
        if t_us >= (self.claims_until_us if claiming else self.closes_us):
            return "activity-closed"
        begun = claiming and self._is_begun(turn)
        reason = self._campaign_closed(turn, claiming=claiming) if self._campaign else None
        if reason is not None and not (begun and reason == "activity-audience"):
            return reason
        if begun:
            return None
        if self._experiment and turn.assigned(self._experiment) not in self._variants:
            return "activity-other-variant"
        if self._admits is not None and not self._admits(turn):
            return "activity-audience"
        return None

    def _campaign_closed(self, turn: Turn, *, claiming: bool) -> str | None:
        """Why the campaign in which the activity lives is not open to the member.

        To whom it is not open it is not there: nothing says that there is one.
        """
        overlay = turn.program.origin.find_overlay(self._campaign)
        if overlay is None or self._campaign in turn.state.cancelled:
            return "activity-closed"
        opens_us = overlay.first_us if turn.state.member_id < 0 else overlay.opens_for(turn.state.tier)
        if turn.judged_us < opens_us:
            return "activity-not-open-yet"
        if turn.judged_us >= overlay.closes_us and not claiming:
            return "activity-closed"
        if not overlay.admits(turn):
            return "activity-audience"
        return "activity-budget-gone" if not claiming and charging.is_over(turn, self._campaign) else None

    def _is_begun(self, turn: Turn) -> bool:
        """Whether the member has something of it that can be claimed or given back."""
        slot = self.kind.slot if self.behaviour.claims else None
        docs: Mapping[str, Any] = getattr(turn.state.read(slot, slot.type), "docs", {}) if slot is not None else {}
        return self.spec.id in docs

    def is_hidden(self, turn: Turn) -> bool:
        """Whether nothing may tell the member that there is such an activity: its campaign or variant is not theirs.

        Who has begun it knows of it, and finds their claims.
        """
        if self._is_begun(turn):
            return False
        if self._experiment and turn.assigned(self._experiment) not in self._variants:
            return True
        overlay = turn.program.origin.find_overlay(self._campaign) if self._campaign else None
        return overlay is not None and not overlay.admits(turn)

    def find_published_us(self) -> int:
        """From when on members may read what came of it."""
        overlay = self.program.origin.find_overlay(self._campaign) if self._campaign else None
        return overlay.published_from_us if overlay is not None else 0

    def find_theme(self) -> ThemeSpec | None:
        """How the campaign in which it lives looks; ``None``: it lives in none, or that has no theme."""
        overlay = self.program.origin.find_overlay(self._campaign) if self._campaign else None
        return overlay.theme if overlay is not None else None

    def find_bounds(self, turn: Turn) -> tuple[int, int]:
        """First instant, and first instant after, those of the campaign in which it lives included."""
        overlay = turn.program.origin.find_overlay(self._campaign) if self._campaign else None
        if overlay is None:
            return self.opens_us, self.closes_us
        return max(self.opens_us, overlay.opens_for(turn.state.tier)), min(self.closes_us, overlay.closes_us)

    def draw(self, turn: Turn, purpose: str, *, period: DrawPeriod = "day", over: SealedList | None = None) -> Draw:
        """A random choice under the seed of this activity and the present period.

        Whenever what came in happened: a fact that is late is not drawn under a seed that is public by now.

        Args:
            turn: Of a member, or of the activity itself.
            purpose: What is drawn, in one line.
            period: How long one seed serves; ``all``: until the activity closes, or a month where it never does.
            over: Where it is over a list that was sealed.
        """
        return turn.draw(self.find_draw_place(turn.ctx.now_us, period), purpose, over=over)

    def find_draw_place(self, t_us: int, period: DrawPeriod) -> DrawPlace:
        """The period of draws that holds an instant."""
        if period == "all" and self.closes_us < FOREVER_US:
            return DrawPlace(self.spec.id, "all", self.closes_us)
        calendar, kind = self.program.calendar, "month" if period == "all" else period
        first = period_start(day := calendar.local_day(t_us), kind)
        closes_us = calendar.day_start_us(period_end(day, kind))
        return DrawPlace(self.spec.id, f"{date_of(first).isoformat()}.{kind}", closes_us)

    def give(
        self, turn: Turn, rewards: Sequence[RewardSpec], *, rule: str = "", ref: str = "", times: int = 0,
        noted: bool = False,
    ) -> None:  # fmt: skip
        """Hand out the rewards of a rule of this activity; money only within ``cash_caps``.

        Args:
            turn: The operation.
            rewards: In order.
            rule: Of the activity; empty: the activity itself.
            ref: What they are given for.
            times: How often they were given for it, this time included, where a refund can undo that
                (:meth:`take_back`); 0: nothing can.
            noted: Whether it can be taken back though no refund undoes it: it is given at once all the same.
        """
        path = f"{self.path}.{rule}" if rule else self.path
        hand_out(
            turn, rewards, path=path, ref=ref, times=times or 1, undoable=times > 0 and not noted,
            limit=self._cash_limit, noted=noted,
        )  # fmt: skip

    def take_back(self, turn: Turn, *, rule: str = "", ref: str = "", times: int = 1) -> None:
        """Take back what :meth:`give` gave under the same names; the caller asks for it once."""
        take_back(turn, path=f"{self.path}.{rule}" if rule else self.path, ref=ref, times=times)


def _no_lint(
    activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence
) -> Iterable[Finding]:  # pragma: no cover - trivial
    del activities, program, evidence
    return ()


def _no_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    del activity, locale
    return ()


def _repeats(spec: Any) -> bool:
    del spec
    return True


def is_there(program: CompiledProgram, activity: str, spec: type[ActivitySpec]) -> bool:
    """Whether the program has an activity of that kind under this id."""
    found: tuple[ActivitySpec, ...] = program.spec.section("activities")
    return any(one.id == activity and isinstance(one, spec) for one in found)


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """One kind of activity; see the module.

    Args:
        kind: Its name in the program; also the name of its file.
        label: For people.
        spec: Model of its part of the program; a subclass of :class:`ActivitySpec` with ``kind: Literal[kind]``.
        compile: One activity → its behaviour. Everything that can be worked out before an event comes is done here.
        slot: What it remembers of a member; one document with an entry for each activity id. Named
            ``activity_<kind>``.
        event_types: Facts and reported events it adds to the catalogue.
        requests: What can be asked of it. Each is an event type and has an endpoint below the activity
            (:meth:`list_requests`), beside the paths that it names itself.
        lint: Findings about all activities of this kind together; what can be said of any kind is said by the domain.
        render_rules: Lines of the rules page about one activity; window and audience are said by the domain.
        wordings: Codes of its reasons and prompts → wording with ``{named}`` figures.
        fields: Names it adds for conditions, as ``Domain.fields``.
        shared: Its kinds of documents that belong to no single member (a team, a card pool), each with its law.
        repeats: Whether an activity with these terms can give the same reward to one member again and again.
        limited: Type of a request → the limited item that it asks for of the activity that answers it, so that a herd
            on a sold-out item is answered without the database.
        prefetch: As ``Domain.prefetch``.
        prices: Prices that it agrees with members before the checkout.
        standing: Reactions of the kind itself, whatever activities the program has, after those of the activities: so
            that what members began is brought to its end also when its activity is in no program any more. They look
            at the kind's own slot first, and do nothing for who has nothing in it.
        hooks: What becomes of what it gave and keeps: every kind of the platform declares all of them.
        shown: Model of what members are shown of it: what every activity says, and what ``Behaviour.summary`` adds, in
            one language. The API's answers, both SDKs and the console's types are made of it.
        page: What its page says: blocks and actions, from terms, summary and state (:mod:`liuke.activities.page`).
            Every kind of the platform has one.
        shown_days: Paths in the summary that are merchant-local days (``month.first``), or lists of them; members see
            dates.
    """

    kind: str
    label: Text
    spec: type[ActivitySpec]
    compile: Callable[[Activity], Behaviour]
    slot: Slot | None = None
    event_types: tuple[EventType, ...] = ()
    requests: tuple[Request, ...] = ()
    lint: Callable[[Sequence[Activity], CompiledProgram, Evidence], Iterable[Finding]] = _no_lint
    render_rules: Callable[[Activity, Locale], Iterable[str]] = _no_rules
    wordings: Mapping[str, Text] = field(default_factory=dict[str, Text])
    fields: Mapping[str, Callable[..., Any]] = field(default_factory=dict[str, "Callable[..., Any]"])
    repeats: Callable[[Any], bool] = _repeats
    shared: tuple[SharedKind[Any], ...] = ()
    limited: Mapping[str, Callable[[Activity, Event], Limited | None]] = field(
        default_factory=dict[str, "Callable[[Activity, Event], Limited | None]"]
    )
    prefetch: Mapping[str, Callable[[Event], Iterable[Need]]] = field(
        default_factory=dict[str, "Callable[[Event], Iterable[Need]]"]
    )
    prices: PriceKeeper | None = None
    standing: tuple[tuple[str, Act], ...] = ()
    hooks: ActivityHooks[Activity] | None = None
    shown: type[ActivityShown] | None = None
    page: Callable[[Activity, PageCase], PageBody] | None = None
    shown_days: tuple[str, ...] = ()

    def list_events(self) -> tuple[EventType, ...]:
        """What the kind adds to the catalogue: its requests, and what it declares beside them."""
        return (*make_event_types(self.list_requests()), *self.event_types)

    def list_requests(self) -> tuple[Request, ...]:
        """Its requests, each with the path that every kind has: below the activity, called as the verb of its type."""
        return tuple(_place(request) for request in self.requests)


def _place(request: Request) -> Request:
    action = request.type.rpartition(".")[2].replace("_", "-")
    known = {**derive_fields(request.body), **request.fields}
    return replace(
        request,
        paths=(*request.paths, f"/activities/{{activity}}/{action}"),
        fields={"activity": known.get("activity", _ACTIVITY), **request.fields},
    )


_ACTIVITY = EventField("str", text("活动", "Activity"))


def finding(path: str, code: str, severity: Severity, reason: Text, fix: Text, **figures: Any) -> Finding:
    """A finding with its figures by keyword."""
    return Finding(path, code, severity, reason, fix, figures)
