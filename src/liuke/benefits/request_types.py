"""What can be asked of benefits."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Because, Body, Count, Name
from liuke.kernel.text import text


class IssueCode(Body):
    """A short-lived code that a clerk redeems."""

    count: Annotated[Count, text("次数", "Uses")] | UnsetType = UNSET
    seconds: Annotated[int, Meta(ge=60, le=300), text("有效秒数", "Seconds")] | UnsetType = UNSET


class UseBenefit(Body):
    """Use a benefit without a clerk."""

    count: Annotated[Count, text("次数", "Uses")] | UnsetType = UNSET
    ref: Annotated[Name, text("关联单号", "Reference")] | UnsetType = UNSET
    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET


class RedeemCode(Body):
    """A code that a member shows; it is enough to find the member."""

    code: Annotated[Name, text("核销码", "Code")]
    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class CodeIssued(msgspec.Struct):
    """A code to show to a clerk until ``expires_us``."""

    code: str
    expires_us: int
    benefit: str


class BenefitUsed(msgspec.Struct):
    """A use of a benefit.

    Args:
        redemption: To undo it by.
        benefit: Which.
        count: Uses at once.
        left: Of the period; null where it is not counted.
    """

    redemption: str
    benefit: str
    count: int
    left: int | None


class RedemptionUndone(msgspec.Struct):
    """Uses that are open again."""

    benefit: str
    count: int


# -- the requests -----------------------------------------------------------------------------------------------------
REDEEM_CODE = Request(
    "benefit.redeem_code",
    text("核销", "Redeem a code"),
    (),
    ("redeem",),
    RedeemCode,
    "benefits",
    summary=text("核销（凭码）", "Redeem a code at the counter"),
    result=BenefitUsed,
    fields={"clerk": EventField("str", text("店员", "Clerk"))},
    filled=("clerk",),
)
"""Its path names no member: the code does."""
REQUESTS: tuple[Request, ...] = (
    Request(
        "benefit.issue_code",
        text("生成核销码", "Issue a redemption code"),
        ("/benefits/{benefit}/code",),
        ("members:write",),
        IssueCode,
        "benefits",
        result=CodeIssued,
        member=True,
        fields={"benefit": EventField("str", text("权益", "Benefit"), required=True)},
    ),
    Request(
        "benefit.redeem",
        text("使用权益", "Use a benefit"),
        ("/benefits/{benefit}/redeem",),
        ("members:write",),
        UseBenefit,
        "benefits",
        result=BenefitUsed,
        fields={"benefit": EventField("str", text("权益", "Benefit"), required=True)},
    ),
    Request(
        "benefit.cancel",
        text("撤销核销", "Undo a redemption"),
        ("/benefit-redemptions/{redemption}/cancel",),
        ("redeem",),
        Because,
        "benefits",
        result=RedemptionUndone,
        fields={"redemption": EventField("str", text("核销单号", "Redemption"), required=True)},
    ),
    REDEEM_CODE,
)
