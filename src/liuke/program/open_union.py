"""A union of models that the parts of an installation bring, told apart by their ``kind``.

The place in a model says only which union it is; the models come with the document's model
(:func:`liuke.program.spec.build_model`), while a document is validated or its JSON Schema is made.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Annotated, Any, Union

from pydantic import BaseModel, Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

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
    union: Any = models[0] if len(models) == 1 else Annotated[Union[models], Discriminator("kind")]  # noqa: UP007 - as many as there are
    return TypeAdapter(union)
