"""What a member agreed to, by purpose: the terms of the program, the member's choices, and the one question about them.

It lies below the domains because a turn itself heeds it (``Turn.message``); the requests and the history are the
package ``consents``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from pydantic import Field, model_validator

from liuke.decision.state import MemberState, Slot
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Section, Spec, hint

if TYPE_CHECKING:
    from liuke.decision.domain import CompiledProgram

MARKETING = "marketing"
PERSONALISATION = "personalisation"
TRACKING = "tracking"
SHARING = "sharing"
MAX_VERSION = 10_000


class ConsentPurpose(Spec):
    """One purpose for which a member's data is used, and the text that they agree to."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="marketing"))
    name: Text = Field(json_schema_extra=hint("用途", "Purpose"))
    text: Text = Field(
        json_schema_extra=hint("告知内容", "What the member agrees to", widget="text"),
        description="Shown beside the switch. Raise the version when it changes.",
    )
    basis: Literal["consent", "objection"] = Field(
        default="consent",
        json_schema_extra=hint("方式", "Basis"),
        description="`consent`: off until the member agrees. `objection`: on until the member turns it off.",
    )
    version: int = Field(default=1, ge=1, le=MAX_VERSION, json_schema_extra=hint("告知版本", "Version of the text"))
    least_version: int = Field(
        default=1,
        ge=1,
        le=MAX_VERSION,
        json_schema_extra=hint("有效的最早版本", "Oldest version that counts", advanced=True),
        description="Who agreed to an older text is asked again, and counts as not having agreed meanwhile.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> ConsentPurpose:
        if self.least_version > self.version:
            raise broken(
                "有效的最早版本不能大于告知版本", "the oldest version that counts is above the version of the text"
            )
        return self


DEFAULT: tuple[ConsentPurpose, ...] = (
    ConsentPurpose(
        id=MARKETING,
        name=text("营销消息", "Marketing messages"),
        text=text(
            "向我发送优惠、新品和活动消息。与我的订单、资产和权益有关的服务通知不受影响。",
            "Send me offers, news and campaigns. Service messages about my orders, balances and benefits come anyway.",
        ),
    ),
    ConsentPurpose(
        id=PERSONALISATION,
        name=text("个性化推荐", "Personalised offers"),
        text=text(
            "根据我的消费和互动记录，为我挑选内容和优惠。关闭后，看到的内容与其他会员相同。",
            "Choose content and offers for me by what I bought and did. When it is off I see what every member sees.",
        ),
        basis="objection",
    ),
    ConsentPurpose(
        id=TRACKING,
        name=text("使用行为分析", "Usage analytics"),
        text=text(
            "记录我在页面上的浏览、点击和停留，用于改进服务。",
            "Record the pages I view, what I tap and how long I stay, to improve the service.",
        ),
    ),
    ConsentPurpose(
        id=SHARING,
        name=text("向好友和榜单展示", "Shown to friends and on leaderboards"),
        text=text(
            "在排行榜上显示我的名次，并允许好友找到我。关闭后不再上榜，也不能被找到。",
            "Show my rank on leaderboards and let friends find me. When it is off I have no rank and cannot be found.",
        ),
        basis="objection",
    ),
)
"""Where a program says nothing: what needs agreement is off, what a member may object to is on."""

SECTION = Section("consents", tuple[ConsentPurpose, ...], DEFAULT, text("授权与隐私", "Consents"), patchable=False)


class Consent(msgspec.Struct, frozen=True):
    """What a member said last about a purpose.

    Args:
        given: Whether they agreed; else they withdrew, or objected.
        version: Of the text that they agreed to, or that was in force when they withdrew.
        source: ``member`` themselves, ``clerk`` on behalf, ``import``, ``api``.
        actor: Who recorded it.
        t_us: When the member said so.
    """

    given: bool
    version: int
    source: str
    actor: str
    t_us: int


class ConsentBook(msgspec.Struct):
    """Purpose → what the member said last; a purpose of which they never said anything is missing."""

    choices: dict[str, Consent] = {}


CONSENTS = Slot("consents", ConsentBook)


def find_purpose(program: CompiledProgram, purpose: str) -> ConsentPurpose | None:
    """A purpose of the program by its id; ``None``: it has no such purpose."""
    return program.built("consents", _index).get(purpose)


def _index(program: CompiledProgram) -> dict[str, ConsentPurpose]:
    known = any(section.key == SECTION.key for domain in program.domains for section in domain.sections)
    found = program.items(SECTION.key, ConsentPurpose) if known else DEFAULT
    return {one.id: one for one in found}


def allows(program: CompiledProgram, state: MemberState, purpose: str) -> bool:
    """Whether the member's data may be used for a purpose now.

    A purpose that the program does not have is not allowed, and nothing is of a member who was erased.

    Args:
        program: In force.
        state: The member; nothing is loaded for it.
        purpose: :data:`MARKETING`, :data:`PERSONALISATION`, :data:`TRACKING`, :data:`SHARING`, or one of the program's.
    """
    terms = find_purpose(program, purpose)
    if terms is None or state.is_erased:
        return False
    return holds(terms, state.read(CONSENTS, ConsentBook).choices.get(purpose))


def holds(terms: ConsentPurpose, said: Consent | None) -> bool:
    """Whether a purpose is allowed by what the member said last of it (``None``: nothing)."""
    if terms.basis == "objection":
        return said is None or said.given
    return said is not None and said.given and said.version >= terms.least_version
