"""A feature of the platform is a value: everything that a package adds to it, one line in ``liuke.features``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # types alone: every package makes its feature, whatever layer it is in
    from liuke.decision.domain import Domain
    from liuke.events.request import Request
    from liuke.hooks.channel import Channel
    from liuke.hooks.code_sender import CodeSender
    from liuke.hooks.job import Job
    from liuke.hooks.law import Law
    from liuke.hooks.metric import Metric
    from liuke.hooks.scorer import Scorer
    from liuke.hooks.text_check import TextCheck
    from liuke.http.contracts import Endpoint
    from liuke.media.checks import Check


@dataclass(frozen=True, slots=True)
class Feature:
    """What a package adds to the platform. The domain is pure; whatever does I/O hangs beside it.

    Args:
        name: Of the package.
        domain: Its part of deciding; none where it only reads, or works beside the engine.
        routes: Its endpoints.
        requests: What can be asked for a member: each is an event type, an endpoint, a method of the SDKs.
        jobs: What a worker does for it, again and again.
        laws: What must hold of its tables; ``liuke verify`` checks them.
        metrics: Figures that it adds to reports.
        channels: Ways to reach members.
        scorers: What finds out how risky requests are.
        media_checks: What looks at pictures before anybody else sees them.
        text_checks: What a platform thinks of texts before anybody else sees them.
        code_senders: Ways to send log-in codes to phones.
    """

    name: str
    domain: Domain | None = None
    routes: tuple[Endpoint, ...] = ()
    requests: tuple[Request, ...] = ()
    jobs: tuple[Job, ...] = ()
    laws: tuple[Law, ...] = ()
    metrics: tuple[Metric, ...] = ()
    channels: tuple[Channel, ...] = ()
    scorers: tuple[Scorer, ...] = ()
    media_checks: tuple[Check, ...] = ()
    text_checks: tuple[TextCheck, ...] = ()
    code_senders: tuple[CodeSender, ...] = ()
