"""Terms of what members write."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint

Word = Annotated[str, Field(min_length=1, max_length=50)]


class PostsSpec(Spec):
    """What is looked for in everything that members write, and what others may do about it."""

    words: tuple[Word, ...] = Field(
        default=(), max_length=5_000, json_schema_extra=hint("敏感词", "Listed words"),
        description="Looked for without regard to case, width, spaces and punctuation.",
    )  # fmt: skip
    reports: int = Field(
        default=3, ge=1, le=1_000, json_schema_extra=hint("几次举报后重新审核", "Reports until it is looked at again"),
        description="By different members. It is not shown until somebody has decided.",
    )  # fmt: skip


SECTION = Section("posts", PostsSpec, PostsSpec(), text("内容审核", "What members write"), patchable=False)
