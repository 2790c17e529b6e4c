"""A processor of its own for each of several processes.

Processes that wander between processors find their caches filled by others. Only the thread of the event loop stays in
one place: threads for longer work (files of exports, TLS, folders) go wherever there is room.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor


def pin_loop(number: int) -> int:
    """Keep the running event loop, whose thread calls this, on one processor.

    Args:
        number: Place among the processes, from 0; when there are more of them than processors they share.

    Returns:
        Number of the processor, as the system counts.
    """
    allowed = sorted(os.sched_getaffinity(0))
    own = allowed[number % len(allowed)]
    os.sched_setaffinity(0, {own})
    threads = ThreadPoolExecutor(initializer=os.sched_setaffinity, initargs=(0, allowed))
    asyncio.get_running_loop().set_default_executor(threads)
    return own
