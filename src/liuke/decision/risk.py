"""How risky a request was found before it was decided; rules read it as ``turn.risk``. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

MAX_SCORE = 100


class RiskScore(msgspec.Struct, frozen=True):
    """What scorers found.

    Args:
        score: 0 (nothing against it) to 100.
        reasons: Codes of what speaks against it.
        features: What was measured, by name: whole numbers that the program weighs.
    """

    score: int
    reasons: tuple[str, ...] = ()
    features: dict[str, int] = {}

    def __post_init__(self) -> None:
        """A score beyond its scale is a fault of the scorer."""
        if not 0 <= self.score <= MAX_SCORE:
            raise ValueError(f"{self.score} is no score from 0 to {MAX_SCORE}")


def join_scores(found: Iterable[RiskScore | None]) -> RiskScore | None:
    """The highest of several, with the reasons of all; ``None``: nobody had anything to say.

    >>> join_scores([RiskScore(20, ("new",)), None, RiskScore(70, ("shared", "new"))])
    RiskScore(score=70, reasons=('new', 'shared'))
    """
    known = [one for one in found if one is not None]
    if not known:
        return None
    reasons = dict.fromkeys(reason for one in known for reason in one.reasons)
    features: dict[str, int] = {}
    for one in known:
        features |= {name: max(value, features.get(name, value)) for name, value in one.features.items()}
    return RiskScore(max(one.score for one in known), tuple(reasons), features)


class UnderReview(msgspec.Struct, frozen=True):
    """What the rules of one turn give waits until somebody has looked at it.

    Args:
        review: Id of the review.
        due_us: When it is given if nobody has decided by then.
    """

    review: str
    due_us: int
