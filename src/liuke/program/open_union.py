"""A union of models that the parts of an installation bring, told apart by their ``kind``.

The place in a model says only which union it is; the models come with the document's model
(:func:`liuke.program.spec.build_model`), while a document is validated or its JSON Schema is made.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Annotated, Any, Union

from pydantic import BaseModel, Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from liuke.kernel.text import Text

Models = tuple[type[BaseModel], ...]
_OPEN: ContextVar[Mapping[str, Models]] = ContextVar("liuke_open_unions")


class OpenUnion:
    """Annotation of a field: ``Annotated[Base, OpenUnion("reward")]``.

    Args:
        name: Which union; as it was given to ``build_model``.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validates by the models of the document at hand; every fault keeps its place."""
        del source, handler
        return core_schema.no_info_plain_validator_function(lambda value: self._adapter().validate_python(value))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of the union of those models."""
        del schema
        return handler(self._adapter().core_schema)

    def _adapter(self) -> TypeAdapter[Any]:
        return _make_adapter(_OPEN.get()[self.name])


@contextmanager
def open_unions(models: Mapping[str, Models]) -> Generator[None]:
    """While this is entered, fields annotated with :class:`OpenUnion` take these models."""
    token = _OPEN.set(models)
    try:
        yield
    finally:
        _OPEN.reset(token)


@lru_cache(maxsize=64)
def _make_adapter(models: Models) -> TypeAdapter[Any]:
    return TypeAdapter(join_kinds(models))


def join_kinds(models: Sequence[type[BaseModel]]) -> Any:
    """The type of one thing of any of these kinds, told apart by its ``kind``."""
    kinds = tuple(models)
    return kinds[0] if len(kinds) == 1 else Annotated[Union[kinds], Discriminator("kind")]  # noqa: UP007 - as many as there are


class KindLabels:
    """Annotation of a list of such things: what forms call each kind (``x-kinds`` in the JSON Schema)."""

    def __init__(self, labels: Mapping[str, Text]) -> None:
        self._labels = dict(labels)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema with the labels beside it."""
        found = handler(schema)
        found["x-kinds"] = {kind: {"label": label.model_dump()} for kind, label in self._labels.items()}
        return found
