"""What can be wrong with clearing beside what a decision refuses."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class NoSuchAgreement(LiukeError):
    """The shop has no agreement of this number."""

    code = "agreement-not-found"
    status = 404
    title = "There is no such agreement"


class AgreementDecided(LiukeError):
    """It is not in a state in which this can be done, or it is for the other shop to do."""

    code = "agreement-decided"
    status = 409
    title = "The agreement is further on"


class AgreementOverlaps(LiukeError):
    """Another agreement of the same two shops about one of these assets is in force at that time."""

    code = "agreement-overlaps"
    status = 409
    title = "Another agreement is in force at that time"


class LinkCodeInvalid(LiukeError):
    """The code is over, was made for another shop, or by nobody."""

    code = "link-code-invalid"
    status = 400
    title = "The code links nobody"
