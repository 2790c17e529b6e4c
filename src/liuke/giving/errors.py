"""What can be wrong with a giving."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class GivingDecided(LiukeError):
    """It is not in a state in which this can be done."""

    code = "giving-decided"
    status = 409
    title = "The giving is further on"
