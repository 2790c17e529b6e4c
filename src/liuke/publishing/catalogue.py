"""The document model that a set of domains makes, and a document read by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from liuke.decision.domain import CompiledProgram, Domain, join_named
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.text import Text
from liuke.program.fault_words import BOUNDS, choose_alternatives, make_fault, render_fault
from liuke.program.spec import CurrencySpec, ProgramBase, build_model
from liuke.program.units import find_hints, say_figure


def program_model(domains: Sequence[Domain]) -> type[ProgramBase]:
    """The document model of this platform; the same class for the same domains.

    Raises:
        DomainClash: two domains bring different kinds of reward under one name.
    """
    return _program_model(tuple(domains))


@lru_cache(maxsize=32)
def _program_model(domains: tuple[Domain, ...]) -> type[ProgramBase]:
    rewards = join_named("reward", ((d.name, {kind.name_kind(): kind for kind in d.rewards}) for d in domains))
    sections = [section for domain in domains for section in domain.sections]
    return build_model(sections, {"reward": tuple(rewards.values())})


def parse_program(document: Any, domains: Sequence[Domain]) -> ProgramBase:
    """Validate a document.

    Raises:
        InvalidInput: with every fault at once, each with its path.
    """
    model = program_model(domains)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        errors = choose_alternatives(document, error.errors(include_url=False, include_input=False))
        currency = _read_currency(document)
        faults = [_make_fault(model, item, currency) for item in errors]
        raise InvalidInput(f"the program has {len(faults)} fault(s)", faults=faults) from None


def _make_fault(model: type[ProgramBase], error: ErrorDetails, currency: CurrencySpec) -> Fault:
    ctx = error.get("ctx", {})

    def say_bound(value: int) -> Text:
        ui = find_hints(model, error["loc"], model.unions)
        return say_figure(value, str(ui.get("counts") or ui.get("unit", "")), currency)

    bounded = any(bound in ctx for bound in BOUNDS)
    return make_fault(error, render_fault(error["type"], ctx, say_bound if bounded else None))


def _read_currency(document: Any) -> CurrencySpec:
    """The document's own, as far as it can be read."""
    given: Any = cast("dict[str, Any]", document).get("currency") if isinstance(document, dict) else None
    try:
        return CurrencySpec.model_validate(given or {})
    except ValidationError:
        return CurrencySpec()


def compile_program(document: Any, *, domains: Sequence[Domain], version: int = 0) -> CompiledProgram:
    """Validate and compile a document (plain data or a validated program)."""
    spec = document if isinstance(document, ProgramBase) else parse_program(document, domains)
    return CompiledProgram(spec, version=version, domains=domains)
