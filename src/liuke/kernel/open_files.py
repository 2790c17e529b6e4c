"""How many files and connections a process may have open."""

from __future__ import annotations

import resource
from contextlib import suppress

ENOUGH = 1_048_576
"""More is not asked for, where the system sets no bound."""


def raise_open_files() -> int:
    """Raise the process's own bound to what the system allows it; many systems start everyone with 1,024.

    Returns:
        The bound in force.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
