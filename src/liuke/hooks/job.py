"""A job: work for tenants that nobody asks for. Declared by the package that owns the matter, run by ``worker``.

A job works in units: bounded, safe to do twice, to do in two processes, and to die in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.hooks.job_store import every_tenant
from liuke.hooks.objects import Objects
from liuke.hooks.text_check import TextCheck

if TYPE_CHECKING:
    from liuke.decision.domain import CompiledProgram
    from liuke.privacy.box import Personal


class Limits(msgspec.Struct, frozen=True):
    """Bounds of a unit.

    Args:
        members: Most members, or events between them.
        rows: Most rows of anything else.
        ages_us: Job → how old things must be before it takes them, instead of what the job says.
    """

    members: int = 512
    rows: int = 1_000
    ages_us: Mapping[str, int] = {}


class Engine(Protocol):
    """What jobs use of a tenant's engine; see :class:`liuke.engine.engine.Engine`."""

    async def sweep(self, now_us: int, *, limit: int, batches: int | None = None) -> int:
        """Let due timers happen; returns for how many members."""
        ...

    async def deliver(self, *, limit: int) -> int:
        """Hand events over to the members they are for; returns how many."""
        ...

    async def submit(self, event: Any) -> Any:
        """Take one event."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """What a unit may use.

    Args:
        pool: Ordinary connections of the application's role.
        tenant_id: Whose work.
        now_us: The database's clock.
        engine: Over the tenant's published programs.
        program_at: Instant → the program in force; asked only by jobs that need one.
        facts: Fact → version of its schema: everything that can be listened to.
        limits: Bounds.
        objects: Where bytes of pictures lie; ``None``: nowhere that this process knows.
        personal: Opens what is personal; ``None``: nothing does.
        text_checks: What platforms think of texts.
    """

    pool: Pool
    tenant_id: int
    now_us: int
    engine: Engine
    program_at: Callable[[int], CompiledProgram]
    facts: Mapping[str, int]
    limits: Limits = field(default_factory=Limits)
    objects: Objects | None = None
    personal: Personal | None = None
    text_checks: tuple[TextCheck, ...] = ()

    @property
    def program(self) -> CompiledProgram:
        """The program in force now."""
        return self.program_at(self.now_us)


Unit = Callable[[Work], Awaitable[int]]
"""One unit for one tenant; returns how much was done, 0 when nothing is left."""
Find = Callable[[Connection, int], Awaitable[list[int]]]
"""Numbers of the tenants that have work at an instant (UTC µs), asked before a tenant is known: see ``job_store``."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work for tenants.

    Args:
        name: As in logs, health and wake-ups.
        every_s: Pause when there is none.
        unit: What to do.
        find: Which tenants have some.
        needs_program: Whether tenants without a program are left out.
    """

    name: str
    every_s: float
    unit: Unit
    find: Find = every_tenant
    needs_program: bool = False


def in_transaction(unit: Callable[[Connection, Work], Awaitable[int]]) -> Unit:
    """A unit that is one transaction of the tenant."""

    async def run(work: Work) -> int:
        async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
            return await unit(connection, work)

    return run
