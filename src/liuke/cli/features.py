"""``liuke features``: what the parts of the platform bring."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import typer

from liuke.cli.terminal import AsJson, describe, get_settings, print_json, print_table
from liuke.decision.domain import Domain
from liuke.decision.hooks import list_open
from liuke.features import CHANNELS, DOMAINS, JOBS, LAWS, METRICS, SCORERS, TEXT_CHECKS
from liuke.hooks.channel import Channel
from liuke.hooks.job import Job
from liuke.hooks.law import Law
from liuke.hooks.metric import Metric
from liuke.kernel.text import Locale


class Part(msgspec.Struct, frozen=True):
    """One thing that a feature brings.

    Args:
        kind: ``law``, ``job``, ``metric``, ``hook`` (one whose body is still to come), ``channel``, ``text check`` or
            ``scorer``.
        name: Stable name.
        about: What it says, does or is, for people.
    """

    kind: str
    name: str
    about: str


def list_parts(
    locale: Locale,
    *,
    laws: Sequence[Law] = LAWS,
    jobs: Sequence[Job] = JOBS,
    metrics: Sequence[Metric] = METRICS,
    channels: Sequence[Channel] = CHANNELS,
    domains: Sequence[Domain] = DOMAINS,
) -> list[Part]:
    """Everything that the features bring, in their order."""
    found = [Part("law", law.name, law.law) for law in laws]
    found += [Part("job", job.name, f"{job.every_s:g} s") for job in jobs]
    found += [Part("metric", one.name, f"{one.label.get(locale)} ({one.unit}, {one.grain})") for one in metrics]
    found += [Part("channel", one.name, f"{one.label.get(locale)} ({one.consent})") for one in channels]
    found += [Part("hook", f"{one.owner}.{one.hook}", one.what) for one in list_open(domains)]
    found += [Part("text check", one.name, "") for one in TEXT_CHECKS]
    return [*found, *(Part("scorer", one.name, "0–100") for one in SCORERS)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "features",
        help=describe(
            "What the parts of this installation bring: laws that verify proves, jobs of the worker, metrics, "
            "channels; and the hooks whose bodies are still to come.",
            "liuke features",
            "liuke features --json",
        ),
    )(_features)


def _features(as_json: AsJson = False) -> None:
    parts = list_parts(get_settings().locale)
    if as_json:
        print_json([msgspec.structs.asdict(part) for part in parts])
    else:
        print_table("", ("kind", "name", "about"), [(part.kind, part.name, part.about) for part in parts])
