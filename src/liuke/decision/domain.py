"""How a domain plugs in, and the compiled program.

A domain is a value: its sections of the program, its slots of the member's state, its event types, and pure functions
that compile, lint and describe. ``liuke.features`` lists the domains; nothing below it knows all of them.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from liuke.decision.agreed import PriceKeeper
from liuke.decision.budgets import Budget
from liuke.decision.cancelling import Cancellable
from liuke.decision.event import Event
from liuke.decision.evidence import Evidence, RulePage
from liuke.decision.fields import find_builtin_field
from liuke.decision.hooks import Hooks, KindHooks
from liuke.decision.overlay import Experiment, Overlay
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState, Need, Slot
from liuke.events.catalogue import EventCatalogue, EventType
from liuke.goods.scope import GoodsName, name_by_id
from liuke.kernel.clock import MerchantCalendar
from liuke.kernel.errors import Fault, InvalidInput, LiukeError
from liuke.kernel.text import Locale, Text
from liuke.program.conditions import AnyCondition
from liuke.program.findings import Finding
from liuke.program.patch import AnyChange, apply_patch
from liuke.program.spec import ProgramBase, Section

if TYPE_CHECKING:
    from liuke.decision.reasons import Prompt
    from liuke.decision.rewards import RewardSpec
    from liuke.decision.turn import Turn

S = TypeVar("S")
log = logging.getLogger(__name__)

PUBLISHED = "published"
"""Rest of the timer by which an activity that is a subject learns that a version of the program took effect."""
MAX_PATCHED = 64
"""Sets of overlays whose program is kept compiled, for each version."""
PATCH_ERRORS = (InvalidInput, LookupError, ValueError, TypeError, AttributeError)
"""What laying a patch over a program raises when it does not fit (a ``ValidationError`` is a ``ValueError``)."""


class Phase(IntEnum):
    """Order in which the reactions to one happening run; within a phase, the order of the program."""

    TIME = 0
    """What is due first: expiry, settling, reviews."""
    REQUEST = 10
    """Requests: validate, refuse or do."""
    COUNT = 20
    """Counters and dimensions."""
    EARN = 30
    """Points and growth by rule."""
    ACTIVITY = 40
    """Tasks, check-in, stamp cards and other activities."""
    TIER = 50
    """Tiers, after everything that moves them."""
    AFTER = 60
    """Gifts, messages, labels."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one rule of the program does when one type of event happens.

    Args:
        event_type: Name in the catalogue.
        phase: When, among the reactions to the same happening.
        path: The rule's place in the program.
        run: Pure but for the turn it is given.
        subject: Whether it is for activities as subjects instead of members: neither sees what happens to the other.
    """

    event_type: str
    phase: Phase
    path: str
    run: Callable[[Turn], None]
    subject: bool = False


@dataclass(frozen=True, slots=True)
class Limited:
    """What a request wants of something limited.

    Args:
        item: Key of the stock, or the name of what is left in a shared document (``SharedKind.name_left``).
        refusal: Code of the refusal when nothing is left.
        gone: Another item, of which nothing is left once nothing can come back either.
        gone_refusal: Code of the refusal then.
        document: ``kind/key`` of the shared document that says how much is left; empty: the stock does.
    """

    item: str
    refusal: str
    gone: str = ""
    gone_refusal: str = ""
    document: str = ""

    @property
    def need(self) -> Need:
        """What has to be read to grant it."""
        return Need("shared", 0, self.document) if self.document else Need("stock", 0, self.item)


def _none(*_of: object) -> tuple[()]:
    """What a domain does that does not say: nothing."""
    return ()


def _empty(*_of: object) -> Mapping[str, Any]:
    return {}


StockRule = Callable[[str], int | None]
"""How many pieces there are at first of an item that is made when somebody first asks for it: the period (what follows
``@`` in the key; empty where nothing does) → pieces, or ``None`` where there is no such item."""


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """Everything the engine needs of a domain. Equal to itself alone, so that it can be a key.

    Args:
        name: Package name.
        sections: Its parts of the program document.
        slots: Its documents in the member's state.
        event_types: What it adds to the catalogue.
        compile: Program → reactions.
        lint: Findings about its sections.
        render_rules: Its blocks of the rules page.
        describe: What each thing of its sections says, as one sentence without the thing's name: path by ids
            (``earning.spend``) → sentence. The rules page, the console's rows, differences and the waterfall say it.
        prompts: What is within reach of a member (for the answer and the member centre). Must not read parts that are
            loaded on demand.
        fields: Names it adds for conditions: a full path → getter over a turn; or ``"root.*"`` → a function from the
            rest of the path to such a getter (raising ``KeyError`` where it leads nowhere).
        field_sections: Root of such fields → the section whose ids follow it (``counter`` → ``counters``).
        rewards: Kinds of reward it hands out (see ``decision.rewards``).
        wordings: Codes of its reasons and prompts → wording with ``{named}`` figures.
        custom_events: Event types that the program itself declares in one of its sections.
        prefetch: Event type → the parts of the state that deciding such an event will ask for. Only a matter of speed:
            what is not fetched ahead is fetched when it is missed.
        stock: Limited items of the program → how many there are at first; publishing makes and raises the rows. Or a
            rule for items that are made at first need: ``prize:phone`` for ``prize:phone@2026-11-29`` and all its
            other periods. What no domain declares and has no row is a fault of the rule that asks for it.
        limited: Type of a request → the limited item that it asks for, so that a herd on a sold-out item is answered
            without the database.
        shared: Its kinds of documents that belong to no single member.
        subjects: Activities of the program that are subjects: each has a row of its own beside the members'. To each,
            publishing lets ``timer.activity`` happen with ``<activity>:published`` when the version takes effect.
        experiments: Experiments that divide the members, by which :meth:`Turn.assigned` answers.
        overlays: Patches that hold for some members or for a while, in the order in which they are laid on.
        budgets: What campaigns may give away.
        charged: What of the program gives on a campaign's account whatever patch holds: ``activities.<id>`` → path of
            the campaign.
        spreads: A thing of the program (``multipliers.double``) → what else gives more or less by it
            (``earning.open``), so that a campaign that changes the one is charged for the other.
        cancellable: What of the program a merchant can call off.
        prices: Prices that it agrees with members before the checkout.
        hooks: What becomes of what it gave and keeps: every domain of the platform declares all of them
            (``decision.hooks``).
        kind_hooks: The same of each kind of thing that it takes in (``activities.task``).
    """

    name: str
    sections: tuple[Section, ...] = ()
    slots: tuple[Slot, ...] = ()
    event_types: tuple[EventType, ...] = ()
    compile: Callable[[CompiledProgram], Iterable[Reaction]] = _none
    lint: Callable[[CompiledProgram, Evidence], Iterable[Finding]] = _none
    render_rules: Callable[[CompiledProgram, Locale], Iterable[RulePage]] = _none
    describe: Callable[[CompiledProgram], Iterable[tuple[str, Text]]] = _none
    prompts: Callable[[CompiledProgram, MemberState, int], Iterable[Prompt]] = _none
    fields: Mapping[str, Callable[..., Any]] = field(default_factory=dict[str, "Callable[..., Any]"])
    field_sections: Mapping[str, str] = field(default_factory=dict[str, str])
    rewards: tuple[type[RewardSpec], ...] = ()
    wordings: Mapping[str, Text] = field(default_factory=dict[str, Text])
    custom_events: Callable[[ProgramBase], Iterable[EventType]] = _none
    prefetch: Mapping[str, Callable[[Event], Iterable[Need]]] = field(
        default_factory=dict[str, "Callable[[Event], Iterable[Need]]"]
    )
    stock: Callable[[CompiledProgram], Mapping[str, int | StockRule]] = _empty
    limited: Mapping[str, Callable[[CompiledProgram, Event], Limited | None]] = field(
        default_factory=dict[str, "Callable[[CompiledProgram, Event], Limited | None]"]
    )
    shared: tuple[SharedKind[Any], ...] = ()
    subjects: Callable[[CompiledProgram], Iterable[str]] = _none
    experiments: Callable[[CompiledProgram], Iterable[Experiment]] = _none
    overlays: Callable[[CompiledProgram], Iterable[Overlay]] = _none
    budgets: Callable[[CompiledProgram], Iterable[Budget]] = _none
    charged: Callable[[CompiledProgram], Mapping[str, str]] = _empty
    spreads: Callable[[CompiledProgram, str], Iterable[str]] = _none
    cancellable: Callable[[CompiledProgram], Iterable[Cancellable]] = _none
    prices: PriceKeeper | None = None
    hooks: Hooks | None = None
    kind_hooks: Mapping[str, KindHooks | None] = field(default_factory=dict[str, "KindHooks | None"])


class DomainClash(LiukeError):
    """Two domains give different meanings to one name; a fault of the installation, reported when it starts."""

    code = "domain-clash"
    status = 500
    title = "Parts of the platform contradict each other"


def join_named(what: str, parts: Iterable[tuple[str, Mapping[str, S]]]) -> dict[str, S]:
    """One mapping out of those of several owners; the same meaning said twice is no clash.

    Args:
        what: For the error: ``wording``, ``field`` …
        parts: Name of the owner, and what it brings.

    Raises:
        DomainClash: with every name that has two meanings.
    """
    joined: dict[str, S] = {}
    owners: dict[str, str] = {}
    faults = list[Fault]()
    for owner, mapping in parts:
        for name, meaning in mapping.items():
            if joined.setdefault(name, meaning) != meaning:
                message = f"the {what} {name!r} is given by {owners[name]} and by {owner}, differently"
                faults.append(Fault(name, "domain-clash", message, "rename one of them"))
            owners.setdefault(name, owner)
    if faults:
        raise DomainClash(f"{len(faults)} name(s) with two meanings", faults=faults)
    return joined


def collect_shared(domains: Iterable[Domain]) -> dict[str, SharedKind[Any]]:
    """Kinds of shared documents by name.

    Raises:
        DomainClash: two domains declare different kinds of one name.
    """
    return join_named("shared kind", ((domain.name, {kind.name: kind for kind in domain.shared}) for domain in domains))


class CompiledProgram:
    """A program version ready to decide: reactions by event type, in their order.

    Args:
        spec: The validated document.
        version: Published version; 0 for a draft.
        domains: From the catalogue.

    Raises:
        DomainClash: two domains give different meanings to a limited request, a field or a wording.
    """

    def __init__(
        self,
        spec: ProgramBase,
        *,
        version: int,
        domains: Sequence[Domain],
        patches: tuple[str, ...] = (),
    ) -> None:
        self.spec = spec
        self.version = version
        self.patches = patches
        """Paths of the overlays that are laid over the version."""
        self.origin = self
        """The program without any patch."""
        self.goods_name: GoodsName = name_by_id
        """For words alone, ask that of :attr:`origin`: what the merchant calls products, categories and stores now."""
        self._patched: OrderedDict[tuple[str, ...], CompiledProgram] = OrderedDict()
        self._plain: dict[str, Any] | None = None
        self.domains = tuple(domains)
        self.calendar: MerchantCalendar = spec.calendar.build()
        declared = [event for domain in domains for event in domain.custom_events(spec)]
        self.events = EventCatalogue((event for domain in domains for event in domain.event_types), declared)
        self.prefetch: dict[str, tuple[Callable[[Event], Iterable[Need]], ...]] = {}
        for domain in domains:
            for event_type, hint in domain.prefetch.items():
                self.prefetch[event_type] = (*self.prefetch.get(event_type, ()), hint)
        self.limited = join_named("limited request", ((domain.name, domain.limited) for domain in domains))
        self.shared = collect_shared(domains)
        self.fields = join_named("field", ((domain.name, domain.fields) for domain in domains))
        self.field_sections = join_named("field's section", ((d.name, d.field_sections) for d in domains))
        self.wordings = join_named("wording", ((domain.name, domain.wordings) for domain in domains))
        self.prompts = tuple(
            domain.prompts for domain in domains if domain.prompts is not _none and self._is_used(domain)
        )
        """Those that may have something to say of what is within reach."""
        self.cache: dict[str, Any] = {}
        """What :meth:`built` made, by name; hot paths look here first."""
        self._tested: dict[int, tuple[AnyCondition, list[str]]] = {}
        self.experiments: dict[str, Experiment] = {
            experiment.id: experiment for domain in domains for experiment in domain.experiments(self)
        }
        """By id."""
        self.overlays: tuple[Overlay, ...] = (
            () if patches else tuple(overlay for domain in domains for overlay in domain.overlays(self))
        )
        """What may lie over the program; a patched program knows of none."""
        self.budgets: dict[str, Budget] = (
            {} if patches else {budget.path: budget for domain in domains for budget in domain.budgets(self)}
        )
        """By path of the campaign; ask those of :attr:`origin`."""
        self.reactions: dict[str, tuple[Reaction, ...]] = {}
        self.reactions = self._collect()
        self.runs = self._list_runs(subject=False)
        """The reactions without their description, for the turn."""
        self.subject_runs = self._list_runs(subject=True)
        """The same for activities as subjects."""

    def _collect(self) -> dict[str, tuple[Reaction, ...]]:
        by_type: dict[str, list[Reaction]] = {}
        for domain in self.domains:
            for reaction in domain.compile(self):
                by_type.setdefault(reaction.event_type, []).append(reaction)
        return {
            name: tuple(sorted(reactions, key=lambda reaction: reaction.phase)) for name, reactions in by_type.items()
        }

    def _list_runs(self, *, subject: bool) -> dict[str, tuple[Callable[[Turn], None], ...]]:
        runs = {
            name: tuple(item.run for item in found if item.subject is subject) for name, found in self.reactions.items()
        }
        return {name: found for name, found in runs.items() if found}

    def _is_used(self, domain: Domain) -> bool:
        """Whether the program says anything in the domain's sections."""
        return any(self.spec.section(section.key) != section.default for section in domain.sections)

    def find_initial_stock(self, item: str) -> int | None:
        """Pieces of a limited item before any was taken; ``None``: neither a domain nor a patch declares it."""
        declared = self.built("stock terms", _declare_stock)
        terms = declared.get(item)
        if terms is None:
            base, _, period = item.partition("@")
            terms = declared.get(base) if period else None
            return terms(period) if callable(terms) else None
        return terms("") if callable(terms) else terms

    def list_subjects(self) -> list[str]:
        """Activities that are subjects, each once, in the order of the program; those that patches bring come last."""
        return list(
            dict.fromkeys(
                activity
                for program in self.list_variants()
                for domain in self.domains
                for activity in domain.subjects(program)
            )
        )

    def list_variants(self) -> list[CompiledProgram]:
        """The program as it is, and with each overlay alone laid over it."""
        return [self, *(self.patched([overlay]) for overlay in self.overlays if overlay.changes)]

    def find_overlay(self, path: str) -> Overlay | None:
        """What may lie over the program under that path."""
        return self.built("overlays", lambda made: {one.path: one for one in made.overlays}).get(path)

    # -- patches ----------------------------------------------------------------------------------------------------
    def patched(self, overlays: Sequence[Overlay]) -> CompiledProgram:
        """The program with these overlays laid over it, compiled once and kept while it is used.

        An overlay that does not fit what the others made of the document is left out and logged: publishing refuses
        what does not fit alone, and a decision never fails on a combination that nobody foresaw.
        """
        names = tuple(overlay.path for overlay in overlays)
        found = self._patched.get(names)
        if found is not None:
            self._patched.move_to_end(names)
            return found
        while len(self._patched) >= MAX_PATCHED:
            self._patched.popitem(last=False)
        made = self._patched[names] = self._lay_over(overlays)
        return made

    def find_patched(self, names: Sequence[str]) -> CompiledProgram:
        """The program with the overlays of these paths, as an operation recorded them; unknown ones are left out."""
        known = {overlay.path: overlay for overlay in self.overlays}
        found = [known[name] for name in names if name in known]
        return self.patched(found) if found else self

    def _lay_over(self, overlays: Sequence[Overlay]) -> CompiledProgram:
        try:
            return self.patch(_changes_of(overlays), tuple(overlay.path for overlay in overlays))
        except PATCH_ERRORS:
            laid, program = list[Overlay](), self
            for overlay in overlays:
                tried = [*laid, overlay]
                try:
                    program = self.patch(_changes_of(tried), tuple(one.path for one in tried))
                except PATCH_ERRORS as error:
                    below = ", ".join(one.path for one in laid) or "the program"
                    log.error("%s cannot be laid over %s and is left out: %s", overlay.path, below, error)
                else:
                    laid = tried
            return program

    @property
    def plain(self) -> dict[str, Any]:
        """The document as plain data, with every default written out."""
        if self._plain is None:
            self._plain = self.spec.model_dump(mode="json", by_alias=True)
        return self._plain

    def patch(self, changes: Sequence[AnyChange], names: tuple[str, ...]) -> CompiledProgram:
        """The program with these changes, compiled anew.

        Args:
            changes: In the order in which they are made.
            names: What it is recorded under.

        Raises:
            InvalidInput: a change leads nowhere.
            ValidationError: the document does not fit its models any more.
            LookupError: a rule names something that does not exist any more.
        """
        spec = type(self.spec).model_validate(apply_patch(self.plain, changes))
        made = CompiledProgram(spec, version=self.version, domains=self.domains, patches=names)
        made.origin = self.origin
        return made

    def section(self, key: str, as_type: type[S]) -> S:
        """The typed section under ``key``."""
        found = self.spec.section(key)
        assert isinstance(found, as_type), f"section {key} is {type(found).__name__}"
        return found

    def items(self, key: str, as_type: type[S]) -> tuple[S, ...]:
        """A section that is a list, typed by its items."""
        found = self.spec.section(key)
        assert isinstance(found, tuple)
        return cast("tuple[S, ...]", found)

    def built(self, name: str, build: Callable[[CompiledProgram], S]) -> S:
        """Something derived from the program once and shared by reactions (a lookup table, a plan)."""
        try:
            return self.cache[name]
        except KeyError:
            made = self.cache[name] = build(self)
            return made

    def note_condition(self, condition: AnyCondition, on: Iterable[str]) -> None:
        """Note that a condition of the document is tested on these event types (see ``decision.conditions``)."""
        self._tested.setdefault(id(condition), (condition, []))[1].extend(on)

    def tested_on(self, condition: AnyCondition) -> Sequence[str]:
        """Event types on which this very condition of the document is tested; empty where nothing compiled it."""
        return tuple(dict.fromkeys(self._tested.get(id(condition), (condition, []))[1]))

    def resolve(self, path: str) -> Callable[[Turn], Any]:
        """Getter over a turn for a field of a condition.

        Known roots: ``event.<field>``, ``member.<attribute>``, ``profile.<name>``, ``label.<name>``,
        ``balance.<asset>``, ``calendar.<part>``, and what the domains add (``counter.<id>``, ``special_day.<id>``).

        Raises:
            KeyError: the path leads nowhere.
        """
        root, _, rest = path.partition(".")
        if path in self.fields:
            return self.fields[path]
        if f"{root}.*" in self.fields:
            getter = cast("Callable[[str], Callable[[Turn], Any]]", self.fields[f"{root}.*"])
            return getter(rest)
        return find_builtin_field(root, rest, path)


def _declare_stock(program: CompiledProgram) -> dict[str, int | StockRule]:
    """What the program keeps limited comes first, then what patches bring."""
    declared: dict[str, int | StockRule] = {}
    for variant in program.list_variants():
        for domain in program.domains:
            for item, terms in domain.stock(variant).items():
                declared.setdefault(item, terms)
    return declared


def _changes_of(overlays: Iterable[Overlay]) -> list[AnyChange]:
    return [change for overlay in overlays for change in overlay.changes]
