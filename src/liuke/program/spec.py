"""Base of the program document and the registry of its sections.

``program`` knows no domain. A domain hands over a :class:`Section` (key, model, label); :func:`build_model` makes the
one document model out of all of them, and the JSON Schema with labels and UI hints comes out of the same models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    create_model,
    field_validator,
    model_validator,
)

from liuke.kernel.clock import MerchantCalendar
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.open_union import Models, open_unions

EVENT_REF = "event"
"""The one kind of reference that no section declares: it names an event of the catalogue."""
SCHEMA_VERSION = 2
"""Version of the document's shape; a change ships an upcast and a golden file."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""Identifier inside a program: lower case, digits, underscore."""


MediumId = Annotated[str, Field(pattern=r"^(med_[0-9]{1,10}_[0-9a-f]{32})?$")]
"""Name of a picture (``POST /v1/media`` answers it); empty: none. Fields of it have the hint ``widget="media"``."""


class Spec(BaseModel):
    """Base of every part of a program: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def hint(zh: str, en: str, **ui: Any) -> dict[str, Any]:
    """Label and UI hints of a field, for ``Field(json_schema_extra=hint(...))``.

    Known hints: ``unit`` (see :mod:`liuke.program.units`), ``counts`` (how people read it,
    where that is another unit), ``unit_of`` (the field beside it that decides the unit: a
    dimension, an event's field, or a choice with a unit each in ``units``), ``widget`` (``ref``, ``color``,
    ``condition``, ``text``, ``media``, ``icon``, ``badge``; ``kept``: forms show it no more),
    ``ref`` (what an id names: ``event``, or a kind that a section declares, see
    :class:`RefKind`), ``keys`` (of a map: what its keys name),
    ``catalogue`` (forms offer what is in its ``stores``, ``products`` or ``categories``),
    ``example``, ``advanced``, ``main`` (a form shows the field although nothing is set: always, or where fields
    beside it have one of these values).
    """
    out: dict[str, Any] = {"x-label": {"zh": zh, "en": en}}
    if ui:
        out["x-ui"] = ui
    return out


class CalendarSpec(Spec):
    """When the merchant's day begins and in which zone."""

    time_zone: str = Field(
        default="Asia/Shanghai", json_schema_extra=hint("时区", "Time zone", widget="zone", example="Asia/Shanghai")
    )
    day_starts_at: str = Field(
        default="00:00",
        pattern=r"^(0\d|1[0-2]):[0-5]\d$",
        json_schema_extra=hint("每日起始时刻", "Day starts at", widget="time", example="03:00"),
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise broken(
                f"没有时区“{value}”，请填写如 Asia/Shanghai",
                f"unknown time zone {value!r}; use a name such as Asia/Shanghai",
            )
        return value

    def build(self) -> MerchantCalendar:
        """The calendar these settings describe."""
        hour, minute = self.day_starts_at.split(":")
        return MerchantCalendar(self.time_zone, int(hour) * 60 + int(minute))


class CurrencySpec(Spec):
    """The money of the merchant: ISO code and number of decimals of its smallest unit."""

    code: str = Field(default="CNY", pattern=r"^[A-Z]{3}$", json_schema_extra=hint("币种", "Currency"))
    exponent: int = Field(default=2, ge=0, le=4, json_schema_extra=hint("小数位", "Decimals"))


class ProgramBase(Spec):
    """What every program says of itself, before its sections."""

    schema_version: Literal[2] = Field(default=2, json_schema_extra=hint("格式版本", "Schema version"))
    id: Id = Field(json_schema_extra=hint("方案编号", "Program id", example="tea_shop"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    description: Text = Field(default=text("-", "-"), json_schema_extra=hint("说明", "Description"))
    industry: str = Field(default="retail", json_schema_extra=hint("行业", "Industry"))
    calendar: CalendarSpec = Field(default=CalendarSpec(), json_schema_extra=hint("日历", "Calendar"))
    currency: CurrencySpec = Field(default=CurrencySpec(), json_schema_extra=hint("货币", "Currency"))

    ref_kinds: ClassVar[Mapping[str, RefKind]] = {}
    """What a field with the hint ``ref`` may name, by kind; from the sections."""
    ref_paths: ClassVar[Mapping[str, str]] = {}
    """Kind, or what else figures call it → path of the list in which such things stand (``tiers.ladder``)."""

    unions: ClassVar[Mapping[str, Models]] = {}
    """What fields annotated with ``OpenUnion`` take."""

    @model_validator(mode="wrap")
    @classmethod
    def _take_unions(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        with open_unions(cls.unions):
            return handler(data)

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """JSON Schema of documents, with every kind that the installation has."""
        with open_unions(cls.unions):
            return super().model_json_schema(*args, **kwargs)

    def section(self, key: str) -> Any:
        """The section under ``key`` (its model's default when the document leaves it out)."""
        return getattr(self, key)


@dataclass(frozen=True, slots=True)
class RefKind:
    """A kind of thing that fields refer to by id, declared by the section in which such things stand.

    Args:
        name: As in the hint ``ref`` of fields.
        inside: Name of the list inside the section; empty: the section is the list.
        also: What else figures and gains call such a thing.
        derived: Further ids that a reference may name although nothing of that id stands in the list.
    """

    name: str
    inside: str = ""
    also: tuple[str, ...] = ()
    derived: Callable[[ProgramBase], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A domain's part of the program document.

    Args:
        key: Name in the document.
        model: Pydantic type of its value (a ``Spec`` or a tuple of them).
        default: Value when left out.
        label: For people.
        refs: Kinds of things in it that fields refer to.
        patchable: Whether a patch may change it for a while or for some.
    """

    key: str
    model: Any
    default: Any
    label: Text
    refs: tuple[RefKind, ...] = ()
    patchable: bool = True


def build_model(sections: Sequence[Section], unions: Mapping[str, Models] | None = None) -> type[ProgramBase]:
    """The document model that has exactly these sections.

    Args:
        sections: Of all domains.
        unions: Name of an open union → the models that the installation has.

    Raises:
        ValueError: two sections claim the same key, or the same kind of reference.
    """
    keys = [section.key for section in sections]
    doubled = sorted({*find_doubled(keys), *(key for key in keys if key in ProgramBase.model_fields)})
    if doubled:
        raise ValueError(f"section keys claimed twice: {', '.join(doubled)}")
    fields: dict[str, Any] = {
        section.key: (
            section.model,
            Field(default=section.default, json_schema_extra=hint(section.label.zh, section.label.en)),
        )
        for section in sections
    }
    model = create_model("Program", __base__=ProgramBase, **fields)
    model.ref_kinds, model.ref_paths = _collect_refs(sections)
    model.unions = dict(unions or {})
    return model


def _collect_refs(sections: Sequence[Section]) -> tuple[dict[str, RefKind], dict[str, str]]:
    kinds: dict[str, RefKind] = {}
    paths: dict[str, str] = {}
    for section in sections:
        for kind in section.refs:
            kinds[kind.name] = kind
            for name in (kind.name, *kind.also):
                if name in paths or name == EVENT_REF:
                    raise ValueError(f"references of kind {name} are claimed twice")
                paths[name] = f"{section.key}.{kind.inside}" if kind.inside else section.key
    return kinds, paths
