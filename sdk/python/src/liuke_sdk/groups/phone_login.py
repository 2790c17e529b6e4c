"""Members who log in by a code to their phone.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import AskForCode, CodeOnItsWay, LoggedIn, LoginByPhone, Offer
from liuke_sdk.wire import Ask


class PhoneLoginGroup(Group[M]):
    """Members who log in by a code to their phone."""

    @operation("GET", "/v1/phone-login")
    def look(
        self,
    ) -> Ask[Offer]:
        """Whether members may log in by phone.

        They may where the server names who sends the codes (`LIUKE_PHONE_LOGIN`).
        """
        return Ask(Offer)

    @operation("POST", "/v1/phone-login/code")
    def send_code(
        self,
        *,
        phone: str,
        tenant: str | UnsetType = UNSET,
    ) -> Ask[CodeOnItsWay]:
        """Send a log-in code.

        The answer is the same whether or not the phone is a member's. A phone is sent one code a minute, 5 an hour,
        10 a day; a network asks for 20 an hour, 60 a day; a merchant sends 2,000 an hour. Beyond that: 429, with
        `Retry-After`. A new code replaces the one before.

        Args:
            phone: A number of mainland China, or one with `+` and country code.
            tenant: Slug of the merchant; only needed where the server has several.
        """
        return Ask(CodeOnItsWay, body=AskForCode(phone=phone, tenant=tenant))

    @operation("POST", "/v1/phone-login")
    def log_in(
        self,
        *,
        phone: str,
        code: str,
        tenant: str | UnsetType = UNSET,
    ) -> Ask[LoggedIn]:
        """Log in by phone.

        A code is good once, for 5 minutes and 5 tries; a network has 60 wrong tries in 15 minutes. Whoever is no
        member yet becomes one, as by `POST /v1/members` in the namespace `phone`, and the answer is 201; else 200.
        The token is good for 24 hours.

        Args:
            phone: As it was given when the code was asked for.
            code: As it was received.
            tenant: As it was given.
        """
        return Ask(LoggedIn, body=LoginByPhone(phone=phone, code=code, tenant=tenant))
