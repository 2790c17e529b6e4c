"""The mapping of an event log: which rows are which events, and what of a row is what of an event.

The format is described for its writers in ``docs/replay-mapping.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import Field, StringConstraints, model_validator

from liuke.replay.encodings import Encoding
from liuke.replay.mapping import (
    Column,
    FileName,
    InputFile,
    Mapping,
    Merchant,
    Part,
    Rule,
    Slug,
    Zone,
    parse_as,
    parse_mapping,
    read_mapping,
)

LOG_FORMAT = "liuke.events/1"
EventName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
FieldPath = Annotated[str, StringConstraints(pattern=r"^[^.$][^.]*(\.[^.]+)*$")]
Columns = Column | Annotated[list[Column], Field(min_length=1)]
MomentFormat = Annotated[
    str, StringConstraints(pattern=r"^(iso|epoch_(seconds|milliseconds|microseconds)|hours|days|.*%.*)$")
]
Conversion = Literal["text", "whole", "money", "number", "bool", "day", "time", "json", "member", "key"]


class LogFile(InputFile):
    """One file, or several of the same shape named by a pattern, in the order of their names."""

    format: Literal["auto", "csv", "parquet", "ndjson"] = "auto"  # pyright: ignore[reportIncompatibleVariableOverride] - one more than a file of orders
    encoding: Encoding = "auto"


class Moment(Part):
    """How a column writes a time."""

    time_format: MomentFormat = "iso"
    timestamp_zone: Zone | None = Field(None, description="Without it: the merchant's.")
    time_start: str | None = Field(None, description="Of hours and days: the time from which they are counted.")

    @model_validator(mode="after")
    def _start_fits(self) -> Moment:
        if (self.time_format in {"hours", "days"}) != (self.time_start is not None):
            raise ValueError("hours and days, and only they, need time_start: the time from which they are counted")
        return self


class FieldValue(Moment):
    """Where a field of an event comes from, and what it is read as."""

    column: Columns | None = Field(None, description="Several: the first of them that says something.")
    value: Any = Field(None, description="The same for every event, instead of a column.")
    read_as: Conversion = Field("text", alias="as")
    map: dict[str, str | int | bool] | None = Field(None, description="What is written there, and what it stands for.")

    @model_validator(mode="after")
    def _one_origin(self) -> FieldValue:
        given = (self.column is not None, self.value is not None, self.read_as == "key")
        if sum(given) != 1:
            raise ValueError("set exactly one of column, value and `as: key`")
        if self.map is not None and self.read_as != "text":
            raise ValueError("what a map gives is taken as it is: leave `as` out")
        return self


Fields = dict[FieldPath, Column | FieldValue]


class TypeColumn(Part):
    """The type of an event stands in a column."""

    column: Column
    map: dict[str, EventName | None] | None = Field(
        None, description="What is written there, and the event type it stands for; null leaves such rows out."
    )
    unknown: Literal["refuse", "skip"] = "refuse"


class LogSource(Moment):
    """Rows of one file that are events."""

    file: FileName
    member: Column
    type: EventName | TypeColumn
    time: Column
    when: list[Rule] = Field(default_factory=list[Rule], description="Only rows of which one of these holds.")
    key: Columns | None = Field(None, description="Columns that name an event; without them its content does.")
    duplicates: Literal["drop", "keep"] = "drop"
    fields: Fields = Field(default_factory=dict[str, Column | FieldValue], description="Of every event of this source.")
    fields_by_type: dict[EventName, Fields] = Field(
        default_factory=dict[str, Fields], description="Of events of one type, beside those."
    )

    def list_fields(self) -> list[FieldValue]:
        """Every field of every type that does not simply stand in a column."""
        groups = (self.fields, *self.fields_by_type.values())
        return [spec for group in groups for spec in group.values() if isinstance(spec, FieldValue)]

    @model_validator(mode="after")
    def _types_are_met(self) -> LogSource:
        if any(rule.file not in (None, self.file) for rule in self.when):
            raise ValueError("when may look at the source's own file only")
        if isinstance(self.type, str) or self.type.map is not None:
            known = {self.type} if isinstance(self.type, str) else set((self.type.map or {}).values())
            if strange := sorted(set(self.fields_by_type) - known):
                raise ValueError(f"fields_by_type names types that no row has: {', '.join(strange)}")
        return self


class LogMapping(Part):
    """A whole mapping of an event log."""

    format: Literal["liuke.events/1"]
    name: Slug
    description: str = ""
    merchant: Merchant
    namespace: Slug = Field(description="The kind of external member id, such as person or customer.")
    files: dict[Slug, LogFile] = Field(min_length=1)
    sources: list[LogSource] = Field(min_length=1)


def parse_any(document: object) -> Mapping | LogMapping:
    """Check plain data as a mapping of orders or of an event log, whichever its ``format`` says.

    Raises:
        MappingInvalid: With every fault and its path.
    """
    given: object = document
    form = cast("dict[str, object]", document).get("format") if isinstance(document, dict) else None
    return parse_as(LogMapping, given) if form == LOG_FORMAT else parse_mapping(given)


def load_any(path: Path) -> Mapping | LogMapping:
    """Read a mapping of either kind from a YAML (or JSON) file.

    Raises:
        MappingInvalid: The file is missing, is no YAML, or has faults; all of them are listed.
    """
    return parse_any(read_mapping(path))
