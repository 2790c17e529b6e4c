"""The document model that a set of domains makes, and a document read by it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from liuke.decision.domain import CompiledProgram, Domain, join_named
from liuke.kernel.errors import Fault, InvalidInput
from liuke.program.spec import ProgramBase, build_model


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
    try:
        return program_model(domains).model_validate(document)
    except ValidationError as error:
        faults = [
            Fault(".".join(str(part) for part in item["loc"]), item["type"].replace("_", "-"), item["msg"])
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise InvalidInput(f"the program has {len(faults)} fault(s)", faults=faults) from None


def compile_program(document: Any, *, domains: Sequence[Domain], version: int = 0) -> CompiledProgram:
    """Validate and compile a document (plain data or a validated program)."""
    spec = document if isinstance(document, ProgramBase) else parse_program(document, domains)
    return CompiledProgram(spec, version=version, domains=domains)
