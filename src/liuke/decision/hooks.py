"""What every domain and every kind of activity declares once: what becomes of what it gave and keeps.

When the order that caused something is refunded, an activity is cancelled, two members turn out to be one, or a member
wants to be forgotten, the engine asks every owner. A hook is a function, :class:`Nothing` with the reason why there is
nothing to do, or :class:`Unwritten` with what it will do; there is no default, so that nobody forgets one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from liuke.kernel.clock import from_us, is_moment
from liuke.kernel.errors import LiukeError
from liuke.kernel.text import Locale
from liuke.program.walk import find_named

if TYPE_CHECKING:
    from liuke.decision.domain import CompiledProgram, Domain
    from liuke.decision.state import MemberState
    from liuke.decision.turn import Turn

H = TypeVar("H")


class HookMissing(LiukeError):
    """A hook was asked for whose body is still unwritten; names every owner that has none."""

    code = "hook-missing"
    status = 501
    title = "A part of the platform does not know yet how to do this"


@dataclass(frozen=True, slots=True)
class Nothing:
    """The owner has nothing to do, and says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The body is to come: what it will do. Asking for it raises :class:`HookMissing`."""

    what: str


# -- the order that caused it was refunded ----------------------------------------------------------------------------
class TakenLine(msgspec.Struct, frozen=True):
    """What is taken back of one line of an order.

    Args:
        line: Its number or id in the order.
        quantity: Pieces that come back with this refund.
        cents: Money that goes back with this refund.
    """

    line: str
    quantity: int
    cents: int


class Cause(msgspec.Struct, frozen=True):
    """What is taken back, of which everything that was given because of it is taken back in proportion.

    The share is the exact fraction ``taken / whole``: an owner takes back what is due of it in all, less what it took
    back before, so that any row of partial refunds ends at the same cent.

    Args:
        ref: Order id: the ``ref`` of what was given.
        type: Type of the event that caused it (``order.paid``).
        key: Key of that operation.
        whole: Cents of the whole, as paid.
        before: Cents taken back by earlier refunds.
        taken: Cents taken back in all, this refund included; equal to ``whole``: nothing of it is left.
        lines: By line, where the refund says so.
        cancelled: Whether it never came about (unpaid, closed) instead of being given back.
        full: Whether nothing of it is left, where money alone does not say so: points paid for it, too.
    """

    ref: str
    type: str
    key: str
    whole: int
    before: int
    taken: int
    lines: tuple[TakenLine, ...] = ()
    cancelled: bool = False
    full: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is left."""
        return self.taken >= self.whole if self.full is None else self.full

    def share(self, amount: int) -> int:
        """What of ``amount`` is due to be taken back now: rounded down until the end, and then all of it."""
        if self.is_whole:
            return amount - (amount * self.before // self.whole if self.whole else 0)
        return amount * self.taken // self.whole - amount * self.before // self.whole


UndoCause = Callable[["Turn", Cause], Callable[[], None] | None]
"""May return what is left to do when every owner has taken back what it gave (tiers look at what remains)."""


# -- an activity or a campaign is cancelled ---------------------------------------------------------------------------
class Cancellation(msgspec.Struct, frozen=True):
    """What was cancelled.

    Args:
        path: ``activities.<id>`` or ``campaigns.<id>``.
        reason: As the merchant wrote it.
        t_us: When it was recorded; from then on it is closed to everybody.
    """

    path: str
    reason: str
    t_us: int


Cancel = Callable[["Turn", Cancellation], None]


# -- two members are one ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MergeCase:
    """Two members of whom one is left.

    Each has a turn of its own, so that what moves between them is posted, granted and recorded as everything else is;
    both belong to one operation and one transaction. What an owner cannot add up again it notes in :attr:`kept`.

    Args:
        into: Turn of the member who stays.
        other: Turn of the member who goes.
        kept: What the owner notes for :attr:`Merge.split`: plain data, recorded with the operation.
        spent: When they are to be two again: what can go back no more, in plain data; one is enough to refuse it.
    """

    into: Turn
    other: Turn
    kept: dict[str, Any] = field(default_factory=dict[str, Any])
    spent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass(frozen=True, slots=True)
class Merge:
    """How an owner's part of two members becomes one, and two again.

    Args:
        join: Makes what ``other`` has ``into``'s: wallets by postings, coupons and holds by row, counters added,
            streaks and once-rules as united (what one of them had is had). Nothing may be given twice. Orders and
            records are found through ``MemberState.others``. Documents of ``other`` stay as they are: nobody reads
            them any more.
        split: Undoes it by the record: gives back what :attr:`MergeCase.kept` names; what came after the merge stays
            with ``into``. What was spent meanwhile it notes in :attr:`MergeCase.spent`; then nothing is kept of it all.
    """

    join: Callable[[MergeCase], None]
    split: Callable[[MergeCase], None]


# -- a member wants to be forgotten, or to know -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ExportCase:
    """A member's data for the member. What is not loaded is asked for by reading it, as in a decision.

    Args:
        program: In force, for names.
        state: The member.
        now_us: Engine time.
        locale: Language of what is said in words.
    """

    program: CompiledProgram
    state: MemberState
    now_us: int
    locale: Locale

    def render_time(self, t_us: int) -> str | None:
        """An instant as the merchant's clock shows it (ISO 8601 with its offset); ``None``: never, or not yet."""
        if not is_moment(t_us):
            return None
        return from_us(t_us).astimezone(self.program.calendar.zone).isoformat(timespec="seconds")

    def name_of(self, path: str) -> str:
        """What the program calls what lies at a path, in the reader's language; its id where it has none any more."""
        named = find_named(self.program.spec, path)
        return named.get(self.locale) if named is not None else path.rpartition(".")[2]


Erase = Callable[["Turn"], None]
"""Forgets what tells who the member is, inside the turn of the erasure; amounts and counts stay."""
Export = Callable[[ExportCase], Mapping[str, Any]]
"""Sections by name: plain data that a member can read."""


# -- what always holds ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LawCase:
    """A member as stored, to be looked at by ``verify``.

    Args:
        state: What is loaded always: slots, wallets' balances are not among it.
        cancelled: Paths that were cancelled and whose members were all given back what they held.
        gone: Whether the member has gone into another one, and waits for nothing any more.
    """

    state: MemberState
    cancelled: frozenset[str]
    gone: bool = False


SlotLaw = Callable[[LawCase], Iterable[str]]
"""What is wrong with the owner's part of a member; nothing when it is sound. Pure."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The owner's law is one of its feature's, over tables: their names."""

    laws: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """The hooks of a domain.

    Args:
        undo_cause: Takes back what it gave because of an order, inside the turn of the refund or the cancelling.
        cancel: Gives back to one member what is held in something that was cancelled; called once a member.
        merge: Two members become one.
        erase: A member is forgotten.
        export: A member reads what is kept.
        law: What always holds of its part.
    """

    undo_cause: UndoCause | Nothing | Unwritten
    cancel: Cancel | Nothing | Unwritten
    merge: Merge | Nothing | Unwritten
    erase: Erase | Nothing | Unwritten
    export: Export | Nothing | Unwritten
    law: SlotLaw | Proven | Nothing | Unwritten


class KindHooks:
    """The hooks of a kind that a domain takes in: a frozen dataclass with one field for each."""

    __slots__ = ()


# -- asking for them --------------------------------------------------------------------------------------------------
class OpenHook(msgspec.Struct, frozen=True):
    """A hook that cannot be asked for yet.

    Args:
        owner: Domain, or domain and kind.
        hook: Its name.
        what: What it will do; empty: it is not even declared.
    """

    owner: str
    hook: str
    what: str


def list_open(domains: Iterable[Domain]) -> list[OpenHook]:
    """Every hook without a body, of these domains and the kinds that they take in."""
    found = list[OpenHook]()
    for domain in domains:
        for owner, hooks in ((domain.name, domain.hooks), *domain.kind_hooks.items()):
            found += _list_open(owner, hooks)
    return found


def _list_open(owner: str, hooks: Any) -> Iterator[OpenHook]:
    if hooks is None:
        yield OpenHook(owner, "*", "")
        return
    for one in fields(hooks):
        declared = getattr(hooks, one.name)
        if isinstance(declared, Unwritten):
            yield OpenHook(owner, one.name, declared.what)


def gather(name: str, owners: Iterable[tuple[str, H | Nothing | Unwritten | None]]) -> list[tuple[str, H]]:
    """The bodies of one hook, by owner; those that have nothing to do are left out.

    Args:
        name: Of the hook, for the error.
        owners: Owner and what it declares; ``None``: nothing at all.

    Raises:
        HookMissing: some owner has no body; nothing was done yet.
    """
    bodies, missing = list[tuple[str, H]](), list[str]()
    for owner, declared in owners:
        if declared is None or isinstance(declared, Unwritten):
            missing.append(owner)
        elif not isinstance(declared, Nothing):
            bodies.append((owner, declared))
    if missing:
        raise HookMissing(f"{name} of {', '.join(missing)} is not written yet")
    return bodies


def _of(domains: Sequence[Domain], name: str) -> list[tuple[str, Any]]:
    return [(domain.name, getattr(domain.hooks, name, None)) for domain in domains]


def undo_cause(turn: Turn, cause: Cause) -> None:
    """Let every domain take back what it gave because of ``cause``, in the order of the domains.

    A domain that declares no hooks at all is not asked: an order that went back is a fact, whoever is not ready for it.

    Raises:
        HookMissing: a domain does not know how; nothing was done.
    """
    turn.undoing = cause
    asked = [domain for domain in turn.program.domains if domain.hooks is not None]
    bodies = gather("undo_cause", _of(asked, "undo_cause"))
    for finish in [body(turn, cause) for _, body in bodies]:
        if finish is not None:
            finish()


def cancel(turn: Turn, cancellation: Cancellation) -> None:
    """Let every domain give back what the member holds in what was cancelled.

    Raises:
        HookMissing: a domain does not know how; nothing was done.
    """
    for _, body in gather("cancel", _of(turn.program.domains, "cancel")):
        body(turn, cancellation)


def join_members(into: Turn, other: Turn) -> dict[str, dict[str, Any]]:
    """Let every domain make one of two members; returns what each noted, for :func:`split_members`.

    Raises:
        HookMissing: a domain does not know how; nothing was done.
    """
    kept = dict[str, dict[str, Any]]()
    for owner, body in gather("merge", _of(into.program.domains, "merge")):
        case = MergeCase(into, other)
        body.join(case)
        kept[owner] = case.kept
    return kept


def split_members(into: Turn, other: Turn, kept: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Undo :func:`join_members` by what was noted, in the order of the domains; returns what was spent meanwhile.

    Raises:
        HookMissing: a domain does not know how; nothing was done.
    """
    spent = list[dict[str, Any]]()
    for owner, body in gather("merge", _of(into.program.domains, "merge")):
        body.split(MergeCase(into, other, kept.get(owner, {}), spent))
    return spent


def erase(turn: Turn) -> None:
    """Let every domain forget who the member is.

    Raises:
        HookMissing: a domain does not know how; nothing was done.
    """
    for _, body in gather("erase", _of(turn.program.domains, "erase")):
        body(turn)


def export(case: ExportCase) -> dict[str, dict[str, Any]]:
    """What each domain keeps of the member, by domain and section.

    Raises:
        HookMissing: a domain does not know how.
    """
    bodies = gather("export", _of(case.program.domains, "export"))
    return {owner: dict(found) for owner, body in bodies if (found := body(case))}
