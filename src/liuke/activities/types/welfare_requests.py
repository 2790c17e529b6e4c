"""What can be asked of a welfare pool."""

from __future__ import annotations

from typing import Annotated

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Amount, Body, Name
from liuke.kernel.text import text


class Contribute(Body):
    """Points for the pool."""

    amount: Annotated[Amount, text("数量", "Amount")]


class AskCertificate(Body):
    """``goal``: one that was reached after the member gave."""

    goal: Annotated[Name, text("目标", "Goal")]


# -- results ----------------------------------------------------------------------------------------------------------
class Contributed(msgspec.Struct):
    """What was given.

    Args:
        given: By the member in all.
        total: In the pool.
        reached: Goals that this reached.
    """

    activity: str
    amount: int
    given: int
    total: int
    reached: list[str]


class CertificateIssued(msgspec.Struct):
    """A certificate, as data; the same for whoever asks again.

    Args:
        number: Of the certificate, among all of the pool.
        title: In the words of the program, by language.
        given: What the member had given by then.
        t_us: When it was issued.
    """

    activity: str
    goal: str
    number: int
    title: dict[str, str | None]
    given: int
    t_us: int


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "welfare.contribute", text("捐赠公益", "Give to a welfare pool"), (), ("members:write",), Contribute,
        "activities", result=Contributed, member=True,
    ),
    Request(
        "welfare.certificate", text("领取公益证书", "Have a certificate"), (), ("members:write",), AskCertificate,
        "activities", result=CertificateIssued, member=True,
    ),
)  # fmt: skip
