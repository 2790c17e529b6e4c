"""The one file that names every feature of the platform; the order is the order of reactions within a phase.

What reads a program of *this* platform finds it here; everything below is handed the domains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.activities.domain import DOMAIN as ACTIVITIES
from liuke.benefits.domain import DOMAIN as BENEFITS
from liuke.checkout.domain import DOMAIN as CHECKOUT
from liuke.coupons.domain import DOMAIN as COUPONS
from liuke.decision.domain import CompiledProgram, Domain
from liuke.earning import laws as earning_laws
from liuke.earning.domain import DOMAIN as EARNING
from liuke.engine import laws as engine_laws
from liuke.hooks.law import Law
from liuke.ledger import laws as ledger_laws
from liuke.ledger.domain import DOMAIN as LEDGER
from liuke.mall.domain import DOMAIN as MALL
from liuke.members.domain import DOMAIN as MEMBERS
from liuke.program.document import Document
from liuke.program.spec import ProgramBase
from liuke.publishing import catalogue, lint, programs
from liuke.tiers import laws as tier_laws
from liuke.tiers.domain import DOMAIN as TIERS
from liuke.webhooks.facts import list_fact_types

DOMAINS: tuple[Domain, ...] = (
    MEMBERS,
    LEDGER,
    EARNING,
    TIERS,
    COUPONS,
    BENEFITS,
    CHECKOUT,
    MALL,
    ACTIVITIES,
)

LAWS: tuple[Law, ...] = (*ledger_laws.LAWS, *earning_laws.LAWS, *tier_laws.LAWS, *engine_laws.LAWS)
"""What ``verify`` proves, each from the package that writes the table."""

FACT_VERSIONS: dict[str, int] = {event.name: event.version for event in list_fact_types(DOMAINS)}
"""Fact → version of its schema: everything that can be listened to."""

FACT_TYPES: frozenset[str] = frozenset(FACT_VERSIONS)
"""Names for an endpoint's filter."""


def program_model(domains: Sequence[Domain] = DOMAINS) -> type[ProgramBase]:
    """See :func:`liuke.publishing.catalogue.program_model`."""
    return catalogue.program_model(domains)


def parse_program(document: Any, domains: Sequence[Domain] = DOMAINS) -> ProgramBase:
    """See :func:`liuke.publishing.catalogue.parse_program`."""
    return catalogue.parse_program(document, domains)


def load_program(document: Document | Mapping[str, Any], domains: Sequence[Domain] = DOMAINS) -> ProgramBase:
    """See :func:`liuke.publishing.programs.load_program`."""
    return programs.load_program(document, domains)


def compile_program(document: Any, *, version: int = 0, domains: Sequence[Domain] = DOMAINS) -> CompiledProgram:
    """See :func:`liuke.publishing.catalogue.compile_program`."""
    return catalogue.compile_program(document, domains=domains, version=version)


def compile_sound(spec: ProgramBase, *, version: int = 0, domains: Sequence[Domain] = DOMAINS) -> CompiledProgram:
    """See :func:`liuke.publishing.lint.compile_sound`."""
    return lint.compile_sound(spec, domains=domains, version=version)


def lint_program(
    spec: ProgramBase, *, evidence: lint.Evidence | None = None, domains: Sequence[Domain] = DOMAINS
) -> list[lint.Finding]:
    """See :func:`liuke.publishing.lint.lint_program`."""
    return lint.lint_program(spec, evidence=evidence, domains=domains)
