"""Documents of programs that come in: as JSON, as YAML text, or as the name of a draft."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.decision.domain import Domain
from liuke.http.contracts import Call
from liuke.kernel.errors import Fault, InvalidInput
from liuke.program.document import MAX_BYTES, Document, canonical_json, check_limits, parse_document
from liuke.program.spec import ProgramBase
from liuke.publishing.programs import load_program

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", description="Of the draft.")]
TimeUs = Annotated[int, Meta(ge=0, lt=2**62, description="UTC microseconds; 0: now.")]
Spec = dict[str, Any]
Yaml = Annotated[str, Meta(max_length=MAX_BYTES)]
DOCUMENT_LIMIT = 2 * MAX_BYTES
"""Bytes of a body with a document: text grows when it is written as JSON."""


class Source(msgspec.Struct, forbid_unknown_fields=True):
    """A program: exactly one of these.

    Args:
        spec: As JSON.
        yaml: As YAML (or JSON) text; faults then name its lines.
        draft: Name of a draft.
    """

    spec: Spec | UnsetType = UNSET
    yaml: Yaml | UnsetType = UNSET
    draft: Name | UnsetType = UNSET


async def read_document(spec: Spec | UnsetType, yaml: str | UnsetType) -> Document:
    """The document that is given as JSON or as text.

    Raises:
        InvalidInput: none or both are given, it is nested too deeply, or the text is no YAML.
    """
    if (spec is UNSET) == (yaml is UNSET):
        fault = Fault("spec", "one-of", "exactly one of spec and yaml is needed")
        raise InvalidInput("the document is not given, or twice", faults=[fault])
    if spec is not UNSET:
        check_limits(spec)
        return Document(spec)
    return await asyncio.to_thread(parse_document, yaml)  # pyright: ignore[reportArgumentType] - not UNSET: exactly one is


async def read_source(call: Call, given: Source) -> Document:
    """The document that a body names.

    Raises:
        InvalidInput: none or several are given, or the text is no YAML.
        NotFound: there is no such draft.
    """
    if given.draft is UNSET:
        return await read_document(given.spec, given.yaml)
    if given.spec is not UNSET or given.yaml is not UNSET:
        fault = Fault("draft", "one-of", "exactly one of spec, yaml and draft is needed")
        raise InvalidInput("the document is given twice", faults=[fault])
    return Document((await call.services.programs.load_draft(given.draft)).spec)


_READ: OrderedDict[bytes, tuple[Sequence[Domain], ProgramBase]] = OrderedDict()
"""SHA-256 of the canonical document → the program: the studio asks several things about the same one."""
_MOST_READ = 8


async def load_source(document: Document, domains: Sequence[Domain]) -> ProgramBase:
    """The program of a document, computed beside the event loop; raises as :func:`load_program`."""
    return await asyncio.to_thread(_load, document, domains)


def _load(document: Document, domains: Sequence[Domain]) -> ProgramBase:
    check_limits(document.data)
    key = hashlib.sha256(canonical_json(document.data)).digest()
    found = _READ.get(key)
    if found is None or found[0] is not domains:
        found = _READ[key] = (domains, load_program(document, domains))
        if len(_READ) > _MOST_READ:
            with suppress(KeyError):  # another thread was faster
                _READ.popitem(last=False)
    return found[1]
