"""Python runs this at its start where the folder is on its path: the process lives at another time."""

import os
import time


def _move(offset_ns: int) -> None:
    real_ns = time.time_ns
    time.time_ns = lambda: real_ns() + offset_ns
    time.time = lambda: (real_ns() + offset_ns) / 1e9


_move(int(os.environ.get("LIUKE_TEST_CLOCK_OFFSET_NS", "0")))
