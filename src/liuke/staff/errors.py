"""Errors of logging in and of managing people."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.kernel.errors import Conflict, LiukeError


class LoginRefused(LiukeError):
    """There is no such account, it is disabled, or the password is another; which of these is not said."""

    code = "login-refused"
    status = 401
    title = "The e-mail address or the password is wrong"


class TooManyLogins(LiukeError):
    """Too many tries for this account, or from this address."""

    code = "too-many-logins"
    status = 429
    title = "Too many tries to log in"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(fix=f"wait {retry_after} s, then try again")


class WhichTenant(LiukeError):
    """Address and password are right at several merchants."""

    code = "which-tenant"
    status = 409
    title = "This account exists with several merchants"

    def __init__(self, tenants: Sequence[tuple[str, str]]) -> None:
        shown = [{"slug": slug, "name": name} for slug, name in tenants]
        super().__init__("name the one you mean", fix="send its slug as tenant", tenants=shown)


class LastOwner(Conflict):
    """Somebody must stay who may do everything."""

    code = "last-owner"
    title = "The last owner stays"
