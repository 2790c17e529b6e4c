"""A code sender: how a log-in code reaches a phone. Declared by the package that speaks to the provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from liuke.kernel.text import Locale, Text


@dataclass(frozen=True, slots=True)
class LoginCode:
    """A code on its way to a phone. Neither may be logged, but by a sender that is meant to.

    Args:
        tenant_id: Whose member logs in.
        phone: In one form: 11 digits of mainland China, or ``+`` with country code.
        code: Digits.
        minutes: For how long it is good, for the wording.
        locale: Language of the message.
    """

    tenant_id: int
    phone: str = field(repr=False)
    code: str = field(repr=False)
    minutes: int
    locale: Locale


@dataclass(frozen=True, slots=True)
class CodeSender:
    """One way to send codes; ``LIUKE_PHONE_LOGIN`` names the one in use.

    Args:
        name: Stable name, in kebab case.
        label: For people.
        send: Hands one code to the provider. It is called once for a code; whatever it raises means that the code was
            not sent, which the member reads.
    """

    name: str
    label: Text
    send: Callable[[LoginCode], Awaitable[None]]
