"""Experiments as a domain: sections, exposure, assignment, lint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.decision.conditions import compile_test
from liuke.decision.domain import CompiledProgram, Domain, Evidence
from liuke.decision.hooks import ExportCase, Hooks, Merge, MergeCase, Nothing
from liuke.decision.overlay import EXPOSURES, GLOBAL_HOLDOUT, HELD, OPEN, Experiment, ExposureBook, Overlay
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.experiments.spec import SECTIONS, ExperimentSpec, HoldoutSpec
from liuke.kernel.assignment import BUCKETS, list_ranges
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import text
from liuke.program.findings import Finding

EVENT_TYPES = (
    EventType("experiment.exposed", text("进入实验", "Exposed to an experiment"), "derived", {
        "experiment": EventField("str", text("实验", "Experiment"), required=True),
        "variant": EventField("str", text("分组", "Variant"), required=True),
    }),
)  # fmt: skip


def make_holdout(
    id_: str, path: str, seed: str, share_bps: int, window_us: tuple[int, int] | None = None
) -> Experiment:
    """An experiment that holds a share of the members out. A bigger share keeps who was in."""
    held = min(max(share_bps, 0), BUCKETS)
    ranges = ((0, held), (held, BUCKETS))
    opens_us, closes_us = window_us or (0, FOREVER_US)
    return Experiment(id_, path, seed, (HELD, OPEN), ranges, opens_us, closes_us)


def _list_experiments(program: CompiledProgram) -> Iterable[Experiment]:
    holdout = program.section("holdout", HoldoutSpec)
    if holdout.share_bps:
        yield make_holdout(GLOBAL_HOLDOUT, "holdout", holdout.seed, holdout.share_bps)
    for spec in program.items("experiments", ExperimentSpec):
        if spec.enabled:
            yield _compile(program, spec)


def _compile(program: CompiledProgram, spec: ExperimentSpec) -> Experiment:
    weights = [variant.weight_bps for variant in spec.variants]
    stated = [weight for weight in weights if weight is not None]
    ranges = list_ranges(
        len(weights),
        coverage_bps=spec.coverage_bps,
        weights_bps=stated if len(stated) == len(weights) else None,
    )
    opens_us, closes_us = spec.window.bounds_us(program.calendar)
    variants = tuple(variant.id for variant in spec.variants)
    admits = compile_test(program, spec.audience, ())
    path = f"experiments.{spec.id}"
    return Experiment(spec.id, path, spec.seed or spec.id, variants, tuple(ranges), opens_us, closes_us, admits)


def _list_overlays(program: CompiledProgram) -> Iterable[Overlay]:
    for spec in program.items("experiments", ExperimentSpec):
        if not spec.enabled:
            continue
        opens_us, closes_us = spec.window.bounds_us(program.calendar)
        if not any(variant.patch for variant in spec.variants):
            continue
        # a variant without a patch is an overlay too: who compares must have been exposed like everybody else
        for variant in spec.variants:
            yield Overlay(
                f"experiments.{spec.id}.{variant.id}", variant.name, variant.patch, opens_us, closes_us,
                _is_in(spec.id, variant.id), group=f"experiments.{spec.id}",
            )  # fmt: skip


def _is_in(experiment: str, variant: str) -> Callable[[Turn], bool]:
    return lambda turn: turn.assigned(experiment) == variant


def _lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    for place, spec in enumerate(program.items("experiments", ExperimentSpec)):
        path = f"experiments.{place}"
        if spec.id == GLOBAL_HOLDOUT:
            yield Finding(
                f"{path}.id", "reserved-id", "error",
                text("编号 holdout 保留给全局对照组", "the id holdout is kept for the global holdout"),
                text("换一个编号", "choose another id"),
            )  # fmt: skip
        yield from _lint_weights(path, spec)


def _lint_weights(path: str, spec: ExperimentSpec) -> Iterable[Finding]:
    weights = [variant.weight_bps for variant in spec.variants if variant.weight_bps is not None]
    if weights and (len(weights) < len(spec.variants) or sum(weights) != BUCKETS):
        yield Finding(
            f"{path}.variants", "weights-not-whole", "error",
            text(f"各组占比合计 {sum(weights) / 100:g}%，应为 100%",
                 f"the weights sum to {sum(weights) / 100:g} %, not 100 %"),
            text("每组都填占比且合计 100%，或都不填（均分）",
                 "give every variant a weight, 100 % in all, or none for equal ones"),
            {"sum_bps": sum(weights)},
        )  # fmt: skip


def _join(case: MergeCase) -> None:
    """Who stays keeps the variants they met; where they met none, those of the other hold on."""
    theirs = case.other.state.read(EXPOSURES, ExposureBook).seen
    new = sorted(theirs.keys() - case.into.state.read(EXPOSURES, ExposureBook).seen.keys())
    if new:
        case.kept["new"] = new
        case.into.state.edit(EXPOSURES, ExposureBook).seen.update({name: theirs[name] for name in new})


def _split(case: MergeCase) -> None:
    theirs = case.other.state.read(EXPOSURES, ExposureBook).seen
    for name in case.kept.get("new", []):
        seen = case.into.state.edit(EXPOSURES, ExposureBook).seen
        if seen.get(name) == theirs.get(name):
            seen.pop(name, None)


def _export(case: ExportCase) -> Mapping[str, Any]:
    seen = case.state.read(EXPOSURES, ExposureBook).seen
    return {
        "experiments": [{"experiment": name, "variant": variant} for name, (_, variant) in sorted(seen.items())]
    } if seen else {}  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("an order assigns nobody"),
    cancel=Nothing("who was exposed was exposed"),
    merge=Merge(_join, _split),
    erase=Nothing("a variant tells nobody who somebody is"),
    export=_export,
    law=Nothing("an exposure stands alone: no other row must agree with it"),
)

DOMAIN = Domain(
    name="experiments",
    sections=SECTIONS,
    slots=(EXPOSURES,),
    event_types=EVENT_TYPES,
    lint=_lint,
    experiments=_list_experiments,
    overlays=_list_overlays,
    hooks=_HOOKS,
)
