"""Words that people read, in the languages we ship."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

Locale = Literal["zh", "en"]


class Text(BaseModel):
    """A wording in Chinese and English; a plain string stands for both.

    Args:
        zh: Simplified Chinese.
        en: English; the Chinese wording where it is not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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
