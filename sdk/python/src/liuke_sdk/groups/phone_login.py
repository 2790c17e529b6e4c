"""Members who log in by a code to their phone.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import (
    AskForCode,
    CodeOnItsWay,
    EndLogin,
    LoggedIn,
    LoginByPhone,
    LoginRenewed,
    LoginsEnded,
    Offer,
    RenewLogin,
)
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
        The token is good for two hours; `renewal` renews it for 30 days.

        Args:
            phone: As it was given when the code was asked for.
            code: As it was received.
            tenant: As it was given.
        """
        return Ask(LoggedIn, body=LoginByPhone(phone=phone, code=code, tenant=tenant))

    @operation("POST", "/v1/phone-login/renew", safe=True)
    def renew(
        self,
        *,
        renewal: str,
        tenant: str | UnsetType = UNSET,
    ) -> Ask[LoginRenewed]:
        """Renew a login by phone.

        Another token of the same login, while it lasts: for 30 days since the code, unless the member logs out, is
        erased or is frozen. `renewal` stays the same, so that an answer that is lost loses nothing.

        Args:
            renewal: As it was handed out with the first token.
            tenant: As it was given.
        """
        return Ask(LoginRenewed, body=RenewLogin(renewal=renewal, tenant=tenant))

    @operation("POST", "/v1/phone-login/end", safe=True)
    def end(
        self,
        *,
        renewal: str,
        everywhere: bool | UnsetType = UNSET,
        tenant: str | UnsetType = UNSET,
    ) -> Ask[LoginsEnded]:
        """Log out.

        Ends this login, or every login of the member (`everywhere`). Asking again changes nothing.

        Args:
            renewal: As it was handed out with the first token.
            everywhere: Whether all logins of the member end, on every device.
            tenant: As it was given.
        """
        return Ask(LoginsEnded, body=EndLogin(renewal=renewal, everywhere=everywhere, tenant=tenant))
