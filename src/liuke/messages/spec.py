"""Messages in the program."""

from __future__ import annotations

from pydantic import Field

from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint


class MessagesSpec(Spec):
    """Terms of the inbox."""

    keep_days: int = Field(
        default=400,
        ge=30,
        le=3_650,
        json_schema_extra=hint("消息保留", "Kept", unit="days"),
        description="The same thing is not said again meanwhile.",
    )


SECTION = Section("messages", MessagesSpec, MessagesSpec(), text("会员消息", "Messages"), patchable=False)
