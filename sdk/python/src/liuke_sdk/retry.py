"""When a request is sent again, and after how long. Pure: no clock, no randomness of its own."""

from __future__ import annotations

from dataclasses import dataclass

from liuke_sdk.errors import ApiError, LiukeError, NotSent, RateLimited, TransportError, Unavailable

NOTHING_KEPT = frozenset(("db-unavailable", "db-transaction-conflict", "shutting-down", "rate-limited"))
"""Codes that say of a request that nothing of it was carried out."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently requests are sent again.

    Args:
        attempts: In all, the first one included.
        first_seconds: Longest wait before the second one; doubles with each further one.
        longest_seconds: Of one wait.
    """

    attempts: int = 6
    first_seconds: float = 0.2
    longest_seconds: float = 8.0


def decide_wait(policy: RetryPolicy, error: LiukeError, *, attempt: int, repeatable: bool, draw: float) -> float | None:
    """Seconds to wait before the request is sent again; ``None``: it is not.

    Args:
        policy: How patient.
        error: What became of the attempt.
        attempt: Its number, from 1.
        repeatable: Whether sending twice does no more than sending once: the request only reads, or carries a key.
        draw: Random number from 0 to 1. Half of the wait is left to it, so that clients that failed together do not
            come back together.
    """
    if attempt >= policy.attempts or not _is_passing(error, repeatable=repeatable):
        return None
    longest = min(policy.longest_seconds, policy.first_seconds * 2 ** (attempt - 1))
    backoff = longest * (0.5 + 0.5 * draw)
    asked = error.retry_after if isinstance(error, ApiError) else None
    return backoff if asked is None else max(backoff, asked + 0.1 * draw)


def is_passing_code(status: int, code: str) -> bool:
    """Whether a problem goes away by itself."""
    return status in {429, 502, 503, 504} or code in NOTHING_KEPT


def _is_passing(error: LiukeError, *, repeatable: bool) -> bool:
    if isinstance(error, NotSent):
        return True
    if isinstance(error, TransportError):
        return repeatable
    if isinstance(error, RateLimited | Unavailable):
        return repeatable or error.code in NOTHING_KEPT
    return False
