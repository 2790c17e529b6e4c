"""The one file that names every feature of the platform; the order is the order of reactions within a phase.

What reads a program of *this* platform finds it here; everything below is handed the domains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.activities.feature import FEATURE as ACTIVITIES
from liuke.addresses.feature import FEATURE as ADDRESSES
from liuke.audit.feature import FEATURE as AUDIT
from liuke.benefits.feature import FEATURE as BENEFITS
from liuke.boards.feature import FEATURE as BOARDS
from liuke.bulk.feature import FEATURE as BULK
from liuke.campaigns.feature import FEATURE as CAMPAIGNS
from liuke.catalogue.feature import FEATURE as CATALOGUE
from liuke.centre.feature import FEATURE as CENTRE
from liuke.checkout.feature import FEATURE as CHECKOUT
from liuke.clearing.feature import FEATURE as CLEARING
from liuke.consents.feature import FEATURE as CONSENTS
from liuke.coupons.feature import FEATURE as COUPONS
from liuke.decision.domain import CompiledProgram, Domain, collect_shared
from liuke.draws.feature import FEATURE as DRAWS
from liuke.earning.feature import FEATURE as EARNING
from liuke.engine import laws as engine_laws
from liuke.engine.feature import FEATURE as ENGINE
from liuke.erasure.feature import FEATURE as ERASURE
from liuke.events.request import Request
from liuke.experiments.feature import FEATURE as EXPERIMENTS
from liuke.feature import Feature
from liuke.friends.feature import FEATURE as FRIENDS
from liuke.giving.feature import FEATURE as GIVING
from liuke.hooks.channel import Channel
from liuke.hooks.code_sender import CodeSender
from liuke.hooks.job import Job
from liuke.hooks.law import Law
from liuke.hooks.metric import Metric
from liuke.hooks.scorer import Scorer
from liuke.hooks.text_check import TextCheck
from liuke.intake.feature import FEATURE as INTAKE
from liuke.keys.feature import FEATURE as KEYS
from liuke.ledger.feature import FEATURE as LEDGER
from liuke.mall.feature import FEATURE as MALL
from liuke.media.checks import Check
from liuke.media.feature import FEATURE as MEDIA
from liuke.members.feature import FEATURE as MEMBERS
from liuke.merging.feature import FEATURE as MERGING
from liuke.messages.feature import FEATURE as MESSAGES
from liuke.payouts.feature import FEATURE as PAYOUTS
from liuke.phone_login.feature import FEATURE as PHONE_LOGIN
from liuke.posters.feature import FEATURE as POSTERS
from liuke.posts.feature import FEATURE as POSTS
from liuke.prizes.feature import FEATURE as PRIZES
from liuke.program.diff import Change
from liuke.program.document import Document
from liuke.program.spec import ProgramBase
from liuke.publishing import catalogue, lint, programs, words
from liuke.publishing.feature import FEATURE as PUBLISHING
from liuke.referral.feature import FEATURE as REFERRAL
from liuke.reports.feature import FEATURE as REPORTS
from liuke.risk.feature import FEATURE as RISK
from liuke.signals.feature import FEATURE as SIGNALS
from liuke.staff.feature import FEATURE as STAFF
from liuke.stories.feature import FEATURE as STORIES
from liuke.tiers.feature import FEATURE as TIERS
from liuke.tracking.feature import FEATURE as TRACKING
from liuke.waiting.feature import FEATURE as WAITING
from liuke.webhooks.facts import list_fact_types
from liuke.webhooks.feature import FEATURE as WEBHOOKS

FEATURES: tuple[Feature, ...] = (
    MEMBERS,
    CONSENTS,
    ADDRESSES,
    PHONE_LOGIN,
    WAITING,
    LEDGER,
    EARNING,
    TIERS,
    COUPONS,
    BENEFITS,
    CHECKOUT,
    MALL,
    ACTIVITIES,
    EXPERIMENTS,
    CAMPAIGNS,
    REFERRAL,
    SIGNALS,
    RISK,
    FRIENDS,
    PAYOUTS,
    POSTS,
    PRIZES,
    DRAWS,
    BOARDS,
    MEDIA,
    POSTERS,
    ENGINE,
    AUDIT,
    CATALOGUE,
    KEYS,
    STAFF,
    PUBLISHING,
    WEBHOOKS,
    INTAKE,
    CENTRE,
    REPORTS,
    STORIES,
    MERGING,
    ERASURE,
    GIVING,
    CLEARING,
    MESSAGES,
    TRACKING,
    BULK,
)

DOMAINS: tuple[Domain, ...] = tuple(one.domain for one in FEATURES if one.domain is not None)
"""Their parts of deciding."""


def list_laws(domains: Sequence[Domain] = DOMAINS) -> tuple[Law, ...]:
    """What holds between the rows, each law from the package that writes the table.

    Args:
        domains: Whose shared documents and slots there may be.
    """
    return (
        *(law for one in FEATURES for law in one.laws),
        engine_laws.documents_law(collect_shared(domains)),
        engine_laws.slots_law(domains),
    )


REQUESTS: dict[str, Request] = {request.type: request for one in FEATURES for request in one.requests}
"""What can be asked for a member, by the type of its event."""

LAWS: tuple[Law, ...] = list_laws()
"""What ``verify`` proves, each from the package that writes the table."""

JOBS: tuple[Job, ...] = tuple(job for one in FEATURES for job in one.jobs)
"""What ``worker`` does for tenants, each from the package that owns the matter."""

METRICS: tuple[Metric, ...] = tuple(metric for one in FEATURES for metric in one.metrics)
"""Figures by day and who is behind them, each from the package that owns the matter."""

CHANNELS: tuple[Channel, ...] = tuple(channel for one in FEATURES for channel in one.channels)
"""Ways to reach members, each from the package that speaks to its provider."""

SCORERS: tuple[Scorer, ...] = tuple(scorer for one in FEATURES for scorer in one.scorers)
"""What finds out how risky requests are, each from the package that knows."""

MEDIA_CHECKS: tuple[Check, ...] = tuple(check for one in FEATURES for check in one.media_checks)
"""What looks at pictures before anybody else sees them."""

TEXT_CHECKS: tuple[TextCheck, ...] = tuple(check for one in FEATURES for check in one.text_checks)
"""What platforms think of texts before anybody else sees them."""

CODE_SENDERS: tuple[CodeSender, ...] = tuple(sender for one in FEATURES for sender in one.code_senders)
"""Ways to send log-in codes, each from the package that speaks to its provider."""

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


def diff_in_words(old: ProgramBase, new: ProgramBase, domains: Sequence[Domain] = DOMAINS) -> list[Change]:
    """See :func:`liuke.publishing.words.diff_in_words`."""
    return words.diff_in_words(old, new, domains)
