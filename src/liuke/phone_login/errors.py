"""What can go wrong when a member logs in by phone."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class PhoneLoginOff(LiukeError):
    """The server has no way to send codes, or no such merchant: which of the two is not said."""

    code = "phone-login-off"
    status = 404
    title = "Logging in by phone is not offered here"

    def __init__(self) -> None:
        super().__init__(fix="open the member centre from the merchant's mini program")


class CodeRefused(LiukeError):
    """The code is another, over, used, or was tried too often; or none was sent. Which of these is not said."""

    code = "code-refused"
    status = 401
    title = "The code is wrong or no longer good"

    def __init__(self) -> None:
        super().__init__(fix="check it, or ask for another one")


class LoginEnded(LiukeError):
    """A login cannot be renewed: its time is over, or the member logged out, was erased or frozen."""

    code = "login-ended"
    status = 401
    title = "The login has ended"

    def __init__(self) -> None:
        super().__init__(fix="log in again")


class TooManyCodes(LiukeError):
    """A phone, a network or the merchant was sent as many codes as may be sent; or a network tried too many."""

    code = "too-many-codes"
    status = 429
    title = "Too many codes were asked for"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(fix=f"wait {retry_after} s, then try again", retry_after=retry_after)


class CodeNotSent(LiukeError):
    """The provider could not be reached, or did not take it. The code is no good, and its try is not counted."""

    code = "code-not-sent"
    status = 503
    title = "The code could not be sent"

    def __init__(self) -> None:
        super().__init__(fix="try again in a minute")
