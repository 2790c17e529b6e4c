"""Errors of reading orders."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class OrderAmbiguous(LiukeError):
    """Several members have an order of this id."""

    code = "order-ambiguous"
    status = 409
    title = "Several members have an order of this id"
