"""What a route may use, without knowing who puts it together (``liuke.api.tenants`` does)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # types alone: a route is handed these, whatever layer they come from
    from liuke.api.metrics import Metrics
    from liuke.db.contracts import Pool
    from liuke.decision.domain import CompiledProgram, Domain
    from liuke.engine.engine import Engine
    from liuke.engine.reader import MemberReader
    from liuke.events.request import Request
    from liuke.hooks.law import Law
    from liuke.hooks.objects import Objects
    from liuke.http.problems import ProblemWords
    from liuke.http.proxies import Proxies
    from liuke.intake.identities import Identities
    from liuke.keys.service import Keys
    from liuke.media.checks import Check
    from liuke.phone_login.contracts import PhoneLogin
    from liuke.privacy.box import Personal
    from liuke.publishing.program_book import ProgramBook
    from liuke.publishing.programs import Programs
    from liuke.vault.vault import Vault
    from liuke.webhooks.reach import Reach


class Services(Protocol):
    """What a call may use of its tenant."""

    @property
    def tenant_id(self) -> int:
        """Whose."""
        ...

    @property
    def slug(self) -> str:
        """Name of the tenant in addresses."""
        ...

    @property
    def domains(self) -> Sequence[Domain]:
        """Of which programs are made here."""
        ...

    @property
    def laws(self) -> Sequence[Law]:
        """What must hold of the tables."""
        ...

    @property
    def media_checks(self) -> Sequence[Check]:
        """What looks at pictures before anybody else sees them."""
        ...

    @property
    def requests(self) -> Mapping[str, Request]:
        """What can be asked for a member, by the type of its event."""
        ...

    def list_result_days(self, event_type: str) -> Sequence[str]:
        """Fields of the result of such an event that are days."""
        ...

    @property
    def engine(self) -> Engine:
        """Takes events; its lanes run."""
        ...

    @property
    def book(self) -> ProgramBook:
        """Programs in memory."""
        ...

    @property
    def programs(self) -> Programs:
        """Publishing and reading programs."""
        ...

    @property
    def reader(self) -> MemberReader:
        """Looks at one member."""
        ...

    @property
    def identities(self) -> Identities:
        """External ids → members."""
        ...

    @property
    def keys(self) -> Keys:
        """API keys."""
        ...

    @property
    def pool(self) -> Pool:
        """The engine's connections; every access is by key."""
        ...

    @property
    def wide(self) -> Pool:
        """Connections for what reads many rows."""
        ...

    @property
    def signing_key(self) -> bytes:
        """Of members' tokens."""
        ...

    @property
    def program(self) -> CompiledProgram:
        """The program in force now.

        Raises:
            NoProgram: none is published.
        """
        ...

    @property
    def personal(self) -> Personal:
        """Seals and opens what is personal."""
        ...

    def now_us(self) -> int:
        """Now, by the clock of the programs."""
        ...


class Tenants(Protocol):
    """What a call may use of the process, whatever its tenant.

    Attributes:
        pool: The engine's connections.
        wide: Connections for what reads many rows.
        schema: Number of the last migration that this release brings.
        vault: Seals what the API must be able to read again.
        proxies: Whose word is taken for where a request came from.
        metrics: Figures of the process.
        metrics_token: With which figures may be read from elsewhere.
        webhook_reach: What webhooks may call beside the public internet.
        objects: Where bytes of pictures lie.
        media_quota_bytes: Of a tenant's pictures.
        phone_login: How members log in by phone; ``None``: they do not.
        problems: Say what went wrong in the reader's language.
    """

    pool: Pool
    wide: Pool
    schema: int
    vault: Vault
    proxies: Proxies
    metrics: Metrics
    metrics_token: str
    webhook_reach: Reach
    objects: Objects
    media_quota_bytes: int
    phone_login: PhoneLogin | None
    problems: ProblemWords

    def list_open(self) -> Sequence[Services]:
        """Every tenant that is open."""
        ...

    async def get(self, tenant_id: int) -> Services:
        """A tenant's services, opened if need be.

        Raises:
            NotFound: there is no such tenant.
        """
        ...
