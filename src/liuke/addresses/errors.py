"""What can be wrong with an address book."""

from __future__ import annotations

from liuke.addresses.contracts import MOST
from liuke.kernel.errors import LiukeError


class TooManyAddresses(LiukeError):
    """The book is full."""

    code = "too-many-addresses"
    status = 409
    title = "There is no room for another address"

    def __init__(self) -> None:
        super().__init__(f"a member has at most {MOST} addresses", fix="remove one first", limit=MOST)
