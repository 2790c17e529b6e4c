"""What can be asked of a member's consents."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.decision.consents import MAX_VERSION
from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Moment, Name
from liuke.kernel.text import text


class SetConsent(Body):
    """What the member says of one purpose.

    Args:
        purpose: Id of the program's.
        given: Whether they agree; false withdraws, or objects.
        version: Of the text that they were shown. A member's own token must say it when they agree.
        source: Where a key has it from; `api` unless it says `import`. Of members and people the server knows it.
        agreed_us: When they said so, where a key reports it later.
        reason: Why it is recorded on behalf; people must say it. Kept sealed.
    """

    purpose: Annotated[Name, text("用途", "Purpose")]
    given: Annotated[bool, text("是否同意", "Given")]
    version: Annotated[int, Meta(ge=1, le=MAX_VERSION), text("告知版本", "Version of the text")] | UnsetType = UNSET
    source: Literal["api", "import"] | UnsetType = UNSET
    agreed_us: Annotated[Moment, text("同意时间", "When they said so")] | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=500), text("原因", "Reason")] | UnsetType = UNSET


class ConsentSet(msgspec.Struct):
    """What holds now.

    Args:
        purpose: Id of the program's.
        given: What the member said last.
        allowed: Whether their data may be used for it.
        changed: Whether this request changed it.
    """

    purpose: str
    given: bool
    allowed: bool
    changed: bool


REQUESTS: tuple[Request, ...] = (
    Request(
        "consent.set", text("记录授权", "Record a consent"), ("/consents",), ("members:write",), SetConsent, "members",
        summary=text("同意或撤回授权", "Give or withdraw a consent"), result=ConsentSet, member=True,
        by="merchant", filled=("actor",),
        fields={
            "source": EventField("str", text("来源", "Source")),
            "reason": EventField("str", text("原因", "Reason"), most=500, personal=True),
            "actor": EventField("str", text("操作人", "By"), required=True),
        },
    ),
)  # fmt: skip
