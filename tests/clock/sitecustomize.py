"""Python runs this at its start where the folder is on its path: the process lives at another time."""

import os
import time


def _move(offset_ns: int) -> None:
    real_ns = time.time_ns
    time.time_ns = lambda: real_ns() + offset_ns
    time.time = lambda: (real_ns() + offset_ns) / 1e9


def _move_tokens() -> None:
    """PyJWT asks the type of instants itself, whose clock nobody can move."""
    try:
        from jwt import api_jwt  # noqa: PLC0415 - only where it is installed
    except ImportError:
        return

    class Moved(api_jwt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)

    api_jwt.datetime = Moved


_move(int(os.environ.get("LIUKE_TEST_CLOCK_OFFSET_NS", "0")))
_move_tokens()
