"""What can be asked and reported about money that others move."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Nothing, Words
from liuke.kernel.text import text


class PayoutDone(Body):
    """The money has moved; ``reference`` is the payment side's own number."""

    reference: Annotated[Words, text("支付流水号", "Reference")] | UnsetType = UNSET


class PayoutFailed(Body):
    """It has not moved, and why."""

    reason: Annotated[Words, text("原因", "Reason")] | UnsetType = UNSET


class GiveUpPayout(Body):
    """Why it is not paid any more."""

    reason: Annotated[str, Meta(min_length=1, max_length=500), text("原因", "Reason")]


class PayoutAnswer(msgspec.Struct):
    """How far it has come.

    Args:
        payout: Its id.
        status: ``claimable``, ``requested``, ``failed``, ``done``, ``lapsed`` or ``given_up``.
        late: Whether it was done after it had been closed otherwise.
    """

    payout: str
    status: str
    late: bool


_PAYOUT = {"payout": EventField("str", text("单号", "Number"), required=True)}
_REPORT, _STAFF = ("events:write", "checkout"), ("points:adjust",)


def _report(type_: str, zh: str, en: str, body: type[Body]) -> Request:
    return Request(
        f"payout.{type_}", text(zh, en), (f"/payouts/{{payout}}/{type_}",), _REPORT, body, "payouts",
        result=PayoutAnswer, fields=_PAYOUT, by="merchant",
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    Request(
        "payout.claim", text("领取现金", "Claim money"), ("/payouts/{payout}/claim",), ("members:write",), Nothing,
        "payouts", result=PayoutAnswer, member=True, fields=_PAYOUT,
    ),
    _report("done", "打款成功", "Money was paid", PayoutDone),
    _report("failed", "打款失败", "A payment failed", PayoutFailed),
    _report("lapsed", "打款已失效", "A payment lapsed", PayoutFailed),
    Request(
        "payout.retry", text("重新打款", "Pay again"), ("/payouts/{payout}/retry",), _STAFF, Nothing, "payouts",
        result=PayoutAnswer, fields=_PAYOUT, by="merchant",
    ),
    Request(
        "payout.give_up", text("放弃打款", "Give a payment up"), ("/payouts/{payout}/give-up",), _STAFF, GiveUpPayout,
        "payouts", result=PayoutAnswer, by="merchant", filled=("clerk",),
        fields={**_PAYOUT, "clerk": EventField("str", text("操作人", "Clerk"))},
    ),
)  # fmt: skip
