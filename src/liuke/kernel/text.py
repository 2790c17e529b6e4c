"""Words that people read, in the languages we ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

Locale = Literal["zh", "en"]


class Text(BaseModel):
    """A wording in Chinese and English; a plain string stands for both.

    Args:
        zh: Simplified Chinese.
        en: English; the Chinese wording where it is not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    zh: Annotated[str, Field(min_length=1, max_length=500)]
    en: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, value: Any) -> Any:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    def get(self, locale: Locale) -> str:
        """The wording for ``locale``; the Chinese one where the other is missing."""
        return self.zh if locale == "zh" or not self.en else self.en


def text(zh: str, en: str) -> Text:
    """Short form for wordings in code, of any length: those that are put together of others are longer than a label."""
    assert zh, "a wording says something"
    return Text.model_construct(zh=zh, en=en)


class Figures(Formatter):
    """Fills a wording: ``{days:day|days}`` with a noun that agrees.

    A figure that is missing, or no number, never hides the rest of the sentence.
    """

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # pyright: ignore[reportImplicitOverride]
        """A figure; its name where there is none."""
        return kwargs.get(str(key), f"{{{key}}}")

    def format_field(self, value: Any, format_spec: str) -> str:  # pyright: ignore[reportImplicitOverride]
        """A figure as people write it."""
        if type(value) is not int:
            return str(value)
        one, either, many = format_spec.partition("|")
        return f"{value} {one if value == 1 else many}" if either else str(value)


def entitle(name: Text, sentence: Text) -> Text:
    """A sentence under the name of what it is about: ``银卡：满 300 元``."""
    return text(f"{name.zh}：{sentence.zh}", f"{name.get('en')}: {sentence.get('en')}")


def join_clauses(parts: Sequence[Text]) -> Text:
    """Clauses of one sentence."""
    return text("，".join(part.zh for part in parts) or "—", ", ".join(part.get("en") for part in parts) or "—")


def localize(value: Any, locale: Locale) -> Any:
    """Plain data with every ``{"zh": …, "en": …}`` replaced by the wording in one language."""
    if isinstance(value, dict):
        known = cast("dict[str, Any]", value)
        if len(known) == 2 and "zh" in known and "en" in known:
            return known[locale] or known["zh"]
        return {
            key: localize(one, locale) if isinstance(one, dict | list | tuple) else one for key, one in known.items()
        }
    if isinstance(value, list | tuple):
        items = cast("list[Any]", value)
        if items and isinstance(items[0], int | str):
            return items
        return [localize(one, locale) for one in items]
    return value
