"""How often a key or a token may call: a bucket of calls for each, filled at a steady rate."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from liuke.http.errors import RateLimited

MAX_BUCKETS = 50_000
"""Buckets kept; full ones are forgotten first, which changes nothing."""


class RateLimit:
    """Buckets of one kind of caller in this process.

    Args:
        rate: Calls a second, on average; 0: no limit.
        burst: Calls at once; by default those of two seconds.
        clock: Seconds.
    """

    def __init__(self, rate: float, burst: int = 0, *, clock: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self.burst = float(burst or max(rate * 2, 1))
        self.limit_text = str(int(self.burst)).encode()
        self._clock = clock
        self._buckets: dict[str, list[float]] = {}

    def take(self, who: str) -> list[tuple[bytes, bytes]]:
        """Take one call; the headers that say what is left.

        Raises:
            RateLimited: none was left.
        """
        if not self.rate:
            return []
        now = self._clock()
        bucket = self._buckets.get(who)
        if bucket is None:
            if len(self._buckets) >= MAX_BUCKETS:
                self._forget_full(now)
            bucket = self._buckets[who] = [self.burst, now]
        left = min(self.burst, bucket[0] + (now - bucket[1]) * self.rate)
        bucket[1] = now
        if left < 1.0:
            bucket[0] = left
            wait = max(1, round((1.0 - left) / self.rate + 0.5))
            raise RateLimited(wait, self._render(0, (self.burst - left) / self.rate))
        bucket[0] = left = left - 1.0
        return self._render(int(left), (self.burst - left) / self.rate)

    def _render(self, left: int, seconds: float) -> list[tuple[bytes, bytes]]:
        return [
            (b"ratelimit-limit", self.limit_text),
            (b"ratelimit-remaining", b"%d" % left),
            (b"ratelimit-reset", b"%d" % (seconds + 0.999)),
        ]

    def _forget_full(self, now: float) -> None:
        full = [who for who, (left, at) in self._buckets.items() if left + (now - at) * self.rate >= self.burst]
        for who in full or list(self._buckets)[: MAX_BUCKETS // 10]:
            del self._buckets[who]
